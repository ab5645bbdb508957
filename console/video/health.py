"""How a stream does: by the age of its last packet, and by what its pictures show. Pure: times and packets in, a verdict out.

Decoding every key picture of 36 cameras would cost more than recording them. So a frozen encoder is suspected by its packets, which cost
nothing to look at, and only a suspicion is looked into (measured with x264, x265 and MJPEG, tests/console/video/test_health.py):

- a camera that sees nothing new codes next to nothing between two key pictures (a tenth of a byte a macroblock), whereas a sensor's noise
  alone makes a still scene hundredfold that, unless the encoder rounds it away;
- when it does, the key pictures still hold the noise: their sizes waver by a few parts in a thousand. Those of a frozen encoder are the
  same to some bytes; or, where bits are left over, they grow from one to the next by some per cent;
- an encoder that sends the same key picture again, byte for byte, sees no live scene: noise never repeats.

A suspicion is confirmed by the two key pictures themselves: the same, or with no block of the 16×16 moved while the coding got finer.
"""

import zlib
from enum import Enum
from statistics import median
from typing import NamedTuple

import numpy as np

from console.video.failure import FINAL, Failure
from console.video.look import Look
from console.video.protocol import Phase

STALE = 2.0
LOST = 10.0
"""Seconds without a packet."""

# --- the age of packets ---------------------------------------------------------------------------------------------------


def phase_of(now: float, asked_at: float, packet_at: float | None, failure: Failure | None, *, is_wanted: bool) -> Phase:
    """A stream's phase. Times are `time.monotonic`; `asked_at`: since when it is pulled; `packet_at`: its last packet."""
    if not is_wanted:
        return Phase.IDLE
    age = now - (packet_at if packet_at is not None else asked_at)
    if failure is not None and failure.fault in FINAL and (packet_at is None or age > STALE):
        return Phase.REFUSED
    if packet_at is None:
        return Phase.OPENING if age <= LOST else Phase.LOST
    if age > LOST:
        return Phase.LOST
    return Phase.STALE if age > STALE else Phase.LIVE


# --- a frozen encoder -----------------------------------------------------------------------------------------------------

APART = 1.5
"""Seconds between two key pictures that are compared, at least."""
QUIET = 0.3
"""Bytes a macroblock in the median picture between two key pictures, below which next to nothing was coded."""
QUIET_MORE = 60
"""Bytes that every picture has, however little is in it."""
SAME_SIZE = 4
"""Bytes by which key pictures of the same picture may differ: counters in their headers."""
GROWTH = 0.025
"""Part by which a key picture is larger than the one before it when an encoder has bits left over."""
GROWTH_TWICE = 0.012
"""The same, when it was so twice in a row."""
SAME = 0.02
"""Grey levels by which pictures differ on average that are the same."""
MOVED, MOVED_MOST = 0.08, 0.35
"""Grey levels by which the 16×16 blocks may differ, on average and at most, when only the coding got finer (measured: 0.05, 0.21; a still
scene's noise, coded as coarsely, moves them by 0.14 and 0.5)."""
STIRRED = 2.0
"""Grey levels by which a block differs when something moves between a key picture and the end of its group."""


class Suspicion(Enum):
    """What the packets say."""

    NONE = "none"
    REPEATED = "repeated"
    """The same key picture again, byte for byte, and next to nothing in between: frozen, no look is needed."""
    LOOPED = "looped"
    """The same key picture again, but something was coded in between: look at the end of the group."""
    UNCHANGED = "unchanged"
    """Key pictures of the same size, next to nothing in between: look at both."""
    FINER = "finer"
    """The key pictures only grow, next to nothing in between: look at both."""


class Group(NamedTuple):
    """A key picture, by its packet."""

    at: float
    size: int
    digest: int
    number: int
    """In the ring."""


