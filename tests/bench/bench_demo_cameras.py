"""What the demo's six cameras cost and how soon they are there: drawing, coding and serving, the recorder, the whole demo without a console.

`CAMERA_SECONDS` (60) sets how long is measured.
"""

import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from console import demo
from console.feed import LiveFeed
from console.model.health import Health, health_of
from console.model.state import HallState

SECONDS = float(os.environ.get("CAMERA_SECONDS", "60"))
PATIENCE = 180.0
_pace = threading.Event()


def line(name: str, value: float, unit: str, reach: float) -> None:
    """Print one figure whose reach is an upper bound."""
    print(f"{name} {value:.3g} {unit} <={reach:g} {'MET' if value <= reach else 'SHORT'}", flush=True)


def seconds_until(is_so: Callable[[], bool]) -> float:
    """How long it takes."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError(f"not within {PATIENCE} s")
        _pace.wait(0.05)
    return time.monotonic() - began


def used(running: demo.Running) -> Mapping[str, float]:
    """Seconds of CPU that each of the demo's processes has used, with its children."""
    found: dict[str, float] = {}
    for name, health in running.health().items():
        if health.pid is not None:
            parent = psutil.Process(health.pid)
            found[name] = sum(sum(each.cpu_times()[:2]) for each in (parent, *parent.children(recursive=True)))
    return found


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory() as folder:
        running = demo.start(demo.DemoOptions(data=Path(folder) / "hall"))
        try:
            measure(running)
        finally:
            running.stop()


def measure(running: demo.Running) -> None:
    """One demo, from its start on."""
    feed = LiveFeed(running.station("desk"))
    try:

        def state() -> HallState:
            return feed.latest().state

        def are_there() -> bool:
            config = state().config
            return config is not None and all("sub.fps" in state().devices[camera.id].values for camera in config.cameras)

        line("demo_cameras_there_after_open", seconds_until(are_there), "s", 10)
        _pace.wait(20.0)  # the painter has gone by then
        before, began = used(running), time.monotonic()
        _pace.wait(SECONDS)
        spell = time.monotonic() - began
        cores = {name: (value - before.get(name, 0.0)) / spell for name, value in used(running).items()}
        line("demo_cameras_drawn_and_served", cores["drawn-cameras"] + cores["rtsp"], "core", 0.5)
        line("demo_recorder", cores["recorder"], "core", 0.05)
        line("demo_whole_without_console", sum(cores.values()), "core", 0.7)
        running.misbehave("camera_lost", "cam-entrance", 600)
        line("demo_camera_killed_to_lost", seconds_until(lambda: health_of(state(), "cam-entrance") is Health.LOST), "s", 12)
        running.mend("cam-entrance")
        line("demo_camera_back_to_well", seconds_until(lambda: health_of(state(), "cam-entrance") is Health.WELL), "s", 12)
    finally:
        feed.close()


if __name__ == "__main__":
    main()
