"""How near the floor plan is looked at, and where: a value. Pure geometry; the plan lays itself out in the area that the lens gives."""

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QPointF, QRectF

NEAREST = 6.0
"""Times as large as the whole plan."""
STEP = 1.25
"""One notch of the wheel, one press of a key."""


class Lens(Struct, frozen=True, kw_only=True):
    """The plan `scale` times as large as the view, with its point (`x`, `y`), fractions of the plan, in the view's middle."""

    scale: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def is_whole(self) -> bool:
        """Whether all of the plan is seen."""
        return self.scale <= 1.0

    def area(self, view: QRectF) -> QRectF:
        """Where the whole plan lies, of which the view shows a part."""
        width, height = view.width() * self.scale, view.height() * self.scale
        return QRectF(view.center().x() - self.x * width, view.center().y() - self.y * height, width, height)

    def zoomed(self, factor: float, at: QPointF, view: QRectF) -> "Lens":
        """Nearer or farther, with what is at a point of the view staying there."""
        scale = min(NEAREST, max(1.0, self.scale * factor))
        if view.isEmpty():
            return self
        area = self.area(view)
        across, down = (at.x() - area.left()) / area.width(), (at.y() - area.top()) / area.height()
        x = across - (at.x() - view.center().x()) / (view.width() * scale)
        y = down - (at.y() - view.center().y()) / (view.height() * scale)
        return _kept_in(Lens(scale=scale, x=x, y=y))

    def moved(self, by: QPointF, view: QRectF) -> "Lens":
        """With the plan pushed by so many pixels."""
        if view.isEmpty():
            return self
        width, height = view.width() * self.scale, view.height() * self.scale
        return _kept_in(replace(self, x=self.x - by.x() / width, y=self.y - by.y() / height))

    def showing(self, part: QRectF, view: QRectF) -> "Lens":
        """Pushed so far that a part, given as it lies now, is within the view; the same lens when it is."""
        if self.is_whole or view.contains(part) or view.isEmpty():
            return self
        return self.moved(view.center() - part.center(), view)


def _kept_in(lens: Lens) -> Lens:
    """The view never shows more beside the plan than there is."""
    least = 0.5 / lens.scale
    return replace(lens, x=min(1 - least, max(least, lens.x)), y=min(1 - least, max(least, lens.y)))
