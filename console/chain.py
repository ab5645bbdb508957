"""The journal's hash chain: how an entry becomes 32 bytes that nobody can change unseen. No storage here.

Whoever doubts a journal can compute it with any language:

- An entry has nine columns, in this order: seq, at, hall, source, epoch, sseq, device_at, kind, body.
- Each column is written as a 4-byte length and that many bytes, lengths and numbers big-endian: integers as 8 bytes (two's
  complement), times as 8-byte IEEE 754 doubles, text as UTF-8, `body` as the bytes stored (JSON of the event). An absent
  `device_at` is the length 0xFFFFFFFF and no bytes.
- leaf = SHA-256 of these, one after the other.
- hash = SHA-256(previous hash ‖ leaf), 32 bytes each.
- The hash before entry 1 is SHA-256 of `hallwatch journal 1`, a line feed, and the hall's id in UTF-8.
"""

import hashlib
import struct

import msgspec

from console.model.event import AnyEvent, Entry, kind_of

Row = tuple[int, float, str, str, str, int, float | None, str, bytes]
"""seq, at, hall, source, epoch, sseq, device_at, kind, body: an entry as it is stored."""

_INTEGER = struct.Struct(">Iq")
_TIME = struct.Struct(">Id")
_START = struct.Struct(">IqIdI")
_LENGTH = struct.Struct(">I")
_ABSENT = _LENGTH.pack(0xFFFFFFFF)

encode_event = msgspec.json.Encoder().encode
"""An event as the journal stores it and the chain covers it."""
decode_event = msgspec.json.Decoder(AnyEvent).decode
"""The inverse of `encode_event`; raises `msgspec.ValidationError` for an event that this version does not know."""


def genesis(hall: str) -> bytes:
    """The hash before the first entry of `hall`."""
    return hashlib.sha256(b"hallwatch journal 1\n" + hall.encode()).digest()


def leaf(row: Row) -> bytes:
    """SHA-256 over every column of a row."""
    seq, at, hall, source, epoch, sseq, device_at, kind, body = row
    hall_text, source_text, epoch_text, kind_text = hall.encode(), source.encode(), epoch.encode(), kind.encode()
    return hashlib.sha256(
        b"".join((
            _START.pack(8, seq, 8, at, len(hall_text)), hall_text,
            _LENGTH.pack(len(source_text)), source_text,
            _LENGTH.pack(len(epoch_text)), epoch_text,
            _INTEGER.pack(8, sseq),
            _ABSENT if device_at is None else _TIME.pack(8, device_at),
            _LENGTH.pack(len(kind_text)), kind_text,
            _LENGTH.pack(len(body)), body,
        ))
    ).digest()  # fmt: skip


def link(previous: bytes, row: Row) -> bytes:
    """The hash of `row` after `previous`."""
    return hashlib.sha256(previous + leaf(row)).digest()


def row_of(entry: Entry) -> Row:
    """The row that holds `entry`; a console computes the chain from it as the hub did."""
    event = entry.event
    return (
        entry.seq, entry.at, entry.hall, entry.source, entry.epoch, entry.sseq, entry.device_at, kind_of(event), encode_event(event),
    )  # fmt: skip


def entry_of(row: Row) -> Entry:
    """The entry that `row` holds; raises `msgspec.ValidationError` for an event that this version does not know."""
    seq, at, hall, source, epoch, sseq, device_at, _, body = row
    return Entry(
        seq=seq, at=at, hall=hall, source=source, epoch=epoch, sseq=sseq, device_at=device_at, event=decode_event(body)
    )  # fmt: skip
