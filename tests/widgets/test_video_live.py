"""The camera grid before real decoders: each deed of a hand on the screen, from the mouse to the picture that comes of it.

A recorder plays clips over the real protocol, worker processes decode them, recordings lie in a real index.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from PyQt6.QtCore import QPoint, QPointF, Qt, QTimer
from PyQt6.QtGui import QImage, QWheelEvent
from PyQt6.QtWidgets import QApplication

from console.app import dress
from console.model.hall import AlarmPriority
from console.model.state import Alarm, Lift
from console.session import Frame, Mode
from console.video.gallery import Gallery
from console.video.pictures import WHOLE
from console.video.protocol import Phase, Stream
from tests.helpers import hand
from tests.helpers.cameras import with_cameras
from tests.helpers.clip_recorder import ClipRecorder
from tests.helpers.clips import Clip, number_of
from tests.helpers.pictures import pixels
from tests.helpers.recordings import Recordings
from tests.helpers.screen import FakeSource
from tests.helpers.until import until
from tests.widgets.panes import hall
from widgets import theme as themes
from widgets import video_board, video_snap
from widgets.layout import Layout, Part, WindowPlan
from widgets.panes.cameras import Cameras
from widgets.panes.floor_plan import FloorPlan
from widgets.screens import Screens
from widgets.video_cell import Cell
from widgets.video_slots import COUNTS, Why
from widgets.video_tile import Show

SIX = tuple(f"cam-{n}" for n in range(1, 7))
SUB = Clip(seconds=4.0, gop=1.0)
HEARD = Clip(seconds=4.0, gop=1.0, sound="aac")
MAIN = Clip(width=1280, height=720, rate=15, seconds=4.0, gop=1.0, bits=1_500_000)
PATIENCE = 90.0
"""Seconds; workers start slowly on a busy machine."""
THEN = hall.NOW - 600.0
"""What is recorded begins here."""


pytestmark = pytest.mark.timeout(300)


class Seat:
    """Somebody before a window with the floor plan and the cameras."""

    def __init__(self, screens: Screens, source: FakeSource, gallery: Gallery, recorder: ClipRecorder) -> None:
        self.screens = screens
        self.source = source
        self.gallery = gallery
        self.recorder = recorder
        (self.window,) = screens.windows
        cameras, plan = self.window.panes["cameras"], self.window.panes["floor_plan"]
        assert isinstance(cameras, Cameras)
        assert isinstance(plan, FloorPlan)
        self.cameras, self.plan = cameras, plan
        self.grid = cameras.grid

    def look(self) -> None:
        """One frame, as the console's timer does it."""
        self.screens.take_frame(self.source.frame())
        QApplication.processEvents()

    def until(self, is_so: Callable[[], object], what: str) -> None:
        until(is_so, self.look, PATIENCE, what)

    def cell(self, tile: str) -> Cell:
        found = self.grid.cell_of(tile)
        assert found is not None, [cell.shown.tile for cell in self.grid.cells]
        return found

    def middle(self, tile: str) -> QPoint:
        return self.cell(tile).area.center().toPoint()

    def is_live(self, tile: str) -> bool:
        cell = self.grid.cell_of(tile)
        return cell is not None and cell.has_picture and cell.face.state == "实时" and cell.face.show is Show.COLOUR

    def until_live(self, *tiles: str) -> None:
        self.until(lambda: all(map(self.is_live, tiles)), f"{tiles} live")

    def pixels(self, tile: str) -> NDArray[np.uint8]:
        """A copy of the picture in a tile; waits for one where there is none just now."""
        self.until(lambda: self.cell(tile).picture is not None, f"a picture in {tile}")
        picture = self.cell(tile).picture
        assert picture is not None
        return pixels(picture)

    def click(self, tile: str) -> None:
        hand.click(self.grid, self.middle(tile))

    def press(self, code: str) -> None:
        """Press a button of the row over the grid once it can be."""
        button = self.cameras.bar.buttons[code]
        self.until(lambda: button.allowed, f"{code} can be pressed: {button.reason}")
        hand.click(button, button.rect().center())

    def wheel(self, tile: str, notches: int) -> None:
        at = QPointF(self.middle(tile))
        event = QWheelEvent(
            at, self.grid.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.grid, event)

    def show(self, frame: Frame) -> None:
        self.source.now = frame

    def calm(self) -> Frame:
        """Nothing asks for anybody."""
        was = with_cameras(hall.normal())
        return replace(was, state=replace(was.state, alarms={}))

    def drag(self, source: "Cameras | FloorPlan", begin: QPoint, end: QPoint) -> None:
        """Carry what is under `begin` in a pane to `end` on the grid with the mouse, while Qt's own drag and drop runs.

        Again, where that did nothing: on a screen that is shared another window may have come in between.
        """
        before = self.cameras.board.now

        def is_dropped() -> bool:
            self._drag(source, begin, end)
            return self.cameras.board.now != before

        self.until(is_dropped, "it was dropped")

    def _drag(self, source: "Cameras | FloorPlan", begin: QPoint, end: QPoint) -> None:
        widget = source.grid if isinstance(source, Cameras) else source.spots
        away = begin + QPoint(30, 30)
        there = widget.mapFromGlobal(self.grid.mapToGlobal(end))
        steps = [partial(hand.move, widget, at) for at in (away, there - QPoint(3, 3), there)]
        steps.append(partial(hand.release, widget, there))
        self.window.raise_()

        def go_on() -> None:
            if steps:
                step = steps.pop(0)
                QTimer.singleShot(20, go_on)
                step()  # the first one does not return before the drop

        hand.press(widget, begin)
        go_on()
        self.until(lambda: not steps, "let go")


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClipRecorder]:
    data = tmp_path_factory.mktemp("hall")
    streams = {id: {"sub": HEARD if id == "cam-1" else SUB, "main": MAIN} for id in SIX}
    recordings = Recordings(data / "recordings")
    for camera in streams:
        recordings.add(camera, THEN, SUB)
    recordings.close()
    playing = ClipRecorder(data, streams)
    playing.start()
    yield playing
    playing.stop()


