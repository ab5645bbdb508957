"""A wall before the real demo hall, with a wall's key: it may order nothing, an alarm takes it, the desk gives it a text; it outlives its end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psutil
import pytest
from PyQt6.QtCore import QSize, Qt

from console import demo
from console.app import load_layout
from console.feed import HistoryFeed, LiveFeed
from console.hub import keys
from console.model.command import ClearWall, Role, ShowOnWall, WallItem
from console.session import Answered, Link, Session
from tests.helpers import hand
from tests.helpers.hub import HubProcess
from tests.helpers.leader import Leader
from tests.helpers.soak import times
from tests.helpers.until import until
from tests.helpers.xorg import SIZE, TwoHeads
from widgets import theme as themes
from widgets.panes.wall import Walls
from widgets.reason import Reason
from widgets.wall_screens import WallScreens

SPEED = 10.0
ROOT = Path(__file__).parents[2]
LOST = "接入中断"
"""What the first screen says of an alarm for an adapter that is not there."""
LONG = 60.0
"""Seconds; on a free machine each of these takes less than five."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[demo.Running]:
    """A demo hall with a short morning: nothing here asks for a long one."""
    options = demo.DemoOptions(data=tmp_path_factory.mktemp("demo") / "hall", speed=SPEED, morning=900.0, has_cameras=False)
    started = demo.start(options)
    yield started
    started.stop()


class WallBefore:
    """A wall with two screens and its own link to the hub."""

    def __init__(self, station: Path) -> None:
        self.live = LiveFeed(station)
        self._past = HistoryFeed(station, self.live.history_port)
        self.session = Session(self.live, self._past)
        self.screens = WallScreens("wall", load_layout, self.session, themes.load("night"))
        for _ in range(2):
            self.screens.add(QSize(960, 540)).show()

    def look(self) -> None:
        """Let a frame be drawn."""
        self.screens.take_frame(self.session.frame())

    def whys(self) -> list[str]:
        """The line of each screen."""
        return [window.foot.shown.why for window in self.screens.windows]

    def close(self) -> None:
        self.screens.end()
        self.live.close()
        self._past.close()


@pytest.fixture
def wall(running: demo.Running, leader: Leader) -> Iterator[WallBefore]:
    made = WallBefore(running.station("wall", Role.WALL))
    look = leader.look

    def both() -> object:
        made.look()
        return look()

    leader.look = both  # type: ignore[method-assign, assignment]
    try:
        leader.until(lambda: made.session.frame().link is Link.GOOD and made.whys()[0], "the wall is live", LONG)
        yield made
    finally:
        del leader.look
        made.close()


def test_a_walls_key_can_order_nothing(leader: Leader, wall: WallBefore) -> None:
    frame = wall.session.frame()
    assert (frame.can_command, frame.blocked, frame.station_role) == (False, "role", Role.WALL)
    assert wall.session.order(ClearWall()) == ""
    given = wall.live.order(ShowOnWall(item=WallItem.TEXT, shown="自己推的"))
    heard: list[Answered] = []

    def has_answered() -> bool:
        heard.extend(answer for answer in wall.session.answers() if answer.id == given)
        return bool(heard)

    leader.until(has_answered, "the hub has answered", LONG)
    assert [(answer.accepted, answer.reason) for answer in heard] == [(False, "role")]
    assert not leader.state.pushes


def test_the_desk_sees_the_wall_gives_it_a_text_and_takes_it_back(leader: Leader, wall: WallBefore) -> None:
    pane = leader.pane("wall")
    assert isinstance(pane, Walls)
    for window in leader.screens.windows:
        window.bring("wall")
    leader.until(lambda: pane.isVisible() and len(pane._shown.minis) == 2, "the miniatures are there")
    leader.until(lambda: all(mini.is_there for mini in pane._shown.minis), "the wall is connected")
    leader.until(lambda: [mini.why for mini in pane._shown.minis] == wall.whys(), "desk and wall say the same", LONG)
    pane.choose("wall#1")
    leader.click(pane.deeds["text"])
    sheet = leader.sheet()
    assert isinstance(sheet, Reason)
    hand.type_text(sheet.line, "14:00 resumes")
    hand.key(sheet.line, Qt.Key.Key_Return)
    leader.until(lambda: wall.whys()[1].startswith("值班台推送"), "the text is on the second screen", LONG)
    assert not wall.whys()[0].startswith("值班台推送")
    leader.until(lambda: pane.deeds["clear"].allowed, "it can be taken back", LONG)
    leader.click(pane.deeds["clear"])
    leader.until(lambda: not wall.whys()[1].startswith("值班台推送"), "it is taken back", LONG)


def test_an_alarm_takes_the_wall(running: demo.Running, leader: Leader, wall: WallBefore) -> None:
    running.misbehave("mains_lost", "ups-1")
    took = leader.until(lambda: any(id.startswith("ups_on_battery") for id in leader.state.alarms), "the alarm is raised", LONG)
    shown = leader.until(lambda: "市电中断" in wall.whys()[0], "it has taken the wall", LONG)
    print(f"raised after {took:.1f} s, on the wall {shown * 1000:.0f} ms after it was at the desk")
    window = wall.screens.windows[0]
    assert window.shown is not None
    assert window.shown.shown is not None
    assert window.shown.shown.name == "wall_sight"


