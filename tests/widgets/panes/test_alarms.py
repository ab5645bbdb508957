"""The alarm list: by cause, worst first, whom it hurts; acknowledged, shelved and answered with a plan by hand."""

import time

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from console.config import load_hall
from console.model.command import AcknowledgeAlarm, OwnAlarm, ShelveAlarm, SolveAlarm, StartPlan, UnshelveAlarm
from console.model.hall import AlarmPriority
from console.model.state import AlarmPhase
from console.session import Frame
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from widgets import alarm_lines
from widgets.action import ActionButton
from widgets.alarm_lines import LINES, ROWS, table_view
from widgets.panes.alarms import Alarms
from widgets.sheet import Chip

UPS = "mains:ups-1"


def test_the_cause_comes_first_with_what_it_explains_and_whom_it_hurts() -> None:
    line = Alarms.view(hall.busy()).lines[0]
    assert line.key == UPS
    assert line.priority is AlarmPriority.CRITICAL
    assert line.children == ("panel:panel-1", "panel:panel-2", "panel:panel-6")
    assert line.explains == 3
    assert line.counters == 1
    assert sum(line.affected.values()) > 0


def test_what_is_explained_shelved_or_out_of_service_has_no_line_among_the_asking() -> None:
    view = Alarms.view(hall.busy())
    keys = [line.key for line in view.lines]
    assert "panel:panel-1" not in keys
    assert "paper:kiosk-7" not in keys
    assert keys[-1] == "crowd:waiting", "shelved ones lie at the end"
    assert view.lines[-1].phase is AlarmPhase.SHLVD
    assert view.lines[-1].shelved_left == 1800
    assert dict(view.hidden) == {AlarmPhase.DSUPR: 3, AlarmPhase.SHLVD: 1, AlarmPhase.OOSRV: 1}


def test_unacknowledged_stand_before_returned_before_acknowledged() -> None:
    order = [AlarmPhase.UNACK, AlarmPhase.RTNUN, AlarmPhase.ACKED, AlarmPhase.SHLVD]
    places = [order.index(line.phase) for line in Alarms.view(hall.busy()).lines]
    assert places == sorted(places)


def test_alarms_of_one_moment_stand_in_the_same_order_on_every_desk() -> None:
    state = hall.busy().state
    alarms = {id: replace(alarm, active_at=state.at, priority=AlarmPriority.MEDIUM) for id, alarm in state.alarms.items()}
    one, other = (hall.frame(replace(state, alarms=dict(kept))) for kept in (alarms.items(), reversed(alarms.items())))
    assert Alarms.view(one).lines == Alarms.view(other).lines
    assert table_view(one).lines == table_view(other).lines


def test_ten_thousand_alarms_are_at_most_twenty_lines_and_lose_none() -> None:
    view = Alarms.view(hall.flooded())
    assert len(view.lines) <= LINES
    assert view.lines[0].key == UPS, "a critical alarm keeps its own line in a flood"
    assert sum(line.count for line in view.lines if line.phase is not AlarmPhase.SHLVD) == view.active
    assert view.unseen > 9_000


def test_the_cost_of_alarms_grows_with_their_number_only() -> None:
    def cost(count: int) -> float:
        state = hall.flooded().state
        frame = hall.frame(replace(state, alarms=dict(list(state.alarms.items())[:count])))
        spent = []
        for _ in range(5):
            start = time.thread_time()
            Alarms.view(frame)
            spent.append(time.thread_time() - start)
        return min(spent)

    # Ten times the alarms, ten times the work; with what explains what searched for each alarm anew it would be a hundred.
    assert cost(10_000) < 30 * cost(1_000)


def test_an_alarm_is_acknowledged_by_a_click(show: Show, desk: RememberingDesk) -> None:
    pane = show(Alarms, hall.busy(), 620, 700)
    hand.click(pane.spots, middle(pane.spots, f"{UPS}/ack"))
    assert desk.orders == [AcknowledgeAlarm(alarm=UPS)]


def without_runs() -> Frame:
    """No plan is under way, so that each can be started."""
    frame = hall.busy()
    return replace(frame, state=replace(frame.state, plans={}))


