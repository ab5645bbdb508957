"""The index of recordings: which file holds which time of which camera, what is missing and why. One SQLite file beside the segments.

The recorder is its only writer; everybody else reads (`console.video.library`). Times are Unix seconds, UTC.
"""

import contextlib
import fcntl
import urllib.parse
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as dbapi
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Table,
    create_engine,
    event,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from console.fault import HallFault

FILE = "index.sqlite"
DAMAGED = "index.damaged.sqlite"
"""What a damaged index is called when it was put aside."""
WRITER = "writer"
"""Locked by the recorder that writes to the folder."""
APPLICATION_ID = 0x48575631
"""`HWV1` in the file's header: how an index is told from another program's database."""
VERSION = 1
BUSY_SECONDS = 2.0

metadata = MetaData()
segment = Table(
    "segment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("camera", String, nullable=False),
    Column("stream", String, nullable=False),
    Column("path", String, nullable=False, unique=True),
    Column("begin", Float, nullable=False),
    Column("end", Float, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("codec", String, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("clock_offset", Float),
    Column("sha256", String),
    Column("state", String, nullable=False),
    Index("segment_by_time", "camera", "begin", "bytes"),
    Index("segment_by_age", "begin"),
)
gap = Table(
    "gap",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("camera", String, nullable=False),
    Column("begin", Float, nullable=False),
    Column("end", Float),
    Column("cause", String, nullable=False),
    Column("told", Integer, nullable=False),
    Index("gap_by_time", "camera", "begin"),
)
hold = Table(
    "hold",
    metadata,
    Column("hold", String, primary_key=True),
    Column("camera", String, nullable=False),
    Column("begin", Float, nullable=False),
    Column("end", Float, nullable=False),
)
beat = Table(
    "beat",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Float, nullable=False),
)
"""One row: until when a recorder was alive for certain."""


class State(StrEnum):
    """How far a segment is."""

    OPEN = "open"
    """It is being written; `end` and `bytes` are as of at most 2 s ago."""
    CLOSED = "closed"
    RECOVERED = "recovered"
    """The recorder was killed while it wrote it; what is readable was kept."""


class IndexBroken(HallFault):
    """The index cannot be read or written now; recording goes on, and the index is made good when it can be."""


class IndexRefused(IndexBroken):
    """The disk takes nothing: it became read-only, or is broken."""


class IndexDamaged(IndexBroken):
    """The index is no longer what was written: it must be made anew from the recordings."""


@contextlib.contextmanager
def sole(store: Path) -> Iterator[None]:
    """Be a folder's only writer. Raises OSError where it cannot be written, `HallFault` where another recorder writes."""
    with (store / WRITER).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise HallFault(f"another recorder writes to {store}", "stop it first, or name another folder") from error
        yield


def open_writer(store: Path) -> Connection:
    """The recorder's connection, for one thread at a time; the file is made when it is not there."""
    path = store / FILE
    engine = _engine(path, read_only=False)
    with faults(path):
        connection = engine.connect()
        with _closed_unless_well(connection):
            _take(connection, path)
    return connection


def open_reader(store: Path, file: str = FILE) -> Connection:
    """A connection that cannot write; raises HallFault when nothing was ever recorded in `store`."""
    path = store / file
    if not path.exists():
        raise HallFault(f"there are no recordings in {store}", "start the recorder, or name the folder it writes to")
    with faults(path):
        connection = _engine(path, read_only=True).connect()
        with _closed_unless_well(connection):
            _check(connection, path)
    return connection


@contextlib.contextmanager
def faults(path: Path) -> Iterator[None]:
    """Database errors as `IndexBroken`."""
    try:
        yield
    except (DBAPIError, dbapi.Error) as error:
        said = getattr(error, "orig", None) or error
        code = int(getattr(said, "sqlite_errorcode", 0) or 0) & 0xFF
        if code in {dbapi.SQLITE_CORRUPT, dbapi.SQLITE_NOTADB}:
            what = f"the index of recordings {path} is damaged: {said}"
            raise IndexDamaged(what, "the recorder makes it anew from the recordings; see to the disk it lies on") from error
        kind = IndexRefused if code in {dbapi.SQLITE_READONLY, dbapi.SQLITE_IOERR} else IndexBroken
        raise kind(f"the index of recordings {path} cannot be used: {said}", "see to the disk it lies on") from error


def ask(connection: Connection, path: Path, query: Select[Any]) -> list[Row[Any]]:
    """Rows, as of now; the next question sees what was written meanwhile. Raises `IndexBroken`."""
    with faults(path):
        rows = list(connection.execute(query))
        connection.rollback()
    return rows


def paths_below(folder: Path) -> Select[Any]:
    """The paths of a folder's files; `folder`: relative to the store."""
    path = segment.c.path
    return select(path).where(path >= f"{folder}/", path < f"{folder}0")  # "0" follows "/"


def _engine(path: Path, *, read_only: bool) -> Engine:
    def connect() -> Any:
        uri = f"file:{urllib.parse.quote(str(path.absolute()))}?mode={'ro' if read_only else 'rwc'}"
        raw = dbapi.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        with _closed_unless_well(raw):
            for pragma in ("query_only=1",) if read_only else ("journal_mode=WAL", "synchronous=FULL"):
                raw.execute(f"PRAGMA {pragma}")
        return raw

    engine = create_engine("sqlite://", module=dbapi, creator=connect, poolclass=NullPool)
    if not read_only:
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@contextlib.contextmanager
def _closed_unless_well(connection: Any) -> Iterator[None]:
    """A connection left to the garbage collector would remove its log by name when it goes: the log of a successor of its file."""
    with contextlib.ExitStack() as opened:
        opened.callback(connection.close)
        yield
        opened.pop_all()


def _take(connection: Connection, path: Path) -> None:
    with connection.begin():
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
            metadata.create_all(connection)
    _check(connection, path)


def _check(connection: Connection, path: Path) -> None:
    """Raise HallFault for another program's file and for a newer version's."""
    id = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if not id and connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0:
        raise HallFault(f"there are no recordings in {path.parent} yet", "the recorder is just beginning; try again")
    if id != APPLICATION_ID:
        raise HallFault(f"{path} is not an index of recordings", "move it away, or use another folder for recordings")
    found = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
    connection.rollback()
    if found > VERSION:
        raise HallFault(f"{path} was written by a newer hallwatch (version {found})", "install that version, or a newer one")
