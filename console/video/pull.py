"""The only connection to a camera's stream: opened, read, and opened again when it ends, by a thread of its own. Nothing is decoded here.

What it reads goes into the stream's ring (`console.video.channel`), from where everybody takes it. FFmpeg is given the camera's password
with the address, at opening, and whatever it says is put into words of ours (`console.video.failure`), which never hold it.
"""

import contextlib
import logging
import random
import threading
import time
import traceback
from collections.abc import Callable, Iterator

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream as AvStream
from msgspec import Struct

from console.video import failure as failures
from console.video import nal, opening, secrets
from console.video.channel import Channel
from console.video.failure import Failure
from console.video.look import StillDecoder
from console.video.protocol import Codec, Fault
from console.video.secrets import Secret
from console.video.timeline import Timeline

OPENS_AT_ONCE = 6
PAUSES = (0.5, 8.0)
"""First and longest pause before the next attempt, seconds; doubled each time."""
LOCKOUT = 60.0
"""Longest pause after a wrong password: cameras shut out who tries too often."""
JITTER = 0.2
KNOCK = 0.4
"""Seconds between two looks whether a closed port is open again."""
NO_KEY = 10.0
"""Seconds without a key picture after which a stream counts as broken."""
REST = 0.4
"""Seconds for which packets of a stream that nobody watches gather in the system before they are taken: each waking costs more than a packet."""
REST_BYTES = 48_000
"""Bytes that may gather so: less than any system holds for a connection."""
REST_AFTER = 3.0
"""Seconds of a connection after which that begins: the stream's clock is compared with ours first."""
WAITED = 0.004
"""Seconds that a packet must have been waited for before resting: one that was there at once may have others behind it."""
LATE = 0.1
"""Seconds by which it may be late then."""
NO_CLOCK = frozenset({"mpjpeg", "mjpeg", "jpeg_pipe"})
"""Formats without a clock of their own: FFmpeg counts 25 pictures a second, however many come."""

log = logging.getLogger(__name__)


class Surroundings(Struct, frozen=True, kw_only=True):
    """What all pulls share."""

    now: Callable[[], float]
    """Hall time."""
    speed: float = 1.0
    decoder: StillDecoder
    opens: threading.Semaphore
    """How many may open at once."""
    authority: Callable[[], str | None] = lambda: None
    """File of certificates that are trusted, asked at each attempt; None: the system's."""


class Pauses:
    """How long to wait before the next attempt."""

    def __init__(self, first: float = PAUSES[0], longest: float = PAUSES[1]) -> None:
        self._first, self._longest = first, longest
        self._next = first
        self._last = 0.0

    def reset(self) -> None:
        """It went well."""
        self._next, self._last = self._first, 0.0

    def reset_after(self, seconds: float) -> None:
        """It went well for so long: enough, when that is longer than the last pause. Some give a picture and hang up, each time."""
        if seconds > self._last:
            self.reset()

    def take(self, fault: Fault | None) -> float:
        """The next pause, seconds, with its jitter."""
        self._last = pause = self._next
        self._next = min(self._next * 2, LOCKOUT if fault is Fault.WRONG_PASSWORD else self._longest)
        return pause * random.uniform(1 - JITTER, 1 + JITTER)


