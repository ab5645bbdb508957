"""Where somebody writes into a pane: a note of any length, which is written in parts where one entry cannot hold it. Nothing typed is lost.

What is not written yet stays in the editor, and is kept in the console's own settings, so that a console that ends or a hub that is gone
costs no word. Signs that cannot be seen (control characters, marks that turn the writing direction) are told of, and written as they are.
"""

from collections.abc import Callable
from unicodedata import category

from PyQt6.QtCore import QCoreApplication, QMimeData, QRectF, QSettings, Qt, QTimer
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from console.model.state import Stage
from widgets import canvas
from widgets.action import ActionButton, Weight
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
PART = 3_900
"""Characters of a part; with its number before it, it stays below what one entry holds."""
OVER = (Stage.REFUSED, Stage.EXPIRED, Stage.FAILED, Stage.UNKNOWN, Stage.MISMATCH)
_LINE = 1_000
"""A part ends at a line's end, if there is one so near."""
_KEPT_AFTER = 800
"""Milliseconds after the last key."""


def parts_of(text: str) -> list[str]:
    """A text in parts that an entry can hold, each with its number where there are several; joined they are the text, to the letter."""
    pieces: list[str] = []
    while len(text) > PART:
        cut = text.rfind("\n", PART - _LINE, PART) + 1 or PART
        pieces.append(text[:cut])
        text = text[cut:]
    pieces.append(text)
    if len(pieces) == 1:
        return pieces
    return [f"（{number}/{len(pieces)}）{piece}" for number, piece in enumerate(pieces, start=1)]


def unseen(text: str) -> int:
    """How many signs of a text nobody can see: control characters, marks that turn the writing direction; spaces of all widths are seen."""
    return sum(not (sign.isprintable() or sign in "\n\t" or category(sign) == "Zs") for sign in text)


