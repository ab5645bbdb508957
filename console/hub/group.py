"""A group: what one commit writes — events and all that follows from them — folded before it is written. It writes nothing.

State is immutable, so a group that could not be written is simply dropped, and an event is never on disk without its consequences.
"""

from collections import deque
from collections.abc import Callable

import msgspec
from msgspec import Struct

from console.hub.journal import Draft
from console.model import linkage
from console.model.command import Command
from console.model.event import AnyEvent, Entry, Event
from console.model.reduce import reduce
from console.model.state import HallState
from console.wire import Answer

HUB = "hub"
"""The source of what the hub writes itself."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(AnyEvent).decode


class Given(Struct, frozen=True, kw_only=True):
    """An accepted order to send to its adapter once it is on disk."""

    adapter: str
    id: str
    command: Command
    expires_at: float
    """Hall time."""


class Group:
    """The hall as it will be once `drafts` are on disk."""

    def __init__(self, state: HallState, *, hall: str, at: float, epoch: str, number: Callable[[], int]) -> None:
        self.state = state
        self.at = at
        self.drafts: list[Draft] = []
        self.given: list[Given] = []
        self.answers: dict[str, Answer] = {}
        self.follows: deque[tuple[str, Command]] = deque()
        """(order id, command) that linkage asks for and nobody has checked yet."""
        self._hall = hall
        self._epoch = epoch
        self._number = number

    def add(self, draft: Draft) -> None:
        """Fold one more event; its consequences by linkage wait in `follows`.

        They are named by boot and entry: by the entry alone, a journal that lost its end would give an order the name of a lost one,
        and the adapter that remembers it would not act.
        """
        seq = self.state.seq + 1
        entry = Entry(
            seq=seq,
            at=draft.at,
            hall=self._hall,
            source=draft.source,
            epoch=draft.epoch,
            sseq=draft.sseq,
            device_at=draft.device_at,
            event=draft.event,
        )
        self.state = reduce(self.state, entry)
        self.drafts.append(draft)
        for place, command in enumerate(linkage.follow(self.state, draft.event)):
            self.follows.append((f"link.{self._epoch}.{seq}.{place}", command))

    def note(self, event: Event) -> None:
        """Fold an event of the hub itself, exactly as a replay will read it."""
        self.add(Draft(at=self.at, source=HUB, epoch=self._epoch, sseq=self._number(), event=_decode(_encode(event))))
