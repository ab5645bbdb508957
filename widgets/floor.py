"""Where the things of the floor plan lie, as pure geometry in scaled pixels: grids of tiles, seats and tokens. It paints nothing.

The plan is schematic: zones keep their places and proportions, what stands in them is set out in rows so that nothing ever overlaps.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import ceil, floor
from typing import TypeVar

from msgspec import Struct
from PyQt6.QtCore import QPointF, QRectF

from console.model.hall import Zone

T = TypeVar("T")
COMPOUND = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "司徒",
        "夏侯",
        "令狐",
        "宇文",
        "长孙",
        "端木",
        "独孤",
        "南宫",
        "西门",
        "百里",
        "呼延",
    ]
)
"""Surnames of two characters."""


class Bounds(Struct, frozen=True):
    """The part of the hall that zones cover, metres."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def of(cls, zones: Iterable[Zone]) -> "Bounds":
        """Around all zones; a unit square around none."""
        found = tuple(zones)
        if not found:
            return cls(0.0, 0.0, 1.0, 1.0)
        left, top = min(zone.x for zone in found), min(zone.y for zone in found)
        right, bottom = max(zone.x + zone.width for zone in found), max(zone.y + zone.height for zone in found)
        return cls(left, top, right - left, bottom - top)

    def place(self, zone: Zone, area: QRectF) -> QRectF:
        """Where a zone lies in `area`, on whole pixels."""
        across, down = area.width() / self.width, area.height() / self.height
        left, top = round(area.left() + (zone.x - self.left) * across), round(area.top() + (zone.y - self.top) * down)
        right = round(area.left() + (zone.x + zone.width - self.left) * across)
        bottom = round(area.top() + (zone.y + zone.height - self.top) * down)
        return QRectF(left, top, right - left, bottom - top)

    def point(self, x: float, y: float, area: QRectF) -> QPointF:
        """Where a point of the hall lies in `area`."""
        across, down = area.width() / self.width, area.height() / self.height
        return QPointF(area.left() + (x - self.left) * across, area.top() + (y - self.top) * down)


def tiles(area: QRectF, count: int, *, gap: float, ratio: float, widest: float, tallest: float) -> list[QRectF]:
    """`count` equal tiles in rows from the left, as large as fits and no larger than said; `ratio` is the wanted height by width."""
    if count <= 0 or area.width() <= 0 or area.height() <= 0:
        return []
    columns, width, height = _shape(area.width(), area.height(), count, gap, ratio, widest, tallest)
    return [
        QRectF(area.left() + (i % columns) * (width + gap), area.top() + (i // columns) * (height + gap), width, height)
        for i in range(count if columns else 0)
    ]


@lru_cache(maxsize=64)  # asked at each painting, of the same few zones
def _shape(
    wide: float, tall: float, count: int, gap: float, ratio: float, widest: float, tallest: float
) -> tuple[int, float, float]:  # fmt: skip
    """Columns, width and height of tiles that can be read best; no columns where none have room."""
    best, worth = (0, 0.0, 0.0), 0.0
    for columns in range(1, count + 1):
        rows = ceil(count / columns)
        width = min(widest, (wide - gap * (columns - 1)) / columns)
        height = min(tallest, (tall - gap * (rows - 1)) / rows)
        # The smaller side decides how much can be read on a tile.
        if width > 0 and height > 0 and min(width, height / ratio) > worth:
            best, worth = (columns, width, height), min(width, height / ratio)
    return best


def seats(area: QRectF, count: int, *, widest: float, narrowest: float) -> tuple[list[QRectF], float]:
    """Squares for `count` seats in rows, and their pitch; fewer when not even the narrowest pitch lets all fit."""
    if count <= 0 or area.width() < narrowest or area.height() < narrowest:
        return [], narrowest
    pitch = widest
    while pitch > narrowest and floor(area.width() / pitch) * floor(area.height() / pitch) < count:
        pitch -= 1
    columns = max(1, floor(area.width() / pitch))
    rows = max(1, floor(area.height() / pitch))
    across = min(area.width() / columns, widest * 1.4)
    down = min(area.height() / max(1, min(rows, ceil(count / columns))), widest * 1.2)
    shown = min(count, columns * rows)
    return [
        QRectF(area.left() + (i % columns) * across, area.top() + (i // columns) * down, across, down) for i in range(shown)
    ], pitch


def flow(area: QRectF, widths: Sequence[float], *, height: float, gap: float) -> list[QRectF]:
    """Boxes of these widths in rows from the upper left; those that do not fit any more are left out."""
    boxes: list[QRectF] = []
    x, y = area.left(), area.top()
    for width in widths:
        wide = min(width, area.width())
        if x > area.left() and x + wide > area.right() + 0.5:
            x, y = area.left(), y + height + gap
        if y + height > area.bottom() + 0.5:
            break
        boxes.append(QRectF(x, y, wide, height))
        x += wide + gap
    return boxes


def from_right(area: QRectF, count: int, *, size: float, gap: float, rows: int, taken: Sequence[QRectF] = ()) -> list[QRectF]:
    """Squares in rows from the lower right, upwards, beside what is taken; no more than so many rows have room for."""
    across = max(0, floor((area.width() + gap) / (size + gap)))
    found: list[QRectF] = []
    for i in range(across * rows):
        if len(found) == count:
            break
        below, left = divmod(i, across)
        spot = QRectF(area.right() - size - left * (size + gap), area.bottom() - size - below * (size + gap), size, size)
        if not any(spot.intersects(each) for each in taken):
            found.append(spot)
    return found


def chosen(
    area: QRectF, things: Sequence[T], width: Callable[[T], float], first: Callable[[T], bool], height: float, gap: float
) -> list[tuple[T, QRectF]]:
    """Things in a `flow`; where not all have room, those that must be `first` are shown before the others."""
    spots = flow(area, [width(each) for each in things], height=height, gap=gap)
    if len(spots) < len(things):
        things = sorted(things, key=lambda each: not first(each))
        spots = flow(area, [width(each) for each in things], height=height, gap=gap)
    return list(zip(things, spots, strict=False))


def surname(name: str) -> str:
    """The Chinese surname, also of two characters; of another name the first letter."""
    stripped = name.strip()
    if stripped[:2] in COMPOUND:
        return stripped[:2]
    return stripped[:1].upper()


def number_of(name: str) -> str:
    """The first number in a device's name (`6 号自助机` → `6`), or its first two characters."""
    digits = ""
    for character in name:
        if character.isdigit():
            digits += character
        elif digits:
            break
    return digits or name[:2]
