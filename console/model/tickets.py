"""What ticket and service events do to the hall: a visit's life, pure folds, one a kind of event.

A ticket nobody took is not invented: the counter shows that it has it in hand, and no figure counts it.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from console.model import event as ev
from console.model import tallies
from console.model.counters import idle_after, served_one, turn
from console.model.lookup import lookup
from console.model.pages import put, without
from console.model.state import Counter, CounterPhase, Day, HallState, Leg, Tally, Ticket, TicketPhase

KEPT_FOR = 1800.0
"""Seconds a finished ticket waits for its rating before it is put away."""
SATISFIED = 4
"""Scores from here up are satisfied (5 very satisfied, 4 satisfied)."""
DISSATISFIED = 2
"""Scores up to here are dissatisfied."""
IN_HAND = (TicketPhase.CALLED, TicketPhase.SERVING, TicketPhase.PAUSED)
_REMEMBERED = 10


def taken(state: HallState, event: ev.TicketTaken) -> HallState:
    """A new visit. The same number again within a visit under way is passed over."""
    old = state.tickets.get(event.ticket)
    if old is not None and old.phase is not TicketPhase.FINISHED:
        return state
    ticket = Ticket(
        id=event.ticket,
        business=event.business,
        customer_class=event.customer_class,
        priority=event.priority,
        channel=event.channel,
        taken_at=state.at,
        queued_at=state.at,
        phase=TicketPhase.WAITING,
        phase_at=state.at,
        appointment_at=event.appointment_at,
    )
    tally = tallies.of(state.day, event.business)
    day = tallies.counted(state.day, event.business, replace(tally, taken=tally.taken + 1))
    return replace(state, tickets=put(state.tickets, ticket.id, ticket), day=day)


def called(state: HallState, event: ev.TicketCalled) -> HallState:
    """The ticket is expected at the counter; its first call ends its wait."""
    ticket = state.tickets.get(event.ticket)
    counters = state.counters if ticket is None else _released(state, ticket)
    in_hand = _in_hand(counters, event.counter, event.ticket, CounterPhase.CALLING, state.at, event.staff)
    if ticket is None or ticket.phase is TicketPhase.FINISHED:
        return replace(state, counters=in_hand)
    counted = tallies.waited(state, ticket) if ticket.first_called_at is None else state.day.tallies
    day = replace(state.day, tallies=counted, relieved=_relieved(state, ticket))
    counter = counters.get(event.counter)
    leg = Leg(
        business=ticket.business,
        counter=event.counter,
        staff=event.staff or (counter.staff if counter else None),
        called_at=state.at,
    )
    ticket = replace(
        ticket,
        phase=TicketPhase.CALLED,
        phase_at=state.at,
        counter=event.counter,
        for_counter=None,
        calls=1,
        first_called_at=state.at if ticket.first_called_at is None else ticket.first_called_at,
        legs=(*ticket.legs, leg),
    )
    return replace(state, tickets=put(state.tickets, ticket.id, ticket), counters=in_hand, day=day)


def recalled(state: HallState, event: ev.TicketRecalled) -> HallState:
    """Called once more; only a called ticket can be."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase is not TicketPhase.CALLED:
        return state
    business = ticket.legs[0].business
    tally = tallies.of(state.day, business)
    day = tallies.counted(state.day, business, replace(tally, recalls=tally.recalls + 1))
    return replace(
        state, tickets=put(state.tickets, ticket.id, replace(ticket, calls=ticket.calls + 1, recalled_at=state.at)), day=day
    )


def abandoned(state: HallState, event: ev.TicketAbandoned) -> HallState:
    """The called ticket did not come: gone, counted against the business it was called for. Never called: cleared."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase is TicketPhase.FINISHED:
        return state
    if not ticket.legs:
        return _gone(state, ticket, tallies.of(state.day, ticket.business))
    tally = tallies.of(state.day, ticket.legs[0].business)
    lost = state.at - ticket.legs[-1].called_at if ticket.phase is TicketPhase.CALLED else 0.0
    day = tallies.counted(
        state.day,
        ticket.legs[0].business,
        replace(tally, abandoned=tally.abandoned + 1, lost_call_sum=tally.lost_call_sum + lost),
    )
    return _left(state, ticket, day)


def cleared(state: HallState, event: ev.TicketCleared) -> HallState:
    """Closed without service; finished ones are not open any more."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase is TicketPhase.FINISHED:
        return state
    business = ticket.legs[0].business if ticket.legs else ticket.business
    return _gone(state, ticket, tallies.of(state.day, business), business)


