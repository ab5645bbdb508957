"""The whole way, with real processes: adapter → hub → console → pixel; cold start; and what a calm hall costs.

The console runs in this process, on a virtual screen of two monitors, through its own `Screens` and `Pump`; hub and adapter are
processes of their own. All three read one wall clock, so that stages add up.
"""

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import psutil
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QGuiApplication

from console import app as gui
from console import config
from console.feed import HistoryFeed, LiveFeed
from console.hub import keys
from console.model.command import Role
from console.model.event import DayStarted, Entry, HallConfigured
from console.session import Session
from console.showroom import virtual_screen
from tests.bench.bench_journal import DAY_ENTRIES, make_day
from tests.bench.load import tickets
from tests.helpers.hub import HubProcess
from widgets import theme as themes
from widgets.screens import Screens

RATE, SECONDS = 200.0, float(os.environ.get("HALL_SECONDS", "60"))
CALM_RATE, CALM_SECONDS = 5.0, 30.0
STARTS = 5


def line(name: str, value: float, unit: str, reach: float) -> None:
    """Print one figure whose reach is an upper bound."""
    print(f"{name} {value:.3g} {unit} <={reach:g} {'MET' if value <= reach else 'SHORT'}", flush=True)


class Watcher:
    """Stands between the session and the screens, and times each event once every pane has had its turn with it and has been painted."""

    def __init__(self, session: Session, screens: Screens) -> None:
        self.session = session
        self.screens = screens
        self.stages: list[tuple[float, float, float]] = []
        """Seconds of each event: reported → journalled, journalled → in a frame, in a frame → painted."""
        self.ticks: list[float] = []
        self._seen = 0
        self._waiting: list[tuple[Entry, float, int]] = []
        """Events that some pane has not drawn yet: when they came into a frame, and into which."""
        self._frames = 0
        self._between = QTimer()
        self._between.setTimerType(Qt.TimerType.PreciseTimer)
        self._between.setInterval(2)
        self._between.timeout.connect(self._look)
        self._between.start()

    def tick(self) -> None:
        """One frame, as `Pump` does it."""
        self._look()
        began = time.monotonic()
        frame = self.session.frame()
        got = time.time()
        fresh = [entry for entry in frame.recent if entry.seq > self._seen and entry.device_at is not None]
        self._seen = max(self._seen, frame.state.seq)
        self._frames += 1
        self._waiting += [(entry, got, self._frames) for entry in fresh]
        self.screens.take_frame(frame)
        self.ticks.append(time.monotonic() - began)

    def rest(self) -> None:
        """Look no more between frames: five hundred looks a second cost as much as the calm hall that is to be measured."""
        self._between.stop()

    def _look(self) -> None:
        """Called between slices: paint events go before timers, so what was drawn is in the windows' buffers."""
        now, drawn = time.time(), self.screens.drawn_through
        while self._waiting and self._waiting[0][2] <= drawn:
            e, got, _ = self._waiting.pop(0)
            self.stages.append((e.at - (e.device_at or e.at), got - e.at, now - got))


def run_for(seconds: float, tick: Callable[[], None]) -> None:
    """Let the GUI's own loop run with one frame each 33 ms."""
    app = QGuiApplication.instance()
    assert app is not None
    timer = QTimer()
    timer.setInterval(gui.TICK_MS)
    timer.timeout.connect(tick)
    timer.start()
    QTimer.singleShot(int(seconds * 1000), app.quit)
    app.exec()
    timer.stop()


def load(data: Path, folder: Path, rate: float, seconds: float, name: str) -> "subprocess.Popen[bytes]":
    """Start the adapter process."""
    station = keys.issue_local(data, "qms", Role.ADAPTER)
    command = [sys.executable, "-m", "tests.bench.load", str(station), str(folder / f"{name}.sqlite"), str(rate), str(seconds)]
    return subprocess.Popen(command)