class Pull(threading.Thread):
    """Pulls one stream while it is wanted."""

    def __init__(self, channel: Channel, secret: Callable[[], Secret | None], around: Surroundings) -> None:
        super().__init__(name=f"pull-{channel}", daemon=True)
        self.channel = channel
        self.timeline = Timeline(around.speed)
        self._secret = secret
        self._around = around
        self._pauses = Pauses()
        self._ended = threading.Event()
        self._is_over = False
        """As `_ended`, for a look at each packet."""
        self._late = 0.0
        """Seconds between the last picture's time and its being taken; 0 as long as the stream has no clock worth the name."""
        self._generation = 0
        self._sets: nal.Sets = {}
        self._source: tuple[str, bytes, int, int] | None = None
        self._sound: tuple[str, bytes, int, int] = ("", b"", 0, 0)
        self._began = 0.0
        self._has_key = False
        """Whether a key picture came over this connection: nothing before it can be decoded."""

    def end(self) -> None:
        """Let the thread end, at its next packet or time-out."""
        self._is_over = True
        self._ended.set()

    def run(self) -> None:
        """Until `end`."""
        channel = self.channel
        wrong = channel.refusal or failures.check(channel.address)
        if wrong is not None:
            log.error("%s: %s", channel, wrong.words)
        while not self._ended.is_set():
            if not channel.await_want(0.2):
                channel.ring.clear()
                continue
            if wrong is not None:
                channel.failure = wrong
                self._ended.wait(0.2)
                continue
            begun = time.monotonic()
            try:
                failed = self._once()
            except Exception as error:  # noqa: BLE001 — one stream's bug must not end its pull
                # Not the error's text: it might show the address as it is opened.
                place = traceback.extract_tb(error.__traceback__)[-1]
                log.error(  # noqa: TRY400
                    "%s: a bug of the recorder: %s at %s:%s", channel, type(error).__name__, place.filename, place.lineno
                )
                failed = Failure(Fault.BROKEN_STREAM, f"{channel} met a bug of the recorder")
            if channel.open_at is not None and self._has_key:
                self._pauses.reset_after(time.monotonic() - channel.open_at)
            channel.open_at = None
            if failed is not None and not self._ended.is_set():
                if channel.failure is None or channel.failure != failed:
                    log.warning("%s: %s", channel, failed.words)
                channel.failure = failed
                self._rest(failed, begun)

    # --- one connection --------------------------------------------------------------------------------------------------

    def _once(self) -> Failure | None:
        """Open, and read to the end; what ended it, None when nobody wants the stream any more."""
        secret, authority, plain = self._secret(), self._around.authority(), self.channel.address
        address = secrets.insert(plain, secret)
        # Opening takes the processor; waiting for a camera that is not there takes nothing, and must hold up none that is.
        turn = self._around.opens if failures.answers(plain, KNOCK) else contextlib.nullcontext()
        asked = time.monotonic()
        try:
            with turn:
                if self._ended.is_set():
                    return None
                asked = time.monotonic()
                given = opening.options(self.channel.camera, plain, authority)
                container = av.open(address, options=given, timeout=opening.timeouts(plain))
        except (FFmpegError, OSError, ValueError) as error:
            failed = failures.explain(error, plain, time.monotonic() - asked, authority)
            return failures.unknown_caller(failed, self.channel.camera) if secret is None else failed
        try:
            return self._read(container)
        except (FFmpegError, OSError) as error:
            return self._broken(error)
        finally:
            container.close()

    def _broken(self, error: Exception) -> Failure:
        """What an error in the midst of a connection means."""
        shown = secrets.plain(self.channel.address)
        match error:
            case av.error.TimeoutError() | av.error.ExitError():
                return Failure(Fault.UNREACHABLE, f"{shown} sends nothing any more")
            case av.error.InvalidDataError():
                return Failure(Fault.BROKEN_STREAM, f"{shown} sends damaged data")
            case _:
                words = (getattr(error, "strerror", None) or type(error).__name__).lower()
                return Failure(Fault.UNREACHABLE, f"the connection to {shown} broke off ({words})")

    def _read(self, container: InputContainer) -> Failure | None:
        channel, shown = self.channel, secrets.plain(self.channel.address)
        unfit = failures.unfit(container, channel.address)
        if unfit is not None:
            return unfit
        video = container.streams.video[0]
        sounds = container.streams.audio[:1] if channel.camera.has_sound else ()
        self._begin(video, sounds[0] if sounds else None)
        is_file = "://" not in channel.address or channel.address.startswith("file:")
        paced = _Pace() if is_file or container.format.name == "hls" else None  # a list of files
        has_clock = not set(container.format.name.split(",")) & NO_CLOCK
        rest = _Rest(channel) if channel.address.startswith(("rtsp:", "rtsps:")) and channel.camera.transport == "tcp" else None
        base, place = _second(video), video.index
        sound_base = _second(sounds[0]) if sounds else 0.0
        for packet in _with_start_codes(container.demux(video, *sounds), video):
            if self._is_over or not channel.is_wanted:
                return None
            if not packet.size:
                continue
            is_picture = packet.stream_index == place
            tick = base if is_picture else sound_base
            if paced is not None:
                paced.keep(None if packet.dts is None else packet.dts * tick)
            stamp = packet.pts if packet.pts is not None else packet.dts
            seconds = stamp * tick if has_clock and stamp is not None else None
            if is_picture:
                failed = self._picture(packet, seconds)
                if failed is not None:
                    return failed
                if packet.is_keyframe:
                    self._compare_clocks(container, seconds)
            elif self._has_key:
                at = self.timeline.sound(seconds, self._around.now())
                channel.ring.append(at, self._generation, bytes(packet), is_key=False, is_sound=True)
                channel.tally.add(time.monotonic(), packet.size, is_picture=False)
            if rest is not None and channel.wake is None:
                rest.take(self._late)
        if is_file:
            return self._again()
        if not self._has_key:
            return Failure(Fault.BROKEN_STREAM, f"{shown} ends before a picture is whole")
        return Failure(Fault.UNREACHABLE, f"{shown} hung up")

    def _again(self) -> Failure | None:
        """A file has come to its end: from the beginning."""
        if not self._has_key:
            return Failure(Fault.BROKEN_STREAM, f"{secrets.plain(self.channel.address)} holds no picture")
        return None

    def _begin(self, video: AvStream, sound: AvStream | None) -> None:
        """A connection is there."""
        channel = self.channel
        self._began, self._has_key = time.monotonic(), False
        channel.open_at = self._began
        channel.opens += 1
        self.timeline.reopen()
        context = video.codec_context
        source = (_name(video), bytes(context.extradata or b"") if context else b"", *_size(video))
        before, self._sound = self._sound, ("", b"", 0, 0)
        if sound is not None:
            heard = sound.codec_context
            layout = getattr(heard, "layout", None)
            channels = int(layout.nb_channels) if layout is not None else 0
            rate = int(getattr(heard, "sample_rate", 0) or 0)
            self._sound = (_name(sound), bytes(heard.extradata or b"") if heard else b"", rate, channels)
        if self._source is not None and (self._source[:2], before) != (source[:2], self._sound):
            self._generation += (
                1  # the camera is another one, or was set otherwise; a new `Codec` comes with the first key picture
            )
            self._sets = {}
        self._source = source
        log.info("%s: %s from %s", channel, source[0], secrets.plain(channel.address))

    def _picture(self, packet: "Packet[AvStream]", seconds: float | None) -> Failure | None:
        channel, now = self.channel, time.monotonic()
        arrived = self._around.now()
        at = self.timeline.picture(seconds, arrived)
        self._late = (arrived - at) / self._around.speed
        if not channel.origin:
            channel.origin = at
        is_key = packet.is_keyframe
        data = bytes(packet)
        if is_key:
            failed = self._key(data)
            if failed is not None:
                return failed
            self._has_key, channel.key_at, channel.failure = True, now, None
        # When it came, not when it was taken: it may have lain for a while.
        channel.packet_at = came = now - min(max(0.0, self._late), REST)
        channel.tally.add(came, len(data), is_picture=True)
        if self._has_key:
            channel.ring.append(at, self._generation, data, is_key=is_key)
            if channel.wake is not None:
                channel.wake()
        elif now - self._began > NO_KEY:
            return Failure(Fault.BROKEN_STREAM, f"{channel} sends no key picture in {NO_KEY:g} s")
        return None

    def _key(self, data: bytes) -> Failure | None:
        """Before a key picture: say how it is coded, when that is new."""
        assert self._source is not None
        name, extra, width, height = self._source
        if name in nal.SETS:
            found = nal.parameter_sets(name, data)
            sets = {**(self._sets or nal.parameter_sets(name, extra)), **found}
            if self.channel.codec is not None and self.channel.codec.generation == self._generation and sets == self._sets:
                return None
            self._sets = sets
            extra = nal.extradata(sets) or extra
            width = height = 0
        elif name == "mjpeg":
            width, height = nal.jpeg_size(data)
            before = self.channel.codec
            if before is not None and (before.generation, before.width, before.height) == (self._generation, width, height):
                return None
        elif self.channel.codec is not None and self.channel.codec.generation == self._generation:
            return None
        if not width or not height:
            look = self._around.decoder.look(name, extra, [data])
            if look is None:
                return Failure(Fault.BROKEN_STREAM, f"{self.channel} cannot be decoded: its {name} names no size, or is damaged")
            width, height = look.width, look.height
        self._generation += 1
        sound, sound_extra, rate, channels = self._sound
        self.channel.take_codec(
            Codec(
                camera=self.channel.camera.id,
                stream=self.channel.stream,
                generation=self._generation,
                name=name,
                extradata=extra,
                width=width,
                height=height,
                sound=sound,
                sound_extradata=sound_extra,
                sound_rate=rate,
                sound_channels=channels,
            )
        )
        return None

    def _compare_clocks(self, container: InputContainer, seconds: float | None) -> None:
        """The camera's RTCP reports say which hour its clock shows at time 0 of the stream."""
        began, offset = container.start_time_realtime, self.timeline.offset
        if began is not None and seconds is not None and offset is not None and self._around.speed == 1.0:
            self.channel.clock_offset = round(began / 1e6 - offset, 3)

    # --- between two connections -----------------------------------------------------------------------------------------

    def _rest(self, failed: Failure, begun: float) -> None:
        """Wait before the next attempt; not longer than until a port that was closed is open again."""
        until = begun + self._pauses.take(failed.fault)
        was_closed = False
        knocks = failed.fault is Fault.UNREACHABLE
        while not self._ended.is_set() and self.channel.is_wanted:
            left = until - time.monotonic()
            if left <= 0:
                return
            if knocks and left > KNOCK:
                is_open = failures.answers(self.channel.address, KNOCK)
                if is_open and was_closed:
                    self._pauses.reset()  # a camera that just started may fail once more
                    return
                was_closed = was_closed or not is_open
            self._ended.wait(min(max(0.0, left), KNOCK))