class Motion:
    """Looks at one stream's packets for a picture that does not change."""

    def __init__(self) -> None:
        self._macroblocks = 1.0
        self._key: Group | None = None
        self._between: list[int] = []
        self._growth = 0.0
        self.is_frozen = False
        """Set by who looked: what was found frozen stays so until something is coded again, or the pictures differ."""

    def begin(self, width: int, height: int) -> None:
        """The stream begins, or is coded otherwise."""
        self._macroblocks = max(1.0, width * height / 256)
        self._key, self._between, self._growth = None, [], 0.0

    def picture(self, size: int) -> None:
        """A picture between two key pictures came."""
        self._between.append(size)

    def key(self, at: float, number: int, data: bytes) -> tuple[Suspicion, Group, Group] | None:
        """A key picture came: what it says beside the last one, when that is far enough back."""
        before = self._key
        now = Group(at, len(data), zlib.crc32(data), number)
        if before is None:
            self._key, self._between = now, []
            return None
        if at - before.at < APART:
            if now.digest != before.digest:
                self._between.append(now.size)  # many key pictures: each of them says what the pictures between say
            return None
        suspicion = self._suspect(before, now)
        self._key, self._between = now, []
        return suspicion, before, now

    def _suspect(self, before: Group, now: Group) -> Suspicion:
        quiet = not self._between or median(self._between) <= QUIET * self._macroblocks + QUIET_MORE
        grown, growth = self._growth, now.size / max(1, before.size) - 1
        self._growth = growth
        if now.digest == before.digest:
            return Suspicion.REPEATED if quiet else Suspicion.LOOPED
        if not quiet:
            return Suspicion.NONE
        if abs(now.size - before.size) <= SAME_SIZE:
            return Suspicion.UNCHANGED
        if self.is_frozen or growth >= GROWTH or min(growth, grown) >= GROWTH_TWICE:
            return Suspicion.FINER
        return Suspicion.NONE


def is_frozen(suspicion: Suspicion, first: Look, second: Look) -> bool:
    """Whether the pictures bear a suspicion out: two key pictures, or for `LOOPED` a key picture and the end of its group."""
    if first.grey.shape != second.grey.shape:
        return False
    differ = np.abs(first.blocks - second.blocks)
    match suspicion:
        case Suspicion.REPEATED:
            return True
        case Suspicion.LOOPED:
            return float(differ.max()) < STIRRED
        case Suspicion.FINER:
            return float(differ.mean()) < MOVED and float(differ.max()) < MOVED_MOST
        case Suspicion.UNCHANGED:
            return is_same(first, second)
        case Suspicion.NONE:
            return False


def is_same(first: Look, second: Look) -> bool:
    """Whether two pictures are one, pixel by pixel: a sensor never gives that twice."""
    if first.grey.shape != second.grey.shape:
        return False
    return float(np.abs(first.grey.astype(np.int16) - second.grey).mean()) <= SAME


# --- what a lens shows ----------------------------------------------------------------------------------------------------

DARK = 24.0
"""Mean grey level of a covered lens, at most."""
FLAT = 5.0
"""Grey levels by which the 16×16 blocks of a featureless picture waver (their standard deviation), at most."""
BLUR = 0.35
"""Part of its usual detail that a picture keeps when the lens is blurred."""
LEARN = 0.05
"""How much a look moves what counts as usual."""
LOOKS = 2
"""Looks in a row that must agree."""


class Lens:
    """Judges one camera's pictures, one every so many seconds."""

    def __init__(self) -> None:
        self._usual: float | None = None
        self._bad = 0

    def look(self, look: Look) -> str:
        """What is wrong with the picture, in words; empty: nothing, or not yet certain."""
        words = self._judge(look)
        self._bad = self._bad + 1 if words else 0
        if not words:
            self._usual = look.detail if self._usual is None else self._usual + LEARN * (look.detail - self._usual)
        return words if self._bad >= LOOKS else ""

    @property
    def in_doubt(self) -> bool:
        """Whether the next look should come soon."""
        return 0 < self._bad < LOOKS

    def _judge(self, look: Look) -> str:
        waver = float(look.blocks.std())
        if waver <= FLAT:
            return "dark and featureless" if float(look.blocks.mean()) <= DARK else "featureless"
        if self._usual is not None and self._usual > 1.0 and look.detail < BLUR * self._usual:
            return "blurred"
        return ""
