"""What happens at a simulated counter: the clerk presses keys, the called customer comes or does not, is served, rates.

A clerk works the call panel. In a hall that is linked to a hub a key is only a key: what it causes comes back as the hub's order. A
key without effect is pressed again, then the clerk calls from the PC's own queue program, as in a real hall.
"""

import random
from collections.abc import Callable
from functools import partial
from typing import Protocol

from adapters.simulated.queue_system import Emit, QueueSystem, Refused, Ticket, Window
from adapters.simulated.scenario import Habits
from adapters.simulated.timeline import Appointed, Timeline
from console.model.event import PanelKeyPressed, TicketRated
from console.model.hall import HallConfig

TRIES = 2
"""Times a key is pressed before the clerk turns to the PC."""
CALLS = 3
"""Calls before a ticket is given up (3 is usual, domain.md §4)."""
BETWEEN_CALLS = 32.0
"""Seconds a clerk waits for a called customer before calling again."""


class Visitors(Protocol):
    """The customers, as the counters meet them."""

    def comes(self, ticket: str) -> float | None:
        """Seconds until the called customer sits down; None: nobody comes."""

    def sits(self, ticket: str, counter: str) -> float:
        """The customer sat down at the counter; seconds that the business takes."""

    def goes_on(self, ticket: str) -> str | None:
        """The business that the visit goes on to."""


class Clerks:
    """The clerks at all counters; told by the queue system what happens at their windows."""

    def __init__(
        self,
        config: HallConfig,
        habits: Habits,
        timeline: Timeline,
        queue: QueueSystem,
        emit: Emit,
        chance: Callable[[str], random.Random],
    ) -> None:
        self._habits = habits
        self._timeline = timeline
        self._queue = queue
        self._emit = emit
        self._thinking = chance("clerks")
        self._chance = chance
        self._panels = {counter.id: counter.panel for counter in config.counters}
        self._pending: dict[str, Appointed] = {}
        self.is_linked = False
        """Whether keys go out as events and their effect comes back as orders."""
        self.key_patience = 20.0
        """Seconds of hall time after which a key without effect is pressed again."""
        self.works: Callable[[str], bool] = lambda _panel: True
        """Whether a panel is alive."""
        self.visitors: Visitors | None = None

    # --- told by the queue system ----------------------------------------------------------------------------------------

    def called(self, window: Window, ticket: Ticket) -> None:
        """Wait for the customer; call again or give up when nobody comes."""
        seconds = self.visitors.comes(ticket.id) if self.visitors else None
        if seconds is not None and seconds <= BETWEEN_CALLS:
            self._next_at(window, seconds, lambda: self._begin(window, ticket))
        elif ticket.called < CALLS:
            self._next_at(window, BETWEEN_CALLS, lambda: self._press(window, "recall", lambda: self._queue.recall(window.id)))
        else:
            self._next_at(window, BETWEEN_CALLS, lambda: self._press(window, "abandon", lambda: self._queue.abandon(window.id)))

    def freed(self, window: Window) -> None:
        """Call the next after a breath."""
        if window.is_free:
            self._next_at(window, self._thinking.uniform(5, 14), lambda: self._call(window))

    def queued(self) -> None:
        """Idle clerks see that somebody waits."""
        for window in self._queue.windows.values():
            pending = self._pending.get(window.id)
            if window.is_free and (pending is None or pending.is_off):
                self._next_at(window, self._thinking.uniform(3, 8), partial(self._call, window))

    def _next_at(self, window: Window, seconds: float, action: Callable[[], None]) -> None:
        """What the clerk does next at this window, instead of what was meant before; not if something else happened first."""
        pending = self._pending.get(window.id)
        if pending is not None:
            pending.call_off()
        turns = window.turns

        def act() -> None:
            appointed.call_off()
            if window.turns == turns:
                action()

        appointed = self._timeline.after(seconds, act)
        self._pending[window.id] = appointed

    # --- what a clerk does -----------------------------------------------------------------------------------------------

    def _call(self, window: Window) -> None:
        if window.is_free and self._queue.next_for(window) is not None:
            self._press(window, "next", lambda: self._queue.call_next(window.id))

    def _begin(self, window: Window, ticket: Ticket) -> None:
        if self.visitors is None:
            return
        self._queue.start(window.id)
        seconds = self.visitors.sits(ticket.id, window.id)
        self._next_at(window, seconds, lambda: self._end(window, ticket))

    def _end(self, window: Window, ticket: Ticket) -> None:
        goes_on = self.visitors.goes_on(ticket.id) if self.visitors else None
        if goes_on is not None:
            # The panel has no key for it: the visit is passed on from the clerk's PC.
            self._queue.finish(window.id, goes_on)
        else:
            self._press(window, "finish", lambda: self._queue.finish(window.id))

    def _press(self, window: Window, key: str, act: Callable[[], None], tries: int = TRIES) -> None:
        """Press a key of the panel; without a hub, or when nothing comes of it, do it from the PC."""
        if key == "next" and not window.is_free:
            return  # paused or closed meanwhile
        panel = self._panels[window.id]
        if not self.is_linked or panel is None or not tries or not self.works(panel):
            try:
                act()
            except Refused:
                self.freed(window)
            return
        self._emit(PanelKeyPressed(device=panel, counter=window.id, key=key))
        self._next_at(window, self.key_patience, lambda: self._press(window, key, act, tries - 1))

    def asked_to_rate(self, counter: str, ticket: str) -> None:
        """The evaluator speaks; most customers press a key."""
        chance = self._chance(f"rating {ticket}")
        panel = self._panels[counter]
        if chance.random() > self._habits.rating or panel is None or not self.works(panel):
            return
        score = chance.choices((1, 2, 4, 5), weights=self._habits.scores)[0]
        self._timeline.after(chance.uniform(3, 9), lambda: self._emit(TicketRated(counter=counter, score=score)))
