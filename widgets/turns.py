"""Shares the GUI thread fairly among those who draw, so that no flood of events makes the screen stall. It knows no widgets.

A frame is drawn in slices. Between two slices Qt paints what changed and answers mouse and keys; a slice costs a budget at most, drawing
and painting together. Qt paints everything in one go, so what one job's change costs to paint is learnt: the time that was painted after
a slice is shared out among those who changed in it, by what they were thought to cost. What is counted is the thread's own work: were it
the time that went by, whoever was interrupted by another program would be taken for dear, and left out of frames.
"""

import time
from collections.abc import Callable, Container, Sequence

Job = Callable[[], bool]
"""Draws one thing; True when that changed anything."""
BUDGET = 0.006
"""Seconds a slice, drawing and painting, as far as they can be foreseen; one job runs in any case."""
FRAME_BUDGET = 0.020
"""Seconds a frame: of its 33 ms a third is left for the operator, whatever happens. Who has not had a turn by then goes first in the next."""
REST = 6.0
"""One that costs more than a budget by itself rests so many times as long: it takes a seventh of the thread at most."""
LEARN = 0.3
"""How quickly it is learnt that a job costs more: the weight of the newest."""
FORGET = 0.03
"""How quickly it is forgotten: slowly, as once a second everything that ages is painted anew and costs several times as much."""
FIRST_GUESS = 0.002
"""Seconds that painting a change is thought to cost before anything is known."""


class _Cost:
    """What one job costs, seconds."""

    def __init__(self) -> None:
        self.draw = 0.0
        self.paint = FIRST_GUESS
        self.change = 1.0
        """How often it changes anything: 0 never, 1 always."""
        self.rests_until = 0.0
        self.frame = 0
        """The last frame it had its turn with."""

    def learn(self, drawn: float, *, changed: bool) -> None:
        self.draw += (drawn - self.draw) * LEARN
        self.change += (changed - self.change) * LEARN

    @property
    def expected(self) -> float:
        return self.draw + self.paint * self.change


class Turns:
    """Runs jobs in turn: whoever waited longest goes first."""

    def __init__(
        self, clock: Callable[[], float] = time.perf_counter, work: Callable[[], float] = time.thread_time
    ) -> None:  # fmt: skip
        """`work`: seconds that this thread has worked; `clock`: seconds that went by, in which one rests."""
        self._clock = clock
        self._work = work
        self._costs: dict[str, _Cost] = {}
        self._jobs: dict[str, Job] = {}
        """Those who had no turn with this frame yet, in the order in which they go."""
        self._changed: list[_Cost] = []
        """Who changed something since painting was settled last."""
        self._frame = 0
        self._spent = 0.0

    @property
    def drawn_through(self) -> int:
        """Number of the newest frame that everybody had a turn with; frames count from 1."""
        return min((self._costs[name].frame for name in self._jobs), default=self._frame)

    def begin(self, jobs: Sequence[tuple[str, Job]], painted: float = 0.0, urgent: Container[str] = ()) -> bool:
        """Take a new frame and run its first slice; True when some are left. Names must be unique.

        `painted`: seconds of painting since the last slice. `urgent` jobs run at once, whatever they cost: somebody waits for the
        answer to a click.
        """
        self._settle(painted)
        self._frame += 1
        self._spent = 0.0
        late = [name for name in self._jobs if name not in urgent]
        given = dict(jobs)
        for name in given:
            self._costs.setdefault(name, _Cost())
        order = [*(name for name in given if name in urgent), *(name for name in late if name in given)]
        self._jobs = {name: given[name] for name in dict.fromkeys((*order, *given))}
        return self._slice(sum(name in urgent for name in given))

    def go_on(self, painted: float = 0.0) -> bool:
        """Run the next slice of the same frame; True when some are left that may still run."""
        self._settle(painted)
        self._spent += painted
        return self._slice(0)

    def _slice(self, hurried: int) -> bool:
        now, began = self._clock(), self._work()
        spent = 0.0
        ran = 0
        for name in tuple(self._jobs):
            cost = self._costs[name]
            if ran >= hurried:
                if now < cost.rests_until:
                    continue
                if (ran > 0 and spent + cost.expected > BUDGET) or self._spent + spent > FRAME_BUDGET:
                    break
            spent += self._run(name, cost)
            ran += 1
        self._spent += self._work() - began
        return self._spent < FRAME_BUDGET and any(self._costs[name].rests_until <= now for name in self._jobs)

    def _run(self, name: str, cost: _Cost) -> float:
        """Run one job; what it costs, with the painting that it makes necessary."""
        start = self._work()
        changed = self._jobs.pop(name)()
        drawn = self._work() - start
        cost.learn(drawn, changed=changed)
        cost.frame = self._frame
        if drawn > BUDGET:
            cost.rests_until = self._clock() + drawn * REST
        if not changed:
            return drawn
        self._changed.append(cost)
        return drawn + cost.paint

    def _settle(self, painted: float) -> None:
        """Correct what the changes since last time were thought to cost by what painting them did cost."""
        thought = sum(cost.paint for cost in self._changed)
        if thought > 0.0:
            for cost in self._changed:
                too_little = painted / thought - 1.0
                cost.paint = max(1e-5, cost.paint * (1.0 + min(too_little, 3.0) * (LEARN if too_little > 0 else FORGET)))
        self._changed.clear()
