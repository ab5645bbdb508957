"""The shared table keeps what the operator holds on to, tells Qt the least, and works by mouse, keyboard and voice."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import QModelIndex, QPoint, Qt
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtTest import QAbstractItemModelTester
from PyQt6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.model.hall import AlarmPriority
from tests.helpers import hand
from tests.pictures.witness import Witness
from widgets.table import Action, Cell, Column, Lines, Push, Row, Table, paint_cell, push_areas, pushes_wide
from widgets.theme import Theme, look

from PyQt6.QtCore import QRectF  # isort: skip


def rows(*ids: str, text: str = "") -> tuple[Row, ...]:
    return tuple(Row(id, (Cell(id + text), Cell("14"))) for id in ids)


@pytest.fixture
def table(qtbot: QtBot, theme: Theme) -> Table:
    made = Table(theme, (Column("业务", 0, 1), Column("等候", 80, numeric=True)))
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    QAbstractItemModelTester(made.rows, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    return made


def test_changes_are_told_as_one_range_a_run(table: Table) -> None:
    table.set_rows(rows(*"abcde"))
    seen: list[tuple[int, int, int]] = []
    table.rows.dataChanged.connect(lambda top, bottom: seen.append((top.column(), top.row(), bottom.row())))
    changed = list(rows(*"abcde"))
    for i in (1, 2, 4):
        changed[i] = Row("abcde"[i], (Cell("!"), Cell("14")))
    table.set_rows(tuple(changed))
    assert seen == [(0, 1, 2), (0, 4, 4)]


def test_equal_rows_tell_nobody(table: Table) -> None:
    table.set_rows(rows(*"abc"))
    seen: list[object] = []
    table.rows.dataChanged.connect(lambda *_: seen.append(1))
    table.set_rows(rows(*"abc"))
    assert seen == []


def test_it_is_never_reset(table: Table) -> None:
    seen: list[object] = []
    table.rows.modelReset.connect(lambda: seen.append(1))
    for order in permutations("abcd", 3):
        table.set_rows(rows(*order))
    table.set_rows(())
    assert seen == []


def test_the_selection_follows_its_row(table: Table) -> None:
    table.set_rows(rows(*"abcd"))
    table.choose("c")
    table.set_rows(rows(*"dxca"))
    assert table.current_id() == "c"
    table.set_rows(rows(*"da"))
    assert table.current_id() != "c"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8), min_size=1, max_size=6))
def test_any_run_of_rows_is_shown_as_given(table: Table, runs: list[list[str]]) -> None:
    for n, ids in enumerate(runs):
        table.set_rows(rows(*ids, text=str(n)))
        shown = [table.rows.data(table.rows.index(i, 0)) for i in range(table.rows.rowCount())]
        assert shown == [f"{id}{n}" for id in ids]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8), min_size=1, max_size=6))
def test_rows_made_when_asked_for_are_shown_as_given(table: Table, runs: list[list[str]]) -> None:
    for n, ids in enumerate(runs):
        given = rows(*ids, text=str(n))
        table.set_rows(Lines(ids, given.__getitem__))
        assert tuple(table.rows.rows) == given
        assert table.rows.ids == tuple(ids)


def test_of_rows_made_when_asked_for_what_is_out_of_sight_is_neither_made_nor_told(table: Table) -> None:
    many = [f"{n:03}" for n in range(300)]
    made: set[int] = set()
    told: set[int] = set()

    def lines(text: str) -> Lines:
        def make(n: int) -> Row:
            made.add(n)
            return rows(many[n], text=text)[0]

        return Lines(many, make)

    table.set_rows(lines(""))
    table.grab()
    table.rows.dataChanged.connect(lambda top, bottom: told.update(range(top.row(), bottom.row() + 1)))
    made.clear()
    table.set_rows(lines("!"))
    table.grab()
    assert told == made
    assert 0 in told
    assert 5 < len(told) < 12
    table.scrollToBottom()
    assert table.rows.data(table.rows.index(299, 0)) == "299!"


def test_where_room_is_wanting_words_give_way_and_figures_and_buttons_do_not(qtbot: QtBot, theme: Theme) -> None:
    columns = (Column("业务", 100, 1), Column("最长", 80, 1, numeric=True), Column("状态", 100, 2), Column("", 60))
    table = Table(theme, columns)
    qtbot.addWidget(table)
    table.resize(300, 200)
    table.show()
    viewport = table.viewport()
    assert viewport is not None
    widths = [table.columnWidth(i) for i in range(4)]
    assert sum(widths) <= viewport.width(), "nothing is cut off at the right"
    assert (widths[1], widths[3]) == (80, 60)
    assert widths[0] > widths[2] >= 50


def test_before_words_lose_much_of_their_room_a_column_that_may_be_left_out_is(qtbot: QtBot, theme: Theme) -> None:
    """Large English beside three buttons: the state of a counter was three dots, and its clerk was told whole."""
    columns = (Column("State", 96, 1), Column("Clerk", 80, above=150), Column("Ticket", 56, above=100), Column("", 48))
    table = Table(theme, columns)
    qtbot.addWidget(table)
    table.resize(340, 200)
    table.show()
    assert not any(map(table.isColumnHidden, range(4)))
    table.set_rows(
        (Row("r", (Cell("serving"), Cell("Wang Li"), Cell("D014"), Cell(pushes=(Push("a", "Pause, and tell me why"),)))),)
    )
    assert [table.isColumnHidden(i) for i in range(4)] == [False, True, False, False], "the one that goes first at small sizes"
    assert table.columnWidth(0) >= 72
    table.set_rows((Row("r", (Cell("closed"), Cell(), Cell(), Cell())),))
    assert not any(map(table.isColumnHidden, range(4))), "it comes back"


def test_small_buttons_have_their_room_whatever_the_language_and_give_it_back(qtbot: QtBot, theme: Theme) -> None:
    made = Table(theme, (Column("State", 90, 1), Column("Time", 100, numeric=True, least=60), Column("", 40)))
    qtbot.addWidget(made)
    made.resize(420, 200)
    made.show()
    long = (Push("a", "Acknowledge"), Push("b", "Take over"))
    made.set_rows((Row("r", (Cell("serving"), Cell("14:16", note="/ 20:00"), Cell(pushes=long))),))
    wanted = pushes_wide(theme, long)
    assert made.columnWidth(2) >= wanted
    cell = QRectF(0, 0, made.columnWidth(2), 34)
    assert all(cell.contains(spot) for _, spot in push_areas(theme, cell, made.rows.rows[0].cells[2]))
    assert made.columnWidth(1) >= theme.px(60)
    made.set_rows((Row("r", (Cell("serving"), Cell("14:16"), Cell())),))
    assert made.columnWidth(2) < wanted


@pytest.mark.parametrize(("width", "said"), [(200, ["14:16", "/ 20:00"]), (70, ["14:16"])])
def test_a_limit_is_shown_whole_or_not_at_all(theme: Theme, width: int, said: list[str]) -> None:
    picture = QImage(width, 34, QImage.Format.Format_RGB32)
    witness = Witness()
    with witness.watching():
        p = QPainter(picture)
        paint_cell(p, theme, QRectF(0, 0, width, 34), Cell("14:16", note="/ 20:00"), numeric=True, quiet=False)
        p.end()
    assert sorted(line.words for line in witness.lines) == sorted(said)
    assert all(line.wide <= line.room for line in witness.lines)


def test_two_rows_of_one_id_are_a_fault(table: Table) -> None:
    with pytest.raises(ValueError, match="not unique"):
        table.set_rows(rows("a", "a"))


def test_a_click_and_enter_choose(table: Table, qtbot: QtBot) -> None:
    chosen: list[str] = []
    table.chosen = chosen.append
    table.set_rows(rows(*"abc"))
    spot = table.visualRect(table.rows.index(1, 0)).center()
    hand.click(table.viewport(), spot)
    hand.key(table, Qt.Key.Key_Down)
    hand.key(table, Qt.Key.Key_Return)
    assert chosen == ["b", "c"]


def test_a_small_button_is_pressed_and_a_greyed_one_is_not(table: Table, theme: Theme, qtbot: QtBot) -> None:
    pushed: list[tuple[str, str]] = []
    table.pushed = lambda row, code: pushed.append((row, code))
    cell = Cell(pushes=(Push("ack", "确认"), Push("plan", "预案", enabled=False, reason="回放")))
    table.set_rows((Row("a", (cell, Cell("1"))),))
    area = QRectF(table.visualRect(table.rows.index(0, 0)))
    for _, spot in push_areas(theme, area, cell):
        hand.click(table.viewport(), spot.center().toPoint())
    assert pushed == [("a", "ack")]
    tip = table.rows.data(table.rows.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert tip == "预案: 回放"


def test_the_menu_key_opens_the_rows_actions(table: Table, qtbot: QtBot) -> None:
    done: list[str] = []
    table.menu_of = lambda row: (
        Action("转移", lambda: done.append(row)),
        Action("重呼", lambda: done.append("no"), enabled=False),
    )
    table.set_rows(rows(*"ab"))
    table.choose("b")
    hand.key(table, Qt.Key.Key_Menu)
    menu = table.findChild(QMenu)
    assert menu is not None
    first, second = menu.actions()
    assert not second.isEnabled()
    first.trigger()
    assert done == ["b"]
    menu.close()


def test_a_screen_reader_hears_what_is_seen(table: Table) -> None:
    cell = Cell("B012", note="/ 20:00", under="居民新装", look=look(AlarmPriority.HIGH), spoken="B012 超时")
    table.set_rows((Row("a", (cell, Cell("1"))),))
    assert table.rows.data(table.rows.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "B012 超时 / 20:00 居民新装"


def test_hostile_text_is_drawn_as_it_is(table: Table, qtbot: QtBot) -> None:
    table.set_rows(rows("<b>x</b>", "\u202egnp.exe", "a" * 500, "\x00\x07"))
    assert not table.grab().isNull()
    assert table.rows.data(QModelIndex()) is None
    assert table.indexAt(QPoint(-5, -5)).row() == -1
