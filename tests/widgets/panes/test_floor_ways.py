"""Customers' ways and the lane for the elderly on the floor plan: what is drawn, where, when it stands still, and what a click on it does."""

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt

from console.model.hall import Flow, Lane
from console.model.lanes import LaneStatus
from console.model.passing import Way
from console.model.state import Announced, CounterPhase, HallState, Stream
from console.session import Frame
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets.detail_kinds import card_of
from widgets.floor_lanes import beside
from widgets.floor_layers import Layer
from widgets.floor_ways import bands
from widgets.panes.floor_plan import FloorPlan
from widgets.panes.queues import Queues
from widgets.theme import Shape, Theme

LANE = Lane(
    id="elders", name="爱心通道", priorities=("care",), counters=("c7",), zone="waiting", x=16.8, y=4.4, width=3.2, height=7.0
)


def gone(frame: Frame, **people: int) -> Frame:
    """As many went, in the minute before the last: `residents__door=3`."""
    minute = frame.now // 60 * 60 - 60
    streams = {key.replace("__", ">"): Stream(at=minute, counts=(many,)) for key, many in people.items()}
    return replace(frame, state=replace(frame.state, streams=streams))


def with_lane(frame: Frame, **counter: object) -> Frame:
    state, config = frame.state, frame.state.config
    assert config is not None
    counters = {**state.counters, "c7": replace(state.counters["c7"], **counter)}
    return replace(frame, state=replace(state, config=replace(config, lanes=(LANE,)), counters=counters))


def test_a_way_is_as_wide_as_many_went_and_says_how_many(show: Show) -> None:
    pane = show(FloorPlan, gone(hall.busy(), door__waiting=30, waiting__residents=6, residents__door=0), 1220, 560)
    wide = {f"{band.way.begin}>{band.way.end}": band.width for band in pane.ground.bands}
    assert set(wide) == {"door>waiting", "waiting>residents"}, "where nobody went there is none"
    assert wide["door>waiting"] == pytest.approx(5 * wide["waiting>residents"])
    said = pane.spots._places["way:door>waiting"].words
    assert "入口" in said
    assert "15 分钟 30 人" in said


def test_ways_lie_beside_each_other_and_reach_into_their_zones(theme: Theme) -> None:
    areas = {"door": QRectF(200, 400, 400, 100), "seats": QRectF(100, 150, 400, 240), "desks": QRectF(0, 0, 600, 140)}
    ways = [
        Way(begin=begin, end=end, people=20)
        for begin, end in (("door", "seats"), ("seats", "desks"), ("desks", "door"), ("seats", "door"), ("desks", "seats"))
    ]
    found = bands(theme, ways, areas, {}, {})
    for band in found:
        assert areas[band.way.begin].contains(band.path.pointAtPercent(0))
        assert areas[band.way.end].contains(band.path.pointAtPercent(1))
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            assert not one.plate.intersects(other.plate), (one.way, other.way)
    through = {(band.way.begin, band.way.end): band.through for band in found}
    assert through["desks", "door"] == (areas["seats"],), "it crosses the seats, and is fainter there"
    assert through["door", "seats"] == ()


def test_a_bow_between_zones_that_lie_aslant_is_given_way_to(theme: Theme) -> None:
    areas = {"seats": QRectF(0, 150, 400, 240), "desks": QRectF(0, 0, 400, 140), "firms": QRectF(410, 0, 400, 140)}
    pairs = (("desks", "seats"), ("seats", "desks"), ("seats", "firms"))
    found = bands(theme, [Way(begin=begin, end=end, people=9) for begin, end in pairs], areas, {}, {})
    bow = next(band for band in found if band.way.end == "firms")
    assert all(not bow.plate.intersects(band.plate) for band in found if band is not bow)
    assert areas["firms"].contains(bow.path.pointAtPercent(1))


def test_no_number_lies_under_what_stands_on_the_plan(theme: Theme) -> None:
    areas = {"door": QRectF(200, 400, 400, 100), "seats": QRectF(100, 150, 400, 240)}
    ways = [Way(begin="door", end="seats", people=4)]
    (band,) = bands(theme, ways, areas, {}, {})
    camera = QRectF(band.plate.center().x() - 14, band.plate.center().y() - 14, 28, 28)
    (moved,) = bands(theme, ways, areas, {}, {}, [camera])
    assert moved.path == band.path
    assert not moved.plate.intersects(camera)


