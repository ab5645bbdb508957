"""A station's role file: where the hub is, whose keys to trust, and who this station is. Not the issuing of such files (`hub.keys`).

One TOML file of plain strings and numbers for each adapter and each console, written by `hallwatch join` or by the hub for its own
machine. It holds the station's secret key, so it must be readable by its owner only (0600). A file for the hub's own machine names
`hub_file`, which the hub writes at each start: the ports found there win.
"""

import os
import stat
from pathlib import Path
from typing import Annotated

import msgspec
import zmq
from msgspec import Meta, Struct

from console.fault import HallFault
from console.model.command import Role
from console.model.ident import Id

Port = Annotated[int, Meta(ge=0, le=65_535)]
Key = Annotated[str, Meta(pattern=r"^[0-9a-zA-Z.:+=^!/*?&<>()\[\]{}@%$#-]{40}\Z")]
"""A CURVE key in Z85: 40 characters, neither quotes nor backslashes."""
RECORDER_PORT = 5706
"""Where a recorder is to listen that other machines look at."""
SEND_LIMIT = 1_000
"""Messages that may wait in a socket."""
DEADLINE_MS = 5_000
"""How long any call on a client's socket may wait, should one wait at all."""


class Station(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a station needs to speak to its hub."""

    name: Id
    role: Role
    host: Annotated[str, Meta(min_length=1, max_length=255, pattern=r"^[\w.:-]+\Z")]
    ingress: Port
    """Where adapters connect."""
    control: Port
    """Where consoles connect; the greeting's answer names the other ports."""
    hub_key: Key
    public_key: Key
    secret_key: Key
    recorder: Port = RECORDER_PORT
    """Where the recorder listens, for consoles on another machine; on its own `recorder.json` says it."""
    hub_file: str = ""
    """Path of the hub's `hub.json`, for stations on the same machine only."""
    next_hub_key: Key | None = None
    """The key that the hub will have next, once it has announced one: tried when the handshake with `hub_key` fails."""
    first_hub_key: Key | None = None
    """The hub's key when this station was paired, where it has had another since: by it a console finds what it kept of that hub."""

    @property
    def hub_name(self) -> Key:
        """What stays the same of a hub that changes its key."""
        return self.first_hub_key or self.hub_key


class HubFile(Struct, frozen=True, kw_only=True):
    """`hub.json` in the data directory: where the running hub listens. Gone when it stopped in order."""

    pid: int
    boot: int
    hall: str
    host: str
    ingress: Port
    control: Port
    feed: Port
    history: Port
    pairing: Port


def read(path: Path) -> Station:
    """Read a role file; `HallFault` for a missing, readable-by-others or wrong one, naming the file and the key."""
    try:
        mode = path.stat().st_mode
        text = path.read_bytes()
    except OSError as error:
        raise HallFault(f"station file {path}: {error.strerror or error}", "pair this station: hallwatch join …") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise HallFault(f"station file {path} can be read by others (mode {stat.S_IMODE(mode):04o})", f"chmod 600 {path}")
    station = parse(path, text)
    hub = read_hub_file(Path(station.hub_file)) if station.hub_file else None
    if hub is None:
        return station
    return msgspec.structs.replace(station, host=hub.host, ingress=hub.ingress, control=hub.control)


def parse(path: Path, text: bytes) -> Station:
    """What a role file says; `HallFault` for a wrong one, naming the file and the key."""
    try:
        return msgspec.toml.decode(text, type=Station)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise HallFault(f"station file {path}: {error}", "pair this station again: hallwatch join …") from error


def read_hub_file(path: Path) -> HubFile | None:
    """Where the hub of this machine listens; None when it has not written that (not started, or stopped)."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=HubFile)
    except (OSError, msgspec.DecodeError):
        return None


def write(path: Path, station: Station) -> None:
    """Write a role file, mode 0600, whole or not at all."""
    lines = ["# hallwatch station file: holds a secret key, keep it to its owner (0600)."]
    for key, value in msgspec.to_builtins(station).items():
        if value is None:
            continue
        lines.append(f"{key} = {msgspec.json.encode(value).decode()}")
    write_private(path, ("\n".join(lines) + "\n").encode())


def write_private(path: Path, data: bytes) -> None:
    """Write `data` with mode 0600, on disk when this returns, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def secure(socket: "zmq.Socket[bytes]", station: Station) -> None:
    """Give a client's socket the station's keys and the limits every link has; before `connect`."""
    socket.setsockopt(zmq.RCVTIMEO, DEADLINE_MS)
    socket.setsockopt(zmq.SNDTIMEO, DEADLINE_MS)
    socket.curve_serverkey = station.hub_key.encode()
    socket.curve_publickey = station.public_key.encode()
    socket.curve_secretkey = station.secret_key.encode()
    limit(socket)
    if socket.type != zmq.SUB:
        # Nothing waits for a hub that is away. Not for SUB: with it, a connection that breaks takes the second frame of a
        # message whose first was read already, and the next receive aborts the process (libzmq 4.3.5, fq.cpp:80). For the same
        # reason what a client hears on its other sockets is one frame.
        socket.setsockopt(zmq.IMMEDIATE, 1)
    socket.setsockopt(zmq.RECONNECT_IVL, 50)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 500)


def heard(socket: "zmq.Socket[bytes]") -> bytes:
    """The next message, without waiting: `zmq.Again` when there is none, ValueError when it is not one frame (make a new socket)."""
    frame = socket.recv(zmq.NOBLOCK)
    if socket.getsockopt(zmq.RCVMORE):
        raise ValueError("the hub's answer has more than one frame: it is of another version")
    return frame


def limit(socket: "zmq.Socket[bytes]") -> None:
    """Limits of every socket of the project: no wait at exit, dead peers noticed within 3 s, bounded queues."""
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.HANDSHAKE_IVL, 3_000)
    socket.setsockopt(zmq.HEARTBEAT_IVL, 1_000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3_000)
    socket.setsockopt(zmq.SNDHWM, SEND_LIMIT)
