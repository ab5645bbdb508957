"""Every pane: pure view, all states of a hall at the sizes of the desk, nothing cut off by a fault, text that stays text."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from console.session import Frame
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import Show
from widgets import panes
from widgets.pane import AnyPane, find_panes

PANES = {name: pane for name, pane in find_panes().items() if name != "detail"}
STATES = (hall.nothing, hall.empty, hall.normal, hall.busy, hall.flooded, hall.stale, hall.unheard, hall.replayed)
FOLDER = Path(str(panes.__file__)).parent


def test_all_panes_of_the_desk_are_there() -> None:
    wanted = {
        "floor_plan", "queues", "counters", "staff", "alarms", "devices", "trends", "event_log", "plan", "kpi_strip", "orders",
    }  # fmt: skip
    assert wanted <= set(PANES)


@pytest.mark.parametrize("pane", PANES.values(), ids=PANES)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_view_is_the_same_for_the_same_frame(pane: type[AnyPane], state: Callable[[], Frame]) -> None:
    assert pane.view(state()) == pane.view(state())


@pytest.mark.parametrize("size", [(1220, 560), (874, 390), (450, 300)], ids=str)
@pytest.mark.parametrize("pane", PANES.values(), ids=PANES)
def test_a_pane_draws_every_state_at_every_size(show: Show, pane: type[AnyPane], size: tuple[int, int]) -> None:
    widget = show(pane, hall.nothing(), *size)
    for state in STATES:
        widget.take_frame(state())
        assert widget.fault is None, (state.__name__, widget.fault)
        assert not widget.grab().isNull()


@pytest.mark.parametrize(
    ("name", "part"),
    [("queues", "tickets"), ("duty_book", "problems"), ("matters", "matters"), ("public", "calls"), ("handover", "problems")],
)
def test_what_a_pane_is_about_is_seen_at_once_and_the_rest_by_the_second(
    show: Show, monkeypatch: pytest.MonkeyPatch, name: str, part: str
) -> None:
    frame = hall.busy()
    pane = show(PANES[name], frame)
    seen: list[float] = []
    viewed = pane.viewed

    def viewing(frame: Frame) -> object:
        seen.append(frame.now)
        return viewed(frame)

    monkeypatch.setattr(pane, "viewed", viewing)
    measured = replace(frame.state, devices=dict(frame.state.devices))
    pane.take_frame(replace(frame, state=measured))
    assert seen == [], "a reading is no reason to reckon this pane anew"
    known = getattr(measured, part)
    anew = (*known,) if isinstance(known, tuple) else dict(known)
    pane.take_frame(replace(frame, state=replace(measured, **{part: anew})))
    assert seen == [frame.now]
    pane.take_frame(replace(frame, state=replace(measured, **{part: anew}), now=frame.now + 1))
    assert seen == [frame.now, frame.now + 1]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_a_view_reads_no_clock_and_no_pane_knows_another(path: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert not imported & {"time", "console.clock", "console.hub", "zmq"}
    assert not any(name.startswith("widgets.panes") for name in imported)


@pytest.mark.parametrize(
    "pane", [PANES["kpi_strip"], PANES["alarms"], PANES["counters"]], ids=["kpi_strip", "alarms", "counters"]
)
def test_what_is_painted_in_parts_looks_as_if_painted_whole(qtbot: QtBot, show: Show, pane: type[AnyPane]) -> None:
    first = hall.busy()
    widget = show(pane, first, 1000, 560)
    screen = widget.screen()
    assert screen is not None

    def is_whole() -> bool:
        shown = screen.grabWindow(widget.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
        return bool(shown == widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))

    qtbot.waitUntil(is_whole, timeout=60_000)
    for seconds in (1, 2, 7, 75):
        widget.take_frame(hall.frame(first.state, now=hall.NOW + seconds))
        qtbot.waitUntil(is_whole, timeout=60_000)


@pytest.mark.parametrize("pane", [PANES["queues"], PANES["counters"], PANES["staff"]], ids=["queues", "counters", "staff"])
def test_a_row_that_changes_paints_nothing_that_lies_below_it(qtbot: QtBot, show: Show, pane: type[AnyPane]) -> None:
    widget = show(pane, hall.busy(), 1000, 560)
    painted = Painted(widget)
    area = widget.table.viewport().rect().adjusted(4, 4, -4, -4)

    def is_alone() -> bool:  # the X server may ask for the whole pane once more, just after it was shown
        painted.seen.clear()
        widget.table.viewport().update(area)
        qtbot.waitUntil(lambda: "viewport" in painted.seen, timeout=60_000)
        return painted.seen == {"viewport"}

    qtbot.waitUntil(is_alone, timeout=60_000)


class Painted(QObject):
    """Which of a pane and its table's viewport have been painted since."""

    def __init__(self, pane: Any) -> None:
        super().__init__(pane)
        self.seen: set[str] = set()
        self._pane = pane
        for each in (pane, pane.table.viewport()):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Paint:
            self.seen.add("pane" if watched is self._pane else "viewport")
        return False
