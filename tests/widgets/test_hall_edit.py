"""The hall editor as a technician uses it: a real window, real mouse and keyboard, and a file that a real hub takes."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication, QPoint, QPointF, QRect, Qt, QUrl
from PyQt6.QtGui import QCursor, QGuiApplication, QImage, QPainter
from PyQt6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from console.config import DEMO_HALL, load_hall
from console.hall_edit import operations as op
from console.hall_edit.document import Document
from console.hall_edit.fields import fields_of
from console.hall_edit.keep import Keeper
from console.hall_edit.start import make
from console.hall_edit.things import HALL_REF, TABLES, Ref
from console.model import hall
from console.model.event import HallConfigured
from tests.helpers import hand
from tests.helpers.hub import HubProcess
from tests.helpers.screen import FakeSource
from tests.helpers.until import until
from widgets import hall_frame, hall_keeping, hall_words
from widgets.hall_frame import TITLE
from widgets.hall_help import HallHelp
from widgets.hall_import import fault_words
from widgets.hall_plates import Part
from widgets.hall_view import Tool
from widgets.hall_window import HallWindow
from widgets.screens import Screens
from widgets.sheet import Chip
from widgets.theme import Theme

Open = Callable[..., HallWindow]
CTRL, SHIFT, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
WAIT = 60_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return make(tmp_path / "hall")


@pytest.fixture
def open_hall(qtbot: QtBot, theme: Theme) -> Iterator[Open]:
    held: list[HallWindow] = []
    screen = QGuiApplication.primaryScreen()
    assert screen is not None
    QCursor.setPos(screen.geometry().bottomRight())  # the X server tells of its pointer when it likes, and it is not the test's

    def opened(file: Path, text: str | None = None) -> HallWindow:
        keeper = Keeper(file, "tester")
        keeper.read()
        window = HallWindow(Document(file, text if text is not None else keeper.known), keeper, theme)
        held.append(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window, timeout=WAIT)  # else the X server tells later of a size that it has no more
        qtbot.waitUntil(lambda: window.plan.width() > 400, timeout=WAIT)
        window.plan.fit()
        return window

    yield opened
    for window in held:
        window._leave()
        window.deleteLater()


def at(window: HallWindow, x: float, y: float) -> QPoint:
    return window.plan.plot(x, y).toPoint()


def drag(window: HallWindow, start: tuple[float, float], end: tuple[float, float]) -> None:
    plan, first, last = window.plan, at(window, *start), at(window, *end)
    hand.press(plan, first)
    hand.move(plan, (first + last) / 2)
    hand.move(plan, last)
    hand.release(plan, last)


def take(window: HallWindow, letter: Qt.Key) -> None:
    window.plan.setFocus()
    hand.key(window.plan, letter)


def typed(window: HallWindow, ref: Ref, key: str, text: str) -> None:
    """Type into a field of the sheet and leave it."""
    line = window.form.rows[ref, key].editor
    assert isinstance(line, QLineEdit)
    line.setFocus()
    line.selectAll()
    hand.type_text(line, text)
    hand.key(line, Qt.Key.Key_Return)


def rows(window: HallWindow, table: str) -> list[dict[str, object]]:
    return list(window.document.content.rows(table))


def test_a_hall_is_drawn_from_new_to_saved_and_a_real_hub_runs_it(
    file: Path, open_hall: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_hall(file)
    window.activateWindow()
    take(window, Qt.Key.Key_Z)
    drag(window, (17, 5.5), (23.7, 9.8))
    (zone,) = [row for row in rows(window, "zone") if row["name"] == "新区域"]
    assert [zone[key] for key in ("x", "y", "width", "height")] == [17, 5.5, 6.7, 4.3]
    ref = Ref("zone", str(zone["id"]))
    assert window.plan.selected == (ref,)
    typed(window, ref, "name", "VIP")
    kind = window.form.rows[ref, "kind"].editor
    assert isinstance(kind, QComboBox)
    kind.setFocus()
    while kind.currentData() != "self_service":
        hand.key(kind, Qt.Key.Key_Down)
    take(window, Qt.Key.Key_C)
    for x in (6.0, 9.0):
        hand.click(window.plan, at(window, x, 2.8))
    take(window, Qt.Key.Key_D)
    hand.click(window.plan, at(window, 19, 8))
    take(window, Qt.Key.Key_K)
    hand.click(window.plan, at(window, 23, 6))
    take(window, Qt.Key.Key_F)
    for x, y in ((12.0, 13.5), (12.0, 11.0), (4.0, 4.0)):
        hand.click(window.plan, at(window, x, y))
    hand.key(window.plan, Qt.Key.Key_Return)
    take(window, Qt.Key.Key_B)
    drag(window, (2, 6.5), (8, 8.5))
    take(window, Qt.Key.Key_T)
    hand.click(window.plan, at(window, 3, 13))
    window.judge()
    assert window.document.findings().problems == ()
    assert [row["number"] for row in rows(window, "counter")] == [1, 2, 3]
    assert rows(window, "counter")[2]["zone"] == "counters"
    assert rows(window, "flow")[0]["points"] == [[12.0, 13.5], [12.0, 11.0], [4.0, 4.0]]
    assert window.windowTitle().startswith("●")
    hand.key(window, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not window.keeping.is_unsaved, timeout=WAIT)
    assert not window.windowTitle().startswith("●")
    made = load_hall(file.parent)
    assert (len(made.counters), len(made.cameras), len(made.benches), made.zones[-1].name, made.zones[-1].kind) == (
        3,
        1,
        1,
        "VIP",
        "self_service",
    )
    hub = HubProcess(tmp_path / "data")
    hub.more = ("--hall", str(file.parent))
    with hub:
        hub.stop()
    from console.hub.archive import Archive, store_at

    archive = Archive(store_at(hub.journal), made.id)
    archive.refresh()
    told = [sealed.entry.event for sealed in archive.read(0, 100) if isinstance(sealed.entry.event, HallConfigured)]
    archive.close()
    archive.store.close()
    assert [event.config for event in told] == [made], "the hub runs, and journals, what was drawn"


@pytest.mark.parametrize(
    ("letter", "table"),
    [
        (Qt.Key.Key_Z, "zone"), (Qt.Key.Key_B, "bench"), (Qt.Key.Key_L, "lane"), (Qt.Key.Key_C, "counter"), (Qt.Key.Key_D, "device"),
        (Qt.Key.Key_K, "camera"), (Qt.Key.Key_F, "flow"), (Qt.Key.Key_W, "line"), (Qt.Key.Key_T, "text"),
    ],
)  # fmt: skip
def test_everything_is_placed_and_carried_without_a_mouse(file: Path, open_hall: Open, letter: Qt.Key, table: str) -> None:
    window = open_hall(file)
    count = len(rows(window, table))
    take(window, letter)
    hand.key(window.plan, Qt.Key.Key_Return)
    assert len(rows(window, table)) == count + 1
    (ref,) = window.plan.selected
    item = window.plan.item(ref)
    assert item is not None
    assert item.middle == pytest.approx((12.0, 7.0), abs=0.11), "in the middle of the hall that is seen whole"
    hand.key(window.plan, Qt.Key.Key_Right, SHIFT)
    moved = window.plan.item(ref)
    assert moved is not None
    assert moved.middle[0] == pytest.approx(item.middle[0] + 1.0)
    assert window.document.findings().problems == ()


def test_things_are_carried_nudged_copied_and_taken_back(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    text = window.document.text
    hand.click(window.plan, at(window, 3, 2.8))
    assert window.plan.selected == (Ref("counter", "c1"),)
    drag(window, (3, 2.8), (5, 3.3))
    row = rows(window, "counter")[0]
    assert abs(float(str(row["x"])) - 5) < 0.3
    assert abs(float(str(row["y"])) - 3.3) < 0.3
    x = float(str(row["x"]))
    for _ in range(3):
        hand.key(window.plan, Qt.Key.Key_Right)
    hand.key(window.plan, Qt.Key.Key_Left, ALT)
    assert float(str(rows(window, "counter")[0]["x"])) == pytest.approx(x + 0.29)
    assert len(window.document.done) == 2, "nudges are one step"
    hand.key(window.plan, Qt.Key.Key_C, CTRL)
    hand.key(window.plan, Qt.Key.Key_V, CTRL)
    hand.key(window.plan, Qt.Key.Key_V, CTRL)
    assert [row["number"] for row in rows(window, "counter")] == [1, 2, 3]
    assert window.plan.selected == (Ref("counter", "c3"),)
    hand.key(window.plan, Qt.Key.Key_Delete)
    assert len(rows(window, "counter")) == 2
    while window.document.done:
        hand.key(window, Qt.Key.Key_Z, CTRL)
    assert window.document.text == text
    while window.document.undone:
        hand.key(window, Qt.Key.Key_Y, CTRL)
    assert len(rows(window, "counter")) == 2


def test_a_zone_is_stretched_and_takes_along_what_stands_in_it(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    hand.click(window.plan, at(window, 12, 1))
    assert window.plan.selected == (Ref("zone", "counters"),)
    grip = next(grip for grip in window.plan._grips() if grip.code == "se")
    corner = window.plan.metres(grip.at)
    drag(window, corner, (20.0, 4.5))
    zone = rows(window, "zone")[0]
    assert (zone["x"], zone["width"], zone["height"]) == (0.2, 19.8, 4.3)
    drag(window, (10, 1), (11, 1.2))
    assert float(str(rows(window, "counter")[0]["x"])) == pytest.approx(4.0, abs=0.25), "its counter went along"


def test_several_are_marked_by_a_frame_and_moved_together(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    for x in (6.0, 9.0):
        window.do(
            op.Add(
                table="counter",
                values={"id": f"n{x:g}", "number": int(x), "zone": "counters", "x": x, "y": 2.8, "profile": "general"},
            )
        )
    window.do(op.Move(refs=(Ref("zone", "counters"),), dx=0, dy=0.1))
    plan = window.plan
    first, last = at(window, 24.3, -0.4), at(window, 1.0, 4.5)
    hand.press(plan, first)
    hand.move(plan, last)
    hand.release(plan, last)
    assert {ref.id for ref in plan.selected} == {"c1", "n6", "n9"}
    hand.key(plan, Qt.Key.Key_Down, SHIFT)
    assert [row["y"] for row in rows(window, "counter")] == [3.8, 3.8, 3.8]
    hand.click(plan, at(window, 6.0, 3.8))
    assert plan.selected == (Ref("counter", "n6"),), "a click means one"


@pytest.mark.parametrize(("spare", "fills"), [(200, False), (0, True)])
def test_the_window_fills_a_monitor_that_is_hardly_larger(
    file: Path, open_hall: Open, spare: int, fills: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_hall(file)
    window.hide()
    monkeypatch.setattr(hall_frame, "room", lambda _: QRect(0, 0, window.width() + spare, window.height() + spare))
    window.open()
    assert window.isMaximized() is fills


def many(window: HallWindow, count: int, left: float, top: float) -> tuple[Ref, ...]:
    """So many devices in rows of ten, two metres apart."""
    first = len(rows(window, "device"))
    parts = tuple(
        op.Add(
            table="device",
            values={"id": f"n{first + k}", "name": f"{k}", "kind": "kiosk", "adapter": "qms", "zone": "waiting", "x": left + 2 * (k % 10), "y": top + k // 10},
        )
        for k in range(count)
    )  # fmt: skip
    assert window.do(op.AddAll(parts=parts))
    return tuple(Ref("device", str(part.values["id"])) for part in parts)


def seen(window: HallWindow) -> QImage:
    return window.plan.grab().toImage()


def differs(one: QImage, other: QImage) -> int:
    """The greatest difference of a colour in any pixel: what lies between two pixels may be rounded another way."""

    def shades(image: QImage) -> "np.ndarray[tuple[int], np.dtype[np.int16]]":
        bits: Any = image.constBits()
        return np.frombuffer(bits.asstring(image.sizeInBytes()), dtype=np.uint8).astype(np.int16)

    return int(abs(shades(one) - shades(other)).max())


def seen_anew(window: HallWindow) -> QImage:
    """As if nothing had been painted before."""
    window.plan._stacked = ()
    return seen(window)


def test_carrying_many_paints_each_once(file: Path, open_hall: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    window = open_hall(file)
    plan = window.plan
    refs = many(window, 60, 2, 5)
    plan.select(refs)
    painted: list[Ref] = []
    stroke = plan._stroke

    def noted(p: QPainter, part: Part) -> None:
        painted.append(part.item.ref)
        stroke(p, part)

    monkeypatch.setattr(plan, "_stroke", noted)
    first = at(window, 2, 5)
    hand.press(plan, first)
    hand.move(plan, first + QPoint(6, 0))
    plan.grab()
    assert painted.count(refs[0]) == 2, "the thing and its mark"
    painted.clear()
    for step in range(20):
        hand.move(plan, first + QPoint(7 + step, step))
        plan.grab()
    assert painted == []
    hand.release(plan, first + QPoint(26, 19))
    (x,) = {round(float(str(row["x"])), 2) for row in rows(window, "device") if row["id"] == refs[0].id}
    assert x > 2.2, "and they are there"
    assert (
        len({round(float(str(row["x"])) % 2, 2) for row in rows(window, "device") if row["id"] in {ref.id for ref in refs}}) == 1
    )
    window.undo()
    assert window.document.content.row(refs[0])["x"] == 2


def test_what_is_carried_looks_as_it_will_where_it_is_let_go(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    plan = window.plan
    plan.scale, plan.origin, plan._is_whole, plan.has_guides = 40.0, QPointF(20, 20), False, False
    refs = (*many(window, 12, 3, 6), Ref("zone", "entrance"), Ref("counter", "c1"))
    plan.select(refs)
    first = at(window, 3, 6)
    for far in (QPoint(16, 8), QPoint(-300, 40), QPoint(900, -500)):  # also beyond the edges, and back
        hand.press(plan, first)
        hand.move(plan, first + far / 2)
        seen(window)
        hand.move(plan, first + far)
        held = seen(window)
        assert held == seen_anew(window)
        hand.release(plan, first + far)
        window._judging.stop()  # what lies outside the hall now would be marked
        assert differs(held, seen(window)) <= 40, f"carried by {far}"
        window.undo()
        window.judge()


def test_the_picture_of_the_plan_is_of_what_is_there_now(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    plan = window.plan
    (ref, *_) = many(window, 3, 4, 6)

    def spoilt() -> None:
        text = window.document.text.replace('adapter = "qms"\nzone = "waiting"', 'adapter = "nobody"\nzone = "waiting"')
        window.document.take(text, op.Group(parts=()))
        window._changed()
        window.judge()

    def is_over() -> bool:
        hand.move(plan, at(window, 6, 6))
        QCoreApplication.processEvents()  # the list of faults has come, and the plan makes room for it
        return plan._over is not None

    def pointed() -> None:
        until(is_over, what="the pointer is over a thing")

    def stretched() -> None:
        plan.select([Ref("zone", "waiting")])
        grip = next(grip.at for grip in plan._grips() if grip.code == "nw").toPoint()
        hand.press(plan, grip)
        hand.move(plan, grip + QPoint(30, 30))

    deeds: tuple[Callable[[], object], ...] = (
        lambda: plan.select([ref]), lambda: window.do(op.Move(refs=(ref,), dx=1, dy=0)), lambda: plan.nearer(1.4),
        lambda: window.do(op.Change(ref=ref, values={"name": "别的"})), plan.fit, spoilt, pointed, lambda: window.resize(1200, 700), stretched,
    )  # fmt: skip
    before = seen(window)
    for number, deed in enumerate(deeds):
        deed()
        after = seen(window)
        assert after == seen_anew(window), f"deed {number}"
        assert after != before, f"deed {number} is seen"
        before = after
    hand.release(plan)


def test_the_first_camera_brings_its_adapter_and_the_second_shares_it(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    for x in (8, 12):
        take(window, Qt.Key.Key_K)
        hand.click(window.plan, at(window, x, 7))
    assert [(row["name"], row["kind"]) for row in rows(window, "adapter")] == [("qms", "ticket_machine"), ("cameras", "camera")]
    assert [row["adapter"] for row in rows(window, "device") if row["kind"] == "camera"] == ["cameras", "cameras"]
    assert window.document.findings().problems == ()
    window.undo()
    window.undo()
    assert len(rows(window, "adapter")) == 1


def test_a_camera_is_turned_by_its_grip(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    take(window, Qt.Key.Key_K)
    hand.click(window.plan, at(window, 12, 7))
    (ref,) = window.plan.selected
    assert ref.table == "camera"
    grips = {grip.code: grip for grip in window.plan._grips()}
    assert set(grips) == {"aim", "aim-left", "aim-right"}
    drag(window, window.plan.metres(grips["aim"].at), (12.0, 11.0))
    row = window.document.content.row(ref)
    assert (row["heading"], row["reach"]) == (90.0, 4.0)


def test_what_is_wrong_is_listed_in_words_and_leads_to_the_thing(open_hall: Open, tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    text = (
        (DEMO_HALL / "hall.toml")
        .read_text(encoding="utf-8")
        .replace('home = "c2"', 'home = "c22"')
        .replace("number = 3", 'number = "x"')
    )
    file.write_text(text, encoding="utf-8")
    window = open_hall(file)
    assert not window.problems.isHidden()
    said = [row.cells[0].text for row in window.problems.table.rows.rows]
    assert said == ["窗口 c3 · 窗口号 · 应是数字"]
    window.problems.chosen(window.problems.problems[0])
    assert window.plan.selected == (Ref("counter", "c3"),)
    field = window.form.rows[Ref("counter", "c3"), "number"]
    assert field.trouble.text() == "应是数字"
    typed(window, Ref("counter", "c3"), "number", "3")
    window.judge()
    assert [row.cells[0].text for row in window.problems.table.rows.rows] == ["人员 li · 固定位置 · 没有“c22” · 是否指“c2”？"]


def test_what_is_missing_is_said_where_it_is_typed(open_hall: Open, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace('id = "c1"\nnumber = 1\n', 'id = "c1"\n', 1), encoding="utf-8")
    window = open_hall(file)
    assert [row.cells[0].text for row in window.problems.table.rows.rows] == ["窗口 c1 · 缺少 窗口号"]
    window.problems.chosen(window.problems.problems[0])
    field = window.form.rows[Ref("counter", "c1"), "number"]
    assert field.trouble.text() == "缺少 窗口号"
    assert window.focusWidget() is field.editor


def test_what_is_typed_wrongly_stays_and_says_why(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    text = window.document.text
    ref = Ref("counter", "c1")
    hand.click(window.plan, at(window, 3, 2.8))
    typed(window, ref, "x", "middle")
    assert window.form.rows[ref, "x"].trouble.text() == "应是数字"
    typed(window, ref, "id", "waiting")
    assert "编号“waiting”已被使用" in window.notice.words
    assert window.document.text == text
    typed(window, ref, "y", "3")
    assert window.form.rows[ref, "x"].trouble.text() == "应是数字", "another key is right; this one is not"
    typed(window, ref, "x", "4")
    assert window.form.rows[ref, "x"].trouble.text() == ""


def test_what_was_typed_and_taken_is_undone_from_where_it_was_typed(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    first = window.document.text
    ref = Ref("counter", "c1")
    hand.click(window.plan, at(window, 3, 2.8))
    typed(window, ref, "x", "5")
    line = window.form.rows[ref, "x"].editor
    assert isinstance(line, QLineEdit)
    hand.key(line, Qt.Key.Key_Z, CTRL)
    assert (window.document.text, line.text()) == (first, "3")
    hand.key(line, Qt.Key.Key_Z, CTRL | SHIFT)
    assert line.text() == "5"
    hand.type_text(line, "7")
    hand.key(line, Qt.Key.Key_Z, CTRL)
    assert line.text() == "5", "what is being typed comes first"
    assert rows(window, "counter")[0]["x"] == 5.0


def test_another_id_is_typed_on_and_the_thing_stays_chosen(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    hand.click(window.plan, at(window, 3, 2.8))
    line = window.form.rows[Ref("counter", "c1"), "id"].editor
    typed(window, Ref("counter", "c1"), "id", "c10")
    new = Ref("counter", "c10")
    assert window.plan.selected == (new,)
    assert window.form.rows[new, "id"].editor is line, "the sheet is the same, and the keyboard where it was"
    assert window.focusWidget() is line
    typed(window, new, "number", "7")
    assert rows(window, "counter")[0] | {"id": "c10", "number": 7} == rows(window, "counter")[0]


def test_what_has_no_place_on_the_plan_goes_by_the_list_too(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    remove = window.buttons["remove"]
    assert remove.isHidden(), "the hall itself cannot go"
    table = window.things.table
    for number in (2, 3):
        window.do(op.Add(table="staff", values={"id": f"s{number}", "name": "Li", "post": "clerk"}))
        table.choose(f"staff/s{number}")
        table.setFocus()
        hand.key(table, Qt.Key.Key_Return)
        if number == 2:
            hand.key(table, Qt.Key.Key_Delete)
        else:
            hand.click(remove)
        assert [row["id"] for row in rows(window, "staff")] == ["leader"]


def test_a_long_name_pushes_nothing_out_of_the_window(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    least = window.minimumSizeHint().width()
    for ref in (HALL_REF, Ref("zone", "waiting")):
        window.do(op.Change(ref=ref, values={"name": "国网某某省电力有限公司某某市某某区供电公司" * 3}))
    hand.click(window.plan, at(window, 20, 7.5))
    assert window.minimumSizeHint().width() <= least + window.theme.px(TITLE)
    assert window.minimumSizeHint().width() <= window.width() == window.theme.px(1366)
    assert window.about.height() >= window.about.heightForWidth(window.about.width()), "no word is cut off"


def test_what_comes_up_beside_the_plan_does_not_move_it_needlessly(file: Path, open_hall: Open, qtbot: QtBot) -> None:
    window = open_hall(file)
    window.resize(1100, 1000)
    qtbot.waitUntil(lambda: window.plan.height() > 800, timeout=WAIT)
    was = window.plan.origin, window.plan.scale
    window.do(op.Change(ref=Ref("counter", "c1"), values={"zone": "nowhere"}))
    window.judge()
    qtbot.waitUntil(lambda: window.plan.height() < 750, timeout=WAIT)
    assert (window.plan.origin, window.plan.scale) == was
    window.resize(800, 640)
    qtbot.waitUntil(lambda: window.plan.width() < 400, timeout=WAIT)
    assert window.plan.plot(*window.plan.size_m).y() <= window.plan.height(), "but the whole hall is seen"


def test_what_was_said_of_the_text_before_goes(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    window.do(op.Change(ref=Ref("counter", "c1"), values={"zone": "nowhere"}))
    window.keeping.save()
    assert "还有 1 个问题" in window.notice.words
    assert window.notice.isVisible()
    window.undo()
    assert not window.notice.isVisible()


def test_every_table_key_and_kind_has_words(file: Path, open_hall: Open) -> None:
    for table in ("", *TABLES):
        assert not hall_words.table_word(table).isascii(), table
        for field in fields_of(table):
            assert not hall_words.key_word(table, field.key).isascii() or field.key == "onvif", (table, field.key)
    assert hall_words.said("the key `staff` is missing") == "缺少 人员"
    window = open_hall(file)
    window._pick(Ref("device", "qms"))
    kind = window.form.rows[Ref("device", "qms"), "kind"].editor
    assert isinstance(kind, QComboBox)
    assert kind.currentText() == "排队系统"
    window.do(op.Add(table="line", values={"id": "w", "points": [[1.0, 1.0], [2.0, 2.0]]}))
    window._pick(Ref("line", "w"))
    kind = window.form.rows[Ref("line", "w"), "kind"].editor
    assert isinstance(kind, QComboBox)
    assert [kind.itemText(at) for at in range(kind.count())] == ["墙", "玻璃", "门", "栏杆", "轮廓"], (
        "the usual one stands there once"
    )


def test_what_is_still_referred_to_is_asked_about(file: Path, open_hall: Open, qtbot: QtBot) -> None:
    window = open_hall(file)
    window.do(op.Change(ref=Ref("staff", "leader"), values={"home": "c1"}))
    hand.click(window.plan, at(window, 3, 2.8))
    hand.key(window.plan, Qt.Key.Key_Delete)
    qtbot.waitUntil(window.bar.isVisible, timeout=WAIT)
    assert "staff" in window.bar.words.text()
    assert len(rows(window, "counter")) == 1
    hand.click(window.bar.buttons[0])
    assert rows(window, "counter") == []
    assert "home" not in rows(window, "staff")[0]


def test_closing_asks_once_and_loses_nothing(file: Path, open_hall: Open, qtbot: QtBot) -> None:
    window = open_hall(file)
    window.do(op.Move(refs=(Ref("counter", "c1"),), dx=1, dy=0))
    text = window.document.text
    assert not window.close()
    assert [button.text() for button in window.bar.buttons] == ["保存并关闭", "不保存", "继续编辑"]
    assert window.close(), "who closes again means it"
    again = open_hall(file)
    qtbot.waitUntil(again.bar.isVisible, timeout=WAIT)
    hand.click(again.bar.buttons[0])
    assert again.document.text == text
    assert not again.close()
    hand.click(again.bar.buttons[0])
    qtbot.waitUntil(again.isHidden, timeout=WAIT)
    assert file.read_text(encoding="utf-8") == text
    assert not again.keeper.draft.exists()


def test_a_killed_editor_loses_at_most_a_second(
    file: Path, open_hall: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hall_keeping.DRAFT_MS < 2_000
    monkeypatch.setattr(hall_keeping, "DRAFT_MS", 50)
    window = open_hall(file)
    window.do(op.Move(refs=(Ref("counter", "c1"),), dx=1, dy=0))
    qtbot.waitUntil(window.keeper.draft.exists, timeout=WAIT)
    assert window.keeper.draft.read_text(encoding="utf-8") == window.document.text
    window.undo()
    qtbot.waitUntil(lambda: not window.keeper.draft.exists(), timeout=WAIT)


def test_a_file_that_changes_on_the_disk_is_told_of(file: Path, open_hall: Open, qtbot: QtBot) -> None:
    window = open_hall(file)
    window.do(op.Move(refs=(Ref("counter", "c1"),), dx=1, dy=0))
    other = window.keeper.known.replace("seats = 20", "seats = 21")
    file.write_text(other, encoding="utf-8")
    (file.parent / "touched").touch()
    qtbot.waitUntil(window.bar.isVisible, timeout=WAIT)
    assert "别人改过" in window.bar.words.text()
    hand.click(window.bar.buttons[2])
    window.keeping.look_at_disk()
    assert window.bar.isHidden(), "later is later"
    assert not window.save(), "but not without asking"
    hand.click(window.bar.buttons[1])
    assert tomllib.loads(file.read_text(encoding="utf-8"))["counter"][0]["x"] == 4.0
    assert other in [window.keeper.text_of(version) for version in window.keeper.versions()]


def test_an_earlier_version_is_compared_and_taken_up_again(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    first = window.document.text
    window.do(op.Move(refs=(Ref("counter", "c1"),), dx=1, dy=0))
    window.save()
    window.do(op.Rename(ref=Ref("zone", "waiting"), id="seats"))
    window.save()
    hand.click(window.buttons["versions"])
    listed = window.versions.list.rows.rows
    assert len(listed) == 3
    window.versions.list.choose(listed[-1].id)
    window.versions._compare(listed[-1].id)
    said = {(row.cells[0].text, row.cells[1].text) for row in window.versions.changes.rows.rows}
    assert ("窗口 1 号窗口", "横向（米）") in said
    hand.click(window.versions.back)
    assert window.document.text == first
    window.undo()
    assert 'id = "seats"' in window.document.text


def test_a_plan_is_imported_by_layers_and_to_scale(file: Path, open_hall: Open, qtbot: QtBot, tmp_path: Path) -> None:
    plan = tmp_path / "plan.svg"
    walls = '<g id="walls"><rect x="0" y="0" width="400" height="200"/><line x1="100" y1="0" x2="100" y2="200"/></g>'
    plan.write_text(f'<svg>{walls}<g id="chairs"><rect x="10" y="10" width="5" height="5"/></g></svg>', encoding="utf-8")
    window = open_hall(file)
    page = window.importing
    page.read(plan, window.document.content, file.parent)
    qtbot.waitUntil(lambda: page.drawing is not None and page.preview.width() > 200, timeout=WAIT)
    page.layers.item(1).setCheckState(Qt.CheckState.Unchecked)  # type: ignore[union-attr]
    frame, scale = page._frame()
    for x in (0.0, 400.0):
        hand.click(page.preview, QPointF(frame.left() + x * scale, frame.top() + 100 * scale).toPoint())
    page.length.setFocus()
    hand.type_text(page.length, "20")
    hand.click(page.go)
    lines = rows(window, "line")
    assert {str(row["kind"]) for row in lines} == {"wall"}
    width = max(x for row in lines for x, _ in row["points"])  # type: ignore[attr-defined]
    assert width == pytest.approx(20, abs=0.4)
    assert len(lines) == 2, "the chairs are not among them"
    window.judge()
    assert window.document.findings().problems == ()
    assert window.focusWidget() is window.plan, "where keys mean what they say in the help"
    hand.key(window.plan, Qt.Key.Key_Z, CTRL)
    assert rows(window, "line") == []


def test_a_plan_that_is_too_large_says_how_large_it_may_be() -> None:
    assert fault_words("larger than 60 MB") == "文件太大，最多 60 MB"
    assert fault_words("larger than 60 million pixels") == "图片太大，最多 60 百万像素"


def test_a_picture_lies_beneath_and_a_bad_file_costs_a_sentence(
    file: Path, open_hall: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_hall(file)
    page = window.importing
    bad = tmp_path / "bad.dxf"
    bad.write_bytes(b"nonsense")
    page.read(bad, window.document.content, file.parent)
    qtbot.waitUntil(lambda: "不能导入" in page.said.text(), timeout=WAIT)
    assert page.said.text() == "不能导入 bad.dxf：不是 DXF，或已损坏"
    picture = tmp_path / "scan.png"
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    image.save(str(picture))
    page.read(picture, window.document.content, file.parent)
    qtbot.waitUntil(lambda: page.drawing is not None, timeout=WAIT)
    hand.click(page.go)
    assert (file.parent / "plan" / "scan.png").exists()
    assert window.plan.under is not None
    row = window.document.content.data["background"]
    assert row == {"file": "scan.png", "x": 0.0, "y": 0.0, "width": pytest.approx(18.667), "height": 14.0}
    window.judge()
    assert window.document.findings().problems == ()
    image.fill(Qt.GlobalColor.red)
    image.save(str(picture))
    page.read(picture, window.document.content, file.parent)
    qtbot.waitUntil(lambda: page.drawing is not None, timeout=WAIT)
    hand.click(page.go)
    assert window.document.content.data["background"]["file"] == "scan-2.png", "versions lie on the first one"  # type: ignore[index]
    assert window.plan.under is not None
    assert window.plan.under.pixelColor(9, 9) == Qt.GlobalColor.red
    window.undo()
    window.undo()
    assert window.plan.under is None


def test_everything_is_found_by_its_letters(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    window.things.search.setFocus()
    hand.type_text(window.things.search, "dhq")
    assert [row.cells[0].text for row in window.things.table.rows.rows] == ["等候区"]
    hand.key(window.things.search, Qt.Key.Key_Return)
    assert window.plan.selected == (Ref("zone", "waiting"),)
    window.things.search.clear()
    hand.type_text(window.things.search, "general")
    hand.key(window.things.search, Qt.Key.Key_Return)
    assert window.form.ref == Ref("profile", "general"), "what has no place on the plan has its properties, too"


def test_nothing_that_is_done_at_random_breaks_the_window(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    plan = window.plan
    for number, tool in enumerate([*Tool, *Tool]):
        window.take(tool)
        drag(window, (1 + number, 1), (3 + number / 2, 4))
        for key in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Escape,
            Qt.Key.Key_Plus,
            Qt.Key.Key_Period,
            Qt.Key.Key_Right,
            Qt.Key.Key_Delete,
            Qt.Key.Key_0,
        ):
            hand.key(plan, key)
        hand.double_click(plan, at(window, number, 2))
        plan.nearer(1.3, QPointF(40, 40))
        plan.fit()
    window.judge()
    while window.document.done:
        window.undo()
    assert window.document.text == window.keeper.known


def test_the_help_fits_its_window_and_leads_on(theme: Theme, qtbot: QtBot) -> None:
    page = HallHelp(theme)
    qtbot.addWidget(page)
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the test ends it
    page.show()
    across = page.horizontalScrollBar()
    assert across is not None
    qtbot.waitUntil(lambda: page.viewport().width() > 500, timeout=WAIT)  # type: ignore[union-attr]
    assert across.maximum() == 0, "its pictures are no wider than the page"
    assert "营业厅编辑器" in page.toPlainText()
    page.anchorClicked.emit(QUrl("operator.md"))
    assert "一眼看懂" in page.toPlainText()
    hand.key(page, Qt.Key.Key_Escape)
    assert page.isHidden()


def test_the_window_says_its_words_in_english(file: Path, open_hall: Open, qapp: QApplication) -> None:
    from console.app import translate

    translate(qapp, "en")
    try:
        window = open_hall(file)
        window._pick(Ref("staff", "leader"))
        assert window.buttons["remove"].text() == "Remove"
        skills = window.form.rows[Ref("staff", "leader"), "skills"].editor
        assert isinstance(skills, Chip)
        assert skills.text() == "Payment, New residential supply"
        words = {window.buttons["save"].text(), window.things.search.placeholderText(), window.about.text()}
        assert not any("\u4e00" <= sign <= "\u9fff" for word in words for sign in word.replace("hall", "")), words
    finally:
        translate(qapp, "zh")


def test_what_has_no_place_on_the_plan_is_added_too(file: Path, open_hall: Open) -> None:
    window = open_hall(file)
    for action in window.things.menu().actions():
        action.trigger()
    window.judge()
    assert window.document.findings().problems == ()
    for table in ("staff", "queue", "business", "profile", "priority", "adapter", "wall"):
        assert any(str(row.get("id", row.get("name"))) == f"{table}-1" for row in rows(window, table)), table
    ref = Ref("staff", "staff-1")
    window._pick(ref)
    typed(window, ref, "name", "Li")
    assert rows(window, "staff")[-1]["name"] == "Li"
    window.remove()
    assert len(rows(window, "staff")) == 1


def test_the_hall_is_seen_as_on_the_desk(file: Path, open_hall: Open, painted: set[str]) -> None:
    window = open_hall(file)
    hand.click(window.buttons["desk"])
    assert window.plan.isHidden()
    painted.clear()
    plan = window.preview.pane
    assert plan is not None
    plan.grab()
    assert {"等候区", "业务办理区", "1"} <= painted
    window.do(op.Change(ref=Ref("zone", "waiting"), values={"name": "大厅"}))
    window.judge()
    plan.grab()
    assert "大厅" in painted
    spot = plan.spots.areas()["counter:c1"].center().toPoint()
    hand.click(plan.spots, spot)
    assert window.plan.selected == (Ref("counter", "c1"),), "a click there chooses here"
    hand.click(window.buttons["desk"])
    assert window.preview.isHidden()
    window.do(op.Change(ref=Ref("counter", "c1"), values={"zone": "nowhere"}))
    hand.click(window.buttons["desk"])
    assert window.preview.isHidden(), "what is wrong cannot be shown"


def test_the_desk_draws_walls_and_words_too(show: Callable[..., Screens], source: FakeSource, painted: set[str]) -> None:
    state = source.now.state
    assert state.config is not None
    wall = hall.Line(id="w", kind=hall.LineKind.WALL, points=((1.0, 6.0), (40.0, 6.0)))
    drawn = replace(state.config, lines=(wall,), texts=(hall.Text(id="t", name="楼梯间", x=12.0, y=12.0),))
    source.now = replace(source.now, state=replace(state, config=drawn))
    screens = show("floor_plan")
    plan = screens.windows[0].panes["floor_plan"]
    plan.grab()
    assert "楼梯间" in painted
