"""Customers' ways through the hall, as zones' numbers and tickets tell them: how many went from which zone to which. Pure; nobody is followed.

A ticket that is taken has come from the entrance to the waiting area, one whose service begins has gone on to its counter's zone, and so
on. They are counted by the minute, and told in whole minutes, so that what is drawn by them stands still in between.
"""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.model import event as ev
from console.model.lookup import Lookup, lookup
from console.model.state import HallState, Stream, Ticket, TicketPhase
from console.model.tickets import IN_HAND

MINUTE = 60.0
MINUTES = 15
"""For which a way is told."""
_TO = ">"


class Way(Struct, frozen=True, kw_only=True):
    """How many went from one zone to another in the last whole minutes."""

    begin: str
    end: str
    people: int


def ways(state: HallState, now: float) -> tuple[Way, ...]:
    """All ways that were ever gone today, also those that nobody went lately, in the order of their names."""
    zones = lookup(state).zones
    until = now // MINUTE * MINUTE
    found = []
    for key, stream in sorted(state.streams.items()):
        begin, _, end = key.partition(_TO)
        if begin in zones and end in zones:
            found.append(Way(begin=begin, end=end, people=_people(stream, until - MINUTES * MINUTE, until)))
    return tuple(found)


def _people(stream: Stream, since: float, until: float) -> int:
    oldest = stream.at - MINUTE * (len(stream.counts) - 1)
    return sum(count for i, count in enumerate(stream.counts) if since <= oldest + MINUTE * i < until)


Passing = (
    ev.TicketTaken
    | ev.ServiceStarted
    | ev.ServiceFinished
    | ev.TicketAbandoned
    | ev.TicketTransferred
    | ev.KioskSessionStarted
    | ev.KioskSessionEnded
)
"""What tells that somebody went."""


def passed(before: HallState, after: HallState, event: Passing) -> HallState:
    """The hall after an event, with those counted who went somewhere by it."""
    if after is before:  # passed over: it was told before, or of nobody
        return after
    known = lookup(after)
    steps = _steps(before, after, event, known)
    streams: Mapping[str, Stream] = after.streams
    for begin, end in steps:
        if begin and end and begin != end:
            key = f"{begin}{_TO}{end}"
            streams = {**streams, key: _one_more(streams.get(key), after.at)}
    return after if streams is after.streams else replace(after, streams=streams)


def _steps(before: HallState, after: HallState, event: Passing, known: Lookup) -> tuple[tuple[str, str], ...]:
    """From and to which zone; an empty name is no zone."""
    door, seats = known.entrance, known.waiting
    match event:
        case ev.TicketTaken():
            return ((door, seats),)
        case ev.KioskSessionStarted():
            return ((door, _of_device(known, event.device)),)
        case ev.KioskSessionEnded():
            device = before.devices.get(event.device)
            return ((_of_device(known, event.device), door),) if device is not None and device.session_at is not None else ()
    old, new = before.tickets.get(event.ticket), after.tickets.get(event.ticket)
    match event:
        case ev.TicketAbandoned():
            return ((seats, door),)
        case ev.TicketTransferred():
            return ((_of_counter(known, old.counter), seats),) if old is not None and _is_served(old) else ()
        case ev.ServiceStarted():
            begun = new is not None and bool(new.legs) and new.legs[-1].started_at == after.at
            is_there = old is not None and _is_served(old)
            return ((seats, _of_counter(known, event.counter)),) if begun and not is_there else ()
        case ev.ServiceFinished():
            if old is None or old.phase not in IN_HAND:
                return ()
            counter = _of_counter(known, event.counter)
            left = (counter, seats if event.next_business else door)
            return (left,) if old.legs[-1].started_at is not None else ((seats, counter), left)


def _is_served(ticket: Ticket) -> bool:
    return ticket.phase in (TicketPhase.SERVING, TicketPhase.PAUSED)


def _of_counter(known: Lookup, id: str | None) -> str:
    counter = known.counters.get(id or "")
    return counter.zone if counter is not None else ""


def _of_device(known: Lookup, id: str) -> str:
    device = known.devices.get(id)
    return (device.zone or "") if device is not None else ""


def _one_more(stream: Stream | None, at: float) -> Stream:
    """With one more in the minute of `at`; minutes that are too old to be told fall away."""
    minute = at // MINUTE * MINUTE
    if stream is None:
        return Stream(at=minute, counts=(1,))
    since = int((at - stream.at) // MINUTE)
    if since <= 0:
        return Stream(at=stream.at, counts=(*stream.counts[:-1], stream.counts[-1] + 1))
    if since > MINUTES:
        return Stream(at=minute, counts=(1,))
    return Stream(at=stream.at + MINUTE * since, counts=(*stream.counts, *(0,) * (since - 1), 1)[-MINUTES - 1 :])
