"""What a hub refuses to start with, each in one line that says what to do."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import zmq
from pysqlite3 import dbapi2 as sqlite

from console.fault import HallFault
from console.hub import auth, keys, selftest
from console.hub.auth import Gate
from console.hub.journal import Draft
from console.hub.server import HubOptions, Server
from console.hub.sockets import Sockets
from console.hub.spool import Spool
from console.model.event import AdapterLost
from console.model.hall import HallConfig


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    keys.hub_key(tmp_path)
    (tmp_path / "keys" / "hub-key.json").chmod(0o644)
    with pytest.raises(HallFault, match=r"hub-key.json is open to others \(mode 0644\) — chmod 600"):
        selftest.check_folder(tmp_path)
    (tmp_path / "keys" / "hub-key.json").chmod(0o600)
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(HallFault, match=r"keys is open to others \(mode 0755\) — chmod 700"):
        selftest.check_folder(tmp_path)


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'{"public": "x", "secret": "y"}'])
def test_a_damaged_hub_key_is_refused_and_not_replaced(tmp_path: Path, damage: bytes) -> None:
    keys.hub_key(tmp_path)
    path = tmp_path / "keys" / "hub-key.json"
    path.write_bytes(damage)
    with pytest.raises(HallFault, match="is damaged"):
        keys.hub_key(tmp_path)
    assert path.read_bytes() == damage


def test_a_file_of_keys_that_cannot_be_read_is_not_called_damaged(tmp_path: Path) -> None:
    for path, read in ((keys.hub_key_path(tmp_path), keys.read_hub_key), (keys.table_path(tmp_path), keys.load_table)):
        path.mkdir(parents=True)
        with pytest.raises(HallFault, match=rf"{path} cannot be read: Is a directory — check that it is there, its permissions"):
            read(tmp_path)


def test_a_hub_key_of_two_halves_is_refused(tmp_path: Path) -> None:
    one, other = keys.curve_pair(), keys.curve_pair()
    keys.hub_key(tmp_path)
    path = tmp_path / "keys" / "hub-key.json"
    path.write_text(f'{{"public": "{one.public}", "secret": "{other.secret}"}}')
    with pytest.raises(HallFault, match="do not belong together"):
        keys.hub_key(tmp_path)


def test_a_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(HallFault, match="cannot write to"):
        selftest.check_folder(tmp_path / "data")


def test_a_disk_without_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HallFault, match="MB free"):
        selftest.check_folder(tmp_path, free_least=1 << 60)


def test_a_network_file_system_is_known_and_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/halls {tmp_path} nfs4 rw 0 0\n")
    assert selftest.file_system(tmp_path / "hall", mounts) == "nfs4"
    monkeypatch.setattr(selftest, "file_system", lambda path: "nfs4")
    with pytest.raises(HallFault, match=r"network file system \(nfs4\)"):
        selftest.check_folder(tmp_path)


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "sqlite_version_info", (3, 40, 1))
    with pytest.raises(HallFault, match=r"3\.51\.3 is needed"):
        selftest.check_database(tmp_path)


def test_a_database_that_does_not_sync_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite.connect

    class Lazy:
        """A library built to answer NORMAL whatever it is told."""

        def __init__(self, path: Path) -> None:
            self._real = connect(path)

        def execute(self, text: str) -> object:
            return self._real.execute(text.replace("FULL", "NORMAL"))

        def close(self) -> None:
            self._real.close()

    monkeypatch.setattr(sqlite, "connect", Lazy)
    with pytest.raises(HallFault, match="synchronous=1"):
        selftest.check_database(tmp_path)


def test_a_port_in_use_is_refused_and_named(tmp_path: Path, hall: HallConfig) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for kind in ("control", "history"):
            ports = dict.fromkeys(("ingress", "control", "feed", "history", "pairing"), 0) | {kind: port}
            with pytest.raises(HallFault, match=f"cannot listen on 127.0.0.1:{port}"):
                Server(HubOptions(data=tmp_path, hall=hall, **ports))


def test_a_journal_of_another_hall_is_refused(tmp_path: Path, hall: HallConfig) -> None:
    first = Server(HubOptions(data=tmp_path, hall=hall, ingress=0, control=0, feed=0, history=0, pairing=0))
    first.close()
    other = HallConfig(**{name: getattr(hall, name) for name in hall.__struct_fields__ if name != "id"}, id="elsewhere")
    with pytest.raises(HallFault, match="chengdong"):
        Server(HubOptions(data=tmp_path, hall=other, ingress=0, control=0, feed=0, history=0, pairing=0))


def test_a_wrong_zap_domain_is_found_before_adapters_stay_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    gate = Gate(context, tmp_path)
    monkeypatch.setattr(selftest, "HANDSHAKE_SECONDS", 60.0)
    sockets = Sockets(gate, context, "127.0.0.1")
    try:
        ports = sockets.bind((0, 0, 0), (0, 0, 0))
        selftest.check_handshake(gate, sockets, "127.0.0.1", ports)
        monkeypatch.setattr(selftest, "HANDSHAKE_SECONDS", 0.7)
        monkeypatch.setattr(auth, "DOMAIN", b"another")
        with pytest.raises(HallFault, match="does not let a known key in"):
            selftest.check_handshake(gate, sockets, "127.0.0.1", ports)
    finally:
        sockets.close()
        gate.close()
        context.destroy(0)


def test_a_damaged_table_of_stations_leaves_the_old_one_in_force(tmp_path: Path) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    keys.issue_local(tmp_path, "desk", "leader")
    gate = Gate(context, tmp_path)
    try:
        keys.table_path(tmp_path).write_bytes(b"{")
        assert gate.refresh() == frozenset()
        assert [paired.name for paired in gate._by_key.values()] == ["desk"]
    finally:
        gate.close()
        context.destroy(0)


def test_a_spool_gives_back_what_it_kept_and_nothing_half_written(tmp_path: Path) -> None:
    drafts = [
        Draft(at=1.0, source="hub", epoch="1", sseq=n, event=AdapterLost(adapter=f"panel-{n}", reason="沉默")) for n in range(50)
    ]
    spool = Spool(tmp_path / "spool", size=65_536)
    spool.keep(drafts)
    assert spool.read() == drafts
    with (tmp_path / "spool").open("r+b") as file:
        file.seek(9)
        file.write(b"!")
    assert spool.read() == []
    spool.close()


def test_a_spool_that_is_too_small_keeps_the_oldest(tmp_path: Path) -> None:
    drafts = [Draft(at=1.0, source="hub", epoch="1", sseq=n, event=AdapterLost(adapter="p")) for n in range(50)]
    spool = Spool(tmp_path / "spool", size=4_096)
    spool.keep(drafts)
    kept = spool.read()
    assert 0 < len(kept) < 50
    assert kept == drafts[: len(kept)]
    spool.close()


def test_the_hub_says_why_it_does_not_start_in_one_line(tmp_path: Path) -> None:
    keys.hub_key(tmp_path)
    (tmp_path / "keys").chmod(0o750)
    done = subprocess.run(
        [sys.executable, "-m", "console.hub", "--data", tmp_path], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip() == (
        f"{tmp_path}/keys is open to others (mode 0750) — chmod 700 {tmp_path}/keys; pair again if it was read"
    )
