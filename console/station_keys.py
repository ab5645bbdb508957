"""Which of the hub's keys a station tries, and how its file learns the next one. Not the change itself: that is `hub.rotation`.

A hub that is to change its key announces the next one for thirty days over the line that the present one protects. The station writes
it beside the present one, and says so. When a handshake fails it tries the other; once the hub has answered with the next key, that is
the hub's key, and the former one is forgotten. Each step is one file replaced whole: after a kill between two of them it is done again.
"""

import logging
import os
import stat
from pathlib import Path

import msgspec

from console import station
from console.fault import HallFault
from console.station import Key, Station

ANOTHER_KEY = (
    "the hub has another key than this station's file: it was changed while this station was away, or this is another hub"
)
JOIN_ANEW = "on the hub: hallwatch pair --role {role} --name {name}; here: hallwatch join …"

log = logging.getLogger(__name__)


class KeyChoice:
    """The keys of one station's hub, tried in turn. For one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = 0
        self._tried: Station | None = None
        self._told = ""
        self.failures = 0
        """Handshakes that failed since one succeeded."""

    def read(self) -> Station:
        """The station file, with the hub's key that is to be tried now as `hub_key`. Raises HallFault."""
        known = station.read(self._path)
        offered = [known.hub_key, *([known.next_hub_key] if known.next_hub_key else [])]
        self._tried = msgspec.structs.replace(known, hub_key=offered[self._turn % len(offered)])
        return self._tried

    def failed(self) -> None:
        """The handshake failed: the other key is tried next."""
        self._turn += 1
        self.failures += 1

    def fits(self) -> None:
        """The hub answered. With the next key it is the hub's key from now on, in the file too."""
        self.failures = 0
        tried = self._tried
        if tried is None or tried.hub_key != tried.next_hub_key:
            return
        try:
            move_on(self._path, tried.hub_key)
        except HallFault as fault:
            self._tell(str(fault))
        else:
            self._turn = 0
            self._tried = None
            log.info("the hub has its new key; %s knows no other any more", self._path)

    def keep(self, key: Key) -> bool:
        """The hub will have this key next; True: it is in the file. What prevents it is logged, once."""
        try:
            keep_next(self._path, key)
        except HallFault as fault:
            self._tell(f"{fault}; until then this station cannot keep the hub's next key and will have to join anew")
            return False
        self._told = ""
        return True

    def _tell(self, text: str) -> None:
        if text != self._told:
            log.error("%s", text)
            self._told = text


def keep_next(path: Path, key: Key) -> None:
    """Write the key that the hub will have next into a station file; raises HallFault, and then the file is as it was."""
    known = _known(path)
    if key not in {known.hub_key, known.next_hub_key}:
        _write(path, msgspec.structs.replace(known, next_hub_key=key))


def move_on(path: Path, key: Key) -> None:
    """The hub has this key now, and the one before no more; raises HallFault, and then the file is as it was."""
    known = _known(path)
    if known.hub_key != key or known.next_hub_key is not None:
        _write(path, msgspec.structs.replace(known, hub_key=key, next_hub_key=None, first_hub_key=known.hub_name))


def _known(path: Path) -> Station:
    """What the file itself says, without the ports of `hub.json`."""
    try:
        return station.parse(path, path.read_bytes())
    except OSError as error:
        raise HallFault(f"station file {path}: {error.strerror or error}", "pair this station: hallwatch join …") from error


def _write(path: Path, known: Station) -> None:
    """Replace the file; one that its owner made read-only is left so."""
    place = path.resolve()
    try:
        if os.name == "posix" and not place.stat().st_mode & stat.S_IWUSR:
            raise HallFault(f"station file {path} is read-only", f"chmod 600 {path}")
        station.write(place, known)
    except OSError as error:
        raise HallFault(f"cannot write station file {path}: {error.strerror or error}", "make its folder writable") from error
