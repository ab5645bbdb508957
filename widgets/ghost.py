"""What stands beside the cursor while something is carried: what would come of dropping it here, line by line. It only paints."""

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, QSizeF
from PyQt6.QtGui import QPainter

from widgets import canvas
from widgets.move_words import Line
from widgets.theme import Shape, Size, Theme, Tone

ROW, PAD, WIDEST = 24, 10, 420
"""Unscaled pixels."""


def is_refused(lines: Sequence[Line]) -> bool:
    """Whether it cannot be dropped here."""
    return any(line.look is not None and line.look.shape is Shape.CROSS for line in lines)


def edge_of(lines: Sequence[Line]) -> Tone:
    """The colour of the plate and of the place under it: refused, to be thought about, or plain."""
    if is_refused(lines):
        return Tone.HIGH
    return Tone.MEDIUM if any(line.look is not None and line.look.tone is Tone.MEDIUM for line in lines) else Tone.INFO


def plate_at(theme: Theme, at: QPointF, room: QRectF, lines: Sequence[Line]) -> QRectF:
    """Where the plate lies: below and right of the cursor, or on the side where there is room; never beyond the widget."""
    px = theme.px
    widest = max((_width(theme, line) for line in lines), default=0.0) + px(2 * PAD)
    size = QSizeF(min(widest, float(px(WIDEST)), room.width()), px(ROW) * len(lines) + px(PAD))
    x, y = at.x() + px(22), at.y() + px(22)
    if x + size.width() > room.right():
        x = at.x() - px(22) - size.width()
    if y + size.height() > room.bottom():
        y = at.y() - px(22) - size.height()
    x = min(max(x, room.left()), room.right() - size.width())
    y = min(max(y, room.top()), room.bottom() - size.height())
    return QRectF(QPointF(x, y), size)


def paint_plate(p: QPainter, theme: Theme, plate: QRectF, lines: Sequence[Line]) -> None:
    """The lines on their plate; the heading is bold, each other line has its shape."""
    px = theme.px
    canvas.card(p, theme, plate, Tone.GROUND, edge=edge_of(lines))
    row = QRectF(plate.left() + px(PAD), plate.top() + px(PAD) / 2, plate.width() - px(2 * PAD), px(ROW))
    for line in lines:
        if line.look is None:
            canvas.text(p, theme, row, line.words, size=Size.LABEL, bold=True)
        else:
            canvas.glyph(p, theme, QPointF(row.left() + px(7), row.center().y()), line.look, px(12))
            tone = Tone.SOFT if line.look.tone is Tone.WELL else line.look.tone
            canvas.text(p, theme, row.adjusted(px(20), 0, 0, 0), line.words, size=Size.LABEL, tone=tone)
        row.translate(0, row.height())


def _width(theme: Theme, line: Line) -> float:
    lead = theme.px(22) if line.look is not None else 0
    return canvas.width_of(theme, line.words, Size.LABEL, bold=line.look is None) + lead
