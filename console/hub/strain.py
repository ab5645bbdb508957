"""What wears the hub down while all is still well: open files, the journal's log beside its file, room on the disk. Said before it fails.

Worst is a day's file that somebody deleted under the hub: it goes on writing to what ends with it, and only its next start would tell.
"""

import contextlib
import re
import resource
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from console.model.watch import Strain

FILES_SHARE = 0.7
"""Share of the allowed open files from which it is told: at all of them nobody new gets in, and the hub spins."""
WAL_BYTES = 64 * 2**20
"""A write-ahead log of this size is not being moved into its file: some reader holds it open."""
DISK_BYTES = 2**30
"""Room below which it is told; a day of a busy hall takes up to half a gigabyte."""
OPEN = Path("/proc/self/fd")
_DELETED = re.compile(r"(\d{4}-\d\d-\d\d\.sqlite(-wal)?) \(deleted\)")
"""How the system calls an open file of the journal that has no name any more (proc(5))."""
EVERY = 5.0
"""Seconds between two looks."""


class Strains:
    """Looked at now and then; what holds is kept with the hall time at which it was first seen."""

    def __init__(
        self, data: Path, journal: Path | None, now: Callable[[], float], others: Mapping[str, Callable[[], str]] | None = None
    ) -> None:
        """`journal`: the folder of the SQLite files; None: the journal is another server's matter. `now`: hall time.

        `others`: what more may wear it down, by subject: in words, or empty.
        """
        self.held: dict[str, Strain] = {}
        self._data = data
        self._journal = journal
        self._now = now
        self._others = others or {}
        self._next = 0.0

    def look(self) -> dict[str, Strain]:
        """All that holds, by subject; looks anew every `EVERY` seconds."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            found = {name: detail for name, detail in self._found() if detail}
            self.held = {
                name: Strain(since=self.held[name].since if name in self.held else self._now(), detail=detail)
                for name, detail in found.items()
            }
        return self.held

    def _found(self) -> tuple[tuple[str, str], ...]:
        own = ("files", self._files()), ("wal", self._wal()), ("disk", self._disk()), ("deleted", self._deleted())
        return (*own, *((name, look()) for name, look in self._others.items()))

    @staticmethod
    def _files() -> str:
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        try:
            used = sum(1 for _ in OPEN.iterdir())
        except OSError:  # not one more can be opened
            used = allowed
        return f"{used} / {allowed}" if used >= FILES_SHARE * allowed else ""

    def _wal(self) -> str:
        sizes = [] if self._journal is None else [_size(path) for path in self._journal.glob("*.sqlite-wal")]
        largest = max(sizes, default=0)
        return f"{largest / 2**20:.0f} MB" if largest > WAL_BYTES else ""

    def _deleted(self) -> str:
        """Files of the journal that are written to and were deleted."""
        if self._journal is None:
            return ""
        journal, gone = self._journal.resolve(), set()
        with contextlib.suppress(OSError):  # not one more can be opened
            for each in OPEN.iterdir():
                with contextlib.suppress(OSError):  # closed meanwhile
                    path = each.readlink()
                    if path.parent == journal and (found := _DELETED.fullmatch(path.name)):
                        gone.add(found[1])
        return ", ".join(sorted(gone))

    def _disk(self) -> str:
        try:
            free = shutil.disk_usage(self._data).free
        except OSError:
            return ""
        return f"{free / 2**30:.1f} GB" if free < DISK_BYTES else ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # moved into its file meanwhile
        return 0
