"""What the hub shall write because of time and state: alarms raised, cleared, suppressed, unshelved, steps overdue, armings lapsed. Live only.

Judged again after its own events are folded it says nothing, however often it is asked. What came of orders is `order.verdict`'s
matter, and the hub's, who knows which of them it still asks adapters about.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Protocol, TypeVar

from msgspec.structs import replace

from console.model import arming, cameras, duty, matters, plan
from console.model import event as ev
from console.model.hall import AlarmPriority, AlarmRule, Watch
from console.model.ident import fitting
from console.model.lookup import Lookup, lookup
from console.model.reduce import apply
from console.model.state import Alarm, HallState
from console.model.watch import Sighting, Vitals, on_device, sightings

__all__ = ["CAUSE_LEAD", "Attempt", "Judging", "Vitals", "alarm_id", "judge", "plainly"]

CAUSE_LEAD = 30.0
"""Seconds by which a cause may be noticed later than what it explains (a UPS is asked less often than a panel)."""
CAUSE_TRAIL = 30.0
"""Seconds for which what was explained stays so after its cause has ended: behind a UPS that is back, panels take a while to be."""
_GRAVE = (AlarmPriority.CRITICAL, AlarmPriority.HIGH)
"""Conditions of lesser priority (bypass, paper low …) do not make the devices behind them silent."""
ALL_WELL = Vitals()
T = TypeVar("T")


class Judging(Protocol):
    """Says what is due: `judge`, or what says the same with less work (`judging.Judge`)."""

    def __call__(
        self, state: HallState, now: float, vitals: Vitals = ..., attempt: "Attempt" = ..., /
    ) -> tuple[ev.AnyEvent, ...]:
        """The events that are due at `now`."""


class Attempt(Protocol):
    """Does one part's work; somebody who knows what to do when a part fails may stand in for `plainly`."""

    def __call__(self, part: str, work: Callable[[], Iterable[T]], /) -> Sequence[T]:
        """What the part says; nothing from a part that fails."""


def plainly(_part: str, work: Callable[[], Iterable[T]], /) -> Sequence[T]:
    """Just does it."""
    return tuple(work())


def judge(state: HallState, now: float, vitals: Vitals = ALL_WELL, attempt: Attempt = plainly, /) -> tuple[ev.AnyEvent, ...]:
    """The events that are due at `now`, in the order in which they are to be written."""
    if state.config is None:
        return ()
    alarms = sorted(state.alarms.values(), key=lambda alarm: alarm.id)
    events: list[ev.AnyEvent] = [ev.AlarmUnshelved(alarm=alarm.id) for alarm in alarms if is_shelf_over(alarm, now)]
    timed = by_time(state, now, attempt)
    events += timed
    seen = applied(state, events, now) if events else state
    before = len(events)
    active: dict[str, list[str]] = {}
    for alarm in alarms:
        if alarm.active:
            active.setdefault(alarm.rule, []).append(alarm.id)
    for rule in state.config.alarms:
        events += attempt(f"alarm:{rule.id}", partial(by_rule, seen, rule, active.pop(rule.id, []), now, vitals))
    # Alarms whose rule has left the configuration do not hold.
    events += [ev.AlarmCleared(alarm=id) for _, ids in sorted(active.items()) for id in ids]
    after = applied(seen, events[before:], now)
    explained = attempt("causes", partial(_explained, after, now))
    return with_causes(events, explained)


def is_shelf_over(alarm: Alarm, now: float) -> bool:
    """Whether an alarm is to come back from the shelf."""
    return alarm.shelved_until is not None and now >= alarm.shelved_until


def by_time(state: HallState, now: float, attempt: Attempt) -> list[ev.AnyEvent]:
    """What time ends, beside alarms."""
    events: list[ev.AnyEvent] = []
    events += attempt("armings", lambda: arming.lapses(state, now))
    events += attempt("overdue", lambda: plan.overdue(state, now))
    events += attempt("cameras", lambda: cameras.ended(state, now))
    events += attempt("rounds", lambda: duty.judged(state, now))
    events += attempt("matters", lambda: matters.judged(state, now))
    return events


def applied(state: HallState, events: Iterable[ev.AnyEvent], now: float) -> HallState:
    """The hall once the events are written at `now`."""
    after = replace(state, at=now)
    for event in events:
        after = apply(after, event)
    return after


def with_causes(events: Iterable[ev.AnyEvent], explained: Sequence[ev.AnyEvent]) -> tuple[ev.AnyEvent, ...]:
    """All events; an alarm that is raised and explained at once says so from the beginning."""
    causes = {event.alarm: event.cause for event in explained if isinstance(event, ev.AlarmSuppressed)}
    return (*(_with_cause(event, causes) for event in events), *explained)


def alarm_id(rule: str, subject: str) -> str:
    """`RULE:SUBJECT`, or what of it is the same length as an id may be and no other alarm's."""
    return fitting(f"{rule}:{subject}")


def _with_cause(event: ev.AnyEvent, causes: Mapping[str, str]) -> ev.AnyEvent:
    if isinstance(event, ev.AlarmRaised) and event.alarm in causes:
        return replace(event, cause=causes[event.alarm])
    return event


