"""Where the things of a hall.toml lie on its plan, also of one that is not right yet; what lies under a point, and to what a move is drawn. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import hypot

from msgspec import Struct
from msgspec.structs import replace

from console.hall_edit.things import CAMERA, DEVICE, Content, Ref
from console.toml_file import Row

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; metres."""
AREAS = ("zone", "lane", "bench")
"""Tables whose things are rectangles."""
PATHS = ("line", "flow")
POINTS = ("counter", DEVICE, "text")
_STEP = 1.3
"""Metres between things that have no place of their own."""
_SAME = 1e-6
"""Metres; lines no farther apart are one."""
SIZES: dict[str, tuple[float, float]] = {"counter": (2.2, 1.6), DEVICE: (0.9, 0.9), CAMERA: (0.6, 0.6), "text": (1.6, 0.6)}
"""How much room the things at a point take, metres."""


class Item(Struct, frozen=True):
    """A thing on the plan."""

    ref: Ref
    row: Row
    box: Box
    points: tuple[tuple[float, float], ...] = ()
    sees: Row | None = None
    """Of a camera: its `[[camera]]`."""
    has_place: bool = True
    """Whether it says where it is; else it is shown in its zone."""

    @property
    def middle(self) -> tuple[float, float]:
        """Where it is, if it is at a point."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def number(row: Row, key: str, default: float = 0.0) -> float:
    """A number of a row, whatever else stands there."""
    value = row.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6 else default


def size_of(content: Content) -> tuple[float, float]:
    """Width and height of the hall, metres."""
    return max(1.0, number(content.data, "width", 20.0)), max(1.0, number(content.data, "height", 12.0))


def picture_of(content: Content) -> tuple[str, Box] | None:
    """The picture beneath the plan: its file's name, and where it lies."""
    row = content.data.get("background")
    if not isinstance(row, dict):
        return None
    x, y = number(row, "x"), number(row, "y")
    name = str(row.get("file", "")).rpartition("/")[2]
    return name, (x, y, x + number(row, "width", 1.0), y + number(row, "height", 1.0))


def items_of(content: Content) -> tuple[Item, ...]:
    """All things that lie on the plan, the lowest first."""
    found = [item for table in ("zone", "lane", "bench") for item in _areas(content, table)]
    found += [item for table in PATHS for item in _paths(content, table)]
    found += [_at_point(Ref("counter", str(row.get("id", ""))), row, _place(row)) for row in content.rows("counter")]
    found += _devices(content)
    found += [_at_point(Ref("text", str(row.get("id", ""))), row, _place(row)) for row in content.rows("text")]
    return tuple(found)


def _areas(content: Content, table: str) -> Iterable[Item]:
    for row in content.rows(table):
        x, y = number(row, "x"), number(row, "y")
        box = (x, y, x + max(0.05, number(row, "width", 1.0)), y + max(0.05, number(row, "height", 1.0)))
        yield Item(Ref(table, str(row.get("id", ""))), row, box)


def _paths(content: Content, table: str) -> Iterable[Item]:
    for row in content.rows(table):
        points = points_of(row)
        if points:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            yield Item(Ref(table, str(row.get("id", ""))), row, (min(xs), min(ys), max(xs), max(ys)), points)


def points_of(row: Row) -> tuple[tuple[float, float], ...]:
    """The points of a line, those that are points."""
    given = row.get("points")
    pairs = [pair for pair in given if isinstance(pair, list) and len(pair) == 2] if isinstance(given, list) else []
    return tuple((float(x), float(y)) for x, y in pairs if isinstance(x, int | float) and isinstance(y, int | float))


def _place(row: Row) -> tuple[float, float] | None:
    return (number(row, "x"), number(row, "y")) if "x" in row and "y" in row else None


def _at_point(
    ref: Ref, row: Row, at: tuple[float, float] | None, sees: Row | None = None, fallback: tuple[float, float] = (1.0, 1.0)
) -> Item:
    x, y = at if at is not None else fallback
    wide, tall = SIZES[ref.table]
    return Item(ref, row, (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2), (), sees, at is not None)


def _devices(content: Content) -> Iterable[Item]:
    """Devices and cameras; those that belong to a counter and have no place are not drawn."""
    cameras = {str(row.get("id", "")): row for row in content.rows(CAMERA)}
    zones = {str(row.get("id", "")): row for row in content.rows("zone")}
    loose: dict[str, int] = {}
    for row in content.rows(DEVICE):
        id, at = str(row.get("id", "")), _place(row)
        sees = cameras.get(id)
        table = CAMERA if sees is not None else DEVICE
        zone = zones.get(str(row.get("zone", "")))
        if at is None and (row.get("counter") or zone is None) and sees is None:
            continue
        fallback = (1.0, 1.0)
        if at is None and zone is not None:
            place = loose.get(str(row["zone"]), 0)
            loose[str(row["zone"])] = place + 1
            across = max(1, int((number(zone, "width", 1.0) - 0.4) / _STEP))
            fallback = (
                number(zone, "x") + 0.9 + place % across * _STEP,
                number(zone, "y") + number(zone, "height", 1.0) - 0.7 - place // across * _STEP,
            )
        yield _at_point(Ref(table, id), row, at, sees, fallback)


