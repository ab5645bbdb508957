"""A small sheet that asks for a reason, and for one choice where there is one to make, before an order that needs them. It gives no order."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QCoreApplication, QPoint, QRectF, Qt
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets import canvas
from widgets.action import ActionButton, Weight
from widgets.theme import HIT, Size, Theme, Tone

translate = QCoreApplication.translate
LONGEST = 200
"""Characters of a reason."""


class Reason(QFrame):
    """Opens as a popup; Enter or the button answers `done(choice, reason)`, Esc or a click elsewhere closes without a word.

    `suggestions` fill the line at one click; `choices` are (code, words), the first is chosen until another is. `hint` says what is asked
    for where that is not a reason.
    """

    def __init__(
        self, theme: Theme, title: str, done: Callable[[str, str], object], parent: QWidget, *,
        suggestions: Sequence[str] = (), choices: Sequence[tuple[str, str]] = (), needed: bool = True, hint: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Popup)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._done = done
        self._needed = needed
        self.choices = QButtonGroup(self)
        self.line = QLineEdit(self)
        self.line.setMaxLength(LONGEST)
        self.line.setMinimumHeight(theme.px(HIT))
        self.line.setMinimumWidth(theme.px(320))
        self._hint = hint
        self.line.setPlaceholderText(hint or (translate("Reason", "原因") if needed else translate("Reason", "原因（可不填）")))
        self.line.textChanged.connect(self._check)
        self.line.returnPressed.connect(self._answer)
        self.button = ActionButton(theme, translate("Reason", "确定"), self, weight=Weight.PRIMARY)
        self.button.fired.connect(self._answer)
        self._lay_out(title, suggestions, choices)
        self._check()

    def _lay_out(self, title: str, suggestions: Sequence[str], choices: Sequence[tuple[str, str]]) -> None:
        theme = self.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(16),) * 4)
        column.setSpacing(theme.px(8))
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(theme.font(Size.TITLE, True))
        label.setText(title)
        column.addWidget(label)
        if choices:
            row = QHBoxLayout()
            for code, text in choices:
                chip = Chip(text, theme, self)
                chip.setCheckable(True)
                chip.setObjectName(code)
                chip.setChecked(not self.choices.buttons())
                self.choices.addButton(chip)
                row.addWidget(chip)
            row.addStretch(1)
            column.addLayout(row)
        if suggestions:
            row = QHBoxLayout()
            for text in suggestions:
                chip = Chip(text, theme, self)
                chip.setObjectName(f"say:{text}")
                chip.clicked.connect(self._suggest)
                row.addWidget(chip)
            row.addStretch(1)
            column.addLayout(row)
        last = QHBoxLayout()
        last.setSpacing(theme.px(8))
        self.line.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        last.addWidget(self.line, 1)
        last.addWidget(self.button)
        column.addLayout(last)

    def open_at(self, at: QPoint) -> None:
        """Show with its upper left corner at a point of the screen, or as near as the screen allows."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
        if screen is not None:
            room = screen.availableGeometry()
            at = QPoint(
                max(room.left(), min(at.x(), room.right() - self.width())),
                max(room.top(), min(at.y(), room.bottom() - self.height())),
            )
        self.move(at)
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _suggest(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.line.setText(chip.text())
            self.line.setFocus()

    def _check(self) -> None:
        said = bool(self.line.text().strip())
        self.button.allow(said or not self._needed, self._hint or translate("Reason", "请说明原因"))

    def _answer(self) -> None:
        if not self.button.allowed:
            return
        chosen = self.choices.checkedButton()
        code, reason = chosen.objectName() if chosen is not None else "", self.line.text().strip()
        self.close()
        self._done(code, reason)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.fillRect(self.rect(), self.theme.colour(Tone.RAISED))
        canvas.card(p, self.theme, QRectF(self.rect()), Tone.RAISED, edge=Tone.LINE, radius=0)
        p.end()


class Chip(QPushButton):
    """A flat button; the chosen one is framed in the colour of what is pending."""

    def __init__(self, text: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.theme = theme
        self.setMinimumSize(int(canvas.width_of(theme, text, Size.LABEL, bold=True)) + theme.px(28), theme.px(HIT))
        self.setAutoDefault(False)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        chosen, touched = self.isChecked(), self.hasFocus() or self.underMouse()
        edge = Tone.INFO if chosen else Tone.TEXT if touched else None
        canvas.card(p, self.theme, area, Tone.GROUND if chosen else Tone.CONTROL, edge=edge, width=2)
        tone = Tone.INFO if chosen else Tone.TEXT
        canvas.text(p, self.theme, area, self.text(), size=Size.LABEL, bold=chosen, tone=tone, align=canvas.CENTRE)
        p.end()
