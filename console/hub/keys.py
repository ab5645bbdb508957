"""The hub's key and the table of paired stations, as private files. Not the check of a message: that is `auth`.

`DIR/keys/` is 0700 and every file in it 0600; anything wider is refused. `hub-key.json` holds the CURVE pair, `checkpoint.key` the
Ed25519 key that signs checkpoints, `stations.json` who may come in, `NAME.station.toml` the files issued for this machine.
"""

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import zmq
from msgspec import Struct

from console import station
from console.fault import HallFault
from console.model.command import Role
from console.model.ident import Id
from console.station import Key, Station


class CurveKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A CURVE key pair, Z85."""

    public: Key
    secret: Key


class Paired(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A station that may come in."""

    name: Id
    role: Role
    key: Key
    """Its public key."""
    since: float
    """When it was paired, Unix seconds by the wall."""


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everybody who may come in."""

    stations: tuple[Paired, ...] = ()


def folder(data_dir: Path) -> Path:
    """The key folder, made when missing; raises HallFault when others can look into it."""
    path = data_dir / "keys"
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise HallFault(f"cannot make the key folder {path}: {error.strerror}", "name a data directory you own") from error
    check_modes(path)
    return path


def check_modes(path: Path) -> None:
    """Raise HallFault for a key folder or file that others can open."""
    for item in (path, *path.iterdir()):
        try:
            mode = stat.S_IMODE(item.stat().st_mode)
        except FileNotFoundError:
            continue  # a draft that was renamed meanwhile
        if mode & 0o077:
            fit = "700" if item.is_dir() else "600"
            raise HallFault(f"{item} is open to others (mode {mode:04o})", f"chmod {fit} {item}; pair again if it was read")


def curve_pair() -> CurveKey:
    """A fresh CURVE key pair."""
    public, secret = zmq.curve_keypair()
    return CurveKey(public=public.decode(), secret=secret.decode())


def hub_key(data_dir: Path) -> CurveKey:
    """The hub's CURVE pair, made at first use; raises HallFault when the file is damaged or its halves do not belong together."""
    path = folder(data_dir) / "hub-key.json"
    with lock(data_dir):
        if not path.exists():
            pair = curve_pair()
            station.write_private(path, msgspec.json.encode(pair))
            return pair
    return _read_pair(path)


def read_hub_key(data_dir: Path) -> str:
    """The hub's public key, without making one; raises HallFault when the file is missing, damaged or does not fit together."""
    return _read_pair(data_dir / "keys" / "hub-key.json").public


def _read_pair(path: Path) -> CurveKey:
    remedy = "restore it from a backup; a new key means pairing every station again"
    try:
        pair = msgspec.json.decode(path.read_bytes(), type=CurveKey)
        derived = zmq.curve_public(pair.secret.encode()).decode()
    except (msgspec.MsgspecError, zmq.ZMQError, ValueError, OSError) as error:
        raise HallFault(f"the hub's key {path} is damaged: {error}", remedy) from error
    if derived != pair.public:
        raise HallFault(f"the hub's key {path} is damaged: its halves do not belong together", remedy)
    return pair


def table_path(data_dir: Path) -> Path:
    """Where the table of stations is."""
    return data_dir / "keys" / "stations.json"


def load_table(data_dir: Path) -> Table:
    """Who may come in; raises HallFault when the file is damaged."""
    path = table_path(data_dir)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Table)
    except FileNotFoundError:
        return Table()
    except msgspec.MsgspecError as error:
        raise HallFault(f"the table of stations {path} is damaged: {error}", "restore it from a backup") from error


def admit(data_dir: Path, name: str, role: Role, key: str) -> None:
    """Let a station in from now on; one of the same name before it is out."""
    folder(data_dir)
    with lock(data_dir):
        others = tuple(paired for paired in load_table(data_dir).stations if paired.name != name and paired.key != key)
        _save_table(data_dir, (*others, Paired(name=name, role=role, key=key, since=time.time())))


def revoke(data_dir: Path, name: str) -> None:
    """Shut a station out from its next message on; raises HallFault when there is none of that name."""
    folder(data_dir)
    with lock(data_dir):
        table = load_table(data_dir)
        rest = tuple(paired for paired in table.stations if paired.name != name)
        if len(rest) == len(table.stations):
            known = ", ".join(paired.name for paired in table.stations) or "none"
            raise HallFault(f"no station is called {name}", f"paired stations: {known}")
        _save_table(data_dir, rest)


def issue_local(data_dir: Path, name: str, role: Role | str) -> Path:
    """Pair a station of this same machine without a code; returns its file. A station that has one keeps its key, and learns the hub's."""
    role, hub = Role(role), hub_key(data_dir).public
    path = folder(data_dir) / f"{check_name(name)}.station.toml"
    if path.exists():
        kept = station.read(path)
        if kept.role is role and any(paired.key == kept.public_key for paired in load_table(data_dir).stations):
            if kept.hub_key != hub:  # the hub has another key than then
                # What `hub.json` says now was read into it; the file keeps asking there.
                station.write(path, msgspec.structs.replace(kept, hub_key=hub, host="127.0.0.1", ingress=0, control=0))
            return path
    pair = curve_pair()
    issued = Station(
        name=name,
        role=role,
        host="127.0.0.1",
        ingress=0,
        control=0,
        hub_key=hub,
        public_key=pair.public,
        secret_key=pair.secret,
        hub_file=str((data_dir / "hub.json").resolve()),
    )
    station.write(path, issued)
    admit(data_dir, name, role, pair.public)
    return path


def check_name(name: str) -> str:
    """The name, if a station may be called so and a file may be named after it; else HallFault."""
    try:
        msgspec.convert(name, Id)
    except msgspec.ValidationError as error:
        raise HallFault(f"a station cannot be called {name!r}: {error}", "use letters, digits, `_ . : -`") from error
    if "/" in name or name.startswith(".") or name == "hub":
        raise HallFault(f"a station cannot be called {name!r}", "use letters, digits, `_ . : -`, and not `hub`")
    return name


@contextmanager
def lock(data_dir: Path) -> Iterator[None]:
    """One process at a time changes the keys: `pair`, `revoke` and the hub may run at once."""
    descriptor = os.open(data_dir / "keys" / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _save_table(data_dir: Path, stations: tuple[Paired, ...]) -> None:
    station.write_private(table_path(data_dir), msgspec.json.encode(Table(stations=stations)))
