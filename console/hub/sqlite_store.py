"""Days as SQLite files, one each: `journal/YYYY-MM-DD.sqlite`, WAL, every commit synced to the disk before it returns."""

import contextlib
import errno
import fcntl
import os
import re
import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pysqlite3.dbapi2 as dbapi
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from console.fault import HallFault
from console.hub import schema
from console.hub.segment import LOCK_SECONDS, About, JournalBroken, JournalDamaged, JournalFull, Mark, Segment

APPLICATION_ID = 0x48574A31
"""`HWJ1` in each file's header: how a journal is told from another program's database."""
LEAST_SQLITE = (3, 51, 3)
"""Older ones can corrupt a WAL that two connections use (sqlite.org, "WAL-reset bug")."""
SYNCHRONOUS = "FULL"
SYNCHRONOUS_READ_BACK = 2
WAL_LIMIT = 64 * 2**20
"""Bytes to which the WAL is cut back after a checkpoint."""
DAY_CACHE_KIB = 16_384
STATES_CACHE_KIB = 2_048
"""Pages that a writer keeps in memory. States are written once and hardly read; a larger cache would fill with them all day."""
BUSY_SECONDS = 2.0
SUSPECT = "suspect"
"""File that names a day whose writing failed by damage."""
_DAY_FILE = re.compile(r"(\d{4}-\d\d-\d\d)\.sqlite")
_NETWORK = re.compile(
    r"(nfs4?|cifs|smb3|smbfs|9p|afs|ceph|glusterfs|lustre|ncpfs|davfs|fuse\.(sshfs|glusterfs|ceph.*|s3fs|rclone))"
)
_SHM_SIZE = 4874
"""SQLITE_IOERR_SHMSIZE: the shared-memory file could not grow, which is a full disk and no failed sync."""
DAMAGE = (dbapi.Error, UnicodeDecodeError)
"""The latter where SQLite quotes a schema that is no text any more in its message."""


def refuse_network_disk(path: Path, mounts: str | None = None) -> None:
    """Raise HallFault when `path` lies on a network file system, whose locks and syncs cannot be relied on."""
    place = path.resolve()
    kind, best = "", Path()
    for line in (Path("/proc/mounts").read_text() if mounts is None else mounts).splitlines():
        _, mount, type_, *_ = line.split(" ")
        point = Path(mount.encode().decode("unicode_escape"))
        if place.is_relative_to(point) and len(point.parts) >= len(best.parts):
            kind, best = type_, point
    if _NETWORK.fullmatch(kind):
        raise HallFault(f"{path} is on a network file system ({kind})", "keep the journal on a local disk, or use PostgreSQL")


def require_sqlite(version: tuple[int, ...]) -> None:
    """Raise HallFault for a SQLite that is too old to be trusted with a WAL."""
    if version < LEAST_SQLITE:
        have, need = (".".join(map(str, each)) for each in (version, LEAST_SQLITE))
        raise HallFault(f"SQLite {have} can damage a journal; {need} or newer is needed", "install pysqlite3 0.6.1 or newer")


