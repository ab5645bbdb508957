"""What `hallwatch pair`, `join`, `stations`, `revoke` and `rotate-hub` print. Faults are raised as `HallFault`."""

import time
from pathlib import Path

from rich.console import Console as Terminal
from rich.table import Table

from console import station
from console.fault import HallFault
from console.hub import carried, keys, pairing, rotation
from console.hub.keys import HubKey
from console.hub.rotation import Standing
from console.model.command import Role
from console.station import Station


def pair(data_dir: Path, role: str, name: str, host: str | None = None, usb: Path | None = None) -> None:
    """Print what to type on the station, or what to do with the file that it is to be carried."""
    if role not in list(Role):
        raise HallFault(f"{role!r} is not a role", f"one of: {', '.join(Role)}")
    if usb is None:
        print(f"hallwatch join {pairing.pair(data_dir, Role(role), name, host=host)}")
        print(f"valid for {pairing.VALID_SECONDS / 60:g} minutes, once")
        if station.read_hub_file(data_dir / "hub.json") is None:
            print(f"no hub runs on {data_dir} now: start it first (hallwatch hub --data {data_dir} --hall …), or check --data")
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
    rest = {Role.ADAPTER: " …", Role.WALL: " --layout wall --keep"}.get(joined.role, "")
    print(f"next: hallwatch {program} --station {path}{rest}")


def stations(data_dir: Path) -> None:
    """Who may come in."""
    keys.known_folder(data_dir)
    known = keys.load_table(data_dir).stations
    if not known:
        print("no station is paired: hallwatch pair")
        return
    hub_key = keys.read_hub_key(data_dir)
    is_told = hub_key.next is not None or hub_key.changed > 0
    table = Table("name", "role", "paired", *(("hub's key",) if is_told else ()))
    for standing in sorted(rotation.standings(hub_key, known), key=lambda each: (each.station.role.value, each.station.name)):
        each = standing.station
        row = (each.name, each.role.value, time.strftime("%Y-%m-%d %H:%M", time.localtime(each.since)))
        table.add_row(*row, *((_standing(hub_key, standing),) if is_told else ()))
    Terminal().print(table)


def _standing(hub_key: HubKey, standing: Standing) -> str:
    if hub_key.next is not None:
        return "has the next one" if standing.is_ready else f"not yet: start it before {rotation.day(hub_key.next.at)}"
    return "has it" if standing.is_ready else "must join anew"


def rotate_hub(data_dir: Path, *, finish: bool = False, now: bool = False) -> None:
    """Announce another key of the hub, take it into use, or replace a stolen one at once; say what that means for whom."""
    if finish and now:
        raise HallFault(
            "--finish and --now are two things", "--now for a key that was stolen, --finish when all have the next one"
        )
    if now:
        key = rotation.replace_now(data_dir)
        print("the hub has another key from now on; the old one opens nothing")
    elif finish:
        key = rotation.finish(data_dir)
        print("the hub has its new key from now on")
    else:
        key = rotation.begin(data_dir)
    left = rotation.behind(key, keys.load_table(data_dir).stations)
    if key.next is not None:
        print(
            f"another key is announced to every station from now on, and takes the place of the present one on {rotation.day(key.next.at)}"
        )
        print("who has it already: hallwatch stations; sooner, once all have it: hallwatch rotate-hub --finish")
    elif left:
        print(f"shut out until they {rotation.ANEW}")
        print("\n".join(f"  {name}" for name in left))
    if now:
        print("if stations' secret keys may have been read too (keys/*.station.toml): hallwatch revoke NAME, and pair it again")


def revoke(data_dir: Path, name: str) -> None:
    """Shut a station out from its next message on."""
    keys.revoke(data_dir, name)
    print(f"{name} is shut out")
