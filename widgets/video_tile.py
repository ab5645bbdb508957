"""How one camera tile is painted: picture, name, clock, state, marks, alarm, or words where there is no picture. It finds out nothing.

A `Face` is what a tile says; `widgets.video_words` makes it.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct
from PyQt6.QtCore import QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QPainter, QPen, QPixmap

from widgets import canvas
from widgets.theme import Look, Shape, Size, Theme, Tone
from widgets.video_still import Ground, Still

BAND = 26
LOW_BAND = 22
"""Heights of the band with the name, unscaled: usual, and of a small tile."""
_FOOT = 64
"""Height at the bottom within which marks, figures and the alarm stand, unscaled."""
_PLATE = 56
"""Height at the bottom from the alarm's plate down where marks stand below it, unscaled."""
_LOW_FOOT = 24
"""The same where there is no alarm."""
_VEIL, _SHADE = 0.86, 0.38


class Show(StrEnum):
    """How much of the picture may be seen."""

    COLOUR = "colour"
    GREY = "grey"
    """It is not what is there now, and says so."""
    NONE = "none"


class Mark(Struct, frozen=True):
    """A small word at the foot of a tile."""

    words: str
    tone: Tone = Tone.SOFT
    shape: Shape = Shape.NONE


class Face(Struct, frozen=True, kw_only=True):
    """What a tile says, in the words of the screen; equal faces are painted once."""

    name: str = ""
    places: str = ""
    """What it sees, quietly beside the name where there is room."""
    show: Show = Show.NONE
    state: str = ""
    look: Look = Look(Shape.NONE, Tone.SOFT)
    clock: str = ""
    head: str = ""
    """What is to be said of the picture, or instead of it."""
    lines: tuple[str, ...] = ()
    """Since when, and what is done or to be done about it."""
    is_calm: bool = False
    """What is said is nothing that asks for anybody: no recorder, an empty place, opening."""
    marks: tuple[Mark, ...] = ()
    """The most important first; what finds no room is left out."""
    figures: str = ""
    alarm: str = ""
    alarm_look: Look | None = None
    is_asking: bool = False
    """The alarm has not been acknowledged."""
    is_chosen: bool = False
    is_lit: bool = False
    """It has just been pointed at from elsewhere."""

    @property
    def spoken(self) -> str:
        """For those who hear the screen."""
        marks = (mark.words for mark in self.marks)
        return "，".join(part for part in (self.name, self.state, self.head, *self.lines, self.alarm, *marks) if part)


class Place(NamedTuple):
    """Where a picture goes in its tile."""

    target: QRectF
    rests: tuple[QRectF, ...]
    """What it leaves free."""


def top_of(theme: Theme, area: QRectF, height: float) -> float:
    """Where a picture of this height begins: in the middle, but below the band with the name as far as there is room."""
    spare = area.height() - height
    return area.top() + max(spare / 2, min(spare, band_of(theme, area).height()))


def place_of(theme: Theme, area: QRectF, size: QSizeF) -> Place:
    """Where a picture goes; one that was made for another size is fitted until the next comes."""
    scale = min(area.width() / size.width(), area.height() / size.height())
    if 1.0 <= scale < 1.01:
        scale = 1.0
    width, height = size.width() * scale, size.height() * scale
    left, top = round(area.left() + (area.width() - width) / 2), round(top_of(theme, area, height))
    target = QRectF(left, top, width, height)
    rests: tuple[QRectF, ...] = ()
    if width < area.width() - 0.5 or height < area.height() - 0.5:
        rests = (
            QRectF(area.left(), area.top(), area.width(), top - area.top()),
            QRectF(area.left(), target.bottom(), area.width(), area.bottom() - target.bottom()),
            QRectF(area.left(), top, left - area.left(), height),
            QRectF(target.right(), top, area.right() - target.right(), height),
        )
    return Place(target, tuple(rest for rest in rests if not rest.isEmpty()))


