"""The file behind an outbox: one SQLite database, synced at each commit, held by one process. It knows tables, not what is in them.

What SQLite raises is told as a fault of the disk, a damaged file, or left as a bug. After a failure the file is opened anew, as a
failed sync is never tried again on the same descriptor; its owner then undoes what it was told had failed.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from console.fault import HallFault

APPLICATION = 0x48574F31
"""`HWO1` in the file's header: tells an outbox from another program's database."""
VERSION = 2

_TABLES = """
CREATE TABLE mark(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE event(n INTEGER PRIMARY KEY, stored_at REAL NOT NULL, device_at REAL, body BLOB NOT NULL) STRICT;
CREATE TABLE held(device TEXT PRIMARY KEY, count INTEGER NOT NULL, device_at REAL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE command(id TEXT PRIMARY KEY, begun_at REAL NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
_SINCE_2 = """
CREATE TABLE message(n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
"""


class OutboxUnwritable(HallFault):
    """Nothing can be stored at present (disk full, read-only, failing); what was to be stored was not, and may be tried again."""


class OutboxCorrupt(HallFault):
    """The file's content is damaged; `OutboxFile.put_aside` makes room for a new one."""


class OutboxFile:
    """One file, opened when needed. Used by one thread at a time."""

    def __init__(self, path: Path, most_bytes: int, birth: Callable[[], str], reopened: Callable[[], None]) -> None:
        """`birth` names a new file's epoch; `reopened` is called when the file was opened anew after a failure."""
        self.path = path
        self.connection: sqlite.Connection | None = None
        """None: not opened yet, or given up after a failure."""
        self._most_bytes = most_bytes
        self._birth = birth
        self._reopened = reopened

    def open(self) -> None:
        """Open or create; raises HallFault when it is locked, foreign, of another version, damaged, or the disk refuses."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutboxUnwritable(f"outbox folder {self.path.parent}: {error}", "name another with --outbox") from error
        self._connect()

    def _connect(self) -> None:
        with self._meanings():
            db = sqlite.connect(self.path, isolation_level=None, timeout=1.0, check_same_thread=False)
            self.connection = db
            db.execute("PRAGMA locking_mode = EXCLUSIVE")  # one process; it also keeps the WAL's index off the disk
            tables = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
            version = self._recognise(db) if tables else 0
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute(f"PRAGMA max_page_count = {self._most_bytes // db.execute('PRAGMA page_size').fetchone()[0]}")
            if tables and db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise OutboxCorrupt(f"outbox {self.path} is damaged")
            if version < VERSION:
                self._bring_up(db, version)
            modes = db.execute("PRAGMA journal_mode").fetchone()[0], db.execute("PRAGMA synchronous").fetchone()[0]
        if modes != ("wal", 2):
            raise HallFault(f"outbox {self.path} cannot be made durable (journal, synchronous = {modes})", "use a local disk")

    def _bring_up(self, db: sqlite.Connection, version: int) -> None:
        """Create the tables, or those that an older version lacks."""
        db.executescript("BEGIN IMMEDIATE;" + (_TABLES if version == 0 else "") + _SINCE_2)
        if version == 0:
            db.execute("INSERT INTO mark VALUES ('epoch', ?), ('acked', '0')", (self._birth(),))
            db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")

    def _recognise(self, db: sqlite.Connection) -> int:
        """The version of a file of ours."""
        application, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
        if application != APPLICATION:
            raise HallFault(f"{self.path} is another program's database, not an outbox", "name another folder with --outbox")
        if not 1 <= version <= VERSION:
            raise HallFault(
                f"outbox {self.path} has version {version}, this program knows {VERSION}", "use the program that made it"
            )
        return int(version)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite.Connection]:
        """All or nothing, on disk when it is over."""
        with self.reading() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite.Connection]:
        """The connection, opened anew after a failure."""
        if self.connection is None:
            self._connect()
            self._reopened()
        with self._meanings():
            yield self.connection

    @contextlib.contextmanager
    def _meanings(self) -> Iterator[None]:
        try:
            yield
        except sqlite.Error as error:
            raise self._fault(error) from error

    def _fault(self, error: Exception) -> Exception:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            self.close()
            return OutboxCorrupt(f"outbox {self.path} is damaged ({error})")
        if name.startswith("SQLITE_BUSY"):
            self.close()
            return HallFault(f"outbox {self.path} is in use by another process", "stop the other adapter of this name")
        if name.startswith(("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM")):
            if not name.startswith("SQLITE_FULL"):
                self.close()  # a failed fsync is never tried again on the same descriptor
            return OutboxUnwritable(f"outbox {self.path} cannot be written ({error})", "free the disk or mend it")
        return error

    def put_aside(self) -> Path:
        """Rename a damaged file, with its write-ahead log; returns its new name."""
        self.close()
        kept = self.path.with_name(f"{self.path.name}.damaged-{self._birth()}")
        try:
            for ending in ("", "-wal", "-shm"):
                part = self.path.with_name(self.path.name + ending)
                if part.exists():
                    part.rename(kept.with_name(kept.name + ending))
        except OSError as error:
            raise OutboxUnwritable(f"damaged outbox {self.path} cannot be set aside: {error}", "move it away by hand") from error
        return kept

    def close(self) -> None:
        """Let go of it."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None
