"""The plan pane: steps with owner and timer, and what a person may say of them."""

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.model.command import CompleteStep, RetryStep, SkipStep, StandDownPlan, StartPlan
from console.model.state import StepPhase
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle, sheet
from widgets.panes.plan import Plan


def test_steps_show_how_much_time_is_left_or_over() -> None:
    run = Plan.view(hall.busy()).runs[0]
    steps = {line.step.id: line for line in run.steps}
    assert (run.done, run.running) == (1, 120)
    assert steps["calm"].left == -50
    assert steps["calm"].overdue
    assert steps["paper"].left == 250
    assert steps["notice"].phase is StepPhase.FAILED
    assert steps["stable"].left is None


def test_a_plan_under_way_is_not_offered_again() -> None:
    assert [plan.id for plan in Plan.view(hall.busy()).startable] == ["surge"]
    assert [plan.id for plan in Plan.view(hall.normal()).startable] == ["power", "surge"]


def test_a_plan_that_is_over_is_told_of_once() -> None:
    state = hall.busy().state
    ended = replace(state.plans["run-1"], ended_at=hall.NOW - 5, ended_by="t4")
    view = Plan.view(hall.frame(replace(state, plans={"run-1": ended})))
    assert view.runs == ()
    assert [run.id for run in view.past] == ["run-1"]


def test_a_run_of_a_plan_that_is_no_longer_configured_is_passed_over() -> None:
    state = hall.busy().state
    gone = replace(state.plans["run-1"], plan="gone")
    assert Plan.view(hall.frame(replace(state, plans={"run-1": gone}))).runs == ()


def test_human_steps_are_completed_and_failed_ones_retried(show: Show, desk: RememberingDesk) -> None:
    pane = show(Plan, hall.busy(), 620, 560)
    hand.click(pane.spots, middle(pane.spots, "run-1/calm/done"))
    hand.click(pane.spots, middle(pane.spots, "run-1/notice/retry"))
    assert desk.orders == [CompleteStep(run="run-1", step="calm"), RetryStep(run="run-1", step="notice")]
    assert "run-1/stable/done" not in pane.spots.areas()


def test_skipping_asks_why(show: Show, desk: RememberingDesk) -> None:
    pane = show(Plan, hall.busy(), 620, 560)
    hand.click(pane.spots, middle(pane.spots, "run-1/paper/skip"))
    asked = sheet()
    asked.button.fired.emit()
    assert desk.orders == []
    asked.line.setText("不适用")
    asked.button.fired.emit()
    assert desk.orders == [SkipStep(run="run-1", step="paper", reason="不适用")]


def test_a_plan_is_stood_down(show: Show, desk: RememberingDesk) -> None:
    pane = show(Plan, hall.busy(), 620, 560)
    hand.click(pane.spots, middle(pane.spots, "run-1/stop"))
    sheet().button.fired.emit()
    assert desk.orders == [StandDownPlan(run="run-1")]


def test_starting_is_guarded_and_a_drill_says_that_it_is_one(qtbot: QtBot, show: Show, desk: RememberingDesk) -> None:
    pane = show(Plan, hall.normal(), 620, 560)
    button = middle(pane.spots, "surge/start")
    hand.click(pane.spots, button)
    assert desk.orders == []
    hand.press(pane.spots, button)
    qtbot.waitUntil(lambda: bool(desk.orders), timeout=60_000)
    hand.release(pane.spots, button)
    hand.click(pane.spots, middle(pane.spots, "power/drill"))
    assert desk.orders == [StartPlan(plan="surge"), StartPlan(plan="power", drill=True)]