class Trim:
    """What is round a picture and over it, kept as long as it says the same: the picture moves many times a second, the rest does not."""

    def __init__(self) -> None:
        self._face: Face | None = None
        self._like: tuple[QRectF, Theme, float] | None = None
        self._size: QSizeF | None = None
        self._place = Place(QRectF(), ())
        self._sheets: list[tuple[QPointF, QPixmap]] = []

    def paint(self, p: QPainter, theme: Theme, area: QRectF, face: Face, still: Still, ground: Ground) -> None:
        """The picture; name and state at the top, marks and alarm at the bottom."""
        device = p.device()
        like = (area, theme, device.devicePixelRatioF() if device is not None else 1.0)
        if like != self._like:
            self._face = self._size = None
        if still.size != self._size:
            self._size, self._place = still.size, place_of(theme, area, still.size)
        if face is not self._face:
            self._face, self._like = face, like
            self._sheets = list(self._draw(theme, area, face, like[2]))
        _picture(p, theme, self._place, still, ground)
        for point, sheet in self._sheets:
            p.drawPixmap(point, sheet)

    def _draw(self, theme: Theme, there: QRectF, face: Face, ratio: float) -> Iterator[tuple[QPointF, QPixmap]]:
        area = QRectF(QPointF(), there.size())
        band = band_of(theme, area)
        head, p = _sheet(QSizeF(area.width(), band.height()), ratio)
        _head(p, theme, band, face, over_picture=True)
        p.end()
        yield there.topLeft(), head
        if not (face.alarm or face.marks or face.figures):
            return
        tall = min(area.height() - band.height(), theme.px(_FOOT if face.alarm else _LOW_FOOT))
        foot, p = _sheet(QSizeF(area.width(), tall), ratio)
        p.translate(0, tall - area.height())
        _foot(p, theme, area, face)
        p.end()
        yield QPointF(there.left(), there.bottom() - foot.deviceIndependentSize().height()), foot


def _sheet(size: QSizeF, ratio: float) -> tuple[QPixmap, QPainter]:
    """Nothing yet, to be painted on."""
    sheet = QPixmap((size * ratio).toSize())
    sheet.setDevicePixelRatio(ratio)
    sheet.fill(Qt.GlobalColor.transparent)
    p = QPainter(sheet)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    return sheet, p


def band_of(theme: Theme, area: QRectF) -> QRectF:
    """Where name and state stand."""
    low = area.height() < theme.px(132) or area.width() < theme.px(200)
    return QRectF(area.left(), area.top(), area.width(), theme.px(LOW_BAND if low else BAND))


def paint_tile(
    p: QPainter, theme: Theme, area: QRectF, face: Face, still: Still | None, ground: Ground, trim: Trim | None = None
) -> None:
    """A whole tile. `trim` spares a moving picture the writing over it."""
    if trim is not None and still is not None and face.show is Show.COLOUR and not face.head:
        trim.paint(p, theme, area, face, still, ground)
        _edge(p, theme, area, face)
        return
    px = theme.px
    band = band_of(theme, area)
    if still is None or face.show is Show.NONE:
        p.fillRect(area, theme.colour(Tone.GROUND if face.show is not Show.NONE else Tone.RAISED))
        if face.head:
            below = _PLATE if _has_plate(theme, area, face) else LOW_BAND
            _say(p, theme, area.adjusted(px(8), band.height(), -px(8), -px(below)), face)
    else:
        _picture(p, theme, place_of(theme, area, still.size), still, ground)
        if face.show is Show.GREY:
            p.fillRect(area, theme.faded(Tone.GROUND, _SHADE))
        if face.head:
            _plate(p, theme, area, face)
    _head(p, theme, band, face, over_picture=still is not None and face.show is not Show.NONE)
    _foot(p, theme, area, face)
    _edge(p, theme, area, face)


def _picture(p: QPainter, theme: Theme, place: Place, still: Still, ground: Ground) -> None:
    for rest in place.rests:
        p.fillRect(rest, theme.colour(Tone.GROUND))
    still.paint(p, place.target, ground)


