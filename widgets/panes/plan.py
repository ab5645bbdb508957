"""Emergency plans: those under way with their steps, owners and timers, and those that can be started (held, not clicked)."""

from collections.abc import Mapping
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QMimeData, QPoint, QPointF, QRectF
from PyQt6.QtGui import QPainter, QPen

from console.model import arming, hall
from console.model import command as c
from console.model.lookup import lookup
from console.model.plan import DRILL_NOTE, due_at, orders_of
from console.model.runs import OVER
from console.model.state import HallState, PlanRun, Stage, StepPhase, StepRun
from console.session import Desk, Frame
from widgets import canvas, sentences, words
from widgets.pane import Pane
from widgets.reason import Reason
from widgets.refusal import plan_refused
from widgets.spots import Offered, Scroll, Spots
from widgets.theme import Look, Shape, Size, Theme, Tone, look
from widgets.to_walls import Gift, ToWalls, pack_plan

translate = QCoreApplication.translate
_STEP, _HEAD, _START = 44, 56, 48
"""Heights in unscaled pixels: a step, a plan's head, a plan that can be started."""


class StepLine(Struct, frozen=True, kw_only=True):
    """A step of a plan under way."""

    step: hall.PlanStep
    phase: StepPhase
    left: int | None
    """Whole seconds until its time is up, negative when it is; None: no limit or not its turn."""
    since: float | None
    by: str
    note: str
    overdue: bool
    broken: tuple[tuple[c.Command, str | Stage], ...] = ()
    """The orders of a failed device step that did not come true, and why: a refusal's code, or how far each got."""


class RunLine(Struct, frozen=True, kw_only=True):
    """A plan under way."""

    id: str
    plan: hall.Plan
    by: str
    second: str
    """Who agreed, where a second person was needed."""
    reason: str
    drill: bool
    running: int
    """Whole seconds since it was started."""
    done: int
    steps: tuple[StepLine, ...]


class PastRun(Struct, frozen=True, kw_only=True):
    """A plan that is over."""

    id: str
    plan: str
    drill: bool
    ended_at: float
    by: str


class PlanView(Struct, frozen=True, kw_only=True):
    """Plans under way, those that can be started, those that are over."""

    config: hall.HallConfig | None
    runs: tuple[RunLine, ...]
    startable: tuple[hall.Plan, ...]
    past: tuple[PastRun, ...]
    blocked: str
    role: c.Role
    refused: Mapping[str, str]
    """Why a plan of those cannot be started now; empty: it can."""


