"""How a stream does: by the age of its last packet, and by what its pictures show. Pure: times and packets in, a verdict out.

Decoding every key picture of 36 cameras would cost more than recording them. So a frozen encoder is suspected by its packets, which cost
nothing to look at, and only a suspicion is looked into (measured with x264, x265 and MJPEG, tests/console/video/test_health.py):

- a camera that sees nothing new codes next to nothing between two key pictures (a tenth of a byte a macroblock), whereas a sensor's noise
  alone makes a still scene hundredfold that, unless the encoder rounds it away;
- when it does, the key pictures still hold the noise: their sizes waver by a few parts in a thousand. Those of a frozen encoder are the
  same to some bytes; or, where bits are left over, they grow from one to the next by some per cent;
- an encoder that sends the same key picture again, byte for byte, sees no live scene: noise never repeats;
- one that has bits for it codes a frozen picture's noise ever finer: its key pictures grow at once by a third and more, or what it codes in
  between falls to a fraction.

A suspicion is confirmed by the pictures themselves: two key pictures are the same, or no block of the 16×16 moved while the coding got finer;
or what changes between the pictures of a group is little and leads on from each to the next, as refining does and noise never.
"""

import zlib
from collections import deque
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from console.video.failure import FINAL, Failure
from console.video.look import Blocks, Grey, Look, blocks_of
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
SAME = 0.02
"""Grey levels by which pictures differ on average that are the same."""
MOVED, MOVED_MOST = 0.08, 0.35
"""Grey levels by which the 16×16 blocks may differ, on average and at most, when only the coding got finer (measured: 0.05, 0.21; a still
scene's noise, coded as coarsely, moves them by 0.14 and 0.5)."""
FREED = 0.15
"""Part by which a key picture is larger than the one before it when an encoder need not code noise any more (measured: 0.25 … 1.1)."""
DROP = 0.25
"""Part of its usual bytes to which the median picture between two key pictures falls then, when the key pictures cannot grow."""
CREEP = 0.06
"""Grey levels by which a picture that is only refined differs from the next (measured: 0 … 0.06; a live one's 0.1 … 3)."""
NOTHING = 0.005
"""The same, of one that is refined no more."""
STRAIGHT = 0.7
"""Part of all that changed from picture to picture that is left between the first and the last, when all of it was refining (measured: 0.73 …
1; noise leaves 0.14 … 0.7)."""
SLACK = 2.0
"""Factor by which these may be missed by a picture that was frozen before."""
NEARER, LEADS_ON = 0.88, 0.65
"""Part of a key picture's difference from the one before that is left at the end of that one's group, when both approach one picture
(measured: 0.61 … 0.84; with noise 0.93 … 1.03, and 0.82 while a stream's rate control still settles); and how straight the way there is."""
CALM = 1.0
"""Grey levels by which a block may differ for that: nothing moved."""
SETTLED = 3
"""Key pictures after which rate control has settled."""
SHORTEST = 6
"""Pictures of a group that can be judged."""
SEEN = 8
"""Key pictures back to which a repetition is looked for."""
TRIES, TRY, LONGEST_TRY = 2, 60.0, 960.0
"""Looks at groups that may be in vain, and seconds for another: a group costs thirty times what a picture does. Each look doubles the
seconds, up to the longest; a stream that gave no cause for so long that all tries are there again begins anew."""
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
    REFINED = "refined"
    """Bits were left over all at once, or a key picture of some time ago came again: look at the group that has ended."""


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
        self.is_stirred = False
        """Whether anything was coded between the last two key pictures."""
        self.is_frozen = False
        """Set by who looked: what was found frozen stays so until something is coded again, or the pictures differ."""

    def begin(self, width: int, height: int) -> None:
        """The stream begins, or is coded otherwise."""
        self._macroblocks = max(1.0, width * height / 256)
        self._key, self._between, self._growth, self._usual = None, [], 0.0, None
        self._seen.clear()
        self._keys = 0

    @property
    def is_settled(self) -> bool:
        """Whether the stream has gone on for some key pictures."""
        return self._keys >= SETTLED

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
        """Whether a look at a group is worth while; always when it was found frozen."""
        if self.is_frozen:
            self._try = TRY
            return True
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
        self.is_stirred = not quiet
        is_old = now.digest in self._seen
        self._seen.append(before.digest)
        grown, growth = self._growth, now.size / max(1, before.size) - 1
        self._growth = growth
        if now.digest == before.digest:
            return Suspicion.REPEATED if quiet else Suspicion.LOOPED
        if abs(now.size - before.size) <= SAME_SIZE:
            return Suspicion.UNCHANGED
        if is_old and self._may_try(now.at):
            return Suspicion.REFINED
        if quiet:
            is_finer = self.is_frozen or growth >= GROWTH or min(growth, grown) >= GROWTH_TWICE
            return Suspicion.FINER if is_finer else Suspicion.NONE
        usual = self._usual if self._usual is not None else middle
        is_freed = self.is_settled and (growth >= FREED or middle <= DROP * usual)
        if (self.is_frozen or is_freed) and self._may_try(now.at):
            return Suspicion.REFINED
        self._usual = usual + (middle - usual) / 4
        return Suspicion.NONE


def is_frozen(suspicion: Suspicion, first: Look, second: Look) -> bool:
    """Whether the pictures bear a suspicion out: two key pictures, or for `LOOPED` a key picture and the end of its group."""
    if first.grey.shape != second.grey.shape:
        return False
    moved = np.abs(first.blocks - second.blocks)
    match suspicion:
        case Suspicion.REPEATED:
            return True
        case Suspicion.LOOPED:
            return float(moved.max()) < STIRRED
        case Suspicion.FINER:
            return float(moved.mean()) < MOVED and float(moved.max()) < MOVED_MOST
        case Suspicion.UNCHANGED:
            return is_same(first, second)
        case Suspicion.NONE | Suspicion.REFINED:
            return False


def is_refined(group: Sequence[Grey], key: Grey, *, was_so: bool, is_settled: bool) -> bool:
    """Whether the pictures of a group are one that is coded ever finer; `key`: the key picture after them.

    `was_so`: the stream was found frozen, and is believed to be until it is plainly not. `is_settled`: its rate control had time.
    """
    if len(group) < SHORTEST:
        return False
    late = group[len(group) // 2 :]
    path = sum(differ(first, second) for first, second in pairwise(late))
    creep = path / (len(late) - 1)
    straight = differ(late[0], late[-1]) / path if path else 1.0
    slack = SLACK if was_so else 1.0
    if creep < NOTHING or (creep < CREEP * slack and straight * slack >= STRAIGHT):
        return True
    moved = float(np.abs(blocks_of(group[0]) - blocks_of(key)).max())
    is_near = differ(group[-1], key) < NEARER * differ(group[0], key)
    return is_settled and moved < CALM and is_near and straight >= LEADS_ON


def differ(first: Grey, second: Grey) -> float:
    """Grey levels by which two pictures of one size differ on average."""
    return float(np.abs(first.astype(np.int16) - second).mean())


def is_same(first: Look, second: Look) -> bool:
    """Whether two pictures are one, pixel by pixel: a sensor never gives that twice."""
    if first.grey.shape != second.grey.shape:
        return False
    return differ(first.grey, second.grey) <= SAME


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
