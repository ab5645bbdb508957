"""Painted parts that every pane shares: text, pills, numerals, bars, shapes, cards, the hatch of what is stale. No state is kept here.

Each function takes the painter, the theme and a rectangle in scaled pixels (`theme.px(8)`), and leaves pen, brush and font changed.
Small rounded things are painted once and then copied: smoothing an outline costs up to ten times as much as copying its pixels.
A pane that paints itself makes a `Canvas` with a bound method:

    self.canvas = Canvas(theme, self.paint, self)      # def paint(self, p: QPainter, area: QRectF) -> None
    self.canvas.update()                               # in draw(view)
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QStaticText,
    QTransform,
)
from PyQt6.QtWidgets import QToolTip, QWidget

from widgets import stamps
from widgets.stamps import Spot, stamp
from widgets.theme import RADIUS, Look, Shape, Size, Theme, Tone

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
_WORD = re.compile(r"[\x21-\x7e]+")
"""What is not broken: letters and figures without a space between them."""
DOT = " · "
"""What stands between parts, as `words.join` puts it."""
TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
# Plain numbers, as `&` of two Python flags costs more than painting a short line.
_RIGHT, _MIDDLE, _TOP = Qt.AlignmentFlag.AlignRight.value, Qt.AlignmentFlag.AlignHCenter.value, Qt.AlignmentFlag.AlignTop.value


def text(
    p: QPainter, theme: Theme, area: QRectF, words: str, *,
    size: int = Size.BODY, bold: bool = False, tone: Tone | QColor = Tone.TEXT, align: Qt.AlignmentFlag = LEFT,
) -> float:  # fmt: skip
    """One line of plain text, elided at the right if it is too long. Returns the width drawn."""
    if not words:
        return 0.0
    line, width, tall = _laid_out(theme, size, bold, words)
    if width > area.width():
        line, width, tall = _laid_out(theme, size, bold, _elided(theme, size, bold, words, int(area.width())))
    flags = align.value
    x = area.left()
    if flags & _RIGHT:
        x = area.right() - width
    elif flags & _MIDDLE:
        x += (area.width() - width) / 2
    y = area.top() if flags & _TOP else area.top() + (area.height() - tall) / 2
    p.setFont(theme.font(size, bold))
    p.setPen(theme.colour(tone) if isinstance(tone, Tone) else tone)
    p.drawStaticText(QPointF(x, y), line)
    return width


@lru_cache(maxsize=8192)
def _laid_out(theme: Theme, size: int, bold: bool, words: str) -> tuple[QStaticText, float, float]:
    """A line with its glyphs placed, its width and its height. Most words are painted again and again, and placing costs most."""
    font = theme.font(size, bold)
    line = QStaticText(words)
    line.setTextFormat(Qt.TextFormat.PlainText)
    line.prepare(QTransform(), font)
    metrics = QFontMetricsF(font)
    return line, metrics.horizontalAdvance(words), metrics.height()


@lru_cache(maxsize=2048)
def _elided(theme: Theme, size: int, bold: bool, words: str, room: int) -> str:
    return QFontMetricsF(theme.font(size, bold)).elidedText(words, Qt.TextElideMode.ElideRight, max(0, room))


SMALLER = 22
"""How small a numeral may become for its note."""
_STAMPED = 64_000
"""Square pixels up to which a card is kept as a picture; copying a larger one costs more than painting it."""


@lru_cache(maxsize=256)  # a quarter of a megabyte each at most
def _card(
    theme: Theme, part: tuple[float, float], ratio: float, size: tuple[float, float], rgba: int, edge: Tone | None, dotted: bool, dashed: bool,
    width: float, radius: float,
) -> QImage:  # fmt: skip
    colour = QColor.fromRgba(rgba)

    def paint(p: QPainter, area: QRectF) -> None:
        _paint_card(p, theme, area, colour, edge, dotted=dotted, dashed=dashed, width=width, radius=radius)

    return stamp(ratio, part, size, paint)


@lru_cache(maxsize=2048)
def _pill(
    theme: Theme, part: tuple[float, float], ratio: float, size: tuple[float, float], words: str, shape_: Shape, tone: Tone, type_size: int
) -> QImage:  # fmt: skip
    return stamp(ratio, part, size, lambda p, area: _paint_pill(p, theme, area, words, shape_, tone, type_size))


@lru_cache(maxsize=2048)
def _glyph(theme: Theme, part: tuple[float, float], ratio: float, size: float, shape_: Shape, tone: Tone) -> QImage:
    return stamp(
        ratio, part, (2 * size, 2 * size), lambda p, area: _paint_glyph(p, theme, area.center(), Look(shape_, tone), size)
    )


def forget_themes() -> None:
    """Let go of all that was painted and laid out for later use: the theme is another one, or the language."""
    stamps.forget()
    for kept in (_laid_out, _elided, _card, _pill, _glyph):
        kept.cache_clear()


def paragraph(
    p: QPainter, theme: Theme, area: QRectF, words: str, *,
    size: int = Size.BODY, bold: bool = False, tone: Tone = Tone.SOFT, align: Qt.AlignmentFlag = TOP,
) -> None:  # fmt: skip
    """Several lines of plain text, wrapped between words and between Chinese signs."""
    p.setFont(theme.font(size, bold))
    p.setPen(theme.colour(tone))
    p.drawText(area, int(align) | wrapping(theme, words, area.width(), size, bold=bold), words)


def wrapping(theme: Theme, words: str, room: float, size: int = Size.BODY, *, bold: bool = False) -> int:
    """How a paragraph is wrapped: within a word only where one is longer than a line."""
    longest = max((width_of(theme, word, size, bold=bold) for word in _WORD.findall(words)), default=0.0)
    return (Qt.TextFlag.TextWrapAnywhere if longest > room else Qt.TextFlag.TextWordWrap).value


def paragraph_height(theme: Theme, words: str, room: float, size: int = Size.BODY, *, bold: bool = False) -> float:
    """How tall a paragraph would be in a room of this width."""
    flags = int(TOP) | wrapping(theme, words, room, size, bold=bold)
    return QFontMetricsF(theme.font(size, bold)).boundingRect(QRectF(0, 0, max(1.0, room), 1e5), flags, words).height()


def width_of(theme: Theme, words: str, size: int = Size.BODY, *, bold: bool = False) -> float:
    """How wide a line would be."""
    return _laid_out(theme, size, bold, words)[1]


def width_drawn(theme: Theme, words: str, room: float, size: int = Size.BODY, *, bold: bool = False) -> float:
    """How wide a line is where there is so much room: what `text` returns."""
    wide = width_of(theme, words, size, bold=bold)
    return wide if wide <= room else width_of(theme, _elided(theme, size, bold, words, int(room)), size, bold=bold)


def whole_parts(theme: Theme, words: str, room: float, size: int = Size.QUIET, *, bold: bool = False, least: int = 1) -> str:
    """As many of the parts that a middle dot parts, from the first on, as there is room for whole; so many of them in any case."""
    parts = words.split(DOT)
    while len(parts) > least and width_of(theme, DOT.join(parts), size, bold=bold) > room:
        parts.pop()
    return DOT.join(parts)


def fitting(theme: Theme, words: str, room: float, sizes: Sequence[int], *, bold: bool = False) -> int:
    """The first of these sizes at which a line has room; the last where none has. A smaller word is read sooner than half a one."""
    return next((size for size in sizes if width_of(theme, words, size, bold=bold) <= room), sizes[-1])


def card(
    p: QPainter, theme: Theme, area: QRectF, ground: Tone | QColor = Tone.RAISED, *,
    edge: Tone | None = None, dotted: bool = False, dashed: bool = False, width: float = 1.0, radius: float = RADIUS,
) -> None:  # fmt: skip
    """A rounded ground, with an edge only where it says something (dotted for unknown, dashed for closed), or where the theme wants one."""
    if edge is None and theme.edges:
        edge = Tone.LINE
    colour = theme.colour(ground) if isinstance(ground, Tone) else ground
    if area.width() * area.height() <= _STAMPED:
        size, spot = (area.width(), area.height()), Spot.of(p, area.left(), area.top())
        p.drawImage(
            QPointF(*spot.corner), _card(theme, spot.part, spot.ratio, size, colour.rgba(), edge, dotted, dashed, width, radius)
        )
    else:
        _paint_card(p, theme, area, colour, edge, dotted=dotted, dashed=dashed, width=width, radius=radius)


def _paint_card(
    p: QPainter, theme: Theme, area: QRectF, colour: QColor, edge: Tone | None, *, dotted: bool, dashed: bool, width: float, radius: float,
) -> None:  # fmt: skip
    if edge is None:
        p.setPen(Qt.PenStyle.NoPen)
    else:
        style = Qt.PenStyle.DotLine if dotted else Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        p.setPen(QPen(theme.colour(edge), width * theme.scale, style))
        inset = width * theme.scale / 2
        area = area.adjusted(inset, inset, -inset, -inset)
    p.setBrush(colour)
    p.drawRoundedRect(area, theme.px(radius), theme.px(radius))


def pill(
    p: QPainter, theme: Theme, at: QPointF, words: str, look: Look | Tone, *,
    size: int = Size.QUIET, height: float = 22, max_width: float | None = None, align_right: bool = False,
) -> QRectF:  # fmt: skip
    """A rounded word with its shape in its colour, centred on `at.y()`, beginning (or ending) at `at.x()`. Returns its rectangle."""
    tone, shape_ = (look, Shape.NONE) if isinstance(look, Tone) else (look.tone, look.shape)
    width = pill_width(theme, words, shape_, size)
    if max_width is not None:
        width = min(width, max_width)
    tall = theme.px(height)
    area = QRectF(at.x() - width if align_right else at.x(), at.y() - tall / 2, width, tall)
    spot = Spot.of(p, area.left(), area.top())
    p.drawImage(QPointF(*spot.corner), _pill(theme, spot.part, spot.ratio, (width, tall), words, shape_, tone, size))
    return area


def _paint_pill(p: QPainter, theme: Theme, area: QRectF, words: str, shape_: Shape, tone: Tone, size: int) -> None:
    tall = area.height()
    p.setPen(QPen(theme.colour(tone), theme.scale))
    p.setBrush(theme.mixed(tone, Tone.PANEL, 0.14))
    edge = area.adjusted(0.5, 0.5, -0.5, -0.5)
    p.drawRoundedRect(edge, tall / 2, tall / 2)
    inner = area.adjusted(theme.px(9), 0, -theme.px(9), 0)
    if shape_ is not Shape.NONE:
        glyph(p, theme, QPointF(inner.left() + theme.px(4), inner.center().y()), Look(shape_, tone), theme.px(8))
        inner.setLeft(inner.left() + theme.px(13))
    text(p, theme, inner, words, size=size, bold=True, tone=tone)


def pill_width(theme: Theme, words: str, shape_: Shape = Shape.NONE, size: int = Size.QUIET) -> float:
    """How wide a pill with these words is."""
    return width_of(theme, words, size, bold=True) + theme.px(18) + (theme.px(13) if shape_ is not Shape.NONE else 0) + 1


def glyph(p: QPainter, theme: Theme, at: QPointF, look: Look, size: float | None = None, tone: Tone | None = None) -> None:
    """A state's shape in its colour, centred on `at`, `size` scaled pixels across (default 12 unscaled)."""
    s = size if size is not None else theme.px(12)
    spot = Spot.of(p, at.x() - s, at.y() - s)
    p.drawImage(QPointF(*spot.corner), _glyph(theme, spot.part, spot.ratio, s, look.shape, tone or look.tone))


