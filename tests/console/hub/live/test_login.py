"""Logging in at a real hub: who may order, lock-out, hand over, restarts, and that no secret is written anywhere."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from console import wire
from console.hub import people
from console.hub.server import HubOptions, Server
from console.model import command as do
from console.model import event as ev
from console.model.command import Role, lesser, may
from console.model.hall import HallConfig
from console.secret import Secret
from tests.console.hub.live.conftest import Bench
from tests.console.model.test_roles import ONE_OF_EACH
from tests.helpers.hub import PATIENT, Adapter, Console, HubProcess, closing
from tests.helpers.sample import sample
from tests.helpers.until import until

WORDS = {"lin": "leader's word", "bo": "operator's word", "an": "another operator", "vi": "viewer's word", "ad": "admin's word"}
ROLES = {"lin": Role.LEADER, "bo": Role.OPERATOR, "an": Role.OPERATOR, "vi": Role.VIEWER, "ad": Role.ADMIN}
NOTE = do.WriteNote(text="seen")


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file of persons; hashing takes its time, so once."""
    data = tmp_path_factory.mktemp("people")
    for person, role in ROLES.items():
        people.add(data, person, role, Secret(WORDS[person]))
    return people.path_of(data).read_bytes()


def put(data: Path, content: bytes) -> None:
    (data / "keys").mkdir(mode=0o700, parents=True, exist_ok=True)
    people.path_of(data).write_bytes(content)
    people.path_of(data).chmod(0o600)


@pytest.fixture(scope="module")
def manned(tmp_path_factory: pytest.TempPathFactory, registered: bytes) -> Iterator[HubProcess]:
    """A hub whose hall knows its people; nobody may stop it or lock anybody but by name."""
    data = tmp_path_factory.mktemp("manned") / "hall"
    put(data, registered)
    with HubProcess(data, program=("-c", PATIENT)) as made:
        yield made


@pytest.fixture
def own(tmp_path: Path, registered: bytes) -> Iterator[HubProcess]:
    """A hub that a test may kill and lock people at."""
    put(tmp_path / "hall", registered)
    with HubProcess(tmp_path / "hall", program=("-c", PATIENT)) as made:
        yield made


_count = iter(range(1_000))


@contextmanager
def desk(
    hub: HubProcess, role: Role = Role.LEADER, person: str = "", *, name: str = "", session: str = "s1"
) -> Iterator[Console]:
    """A console of a station of its own, with somebody logged in."""
    console = Console(hub.data, role, name or f"desk-{next(_count)}")
    with closing(console):
        console.enter(session=session)
        if person:
            assert console.login(person, WORDS[person]).accepted
        yield console


def reasons(hub: HubProcess, station: str) -> list[tuple[str, str]]:
    return [(each.person, each.reason) for each in hub.events(ev.PersonLoggedOut) if each.station == station]


# --- who orders ---------------------------------------------------------------------------------------------------------------


def test_nobody_orders_before_they_logged_in_and_then_with_their_own_name_and_station(manned: HubProcess) -> None:
    with desk(manned) as console:
        refused = console.order(NOTE)
        assert (refused.accepted, refused.reason) == (False, "login")
        assert console.login("lin", WORDS["lin"]).accepted
        assert console.order(NOTE, id="by-lin").accepted
        (accepted,) = [each for each in manned.events(ev.CommandAccepted) if each.id == "by-lin"]
        assert (accepted.by, accepted.station) == ("lin", console.who.name)
        (came,) = [each for each in manned.events(ev.PersonLoggedIn) if each.station == console.who.name]
        assert (came.person, came.role) == ("lin", Role.LEADER)


def test_the_name_in_the_greeting_is_not_believed(manned: HubProcess) -> None:
    with desk(manned, person="bo") as console:
        console.enter(session="s1", person="lin")
        assert console.order(NOTE, id="really-bo").accepted
        assert [each.by for each in manned.events(ev.CommandAccepted) if each.id == "really-bo"] == ["bo"]


