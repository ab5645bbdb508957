"""`hallwatch demo`, whole: the demo hall's processes, and a console before them — on a virtual screen where there is no real one."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from console import demo
from console.fault import HallFault

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
    lang: str = "zh"
    layout: str = "desk"
    theme: str = "night"
    pictures: Path | None = None
    is_headless: bool = False


def show(visit: Visit) -> None:
    """Run the demo hall until its console is closed, its pictures are taken, or somebody presses Ctrl-C."""
    with ExitStack() as stack:
        running = demo.start(demo.DemoOptions(data=visit.data, speed=visit.speed, seed=visit.seed))
        stack.callback(running.stop)
        for kind in visit.misbehave:
            running.misbehave(kind)
        print(f"the demo hall is open; its data: {running.data}", flush=True)
        if visit.is_headless:
            _wait()
            return
        pictures = visit.pictures
        display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        environment = dict(os.environ)
        if not display:
            pictures = pictures or PICTURES
            print(f"no screen here: drawing on a virtual one, pictures go to {pictures}", flush=True)
            environment["DISPLAY"] = stack.enter_context(virtual_screen())
        command = [sys.executable, "-m", "console.cli", "console", "--station", str(running.station("desk"))]
        command += ["--layout", visit.layout, "--lang", visit.lang, "--theme", visit.theme, "--person", LEADER]
        command += ["--pictures", str(pictures)] if pictures else []
        console = subprocess.Popen(command, env=environment)
        try:
            console.wait()
        except KeyboardInterrupt:
            console.terminate()
            console.wait()
        if console.returncode > 0:
            raise HallFault(f"the console ended with code {console.returncode}", "see what it said above")


def _wait() -> None:
    """Until SIGINT or SIGTERM."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
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
