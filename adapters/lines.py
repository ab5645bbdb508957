"""Lines out of a byte stream, bounded: what TCP peers that speak one message a line have in common. It knows no message."""

MAX_LINE = 16_384
"""Bytes of one line; a longer one is dropped whole and counted."""


class LineBuffer:
    """Collects bytes and gives whole lines, without their end; CR LF and LF both end a line."""

    def __init__(self, limit: int = MAX_LINE) -> None:
        self.limit = limit
        self.oversized = 0
        """Lines dropped because they were longer than `limit`."""
        self._rest = b""
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes, oldest first; empty lines are left out."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        lines = []
        for line in whole:
            if self._skipping:
                self._skipping = False
            elif len(line) > self.limit:
                self.oversized += 1
            elif stripped := line.strip():
                lines.append(stripped)
        if len(self._rest) > self.limit:
            self.oversized += 0 if self._skipping else 1
            self._skipping, self._rest = True, b""
        return lines
