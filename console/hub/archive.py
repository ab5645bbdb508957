"""A journal to read from: all its days as one run of entries. It never writes and never waits for the writer. One thread."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy.exc import DBAPIError

from console import chain
from console.fault import HallFault
from console.hub.postgres_store import PostgresStore
from console.hub.segment import About, HashedRow, Segment, Store, row_hash
from console.hub.snapshot import Kept, SnapshotCache
from console.hub.sqlite_store import SqliteStore
from console.model.reduce import reduce
from console.model.state import HallState
from console.wire import Sealed

OPEN_DAYS = 8
"""Days whose connection is kept open."""
PAGE = 2_000
FOREVER = 2**62

log = logging.getLogger(__name__)
Told = Callable[[int, int], None]
"""Hears how many entries are folded, of how many."""


def unheard(done: int, whole: int) -> None:
    """Nobody wants to know how far it is."""


class Head(NamedTuple):
    """The end of a journal."""

    seq: int
    hash: str
    """Of entry `seq` in the chain, hex."""
    at: float


def store_at(where: str | Path) -> Store:
    """The store for a folder or a PostgreSQL URL."""
    if isinstance(where, str) and where.startswith(("postgresql:", "postgresql+psycopg:", "postgres:")):
        return PostgresStore(where)
    if "://" in str(where).removeprefix("sqlite:///"):
        raise HallFault(f"{where} is no journal's address", "give a folder, or postgresql://USER@HOST/DATABASE")
    return SqliteStore(Path(str(where).removeprefix("sqlite:///")))


class Archive:
    """The days of one hall's journal."""

    def __init__(self, store: Store, hall: str, *, snapshots: SnapshotCache | None = None) -> None:
        self.store = store
        self.hall = hall
        self.days: list[About] = []
        """Oldest first."""
        self.snapshots = snapshots or SnapshotCache(store, read_only=True)
        self._open: OrderedDict[str, Segment] = OrderedDict()

    def refresh(self) -> None:
        """Look for new days; raises HallFault for a day that cannot be read or is of another hall."""
        known = {about.day: about for about in self.days}
        self.days = [known.get(day) or self._about(day) for day in self.store.days()]

    def _about(self, day: str) -> About:
        with self.faults(day):
            about = self.segment(day).about()
        if about.hall != self.hall:
            raise HallFault(
                f"the journal in {self.store.name} is of the hall {about.hall}, not of {self.hall}",
                "give this hall its own data folder",
            )
        return about

    @contextmanager
    def faults(self, day: str) -> Iterator[None]:
        """Turn database errors into what they mean."""
        try:
            yield
        except (DBAPIError, UnicodeDecodeError) as error:  # see sqlite_store.DAMAGE
            self.forget(day)  # a connection that failed may never work again
            raise self.store.fault(error, day) from error

    def segment(self, day: str) -> Segment:
        """A day, open for reading."""
        segment = self._open.pop(day, None) or self.store.open_reader(day)
        self._open[day] = segment
        if len(self._open) > OPEN_DAYS:
            self._open.popitem(last=False)[1].close()
        return segment

    def forget(self, day: str) -> None:
        """Close a day's connection, if it is open."""
        if (segment := self._open.pop(day, None)) is not None:
            segment.close()

    def head(self) -> Head:
        """The last entry."""
        for about in reversed(self.days):
            with self.faults(about.day):
                last = self.segment(about.day).last()
            if last is not None:
                return Head(last[0], last[2].hex(), last[1])
            if about.previous:
                return Head(about.first_seq - 1, about.previous.hex(), about.first_at)
        return Head(0, chain.genesis(self.hall).hex(), 0.0)

    def rows(self, after: int, limit: int, upto: int = FOREVER) -> Iterator[HashedRow]:
        """Stored rows with `after` < seq <= `upto`, in order, at most `limit`."""
        for index, about in enumerate(self.days):
            following = self.days[index + 1].first_seq if index + 1 < len(self.days) else FOREVER
            if after + 1 >= following or limit <= 0 or about.first_seq > upto:
                continue
            with self.faults(about.day):
                page = self.segment(about.day).page(after, upto, limit)
            yield from page
            limit -= len(page)

    def read(self, after: int, limit: int = PAGE, until: float | None = None) -> list[Sealed]:
        """Entries with `after` < seq and `at` <= `until`, in order, at most `limit`."""
        upto = FOREVER if until is None else self.seq_at(until)
        sealed = []
        for stored in self.rows(after, limit, upto):
            row, hash = row_hash(stored)
            try:
                sealed.append(Sealed(entry=chain.entry_of(row), hash=hash.hex()))
            except msgspec.MsgspecError as error:
                raise HallFault(
                    f"entry {row[0]} of {self.store.name} cannot be read: {error}", "check the journal: hallwatch verify"
                ) from error
        return sealed

    def seq_at(self, at: float) -> int:
        """The last entry written at or before hall time `at`; 0 when there is none."""
        for about in reversed(self.days):
            if about.first_at <= at:
                with self.faults(about.day):
                    found = self.segment(about.day).seq_at(at)
                if found is not None:
                    return found
        return 0

    def hash_at(self, seq: int) -> bytes | None:
        """The chain's hash at entry `seq`; None when the journal does not have it."""
        if seq == 0:
            return chain.genesis(self.hall)
        for about in reversed(self.days):
            if about.first_seq <= seq:
                with self.faults(about.day):
                    return self.segment(about.day).hash_at(seq)
            if about.first_seq == seq + 1:
                return about.previous
        return None

    def last_of(self, kind: str, after: int) -> int:
        """The last entry of a kind behind entry `after`; 0 when there is none."""
        for about in reversed(self.days):
            with self.faults(about.day):
                found = self.segment(about.day).last_of(kind, after)
            if found is not None:
                return found
            if about.first_seq <= after:
                break
        return 0

    def snapshot_upto(self, seq: int) -> Kept | None:
        """The newest kept state at or before entry `seq` that belongs to this chain."""
        for kept in self.snapshots.newest(seq):
            if self.hash_at(kept.seq) == kept.hash:
                return kept
            log.warning("a snapshot of entry %d does not belong to the journal in %s", kept.seq, self.store.name)
        return None

    def snapshot_at(self, at: float) -> Kept | None:
        """The newest kept state at or before hall time `at`."""
        return self.snapshot_upto(self.seq_at(at))

    def state_upto(self, seq: int, *, keep: bool = False, told: Told = unheard) -> HallState:
        """The state after entry `seq`: a kept one, and the entries since. With `keep`, states on the way are kept as well.

        That fills the cache again after it was deleted, or after a new version of the model made what it held useless; `told` hears
        after each page how far it is.
        """
        state = HallState(seq=self.start().seq)
        for kept in self._kept(seq):
            try:
                state = kept.state()
                break
            except ValueError as error:
                log.warning("the snapshot of entry %d is damaged: %s", kept.seq, error)
        first = state.seq
        while state.seq < seq:
            told(state.seq - first, seq - first)
            page = self.read(state.seq)
            for each in page:
                if each.entry.seq > seq:
                    return state
                state = reduce(state, each.entry)
            if not page:
                break
            if keep and len(page) == PAGE:
                self.snapshots.keep(state, bytes.fromhex(page[-1].hash))
        return state

    def _kept(self, seq: int) -> Iterator[Kept]:
        kept = self.snapshot_upto(seq)
        while kept is not None:
            yield kept
            kept = self.snapshot_upto(kept.seq - 1)

    def start(self) -> Head:
        """Before the first entry that is kept."""
        if not self.days:
            return Head(0, chain.genesis(self.hall).hex(), 0.0)
        about = self.days[0]
        return Head(about.first_seq - 1, about.previous.hex(), about.first_at if about.first_seq > 1 else 0.0)

    def extent(self) -> tuple[float, float]:
        """Hall time of the first and of the last entry."""
        return (self.days[0].first_at, self.head().at) if self.days else (0.0, 0.0)

    def close(self) -> None:
        """Close all connections; the store stays open."""
        for segment in self._open.values():
            segment.close()
        self._open.clear()
        self.snapshots.close()
