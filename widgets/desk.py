"""What lies between the screen and the session: orders, the selection, and the control of time. It keeps the selection and no facts."""

import time
from collections.abc import Callable
from typing import Literal, Protocol

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication

from console.earlier import Earlier, NoEarlier
from console.model import undo
from console.model.command import Command
from console.secret import Secret
from console.session import Answered, Frame, LoginResult
from console.video.pictures import NoPictures, Pictures
from console.video.talk import NoTalker, Talker
from widgets import sentences, words
from widgets.annunciator import Annunciator, Speaks
from widgets.login_seat import Seat
from widgets.video_portions import Portions
from widgets.words import Names

translate = QCoreApplication.translate


class Source(Protocol):
    """Where frames come from and orders go to: `console.session.Session`, or a stand-in in tests."""

    def frame(self) -> Frame:
        """The picture now; called each 33 ms on the GUI thread."""

    def order(self, command: Command) -> str:
        """Send a command; its id, or an empty string when not live."""

    def answers(self) -> list[Answered]:
        """What the hub answered to orders since the last call."""

    def login(self, person: str, secret: Secret) -> str:
        """Say who sits here; the id of what `logins` will tell."""

    def vouch(self, arming: str, person: str, secret: Secret) -> str:
        """Let a second person agree here to an armed plan; as `login`, or an empty string when nothing can be ordered."""

    def logout(self, reason: Literal["left", "idle"] = "left") -> None:
        """Nobody sits here any more."""

    def logins(self) -> list[LoginResult]:
        """What came of logins since the last call."""

    def pause(self) -> None:
        """Stop time on the screen."""

    def play(self, speed: float) -> None:
        """Let time run from where it stands, at 0.5 … 60 times."""

    def seek(self, at: float) -> None:
        """Go to a hall time."""

    def live(self) -> None:
        """Back to now."""


UNDO_FOR = 5.0
"""How many seconds an order can be taken back."""


class Offer(Struct, frozen=True, kw_only=True):
    """An order that was taken and can be taken back: once, in whichever window."""

    words: str
    inverse: Command
    until: float
    """On the clock `time.monotonic`."""


Selected = tuple[str, str]
"""Kind and id of the thing whose detail is shown; both empty: nothing."""


class Workplace:
    """The `Desk` of every pane, in all windows of one console."""

    def __init__(
        self, source: Source, pictures: Pictures | None = None, voice: Speaks | None = None,
        earlier: Earlier | None = None, talker: Talker | None = None,
    ) -> None:  # fmt: skip
        self.source = source
        self.talker: Talker = talker if talker is not None else NoTalker()
        self.earlier: Earlier = earlier if earlier is not None else NoEarlier()
        self.annunciation = Annunciator(voice)
        self.pictures: Pictures = Portions(pictures if pictures is not None else NoPictures()).portion("")
        """Where the tiles' pictures come from; a console without a recorder has none, and its tiles say so."""
        self.seat = Seat(source)
        """Who sits here."""
        self.selected: Selected = ("", "")
        self.waiting: dict[str, Command] = {}
        """Orders that the hub has not answered yet."""
        self.on_trouble: list[Callable[[str], None]] = []
        """Told, in words, of each order that was not taken."""
        self._offer: Offer | None = None
        self._inverse: dict[str, Command] = {}
        """What takes back the orders that the hub has not answered yet."""
        self.on_bring: list[Callable[[str], bool]] = []
        """Told which pane is wanted in front; says whether it has it."""
        self.on_select: list[Callable[[Selected], None]] = []
        """Told of each selection: the detail card, and the window that must bring it to the front."""

    def order(self, command: Command) -> str:
        """Send a command; empty when it could not be sent (replay, no link)."""
        inverse = undo.inverse(self.source.frame().state, command)
        id = self._send(command)
        if id and inverse is not None:
            self._inverse[id] = inverse
        return id

    def _send(self, command: Command) -> str:
        id = "" if self.seat.leaving else self.source.order(command)
        if id:
            self.waiting[id] = command
        else:
            self.tell(translate("Desk", "命令未发出：{0}").format(self._why_not()))
        return id

    def _why_not(self) -> str:
        """Why an order could not be sent, in words."""
        if self.seat.leaving:
            return translate("Desk", "正在退出")
        blocked = self.source.frame().blocked
        return words.of(blocked) if blocked else translate("Desk", "现在不能下命令")

    def hear(self, names: Names) -> None:
        """Take the hub's answers; what was refused or not answered is told in words. Called each frame."""
        for answer in self.source.answers():
            command, inverse = self.waiting.pop(answer.id, None), self._inverse.pop(answer.id, None)
            if answer.accepted and command is not None and inverse is not None:
                said = sentences.ordered(command, names)
                self._offer = Offer(words=said, inverse=inverse, until=time.monotonic() + UNDO_FOR)
            if not answer.accepted and command is not None:
                self.tell(words.told(sentences.ordered(command, names), words.refusal(answer.reason)))

    @property
    def offer(self) -> Offer | None:
        """What can be taken back now."""
        if self._offer is not None and time.monotonic() > self._offer.until:
            self._offer = None
        return self._offer

    def take_back(self) -> bool:
        """Take back what was ordered last; False when there is nothing to take back any more."""
        offer, self._offer = self.offer, None
        if offer is not None:
            self._send(offer.inverse)
        return offer is not None

    def tell(self, trouble: str) -> None:
        """Say in every window what came to nothing."""
        for told in self.on_trouble:
            told(trouble)

    def select(self, kind: str, id: str) -> None:
        """Show a thing's detail everywhere."""
        self.selected = (kind, id)
        for told in self.on_select:
            told(self.selected)

    def bring(self, pane: str) -> None:
        """Bring a pane to the front; a layout without it is told of in words."""
        if not any(bring(pane) for bring in self.on_bring):
            self.tell(translate("Desk", "本版面没有这个窗格"))

    def translate(self, code: str) -> str:
        """The words for a code of the model."""
        return words.of(code)
