"""The alarms, as a tree by cause or as a table: what, since when, whom it hurts, how fast they come; and, at its foot, what to do about one."""

from functools import partial

from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QObject, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPen
from PyQt6.QtWidgets import QLayout

from console.model import arming
from console.model import command as c
from console.model.hall import AlarmPriority
from console.model.state import AlarmPhase
from console.session import Desk, Frame
from widgets import alarm_lines, canvas, words
from widgets.alarm_head import AlarmHead
from widgets.alarm_lines import AlarmLine, AlarmsView, ageless
from widgets.alarm_sheet import AlarmSheet
from widgets.alarm_words import harm, means, silence
from widgets.pane import AnyPane, Pane
from widgets.spots import Offered, Scroll, Spots
from widgets.table import Cell, Column, Push, Row, Table
from widgets.theme import Size, Theme, Tone, look

translate = QCoreApplication.translate
_LEAST_SHEET = 200
"""Unscaled pixels that a sheet wants beside the list at least."""
_UNACK, _RTNUN, _ACKED = AlarmPhase.UNACK, AlarmPhase.RTNUN, AlarmPhase.ACKED


class Alarms(Pane[AlarmsView]):
    """The alarm list. T changes between tree and table."""

    name = "alarms"
    title = QT_TRANSLATE_NOOP("Pane", "告警")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: AlarmsView | None = None
        self._names = words.Names(None)
        self.is_table = False
        self.head = AlarmHead(theme, self.set_table, self._toggle_voice, self)
        self.spots = Spots(theme, self._paint, self)
        self.page = Scroll(self.spots, self)
        self.table = Table(theme, _columns(), self, ground=Tone.PANEL)
        self.table.chosen = self._open
        self.table.pushed = self._push
        self.table.hide()
        self.sheet = AlarmSheet(desk, theme, self)
        self.sheet.on_escape = self._close
        self.body.addWidget(self.head)
        self.body.addWidget(self.page, 1)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.sheet)
        self.body.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for list_ in (self.spots, self.table):
            list_.installEventFilter(self)

    @classmethod
    def view(cls, frame: Frame) -> AlarmsView:
        """As a tree by cause."""
        return alarm_lines.view(frame)

    def viewed(self, frame: Frame) -> AlarmsView:
        """As the operator wants it."""
        view = alarm_lines.table_view(frame) if self.is_table else self.view(frame)
        opened = alarm_lines.opened(frame, view.lines, self.sheet.alarm) if self.sheet.alarm else None
        return replace(view, voice=self.desk.annunciation.state, opened=opened)

    def set_table(self, is_table: bool) -> None:
        """One by one in a table, or as a tree by cause."""
        if is_table != self.is_table:
            self.is_table = is_table
            self._share_room()
            (self.table if is_table else self.spots).setFocus()
            self.forget_frame()

    def take_over(self, old: AnyPane) -> None:
        """Tree or table, the alarm that was open and what was being typed."""
        super().take_over(old)
        if isinstance(old, Alarms):
            self.set_table(old.is_table)
            self.sheet.open(old.sheet.alarm)
            self.sheet.note.setText(old.sheet.note.text())
            self.forget()

    def _toggle_voice(self) -> None:
        self.desk.annunciation.toggle()
        self.forget_frame()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """T in either list changes to the other one."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_T:
            self.set_table(not self.is_table)
            return True
        return super().eventFilter(watched, event)

    def show_selected(self, selected: tuple[str, str]) -> None:
        """An alarm that was chosen anywhere opens here; another thing changes nothing."""
        if selected[0] == "alarm" and selected[1] != self.sheet.alarm:
            self.sheet.open(selected[1])
            self.forget()

    def draw(self, view: AlarmsView) -> None:
        """A card a line, or a row."""
        was, self._shown = self._shown, view
        self._names = words.names_of(view.config)
        quiet = [
            translate("Alarms", "{0} 条{1}").format(count, words.of(AlarmPhase(phase)))
            for phase, count in sorted(view.hidden.items())
        ]
        self.note(
            words.join((silence(view.voice), *quiet)), translate("Alarms", "{0} 条 · 未确认 {1}").format(view.active, view.unseen)
        )
        self.head.draw(view, self._names)
        self.sheet.draw(view, view.opened)
        self._share_room()
        if view.is_table:
            self.table.set_rows(tuple(self._row(each, view.blocked) for each in view.lines))
        elif was is not None and ageless(was) == ageless(view) and not was.is_table:
            self.spots.refresh(f"{line.key}#age" for line in view.lines)
        else:
            self._fit(view)

    def minimumSizeHint(self) -> QSize:
        """The same whether a sheet is open or not: opening one moves no other pane."""
        return QSize(self.theme.px(240), self.theme.px(160))

    def _share_room(self) -> None:
        """The sheet as tall as it needs to be and the list the rest; where that is less than an alarm, the sheet alone, until Esc."""
        is_open = self.sheet.isVisibleTo(self)
        room = self.height() - self.body.contentsMargins().top() - self.body.contentsMargins().bottom()
        needed = self.sheet.tall() if is_open else 0
        is_low = is_open and room - self.head.height() - min(needed, _LEAST_SHEET * self.theme.scale) < self.theme.px(110)
        self.head.setVisible(not is_low)
        self.page.setVisible(not is_low and not self.is_table)
        self.table.setVisible(not is_low and self.is_table)
        most = room if is_low else room - self.head.height() - self.theme.px(110 + 24)
        self.sheet.setMaximumHeight(max(self.theme.px(120), min(needed, round(most))) if is_open else 16_777_215)
        self.sheet.setMinimumHeight(min(round(most), needed) if is_open else 0)
        self.body.activate()

    def resizeEvent(self, event: object) -> None:
        """Room is shared anew."""
        super().resizeEvent(event)
        self._share_room()

    def _fit(self, view: AlarmsView) -> None:
        self.page.fit(sum(self._height(line) + self.theme.px(8) for line in view.lines) + self.theme.px(8))

    # --- the table ------------------------------------------------------------------------------------------------------

    def _row(self, line: AlarmLine, blocked: str) -> Row:
        asks = line.phase in (_UNACK, _RTNUN)
        pushes = (
            (Push("ack", translate("Alarms", "确认"), not blocked, words.of(blocked) if blocked else ""),) if line.unseen else ()
        )
        tone = Tone.TEXT if asks else Tone.SOFT
        return Row(
            line.key,
            (
                Cell(self._title(line), look=look(line.priority), bold=asks, tone=tone, spoken=f"{words.of(line.priority)} {self._title(line)}"),
                Cell(words.of(line.phase), tone=tone, pushes=pushes, spoken=means(line.phase)),
                Cell(words.duration(line.age), tone=Tone.SOFT),
                Cell(harm(line, self._names, short=True)),
                Cell(self._names.by(line.owner) if line.owner else "", tone=Tone.SOFT),
                Cell(str(line.times), tone=Tone.SOFT),
            ),
            edge=look(line.priority).tone if asks and line.priority in (AlarmPriority.CRITICAL, AlarmPriority.HIGH) else None,
            quiet=line.phase not in (_UNACK, _RTNUN, _ACKED),
        )  # fmt: skip

    def _push(self, alarm: str, _code: str) -> None:
        self.desk.order(c.AcknowledgeAlarm(alarm=alarm, note=self.sheet.note.text().strip() if alarm == self.sheet.alarm else ""))

    # --- the tree -------------------------------------------------------------------------------------------------------

    def _height(self, line: AlarmLine) -> int:
        extra = 20 * (len(line.children) + bool(line.explains or line.affected or line.counters))
        return self.theme.px(60 + extra)

    def _paint(self, p: QPainter, area: QRectF) -> None:
        view, theme = self._shown, self.theme
        if view is None:
            return
        if not view.lines:
            centre = QRectF(area.left(), area.center().y() - theme.px(20), area.width(), theme.px(40))
            canvas.text(
                p, theme, centre, translate("Alarms", "没有需要处理的告警"), size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE
            )
            return
        y = 0.0
        for line in view.lines:
            tall = self._height(line)
            self._card(p, QRectF(0, y, area.width() - theme.px(4), tall), line, view)
            y += tall + theme.px(8)

    def _card(self, p: QPainter, area: QRectF, line: AlarmLine, view: AlarmsView) -> None:
        theme, px = self.theme, self.theme.px
        asks = line.phase in (_UNACK, _RTNUN)
        seen = look(line.priority)
        # Below the card itself, so that it takes no clicks; it is there to be painted anew each second.
        self.spots.place(f"{line.key}#age", QRectF(area.right() - px(96), area.top() + px(4), px(92), px(24)), pointer_only=True)
        over = self.spots.place(line.key, area, self._title(line), partial(self._toggle, line))
        edge = (
            Tone.INFO
            if line.key == self.sheet.alarm
            else seen.tone
            if asks and line.priority in (AlarmPriority.CRITICAL, AlarmPriority.HIGH)
            else Tone.LINE
        )
        ground = theme.mixed(seen.tone, Tone.PANEL, 0.1) if asks and line.priority is AlarmPriority.CRITICAL else Tone.RAISED
        canvas.card(p, theme, area, ground if asks or over else Tone.PANEL, edge=edge)
        glyph_tone = None if line.phase is not AlarmPhase.SHLVD else Tone.FAINT
        canvas.glyph(p, theme, QPointF(area.left() + px(20), area.top() + px(30)), seen, px(18), glyph_tone)
        left, right = area.left() + px(44), area.right() - px(12)
        age = words.duration(line.age)
        taken = canvas.text(
            p,
            theme,
            QRectF(left, area.top() + px(6), right - left, px(22)),
            age,
            size=Size.LABEL,
            tone=Tone.SOFT,
            align=canvas.RIGHT,
        )
        title = QRectF(left, area.top() + px(6), right - left - taken - px(8), px(22))
        canvas.text(p, theme, title, self._title(line), size=Size.TITLE, bold=True, tone=Tone.TEXT if asks else Tone.SOFT)
        buttons = self._buttons(p, QRectF(left, area.top() + px(26), right - left, px(28)), line, view)
        status = QRectF(left, area.top() + px(29), buttons - left, px(20))
        canvas.text(
            p, theme, status, canvas.whole_parts(theme, self._status(line), status.width()), size=Size.QUIET, tone=Tone.SOFT
        )
        self._tree(p, QRectF(left, area.top() + px(56), right - left, 0), line)

    def _title(self, line: AlarmLine) -> str:
        if not line.rule:
            return translate("Alarms", "其余 {0} 条").format(line.count)
        if line.count > 1:
            return f"{self._names.of('rule', line.rule)} × {line.count}"
        return self._names.alarm(f"{line.rule}:{line.subject}")

    def _status(self, line: AlarmLine) -> str:
        """`紧急 · 未确认 · 组长负责`."""
        phase = words.of(line.phase)
        if line.count > 1:
            phase = translate("Alarms", "未确认 {0}").format(line.asking) if line.asking else phase
        owner = translate("Alarms", "{0} 负责").format(self._names.of("person", line.owner)) if line.owner else ""
        solved = translate("Alarms", "已处理") if line.solved else ""
        back = translate("Alarms", "{0} 后恢复显示").format(words.age(line.shelved_left)) if line.shelved_left is not None else ""
        times = translate("Alarms", "第 {0} 次").format(line.times) if line.times > 1 else ""
        return words.join((words.of(line.priority), phase, owner, solved, back, times, line.detail))

    def _tree(self, p: QPainter, area: QRectF, line: AlarmLine) -> None:
        """Whom the alarm hurts, then what it explains, folded below it."""
        theme, px = self.theme, self.theme.px
        y = area.top()
        if line.explains or line.affected or line.counters:
            same = translate("Alarms", "同因 {0} 条").format(line.explains) if line.explains else ""
            row = QRectF(area.left(), y, area.width(), px(20))
            tone = theme.mixed(look(line.priority).tone, Tone.TEXT, 0.5)
            said = words.join((harm(line, self._names), same))
            if canvas.width_of(theme, said, Size.LABEL, bold=True) > row.width():
                said = canvas.whole_parts(
                    theme, words.join((harm(line, self._names, short=True), same)), row.width(), Size.LABEL, bold=True
                )
            canvas.text(p, theme, row, said, size=Size.LABEL, bold=True, tone=tone)
            y += px(20)
        for child in line.children:
            middle = y + px(10)
            p.setPen(QPen(theme.colour(Tone.LINE), theme.scale))
            p.drawLine(QPointF(area.left() + px(4), y - px(4)), QPointF(area.left() + px(4), middle))
            p.drawLine(QPointF(area.left() + px(4), middle), QPointF(area.left() + px(14), middle))
            row = QRectF(area.left() + px(20), y, area.width() - px(20), px(20))
            canvas.text(p, theme, row, self._names.alarm(child), size=Size.LABEL, tone=Tone.SOFT)
            y += px(20)

    # --- actions --------------------------------------------------------------------------------------------------------

    def _buttons(self, p: QPainter, area: QRectF, line: AlarmLine, view: AlarmsView) -> float:
        """What most likely comes next; returns where what stands before the buttons ends."""
        blocked = words.of(view.blocked) if view.blocked else ""
        offered = []
        if line.unseen:
            text = translate("Alarms", "确认") if line.count == 1 else translate("Alarms", "确认 {0} 条").format(len(line.unseen))
            offered.append(Offered(text, "ack", partial(self._acknowledge, line), blocked))
        if line.plan and line.phase in (_UNACK, _ACKED):
            arms = isinstance(arming.beginning(view.role, line.plan), c.ArmPlan)
            text = translate("Alarms", "预备启动{0}") if arms else translate("Alarms", "启动{0}")
            start, why = partial(self._start, line, view.role), view.plans.get(line.plan, "")
            offered.append(Offered(text.format(self._names.of("plan", line.plan)), "plan", start, why, guarded=True))
        if line.phase is AlarmPhase.SHLVD:
            back = partial(self.desk.order, c.UnshelveAlarm(alarm=line.key))
            offered.append(Offered(translate("Alarms", "取回"), "unshelve", back, blocked))
        return self.spots.buttons(p, area, line.key, offered, least=64, tall=28)

    def _toggle(self, line: AlarmLine) -> None:
        """Open a card's sheet and select what it is about, or close it; many of one rule stand one by one in the table."""
        if line.count > 1:
            self.set_table(True)
        elif self.sheet.alarm == line.key:
            self._close()
        else:
            self._open(line.key)

    def _close(self) -> None:
        self.sheet.close_sheet()
        self._share_room()
        self.spots.update()

    def _open(self, alarm: str) -> None:
        view = self._shown
        self.sheet.open(alarm)
        if view is not None:
            self.sheet.draw(view, next((each for each in view.lines if each.key == alarm), None))
        self._share_room()
        self.forget_frame()
        self.desk.select("alarm", alarm)
        self.sheet.note.setFocus(Qt.FocusReason.OtherFocusReason)
        self.spots.update()

    def _acknowledge(self, line: AlarmLine) -> None:
        for alarm in line.unseen:
            self.desk.order(c.AcknowledgeAlarm(alarm=alarm))

    def _start(self, line: AlarmLine, role: c.Role) -> None:
        if line.plan is not None:
            self.desk.order(arming.beginning(role, line.plan, self._title(line)))


def _columns() -> tuple[Column, ...]:
    return (
        Column(translate("Alarms", "告警"), 190, stretch=3),
        Column(translate("Alarms", "状态"), 150),
        Column(translate("Alarms", "持续"), 64, numeric=True),
        Column(translate("Alarms", "影响"), 140, stretch=1, above=600),
        Column(translate("Alarms", "负责"), 70, above=640),
        Column(translate("Alarms", "次数"), 44, numeric=True, above=720),
    )
