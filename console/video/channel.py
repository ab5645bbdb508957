"""One stream of a camera as the recorder's parts share it: its packets, how it is coded, when the last one came. Written by its pull."""

import threading
import time
from collections import deque
from collections.abc import Callable

from console.model.hall import Camera
from console.video.failure import Failure
from console.video.protocol import Codec, Stream
from console.video.ring import Purse, Ring

SPAN = 5
"""Seconds over which rate and bits are reckoned."""
OLD_CODECS = 8
"""Generations whose coding is remembered, for readers that are behind."""


class Tally:
    """Pictures and bytes of the last whole seconds. The pull's thread adds, any may ask."""

    def __init__(self) -> None:
        self._seconds: deque[tuple[int, int, int]] = deque(maxlen=SPAN + 1)
        self._second = self._pictures = self._bytes = 0

    def add(self, now: float, size: int, *, is_picture: bool) -> None:
        """A packet came."""
        second = int(now)
        if second > self._second:
            self._seconds.append((self._second, self._pictures, self._bytes))
            self._second, self._pictures, self._bytes = second, 0, 0
        self._pictures += is_picture
        self._bytes += size

    def rate(self, now: float) -> tuple[float, float]:
        """Pictures a second, bits a second."""
        second = int(now)
        newest = (self._second, self._pictures, self._bytes)
        kept = [each for each in (*list(self._seconds), newest) if second - SPAN <= each[0] < second]
        begun = min((each[0] for each in kept), default=second)
        span = max(1, second - max(begun, second - SPAN))
        return sum(each[1] for each in kept) / span, sum(each[2] for each in kept) * 8 / span


class Channel:
    """A stream."""

    def __init__(self, camera: Camera, stream: Stream, address: str, purse: Purse, names: tuple[Stream, ...]) -> None:
        self.camera = camera
        self.stream = stream
        self.address = address
        self.names = names
        """The names under which lookers ask for it: both, when a camera has one stream only."""
        self.ring = Ring(purse)
        self.tally = Tally()
        self.origin = 0.0
        """Time of its first packet, from which `Packet.pts` counts."""
        self.refusal: Failure | None = None
        """Why it is never opened."""
        self.codec: Codec | None = None
        self._codecs: dict[int, Codec] = {}
        # --- how it does: written by the pull, read by all
        self.asked_at = time.monotonic()
        """Since when it is pulled."""
        self.packet_at: float | None = None
        """When the last picture came, `time.monotonic`."""
        self.key_at: float | None = None
        """When the last key picture came."""
        self.open_at: float | None = None
        """When the present connection was made; None: there is none."""
        self.opens = 0
        """Connections made."""
        self.failure: Failure | None = None
        """Why the last attempt failed or the connection ended; None: it goes well."""
        self.clock_offset: float | None = None
        """Seconds by which the camera's clock is ahead of ours, when its RTCP reports say."""
        self.is_recorded = False
        """A segment is being written."""
        self.finding: Failure | None = None
        """What the health watch sees in its pictures; None: nothing wrong."""
        self.moved_at: float | None = None
        """When something was last seen to move, `time.monotonic`; written by the watch."""
        self.wake: Callable[[], None] | None = None
        """Called at each packet while somebody watches; set by `call`."""
        self.is_wanted = False
        """Whether it is to be pulled; set by `want`."""
        self._wanted = threading.Event()
        self._hurry = threading.Event()

    def __repr__(self) -> str:
        return f"{self.camera.id}/{self.stream}"

    def want(self, is_wanted: bool) -> None:
        """Say whether it is to be pulled."""
        if is_wanted and not self.is_wanted:
            self.asked_at = time.monotonic()
            self.packet_at = self.key_at = self.failure = None
            self.is_wanted = True
            self._wanted.set()
        elif not is_wanted:
            self.is_wanted = False
            self._wanted.clear()

    def call(self, wake: Callable[[], None] | None) -> None:
        """Somebody watches, and `wake` is to be called at each packet; None: nobody does, and several may be taken at a time."""
        self.wake = wake
        if wake is None:
            self._hurry.clear()
        else:
            self._hurry.set()

    def rest(self, seconds: float) -> None:
        """Wait while packets gather; not once somebody watches."""
        self._hurry.wait(seconds)

    def await_want(self, seconds: float) -> bool:
        """Wait until it is to be pulled."""
        return self._wanted.wait(seconds)

    def take_codec(self, codec: Codec) -> None:
        """Packets from here on are coded so."""
        self._codecs[codec.generation] = codec
        for old in sorted(self._codecs)[:-OLD_CODECS]:
            del self._codecs[old]
        self.codec = codec

    def codec_of(self, generation: int) -> Codec | None:
        """How a packet's generation is coded; None: too long ago."""
        return self._codecs.get(generation)
