"""The hub changes its key: announced, kept, changed, with real hubs and consoles that are killed in between; stolen; missed by a station."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from console import app, cli, station, station_keys
from console.checkpoint import Signer
from console.fault import HallFault
from console.feed import HistoryFeed, LiveFeed
from console.hub import keys, pairing, rotation
from console.hub.announcer import Announcer
from console.hub.auth import Gate
from console.hub.strain import Strains
from console.model import event as ev
from console.model.command import Role
from console.session import Link
from console.station import Station
from console.station_keys import ANOTHER_KEY
from console.wire import KeyKept, NewKey, Refuse
from tests.helpers.hub import PATIENT, Adapter, Console, HubProcess, closing
from tests.helpers.until import until

PATIENCE = 60.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    """One hub for all of this file: it is there again after each test."""
    with HubProcess(tmp_path_factory.mktemp("hub") / "hall", program=("-c", PATIENT)) as made:
        until(lambda: made.where.history, seconds=PATIENCE, what="its history process listens")
        yield made


@pytest.fixture
def real(running: HubProcess) -> HubProcess:
    """The hub with one key, no stations, and only what is journalled from now on."""
    if keys.read_hub_key(running.data).next is not None:
        rotation.finish(running.data, is_forced=True)
    until(lambda: not keys.read_hub_key(running.data).untold, seconds=PATIENCE, what="the hub has told all of it")
    for each in keys.load_table(running.data).stations:
        keys.revoke(running.data, each.name)
        (running.data / "keys" / f"{each.name}.station.toml").unlink(missing_ok=True)
    running.mark = 0
    running.mark = running.entries()[-1].seq
    return running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A hub's directory with a key, and no hub."""
    keys.hub_key(tmp_path)
    return tmp_path


def elsewhere(hub: Path, folder: Path, name: str, role: Role = Role.LEADER) -> Path:
    """The file of a station on another machine: the hub cannot write it."""
    issued = station.parse(path := keys.issue_local(hub, name, role), path.read_bytes())
    path.unlink()
    found = station.read_hub_file(hub / "hub.json")
    assert found is not None
    moved = folder / f"{name}.station.toml"
    station.write(moved, replace(issued, hub_file="", ingress=found.ingress, control=found.control))
    return moved


def holds(path: Path) -> Station:
    return station.parse(path, path.read_bytes())


def is_ready(data: Path, name: str) -> bool:
    key = keys.read_hub_key(data)
    return next(each.is_ready for each in rotation.standings(key, keys.load_table(data).stations) if each.station.name == name)


def let_time_pass(data: Path) -> None:
    """The thirty days are over."""
    with keys.lock(data):
        key = keys.read_hub_key(data)
        assert key.next is not None
        keys.save_hub_key(data, replace(key, next=replace(key.next, at=time.time() - 1)))


def turns(hub: HubProcess) -> list[str]:
    return [each.turn for each in hub.events(ev.HubKeyRotated)]


