"""What is missing and why, in a file of its own beside the index: no recording tells it, and a lost index is made anew from those.

A line for each word: a hole begins, with its cause; it has ended; or, with neither, there was none after all.
"""

import logging
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

FILE = "gaps.jsonl"

log = logging.getLogger(__name__)


class Missing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A word on a hole; the camera and the begin are its name."""

    camera: str
    begin: float
    end: float | None = None
    cause: str = ""


def load(store: Path) -> list[Missing]:
    """All holes, as the last word on each has them; a line that was cut off by a crash says nothing."""
    try:
        lines = (store / FILE).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        log.error("%s cannot be read: %s; holes before now have no cause", store / FILE, error)  # noqa: TRY400 — a fault of the world
        return []
    found: dict[tuple[str, float], Missing] = {}
    for line in lines:
        try:
            word = msgspec.json.decode(line, type=Missing)
        except msgspec.DecodeError:
            continue
        name = word.camera, word.begin
        if word.cause:
            found[name] = word
        elif word.end is None:
            found.pop(name, None)
        elif name in found:
            found[name] = replace(found[name], end=word.end)
    return list(found.values())


def append(store: Path, words: Iterable[Missing]) -> None:
    """Write them down; a disk that does not take them is told by what else is written to it."""
    try:
        with (store / FILE).open("ab") as file:
            # Each on a line of its own, even if the last one was cut off.
            file.write(b"".join(b"\n" + msgspec.json.encode(word) for word in words))
    except OSError as error:
        log.warning("cannot write %s: %s", store / FILE, error.strerror)
