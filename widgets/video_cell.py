"""A tile of the camera grid as it stands: its place, its face, and its last picture with the memory that lies in. It paints nothing."""

from time import monotonic

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage

from console.video.pictures import WHOLE, Picture
from widgets.talk_band import Band
from widgets.video_slots import Shown
from widgets.video_tile import Face, Show, Trim, greyed, image_of


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
        self._came = monotonic()
        self.part = WHOLE
        self.band: Band | None = None
        """Who talks through its camera, and how that stands."""
        self.is_old = False
        """The picture is of another moment than the one that is asked for now, and only stands until that comes."""
        self._image: QImage | None = None
        self._grey: QImage | None = None

    @property
    def has_picture(self) -> bool:
        """Whether there is one that could be painted."""
        return self._image is not None

    @property
    def silent(self) -> float:
        """Seconds since the last new picture came, or since the tile was made."""
        return monotonic() - self._came

    def take(self, picture: Picture, ratio: float) -> None:
        """Show this one from now on."""
        self._image, self._grey = image_of(picture, ratio), None
        self.picture = picture if self._image is not None else None
        self.at, self._came, self.is_old = picture.at, monotonic(), False

    def drop(self) -> None:
        """Let go of the picture's memory."""
        self.picture = self._image = self._grey = None

    def visible(self) -> QImage | None:
        """What may be painted of the picture."""
        if self._image is None or self.face.show is Show.NONE:
            return None
        if self.face.show is Show.COLOUR:
            return self._image
        if self._grey is None:
            self._grey = greyed(self._image)
        return self._grey
