"""Places on a painted widget as values, and where one is from another. Pure geometry; nothing is painted or pressed here."""

from collections.abc import Callable, Iterable
from math import hypot

from msgspec import Struct
from PyQt6.QtCore import QPointF, QRectF


class Place(Struct, frozen=True, kw_only=True):
    """Something that can be pressed, carried or dropped on."""

    key: str
    area: QRectF
    words: str = ""
    """Read aloud, and shown as tooltip."""
    press: Callable[[], object] | None = None
    why: str = ""
    """Why it cannot be pressed now; empty: it can."""
    carry: bool = False
    """It can be picked up and dropped elsewhere."""
    takes: bool = False
    """Things can be dropped on it."""
    guarded: bool = False
    """It must be held for `hold.HOLD` seconds, by mouse or key."""
    pointer_only: bool = False
    """The keyboard passes it over, because it reaches the same thing elsewhere."""


def nearest(places: Iterable[Place], origin: QPointF, dx: int, dy: int) -> Place | None:
    """The nearest place in a direction, one straight ahead before one aside; None: there is none."""
    best: tuple[float, Place] | None = None
    for place in places:
        along, across = _apart(origin, place.area.center(), dx, dy)
        if along <= 1:
            continue
        cost = hypot(along, across * 2.5)
        if best is None or cost < best[0]:
            best = (cost, place)
    return best[1] if best is not None else None


def _apart(origin: QPointF, point: QPointF, dx: int, dy: int) -> tuple[float, float]:
    """How far a point lies along a direction, and across it."""
    x, y = point.x() - origin.x(), point.y() - origin.y()
    return (x * dx, abs(y)) if dx else (y * dy, abs(x))
