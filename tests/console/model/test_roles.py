"""Who may order what: the table of reliability.md §5.4, every command in one of its columns, at every pair of station and person."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model import command as do
from console.model import event as ev
from console.model.command import Command, Refusal, Role, lesser, may
from console.model.order import check
from console.model.people import standing
from console.model.state import HallState
from tests.helpers.streams import after, commands_of, open_hall

TABLE = """
    role      acknowledge  windows  staff  arm  second  trigger
    wall      -            -        -      -    -       -
    viewer    -            -        -      -    -       -
    operator  yes          yes      yes    yes  yes     -
    leader    yes          yes      yes    yes  yes     yes
    admin     -            -        -      -    -       -
    adapter   -            -        -      -    -       -
"""
COLUMNS: dict[str, tuple[type[Command], ...]] = {
    "acknowledge": (
        do.AcknowledgeAlarm, do.ShelveAlarm, do.UnshelveAlarm, do.OwnAlarm, do.DisownAlarm, do.SolveAlarm, do.WriteNote, do.CheckStaff,
        *(set(get_args(do.RoundCommand)) - {do.SkipRound}), *get_args(do.MatterCommand),
    ),
    "windows": (
        *get_args(do.QueueCommand), *(set(get_args(do.DeviceCommand)) - {do.HoldRecording, do.ReleaseRecording}),
        do.TakeOutOfService, do.ReturnToService, do.CompleteStep, do.RetryStep, do.RestorePrivacy,
    ),
    "staff": (do.ReassignStaff,),
    "arm": (do.ArmPlan, do.DisarmPlan),
    "second": (do.ConfirmPlan,),
    "trigger": (
        do.StartPlan, do.StandDownPlan, do.SkipStep, do.TakeDuty, do.LiftPrivacy, do.HoldRecording, do.ReleaseRecording,
        do.ShowOnWall, do.ClearWall, do.HoldDay, do.ReleaseDay, do.SkipRound, *get_args(do.HandoverCommand),
    ),
}  # fmt: skip
"""The table's columns; "second" is its "trigger, with a 2nd person" of an operator, seen from that second person."""
_HEAD, *_ROWS = (line.split() for line in TABLE.strip().splitlines())
ALLOWED = {(Role(role), column): word == "yes" for role, *words in _ROWS for column, word in zip(_HEAD[1:], words, strict=True)}
ONE_OF_EACH = tuple(kinds[0] for kinds in COLUMNS.values())
"""A command of each column, for what is tried over a socket; a hub's core is given all (`test_role_table`)."""
COLUMN_OF = {kind: column for column, kinds in COLUMNS.items() for kind in kinds}


def test_every_command_stands_in_one_column_and_every_role_in_one_row() -> None:
    assert set(COLUMN_OF) == set(get_args(Command))
    assert sum(len(kinds) for kinds in COLUMNS.values()) == len(get_args(Command))
    assert {role for role, _ in ALLOWED} == set(Role)


@pytest.mark.parametrize("kind", get_args(Command), ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=3, deadline=None)
def test_a_role_may_order_exactly_what_the_table_says(kind: type[Command], data: st.DataObject) -> None:
    command = data.draw(commands_of(kind))
    for role in Role:
        assert may(role, command) is ALLOWED[role, COLUMN_OF[kind]], role


@pytest.mark.parametrize("person", Role)
@pytest.mark.parametrize("station", Role)
def test_a_person_at_a_station_may_order_what_both_may_and_nothing_more(station: Role, person: Role) -> None:
    in_force = lesser(station, person)
    for column in COLUMNS:
        assert ALLOWED[in_force, column] is (ALLOWED[station, column] and ALLOWED[person, column])


PEOPLE = {role: ev.PersonRegistered(person=f"p-{role}", role=role, since=1.0) for role in (Role.VIEWER, Role.OPERATOR, Role.LEADER, Role.ADMIN)}  # fmt: skip


def seated(station: Role, person: Role | None) -> HallState:
    """A hall with people in which one sits at `desk`."""
    state = after(open_hall(), *PEOPLE.values())
    if person is None:
        return state
    return after(state, ev.PersonLoggedIn(person=f"p-{person}", station="desk", role=lesser(station, person)))


@pytest.mark.parametrize("station", Role)
def test_in_a_hall_without_people_the_stations_key_decides_alone(station: Role) -> None:
    here = standing(open_hall(), "desk", station)
    assert (here.role, here.person, here.must_log_in) == (station, None, False)


@pytest.mark.parametrize("station", Role)
def test_in_a_hall_with_people_nobody_orders_before_they_logged_in(station: Role) -> None:
    here = standing(seated(station, None), "desk", station)
    assert not any(ALLOWED[here.role, column] for column in COLUMNS)
    assert here.must_log_in is (station in {Role.OPERATOR, Role.LEADER}), "a wall and a viewer have nothing to log in for"


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("station", Role)
def test_the_lesser_of_both_counts_for_who_sits_there(station: Role, person: Role) -> None:
    here = standing(seated(station, person), "desk", station)
    assert (here.role, here.person, here.must_log_in) == (lesser(station, person), f"p-{person}", False)
    assert standing(seated(station, person), "another", station).person is None


@given(
    command=st.sampled_from(get_args(Command)).flatmap(commands_of),
    station=st.sampled_from(Role),
    person=st.sampled_from([*PEOPLE]),
)
@settings(max_examples=300, deadline=None)
def test_an_order_is_refused_for_the_role_exactly_when_the_table_refuses_one_of_both(
    command: Command, station: Role, person: Role
) -> None:
    state = seated(station, person)
    here = standing(state, "desk", station)
    answer = check(state, command, here.role, state.at, here.person or "")
    allowed = ALLOWED[station, COLUMN_OF[type(command)]] and ALLOWED[person, COLUMN_OF[type(command)]]
    assert (answer is not None and answer[0] is Refusal.ROLE) is not allowed
