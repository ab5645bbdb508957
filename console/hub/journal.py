"""The journal: what happened in the hall, one entry after the other, never changed. Written by one process, here.

What `append` returned is on the disk. Entries are chained by hash (`console.chain`), a day's end is signed (`console.checkpoint`),
and the database refuses to change or remove any (`migrations`). All methods belong to the thread that opened it.
"""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy.exc import DBAPIError, IntegrityError

from console.checkpoint import Signer, Witness, WitnessFile
from console.fault import HallFault
from console.hub import schema
from console.hub.archive import PAGE, Archive, Head, Told, store_at, unheard
from console.hub.draft import Draft, seal
from console.hub.rebuild import Rebuilt, begin_or_rebuild
from console.hub.segment import (
    About,
    HashedRow,
    JournalAway,
    JournalBroken,
    JournalDamaged,
    JournalFull,
    Mark,
    NotNext,
    Segment,
    Store,
)
from console.hub.snapshot import KEEP_SECONDS, Kept, SnapshotCache
from console.hub.sqlite_store import SqliteStore
from console.hub.verify import Verdict, first_broken, verify
from console.model.event import CheckpointSigned, Entry
from console.model.state import HallState
from console.wire import Sealed

__all__ = [
    "Agreement",
    "Draft",
    "Head",
    "Journal",
    "JournalAway",
    "JournalBroken",
    "JournalDamaged",
    "JournalFull",
    "NotNext",
    "Regression",
]

TAIL = 1_000
"""Entries whose chain is checked at each opening."""
PREPARE_AFTER = 20.0
"""Seconds after the opening, which has enough to do, until what midnight needs is loaded."""
LOOK_BACK = 20_000
"""Entries searched for the last checkpoint at opening."""

log = logging.getLogger(__name__)


class Agreement(StrEnum):
    """How a journal compares with a checkpoint that somebody kept."""

    SAME = "same"
    BEHIND = "behind"
    """The journal ends before the checkpoint: entries were lost."""
    DIFFERS = "differs"
    """The journal has another entry in that place: it was rewritten."""
    GONE = "gone"
    """The checkpoint is older than the oldest day that is kept."""


class Regression(Struct, frozen=True, kw_only=True):
    """A journal that does not hold what it once signed."""

    agreement: Agreement
    witness: Witness
    head: int
    """The journal's last entry."""

    def words(self) -> str:
        """What is wrong with the journal."""
        if self.agreement is Agreement.DIFFERS:
            return f"was rewritten: its entry {self.witness.checkpoint.seq} is not the one that was signed"
        end = f"is not what it was: entry {self.witness.checkpoint.seq} was signed, and it "
        return end + (f"ends at {self.head}" if self.agreement is Agreement.BEHIND else "begins later")


