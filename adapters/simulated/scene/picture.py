"""One camera's picture at a moment: the still hall, what displays show, people, and what the camera burns in.

What does not change is painted once; who sits or stands is laid on it when they come, go or move; only walkers are drawn anew for
each picture.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from adapters.simulated.scene.figures import Figure, Sprite, draw, encoded
from adapters.simulated.scene.lens import Floats, Lens
from adapters.simulated.scene.letters import sign, written
from adapters.simulated.scene.room import Face
from adapters.simulated.scene.still import Sheet, Still, met_by

Pixels = NDArray[np.uint8]
MONO = "DejaVu Sans Mono:bold"
NAME = "sans:lang=zh-cn:bold"
Area = tuple[slice, slice]


class _Display:
    """A face as this lens sees it: which pixels, and which place of the face each of them shows (2 × 2 a pixel)."""

    def __init__(self, lens: Lens, face: Face, depths: Floats) -> None:
        sheet = Sheet(corner=face.corner, across=face.across, along=face.along, paint=face.ground)
        self.area: Area = (slice(0, 0), slice(0, 0))
        self._face = face
        met = met_by(lens, sheet, 2)
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
        self._bare: Pixels = encoded(still.colours).astype(np.uint8)
        self._depths = still.depths
        shown = {face.device: _Display(lens, face, still.depths) for face in faces}
        self._displays = {device: display for device, display in shown.items() if display.area[0].stop}
        self._texts: dict[str, str] = {}
        self._ground = self._bare.copy()
        self._laid = self._ground.copy()
        """The ground with those who do not walk."""
        self._near = self._depths.copy()
        self._sprites: dict[Figure, Sprite | None] = {}
        self._walkers: list[Sprite] = []
        height = max(14, lens.height // 20)
        self._name = _outlined(written(name, height, NAME))
        self._clock_height = height
        self._clock: tuple[str, tuple[Floats, Floats]] = ("", _outlined(written(" ", height, MONO)))

    def update(self, figures: Iterable[Figure], texts: Mapping[str, str]) -> None:
        """Let the picture show these people and these texts."""
        stale = [self._retext(device, texts[device]) for device in texts if texts[device] != self._texts.get(device, "")]
        stands = {figure for figure in figures if figure.stride is None}
        stale += [_area(self._sprites.pop(gone)) for gone in [figure for figure in self._sprites if figure not in stands]]
        for new in stands - self._sprites.keys():
            sprite = self._sprites[new] = draw(self.lens, new)
            stale.append(_area(sprite))
        for area in stale:
            if area is not None:
                self._relay(area)
        walkers = (draw(self.lens, figure) for figure in figures if figure.stride is not None)
        self._walkers = [sprite for sprite in walkers if sprite is not None]

    def picture(self, clock: str) -> Pixels:
        """RGB, with the time burned in."""
        out = self._laid.copy()
        for sprite in sorted(self._walkers, key=lambda sprite: -float(sprite.depths.max())):
            _blend(out, self._near, sprite, None)
        self.burn(out, clock)
        return out

    def covered(self, clock: str) -> Pixels:
        """What is left when something hangs over the lens."""
        out = np.full_like(self._laid, 9)
        self.burn(out, clock)
        return out

    def burn(self, out: Pixels, clock: str) -> None:
        """Write clock and name into a picture."""
        if clock != self._clock[0]:
            self._clock = (clock, _outlined(written(clock, self._clock_height, MONO)))
        edge = self._clock_height // 3
        _write(out, self._clock[1], edge, edge)
        _write(out, self._name, out.shape[0] - self._name[0].shape[0] - edge, out.shape[1] - self._name[0].shape[1] - edge)

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
        self._laid[area] = self._ground[area]
        self._near[area] = self._depths[area]
        there = [sprite for sprite in self._sprites.values() if sprite is not None and _meets(_area(sprite), area)]
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
    """Writing, and a dark rim round it."""
    padded = np.pad(mask, 1)
    rim = np.max([np.roll(padded, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)], axis=0)
    return padded[..., None], rim[..., None]


def _write(out: Pixels, line: tuple[Floats, Floats], top: int, left: int) -> None:
    mask, rim = line
    height, width = min(mask.shape[0], out.shape[0] - top), min(mask.shape[1], out.shape[1] - left)
    mask, rim = mask[:height, :width], rim[:height, :width]
    area = (slice(top, top + height), slice(left, left + width))
    out[area] = out[area] * (1 - 0.75 * rim) * (1 - mask) + 245 * mask


def clock_words(now: datetime) -> str:
    """How the cameras write the time."""
    return f"{now:%Y-%m-%d %H:%M:%S}"
