"""Parameter sets of H.264 and H.265 in packets as cameras send them (Annex B): found so that a change of picture is seen. Decodes nothing."""

from collections.abc import Mapping

SETS = {"h264": frozenset({7, 8}), "hevc": frozenset({32, 33, 34})}
"""Kinds of units that say how pictures are coded."""
_PICTURES = {"h264": range(1, 6), "hevc": range(32)}
Sets = Mapping[int, tuple[bytes, ...]]
"""Kind of unit → its contents, in order."""


def kind_of(codec: str, head: int) -> int:
    """The kind of a unit by its first byte."""
    return head & 0x1F if codec == "h264" else head >> 1 & 0x3F


def parameter_sets(codec: str, data: bytes) -> Sets:
    """The sets that stand before the first picture of a packet, or in extradata, each once; empty for other codecs."""
    wanted, pictures = SETS.get(codec), _PICTURES.get(codec, range(0))
    found: dict[int, tuple[bytes, ...]] = {}
    if wanted is None:
        return found
    begin = data.find(b"\0\0\1")
    while 0 <= begin < len(data) - 3:
        kind = kind_of(codec, data[begin + 3])
        if kind in pictures:  # all that follows is the picture: not searched for start codes
            break
        end = data.find(b"\0\0\1", begin + 3)
        if kind in wanted:
            unit = data[begin + 3 : end if end >= 0 else len(data)].rstrip(b"\0")
            found[kind] = tuple(dict.fromkeys((*found.get(kind, ()), unit)))
        begin = end
    return found


def extradata(sets: Sets) -> bytes:
    """Parameter sets as a decoder takes them before the first packet."""
    return b"".join(b"\0\0\0\1" + unit for kind in sorted(sets) for unit in sets[kind])


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG picture by its frame header; (0, 0) when it has none."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7])
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return 0, 0
