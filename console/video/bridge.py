"""Packets from the recorder into a pipe that libvlc can play, as Debian's libvlc opens no rtsp:// (video.md). No picture is coded anew.

MPEG-TS, which libvlc starts quickest with, and G.711 sound as AAC, as MPEG-TS cannot hold it; Matroska for what fits into neither; JPEG
pictures alone as cameras send them over HTTP, which libvlc shows without looking at five seconds of them first.
"""

import array
import contextlib
import fcntl
import os
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import av
from av.audio.codeccontext import AudioCodecContext

from console.video.matroska import Sound
from console.video.protocol import Codec, Packet
from console.video.ring import Item

IN_TS = frozenset({"h264", "hevc", "mpeg4", "mpeg2video"})
G711 = frozenset({"pcm_alaw", "pcm_mulaw"})
LAYOUTS = {1: "mono", 2: "stereo"}
ROOM = 1 << 20
"""Bytes that the pipe holds."""
MOST = ROOM // 2
"""Bytes that may wait in it: it holds pages, and what is written begins a new one when it does not fit into the last."""
SPARE = 16_384
"""Bytes for what the container adds to a packet."""
BOUNDARY = b"--hallwatch\r\n"
SLACK = 30_000
"""Microseconds by which the time between two pictures with B pictures in between may grow."""
TOGETHER = 5_000
"""Microseconds by which times may go back without B pictures."""
STEP = 1000
"""Microseconds: what Matroska can tell apart."""
_MICROSECONDS = Fraction(1, 1_000_000)


class Broken(Exception):
    """Nobody reads from the pipe any more, or what came cannot be put into it."""


