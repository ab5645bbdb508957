"""The queues: order of urgency, who passes the limit next, and what can be done with a waiting ticket."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from console.model import queueing
from console.model.command import AbandonTicket, ClearTicket, Command, PrioritiseTicket, RecallTicket, TransferTicket
from console.model.overtaking import Overtakings
from console.model.state import CounterPhase, TicketPhase
from console.session import Frame
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, sheet
from widgets.panes.queues import Queues
from widgets.queue_lines import Axis, BySecond, countdown, view_of
from widgets.queue_rows import rule


def test_the_most_urgent_queue_comes_first() -> None:
    lines = Queues.view(hall.busy()).lines
    over = [line.over > 0 for line in lines]
    assert over == sorted(over, reverse=True)
    assert lines[0].longest >= lines[1].longest


def test_it_names_who_passes_the_limit_next_and_when() -> None:
    view = Queues.view(hall.busy())
    assert view.next_over is not None
    ticket = hall.busy().state.tickets[view.next_over.ticket]
    assert view.next_over.at == ticket.queued_at + 1200.0
    assert view.next_over.left == int(ticket.queued_at + 1200.0 - hall.NOW)
    assert view.over == sum(line.over for line in view.lines)


def test_a_quiet_hall_has_nobody_over_the_limit() -> None:
    view = Queues.view(hall.normal())
    assert view.over == 0
    assert all(line.soon == 0 for line in view.lines if line.longest < 500)


def test_a_queue_that_nobody_serves_says_so() -> None:
    state = hall.busy().state
    closed = {id: replace(each, phase=CounterPhase.CLOSED) for id, each in state.counters.items()}
    lines = Queues.view(hall.frame(replace(state, counters=closed))).lines
    assert not any(line.served for line in lines if line.waiting)
    assert all(line.estimate is None for line in lines)


def test_without_the_queue_system_the_figures_are_not_called_urgent(show: Show) -> None:
    pane = show(Queues, hall.unheard())
    assert not Queues.view(hall.unheard()).known
    assert all(row.edge is None for row in pane.table.rows.rows)


def test_a_chosen_queue_lists_its_tickets_in_call_order(show: Show, desk: RememberingDesk) -> None:
    pane = show(Queues, hall.busy(), 680, 560)
    assert not pane.tickets.isVisible()
    pane.table.chosen("residents")
    assert desk.selected == [("queue", "residents")]
    assert pane.tickets.isVisible()
    assert pane.tickets.rows.rows[0].id == "B045"
    pane.table.chosen("residents")
    assert not pane.tickets.isVisible()


def test_in_a_low_pane_a_chosen_queue_stands_alone_above_its_tickets(show: Show, qtbot: QtBot) -> None:
    pane = show(Queues, hall.busy(), 480, 180)
    known = [row.id for row in pane.table.rows.rows]
    assert len(known) > 1
    pane.table.chosen("residents")
    assert [row.id for row in pane.table.rows.rows] == ["residents"]
    qtbot.waitUntil(lambda: pane.tickets.height() >= 2 * pane.tickets.rowHeight(0), timeout=60_000)
    pane.table.chosen("residents")
    assert [row.id for row in pane.table.rows.rows] == known


@pytest.mark.parametrize(
    ("code", "reason", "order"),
    [
        ("prioritise", "老人", PrioritiseTicket(ticket="B045", priority="care", reason="老人")),
        ("abandon", "人已离开", ClearTicket(ticket="B045", reason="人已离开")),
    ],
)
def test_a_waiting_ticket_is_raised_or_cleared_with_a_reason_and_not_without(
    show: Show, desk: RememberingDesk, code: str, reason: str, order: Command
) -> None:
    pane = show(Queues, hall.busy(), 680, 560)
    pane.table.chosen("residents")
    pane.tickets.pushed("B045", code)
    asked = sheet()
    asked.line.returnPressed.emit()
    assert desk.orders == []
    asked.line.setText(reason)
    asked.line.returnPressed.emit()
    assert desk.orders == [order]


def test_a_ticket_is_transferred_to_another_queue(show: Show, desk: RememberingDesk) -> None:
    pane = show(Queues, hall.busy(), 680, 560)
    pane.table.chosen("residents")
    pane.tickets.pushed("B045", "transfer")
    asked = sheet()
    button = next(each for each in asked.choices.buttons() if each.text() == "企业")
    button.click()
    asked.button.fired.emit()
    assert desk.orders == [TransferTicket(ticket="B045", to_business="new_biz")]


def test_a_called_ticket_is_recalled_at_its_counter(show: Show, desk: RememberingDesk) -> None:
    pane = show(Queues, hall.busy(), 680, 560)
    pane.table.chosen("pay")
    pane.tickets.pushed("A044", "recall")
    assert desk.orders == [RecallTicket(counter="c7")]


def spot(pane: Queues, code: str) -> QPoint:
    return pane.strip.areas()[code].center().toPoint()


def test_what_is_dear_to_find_is_found_once_a_second_and_not_in_one_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = replace(hall.busy(), now=1_000_000.0)
    tenth = 0
    found: dict[str, list[int]] = {"foreseen": [], "at": []}

    def noting(where: object, name: str) -> None:
        whole = getattr(where, name)

        def noted(*given: Any, **named: Any) -> Any:
            found[name].append(tenth)
            return whole(*given, **named)

        monkeypatch.setattr(where, name, noted)

    noting(queueing, "foreseen")
    noting(Overtakings, "at")
    kept = BySecond()
    for tenth in range(20):
        view_of(replace(frame, now=frame.now + tenth / 10), kept=kept)
    assert found == {"foreseen": [0, 10], "at": [0, 5, 15]}
    view_of(replace(frame, now=frame.now + 1.9, visit=1), kept=kept)
    assert found["foreseen"] == [0, 10, 19], "another time is looked at anew, be it the same second"


@pytest.mark.parametrize("axis", list(Axis))
@pytest.mark.parametrize("state", [hall.normal, hall.busy, hall.flooded], ids=lambda state: state.__name__)
def test_however_they_are_put_together_all_who_wait_are_counted_once(axis: Axis, state: Callable[[], Frame]) -> None:
    frame = state()
    view = view_of(frame, axis)
    waiting = sum(ticket.phase is TicketPhase.WAITING for ticket in frame.state.tickets.values())
    assert sum(line.waiting for line in view.lines) == waiting
    assert sum(line.over for line in view.lines) == view_of(frame).over
    for line in view.lines:
        assert sum(ticket.is_in(axis, line.id) and ticket.counter is None for ticket in view.tickets) == line.waiting
        assert line.here is None or line.here <= line.waiting


def test_the_strip_turns_to_businesses_and_a_line_lists_its_tickets(show: Show) -> None:
    pane = show(Queues, hall.busy(), 680, 560)
    hand.click(pane.strip, spot(pane, "business"))
    pane.take_frame(hall.busy())
    assert "new_res" in [row.id for row in pane.table.rows.rows]
    pane.table.chosen("new_res")
    shown = {row.id for row in pane.tickets.rows.rows}
    assert shown == {
        ticket.id
        for ticket in hall.busy().state.tickets.values()
        if ticket.business == "new_res" and ticket.phase is TicketPhase.WAITING
    }


def test_the_countdown_is_of_each_customer_and_the_most_urgent_first(show: Show) -> None:
    pane = show(Queues, hall.busy(), 680, 560)
    hand.click(pane.strip, spot(pane, "countdown"))
    pane.take_frame(hall.busy())
    view = Queues.view(hall.busy())
    left = [each.left for each in countdown(view) if each.left is not None]
    assert left == sorted(left)
    assert sum(each < 0 for each in left) == view.over
    first = pane.tickets.rows.rows[0]
    assert first.cells[4].text == "超 3:40"
    assert first.cells[4].note == "/ 20 分"


def test_every_overtaking_stands_on_its_page_with_a_reason(show: Show, desk: RememberingDesk) -> None:
    pane = show(Queues, hall.busy(), 680, 560)
    hand.click(pane.strip, spot(pane, "passed"))
    pane.take_frame(hall.busy())
    rows = pane.passed.rows.rows
    assert len(rows) == len(Queues.view(hall.busy()).passed)
    assert all(row.cells[2].text for row in rows)
    pane.passed.chosen(rows[0].id)
    assert desk.selected == [("ticket", rows[0].id.partition(":")[0])]


def test_a_chosen_queue_says_who_is_next_and_by_which_rule(show: Show) -> None:
    view = Queues.view(hall.busy())
    told = rule(view, Axis.QUEUE, "care")
    first = next(each for each in view.tickets if each.queue == "care" and each.counter is None)
    assert f"下一个 {first.id}" in told
    assert "爱心 +15 分" in told
    assert "最久的" in told


def test_a_ticket_is_acted_on_by_keys_alone(show: Show, desk: RememberingDesk) -> None:
    pane = show(Queues, hall.busy(), 680, 560)
    pane.table.chosen("pay")
    called = next(row.id for row in pane.tickets.rows.rows if any(push.code == "recall" for push in row.cells[-1].pushes))
    pane.tickets.choose(called)
    hand.key(pane.tickets, Qt.Key.Key_P)
    assert desk.orders == [], "a called ticket has no priority to change"
    hand.key(pane.tickets, Qt.Key.Key_R)
    hand.key(pane.tickets, Qt.Key.Key_X)
    counter = hall.busy().state.tickets[called].counter
    assert counter is not None
    assert desk.orders == [RecallTicket(counter=counter), AbandonTicket(counter=counter)]
