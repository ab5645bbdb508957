"""Who is next and why: waiting tickets in call order by wait credit, and what a queue has to expect.

A ticket's place follows from the time it *counts from*: when it joined its queue, less the credit of its priority. So a priority
is worth so many minutes of waiting and no more; whoever came earlier by more than the greatest credit goes first, and nobody can
be overtaken for ever. An appointment earns its credit from its slot on, not from its arrival, and only if it came in time.
"""

from collections.abc import Mapping

from msgspec import Struct

from console.model.lookup import Lookup, lookup
from console.model.outlook import NOBODY, Expected, expected_waits, is_serving
from console.model.state import HallState, Ticket, TicketPhase

GRACE = 900.0
"""Seconds by which the holder of an appointment may be late and keep its credit (domain.md §4: 10–15 min)."""


def counts_from(ticket: Ticket, credit: float, now: float) -> float:
    """The time from which the ticket's waiting counts; the smallest is called first."""
    slot = ticket.appointment_at
    if slot is None:
        return ticket.queued_at - credit
    if now < slot or ticket.taken_at > slot + GRACE:
        return ticket.queued_at
    return min(ticket.queued_at, slot - credit)


def _in_order(tickets: list[Ticket], known: Lookup, now: float) -> tuple[Ticket, ...]:
    return tuple(sorted(tickets, key=lambda each: (counts_from(each, known.credit(each.priority), now), each.taken_at, each.id)))


def waiting(state: HallState, queue_id: str, now: float | None = None) -> tuple[Ticket, ...]:
    """The tickets that wait in a queue, in call order."""
    known = lookup(state)
    found = [
        each for each in state.tickets.values() if each.phase is TicketPhase.WAITING and known.queue_of(each.business) == queue_id
    ]
    return _in_order(found, known, state.at if now is None else now)


def waiting_by_queue(state: HallState, now: float | None = None) -> Mapping[str, tuple[Ticket, ...]]:
    """Every configured queue with its waiting tickets in call order, and any other that tickets wait in."""
    known = lookup(state)
    queues: dict[str, list[Ticket]] = {queue: [] for queue in known.queues}
    for ticket in state.tickets.values():
        if ticket.phase is TicketPhase.WAITING:
            queues.setdefault(known.queue_of(ticket.business), []).append(ticket)
    at = state.at if now is None else now
    return {queue: _in_order(tickets, known, at) for queue, tickets in queues.items()}


def next_for(state: HallState, counter_id: str, now: float | None = None) -> Ticket | None:
    """The ticket that the counter would call next: of those it may serve, the one that counts from the earliest time.

    Between equals the order of the counter's work profile decides.
    """
    counter = state.counters.get(counter_id)
    if counter is None:
        return None
    known = lookup(state)
    rank = {business: place for place, business in enumerate(known.serves(counter.profile))}
    at = state.at if now is None else now
    may = [
        each
        for each in state.tickets.values()
        if each.phase is TicketPhase.WAITING
        and (each.for_counter == counter_id or (each.for_counter is None and each.business in rank))
    ]
    return min(
        may,
        key=lambda each: (
            counts_from(each, known.credit(each.priority), at),
            rank.get(each.business, -1),
            each.taken_at,
            each.id,
        ),
        default=None,
    )


class Explanation(Struct, frozen=True, kw_only=True):
    """Why a waiting ticket stands where it stands."""

    ticket: str
    queue: str
    place: int
    """1 is next."""
    waited: float
    """Seconds in this queue."""
    priority: str
    credit: float
    """Seconds its priority counts for now (0 for an appointment before its slot or too late)."""
    counts_from: float
    before: tuple[str, ...]
    """Tickets in front of it."""
    overtook: tuple[str, ...]
    """Tickets that came earlier and stand behind it because of its credit."""
    reason: str = ""
    """Why somebody changed its priority."""


def explain(state: HallState, ticket_id: str, now: float | None = None) -> Explanation | None:
    """Why a ticket stands where it stands; None when it does not wait."""
    ticket = state.tickets.get(ticket_id)
    if ticket is None or ticket.phase is not TicketPhase.WAITING:
        return None
    known = lookup(state)
    at = state.at if now is None else now
    queue = known.queue_of(ticket.business)
    order = waiting(state, queue, at)
    place = next(index for index, each in enumerate(order) if each.id == ticket_id)
    start = counts_from(ticket, known.credit(ticket.priority), at)
    return Explanation(
        ticket=ticket_id,
        queue=queue,
        place=place + 1,
        waited=max(0.0, at - ticket.queued_at),
        priority=ticket.priority,
        credit=ticket.queued_at - start,
        counts_from=start,
        before=tuple(each.id for each in order[:place]),
        overtook=tuple(each.id for each in order[place + 1 :] if each.queued_at < ticket.queued_at),
        reason=ticket.reason,
    )


