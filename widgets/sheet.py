"""A small sheet over the panes: what a pane asks before an order that needs more than a click. Esc or a click elsewhere leaves it."""

from PyQt6.QtCore import QPoint, QRectF, Qt
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from widgets import canvas
from widgets.theme import HIT, Size, Theme, Tone


class Sheet(QFrame):
    """A popup with one column, deleted when it closes."""

    def __init__(self, theme: Theme, parent: QWidget, *, gap: int = 8) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(theme.px(16),) * 4)
        self.column.setSpacing(theme.px(gap))

    def head(self, words: str) -> None:
        """Put a heading below what is there."""
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self.theme.font(Size.TITLE, True))
        label.setText(words)
        self.column.addWidget(label)

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
