"""The alarm list: by cause, worst first, whom it hurts; acknowledged, shelved and answered with a plan by hand."""

import time

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.command import AcknowledgeAlarm, OwnAlarm, ShelveAlarm, SolveAlarm, StartPlan, UnshelveAlarm
from console.model.hall import AlarmPriority
from console.model.state import AlarmPhase
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from widgets.panes.alarms import LINES, Alarms
from widgets.reason import Reason

UPS = "mains:ups-1"


def sheet() -> Reason:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, Reason) and each.isVisible())


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


def test_a_plan_starts_only_when_its_button_is_held(qtbot: QtBot, show: Show, desk: RememberingDesk) -> None:
    pane = show(Alarms, hall.busy(), 620, 700)
    button = middle(pane.spots, f"{UPS}/plan")
    hand.click(pane.spots, button)
    assert desk.orders == []
    hand.press(pane.spots, button)
    qtbot.waitUntil(lambda: bool(desk.orders), timeout=4_000)
    hand.release(pane.spots, button)
    assert desk.orders == [StartPlan(plan="power", reason="UPS-1 市电中断")]


def test_a_plan_starts_by_a_held_key_too(qtbot: QtBot, show: Show, desk: RememberingDesk) -> None:
    pane = show(Alarms, hall.busy(), 620, 700)
    while pane.spots.focused != f"{UPS}/plan":
        hand.key(pane.spots, Qt.Key.Key_Tab)
    hand.key(pane.spots, Qt.Key.Key_Return)
    assert desk.orders == []
    hand.key_down(pane.spots, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(desk.orders), timeout=4_000)
    hand.key_up(pane.spots, Qt.Key.Key_Return)
    assert len(desk.orders) == 1


def test_an_open_card_offers_own_solve_and_shelve(show: Show, desk: RememberingDesk) -> None:
    pane = show(Alarms, hall.busy(), 620, 700)
    hand.click(pane.spots, middle(pane.spots, "paper:kiosk-6"))
    pane.grab()
    assert desk.selected == [("alarm", "paper:kiosk-6")]
    hand.click(pane.spots, middle(pane.spots, "paper:kiosk-6/own"))
    hand.click(pane.spots, middle(pane.spots, "paper:kiosk-6/solve"))
    sheet().button.fired.emit()
    assert desk.orders == [OwnAlarm(alarm="paper:kiosk-6"), SolveAlarm(alarm="paper:kiosk-6")]


def test_shelving_asks_for_time_and_reason(show: Show, desk: RememberingDesk) -> None:
    pane = show(Alarms, hall.busy(), 620, 700)
    hand.click(pane.spots, middle(pane.spots, "paper:kiosk-6"))
    pane.grab()
    hand.click(pane.spots, middle(pane.spots, "paper:kiosk-6/shelve"))
    asked = sheet()
    assert not asked.button.allowed
    next(each for each in asked.choices.buttons() if each.objectName() == "30").click()
    hand.type_text(asked.line, "bao xiu")
    hand.key(asked.line, Qt.Key.Key_Return)
    assert desk.orders == [ShelveAlarm(alarm="paper:kiosk-6", minutes=30.0, reason="bao xiu")]


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