@pytest.mark.parametrize("station", [Role.LEADER, Role.OPERATOR])
@pytest.mark.parametrize("person", ["lin", "bo", "vi", "ad"])
def test_an_order_over_the_wire_is_judged_by_the_lesser_role(manned: HubProcess, person: str, station: Role) -> None:
    with desk(manned, station, person) as console:
        for kind in ONE_OF_EACH:
            command = sample(kind)
            answer = console.order(command)
            assert (answer.reason == "role") is not may(lesser(station, ROLES[person]), command), (kind, answer)


@pytest.mark.parametrize("station", [Role.WALL, Role.VIEWER, Role.ADMIN])
def test_a_station_that_orders_nothing_orders_nothing_with_a_leader_either(manned: HubProcess, station: Role) -> None:
    with desk(manned, station, "lin") as console:
        assert console.order(NOTE).reason == "role"


def test_another_person_takes_the_desk_over(manned: HubProcess) -> None:
    with desk(manned, person="bo") as console:
        assert console.login("lin", WORDS["lin"]).accepted
        assert reasons(manned, console.who.name) == [("bo", "handover")]
        assert console.order(NOTE, id="after-handover").accepted
        assert [each.by for each in manned.events(ev.CommandAccepted) if each.id == "after-handover"] == ["lin"]


@pytest.mark.parametrize("reason", ["left", "idle"])
def test_a_desk_that_is_left_or_locks_itself_orders_nothing_and_goes_on_showing(manned: HubProcess, reason: str) -> None:
    with desk(manned, person="lin") as console:
        console.say(wire.Logout(reason=reason))  # type: ignore[arg-type]
        assert console.order(NOTE).reason == "login"
        assert reasons(manned, console.who.name) == [("lin", reason)]
        assert console.page(0).entries


def test_who_closes_the_console_has_left(manned: HubProcess) -> None:
    with desk(manned, person="lin") as console:
        console.say(wire.Bye())
        until(lambda: reasons(manned, console.who.name) == [("lin", "left")])


def test_the_same_console_stays_logged_in_when_it_comes_back_and_a_new_one_does_not(manned: HubProcess) -> None:
    with desk(manned, person="lin", name="again", session="s1"):
        pass
    with desk(manned, name="again", session="s1") as console:
        assert console.order(NOTE).accepted
    with desk(manned, name="again", session="s2") as console:
        assert console.order(NOTE).reason == "login"
        assert reasons(manned, "again") == [("lin", "restarted")]


def test_a_hall_without_people_works_by_the_stations_key_alone(shared_hub: HubProcess) -> None:
    with desk(shared_hub) as console:
        assert console.order(NOTE, id="by-key").accepted
        assert [each.by for each in shared_hub.events(ev.CommandAccepted) if each.id == "by-key"] == ["wang"]
        assert console.login("lin", WORDS["lin"]).reason == "nobody"


# --- wrong secrets --------------------------------------------------------------------------------------------------------------


def test_five_wrong_secrets_lock_a_person_everywhere_for_ten_minutes_and_over_a_kill(own: HubProcess) -> None:
    with desk(own) as first, desk(own) as second:
        answers = [each.login("lin", "not the word") for each in (first, second, first, second, first)]
        assert [each.left for each in answers] == [4, 3, 2, 1, 0]
        assert [each.reason for each in answers] == ["wrong"] * 4 + ["locked"]
        right = second.login("lin", WORDS["lin"])
        assert (right.accepted, right.reason) == (False, "locked")
        assert 500 < right.seconds <= 600
        assert second.login("bo", WORDS["bo"]).accepted, "only that person"
    assert len(own.events(ev.LoginFailed)) == 5
    (locked,) = own.events(ev.PersonLocked)
    assert (locked.person, locked.station.startswith("desk-")) == ("lin", True)
    own.kill()
    own.start()
    with desk(own) as console:
        answer = console.login("lin", WORDS["lin"])
        assert (answer.reason, answer.seconds > 400) == ("locked", True)
        people.change(own.data, "lin", Secret("a new word"))
        until(lambda: console.login("lin", "a new word").accepted, what="the lock to be lifted by a new secret")


