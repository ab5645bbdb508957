"""A hall with cameras for tests: any frame with so many of them added, heard by their adapter, each where it plausibly hangs."""

from typing import Any

from msgspec.structs import replace

from console.model.hall import Camera, Device, HallConfig, Region, Word
from console.model.state import Adapter
from console.model.state import Device as DeviceState
from console.session import Frame

ADAPTER = "cameras"
_SPOTS = (
    ("居民窗口", 10.0, 4.4, -90.0, 110.0, 12.0, ("residents",), ("c1", "c2", "c3", "c4", "c5", "c6", "c7")),
    ("等候区", 4.9, 11.3, -45.0, 90.0, 14.0, ("waiting",), ()),
    ("企业窗口", 25.0, 4.2, -90.0, 110.0, 8.0, ("business",), ("c8", "c9", "c10", "c11", "c12")),
    ("自助区", 29.6, 11.2, -150.0, 90.0, 9.0, ("kiosks",), ()),
    ("入口", 22.0, 14.4, -90.0, 100.0, 10.0, ("door", "guidance"), ()),
    ("24 小时区", 0.2, 14.4, -40.0, 90.0, 9.0, ("all_day",), ()),
)


def cameras(count: int = 6, **more: Any) -> tuple[tuple[Device, ...], tuple[Camera, ...]]:
    """The devices and what they see; from the seventh on the first six again, a little aside."""
    devices, seeing = [], []
    for n in range(count):
        name, x, y, heading, angle, reach, zones, counters = _SPOTS[n % len(_SPOTS)]
        id = f"cam-{n + 1}"
        aside = n // len(_SPOTS)
        devices.append(
            Device(id=id, name=f"{n + 1} {name}", kind="camera", adapter=ADAPTER, zone=zones[0], x=x + aside * 0.6, y=y)
        )
        given: dict[str, Any] = {
            "main": f"rtsp://127.0.0.1/{id}/main", "sub": f"rtsp://127.0.0.1/{id}/sub", "heading": heading, "angle": angle,
            "reach": reach, "zones": zones, "counters": counters,
        }  # fmt: skip
        if n == 0:
            given["private"] = (Region(x=0.4, y=0.5, width=0.2, height=0.2),)
            given["has_sound"] = True
        if n == 3:
            given |= {"onvif": "127.0.0.1:8899", "presets": (Word(id="kiosks", name="自助机"), Word(id="door", name="大门"))}
        seeing.append(Camera(id=id, **(given | more)))
    return tuple(devices), tuple(seeing)


def with_cameras(frame: Frame, count: int = 6, **more: Any) -> Frame:
    """The frame's hall with cameras; all of them work."""
    config = frame.state.config
    if config is None:
        return frame
    state = replace(
        frame.state,
        config=hall_with_cameras(config, count, **more),
        devices={**_others(frame), **{id: DeviceState(id=id, heard_at=frame.now - 2) for id in _ids(count)}},
        adapters={
            **frame.state.adapters,
            ADAPTER: Adapter(id=ADAPTER, epoch="e1", version="1", devices=_ids(count), joined_at=frame.now - 8000),
        },
    )
    return replace(frame, state=state)


def hall_with_cameras(config: HallConfig, count: int = 6, **more: Any) -> HallConfig:
    """The hall's configuration with these cameras instead of its own."""
    devices, seeing = cameras(count, **more)
    own = {camera.id for camera in config.cameras}
    kept = (device for device in config.devices if device.id not in own)
    return replace(config, devices=(*kept, *devices), cameras=seeing)


def _others(frame: Frame) -> dict[str, DeviceState]:
    """The frame's devices that are no cameras."""
    own = {camera.id for camera in frame.state.config.cameras} if frame.state.config else set()
    return {id: device for id, device in frame.state.devices.items() if id not in own}


def _ids(count: int) -> tuple[str, ...]:
    return tuple(f"cam-{n + 1}" for n in range(count))
