"""How many of those who wait have probably gone: a queue of paper numbers does not see who walks out. An estimate, and said as one.

Patience is taken as exponential, its mean from today's own calls: all waiting of those who were called, over how many of them did not
come (domain.md §3.3). So somebody who has waited `t` is still here with probability exp(-t / mean).
"""

from collections.abc import Iterable
from math import exp

from console.model.state import HallState, Ticket

GROUND = 20
"""Calls that must have been made today before anything is said."""


def patience(state: HallState) -> float | None:
    """Mean patience today, seconds; infinite when everybody came; None: too few calls to say."""
    called = sum(tally.called for tally in state.day.tallies.values())
    if called < GROUND:
        return None
    gone = sum(tally.abandoned for tally in state.day.tallies.values())
    waited = sum(tally.wait_sum for tally in state.day.tallies.values())
    return waited / gone if gone and waited else float("inf")


def still_here(tickets: Iterable[Ticket], now: float, mean: float | None) -> float | None:
    """How many of these may be expected still to be here; None: nothing supports a guess."""
    if mean is None:
        return None
    return sum(exp(-max(0.0, now - ticket.queued_at) / mean) for ticket in tickets)
