"""What stands in the floor plan's title line: the line to find something by, and the strip of layers. It draws nothing of the plan."""

from collections.abc import Callable

from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from console.session import Desk
from widgets import floor_layers as layers
from widgets.floor_canvas import FloorCanvas
from widgets.floor_find import FindLine, matches
from widgets.floor_layers import Layer
from widgets.floor_view import FloorView
from widgets.strip import Strip
from widgets.theme import Theme


class FloorTools(QWidget):
    """Finding and layers; `view` is what the plan shows now, `changed` is called when other layers are on."""

    def __init__(self, desk: Desk, theme: Theme, spots: FloorCanvas, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.spots = spots
        self.view: FloorView | None = None
        self.changed: Callable[[], object] | None = None
        self.off: frozenset[Layer] = frozenset()
        """The layers that are left out."""
        self._settings: QSettings | None = None
        self._hits: tuple[str, ...] = ()
        self._hit = -1
        """What was found by what is typed, and which of it stands out."""
        self.line = FindLine(theme, self)
        self.line.textEdited.connect(self._find)
        self.line.go = self._next
        self.line.leave = self._leave
        self.strip = Strip(theme, self)
        self.strip.picked = self._toggle
        self.strip.show_items(layers.items(self.off))
        spots.finds = self._want
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        row.addWidget(self.strip, 1)

    def has(self, layer: Layer) -> bool:
        """Whether a layer is on."""
        return layer not in self.off

    def settle(self, settings: QSettings | None) -> None:
        """Take up the layers as they were left, and keep them from now on."""
        self._settings = settings
        self.show_layers(layers.decoded(settings.value(layers.KEPT) if settings is not None else ""))

    def show_layers(self, off: frozenset[Layer]) -> None:
        """Leave these layers out."""
        self.off = off
        self.strip.show_items(layers.items(off))
        if self.changed is not None:
            self.changed()

    def _toggle(self, code: str) -> None:
        self.show_layers(layers.toggled(self.off, code))
        if self._settings is not None:
            self._settings.setValue(layers.KEPT, layers.encoded(self.off))

    def _want(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _leave(self) -> None:
        self.line.clear()
        self._hits = ()
        self.spots.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, typed: str) -> None:
        """Each letter narrows it down; the likeliest stands out."""
        self._hits = matches(typed, self.view) if self.view is not None else ()
        self._hit = -1
        if self._hits:
            self._next(1)

    def _next(self, step: int) -> None:
        """The next that can be meant and stands on the plan: pushed into the view, standing out once, its card shown."""
        places = self.spots.areas()
        for _ in self._hits:
            self._hit = (self._hit + step) % len(self._hits)
            key = self._hits[self._hit]
            if key in places:
                self.spots.reveal(key)
                self.spots.attend(key)
                self.spots.pulse(key)
                kind, _, id = key.partition(":")
                self.desk.select(kind, id)
                return
