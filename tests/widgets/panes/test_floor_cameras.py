"""Cameras on the floor plan: what each sees, which is blind and why, pressed for its picture, carried out to a tile."""

from math import hypot

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor

from console.model.state import Condition, HallState
from console.session import Frame
from tests.helpers import hand
from tests.helpers.cameras import with_cameras
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from widgets import video_drag
from widgets.floor_cameras import blind_word, eyes_of, spot_of, wedge
from widgets.panes.floor_plan import FloorPlan
from widgets.theme import Theme
from widgets.words import Names

SIZE = (1220, 640)


def frame(**devices: dict[str, object]) -> Frame:
    """A quiet hall; `cam_4={"lost_at": …}` changes what is known of a camera."""
    quiet = with_cameras(hall.normal())
    known = dict(quiet.state.devices)
    for name, more in devices.items():
        known[name.replace("_", "-")] = replace(known[name.replace("_", "-")], **more)
    return replace(quiet, state=replace(quiet.state, devices=known))


def blinded(how: dict[str, object]) -> HallState:
    return frame(cam_4=how).state


def test_every_camera_is_on_the_plan_and_none_is_written_among_the_other_devices() -> None:
    view = FloorPlan.view(frame())
    assert [mark.config.id for mark in view.eyes] == [f"cam-{n}" for n in range(1, 7)]
    assert not any(mark.config.kind == "camera" for mark in view.devices)


@pytest.mark.parametrize(
    ("how", "word"),
    [
        ({}, ""),
        ({"lost_at": hall.NOW - 60}, "无画面 盲区"),
        ({"out_at": hall.NOW - 60}, "摄像机停用"),
        ({"heard_at": None}, "画面未知"),
        ({"conditions": {"covered": Condition(since=hall.NOW)}}, "covered · 盲区"),
        ({"conditions": {"frozen": Condition(since=hall.NOW)}}, "frozen · 盲区"),
        ({"conditions": {"clock_off": Condition(since=hall.NOW)}}, ""),
    ],
)
def test_a_camera_that_shows_nothing_of_what_is_there_is_blind_and_says_why(how: dict[str, object], word: str) -> None:
    mark = next(mark for mark in eyes_of(blinded(how)) if mark.config.id == "cam-4")
    assert blind_word(mark, Names(hall.config())) == word


def test_a_wedge_opens_as_wide_and_reaches_as_far_as_the_camera_sees() -> None:
    mark = eyes_of(frame().state)[1]
    points = wedge(mark, QPointF)
    tip = points.at(0)
    assert (tip.x(), tip.y()) == (mark.x, mark.y)
    arc = [points.at(i) for i in range(1, points.count())]
    assert all(hypot(at.x() - tip.x(), at.y() - tip.y()) == pytest.approx(mark.config.reach) for at in arc)
    all_round = replace(mark, config=replace(mark.config, angle=360.0))
    assert wedge(all_round, QPointF).at(0) != tip


def test_a_camera_at_the_wall_is_still_hit_wholly_on_the_plan(theme: Theme) -> None:
    room = QRectF(0, 0, 400, 300)
    for x, y in ((-50.0, -50.0), (0.0, 0.0), (400.0, 300.0), (900.0, 10.0)):
        mark = replace(eyes_of(frame().state)[0], x=x, y=y)
        assert room.contains(spot_of(theme, mark, QPointF, room))


def test_a_click_on_a_camera_selects_it_so_that_its_tile_lights(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, frame(), *SIZE)
    hand.click(pane.spots, middle(pane.spots, "device:cam-2"))
    assert desk.selected == [("device", "cam-2")]


def test_the_view_of_what_is_meant_stands_out(show: Show) -> None:
    pane = show(FloorPlan, frame(), *SIZE)
    mark = eyes_of(frame().state)[3]
    inside = pane.ground.plot(mark.x - 6.0, mark.y - 0.4).toPoint()

    def seen() -> QColor:
        colour = pane.spots.grab().toImage().pixelColor(inside)
        assert isinstance(colour, QColor)
        return colour

    quiet = seen()
    pane.show_selected(("device", "cam-4"))
    strong = seen()
    assert strong.blue() > quiet.blue() + 10
    pane.show_selected(("zone", "waiting"))
    assert pane.standing.meant == ("cam-2",)
    pane.show_selected(("", ""))
    assert seen() == quiet


def test_the_ground_is_painted_anew_when_a_camera_goes_blind(show: Show) -> None:
    pane = show(FloorPlan, frame(), *SIZE)
    before = pane.spots.grab().toImage()
    pane.take_frame(frame(cam_6={"lost_at": hall.NOW - 5}))
    after = pane.spots.grab().toImage()
    assert before != after
    pane.take_frame(replace(frame(), now=hall.NOW + 1))
    assert pane.fault is None


def test_a_camera_leaves_the_plan_in_the_hand_and_a_person_does_not(show: Show) -> None:
    pane = show(FloorPlan, frame(), *SIZE)
    leaving = pane.spots.exports("device:cam-3")
    assert leaving is not None
    data, name = leaving
    assert video_drag.unpack(data) == video_drag.Carried(camera="cam-3")
    assert name == "3 企业窗口"
    assert pane.spots.exports("person:t2") is None
    assert pane.spots.exports("device:kiosk-1") is None


def test_a_camera_is_not_picked_up_within_the_plan_where_it_has_nowhere_to_go(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, frame(), *SIZE)
    hand.click(pane.spots, middle(pane.spots, "device:cam-2"))
    hand.key(pane.spots, Qt.Key.Key_M)
    assert pane.spots.carried == ""
    assert desk.orders == []
