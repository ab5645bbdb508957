"""Each order that a duty leader can give at counters, queues, alarms and devices, by hand: commanded, reported, confirmed, and written."""

import time
from functools import partial
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMenu

from console import demo
from console.model import event as ev
from console.model.alarm import phase_of
from console.model.command import (
    AcknowledgeAlarm,
    ChangeWorkProfile,
    ClearTicket,
    CloseCounter,
    FinishService,
    OpenCounter,
    OwnAlarm,
    PauseCounter,
    PrioritiseTicket,
    RecallTicket,
    ResumeCounter,
    ReturnToService,
    ShelveAlarm,
    SolveAlarm,
    TakeOutOfService,
    TransferTicket,
)
from console.model.state import AlarmPhase, Counter, CounterPhase, Order, Stage, TicketPhase
from tests.helpers import hand
from tests.helpers.leader import Leader
from widgets.panes.alarm_report import AlarmReportPane
from widgets.panes.alarms import Alarms
from widgets.panes.counters import Counters
from widgets.panes.devices import Devices
from widgets.panes.figures import Figures
from widgets.panes.kpi_strip import KpiStrip
from widgets.panes.public import Public
from widgets.panes.queues import Queues
from widgets.reason import Reason
from widgets.table import Table

SPEED = 10.0
ALARM = "ups_on_battery:ups-1"
LONG = 90.0
"""Seconds within which a clerk is done with a customer, at this speed."""


def counters(leader: Leader) -> Table:
    pane = leader.pane("counters")
    assert isinstance(pane, Counters)
    return pane.table


def queues(leader: Leader) -> Queues:
    pane = leader.pane("queues")
    assert isinstance(pane, Queues)
    return pane


def counter(leader: Leader, id: str) -> Counter:
    return leader.state.counters[id]


def answer(leader: Leader, choice: str, reason: str) -> None:
    """Choose on the small sheet that has opened, say why, and press Enter."""
    sheet = leader.sheet()
    assert isinstance(sheet, Reason)
    if choice:
        leader.click(next(chip for chip in sheet.choices.buttons() if chip.objectName() == choice))
    hand.type_text(sheet.line, reason)
    hand.key(sheet.line, Qt.Key.Key_Return)


# --- counters ---------------------------------------------------------------------------------------------------------------


def test_a_counter_is_paused_and_resumed_by_its_row(leader: Leader) -> None:
    table = counters(leader)
    order = leader.act(lambda: leader.push(table, "c7", "pause"))
    assert isinstance(order.command, PauseCounter)
    leader.until(lambda: counter(leader, "c7").phase is CounterPhase.PAUSED, "it is paused")
    order = leader.act(lambda: leader.push(table, "c7", "resume"))
    assert isinstance(order.command, ResumeCounter)
    assert counter(leader, "c7").phase is not CounterPhase.PAUSED


def test_a_counter_is_paused_for_a_reason_by_its_card(leader: Leader) -> None:
    leader.point_at("counter:c1")

    def pause() -> None:
        leader.press("暂停")
        hand.type_text(leader.card.form.text, "break")
        leader.click(leader.card.form.go)

    leader.act(pause)
    leader.until(lambda: counter(leader, "c1").phase is CounterPhase.PAUSED, "it is paused")
    leader.until(lambda: ("原因", "break") in leader.card.card.facts, "the card says why")
    leader.act(lambda: leader.press("恢复"))
    assert counter(leader, "c1").phase is not CounterPhase.PAUSED


def test_another_work_profile_is_chosen_from_the_row_and_taken_back(leader: Leader) -> None:
    table, was = counters(leader), counter(leader, "c2").profile
    config = leader.state.config
    assert config is not None
    other = next(profile for profile in config.profiles if profile.id != was)

    def choose() -> None:
        leader.push(table, "c2", "profile")
        menu = leader.sheet()
        assert isinstance(menu, QMenu)
        (entry,) = (each for each in menu.actions() if each.text().endswith(other.name))
        leader.click(menu, menu.actionGeometry(entry).center())

    order = leader.act(choose)
    assert isinstance(order.command, ChangeWorkProfile)
    assert counter(leader, "c2").profile == other.id
    leader.act(partial(_by_card, leader, "counter:c2", "改业务", _name_of_profile(leader, was)))
    assert counter(leader, "c2").profile == was


def _name_of_profile(leader: Leader, id: str) -> str:
    config = leader.state.config
    assert config is not None
    return next(profile.name for profile in config.profiles if profile.id == id)


def _by_card(leader: Leader, thing: str, deed: str, choice: str) -> None:
    leader.point_at(thing)
    leader.press(deed)
    form = leader.card.form
    place = form.choice.findText(choice)
    assert place >= 0, f"{choice} is not offered"
    form.choice.setFocus()
    hand.key(form.choice, Qt.Key.Key_Home)
    for _ in range(place):
        hand.key(form.choice, Qt.Key.Key_Down)
    leader.click(form.go)


