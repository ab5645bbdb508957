"""Lets several windows share one source of pictures: each asks for its own tiles, and the source hears of all of them at once."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from console.model.hall import Camera
from console.video.pictures import LIVE, Figures, Picture, Pictures, Playhead, Want

_PART = "\x1f"
"""Between an owner's name and its tile's: in no camera's id. The owner without a name has its tiles' names as they are."""


def _named(owner: str, tile: str) -> str:
    return f"{owner}{_PART}{tile}" if owner else tile


class Portions:
    """The source, divided. The playhead is the last of anybody who needs pictures: all windows of a console show one time."""

    def __init__(self, source: Pictures) -> None:
        self.source = source
        self._wants: dict[str, tuple[Want, ...]] = {}
        self._playhead = LIVE

    def portion(self, owner: str) -> "Portion":
        """What `owner` takes for the source of pictures."""
        return Portion(self, owner)

    def want(self, owner: str, wants: Sequence[Want], playhead: Playhead) -> None:
        """What one owner needs from now on, beside what the others need."""
        self._wants[owner] = tuple(replace(want, tile=_named(owner, want.tile)) for want in wants)
        if wants:
            self._playhead = playhead
        self.source.want([want for each in self._wants.values() for want in each], self._playhead)

    def changed(self, owner: str) -> frozenset[str]:
        """One owner's tiles that have a new picture which was not taken yet."""
        fresh = self.source.changed()
        return frozenset(
            tile.rpartition(_PART)[2] for tile in fresh if (tile.partition(_PART)[0] if _PART in tile else "") == owner
        )


class Portion:
    """`Pictures` of one owner."""

    def __init__(self, portions: Portions, owner: str) -> None:
        self._portions = portions
        self._owner = owner

    def beside(self, owner: str) -> "Portion":
        """Another one's portion of the same source."""
        return self._portions.portion(owner)

    def know(self, cameras: Iterable[Camera]) -> None:
        """The source's."""
        self._portions.source.know(cameras)

    def want(self, wants: Sequence[Want], playhead: Playhead = LIVE) -> None:
        """Its own tiles."""
        self._portions.want(self._owner, wants, playhead)

    def changed(self) -> frozenset[str]:
        """Its own tiles."""
        return self._portions.changed(self._owner)

    def take(self, tile: str) -> Picture | None:
        """Under the owner's own name for it."""
        picture = self._portions.source.take(_named(self._owner, tile))
        return picture._replace(tile=tile) if picture is not None else None

    def figures(self, tile: str) -> Figures:
        """Of its own tile."""
        return self._portions.source.figures(_named(self._owner, tile))

    def close(self) -> None:
        """It wants nothing any more; the source goes on for the others."""
        self.want(())
