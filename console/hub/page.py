"""Pages of the journal as wire messages, straight from the stored bytes: an event is JSON on the disk already."""

import msgspec
from msgspec import Struct

from console import wire
from console.hub.archive import FOREVER, Archive
from console.hub.segment import row_hash
from console.model.state import HallState


class _Entry(Struct, frozen=True, kw_only=True, gc=False):
    """`event.Entry`, its event not decoded."""

    seq: int
    at: float
    hall: str
    source: str
    epoch: str
    sseq: int
    device_at: float | None
    event: msgspec.Raw


class _Sealed(Struct, frozen=True, kw_only=True, gc=False):
    """`wire.Sealed` of such an entry."""

    entry: _Entry
    hash: str


class _Entries(Struct, frozen=True, kw_only=True, tag_field="type", tag="entries"):
    """`wire.Entries` of such entries."""

    entries: list[_Sealed]
    head: int


def entries(archive: Archive, after: int, limit: int, until: float | None = None) -> bytes:
    """The `Entries` message with what follows entry `after`, up to hall time `until`; raises HallFault."""
    upto = FOREVER if until is None else archive.seq_at(until)
    found = []
    for stored in archive.rows(after, limit, upto):
        (seq, at, hall, source, epoch, sseq, device_at, _, body), hash = row_hash(stored)
        entry = _Entry(
            seq=seq, at=at, hall=hall, source=source, epoch=epoch, sseq=sseq, device_at=device_at, event=msgspec.Raw(body)
        )  # fmt: skip
        found.append(_Sealed(entry=entry, hash=hash.hex()))
    return wire.encode(_Entries(entries=found, head=archive.head().seq))


def snapshot(archive: Archive, before: float | None = None) -> bytes:
    """The `Snapshot` message: the newest kept state, or the newest at or before hall time `before`; raises HallFault."""
    kept = archive.snapshot_upto(archive.head().seq) if before is None else archive.snapshot_at(before)
    if kept is not None:
        return wire.encode(wire.Snapshot(seq=kept.seq, at=kept.at, hash=kept.hash.hex(), state=kept.packed))
    start = archive.start()
    empty = wire.pack_state(HallState(seq=start.seq))
    return wire.encode(wire.Snapshot(seq=start.seq, at=start.at, hash=start.hash, state=empty))
