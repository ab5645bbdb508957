"""People as calm rounded figures: ellipsoids in clothes, seen by a lens. It knows nobody: a look is drawn from a name.

A sprite is a small picture with its own transparency and depth, so that a counter in front of a clerk hides them.
"""

import math
import random
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from adapters.simulated.scene.lens import Floats, Lens
from adapters.simulated.scene.still import Colour, encoded
from console.model.hall import Post

SKIN: tuple[Colour, ...] = ((0.66, 0.47, 0.36), (0.60, 0.42, 0.31), (0.70, 0.52, 0.41))
HAIR: tuple[Colour, ...] = ((0.02, 0.02, 0.02), (0.03, 0.025, 0.02), (0.05, 0.04, 0.03))
GREY_HAIR: Colour = (0.42, 0.42, 0.41)
TOPS: tuple[Colour, ...] = (
    (0.10, 0.12, 0.17), (0.30, 0.31, 0.32), (0.46, 0.41, 0.33), (0.26, 0.10, 0.10), (0.13, 0.20, 0.30), (0.60, 0.59, 0.56),
    (0.16, 0.20, 0.13), (0.05, 0.05, 0.06), (0.42, 0.25, 0.20), (0.28, 0.36, 0.42), (0.50, 0.40, 0.42), (0.20, 0.17, 0.15),
)  # fmt: skip
TROUSERS: tuple[Colour, ...] = (
    (0.04, 0.05, 0.08),
    (0.09, 0.11, 0.15),
    (0.16, 0.15, 0.14),
    (0.05, 0.05, 0.05),
    (0.22, 0.19, 0.15),
)
SHOES: Colour = (0.04, 0.035, 0.03)
UNIFORMS: dict[Post, tuple[Colour, Colour]] = {
    Post.GUARD: ((0.03, 0.035, 0.05), (0.03, 0.035, 0.05)),
    Post.CLEANER: ((0.30, 0.42, 0.52), (0.10, 0.13, 0.18)),
    Post.DUTY_LEADER: ((0.02, 0.10, 0.10), (0.02, 0.03, 0.04)),
}
UNIFORM: tuple[Colour, Colour] = ((0.01, 0.20, 0.19), (0.02, 0.03, 0.045))
"""Of all other staff: the house colour."""
STRIDE = 1.35
"""Metres in which a walker makes two steps."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What somebody looks like."""

    height: float
    width: float
    skin: Colour
    hair: Colour
    top: Colour
    trousers: Colour
    has_long_hair: bool
    has_bag: bool
    scarf: Colour | None = None