def moved(item: Item, dx: float, dy: float) -> Item:
    """The same somewhere else."""
    left, top, right, bottom = item.box
    points = tuple((x + dx, y + dy) for x, y in item.points)
    return replace(item, box=(left + dx, top + dy, right + dx, bottom + dy), points=points)


def bounds(items: Iterable[Item]) -> Box | None:
    """Around all of them."""
    boxes = [item.box for item in items]
    if not boxes:
        return None
    return (
        min(box[0] for box in boxes), min(box[1] for box in boxes), max(box[2] for box in boxes), max(box[3] for box in boxes),
    )  # fmt: skip


def under(items: Sequence[Item], x: float, y: float, reach: float) -> tuple[Item, ...]:
    """What lies at a point, the topmost first; thin things are hit within `reach` metres."""
    return tuple(item for item in reversed(items) if _is_hit(item, x, y, reach))


def _is_hit(item: Item, x: float, y: float, reach: float) -> bool:
    if item.points:
        return any(distance(x, y, *a, *b) <= reach for a, b in zip(item.points, item.points[1:], strict=False))
    left, top, right, bottom = item.box
    return left - reach / 4 <= x <= right + reach / 4 and top - reach / 4 <= y <= bottom + reach / 4


def distance(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> float:
    """From a point to the straight piece between two others."""
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if not length else min(1.0, max(0.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
    return hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay))


def within(items: Iterable[Item], box: Box) -> tuple[Ref, ...]:
    """The things that lie wholly in a rectangle."""
    left, top, right, bottom = box
    return tuple(
        item.ref
        for item in items
        if item.box[0] >= left and item.box[1] >= top and item.box[2] <= right and item.box[3] <= bottom
    )


def inside(items: Iterable[Item], zone: Item) -> tuple[Ref, ...]:
    """What belongs into a zone: it goes along when the zone is moved."""
    left, top, right, bottom = zone.box
    return tuple(
        item.ref
        for item in items
        if item.ref != zone.ref and item.ref.table != "zone" and item.has_place and left <= item.middle[0] <= right and top <= item.middle[1] <= bottom
        and item.ref.table not in PATHS
    )  # fmt: skip


def zone_at(content: Content, x: float, y: float) -> str | None:
    """The id of the zone at a point."""
    for row in content.rows("zone"):
        left, top = number(row, "x"), number(row, "y")
        if left <= x <= left + number(row, "width") and top <= y <= top + number(row, "height"):
            return str(row.get("id", ""))
    return None


class Snap(Struct, frozen=True):
    """How far a move is drawn aside, and the lines to which it is: upright ones by x, level ones by y."""

    dx: float
    dy: float
    upright: tuple[float, ...] = ()
    level: tuple[float, ...] = ()


class Lines:
    """The edges and middles of things to which a move is drawn, in order, so that one finds those near it at once."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        near = list(boxes)
        self.by_axis = tuple(sorted({line for box in near for line in _lines(box, axis)}) for axis in (0, 1))


NO_LINES = Lines(())


def snap(box: Box, lines: Lines, grid: float, reach: float) -> Snap:
    """Draw a box to lines that are within `reach` metres, else its corner to the grid (0: none)."""
    xs, ys = _lines(box, 0), _lines(box, 1)
    dx, upright = _nearest(xs, lines.by_axis[0], reach)
    dy, level = _nearest(ys, lines.by_axis[1], reach)
    if not upright and grid:
        dx = round(xs[0] / grid) * grid - xs[0]
    if not level and grid:
        dy = round(ys[0] / grid) * grid - ys[0]
    return Snap(dx, dy, upright, level)


def _lines(box: Box, axis: int) -> tuple[float, float, float]:
    low, high = box[axis], box[axis + 2]
    return low, (low + high) / 2, high


def _nearest(own: Sequence[float], lines: Sequence[float], reach: float) -> tuple[float, tuple[float, ...]]:
    """How far to the nearest of the lines, and all of them that one of `own` then lies on."""
    asides = [line - mine for mine in own for line in _beside(lines, mine) if abs(line - mine) <= reach]
    if not asides:
        return 0.0, ()
    by = min(asides, key=lambda aside: (abs(aside), aside))
    met = {
        round(line, 4)
        for mine in own
        for line in lines[bisect_left(lines, mine + by - _SAME) : bisect_right(lines, mine + by + _SAME)]
    }
    return by, tuple(sorted(met))


def _beside(lines: Sequence[float], at: float) -> Sequence[float]:
    """The line before, and the one after."""
    place = bisect_left(lines, at)
    return lines[max(0, place - 1) : place + 1]
