"""Lanes: ways through the hall that are kept for customers of some priority, such as the elderly. Who waits in one, and whether it is open."""

from enum import StrEnum

from msgspec import Struct

from console.model import hall
from console.model.health import counter_doubt, counters_known
from console.model.lookup import lookup
from console.model.state import Counter, CounterPhase, HallState, Ticket, TicketPhase

_SHUT = (CounterPhase.CLOSED, CounterPhase.PAUSED)


class LaneStatus(StrEnum):
    """Whether somebody who comes is served."""

    FREE = "free"
    """A counter of the lane waits for its next customer."""
    OCCUPIED = "occupied"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class LaneNow(Struct, frozen=True, kw_only=True):
    """A lane at one moment."""

    lane: hall.Lane
    status: LaneStatus
    waiting: tuple[Ticket, ...]
    """The longest first."""
    longest: int
    """Whole seconds that the first has waited."""


def lanes(state: HallState, now: float) -> tuple[LaneNow, ...]:
    """All lanes of the hall."""
    known = lookup(state)
    if not known.lanes:
        return ()
    waiting = sorted(
        (each for each in state.tickets.values() if each.phase is TicketPhase.WAITING), key=lambda each: (each.queued_at, each.id)
    )
    found = []
    for lane in known.lanes.values():
        here = tuple(each for each in waiting if each.priority in lane.priorities)
        longest = int(max(0.0, now - here[0].queued_at)) if here else 0
        found.append(LaneNow(lane=lane, status=status_of(state, lane), waiting=here, longest=longest))
    return tuple(found)


def status_of(state: HallState, lane: hall.Lane) -> LaneStatus:
    """Whether somebody who comes is served; what nobody hears of is unknown, never free."""
    if not counters_known(state):
        return LaneStatus.UNKNOWN
    counters = [state.counters[id] for id in lane.counters if id in state.counters and counter_doubt(state, id) is None]
    if not counters:
        return LaneStatus.UNKNOWN
    if any(each.phase is CounterPhase.IDLE for each in counters):
        return LaneStatus.FREE
    return LaneStatus.CLOSED if all(each.phase in _SHUT for each in counters) else LaneStatus.OCCUPIED


def shut_since(state: HallState, lane: hall.Lane) -> float | None:
    """Since when none of its counters is open, 0 when none ever was; None: one is."""
    counters = [state.counters[id] for id in lane.counters if id in state.counters]
    return max((each.since for each in counters), default=0.0) if all(_is_shut(each) for each in counters) else None


def opened_at(state: HallState, lane: hall.Lane) -> float | None:
    """When it last became open, as far as its counters tell; None: it is not."""
    times = [each.opened_at or each.since for id in lane.counters if (each := state.counters.get(id)) and not _is_shut(each)]
    return min(times, default=None)


def _is_shut(counter: Counter) -> bool:
    return counter.phase in _SHUT
