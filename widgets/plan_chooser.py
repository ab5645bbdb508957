"""The emergency plans to choose from, folded out below the top bar: what calls for each, how many steps, start or drill. No dialog."""

from collections.abc import Mapping

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.model import arming
from console.model.alarm import worst_first
from console.model.command import ArmPlan, Role
from console.model.hall import Plan
from console.model.lookup import lookup
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.action import ActionButton, Weight
from widgets.canvas import Canvas
from widgets.refusal import plan_refused
from widgets.theme import HIT, Size, Theme, Tone, look

translate = QCoreApplication.translate


class ChooserView(Struct, frozen=True, kw_only=True):
    """The plans, the proposed ones first."""

    plans: tuple[Plan, ...] = ()
    proposed: frozenset[str] = frozenset()
    """Plans that an alarm's rule names now."""
    refused: Mapping[str, str] = {}
    """Why a plan cannot be started now; empty: it can."""
    role: Role = Role.LEADER


def view(frame: Frame) -> ChooserView:
    """Plans of the hall with those that the present alarms call for first."""
    state = frame.state
    if state.config is None:
        return ChooserView()
    rules = lookup(state).rules
    asked = [rules[alarm.rule].plan for alarm in worst_first(state) if alarm.rule in rules]
    proposed = [plan for plan in dict.fromkeys(asked) if plan is not None]
    order = {plan: i for i, plan in enumerate(proposed)}
    return ChooserView(
        plans=tuple(sorted(state.config.plans, key=lambda plan: (order.get(plan.id, len(order)), plan.id))),
        proposed=frozenset(proposed),
        refused={plan.id: plan_refused(frame, plan.id) for plan in state.config.plans},
        role=frame.role,
    )


class PlanChooser(QWidget):
    """Hidden until asked for; Esc or a start folds it in again."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.theme = theme
        self.shown: ChooserView | None = None
        self.lines: list[PlanLine] = []
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText(translate("PlanChooser", "原因（可不填）"))
        self.reason.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        self.reason.setMaxLength(500)
        self.reason.setFont(theme.font(Size.BODY))
        self.reason.setFixedHeight(theme.px(32))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.drill = QCheckBox(translate("PlanChooser", "演练"), self)
        self.drill.setFont(theme.font(Size.BODY))
        self.drill.setMinimumHeight(theme.px(HIT))
        self.drill.toggled.connect(self._offer)
        self.shut = ActionButton(theme, translate("PlanChooser", "收起 Esc"), self)
        self.shut.fired.connect(self.hide)
        pad = theme.px(16)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(pad, theme.px(44), pad, theme.px(12))
        self._column.setSpacing(theme.px(6))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.reason, 1)
        row.addWidget(self.drill)
        row.addWidget(self.shut)
        self._column.addLayout(row)
        self.hide()

    def draw(self, shown: ChooserView) -> None:
        """Show a view; nothing is built while it is folded in."""
        if shown == self.shown or not self.isVisible():
            return
        before, self.shown = self.shown, shown
        if before is None or shown.plans != before.plans:
            for line in self.lines:
                line.deleteLater()
            self.lines = [PlanLine(self.theme, plan, self) for plan in shown.plans]
            for i, line in enumerate(self.lines):
                self._column.insertWidget(i, line)
                line.show()
        if before is None or (shown.plans, shown.role) != (before.plans, before.role):
            self._offer(self.drill.isChecked())
            self._column.activate()
            self.update()
        for line in self.lines:
            line.draw(proposed=line.plan.id in shown.proposed, reason=shown.refused.get(line.plan.id, ""))

    @property
    def arms(self) -> bool:
        """Whether a plan wants a second person when it is started from here."""
        return self.shown is not None and isinstance(arming.beginning(self.shown.role, ""), ArmPlan)

    def _offer(self, drill: bool) -> None:
        """A drill starts at a click, in earnest a plan wants its button held, as in the plans' pane."""
        for line in self.lines:
            line.offer(drill=drill, arms=self.arms)

    def start(self, plan: str) -> None:
        """Order the start, and fold in."""
        role = self.shown.role if self.shown is not None else Role.LEADER
        self.desk.order(arming.beginning(role, plan, self.reason.text().strip(), drill=self.drill.isChecked()))
        self.reason.clear()
        self.drill.setChecked(False)
        self.hide()
        self.desk.select("plan", plan)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        canvas.card(p, self.theme, area, Tone.PANEL, edge=Tone.CRITICAL)
        head = area.adjusted(self.theme.px(16), self.theme.px(6), -self.theme.px(16), 0)
        head.setHeight(self.theme.px(34))
        used = canvas.text(p, self.theme, head, translate("PlanChooser", "启动应急预案"), size=Size.TITLE, bold=True)
        note = translate("PlanChooser", "按住“启动”0.8 秒，各步骤由人员或设备确认；演练点击即开始")
        if self.arms:
            note = translate("PlanChooser", "按住“预备启动”0.8 秒，另一人须在 30 秒内确认；值班组长可单独启动")
        canvas.text(p, self.theme, head.adjusted(used + self.theme.px(14), 0, 0, 0), note, size=Size.QUIET, tone=Tone.FAINT)
        p.end()


