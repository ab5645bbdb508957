"""Who was called before somebody who had waited longer, and why: the answer to "she came after me". Pure, from the state's own tickets.

Looked at are the calls whose tickets the state still holds: those in hand, and those finished that may still be rated. An overtaking
that the hall's rules do not explain is said to be just that.
"""

from enum import StrEnum

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
    for ticket in state.tickets.values():
        queues.setdefault(known.queue_of(ticket.business), []).append(ticket)
    found: list[Overtaking] = []
    for tickets in queues.values():
        tickets.sort(key=lambda each: (each.queued_at, each.id))
        for ticket in tickets:
            leg = _called(ticket)
            if leg is not None and now - within <= leg.called_at <= now:
                found += _by(state, known, ticket, leg, tickets)
    return tuple(sorted(found, key=lambda each: (-each.at, each.ticket, each.why.value)))


def _called(ticket: Ticket) -> Leg | None:
    """The call that ended its present wait; None: it waits, or has been sent back to wait since."""
    if ticket.phase is TicketPhase.WAITING or not ticket.legs:
        return None
    leg = ticket.legs[-1]
    return leg if leg.called_at >= ticket.queued_at else None


def _by(state: HallState, known: Lookup, ticket: Ticket, leg: Leg, earlier: list[Ticket]) -> list[Overtaking]:
    """Whom one call passed over, by reason. `earlier`: its queue, who joined first standing first."""
    passed: dict[Why, list[Ticket]] = {}
    for other in earlier:
        if other.queued_at >= ticket.queued_at:
            break
        if _was_waiting(other, leg.called_at):
            passed.setdefault(_why(state, known, ticket, other, leg), []).append(other)
    credit = ticket.queued_at - counts_from(ticket, known.credit(ticket.priority), leg.called_at)
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


def _was_waiting(ticket: Ticket, at: float) -> bool:
    if ticket.queued_at > at:
        return False
    leg = _called(ticket)
    return ticket.phase is TicketPhase.WAITING if leg is None else leg.called_at > at


def _why(state: HallState, known: Lookup, ticket: Ticket, other: Ticket, leg: Leg) -> Why:
    counter = state.counters.get(leg.counter)
    serves = known.serves(counter.profile) if counter is not None else ()
    if other.for_counter is not None and other.for_counter != leg.counter:
        return Why.BOUND
    if other.for_counter is None and other.business not in serves:
        return Why.NOT_SERVED
    mine = counts_from(ticket, known.credit(ticket.priority), leg.called_at)
    # Somebody may have raised the other since: what it was worth at the call is not known, so that it counts for nothing.
    theirs = counts_from(other, 0.0 if other.reason else known.credit(other.priority), leg.called_at)
    if mine <= theirs:
        return Why.CREDIT if ticket.appointment_at is None else Why.APPOINTMENT
    return Why.SENT_HERE if ticket.transfers or ticket.for_counter == leg.counter else Why.UNEXPLAINED
