"""What sending somebody to a post would do, said before it is done: skills, cover, breaks, matters, waits. Pure; it orders nothing.

A move is either refused, for the reason the hub would give, or allowed with consequences; a grave one is a warning and no more, since the
leader may know better. Waits are foreseen as `outlook` does, as if the counter were opened on arrival and the one left closed.
"""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from console.model import queueing
from console.model.book import MatterPhase
from console.model.command import ReassignStaff, Refusal, Role
from console.model.counters import AT_WORK
from console.model.event import Presence
from console.model.lookup import Lookup, lookup
from console.model.order import check
from console.model.orders import UNDER_WAY
from console.model.outlook import Expected, is_serving
from console.model.state import Counter, CounterPhase, HallState, Order, Person

SOON = 1800.0
"""Seconds before a break is due from which a move says so."""
FELT = 60
"""Seconds by which an expected wait must change to be worth a word."""


class Effect(StrEnum):
    """A kind of consequence."""

    IN_HAND = "in_hand"
    """A customer is being called or served by them; `things`: the ticket."""
    UNCOVERED = "uncovered"
    """A zone that must be staffed loses its last person; `things`: the zone."""
    UNSERVED = "unserved"
    """Queues where people wait lose their last counter; `things`: the queues."""
    LACKS = "lacks"
    """Businesses of the counter's profile that they may not handle; `things`: the businesses."""
    TAKEN = "taken"
    """Others stand at the counter already; `things`: the persons."""
    ON_BREAK = "on_break"
    """They rest, for `seconds` so far."""
    BREAK_DUE = "break_due"
    """They have worked for `seconds` without a break, longer than they should."""
    BREAK_SOON = "break_soon"
    """A break is due in `seconds`."""
    MATTERS = "matters"
    """Customers' matters that are theirs and open; `things`: the matters."""
    MOVING = "moving"
    """An order that sends them elsewhere is under way; `things`: the post."""
    COVERS = "covers"
    """A zone that must be staffed and has nobody gets somebody; `things`: the zone."""
    SERVES = "serves"
    """Queues where people wait and that no counter serves get one; `things`: the queues."""
    WORKING = "working"
    """They have worked for `seconds` without a break."""


GRAVE = frozenset(
    {Effect.IN_HAND, Effect.UNCOVERED, Effect.UNSERVED, Effect.LACKS, Effect.TAKEN, Effect.ON_BREAK, Effect.BREAK_DUE, Effect.MOVING}
)  # fmt: skip
"""Those that a leader should think about twice."""
WELCOME = frozenset({Effect.COVERS, Effect.SERVES})


class Consequence(Struct, frozen=True, kw_only=True):
    """One consequence."""

    effect: Effect
    things: tuple[str, ...] = ()
    seconds: int | None = None

    @property
    def is_grave(self) -> bool:
        """Whether it is a warning."""
        return self.effect in GRAVE


class WaitChange(Struct, frozen=True, kw_only=True):
    """What a newcomer to a queue would have to expect, seconds; None: nobody would serve them, or nothing supports a guess."""

    queue: str
    before: int | None
    after: int | None


class Consequences(Struct, frozen=True, kw_only=True):
    """All that a move would do."""

    person: str
    post: str
    refused: Refusal | None = None
    """Why the hub would refuse it; None: it can be ordered."""
    told: str = ""
    """The refusal's detail."""
    effects: tuple[Consequence, ...] = ()
    """The grave first, the welcome last."""
    waits: tuple[WaitChange, ...] = ()
    """Queues whose expected wait changes enough to be felt, the greatest change first."""

    @property
    def warns(self) -> bool:
        """Whether anything about it is grave."""
        return any(each.is_grave for each in self.effects)


