"""What device, zone and adapter events do to the hall: pure folds, one a kind of event. Unconfigured devices are passed over.

Only `DeviceFound` makes a lost device found again: whatever else an adapter says of it is not the device's own voice.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from console.model import event as ev
from console.model.hall import AlarmRule
from console.model.hours import in_hours
from console.model.lookup import lookup
from console.model.pages import put
from console.model.state import Adapter, Condition, Device, HallState, Reading

REMEMBERED = 10
"""Onsets kept for each condition."""
LOST = "lost"
"""The name under which communication lost is kept among onsets and clearings."""
NOT_JOINED = "not_joined"
"""Why an adapter that the hall names but that has never come counts as lost."""
SESSION = "session"
"""The name under which the end of a kiosk's session is kept among clearings."""


def over_limit(rule: AlarmRule, value: object) -> bool | None:
    """Whether a reading is beyond the rule's limits; None when it is no number, so that nobody can say."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return (rule.above is not None and value > rule.above) or (rule.below is not None and value < rule.below)


def limit_key(rule: AlarmRule) -> str:
    """The name under which a value's crossing of the rule's limit is kept among onsets and clearings."""
    return f"limit:{rule.id}"


def measured(state: HallState, event: ev.DeviceMeasured) -> HallState:
    """New readings; crossings of a watched limit are remembered with their time."""
    device = state.devices.get(event.device)
    if device is None:
        return state
    at = state.at
    values, limited = {**device.values}, lookup(state).value_rules.get(event.device)
    for point, value in event.values.items():
        if limited is not None:
            for rule in limited.get(point, ()):
                device = _crossed(device, rule, point, value, at)
        values[point] = Reading(value=value, at=at)
    return replace(state, devices=put(state.devices, device.id, replace(device, values=values, heard_at=at)))


def _crossed(device: Device, rule: AlarmRule, point: str, value: ev.Value, at: float) -> Device:
    """The device with the crossing remembered; a reading that is no number is neither beyond the limit nor within it."""
    key, over = limit_key(rule), over_limit(rule, value)
    before = over_limit(rule, device.values[point].value) if point in device.values else None
    if over is True and before is not True:
        return _began(device, key, at)
    if over is False and before is not False and key in device.onsets:
        return _ended(device, key, at)
    return device


def condition_raised(state: HallState, event: ev.DeviceConditionRaised) -> HallState:
    """The condition holds; said again it is not another onset."""
    device = state.devices.get(event.device)
    if device is None:
        return state
    held = device.conditions.get(event.condition)
    if held is None:
        device = _began(device, event.condition, state.at)
    condition = Condition(since=state.at if held is None else held.since, detail=event.detail)
    conditions = {**device.conditions, event.condition: condition}
    return _with(state, replace(device, conditions=conditions, heard_at=state.at))


def condition_cleared(state: HallState, event: ev.DeviceConditionCleared) -> HallState:
    """The condition no longer holds."""
    device = state.devices.get(event.device)
    if device is None:
        return state
    if event.condition in device.conditions:
        conditions = {name: held for name, held in device.conditions.items() if name != event.condition}
        device = replace(_ended(device, event.condition, state.at), conditions=conditions)
    return _with(state, replace(device, heard_at=state.at))


def lost(state: HallState, event: ev.DeviceLost) -> HallState:
    """Communication lost; its last readings stay, and are shown as such."""
    device = state.devices.get(event.device)
    if device is None:
        return state
    if device.lost_at is None:
        device = replace(_began(device, LOST, state.at), lost_at=state.at)
    return _with(state, replace(device, lost_reason=event.reason))


def found(state: HallState, event: ev.DeviceFound) -> HallState:
    """Heard again."""
    device = state.devices.get(event.device)
    if device is None:
        return state
    if device.lost_at is not None:
        down = in_hours(state.config, device.lost_at, state.at) if state.config else 0.0
        device = replace(_ended(device, LOST, state.at), lost_at=None, lost_reason="", down_for=device.down_for + down)
    return _with(state, replace(device, heard_at=state.at))


def key_pressed(state: HallState, event: ev.PanelKeyPressed) -> HallState:
    """A key proves that the panel lives; what it asks for is the linkage's matter."""
    return _heard(state, event.device)


def showed(state: HallState, event: ev.DisplayShowed) -> HallState:
    """The display shows this text."""
    notice = state.notices.get(event.device)
    if notice is not None and notice.text != event.text:
        state = replace(state, notices={id: each for id, each in state.notices.items() if id != event.device})
    device = state.devices.get(event.device)
    if device is None:
        return state
    return replace(state, devices=put(state.devices, device.id, replace(device, showing=event.text, heard_at=state.at)))


