"""The handover's pane: all that is open on one sheet, ticked line by line, taken over by a held button, printed."""

import errno
import os
import threading
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPalette
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.export import Step
from console.model import command as c
from console.model import event as e
from console.model.command import Role
from console.model.handover import open_world, unaccepted
from console.model.sheet import LineKind
from console.model.state import Account, HallState
from console.session import Frame
from tests.helpers import hand
from tests.helpers.until import until
from tests.widgets.panes import duty_hall, hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from tests.widgets.panes.duty_hall import LEADER, NEXT
from widgets.handover_sheet import AT_ONCE, MOST
from widgets.panes.handover import Handover, HandoverView
from widgets.sheet_pdf import Paper, PaperLine, as_pdf


def begun(state: HallState | None = None) -> HallState:
    base = duty_hall.written() if state is None else state
    return duty_hall.told(base, e.HandoverBegun(handover="h1", giver=LEADER, taker=NEXT, by=LEADER))


def accepted(state: HallState) -> HallState:
    lines = unaccepted(state, hall.NOW)
    return duty_hall.told(state, *(e.HandoverLineAccepted(handover="h1", line=line, by=NEXT) for line in lines))


def text_of(path: Path) -> str:
    document = QPdfDocument(None)
    assert document.load(str(path)) == QPdfDocument.Error.None_
    text = "".join(document.getAllText(page).text() for page in range(document.pageCount()))
    return unicodedata.normalize("NFKC", text)  # fonts draw some signs by the glyphs of radicals


def flooded() -> HallState:
    state = duty_hall.base()
    alarm = next(iter(state.alarms.values()))
    alarms = {f"panel_lost:x{n}": replace(alarm, id=f"panel_lost:x{n}", raised_at=hall.NOW - n) for n in range(250)}
    return replace(state, alarms=alarms)


def test_the_pane_has_every_line_of_the_sheet() -> None:
    frame = duty_hall.frame()
    view = Handover.view(frame)
    assert [each.line for kind in view.kinds for each in kind.lines] == list(open_world(frame.state, frame.now))
    assert {kind.kind for kind in view.kinds} >= {
        LineKind.ALARM,
        LineKind.MATTER,
        LineKind.ROUND,
        LineKind.PROBLEM,
        LineKind.PROMISE,
    }


def test_the_hall_is_handed_to_somebody_by_one_click(show: Show, desk: RememberingDesk) -> None:
    pane = show(Handover, duty_hall.frame(), 980, 640)
    first = pane.shown.next[0]
    assert LEADER not in pane.shown.next
    hand.click(pane.head, middle(pane.head, f"next/{first}"))
    hand.click(pane.head, middle(pane.head, "next"))
    assert pane.menu is not None
    entry = pane.menu.actions()[0]
    hand.click(pane.menu, pane.menu.actionGeometry(entry).center())
    assert desk.orders == [c.BeginHandover(to=first), c.BeginHandover(to=entry.data())]


def test_a_line_is_accepted_by_a_click_on_it_and_a_kind_by_its_button(show: Show, desk: RememberingDesk) -> None:
    state = begun()
    pane = show(Handover, duty_hall.frame(state), 980, 2_400)
    lines = {line.key: line for line in open_world(state, hall.NOW)}
    hand.click(pane.sheet.spots, middle(pane.sheet.spots, "matter:m3"))
    hand.click(pane.sheet.spots, middle(pane.sheet.spots, "matter/all"))
    matters = tuple(line.ref for line in lines.values() if line.kind is LineKind.MATTER)
    assert desk.orders == [
        c.AcceptLines(handover="h1", refs=(lines["matter:m3"].ref,)),
        c.AcceptLines(handover="h1", refs=matters),
    ]


def test_nobody_takes_over_before_all_is_accepted_and_then_by_a_held_button(
    qtbot: QtBot, show: Show, desk: RememberingDesk
) -> None:
    state = begun()
    pane = show(Handover, duty_hall.frame(state), 980, 640)
    total = len(open_world(state, hall.NOW))
    assert (pane.take.allowed, pane.take.reason) == (False, f"还有 {total} 项没有接收")
    pane.take_frame(duty_hall.frame(accepted(state)))
    assert pane.take.allowed
    hand.click(pane.take, pane.take.rect().center())
    assert desk.orders == [], "a click is not enough"
    hand.press(pane.take, pane.take.rect().center())
    qtbot.waitUntil(lambda: bool(desk.orders), timeout=60_000)
    hand.release(pane.take, pane.take.rect().center())
    assert desk.orders == [c.FinishHandover(handover="h1")]


