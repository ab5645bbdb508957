"""The bar that says what was just ordered and takes it back for some seconds. Calm: it asks nothing, and goes by itself."""

import time
from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from widgets import canvas
from widgets.action import ActionButton
from widgets.desk import Offer
from widgets.notice import DONE
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate


class UndoBar(QWidget):
    """Hidden when nothing can be taken back. `take_back` is the desk's, for all its windows show the one offer."""

    def __init__(self, theme: Theme, take_back: Callable[[], bool], parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._take_back = take_back
        self._offer: Offer | None = None
        self._left = 0
        self.button = ActionButton(theme, translate("Undo", "撤销 Ctrl+Z"), self)
        self.button.fired.connect(self.take_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.px(8), 0)
        row.addStretch(1)
        row.addWidget(self.button)
        self.hide()

    def show_offer(self, offer: Offer | None) -> None:
        """Say what was done and how many seconds are left, or nothing; called each frame."""
        left = round(offer.until - time.monotonic()) if offer is not None else 0
        if offer is self._offer:
            if left != self._left:
                self._left = left
                self.update()
            return
        self._offer, self._left = offer, left
        if offer is None:
            self.hide()
            return
        self.setAccessibleName(offer.words)
        self._place()
        self.show()
        self.raise_()
        self.update()

    @property
    def words(self) -> str:
        """What was done; empty: nothing that can be taken back."""
        return self._offer.words if self._offer is not None else ""

    def take_back(self) -> bool:
        """Take it back; False when there is nothing to take back any more."""
        self.show_offer(None)
        return self._take_back()

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
