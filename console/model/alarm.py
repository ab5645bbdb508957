"""Alarms by ISA-18.2: what alarm events do to the hall, in which state an alarm is, whom it hurts, how many there are.

When an alarm is raised or cleared is decided elsewhere (`policy`). Seen (acknowledged), mine (owned) and solved are three things.
"""

from collections import Counter as Tallied
from collections.abc import Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.model import event as ev
from console.model.hall import AlarmPriority, Watch
from console.model.lookup import lookup
from console.model.pages import put, without
from console.model.state import Alarm, AlarmPhase, CounterPhase, HallState, TicketPhase

FLOOD_WINDOW = 600.0
"""Seconds over which alarms are counted for a flood (EEMUA 191: more than 10 in 10 minutes; over when below 5)."""
FLOOD_BEGINS = 10
FLOOD_ENDS = 5
ONSETS_KEPT = 100
RANK = {AlarmPriority.CRITICAL: 0, AlarmPriority.HIGH: 1, AlarmPriority.MEDIUM: 2, AlarmPriority.LOW: 3}
"""Worst first."""
_ASKING = {AlarmPhase.UNACK: 0, AlarmPhase.RTNUN: 1, AlarmPhase.ACKED: 2}
"""Phases that ask for somebody, in the order of asking."""


def phase_of(alarm: Alarm, state: HallState) -> AlarmPhase:
    """The alarm's ISA-18.2 state; out of service hides shelved, which hides suppressed by design."""
    if alarm.out_of_service:
        return AlarmPhase.OOSRV
    if alarm.shelved_until is not None:
        return AlarmPhase.SHLVD
    if alarm.suppressed_by is not None:
        return AlarmPhase.DSUPR
    if alarm.active:
        return AlarmPhase.ACKED if alarm.acked else AlarmPhase.UNACK
    return AlarmPhase.RTNUN if _waits_for_ack(alarm, state) else AlarmPhase.NORM


def _waits_for_ack(alarm: Alarm, state: HallState) -> bool:
    rule = lookup(state).rules.get(alarm.rule)
    return not alarm.acked and (rule is None or rule.latching)


# --- folds ---------------------------------------------------------------------------------------------------------------


def raised(state: HallState, event: ev.AlarmRaised) -> HallState:
    """New, or back: then it asks to be acknowledged again, and what was solved is not."""
    old = state.alarms.get(event.alarm)
    if old is not None and old.active:
        return _with(state, replace(old, detail=event.detail, cause=event.cause))
    state = _counted(state)
    device = state.devices.get(event.subject)
    out = device is not None and device.out_at is not None
    rule = lookup(state).rules.get(event.rule)
    if old is None:
        alarm = Alarm(
            id=event.alarm,
            rule=event.rule,
            subject=event.subject,
            priority=rule.priority if rule else AlarmPriority.HIGH,
            active=True,
            raised_at=state.at,
            active_at=state.at,
            detail=event.detail,
            cause=event.cause,
            out_of_service=out,
        )
        return _with(state, alarm)
    again = replace(
        old,
        rule=event.rule,  # by whom it is judged from now on: another's would end it at once, and so without end
        subject=event.subject,
        priority=rule.priority if rule else old.priority,
        active=True,
        active_at=state.at,
        detail=event.detail,
        cause=event.cause,
        times=old.times + 1,
        cleared_at=None,
        acked=False,
        out_of_service=out,
        solved_at=None,
        solved_by="",
        solved_note="",
    )
    return _with(state, again)


def _counted(state: HallState) -> HallState:
    """One onset more, and whether a flood began with it."""
    since = flood(state, state.at).since
    onsets = (*state.alarm_onsets[1 - ONSETS_KEPT :], state.at)
    if since is None and _lately(onsets, state.at) > FLOOD_BEGINS:
        since = state.at
    return replace(state, alarm_onsets=onsets, flood_since=since)


def cleared(state: HallState, event: ev.AlarmCleared) -> HallState:
    """Returned to normal: it stays until it is acknowledged, if it latches."""
    alarm = state.alarms.get(event.alarm)
    if alarm is None or not alarm.active:
        return state
    return _kept_or_dropped(state, replace(alarm, active=False, cleared_at=state.at))


def acknowledged(state: HallState, event: ev.AlarmAcknowledged) -> HallState:
    """Seen; if it has returned already, that was the last of it."""
    alarm = state.alarms.get(event.alarm)
    if alarm is None or alarm.acked:
        return state
    return _kept_or_dropped(state, replace(alarm, acked=True, acked_at=state.at, acked_by=event.by, note=event.note))


