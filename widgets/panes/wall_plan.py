"""A plan under way, as a room follows it: its steps in order, what is done, what is due; posts and no names."""

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter

from console.model.attention import Scene
from console.model.hall import Plan, Post
from console.model.lookup import lookup
from console.model.plan import due_at
from console.model.runs import OVER
from console.model.state import PlanRun, StepPhase
from console.session import Desk, Frame
from widgets import canvas, wall_words, words
from widgets.canvas import Canvas
from widgets.theme import Size, Theme, Tone, look
from widgets.wall_pane import ScenePane, several

translate = QCoreApplication.translate
_ROW = (34, 76)
"""Least and greatest height of a step, unscaled pixels."""

_TALL = 56
"""Height of a step from which on it has large words, unscaled pixels."""
_SIZES = (23, Size.VALUE, Size.TITLE, Size.BODY, Size.LABEL)
"""Of the steps' words: as large as all of them have room."""


class WallStep(Struct, frozen=True, kw_only=True):
    """A step of the plan."""

    text: str
    owner: str
    phase: StepPhase
    left: int | None
    """Whole seconds until it is due, negative when it is overdue; None: no limit, or not its turn."""


class WallPlanView(Struct, frozen=True, kw_only=True):
    """The plan and its steps; empty where none runs."""

    name: str = ""
    running: int | None = None
    """Whole seconds since it began; None: it does not run."""
    steps: tuple[WallStep, ...] = ()


class WallPlan(ScenePane[WallPlanView]):
    """One plan."""

    name = "wall_plan"
    title = QT_TRANSLATE_NOOP("Pane", "大屏预案")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown = WallPlanView()
        self.canvas = Canvas(theme, self._paint, self)
        self.body.addWidget(self.canvas)

    @classmethod
    def view_of(cls, frame: Frame, scene: Scene) -> WallPlanView:
        """The run that the scene is of; a pushed plan that does not run shows its steps as they would be."""
        state = frame.state
        run = state.plans.get(scene.of)
        plan = lookup(state).plans.get(run.plan if run is not None else scene.of)
        if plan is None:
            return WallPlanView()
        if run is None:
            return WallPlanView(name=words.name(plan), steps=tuple(_step(plan, id, None, frame.now) for id in _ids(plan)))
        return WallPlanView(
            name=wall_words.plan_name(run.id, state),
            running=int(frame.now - run.at),
            steps=tuple(_step(plan, id, run, frame.now) for id in _ids(plan)),
        )

    def draw(self, view: WallPlanView) -> None:
        """All anew."""
        self._shown = view
        self.canvas.update()

    def _paint(self, p: QPainter, area: QRectF) -> None:
        theme, view = self.theme, self._shown
        canvas.card(p, theme, area, Tone.PANEL)
        inner = area.adjusted(theme.px(24), theme.px(16), -theme.px(24), -theme.px(16))
        head = QRectF(inner.left(), inner.top(), inner.width(), theme.px(48))
        used = canvas.text(p, theme, head, _since(view), size=Size.HEAD, tone=Tone.SOFT, align=canvas.RIGHT)
        canvas.text(p, theme, head.adjusted(0, 0, -used - theme.px(16), 0), view.name, size=Size.NUMERAL, bold=True)
        if not view.steps:
            canvas.text(
                p, theme, inner, translate("Wall", "没有进行中的预案"), size=Size.HEAD, tone=Tone.SOFT, align=canvas.CENTRE
            )
            return
        rest = inner.bottom() - head.bottom()
        tall = max(theme.px(_ROW[0]), min(theme.px(_ROW[1]), rest / len(view.steps)))
        shown = view.steps[: int(rest // tall)]
        wide = max(canvas.width_of(theme, step.owner, Size.TITLE) for step in shown) + theme.px(16)
        said = max(canvas.width_of(theme, self._says(step)[0], Size.VALUE) for step in shown)
        room = inner.width() - theme.px(58) - wide - said * (23 if tall >= theme.px(_TALL) else Size.VALUE) / Size.VALUE
        longest = max((step.text for step in shown), key=lambda text: canvas.width_of(theme, text, Size.VALUE, bold=True))
        size = canvas.fitting(theme, longest, room, _SIZES if tall >= theme.px(_TALL) else _SIZES[1:], bold=True)
        for i, step in enumerate(shown):
            self._step_row(p, QRectF(inner.left(), head.bottom() + i * tall, inner.width(), tall), step, wide, size)

    @staticmethod
    def _says(step: WallStep) -> tuple[str, Tone]:
        """How far a step is, or how long it has yet."""
        if step.left is None:
            return words.of(step.phase), look(step.phase).tone
        is_late = step.left < 0
        said = translate("Wall", "超时 {0}") if is_late else translate("Wall", "剩 {0}")
        return said.format(words.duration(abs(step.left))), Tone.HIGH if is_late else Tone.TEXT

    def _step_row(self, p: QPainter, row: QRectF, step: WallStep, owners: float, size: int) -> None:
        """One step; posts stand in a column as wide as `owners`, and all texts have one size."""
        theme = self.theme
        how = look(step.phase)
        over = step.phase in OVER
        canvas.glyph(p, theme, QPointF(row.left() + theme.px(10), row.center().y()), how)
        left, tone = self._says(step)
        used = canvas.text(p, theme, row, left, size=max(size, Size.BODY), tone=tone, align=canvas.RIGHT)
        owner = QRectF(row.right() - used - theme.px(16) - owners, row.top(), owners, row.height())
        canvas.text(p, theme, owner, step.owner, size=Size.TITLE, tone=Tone.SOFT, align=canvas.RIGHT)
        text = QRectF(row.left() + theme.px(30), row.top(), owner.left() - row.left() - theme.px(42), row.height())
        is_now = step.phase is StepPhase.ACTIVE
        smaller = tuple(each for each in (*_SIZES, Size.QUIET, Size.TINY) if each <= size)
        several(p, theme, text, step.text, smaller, bold=is_now, tone=Tone.SOFT if over else Tone.TEXT)


def _since(view: WallPlanView) -> str:
    """For how long it runs; whoever looks up must not take a plan that does not for one that does."""
    if view.running is not None:
        return translate("Wall", "已 {0}").format(words.duration(view.running))
    return translate("Wall", "未在执行") if view.steps else ""


def _ids(plan: Plan) -> tuple[str, ...]:
    return tuple(step.id for step in plan.steps)


def _step(plan: Plan, id: str, run: PlanRun | None, now: float) -> WallStep:
    step = next(each for each in plan.steps if each.id == id)
    done = next((each for each in run.steps if each.id == id), None) if run is not None else None
    due = due_at(step, done) if done is not None else None
    return WallStep(
        text=words.step_text(step),
        owner=words.of(Post(step.owner)) if step.owner in set(Post) else "",
        phase=done.phase if done is not None else StepPhase.WAITING,
        left=None if due is None else int(due - now),
    )