def consequences(state: HallState, person: str, post: str, now: float, *, foresee: bool = True) -> Consequences:
    """What sending a person to a post would do now. Without `foresee` the waits, which take most of the time, are left out."""
    refused = check(state, ReassignStaff(person=person, post=post), Role.LEADER, now)
    who = state.staff.get(person)
    if refused is not None:
        lacks = _lacks(lookup(state), person, state.counters.get(post)) if refused[0] is Refusal.NOT_SKILLED else ()
        return Consequences(person=person, post=post, refused=refused[0], told=refused[1], effects=lacks)
    if who is None:  # refused above; the type checker cannot know
        return Consequences(person=person, post=post)
    effects = (*_of_leaving(state, who, post), *_of_arriving(state, who, post), *_of_themselves(state, who, now))
    order = list(Effect)
    return Consequences(
        person=person,
        post=post,
        effects=tuple(sorted(effects, key=lambda each: (not each.is_grave, order.index(each.effect)))),
        waits=_waits(state, who, post, now) if foresee else (),
    )


def counter_of(state: HallState, person: str) -> Counter | None:
    """The open counter that somebody is logged in at."""
    return next(
        (each for each in state.counters.values() if each.staff == person and each.phase is not CounterPhase.CLOSED), None
    )


def moved(state: HallState, person: str, post: str) -> HallState:
    """The hall as it would be: they stand at the post, the counter they leave is closed, and one they come to is open."""
    who = state.staff[person]
    counters = dict(state.counters)
    left = counter_of(state, person)
    if left is not None and left.id != post:
        counters[left.id] = replace(left, phase=CounterPhase.CLOSED, staff=None, ticket=None)
    there = counters.get(post)
    if there is not None and there.phase is CounterPhase.CLOSED:
        counters[post] = replace(there, phase=CounterPhase.IDLE, staff=person, ticket=None)
    staff = {**state.staff, person: replace(who, post=post, presence=Presence.ON_POST)}
    return replace(state, counters=counters, staff=staff)


def _of_leaving(state: HallState, who: Person, post: str) -> tuple[Consequence, ...]:
    known, found = lookup(state), []
    left = counter_of(state, who.id)
    if left is not None and left.ticket is not None:
        found.append(Consequence(effect=Effect.IN_HAND, things=(left.ticket,)))
    zone = known.zones.get(known.zone_of.get(who.post or "", ""))
    stays = zone is not None and known.zone_of.get(post) == zone.id
    if zone is not None and zone.staffed and who.presence in AT_WORK and not stays and not _others(state, known, who.id, zone.id):
        found.append(Consequence(effect=Effect.UNCOVERED, things=(zone.id,)))
    lost = tuple(queue for queue in _served_by_one(state, left, post) if queueing.waiting(state, queue))
    if lost:
        found.append(Consequence(effect=Effect.UNSERVED, things=lost))
    return tuple(found)


def _of_arriving(state: HallState, who: Person, post: str) -> tuple[Consequence, ...]:
    known, found = lookup(state), []
    counter, zone = state.counters.get(post), known.zones.get(post)
    if counter is not None:
        there = sorted(
            each.id for each in state.staff.values() if each.id != who.id and each.post == post and each.presence in AT_WORK
        )
        if there:
            found.append(Consequence(effect=Effect.TAKEN, things=tuple(there)))
        found += _lacks(known, who.id, counter)
        gained = _gained(state, known, who.id, counter)
        if gained:
            found.append(Consequence(effect=Effect.SERVES, things=gained))
    if zone is not None and zone.staffed and not _others(state, known, who.id, zone.id):
        found.append(Consequence(effect=Effect.COVERS, things=(zone.id,)))
    return tuple(found)