@pytest.mark.parametrize("killed", [(), ("announced", "changed")], ids=["calm", "killed"])
def test_a_console_follows_its_hub_to_another_key(real: HubProcess, tmp_path: Path, killed: tuple[str, ...]) -> None:
    path = elsewhere(real.data, tmp_path, "desk")
    before, signer = holds(path), Signer.load(real.data / "keys" / "checkpoint.key").public
    witnesses = app.witness_file(before.hub_name)
    feed = LiveFeed(path)
    past = HistoryFeed(path, feed.history_port)
    try:
        until(lambda: feed.latest().link is Link.GOOD, seconds=PATIENCE, what="the console is there")
        coming = rotation.begin(real.data).next
        assert coming is not None
        if "announced" in killed:
            real.kill()
            real.start()
        until(lambda: holds(path).next_hub_key == coming.public, seconds=PATIENCE, what="the console keeps the next key")
        until(lambda: is_ready(real.data, "desk"), seconds=PATIENCE, what="the hub knows that")
        assert keys.read_hub_key(real.data).public == before.hub_key
        assert holds(path).hub_key == before.hub_key
        let_time_pass(real.data)
        until(lambda: keys.read_hub_key(real.data).public == coming.public, seconds=PATIENCE, what="the hub takes it")
        if "changed" in killed:
            real.kill()
            real.start()
        until(lambda: holds(path).hub_key == coming.public, seconds=PATIENCE, what="the console meets the hub with it")
        until(lambda: feed.latest().link is Link.GOOD, seconds=PATIENCE, what="and is live")
        until(lambda: past.latest().first > 0, seconds=PATIENCE, what="and finds the past")
    finally:
        feed.close()
        past.close()
    until(lambda: {*turns(real)} == {"announced", "changed"}, seconds=PATIENCE, what="all of it is in the journal")
    after = holds(path)
    assert (after.next_hub_key, after.first_hub_key) == (None, before.hub_key)
    assert app.witness_file(after.hub_name) == witnesses
    assert Signer.load(real.data / "keys" / "checkpoint.key").public == signer
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_station_that_was_killed_before_it_said_that_it_keeps_the_key_says_so_when_it_is_back(real: HubProcess) -> None:
    path = keys.issue_local(real.data, "desk", Role.LEADER)
    coming = rotation.begin(real.data).next
    assert coming is not None
    station_keys.keep_next(path, coming.public)
    feed = LiveFeed(path)
    try:
        until(lambda: is_ready(real.data, "desk"), seconds=PATIENCE, what="the hub knows that")
    finally:
        feed.close()


def test_an_adapter_that_ignores_the_announcement_stays_and_is_listed(real: HubProcess) -> None:
    with closing(qms := Adapter(real.data)):
        qms.join()
        coming = rotation.begin(real.data).next
        assert coming is not None
        said = qms.hear_one(NewKey, PATIENCE)
        assert said == NewKey(key=coming.public, at=coming.at)
        qms.deliver(qms.shows(3), PATIENCE)
        assert not is_ready(real.data, "qms")
        shown = CliRunner().invoke(cli.app, ["stations", "--data", str(real.data)])
        assert "not yet" in shown.output
        qms.say(KeyKept(key=keys.curve_pair().public))  # of no announcement
        qms.say(KeyKept(key=coming.public))
        until(lambda: is_ready(real.data, "qms"), seconds=PATIENCE, what="the hub heard it")
        qms.deliver(qms.shows(3), PATIENCE)
    assert not [each for each in real.events(ev.PeerRefused) if each.peer == "qms"]


