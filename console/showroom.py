"""`hallwatch demo`, whole: the demo hall's processes, and a console before them — on a virtual screen where there is no real one."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from console import demo, demo_cameras, ending
from console.fault import HallFault
from console.hub import keys
from console.model.command import Role
from widgets.layout import LAYOUTS, wall_layouts

PICTURES = Path("build/pictures")
MONITOR = (1920, 1080)
"""Pixels of each of the two monitors of a virtual desk."""
STOP_SECONDS = 10.0
LEADER = "lin"
"""Who leads the demo hall, by its hall.toml."""


class Visit(Struct, frozen=True, kw_only=True):
    """How somebody wants to see the demo hall."""

    speed: float = 1.0
    seed: int = 2
    misbehave: tuple[str, ...] = ()
    data: Path | None = None
    """None: a temporary folder, gone afterwards."""
    lang: str | None = None
    """None: as it was chosen last; so with `theme`."""
    layout: str = "desk"
    theme: str | None = None
    pictures: Path | None = None
    is_headless: bool = False
    has_cameras: bool = True


def show(visit: Visit) -> None:
    """Run the demo hall until its console is closed, its pictures are taken, or somebody presses Ctrl-C."""
    options = demo.DemoOptions(data=visit.data, speed=visit.speed, seed=visit.seed, has_cameras=visit.has_cameras)
    with ExitStack() as stack:
        console = None if visit.is_headless else _Console(visit, stack)
        running = demo.start(options, console.start if console is not None else None)
        stack.callback(running.stop)
        for kind in visit.misbehave:
            running.misbehave(kind)
        print(f"the demo hall is open; its data: {running.data}", flush=True)
        if running.lacks:
            print(running.lacks, flush=True)
        if console is None:
            _wait()
        else:
            console.wait()


class _Console:
    """The console of a demo: it starts while the hall's morning is still being written."""

    def __init__(self, visit: Visit, stack: ExitStack) -> None:
        self._visit = visit
        self._stack = stack
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, station: Path) -> None:
        """Open it on the screen, or on a virtual one where there is none."""
        visit, pictures = self._visit, self._visit.pictures
        # A demo's journal is a new one each time: what an earlier one's hub said of its own must not be held against it.
        environment = os.environ | {"XDG_STATE_HOME": str(station.parent.parent / "state")}
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            pictures = pictures or PICTURES
            print(f"no screen here: drawing on a virtual one, pictures go to {pictures}", flush=True)
            environment["DISPLAY"] = self._stack.enter_context(virtual_screen())
        layout = _layout(visit)
        as_whom = ["--station", str(station), "--person", LEADER]
        if layout in wall_layouts():  # nobody sits at a wall, and its key may order nothing
            as_whom = ["--station", str(keys.issue_local(station.parent.parent, "wall", Role.WALL))]
        command = [sys.executable, "-m", "console.cli", "console", *as_whom]
        command += ["--layout", layout]
        command += ["--lang", visit.lang] if visit.lang else []
        command += ["--theme", visit.theme] if visit.theme else []
        command += ["--pictures", str(pictures)] if pictures else []
        self._process = subprocess.Popen(command, env=environment)
        self._stack.callback(self._end)

    def wait(self) -> None:
        """Until it is closed, or the demo is told to end, which closes it; raises `HallFault` when it failed."""
        if self._process is None:
            raise RuntimeError("the console was not started")
        ending.when_told(self._process.terminate)
        code = self._process.wait()
        if code > 0:
            raise HallFault(f"the console ended with code {code}", "see what it said above")

    def _end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def _layout(visit: Visit) -> str:
    """The layout that is asked for; where the hall has no cameras, its like without them."""
    without = f"{visit.layout}_no_cameras"
    has_cameras = visit.has_cameras and not demo_cameras.lacks()
    return without if not has_cameras and (LAYOUTS / f"{without}.toml").exists() else visit.layout


def _wait() -> None:
    """Until SIGINT or SIGTERM."""
    over = threading.Event()
    ending.when_told(over.set)
    over.wait()


@contextmanager
def virtual_screen(width: int = MONITOR[0], height: int = MONITOR[1]) -> Iterator[str]:
    """An X server without a real monitor but with two virtual ones side by side; yields its DISPLAY.

    Raises HallFault when Xvfb is missing or does not start. Without xrandr there is one monitor, and the desk shows tabs.
    """
    program = shutil.which("Xvfb")
    if program is None:
        raise HallFault("no screen, and no Xvfb for a virtual one", "apt install xvfb, or sit before a screen")
    ours, its = os.pipe()
    command = [program, "-displayfd", str(its), "-screen", "0", f"{2 * width}x{height}x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(its,), stderr=subprocess.DEVNULL)
    os.close(its)
    try:
        with os.fdopen(ours) as word:
            number = word.readline().strip()  # Xvfb writes its number once it takes connections, or closes the pipe at its end
        if not number:
            raise HallFault("Xvfb did not start", "try `Xvfb :99` by hand to see why")
        if xrandr := shutil.which("xrandr"):
            environment = os.environ | {"DISPLAY": f":{number}"}
            for name, left, output in (("left", 0, "screen"), ("right", width, "none")):
                place = f"{width}/508x{height}/286+{left}+0"
                subprocess.run([xrandr, "--setmonitor", name, place, output], env=environment, check=False, capture_output=True)
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(STOP_SECONDS)
