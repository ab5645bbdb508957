"""Waiting for a condition with a deadline, instead of sleeping."""

import threading
import time
from collections.abc import Callable

_never = threading.Event()


def until(is_so: Callable[[], object], step: Callable[[], object] | None = None, seconds: float = 60.0, what: str = "") -> None:
    """Call `step` (or rest 5 ms) until `is_so`; fails after `seconds`, saying `what` was waited for."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        if step is None:
            _never.wait(0.005)
        else:
            step()