def test_a_station_that_was_away_for_all_the_days_is_told_to_join_anew(
    real: HubProcess, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = elsewhere(real.data, tmp_path, "desk")
    rotation.begin(real.data)
    rotation.finish(real.data, is_forced=True)
    until(lambda: "changed" in turns(real), seconds=PATIENCE, what="the hub has its new key")
    feed = LiveFeed(path)
    try:
        until(lambda: feed.latest().link is Link.REFUSED, seconds=PATIENCE, what="the console says so")
        assert feed.latest().why == ANOTHER_KEY
        assert "hallwatch pair --role leader --name desk" in caplog.text
        caplog.clear()
        shown = CliRunner().invoke(cli.app, ["stations", "--data", str(real.data)])
        assert "must join anew" in shown.output
        host, code = pairing.pair(real.data, Role.LEADER, "desk").split()
        pairing.join(host, code, tmp_path, timeout=30.0)
        until(lambda: feed.latest().link is Link.GOOD, seconds=PATIENCE, what="it joined anew")
    finally:
        feed.close()
    assert is_ready(real.data, "desk")


def test_a_station_that_cannot_write_its_file_goes_on_and_is_listed(
    real: HubProcess, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = elsewhere(real.data, tmp_path, "desk")
    path.chmod(0o400)
    was = path.read_bytes()
    feed = LiveFeed(path)
    try:
        until(lambda: feed.latest().link is Link.GOOD, seconds=PATIENCE, what="the console is there")
        rotation.begin(real.data)
        until(lambda: "is read-only" in caplog.text, seconds=PATIENCE, what="it says why it cannot keep the key")
        assert "will have to join anew" in caplog.text
        caplog.clear()
        assert feed.latest().link is Link.GOOD
    finally:
        feed.close()
    assert path.read_bytes() == was
    assert not is_ready(real.data, "desk")
    with pytest.raises(HallFault, match="not yet: desk would be shut out"):
        rotation.finish(real.data)


def test_a_stolen_key_is_worthless_at_once_and_who_must_join_anew_is_said(real: HubProcess, tmp_path: Path) -> None:
    far = elsewhere(real.data, tmp_path, "wall", Role.WALL)
    near = keys.issue_local(real.data, "desk", Role.LEADER)
    stolen = keys.read_hub_key(real.data).public
    feed = LiveFeed(near)
    try:
        until(lambda: feed.latest().link is Link.GOOD, seconds=PATIENCE, what="the console of this machine is there")
        shown = CliRunner().invoke(cli.app, ["rotate-hub", "--now", "--data", str(real.data)])
        assert shown.exit_code == 0, shown.output
        assert "wall" in shown.output
        assert "desk" not in shown.output
        until(
            lambda: holds(near).hub_key not in {stolen, None} and holds(near).next_hub_key is None,
            seconds=PATIENCE,
            what="it moved by itself",
        )
        until(lambda: feed.latest().link is Link.GOOD, seconds=PATIENCE, what="and is live")
    finally:
        feed.close()
    until(lambda: turns(real) == ["replaced"], seconds=PATIENCE, what="it is in the journal")
    assert [each.without for each in real.events(ev.HubKeyRotated)] == [("wall",)]
    with closing(old := Console(real.data, name="wall-2")):  # its file is of now
        assert old.who.hub_key != stolen
        old.enter()
    assert holds(far).hub_key == stolen


def test_a_kill_before_the_stolen_key_is_replaced_leaves_stations_that_meet(
    real: HubProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    near = keys.issue_local(real.data, "desk", Role.LEADER)
    before = keys.read_hub_key(real.data)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keys, "save_hub_key", killed)
        with pytest.raises(KeyboardInterrupt):
            rotation.replace_now(real.data)
    assert keys.read_hub_key(real.data) == before
    assert holds(near).next_hub_key is not None
    real.kill()
    real.start()
    feed = LiveFeed(near)
    try:
        until(lambda: feed.latest().link is Link.GOOD, seconds=PATIENCE, what="it meets the hub with the key that there is")
    finally:
        feed.close()
    assert holds(near).hub_key == before.public


def test_a_revoked_console_is_told_that_the_hub_does_not_know_it(real: HubProcess, tmp_path: Path) -> None:
    path = elsewhere(real.data, tmp_path, "desk")
    keys.revoke(real.data, "desk")
    feed = LiveFeed(path)
    try:
        until(lambda: feed.latest().link is Link.REFUSED, seconds=PATIENCE, what="it is told")
        assert "never paired, or was revoked" in feed.latest().why
    finally:
        feed.close()


# --- without a hub --------------------------------------------------------------------------------------------------------


def test_only_one_key_is_announced_at_a_time_and_none_without_a_hub(data: Path, tmp_path: Path) -> None:
    rotation.begin(data, now=0.0)
    with pytest.raises(HallFault, match="announces another key already"):
        rotation.begin(data, now=1.0)
    for act in (rotation.begin, rotation.finish, rotation.replace_now):
        with pytest.raises(HallFault, match="no hub has run"):
            act(tmp_path / "nowhere")


def test_the_key_changes_after_thirty_days_and_not_while_somebody_joins(data: Path) -> None:
    key = rotation.begin(data, now=1_000.0)
    end = 1_000.0 + 30 * 86_400
    assert [rotation.is_due(data, key, now) for now in (end - 1, end)] == [False, True]
    pairing.pair(data, "viewer", "new")
    assert not rotation.is_due(data, key, end)


def test_stations_that_lack_the_key_are_an_alarm_in_the_last_seven_days(data: Path) -> None:
    import zmq

    keys.issue_local(data, "desk", Role.LEADER)
    keys.issue_local(data, "wall", Role.WALL)
    keys_of = {each.name: each.key for each in keys.load_table(data).stations}
    rotation.begin(data, now=0.0)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    gate = Gate(context, data)
    now = 22.9 * 86_400
    announcer = Announcer(data, gate, lambda _event: None, lambda: now)
    strains = Strains(data, None, lambda: 5.0, {"hub_key": announcer.strain})
    try:
        assert "hub_key" not in strains.look()
        now = 23.1 * 86_400
        assert announcer.strain().endswith(": desk, wall")
        keys.revoke(data, "wall")
        announcer.kept("desk", keys.read_hub_key(data).next.public)  # type: ignore[union-attr]
        assert gate.refresh() == {keys_of["wall"]}, "who was shut out is still told to who cuts it off"
        assert announcer.strain() == ""
    finally:
        gate.close()
        context.destroy(0)


def test_a_changed_key_that_cannot_be_read_at_once_is_read_again(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import zmq

    def fails(_data: Path) -> keys.HubKey:
        raise HallFault("too many open files")

    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    gate = Gate(context, data)
    try:
        changed = rotation.replace_now(data)
        with monkeypatch.context() as patch:
            patch.setattr(keys, "read_hub_key", fails)
            assert [gate.refresh_key(), gate.refresh_key()] == [False, False]
        assert caplog.text.count("too many open files") == 1
        caplog.clear()
        assert [gate.refresh_key(), gate.refresh_key()] == [True, False]
        assert gate.key == changed
    finally:
        gate.close()
        context.destroy(0)


def test_who_was_shut_out_is_out_though_the_table_could_not_be_read_at_once(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import zmq

    def fails(_path: Path) -> bytes:
        raise OSError(24, "too many open files")

    keys.issue_local(data, "desk", Role.LEADER)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    gate = Gate(context, data)
    try:
        (key,) = (each.key for each in gate.stations)
        keys.revoke(data, "desk")
        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", fails)
            assert [gate.refresh(), gate.refresh()] == [frozenset(), frozenset()]
        assert [each.key for each in gate.stations] == [key]
        assert caplog.text.count("too many open files") == 1
        caplog.clear()
        assert [gate.refresh(), gate.refresh()] == [{key}, frozenset()]
        assert gate.stations == ()
    finally:
        gate.close()
        context.destroy(0)


def test_before_the_first_change_and_after_joining_every_station_has_the_key(data: Path) -> None:
    keys.issue_local(data, "desk", Role.LEADER)
    assert rotation.behind(keys.read_hub_key(data), keys.load_table(data).stations) == ()
    rotation.replace_now(data)
    keys.issue_local(data, "new", Role.LEADER)
    assert rotation.behind(keys.read_hub_key(data), keys.load_table(data).stations) == ()


def test_a_station_file_of_before_is_read_and_keeps_its_name_of_the_hub(data: Path) -> None:
    path = keys.issue_local(data, "desk", Role.LEADER)
    assert "next_hub_key" not in path.read_text()
    first, second, third = holds(path).hub_key, keys.curve_pair().public, keys.curve_pair().public
    for key in (second, third):
        station_keys.keep_next(path, key)
        assert path.stat().st_mode & 0o777 == 0o600
        station_keys.move_on(path, key)
    assert (holds(path).hub_key, holds(path).hub_name) == (third, first)


def test_words_of_the_other_side_are_refused_strictly(real: HubProcess) -> None:
    with closing(desk := Console(real.data)):
        desk.enter()
        answer = desk.ask(b'{"type":"keykept","key":"short"}')
        assert isinstance(answer, Refuse)
        assert answer.code == "malformed"
