"""The duty book's pane: what is due, what is written, and that no word somebody typed is lost."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QMimeData, QSettings
from PyQt6.QtWidgets import QApplication

from console.model import command as c
from console.model import event as e
from console.model.command import Role
from console.model.duty import RoundPhase
from console.model.state import HallState, Order, Stage
from tests.helpers import hand
from tests.helpers.until import until
from tests.widgets.panes import duty_hall, hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle, sheet
from widgets import canvas
from widgets.duty_page import broken
from widgets.note_form import PART, parts_of, unseen
from widgets.panes.duty_book import DutyBook
from widgets.theme import Theme


def confirmed(state: HallState, id: str, text: str) -> HallState:
    """The hub took the order of a note."""
    order = Order(
        id=id, by="t4", station="desk", command=c.WriteNote(text=text), at=hall.NOW, stage=Stage.CONFIRMED, stage_at=hall.NOW
    )
    noted = duty_hall.told(state, e.NoteWritten(by="t4", text=text))
    return replace(noted, orders={**noted.orders, id: order})


def test_the_most_urgent_round_stands_first_and_a_problem_above_all() -> None:
    view = DutyBook.view(duty_hall.frame())
    assert [(line.config.id, line.phase) for line in view.left.rounds] == [
        ("patrol", RoundPhase.DUE), ("water", RoundPhase.LATER), ("wet_floor", RoundPhase.ON_CALL),
    ]  # fmt: skip
    assert view.left.rounds[0].waited == 25
    assert [(problem.text, waited) for problem, waited in zip(view.left.problems, view.left.waits, strict=True)] == [
        ("客户情绪激动", 30)
    ]


def test_a_round_is_done_at_one_click_and_what_is_wrong_is_marked_first(show: Show, desk: RememberingDesk) -> None:
    pane = show(DutyBook, duty_hall.frame(), 1100, 620)
    spots = pane.rounds.spots
    hand.click(spots, middle(spots, "patrol/done"))
    assert desk.orders == [c.FinishRound(round="patrol")]
    hand.click(spots, middle(spots, "patrol/open"))
    pane.grab()
    hand.click(spots, middle(spots, "patrol/item/floor"))
    pane.grab()
    hand.click(spots, middle(spots, "patrol/done"))
    assert desk.orders[1] == c.FinishRound(round="patrol", found=("floor",))


def test_a_round_is_asked_for_and_left_out_with_a_reason(show: Show, desk: RememberingDesk) -> None:
    pane = show(DutyBook, duty_hall.frame(), 1100, 620)
    spots = pane.rounds.spots
    hand.click(spots, middle(spots, "wet_floor/call"))
    hand.click(spots, middle(spots, "patrol/skip"))
    asked = sheet()
    asked.line.setText("停电")
    asked.button.fired.emit()
    assert desk.orders == [c.CallRound(round="wet_floor"), c.SkipRound(round="patrol", reason="停电")]


def test_a_problem_is_taken_at_one_click(show: Show, desk: RememberingDesk) -> None:
    pane = show(DutyBook, duty_hall.frame(), 1100, 620)
    hand.click(pane.rounds.spots, middle(pane.rounds.spots, "p1/do"))
    assert desk.orders == [c.TakeProblem(problem="p1")]


def test_what_cannot_be_done_here_says_why(show: Show) -> None:
    pane = show(DutyBook, duty_hall.frame(role=Role.OPERATOR), 1100, 620)
    assert pane.rounds.spots.reason("patrol/skip") == "当前角色无此权限"
    assert pane.rounds.spots.reason("patrol/done") == ""
    pane.take_frame(duty_hall.frame(can_command=False, blocked="replay"))
    pane.grab()
    assert pane.rounds.spots.reason("patrol/done").startswith("回放中")
    assert pane.form.button.reason.startswith("回放中")


def test_a_note_is_typed_and_written_and_stays_until_the_hub_has_it(show: Show, desk: RememberingDesk) -> None:
    state = duty_hall.written()
    pane = show(DutyBook, duty_hall.frame(state), 1100, 620)
    hand.type_text(pane.form.edit, "paper low")
    hand.click(pane.form.button, pane.form.button.rect().center())
    assert desk.orders == [c.WriteNote(text="paper low")]
    assert pane.form.edit.toPlainText() == "paper low"
    pane.take_frame(duty_hall.frame(confirmed(state, "id-1", "paper low")))
    assert pane.form.edit.toPlainText() == ""
    assert "paper low" in [getattr(line.event, "text", "") for line in pane._view.lines]


def test_a_note_that_the_hub_refuses_or_never_hears_of_stays(
    show: Show, desk: RememberingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = duty_hall.written()
    pane = show(DutyBook, duty_hall.frame(state), 1100, 620)
    pane.form.edit.setPlainText("重要")
    pane.form.send()
    pane.take_frame(duty_hall.frame(state, can_command=False, blocked="link"))
    assert (pane.form.edit.toPlainText(), pane.form.edit.isReadOnly()) == ("重要", False)
    assert "失去联系" in pane.form.said.text()
    pane.take_frame(duty_hall.frame(state))
    monkeypatch.setattr(desk, "order", lambda _command: "")
    pane.form.order = desk.order
    pane.form.send()
    assert pane.form.edit.toPlainText() == "重要"
    assert "文字还在这里" in pane.form.said.text()


def test_ten_thousand_pasted_lines_are_told_of_and_written_in_parts_to_the_letter(show: Show, desk: RememberingDesk) -> None:
    text = "\n".join(f"第 {n} 行" for n in range(10_000))
    state = duty_hall.written()
    pane = show(DutyBook, duty_hall.frame(state), 1100, 620)
    data = QMimeData()
    data.setText(text)
    pane.form.edit.insertFromMimeData(data)
    parts = len(parts_of(text))
    assert pane.form.said.text().startswith(f"粘贴了 10,000 行、{len(text):,} 字；一条记不下，将分 {parts} 条记入")
    assert pane.form.button.text() == f"分 {parts} 条记入"
    hand.click(pane.form.button, pane.form.button.rect().center())
    for number in range(1, parts + 1):
        order = desk.orders[-1]
        assert isinstance(order, c.WriteNote)
        assert len(desk.orders) == number, "one after the other, each once the last is written"
        state = confirmed(state, f"id-{number}", order.text)
        pane.take_frame(duty_hall.frame(state))
    told = [order.text.partition("）")[2] for order in desk.orders if isinstance(order, c.WriteNote)]
    assert "".join(told) == text
    assert pane.form.edit.toPlainText() == ""
    assert pane.form.said.text() == f"已分 {parts} 条全部记入"


def test_a_hub_that_goes_away_between_two_parts_costs_none_of_the_rest(show: Show, desk: RememberingDesk) -> None:
    text = "字" * (PART * 3)
    state = duty_hall.written()
    pane = show(DutyBook, duty_hall.frame(state), 1100, 620)
    pane.form.edit.setPlainText(text)
    pane.form.send()
    first = desk.orders[0]
    assert isinstance(first, c.WriteNote)
    pane.take_frame(duty_hall.frame(confirmed(state, "id-1", first.text)))
    pane.take_frame(duty_hall.frame(state, can_command=False, blocked="link"))
    assert pane.form.edit.toPlainText() == text[PART:]
    assert pane.form.said.text().startswith("已记入 1 条，其余还在这里")


def test_what_was_typed_is_there_again_after_the_console_ended(show: Show, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "state.ini"), QSettings.Format.IniFormat)
    pane = show(DutyBook, duty_hall.frame(), 1100, 620)
    pane.settle(settings)
    pane.form.edit.setPlainText("没写完")
    pane.form._keep()
    again = show(DutyBook, duty_hall.frame(), 1100, 620)
    again.settle(settings)
    assert again.form.edit.toPlainText() == "没写完"
    assert "还在这里" in again.form.said.text()


def test_signs_that_nobody_sees_are_told_of_kept_and_drawn_as_spaces(show: Show, desk: RememberingDesk) -> None:
    text = "王\u202e女士\x07"
    assert unseen(text) == 2
    assert unseen("\u3000\u3000客户来电\u00a0询问") == 0, "a Chinese paragraph begins with two wide spaces"
    pane = show(DutyBook, duty_hall.frame(), 1100, 620)
    pane.form.edit.setPlainText(text)
    assert pane.form.said.text() == "有 2 个看不见的控制符：照原样记入，显示时换成空格"
    pane.form.send()
    assert desk.orders == [c.WriteNote(text=text)]
    state = confirmed(duty_hall.written(), "id-1", text)
    pane.take_frame(duty_hall.frame(state))
    assert pane.page._laid[-1].text.endswith("王 女士 ")


@pytest.mark.parametrize("length", [0, 1, PART, PART + 1, 10 * PART + 7])
def test_the_parts_of_a_text_are_the_text_and_none_is_too_long_for_an_entry(length: int) -> None:
    text = ("甲乙丙丁\n" * (length // 5 + 1))[:length]
    parts = parts_of(text)
    assert "".join(part.partition("）")[2] if len(parts) > 1 else part for part in parts) == text
    assert all(len(part) <= 4_000 for part in parts)


def test_the_newest_line_is_in_sight(show: Show) -> None:
    state = duty_hall.written()
    for number in range(80):
        state = confirmed(state, f"n{number}", f"第 {number} 条")
    pane = show(DutyBook, duty_hall.frame(state), 1100, 620)
    bar = pane.page.sheet.verticalScrollBar()
    until(lambda: bar.value() == bar.maximum() > 0, QApplication.processEvents, what="the end of the page")


def test_the_newest_line_stays_in_sight_while_a_long_note_is_written(show: Show) -> None:
    state = duty_hall.written()
    pane = show(DutyBook, duty_hall.frame(state), 1100, 620)
    bar = pane.page.sheet.verticalScrollBar()
    text = "".join(f"第 {line} 行\n" for line in range(10_000))
    for number in range(20):
        state = confirmed(state, f"first{number}", "一条")
    pane.take_frame(duty_hall.frame(state))
    until(lambda: bar.value() == bar.maximum() > 0, QApplication.processEvents, what="the end of the page")
    sheet, tall = pane.page.sheet, pane.page.sheet.height()
    sheet.setFixedHeight(tall - 60)  # as what is said of a text that was pasted takes of it
    until(lambda: sheet.viewport().height() == tall - 60, QApplication.processEvents, what="the lower page")
    assert bar.value() == bar.maximum()
    for number, part in enumerate(parts_of(text)):
        state = confirmed(state, f"n{number}", part)
        pane.take_frame(duty_hall.frame(state))
        if number % 3:  # some come before Qt has laid out
            QApplication.processEvents()
    until(lambda: bar.value() == bar.maximum() > 0, QApplication.processEvents, what="the end of the page")
    bar.setValue(bar.maximum() // 2)
    pane.take_frame(duty_hall.frame(confirmed(state, "last", "一条")))
    QApplication.processEvents()
    assert bar.value() < bar.maximum() - 100, "who reads further up is left there"


@pytest.mark.parametrize(
    "text",
    [
        "Zheng Kai has done: Water and cups",
        "登记事项：充电桩报装，问现场勘查什么时候来。",
        "x" * 400,
        "",
        "a b" * 90,
        "混 in mixed 文字，标点。" * 20,
    ],
)
def test_a_line_is_broken_between_words_and_loses_nothing(theme: Theme, text: str) -> None:
    rows = broken(theme, text, 180)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(canvas.width_of(theme, row) <= 180 or len(row) <= 26 for row in rows)
    assert not any(row.startswith("，") for row in rows)
    assert not text.startswith("Zheng") or rows == ["Zheng Kai has done: Water", "and cups"]