def suspended(state: HallState, event: ev.TicketSuspended) -> HallState:
    """Put aside at its counter; its handling time stands still."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase not in IN_HAND:
        return state
    leg = ticket.legs[-1]
    if leg.started_at is not None and leg.paused_at is None:
        leg = replace(leg, paused_at=state.at)
    counters = _released(state, ticket)
    counter = counters.get(event.counter)
    if counter is not None:
        counters = {**counters, counter.id: replace(counter, suspended=ticket.id)}
    ticket = replace(ticket, phase=TicketPhase.SUSPENDED, phase_at=state.at, counter=event.counter, legs=(*ticket.legs[:-1], leg))
    return replace(state, tickets=put(state.tickets, ticket.id, ticket), counters=counters)


def called_back(state: HallState, event: ev.TicketCalledBack) -> HallState:
    """Taken up again: called, with the service it had; at another counter it is another service."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase is not TicketPhase.SUSPENDED:
        return state
    counters = _in_hand(_released(state, ticket), event.counter, ticket.id, CounterPhase.CALLING, state.at, None)
    leg = ticket.legs[-1]
    if leg.counter == event.counter:
        legs = (*ticket.legs[:-1], _went_on(leg, state.at))
    else:
        staff = counters[event.counter].staff if event.counter in counters else None
        legs = (*ticket.legs, Leg(business=ticket.business, counter=event.counter, staff=staff, called_at=state.at))
    ticket = replace(ticket, phase=TicketPhase.CALLED, phase_at=state.at, counter=event.counter, legs=legs)
    return replace(state, tickets=put(state.tickets, ticket.id, ticket), counters=counters)


def transferred(state: HallState, event: ev.TicketTransferred) -> HallState:
    """Back to a queue: another business's, one counter's, or its own."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase is TicketPhase.FINISHED:
        return state
    tally = tallies.of(state.day, ticket.business)
    day = tallies.counted(state.day, ticket.business, replace(tally, transferred=tally.transferred + 1))
    waiting = replace(
        ticket,
        business=event.to_business or ticket.business,
        for_counter=event.to_counter,
        queued_at=state.at,
        phase=TicketPhase.WAITING,
        phase_at=state.at,
        counter=None,
        calls=0,
        transfers=ticket.transfers + 1,
    )
    return replace(
        state,
        tickets=put(state.tickets, ticket.id, waiting),
        counters=_released(state, ticket),
        day=replace(day, relieved=_relieved(state, ticket)),
    )


def prioritised(state: HallState, event: ev.TicketPrioritised) -> HallState:
    """Another priority, with its reason; of no effect on one that has been served."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase is TicketPhase.FINISHED:
        return state
    ticket = replace(ticket, priority=event.priority, reason=event.reason)
    return replace(state, tickets=put(state.tickets, ticket.id, ticket))


def rated(state: HallState, event: ev.TicketRated) -> HallState:
    """The customer's word on the last service at the counter; the second word on the same service does not count."""
    counter = state.counters.get(event.counter)
    if counter is not None and event.score <= DISSATISFIED:
        low = (*counter.low_ratings[1 - _REMEMBERED :], state.at)
        state = replace(state, counters={**state.counters, counter.id: replace(counter, rated_low_at=state.at, low_ratings=low)})
    ticket = state.tickets.get(event.ticket or (counter.last_finished if counter else None) or "")
    if ticket is None or ticket.rating is not None:
        return state
    for leg in reversed(ticket.legs):
        if leg.counter == event.counter and leg.finished_at is not None:
            break
    else:
        return state
    tally = tallies.of(state.day, leg.business)
    tally = replace(tally, rated=tally.rated + 1, satisfied=tally.satisfied + (event.score >= SATISFIED))
    if ticket.phase is TicketPhase.FINISHED:
        day = replace(state.day, tallies={**state.day.tallies, leg.business: tally}, gone=_gone_with(state, ticket))
        return replace(state, tickets=without(state.tickets, ticket.id), day=day)
    day = tallies.counted(state.day, leg.business, tally)
    return replace(state, tickets=put(state.tickets, ticket.id, replace(ticket, rating=event.score)), day=day)


