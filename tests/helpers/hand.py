"""A hand on mouse and keyboard: real events through QTest, whose stubs do not know that its functions are static."""

from typing import Any

from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget

_test: Any = QTest
_LEFT, _PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def click(widget: QWidget | None, at: QPoint | None = None, modifier: Qt.KeyboardModifier = _PLAIN) -> None:
    _test.mouseClick(widget, _LEFT, modifier, at or QPoint())


def press(widget: QWidget | None, at: QPoint | None = None) -> None:
    _test.mousePress(widget, _LEFT, _PLAIN, at or QPoint())


def move(widget: QWidget | None, at: QPoint) -> None:
    _test.mouseMove(widget, at)


def release(widget: QWidget | None, at: QPoint | None = None) -> None:
    _test.mouseRelease(widget, _LEFT, _PLAIN, at or QPoint())


def key(widget: QWidget | None, which: Qt.Key, modifier: Qt.KeyboardModifier = _PLAIN) -> None:
    _test.keyClick(widget, which, modifier)


def key_down(widget: QWidget | None, which: Qt.Key) -> None:
    _test.keyPress(widget, which)


def key_up(widget: QWidget | None, which: Qt.Key) -> None:
    _test.keyRelease(widget, which)


def type_text(widget: QWidget | None, text: str) -> None:
    _test.keyClicks(widget, text)


def double_click(widget: QWidget | None, at: QPoint | None = None) -> None:
    _test.mouseDClick(widget, _LEFT, _PLAIN, at or QPoint())
