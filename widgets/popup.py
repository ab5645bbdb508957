"""A menu that folds out once: made anew each time, and gone when it closes, or a desk that is never shut would gather them."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMenu, QWidget


def popup_menu(parent: QWidget) -> QMenu:
    """An empty menu, deleted when it closes."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