class Journal:
    """One hall's journal, open for writing."""

    def __init__(self, archive: Archive, zone: ZoneInfo, signer: Signer | None, witnesses: WitnessFile | None) -> None:
        self.hall = archive.hall
        self.archive = archive
        self.head = archive.head()
        self.rebuilt: Rebuilt | None = None
        """Set when the newest day was made anew at opening."""
        self.regressed: Regression | None = None
        """Set when the hub's own witness, at opening, knew more than the journal."""
        self._store = archive.store
        self._zone = zone
        self._signer = signer or Signer.new()
        self._key = signer.public if signer is not None else None
        self._witnesses = witnesses
        self._broken: JournalBroken | None = None
        self._away: JournalAway | None = None
        self._probe: Future[None] | None = None
        self._segment: Segment | None = None
        self._tidier = ThreadPoolExecutor(1, thread_name_prefix="journal-tidy")
        self._tidying: list[tuple[str, Future[str]]] = []
        self._preparing = threading.Timer(PREPARE_AFTER, schema.prepare)
        self._preparing.daemon = True
        self._marks: dict[tuple[str, str], Mark] = {}
        self._checkpoint = 0

    @classmethod
    def open(
        cls,
        where: str | Path,
        hall: str,
        *,
        timezone: str = "Asia/Shanghai",
        signer: Signer | None = None,
        witnesses: Path | None = None,
    ) -> "Journal":
        """Open the journal in a folder or at a PostgreSQL URL, or begin one; raises HallFault when it cannot be trusted.

        `witnesses` is the file that keeps the checkpoints outside of the journal (for a folder, `witness.jsonl` in it when None).
        Without a `signer`, days are closed with a key that lives no longer than this object.
        """
        store = store_at(where)
        if witnesses is None and isinstance(store, SqliteStore):
            witnesses = store.folder / "witness.jsonl"
        store.lock()
        begin = partial(cls._begin, store, hall, ZoneInfo(timezone), signer, witnesses)
        try:
            journal, rebuilt = begin_or_rebuild(store, hall, begin)
        except BaseException:
            store.close()
            raise
        journal.rebuilt = rebuilt
        return journal

    @classmethod
    def _begin(cls, store: Store, hall: str, zone: ZoneInfo, signer: Signer | None, witnesses: Path | None) -> "Journal":
        """Open what is there, or nothing."""
        archive = Archive(store, hall, snapshots=SnapshotCache(store, read_only=False))
        with ExitStack() as opened:
            opened.callback(archive.close)
            for day in store.days():
                if archive.segment(day).version != schema.newest():
                    archive.forget(day)
                    store.open_writer(day).close()
            archive.refresh()
            journal = cls(archive, zone, signer, WitnessFile(witnesses) if witnesses else None)
            opened.callback(journal._close_writer)
            journal._take_up()
            journal._preparing.start()
            opened.pop_all()
        return journal

    def _take_up(self) -> None:
        """Check the end of what is there, and go on from it."""
        self._check_tail()
        if self.archive.days:
            *older, newest = self.archive.days
            for about in older[-2:]:  # a kill between a day's beginning and its eve's closing leaves one open
                self._close_day(about.day)
            self._segment = self._store.open_writer(newest.day)
            with self.archive.faults(newest.day):
                reader = self.archive.segment(newest.day)
                for mark in (*reader.carried(), *reader.marks()):
                    self._marks[mark.source, mark.epoch] = mark
        self._checkpoint = self._last_checkpoint()
        if self._witnesses is not None and (witness := self._witnesses.newest) and witness.hall == self.hall:
            agreement = self.agreement(witness.checkpoint.seq, witness.checkpoint.head)
            if agreement is not Agreement.SAME:
                self.regressed = Regression(agreement=agreement, witness=witness, head=self.head.seq)
                log.warning("the journal in %s %s", self._store.name, self.regressed.words())
        self.archive.snapshots.drop(after=self.head.seq, before=self.head.at - KEEP_SECONDS)

    def _check_tail(self) -> None:
        """Raise HallFault when the last entries do not form a chain."""
        start = max(self.head.seq - TAIL, self.archive.days[0].first_seq - 1 if self.archive.days else 0)
        previous = self.archive.hash_at(start)
        if previous is None:
            raise HallFault(f"entry {start} of the journal in {self._store.name} is missing", "restore it from your backup")
        broken = first_broken(self.archive.rows(start, TAIL), start, previous, self.hall)
        if broken is not None:
            raise HallFault(f"entry {broken} of the journal in {self._store.name} was changed", "restore it from your backup")

    def _last_checkpoint(self) -> int:
        """The last checkpoint's `seq`; 0 when none is near the end. A damaged page on the way is no reason not to open."""
        try:
            return self.archive.last_of("checkpoint.signed", self.head.seq - LOOK_BACK)
        except HallFault as fault:
            log.warning("%s; the last checkpoint is taken from the witnesses", fault)
            witness = self._witnesses.newest if self._witnesses is not None else None
            return witness.checkpoint.seq if witness is not None and witness.hall == self.hall else 0

    # --- writing ---------------------------------------------------------------------------------------------------------

    def append(self, drafts: Sequence[Draft]) -> list[Sealed]:
        """Write a batch in one commit; what is returned is on the disk. All belong to the day of the first.

        Raises JournalFull (nothing was written, try again), JournalAway (try again), JournalBroken (stop acknowledging), NotNext
        (a bug of the caller: written before, or out of order), `msgspec.ValidationError` (a bug too: an event that nobody could read
        again).
        """
        if self._broken is not None:
            raise self._broken
        if not drafts:
            return []
        try:
            if self._away is not None:
                self._come_back(self._away)
            segment = self._segment_for(drafts[0].at)
            sealed, rows = seal(self.hall, self.head, drafts)
            self._insert(segment, rows)
        except JournalAway as away:
            self._away = away
            raise
        except JournalBroken as broken:
            self._broken = broken
            raise
        last = sealed[-1]
        self.head = Head(last.entry.seq, last.hash, last.entry.at)
        for each in sealed:
            self._note(each.entry)
        return sealed

    def _insert(self, segment: Segment, rows: list[HashedRow]) -> None:
        try:
            with segment.connection.begin():
                segment.insert(rows)
        except IntegrityError as error:
            if self.archive.head()[:2] != self.head[:2]:
                raise JournalBroken(
                    f"another hub writes to {self._store.name}", "let one of them write, then start it again"
                ) from error
            raise NotNext(f"{error.orig}: {rows[0][3]} {rows[0][4]} {rows[0][5]}") from error
        except DBAPIError as error:
            fault = self._store.fault(error, segment.day)
            if isinstance(fault, JournalDamaged) and isinstance(self._store, SqliteStore):
                self._store.suspect(segment.day, is_suspect=True)
            raise fault from error

    def _come_back(self, away: JournalAway) -> None:
        """Take up a database that was away, if it holds exactly what was acknowledged. Raises JournalAway while it is away.

        Another thread finds out whether it answers: that takes seconds where a network swallows what is sent. If more was written than
        was acknowledged, its commit was lost on the way back to us, and only opening anew tells what is there.
        """
        if self._probe is None:
            self._probe = self._tidier.submit(self._store.probe)
        if not self._probe.done():
            raise JournalAway(away.what, away.remedy)
        probe, self._probe = self._probe, None
        probe.result()
        self.archive.close()
        if self._segment is not None:
            self._segment.close()
        self._store.lock(patience=0.0)
        known = [about.day for about in self.archive.days]
        if self._store.days() != known or self.archive.head()[:2] != self.head[:2]:
            raise JournalBroken(f"{self._store.name} came back with other entries", "start the hub again")
        if self._segment is not None:
            self._segment = self._store.open_writer(self._segment.day)
        self._away = None

    def _note(self, entry: Entry) -> None:
        self._marks[entry.source, entry.epoch] = Mark(source=entry.source, epoch=entry.epoch, sseq=entry.sseq, seq=entry.seq)
        if isinstance(entry.event, CheckpointSigned):
            self._checkpoint = entry.seq
            if self._witnesses is not None:
                self._witnesses.add(self.hall, entry.at, entry.event)

    def _segment_for(self, at: float) -> Segment:
        """The day to write to; a new one is begun, and its eve closed, at the first entry of a new date."""
        day = datetime.fromtimestamp(at, self._zone).date().isoformat()
        if self._segment is not None and day <= self._segment.day:
            return self._segment
        about = About(
            hall=self.hall, day=day, first_seq=self.head.seq + 1, first_at=float(at), previous=bytes.fromhex(self.head.hash)
        )  # fmt: skip
        fresh = self._store.create(about, list(self._marks.values()))
        eve, self._segment = self._segment, fresh
        self.archive.days.append(about)
        if eve is not None:
            eve.close()
            self._close_day(eve.day)
        return fresh

    def _close_day(self, day: str) -> None:
        """Sign a day's end, then let it be packed and checked by another thread; a full disk leaves that to the next opening."""
        try:
            segment = self._store.open_writer(day)
            try:
                if segment.closing() is None and (last := segment.last()) is not None:
                    segment.connection.rollback()
                    with segment.connection.begin():
                        segment.finish(self._signer.sign(self.hall, last[0], last[2].hex(), self._checkpoint))
            finally:
                segment.close()
        except (DBAPIError, HallFault) as error:
            log.warning("the day %s of the journal could not be closed: %s", day, error)
            return
        self.archive.forget(day)
        self.check(day)

    def check(self, day: str) -> None:
        """Have a closed day checked by another thread; `checked` tells what came of it."""
        self._tidying.append((day, self._tidier.submit(self._tidied, day)))

    def _tidied(self, day: str) -> str:
        try:
            return self._store.tidy(day)
        except HallFault as fault:
            return str(fault)

    def checked(self) -> list[tuple[str, str]]:
        """What the checks of closed days found since the last call: the day, and what is wrong in plain words; empty: nothing."""
        done = [each for each in self._tidying if each[1].done()]
        self._tidying = [each for each in self._tidying if not each[1].done()]
        return [(day, future.result()) for day, future in done]

    def sign(self) -> CheckpointSigned:
        """A checkpoint of the head, for the caller to append."""
        return self._signer.sign(self.hall, self.head.seq, self.head.hash, self._checkpoint)

    def snapshot(self, state: HallState) -> bool:
        """Keep the state after the head in the cache; False when the cache would not have it (the journal goes on)."""
        if state.seq != self.head.seq:
            raise ValueError(f"a snapshot of entry {state.seq} was offered at entry {self.head.seq}")
        return self.archive.snapshots.keep(state, bytes.fromhex(self.head.hash))

    # --- reading ---------------------------------------------------------------------------------------------------------

    def read(self, after: int, limit: int = PAGE, until: float | None = None) -> list[Sealed]:
        """Entries with `after` < seq and `at` <= `until`, in order, at most `limit`."""
        return self.archive.read(after, limit, until)

    def restore(self, told: Told = unheard) -> HallState:
        """The state after the head: the newest snapshot, and the entries since; a cache that lacks snapshots is filled on the way.

        `told` hears how many entries are folded, of how many.
        """
        return self.archive.state_upto(self.head.seq, keep=True, told=told)

    def snapshot_at(self, at: float | None = None) -> Kept | None:
        """The newest kept state at or before hall time `at`, or of all."""
        return self.archive.snapshot_upto(self.head.seq) if at is None else self.archive.snapshot_at(at)

    def high_water(self) -> dict[str, tuple[str, int]]:
        """For each source the epoch it wrote in last, and the highest number of that epoch."""
        newest: dict[str, Mark] = {}
        for mark in self._marks.values():
            if mark.source not in newest or mark.seq > newest[mark.source].seq:
                newest[mark.source] = mark
        return {source: (mark.epoch, mark.sseq) for source, mark in newest.items()}

    def seen(self, source: str, epoch: str) -> int:
        """The highest number of a source's epoch, whether or not it is its last epoch; 0 when unknown."""
        mark = self._marks.get((source, epoch))
        return mark.sseq if mark is not None else 0

    def agreement(self, seq: int, head: str) -> Agreement:
        """How the journal compares with a checkpoint of entry `seq` whose hash was `head` (hex)."""
        if seq > self.head.seq:
            return Agreement.BEHIND
        found = self.archive.hash_at(seq)
        if found is None:
            return Agreement.GONE
        return Agreement.SAME if found.hex() == head else Agreement.DIFFERS

    def verify(self, key: str | None = None) -> Verdict:
        """Walk the whole chain; `key` (hex) is the one that must have signed, by default the signer's."""
        return verify(self.archive, key or self._key)

    def close(self) -> None:
        """Close all; what was appended is on the disk already."""
        self._preparing.cancel()
        self._preparing.join()
        self._tidier.shutdown(wait=True)
        self.archive.close()  # before the writer: SQLite's last connection moves the WAL into the file, and must be able to write
        self._close_writer()
        self._store.close()

    def _close_writer(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None
