"""What a person may not do is greyed, and says why; an operator arms a plan where a leader starts it."""

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.model import command as c
from console.model.command import Role, may
from console.model.state import Account, Arming, HallState
from console.session import Frame
from tests.helpers import hand
from tests.helpers.screen import FakeSource
from tests.widgets.conftest import draw
from tests.widgets.panes import hall
from widgets import plan_chooser, words
from widgets.detail_kinds import card_of
from widgets.panes.alarms import Alarms
from widgets.panes.plan import Plan
from widgets.refusal import plan_refused
from widgets.screens import Screens

Show = Callable[..., Screens]
PEOPLE = {id: Account(id=id, role=role, since=1.0) for id, role in (("t1", Role.OPERATOR), ("t4", Role.LEADER))}


def manned(frame: Frame, role: Role, person: str = "t1") -> Frame:
    return replace(frame, role=role, person=person, state=replace(frame.state, people=PEOPLE))


def things(state: HallState) -> Iterator[tuple[str, str]]:
    """Everything that can be selected."""
    for kind, known in (
        ("counter", state.counters), ("ticket", state.tickets), ("person", state.staff), ("device", state.devices),
        ("alarm", state.alarms), ("plan", state.plans),
    ):  # fmt: skip
        yield from ((kind, id) for id in known)


@pytest.mark.parametrize("role", Role)
def test_no_card_offers_what_the_role_in_force_may_not_order(role: Role) -> None:
    frame = manned(hall.busy(), role)
    offered: list[c.Command] = []
    for kind, id in things(frame.state):
        for deed in card_of(frame, kind, id).deeds:
            if not deed.refused:
                offered += [choice.command for choice in deed.choices]
    assert all(may(role, command) for command in offered)
    assert bool(offered) is (role in {Role.OPERATOR, Role.LEADER})


def test_a_greyed_deed_says_that_it_is_the_role(qapp: object) -> None:
    deeds = {deed.words: deed for deed in card_of(manned(hall.busy(), Role.OPERATOR), "plan", "run-1").deeds}
    assert deeds["结束预案"].refused == "当前角色无此权限"
    assert not next(deed for words, deed in deeds.items() if words.startswith("完成")).refused


def test_an_alarms_card_offers_an_operator_to_arm_its_plan() -> None:
    frame = hall.busy()
    rules = {rule.id: rule for rule in frame.state.config.alarms} if frame.state.config else {}
    alarm = next(each for each in frame.state.alarms.values() if rules[each.rule].plan == "surge")
    deeds = card_of(manned(frame, Role.OPERATOR), "alarm", alarm.id).deeds
    (arm,) = [deed for deed in deeds if deed.choices and isinstance(deed.choices[0].command, c.ArmPlan)]
    assert (arm.words, arm.refused, arm.guarded) == ("预备启动预案", "", True)


@pytest.mark.parametrize(("role", "expected"), [(Role.OPERATOR, c.ArmPlan), (Role.LEADER, c.StartPlan)])
def test_the_chooser_arms_for_an_operator_and_starts_for_a_leader(
    show: Show, source: FakeSource, role: Role, expected: type[c.Command]
) -> None:
    source.now = manned(hall.busy(), role)
    screens = show("queues")
    chooser = screens.windows[0].chooser
    screens.windows[0].toggle_chooser()
    draw(screens, source)
    surge = next(line for line in chooser.lines if line.plan.id == "surge")
    assert surge.button.text() == ("预备启动" if role is Role.OPERATOR else "启动")
    surge.button.fired.emit()
    assert [(type(order), order.plan) for order in source.orders if isinstance(order, c.ArmPlan | c.StartPlan)] == [
        (expected, "surge")
    ]