def test_a_counter_closes_after_the_ticket_in_hand_and_opens_again(leader: Leader) -> None:
    table = counters(leader)
    has_waited = False
    while not has_waited:  # a clerk may be done with the customer while the hand moves: then there was nothing to wait for
        leader.until(lambda: _serving(leader), "a customer is served", LONG)
        id = _serving(leader)[0].id
        order = leader.act(partial(leader.push, table, id, "close"), once_reported=partial(_finish, leader, id))
        assert isinstance(order.command, CloseCounter)
        assert counter(leader, id).phase is CounterPhase.CLOSED
        has_waited = _closed_after_the_ticket_in_hand(leader.journal(), order)
        order = leader.act(partial(leader.push, table, id, "open"))
        assert isinstance(order.command, OpenCounter)
        assert counter(leader, id).phase is not CounterPhase.CLOSED


def _serving(leader: Leader) -> list[Counter]:
    """Counters with a customer, the one begun last first."""
    busy = [each for each in leader.state.counters.values() if each.phase is CounterPhase.SERVING]
    return sorted(busy, key=lambda each: -each.since)


def _finish(leader: Leader, id: str) -> None:
    """The clerk need not take the minutes that the customer's business takes: the key for the end, as the linkage orders it."""
    leader.screens.workplace.order(FinishService(counter=id))


def _closed_after_the_ticket_in_hand(written: list[ev.AnyEvent], order: Order) -> bool:
    """Whether a customer was being served when it was ordered, and to the end; False when none was. By the journal."""
    assert isinstance(order.command, CloseCounter)
    here = [
        each
        for each in written
        if getattr(each, "counter", None) == order.command.counter or getattr(each, "id", None) == order.id
    ]
    kinds = [type(each) for each in here]
    ordered, closed = kinds.index(ev.CommandAccepted), max(i for i, kind in enumerate(kinds) if kind is ev.CounterClosed)
    before = [kind for kind in kinds[:ordered] if kind in (ev.ServiceStarted, ev.ServiceFinished)]
    after = kinds[ordered:closed]
    if not before or before[-1] is ev.ServiceFinished:
        return False
    assert ev.ServiceFinished in after, "the ticket in hand was served to its end"
    assert ev.TicketCalled not in after, "and no other was called"
    return True


# --- queues -----------------------------------------------------------------------------------------------------------------


def _open_queue(leader: Leader, phase: TicketPhase) -> str:
    """Open the queue of a ticket in this phase; the ticket's id."""
    pane = queues(leader)

    def found() -> str:
        fitting = [
            each
            for each in (pane._shown.tickets if pane._shown else ())
            if (each.counter is not None) == (phase is TicketPhase.CALLED)
        ]
        return fitting[-1].id if fitting else ""

    leader.until(found, f"a ticket that is {phase}", LONG)
    ticket = found()
    queue = next(each.queue for each in (pane._shown.tickets if pane._shown else ()) if each.id == ticket)
    if pane._queue != queue:
        leader.choose(pane.table, queue)
    leader.until(pane.tickets.isVisible, "its tickets are listed")
    return ticket


def test_a_waiting_ticket_is_given_priority_for_a_reason(leader: Leader) -> None:
    ticket = _open_queue(leader, TicketPhase.WAITING)

    def prioritise() -> None:
        leader.push(queues(leader).tickets, ticket, "prioritise")
        answer(leader, "care", "elder")

    order = leader.act(prioritise)
    assert isinstance(order.command, PrioritiseTicket)
    known = leader.state.tickets.get(ticket)
    assert known is None or (known.priority, known.reason) == ("care", "elder")


def test_a_waiting_ticket_whose_customer_has_left_is_cleared(leader: Leader) -> None:
    ticket = _open_queue(leader, TicketPhase.WAITING)

    def clear() -> None:
        leader.push(queues(leader).tickets, ticket, "abandon")
        answer(leader, "", "gone")

    order = leader.act(clear)
    assert order.command == ClearTicket(ticket=ticket, reason="gone")
    assert ticket not in leader.state.tickets
    shown = queues(leader)
    leader.until(
        lambda: shown._shown is not None and all(each.id != ticket for each in shown._shown.tickets), "the queue is shorter"
    )


def test_a_waiting_ticket_is_transferred_to_another_queue(leader: Leader) -> None:
    ticket = _open_queue(leader, TicketPhase.WAITING)
    was = leader.state.tickets[ticket].business

    def transfer() -> None:
        leader.push(queues(leader).tickets, ticket, "transfer")
        sheet = leader.sheet()
        assert isinstance(sheet, Reason)
        offered = [chip.objectName() for chip in sheet.choices.buttons()]
        assert was not in offered, "its own queue is no place to send it to"
        answer(leader, offered[-1], "")

    order = leader.act(transfer)
    assert isinstance(order.command, TransferTicket)
    known = leader.state.tickets.get(ticket)
    assert known is None or known.business == order.command.to_business


