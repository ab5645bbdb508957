"""Entries before they are in the journal, and the place in the chain that each is given. Nothing is written here."""

from collections.abc import Sequence

from msgspec import Struct

from console import chain
from console.hub.archive import Head
from console.hub.segment import HashedRow, NotNext
from console.model.event import AnyEvent, Entry, kind_of
from console.wire import Sealed


class Draft(Struct, frozen=True, kw_only=True, gc=False):
    """An entry before it has its place in the chain."""

    at: float
    """Hall time, not before the last entry's."""
    source: str
    epoch: str
    sseq: int
    device_at: float | None = None
    event: AnyEvent


def seal(hall: str, head: Head, drafts: Sequence[Draft]) -> tuple[list[Sealed], list[HashedRow]]:
    """Give drafts their place in the chain behind `head`; raises NotNext for a time before the one before.

    An event is decoded from its stored form once, here: what lives on in memory is exactly what a replay will read.
    """
    sealed, rows = [], []
    seq, previous, at = head.seq, bytes.fromhex(head.hash), head.at
    for draft in drafts:
        if draft.at < at:
            raise NotNext(f"hall time went backwards: {draft.at} after {at}")
        seq, at = seq + 1, float(draft.at)
        event = chain.decode_event(chain.encode_event(draft.event))
        device_at = None if draft.device_at is None else float(draft.device_at)
        row = (
            seq,
            at,
            hall,
            draft.source,
            draft.epoch,
            draft.sseq,
            device_at,
            kind_of(event),
            chain.encode_event(event),
        )
        previous = chain.link(previous, row)
        rows.append((*row, previous))
        entry = Entry(
            seq=seq, at=at, hall=hall, source=draft.source, epoch=draft.epoch, sseq=draft.sseq, device_at=device_at, event=event
        )  # fmt: skip
        sealed.append(Sealed(entry=entry, hash=previous.hex()))
    return sealed, rows
