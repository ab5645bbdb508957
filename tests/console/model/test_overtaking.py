"""Who was called before whom and why, and how many of those who wait are probably still here."""

from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.model import event as ev
from console.model.ghosts import GROUND, patience, still_here
from console.model.lookup import lookup
from console.model.overtaking import WITHIN, Why, overtakings
from console.model.queueing import next_for
from console.model.state import Day, HallState, Tally, Ticket, TicketPhase, state_hash
from tests.helpers.streams import after, open_hall

PRIORITIES = tuple(lookup(open_hall()).priorities)
BUSINESSES = tuple(lookup(open_hall()).businesses)


def called(state: HallState, counter: str, ticket: str, business: str) -> HallState:
    """Called, served and done with, five minutes later."""
    state = after(state, ev.TicketCalled(ticket=ticket, counter=counter), ev.ServiceStarted(ticket=ticket, counter=counter))
    assert business
    return after(state, ev.ServiceFinished(ticket=ticket, counter=counter), at=state.at + 60)


def test_a_call_in_order_passes_nobody_over() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"))
    state = after(state, ev.TicketTaken(ticket="A2", business="pay"), at=state.at + 60)
    state = after(state, ev.TicketCalled(ticket="A1", counter="c2"))
    assert overtakings(state, state.at) == ()


def test_a_later_one_with_credit_is_explained_by_it() -> None:
    best = max(PRIORITIES, key=lookup(open_hall()).credit)
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"))
    state = after(state, ev.TicketTaken(ticket="A2", business="pay", priority=best), at=state.at + 60)
    state = after(state, ev.TicketCalled(ticket="A2", counter="c2"))
    (found,) = overtakings(state, state.at)
    assert (found.ticket, found.over, found.why, found.priority) == ("A2", ("A1",), Why.CREDIT, best)
    assert found.credit == lookup(state).credit(best)
    assert found.ahead == 60


def test_one_called_against_the_rule_is_said_to_be_unexplained() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"))
    state = after(state, ev.TicketTaken(ticket="A2", business="pay"), at=state.at + 60)
    state = after(state, ev.TicketCalled(ticket="A2", counter="c2"))
    (found,) = overtakings(state, state.at)
    assert (found.why, found.over) == (Why.UNEXPLAINED, ("A1",))
    assert overtakings(state, state.at + WITHIN + 1) == ()


def test_an_overtaking_outlives_the_visits_of_both() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"))
    state = after(state, ev.TicketTaken(ticket="A2", business="pay"), at=state.at + 60)
    state = called(state, "c2", "A2", "pay")
    before = overtakings(state, state.at)
    assert [(each.ticket, each.over) for each in before] == [("A2", ("A1",))]
    rated = after(state, ev.TicketRated(counter="c2", ticket="A2", score=5), at=state.at + 5)
    assert "A2" not in rated.tickets
    assert overtakings(rated, rated.at) == before, "a customer who says how it was takes nothing along"
    served = called(rated, "c2", "A1", "pay")
    served = after(served, ev.TicketRated(counter="c2", ticket="A1", score=1))
    assert overtakings(served, served.at) == before
    left = after(rated, ev.TicketCleared(ticket="A1"), at=rated.at + 5)
    assert overtakings(left, left.at) == before, "who gave up was passed over all the same"
    assert overtakings(left, left.at + WITHIN + 1) == ()


def test_who_left_before_a_call_was_not_passed_over() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"))
    state = after(state, ev.TicketTaken(ticket="A2", business="pay"), at=state.at + 60)
    state = after(state, ev.TicketCleared(ticket="A1"), at=state.at + 5)
    state = called(state, "c2", "A2", "pay")
    assert overtakings(state, state.at) == ()


def test_tickets_that_left_long_ago_are_kept_no_longer() -> None:
    state = open_hall()
    for number in range(5):
        state = after(state, ev.TicketTaken(ticket=f"A{number}", business="pay"), at=state.at + 500)
        state = after(state, ev.TicketCleared(ticket=f"A{number}"))
    assert [each.id for left in state.day.gone.values() for each in left] == ["A1", "A2", "A3", "A4"]


def test_one_sent_to_this_counter_or_bound_to_another_is_no_mystery() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"))
    state = after(state, ev.TicketTaken(ticket="A2", business="pay"), at=state.at + 60)
    sent = after(state, ev.TicketTransferred(ticket="A2", to_counter="c2"), ev.TicketCalled(ticket="A2", counter="c2"))
    assert [each.why for each in overtakings(sent, sent.at)] == [Why.SENT_HERE]
    bound = replace(state, tickets={**state.tickets, "A1": replace(state.tickets["A1"], for_counter="c1")})
    bound = after(bound, ev.TicketCalled(ticket="A2", counter="c2"))
    assert [each.why for each in overtakings(bound, bound.at)] == [Why.BOUND]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(BUSINESSES), st.sampled_from(PRIORITIES), st.integers(1, 400), st.sampled_from(["c1", "c2", ""])
        ),
        max_size=25,
    )
)
def test_whoever_calls_by_the_rule_leaves_nothing_unexplained(arrivals: list[tuple[str, str, int, str]]) -> None:
    state = open_hall()
    for number, (business, priority, gap, counter) in enumerate(arrivals):
        state = after(state, ev.TicketTaken(ticket=f"T{number}", business=business, priority=priority), at=state.at + gap)
        ticket = next_for(state, counter, state.at) if counter else None
        if ticket is not None:
            state = called(state, counter, ticket.id, ticket.business)
    before = state_hash(state)
    found = overtakings(state, state.at, within=1e9)
    assert all(each.why is not Why.UNEXPLAINED for each in found)
    assert all(each.ahead > 0 and each.over for each in found)
    assert state_hash(state) == before


def tallied(called: int, abandoned: int, wait_sum: float) -> HallState:
    return replace(
        open_hall(), day=Day(date="2026-11-21", tallies={"pay": Tally(called=called, abandoned=abandoned, wait_sum=wait_sum)})
    )


def waiting(*waits: float) -> list[Ticket]:
    return [
        Ticket(
            id=f"A{n}", business="pay", customer_class="residential", priority="normal", channel="kiosk", taken_at=-wait, queued_at=-wait,
            phase=TicketPhase.WAITING, phase_at=-wait,
        )
        for n, wait in enumerate(waits)
    ]  # fmt: skip


def test_patience_is_all_waiting_over_those_who_did_not_come() -> None:
    assert patience(tallied(called=100, abandoned=10, wait_sum=36_000)) == 3600
    assert patience(tallied(called=GROUND - 1, abandoned=10, wait_sum=36_000)) is None
    assert patience(tallied(called=100, abandoned=0, wait_sum=36_000)) == float("inf")


def test_the_longer_somebody_waits_the_likelier_they_are_gone() -> None:
    assert still_here(waiting(3600.0), 0.0, 3600.0) == pytest.approx(exp(-1))
    assert still_here(waiting(10.0, 20.0), 0.0, float("inf")) == 2
    assert still_here(waiting(10.0), 0.0, None) is None


@given(st.lists(st.floats(0, 20_000), max_size=50), st.floats(60, 100_000))
def test_never_more_are_here_than_wait(waits: list[float], mean: float) -> None:
    here = still_here(waiting(*waits), 0.0, mean)
    assert here is not None
    assert 0 <= here <= len(waits)
