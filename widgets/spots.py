"""A canvas with places that can be pressed, focused by keyboard and carried: declared while painting, so what is seen is what is hit.

A pane's paint function calls `spots.place(...)` for each thing and `spots.button(...)` for each action; nothing of it is kept past the
next painting. Tab and the arrow keys walk over the places, Enter presses, M picks a thing up, Esc puts it back. It holds no facts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from PyQt6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PyQt6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QRegion
from PyQt6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from widgets import canvas, ghost, video_drag
from widgets.hold import Hold
from widgets.move_words import NO, Line
from widgets.places import Place, nearest
from widgets.rest import Rest
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Offered(NamedTuple):
    """An action of a row of them."""

    words: str
    code: str
    press: Callable[[], object]
    why: str = ""
    """Why it cannot be done; empty: it can."""
    primary: bool = False
    guarded: bool = False


class Spots(canvas.Canvas):
    """A painted widget with places. `menu`, `allows` and `dropped` are bound methods of the pane that owns it."""

    def __init__(self, theme: Theme, paint: Callable[[QPainter, QRectF], None], parent: QWidget | None = None) -> None:
        super().__init__(theme, paint, parent)
        self.menu: Callable[[str, QPoint], None] | None = None
        """Asked for the menu of a place (its key, where on the screen)."""
        self.allows: Callable[[str, str], str] | None = None
        """Why a thing may not be dropped on a place; empty: it may."""
        self.foretold: Callable[[str, str], Sequence[Line]] | None = None
        """What would come of dropping a thing on a place, said while it is over it."""
        self.dropped: Callable[[str, str], None] | None = None
        self.exports: Callable[[str], tuple[QMimeData, str] | None] | None = None
        """What of it can be carried out of the widget, and what that is called; None: it stays within."""
        self.token: Callable[[QPainter, QPointF, str], None] | None = None
        """Paints the thing that is being carried."""
        self.also_lit: Callable[[str], Iterable[QRectF]] | None = None
        """What else looks different while the pointer is over a place; without it all is painted anew."""
        self.hint = self._words_at
        self._places: dict[str, Place] = {}
        self._damage = QRegion()
        self._hovered = ""
        self._focused = ""
        self._pressed = ""
        self._pressed_at = QPointF()
        self._carried = ""
        self._carried_at = QPointF()
        self._by_key = False
        self._hold = Hold(self._hold_on, self)
        self._rest = Rest()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # --- what a paint function calls -----------------------------------------------------------------------------------

    def place(
        self, key: str, area: QRectF, words: str = "", press: Callable[[], object] | None = None, *,
        why: str = "", carry: bool = False, takes: bool = False, guarded: bool = False,
        pointer_only: bool = False,
    ) -> bool:  # fmt: skip
        """Declare a place; later ones lie above earlier ones. Returns whether the pointer is over it."""
        self._places[key] = Place(
            key=key,
            area=area,
            words=words,
            press=press,
            why=why,
            carry=carry,
            takes=takes,
            guarded=guarded,
            pointer_only=pointer_only,
        )
        return key == self._hovered

    def declare(self, places: Mapping[str, Place]) -> None:
        """As `place`, of many at once that somebody keeps."""
        self._places.update(places)

    def button(
        self, p: QPainter, key: str, area: QRectF, words: str, press: Callable[[], object], *,
        why: str = "", primary: bool = False, tone: Tone = Tone.TEXT, guarded: bool = False,
    ) -> None:  # fmt: skip
        """Paint an action and make it a place; greyed with its reason as tooltip when `why` is given."""
        hint = translate("Action", "按住 0.8 秒执行") if guarded else words
        over = self.place(key, area, why or hint, press, why=why, guarded=guarded)
        theme = self.theme
        if why:
            canvas.card(p, theme, area, theme.faded(Tone.CONTROL, 0.45))
            canvas.text(p, theme, area, words, size=Size.LABEL, tone=theme.faded(Tone.FAINT, 0.8), align=canvas.CENTRE)
            return
        pressed = key == self._pressed and over
        ground = theme.mixed(Tone.TEXT, Tone.INFO if primary else Tone.CONTROL, 0.16 if pressed else 0.08 if over else 0.0)
        canvas.card(p, theme, area, ground)
        if guarded:
            canvas.card(p, theme, area, theme.mixed(Tone.CRITICAL, Tone.PANEL, 0.34 if over else 0.24), edge=Tone.CRITICAL)
            if key == self._hold.key and self._hold.is_on:
                canvas.card(
                    p, theme, QRectF(area.topLeft(), QSizeF(area.width() * self._hold.progress(), area.height())), Tone.CRITICAL
                )
                words = translate("Action", "按住…")
        words_tone = Tone.ON_COLOUR if primary else tone
        canvas.text(p, theme, area, words, size=Size.LABEL, bold=True, tone=words_tone, align=canvas.CENTRE)

    def buttons(
        self, p: QPainter, area: QRectF, of: str, offered: Sequence[Offered], *, least: float = 56, tall: float = 32
    ) -> float:  # fmt: skip
        """A row of actions, the last at the right of an area; returns where what stands before them ends. `of`: whose they are."""
        px, x = self.theme.px, area.right()
        for each in reversed(offered):
            wide = max(px(least), canvas.width_of(self.theme, each.words, Size.LABEL, bold=True) + px(24))
            spot = QRectF(x - wide, area.center().y() - px(tall) / 2, wide, px(tall))
            self.button(
                p, f"{of}/{each.code}", spot, each.words, each.press, why=each.why, primary=each.primary, guarded=each.guarded
            )
            x -= wide + px(8)
        return x

    def is_damaged(self, area: QRectF | QRect) -> bool:
        """Whether any of an area is to be painted now; what is not may be declared only, after a `refresh` of parts."""
        return self._damage.intersects(area.toAlignedRect() if isinstance(area, QRectF) else area)

    def refresh(self, keys: Iterable[str], areas: Iterable[QRectF] = ()) -> None:
        """Paint these places and areas anew and nothing else; the paint function still declares all."""
        places = [place.area for key in keys if (place := self._places.get(key))]
        for area in (*places, *areas):
            self.update(area.adjusted(-2, -2, 2, 2).toAlignedRect())

    @property
    def carried(self) -> str:
        """Key of what is being carried, or empty."""
        return self._carried

    @property
    def hovered(self) -> str:
        """Key of the place under the pointer, or empty."""
        return self._hovered

    @property
    def focused(self) -> str:
        """Key of the place that has the keyboard, or empty."""
        return self._focused

    def areas(self) -> dict[str, QRectF]:
        """Where the places of the last painting are, in this widget's pixels."""
        return {key: place.area for key, place in self._places.items()}

    def forget_press(self) -> None:
        """What was pressed is not to act when it is let go."""
        self._pressed = ""
        self._hold.let_go()
        self.update()

    def reason(self, key: str) -> str:
        """Why a place cannot be pressed; empty when it can. KeyError when it was not painted."""
        return self._places[key].why

    # --- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent | None) -> None:
        self._places.clear()
        self._damage = event.region() if event is not None else QRegion(self.rect())
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            self._paint(p, QRectF(self.rect()))
            if self._by_key and self.hasFocus():
                self._ring(p)
            if self._carried:
                self._paint_carried(p)
        finally:  # a painter that is left at work ends the whole program, when its widget goes
            p.end()
        self._rest.look(self._key_at)

    def _stops(self) -> list[str]:
        """Where Tab stops."""
        return [key for key, place in self._places.items() if not place.pointer_only]

    def _ring(self, p: QPainter) -> None:
        if self._focused not in self._places and self._places:
            self._focused = next(iter(self._places))
        if place := self._places.get(self._focused):
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(self.theme.colour(Tone.INFO), self.theme.px(2)))
            p.drawRoundedRect(place.area.adjusted(1, 1, -1, -1), self.theme.px(6), self.theme.px(6))

    def _paint_carried(self, p: QPainter) -> None:
        theme = self.theme
        target = self._target(self._carried_at)
        if target is not None:
            lines = self._lines_for(target.key)
            style = Qt.PenStyle.DashLine if ghost.is_refused(lines) else Qt.PenStyle.SolidLine
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(theme.colour(ghost.edge_of(lines)), theme.px(2), style))
            p.drawRoundedRect(target.area, theme.px(6), theme.px(6))
            if lines:
                ghost.paint_plate(p, theme, ghost.plate_at(theme, self._carried_at, QRectF(self.rect()), lines), lines)
        if self.token is not None:
            self.token(p, self._carried_at, self._carried)

    def _lines_for(self, target: str) -> Sequence[Line]:
        """What would come of dropping what is carried on a place."""
        if self.foretold is not None:
            return self.foretold(self._carried, target)
        why = self.allows(self._carried, target) if self.allows else ""
        return (Line(why, NO),) if why else ()

    # --- mouse ---------------------------------------------------------------------------------------------------------

    def at(self, pos: QPointF) -> Place | None:
        """The topmost place under a point."""
        for place in reversed(self._places.values()):
            if place.area.contains(pos):
                return place
        return None

    def _key_at(self, pos: QPointF) -> str:
        place = self.at(pos)
        return place.key if place is not None else ""

    def _target(self, pos: QPointF) -> Place | None:
        for place in reversed(self._places.values()):
            if place.takes and place.area.contains(pos):
                return place
        return None

    def _words_at(self, pos: QPointF) -> str:
        place = self.at(pos)
        return place.words if place else ""

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._rest.is_slip(event.position()):
            self._pressed = ""
            return
        place = self.at(event.position())
        self._by_key = False
        self._pressed = self._focused = place.key if place else ""
        self._pressed_at = event.position()
        if place is not None and place.guarded and not place.why:
            self._hold.begin(place.key)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        pos = event.position()
        if self._carried:
            self._carried_at = pos
            self.update()
            return
        pressed = self._places.get(self._pressed)
        moved = (pos - self._pressed_at).manhattanLength()
        if pressed is not None and pressed.carry and not pressed.why and moved >= QApplication.startDragDistance():
            if not self._carry_out(pressed.key):
                self._pick_up(pressed.key, pos)
            return
        place = self.at(pos)
        hovered = place.key if place else ""
        self._rest.came(pos, hovered)
        if hovered != self._hovered:
            can_press = place is not None and place.press is not None and not place.why
            self.setCursor(Qt.CursorShape.PointingHandCursor if can_press else Qt.CursorShape.ArrowCursor)
            self._hover(hovered)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self._carried:
            self._carried_at = event.position()
            self._drop()
            return
        place = self.at(event.position())
        pressed, self._pressed = self._pressed, ""
        self._hold.let_go()
        self.update()
        if place is not None and place.key == pressed and not place.guarded:
            self._activate(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        if event is None or self.menu is None:
            return
        place = self._places.get(self._focused) if self._by_key else self.at(QPointF(event.pos()))
        if place is not None:
            where = place.area.center().toPoint() if self._by_key else event.pos()
            self.menu(place.key, self.mapToGlobal(where))

    def leaveEvent(self, event: QEvent | None) -> None:
        self._rest.left()
        if self._hovered:
            self._hover("")
        super().leaveEvent(event)

    def _hover(self, key: str) -> None:
        """The pointer is over another place, or over none."""
        both, self._hovered = (self._hovered, key), key
        if self.also_lit is None:
            self.update()
        else:
            self.refresh(both, chain.from_iterable(map(self.also_lit, both)))

    # --- keyboard ------------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        super().focusInEvent(event)
        if event is not None and event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self._by_key = True
            keys = self._stops()
            if keys and self._focused not in self._places:
                self._focus(keys[0] if event.reason() == Qt.FocusReason.TabFocusReason else keys[-1])
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        super().focusOutEvent(event)
        self._carried = ""
        self._hold.let_go()
        self.update()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab walks over the places and leaves after the last."""
        keys = self._stops()
        here = keys.index(self._focused) if self._focused in keys else -1
        there = here + (1 if next else -1)
        if self._carried or not keys or not 0 <= there < len(keys) or (here < 0 and not next):
            return super().focusNextPrevChild(next)
        self._by_key = True
        self._focus(keys[there])
        return True

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key = Qt.Key(event.key())
        focused = self._places.get(self._focused)
        if key in _STEPS:
            self._step(*_STEPS[key])
        elif key == Qt.Key.Key_Escape and self._carried:
            self._put_back()
        elif key in _PRESS and self._carried:
            self._drop()
        elif key in _PRESS and focused is not None and focused.guarded:
            if not event.isAutoRepeat() and not focused.why:
                self._hold.begin(focused.key)
        elif key in _PRESS and focused is not None and (self._by_key or key != Qt.Key.Key_Space):
            self._activate(focused)  # who clicked it and then wants time to stop does not mean to click it again
        elif key == Qt.Key.Key_M and focused is not None and focused.carry and not focused.why and not self._leaves(focused.key):
            self._pick_up(focused.key, focused.area.center())
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in _PRESS and not event.isAutoRepeat():
            self._hold.let_go()
        super().keyReleaseEvent(event)

    def _step(self, dx: int, dy: int) -> None:
        """Go to the nearest place in a direction; while carrying, to the nearest that takes things."""
        self._by_key = True
        start = self._places.get(self._focused)
        origin = self._carried_at if self._carried else start.area.center() if start else QPointF(0, 0)
        best = nearest(
            (
                place
                for place in self._places.values()
                if place.key != self._focused and not place.pointer_only and (place.takes or not self._carried)
            ),
            origin, dx, dy,
        )  # fmt: skip
        if best is not None and self._carried:
            self._carried_at = best.area.center()
            said = [best.words, *(line.words for line in self._lines_for(best.key))]
            self.setAccessibleDescription("\n".join(said))
            self.update()
        elif best is not None:
            self._focus(best.key)

    def _focus(self, key: str) -> None:
        self._focused = key
        place = self._places[key]
        self.setAccessibleDescription(place.words)
        self.update()
        scroll = self.parentWidget().parentWidget() if self.parentWidget() else None  # type: ignore[union-attr]
        if isinstance(scroll, Scroll):
            scroll.reveal(place.area)

    def _activate(self, place: Place) -> None:
        if place.press is not None and not place.why:
            place.press()

    # --- guarded places ------------------------------------------------------------------------------------------------

    def _hold_on(self) -> None:
        """Fire at the end of the hold, if the place is still there and still allowed."""
        place = self._places.get(self._hold.key)
        if place is None:
            self._hold.let_go()
        elif self._hold.progress() >= 1.0:
            self._hold.let_go()
            self._activate(place)
        self.update()

    # --- carrying ------------------------------------------------------------------------------------------------------

    def _leaves(self, key: str) -> tuple[QMimeData, str] | None:
        return self.exports(key) if self.exports is not None else None

    def _carry_out(self, key: str) -> bool:
        """Let Qt carry it, also to other widgets and windows; False: it stays within this one."""
        leaving = self._leaves(key)
        if leaving is None:
            return False
        self._pressed = ""
        video_drag.begin(self, self.theme, *leaving)
        return True

    def _pick_up(self, key: str, at: QPointF) -> None:
        self._carried, self._carried_at, self._pressed = key, at, ""
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()

    def _put_back(self) -> None:
        self._carried = ""
        self.unsetCursor()
        self.update()

    def _drop(self) -> None:
        carried, target = self._carried, self._target(self._carried_at)
        self._put_back()
        if target is None or self.dropped is None or (self.allows is not None and self.allows(carried, target.key)):
            return
        self.dropped(carried, target.key)


class Scroll(QScrollArea):
    """Spots taller than the pane; the pane says how tall by `fit`."""

    def __init__(self, spots: Spots, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spots = spots
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(spots)
        # The pane paints the ground; a filled viewport would cover its rounded card.
        spots.setAutoFillBackground(False)
        if viewport := self.viewport():
            viewport.setAutoFillBackground(False)

    def fit(self, height: float) -> None:
        """Make the canvas so tall, in scaled pixels; shorter than the view is stretched to it."""
        tall = round(height)
        if self.spots.minimumHeight() != tall:
            self.spots.preferred = QSize(self.spots.preferred.width(), tall)
            self.spots.setMinimumHeight(tall)
        self.spots.update()

    def reveal(self, area: QRectF) -> None:
        """Scroll as little as needed to show an area of the canvas."""
        rect: QRect = area.toAlignedRect()
        centre = rect.center()
        self.ensureVisible(centre.x(), centre.y(), 0, rect.height() // 2 + self.spots.theme.px(8))
