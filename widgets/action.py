"""The button of the desk: ordinary, or guarded (held for 0.8 s, by mouse or key). A greyed one says why; it never just does nothing."""

from enum import StrEnum

from PyQt6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PyQt6.QtWidgets import QAbstractButton, QSizePolicy, QToolTip, QWidget

from widgets import canvas
from widgets.hold import Hold
from widgets.theme import HIT, RADIUS, Size, Theme, Tone

translate = QCoreApplication.translate
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_GREYED = 0.35
"""Share of its ground that a greyed button keeps: nearer to the panel than an enabled one in every theme."""


class Weight(StrEnum):
    """How loud a button is."""

    PLAIN = "plain"
    PRIMARY = "primary"
    """What is proposed; at most one in a place."""
    DANGER = "danger"
    WELL = "well"


class ActionButton(QAbstractButton):
    """A painted button. Connect to `fired`; `clicked` does not know of guards and reasons.

    `allow(False, reason)` greys it; pressing it then shows the reason. A guarded one fills while it is held and fires at the end of
    0.8 s; letting go earlier says so, and does nothing.
    """

    fired = pyqtSignal()

    def __init__(
        self, theme: Theme, words: str, parent: QWidget | None = None, *, weight: Weight = Weight.PLAIN, guarded: bool = False
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.theme = theme
        self.weight = weight
        self.reason = ""
        self.allowed = True
        self.setText(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._hold = Hold(self._hold_on, self)
        self.guard(guarded)

    def guard(self, guarded: bool) -> None:
        """Want to be held, or act at a click."""
        self.guarded = guarded
        self._let_go()
        self._tell()

    def allow(self, allowed: bool, reason: str = "") -> None:
        """Let it act, or grey it with the reason."""
        if (allowed, reason) == (self.allowed, self.reason):
            return
        self.allowed, self.reason = allowed, reason
        self._tell()
        if not allowed:
            self._let_go()
        self.update()

    def _tell(self) -> None:
        words = self._how() if self.allowed else self.reason
        self.setToolTip(words)
        self.setAccessibleDescription(words)

    def _how(self) -> str:
        """How it is worked, where that is not a click."""
        return translate("Action", "按住 0.8 秒执行") if self.guarded else ""

    def progress(self) -> float:
        """How far a guarded button has been held, 0 … 1."""
        return self._hold.progress()

    def sizeHint(self) -> QSize:
        width = canvas.width_of(self.theme, self.text(), Size.LABEL, bold=True) + self.theme.px(28)
        return QSize(max(self.theme.px(56), round(width)), self.theme.px(HIT))

    def _begin(self) -> None:
        if not self.allowed:
            self._say()
        elif not self.guarded:
            self.fired.emit()
        else:
            self._hold.begin(self.text())
            self.update()

    def _say(self) -> None:
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.toolTip(), self)

    def _hold_on(self) -> None:
        if self.progress() >= 1.0:
            self._let_go()
            self.fired.emit()
        self.update()

    def _let_go(self) -> None:
        self._hold.let_go()
        self.setDown(False)
        self.update()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self.setDown(True)
        if self.guarded or not self.allowed:
            self._begin()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        was_down, was_held = self.isDown(), self._hold.is_on
        self._let_go()
        inside = event is not None and event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos())
        if not (was_down and inside):
            return
        if not self.allowed or was_held:
            self._say()  # at the release, as Qt takes away at each what was said before
        elif not self.guarded:
            self._begin()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in _KEYS:
            if not event.isAutoRepeat():
                self._begin()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in _KEYS:
            if not event.isAutoRepeat():
                self._let_go()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        self._let_go()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, area = self.theme, QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground, edge, tone = self._colours()
        lit = self.allowed and (self.underMouse() or self.isDown())
        fill = theme.mixed(Tone.TEXT, ground, 0.08) if lit else theme.mixed(ground, Tone.PANEL, 1.0 if self.allowed else _GREYED)
        canvas.card(p, theme, area, fill, edge=edge)
        if self.weight in {Weight.DANGER, Weight.WELL} and self.allowed:
            canvas.card(p, theme, area, theme.mixed(edge or tone, Tone.PANEL, 0.34 if lit else 0.24), edge=edge)
        if self.progress() > 0:
            p.save()
            path = QPainterPath()
            path.addRoundedRect(area, theme.px(RADIUS), theme.px(RADIUS))
            p.setClipPath(path)
            p.fillRect(
                QRectF(area.left(), area.top(), area.width() * self.progress(), area.height()),
                theme.faded(edge or Tone.INFO, 0.6),
            )
            p.restore()
        words = translate("Action", "按住…") if self.progress() > 0 else self.text()
        canvas.text(p, theme, area.adjusted(4, 0, -4, 0), words, size=Size.LABEL, bold=True, tone=tone, align=canvas.CENTRE)
        if self.hasFocus():
            p.setPen(QPen(theme.colour(Tone.INFO), 2))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(area, theme.px(RADIUS), theme.px(RADIUS))
        p.end()

    def _colours(self) -> tuple[Tone, Tone | None, Tone]:
        """Ground, edge, words."""
        if not self.allowed:
            return Tone.CONTROL, None, Tone.FAINT
        match self.weight:
            case Weight.PRIMARY:
                return Tone.INFO, None, Tone.ON_COLOUR
            case Weight.DANGER:
                return Tone.RAISED, Tone.CRITICAL, Tone.TEXT
            case Weight.WELL:
                return Tone.RAISED, Tone.WELL, Tone.WELL
            case Weight.PLAIN:
                return Tone.CONTROL, None, Tone.TEXT
