"""Pairing a station that has no network yet: the hub makes its keys and writes them to a file that somebody carries there.

Unlike `pairing`, the secret half travels: whoever reads the file is that station. So it is wiped from what it was carried on when the
station takes it, and until then should stay in the carrier's hand; `hallwatch revoke` makes a lost one worthless.
"""

import os
import socket as net
from pathlib import Path

from console import station
from console.fault import HallFault
from console.hub import keys
from console.model.command import Role
from console.station import Station

_EVERYWHERE = {"0.0.0.0", "*", "::"}  # noqa: S104 - compared, not bound


def hand_out(data_dir: Path, role: Role, name: str, file: Path, *, host: str | None = None) -> Station:
    """Let a station in and write what it needs to `file`, which must not be there yet. Raises HallFault; nobody is let in then."""
    keys.check_name(name)
    running = station.read_hub_file(data_dir / "hub.json")
    if running is None:
        raise HallFault(f"no hub runs on {data_dir}, so nobody knows its ports", "start the hub first")
    if file.exists():
        raise HallFault(f"{file} is there already", "name another file, or delete it if its station has joined")
    if any(each.name == name for each in keys.load_table(data_dir).stations):
        raise HallFault(f"a station is called {name} already", f"choose another name, or first: hallwatch revoke {name}")
    pair, hub_key = keys.curve_pair(), keys.hub_key(data_dir)
    issued = Station(
        name=name,
        role=role,
        host=host or (net.gethostname() if running.host in _EVERYWHERE else running.host),
        ingress=running.ingress,
        control=running.control,
        hub_key=hub_key.public,
        next_hub_key=hub_key.next.public if hub_key.next is not None else None,
        public_key=pair.public,
        secret_key=pair.secret,
    )
    try:
        station.write(file, issued)
    except OSError as error:
        raise HallFault(
            f"cannot write {file}: {error.strerror}", "name a file on a stick that is mounted and writable"
        ) from error
    keys.admit(data_dir, name, role, pair.public)
    return issued


def take_in(file: Path, directory: Path) -> tuple[Path, str]:
    """Take a carried file: the station's own file, and in plain words why the carried one could not be wiped (empty: it was).

    Raises HallFault when there is none, or when it holds anything else.
    """
    try:
        carried = station.parse(file, file.read_bytes())
    except OSError as error:
        raise HallFault(f"{file}: {error.strerror}", "write it on the hub: hallwatch pair --usb FILE") from error
    path = directory / f"{keys.check_name(carried.name)}.station.toml"
    if path.exists():
        raise HallFault(f"{path} is there already", "name another folder, or move it away if it is of no use any more")
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        station.write(path, carried)
    except OSError as error:
        raise HallFault(f"cannot write {path}: {error.strerror}", "name a folder you own: --folder") from error
    return path, _wipe(file)


def _wipe(file: Path) -> str:
    try:
        with file.open("r+b") as carried:
            carried.write(b"\0" * file.stat().st_size)
            carried.flush()
            os.fsync(carried.fileno())
        file.unlink()
    except OSError as error:
        return f"{file} still holds the secret key ({error.strerror}): destroy it"
    return ""
