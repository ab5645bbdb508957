"""The plan in the hall editor as pictures: what lies still is painted once and copied, and so is what the hand carries, beside it.

What is chosen and carried is `hall_view`'s matter; how a thing looks is `hall_paint`'s.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from math import ceil, floor

from msgspec import Struct
from PyQt6.QtCore import QPoint, QRect, QRectF, Qt
from PyQt6.QtGui import QImage, QPainter

from console.hall_edit.scene import Item
from console.hall_edit.things import CAMERA, Ref
from widgets.hall_paint import Plot, aim_of, rect_of
from widgets.theme import Theme

VIEW, MARK = "view", "mark"
RANKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("", ("zone",)), ("", ("lane", "bench", "line", "flow")), (VIEW, (CAMERA,)), ("", ("counter", "device", CAMERA, "text")), (MARK, ()),
)  # fmt: skip
"""From the lowest: what is painted of the things of which tables; a mark, of each that is chosen."""
MARGIN = 160
"""Unscaled pixels around the window that are painted of what is carried, so that it can be carried on."""


class Part(Struct, frozen=True):
    """A thing, or what a camera sees, or the frame of what is chosen."""

    what: str
    item: Item
    is_chosen: bool = False


class Look(Struct, frozen=True):
    """With what pictures are made."""

    theme: Theme
    plot: Plot
    ratio: float
    """Pixels of the screen a pixel."""
    ground: Callable[[QPainter, QRectF], None]
    stroke: Callable[[QPainter, Part], None]
    """Paints one part where it lies."""


class Sheet:
    """Things with nothing between them that moves otherwise, and their picture once it was asked for. Good for one look only."""

    def __init__(self, *, is_apart: bool, is_ground: bool = False) -> None:
        self.is_apart = is_apart
        """Whether the hand has them, which moves them all alike."""
        self.is_ground = is_ground
        self.parts: list[Part] = []
        self._image: QImage | None = None
        self._area = QRect()
        self._whole: QRect | None = None

    def paint(self, p: QPainter, look: Look, window: QRect, shift: QPoint) -> None:
        """Copy what of it is seen in the window, so many pixels aside; what was not painted yet is painted."""
        seen = window.translated(-shift)
        margin = 0
        if self.is_apart:
            if self._whole is None:
                self._whole = around(self.parts, look.plot, look.theme)
            seen, margin = seen & self._whole, look.theme.px(MARGIN)
        if seen.isEmpty():
            return
        if self._image is None or not self._area.contains(seen):
            self._area = seen.adjusted(-margin, -margin, margin, margin)
            self._image = _picture(self, look, self._area)
        p.drawImage(self._area.topLeft() + shift, self._image)


def sheets_of(items: Sequence[Item], chosen: Collection[Ref], apart: Collection[Ref]) -> tuple[Sheet, ...]:
    """The things in the order in which they lie, what is `apart` on what lies still; the first sheet is the ground's."""
    sheets = [Sheet(is_apart=False, is_ground=True)]
    for what, tables in RANKS:
        found = [item for item in items if (item.ref in chosen if what == MARK else item.ref.table in tables)]
        for is_apart in (False, True):
            parts = [Part(what, item, item.ref in chosen) for item in found if (item.ref in apart) is is_apart]
            if parts and sheets[-1].is_apart is not is_apart:
                sheets.append(Sheet(is_apart=is_apart))
            sheets[-1].parts += parts
    return tuple(sheets)


def _picture(sheet: Sheet, look: Look, area: QRect) -> QImage:
    form = QImage.Format.Format_RGB32 if sheet.is_ground else QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(max(1, ceil(area.width() * look.ratio)), max(1, ceil(area.height() * look.ratio)), form)
    image.setDevicePixelRatio(look.ratio)
    image.fill(Qt.GlobalColor.transparent)
    seen = QRectF(area)
    p = QPainter(image)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.translate(-seen.topLeft())
    if sheet.is_ground:
        look.ground(p, seen)
    for part in sheet.parts:
        if extent(part, look.plot, look.theme).intersects(seen):
            look.stroke(p, part)
    p.end()
    return image


def extent(part: Part, plot: Plot, theme: Theme) -> QRectF:
    """Where a part is painted at most, pixels: its name may stand beside it."""
    item = part.item
    if part.what == VIEW:
        x, y = item.middle
        reach = aim_of(item.sees or {})[2]
        return QRectF(plot(x - reach, y - reach), plot(x + reach, y + reach))
    aside = theme.px(180) + (400 if item.ref.table == "text" else 0)
    return rect_of(item, plot).adjusted(-aside, -theme.px(24), aside, theme.px(24))


def around(parts: Iterable[Part], plot: Plot, theme: Theme) -> QRect:
    """Whole pixels in which all of the parts are painted."""
    spots = [extent(part, plot, theme) for part in parts]
    left, top = min(spot.left() for spot in spots), min(spot.top() for spot in spots)
    right, bottom = max(spot.right() for spot in spots), max(spot.bottom() for spot in spots)
    return QRect(QPoint(floor(left), floor(top)), QPoint(ceil(right), ceil(bottom)))
