"""The hand in the hall editor: things chosen, carried, stretched, turned and placed by mouse and keys.

What becomes of it is an operation, given to `do`; nothing is changed here. How it looks meanwhile is `hall_view`.
"""

from PyQt6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent

from console.hall_edit import operations as op
from console.hall_edit import scene
from console.hall_edit.scene import AREAS, Box, Item, Snap
from console.hall_edit.things import Ref
from widgets.hall_grips import aimed, gripped, stretched
from widgets.hall_view import HallView, Held, Tool

translate = QCoreApplication.translate
STEP = 1.2
REACH = 8
"""Unscaled pixels within which things are hit, and drawn to one another."""
START = 4
"""Pixels after which a press is a drag."""
HALF = 2.0, 1.0
"""Half the width and height in metres of what is put without the mouse."""
_SHIFT, _CTRL, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class HallCanvas(HallView):
    """The plan under the hand."""

    # --- what the hand means ---------------------------------------------------------------------------------------------

    def _reach(self) -> float:
        return self.theme.px(REACH) / self.scale

    def _drag(self, at: QPointF, *, free: bool) -> None:
        """Carry what is chosen to where the mouse is, drawn to the grid and to others."""
        held, carry = self._held, self._carry
        if held is None or carry is None:
            return
        dx, dy = (at.x() - held.at.x()) / self.scale, (at.y() - held.at.y()) / self.scale
        box = carry.box
        there = (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)
        lines = carry.lines if self.has_guides and not free else scene.NO_LINES
        self._snap = scene.snap(there, lines, 0.0 if free else self.grid, self._reach())
        self._by = (dx + self._snap.dx, dy + self._snap.dy)

    def _drop(self) -> None:
        """Things that have no place of their own get one; the others go along."""
        dx, dy = self._by
        refs = self._carried()
        loose = [item for item in self.chosen() if not item.has_place]
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

    def put(self) -> None:
        """Make a thing in the middle of what is seen, without the mouse; the arrows carry it on."""
        (x, y), (wide, tall) = self._snapped(QPointF(self.width() / 2, self.height() / 2)), self.size_m
        dx, dy = HALF
        x, y = min(max(x, dx), wide - dx), min(max(y, dy), tall - dy)
        if self.tool in {Tool.ZONE, Tool.BENCH, Tool.LANE}:
            self.placed(self.tool, ((x - dx, y - dy), (x + dx, y + dy)))
        elif self.tool in {Tool.LINE, Tool.FLOW}:
            self.placed(self.tool, ((x - dx, y), (x + dx, y)))
        else:
            self.placed(self.tool, ((x, y),))

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
        ref = self._topmost(at)
        if ref is None:
            self._held = Held("box", at)
            if not modifiers & (_SHIFT | _CTRL):
                self.select(())
            return
        if modifiers & (_SHIFT | _CTRL):
            self.select([each for each in self.selected if each != ref] if ref in self.selected else [*self.selected, ref])
        elif ref not in self.selected:
            self.select([ref])
        self._held = Held("move", at)

    def _topmost(self, at: QPointF) -> Ref | None:
        """What a click at this place means."""
        found = scene.under(self.items, *self.metres(at), self._reach())
        return found[0].ref if found else None

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        was, self._at = self._at, event.position()
        held = self._held
        if held is None:
            over = self._topmost(self._at) if self.tool is Tool.SELECT else None
            if over != self._over or self._points:
                self._over = over
                self.update()
            x, y = self._snapped(self._at)
            self.told(translate("HallEdit", "{0}，{1} 米").format(f"{x:.2f}", f"{y:.2f}"))
            return
        held.moves = held.moves or (self._at - held.at).manhattanLength() >= START
        if not held.moves:
            return
        free = bool(event.modifiers() & _ALT)
        if held.what == "push":
            self.origin += self._at - was
            self._is_whole = False
        elif held.what == "move":
            self._drag(self._at, free=free)
            self.told(translate("HallEdit", "移动 {0}，{1} 米").format(f"{self._by[0]:+.2f}", f"{self._by[1]:+.2f}"))
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
        elif held.what == "move" and not event.modifiers() & (_SHIFT | _CTRL):
            self.select(each for each in (self._topmost(held.at),) if each is not None)
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
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.tool is not Tool.SELECT:
            (self.finish if self._points else self.put)()
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
        if self._is_whole:
            self.settle()

    def leaveEvent(self, event: QEvent | None) -> None:
        self._over = None
        self.update()

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        self.update()
