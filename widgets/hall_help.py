"""The help of the hall editor, in a window of its own: the page `resources/help/hall-edit.md`, and pages that it leads to."""

from PyQt6.QtCore import QCoreApplication, Qt, QUrl
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QTextBrowser

from widgets.help_pages import PAGES, file_of
from widgets.theme import Size, Theme

translate = QCoreApplication.translate
PAGE = "hall-edit.md"


class HallHelp(QTextBrowser):
    """The page; Esc closes it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("HallEdit", "营业厅编辑器：帮助"))
        self.setOpenLinks(False)
        self.setSearchPaths([str(file_of(PAGE).parent), str(PAGES)])
        self.setFont(theme.font(Size.BODY))
        self.anchorClicked.connect(self._follow)
        self.resize(theme.px(760), theme.px(820))
        self._read(PAGE)

    def _follow(self, to: QUrl) -> None:
        if not to.scheme() and to.fileName().endswith(".md"):
            self._read(to.fileName())

    def _read(self, page: str) -> None:
        path = file_of(page)
        self.setMarkdown(
            path.read_text(encoding="utf-8") if path.is_file() else translate("HallEdit", "没有这一页：{0}").format(page)
        )

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
