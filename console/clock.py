"""Hall time: the one clock of a hub. Nothing else in the program reads the wall clock.

Hall time is Unix seconds, UTC. It is anchored once to the wall and then runs on the monotonic clock, so that a step of the wall
clock cannot bend it; the hub notices the step, journals it and re-anchors. A demo hall may start at another hour and run faster.
Durations of links (leases, time-outs, expiry) use `time.monotonic` and never hall time.
"""

import time
from typing import Protocol


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
        self._anchor = (time.time() if start is None else start, time.monotonic() if since is None else since)
        """Hall time, and the `time.monotonic` of that moment; always replaced together: other threads read it."""

    def now(self) -> float:
        """Hall time, UTC seconds, to the microsecond."""
        hall, begun = self._anchor
        return round(hall + max(0.0, time.monotonic() - begun) * self.speed, 6)

    def step(self) -> float:
        """Seconds by which the wall clock has run away from this one; 0 for a clock that does not follow the wall."""
        return time.time() - self.now() if self.follows_wall else 0.0

    def anchor(self) -> None:
        """Take the wall clock's time as hall time from here on."""
        self._anchor = (time.time(), time.monotonic())


class FixedClock:
    """A clock that stands where it is put: for seeding a demo's morning, and for tests."""

    speed = 0.0

    def __init__(self, at: float) -> None:
        self.at = at

    def now(self) -> float:
        """Where it was put."""
        return self.at
