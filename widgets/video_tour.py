"""A small sheet that asks which cameras take turns in a tile, and how long each stays. It changes nothing by itself."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QCoreApplication, QPoint, QRectF, Qt
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from widgets import canvas
from widgets.action import ActionButton, Weight
from widgets.flow import Flow
from widgets.reason import Chip
from widgets.theme import Size, Theme, Tone
from widgets.video_slots import STEPS, Tour

translate = QCoreApplication.translate


class TourSheet(QFrame):
    """Opens as a popup; the button answers `done(cameras, seconds)` with the cameras in the order of the hall, Esc leaves it."""

    def __init__(
        self, theme: Theme, cameras: Sequence[tuple[str, str]], now: Tour | None, done: Callable[[Sequence[str], float], object], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Popup)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._done = done
        self.setMinimumWidth(theme.px(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(16),) * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(_label(theme, translate("Video", "轮巡哪些摄像机"), self))
        self.flow = Flow(theme.px(6), self)
        self.chips: dict[str, Chip] = {}
        for id, name in cameras:
            chip = Chip(name, theme, self.flow)
            chip.setCheckable(True)
            chip.setChecked(now is None or id in now.cameras)
            chip.toggled.connect(self._check)
            self.chips[id] = chip
        column.addWidget(self.flow)
        column.addWidget(_label(theme, translate("Video", "每个停留"), self))
        row = QHBoxLayout()
        self.steps = QButtonGroup(self)
        for seconds in STEPS:
            chip = Chip(translate("Video", "{0} 秒").format(seconds), theme, self)
            chip.setCheckable(True)
            chip.setChecked(seconds == (now.seconds if now is not None else STEPS[1]))
            self.steps.addButton(chip, seconds)
            row.addWidget(chip)
        row.addStretch(1)
        self.button = ActionButton(theme, translate("Video", "开始轮巡"), self, weight=Weight.PRIMARY)
        self.button.fired.connect(self._answer)
        row.addWidget(self.button)
        column.addLayout(row)
        self._check()

    def open_at(self, at: QPoint) -> None:
        """Show with its upper left corner there, or as near as the screen allows."""
        self.resize(self.theme.px(560), self.sizeHint().height())
        self.flow.resize(self.width() - self.theme.px(32), self.flow.height())
        self.flow.show_items(list(self.chips.values()))
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

    def _chosen(self) -> list[str]:
        return [id for id, chip in self.chips.items() if chip.isChecked()]

    def _check(self) -> None:
        self.button.allow(len(self._chosen()) > 1, translate("Video", "至少选两路"))

    def _answer(self) -> None:
        cameras, seconds = self._chosen(), float(max(self.steps.checkedId(), STEPS[0]))
        self.close()
        self._done(cameras, seconds)

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


def _label(theme: Theme, words: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.font(Size.TITLE, True))
    return label
