"""The cameras' users and passwords as an adapter reads them, again whenever they change. Not their keeping: `hallwatch camera secret`."""

import logging
import math
import os
import stat
import time
from collections.abc import Mapping
from pathlib import Path

from console.fault import HallFault
from console.video import login
from console.video.login import Secret

EVERY = 1.0
"""Seconds between two looks at the file."""

log = logging.getLogger(__name__)


class Logins:
    """What is in `keys/cameras.json`. A file that others can read, or that is damaged, is not used, and that is said."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._logins: Mapping[str, Secret] = {}
        self._looked_at = -math.inf
        self.changed()

    def of(self, name: str | None) -> Secret | None:
        """What is kept under a name; None: nothing is."""
        return self._logins.get(name) if name is not None else None

    def changed(self) -> bool:
        """Read the file if it is another one than before; whether it was."""
        now = time.monotonic()
        if self._path is None or now - self._looked_at < EVERY:
            return False
        self._looked_at = now
        try:
            found: os.stat_result | None = self._path.stat()
        except OSError:
            found = None
        stamp = (found.st_mtime_ns, found.st_ino, found.st_mode) if found is not None else (0, 0, 0)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self._logins = _read(self._path, found) if found is not None else {}
        return True


def _read(path: Path, found: os.stat_result) -> Mapping[str, Secret]:
    if stat.S_IMODE(found.st_mode) & 0o077:
        log.error("%s can be read by others and is not used: chmod 600 %s", path, path)
        return {}
    try:
        return login.read(path)
    except HallFault as fault:
        log.warning("%s", fault)
        return {}