def test_a_stranger_is_told_no_more_than_somebody_with_a_wrong_secret(manned: HubProcess) -> None:
    with desk(manned) as console:
        begun = time.monotonic()
        answer = console.login("nobody-here", "some word")
        assert (answer.reason, answer.left, answer.seconds) == ("wrong", 0, 0.0)
        assert time.monotonic() - begun > 0.02, "it was hashed all the same"


def test_many_desks_cannot_guess_at_once(own: HubProcess) -> None:
    guessers = [Console(own.data, Role.OPERATOR, f"guess-{n}") for n in range(12)]
    with closing(*guessers):
        for each in guessers:
            each.enter()
        *wrong, right = guessers  # the hub hears them in any order, so the right one waits for the lock
        for n, each in enumerate(wrong):
            each.say(wire.Login(id=f"g{n}", person="lin", secret=Secret("guessed word")))
        answers = [each.hear() for each in wrong]
        found = [each.reason for each in answers if isinstance(each, wire.LoginAnswer)]
        assert len(found) == 11
        assert found.count("wrong") == 4
        assert len(own.events(ev.LoginFailed)) == 5
        assert right.login("lin", WORDS["lin"]).reason == "locked"
        assert not own.events(ev.PersonLoggedIn)


def test_one_desk_asks_one_thing_at_a_time(
    tmp_path: Path, hall: HallConfig, registered: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, registered)
    may_end = threading.Event()
    monkeypatch.setattr(people, "verify", lambda *_: may_end.wait(60))
    with serving(tmp_path, hall), closing(console := Console(tmp_path, Role.LEADER, "hasty")):
        console.enter()
        for n in range(3):
            console.say(wire.Login(id=f"l{n}", person="vi", secret=Secret(WORDS["vi"])))
        answers = [console.hear(), console.hear()]
        may_end.set()
        answers.append(console.hear())
    told = [(each.id, each.reason) for each in answers if isinstance(each, wire.LoginAnswer)]
    assert told == [("l1", "busy"), ("l2", "busy"), ("l0", "")]


def test_the_hub_goes_on_answering_while_secrets_are_checked(
    tmp_path: Path, hall: HallConfig, registered: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, registered)
    may_end = threading.Event()
    monkeypatch.setattr(people, "verify", lambda *_: may_end.wait(100))
    with serving(tmp_path, hall):
        adapter, others = Adapter(tmp_path), [Console(tmp_path, Role.LEADER, f"busy-{n}") for n in range(6)]
        with closing(adapter, *others):
            for n, each in enumerate(others):
                each.enter()
                each.say(wire.Login(id=f"b{n}", person="vi", secret=Secret(WORDS["vi"])))
            adapter.join()
            adapter.deliver(adapter.shows(1), 60)
            assert not any(each.socket.poll(0) for each in others), "the first of them is still checked"
            may_end.set()
            assert all(isinstance(each.hear(), wire.LoginAnswer) for each in others)


@contextmanager
def serving(data: Path, hall: HallConfig) -> Iterator[None]:
    """A hub in a thread of this process."""
    ready, ends = threading.Event(), threading.Event()

    def run() -> None:
        server = Server(HubOptions(data=data, hall=hall, ingress=0, control=0, feed=0, history=0, pairing=0))
        ready.set()
        while not ends.is_set():
            server.turn(0.05)
        server.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert ready.wait(100)
        yield
    finally:
        ends.set()
        thread.join()


# --- persons change -----------------------------------------------------------------------------------------------------------


