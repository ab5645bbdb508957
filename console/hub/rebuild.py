"""A day's file whose index is damaged, made anew from its entries. Entries are never mended: each must verify, or nothing is done.

The new file is written in a folder beside the old one and takes its name in one step, after the old one was given another name, so that
a kill at any moment leaves one of the two whole under the day's name.
"""

import contextlib
import itertools
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pysqlite3.dbapi2 as dbapi
from msgspec import Struct
from sqlalchemy.exc import DBAPIError

from console.fault import HallFault
from console.hub.archive import FOREVER, PAGE
from console.hub.segment import About, HashedRow, JournalDamaged, Mark, Segment, Store
from console.hub.sqlite_store import SqliteStore
from console.hub.verify import first_broken

WORKSHOP = "rebuilt"
"""Folder in the journal's in which the new file is made."""

log = logging.getLogger(__name__)


class Rebuilt(Struct, frozen=True, kw_only=True):
    """What was done."""

    day: str
    reason: str
    """What was found."""
    copy: str
    """Name of the file as it was."""


class _Unfit(Exception):
    """The entries themselves are not what they were."""


T = TypeVar("T")


def begin_or_rebuild(store: Store, hall: str, begin: Callable[[], T]) -> tuple[T, Rebuilt | None]:
    """What `begin` opens; where it meets damage of the newest day, once more after that was made anew. Raises what `begin` raises."""
    if not isinstance(store, SqliteStore):
        return begin(), None
    try:
        _refuse_suspect(store)
        return begin(), None
    except JournalDamaged as damage:
        rebuilt = rebuild(store, hall, damage)
    return begin(), rebuilt


def _refuse_suspect(store: SqliteStore) -> None:
    """Raise JournalDamaged for a newest day that could not be written for damage; it is looked into once, whatever comes of it."""
    day = store.suspected()
    if day and store.days()[-1:] == [day]:
        store.suspect(day, is_suspect=False)
        raise JournalDamaged(store.path(day), "it could not be written")


def rebuild(store: SqliteStore, hall: str, damage: JournalDamaged) -> Rebuilt:
    """Make the newest day anew from its entries; `damage` is why. Nobody may have the day open, in this process or another.

    Raises `damage` when it is of another file, or when not all entries verify: all stays as it was.
    """
    *eves, day = _days(store, damage)
    if damage.path != store.path(day):
        raise damage
    log.error("%s; trying to make its indexes anew from its entries", damage.what)
    workshop = SqliteStore(store.folder / WORKSHOP)
    shutil.rmtree(workshop.folder, ignore_errors=True)
    try:
        workshop.folder.mkdir()
        entries = _copy(store, workshop, hall, day, eves[-1] if eves else None)
        _pack(store.path(day))
        _pack(workshop.path(day))
        copy = _put_in_place(workshop.path(day), store.path(day))
    except (_Unfit, HallFault, DBAPIError, dbapi.Error, UnicodeDecodeError, OSError) as error:
        log.error("it cannot be made anew: %s", str(error).splitlines()[0])  # noqa: TRY400 (told plainly)
        raise damage from error
    finally:
        shutil.rmtree(workshop.folder, ignore_errors=True)
    log.error(
        "all %d entries of %s verified and stand in a new file; the old one is %s: have the disk checked", entries, day, copy
    )
    return Rebuilt(day=day, reason=damage.what, copy=copy.name)


def _days(store: SqliteStore, damage: JournalDamaged) -> list[str]:
    """All days, at least one; raises `damage` where they cannot be told."""
    try:
        found = store.days()
    except HallFault:
        raise damage from None
    if not found:
        raise damage
    return found


def _copy(store: SqliteStore, workshop: SqliteStore, hall: str, day: str, eve: str | None) -> int:
    """Write all that the day's tables hold into a new file; returns how many entries. Raises _Unfit for the first that is wrong."""
    with contextlib.closing(store.open_reader(day)) as old:
        about = old.about()
        marks = _carried(old)
        if eve is not None and marks != _held(store, eve):
            raise _Unfit(f"{day}: its note of what earlier days hold is wrong")
        with contextlib.closing(workshop.create(about, marks)) as new:
            entries = 0
            for rows in _verified(old, about, hall):
                with new.connection.begin():
                    new.insert([(*row,) for row in rows])
                entries += len(rows)
            closing = old.closing()
            if closing is not None:
                with new.connection.begin():
                    new.finish(closing)
            return entries


def _verified(old: Segment, about: About, hall: str) -> Iterator[list[HashedRow]]:
    """The day's entries as its table holds them, by their numbers, each checked against the one before."""
    seq, previous = about.first_seq - 1, about.previous
    while rows := list(old.page(seq, FOREVER, PAGE)):
        broken = first_broken(rows, seq, previous, hall)
        if broken is not None:
            raise _Unfit(f"entry {broken} is not what was written")
        seq, previous = rows[-1][0], rows[-1][-1]
        yield rows


def _carried(segment: Segment) -> list[Mark]:
    """`Segment.carried`, from the table alone."""
    found = segment.connection.exec_driver_sql("SELECT source, epoch, sseq, seq FROM mark NOT INDEXED").fetchall()
    marks = [Mark(source=source, epoch=epoch, sseq=sseq, seq=seq) for source, epoch, sseq, seq in found]
    return sorted(marks, key=lambda mark: (mark.source, mark.epoch))


def _held(store: SqliteStore, eve: str) -> list[Mark]:
    """What the day before holds of each source, and what it carried."""
    with contextlib.closing(store.open_reader(eve)) as segment:
        held = {(mark.source, mark.epoch): mark for mark in (*segment.carried(), *segment.marks())}
    return [held[name] for name in sorted(held)]


def _pack(path: Path) -> None:
    """Move the log into its file and do away with it, which also shows that nobody else has the file open."""
    with contextlib.closing(dbapi.connect(path, timeout=2.0, isolation_level=None)) as raw:
        (mode,) = raw.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode != "delete":
        raise HallFault(f"{path} is open in another program", "close it")


def _put_in_place(new: Path, old: Path) -> Path:
    """Give the old file another name besides its own, then its own to the new one; returns the other name."""
    for number in itertools.count(1):
        aside = old.with_name(f"{old.name}.damaged-{number}")
        if not aside.exists():
            os.link(old, aside)
            break
        if aside.samefile(old):  # a kill came between
            break
    _sync(new)
    new.replace(old)
    _sync(old.parent)
    return aside


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
