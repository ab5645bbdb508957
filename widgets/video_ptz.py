"""The pad that turns a camera: a button for each way, held as long as it shall turn, and its preset positions. It gives no order itself."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QVBoxLayout, QWidget

from console.model.hall import Word
from widgets import canvas, words
from widgets.action import ActionButton
from widgets.canvas import Canvas
from widgets.flow import Flow
from widgets.theme import HIT, Size, Theme, Tone

translate = QCoreApplication.translate
AGAIN_MS = 350
"""A held button turns on each so often; the camera stops by itself a little later."""
SECONDS = 0.5


class Way(Struct, frozen=True):
    """Where to turn, each −1 … 1: right, up, nearer."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0


class PtzPad(QFrame):
    """`turn(way)` and `go(preset)` are told what the hand does; `close_pad` when it is folded in."""

    folded = pyqtSignal()

    def __init__(self, theme: Theme, turn: Callable[[Way], object], go: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)  # a press beside a button chooses no tile below
        self._go = go
        self._shown: tuple[str, tuple[Word, ...]] | None = None
        self.buttons: dict[str, QAbstractButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(12),) * 4)
        column.setSpacing(theme.px(8))
        self.head = Canvas(theme, self._paint_head, self)
        self.head.setFixedHeight(theme.px(18))
        column.addWidget(self.head)
        pad = QGridLayout()
        pad.setSpacing(theme.px(4))
        for code, sign, words_, way, row, across in (
            ("up", "▲", translate("Video", "向上"), Way(tilt=1.0), 0, 1),
            ("left", "◀", translate("Video", "向左"), Way(pan=-1.0), 1, 0),
            ("right", "▶", translate("Video", "向右"), Way(pan=1.0), 1, 2),
            ("down", "▼", translate("Video", "向下"), Way(tilt=-1.0), 2, 1),
            ("near", "＋", translate("Video", "拉近"), Way(zoom=1.0), 0, 3),
            ("far", "－", translate("Video", "拉远"), Way(zoom=-1.0), 2, 3),
        ):
            button = _Held(theme, sign, words_, self)
            button.pressed.connect(partial(turn, way))
            pad.addWidget(button, row, across)
            self.buttons[code] = button
        leave = ActionButton(theme, "✕", self)
        leave.setAccessibleName(translate("Video", "收起云台"))
        leave.fired.connect(self.folded)
        self.buttons["close"] = leave
        pad.addWidget(leave, 1, 3)
        column.addLayout(pad)
        self.presets = Flow(theme.px(4), self)
        column.addWidget(self.presets)
        self.hide()

    def show_camera(self, name: str, presets: Sequence[Word]) -> None:
        """For this camera from now on."""
        shown = (name, tuple(presets))
        if shown != self._shown:
            self._shown = shown
            self.setAccessibleName(translate("Video", "云台：{0}").format(name))
            self.head.update()
            buttons: list[QWidget] = []
            for preset in presets:
                button = ActionButton(self.theme, words.name(preset), self.presets)
                button.fired.connect(partial(self._go, preset.id))
                self.buttons[f"preset:{preset.id}"] = button
                buttons.append(button)
            self.presets.show_items(buttons)
            self.presets.setVisible(bool(buttons))

    def _paint_head(self, p: QPainter, area: QRectF) -> None:
        """Which camera turns: the pad may lie over another one's picture."""
        if self._shown is not None:
            canvas.text(p, self.theme, area, self._shown[0], size=Size.LABEL, bold=True)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(4 * 44 + 40), super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.folded.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.fillRect(self.rect(), self.theme.colour(Tone.PANEL))
        canvas.card(p, self.theme, QRectF(self.rect()), Tone.PANEL, edge=Tone.LINE, radius=0)
        p.end()


class _Held(QAbstractButton):
    """Says `pressed` again and again while it is held, by mouse or by key."""

    def __init__(self, theme: Theme, sign: str, words_: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setText(sign)
        self.setAccessibleName(words_)
        self.setToolTip(words_)
        self.setAutoRepeat(True)
        self.setAutoRepeatDelay(AGAIN_MS)
        self.setAutoRepeatInterval(AGAIN_MS)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedSize(theme.px(HIT + 8), theme.px(HIT + 8))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = 0.2 if self.isDown() else 0.08 if self.underMouse() else 0.0
        edge = Tone.INFO if self.hasFocus() else None
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        canvas.card(p, self.theme, area, self.theme.mixed(Tone.TEXT, Tone.CONTROL, lit), edge=edge, width=2)
        canvas.text(p, self.theme, area, self.text(), size=Size.BODY, bold=True, align=canvas.CENTRE)
        p.end()
