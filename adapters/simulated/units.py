"""Coded pictures and sounds as a file or a socket carries them to the RTSP server: a description, then one record a unit.

Standard library only: the server runs in Debian's own Python, which knows nothing of the virtual environment.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct(">BBqI")
"""Track, flags, microseconds, bytes that follow."""
_DESCRIPTION = 255
_KEY = 1
LARGEST = 16 * 1024 * 1024
"""Bytes of a unit at most."""
VIDEO, SOUND = 0, 1
"""Tracks."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """What the units are."""

    video: str
    """h264, h265 (byte stream, one access unit each) or mjpeg."""
    width: int = 640
    height: int = 360
    sound: str = ""
    """alaw, aac (raw) or empty: none."""
    rate: int = 8000
    channels: int = 1
    sound_config: str = ""
    """AAC: its AudioSpecificConfig, hexadecimal."""
    mount: str = ""
    """Over a socket: which mount is fed."""


class Unit(NamedTuple):
    """One coded picture or piece of sound."""

    track: int
    is_key: bool
    at: int
    """Microseconds on the source's own clock."""
    data: bytes


def pack(unit: Unit) -> bytes:
    """A unit's record."""
    return _HEAD.pack(unit.track, _KEY if unit.is_key else 0, unit.at, len(unit.data)) + unit.data


def pack_description(description: Description) -> bytes:
    """The first record."""
    text = json.dumps(asdict(description)).encode()
    return _HEAD.pack(_DESCRIPTION, 0, 0, len(text)) + text


class Unpacker:
    """Records out of pieces of any size. Raises `ValueError` for what is none."""

    def __init__(self) -> None:
        self.description: Description | None = None
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Unit]:
        """The units that are whole now; the description is kept aside."""
        self._rest += data
        start = 0
        while len(self._rest) - start >= _HEAD.size:
            track, flags, at, size = _HEAD.unpack_from(self._rest, start)
            if size > LARGEST or track not in {VIDEO, SOUND, _DESCRIPTION}:
                raise ValueError(f"not a unit: track {track}, {size} bytes")
            body, end = start + _HEAD.size, start + _HEAD.size + size
            if len(self._rest) < end:
                break
            start = end
            piece = self._rest[body:end]
            if track == _DESCRIPTION:
                self.description = _description(piece)
            elif self.description is None:
                raise ValueError("a unit before the description")
            else:
                yield Unit(track, bool(flags & _KEY), at, piece)
        self._rest = self._rest[start:]


def _description(text: bytes) -> Description:
    try:
        return Description(**json.loads(text))
    except TypeError as error:
        raise ValueError(f"not a description: {error}") from error


def read_units(path: Path) -> tuple[Description, list[Unit]]:
    """All units of a file; raises `OSError` and `ValueError`."""
    unpacker = Unpacker()
    units = list(unpacker.feed(path.read_bytes()))
    if unpacker.description is None or not units:
        raise ValueError(f"{path} holds no units")
    return unpacker.description, units


def parameter_sets(video: str, data: bytes) -> bytes:
    """What stands before the first slice of an H.264 or H.265 unit in byte-stream form: its parameter sets (and nothing else)."""
    found = b""
    begins = list(_starts(data))
    for (start, body), (end, _) in zip(begins, [*begins[1:], (len(data), 0)], strict=True):
        kind = data[body] & 0x1F if video == "h264" else data[body] >> 1 & 0x3F
        if kind in ((7, 8) if video == "h264" else (32, 33, 34)):
            found += data[start:end]
        elif kind in (range(1, 6) if video == "h264" else range(32)):
            break
    return found


def _starts(data: bytes) -> Iterator[tuple[int, int]]:
    """Begin of each start code, and of the NAL unit behind it."""
    at = data.find(b"\0\0\1")
    while at >= 0 and at + 3 < len(data):
        yield (at - 1 if at and not data[at - 1] else at), at + 3
        at = data.find(b"\0\0\1", at + 3)
