"""The band across a tile while somebody talks through its camera: who, how far, how loud, and why it ended.

Painted apart from the tile, so that a level that moves ten times a second leaves the rest of the tile as it is.
"""

from msgspec import Struct
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter

from widgets import canvas
from widgets.theme import Look, Shape, Size, Theme, Tone
from widgets.video_tile import band_of
from widgets.words import join

TALL = 40
"""Height of the band, unscaled; without the line of what to do."""
STEPS = 12
"""Bars of the level."""
_GROUND = 0.94


class Band(Struct, frozen=True, kw_only=True):
    """What it says; equal bands are painted once."""

    words: str
    look: Look = Look(Shape.NONE, Tone.INFO)
    line: str = ""
    """What to do, below."""
    clock: str = ""
    level: int | None = None
    """Bars that are lit, up to `STEPS`; None: there is no level to show."""

    @property
    def spoken(self) -> str:
        """For those who hear the screen."""
        return join((self.words, self.line))


def is_roomy(theme: Theme, area: QRectF) -> bool:
    """Whether a tile has room for the line of what to do."""
    return area.height() >= theme.px(150)


def area_of(theme: Theme, area: QRectF, band: Band) -> QRectF:
    """Where it lies in a tile: below its name, as marks and alarms stand at its foot, and go on to be seen."""
    tall = theme.px(TALL + (20 if band.line and is_roomy(theme, area) else 0))
    return QRectF(area.left() + theme.px(2), band_of(theme, area).bottom(), area.width() - theme.px(4), tall)


def paint_band(p: QPainter, theme: Theme, area: QRectF, band: Band) -> None:
    """Across a tile, over its picture."""
    px, row = theme.px, area_of(theme, area, band)
    p.fillRect(row, theme.faded(Tone.GROUND, _GROUND))
    p.fillRect(QRectF(row.left(), row.top(), px(6), row.height()), theme.colour(band.look.tone))
    inner = row.adjusted(px(18), 0, -px(12), 0)
    head = QRectF(inner.left(), inner.top(), inner.width(), px(TALL))
    if band.look.shape is not Shape.NONE:
        canvas.glyph(p, theme, QPointF(head.left() + px(6), head.center().y()), band.look, px(13))
        head.setLeft(head.left() + px(22))
    said = canvas.width_of(theme, band.words, Size.LABEL, bold=True)
    if band.clock and head.width() - canvas.width_of(theme, band.clock, Size.VALUE, bold=True) - px(12) >= said:
        head.setRight(
            head.right() - canvas.text(p, theme, head, band.clock, size=Size.VALUE, bold=True, align=canvas.RIGHT) - px(12)
        )
    bars = px(STEPS * 6)
    if band.level is not None and head.width() - bars - px(12) >= said:
        _bars(p, theme, QRectF(head.right() - bars, head.center().y() - px(10), bars, px(20)), band.level)
        head.setRight(head.right() - bars - px(12))
    size = canvas.fitting(theme, band.words, head.width(), (Size.VALUE, Size.BODY, Size.LABEL, Size.QUIET, Size.TINY), bold=True)
    canvas.text(p, theme, head, band.words, size=size, bold=True)
    if row.height() > px(TALL):
        low = QRectF(inner.left(), row.top() + px(TALL - 6), inner.width(), px(22))
        size = canvas.fitting(theme, band.line, low.width(), (Size.LABEL, Size.QUIET, Size.TINY))
        canvas.text(p, theme, low, band.line, size=size, tone=Tone.SOFT)


def _bars(p: QPainter, theme: Theme, area: QRectF, lit: int) -> None:
    """Bars that grow to the right; the lit ones say that one is heard."""
    width = area.width() / STEPS
    for each in range(STEPS):
        tall = area.height() * (0.35 + 0.65 * each / (STEPS - 1))
        bar = QRectF(area.left() + each * width, area.bottom() - tall, width - theme.px(2), tall)
        p.fillRect(bar, theme.colour(Tone.INFO if each < lit else Tone.LINE))
