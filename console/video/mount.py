"""The disk that recordings lie on: where one was mounted once, nothing is written until one is mounted there again.

Without it the recorder would go on in the empty folder below, and fill the system's disk. What is remembered lies in the data directory.
"""

import logging
import os
from pathlib import Path

from console.station import write_private
from console.video.index import IndexBroken

FILE = "recorder.mount"

log = logging.getLogger(__name__)


class Mount:
    """Where the disk of one store is mounted."""

    def __init__(self, data: Path, store: Path) -> None:
        self._file = data / FILE
        self._store = store

    def expect(self) -> None:
        """Raise `IndexBroken` while the disk that was written to is not mounted; another one in its place will do."""
        known = self._known()
        if known in self._above() and not os.path.ismount(known):
            what = f"recordings were written to a disk at {known}, and none is mounted there"
            raise IndexBroken(what, f"mount it; if they are to lie there without one, remove {self._file}")

    def remember(self) -> None:
        """The store is written to as it lies now."""
        mount = next(path for path in self._above() if os.path.ismount(path))
        if mount != self._known():
            try:
                write_private(self._file, os.fsencode(mount))
            except OSError as error:
                log.warning("cannot write %s: %s", self._file, error.strerror)

    def _above(self) -> tuple[Path, ...]:
        """The store and all folders above it; a symbolic link may point elsewhere meanwhile."""
        store = self._store.resolve()
        return store, *store.parents

    def _known(self) -> Path | None:
        try:
            return Path(os.fsdecode(self._file.read_bytes()))
        except OSError:
            return None
