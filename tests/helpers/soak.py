"""How often a soak test does what it does: as often as it must hold, or a share of that, to see quickly that the test itself works."""

import os

SHARE = float(os.environ.get("SOAK", "1"))
"""`SOAK=0.05 make soak` does a twentieth."""


def times(whole: int) -> int:
    """The share of `whole` that is asked for, at least 2."""
    return max(2, round(whole * SHARE))
