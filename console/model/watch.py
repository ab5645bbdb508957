"""What alarm rules see: for each watch, on which subjects its condition holds, since when, or when it ended. It raises nothing.

Everything is read from facts with their times, so that a delay counts right whoever judges and whenever. What happens in an
instant (a low rating, a clock step, an order nobody knows about) counts as holding for a while: the rule's off-delay, or a minute.
"""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from console.model.book import ProblemPhase
from console.model.devices import LOST, NOT_JOINED, SESSION, limit_key, over_limit
from console.model.hall import AlarmRule, Watch
from console.model.hours import business_hours
from console.model.lanes import opened_at, shut_since
from console.model.lookup import lookup
from console.model.matters import is_late, late_since
from console.model.state import Device, HallState, Stage, StepPhase, TicketPhase
from console.model.steps import reached

INSTANT = 60.0
"""Seconds for which an instant counts as holding when the rule has no off-delay."""
JOIN_GRACE = 30.0
"""Seconds after the configuration within which an adapter must first join."""
HUB = "hub"
"""The subject of the hub's own alarms."""


class Strain(Struct, frozen=True, kw_only=True):
    """Something of the hub that nears its limit."""

    since: float
    detail: str = ""


class Vitals(Struct, frozen=True, kw_only=True):
    """What the hub knows of itself and the hall's state does not hold."""

    recorded: bool = True
    since: float | None = None
    """Since when facts do not reach the disk."""
    detail: str = ""
    strains: Mapping[str, Strain] = {}
    """What nears its limit, by name."""


class Sighting(Struct, frozen=True, kw_only=True):
    """What a rule sees of one subject."""

    subject: str
    since: float | None = None
    """Since when its condition holds; None: it does not."""
    ended_at: float | None = None
    """When it last ended, where that is known."""
    onsets: tuple[float, ...] = ()
    """When it last began, newest last, where that is kept."""
    detail: str = ""


def sightings(state: HallState, rule: AlarmRule, now: float, vitals: Vitals) -> Iterator[Sighting]:
    """What a rule sees; subjects of which nothing ever held may be left out."""
    if rule.watch is Watch.NOT_RECORDED:
        if not vitals.recorded:
            yield Sighting(subject=HUB, since=now if vitals.since is None else vitals.since, detail=vitals.detail)
        return
    if rule.watch is Watch.HUB_STRAINED:
        for name, strain in vitals.strains.items():
            yield Sighting(subject=name, since=strain.since, detail=strain.detail)
        return
    look = on_device(rule)
    if look is None:
        yield from _WATCHES[rule.watch](state, rule, now)
        return
    for id in lookup(state).watched[rule.id]:
        device = state.devices.get(id)
        sighting = look(rule, device) if device is not None else None
        if sighting is not None:
            yield sighting


DeviceLook = Callable[[AlarmRule, Device], Sighting | None]
"""What a rule sees of one device; None: nothing of it ever held."""


def on_device(rule: AlarmRule) -> DeviceLook | None:
    """How a rule looks at each device by itself, whatever else there is in the hall; None: it looks at something else."""
    return _ON_DEVICE.get(rule.watch)


def _condition(rule: AlarmRule, device: Device) -> Sighting | None:
    name = rule.condition or ""
    if name not in device.onsets:
        return None
    held = device.conditions.get(name)
    return Sighting(
        subject=device.id,
        since=held.since if held else None,
        ended_at=device.cleared.get(name),
        onsets=device.onsets[name],
        detail=held.detail if held else "",
    )


def _lost(_rule: AlarmRule, device: Device) -> Sighting | None:
    if LOST not in device.onsets:
        return None
    return Sighting(
        subject=device.id,
        since=device.lost_at,
        ended_at=device.cleared.get(LOST),
        onsets=device.onsets[LOST],
        detail=device.lost_reason,
    )


def _value(rule: AlarmRule, device: Device) -> Sighting | None:
    """A reading that is no number (the device does not know) leaves what was seen before."""
    key, point = limit_key(rule), rule.point or ""
    reading, onsets = device.values.get(point), device.onsets.get(key, ())
    if reading is None:
        return None
    over, ended = over_limit(rule, reading.value), device.cleared.get(key)
    if over is None:
        over = bool(onsets) and (ended is None or ended < onsets[-1])
    began = onsets[-1] if onsets else reading.at  # the rule may be newer than the reading
    return Sighting(
        subject=device.id,
        since=began if over else None,
        ended_at=ended,
        onsets=onsets,
        detail=f"{point}={reading.value}",
    )


