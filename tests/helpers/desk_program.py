"""The desk's console as its own process, as `hallwatch console` starts it, with one thing more: it says what it shows and does what it is told.

`Desk` is the test's end; run as a program this file is the console's.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from PyQt6 import sip
from PyQt6.QtCore import QSocketNotifier, QTimer
from PyQt6.QtWidgets import QApplication

from console import app as gui
from console.model.state import state_hash
from console.session import Frame, Link
from console.video.gallery import Gallery
from tests.helpers.until import until
from widgets.screens import Screens

ROOT = Path(__file__).parents[2]
EACH_MS = 100


class Window(Struct, frozen=True):
    """A window as it stands."""

    id: str
    is_shown: bool
    area: tuple[int, int, int, int]
    """Left, top, width and height on the X screen."""
    panes: list[str]
    """Those that can be brought to the front."""


class Shown(Struct, frozen=True):
    """What the console shows."""

    seq: int
    hash: str
    """Of the state, whole."""
    link: str
    mode: str
    now: float
    selected: tuple[str, str]
    windows: list[Window]

    def seen(self) -> dict[str, Window]:
        """The windows that are shown."""
        return {window.id: window for window in self.windows if window.is_shown}


class Desk:
    """The console process; a context manager. `shown` is what it said last."""

    def __init__(
        self, station: Path, folder: Path, env: dict[str, str] | None = None, layout: str = "desk", *, speaks: bool = True
    ) -> None:
        """`folder` holds what it keeps of its own, and its log. `speaks`: whether its voice was left on."""
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "desk.log"
        self.env = {**(env or os.environ), "XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}
        kept = folder / "config" / "hallwatch" / f"{layout}.ini"
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            # as at a desk that is not opened for the first time
            kept.write_text(f"[guide]\ndone=true\n[voice]\non={str(speaks).lower()}\n")
        self._words = (str(station), layout)
        self._shown: Shown | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.kill()

    def start(self) -> Self:
        """Start it; `until` waits for what it shows."""
        self._shown = None
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.helpers.desk_program", *self._words],
                cwd=ROOT, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        return self

    def _read(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self._shown = msgspec.json.decode(line, type=Shown)

    @property
    def shown(self) -> Shown:
        """What it said last; call `until` first."""
        assert self._shown is not None, "it has shown nothing yet"
        return self._shown

    def until(self, holds: Any, what: str, seconds: float = 60.0) -> Shown:
        """Wait until `holds(shown)`; what was shown then."""
        assert self.process is not None
        process = self.process

        def is_so() -> bool:
            assert process.poll() is None, f"the console ended with {process.returncode}: {self.log.read_text()[-2000:]}"
            return self._shown is not None and bool(holds(self._shown))

        try:
            until(is_so, seconds=seconds, what=what)
        except AssertionError as fault:
            raise AssertionError(f"{fault}; it shows {self._shown}, and said: {self.log.read_text()[-2000:]}") from fault
        return self.shown

    def live(self) -> Shown:
        """Wait until it is live."""
        return self.until(lambda shown: shown.link == "good" and shown.mode == "live", "the desk is live")

    def tell(self, **words: object) -> None:
        """Let it do something: `select`, `seek` or `picture`."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(words).encode() + b"\n")
        self.process.stdin.flush()

    def picture(self, folder: Path, now: float) -> tuple[int, dict[str, bytes]]:
        """The entry that it shows, and what its windows look like at a hall time, as PNG by window."""
        done = folder / "done"
        done.unlink(missing_ok=True)
        self.tell(picture=str(folder), now=now)
        self.until(lambda _: done.exists(), "pictures are taken")
        return int(done.read_text()), {path.stem: path.read_bytes() for path in sorted(folder.glob("*.png"))}

    def kill(self) -> None:
        """As a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


class _Reporter:
    """Says what is shown, ten times a second, and listens."""

    def __init__(self, screens: Screens) -> None:
        self.screens = screens
        self.timer = QTimer()
        self.timer.setInterval(EACH_MS)
        self.timer.timeout.connect(self.say)
        self.timer.start()
        self.ear = QSocketNotifier(sip.voidptr(sys.stdin.fileno()), QSocketNotifier.Type.Read)
        self.ear.activated.connect(self.hear)

    def say(self) -> None:
        frame = self.screens.source.frame()
        shown = Shown(
            seq=frame.state.seq,
            hash=state_hash(frame.state),
            link=frame.link.value,
            mode=frame.mode.value,
            now=frame.now,
            selected=self.screens.workplace.selected,
            windows=[
                Window(window.plan.id, window.isVisible(), window.geometry().getRect(), sorted(window.panes))
                for windows in self.screens._made.values()
                for window in windows
            ],
        )
        sys.stdout.buffer.write(msgspec.json.encode(shown) + b"\n")
        sys.stdout.buffer.flush()

    def hear(self) -> None:
        line = sys.stdin.buffer.readline()
        if not line:
            QApplication.quit()
            return
        words = json.loads(line)
        if "select" in words:
            self.screens.workplace.select(*words["select"])
        if "picture" in words:
            self._picture(Path(words["picture"]), words["now"])

    def _picture(self, folder: Path, now: float, before: tuple[bytes, ...] = ()) -> None:
        """Of a frame that can be trusted and whole panes, with the clock of the asker, so that two consoles can be compared.

        Taken until two are the same: a plot that is new takes the room that its axis wants once that was painted.
        """
        frame: Frame = self.screens.source.frame()
        taken: tuple[bytes, ...] = ()
        if frame.link is Link.GOOD and frame.can_command and not self.screens.is_waiting():
            self.screens.draw_all(replace(frame, now=now, extent=(frame.extent[0], now), heard_ago=0.0))
            taken = tuple(path.read_bytes() for path in self.screens.save_pictures(folder))
        if not taken or taken != before:
            QTimer.singleShot(EACH_MS, partial(self._picture, folder, now, taken))
            return
        (folder / "taken").write_text(str(frame.state.seq))
        (folder / "taken").rename(folder / "done")


def main() -> int:
    """The console, reporting."""
    loop, reporters = gui._loop, []

    def reporting(app: QApplication, screens: gui.AnyScreens, gallery: Gallery, pictures: Path | None) -> int:
        assert isinstance(screens, Screens)
        reporters.append(_Reporter(screens))
        return loop(app, screens, gallery, pictures)

    gui._loop = reporting
    return gui.run(Path(sys.argv[1]), sys.argv[2], person="lin")


if __name__ == "__main__":
    sys.exit(main())
