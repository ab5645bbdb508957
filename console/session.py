"""What a console shows: one `Frame` at a time, from the live feed or from the past, never mixed. No Qt."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from console.model.command import Command
from console.model.event import Entry
from console.model.state import HallState


class Mode(StrEnum):
    """Which time the screen shows. Panes do not look at it; the banner and the border do."""

    LIVE = "live"
    PAUSED = "paused"
    REPLAY = "replay"


class Link(StrEnum):
    """How far the live picture can be trusted."""

    CONNECTING = "connecting"
    GOOD = "good"
    STALE = "stale"
    """No word from the hub for 2 s."""
    DIVERGED = "diverged"
    """The chain did not agree; a snapshot is being loaded."""
    REFUSED = "refused"


class Frame(Struct, frozen=True, kw_only=True):
    """All that a pane may draw from."""

    state: HallState
    now: float
    """Hall time of the picture, UTC seconds."""
    mode: Mode = Mode.LIVE
    can_command: bool = False
    blocked: str = ""
    """Why not, as a code: `replay`, `role`, `link`, `not_recorded`."""
    link: Link = Link.CONNECTING
    heard_ago: float = 0.0
    """Real seconds since the hub's last word."""
    recorded: bool = True
    recent: tuple[Entry, ...] = ()
    """The last entries up to `now`, oldest first, at most 500."""
    live_alarms: HallState | None = None
    """In replay: the live state, for the alarm strip only."""
    extent: tuple[float, float] = (0.0, 0.0)
    """First and last hall time that can be shown."""
    speed: float = 1.0


class Desk(Protocol):
    """What a pane may ask for; given to it by the main window."""

    def order(self, command: Command) -> str:
        """Send a command; returns its id. In replay it does nothing and returns an empty string."""

    def select(self, kind: str, id: str) -> None:
        """Show a thing's detail everywhere: kinds counter, ticket, person, zone, device, alarm, plan, queue."""

    def translate(self, code: str) -> str:
        """The words for a code of the model (phase, stage, refusal, condition …)."""


Subscriber = Callable[[Frame], None]
