"""What a wall sees: all cameras, one camera, or an alarm in large words beside the cameras that see it. Private parts never show here."""

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QElapsedTimer, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWIDGETSIZE_MAX

from console.model import attention
from console.model.attention import Scene
from console.model.cameras import for_walls
from console.model.hall import AlarmPriority, WallView
from console.session import Desk, Frame, Link
from widgets import canvas, wall_words, words
from widgets.canvas import Canvas, fitting
from widgets.pane import Freshness
from widgets.theme import Theme, Tone, look
from widgets.video_asking import Asking
from widgets.video_cell import Cell
from widgets.video_grid import VideoGrid
from widgets.video_slots import Shown, Why
from widgets.video_tile import Show
from widgets.video_view import Eye, view_of
from widgets.video_wants import Need, wants
from widgets.video_words import Telling, face
from widgets.wall_pane import ScenePane

translate = QCoreApplication.translate
AGE_MS = 500
_HEAD, _PAGE = 150, 44
"""Heights of an alarm's words, and of the line that says which of all cameras these are; unscaled pixels."""


class WallSightView(Struct, frozen=True, kw_only=True):
    """What to show of whom."""

    eyes: tuple[Eye, ...] = ()
    head: str = ""
    told: str = ""
    """Whom it hurts, and since when."""
    priority: AlarmPriority | None = None
    is_alarm: bool = False
    back: float = 0.0
    """Seconds behind the present."""
    page: tuple[int, int] = (1, 1)
    """Which of how many pages of all cameras it is."""

    @property
    def is_bare(self) -> bool:
        """There is nothing to be shown, and no alarm to be told of in its stead."""
        return not (self.eyes or self.is_alarm)


