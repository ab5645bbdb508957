"""The cameras' users and passwords as an adapter reads them, again whenever they change. Not their keeping: `hallwatch camera secret`."""

import logging
import math
import os
import stat
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from console.video.onvif import Login

EVERY = 1.0
"""Seconds between two looks at the file."""

log = logging.getLogger(__name__)


class _Kept(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the file."""

    user: str
    password: str


class Logins:
    """What is in `keys/cameras.json`. A file that others can read, or that is damaged, is not used, and that is said."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._logins: Mapping[str, Login] = {}
        self._looked_at = -math.inf
        self.changed()

    def of(self, name: str | None) -> Login | None:
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


def _read(path: Path, found: os.stat_result) -> Mapping[str, Login]:
    if stat.S_IMODE(found.st_mode) & 0o077:
        log.error("%s can be read by others and is not used: chmod 600 %s", path, path)
        return {}
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=dict[str, _Kept])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        # Not the error's own text: it may quote what it could not read.
        log.warning("%s cannot be used (%s): enter the passwords again: hallwatch camera secret", path, type(error).__name__)
        return {}
    return {name: Login(user=each.user, password=each.password) for name, each in kept.items()}
