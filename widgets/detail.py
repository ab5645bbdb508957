"""The detail card: what is known of the selected thing and what can be done with it, each by one click or a small line below. No dialogs."""

from functools import partial

from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QTextOption
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QScrollArea, QWidget

from console.model.command import Command
from console.session import Desk, Frame
from widgets import canvas
from widgets.action import ActionButton, Weight
from widgets.canvas import Canvas
from widgets.desk import Selected
from widgets.detail_card import Card, Deed
from widgets.detail_kinds import card_of
from widgets.flow import Flow
from widgets.pane import Pane
from widgets.theme import HIT, Size, Theme, Tone, look
from widgets.words import of

translate = QCoreApplication.translate
LABEL, LONGEST = 76, 132
"""Width of the facts' labels, unscaled: as wide as the longest needs, within these."""


class Detail(Pane[Card]):
    """The card as a pane; `Workplace.select` says of what."""

    name = "detail"
    title = QT_TRANSLATE_NOOP("Pane", "详情")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.selected: Selected = ("", "")
        self.card = Card()
        self.buttons: dict[str, ActionButton] = {}
        self.face = Canvas(theme, self.paint, self)
        self.page = QScrollArea(self)
        self.page.setWidget(self.face)
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QScrollArea.Shape.NoFrame)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for part in (self.page.viewport(), self.face):
            if part is not None:
                part.setAutoFillBackground(False)
        self.flow = Flow(theme.px(8), self)
        self.form = DeedForm(theme, self)
        self.form.order = self.send
        self.body.addWidget(self.page, 1)
        self.body.addWidget(self.form)
        self.body.addWidget(self.flow)

    @classmethod
    def view(cls, frame: Frame) -> Card:
        """Without a selection there is nothing to say."""
        return card_of(frame, "", "")

    def viewed(self, frame: Frame) -> Card:
        """What is selected, as it is in this frame."""
        return card_of(frame, *self.selected)

    def show_selected(self, selected: Selected) -> None:
        """Show another thing from the next frame on."""
        if selected != self.selected:
            self.selected = selected
            self.form.hide()
            self.forget()

    def draw(self, view: Card) -> None:
        """Facts are painted; buttons are made anew only when the deeds are others."""
        before, self.card = self.card, view
        self.note(right="" if view.kind else translate("Detail", "点选窗口、号票、人员、设备或告警"))
        if [deed.words for deed in before.deeds] != [deed.words for deed in view.deeds] or len(self.buttons) != len(view.deeds):
            self._make_buttons(view.deeds)
        for deed in view.deeds:
            self.buttons[deed.words].allow(not deed.refused, deed.refused)
        if self.form.isVisible():
            self.form.follow(view.deeds)
        self.face.setAccessibleName("\n".join([view.title, view.state, *(f"{label} {value}" for label, value in view.facts)]))
        self.face.setMinimumHeight(round(self._height()))
        self.face.update()

    def _make_buttons(self, deeds: tuple[Deed, ...]) -> None:
        self.buttons = {}
        for deed in deeds:
            weight = Weight.DANGER if deed.guarded else Weight.PRIMARY if deed.primary else Weight.PLAIN
            button = ActionButton(self.theme, deed.words, self.flow, weight=weight, guarded=deed.guarded)
            button.fired.connect(partial(self.act, deed.words))
            self.buttons[deed.words] = button
        self.flow.show_items(list(self.buttons.values()))

    def act(self, words: str) -> None:
        """A deed's button was pressed: send, or ask below for what is missing."""
        deed = next((deed for deed in self.card.deeds if deed.words == words), None)
        if deed is None or deed.refused:
            return
        if deed.at_once:
            self.send(deed.choices[0].command)
        else:
            self.form.ask(deed)

    def send(self, command: Command) -> None:
        """Give the order; what comes of it is seen in the next frames."""
        self.desk.order(command)

    # --- painting ------------------------------------------------------------------------------------------------------------

    def _wrapped(self, value: str, width: float) -> int:
        """Lines that a value takes."""
        return max(1, -(-round(canvas.width_of(self.theme, value, Size.LABEL)) // max(1, round(width))))

    def _label(self) -> int:
        """How wide the labels are."""
        px = self.theme.px
        widest = max((canvas.width_of(self.theme, label, Size.LABEL) for label, _ in self.card.facts), default=0.0)
        return min(max(px(LABEL), round(widest) + px(12)), px(LONGEST))

    def _height(self) -> float:
        px = self.theme.px
        width = self.page.width() - self._label() - px(16)
        return (
            px(40)
            + (px(30) if self.card.stage else 0)
            + sum(px(4) + px(19) * self._wrapped(value, width) for _, value in self.card.facts)
        )

    def paint(self, p: QPainter, area: QRectF) -> None:
        """Title with the state, the last order with its stage, and the facts."""
        card, theme, px = self.card, self.theme, self.theme.px
        left = area.left() + px(4)
        head = QRectF(left, area.top(), area.width() - px(8), px(34))
        used = canvas.text(p, theme, head, card.title, size=Size.VALUE, bold=True)
        if card.state:
            spot = head.adjusted(used + px(14), 0, 0, 0)
            if card.look is not None:
                canvas.state(p, theme, spot, card.state, card.look)
            else:
                canvas.text(p, theme, spot, card.state, tone=Tone.SOFT)
        y = head.bottom() + px(4)
        if card.stage is not None:
            pill = canvas.pill(p, theme, QPointF(left, y + px(12)), of(card.stage), look(card.stage))
            line = QRectF(pill.right() + px(10), y, area.right() - pill.right() - px(14), px(24))
            canvas.text(p, theme, line, card.order, size=Size.LABEL, tone=Tone.SOFT)
            y += px(30)
        label_wide = self._label()
        width = area.width() - label_wide - px(8)
        for label, value in card.facts:
            tall = px(19) * self._wrapped(value, width)
            canvas.text(p, theme, QRectF(left, y, label_wide - px(8), px(19)), label, size=Size.LABEL, tone=Tone.FAINT)
            _paint_value(p, theme, QRectF(left + label_wide, y, width, tall + px(2)), value)
            y += tall + px(4)


def _paint_value(p: QPainter, theme: Theme, area: QRectF, value: str) -> None:
    p.setFont(theme.font(Size.LABEL))
    p.setPen(theme.colour(Tone.TEXT))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    p.drawText(area, value, option)


class DeedForm(QWidget):
    """One line for what a deed still needs: a choice, a text, or both. Enter sends, Esc leaves it."""

    def __init__(self, theme: Theme, card: Detail) -> None:
        super().__init__(card)
        self.theme = theme
        self.deed: Deed | None = None
        self.card = card
        self.order = card.send
        self.choice = QComboBox(self)
        self.text = QLineEdit(self)
        self.text.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        self.text.setMaxLength(200)
        self.go = ActionButton(theme, translate("Detail", "执行"), self, weight=Weight.PRIMARY)
        self.leave = ActionButton(theme, translate("Detail", "取消"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        for widget, share in ((self.choice, 2), (self.text, 3)):
            widget.setFont(theme.font(Size.LABEL))
            widget.setFixedHeight(theme.px(HIT))
            row.addWidget(widget, share)
        self.choice.setMaxVisibleItems(20)
        self.choice.setMinimumWidth(theme.px(90))
        row.addWidget(self.go)
        row.addWidget(self.leave)
        self.text.returnPressed.connect(self.send)
        self.text.textChanged.connect(self._check)
        self.go.fired.connect(self.send)
        self.leave.fired.connect(self.hide)
        self.hide()

    def ask(self, deed: Deed) -> None:
        """Open for a deed, with the keyboard in it."""
        self.deed = deed
        self.choice.clear()
        self.choice.addItems([choice.words for choice in deed.choices])
        self.choice.setVisible(len(deed.choices) > 1)
        self.text.clear()
        self.text.setPlaceholderText(deed.hint)
        self.text.setVisible(bool(deed.text))
        self.go.setText(deed.words)
        self.show()
        (self.choice if len(deed.choices) > 1 else self.text).setFocus()
        self._check()

    def go_on_from(self, was: "DeedForm") -> None:
        """Ask on for the deed that the other asks for, in whatever language it is called."""
        if was.isHidden() or was.deed is None:
            return
        kind = type(was.deed.choices[0].command)
        deed = next((each for each in self.card.card.deeds if each.choices and type(each.choices[0].command) is kind), None)
        if deed is not None and not deed.refused:
            self.ask(deed)

    def follow(self, deeds: tuple[Deed, ...]) -> None:
        """The hall went on: take the deed's present choices, or close when it is no longer possible."""
        now = next((deed for deed in deeds if self.deed is not None and deed.words == self.deed.words), None)
        if now is None or now.refused:
            self.hide()
        elif self.deed is not None and now.choices != self.deed.choices:
            chosen = self.choice.currentText()
            self.deed = now
            self.choice.clear()
            self.choice.addItems([choice.words for choice in now.choices])
            self.choice.setCurrentIndex(max(0, self.choice.findText(chosen)))

    def _check(self) -> None:
        lacking = self.deed is not None and self.deed.text_needed and not self.text.text().strip()
        self.go.allow(not lacking, translate("Detail", "请填写原因") if lacking else "")

    def send(self) -> None:
        """Put the choice and the text into the command, and order it."""
        if self.deed is None or not self.go.allowed:
            return
        command = self.deed.choices[max(0, self.choice.currentIndex())].command
        if self.deed.text:
            command = replace(command, **{self.deed.text: self.text.text().strip()})
        self.hide()
        self.order(command)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.choice.hasFocus():
            self.send()
        else:
            super().keyPressEvent(event)
