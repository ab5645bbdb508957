"""What shall happen when, in hall time: the simulation's own event heap. It knows nothing of halls.

Not simpy: its processes hide the order of what is due at the same moment and cannot be stepped to "now" while orders come in
from outside; a heap can, in forty lines.
"""

import heapq
from collections.abc import Callable


class Appointed:
    """Something due at a time; it can be called off."""

    __slots__ = ("action", "at", "is_off")

    def __init__(self, at: float, action: Callable[[], None]) -> None:
        self.at = at
        self.action = action
        self.is_off = False

    def call_off(self) -> None:
        """It will not happen."""
        self.is_off = True


class Timeline:
    """Runs what is due, in the order of its time, then of its making."""

    def __init__(self, now: float) -> None:
        self.now = now
        """Hall time, UTC seconds."""
        self._heap: list[tuple[float, int, Appointed]] = []
        self._made = 0

    def at(self, at: float, action: Callable[[], None]) -> Appointed:
        """Do `action` at hall time `at`, or at once when that is past."""
        appointed = Appointed(max(at, self.now), action)
        self._made += 1
        heapq.heappush(self._heap, (appointed.at, self._made, appointed))
        return appointed

    def after(self, seconds: float, action: Callable[[], None]) -> Appointed:
        """Do `action` in so many seconds of hall time."""
        return self.at(self.now + seconds, action)

    def run_until(self, at: float) -> None:
        """Do everything due up to and with `at`; then it is `at`."""
        while self._heap and self._heap[0][0] <= at:
            due, _, appointed = heapq.heappop(self._heap)
            if not appointed.is_off:
                self.now = due
                appointed.action()
        self.now = max(self.now, at)