def test_what_changes_meanwhile_must_be_accepted_anew(show: Show) -> None:
    state = accepted(begun())
    pane = show(Handover, duty_hall.frame(state), 980, 640)
    assert pane.take.allowed
    pane.take_frame(duty_hall.frame(duty_hall.ordered(state, c.ReportProblem(text="新问题"))))
    assert pane.take.reason == "还有 1 项没有接收"


def test_where_people_are_known_the_giver_cannot_accept_for_the_taker(show: Show, desk: RememberingDesk) -> None:
    people = {id: Account(id=id, role=Role.LEADER, since=1.0) for id in (LEADER, NEXT)}
    state = replace(begun(), people=people)
    pane = show(Handover, duty_hall.frame(state, person=LEADER), 980, 640)
    hand.click(pane.sheet.spots, middle(pane.sheet.spots, "problem:p1"))
    assert desk.orders == []
    assert "登录后接收" in pane.take.reason
    pane.take_frame(duty_hall.frame(state, person=NEXT))
    pane.grab()
    hand.click(pane.sheet.spots, middle(pane.sheet.spots, "problem:p1"))
    assert len(desk.orders) == 1


@pytest.mark.parametrize(
    ("more", "said"), [({"can_command": False, "blocked": "link"}, "失去联系"), ({"role": Role.OPERATOR}, "无此权限")]
)
def test_while_the_hub_is_gone_or_the_role_is_not_enough_it_says_so_and_keeps_what_was_accepted(
    show: Show, desk: RememberingDesk, more: dict[str, object], said: str
) -> None:
    state = begun()
    first = unaccepted(state, hall.NOW)[0]
    state = duty_hall.told(state, e.HandoverLineAccepted(handover="h1", line=first, by=NEXT))
    pane = show(Handover, duty_hall.frame(state, **more), 980, 640)
    assert said in pane.take.reason
    assert said in pane.cancel.reason
    assert pane.sheet.sheet.accepted == 1
    hand.click(pane.sheet.spots, middle(pane.sheet.spots, pane.sheet.sheet.kinds[0].left[0].key))
    assert desk.orders == []


def test_a_flood_is_folded_on_the_screen_and_whole_in_orders(show: Show, desk: RememberingDesk) -> None:
    pane = show(Handover, duty_hall.frame(begun(flooded())), 980, 640)
    assert sum(key.startswith("alarm:") for key in pane.sheet.spots.areas()) == AT_ONCE
    hand.click(pane.sheet.spots, middle(pane.sheet.spots, "alarm/all"))
    refs = [ref for order in desk.orders if isinstance(order, c.AcceptLines) for ref in order.refs]
    assert len(set(refs)) == 250
    assert all(len(order.refs) <= MOST for order in desk.orders if isinstance(order, c.AcceptLines))
    hand.click(pane.sheet.spots, middle(pane.sheet.spots, "alarm/more"))
    pane.grab()
    assert sum(key.startswith("alarm:") for key in pane.sheet.spots.areas()) == 250


def printed(pane: Handover) -> Path:
    """Where the sheet lies that is being printed."""
    until(lambda: not pane.printing.progress.is_running, seconds=60.0, what="the printing to end")
    path = pane.printing.progress.path
    assert path is not None, pane.printing.words(pane.printing.progress)
    return path