@pytest.fixture(scope="module")
def gallery(recorder: ClipRecorder) -> Iterator[Gallery]:
    made = Gallery(recorder.station)
    made.open()
    yield made
    made.close()


@pytest.fixture(scope="module")
def sitting(qapp: QApplication, recorder: ClipRecorder, gallery: Gallery) -> Iterator[Seat]:
    night = themes.load("night")
    dress(qapp, night)
    parts = (Part(parts=(Part(panes=("floor_plan",), share=40), Part(panes=("cameras",), share=60))),)
    source = FakeSource(hall.normal())
    screens = Screens(Layout(name="test", window=(WindowPlan(id="a", name="现场", parts=parts),)), source, night, None, gallery)
    (window,) = screens.windows
    window.setGeometry(0, 0, 1900, 1000)
    window.show()
    yield Seat(screens, source, gallery, recorder)
    window.hide()
    window.deleteLater()


@pytest.fixture
def seat(sitting: Seat) -> Seat:
    """With six live tiles, as at the start."""
    sitting.cameras.deeds.start_over()
    sitting.grid.maximise("")
    sitting.show(sitting.calm())
    sitting.until_live(*SIX)
    return sitting


def test_six_cameras_are_live_and_move(seat: Seat) -> None:
    first = {cell.shown.tile: cell.at for cell in seat.grid.cells}
    seat.until(lambda: all((cell.at or 0) > (first[cell.shown.tile] or 0) for cell in seat.grid.cells), "newer pictures")
    seat.until(lambda: {seat.gallery.figures(tile).phase for tile in first} == {Phase.LIVE}, "all of them live at once")
    seat.until(lambda: number_of(seat.pixels("cam-2")) is not None, "a picture of the clip")


def test_a_click_on_the_plan_shows_its_cameras(seat: Seat) -> None:
    spots = seat.plan.spots
    seat.until(lambda: "device:cam-4" in spots.areas(), "the plan is drawn")
    hand.click(spots, spots.areas()["device:cam-4"].center().toPoint())
    seat.until(lambda: seat.cell("cam-4").face.is_lit, "the camera's tile is lit")
    seat.cameras.deeds.set_count(4)
    seat.until(lambda: len(seat.grid.cells) == 4, "four tiles")
    hand.click(spots, spots.areas()["counter:c9"].center().toPoint())
    seat.until(lambda: any(cell.shown.why is Why.HOTSPOT and cell.shown.camera == "cam-3" for cell in seat.grid.cells), "hotspot")
    seat.until(lambda: any(cell.shown.why is Why.HOTSPOT and cell.has_picture for cell in seat.grid.cells), "with a picture")


def test_a_camera_is_carried_from_tile_to_tile_and_from_the_plan_to_a_tile(seat: Seat) -> None:
    seat.drag(seat.cameras, seat.middle("cam-1"), seat.middle("cam-6"))
    seat.until(lambda: [cell.shown.camera for cell in seat.grid.cells][::5] == ["cam-6", "cam-1"], "they changed places")
    seat.until_live("cam-1", "cam-6")
    at = seat.plan.spots.areas()["device:cam-3"].center().toPoint()
    seat.drag(seat.plan, at, seat.middle("cam-2"))
    seat.until(
        lambda: [cell.shown.camera for cell in seat.grid.cells][1:3] == ["cam-3", "cam-2"], "it has the tile it was put on"
    )
    seat.until_live("cam-3")