def _head(p: QPainter, theme: Theme, band: QRectF, face: Face, *, over_picture: bool) -> None:
    px = theme.px
    if over_picture:
        p.fillRect(band, theme.faded(Tone.GROUND, _VEIL))
    inner = band.adjusted(px(8), 0, -px(8), 0)
    small = band.height() < px(BAND)
    right = inner.right()
    if face.clock:
        right -= canvas.text(p, theme, inner, face.clock, size=Size.QUIET, tone=Tone.TEXT, align=canvas.RIGHT) + px(12)
    if face.look.shape is not Shape.NONE:
        named = canvas.width_of(theme, face.name, Size.QUIET, bold=True)
        width = canvas.width_of(theme, face.state, Size.QUIET)
        word = face.state if inner.width() >= px(260) and right - inner.left() - width - px(24) >= named else ""
        width = width if word else 0.0
        if right - inner.left() - width > px(60):
            spot = QRectF(right - width, inner.top(), width + 1, inner.height())
            canvas.text(p, theme, spot, word, size=Size.QUIET, tone=face.look.tone)
            canvas.glyph(p, theme, QPointF(right - width - px(10 if word else 5), inner.center().y()), face.look, px(10))
            right -= width + px(24)
    row = QRectF(inner.left(), inner.top(), right - inner.left(), inner.height())
    sizes = (Size.QUIET, Size.TINY) if small else (Size.LABEL, Size.QUIET, Size.TINY)
    size = canvas.fitting(theme, face.name, row.width(), sizes, bold=True)
    used = canvas.text(p, theme, row, face.name, size=size, bold=True)
    rest = row.adjusted(used + px(10), 0, 0, 0)
    if face.places and canvas.width_of(theme, face.places, Size.QUIET) <= rest.width():
        canvas.text(p, theme, rest, face.places, size=Size.QUIET, tone=Tone.SOFT)