def look_of(name: str, post: Post | None = None) -> Look:
    """Always the same for a name; staff wear their uniform."""
    chance = random.Random(f"look {name}")
    top, trousers = UNIFORMS.get(post, UNIFORM) if post else (chance.choice(TOPS), chance.choice(TROUSERS))
    return Look(
        height=chance.uniform(1.56, 1.82),
        width=chance.uniform(0.92, 1.15),
        skin=chance.choice(SKIN),
        hair=GREY_HAIR if not post and chance.random() < 0.28 else chance.choice(HAIR),
        top=top,
        trousers=trousers,
        has_long_hair=chance.random() < 0.35 and post is not Post.GUARD,
        has_bag=not post and chance.random() < 0.4,
        scarf=(0.75, 0.72, 0.66) if post and post is not Post.CLEANER else None,
    )


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Somebody at a moment."""

    name: str
    look: Look
    x: float
    y: float
    facing: float
    """Degrees as on the plan."""
    sits: bool = False
    stride: float | None = None
    """Of a walker: metres walked; None: does not walk."""
    turn: float = 0.0
    """How far the head is turned, degrees."""
    lean: float = 0.0
    """How far forwards the upper body leans, metres at the shoulders."""


_ANGLES = np.linspace(0, 2 * np.pi, 17)[:-1]
_CIRCLE = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=-1).astype(np.float32)
FINER = 3
"""Each pixel of a figure is the mean of so many, each way."""
COARSE, FINE = 55, 100
"""Pixels of height below and from which a figure is shaded in coarser and finer steps."""
_COARSE_RINGS = ((1.0, 0.0, 0.78), (0.68, 0.16, 0.96))
_RINGS = ((1.0, 0.0, 0.74), (0.82, 0.10, 0.88), (0.5, 0.24, 1.0))
_FINE_RINGS = tuple((1.0 - 0.11 * step, 0.045 * step, 0.72 + 0.05 * step) for step in range(7))
"""Size, shift towards the light (parts of the height) and brightness."""


class Sprite(NamedTuple):
    """A drawn figure: where in the picture, encoded colours times alpha, alpha, depth."""

    top: int
    left: int
    colours: Floats
    alpha: Floats
    depths: Floats


class _Part(NamedTuple):
    centre: tuple[float, float, float]
    way: tuple[float, float, float]
    """Along its long axis; length does not matter."""
    long: float
    thick: float
    wide: float
    colour: Colour


def draw(lens: Lens, figure: Figure) -> Sprite | None:
    """A figure as a lens sees it; None when it is out of the picture, or too near."""
    if not _may_show(lens, figure):
        return None
    parts = _parts(figure)
    centres, axes, colours = _in_hall(figure, parts)
    pixels, depths = lens.project(centres)
    if float(depths.min()) < 0.6:
        return None
    spreads = _spreads(lens, centres, axes, pixels)
    shapes = np.linalg.cholesky(spreads)
    outlines = pixels[:, None, :] + np.einsum("nij,kj->nki", shapes, _CIRCLE)
    low = np.floor(outlines.min((0, 1)) - 1).astype(int)
    high = np.ceil(outlines.max((0, 1)) + 1).astype(int)
    left, top, right, bottom = max(0, low[0]), max(0, low[1]), min(lens.width, high[0]), min(lens.height, high[1])
    if right - left < 2 or bottom - top < 2:
        return None
    corner, size = np.array([left, top], np.float32), (int(right - left), int(bottom - top))
    order = np.argsort(-depths[1:]) + 1
    body = _body(pixels - corner, shapes, order, encoded(colours), size)
    shadow = _shadow(outlines[0] - corner, pixels[0] - corner, size)
    alpha = body[..., 3] / 255
    before = depths[0] - 0.45  # the part of a shadow that lies before the feet is nearer than they are
    if figure.stride is None:  # who sits may be half behind the back of the chair
        near = depths - 0.08
        near[0] = before
        deep = near[_nearest_parts(outlines - corner, order, size)]
    else:
        deep = np.where(alpha > 0.25, depths[1:].min(), before)
    # Pillow averages colours without their transparency.
    return Sprite(int(top), int(left), body[..., :3] * alpha[..., None], alpha + shadow * (1 - alpha), deep)


def _nearest_parts(outlines: Floats, order: NDArray[np.intp], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Which part each pixel shows; 0: none."""
    which = Image.new("L", size, 0)
    pen = ImageDraw.Draw(which)
    rims = outlines.reshape(len(outlines), -1).tolist()
    for part in order.tolist():
        pen.polygon(rims[part], fill=part)
    return np.asarray(which)


def _body(pixels: Floats, shapes: Floats, order: NDArray[np.intp], colours: Floats, size: tuple[int, int]) -> Floats:
    """The parts one over the other, each in rings that get lighter towards the light: colours times alpha, and alpha."""
    rings = np.array(_COARSE_RINGS if size[1] < COARSE else _RINGS if size[1] < FINE else _FINE_RINGS, np.float32)
    wide, up, light = rings[:, 0], rings[:, 1], rings[:, 2]
    finer = FINER if size[1] < 2 * FINE else 2
    image = Image.new("RGBA", (size[0] * finer, size[1] * finer))
    pen = ImageDraw.Draw(image)
    high = np.sqrt(shapes[:, 1, 0] ** 2 + shapes[:, 1, 1] ** 2)
    edges = np.einsum("nij,kj->nki", shapes, _CIRCLE)[:, None] * wide[:, None, None] + pixels[:, None, None]
    edges[..., 1] -= (up * high[:, None])[..., None]
    points = (edges * finer).reshape(len(pixels), len(rings), -1).tolist()
    tones = (colours[:, None] * light[:, None]).astype(int).tolist()
    for part in order.tolist():
        for ring, tone in zip(points[part], tones[part], strict=True):
            pen.polygon(ring, fill=(*tone, 255))
    return np.asarray(image.reduce(finer), np.float32)


