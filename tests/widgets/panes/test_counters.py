"""The table of counters: what it knows, what it does not, and orders at one click."""

from PyQt6.QtCore import QRectF

from console.model.command import ChangeWorkProfile, CloseCounter, OpenCounter, PauseCounter, RecallTicket, ResumeCounter
from console.model.health import Health
from console.model.state import CounterPhase, Stage
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets.panes.counters import Counters
from widgets.table import Table, push_areas


def push(table: Table, row_id: str, code: str) -> None:
    """Click a row's small button with the mouse."""
    row = next(i for i, each in enumerate(table.rows.rows) if each.id == row_id)
    column = len(table.rows.columns) - 1
    rect = table.visualRect(table.rows.index(row, column))
    for each, area in push_areas(table.theme, QRectF(rect), table.rows.rows[row].cells[column]):
        if each.code == code:
            hand.click(table.viewport(), area.center().toPoint())
            return
    raise AssertionError(f"{row_id} has no button {code}")


def test_running_time_is_shown_against_the_limit_of_the_business() -> None:
    lines = {line.place.number: line for line in Counters.view(hall.busy()).lines}
    assert (lines[3].seconds, lines[3].limit, lines[3].over) == (1471, 1200, True)
    assert not lines[4].over
    assert lines[11].phase is CounterPhase.PAUSED
    assert lines[11].reason == "整理资料"


def test_a_counter_with_a_lost_panel_is_not_counted_as_open() -> None:
    view = Counters.view(hall.busy())
    lost = next(line for line in view.lines if line.place.number == 6)
    assert lost.doubt is Health.LOST
    assert view.open == sum(line.phase is not CounterPhase.CLOSED for line in view.lines) - 1


def test_an_order_under_way_shows_its_stage_and_not_its_wish() -> None:
    lines = {line.place.number: line for line in Counters.view(hall.busy()).lines}
    assert lines[10].order is not None
    assert lines[10].order.stage is Stage.COMMANDED
    assert lines[10].phase is CounterPhase.CLOSED
    assert lines[7].order is None


def test_one_click_opens_pauses_resumes_and_closes(show: Show, desk: RememberingDesk) -> None:
    pane = show(Counters, hall.busy(), 960, 560)
    push(pane.table, "c5", "open")
    push(pane.table, "c1", "pause")
    push(pane.table, "c11", "resume")
    push(pane.table, "c2", "close")
    assert desk.orders == [
        OpenCounter(counter="c5"),
        PauseCounter(counter="c1"),
        ResumeCounter(counter="c11"),
        CloseCounter(counter="c2"),
    ]
    assert desk.selected == []


def test_the_menu_offers_profiles_and_recall(show: Show, desk: RememberingDesk) -> None:
    pane = show(Counters, hall.busy(), 960, 560)
    actions = {action.words: action for action in pane.table.menu_of("c7")}
    actions["重呼"].run()
    actions["权限：快速交费"].run()
    assert desk.orders == [RecallTicket(counter="c7"), ChangeWorkProfile(counter="c7", profile="quick")]
    assert not actions["权限：居民综合"].enabled


def test_in_replay_buttons_are_greyed_with_the_reason(show: Show, desk: RememberingDesk) -> None:
    pane = show(Counters, hall.replayed(), 960, 560)
    push(pane.table, "c5", "open")
    assert desk.orders == []
    reasons = {each.reason for row in pane.table.rows.rows for each in row.cells[-1].pushes}
    assert len(reasons) == 1
    assert "回放" in reasons.pop()
