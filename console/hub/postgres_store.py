"""Days as PostgreSQL schemas, one each: `day_2026_11_21` in the database that the URL names, one database a hall."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from console.fault import HallFault
from console.hub import schema
from console.hub.segment import LOCK_SECONDS, About, HashedRow, JournalAway, JournalBroken, JournalFull, Mark, Segment

COPY_FROM = 100
"""Rows from which COPY is faster than INSERT (measured.md 3b)."""
LOCK_KEY = 0x48574A31
"""Key of the advisory lock that makes one writer the only one."""
CONNECT_SECONDS = 3
AWAY = frozenset({"57P01", "57P02", "57P03", "57P05", "53300"})
"""SQLSTATEs of a server that stops, crashed, is starting, or has no connection left; class 08 and none at all are a lost connection."""
UNANSWERED_MS = 5_000
"""How long the server's machine may leave what we sent unacknowledged until the connection counts as lost."""
SYNCHRONOUS_COMMIT = "on"
_SCHEMA = re.compile(r"day_(\d{4})_(\d\d)_(\d\d)")


class PostgresSegment(Segment):
    """A day that takes many rows at once by COPY."""

    def insert(self, rows: list[HashedRow]) -> None:
        """Add rows; the caller commits."""
        driver = self.connection.connection.driver_connection
        if len(rows) < COPY_FROM or driver is None:
            super().insert(rows)
            return
        try:
            with driver.cursor() as cursor, cursor.copy(f"COPY {self.prefix}entry FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        except self.connection.dialect.loaded_dbapi.Error as error:  # the same class as an INSERT would raise
            raise DBAPIError.instance("COPY", None, error, self.connection.dialect.loaded_dbapi.Error) from error


class PostgresStore:
    """The schemas of one database."""

    def __init__(self, url: str) -> None:
        try:
            self._url = make_url(url).set(drivername="postgresql+psycopg")
        except (ArgumentError, ValueError) as error:
            raise HallFault(f"the journal's URL is not understood: {error}", "use postgresql://USER@HOST/DATABASE") from error
        self.name = self._url.render_as_string(hide_password=True)
        self._locked: Connection | None = None
        self._reader = self._engine(read_only=True)

    def _engine(self, *, read_only: bool) -> Engine:
        options = f"-c default_transaction_read_only={'on' if read_only else 'off'} -c synchronous_commit={SYNCHRONOUS_COMMIT}"
        arguments = {
            "options": options,
            "connect_timeout": CONNECT_SECONDS,
            "tcp_user_timeout": UNANSWERED_MS,
            "application_name": "hallwatch",
        }
        if read_only:
            return create_engine(self._url, connect_args=arguments, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        return create_engine(self._url, connect_args=arguments, poolclass=NullPool)

    def _connect(self, engine: Engine) -> Connection:
        try:
            return engine.connect()
        except DBAPIError as error:
            told = str(error.orig).strip().replace("\n", " ")
            raise JournalAway(f"cannot connect to {self.name}: {told}", "check the URL and that PostgreSQL runs") from error

    def probe(self) -> None:
        """Raise JournalAway while nobody answers."""
        self._connect(self._reader).close()

    def lock(self, patience: float = LOCK_SECONDS) -> None:
        """Become the only writer, and read back that a commit is on the disk when it returns."""
        self.close()
        connection = self._connect(self._engine(read_only=False)).execution_options(isolation_level="AUTOCOMMIT")
        try:
            self._become_only(connection, patience)
        except BaseException:
            connection.close()
            raise
        self._locked = connection

    def _become_only(self, connection: Connection, patience: float) -> None:
        with self._faults():
            self._require_sync(connection)
            until = time.monotonic() + patience
            while not connection.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,)).scalar():
                if time.monotonic() > until:
                    raise HallFault(f"another hub writes to {self.name}", "stop it first, or use another database")
                time.sleep(0.05)

    def _require_sync(self, connection: Connection) -> None:
        settings = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("fsync", "synchronous_commit")}
        if settings != {"fsync": "on", "synchronous_commit": "on"}:
            told = ", ".join(f"{name} {value}" for name, value in settings.items())
            raise HallFault(f"{self.name} would not keep what it acknowledges ({told})", "set fsync and synchronous_commit to on")

    @contextmanager
    def _faults(self, day: str = "") -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self.fault(error, day) from error

    def days(self) -> list[str]:
        """Days by their schemas' names."""
        with self._connect(self._reader) as connection, self._faults():
            names = connection.exec_driver_sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'day\\_%%'").scalars()
            return sorted("-".join(match.groups()) for name in names if (match := _SCHEMA.fullmatch(name)))

    def create(self, about: About, marks: Sequence[Mark]) -> Segment:
        """Make a day's schema in one transaction and open it for writing."""
        connection = self._connect(self._engine(read_only=False))
        segment = _segment(about.day, connection)
        try:
            with connection.begin():
                connection.exec_driver_sql(f"CREATE SCHEMA {segment.prefix[:-1]}")
                schema.upgrade(connection, _schema(about.day))
                segment.begin(about, marks)
        except DBAPIError as error:
            segment.close()
            raise self.fault(error, about.day) from error
        return segment

    def open_writer(self, day: str) -> Segment:
        """Open a day's schema for writing; an older version is upgraded."""
        segment = self._open(day, self._engine(read_only=False))
        if segment.version != schema.newest():
            with segment.connection.begin():
                schema.upgrade(segment.connection, _schema(day))
            segment.version = schema.newest()
        return segment

    def open_reader(self, day: str) -> Segment:
        """Open a day's schema with a connection that cannot write."""
        return self._open(day, self._reader)

    def _open(self, day: str, engine: Engine) -> Segment:
        connection = self._connect(engine)
        segment = _segment(day, connection)
        try:
            segment.version = self._own_schema(segment)
            connection.rollback()
        except DBAPIError as error:
            connection.close()
            raise self.fault(error, day) from error
        except HallFault:
            connection.close()
            raise
        return segment

    def _own_schema(self, segment: Segment) -> str:
        """The version of a schema of ours; raises HallFault for another program's and for a newer version."""
        found = segment.connection.exec_driver_sql("SELECT to_regclass(%s)", (f"{segment.prefix}alembic_version",)).scalar()
        if found is None:
            raise HallFault(
                f"the schema {_schema(segment.day)} of {self.name} belongs to another program", "use another database"
            )
        version = schema.version(segment.connection, segment.prefix)
        schema.refuse_newer(version, f"{self.name}, day {segment.day}")
        return version

    def tidy(self, day: str) -> str:  # noqa: ARG002 (PostgreSQL keeps its files in order by itself)
        """Nothing to pack: the server does that."""
        return ""

    def fault(self, error: Exception, day: str) -> HallFault:
        """What a database error means."""
        cause = getattr(error, "orig", None) or error
        state = getattr(cause, "sqlstate", None) or ""
        told = str(cause).strip().partition("\n")[0]
        if state == "53100":
            return JournalFull(f"no room on the disk of {self.name}", "free some space on the database server")
        if state in {"XX001", "XX002"}:
            return HallFault(f"{self.name}, day {day}, is damaged: {told}", "restore it from your backup")
        if state.startswith("42") or state in {"25006", "55P03"}:
            return HallFault(f"{self.name}, day {day}, cannot be used: {told}", "check the database and the user's rights")
        if state in AWAY or state.startswith("08") or (not state and isinstance(cause, psycopg.OperationalError)):
            return JournalAway(f"the connection to {self.name} is lost: {told}", "check that PostgreSQL runs")
        return JournalBroken(f"the connection to {self.name} failed: {told}", "check PostgreSQL, then start the hub again")

    def snapshot_connection(self, *, read_only: bool) -> Connection | None:
        """A connection with the cache's schema first in its path; its commits do not wait for the disk."""
        connection = self._connect(self._reader if read_only else self._engine(read_only=False))
        if read_only and connection.exec_driver_sql("SELECT to_regnamespace('snapshots')").scalar() is None:
            connection.close()
            return None
        if not read_only:
            connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS snapshots")
            connection.exec_driver_sql("SET synchronous_commit = off")
        connection.exec_driver_sql("SET search_path = snapshots")
        connection.commit()
        return connection

    def close(self) -> None:
        """Give up the writer's lock."""
        if self._locked is not None:
            self._locked.close()
            self._locked = None


def _schema(day: str) -> str:
    return f"day_{day.replace('-', '_')}"


def _segment(day: str, connection: Connection) -> Segment:
    return PostgresSegment(day, connection, prefix=f'"{_schema(day)}".', mark="%s")
