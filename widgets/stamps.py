"""Pictures of small things, painted once and then copied: smoothing an outline costs up to ten times as much as copying its pixels."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from math import ceil, floor, hypot

from msgspec import Struct
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QImage, QPainter

from widgets.theme import Theme

_PARTS = 4
"""Pictures are kept for so many places of a thing between two pixels, each way."""


class Spot(Struct, frozen=True, gc=False):
    """Where a picture goes: the pixel that its corner lies on, and the place within the pixel."""

    corner: tuple[int, int]
    part: tuple[float, float]
    ratio: float

    @classmethod
    def of(cls, p: QPainter, left: float, top: float) -> "Spot":
        """A pixel of margin is left around, for what is smoothed outwards."""
        x, y = round(left * _PARTS) / _PARTS, round(top * _PARTS) / _PARTS
        scale = p.deviceTransform()
        return cls((floor(x) - 1, floor(y) - 1), (x % 1, y % 1), round(hypot(scale.m11(), scale.m12()), 3))

    def area(self, width: float, height: float) -> QRectF:
        """Where a thing of this size lies in it."""
        return QRectF(self.corner[0] + 1 + self.part[0], self.corner[1] + 1 + self.part[1], width, height)


def stamp(
    ratio: float, part: tuple[float, float], size: tuple[float, float], paint: Callable[[QPainter, QRectF], None]
) -> QImage:
    """What `paint` paints into an area of this size, one pixel within the picture and `part` of a pixel further."""
    wide, tall = (max(1, ceil((length + 3) * ratio)) for length in size)  # a pane that has no room yet asks for less than nothing
    image = QImage(wide, tall, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    p = QPainter(image)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(p, QRectF(1 + part[0], 1 + part[1], *size))
    p.end()
    return image


class _Stamp(Struct, frozen=True, gc=False):
    """What tells a kept picture from others."""

    theme: Theme
    part: tuple[float, float]
    ratio: float
    size: tuple[float, float]
    what: Hashable


_stamps: OrderedDict[_Stamp, QImage] = OrderedDict()
_STAMPS = 1024
"""Pictures of things that are kept at once; that of a counter is 40 kB."""


def stamped(p: QPainter, theme: Theme, area: QRectF, what: Hashable, paint: Callable[[QPainter, QRectF], None]) -> QRectF:
    """Paint a thing, or copy what painting it made before: `what` says all that its look depends on but theme, size and place.

    Returns where it lies, to a quarter of a pixel.
    """
    spot = Spot.of(p, area.left(), area.top())
    p.drawImage(QPointF(*spot.corner), picture(theme, spot, (area.width(), area.height()), what, paint))
    return spot.area(area.width(), area.height())


def picture(
    theme: Theme, spot: Spot, size: tuple[float, float], what: Hashable, paint: Callable[[QPainter, QRectF], None]
) -> QImage:
    """What `stamped` copies, its corner at `spot.corner`."""
    key = _Stamp(theme, spot.part, spot.ratio, size, what)
    image = _stamps.get(key)
    if image is None:
        image = _stamps[key] = stamp(spot.ratio, spot.part, size, paint)
        if len(_stamps) > _STAMPS:
            _stamps.popitem(last=False)
    else:
        _stamps.move_to_end(key)
    return image


def forget() -> None:
    """Let go of all that is kept."""
    _stamps.clear()
