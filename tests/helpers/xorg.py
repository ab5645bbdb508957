"""A real X server with two heads: Xorg with the dummy driver, so that monitors are told by RandR and can be unplugged while a program runs."""

import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.helpers.until import until

SIZE = (1920, 1080)
"""Pixels of each head."""
OUTPUTS = ("DUMMY0", "DUMMY1")
_MODE = f"{SIZE[0]}x{SIZE[1]}"
_BARE = Path("/usr/lib/xorg/Xorg")
"""The server itself: Debian's /usr/bin/Xorg may go through a set-uid wrapper that wants a console."""
_CONFIG = f"""
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AutoEnableDevices" "false"
    Option "AutoAddGPU" "false"
    Option "DontVTSwitch" "true"
EndSection
Section "Device"
    Identifier "card"
    Driver "dummy"
    VideoRam 65536
EndSection
Section "Monitor"
    Identifier "monitor"
    HorizSync 5-1000
    VertRefresh 5-200
EndSection
Section "Screen"
    Identifier "screen"
    Device "card"
    Monitor "monitor"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Virtual {2 * SIZE[0]} {SIZE[1]}
        Modes "{_MODE}"
    EndSubSection
EndSection
"""


class TwoHeads:
    """An X server with two monitors side by side, the left one first and primary; a context manager.

    It runs as root and as a plain user, needs no console, and fails with words when it cannot run: a test never skips for that. A program
    is shown on it by `env=heads.env()`; the QApplication of the test's own process stays on the display that it has.
    """

    def __init__(self, folder: Path, manager: str | None = "openbox", *, user: int | None = None) -> None:
        """Start it with its files in `folder`, and a window manager; None: as a bare kiosk has it. `user` owns the server, for root to ask."""
        server = str(_BARE) if _BARE.exists() else shutil.which("Xorg")
        assert server is not None, "there is no Xorg: apt-get install xserver-xorg-core xserver-xorg-video-dummy"
        assert shutil.which("xrandr"), "there is no xrandr: apt-get install x11-xserver-utils"
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._user = user
        config = folder / "two-heads.conf"
        config.write_text(_CONFIG)
        read, write = os.pipe()
        # Relative paths, as the server takes from a plain user where it is set-uid.
        words = [server, "-displayfd", str(write), "-config", config.name, "-logfile", "xorg.log"]
        words += ["-seat", "hallwatch-test", "-novtswitch", "-sharevts", "-noreset", "-nolisten", "tcp", "-nocursor"]
        self._running: list[subprocess.Popen[bytes]] = []
        self._start(words, write)
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            self.stop()
            raise AssertionError(f"Xorg with two heads did not start:\n{self._why()}")
        self.display = f":{number}"
        try:
            for output in OUTPUTS:
                self._xrandr("--addmode", output, _MODE)
            self._xrandr("--output", OUTPUTS[0], "--primary")
            for head in range(len(OUTPUTS)):
                self.plug(head)
            if manager is not None:
                self._manage(manager)
        except BaseException:
            self.stop()
            raise

    def _start(self, words: list[str], *keep: int, env: dict[str, str] | None = None) -> None:
        with (self._folder / f"{Path(words[0]).name}.out").open("wb") as out:
            program = subprocess.Popen(
                words, cwd=self._folder, env=env, pass_fds=keep, user=self._user, stdout=out, stderr=subprocess.STDOUT
            )
        self._running.append(program)

    def _manage(self, manager: str) -> None:
        assert shutil.which(manager), f"there is no {manager}: apt-get install {manager}"
        self._start([manager], env=self.env())
        until(lambda: "# 0x" in self._asked("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"), what=f"{manager} manages")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def env(self) -> dict[str, str]:
        """The environment for a program to be shown here."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def unplug(self, head: int) -> None:
        """Take a monitor away: its cable is pulled."""
        self._xrandr("--output", OUTPUTS[head], "--off")
        assert OUTPUTS[head] not in self.heads(), f"{OUTPUTS[head]} is still there"

    def plug(self, head: int) -> None:
        """Give a monitor back. One that was left alone stands at the left; plug it, too, to put it in its place."""
        self._xrandr("--output", OUTPUTS[head], "--mode", _MODE, "--pos", f"{head * SIZE[0]}x0")
        assert OUTPUTS[head] in self.heads(), f"{OUTPUTS[head]} is not there"

    def heads(self) -> list[str]:
        """The outputs that show something."""
        lines = self._asked("xrandr", "--listactivemonitors").splitlines()[1:]
        return [line.split()[-1] for line in lines]

    def stop(self) -> None:
        """End the server and the window manager; programs on it end with their display."""
        for each in reversed(self._running):
            each.terminate()
        for each in self._running:
            try:
                each.wait(30)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()

    def _xrandr(self, *words: str) -> None:
        self._asked("xrandr", *words)

    def _asked(self, *words: str) -> str:
        ran = subprocess.run(words, env=self.env(), capture_output=True, text=True, timeout=60, check=False)
        assert ran.returncode == 0, f"{' '.join(words)}: {ran.stderr or ran.stdout}\n{self._why()}"
        return ran.stdout

    def _why(self) -> str:
        """What the server and its programs said."""
        files = sorted(self._folder.glob("*.out"))
        return "\n".join(f"{file.name}: {file.read_text(errors='replace')[-1500:]}" for file in files)
