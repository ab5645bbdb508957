"""The demo's cameras: the hall as a demo runs it, and the processes that draw, serve and record its pictures.

A demo runs its own copy of the hall, in its data folder: there the cameras have addresses of this machine. Without cameras the copy has
none, so that nothing waits for what does not come.
"""

import shutil
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from adapters.simulated import rtsp
from adapters.simulated.cameras import CameraOptions
from console.fault import HallFault
from console.ports import free_ports
from console.supervise import Program

KINDS = ("camera", "recorder")
"""Kinds of devices, and of adapters, that are there for cameras only."""
STORE = "recordings"
"""Folder of the recordings in the data folder."""
KEPT_GB = 1.0
"""Gigabytes of recordings that a demo keeps: about an hour."""
LOW_GB = 0.5
"""Gigabytes free below which a demo's disk is nearly full."""
CLOCK_EVERY = 10.0
"""Seconds between two looks at a camera's clock: in a demo one waits for the alarm."""
LONGEST_PATH = 107
"""Bytes of a socket's path."""

Table = dict[str, Any]


def lacks() -> str:
    """What this machine lacks to show the simulated cameras, in one line; empty: nothing."""
    missing = rtsp.missing()
    return f"the demo hall has no cameras here: apt install {' '.join(missing)}" if missing else ""


def settle(source: Path, folder: Path, *, has_cameras: bool) -> dict[str, int]:
    """Copy the hall `source`, which is valid, to `folder`; returns the port of each camera that it has there.

    Raises `HallFault` when it cannot be copied.
    """
    try:
        shutil.copytree(source, folder)
        data = tomllib.loads((source / "hall.toml").read_text())
        ports = _move_in(data) if has_cameras else _move_out(data)
        (folder / "hall.toml").write_text(tomli_w.dumps(data))
    except OSError as error:
        raise HallFault(
            f"cannot copy the hall {source} to {folder}: {error}", "free some room, or choose another folder"
        ) from error
    return ports


def _move_in(data: Table) -> dict[str, int]:
    """Give each camera an address of this machine, and the recordings a demo's room."""
    cameras: list[Table] = data.get("camera", [])
    free = free_ports(2 * len(cameras))
    ports = {camera["id"]: free.pop() for camera in cameras}
    for camera in cameras:
        for stream in ("main", "sub"):
            camera[stream] = f"rtsp://127.0.0.1:{ports[camera['id']]}/{stream}"
        camera["onvif"] = f"127.0.0.1:{free.pop()}"
        camera["least_days"] = 0
    data["recordings_gb"] = KEPT_GB
    return ports


def _move_out(data: Table) -> dict[str, int]:
    """Take the cameras away, with what names them."""
    gone = {device["id"] for device in data["device"] if device["kind"] in KINDS}
    data["device"] = [device for device in data["device"] if device["id"] not in gone]
    data["adapter"] = [adapter for adapter in data.get("adapter", ()) if adapter["kind"] not in KINDS]
    data.pop("camera", None)
    for wall in data.get("wall", ()):
        for key in ("tour", "presets"):
            if key in wall:
                wall[key] = [scene for scene in wall[key] if not scene["show"].startswith("camera")]
        if not wall.get("tour"):
            wall.pop("tour", None)
    return {}


def server(data: Path, ports: Mapping[str, int]) -> Program:
    """The cameras' RTSP servers. Raises `HallFault` when the folder's name is too long for their socket."""
    feed = _feed(data)
    if len(feed.encode()) > LONGEST_PATH:
        raise HallFault(f"{data} is too long a name for the cameras' socket", "choose a folder with a shorter one")
    mounts: dict[str, str | None] = {"/main": None, "/sub": None}
    # All take sound, and swallow it; which of them have a loudspeaker says hall.toml.
    cameras = tuple(rtsp.RtspCamera(name=id, port=port, mounts=mounts, loudspeaker="/dev/null") for id, port in ports.items())
    options = rtsp.RtspOptions(ready=str(data / "run" / "rtsp-ready.json"), feed=feed, cameras=cameras)
    words, environment = rtsp.command(options, data / "run" / "rtsp.json")
    return Program(name="rtsp", command=words, environment=environment)


def drawers(data: Path, hall: Path, control: int, begin: float, since: Path, speed: float) -> Program:
    """What draws the pictures, from what the simulated world says at its port `control`; `since` is written later."""
    options = CameraOptions(hall=str(hall), feed=_feed(data), control=control, begin=begin, since=str(since), speed=speed)
    path = data / "run" / "drawn-cameras.json"
    path.write_bytes(msgspec.json.encode(options))
    return Program(name="drawn-cameras", command=(sys.executable, "-m", "adapters.simulated.cameras", str(path)))


def recorder(data: Path, hall: Path, begin: float, since: float, speed: float) -> Program:
    """The recorder, on the hall's clock."""
    words = ("--data", str(data), "--hall", str(hall), "--store", str(data / STORE))
    clock = ("--start", repr(begin), "--since", repr(since), "--speed", repr(speed))
    return Program(name="recorder", command=(sys.executable, "-m", "console.video.recorder", *words, *clock), ends_first=True)


def adapter(data: Path, hall: Path, station: Path) -> dict[str, object]:
    """What differs from a real hall in the configuration of the cameras' adapter."""
    return {
        "hall": str(hall),
        "station": str(station),
        "recorder": str(data / "recorder.json"),
        "secrets": str(data / "keys" / "cameras.json"),
        "low_gb": LOW_GB,
        "clock_every": CLOCK_EVERY,
    }


def _feed(data: Path) -> str:
    return str(data / "run" / "cameras.sock")
