"""What stands on the floor plan and how each thing is painted: counters, seats, kiosks and other devices, people. It finds out nothing.

Each painter leaves out what the area is too small for, the least important first; a state is always shape + colour, and word where
there is room.
"""

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QImage, QPainter, QPen

from console.model import hall
from console.model.counters import AT_WORK
from console.model.event import Presence
from console.model.hall import AlarmPriority
from console.model.health import Health
from console.model.quality import Quality
from console.model.state import CounterPhase, Stage
from widgets import canvas, words
from widgets.floor import number_of, surname
from widgets.stamps import Spot, picture, stamped
from widgets.theme import Look, Shape, Size, Theme, Tone, look

translate = QCoreApplication.translate
TOKEN = 28
"""Diameter of a person's token, unscaled pixels."""
_ALONE = 88
"""Width of a low counter's tile below which a time over its limit stands alone, unscaled pixels."""


class CounterTile(Struct, frozen=True, kw_only=True):
    """A counter on the plan."""

    place: hall.Counter
    phase: CounterPhase
    doubt: Health | None
    """Why its state is not known; None: it is."""
    doubt_for: int | None
    who: hall.Staff | None
    """Who serves or stands there."""
    ticket: str
    seconds: int | None
    limit: int | None
    calls: int
    ordered: Stage | None
    """How far an order for it is that is under way."""
    in_lane: bool = False
    """Whether it belongs to a lane that is kept for the elderly and others."""

    @property
    def clerk(self) -> str:
        """The name of who serves or stands there, in the language of the screen; to be asked while painting only."""
        return words.name(self.who) if self.who is not None else ""

    @property
    def over(self) -> bool:
        """Whether the service takes longer than it should."""
        return self.doubt is None and self.limit is not None and self.seconds is not None and self.seconds > self.limit


class Seat(Struct, frozen=True):
    """Somebody who waits."""

    ticket: str
    over: bool
    priority: bool


class DeviceMark(Struct, frozen=True, kw_only=True):
    """A device on the plan."""

    config: hall.Device
    health: Health
    trouble: str
    """The condition or alarm rule that names its trouble; empty: none."""
    from_rule: bool
    """Whether `trouble` is an alarm rule's id and not a condition's."""
    priority: AlarmPriority | None
    seconds: int | None
    """Of a kiosk: how long a customer has used it, or it has been lost; whole seconds."""
    in_use: bool
    showing: str


class Token(Struct, frozen=True, kw_only=True):
    """A member of staff on the plan."""

    who: hall.Staff
    post: str | None
    presence: Presence
    free: bool


class ZoneFace(Struct, frozen=True, kw_only=True):
    """A zone with what it says of itself."""

    zone: hall.Zone
    people: int | None
    crowded: bool
    unstaffed: bool


def counter_look(tile: CounterTile) -> Look:
    """Shape and colour of a counter."""
    if tile.doubt is not None:
        return look(Quality.UNKNOWN)
    return Look(Shape.TRIANGLE, Tone.HIGH) if tile.over else look(tile.phase)


def counter_word(tile: CounterTile) -> str:
    """What a counter does, in one word."""
    if tile.doubt is not None:
        return words.of(Quality.UNKNOWN)
    return translate("FloorPlan", "超时") if tile.over else words.of(tile.phase)


def paint_counter(p: QPainter, theme: Theme, area: QRectF, tile: CounterTile, *, over: bool) -> None:
    """A tile: number and shape, word and clerk, ticket, time against limit. All but ticket and time is painted once and copied."""
    state = (tile.place.number, tile.phase, tile.doubt, bool(tile.ticket), tile.clerk, tile.ordered, tile.over, tile.in_lane)
    what = ("counter", state, over)
    drawn = stamped(p, theme, area, what, lambda q, spot: _counter(q, theme, spot, tile, over=over))
    lines = _lines(theme, area)
    if (
        canvas.width_of(theme, str(tile.place.number), _number_size(theme, area, lines), bold=True) + theme.px(14)
        > lines[0].width()
    ):
        return
    _paint_ticket(p, theme, drawn, _ticket(tile), over=tile.over)
    if len(lines) == 2:
        said = _below(tile)
        used = canvas.width_of(theme, said, Size.QUIET, bold=said == tile.ticket)
        if tile.over and area.width() < theme.px(_ALONE):
            _time(p, theme, lines[1], tile, align_right=False)
        elif lines[1].width() - used >= theme.px(40):
            _time(p, theme, lines[1].adjusted(used + theme.px(4), 0, 0, 0), tile, align_right=True)
    elif len(lines) == 3:
        used = canvas.width_of(theme, _ticket(tile), Size.LABEL, bold=True)
        _time(p, theme, lines[2].adjusted(used + theme.px(4), 0, 0, 0), tile, align_right=True)
    elif len(lines) == 4:
        _time(p, theme, lines[3], tile, align_right=False)


