"""What is drawn on the floor plan to find one's way: walls, glass, doors, rails, outlines, and words. The desk's and the hall editor's."""

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen, QPolygonF

from console.model.hall import HallConfig
from widgets import canvas, words
from widgets.floor_cameras import Plot
from widgets.theme import Size, Theme, Tone

LINES: dict[str, tuple[Tone, float, Qt.PenStyle]] = {
    "wall": (Tone.SOFT, 4.0, Qt.PenStyle.SolidLine), "glass": (Tone.INFO, 2.0, Qt.PenStyle.SolidLine),
    "door": (Tone.MEDIUM, 3.0, Qt.PenStyle.DashLine), "rail": (Tone.FAINT, 2.0, Qt.PenStyle.DotLine),
    "outline": (Tone.FAINT, 1.0, Qt.PenStyle.SolidLine),
}  # fmt: skip
"""Colour, width in unscaled pixels and dashes of a line, by its kind."""
_CALM = 0.55
"""How strongly lines stand on the desk, where they are the ground of what happens."""


def paint_line(
    p: QPainter, theme: Theme, points: Sequence[QPointF], kind: str, *, strong: bool = False, share: float = 1.0
) -> None:  # fmt: skip
    """A line of the plan, by its kind; a strong one is meant."""
    tone, width, style = LINES.get(kind, LINES["outline"])
    pen = QPen(theme.faded(Tone.INFO if strong else tone, share), width * theme.scale, style)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    p.setPen(pen)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawPolyline(QPolygonF(points))


def paint_drawing(p: QPainter, theme: Theme, config: HallConfig, plot: Plot) -> None:
    """The lines and words of a hall, quietly."""
    for line in config.lines:
        paint_line(p, theme, [plot(x, y) for x, y in line.points], line.kind, share=_CALM)
    for each in config.texts:
        at, said = plot(each.x, each.y), words.name(each)
        wide = canvas.width_of(theme, said, Size.QUIET) + 2
        row = QRectF(at.x() - wide / 2, at.y() - theme.px(10), wide, theme.px(20))
        canvas.text(p, theme, row, said, size=Size.QUIET, tone=Tone.FAINT, align=canvas.CENTRE)
