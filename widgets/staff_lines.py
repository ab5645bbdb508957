"""The staff as the pane shows them: who is where and for how long, who may do what and whether that is enough, and the roll. Pure."""

from collections.abc import Mapping

from msgspec import Struct

from console.model import command as c
from console.model.book import MatterPhase
from console.model.counters import AT_WORK, clerks, is_free
from console.model.event import Presence
from console.model.hall import HallConfig, Post
from console.model.hall import Staff as StaffConfig
from console.model.lookup import lookup
from console.model.orders import UNDER_WAY
from console.model.roll import Adherence, adherence
from console.model.state import Check, Counter, CounterPhase, HallState, Order, Person, Stage, TicketPhase
from console.session import Frame

BREAK_SOON = 1800
"""Seconds before a break is due from which that is said."""
_BUSY = (CounterPhase.CALLING, CounterPhase.SERVING)
_PLACE = {Presence.ON_POST: 0, Presence.ROVING: 0, Presence.AWAY: 1, Presence.BREAK: 2, Presence.OUT: 3}


class StaffLine(Struct, frozen=True, kw_only=True):
    """One person now."""

    who: StaffConfig
    presence: Presence
    post: str | None
    phase: CounterPhase | None
    """What the counter they serve at does; None: they serve at none."""
    ticket: str | None
    seconds: int | None
    """Whole seconds in what they do."""
    working: int | None
    """Whole seconds without a break; None: not at work."""
    free: bool
    """At work, with skills, and nobody before them."""
    moving_to: str | None
    """The post that an order under way sends them to."""
    stage: Stage | None
    served: int
    """Customers today."""
    matters: int
    """Customers' matters that are theirs and open."""
    kept: Adherence
    check: Check | None
    """What was last seen of them at today's roll call."""

    def tired(self, rest_after: float) -> bool:
        """Whether a break is due; for those who serve at counters, whose attention it is about."""
        return bool(self.who.skills) and self.working is not None and self.working >= rest_after

    def soon_tired(self, rest_after: float) -> bool:
        """Whether a break will be due within half an hour."""
        return bool(self.who.skills) and self.working is not None and 0 < rest_after - self.working <= BREAK_SOON

    @property
    def is_at_odds(self) -> bool:
        """Whether the roll call says otherwise than the staff terminals."""
        return self.check is not None and self.check.present is (self.presence is Presence.OUT)


class Cover(Struct, frozen=True, kw_only=True):
    """Whether there are people for a business."""

    business: str
    able: int
    """At work and allowed to handle it."""
    waiting: int

    @property
    def is_short(self) -> bool:
        """Whether somebody waits for what nobody here may do."""
        return self.waiting > 0 and self.able == 0


class StaffView(Struct, frozen=True, kw_only=True):
    """Everybody; those at work first, in the order of the configuration."""

    config: HallConfig | None
    lines: tuple[StaffLine, ...]
    at_work: int
    rest_after: float
    blocked: str
    cover: tuple[Cover, ...] = ()

    @property
    def served(self) -> tuple[int, ...]:
        """Customers of each who serves at counters and is here, the most first: how fairly the load is shared."""
        here = (line for line in self.lines if line.who.skills and line.presence is not Presence.OUT)
        return tuple(sorted((line.served for line in here if line.who.post is Post.CLERK), reverse=True))

    @property
    def called(self) -> int:
        """How many have been seen at today's roll call, here or not."""
        return sum(line.check is not None for line in self.lines)


def view_of(frame: Frame) -> StaffView:
    """Everybody who is configured."""
    state = frame.state
    orders, matters, counters = _moves_under_way(state), _matters(state), clerks(state)
    lines = [
        _line(state, who, frame.now, orders.get(who.id), matters.get(who.id, 0), counters.get(who.id))
        for who in lookup(state).staff.values()
    ]
    return StaffView(
        config=state.config,
        lines=tuple(sorted(lines, key=lambda line: _PLACE[line.presence])),
        at_work=sum(line.presence in AT_WORK for line in lines),
        rest_after=state.config.rest_after if state.config else 0.0,
        blocked="" if frame.can_command else frame.blocked,
        cover=_cover(state, lines),
    )


def _cover(state: HallState, lines: list[StaffLine]) -> tuple[Cover, ...]:
    waiting: dict[str, int] = {}
    for ticket in state.tickets.values():
        if ticket.phase is TicketPhase.WAITING:
            waiting[ticket.business] = waiting.get(ticket.business, 0) + 1
    able: dict[str, int] = {}
    for line in lines:
        if line.presence in AT_WORK:
            for skill in line.who.skills:
                able[skill] = able.get(skill, 0) + 1
    return tuple(Cover(business=id, able=able.get(id, 0), waiting=waiting.get(id, 0)) for id in lookup(state).businesses)


def _matters(state: HallState) -> Mapping[str, int]:
    mine: dict[str, int] = {}
    for matter in state.matters.values():
        if matter.phase is not MatterPhase.CLOSED:
            mine[matter.owner] = mine.get(matter.owner, 0) + 1
    return mine


def _moves_under_way(state: HallState) -> dict[str, Order]:
    moves: dict[str, Order] = {}
    for order in state.orders.values():
        if isinstance(order.command, c.ReassignStaff) and order.stage in UNDER_WAY:
            moves[order.command.person] = order
    return moves


def _line(
    state: HallState, who: StaffConfig, now: float, order: Order | None, matters: int, counter: Counter | None
) -> StaffLine:
    person = state.staff.get(who.id, Person(id=who.id))
    phase = counter.phase if counter is not None and counter.phase is not CounterPhase.CLOSED else None
    since = counter.since if counter is not None and phase is not None else person.post_at or person.presence_at
    if person.presence not in AT_WORK:
        since = person.presence_at
    at_work = person.presence in AT_WORK
    move = order.command if order is not None and isinstance(order.command, c.ReassignStaff) else None
    return StaffLine(
        who=who,
        presence=person.presence,
        post=person.post,
        phase=phase,
        ticket=counter.ticket if counter is not None and phase in _BUSY else None,
        seconds=int(now - since) if since and person.presence is not Presence.OUT else None,
        working=int(now - person.working_since) if at_work and person.working_since is not None else None,
        free=is_free(who, person, counter),
        moving_to=move.post if move else None,
        stage=order.stage if order else None,
        served=person.served,
        matters=matters,
        kept=adherence(state, who.id, now),
        check=state.day.roll.get(who.id),
    )
