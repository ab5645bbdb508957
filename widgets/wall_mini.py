"""A wall's screens in small, as the desk sees them: what each shows, why, and for how long yet. The same pure function says it as on the wall."""

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QImage, QPainter

from console.model import attention
from console.model.attention import Scene, Why
from console.model.command import Role
from console.model.hall import Wall, WallView
from console.model.lookup import lookup
from console.model.sight import blindness
from console.model.state import HallState
from console.session import Frame, Mode
from widgets import canvas, wall_words, words
from widgets.theme import Look, Shape, Size, Theme, Tone
from widgets.video_view import Eye
from widgets.wall_foot import scene_look
from widgets.wall_pane import several
from widgets.words import Names

translate = QCoreApplication.translate
CAPTION = 42
"""Height of the words under a miniature, unscaled pixels."""
RATIO = 16 / 9
_PICTURED = (WallView.CAMERA, WallView.CAMERAS, WallView.ALARM)


class Mini(Struct, frozen=True, kw_only=True):
    """One screen of one wall."""

    wall: str
    screen: int
    name: str
    what: str
    """What it shows, in words."""
    why: str
    how: Look
    is_given: bool
    """Somebody gave it what it shows, and it can be taken back."""
    is_there: bool
    """Its wall is connected."""
    eye: Eye | None
    """Whose picture stands for it."""
    back: float
    """Seconds that the picture is behind the present."""

    @property
    def key(self) -> str:
        """Its name among all."""
        return f"{self.wall}#{self.screen}"


def minis(frame: Frame) -> tuple[Mini, ...]:
    """Every screen of every wall: those of the hall's configuration, or, where it names none, the stations that are walls."""
    state, names = frame.state, words.names_of(frame.state.config)
    found: list[Mini] = []
    for wall in _walls(state):
        count = attention.screens_of(state, wall.id)
        for screen, scene in enumerate(attention.scenes(state, wall.id, frame.now, count)):
            found.append(_mini(frame, wall, screen, scene, names))
    return tuple(found)


def _walls(state: HallState) -> tuple[Wall, ...]:
    walls = state.config.walls if state.config is not None else ()
    if walls:
        return walls
    return tuple(Wall(id=id, name=id) for id, role in sorted(state.consoles.items()) if role == Role.WALL)


def _mini(frame: Frame, wall: Wall, screen: int, scene: Scene, names: Names) -> Mini:
    state = frame.state
    seen = attention.page(state, frame.now).cameras if scene.show is WallView.CAMERAS else scene.cameras
    is_there = wall.id in state.consoles or frame.mode is not Mode.LIVE
    name = words.name(wall)
    return Mini(
        wall=wall.id,
        screen=screen,
        name=f"{name} {screen + 1}" if attention.screens_of(state, wall.id) > 1 else name,
        what=what(scene, names, state),
        why=wall_words.why(scene, state, frame.now, names),
        how=scene_look(scene, state),
        is_given=scene.why is Why.PUSHED,
        is_there=is_there,
        eye=_eye(state, seen[0]) if seen and scene.show in _PICTURED else None,
        back=scene.back,
    )


def _eye(state: HallState, camera: str) -> Eye | None:
    known = lookup(state)
    config, device = known.cameras.get(camera), known.devices.get(camera)
    return (
        Eye(config=config, device=device, blind=blindness(state, camera)) if config is not None and device is not None else None
    )


def what(scene: Scene, names: Names, state: HallState) -> str:
    """What a screen shows: the thing itself where it is one."""
    match scene.show:
        case WallView.ALARM if scene.of in state.alarms:
            return wall_words.alarm_name(scene.of, state, names)
        case WallView.PLAN:
            return wall_words.plan_name(scene.of, state)
        case WallView.TEXT:
            return scene.of
        case _:
            return wall_words.view_name(scene, names)


