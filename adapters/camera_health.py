"""What is to be told of a camera, from what the recorder says of its streams. Pure: it keeps nothing and reports nothing.

Lost is a camera of which nothing comes. One that answers and refuses, or sends the same picture for ever, is heard and has a condition:
either way it is never shown as well.
"""

from collections.abc import Mapping

from msgspec import Struct

from console.model.event import Value
from console.model.hall import Camera, Recorded
from console.model.sight import ACTIVITY
from console.video.protocol import Fault, Health, Phase, Storage, Stream

FAULTS = {
    Fault.WRONG_PASSWORD: "wrong_password",
    Fault.NO_SUCH_STREAM: "no_such_stream",
    Fault.NOT_VIDEO: "not_video",
    Fault.BROKEN_STREAM: "broken_stream",
    Fault.CERTIFICATE: "certificate",
    Fault.FROZEN: "frozen",
    Fault.COVERED: "covered",
}
"""What ails a camera that is there → the condition it is told as. The other faults are reasons why it is not there."""
_ANSWERS = {Fault.WRONG_PASSWORD, Fault.NO_SUCH_STREAM, Fault.NOT_VIDEO, Fault.CERTIFICATE}
"""With these the camera is there, though no picture comes."""
STALE = "stale"
NOT_RECORDED = "recording_stopped"
CLOCK_OFF = "clock_off"
ONVIF = "onvif_fault"
CONDITIONS = (*FAULTS.values(), STALE, NOT_RECORDED)
"""What follows from the streams."""
STORAGE_CONDITIONS = ("disk_full", "disk_low", "slow_disk", "folder_missing")
GIGABYTE = 1e9
DAY = 86_400.0


class Told(Struct, frozen=True, kw_only=True):
    """What holds of a camera."""

    lost: str | None = None
    """Why nothing comes of it; None: something does."""
    conditions: Mapping[str, str] = {}
    """Those that hold, with their detail; of a lost camera none is known."""
    values: Mapping[str, Value] = {}


def judge(camera: Camera, streams: Mapping[Stream, Health], storage: Storage | None) -> Told | None:
    """What holds by the last word on each stream; None: nothing can be said yet."""
    asked = [health for health in streams.values() if health.phase is not Phase.IDLE and not _is_unknown(health)]
    if not asked:
        return None
    if all(_is_silent(health) for health in asked):
        return Told(lost=_words(asked[0]))
    conditions: dict[str, str] = {}
    for health in asked:
        if health.fault in FAULTS:
            conditions.setdefault(FAULTS[health.fault], _detail(health))
        if health.phase is Phase.STALE or _is_silent(health):
            conditions.setdefault(STALE, _detail(health))
    recorded = streams.get(Stream(camera.recorded.value)) if camera.recorded is not Recorded.NONE else None
    if recorded is not None and recorded.phase is Phase.LIVE and not recorded.is_recorded and not _is_explained(storage):
        conditions[NOT_RECORDED] = recorded.stream.value
    return Told(conditions=conditions, values=_values(streams))


def _is_unknown(health: Health) -> bool:
    return health.phase is Phase.OPENING and health.fault is None


def _is_silent(health: Health) -> bool:
    """Nothing comes, and not because the camera says no."""
    return health.phase in (Phase.LOST, Phase.REFUSED, Phase.OPENING) and health.fault not in _ANSWERS


def _words(health: Health) -> str:
    fault = health.fault.value if health.fault is not None else "no packets"
    return f"{fault}: {health.detail}" if health.detail else fault


def _detail(health: Health) -> str:
    return f"{health.stream.value}: {health.detail}" if health.detail else health.stream.value


def _is_explained(storage: Storage | None) -> bool:
    """A disk that takes nothing is one matter, and not one of each camera."""
    return storage is not None and (storage.is_full or storage.is_missing)


def _values(streams: Mapping[Stream, Health]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for stream, health in streams.items():
        if health.phase is Phase.LIVE:
            values[f"{stream.value}.fps"] = round(health.rate, 1)
            values[f"{stream.value}.kbps"] = round(health.bits / 1000, 1)
        elif health.phase is not Phase.IDLE:
            values[f"{stream.value}.fps"] = values[f"{stream.value}.kbps"] = 0.0
    seen = [health.moves for health in streams.values() if health.phase is Phase.LIVE]
    values[ACTIVITY] = any(seen) if seen else None
    return values


def of_storage(storage: Storage, low: float) -> Told:
    """What holds of the recorder's disk; `low`: bytes free below which it is nearly full."""
    conditions = {
        code: ""
        for code, holds in (
            ("disk_full", storage.is_full),
            ("disk_low", storage.free < low and not (storage.is_full or storage.is_missing)),
            ("slow_disk", storage.is_slow),
            ("folder_missing", storage.is_missing),
        )
        if holds
    }
    if "disk_low" in conditions:
        conditions["disk_low"] = f"{storage.free / GIGABYTE:.1f} GB free"
    days = None
    if storage.oldest is not None and storage.now is not None:
        days = round(max(0.0, storage.now - storage.oldest) / DAY, 2)
    values: dict[str, Value] = {
        "disk.used": round(storage.used / GIGABYTE, 2),
        "disk.free": None if storage.is_missing else round(storage.free / GIGABYTE, 2),
        "disk.days": days,
    }
    return Told(conditions=conditions, values=values)