def session_started(state: HallState, event: ev.KioskSessionStarted) -> HallState:
    """A customer began; one whose end was never told has left."""
    device = state.devices.get(event.device)
    if device is None:
        return state
    day = replace(state.day, kiosk_sessions=state.day.kiosk_sessions + 1)
    return replace(_with(state, replace(device, session_at=state.at, heard_at=state.at)), day=day)


def session_ended(state: HallState, event: ev.KioskSessionEnded) -> HallState:
    """The customer left; an end without a beginning is no session."""
    device = state.devices.get(event.device)
    if device is None or device.session_at is None:
        return _heard(state, event.device)
    day = replace(state.day, kiosk_completed=state.day.kiosk_completed + event.completed)
    device = replace(_ended(device, SESSION, state.at), session_at=None, heard_at=state.at)
    return replace(_with(state, device), day=day)


def coalesced(state: HallState, event: ev.EventsCoalesced) -> HallState:
    """Thinned readings change nothing: the last of them was reported."""
    return _heard(state, event.device)


def taken_out(state: HallState, event: ev.DeviceTakenOut) -> HallState:
    """Out of service."""
    device = state.devices.get(event.device)
    if device is None:
        return state
    return _with(state, replace(device, out_at=state.at, out_by=event.by, out_reason=event.reason))


def returned(state: HallState, event: ev.DeviceReturned) -> HallState:
    """In service again."""
    device = state.devices.get(event.device)
    return state if device is None else _with(state, replace(device, out_at=None, out_by="", out_reason=""))


def counted(state: HallState, event: ev.ZoneCounted) -> HallState:
    """A zone's people, and since when it is crowded or calm by its own limit."""
    zone = state.zones.get(event.zone)
    if zone is None:
        return state
    config = lookup(state).zones.get(zone.id)
    crowded = config is not None and config.crowded_at is not None and event.people >= config.crowded_at
    if crowded and zone.crowded_since is None:
        zone = replace(zone, crowded_since=state.at, calm_since=None)
    elif not crowded and zone.calm_since is None:
        zone = replace(zone, crowded_since=None, calm_since=state.at)
    return replace(state, zones={**state.zones, zone.id: replace(zone, people=event.people, at=state.at)})


# --- adapters -----------------------------------------------------------------------------------------------------------


def adapter_joined(state: HallState, event: ev.AdapterJoined) -> HallState:
    """The adapter's link stands."""
    old = state.adapters.get(event.adapter)
    adapter = Adapter(
        id=event.adapter,
        epoch=event.epoch,
        version=event.version,
        devices=event.devices,
        joined_at=state.at,
        sseq=old.sseq if old and old.epoch == event.epoch else 0,
        refused=old.refused if old else 0,
    )
    return replace(state, adapters={**state.adapters, adapter.id: adapter})


def adapter_lost(state: HallState, event: ev.AdapterLost) -> HallState:
    """The adapter's link is gone; what it reports on is unknown from here on."""
    adapter = state.adapters.get(event.adapter) or Adapter(id=event.adapter)
    lost_at = state.at if adapter.lost_at is None else adapter.lost_at
    return replace(state, adapters={**state.adapters, adapter.id: replace(adapter, lost_at=lost_at, lost_reason=event.reason)})


def peer_refused(state: HallState, event: ev.PeerRefused) -> HallState:
    """Counts an adapter's refused messages."""
    adapter = state.adapters.get(event.peer)
    if adapter is None:
        return state
    return replace(state, adapters={**state.adapters, adapter.id: replace(adapter, refused=adapter.refused + event.count)})


# --- pieces -------------------------------------------------------------------------------------------------------------


def _with(state: HallState, device: Device) -> HallState:
    return replace(state, devices=put(state.devices, device.id, device))


def _heard(state: HallState, id: str) -> HallState:
    device = state.devices.get(id)
    return state if device is None else _with(state, replace(device, heard_at=state.at))


def _began(device: Device, name: str, at: float) -> Device:
    onsets: Mapping[str, tuple[float, ...]] = {**device.onsets, name: (*device.onsets.get(name, ())[1 - REMEMBERED :], at)}
    return replace(device, onsets=onsets)


def _ended(device: Device, name: str, at: float) -> Device:
    return replace(device, cleared={**device.cleared, name: at})
