"""Call order by wait credit, and what a queue has to expect."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model import event as ev
from console.model.event import AnyEvent
from console.model.queueing import GRACE, counts_from, explain, figures, figures_by_queue, next_for, percentile, serving, waiting
from console.model.state import HallState
from tests.helpers.streams import MORNING, after, open_hall


def taken(ticket: str, business: str = "pay", priority: str = "normal", slot: float | None = None) -> ev.TicketTaken:
    return ev.TicketTaken(ticket=ticket, business=business, priority=priority, appointment_at=slot)


def order(state: HallState, queue: str = "fees", now: float | None = None) -> list[str]:
    return [ticket.id for ticket in waiting(state, queue, now)]


def later(state: HallState, seconds: float, *events: AnyEvent) -> HallState:
    return after(state, *events, at=state.at + seconds) if events else msgspec.structs.replace(state, at=state.at + seconds)


def test_first_come_is_first_served_within_a_priority() -> None:
    state = after(open_hall(), taken("A1"), taken("A2", "invoice"), taken("B1", "rename"), every=1)
    assert order(state) == ["A1", "A2"]
    assert order(state, "changes") == ["B1"]


def test_a_priority_is_worth_its_minutes_and_no_more() -> None:
    state = after(open_hall(), taken("A1"))
    assert order(later(state, 899, taken("A2", priority="care"))) == ["A2", "A1"]
    assert order(later(state, 901, taken("A2", priority="care"))) == ["A1", "A2"]


def test_an_appointment_earns_its_credit_in_its_slot_only() -> None:
    slot = MORNING + 1800
    state = after(open_hall(), taken("A1"), taken("Y1", priority="appointment", slot=slot), every=60)
    assert order(state) == ["A1", "Y1"], "it came early and waits like the others"
    state = later(state, 1000, taken("A2"))
    assert order(state, now=slot) == ["A1", "Y1", "A2"]
    late = later(open_hall(), 1500, taken("A1"))
    punctual = later(late, 240, taken("Y1", priority="appointment", slot=slot))
    assert order(punctual, now=slot - 1) == ["A1", "Y1"]
    assert order(punctual, now=slot) == ["Y1", "A1"], "credited from the slot: before all who came after slot − credit"


def test_an_appointment_that_comes_too_late_waits_like_the_others() -> None:
    slot = MORNING
    state = later(open_hall(), 100, taken("A1"))
    in_grace = later(state, GRACE - 100, taken("Y1", priority="appointment", slot=slot))
    too_late = later(state, GRACE - 99, taken("Y1", priority="appointment", slot=slot))
    assert order(in_grace) == ["Y1", "A1"]
    assert order(too_late) == ["A1", "Y1"]


arrivals = st.lists(
    st.tuples(st.floats(0, 120), st.sampled_from(["normal", "care", "appointment"]), st.none() | st.floats(-3600, 3600)),
    max_size=80,
)


@given(arrivals)
@settings(max_examples=100, deadline=None)
def test_nobody_can_be_overtaken_by_those_who_come_later_than_the_greatest_credit(
    crowd: list[tuple[float, str, float | None]],
) -> None:
    """So nobody starves: those before whom one may have to wait are the ones who came within a bounded time."""
    state, greatest = open_hall(), 900.0 + GRACE
    for number, (gap, priority, slot) in enumerate(crowd):
        at = None if slot is None else state.at + slot
        state = later(state, gap, taken(f"T{number}", priority=priority, slot=at))
    tickets = waiting(state, "fees")
    for place, ticket in enumerate(tickets):
        for behind in tickets[place + 1 :]:
            assert ticket.queued_at - behind.queued_at <= greatest


def test_a_counter_takes_what_it_may_serve_and_what_was_sent_to_it() -> None:
    state = after(open_hall(), taken("B1", "rename"), taken("A1"), every=1)
    next_c1, next_c2 = next_for(state, "c1"), next_for(state, "c2")
    assert next_c1 is not None
    assert next_c1.id == "A1"
    assert next_c2 is not None
    assert next_c2.id == "B1"
    state = later(state, 1, ev.TicketTransferred(ticket="B1", to_counter="c1"))
    sent = next_for(state, "c1", state.at + 1)
    assert sent is not None
    assert sent.id == "A1"
    state = after(state, ev.TicketCleared(ticket="A1"))
    assert [each.id if each else None for each in (next_for(state, "c1"), next_for(state, "c2"))] == ["B1", None]
    assert next_for(state, "c9") is None


def test_an_explanation_names_credit_place_and_those_it_overtook() -> None:
    state = after(open_hall(), taken("A1"), taken("A2"), taken("A3", priority="care"), every=60)
    state = after(state, ev.TicketPrioritised(ticket="A2", priority="care", reason="孕妇"))
    why = explain(state, "A3")
    assert why is not None
    assert (why.place, why.credit, why.before, why.overtook) == (2, 900, ("A2",), ("A1",))
    changed = explain(state, "A2")
    assert changed is not None
    assert (changed.place, changed.reason) == (1, "孕妇")
    assert explain(state, "nobody") is None
    assert explain(after(state, ev.TicketCalled(ticket="A1", counter="c1")), "A1") is None


def test_a_queue_knows_its_longest_wait_and_who_will_pass_the_limit_when() -> None:
    state = after(open_hall(), taken("A1"), taken("A2"), taken("A3"), every=100)
    state = later(state, 750)
    seen = figures(state, "fees")
    assert (seen.waiting, seen.longest, seen.p90, seen.over_limit) == (3, 950, 950, 1)
    assert seen.will_pass == (("A2", MORNING + 1000), ("A3", MORNING + 1100))
    assert seen.counters_open == 2


def test_an_empty_queue_has_nothing_to_tell() -> None:
    seen = figures(open_hall(), "fees")
    assert (seen.waiting, seen.longest, seen.p90, seen.will_pass, seen.wait_estimate) == (0, 0, None, (), None)
    assert [each.queue for each in figures_by_queue(open_hall())] == ["fees", "changes"]


def test_a_queue_without_an_open_counter_has_nobody_to_serve_it() -> None:
    assert serving(open_hall(), "fees") == ("c1", "c2")
    assert serving(after(open_hall(), ev.CounterClosed(counter="c1"), ev.CounterPaused(counter="c2")), "fees") == ()


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([], 0.9) is None
    assert percentile([5.0], 0.5) == 5
    assert [percentile([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], share) for share in (0.5, 0.9, 1.0)] == [5, 9, 10]


def test_credit_counts_from_the_present_queue_after_a_transfer() -> None:
    state = after(open_hall(), taken("A1", "rename", "care"), ev.TicketTransferred(ticket="A1", to_business="pay"), every=100)
    assert counts_from(state.tickets["A1"], 900, state.at) == state.at - 900
