"""Shares the GUI thread fairly among those who draw, so that no flood of alarms makes the screen stall. It knows no widgets."""

import time
from collections.abc import Callable, Sequence

Job = Callable[[], None]
BUDGET = 0.010
"""Seconds of drawing a tick; the job that crosses it is finished, the others wait for the next tick."""
REST = 6.0
"""One that costs more than a budget by itself rests so many times as long: it takes a seventh of the thread at most."""


class Turns:
    """Runs jobs in turn: whoever was left out goes first next time."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._next = 0
        self._rests: dict[str, float] = {}

    def run(self, jobs: Sequence[tuple[str, Job]]) -> int:
        """Run as many as the budget allows and return how many; names must be unique."""
        began = self._clock()
        for done in range(len(jobs)):
            name, job = jobs[self._next % len(jobs)]
            start = self._clock()
            if start - began > BUDGET:
                return done
            self._next = (self._next + 1) % len(jobs)
            if start < self._rests.get(name, 0.0):
                continue
            job()
            cost = self._clock() - start
            if cost > BUDGET:
                self._rests[name] = start + cost * (1 + REST)
        return len(jobs)