def _paint_ticket(p: QPainter, theme: Theme, area: QRectF, ticket: str, *, over: bool) -> None:
    """No two are the same, so a picture with it would be copied once or twice."""
    lines = _lines(theme, area)
    if len(lines) > 2:
        canvas.text(p, theme, lines[2], ticket, size=Size.LABEL if len(lines) == 3 else Size.TITLE, bold=True)
    elif len(lines) == 2 and not (over and area.width() < theme.px(_ALONE)):
        canvas.text(p, theme, lines[1], ticket, size=Size.QUIET, bold=True)


def _lines(theme: Theme, area: QRectF) -> list[QRectF]:
    """The lines of a counter's tile: as many as have room, four at most."""
    px = theme.px
    pad = px(8) if area.width() >= px(64) else px(4)
    inner = area.adjusted(pad, px(4), -pad, -px(4))
    rows = 4 if inner.height() >= px(76) else 3 if inner.height() >= px(56) else 2 if inner.height() >= px(32) else 1
    height = inner.height() / rows
    return [QRectF(inner.left(), inner.top() + height * i, inner.width(), height) for i in range(rows)]


def _number_size(theme: Theme, area: QRectF, lines: list[QRectF]) -> int:
    return Size.VALUE if area.width() >= theme.px(64) and len(lines) > 2 else Size.BODY


def _ticket(tile: CounterTile) -> str:
    return "" if tile.doubt is not None else tile.ticket


def _word(tile: CounterTile) -> str:
    """What the counter does, or how far the order is that it was given."""
    return counter_word(tile) if tile.ordered is None else words.of(tile.ordered)


def _below(tile: CounterTile) -> str:
    """What stands in the second of two lines."""
    return _ticket(tile) or _word(tile)


def _counter(p: QPainter, theme: Theme, area: QRectF, tile: CounterTile, *, over: bool) -> None:
    px = theme.px
    seen, closed = counter_look(tile), tile.phase is CounterPhase.CLOSED and tile.doubt is None
    unknown = tile.doubt is not None
    ground = Tone.PANEL if closed or unknown else Tone.CONTROL
    edge = Tone.HIGH if tile.over else Tone.UNKNOWN if unknown else Tone.LINE if closed else Tone.INFO if over else None
    canvas.card(p, theme, area, ground, edge=edge, dotted=unknown, dashed=closed, width=2 if tile.over else 1)
    lines = _lines(theme, area)
    size = _number_size(theme, area, lines)
    look_ = look(tile.ordered) if tile.ordered is not None else seen
    number_tone = Tone.FAINT if closed else Tone.TEXT
    if canvas.width_of(theme, str(tile.place.number), size, bold=True) + px(14) > lines[0].width():
        _paint_narrow(p, theme, area, tile, look_, number_tone)
        return
    number = canvas.text(p, theme, lines[0], str(tile.place.number), size=size, bold=True, tone=number_tone)
    glyph = min(px(12), lines[0].height() * 0.7)
    canvas.glyph(p, theme, QPointF(lines[0].right() - glyph / 2, lines[0].center().y()), look_, glyph)
    if tile.in_lane and lines[0].width() - number >= 2 * glyph + px(10):
        heart = Look(Shape.HEART, Tone.SOFT)
        canvas.glyph(p, theme, QPointF(lines[0].left() + number + px(10), lines[0].center().y()), heart, glyph)
        number += glyph + px(6)
    if len(lines) == 1:
        return
    word, ticket = _word(tile), _ticket(tile)
    word_tone = look_.tone if tile.ordered is not None else Tone.FAINT if closed or unknown else seen.tone
    if len(lines) == 2:
        between = lines[0].adjusted(number + px(4), 0, -glyph - px(4), 0)
        if between.width() >= px(24):
            canvas.text(p, theme, between, surname(tile.clerk), size=Size.QUIET, tone=Tone.SOFT)
        if not ticket and not (tile.over and area.width() < px(_ALONE)):
            canvas.text(p, theme, lines[1], word, size=Size.QUIET, tone=word_tone)
        return
    clerk = surname(tile.clerk)
    used = canvas.text(p, theme, lines[1], clerk, size=Size.LABEL, tone=Tone.SOFT, align=canvas.RIGHT) if clerk else 0.0
    beside = lines[1].adjusted(0, 0, -used - px(4) if used else 0, 0)
    fits = canvas.width_of(theme, word, Size.LABEL, bold=True) <= beside.width()
    canvas.text(p, theme, beside, word, size=Size.LABEL if fits else Size.TINY, bold=True, tone=word_tone)


