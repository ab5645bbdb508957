"""A desk for panes that stand alone: it remembers what it was told, and has no pictures, no voices and no past."""

from console.earlier import Earlier, NoEarlier
from console.session import Annunciation
from console.video.pictures import NoPictures, Pictures
from console.video.talk import NoTalker, Talker
from widgets.annunciator import Annunciator


class SilentDesk:
    """A desk that only remembers."""

    def __init__(self) -> None:
        self.orders: list[object] = []

    def order(self, command: object) -> str:
        self.orders.append(command)
        return "id"

    def select(self, kind: str, id: str) -> None:
        self.orders.append((kind, id))

    def bring(self, pane: str) -> None:
        self.orders.append(pane)

    def translate(self, code: str) -> str:
        return code

    @property
    def pictures(self) -> Pictures:
        return NoPictures()

    @property
    def talker(self) -> Talker:
        return NoTalker()

    @property
    def annunciation(self) -> Annunciation:
        return Annunciator()

    @property
    def earlier(self) -> Earlier:
        return NoEarlier()
