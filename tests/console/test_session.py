"""The session shows one time and says which; orders leave only from a live, trusted picture."""

from typing import Literal

import pytest
from msgspec import structs

from console.model.command import Beep, Command, Role
from console.model.state import Account, HallState, Login
from console.secret import Secret
from console.session import Answered, Frame, Link, Live, LoginResult, Mode, Past, Session

T = 1_763_688_600.0


class Present:
    """A live source whose values the test chooses."""

    def __init__(self) -> None:
        self.value = Live(
            state=HallState(seq=7, at=T), link=Link.GOOD, heard=100.0, told=T, told_at=100.0, role=Role.LEADER
        )  # fmt: skip
        self.sent: list[Command] = []
        self.said: list[tuple[object, ...]] = []
        self.results: list[LoginResult] = []

    def latest(self) -> Live:
        return self.value

    def set(self, **changes: object) -> None:
        self.value = structs.replace(self.value, **changes)

    def order(self, command: Command) -> str:
        self.sent.append(command)
        return f"id-{len(self.sent)}"

    def answers(self) -> list[Answered]:
        return []

    def login(self, person: str, secret: Secret) -> str:
        self.said.append(("login", person, secret))
        return f"login-{len(self.said)}"

    def vouch(self, arming: str, person: str, secret: Secret) -> str:
        self.said.append(("vouch", arming, person, secret))
        return f"login-{len(self.said)}"

    def logout(self, reason: Literal["left", "idle"] = "left") -> None:
        self.said.append(("logout", reason))

    def logins(self) -> list[LoginResult]:
        taken, self.results = self.results, []
        return taken


class Before:
    """A past source that loads when the test says so."""

    def __init__(self) -> None:
        self.value = Past(first=T - 3_600)
        self.visit = 0
        self.wishes: list[tuple[str, float]] = []

    def latest(self) -> Past:
        return self.value

    def seek(self, at: float) -> int:
        self.visit += 1
        self.wishes.append(("seek", at))
        return self.visit

    def play(self, speed: float) -> None:
        self.wishes.append(("play", speed))
        self.set(speed=speed)

    def pause(self) -> None:
        self.wishes.append(("play", 0.0))
        self.set(speed=0.0)

    def bound(self, until: float) -> None:
        self.until = until

    def set(self, **changes: object) -> None:
        self.value = structs.replace(self.value, **changes)

    def load(self, at: float, seq: int = 3) -> None:
        self.set(state=HallState(seq=seq, at=at), now=at, visit=self.visit)


@pytest.fixture
def present() -> Present:
    return Present()


@pytest.fixture
def before() -> Before:
    return Before()


@pytest.fixture
def session(present: Present, before: Before) -> Session:
    return Session(present, before, clock=lambda: 100.5)


def test_live_shows_the_present_on_the_halls_clock(session: Session) -> None:
    frame = session.frame()
    assert (frame.mode, frame.now, frame.state.seq, frame.can_command, frame.blocked) == (Mode.LIVE, T + 0.5, 7, True, "")
    assert frame.heard_ago == 0.5
    assert frame.extent == (T - 3_600, T + 0.5)
    assert frame.live_alarms is None


def test_now_is_never_before_the_last_entry(session: Session, present: Present) -> None:
    present.set(state=HallState(seq=8, at=T + 60))
    assert session.frame().now == T + 60


@pytest.mark.parametrize(
    ("changes", "blocked"),
    [
        ({"link": Link.STALE}, "link"),
        ({"link": Link.CONNECTING}, "link"),
        ({"link": Link.DIVERGED}, "link"),
        ({"link": Link.REFUSED}, "link"),
        ({"role": Role.WALL}, "role"),
        ({"role": Role.VIEWER}, "role"),
        ({"role": Role.ADMIN}, "role"),
        ({"role": None}, "role"),
        ({"recorded": False}, "not_recorded"),
        ({"link": Link.STALE, "role": Role.WALL, "recorded": False}, "link"),
        ({"role": Role.OPERATOR}, ""),
    ],
)
def test_commands_are_possible_only_where_they_would_be_taken(
    session: Session, present: Present, changes: dict[str, object], blocked: str
) -> None:
    present.set(**changes)
    frame = session.frame()
    assert (frame.can_command, frame.blocked) == (not blocked, blocked)
    id = session.order(Beep(device="p1"))
    assert (id != "", len(present.sent)) == ((False, 0) if blocked else (True, 1))


