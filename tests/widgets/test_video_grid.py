"""The grid: only what changed is painted, without copies; nothing of a lost picture stays in memory; mouse, keyboard, drag and drop."""

from functools import partial
from itertools import cycle

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QRect, QRectF, QSizeF, Qt
from PyQt6.QtGui import QColor, QDropEvent, QEnterEvent, QHelpEvent, QKeyEvent, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from console.video.pictures import WHOLE, Picture, Want
from tests.helpers import hand
from tests.helpers.pictures import PaintedPictures, made
from widgets import video_cell, video_drag
from widgets.talk_band import Band, area_of
from widgets.theme import Theme, Tone
from widgets.video_cell import SETTLE, Cell
from widgets.video_drag import Carried
from widgets.video_grid import VideoGrid
from widgets.video_slots import Arrangement, Shown, Slot, Tour, Turn, arrange, shown
from widgets.video_still import image_of
from widgets.video_tile import Face, Mark, Show, band_of, place_of
from widgets.video_zoom import NEAREST, panned, zoomed

SIX = tuple(f"cam-{n}" for n in range(1, 7))


@pytest.fixture
def grid(qtbot: QtBot, theme: Theme) -> VideoGrid:
    made = VideoGrid(theme)
    qtbot.addWidget(made)
    made.resize(960, 540)
    made.place(shown(arrange(6, SIX), Turn(), SIX))
    made.show()
    qtbot.waitExposed(made, timeout=60_000)
    return made


@pytest.fixture
def pictures(grid: VideoGrid) -> PaintedPictures:
    painted = PaintedPictures()
    painted.want(
        [
            Want(tile=cell.shown.tile, camera=cell.shown.camera, width=int(cell.area.width()), height=int(cell.area.height()))
            for cell in grid.cells
        ]
    )
    painted.step()
    return painted


def coloured(grid: VideoGrid) -> None:
    for cell in grid.cells:
        grid.look(cell, Face(name=cell.shown.camera, show=Show.COLOUR))


def middle(cell: Cell) -> QPoint:
    return cell.area.center().toPoint()


def picture_of(width: int, height: int, colour: tuple[int, int, int]) -> Picture:
    """One colour (red, green, blue)."""
    red, green, blue = colour
    return made(np.full((height, width, 4), (blue, green, red, 0), np.uint8), "cam-1", "cam-1")


def shade(grid: VideoGrid, cell: Cell) -> QColor:
    return grid.grab().toImage().pixelColor(middle(cell) + QPoint(0, 20))


def test_a_picture_is_painted_from_its_own_memory(grid: VideoGrid) -> None:
    cell = grid.cells[0]
    picture = picture_of(int(cell.area.width()), int(cell.area.height()), (200, 30, 30))
    cell.take(picture, 1.0)
    coloured(grid)
    assert abs(shade(grid, cell).red() - 200) < 4
    picture.memory[:] = picture_of(picture.width, picture.height, (10, 220, 10)).memory  # no copy lies between
    assert abs(shade(grid, cell).green() - 220) < 4


def test_grey_means_no_colour_at_all(grid: VideoGrid) -> None:
    cell = grid.cells[0]
    cell.take(picture_of(int(cell.area.width()), int(cell.area.height()), (200, 30, 30)), 1.0)
    grid.look(cell, Face(name="1", show=Show.GREY))
    seen = shade(grid, cell)
    assert max(seen.red(), seen.green(), seen.blue()) - min(seen.red(), seen.green(), seen.blue()) < 12


def test_of_a_picture_that_may_not_be_seen_nothing_is_painted(grid: VideoGrid) -> None:
    cell = grid.cells[0]
    cell.take(picture_of(100, 100, (200, 30, 30)), 1.0)
    grid.look(cell, Face(name="1", show=Show.NONE, head="无画面"))
    assert shade(grid, cell) != QColor(200, 30, 30)
    assert cell.visible() is None


def test_a_picture_that_is_not_sound_is_not_painted(grid: VideoGrid) -> None:
    cell = grid.cells[0]
    picture = picture_of(100, 100, (200, 30, 30))._replace(height=1000)
    cell.take(picture, 1.0)
    assert not cell.has_picture
    assert image_of(picture, 1.0) is None


