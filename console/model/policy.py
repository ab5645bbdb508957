"""What the hub shall write because of time and state: alarms raised, cleared, suppressed, unshelved, steps overdue, armings lapsed. Live only.

Judged again after its own events are folded it says nothing, however often it is asked. What came of orders is `order.verdict`'s
matter, and the hub's, who knows which of them it still asks adapters about.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from console.model import arming, cameras, plan
from console.model import event as ev
from console.model.hall import AlarmPriority, AlarmRule, Watch
from console.model.lookup import Lookup, lookup
from console.model.reduce import apply
from console.model.state import Alarm, HallState
from console.model.watch import Sighting, Vitals, sightings

__all__ = ["CAUSE_LEAD", "Vitals", "alarm_id", "judge"]

CAUSE_LEAD = 30.0
"""Seconds by which a cause may be noticed later than what it explains (a UPS is asked less often than a panel)."""
CAUSE_TRAIL = 30.0
"""Seconds for which what was explained stays so after its cause has ended: behind a UPS that is back, panels take a while to be."""
_GRAVE = (AlarmPriority.CRITICAL, AlarmPriority.HIGH)
"""Conditions of lesser priority (bypass, paper low …) do not make the devices behind them silent."""
_ALL_WELL = Vitals()
_LONGEST_ID = 64


def judge(state: HallState, now: float, vitals: Vitals = _ALL_WELL) -> tuple[ev.AnyEvent, ...]:
    """The events that are due at `now`, in the order in which they are to be written."""
    if state.config is None:
        return ()
    events: list[ev.AnyEvent] = [
        ev.AlarmUnshelved(alarm=alarm.id)
        for alarm in state.alarms.values()
        if alarm.shelved_until is not None and now >= alarm.shelved_until
    ]
    events += arming.lapses(state, now)
    events += plan.overdue(state, now)
    events += cameras.ended(state, now)
    active: dict[str, list[str]] = {}
    for alarm in state.alarms.values():
        if alarm.active:
            active.setdefault(alarm.rule, []).append(alarm.id)
    for rule in state.config.alarms:
        events += _by_rule(state, rule, active.pop(rule.id, []), now, vitals)
    # Alarms whose rule has left the configuration do not hold.
    events += [ev.AlarmCleared(alarm=id) for ids in active.values() for id in ids]
    after = replace(state, at=now)
    for event in events:
        after = apply(after, event)
    explained = _explained(after, now)
    causes = {event.alarm: event.cause for event in explained if isinstance(event, ev.AlarmSuppressed)}
    return (*(_with_cause(event, causes) for event in events), *explained)


def alarm_id(rule: str, subject: str) -> str:
    """`RULE:SUBJECT`, cut to what an id may be long."""
    return f"{rule}:{subject}"[:_LONGEST_ID]


def _with_cause(event: ev.AnyEvent, causes: Mapping[str, str]) -> ev.AnyEvent:
    if isinstance(event, ev.AlarmRaised) and event.alarm in causes:
        return replace(event, cause=causes[event.alarm])
    return event


def _by_rule(state: HallState, rule: AlarmRule, active: list[str], now: float, vitals: Vitals) -> list[ev.AnyEvent]:
    events: list[ev.AnyEvent] = []
    seen: set[str] = set()
    for sighting in sightings(state, rule, now, vitals):
        id = alarm_id(rule.id, sighting.subject)
        seen.add(id)
        alarm = state.alarms.get(id)
        if alarm is None or not alarm.active:
            if _due(rule, sighting, now):
                events.append(ev.AlarmRaised(alarm=id, rule=rule.id, subject=sighting.subject, detail=sighting.detail[:500]))
        elif _over(rule, sighting, now):
            events.append(ev.AlarmCleared(alarm=id))
    # What the rule no longer sees at all (its subject has left the hall) does not hold.
    return events + [ev.AlarmCleared(alarm=id) for id in active if id not in seen]


def _due(rule: AlarmRule, sighting: Sighting, now: float) -> bool:
    """Held for the on-delay, and begun often enough where the rule counts."""
    if sighting.since is None or now - sighting.since < rule.delay:
        return False
    return rule.count == 1 or _lately(rule, sighting, now) >= rule.count


def _over(rule: AlarmRule, sighting: Sighting, now: float) -> bool:
    """Gone for the off-delay, and no longer coming and going where the rule counts."""
    if sighting.since is not None and now >= sighting.since:
        return False
    if sighting.ended_at is not None and now - sighting.ended_at < rule.off_delay:
        return False
    return rule.count == 1 or _lately(rule, sighting, now) < rule.count


def _lately(rule: AlarmRule, sighting: Sighting, now: float) -> int:
    return sum(now - at <= rule.within for at in sighting.onsets)


# --- root causes ------------------------------------------------------------------------------------------------------------


def _explained(state: HallState, now: float) -> list[ev.AnyEvent]:
    """Suppression by design, after all else: what is explained by an alarm that holds, and what no longer is."""
    events: list[ev.AnyEvent] = []
    known = lookup(state)
    causes = _causes(state, known)
    trailing: dict[str, bool] = {}
    for alarm in state.alarms.values():
        cause, old = _cause(known, causes, alarm), alarm.suppressed_by
        if cause is not None and cause != old:
            events.append(ev.AlarmSuppressed(alarm=alarm.id, cause=cause))
        elif cause is None and old is not None:
            if old not in trailing:
                trailing[old] = _ended_lately(state, old, now)
            if not (alarm.active and trailing[old]):
                events.append(ev.AlarmUnsuppressed(alarm=alarm.id))
    return events


def _ended_lately(state: HallState, cause: str, now: float) -> bool:
    """Whether a cause, whose alarm may be gone already, ended within `CAUSE_TRAIL`."""
    return any(
        sighting.since is None and sighting.ended_at is not None and now - sighting.ended_at < CAUSE_TRAIL
        for rule in lookup(state).rules.values()
        if cause.startswith(f"{rule.id}:")
        for sighting in sightings(state, rule, now, _ALL_WELL)
        if alarm_id(rule.id, sighting.subject) == cause
    )


def _causes(state: HallState, known: Lookup) -> dict[str, list[Alarm]]:
    """Device or adapter → its alarms that hold and may explain others: lost, or in a grave condition."""
    causes: dict[str, list[Alarm]] = {}
    for alarm in state.alarms.values():
        rule = known.rules.get(alarm.rule)
        if rule is None or not alarm.active:
            continue
        grave = rule.watch is Watch.DEVICE_CONDITION and alarm.priority in _GRAVE
        if grave or rule.watch in (Watch.DEVICE_LOST, Watch.ADAPTER_LOST):
            causes.setdefault(alarm.subject, []).append(alarm)
    return causes


def _cause(known: Lookup, causes: Mapping[str, list[Alarm]], alarm: Alarm) -> str | None:
    """The alarm that explains why a device is lost: of its adapter, or of a device it needs; the root rather than the link.

    A cause came before its effect, or was noticed a little later; what was lost long before the UPS failed is a fault of its own.
    """
    rule, device = known.rules.get(alarm.rule), known.devices.get(alarm.subject)
    if rule is None or device is None or rule.watch is not Watch.DEVICE_LOST or not alarm.active:
        return None
    roots = [need for need in reversed(known.needs[device.id]) if device.id not in known.needs.get(need, ())]
    candidates = [
        (known.rules[each.rule].watch is Watch.DEVICE_LOST, place, each.active_at, each.id)
        for place, subject in enumerate((device.adapter, *roots))
        for each in causes.get(subject, ())
        if each.active_at <= alarm.active_at + CAUSE_LEAD
    ]
    return min(candidates)[-1] if candidates else None
