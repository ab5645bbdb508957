"""The canvas of the floor plan: spots that are looked at through a lens (wheel, pinch, keys, dragging the ground), and a pulse on what was found."""

from collections.abc import Callable

from PyQt6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, Qt, QTimer
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PyQt6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QWidget

from widgets.floor_lens import STEP, Lens
from widgets.spots import Spots
from widgets.theme import Theme, Tone

PULSE = 1200
"""Milliseconds for which what was found stands out."""
_GROWS, _RING = (3, 14), 3
"""How far from the place its ring begins, how far it goes on from there, and how thick it is; unscaled pixels."""
_FRAME = 2
"""How thick the frame of what was chosen is, outside of it: as much as a `refresh` paints around a place."""
_NEARER = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)


class FloorCanvas(Spots):
    """Spots with a lens. `view()` says where the plan lies in the widget; `looked` is called when the lens is another."""

    def __init__(self, theme: Theme, paint: Callable[[QPainter, QRectF], None], parent: QWidget) -> None:
        super().__init__(theme, paint, parent)
        self.lens = self._painted = Lens()
        """Through which it is looked; and was, when the places were painted where they are known to be."""
        self.looked: Callable[[], object] | None = None
        self.finds: Callable[[], object] | None = None
        """Asked for when somebody wants to find something by typing."""
        self.foot = 0.0
        """Pixels at the lower edge that are no part of the plan."""
        self._ground_at: QPointF | None = None
        """Where the ground was taken hold of."""
        self._is_pushed = False
        self._chosen = ""
        self._found = ""
        self._since = QElapsedTimer()
        self._beat = QTimer(self)
        self._beat.setInterval(40)
        self._beat.timeout.connect(self._beat_on)
        self.grabGesture(Qt.GestureType.PinchGesture)

    def view(self) -> QRectF:
        """Where the plan lies in the widget."""
        return QRectF(self.rect()).adjusted(0, 0, 0, -self.foot)

    def look(self, lens: Lens) -> None:
        """Look through another lens."""
        if lens != self.lens:
            self.lens = lens
            self.update()
            if self.looked is not None:
                self.looked()

    def nearer(self, factor: float, at: QPointF | None = None) -> None:
        """Go nearer to a point, or to the middle; a factor below one goes away."""
        view = self.view()
        self.look(self.lens.zoomed(factor, at if at is not None else view.center(), view))

    def reveal(self, key: str) -> None:
        """Push the plan so far that a place is seen."""
        area = self.areas().get(key)
        if area is not None:
            self.look(self._painted.showing(area, self.view()))

    def attend(self, key: str) -> None:
        """From here on the keyboard is there: going nearer goes nearer to it."""
        if key in self._places:
            self._focus(key)

    def choose(self, key: str) -> None:
        """Frame the place whose detail is shown, or none."""
        both, self._chosen = (self._chosen, key), key
        self.refresh(both)

    def pulse(self, key: str) -> None:
        """Let a place stand out once, calmly."""
        self._found = key
        self._since.start()
        self._beat.start()
        self.update()

    @property
    def found(self) -> str:
        """Key of the place that stands out just now."""
        return self._found

    def _beat_on(self) -> None:
        """Paint where the ring is, and nothing else: the whole plan 25 times a second would be felt in the search line."""
        area = self.areas().get(self._found)
        if self._since.elapsed() >= PULSE:
            self._found = ""
            self._beat.stop()
        if area is not None:
            most = self.theme.px(_GROWS[0] + _GROWS[1] + _RING)
            self.refresh((), [area.adjusted(-most, -most, most, most)])

    # --- what Qt calls ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent | None) -> None:
        self._painted = self.lens
        super().paintEvent(event)
        areas = self.areas()
        if (chosen := areas.get(self._chosen)) is not None:
            self._frame(chosen)
        area = areas.get(self._found)
        if area is None:
            return
        share = min(1.0, self._since.elapsed() / PULSE)
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        grown = self.theme.px(_GROWS[0]) + self.theme.px(_GROWS[1]) * share
        p.setPen(QPen(self.theme.faded(Tone.INFO, 1.0 - 0.8 * share), self.theme.px(_RING)))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(area.adjusted(-grown, -grown, grown, grown), self.theme.px(8), self.theme.px(8))
        p.end()

    def _frame(self, area: QRectF) -> None:
        """Around what was chosen, whose own edge says how it is; the keyboard's ring is of another colour."""
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QPen(self.theme.colour(Tone.TEXT), _FRAME))
        p.setBrush(Qt.BrushStyle.NoBrush)
        radius = min(self.theme.px(6), area.height() / 2)
        out = _FRAME / 2
        p.drawRoundedRect(area.adjusted(-out, -out, out, out), radius, radius)
        p.end()

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.nearer(1.0 + event.value(), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.nearer(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint())))
                return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None or not event.angleDelta().y():
            return
        self.nearer(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        super().mousePressEvent(event)
        if event is not None and event.button() == Qt.MouseButton.LeftButton and not self.lens.is_whole:
            place = self.at(event.position())
            self._ground_at = event.position() if place is None or not place.carry else None

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None or self._ground_at is None:
            super().mouseMoveEvent(event)
            return
        by = event.position() - self._ground_at
        if self._is_pushed or by.manhattanLength() >= QApplication.startDragDistance():
            self._is_pushed = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._ground_at = event.position()
            self.look(self.lens.moved(by, self.view()))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        pushed, self._is_pushed, self._ground_at = self._is_pushed, False, None
        if pushed:
            self.unsetCursor()
            self.forget_press()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key = Qt.Key(event.key())
        if key in _NEARER:
            self.nearer(STEP, self._middle())
        elif key == Qt.Key.Key_Minus:
            self.nearer(1 / STEP, self._middle())
        elif key == Qt.Key.Key_0:
            self.look(Lens())
        elif key == Qt.Key.Key_Slash and self.finds is not None:
            self.finds()
        else:
            was = self.focused
            super().keyPressEvent(event)
            if self.focused != was and not self.carried:
                self.reveal(self.focused)

    def _middle(self) -> QPointF | None:
        """The middle of what has the keyboard, which stays where it is."""
        area = self.areas().get(self.focused)
        return area.center() if area is not None and self.view().contains(area.center()) else None
