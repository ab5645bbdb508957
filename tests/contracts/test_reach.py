"""Whoever cannot see, or has no mouse, or a finger instead, can use every pane: names for a screen reader, focus that shows, targets of 32 px."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.helpers.screen import FakeSource
from tests.widgets.panes import hall
from widgets import theme as themes
from widgets.action import ActionButton
from widgets.desk import Workplace
from widgets.layout import Layout, Part, WindowPlan
from widgets.screens import Screens, known_panes
from widgets.theme import HIT, Theme

PANES = sorted(name for name in known_panes() if not name.startswith("wall_"))
REACHED = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QTextBrowser, QAbstractItemView)
INNER = {"qt_spinbox_lineedit", "ScrollLeftButton", "ScrollRightButton"}


@pytest.fixture
def theme(qapp: object) -> Theme:
    return themes.load("night")


def reached(widget: QWidget) -> Iterator[QWidget]:
    """What a hand or the keyboard can reach, as the pane made it."""
    for child in widget.findChildren(QWidget):
        focusable = child.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(child, QScrollBar)
        if (isinstance(child, REACHED) or focusable) and child.objectName() not in INNER and not _is_inner(child):
            yield child


def _is_inner(child: QWidget) -> bool:
    """A part of one of Qt's own widgets."""
    parent = child.parentWidget()
    while parent is not None:
        if isinstance(parent, (QComboBox, QAbstractItemView)):
            return True
        parent = parent.parentWidget()
    return False


def said(widget: QWidget) -> str:
    words = widget.accessibleName() or widget.toolTip()
    if not words and isinstance(widget, QAbstractButton):
        words = widget.text()
    if not words and isinstance(widget, QLineEdit | QPlainTextEdit):
        words = widget.placeholderText()
    return words


_held: list[QWidget] = []
"""Until the next one: pytest-qt holds widgets weakly, and a collected one may be just being painted."""


def shown(qtbot: QtBot, theme: Theme, name: str) -> QWidget:
    source = FakeSource(hall.busy())
    workplace = Workplace(source)
    pane = known_panes()[name](workplace, theme)
    _held[:] = [pane]
    qtbot.addWidget(pane)
    pane.resize(900, 640)
    pane.show_selected(("counter", "c2"))
    pane.show()
    pane.take_frame(source.now)
    assert pane.fault is None
    return pane


@pytest.mark.parametrize("name", PANES)
def test_everything_that_can_be_reached_has_a_name(qtbot: QtBot, theme: Theme, name: str) -> None:
    pane = shown(qtbot, theme, name)
    nameless = [f"{type(each).__name__} {each.objectName()}" for each in reached(pane) if each.isVisible() and not said(each)]
    assert not nameless


@pytest.mark.parametrize("name", PANES)
def test_everything_that_can_be_clicked_is_large_enough_for_a_finger(qtbot: QtBot, theme: Theme, name: str) -> None:
    pane = shown(qtbot, theme, name)
    targets = (each for each in reached(pane) if isinstance(each, (QAbstractButton, QLineEdit, QComboBox)) and each.isVisible())
    small = [f"{type(each).__name__} {said(each)!r} {each.height()}" for each in targets if each.height() < HIT]
    assert not small


@pytest.mark.parametrize("look", ["night", "day", "high_contrast"])
def test_the_focus_of_a_button_is_seen(qtbot: QtBot, look: str) -> None:
    theme = themes.load(look)
    button = ActionButton(theme, "开放")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    button.show()
    calm = button.grab().toImage()
    button.hasFocus = lambda: True  # type: ignore[method-assign]  # under a bare X server no window is ever the active one
    assert button.grab().toImage() != calm


def test_the_bars_have_names_too(qtbot: QtBot, theme: Theme) -> None:
    plan = WindowPlan(id="a", name="现场", parts=(Part(panes=("queues",)),))
    source = FakeSource(hall.busy())
    screens = Screens(Layout(name="test", window=(plan,)), source, theme)
    (window,) = screens.windows
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    screens.draw_all(source.now)
    for bar in (window.top, window.time, window.chooser, window.palette_, window.name_line, window.undo):
        for each in reached(bar):
            assert said(each), (type(bar).__name__, type(each).__name__)
            if isinstance(each, QAbstractButton):
                assert max(each.sizeHint().height(), each.minimumHeight()) >= HIT
