"""Python's cycle collector in processes that hold a whole hall: looking through it again and again would cost a tenth of the rate."""

import gc


def leave_alone() -> None:
    """Never look again at what is there now, and seldom at what is new: the state's structs cannot form cycles."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
