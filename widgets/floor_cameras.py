"""Cameras on the floor plan: a quiet wedge for what each sees, strong when it is meant, grey and hatched when it sees nothing. No pictures."""

from collections.abc import Callable
from math import cos, pi, sin

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from console.model import hall
from console.model.health import Health
from console.model.lookup import lookup
from console.model.sight import blindness, sight_of
from console.model.state import HallState
from widgets import canvas, words
from widgets.theme import Look, Shape, Size, Theme, Tone
from widgets.words import Names

translate = QCoreApplication.translate
ARC = 16
"""Straight pieces of a wedge's arc."""
DOT = 14
HIT = 28
"""Diameter of a camera's mark, and of where it can be hit, unscaled pixels."""
_QUIET, _STRONG, _BLIND = 0.07, 0.2, 0.14
Plot = Callable[[float, float], QPointF]
"""Metres on the plan → pixels."""


class EyeMark(Struct, frozen=True, kw_only=True):
    """A camera on the plan."""

    config: hall.Camera
    device: hall.Device
    x: float
    y: float
    """Metres."""
    blind: str = ""
    """Why it sees nothing: a health or a condition; empty: it sees."""


def eyes_of(state: HallState) -> tuple[EyeMark, ...]:
    """The cameras that have a place on the plan."""
    sight = sight_of(state)
    devices = lookup(state).devices
    return tuple(
        EyeMark(config=camera, device=devices[id], x=at[0], y=at[1], blind=blindness(state, id))
        for id, camera in sight.cameras.items()
        if id in devices and (at := sight.place("device", id)) is not None
    )


def eye_words(mark: EyeMark, names: Names) -> str:
    """Name, what is the matter, what it sees."""
    seen = [names.of("zone", zone) for zone in mark.config.zones]
    sees = translate("FloorPlan", "看 {0}").format(words.listed(seen)) if seen else ""
    return words.join((words.name(mark.device), blind_word(mark, names), sees))


def blind_word(mark: EyeMark, names: Names) -> str:
    """Why it sees nothing, shortly; empty: it sees."""
    match mark.blind:
        case "":
            return ""
        case Health.LOST:
            return translate("FloorPlan", "无画面 盲区")
        case Health.UNHEARD:
            return translate("FloorPlan", "画面未知")
        case Health.OUT:
            return translate("FloorPlan", "摄像机停用")
    return words.join((names.of("condition", mark.blind), translate("FloorPlan", "盲区")))


def wedge(mark: EyeMark, plot: Plot) -> QPolygonF:
    """What it sees, in pixels."""
    camera = mark.config
    points = [] if camera.angle >= 360 else [plot(mark.x, mark.y)]
    for k in range(ARC + 1):
        turn = (camera.heading - camera.angle / 2 + camera.angle * k / ARC) * pi / 180
        points.append(plot(mark.x + camera.reach * cos(turn), mark.y + camera.reach * sin(turn)))
    return QPolygonF(points)


def paint_wedge(p: QPainter, theme: Theme, mark: EyeMark, plot: Plot, room: QRectF, *, strong: bool = False) -> None:
    """The field of view, within the plan."""
    shape = wedge(mark, plot)
    p.save()
    p.setClipRect(room, Qt.ClipOperation.IntersectClip)
    if mark.blind:
        path = QPainterPath()
        path.addPolygon(shape)
        path.closeSubpath()
        p.setPen(QPen(theme.faded(Tone.UNKNOWN, 0.9 if strong else 0.5), theme.scale, Qt.PenStyle.DotLine))
        p.setBrush(theme.faded(Tone.UNKNOWN, _BLIND))
        p.drawPath(path)
        p.setClipPath(path, Qt.ClipOperation.IntersectClip)
        canvas.hatch(p, theme, shape.boundingRect() & room, Tone.UNKNOWN, 0.5)
    else:
        p.setPen(QPen(theme.faded(Tone.INFO, 0.8), 1.5 * theme.scale) if strong else QPen(Qt.PenStyle.NoPen))
        p.setBrush(theme.faded(Tone.INFO, _STRONG if strong else _QUIET))
        p.drawPolygon(shape)
    p.restore()


def spot_of(theme: Theme, mark: EyeMark, plot: Plot, room: QRectF) -> QRectF:
    """Where a camera is hit, wholly on the plan."""
    size = theme.px(HIT)
    at = plot(mark.x, mark.y)
    left = min(max(at.x() - size / 2, room.left()), room.right() - size)
    top = min(max(at.y() - size / 2, room.top()), room.bottom() - size)
    return QRectF(left, top, size, size)


def paint_eye(p: QPainter, theme: Theme, spot: QRectF, mark: EyeMark, *, strong: bool) -> None:
    """The camera itself: a ring with its pupil; a cross in a dotted ring when it sees nothing."""
    centre, r = spot.center(), theme.px(DOT) / 2
    tone = Tone.UNKNOWN if mark.blind else Tone.INFO
    style = Qt.PenStyle.DotLine if mark.blind else Qt.PenStyle.SolidLine
    p.setPen(QPen(theme.colour(tone), (2.5 if strong else 1.5) * theme.scale, style))
    p.setBrush(theme.colour(Tone.GROUND))
    p.drawEllipse(centre, r, r)
    canvas.glyph(p, theme, centre, Look(Shape.CROSS if mark.blind else Shape.SMALL_DISC, tone), theme.px(8))


def blind_plate(theme: Theme, spot: QRectF, said: str, room: QRectF) -> QRectF:
    """Beside a blind camera, on the side where there is room."""
    px = theme.px
    width, tall = canvas.width_of(theme, said, Size.TINY) + px(10), px(18)
    left = spot.right() - px(4) if spot.right() + width < room.right() else spot.left() - width + px(4)
    return QRectF(left, spot.center().y() - tall / 2, width, tall)


def paint_blind_word(p: QPainter, theme: Theme, plate: QRectF, said: str) -> None:
    """What is the matter with a camera."""
    p.fillRect(plate, theme.faded(Tone.PANEL, 0.85))
    canvas.text(p, theme, plate, said, size=Size.TINY, tone=Tone.SOFT, align=canvas.CENTRE)