class Plan(Pane[PlanView]):
    """The plans."""

    name = "plan"
    title = QT_TRANSLATE_NOOP("Pane", "应急预案")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: PlanView | None = None
        self._names = words.Names(None)
        self.spots = Spots(theme, self._paint, self)
        self.spots.menu = self.menu
        self.spots.exports = self._taken_out
        self.to_walls = ToWalls(desk, theme, self)
        self.sheet = Scroll(self.spots, self)
        self.body.addWidget(self.sheet)

    @classmethod
    def view(cls, frame: Frame) -> PlanView:
        """The newest run first; a plan under way in earnest cannot be started again."""
        state = frame.state
        plans = lookup(state).plans
        known = [run for run in state.plans.values() if run.plan in plans]
        running = sorted((run for run in known if run.ended_at is None), key=lambda run: (-run.at, run.id))
        over = sorted((run for run in known if run.ended_at is not None), key=lambda run: (-(run.ended_at or 0.0), run.id))
        busy = {run.plan for run in running}
        return PlanView(
            config=state.config,
            runs=tuple(_run(state, run, frame.now) for run in running),
            startable=tuple(plan for plan in plans.values() if plan.id not in busy),
            past=tuple(
                PastRun(id=run.id, plan=run.plan, drill=run.drill, ended_at=run.ended_at or 0.0, by=run.ended_by)
                for run in over[:3]
            ),
            blocked="" if frame.can_command else frame.blocked,
            role=frame.role,
            refused={plan.id: plan_refused(frame, plan.id) for plan in plans.values() if plan.id not in busy},
        )

    def take_frame(self, frame: Frame) -> bool:
        """Keep the frame for what is asked only when a menu opens."""
        self.to_walls.frame = frame
        return super().take_frame(frame)

    def draw(self, view: PlanView) -> None:
        """Heads and steps from above; what can be started below."""
        self._shown = view
        self._names = words.names_of(view.config)
        self.note(
            right=translate("Plan", "进行中 {0}").format(len(view.runs)) if view.runs else translate("Plan", "没有进行中的预案")
        )
        runs = sum(_HEAD + _STEP * len(run.steps) + 16 for run in view.runs)
        rest = (32 + (_START + 8) * len(view.startable) if view.startable else 0) + 28 * len(view.past)
        self.sheet.fit(self.theme.px(runs + rest + 8))

    # --- painting -------------------------------------------------------------------------------------------------------

    def _paint(self, p: QPainter, area: QRectF) -> None:
        view, px = self._shown, self.theme.px
        if view is None:
            return
        why = words.of(view.blocked) if view.blocked else ""
        y, width = 0.0, area.width() - px(4)
        for run in view.runs:
            tall = px(_HEAD + _STEP * len(run.steps) + 8)
            self._run(p, QRectF(0, y, width, tall), run, why)
            y += tall + px(8)
        if view.startable:
            head = QRectF(px(4), y, width, px(28))
            alone = not self._arms(view)
            said = (
                translate("Plan", "可启动（按住 0.8 秒）")
                if alone
                else translate("Plan", "可预备启动（按住 0.8 秒），由第二人确认")
            )
            canvas.text(p, self.theme, head, said, size=Size.QUIET, tone=Tone.FAINT)
            y += px(32)
        for plan in view.startable:
            self._startable(p, QRectF(0, y, width, px(_START)), plan, view)
            y += px(_START + 8)
        for past in view.past:
            row = QRectF(px(4), y, width, px(28))
            drill = translate("Plan", "演练") if past.drill else ""
            ended = translate("Plan", "{0} 终止").format(self._names.clock(past.ended_at))
            said = words.join((self._names.of("plan", past.plan), drill, ended, self._names.by(past.by)))
            canvas.text(p, self.theme, row, said, size=Size.QUIET, tone=Tone.FAINT)
            y += px(28)

    def _run(self, p: QPainter, area: QRectF, run: RunLine, why: str) -> None:
        theme, px = self.theme, self.theme.px
        edge = Tone.DRILL if run.drill else look(run.plan.priority).tone
        canvas.card(p, theme, area, Tone.RAISED, edge=edge)
        x, right = area.left() + px(12), area.right() - px(12)
        if run.drill:
            mark = canvas.pill(p, theme, QPointF(x, area.top() + px(19)), translate("Plan", "演练"), Tone.DRILL)
            x = mark.right() + px(8)
        else:
            canvas.glyph(p, theme, QPointF(x + px(8), area.top() + px(19)), look(run.plan.priority), px(16))
            x += px(24)
        stop = translate("Plan", "终止")
        wide = canvas.width_of(theme, stop, Size.LABEL, bold=True) + px(28)
        button = QRectF(right - wide, area.top() + px(8), wide, px(32))
        self.spots.place(
            run.id,
            QRectF(x, area.top(), button.left() - x, px(_HEAD)),
            words.name(run.plan),
            partial(self._select, run.id),
            carry=True,
        )
        refused = self._refused(why, c.StandDownPlan(run=run.id))
        self.spots.button(p, f"{run.id}/stop", button, stop, partial(self._stand_down, run), why=refused)
        room = button.left() - px(12) - x
        canvas.text(p, theme, QRectF(x, area.top() + px(8), room, px(22)), words.name(run.plan), size=Size.TITLE, bold=True)
        progress = translate("Plan", "第 {0} / {1} 步").format(run.done, len(run.steps))
        ran = translate("Plan", "已 {0}").format(words.duration(run.running))
        by = self._names.by(run.by)
        if run.second:
            by = translate("Plan", "{0}，{1} 同意").format(by, self._names.by(run.second))
        said = words.join((progress, ran, by, run.reason))
        canvas.text(p, theme, QRectF(x, area.top() + px(30), room, px(20)), said, size=Size.QUIET, tone=Tone.SOFT)
        y = area.top() + px(_HEAD)
        for line in run.steps:
            self._step(p, QRectF(area.left() + px(12), y, area.width() - px(24), px(_STEP)), run, line, why)
            y += px(_STEP)

    def _step(self, p: QPainter, area: QRectF, run: RunLine, line: StepLine, why: str) -> None:
        theme, px = self.theme, self.theme.px
        p.setPen(QPen(theme.mixed(Tone.LINE, Tone.RAISED, 0.6), 1))
        p.drawLine(area.topLeft(), area.topRight())
        late = line.overdue or (line.left is not None and line.left < 0)
        seen = Look(Shape.TRIANGLE, Tone.HIGH) if late and line.phase is StepPhase.ACTIVE else look(line.phase)
        canvas.glyph(p, theme, QPointF(area.left() + px(8), area.center().y()), seen, px(14))
        left = area.left() + px(28)
        right = self._step_buttons(p, area, run, line, why)
        upper = QRectF(left, area.top() + px(3), right - left, px(21))
        if line.left is not None and line.phase is StepPhase.ACTIVE:
            timer = translate("Plan", "超时 {0}") if line.left < 0 else translate("Plan", "还有 {0}")
            tone = Tone.HIGH if line.left < 0 else Tone.SOFT
            used = canvas.text(
                p,
                theme,
                upper,
                timer.format(words.duration(abs(line.left))),
                size=Size.LABEL,
                bold=late,
                tone=tone,
                align=canvas.RIGHT,
            )
            upper.setRight(upper.right() - used - px(8))
        over = line.phase in OVER or line.phase is StepPhase.WAITING
        canvas.text(
            p,
            theme,
            upper,
            words.step_text(line.step),
            tone=Tone.SOFT if over else Tone.TEXT,
            bold=line.phase is StepPhase.ACTIVE,
        )
        lower = QRectF(left, area.top() + px(23), right - left, px(18))
        canvas.text(p, theme, lower, self._said(line, late=late), size=Size.QUIET, tone=seen.tone if late else Tone.FAINT)

    def _said(self, line: StepLine, *, late: bool) -> str:
        """`柜员 · 进行中 · 超时`, or who finished it when."""
        phase = translate("Plan", "超时未完成") if late and line.phase is StepPhase.ACTIVE else words.of(line.phase)
        owner = words.of(line.step.kind) if line.step.kind is not hall.StepKind.HUMAN else _post(line.step.owner)
        when = self._names.clock(line.since) if line.since is not None and line.phase in OVER else ""
        return words.join((owner, phase, when, self._names.by(line.by) if line.by else "", self._noted(line)))

    def _noted(self, line: StepLine) -> str:
        """What a person wrote; of a device step how many orders it gave, or which of them did not come true."""
        if line.broken:
            why = ((command, words.of(code) if isinstance(code, Stage) else words.refusal(code)) for command, code in line.broken)
            return words.join(words.told(sentences.ordered(command, self._names), said) for command, said in why)
        if line.step.kind is hall.StepKind.DEVICE and line.note.isdigit():
            return translate("Plan", "%n 条命令已确认", n=int(line.note))
        return translate("Plan", "演练") if line.note == DRILL_NOTE else line.note

    def _step_buttons(self, p: QPainter, area: QRectF, run: RunLine, line: StepLine, why: str) -> float:
        """What a person may say of a step now; returns where what stands before the buttons ends."""
        offered = []
        if line.phase in (StepPhase.ACTIVE, StepPhase.FAILED):
            step, is_first = line.step.id, line is next((each for each in run.steps if each.phase is StepPhase.ACTIVE), None)
            if line.step.kind is hall.StepKind.HUMAN or line.phase is StepPhase.FAILED:
                done = partial(self._complete, run.id, step)
                offered.append(Offered(translate("Plan", "完成"), "done", done, why, primary=is_first))
            if line.phase is StepPhase.FAILED:
                offered.append(Offered(translate("Plan", "重试"), "retry", partial(self._retry, run.id, step), why))
            refused = self._refused(why, c.SkipStep(run=run.id, step=step, reason="–"))
            offered.append(Offered(translate("Plan", "跳过"), "skip", partial(self._skip, run, line), refused))
        return self.spots.buttons(p, area, f"{run.id}/{line.step.id}", offered)

    def _startable(self, p: QPainter, area: QRectF, plan: hall.Plan, view: PlanView) -> None:
        theme, px = self.theme, self.theme.px
        canvas.card(p, theme, area, Tone.PANEL, edge=Tone.LINE)
        canvas.glyph(p, theme, QPointF(area.left() + px(20), area.center().y()), look(plan.priority), px(14))
        why = view.refused.get(plan.id, "")
        start = translate("Plan", "预备启动") if self._arms(view) else translate("Plan", "启动")
        offered = (
            Offered(translate("Plan", "演练"), "drill", partial(self._start, plan.id, drill=True), why),
            Offered(start, "start", partial(self._start, plan.id, drill=False), why, guarded=True),
        )
        x = self.spots.buttons(p, area.adjusted(0, 0, -px(8), 0), plan.id, offered, least=64)
        left = area.left() + px(40)
        self.spots.place(plan.id, QRectF(area.topLeft(), QPointF(x, area.bottom())), words.name(plan), carry=True)
        upper = QRectF(left, area.top() + px(4), x - left, px(22))
        canvas.text(p, theme, upper, words.name(plan), bold=True)
        steps = translate("Plan", "%n 步", n=len(plan.steps))
        lower = QRectF(left, area.top() + px(25), x - left, px(18))
        said = canvas.whole_parts(theme, words.join((steps, words.trigger(plan))), lower.width())
        canvas.text(p, theme, lower, said, size=Size.QUIET, tone=Tone.FAINT)

    # --- to the walls ---------------------------------------------------------------------------------------------------

    def menu(self, key: str, at: QPoint) -> None:
        """Give the walls the plan, or words."""
        plan = self._plan_at(key)
        if plan is not None:
            self.to_walls.menu([Gift(c.WallItem.PLAN, plan.id, words.name(plan))], at)

    def _taken_out(self, key: str) -> tuple[QMimeData, str] | None:
        """A plan is carried onto a screen of the walls."""
        plan = self._plan_at(key)
        return None if plan is None else (pack_plan(plan.id), words.name(plan))

    def _plan_at(self, key: str) -> hall.Plan | None:
        """The plan that a place belongs to: a run of it, or one that can be started."""
        view, id = self._shown, key.partition("/")[0]
        if view is None:
            return None
        known = {run.id: run.plan for run in view.runs} | {plan.id: plan for plan in view.startable}
        return known.get(id)

    # --- actions --------------------------------------------------------------------------------------------------------

    def _select(self, run: str) -> None:
        self.desk.select("plan", run)

    @staticmethod
    def _arms(view: PlanView) -> bool:
        """Whether a plan wants a second person when it is started from here."""
        return isinstance(arming.beginning(view.role, ""), c.ArmPlan)

    def _refused(self, why: str, command: c.Command) -> str:
        """Why an order cannot be given here: for all the same reason, or for the role."""
        if why or self._shown is None or c.may(self._shown.role, command):
            return why
        return words.of(c.Refusal.ROLE)

    def _start(self, plan: str, *, drill: bool) -> None:
        if self._shown is not None:
            self.desk.order(arming.beginning(self._shown.role, plan, drill=drill))

    def _complete(self, run: str, step: str) -> None:
        self.desk.order(c.CompleteStep(run=run, step=step))

    def _retry(self, run: str, step: str) -> None:
        self.desk.order(c.RetryStep(run=run, step=step))

    def _skip(self, run: RunLine, line: StepLine) -> None:
        Reason(
            self.theme,
            translate("Plan", "跳过“{0}”的原因").format(words.step_text(line.step)),
            lambda _, reason: self.desk.order(c.SkipStep(run=run.id, step=line.step.id, reason=reason)),
            self,
            suggestions=(translate("Plan", "不适用"), translate("Plan", "已另行处理")),
        ).open_at(self._below(f"{run.id}/{line.step.id}/skip"))

    def _stand_down(self, run: RunLine) -> None:
        Reason(
            self.theme,
            translate("Plan", "终止“{0}”").format(words.name(run.plan)),
            lambda _, reason: self.desk.order(c.StandDownPlan(run=run.id, reason=reason)),
            self,
            suggestions=(translate("Plan", "已恢复正常"), translate("Plan", "误启动")),
            needed=False,
        ).open_at(self._below(f"{run.id}/stop"))

    def _below(self, key: str) -> QPoint:
        return self.spots.mapToGlobal(self.spots.areas()[key].bottomLeft().toPoint())


