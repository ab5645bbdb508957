"""`recorder.json` in the hub's data directory: where the recorder of this machine listens, and where it records."""

from pathlib import Path

import msgspec
from msgspec import Struct

from console.station import Port, write_private

FILE = "recorder.json"
LAST_PORT = "recorder.port"
"""Stays when the recorder stops, so that those who look from other machines find it again."""


class RecorderFile(Struct, frozen=True, kw_only=True):
    """Gone when the recorder stopped in order."""

    port: Port
    pid: int
    host: str = "127.0.0.1"
    store: str = ""
    """Folder of the recordings."""


def read_file(data_dir: Path) -> RecorderFile | None:
    """What the recorder of this machine has written; None when it has not."""
    return read(data_dir / FILE)


def read(path: Path) -> RecorderFile | None:
    """As `read_file`, of that very file."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=RecorderFile)
    except (OSError, msgspec.DecodeError):
        return None


def remember_port(data_dir: Path, port: int) -> None:
    """For the next recorder."""
    if last_port(data_dir) != port:
        write_private(data_dir / LAST_PORT, str(port).encode())


def last_port(data_dir: Path) -> int:
    """Where the recorder listened last; 0: nobody knows."""
    try:
        port = int((data_dir / LAST_PORT).read_bytes())
    except (OSError, ValueError):
        return 0
    return port if 0 < port < 65_536 else 0
