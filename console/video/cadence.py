"""Pictures that never came: over UDP a stream goes on without those that the network lost, and FFmpeg passes on no word of it.

Told by the stream's own clock, and only where that is certain: where pictures follow one another evenly, and one interval is a multiple of
the others. A camera that takes pictures at whim, or at fewer by night, misses none.
"""

from collections import deque
from statistics import median

WINDOW = 16
"""Intervals that are looked at."""
EVEN = 15
"""Of those, as long as usual: a camera that leaves out each sixth picture by itself has fewer."""
ABOUT = 0.1
"""Part of an interval by which one may differ from another that is as long."""
MOST = 5
"""Pictures that may be missing in a row; more is another trouble."""


class Cadence:
    """Counts one stream's missing pictures."""

    def __init__(self) -> None:
        self._last: int | None = None
        self._steps: deque[int] = deque(maxlen=WINDOW)
        self._doubted = 0
        """Pictures that the last interval has room for."""

    def begin(self) -> None:
        """What comes next does not follow what came."""
        self._last, self._doubted = None, 0
        self._steps.clear()

    def missing(self, pts: int) -> int:
        """How many pictures are known to be missing since another picture came, by its time stamp: those before the last one."""
        before, self._last = self._last, pts
        if before is None:
            return 0
        step, usual = pts - before, median(self._steps) if self._steps else 0.0
        is_usual = abs(step - usual) <= ABOUT * usual
        found, self._doubted = self._doubted if is_usual else 0, 0
        if not is_usual and self._is_even(usual):
            times = round(step / usual)
            if 1 < times <= MOST + 1 and abs(step - times * usual) <= ABOUT * usual:
                self._doubted = times - 1
        self._steps.append(step)
        return found

    def _is_even(self, usual: float) -> bool:
        alike = sum(abs(step - usual) <= ABOUT * usual for step in self._steps)
        return usual > 0 and len(self._steps) == WINDOW and alike >= EVEN