def test_in_replay_nothing_is_sent_and_the_alarms_stay_live(session: Session, present: Present, before: Before) -> None:
    session.frame()
    session.seek(T - 600)
    before.load(T - 600)
    present.set(state=HallState(seq=9, at=T + 0.4))
    frame = session.frame()
    assert (frame.mode, frame.now, frame.state.seq, frame.can_command, frame.blocked) == (
        Mode.PAUSED,
        T - 600,
        3,
        False,
        "replay",
    )
    assert frame.live_alarms is present.value.state
    assert session.order(Beep(device="p1")) == ""
    assert present.sent == []
    session.live()
    frame = session.frame()
    assert (frame.mode, frame.state.seq, frame.can_command, frame.live_alarms) == (Mode.LIVE, 9, True, None)


def test_until_the_past_is_loaded_the_picture_stays_at_its_own_time(session: Session, before: Before) -> None:
    shown = session.frame()
    session.seek(T - 600)
    waiting = session.frame()
    assert (waiting.state, waiting.now, waiting.mode, waiting.can_command) == (shown.state, shown.now, Mode.PAUSED, False)
    before.load(T - 600)
    assert session.frame().now == T - 600
    session.seek(T - 900)
    assert session.frame().now == T - 600
    before.load(T - 900, seq=2)
    assert (session.frame().now, session.frame().state.seq) == (T - 900, 2)


def test_pause_holds_the_present_and_play_goes_on_from_there(session: Session, present: Present, before: Before) -> None:
    session.pause()
    assert before.wishes == [("seek", T + 0.5)]
    assert session.frame().mode is Mode.PAUSED
    before.load(T + 0.5, seq=7)
    present.set(state=HallState(seq=20, at=T + 0.5))
    assert session.frame().state.seq == 7
    session.play(5)
    assert before.wishes[-1:] == [("play", 5)]
    playing = session.frame()
    assert (playing.mode, playing.speed) == (Mode.REPLAY, 5)
    session.pause()
    assert before.wishes[-1:] == [("play", 0.0)]
    assert session.frame().mode is Mode.PAUSED


def test_a_seek_while_playing_goes_on_playing(session: Session, before: Before) -> None:
    session.play(2)
    before.load(T)
    session.frame()
    session.seek(T - 100)
    assert before.wishes[-2:] == [("seek", T - 100), ("play", 2)]
    assert session.mode is Mode.REPLAY


def test_a_seek_right_after_a_speed_keeps_it(session: Session, before: Before) -> None:
    session.play(2)
    before.set(speed=0.0)  # not heard of yet
    session.seek(T - 100)
    assert before.wishes[-1] == ("play", 2)


@pytest.mark.parametrize(("asked", "kept"), [(T - 7_200, T - 3_600), (T + 900, T + 0.5), (T - 60, T - 60)])
def test_a_seek_stays_within_what_there_is(session: Session, before: Before, asked: float, kept: float) -> None:
    session.seek(asked)
    assert before.wishes == [("seek", kept)]


@pytest.mark.parametrize(("asked", "kept"), [(0.1, 0.5), (60, 60), (1_000, 60)])
def test_speed_is_kept_between_a_half_and_sixty(session: Session, before: Before, asked: float, kept: float) -> None:
    session.play(asked)
    assert before.wishes[-1] == ("play", kept)


