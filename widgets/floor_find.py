"""Finding something on the floor plan by typing: what can be meant, in which order, and where on the plan it stands. Pure but for the line."""

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from widgets import words
from widgets.floor_view import FloorView, waiting_in
from widgets.spelling import NO, rank
from widgets.theme import HIT, Size, Theme

translate = QCoreApplication.translate
MOST = 50


def places_of(view: FloorView) -> list[tuple[str, str]]:
    """Every place by a name that people call it by: (name, key). A place may have several names."""
    names = words.names_of(view.config)
    found: list[tuple[str, str]] = []
    for tile in view.counters:
        key = f"counter:{tile.place.id}"
        found.append((names.of("counter", tile.place.id), key))
        found += [(each, key) for each in (tile.ticket, tile.clerk) if each]
    people = (*(tile.who for tile in view.counters if tile.who is not None), *(token.who for token in view.staff))
    found += [(words.name(who), f"person:{who.id}") for who in people if words.name(who)]
    found += [(seat.ticket, f"ticket:{seat.ticket}") for seat in waiting_in(view)]
    found += [(words.name(face.lane), f"lane:{face.lane.id}") for face in view.lanes]
    found += [(words.name(mark.config), f"device:{mark.config.id}") for mark in view.devices]
    found += [(words.name(mark.device), f"device:{mark.config.id}") for mark in view.eyes]
    found += [(words.name(face.zone), f"zone:{face.zone.id}") for face in view.zones]
    return found


def matches(typed: str, view: FloorView) -> tuple[str, ...]:
    """The keys of what can be meant, the likeliest first; nothing typed means nothing."""
    if not typed.strip():
        return ()
    ranked = sorted(
        ((rank(typed, name), order, key) for order, (name, key) in enumerate(places_of(view))), key=lambda each: each[:2]
    )
    return tuple(dict.fromkeys(key for least, _, key in ranked if least < NO))[:MOST]


class FindLine(QLineEdit):
    """The line to type into. Enter and the arrows go to the next that can be meant, Esc leaves it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.go: Callable[[int], object] | None = None
        """Called with 1 for the next and -1 for the last one."""
        self.leave: Callable[[], object] | None = None
        self.setFont(theme.font(Size.LABEL))
        self.setFixedSize(theme.px(132), theme.px(HIT))
        self.setTextMargins(theme.px(6), 0, theme.px(6), 0)
        self.setMaxLength(40)
        self.setPlaceholderText(translate("FloorPlan", "查找 /"))
        self.setAccessibleName(translate("FloorPlan", "在平面图上查找"))
        self.setToolTip(translate("FloorPlan", "票号、人名、窗口、设备或拼音首字母；回车看下一处"))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        key = event.key() if event is not None else None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down) and self.go is not None:
            self.go(1)
        elif key == Qt.Key.Key_Up and self.go is not None:
            self.go(-1)
        elif key == Qt.Key.Key_Escape and self.leave is not None:
            self.leave()
        else:
            super().keyPressEvent(event)
