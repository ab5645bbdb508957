"""How long the GUI's thread works in one go with 36 live tiles and 200 events a second, both windows of the desk: NAME VALUE UNIT REACH MET|SHORT.

The tiles are the desk's own pane, before real streams: RTSP server, recorder and decoders are processes of their own. `work` is the
processor time of the GUI's thread between two beats of its event loop, so that a busy machine does not count; `stall` is the same by the
clock. `TILES_GUI_SECONDS` (60) sets the length.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PyQt6.QtCore import QEventLoop, QTimer

from console import app, config
from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera, Recorded
from console.video.gallery import Gallery
from tests.bench.bench_gui import RATE, Stream, Watch, share, tell
from tests.bench.load import tickets
from tests.helpers.cameras import hall_with_cameras
from tests.helpers.recorder import RecorderProcess
from tests.helpers.rtsp import rtsp_server
from widgets import theme as themes
from widgets.panes.cameras import Cameras
from widgets.screens import Screens

TILES = 36
SECONDS = float(os.environ.get("TILES_GUI_SECONDS", "60"))
PATIENCE = 120.0
"""Seconds until every tile shows its camera."""
REACH = 30.0


class Work(Watch):
    """Besides the stalls, the longest work of the GUI's thread in each frame's interval."""

    def __init__(self, tick: Callable[[], object]) -> None:
        self.work: list[float] = []
        self._hardest = 0.0
        self._spent = time.thread_time()
        super().__init__(tick)

    def run(self, seconds: float) -> list[float]:
        """As of `Watch`; `work` is of the same time."""
        self.work = []
        self._hardest, self._spent = 0.0, time.thread_time()
        return super().run(seconds)

    def _on_beat(self) -> None:
        spent = time.thread_time()
        self._hardest = max(self._hardest, spent - self._spent)
        self._spent = spent
        super()._on_beat()

    def _on_frame(self) -> None:
        self.work.append(self._hardest)
        self._hardest = 0.0
        super()._on_frame()


def live(pane: Cameras) -> int:
    """How many tiles show a picture."""
    return sum(cell.has_picture for cell in pane.grid.cells)


def until_live(pane: Cameras, draw: Callable[[], object]) -> None:
    """Draw until all tiles are live."""
    loop, timer = QEventLoop(), QTimer()
    ends = time.monotonic() + PATIENCE

    def look() -> None:
        draw()
        if live(pane) == TILES or time.monotonic() > ends:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(app.TICK_MS)
    loop.exec()
    timer.stop()
    if live(pane) != TILES:
        raise TimeoutError(f"{live(pane)} of {TILES} tiles show a picture after {PATIENCE:g} s")


def measure(folder: Path, stack: ExitStack) -> None:
    """Start everything, measure, and print the figures."""
    gui = app.make_app()
    theme = themes.load("night")
    app.dress(gui, theme)
    stream = Stream(hall_with_cameras(config.load_hall(), TILES, recorded=Recorded.NONE))
    names = [camera.id for camera in stream.hall.cameras]
    server = stack.enter_context(rtsp_server(folder / "rtsp", {name: {"sub": "sub"} for name in names}))
    pulled = [Camera(id=name, main=server.url(name, "sub"), recorded=Recorded.NONE) for name in names]
    recorder = stack.enter_context(RecorderProcess(folder, pulled))
    gallery = Gallery(keys.issue_local(recorder.data, "desk", Role.LEADER))
    stack.callback(gallery.close)
    gallery.open()
    screens = Screens(app.load_layout("desk"), stream, theme, None, gallery)
    for window in screens.windows:
        window.resize(1920, 1080)
        window.show()
    pane = screens.windows[1].panes["cameras"]
    if not isinstance(pane, Cameras):
        raise TypeError("the desk's second window has no cameras")
    watch = Work(lambda: screens.take_frame(stream.frame()))
    stream.feed(tickets(stream.hall), RATE)
    until_live(pane, lambda: screens.take_frame(stream.frame()))
    app.settle_memory()
    stalls = watch.run(SECONDS)
    rates = [pane.desk.pictures.figures(cell.shown.tile).rate for cell in pane.grid.cells]
    tell("gui_36_tiles_200_events_s_work_p50", share(watch.work, 0.50), "ms", REACH)
    tell("gui_36_tiles_200_events_s_work_p99", share(watch.work, 0.99), "ms", REACH)
    tell("gui_36_tiles_200_events_s_stall_p99", share(stalls, 0.99), "ms", REACH)
    print(f"# {live(pane)} tiles live at the end, {sum(rates) / TILES:.1f} pictures/s each", flush=True)
    for window in screens.windows:
        window.hide()


def main() -> None:
    """On a screen."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        measure(Path(folder), stack)


if __name__ == "__main__":
    if not os.environ.get("DISPLAY"):
        again = ["xvfb-run", "-a", "-s", "-screen 0 3840x2160x24", sys.executable, "-m", "tests.bench.bench_tiles_gui"]
        sys.exit(subprocess.run(again, cwd=Path(__file__).parents[2], check=False).returncode)
    main()
