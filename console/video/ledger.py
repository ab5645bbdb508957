"""What the recorder writes into the index: collected as it happens, committed together every second or two. For one thread.

A disk that is full or slow keeps the index from being written, not the recorder from going on: what could not be committed waits, and
is committed with what comes after it. Of each file only its newest state waits.
"""

import contextlib
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Executable, Row, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite

from console.video import gaps, holds, index
from console.video.gaps import Missing
from console.video.holds import Hold
from console.video.index import IndexBroken, IndexDamaged, IndexRefused, State

UNREAD = "unread"
"""A file beside an index that was made anew and does not hold all recordings yet."""
MOST_WAITING = 200_000
"""Files, and changes of holes and holds, that wait for a disk at most; that is days of them."""

_GROW = (
    update(index.segment)
    .where(index.segment.c.path == bindparam("its_path"))
    .values(end=bindparam("its_end"), bytes=bindparam("its_bytes"))
)
"""Made once, as all that is written often: it is half of all that is ever written."""
_NEW = sqlite.insert(index.segment)
_SET = _NEW.on_conflict_do_update(
    index_elements=[index.segment.c.path],
    set_={column.name: _NEW.excluded[column.name] for column in index.segment.c if column.name not in {"id", "path"}},
)
_FORGET = delete(index.segment).where(index.segment.c.path == bindparam("its_path"))
_ALIVE = sqlite.insert(index.beat).values(id=1)
_BEAT = _ALIVE.on_conflict_do_update(index_elements=[index.beat.c.id], set_={"at": _ALIVE.excluded.at})

log = logging.getLogger(__name__)


class Entry(Struct, kw_only=True):
    """A segment's row."""

    camera: str
    stream: str
    path: str
    """Relative to the store."""
    begin: float
    end: float
    bytes: int = 0
    codec: str = ""
    width: int = 0
    height: int = 0
    clock_offset: float | None = None
    sha256: str | None = None
    state: State = State.OPEN


