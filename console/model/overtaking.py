"""Who was called before somebody who had waited longer, and why: the answer to "she came after me". Pure, from the state's own tickets.

Looked at are all calls of the time: of the tickets that the state holds, and of those that left the hall since (`Day.gone`). Counters and
rules are taken as they are now. An overtaking that the hall's rules do not explain is said to be just that.
"""

from enum import StrEnum
from itertools import chain
from math import inf

from msgspec import Struct

from console.model.lookup import Lookup, lookup
from console.model.queueing import counts_from
from console.model.state import HallState, Leg, Ticket, TicketPhase

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


def overtakings(state: HallState, now: float, within: float = WITHIN) -> tuple[Overtaking, ...]:
    """The overtakings of the last `within` seconds, the newest first."""
    known = lookup(state)
    queues: dict[str, list[Ticket]] = {}
    for ticket in chain(state.tickets.values(), *state.day.gone.values()):
        queues.setdefault(known.queue_of(ticket.business), []).append(ticket)
    found: list[Overtaking] = []
    for tickets in queues.values():
        tickets.sort(key=lambda each: (each.queued_at, each.id))
        waited: list[tuple[Ticket, float]] = []
        longest = 0.0
        for ticket in tickets:
            leg, until = _called(ticket), _waited_until(ticket)
            # In order, as nearly all calls are: everybody before it had ended their wait by then.
            if leg is not None and leg.called_at < longest and now - within <= leg.called_at <= now:
                found += _by(state, known, ticket, leg, waited)
            if until > now - within:  # nobody whose wait ended before was passed over since
                waited.append((ticket, until))
            longest = max(longest, until)
    return tuple(sorted(found, key=lambda each: (-each.at, each.ticket, each.why.value)))


def _called(ticket: Ticket) -> Leg | None:
    """The call that ended its present wait; None: it waits, or has been sent back to wait since."""
    if ticket.phase is TicketPhase.WAITING or not ticket.legs:
        return None
    leg = ticket.legs[-1]
    return leg if leg.called_at >= ticket.queued_at else None


def _by(state: HallState, known: Lookup, ticket: Ticket, leg: Leg, earlier: list[tuple[Ticket, float]]) -> list[Overtaking]:
    """Whom one call passed over, by reason. `earlier`: who joined its queue before, the first standing first, and until when they waited."""
    counter = state.counters.get(leg.counter)
    serves = frozenset(known.serves(counter.profile)) if counter is not None else frozenset()
    mine = counts_from(ticket, known.credit(ticket.priority), leg.called_at)
    passed: dict[Why, list[Ticket]] = {}
    for other, until in earlier:
        if leg.called_at < until and other.queued_at < ticket.queued_at:
            passed.setdefault(_why(known, ticket, mine, other, leg, serves), []).append(other)
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
        for why, others in passed.items()
    ]


def _waited_until(ticket: Ticket) -> float:
    """When its present wait ended: by a call, or because it left without one."""
    leg = _called(ticket)
    if leg is not None:
        return leg.called_at
    return inf if ticket.phase is TicketPhase.WAITING else ticket.phase_at


def _why(known: Lookup, ticket: Ticket, mine: float, other: Ticket, leg: Leg, serves: frozenset[str]) -> Why:
    """`mine`: the time from which the ticket's wait counted at the call; `serves`: the businesses of the counter."""
    if other.for_counter is None:
        if other.business not in serves:
            return Why.NOT_SERVED
    elif other.for_counter != leg.counter:
        return Why.BOUND
    # Somebody may have raised the other since: what it was worth at the call is not known, so that it counts for nothing.
    credit = 0.0 if other.reason else known.credit(other.priority)
    theirs = other.queued_at - credit if other.appointment_at is None else counts_from(other, credit, leg.called_at)
    if mine <= theirs:
        return Why.CREDIT if ticket.appointment_at is None else Why.APPOINTMENT
    return Why.SENT_HERE if ticket.transfers or ticket.for_counter == leg.counter else Why.UNEXPLAINED