def _paint_narrow(p: QPainter, theme: Theme, area: QRectF, tile: CounterTile, seen: Look, tone: Tone) -> None:
    """One of very many: number above shape, or beside it, as there is room."""
    if area.height() >= theme.px(26):
        upper = QRectF(area.left(), area.top() + theme.px(2), area.width(), area.height() * 0.5)
        canvas.text(p, theme, upper, str(tile.place.number), size=Size.TINY, bold=True, tone=tone, align=canvas.CENTRE)
        canvas.glyph(p, theme, QPointF(area.center().x(), area.bottom() - theme.px(8)), seen, theme.px(8))
        return
    number = area.adjusted(theme.px(1), 0, -theme.px(6), 0)
    canvas.text(p, theme, number, str(tile.place.number), size=Size.TINY, bold=True, tone=tone)
    canvas.glyph(p, theme, QPointF(area.right() - theme.px(4), area.center().y()), seen, theme.px(5))


def _time(p: QPainter, theme: Theme, area: QRectF, tile: CounterTile, *, align_right: bool) -> None:
    """The running time against its limit, or what is said instead."""
    px = theme.px
    if tile.doubt is not None:
        lost = translate("FloorPlan", "面板失联") if tile.doubt is Health.LOST else ""
        since = "" if tile.doubt_for is None else words.duration(tile.doubt_for)
        text = f"{lost} {since}".strip()
        if canvas.width_of(theme, text, Size.TINY) > area.width():
            text = since
        canvas.text(p, theme, area, text, size=Size.TINY, tone=Tone.FAINT)
        return
    if tile.seconds is None or tile.phase is CounterPhase.CLOSED:
        return
    tone = Tone.HIGH if tile.over else Tone.SOFT
    said = words.duration(tile.seconds)
    if align_right:
        size = canvas.fitting(theme, said, area.width(), (Size.QUIET, Size.TINY), bold=tile.over)
        if canvas.width_of(theme, said, size, bold=tile.over) <= area.width():  # half a number is a wrong one
            canvas.text(p, theme, area, said, size=size, bold=tile.over, tone=tone, align=canvas.RIGHT)
        return
    used = canvas.text(p, theme, area, said, size=Size.LABEL, bold=tile.over, tone=tone)
    note = f"/{words.duration(tile.limit)}" if tile.over and tile.limit is not None else ""
    if tile.phase is CounterPhase.CALLING and tile.calls > 1:
        note = translate("FloorPlan", "第 {0} 次").format(tile.calls)
    if note and canvas.width_of(theme, note, Size.TINY) <= area.width() - used - px(2):
        canvas.text(p, theme, area, note, size=Size.TINY, tone=Tone.FAINT, align=canvas.RIGHT)


def paint_seat(p: QPainter, theme: Theme, at: QPointF, size: float, seat: Seat | None, *, known: bool) -> None:
    """A seat: a disc for who waits, a square for who has priority, orange over the limit, a ring for a free one."""
    spot = Spot.of(p, at.x() - size / 2, at.y() - size / 2)
    p.drawImage(QPointF(*spot.corner), seat_picture(theme, spot, size, seat, known=known))


def seat_picture(theme: Theme, spot: Spot, size: float, seat: Seat | None, *, known: bool) -> QImage:
    """A seat's picture, for one who paints many of them."""
    what = ("seat", seat and (seat.over, seat.priority), known)
    return picture(theme, spot, (size, size), what, lambda q, area: _seat(q, theme, area.center(), size, seat, known=known))


def _seat(p: QPainter, theme: Theme, at: QPointF, size: float, seat: Seat | None, *, known: bool) -> None:
    r = size / 2
    if seat is None:
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setPen(QPen(theme.mixed(Tone.FAINT, Tone.RAISED, 0.6), theme.scale))
        p.drawEllipse(at, r * 0.8, r * 0.8)
        return
    tone = Tone.UNKNOWN if not known else Tone.HIGH if seat.over else Tone.SOFT
    if known:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.colour(tone) if seat.over else theme.mixed(Tone.SOFT, Tone.PANEL, 0.78))
    else:
        p.setPen(QPen(theme.colour(tone), theme.scale, Qt.PenStyle.DotLine))
        p.setBrush(Qt.BrushStyle.NoBrush)
    if seat.priority:
        p.drawRect(QRectF(at.x() - r * 0.9, at.y() - r * 0.9, r * 1.8, r * 1.8))
    else:
        p.drawEllipse(at, r, r)


