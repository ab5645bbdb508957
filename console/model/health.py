"""How far the hall's devices and counters are known, and how they are, decided once for every pane. Derived, never stored.

Lost is not faulty: a device that nobody hears may work well. Unheard is not lost: nobody is there to hear it.
"""

from collections.abc import Mapping
from enum import StrEnum

from console.model.alarm import RANK, phase_of
from console.model.lookup import lookup
from console.model.quality import Quality, quality_of
from console.model.state import Alarm, AlarmPhase, HallState


class Health(StrEnum):
    """What can be said of a device, the strongest first."""

    OUT = "out"
    """Taken out of service by a person."""
    UNHEARD = "unheard"
    """Its adapter is away or never came, or has not yet heard it: nothing is known."""
    LOST = "lost"
    """Its adapter cannot reach it."""
    TROUBLED = "troubled"
    """A condition holds on it."""
    WELL = "well"


def adapter_heard(state: HallState, adapter: str) -> bool:
    """Whether an adapter has joined and its lease runs."""
    known = state.adapters.get(adapter)
    return known is not None and known.joined_at is not None and known.lost_at is None


def health_of(state: HallState, device: str) -> Health:
    """How a device is; one that is not configured is unheard."""
    config = lookup(state).devices.get(device)
    known = state.devices.get(device)
    if known is not None and known.out_at is not None:
        return Health.OUT
    if config is None or known is None or not adapter_heard(state, config.adapter):
        return Health.UNHEARD
    if known.lost_at is not None:
        return Health.LOST
    if known.heard_at is None:
        return Health.UNHEARD
    return Health.TROUBLED if known.conditions else Health.WELL


def unheard_since(state: HallState, device: str) -> float | None:
    """Since when a lost or unheard device has not been heard; None: never heard, or heard now."""
    config = lookup(state).devices.get(device)
    known = state.devices.get(device)
    if config is None or known is None:
        return None
    adapter = state.adapters.get(config.adapter)
    times = [at for at in (known.lost_at, adapter.lost_at if adapter else None) if at is not None]
    return min(times) if times else None


def reading_quality(state: HallState, device: str, point: str, now: float) -> Quality:
    """Quality of a device's last word on one point."""
    config = lookup(state).devices.get(device)
    known = state.devices.get(device)
    reading = known.values.get(point) if known else None
    if config is None or known is None or reading is None:
        return Quality.UNKNOWN
    health = health_of(state, device)
    reachable = None if health is Health.UNHEARD else known.lost_at is None
    return quality_of(value=reading.value, at=reading.at, now=now, stale_after=config.stale_after, reachable=reachable)


def counters_known(state: HallState) -> bool:
    """Whether what the state says of counters and tickets still holds: their queue system is heard."""
    return state.config is not None and health_of(state, state.config.queue_device) in {Health.WELL, Health.TROUBLED, Health.OUT}


def counter_doubt(state: HallState, counter: str) -> Health | None:
    """Why a counter's picture is not to be trusted: its panel is lost or unheard, or the queue system is; None: it is."""
    if not counters_known(state):
        return Health.UNHEARD
    config = lookup(state).counters.get(counter)
    if config is None or config.panel is None:
        return None
    health = health_of(state, config.panel)
    return health if health in {Health.LOST, Health.UNHEARD} else None


def worst_alarms(state: HallState) -> Mapping[str, Alarm]:
    """Subject → the worst alarm on it that still holds, whether somebody has seen it or not; hidden ones left out.

    Remembered by the identity of the state's alarms, as every pane asks for it in every frame.
    """
    global _last_worst  # noqa: PLW0603 (a cache of one)
    alarms, worst = _last_worst
    if alarms is state.alarms:
        return worst
    found: dict[str, Alarm] = {}
    for alarm in state.alarms.values():
        if not alarm.active or phase_of(alarm, state) not in _SEEN:
            continue
        known = found.get(alarm.subject)
        if known is None or (RANK[alarm.priority], alarm.active_at) < (RANK[known.priority], known.active_at):
            found[alarm.subject] = alarm
    _last_worst = (state.alarms, found)
    return found


_SEEN = {AlarmPhase.UNACK, AlarmPhase.ACKED, AlarmPhase.DSUPR}
"""Suppressed by design is still true of its subject; only the alarm list leaves it to its cause."""
_last_worst: tuple[Mapping[str, Alarm], Mapping[str, Alarm]] = ({}, {})
