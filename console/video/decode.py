"""Decodes one live stream in a thread of its own, once for all tiles that show it. What a camera may do wrong ends here.

Packets come in order by `feed`; damaged ones, other codecs and other sizes in the middle of the stream are survived. A decoder that
cannot keep up goes on at the newest key frame and counts what it left out.
"""

import contextlib
import logging
import os
import queue
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from msgspec import structs

from console.video import starved
from console.video.cadence import Cadence
from console.video.easel import Easel, Tell
from console.video.planes import planes_of
from console.video.protocol import Codec, Fault, Packet
from console.video.work import Clock, View

BEHIND = 1.5
"""Seconds of packets that may wait before it jumps to the newest key frame."""
SLOW = 20.0
"""Seconds within which a second such jump means that this machine decodes more slowly than pictures come, and for which key frames must do."""
CATCH_UP = 0.05
"""Seconds between two pictures while it decodes from the last key frame to the present."""
ROOM = 0.02
"""Seconds between two looks whether a tile has room again."""
MOST = 600
"""Packets that may wait; more are left out up to the next key frame."""
REORDERED = 64
"""Pictures that a decoder may hold back."""
LARGEST = 8192
"""Pixels of a side; more is refused before memory is taken for it."""
_FIGURE_SECONDS = 3.0
"""Over which rates are reckoned."""

AHEAD = 5.0
"""Seconds beyond its distance for which instant replay waits for a packet; more is another stream's clock."""
FOREIGN = 30.0
"""Seconds between hall time and the wall from which they are not the same clock."""

log = logging.getLogger(__name__)


class Flow:
    """Counts of a source: written by its thread, read by the worker's."""

    def __init__(self) -> None:
        self.heard: float | None = None
        """`time.monotonic` when the packet came that was worked off last."""
        self.busy_since: float | None = None
        """While something is worked off: since when."""
        self.drops = 0
        self.latency: float | None = None
        self.fault: Fault | None = None
        self.has_picture = False
        self.size = (0, 0)
        self.only_keys = False
        self.is_recorded = True
        """Of the playhead's moment, in the past."""
        self.gap = ""
        self._counted: deque[tuple[float, int, int]] = deque()

    def count(self, now: float, bytes: int, pictures: int) -> None:
        """A packet was worked off, and so many pictures came out."""
        self.heard = now
        self._counted.append((now, bytes, pictures))
        while self._counted[0][0] < now - _FIGURE_SECONDS:
            self._counted.popleft()

    def rates(self, now: float) -> tuple[float, float, float]:
        """Pictures, bits and packets a second."""
        recent = [each for each in list(self._counted) if each[0] >= now - _FIGURE_SECONDS]
        if len(recent) < 2:
            return 0.0, 0.0, 0.0
        seconds = max(0.2, now - recent[0][0])
        _, sizes, pictures = zip(*recent, strict=True)
        return sum(pictures) / seconds, sum(sizes) * 8 / seconds, len(recent) / seconds


class Source:
    """What a worker asks of whatever gets pictures: a live stream, a recording, libvlc."""

    def __init__(self, name: str, tell: Tell) -> None:
        self.name = name
        self.flow = Flow()
        self.easel = Easel(tell)
        self.gone: float | None = None
        """`time.monotonic` when its thread ended by a fault of ours; the worker makes another."""
        self._nice = 0
        self._looked_at: tuple[float, float] = (0.0, 0.0)
        """The last `busy_since` that was seen, and how long its thread had waited for a processor by then."""
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._guarded, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def give_way(self, nice: int) -> None:
        """Let others have the processor first; a thread that gave way further stays so."""
        number = self._thread.native_id
        if number is None or nice <= self._nice:
            return
        self._nice = nice
        with contextlib.suppress(ProcessLookupError):  # it has ended
            os.setpriority(os.PRIO_PROCESS, number, nice)

    @property
    def is_running(self) -> bool:
        """Its thread has not ended."""
        return self._thread.is_alive()

    def stuck(self, now: float, excused: float) -> float:
        """Seconds since `excused` that it has been at one thing and had a processor. To be asked every so often."""
        since, number = self.flow.busy_since, self._thread.native_id
        if since is None or number is None:
            return 0.0
        waited = starved.waited(number)
        if since != self._looked_at[0]:
            self._looked_at = since, waited
        return now - max(since, excused) - (waited - self._looked_at[1])

    def show(self, views: Sequence[View], clock: Clock) -> None:
        """These tiles show it from now on, by this clock."""
        self._inbox.put((tuple(views), clock))

    def describe(self, codec: Codec) -> None:
        """How the following packets are coded; for live streams."""

    def feed(self, head: Packet, data: bytes) -> None:
        """A packet; for live streams."""

    def close(self) -> None:
        """End soon; does not wait."""
        self._inbox.put(None)

    def run(self) -> None:
        """The thread."""
        raise NotImplementedError

    def _guarded(self) -> None:
        try:
            self.run()
        except BrokenPipeError:
            log.info("the console has ended")
        except Exception:
            log.exception("%s failed; it begins anew", self.name)
            self.flow.fault = Fault.DECODER
            self.gone = time.monotonic()


