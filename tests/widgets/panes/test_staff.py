"""The table of staff: who is free, who should rest, and how somebody is sent to a post."""

from console.model.command import ReassignStaff
from console.model.event import Presence
from console.model.state import CounterPhase
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets.panes.staff import Staff


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