def by_rule(state: HallState, rule: AlarmRule, active: Iterable[str], now: float, vitals: Vitals) -> list[ev.AnyEvent]:
    """What a rule says; `active`: its alarms that hold."""
    events: list[ev.AnyEvent] = []
    seen: set[str] = set()
    for sighting in sightings(state, rule, now, vitals):
        id = alarm_id(rule.id, sighting.subject)
        seen.add(id)
        event = on_sight(rule, sighting, state.alarms.get(id), now)
        if event is not None:
            events.append(event)
    # What the rule no longer sees at all (its subject has left the hall) does not hold.
    return events + [ev.AlarmCleared(alarm=id) for id in active if id not in seen]


def on_sight(rule: AlarmRule, sighting: Sighting, alarm: Alarm | None, now: float) -> ev.AlarmRaised | ev.AlarmCleared | None:
    """What is due for one subject and its alarm; None: nothing."""
    if alarm is None or not alarm.active:
        if not _due(rule, sighting, now):
            return None
        id = alarm_id(rule.id, sighting.subject)
        return ev.AlarmRaised(alarm=id, rule=rule.id, subject=sighting.subject, detail=sighting.detail[:500])
    return ev.AlarmCleared(alarm=alarm.id) if _over(rule, sighting, now) else None


def turns(rule: AlarmRule, sighting: Sighting) -> tuple[float, ...]:
    """Times at which `on_sight` may come to say something else, though nothing has happened."""
    delays = [sighting.since, sighting.since + rule.delay] if sighting.since is not None else []
    if sighting.ended_at is not None:
        delays.append(sighting.ended_at + rule.off_delay)
    if rule.count > 1:
        delays += [at + rule.within for at in sighting.onsets]
    return tuple(delays)


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
    causes = _causes(state, lookup(state))
    trailing: dict[str, bool] = {}
    events = []
    for alarm in sorted(state.alarms.values(), key=lambda each: each.id):
        cause, old = cause_of(lookup(state), causes, alarm), alarm.suppressed_by
        if cause is None and old is not None and old not in trailing:
            trailing[old] = ended_lately(state, old, now)
        event = on_cause(alarm, cause, trails=old is not None and trailing.get(old, False))
        if event is not None:
            events.append(event)
    return events


def on_cause(alarm: Alarm, cause: str | None, *, trails: bool) -> ev.AnyEvent | None:
    """What is due for an alarm that `cause` explains; `trails`: what explained it before ended a moment ago."""
    if cause is not None:
        return ev.AlarmSuppressed(alarm=alarm.id, cause=cause) if cause != alarm.suppressed_by else None
    if alarm.suppressed_by is None or (alarm.active and trails):
        return None
    return ev.AlarmUnsuppressed(alarm=alarm.id)


def ended_lately(state: HallState, cause: str, now: float) -> bool:
    """Whether a cause, whose alarm may be gone already, ended within `CAUSE_TRAIL`."""
    return any(
        sighting.since is None and sighting.ended_at is not None and now - sighting.ended_at < CAUSE_TRAIL
        for rule in lookup(state).rules.values()
        if cause.startswith(f"{rule.id}:")
        for sighting in _of_cause(state, rule, cause, now)
        if alarm_id(rule.id, sighting.subject) == cause
    )


def _of_cause(state: HallState, rule: AlarmRule, cause: str, now: float) -> Iterable[Sighting]:
    """What a rule sees; of a rule on devices, of the cause's own device only."""
    look, device = on_device(rule), state.devices.get(cause.removeprefix(f"{rule.id}:"))
    if look is None or device is None:
        return sightings(state, rule, now, ALL_WELL)
    sighting = look(rule, device) if device.id in lookup(state).watched[rule.id] else None
    return () if sighting is None else (sighting,)


def _causes(state: HallState, known: Lookup) -> dict[str, list[Alarm]]:
    """Device or adapter → its alarms that hold and may explain others: lost, or in a grave condition."""
    causes: dict[str, list[Alarm]] = {}
    for alarm in state.alarms.values():
        if may_explain(known, alarm):
            causes.setdefault(alarm.subject, []).append(alarm)
    return causes


def may_explain(known: Lookup, alarm: Alarm) -> bool:
    """Whether an alarm can be the cause of others: something is lost, or in a grave condition."""
    rule = known.rules.get(alarm.rule)
    if rule is None or not alarm.active:
        return False
    grave = rule.watch is Watch.DEVICE_CONDITION and alarm.priority in _GRAVE
    return grave or rule.watch in (Watch.DEVICE_LOST, Watch.ADAPTER_LOST)


def cause_of(known: Lookup, causes: Mapping[str, Iterable[Alarm]], alarm: Alarm) -> str | None:
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
        # An adapter may have a device's name: the queue system's alarm does not explain itself.
        if (known.rules[each.rule].watch is Watch.ADAPTER_LOST) == (place == 0) and each.active_at <= alarm.active_at + CAUSE_LEAD
    ]
    return min(candidates)[-1] if candidates else None