def test_a_way_stays_where_it_is_when_nobody_goes_another(theme: Theme) -> None:
    areas = {"door": QRectF(200, 400, 400, 100), "seats": QRectF(100, 150, 400, 240)}
    both = [Way(begin="door", end="seats", people=4), Way(begin="seats", end="door", people=9)]
    (one,) = bands(theme, [replace(both[0], people=0), both[1]], areas, {}, {})
    assert one.path == bands(theme, both, areas, {}, {})[1].path


def test_a_way_that_was_drawn_for_the_hall_is_followed(theme: Theme, show: Show) -> None:
    frame = gone(hall.busy(), door__waiting=30)
    config = frame.state.config
    assert config is not None
    zones = {zone.id: zone for zone in config.zones}
    door, seats = zones["door"], zones["waiting"]
    points = ((door.x + 1, door.y + 1), (door.x + 1, seats.y + 2), (seats.x + 2, seats.y + 2))
    drawn = replace(config, flows=(Flow(id="in", name="入", points=points),))
    pane = show(FloorPlan, replace(frame, state=replace(frame.state, config=drawn)), 1220, 560)
    (band,) = pane.ground.bands
    assert band.path.elementCount() == 3
    assert band.path.pointAtPercent(1) == pane.ground.plot(*points[-1])


def test_the_layer_can_be_left_out(show: Show) -> None:
    pane = show(FloorPlan, gone(hall.busy(), door__waiting=30), 1220, 560)
    pane.tools._toggle(Layer.FLOW)
    pane.spots.grab()
    assert not [key for key in pane.spots.areas() if key.startswith("way:")]


def test_the_plan_is_painted_anew_for_ways_once_a_minute_at_most() -> None:
    frame = gone(hall.busy(), door__waiting=30)
    minute = frame.now // 60 * 60
    views = [FloorPlan.view(replace(frame, now=minute + second)).ways for second in (0, 30, 59)]
    assert views[0] == views[1] == views[2]


def test_who_waits_in_the_lane_sits_there_and_is_still_counted(show: Show) -> None:
    plain, laned = FloorPlan.view(hall.busy()), FloorPlan.view(with_lane(hall.busy()))
    (face,) = laned.lanes
    assert face.seats
    assert len(laned.seats) + len(face.seats) == len(plain.seats)
    assert all(seat.priority for seat in face.seats)
    pane = show(FloorPlan, with_lane(hall.busy()), 1220, 560)
    assert f"等候 {len(plain.seats)} 人" in pane._right
    strip = pane.spots.areas()["lane:elders"]
    for seat in face.seats:
        assert strip.contains(pane.spots.areas()[f"ticket:{seat.ticket}"].center())
    assert not [spot for spot in pane.standing.seating.spots if spot.intersects(strip)], "no seat lies in the lane"


@pytest.mark.parametrize(
    ("phase", "status", "word"),
    [
        (CounterPhase.IDLE, LaneStatus.FREE, "空闲"),
        (CounterPhase.SERVING, LaneStatus.OCCUPIED, "有人"),
        (CounterPhase.CLOSED, LaneStatus.CLOSED, "未开放"),
    ],
)
def test_the_lane_says_whether_it_is_open(show: Show, phase: CounterPhase, status: LaneStatus, word: str) -> None:
    frame = with_lane(hall.busy(), phase=phase)
    assert FloorPlan.view(frame).lanes[0].status is status
    assert word in show(FloorPlan, frame, 1220, 560).spots._places["lane:elders"].words


def test_a_click_on_the_lane_shows_its_counter(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, with_lane(hall.busy()), 1220, 560)
    area = pane.spots.areas()["lane:elders"]
    hand.click(pane.spots, QPoint(round(area.center().x()), round(area.top() + 6)))
    assert desk.selected == [("counter", "c7")]


