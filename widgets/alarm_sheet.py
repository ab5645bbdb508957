"""What can be done about one alarm, at the foot of the list: what its state means, what to do, whom to call, where to look, and a note.

The note is typed in place and goes with whatever is pressed: acknowledge, solved, shelve. It gives orders and keeps no facts.
"""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QCoreApplication, QPoint, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from console.model import command as c
from console.model.guidance import advice
from console.model.hall import AlarmGroup, HallConfig
from console.model.state import AlarmPhase
from console.session import Desk
from widgets import words
from widgets.action import ActionButton, Weight
from widgets.alarm_lines import AlarmLine, AlarmsView
from widgets.alarm_words import explained, harm, pane_title
from widgets.flow import Flow
from widgets.popup import popup_menu
from widgets.reason import LONGEST
from widgets.sheet import Chip
from widgets.theme import HIT, Size, Theme, Tone
from widgets.words import Names

translate = QCoreApplication.translate
_SUGGEST = 560
"""Unscaled pixels of width from which reasons are suggested."""
SHELVES = (15, 30, 60, 120)
"""Minutes that one click shelves for."""


class AlarmSheet(QWidget):
    """Hidden until `open`; `closed` when the operator has done with it."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.theme = theme
        self.alarm = ""
        """The alarm it is about; empty: none."""
        self._line: AlarmLine | None = None
        self._present: tuple[str, ...] = ()
        self._names = Names(None)
        self._offered: tuple[object, ...] = ()
        self._blocked = ""
        self._chips: list[Chip] = []
        self.on_escape: Callable[[], object] = self.close_sheet
        self.buttons: dict[str, ActionButton] = {}
        self.back = ActionButton(theme, translate("AlarmSheet", "收起"), self)
        self.back.fired.connect(self._leave)
        self.title = self._label(Size.TITLE, Tone.TEXT, bold=True)
        self.state = self._label(Size.LABEL, Tone.SOFT)
        self.guidance = self._label(Size.BODY, Tone.TEXT)
        self.contacts = self._label(Size.LABEL, Tone.TEXT)
        self.contacts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = QLineEdit(self)
        self.note.setMaxLength(LONGEST)
        self.note.setMinimumHeight(theme.px(HIT))
        self.note.setFont(theme.font(Size.LABEL))
        self.note.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        self.note.returnPressed.connect(self._acknowledge)
        self.note.textChanged.connect(self._allow)
        self.flow = Flow(theme.px(6), self)
        self.views = Flow(theme.px(6), self)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        """What can be read scrolls where there is little room; the note and the buttons stay in sight."""
        theme = self.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), 0)
        column.setSpacing(theme.px(4))
        text = QWidget(self)
        read = QVBoxLayout(text)
        read.setContentsMargins(0, 0, 0, 0)
        read.setSpacing(theme.px(6))
        for part in (self.state, self.guidance, self.contacts, self.views):
            read.addWidget(part)
        read.addStretch(1)
        self.page = QScrollArea(self)
        self.page.setWidget(text)
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QScrollArea.Shape.NoFrame)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.page.setMinimumHeight(theme.px(22))
        for ground in (self.page.viewport(), text):
            if ground is not None:
                ground.setAutoFillBackground(False)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        column.addLayout(head)
        column.addWidget(self.page, 1)
        saying = QHBoxLayout()
        saying.setSpacing(theme.px(6))
        saying.addWidget(self.note, 1)
        for reason in (translate("Alarms", "已派人处理"), translate("Alarms", "已报修"), translate("Alarms", "误报")):
            chip = Chip(reason, theme, self)
            chip.setObjectName(f"say:{reason}")
            chip.clicked.connect(partial(self._say, reason))
            saying.addWidget(chip)
            self._chips.append(chip)
        column.addLayout(saying)
        column.addWidget(self.flow)

    def resizeEvent(self, event: object) -> None:
        """Where the note would have no room beside them, there are no suggestions."""
        for chip in self._chips:
            chip.setVisible(self.width() >= self.theme.px(_SUGGEST))

    def tall(self) -> int:
        """How tall it is when nothing of it has to be scrolled."""
        text = self.page.widget()
        width = self.page.width() - self.theme.px(12)
        layout = text.layout() if text is not None else None
        read = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else 0
        return read + self.theme.px(HIT) + self.flow.height() + max(self.title.height(), self.theme.px(HIT)) + self.theme.px(40)

    def _label(self, size: int, tone: Tone, *, bold: bool = False) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setFont(self.theme.font(size, bold))
        palette = label.palette()
        palette.setColor(label.foregroundRole(), self.theme.colour(tone))
        label.setPalette(palette)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        return label

    # --- what it is about ------------------------------------------------------------------------------------------------

    def open(self, alarm: str) -> None:
        """Be about an alarm, with the keyboard in the note."""
        if alarm != self.alarm:
            self.note.clear()
        self.alarm = alarm
        self._offered = ()

    def close_sheet(self) -> None:
        """Be about nothing."""
        self.alarm = ""
        self._line = None
        self.hide()

    def draw(self, view: AlarmsView, line: AlarmLine | None) -> None:
        """Show the alarm as it is; an alarm that is no more leaves only when nothing is being typed."""
        self._names, self._present = words.names_of(view.config), view.present
        before, self._line = self._line, line
        if line is None:
            self._end()
            return
        self.title.setText(words.join((self._names.alarm(line.key), harm(line, self._names, short=True))))
        self.state.setText(explained(line, self._names))
        if before is None or before.key != line.key or not self.isVisible():
            self._advise(view.config, line)
        self._offer(line, view.blocked)
        self.show()

    def _end(self) -> None:
        """The alarm is no more: what was typed stays until it is cleared or Esc pressed, for it was not sent."""
        if not (self.alarm and self.note.text()):
            self.hide()
            return
        self._blocked, self._offered = translate("AlarmSheet", "告警已结束，备注没有送出"), ()
        self.state.setText(self._blocked)
        self._allow()

    def _advise(self, config: HallConfig | None, line: AlarmLine) -> None:
        found = advice(config, line.rule)
        groups = {group.id: group for group in config.alarm_groups} if config is not None else {}
        english = words.is_english()
        hints = [
            (_group_name(groups, hint.source), hint.text_en if english and hint.text_en else hint.text) for hint in found.hints
        ]
        self.guidance.setText("\n".join(words.told(source, text) if source else text for source, text in hints))
        self.guidance.setVisible(bool(hints))
        called = [
            f"{words.name(contact)} {contact.phone or translate('AlarmSheet', '（未登记电话）')}" for contact in found.contacts
        ]
        self.contacts.setText(translate("AlarmSheet", "电话：{0}").format("　".join(called)) if called else "")
        self.contacts.setVisible(bool(called))
        shown = []
        for view in found.views:
            button = ActionButton(self.theme, translate("AlarmSheet", "看{0}").format(pane_title(view)), self.views)
            button.setObjectName(f"view:{view}")
            button.fired.connect(partial(self._look, view))
            shown.append(button)
        self.views.show_items([*shown])
        self.views.setVisible(bool(shown))
        self.note.setPlaceholderText(translate("AlarmSheet", "备注：看到什么、做了什么；搁置要写原因。回车＝确认"))
        self.note.setAccessibleName(translate("AlarmSheet", "备注"))

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setFocus()

    # --- what can be done ------------------------------------------------------------------------------------------------

    def _offer(self, line: AlarmLine, blocked: str) -> None:
        """The buttons, made anew only when others are to be offered."""
        is_shelved = line.phase is AlarmPhase.SHLVD
        offered = (line.key, bool(line.unseen), bool(line.owner), is_shelved, line.solved, bool(self._present), blocked)
        if offered == self._offered:
            return
        self._offered = offered
        deeds: list[tuple[str, str]] = []
        if line.unseen:
            deeds.append(("ack", translate("Alarms", "确认")))
        deeds.append(("disown", translate("Alarms", "放手")) if line.owner else ("own", translate("Alarms", "认领")))
        if self._present:
            deeds.append(("hand", translate("AlarmSheet", "交给…")))
        if not line.solved:
            deeds.append(("solve", translate("AlarmSheet", "已处理")))
        if is_shelved:
            deeds.append(("unshelve", translate("Alarms", "取回")))
        else:
            deeds += [(f"shelve:{minutes}", translate("AlarmSheet", "搁置 {0} 分").format(minutes)) for minutes in SHELVES]
        self.buttons = {}
        for code, text in deeds:
            weight = Weight.PRIMARY if code == "ack" else Weight.PLAIN
            button = ActionButton(self.theme, text, self.flow, weight=weight)
            button.setObjectName(code)
            button.fired.connect(partial(self.act, code))
            self.buttons[code] = button
        self.flow.show_items(list(self.buttons.values()))
        self._blocked = words.of(blocked) if blocked else ""
        self._allow()

    def _allow(self) -> None:
        """Shelving wants a reason; an alarm that is no more leaves with what was typed."""
        if self._line is None and self.isVisible() and not self.note.text():
            self.on_escape()
            return
        said = bool(self.note.text().strip())
        for code, button in self.buttons.items():
            lacking = translate("AlarmSheet", "先写搁置的原因") if code.startswith("shelve") and not said else ""
            button.allow(not (self._blocked or lacking), self._blocked or lacking)

    def act(self, code: str) -> None:
        """One of the buttons, with the note."""
        line, note = self._line, self.note.text().strip()
        if line is None:
            return
        kind, _, minutes = code.partition(":")
        match kind:
            case "ack":
                for alarm in line.unseen:
                    self.desk.order(c.AcknowledgeAlarm(alarm=alarm, note=note))
            case "own":
                self.desk.order(c.OwnAlarm(alarm=line.key))
            case "disown":
                self.desk.order(c.DisownAlarm(alarm=line.key))
            case "hand":
                self._hand_over(line)
                return
            case "solve":
                self.desk.order(c.SolveAlarm(alarm=line.key, note=note))
            case "unshelve":
                self.desk.order(c.UnshelveAlarm(alarm=line.key))
            case "shelve":
                self.desk.order(c.ShelveAlarm(alarm=line.key, minutes=float(minutes), reason=note))
        self.note.clear()

    def _acknowledge(self) -> None:
        button = self.buttons.get("ack")
        if button is not None and button.allowed:
            self.act("ack")

    def _hand_over(self, line: AlarmLine) -> None:
        """Choose among those at work; a second click gives it."""
        menu = popup_menu(self)
        for person in self._present:
            if person != line.owner and (action := menu.addAction(self._names.of("person", person))) is not None:
                action.triggered.connect(partial(self._give, line.key, person))
        button = self.buttons["hand"]
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _give(self, alarm: str, person: str) -> None:
        self.desk.order(c.OwnAlarm(alarm=alarm, person=person))

    def _look(self, view: str) -> None:
        """Show what the alarm is about there, where it is a thing that can be shown."""
        line = self._line
        if line is not None and self._names.of("device", line.subject) != line.subject:
            self.desk.select("device", line.subject)
        self.desk.bring(view)

    def _leave(self) -> None:
        self.on_escape()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.on_escape()
        else:
            super().keyPressEvent(event)


def _group_name(groups: dict[str, AlarmGroup], id: str) -> str:
    return words.name(groups[id]) if id in groups else ""