def test_a_plan_starts_only_when_its_button_is_held(qtbot: QtBot, show: Show, desk: RememberingDesk) -> None:
    pane = show(Alarms, without_runs(), 620, 700)
    button = middle(pane.spots, f"{UPS}/plan")
    hand.click(pane.spots, button)
    assert desk.orders == []
    hand.press(pane.spots, button)
    qtbot.waitUntil(lambda: bool(desk.orders), timeout=60_000)
    hand.release(pane.spots, button)
    assert desk.orders == [StartPlan(plan="power", reason="UPS-1 市电中断")]


def test_a_plan_starts_by_a_held_key_too(qtbot: QtBot, show: Show, desk: RememberingDesk) -> None:
    pane = show(Alarms, without_runs(), 620, 700)
    while pane.spots.focused != f"{UPS}/plan":
        hand.key(pane.spots, Qt.Key.Key_Tab)
    hand.key(pane.spots, Qt.Key.Key_Return)
    assert desk.orders == []
    hand.key_down(pane.spots, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(desk.orders), timeout=60_000)
    hand.key_up(pane.spots, Qt.Key.Key_Return)
    assert len(desk.orders) == 1


def opened(show: Show, alarm: str, frame: Frame | None = None) -> Alarms:
    pane = show(Alarms, frame or hall.busy(), 700, 860)
    hand.click(pane.spots, middle(pane.spots, alarm))
    pane.grab()
    assert isinstance(pane, Alarms)
    return pane


def press(pane: Alarms, code: str) -> None:
    hand.click(pane.sheet.buttons[code], pane.sheet.buttons[code].rect().center())


def test_an_opened_alarm_offers_own_and_solve_with_a_note(show: Show, desk: RememberingDesk) -> None:
    pane = opened(show, "paper:kiosk-6")
    assert desk.selected == [("alarm", "paper:kiosk-6")]
    press(pane, "own")
    hand.type_text(pane.sheet.note, "huan zhi")
    press(pane, "solve")
    assert desk.orders == [OwnAlarm(alarm="paper:kiosk-6"), SolveAlarm(alarm="paper:kiosk-6", note="huan zhi")]
    assert pane.sheet.note.text() == "", "the next order does not carry the same note"


def test_an_alarm_is_acknowledged_with_a_note_typed_in_place(show: Show, desk: RememberingDesk) -> None:
    pane = opened(show, "paper:kiosk-6")
    assert pane.focusWidget() is pane.sheet.note, "one click, and the keyboard is in the note"
    hand.type_text(pane.sheet.note, "kan jian le")
    hand.key(pane.sheet.note, Qt.Key.Key_Return)
    assert desk.orders == [AcknowledgeAlarm(alarm="paper:kiosk-6", note="kan jian le")]
    assert QApplication.activePopupWidget() is None


def test_shelving_wants_a_reason_and_is_one_more_click(show: Show, desk: RememberingDesk) -> None:
    pane = opened(show, "paper:kiosk-6")
    button = pane.sheet.buttons["shelve:30"]
    assert not button.allowed
    assert "原因" in button.reason
    hand.type_text(pane.sheet.note, "bao xiu")
    press(pane, "shelve:30")
    assert desk.orders == [ShelveAlarm(alarm="paper:kiosk-6", minutes=30.0, reason="bao xiu")]


def test_a_flood_that_begins_leaves_an_open_alarm_and_what_is_being_typed(show: Show, desk: RememberingDesk) -> None:
    pane = opened(show, "paper:kiosk-6")
    hand.type_text(pane.sheet.note, "huan zh")
    pane.take_frame(hall.flooded())
    assert "paper:kiosk-6" not in {line.key for line in alarm_lines.view(hall.flooded()).lines}, (
        "a group of one rule has the line"
    )
    assert pane.sheet.isVisible()
    hand.type_text(pane.sheet.note, "i")
    hand.key(pane.sheet.note, Qt.Key.Key_Return)
    assert desk.orders == [AcknowledgeAlarm(alarm="paper:kiosk-6", note="huan zhi")]


