"""Windows stay where they were put when monitors changed, though a window manager that was busy moves them afterwards."""

import pytest
from PyQt6.QtCore import QRect
from pytestqt.qtbot import QtBot

from tests.helpers.screen import FakeSource
from tests.helpers.until import until
from tests.widgets.panes import hall
from widgets import monitors
from widgets import theme as themes
from widgets.layout import Layout, Part, WindowPlan
from widgets.monitors import Monitors
from widgets.screens import Screens

AWAY = QRect(20_000, 20_000, 640, 480)


def test_a_window_that_is_moved_off_its_monitor_is_put_back(qtbot: QtBot) -> None:
    plan = WindowPlan(id="a", name="现场", parts=(Part(panes=("queues",)),))
    screens = Screens(Layout(name="test", window=(plan,)), FakeSource(hall.busy()), themes.load("night"))
    (window,) = screens.windows
    qtbot.addWidget(window)
    window.setGeometry(100, 100, 1366, 768)
    window.show()
    screens._note_homes()
    screens._fit()
    placed = window.geometry()
    moved = placed.translated(40, 30)
    window.setGeometry(moved)
    screens._put_back()
    assert window.geometry() == moved, "on its own monitor it stands where somebody put it"
    window.setGeometry(AWAY)
    screens._put_back()
    assert window.geometry() == placed


def test_it_is_looked_some_times_after_a_change_and_then_no_more(qtbot: QtBot) -> None:
    said: list[str] = []
    watch = Monitors(lambda: said.append("leaving"), lambda: said.append("settled"), lambda: said.append("put back"))
    for timer in (watch._rest, watch._again):
        timer.setInterval(1)
    watch._change()
    watch._change()
    until(lambda: said.count("put back") == monitors.LOOKS, lambda: qtbot.wait(1))
    assert said[:3] == ["leaving", "settled", "put back"]
    assert not watch._again.isActive()
    watch._change()
    watch.stop()
    assert said[-1] == "leaving"


@pytest.mark.parametrize(
    ("free", "stands"),
    [
        (QRect(1920, 40, 1920, 1040), QRect(1920, 40, 1920, 1040)),
        (QRect(), QRect(1920, 0, 1920, 1080)),
        (QRect(1920, 0, 10, 1080), QRect(1920, 0, 1920, 1080)),
    ],
    ids=["beside a bar", "unknown to the window manager", "of another time"],
)
def test_a_monitor_that_the_window_manager_does_not_know_yet_is_used_whole(free: QRect, stands: QRect) -> None:
    class Screen:
        def geometry(self) -> QRect:
            return QRect(1920, 0, 1920, 1080)

        def availableGeometry(self) -> QRect:
            return free

    assert monitors.room(Screen()) == stands  # type: ignore[arg-type]