def shelved(state: HallState, event: ev.AlarmShelved) -> HallState:
    """Put aside; shelved again, the later word holds."""
    alarm = state.alarms.get(event.alarm)
    if alarm is None:
        return state
    return _with(state, replace(alarm, shelved_until=event.until, shelved_by=event.by, shelved_reason=event.reason))


def unshelved(state: HallState, event: ev.AlarmUnshelved) -> HallState:
    """Back from the shelf."""
    alarm = state.alarms.get(event.alarm)
    if alarm is None or alarm.shelved_until is None:
        return state
    return _shown_again(state, replace(alarm, shelved_until=None, shelved_by="", shelved_reason=""))


def suppressed(state: HallState, event: ev.AlarmSuppressed) -> HallState:
    """Explained by another alarm."""
    alarm = state.alarms.get(event.alarm)
    if alarm is None:
        return state
    return _with(state, replace(alarm, suppressed_by=event.cause, cause=event.cause))


def unsuppressed(state: HallState, event: ev.AlarmUnsuppressed) -> HallState:
    """Its explanation is gone and it is still here."""
    alarm = state.alarms.get(event.alarm)
    if alarm is None or alarm.suppressed_by is None:
        return state
    return _shown_again(state, replace(alarm, suppressed_by=None, cause=None))


def owned(state: HallState, event: ev.AlarmOwned) -> HallState:
    """Somebody's, or nobody's."""
    alarm = state.alarms.get(event.alarm)
    return state if alarm is None else _with(state, replace(alarm, owner=event.owner))


def solved(state: HallState, event: ev.AlarmSolved) -> HallState:
    """The matter is dealt with; the condition and the acknowledgement are matters of their own."""
    alarm = state.alarms.get(event.alarm)
    if alarm is None:
        return state
    return _with(state, replace(alarm, solved_at=state.at, solved_by=event.by, solved_note=event.note))


def device_taken_out(state: HallState, device: str) -> HallState:
    """The device's alarms are out of service with it."""
    for alarm in state.alarms.values():
        if alarm.subject == device and not alarm.out_of_service:
            state = _with(state, replace(alarm, out_of_service=True))
    return state


def device_returned(state: HallState, device: str) -> HallState:
    """The device's alarms count again."""
    for alarm in state.alarms.values():
        if alarm.subject == device and alarm.out_of_service:
            state = _shown_again(state, replace(alarm, out_of_service=False))
    return state


def _with(state: HallState, alarm: Alarm) -> HallState:
    return replace(state, alarms=put(state.alarms, alarm.id, alarm))


def _dropped(state: HallState, alarm: Alarm) -> HallState:
    return replace(state, alarms=without(state.alarms, alarm.id))


def _kept_or_dropped(state: HallState, alarm: Alarm) -> HallState:
    """Shelved alarms stay on the shelf even when normal, so that a return within the time stays quiet."""
    if alarm.active or alarm.shelved_until is not None:
        return _with(state, alarm)
    hidden = alarm.out_of_service or alarm.suppressed_by is not None
    return _dropped(state, alarm) if hidden or not _waits_for_ack(alarm, state) else _with(state, alarm)


def _shown_again(state: HallState, alarm: Alarm) -> HallState:
    """ISA-18.2: from shelf, suppression or out of service an alarm returns to normal or to unacknowledged, never to acknowledged."""
    if phase_of(alarm, state) in (AlarmPhase.OOSRV, AlarmPhase.SHLVD, AlarmPhase.DSUPR):
        return _with(state, alarm)
    return _with(state, replace(alarm, acked=False)) if alarm.active else _dropped(state, alarm)


# --- whom it hurts, what it explains, how many ----------------------------------------------------------------------------


class Affected(Struct, frozen=True, kw_only=True):
    """Whom an alarm hurts."""

    counters: tuple[str, ...] = ()
    """Open counters that cannot call because of it."""
    waiting: Mapping[str, int] = {}
    """Queue → waiting tickets that those counters would serve (or, for a queue's alarm, that wait over their limit)."""
    stranded: int = 0
    """Of these, tickets that no other open counter serves."""

    @property
    def customers(self) -> int:
        """All who wait behind it."""
        return sum(self.waiting.values())


