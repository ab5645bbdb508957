"""A small file, laid out in advance, for what the hub itself has to say while the journal cannot be written.

Not for adapters' events: those wait, unacknowledged, in the adapters' own outboxes. The file has its full length from the first start, so that writing into it needs no free space.
"""

import logging
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from console.fault import HallFault
from console.hub.journal import Draft

SIZE = 4 * 1024 * 1024
_HEAD = 8
"""Length and CRC-32 of the JSON that follows, big-endian."""

log = logging.getLogger(__name__)


class Spool:
    """One list of drafts, written over as a whole."""

    def __init__(self, path: Path, size: int = SIZE) -> None:
        """Open or lay out; raises HallFault when the disk has no room for it."""
        self._path = path
        self._size = size
        self.left_out = 0
        """Facts that did not fit."""
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            os.posix_fallocate(self._file, 0, size)
            os.fsync(self._file)
        except OSError as error:
            raise HallFault(f"no room for the spool {path} ({size} bytes): {error.strerror}", "free some space") from error

    def keep(self, drafts: Sequence[Draft]) -> None:
        """Write the drafts in place of what was there; those that do not fit are left out, the newest first."""
        body = msgspec.json.encode(drafts)
        while len(body) > self._size - _HEAD:
            drafts = drafts[: len(drafts) // 2]
            self.left_out += 1
            body = msgspec.json.encode(drafts)
        try:
            os.pwrite(self._file, len(body).to_bytes(4, "big") + zlib.crc32(body).to_bytes(4, "big") + body, 0)
            os.fdatasync(self._file)
        except OSError as error:  # the disk is failing, not full: what is in memory is still written when it mends
            log.warning("the spool %s cannot be written: %s", self._path, error.strerror)

    def read(self) -> list[Draft]:
        """What was kept; an empty list when nothing was, or a cut left half of it."""
        head = os.pread(self._file, _HEAD, 0)
        body = os.pread(self._file, int.from_bytes(head[:4], "big"), _HEAD)
        if not body or zlib.crc32(body) != int.from_bytes(head[4:8], "big"):
            return []
        try:
            return msgspec.json.decode(body, type=list[Draft])
        except msgspec.MsgspecError as error:
            log.warning("the spool %s is of another version and left out: %s", self._path, error)
            return []

    def clear(self) -> None:
        """All of it is in the journal now."""
        self.keep(())

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
