"""One day of the journal behind one SQLAlchemy connection: the statements, the same for SQLite and PostgreSQL.

Where days live, how they are opened and what their faults mean is the stores' (`sqlite_store`, `postgres_store`).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct
from sqlalchemy import Connection

from console.chain import Row
from console.fault import HallFault
from console.model.event import CheckpointSigned

LOCK_SECONDS = 2.0
"""How long to wait at a start for the server to notice that a killed writer has gone."""
HashedRow = tuple[int, float, str, str, str, int, float | None, str, bytes, bytes]
"""A stored row: the nine columns of the chain, and the hash."""


class JournalFull(HallFault):
    """The disk is full: nothing of the batch was written, and it may be tried again."""


class JournalBroken(HallFault):
    """Whether the batch reached the disk is not known; stop acknowledging, and open the journal anew."""


class JournalAway(HallFault):
    """The database cannot be reached. Whether the batch is in it is looked up when it can; until then try again."""


class JournalDamaged(HallFault):
    """A file does not hold together: an index of a day's, or the entries themselves."""

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"{path} is damaged: {why}", "restore it from your backup")
        self.path = path


class NotNext(ValueError):
    """A caller offered an entry that is already written, or not the next one. A bug of the caller."""


class About(Struct, frozen=True, kw_only=True):
    """How a day begins."""

    hall: str
    day: str
    first_seq: int
    first_at: float
    previous: bytes
    """The chain's hash before `first_seq`."""


class Mark(Struct, frozen=True, kw_only=True):
    """The highest number that the journal holds of a source's epoch, and the entry that bears it."""

    source: str
    epoch: str
    sseq: int
    seq: int