class SqliteStore:
    """A folder of day files, and the cache of snapshots beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)
        self._lock: IO[str] | None = None
        require_sqlite(dbapi.sqlite_version_info)

    def lock(self, patience: float = LOCK_SECONDS) -> None:  # noqa: ARG002 (the system lets go with the process)
        """Make the folder if need be and become its only writer."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            refuse_network_disk(self.folder)
            file = (self.folder / "writer").open("a+")
        except OSError as error:
            remedy = "free some space" if error.errno == errno.ENOSPC else "give the hub's user the right to write there"
            raise HallFault(f"cannot write to the journal's folder {self.folder}: {error.strerror}", remedy) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            pid = file.read().strip() or "unknown"
            file.close()
            raise HallFault(
                f"another hub writes to {self.folder} (process {pid})", "stop it first, or use another data folder"
            ) from error
        with contextlib.suppress(OSError):  # the number is a courtesy to whoever is refused; a full disk must not matter here
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        self._lock = file

    def probe(self) -> None:
        """A folder that is gone is no database that comes back: the next write says what is wrong."""

    def days(self) -> list[str]:
        """Days by their file names; one whose making was cut short does not count."""
        try:
            found = sorted(match[1] for path in self.folder.iterdir() if (match := _DAY_FILE.fullmatch(path.name)))
        except OSError as error:
            raise HallFault(f"cannot read the journal's folder {self.folder}: {error.strerror}", "check the path") from error
        if found and self._is_unborn(found[-1]):
            found.pop()
        return found

    def _is_unborn(self, day: str) -> bool:
        """Whether a day's file has no content yet: its first transaction was not committed."""
        with contextlib.closing(self._connect(self.path(day), read_only=True)) as raw:
            try:
                return raw.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0 and _application_id(raw) == 0
            except DAMAGE as error:
                raise self._meaning(error, self.path(day)) from error

    def path(self, day: str) -> Path:
        """A day's file."""
        return self.folder / f"{day}.sqlite"

    def _connect(self, path: Path, *, read_only: bool) -> Any:
        uri = f"file:{urllib.parse.quote(str(path.absolute()))}?mode={'ro' if read_only else 'rwc'}"
        try:
            return dbapi.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        except dbapi.Error as error:
            raise self._meaning(error, path) from error

    def _engine(self, path: Path, *, read_only: bool, synchronous: str, cache_kib: int = DAY_CACHE_KIB) -> Engine:
        def connect() -> Any:
            raw = self._connect(path, read_only=read_only)
            try:
                if read_only:
                    raw.execute("PRAGMA query_only=1")
                else:
                    _prepare_writer(raw, path, synchronous, cache_kib)
            except dbapi.Error as error:
                raw.close()
                raise self._meaning(error, path) from error
            except HallFault:
                raw.close()
                raise
            return raw

        engine = create_engine("sqlite://", module=dbapi, creator=connect, poolclass=NullPool)
        if not read_only:
            # A deferred transaction that is upgraded to a write ignores the busy time-out; so every one begins as a write.
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine

    def create(self, about: About, marks: Sequence[Mark]) -> Segment:
        """Make a day's file in one transaction and open it for writing."""
        connection = self._engine(self.path(about.day), read_only=False, synchronous=SYNCHRONOUS).connect()
        segment = Segment(about.day, connection)
        try:
            with connection.begin():
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                schema.upgrade(connection, None)
                segment.begin(about, marks)
        except DBAPIError as error:
            segment.close()
            raise self.fault(error, about.day) from error
        return segment

    def open_writer(self, day: str) -> Segment:
        """Open a day's file for writing; an older schema is upgraded."""
        return self._open(day, read_only=False)

    def open_reader(self, day: str) -> Segment:
        """Open a day's file with a connection that cannot write."""
        return self._open(day, read_only=True)

    def _open(self, day: str, *, read_only: bool) -> Segment:
        path = self.path(day)
        if not path.exists():
            raise HallFault(f"the journal's day {path} is missing", "restore it from your backup")
        connection = self._engine(path, read_only=read_only, synchronous=SYNCHRONOUS).connect()
        segment = Segment(day, connection)
        try:
            segment.version = _own_schema(connection, path)
            connection.rollback()
            if not read_only:
                with connection.begin():  # also shows whether somebody else holds the file
                    if segment.version != schema.newest():
                        schema.upgrade(connection, None)
                segment.version = schema.newest()
        except (DBAPIError, UnicodeDecodeError) as error:
            connection.close()
            raise self.fault(error, day) from error
        except HallFault:
            connection.close()
            raise
        return segment

    def suspect(self, day: str, *, is_suspect: bool) -> None:
        """Note, or take back, that a day's file failed while it was written: the next start looks into it."""
        with contextlib.suppress(OSError):  # on a disk that fails it is a courtesy
            note = self.folder / SUSPECT
            if is_suspect:
                note.write_text(day)
            else:
                note.unlink(missing_ok=True)

    def suspected(self) -> str:
        """The day of which that was noted; empty: none."""
        try:
            return (self.folder / SUSPECT).read_text()
        except OSError:
            return ""

    def tidy(self, day: str) -> str:
        """Move the WAL into the file, and let SQLite check the whole file."""
        with contextlib.closing(self._connect(self.path(day), read_only=False)) as raw:
            try:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                (word,) = raw.execute("PRAGMA integrity_check(1)").fetchone()
            except DAMAGE as error:
                return str(self._meaning(error, self.path(day)))
        return "" if word == "ok" else f"{self.path(day)} is damaged: {word}"

    def snapshot_connection(self, *, read_only: bool) -> Connection | None:
        """A connection to `snapshots.sqlite`, which may be deleted at any time and is never synced."""
        path = self.folder / "snapshots.sqlite"
        if read_only and not path.exists():
            return None
        return self._engine(path, read_only=read_only, synchronous="OFF", cache_kib=STATES_CACHE_KIB).connect()

    def fault(self, error: Exception, day: str) -> HallFault:
        """What an error on a day's file means."""
        return self._meaning(getattr(error, "orig", None) or error, self.path(day))

    def _meaning(self, error: BaseException, path: Path) -> HallFault:
        if isinstance(error, UnicodeDecodeError):
            return JournalDamaged(path, error)
        code = int(getattr(error, "sqlite_errorcode", 0) or 0)
        match code & 0xFF:
            case dbapi.SQLITE_FULL:
                return JournalFull(f"no room on the disk for {path}", "free some space")
            case dbapi.SQLITE_IOERR if code == _SHM_SIZE:
                return JournalFull(f"no room on the disk for {path}", "free some space")
            case dbapi.SQLITE_IOERR:
                return JournalBroken(f"the disk failed under {path}: {error}", "check the disk, then start the hub again")
            case dbapi.SQLITE_CORRUPT | dbapi.SQLITE_NOTADB:
                return JournalDamaged(path, error)
            case dbapi.SQLITE_BUSY | dbapi.SQLITE_LOCKED:
                return HallFault(f"{path} is locked by another program", "close the program that has it open")
            case dbapi.SQLITE_READONLY | dbapi.SQLITE_CANTOPEN | dbapi.SQLITE_PERM:
                return HallFault(f"cannot open {path} for writing: {error}", "give the hub's user the right to write there")
            case _:
                return HallFault(f"{path} cannot be used: {error}", "restore it from your backup")

    def close(self) -> None:
        """Give up the writer's lock."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _own_schema(connection: Connection, path: Path) -> str:
    """The schema's version of a file of ours; raises HallFault for another program's file and for a newer version."""
    if _application_id(connection.connection) != APPLICATION_ID:
        raise HallFault(f"{path} belongs to another program", "move it away, or use another data folder")
    found = schema.version(connection)
    schema.refuse_newer(found, str(path))
    return found


def _application_id(raw: Any) -> int:
    cursor = raw.cursor()
    cursor.execute("PRAGMA application_id")
    (found,) = cursor.fetchone()
    cursor.close()
    return int(found)


def _prepare_writer(raw: Any, path: Path, synchronous: str, cache_kib: int) -> None:
    """Set how commits reach the disk, and read it back: a setting that did not take would lose data silently."""
    (mode,) = raw.execute("PRAGMA journal_mode=WAL").fetchone()
    raw.execute(f"PRAGMA synchronous={synchronous}")
    raw.execute(f"PRAGMA journal_size_limit={WAL_LIMIT}")
    raw.execute(f"PRAGMA cache_size=-{cache_kib}")
    raw.execute("PRAGMA cell_size_check=1")
    (level,) = raw.execute("PRAGMA synchronous").fetchone()
    wanted = 0 if synchronous == "OFF" else SYNCHRONOUS_READ_BACK
    if mode != "wal" or level != wanted:
        raise HallFault(
            f"{path} would not keep what it acknowledges (journal_mode {mode}, synchronous {level})",
            "keep the journal on a local disk that supports WAL",
        )