def test_whoever_is_changed_or_removed_is_logged_out_at_once_and_it_is_journalled(own: HubProcess) -> None:
    with desk(own, person="lin") as first, desk(own, person="bo") as second:
        people.remove(own.data, "bo")
        people.change(own.data, "lin", role=Role.OPERATOR)
        until(
            lambda: reasons(own, second.who.name) == [("bo", "removed")] and reasons(own, first.who.name) == [("lin", "changed")]
        )
        assert second.login("bo", WORDS["bo"]).reason == "wrong"
        assert first.order(NOTE).reason == "login"
        assert first.login("lin", WORDS["lin"]).accepted
        assert first.order(do.TakeDuty(person="lin")).reason == "role"
    assert [each.person for each in own.events(ev.PersonRemoved)] == ["bo"]
    last = [each for each in own.events(ev.PersonRegistered) if each.person == "lin"][-1]
    assert last.role is Role.OPERATOR
    assert last.by


def test_a_damaged_file_changes_nobodys_rights(own: HubProcess) -> None:
    with desk(own, person="lin") as console:
        for count, content in enumerate((b"", b"{]", b'{"people": 1}'), 1):
            people.path_of(own.data).write_bytes(content)
            until(lambda count=count: own.log.read_bytes().count(b"who may log in stays as it was") >= count)  # type: ignore[misc]
            assert console.order(NOTE).accepted
            assert console.login("bo" if count % 2 else "lin", WORDS["bo" if count % 2 else "lin"]).accepted
    assert not own.events(ev.PersonRemoved)


def test_a_file_that_is_gone_opens_the_hall_to_nobody(own: HubProcess) -> None:
    with desk(own, person="lin") as console, desk(own, name="other") as other:
        people.path_of(own.data).rename(own.data / "taken away")
        until(lambda: b"is gone" in own.log.read_bytes())
        assert console.order(NOTE).accepted, "who sits there goes on"
        assert other.order(NOTE).reason == "login"
    assert not own.events(ev.PersonRemoved)


def test_persons_that_cannot_be_read_at_a_start_are_not_locked_out(own: HubProcess) -> None:
    path = people.path_of(own.data)
    own.stop()
    kept = path.read_bytes()
    path.write_bytes(b"{]")
    own.start()
    with desk(own) as console:
        assert {console.login("lin", WORDS["lin"]).reason for _ in range(6)} == {"unreadable"}
        path.write_bytes(kept)
        until(lambda: console.login("lin", WORDS["lin"]).accepted)
    assert not own.events(ev.PersonLocked)
    assert not own.events(ev.LoginFailed)


def test_when_the_last_person_is_removed_the_stations_key_decides_again(own: HubProcess) -> None:
    with desk(own) as console:
        for person in ROLES:
            people.remove(own.data, person)
        until(lambda: console.order(NOTE).accepted, what="the hall to be without people")


# --- a second person ------------------------------------------------------------------------------------------------------------


def arm(console: Console, own: HubProcess) -> str:
    assert console.order(do.ArmPlan(plan="power", reason="drill of the test", drill=True)).accepted
    return own.events(ev.PlanArmed)[-1].arming


def test_a_plan_armed_before_a_kill_is_confirmed_after_it_by_another_persons_desk(own: HubProcess) -> None:
    with desk(own, Role.OPERATOR, "bo", name="one"), desk(own, Role.OPERATOR, "an", name="two"):
        pass
    with desk(own, Role.OPERATOR, name="one") as first:
        arming = arm(first, own)
    own.kill()
    own.start()
    with desk(own, Role.OPERATOR, name="one") as first, desk(own, Role.OPERATOR, name="two") as second:
        assert first.order(do.ConfirmPlan(arming=arming)).reason == "second", "not who armed it"
        assert first.order(do.ArmPlan(plan="power")).reason == "already"
        assert second.order(do.ConfirmPlan(arming=arming)).accepted, "still logged in after the kill"
    (started,) = own.events(ev.PlanStarted)
    assert (started.by, started.second, started.drill) == ("bo", "an", True)
    (confirmed,) = own.events(ev.PlanConfirmed)
    assert (confirmed.by, confirmed.station) == ("an", "two")


