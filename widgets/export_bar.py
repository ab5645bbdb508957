"""The line by which a pane's tables become a file: three formats, how far it is, cancel, and where the file lies."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QCoreApplication, Qt, QTimer
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from console.export import Book
from widgets.action import ActionButton
from widgets.exporting import FORMATS, Exporting
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
_LOOK_MS = 100


class ExportBar(QWidget):
    """`book()` gives what is to be written, or None while there is nothing."""

    def __init__(self, theme: Theme, book: Callable[[], Book | None], parent: QWidget) -> None:
        super().__init__(parent)
        self.exporting = Exporting()
        self._book = book
        self._has_book = True
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setFont(theme.font(Size.QUIET))
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        palette = self.label.palette()
        palette.setColor(self.label.foregroundRole(), theme.colour(Tone.SOFT))
        self.label.setPalette(palette)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        self.buttons = {
            ending: ActionButton(theme, translate("Export", "导出 {0}").format(ending.upper()), self) for ending in FORMATS
        }
        for ending, button in self.buttons.items():
            button.setObjectName(f"export:{ending}")
            button.fired.connect(partial(self.begin, ending))
            row.addWidget(button)
        self.cancel = ActionButton(theme, translate("Export", "取消导出"), self)
        self.cancel.fired.connect(self._cancel)
        row.addWidget(self.cancel)
        row.addWidget(self.label, 1)
        self.cancel.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.draw)

    def begin(self, ending: str) -> None:
        """Write the file, beside everything else."""
        book = self._book()
        if book is not None:
            self.exporting.begin(ending, book)
            self._timer.start()
            self.draw()

    def go_on_from(self, was: "ExportBar") -> None:
        """The file that the other was about is this one's now: how far it is, where it lies."""
        self.exporting = was.exporting
        self._timer.start()
        self.draw()

    def _cancel(self) -> None:
        self.exporting.cancel()

    def offer(self, has_book: bool) -> None:
        """Whether there is anything to write."""
        if has_book != self._has_book:
            self._has_book = has_book
            self.draw()

    def draw(self) -> None:
        """How it stands."""
        now = self.exporting.progress
        running, words = now.is_running, self.exporting.words(now)
        self.cancel.setVisible(running)
        for button in self.buttons.values():
            button.allow(
                self._has_book and not running,
                translate("Export", "正在导出") if running else translate("Export", "还没有可导出的"),
            )
        self.label.setText(words)
        self.label.setToolTip(words)
        if not running:
            self._timer.stop()
