"""The hall that is being edited as the desk will draw it: the desk's own floor plan, over a hall of which nothing is known yet.

A click on a thing chooses it in the editor; nothing can be ordered, and nobody is asked for pictures.
"""

from collections.abc import Callable

from PyQt6.QtWidgets import QVBoxLayout, QWidget

from console.earlier import Earlier, NoEarlier
from console.model.command import Command
from console.model.event import Entry, HallConfigured
from console.model.hall import HallConfig
from console.model.reduce import reduce
from console.model.state import HallState
from console.session import Frame
from console.video.pictures import NoPictures, Pictures
from widgets import words
from widgets.annunciator import Annunciator
from widgets.panes.floor_plan import FloorPlan
from widgets.theme import Theme


class Preview(QWidget):
    """The desk's floor plan. `chosen(kind, id)` hears what was clicked."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.chosen: Callable[[str, str], object] = _nothing
        self._desk = _Still(self)
        self.pane = FloorPlan(self._desk, theme)
        self._shown: HallConfig | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self.hide()

    def show_hall(self, config: HallConfig) -> None:
        """Draw this hall, if it is another than before."""
        if config != self._shown:
            self._shown = config
            entry = Entry(
                seq=1, at=0.0, hall=config.id, source="hub", epoch="", sseq=1, device_at=None, event=HallConfigured(config=config)
            )  # fmt: skip
            self.pane.take_frame(Frame(state=reduce(HallState(), entry), now=0.0))


class _Still:
    """A desk at which nothing happens."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self.pictures: Pictures = NoPictures()
        self.annunciation = Annunciator(None)
        self.earlier: Earlier = NoEarlier()

    def order(self, command: Command) -> str:
        """Nothing is ordered."""
        return ""

    def select(self, kind: str, id: str) -> None:
        """A click chooses in the editor."""
        self._preview.chosen(kind, id)

    def bring(self, pane: str) -> None:
        """There are no other panes."""

    def translate(self, code: str) -> str:
        """The words for a code."""
        return words.of(code)


def _nothing(*_told: object) -> None:
    """Before anybody listens."""