def _kiosk(_rule: AlarmRule, device: Device) -> Sighting | None:
    """The rule's delay is how long a customer may stand there."""
    if device.session_at is None and SESSION not in device.cleared:
        return None
    return Sighting(subject=device.id, since=device.session_at, ended_at=device.cleared.get(SESSION))


def _adapter(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    for adapter in state.adapters.values():
        since = adapter.lost_at
        if since is not None and adapter.lost_reason == NOT_JOINED:
            since += JOIN_GRACE
        yield Sighting(subject=adapter.id, since=since, ended_at=adapter.joined_at, detail=adapter.lost_reason)


def _adapter_clock(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    for adapter in state.adapters.values():
        if adapter.ahead_at is not None:
            yield Sighting(subject=adapter.id, since=adapter.ahead_at)


def _ticket_wait(state: HallState, rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    """Held since the first ticket passed its limit (or with `above = n`, since the one after the n-th did)."""
    known = lookup(state)
    passing: dict[str, list[tuple[float, str]]] = {}
    for ticket in state.tickets.values():
        if ticket.phase is TicketPhase.WAITING:
            passes = ticket.queued_at + known.wait_limit(ticket.business)
            passing.setdefault(known.queue_of(ticket.business), []).append((passes, ticket.id))
    skipped = int(rule.above or 0)
    for queue in sorted({*known.queues, *passing}):
        first = sorted(passing.get(queue, ()))[skipped : skipped + 1]
        yield Sighting(
            subject=queue,
            since=first[0][0] if first else None,
            ended_at=state.day.relieved.get(queue),
            detail=first[0][1] if first else "",
        )


def _service_time(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    """While an item is paused its time stands still: it is over its limit if it was so before."""
    known = lookup(state)
    for counter in state.counters.values():
        ticket = state.tickets.get(counter.ticket or "")
        since = None
        leg = ticket.legs[-1] if ticket is not None and ticket.legs else None
        if leg is not None and leg.started_at is not None and leg.finished_at is None:
            since = leg.started_at + leg.paused_for + known.handle_limit(leg.business)
            if leg.paused_at is not None and since > leg.paused_at:
                since = None
        yield Sighting(subject=counter.id, since=since, ended_at=counter.since, detail=ticket.id if ticket else "")


def _crowded(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    for zone in state.zones.values():
        yield Sighting(
            subject=zone.id, since=zone.crowded_since, ended_at=zone.calm_since, detail="" if zone.people is None else str(zone.people)
        )  # fmt: skip


def _unstaffed(state: HallState, _rule: AlarmRule, now: float) -> Iterator[Sighting]:
    """In business hours only; a zone empty since the night counts from the opening."""
    if state.config is None:
        return
    hours = business_hours(state.config, now)
    for zone in state.zones.values():
        empty = zone.unstaffed_since
        in_hours = hours is not None and hours[0] <= now < hours[1]
        since = max(empty, reached(state, hours[0])) if empty is not None and hours is not None and in_hours else None
        yield Sighting(subject=zone.id, since=since, ended_at=zone.staffed_since)


def _lane_closed(state: HallState, _rule: AlarmRule, now: float) -> Iterator[Sighting]:
    """In business hours only; one closed since the night counts from the opening."""
    hours = business_hours(state.config, now) if state.config is not None else None
    for lane in lookup(state).lanes.values():
        shut = shut_since(state, lane)
        in_hours = hours is not None and hours[0] <= now < hours[1]
        since = max(shut, reached(state, hours[0])) if shut is not None and hours is not None and in_hours else None
        yield Sighting(subject=lane.id, since=since, ended_at=opened_at(state, lane))


def _low_rating(state: HallState, rule: AlarmRule, now: float) -> Iterator[Sighting]:
    for counter in state.counters.values():
        if counter.low_ratings:
            yield _instant(counter.id, counter.low_ratings, rule, now)


def _overdue(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    for run in state.plans.values():
        late = [step for step in run.steps if step.overdue and step.phase is StepPhase.ACTIVE and step.since is not None]
        since = min((step.since for step in late if step.since is not None), default=None)
        yield Sighting(
            subject=run.id,
            since=since if run.ended_at is None else None,
            ended_at=run.ended_at,
            detail=", ".join(step.id for step in late)[:500],
        )


def _clock(state: HallState, rule: AlarmRule, now: float) -> Iterator[Sighting]:
    """With `above`, only steps of more seconds, forward or back."""
    step = state.clock_step
    if state.clock_step_at is not None and step is not None and abs(step) > (rule.above or 0.0):
        yield _instant(HUB, (state.clock_step_at,), rule, now, f"{step:+.3f} s")


def _regressed(state: HallState, rule: AlarmRule, now: float) -> Iterator[Sighting]:
    if state.regressed_at is not None:
        yield _instant(HUB, (state.regressed_at,), rule, now)


def _program_fault(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    for fault in state.faults.values():
        yield Sighting(subject=fault.part, since=fault.at, detail=f"{fault.error}, #{fault.seq} {fault.report}".strip())


def _journal_damaged(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    for day in state.damaged_days.values():
        yield Sighting(subject=day.day, since=day.at, detail=day.reason)


def _round_overdue(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    for each in state.rounds.values():
        yield Sighting(subject=each.id, since=each.overdue_at, ended_at=each.last_at)


def _problem_waiting(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    """The rule's delay is how long the duty leader may take to take it."""
    for each in state.problems.values():
        waits = each.phase is ProblemPhase.REPORTED
        yield Sighting(
            subject=each.id, since=each.at if waits else None, ended_at=None if waits else each.phase_at, detail=each.text
        )  # fmt: skip


def _matter_returned(state: HallState, _rule: AlarmRule, _now: float) -> Iterator[Sighting]:
    for each in state.matters.values():
        yield Sighting(
            subject=each.id, since=each.returned_at, ended_at=None if each.returned_at else each.phase_at, detail=each.returned_from
        )  # fmt: skip


def _matter_late(state: HallState, _rule: AlarmRule, now: float) -> Iterator[Sighting]:
    for each in state.matters.values():
        since = late_since(each) if is_late(each, now) else None
        yield Sighting(subject=each.id, since=since, ended_at=None if since else each.phase_at, detail=each.what)


def _order_unknown(state: HallState, rule: AlarmRule, now: float) -> Iterator[Sighting]:
    """One alarm an adapter: an order nobody knows about is a matter of the link it went over."""
    unknown: dict[str, list[tuple[float, str]]] = {}
    for order in state.orders.values():
        if order.stage is Stage.UNKNOWN:
            unknown.setdefault(order.adapter or HUB, []).append((order.stage_at, order.id))
    for adapter, orders in sorted(unknown.items()):
        times = tuple(at for at, _ in sorted(orders))
        yield _instant(adapter, times, rule, now, max(orders)[1])


def _instant(subject: str, times: tuple[float, ...], rule: AlarmRule, now: float, detail: str = "") -> Sighting:
    ends = times[-1] + (rule.off_delay or INSTANT)
    holds = now < ends
    return Sighting(
        subject=subject, since=times[-1] if holds else None, ended_at=ends - rule.off_delay, onsets=times, detail=detail
    )


_ON_DEVICE: Mapping[Watch, DeviceLook] = {
    Watch.DEVICE_CONDITION: _condition,
    Watch.DEVICE_LOST: _lost,
    Watch.DEVICE_VALUE: _value,
    Watch.KIOSK_DWELL: _kiosk,
}
_WATCHES: Mapping[Watch, Callable[[HallState, AlarmRule, float], Iterator[Sighting]]] = {
    Watch.ADAPTER_LOST: _adapter,
    Watch.ADAPTER_CLOCK: _adapter_clock,
    Watch.TICKET_WAIT: _ticket_wait,
    Watch.SERVICE_TIME: _service_time,
    Watch.ZONE_CROWDED: _crowded,
    Watch.ZONE_UNSTAFFED: _unstaffed,
    Watch.LANE_CLOSED: _lane_closed,
    Watch.LOW_RATING: _low_rating,
    Watch.PLAN_OVERDUE: _overdue,
    Watch.CLOCK_STEPPED: _clock,
    Watch.JOURNAL_REGRESSED: _regressed,
    Watch.ORDER_UNKNOWN: _order_unknown,
    Watch.PROGRAM_FAULT: _program_fault,
    Watch.JOURNAL_DAMAGED: _journal_damaged,
    Watch.ROUND_OVERDUE: _round_overdue,
    Watch.PROBLEM_WAITING: _problem_waiting,
    Watch.MATTER_RETURNED: _matter_returned,
    Watch.MATTER_LATE: _matter_late,
}
