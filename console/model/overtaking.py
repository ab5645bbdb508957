"""Who was called before somebody who had waited longer, and why: the answer to "she came after me". From the state's own tickets.

Looked at are all calls of the time: of the tickets that the state holds, and of those that left the hall since (`Day.gone`). Counters and
rules are taken as they are now. An overtaking that the hall's rules do not explain is said to be just that.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import chain
from math import inf
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from console.model.hall import HallConfig
from console.model.lookup import Lookup, lookup
from console.model.queueing import counts_from
from console.model.state import HallState, Leg, Ticket, TicketPhase
from console.model.tickets import end_of

WITHIN = 1800.0
"""Seconds back to which calls are looked at."""


class Why(StrEnum):
    """Why one was called before another, the first that holds."""

    BOUND = "bound"
    """The other waits for another counter only."""
    NOT_SERVED = "not_served"
    """The counter does not serve the other's business."""
    APPOINTMENT = "appointment"
    """Its slot had come."""
    CREDIT = "credit"
    """Its priority counts as more minutes of waiting than it came later."""
    SENT_HERE = "sent_here"
    """It was transferred, and a counter may take at once whom it is sent; to which one alone, the state keeps only until the call."""
    UNEXPLAINED = "unexplained"
    """No rule of the hall explains it."""


class Overtaking(Struct, frozen=True, kw_only=True):
    """One call, and whom it passed over for one reason."""

    at: float
    counter: str
    ticket: str
    over: tuple[str, ...]
    """Those who had waited longer in the same queue, the longest first."""
    why: Why
    priority: str
    credit: float
    """Seconds that its priority was worth."""
    ahead: float
    """Seconds that the longest of them had waited longer."""
    reason: str = ""
    """Why somebody changed its priority."""


class _Wait(NamedTuple):
    """A ticket's present wait, or its last one."""

    queued_at: float
    id: str
    until: float
    """When the wait ended; for ever, as long as it waits."""
    counts_from: float | None
    """None: it depends on when it is called."""
    call: Leg | None
    """What ended it; None: it waits, or left uncalled."""
    ticket: Ticket


_Pair = tuple[_Wait, _Wait]
"""A call, and one that it passed over."""


class _Line:
    """One queue's waits that have ended, as they were put in.

    With each stands how far all have come up to there, so that who stood in line together is found without a look at all the others.
    """

    def __init__(self) -> None:
        self.ended: list[_Wait] = []
        self._until: list[float] = []
        """The latest end of a wait so far, for each."""
        self._queued: list[float] = []
        """The latest to join so far, for each."""

    def put(self, wait: _Wait) -> Iterator[_Pair]:
        """What this wait adds: whom its call passed over, and whose calls passed it over."""
        yield from self.before(wait)
        call = wait.call
        if call is not None:
            for other in self.ended[bisect_right(self._until, call.called_at) :]:
                if other.until > call.called_at and other.queued_at < wait.queued_at:
                    yield wait, other
        self._until.append(max((wait.until, *self._until[-1:])))
        self._queued.append(max((wait.queued_at, *self._queued[-1:])))
        self.ended.append(wait)

    def before(self, wait: _Wait) -> Iterator[_Pair]:
        """The calls that passed it over."""
        for other in self.ended[bisect_right(self._queued, wait.queued_at) :]:
            if other.call is not None and other.call.called_at < wait.until and other.queued_at > wait.queued_at:
                yield other, wait

    def cut(self, start: int, end: int | None = None) -> None:
        """Take waits out again."""
        del self.ended[start:end], self._until[start:end], self._queued[start:end]

    def forget(self, before: float) -> None:
        """Take out those at the beginning that had ended by then."""
        self.cut(0, bisect_left(self._until, before))