def paint_legend(p: QPainter, theme: Theme, area: QRectF) -> None:
    """What the seats mean, at the right of an area; nothing where there is no room for all of it."""
    px = theme.px
    marks: tuple[tuple[Seat | None, str], ...] = (
        (Seat("", over=False, priority=False), translate("FloorPlan", "等候")),
        (Seat("", over=True, priority=False), translate("FloorPlan", "超时")),
        (Seat("", over=False, priority=True), translate("FloorPlan", "优先")),
        (None, translate("FloorPlan", "空座")),
    )
    width = sum(canvas.width_of(theme, word, Size.QUIET) + px(28) for _, word in marks)
    if width > area.width():
        return
    x = area.right() - width
    for seat, word in marks:
        paint_seat(p, theme, QPointF(x + px(8), area.center().y()), px(10), seat, known=True)
        x += px(20)
        row = QRectF(x, area.top(), area.right() - x + 1, area.height())
        x += canvas.text(p, theme, row, word, size=Size.QUIET, tone=Tone.FAINT) + px(8)


def device_look(mark: DeviceMark) -> Look:
    """Shape and colour of a device; the ordinary is small and grey."""
    match mark.health:
        case Health.OUT:
            return Look(Shape.DASH, Tone.FAINT)
        case Health.UNHEARD:
            return look(Quality.UNKNOWN)
        case Health.LOST:
            return look(Quality.BAD)
        case Health.TROUBLED:
            return look(mark.priority or AlarmPriority.MEDIUM)
        case Health.WELL:
            return look(mark.priority) if mark.priority is not None else Look(Shape.SMALL_DISC, Tone.FAINT)


def is_troubled(mark: DeviceMark) -> bool:
    """Whether a device asks for somebody; one with a low alarm only does not yet."""
    if mark.priority is AlarmPriority.LOW:
        return mark.health not in {Health.WELL, Health.TROUBLED}
    return mark.health is not Health.WELL or mark.priority is not None


def device_word(mark: DeviceMark, names: words.Names) -> str:
    """What is the matter with a device; empty when nothing is."""
    match mark.health:
        case Health.OUT:
            return translate("FloorPlan", "停用")
        case Health.UNHEARD:
            return words.of(Quality.UNKNOWN)
        case Health.LOST:
            return words.of(Quality.BAD)
    return names.of("rule" if mark.from_rule else "condition", mark.trouble) if mark.trouble else ""


def paint_kiosk(p: QPainter, theme: Theme, area: QRectF, mark: DeviceMark, names: words.Names, *, over: bool) -> None:
    """A kiosk: its number, and below how long it has been used or what is the matter."""
    px = theme.px
    seen, word = device_look(mark), device_word(mark, names)
    unknown = mark.health in {Health.UNHEARD, Health.LOST}
    troubled = is_troubled(mark)
    edge = seen.tone if troubled else Tone.INFO if over else None
    canvas.card(
        p, theme, area, Tone.PANEL if unknown or mark.health is Health.OUT else Tone.CONTROL, edge=edge,
        dotted=unknown, dashed=mark.health is Health.OUT, width=2 if mark.health is Health.TROUBLED else 1,
    )  # fmt: skip
    if min(area.width(), area.height()) < px(18):
        canvas.glyph(p, theme, area.center(), seen, min(area.width(), area.height()) * 0.7)
        return
    low = area.height() < px(34)
    upper = QRectF(area.left(), area.top() + px(2), area.width(), area.height() - px(4) if low else area.height() * 0.5)
    label = number_of(words.name(mark.config))
    canvas.text(
        p, theme, upper, label, size=Size.LABEL, bold=True, tone=Tone.FAINT if unknown else Tone.TEXT, align=canvas.CENTRE
    )
    if low:
        return
    lower = QRectF(area.left() + 2, area.center().y(), area.width() - 4, area.height() * 0.5 - px(3))
    if word and not troubled:
        canvas.glyph(p, theme, QPointF(area.right() - px(8), area.top() + px(8)), seen, px(8))
    said = word if word and troubled else words.duration(mark.seconds) if mark.in_use and mark.seconds is not None else ""
    tone = Tone.SOFT if not (word and troubled) else Tone.FAINT if unknown else seen.tone
    if said and canvas.width_of(theme, said, Size.TINY, bold=bool(word)) <= lower.width():
        canvas.text(p, theme, lower, said, size=Size.TINY, bold=bool(word and troubled), tone=tone, align=canvas.CENTRE)
    else:
        shape = seen.shape if word and troubled else Shape.DISC if mark.in_use else Shape.RING
        canvas.glyph(p, theme, lower.center(), Look(shape, tone if said else Tone.FAINT), px(9))


