"""Between the device's threads and the link's thread: events on their way to the disk, in order. It stores nothing itself."""

import socket
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence

from msgspec import Struct

from adapters.base import Told, encoded
from adapters.outbox import REMEMBERED
from console.fault import HallFault
from console.model.event import AdapterEvent

MOST = 10_000
"""Reports that may wait for the disk; then `report` blocks."""
LONGEST_KEY = 200
"""Characters of a message's key."""


class Doorbell:
    """Wakes a poll on a descriptor, from any thread."""

    def __init__(self) -> None:
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)

    def fileno(self) -> int:
        """The descriptor to poll for reading."""
        return self._near.fileno()

    def ring(self) -> None:
        """Wake the poll; ringing twice wakes once."""
        try:
            self._far.send(b"!")
        except (BlockingIOError, BrokenPipeError, OSError):  # full: it rings already; closed: nobody sleeps
            return

    def quiet(self) -> None:
        """Stop ringing; called by the one who polls."""
        try:
            while self._near.recv(4096):
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        """Free both ends."""
        self._near.close()
        self._far.close()


class Unit(Struct, frozen=True):
    """What reaches the disk together: events, and the key of the message that they are of."""

    events: tuple[Told, ...]
    key: str = ""
    """Empty: of no message that could come again."""


class Intake:
    """The real `Report` of an adapter. Any thread puts in; the link's thread takes out."""

    def __init__(self, bell: Doorbell, most: int = MOST, *, known: Iterable[str] = ()) -> None:
        """`known`: keys of messages that earlier processes took, oldest first."""
        self._bell = bell
        self._most = most
        self._changed = threading.Condition()
        self._waiting: deque[Unit] = deque()
        self._known = OrderedDict.fromkeys(known)
        self._put = 0
        self._stored = 0
        self._closed = False

    def __call__(self, event: AdapterEvent, device_at: float | None = None) -> None:
        """See `base.Report`. After the link has ended it raises `HallFault`: the event was not taken."""
        encoded(event)
        with self._changed:
            self._wait_for_room()
            self._put_in(Unit(((event, device_at),)))
        self._bell.ring()

    def once(self, key: str, events: Sequence[Told]) -> bool:
        """See `base.Report`."""
        if not 0 < len(key) <= LONGEST_KEY:
            raise ValueError(f"a message's key has 1 to {LONGEST_KEY} characters, not {len(key)}")
        for event, _ in events:
            encoded(event)
        with self._changed:
            self._wait_for_room()
            if key in self._known:
                return False
            self._known[key] = None
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
            self._put_in(Unit(tuple(events), key))
        self._bell.ring()
        return True

    def _wait_for_room(self) -> None:
        self._changed.wait_for(lambda: self._closed or len(self._waiting) < self._most)
        if self._closed:
            raise HallFault("the adapter is stopping: the event was not stored", "have the device send it again")

    def add(self, event: AdapterEvent) -> None:
        """For the link's own thread, which may not wait for itself: take it however many wait."""
        with self._changed:
            self._put_in(Unit(((event, None),)))

    def _put_in(self, unit: Unit) -> None:
        self._waiting.append(unit)
        self._put += 1

    def flush(self, timeout: float = 5.0) -> None:
        """See `base.Report`."""
        with self._changed:
            wanted = self._put
            if not self._changed.wait_for(lambda: self._stored >= wanted or self._closed, timeout) or self._stored < wanted:
                raise HallFault(
                    f"{wanted - self._stored} reports are not on disk after {timeout:g} s", "look at the outbox's disk"
                )

    @property
    def count(self) -> int:
        """How many reports were ever put in."""
        return self._put

    def peek(self, most: int) -> list[Unit]:
        """The oldest that are not stored, with together `most` events or little more; they stay until `stored`."""
        found: list[Unit] = []
        with self._changed:
            for unit in self._waiting:
                found.append(unit)
                most -= max(1, len(unit.events))
                if most <= 0:
                    break
        return found

    def stored(self, count: int) -> None:
        """The oldest `count` of what `peek` gave are on disk."""
        with self._changed:
            for _ in range(count):
                self._waiting.popleft()
            self._stored += count
            self._changed.notify_all()

    def close(self) -> None:
        """Take nothing more; whoever waits is told."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
