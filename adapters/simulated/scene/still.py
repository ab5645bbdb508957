"""Painting what does not move: rectangles, boxes and round things of the hall, as a lens sees them, with depth. It knows no hall.

Each surface is met by the rays of the pixels it can cover. A polished floor mirrors what stands on it. Colours are linear 0 … 1.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from adapters.simulated.scene.lens import Floats, Lens

Colour = tuple[float, float, float]
Paint = Callable[[Floats, Floats, Floats], Floats]
"""Points (n, 3) and places on the surface (n), (n), 0 … 1 → colours (n, 3)."""
FINER = 2
"""Rays a pixel, each way."""
SUN = np.array([0.25, 0.35, 0.9], np.float32)
"""Where most light comes from: the ceiling, a little from the door."""
SUN = SUN / np.linalg.norm(SUN)
FAR = np.float32(1e6)
NEAR = 0.1
"""Metres before the lens from which something is seen."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """A rectangle: corner and two edges at right angles."""

    corner: tuple[float, float, float]
    across: tuple[float, float, float]
    along: tuple[float, float, float]
    paint: Colour | Paint
    light: float | None = None
    """How bright it is; None: by how it lies to the light."""
    glass: float = 1.0
    """Below 1: how much of it is seen; what is behind it shines through."""
    mirrors: bool = False
    """A polished floor."""
    back: Colour | None = None
    """What is seen from behind; None: the same. Its front is where `across` runs to the right."""
    is_outside: bool = False
    """Of a box: seen from its front only."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ball:
    """An ellipsoid: leaves of a plant, a round seat."""

    centre: tuple[float, float, float]
    radii: tuple[float, float, float]
    paint: Colour


def box(
    x0: float, y0: float, x1: float, y1: float, z0: float, z1: float, paint: Colour, top: Colour | None = None
) -> list[Sheet]:
    """Five sides of a box; nothing sees the lower one."""
    wide, deep, tall = x1 - x0, y1 - y0, (0.0, 0.0, z1 - z0)
    sides = (
        ((x0, y1, z1), (wide, 0.0, 0.0), (0.0, -deep, 0.0), top or paint),
        ((x0, y1, z0), (wide, 0.0, 0.0), tall, paint),
        ((x1, y0, z0), (-wide, 0.0, 0.0), tall, paint),
        ((x0, y0, z0), (0.0, deep, 0.0), tall, paint),
        ((x1, y1, z0), (0.0, -deep, 0.0), tall, paint),
    )
    return [
        Sheet(corner=corner, across=across, along=along, paint=colour, is_outside=True) for corner, across, along, colour in sides
    ]


@dataclass(eq=False)
class _Canvas:
    """Colours and depths of a picture under work."""

    colours: Floats
    depths: Floats
    rays: Floats
    eye: Floats
    is_mirror: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.is_mirror = np.zeros(self.depths.shape, bool)


@dataclass(frozen=True, eq=False)
class Still:
    """A painted picture: RGB, and how deep each pixel is, metres."""

    colours: NDArray[np.uint8]
    depths: NDArray[np.float16]


def encoded(colours: NDArray[np.floating[Any]]) -> Floats:
    """Linear light to what a picture holds, 0 … 255."""
    found: Floats = (np.sqrt(np.clip(colours, 0.0, 1.0)) * 255.0).astype(np.float32)
    return found


class _Part(NamedTuple):
    """A thing, and the rows and columns of the picture that it can cover."""

    thing: Sheet | Ball
    rows: slice
    columns: slice


def paint_still(lens: Lens, things: Iterable[Sheet | Ball], finer: int = FINER) -> Still:
    """What a lens sees of a hall without people; `finer` rays a pixel each way."""
    things = list(things)
    canvas = _canvas(lens.rays(finer), lens.at)
    parts = _shown(lens, things, canvas.depths.shape)
    for part in parts:
        if not _is_glass(part.thing):
            _paint(canvas, part)
    if canvas.is_mirror.any():
        _mirror(canvas, lens, [thing for thing in things if not _is_glass(thing) and not getattr(thing, "mirrors", False)])
    for part in reversed(parts):  # the far panes first
        if _is_glass(part.thing):
            _paint(canvas, part)
    height, width = lens.height, lens.width
    colours = canvas.colours.reshape(height, finer, width, finer, 3).mean(axis=(1, 3))
    depths = canvas.depths.reshape(height, finer, width, finer).min(axis=(1, 3))
    return Still(encoded(colours).astype(np.uint8), np.minimum(depths, 1000.0).astype(np.float16))


