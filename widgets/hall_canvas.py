"""The plan in the hall editor: zoomed and pushed, things chosen, carried, stretched, turned and placed by mouse and keys.

It keeps what is chosen and what the hand is doing; what becomes of it is an operation, given to `do`. It changes nothing by itself.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from math import atan2, degrees, hypot

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QWidget

from console.hall_edit import operations as op
from console.hall_edit import scene
from console.hall_edit.scene import AREAS, Box, Item, Snap
from console.hall_edit.things import CAMERA, Ref
from widgets import canvas
from widgets.floor_drawing import paint_line
from widgets.hall_grips import Grip, gripped, grips_of
from widgets.hall_paint import paint_flow, paint_item, paint_view, rect_of
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
NEAR, FAR = 400.0, 4.0
"""Pixels a metre at which one goes no nearer, and no farther."""
STEP = 1.2
REACH = 8
"""Unscaled pixels within which things are hit, and drawn to one another."""
START = 4
"""Pixels after which a press is a drag."""
_SHIFT, _CTRL, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


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


class HallCanvas(canvas.Canvas):
    """The plan. Callbacks: `do` does an operation, `placed` makes a thing of what was drawn, `chose` hears what is chosen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, self._paint_all, parent)
        self.do: Callable[[op.Operation, str], object] = _nothing
        self.placed: Callable[[Tool, tuple[tuple[float, float], ...]], object] = _nothing
        self.chose: Callable[[], object] = _nothing
        self.told: Callable[[str], object] = _nothing
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
        """The picture beneath, and where it lies."""
        self.under_box: Box = (0, 0, 1, 1)
        self.scale, self.origin = 40.0, QPointF(20, 20)
        self._is_fitted = False
        self._held: Held | None = None
        self._by = (0.0, 0.0)
        self._snap = Snap(0, 0)
        self._at = QPointF()
        self._over: Ref | None = None
        self._points: list[tuple[float, float]] = []
        self._preview: Item | None = None
        self._picked_again = False
        self.preferred = QSize(theme.px(600), theme.px(400))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(translate("HallEdit", "平面图"))

    # --- what the window calls -------------------------------------------------------------------------------------------

    def show_items(self, items: tuple[Item, ...], size: tuple[float, float], wrong: Iterable[Ref]) -> None:
        """Draw these; what is chosen and gone is chosen no more."""
        self.items, self.size_m, self.wrong = items, size, frozenset(wrong)
        there = {item.ref for item in items}
        left = tuple(ref for ref in self.selected if ref in there)
        if left != self.selected:
            self.select(left)
        self.update()

    def select(self, refs: Iterable[Ref]) -> None:
        """Choose these."""
        chosen = tuple(dict.fromkeys(refs))
        if chosen != self.selected:
            self.selected = chosen
            self.chose()
            self.update()

    def take(self, tool: Tool) -> None:
        """Do this from now on."""
        self.tool, self._points, self._held, self._preview = tool, [], None, None
        self.setCursor(Qt.CursorShape.ArrowCursor if tool is Tool.SELECT else Qt.CursorShape.CrossCursor)
        self.update()

    def fit(self) -> None:
        """Show the whole hall."""
        pad = self.theme.px(28)
        wide, tall = self.size_m
        self.scale = min(NEAR, max(FAR, min((self.width() - 2 * pad) / wide, (self.height() - 2 * pad) / tall)))
        self.origin = QPointF((self.width() - wide * self.scale) / 2, (self.height() - tall * self.scale) / 2)
        self.update()

    def nearer(self, factor: float, at: QPointF | None = None) -> None:
        """Go nearer to a point of the widget, or to its middle."""
        spot = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        x, y = self.metres(spot)
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
        return tuple(item for item in self.items if item.ref in set(self.selected))

    def plot(self, x: float, y: float) -> QPointF:
        """Metres → pixels."""
        return QPointF(self.origin.x() + x * self.scale, self.origin.y() + y * self.scale)

    def metres(self, at: QPointF) -> tuple[float, float]:
        """Pixels → metres."""
        return (at.x() - self.origin.x()) / self.scale, (at.y() - self.origin.y()) / self.scale

    # --- painting --------------------------------------------------------------------------------------------------------

    def _paint_all(self, p: QPainter, area: QRectF) -> None:
        theme = self.theme
        p.fillRect(area, theme.colour(Tone.GROUND))
        hall = QRectF(self.plot(0, 0), self.plot(*self.size_m))
        p.fillRect(hall, theme.colour(Tone.PANEL))
        if self.under is not None:
            left, top, right, bottom = self.under_box
            p.setOpacity(0.55)
            p.drawImage(QRectF(self.plot(left, top), self.plot(right, bottom)), self.under)
            p.setOpacity(1.0)
        self._grid_lines(p, hall & area)
        p.setPen(QPen(theme.colour(Tone.LINE), 2 * theme.scale))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRect(hall)
        shown = self._shown()
        chosen = set(self.selected)
        for table in (("zone",), ("lane", "bench", "line", "flow"), ("counter", "device", CAMERA, "text")):
            if table[0] == "counter":
                p.setClipRect(hall & area)
                for item in shown:
                    if item.ref.table == CAMERA:
                        paint_view(p, theme, item, self.plot, strong=item.ref in chosen or item.ref == self._over)
                p.setClipping(False)
            for item in shown:
                if item.ref.table in table:
                    paint_item(p, theme, item, self.plot, over=item.ref == self._over, wrong=item.ref in self.wrong)
        self._marks(p, [item for item in shown if item.ref in chosen])
        self._guides(p, area)
        self._drawing(p)
        self._ruler(p, area)

    def _shown(self) -> list[Item]:
        """The things as the hand holds them just now."""
        if self._held is None or not self._held.moves:
            return list(self.items)
        if self._preview is not None:
            return [self._preview if item.ref == self._preview.ref else item for item in self.items]
        if self._held.what == "move":
            carried = set(self._carried())
            return [scene.moved(item, *self._by) if item.ref in carried else item for item in self.items]
        return list(self.items)

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

    def _marks(self, p: QPainter, chosen: Sequence[Item]) -> None:
        """The frame of what is chosen, and its grips when it is one thing."""
        theme = self.theme
        for item in chosen:
            p.setPen(QPen(theme.colour(Tone.INFO), 2 * theme.scale))
            p.setBrush(Qt.BrushStyle.NoBrush)
            if not item.points:
                p.drawRoundedRect(rect_of(item, self.plot).adjusted(-2, -2, 2, 2), theme.px(6), theme.px(6))
            else:
                paint_line(p, theme, [self.plot(x, y) for x, y in item.points], "outline", strong=True)
        for grip in self._grips(chosen):
            p.setPen(QPen(theme.colour(Tone.INFO), 2 * theme.scale))
            p.setBrush(theme.colour(Tone.GROUND))
            r = theme.px(5)
            if grip.code.startswith("aim"):
                p.drawEllipse(grip.at, r, r)
            else:
                p.drawRect(QRectF(grip.at.x() - r, grip.at.y() - r, 2 * r, 2 * r))

    def _grips(self, chosen: Sequence[Item] | None = None) -> list[Grip]:
        items = self.chosen() if chosen is None else chosen
        return grips_of(items[0], self.plot) if len(items) == 1 and self.tool is Tool.SELECT else []

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

    # --- what the hand means ---------------------------------------------------------------------------------------------

    def _reach(self) -> float:
        return self.theme.px(REACH) / self.scale

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

    def _carried(self) -> tuple[Ref, ...]:
        """What goes along: the chosen things, and what stands in chosen zones."""
        refs = dict.fromkeys(self.selected)
        for item in self.chosen():
            if item.ref.table == "zone":
                refs |= dict.fromkeys(scene.inside(self.items, item))
        return tuple(refs)

    def _drag(self, at: QPointF, *, free: bool) -> None:
        """Carry what is chosen to where the mouse is, drawn to the grid and to others."""
        held = self._held
        box = scene.bounds(self.chosen())
        if held is None or box is None:
            return
        dx, dy = (at.x() - held.at.x()) / self.scale, (at.y() - held.at.y()) / self.scale
        carried = set(self._carried())
        others = [item.box for item in self.items if item.ref not in carried and not item.points]
        there = (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)
        grid = 0.0 if free else self.grid
        self._snap = scene.snap(there, others, grid, 0.0 if free else self._reach(), to_others=self.has_guides and not free)
        self._by = (dx + self._snap.dx, dy + self._snap.dy)

    def _drop(self) -> None:
        """Things that have no place of their own get one; the others go along."""
        dx, dy = self._by
        refs = self._carried()
        loose = [item for item in self.items if item.ref in set(refs) and not item.has_place and item.ref in set(self.selected)]
        parts: list[op.Operation] = [
            op.Change(
                ref=Ref("device", item.ref.id), values={"x": round(item.middle[0] + dx, 2), "y": round(item.middle[1] + dy, 2)}
            )
            for item in loose
        ]
        placed = tuple(ref for ref in refs if ref not in {item.ref for item in loose})
        parts += [op.Move(refs=placed, dx=dx, dy=dy)] if placed else []
        self.do(op.Group(parts=tuple(parts)), "")

    def nudge(self, dx: float, dy: float) -> None:
        """Carry what is chosen so many metres; nudges in a row are one for undoing."""
        if self.selected:
            refs = self._carried()
            self.do(op.Move(refs=refs, dx=dx, dy=dy), f"nudge {refs}")

    def finish(self) -> None:
        """A line that is being drawn ends here."""
        points, self._points = tuple(self._points), []
        if len(points) >= 2:
            self.placed(self.tool, points)
        self.update()

    # --- what Qt calls ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._at, at = event.position(), event.position()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._held = Held("push", at)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._press(at, event.modifiers())
        self.update()

    def _press(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self.tool in {Tool.LINE, Tool.FLOW}:
            point = self._snapped(at)
            if not self._points or self._points[-1] != point:
                self._points.append(point)
            return
        if self.tool is not Tool.SELECT:
            self._held = Held("draw", at)
            return
        grip = gripped(self._grips(), at, self.theme.px(REACH + 2))
        if grip is not None:
            self._held = Held(grip.code, at)
            return
        found = scene.under(self.items, *self.metres(at), self._reach())
        if not found:
            self._held = Held("box", at)
            if not modifiers & (_SHIFT | _CTRL):
                self.select(())
            return
        ref = found[0].ref
        if modifiers & (_SHIFT | _CTRL):
            self.select([each for each in self.selected if each != ref] if ref in self.selected else [*self.selected, ref])
        elif ref not in self.selected:
            self.select([ref])
        self._held = Held("move", at)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        was, self._at = self._at, event.position()
        held = self._held
        if held is None:
            found = scene.under(self.items, *self.metres(self._at), self._reach()) if self.tool is Tool.SELECT else ()
            self._over = found[0].ref if found else None
            x, y = self._snapped(self._at)
            self.told(translate("HallEdit", "{0} ， {1} 米").format(f"{x:.2f}", f"{y:.2f}"))
            self.update()
            return
        held.moves = held.moves or (self._at - held.at).manhattanLength() >= START
        if not held.moves:
            return
        free = bool(event.modifiers() & _ALT)
        if held.what == "push":
            self.origin += self._at - was
        elif held.what == "move":
            self._drag(self._at, free=free)
            self.told(translate("HallEdit", "移动 {0} ， {1} 米").format(f"{self._by[0]:+.2f}", f"{self._by[1]:+.2f}"))
        elif held.what not in {"box", "draw"}:
            self._stretch(held.what, free=free)
        self.update()

    def _stretch(self, code: str, *, free: bool) -> None:
        """Pull at a grip: an edge, a point of a line, or where a camera looks."""
        items = self.chosen()
        if len(items) != 1:
            return
        item = items[0]
        x, y = self.metres(self._at) if free else self._snapped(self._at)
        if code.startswith("aim"):
            self._preview = aimed(item, code, self.metres(self._at), coarse=not free)
            sees = self._preview.sees or {}
            self.told(
                translate("HallEdit", "朝向 {0}°　视角 {1}°　视距 {2} 米").format(
                    *(f"{sees[key]:g}" for key in ("heading", "angle", "reach"))
                )
            )
        elif code.startswith("point"):
            points = list(item.points)
            points[int(code[5:])] = (x, y)
            self._preview = Item(item.ref, item.row, item.box, tuple(points))
        else:
            self._preview = Item(item.ref, item.row, stretched(item.box, code, x, y))
            box = self._preview.box
            self.told(translate("HallEdit", "{0} × {1} 米").format(f"{box[2] - box[0]:.2f}", f"{box[3] - box[1]:.2f}"))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        held, self._held = self._held, None
        preview, self._preview = self._preview, None
        if held is None or event is None:
            return
        self._at = event.position()
        if held.what == "draw":
            self._held = held
            box = self._box()
            self._held = None
            self._place(box, moves=held.moves)
        elif held.moves and held.what == "box":
            self._held = held
            found = scene.within(self.items, self._box())
            self._held = None
            self.select([*self.selected, *found] if event.modifiers() & (_SHIFT | _CTRL) else found)
        elif held.moves and held.what == "move":
            self._drop()
        elif held.moves and preview is not None:
            self._settle(preview, held.what)
        self._by, self._snap = (0.0, 0.0), Snap(0, 0)
        self.update()

    def _place(self, box: Box, *, moves: bool) -> None:
        """Make a thing of what was drawn: a rectangle, or a point."""
        corners = ((box[0], box[1]), (box[2], box[3]))
        if self.tool in {Tool.ZONE, Tool.BENCH, Tool.LANE}:
            if not moves or box[2] - box[0] < 0.1 or box[3] - box[1] < 0.1:
                self.told(translate("HallEdit", "按住鼠标拖出矩形"))
                return
            self.placed(self.tool, corners)
        else:
            self.placed(self.tool, corners[1:] if moves else corners[:1])

    def _settle(self, item: Item, code: str) -> None:
        """What was pulled at stays so."""
        if code.startswith("aim") and item.sees is not None:
            heading, angle, reach = (scene.number(item.sees, key) for key in ("heading", "angle", "reach"))
            self.do(op.Aim(camera=item.ref.id, heading=heading, angle=angle, reach=reach), "")
        elif item.points:
            self.do(op.Change(ref=item.ref, values={"points": [[round(x, 2), round(y, 2)] for x, y in item.points]}), "")
        elif item.ref.table in AREAS:
            left, top, right, bottom = item.box
            self.do(op.Resize(ref=item.ref, x=left, y=top, width=right - left, height=bottom - top), "")

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.tool in {Tool.LINE, Tool.FLOW}:
            self.finish()
            return
        items = self.chosen()
        if len(items) == 1 and items[0].points:
            self._add_point(items[0], self.metres(event.position()))

    def _add_point(self, item: Item, at: tuple[float, float]) -> None:
        """One more point where the line was double-clicked."""
        pieces = [scene.distance(*at, *a, *b) for a, b in zip(item.points, item.points[1:], strict=False)]
        after = pieces.index(min(pieces)) + 1
        points = [*item.points[:after], at, *item.points[after:]]
        self.do(op.Change(ref=item.ref, values={"points": [[round(x, 2), round(y, 2)] for x, y in points]}), "")

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None:
            return
        if event.modifiers() & _SHIFT:
            self.origin += QPointF(event.angleDelta()) * 0.5
            self.update()
        else:
            self.nearer(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key = Qt.Key(event.key())
        if self.keyed(event):
            return
        if key in _ARROWS and not event.modifiers() & _CTRL:
            step = 0.01 if event.modifiers() & _ALT else (self.grid or 0.1) * (10 if event.modifiers() & _SHIFT else 1)
            self.nudge(_ARROWS[key][0] * step, _ARROWS[key][1] * step)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._points:
            self.finish()
        elif key == Qt.Key.Key_Escape:
            self._points, self._held, self._preview = [], None, None
            if self.tool is not Tool.SELECT:
                self.placed(Tool.SELECT, ())
            else:
                self.select(())
            self.update()
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.nearer(STEP)
        elif key == Qt.Key.Key_Minus:
            self.nearer(1 / STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab} or not self._walk(key):
            super().keyPressEvent(event)

    def _walk(self, key: Qt.Key) -> bool:
        """Choose the next thing, or the one before, by `.` and `,`."""
        if key not in {Qt.Key.Key_Period, Qt.Key.Key_Comma} or not self.items:
            return False
        refs = [item.ref for item in self.items]
        here = refs.index(self.selected[0]) if self.selected and self.selected[0] in refs else -1
        self.select([refs[(here + (1 if key == Qt.Key.Key_Period else -1)) % len(refs)]])
        self.reveal(self.selected[0])
        return True

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if not self._is_fitted and self.width() > 100:
            self._is_fitted = self.isVisible()
            self.fit()

    def leaveEvent(self, event: QEvent | None) -> None:
        self._over = None
        self.update()

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.update()


def stretched(box: Box, code: str, x: float, y: float) -> Box:
    """A rectangle whose edges `code` (of n, s, w, e) go to a point; at least a tenth of a metre remains."""
    left, top, right, bottom = box
    if "w" in code:
        left = min(x, right - 0.1)
    if "e" in code:
        right = max(x, left + 0.1)
    if "n" in code:
        top = min(y, bottom - 0.1)
    if "s" in code:
        bottom = max(y, top + 0.1)
    return left, top, right, bottom


def aimed(item: Item, code: str, at: tuple[float, float], *, coarse: bool) -> Item:
    """A camera that looks to a point (`aim`), or whose view ends there (`aim-left`, `aim-right`)."""
    sees = dict(item.sees or {})
    heading, angle = scene.number(sees, "heading"), scene.number(sees, "angle", 90.0)
    reach = scene.number(sees, "reach", 10.0)
    x, y = item.middle
    turn = degrees(atan2(at[1] - y, at[0] - x)) % 360
    if code == "aim":
        heading, reach = turn, max(0.5, hypot(at[0] - x, at[1] - y))
        if coarse:
            heading, reach = round(heading / 5) * 5 % 360, round(reach * 2) / 2
    else:
        aside = abs((turn - heading + 180) % 360 - 180)
        angle = min(360.0, max(5.0, 2 * aside))
        if coarse:
            angle = min(360.0, round(angle / 5) * 5.0)
    sees |= {"heading": round(heading, 1), "angle": round(angle, 1), "reach": round(reach, 2)}
    return Item(item.ref, item.row, item.box, (), sees, item.has_place)


def _deaf(_event: QKeyEvent) -> bool:
    """Before anybody listens to keys."""
    return False


def _nothing(*_told: object) -> None:
    """Before anybody listens."""
