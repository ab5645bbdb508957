"""What the widgets' tests share: the night theme, a source that remembers, and shown windows."""

from collections.abc import Callable
from typing import Any

import pytest
from PyQt6.QtGui import QPainter, QStaticText
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import dress
from tests.helpers.screen import FakeSource
from tests.widgets.panes import hall
from widgets import desk, notice
from widgets import theme as themes
from widgets.desk import Workplace
from widgets.layout import Layout, Part, WindowPlan
from widgets.screens import Screens
from widgets.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    night = themes.load("night")
    dress(qapp, night)
    return night


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every text that is painted from now on."""
    found: set[str] = set()
    static: Any = QPainter.drawStaticText
    plain: Any = QPainter.drawText

    def draw_static(p: QPainter, at: object, text: QStaticText) -> None:
        found.add(text.text())
        static(p, at, text)

    def draw_text(p: QPainter, *given: Any) -> Any:
        found.update(each for each in given if isinstance(each, str))
        return plain(p, *given)

    monkeypatch.setattr(QPainter, "drawStaticText", draw_static)
    monkeypatch.setattr(QPainter, "drawText", draw_text)
    return found


@pytest.fixture(autouse=True)
def what_goes_by_itself_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices and the offer to take an order back go after some seconds, which a busy machine needs to look."""
    monkeypatch.setattr(notice, "SECONDS", 3600.0)
    monkeypatch.setattr(desk, "UNDO_FOR", 3600.0)


@pytest.fixture
def source() -> FakeSource:
    return FakeSource(hall.busy())


@pytest.fixture
def workplace(source: FakeSource) -> Workplace:
    return Workplace(source)


@pytest.fixture
def show(qtbot: QtBot, theme: Theme, source: FakeSource) -> Callable[..., Screens]:
    """Show windows with these panes side by side (or as tabs), and draw the source's frame."""
    held: list[Screens] = []  # pytest-qt holds windows weakly, and a collected one may be just being painted

    def shown(*panes: str, tabs: bool = False, windows: int = 1) -> Screens:
        parts = (Part(panes=panes),) if tabs else (Part(parts=tuple(Part(panes=(pane,)) for pane in panes)),)
        plans = [WindowPlan(id="a", name="现场", parts=parts)]
        plans += [WindowPlan(id=f"w{n}", name="副屏", parts=(Part(panes=("event_log",)),)) for n in range(1, windows)]
        screens = Screens(Layout(name="test", window=tuple(plans)), source, theme)
        held.append(screens)
        for window in screens.windows:
            qtbot.addWidget(window)
            window.resize(1366, 768)
            window.show()
            qtbot.waitUntil(window.isVisible, timeout=60_000)
        draw(screens, source)
        return screens

    return shown


def draw(screens: Screens, source: FakeSource) -> None:
    """Draw the source's frame in every window, wholly."""
    screens.draw_all(source.frame())
