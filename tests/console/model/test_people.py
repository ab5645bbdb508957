"""Who may log in and who sits where: five wrong secrets lock, a right one clears, another role or secret is a new beginning."""

import pytest

from console.model import event as ev
from console.model.command import Role
from console.model.event import AnyEvent
from console.model.people import LOCK_SECONDS, TRIES, failure, locked_until, tries_left
from console.model.state import HallState, decode, encode
from tests.helpers.streams import after, open_hall

LIN = ev.PersonRegistered(person="lin", role=Role.LEADER, since=1.0)
BO = ev.PersonRegistered(person="bo", role=Role.OPERATOR, since=1.0)
HALL = after(open_hall(), LIN, BO)
IN = ev.PersonLoggedIn(person="lin", station="desk", role=Role.LEADER, session="s1")


def wrong(state: HallState, times: int, *, every: float = 1.0, speed: float = 1.0) -> HallState:
    """So many wrong secrets for lin, one each `every` seconds."""
    for _ in range(times):
        state = after(state, *failure(state, "lin", "desk", state.at + every, speed), at=state.at + every)
    return state


def test_five_wrong_secrets_lock_for_ten_minutes_wherever_they_were_given() -> None:
    state = wrong(HALL, TRIES - 1)
    assert locked_until(state, "lin", state.at) is None
    assert tries_left(state, "lin", state.at) == 1
    state = wrong(state, 1)
    until = locked_until(state, "lin", state.at)
    assert until == state.at + LOCK_SECONDS == state.at + 600
    assert locked_until(state, "lin", until - 1) == until
    assert locked_until(state, "lin", until) is None
    assert locked_until(state, "bo", state.at) is None, "the lock is of a person"


def test_after_the_lock_the_count_begins_anew() -> None:
    state = wrong(HALL, TRIES)
    assert tries_left(state, "lin", state.at + 601) == TRIES
    assert locked_until(wrong(state, 1, every=601), "lin", state.at + 601) is None


def test_wrong_secrets_far_apart_do_not_lock() -> None:
    state = wrong(HALL, 20, every=LOCK_SECONDS / 4 + 1)
    assert locked_until(state, "lin", state.at) is None


def test_a_hall_that_runs_faster_locks_for_as_long_by_the_clock_on_the_wall() -> None:
    state = wrong(HALL, TRIES, speed=60.0)
    assert locked_until(state, "lin", state.at) == state.at + 600 * 60


@pytest.mark.parametrize("event", [IN, LIN], ids=["the right secret", "a new secret"])
def test_what_was_counted_is_forgotten_with(event: AnyEvent) -> None:
    assert after(wrong(HALL, TRIES), event).people["lin"].locked_until is None
    assert tries_left(after(wrong(HALL, 3), event), "lin", HALL.at) == TRIES


def test_another_person_takes_a_desk_over_and_keeps_their_other_one() -> None:
    state = after(HALL, IN, ev.PersonLoggedIn(person="lin", station="desk-2", role=Role.LEADER))
    state = after(state, ev.PersonLoggedIn(person="bo", station="desk", role=Role.OPERATOR))
    assert {station: each.person for station, each in state.logins.items()} == {"desk": "bo", "desk-2": "lin"}
    assert after(state, ev.PersonLoggedOut(person="lin", station="desk")).logins == state.logins, "not who sits there"
    assert set(after(state, ev.PersonLoggedOut(person="bo", station="desk", reason="idle")).logins) == {"desk-2"}


def test_whoever_is_removed_sits_nowhere() -> None:
    state = after(HALL, IN, ev.PersonRemoved(person="lin"))
    assert (set(state.people), state.logins) == ({"bo"}, {})


def test_a_login_survives_a_restart_of_the_hub() -> None:
    state = after(HALL, IN, ev.HubStarted(boot=2, version="t", clean=False))
    assert state.logins["desk"].person == "lin"
    assert decode(encode(state)) == state


@pytest.mark.parametrize(
    "event",
    [
        ev.PersonLoggedIn(person="nobody", station="desk", role=Role.LEADER),
        ev.PersonLoggedOut(person="nobody", station="desk"),
        ev.LoginFailed(person="nobody", station="desk"),
        ev.PersonLocked(person="nobody", station="desk", until=9e9),
        ev.PersonRemoved(person="nobody"),
    ],
    ids=ev.kind_of,
)
def test_what_is_told_of_strangers_changes_nothing(event: AnyEvent) -> None:
    state = after(HALL, event)
    assert (state.people, state.logins) == (HALL.people, HALL.logins)
