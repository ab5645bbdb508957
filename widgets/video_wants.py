"""What the tiles ask of the decoders: which camera, how large, which stream. Pure values.

The small stream serves grids. The large one is for what is large on the screen, by itself or by digital zoom, or called up by an alarm,
and for four tiles at most. What is too much for the machine is decided where its load is known (`console.video.share`).
"""

from collections.abc import Sequence

from msgspec import Struct

from console.model import hall
from console.video.pictures import WHOLE, Region, Want
from console.video.protocol import Stream
from console.video.share import LARGE, MOST_MAIN

SMALLEST = 16
"""Pixels a side below which nothing is asked for."""


class Need(Struct, frozen=True, kw_only=True):
    """A tile that can be seen, and what bears on how well."""

    tile: str
    camera: hall.Camera
    width: int
    height: int
    """Device pixels."""
    part: Region = WHOLE
    is_alarmed: bool = False
    """An alarm called it up."""
    is_chosen: bool = False
    """The operator works with it."""
    is_clear: bool = False
    """Private parts may be seen."""
    has_sound: bool = False
    back: float = 0.0

    @property
    def across(self) -> float:
        """How wide the whole picture would be at this zoom, device pixels."""
        return self.width / max(self.part.width, 0.01)


def wants(needs: Sequence[Need]) -> tuple[Want, ...]:
    """One wish a tile, in the tiles' order; the smallest ask for nothing."""
    seen = [need for need in needs if min(need.width, need.height) >= SMALLEST]
    main = _large(seen)
    return tuple(
        Want(
            tile=need.tile,
            camera=need.camera.id,
            stream=Stream.MAIN if need.tile in main else Stream.SUB,
            width=need.width,
            height=need.height,
            part=need.part,
            pixelate=bool(need.camera.private) and not need.is_clear,
            sound=need.has_sound,
            back=need.back,
        )
        for need in seen
    )


def _large(needs: Sequence[Need]) -> frozenset[str]:
    """The tiles with the large stream; a camera that has no other is not counted."""
    only = [need for need in needs if not need.camera.sub]
    asking = [need for need in needs if need.camera.sub and (need.across >= LARGE or need.is_alarmed)]
    asking.sort(key=lambda need: (not need.is_chosen, not need.is_alarmed, -need.across))
    return frozenset(need.tile for need in (*only, *asking[:MOST_MAIN]))
