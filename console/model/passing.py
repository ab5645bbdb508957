"""Customers' ways through the hall, as zones' numbers and tickets tell them: how many went from which zone to which. Pure; nobody is followed.

A ticket that is taken has come from the entrance to the waiting area, one whose service begins has gone on to its counter's zone, and so
on. They are counted by the minute, and told in whole minutes, so that what is drawn by them stands still in between.
"""

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


# --- who went: `before` and `after` an event that tells of it; the same hall twice: it was told before, or of nobody ----------------


def came(before: HallState, after: HallState) -> HallState:
    """A ticket was taken: somebody came in, and waits."""
    if after is before:
        return after
    known = lookup(after)
    return _went(after, known.entrance, known.waiting)


def went_to_counter(before: HallState, after: HallState, event: ev.ServiceStarted) -> HallState:
    """A service begins: who is not at the counter yet has gone there."""
    if after is before:
        return after
    old, new = before.tickets.get(event.ticket), after.tickets.get(event.ticket)
    if (old is not None and _is_served(old)) or new is None or not new.legs or new.legs[-1].started_at != after.at:
        return after
    known = lookup(after)
    return _went(after, known.waiting, _of_counter(known, event.counter))


def left_counter(before: HallState, after: HallState, event: ev.ServiceFinished) -> HallState:
    """A service is over: out, or back to wait for the next one; where clerks press no start, nobody told of the way there."""
    old = before.tickets.get(event.ticket)
    if after is before or old is None or old.phase not in IN_HAND:
        return after
    known = lookup(after)
    counter = _of_counter(known, event.counter)
    if old.legs[-1].started_at is None:
        after = _went(after, known.waiting, counter)
    return _went(after, counter, known.waiting if event.next_business else known.entrance)


def sent_back(before: HallState, after: HallState, event: ev.TicketTransferred) -> HallState:
    """A ticket waits again: who was being served has gone back to the seats."""
    old = before.tickets.get(event.ticket)
    if after is before or old is None or not _is_served(old):
        return after
    known = lookup(after)
    return _went(after, _of_counter(known, old.counter), known.waiting)


def gave_up(before: HallState, after: HallState) -> HallState:
    """Somebody who waited has left."""
    if after is before:
        return after
    known = lookup(after)
    return _went(after, known.waiting, known.entrance)


def came_to_kiosk(before: HallState, after: HallState, event: ev.KioskSessionStarted) -> HallState:
    """A kiosk's session begins: somebody came in."""
    if after is before:
        return after
    known = lookup(after)
    return _went(after, known.entrance, _of_device(known, event.device))


def left_kiosk(before: HallState, after: HallState, event: ev.KioskSessionEnded) -> HallState:
    """A kiosk's session is over: somebody went out."""
    device = before.devices.get(event.device)
    if device is None or device.session_at is None:
        return after
    known = lookup(after)
    return _went(after, _of_device(known, event.device), known.entrance)


def _went(state: HallState, begin: str, end: str) -> HallState:
    """One more who went from a zone to another; an empty name is no zone."""
    if not begin or not end or begin == end:
        return state
    key = f"{begin}{_TO}{end}"
    return replace(state, streams={**state.streams, key: _one_more(state.streams.get(key), state.at)})


def _is_served(ticket: Ticket) -> bool:
    return ticket.phase is TicketPhase.SERVING or ticket.phase is TicketPhase.PAUSED


def _of_counter(known: Lookup, id: str | None) -> str:
    counter = known.counters.get(id or "")
    return counter.zone if counter is not None else ""


def _of_device(known: Lookup, id: str) -> str:
    device = known.devices.get(id)
    return (device.zone or "") if device is not None else ""


def _one_more(stream: Stream | None, at: float) -> Stream:
    """With one more in the minute of `at`; minutes that are too old to be told fall away."""
    if stream is not None and at - stream.at < MINUTE:
        return Stream(at=stream.at, counts=(*stream.counts[:-1], stream.counts[-1] + 1))
    since = MINUTES + 1 if stream is None else int((at - stream.at) // MINUTE)
    if stream is None or since > MINUTES:
        return Stream(at=at // MINUTE * MINUTE, counts=(1,))
    return Stream(at=stream.at + MINUTE * since, counts=(*stream.counts, *(0,) * (since - 1), 1)[-MINUTES - 1 :])