def _of_themselves(state: HallState, who: Person, now: float) -> tuple[Consequence, ...]:
    found = []
    moving = _moving_to(state, who.id)
    if moving is not None:
        found.append(Consequence(effect=Effect.MOVING, things=(moving,)))
    if who.presence is Presence.BREAK:
        found.append(Consequence(effect=Effect.ON_BREAK, seconds=int(now - who.presence_at)))
    config = lookup(state).config
    if who.presence in AT_WORK and who.working_since is not None and config is not None:
        worked = max(0.0, now - who.working_since)
        left = config.rest_after - worked
        if left <= 0:
            found.append(Consequence(effect=Effect.BREAK_DUE, seconds=int(worked)))
        elif left <= SOON:
            found.append(Consequence(effect=Effect.BREAK_SOON, seconds=int(left)))
        else:
            found.append(Consequence(effect=Effect.WORKING, seconds=int(worked)))
    mine = sorted(id for id, each in state.matters.items() if each.owner == who.id and each.phase is not MatterPhase.CLOSED)
    if mine:
        found.append(Consequence(effect=Effect.MATTERS, things=tuple(mine)))
    return tuple(found)


def _others(state: HallState, known: Lookup, person: str, zone: str) -> bool:
    """Whether somebody else at work stands in a zone."""
    return any(
        each.id != person and each.presence in AT_WORK and known.zone_of.get(each.post or "") == zone
        for each in state.staff.values()
    )


def _lacks(known: Lookup, person: str, counter: Counter | None) -> tuple[Consequence, ...]:
    config = known.staff.get(person)
    if config is None or counter is None:
        return ()
    lacking = tuple(business for business in known.serves(counter.profile) if business not in config.skills)
    return (Consequence(effect=Effect.LACKS, things=lacking),) if lacking else ()


def _served_by_one(state: HallState, left: Counter | None, post: str) -> tuple[str, ...]:
    """Queues that only this counter serves now."""
    if left is None or left.id == post or not is_serving(left):
        return ()
    known = lookup(state)
    queues = dict.fromkeys(known.queue_of(business) for business in known.serves(left.profile))
    return tuple(queue for queue in queues if queueing.serving(state, queue) == (left.id,))


def _gained(state: HallState, known: Lookup, person: str, counter: Counter) -> tuple[str, ...]:
    """Queues where people wait that nobody serves and this person at this counter would."""
    if counter.phase is not CounterPhase.CLOSED:
        return ()
    config = known.staff.get(person)
    mine = [business for business in known.serves(counter.profile) if config is not None and business in config.skills]
    queues = dict.fromkeys(known.queue_of(business) for business in mine)
    return tuple(queue for queue in queues if not queueing.serving(state, queue) and queueing.waiting(state, queue))


def _moving_to(state: HallState, person: str) -> str | None:
    orders = [each for each in state.orders.values() if _sends(each, person)]
    if not orders:
        return None
    command = max(orders, key=lambda each: (each.at, each.id)).command
    return command.post if isinstance(command, ReassignStaff) else None


def _sends(order: Order, person: str) -> bool:
    return order.stage in UNDER_WAY and isinstance(order.command, ReassignStaff) and order.command.person == person


def _waits(state: HallState, who: Person, post: str, now: float) -> tuple[WaitChange, ...]:
    after = moved(state, who.id, post)
    if after.counters == state.counters:
        return ()
    known = lookup(state)
    config, opened = known.staff.get(who.id), after.counters.get(post)
    able = {post: frozenset(config.skills)} if config is not None and opened is not None and opened.staff == who.id else {}
    old, new = queueing.foreseen(state, now), queueing.foreseen(after, now, able)
    found = [WaitChange(queue=queue, before=_whole(old.get(queue)), after=_whole(new.get(queue))) for queue in known.queues]
    felt = [each for each in found if _change(each) >= FELT]
    return tuple(sorted(felt, key=lambda each: -_change(each)))


def _whole(expected: Expected | None) -> int | None:
    return None if expected is None else int(expected.wait)


def _change(each: WaitChange) -> float:
    """How much is felt of it; beginning and ceasing to be served at all weighs most."""
    if each.before is None and each.after is None:
        return 0.0
    return float("inf") if each.before is None or each.after is None else abs(each.after - each.before)