def test_the_chooser_follows_a_change_of_role_and_what_is_armed(show: Show, source: FakeSource) -> None:
    source.now = manned(hall.busy(), Role.LEADER)
    screens = show("queues")
    chooser = screens.windows[0].chooser
    screens.windows[0].toggle_chooser()
    draw(screens, source)
    source.now = frame = manned(hall.busy(), Role.OPERATOR)
    draw(screens, source)
    surge = next(line for line in chooser.lines if line.plan.id == "surge")
    assert (surge.button.text(), surge.button.allowed) == ("预备启动", True)
    arming = Arming(id="a1", plan="surge", by="t1", station="desk", at=frame.now, until=frame.now + 30)
    source.now = replace(frame, state=replace(frame.state, armings={"a1": arming}))
    draw(screens, source)
    assert (surge.button.allowed, surge.button.reason) == (False, "待第二人确认")


def test_without_registered_people_an_operators_desk_says_why_it_cannot_arm(show: Show, source: FakeSource) -> None:
    source.now = replace(hall.busy(), role=Role.OPERATOR)
    screens = show("queues")
    screens.windows[0].toggle_chooser()
    draw(screens, source)
    surge = next(line for line in screens.windows[0].chooser.lines if line.plan.id == "surge")
    assert not surge.button.allowed
    assert "未登记人员" in surge.button.reason


def test_the_plan_pane_arms_for_an_operator_and_greys_the_end(show: Show, source: FakeSource) -> None:
    source.now = manned(hall.busy(), Role.OPERATOR)
    screens = show("plan")
    pane = screens.windows[0].panes["plan"]
    assert isinstance(pane, Plan)
    pane.grab()  # places the spots
    hand.click(pane.spots, pane.spots.areas()["run-1/stop"].center().toPoint())
    assert source.orders == []
    hand.click(pane.spots, pane.spots.areas()["surge/drill"].center().toPoint())
    assert source.orders == [c.ArmPlan(plan="surge", drill=True)]


@pytest.mark.parametrize(("role", "expected"), [(Role.OPERATOR, c.ArmPlan), (Role.LEADER, c.StartPlan)])
def test_an_alarms_line_begins_its_plan_as_the_role_may(
    qtbot: QtBot, show: Show, source: FakeSource, role: Role, expected: type[c.Command]
) -> None:
    busy = hall.busy()
    source.now = manned(replace(busy, state=replace(busy.state, plans={})), role)
    pane = show("alarms").windows[0].panes["alarms"]
    assert isinstance(pane, Alarms)
    pane.grab()
    button = pane.spots.areas()["mains:ups-1/plan"].center().toPoint()
    hand.press(pane.spots, button)
    qtbot.waitUntil(lambda: bool(source.orders), timeout=60_000)
    hand.release(pane.spots, button)
    assert [type(order) for order in source.orders] == [expected]


def test_no_button_begins_a_plan_that_cannot_be_begun() -> None:
    """Neither in the plans' pane nor at an alarm; the chooser says it with the same words."""
    busy = replace(hall.busy(), role=Role.OPERATOR)
    frame = replace(busy, state=replace(busy.state, plans={}))
    said = plan_refused(frame, "power")
    assert "未登记人员" in said
    assert set(Plan.view(frame).refused.values()) == {said}
    assert Alarms.view(frame).plans["power"] == said == plan_chooser.view(frame).refused["power"]
    running = next(run for run in busy.state.plans.values() if run.ended_at is None)
    assert plan_refused(manned(busy, Role.LEADER), running.plan) == "正在进行"
    assert plan_refused(replace(frame, can_command=False, blocked="replay"), "power") == words.of("replay")


def test_a_pane_is_drawn_anew_when_only_the_person_changed(show: Show, source: FakeSource) -> None:
    source.now = manned(hall.busy(), Role.LEADER)
    screens = show("plan")
    pane = screens.windows[0].panes["plan"]
    assert not pane.take_frame(source.now)
    assert pane.take_frame(replace(source.now, role=Role.OPERATOR))


def test_a_desk_without_a_login_says_so_at_every_button() -> None:
    frame = replace(hall.busy(), can_command=False, blocked="login", role=Role.VIEWER, must_log_in=True)
    refused = {deed.refused for kind, id in things(frame.state) for deed in card_of(frame, kind, id).deeds}
    assert refused == {words.of("login")}
