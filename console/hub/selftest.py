"""What a hub checks before it starts: everything that would lose data later, each refused in one line (HallFault)."""

import fcntl
import os
import shutil
import time
from pathlib import Path

import zmq
from pysqlite3 import dbapi2 as sqlite

from console import station, wire
from console.fault import HallFault
from console.hub import keys
from console.hub.auth import Gate
from console.hub.sockets import Sockets
from console.model.command import Role

SQLITE_LEAST = (3, 51, 3)
"""Older ones can corrupt a WAL that two connections use."""
FREE_LEAST = 64 * 1024 * 1024
"""Bytes."""
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "glusterfs", "fuse.glusterfs"}
)
"""Their locks and their syncs are not what SQLite needs (sqlite.org/howtocorrupt.html §2)."""
HANDSHAKE_SECONDS = 3.0


def check_folder(data: Path, journal: str = "", *, free_least: int = FREE_LEAST) -> None:
    """The data directory: ours, writable, on a disk of this machine with room, its keys private."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = data / f".probe.{os.getpid()}"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
        free = shutil.disk_usage(data).free
    except OSError as error:
        raise HallFault(f"cannot write to {data}: {error.strerror}", "name a directory you own, on a disk with room") from error
    if free < free_least:
        raise HallFault(f"{data} has {free // 1_000_000} MB free, {free_least // 1_000_000} MB are needed", "free some space")
    kind = file_system(data if "://" in journal or not journal else Path(journal))
    if kind in NETWORK_FILE_SYSTEMS:
        raise HallFault(f"{journal or data} is on a network file system ({kind})", "keep the journal on a disk of this machine")
    keys.folder(data)


def file_system(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """Kind of the file system that holds `path`; empty where the system does not say."""
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return ""
    place, best, kind = path.resolve(), Path("/"), ""
    for line in lines:
        _, where, found, *_ = line.split(" ")
        folder = Path(where.encode().decode("unicode_escape"))
        if place.is_relative_to(folder) and len(folder.parts) >= len(best.parts):
            best, kind = folder, found
    return kind


def lock(data: Path) -> int:
    """Be the only hub of this directory; returns the descriptor that holds the lock."""
    descriptor = os.open(data / "hub.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise HallFault(f"another hub runs on {data}", "stop it first, or name another data directory") from error
    return descriptor


def check_database(data: Path, journal: str = "") -> None:
    """The database library keeps what it says it kept."""
    if journal.startswith("postgresql"):
        return
    found = sqlite.sqlite_version_info
    if found < SQLITE_LEAST:
        least = ".".join(map(str, SQLITE_LEAST))
        raise HallFault(f"SQLite is {sqlite.sqlite_version}, {least} is needed", "install the wheel pysqlite3 >= 0.6.1")
    probe = data / f".probe-{os.getpid()}.sqlite"
    try:
        connection = sqlite.connect(probe)
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            connection.execute("PRAGMA synchronous=FULL")
            level = connection.execute("PRAGMA synchronous").fetchone()[0]
        finally:
            connection.close()
    except sqlite.Error as error:
        raise HallFault(f"SQLite cannot work in {data}: {error}", "name a directory on an ordinary disk") from error
    finally:
        for end in ("", "-wal", "-shm"):
            probe.with_name(probe.name + end).unlink(missing_ok=True)
    if (mode, level) != ("wal", 2):
        raise HallFault(f"SQLite in {data} gives journal_mode={mode}, synchronous={level}", "a disk that takes WAL and FULL")


def check_handshake(gate: Gate, sockets: Sockets, host: str, ports: tuple[int, int, int]) -> None:
    """Our own port lets a known key in and answers; a wrong ZAP domain or a firewall would leave every adapter outside, silently."""
    pair = keys.curve_pair()
    gate.trust(pair.public)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    probe = context.socket(zmq.DEALER)
    try:
        reach = "127.0.0.1" if host in {"0.0.0.0", "*"} else host  # noqa: S104 - compared, not bound
        me = station.Station(
            name="selftest", role=Role.ADMIN, host=reach, ingress=ports[0], control=ports[1],
            hub_key=gate.public, public_key=pair.public, secret_key=pair.secret,
        )  # fmt: skip
        station.secure(probe, me)
        probe.connect(f"tcp://{reach}:{ports[1]}")
        until = time.monotonic() + HANDSHAKE_SECONDS
        sent = False
        while time.monotonic() < until:
            if gate.socket.poll(5):
                gate.answer()
            if not sent and probe.poll(0, zmq.POLLOUT):
                probe.send(wire.encode(wire.Beat()), zmq.NOBLOCK)
                sent = True
            received = sockets.read(sockets.control)
            if received is not None and sockets.who(received) is not None:
                return
    finally:
        gate.trust(None)
        context.destroy(0)
    raise HallFault(
        f"the hub's own port {reach}:{ports[1]} does not let a known key in within {HANDSHAKE_SECONDS:g} s",
        "check the firewall of the loopback, and that no other program answers ZeroMQ's authentication",
    )
