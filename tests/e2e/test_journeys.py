"""What a duty leader does in a day, with real mouse and keyboard events on the real desk before the real demo hall."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QApplication

from console import demo
from console.config import DEMO_HALL, load_hall
from console.hub.archive import Archive, store_at
from console.model import event as ev
from console.model.command import OpenCounter, PauseCounter, TakeOutOfService
from console.model.event import StaffChecked
from console.model.reduce import reduce
from console.model.sheet import OpenLine
from console.model.state import CounterPhase, HallState, Stage, StepPhase, state_hash
from console.session import Mode
from tests.helpers import hand
from tests.helpers.leader import FEEDBACK, PATIENCE, Leader
from widgets.panes.counters import Counters
from widgets.panes.duty_book import DutyBook
from widgets.panes.floor_plan import FloorPlan
from widgets.panes.handover import Handover
from widgets.panes.orders import Orders
from widgets.panes.plan import Plan
from widgets.panes.staff import Staff

SPEED = 10.0


def test_a_counter_is_opened_by_three_clicks_and_each_stage_is_seen(leader: Leader) -> None:
    before = leader.orders()
    leader.point_at("counter:c5")
    leader.press("派人开放")
    leader.click(leader.card.form.go)
    shown = leader.until(lambda: leader.card.card.stage is not None, "the order is on the card", FEEDBACK)
    stages = leader.stages(before)
    assert stages[-2:] == [Stage.REPORTED, Stage.CONFIRMED], f"{stages}, on the screen after {shown:.3f} s"
    assert leader.state.counters["c5"].phase is not CounterPhase.CLOSED
    leader.until(lambda: leader.card.card.stage is Stage.CONFIRMED, "the card shows it")
    orders = leader.pane("orders")
    assert isinstance(orders, Orders)
    leader.until(lambda: orders.table.rows.rows[0].cells[2].text == "已确认", "the list shows it")
    line = orders.table.rows.rows[0]
    assert line.cells[1].text == "开放 5 号窗口 " + _name(leader, "c5")
    assert "已登录" in line.cells[3].text


def _name(leader: Leader, counter: str) -> str:
    staff, config = leader.state.counters[counter].staff, leader.state.config
    assert config is not None
    return next(each.name for each in config.staff if each.id == staff)


def test_the_list_of_orders_is_of_people_until_more_is_asked_for(leader: Leader) -> None:
    orders = leader.pane("orders")
    assert isinstance(orders, Orders)

    def linked() -> list[str]:
        """Shown orders that the linkage gave."""
        known = leader.state.orders
        return [row.id for row in orders.table.rows.rows if row.id in known and known[row.id].by == "link"]

    leader.until(lambda: any(order.by == "link" for order in leader.state.orders.values()), "the linkage has ordered something")
    assert not linked()
    leader.click(orders.more)
    leader.until(linked, "all are shown")
    leader.click(orders.more)
    leader.until(lambda: not linked(), "people's again")


def test_a_person_is_dragged_onto_a_post(leader: Leader) -> None:
    plan = leader.pane("floor_plan")
    assert isinstance(plan, FloorPlan)
    before = leader.orders()
    start, end = leader.spot(plan.spots, "person:zheng"), leader.spot(plan.spots, "zone:entrance")
    hand.press(plan.spots, start)
    for part in range(1, 11):
        hand.move(plan.spots, start + (end - start) * part / 10)
        leader.look()
    assert plan.spots.carried == "person:zheng"
    said = [line.words for line in plan.spots.foretold("person:zheng", "zone:entrance")] if plan.spots.foretold else []
    assert said[0].startswith("郑")
    assert len(said) > 1, "what would come of it is said before it is done"
    hand.release(plan.spots, end)
    leader.until(lambda: len(leader.orders()) > len(before), "ordered", FEEDBACK)
    assert leader.stages(before)[-1] is Stage.CONFIRMED
    assert leader.state.staff["zheng"].post == "entrance"


def test_two_counters_are_paused_at_once_by_three_clicks_and_resumed(leader: Leader) -> None:
    pane = leader.pane("counters")
    assert isinstance(pane, Counters)
    leader.until(
        lambda: [line for line in (pane.shown_lines()) if line.phase in (CounterPhase.IDLE, CounterPhase.SERVING)][1:],
        "two are open",
    )
    first, second = [line.place.id for line in pane.shown_lines() if line.phase in (CounterPhase.IDLE, CounterPhase.SERVING)][:2]
    for counter, modifier in ((first, Qt.KeyboardModifier.NoModifier), (second, Qt.KeyboardModifier.ControlModifier)):
        row = next(i for i, each in enumerate(pane.table.rows.rows) if each.id == counter)
        pane.table.scrollTo(pane.table.rows.index(row, 0))
        hand.click(pane.table.viewport(), pane.table.visualRect(pane.table.rows.index(row, 0)).center(), modifier)
    assert pane.bar.isVisible()
    before = leader.orders()
    leader.click(pane.bar.buttons["pause"])
    ordered = {PauseCounter(counter=first), PauseCounter(counter=second)}
    leader.until(
        lambda: ordered <= {order.command for id, order in leader.orders().items() if id not in before},
        "both are ordered",
        FEEDBACK,
    )
    leader.until(lambda: pane.bar.line.accessibleName() == "已确认 2", "each outcome is seen", 2 * PATIENCE)
    assert {leader.state.counters[each].phase for each in (first, second)} == {CounterPhase.PAUSED}
    leader.click(pane.bar.buttons["resume"])
    leader.until(lambda: CounterPhase.PAUSED not in {leader.state.counters[each].phase for each in (first, second)}, "both go on")


def test_the_roll_is_called_by_one_click_a_person_and_stands_in_the_journal(leader: Leader) -> None:
    pane = leader.pane("staff")
    assert isinstance(pane, Staff)
    leader.click(pane.strip, leader.spot(pane.strip, "roll"))
    leader.until(lambda: pane.roll.rows.rows, "the roll is there")
    person = pane.roll.rows.rows[0].id
    leader.push(pane.roll, person, "here")
    leader.until(lambda: person in leader.state.day.roll, "it is written")
    assert leader.state.day.roll[person].present
    leader.until(lambda: pane.roll.rows.rows[0].cells[4].text == "到", "it is shown")
    assert any(isinstance(event, StaffChecked) and event.person == person for event in leader.journal())


def test_a_refused_order_says_why_in_words(leader: Leader) -> None:
    notice = leader.window.notice
    leader.screens.workplace.order(OpenCounter(counter="c1"))
    leader.until(notice.isVisible, "the refusal is said", FEEDBACK)
    assert notice.words == "开放 1 号窗口：已是如此"
    leader.click(notice)
    assert not notice.isVisible()


def test_the_hall_is_handed_over_line_by_line_and_printed(
    leader: Leader, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """One click to begin, one a kind, one held button: whatever comes up meanwhile is one click more."""
    pane = leader.pane("handover")
    assert isinstance(pane, Handover)
    pane.printing.folder = lambda: tmp_path
    giver = leader.state.duty
    clicks, begun = 1, time.monotonic()
    leader.click(pane.head, leader.spot(pane.head, "next/gao"))
    leader.until(lambda: leader.state.handover is not None and pane.take.isVisible(), "it has begun")
    while leader.look().state.handover is not None:
        left = [kind for kind in pane.sheet.sheet.kinds if kind.left]
        if left:
            key, before = f"{left[0].kind.value}/all", left[0].left
            if key not in pane.sheet.spots.areas():
                leader.look()
                continue
            leader.click(pane.sheet.spots, pane.sheet.spots.areas()[key].center().toPoint())
            clicks += 1

            def are_taken(wanted: tuple[OpenLine, ...] = before) -> bool:
                asked = {line for kind in pane.sheet.sheet.kinds for line in kind.left}
                return not asked & set(wanted)

            leader.until(are_taken, "they are accepted, or read otherwise by now")
        elif pane.take.allowed:
            leader.hold(pane.take)
            clicks += 1
        else:
            leader.look()
        assert clicks < 60, "the sheet does not come to an end"
    seconds = time.monotonic() - begun
    assert (giver, leader.state.duty) == ("lin", "gao")
    leader.click(pane.print_button)
    leader.until(lambda: list(tmp_path.glob("*.pdf")) and pane.print_button.allowed, "the sheet is printed, and the pane says so")
    written = leader.journal()
    [done] = [event for event in written if isinstance(event, ev.HandoverDone)]
    assert (done.giver, done.taker) == ("lin", "gao")
    accepted = {event.line.key for event in written if isinstance(event, ev.HandoverLineAccepted)}
    assert len(accepted) >= done.lines > 0
    record_property("clicks", clicks)
    record_property("seconds", round(seconds, 1))
    print(f"handed over {done.lines} open things: {clicks} clicks, {seconds:.1f} s")


def test_a_note_is_written_into_the_duty_book(leader: Leader) -> None:
    pane = leader.pane("duty_book")
    assert isinstance(pane, DutyBook)
    leader.until(pane.form.edit.isVisible, "the book is open")
    hand.type_text(pane.form.edit, "paper ordered")
    leader.click(pane.form.button)
    leader.until(lambda: any("paper ordered" in str(line.event) for line in leader.state.notes), "it is in the book", PATIENCE)
    leader.until(lambda: not pane.form.edit.toPlainText(), "the line is free again", PATIENCE)


def test_the_power_plan_runs_from_the_guarded_button_to_its_end(leader: Leader) -> None:
    window, plan = leader.window, leader.pane("plan")
    assert isinstance(plan, Plan)
    leader.click(window.top.emergency)
    assert not window.chooser.isVisible()  # a click is not enough
    leader.hold(window.top.emergency)
    leader.until(lambda: window.chooser.isVisible() and window.chooser.lines, "the plans are offered")
    line = next(line for line in window.chooser.lines if line.plan.id == "power")
    leader.until(lambda: line.button.isVisible() and line.button.allowed, "it can be started")
    leader.click(line.button)
    assert window.chooser.isVisible()  # nor is it here
    leader.hold(line.button)
    leader.until(lambda: leader.state.plans, "it runs")
    run = next(iter(leader.state.plans))

    def phases() -> dict[str, StepPhase]:
        return {step.id: step.phase for step in leader.state.plans[run].steps}

    leader.until(
        lambda: {phases().get("announce"), phases().get("panels")} <= {StepPhase.DONE, None}, "the devices have done theirs"
    )
    assert phases()["panels"] is StepPhase.DONE
    leader.click(plan.spots, leader.spot(plan.spots, f"{run}/scope/done"))
    leader.until(lambda: phases()["scope"] is StepPhase.DONE, "the person's step is done")
    leader.click(plan.spots, leader.spot(plan.spots, f"{run}/stop"))
    sheet = QApplication.activePopupWidget()
    assert sheet is not None
    hand.key(sheet.focusWidget() or sheet, Qt.Key.Key_Return)
    leader.until(lambda: run not in leader.state.plans or leader.state.plans[run].ended_at is not None, "it is over")


def test_winding_back_shows_the_hall_of_that_minute(leader: Leader, running: demo.Running) -> None:
    begun, was = time.monotonic(), leader.frame.now
    leader.click(leader.window.time.back_long)
    took = time.monotonic() - begun
    leader.until(lambda: not leader.frame.is_loading, "the past is here")
    assert abs(leader.frame.now - (was - 1200)) < 5 + (2 + took) * SPEED
    leader.until(leader.window.banner.isVisible, "the banner says so")
    leader.click(leader.window.time.play)
    leader.until(lambda: leader.frame.mode is Mode.PAUSED, "it stands")
    leader.click(leader.window.time.back_short)
    leader.until(lambda: not leader.frame.is_loading, "a minute before that")
    shown = leader.look()
    assert shown.state.seq > 0
    assert state_hash(shown.state) == state_hash(_folded(running.data, shown.now))
    assert shown.live_alarms is not None
    assert shown.live_alarms.seq > shown.state.seq
    assert leader.window.top.strip.shown.live_in_past


def test_a_click_on_the_axis_shows_that_time(leader: Leader) -> None:
    axis = leader.window.time.axis
    wanted = leader.frame.now - 1800
    leader.click(axis, QPoint(round(axis.x_of(wanted)), axis.height() // 2))
    leader.until(lambda: leader.frame.mode is Mode.PAUSED and not leader.frame.is_loading, "the past is here")
    assert abs(leader.frame.now - wanted) < 60
    leader.until(leader.window.banner.isVisible, "the banner says so")


def _folded(data: Path, upto: float) -> HallState:
    """The hall at a hall time, by its journal from the first entry on."""
    archive = Archive(store_at(data / "journal"), load_hall(DEMO_HALL).id)
    archive.refresh()
    state = HallState()
    while page := archive.read(state.seq, 2_000, upto):
        for sealed in page:
            state = reduce(state, sealed.entry)
    archive.close()
    return state


def test_the_past_plays_on_and_the_live_hall_goes_on_meanwhile(leader: Leader) -> None:
    leader.click(leader.window.time.back_long)
    leader.until(lambda: not leader.frame.is_loading and "1×" in leader.window.banner.words, "it plays")
    while leader.frame.speed < SPEED:
        speed = leader.frame.speed
        hand.key(leader.window, Qt.Key.Key_Plus)
        leader.until(partial(_is_faster, leader, speed), "faster")
    begun, live = leader.frame, leader.frame.live_alarms
    assert live is not None
    leader.until(lambda: leader.frame.now > begun.now + 20, "twenty seconds of the past")
    leader.until(lambda: (leader.frame.live_alarms or live).seq > live.seq, "the live hall went on")
    assert leader.frame.now < leader.frame.extent[1] - 600


def _is_faster(leader: Leader, speed: float) -> bool:
    shown = leader.window.time.shown
    return shown is not None and shown.speed > speed


def test_in_replay_nothing_can_be_ordered(leader: Leader) -> None:
    leader.point_at("counter:c1")
    leader.click(leader.window.time.back_short)
    leader.until(lambda: not leader.frame.is_loading, "the past is here")
    leader.until(lambda: not leader.window.top.emergency.allowed, "the emergency button is greyed")
    before = leader.orders()
    leader.until(lambda: not any(button.allowed for button in leader.card.buttons.values()), "the deeds are greyed")
    for button in leader.card.buttons.values():
        assert button.reason == "回放中不能下命令；按 L 回到实时"
        leader.click(button)
    leader.hold(leader.window.top.emergency)
    assert not leader.window.chooser.isVisible()
    assert leader.screens.workplace.order(TakeOutOfService(device="kiosk-1", reason="x")) == ""
    live = leader.frame.live_alarms
    assert live is not None
    leader.until(lambda: (leader.frame.live_alarms or live).seq > live.seq, "the hub has said more")
    assert leader.orders().keys() == before.keys()


def test_a_history_that_does_not_answer_is_said_and_comes_back(leader: Leader, running: demo.Running) -> None:
    history = next(
        child for child in psutil.Process().children(recursive=True)
        if any("console.hub.history" in word for word in child.cmdline()) and str(running.data) in child.cmdline()
    )  # fmt: skip
    banner = leader.window.banner
    history.suspend()
    try:
        leader.click(leader.window.time.back_long)
        leader.until(lambda: "历史服务没有应答" in banner.words, "the operator is told")
        assert leader.frame.is_loading
        assert leader.frame.past_why
    finally:
        history.resume()
    leader.until(lambda: not leader.frame.is_loading and "所见为过去" in banner.words, "the past is shown after all")
