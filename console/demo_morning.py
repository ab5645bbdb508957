"""The demo's morning: a simulated hall from before opening to the first look, written through a real hub core into a real journal.

No sockets: the simulation's events come as if from the hall's adapters, and what the hub orders (a number for a panel, a text for a
strip) is answered as done. The same seed gives the world process the same hall to go on with.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from adapters.simulated.hall import SimulatedHall
from adapters.simulated.morning import joined
from adapters.simulated.routes import Routes
from console.checkpoint import Signer
from console.clock import FixedClock
from console.hub import keys
from console.hub.core import HubCore
from console.hub.journal import Draft, Journal
from console.model.book import Matter, MatterPhase, ProblemPhase
from console.model.command import (
    AcceptMatter,
    AcknowledgeAlarm,
    CloseMatter,
    Command,
    FinishRound,
    OfferMatter,
    Role,
    SolveProblem,
    TakeDuty,
    TakeProblem,
)
from console.model.event import (
    AdapterEvent,
    CommandReported,
    CounterClosed,
    CounterOpened,
    CounterResumed,
    ServiceFinished,
    TicketCalled,
    TicketRecalled,
)
from console.model.hall import HallConfig, Post
from console.wire import Ask, Do, Order, Sealed

STEP = 15.0
"""Seconds of hall time between two commits."""
ANSWERED = 0.3
"""Seconds after which a device has done what it was told."""
GLANCE = 60.0
"""Seconds between two looks of the leader at the alarms."""
SETTLED = "已当面说明，客户认可"
EPOCH = "morning"
ORDERING = (TicketCalled, TicketRecalled, ServiceFinished, CounterOpened, CounterResumed, CounterClosed)
"""Events from which orders follow; these are answered before the next thing happens."""


class _Ears:
    """Takes what the hub orders."""

    def __init__(self) -> None:
        self.given: list[tuple[str, Do]] = []

    def publish(self, sealed: Sequence[Sealed]) -> None:
        """Nobody looks yet."""

    def send(self, adapter: str, message: Do | Ask) -> None:
        """An order for a device."""
        if isinstance(message, Do):
            self.given.append((adapter, message))


class _Morning:
    """A hub core and a simulated hall, side by side."""

    def __init__(self, core: HubCore, clock: FixedClock, hall: SimulatedHall, ears: _Ears) -> None:
        self._core = core
        self._clock = clock
        self._hall = hall
        self._ears = ears
        self._routes = Routes(hall.config)
        self._numbers: Counter[str] = Counter()
        self._orders = 0
        self._leader = next((person.id for person in hall.config.staff if person.post is Post.DUTY_LEADER), None)

    def run(self, until: float) -> None:
        """From now until hall time `until`."""
        self._core.start()
        for greeting in joined(self._hall.config, EPOCH):
            self._core.note(greeting)
        self._core.tick()
        if self._leader:
            self._order(TakeDuty(person=self._leader))
        glance_at = self._hall.now
        drafts: list[Draft] = []
        while self._hall.now < until:
            for _, moment in groupby(self._hall.run_until(min(self._hall.now + STEP, until)), key=lambda each: each.at):
                drafts += [self._draft(each.at, self._routes.adapter_of(each.event), each.event) for each in moment]
                if any(isinstance(draft.event, ORDERING) for draft in drafts):
                    self._take(drafts)
            self._take(drafts)
            self._clock.at = self._hall.now
            if self._hall.now >= glance_at:
                glance_at = self._hall.now + GLANCE
                self._core.tick()
                self._acknowledge()
                self._leader_looks()
        self._core.tick()
        self._core.stop()

    def _take(self, drafts: list[Draft]) -> None:
        """Write what happened, and what the devices answered to what was ordered then."""
        if drafts:
            self._core.take(drafts)
            drafts.clear()
        while self._ears.given:
            self._answer()

    def _draft(self, at: float, source: str, event: AdapterEvent) -> Draft:
        self._numbers[source] += 1
        return Draft(at=at, source=source, epoch=EPOCH, sseq=self._numbers[source], device_at=at, event=event)

    def _answer(self) -> None:
        """The devices did what they were told, a moment later."""
        given, self._ears.given = self._ears.given, []
        at = self._core.now() + ANSWERED
        self._core.take([self._draft(at, adapter, CommandReported(id=order.id, done=True)) for adapter, order in given])

    def _acknowledge(self) -> None:
        """The leader has seen what has stood for a while."""
        for alarm in list(self._core.state.alarms.values()):
            if not alarm.acked and alarm.shelved_until is None and self._hall.now - alarm.raised_at > GLANCE:
                self._order(AcknowledgeAlarm(alarm=alarm.id))

    def _leader_looks(self) -> None:
        """The leader's own rounds, special problems and matters, as somebody would see to them who has other things to do."""
        state, now = self._core.state, self._hall.now
        rounds = {round.id: round for round in self._hall.config.rounds}
        for duty in list(state.rounds.values()):
            if duty.due_at is not None and rounds[duty.id].post is Post.DUTY_LEADER and now - duty.due_at > 3 * GLANCE:
                self._order(FinishRound(round=duty.id))
        for problem in list(state.problems.values()):
            if problem.phase is ProblemPhase.REPORTED and now - problem.at > 2 * GLANCE:
                self._order(TakeProblem(problem=problem.id))
            elif problem.phase is ProblemPhase.TAKEN and now - problem.phase_at > 12 * GLANCE:
                self._order(SolveProblem(problem=problem.id, result=SETTLED))
        for number, matter in enumerate(sorted(state.matters.values(), key=lambda each: each.opened_at)):
            self._see_to(matter, number, now)

    def _see_to(self, matter: Matter, number: int, now: float) -> None:
        """One goes to another department, which takes it; one is settled here; the rest is still open at the first look."""
        departments, waited = self._hall.config.departments, now - matter.phase_at
        if matter.phase is MatterPhase.OFFERED and waited > 3 * GLANCE:
            self._order(AcceptMatter(matter=matter.id))
        elif matter.phase is MatterPhase.OPEN and len(matter.chain) == 1 and waited > 4 * GLANCE and departments:
            if number % 3 == 0:
                self._order(OfferMatter(matter=matter.id, to=departments[(number // 3 + 1) % len(departments)].id))
            elif number % 3 == 1 and waited > 15 * GLANCE:
                self._order(CloseMatter(matter=matter.id, result=SETTLED))

    def _order(self, command: Command) -> None:
        self._orders += 1
        order = Order(id=f"morning-{self._orders}", command=command, boot=self._core.boot)
        self._core.order("desk", Role.LEADER, self._leader, order)


def write_morning(data: Path, config: HallConfig, hall: SimulatedHall, until: float) -> int:
    """Write `hall`'s morning up to hall time `until` into the journal under `data`; returns how many entries there are."""
    signer = Signer.load(keys.folder(data) / "checkpoint.key")
    journal = Journal.open(data / "journal", config.id, timezone=config.timezone, signer=signer)
    try:
        clock, ears = FixedClock(hall.now), _Ears()
        core = HubCore(journal, clock, config, outlet=ears)
        _Morning(core, clock, hall, ears).run(until)
        return journal.head.seq
    finally:
        journal.close()
