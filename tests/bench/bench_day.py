"""Memory of hub and console over the rest of the demo's day at 60×, and its slope once warm: the hall, both windows and all adapters run.

`DAY_SECONDS` (real seconds, default 390: from 10:30 to closing time) shortens it for a quick look.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil

from console import demo
from console.showroom import virtual_screen

SECONDS = float(os.environ.get("DAY_SECONDS", "390"))
SPEED = 60.0
WARM = 1 / 3
"""Share of the time after which memory should stand still."""
EVERY = 2.0


def line(name: str, value: float, unit: str, reach: float) -> None:
    """Print one figure whose reach is an upper bound."""
    print(f"{name} {value:.3g} {unit} <={reach:g} {'MET' if value <= reach else 'SHORT'}", flush=True)


def watch(processes: dict[str, psutil.Process]) -> dict[str, np.ndarray]:
    """Resident megabytes of each process, sampled evenly for `SECONDS`."""
    pace = threading.Event()
    end = time.monotonic() + SECONDS
    seen: dict[str, list[float]] = {name: [] for name in processes}
    while time.monotonic() < end:
        for name, process in processes.items():
            seen[name].append(process.memory_info().rss / 2**20)
        pace.wait(EVERY)
    return {name: np.array(values) for name, values in seen.items()}


def main() -> None:
    """Print all figures."""
    with virtual_screen() as display, tempfile.TemporaryDirectory() as folder:
        running = demo.start(demo.DemoOptions(data=Path(folder) / "hall", speed=SPEED, has_cameras=False))
        command = [sys.executable, "-m", "console.cli", "console", "--station", str(running.station("desk"))]
        with (Path(folder) / "console.log").open("wb") as log:
            desk = subprocess.Popen(command, env=os.environ | {"DISPLAY": display}, stdout=log, stderr=log)
        try:
            hub = running.health()["hub"].pid
            assert hub is not None
            seen = watch({"hub": psutil.Process(hub), "console": psutil.Process(desk.pid)})
            assert desk.poll() is None, (Path(folder) / "console.log").read_text()
        finally:
            desk.terminate()
            desk.wait(10)
            running.stop()
    for name, values in seen.items():
        line(f"memory_{name}_after_day", float(values[-1]), "MB", 300)
        warm = values[int(len(values) * WARM) :]
        hours = np.arange(len(warm)) * EVERY * SPEED / 3600
        line(f"memory_{name}_slope", float(np.polyfit(hours, warm, 1)[0]), "MB/simulated_hour", 2 if name == "hub" else 10)


if __name__ == "__main__":
    main()
