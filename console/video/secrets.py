"""User names and passwords of cameras: one private file of the recorder's machine. They enter an address when it is opened, nowhere else.

`DIR/keys/cameras.json` (0600) holds them by the name that a camera's `secret` gives (`console.video.login`).
"""

import logging
import threading
from pathlib import Path

import msgspec

from console import station
from console.fault import HallFault
from console.hub import keys
from console.video.login import FILE, HIDDEN, Secret, insert, plain, read, without

__all__ = ["FILE", "HIDDEN", "Secret", "SecretBook", "authority_in", "insert", "load", "plain", "put", "remove", "without"]

log = logging.getLogger(__name__)


def load(data_dir: Path) -> dict[str, Secret]:
    """All secrets by name, none when there is no file; raises HallFault for one that is damaged or open to others."""
    folder = data_dir / "keys"
    if folder.is_dir():
        keys.check_modes(folder)
    return read(folder / FILE)


def put(data_dir: Path, name: str, secret: Secret) -> None:
    """Keep a secret under a name; the one before it is gone."""
    keys.folder(data_dir)
    with keys.lock(data_dir):
        station.write_private(data_dir / "keys" / FILE, msgspec.json.encode({**load(data_dir), name: secret}))


def remove(data_dir: Path, name: str) -> None:
    """Forget a secret; raises HallFault when there is none of that name."""
    keys.known_folder(data_dir)
    with keys.lock(data_dir):
        known = load(data_dir)
        if known.pop(name, None) is None:
            raise HallFault(f"no camera password is kept under {name}", f"names: {', '.join(sorted(known)) or 'none'}")
        station.write_private(data_dir / "keys" / FILE, msgspec.json.encode(known))


class SecretBook:
    """The cameras' passwords, read again when their file changes: a corrected one needs no new start. For any thread."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._stamp: tuple[int, int] | None = None
        self._said = ""
        self._secrets: dict[str, Secret] = {}
        self._lock = threading.Lock()

    def of(self, name: str | None) -> Secret | None:
        """The secret under a name; None: there is none, or its file cannot be read (told in the log)."""
        if name is None:
            return None
        with self._lock:
            try:
                found = (self._data_dir / "keys" / FILE).stat()
                stamp = (found.st_mtime_ns, found.st_ino)
            except OSError:
                stamp = (0, 0)
            if stamp != self._stamp:
                self._read(stamp)
            return self._secrets.get(name)

    def _read(self, stamp: tuple[int, int]) -> None:
        """Until it could be read it is tried again at each question: who mends the rights of a file does not change it."""
        try:
            self._secrets = load(self._data_dir)
        except HallFault as fault:
            if str(fault) != self._said:
                log.error("%s", fault)  # noqa: TRY400 — a fault of the world
            self._said = str(fault)
            return
        self._stamp, self._said = stamp, ""


def authority_in(data_dir: Path) -> str | None:
    """The file with certificates of cameras that are trusted besides the system's, when there is one."""
    path = data_dir / "keys" / "cameras.pem"
    return str(path) if path.exists() else None