def started(state: HallState, event: ev.ServiceStarted) -> HallState:
    """The clerk began. One that was never called counts as called now (a served ticket without a call is known to happen)."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or (ticket.phase is not TicketPhase.FINISHED and not _is_at(ticket, event.counter)):
        state = called(state, ev.TicketCalled(ticket=event.ticket, counter=event.counter))
        ticket = state.tickets.get(event.ticket)
    in_hand = _in_hand(state.counters, event.counter, event.ticket, CounterPhase.SERVING, state.at, None)
    if ticket is None or ticket.phase not in (TicketPhase.CALLED, TicketPhase.PAUSED):
        return replace(state, counters=in_hand)
    leg = _went_on(ticket.legs[-1], state.at)
    if leg.started_at is None:
        leg = replace(leg, started_at=state.at)
    return replace(state, tickets=_in_phase(state, ticket, TicketPhase.SERVING, leg), counters=in_hand)


def paused(state: HallState, event: ev.ServicePaused) -> HallState:
    """The item pauses, its handling time with it; the counter is still busy."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase is not TicketPhase.SERVING:
        return state
    leg = replace(ticket.legs[-1], paused_at=state.at)
    return replace(state, tickets=_in_phase(state, ticket, TicketPhase.PAUSED, leg))


def resumed(state: HallState, event: ev.ServiceResumed) -> HallState:
    """The paused item goes on."""
    ticket = state.tickets.get(event.ticket)
    if ticket is None or ticket.phase is not TicketPhase.PAUSED:
        return state
    leg = _went_on(ticket.legs[-1], state.at)
    return replace(state, tickets=_in_phase(state, ticket, TicketPhase.SERVING, leg))


def finished(state: HallState, event: ev.ServiceFinished) -> HallState:
    """The item is done; the visit ends, or goes on in the queue of `next_business`.

    Halls whose clerks have no start key report call and finish only: the handling time then begins with the call.
    """
    ticket = state.tickets.get(event.ticket)
    counter = state.counters.get(event.counter)
    if ticket is None:
        if counter is None or counter.ticket != event.ticket:
            return state
        freed = replace(idle_after(counter, state.at), last_finished=None, served=counter.served + 1)
        return replace(state, counters={**state.counters, counter.id: freed})
    if ticket.phase not in IN_HAND:
        return state
    leg = _went_on(ticket.legs[-1], state.at)
    leg = replace(
        leg,
        business=event.business or leg.business,
        started_at=leg.called_at if leg.started_at is None else leg.started_at,
        finished_at=state.at,
    )
    handle = handled(leg, state.at)
    counters, left = {**state.counters}, state.counters.get(ticket.counter or "")
    if left is not None:
        counters[left.id] = _freed(left, ticket, state.at)
    counter = counters.get(event.counter)
    if counter is not None:
        counters[counter.id] = replace(
            counter, last_finished=ticket.id, served=counter.served + 1, busy_for=counter.busy_for + handle
        )
    return replace(
        state,
        tickets=put(state.tickets, ticket.id, _after_service(ticket, leg, event.next_business, state.at)),
        counters=counters,
        staff=served_one(state.staff, leg.staff),
        day=tallies.served(state, ticket, leg, handle, event.next_business),
    )


def handled(leg: Leg, now: float) -> float:
    """Seconds of handling until `now`: since the start, without pauses; 0 before the start."""
    if leg.started_at is None:
        return 0.0
    until = now if leg.finished_at is None else leg.finished_at
    pause = 0.0 if leg.paused_at is None else until - leg.paused_at
    return max(0.0, until - leg.started_at - leg.paused_for - pause)


def put_away(state: HallState) -> HallState:
    """The hall without finished tickets that nobody rated in time, and without those that left long ago."""
    old = [
        ticket.id
        for ticket in state.tickets.values()
        if ticket.phase is TicketPhase.FINISHED and state.at - ticket.phase_at >= KEPT_FOR
    ]
    tickets = state.tickets
    for id in old:
        tickets = without(tickets, id)
    gone = {minute: left for minute, left in state.day.gone.items() if state.at - end_of(minute) < KEPT_FOR}
    return replace(state, tickets=tickets, day=replace(state.day, gone=gone))