def test_a_called_ticket_is_called_once_more(leader: Leader) -> None:
    """Its customer may come to the counter while the hand moves: then the order is refused, and the next one called is taken."""
    for _ in range(20):
        ticket = _open_queue(leader, TicketPhase.CALLED)
        if not leader.can_push(queues(leader).tickets, ticket, "recall"):
            continue
        order, _seen = leader.order_by(partial(leader.push, queues(leader).tickets, ticket, "recall"))
        assert isinstance(order.command, RecallTicket)
        if order.stage is Stage.CONFIRMED:
            written = [type(event).__name__ for event in leader.journal() if getattr(event, "id", None) == order.id]
            assert written == ["CommandAccepted", "CommandReported", "CommandConfirmed"]
            return
        assert order.stage in (Stage.REFUSED, Stage.FAILED), order
    pytest.fail("nobody could be called again")


# --- alarms and devices -------------------------------------------------------------------------------------------------------


def test_an_alarm_whose_cause_stands_is_seen_owned_and_solved(leader: Leader, running: demo.Running) -> None:
    running.misbehave("mains_lost", "ups-2", 600)
    leader.alarm("ups_on_battery:ups-2")

    def alarm() -> AlarmPhase:
        return phase_of(leader.state.alarms["ups_on_battery:ups-2"], leader.state)

    assert alarm() is AlarmPhase.UNACK
    leader.act(lambda: leader.press("确认"))
    leader.act(lambda: leader.press("认领"))
    assert alarm() is AlarmPhase.ACKED
    assert leader.state.alarms["ups_on_battery:ups-2"].owner == "lin"

    def solve() -> None:
        leader.press("处理完毕")
        hand.type_text(leader.card.form.text, "generator started")
        leader.click(leader.card.form.go)

    order = leader.act(solve)
    assert isinstance(order.command, SolveAlarm)
    held = leader.state.alarms["ups_on_battery:ups-2"]
    assert held.active, "it goes on for what it is: the mains are still away"
    assert (held.solved_by, held.solved_note) == ("lin", "generator started")
    leader.until(lambda: not leader.card.buttons["处理完毕"].allowed, "it cannot be solved twice")


@pytest.fixture
def alarm_list(leader: Leader, running: demo.Running) -> Alarms:
    """The list with an alarm that stands, its sheet closed."""
    if ALARM not in leader.state.alarms:
        running.misbehave("mains_lost", "ups-1", 600)
    leader.until(lambda: ALARM in leader.state.alarms, "the alarm", 60)
    found = leader.pane("alarms")
    assert isinstance(found, Alarms)
    found.sheet.close_sheet()
    return found


def open_sheet(leader: Leader, alarm_list: Alarms) -> None:
    """One click on the card."""
    leader.click(alarm_list.spots, leader.spot(alarm_list.spots, ALARM))
    leader.until(lambda: alarm_list.sheet.isVisible() and alarm_list.sheet.buttons, "its sheet")


def test_an_alarm_is_acknowledged_with_a_note_by_one_click_and_enter(leader: Leader, alarm_list: Alarms) -> None:
    begun = time.monotonic()

    def acknowledge() -> None:
        open_sheet(leader, alarm_list)
        hand.type_text(alarm_list.sheet.note, "generator on its way")
        hand.key(alarm_list.sheet.note, Qt.Key.Key_Return)

    order = leader.act(acknowledge)
    print(f"seconds: {time.monotonic() - begun:.2f}")
    assert isinstance(order.command, AcknowledgeAlarm)
    alarm = leader.state.alarms[ALARM]
    assert (alarm.acked_by, alarm.note) == ("lin", "generator on its way")
    leader.until(lambda: "generator on its way" in alarm_list.sheet.state.text(), "the list says who saw it and what was said")


def test_an_alarm_is_shelved_by_two_clicks_and_a_reason(leader: Leader, alarm_list: Alarms) -> None:
    begun = time.monotonic()

    def shelve() -> None:
        open_sheet(leader, alarm_list)
        hand.type_text(alarm_list.sheet.note, "planned work")
        leader.click(alarm_list.sheet.buttons["shelve:30"])

    order = leader.act(shelve)
    print(f"seconds: {time.monotonic() - begun:.2f}")
    assert isinstance(order.command, ShelveAlarm)
    assert phase_of(leader.state.alarms[ALARM], leader.state) is AlarmPhase.SHLVD
    leader.until(lambda: "unshelve" in alarm_list.sheet.buttons, "it can be taken back")
    leader.act(lambda: leader.click(alarm_list.sheet.buttons["unshelve"]))
    assert phase_of(leader.state.alarms[ALARM], leader.state) is not AlarmPhase.SHLVD