def _shadow(outline: Floats, middle: Floats, size: tuple[int, int]) -> Floats:
    """A soft blot on the floor."""
    image = Image.new("L", size, 0)
    pen = ImageDraw.Draw(image)
    for step in range(1, 11):
        pen.polygon((middle + (outline - middle) * (1.0 - step / 11)).ravel().tolist(), fill=11 * step)
    return np.asarray(image, np.float32) / 255


def _may_show(lens: Lens, figure: Figure) -> bool:
    """Whether any of a figure can be in the picture: asked first, as most are not."""
    pixels, depths = lens.project(np.array([(figure.x, figure.y, 0.1), (figure.x, figure.y, 0.9), (figure.x, figure.y, 1.8)]))
    if float(depths[1]) < 0.6:
        return False
    margin = abs(float(pixels[0, 1] - pixels[2, 1])) * 0.4 + 4
    low, high = pixels.min(0) - margin, pixels.max(0) + margin
    return bool(high[0] > 0 and high[1] > 0 and low[0] < lens.width and low[1] < lens.height)


def _spreads(lens: Lens, centres: Floats, axes: Floats, pixels: Floats) -> Floats:
    """How far each ellipsoid reaches in the picture: J A Aᵀ Jᵀ, with the lens taken as even over a part."""
    ends, _ = lens.project((centres[:, None, :] + axes).reshape(-1, 3))
    across = ends.reshape(-1, 3, 2) - pixels[:, None, :]
    spreads = np.einsum("nki,nkj->nij", across, across)
    spreads[:, [0, 1], [0, 1]] += 0.2  # nothing is thinner than a pixel
    found: Floats = spreads.astype(np.float32)
    return found


def _in_hall(figure: Figure, parts: list[_Part]) -> tuple[Floats, Floats, Floats]:
    """Centres (n, 3), half axes (n, 3, 3) and colours (n, 3) of parts, where the figure is. Own axes: ahead, right, up."""
    angle = math.radians(figure.facing)
    ahead, right = np.array([math.cos(angle), math.sin(angle), 0.0]), np.array([-math.sin(angle), math.cos(angle), 0.0])
    frame = np.stack([ahead, right, np.array([0.0, 0.0, 1.0])])
    size = figure.look.height / 1.70
    centres = np.array([part.centre for part in parts]) * size @ frame + np.array([figure.x, figure.y, 0.0])
    ways = np.array([part.way for part in parts], float)
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    # The second axis is sideways as far as the first allows, the third is at right angles to both.
    side = np.array([0.0, 1.0, 0.0]) - ways * ways[:, 1:2]
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    third = np.cross(ways, side)
    lengths = np.array([(part.long, part.wide, part.thick) for part in parts]) * size
    axes = np.stack([ways * lengths[:, :1], side * lengths[:, 1:2], third * lengths[:, 2:]], axis=1) @ frame
    colours = np.array([part.colour for part in parts], np.float32)
    return centres.astype(np.float32), axes.astype(np.float32), colours


