"""How the things of a hall are painted in its editor: to scale, in the manner of the desk's floor plan. It finds out nothing."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen, QPolygonF

from console.hall_edit.scene import AREAS, Item, number
from widgets import canvas
from widgets.floor_drawing import paint_line
from widgets.hall_words import thing_word
from widgets.theme import Look, Shape, Size, Theme, Tone

Plot = Callable[[float, float], QPointF]
"""Metres → pixels."""


def rect_of(item: Item, plot: Plot) -> QRectF:
    """Where a thing lies, pixels. Things of one size have one to the last digit, so that one picture of them does for all."""
    start, end = plot(item.box[0], item.box[1]), plot(item.box[2], item.box[3])
    return QRectF(start.x(), start.y(), round(end.x() - start.x(), 3), round(end.y() - start.y(), 3))


def paint_item(p: QPainter, theme: Theme, item: Item, plot: Plot, *, wrong: bool, over: bool = False) -> None:
    """One thing; `over`: the pointer is on it; `wrong`: the reader complains of it."""
    area = rect_of(item, plot)
    match item.ref.table:
        case "zone":
            _zone(p, theme, item, area, wrong=wrong)
        case "lane":
            canvas.card(p, theme, area, theme.faded(Tone.INFO, 0.1), edge=Tone.INFO, dashed=True)
            _name(p, theme, item, area.adjusted(theme.px(6), 0, -theme.px(4), 0), Tone.INFO)
        case "bench":
            _bench(p, theme, item, area)
        case "line" | "flow":
            _path(p, theme, item, plot, over=over)
        case "counter":
            _counter(p, theme, item, area, over=over)
        case "camera":
            paint_eye(p, theme, plot(*item.middle), over=over)
            _label(p, theme, item, area, over=over)
        case "text":
            p.setPen(Qt.PenStyle.NoPen)
            canvas.text(
                p,
                theme,
                area.adjusted(-400, 0, 400, 0),
                thing_word(item.ref, item.row),
                size=Size.BODY,
                tone=Tone.SOFT,
                align=canvas.CENTRE,
            )
        case _:
            _device(p, theme, item, area, over=over)
    if wrong:
        at = area.topRight() if not item.points else QPointF(area.center().x(), area.top())
        aside = (
            QPointF(0, 0)
            if item.points
            else QPointF(-theme.px(10), theme.px(10))
            if area.width() > theme.px(60)
            else QPointF(0, 0)
        )
        canvas.glyph(p, theme, at + aside, Look(Shape.TRIANGLE, Tone.HIGH), theme.px(14))


def paint_over(p: QPainter, theme: Theme, item: Item, plot: Plot, *, wrong: bool) -> None:
    """What the pointer is on, over how it looks else: of an area its edge, as things lie on it."""
    if item.ref.table not in (*AREAS, "text"):
        paint_item(p, theme, item, plot, over=True, wrong=wrong)
    elif item.ref.table in {"zone", "bench"} and not wrong:
        dotted, radius = (True, 4) if item.ref.table == "bench" else (False, 8)
        nothing = theme.faded(Tone.RAISED, 0)
        canvas.card(p, theme, rect_of(item, plot), nothing, edge=Tone.INFO, dotted=dotted, radius=radius)


def paint_mark(p: QPainter, theme: Theme, item: Item, plot: Plot) -> None:
    """The frame of what is chosen."""
    if item.points:
        paint_line(p, theme, [plot(x, y) for x, y in item.points], "outline", strong=True)
        return
    out = 2 + theme.scale
    frame = rect_of(item, plot).adjusted(-out, -out, out, out)
    canvas.card(p, theme, frame, theme.faded(Tone.INFO, 0), edge=Tone.INFO, width=2, radius=6)


def _zone(p: QPainter, theme: Theme, item: Item, area: QRectF, *, wrong: bool) -> None:
    edge = Tone.HIGH if wrong else Tone.LINE
    canvas.card(p, theme, area, theme.faded(Tone.RAISED, 0.86), edge=edge, radius=8)
    _name(p, theme, item, area.adjusted(theme.px(10), theme.px(4), -theme.px(20), 0), Tone.SOFT)


def _name(p: QPainter, theme: Theme, item: Item, area: QRectF, tone: Tone) -> None:
    row = QRectF(area.left(), area.top(), area.width(), min(area.height(), theme.px(22)))
    if row.width() > theme.px(16) and row.height() >= theme.px(12):
        canvas.text(p, theme, row, thing_word(item.ref, item.row), size=Size.LABEL, tone=tone)


def _bench(p: QPainter, theme: Theme, item: Item, area: QRectF) -> None:
    """Seats in rows, as many as there are."""
    seats = max(1, min(500, int(number(item.row, "seats", 4))))
    canvas.card(p, theme, area, theme.faded(Tone.CONTROL, 0.5), edge=Tone.LINE, dotted=True, radius=4)
    if area.width() < 8 or area.height() < 8:
        return
    columns = max(1, min(seats, round((seats * area.width() / area.height()) ** 0.5)))
    rows = -(-seats // columns)
    pitch = min(area.width() / columns, area.height() / rows)
    p.setPen(QPen(theme.colour(Tone.FAINT), theme.scale))
    p.setBrush(Qt.BrushStyle.NoBrush)
    for seat in range(seats):
        x = area.left() + (seat % columns + 0.5) * area.width() / columns
        y = area.top() + (seat // columns + 0.5) * area.height() / rows
        p.drawEllipse(QPointF(x, y), pitch * 0.3, pitch * 0.3)


def _path(p: QPainter, theme: Theme, item: Item, plot: Plot, *, over: bool) -> None:
    points = [plot(x, y) for x, y in item.points]
    if item.ref.table == "flow":
        paint_flow(p, theme, points, strong=over)
        middle = points[len(points) // 2 - 1] + (points[len(points) // 2] - points[len(points) // 2 - 1]) / 2
        row = QRectF(middle.x() + theme.px(6), middle.y() - theme.px(20), theme.px(160), theme.px(18))
        canvas.text(p, theme, row, thing_word(item.ref, item.row), size=Size.TINY, tone=Tone.WELL)
    else:
        paint_line(p, theme, points, str(item.row.get("kind", "wall")), strong=over)


def paint_flow(p: QPainter, theme: Theme, points: Sequence[QPointF], *, strong: bool = False) -> None:
    """A way that customers go, with an arrow at its end and in the middle of each long piece."""
    p.setPen(QPen(theme.faded(Tone.WELL, 1.0 if strong else 0.7), (2.5 if strong else 1.5) * theme.scale, Qt.PenStyle.DashLine))
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.drawPolyline(QPolygonF(points))
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(theme.faded(Tone.WELL, 1.0 if strong else 0.8))
    pieces = list(pairwise(points))
    for number_, (a, b) in enumerate(pieces):
        last = number_ == len(pieces) - 1
        if last or hypot(b.x() - a.x(), b.y() - a.y()) > theme.px(90):
            tip = b if last else a + (b - a) / 2
            turn = atan2(b.y() - a.y(), b.x() - a.x())
            p.drawPolygon(
                QPolygonF([tip + _arm(turn + aside, theme.px(11) if aside else 0) for aside in (0.0, pi - 0.42, pi + 0.42)])
            )


def _arm(turn: float, length: float) -> QPointF:
    return QPointF(cos(turn) * length, sin(turn) * length)


def _counter(p: QPainter, theme: Theme, item: Item, area: QRectF, *, over: bool) -> None:
    canvas.card(p, theme, area, Tone.CONTROL, edge=Tone.INFO if over else None)
    said = str(item.row.get("number", "?"))
    size = Size.VALUE if area.height() >= theme.px(26) else Size.TINY
    canvas.text(p, theme, area.adjusted(2, 0, -2, 0), said, size=size, bold=True, align=canvas.CENTRE)


def _device(p: QPainter, theme: Theme, item: Item, area: QRectF, *, over: bool) -> None:
    edge = Tone.INFO if over else Tone.LINE
    canvas.card(p, theme, area, Tone.PANEL, edge=edge, dotted=not item.has_place)
    canvas.glyph(p, theme, area.center(), Look(Shape.SMALL_DISC, Tone.SOFT), min(theme.px(12), area.height() * 0.5))
    _label(p, theme, item, area, over=over)


def _label(p: QPainter, theme: Theme, item: Item, area: QRectF, *, over: bool) -> None:
    """Its name below it, where the plan is near enough, or when it is meant."""
    if over or area.width() >= theme.px(30):
        row = QRectF(area.center().x() - theme.px(90), area.bottom(), theme.px(180), theme.px(16))
        tone = Tone.TEXT if over else Tone.FAINT
        canvas.text(p, theme, row, thing_word(item.ref, item.row), size=Size.TINY, tone=tone, align=canvas.CENTRE)


def paint_view(p: QPainter, theme: Theme, item: Item, plot: Plot, *, strong: bool) -> None:
    """What a camera sees."""
    points = view_points(item, plot)
    p.setPen(QPen(theme.faded(Tone.INFO, 0.8), 1.5 * theme.scale) if strong else QPen(Qt.PenStyle.NoPen))
    p.setBrush(theme.faded(Tone.INFO, 0.2 if strong else 0.08))
    p.drawPolygon(QPolygonF(points))


def view_points(item: Item, plot: Plot) -> list[QPointF]:
    """The wedge of a camera, pixels: its place, then along the arc."""
    sees = item.sees or {}
    heading, angle, reach = aim_of(sees)
    x, y = item.middle
    points = [] if angle >= 360 else [plot(x, y)]
    for k in range(17):
        turn = (heading - angle / 2 + angle * k / 16) * pi / 180
        points.append(plot(x + reach * cos(turn), y + reach * sin(turn)))
    return points


def aim_of(sees: dict[str, object]) -> tuple[float, float, float]:
    """Where a camera looks: heading, angle, reach."""
    return number(sees, "heading"), min(360.0, max(1.0, number(sees, "angle", 90.0))), max(0.1, number(sees, "reach", 10.0))


def paint_eye(p: QPainter, theme: Theme, at: QPointF, *, over: bool) -> None:
    """A camera: a ring with its pupil."""
    p.setPen(QPen(theme.colour(Tone.INFO), (2.5 if over else 1.5) * theme.scale))
    p.setBrush(theme.colour(Tone.GROUND))
    p.drawEllipse(at, theme.px(7), theme.px(7))
    canvas.glyph(p, theme, at, Look(Shape.SMALL_DISC, Tone.INFO), theme.px(8))
