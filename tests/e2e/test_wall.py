"""A wall before the real demo hall, with a wall's key: it may order nothing, an alarm takes it, the desk gives it a text; it outlives its end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PyQt6.QtCore import QSize, Qt

from console import demo
from console.app import load_layout
from console.feed import HistoryFeed, LiveFeed
from console.model.command import AcknowledgeAlarm, ClearWall, Role, ShowOnWall, WallItem
from console.session import Answered, Link, Session
from tests.helpers import hand
from tests.helpers.leader import Leader
from tests.helpers.xorg import SIZE, TwoHeads
from widgets import theme as themes
from widgets.panes.wall import Walls
from widgets.reason import Reason
from widgets.wall_screens import WallScreens

SPEED = 10.0
ROOT = Path(__file__).parents[2]
LONG = 60.0
"""Seconds; on a free machine each of these takes less than five."""


class WallBefore:
    """A wall with two screens and its own link to the hub."""

    def __init__(self, running: demo.Running) -> None:
        station = running.station("wall", Role.WALL)
        self.live = LiveFeed(station)
        self._past = HistoryFeed(station, self.live.history_port)
        self.session = Session(self.live, self._past)
        self.screens = WallScreens("wall", lambda name: load_layout(name, screens=4), self.session, themes.load("night"))
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
    made = WallBefore(running)
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


def test_an_alarm_takes_the_wall_and_goes_when_it_is_over(running: demo.Running, leader: Leader, wall: WallBefore) -> None:
    running.misbehave("mains_lost", "ups-1", 0.5)
    took = leader.until(lambda: any(id.startswith("ups_on_battery") for id in leader.state.alarms), "the alarm is raised", LONG)
    shown = leader.until(lambda: "市电中断" in wall.whys()[0], "it has taken the wall", LONG)
    print(f"raised after {took:.1f} s, on the wall {shown * 1000:.0f} ms after it was at the desk")
    window = wall.screens.windows[0]
    assert window.shown is not None
    assert window.shown.shown is not None
    assert window.shown.shown.name == "wall_sight"
    alarm = next(id for id in leader.state.alarms if id.startswith("ups_on_battery"))
    leader.session.order(AcknowledgeAlarm(alarm=alarm))
    leader.until(lambda: "市电中断" not in wall.whys()[0], "it has gone", 3 * LONG)


def test_a_wall_covers_its_monitors_and_comes_back_into_the_same_picture(
    running: demo.Running, leader: Leader, tmp_path: Path
) -> None:
    station = running.station("wall", Role.WALL)
    leader.session.order(ShowOnWall(wall="wall", item=WallItem.TEXT, shown="电梯检修中", minutes=60))
    command = [sys.executable, "-m", "console.cli", "console", "--station", str(station), "--layout", "wall", "--keep"]
    with TwoHeads(tmp_path / "x") as heads:
        environment = heads.env() | {"XDG_STATE_HOME": str(tmp_path / "state")}
        said = (tmp_path / "wall.log").open("wb")
        keeper = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
        try:
            _covered(leader, heads, 2, "both monitors are covered")
            heads.unplug(1)
            _covered(leader, heads, 1, "one monitor is left")
            heads.plug(1)
            _covered(leader, heads, 2, "both monitors are covered again")
            _ask(heads, "xdotool", "key", "Escape", "alt+F4", "ctrl+q", "F10")
            _covered(leader, heads, 2, "no key does anything, nor does the window manager")
            (console,) = psutil.Process(keeper.pid).children()
            os.kill(console.pid, signal.SIGKILL)
            leader.until(lambda: not _titles(heads), "it is gone", LONG)
            back = _covered(leader, heads, 2, "it is back")
            print(f"back in the same picture after {back:.1f} s")
            assert psutil.Process(keeper.pid).children() != [console]
            keeper.terminate()
            assert keeper.wait(LONG) == 0
            assert "killed" not in (tmp_path / "wall.log").read_text(), "it ended by itself"
        finally:
            keeper.kill()
            keeper.wait()
            said.close()
    leader.session.order(ClearWall())


def _covered(leader: Leader, heads: TwoHeads, count: int, what: str) -> float:
    """Until so many monitors are covered, whole, and the first shows what the desk gave it."""

    def is_so() -> bool:
        titles = _titles(heads)
        wanted = {(head * SIZE[0], 0, *SIZE) for head in range(count)}
        return titles.keys() == wanted and "值班台推送" in titles[0, 0, *SIZE]

    return leader.until(is_so, what, LONG)


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
