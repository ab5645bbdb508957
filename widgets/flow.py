"""A widget that lays its buttons out in rows, breaking where the width ends. Nothing else."""

from collections.abc import Sequence

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Children by their size hints and least sizes, left to right, then the next row; it is as tall as the rows are."""

    def __init__(self, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = gap
        self._items: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_items(self, items: list[QWidget]) -> None:
        """Lay out these children, in this order; those from before that are not among them are deleted."""
        for old in self._items:
            if old not in items:
                old.hide()
                old.deleteLater()
        self._items = items
        for item in items:
            if item.parentWidget() is not self:
                item.setParent(self)
            item.show()
        self._arrange()

    def row_width(self, items: Sequence[QWidget]) -> int:
        """How wide these are side by side."""
        return sum(_size(item).width() for item in items) + self._gap * max(0, len(items) - 1)

    def leave_out(self, item: QWidget) -> None:
        """Lay out the others without it, until the items are shown anew."""
        item.hide()
        self._arrange()

    def _arrange(self) -> None:
        x = y = tall = 0
        for item in self._items:
            if item.isHidden():
                continue
            size = _size(item)
            if x and x + size.width() > self.width():
                x, y, tall = 0, y + tall + self._gap, 0
            item.setGeometry(x, y, min(size.width(), max(1, self.width())), size.height())
            x += size.width() + self._gap
            tall = max(tall, size.height())
        if self.height() != y + tall:
            self.setFixedHeight(y + tall)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        self._arrange()
        super().resizeEvent(event)


def _size(item: QWidget) -> QSize:
    """What an item wants, and what it takes in any case."""
    return item.sizeHint().expandedTo(item.minimumSize())
