"""Customers' ways on the floor plan: a calm band from zone to zone, as wide as many went there lately. Where it lies, and how it is painted.

A way that somebody drew for the hall (`[[flow]]`) is followed; others go straight over the edges that face each other, beside each other.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import atan2, cos, pi, sin

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPainterPath, QPen, QPolygonF, QRegion

from console.model.hall import Flow, Zone
from console.model.passing import MINUTES, Way
from widgets import canvas
from widgets.floor_cameras import Plot
from widgets.theme import Size, Theme, Tone
from widgets.words import Names

translate = QCoreApplication.translate
WIDEST, THINNEST = 20, 2
"""Of a band, unscaled pixels."""
MANY = 20
"""People from which the widest way is drawn widest; all others are to its measure."""
_INTO = 6
"""How far a band reaches into the zones it joins, unscaled pixels."""
_APART = 46
"""From the middle of one band to the next, unscaled pixels; half of it to whatever else lies there."""
_PLATE = (34, 17)
_FRACTIONS = tuple(0.5 + side * step * 0.045 for step in range(11) for side in (1, -1)[: step + 1])
"""Where along an edge a band may cross it, the best first."""


class Band(Struct, frozen=True, kw_only=True):
    """A way as it lies on the plan, in pixels."""

    way: Way
    path: QPainterPath
    width: float
    plate: QRectF
    """Where its number stands: over the edge where it leaves its zone."""
    through: tuple[QRectF, ...]
    """Other zones that it crosses."""


def bands(
    theme: Theme,
    ways: Iterable[Way],
    areas: Mapping[str, QRectF],
    drawn: Mapping[tuple[str, str], tuple[QPointF, ...]],
    titles: Mapping[str, Sequence[QRectF]],
    stands: Sequence[QRectF] = (),
) -> tuple[Band, ...]:
    """All ways that somebody went, none upon another or a title of its zones; `drawn`: those that the hall's plan shows.

    `stands`: what else stands on the plan, that no number may lie under.
    """
    known = [way for way in ways if way.begin in areas and way.end in areas]
    most = max((way.people for way in known), default=0)
    laid: list[QRectF] = []
    paths: dict[tuple[str, str], QPainterPath] = {}
    # Also those that nobody went, so that the others stay where they are; those first that cannot give way to others.
    for way in sorted(known, key=lambda way: not _is_fixed(theme, way, areas, drawn)):
        pair, half = (way.begin, way.end), theme.px(_APART) / 2
        points = drawn.get(pair)
        taken = [*laid, *titles.get(way.begin, ()), *titles.get(way.end, ())]
        paths[pair] = path = _along(points) if points else _across(theme, areas[way.begin], areas[way.end], taken)
        laid.append(path.boundingRect().adjusted(-half, -half, half, half))
    found: list[Band] = []
    for way in known:
        if way.people:
            plates = [*stands, *(band.plate for band in found)]
            found.append(_band(theme, way, paths[way.begin, way.end], areas, max(most, MANY), plates))
    return tuple(found)


def _is_fixed(
    theme: Theme, way: Way, areas: Mapping[str, QRectF], drawn: Mapping[tuple[str, str], tuple[QPointF, ...]]
) -> bool:  # fmt: skip
    """Whether a way lies where it lies: somebody drew it so, or its zones lie aslant."""
    begin, end = areas[way.begin], areas[way.end]
    wide = min(begin.right(), end.right()) - max(begin.left(), end.left())
    tall = min(begin.bottom(), end.bottom()) - max(begin.top(), end.top())
    return (way.begin, way.end) in drawn or max(wide, tall) <= theme.px(_APART)


def _band(
    theme: Theme, way: Way, path: QPainterPath, areas: Mapping[str, QRectF], most: int, plates: Sequence[QRectF]
) -> Band:  # fmt: skip
    between = tuple(area for id, area in areas.items() if id not in (way.begin, way.end) and path.intersects(area))
    width = max(theme.px(THINNEST), theme.px(WIDEST) * way.people / most)
    return Band(way=way, path=path, width=width, plate=_plate(theme, path, areas[way.begin], plates), through=between)


def drawn_ways(flows: Iterable[Flow], zones: Iterable[Zone], plot: Plot) -> dict[tuple[str, str], tuple[QPointF, ...]]:
    """The ways that somebody drew, by the zones in which they begin and end."""
    rooms = tuple(zones)
    found = {}
    for flow in flows:
        begin, end = (next((zone.id for zone in rooms if _holds(zone, point)), "") for point in (flow.points[0], flow.points[-1]))
        if begin and end:
            found[begin, end] = tuple(plot(x, y) for x, y in flow.points)
    return found


def _holds(zone: Zone, point: tuple[float, float]) -> bool:
    return zone.x <= point[0] <= zone.x + zone.width and zone.y <= point[1] <= zone.y + zone.height


def _along(points: tuple[QPointF, ...]) -> QPainterPath:
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    return path


def _across(theme: Theme, begin: QRectF, end: QRectF, laid: list[QRectF]) -> QPainterPath:
    """Straight over the edges that face each other; zones that lie aslant are joined by a bow from corner to corner."""
    into = theme.px(_INTO)
    left, right = max(begin.left(), end.left()), min(begin.right(), end.right())
    top, bottom = max(begin.top(), end.top()), min(begin.bottom(), end.bottom())
    is_down, is_right = end.center().y() > begin.center().y(), end.center().x() > begin.center().x()
    y1, y2 = (begin.bottom() - into, end.top() + into) if is_down else (begin.top() + into, end.bottom() - into)
    x1, x2 = (begin.right() - into, end.left() + into) if is_right else (begin.left() + into, end.right() - into)
    if right - left > theme.px(_APART):
        side_by_side = [area for area in laid if area.top() < max(y1, y2) and area.bottom() > min(y1, y2)]
        x = _free(theme, left, right, [(area.left(), area.right()) for area in side_by_side])
        return _along((QPointF(x, y1), QPointF(x, y2)))
    if bottom - top > theme.px(_APART):
        side_by_side = [area for area in laid if area.left() < max(x1, x2) and area.right() > min(x1, x2)]
        y = _free(theme, top, bottom, [(area.top(), area.bottom()) for area in side_by_side])
        return _along((QPointF(x1, y), QPointF(x2, y)))
    aside = theme.px(_APART) * (0.6 if is_down else 1.2) * (1 if is_right else -1)
    path = QPainterPath(QPointF(x1 - aside, y1))
    middle = (y1 + y2) / 2
    path.cubicTo(QPointF(x1 - aside, middle), QPointF(x2 + aside, middle), QPointF(x2 + aside, y2))
    return path


def _free(theme: Theme, low: float, high: float, taken: list[tuple[float, float]]) -> float:
    """Where between `low` and `high` nothing else lies; where the most room is when there is no such place."""
    spots = [round(low + (high - low) * fraction) for fraction in _FRACTIONS]
    rooms = [min((max(least - at, at - most) for least, most in taken), default=high - low) for at in spots]
    wanted = theme.px(_APART) / 2
    return next((at for at, room in zip(spots, rooms, strict=True) if room >= wanted), spots[rooms.index(max(rooms))])


def _plate(theme: Theme, path: QPainterPath, begin: QRectF, taken: Sequence[QRectF]) -> QRectF:
    """Over the edge of the zone that it leaves; where another number stands there, as near to it as there is room."""
    wide, tall = theme.px(_PLATE[0]), theme.px(_PLATE[1])
    leaves = next((i for i in range(41) if not begin.contains(path.pointAtPercent(i / 40))), 20)
    spots = []
    for i in sorted(range(41), key=lambda i: abs(i - leaves)):
        at = path.pointAtPercent(i / 40)
        spot = QRectF(round(at.x() - wide / 2), round(at.y() - tall / 2), wide, tall)
        spots += [spot, spot.translated(-wide, 0), spot.translated(wide, 0)]
    return next((spot for spot in spots if not any(spot.intersects(each) for each in taken)), spots[0])


def paint_band(p: QPainter, theme: Theme, band: Band) -> None:
    """The band with its head; under everything that stands on the plan."""
    tone = theme.mixed(Tone.SOFT, Tone.RAISED, 0.34)
    p.setBrush(Qt.BrushStyle.NoBrush)
    whole = QRegion(band.path.boundingRect().adjusted(-band.width, -band.width, band.width, band.width).toAlignedRect())
    others = QRegion()
    for area in band.through:
        others += area.toAlignedRect()
    p.save()
    for region, colour in ((whole - others, tone), (whole & others, theme.mixed(Tone.SOFT, Tone.RAISED, 0.12))):
        p.setClipRegion(region)
        p.setPen(QPen(colour, band.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin))
        p.drawPath(band.path)
    p.restore()
    tip, back = band.path.pointAtPercent(1.0), band.path.pointAtPercent(0.98)
    turn = atan2(tip.y() - back.y(), tip.x() - back.x())
    wide, long = band.width / 2 + theme.px(4), theme.px(9)
    aside = QPointF(cos(turn + pi / 2) * wide, sin(turn + pi / 2) * wide)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(tone)
    p.drawPolygon(QPolygonF([tip + aside, tip - aside, tip + QPointF(cos(turn) * long, sin(turn) * long)]))


def paint_number(p: QPainter, theme: Theme, band: Band) -> None:
    """How many, on a small plate."""
    canvas.card(p, theme, band.plate, Tone.PANEL, edge=Tone.LINE, radius=8)
    canvas.text(p, theme, band.plate, str(band.way.people), size=Size.TINY, tone=Tone.SOFT, align=canvas.CENTRE)


def way_words(way: Way, names: Names) -> str:
    """`入口 → 等候区：最近 15 分钟 38 人`."""
    said = translate("FloorPlan", "{0} → {1}：最近 {2} 分钟 {3} 人")
    return said.format(names.of("zone", way.begin), names.of("zone", way.end), MINUTES, way.people)
