"""The floor plan: what it says of a hall, and that people are sent by drag and by key where they may go."""

from typing import Any

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QApplication

from console.config import load_hall
from console.model import event as ev
from console.model.command import ReassignStaff
from console.model.health import Health
from console.model.lookup import lookup
from console.model.state import CounterPhase
from tests.helpers import hand
from tests.helpers.streams import after, open_hall
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from widgets import canvas, ghost
from widgets.floor_parts import DeviceMark, paint_chip
from widgets.panes.floor_plan import FloorPlan
from widgets.spots import Spots
from widgets.theme import Theme, Tone
from widgets.words import names_of


def drag(spots: Spots, start: QPoint, end: QPoint) -> None:
    """Press, move in steps, let go: as a hand does."""
    hand.press(spots, start)
    far = QApplication.startDragDistance() + 4
    hand.move(spots, start + QPoint(far, 0))
    hand.move(spots, end)
    spots.grab()
    hand.release(spots, end)


def test_a_counter_over_its_limit_says_so_with_time_and_limit() -> None:
    tile = next(tile for tile in FloorPlan.view(hall.busy()).counters if tile.place.number == 3)
    assert (tile.ticket, tile.seconds, tile.limit, tile.over) == ("B012", 1471, 1200, True)
    assert tile.who is not None
    assert tile.who.id == "s3"


def test_a_counter_whose_panel_is_lost_is_unknown_and_not_serving() -> None:
    tile = next(tile for tile in FloorPlan.view(hall.busy()).counters if tile.place.number == 6)
    assert tile.phase is CounterPhase.SERVING
    assert tile.doubt is Health.LOST
    assert tile.doubt_for == 42
    assert not tile.over


def test_a_display_with_a_long_text_shows_how_it_begins_and_leaves_room(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def heard(p: QPainter, theme: Theme, area: QRectF, words: str, **look: Any) -> float:
        said.append(words)
        return text(p, theme, area, words, **look)

    text = canvas.text
    monkeypatch.setattr(canvas, "text", heard)
    pane = show(FloorPlan, hall.busy(), 1220, 620)
    pane.grab()
    assert any(words.startswith("综合屏：办理高峰") for words in said)
    assert pane.spots.areas()["device:board-1"].width() <= pane.theme.px(180)


@pytest.mark.parametrize("size", [(780, 250), (1220, 300)])
def test_no_device_stands_on_a_low_zones_count(show: Show, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]) -> None:
    counts: list[QRectF] = []

    def heard(p: QPainter, theme: Theme, area: QRectF, words: str, **look: Any) -> float:
        used = text(p, theme, area, words, **look)
        if "人" in words and look.get("align") == canvas.RIGHT and used:
            counts.append(QRectF(area.right() - used, area.center().y() - 4, used, 8))
        return used

    text = canvas.text
    monkeypatch.setattr(canvas, "text", heard)
    config = load_hall()
    people = [person.id for person in config.staff][:12]
    state = after(
        open_hall(config),
        *(ev.StaffMoved(person=id, post=config.zones[n % len(config.zones)].id) for n, id in enumerate(people)),
        *(ev.StaffPresenceChanged(person=id, presence=ev.Presence.ON_POST) for id in people),
        *(ev.ZoneCounted(zone=zone.id, people=4) for zone in config.zones),
    )
    pane = show(FloorPlan, hall.frame(state, now=state.at), *size)
    pane.grab()
    chips = {key: area for key, area in pane.spots.areas().items() if key.startswith(("device:", "person:"))}
    assert counts
    assert [key for key, area in chips.items() if any(area.intersects(count) for count in counts)] == []


def test_without_the_queue_system_nothing_about_counters_is_known() -> None:
    view = FloorPlan.view(hall.unheard())
    assert not view.known
    assert all(tile.doubt is not None for tile in view.counters)


def test_who_waits_longest_sits_first_and_over_limit_is_marked() -> None:
    view = FloorPlan.view(hall.busy())
    assert len(view.seats) == 46
    over = [seat.over for seat in view.seats]
    assert over == sorted(over, reverse=True)
    assert any(over)
    assert any(seat.priority for seat in view.seats)