class Overtakings:
    """Finds the overtakings of one state after the other.

    What tickets that are gone did to each other is found once, so that a look costs what has changed since, and not what a busy half hour
    holds. A state that does not follow on the last one is looked at anew.
    """

    def __init__(self, within: float = WITHIN) -> None:
        """`within`: seconds back to which calls are looked at."""
        self._within = within
        self._config: HallConfig | None = None
        self._now = -inf
        self._begin()

    def _begin(self) -> None:
        self._seen: dict[str, tuple[Ticket, ...]] = {}
        self._lines: defaultdict[str, _Line] = defaultdict(_Line)
        self._passed: list[_Pair] = []
        """By and of tickets that are gone."""

    def at(self, state: HallState, now: float) -> tuple[Overtaking, ...]:
        """The overtakings of the last `within` seconds, the newest first."""
        since, known = now - self._within, lookup(state)
        if state.config is not self._config or now < self._now or not self._follows(state, since):
            self._begin()
        self._config, self._now = state.config, now
        for line in self._lines.values():
            line.forget(since)
        self._passed = [pair for pair in self._passed if pair[0].until >= since]
        for ticket in self._left(state.day.gone):
            wait = _wait(known, ticket)
            if wait.until >= since:
                self._passed += self._lines[known.queue_of(ticket.business)].put(wait)
        by_call: dict[tuple[float, str], tuple[_Wait, list[_Wait]]] = {}
        for call, other in chain(self._passed, self._here(state, known, since)):
            if since <= call.until <= now:
                by_call.setdefault((call.until, call.id), (call, []))[1].append(other)
        found = (
            each for call, others in by_call.values() for each in _by(state, known, call, sorted(others, key=itemgetter(0, 1)))
        )
        return tuple(sorted(found, key=lambda each: (-each.at, each.ticket, each.why.value)))

    def _follows(self, state: HallState, since: float) -> bool:
        """Whether all that was seen is still as it was, or left out for its age."""
        for minute, seen in self._seen.items():
            left = state.day.gone.get(minute)
            if left is None:
                if since < end_of(minute):
                    return False
            elif left is not seen and (len(left) < len(seen) or left[len(seen) - 1] is not seen[-1]):
                return False
        return True

    def _left(self, gone: Mapping[str, tuple[Ticket, ...]]) -> list[Ticket]:
        """Who left since the last look."""
        new = [ticket for minute, left in gone.items() for ticket in left[len(self._seen.get(minute, ())) :]]
        self._seen = dict(gone)
        return new

    def _here(self, state: HallState, known: Lookup, since: float) -> list[_Pair]:
        """Of whom at least one is still in the hall: found anew each time, as they may yet be sent to another queue."""
        marks = {queue: len(line.ended) for queue, line in self._lines.items()}
        found: list[_Pair] = []
        waits = [wait for ticket in state.tickets.values() if (wait := _wait(known, ticket)).until >= since]
        for wait in sorted(waits, key=itemgetter(2)):  # who still waits comes last, and needs no place in the line
            line = self._lines[known.queue_of(wait.ticket.business)]
            found += line.put(wait) if wait.until < inf else line.before(wait)
        for queue, line in self._lines.items():
            line.cut(marks.get(queue, 0))
        return found


def overtakings(state: HallState, now: float, within: float = WITHIN) -> tuple[Overtaking, ...]:
    """The overtakings of the last `within` seconds, the newest first: of one state by itself."""
    return Overtakings(within).at(state, now)


def _wait(known: Lookup, ticket: Ticket) -> _Wait:
    call = _called(ticket)
    until = call.called_at if call is not None else inf if ticket.phase is TicketPhase.WAITING else ticket.phase_at
    return _Wait(ticket.queued_at, ticket.id, until, _worth(known, ticket), call, ticket)


def _called(ticket: Ticket) -> Leg | None:
    """The call that ended its present wait; None: it waits, or has been sent back to wait since."""
    if ticket.phase is TicketPhase.WAITING or not ticket.legs:
        return None
    leg = ticket.legs[-1]
    return leg if leg.called_at >= ticket.queued_at else None


def _by(state: HallState, known: Lookup, call: _Wait, stayed: list[_Wait]) -> Iterator[Overtaking]:
    """Whom one call passed over, by reason. `stayed`: who stood before it in its queue and waited on, the first first."""
    ticket, leg = call.ticket, call.call
    assert leg is not None
    counter = state.counters.get(leg.counter)
    serves = frozenset(known.serves(counter.profile)) if counter is not None else frozenset()
    mine = counts_from(ticket, known.credit(ticket.priority), leg.called_at)
    unserved: list[Ticket] = []
    bound: list[Ticket] = []
    worth_less: list[Ticket] = []
    odd: list[Ticket] = []
    for wait in stayed:
        other, worth = wait.ticket, wait.counts_from
        if other.for_counter is None and other.business not in serves:
            unserved.append(other)
        elif other.for_counter is not None and other.for_counter != leg.counter:
            bound.append(other)
        elif mine <= (counts_from(other, _credit(known, other), leg.called_at) if worth is None else worth):
            worth_less.append(other)
        else:
            odd.append(other)
    by_rule = Why.CREDIT if ticket.appointment_at is None else Why.APPOINTMENT
    by_none = Why.SENT_HERE if ticket.transfers or ticket.for_counter == leg.counter else Why.UNEXPLAINED
    passed = ((Why.NOT_SERVED, unserved), (Why.BOUND, bound), (by_rule, worth_less), (by_none, odd))
    credit = ticket.queued_at - mine
    for why, others in passed:
        if others:
            yield Overtaking(
                at=leg.called_at,
                counter=leg.counter,
                ticket=ticket.id,
                over=tuple(other.id for other in others),
                why=why,
                priority=ticket.priority,
                credit=max(0.0, credit),
                ahead=ticket.queued_at - others[0].queued_at,
                reason=ticket.reason,
            )


def _worth(known: Lookup, ticket: Ticket) -> float | None:
    """From when its wait counted, at any call; None for an appointment, which depends on when."""
    return ticket.queued_at - _credit(known, ticket) if ticket.appointment_at is None else None


def _credit(known: Lookup, other: Ticket) -> float:
    """What its priority was worth. Somebody may have raised it since: what it was at the call is not known, so that it counts for nothing."""
    return 0.0 if other.reason else known.credit(other.priority)
