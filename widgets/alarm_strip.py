"""The worst alarm, whom it hurts and how long, with how many others there are. Always live, also while the past is on the screen."""

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from console.model import alarm as alarms
from console.model.hall import AlarmPriority
from console.model.state import AlarmPhase
from console.session import Frame
from widgets import canvas
from widgets.theme import HIT, RADIUS, Size, Theme, Tone, look
from widgets.words import duration, join, names_of

translate = QCoreApplication.translate


class StripView(Struct, frozen=True, kw_only=True):
    """What the strip shows."""

    alarm: str = ""
    words: str = ""
    age: str = ""
    priority: AlarmPriority = AlarmPriority.LOW
    unseen: bool = False
    """Nobody has acknowledged it."""
    lit: bool = False
    """The bright half of the slow blink of an unacknowledged critical alarm."""
    others: int = 0
    live_in_past: bool = False
    """The picture below is of the past, this is not."""


def view(frame: Frame) -> StripView:
    """The live hall's worst alarm, whatever time the panes show."""
    state, now = frame.present, frame.present_now
    first, count = alarms.worst(state)
    if first is None:
        return StripView(live_in_past=frame.live_alarms is not None)
    hurt = alarms.affected(state, first)
    names = names_of(state.config)
    whom = []
    if hurt.counters:
        whom.append(translate("AlarmStrip", "%n 个窗口无法叫号", n=len(hurt.counters)))
    if hurt.customers:
        whom.append(translate("AlarmStrip", "影响 %n 人", n=hurt.customers))
    unseen = alarms.phase_of(first, state) is AlarmPhase.UNACK
    return StripView(
        alarm=first.id,
        words=join([names.alarm(first.id), *whom]),
        age=duration(now - first.active_at),
        priority=first.priority,
        unseen=unseen,
        lit=unseen and first.priority is AlarmPriority.CRITICAL and int(now) % 2 == 0,
        others=count - 1,
        live_in_past=frame.live_alarms is not None,
    )


class AlarmStrip(QWidget):
    """Painted; a click or Enter on it shows the alarm (`opened`), and calms its blinking."""

    opened = pyqtSignal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.shown = StripView()
        self._calmed = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(420), self.theme.px(HIT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(160), self.theme.px(HIT))

    def draw(self, shown: StripView) -> None:
        """Show a view."""
        if shown != self.shown:
            self.shown = shown
            self.setAccessibleName(join([shown.words or translate("AlarmStrip", "无告警"), shown.age]))
            self.setToolTip(shown.words)
            self.update()

    def _open(self) -> None:
        if self.shown.alarm:
            self._calmed = self.shown.alarm
            self.opened.emit(self.shown.alarm)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self._open()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px, shown = self.theme, self.theme.px, self.shown
        area = QRectF(self.rect())
        if not shown.alarm:
            words = translate("AlarmStrip", "无告警")
            canvas.card(p, theme, area, Tone.PANEL)
            canvas.text(p, theme, area, words, size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE)
        else:
            tone = look(shown.priority).tone if shown.unseen else Tone.SOFT
            bright = shown.lit and self._calmed != shown.alarm
            canvas.card(
                p, theme, area, theme.mixed(tone, Tone.PANEL, 0.34 if bright else 0.18 if shown.unseen else 0.06), edge=tone
            )
            inner = area.adjusted(px(14), 0, -px(14), 0)
            canvas.glyph(p, theme, QPointF(inner.left() + px(8), inner.center().y()), look(shown.priority), px(17))
            used = canvas.text(p, theme, inner, shown.age, size=Size.BODY, bold=True, align=canvas.RIGHT)
            words = join([translate("AlarmStrip", "现在"), shown.words]) if shown.live_in_past else shown.words
            room = inner.adjusted(px(28), 0, -used - px(10), 0)
            said = canvas.whole_parts(theme, words, room.width(), Size.BODY, bold=True, least=2 if shown.live_in_past else 1)
            size = canvas.fitting(theme, said, room.width(), (Size.BODY, Size.LABEL, Size.QUIET), bold=True)
            canvas.text(p, theme, room, said, size=size, bold=True)
        if self.hasFocus():
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(theme.colour(Tone.INFO), 2))
            p.drawRoundedRect(area.adjusted(1, 1, -1, -1), px(RADIUS), px(RADIUS))
        p.end()
