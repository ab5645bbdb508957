"""A plan that waits for a second person, with what is left of the half minute: confirm at another desk, or with one's secret at this one."""

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.model import arming
from console.model.command import ConfirmPlan, DisarmPlan, Role, may
from console.model.state import ArmingPhase, HallState
from console.session import Frame, Mode
from widgets import canvas, words
from widgets.action import ActionButton, Weight
from widgets.desk import Workplace
from widgets.login_form import FormView, LoginForm, members_of, refused_by_link, told
from widgets.login_seat import Deed, Said
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
_SECONDS = (Role.LEADER, Role.OPERATOR)


class SecondView(Struct, frozen=True, kw_only=True):
    """The arming that has waited longest, as this desk sees it."""

    arming: str = ""
    """Empty: none that anybody here could do something about."""
    plan: str = ""
    by: str = ""
    is_mine: bool = False
    """Who sits here armed it, so that somebody else must give a secret here, or confirm elsewhere."""
    drill: bool = False
    reason: str = ""
    left: int = 0
    """Whole seconds."""
    refused: str = ""
    form: FormView = FormView()
    lapsed: tuple[str, str] = ("", "")
    """The last arming that came to nothing, and why, in words."""


def view(frame: Frame, said: Said) -> SecondView:
    """The panel's part of a frame; nothing in the past and where nobody could confirm or take back."""
    if frame.mode is not Mode.LIVE or not frame.state.armings:
        return SecondView()
    state = frame.state
    names, lapsed = words.names_of(state.config), _lapsed(state)
    waiting = arming.waiting(state)
    if not waiting or frame.person is None or not may(frame.role, DisarmPlan(arming="")):
        return SecondView(lapsed=lapsed)
    first = waiting[0]
    others = tuple(each for each in members_of(frame, _SECONDS) if each.id not in (first.by, frame.person))
    refused = refused_by_link(frame)
    form = FormView(
        members=others,
        refused=refused or ("" if others else translate("Second", "没有另一位值班员或组长登记，无法在此确认")),
        is_open=said.is_open and said.deed is Deed.VOUCH,
        answer=told(said, Deed.VOUCH, names.of("person", said.person)),
    )
    return SecondView(
        arming=first.id,
        plan=names.of("plan", first.plan),
        by=names.of("person", first.by),
        is_mine=first.by == frame.person,
        drill=first.drill,
        reason=first.reason,
        left=max(0, round((first.until - frame.now) / max(frame.pace, 1e-9))),
        refused=words.of(frame.blocked) if frame.blocked else "",
        form=form,
        lapsed=lapsed,
    )


def _lapsed(state: HallState) -> tuple[str, str]:
    over = [each for each in state.armings.values() if each.phase is ArmingPhase.LAPSED]
    last = max(over, key=lambda each: (each.phase_at, each.id), default=None)
    if last is None:
        return ("", "")
    plan = words.names_of(state.config).of("plan", last.plan)
    return last.id, translate("Second", "预案“{0}”没有启动：{1}").format(plan, words.of(last.ended_reason))


class SecondPanel(QWidget):
    """Hidden while no plan waits. Below the top bar, where plans are started."""

    def __init__(self, desk: Workplace, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.theme = theme
        self.shown = SecondView()
        self.form = LoginForm(theme, translate("Second", "我同意启动"), self, weight=Weight.DANGER)
        self.form.given.connect(self._vouch)
        self.confirm = ActionButton(theme, translate("Second", "我同意启动"), self, weight=Weight.DANGER, guarded=True)
        self.confirm.fired.connect(self._confirm)
        self.disarm = ActionButton(theme, translate("Second", "不同意，撤回"), self)
        self.take_back = ActionButton(theme, translate("Second", "撤回"), self)
        for button in (self.disarm, self.take_back):
            button.fired.connect(self._disarm)
        pad = theme.px(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(pad, theme.px(62), pad, theme.px(12))
        column.setSpacing(theme.px(4))
        column.addWidget(self.form)
        self.form.foot.addWidget(self.take_back)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        row.addWidget(self.confirm)
        row.addWidget(self.disarm)
        column.addLayout(row)
        self.hide()

    def draw(self, shown: SecondView, *, tells: bool) -> None:
        """Show a view; where it `tells`, what came to nothing is told in words, once."""
        before, self.shown = self.shown, shown
        if tells and before.arming and before.arming != shown.arming and shown.lapsed[0] == before.arming:
            self.desk.tell(shown.lapsed[1])
        if not shown.arming:
            if self.isVisible():
                self.form.release()
                self.hide()
            return
        if shown.arming != before.arming:
            self.form.wipe()
            self.desk.seat.forget()
        self.form.setVisible(shown.is_mine)
        self.form.draw(shown.form)
        for button in (self.confirm, self.disarm):
            button.setVisible(not shown.is_mine)
        for button in (self.confirm, self.disarm, self.take_back):
            button.allow(not shown.refused, shown.refused)
        if not self.isVisible():
            self.show()
            self.raise_()
        if shown != before:
            self.setAccessibleName(self.says)
            self.update()

    @property
    def says(self) -> str:
        """What is going on, in one line."""
        shown = self.shown
        drill = translate("Second", "演练") if shown.drill else ""
        return words.join([translate("Second", "待第二人确认：{0}").format(shown.plan), drill])

    def place(self, room: QRect) -> None:
        """Stand at the top of the panes' room, as wide as a line is read."""
        gap, wide = self.theme.px(8), min(self.theme.px(720), room.width() - self.theme.px(16))
        if self.width() != wide:
            self.resize(wide, self.height())
        layout = self.layout()
        if layout is not None:
            layout.activate()
        tall = self.sizeHint().height()
        self.setGeometry(room.right() + 1 - gap - wide, room.top(), wide, tall)

    def _vouch(self, person: str) -> None:
        self.desk.seat.vouch(self.shown.arming, person, self.form.take_secret())

    def _confirm(self) -> None:
        self.desk.order(ConfirmPlan(arming=self.shown.arming))

    def _disarm(self) -> None:
        self.desk.order(DisarmPlan(arming=self.shown.arming))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.form.wipe()
        elif event is not None:
            event.accept()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px, area, shown = self.theme, self.theme.px, QRectF(self.rect()), self.shown
        p.fillRect(area, theme.colour(Tone.GROUND))
        canvas.card(p, theme, area.adjusted(1, 1, -1, -1), Tone.PANEL, edge=Tone.CRITICAL)
        head = QRectF(area.left() + px(16), area.top() + px(8), area.width() - px(32), px(26))
        left = translate("Second", "还有 {0} 秒").format(shown.left)
        wide = canvas.pill_width(theme, left, Shape.RING, Size.LABEL)
        spot = head.topRight()
        spot.setY(head.center().y())
        canvas.pill(p, theme, spot, left, Look(Shape.RING, Tone.HIGH), size=Size.LABEL, height=26, align_right=True)
        canvas.text(p, theme, head.adjusted(0, 0, -wide - px(12), 0), self.says, size=Size.TITLE, bold=True)
        by = translate("Second", "{0} 预备启动").format(shown.by)
        what = (
            translate("Second", "另一位值班员或组长在这里输口令，或在自己的席位确认")
            if shown.is_mine
            else translate("Second", "核实后按住“我同意启动”0.8 秒")
        )
        canvas.text(
            p, theme, head.translated(0, px(26)), words.join([by, shown.reason, what]), size=Size.LABEL, tone=Tone.SOFT
        )  # fmt: skip
        p.end()
