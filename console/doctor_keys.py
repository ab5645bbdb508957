"""What `hallwatch doctor` says of a hub's keys, stations, pairing codes and persons. It looks; it changes nothing and makes no file."""

import time
from collections.abc import Iterator
from pathlib import Path

from console import station
from console.doctor import Finding, Health
from console.fault import HallFault
from console.hub import keys, pairing, people, rotation
from console.hub.keys import HubKey, Paired
from console.hub.people import Registered
from console.model.command import Role

OLD_DAYS = 365
"""A secret that old has been seen by many."""
_TRUSTED = (Role.OPERATOR, Role.LEADER)


def look(data: Path) -> Iterator[Finding]:
    """All of it; nothing where no hub has run yet."""
    if not (data / "keys" / "hub-key.json").exists():
        return
    try:
        hub_key = keys.read_hub_key(data)
        stations = keys.load_table(data).stations
    except HallFault as fault:
        yield _said("keys", fault)
        return
    yield Finding(topic="stations", health=Health.WELL, seen=f"{len(stations)} paired")
    yield from _change(hub_key, stations)
    yield from _own_files(data, hub_key, {each.key for each in stations})
    yield from _codes(data)
    try:
        yield from _persons(people.load(data))
    except HallFault as fault:
        yield _said("persons", fault)


def _said(topic: str, fault: HallFault) -> Finding:
    return Finding(topic=topic, health=Health.MISSING, seen=fault.what, remedy=fault.remedy)


def _advice(topic: str, seen: str, remedy: str) -> Finding:
    return Finding(topic=topic, health=Health.ADVICE, seen=seen, remedy=remedy)


def _change(hub_key: HubKey, stations: tuple[Paired, ...]) -> Iterator[Finding]:
    """Stations that the change of the hub's key leaves outside, or would."""
    left = ", ".join(rotation.behind(hub_key, stations))
    if hub_key.next is not None:
        seen = f"another is announced and taken on {rotation.day(hub_key.next.at)}"
        if left:
            yield _advice("hub's key", f"{seen}; without it: {left}", "start these stations once before that day")
        else:
            yield Finding(topic="hub's key", health=Health.WELL, seen=f"{seen}; every station has it")
    elif left:
        yield _advice("hub's key", f"changed on {rotation.day(hub_key.changed)}; without it: {left}", rotation.ANEW)


def _own_files(data: Path, hub_key: HubKey, known: set[str]) -> Iterator[Finding]:
    """Station files of this machine that open nothing any more."""
    for path in sorted((data / "keys").glob("*.station.toml")):
        try:
            found = station.read(path)
        except HallFault as fault:
            yield _said("stations", fault)
            continue
        if hub_key.public not in {found.hub_key, found.next_hub_key}:
            yield _advice("stations", f"{path} was made for another hub key", f"remove it and pair {found.name} again")
        elif found.public_key not in known:
            yield _advice("stations", f"{path} is of a station that was shut out", "remove it, or pair the station again")


def _codes(data: Path) -> Iterator[Finding]:
    """Pairing codes that wait, and those that nobody used."""
    for offer in pairing.offers(data):
        left = offer.expires - time.time()
        again = f"hallwatch pair --role {offer.role.value} --name {offer.name}"
        if offer.tries >= pairing.TRIES:
            seen = f"the code for {offer.name} was tried wrongly {offer.tries} times and is void"
            yield _advice("pairing", seen, f"find out who tried; then: {again}")
        elif left <= 0:
            yield _advice("pairing", f"the code for {offer.name} expired unused", again)
        else:
            seen = f"a code for {offer.name} waits {left / 60:.0f} more minutes"
            yield Finding(topic="pairing", health=Health.WELL, seen=seen)


def _persons(known: tuple[Registered, ...]) -> Iterator[Finding]:
    """Whether people can be told apart, and whether a plan can be started."""
    leader = "hallwatch person add NAME --role leader"
    if not known:
        yield _advice("persons", "nobody is registered: whoever sits at a desk may do what the desk may", leader)
        return
    trusted = [each for each in known if each.role in _TRUSTED]
    if not trusted:
        yield Finding(
            topic="persons", health=Health.MISSING, seen="nobody may give orders: only viewers or admins", remedy=leader
        )
    elif not any(each.role is Role.LEADER for each in trusted) and len(trusted) < 2:
        seen = "no leader and only one operator: no emergency plan can be started"
        yield Finding(topic="persons", health=Health.MISSING, seen=seen, remedy=leader)
    else:
        yield Finding(topic="persons", health=Health.WELL, seen=f"{len(known)} registered, {len(trusted)} may give orders")
    for each in known:
        days = (time.time() - each.since) / 86_400
        if days > OLD_DAYS:
            seen = f"{each.name} has had the same secret for {days:.0f} days"
            yield _advice("persons", seen, f"hallwatch person passwd {each.name}")