class Coded(NamedTuple):
    """A packet of pictures on its way to the decoder."""

    head: Packet
    data: bytes
    came: float
    """`time.monotonic`."""


def decoder(name: str, extradata: bytes) -> VideoCodecContext:
    """A decoder on one thread. Raises `ValueError` (no such codec) and `TypeError` (not of pictures)."""
    context = av.CodecContext.create(name, "r")
    if not isinstance(context, VideoCodecContext):
        raise TypeError(f"{name} is not a codec of pictures")
    context.thread_count = 1
    context.extradata = extradata or None
    if name == "hevc":  # else it shows none that rests on a lost one, up to the next key picture
        context.flags |= Flags.output_corrupt
    return context


def _aspect_of(context: VideoCodecContext) -> float:
    """Width of a pixel by its height; 1 where the stream says nothing, or nonsense."""
    aspect = context.sample_aspect_ratio
    return float(aspect) if aspect and 0.1 < aspect < 10 else 1.0


def latency_of(at: float, came: float, *, is_back: bool = False) -> float:
    """Seconds from a packet's arrival at the recorder, hall time `at`, to now; from its arrival here, `came`, where that cannot be told.

    That is so in instant replay, and in a hall whose time is not the wall's (the demo's).
    """
    wall = time.time() - at
    return time.monotonic() - came if is_back or abs(wall) > FOREIGN else max(0.0, wall)


