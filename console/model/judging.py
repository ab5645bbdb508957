"""`policy.judge` with a memory: says the same, and looks only at what changed or came due since it was last asked.

In a flood thousands of alarms stand while each commit brings a few more; to look at all of them each time would cost more the worse
things are. What is remembered follows from the states that were given, so that any state may come next, also an earlier one (a
group that could not be written). `policy` is what is meant; a property test holds the two together.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from heapq import heappop, heappush

from console.model import event as ev
from console.model.hall import AlarmRule
from console.model.lookup import Lookup, lookup
from console.model.pages import differing
from console.model.policy import (
    ALL_WELL,
    Attempt,
    Vitals,
    alarm_id,
    applied,
    by_rule,
    by_time,
    cause_of,
    ended_lately,
    is_shelf_over,
    may_explain,
    on_cause,
    on_sight,
    plainly,
    turns,
    with_causes,
)
from console.model.state import Alarm, Device, HallState
from console.model.watch import on_device

SLACK = 0.001
"""Seconds within which a time counts as come: sums of times are not exact."""
Key = tuple[str, str]
"""A rule on devices, and one of its devices."""


class Judge:
    """One hall's judge. Called by one thread."""

    def __init__(self) -> None:
        self._known: Lookup | None = None
        self._now = 0.0
        self._forget()

    def _forget(self) -> None:
        self._devices: Mapping[str, Device] = {}
        self._alarms: Mapping[str, Alarm] = {}
        self._dirty: set[Key] = set()
        self._changed: set[str] = set()
        """Alarms that are other than when causes were last looked for."""
        self._turns: list[tuple[float, Key]] = []
        """When a key's outcome may change by itself: a heap; what is out of date in it costs one look in vain."""
        self._active: dict[str, set[str]] = {}
        """Rule → its alarms that hold."""
        self._shelved: set[str] = set()
        self._on: dict[str, set[str]] = {}
        """Subject → its alarms."""
        self._causes: dict[str, dict[str, Alarm]] = {}
        """Device or adapter → its alarms that may explain others."""
        self._trailing: dict[str, set[str]] = {}
        """A cause that ended → alarms that stay explained by it for a while."""

    def __call__(
        self, state: HallState, now: float, vitals: Vitals = ALL_WELL, attempt: Attempt = plainly, /
    ) -> tuple[ev.AnyEvent, ...]:
        """The events that are due at `now`, in the order in which they are to be written."""
        known = lookup(state)
        if state.config is None:
            return ()
        if known is not self._known or now < self._now:
            self._forget()
            self._known = known
        self._now = now
        self._follow_devices(known, state.devices)
        self._follow_alarms(known, state.alarms)
        shelved = sorted(id for id in self._shelved if is_shelf_over(state.alarms[id], now))
        events: list[ev.AnyEvent] = [ev.AlarmUnshelved(alarm=id) for id in shelved]
        timed = by_time(state, now, attempt)
        events += timed
        seen = applied(state, events, now) if events else state
        before = len(events)
        due = self._due(now)
        for rule in state.config.alarms:
            if on_device(rule) is None:
                work = partial(by_rule, seen, rule, sorted(self._active.get(rule.id, ())), now, vitals)
            elif rule.id in due:
                work = partial(self._on_devices, seen, rule, due[rule.id], now)
            else:
                continue
            events += attempt(f"alarm:{rule.id}", work)
        for gone in sorted(self._active.keys() - known.rules.keys()):
            events += [ev.AlarmCleared(alarm=id) for id in sorted(self._active[gone])]
        after = applied(seen, events[before:], now)
        self._follow_alarms(known, after.alarms)
        explained = attempt("causes", partial(self._explained, known, after, now))
        return with_causes(events, explained)

    # --- what changed ----------------------------------------------------------------------------------------------------

    def _follow_devices(self, known: Lookup, devices: Mapping[str, Device]) -> None:
        for id in differing(self._devices, devices):
            self._dirty.update((rule, id) for rule in known.rules_on.get(id, ()))
        self._devices = devices

    def _follow_alarms(self, known: Lookup, alarms: Mapping[str, Alarm]) -> None:
        for id in differing(self._alarms, alarms):
            old, new = self._alarms.get(id), alarms.get(id)
            if old is not None:
                self._let_go(known, old)
            if new is not None:
                self._take_up(known, new)
            self._changed.add(id)
            for alarm in (old, new):
                rule = known.rules.get(alarm.rule) if alarm is not None else None
                if alarm is not None and rule is not None and on_device(rule) is not None:
                    self._dirty.add((rule.id, alarm.subject))
        self._alarms = alarms

    def _let_go(self, known: Lookup, alarm: Alarm) -> None:
        _remove(self._active, alarm.rule, alarm.id)
        _remove(self._on, alarm.subject, alarm.id)
        self._shelved.discard(alarm.id)
        if self._causes.get(alarm.subject, {}).pop(alarm.id, None) is not None:
            self._changed.update(self._behind(known, alarm.subject))

    def _take_up(self, known: Lookup, alarm: Alarm) -> None:
        self._on.setdefault(alarm.subject, set()).add(alarm.id)
        if alarm.active:
            self._active.setdefault(alarm.rule, set()).add(alarm.id)
        if alarm.shelved_until is not None:
            self._shelved.add(alarm.id)
        if may_explain(known, alarm):
            self._causes.setdefault(alarm.subject, {})[alarm.id] = alarm
            self._changed.update(self._behind(known, alarm.subject))

    def _behind(self, known: Lookup, subject: str) -> Iterable[str]:
        """Alarms that something wrong with a device or adapter may explain."""
        for device in (*known.needed_by.get(subject, ()), *known.on_adapter.get(subject, ())):
            yield from self._on.get(device, ())

    # --- rules on devices ------------------------------------------------------------------------------------------------

    def _due(self, now: float) -> dict[str, set[str]]:
        """Rule → the devices to look at: those that changed, and those whose time has come."""
        while self._turns and self._turns[0][0] <= now + SLACK:
            self._dirty.add(heappop(self._turns)[1])
        due: dict[str, set[str]] = {}
        for rule, device in self._dirty:
            due.setdefault(rule, set()).add(device)
        return due

    def _on_devices(self, state: HallState, rule: AlarmRule, devices: set[str], now: float) -> list[ev.AnyEvent]:
        """What a rule says of these devices; seen ones in the rule's order, then those that it does not see any more."""
        look = on_device(rule)
        assert look is not None  # the caller chose it so
        places = lookup(state).places[rule.id]
        events: list[ev.AnyEvent] = []
        gone: list[str] = []
        for id in sorted(devices, key=lambda each: (places.get(each, len(places)), each)):
            device = state.devices.get(id) if id in places else None
            sighting = look(rule, device) if device is not None else None
            alarm = state.alarms.get(alarm_id(rule.id, id))
            if sighting is None:
                gone += [alarm.id] if alarm is not None and alarm.active else []
                continue
            for turn in turns(rule, sighting):
                if turn > now - SLACK:
                    heappush(self._turns, (turn, (rule.id, id)))
            event = on_sight(rule, sighting, alarm, now)
            if event is not None:
                events.append(event)
        self._dirty.difference_update([(rule.id, id) for id in devices])  # only now: what fails is looked at again
        return events + [ev.AlarmCleared(alarm=id) for id in sorted(gone)]

    # --- root causes -----------------------------------------------------------------------------------------------------

    def _explained(self, known: Lookup, state: HallState, now: float) -> list[ev.AnyEvent]:
        """As `policy`, for alarms that changed, that lie behind one that did, or whose cause ended long enough ago."""
        trails: dict[str, bool] = {}
        for ended in list(self._trailing):
            trails[ended] = ended_lately(state, ended, now)
            if not trails[ended]:
                self._changed |= self._trailing.pop(ended)
        events = []
        for id in sorted(self._changed):
            alarm = state.alarms.get(id)
            if alarm is None:
                continue
            old = alarm.suppressed_by
            cause = cause_of(known, {subject: each.values() for subject, each in self._near(known, alarm)}, alarm)
            if cause is None and old is not None:
                if old not in trails:
                    trails[old] = ended_lately(state, old, now)
                if trails[old]:
                    self._trailing.setdefault(old, set()).add(id)
            event = on_cause(alarm, cause, trails=old is not None and trails.get(old, False))
            if event is not None:
                events.append(event)
        self._changed.clear()  # only now: what fails is looked at again
        return events

    def _near(self, known: Lookup, alarm: Alarm) -> Iterable[tuple[str, Mapping[str, Alarm]]]:
        """The causes that an alarm can have: on its device's adapter, and on what the device needs."""
        device = known.devices.get(alarm.subject)
        if device is not None:
            for subject in (device.adapter, *known.needs[device.id]):
                if found := self._causes.get(subject):
                    yield subject, found


def _remove(index: dict[str, set[str]], key: str, id: str) -> None:
    """Take an id out of an index; what is left empty goes."""
    ids = index.get(key)
    if ids is not None:
        ids.discard(id)
        if not ids:
            del index[key]