def test_an_uncounted_zone_has_no_number_and_a_full_one_is_crowded() -> None:
    faces = {face.zone.id: face for face in FloorPlan.view(hall.busy()).zones}
    assert faces["all_day"].people is None
    assert faces["waiting"].crowded
    assert not faces["meeting"].crowded


def test_devices_keep_lost_fault_out_and_unknown_apart() -> None:
    marks = {mark.config.id: mark for mark in FloorPlan.view(hall.busy()).devices}
    assert marks["kiosk-4"].health is Health.TROUBLED
    assert marks["kiosk-7"].health is Health.OUT
    assert marks["ups-2"].health is Health.UNHEARD
    assert marks["kiosk-6"].trouble == "paper"
    assert marks["kiosk-6"].seconds == 250
    assert "panel-1" not in marks


def test_a_click_on_a_counter_selects_it(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    hand.click(pane.spots, middle(pane.spots, "counter:c3") - QPoint(30, 0))
    assert desk.selected == [("counter", "c3")]
    assert desk.orders == []


def test_a_waiting_customer_can_be_clicked(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    ticket = FloorPlan.view(hall.busy()).seats[0].ticket
    hand.click(pane.spots, middle(pane.spots, f"ticket:{ticket}"))
    assert desk.selected == [("ticket", ticket)]


def test_a_person_dragged_onto_a_counter_is_sent_there(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    drag(pane.spots, middle(pane.spots, "person:t2"), middle(pane.spots, "counter:c5"))
    assert desk.orders == [ReassignStaff(person="t2", post="c5")]


def test_a_clerk_can_be_dragged_off_a_counter_by_the_name(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    drag(pane.spots, middle(pane.spots, "person:s9"), middle(pane.spots, "zone:guidance"))
    assert desk.orders == [ReassignStaff(person="s9", post="guidance")]


def test_a_drop_without_the_skill_is_explained_before_it_and_does_nothing(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    assert pane.spots.allows("person:t1", "counter:c5") == "人员不具备此业务技能"
    assert pane.spots.allows("person:t2", "counter:c5") == ""
    drag(pane.spots, middle(pane.spots, "person:t1"), middle(pane.spots, "counter:c5"))
    assert desk.orders == []
    assert pane.spots.carried == ""


def test_the_plate_beside_the_cursor_says_what_would_come_of_it(show: Show) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    legal = [line.words for line in pane.spots.foretold("person:t2", "counter:c5")]
    assert legal[0] == "郑伟 → 5 号窗口"
    assert any(said.startswith("不会办 更名过户") for said in legal)
    assert any("预计" in said for said in legal)
    assert ghost.edge_of(pane.spots.foretold("person:t2", "counter:c5")) is Tone.MEDIUM
    refused = pane.spots.foretold("person:t1", "counter:c5")
    assert refused[1].words == "不能：人员不具备此业务技能"
    assert ghost.is_refused(refused)
    serving = [line.words for line in pane.spots.foretold("person:s3", "zone:guidance")]
    assert "手上的 B012 还没办完" in serving


def test_the_plate_stays_within_the_plan_wherever_the_cursor_is(show: Show) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    lines = pane.spots.foretold("person:t2", "counter:c5")
    room = QRectF(pane.spots.rect())
    for x in range(0, int(room.width()), 90):
        for y in range(0, int(room.height()), 60):
            assert room.contains(ghost.plate_at(pane.theme, QPointF(x, y), room, lines))


def test_in_replay_nobody_can_be_sent(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.replayed(), 1220, 560)
    drag(pane.spots, middle(pane.spots, "person:t2"), middle(pane.spots, "counter:c5"))
    assert desk.orders == []
    assert "回放" in pane.spots.allows("person:t2", "counter:c5")


def test_a_person_is_moved_by_keyboard_alone(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    spots = pane.spots
    for _ in range(200):
        spots.grab()
        if spots.focused == "person:t2":
            break
        hand.key(spots, Qt.Key.Key_Tab)
    assert spots.focused == "person:t2"
    hand.key(spots, Qt.Key.Key_M)
    assert spots.carried == "person:t2"
    hand.key(spots, Qt.Key.Key_Escape)
    assert spots.carried == ""
    hand.key(spots, Qt.Key.Key_M)
    for _ in range(2):
        hand.key(spots, Qt.Key.Key_Up)
    hand.key(spots, Qt.Key.Key_Return)
    assert len(desk.orders) == 1
    assert isinstance(desk.orders[0], ReassignStaff)
    assert desk.orders[0].person == "t2"


def test_enter_selects_the_focused_thing(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    hand.key(pane.spots, Qt.Key.Key_Tab)
    hand.key(pane.spots, Qt.Key.Key_Return)
    assert desk.selected == [("zone", "residents")]


def test_sixty_counters_and_five_hundred_waiting_find_room_without_overlap(show: Show) -> None:
    pane = show(FloorPlan, hall.flooded(), 1220, 560)
    areas = pane.spots.areas()
    counters = [area for key, area in areas.items() if key.startswith("counter:")]
    assert len(counters) == 60
    assert not any(a.intersects(b) for i, a in enumerate(counters) for b in counters[i + 1 :])
    room = pane.spots.rect().toRectF()
    assert all(room.contains(area) for area in areas.values())
    seated = sum(key.startswith("ticket:") for key in areas)
    assert seated > 300


def test_the_ground_is_painted_once_for_a_size(show: Show) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    ground = pane.ground._picture.cacheKey()
    config = hall.busy().state
    shown = pane._shown
    assert shown is not None
    pane.take_frame(hall.frame(replace(config, config=shown.config), now=hall.NOW + 5))
    pane.grab()
    assert pane.ground._picture.cacheKey() == ground


def test_space_stops_time_after_a_click_and_presses_while_the_keyboard_walks(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 620)
    hand.click(pane.spots, middle(pane.spots, "counter:c4"))
    hand.key(pane.spots, Qt.Key.Key_Space)
    assert desk.selected == [("counter", "c4")]
    hand.key(pane.spots, Qt.Key.Key_Return)
    hand.key(pane.spots, Qt.Key.Key_Right)
    hand.key(pane.spots, Qt.Key.Key_Space)
    assert len(desk.selected) == 3
    assert desk.selected[1] == ("counter", "c4") != desk.selected[2]


def test_what_is_shown_in_detail_has_a_frame_and_nothing_else(show: Show) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 620)
    area, other = (pane.spots.areas()[key].toAlignedRect() for key in ("counter:c4", "counter:c2"))

    def frame(rect: QRect) -> int:
        image = pane.spots.grab(rect.adjusted(0, -2, 0, 0)).toImage()
        tone = pane.theme.colour(Tone.TEXT).rgb()
        return sum(image.pixel(x, 1) == tone for x in range(image.width()))

    assert frame(area) == 0
    pane.show_selected(("counter", "c4"))
    assert frame(area) > area.width() / 2
    assert frame(other) == 0
    pane.show_selected(("", ""))
    assert frame(area) == 0


@pytest.mark.parametrize(
    ("health", "width", "is_named"), [(Health.WELL, 120, True), (Health.WELL, 48, False), (Health.LOST, 48, True)]
)
def test_a_well_device_without_room_for_its_name_is_its_shape_alone(
    theme: Theme, painted: set[str], health: Health, width: int, is_named: bool
) -> None:
    state = hall.normal().state
    device = lookup(state).devices["ups-1"]
    named = replace(device, name="UPS-2 企业侧的备用电源", name_en="")
    mark = DeviceMark(
        config=named, health=health, trouble="", from_rule=False, priority=None, seconds=None, in_use=False, showing=""
    )
    image = QImage(300, 40, QImage.Format.Format_RGB32)
    p = QPainter(image)
    paint_chip(p, theme, QRectF(0, 0, width, 26), mark, names_of(state.config), over=False)
    p.end()
    assert bool(painted) is is_named
