"""What was refused, why, and how often: fixed codes, counted, journalled at most once in 10 s for each peer and code."""

from enum import StrEnum

from console.model.event import PeerRefused

EVERY = 10.0
"""Seconds between two entries of one peer and code."""
MOST = 1_000
"""Pairs of peer and code remembered; a crowd of strangers shares one name."""


class Code(StrEnum):
    """Why a message or a connection was refused. The protocol page lists exactly these."""

    UNKNOWN_KEY = "unknown_key"
    """The connection's key is not paired."""
    NO_KEY = "no_key"
    """The connection has no key, or was made for another hub's key."""
    REVOKED = "revoked"
    """The station was shut out while connected."""
    ROLE = "role"
    """The station's role may not do this, or not on this socket."""
    PARTS = "parts"
    """A message of more than one frame."""
    MALFORMED = "malformed"
    """Not JSON, not a known type, a key too many or too few, a value of the wrong type or out of bounds."""
    TOO_LARGE = "too_large"
    PROTOCOL = "protocol"
    """Another version of the protocol."""
    NAME = "name"
    """The greeting names another station than the key's."""
    HELLO_FIRST = "hello_first"
    """No greeting on this connection yet."""
    EPOCH_OVER = "epoch_over"
    """An epoch that a later one has followed."""
    TWICE = "twice"
    """Two programs speak with this station's key at the same time; the one that came last is heard."""
    NOT_YOURS = "not_yours"
    """An event about something that another adapter speaks for."""
    GAP = "gap"
    """A number was left out; answered by `nak`."""
    CREDIT = "credit"
    """More under way than was granted; answered by `nak`."""
    TOO_FAST = "too_fast"
    """More requests than a station may make in a second."""
    WRONG_SOCKET = "wrong_socket"
    """Meant for the history socket."""
    JOURNAL = "journal"
    """The journal could not be read for this answer."""
    BUG = "bug"
    """The hub itself failed on this message, and went on."""
    LOGIN = "login"
    """A wrong secret, or an order where nobody has logged in."""
    WRONG_CODE = "wrong_code"
    """Pairing: wrong, used or expired, or tried five times."""


class Refusals:
    """Counts, and the entries that are due."""

    def __init__(self) -> None:
        self.total = 0
        self._unsaid: dict[tuple[str, Code], int] = {}
        self._said_at: dict[tuple[str, Code], float] = {}

    def count(self, peer: str, code: Code, times: int = 1) -> None:
        """One more message of `peer` was refused."""
        self.total += times
        pair = (peer, code)
        if pair not in self._unsaid and len(self._unsaid) >= MOST:
            pair = ("others", code)
        self._unsaid[pair] = self._unsaid.get(pair, 0) + times

    def due(self, now: float) -> list[PeerRefused]:
        """Entries to write at monotonic time `now`."""
        ready = [pair for pair in self._unsaid if now - self._said_at.get(pair, -EVERY) >= EVERY]
        if len(self._said_at) > MOST:
            self._said_at = {pair: at for pair, at in self._said_at.items() if now - at < EVERY}
        for pair in ready:
            self._said_at[pair] = now
        return [PeerRefused(peer=peer, reason=code.value, count=self._unsaid.pop((peer, code))) for peer, code in ready]
