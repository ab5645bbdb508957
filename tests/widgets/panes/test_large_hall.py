"""The floor plan and the staff of the largest hall: 500 wait, 60 counters, 200 staff, 300 devices. Nothing leaves its zone, nothing is lost."""

from typing import Any

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QRectF

from console.model.health import Health
from console.model.state import CounterPhase
from tests.helpers.large_hall import COUNTERS, STAFF, large_frame
from tests.widgets.panes.conftest import Show
from widgets import floor, staff_rows
from widgets.panes.floor_plan import FloorPlan
from widgets.panes.staff import Staff
from widgets.staff_lines import StaffLine, StaffView
from widgets.table import Row

SIZES = ((1220, 560), (860, 340), (2600, 1300))


@pytest.mark.parametrize("size", SIZES)
def test_everything_stays_in_its_zone(show: Show, size: tuple[int, int]) -> None:
    frame = large_frame()
    pane = show(FloorPlan, frame, *size)
    state, places = frame.state, pane.spots.areas()
    assert state.config is not None
    zones = {id: area.adjusted(-2, -2, 2, 2) for id, area in pane.ground.areas.items()}
    assert len([key for key in places if key.startswith("counter:")]) == COUNTERS
    for counter in state.config.counters:
        assert zones[counter.zone].contains(places[f"counter:{counter.id}"]), counter.id
    posts = {counter.id: counter.zone for counter in state.config.counters} | {zone: zone for zone in zones}
    for id, person in state.staff.items():
        if f"person:{id}" in places and person.post in posts:
            assert zones[posts[person.post]].contains(places[f"person:{id}"]), id


def test_those_who_have_no_room_are_counted_and_named(show: Show) -> None:
    frame = large_frame()
    pane = show(FloorPlan, frame, 1220, 560)
    places = pane.spots._places
    crowd = [person.id for person in frame.state.staff.values() if person.post == "meeting"]
    shown = [id for id in crowd if f"person:{id}" in places]
    (more,) = (place for key, place in places.items() if key.startswith("more:"))
    assert 0 < len(shown) < len(crowd)
    assert len(more.words.split("、")) == min(40, len(crowd) - len(shown))


def test_a_clerk_who_turns_to_somebody_changes_a_counter_and_nothing_else(show: Show) -> None:
    frame = large_frame()
    pane = show(FloorPlan, frame, 1220, 560)
    counter = next(each for each in frame.state.counters.values() if each.phase is CounterPhase.SERVING)
    idle = replace(counter, phase=CounterPhase.IDLE, ticket=None)
    state = replace(frame.state, counters={**frame.state.counters, counter.id: idle})
    area = pane.spots.areas()[f"counter:{counter.id}"]
    changed = pane.standing.set_out(FloorPlan.view(replace(frame, state=state)))
    assert changed
    assert all(area.contains(each) for each in changed)


def test_one_more_or_less_moves_no_seat(show: Show) -> None:
    frame = large_frame()
    pane = show(FloorPlan, frame, 1220, 560)
    was, seating = pane.view(frame), pane.standing.seating
    spots = seating.spots
    assert len(spots) > 100
    for fewer in (1, 2, 9, 1, 0):
        pane.standing.set_out(replace(was, seats=was.seats[fewer:]))
        assert seating.spots is spots, fewer
    assert seating.room(0, len(was.seats) - 25) < len(spots), "the others have more room where many have gone"
    assert seating.room(0, len(was.seats) + 10) > len(spots)


def test_the_list_of_staff_asks_each_person_once(monkeypatch: pytest.MonkeyPatch, show: Show) -> None:
    frame = large_frame()
    asked: list[StaffView] = []

    def asking(view: StaffView) -> tuple[int, ...]:
        asked.append(view)
        return tuple(line.served for line in view.lines)

    monkeypatch.setattr(StaffView, "served", property(asking))
    pane = show(Staff, frame, 570, 560)
    assert len(pane.table.rows.rows) == STAFF
    assert len(asked) < 5, "who has served the most is found once, not once a row"


def test_the_list_of_staff_makes_rows_of_those_in_sight_only(monkeypatch: pytest.MonkeyPatch, show: Show) -> None:
    made: list[str] = []
    whole = staff_rows._line_row

    def making(line: StaffLine, *rest: Any) -> Row:
        made.append(line.who.id)
        return whole(line, *rest)

    monkeypatch.setattr(staff_rows, "_line_row", making)
    frame = large_frame()
    pane = show(Staff, frame, 570, 560)
    assert 0 < len(made) < STAFF // 4
    bar = pane.table.verticalScrollBar()
    assert bar is not None
    bar.setValue(bar.maximum())
    pane.table.grab()
    before = pane.table.rows.rows[STAFF - 1].cells[3].text
    made.clear()
    pane.take_frame(replace(frame, now=frame.now + 5))
    pane.table.grab()
    last = pane.table.rows.ids[-1]
    assert last in made
    assert len(set(made)) < STAFF // 4
    assert pane.table.rows.rows[STAFF - 1].cells[3].text != before, "the last row's time has gone on"


def test_squares_from_the_right_stay_in_their_rows() -> None:
    room = QRectF(0, 0, 100, 60)
    spots = floor.from_right(room, 99, size=20, gap=4, rows=2)
    assert len(spots) == 8
    assert all(room.contains(spot) for spot in spots)
    assert floor.from_right(QRectF(0, 0, 10, 60), 3, size=20, gap=4, rows=2) == []
    beside = floor.from_right(room, 99, size=20, gap=4, rows=2, taken=[spots[0].adjusted(5, 5, 5, 5)])
    assert beside == spots[1:], "nobody stands on a camera"
    assert floor.from_right(room, 1, size=20, gap=4, rows=2, taken=[spots[0]]) == spots[1:2]


def test_where_not_all_have_room_those_in_trouble_come_first() -> None:
    things = [Health.WELL, Health.WELL, Health.WELL, Health.LOST]
    found = floor.chosen(QRectF(0, 0, 90, 20), things, lambda _: 40.0, lambda each: each is Health.LOST, 20, 4)
    assert [each for each, _ in found] == [Health.LOST, Health.WELL]
    roomy = floor.chosen(QRectF(0, 0, 400, 20), things, lambda _: 40.0, lambda each: each is Health.LOST, 20, 4)
    assert [each for each, _ in roomy] == things, "they stay in their order where all have room"