def test_an_alarm_chosen_elsewhere_opens_in_a_flood_too(show: Show) -> None:
    pane = show(Alarms, hall.flooded(), 700, 860)
    grouped = next(line for line in pane.view(hall.flooded()).lines if line.count > 1).unseen[0]
    pane.show_selected(("alarm", grouped))
    pane.take_frame(hall.flooded())
    assert pane.sheet.isVisible()
    assert "ack" in pane.sheet.buttons


def test_an_alarm_that_ended_leaves_when_nothing_is_typed_and_says_so_before(show: Show, desk: RememberingDesk) -> None:
    pane = opened(show, "paper:kiosk-6")
    hand.type_text(pane.sheet.note, "ab")
    busy = hall.busy()
    left = {id: alarm for id, alarm in busy.state.alarms.items() if id != "paper:kiosk-6"}
    pane.take_frame(replace(busy, state=replace(busy.state, alarms=left)))
    assert pane.sheet.isVisible()
    assert "没有送出" in pane.sheet.state.text()
    assert not pane.sheet.buttons["ack"].allowed
    hand.key(pane.sheet.note, Qt.Key.Key_Return)
    assert desk.orders == []
    for _ in "ab":
        hand.key(pane.sheet.note, Qt.Key.Key_Backspace)
    assert not pane.sheet.isVisible()


def test_a_suggestion_is_a_reason_without_typing(show: Show, desk: RememberingDesk) -> None:
    pane = opened(show, "paper:kiosk-6")
    hand.click(next(chip for chip in pane.sheet.findChildren(Chip) if chip.text() == "已报修"))
    press(pane, "shelve:60")
    assert desk.orders == [ShelveAlarm(alarm="paper:kiosk-6", minutes=60.0, reason="已报修")]


def test_an_alarm_is_handed_to_somebody_who_is_at_work(show: Show, desk: RememberingDesk) -> None:
    pane = opened(show, "paper:kiosk-6")
    press(pane, "hand")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    present = {id for id, person in hall.busy().state.staff.items() if person.presence.value in {"on_post", "roving"}}
    assert len(menu.actions()) == len(present)
    hand.click(menu, menu.actionGeometry(menu.actions()[0]).center())
    (order,) = desk.orders
    assert isinstance(order, OwnAlarm)
    assert order.person in present


def test_an_alarm_says_what_its_state_means_and_what_to_do(show: Show) -> None:
    pane = opened(show, UPS, real())
    assert "未确认（UNACK）" in pane.sheet.state.text()
    assert "还没有人说看见了" in pane.sheet.state.text()
    lines = pane.sheet.guidance.text().splitlines()
    assert lines[0] == "确认停电范围；启动停电预案。", "its own word first"
    assert lines[1].startswith("供电：")
    assert lines[2].startswith("设备：")
    assert "95598" in pane.sheet.contacts.text()


def test_a_related_view_is_one_click_away(show: Show, desk: RememberingDesk) -> None:
    pane = opened(show, UPS, real())
    hand.click(next(each for each in pane.sheet.findChildren(ActionButton) if each.objectName() == "view:cameras"))
    assert desk.selected[-1] == ("device", "ups-1")
    assert desk.brought == ["cameras"]


def test_one_key_changes_between_tree_and_table(show: Show) -> None:
    pane = show(Alarms, hall.busy(), 900, 700)
    hand.key(pane.spots, Qt.Key.Key_T)
    pane.take_frame(hall.busy())
    ids = [row.id for row in pane.table.rows.rows]
    assert pane.table.isVisible()
    assert not pane.page.isVisible()
    assert ids[0] == UPS
    assert {"panel:panel-1", "paper:kiosk-7", "crowd:waiting"} <= set(ids), "one by one, also what is folded in the tree"
    hand.key(pane.table, Qt.Key.Key_T)
    pane.take_frame(hall.busy())
    assert pane.page.isVisible()


def test_a_t_in_the_note_is_a_letter(show: Show) -> None:
    pane = opened(show, "paper:kiosk-6")
    hand.type_text(pane.sheet.note, "t")
    assert pane.sheet.note.text() == "t"
    assert pane.page.isVisible()


