"""A group: what one commit writes — events and all that follows from them — folded before it is written. It writes nothing.

State is immutable, so a group that could not be written is simply dropped, and an event is never on disk without its consequences.
A bug in what follows from an event is held in (`Group.attempt`): the event itself is written, and the hall goes on without that part.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

import msgspec
from msgspec import Struct

from console.hub.crash import Crashes
from console.hub.journal import Draft
from console.model import event as ev
from console.model import linkage
from console.model.command import Command
from console.model.event import AnyEvent, Entry, Event
from console.model.faults import FOLD
from console.model.reduce import explain, reduce
from console.model.state import HallState
from console.wire import Answer

T = TypeVar("T")
LONGEST = 64
"""Characters of a part's name."""
SHOWN = 20
"""Last events of a group in a crash report."""

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

    def __init__(
        self, state: HallState, *, hall: str, at: float, epoch: str, number: Callable[[], int], crashes: Crashes | None = None
    ) -> None:
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
        self._crashes = crashes or Crashes()

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
        before = self.state
        self.state = reduce(before, entry)
        self.drafts.append(draft)
        if self.state.faults is not before.faults:
            self._tell_unfolded(before, entry)
        follow = partial(linkage.follow, self.state, draft.event)
        for place, command in enumerate(self.attempt(f"link:{ev.kind_of(draft.event)}", follow)):
            self.follows.append((f"link.{self._epoch}.{seq}.{place}", command))

    def _tell_unfolded(self, before: HallState, entry: Entry) -> None:
        """An entry that a bug kept from being folded is noted in the state, as any replay will note it; the first of its kind is reported."""
        fresh = [name for name in self.state.faults if name.startswith(FOLD) and name not in before.faults]
        error = explain(before, entry) if fresh else None
        if error is not None:
            self._crashes.report(fresh[0], error, self._shown())

    def attempt(self, part: str, work: Callable[[], Iterable[T]], /) -> Sequence[T]:
        """What a part of the judging says. One that fails by a bug says nothing, and is left out until the next start of the hub."""
        part = part[:LONGEST]
        if part in self.state.faults:
            return ()
        try:
            return tuple(work())
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 (it is reported and journalled)
            self._disable(part, error)
            return ()

    @contextmanager
    def whole(self, part: str) -> Iterator[None]:
        """As `attempt`, for work that adds to the group itself: of what fails, nothing stays."""
        state, drafts, given, answers, follows = (
            self.state,
            len(self.drafts),
            len(self.given),
            self.answers.copy(),
            self.follows.copy(),
        )
        try:
            yield
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 (it is reported and journalled)
            self.state, self.answers, self.follows = state, answers, follows
            del self.drafts[drafts:], self.given[given:]
            self._disable(part, error)

    def _disable(self, part: str, error: Exception) -> None:
        self.note(ev.PartDisabled(part=part, error=type(error).__name__, report=self._crashes.report(part, error, self._shown())))

    def _shown(self) -> str:
        last = (_encode(draft).decode(errors="replace") for draft in self.drafts[-SHOWN:])
        return "\n".join((f"after entry {self.state.seq - len(self.drafts)}, at {self.at}; the last of the group:", *last))

    def note(self, event: Event) -> None:
        """Fold an event of the hub itself, exactly as a replay will read it. One that nobody could read again is left out, and reported."""
        try:
            plain = _decode(_encode(event))
        except (msgspec.MsgspecError, UnicodeEncodeError) as error:
            if isinstance(event, ev.PartDisabled):
                raise
            part = f"write:{ev.kind_of(event)}"[:LONGEST]
            if part not in self.state.faults:
                self._disable(part, error)
            return
        self.add(Draft(at=self.at, source=HUB, epoch=self._epoch, sseq=self._number(), event=plain))