def _say(p: QPainter, theme: Theme, room: QRectF, face: Face) -> None:
    """Words instead of a picture, in the middle: what, since when, what to do."""
    px = theme.px
    size = Size.HEAD if room.height() >= px(150) else Size.BODY if room.height() >= px(84) else Size.LABEL
    if face.is_calm and size == Size.HEAD:
        size = Size.VALUE
    size = canvas.fitting(theme, face.head, room.width(), (size, Size.BODY, Size.LABEL, Size.QUIET), bold=True)
    head, line = px(size * 1.6), px(20)
    lines = face.lines[: max(0, int((room.height() - head) // line))]
    y = room.center().y() - (head + line * len(lines)) / 2
    tone = Tone.SOFT if face.is_calm else Tone.TEXT
    canvas.text(
        p, theme, QRectF(room.left(), y, room.width(), head), face.head, size=size, bold=True, tone=tone, align=canvas.CENTRE
    )
    y += head
    for words in lines:
        row = QRectF(room.left(), y, room.width(), line)
        canvas.text(p, theme, row, words, size=Size.QUIET, tone=Tone.SOFT, align=canvas.CENTRE)
        y += line


def _plate(p: QPainter, theme: Theme, area: QRectF, face: Face) -> None:
    """Words over a picture that is not to be trusted."""
    px = theme.px
    large = area.height() >= px(200)
    size = Size.VALUE if large else Size.LABEL
    lines = face.lines[:2] if large else ()
    wide = max(
        canvas.width_of(theme, face.head, size, bold=True), *(canvas.width_of(theme, each, Size.QUIET) for each in (*lines, ""))
    )
    width = min(wide + px(40), area.width() - px(12))
    tall = px(size * 2.2) + px(20) * len(lines)
    plate = QRectF(area.center().x() - width / 2, area.center().y() - tall / 2, width, tall)
    p.fillRect(plate, theme.faded(Tone.GROUND, 0.9))
    p.setPen(QPen(theme.colour(face.look.tone), theme.scale))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawRect(plate)
    row = QRectF(plate.left() + px(6), plate.top(), plate.width() - px(12), px(size * 2.2))
    canvas.text(p, theme, row, face.head, size=size, bold=True, align=canvas.CENTRE)
    for i, words in enumerate(lines):
        lower = QRectF(row.left(), row.bottom() - px(4) + i * px(20), row.width(), px(20))
        canvas.text(p, theme, lower, words, size=Size.QUIET, tone=Tone.SOFT, align=canvas.CENTRE)


def _foot(p: QPainter, theme: Theme, area: QRectF, face: Face) -> None:
    """Marks and figures in a line at the bottom, the alarm in a plate above it."""
    px = theme.px
    y = area.bottom() - px(4)
    if face.marks or face.figures:
        over_picture = face.show is not Show.NONE
        band = QRectF(area.left() + px(8), y - px(18), area.width() - px(16), px(18))
        left = _marks(p, theme, band, face.marks, over_picture=over_picture)
        width = min(canvas.width_of(theme, face.figures, Size.TINY), left - px(12) - band.left())
        if face.figures and width > px(48):
            _backed(p, theme, QRectF(band.left(), band.top(), width, band.height()), over_picture=over_picture)
            row = QRectF(band.left(), band.top(), width + 1, band.height())
            canvas.text(p, theme, row, face.figures, size=Size.TINY, tone=Tone.SOFT)
        y = band.top()
    if _has_plate(theme, area, face) and face.alarm_look is not None:
        tone = face.alarm_look.tone
        most = area.width() - px(56)
        size = canvas.fitting(theme, face.alarm, most, (Size.LABEL, Size.QUIET, Size.TINY), bold=True)
        said = canvas.whole_parts(theme, face.alarm, most, size, bold=True)
        # On a small tile how long it has been says more than half a name.
        if canvas.width_of(theme, said, size, bold=True) > most:
            said = face.alarm.split(canvas.DOT)[-1]
        width = canvas.width_of(theme, said, size, bold=True) + px(40)
        plate = QRectF(area.left() + px(8), y - px(30), width, px(26))
        p.fillRect(plate, theme.mixed(tone, Tone.GROUND, 0.22 if face.is_asking else 0.1))
        canvas.glyph(p, theme, QPointF(plate.left() + px(14), plate.center().y()), face.alarm_look, px(12))
        row = plate.adjusted(px(28), 0, -px(8), 0)
        canvas.text(p, theme, row, said, size=size, bold=face.is_asking, tone=Tone.TEXT)


def _has_plate(theme: Theme, area: QRectF, face: Face) -> bool:
    return bool(face.alarm) and face.alarm_look is not None and area.height() >= theme.px(96)


def _marks(p: QPainter, theme: Theme, row: QRectF, marks: tuple[Mark, ...], *, over_picture: bool) -> float:
    """From the right, as many as fit; returns where they begin."""
    px = theme.px
    right = row.right()
    for mark in marks:
        bold = mark.tone is not Tone.SOFT
        shape = px(12) if mark.shape is not Shape.NONE else 0
        width = canvas.width_of(theme, mark.words, Size.TINY, bold=bold) + shape
        if right - width < row.left():
            break
        _backed(p, theme, QRectF(right - width, row.top(), width, row.height()), over_picture=over_picture)
        spot = QRectF(right - width + shape, row.top(), width - shape + 1, row.height())
        canvas.text(p, theme, spot, mark.words, size=Size.TINY, bold=bold, tone=mark.tone)
        if shape:
            canvas.glyph(p, theme, QPointF(right - width + px(4), row.center().y()), Look(mark.shape, mark.tone), px(8))
        right -= width + px(14)
    return right


def _backed(p: QPainter, theme: Theme, area: QRectF, *, over_picture: bool) -> None:
    """A ground on which small words can be read over any picture."""
    if over_picture:
        p.fillRect(area.adjusted(-theme.px(5), 0, theme.px(5), 0), theme.faded(Tone.GROUND, _VEIL))


def _edge(p: QPainter, theme: Theme, area: QRectF, face: Face) -> None:
    """The alarm's colour, thick while it asks; inside it, what the operator works with."""
    if face.alarm_look is None and not face.is_chosen and not face.is_lit:
        return
    p.setBrush(Qt.BrushStyle.NoBrush)
    inset = 0.0
    edges = []
    if face.alarm_look is not None:
        edges.append((face.alarm_look.tone, 3.0 if face.is_asking else 1.5))
    if face.is_chosen or face.is_lit:
        edges.append((Tone.INFO, 4.0 if face.is_lit else 2.0))
    for tone, wide in edges:
        line = wide * theme.scale
        p.setPen(QPen(theme.colour(tone), line, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
        half = inset + line / 2
        p.drawRect(area.adjusted(half, half, -half, -half))
        inset += line
