"""The durable outbox of one adapter: numbered events until the hub has them, what came of commands, which messages were taken.

Not the sending of them.

One SQLite file (WAL, synchronous=FULL) owned by one thread of one process. A batch of events is one commit. Rows the hub has
acknowledged stay for a day, so that a hub that lost its newest entries can be given them again. The file's birth is its *epoch*.
"""

import contextlib
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from pysqlite3 import dbapi2 as sqlite

from adapters.outbox_file import OutboxCorrupt, OutboxFile, OutboxUnwritable
from console.clock import Clock, HallClock
from console.model.event import AdapterEvent, CommandNotKnown, CommandReported, DeviceMeasured, EventsCoalesced
from console.wire import MAX_EVENT

KEEP_SECONDS = 86_400.0
KEEP_BYTES = 200_000_000
"""How long, and how much of, what is acknowledged stays."""
COALESCE_ABOVE = 10_000
"""Unacknowledged events from which telemetry is thinned; it ends at half of it."""
MOST_BYTES = 1_000_000_000
"""Size of the file at which it counts as full."""
PRUNE_SLICE = 500
REMEMBERED = 10_000
"""Messages of devices whose repetition is recognised, also after a restart."""

_encode = msgspec.json.Encoder().encode
_decode_reading = msgspec.json.Decoder(DeviceMeasured).decode

__all__ = ["Outbox", "OutboxCorrupt", "OutboxUnwritable", "Reported"]

Reported = tuple[AdapterEvent, float | None]
"""An event with the device's own time of it."""


class Row(Struct, frozen=True, kw_only=True):
    """One numbered event; `body` is its JSON."""

    n: int
    device_at: float | None
    body: bytes


class Held(Struct, frozen=True, kw_only=True):
    """Telemetry of one device that waits to be numbered: its newest readings, and of how many reports they are."""

    count: int
    device_at: float | None
    event: DeviceMeasured


