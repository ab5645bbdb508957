"""The lane for the elderly on the floor plan: its own strip of floor, who waits in it, and whether its counter is free. No facts of its own."""

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen

from console.model import hall
from console.model.lanes import LaneNow, LaneStatus, lanes
from console.model.lookup import lookup
from console.model.state import HallState
from widgets import canvas, words
from widgets.floor import seats
from widgets.floor_parts import Seat, paint_seat
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
MARK = Look(Shape.HEART, Tone.SOFT)
"""What stands for such a lane wherever it is meant: on the plan, at its counters, in the queues."""
_ROW = 20


class LaneFace(Struct, frozen=True, kw_only=True):
    """A lane with what it says of itself."""

    lane: hall.Lane
    status: LaneStatus
    seats: tuple[Seat, ...]
    """Who waits in it, the longest first."""
    minutes: int
    """For which the first has waited."""
    counters: tuple[str, ...]


def lane_faces(state: HallState, now: float) -> tuple[LaneFace, ...]:
    """The hall's lanes."""
    return tuple(_face(state, each, now) for each in lanes(state, now))


def _face(state: HallState, each: LaneNow, now: float) -> LaneFace:
    known = lookup(state)
    return LaneFace(
        lane=each.lane,
        status=each.status,
        seats=tuple(
            Seat(ticket.id, now - ticket.queued_at > known.wait_limit(ticket.business), priority=True) for ticket in each.waiting
        ),
        minutes=each.longest // 60,
        counters=each.lane.counters,
    )


def status_look(face: LaneFace) -> Look:
    """Shape and colour; one that is closed while somebody waits in it asks for somebody."""
    match face.status:
        case LaneStatus.FREE:
            return Look(Shape.RING, Tone.SOFT)
        case LaneStatus.OCCUPIED:
            return Look(Shape.DISC, Tone.WELL)
        case LaneStatus.CLOSED:
            return Look(Shape.TRIANGLE, Tone.HIGH) if face.seats else Look(Shape.DASH, Tone.MEDIUM)
        case LaneStatus.UNKNOWN:
            return Look(Shape.QUESTION, Tone.UNKNOWN)


def lane_words(face: LaneFace, names: words.Names) -> str:
    """What is read aloud, and shown as tooltip."""
    waiting = translate("FloorPlan", "等候 {0} 人").format(len(face.seats))
    longest = translate("FloorPlan", "最长 {0} 分").format(face.minutes) if face.seats else ""
    return words.join(
        (words.name(face.lane), words.of(face.status), waiting, longest, *(names.of("counter", id) for id in face.counters))
    )


def beside(area: QRectF, lane: QRectF, gap: float) -> QRectF:
    """The largest part of an area that a lane leaves free."""
    if not area.intersects(lane):
        return area
    parts = (
        QRectF(area.left(), area.top(), lane.left() - gap - area.left(), area.height()),
        QRectF(lane.right() + gap, area.top(), area.right() - lane.right() - gap, area.height()),
        QRectF(area.left(), area.top(), area.width(), lane.top() - gap - area.top()),
        QRectF(area.left(), lane.bottom() + gap, area.width(), area.bottom() - lane.bottom() - gap),
    )
    return max(parts, key=lambda part: max(0.0, part.width()) * max(0.0, part.height()))


def paint_lane(p: QPainter, theme: Theme, area: QRectF, face: LaneFace, *, over: bool) -> None:
    """The strip, its mark, name and state, and its customers."""
    px = theme.px
    seen = status_look(face)
    p.setPen(
        QPen(theme.colour(Tone.INFO) if over else theme.mixed(Tone.SOFT, Tone.RAISED, 0.45), theme.scale, Qt.PenStyle.DashLine)
    )
    p.setBrush(theme.faded(Tone.SOFT, 0.06))
    p.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), px(6), px(6))
    named, stated = _rows(theme, _inner(theme, area), face)
    canvas.glyph(p, theme, QPointF(named.left() + px(6), named.center().y()), MARK, px(12))
    said = words.name(face.lane)
    count = translate("FloorPlan", "{0} 人").format(len(face.seats)) if face.seats else ""
    tone = Tone.HIGH if any(seat.over for seat in face.seats) else Tone.SOFT
    state = words.of(face.status)
    stands = px(20) + canvas.width_of(theme, state, Size.QUIET, bold=True) + canvas.width_of(theme, count, Size.QUIET, bold=True)
    beside_state = stands <= stated.width()
    row = stated if beside_state else named
    used = canvas.text(p, theme, row, count, size=Size.QUIET, bold=True, tone=tone, align=canvas.RIGHT)
    room = named.adjusted(px(16), 0, 0 if beside_state else -used - px(4), 0)
    if canvas.width_of(theme, said, Size.QUIET) <= room.width():
        canvas.text(p, theme, room, said, size=Size.QUIET, tone=Tone.SOFT)
    canvas.glyph(p, theme, QPointF(stated.left() + px(6), stated.center().y()), seen, px(10))
    if canvas.width_of(theme, state, Size.QUIET, bold=True) <= stated.width() - px(16):
        canvas.text(p, theme, stated.adjusted(px(16), 0, 0, 0), state, size=Size.QUIET, bold=True, tone=seen.tone)
    spots, pitch = _seats(theme, area, face)
    for spot, seat in zip(spots, face.seats, strict=False):
        paint_seat(p, theme, spot.center(), min(px(14), pitch * 0.62), seat, known=face.status is not LaneStatus.UNKNOWN)


def customers(theme: Theme, area: QRectF, face: LaneFace) -> list[QRectF]:
    """Where those are who wait in it."""
    return _seats(theme, area, face)[0]


def _seats(theme: Theme, area: QRectF, face: LaneFace) -> tuple[list[QRectF], float]:
    """On the strip's floor, and how far they are apart."""
    inner = _inner(theme, area)
    top = _rows(theme, inner, face)[1].bottom() + theme.px(2)
    floor_ = QRectF(inner.left(), top, inner.width(), inner.bottom() - top)
    return seats(floor_, len(face.seats), widest=theme.px(26), narrowest=theme.px(10))


def _inner(theme: Theme, area: QRectF) -> QRectF:
    return area.adjusted(theme.px(6), theme.px(4), -theme.px(6), -theme.px(4))


def _rows(theme: Theme, inner: QRectF, face: LaneFace) -> tuple[QRectF, QRectF]:
    """Name and state: below each other, or side by side in a strip that lies."""
    tall = min(theme.px(_ROW), inner.height())
    both = canvas.width_of(theme, words.name(face.lane), Size.QUIET) + theme.px(28)
    if inner.height() < theme.px(2 * _ROW) and inner.width() > both:
        return QRectF(inner.left(), inner.top(), both, tall), QRectF(inner.left() + both, inner.top(), inner.width() - both, tall)
    return QRectF(inner.left(), inner.top(), inner.width(), tall), QRectF(inner.left(), inner.top() + tall, inner.width(), tall)
