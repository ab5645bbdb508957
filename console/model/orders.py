"""What is told of orders, folded: pure folds, one a kind of event. Whether an order may be given, and came true: `order`."""

from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model.book import Notice
from console.model.command import Command, ShowNotice
from console.model.pages import put, without
from console.model.state import HallState, Order, Stage

KEPT = 200
"""Orders kept beside those under way."""
SLACK = 32
"""How many more may gather before they are put away in one go."""
OPEN_KEPT = 100
"""Orders of people that did not come true, kept beside those until the duty changes hands."""
UNDER_WAY = (Stage.COMMANDED, Stage.REPORTED)
FAILED = (Stage.MISMATCH, Stage.EXPIRED, Stage.FAILED, Stage.UNKNOWN)
_OPPOSED = do.OpenCounter | do.CloseCounter | do.PauseCounter | do.ResumeCounter | do.ChangeWorkProfile | do.ReassignStaff
LINK = "link"
"""Who orders what follows from an event by itself."""


def is_by_person(order: Order) -> bool:
    """Whether somebody gave it, and not linkage or a plan."""
    return order.by != LINK and not order.by.startswith("plan:")


def is_left_open(order: Order, duty_at: float | None) -> bool:
    """Whether it is under way, or did not come true since the duty last changed hands."""
    return order.stage in UNDER_WAY or (order.stage in FAILED and order.stage_at >= (duty_at or 0.0))


def takes_back(later: Command, earlier: Command) -> bool:
    """Whether an order, once accepted, ends an earlier one that is under way: both cannot come true."""
    match later, earlier:
        case (do.OpenCounter() | do.CloseCounter(), do.OpenCounter() | do.CloseCounter()):
            return later.counter == earlier.counter and type(later) is not type(earlier)
        case (do.PauseCounter() | do.ResumeCounter(), do.PauseCounter() | do.ResumeCounter()):
            return later.counter == earlier.counter and type(later) is not type(earlier)
        case (do.ChangeWorkProfile(), do.ChangeWorkProfile()):
            return later.counter == earlier.counter and later.profile != earlier.profile
        case (do.ReassignStaff(), do.ReassignStaff()):
            return later.person == earlier.person and later.post != earlier.post
        case (do.ReassignStaff(), do.OpenCounter()):
            return later.person == earlier.staff and later.post != earlier.counter
        case _:
            return False


def taken_back(state: HallState, later: Command) -> tuple[Order, ...]:
    """The orders under way that an order would end."""
    if not isinstance(later, _OPPOSED):
        return ()
    return tuple(each for each in state.orders.values() if each.stage in UNDER_WAY and takes_back(later, each.command))


def under_way_by_counter(state: HallState) -> dict[str, Order]:
    """Counter → the newest order for it that is under way."""
    latest: dict[str, Order] = {}
    for order in state.orders.values():
        if order.stage in UNDER_WAY:
            counter = getattr(order.command, "counter", None)
            if counter is not None and (counter not in latest or latest[counter].at < order.at):
                latest[counter] = order
    return latest


def accepted(state: HallState, event: ev.CommandAccepted) -> HallState:
    """Authorised; what it takes back is over. The same id again is the same order."""
    if event.id in state.orders:
        return state
    for each in taken_back(state, event.command):
        state = _at_stage(state, each.id, Stage.WITHDRAWN, "")
    counter = state.counters.get(getattr(event.command, "counter", ""))
    order = Order(
        id=event.id,
        by=event.by,
        station=event.station,
        command=event.command,
        at=state.at,
        stage=Stage.COMMANDED,
        stage_at=state.at,
        adapter=event.adapter,
        expires_at=event.expires_at,
        ticket=counter.ticket if counter else None,
    )
    return _with(state, order)


def refused(state: HallState, event: ev.CommandRefused) -> HallState:
    """Refused before anything was done; kept so that whoever ordered it can read why."""
    if event.id in state.orders:
        return state
    order = Order(
        id=event.id,
        by=event.by,
        station=event.station,
        command=event.command,
        at=state.at,
        stage=Stage.REFUSED,
        stage_at=state.at,
        detail=event.detail,
        reason=event.reason,
    )
    return _with(state, order)


def reported(state: HallState, event: ev.CommandReported) -> HallState:
    """The adapter's word; it counts even when it comes late, but not against what the hall has shown."""
    return _at_stage(state, event.id, Stage.REPORTED if event.done else Stage.FAILED, event.detail)


def confirmed(state: HallState, event: ev.CommandConfirmed) -> HallState:
    """The hall shows it. A text that somebody put on a display is noted until it is taken off."""
    order = state.orders.get(event.id)
    if order is not None and isinstance(order.command, ShowNotice) and order.by != LINK and order.stage is Stage.REPORTED:
        state = _noticed(state, order, order.command)
    return _at_stage(state, event.id, Stage.CONFIRMED, event.evidence)


def mismatched(state: HallState, event: ev.CommandMismatched) -> HallState:
    """The hall shows otherwise."""
    return _at_stage(state, event.id, Stage.MISMATCH, event.detail)


def expired(state: HallState, event: ev.CommandExpired) -> HallState:
    """Nobody reported in time."""
    return _at_stage(state, event.id, Stage.EXPIRED, "")


def lost(state: HallState, event: ev.CommandNotKnown | ev.CommandLost) -> HallState:
    """Nobody knows what came of it, or its adapter never had it: a person decides."""
    return _at_stage(state, event.id, Stage.UNKNOWN, "not_known" if isinstance(event, ev.CommandNotKnown) else "")


def _noticed(state: HallState, order: Order, command: ShowNotice) -> HallState:
    others = {id: each for id, each in state.notices.items() if id != command.device}
    if command.text:
        others[command.device] = Notice(device=command.device, text=command.text, at=state.at, by=order.by)
    return replace(state, notices=others)


def _at_stage(state: HallState, id: str, stage: Stage, detail: str) -> HallState:
    order = state.orders.get(id)
    if order is None or order.stage in (Stage.CONFIRMED, Stage.REFUSED, Stage.WITHDRAWN):
        return state
    order = replace(order, stage=stage, stage_at=state.at, detail=detail or order.detail)
    return replace(state, orders=put(state.orders, id, order))


def _with(state: HallState, order: Order) -> HallState:
    orders = put(state.orders, order.id, order)
    if len(orders) <= KEPT + SLACK:
        return replace(state, orders=orders)
    running = tuple(f"{run.id}." for run in state.plans.values() if run.ended_at is None)
    over = sorted((each.at, each.id) for each in orders.values() if each.stage not in UNDER_WAY)
    open_ones = [id for _, id in over if is_by_person(orders[id]) and is_left_open(orders[id], state.duty_at)]
    kept = set(open_ones[-OPEN_KEPT:])
    for id in [id for _, id in over if id not in kept and not id.startswith(running)][: len(orders) - KEPT]:
        orders = without(orders, id)
    return replace(state, orders=orders)
