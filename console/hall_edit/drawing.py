"""A drawing of another program as plain lines by layer, and how it becomes lines of a hall: joined, made simple, scaled. Pure."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import hypot

from msgspec import Struct

Points = tuple[tuple[float, float], ...]
MOST_LINES, MOST_POINTS = 800, 400
"""Lines that a hall takes of one drawing, and points of one line."""
SHORT = 0.05
"""Metres below which a line is left out."""


class Layer(Struct, frozen=True):
    """The lines of one layer, in units of the drawing, down and to the right."""

    name: str
    lines: tuple[Points, ...]


class Drawing(Struct, frozen=True, tag=True):
    """A plan as it was read: its lines begin at 0, 0."""

    width: float
    height: float
    metres: float | None
    """A unit's length, if the drawing says it."""
    layers: tuple[Layer, ...] = ()
    picture: str = ""
    """A picture's file, turned into a harmless PNG; then there are no lines."""
    left_out: int = 0
    """Things that were not understood, or too many."""


def framed(layers: Iterable[Layer], metres: float | None, left_out: int = 0) -> Drawing:
    """The layers, moved so that they begin at 0, 0. ValueError when there is nothing in them."""
    kept = [layer for layer in layers if layer.lines]
    xs = [x for layer in kept for line in layer.lines for x, _ in line]
    ys = [y for layer in kept for line in layer.lines for _, y in line]
    if not xs or not (max(xs) > min(xs) or max(ys) > min(ys)):
        raise ValueError("there is no line in it")
    left, top = min(xs), min(ys)
    moved = tuple(Layer(layer.name, tuple(tuple((x - left, y - top) for x, y in line) for line in layer.lines)) for layer in kept)
    return Drawing(max(xs) - left, max(ys) - top, metres, moved, "", left_out)


def lines_for_hall(drawing: Drawing, layers: Sequence[str], metres: float, size: tuple[float, float]) -> tuple[list[Points], int]:
    """The lines of these layers in metres, within a hall of this size; and how many more there were than it takes."""
    wanted = set(layers)
    given = [line for layer in drawing.layers if layer.name in wanted for line in layer.lines]
    scaled = [tuple((x * metres, y * metres) for x, y in line) for line in given]
    simple = [simplified(line, 0.02) for line in joined(scaled)]
    inside = [_clamped(line, size) for line in simple]
    pieces = [piece for line in inside for piece in _cut(line) if _length(piece) >= SHORT]
    pieces.sort(key=_length, reverse=True)
    return pieces[:MOST_LINES], max(0, len(pieces) - MOST_LINES)


def joined(lines: Iterable[Points]) -> list[Points]:
    """Lines that meet end to end as one."""
    left = [list(line) for line in lines if len(line) >= 2]
    ends: dict[tuple[int, int], list[int]] = {}
    for at, line in enumerate(left):
        for end in (line[0], line[-1]):
            ends.setdefault(_key(end), []).append(at)
    used: set[int] = set()
    found: list[Points] = []
    for at, line in enumerate(left):
        if at in used:
            continue
        used.add(at)
        chain = line
        for _ in range(2):  # on from its end, then on from its beginning
            while len(meet := ends[end := _key(chain[-1])]) == 2 and (nexts := [each for each in meet if each not in used]):
                other = left[nexts[0]]
                used.add(nexts[0])
                chain += other[1:] if _key(other[0]) == end else other[-2::-1]
            chain.reverse()
        found.append(tuple(chain))
    return found


def simplified(line: Points, tolerance: float) -> Points:
    """Without points that lie within `tolerance` of the straight way (Ramer, Douglas, Peucker)."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        (ax, ay), (bx, by) = line[first], line[last]
        length = hypot(bx - ax, by - ay)
        worst, at = 0.0, 0
        for k in range(first + 1, last):
            x, y = line[k]
            far = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else hypot(x - ax, y - ay)
            if far > worst:
                worst, at = far, k
        if worst > tolerance:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return tuple(line[k] for k in sorted(keep))


def _key(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0] * 200), round(point[1] * 200)


def _clamped(line: Points, size: tuple[float, float]) -> Points:
    return tuple((round(min(max(x, 0.0), size[0]), 2), round(min(max(y, 0.0), size[1]), 2)) for x, y in line)


def _cut(line: Points) -> list[Points]:
    return [line[at : at + MOST_POINTS] for at in range(0, max(1, len(line) - 1), MOST_POINTS - 1)]


def _length(line: Points) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line))
