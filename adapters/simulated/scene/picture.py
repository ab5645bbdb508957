"""One camera's picture at a moment: the still hall, what displays show, people, and what the camera burns in.

What does not change is painted once; who sits or stands is laid on it when they come, go or move; only walkers are drawn anew for
each picture.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from adapters.simulated.scene.figures import Figure, Sprite, draw
from adapters.simulated.scene.lens import Floats, Lens
from adapters.simulated.scene.letters import sign, written
from adapters.simulated.scene.room import Face
from adapters.simulated.scene.still import Sheet, Still, encoded, met_by

Pixels = NDArray[np.uint8]
MONO = "DejaVu Sans Mono:bold"
NAME = "sans:lang=zh-cn:bold"
Area = tuple[slice, slice]
_LUMA = np.array([65.738, 129.057, 25.064], np.float32) / 256
_CHROMA = np.array([[-37.945, -74.494, 112.439], [112.439, -94.154, -18.285]], np.float32).T / 256
"""ITU-R BT.601."""


class Planes(NamedTuple):
    """A picture as coders want it: brightness, and the two colours at half the width and height (YUV 4:2:0, 16 … 235)."""

    y: Pixels
    u: Pixels
    v: Pixels

    def take(self, rgb: Pixels, area: Area) -> None:
        """Take an area (of even bounds) from a picture in RGB."""
        part = rgb[area].astype(np.float32)
        self.y[area] = part @ _LUMA + 16.5
        height, width = part.shape[:2]
        colour = part.reshape(height // 2, 2, width // 2, 2, 3).mean(axis=(1, 3)) @ _CHROMA + 128.5
        half = (slice(area[0].start // 2, area[0].stop // 2), slice(area[1].start // 2, area[1].stop // 2))
        self.u[half], self.v[half] = colour[..., 0], colour[..., 1]

    def copy(self) -> "Planes":
        """Another one like it."""
        return Planes(self.y.copy(), self.u.copy(), self.v.copy())

    def doubled(self) -> "Planes":
        """The same, twice as wide and high."""
        return Planes(*(plane.repeat(2, 0).repeat(2, 1) for plane in self))


def planes_of(rgb: Pixels) -> Planes:
    """A whole picture."""
    height, width = rgb.shape[:2]
    half = (height // 2, width // 2)
    planes = Planes(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))
    planes.take(rgb, (slice(0, height), slice(0, width)))
    return planes


class _Display:
    """A face as this lens sees it: which pixels, and which place of the face each of them shows (2 × 2 a pixel)."""

    def __init__(self, lens: Lens, rays: Floats, face: Face, depths: Floats) -> None:
        sheet = Sheet(corner=face.corner, across=face.across, along=face.along, paint=face.ground)
        self.area: Area = (slice(0, 0), slice(0, 0))
        self._face = face
        met = met_by(lens, rays, sheet, 2)
        if met is None:
            return
        ys, xs, depth, u, v = met
        shown = depth < depths[ys // 2, xs // 2] + 0.15
        if np.count_nonzero(shown) < 24:
            return
        ys, xs, self._u, self._v = ys[shown], xs[shown], u[shown], v[shown]
        top, left, bottom, right = ys.min() // 2, xs.min() // 2, ys.max() // 2 + 1, xs.max() // 2 + 1
        self.area = (slice(int(top), int(bottom)), slice(int(left), int(right)))
        self._ys, self._xs = ys - top * 2, xs - left * 2
        wide = float(np.hypot(*face.across[:2])) / max(face.along[2], 0.01)
        self._height = max(12, int(bottom - top) * 2)
        self._width = max(12, round(self._height * wide))

    def show(self, ground: Pixels, text: str) -> None:
        """Paint the text into the picture's ground."""
        rows, columns = self.area
        height, width = rows.stop - rows.start, columns.stop - columns.start
        lines = text.split("\n")
        each = self._height // len(lines)
        mask = np.concatenate([sign(line, self._width, each, fills=0.86) for line in lines])
        y = np.clip(((1 - self._v) * mask.shape[0]).astype(int), 0, mask.shape[0] - 1)
        lit = mask[y, np.clip((self._u * self._width).astype(int), 0, self._width - 1)][:, None]
        on, off = encoded(np.array(self._face.colour)), encoded(np.array(self._face.ground))
        fine = ground[rows, columns].repeat(2, 0).repeat(2, 1).astype(np.float32)
        fine[self._ys, self._xs] = off + (on - off) * lit
        ground[rows, columns] = fine.reshape(height, 2, width, 2, 3).mean(axis=(1, 3)).astype(np.uint8)


