"""The bar that says what was just ordered and takes it back for some seconds. Calm: it asks nothing, and goes by itself."""

import time
from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from widgets import canvas
from widgets.action import ActionButton
from widgets.notice import DONE
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
SECONDS = 5.0
"""How long something can be taken back."""


class UndoBar(QWidget):
    """Hidden when nothing can be taken back; the window calls `age` each frame."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.words = ""
        self._take_back: Callable[[], object] | None = None
        self._until = 0.0
        self._left = 0
        self.button = ActionButton(theme, translate("Undo", "撤销 Ctrl+Z"), self)
        self.button.fired.connect(self.take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.px(8), 0)
        row.addStretch(1)
        row.addWidget(self.button)
        self.hide()

    def offer(self, words: str, take_back: Callable[[], object]) -> None:
        """Say what was done, and take it back when asked to within the seconds."""
        self.words, self._take_back = words, take_back
        self._until = time.monotonic() + SECONDS
        self._left = round(SECONDS)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self.update()

    def take_back(self) -> bool:
        """Take it back; False when there is nothing to take back any more."""
        take_back, self._take_back = self._take_back, None
        self.hide()
        if take_back is None or time.monotonic() > self._until:
            return False
        take_back()
        return True

    def age(self) -> None:
        """Count down, and hide at the end."""
        if not self.isVisible():
            return
        left = self._until - time.monotonic()
        if left <= 0:
            self.hide()
        elif round(left) != self._left:
            self._left = round(left)
            self.update()

    def _place(self) -> None:
        parent, px = self.parentWidget(), self.theme.px
        if parent is not None:
            wanted = (
                round(canvas.width_of(self.theme, self.words, Size.BODY, bold=True)) + self.button.sizeHint().width() + px(108)
            )
            width = min(parent.width() - px(32), wanted)
            self.setGeometry((parent.width() - width) // 2, parent.height() - px(180), width, px(44))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px, area = self.theme, self.theme.px, QRectF(self.rect())
        p.fillRect(area, theme.colour(Tone.GROUND))
        canvas.card(p, theme, area, Tone.RAISED, edge=Tone.LINE)
        canvas.glyph(p, theme, QPointF(area.left() + px(22), area.center().y()), DONE)
        line = area.adjusted(px(40), 0, -self.button.width() - px(48), 0)
        canvas.text(p, theme, line, self.words, size=Size.BODY, bold=True)
        count = QRectF(area.right() - self.button.width() - px(44), area.top(), px(28), area.height())
        canvas.text(p, theme, count, str(max(1, self._left)), size=Size.LABEL, tone=Tone.FAINT, align=canvas.RIGHT)
        p.end()