class PlanLine(QWidget):
    """One plan with its button."""

    def __init__(self, theme: Theme, plan: Plan, chooser: PlanChooser) -> None:
        super().__init__(chooser)
        self.theme = theme
        self.plan = plan
        self.chooser = chooser
        self.proposed = False
        self.button = ActionButton(theme, "", self)
        self.offer(drill=False, arms=False)
        self.button.fired.connect(self.start)
        self.face = Canvas(theme, self.paint, self)
        self.face.setFixedHeight(theme.px(48))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.face, 1)
        row.addWidget(self.button)

    def offer(self, *, drill: bool, arms: bool) -> None:
        """Let its button start a drill, or the plan in earnest; or have either ready for a second person."""
        start = translate("PlanChooser", "预备启动") if arms else translate("PlanChooser", "启动")
        self.button.setText(translate("PlanChooser", "演练") if drill else start)
        self.button.updateGeometry()
        said = translate("PlanChooser", "演练预案 {0}") if drill else translate("PlanChooser", "启动预案 {0}")
        self.button.setAccessibleName(said.format(words.name(self.plan)))
        self.button.weight = Weight.PLAIN if drill else Weight.DANGER
        self.button.guard(not drill)

    def start(self) -> None:
        """Its button was pressed."""
        self.chooser.start(self.plan.id)

    def draw(self, *, proposed: bool, reason: str) -> None:
        """Show whether it is called for, and why it cannot be started; empty: it can."""
        self.button.allow(not reason, reason)
        if proposed != self.proposed:
            self.proposed = proposed
            self.face.update()

    def paint(self, p: QPainter, area: QRectF) -> None:
        """Name, trigger and number of steps."""
        theme, px = self.theme, self.theme.px
        canvas.card(p, theme, area, Tone.RAISED, edge=Tone.HIGH if self.proposed else None)
        canvas.glyph(p, theme, QRectF(area.left() + px(8), area.top(), px(20), area.height()).center(), look(self.plan.priority))
        inner = area.adjusted(px(38), px(5), -px(12), -px(5))
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        lower = upper.translated(0, inner.height() / 2)
        used = canvas.text(p, theme, upper, words.name(self.plan), size=Size.BODY, bold=True)
        if self.proposed:
            note = translate("PlanChooser", "当前告警建议")
            canvas.text(p, theme, upper.adjusted(used + px(12), 0, 0, 0), note, size=Size.QUIET, bold=True, tone=Tone.HIGH)
        steps = translate("PlanChooser", "%n 步", n=len(self.plan.steps))
        canvas.text(p, theme, lower, words.join([steps, words.trigger(self.plan)]), size=Size.QUIET, tone=Tone.SOFT)
