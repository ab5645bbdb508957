"""A visit's life under one number, as sentences."""

import pytest

from console.model import event as ev
from console.model.state import CounterPhase, HallState, Tally, TicketPhase
from tests.helpers.streams import after, open_hall

TAKEN = ev.TicketTaken(ticket="A1", business="pay")
CALLED = ev.TicketCalled(ticket="A1", counter="c1")
STARTED = ev.ServiceStarted(ticket="A1", counter="c1")
FINISHED = ev.ServiceFinished(ticket="A1", counter="c1")


def tally(state: HallState, business: str = "pay") -> Tally:
    return state.day.tallies[business]


def test_a_ticket_is_taken_called_served_finished_and_rated() -> None:
    state = after(open_hall(), TAKEN, CALLED, STARTED, FINISHED, every=60)
    ticket = state.tickets["A1"]
    assert ticket.phase is TicketPhase.FINISHED
    assert (ticket.legs[0].staff, ticket.legs[0].counter) == ("an", "c1")
    counter = state.counters["c1"]
    assert (counter.phase, counter.ticket, counter.last_finished) == (CounterPhase.IDLE, None, "A1")
    assert (counter.served, counter.busy_for, state.staff["an"].served) == (1, 60, 1)
    state = after(state, ev.TicketRated(counter="c1", score=5))
    assert "A1" not in state.tickets
    figures = tally(state)
    assert (figures.taken, figures.called, figures.finished, figures.rated, figures.satisfied) == (1, 1, 1, 1, 1)
    assert (figures.waits, figures.handles, figures.once_done) == ({"60": 1}, {"60": 1}, 1)


def test_a_second_rating_of_the_same_service_does_not_count() -> None:
    state = after(open_hall(), TAKEN, CALLED, FINISHED, *[ev.TicketRated(counter="c1", score=5)] * 2)
    assert tally(state).rated == 1


def test_a_rating_that_comes_after_the_ticket_was_put_away_does_not_count_but_low_ones_are_remembered() -> None:
    state = after(open_hall(), TAKEN, CALLED, FINISHED)
    state = after(state, ev.TicketRated(counter="c1", score=1), at=state.at + 1860)
    assert tally(state).rated == 0
    assert state.counters["c1"].rated_low_at == state.at


def test_a_finished_ticket_waits_half_an_hour_for_its_rating() -> None:
    state = after(open_hall(), TAKEN, CALLED, FINISHED)
    assert "A1" in after(state, ev.HubStopped(), at=state.at + 1790).tickets
    assert "A1" not in after(state, ev.HubStopped(), at=state.at + 1800).tickets


def test_pauses_do_not_count_as_handling() -> None:
    paused = ev.ServicePaused(ticket="A1", counter="c1")
    resumed = ev.ServiceResumed(ticket="A1", counter="c1")
    state = after(open_hall(), TAKEN, CALLED, STARTED, paused, resumed, FINISHED, every=10)
    assert tally(state).handle_sum == 20


def test_a_ticket_finished_while_paused_was_handled_until_the_pause() -> None:
    state = after(open_hall(), TAKEN, CALLED, STARTED, ev.ServicePaused(ticket="A1", counter="c1"), FINISHED, every=10)
    assert tally(state).handle_sum == 10


def test_a_hall_without_start_keys_counts_handling_from_the_call() -> None:
    state = after(open_hall(), TAKEN, CALLED, FINISHED, every=100)
    assert tally(state).handle_sum == 100


def test_a_service_that_starts_without_a_call_counts_as_called_then() -> None:
    state = after(open_hall(), TAKEN, STARTED, every=40)
    assert tally(state).called == 1
    assert tally(state).waits == {"40": 1}
    assert state.counters["c1"].phase is CounterPhase.SERVING


def test_a_ghost_is_abandoned_and_its_empty_calls_are_lost_time() -> None:
    recalled = ev.TicketRecalled(ticket="A1", counter="c1")
    state = after(open_hall(), TAKEN, CALLED, recalled, recalled, ev.TicketAbandoned(ticket="A1"), every=15)
    assert "A1" not in state.tickets
    assert (tally(state).abandoned, tally(state).recalls, tally(state).lost_call_sum) == (1, 2, 45)
    assert state.counters["c1"].phase is CounterPhase.IDLE


def test_a_waiting_ticket_that_leaves_was_not_called_and_counts_as_cleared() -> None:
    state = after(open_hall(), TAKEN, ev.TicketAbandoned(ticket="A1"))
    assert (tally(state).abandoned, tally(state).cleared, tally(state).called) == (0, 1, 0)


def test_one_visit_goes_through_several_services() -> None:
    to_rename = ev.ServiceFinished(ticket="A1", counter="c1", next_business="rename")
    state = after(open_hall(), TAKEN, CALLED, STARTED, to_rename, every=60)
    ticket = state.tickets["A1"]
    assert (ticket.phase, ticket.business, ticket.queued_at) == (TicketPhase.WAITING, "rename", state.at)
    state = after(state, ev.TicketRated(counter="c1", score=4))
    assert state.tickets["A1"].rating == 4
    state = after(state, ev.TicketCalled(ticket="A1", counter="c2"), ev.ServiceFinished(ticket="A1", counter="c2"), every=60)
    assert [leg.counter for leg in state.tickets["A1"].legs] == ["c1", "c2"]
    assert (tally(state).once_done, tally(state, "rename").once_done) == (1, 1)
    assert tally(state).called == 1
    assert tally(state, "rename").called == 0
    state = after(state, ev.TicketRated(counter="c2", score=2))
    assert (tally(state).rated, tally(state, "rename").rated, tally(state, "rename").satisfied) == (1, 1, 0)


