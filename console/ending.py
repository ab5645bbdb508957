"""How a program is told to end, whatever its main thread is doing.

A handler of Python's runs in the main thread and between two of its bytecodes. So it does not run while that thread sits in a call
which the signal came a moment too early to interrupt; and it may run in the middle of `Event.wait`, whose lock `Event.set` then waits
for without end. Where the main thread only turns a loop of short waits, a handler that sets a flag will do; elsewhere, this.
"""

import signal
import socket
import threading
from collections.abc import Callable

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def when_told(act: Callable[[], object]) -> None:
    """Call `act` in a thread of its own when SIGTERM or SIGINT comes, each time. To be called in the main thread."""
    told, teller = socket.socketpair()
    teller.setblocking(False)

    def wait() -> None:
        while told.recv(1):
            act()

    for number in SIGNALS:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(teller.detach())  # the interpreter writes to it at once, in whatever thread the signal finds it
    threading.Thread(target=wait, name="told to end", daemon=True).start()
