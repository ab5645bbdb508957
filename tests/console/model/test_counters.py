"""Counters and staff, as sentences."""

import pytest
from msgspec.structs import replace

from console.model import event as ev
from console.model.counters import clerks, is_free
from console.model.event import Presence
from console.model.hall import Post, Staff
from console.model.lookup import lookup
from console.model.state import Counter, CounterPhase, Person
from tests.helpers.streams import after, open_hall


def test_a_login_opens_the_counter_and_puts_the_person_there() -> None:
    state = after(open_hall(), ev.CounterOpened(counter="c3", staff="du"))
    assert (state.counters["c3"].phase, state.counters["c3"].staff) == (CounterPhase.IDLE, "du")
    assert (state.staff["du"].post, state.staff["du"].presence) == ("c3", Presence.ON_POST)


def test_a_login_without_a_name_is_the_person_posted_there() -> None:
    state = after(open_hall(), ev.StaffMoved(person="du", post="c3"), ev.CounterOpened(counter="c3"))
    assert state.counters["c3"].staff == "du"


def test_open_and_paused_time_add_up_over_spells() -> None:
    opened, paused = ev.CounterOpened(counter="c3"), ev.CounterPaused(counter="c3", reason="整理")
    resumed, closed = ev.CounterResumed(counter="c3"), ev.CounterClosed(counter="c3")
    state = after(open_hall(), opened, paused, resumed, closed, opened, paused, resumed, closed, every=10)
    counter = state.counters["c3"]
    assert (counter.open_for, counter.paused_for, counter.opened_at) == (60, 20, None)
    assert counter.reason == ""


def test_a_counter_closed_in_its_pause_ends_the_pause() -> None:
    state = after(
        open_hall(), ev.CounterOpened(counter="c3"), ev.CounterPaused(counter="c3"), ev.CounterClosed(counter="c3"), every=10
    )
    assert (state.counters["c3"].paused_for, state.counters["c3"].open_for) == (10, 20)


def test_a_resumed_counter_goes_on_with_its_ticket() -> None:
    taken, called = ev.TicketTaken(ticket="A1", business="pay"), ev.TicketCalled(ticket="A1", counter="c1")
    state = after(open_hall(), taken, called, ev.CounterPaused(counter="c1"), ev.CounterResumed(counter="c1"))
    assert state.counters["c1"].phase is CounterPhase.CALLING


def test_a_closed_counter_neither_pauses_nor_resumes() -> None:
    state = after(open_hall(), ev.CounterPaused(counter="c3"), ev.CounterResumed(counter="c3"))
    assert state.counters["c3"].phase is CounterPhase.CLOSED


def test_a_break_ends_the_time_without_a_break_and_roving_does_not() -> None:
    def told(presence: Presence) -> ev.StaffPresenceChanged:
        return ev.StaffPresenceChanged(person="chu", presence=presence)

    state = open_hall()
    began = state.staff["chu"].working_since
    assert began is not None
    assert after(state, told(Presence.ROVING), every=60).staff["chu"].working_since == began
    state = after(state, told(Presence.BREAK), told(Presence.ON_POST), every=60)
    assert state.staff["chu"].working_since == began + 60


def test_a_zone_that_must_be_staffed_knows_since_when_nobody_is_there() -> None:
    state = open_hall()
    assert state.zones["guide-desk"].unstaffed_since is None
    state = after(state, ev.StaffPresenceChanged(person="chu", presence=Presence.BREAK), at=state.at + 60)
    assert state.zones["guide-desk"].unstaffed_since == state.at
    state = after(state, ev.StaffMoved(person="du", post="qms-1"), at=state.at + 60)
    assert (state.zones["guide-desk"].unstaffed_since, state.zones["guide-desk"].staffed_since) == (None, state.at)


@pytest.mark.parametrize(
    ("phase", "free"),
    [
        (None, True),
        (CounterPhase.CLOSED, True),
        (CounterPhase.IDLE, True),
        (CounterPhase.CALLING, False),
        (CounterPhase.SERVING, False),
        (CounterPhase.PAUSED, False),
    ],
)
def test_who_has_nobody_in_hand_and_has_not_paused_is_free(phase: CounterPhase | None, free: bool) -> None:
    who = Staff(id="t1", name="王敏", post=Post.CLERK, skills=("pay",))
    here = Person(id="t1", presence=Presence.ON_POST)
    counter = Counter(id="c1", profile="all", phase=phase) if phase is not None else None
    assert is_free(who, here, counter) is free
    assert not is_free(who, replace(here, presence=Presence.BREAK), counter)
    assert not is_free(replace(who, post=Post.DUTY_LEADER), here, counter)
    assert not is_free(replace(who, skills=()), here, counter)


def test_who_left_one_counter_logged_in_sits_at_the_open_one() -> None:
    state = open_hall()
    left = Counter(id="c1", profile="all", phase=CounterPhase.CLOSED, staff="t1")
    at = Counter(id="c2", profile="all", phase=CounterPhase.IDLE, staff="t1")
    for counters in ({"c1": left, "c2": at}, {"c2": at, "c1": left}):
        assert clerks(replace(state, counters=counters)) == {"t1": at}


def test_a_counter_has_its_panel_its_strip_and_what_stands_at_it() -> None:
    known = lookup(open_hall())
    for counter, devices in known.at_counter.items():
        place = known.counters[counter]
        wanted = {place.panel, place.strip, *(each.id for each in known.devices.values() if each.counter == counter)} - {None}
        assert set(devices) == wanted
        assert len(devices) == len(wanted)
    assert [each.number for each in known.by_number] == sorted(each.number for each in known.counters.values())
