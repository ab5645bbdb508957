"""The help, inside the console: a page of `resources/help/`, at the chapter of what was asked about. It stands in no layout; F1 brings it, Esc ends it."""

from collections.abc import Callable

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, QUrl
from PyQt6.QtGui import QKeyEvent, QTextCursor
from PyQt6.QtWidgets import QTextBrowser

from console.session import Desk, Frame
from widgets.help_pages import PAGES, file_of, start
from widgets.pane import Pane
from widgets.theme import Size, Theme

translate = QCoreApplication.translate


class HelpView(Struct, frozen=True, kw_only=True):
    """Nothing of the hall: help is the same whatever happens."""


class Help(Pane[HelpView]):
    """The page; its links lead to other pages, and nowhere else."""

    name = "help"
    title = QT_TRANSLATE_NOOP("Pane", "帮助")
    by_hand = ("on_leave",)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.on_leave: Callable[[], object] = _stay
        self.page = self.heading = ""
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setFont(theme.font(Size.BODY))
        self.text.setAccessibleName(translate("Pane", self.title))
        self.text.anchorClicked.connect(self._follow)
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
            self.show_chapter(old.page, old.heading)

    def show_chapter(self, page: str, heading: str = "") -> None:
        """A page of the help, scrolled to a heading; a page that there is not is said."""
        path = file_of(page)
        self.page, self.heading = page, heading
        self.text.setSearchPaths([str(path.parent), str(PAGES), str(PAGES.parent)])
        try:
            self.text.setMarkdown(path.read_text(encoding="utf-8"))
        except OSError as fault:
            self.text.setPlainText(translate("Help", "这一页打不开：{0}").format(fault))
            return
        if heading and not self._go_to(heading):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _go_to(self, heading: str) -> bool:
        document = self.text.document()
        block = document.begin() if document is not None else None
        while block is not None and block.isValid():
            if block.blockFormat().headingLevel() and block.text().startswith(heading):
                self.text.moveCursor(QTextCursor.MoveOperation.End)  # so that the heading comes to the top, not to the foot
                self.text.setTextCursor(QTextCursor(block))
                self.text.ensureCursorVisible()
                return True
            block = block.next()
        return False

    def _follow(self, link: QUrl) -> None:
        if link.isRelative() and link.path().endswith(".md"):
            self.show_chapter(link.fileName(), link.fragment())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.on_leave()
        else:
            super().keyPressEvent(event)


def _stay() -> None:
    """Nobody has opened it."""
