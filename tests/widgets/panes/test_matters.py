"""The matters' pane: one owner each, what asks for somebody first, and what can be done with it by one or two clicks."""

from console.model import command as c
from tests.helpers import hand
from tests.widgets.panes import duty_hall, hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle, sheet
from tests.widgets.panes.duty_hall import GUIDE, LEADER, NEXT
from widgets.panes.matters import Matters


def test_what_came_back_stands_first_then_what_is_offered_then_what_is_promised() -> None:
    view = Matters.view(duty_hall.frame())
    assert [line.matter.id for line in view.page.lines] == ["m4", "m3", "m2"]
    assert view.page.lines[1].left == 0


def test_who_can_take_it_over_is_a_department_or_somebody_at_work() -> None:
    view = Matters.view(duty_hall.frame())
    assert view.page.parties[0] == "supply"
    assert set(view.people) <= set(view.page.parties)
    assert view.people[0] in {GUIDE, "t1"}, "guides hear customers first"


def test_a_matter_is_opened_by_typing_and_one_click(show: Show, desk: RememberingDesk) -> None:
    pane = show(Matters, duty_hall.frame(), 980, 640)
    assert pane.form.button.reason == "先写客户要什么"
    hand.type_text(pane.form.what, "bill twice as high")
    hand.type_text(pane.form.customer, "Wang 3021")
    pane.form.promise.setCurrentIndex(1)
    hand.click(pane.form.button, pane.form.button.rect().center())
    owner = pane.form.owner.currentData()
    due = hall.NOW // 60 * 60 + 1_800
    assert desk.orders == [c.OpenMatter(what="bill twice as high", owner=owner, source="front", customer="Wang 3021", due_at=due)]
    assert (pane.form.what.toPlainText(), pane.form.customer.text()) == ("", "")


def test_an_order_that_was_not_sent_leaves_what_was_typed(show: Show, desk: RememberingDesk) -> None:
    pane = show(Matters, duty_hall.frame(), 980, 640)
    pane.form.order = lambda _command: ""
    pane.form.what.setPlainText("要紧的事")
    pane.form.send()
    assert pane.form.what.toPlainText() == "要紧的事"
    pane.take_frame(duty_hall.frame(can_command=False, blocked="link"))
    assert "失去联系" in pane.form.button.reason
    assert pane.form.what.toPlainText() == "要紧的事"


def test_too_long_a_matter_is_not_cut_but_told_of(show: Show) -> None:
    pane = show(Matters, duty_hall.frame(), 980, 640)
    pane.form.what.setPlainText("长" * 1_700)
    assert pane.form.said.text().startswith("多了 1,200 字")
    assert not pane.form.button.allowed
    assert len(pane.form.what.toPlainText()) == 1_700


def test_a_name_that_turns_the_writing_direction_is_kept_and_drawn_plain(show: Show, desk: RememberingDesk) -> None:
    name = "\u202e王\u202c女士"
    pane = show(Matters, duty_hall.frame(), 980, 640)
    pane.form.what.setPlainText("x")
    pane.form.customer.setText(name)
    assert pane.form.said.text() == "有 2 个看不见的控制符：照原样记入，显示时换成空格"
    pane.form.send()
    order = desk.orders[0]
    assert isinstance(order, c.OpenMatter)
    assert order.customer == name
    state = duty_hall.ordered(duty_hall.base(), order)
    pane.take_frame(duty_hall.frame(state))
    told = pane.list._told(next(iter(state.matters.values())))
    assert "王 女士" in told
    assert "\u202e" not in told


def test_a_matter_is_offered_by_two_clicks(show: Show, desk: RememberingDesk) -> None:
    pane = show(Matters, duty_hall.frame(), 980, 640)
    hand.click(pane.list.spots, middle(pane.list.spots, "m4/offer"))
    assert pane.list.menu is not None
    entry = next(each for each in pane.list.menu.actions() if each.data() == "supply")
    hand.click(pane.list.menu, pane.list.menu.actionGeometry(entry).center())
    assert desk.orders == [c.OfferMatter(matter="m4", to="supply")]
    assert LEADER not in {each.data() for each in pane.list.menu.actions()}, "it is theirs already"


def test_who_was_offered_it_took_it_or_did_not(show: Show, desk: RememberingDesk) -> None:
    pane = show(Matters, duty_hall.frame(), 980, 640)
    hand.click(pane.list.spots, middle(pane.list.spots, "m3/accept"))
    hand.click(pane.list.spots, middle(pane.list.spots, "m3/return"))
    assert desk.orders == [c.AcceptMatter(matter="m3"), c.ReturnMatter(matter="m3")]


def test_an_appointment_has_a_time_and_a_contact(show: Show, desk: RememberingDesk) -> None:
    pane = show(Matters, duty_hall.frame(), 980, 640)
    hand.click(pane.list.spots, middle(pane.list.spots, "m2/appoint"))
    asked = sheet()
    chips = asked.choices.buttons()
    hand.click(chips[1], chips[1].rect().center())
    asked.line.setText("尾号 3021")
    asked.button.fired.emit()
    [order] = desk.orders
    assert isinstance(order, c.AppointMatter)
    assert (order.matter, order.contact, order.at > hall.NOW) == ("m2", "尾号 3021", True)


def test_a_matter_is_closed_with_a_result_and_opened_again(show: Show, desk: RememberingDesk) -> None:
    state = duty_hall.ordered(duty_hall.written(), c.CloseMatter(matter="m2", result="已补齐"))
    pane = show(Matters, duty_hall.frame(state), 980, 640)
    hand.click(pane.list.spots, middle(pane.list.spots, "m4/close"))
    asked = sheet()
    assert not asked.button.allowed
    asked.line.setText("已重开发票")
    asked.button.fired.emit()
    hand.click(pane.list.spots, middle(pane.list.spots, "m2/reopen"))
    again = sheet()
    again.line.setText("又来了")
    again.button.fired.emit()
    assert desk.orders == [c.CloseMatter(matter="m4", result="已重开发票"), c.ReopenMatter(matter="m2", reason="又来了")]
    assert NEXT != LEADER
