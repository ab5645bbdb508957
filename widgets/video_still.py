"""A decoder's picture on its way to the screen: its colours are made where it is painted."""

from typing import Any, cast

from PyQt6 import sip
from PyQt6.QtCore import QRectF, QSizeF
from PyQt6.QtGui import QImage, QPaintEngine, QPainter, QRegion

from console.video import colours
from console.video.pictures import Picture

_BGRX = frozenset({QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32, QImage.Format.Format_ARGB32_Premultiplied})
"""Of a window's memory: what `colours.draw` writes is each of them."""


def image_of(picture: Picture, ratio: float) -> QImage | None:
    """The picture as Qt's, a copy; None for one of no size. `ratio`: device pixels a pixel."""
    if not colours.is_sound(picture):
        return None
    image = QImage(picture.width, picture.height, QImage.Format.Format_RGB32)
    colours.draw(picture, _begin(image), image.bytesPerLine())
    image.setDevicePixelRatio(ratio)
    return image


class Ground:
    """What is painted on just now, where it is memory into which a picture can be written: of 1080p that spares a copy of 1 ms.

    That is what the raster engine paints on: a QImage, be it a window's, a pixmap's or an image's own (`QRasterPaintEngine::begin`).
    """

    def __init__(self, p: QPainter, damage: QRegion) -> None:
        """To be used as long as `p` paints, and changes nothing. `damage`: all that is painted now; what lies beside it stays."""
        self._begin = 0
        engine, there = p.paintEngine(), p.deviceTransform()
        if engine is None or engine.type() != QPaintEngine.Type.Raster or there.isRotating():
            return
        device: Any = engine.paintDevice()
        kind: Any = QImage
        image = cast("QImage", sip.cast(device, kind))
        if image.format() not in _BGRX:
            return
        self._begin, self._stride = _begin(image), image.bytesPerLine()
        self._width, self._height = image.width(), image.height()
        self._left, self._top, self._ratio = there.dx(), there.dy(), there.m11()
        self._damage = damage

    def write(self, picture: Picture, target: QRectF, ratio: float) -> bool:
        """Whether the picture could be written to `target`, which is as large as it: all of it is to be painted, and lies there."""
        if not self._begin or ratio != self._ratio:
            return False
        if not QRegion(target.toAlignedRect()).subtracted(self._damage).isEmpty():
            return False
        x, y = round(target.x() * ratio + self._left), round(target.y() * ratio + self._top)
        if x < 0 or y < 0 or x + picture.width > self._width or y + picture.height > self._height:
            return False
        colours.draw(picture, self._begin + y * self._stride + x * 4, self._stride)
        return True


class Still:
    """One picture that can be painted, on the decoder's own memory, which must be kept as long."""

    def __init__(self, picture: Picture, ratio: float) -> None:
        """`ratio`: device pixels a pixel. The picture is a sound one (`colours.is_sound`)."""
        self._picture = picture
        self._ratio = ratio
        self._image: QImage | None = None
        self.size = QSizeF(picture.width / ratio, picture.height / ratio)
        """Without device pixels."""

    @property
    def image(self) -> QImage | None:
        """As Qt's, a copy, made once."""
        if self._image is None:
            self._image = image_of(self._picture, self._ratio)
        return self._image

    def grey(self) -> "Still":
        """The same without colour."""
        made = Still(self._picture, self._ratio)
        if self.image is not None:
            made._image = self.image.convertToFormat(QImage.Format.Format_Grayscale8)
            made._image.setDevicePixelRatio(self._ratio)
        return made

    def paint(self, p: QPainter, target: QRectF, ground: Ground) -> None:
        """Fill `target`, of its own shape; of its own size it is not scaled."""
        if self._image is None and target.size() == self.size and ground.write(self._picture, target, self._ratio):
            return
        if self.image is not None:
            p.drawImage(target, self.image)


def _begin(image: QImage) -> int:
    """Where an image's own memory is, which nobody else has."""
    begin = image.constBits()
    assert begin is not None
    return int(begin)
