"""The plan in the hall editor as it is seen: zoomed and pushed, what is chosen, what the hand holds just now. The hand is `hall_canvas`."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from math import isclose
from pathlib import Path

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QImage, QKeyEvent, QPainter, QPen
from PyQt6.QtWidgets import QWidget

from console.hall_edit import operations as op
from console.hall_edit import scene
from console.hall_edit.scene import Box, Item, Snap
from console.hall_edit.things import CAMERA, Ref
from widgets import canvas
from widgets.floor_drawing import paint_line
from widgets.hall_grips import Grip, grips_of
from widgets.hall_paint import paint_flow, paint_item, paint_mark, paint_over, paint_view, rect_of
from widgets.hall_plates import MARK, VIEW, Look, Part, Sheet, sheets_of
from widgets.nothing import nothing
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
PAD = 28
"""Unscaled pixels around the whole hall."""
NEAR, FAR = 400.0, 4.0
"""Pixels a metre at which one goes no nearer, and no farther."""


class Tool(StrEnum):
    """What the hand does."""

    SELECT = "select"
    ZONE = "zone"
    COUNTER = "counter"
    DEVICE = "device"
    CAMERA = "camera"
    BENCH = "bench"
    LANE = "lane"
    FLOW = "flow"
    LINE = "line"
    TEXT = "text"


class Held(Struct):
    """What the mouse is doing since it was pressed."""

    what: str
    """`move`, `box`, `push`, `draw`, or the code of a grip."""
    at: QPointF
    """Where it was pressed, pixels."""
    moves: bool = False


class Carry(Struct, frozen=True, eq=False):
    """What goes along when the chosen things are carried, and what else there is to draw it to."""

    refs: frozenset[Ref]
    box: Box
    """Around what is chosen."""
    lines: scene.Lines


class HallView(canvas.Canvas):
    """The plan. Callbacks: `do` does an operation, `placed` makes a thing of what was drawn, `chose` hears what is chosen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, self._paint_all, parent)
        self.do: Callable[[op.Operation, str], object] = nothing
        self.placed: Callable[[Tool, tuple[tuple[float, float], ...]], object] = nothing
        self.chose: Callable[[], object] = nothing
        self.told: Callable[[str], object] = nothing
        """Says what the hand is doing, shortly."""
        self.keyed: Callable[[QKeyEvent], bool] = _deaf
        """Asked first what a key means; False: nothing."""
        self.items: tuple[Item, ...] = ()
        self.size_m = (20.0, 12.0)
        self.selected: tuple[Ref, ...] = ()
        self.wrong: frozenset[Ref] = frozenset()
        self.tool = Tool.SELECT
        self.grid = 0.1
        """Metres; 0: none."""
        self.has_guides = True
        self.under: QImage | None = None
        """The picture beneath; it lies in `_under_box`, metres."""
        self._under_box: Box = (0, 0, 1, 1)
        self._under_of: Path | None = None
        self.scale, self.origin = 40.0, QPointF(20, 20)
        self._is_whole = True
        """The whole hall is to be seen, also when the window is another size."""
        self._held: Held | None = None
        self._by = (0.0, 0.0)
        self._snap = Snap(0, 0)
        self._at = QPointF()
        self._over: Ref | None = None
        self._points: list[tuple[float, float]] = []
        self._preview: Item | None = None
        self._carry_kept: Carry | None = None
        self._sheets: tuple[Sheet, ...] = ()
        self._stacked: tuple[object, ...] = ()
        """What the sheets were laid for."""
        self._edition = 0
        """Counts what is shown anew."""
        self.preferred = QSize(theme.px(600), theme.px(400))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(translate("HallEdit", "平面图"))

    # --- what the window calls -------------------------------------------------------------------------------------------

    def show_items(self, items: tuple[Item, ...], size: tuple[float, float], wrong: Iterable[Ref]) -> None:
        """Draw these; what is chosen and gone is chosen no more."""
        shown = (items, size, frozenset(wrong))
        if shown == (self.items, self.size_m, self.wrong):
            return
        self.items, self.size_m, self.wrong = shown
        self._edition += 1
        self._carry_kept = None
        there = {item.ref for item in items}
        left = tuple(ref for ref in self.selected if ref in there)
        if left != self.selected:
            self.select(left)
        self.update()

    def show_under(self, picture: tuple[str, Box] | None, folder: Path) -> None:
        """Lay this picture beneath: a file's name in the folder, and where it lies; what cannot be read is not seen."""
        path = folder / picture[0] if picture is not None else None
        was = self._under_of, self._under_box
        if path != self._under_of:
            self._under_of = path
            read = QImage(str(path)) if path is not None else QImage()
            self.under = None if read.isNull() else read
        if picture is not None:
            self._under_box = picture[1]
        if (path, self._under_box) != was:
            self._edition += 1
            self.update()

    def select(self, refs: Iterable[Ref]) -> None:
        """Choose these."""
        chosen = tuple(dict.fromkeys(refs))
        if chosen != self.selected:
            self.selected = chosen
            self._carry_kept = None
            self.chose()
            self.update()

    def take(self, tool: Tool) -> None:
        """Do this from now on."""
        self.tool, self._points, self._held, self._preview = tool, [], None, None
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is Tool.SELECT else Qt.CursorShape.CrossCursor)
        self.update()

    def fit(self) -> None:
        """Show the whole hall."""
        self._is_whole = True
        self.scale, self.origin = self._whole()
        self.update()

    def settle(self) -> None:
        """Show the whole hall in another room, moved no more than it must be: lists come and go beside it while one works."""
        scale, middle = self._whole()
        if isclose(scale, self.scale):
            lowest = max(middle.y(), 2 * middle.y() - self.theme.px(PAD))
            self.origin = QPointF(middle.x(), min(self.origin.y(), lowest))
        else:
            self.scale, self.origin = scale, middle
        self.update()

    def _whole(self) -> tuple[float, QPointF]:
        """The scale and the origin with which the whole hall is in the middle."""
        pad = self.theme.px(PAD)
        wide, tall = self.size_m
        scale = min(NEAR, max(FAR, min((self.width() - 2 * pad) / wide, (self.height() - 2 * pad) / tall)))
        return scale, QPointF((self.width() - wide * scale) / 2, (self.height() - tall * scale) / 2)

    def nearer(self, factor: float, at: QPointF | None = None) -> None:
        """Go nearer to a point of the widget, or to its middle."""
        spot = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        x, y = self.metres(spot)
        self._is_whole = False
        self.scale = min(NEAR, max(FAR, self.scale * factor))
        self.origin = QPointF(spot.x() - x * self.scale, spot.y() - y * self.scale)
        self.update()

    def reveal(self, ref: Ref) -> None:
        """Push the plan so that a thing is seen."""
        item = self.item(ref)
        if item is not None and not QRectF(self.rect()).contains(rect_of(item, self.plot).center()):
            self.origin += QPointF(self.width() / 2, self.height() / 2) - self.plot(*item.middle)
            self.update()

    def item(self, ref: Ref) -> Item | None:
        """A thing of the plan; None: it has no place there."""
        return next((item for item in self.items if item.ref == ref), None)

    def chosen(self) -> tuple[Item, ...]:
        """The chosen things."""
        selected = set(self.selected)
        return tuple(item for item in self.items if item.ref in selected)

    def plot(self, x: float, y: float) -> QPointF:
        """Metres → pixels."""
        return QPointF(self.origin.x() + x * self.scale, self.origin.y() + y * self.scale)

    def metres(self, at: QPointF) -> tuple[float, float]:
        """Pixels → metres."""
        return (at.x() - self.origin.x()) / self.scale, (at.y() - self.origin.y()) / self.scale

    # --- painting --------------------------------------------------------------------------------------------------------

    def _paint_all(self, p: QPainter, area: QRectF) -> None:
        self._stack()
        look = Look(self.theme, self.plot, self.devicePixelRatioF(), self._ground, self._stroke)
        for sheet in self._sheets:
            if sheet.is_apart and self._preview is not None:
                for part in sheet.parts:
                    self._stroke(p, Part(part.what, self._preview, part.is_chosen))
            else:
                sheet.paint(p, look, self.rect(), self._aside() if sheet.is_apart else QPoint())
        self._pointed(p)
        self._grip_marks(p)
        self._guides(p, area)
        self._drawing(p)
        self._ruler(p, area)

    def _stack(self) -> None:
        """Lay the sheets anew where they are of another look, or where the hand holds other things."""
        carrying, preview = self._is_carrying(), self._preview.ref if self._preview is not None else None
        ratio = self.devicePixelRatioF()
        stacked = (self._edition, self.selected, carrying, preview, self.scale, self.origin, self.size(), ratio)
        if stacked != self._stacked:
            carry = self._carry if carrying else None
            apart = carry.refs if carry is not None else frozenset() if preview is None else frozenset((preview,))
            self._sheets, self._stacked = sheets_of(self.items, set(self.selected), apart), stacked

    def _ground(self, p: QPainter, area: QRectF) -> None:
        """What lies beneath all things."""
        theme = self.theme
        p.fillRect(area, theme.colour(Tone.GROUND))
        hall = QRectF(self.plot(0, 0), self.plot(*self.size_m))
        p.fillRect(hall, theme.colour(Tone.PANEL))
        if self.under is not None:
            left, top, right, bottom = self._under_box
            p.setOpacity(0.55)
            p.drawImage(QRectF(self.plot(left, top), self.plot(right, bottom)), self.under)
            p.setOpacity(1.0)
        self._grid_lines(p, hall & area)
        p.setPen(QPen(theme.colour(Tone.LINE), 2 * theme.scale))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRect(hall)

    def _stroke(self, p: QPainter, part: Part) -> None:
        theme, item = self.theme, part.item
        if part.what == VIEW:
            self._sight(p, item, strong=part.is_chosen)
        elif part.what == MARK:
            paint_mark(p, theme, item, self.plot)
        else:
            paint_item(p, theme, item, self.plot, wrong=item.ref in self.wrong)

    def _sight(self, p: QPainter, item: Item, *, strong: bool) -> None:
        """What a camera sees, in the hall only."""
        p.setClipRect(QRectF(self.plot(0, 0), self.plot(*self.size_m)))
        paint_view(p, self.theme, item, self.plot, strong=strong)
        p.setClipping(False)

    def _pointed(self, p: QPainter) -> None:
        """What the pointer is on, while the hand holds nothing."""
        item = self.item(self._over) if self._over is not None and self._held is None else None
        if item is not None:
            if item.ref.table == CAMERA:
                self._sight(p, item, strong=True)
            paint_over(p, self.theme, item, self.plot, wrong=item.ref in self.wrong)

    def _is_carrying(self) -> bool:
        return self._held is not None and self._held.moves and self._held.what == "move"

    def _aside(self) -> QPoint:
        """How far what is carried is from where it was: whole pixels, as a picture is copied there."""
        return QPoint(round(self._by[0] * self.scale), round(self._by[1] * self.scale))

    def _grid_lines(self, p: QPainter, area: QRectF) -> None:
        """A line each metre, or each five, or ten, as there is room."""
        step = next((each for each in (1, 5, 10, 50) if each * self.scale >= self.theme.px(16)), 100)
        p.setPen(QPen(self.theme.faded(Tone.LINE, 0.45), 1))
        left, top = self.metres(area.topLeft())
        right, bottom = self.metres(area.bottomRight())
        for k in range(int(left // step) + 1, int(right // step) + 1):
            p.drawLine(QPointF(self.plot(k * step, 0).x(), area.top()), QPointF(self.plot(k * step, 0).x(), area.bottom()))
        for k in range(int(top // step) + 1, int(bottom // step) + 1):
            p.drawLine(QPointF(area.left(), self.plot(0, k * step).y()), QPointF(area.right(), self.plot(0, k * step).y()))

    def _grip_marks(self, p: QPainter) -> None:
        """The grips of the one thing that is chosen, where it is just now."""
        theme = self.theme
        for grip in self._grips():
            p.setPen(QPen(theme.colour(Tone.INFO), 2 * theme.scale))
            p.setBrush(theme.colour(Tone.GROUND))
            r = theme.px(5)
            if grip.code.startswith("aim"):
                p.drawEllipse(grip.at, r, r)
            else:
                p.drawRect(QRectF(grip.at.x() - r, grip.at.y() - r, 2 * r, 2 * r))

    def _grips(self) -> list[Grip]:
        if len(self.selected) != 1 or self.tool is not Tool.SELECT:
            return []
        item = self._preview or self.item(self.selected[0])
        if item is not None and self._is_carrying():
            item = scene.moved(item, *self._by)
        return grips_of(item, self.plot) if item is not None else []

    def _guides(self, p: QPainter, area: QRectF) -> None:
        if self._held is None or not self._held.moves:
            return
        p.setPen(QPen(self.theme.colour(Tone.MEDIUM), 1, Qt.PenStyle.DashLine))
        for x in self._snap.upright:
            p.drawLine(QPointF(self.plot(x, 0).x(), area.top()), QPointF(self.plot(x, 0).x(), area.bottom()))
        for y in self._snap.level:
            p.drawLine(QPointF(area.left(), self.plot(0, y).y()), QPointF(area.right(), self.plot(0, y).y()))

    def _drawing(self, p: QPainter) -> None:
        """What is being drawn, or marked."""
        theme = self.theme
        if self._points:
            points = [self.plot(x, y) for x, y in (*self._points, self._snapped(self._at))]
            if self.tool is Tool.FLOW:
                paint_flow(p, theme, points, strong=True)
            else:
                paint_line(p, theme, points, "wall", strong=True)
        if self._held is not None and self._held.moves and self._held.what in {"box", "draw"}:
            box = self._box()
            p.setPen(QPen(theme.colour(Tone.INFO), theme.scale, Qt.PenStyle.DashLine))
            p.setBrush(theme.faded(Tone.INFO, 0.1))
            p.drawRect(QRectF(self.plot(box[0], box[1]), self.plot(box[2], box[3])))

    def _ruler(self, p: QPainter, area: QRectF) -> None:
        """How long some metres are, at the lower left."""
        theme, px = self.theme, self.theme.px
        metres = next((each for each in (0.5, 1, 2, 5, 10, 20) if each * self.scale >= px(56)), 50)
        left, y = area.left() + px(14), area.bottom() - px(14)
        p.setPen(QPen(theme.colour(Tone.FAINT), 2 * theme.scale))
        p.drawLine(QPointF(left, y), QPointF(left + metres * self.scale, y))
        row = QRectF(left, y - px(20), px(120), px(18))
        canvas.text(p, theme, row, translate("HallEdit", "{0} 米").format(f"{metres:g}"), size=Size.TINY, tone=Tone.FAINT)

    def _snapped(self, at: QPointF) -> tuple[float, float]:
        """A point of the widget in metres, on the grid."""
        x, y = self.metres(at)
        if self.grid:
            x, y = round(x / self.grid) * self.grid, round(y / self.grid) * self.grid
        return round(x, 4), round(y, 4)

    def _box(self) -> Box:
        """From where it was pressed to where the mouse is, metres."""
        start = self._held.at if self._held is not None else self._at
        ends = (
            (self.metres(start), self.metres(self._at))
            if self.tool is Tool.SELECT
            else (self._snapped(start), self._snapped(self._at))
        )
        (ax, ay), (bx, by) = ends
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    @property
    def _carry(self) -> "Carry | None":
        """What the hand carries when it carries what is chosen; None: nothing is chosen that lies here."""
        if self._carry_kept is None:
            chosen = self.chosen()
            box = scene.bounds(chosen)
            if box is None:
                return None
            carried = self._carried()
            zones = {ref.id for ref in carried if ref.table == "zone"}
            shown_there = {item.ref for item in self.items if not item.has_place and item.row.get("zone") in zones}
            refs = shown_there.union(carried)
            lines = scene.Lines(item.box for item in self.items if item.ref not in refs and not item.points)
            self._carry_kept = Carry(frozenset(refs), box, lines)
        return self._carry_kept

    def _carried(self) -> tuple[Ref, ...]:
        """What goes along: the chosen things, and what stands in chosen zones."""
        refs = dict.fromkeys(self.selected)
        for item in self.chosen():
            if item.ref.table == "zone":
                refs |= dict.fromkeys(scene.inside(self.items, item))
        return tuple(refs)


def _deaf(_event: QKeyEvent) -> bool:
    """Before anybody listens to keys."""
    return False
