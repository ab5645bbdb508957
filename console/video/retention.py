"""Which recordings are let go: by days and bytes, never younger than a camera's minimum, never what is held. Deletes the oldest first."""

import contextlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from console.model.hall import Camera
from console.video import index
from console.video.index import State
from console.video.ledger import Entry, Ledger

DAY = 86_400.0
PAGE = 500
"""Segments looked at in one go."""

log = logging.getLogger(__name__)


class Rule(Struct, frozen=True, kw_only=True):
    """How long a camera's recordings are kept."""

    longest: float
    """Seconds."""
    least: float = 0.0
    """Seconds that are kept even when there is no room."""
    most: int | None = None
    """Bytes."""

    @classmethod
    def of(cls, camera: Camera) -> "Rule":
        """A camera's, by its configuration."""
        most = None if camera.most_gb is None else int(camera.most_gb * 1e9)
        return cls(longest=camera.keep_days * DAY, least=camera.least_days * DAY, most=most)


FOREIGN = Rule(longest=30 * DAY, least=0.0)
"""Of cameras that are not in the configuration any more."""


class Retention:
    """The rules of a hall at work on its store; for the thread that writes."""

    def __init__(self, store: Path, ledger: Ledger, cameras: Sequence[Camera], most: int | None, *, reserve: int = 0) -> None:
        """`most`: bytes of all recordings; None: until a tenth of the disk is free. `reserve`: bytes below which nothing is recorded."""
        self._store = store
        self._ledger = ledger
        self._rules = {camera.id: Rule.of(camera) for camera in cameras}
        self._most = most
        self._reserve = reserve
        self.sums: dict[str, tuple[int, float]] = {}
        """As the last tidying found them: `Ledger.sums`."""
        self._is_stuck = False
        """The index does not take what was deleted: whatever is deleted besides would be found again."""

    def tidy(self, now: float, free: int, size: int) -> int:
        """Let go what may and should be; returns bytes freed. `free`, `size`: of the disk. Raises `IndexBroken`."""
        table = index.segment.c
        self._is_stuck = False
        freed = 0
        for camera, rule in self._rules.items():
            freed += self._let_go(_loose().where(table.camera == camera, *_before(now - rule.longest)))
        freed += self._let_go(_loose().where(table.camera.not_in(self._rules), *_before(now - FOREIGN.longest)))
        self.sums = self._ledger.sums()
        sizes = {camera: size for camera, (size, _) in self.sums.items()}
        total = sum(sizes.values())
        for camera, rule in self._rules.items():
            if rule.most is not None and sizes.get(camera, 0) > rule.most:
                mine = _loose().where(table.camera == camera, *_before(now - rule.least))
                gone = self._let_go(mine, sizes[camera] - rule.most)
                freed, total = freed + gone, total - gone
        excess = max(self._lacking(free + freed, size), 0 if self._most is None else total - self._most)
        if excess > 0:
            freed += self._let_go(_loose().where(self._may_go(now)), excess)
        return freed

    def _lacking(self, free: int, size: int) -> int:
        """Bytes that must be let go for the recording to go on for some minutes, whatever all recordings may take."""
        room = self._reserve + min(3 * self._reserve, size // 10)
        if room >= size:
            return 0  # that cannot be reached
        return (room if self._most is not None else max(room, size // 10)) - free

    def _may_go(self, now: float) -> Any:
        """Whatever is older than its camera's minimum."""
        table = index.segment.c
        mine = (and_(table.camera == camera, *_before(now - rule.least)) for camera, rule in self._rules.items())
        return or_(table.camera.not_in(self._rules), *mine)

    def _let_go(self, query: Select[Any], excess: int | None = None) -> int:
        """Delete what a query finds, in its order, until `excess` bytes are free; returns bytes freed."""
        freed, kept = 0, 0
        while not self._is_stuck and (excess is None or freed < excess):
            page = self._ledger.entries(query.offset(kept).limit(PAGE))
            if not page:
                break
            chosen, chosen_bytes = [], 0
            for entry in page:
                if excess is not None and freed + chosen_bytes >= excess:
                    break
                chosen.append(entry)
                chosen_bytes += entry.bytes
            gone = self._delete(chosen)
            freed += sum(entry.bytes for entry in gone)
            kept += len(chosen) - len(gone)
        return freed

    def _delete(self, entries: Sequence[Entry]) -> list[Entry]:
        """Files first, then their rows: one killed between the two finds the row again, and the file never lies there unknown."""
        gone = []
        for entry in entries:
            path = self._store / entry.path
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                log.warning("cannot delete %s: %s", path, error.strerror)
                continue
            gone.append(entry)
            with contextlib.suppress(OSError):  # not empty yet
                path.parent.rmdir()
        if gone:
            self._ledger.forget(entry.path for entry in gone)
            self._is_stuck = not self._ledger.commit()
            log.info("let go %d recordings, %.1f MB", len(gone), sum(entry.bytes for entry in gone) / 1e6)
        return gone


def _loose() -> Select[Any]:
    """Finished segments that no hold covers, the oldest first."""
    table, hold = index.segment.c, index.hold.c
    held = exists().where(hold.camera == table.camera, hold.begin < table.end, hold.end > table.begin)
    return select(index.segment).where(table.state != State.OPEN.value, ~held).order_by(table.begin, table.id)


def _before(at: float) -> tuple[ColumnElement[bool], ...]:
    """Over by then. What follows from it is said too: by its begin the index finds it."""
    return index.segment.c.end <= at, index.segment.c.begin <= at
