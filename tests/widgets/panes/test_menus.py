"""Menus that fold out once are gone when they close: a desk stays open for weeks."""

from collections.abc import Callable
from typing import Any

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.helpers.cameras import with_cameras
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import Show
from widgets.panes.cameras import Cameras
from widgets.panes.counters import Counters
from widgets.panes.staff import Staff
from widgets.panes.wall import Walls


def _tile(pane: Cameras) -> QMenu:
    return pane.deeds.menu(pane.grid.cells[0], QPoint(0, 0))


MENUS: dict[str, tuple[type[Any], Callable[[Any], object]]] = {
    "counter": (Counters, lambda pane: pane._choose_profile("c7")),
    "person": (Staff, lambda pane: pane._pushed("t2", "move")),
    "wall": (Walls, lambda pane: pane.ask_minutes()),
    "tile": (Cameras, _tile),
    "layouts": (Cameras, lambda pane: pane.deeds.layouts(QPoint(0, 0))),
}


@pytest.mark.parametrize("which", MENUS)
def test_a_menu_is_gone_when_it_closes(qtbot: QtBot, show: Show, which: str) -> None:
    kind, open_menu = MENUS[which]
    pane = show(kind, with_cameras(hall.busy(), 6), 900, 700)
    open_menu(pane)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    qtbot.waitUntil(lambda: sip.isdeleted(menu), timeout=60_000)
    assert pane.findChildren(QMenu) == []
