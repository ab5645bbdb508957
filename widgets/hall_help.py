"""The help of the hall editor, in a window of its own: the page `resources/help/hall-edit.md`, and pages that it leads to."""

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QKeyEvent

from widgets.help_text import HelpText
from widgets.theme import Theme

translate = QCoreApplication.translate
PAGE = "hall-edit.md"


class HallHelp(HelpText):
    """The page; Esc closes it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("HallEdit", "营业厅编辑器：帮助"))
        self.resize(theme.px(760), theme.px(820))
        self.show_chapter(PAGE)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