class _Pace:
    """Lets a file run no faster than it was taken."""

    def __init__(self) -> None:
        self._began: float | None = None
        self._first = 0.0

    def keep(self, seconds: float | None) -> None:
        """Wait until it is this packet's turn."""
        if seconds is None:
            return
        now = time.monotonic()
        if self._began is None or not -1.0 < self._began + seconds - self._first - now < 5.0:
            self._began, self._first = now, seconds
        time.sleep(max(0.0, self._began + seconds - self._first - now))


class _Rest:
    """Lets packets gather, once all that are there were taken: by their time, and because the last one had to be waited for."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._from = self._taken = time.monotonic()
        self._from += REST_AFTER

    def take(self, late: float) -> None:
        """A packet was taken whose picture is `late` seconds old."""
        now = time.monotonic()
        if now - self._taken >= WAITED and late < LATE and now >= self._from:
            bits = self._channel.tally.rate(now)[1]
            self._channel.rest(min(REST, REST_BYTES * 8 / max(bits, 1.0)))
            now = time.monotonic()
        self._taken = now


def _second(stream: AvStream) -> float:
    """Seconds of one step of a stream's clock."""
    return float(stream.time_base) if stream.time_base is not None else 0.0


def _with_start_codes(packets: Iterator["Packet[AvStream]"], video: AvStream) -> Iterator["Packet[AvStream]"]:
    """Pictures as cameras send them: MP4 and Matroska keep H.264 and H.265 with lengths instead, and parameter sets apart."""
    context = video.codec_context
    name = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}.get(_name(video))
    if name is None or context is None or not (context.extradata or b"").startswith(b"\x01"):
        yield from packets
        return
    mend = BitStreamFilterContext(name, video)
    for packet in packets:
        if packet.stream_index == video.index and packet.size:
            yield from mend.filter(packet)
        else:
            yield packet


def _name(stream: AvStream) -> str:
    return stream.codec_context.name if stream.codec_context is not None else ""


def _size(stream: AvStream) -> tuple[int, int]:
    context = stream.codec_context
    return int(getattr(context, "width", 0) or 0), int(getattr(context, "height", 0) or 0)


def distinct(channels: list[Channel]) -> Iterator[tuple[Channel, Channel]]:
    """Channels whose address another camera's channel has already, each with that one: they must not be pulled twice."""
    first: dict[str, Channel] = {}
    for channel in channels:
        key = secrets.plain(channel.address).rstrip("/")
        other = first.setdefault(key, channel)
        if other is not channel:
            yield channel, other
