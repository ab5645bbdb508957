"""The table of staff: who is free, who should rest, and how somebody is sent to a post."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PyQt6.QtCore import QRectF, Qt

from console.model.command import CheckStaff, ReassignStaff
from console.model.counters import AT_WORK
from console.model.event import Presence
from console.model.state import Check, CounterPhase
from console.session import Frame
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets.panes.staff import Staff
from widgets.table import push_areas
from widgets.theme import Tone


def test_free_is_who_is_here_can_do_something_and_serves_nobody() -> None:
    lines = {line.who.id: line for line in Staff.view(hall.busy()).lines}
    assert lines["t2"].free
    assert lines["s9"].free
    assert lines["s9"].phase is CounterPhase.IDLE
    assert not lines["s1"].free
    assert not lines["t1"].free, "a guide without skills"
    assert not lines["t4"].free, "the duty leader stays on the floor"
    assert not lines["s5"].free, "on a break"


def test_work_without_a_break_is_counted_and_a_break_is_due_after_two_hours() -> None:
    view = Staff.view(hall.busy())
    lines = {line.who.id: line for line in view.lines}
    assert lines["s3"].working == 8400
    assert lines["s3"].tired(view.rest_after)
    assert not lines["s7"].tired(view.rest_after)
    assert lines["s5"].working is None


def test_those_who_are_out_come_last_and_are_not_counted() -> None:
    view = Staff.view(hall.busy())
    assert view.lines[-1].presence is Presence.OUT
    assert view.at_work == sum(line.presence in (Presence.ON_POST, Presence.ROVING) for line in view.lines)


def test_a_person_is_sent_by_the_menu_and_posts_without_the_skill_are_greyed(show: Show, desk: RememberingDesk) -> None:
    pane = show(Staff, hall.busy(), 960, 560)
    actions = {action.words: action for action in pane.table.menu_of("t2")}
    next(action for said, action in actions.items() if said.startswith("调到 5 号窗口")).run()
    assert desk.orders == [ReassignStaff(person="t2", post="c5")]
    guide = [action for action in pane.table.menu_of("t1") if "窗口" in action.words]
    assert not any(action.enabled for action in guide)
    assert all("人员不具备此业务技能" in action.words for action in guide)


def test_the_menu_of_moves_says_what_would_come_of_each(show: Show, desk: RememberingDesk) -> None:
    pane = show(Staff, hall.busy(), 960, 560)
    said = [action.words for action in pane.table.menu_of("t2")]
    to_five = next(words for words in said if words.startswith("调到 5 号窗口"))
    assert "不会办" in to_five
    assert "预计" in to_five
    clerk = next(action for action in pane.table.menu_of("s3") if "引导区" in action.words)
    assert "手上的 B012 还没办完" in clerk.words
    assert clerk.enabled


def test_a_click_selects_the_person(show: Show, desk: RememberingDesk) -> None:
    pane = show(Staff, hall.busy(), 960, 560)
    pane.table.chosen("s3")
    assert desk.selected == [("person", "s3")]


def click_strip(pane: Staff, code: str) -> None:
    hand.click(pane.strip, pane.strip.areas()[code].center().toPoint())


def test_the_roll_is_called_by_one_click_a_person_and_by_one_key(show: Show, desk: RememberingDesk) -> None:
    pane = show(Staff, hall.busy(), 960, 560)
    click_strip(pane, "roll")
    first, second, third = (row.id for row in pane.roll.rows.rows[:3])
    rect = QRectF(pane.roll.visualRect(pane.roll.rows.index(0, len(pane.roll.rows.columns) - 1)))
    here = next(area for push, area in push_areas(pane.theme, rect, pane.roll.rows.rows[0].cells[-1]) if push.code == "here")
    hand.click(pane.roll.viewport(), here.center().toPoint())
    assert pane.roll.current_id() == second
    hand.key(pane.roll, Qt.Key.Key_W)
    hand.key(pane.roll, Qt.Key.Key_D)
    assert desk.orders == [CheckStaff(person=first), CheckStaff(person=second, present=False), CheckStaff(person=third)]


def test_the_roll_begins_with_the_keyboard_at_the_first_who_was_not_called(show: Show, desk: RememberingDesk) -> None:
    state = hall.busy().state
    frame = hall.busy()
    pane = show(Staff, frame, 960, 560)
    click_strip(pane, "roll")
    first, second = (row.id for row in pane.roll.rows.rows[:2])
    assert pane.focusWidget() is pane.roll
    hand.key(pane.roll, Qt.Key.Key_D)
    assert desk.orders == [CheckStaff(person=first)]
    called = {first: Check(at=hall.NOW - 5, present=True, by="t4")}
    pane.take_frame(replace(frame, state=replace(state, day=replace(state.day, roll=called))))
    click_strip(pane, "list")
    click_strip(pane, "roll")
    assert pane.roll.current_id() == second


def test_who_was_seen_is_said_beside_what_the_terminals_say(show: Show) -> None:
    state = hall.busy().state
    seen = {"s1": Check(at=hall.NOW - 60, present=True, by="t4"), "s2": Check(at=hall.NOW - 50, present=False, by="t4")}
    frame = hall.frame(replace(state, day=replace(state.day, roll=seen)))
    lines = {line.who.id: line for line in Staff.view(frame).lines}
    assert not lines["s1"].is_at_odds
    assert lines["s2"].is_at_odds
    pane = show(Staff, frame, 960, 560)
    click_strip(pane, "roll")
    cells = {row.id: row.cells[4] for row in pane.roll.rows.rows}
    assert (cells["s1"].text, cells["s2"].text, cells["s3"].text) == ("到", "未到", "未点")
    assert cells["s2"].note.startswith("与终端不符"), "what is elided is when and by whom"


def test_a_business_that_nobody_here_may_do_while_somebody_waits_is_short(show: Show, desk: RememberingDesk) -> None:
    state = hall.busy().state
    out = {
        id: replace(each, presence=Presence.OUT) if id in {"s8", "s9", "s10", "s11", "t4"} else each
        for id, each in state.staff.items()
    }
    view = Staff.view(hall.frame(replace(state, staff=out)))
    assert [each.business for each in view.cover if each.is_short] == ["new_biz"]
    assert not any(each.is_short for each in Staff.view(hall.busy()).cover)
    pane = show(Staff, hall.busy(), 960, 560)
    click_strip(pane, "skills")
    pane.grab()
    hand.click(pane.matrix.spots, pane.matrix.spots.areas()["person:s1"].center().toPoint())
    assert desk.selected == [("person", "s1")]


@given(st.sampled_from([hall.nothing, hall.empty, hall.normal, hall.busy, hall.flooded]))
def test_cover_counts_those_at_work_with_the_skill(state: Callable[[], Frame]) -> None:
    view = Staff.view(state())
    for each in view.cover:
        able = sum(line.presence in AT_WORK and each.business in line.who.skills for line in view.lines)
        assert each.able == able
    assert list(view.served) == sorted(view.served, reverse=True)


def test_a_break_that_is_near_is_said_in_minutes(show: Show) -> None:
    state = hall.busy().state
    near = {**state.staff, "s1": replace(state.staff["s1"], working_since=hall.NOW - 7200 + 600)}
    pane = show(Staff, hall.frame(replace(state, staff=near)), 960, 560)
    row = next(row for row in pane.table.rows.rows if row.id == "s1")
    assert row.cells[6].note == "10 分后休"
    assert row.edge is Tone.MEDIUM
