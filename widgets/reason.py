"""A small sheet that asks for a reason, and for one choice where there is one to make, before an order that needs them. It gives no order."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QCoreApplication, QPoint, Qt
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QWidget

from widgets.action import ActionButton, Weight
from widgets.sheet import Chip, Sheet
from widgets.theme import HIT, Theme

translate = QCoreApplication.translate
LONGEST = 200
"""Characters of a reason."""


class Reason(Sheet):
    """Opens as a popup; Enter or the button answers `done(choice, reason)`, Esc or a click elsewhere closes without a word.

    `suggestions` fill the line at one click; `choices` are (code, words), the first is chosen until another is. `hint` says what is asked
    for where that is not a reason.
    """

    def __init__(
        self, theme: Theme, title: str, done: Callable[[str, str], object], parent: QWidget, *,
        suggestions: Sequence[str] = (), choices: Sequence[tuple[str, str]] = (), needed: bool = True, hint: str = "",
    ) -> None:  # fmt: skip
        super().__init__(theme, parent)
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
        self.head(title)
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
            self.column.addLayout(row)
        if suggestions:
            row = QHBoxLayout()
            for text in suggestions:
                chip = Chip(text, theme, self)
                chip.setObjectName(f"say:{text}")
                chip.clicked.connect(self._suggest)
                row.addWidget(chip)
            row.addStretch(1)
            self.column.addLayout(row)
        last = QHBoxLayout()
        last.setSpacing(theme.px(8))
        self.line.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        last.addWidget(self.line, 1)
        last.addWidget(self.button)
        self.column.addLayout(last)

    def open_at(self, at: QPoint) -> None:
        """Show there; the line has the keyboard."""
        super().open_at(at)
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
