"""The floor plan nearer and farther, what is found by typing, and its layers: by mouse, wheel and keys."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, QPointF, QRect, QRectF, QSettings, Qt
from PyQt6.QtGui import QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.command import ReassignStaff
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets import floor_canvas
from widgets.floor_canvas import FloorCanvas
from widgets.floor_find import MOST, matches, places_of
from widgets.floor_layers import KEPT, Layer, decoded, encoded, heat
from widgets.floor_lens import NEAREST, Lens
from widgets.floor_parts import ZoneFace
from widgets.panes.floor_plan import FloorPlan

VIEW = QRectF(0, 0, 1200, 600)
SPOTS = st.builds(QPointF, st.floats(0, 1200), st.floats(0, 600))
LENSES = st.builds(lambda factor, at: Lens().zoomed(factor, at, VIEW), st.floats(1, 9), SPOTS)


@given(LENSES, st.floats(0.1, 9), SPOTS)
def test_however_one_zooms_the_view_is_full_of_plan(lens: Lens, factor: float, at: QPointF) -> None:
    after = lens.zoomed(factor, at, VIEW)
    assert 1.0 <= after.scale <= NEAREST
    assert after.area(VIEW).adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(VIEW)


@given(LENSES, st.floats(1, 2), SPOTS)
def test_what_is_under_the_pointer_stays_there_while_one_goes_nearer(lens: Lens, factor: float, at: QPointF) -> None:
    after = lens.zoomed(factor, at, VIEW)
    before_area, area = lens.area(VIEW), after.area(VIEW)
    was = (at.x() - before_area.left()) / before_area.width(), (at.y() - before_area.top()) / before_area.height()
    now = (at.x() - area.left()) / area.width(), (at.y() - area.top()) / area.height()
    assert now == pytest.approx(was, abs=1e-9)


@given(LENSES, st.builds(QPointF, st.floats(-3000, 3000), st.floats(-3000, 3000)))
def test_pushing_never_leaves_the_plan(lens: Lens, by: QPointF) -> None:
    area = lens.moved(by, VIEW).area(VIEW)
    assert area.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(VIEW)


def wheel(pane: FloorPlan, at: QPoint, notches: int) -> None:
    """Turn the wheel over a point of the plan."""
    spots = pane.spots
    event = QWheelEvent(
        QPointF(at), QPointF(spots.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(spots, event)
    spots.grab()


def test_the_wheel_goes_nearer_and_the_ground_is_pushed_by_hand(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    spots = pane.spots
    before = spots.areas()["zone:waiting"]
    at = before.center().toPoint()
    wheel(pane, at, 4)
    near = spots.areas()["zone:waiting"]
    assert near.width() > 2 * before.width()
    start = near.intersected(spots.view()).center().toPoint() + QPoint(0, 30)
    hand.press(spots, start)
    hand.move(spots, start + QPoint(60, 0))
    hand.move(spots, start + QPoint(90, 0))
    hand.release(spots, start + QPoint(90, 0))
    spots.grab()
    assert spots.areas()["zone:waiting"].left() > near.left()
    assert desk.selected == [], "pushing is no click"
    hand.key(spots, Qt.Key.Key_0)
    spots.grab()
    assert spots.areas()["zone:waiting"] == before


def test_nearer_by_keys_and_what_has_the_keyboard_stays_in_sight(show: Show) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    spots = pane.spots
    for _ in range(6):
        hand.key(spots, Qt.Key.Key_Plus)
        spots.grab()
    assert not spots.lens.is_whole
    for _ in range(12):
        hand.key(spots, Qt.Key.Key_Right)
        spots.grab()
        middle = spots.areas()[spots.focused].center()
        assert spots.view().adjusted(-1, -1, 1, 1).contains(middle), spots.focused


def test_a_person_can_be_dropped_where_they_are_seen_when_near(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    spots = pane.spots
    wheel(pane, spots.areas()["zone:guidance"].center().toPoint(), 2)
    start, end = spots.areas()["person:t2"].center().toPoint(), spots.areas()["counter:c2"].center().toPoint()
    hand.press(spots, start)
    hand.move(spots, start + QPoint(30, 0))
    hand.move(spots, end)
    assert spots.carried == "person:t2"
    hand.release(spots, end)
    assert desk.orders == [ReassignStaff(person="t2", post="c2")]


def test_typing_finds_a_ticket_at_its_counter_and_it_stands_out_once(
    show: Show, desk: RememberingDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floor_canvas, "PULSE", 80)
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    pane.spots.setFocus()
    hand.key(pane.spots, Qt.Key.Key_Slash)
    hand.type_text(pane.tools.line, "B012")
    assert desk.selected[-1] == ("counter", "c3")
    assert pane.spots.found == "counter:c3"
    qtbot.waitUntil(lambda: pane.spots.found == "", timeout=60_000)
    hand.key(pane.tools.line, Qt.Key.Key_Escape)
    assert pane.tools.line.text() == ""


def test_what_stands_out_costs_the_painting_of_its_place_only(show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floor_canvas, "PULSE", 1_000_000)
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    spots = pane.spots
    spots.pulse("counter:c3")
    spots.repaint()
    painted: list[QRect] = []

    def paint(event: QPaintEvent) -> None:
        painted.append(event.region().boundingRect())
        FloorCanvas.paintEvent(spots, event)

    monkeypatch.setattr(spots, "paintEvent", paint)
    around = spots.areas()["counter:c3"].adjusted(-30, -30, 30, 30).toAlignedRect()
    # The X server may ask for the whole plan once more, just after it was shown.
    qtbot.waitUntil(lambda: len(painted) > 4 and all(map(around.contains, painted[-4:])), timeout=60_000)
    painted.clear()
    monkeypatch.setattr(floor_canvas, "PULSE", 0)
    qtbot.waitUntil(lambda: spots.found == "" and bool(painted), timeout=60_000)
    assert all(map(around.contains, painted)), painted


def test_enter_goes_on_to_the_next_that_can_be_meant_and_nearness_follows(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    for _ in range(5):
        pane.spots.nearer(1.25, QPointF(10, 10))
        pane.spots.grab()
    hand.type_text(pane.tools.line, "zzj")
    first = desk.selected[-1]
    pane.spots.grab()
    assert pane.spots.view().contains(pane.spots.areas()["device:" + first[1]].center())
    hand.key(pane.tools.line, Qt.Key.Key_Return)
    assert desk.selected[-1] != first
    hand.key(pane.tools.line, Qt.Key.Key_Up)
    assert desk.selected[-1] == first


@pytest.mark.parametrize("state", [hall.nothing, hall.empty, hall.busy, hall.flooded], ids=lambda state: state.__name__)
def test_everything_is_found_by_its_own_name(state: object) -> None:
    view = FloorPlan.view(state())  # type: ignore[operator]
    places = places_of(view)
    for name, key in places[:150:3]:
        found = matches(name, view)
        alike = dict.fromkeys(other for said, other in places if said == name)
        assert key in found if len(alike) <= MOST else set(found) <= set(alike), name
    assert matches("", view) == matches("  ", view) == ()


@pytest.mark.parametrize(
    ("layer", "kind"), [(Layer.WAITING, "ticket:"), (Layer.DEVICES, "device:"), (Layer.STAFF, "person:t")], ids=str
)
def test_a_layer_that_is_off_is_neither_seen_nor_hit_and_stays_off(show: Show, tmp_path: Path, layer: Layer, kind: str) -> None:
    kept = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    pane.settle(kept)
    pane.grab()
    assert any(key.startswith(kind) for key in pane.spots.areas())
    hand.click(pane.tools.strip, pane.tools.strip.areas()[layer.value].center().toPoint())
    pane.grab()
    assert not any(key.startswith(kind) for key in pane.spots.areas())
    assert kept.value(KEPT) == layer.value
    again = show(FloorPlan, hall.busy(), 1220, 560)
    again.settle(kept)
    again.grab()
    assert not any(key.startswith(kind) for key in again.spots.areas())


@given(st.frozensets(st.sampled_from(list(Layer))))
def test_layers_are_kept_as_they_were_left(off: frozenset[Layer]) -> None:
    assert decoded(encoded(off)) == off
    assert decoded("heat nonsense") == {Layer.HEAT}


def test_warmth_is_people_by_the_number_from_which_it_is_crowded() -> None:
    faces = {face.zone.id: face for face in FloorPlan.view(hall.busy()).zones}
    assert heat(faces["all_day"]) is None, "nobody counts there"
    warm = heat(faces["waiting"])
    assert warm is not None
    assert warm >= 1
    crowd = faces["waiting"]
    assert heat(ZoneFace(zone=crowd.zone, people=100_000, crowded=True, unstaffed=False)) == 1.5