def test_a_picture_of_another_shape_is_fitted_and_never_stretched(grid: VideoGrid, theme: Theme) -> None:
    cell = grid.cells[0]
    cell.take(picture_of(100, 100, (200, 30, 30)), 1.0)
    coloured(grid)
    image = grid.grab().toImage()
    y = int(cell.area.center().y())
    red = [x for x in range(int(cell.area.left()), int(cell.area.right())) if abs(image.pixelColor(x, y).red() - 200) < 4]
    assert abs(len(red) - cell.area.height()) <= 2
    assert image.pixelColor(int(cell.area.left()) + 4, y) == theme.colour(Tone.GROUND)


@pytest.mark.parametrize("spare", [0, 10, 26, 40, 200])
def test_a_picture_lies_below_the_name_as_far_as_there_is_room_and_else_in_the_middle(theme: Theme, spare: int) -> None:
    area = QRectF(10, 20, 640, 360 + spare)
    band = band_of(theme, area).height()
    place = place_of(theme, area, QSizeF(640, 360))
    above, below = place.target.top() - area.top(), area.bottom() - place.target.bottom()
    assert above + below == spare
    assert above == (spare if spare <= band else max(band, spare // 2))


def test_only_new_pictures_of_tiles_on_the_screen_are_taken(grid: VideoGrid, pictures: PaintedPictures) -> None:
    coloured(grid)
    assert grid.collect(pictures)
    assert all(cell.has_picture for cell in grid.cells)
    assert not grid.collect(pictures)
    grid.maximise("cam-2")
    assert [cell.shown.tile for cell in grid.cells if cell.has_picture] == ["cam-2"]
    pictures.step()
    grid.collect(pictures)
    assert [cell.shown.tile for cell in grid.cells if cell.has_picture] == ["cam-2"]


def test_a_new_picture_repaints_its_tile_and_no_other(
    grid: VideoGrid, pictures: PaintedPictures, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    coloured(grid)
    grid.collect(pictures)
    painted: list[str] = []

    def paint(_p: object, _theme: object, _area: object, face: Face, *_: object) -> None:
        painted.append(face.name)

    grid.repaint()
    monkeypatch.setattr("widgets.video_grid.paint_tile", paint)

    def is_alone() -> bool:  # the X server may ask for the whole grid once more, just after it was shown
        painted.clear()
        pictures.step(only={"cam-4"})
        assert grid.collect(pictures)
        qtbot.waitUntil(lambda: bool(painted), timeout=60_000)
        return painted == ["cam-4"]

    qtbot.waitUntil(is_alone, timeout=60_000)


class Repainted(QObject):
    """What of a widget was painted last."""

    def __init__(self) -> None:
        super().__init__()
        self.area = QRect()

    def eventFilter(self, thing: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QPaintEvent):
            self.area = event.region().boundingRect()
        return super().eventFilter(thing, event)


def test_the_level_of_a_voice_repaints_its_band_and_nothing_else(grid: VideoGrid, theme: Theme, qtbot: QtBot) -> None:
    cell = grid.cells[1]
    levels = cycle([Band(words="正在对讲", level=lit) for lit in (3, 4)])
    grid.put_band(cell, next(levels))
    grid.repaint()
    seen = Repainted()
    grid.installEventFilter(seen)

    def is_alone() -> bool:  # the X server may ask for the whole grid once more, just after it was shown
        seen.area = QRect()
        band = next(levels)
        assert grid.put_band(cell, band)
        qtbot.waitUntil(lambda: not seen.area.isEmpty(), timeout=60_000)
        return bool(seen.area == area_of(theme, cell.area, band).toAlignedRect())

    qtbot.waitUntil(is_alone, timeout=60_000)


def test_a_tile_keeps_its_picture_when_it_moves_and_loses_it_when_it_goes(grid: VideoGrid, pictures: PaintedPictures) -> None:
    grid.collect(pictures)
    kept, gone = grid.cells[5], grid.cells[0]
    grid.place(shown(arrange(4, SIX[4:]), Turn(), SIX[4:]))
    assert kept in grid.cells
    assert kept.has_picture
    assert not gone.has_picture
    assert gone.at is not None


def test_a_tile_settles_some_seconds_after_its_first_picture_and_after_its_last(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(video_cell, "monotonic", lambda: clock[0])
    cell = Cell(Shown(tile="t", index=0, camera="c"))
    picture = made(np.zeros((90, 160, 4), np.uint8))
    for turn in (partial(cell.take, picture, 1.0), cell.drop):
        clock[0] += 60.0
        turn()
        assert not cell.is_settled
        clock[0] += SETTLE - 0.1
        turn()
        assert not cell.is_settled
        clock[0] += 0.1
        assert cell.is_settled, "the same again changes nothing"


def test_wheel_zooms_where_the_mouse_is_and_dragging_moves_the_picture(grid: VideoGrid, pictures: PaintedPictures) -> None:
    coloured(grid)
    grid.collect(pictures)
    cell = grid.cells[0]
    grid.wheelEvent(wheel(cell.area.topLeft() + QPointF(20, 30), 120 * 4))
    near = cell.part
    assert near.width < 0.5
    assert near.x < 0.1
    hand.press(grid, middle(cell))
    hand.move(grid, middle(cell) - QPoint(40, 0))
    hand.release(grid, middle(cell) - QPoint(40, 0))
    assert cell.part.x > near.x
    grid.wheelEvent(wheel(cell.area.center(), -120 * 20))
    assert cell.part == WHOLE


def wheel(at: QPointF, turns: int) -> QWheelEvent:
    none = Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(at, at, QPoint(), QPoint(0, turns), Qt.MouseButton.NoButton, none, phase, False)


def test_zoom_keeps_within_the_picture() -> None:
    part = WHOLE
    for _ in range(40):
        part = zoomed(part, 1.25, 1.0, 1.0)
    assert part.width == pytest.approx(1 / NEAREST)
    assert part.x + part.width == pytest.approx(1.0)
    far = panned(part, 100.0, -100.0)
    assert far.x + far.width == pytest.approx(1.0)
    assert far.y == 0.0
    assert panned(WHOLE, 0.5, 0.5) == WHOLE
    assert zoomed(part, 0.001, 0.5, 0.5) == WHOLE


def test_a_double_click_opens_a_tile_and_a_click_chooses_it(grid: VideoGrid) -> None:
    said: list[tuple[str, str]] = []
    grid.on_open = lambda cell: said.append(("open", cell.shown.tile))
    grid.on_choose = lambda cell: said.append(("choose", cell.shown.tile))
    hand.click(grid, middle(grid.cells[4]))
    assert said == [("choose", "cam-5")]
    hand.double_click(grid, middle(grid.cells[2]))
    assert said[-1] == ("open", "cam-3")


def test_arrows_walk_over_the_tiles_and_enter_opens(grid: VideoGrid) -> None:
    opened: list[str] = []
    grid.on_open = lambda cell: opened.append(cell.shown.tile)
    hand.click(grid, middle(grid.cells[0]))
    across = len({cell.area.left() for cell in grid.cells})
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        hand.key(grid, key)
    below = grid.cells[1 + across * (len(grid.cells) // across - 1)]
    assert grid.chosen == below.shown.tile
    hand.key(grid, Qt.Key.Key_Return)
    assert opened == [below.shown.tile]


def test_zoom_and_pan_by_keyboard(grid: VideoGrid) -> None:
    hand.click(grid, middle(grid.cells[0]))
    for _ in range(6):
        hand.key(grid, Qt.Key.Key_Plus)
    part = grid.cells[0].part
    assert part.width < 0.5
    hand.key(grid, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert grid.cells[0].part.x < part.x
    assert grid.chosen == "cam-1"


def test_keys_that_mean_nothing_here_go_on_to_the_window(grid: VideoGrid) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    grid.keyPressEvent(event)
    assert not event.isAccepted()


def test_a_camera_is_dropped_on_a_tile(grid: VideoGrid) -> None:
    said: list[tuple[Carried, str]] = []
    grid.on_drop = lambda carried, cell: said.append((carried, cell.shown.tile))
    for data in (text("cam-8"), video_drag.pack(Carried(camera="cam-9", index=-1))):
        event = QDropEvent(
            QPointF(middle(grid.cells[2])), Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )  # fmt: skip
        grid.dropEvent(event)
    assert said == [(Carried(camera="cam-9", index=-1), "cam-3")]


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def test_what_is_carried_is_unpacked_as_it_was_packed() -> None:
    assert video_drag.unpack(video_drag.pack(Carried(camera="hall/cam:1", index=12))) == Carried(camera="hall/cam:1", index=12)
    assert video_drag.unpack(None) is None
    broken = QMimeData()
    broken.setData(video_drag.MIME, b"x cam-1")
    assert video_drag.unpack(broken) is None


def test_the_smallest_tile_still_says_name_state_and_marks(grid: VideoGrid, painted: set[str]) -> None:
    grid.resize(400, 300)
    for cell in grid.cells:
        grid.look(
            cell,
            Face(
                name="名称很长很长很长的摄像机",
                show=Show.NONE,
                head="无画面",
                lines=("一", "二", "三"),
                marks=(Mark("录像"),) * 9,
            ),
        )
    grid.grab()
    assert painted >= {"名称很长很长很长的摄像机", "无画面", "一", "录像"}


def test_the_tile_under_the_mouse_says_itself_in_a_tooltip_and_nothing_once_the_mouse_is_gone(
    grid: VideoGrid, qtbot: QtBot
) -> None:
    coloured(grid)
    cell = grid.cells[4]
    at = QPointF(middle(cell))
    told = QHelpEvent(QEvent.Type.ToolTip, middle(cell), grid.mapToGlobal(middle(cell)))
    QApplication.sendEvent(grid, QEnterEvent(at, at, grid.mapToGlobal(at)))
    QApplication.sendEvent(grid, told)
    assert QToolTip.text() == "cam-5"
    QToolTip.hideText()
    qtbot.waitUntil(lambda: not QToolTip.isVisible(), timeout=60_000)
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    QApplication.sendEvent(grid, told)
    assert not QToolTip.isVisible()


@pytest.mark.parametrize("number", [0, 1], ids=["first", "last"])
def test_an_enlarged_place_stays_large_whatever_camera_comes_to_it(grid: VideoGrid, number: int) -> None:
    own, tour = Slot(camera="cam-1"), Slot(tour=Tour(cameras=SIX[:3]))
    arrangement = Arrangement(slots=(tour, own) if number == 0 else (own, tour))
    grid.place(shown(arrangement, Turn(), SIX))
    grid.maximise(grid.cells[number].shown.tile)
    for seconds, camera in ((10.0, "cam-2"), (20.0, "cam-3"), (30.0, "cam-1")):
        grid.place(shown(arrangement, Turn(seconds=seconds), SIX))
        assert [cell.shown.index for cell in grid.visible_cells()] == [number]
        assert grid.visible_cells()[0].shown.camera == camera
    grid.place(shown(arrangement.put(number, Slot(camera="cam-5")), Turn(), SIX))
    assert [cell.shown.camera for cell in grid.visible_cells()] == ["cam-5"]
    grid.place(shown(arrangement.put(number, Slot()), Turn(), SIX))
    assert (grid.maximised, len(grid.visible_cells())) == ("", 2)


def test_an_enlarged_tile_gives_way_to_an_alarms_picture(grid: VideoGrid) -> None:
    arrangement = Arrangement(slots=(Slot(camera="cam-1"), Slot(camera="cam-2", is_reserved=True)))
    grid.place(shown(arrangement, Turn(), SIX))
    grid.maximise("cam-2")
    grid.place(shown(arrangement, Turn(alarms=("cam-3",)), SIX))
    assert [cell.shown.camera for cell in grid.visible_cells()] == ["cam-1", "cam-3"]