def test_the_sheet_is_printed_with_every_line_and_both_names(
    qtbot: QtBot, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = accepted(begun())
    pane = show(Handover, duty_hall.frame(state), 980, 640)
    pane.printing.folder = lambda: tmp_path / "printed"
    was_seen = threading.Event()
    write = pane.printing.write

    def write_once_seen(name: str, ending: str, make: Callable[[Step], bytes]) -> None:
        write(name, ending, lambda step: make(step) if was_seen.wait(60) else b"")

    monkeypatch.setattr(pane.printing, "write", write_once_seen)
    hand.click(pane.print_button, pane.print_button.rect().center())
    assert not pane.print_button.allowed
    was_seen.set()
    path = printed(pane)
    assert path.parent == tmp_path / "printed"
    qtbot.waitUntil(lambda: str(path) in pane._right and pane.print_button.allowed, timeout=60_000)
    text = "".join(text_of(path).split())
    names = pane.names
    for wanted in (names.by(LEADER), names.by(NEXT), "更名资料待补", "绪激动", "大厅巡视", "交接进行中"):
        assert wanted.replace(" ", "") in text, wanted
    assert text.count("☑") == len(open_world(state, hall.NOW))


def test_the_sheet_is_black_on_white_by_night_too(qapp: QApplication, tmp_path: Path) -> None:
    lines = (PaperLine(what="居民业务 等候超时", more="已确认", since="11-21 10:00"),)
    paper = Paper(title="交接班单", hall="厅", giver="甲", taker="乙", at="10:42", state="交接进行中", kinds=(("告警", lines),))

    def strips() -> list[int]:
        """Of each strip of the page's upper part how dark it gets."""
        path = tmp_path / "sheet.pdf"
        path.write_bytes(as_pdf(paper, lambda _share: None))
        document = QPdfDocument(None)
        assert document.load(str(path)) == QPdfDocument.Error.None_
        page = QImage(800, 1130, QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.white)
        p = QPainter(page)
        p.drawImage(0, 0, document.render(0, page.size()))
        p.end()
        document.close()
        return [
            min(page.pixelColor(x, y).value() for x in range(800) for y in range(top, top + 20)) for top in range(60, 320, 20)
        ]

    before, night = qapp.palette(), qapp.palette()
    by_day = strips()
    assert min(by_day) < 20
    night.setColor(QPalette.ColorRole.Text, QColor("#e8edf2"))
    qapp.setPalette(night)
    try:
        assert strips() == by_day
    finally:
        qapp.setPalette(before)


def test_after_the_handover_the_sheet_that_was_accepted_is_printed(show: Show, tmp_path: Path) -> None:
    state = accepted(begun())
    lines = len(open_world(state, hall.NOW))
    done = duty_hall.told(state, e.HandoverDone(handover="h1", giver=LEADER, taker=NEXT, lines=lines, by=NEXT))
    pane = show(Handover, duty_hall.frame(duty_hall.told(done, e.ProblemSolved(problem="p1", by=NEXT))), 980, 640)
    pane.printing.folder = lambda: tmp_path
    pane.print_sheet()
    text = text_of(printed(pane))
    assert "已交接" in text
    assert text.count("☑") == lines, "as it was handed over, though something is settled since"


def test_a_sheet_that_cannot_be_written_says_so_and_an_earlier_one_stays(show: Show, tmp_path: Path) -> None:
    pane = show(Handover, duty_hall.frame(begun()), 980, 640)
    pane.printing.folder = lambda: tmp_path
    for _ in range(2):
        pane.print_sheet()
        path = printed(pane)
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    pane.printing.folder = lambda: path
    pane.print_sheet()
    until(lambda: not pane.printing.progress.is_running, seconds=60.0, what="the refusal")
    assert pane.printing.words(pane.printing.progress).startswith("写不出文件：")


def test_a_disk_that_fills_up_under_a_sheet_leaves_no_half_of_it(
    show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    pane = show(Handover, duty_hall.frame(begun()), 980, 640)
    pane.printing.folder = lambda: tmp_path
    pane.print_sheet()
    until(lambda: not pane.printing.progress.is_running, seconds=60.0, what="the refusal")
    assert pane.printing.words(pane.printing.progress).startswith("磁盘已满")
    assert list(tmp_path.iterdir()) == []


def test_a_flood_prints_whole_and_what_is_no_text_stays_text(show: Show, tmp_path: Path) -> None:
    state = duty_hall.ordered(begun(flooded()), c.ReportProblem(text="<img src=x> \u202e反\n二行"))
    pane = show(Handover, duty_hall.frame(state), 980, 640)
    pane.printing.folder = lambda: tmp_path
    pane.print_sheet()
    text = "".join(text_of(printed(pane)).split())
    assert text.count("☐") == len(open_world(state, hall.NOW))
    assert "<imgsrc=x>" in text


def test_the_sheet_is_read_once_a_second_and_at_once_for_what_is_accepted(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    many = flooded()
    pane = show(Handover, duty_hall.frame(many), 980, 640)
    read: list[float] = []
    view = Handover.view

    def reading(frame: Frame) -> HandoverView:
        read.append(frame.now)
        return view(frame)

    monkeypatch.setattr(pane, "view", reading)
    fewer = replace(many, alarms=dict(list(many.alarms.items())[:-1]))
    pane.take_frame(duty_hall.frame(fewer, now=hall.NOW + 0.5))
    assert not read, "in the same second"
    pane.take_frame(duty_hall.frame(fewer, now=hall.NOW + 1.0))
    assert read == [hall.NOW + 1.0]
    pane.take_frame(duty_hall.frame(begun(fewer), now=hall.NOW + 1.1))
    assert read == [hall.NOW + 1.0, hall.NOW + 1.1]
    assert pane.cancel.isVisible()
