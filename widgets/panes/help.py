"""The help, inside the console: a page of `resources/help/`, at the chapter of what was asked about. It stands in no layout; F1 brings it, Esc ends it."""

from collections.abc import Callable

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PyQt6.QtGui import QKeyEvent

from console.session import Desk, Frame
from widgets.help_pages import start
from widgets.help_text import HelpText
from widgets.pane import Pane
from widgets.theme import Theme

translate = QCoreApplication.translate


class HelpView(Struct, frozen=True, kw_only=True):
    """Nothing of the hall: help is the same whatever happens."""


class Help(Pane[HelpView]):
    """The page, until somebody leaves it."""

    name = "help"
    title = QT_TRANSLATE_NOOP("Pane", "帮助")
    by_hand = ("on_leave",)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.on_leave: Callable[[], object] = _stay
        self.text = HelpText(theme, self)
        self.text.setAccessibleName(translate("Pane", self.title))
        self.body.addWidget(self.text, 1)
        self.setFocusProxy(self.text)
        self.show_chapter(*start())

    @classmethod
    def view(cls, frame: Frame) -> HelpView:  # noqa: ARG003 (the contract of all panes)
        """Always the same."""
        return HelpView()

    def draw(self, view: HelpView) -> None:
        """What is read stays."""
        self.note(right=translate("Help", "Esc 收起"))

    def take_over(self, old: Pane[object]) -> None:
        """Where one had read to."""
        super().take_over(old)
        if isinstance(old, Help):
            self.show_chapter(old.text.page, old.text.heading)

    def show_chapter(self, page: str, heading: str = "") -> None:
        """A page of the help, scrolled to a heading."""
        self.text.show_chapter(page, heading)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.on_leave()
        else:
            super().keyPressEvent(event)


def _stay() -> None:
    """Nobody has opened it."""
