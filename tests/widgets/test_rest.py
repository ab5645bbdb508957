"""A press that was meant for what lay under the pointer a moment ago does nothing; nobody who moves or waits is held up."""

from collections.abc import Callable
from functools import partial

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QMouseEvent, QPainter
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers import hand
from widgets import rest
from widgets.spots import Spots
from widgets.table import Cell, Column, Row, Table
from widgets.theme import Theme

SPOT = QPoint(60, 45)
"""In the second row from the top, of 30 pixels each."""


class List:
    """A painted list whose rows can be pressed, or a table: the same to the hand."""

    def __init__(self, qtbot: QtBot, theme: Theme, *, is_table: bool) -> None:
        self.rows, self.pressed = ["a", "b"], list[str]()
        self.shown: Table | Spots
        if is_table:
            table = Table(theme, (Column("", 0, 1),))
            table.chosen = self.pressed.append
            heights = table.verticalHeader()
            assert heights is not None
            heights.setDefaultSectionSize(30)
            self.shown, self.hit = table, table.viewport()
        else:
            self.shown = self.hit = Spots(theme, self._paint)
        qtbot.addWidget(self.shown)
        self.shown.resize(300, 200)
        with qtbot.waitExposed(self.shown):
            self.shown.show()
        self.show(*self.rows)

    def _paint(self, _: QPainter, area: QRectF) -> None:
        assert isinstance(self.shown, Spots)
        for place, row in enumerate(self.rows):
            self.shown.place(row, QRectF(0, 30 * place, area.width(), 30), press=partial(self.pressed.append, row))

    def show(self, *rows: str) -> None:
        self.rows = list(rows)
        if isinstance(self.shown, Table):
            self.shown.set_rows(tuple(Row(row, (Cell(row),)) for row in rows))
        self.shown.repaint()
        QApplication.processEvents()

    def point(self, at: QPoint) -> None:
        """Move the mouse; not the screen's own pointer, which comes when it likes."""
        assert self.hit is not None
        there = QPointF(at)
        nothing = Qt.MouseButton.NoButton
        move = QMouseEvent(
            QEvent.Type.MouseMove, there, self.hit.mapToGlobal(there), nothing, nothing, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(self.hit, move)


@pytest.fixture(params=[True, False], ids=["table", "spots"])
def listed(qtbot: QtBot, theme: Theme, request: pytest.FixtureRequest) -> List:
    return List(qtbot, theme, is_table=request.param)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = 100.0

    def go_on(seconds: float) -> None:
        nonlocal now
        now += seconds

    monkeypatch.setattr(rest, "monotonic", lambda: now)
    return go_on


def test_a_row_that_slips_under_the_finger_is_not_pressed(listed: List, clock: Callable[[float], None]) -> None:
    listed.point(SPOT)
    listed.show("new", "a", "b")
    hand.click(listed.hit, SPOT)
    hand.double_click(listed.hit, SPOT)
    assert listed.pressed == []
    clock(rest.REACT)
    hand.click(listed.hit, SPOT)
    assert listed.pressed == ["a"], "who has seen it means it"


def test_who_moves_there_means_what_lies_there(listed: List, clock: Callable[[float], None]) -> None:
    clock(1.0)
    listed.point(SPOT)
    listed.show("new", "a", "b")
    listed.point(SPOT + QPoint(40, 2))
    hand.click(listed.hit, SPOT + QPoint(40, 2))
    assert listed.pressed == ["a"]


def test_what_does_not_move_is_pressed_at_once(listed: List, clock: Callable[[float], None]) -> None:
    clock(1.0)
    listed.point(SPOT)
    listed.show("a", "b", "new")
    hand.click(listed.hit, SPOT)
    assert listed.pressed == ["b"]


def test_a_press_elsewhere_than_where_the_pointer_rested_is_nobodys_slip() -> None:
    resting = rest.Rest()
    resting.came(QPointF(10, 10), "a")
    resting.look(lambda _: "b")
    assert resting.is_slip(QPointF(11, 10))
    assert not resting.is_slip(QPointF(40, 10))
    resting.look(lambda _: "")
    assert not resting.is_slip(QPointF(10, 10)), "nothing lies there"
    resting.look(lambda _: "c")
    resting.left()
    assert not resting.is_slip(QPointF(10, 10))
