"""The call-panel and evaluator bus ↔ bytes: a decoder that finds its way back after noise, and the frames a host sends.

    frame   FF 68 | L | L | 68 | ADDR | CMD | DATA (L-2 bytes) | CS | 16
            L counts ADDR, CMD and DATA; CS = (ADDR + CMD + sum of DATA) & FF

Source: a fielded driver and the bus's data sheet (domain.md §2.2, id 10871032847). What a key or a rating means, and the bus's times,
are data: `PanelTable` is the form of `resources/protocols/call_panel.toml`. What follows from a key is not known here.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from adapters.tables import Table
from console.model.ident import Id

HEAD = 0xFF
MARK = 0x68
TAIL = 0x16
BLANK = 0x0A
"""A dark digit."""
RATING = 0x11
"""CMD of an evaluator's answer."""
OVERHEAD = 7
"""Bytes of a frame beside ADDR, CMD and DATA."""


class PanelFrame(Struct, frozen=True):
    """One frame, either way."""

    address: int
    cmd: int
    data: bytes = b""

    def encode(self) -> bytes:
        """The frame as it goes over the bus."""
        body = bytes((self.address, self.cmd)) + self.data
        return bytes((HEAD, MARK, len(body), len(body), MARK)) + body + bytes((sum(body) & 0xFF, TAIL))


class PanelDecoder:
    """Finds whole, undamaged frames in a stream of bytes cut anywhere, with noise before, between and inside them.

    A candidate that fails (length bytes differ, no second 68, checksum, no 16) costs one byte only: the search goes on behind its
    FF, so that a frame that begins inside a false or broken one is still found. A candidate that never becomes whole is given up by
    `expire`, which the reader calls when the line has been silent for longer than the gap between two bytes of one frame can be.
    """

    def __init__(self, max_length: int = 32) -> None:
        self.max_length = max_length
        """Greatest L taken for a length; anything above is noise."""
        self.damaged = 0
        """Frames whose head and length were right and whose checksum or end was not, and frames cut short."""
        self.noise = 0
        """Bytes that belong to no frame."""
        self._bytes = bytearray()

    @property
    def is_inside(self) -> bool:
        """Whether a frame has begun and its end is awaited."""
        return bool(self._bytes)

    def feed(self, data: bytes) -> list[PanelFrame]:
        """The frames that `data` completes, in order."""
        self._bytes += data
        return list(self._scan())

    def expire(self) -> list[PanelFrame]:
        """Give up the awaited frame after silence; returns the frames that were hidden behind its false head."""
        found: list[PanelFrame] = []
        while self._bytes:
            self.damaged += len(self._bytes) >= 5
            self._drop(1)
            found += self._scan()
        return found

    def _scan(self) -> Iterator[PanelFrame]:
        while self._bytes:
            length = self._length()
            if length is None:
                self._drop(1)
                continue
            if len(self._bytes) < length + OVERHEAD:
                return
            body, checksum, tail = self._bytes[5 : 5 + length], self._bytes[5 + length], self._bytes[6 + length]
            if checksum != sum(body) & 0xFF or tail != TAIL:
                self.damaged += 1
                self._drop(1)
                continue
            del self._bytes[: length + OVERHEAD]
            yield PanelFrame(body[0], body[1], bytes(body[2:]))

    def _length(self) -> int | None:
        """L of the candidate at the front, as far as it can be read (0 while unknown); None if no frame can begin there."""
        head = self._bytes[:5]
        if any(byte != wanted for byte, wanted in zip(head, (HEAD, MARK), strict=False)):
            return None
        if len(head) >= 3 and not 2 <= head[2] <= self.max_length:
            return None
        if len(head) >= 4 and head[3] != head[2]:
            return None
        if len(head) >= 5 and head[4] != MARK:
            return None
        return head[2] if len(head) == 5 else 0

    def _drop(self, count: int) -> None:
        self.noise += count
        del self._bytes[:count]


def digits(number: int | str | None) -> bytes:
    """Three digits for the panel: the last three of `number`, dark where it has fewer; None is all dark."""
    text = "" if number is None else str(number)[-3:]
    return bytes([BLANK] * (3 - len(text)) + [int(digit) for digit in text])


def show_ticket(address: int, waiting: int | None, ticket: str) -> PanelFrame:
    """How many wait (999 at most; None: dark) and the ticket's last digits; letters cannot be shown. Without digits: dark."""
    tail = ticket[len(ticket.rstrip("0123456789")) :]
    return PanelFrame(address, 0x02, digits(None if waiting is None else min(waiting, 999)) + digits(tail))


def beep(address: int) -> PanelFrame:
    """One beep."""
    return PanelFrame(address, 0x03)


def show_stars(address: int) -> PanelFrame:
    """The clerk's stars."""
    return PanelFrame(address, 0x02, b"\x05")


def ask_rating(address: int) -> PanelFrame:
    """Start the evaluator."""
    return PanelFrame(address, 0x01, b"\x0b")


def acknowledgement(frame: PanelFrame) -> PanelFrame:
    """What the host answers: the same frame; to a rating the same with CMD 01, so that its checksum is less by 10."""
    return PanelFrame(frame.address, 0x01, frame.data) if frame.cmd == RATING else frame


Byte = Annotated[int, Meta(ge=0, le=255)]
Positive = Annotated[float, Meta(gt=0)]


class Key(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key of the vendor's map."""

    data: Annotated[tuple[Byte, ...], Meta(min_length=1)]
    id: Id
    name: str
    name_en: str
    unused: bool = False


class Rating(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A button of the evaluator."""

    raw: Byte
    stored: int
    score: Annotated[int, Meta(ge=1, le=5)]
    name: str
    name_en: str


class Timing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Times in seconds; the map's comments say what each is."""

    gap: Positive
    attempts: Annotated[int, Meta(ge=1, le=10)]
    interval: Positive
    same_window: Annotated[float, Meta(ge=0)]
    key_repeat: Annotated[float, Meta(ge=0)]
    echo_late: Positive
    noise_window: Positive
    noise_limit: Annotated[int, Meta(ge=1)]


class PanelTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vendor's map."""

    once = {"key": "data", "rating": "raw"}  # noqa: RUF012 (a constant of the class)
    max_length: Annotated[int, Meta(ge=8, le=255)]
    timing: Timing
    key: tuple[Key, ...]
    rating: tuple[Rating, ...]

    def key_of(self, data: bytes) -> Key | None:
        """The key that DATA ends in; the longest match wins."""
        matching = [key for key in self.key if data.endswith(bytes(key.data))]
        return max(matching, key=lambda key: len(key.data), default=None)
