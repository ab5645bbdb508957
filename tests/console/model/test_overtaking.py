"""Who was called before whom and why, and how many of those who wait are probably still here."""

import random
from itertools import chain
from math import exp, inf

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.model import event as ev
from console.model.ghosts import GROUND, patience, still_here
from console.model.lookup import lookup
from console.model.overtaking import WITHIN, Overtakings, Why, overtakings
from console.model.queueing import next_for
from console.model.state import Day, HallState, Tally, Ticket, TicketPhase, state_hash
from tests.helpers.streams import after, open_hall, small_hall

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


def by_comparing_all(state: HallState, now: float) -> set[tuple[float, str, str]]:
    """Who was passed over by whom, found the slow way: each call beside each other ticket of its queue."""
    queue_of = lookup(state).queue_of
    tickets = [*state.tickets.values(), *chain(*state.day.gone.values())]
    found = set()
    for one in tickets:
        leg = one.legs[-1] if one.legs and one.phase is not TicketPhase.WAITING else None
        if leg is None or not max(one.queued_at, now - WITHIN) <= leg.called_at <= now:
            continue
        for other in tickets:
            last = other.legs[-1].called_at if other.legs else -inf
            still = other.phase is TicketPhase.WAITING
            until = inf if still else last if last >= other.queued_at else other.phase_at
            same = queue_of(one.business) == queue_of(other.business)
            if same and other.queued_at < one.queued_at and until > leg.called_at:
                found.add((leg.called_at, one.id, other.id))
    return found


def some_step(state: HallState, number: int, draw: random.Random) -> ev.AnyEvent:
    """What may come next in a hall that goes by no rule."""
    one = draw.choice([*state.tickets.values()]) if state.tickets and draw.random() < 0.75 else None
    if one is None:
        return ev.TicketTaken(ticket=f"T{number}", business=draw.choice(BUSINESSES), priority=draw.choice(PRIORITIES))
    at = one.counter or draw.choice(["c1", "c2", "c3"])
    called, done = ev.TicketCalled(ticket=one.id, counter=at), ev.ServiceFinished(ticket=one.id, counter=at)
    may: list[ev.AnyEvent]
    match one.phase:
        case TicketPhase.WAITING:
            other = ev.TicketPrioritised(ticket=one.id, priority=draw.choice(PRIORITIES), reason="asked")
            may = [called, called, called, other, ev.TicketCleared(ticket=one.id)]
        case TicketPhase.CALLED:
            may = [ev.ServiceStarted(ticket=one.id, counter=at), ev.TicketAbandoned(ticket=one.id)]
        case TicketPhase.SERVING:
            elsewhere = ev.TicketTransferred(ticket=one.id, to_business=draw.choice(BUSINESSES))
            may = [done, done, elsewhere, ev.TicketSuspended(ticket=one.id, counter=at)]
        case TicketPhase.FINISHED if one.legs:
            may = [ev.TicketRated(ticket=one.id, counter=one.legs[-1].counter, score=draw.randint(1, 5))]
        case _:
            may = [ev.TicketCleared(ticket=one.id)]
    return draw.choice(may)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([3.0, 40.0, 300.0]))
@example(13, 300.0)  # one whose call is too long ago waits beside one who left before it
def test_looked_at_one_after_the_other_states_give_what_each_gives_by_itself(seed: int, mean: float) -> None:
    draw, kept, state = random.Random(seed), Overtakings(), open_hall()
    states = []
    for number in range(90):
        step = some_step(state, number, draw)
        at = state.at + draw.expovariate(1 / mean)
        state = after(state, step, at=at)
        states.append(state)
        if number % 7 == 6:  # played back from somewhere, as a replay does
            for again in states[draw.randrange(len(states)) :][:3]:
                assert kept.at(again, again.at) == overtakings(again, again.at)
        now = state.at + draw.choice([0.0, 0.3])
        found = kept.at(state, now)
        assert found == overtakings(state, now)
        assert {(each.at, each.ticket, other) for each in found for other in each.over} == by_comparing_all(state, now)


def test_a_state_of_another_past_is_looked_at_anew() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"))
    state = after(state, ev.TicketTaken(ticket="A2", business="pay"), at=state.at + 60)
    state = called(state, "c2", "A2", "pay")
    rated = after(state, ev.TicketRated(counter="c2", ticket="A2", score=5), ev.TicketCleared(ticket="A1"))
    sent = after(state, ev.TicketTransferred(ticket="A1", to_business="rename"), ev.TicketCleared(ticket="A1"))
    sent = after(sent, ev.TicketRated(counter="c2", ticket="A2", score=5), at=sent.at + 1)
    for other in (sent, after(rated, ev.DayStarted(date="2026-11-22"), at=state.at + 1)):
        kept = Overtakings()
        assert len(kept.at(rated, rated.at)) == 1
        assert kept.at(other, other.at) == overtakings(other, other.at)


def test_another_configuration_is_looked_at_anew() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"))
    state = after(state, ev.TicketTaken(ticket="A2", business="invoice"), at=state.at + 60)
    state = called(state, "c2", "A2", "invoice")
    state = called(after(state, ev.TicketRated(counter="c2", ticket="A2", score=5)), "c2", "A1", "pay")
    state = after(state, ev.TicketRated(counter="c2", ticket="A1", score=5))
    kept = Overtakings()
    assert len(kept.at(state, state.at)) == 1
    hall = small_hall()
    apart = replace(
        hall, businesses=tuple(replace(each, group="changes" if each.id == "pay" else each.group) for each in hall.businesses)
    )
    state = replace(state, config=apart)
    assert kept.at(state, state.at) == ()


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