def _paint_glyph(p: QPainter, theme: Theme, at: QPointF, look: Look, s: float) -> None:
    r, x, y = s / 2, at.x(), at.y()
    colour = theme.colour(look.tone)
    line = QPen(colour, max(1.0, s / 6), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(colour)
    match look.shape:
        case Shape.DISC:
            p.drawEllipse(at, r * 0.85, r * 0.85)
        case Shape.SMALL_DISC:
            p.drawEllipse(at, r * 0.6, r * 0.6)
        case Shape.RING:
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(line)
            p.drawEllipse(at, r * 0.72, r * 0.72)
        case Shape.TRIANGLE | Shape.ALARM:
            p.drawPolygon(
                QPolygonF([QPointF(x, y - r), QPointF(x + r * 1.05, y + r * 0.85), QPointF(x - r * 1.05, y + r * 0.85)])
            )
            if look.shape is Shape.ALARM:
                p.setBrush(theme.colour(Tone.ON_COLOUR))
                p.drawRoundedRect(QRectF(x - s * 0.06, y - r * 0.45, s * 0.12, r * 0.75), s * 0.05, s * 0.05)
                p.drawEllipse(QPointF(x, y + r * 0.58), s * 0.075, s * 0.075)
        case Shape.DIAMOND:
            p.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)]))
        case Shape.SQUARE:
            p.drawRoundedRect(QRectF(x - r * 0.8, y - r * 0.8, s * 0.8, s * 0.8), s * 0.1, s * 0.1)
        case Shape.DASH:
            p.drawRoundedRect(QRectF(x - r * 0.85, y - s * 0.07, s * 0.85, s * 0.14), s * 0.07, s * 0.07)
        case Shape.BARS:
            p.drawRect(QRectF(x - r * 0.65, y - r * 0.8, s * 0.22, s * 0.8))
            p.drawRect(QRectF(x + r * 0.2, y - r * 0.8, s * 0.22, s * 0.8))
        case Shape.TICK:
            p.setPen(line)
            p.drawPolyline(
                QPolygonF([QPointF(x - r * 0.75, y), QPointF(x - r * 0.2, y + r * 0.6), QPointF(x + r * 0.8, y - r * 0.6)])
            )
        case Shape.CROSS:
            p.setPen(line)
            p.drawLine(QPointF(x - r * 0.6, y - r * 0.6), QPointF(x + r * 0.6, y + r * 0.6))
            p.drawLine(QPointF(x - r * 0.6, y + r * 0.6), QPointF(x + r * 0.6, y - r * 0.6))
        case Shape.QUESTION:
            font = QFont(theme.font(Size.BODY, True))
            font.setPixelSize(max(6, round(s * 1.2)))
            p.setFont(font)
            p.setPen(colour)
            p.drawText(QRectF(x - s, y - s, 2 * s, 2 * s), CENTRE, "?")
        case Shape.HEART:
            p.drawPath(_heart(x, y, r))
        case Shape.NONE:
            pass


