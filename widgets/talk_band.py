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
"""Height of the band, unscaled, where its words have room in it; without the line of what to do."""
LINE = 20
"""Height of that line."""
FOOT = 4
"""Height of the level where a tile has no room for bars beside the words; and what is left free around lines."""
NARROW = 240
"""Width of a tile below which the words begin nearer to its edge."""
STEPS = 12
"""Bars of the level."""
_GROUND = 0.94
_ONE_LINE = (Size.VALUE, Size.BODY, Size.LABEL, Size.QUIET)


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
    head, line = _head(theme, area, band), _line(theme, area, band)
    tall = head.tall + (line.tall + theme.px(FOOT if head.wraps else -FOOT) if line.tall else 0)
    return QRectF(area.left() + theme.px(2), band_of(theme, area).bottom(), area.width() - theme.px(4), tall)


class _Laid(Struct, frozen=True):
    """How words are written: in one line, or in several where a narrow tile has no room for it."""

    size: int = Size.TINY
    tall: float = 0
    wraps: bool = False


def _head(theme: Theme, area: QRectF, band: Band) -> _Laid:
    px, room = theme.px, area.width() - theme.px(4) - _left(theme, area, band) - _right(theme, area)
    for size in _ONE_LINE:
        if canvas.width_of(theme, band.words, size, bold=True) <= room:
            return _Laid(size, px(TALL))
    talls = {
        size: canvas.paragraph_height(theme, band.words, room, size, bold=True) for size in (Size.LABEL, Size.QUIET, Size.TINY)
    }
    fits = next((size for size, tall in talls.items() if tall <= px(TALL - FOOT)), None)
    if fits is not None:
        return _Laid(fits, px(TALL), wraps=True)
    most = area.bottom() - band_of(theme, area).bottom()
    return _Laid(Size.TINY, min(most, talls[Size.TINY] + px(2 * FOOT)), wraps=True)


def _line(theme: Theme, area: QRectF, band: Band) -> _Laid:
    """What to do, below; a small tile has no room for it."""
    if not band.line or not is_roomy(theme, area):
        return _Laid()
    room = area.width() - theme.px(4) - _left(theme, area, band) - _right(theme, area) + _glyph(theme, band)
    if canvas.width_of(theme, band.line, Size.LABEL) <= room:
        return _Laid(Size.LABEL, theme.px(LINE + FOOT))
    return _Laid(Size.QUIET, canvas.paragraph_height(theme, band.line, room, Size.QUIET) + theme.px(2 * FOOT), wraps=True)


def _glyph(theme: Theme, band: Band) -> int:
    return 0 if band.look.shape is Shape.NONE else theme.px(22)


def _left(theme: Theme, area: QRectF, band: Band) -> int:
    """How far in the words begin."""
    return _glyph(theme, band) + theme.px(12 if area.width() < theme.px(NARROW) else 18)


def _right(theme: Theme, area: QRectF) -> int:
    return theme.px(6 if area.width() < theme.px(NARROW) else 12)


def paint_band(p: QPainter, theme: Theme, area: QRectF, band: Band) -> None:
    """Across a tile, over its picture."""
    px, row, laid, line = theme.px, area_of(theme, area, band), _head(theme, area, band), _line(theme, area, band)
    p.fillRect(row, theme.faded(Tone.GROUND, _GROUND))
    p.fillRect(QRectF(row.left(), row.top(), px(6), row.height()), theme.colour(band.look.tone))
    head = QRectF(row.left(), row.top(), row.width(), laid.tall).adjusted(_left(theme, area, band), 0, -_right(theme, area), 0)
    if line.tall:
        low = QRectF(head.left(), row.bottom() - line.tall, head.width(), line.tall - px(FOOT)).adjusted(
            -_glyph(theme, band), 0, 0, 0
        )
        canvas.paragraph(p, theme, low, band.line, size=line.size, align=canvas.LEFT)
    if band.look.shape is not Shape.NONE:
        canvas.glyph(p, theme, QPointF(head.left() - px(16), head.center().y()), band.look, px(13))
    said = canvas.width_of(theme, band.words, Size.LABEL, bold=True)
    if band.clock and head.width() - canvas.width_of(theme, band.clock, Size.VALUE, bold=True) - px(12) >= said:
        head.setRight(
            head.right() - canvas.text(p, theme, head, band.clock, size=Size.VALUE, bold=True, align=canvas.RIGHT) - px(12)
        )
    bars = px(STEPS * 6)
    if band.level is not None and head.width() - bars - px(12) >= said:
        _bars(p, theme, QRectF(head.right() - bars, head.center().y() - px(10), bars, px(20)), band.level)
        head.setRight(head.right() - bars - px(12))
    elif band.level is not None:
        canvas.bar(p, theme, QRectF(row.left(), row.bottom() - px(FOOT), row.width(), px(FOOT)), band.level / STEPS, Tone.INFO)
    if laid.wraps:
        lines = head.adjusted(0, 0, 0, 0 if band.level is None else -px(FOOT))
        canvas.paragraph(p, theme, lines, band.words, size=laid.size, bold=True, tone=Tone.TEXT, align=canvas.LEFT)
    else:
        size = canvas.fitting(theme, band.words, head.width(), _ONE_LINE, bold=True)
        canvas.text(p, theme, head, band.words, size=size, bold=True)


def _bars(p: QPainter, theme: Theme, area: QRectF, lit: int) -> None:
    """Bars that grow to the right; the lit ones say that one is heard."""
    width = area.width() / STEPS
    for each in range(STEPS):
        tall = area.height() * (0.35 + 0.65 * each / (STEPS - 1))
        bar = QRectF(area.left() + each * width, area.bottom() - tall, width - theme.px(2), tall)
        p.fillRect(bar, theme.colour(Tone.INFO if each < lit else Tone.LINE))
