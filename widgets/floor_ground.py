"""The floor plan's ground: zones, what was drawn of the hall, customers' ways, cameras' views, as one picture that is kept. Nothing on it can be pressed."""

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPixmap

from widgets import canvas, floor, words
from widgets.floor_cameras import paint_wedge, spot_of
from widgets.floor_drawing import paint_drawing
from widgets.floor_layers import Layer
from widgets.floor_lens import Lens
from widgets.floor_view import FloorView
from widgets.floor_ways import Band, bands, drawn_ways, paint_band
from widgets.floor_zones import HEADER, title_rows
from widgets.theme import Size, Theme, Tone


class Ground:
    """The picture, and where things lie on it; made anew when hall, size, language, lens or layers change, or whole minutes of ways."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.room = QRectF()
        """The whole hall, in pixels; larger than the widget when it is looked at from near."""
        self.areas: dict[str, QRectF] = {}
        """Zone → where it lies."""
        self.bands: tuple[Band, ...] = ()
        self.eyes: tuple[QRectF, ...] = ()
        """Where cameras are hit, unless they are left out."""
        self._picture = QPixmap()
        self.of: tuple[object, ...] = ()
        """What the picture depends on, as it was when it was made."""
        self._bounds = floor.Bounds.of(())

    def forget(self) -> None:
        """Make it anew at the next painting."""
        self.of = ()

    def plot(self, x: float, y: float) -> QPointF:
        """Metres → pixels."""
        return self._bounds.point(x, y, self.room)

    def fits(self, view: FloorView, whole: QRectF, ratio: float, lens: Lens, off: frozenset[Layer]) -> bool:
        """Whether the picture is there as `lay` would make it."""
        return self.of == _key(view, whole, ratio, lens, off)

    def lay(self, view: FloorView, plan: QRectF, whole: QRectF, ratio: float, lens: Lens, off: frozenset[Layer]) -> QPixmap:
        """The picture; `plan` is where the hall lies through the plain lens, `whole` what the picture covers, `off` the layers left out."""
        key = _key(view, whole, ratio, lens, off)
        if key == self.of:
            return self._picture
        self.of = key
        self._bounds = floor.Bounds.of(face.zone for face in view.zones)
        self.room = lens.area(plan)
        self.areas = {face.zone.id: self._bounds.place(face.zone, self.room) for face in view.zones}
        eyes = view.eyes if Layer.CAMERAS not in off else ()
        self.eyes = tuple(spot_of(self.theme, mark, self.plot, self.room) for mark in eyes)
        self.bands = self._ways(view, off)
        self._picture = QPixmap(round(whole.width() * ratio), round(whole.height() * ratio))
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(self.theme.colour(Tone.PANEL))
        p = QPainter(self._picture)
        try:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(p, view, whole, off)
        finally:  # a painter that is left at work ends the whole program, when its picture goes
            p.end()
        return self._picture

    def _paint(self, p: QPainter, view: FloorView, whole: QRectF, off: frozenset[Layer]) -> None:
        theme, px = self.theme, self.theme.px
        for face in view.zones:
            zone = self.areas[face.zone.id]
            canvas.card(p, theme, zone, Tone.RAISED, radius=8)
            left = max(zone.left(), whole.left()) + px(12)
            row = QRectF(left, zone.top(), max(0.0, min(zone.width() * 0.62, zone.right() - left) - px(12)), px(HEADER))
            canvas.text(p, theme, row, words.name(face.zone), size=Size.LABEL, tone=Tone.SOFT)
        if view.config is not None:
            paint_drawing(p, theme, view.config, self.plot)
        for band in self.bands:
            paint_band(p, theme, band)
        for mark in view.eyes if Layer.CAMERAS not in off else ():
            paint_wedge(p, theme, mark, self.plot, self.room)

    def _ways(self, view: FloorView, off: frozenset[Layer]) -> tuple[Band, ...]:
        if view.config is None or Layer.FLOW in off:
            return ()
        drawn = drawn_ways(view.config.flows, view.config.zones, self.plot)
        return bands(self.theme, view.ways, self.areas, drawn, title_rows(self.theme, view, self.areas), self.eyes)


def _key(view: FloorView, whole: QRectF, ratio: float, lens: Lens, off: frozenset[Layer]) -> tuple[object, ...]:
    blind = tuple(mark.blind for mark in view.eyes)
    return (view.config, whole.width(), whole.height(), view.ways, ratio, words.is_english(), blind, lens, off)
