"""Whether something moves before a camera: one key picture beside the last that was looked at. Pure: pictures in, a verdict out.

For an overview that shows only where something happens, and for a zone that nobody minds at night. What is coded between the key pictures
says nothing of it: a camera that keeps to its bit rate spends it on noise when nobody is there (measured: somebody who crosses the room
adds 2 % at 512 kbit/s, and no more than noise varies at 128).
"""

import numpy as np

from console.video.look import Blocks

LINGER = 30.0
"""Seconds for which a camera counts as one with something to see after something moved: more than a round of the watch."""
EDGE = 2
"""Rows of blocks at top and bottom, of 16, that say nothing: a camera's own clock and name stand there."""
STEP = 5.0
"""Grey levels by which a block is another one. Noise and coding come to 2.5 (64 kbit/s, noise of 6 levels), somebody in the yard to 45."""
LEAST = 2
"""Blocks that are others when something moved."""
MOST = 0.6
"""Part of the blocks; when more are others, the camera was turned."""


class Activity:
    """One camera's."""

    def __init__(self) -> None:
        self._before: Blocks | None = None

    def look(self, blocks: Blocks) -> bool:
        """The next picture: whether something moved since the last one."""
        before, self._before = self._before, blocks
        return before is not None and has_moved(before, blocks)


def is_lively(moved_at: float | None, now: float) -> bool:
    """Whether something moved of late; both are `time.monotonic`."""
    return moved_at is not None and now - moved_at < LINGER


def has_moved(before: Blocks, after: Blocks) -> bool:
    """Whether something is elsewhere, or somebody came or went, between two pictures of one scene."""
    first, second = before[EDGE:-EDGE], after[EDGE:-EDGE]
    light = float(np.median(second / np.maximum(first, 1.0)))  # what all blocks have in common
    others = int(np.count_nonzero(np.abs(second - light * first) > STEP))
    return LEAST <= others <= MOST * first.size
