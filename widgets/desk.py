"""What lies between the screen and the session: orders, the selection, and the control of time. It keeps the selection and no facts."""

from collections.abc import Callable
from typing import Protocol

from console.model.command import Command
from console.session import Frame
from widgets import words


class Source(Protocol):
    """Where frames come from and orders go to: `console.session.Session`, or a stand-in in tests."""

    def frame(self) -> Frame:
        """The picture now; called each 33 ms on the GUI thread."""

    def order(self, command: Command) -> str:
        """Send a command; its id, or an empty string when not live."""

    def pause(self) -> None:
        """Stop time on the screen."""

    def play(self, speed: float) -> None:
        """Let time run from where it stands, at 0.5 … 60 times."""

    def seek(self, at: float) -> None:
        """Go to a hall time."""

    def live(self) -> None:
        """Back to now."""


Selected = tuple[str, str]
"""Kind and id of the thing whose detail is shown; both empty: nothing."""


class Workplace:
    """The `Desk` of every pane, in all windows of one console."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.selected: Selected = ("", "")
        self.on_select: list[Callable[[Selected], None]] = []
        """Told of each selection: the detail card, and the window that must bring it to the front."""

    def order(self, command: Command) -> str:
        """Send a command; empty when it could not be sent (replay, no link)."""
        return self.source.order(command)

    def select(self, kind: str, id: str) -> None:
        """Show a thing's detail everywhere."""
        self.selected = (kind, id)
        for told in self.on_select:
            told(self.selected)

    def translate(self, code: str) -> str:
        """The words for a code of the model."""
        return words.of(code)
