"""Pairing over a real socket, and what it refuses."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import zmq

from console import station
from console.fault import HallFault
from console.hub import keys, pairing, pairing_cli
from console.hub.pairing import PairingDesk, join, pair
from console.hub.refusals import Refusals
from console.model.command import Role
from console.model.event import PeerRefused
from tests.helpers.hub import Adapter, Console, HubProcess, closing
from tests.helpers.until import until


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy hub may take longer to answer who joins."""
    monkeypatch.setattr(join, "__kwdefaults__", {"timeout": 60.0})


def code_of(hub: HubProcess, role: Role, name: str) -> tuple[str, str]:
    host, code = pair(hub.data, role, name).split(" ")
    return host, code


@pytest.mark.parametrize("role", [Role.ADAPTER, Role.LEADER])
def test_a_station_joins_a_running_hub_with_one_code(shared_hub: HubProcess, tmp_path: Path, role: Role) -> None:
    name = "ups" if role is Role.ADAPTER else "desk-7"
    path = join(*code_of(shared_hub, role, name), tmp_path / "there")
    mine = station.read(path)
    assert (mine.name, mine.role, mine.hub_file) == (name, role, "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert mine.secret_key not in (shared_hub.data / "keys" / "stations.json").read_text()
    peer = Adapter(shared_hub.data, name) if role is Role.ADAPTER else Console(shared_hub.data, role, name)
    with closing(peer):
        peer.join() if isinstance(peer, Adapter) else peer.enter()


def test_a_code_works_once(shared_hub: HubProcess, tmp_path: Path) -> None:
    host, code = code_of(shared_hub, Role.VIEWER, "once")
    join(host, code.lower().replace("-", " "), tmp_path)
    with pytest.raises(HallFault, match="wrong, was used, or is older"):
        join(host, code, tmp_path)
    until(lambda: any(e.reason == "wrong_code" for e in shared_hub.events(PeerRefused)))


def changed(code: str, place: int) -> str:
    """The code with one letter mistyped."""
    return code[:place] + ("A" if code[place] != "A" else "B") + code[place + 1 :]


@pytest.mark.parametrize("place", [0, 18])
def test_a_mistyped_code_does_not_pair(shared_hub: HubProcess, tmp_path: Path, place: int) -> None:
    host, code = code_of(shared_hub, Role.VIEWER, f"typo-{place}")
    with pytest.raises(HallFault, match="mistyped, or somebody is in between"):
        join(host, changed(code, place), tmp_path)
    assert not any(tmp_path.iterdir())


def test_what_is_no_code_is_said_so() -> None:
    with pytest.raises(HallFault, match="is not a pairing code"):
        join("127.0.0.1", "hello", Path("/nowhere"))


def test_nobody_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(HallFault, match=r"nobody answers at 127\.0\.0\.1:1"):
        join("127.0.0.1:1", "AAAA-AAAA-AAAA-AAAA", tmp_path, timeout=0.3)


Ask = Callable[[pairing.Meet | pairing.Prove], pairing.Met | pairing.Joined | pairing.NotJoined]


@pytest.fixture
def desk(tmp_path: Path) -> "Desk":
    return Desk(tmp_path / "hub")


class Desk:
    """The hub's side without the hub, and an attacker who speaks to it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.refusals = Refusals()
        self.public = keys.hub_key(data).public

    def try_key(self, fingerprint: str, key: bytes, public: str) -> object:
        """One meeting and one proof."""
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        hub = PairingDesk(context, self.data, self.public, self.refusals)
        peer = context.socket(zmq.DEALER)
        try:
            port = hub.socket.bind_to_random_port("tcp://127.0.0.1")
            peer.connect(f"tcp://127.0.0.1:{port}")
            met = self._ask(hub, peer, pairing.Meet(protocol=1, nonce="0" * 64))
            assert isinstance(met, pairing.Met)
            proof = pairing._proof(key, "station", met.hub_key, public, "0" * 64, met.nonce)
            return self._ask(hub, peer, pairing.Prove(fingerprint=fingerprint, public_key=public, proof=proof))
        finally:
            context.destroy(0)

    def _ask(self, hub: PairingDesk, peer: "zmq.Socket[bytes]", message: object) -> object:
        peer.send(pairing._encode(message))
        assert hub.socket.poll(60_000)
        hub.answer()
        assert peer.poll(60_000)
        return pairing._decode_answer(peer.recv())


def test_after_five_wrong_proofs_even_the_right_one_is_refused(desk: Desk) -> None:
    fingerprint, secret = pairing._read_code(pair(desk.data, Role.LEADER, "desk").split(" ")[1])
    right, _ = pairing._derive(secret, desk.public)
    public = keys.curve_pair().public
    for _ in range(5):
        assert isinstance(desk.try_key(fingerprint, b"wrong", public), pairing.NotJoined)
    assert isinstance(desk.try_key(fingerprint, right, public), pairing.NotJoined)
    assert keys.load_table(desk.data).stations == ()
    assert desk.refusals.total == 6


def test_the_right_proof_is_taken_after_four_wrong_ones(desk: Desk) -> None:
    fingerprint, secret = pairing._read_code(pair(desk.data, Role.LEADER, "desk").split(" ")[1])
    right, _ = pairing._derive(secret, desk.public)
    public = keys.curve_pair().public
    for _ in range(4):
        desk.try_key(fingerprint, b"wrong", public)
    assert isinstance(desk.try_key(fingerprint, right, public), pairing.Joined)
    assert [paired.key for paired in keys.load_table(desk.data).stations] == [public]


def test_a_code_older_than_ten_minutes_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "VALID_SECONDS", -1.0)
    fingerprint, secret = pairing._read_code(pair(desk.data, Role.LEADER, "desk").split(" ")[1])
    right, _ = pairing._derive(secret, desk.public)
    assert isinstance(desk.try_key(fingerprint, right, keys.curve_pair().public), pairing.NotJoined)


def test_revoking_a_station_nobody_knows_names_those_that_are_known(tmp_path: Path) -> None:
    keys.issue_local(tmp_path, "desk", "leader")
    with pytest.raises(HallFault, match="no station is called panel — paired stations: desk"):
        keys.revoke(tmp_path, "panel")


@pytest.mark.parametrize("name", ["", "../up", "a b", ".hidden", "hub", "x" * 65])
def test_a_name_that_no_station_may_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(HallFault, match="a station cannot be called"):
        pair(tmp_path, Role.VIEWER, name)


def test_a_station_issued_again_keeps_its_key(tmp_path: Path) -> None:
    first = station.read(keys.issue_local(tmp_path, "desk", "leader"))
    assert station.read(keys.issue_local(tmp_path, "desk", "leader")) == first
    keys.revoke(tmp_path, "desk")
    assert station.read(keys.issue_local(tmp_path, "desk", "leader")).public_key != first.public_key


def test_a_station_of_the_hubs_own_machine_learns_its_new_key(tmp_path: Path) -> None:
    first = station.read(keys.issue_local(tmp_path, "desk", "leader"))
    (tmp_path / "keys" / "hub-key.json").unlink()
    again = station.read(keys.issue_local(tmp_path, "desk", "leader"))
    assert again.hub_key == keys.hub_key(tmp_path).public != first.hub_key
    assert (again.public_key, again.secret_key) == (first.public_key, first.secret_key)


def test_joining_says_what_to_type_next_and_the_hub_lists_who_may_come_in(
    shared_hub: HubProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for role, name, program in ((Role.OPERATOR, "desk-8", "console"), (Role.ADAPTER, "panel-8", "adapter")):
        pairing_cli.join(*code_of(shared_hub, role, name), tmp_path)
        passed, following = capsys.readouterr().out.splitlines()
        assert passed.startswith(f"PASS: {name} is paired as {role.value}")
        assert following.startswith(f"next: hallwatch {program} --station {tmp_path / name}.station.toml")
    pairing_cli.stations(shared_hub.data)
    listed = capsys.readouterr().out
    assert all(name in listed for name in ("desk-8", "panel-8", "operator", "adapter"))
    keys.folder(tmp_path)
    pairing_cli.stations(tmp_path)
    assert capsys.readouterr().out == "no station is paired: hallwatch pair\n"
