"""Takes over into a widget made anew where its like stood: scrolled to, typed, chosen, ticked, selected. For a change of theme or language.

Both trees of widgets are walked side by side; where they differ, what is below is left as it was made. A widget that has something under
way (a note that is being written, a file) goes on from its like by itself: it has a method `go_on_from(was)`, called once the first frame
has been drawn, before what is in it is carried.
"""

from collections.abc import Callable, Iterator

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLineEdit, QPlainTextEdit, QScrollBar, QWidget

from widgets.table import Table

Pair = tuple[QWidget, QWidget]


def pairs(old: QWidget, new: QWidget) -> Iterator[Pair]:
    """The two, and below them every two of one class at one place."""
    yield old, new
    ours: dict[type[QWidget], list[QWidget]] = {}
    for child in _children(new):
        ours.setdefault(type(child), []).append(child)
    for child in _children(old):
        same = ours.get(type(child))
        if same:
            yield from pairs(child, same.pop(0))


def _children(widget: QWidget) -> list[QWidget]:
    return [
        child for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if not child.isWindow()
    ]


def carry(old: QWidget, new: QWidget) -> None:
    """Let `new` and what is in it stand as `old` does. Its rows must be there already."""
    for was, now in list(pairs(old, new)):
        _carry_one(was, now)


def held_in(widget: QWidget) -> QWidget | None:
    """What in it has the keyboard."""
    window = widget.window()
    focused = window.focusWidget() if window is not None else None
    return focused if focused is not None and (focused is widget or widget.isAncestorOf(focused)) else None


def like(held: QWidget | None, old: QWidget, new: QWidget) -> QWidget | None:
    """What in `new` stands where `held` does in `old`; `new` itself where nothing does."""
    return None if held is None else next((now for was, now in pairs(old, new) if was is held), new)


def _carry_one(was: QWidget, now: QWidget) -> None:
    # By name, as hundreds of widgets are asked: a protocol that is checked while it runs costs 30 ms of half a second.
    go_on_from: Callable[[QWidget], None] | None = getattr(now, "go_on_from", None)
    if go_on_from is not None:
        go_on_from(was)
    if isinstance(was, Table) and isinstance(now, Table):
        if was.selectedIndexes():  # Qt has a current row, which nobody chose, in each list that has had the keyboard
            now.choose(was.current_id())
        now.mark(was.marked_ids())
    elif isinstance(was, QLineEdit) and isinstance(now, QLineEdit):
        now.setText(was.text())
        now.setCursorPosition(was.cursorPosition())
    elif isinstance(was, QPlainTextEdit) and isinstance(now, QPlainTextEdit):
        now.setPlainText(was.toPlainText())
    elif isinstance(was, QComboBox) and isinstance(now, QComboBox):
        if was.count() == now.count():
            now.setCurrentIndex(was.currentIndex())
    elif isinstance(was, QAbstractButton) and isinstance(now, QAbstractButton) and was.isCheckable() and now.isCheckable():
        now.setChecked(was.isChecked())
    if isinstance(was, QAbstractScrollArea) and isinstance(now, QAbstractScrollArea):
        for before, after in (
            (was.verticalScrollBar(), now.verticalScrollBar()),
            (was.horizontalScrollBar(), now.horizontalScrollBar()),
        ):
            if before is not None and after is not None:
                _scroll(before, after)


def _scroll(before: QScrollBar, after: QScrollBar) -> None:
    """To the same share of the whole, once there is a whole: rows may be of another height now."""
    if not before.maximum():
        return
    share = before.value() / before.maximum()

    def scroll() -> None:
        after.setValue(round(share * after.maximum()))

    scroll()
    rest = QTimer(after)  # once the new one has been laid out
    rest.setSingleShot(True)
    rest.timeout.connect(scroll)
    rest.start(0)