def places(area: QRectF, count: int, theme: Theme) -> list[QRectF]:
    """Where so many miniatures stand, with their captions: as large as they can be, from the left."""
    if count == 0:
        return []
    gap, caption = theme.px(12), theme.px(CAPTION)
    best = (0.0, 1)
    for across in range(1, count + 1):
        down = -(-count // across)
        wide = (area.width() - gap * (across - 1)) / across
        tall = (area.height() - gap * (down - 1)) / down - caption
        best = max(best, (min(wide, tall * RATIO), across))
    wide, across = max(best[0], 1.0), best[1]
    step = wide / RATIO + caption
    return [
        QRectF(area.left() + i % across * (wide + gap), area.top() + i // across * (step + gap), wide, step) for i in range(count)
    ]


def screen_of(area: QRectF, theme: Theme) -> QRectF:
    """The part of a miniature that is the screen; below it are its words."""
    return area.adjusted(0, 0, 0, -theme.px(CAPTION))


def paint(
    p: QPainter, theme: Theme, area: QRectF, mini: Mini, image: QImage | None, doubt: str, *, chosen: bool, over: bool
) -> None:
    """A screen with what it shows and how far that is to be trusted, and below it which it is and why."""
    screen = screen_of(area, theme)
    edge = Tone.INFO if chosen else Tone.TEXT if over else Tone.LINE
    canvas.card(p, theme, screen, Tone.GROUND, edge=edge, width=2 if chosen or over else 1, dashed=not mini.is_there)
    inner = screen.adjusted(theme.px(3), theme.px(3), -theme.px(3), -theme.px(3))
    if image is not None:
        size = image.deviceIndependentSize()
        scale = min(inner.width() / size.width(), inner.height() / size.height())
        fit = QRectF(0, 0, size.width() * scale, size.height() * scale)
        fit.moveCenter(inner.center())
        p.drawImage(fit, image)
        plate = QRectF(inner.left(), inner.bottom() - theme.px(24), inner.width(), theme.px(24))
        p.fillRect(plate, theme.faded(Tone.GROUND, 0.72))
        _words(p, theme, plate.adjusted(theme.px(4), 0, -theme.px(2), 0), mini, doubt)
    else:
        _words(p, theme, inner.adjusted(theme.px(8), 0, -theme.px(8), 0), mini, doubt, large=True)
    _caption(p, theme, QRectF(area.left(), screen.bottom(), area.width(), area.bottom() - screen.bottom()), mini)


def _words(p: QPainter, theme: Theme, row: QRectF, mini: Mini, doubt: str, *, large: bool = False) -> None:
    said = words.join((mini.what, doubt))
    sizes = (Size.VALUE, Size.BODY, Size.LABEL, Size.QUIET, Size.TINY, Size.TINY - 1)[0 if large else 2 :]
    size = canvas.fitting(theme, said, row.width() - theme.px(20), sizes, bold=True)
    wide = min(canvas.width_of(theme, said, size, bold=True) + theme.px(20), row.width())
    left = row.center().x() - wide / 2 if large else row.left()
    canvas.glyph(p, theme, QPointF(left + theme.px(6), row.center().y()), mini.how)
    area = QRectF(left + theme.px(18), row.top(), wide - theme.px(18), row.height())
    if large:
        several(p, theme, area, said, sizes, bold=True)
    else:
        canvas.text(p, theme, area, said, size=size, bold=True)


def _caption(p: QPainter, theme: Theme, area: QRectF, mini: Mini) -> None:
    half = area.height() / 2
    upper = QRectF(area.left(), area.top(), area.width(), half)
    lower = QRectF(area.left(), area.top() + half, area.width(), half)
    size = canvas.fitting(theme, mini.name, upper.width(), (Size.LABEL, Size.QUIET, Size.TINY), bold=True)
    used = canvas.text(p, theme, upper, mini.name, size=size, bold=True) + theme.px(8)
    if not mini.is_there:
        away = translate("Wall", "未连接")
        has_room = used + canvas.width_of(theme, away, Size.QUIET) <= upper.width()
        canvas.text(
            p,
            theme,
            upper if has_room else lower,
            away,
            size=Size.QUIET,
            tone=Tone.HIGH,
            align=canvas.RIGHT if has_room else canvas.LEFT,
        )
        if not has_room:  # why it shows what it shows goes after that nobody sees it
            return
    if mini.is_given:
        canvas.glyph(p, theme, QPointF(lower.left() + theme.px(6), lower.center().y()), Look(Shape.DISC, Tone.INFO), theme.px(9))
        lower.setLeft(lower.left() + theme.px(16))
    why = canvas.whole_parts(theme, mini.why, lower.width())
    canvas.text(p, theme, lower, why, size=Size.QUIET, tone=Tone.TEXT if mini.is_given else Tone.SOFT)
