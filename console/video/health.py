"""How a stream does: by the age of its last packet, and by what its pictures show. Pure: times and packets in, a verdict out.

Decoding every key picture of 36 cameras would cost more than recording them. So a frozen encoder is suspected by its packets, which cost
nothing to look at, and only a suspicion is looked into (measured with x264, x265 and MJPEG, tests/console/video/test_health.py):

- an encoder that sends the same key picture again, byte for byte, sees no live scene: noise never repeats;
- one that sees nothing new has bits left over: its key pictures grow, or what it codes in between falls to a fraction.

A suspicion is confirmed by two key pictures, one after the other. Of a live scene they differ by the sensor's noise, and on average by about as
much however coarsely they are coded, as a quantiser moves few values far or many a little (64 kbit/s to 2 Mbit/s: 0.7 … 1.6 of what is usual
for the stream). Those of a frozen one differ by their coding alone, and ever less as it gets finer: the first pair by 0.2 … 1 of the usual, the
second by 0 … 0.7. So how much noise there is gets learned, and what is much less, or less and falling, is frozen. Found after, with 2 s
between key pictures: 3 … 7 s from 256 kbit/s on, 3 … 9 s at 150, 4 … 13 s at 64 (640×360). No false flag in 4.7 h of still and of busy scenes
by turns; a sensor whose noise falls by three quarters at once is called frozen for some 12 s, until the pairs are seen to differ alike.
Where both come out alike nothing is said: H.264 at 64 kbit/s with much noise, or at a constant 200 to 300 kbit/s, where a frozen encoder
spends its bits between the key pictures, and those grow no finer.
"""

import zlib
from collections import deque
from enum import Enum
from statistics import median
from typing import NamedTuple

import numpy as np

from console.video.failure import FINAL, Failure
from console.video.look import Blocks, Look, blocks_of
from console.video.protocol import LOST, STALE, Phase, phase_at

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
    return phase_at(age)


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
FREED = 0.08
"""The same, when something was coded in between."""
DROP = 0.25
"""Part of its usual bytes to which the median picture between two key pictures falls then, when the key pictures cannot grow."""
SETTLED = 3
"""Key pictures after which rate control has settled."""
SEEN = 8
"""Key pictures back to which a repetition is looked for."""
TRIES, TRY, LONGEST_TRY = 4, 10.0, 80.0
"""Looks that may be in vain at a stream whose key pictures grow while it codes something in between, and seconds for another. Each look
doubles the seconds, up to the longest; a stream that gave no cause for so long that all tries are there again begins anew."""
STIRRED = 2.0
"""Grey levels by which a block differs when something moves between a key picture and the end of its group."""
SAME = 0.02
"""Grey levels by which pictures differ on average that are the same."""
CALM = 1.0
"""Grey levels by which the mean of a 16×16 block differs at most where nothing moved."""
PART = 0.5
"""Part of the blocks that must be calm for their noise to be that of the picture."""
LESS = 0.75
"""Part of the least difference that noise made of late, below which a pair is frozen if the difference falls."""
FALLS = 0.8
"""Part of the larger difference of the two pairs before to which it falls then."""
LITTLE = 0.5
"""Part of the least difference below which a pair is frozen however it came to that."""
COARSER = 0.7
"""Part of the usual bytes of the key pictures that noise is known of, below which they are coded so much more coarsely that it may be rounded
away."""
LEVEL, STEADY = 5, 0.85
"""Pairs in a row that differ alike, and how much the least may differ less than the most: that is noise, whatever it was before."""
REMEMBERED = 8
"""Pairs that noise is remembered of."""


class Suspicion(Enum):
    """What the packets say."""

    NONE = "none"
    REPEATED = "repeated"
    """The same key picture again, byte for byte, and next to nothing in between: frozen, no look is needed."""
    LOOPED = "looped"
    """The same key picture as now or a while ago, but something was coded since: look at the end of the group."""
    FREED = "freed"
    """Key pictures of the same size, or bits are left over: look at both."""


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
        self._usual: float | None = None
        """Bytes of the median picture between two key pictures, of late."""
        self._seen: deque[int] = deque(maxlen=SEEN)
        self._tries = float(TRIES)
        self._try = TRY
        self._tried_at = 0.0
        self._keys = 0
        self._fresh = 0
        """Key pictures in a row that had not been seen before."""
        self.is_frozen = False
        """What was found frozen stays so until the pictures differ."""

    def begin(self, width: int, height: int) -> None:
        """The stream begins, or is coded otherwise."""
        self._macroblocks = max(1.0, width * height / 256)
        self._key, self._between, self._growth, self._usual = None, [], 0.0, None
        self._seen.clear()
        self._keys = self._fresh = 0

    def found(self, *, is_frozen: bool) -> None:
        """What somebody who looked at the pictures found; such a look was not in vain."""
        self.is_frozen = is_frozen
        if is_frozen:
            self._tries, self._try = float(TRIES), TRY

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
        self._keys += 1
        suspicion = self._suspect(before, now)
        self._key, self._between = now, []
        return suspicion, before, now

    def _may_try(self, at: float) -> bool:
        """Whether a look is worth while."""
        self._tries = min(TRIES, self._tries + max(0.0, at - self._tried_at) / self._try)
        self._tried_at = at
        if self._tries == TRIES:
            self._try = TRY
        if self._tries < 1:
            return False
        self._tries -= 1
        self._try = min(LONGEST_TRY, 2 * self._try)
        return True

    def _suspect(self, before: Group, now: Group) -> Suspicion:
        middle = median(self._between) if self._between else 0.0
        quiet = middle <= QUIET * self._macroblocks + QUIET_MORE
        usual = self._usual if self._usual is not None else middle
        self._usual = usual + (middle - usual) / 4
        is_old = now.digest in self._seen
        self._seen.append(before.digest)
        grown, growth = self._growth, now.size / max(1, before.size) - 1
        self._growth = growth
        if now.digest == before.digest:
            return Suspicion.REPEATED if quiet else Suspicion.LOOPED
        if is_old and (quiet or self._fresh > SEEN):  # else it may be a file that is played in a circle
            return Suspicion.LOOPED
        self._fresh += not is_old
        if self.is_frozen or abs(now.size - before.size) <= SAME_SIZE:
            return Suspicion.FREED
        if quiet:
            return Suspicion.FREED if growth >= GROWTH or min(growth, grown) >= GROWTH_TWICE else Suspicion.NONE
        is_freed = middle <= DROP * usual or (growth >= FREED and self._may_try(now.at))
        return Suspicion.FREED if is_freed else Suspicion.NONE