def test_a_hub_that_is_not_heard_is_said_large_until_it_is_heard_again(
    running: demo.Running, leader: Leader, wall: WallBefore
) -> None:
    hub = running.health()["hub"].pid
    assert hub is not None
    band = wall.screens.windows[0].band
    leader.until(lambda: band.shown is None, "all is well", LONG)
    os.kill(hub, signal.SIGSTOP)
    try:
        took = leader.until(lambda: band.shown is not None, "the wall says that something is wrong", LONG)
        assert band.shown is not None
        assert band.shown.head == "与主机失去联系"
        assert band.isVisible()
        print(f"said {took:.1f} s after the hub froze")
    finally:
        os.kill(hub, signal.SIGCONT)
    leader.until(lambda: band.shown is None, "the hub is heard again", LONG)


# --- as its own process -------------------------------------------------------------------------------------------------------


class Kept:
    """`hallwatch console --layout wall --keep` on two heads."""

    def __init__(self, station: Path, heads: TwoHeads, folder: Path) -> None:
        command = [sys.executable, "-m", "console.cli", "console", "--station", str(station), "--layout", "wall", "--keep"]
        self.heads = heads
        self.log = folder / "wall.log"
        self._said = self.log.open("wb")
        environment = heads.env() | {"XDG_STATE_HOME": str(folder / "state")}
        self.keeper = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=self._said, stderr=self._said)

    @property
    def console(self) -> psutil.Process:
        """The wall itself."""
        (console,) = psutil.Process(self.keeper.pid).children()
        return console

    def covers(self, count: int, why: str) -> bool:
        """Whether so many monitors are covered, whole, and the first says this."""
        titles = _titles(self.heads)
        wanted = {(head * SIZE[0], 0, *SIZE) for head in range(count)}
        return titles.keys() == wanted and why in titles[0, 0, *SIZE]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.keeper.kill()
        self.keeper.wait()
        self._said.close()


def test_a_wall_covers_its_monitors_and_comes_back_into_the_same_picture(
    running: demo.Running, leader: Leader, tmp_path: Path
) -> None:
    station = running.station("wall", Role.WALL)
    text = ShowOnWall(wall="wall", item=WallItem.TEXT, shown="电梯检修中", minutes=60)
    leader.until(lambda: leader.session.order(text), "it is ordered: the hub is heard")
    with TwoHeads(tmp_path / "x") as heads, Kept(station, heads, tmp_path) as wall:

        def covered(count: int, what: str) -> float:
            return leader.until(lambda: wall.covers(count, "值班台推送"), what, LONG)

        covered(2, "both monitors are covered")
        heads.unplug(1)
        covered(1, "one monitor is left")
        heads.plug(1)
        covered(2, "both monitors are covered again")
        _ask(heads, "xdotool", "key", "Escape", "alt+F4", "ctrl+q", "F10")
        covered(2, "no key does anything, nor does the window manager")
        was = wall.console
        os.kill(was.pid, signal.SIGKILL)
        leader.until(lambda: not _titles(heads), "it is gone", LONG)
        print(f"back in the same picture after {covered(2, 'it is back'):.1f} s")
        assert wall.console != was
        wall.keeper.terminate()
        assert wall.keeper.wait(LONG) == 0
        assert "killed" not in wall.log.read_text(), "it ended by itself"
    leader.session.order(ClearWall())


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with HubProcess(tmp_path / "hall") as hub:
        yield hub


@pytest.mark.soak
def test_killed_again_and_again_it_is_back_within_five_seconds(hub: HubProcess, tmp_path: Path) -> None:
    station = keys.issue_local(hub.data, "wall", Role.WALL)
    with TwoHeads(tmp_path / "x", manager=None) as heads, Kept(station, heads, tmp_path) as wall:
        # Nobody runs this hall's adapters: half a minute after the hub's start they are alarms, and take the wall for good.
        until(lambda: wall.covers(2, LOST), seconds=2 * LONG, what="the alarm has the wall")

        def back(was: psutil.Process, within: float) -> float:
            began = time.monotonic()
            until(lambda: not was.is_running() and wall.covers(2, LOST), seconds=LONG, what="it is there")
            took = time.monotonic() - began
            assert took <= within, f"it shows {_titles(heads)}"
            return took

        took = []
        for number in (*[signal.SIGKILL] * times(20), signal.SIGSTOP):
            was = wall.console
            os.kill(was.pid, number)
            took.append(back(was, 5.0 if number == signal.SIGKILL else 20.0))
        print(f"killed {len(took) - 1} times: back after {max(took[:-1]):.1f} s at most; frozen: after {took[-1]:.1f} s")


def _titles(heads: TwoHeads) -> dict[tuple[int, ...], str]:
    """What stands where on the X server: the console's windows by their area."""
    found: dict[tuple[int, ...], str] = {}
    for window in _ask(heads, "xdotool", "search", "--onlyvisible", "--name", "供电").split():
        shape = dict(
            line.split("=") for line in _ask(heads, "xdotool", "getwindowgeometry", "--shell", window).split() if "=" in line
        )
        if shape:
            area = tuple(int(shape[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
            found[area] = _ask(heads, "xdotool", "getwindowname", window)
    return found


def _ask(heads: TwoHeads, *words: str) -> str:
    """A window may go while it is asked about: then there is no answer."""
    return subprocess.run(words, env=heads.env(), capture_output=True, text=True, timeout=LONG, check=False).stdout.strip()