class View:
    """A camera's view of the hall."""

    def __init__(self, lens: Lens, still: Still, faces: Iterable[Face], name: str) -> None:
        self.lens = lens
        self._bare = still.colours
        self._depths = still.depths
        rays = lens.rays(2)
        shown = {face.device: _Display(lens, rays, face, still.depths) for face in faces}
        self._displays = {device: display for device, display in shown.items() if display.area[0].stop}
        self._texts: dict[str, str] = {}
        self._ground = self._bare.copy()
        self._laid = self._ground.copy()
        """The ground with those who do not walk."""
        self._planes = planes_of(self._laid)
        self._near = self._depths.copy()
        self._stands: dict[str, tuple[Figure, Sprite | None]] = {}
        self._walkers: list[Sprite] = []
        height = max(14, lens.height // 20)
        self._name = _outlined(written(name, height, NAME))
        self._clock_height = height
        self._clock: tuple[str, tuple[Floats, Floats]] = ("", _outlined(written(" ", height, MONO)))

    def update(self, figures: Iterable[Figure], texts: Mapping[str, str]) -> None:
        """Let the picture show these people (the same object is the same person unchanged) and these texts."""
        stale = [self._retext(device, texts[device]) for device in texts if texts[device] != self._texts.get(device, "")]
        stands = {figure.name: figure for figure in figures if figure.stride is None}
        gone = [name for name, (figure, _) in self._stands.items() if stands.get(name) is not figure]
        stale += [_area(self._stands.pop(name)[1]) for name in gone]
        for name, figure in stands.items():
            if name not in self._stands:
                sprite = draw(self.lens, figure)
                self._stands[name] = (figure, sprite)
                stale.append(_area(sprite))
        for area in stale:
            if area is not None:
                self._relay(area)
        walkers = (draw(self.lens, figure) for figure in figures if figure.stride is not None)
        self._walkers = [sprite for sprite in walkers if sprite is not None]

    def picture(self, clock: str) -> Planes:
        """The picture, with the time burned in."""
        planes = self._planes.copy()
        touched = [self._even(area) for sprite in self._walkers if (area := _area(sprite)) is not None]
        for sprite in sorted(self._walkers, key=lambda sprite: -float(sprite.depths.max())):
            _blend(self._laid, self._near, sprite, None)
        for area in touched:
            planes.take(self._laid, area)
        for area in touched:  # walkers leave no trace
            self._undo(area)
        self._burn(planes, clock)
        return planes

    def covered(self, clock: str) -> Planes:
        """What is left when something hangs over the lens."""
        planes = planes_of(np.full_like(self._laid, 9))
        self._burn(planes, clock)
        return planes

    def _burn(self, planes: Planes, clock: str) -> None:
        """Write clock and name into a picture: the name at the left, where a tile says nothing of its own."""
        if clock != self._clock[0]:
            self._clock = (clock, _outlined(written(clock, self._clock_height, MONO)))
        edge = self._clock_height // 3
        height = planes.y.shape[0]
        _write(planes.y, self._clock[1], edge, edge)
        _write(planes.y, self._name, height - self._name[0].shape[0] - edge, edge)

    def _even(self, area: Area) -> Area:
        """With even bounds, as colours are kept for two by two pixels."""
        height, width = self._laid.shape[:2]
        rows, columns = area
        return (
            slice(rows.start & ~1, min(height, rows.stop + 1 & ~1)),
            slice(columns.start & ~1, min(width, columns.stop + 1 & ~1)),
        )

    def _retext(self, device: str, text: str) -> Area | None:
        self._texts[device] = text
        display = self._displays.get(device)
        if display is None:
            return None
        self._ground[display.area] = self._bare[display.area]
        display.show(self._ground, text)
        return display.area

    def _relay(self, area: Area) -> None:
        """Lay all who stand in an area anew, the far ones first."""
        area = self._even(area)
        self._undo(area)
        self._planes.take(self._laid, area)

    def _undo(self, area: Area) -> None:
        """Paint an area anew from the ground."""
        self._laid[area] = self._ground[area]
        self._near[area] = self._depths[area]
        there = [sprite for _, sprite in self._stands.values() if sprite is not None and _meets(_area(sprite), area)]
        for sprite in sorted(there, key=lambda sprite: -float(sprite.depths.max())):
            _blend(self._laid, self._near, sprite, area, keep=True)


def _area(sprite: Sprite | None) -> Area | None:
    if sprite is None:
        return None
    height, width = sprite.alpha.shape
    return slice(sprite.top, sprite.top + height), slice(sprite.left, sprite.left + width)


def _meets(one: Area | None, other: Area) -> bool:
    return one is not None and all(a.start < b.stop and b.start < a.stop for a, b in zip(one, other, strict=True))


def _blend(out: Pixels, near: Floats, sprite: Sprite, within: Area | None, *, keep: bool = False) -> None:
    """Lay a sprite where it is nearer than what is there; `keep`: it then hides what comes behind it."""
    area = _area(sprite)
    assert area is not None
    if within is not None:
        area = (
            slice(max(area[0].start, within[0].start), min(area[0].stop, within[0].stop)),
            slice(max(area[1].start, within[1].start), min(area[1].stop, within[1].stop)),
        )
    own = (
        slice(area[0].start - sprite.top, area[0].stop - sprite.top),
        slice(area[1].start - sprite.left, area[1].stop - sprite.left),
    )
    depths = sprite.depths[own]
    seen = depths < near[area]
    alpha = sprite.alpha[own] * seen
    mixed = out[area] * (1.0 - alpha)[..., None]
    mixed += sprite.colours[own] * seen[..., None]
    out[area] = mixed
    if keep:
        solid = alpha > 0.6
        near[area] = np.where(solid, depths, near[area])


def _outlined(mask: Floats) -> tuple[Floats, Floats]:
    """Writing with a dark rim round it: what stays of the picture's brightness, and what is added."""
    padded = np.pad(mask, 1)
    rim = np.max([np.roll(padded, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)], axis=0)
    return (1 - 0.75 * rim) * (1 - padded), 228 * padded


def _write(out: Pixels, line: tuple[Floats, Floats], top: int, left: int) -> None:
    stays, added = line
    height, width = min(stays.shape[0], out.shape[0] - top), min(stays.shape[1], out.shape[1] - left)
    area = (slice(top, top + height), slice(left, left + width))
    out[area] = out[area] * stays[:height, :width] + added[:height, :width]


def clock_words(now: datetime) -> str:
    """How the cameras write the time."""
    return f"{now:%Y-%m-%d %H:%M:%S}"