def test_a_change_in_the_lane_paints_the_lane_only(show: Show) -> None:
    frame = with_lane(hall.busy())
    pane = show(FloorPlan, frame, 1220, 560)
    was = FloorPlan.view(frame)
    lane = pane.spots.areas()["lane:elders"]
    gone_ = was.lanes[0].seats[0].ticket
    tickets = {id: ticket for id, ticket in frame.state.tickets.items() if id != gone_}
    now = FloorPlan.view(replace(frame, state=replace(frame.state, tickets=tickets)))
    changed = pane.standing.set_out(now)
    assert lane in changed
    assert all(lane.contains(each) for each in changed)
    assert was.seats == now.seats


def test_the_lane_is_found_by_its_name(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, with_lane(hall.busy()), 1220, 560)
    pane.tools.line.textEdited.emit("爱心")
    assert pane.spots.found == "lane:elders"


def test_the_lanes_queue_and_tickets_carry_its_mark(show: Show) -> None:
    frame = with_lane(hall.busy())
    care = next(ticket for ticket in frame.state.tickets.values() if ticket.priority == "care" and ticket.counter is None)
    pane = show(Queues, frame, 700, 600)
    pane._turn_to("priority")
    pane.take_frame(frame)
    marks = {row.id: row.cells[0].mark for row in pane.table.rows.rows}
    mark = marks["care"]
    assert mark is not None
    assert mark.shape is Shape.HEART
    assert marks["normal"] is None
    hand.click(pane.table.viewport(), pane.table.visualRect(pane.table.rows.index(list(marks).index("care"), 0)).center())
    rows = {row.id: row.cells[2].mark for row in pane.tickets.rows.rows}
    assert rows[care.id] is not None


def test_the_cards_say_who_came_and_went_and_which_lane_a_counter_serves() -> None:
    frame = gone(with_lane(hall.busy()), door__waiting=30, waiting__residents=6)
    assert ("最近 15 分钟", "来 30 人，走 6 人") in card_of(frame, "zone", "waiting").facts
    assert not [fact for fact in card_of(frame, "zone", "meeting").facts if fact[0] == "最近 15 分钟"]
    (said,) = (fact[1] for fact in card_of(frame, "counter", "c7").facts if fact[0] == "专用通道")
    assert said.startswith("爱心通道")
    assert not [fact for fact in card_of(frame, "counter", "c1").facts if fact[0] == "专用通道"]


def test_a_board_says_on_the_plan_which_call_it_shows_and_a_loudspeaker_says_nothing() -> None:
    frame = hall.busy()
    boards = [mark for mark in FloorPlan.view(frame).devices if mark.config.kind == "board"]
    device = frame.state.devices[boards[0].config.id]
    for voice, shown in ((False, "A044 → 7"), (True, "")):
        told = replace(
            device, showing="", announced=Announced(ticket="A044", counter="c7", at=frame.now, text="A044 → 7", voice=voice)
        )
        state = replace(frame.state, devices={**frame.state.devices, device.id: told})
        marks = {mark.config.id: mark for mark in FloorPlan.view(replace(frame, state=state)).devices}
        assert marks[device.id].showing == shown


def test_going_nearer_goes_nearer_to_what_was_found(show: Show) -> None:
    pane = show(FloorPlan, hall.busy(), 1220, 560)
    pane.tools.line.textEdited.emit("8 号窗口")
    hand.key(pane.tools.line, Qt.Key.Key_Escape)
    for _ in range(6):
        hand.key(pane.spots, Qt.Key.Key_Plus)
        pane.spots.grab()
    assert pane.spots.view().contains(pane.spots.areas()["counter:c8"].center())


def test_a_lane_leaves_the_largest_part_of_the_room() -> None:
    room = QRectF(0, 0, 100, 60)
    assert beside(room, QRectF(80, 0, 20, 60), 4) == QRectF(0, 0, 76, 60)
    assert beside(room, QRectF(0, 0, 100, 10), 4) == QRectF(0, 14, 100, 46)
    assert beside(room, QRectF(200, 0, 20, 60), 4) == room


def test_nothing_of_it_is_there_in_a_hall_without(show: Show) -> None:
    pane = show(FloorPlan, replace(hall.busy(), state=HallState()), 1220, 560)
    assert not pane.ground.bands
    assert pane.spots.at(QPointF(5, 5)) is None
