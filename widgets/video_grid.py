"""The grid of camera tiles: one widget that paints them all, takes new pictures, and knows mouse and keyboard. It finds out nothing.

Only tiles with a new picture or a new face are painted. What a hand does is told by the callbacks, bound methods of the pane.
"""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from console.video.pictures import WHOLE, Pictures, Region
from widgets import video_drag
from widgets.places import Place, nearest
from widgets.talk_band import Band, area_of, paint_band
from widgets.theme import Theme, Tone
from widgets.video_cell import Cell
from widgets.video_slots import Shown, Why, rows
from widgets.video_still import Ground
from widgets.video_tile import Face, Show, paint_tile, top_of
from widgets.video_zoom import STEP, panned, zoomed

GAP = 4
"""Between tiles, unscaled pixels."""
_STEPS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip
_PAN = 0.15
"""Of what is shown, by one key."""


def _nothing(*_: object) -> None:
    """Until the pane says what to do."""


class VideoGrid(QWidget):
    """All tiles. `place` says which there are, `look` their faces; `collect` takes the new pictures."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.cells: list[Cell] = []
        self.chosen = ""
        """The tile that the operator works with."""
        self.maximised = ""
        self.on_choose: Callable[[Cell], object] = _nothing
        self.on_open: Callable[[Cell], object] = _nothing
        self.on_escape: Callable[[], object] = _nothing
        self.on_menu: Callable[[Cell, QPoint], object] = _nothing
        self.on_drop: Callable[[video_drag.Carried, Cell], object] = _nothing
        self.on_touch: Callable[[], object] = _nothing
        """Told of each thing that a hand does here."""
        self.on_change: Callable[[], object] = _nothing
        """Told when a tile has another size or shows another part."""
        self.on_key: Callable[[QKeyEvent], bool] = lambda _event: False
        """Asked what a key means that the grid does not know."""
        self.on_key_up: Callable[[QKeyEvent], object] = _nothing
        self.on_leave: Callable[[], object] = _nothing
        """Told when the keyboard goes elsewhere: whatever key was held is held no more."""
        self.lit = ""
        """The tile over which a camera is held."""
        self._tiled = QRegion()
        self._pressed: Cell | None = None
        self._pressed_at = QPointF()
        self.setMouseTracking(False)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(640), self.theme.px(360))

    # --- what the pane says ----------------------------------------------------------------------------------------------

    def place(self, shown: Sequence[Shown]) -> None:
        """These tiles, in this order; one that was there keeps its picture and its zoom."""
        if [cell.shown for cell in self.cells] == list(shown):
            return
        before = {cell.shown.tile: cell for cell in self.cells}
        self.cells = [before.pop(face.tile) if face.tile in before else Cell(face) for face in shown]
        for cell, face in zip(self.cells, shown, strict=True):
            cell.shown = face
        for gone in before.values():
            gone.drop()
        if self._pressed not in self.cells:
            self._pressed = None
        if self.cell_of(self.maximised) is None:
            large = before.get(self.maximised)
            self.maximised = self._next_in(large.shown) if large is not None else ""
        self.lay_out()

    def _next_in(self, was: Shown) -> str:
        """The tile that is now where `was` was: a tour's next, or another camera put there; empty: none, or one that an alarm brought or took."""
        now = self.cells[was.index].shown if was.index < len(self.cells) else was
        return now.tile if now.camera and now is not was and Why.ALARM not in (was.why, now.why) else ""

    def lay_out(self) -> None:
        """Give the tiles their areas: all, or the whole room to the one that is maximised."""
        seen = [cell for cell in self.cells if not self.maximised or cell.shown.tile == self.maximised]
        areas = rows(QRectF(self.rect()), len(seen), self.theme.px(GAP))
        for cell in self.cells:
            cell.area = QRectF()
        for cell, area in zip(seen, areas, strict=False):
            cell.area = area
        self._tiled = QRegion()
        for area in areas:
            self._tiled += area.toRect()
        for cell in self.cells:
            if cell.area.isEmpty():
                cell.drop()
        self.update()
        self.on_change()

    def visible_cells(self) -> list[Cell]:
        """Those that have room."""
        return [cell for cell in self.cells if not cell.area.isEmpty()]

    def cell_of(self, tile: str) -> Cell | None:
        """The tile of that name."""
        return next((cell for cell in self.cells if cell.shown.tile == tile), None)

    def collect(self, pictures: Pictures) -> bool:
        """Take the new pictures of the tiles that can be seen; True when there were any."""
        changed = pictures.changed()
        if not changed:
            return False
        ratio = self.devicePixelRatioF()
        dirty = False
        for cell in self.cells:
            if cell.shown.tile not in changed or cell.area.isEmpty():
                continue
            picture = pictures.take(cell.shown.tile)
            if picture is None or picture.camera != cell.shown.camera:
                continue
            was_ready = cell.has_picture and not cell.is_old
            cell.take(picture, ratio)
            if not was_ready:
                self.on_change()
            if cell.face.show is not Show.NONE:
                self.update(cell.area.toRect())
                dirty = True
        return dirty

    def look(self, cell: Cell, face: Face) -> bool:
        """Give a tile its face; True when it is another one."""
        if face == cell.face:
            return False
        cell.face = face
        self.update(cell.area.toRect())
        if cell.shown.tile == self.chosen:
            self.setAccessibleDescription(face.spoken)
        return True

    def put_band(self, cell: Cell, band: Band | None) -> bool:
        """Say across a tile who talks through its camera; True when that is something else."""
        if band == cell.band:
            return False
        if band is not None and (cell.band is None or band.spoken != cell.band.spoken):
            self.setAccessibleDescription(band.spoken)
        for each in (cell.band, band):
            if each is not None:
                self.update(area_of(self.theme, cell.area, each).toAlignedRect())
        cell.band = band
        return True

    def zoom_whole(self, cell: Cell) -> None:
        """The whole picture again."""
        self._set_part(cell, WHOLE)

    def maximise(self, tile: str) -> None:
        """Give one tile all the room; an empty name gives all their places back."""
        if tile != self.maximised:
            self.maximised = tile
            self.lay_out()

    # --- painting --------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent | None) -> None:
        damage = event.region() if event is not None else QRegion(self.rect())
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not (damage - self._tiled).isEmpty():
            p.fillRect(self.rect(), self.theme.colour(Tone.PANEL))
        ground = Ground(p, damage)
        for cell in self.cells:
            if not cell.area.isEmpty() and damage.intersects(cell.area.toRect()):
                paint_tile(p, self.theme, cell.area, cell.face, cell.still(), ground, cell.trim)
                if cell.band is not None:
                    paint_band(p, self.theme, cell.area, cell.band)
        p.end()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.lay_out()

    # --- mouse -----------------------------------------------------------------------------------------------------------

    def at(self, pos: QPointF) -> Cell | None:
        """The tile under a point."""
        return next((cell for cell in self.cells if cell.area.contains(pos)), None)

    def choose(self, cell: Cell) -> None:
        """Work with this tile from now on."""
        self.chosen = cell.shown.tile
        self.setAccessibleDescription(cell.face.spoken)
        self.on_choose(cell)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        self.on_touch()
        cell = self.at(event.position())
        if cell is not None:
            self.choose(cell)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._pressed_at = cell, event.position()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        cell = self._pressed
        if event is None or cell is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moved = event.position() - self._pressed_at
        if cell.part != WHOLE:
            self._pressed_at = event.position()
            inner = self._picture_area(cell)
            self._set_part(cell, panned(cell.part, -moved.x() / inner.width(), -moved.y() / inner.height()))
        elif cell.shown.camera and moved.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            carried = video_drag.Carried(camera=cell.shown.camera, index=cell.shown.index)
            video_drag.begin(self, self.theme, video_drag.pack(carried), cell.face.name)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        cell = self.at(event.position()) if event is not None else None
        if cell is not None:
            self.on_touch()
            self.on_open(cell)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        cell = self.at(event.position()) if event is not None else None
        if event is None or cell is None or not cell.shown.camera:
            return
        self.on_touch()
        inner = self._picture_area(cell)
        x = (event.position().x() - inner.left()) / inner.width()
        y = (event.position().y() - inner.top()) / inner.height()
        factor = STEP ** (event.angleDelta().y() / 120)
        self._set_part(cell, zoomed(cell.part, factor, min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)))
        event.accept()

    def _picture_area(self, cell: Cell) -> QRectF:
        """Where in its tile the picture is."""
        ratio = cell.picture.width / cell.picture.height if cell.picture is not None else 16 / 9
        width = max(1.0, min(cell.area.width(), cell.area.height() * ratio))
        height = max(1.0, width / ratio)
        return QRectF(cell.area.center().x() - width / 2, top_of(self.theme, cell.area, height), width, height)

    def _set_part(self, cell: Cell, part: Region) -> None:
        if part != cell.part:
            cell.part = part
            self.update(cell.area.toRect())
            self.on_change()

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        if event is None:
            return
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        cell = self.at(QPointF(event.pos())) if by_mouse else self.cell_of(self.chosen)
        if cell is not None:
            self.on_touch()
            self.on_menu(cell, event.globalPos() if by_mouse else self.mapToGlobal(cell.area.center().toPoint()))

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:
        """The tooltip of the tile under the mouse. It filters its own events, while the mouse is here: `event` costs at each picture."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self.at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), cell.face.spoken if cell is not None else "", self)
            return True
        return False

    def enterEvent(self, event: QEnterEvent | None) -> None:
        super().enterEvent(event)
        self.installEventFilter(self)

    def leaveEvent(self, event: QEvent | None) -> None:
        super().leaveEvent(event)
        self.removeEventFilter(self)

    # --- a camera in the hand --------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and video_drag.unpack(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:
        if event is None:
            return
        cell = self.at(event.position())
        self._light(cell.shown.tile if cell is not None else "")
        event.setAccepted(cell is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:
        self._light("")

    def dropEvent(self, event: QDropEvent | None) -> None:
        self._light("")
        carried = video_drag.unpack(event.mimeData()) if event is not None else None
        cell = self.at(event.position()) if event is not None else None
        if event is not None and carried is not None and cell is not None:
            event.acceptProposedAction()
            self.on_touch()
            self.on_drop(carried, cell)

    def _light(self, tile: str) -> None:
        if tile != self.lit:
            self.lit = tile
            self.on_change()

    # --- keyboard --------------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        seen = self.visible_cells()
        if event is not None and event.reason() != Qt.FocusReason.MouseFocusReason and seen and self.cell_of(self.chosen) is None:
            self.choose(seen[0])

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        self.on_touch()
        key = Qt.Key(event.key())
        cell = self.cell_of(self.chosen)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if cell is not None and control and key in _STEPS:
            dx, dy = _STEPS[key]
            self._set_part(cell, panned(cell.part, dx * _PAN, dy * _PAN))
            return
        if self.on_key(event):
            return
        if key in _STEPS:
            self._step(*_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and cell is not None:
            self.on_open(cell)
        elif key == Qt.Key.Key_Escape:
            self.on_escape()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) and cell is not None and cell.shown.camera:
            self._set_part(cell, zoomed(cell.part, STEP, 0.5, 0.5))
        elif key == Qt.Key.Key_Minus and cell is not None and cell.shown.camera:
            self._set_part(cell, zoomed(cell.part, 1 / STEP, 0.5, 0.5))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and not event.isAutoRepeat():
            self.on_key_up(event)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self.on_leave()

    def _step(self, dx: int, dy: int) -> None:
        """To the next tile in a direction."""
        here = self.cell_of(self.chosen)
        if here is None or here.area.isEmpty():
            for cell in self.visible_cells()[:1]:
                self.choose(cell)
            return
        places = (Place(key=cell.shown.tile, area=cell.area) for cell in self.visible_cells())
        there = nearest(places, here.area.center(), dx, dy)
        if there is not None and (found := self.cell_of(there.key)) is not None:
            self.choose(found)
