"""A line of words over the panes for what must be learnt at once and nothing else shows: an order refused, a file written where."""

import time

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from widgets import canvas
from widgets.theme import Look, Shape, Size, Theme, Tone

REFUSED = Look(Shape.CROSS, Tone.HIGH)
DONE = Look(Shape.TICK, Tone.INFO)
SECONDS = 8.0
"""How long it stays, unless it is clicked away."""


class Notice(QWidget):
    """Hidden when it has nothing to say; the window calls `age` each frame."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.words = ""
        self.look = REFUSED
        self._until = 0.0
        self.hide()

    def say(self, words: str, look: Look = REFUSED) -> None:
        """Show these words."""
        self.words, self.look = words, look
        self._until = time.monotonic() + SECONDS
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self.update()

    def age(self) -> None:
        """Hide when its time is up."""
        if self.isVisible() and time.monotonic() > self._until:
            self.hide()

    def _place(self) -> None:
        parent, px = self.parentWidget(), self.theme.px
        if parent is not None:
            width = min(parent.width() - px(32), round(canvas.width_of(self.theme, self.words, Size.BODY, bold=True)) + px(64))
            self.setGeometry((parent.width() - width) // 2, parent.height() - px(128), width, px(44))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self.hide()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px, area = self.theme, self.theme.px, QRectF(self.rect())
        p.fillRect(area, theme.colour(Tone.GROUND))
        canvas.card(p, theme, area, theme.mixed(self.look.tone, Tone.GROUND, 0.2), edge=self.look.tone)
        canvas.glyph(p, theme, QPointF(area.left() + px(22), area.center().y()), self.look)
        canvas.text(p, theme, area.adjusted(px(40), 0, -px(12), 0), self.words, size=Size.BODY, bold=True)
        p.end()
