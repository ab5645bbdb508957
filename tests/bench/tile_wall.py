"""Tiles on a screen for benches: real cameras' streams over RTSP, the recorder, the workers, and the grid that paints what they decode."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
from PyQt6 import sip
from PyQt6.QtCore import QEventLoop, Qt, QTimer
from PyQt6.QtGui import QGuiApplication

from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera, Recorded
from console.video.pictures import Want
from console.video.pool import VideoPool
from console.video.protocol import Stream
from tests.helpers.recorder import RecorderProcess
from tests.helpers.rtsp import RtspServer
from widgets.theme import Theme
from widgets.video_grid import VideoGrid
from widgets.video_slots import Shown
from widgets.video_tile import Face, Show

TICK = 33
"""Milliseconds between two looks for new pictures, as the console does it."""
PATIENCE = 30.0


class TileWall:
    """A grid of tiles with a pool behind it, in this process's window."""

    def __init__(self, theme: Theme, pool: VideoPool) -> None:
        self.pool = pool
        self.grid = VideoGrid(theme)
        self.grid.resize(1920, 1080)
        self.grid.move(0, 0)
        self.grid.show()
        self.on_tick: Callable[[], object] = lambda: None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def show(self, cameras: Sequence[str], stream: Stream = Stream.SUB) -> float:
        """These cameras and no others, as large as there is room; returns when they were asked for (`time.monotonic`)."""
        self.grid.place([Shown(index=index, tile=f"t{index}", camera=camera) for index, camera in enumerate(cameras)])
        for cell in self.grid.cells:
            cell.drop()
            self.grid.look(cell, Face(name=cell.shown.camera, show=Show.COLOUR))
        wants = [
            Want(
                tile=cell.shown.tile,
                camera=cell.shown.camera,
                stream=stream,
                width=round(cell.area.width()),
                height=round(cell.area.height()),
            )
            for cell in self.grid.cells
        ]
        asked = time.monotonic()
        self.pool.want(wants)
        return asked

    def until(self, is_so: Callable[[], object], seconds: float = PATIENCE) -> float:
        """Let the window live until something is so, looked at every 2 ms; returns when (`time.monotonic`)."""
        loop, look = QEventLoop(), QTimer()
        look.setTimerType(Qt.TimerType.PreciseTimer)
        ends = time.monotonic() + seconds
        look.timeout.connect(lambda: loop.quit() if is_so() or time.monotonic() > ends else None)
        look.start(2)
        loop.exec()
        look.stop()
        if not is_so():
            raise TimeoutError(f"not within {seconds} s")
        return time.monotonic()

    def run(self, seconds: float) -> None:
        """Let the window live for so long."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def until_pictures(self) -> float:
        """Until every tile has a picture of its own."""
        return self.until(lambda: all(cell.has_picture for cell in self.grid.cells))

    def processes(self) -> list[psutil.Process]:
        """The console and its workers."""
        return [psutil.Process(), *(psutil.Process(pid) for pid in self.pool.workers())]

    def paint(self, index: int) -> None:
        """Paint a tile now, and wait until the X server has it."""
        self.grid.repaint(self.grid.cells[index].area.toRect())
        screen = QGuiApplication.primaryScreen()
        assert screen is not None
        screen.grabWindow(sip.voidptr(int(self.grid.winId())), 0, 0, 1, 1)  # answered after what was sent before

    def close(self) -> None:
        """Close window and pool."""
        self._timer.stop()
        self.grid.hide()
        self.pool.close()

    def _tick(self) -> None:
        self.grid.collect(self.pool)
        self.on_tick()


@contextmanager
def tile_wall(theme: Theme, folder: Path, server: RtspServer, cameras: Sequence[str]) -> Iterator[TileWall]:
    """A wall before these cameras of a server: each has `sub` and `main`."""
    hall = [
        Camera(id=name, main=server.url(name, "main"), sub=server.url(name, "sub"), recorded=Recorded.SUB) for name in cameras
    ]
    with RecorderProcess(folder, hall) as recorder:
        station = keys.issue_local(recorder.data, "desk", Role.LEADER)
        wall = TileWall(theme, VideoPool(station, recorder.data / "recorder.json", hall))
        try:
            yield wall
        finally:
            wall.close()


def core_seconds(processes: Sequence[psutil.Process]) -> float:
    """Processor time that they have taken, seconds."""
    return sum(sum(each.cpu_times()[:2]) for each in processes)


def proportional_memory(processes: Sequence[psutil.Process]) -> float:
    """Bytes, what is shared divided among those who share it."""
    return float(sum(each.memory_full_info().pss for each in processes))