def test_a_transfer_puts_it_into_another_queue_and_it_was_not_done_at_once() -> None:
    state = after(open_hall(), TAKEN, CALLED, ev.TicketTransferred(ticket="A1", to_business="rename"), every=60)
    ticket = state.tickets["A1"]
    assert (ticket.phase, ticket.business, ticket.counter, ticket.queued_at) == (TicketPhase.WAITING, "rename", None, state.at)
    assert state.counters["c1"].phase is CounterPhase.IDLE
    state = after(state, ev.TicketCalled(ticket="A1", counter="c2"), ev.ServiceFinished(ticket="A1", counter="c2"))
    assert (tally(state).transferred, tally(state, "rename").finished, tally(state, "rename").once_done) == (1, 1, 0)


def test_a_transfer_to_a_counter_waits_for_that_counter_only() -> None:
    state = after(open_hall(), TAKEN, CALLED, ev.TicketTransferred(ticket="A1", to_counter="c2"))
    assert state.tickets["A1"].for_counter == "c2"
    assert after(state, ev.TicketCalled(ticket="A1", counter="c2")).tickets["A1"].for_counter is None


def test_a_suspended_ticket_is_called_back_and_its_time_aside_is_not_handling() -> None:
    aside = ev.TicketSuspended(ticket="A1", counter="c1")
    back = ev.TicketCalledBack(ticket="A1", counter="c1")
    state = after(open_hall(), TAKEN, CALLED, STARTED, aside, every=10)
    assert (state.counters["c1"].suspended, state.counters["c1"].phase) == ("A1", CounterPhase.IDLE)
    assert state.tickets["A1"].phase is TicketPhase.SUSPENDED
    state = after(state, back, STARTED, FINISHED, at=state.at + 300, every=10)
    assert state.counters["c1"].suspended is None
    assert tally(state).handle_sum == 10 + 20
    assert len(state.tickets["A1"].legs) == 1


def test_a_ticket_called_back_at_another_counter_is_another_service() -> None:
    aside = ev.TicketSuspended(ticket="A1", counter="c1")
    state = after(open_hall(), TAKEN, CALLED, STARTED, aside, ev.TicketCalledBack(ticket="A1", counter="c2"))
    assert [leg.counter for leg in state.tickets["A1"].legs] == ["c1", "c2"]
    assert state.counters["c1"].suspended is None
    assert state.counters["c2"].ticket == "A1"


def test_a_priority_is_given_with_its_reason() -> None:
    state = after(open_hall(), TAKEN, ev.TicketPrioritised(ticket="A1", priority="care", reason="孕妇"))
    assert (state.tickets["A1"].priority, state.tickets["A1"].reason) == ("care", "孕妇")


def test_the_same_number_taken_twice_is_one_visit() -> None:
    state = after(open_hall(), TAKEN, ev.TicketTaken(ticket="A1", business="rename"), every=9)
    assert state.tickets["A1"].business == "pay"
    assert list(state.day.tallies) == ["pay"]


def test_a_number_may_be_given_again_once_its_visit_is_over() -> None:
    state = after(open_hall(), TAKEN, CALLED, FINISHED, TAKEN)
    assert state.tickets["A1"].phase is TicketPhase.WAITING


def test_a_ticket_nobody_took_is_shown_at_its_counter_and_not_counted() -> None:
    state = after(open_hall(), CALLED)
    assert state.counters["c1"].ticket == "A1"
    assert state.tickets == {}
    assert state.day.tallies == {}
    assert after(state, FINISHED).counters["c1"].phase is CounterPhase.IDLE


@pytest.mark.parametrize("last", [CounterPhase.PAUSED, CounterPhase.CLOSED])
def test_a_counter_paused_or_closed_during_a_service_stays_so_after_it(last: CounterPhase) -> None:
    stop = ev.CounterPaused(counter="c1") if last is CounterPhase.PAUSED else ev.CounterClosed(counter="c1")
    state = after(open_hall(), TAKEN, CALLED, STARTED, stop, FINISHED)
    assert state.counters["c1"].phase is last
    assert state.counters["c1"].ticket is None


def test_the_next_call_takes_a_ticket_from_the_counter_that_had_it() -> None:
    state = after(open_hall(), TAKEN, CALLED, ev.TicketCalled(ticket="A1", counter="c2"))
    assert (state.counters["c1"].ticket, state.counters["c1"].phase) == (None, CounterPhase.IDLE)
    assert state.counters["c2"].ticket == "A1"


def test_clearing_at_closing_time_counts_those_who_were_never_served() -> None:
    state = after(open_hall(), TAKEN, ev.TicketCleared(ticket="A1"), ev.TicketCleared(ticket="A1"))
    assert tally(state).cleared == 1
    assert state.tickets == {}


def test_the_time_when_the_last_overdue_ticket_left_is_kept() -> None:
    state = after(open_hall(), TAKEN)
    state = after(state, CALLED, at=state.at + 901)
    assert state.day.relieved == {"fees": state.at}