class Bridge:
    """A pipe with a container in it. Nothing here waits for whoever reads: what does not fit is left out. One thread."""

    def __init__(self, codec: Codec, *, with_sound: bool, delay: int = 0) -> None:
        """`codec`: of the packets that follow; `delay`: see `Order`. Raises `Broken` for a codec that no container holds."""
        with_sound = with_sound and bool(codec.sound)
        is_voice = with_sound and codec.sound in G711 and bool(codec.sound_rate) and codec.sound_channels in LAYOUTS
        fits_ts = codec.name in IN_TS and (not with_sound or codec.sound == "aac" or is_voice)
        self.form = "mpegts" if fits_ts else "mjpeg" if codec.name == "mjpeg" and not with_sound else "matroska"
        self.read_end, write_end = os.pipe2(os.O_CLOEXEC)
        fcntl.fcntl(write_end, fcntl.F_SETPIPE_SZ, ROOM)
        os.set_blocking(write_end, False)
        self._pipe = _Pipe(write_end)
        options = {"flush_packets": "1"}
        if self.form == "matroska":
            options |= {"live": "1", "cluster_time_limit": "100"}
        elif self.form == "mpegts":
            options["pes_payload_size"] = "170"  # sound goes on at once; by itself it waits for a second's worth
        self._sound: Sound | Voice | None = None
        self._first: int | None = None
        self._order = Order(delay)
        self._heard = -STEP
        """Time of the last packet of sound."""
        self._awaits_key = True
        self._lead = codec.extradata if codec.name in {"h264", "hevc"} and not codec.extradata.startswith(b"\x01") else b""
        if self.form == "mjpeg":
            self._pipe.write(BOUNDARY)
            return
        try:
            with _as_broken():
                self._container = av.open(self._pipe, "w", format=self.form, options=options)
                self._video = self._container.add_mux_stream(codec.name, width=codec.width or 640, height=codec.height or 360)
                if with_sound:
                    with contextlib.suppress(ValueError):  # shown without it
                        self._sound = Voice(self._container, codec) if fits_ts and is_voice else Sound(self._container, codec)
        except Broken:
            self.close()
            raise

    @property
    def has_sound(self) -> bool:
        """Whether a sound track goes with the pictures."""
        return self._sound is not None

    @property
    def delay(self) -> int:
        """By how much pictures are shown later, or must be when `write` refused: another bridge then does so. Microseconds."""
        return self._order.delay

    def write(self, head: Packet, data: bytes) -> bool:
        """Put a packet in; False when it was left out, as all are from one for which there is no room up to the next key frame.

        Raises `Broken`.
        """
        if (head.is_sound and not self.has_sound) or (self._awaits_key and (head.is_sound or not head.is_key)):
            return False
        self._awaits_key = len(data) + SPARE > self._room()
        if self._awaits_key:
            return False
        if self._first is None:
            self._first = head.pts
        if self.form == "mjpeg":
            # The line behind a picture is that before the next one: libvlc knows at once where it ends.
            with _as_broken():
                self._pipe.write(b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n%b" % (len(data), data, BOUNDARY))
            return True
        if isinstance(self._sound, Voice) and head.is_sound:
            with _as_broken():
                for each in self._sound.coded(data, head.pts - self._first + self._order.delay):
                    self._container.mux_one(each)
            return True
        stream: av.stream.Stream = self._video
        if head.is_sound:
            assert isinstance(self._sound, Sound)
            data = self._sound.data(Item(0, head.at, head.generation, is_key=True, is_sound=True, data=data))
            stream = self._sound.stream
        elif self._lead:
            data, self._lead = self._lead + data, b""
        packet = av.Packet(data)
        packet.stream = stream
        packet.time_base = _MICROSECONDS
        packet.is_keyframe = head.is_key
        if head.is_sound:
            # What came in a burst may have the same time; a container takes none twice.
            packet.pts = packet.dts = self._heard = max(self._heard + STEP, head.pts - self._first + self._order.delay)
        else:
            packet.pts, packet.dts = self._order.times(head.pts - self._first)
        with _as_broken():
            self._container.mux_one(packet)
        return True

    def _room(self) -> int:
        """Bytes that may be written now."""
        waiting = array.array("i", [0])
        fcntl.ioctl(self.read_end, termios.FIONREAD, waiting)
        return MOST - waiting[0]

    def close(self) -> None:
        """Hang up: whoever reads sees the end."""
        self._pipe.close()
        if self.read_end >= 0:
            os.close(self.read_end)
            self.read_end = -1


class Order:
    """When pictures are to be shown and to be decoded. They come in the order of decoding, and with B pictures that is another one.

    A container wants both: no picture is shown before it is decoded, and no two are decoded at once. And a decoder gives a picture out
    when the next one comes that is none of the B pictures in between. So all are shown later, by that time, and from the first one on:
    once a time of showing went back, libvlc's decoder believes in none of them, and shows pictures as they are decoded, in bursts.
    """

    def __init__(self, delay: int) -> None:
        self.delay = delay
        """Microseconds; what is needed, once `times` refused."""
        self._newest = self._before = -STEP
        """Times of the last two that are no B pictures."""
        self._decoded = -STEP

    def times(self, at: int) -> tuple[int, int]:
        """Of the next picture, taken at `at`: shown, decoded; microseconds, the second growing. Raises `Broken`: the delay is too short."""
        if at >= self._newest - TOGETHER:
            self._before, self._newest = self._newest, max(at, self._newest)
        elif (needed := self._newest - min(at, self._before)) > self.delay:
            self.delay = needed + SLACK
            raise Broken(f"its pictures are to be shown {needed / 1e6:.2f} s after they come")
        self._decoded = max(self._decoded + STEP, self._newest)
        return max(at + self.delay, self._decoded), self._decoded


class Voice:
    """A G.711 sound track as AAC, which costs next to nothing at 8,000 samples a second."""

    def __init__(self, container: "av.container.OutputContainer", codec: Codec) -> None:
        """Raises ValueError for sound that cannot be coded so."""
        layout, self._rate = LAYOUTS[codec.sound_channels], codec.sound_rate
        decoder = av.CodecContext.create(codec.sound, "r")
        assert isinstance(decoder, AudioCodecContext)
        decoder.sample_rate, decoder.layout = self._rate, layout
        self._decoder = decoder
        self.stream = container.add_stream("aac", rate=self._rate, layout=layout)
        self.stream.bit_rate = 32_000 * codec.sound_channels
        self._next: int | None = None
        """The number of the next sample, by the stream's clock."""

    def coded(self, data: bytes, at: int) -> list["av.Packet[av.audio.AudioStream]"]:
        """What comes of a packet taken at `at`, microseconds: nothing, until an eighth of a second is together."""
        due = max(0, at * self._rate // 1_000_000)
        if self._next is None or abs(due - self._next) > self._rate // 5:
            self._next = due if self._next is None else max(due, self._next)
        found: list[av.Packet[av.audio.AudioStream]] = []
        for frame in self._decoder.decode(av.Packet(data)):
            frame.pts, frame.time_base = self._next, Fraction(1, self._rate)
            self._next += frame.samples
            found += self.stream.encode(frame)
        return found


class _Pipe:
    """What PyAV writes to. It may do so once more when it is taken away: the descriptor's number is somebody else's by then."""

    def __init__(self, end: int) -> None:
        self._end = end

    def write(self, data: bytes) -> int:
        """All of it. Raises `BlockingIOError` when it does not fit."""
        if self._end < 0:
            raise BrokenPipeError("the pipe was closed")
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._end, rest) :]
        return len(data)

    def close(self) -> None:
        """Hang up."""
        if self._end >= 0:
            os.close(self._end)
            self._end = -1


@contextmanager
def _as_broken() -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Broken(str(error)) from error