class Outbox:
    """Numbered events and executed commands of one adapter, on disk. Used by one thread at a time."""

    def __init__(
        self, path: Path, *, clock: Clock | None = None, coalesce_above: int = COALESCE_ABOVE, most_bytes: int = MOST_BYTES
    ) -> None:
        """Open or create; `HallFault` when it is locked, foreign, of another version, or the disk refuses.

        A damaged file is set aside beside it (`set_aside` names it) and a new one, of a new epoch, takes its place.
        """
        self.path = path
        self.set_aside: Path | None = None
        self._clock = clock or HallClock()
        self._coalesce_above = coalesce_above
        self._file = OutboxFile(path, most_bytes, lambda: _birth(self._clock), self._undo_doubtful)
        self.epoch = ""
        """The outbox's birth."""
        self.acked = self._acked_on_disk = 0
        """Highest number that the hub acknowledged."""
        self.first = 0
        """Lowest number still there, 0 for none."""
        self.last = 0
        """Highest number given."""
        self.last_at_open = 0
        """Highest number given by processes before this one."""
        self._bytes = 0
        self._messages = 0
        """Highest number of a remembered message."""
        self._held: dict[str, Held] = {}
        try:
            self._open()
        except OutboxCorrupt:
            self.renew()

    def close(self) -> None:
        """Write what need not have been written at once, and let go of the file."""
        with contextlib.suppress(OutboxUnwritable, OutboxCorrupt):  # only the mark of what is acknowledged: costs a resend
            self._note_acked()
        self._file.close()

    # --- events ------------------------------------------------------------------------------------------------------

    @property
    def unacknowledged(self) -> int:
        """How many numbers the hub has not acknowledged."""
        return self.last - self.acked

    def append(self, batch: Iterable[Reported], keys: Sequence[str] = ()) -> None:
        """Number and store events, in order, in one commit; `OutboxUnwritable`: none of them was stored.

        `keys` name the messages of devices that they are of, to be remembered with them. The answer of a command is noted in the same commit as its event. While more than `coalesce_above` events wait for the
        hub, readings are merged by device instead of numbered; nothing else ever is.
        """
        held = dict(self._held)
        rows: list[Reported] = []
        for event, device_at in batch:
            device = getattr(event, "device", "")
            waiting = held.get(device)
            if isinstance(event, DeviceMeasured) and (waiting or self.unacknowledged + len(rows) >= self._coalesce_above):
                merged = _merged(waiting, event, device_at)
                if waiting and len(_encode(merged.event)) > MAX_EVENT:
                    rows += _released(waiting)
                    merged = _merged(None, event, device_at)
                held[device] = merged
                continue
            if waiting:  # a device's own order is kept: its readings first
                rows += _released(held.pop(device))
            rows.append((event, device_at))
        try:
            self._store(rows, held, keys)
        except OutboxUnwritable:
            if not self._prune(everything=True):
                raise
            self._store(rows, held, keys)

    def after(self, n: int, limit: int) -> list[Row]:
        """Rows numbered above `n`, in order, at most `limit`."""
        with self._file.reading() as db:
            query = "SELECT n, device_at, body FROM event WHERE n > ? ORDER BY n LIMIT ?"
            return [Row(n=n, device_at=device_at, body=body) for n, device_at, body in db.execute(query, (n, limit))]

    def acknowledge(self, upto: int) -> None:
        """The hub has everything up to `upto`. Reaches the disk with a later commit: losing it costs a resend only."""
        self.acked = max(self.acked, min(upto, self.last))

    def tidy(self) -> None:
        """Once a second: prune what is old or too much, and number held telemetry once there is room."""
        if self._held and self.unacknowledged <= self._coalesce_above // 2:
            self._store([row for held in self._held.values() for row in _released(held)], {})
        if not self._prune():
            self._note_acked()

    # --- commands ----------------------------------------------------------------------------------------------------

    def begin(self, id: str) -> bool:
        """Note on disk, before it is executed, that command `id` is. False: it was begun before, do not execute it."""
        if self.outcome(id) is not None:
            return False
        with self._file.transaction() as db:
            db.execute("INSERT INTO command VALUES (?, ?, 'begun', '')", (id, self._clock.now()))
        return True

    def outcome(self, id: str) -> str | None:
        """`begun` (by this process), `done`, `failed`, `unknown` (a process died executing it), or None: never begun."""
        with self._file.reading() as db:
            row = db.execute("SELECT outcome FROM command WHERE id = ?", (id,)).fetchone()
        return str(row[0]) if row else None

    def answer(self, id: str) -> CommandReported | CommandNotKnown | None:
        """What to say of a command; None while it is being executed."""
        with self._file.reading() as db:
            row = db.execute("SELECT outcome, detail FROM command WHERE id = ?", (id,)).fetchone()
        outcome, detail = row or ("unknown", "")
        if outcome == "begun":
            return None
        return CommandNotKnown(id=id) if outcome == "unknown" else CommandReported(id=id, done=outcome == "done", detail=detail)

    # --- epochs ------------------------------------------------------------------------------------------------------

    def renew(self) -> None:
        """Set a damaged file aside, with its write-ahead log, and begin a new one of a new epoch."""
        self.set_aside = self._file.put_aside()
        self._open()

    def rebear(self, after: int) -> None:
        """Begin a new epoch in the same file: what is numbered above `after` is numbered anew from 1, the rest forgotten."""
        epoch = _birth(self._clock)
        with self._file.transaction() as db:
            db.execute("DELETE FROM event WHERE n <= ?", (after,))
            db.execute("UPDATE event SET n = n - ?", (after,))
            db.execute("UPDATE mark SET value = ? WHERE name = 'epoch'", (epoch,))
            db.execute("UPDATE mark SET value = '0' WHERE name = 'acked'")
        self._read()
        self.last_at_open = 0

    # --- the file ----------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self._file.open()
        self._read()
        orphans = self._orphans()
        if orphans:
            with self._file.transaction() as db:
                db.execute("UPDATE command SET outcome = 'unknown' WHERE outcome = 'begun'")
                self._insert(db, [(CommandNotKnown(id=id), None) for id in orphans])
            self._read()
        self.last_at_open = self.last

    def _read(self) -> None:
        with self._file.reading() as db:
            marks = dict(db.execute("SELECT name, value FROM mark").fetchall())
            first, last, size = db.execute("SELECT min(n), max(n), sum(length(body)) FROM event").fetchone()
            held = db.execute("SELECT device, count, device_at, body FROM held ORDER BY device").fetchall()
            messages = db.execute("SELECT max(n) FROM message").fetchone()[0]
        self.epoch = str(marks["epoch"])
        self._messages = messages or 0
        self.acked = self._acked_on_disk = int(marks["acked"])
        self.first, self.last, self._bytes = first or 0, max(last or 0, self.acked), size or 0
        self._held = {d: Held(count=count, device_at=at, event=_decode_reading(body)) for d, count, at, body in held}

    def _orphans(self) -> list[str]:
        with self._file.reading() as db:
            return [row[0] for row in db.execute("SELECT id FROM command WHERE outcome = 'begun' ORDER BY begun_at, id")]

    def _store(self, rows: Sequence[Reported], held: dict[str, Held], keys: Sequence[str] = ()) -> None:
        with self._file.transaction() as db:
            size = self._insert(db, rows)
            for device in self._held.keys() - held.keys():
                db.execute("DELETE FROM held WHERE device = ?", (device,))
            for device, waiting in held.items():
                if self._held.get(device) is not waiting:
                    values = (device, waiting.count, waiting.device_at, _encode(waiting.event))
                    db.execute("INSERT OR REPLACE INTO held VALUES (?, ?, ?, ?)", values)
            acked = self._mark_acked(db)
            messages = self._remember(db, keys)
        self._held, self._messages = held, messages
        self._acked_on_disk = acked
        self.first = self.first or (self.last + 1 if rows else 0)
        self.last += len(rows)
        self._bytes += size

    def _remember(self, db: sqlite.Connection, keys: Sequence[str]) -> int:
        """Note messages as taken, and forget the oldest; the newest one's number."""
        if not keys:
            return self._messages
        db.executemany("INSERT OR REPLACE INTO message VALUES (?, ?)", enumerate(keys, start=self._messages + 1))
        newest = self._messages + len(keys)
        db.execute("DELETE FROM message WHERE n <= ?", (newest - REMEMBERED,))
        return newest

    def remembered(self) -> list[str]:
        """Keys of the messages that were taken, the oldest first, at most `REMEMBERED`."""
        with self._file.reading() as db:
            return [row[0] for row in db.execute("SELECT key FROM message ORDER BY n")]

    def _insert(self, db: sqlite.Connection, rows: Sequence[Reported]) -> int:
        """Number and insert; their size in bytes. The caller counts them once the commit is through."""
        now = self._clock.now()
        numbered = [(n, now, device_at, _encode(event)) for n, (event, device_at) in enumerate(rows, start=self.last + 1)]
        db.executemany("INSERT INTO event VALUES (?, ?, ?, ?)", numbered)
        answers = [
            ("done" if event.done else "failed", event.detail, event.id)
            for event, _ in rows
            if isinstance(event, CommandReported)
        ]
        db.executemany("UPDATE command SET outcome = ?, detail = ? WHERE id = ? AND outcome = 'begun'", answers)
        return sum(len(body) for *_, body in numbered)

    def _prune(self, *, everything: bool = False) -> bool:
        """Forget a slice of acknowledged rows that are old, too much, or (`everything`) in the way. True: some went.

        The newest row always stays: `last` is read from it.
        """
        now, size, upto = self._clock.now(), self._bytes, 0
        with self._file.reading() as db:
            query = "SELECT n, stored_at, length(body) FROM event WHERE n <= ? ORDER BY n LIMIT ?"
            for n, stored_at, length in db.execute(query, (min(self.acked, self.last - 1), PRUNE_SLICE)).fetchall():
                if not (everything or size > KEEP_BYTES or stored_at < now - KEEP_SECONDS):
                    break
                size, upto = size - length, n
        if not upto:
            return False
        with self._file.transaction() as db:
            db.execute("DELETE FROM event WHERE n <= ?", (upto,))
            db.execute("DELETE FROM command WHERE begun_at < ?", (now - 2 * KEEP_SECONDS,))
            acked = self._mark_acked(db)
        self._bytes, self.first, self._acked_on_disk = size, upto + 1, acked
        return True

    def _mark_acked(self, db: sqlite.Connection) -> int:
        db.execute("UPDATE mark SET value = ? WHERE name = 'acked'", (str(self.acked),))
        return self.acked

    def _note_acked(self) -> None:
        if self._file.connection is not None and self._acked_on_disk != self.acked:
            with self._file.transaction() as db:
                acked = self._mark_acked(db)
            self._acked_on_disk = acked

    def _undo_doubtful(self) -> None:
        """After a failure: a commit that was reported as failed may have reached the disk; its events will come again."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM event WHERE n > ?", (self.last,))
            db.execute("DELETE FROM message WHERE n > ?", (self._messages,))
            db.execute("DELETE FROM held")
            rows = [(device, held.count, held.device_at, _encode(held.event)) for device, held in self._held.items()]
            db.executemany("INSERT INTO held VALUES (?, ?, ?, ?)", rows)


def _birth(clock: Clock) -> str:
    """A new epoch: sorts by time, unique by chance."""
    return f"{int(clock.now() * 1000):012x}-{secrets.token_hex(5)}"


def _merged(waiting: Held | None, event: DeviceMeasured, device_at: float | None) -> Held:
    if waiting is None:
        return Held(count=1, device_at=device_at, event=event)
    both = DeviceMeasured(device=event.device, values={**waiting.event.values, **event.values})
    return Held(count=waiting.count + 1, device_at=device_at, event=both)


def _released(held: Held) -> list[Reported]:
    """What is numbered in place of `held.count` reports."""
    thinned: list[Reported] = []
    if held.count > 1:
        thinned.append((EventsCoalesced(device=held.event.device, count=held.count - 1), None))
    return [*thinned, (held.event, held.device_at)]
