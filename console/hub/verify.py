"""Walks a journal's chain from its first entry to its last and names the first thing that is wrong. Changes nothing."""

from collections.abc import Iterable

from msgspec import MsgspecError, Struct

from console import chain
from console.checkpoint import is_genuine
from console.fault import HallFault
from console.hub.archive import FOREVER, PAGE, Archive
from console.hub.segment import About, HashedRow, Mark, row_hash
from console.model.event import CheckpointSigned


class Verdict(Struct, frozen=True, kw_only=True):
    """What a walk found."""

    entries: int
    """Entries found whole, from the first on."""
    head: int
    """The last of them."""
    bad: int | None = None
    """The first entry that is not what it was."""
    day: str = ""
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.reason


_TYPES: tuple[tuple[type, ...], ...] = (
    (int,),
    (float,),
    (str,),
    (str,),
    (str,),
    (int,),
    (float, type(None)),
    (str,),
    (bytes,),
    (bytes,),
)


def is_link(row: HashedRow, seq: int, previous: bytes, hall: str) -> bool:
    """Whether `row` is entry `seq` of `hall` and follows `previous`."""
    if not all(isinstance(value, types) for value, types in zip(row, _TYPES, strict=True)):
        return False  # a flipped bit can turn a number into a text
    columns, hash = row_hash(row)
    return columns[0] == seq and columns[2] == hall and chain.link(previous, columns) == hash


def first_broken(rows: Iterable[HashedRow], start: int, previous: bytes, hall: str) -> int | None:
    """The first entry after `start` (whose hash is `previous`) that breaks the chain; None when all hold."""
    seq = start
    for row in rows:
        seq += 1
        if not is_link(row, seq, previous, hall):
            return seq
        previous = row[-1]
    return None


class _Walk:
    """Where a walk has come to."""

    def __init__(self, archive: Archive, key: str | None) -> None:
        self.archive = archive
        self.key = key
        self.seq = 0
        self.previous = b""
        self.first = 0
        self.marks: dict[tuple[str, str], Mark] = {}
        self.signed = 0
        """The last checkpoint passed."""

    def found(self, reason: str = "", *, day: str = "", bad: int | None = None) -> Verdict:
        """The verdict as of here."""
        return Verdict(entries=self.seq - self.first + 1 if self.first else 0, head=self.seq, bad=bad, day=day, reason=reason)

    def begin(self, about: About) -> Verdict | None:
        """Whether a day goes on where its eve ended."""
        if not self.first:
            self.first, self.seq = about.first_seq, about.first_seq - 1
            self.previous = about.previous
            if about.first_seq == 1 and about.previous != chain.genesis(self.archive.hall):
                return self.found("the chain does not begin at this hall's beginning", day=about.day, bad=1)
            return None
        if about.first_seq != self.seq + 1 or about.previous != self.previous:
            return self.found("the day does not go on where the day before it ended", day=about.day, bad=self.seq + 1)
        with self.archive.faults(about.day):
            carried = {(mark.source, mark.epoch): mark for mark in self.archive.segment(about.day).carried()}
        if any(carried.get(name) != mark for name, mark in self.marks.items()):
            return self.found("the day's note of what earlier days hold is wrong", day=about.day)
        return None

    def day(self, about: About) -> Verdict | None:
        """All of a day's entries, page by page."""
        while rows := self._page(about):
            for row in rows:
                if not is_link(row, self.seq + 1, self.previous, self.archive.hall):
                    return self.found("the entry is not what was written", day=about.day, bad=self.seq + 1)
                if row[7] == "checkpoint.signed" and not self._is_signed(row):
                    return self.found("the checkpoint is not the hub's", day=about.day, bad=row[0])
                self.seq, self.previous = row[0], row[-1]
                self.marks[row[3], row[4]] = Mark(source=row[3], epoch=row[4], sseq=row[5], seq=row[0])
        return None

    def _page(self, about: About) -> list[HashedRow]:
        """The next rows; where a page cannot be read, those before the first unreadable one, and HallFault when there are none."""
        try:
            return self._rows(about, self.seq, PAGE)
        except HallFault:
            rows: list[HashedRow] = []
            while len(rows) < PAGE:
                try:
                    following = self._rows(about, self.seq + len(rows), 1)
                except HallFault:
                    following = []
                if not following:
                    break
                rows += following
            if not rows:
                raise
            return rows

    def _rows(self, about: About, after: int, limit: int) -> list[HashedRow]:
        with self.archive.faults(about.day):
            return list(self.archive.segment(about.day).page(after, FOREVER, limit))

    def _is_signed(self, row: HashedRow) -> bool:
        try:
            event = chain.decode_event(row[8])
        except MsgspecError:
            return False
        if not isinstance(event, CheckpointSigned) or (event.previous != self.signed and self.signed):
            return False
        self.signed = row[0]
        return is_genuine(self.archive.hall, event, self.key) and self.archive.hash_at(event.seq) == bytes.fromhex(event.head)

    def end(self, about: About, *, is_last: bool) -> Verdict | None:
        """Whether a day was closed at its last entry."""
        with self.archive.faults(about.day):
            closing = self.archive.segment(about.day).closing()
        if closing is None:
            return None if is_last else self.found("the day was not closed", day=about.day)
        if closing.seq != self.seq or closing.head != self.previous.hex() or not is_genuine(self.archive.hall, closing, self.key):
            return self.found("the day was not closed by the hub at this entry", day=about.day, bad=self.seq)
        return None


def verify(archive: Archive, key: str | None = None) -> Verdict:
    """Walk all days of `archive`; `key` (hex) is the hub's signing key, None to accept whichever signed.

    Days that were removed from the beginning (retention) are not missed; `checkpoint` witnesses show a lost end.
    """
    walk = _Walk(archive, key)
    for about in archive.days:
        try:
            wrong = walk.begin(about) or walk.day(about) or walk.end(about, is_last=about is archive.days[-1])
        except HallFault as fault:
            return walk.found(fault.what, day=about.day, bad=walk.seq + 1)
        if wrong is not None:
            return wrong
    return walk.found()
