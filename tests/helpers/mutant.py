"""A hub with one thing wrong: `python -m tests.helpers.mutant NAME …`, then as `console.hub`. For `test_mutants` only."""

import sys
import time
from typing import Any

from console.hub import __main__ as program
from console.hub import sqlite_store
from console.hub.intake import Intake, Link
from console.wire import Happened

LATE = 0.3
"""Seconds by which the mutant commits after it has acknowledged."""


def acknowledge_before_commit() -> None:
    """The commit comes a moment after the acknowledgement."""
    commit = Intake.commit
    held: list[Any] = []
    begun = [time.monotonic()]

    def hasty(self: Intake, now: float) -> None:
        held.extend(self._drafts)
        self._drafts = held if now - begun[0] > LATE else []
        if self._drafts:
            begun[0] = now
        commit(self, now)
        if not self._drafts and now == begun[0]:
            held.clear()

    Intake.commit = hasty  # type: ignore[method-assign]


def no_dedupe() -> None:
    """A number that was taken before is taken as the next one."""
    happened = Intake._happened

    def careless(self: Intake, link: Link, message: Happened, size: int, now: float) -> None:
        n = link.last + 1 if message.n <= link.last else message.n
        happened(self, link, Happened(n=n, device_at=message.device_at, event=message.event), size, now)

    Intake._happened = careless  # type: ignore[method-assign]


def no_gap_check() -> None:
    """A number that leaves some out is taken."""

    def trusting(self: Intake, link: Link, expect: int, n: int, now: float) -> None:
        link.last = n
        self._touched.add(link)

    Intake._gap = trusting  # type: ignore[method-assign]


def synchronous_normal() -> None:
    """The database does not sync its commits."""
    sqlite_store.SYNCHRONOUS = "NORMAL"
    sqlite_store.SYNCHRONOUS_READ_BACK = 1


MUTANTS = {f.__name__: f for f in (acknowledge_before_commit, no_dedupe, no_gap_check, synchronous_normal)}

if __name__ == "__main__":
    MUTANTS[sys.argv[1]]()
    sys.exit(program.main(sys.argv[2:]))
