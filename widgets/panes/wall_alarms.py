"""The wall's list: what is wrong now, the worst first, and the plan under way; what a room of people must know, and nobody's name."""

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter

from console.model.alarm import flood, phase_of, worst_first
from console.model.hall import AlarmPriority
from console.model.runs import OVER
from console.model.state import AlarmPhase
from console.session import Desk, Frame
from widgets import canvas, wall_words, words
from widgets.canvas import Canvas, fitting
from widgets.theme import Look, Shape, Size, Theme, Tone, look
from widgets.wall_pane import WallPane, fitted, several

translate = QCoreApplication.translate
_ROW = 46
"""Height of an alarm's row, unscaled pixels."""
_LISTED = 24
SIZES = (Size.VALUE, Size.TITLE, Size.BODY, Size.LABEL)
"""Of an alarm's words: as large as they have room."""
_STANDING = frozenset({AlarmPhase.UNACK, AlarmPhase.ACKED, AlarmPhase.RTNUN})


class WallAlarm(Struct, frozen=True, kw_only=True):
    """An alarm on the wall."""

    words: str
    priority: AlarmPriority
    age: int
    """Whole seconds since it came."""
    is_asking: bool
    is_over: bool
    """It has gone and waits to be acknowledged."""


class WallPlanLine(Struct, frozen=True, kw_only=True):
    """A plan under way."""

    words: str
    done: int
    steps: int


class WallAlarmsView(Struct, frozen=True, kw_only=True):
    """What stands."""

    alarms: tuple[WallAlarm, ...] = ()
    more: int = 0
    flood: int = 0
    """Alarms of the last ten minutes, while there is a flood."""
    plans: tuple[WallPlanLine, ...] = ()
    known: bool = False


class WallAlarms(WallPane[WallAlarmsView]):
    """Alarms and plans."""

    name = "wall_alarms"
    title = QT_TRANSLATE_NOOP("Pane", "大屏告警")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown = WallAlarmsView()
        self.canvas = Canvas(theme, self._paint, self)
        self.body.addWidget(self.canvas)

    @classmethod
    def view(cls, frame: Frame) -> WallAlarmsView:
        """The worst first, what is over last: nobody here can acknowledge it."""
        state = frame.state
        names = words.names_of(state.config)
        standing = [(alarm, phase_of(alarm, state)) for alarm in worst_first(state)]
        standing = [(alarm, phase) for alarm, phase in standing if phase in _STANDING]
        standing.sort(key=lambda each: each[1] is AlarmPhase.RTNUN)
        rush = flood(state, frame.now)
        running = sorted((run for run in state.plans.values() if run.ended_at is None), key=lambda run: (run.at, run.id))
        return WallAlarmsView(
            alarms=tuple(
                WallAlarm(
                    words=wall_words.alarm_name(alarm.id, state, names),
                    priority=alarm.priority,
                    age=int(frame.now - alarm.active_at) // 10 * 10,
                    is_asking=phase is AlarmPhase.UNACK,
                    is_over=phase is AlarmPhase.RTNUN,
                )
                for alarm, phase in standing[:_LISTED]
            ),
            more=max(0, len(standing) - _LISTED),
            flood=rush.lately if rush.since is not None else 0,
            plans=tuple(
                WallPlanLine(
                    words=wall_words.plan_name(run.id, state),
                    done=sum(step.phase in OVER for step in run.steps),
                    steps=len(run.steps),
                )
                for run in running
            ),
            known=state.config is not None,
        )

    def draw(self, view: WallAlarmsView) -> None:
        """All anew."""
        self._shown = view
        self.canvas.update()

    def _paint(self, p: QPainter, area: QRectF) -> None:
        theme, view = self.theme, self._shown
        canvas.card(p, theme, area, Tone.PANEL)
        pad, tall = theme.px(14), theme.px(_ROW)
        inner = area.adjusted(pad, theme.px(8), -pad, -theme.px(8))
        row = QRectF(inner.left(), inner.top(), inner.width(), tall)
        for plan in view.plans:
            self._plan(p, row, plan)
            row.translate(0, tall)
        room = int((inner.bottom() - row.top()) // tall)
        shown = view.alarms if len(view.alarms) + view.more <= room else view.alarms[: max(0, room - 1)]
        for alarm in shown:
            self._alarm(p, row, alarm)
            row.translate(0, tall)
        left = len(view.alarms) + view.more - len(shown)
        if left:
            said = translate("Wall", "另有 {0} 条").format(left)
            if view.flood:
                said = words.join((said, translate("Wall", "告警高峰：10 分钟 {0} 条").format(view.flood)))
            said = canvas.whole_parts(theme, said, row.width(), Size.LABEL)
            fitted(p, theme, row, said, (Size.BODY, Size.LABEL, Size.QUIET), tone=Tone.SOFT)
        elif not view.alarms and not view.plans:
            quiet = translate("Wall", "没有告警") if view.known else ""
            canvas.state(p, theme, row, quiet, Look(Shape.DISC, Tone.SOFT), size=Size.TITLE)

    def _plan(self, p: QPainter, row: QRectF, plan: WallPlanLine) -> None:
        theme = self.theme
        said = translate("Wall", "{0} / {1} 步").format(plan.done, plan.steps)
        used = canvas.text(p, theme, row, said, size=Size.TITLE, tone=Tone.SOFT, align=canvas.RIGHT)
        text = row.adjusted(0, 0, -used - theme.px(12), 0)
        size = fitting(theme, plan.words, text.width() - theme.px(18), SIZES, bold=True)
        canvas.state(p, theme, text, plan.words, Look(Shape.SQUARE, Tone.INFO), size=size, bold=True)
        under = QRectF(row.left(), row.bottom() - theme.px(6), row.width(), theme.px(3))
        canvas.bar(p, theme, under, plan.done / max(1, plan.steps), Tone.INFO)

    def _alarm(self, p: QPainter, row: QRectF, alarm: WallAlarm) -> None:
        theme = self.theme
        how = look(alarm.priority)
        canvas.glyph(
            p, theme, QPointF(row.left() + theme.px(8), row.center().y()), how, tone=Tone.FAINT if alarm.is_over else None
        )
        said = translate("Wall", "已恢复") if alarm.is_over else words.age(alarm.age)
        used = canvas.text(p, theme, row, said, size=Size.BODY, tone=Tone.SOFT, align=canvas.RIGHT)
        text = row.adjusted(theme.px(24), 0, -used - theme.px(12), 0)
        tone = Tone.SOFT if alarm.is_over or not alarm.is_asking else Tone.TEXT
        several(p, theme, text, alarm.words, SIZES, bold=alarm.is_asking, tone=tone)
