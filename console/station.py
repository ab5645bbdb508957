"""A paired station's file: who it is, its key, and where its hub is. Read by adapters and consoles; written by pairing.

One TOML file, mode 0600. A station on the hub's own machine has `hub_file` instead of fixed ports: the hub writes the ports it
has into that file at each start. Sockets made here are encrypted (CURVE), bounded and never hang at exit.
"""

import contextlib
import os
import stat
from pathlib import Path

import msgspec
import zmq
from msgspec import Struct

from console.fault import HallFault
from console.model.command import Role

SEND_LIMIT = 1_000
"""Messages that may wait in a socket."""
RECONNECT_MS = (50, 500)


class Ports(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a hub listens, TCP."""

    ingress: int = 5701
    control: int = 5702
    feed: int = 5703
    history: int = 5704
    pairing: int = 5705


class HubFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`hub.json` in the data directory: the running hub, for stations on the same machine."""

    pid: int
    boot: int
    hall: str
    host: str
    ports: Ports


class Station(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paired station."""

    name: str
    role: Role
    hall: str
    host: str
    hub_key: str
    """The hub's public CURVE key, Z85."""
    public: str
    secret: str
    ports: Ports = Ports()
    hub_file: str = ""
    """Path of `hub.json`, for stations on the hub's own machine; its ports win."""

    def reach(self) -> tuple[str, Ports]:
        """Host and ports of the hub as of now; raises HallFault when a local hub has not written them yet."""
        if not self.hub_file:
            return self.host, self.ports
        try:
            hub = msgspec.json.decode(Path(self.hub_file).read_bytes(), type=HubFile)
        except (OSError, msgspec.MsgspecError) as error:
            raise HallFault(f"the hub has not written {self.hub_file}", "start the hub first: hallwatch hub") from error
        return hub.host, hub.ports

    def address(self, socket: str) -> str:
        """ZeroMQ address of the hub's `ingress`, `control`, `feed` or `history`; raises HallFault as `reach`."""
        host, ports = self.reach()
        return f"tcp://{host}:{getattr(ports, socket)}"

    def secure(self, socket: "zmq.Socket[bytes]") -> None:
        """Set this station's keys and the limits every link has; before `connect`."""
        socket.curve_serverkey = self.hub_key.encode()
        socket.curve_publickey = self.public.encode()
        socket.curve_secretkey = self.secret.encode()
        bound(socket)
        socket.setsockopt(zmq.IMMEDIATE, 1)
        socket.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MS[0])
        socket.setsockopt(zmq.RECONNECT_IVL_MAX, RECONNECT_MS[1])


def bound(socket: "zmq.Socket[bytes]") -> None:
    """Limits of every socket of the project: no wait at exit, dead peers noticed within 3 s, bounded queues."""
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.HANDSHAKE_IVL, 3_000)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 1_000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3_000)
    socket.setsockopt(zmq.SNDHWM, SEND_LIMIT)


def read(path: Path) -> Station:
    """The station in `path`; raises HallFault when it is missing, open to others, or not a station file."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_bytes()
    except OSError as error:
        raise HallFault(f"cannot read the station file {path}: {error.strerror}", "pair this station: hallwatch join") from error
    if mode & 0o077:
        raise HallFault(f"the station file {path} is open to others (mode {mode:04o})", f"chmod 600 {path}")
    try:
        return msgspec.toml.decode(text, type=Station)
    except msgspec.MsgspecError as error:
        raise HallFault(f"{path} is not a station file: {error}", "pair this station again: hallwatch join") from error


def write(path: Path, station: Station) -> None:
    """Write a station's file, readable by its owner only, whole or not at all."""
    lines = [
        f"{key} = {msgspec.json.encode(value).decode()}" for key, value in msgspec.to_builtins(station).items() if key != "ports"
    ]
    lines.append("\n[ports]")
    lines += [f"{key} = {value}" for key, value in msgspec.to_builtins(station.ports).items()]
    write_private(path, "\n".join(lines).encode() + b"\n")


def write_private(path: Path, data: bytes) -> None:
    """Write `data` with mode 0600, synced, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
