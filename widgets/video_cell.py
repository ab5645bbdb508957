"""A tile of the camera grid as it stands: its place, its face, and its last picture with the memory that lies in. It paints nothing."""

from time import monotonic

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage

from console.video import colours
from console.video.pictures import WHOLE, Picture
from widgets.talk_band import Band
from widgets.video_slots import Shown
from widgets.video_still import Still
from widgets.video_tile import Face, Show, Trim

SETTLE = 3.0
"""Seconds after which a camera that sends pictures is recorded: a file begins with a key picture."""


class Cell:
    """A tile on the screen: where it is, its face, and its last picture with the memory that it lies in."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.area = QRectF()
        self.face = Face()
        self.trim = Trim()
        self.picture: Picture | None = None
        self.at: float | None = None
        """When its last picture was taken, Unix seconds; outlives the picture."""
        self._came = self._turned = monotonic()
        self.part = WHOLE
        self.band: Band | None = None
        """Who talks through its camera, and how that stands."""
        self.is_old = False
        """The picture is of another moment than the one that is asked for now, and only stands until that comes."""
        self._still: Still | None = None
        self._grey: Still | None = None

    @property
    def has_picture(self) -> bool:
        """Whether there is one that could be painted."""
        return self._still is not None

    @property
    def silent(self) -> float:
        """Seconds since the last new picture came, or since the tile was made."""
        return monotonic() - self._came

    @property
    def is_settled(self) -> bool:
        """Whether it has had pictures, or none, for so long that what is said of the camera holds of its beginning no more."""
        return monotonic() - self._turned >= SETTLE

    def take(self, picture: Picture, ratio: float) -> None:
        """Show this one from now on."""
        if not self.has_picture:
            self._turned = monotonic()
        is_sound = colours.is_sound(picture)
        self.picture = picture if is_sound else None
        self._still, self._grey = Still(picture, ratio) if is_sound else None, None
        self.at, self._came, self.is_old = picture.at, monotonic(), False

    def drop(self) -> None:
        """Let go of the picture's memory."""
        if self.has_picture:
            self._turned = monotonic()
        self.picture = self._still = self._grey = None

    def still(self) -> Still | None:
        """What may be painted of the picture."""
        if self._still is None or self.face.show is Show.NONE:
            return None
        if self.face.show is Show.COLOUR:
            return self._still
        if self._grey is None:
            self._grey = self._still.grey()
        return self._grey

    def visible(self) -> QImage | None:
        """The same as Qt's, a copy."""
        still = self.still()
        return still.image if still is not None else None