def test_a_tile_is_enlarged_in_its_main_stream_and_put_back(seat: Seat) -> None:
    hand.double_click(seat.grid, seat.middle("cam-2"))
    seat.until(lambda: len(seat.grid.visible_cells()) == 1, "it has all the room")
    assert seat.cell("cam-2").has_picture, "no black gap"
    seat.until(lambda: (picture := seat.cell("cam-2").picture) is not None and picture.stream is Stream.MAIN, "the main stream")
    hand.key(seat.grid, Qt.Key.Key_Escape)
    seat.until_live(*SIX)


def test_the_wheel_zooms_into_the_picture_and_the_hand_moves_it(seat: Seat) -> None:
    for _ in range(5):
        seat.wheel("cam-2", 1)
    part = seat.cell("cam-2").part
    assert part.width < 0.4
    seat.until(lambda: number_of(seat.pixels("cam-2")) is None, "the barcode at the top is out of sight")
    seat.until(lambda: any(mark.words.startswith("局部") for mark in seat.cell("cam-2").face.marks), "it says so")
    area = seat.cell("cam-2").area

    def fills() -> bool:
        tall, wide, _ = seat.pixels("cam-2").shape
        return bool(abs(area.width() - wide) <= 2 or abs(area.height() - tall) <= 2)

    seat.until(fills, "it fills the tile")
    hand.press(seat.grid, seat.middle("cam-2"))
    hand.move(seat.grid, seat.middle("cam-2") + QPoint(60, 30))
    hand.release(seat.grid, seat.middle("cam-2"))
    moved = seat.cell("cam-2").part
    assert (moved.x < part.x, moved.y < part.y) == (True, True)
    hand.key(seat.grid, Qt.Key.Key_Escape)
    assert seat.cell("cam-2").part == WHOLE
    seat.until(lambda: number_of(seat.pixels("cam-2")) is not None, "the whole picture")


def test_a_snapshot_is_the_picture_of_the_tile_with_its_source_and_time(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_snap, "PATIENCE", PATIENCE)  # else a busy machine makes do with the tile's own
    seat.cameras.deeds.shots = tmp_path
    seat.click("cam-3")
    seat.press("shot")
    seat.until(lambda: list(tmp_path.iterdir()), "the snapshot is there")
    (path,) = tmp_path.iterdir()
    image = QImage(str(path))
    seen = seat.cell("cam-3").picture
    assert seen is not None
    assert seen.width < SUB.width, "the tile is smaller than its stream"
    assert (image.width(), image.height() > SUB.height) == (SUB.width, True)
    assert image.text("Source") == "cam-3"
    assert str(path) in seat.cameras.notice.words
    kept = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = kept.constBits()
    assert bits is not None
    lines = np.frombuffer(bytes(bits.asarray(kept.sizeInBytes())), np.uint8).reshape(kept.height(), kept.width(), 4)
    assert number_of(lines[: SUB.height]) is not None


def test_the_last_half_minute_is_played_in_the_tile_and_the_present_comes_back(seat: Seat) -> None:
    seat.click("cam-5")
    seat.press("back")
    seat.until(lambda: seat.cell("cam-5").face.state == "回看" and not seat.cell("cam-5").is_old, "the past of this tile")

    def is_earlier() -> bool:
        then, now = seat.cell("cam-5").at, seat.cell("cam-4").at
        return then is not None and now is not None and then < now - 0.5

    seat.until(is_earlier, "it is behind the others")
    seat.until_live("cam-4")
    seat.press("back")
    seat.until_live("cam-5")


def test_one_tile_is_heard_through_libvlc_and_goes_on_showing(seat: Seat) -> None:
    seat.click("cam-1")
    seat.press("sound")
    seat.until(lambda: seat.cameras.board.sound == "cam-1" and "声音" in _marks(seat, "cam-1"), "it is heard")
    seat.until_live("cam-1")
    seat.press("sound")
    seat.until(lambda: "声音" not in _marks(seat, "cam-1"), "silence")
    seat.until_live("cam-1")


def _marks(seat: Seat, tile: str) -> str:
    return " ".join(mark.words for mark in seat.cell(tile).face.marks)


def test_figures_are_the_decoders_own(seat: Seat) -> None:
    hand.click(seat.cameras.bar.buttons["figures"])
    wanted = ("kbit/s", "15 帧/秒", "毫秒")
    seat.until(lambda: all(words in seat.cell("cam-2").face.figures for words in wanted), "figures")


def _all_show(seat: Seat, number: int) -> bool:
    return all(cell.picture is not None and number_of(seat.pixels(cell.shown.tile)) == number for cell in seat.grid.cells)


