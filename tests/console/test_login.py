"""A console's feed logs in at a real hub, keeps its place over a kill, and says in words when it cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.feed import HistoryFeed, LiveFeed
from console.hub import keys, people
from console.model.command import Role, WriteNote
from console.model.event import NoteWritten
from console.secret import Secret
from console.session import Link, LoginResult, Session
from tests.helpers.hub import HubProcess
from tests.helpers.until import until

WORD = Secret("leader's word")


class Seat:
    """A console without a screen."""

    def __init__(self, hub: HubProcess, name: str = "desk-1") -> None:
        file = keys.issue_local(hub.data, name, Role.LEADER)
        self.feed = LiveFeed(file)
        self.past = HistoryFeed(file, self.feed.history_port)
        self.session = Session(self.feed, self.past)

    def result(self) -> LoginResult:
        found: list[LoginResult] = []

        def heard() -> bool:
            found.extend(self.session.logins())
            return bool(found)

        until(heard, what="an answer to the login")
        return found[0]

    def answered(self, person: str, word: Secret) -> LoginResult:
        """Log in, and what the hub says; where the link was lost for a moment, once more, as a person does."""
        found: list[LoginResult] = []

        def is_told() -> bool:
            self.shows("login")
            id = self.session.login(person, word)
            found.append(self.result())
            assert found[-1].id == id
            return found[-1].reason != "link"

        until(is_told, what="the hub's own answer")
        return found[-1]

    def shows(self, blocked: str, person: str | None = None, seconds: float = 60) -> None:
        """Wait for a live picture in which orders are blocked so."""

        def is_so() -> bool:
            frame = self.session.frame()
            return frame.link is Link.GOOD and (frame.blocked, frame.person) == (blocked, person)

        until(is_so, seconds=seconds, what=f"{blocked or 'nothing'} to block, {person}")

    def close(self) -> None:
        self.feed.close()
        self.past.close()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    people.add(tmp_path / "hall", "lin", Role.LEADER, WORD)
    with HubProcess(tmp_path / "hall") as made:
        yield made


@pytest.fixture
def seat(hub: HubProcess) -> Iterator[Seat]:
    made = Seat(hub)
    yield made
    made.close()


def test_a_desk_shows_the_hall_before_anybody_logged_in_and_orders_after(seat: Seat, hub: HubProcess) -> None:
    seat.shows("login")
    assert seat.session.frame().state.config is not None
    assert seat.session.order(WriteNote(text="x")) == "", "nothing is sent"
    answer = seat.answered("lin", Secret("not the word"))
    assert (answer.accepted, answer.reason, 0 < answer.left < 5) == (False, "wrong", True)
    assert seat.answered("lin", WORD).accepted
    seat.shows("", "lin")
    seat.session.order(WriteNote(text="by lin"))
    until(lambda: any(each.by == "lin" for each in hub.events(NoteWritten)))


def test_a_login_outlives_the_hubs_death_and_not_the_consoles(seat: Seat, hub: HubProcess) -> None:
    seat.shows("login")
    assert seat.answered("lin", WORD).accepted
    seat.shows("", "lin")
    hub.kill()
    hub.start()
    until(lambda: seat.feed.latest().state.boot == 2)
    seat.shows("", "lin")
    seat.feed.close()
    other = Seat(hub)
    other.shows("login")
    other.close()


def test_a_locked_desk_goes_on_showing(seat: Seat) -> None:
    seat.shows("login")
    assert seat.answered("lin", WORD).accepted
    seat.shows("", "lin")
    seat.session.logout("idle")
    seat.shows("login")
    before = seat.session.frame().now
    until(lambda: seat.session.frame().now > before + 0.2 and seat.session.frame().link is Link.GOOD)


def test_without_a_hub_a_login_is_answered_at_once(tmp_path: Path) -> None:
    people.add(tmp_path / "hall", "lin", Role.LEADER, WORD)
    feed = LiveFeed(keys.issue_local(tmp_path / "hall", "desk-1", Role.LEADER))
    try:
        id = feed.login("lin", WORD)
        found: list[LoginResult] = []

        def heard() -> bool:
            found.extend(feed.logins())
            return bool(found)

        until(heard)
        assert found == [LoginResult(id=id, accepted=False, reason="link")]
    finally:
        feed.close()