def met_by(
    lens: Lens, rays: Floats, sheet: Sheet, finer: int
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats, Floats] | None:
    """Where the lens's rays (`finer` a pixel) meet a sheet: rows, columns, depths, and places on the sheet; whatever stands before it."""
    height, width = lens.height * finer, lens.width * finer
    parts = _shown(lens, [sheet], (height, width))
    if not parts or not _faces(sheet, lens.at):
        return None
    _, rows, columns = parts[0]
    rays = rays[rows, columns]
    corner, across, along = (np.array(each, np.float32) for each in (sheet.corner, sheet.across, sheet.along))
    normal = np.cross(across, along)
    with np.errstate(divide="ignore"):
        depths = float((corner - lens.at) @ normal) / (rays @ normal)
    points = rays * depths[..., None] + lens.at - corner
    u, v = points @ (across / (across @ across)), points @ (along / (along @ along))
    ys, xs = np.nonzero((depths > NEAR) & (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1))
    return ys + rows.start, xs + columns.start, depths[ys, xs], u[ys, xs], v[ys, xs]


def _faces(sheet: Sheet, eye: Floats) -> bool:
    corner, across, along = (np.array(each, np.float32) for each in (sheet.corner, sheet.across, sheet.along))
    return float((corner - eye) @ np.cross(across, along)) > 0


def _is_glass(thing: Sheet | Ball) -> bool:
    return isinstance(thing, Sheet) and thing.glass < 1.0


def _canvas(rays: Floats, eye: Floats) -> _Canvas:
    shape = rays.shape[:2]
    return _Canvas(np.zeros((*shape, 3), np.float32), np.full(shape, FAR, np.float32), rays, eye)


def _mirror(canvas: _Canvas, lens: Lens, things: list[Sheet | Ball]) -> None:
    """Let polished floor show what stands on it: seen from below the floor, coarser and blurred."""
    step, flip = 2, np.array([1, 1, -1], np.float32)
    below = _canvas(np.ascontiguousarray(canvas.rays[::step, ::step] * flip), lens.at * flip)
    for part in _shown(lens, things, below.depths.shape, is_mirrored=True):
        _paint(below, part)
    seen = np.where((below.depths < FAR)[..., None], below.colours, 0.75)
    seen = _blurred(_blurred(seen, 5, 0), 3, 1)
    seen = seen.repeat(step, 0).repeat(step, 1)[: canvas.depths.shape[0], : canvas.depths.shape[1]]
    flat = np.abs(canvas.rays[..., 2]) / np.linalg.norm(canvas.rays, axis=-1)
    part_ = (0.05 + 0.33 * (1 - flat) ** 3)[..., None] * canvas.is_mirror[..., None]
    canvas.colours += (seen - canvas.colours) * part_


def _blurred(values: Floats, reach: int, axis: int) -> Floats:
    """A running mean."""
    padded = np.concatenate(
        [values.take([0], axis).repeat(reach + 1, axis), values, values.take([-1], axis).repeat(reach, axis)], axis
    )
    sums = padded.cumsum(axis, dtype=np.float32)
    size, span = values.shape[axis], 2 * reach + 1
    found: Floats = (sums.take(range(span, span + size), axis) - sums.take(range(size), axis)) / span
    return found


def _shown(lens: Lens, things: list[Sheet | Ball], shape: tuple[int, ...], *, is_mirrored: bool = False) -> list[_Part]:
    """The things that can be in the picture and turn their front, the near ones first; `shape` is the canvas's."""
    flip = np.array([1, 1, -1 if is_mirrored else 1], np.float32)
    points = np.stack([_outline(thing) for thing in things]) * flip
    count = points.shape[1]
    pixels, depths = lens.project(points.reshape(-1, 3))
    pixels, depths = pixels.reshape(-1, count, 2) * (shape[1] / lens.width), depths.reshape(-1, count)
    low = np.maximum(np.floor(pixels.min(1)) - 2, 0).astype(int)
    high = np.minimum(np.ceil(pixels.max(1)) + 3, (shape[1], shape[0])).astype(int)
    behind = depths <= NEAR
    seen = ~behind.all(1) & _turned(things, lens.at * flip)
    for index in np.nonzero(behind.any(1) & seen)[0]:
        pixels, _ = lens.project(_before(lens, points[index]))
        pixels *= shape[1] / lens.width
        low[index] = np.maximum(np.floor(pixels.min(0)) - 2, 0)
        high[index] = np.minimum(np.ceil(pixels.max(0)) + 3, (shape[1], shape[0]))
    seen &= (low < high).all(1)
    near = np.linalg.norm(points.mean(1) - lens.at, axis=1)
    return [
        _Part(things[index], slice(low[index, 1], high[index, 1]), slice(low[index, 0], high[index, 0]))
        for index in np.argsort(near).tolist()
        if seen[index]
    ]


def _before(lens: Lens, points: Floats) -> Floats:
    """The part of an outline before the lens: each line between two of its points is cut where it passes the lens."""
    depths = (points - lens.at) @ lens.forward
    first, second = (each.ravel() for each in np.triu_indices(len(points), 1))
    crosses = (depths[first] > NEAR) != (depths[second] > NEAR)
    first, second = first[crosses], second[crosses]
    part = ((NEAR - depths[first]) / (depths[second] - depths[first]))[:, None]
    return np.concatenate([points[depths > NEAR], points[first] + (points[second] - points[first]) * part * 0.999])


