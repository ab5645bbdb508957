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
from enum import StrEnum
from pathlib import Path

import msgspec
import zmq
from msgspec import Struct
from msgspec.structs import replace

from console import station, station_keys
from console.fault import HallFault
from console.model.command import Role
from console.model.ident import Id
from console.station import Key, Station


class CurveKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A CURVE key pair, Z85."""

    public: Key
    secret: Key


class NextKey(CurveKey, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The pair that the hub is to have."""

    announced: float
    """Since when, and from when on it is the hub's own; Unix seconds by the wall."""
    at: float


class Turn(StrEnum):
    """What was done with the hub's key and is not in the journal yet."""

    ANNOUNCED = "announced"
    CHANGED = "changed"
    REPLACED = "replaced"


class HubKey(CurveKey, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`hub-key.json`: the pair that the hub has, and the one that it announces."""

    next: NextKey | None = None
    changed: float = 0.0
    """When it took the place of another, Unix seconds by the wall; 0: it is the first."""
    untold: tuple[Turn, ...] = ()


class Paired(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A station that may come in."""

    name: Id
    role: Role
    key: Key
    """Its public key."""
    since: float
    """When it was paired, Unix seconds by the wall."""
    holds: str = ""
    """The newest hub key that it is known to have; empty: the first."""


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everybody who may come in."""

    stations: tuple[Paired, ...] = ()


NEW = "no hall was in {} before: check --data if that is not meant"
"""What who keeps something in a fresh data directory is told."""


def folder(data_dir: Path) -> Path:
    """The key folder, made when missing; raises HallFault when others can look into it."""
    path = data_dir / "keys"
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise HallFault(f"cannot make the key folder {path}: {error.strerror}", "name a data directory you own") from error
    check_modes(path)
    return path


def known_folder(data_dir: Path) -> Path:
    """The key folder of a hall that is there; raises HallFault where none is: whoever mistyped a path wants nothing made."""
    path = data_dir / "keys"
    if not path.is_dir():
        raise HallFault(f"there is no hall in {data_dir}", "name the hub's data directory: --data DIR")
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


def hub_key_path(data_dir: Path) -> Path:
    """Where the hub's key is."""
    return data_dir / "keys" / "hub-key.json"


def hub_key(data_dir: Path) -> HubKey:
    """The hub's CURVE pair, made at first use; raises HallFault when the file is damaged or its halves do not belong together."""
    folder(data_dir)
    path = hub_key_path(data_dir)
    with lock(data_dir):
        if not path.exists():
            pair = curve_pair()
            first = HubKey(public=pair.public, secret=pair.secret)
            save_hub_key(data_dir, first)
            return first
    return _read_pair(path)


def save_hub_key(data_dir: Path, key: HubKey) -> None:
    """Write the hub's key, whole or not at all; under `lock`."""
    station.write_private(hub_key_path(data_dir), msgspec.json.encode(key))


def read_hub_key(data_dir: Path) -> HubKey:
    """The hub's key, without making one; raises HallFault when the file is missing, damaged or does not fit together."""
    return _read_pair(hub_key_path(data_dir))


def _read_pair(path: Path) -> HubKey:
    remedy = "restore it from a backup; a new key means pairing every station again"
    try:
        key = msgspec.json.decode(path.read_bytes(), type=HubKey)
        pairs: tuple[CurveKey, ...] = (key, key.next) if key.next is not None else (key,)
        fit = all(zmq.curve_public(pair.secret.encode()).decode() == pair.public for pair in pairs)
    except OSError as error:
        raise _unreadable(f"the hub's key {path}", error) from error
    except (msgspec.MsgspecError, zmq.ZMQError, ValueError) as error:
        raise HallFault(f"the hub's key {path} is damaged: {error}", remedy) from error
    if not fit:
        raise HallFault(f"the hub's key {path} is damaged: its halves do not belong together", remedy)
    return key


def table_path(data_dir: Path) -> Path:
    """Where the table of stations is."""
    return data_dir / "keys" / "stations.json"


def load_table(data_dir: Path) -> Table:
    """Who may come in; raises HallFault when the file is damaged or cannot be read."""
    path = table_path(data_dir)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Table)
    except FileNotFoundError:
        return Table()
    except OSError as error:
        raise _unreadable(f"the table of stations {path}", error) from error
    except msgspec.MsgspecError as error:
        raise HallFault(f"the table of stations {path} is damaged: {error}", "restore it from a backup") from error


def _unreadable(what: str, error: OSError) -> HallFault:
    return HallFault(f"{what} cannot be read: {error.strerror}", "check that it is there, its permissions and the disk")


def admit(data_dir: Path, name: str, role: Role, key: str, holds: str = "") -> None:
    """Let a station in from now on; one of the same name before it is out. `holds`: the hub's key in its file, if not the present one."""
    holds = holds or hub_key(data_dir).public
    with lock(data_dir):
        others = tuple(paired for paired in load_table(data_dir).stations if paired.name != name and paired.key != key)
        _save_table(data_dir, (*others, Paired(name=name, role=role, key=key, since=time.time(), holds=holds)))


def note_held(data_dir: Path, name: str, hub_key: str) -> None:
    """A station has this key of the hub on its disk."""
    with lock(data_dir):
        table = load_table(data_dir).stations
        told = tuple(replace(each, holds=hub_key) if each.name == name else each for each in table)
        if told != table:
            _save_table(data_dir, told)


def revoke(data_dir: Path, name: str) -> None:
    """Shut a station out from its next message on; raises HallFault when there is none of that name."""
    known_folder(data_dir)
    with lock(data_dir):
        table = load_table(data_dir)
        rest = tuple(paired for paired in table.stations if paired.name != name)
        if len(rest) == len(table.stations):
            known = ", ".join(paired.name for paired in table.stations) or "none"
            raise HallFault(f"no station is called {name}", f"paired stations: {known}")
        _save_table(data_dir, rest)


def issue_local(data_dir: Path, name: str, role: Role | str) -> Path:
    """Pair a station of this same machine without a code; returns its file. A station that has one keeps its key, and learns the hub's."""
    role, hub = Role(role), hub_key(data_dir)
    path = folder(data_dir) / f"{check_name(name)}.station.toml"
    if path.exists():
        kept = station.read(path)
        if kept.role is role and any(paired.key == kept.public_key for paired in load_table(data_dir).stations):
            if kept.hub_key != hub.public:  # the hub has another key than then
                station_keys.move_on(path, hub.public)
            return path
    pair = curve_pair()
    issued = Station(
        name=name,
        role=role,
        host="127.0.0.1",
        ingress=0,
        control=0,
        hub_key=hub.public,
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