def _heart(x: float, y: float, r: float) -> QPainterPath:
    path = QPainterPath(QPointF(x, y + r * 0.95))
    path.cubicTo(x - r * 1.75, y - r * 0.15, x - r * 0.8, y - r * 1.35, x, y - r * 0.4)
    path.cubicTo(x + r * 0.8, y - r * 1.35, x + r * 1.75, y - r * 0.15, x, y + r * 0.95)
    return path


def state(
    p: QPainter, theme: Theme, area: QRectF, words: str, look: Look, *, size: int = Size.BODY, bold: bool = False
) -> float:  # fmt: skip
    """Shape and word side by side, the word in the state's colour. Returns the width drawn."""
    glyph(p, theme, QPointF(area.left() + theme.px(6), area.center().y()), look)
    return theme.px(18) + text(p, theme, area.adjusted(theme.px(18), 0, 0, 0), words, size=size, bold=bold, tone=look.tone)


def avatar(p: QPainter, theme: Theme, at: QPointF, name: str, tone: Tone = Tone.LINE, diameter: float = 26) -> None:
    """A person: the first character of the name in a ring."""
    r = theme.px(diameter) / 2
    p.setPen(QPen(theme.colour(tone), 1.5 * theme.scale))
    p.setBrush(theme.colour(Tone.GROUND))
    p.drawEllipse(at, r, r)
    text(p, theme, QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r), name[:1], size=round(diameter / 2), bold=True, align=CENTRE)