class LiveStream(Source):
    """A live stream of a camera."""

    def __init__(self, camera: str, tell: Tell, back: float = 0.0) -> None:
        """`back`: seconds behind the present; packets come early and are kept until they are due."""
        super().__init__(f"decode {camera}", tell)
        self._camera = camera
        self._back = back
        self._context: VideoCodecContext | None = None
        self._aspect = 1.0
        self._stock: deque[Codec | Coded] = deque()
        self._taken: dict[int, float] = {}
        """When the pictures that are in the decoder were taken, by their time stamps."""
        self._awaits_key = True
        self._jump_to = 0
        """Time stamp of the key frame to go on from."""
        self._jumped = self._spares_until = float("-inf")
        """When it last jumped there, and until when key frames must do: `time.monotonic`."""
        self._is_spared = False
        """Key frames are all that is asked for."""
        self._fed: deque[float] = deque()
        """When the packets came that are not worked off yet."""
        self._left_out = 0
        self._cadence = Cadence()
        self._drawn = 0.0
        self._began: tuple[int, float] | None = None
        """Instant replay: time stamp of the first packet, and `time.monotonic` when it was due."""

    # --- the worker's thread ---------------------------------------------------------------------------------------------

    def describe(self, codec: Codec) -> None:
        """How the following packets are coded."""
        self._inbox.put(codec)

    def feed(self, head: Packet, data: bytes) -> None:
        """A packet; sound is left out."""
        if head.is_sound:
            return
        now = time.monotonic()
        if not self._back and self._fed:
            if head.is_key and now - self._fed[0] > BEHIND:
                self._jump_to = head.pts
                self._spares_until = now + SLOW if now - self._jumped < SLOW else self._spares_until
                self._jumped = now
            elif len(self._fed) > MOST and not head.is_key:
                self._left_out += 1
                return
        if self._left_out:
            head = structs.replace(head, missed=head.missed + self._left_out)
            self._left_out = 0
        self._fed.append(now)
        self._inbox.put(Coded(head, data, now))

    # --- its own ---------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Work the inbox off until closed."""
        while True:
            try:
                item = self._inbox.get(timeout=self._patience())
            except queue.Empty:
                self.easel.draw()
            else:
                match item:
                    case None:
                        return
                    case Codec() | Coded():
                        self._stock.append(item)
                    case (tuple() as views, Clock() as clock):
                        self._set(views, clock)
            while self._stock and self._wait() <= 0:
                self._work_off(self._stock.popleft())

    def _patience(self) -> float | None:
        """How long to wait for something new: until the next packet is due, or a tile may have room."""
        waits = [ROOM] if self.easel.is_behind else []
        if self._stock:
            waits.append(max(0.0, self._wait()))
        return min(waits, default=None)

    def _wait(self) -> float:
        """Seconds until the next packet is to be worked off: at once, but for instant replay, that goes at the stream's own pace.

        It begins with the oldest packet that is kept, and needs no clock of the hall's: that may be another than this machine's.
        """
        following = self._stock[0]
        if not self._back or not isinstance(following, Coded):
            return 0.0
        now, pts = time.monotonic(), following.head.pts
        if self._began is None or (pts - self._began[0]) / 1e6 + self._began[1] - now > self._back + AHEAD:
            self._began = pts, now
        return (pts - self._began[0]) / 1e6 + self._began[1] - now

    def _set(self, views: Sequence[View], clock: Clock) -> None:
        self.easel.visit = clock.visit
        self.easel.set(views)
        self._is_spared = bool(views) and all(view.key_only for view in views)
        self.easel.draw()

    def _work_off(self, item: Codec | Coded) -> None:
        if isinstance(item, Codec):
            self._open(item)
            return
        self._fed.popleft()
        self.flow.busy_since = time.monotonic()
        self._take(item)
        self.flow.busy_since = None

    def _open(self, codec: Codec) -> None:
        """A new decoder. A codec that nobody knows is a fault, not an end."""
        self._context = None
        self._taken.clear()
        self._cadence.begin()
        self._awaits_key = True
        try:
            self._context = decoder(codec.name, codec.extradata)
        except (ValueError, TypeError, av.FFmpegError) as error:
            log.warning("%s: cannot decode %s: %s", self._camera, codec.name, error)
            self.flow.fault = Fault.NOT_VIDEO
        else:
            self.flow.fault = None

    def _take(self, coded: Coded) -> None:
        """Decode a packet, or leave it out."""
        head, data, came = coded
        if head.missed:
            self._cadence.begin()
        self.flow.drops += head.missed + self._cadence.missing(head.pts)
        only_keys = self._is_spared or came < self._spares_until
        self._awaits_key |= head.missed > 0 or (self.flow.only_keys and not only_keys)
        self.flow.only_keys = only_keys
        if head.pts < self._jump_to:
            self.flow.drops += 1
            self._awaits_key = True
            return
        frames: list[av.VideoFrame] = []
        if self._context is not None and (head.is_key or not (self._awaits_key or self.flow.only_keys)):
            self._awaits_key = False
            frames = self._decoded(self._context, head, data)
            if head.is_key or not self.flow.has_picture:  # a stream's shape changes at key pictures only
                self._aspect = _aspect_of(self._context)
        came = time.monotonic() if self._back else came
        for frame in frames:
            self.flow.drops += frame.is_corrupt
            self._show(frame, self._taken.pop(frame.pts or 0, head.at), came)
        self.flow.count(came, len(data), len(frames))

    def _decoded(self, context: VideoCodecContext, head: Packet, data: bytes) -> list[av.VideoFrame]:
        packet = av.Packet(data)
        packet.pts = packet.dts = head.pts
        self._taken[head.pts] = head.at
        if len(self._taken) > REORDERED:  # damaged ones never come out
            del self._taken[next(iter(self._taken))]
        try:
            return context.decode(packet)
        except (av.FFmpegError, ValueError) as error:
            log.debug("%s: damaged packet: %s", self._camera, error)
            self.flow.drops += 1
            self._awaits_key |= head.is_key
            if not self.flow.has_picture:
                self.flow.fault = Fault.BROKEN_STREAM
            return []

    def _show(self, frame: av.VideoFrame, at: float, came: float) -> None:
        """Put a decoded picture on the easel; draw it unless a newer one is about to come."""
        if max(frame.width, frame.height) > LARGEST:
            self.flow.fault = Fault.TOO_LARGE
            return
        try:
            picture = planes_of(frame, self._aspect)
        except (av.FFmpegError, ValueError) as error:
            log.debug("%s: a picture that cannot be shown: %s", self._camera, error)
            self.flow.drops += 1
            return
        self.flow.fault = None
        self.flow.has_picture = True
        self.flow.size = (frame.width, frame.height)
        self.easel.put(picture, at, came)
        now = time.monotonic()
        is_newest = not self._stock and self._inbox.empty()
        if is_newest or now - self._drawn >= CATCH_UP:
            self._drawn = now
            self.easel.draw()
        if is_newest:
            latency = latency_of(at, came, is_back=self._back > 0)
            before = self.flow.latency
            self.flow.latency = latency if before is None else before + (latency - before) * 0.1
