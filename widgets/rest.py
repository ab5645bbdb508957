"""Where the pointer rests, and whether what lies under it has only just come there.

The hall moves on while a hand is on its way: a new alarm pushes the list down, and a press meant for one row would fall on its neighbour.
"""

from collections.abc import Callable
from math import inf
from time import monotonic

from PyQt6.QtCore import QPointF

REACT = 0.4
"""Seconds from seeing that something has moved to holding one's finger back."""
_NEAR = 3.0
"""Pixels within which it is the same spot."""


class Rest:
    """One widget's. What lies at a point is named by a key; empty: nothing that could be pressed."""

    def __init__(self) -> None:
        self._pos: QPointF | None = None
        self._key = ""
        self._slipped_at = -inf

    def came(self, pos: QPointF, key: str) -> None:
        """The pointer was moved here, over this: whoever presses now means it."""
        self._pos, self._key, self._slipped_at = QPointF(pos), key, -inf

    def left(self) -> None:
        """The pointer is elsewhere."""
        self._pos = None

    def look(self, key_at: Callable[[QPointF], str]) -> None:
        """What is shown may have moved."""
        if self._pos is not None and (key := key_at(self._pos)) != self._key:
            self._key, self._slipped_at = key, monotonic()

    def is_slip(self, pos: QPointF) -> bool:
        """Whether a press here was meant for what lay here a moment ago."""
        is_here = self._pos is not None and (pos - self._pos).manhattanLength() <= _NEAR
        return is_here and self._key != "" and monotonic() - self._slipped_at < REACT
