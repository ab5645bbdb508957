"""The hub's change of its key: announced for thirty days, then made, or made at once when the key was stolen. Files only; no sockets.

A CURVE socket has one key, so the hub has one key at a time and announces the next: every station that speaks to it is told, writes the
key into its file and says so (`console.station_keys`). When the time is over the next key takes the place of the present one in
`hub-key.json`, in one write, and all who listen with it open their sockets anew. Who has not kept it by then must join anew.
"""

import time
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console import station, station_keys
from console.fault import HallFault
from console.hub import keys, pairing
from console.hub.keys import HubKey, NextKey, Paired, Turn

DAY = 86_400.0
ANNOUNCED_DAYS = 30
WARNED_DAYS = 7
"""Days before the change from which stations that have not kept the key are an alarm."""
ANEW = "join anew; on the hub: hallwatch pair --role ROLE --name NAME, there: hallwatch join …"
"""What is to be done with a station that was left behind."""


class Standing(Struct, frozen=True, kw_only=True):
    """How a station stands to the hub's keys."""

    station: Paired
    is_ready: bool
    """It has the next key; where none is announced, the present one."""


def standings(key: HubKey, stations: tuple[Paired, ...]) -> tuple[Standing, ...]:
    """All stations, by name. Before a hub's first change everybody has its key."""
    wanted = key.next.public if key.next is not None else key.public if key.changed else None
    ordered = sorted(stations, key=lambda each: each.name)
    return tuple(Standing(station=each, is_ready=wanted is None or each.holds == wanted) for each in ordered)


def behind(key: HubKey, stations: tuple[Paired, ...]) -> tuple[str, ...]:
    """Stations that have not got the key."""
    return tuple(each.station.name for each in standings(key, stations) if not each.is_ready)


def begin(data: Path, now: float | None = None) -> HubKey:
    """Make the next key and announce it from now on. Raises HallFault when there is no hub, or one is announced already."""
    now = time.time() if now is None else now
    _must_exist(data)
    with keys.lock(data):
        key = keys.read_hub_key(data)
        if key.next is not None:
            raise HallFault("the hub announces another key already", f"it is changed on {day(key.next.at)}")
        pair = keys.curve_pair()
        coming = NextKey(public=pair.public, secret=pair.secret, announced=now, at=now + ANNOUNCED_DAYS * DAY)
        announced = replace(key, next=coming, untold=(*key.untold, Turn.ANNOUNCED))
        keys.save_hub_key(data, announced)
    return announced


def finish(data: Path, now: float | None = None, *, is_forced: bool = False) -> HubKey:
    """Make the announced key the hub's own. Raises HallFault when none is announced, and, unless forced, while stations lack it."""
    now = time.time() if now is None else now
    _must_exist(data)
    with keys.lock(data):
        key = keys.read_hub_key(data)
        if key.next is None:
            raise HallFault("no other key is announced", "hallwatch rotate-hub")
        left = behind(key, keys.load_table(data).stations)
        if left and not is_forced:
            raise HallFault(f"not yet: {', '.join(left)} would be shut out", f"start them once before {day(key.next.at)}")
        turn = (*key.untold, Turn.CHANGED)
        changed = HubKey(public=key.next.public, secret=key.next.secret, changed=now, untold=turn)
        keys.save_hub_key(data, changed)
    return changed


def is_due(data: Path, key: HubKey, now: float) -> bool:
    """Whether the announced time is over; a code for joining that waits holds the present key for a few minutes more."""
    return key.next is not None and now >= key.next.at and not any(pairing.is_open(each) for each in pairing.offers(data))


def replace_now(data: Path, now: float | None = None) -> HubKey:
    """Another key at once, and neither the present nor an announced one any more: it was stolen. Raises HallFault.

    Stations of this machine get it in their files, first: they try it as soon as the old one fails, whenever the hub changes.
    """
    now = time.time() if now is None else now
    _must_exist(data)
    pair = keys.curve_pair()
    here = tuple(_keep_here(data, pair.public))
    with keys.lock(data):
        before = keys.read_hub_key(data)
        key = HubKey(public=pair.public, secret=pair.secret, changed=now, untold=(*before.untold, Turn.REPLACED))
        keys.save_hub_key(data, key)
    for name in here:
        keys.note_held(data, name, pair.public)
    return key


def _keep_here(data: Path, key: str) -> list[str]:
    """Write the key into the files of this machine's stations; returns whose."""
    told = []
    for path in sorted((data / "keys").glob("*.station.toml")):
        try:
            known = station.read(path)
            station_keys.keep_next(path, key)
        except HallFault:
            continue  # it is listed with those that must join anew
        told.append(known.name)
    return told


def told(data: Path, turns: tuple[Turn, ...]) -> None:
    """These turns are in the journal."""
    with keys.lock(data):
        key = keys.read_hub_key(data)
        rest = tuple(turn for turn in key.untold if turn not in turns)
        keys.save_hub_key(data, replace(key, untold=rest))


def _must_exist(data: Path) -> None:
    if not keys.hub_key_path(data).exists():
        raise HallFault(f"no hub has run on {data} yet", "name its data directory: --data DIR")


def day(at: float) -> str:
    """A date by this machine's clock."""
    return time.strftime("%Y-%m-%d", time.localtime(at))