def numeral(
    p: QPainter, theme: Theme, area: QRectF, label: str, value: str, *,
    unit: str = "", note: str = "", tone: Tone = Tone.TEXT, note_tone: Tone = Tone.FAINT,
) -> None:  # fmt: skip
    """A big calm figure: label above, value with its unit, and to the right, small, its denominator or limit."""
    pad = theme.px(14)
    inner = area.adjusted(pad, theme.px(8), -pad, -theme.px(6))
    label_tall = theme.px(20)
    text(p, theme, QRectF(inner.left(), inner.top(), inner.width(), label_tall), label, size=Size.LABEL, tone=Tone.SOFT)
    row = QRectF(inner.left(), inner.top() + label_tall, inner.width(), inner.height() - label_tall)
    note_width = width_of(theme, note, Size.QUIET) if note else 0.0
    unit_width = width_of(theme, unit, Size.QUIET) + theme.px(4) if unit else 0.0

    def fitting(beside: float, least: int) -> int:
        """The size at which the value leaves room for so much beside it; figures are three quarters of their letters' size high."""
        size = Size.NUMERAL
        while size > least and (
            width_of(theme, value, size, bold=True) + beside > row.width() or 0.8 * theme.px(size) > row.height()
        ):
            size -= 2
        return size

    size = fitting(unit_width, Size.VALUE)
    if note and width_of(theme, label, Size.LABEL) + theme.px(8) + note_width > inner.width():
        # A limit or a denominator has no room above: a little smaller, the figure leaves it some at its right.
        smaller = fitting(unit_width + theme.px(8) + note_width, SMALLER)
        fits = width_of(theme, value, smaller, bold=True) + unit_width + theme.px(8) + note_width <= row.width()
        size = min(size, smaller) if fits else size
    used = text(p, theme, row, value, size=size, bold=True, tone=tone)
    baseline = row.adjusted(used + theme.px(4), 0, 0, -theme.px(3))
    baseline.setTop(row.center().y())
    if unit:
        used += theme.px(4) + text(p, theme, baseline, unit, size=Size.QUIET, tone=Tone.SOFT)
    if note and used + theme.px(8) + note_width <= row.width():
        text(p, theme, baseline, note, size=Size.QUIET, tone=note_tone, align=RIGHT)
    elif note:
        above = QRectF(inner.left(), inner.top(), inner.width(), label_tall)
        room = inner.width() - width_of(theme, label, Size.LABEL) - theme.px(8)
        # Half a number is a wrong one: without room for it, it stands in the tooltip only.
        if note_width <= room:
            text(p, theme, above.adjusted(inner.width() - room, 0, 0, 0), note, size=Size.QUIET, tone=note_tone, align=RIGHT)


