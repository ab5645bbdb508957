"""The cameras pane: who wants what when, alarms that call up pictures, what is selected, replay, privacy, PTZ, snapshots, what is kept."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, QSettings, Qt
from PyQt6.QtGui import QAction, QImage
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from console.model.cameras import LONGEST_HOLD
from console.model.command import (
    GoToPreset,
    HoldRecording,
    LiftPrivacy,
    PointCamera,
    Refusal,
    ReleaseRecording,
    RestorePrivacy,
    Role,
    ShowOnWall,
    WallItem,
    WriteNote,
)
from console.model.hall import AlarmPriority
from console.model.sight import ACTIVITY
from console.model.state import Alarm, Hold, Lift, Reading
from console.session import Frame, Link, Mode
from console.video.pictures import LIVE, NoPictures
from console.video.protocol import Phase, Stream
from tests.helpers import hand
from tests.helpers.cameras import with_cameras
from tests.helpers.pictures import PaintedPictures
from tests.helpers.until import until
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets import video_cell, words
from widgets.panes.cameras import Cameras
from widgets.reason import Reason
from widgets.video_cell import Cell
from widgets.video_deeds import HELD
from widgets.video_drag import Carried
from widgets.video_slots import Slot, Why
from widgets.video_snap import PATIENCE, TILE
from widgets.video_tile import Show as Seen
from widgets.video_tour import TourSheet
from widgets.video_view import view_of

Make = Callable[..., Cameras]


@pytest.fixture
def pictures(desk: RememberingDesk, monkeypatch: pytest.MonkeyPatch) -> PaintedPictures:
    """Time stands still where the test does not move it: no picture grows old, and nothing ends, because the machine is busy."""
    monkeypatch.setattr(video_cell, "monotonic", lambda: 1_000.0)
    monkeypatch.setattr(Cameras, "_at", lambda _pane: 1_000.0)
    painted = PaintedPictures()
    desk.pictures = painted
    return painted


@pytest.fixture
def make(show: Show, pictures: PaintedPictures) -> Make:
    def made(count: int = 6, frame: Frame | None = None, size: tuple[int, int] = (1280, 960)) -> Cameras:
        pane = show(Cameras, with_cameras(frame or calm(), count), *size)
        assert isinstance(pane, Cameras)
        turn(pane, pictures, with_cameras(frame or calm(), count))
        return pane

    return made


def calm() -> Frame:
    """Nothing asks for anybody."""
    was = hall.normal()
    return replace(was, state=replace(was.state, alarms={}))


def turn(pane: Cameras, pictures: PaintedPictures, frame: Frame) -> None:
    """Two frames in which everything is said anew, with a new picture between."""
    for _ in range(2):
        pane._due()
        pane.take_frame(frame)
        assert pane.fault is None, pane.fault
        pictures.step()


def cell(pane: Cameras, tile: str) -> Cell:
    found = pane.grid.cell_of(tile)
    assert found is not None
    return found


def middle(pane: Cameras, tile: str) -> QPoint:
    return cell(pane, tile).area.center().toPoint()


def alarmed(frame: Frame, *subjects: str, rule: str = "paper", acked: bool = False) -> Frame:
    alarms = {
        f"{rule}:{subject}": Alarm(
            id=f"{rule}:{subject}", rule=rule, subject=subject, priority=AlarmPriority.HIGH, active=True,
            raised_at=hall.NOW - 60, active_at=hall.NOW - 60, acked=acked,
        )
        for subject in subjects
    }  # fmt: skip
    return replace(frame, state=replace(frame.state, alarms=alarms))


# --- who wants what ------------------------------------------------------------------------------------------------------


def test_six_cameras_are_shown_at_once_and_asked_for_in_the_size_of_their_tiles(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    assert [each.shown.camera for each in pane.grid.cells] == [f"cam-{n}" for n in range(1, 7)]
    assert set(pictures.wants) == pictures.cameras == {f"cam-{n}" for n in range(1, 7)}
    want = pictures.wants["cam-2"]
    assert (want.width, want.height) == (cell(pane, "cam-2").area.width(), cell(pane, "cam-2").area.height())
    assert want.stream is Stream.SUB
    assert all(each.face.show is Seen.COLOUR for each in pane.grid.cells)


def test_nothing_is_asked_again_while_nothing_changes(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    frame = with_cameras(calm())
    asked = len(pictures.asked)
    for _ in range(5):
        turn(pane, pictures, frame)
    assert len(pictures.asked) == asked


def test_a_hidden_pane_wants_nothing_and_lets_go_of_its_pictures(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    pane.hide()
    assert pictures.asked[-1][0] == ()
    assert not any(each.has_picture for each in pane.grid.cells)
    pane.show()
    turn(pane, pictures, with_cameras(calm()))
    assert len(pictures.wants) == 6


def test_a_minimised_window_wants_nothing(make: Make, pictures: PaintedPictures, monkeypatch: pytest.MonkeyPatch) -> None:
    pane = make()
    monkeypatch.setattr(pane, "isMinimized", lambda: True)  # without a window manager none can be minimised
    turn(pane, pictures, with_cameras(calm()))
    assert pictures.wants == {}
    assert not any(each.has_picture for each in pane.grid.cells)
    monkeypatch.undo()
    turn(pane, pictures, with_cameras(calm()))
    assert len(pictures.wants) == 6


def test_a_maximised_tile_is_the_only_one_wanted_and_large(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    hand.double_click(pane.grid, middle(pane, "cam-3"))
    turn(pane, pictures, with_cameras(calm()))
    assert list(pictures.wants) == ["cam-3"]
    assert pictures.wants["cam-3"].stream is Stream.MAIN
    hand.key(pane.grid, Qt.Key.Key_Escape)
    turn(pane, pictures, with_cameras(calm()))
    assert len(pictures.wants) == 6


def test_without_a_recorder_every_tile_says_so(show: Show, desk: RememberingDesk) -> None:
    desk.pictures = NoPictures()
    pane = show(Cameras, with_cameras(calm()), 1280, 960)
    pane._due()
    pane.take_frame(with_cameras(calm()))
    assert {each.face.head for each in pane.grid.cells} == {"无录像服务"}
    assert all(each.face.is_calm for each in pane.grid.cells)


def test_a_hall_without_cameras_says_so(show: Show) -> None:
    pane = show(Cameras, calm(), 800, 500)
    assert "没有配置摄像机" in pane._note


def test_pictures_go_on_while_the_hub_is_lost_and_the_pane_says_what_is_old(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    lost = replace(with_cameras(calm()), link=Link.STALE, heard_ago=40.0, can_command=False, blocked="link")
    turn(pane, pictures, lost)
    assert not pane._veil.isVisible()
    assert all(each.face.show is Seen.COLOUR for each in pane.grid.cells)
    assert "主机失联" in pane._note


# --- honesty ---------------------------------------------------------------------------------------------------------------


def test_a_camera_that_is_lost_leaves_no_picture_behind(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    assert cell(pane, "cam-2").has_picture
    pictures.say("cam-2", phase=Phase.LOST, age=12.0)
    turn(pane, pictures, with_cameras(calm()))
    assert not cell(pane, "cam-2").has_picture
    assert cell(pane, "cam-2").face.head == "无画面"


def test_a_broken_source_of_pictures_stops_at_the_pane(
    make: Make, pictures: PaintedPictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = make()

    def broken() -> frozenset[str]:
        raise OSError("the workers are gone")

    monkeypatch.setattr(pictures, "changed", broken)
    pane.take_frame(with_cameras(calm()))
    assert isinstance(pane.fault, OSError)
    monkeypatch.undo()
    pane.take_frame(replace(with_cameras(calm()), now=hall.NOW + 1))
    assert pane.fault is None


# --- alarms and selections -------------------------------------------------------------------------------------------------


def test_an_alarm_frames_the_tile_that_sees_it_and_says_what_it_is(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    turn(pane, pictures, alarmed(with_cameras(calm()), "kiosk-6"))
    seen = cell(pane, "cam-4").face
    assert seen.alarm.startswith("6 号自助机 缺纸")
    assert seen.is_asking
    assert [each.shown.tile for each in pane.grid.cells if each.face.alarm] == ["cam-4"]
    turn(pane, pictures, alarmed(with_cameras(calm()), "kiosk-6", acked=True))
    assert not cell(pane, "cam-4").face.is_asking


def test_a_camera_that_has_no_tile_is_called_up_by_an_alarm_and_goes_when_it_is_over(
    make: Make, pictures: PaintedPictures
) -> None:
    pane = make(12)
    pane.deeds.set_count(4)
    frame = with_cameras(calm(), 12)
    turn(pane, pictures, frame)
    assert "cam-4" not in pictures.wants
    turn(pane, pictures, alarmed(frame, "kiosk-6"))
    called = cell(pane, "cam-4")
    assert called.shown.why is Why.ALARM
    assert pictures.wants["cam-4"].stream is Stream.MAIN
    assert "告警弹出" in [mark.words for mark in called.face.marks]
    turn(pane, pictures, frame)
    assert pane.grid.cell_of("cam-4") is None
    assert "cam-4" not in pictures.wants


def test_an_alarms_picture_that_was_sent_away_stays_away_until_it_comes_anew(make: Make, pictures: PaintedPictures) -> None:
    pane = make(12)
    pane.deeds.set_count(4)
    frame = with_cameras(calm(), 12)
    turn(pane, pictures, alarmed(frame, "kiosk-6"))
    menu = pane.deeds.menu(cell(pane, "cam-4"), QPoint(0, 0))
    trigger(menu, "收起告警画面")
    turn(pane, pictures, alarmed(frame, "kiosk-6"))
    assert pane.grid.cell_of("cam-4") is None
    turn(pane, pictures, frame)
    turn(pane, pictures, alarmed(frame, "kiosk-6"))
    assert pane.grid.cell_of("cam-4") is not None


def test_when_the_best_camera_is_blind_the_next_one_is_called(make: Make) -> None:
    frame = with_cameras(calm(), 12)
    lost = replace(frame.state.devices["cam-4"], lost_at=hall.NOW - 5)
    blind = replace(frame, state=replace(frame.state, devices={**frame.state.devices, "cam-4": lost}))
    assert [camera for camera, _ in view_of(alarmed(frame, "kiosk-6")).alarms] == ["cam-4"]
    assert [camera for camera, _ in view_of(alarmed(blind, "kiosk-6")).alarms] == ["cam-10"]


def test_ten_thousand_alarms_call_up_what_they_should_and_no_more(make: Make, pictures: PaintedPictures) -> None:
    view = view_of(with_cameras(hall.flooded(), 36))
    assert view.alarms
    assert len(view.alarms) <= 36
    assert len({camera for camera, _ in view.alarms}) == len(view.alarms)


def test_the_hotspot_shows_what_is_selected_anywhere(make: Make, pictures: PaintedPictures) -> None:
    pane = make(12)
    pane.deeds.set_count(4)
    frame = with_cameras(calm(), 12)
    turn(pane, pictures, frame)
    assert pane.grid.cells[-1].shown.why is Why.HOTSPOT
    pane.show_selected(("counter", "c9"))
    turn(pane, pictures, frame)
    assert pane.grid.cells[-1].shown.camera in {"cam-3", "cam-9"}
    pane.show_selected(("device", "cam-6"))
    turn(pane, pictures, frame)
    assert pane.grid.cells[-1].shown.camera == "cam-6"


def moving(frame: Frame, *cameras: str) -> Frame:
    there = {
        id: replace(frame.state.devices[id], values={ACTIVITY: Reading(value=id in cameras, at=hall.NOW)})
        for id in frame.state.devices
        if id.startswith("cam-")
    }
    return replace(frame, state=replace(frame.state, devices={**frame.state.devices, **there}))


def test_an_overview_shows_only_where_something_moves_also_in_the_past(make: Make, pictures: PaintedPictures) -> None:
    pane = make(12)
    frame = with_cameras(calm(), 12)
    trigger(pane.deeds.layouts(QPoint(0, 0)), "只看有动静的摄像机")
    turn(pane, pictures, moving(frame, "cam-3", "cam-7"))
    seen = [cell.shown.camera for cell in pane.grid.cells]
    assert seen == ["cam-3", "cam-7", *[""] * (len(seen) - 2)]
    assert "动静" in [mark.words for mark in pane.grid.cells[0].face.marks]
    past = replace(moving(frame, "cam-5"), mode=Mode.REPLAY)
    turn(pane, pictures, past)
    assert {cell.shown.camera for cell in pane.grid.cells} == {"cam-5", ""}
    turn(pane, pictures, moving(frame))
    assert {cell.face.head for cell in pane.grid.cells} == {"没有动静"}


def test_a_camera_that_is_pointed_at_lights_its_tile_for_a_moment(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    pane.show_selected(("device", "cam-2"))
    turn(pane, pictures, with_cameras(calm()))
    assert [each.shown.tile for each in pane.grid.cells if each.face.is_lit] == ["cam-2"]


def test_a_camera_that_has_no_tile_and_no_hotspot_is_not_passed_over_in_silence(make: Make, pictures: PaintedPictures) -> None:
    pane = make(12)
    pane.deeds.set_count(4)
    for index, slot in enumerate(pane.board.now.slots):
        if slot.is_hotspot:
            pane.deeds.put(index, Slot())
    pane.show_selected(("device", "cam-6"))
    assert "cam" not in pane.notice.words
    assert "6 24 小时区" in pane.notice.words


def test_a_click_on_a_tile_selects_its_camera_and_keeps_the_keyboard(make: Make, desk: RememberingDesk) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-4"))
    assert desk.selected == [("device", "cam-4")]
    window = pane.window()
    assert window is not None
    assert window.focusWidget() is pane.grid


# --- the past --------------------------------------------------------------------------------------------------------------


def test_in_the_past_the_same_tiles_follow_the_sessions_clock(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    past = replace(with_cameras(calm()), mode=Mode.PAUSED, now=hall.NOW - 600, can_command=False, blocked="replay", visit=1)
    turn(pane, pictures, past)
    head = pictures.playhead
    assert (head.at, head.speed) == (hall.NOW - 600, 0.0)
    assert {each.face.state for each in pane.grid.cells} == {"定格"}
    turn(pane, pictures, replace(past, mode=Mode.REPLAY, speed=4.0))
    assert pictures.playhead.speed == 4.0
    assert pictures.playhead.since is not None, "told again with other wants, it is no jump back"
    asked = len(pictures.asked)
    turn(pane, pictures, replace(past, mode=Mode.REPLAY, speed=4.0))
    assert len(pictures.asked) == asked
    turn(pane, pictures, replace(past, mode=Mode.REPLAY, speed=4.0, visit=2, now=hall.NOW - 3000))
    assert pictures.playhead.at == hall.NOW - 3000
    turn(pane, pictures, with_cameras(calm()))
    assert pictures.playhead == LIVE


def test_while_another_moment_is_being_loaded_the_tiles_stay_at_the_one_before(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    past = replace(with_cameras(calm()), mode=Mode.PAUSED, now=hall.NOW - 600, can_command=False, blocked="replay", visit=1)
    turn(pane, pictures, past)
    turn(pane, pictures, replace(past, is_loading=True, now=hall.NOW - 601))
    assert pictures.playhead.at == hall.NOW - 600


def test_a_picture_of_another_moment_is_grey_until_the_right_one_comes(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    past = replace(with_cameras(calm()), mode=Mode.PAUSED, now=hall.NOW - 600, can_command=False, blocked="replay", visit=1)
    pane.take_frame(past)
    assert not any(each.has_picture for each in pane.grid.cells), "a live picture has no business in the past"
    turn(pane, pictures, past)
    pane.take_frame(past)
    assert {each.face.show for each in pane.grid.cells} == {Seen.COLOUR}
    pane.take_frame(replace(past, now=hall.NOW - 3000, visit=2))
    assert {each.face.show for each in pane.grid.cells} == {Seen.GREY}
    pictures.step()
    for _ in range(2):
        pane.take_frame(replace(past, now=hall.NOW - 3000, visit=2))
    assert {each.face.show for each in pane.grid.cells} == {Seen.COLOUR}


def test_a_pause_does_not_make_the_picture_old(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    past = replace(with_cameras(calm()), mode=Mode.REPLAY, now=hall.NOW - 600, can_command=False, blocked="replay", visit=1)
    turn(pane, pictures, past)
    turn(pane, pictures, replace(past, mode=Mode.PAUSED, now=hall.NOW - 600.01))
    assert {each.face.show for each in pane.grid.cells} == {Seen.COLOUR}


def test_a_moment_without_a_recording_says_so_in_words(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    pictures.say("cam-2", phase=Phase.LIVE, recorded=False, gap="lost_camera")
    past = replace(with_cameras(calm()), mode=Mode.PAUSED, now=hall.NOW - 600, can_command=False, blocked="replay", visit=1)
    turn(pane, pictures, past)
    seen = cell(pane, "cam-2").face
    assert (seen.head, seen.lines[0]) == ("此刻无录像", "摄像机失联")
    assert seen.show is Seen.NONE


# --- deeds -----------------------------------------------------------------------------------------------------------------


def test_a_look_back_shows_the_last_half_minute_and_ends_by_itself_or_at_once(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-2"))
    hand.key(pane.grid, Qt.Key.Key_B)
    turn(pane, pictures, with_cameras(calm()))
    assert {name: want.back for name, want in pictures.wants.items() if want.back} == {"cam-2": 30.0}
    assert cell(pane, "cam-2").face.state == "回看"
    pane.board.tick(pane._at() + 31, is_seen=True)
    turn(pane, pictures, with_cameras(calm()))
    assert not any(want.back for want in pictures.wants.values())


def test_one_tile_at_a_time_is_heard(make: Make, pictures: PaintedPictures) -> None:
    pane = make(7)
    frame = with_cameras(calm(), 7, has_sound=True)
    turn(pane, pictures, frame)
    for tile in ("cam-2", "cam-3"):
        hand.click(pane.grid, middle(pane, tile))
        hand.key(pane.grid, Qt.Key.Key_V)
        turn(pane, pictures, frame)
        assert [name for name, want in pictures.wants.items() if want.sound] == [tile]
    hand.key(pane.grid, Qt.Key.Key_V)
    turn(pane, pictures, frame)
    assert not any(want.sound for want in pictures.wants.values())


def test_what_a_camera_cannot_do_is_greyed_with_the_reason(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    assert pane.bar.buttons["shot"].reason == "先点选一个画面"
    hand.click(pane.grid, middle(pane, "cam-2"))
    turn(pane, pictures, with_cameras(calm()))
    buttons = pane.bar.buttons
    assert buttons["shot"].allowed
    assert buttons["sound"].reason == "此摄像机没有声音"
    assert buttons["turn"].reason == "此摄像机不能转动"
    assert buttons["privacy"].reason == "此画面没有隐私区域"
    hand.key(pane.grid, Qt.Key.Key_V)
    assert pane.notice.words == "此摄像机没有声音"


def test_a_camera_is_turned_by_keys_and_by_the_pad(make: Make, pictures: PaintedPictures, desk: RememberingDesk) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-4"))
    hand.key(pane.grid, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert desk.orders == [PointCamera(device="cam-4", pan=-1.0, seconds=0.5)]
    hand.key(pane.grid, Qt.Key.Key_P)
    turn(pane, pictures, with_cameras(calm()))
    assert pane.deeds.pad.isVisible()
    hand.click(pane.deeds.pad.buttons["near"])
    hand.click(pane.deeds.pad.buttons["preset:door"])
    assert desk.orders[1:] == [PointCamera(device="cam-4", zoom=1.0, seconds=0.5), GoToPreset(device="cam-4", preset="door")]
    hand.click(pane.grid, middle(pane, "cam-2"))
    turn(pane, pictures, with_cameras(calm()))
    assert not pane.deeds.pad.isVisible()


def test_the_pad_names_its_camera_and_a_press_beside_its_buttons_chooses_no_other(
    make: Make, pictures: PaintedPictures, painted: set[str]
) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-4"))
    hand.key(pane.grid, Qt.Key.Key_P)
    turn(pane, pictures, with_cameras(calm()))
    pad = pane.deeds.pad
    chosen = pane.grid.chosen
    pad.grab()
    assert pad.accessibleName().removeprefix("云台：") in painted
    hand.click(pad, QPoint(2, 2))
    assert pane.grid.chosen == chosen


def test_a_held_button_turns_on_and_on(make: Make, pictures: PaintedPictures, desk: RememberingDesk, qtbot: QtBot) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-4"))
    pane.deeds.show_pad()
    up = pane.deeds.pad.buttons["up"]
    hand.press(up)
    qtbot.waitUntil(lambda: len(desk.orders) >= 3, timeout=60_000)
    hand.release(up)
    assert set(map(type, desk.orders)) == {PointCamera}


def test_nothing_is_turned_in_replay(make: Make, pictures: PaintedPictures, desk: RememberingDesk) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-4"))
    past = replace(with_cameras(calm()), mode=Mode.REPLAY, can_command=False, blocked="replay")
    turn(pane, pictures, past)
    hand.key(pane.grid, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert desk.orders == []
    assert "回放" in pane.notice.words


def test_lifting_privacy_wants_a_reason_and_minutes(make: Make, desk: RememberingDesk) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-1"))
    hand.key(pane.grid, Qt.Key.Key_U)
    sheet = pane.deeds.open_sheet
    assert isinstance(sheet, Reason)
    hand.click(sheet.button)
    assert desk.orders == []
    next(chip for chip in sheet.choices.buttons() if chip.objectName() == "15").click()
    hand.type_text(sheet.line, "complaint 12")
    hand.key(sheet.line, Qt.Key.Key_Return)
    assert desk.orders == [LiftPrivacy(camera="cam-1", minutes=15, reason="complaint 12")]


def test_what_the_role_may_not_do_is_greyed_with_the_reason(make: Make, pictures: PaintedPictures, desk: RememberingDesk) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-1"))
    turn(pane, pictures, replace(with_cameras(calm()), role=Role.OPERATOR))
    assert pane.bar.buttons["privacy"].reason == words.of(Refusal.ROLE)
    hand.key(pane.grid, Qt.Key.Key_U)
    assert pane.notice.words == words.of(Refusal.ROLE)
    hand.click(pane.grid, middle(pane, "cam-4"))
    turn(pane, pictures, replace(with_cameras(calm()), role=Role.OPERATOR))
    assert pane.bar.buttons["turn"].allowed
    turn(pane, pictures, with_cameras(calm()))
    hand.click(pane.grid, middle(pane, "cam-1"))
    turn(pane, pictures, with_cameras(calm()))
    assert pane.bar.buttons["privacy"].allowed


def test_what_was_recorded_is_kept_for_a_reason(make: Make, pictures: PaintedPictures, desk: RememberingDesk) -> None:
    pane = make()
    trigger(pane.deeds.menu(cell(pane, "cam-2"), QPoint(0, 0)), "保留录像…")
    sheet = pane.deeds.open_sheet
    assert isinstance(sheet, Reason)
    next(chip for chip in sheet.choices.buttons() if chip.objectName() == "120").click()
    hand.type_text(sheet.line, "lost bag")
    hand.click(sheet.button)
    assert desk.orders == [HoldRecording(device="cam-2", begin=hall.NOW - 7200, end=hall.NOW, reason="lost bag")]


def test_what_was_found_in_the_past_is_kept_around_that_moment_back_in_the_present(
    make: Make, pictures: PaintedPictures, desk: RememberingDesk
) -> None:
    pane = make()
    frame = with_cameras(calm())
    found = hall.NOW - 5 * 86_400
    past = replace(frame, mode=Mode.PAUSED, now=found, can_command=False, blocked="replay", live_alarms=frame.state)
    turn(pane, pictures, past)
    offered = [
        action for action in entries(pane.deeds.menu(cell(pane, "cam-2"), QPoint(0, 0))) if action.text().startswith("保留")
    ]
    assert [(action.text(), action.isEnabled()) for action in offered] == [
        ("保留 11-16 10:42 前后的录像…（按 L 回到实时，再在这里保留）", False)
    ]
    turn(pane, pictures, frame)
    trigger(pane.deeds.menu(cell(pane, "cam-2"), QPoint(0, 0)), "保留 11-16 10:42 前后的录像…")
    sheet = pane.deeds.open_sheet
    assert isinstance(sheet, Reason)
    assert [chip.text() for chip in sheet.choices.buttons()] == [
        "前后各 5 分钟", "前后各 15 分钟", "前后各 1 小时", "前后各 4 小时", "前后各 12 小时"
    ]  # fmt: skip
    hand.type_text(sheet.line, "lost bag")
    hand.click(sheet.button)
    assert desk.orders == [HoldRecording(device="cam-2", begin=found - 300, end=found + 300, reason="lost bag")]


def test_as_much_as_may_be_kept_at_once_is_a_choice() -> None:
    assert HELD[-1] * 60 == LONGEST_HOLD


def test_what_is_kept_is_listed_with_its_camera_and_let_go_again(
    make: Make, pictures: PaintedPictures, desk: RememberingDesk
) -> None:
    pane = make()
    holds = (
        Hold(id="old", device="cam-2", at=hall.NOW, begin=hall.NOW - 90_000, end=hall.NOW - 86_400, reason="R&D"),
        Hold(id="new", device="cam-2", at=hall.NOW, begin=hall.NOW - 600, end=hall.NOW, reason="lost bag"),
        Hold(id="other", device="cam-1", at=hall.NOW, begin=hall.NOW - 600, end=hall.NOW),
    )
    frame = with_cameras(calm())
    turn(pane, pictures, replace(frame, state=replace(frame.state, holds={hold.id: hold for hold in holds})))
    (listed,) = (
        menu
        for action in pane.deeds.menu(cell(pane, "cam-2"), QPoint(0, 0)).actions()
        if action.text() == "已保留的录像" and (menu := action.menu())
    )
    newest, oldest = (action.menu() for action in listed.actions())
    assert newest is not None
    assert oldest is not None
    assert newest.title() == "11-21 10:32 – 11-21 10:42（lost bag）"
    assert oldest.title().endswith("（R&&D）")
    trigger(newest, "不再保留，到期即删")
    assert desk.orders == [ReleaseRecording(device="cam-2", hold="new")]
    assert "已保留的录像" not in {action.text() for action in entries(pane.deeds.menu(cell(pane, "cam-3"), QPoint(0, 0)))}


def test_what_is_kept_of_a_camera_that_left_the_hall_is_let_go_from_any_tile(
    make: Make, pictures: PaintedPictures, desk: RememberingDesk
) -> None:
    pane = make()
    hold = Hold(id="old", device="cam-gone", at=hall.NOW, begin=hall.NOW - 600, end=hall.NOW, reason="theft")
    frame = with_cameras(calm())
    turn(pane, pictures, replace(frame, state=replace(frame.state, holds={hold.id: hold})))
    (listed,) = (
        menu
        for action in pane.deeds.menu(cell(pane, "cam-3"), QPoint(0, 0)).actions()
        if action.text() == "已保留的录像" and (menu := action.menu())
    )
    (kept,) = (action.menu() for action in listed.actions())
    assert kept is not None
    assert kept.title() == "cam-gone 11-21 10:32 – 11-21 10:42（theft）"
    trigger(kept, "不再保留，到期即删")
    assert desk.orders == [ReleaseRecording(device="cam-gone", hold="old")]


def test_a_narrow_row_of_deeds_leaves_out_what_the_menu_has(make: Make, pictures: PaintedPictures) -> None:
    pane = make(size=(1280, 960))
    assert pane.bar.buttons["figures"].isVisible()
    tall = pane.bar.height()
    everything = pane.bar.row_width(
        [pane.bar.counts, *(each for code, each in pane.bar.buttons.items() if code not in pane.bar.absent)]
    )
    pane.resize(everything - 20 + pane.width() - pane.bar.width(), 960)
    until(lambda: not pane.bar.buttons["figures"].isVisible(), QApplication.processEvents, what="a button to be left out")
    assert pane.bar.height() == tall
    trigger(pane.deeds.layouts(QPoint(0, 0)), "显示数据")
    assert pane.board.with_figures
    pane.resize(1280, 960)
    until(pane.bar.buttons["figures"].isVisible, QApplication.processEvents, what="it to come back")


def lifted(frame: Frame, camera: str = "cam-1", until: float = hall.NOW + 272) -> Frame:
    lift = Lift(camera=camera, at=hall.NOW - 28, until=until, by="t4", reason="x")
    return replace(frame, state=replace(frame.state, lifted={camera: lift}))


def hidden(pictures: PaintedPictures) -> set[str]:
    """The tiles whose private parts are unrecognisable."""
    return {name for name, want in pictures.wants.items() if want.pixelate}


def test_lifted_privacy_shows_in_the_tile_in_hand_only_counts_down_and_can_be_restored(
    make: Make, pictures: PaintedPictures, desk: RememberingDesk
) -> None:
    pane = make()
    frame = lifted(with_cameras(calm()))
    turn(pane, pictures, frame)
    assert "cam-1" in hidden(pictures)
    hand.click(pane.grid, middle(pane, "cam-1"))
    turn(pane, pictures, frame)
    assert "cam-1" not in hidden(pictures)
    assert cell(pane, "cam-1").face.marks[0].words == "遮挡已解除 4:32"
    hand.key(pane.grid, Qt.Key.Key_U)
    assert desk.orders == [RestorePrivacy(camera="cam-1")]
    assert cell(pane, "cam-1").has_picture
    pane._due()
    pane.take_frame(lifted(with_cameras(calm()), until=hall.NOW))
    assert not cell(pane, "cam-1").has_picture, "what was to be seen must not stay"
    assert "cam-1" in hidden(pictures)


def test_privacy_lifted_now_holds_for_a_look_into_the_past_and_what_was_lifted_then_does_not(make: Make) -> None:
    then = lifted(with_cameras(calm()))
    past = replace(then, mode=Mode.PAUSED, now=hall.NOW - 60, live_alarms=with_cameras(calm()).state, extent=(0.0, hall.NOW))
    assert view_of(past).eyes[0].lifted_until is None
    now = replace(past, state=with_cameras(calm()).state, live_alarms=then.state)
    assert view_of(now).eyes[0].lifted_until == hall.NOW + 272


def test_a_snapshot_says_what_it_is_and_where_it_went(
    make: Make, pictures: PaintedPictures, desk: RememberingDesk, tmp_path: Path
) -> None:
    pane = make()
    pane.deeds.shots = tmp_path / "new" / "folder"
    hand.click(pane.grid, middle(pane, "cam-2"))
    turn(pane, pictures, with_cameras(calm()))
    for _ in range(2):
        hand.key(pane.grid, Qt.Key.Key_S)
        turn(pane, pictures, with_cameras(calm()))
    first, second = sorted(pane.deeds.shots.iterdir(), key=lambda path: (len(path.name), path.name))
    assert first != second
    assert first.name.startswith("cam-2-20261121T1042")
    image = QImage(str(first))
    shown = cell(pane, "cam-2").picture
    assert shown is not None
    assert image.height() > shown.height
    assert image.text("Source") == "cam-2"
    assert image.text("Creation Time").startswith("2026-11-21T02:42:17")
    assert "实时" in image.text("Comment")
    assert str(second) in pane.notice.words
    assert isinstance(desk.orders[0], WriteNote)
    assert first.name in desk.orders[0].text


def test_a_snapshot_that_cannot_be_written_says_so(make: Make, pictures: PaintedPictures, tmp_path: Path) -> None:
    pane = make()
    (tmp_path / "file").write_text("")
    pane.deeds.shots = tmp_path / "file"
    hand.click(pane.grid, middle(pane, "cam-2"))
    turn(pane, pictures, with_cameras(calm()))
    hand.key(pane.grid, Qt.Key.Key_S)
    turn(pane, pictures, with_cameras(calm()))
    assert "没有保存" in pane.notice.words


def test_a_snapshot_asks_for_the_streams_own_pixels_and_makes_do_with_the_tiles(
    make: Make, pictures: PaintedPictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = make()
    pane.deeds.shots = tmp_path
    hand.click(pane.grid, middle(pane, "cam-2"))
    turn(pane, pictures, with_cameras(calm()))
    its = next(want for want in pictures.wants.values() if want.camera == "cam-2")
    hand.key(pane.grid, Qt.Key.Key_S)
    pane.advance(with_cameras(calm()))
    asked = pictures.wants[TILE]
    assert (asked.camera, asked.is_whole, asked.stream, asked.pixelate) == ("cam-2", True, its.stream, its.pixelate)
    assert asked.width > its.width
    assert not list(tmp_path.iterdir()), "nothing has come yet"
    now = pane.deeds._at()
    monkeypatch.setattr(pane.deeds, "_at", lambda: now + 10 * PATIENCE)
    pane.advance(with_cameras(calm()))
    assert len(list(tmp_path.iterdir())) == 1
    pane.advance(with_cameras(calm()))
    assert TILE not in pictures.wants, "it is decoded for no longer than it is needed"


# --- arrangements ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 4, 6, 9, 16, 25, 36])
def test_every_number_of_tiles_can_be_chosen_by_mouse(make: Make, pictures: PaintedPictures, count: int) -> None:
    pane = make(36)
    hand.click(pane.bar.counts, pane.bar.counts.area_of(count).center().toPoint())
    turn(pane, pictures, with_cameras(calm(), 36))
    assert len(pane.grid.visible_cells()) == count
    assert pane.bar.counts.count == count


def test_the_number_of_tiles_by_keys(make: Make) -> None:
    pane = make()
    hand.click(pane.grid, middle(pane, "cam-1"))
    hand.key(pane.grid, Qt.Key.Key_BracketRight)
    assert pane.board.now.count == 9
    hand.key(pane.grid, Qt.Key.Key_BracketLeft)
    hand.key(pane.grid, Qt.Key.Key_BracketLeft)
    assert pane.board.now.count == 4


def test_cameras_change_places_by_hand_and_come_from_the_plan(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    pane.deeds.drop(Carried(camera="cam-1", index=0), cell(pane, "cam-6"))
    assert pane.board.now.cameras() == ("cam-6", "cam-2", "cam-3", "cam-4", "cam-5", "cam-1")
    turn(pane, pictures, with_cameras(calm()))
    pane.deeds.drop(Carried(camera="cam-3"), cell(pane, "cam-6"))
    assert pane.board.now.cameras()[0] == "cam-3"
    pane.deeds.drop(Carried(camera="not-of-this-hall"), cell(pane, "cam-2"))
    assert "not-of-this-hall" not in pane.board.now.cameras()


def trigger(menu: QMenu, words: str) -> None:
    """Press the entry of that name, also in a submenu."""
    for action in entries(menu):
        if action.text() == words:
            action.trigger()
            menu.close()
            return
    raise AssertionError((words, [action.text() for action in entries(menu)]))


def entries(menu: QMenu) -> list[QAction]:
    found: list[QAction] = []
    for action in menu.actions():
        inner: Any = action.menu()
        found += entries(inner) if inner is not None else [action]
    return found


def test_a_tile_is_given_another_camera_by_its_menu(make: Make, pictures: PaintedPictures) -> None:
    pane = make(12)
    trigger(pane.deeds.menu(cell(pane, "cam-1"), QPoint(0, 0)), "9 企业窗口")
    assert pane.board.now.slots[0].camera == "cam-9"
    turn(pane, pictures, with_cameras(calm(), 12))
    trigger(pane.deeds.menu(cell(pane, "cam-9"), QPoint(0, 0)), "热点：显示所选之处")
    assert pane.board.now.slots[0].is_hotspot


def test_a_tour_is_asked_for_goes_round_and_waits_while_somebody_works(make: Make, pictures: PaintedPictures) -> None:
    pane = make(12)
    frame = with_cameras(calm(), 12)
    trigger(pane.deeds.menu(cell(pane, "cam-1"), QPoint(0, 0)), "轮巡…")
    sheet = pane.deeds.open_sheet
    assert isinstance(sheet, TourSheet)
    for id, chip in sheet.chips.items():
        chip.setChecked(id in {"cam-11", "cam-12"})
    hand.click(sheet.button)
    tour = pane.board.now.slots[0].tour
    assert tour is not None
    assert (tour.cameras, tour.seconds) == (("cam-11", "cam-12"), 10.0)
    turn(pane, pictures, frame)
    first = pane.grid.cells[0].shown.camera
    pane.board.tick(pane._at(), is_seen=True)
    start = pane._at()
    pane.board.tick(start + 11, is_seen=True)
    assert pane.board.shown()[0].camera != first
    pane.board.touch(start + 11)
    pane.board.tick(start + 30, is_seen=True)
    assert pane.board.shown()[0].camera != first
    pane.board.tick(start + 32, is_seen=False)
    assert pane.board.shown()[0].camera != first


def test_a_layout_is_kept_by_name_used_again_and_survives_the_console(
    make: Make, pictures: PaintedPictures, show: Show, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    pane = make()
    pane.settle(settings)
    pane.deeds.drop(Carried(camera="cam-1", index=0), cell(pane, "cam-6"))
    trigger(pane.deeds.layouts(QPoint(0, 0)), "保存当前布局…")
    sheet = pane.deeds.open_sheet
    assert isinstance(sheet, Reason)
    sheet.line.setText("早班")
    hand.click(sheet.button)
    pane.deeds.set_count(4)
    settings.sync()
    again = show(Cameras, with_cameras(calm()), 1280, 960)
    again.settle(QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat))
    turn(again, pictures, with_cameras(calm()))
    assert again.board.now.count == 4
    trigger(again.deeds.layouts(QPoint(0, 0)), "早班（6 画面）")
    assert again.board.now.cameras()[0] == "cam-6"
    trigger(again.deeds.layouts(QPoint(0, 0)), "早班")
    assert again.board.named == {}


def test_a_grid_that_nobody_arranged_follows_the_halls_cameras_also_after_a_tile_was_enlarged(
    make: Make, pictures: PaintedPictures, show: Show, tmp_path: Path
) -> None:
    settings = QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    pane = make()
    pane.settle(settings)
    for _ in range(2):
        pane.deeds.open(cell(pane, "cam-1"))
    hand.click(pane.bar.buttons["figures"])
    more = with_cameras(calm(), 9)
    again = show(Cameras, more, 1280, 960)
    assert isinstance(again, Cameras)
    again.settle(settings)
    for each in (pane, again):
        turn(each, pictures, more)
        assert each.board.now.cameras() == tuple(f"cam-{n}" for n in range(1, 10))
        assert each.board.with_figures


def test_only_who_may_give_walls_something_is_offered_it_at_a_tile(
    make: Make, pictures: PaintedPictures, desk: RememberingDesk
) -> None:
    frame = with_cameras(calm())
    pane = make()
    for role, said in ((Role.OPERATOR, words.of(Refusal.ROLE)), (Role.LEADER, "")):
        turn(pane, pictures, replace(frame, role=role))
        menu = pane.deeds.menu(cell(pane, "cam-2"), QPoint(0, 0))
        entries = [action for action in menu.actions() if "推到大屏" in action.text()]
        assert len(entries) == 2, "as it is, and from half a minute ago"
        assert all(entry.isEnabled() is not bool(said) and said in entry.text() for entry in entries)
        menu.close()
    entries[1].trigger()
    assert desk.orders == [ShowOnWall(item=WallItem.LOOK_BACK, shown="cam-2")]


def test_a_kept_layout_that_is_nonsense_is_left_out(make: Make, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    settings.setValue("cameras/kept", '{"now":{"slots":[{}]},"named":7}')
    pane = make()
    pane.settle(settings)
    assert pane.board.now.count == 6


def test_figures_are_shown_on_demand(make: Make, pictures: PaintedPictures) -> None:
    pane = make()
    assert not any(each.face.figures for each in pane.grid.cells)
    hand.click(pane.bar.buttons["figures"])
    turn(pane, pictures, with_cameras(calm()))
    assert all("帧/秒" in each.face.figures for each in pane.grid.cells)


def test_the_view_is_the_same_for_the_same_frame() -> None:
    assert view_of(with_cameras(hall.busy())) == view_of(with_cameras(hall.busy()))
    assert view_of(hall.nothing()).eyes == ()