def test_an_alarm_is_handed_to_a_person_at_work(leader: Leader, alarm_list: Alarms) -> None:
    chosen: list[str] = []

    def hand_over() -> None:
        open_sheet(leader, alarm_list)
        leader.click(alarm_list.sheet.buttons["hand"])
        menu = leader.sheet()
        assert isinstance(menu, QMenu)
        chosen.append(menu.actions()[0].text())
        leader.click(menu, menu.actionGeometry(menu.actions()[0]).center())

    order = leader.act(hand_over)
    assert isinstance(order.command, OwnAlarm)
    assert leader.state.alarms[ALARM].owner == order.command.person
    leader.until(lambda: f"{chosen[0]} 负责" in alarm_list.sheet.state.text(), "the list says whose it is")


def test_a_device_goes_out_of_service_with_its_alarms_and_comes_back(leader: Leader, running: demo.Running) -> None:
    running.misbehave("paper_out", "kiosk-4", 60)
    alarm = "kiosk_paper_out:kiosk-4"
    leader.until(lambda: alarm in leader.state.alarms, "it is out of paper")
    leader.point_at("device:kiosk-4")

    def take_out() -> None:
        leader.press("停用")
        hand.type_text(leader.card.form.text, "upkeep")
        hand.key(leader.card.form.text, Qt.Key.Key_Return)

    order = leader.act(take_out)
    assert isinstance(order.command, TakeOutOfService)
    device = leader.state.devices["kiosk-4"]
    assert (device.out_by, device.out_reason) == ("lin", "upkeep")
    assert alarm not in leader.state.alarms or phase_of(leader.state.alarms[alarm], leader.state) is AlarmPhase.OOSRV
    pane = leader.pane("devices")
    assert isinstance(pane, Devices)
    leader.until(lambda: "停用" in _spoken(pane.table, "kiosk-4"), "the list of devices says so")
    order = leader.act(lambda: leader.press("启用"))
    assert isinstance(order.command, ReturnToService)
    assert leader.state.devices["kiosk-4"].out_at is None


def _spoken(table: Table, row: str) -> str:
    """All that a row says."""
    return "".join(cell.text + cell.note for each in table.rows.rows if each.id == row for cell in each.cells)


# --- looking things up --------------------------------------------------------------------------------------------------------


def test_the_public_sees_the_calls_and_the_desk_sees_what_the_public_does(leader: Leader) -> None:
    """Through the real adapters: queue feed for the call, vendors' push for displays and loudspeaker."""
    pane = leader.pane("public")
    assert isinstance(pane, Public)
    leader.until(lambda: any(call.shown and call.voiced for call in leader.state.calls), "a call is shown and said", LONG)
    leader.until(lambda: any(row.cells[4].text == "说了" for row in pane.calls.rows.rows), "the desk shows it")

    def boards() -> list[str]:
        return [row.cells[1].text + row.cells[1].under for row in pane.displays.rows.rows if row.id.startswith("board")]

    leader.until(lambda: boards() and all("→" in words for words in boards()), "what the displays show")


def test_a_figure_is_explained_by_one_click_and_the_page_becomes_a_file(leader: Leader, tmp_path: Path) -> None:
    strip = leader.pane("kpi_strip")
    assert isinstance(strip, KpiStrip)
    leader.click(strip.spots, leader.spot(strip.spots, "平均等候"))
    leader.until(lambda: leader.card.card.id == "avg_wait", "the figure's card")
    assert any(label == "分母" and "今日叫到的号" in words for label, words in leader.card.card.facts)
    page = leader.pane("figures")
    assert isinstance(page, Figures)
    leader.until(lambda: "没有以前的" in page._note, "the demo's journal has no earlier day, and the page says so", LONG)
    leader.until(lambda: not page.is_waiting, "its curves are loaded", LONG)
    page.export.exporting.folder = lambda: tmp_path
    leader.click(page.export.buttons["xlsx"])
    leader.until(lambda: page.export.label.text().startswith("已导出"), "the file", LONG)
    (written,) = tmp_path.iterdir()
    assert written.suffix == ".xlsx"


def test_the_report_on_the_alarms_comes_from_the_hubs_journal(leader: Leader) -> None:
    pane = leader.pane("alarm_report")
    assert isinstance(pane, AlarmReportPane)

    def total() -> str:
        return next((row.cells[1].text for row in pane.figures.rows.rows if row.id == "total"), "")

    leader.until(lambda: total().isdigit() and int(total()) > 0, "the report", LONG)
