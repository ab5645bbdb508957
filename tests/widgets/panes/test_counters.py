"""The table of counters: what it knows, what it does not, and orders at one click."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PyQt6.QtCore import QRectF, Qt

from console.model.command import (
    ChangeWorkProfile,
    CloseCounter,
    OpenCounter,
    PauseCounter,
    RecallTicket,
    Refusal,
    ResumeCounter,
    Role,
)
from console.model.health import Health
from console.model.order import check
from console.model.state import CounterPhase, Order, Stage
from console.session import Frame
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets.batch_bar import command_of, takers
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


def click_row(table: Table, row_id: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    row = next(i for i, each in enumerate(table.rows.rows) if each.id == row_id)
    hand.click(table.viewport(), table.visualRect(table.rows.index(row, 0)).center(), modifier)


def test_marked_counters_are_paused_together_and_each_outcome_is_seen(show: Show, desk: RememberingDesk) -> None:
    busy = hall.busy()
    pane = show(Counters, busy, 960, 560)
    click_row(pane.table, "c1")
    assert not pane.bar.isVisible()
    click_row(pane.table, "c2", Qt.KeyboardModifier.ControlModifier)
    click_row(pane.table, "c5", Qt.KeyboardModifier.ControlModifier)
    assert desk.selected == [("counter", "c1")], "marking opens no card"
    assert pane.bar.isVisible()
    hand.click(pane.bar.buttons["pause"], pane.bar.buttons["pause"].rect().center())
    assert desk.orders == [PauseCounter(counter="c1"), PauseCounter(counter="c2")], "the closed one needs none"
    ended = {
        "id-1": Order(
            id="id-1", by="lin", station="desk", command=desk.orders[0], at=hall.NOW, stage=Stage.CONFIRMED, stage_at=hall.NOW
        ),
        "id-2": Order(
            id="id-2",
            by="lin",
            station="desk",
            command=desk.orders[1],
            at=hall.NOW,
            stage=Stage.REFUSED,
            stage_at=hall.NOW,
            reason="no_adapter",
        ),
    }
    pane.take_frame(hall.frame(replace(busy.state, orders={**busy.state.orders, **ended})))
    cells = {row.id: row.cells[1].text for row in pane.table.rows.rows}
    assert (cells["c1"], cells["c2"]) == ("已确认", "已拒绝")
    assert "已拒绝 1：2 号窗口" in pane.bar.line.accessibleName()
    hand.click(pane.bar.buttons["leave"], pane.bar.buttons["leave"].rect().center())
    assert not pane.bar.isVisible()
    assert pane.table.marked_ids() == ()


def test_shift_marks_a_run_and_closing_several_must_be_held(show: Show, desk: RememberingDesk) -> None:
    pane = show(Counters, hall.busy(), 960, 560)
    click_row(pane.table, "c1")
    click_row(pane.table, "c4", Qt.KeyboardModifier.ShiftModifier)
    assert pane.table.marked_ids() == ("c1", "c2", "c3", "c4")
    hand.click(pane.bar.buttons["close"], pane.bar.buttons["close"].rect().center())
    assert desk.orders == []
    assert not pane.bar.buttons["open"].allowed, "all four are open"


@given(st.sampled_from([hall.normal, hall.busy, hall.flooded]), st.sampled_from(["open", "pause", "resume", "close"]))
@settings(max_examples=12, deadline=None)
def test_what_is_offered_together_is_what_each_counters_phase_allows(state: Callable[[], Frame], code: str) -> None:
    frame = state()
    lines = Counters.view(frame).lines
    for counter in takers(lines, code):
        order = command_of(code, counter)
        assert order is not None
        refused = check(frame.state, order, Role.LEADER, frame.now)
        assert refused is None or refused[0] not in (Refusal.ALREADY, Refusal.WRONG_STATE)


def test_time_against_its_limit_is_a_bar_and_devices_that_ail_are_named(show: Show) -> None:
    pane = show(Counters, hall.busy(), 1220, 560)
    lines = {line.place.id: line for line in Counters.view(hall.busy()).lines}
    assert lines["c3"].share == 1.0
    assert lines["c4"].share is not None
    assert 0 < lines["c4"].share < 1
    assert ("panel-6", Health.LOST) in lines["c6"].ailing
    assert lines["c6"].devices == 2
    cells = {row.id: row.cells for row in pane.table.rows.rows}
    assert "叫号面板" in cells["c6"][10].text
    assert "开放后变为空闲" in cells["c5"][1].spoken
