"""Things that stand on a painted plan, kept from frame to frame: what did not change is neither set out nor painted anew. It knows no hall."""

from collections.abc import Callable, Mapping

from msgspec import Struct
from PyQt6.QtCore import QRect, QRectF
from PyQt6.QtGui import QPainter

from widgets.places import Place
from widgets.spots import Spots

Paint = Callable[[QPainter, bool], object]
"""Paints a thing; True: the pointer is over it."""


class Thing(Struct, frozen=True):
    """Something that stands on the plan."""

    area: QRectF
    pixels: QRect
    """Whole ones, all that it covers."""
    shows: object
    """All that its look and its words depend on besides where it is."""
    paint: Paint | None
    places: Mapping[str, Place]
    """What of it can be pressed, or says something."""


class _Group(Struct, frozen=True):
    """Things that were set out together."""

    shows: object
    things: Mapping[str, Thing]
    rest: QRectF


class Things:
    """All of them, in the order in which they are painted: `begin`, then `put` and `group`, then `end`."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        """What can be pressed, the topmost last."""
        self._now: dict[str, Thing] = {}
        self._was: Mapping[str, Thing] = {}
        self._groups: dict[str, _Group] = {}
        self._changed: list[QRectF] = []

    def forget(self) -> None:
        """Make all of them anew."""
        self._now.clear()
        self._groups.clear()

    def begin(self) -> None:
        """Set out what stands there now."""
        self._was, self._now, self._changed = self._now, {}, []

    def put(
        self, key: str, area: QRectF, shows: object, paint: Paint | None, place: Callable[[], Place] | None = None,
    ) -> None:  # fmt: skip
        """A thing; it stays the one that it was, where it is and shows what it did."""
        was = self._was.get(key)
        if was is not None and was.area == area and was.shows == shows:
            self._now[key] = was
            return
        self.change(*(() if was is None else (was.area,)), area)
        places = {} if place is None else {key: place()}
        self._now[key] = Thing(area, area.toAlignedRect(), shows, paint, places)

    def put_many(self, key: str, area: QRectF, paint: Paint, places: Mapping[str, Place]) -> None:
        """Many that somebody else keeps, as one thing; what of it changed is said by `change`."""
        self._now[key] = Thing(area, area.toAlignedRect(), None, paint, places)

    def change(self, *areas: QRectF) -> None:
        """These areas look different."""
        self._changed += areas

    def group(self, key: str, shows: object, put: Callable[[], QRectF]) -> QRectF:
        """Things that `put` sets out, unless all that they show is as it was; what it says of the room that they leave."""
        kept = self._groups.get(key)
        if kept is not None and kept.shows == shows:
            self._now.update(kept.things)
            return kept.rest
        others, self._now = self._now, {}
        rest = put()
        self._groups[key] = _Group(shows, self._now, rest)
        others.update(self._now)
        self._now = others
        return rest

    def areas(self, kind: str) -> list[QRectF]:
        """Where those are whose keys begin so, of what is set out so far."""
        return [thing.area for key, thing in self._now.items() if key.startswith(kind)]

    def end(self) -> list[QRectF]:
        """Where it looks different now; with what is gone."""
        self.change(*(self._was[key].area for key in self._was.keys() - self._now.keys()))
        self._was = {}
        self.places = {}
        for thing in self._now.values():
            self.places.update(thing.places)
        return self._changed

    def paint(self, p: QPainter, spots: Spots) -> None:
        """Declare all of them, and paint those that are to be seen anew."""
        spots.declare(self.places)
        hovered = spots.hovered
        for key, thing in self._now.items():
            if thing.paint is not None and spots.is_damaged(thing.pixels):
                thing.paint(p, key == hovered)