class Segment:
    """One day's statements on one connection; belongs to one thread."""

    def __init__(self, day: str, connection: Connection, *, prefix: str = "", mark: str = "?") -> None:
        self.day = day
        self.connection = connection
        self.prefix = prefix
        self.version = ""
        """Of its schema."""
        self._mark = mark
        self._insert = self._sql("INSERT INTO @entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        self._page = self._sql("SELECT * FROM @entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?")

    def _sql(self, text: str) -> str:
        return text.replace("@", self.prefix).replace("?", self._mark)

    def _rows(self, text: str, *values: object) -> Sequence[Any]:
        return self.connection.exec_driver_sql(self._sql(text), values).fetchall()

    def about(self) -> About:
        """How the day begins."""
        ((hall, day, first_seq, first_at, previous),) = self._rows(
            "SELECT hall, day, first_seq, first_at, previous FROM @segment"
        )
        return About(hall=hall, day=day, first_seq=first_seq, first_at=first_at, previous=bytes(previous))

    def begin(self, about: About, marks: Sequence[Mark]) -> None:
        """Write how the day begins; in the transaction that creates it."""
        values = (about.hall, about.day, about.first_seq, about.first_at, about.previous)
        self.connection.exec_driver_sql(self._sql("INSERT INTO @segment VALUES (?, ?, ?, ?, ?)"), values)
        if marks:
            rows = [(mark.source, mark.epoch, mark.sseq, mark.seq) for mark in marks]
            self.connection.exec_driver_sql(self._sql("INSERT INTO @mark VALUES (?, ?, ?, ?)"), rows)

    def insert(self, rows: list[HashedRow]) -> None:
        """Add rows; the caller commits."""
        self.connection.exec_driver_sql(self._insert, rows)

    def last(self) -> tuple[int, float, bytes] | None:
        """`seq`, `at` and hash of the day's last entry."""
        found = self._rows("SELECT seq, at, hash FROM @entry ORDER BY seq DESC LIMIT 1")
        return (found[0][0], found[0][1], bytes(found[0][2])) if found else None

    def last_of(self, kind: str, after: int) -> int | None:
        """`seq` of the day's last entry of a kind behind `after`; looks from the end backwards."""
        found = self._rows("SELECT seq FROM @entry WHERE seq > ? AND kind = ? ORDER BY seq DESC LIMIT 1", after, kind)
        return int(found[0][0]) if found else None

    def hash_at(self, seq: int) -> bytes | None:
        """The hash of entry `seq`."""
        found = self._rows("SELECT hash FROM @entry WHERE seq = ?", seq)
        return bytes(found[0][0]) if found else None

    def seq_at(self, at: float) -> int | None:
        """The last `seq` written at or before `at`."""
        found = self._rows("SELECT seq FROM @entry WHERE at <= ? ORDER BY at DESC, seq DESC LIMIT 1", at)
        return int(found[0][0]) if found else None

    def page(self, after: int, upto: int, limit: int) -> Sequence[HashedRow]:
        """Rows with `after` < seq <= `upto`, in order, at most `limit`."""
        return self.connection.exec_driver_sql(self._page, (after, upto, limit)).fetchall()

    def carried(self) -> list[Mark]:
        """What earlier days hold, as written at the day's beginning."""
        found = self._rows("SELECT source, epoch, sseq, seq FROM @mark ORDER BY source, epoch")
        return [Mark(source=source, epoch=epoch, sseq=sseq, seq=seq) for source, epoch, sseq, seq in found]

    def marks(self) -> Iterator[Mark]:
        """What this day holds of each source; one look into the index for each, however many entries there are."""
        last = self._rows("SELECT source, epoch FROM @entry ORDER BY source, epoch LIMIT 1")
        while last:
            source, epoch = last[0]
            ((sseq, seq),) = self._rows(
                "SELECT sseq, seq FROM @entry WHERE source = ? AND epoch = ? ORDER BY sseq DESC LIMIT 1", source, epoch
            )  # fmt: skip
            yield Mark(source=source, epoch=epoch, sseq=sseq, seq=seq)
            last = self._rows(
                "SELECT source, epoch FROM @entry WHERE (source, epoch) > (?, ?) ORDER BY source, epoch LIMIT 1", source, epoch
            )  # fmt: skip

    def closing(self) -> CheckpointSigned | None:
        """The checkpoint that closed the day; None while it is open."""
        found = self._rows("SELECT seq, head, previous, key, signature FROM @closing")
        if not found:
            return None
        seq, head, previous, key, signature = found[0]
        return CheckpointSigned(seq=seq, head=head, previous=previous, key=key, signature=signature)

    def finish(self, closing: CheckpointSigned) -> None:
        """Close the day; the caller commits."""
        values = (closing.seq, closing.head, closing.previous, closing.key, closing.signature)
        self.connection.exec_driver_sql(self._sql("INSERT INTO @closing VALUES (?, ?, ?, ?, ?)"), values)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


class Store(Protocol):
    """Where the days of a journal live."""

    name: str
    """How to call it in a message."""

    def lock(self, patience: float = LOCK_SECONDS) -> None:
        """Become the only writer; raises HallFault when there is another for `patience` seconds."""

    def probe(self) -> None:
        """Raise JournalAway while the database cannot be reached; may take seconds. From any thread."""

    def days(self) -> list[str]:
        """The days that exist, oldest first."""

    def create(self, about: About, marks: Sequence[Mark]) -> Segment:
        """Make a day, whole or not at all, and open it for writing."""

    def open_writer(self, day: str) -> Segment:
        """Open a day for writing, its schema brought up to this version."""

    def open_reader(self, day: str) -> Segment:
        """Open a day for reading only."""

    def tidy(self, day: str) -> str:
        """Pack a closed day and check that it is sound; what is wrong with it, or an empty string. From any thread."""

    def fault(self, error: Exception, day: str) -> HallFault:
        """What a database error means."""

    def snapshot_connection(self, *, read_only: bool) -> Connection | None:
        """A connection to the cache of snapshots; None when a reader finds none."""

    def close(self) -> None:
        """Give up the lock and what is still open."""


def row_hash(row: HashedRow) -> tuple[Row, bytes]:
    """A stored row as the chain's columns, and its hash."""
    seq, at, hall, source, epoch, sseq, device_at, kind, body, hash = row
    return (seq, at, hall, source, epoch, sseq, device_at, kind, body), hash
