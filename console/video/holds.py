"""What must not be deleted, in a file of its own beside the index: it outlives an index that is removed, damaged or put back from a copy."""

import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from console import station

FILE = "holds.json"

log = logging.getLogger(__name__)


class Hold(Struct, frozen=True, kw_only=True):
    """A time of a camera that the retention spares."""

    hold: str
    camera: str
    begin: float
    end: float


def load(store: Path) -> dict[str, Hold]:
    """Holds by their names; none where there is no such file, or none that makes sense (told in the log)."""
    path = store / FILE
    try:
        return {hold.hold: hold for hold in msgspec.json.decode(path.read_bytes(), type=list[Hold])}
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        log.error("%s cannot be read: %s; what the index holds still counts", path, error)  # noqa: TRY400 — a fault of the world
        return {}


def keep(store: Path, holds: Iterable[Hold]) -> bool:
    """Write them; False: the disk does not take it now."""
    try:
        station.write_private(store / FILE, msgspec.json.format(msgspec.json.encode(list(holds))) + b"\n")
    except OSError:
        return False
    return True
