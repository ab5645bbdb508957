"""Wakes a thread that waits in a ZeroMQ poll, from any other thread. Carries no data."""

import contextlib
import socket


class Bell:
    """Register it with a `zmq.Poller` for POLLIN; whoever polls calls `hush` after it rang."""

    def __init__(self) -> None:
        self._inner, self._outer = socket.socketpair()
        self._inner.setblocking(False)
        self._outer.setblocking(False)

    def fileno(self) -> int:
        """The descriptor to poll."""
        return self._inner.fileno()

    def ring(self) -> None:
        """Wake the thread; at once when it waits, else at its next poll."""
        with contextlib.suppress(BlockingIOError, OSError):  # full: it rings already; closed: nobody waits any more
            self._outer.send(b"!")

    def hush(self) -> None:
        """Forget all that rang."""
        with contextlib.suppress(BlockingIOError):
            self._inner.recv(4096)

    def close(self) -> None:
        """Close both ends."""
        self._inner.close()
        self._outer.close()
