"""A page of `resources/help/` to read, at one of its chapters; its links lead to other pages, and nowhere else."""

from collections.abc import Iterator

from PyQt6.QtCore import QCoreApplication, QUrl
from PyQt6.QtGui import QTextBlock, QTextCursor, QTextFragment, QTextLength
from PyQt6.QtWidgets import QTextBrowser, QWidget

from widgets.help_pages import PAGES, file_of
from widgets.theme import Size, Theme

translate = QCoreApplication.translate


class HelpText(QTextBrowser):
    """The page in the language of the screen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = self.heading = ""
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setFont(theme.font(Size.BODY))
        self.anchorClicked.connect(self._follow)

    def show_chapter(self, page: str, heading: str = "") -> None:
        """A page of the help, scrolled to a heading; a page that there is not is said."""
        path = file_of(page)
        self.page, self.heading = page, heading
        self.setSearchPaths([str(path.parent), str(PAGES), str(PAGES.parent)])
        try:
            self.setMarkdown(path.read_text(encoding="utf-8"))
        except OSError as fault:
            self.setPlainText(translate("Help", "这一页打不开：{0}").format(fault))
            return
        self._fit_pictures()
        if heading and not self._go_to(heading):
            self.moveCursor(QTextCursor.MoveOperation.Start)

    def _fit_pictures(self) -> None:
        """No picture is wider than the page."""
        for fragment in [fragment for block in self._blocks() for fragment in _pictures(block)]:
            image = fragment.charFormat().toImageFormat()
            image.setMaximumWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            cursor = QTextCursor(self.document())
            cursor.setPosition(fragment.position())
            cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(image)

    def _go_to(self, heading: str) -> bool:
        for block in self._blocks():
            if block.blockFormat().headingLevel() and block.text().startswith(heading):
                self.moveCursor(QTextCursor.MoveOperation.End)  # so that the heading comes to the top, not to the foot
                self.setTextCursor(QTextCursor(block))
                self.ensureCursorVisible()
                return True
        return False

    def _blocks(self) -> Iterator[QTextBlock]:
        document = self.document()
        block = document.begin() if document is not None else QTextBlock()
        while block.isValid():
            yield block
            block = block.next()

    def _follow(self, link: QUrl) -> None:
        if link.isRelative() and link.path().endswith(".md"):
            self.show_chapter(link.fileName(), link.fragment())


def _pictures(block: QTextBlock) -> Iterator[QTextFragment]:
    part = block.begin()
    while not part.atEnd():
        if part.fragment().charFormat().isImageFormat():
            yield part.fragment()
        part += 1