# --- pieces -------------------------------------------------------------------------------------------------------------


def _after_service(ticket: Ticket, leg: Leg, next_business: str | None, at: float) -> Ticket:
    goes_on = next_business is not None
    return replace(
        ticket,
        legs=(*ticket.legs[:-1], leg),
        phase=TicketPhase.WAITING if goes_on else TicketPhase.FINISHED,
        phase_at=at,
        business=ticket.business if next_business is None else next_business,
        queued_at=at if goes_on else ticket.queued_at,
        counter=None,
        calls=0,
        transfers=0,
        rating=None,
    )


def _went_on(leg: Leg, at: float) -> Leg:
    if leg.paused_at is None:
        return leg
    return replace(leg, paused_at=None, paused_for=leg.paused_for + at - leg.paused_at)


def _is_at(ticket: Ticket, counter: str) -> bool:
    return ticket.phase in IN_HAND and ticket.counter == counter


def _in_phase(state: HallState, ticket: Ticket, phase: TicketPhase, leg: Leg) -> Mapping[str, Ticket]:
    ticket = replace(ticket, phase=phase, phase_at=state.at, legs=(*ticket.legs[:-1], leg))
    return put(state.tickets, ticket.id, ticket)


def _in_hand(
    counters: Mapping[str, Counter], counter_id: str, ticket: str, phase: CounterPhase, at: float, staff: str | None
) -> Mapping[str, Counter]:
    counter = counters.get(counter_id)
    if counter is None:
        return counters
    if counter.phase is CounterPhase.PAUSED:
        counter = turn(counter, phase, at)
    busy = replace(
        counter,
        phase=phase,
        since=at,  # also of the next ticket, called without a word on the one before
        ticket=ticket,
        staff=staff or counter.staff,
        opened_at=at if counter.opened_at is None else counter.opened_at,
    )
    return {**counters, counter_id: busy}


def _released(state: HallState, ticket: Ticket) -> Mapping[str, Counter]:
    counter = state.counters.get(ticket.counter or "")
    if counter is None:
        return state.counters
    return {**state.counters, counter.id: _freed(counter, ticket, state.at)}


def _freed(counter: Counter, ticket: Ticket, at: float) -> Counter:
    """The ticket's counter once the ticket is not there any more."""
    if counter.ticket == ticket.id:
        counter = idle_after(counter, at)
    return replace(counter, suspended=None) if counter.suspended == ticket.id else counter


def _gone(state: HallState, ticket: Ticket, tally: Tally, business: str | None = None) -> HallState:
    day = tallies.counted(state.day, business or ticket.business, replace(tally, cleared=tally.cleared + 1))
    return _left(state, ticket, day)


def _left(state: HallState, ticket: Ticket, day: Day) -> HallState:
    """The hall without a ticket whose visit was not finished."""
    ended = replace(ticket, phase=TicketPhase.FINISHED, phase_at=state.at, counter=None)
    day = replace(day, relieved=_relieved(state, ticket), gone=_gone_with(state, ended))
    return replace(state, tickets=without(state.tickets, ticket.id), counters=_released(state, ticket), day=day)


def end_of(minute: str) -> float:
    """When a minute of `Day.gone` was over."""
    return 60.0 * (int(minute) + 1)


def _gone_with(state: HallState, ticket: Ticket) -> Mapping[str, tuple[Ticket, ...]]:
    """The tickets that left the hall lately, and one more."""
    minute = str(int(state.at // 60))
    return {**state.day.gone, minute: (*state.day.gone.get(minute, ()), ticket)}


def _relieved(state: HallState, ticket: Ticket) -> Mapping[str, float]:
    """When a ticket over its limit last left each queue, now that this one leaves its own."""
    relieved = state.day.relieved
    if ticket.phase is not TicketPhase.WAITING:
        return relieved
    known = lookup(state)
    if state.at - ticket.queued_at <= known.wait_limit(ticket.business):
        return relieved
    return {**relieved, known.queue_of(ticket.business): state.at}