def _parts(figure: Figure) -> list[_Part]:
    """The body; the first is the shadow."""
    look = figure.look
    swing = 0.0 if figure.stride is None else math.sin(figure.stride / STRIDE * 2 * math.pi)
    drop = 0.36 if figure.sits else 0.0
    shadow = 0.42 if figure.sits else 0.36
    up = (0.0, 0.0, 1.0)
    parts = [_Part((0.1 if figure.sits else 0.0, 0.0, 0.02), (1.0, 0.0, 0.0), shadow, 0.01, 0.34, (0.0, 0.0, 0.0))]
    for side, move in ((-1.0, swing), (1.0, -swing)):
        parts += _leg(figure, side, move)
    lean = figure.lean
    w = look.width
    hips, chest, neck = 0.92 - drop, 1.20 - drop, 1.47 - drop
    parts += [
        _Part((0.0, 0.0, hips), up, 0.13, 0.115, 0.165 * w, look.trousers),
        _Part((lean * 0.4, 0.0, chest - 0.05), up, 0.27, 0.12 * w, 0.175 * w, look.top),
        _Part((lean * 0.8, 0.0, chest + 0.13), up, 0.15, 0.115 * w, 0.205 * w, look.top),
        _Part((lean, 0.0, neck), up, 0.08, 0.05, 0.05, look.skin),
    ]
    if look.scarf:
        parts.append(_Part((lean + 0.07, 0.0, neck - 0.06), (0.3, 0.0, 1.0), 0.07, 0.04, 0.06, look.scarf))
    for side, move in ((-1.0, -swing), (1.0, swing)):
        parts += _arm(figure, side, move, drop)
    turn = math.radians(figure.turn)
    fx, fy = math.cos(turn), math.sin(turn)
    head = 1.60 - drop
    parts += [
        _Part((lean + 0.02 * fx, 0.02 * fy, head), up, 0.118, 0.095, 0.08, look.skin),
        _Part((lean - 0.028 * fx, -0.028 * fy, head + 0.035), up, 0.10, 0.098, 0.092, look.hair),
    ]
    if look.has_long_hair:
        parts.append(_Part((lean - 0.07 * fx, -0.07 * fy, head - 0.07), up, 0.13, 0.05, 0.085, look.hair))
    if look.has_bag and not figure.sits:
        parts.append(_Part((0.0, 0.27 * w, 0.92), (1.0, 0.0, 0.0), 0.14, 0.12, 0.05, (0.13, 0.10, 0.08)))
    return parts


def _leg(figure: Figure, side: float, move: float) -> list[_Part]:
    look, y = figure.look, side * 0.09
    if figure.sits:
        return [
            _Part((0.22, y, 0.53), (1.0, 0.0, 0.0), 0.24, 0.08, 0.085, look.trousers),
            _Part((0.43, y, 0.28), (0.12, 0.0, 1.0), 0.25, 0.06, 0.06, look.trousers),
            _Part((0.50, y, 0.05), (1.0, 0.0, 0.0), 0.12, 0.045, 0.05, SHOES),
        ]
    knee, foot = 0.20 * move, 0.34 * move
    lifted = 0.05 * max(0.0, -move) if figure.stride is not None else 0.0
    return [
        _Part((knee / 2, y, 0.68), (-knee, 0.0, 0.44), 0.26, 0.085, 0.088, look.trousers),
        _Part(((knee + foot) / 2, y, 0.27 + lifted), (knee - foot, 0.0, 0.44), 0.26, 0.06, 0.062, look.trousers),
        _Part((foot + 0.05, y, 0.05 + lifted), (1.0, 0.0, 0.0), 0.125, 0.045, 0.05, SHOES),
    ]


def _arm(figure: Figure, side: float, move: float, drop: float) -> list[_Part]:
    look = figure.look
    y, shoulder = side * 0.225 * look.width, 1.38 - drop
    if figure.sits or figure.lean > 0.05:
        reach = 0.30 if figure.sits else 0.38
        return [
            _Part((0.07 + figure.lean * 0.7, y, shoulder - 0.15), (0.5, 0.0, -1.0), 0.17, 0.05, 0.05, look.top),
            _Part((reach * 0.75, y * 0.8, shoulder - 0.31), (1.0, -side * 0.35, -0.05), 0.15, 0.042, 0.042, look.top),
            _Part((reach + 0.07, y * 0.55, shoulder - 0.31), (1.0, 0.0, 0.0), 0.055, 0.035, 0.04, look.skin),
        ]
    swing = 0.16 * move
    return [
        _Part((swing * 0.5, y, shoulder - 0.15), (swing, 0.0, -0.3), 0.17, 0.05, 0.052, look.top),
        _Part((swing * 1.6, y * 1.03, shoulder - 0.40), (swing * 1.3, 0.0, -0.3), 0.15, 0.042, 0.042, look.top),
        _Part((swing * 2.4, y * 1.03, shoulder - 0.56), (0.0, 0.0, 1.0), 0.06, 0.035, 0.035, look.skin),
    ]