def test_the_table_shows_two_hundred_of_ten_thousand_and_the_worst_of_them(show: Show) -> None:
    view = table_view(hall.flooded())
    assert len(view.lines) == ROWS
    assert view.lines[0].key == UPS
    assert view.active > 9_000


def test_the_flood_meter_says_since_when_and_until_when(show: Show) -> None:
    frame = hall.busy()
    onsets = tuple(hall.NOW - 300 + n for n in range(12))
    pane = show(Alarms, replace(frame, state=replace(frame.state, alarm_onsets=onsets, flood_since=hall.NOW - 290)), 900, 700)
    assert "告警高峰：10 分钟 12 条" in pane.head.accessibleName()
    few = replace(frame, state=replace(frame.state, alarm_onsets=onsets[:7], flood_since=None))
    pane.take_frame(few)
    assert pane.head.accessibleName() == "10 分钟 7 条"


def test_escape_closes_the_sheet_and_what_was_typed_goes_to_no_other_alarm(show: Show) -> None:
    pane = opened(show, "paper:kiosk-6")
    hand.type_text(pane.sheet.note, "abc")
    hand.key(pane.sheet.note, Qt.Key.Key_Escape)
    assert not pane.sheet.isVisible()
    pane._open(UPS)
    assert pane.sheet.note.text() == ""


@pytest.mark.parametrize("size", [(510, 240), (640, 430), (700, 560)], ids=str)
def test_in_a_low_pane_an_open_alarm_covers_nothing_and_moves_no_other_pane(show: Show, size: tuple[int, int]) -> None:
    pane = show(Alarms, real(), *size)
    least = pane.minimumSizeHint()
    pane._open(UPS)
    pane.resize(*size)
    pane.grab()
    sheet = pane.sheet
    assert (pane.width(), pane.height()) == size
    assert pane.minimumSizeHint() == least
    assert sheet.geometry().bottom() <= pane.height()
    if pane.page.isVisible():
        assert pane.page.geometry().bottom() < sheet.geometry().top()
    assert sheet.page.geometry().bottom() < sheet.note.geometry().top()
    assert sheet.note.geometry().bottom() < sheet.flow.geometry().top()
    assert sheet.flow.geometry().bottom() <= sheet.height()
    hand.key(sheet.note, Qt.Key.Key_Escape)
    assert pane.page.isVisible(), "Esc brings the list back"


def test_a_change_of_theme_keeps_the_table_the_open_alarm_and_what_was_typed(show: Show) -> None:
    old = opened(show, "paper:kiosk-6")
    hand.type_text(old.sheet.note, "half a sent")
    old.set_table(True)
    new = show(Alarms, hall.busy(), 700, 860)
    new.take_over(old)
    new.take_frame(hall.busy())
    assert new.table.isVisible()
    assert new.sheet.isVisible()
    assert (new.sheet.alarm, new.sheet.note.text()) == ("paper:kiosk-6", "half a sent")


def real() -> Frame:
    """The busy hall with the shared tree of guidance."""
    frame, shared = hall.busy(), load_hall()
    config = frame.state.config
    assert config is not None
    rules = tuple(replace(rule, group="power") if rule.id == "mains" else rule for rule in config.alarms)
    config = replace(config, alarms=rules, alarm_groups=shared.alarm_groups, contacts=shared.contacts)
    return replace(frame, state=replace(frame.state, config=config))


def test_a_shelved_alarm_is_taken_back(show: Show, desk: RememberingDesk) -> None:
    pane = show(Alarms, hall.busy(), 620, 700)
    hand.click(pane.spots, middle(pane.spots, "crowd:waiting/unshelve"))
    assert desk.orders == [UnshelveAlarm(alarm="crowd:waiting")]


@pytest.mark.parametrize("code", ["ack", "plan"])
def test_in_replay_the_buttons_say_why_they_do_nothing(show: Show, desk: RememberingDesk, code: str) -> None:
    pane = show(Alarms, hall.replayed(), 620, 700)
    hand.click(pane.spots, middle(pane.spots, f"{UPS}/{code}"))
    assert desk.orders == []
    assert "回放" in pane.spots.reason(f"{UPS}/{code}")
