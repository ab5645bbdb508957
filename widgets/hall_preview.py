"""The hall that is being edited as the desk will draw it: the desk's own floor plan, over the hall in a quiet hour.

A click on a thing chooses it in the editor; nothing can be ordered, and nobody is asked for pictures.
"""

from collections.abc import Callable

from PyQt6.QtWidgets import QVBoxLayout, QWidget

from console.earlier import Earlier, NoEarlier
from console.model import event as ev
from console.model.command import Command
from console.model.hall import HallConfig
from console.model.reduce import fold
from console.model.state import HallState
from console.session import Frame, Link
from console.video.pictures import NoPictures, Pictures
from console.video.talk import NoTalker
from widgets import words
from widgets.annunciator import Annunciator
from widgets.nothing import nothing
from widgets.panes.floor_plan import FloorPlan
from widgets.theme import Theme


class Preview(QWidget):
    """The desk's floor plan. `chosen(kind, id)` hears what was clicked."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.chosen: Callable[[str, str], object] = nothing
        self.theme = theme
        self.pane: FloorPlan | None = None
        """Made when it is first wanted."""
        self._desk = _Still(self)
        self._shown: HallConfig | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_hall(self, config: HallConfig) -> None:
        """Draw this hall, if it is another than before."""
        if self.pane is None:
            self.pane = FloorPlan(self._desk, self.theme)
            self._column.addWidget(self.pane)
        if config != self._shown:
            self._shown = config
            self.pane.take_frame(Frame(state=quiet(config), now=0.0, link=Link.GOOD))


def quiet(config: HallConfig) -> HallState:
    """The hall in a quiet hour: every device is heard, everybody stands where they belong, nobody waits."""
    told: list[tuple[str, ev.AnyEvent]] = [("hub", ev.HallConfigured(config=config))]
    for adapter in dict.fromkeys(device.adapter for device in config.devices):
        own = tuple(device.id for device in config.devices if device.adapter == adapter)
        told.append(("hub", ev.AdapterJoined(adapter=adapter, epoch="preview", version="", devices=own)))
        told += [(adapter, ev.DeviceFound(device=id)) for id in own]
    for person in config.staff:
        told.append(("hub", ev.StaffPresenceChanged(person=person.id, presence=ev.Presence.ON_POST)))
        told.append(("hub", ev.StaffMoved(person=person.id, post=person.home)))
    entries = (
        ev.Entry(seq=seq, at=0.0, hall=config.id, source=source, epoch="preview", sseq=seq, device_at=None, event=event)
        for seq, (source, event) in enumerate(told, start=1)
    )
    return fold(HallState(), entries)


class _Still:
    """A desk at which nothing happens."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self.pictures: Pictures = NoPictures()
        self.annunciation = Annunciator(None)
        self.earlier: Earlier = NoEarlier()
        self.talker = NoTalker()

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