_LEGIBLE = 3.0
"""How many times its room a device's name may be long and still be known by its beginning."""
_BEGINNING = 48
"""Unscaled pixels in which the beginning of a display's text can be read."""


def chip_words(mark: DeviceMark, names: words.Names) -> str:
    """Name, trouble, and what a display shows."""
    name, word = words.name(mark.config), device_word(mark, names)
    text = words.troubled(name, word) if word else name
    return words.told(text, mark.showing) if mark.showing and not word else text


def chip_width(theme: Theme, mark: DeviceMark, names: words.Names) -> float:
    """How wide a device's chip wants to be; a display's long text leaves room to the next one."""
    most = theme.px(180 if mark.showing and not is_troubled(mark) else 264)
    return min(canvas.width_of(theme, chip_words(mark, names), Size.QUIET) + theme.px(30), most)


def paint_chip(p: QPainter, theme: Theme, area: QRectF, mark: DeviceMark, names: words.Names, *, over: bool) -> None:
    """A device that is no kiosk: shape, name, and what is the matter or what it shows."""
    what = ("chip", words.name(mark.config), device_word(mark, names), mark.health, mark.priority, mark.showing, over)
    stamped(p, theme, area, what, lambda q, spot: _chip(q, theme, spot, mark, names, over=over))


def _chip(p: QPainter, theme: Theme, area: QRectF, mark: DeviceMark, names: words.Names, *, over: bool) -> None:
    seen, px = device_look(mark), theme.px
    troubled = is_troubled(mark)
    unknown = mark.health in {Health.UNHEARD, Health.LOST}
    edge = seen.tone if troubled else Tone.INFO if over else None
    if troubled or over:  # a device that is well is only written, so that the plan stays calm
        canvas.card(p, theme, area, Tone.CONTROL if not unknown else Tone.PANEL, edge=edge, dotted=unknown)
    canvas.glyph(p, theme, QPointF(area.left() + px(12), area.center().y()), seen, px(10))
    quiet = unknown or mark.health is Health.OUT or not (troubled or mark.showing)
    tone = Tone.FAINT if quiet else Tone.TEXT if troubled else Tone.SOFT
    row = area.adjusted(px(22), 0, -px(6), 0)
    # Where there is no room for both, what is the matter says more than which device it is: that stands in its card.
    several = (chip_words(mark, names), device_word(mark, names) if troubled else "", words.name(mark.config))
    said = next((each for each in several if each and canvas.width_of(theme, each, Size.QUIET) <= row.width()), several[0])
    if said == several[2] and mark.showing and canvas.width_of(theme, said, Size.QUIET) + px(_BEGINNING) <= row.width():
        said = several[0]  # what a display shows is known by its first words
    if not troubled and canvas.width_of(theme, said, Size.QUIET) > _LEGIBLE * row.width():
        return  # of one that is well the shape alone says as much as a letter of its name
    canvas.text(p, theme, row, said, size=Size.QUIET, tone=tone)


def token_tone(token: Token) -> Tone:
    """The ring of a person: yellow for the duty leader, blue for who is free, grey for who is not here."""
    if token.presence not in AT_WORK:
        return Tone.FAINT
    if token.who.post is hall.Post.DUTY_LEADER:
        return Tone.MEDIUM
    return Tone.INFO if token.free else Tone.SOFT


def paint_token(p: QPainter, theme: Theme, at: QPointF, token: Token, *, over: bool) -> None:
    """A person: the surname in a ring."""
    r, tone = theme.px(TOKEN) / 2, token_tone(token)
    name = surname(words.name(token.who)) or words.of(token.who.post)[:1].upper()  # on a wall nobody has a name
    area = QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r)
    stamped(p, theme, area, ("token", name, tone, over), lambda q, spot: _token(q, theme, spot.center(), name, tone, over=over))


def _token(p: QPainter, theme: Theme, at: QPointF, name: str, tone: Tone, *, over: bool) -> None:
    r = theme.px(TOKEN) / 2 - 1
    away = tone is Tone.FAINT
    style = Qt.PenStyle.DashLine if away else Qt.PenStyle.SolidLine
    p.setPen(QPen(theme.colour(tone), (2.5 if over else 1.5) * theme.scale, style))
    p.setBrush(theme.colour(Tone.GROUND))
    p.drawEllipse(at, r, r)
    area = QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r)
    size = Size.LABEL if len(name) == 1 else Size.TINY
    canvas.text(p, theme, area, name, size=size, bold=True, tone=Tone.SOFT if away else Tone.TEXT, align=canvas.CENTRE)
