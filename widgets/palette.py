"""The palette: type a word, a number or first letters, and do what is found. It folds out over the panes, and nothing waits for it."""

from collections.abc import Callable

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QObject, QRect, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.session import Frame
from widgets import canvas, finds
from widgets.finds import Button, Find
from widgets.table import Cell, Column, Row, Table
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
WIDE, FOOT = 760, 34
_LOOKS = {
    "deed": Look(Shape.TRIANGLE, Tone.INFO), "ask": Look(Shape.DIAMOND, Tone.SOFT), "see": Look(Shape.RING, Tone.FAINT),
    "act": Look(Shape.SQUARE, Tone.FAINT), "button": Look(Shape.SQUARE, Tone.FAINT),
}  # fmt: skip
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -7, Qt.Key.Key_PageDown: 7}


class Palette(QWidget):
    """Hidden until asked for. Enter or a click does what is chosen, Esc folds it in and gives the keyboard back."""

    def __init__(
        self, theme: Theme, frame: Callable[[], Frame], buttons: Callable[[], list[Button]], run: Callable[[Find], object], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.theme = theme
        self.found: list[Find] = []
        self._frame = frame
        self._buttons = buttons
        self._run = run
        self._things: list[finds.Thing] = []
        self._seen: list[Button] = []
        self._held: QWidget | None = None
        self.said = ""
        """What stands at the foot: why something cannot be done, or how to go on."""
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(translate("Palette", "编号、名字、拼音首字母；例如 3、ck、开 3"))
        self.line.setAccessibleName(translate("Palette", "查找与执行"))
        self.line.setFont(theme.font(Size.VALUE))
        self.line.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        self.line.setFixedHeight(theme.px(44))
        self.line.textChanged.connect(self.search)
        self.line.installEventFilter(self)
        self.table = Table(theme, (Column("", 300, stretch=1), Column("", 150, numeric=True)), self)
        self.table.setAccessibleName(translate("Palette", "找到的"))
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.chosen = self._pick
        self.table.empty_words = translate("Palette", "没有找到")
        pad = theme.px(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(pad, pad, pad, theme.px(FOOT))
        column.setSpacing(theme.px(8))
        column.addWidget(self.line)
        column.addWidget(self.table, 1)
        self.setAccessibleName(translate("Palette", "查找与执行"))
        self.hide()

    def open(self, room: QRect) -> None:
        """Fold out over this room, with the keyboard in it."""
        window = self.window()
        self._held = window.focusWidget() if window is not None else None
        self._things, self._seen = finds.things_of(self._frame()), self._buttons()
        wide, tall = min(self.theme.px(WIDE), room.width() - self.theme.px(32)), min(self.theme.px(604), room.height())
        self.setGeometry(room.center().x() - wide // 2, room.top(), wide, tall)
        self.line.clear()
        self.search("")
        self.show()
        self.raise_()
        self.line.setFocus()

    def leave(self) -> None:
        """Fold in."""
        self.hide()
        held, self._held = self._held, None
        if held is not None and not sip.isdeleted(held):  # a pane makes its buttons anew when others are to be offered
            held.setFocus()

    def search(self, typed: str) -> None:
        """Find what can be meant."""
        self.found = finds.find(typed, self._frame(), self._things, self._seen)
        self.table.set_rows(tuple(self._row(i, find) for i, find in enumerate(self.found)))
        self.table.choose("0")
        self._tell("")

    def _row(self, number: int, find: Find) -> Row:
        note = find.refused or find.note
        tone = Tone.FAINT if find.refused else Tone.TEXT
        cells = (Cell(find.words, tone=tone, look=_LOOKS[find.kind]), Cell(note, tone=Tone.FAINT))
        return Row(str(number), cells, quiet=bool(find.refused))

    def _pick(self, row: str) -> None:
        find = self.found[int(row)]
        if find.refused:
            self._tell(find.refused)
            return
        self.leave()
        self._run(find)

    def _tell(self, said: str) -> None:
        self.said = said
        self.update()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if watched is not self.line or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in _MOVES and self.found:
            here = int(self.table.current_id() or 0) + _MOVES[Qt.Key(event.key())]
            self.table.choose(str(min(max(here, 0), len(self.found) - 1)))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            chosen = self.table.current_id()
            if chosen is not None:
                self._pick(chosen)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, area = self.theme, QRectF(self.rect())
        p.fillRect(area, theme.colour(Tone.GROUND))
        canvas.card(p, theme, area, Tone.PANEL, edge=Tone.INFO)
        foot = QRectF(area.left() + theme.px(16), area.bottom() - theme.px(FOOT), area.width() - theme.px(32), theme.px(FOOT))
        words = self.said or translate("Palette", "回车执行　↑↓ 选择　Esc 收起")
        canvas.text(p, theme, foot, words, size=Size.QUIET, tone=Tone.HIGH if self.said else Tone.FAINT)
        p.end()
