"""The hub's `at`: hall time that never goes backwards, whatever the wall clock does, and the notice of what it did."""

from msgspec import Struct

from console.clock import Clock, HallClock

STEP = 0.5
"""Seconds of disagreement with the wall that count as a step; less is what time services correct by slewing."""


class Step(Struct, frozen=True, kw_only=True):
    """What the wall clock did, and what hall time made of it; seconds."""

    wall: float
    """By how much the wall jumped."""
    hall: float
    """By how much hall time jumped along; 0 for what it does not follow."""


class HallTime:
    """A clock behind which `at` runs on. When the wall falls back, hall time goes on at its pace until it is overtaken.

    One thread calls `step`; any may call `now`.
    """

    def __init__(self, clock: Clock, floor: float = 0.0) -> None:
        self._clock = clock
        self._last = floor
        self._offset = 0.0
        self._known = 0.0
        """How far the wall is ahead of hall time, as last told (negative: behind)."""
        if isinstance(clock, HallClock) and clock.now() < floor:
            self._offset = floor - clock.now()

    @property
    def speed(self) -> float:
        """Hall seconds per real second, for deadlines; a clock that stands counts as 1."""
        return self._clock.speed or 1.0

    def now(self) -> float:
        """Hall time, UTC seconds, not before what was returned last."""
        self._last = max(self._last, self._clock.now() + self._offset)
        return self._last

    def reach(self, at: float) -> None:
        """Let no later `now` lie before `at`."""
        self._last = max(self._last, at)

    def step(self) -> Step | None:
        """How the wall jumped since the last call, once; None when it did not.

        Forward: hall time jumps along. Backward: it runs on, and stays ahead of the wall by that much.
        """
        if not isinstance(self._clock, HallClock) or not self._clock.follows_wall:
            return None
        ahead = self._clock.step() - self._offset
        jump = ahead - self._known
        if abs(jump) < STEP:
            return None
        if ahead > 0:
            self._offset, self._known = 0.0, 0.0  # before the anchor: another thread must not read a time ahead of both
            self._clock.anchor()
        else:
            self._known = ahead
        return Step(wall=jump, hall=max(0.0, ahead))