def _run(state: HallState, run: PlanRun, now: float) -> RunLine:
    plan = lookup(state).plans[run.plan]
    steps = {step.id: step for step in run.steps}
    lines = tuple(_step(state, run, step, steps.get(step.id, StepRun(id=step.id)), now) for step in plan.steps)
    return RunLine(
        id=run.id,
        plan=plan,
        by=run.by,
        second=run.second,
        reason=run.reason,
        drill=run.drill,
        running=int(now - run.at),
        done=sum(line.phase in OVER for line in lines),
        steps=lines,
    )


def _step(state: HallState, run: PlanRun, config: hall.PlanStep, step: StepRun, now: float) -> StepLine:
    due = due_at(config, step)
    is_broken = config.kind is hall.StepKind.DEVICE and step.phase is StepPhase.FAILED
    given = orders_of(state, run, config.id) if is_broken else ()
    return StepLine(
        step=config,
        phase=step.phase,
        left=None if due is None else int(due - now),
        since=step.since,
        by=step.by,
        note=step.note,
        overdue=step.overdue,
        broken=tuple(
            (each.command, each.order.reason or each.order.stage) for each in given if each.order is not None and not each.is_true
        ),
    )


def _post(owner: str) -> str:
    return words.of(hall.Post(owner)) if owner in set(hall.Post) else owner
