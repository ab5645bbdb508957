"""What `hallwatch pair`, `join`, `stations` and `revoke` print. Faults are raised as `HallFault`."""

import time
from pathlib import Path

from rich.console import Console as Terminal
from rich.table import Table

from console import station
from console.fault import HallFault
from console.hub import carried, keys, pairing
from console.model.command import Role
from console.station import Station


def pair(data_dir: Path, role: str, name: str, host: str | None = None, usb: Path | None = None) -> None:
    """Print what to type on the station, or what to do with the file that it is to be carried."""
    if role not in list(Role):
        raise HallFault(f"{role!r} is not a role", f"one of: {', '.join(Role)}")
    if usb is None:
        print(f"hallwatch join {pairing.pair(data_dir, Role(role), name, host=host)}")
        print(f"valid for {pairing.VALID_SECONDS / 60:g} minutes, once")
        return
    issued = carried.hand_out(data_dir, Role(role), name, usb, host=host)
    print(f"hallwatch join --usb {usb.name}")
    print(f"{usb} is {issued.name}'s key until it has joined: carry it yourself; lost: hallwatch revoke {issued.name}")


def join(host: str, code: str, directory: Path, usb: Path | None = None) -> None:
    """Pair this station with a code or a carried file; say where its own file is and what to type next."""
    if usb is not None:
        path, left = carried.take_in(usb, directory)
        if left:
            print(left)
        joined = station.read(path)
        try:
            pairing.try_out(joined)
        except HallFault as fault:
            print(f"not tried out yet: {fault.what}")
    elif host and code:
        path = pairing.join(host, code, directory)
        joined = station.read(path)
    else:
        raise HallFault("the hub's address and the code are missing", "type what `hallwatch pair` printed, or --usb FILE")
    _next(path, joined)


def _next(path: Path, joined: Station) -> None:
    print(f"PASS: {joined.name} is paired as {joined.role.value}; its file, and secret key, is {path}")
    program = "adapter" if joined.role is Role.ADAPTER else "console"
    print(f"next: hallwatch {program} --station {path}{' …' if joined.role is Role.ADAPTER else ''}")


def stations(data_dir: Path) -> None:
    """Who may come in."""
    known = keys.load_table(data_dir).stations
    if not known:
        print("no station is paired: hallwatch pair")
        return
    table = Table("name", "role", "paired")
    for each in sorted(known, key=lambda each: (each.role.value, each.name)):
        table.add_row(each.name, each.role.value, time.strftime("%Y-%m-%d %H:%M", time.localtime(each.since)))
    Terminal().print(table)


def revoke(data_dir: Path, name: str) -> None:
    """Shut a station out from its next message on."""
    keys.revoke(data_dir, name)
    print(f"{name} is shut out")
