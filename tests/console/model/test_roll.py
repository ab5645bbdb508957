"""The roll call and the roster: what is written down, that it changes nobody's presence, and who keeps to the roster."""

import pytest
from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model.command import Refusal, Role
from console.model.event import Presence
from console.model.hours import clock_time
from console.model.order import check, effects
from console.model.roll import GRACE, Adherence, adherence
from console.model.state import HallState, Person
from tests.helpers.streams import after, open_hall

ONE = next(iter(open_hall().staff))


def rostered(presence: Presence, since: str = "08:00") -> HallState:
    """Somebody on the roster from 08:10 to 17:15, in such a presence since then."""
    state = open_hall()
    assert state.config is not None
    staff = tuple(replace(each, roster=("08:10", "17:15")) if each.id == ONE else each for each in state.config.staff)
    person = Person(id=ONE, presence=presence, presence_at=at(since))
    return replace(state, config=replace(state.config, staff=staff), staff={**state.staff, ONE: person})


def at(clock: str) -> float:
    state = open_hall()
    assert state.config is not None
    time = clock_time(state.config.timezone, clock, state.at)
    assert time is not None
    return time


def test_a_check_is_journalled_and_the_last_one_counts() -> None:
    state = open_hall()
    before = state.staff[ONE]
    for present in (True, False):
        order = do.CheckStaff(person=ONE, present=present)
        assert check(state, order, Role.LEADER, state.at) is None
        (event,) = effects(state, order, "lin", state.at, lambda: "x")
        assert event == ev.StaffChecked(person=ONE, present=present, by="lin")
        state = after(state, event)
        assert (state.day.roll[ONE].present, state.day.roll[ONE].by) == (present, "lin")
    assert state.staff[ONE] == before, "what was seen is not what the terminal said"


def test_a_new_day_begins_with_an_empty_roll() -> None:
    state = after(open_hall(), ev.StaffChecked(person=ONE, present=True, by="lin"))
    assert after(state, ev.DayStarted(date="2026-11-22")).day.roll == {}


def test_nobody_unknown_can_be_checked_and_a_viewer_checks_nobody() -> None:
    state = open_hall()
    assert check(state, do.CheckStaff(person="nobody"), Role.LEADER, state.at) == (Refusal.NO_SUCH, "nobody")
    assert check(state, do.CheckStaff(person=ONE), Role.VIEWER, state.at) == (Refusal.ROLE, "viewer")


@pytest.mark.parametrize(
    ("presence", "since", "now", "kept"),
    [
        (Presence.ON_POST, "08:00", "10:00", Adherence.AS_ROSTERED),
        (Presence.BREAK, "09:50", "10:00", Adherence.AS_ROSTERED),
        (Presence.OUT, "00:00", "08:12", Adherence.AS_ROSTERED),
        (Presence.OUT, "00:00", "08:20", Adherence.LATE),
        (Presence.OUT, "14:00", "15:00", Adherence.LEFT_EARLY),
        (Presence.ON_POST, "08:00", "17:40", Adherence.EXTRA),
        (Presence.ON_POST, "06:00", "06:30", Adherence.EXTRA),
        (Presence.OUT, "17:16", "18:00", Adherence.OFF),
    ],
)
def test_the_roster_against_who_is_here(presence: Presence, since: str, now: str, kept: Adherence) -> None:
    assert adherence(rostered(presence, since), ONE, at(now)) is kept


def test_without_a_roster_nothing_is_said() -> None:
    assert adherence(open_hall(), ONE, at("10:00")) is Adherence.UNKNOWN
    assert adherence(HallState(), "nobody", 0.0) is Adherence.UNKNOWN
    assert GRACE < 600
