"""The console's copy of the hall: entries folded in order, none missing, each checked against the chain. No sockets, no clock."""

from collections import OrderedDict, deque
from collections.abc import Iterable
from enum import StrEnum

from console import chain
from console.model.event import Entry
from console.model.reduce import reduce
from console.model.state import HallState
from console.wire import Sealed

RECENT = 500
"""Entries kept for the event log."""
KNOWN = 4_096
"""Hashes kept, to compare with a pulse that is a little behind."""


class Outcome(StrEnum):
    """How what came in fits to what is there."""

    FITS = "fits"
    GAP = "gap"
    """Something in between is missing: ask for it."""
    DIVERGED = "diverged"
    """The chain does not agree: what is there must be loaded anew."""


class Follower:
    """Holds the state after entry `seq`, and the chain's hash there."""

    def __init__(self) -> None:
        self.state = HallState()
        self.is_loaded = False
        self._recent: deque[Entry] = deque(maxlen=RECENT)
        self._hashes: OrderedDict[int, str] = OrderedDict()
        self._logged = 0
        """The last entry of `recent`, or the one before its first when that is still to come."""

    @property
    def wanted(self) -> int:
        """What follows this entry is what to ask for next: the log before a snapshot, then what comes after the state."""
        return min(self._logged, self.seq)

    @property
    def seq(self) -> int:
        """The last entry folded."""
        return self.state.seq

    @property
    def recent(self) -> tuple[Entry, ...]:
        """The last entries, oldest first, without gaps."""
        return tuple(self._recent)

    def load(self, state: HallState, hash: str) -> None:
        """Start from a snapshot."""
        self.state = state
        self.is_loaded = True
        self._recent.clear()
        self._hashes.clear()
        self._hashes[state.seq] = hash
        self._logged = max(0, state.seq - RECENT)

    def skip_log(self) -> None:
        """Do without the entries before the snapshot: the hub has them no more."""
        self._logged = max(self._logged, self.seq)

    def take(self, entries: Iterable[Sealed]) -> tuple[Outcome, list[Entry]]:
        """Fold what is next; entries before a fresh snapshot only fill `recent`. Returns what was folded."""
        folded: list[Entry] = []
        for sealed in entries:
            entry = sealed.entry
            if entry.seq <= self.seq:
                known = self._hashes.get(entry.seq)
                if known is not None and known != sealed.hash:
                    return Outcome.DIVERGED, folded
                self._remember(entry)
            elif entry.seq > self.seq + 1:
                return Outcome.GAP, folded
            elif chain.link(bytes.fromhex(self._hashes[self.seq]), chain.row_of(entry)).hex() != sealed.hash:
                return Outcome.DIVERGED, folded
            else:
                self.state = reduce(self.state, entry)
                self._hashes[entry.seq] = sealed.hash
                if len(self._hashes) > KNOWN:
                    self._hashes.popitem(last=False)
                self._remember(entry)
                folded.append(entry)
        return Outcome.FITS, folded

    def _remember(self, entry: Entry) -> None:
        if entry.seq <= self._logged:
            return
        if entry.seq > self._logged + 1:
            self._recent.clear()
        self._recent.append(entry)
        self._logged = entry.seq

    def compare(self, seq: int, hash: str) -> Outcome:
        """How the hub's head fits to what is here."""
        if seq > self.seq:
            return Outcome.GAP
        known = self._hashes.get(seq)
        return Outcome.DIVERGED if known is not None and known != hash else Outcome.FITS