class Noise:
    """By how much a live stream's key pictures differ, one from the next: what its sensor's noise comes to when it is coded."""

    def __init__(self) -> None:
        self._known: deque[tuple[float, int]] = deque(maxlen=REMEMBERED)
        """Grey levels of the median calm block, and bytes of the smaller key picture."""
        self._last: deque[tuple[float, int]] = deque(maxlen=LEVEL)

    @property
    def is_known(self) -> bool:
        """Whether enough pairs were seen."""
        return len(self._known) >= SETTLED

    def learn(self) -> None:
        """The pair that was looked at last was live."""
        if self._last:
            self._known.append(self._last[-1])

    def is_missing(self, first: Look, second: Look, size: int, *, was_so: bool) -> bool:
        """Whether two key pictures, one after the other, are those of a frozen encoder.

        `size`: bytes of the smaller one; `was_so`: those before them were frozen.
        """
        if first.grey.shape != second.grey.shape:
            return False
        calm = np.abs(first.blocks - second.blocks) < CALM
        if calm.mean() < PART:  # another scene, or another light
            self._known.clear()
            self._last.clear()
            return False
        now = float(np.median(blocks_of(np.abs(first.grey.astype(np.int16) - second.grey))[calm]))
        self._last.append((now, size))
        if is_same(first, second):
            return True
        if not (self.is_known and calm.all()):
            return False
        usual, least = median(size for _, size in self._known), min(noise for noise, _ in self._known)
        lately = [noise for noise, _ in self._last]
        if was_so and len(lately) == LEVEL and min(lately) > STEADY * max(lately):
            self._known.clear()  # the sensor has less noise than it had
            return False
        if was_so:
            return min(lately[-2:]) < LESS * least  # one pair may differ more: the coding changes
        return size >= COARSER * usual and now < (LESS if now < FALLS * max(lately[-3:]) else LITTLE) * least


def is_still(key: Look, end: Look) -> bool:
    """Whether nothing moved between a key picture that came before and the end of its group."""
    return key.grey.shape == end.grey.shape and float(np.abs(key.blocks - end.blocks).max()) < STIRRED


def is_same(first: Look, second: Look) -> bool:
    """Whether two pictures of one size are one, pixel by pixel: a sensor never gives that twice."""
    return float(np.abs(first.grey.astype(np.int16) - second.grey).mean()) <= SAME


# --- what a lens shows ----------------------------------------------------------------------------------------------------

DARK = 24.0
"""Mean grey level of a covered lens, at most."""
FLAT = 5.0
"""Grey levels by which the 16×16 blocks of a featureless picture waver (their standard deviation), at most."""
BLUR = 0.35
"""Part of its usual sharpness that a picture keeps when the lens is blurred."""
LEAST = 0.02
"""Sharpness below which a picture has nothing to lose."""
ALIKE = 0.6
"""Correlation of the blocks of two pictures that show one scene, at least."""
LEARN = 0.05
"""How much a look moves what counts as usual."""
LOOKS = 2
"""Looks in a row that must agree."""


class Lens:
    """Judges one camera's pictures, one every so many seconds.

    Blurred is the same scene with less fine structure for its contrast: when night falls both fall alike, and a camera that was turned, or
    whose hall is lit otherwise, shows another scene, of which the usual is not known.
    """

    def __init__(self) -> None:
        self._usual: float | None = None
        """Sharpness: detail by contrast."""
        self._scene: Blocks | None = None
        self._bad = 0

    def look(self, look: Look) -> str:
        """What is wrong with the picture, in words; empty: nothing, or not yet certain."""
        words = self._judge(look)
        self._bad = self._bad + 1 if words else 0
        if not words:
            self._learn(look)
        return words if self._bad >= LOOKS else ""

    @property
    def in_doubt(self) -> bool:
        """Whether the next look should come soon."""
        return 0 < self._bad < LOOKS

    def _learn(self, look: Look) -> None:
        sharp = _sharpness(look)
        self._usual = sharp if self._usual is None or not self._shows(look) else self._usual + LEARN * (sharp - self._usual)
        self._scene = look.blocks

    def _shows(self, look: Look) -> bool:
        """Whether it is the scene that was seen last."""
        return self._scene is not None and float(np.corrcoef(self._scene.ravel(), look.blocks.ravel())[0, 1]) >= ALIKE

    def _judge(self, look: Look) -> str:
        waver = float(look.blocks.std())
        if waver <= FLAT:
            return "dark and featureless" if float(look.blocks.mean()) <= DARK else "featureless"
        if self._usual is not None and self._usual > LEAST and _sharpness(look) < BLUR * self._usual and self._shows(look):
            return "blurred"
        return ""


def _sharpness(look: Look) -> float:
    """How much fine structure there is for the contrast; for pictures that are not featureless."""
    return look.detail / float(look.blocks.std())