def bar(p: QPainter, theme: Theme, area: QRectF, share: float, tone: Tone = Tone.SOFT) -> None:
    """A horizontal bar filled to `share` (0 … 1; more is full)."""
    r = area.height() / 2
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(theme.colour(Tone.CONTROL))
    p.drawRoundedRect(area, r, r)
    if share > 0:
        p.setBrush(theme.colour(tone))
        p.drawRoundedRect(
            QRectF(area.left(), area.top(), max(area.height(), area.width() * min(share, 1.0)), area.height()), r, r
        )


def hatch(p: QPainter, theme: Theme, area: QRectF, tone: Tone = Tone.UNKNOWN, alpha: float = 0.35) -> None:
    """Diagonal lines over what is stale or not seen."""
    p.save()
    p.setClipRect(area, Qt.ClipOperation.IntersectClip)
    p.setPen(QPen(theme.faded(tone, alpha), theme.scale))
    step = theme.px(10)
    x = area.left() - area.height()
    while x < area.right():
        p.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()))
        x += step
    p.restore()


def veil(p: QPainter, theme: Theme, area: QRectF, words: str = "", detail: str = "") -> None:
    """Grey and hatch over a picture that cannot be trusted, with the reason and its age in words in the middle, if there are any."""
    p.fillRect(area, theme.faded(Tone.GROUND, 0.55))
    hatch(p, theme, area)
    if not words:
        return
    width = max(width_of(theme, words, Size.VALUE, bold=True), width_of(theme, detail, Size.LABEL)) + theme.px(48)
    tall = theme.px(64 if detail else 44)
    width = min(width, area.width() - theme.px(8))
    plate = QRectF(area.center().x() - width / 2, area.center().y() - tall / 2, width, tall)
    card(p, theme, plate, Tone.GROUND, edge=Tone.LINE)
    inner = plate.adjusted(theme.px(8), theme.px(8), -theme.px(8), -theme.px(8))
    if detail:
        half = inner.height() / 2
        text(p, theme, QRectF(inner.left(), inner.top(), inner.width(), half), words, size=Size.VALUE, bold=True, align=CENTRE)
        lower = QRectF(inner.left(), inner.top() + half, inner.width(), half)
        text(p, theme, lower, detail, size=Size.LABEL, tone=Tone.SOFT, align=CENTRE)
    else:
        text(p, theme, inner, words, size=Size.VALUE, bold=True, align=CENTRE)


class Canvas(QWidget):
    """A widget that paints by a function and tells where it was clicked.

    `paint(p, area)` is called with an antialiasing painter. `pressed`, `double_pressed` get the position in pixels; `hint(pos)` may
    return a tooltip. All are bound methods of the pane that owns the canvas.
    """

    def __init__(self, theme: Theme, paint: Callable[[QPainter, QRectF], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.pressed: Callable[[QPointF], None] | None = None
        self.double_pressed: Callable[[QPointF], None] | None = None
        self.hint: Callable[[QPointF], str] | None = None
        self.preferred = QSize(theme.px(160), theme.px(80))
        self._paint = paint

    def sizeHint(self) -> QSize:
        return self.preferred

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            self._paint(p, QRectF(self.rect()))
        finally:  # a painter that is left at work ends the whole program, when its widget goes
            p.end()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self.pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.pressed(event.position())
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self.double_pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            self.double_pressed(event.position())
        else:
            super().mouseDoubleClickEvent(event)

    def event(self, event: QEvent | None) -> bool:
        """Qt's dispatcher: here only for the tooltip of the place under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.hint is not None:
            QToolTip.showText(event.globalPos(), self.hint(QPointF(event.pos())), self)
            return True
        return super().event(event)