def pixel_and_calm(folder: Path) -> None:
    """Adapter to pixel at 200 events/s, then the cost of five a second."""
    data = folder / "hall"
    with HubProcess(data) as hub:
        app = gui.make_app()
        look = themes.load("night")
        gui.dress(app, look)
        desk = keys.issue_local(data, "desk", Role.LEADER)
        live = LiveFeed(desk, witnesses=folder / "witnesses")
        past = HistoryFeed(desk, live.history_port)
        session = Session(live, past)
        screens = Screens(gui.load_layout("desk"), session, look)
        screens.show()
        QTimer.singleShot(gui.SETTLE_MS, gui.settle_memory)
        watcher = Watcher(session, screens)
        busy = load(data, folder, RATE, SECONDS, "busy")
        run_for(SECONDS + 2, watcher.tick)
        busy.wait(30)
        stages = np.array(watcher.stages[int(RATE * 5) :])
        total = stages.sum(axis=1)
        share = stages.mean(axis=0) / total.mean() * 100
        assert len(watcher.stages) > RATE * SECONDS * 0.8, f"only {len(watcher.stages)} events were seen"
        line("pixel_p50", float(np.percentile(total, 50)) * 1000, "ms", 100)
        line("pixel_p99", float(np.percentile(total, 99)) * 1000, "ms", 100)
        for name, part in zip(("journal", "frame", "paint"), share, strict=True):
            line(f"pixel_share_{name}", float(part), "%", 100)
        line("tick_p99_200_per_s", float(np.percentile(watcher.ticks, 99)) * 1000, "ms", 16)

        assert hub.process is not None
        ours, theirs = psutil.Process(), psutil.Process(hub.process.pid)
        everything = (ours, theirs, *theirs.children())
        watcher.rest()
        calm = load(data, folder, CALM_RATE, CALM_SECONDS, "calm")
        run_for(3, watcher.tick)
        before = cpu(*everything)
        run_for(CALM_SECONDS - 5, watcher.tick)
        spent = (cpu(*everything) - before) / (CALM_SECONDS - 5)
        calm.wait(30)
        line("calm_cpu", spent * 100, "%_of_a_core", 10)
        line("hub_memory", theirs.memory_info().rss / 2**20, "MB", 300)
        line("console_memory", ours.memory_info().rss / 2**20, "MB", 300)
        live.close()
        past.close()


def cpu(*processes: psutil.Process) -> float:
    """Seconds of processor time so far, all together."""
    return sum(float(times.user + times.system) for times in (process.cpu_times() for process in processes))


def cold_start(folder: Path) -> None:
    """From starting the process to its first live frame, painted; median of five."""
    data = folder / "hall"
    with HubProcess(data):
        desk = keys.issue_local(data, "desk", Role.LEADER)
        times = []
        for _ in range(STARTS):
            began = time.monotonic()  # one clock for all processes of a machine
            command = [sys.executable, "-m", "tests.bench.first_frame", str(desk)]
            run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
            times.append(float(run.stdout) - began)
        line("console_cold_start", float(np.median(times)), "s", 2)


def long_day(folder: Path) -> None:
    """Hub and console, both from nothing, on a journal that holds today's 1,000,000 entries already."""
    data = folder / "long"
    hall = config.load_hall(config.DEMO_HALL)
    now = time.time()
    midnight = datetime.fromtimestamp(now, ZoneInfo(hall.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    told = itertools.chain((HallConfigured(config=hall), DayStarted(date=midnight.date().isoformat())), tickets(hall))
    make_day(data, DAY_ENTRIES, told, hall.id, begin=midnight.timestamp(), end=now)
    desk = keys.issue_local(data, "desk", Role.LEADER)
    hub = HubProcess(data)
    try:
        began = time.monotonic()
        hub.start(wait=False)
        command = [sys.executable, "-m", "tests.bench.first_frame", str(desk)]
        painted = float(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)
        line(f"start_up_on_day_of_{DAY_ENTRIES}_to_drawn_screen", painted - began, "s", 3)
    finally:
        hub.stop()


def main() -> None:
    """Print all figures."""
    with virtual_screen() as display, tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DISPLAY": display, "XDG_STATE_HOME": folder}  # no witnesses of another run
        cold_start(Path(folder))
        pixel_and_calm(Path(folder))
        long_day(Path(folder))


if __name__ == "__main__":
    main()
