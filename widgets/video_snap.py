"""A snapshot on its way: the tile's stream is asked for once more, as large as it has its pictures, and the first that comes is it.

The tile itself shows no more pixels than it has; a stream's own are what one wants to look at later. When none comes soon, what the tile
shows must do.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from console.video.pictures import Picture, Pictures, Want
from console.video.protocol import Stream
from widgets.video_cell import Cell

TILE = "snapshot"
MOST = (3840, 2160)
"""Pixels; larger pictures are scaled down to it."""
PATIENCE = 2.0
"""Seconds until the tile's own picture must do."""


class Snap:
    """One snapshot at a time. `at` of its calls is `time.monotonic`."""

    def __init__(self) -> None:
        self.cell: Cell | None = None
        """The tile of which one is wanted now."""
        self._ends = 0.0

    def begin(self, cell: Cell, at: float) -> None:
        """One of this tile, please."""
        self.cell, self._ends = cell, at + PATIENCE

    def end(self) -> None:
        """It is done, or not wanted any more."""
        self.cell = None

    def with_it(self, wants: Sequence[Want]) -> tuple[Want, ...]:
        """The tiles' wishes, and the snapshot's: the same as its tile's, but for the size."""
        cell = self.cell
        its = next((want for want in wants if cell is not None and want.tile == cell.shown.tile), None)
        if cell is None or its is None or cell.picture is None:
            return tuple(wants)
        width, height = MOST
        return (*wants, replace(its, tile=TILE, stream=Stream(cell.picture.stream), width=width, height=height, is_whole=True))

    def take(self, pictures: Pictures, camera: str) -> Picture | None:
        """The picture, once it is there."""
        found = pictures.take(TILE) if self.cell is not None else None
        return found if found is not None and found.camera == camera else None

    def is_late(self, at: float) -> bool:
        """Whether it has been waited for long enough."""
        return self.cell is not None and at > self._ends
