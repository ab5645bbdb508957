"""Hall time: the one clock of a hub. Nothing else in the program reads the wall clock.

Hall time is Unix seconds, UTC. It is anchored once to the wall and then runs on the monotonic clock, so that a step of the wall
clock cannot bend it; the hub notices the step, journals it and re-anchors. A demo hall may start at another hour and run faster.
Durations of links (leases, time-outs, expiry) use `time.monotonic` and never hall time.
"""

import time
from typing import Protocol

AT_ONCE = 0.001
"""Seconds within which both clocks are read; longer, and this process was held up in between: they are read again."""


def _both() -> tuple[float, float]:
    """The wall's time and `time.monotonic` of the same moment: else a pause of this process would look like a step of the wall."""
    found: list[tuple[float, float, float]] = []
    for _ in range(20):
        before, wall, after = time.monotonic(), time.time(), time.monotonic()
        found.append((after - before, wall, after))
        if after - before < AT_ONCE:
            break
    _, wall, here = min(found)
    return wall, here


class Clock(Protocol):
    """Tells hall time."""

    speed: float

    def now(self) -> float:
        """Hall time, UTC seconds."""


class HallClock:
    """`start + (monotonic since then) * speed`; without `start` it begins at the wall clock's now.

    `since`, a `time.monotonic` (one for all processes of a machine), is when it begins to run; until then it stands at `start`. Two
    processes with the same three values tell the same time.
    """

    def __init__(self, start: float | None = None, speed: float = 1.0, since: float | None = None) -> None:
        self.speed = speed
        self.follows_wall = start is None and speed == 1.0
        """Whether a step of the wall clock concerns it."""
        wall, here = _both()
        self._anchor = (wall if start is None else start, here if since is None else since)
        """Hall time, and the `time.monotonic` of that moment; always replaced together: other threads read it."""

    def now(self) -> float:
        """Hall time, UTC seconds, to the microsecond."""
        hall, begun = self._anchor
        return round(hall + max(0.0, time.monotonic() - begun) * self.speed, 6)

    def step(self) -> float:
        """Seconds by which the wall clock has run away from this one; 0 for a clock that does not follow the wall."""
        if not self.follows_wall:
            return 0.0
        wall, here = _both()
        hall, begun = self._anchor
        return wall - (hall + max(0.0, here - begun) * self.speed)

    def anchor(self) -> None:
        """Take the wall clock's time as hall time from here on."""
        self._anchor = _both()


class FixedClock:
    """A clock that stands where it is put: for seeding a demo's morning, and for tests."""

    speed = 0.0

    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> float:
        """Where it was put."""
        return self.at