def _outline(thing: Sheet | Ball) -> Floats:
    """Points that bound a thing: on the edges of a sheet, as a wide lens bends them; the corners round a ball."""
    if isinstance(thing, Sheet):
        corner, across, along = (np.array(each, np.float32) for each in (thing.corner, thing.across, thing.along))
        edge: Floats = corner + across * _EDGES[:, :1] + along * _EDGES[:, 1:]
        return edge
    return np.array(thing.centre, np.float32) + np.array(thing.radii, np.float32) * _CORNERS


_STEPS = np.linspace(0, 1, 6)
_EDGES = np.array([(u, v) for u in _STEPS for v in (0, 1)] + [(u, v) for u in (0, 1) for v in _STEPS[1:-1]], np.float32)
_CORNERS = np.array([((i & 1) * 2 - 1, (i & 2) - 1, (i & 4) / 2 - 1) for i in range(len(_EDGES))], np.float32)


def _turned(things: list[Sheet | Ball], eye: Floats) -> NDArray[np.bool_]:
    """Whether each shows its front to the eye, where only the front counts."""
    sided = [index for index, thing in enumerate(things) if isinstance(thing, Sheet) and thing.is_outside]
    found = np.ones(len(things), bool)
    if sided:
        sheets = [thing for thing in things if isinstance(thing, Sheet) and thing.is_outside]
        corners, across, along = (
            np.array([getattr(sheet, name) for sheet in sheets], np.float32) for name in ("corner", "across", "along")
        )
        found[sided] = ((corners - eye) * np.cross(across, along)).sum(1) > 0  # the plan's y runs downwards
    return found


def _paint(canvas: _Canvas, part: _Part) -> None:
    """Paint one thing where it is nearest."""
    thing, rows, columns = part
    met = _meet_ball(canvas, thing, rows, columns) if isinstance(thing, Ball) else _meet(canvas, thing, rows, columns)
    if met is None:
        return
    ys, xs, depth, seen = met
    if isinstance(thing, Sheet):
        if thing.glass < 1.0:
            canvas.colours[ys, xs] += (seen - canvas.colours[ys, xs]) * thing.glass
            return
        if thing.mirrors:
            canvas.is_mirror[ys, xs] = True
    canvas.colours[ys, xs] = seen
    canvas.depths[ys, xs] = depth


_Met = tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats]
"""Rows and columns of pixels, their depth and colour."""


def _meet(canvas: _Canvas, sheet: Sheet, rows: slice, columns: slice) -> _Met | None:
    """Where rays meet a sheet before anything else."""
    corner, across, along = (np.array(each, np.float32) for each in (sheet.corner, sheet.across, sheet.along))
    normal = np.cross(across, along)
    normal /= np.linalg.norm(normal)
    away = float((corner - canvas.eye) @ normal)
    if not away:
        return None
    depth = canvas.rays[rows, columns] @ (normal / away)
    np.maximum(depth, 1e-6, out=depth)
    np.reciprocal(depth, out=depth)
    ys, xs = np.nonzero(depth < np.minimum(canvas.depths[rows, columns], 200.0))
    depth = depth[ys, xs]
    ys, xs = ys + rows.start, xs + columns.start
    points = canvas.rays[ys, xs]
    points *= depth[:, None]
    points += canvas.eye
    u, v = (points - corner) @ (across / (across @ across)), (points - corner) @ (along / (along @ along))
    inside = np.nonzero((u >= 0) & (u <= 1) & (v >= 0) & (v <= 1))[0]
    if not inside.size:
        return None
    paint = sheet.back if away < 0 and sheet.back is not None else sheet.paint
    colour = paint(points[inside], u[inside], v[inside]) if callable(paint) else np.array(paint, np.float32)
    light = sheet.light if sheet.light is not None else 0.62 + 0.38 * abs(float(normal @ SUN))
    return ys[inside], xs[inside], depth[inside], colour * np.float32(light)


def _meet_ball(canvas: _Canvas, ball: Ball, rows: slice, columns: slice) -> _Met:
    """Where rays meet a ball before anything else."""
    radii, rays = np.array(ball.radii, np.float32), canvas.rays[rows, columns]
    start = (canvas.eye - np.array(ball.centre, np.float32)) / radii
    way = rays / radii
    a, b, c = (way * way).sum(-1), way @ start, float(start @ start) - 1.0
    root = b * b - a * c
    depth = (-b - np.sqrt(np.maximum(root, 0))) / a
    ys, xs = np.nonzero((root > 0) & (depth > 0.05) & (depth < canvas.depths[rows, columns]))
    depth = depth[ys, xs]
    normal = (start + way[ys, xs] * depth[:, None]) / radii
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    light = (0.45 + 0.55 * np.clip(normal @ SUN, 0, 1))[:, None]
    return ys + rows.start, xs + columns.start, depth, (np.array(ball.paint, np.float32) * light).astype(np.float32)
