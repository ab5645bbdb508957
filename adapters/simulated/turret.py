"""Where a simulated camera that can be turned looks: it turns at a speed, to a position that it knows, and stops by itself.

Angles are degrees away from where it hangs: pan clockwise as on the plan, tilt upwards. Any thread may ask or turn it.
"""

import math
import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

SPEED = (40.0, 15.0, 1.0)
"""Degrees, degrees and times a second at full speed."""
LIMITS = ((-75.0, 75.0), (-20.0, 15.0), (1.0, 4.0))
HASTE = 1.5
"""Times its full speed that it goes to a position with."""


class Look(NamedTuple):
    """Where a camera looks."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 1.0
    turns: bool = False
    """It is still turning."""


AHEAD = Look()


class Turret:
    """The motors of one camera."""

    def __init__(self, positions: Mapping[str, float], clock: Callable[[], float]) -> None:
        """`positions`: name → pan; `clock` gives seconds that only grow."""
        self._positions = positions
        self._clock = clock
        self._lock = threading.Lock()
        self._at = [0.0, 0.0, 1.0]
        self._speed = (0.0, 0.0, 0.0)
        self._until = 0.0
        self._goal: tuple[float, float, float] | None = None
        self._looked_at = clock()

    def turn(self, pan: float, tilt: float, zoom: float, seconds: float) -> None:
        """Turn with these parts of full speed, -1 to 1; all 0: stop."""
        with self._lock:
            self._follow()
            self._goal = None
            self._speed = (_part(pan), _part(tilt), _part(zoom))
            self._until = self._clock() + seconds

    def go_to(self, name: str) -> bool:
        """Turn to a position; False when it knows none of that name."""
        if name not in self._positions:
            return False
        with self._lock:
            self._follow()
            self._speed = (0.0, 0.0, 0.0)
            self._goal = (self._positions[name], 0.0, 1.0)
        return True

    def look(self) -> Look:
        """Where it looks now."""
        with self._lock:
            self._follow()
            turns = self._goal is not None or (any(self._speed) and self._clock() < self._until)
            pan, tilt, zoom = (round(value, 2) for value in self._at)
            return Look(pan, tilt, zoom, turns)

    def _follow(self) -> None:
        """Turn as far as it has by now."""
        now = self._clock()
        goal = self._goal
        seconds = now - self._looked_at if goal is not None else max(0.0, min(now, self._until) - self._looked_at)
        self._looked_at = now
        for axis, (low, high) in enumerate(LIMITS):
            if goal is None:
                step = self._speed[axis] * SPEED[axis] * seconds
            else:
                away = goal[axis] - self._at[axis]
                step = math.copysign(min(abs(away), HASTE * SPEED[axis] * seconds), away)
            self._at[axis] = min(high, max(low, self._at[axis] + step))
        if goal is not None and all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(self._at, goal, strict=True)):
            self._goal = None


def _part(speed: float) -> float:
    return min(1.0, max(-1.0, speed))
