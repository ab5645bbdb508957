"""Who was called before somebody who had waited longer, and why: the answer to "she came after me". Pure, from the state's own tickets.

Looked at are all calls of the time: of the tickets that the state holds, and of those that left the hall since (`Day.gone`). Counters and
rules are taken as they are now. An overtaking that the hall's rules do not explain is said to be just that.
"""

from bisect import bisect_right, insort
from enum import StrEnum
from itertools import chain
from math import inf
from operator import itemgetter

from msgspec import Struct

from console.model.lookup import Lookup, lookup
from console.model.queueing import counts_from
from console.model.state import HallState, Leg, Ticket, TicketPhase

WITHIN = 1800.0
"""Seconds back to which calls are looked at."""


_Wait = tuple[float, str, float, float | None, Leg | None, Ticket]
"""When it joined its queue, its number, until when it waited, from when its wait counted (None: ask `counts_from`), its call, itself."""


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


def overtakings(state: HallState, now: float, within: float = WITHIN) -> tuple[Overtaking, ...]:
    """The overtakings of the last `within` seconds, the newest first."""
    known = lookup(state)
    queues: dict[str, list[_Wait]] = {}
    for ticket in chain(state.tickets.values(), *state.day.gone.values()):
        leg = _called(ticket)
        until = leg.called_at if leg is not None else inf if ticket.phase is TicketPhase.WAITING else ticket.phase_at
        if until >= now - within:  # nobody whose wait ended before was passed over since
            wait = (ticket.queued_at, ticket.id, until, _worth(known, ticket), leg, ticket)
            queues.setdefault(known.queue_of(ticket.business), []).append(wait)
    found: list[Overtaking] = []
    for waits in queues.values():
        waits.sort(key=itemgetter(0, 1))
        ends: list[tuple[float, int]] = []
        """When the waits so far ended, and their places in line; the last end at the end."""
        for place, (queued_at, _, until, _, leg, ticket) in enumerate(waits):
            # In order, as nearly all calls are: everybody before it had ended their wait by then.
            if leg is not None and ends and leg.called_at < ends[-1][0] and leg.called_at <= now:
                stayed = sorted(each for _, each in ends[bisect_right(ends, (leg.called_at, place)) :])
                found += _by(state, known, ticket, leg, [wait for each in stayed if (wait := waits[each])[0] < queued_at])
            insort(ends, (until, place))
    return tuple(sorted(found, key=lambda each: (-each.at, each.ticket, each.why.value)))


def _called(ticket: Ticket) -> Leg | None:
    """The call that ended its present wait; None: it waits, or has been sent back to wait since."""
    if ticket.phase is TicketPhase.WAITING or not ticket.legs:
        return None
    leg = ticket.legs[-1]
    return leg if leg.called_at >= ticket.queued_at else None


def _by(state: HallState, known: Lookup, ticket: Ticket, leg: Leg, stayed: list[_Wait]) -> list[Overtaking]:
    """Whom one call passed over, by reason. `stayed`: who stood before it in its queue and waited on, the first first."""
    counter = state.counters.get(leg.counter)
    serves = frozenset(known.serves(counter.profile)) if counter is not None else frozenset()
    mine = counts_from(ticket, known.credit(ticket.priority), leg.called_at)
    unserved: list[Ticket] = []
    bound: list[Ticket] = []
    worth_less: list[Ticket] = []
    odd: list[Ticket] = []
    for _, _, _, worth, _, other in stayed:
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
    return [
        Overtaking(
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
        for why, others in passed
        if others
    ]


def _worth(known: Lookup, ticket: Ticket) -> float | None:
    """From when its wait counted, at any call; None for an appointment, which depends on when."""
    return ticket.queued_at - _credit(known, ticket) if ticket.appointment_at is None else None


def _credit(known: Lookup, other: Ticket) -> float:
    """What its priority was worth. Somebody may have raised it since: what it was at the call is not known, so that it counts for nothing."""
    return 0.0 if other.reason else known.credit(other.priority)