def test_replay_does_not_run_past_the_present(session: Session, before: Before) -> None:
    session.frame()
    assert before.until == T + 0.5


def test_a_frame_before_anything_was_heard_is_empty_and_blocked(before: Before) -> None:
    present = Present()
    present.value = Live()
    frame = Session(present, before).frame()
    assert frame == Frame(state=HallState(), now=0.0, blocked="link", role=Role.VIEWER)


def test_a_past_that_cannot_be_shown_says_why_over_the_old_picture(session: Session, present: Present, before: Before) -> None:
    session.frame()
    session.seek(T - 600)
    before.set(why="the hub's history process does not answer")
    frame = session.frame()
    assert (frame.is_loading, frame.now, frame.can_command) == (True, T + 0.5, False)
    assert frame.past_why == "the hub's history process does not answer"
    before.load(T - 600)
    before.set(why="")
    frame = session.frame()
    assert (frame.is_loading, frame.past_why, frame.now) == (False, "", T - 600)
    session.live()
    before.set(why="gone again")
    assert session.frame().past_why == ""


# --- who sits here --------------------------------------------------------------------------------------------------------------

PEOPLE = {
    "lin": Account(id="lin", role=Role.LEADER, since=1.0),
    "bo": Account(id="bo", role=Role.OPERATOR, since=1.0),
    "vi": Account(id="vi", role=Role.VIEWER, since=1.0),
}


def seated(person: str | None) -> HallState:
    logins = {"desk": Login(person=person, at=T)} if person is not None else {}
    return HallState(seq=7, at=T, people=PEOPLE, logins=logins)


@pytest.mark.parametrize(
    ("station", "person", "role", "must_log_in", "blocked"),
    [
        (Role.LEADER, None, Role.VIEWER, True, "login"),
        (Role.LEADER, "lin", Role.LEADER, False, ""),
        (Role.LEADER, "bo", Role.OPERATOR, False, ""),
        (Role.OPERATOR, "lin", Role.OPERATOR, False, ""),
        (Role.LEADER, "vi", Role.VIEWER, False, "role"),
        (Role.WALL, None, Role.WALL, False, "role"),
        (Role.VIEWER, "lin", Role.VIEWER, False, "role"),
    ],
)
def test_the_frame_says_who_sits_here_and_which_role_counts(
    session: Session, present: Present, station: Role, person: str | None, role: Role, must_log_in: bool, blocked: str
) -> None:
    present.set(state=seated(person), station="desk", role=station)
    frame = session.frame()
    assert (frame.role, frame.person, frame.must_log_in, frame.blocked) == (role, person, must_log_in, blocked)
    assert (frame.station, frame.station_role, frame.can_command) == ("desk", station, not blocked)
    assert bool(session.order(Beep(device="x"))) is frame.can_command


def test_somebody_at_another_station_does_not_sit_here(session: Session, present: Present) -> None:
    present.set(state=seated("lin"), station="desk-2")
    assert (session.frame().person, session.frame().must_log_in) == (None, True)


def test_a_lost_link_is_told_before_a_missing_login(session: Session, present: Present) -> None:
    present.set(state=seated(None), station="desk", link=Link.STALE)
    assert session.frame().blocked == "link"


def test_the_past_shows_who_sits_here_now_and_lets_nobody_vouch(session: Session, present: Present, before: Before) -> None:
    present.set(state=seated("lin"), station="desk", speed=8.0)
    session.frame()
    session.seek(T - 600)
    before.load(T - 600)
    frame = session.frame()
    assert (frame.present.people.keys(), frame.pace) == (seated("lin").people.keys(), 8.0)
    assert frame.present_now >= T > frame.now
    assert (frame.state.people, frame.person, frame.blocked) == ({}, "lin", "replay")
    assert session.vouch("a1", "bo", Secret("some word")) == ""
    assert session.login("bo", Secret("some word"))
    session.logout("idle")
    assert [each[0] for each in present.said] == ["login", "logout"]
