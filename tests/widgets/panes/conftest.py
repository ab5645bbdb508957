"""A desk that remembers what was asked of it, and a way to show a pane with a frame."""

from collections.abc import Callable
from typing import Any

import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.earlier import Earlier, NoEarlier
from console.model.command import Command
from console.session import Frame
from console.video.pictures import NoPictures, Pictures
from console.video.talk import NoTalker, Talker
from widgets.annunciator import Annunciator
from widgets.pane import Pane
from widgets.reason import Reason
from widgets.spots import Spots
from widgets.theme import Theme


class RememberingDesk:
    """What the panes asked for."""

    def __init__(self) -> None:
        self.orders: list[Command] = []
        self.selected: list[tuple[str, str]] = []
        self.brought: list[str] = []
        self.pictures: Pictures = NoPictures()
        self.annunciation = Annunciator()
        self.earlier: Earlier = NoEarlier()
        self.talker: Talker = NoTalker()

    def order(self, command: Command) -> str:
        self.orders.append(command)
        return f"id-{len(self.orders)}"

    def select(self, kind: str, id: str) -> None:
        self.selected.append((kind, id))

    def bring(self, pane: str) -> None:
        self.brought.append(pane)

    def translate(self, code: str) -> str:
        return code


Show = Callable[..., Any]


@pytest.fixture
def desk() -> RememberingDesk:
    return RememberingDesk()


@pytest.fixture
def show(qtbot: QtBot, desk: RememberingDesk, theme: Theme) -> Show:
    """`show(PaneClass, frame, width, height)`: the pane on the screen, painted."""
    held: list[Pane[Any]] = []  # pytest-qt holds widgets weakly, and a collected one may be just being painted

    def shown(pane: type[Pane[Any]], frame: Frame, width: int = 960, height: int = 560) -> Pane[Any]:
        widget = pane(desk, theme)
        held.append(widget)
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget, timeout=60_000)
        widget.take_frame(frame)
        assert widget.fault is None, widget.fault
        widget.grab()
        return widget

    return shown


def sheet() -> Reason:
    """The sheet that asks for a reason now."""
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, Reason) and each.isVisible())


def middle(spots: Spots, key: str) -> QPoint:
    """The middle of a place, for the mouse."""
    return spots.areas()[key].center().toPoint()