def test_replay_shows_the_recorded_picture_of_that_very_moment_and_live_comes_back(seat: Seat) -> None:
    live = seat.source.now
    for visit, number in ((1, 9), (2, 40)):
        seat.show(
            replace(
                live, mode=Mode.PAUSED, now=THEN + (number + 0.5) / 15, visit=visit, can_command=False, blocked="replay",
                live_alarms=live.state,
            )
        )  # fmt: skip
        seat.until(lambda: {cell.face.state for cell in seat.grid.cells} == {"定格"}, "the moment stands in every tile")
        seat.until(partial(_all_show, seat, number), f"picture {number} in every tile")
    seat.show(
        replace(live, mode=Mode.PAUSED, now=THEN - 60, visit=3, can_command=False, blocked="replay", live_alarms=live.state)
    )
    seat.until(lambda: {cell.face.head for cell in seat.grid.cells} == {"此刻无录像"}, "nothing was recorded then")
    seat.show(live)
    seat.until_live(*SIX)


def test_an_alarm_calls_up_the_camera_that_sees_it_and_lets_it_go(seat: Seat) -> None:
    seat.cameras.deeds.set_count(4)
    seat.until(lambda: seat.grid.cell_of("cam-4") is None, "four tiles without it")
    quiet = seat.calm()
    raised = Alarm(
        id="paper:kiosk-6", rule="paper", subject="kiosk-6", priority=AlarmPriority.HIGH, active=True, raised_at=hall.NOW - 9,
        active_at=hall.NOW - 9,
    )  # fmt: skip
    seat.show(replace(quiet, state=replace(quiet.state, alarms={raised.id: raised})))
    seat.until(lambda: seat.is_live("cam-4"), "called up")
    assert seat.cell("cam-4").shown.why is Why.ALARM
    assert seat.cell("cam-4").face.alarm.startswith("6 号自助机 缺纸")
    seat.show(quiet)
    seat.until(lambda: seat.grid.cell_of("cam-4") is None, "it goes away")


def test_a_tour_goes_from_camera_to_camera_with_live_pictures(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_board, "REST", 0.0)
    seat.cameras.board.set_tour(0, ("cam-1", "cam-5", "cam-6"), 1.0)
    seen: set[str] = set()

    def is_round() -> bool:
        cell = seat.grid.cells[0]
        if cell.shown.why is Why.TOUR and seat.is_live(cell.shown.tile):
            seen.add(cell.shown.camera)
        return len(seen) == 3

    seat.until(is_round, "all three were seen live")


def test_what_is_private_is_unrecognisable_until_it_is_lifted_and_again_after(seat: Seat) -> None:
    def blocks() -> float:
        """How much neighbouring pixels differ where the camera's private part is."""
        picture = seat.pixels("cam-1")[..., :3].astype(int)
        tall, wide = picture.shape[:2]
        part = picture[int(tall * 0.52) : int(tall * 0.68), int(wide * 0.42) : int(wide * 0.58)]
        return float(np.mean(np.abs(np.diff(part, axis=1)).max(axis=2) > 0))

    seat.click("cam-1")
    hidden = blocks()
    quiet = seat.calm()
    lift = Lift(camera="cam-1", at=hall.NOW - 5, until=hall.NOW + 300, by="t4", reason="x")
    seat.show(replace(quiet, state=replace(quiet.state, lifted={"cam-1": lift})))
    seat.until(lambda: seat.is_live("cam-1") and blocks() > hidden + 0.2, "it can be seen")
    seat.until(lambda: "遮挡已解除" in _marks(seat, "cam-1"), "and that is said")
    seat.show(quiet)
    seat.until(lambda: seat.cell("cam-1").picture is None or blocks() < hidden + 0.1, "hidden at once")
    seat.until_live("cam-1")
    assert blocks() < hidden + 0.1


def test_a_camera_that_falls_silent_goes_grey_says_since_when_and_comes_back(seat: Seat) -> None:
    seat.recorder.pause("cam-6")
    try:
        seat.until(lambda: seat.cell("cam-6").face.show is Show.GREY and seat.cell("cam-6").face.state == "停滞", "grey")
        assert seat.cell("cam-6").face.head.startswith("画面停滞")
        seat.until_live("cam-5")
    finally:
        seat.recorder.go_on("cam-6")
    seat.until_live("cam-6")


def _has_tiles(seat: Seat, count: int) -> bool:
    return len(seat.grid.cells) == count


def test_every_number_of_tiles_shows_pictures(seat: Seat) -> None:
    counts = seat.cameras.bar.counts
    for count in COUNTS:
        hand.click(counts, counts.area_of(count).center().toPoint())
        seat.until(partial(_has_tiles, seat, count), f"{count} tiles")
        seat.until_live(*(cell.shown.tile for cell in seat.grid.cells if cell.shown.camera))