def affected(state: HallState, alarm: Alarm) -> Affected:
    """Whom the alarm hurts now: counters that cannot call, and who waits behind them, by queue."""
    known = lookup(state)
    rule = known.rules.get(alarm.rule)
    waiting = [ticket for ticket in state.tickets.values() if ticket.phase is TicketPhase.WAITING]
    if rule is not None and rule.watch is Watch.TICKET_WAIT:
        over = sum(
            known.queue_of(ticket.business) == alarm.subject and state.at - ticket.queued_at > known.wait_limit(ticket.business)
            for ticket in waiting
        )
        return Affected(waiting={alarm.subject: over} if over else {})
    if rule is not None and rule.watch is Watch.LANE_CLOSED:
        lane = known.lanes.get(alarm.subject)
        queues = Tallied(known.queue_of(ticket.business) for ticket in waiting if lane and ticket.priority in lane.priorities)
        return Affected(waiting=dict(sorted(queues.items())))
    hit = _cannot_call(state, alarm)
    if not hit:
        return Affected()
    serves = {id: frozenset(known.serves(counter.profile)) for id, counter in state.counters.items()}
    behind = frozenset[str]().union(*(serves[id] for id in hit))
    others = frozenset[str]().union(
        *(serves[id] for id, counter in state.counters.items() if id not in hit and counter.phase is not CounterPhase.CLOSED)
    )
    counts: dict[str, int] = {}
    stranded = 0
    for ticket in waiting:
        if ticket.business in behind and (ticket.for_counter is None or ticket.for_counter in hit):
            queue = known.queue_of(ticket.business)
            counts[queue] = counts.get(queue, 0) + 1
            stranded += ticket.for_counter in hit or ticket.business not in others
    return Affected(counters=hit, waiting=dict(sorted(counts.items())), stranded=stranded)


def depending(state: HallState, alarm: Alarm) -> tuple[str, ...]:
    """Open counters that could not call if the alarm's device went, those included that cannot already: whom a UPS on battery touches."""
    known = lookup(state)
    if not alarm.active or alarm.subject not in known.devices:
        return ()
    return _silent_without(state, {alarm.subject, *known.needed_by.get(alarm.subject, ())})


def _cannot_call(state: HallState, alarm: Alarm) -> tuple[str, ...]:
    known = lookup(state)
    if alarm.subject in known.on_adapter and alarm.subject not in known.devices:
        return _silent_without(state, known.on_adapter[alarm.subject])
    if alarm.subject not in known.devices:
        return ()
    ids = (alarm.subject, *known.needed_by.get(alarm.subject, ()))
    return _silent_without(state, {id for id in ids if id in state.devices and state.devices[id].lost_at is not None})


def _silent_without(state: HallState, devices: Collection[str]) -> tuple[str, ...]:
    """Open counters that cannot call without these devices."""
    known = lookup(state)
    is_open = sorted(counter.id for counter in state.counters.values() if counter.phase is not CounterPhase.CLOSED)
    if known.config is not None and known.config.queue_device in devices:
        return tuple(is_open)
    return tuple(id for id in is_open if id in known.counters and known.counters[id].panel in devices)


def children(state: HallState, alarm: str) -> tuple[Alarm, ...]:
    """The alarms that this one explains, oldest first."""
    found = (each for each in state.alarms.values() if each.suppressed_by == alarm)
    return tuple(sorted(found, key=lambda each: (each.active_at, each.id)))


def raised_lately(state: HallState, now: float) -> int:
    """Alarms raised within the last 10 minutes, counted up to 100: more than `FLOOD_BEGINS` is a flood."""
    return _lately(state.alarm_onsets, now)


def _lately(onsets: tuple[float, ...], now: float) -> int:
    return sum(now - at < FLOOD_WINDOW for at in onsets)


class Flood(Struct, frozen=True, kw_only=True):
    """How fast alarms come."""

    lately: int
    """Raised within the last 10 minutes, counted up to 100."""
    since: float | None = None
    """Since when there is a flood; None: there is none."""


def flood(state: HallState, now: float) -> Flood:
    """A flood begins with more than 10 alarms in 10 minutes and lasts until fewer than 5 are left in them (EEMUA 191)."""
    lately = raised_lately(state, now)
    return Flood(lately=lately, since=state.flood_since if lately >= FLOOD_ENDS else None)


def worst(state: HallState) -> tuple[Alarm | None, int]:
    """The first of `worst_first` and how many there are, in one pass: cheap also in a flood."""
    first: Alarm | None = None
    best = (len(_ASKING), 0, 0.0, "")
    count = 0
    for alarm in state.alarms.values():
        place = _ASKING.get(phase_of(alarm, state))
        if place is None:
            continue
        count += 1
        if place <= best[0] and (rank := (place, RANK[alarm.priority], -alarm.active_at, alarm.id)) < best:
            first, best = alarm, rank
    return first, count


def worst_first(state: HallState) -> tuple[Alarm, ...]:
    """Those that ask for somebody (UNACK, RTNUN, ACKED in this order), the worst and newest first within each."""
    shown = [(_ASKING[phase], alarm) for alarm in state.alarms.values() if (phase := phase_of(alarm, state)) in _ASKING]
    return tuple(
        alarm for _, alarm in sorted(shown, key=lambda each: (each[0], RANK[each[1].priority], -each[1].active_at, each[1].id))
    )
