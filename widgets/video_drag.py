"""A camera in the hand: what is dragged from a tile or the floor plan onto a tile, also from window to window. Qt's own drag and drop."""

from msgspec import Struct
from PyQt6.QtCore import QMimeData, QPoint, Qt
from PyQt6.QtGui import QDrag, QPainter, QPixmap
from PyQt6.QtWidgets import QWidget

from widgets import canvas
from widgets.theme import Size, Theme, Tone

MIME = "application/x-hallwatch-camera"


class Carried(Struct, frozen=True, kw_only=True):
    """What is in the hand."""

    camera: str
    index: int = -1
    """The tile it was taken from; -1: it comes from elsewhere."""


def pack(carried: Carried) -> QMimeData:
    """As Qt carries it."""
    data = QMimeData()
    data.setData(MIME, f"{carried.index} {carried.camera}".encode())
    return data


def unpack(data: QMimeData | None) -> Carried | None:
    """The inverse; None for anything else that may be dropped on a tile."""
    if data is None or not data.hasFormat(MIME):
        return None
    index, _, camera = bytes(data.data(MIME).data()).decode(errors="replace").partition(" ")
    return Carried(camera=camera, index=int(index)) if index.lstrip("-").isdigit() else None


def begin(source: QWidget, theme: Theme, data: QMimeData, name: str) -> None:
    """Carry something of that name until it is dropped; returns then. Timers go on meanwhile."""
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(_label(theme, name, source.devicePixelRatioF()))
    drag.setHotSpot(QPoint(-theme.px(14), -theme.px(4)))
    drag.exec(Qt.DropAction.MoveAction)


def _label(theme: Theme, name: str, ratio: float) -> QPixmap:
    width, tall = round(canvas.width_of(theme, name, Size.LABEL, bold=True)) + theme.px(24), theme.px(32)
    label = QPixmap(round(width * ratio), round(tall * ratio))
    label.setDevicePixelRatio(ratio)
    label.fill(theme.colour(Tone.CONTROL))
    p = QPainter(label)
    area = label.rect().toRectF()
    area.setSize(area.size() / ratio)
    canvas.text(p, theme, area, name, size=Size.LABEL, bold=True, align=canvas.CENTRE)
    p.end()
    return label
