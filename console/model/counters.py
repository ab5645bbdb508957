"""What counter and staff events do to the hall: pure folds, one a kind of event. A counter nobody configured is passed over."""

from collections.abc import Mapping

from msgspec.structs import replace

from console.model import event as ev
from console.model.event import Presence
from console.model.hall import Post, Staff
from console.model.lookup import lookup
from console.model.state import Counter, CounterPhase, HallState, Person, Ticket, TicketPhase, Zone

AT_WORK = (Presence.ON_POST, Presence.ROVING)
"""Who can be given something to do."""


def clerks(state: HallState) -> dict[str, Counter]:
    """Person → the counter that they have logged in at; an open one before a closed one."""
    found: dict[str, Counter] = {}
    for counter in state.counters.values():
        if counter.staff is not None and (counter.staff not in found or found[counter.staff].phase is CounterPhase.CLOSED):
            found[counter.staff] = counter
    return found


def is_free(who: Staff, person: Person, counter: Counter | None) -> bool:
    """Whether somebody could be moved at once: at work, able to serve, with nobody in hand at `counter` and no pause there."""
    is_taken = counter is not None and counter.phase not in (CounterPhase.IDLE, CounterPhase.CLOSED)
    return person.presence in AT_WORK and bool(who.skills) and who.post is not Post.DUTY_LEADER and not is_taken


def turn(counter: Counter, phase: CounterPhase, at: float) -> Counter:
    """The counter in `phase` since `at`, its pause added up; the same counter when it is in that phase already."""
    if counter.phase is phase:
        return counter
    if counter.phase is CounterPhase.PAUSED:
        return replace(counter, phase=phase, since=at, reason="", paused_for=counter.paused_for + at - counter.since)
    return replace(counter, phase=phase, since=at, reason="")


def idle_after(counter: Counter, at: float) -> Counter:
    """The counter once its ticket has gone: idle, unless it was paused or closed meanwhile."""
    if counter.phase is CounterPhase.CALLING or counter.phase is CounterPhase.SERVING:
        return replace(counter, ticket=None, freed_at=at, phase=CounterPhase.IDLE, since=at, reason="")
    return replace(counter, ticket=None, freed_at=at)


def _busy_with(ticket: Ticket | None) -> CounterPhase:
    if ticket is None:
        return CounterPhase.IDLE
    return CounterPhase.CALLING if ticket.phase is TicketPhase.CALLED else CounterPhase.SERVING


def _with(state: HallState, counter: Counter) -> HallState:
    return replace(state, counters={**state.counters, counter.id: counter})


def opened(state: HallState, event: ev.CounterOpened) -> HallState:
    """A login: the counter calls, and who logged in stands there. Without a name it is the person posted there."""
    counter = state.counters.get(event.counter)
    if counter is None:
        return state
    staff = event.staff or next(
        (each.id for each in sorted(state.staff.values(), key=lambda person: person.id) if each.post == event.counter), None
    )
    counter = replace(counter, staff=staff, opened_at=state.at if counter.opened_at is None else counter.opened_at)
    if counter.phase is CounterPhase.CLOSED:
        counter = turn(counter, _busy_with(state.tickets.get(counter.ticket or "")), state.at)
    state = _with(state, counter)
    person = state.staff.get(event.staff) if event.staff else None
    return (
        _with_person(state, _present(_posted(person, event.counter, state.at), Presence.ON_POST, state.at)) if person else state
    )


def paused(state: HallState, event: ev.CounterPaused) -> HallState:
    """The counter stops calling; a ticket in hand stays in hand. A closed counter cannot pause."""
    counter = state.counters.get(event.counter)
    if counter is None or counter.phase is CounterPhase.CLOSED:
        return state
    return _with(state, replace(turn(counter, CounterPhase.PAUSED, state.at), reason=event.reason))


def resumed(state: HallState, event: ev.CounterResumed) -> HallState:
    """The counter goes on with the ticket in hand, or is idle."""
    counter = state.counters.get(event.counter)
    if counter is None or counter.phase is not CounterPhase.PAUSED:
        return state
    return _with(state, turn(counter, _busy_with(state.tickets.get(counter.ticket or "")), state.at))


def closed(state: HallState, event: ev.CounterClosed) -> HallState:
    """The clerk logged out; the spell counts as open time."""
    counter = state.counters.get(event.counter)
    if counter is None or counter.phase is CounterPhase.CLOSED:
        return state
    spell = state.at - counter.opened_at if counter.opened_at is not None else 0.0
    counter = turn(counter, CounterPhase.CLOSED, state.at)
    return _with(state, replace(counter, staff=None, opened_at=None, open_for=counter.open_for + spell))


def profile_changed(state: HallState, event: ev.CounterProfileChanged) -> HallState:
    """The counter serves another set of businesses."""
    counter = state.counters.get(event.counter)
    return state if counter is None else _with(state, replace(counter, profile=event.profile))


def new_day(counter: Counter, at: float) -> Counter:
    """The counter at the beginning of a day: nothing in hand, no sums; one that is open stays open."""
    busy = counter.phase in (CounterPhase.CALLING, CounterPhase.SERVING)
    return Counter(
        id=counter.id,
        profile=counter.profile,
        phase=CounterPhase.IDLE if busy else counter.phase,
        since=counter.since if counter.phase is CounterPhase.CLOSED else at,
        staff=counter.staff,
        reason=counter.reason,
        opened_at=None if counter.opened_at is None else at,
    )


# --- staff --------------------------------------------------------------------------------------------------------------


def moved(state: HallState, event: ev.StaffMoved) -> HallState:
    """A person stands at another post."""
    person = state.staff.get(event.person)
    return state if person is None else _with_person(state, _posted(person, event.post, state.at))


def presence_changed(state: HallState, event: ev.StaffPresenceChanged) -> HallState:
    """A person came, went, or took a break."""
    person = state.staff.get(event.person)
    return state if person is None else _with_person(state, _present(person, event.presence, state.at))


def served_one(staff: Mapping[str, Person], person: str | None) -> Mapping[str, Person]:
    """The staff with one more service to this person's day."""
    known = staff.get(person) if person is not None else None
    return staff if known is None else {**staff, known.id: replace(known, served=known.served + 1)}


def _posted(person: Person, post: str | None, at: float) -> Person:
    return person if person.post == post else replace(person, post=post, post_at=at)


def _present(person: Person, presence: Presence, at: float) -> Person:
    if person.presence is presence:
        return person
    since = person.working_since
    if presence in AT_WORK and since is None:
        since = at
    elif presence in (Presence.BREAK, Presence.OUT):
        since = None
    return replace(person, presence=presence, presence_at=at, working_since=since)


def _with_person(state: HallState, person: Person) -> HallState:
    return posts_checked(replace(state, staff={**state.staff, person.id: person}))


def posts_checked(state: HallState) -> HallState:
    """Since when each zone that must be staffed is staffed, or is not, after the staff have moved."""
    known = lookup(state)
    manned = {known.zone_of.get(each.post or "") for each in state.staff.values() if each.presence in AT_WORK}
    changed: dict[str, Zone] = {}
    for zone in state.zones.values():
        config = known.zones.get(zone.id)
        if config is None or not config.staffed:
            continue
        if zone.id in manned and zone.staffed_since is None:
            changed[zone.id] = replace(zone, staffed_since=state.at, unstaffed_since=None)
        elif zone.id not in manned and zone.unstaffed_since is None:
            changed[zone.id] = replace(zone, unstaffed_since=state.at, staffed_since=None)
    return replace(state, zones={**state.zones, **changed}) if changed else state