class Ledger:
    """The index, for writing; while it is not open, what is written waits."""

    def __init__(self, store: Path) -> None:
        """`open` opens it."""
        self.is_damaged = False
        """The index makes no sense any more: it is to be renewed."""
        self.is_refused = False
        """The disk took nothing: whether it takes anything at all is found out by opening the index again, once."""
        self._store = store
        self._file = store / index.FILE
        self._mark = store / UNREAD
        self._rows: dict[str, dict[str, Any] | None] = {}
        """Path → what is to be its row; None: none."""
        self._grown: dict[str, tuple[float, int]] = {}
        self._beat: float | None = None
        self._changes: list[Executable] = []
        self._gaps: list[Missing] = []
        self._failing = False
        self._holds: dict[str, Hold] = {}
        self._has_new_holds = False
        """Since their own file was written."""
        self._sole = contextlib.ExitStack()
        self._connection: Connection | None = None

    # --- what happens -----------------------------------------------------------------------------------------------------

    def begin(self, entry: Entry) -> None:
        """A segment was begun; its row is updated by `grow` and `finish`."""
        self._set(entry.path, _row(entry))

    def grow(self, path: str, end: float, size: int) -> None:
        """An open segment can be read up to `end`."""
        row = self._rows.get(path)
        if row is not None:
            row |= {"end": end, "bytes": size}
        else:
            self._grown[path] = (end, size)

    def finish(self, entry: Entry) -> None:
        """A segment is whole."""
        self._set(entry.path, _row(entry))

    def forget(self, paths: Iterable[str]) -> None:
        """Files that are gone."""
        for path in paths:
            self._set(path, None)

    def open_gap(self, camera: str, begin: float, cause: str) -> None:
        """A hole begins; it is there to be read at once, without an end."""
        self._set_gap(Missing(camera=camera, begin=begin, cause=cause))

    def close_gap(self, camera: str, begin: float, end: float) -> None:
        """It has ended."""
        table = index.gap.c
        self._note(update(index.gap).where(table.camera == camera, table.begin == begin, table.end.is_(None)).values(end=end))
        self._gaps.append(Missing(camera=camera, begin=begin, end=end))

    def forget_gap(self, camera: str, begin: float) -> None:
        """There is none that begins then."""
        gap = Missing(camera=camera, begin=begin)
        self._note(_rows_of(gap)[0])
        self._gaps.append(gap)

    def add_gap(self, camera: str, begin: float, end: float, cause: str) -> None:
        """A hole that is over already."""
        self._set_gap(Missing(camera=camera, begin=begin, end=end, cause=cause))

    def _set_gap(self, gap: Missing) -> None:
        for change in _rows_of(gap):
            self._note(change)
        self._gaps.append(gap)

    def told(self, camera: str, begin: float) -> None:
        """A gap was told to whoever makes alarms of it."""
        table = index.gap.c
        self._note(update(index.gap).where(table.camera == camera, table.begin == begin).values(told=1))

    def protect(self, hold: str, camera: str, begin: float, end: float) -> None:
        """Keep a time of a camera, whatever the retention says."""
        self.release(hold)
        self._holds[hold] = Hold(hold=hold, camera=camera, begin=begin, end=end)
        self._note(insert(index.hold).values(hold=hold, camera=camera, begin=begin, end=end))

    def release(self, hold: str) -> None:
        """Let the retention rule again."""
        self._note(delete(index.hold).where(index.hold.c.hold == hold))
        self._holds.pop(hold, None)
        self._has_new_holds = True

    def beat(self, at: float) -> None:
        """The recorder is alive."""
        self._beat = at

    def _set(self, path: str, row: dict[str, Any] | None) -> None:
        self._grown.pop(path, None)
        self._rows[path] = row
        if len(self._rows) > MOST_WAITING:
            del self._rows[next(iter(self._rows))]

    def _note(self, change: Executable) -> None:
        self._changes.append(change)
        if len(self._changes) > MOST_WAITING:
            del self._changes[: MOST_WAITING // 10]

    # --- to the disk ------------------------------------------------------------------------------------------------------

    def commit(self) -> bool:
        """Write what was collected; False: it waits, the disk does not take it now (told in the log once)."""
        if not (self._rows or self._grown or self._changes or self._has_new_holds or self._beat is not None):
            return True
        if self._connection is None:
            return False
        try:
            with index.faults(self._file), self._connection.begin():
                self._write(self._connection)
        except IndexBroken as fault:
            if not self._failing:
                log.error("%s", fault)  # noqa: TRY400 — a fault of the world
                self.is_refused = isinstance(fault, IndexRefused)
            self._failing = True
            self.is_damaged = isinstance(fault, IndexDamaged)
            return False
        if self._gaps:
            gaps.append(self._store, self._gaps)
        self._drop()
        if self._has_new_holds:
            self._has_new_holds = not holds.keep(self._store, self._holds.values())
        if self._failing:
            log.info("the index of recordings can be written again")
        self._failing = False
        return True

    def _write(self, connection: Connection) -> None:
        execute = connection.execute
        if kept := [row for row in self._rows.values() if row is not None]:
            execute(_SET, kept)
        if gone := [{"its_path": path} for path, row in self._rows.items() if row is None]:
            execute(_FORGET, gone)
        if grown := [{"its_path": path, "its_end": end, "its_bytes": size} for path, (end, size) in self._grown.items()]:
            execute(_GROW, grown)
        for change in self._changes:
            execute(change)
        if self._beat is not None:
            execute(_BEAT, {"at": self._beat})

    def _drop(self) -> None:
        """Nothing waits any more."""
        self._rows.clear()
        self._grown.clear()
        self._changes.clear()
        self._gaps.clear()
        self._beat = None

    def is_gone(self) -> bool:
        """Whether the index was removed or damaged, or never was there, or its disk refuses: what is written to it would be lost."""
        if self.is_damaged or self.is_refused or not self.is_open:
            return True
        try:
            return self._file.stat().st_ino != self._inode
        except OSError:
            return True

    @property
    def is_open(self) -> bool:
        """Whether there is an index to write to."""
        return self._connection is not None

    def open(self) -> Self:
        """Open the index, a new one where it was removed or is damaged, and be its only writer.

        Raises `IndexBroken` where the store cannot be written now, another `HallFault` where it is somebody else's.
        """
        self.close()
        with contextlib.ExitStack() as failed:
            failed.callback(self.close)
            try:
                self._open()
            except OSError as error:
                remedy = "see to the disk, or give the recorder's user the right to write there"
                raise IndexBroken(f"cannot write to the folder of recordings {self._store}: {error.strerror}", remedy) from error
            failed.pop_all()
        return self

    def _open(self) -> None:
        if not self.is_damaged:
            self._drop()
            self._store.mkdir(parents=True, exist_ok=True)
        self._sole.enter_context(index.sole(self._store))
        if self.is_damaged:
            self._put_aside()
        kept = self._connect()
        if kept is None:
            self._put_aside()
            kept = self._connect() or {}
        self._inode = self._file.stat().st_ino
        filed = holds.load(self._store)
        self._holds = filed | self._holds | kept
        self._has_new_holds = self._holds != filed
        for hold in self._holds.keys() - kept.keys():
            self._note(sqlite.insert(index.hold).values(msgspec.structs.asdict(self._holds[hold])).on_conflict_do_nothing())
        if self.last_beat() is None:  # a new one
            self._changes[:0] = [change for gap in gaps.load(self._store) for change in _rows_of(gap)]
        elif not (self._store / gaps.FILE).exists():
            rows = self.ask(select(index.gap))
            gaps.append(self._store, [Missing(camera=row.camera, begin=row.begin, end=row.end, cause=row.cause) for row in rows])

    def _connect(self) -> dict[str, Hold] | None:
        """The holds that stand in the index; None: it is damaged, and not open. Raises `HallFault`."""
        self._mark_new()
        try:
            self._connection = index.open_writer(self._store)
            rows = self.ask(select(index.hold))
        except IndexDamaged as fault:
            log.error("%s", fault)  # noqa: TRY400 — a fault of the world
            self._disconnect()
            return None
        return {row.hold: Hold(hold=row.hold, camera=row.camera, begin=row.begin, end=row.end) for row in rows}

    def _put_aside(self) -> None:
        """Give the damaged file another name."""
        for suffix in ("-shm", "-wal", ""):  # the file itself last: a new one must not find the old one's log
            with contextlib.suppress(FileNotFoundError):
                self._file.with_name(index.FILE + suffix).replace(self._store / f"{index.DAMAGED}{suffix}")
        self.is_damaged = False
        log.warning("the damaged index is kept as %s; a new one is made from the recordings", index.DAMAGED)

    def _mark_new(self) -> None:
        if not self._file.exists():
            with contextlib.suppress(OSError):  # then the index cannot be made either
                self._mark.touch()

    @property
    def is_read(self) -> bool:
        """Whether all recordings that there were when the index was made are in it."""
        return not self._mark.exists()

    def all_read(self) -> None:
        """They are."""
        self._mark.unlink(missing_ok=True)

    # --- what is there ----------------------------------------------------------------------------------------------------

    def ask(self, query: Select[Any]) -> list[Row[Any]]:
        """Rows, as of the last commit. Raises `IndexBroken`."""
        if self._connection is None:
            raise IndexBroken(f"the index of recordings {self._file} is not open")
        try:
            return index.ask(self._connection, self._file, query)
        except IndexDamaged:
            self.is_damaged = True
            raise

    def entries(self, query: Select[Any]) -> list[Entry]:
        """Segments; `query` selects whole rows."""
        return [
            Entry(
                camera=row.camera,
                stream=row.stream,
                path=row.path,
                begin=row.begin,
                end=row.end,
                bytes=row.bytes,
                codec=row.codec,
                width=row.width,
                height=row.height,
                clock_offset=row.clock_offset,
                sha256=row.sha256,
                state=State(row.state),
            )
            for row in self.ask(query)
        ]

    def entries_of(self, camera: str) -> list[Entry]:
        """All of a camera's segments, in order."""
        return self.entries(select(index.segment).where(index.segment.c.camera == camera).order_by(index.segment.c.begin))

    def left_open(self) -> list[Entry]:
        """Segments that nobody finished."""
        return self.entries(select(index.segment).where(index.segment.c.state == State.OPEN).order_by(index.segment.c.id))

    def knows(self, path: str) -> bool:
        """Whether a file has a row."""
        return bool(self.ask(select(index.segment.c.id).where(index.segment.c.path == path)))

    def paths_below(self, folder: Path) -> set[str]:
        """Files in a folder that have a row; `folder`: relative to the store."""
        return {row.path for row in self.ask(index.paths_below(folder))}

    def last_end(self, camera: str) -> float | None:
        """Until when a camera was recorded."""
        query = select(func.max(index.segment.c.end).label("last")).where(index.segment.c.camera == camera)
        last: float | None = self.ask(query)[0].last
        return last

    def last_beat(self) -> float | None:
        """Until when a recorder was alive."""
        rows = self.ask(select(index.beat))
        return rows[0].at if rows else None

    def open_gaps(self) -> list[Row[Any]]:
        """Holes without an end."""
        return self.ask(select(index.gap).where(index.gap.c.end.is_(None)))

    def untold(self, since: float) -> list[Row[Any]]:
        """Ended holes after `since` that were not told."""
        table = index.gap.c
        return self.ask(select(index.gap).where(table.told == 0, table.end > since).order_by(table.end))

    def sums(self) -> dict[str, tuple[int, float]]:
        """Camera → bytes on the disk, begin of its oldest segment. Looks at every row: not for each turn."""
        table = index.segment.c
        query = select(table.camera, func.sum(table.bytes).label("size"), func.min(table.begin).label("first"))
        return {row.camera: (int(row.size), row.first) for row in self.ask(query.group_by(table.camera))}

    def close(self) -> None:
        """Let go of the file; what waits is lost with this object."""
        self._disconnect()
        self._sole.close()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection.engine.dispose()
        self._connection = None
        self.is_refused = False


def _rows_of(gap: Missing) -> tuple[Executable, Executable]:
    """Said twice, it is one."""
    table = index.gap.c
    gone = delete(index.gap).where(table.camera == gap.camera, table.begin == gap.begin)
    return gone, insert(index.gap).values(msgspec.structs.asdict(gap) | {"told": 0})


def _row(entry: Entry) -> dict[str, Any]:
    return {field: getattr(entry, field) for field in Entry.__struct_fields__} | {"state": entry.state.value}
