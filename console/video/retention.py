"""Which recordings are let go: by days and bytes, never younger than a camera's minimum, never what is held. Chooses; deletes by order."""

import contextlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from sqlalchemy import select

from console.model.hall import Camera
from console.video import index
from console.video.index import State
from console.video.ledger import Entry, Ledger

DAY = 86_400.0
PAGE = 2_000
"""Segments looked at in one go."""

log = logging.getLogger(__name__)


class Hold(Struct, frozen=True, kw_only=True):
    """A time of a camera that is kept until it is released."""

    camera: str
    begin: float
    end: float


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


def is_held(entry: Entry, holds: Iterable[Hold]) -> bool:
    """Whether a hold covers any of it."""
    return any(hold.camera == entry.camera and hold.begin < entry.end and hold.end > entry.begin for hold in holds)


def outdated(entries: Iterable[Entry], rules: Mapping[str, Rule], holds: Sequence[Hold], now: float) -> list[Entry]:
    """Those that are older than their camera's are kept."""
    return [
        entry
        for entry in entries
        if entry.end < now - rules.get(entry.camera, FOREIGN).longest
        and not is_held(entry, holds)
        and entry.state is not State.OPEN
    ]


def surplus(entries: Iterable[Entry], rules: Mapping[str, Rule], holds: Sequence[Hold], now: float, excess: int) -> list[Entry]:
    """As many of the oldest (given first) as free `excess` bytes, as far as minimum and holds allow."""
    chosen = []
    for entry in entries:
        if excess <= 0:
            break
        least = rules.get(entry.camera, FOREIGN).least
        if entry.state is State.OPEN or entry.end > now - least or is_held(entry, holds):
            continue
        chosen.append(entry)
        excess -= entry.bytes
    return chosen


class Retention:
    """The rules of a hall at work on its store; for the thread that writes."""

    def __init__(self, store: Path, ledger: Ledger, cameras: Sequence[Camera], most: int | None) -> None:
        """`most`: bytes of all recordings; None: until a tenth of the disk is free."""
        self._store = store
        self._ledger = ledger
        self._rules = {camera.id: Rule.of(camera) for camera in cameras}
        self._most = most

    def holds(self) -> list[Hold]:
        """What is held now."""
        return [Hold(camera=row.camera, begin=row.begin, end=row.end) for row in self._ledger.ask(select(index.hold))]

    def tidy(self, now: float, free: int, size: int) -> int:
        """Let go what may and should be; returns bytes freed. `free`, `size`: of the disk. Raises `IndexBroken`."""
        holds, table = self.holds(), index.segment.c
        freed = 0
        shortest = min((rule.longest for rule in (*self._rules.values(), FOREIGN)), default=FOREIGN.longest)
        old = select(index.segment).where(table.end < now - shortest).order_by(table.begin).limit(PAGE)
        freed += self._delete(outdated(self._ledger.entries(old), self._rules, holds, now))
        sizes = {camera: size for camera, (size, _) in self._ledger.sums().items()}
        for camera, rule in self._rules.items():
            if rule.most is not None and sizes.get(camera, 0) > rule.most:
                mine = select(index.segment).where(table.camera == camera).order_by(table.begin).limit(PAGE)
                freed += self._delete(surplus(self._ledger.entries(mine), self._rules, holds, now, sizes[camera] - rule.most))
        excess = sum(sizes.values()) - freed - self._most if self._most is not None else size // 10 - free - freed
        if excess > 0:
            freed += self.make_room(now, excess)
        return freed

    def make_room(self, now: float, excess: int) -> int:
        """Free so many bytes, the oldest first, as far as minimum and holds allow."""
        table, holds, freed, after = index.segment.c, self.holds(), 0, 0
        while freed < excess:
            page = self._ledger.entries(select(index.segment).order_by(table.begin, table.id).offset(after).limit(PAGE))
            if not page:
                break
            chosen = surplus(page, self._rules, holds, now, excess - freed)
            freed += self._delete(chosen)
            after += len(page) - len(chosen)
        return freed

    def _delete(self, entries: Sequence[Entry]) -> int:
        """Files first, then their rows: one killed between the two finds the row again, and the file never lies there unknown."""
        freed, gone = 0, []
        for entry in entries:
            path = self._store / entry.path
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                log.warning("cannot delete %s: %s", path, error.strerror)
                continue
            gone.append(entry.path)
            freed += entry.bytes
            with contextlib.suppress(OSError):  # not empty yet
                path.parent.rmdir()
        if gone:
            self._ledger.forget(gone)
            self._ledger.commit()
            log.info("let go %d recordings, %.1f MB", len(gone), freed / 1e6)
        return freed