class WallSight(ScenePane[WallSightView]):
    """Words above, pictures below."""

    name = "wall_sight"
    title = QT_TRANSLATE_NOOP("Pane", "大屏画面")
    is_moving = True

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown = WallSightView()
        self._clock = QElapsedTimer()
        self._clock.start()
        self._aged = -AGE_MS
        self._asking = Asking(desk.pictures)
        self.head = Canvas(theme, self._paint_head, self)
        self.head.setFixedHeight(theme.px(_HEAD))
        self.grid = VideoGrid(theme, self)
        self.grid.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.grid.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.body.setSpacing(theme.px(8))
        self.body.addWidget(self.head)
        self.body.addWidget(self.grid, 1)

    @classmethod
    def view_of(cls, frame: Frame, scene: Scene) -> WallSightView:
        """The scene's cameras, or all that a wall may show."""
        seen = {eye.config.id: eye for eye in view_of(frame).eyes if for_walls(eye.config)}
        page = attention.page(frame.state, frame.now)
        is_of_some = scene.show in (WallView.ALARM, WallView.CAMERA)
        eyes = tuple(seen[id] for id in (scene.cameras if is_of_some else page.cameras) if id in seen)
        alarm = frame.state.alarms.get(scene.of) if scene.show is WallView.ALARM else None
        if alarm is None:
            return WallSightView(eyes=eyes, back=scene.back, page=(1, 1) if is_of_some else (page.number, page.of))
        return WallSightView(
            eyes=tuple(_of_one(eye, alarm.id) for eye in eyes),
            head=wall_words.alarm_name(alarm.id, frame.state, words.names_of(frame.state.config)),
            told=words.join(wall_words.told(scene, frame.state, frame.heard_at)),
            priority=alarm.priority,
            is_alarm=True,
        )

    def freshness(self, frame: Frame) -> Freshness:
        """Pictures come from the recorder and not from the hub."""
        return super().freshness(frame) if frame.state.config is None else Freshness(Link.GOOD, 0)

    def draw(self, view: WallSightView) -> None:
        """Other cameras or words."""
        self._shown = view
        self.head.setVisible(view.is_alarm or view.is_bare or view.page[1] > 1)
        self.head.update()
        self.grid.setVisible(bool(view.eyes))
        if not view.eyes:
            self.head.setMinimumHeight(self.theme.px(_HEAD))
            self.head.setMaximumHeight(QWIDGETSIZE_MAX)
        else:
            self.head.setFixedHeight(self.theme.px(_HEAD if view.is_alarm else _PAGE))
        self.grid.place(
            [Shown(tile=eye.config.id, index=i, camera=eye.config.id, why=Why.FIXED) for i, eye in enumerate(view.eyes)]
        )
        self._aged = -AGE_MS

    def advance(self, frame: Frame) -> bool:
        """New pictures in every frame; what ages twice a second."""
        changed = self.grid.collect(self.desk.pictures)
        if self._asking.follow(frame) or self._clock.elapsed() - self._aged >= AGE_MS:
            self._aged = self._clock.elapsed()
            self._ask()
            names = words.names_of(frame.state.config)
            for cell in self.grid.visible_cells():
                changed |= self.grid.look(cell, face(self._telling(cell, frame), names))
                if cell.face.show is Show.NONE:
                    cell.drop()
        return changed

    def leave(self) -> None:
        """It cannot be seen: nothing is decoded for it."""
        self._asking.rest(self.grid.cells)

    def _ask(self) -> None:
        ratio = self.devicePixelRatioF()
        needs = [
            Need(
                tile=eye.config.id,
                camera=eye.config,
                width=round(cell.area.width() * ratio),
                height=round(cell.area.height() * ratio),
                back=self._shown.back,
            )
            for cell in self.grid.visible_cells()
            if (eye := self._eye(cell)) is not None
        ]
        self._asking.ask(wants(needs), self.grid.cells)

    def _eye(self, cell: Cell) -> Eye | None:
        return next((eye for eye in self._shown.eyes if eye.config.id == cell.shown.camera), None)

    def _telling(self, cell: Cell, frame: Frame) -> Telling:
        return Telling(
            shown=cell.shown, eye=self._eye(cell), figures=self.desk.pictures.figures(cell.shown.tile), mode=frame.mode,
            at=cell.at, has_picture=cell.has_picture, is_settled=cell.is_settled, is_old=cell.is_old, silent=cell.silent, now=frame.now,
            back=self._shown.back,
        )  # fmt: skip

    def _paint_head(self, p: QPainter, area: QRectF) -> None:
        view, theme = self._shown, self.theme
        if view.is_bare:
            said = translate("Wall", "没有可上大屏的摄像机")
            canvas.text(p, theme, area, said, size=26, tone=Tone.SOFT, align=canvas.CENTRE)
            return
        if view.priority is None:
            said = translate("Wall", "全部摄像机 · 第 {0} / {1} 页").format(*view.page)
            canvas.text(p, theme, area.adjusted(theme.px(24), 0, 0, 0), said, size=22, tone=Tone.SOFT)
            return
        how = look(view.priority)
        canvas.card(p, theme, area, theme.mixed(how.tone, Tone.PANEL, 0.16), edge=how.tone, width=2)
        pad = theme.px(24)
        inner = area.adjusted(pad, theme.px(14), -pad, -theme.px(14))
        half = min(inner.height() / 2, theme.px(72))
        middle = inner.center().y()
        upper = QRectF(inner.left(), middle - half, inner.width(), half)
        lower = QRectF(inner.left(), middle, inner.width(), half)
        canvas.glyph(p, theme, QPointF(upper.left() + theme.px(16), upper.center().y()), how, size=theme.px(30))
        upper.setLeft(upper.left() + theme.px(48))
        lower.setLeft(lower.left() + theme.px(48))
        canvas.text(
            p, theme, upper, view.head, size=fitting(theme, view.head, upper.width(), (40, 34, 28, 22), bold=True), bold=True
        )
        said = canvas.whole_parts(theme, view.told, lower.width(), 18)
        canvas.text(p, theme, lower, said, size=fitting(theme, said, lower.width(), (26, 22, 18)), tone=Tone.SOFT)


def _of_one(eye: Eye, alarm: str) -> Eye:
    """The camera with this alarm alone: below the words of one its tile names no other."""
    return eye if eye.alarm is None or eye.alarm.id == alarm else replace(eye, alarm=None)
