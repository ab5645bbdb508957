"""States kept now and then, so that opening and seeking need not fold from the first day: a cache that may be deleted at any time.

A snapshot is used only when the chain has the same hash at its place and when the same model made it, so neither a regressed
journal nor a changed `reduce` can bring a false state back.
"""

import functools
import hashlib
import importlib.resources
import logging
from collections.abc import Iterator

from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from console import wire
from console.fault import HallFault
from console.hub.segment import Store
from console.model.state import HallState

EVERY_ENTRIES = 1_000
EVERY_SECONDS = 60.0
KEEP_SECONDS = 35 * 86_400.0

log = logging.getLogger(__name__)


class Kept(Struct, frozen=True, kw_only=True):
    """A state as it is kept."""

    seq: int
    at: float
    hash: bytes
    """The chain's hash at `seq`."""
    packed: bytes
    """`wire.pack_state` of the state."""

    def state(self) -> HallState:
        """The state; raises ValueError when the bytes are damaged."""
        return wire.unpack_state(self.packed)


@functools.cache
def model_version() -> str:
    """A fingerprint of the model's source: a state folded by another model is not ours."""
    digest = hashlib.sha256()
    for file in sorted(importlib.resources.files("console.model").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".py"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


class SnapshotCache:
    """The kept states of a journal; faults of the cache are logged once and never raised. One thread."""

    def __init__(self, store: Store, *, read_only: bool) -> None:
        self._store = store
        self._read_only = read_only
        self._connection: Connection | None = None
        self._mark = "?"
        self._reported = False

    def _open(self) -> Connection | None:
        if self._connection is None:
            self._connection = self._store.snapshot_connection(read_only=self._read_only)
            if self._connection is None:
                return None
            self._mark = "?" if self._connection.dialect.name == "sqlite" else "%s"
            if not self._read_only:
                blob = "BLOB" if self._mark == "?" else "BYTEA"
                with self._connection.begin():
                    self._connection.exec_driver_sql(
                        "CREATE TABLE IF NOT EXISTS snapshot (seq BIGINT PRIMARY KEY, at DOUBLE PRECISION NOT NULL,"
                        f" hash {blob} NOT NULL, model TEXT NOT NULL, state {blob} NOT NULL)"
                    )
        return self._connection

    def _sql(self, text: str) -> str:
        return text.replace("?", self._mark)

    def keep(self, state: HallState, hash: bytes) -> bool:
        """Keep a state; False when the cache would not have it."""
        try:
            connection = self._open()
            if connection is None:
                return False
            row = (state.seq, state.at, hash, model_version(), wire.pack_state(state))
            with connection.begin():
                connection.exec_driver_sql(self._sql("DELETE FROM snapshot WHERE seq = ?"), (state.seq,))
                connection.exec_driver_sql(self._sql("INSERT INTO snapshot VALUES (?, ?, ?, ?, ?)"), row)
        except (DBAPIError, HallFault, UnicodeDecodeError) as error:
            self._report(error)
            return False
        self._reported = False
        return True

    def drop(self, *, after: int, before: float) -> None:
        """Forget states past the journal's head `after`, and those older than hall time `before`."""
        try:
            connection = self._open()
            if connection is not None:
                with connection.begin():
                    connection.exec_driver_sql(self._sql("DELETE FROM snapshot WHERE seq > ? OR at < ?"), (after, before))
        except (DBAPIError, HallFault, UnicodeDecodeError) as error:
            self._report(error)

    def newest(self, upto: int) -> Iterator[Kept]:
        """States at or before entry `upto`, the newest first."""
        query = "SELECT seq, at, hash, state FROM snapshot WHERE seq <= ? AND model = ? ORDER BY seq DESC LIMIT 1"
        while True:
            try:
                connection = self._open()
                if connection is None:
                    return
                row = connection.exec_driver_sql(self._sql(query), (upto, model_version())).fetchone()
                connection.rollback()
            except (DBAPIError, HallFault, UnicodeDecodeError) as error:
                self._report(error)
                return
            if row is None:
                return
            yield Kept(seq=row[0], at=row[1], hash=bytes(row[2]), packed=bytes(row[3]))
            upto = row[0] - 1

    def _report(self, error: Exception) -> None:
        if not self._reported:
            log.warning("the cache of snapshots in %s cannot be used: %s", self._store.name, error)
        self._reported = True
        self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
