"""A line that asks for a name, over the panes; Enter takes it, Esc leaves it. What was there under that name is replaced."""

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from widgets import canvas
from widgets.action import ActionButton, Weight
from widgets.theme import HIT, Size, Theme, Tone

translate = QCoreApplication.translate
LONGEST = 40


class NameLine(QWidget):
    """Hidden until it is asked for a name."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._take: Callable[[str], object] | None = None
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(translate("NameLine", "给现在的窗口布置起个名字，例如 早班"))
        self.line.setAccessibleName(translate("NameLine", "布置的名字"))
        self.line.setMaxLength(LONGEST)
        self.line.setFont(theme.font(Size.BODY))
        self.line.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        self.line.setFixedHeight(theme.px(HIT))
        self.go = ActionButton(theme, translate("NameLine", "保存"), self, weight=Weight.PRIMARY)
        self.line.returnPressed.connect(self.take)
        self.line.textChanged.connect(self._check)
        self.go.fired.connect(self.take)
        pad = theme.px(12)
        row = QHBoxLayout(self)
        row.setContentsMargins(pad, pad, pad, pad)
        row.setSpacing(theme.px(8))
        row.addWidget(self.line, 1)
        row.addWidget(self.go)
        self.hide()

    def ask(self, room: QRect, take: Callable[[str], object]) -> None:
        """Ask, at the top of this room."""
        self._take = take
        wide = min(self.theme.px(520), room.width() - self.theme.px(32))
        self.setGeometry(room.center().x() - wide // 2, room.top(), wide, self.sizeHint().height())
        self.line.clear()
        self._check("")
        self.show()
        self.raise_()
        self.line.setFocus()

    def take(self) -> None:
        """The name is given."""
        name = self.line.text().strip()
        if name and self._take is not None:
            self.hide()
            self._take(name)

    def _check(self, _text: str) -> None:
        self.go.allow(bool(self.line.text().strip()), translate("NameLine", "请写一个名字"))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.fillRect(QRectF(self.rect()), self.theme.colour(Tone.GROUND))
        canvas.card(p, self.theme, QRectF(self.rect()), Tone.PANEL, edge=Tone.INFO)
        p.end()
