"""The row over the camera grid: how many tiles, layouts, and what can be done with the chosen tile. It does nothing by itself."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PyQt6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt
from PyQt6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QToolTip, QWidget

from widgets import canvas
from widgets.action import ActionButton
from widgets.flow import Flow
from widgets.talk_button import HeldButton
from widgets.theme import HIT, RADIUS, Size, Theme, Tone
from widgets.video_slots import COUNTS, next_count

translate = QCoreApplication.translate

SPARE = "figures"
"""The button that goes first where there is no room for all."""


class CountPicker(QWidget):
    """How many tiles: one of a few numbers, by mouse or arrow keys."""

    def __init__(self, theme: Theme, choose: Callable[[int], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.count = COUNTS[0]
        self._choose = choose
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(translate("Video", "画面数"))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(34 * len(COUNTS) + 4), self.theme.px(HIT))

    def show_count(self, count: int) -> None:
        """The number of tiles there are."""
        if count != self.count:
            self.count = count
            self.setAccessibleDescription(str(count))
            self.update()

    def _area(self, index: int) -> QRectF:
        width = (self.width() - 2) / len(COUNTS)
        return QRectF(1 + index * width, 1, width, self.height() - 2)

    def area_of(self, count: int) -> QRectF:
        """Where a number is."""
        return self._area(COUNTS.index(count))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        for index, count in enumerate(COUNTS):
            if event is not None and self._area(index).contains(event.position()):
                self._choose(count)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key())) if event is not None else None
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(next_count(self.count, step))

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.theme
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        canvas.card(p, theme, whole, Tone.RAISED)
        for index, count in enumerate(COUNTS):
            area, chosen = self._area(index), count == self.count
            if chosen:
                canvas.card(p, theme, area, Tone.CONTROL, edge=Tone.INFO)
            tone = Tone.TEXT if chosen else Tone.SOFT
            canvas.text(p, theme, area, str(count), size=Size.LABEL, bold=chosen, tone=tone, align=canvas.CENTRE)
        if self.hasFocus():
            p.setPen(QPen(theme.colour(Tone.INFO), 2))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(whole, theme.px(RADIUS), theme.px(RADIUS))
        p.end()

    def event(self, event: object) -> bool:
        """Qt's dispatcher: here only for the tooltip."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), translate("Video", "画面数（[ 减少，] 增加）"), self)
            return True
        return super().event(event)  # type: ignore[arg-type]


class VideoBar(Flow):
    """The number of tiles and a button for each deed, by its code."""

    def __init__(
        self, theme: Theme, counts: Callable[[int], object], deeds: Mapping[str, Callable[[], object]], parent: QWidget,
        held: Mapping[str, tuple[Callable[[], object], Callable[[], object]]] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        """`held`: those that act while they are held, with what to call when they are pressed and let go."""
        super().__init__(theme.px(6), parent)
        self.theme = theme
        self.counts = CountPicker(theme, counts, self)
        self.buttons: dict[str, ActionButton] = {}
        for code, deed in deeds.items():
            button = ActionButton(theme, "", self)
            button.fired.connect(deed)
            self.buttons[code] = button
        self.buttons |= {code: HeldButton(theme, press, let_go, self) for code, (press, let_go) in held.items()}
        self.absent: frozenset[str] = frozenset()
        """Buttons for which this hall has nothing."""
        self._words: dict[str, str] = {}

    def say(self, code: str, words: str, reason: str = "") -> None:
        """What a button is called now, and why it cannot be pressed; empty: it can."""
        button = self.buttons[code]
        button.allow(not reason, reason)
        if self._words.get(code) != words:
            self._words[code] = words
            button.setText(words)
            button.setAccessibleName(words)
            button.updateGeometry()
            if len(self._words) == len(self.buttons):
                self._fit()

    def leave_away(self, codes: frozenset[str]) -> None:
        """Do without these buttons from now on."""
        if codes != self.absent:
            self.absent = codes
            for code, button in self.buttons.items():
                button.setVisible(code not in codes)
            if len(self._words) == len(self.buttons):
                self._fit()

    def _fit(self) -> None:
        """In one row, if that can be had by leaving out what a key and a menu do as well; else in two."""
        items: list[QWidget] = [self.counts, *(each for code, each in self.buttons.items() if code not in self.absent)]
        spare = self.buttons.get(SPARE)
        self.show_items(items)
        if spare is not None and self.row_width(items) > self.width() >= self.row_width([it for it in items if it is not spare]):
            self.leave_out(spare)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if len(self._words) == len(self.buttons) and event is not None and event.oldSize().width() != self.width():
            self._fit()

    def under(self, code: str) -> QPoint:
        """Below a button, on the screen: where its menu opens."""
        button = self.buttons[code]
        return button.mapToGlobal(QPoint(0, button.height()))
