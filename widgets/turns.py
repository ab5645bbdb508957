"""Shares the GUI thread fairly among those who draw, so that no flood of events makes the screen stall. It knows no widgets.

Drawing (a pane's view and draw) is cheap beside the painting that Qt does afterwards; so the number of panes that may change in one tick
follows from what the last tick cost in all: halved when it was too dear, one more when it was cheap.
"""

import time
from collections.abc import Callable, Container, Sequence

Job = Callable[[], bool]
"""Draws one thing; True when that changed anything."""
BUDGET = 0.010
"""Seconds a tick, drawing and painting; the job that crosses it is finished, the others wait for the next tick."""
REST = 6.0
"""One that costs more than a budget by itself rests so many times as long: it takes a seventh of the thread at most."""


class Turns:
    """Runs jobs in turn: whoever was left out goes first next time."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._next = 0
        self._rests: dict[str, float] = {}
        self._spent = 0.0
        self._changed = 0
        self._held_back = False
        self.allowance = 64
        """Jobs that may change something in the next tick."""

    def run(self, jobs: Sequence[tuple[str, Job]], painted: float = 0.0, urgent: Container[str] = ()) -> int:
        """Run as many as the budget allows and return how many; names must be unique. `painted`: seconds of painting since the last run.

        `urgent` ones run first, whatever they cost: somebody waits for an answer to a click.
        """
        self._settle(self._spent + painted)
        began = start = self._clock()
        ran = changed = 0
        answered = sum(job() for name, job in jobs if name in urgent)
        while ran < len(jobs) and changed < self.allowance and start - began <= BUDGET:
            name, job = jobs[self._next % len(jobs)]
            self._next = (self._next + 1) % len(jobs)
            ran += 1
            if start >= self._rests.get(name, 0.0):
                changed += job()
            now = self._clock()
            if now - start > BUDGET:
                self._rests[name] = start + (now - start) * (1 + REST)
            start = now
        self._spent, self._changed, self._held_back = start - began, changed + answered, ran < len(jobs)
        return ran

    def _settle(self, cost: float) -> None:
        if cost > BUDGET:
            self.allowance = max(1, self._changed // 2)
        elif self._held_back and cost < BUDGET / 2:
            self.allowance += 1