def test_a_second_person_vouches_with_their_secret_at_the_same_desk(own: HubProcess) -> None:
    with desk(own, Role.OPERATOR, "bo") as console:
        arming = arm(console, own)

        def vouch(person: str, word: str, id: str) -> wire.LoginAnswer:
            return console.told(wire.Vouch(id=id, arming=arming, person=person, secret=Secret(word), boot=console.boot))

        assert vouch("bo", WORDS["bo"], "v1").reason == "second"
        assert vouch("vi", WORDS["vi"], "v2").reason == "role"
        assert vouch("an", "not the word", "v3").reason == "wrong"
        assert vouch("an", WORDS["an"], "v4").accepted
        assert vouch("an", WORDS["an"], "v4").accepted, "the same word again is the same"
        assert console.order(NOTE, id="still-bo").accepted
    assert [(each.by, each.second) for each in own.events(ev.PlanStarted)] == [("bo", "an")]
    assert [each.by for each in own.events(ev.CommandAccepted) if each.id == "still-bo"] == ["bo"], "nobody took the desk over"
    assert [each.person for each in own.events(ev.LoginFailed)] == ["an"]


@pytest.mark.parametrize("later", [29.0, 31.0])
def test_a_plan_armed_before_a_kill_lapses_by_itself_and_only_once(bench: Bench, later: float) -> None:
    bench.core.write(*(ev.PersonRegistered(person=each, role=Role.OPERATOR, since=1.0) for each in ("bo", "an")))
    arm = wire.Order(id="arm", command=do.ArmPlan(plan="power"), boot=bench.core.boot)
    assert bench.core.order("one", Role.OPERATOR, "bo", arm).accepted
    bench.crash()
    assert bench.core.order("one", Role.OPERATOR, "bo", arm).accepted, "the same order is the same"
    bench.clock.at += later
    confirm = wire.Order(id="yes", command=do.ConfirmPlan(arming="arm.1"), boot=bench.core.boot)
    assert bench.core.order("two", Role.OPERATOR, "an", confirm).accepted is (later < 30)
    for _ in range(3):
        bench.core.tick()
    told = [sealed.entry.event for sealed in bench.journal.read(0, 999)]
    lapsed = [each.reason for each in told if isinstance(each, ev.PlanLapsed)]
    started = [each for each in told if isinstance(each, ev.PlanStarted)]
    assert (lapsed, len(started)) == (([], 1) if later < 30 else (["time"], 0))
    assert len([each for each in told if isinstance(each, ev.PlanArmed)]) == 1


# --- secrets stay secret --------------------------------------------------------------------------------------------------------


def test_no_secret_is_written_anywhere(own: HubProcess) -> None:
    with desk(own, person="lin") as console:
        console.login("lin", "a wrong one 77")
        console.say(b'{"type":"login","id":"x","person":"lin","secret":"malformed one 88","more":1}')
        assert isinstance(console.hear(), wire.Refuse)
    own.stop()
    searched = [each for each in own.data.rglob("*") if each.is_file()] + [own.log]
    assert any(each.suffix == ".sqlite" for each in searched)
    for file in searched:
        content = file.read_bytes()
        for word in (WORDS["lin"], "a wrong one 77", "malformed one 88"):
            assert word.encode() not in content, file


def test_a_login_is_shown_without_its_secret() -> None:
    login = wire.Login(id="x", person="lin", secret=Secret("the word itself"))
    data = wire.encode(login)
    assert b"the word itself" in data
    assert wire.decode_from_console(data) == login
    for told in (repr(login), str(login), wire.shown(data), wire.shown(data.replace(b"secret", b"s\\u0065cret"))):
        assert "the word itself" not in told
    assert "write_note" in wire.shown(b'{"type":"order","command":{"do":"write_note"}}')


@pytest.mark.parametrize("secret", ['""', "null", "12345678", '["the word"]', '"' + "x" * 600 + '"', '"\\ud800"'])
def test_what_is_no_secret_is_refused_without_being_told(secret: str) -> None:
    data = f'{{"type":"login","id":"x","person":"lin","secret":{secret}}}'.encode()
    with pytest.raises(msgspec.MsgspecError) as refused:
        wire.decode_from_console(data)
    assert "the word" not in str(refused.value)
    assert "xxx" not in str(refused.value)