class NoteForm(QWidget):
    """An editor, what there is to say of its text, and a button. `order(text)` sends one part and gives its id, or nothing."""

    def __init__(self, theme: Theme, parent: QWidget, hint: str, button: str) -> None:
        super().__init__(parent)
        self.theme = theme
        self.order: Callable[[str], str] | None = None
        self.sending = ""
        """Id of the part that is under way."""
        self.parts: list[str] = []
        """What is still to be written of a note that is being sent, the part under way first."""
        self.count = 0
        """In how many parts it is written."""
        self._settings: QSettings | None = None
        self.edit = Editor(theme, self)
        self.edit.setPlaceholderText(hint)
        self.edit.pasted = self._pasted
        self.edit.sent = self.send
        self.edit.textChanged.connect(self._changed)
        self.said = QLabel(self)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setFont(theme.font(Size.QUIET))
        self.said.setWordWrap(True)
        self.button = ActionButton(theme, button, self, weight=Weight.PRIMARY)
        self.button.fired.connect(self.send)
        self._words = button
        self._why = ""
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEPT_AFTER)
        self._keeping.timeout.connect(self._keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.edit, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        column.addWidget(self.said)
        self._changed()

    def settle(self, settings: QSettings | None, key: str) -> None:
        """Take up what was typed and not written when the console last ended."""
        self._settings, self._key = settings, key
        left = settings.value(key, "", str) if settings is not None else ""
        if left and not self.edit.toPlainText():
            self.edit.setPlainText(left)
            self._say(translate("NoteForm", "上次没有记入的文字还在这里"))

    def allow(self, why: str) -> None:
        """Let it be written, or say why not; what is typed stays either way."""
        self._why = why
        self._changed()

    def send(self) -> None:
        """Write what is in the editor, part by part."""
        text = self.edit.toPlainText()
        if not text.strip() or self.parts or self._why or self.order is None:
            return
        self.parts = parts_of(text)
        self.count = len(self.parts)
        self._next()

    def follow(self, id: str, stage: Stage) -> None:
        """What became of a part; of another than the one under way nothing is to be done."""
        if not self.sending or id != self.sending:
            return
        if stage is Stage.CONFIRMED:
            self.sending = ""
            self.parts.pop(0)
            self._next()
        elif stage in OVER:
            self.stop(translate("NoteForm", "没有记入，文字还在这里"))

    def go_on_from(self, was: "NoteForm") -> None:
        """What the other has under way is followed here, and its text is not to be sent again."""
        self.sending, self.parts, self.count = was.sending, was.parts, was.count
        self.edit.setPlainText(was.edit.toPlainText())
        self._tell_part()
        self._changed_button()

    def stop(self, why: str = "") -> None:
        """Nothing more is sent; what was not written is in the editor."""
        done = self.count - len(self.parts)
        left = "".join(part.partition("）")[2] if self.count > 1 else part for part in self.parts)
        self.parts, self.sending = [], ""
        if self.count > 1:
            self.edit.setPlainText(left)
            why = translate("NoteForm", "已记入 {0} 条，其余还在这里：{1}").format(done, why)
        self._say(why)
        self._changed_button()

    def _next(self) -> None:
        if not self.parts:
            many = self.count > 1
            self.edit.clear()
            self._keep()
            self._say(translate("NoteForm", "已分 {0} 条全部记入").format(self.count) if many else "")
            return
        self.sending = self.order(self.parts[0]) if self.order is not None else ""
        if not self.sending:
            self.stop(translate("NoteForm", "没有记入，文字还在这里"))
            return
        self._tell_part()
        self._changed_button()

    def _tell_part(self) -> None:
        if self.parts and self.count > 1:
            self._say(translate("NoteForm", "正在记入 {0} / {1}").format(self.count - len(self.parts) + 1, self.count))

    def _pasted(self, text: str) -> None:
        """Say what a large paste came to."""
        lines = text.count("\n") + 1
        parts = len(parts_of(self.edit.toPlainText()))
        if lines > 20 or parts > 1:
            said = translate("NoteForm", "粘贴了 {0} 行、{1} 字").format(f"{lines:,}", f"{len(text):,}")
            if parts > 1:
                said += translate("NoteForm", "；一条记不下，将分 {0} 条记入，一字不少").format(parts)
            self._say(said)

    def _changed(self) -> None:
        hidden = unseen(self.edit.toPlainText())
        if hidden:
            self._say(translate("NoteForm", "有 {0} 个看不见的控制符：照原样记入，显示时换成空格").format(hidden))
        elif not self.edit.toPlainText() and not self.parts:
            self._say("")
        if self._settings is not None:
            self._keeping.start()
        self._changed_button()

    def _changed_button(self) -> None:
        text = self.edit.toPlainText()
        parts = len(parts_of(text)) if len(text) > PART else 1
        words = self._words if parts == 1 else translate("NoteForm", "分 {0} 条记入").format(parts)
        if words != self.button.text():
            self.button.setText(words)
            self.button.updateGeometry()
        if self.parts:
            self.button.allow(False, translate("NoteForm", "正在记入"))
        elif self._why:
            self.button.allow(False, self._why)
        else:
            self.button.allow(bool(text.strip()), translate("NoteForm", "先写几个字"))
        self.edit.setReadOnly(bool(self.parts))

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _keep(self) -> None:
        if self._settings is not None:
            self._settings.setValue(self._key, self.edit.toPlainText())


class Editor(QPlainTextEdit):
    """A few lines to type into; Ctrl+Enter sends, Tab goes on to the next field."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.pasted: Callable[[str], None] | None = None
        self.sent: Callable[[], None] | None = None
        self.setFont(theme.font(Size.BODY))
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedHeight(theme.px(64))
        self.document().setDocumentMargin(theme.px(8))  # type: ignore[union-attr]
        viewport = self.viewport()
        if viewport is not None:
            viewport.setAutoFillBackground(False)

    def insertFromMimeData(self, source: QMimeData | None) -> None:
        """Qt's paste, and then a word on it."""
        super().insertFromMimeData(source)
        if source is not None and self.pasted is not None:
            self.pasted(source.text())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        enter = event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event is not None and enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.sent is not None:
            self.sent()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        viewport = self.viewport()
        if viewport is not None:
            p = QPainter(viewport)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = Tone.INFO if self.hasFocus() else Tone.LINE
            canvas.card(p, self.theme, QRectF(viewport.rect()), Tone.RAISED, edge=edge)
            p.end()
        super().paintEvent(event)