class QueueFigures(Struct, frozen=True, kw_only=True):
    """What a queue looks like now, and what it has to expect."""

    queue: str
    waiting: int
    longest: float
    """Seconds that the longest waiting has waited; 0 for an empty queue."""
    p90: float | None
    """Of the waits so far of those who wait now; None for an empty queue."""
    over_limit: int
    will_pass: tuple[tuple[str, float], ...]
    """(Ticket, when its wait passes its limit), the first first; those over it already are not among them."""
    counters_open: int
    """Counters that are open, not paused, and serve it."""
    wait_estimate: float | None
    """Seconds a customer who comes now would wait as things stand (`outlook`); None when nothing supports a guess."""
    wait_between: tuple[float, float] | None
    """Within which about four of five such waits lie."""


def figures(state: HallState, queue_id: str, now: float | None = None) -> QueueFigures:
    """The figures of one queue."""
    at = state.at if now is None else now
    waiting_now = waiting_by_queue(state, at)
    return _figures(state, queue_id, waiting_now.get(queue_id, ()), at, foreseen(state, at, waiting_now=waiting_now))


def figures_by_queue(
    state: HallState,
    now: float | None = None,
    waiting_now: Mapping[str, tuple[Ticket, ...]] | None = None,
    outlook: Mapping[str, Expected] | None = None,
) -> tuple[QueueFigures, ...]:
    """The figures of every queue, in the configuration's order.

    `waiting_now`, `outlook`: as `waiting_by_queue` and `foreseen` say, where they were asked already.
    """
    at = state.at if now is None else now
    if waiting_now is None:
        waiting_now = waiting_by_queue(state, at)
    if outlook is None:
        outlook = foreseen(state, at, waiting_now=waiting_now)
    return tuple(_figures(state, queue, tickets, at, outlook) for queue, tickets in waiting_now.items())


def foreseen(
    state: HallState,
    now: float,
    able: Mapping[str, frozenset[str]] = NOBODY,
    waiting_now: Mapping[str, tuple[Ticket, ...]] | None = None,
) -> Mapping[str, Expected]:
    """Queue → what a newcomer has to expect; `able` as in `outlook.expected_waits`, `waiting_now` where it was asked already."""
    if waiting_now is None:
        waiting_now = waiting_by_queue(state, now)
    known = lookup(state)
    line = [(counts_from(each, known.credit(each.priority), now), each) for tickets in waiting_now.values() for each in tickets]
    return expected_waits(state, sorted(line, key=lambda each: (each[0], each[1].taken_at, each[1].id)), now, able)


def _figures(
    state: HallState, queue: str, tickets: tuple[Ticket, ...], now: float, outlook: Mapping[str, Expected]
) -> QueueFigures:
    known = lookup(state)
    waits = sorted(max(0.0, now - each.queued_at) for each in tickets)
    passing = sorted((each.queued_at + known.wait_limit(each.business), each.id) for each in tickets)
    expected = outlook.get(queue)
    return QueueFigures(
        queue=queue,
        waiting=len(tickets),
        longest=waits[-1] if waits else 0.0,
        p90=percentile(waits, 0.9),
        over_limit=sum(when < now for when, _ in passing),
        will_pass=tuple((id, when) for when, id in passing if now <= when < float("inf")),
        counters_open=len(serving(state, queue)),
        wait_estimate=expected.wait if expected else None,
        wait_between=expected.between if expected else None,
    )


def serving(state: HallState, queue_id: str) -> tuple[str, ...]:
    """The counters that are open, not paused, and serve a business of the queue."""
    known = lookup(state)
    return tuple(
        counter.id
        for counter in state.counters.values()
        if queue_id in known.queues_served(counter.profile) and is_serving(counter)
    )


def percentile(ascending: list[float], share: float) -> float | None:
    """The smallest value that at least `share` of the values do not exceed (nearest rank); None without values."""
    if not ascending:
        return None
    rank = max(1, -int(-share * len(ascending) // 1))
    return ascending[min(rank, len(ascending)) - 1]
