"""A camera's geometry: which way each pixel looks, and which pixel a point of the hall falls on. Plan metres, z upwards.

Wide lenses bend straight lines (barrel distortion); what a pixel sees is kept as a ray, so nothing else needs to know.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
BEND = 0.22
"""How much more a pixel at the picture's side sees than an even lens would show there."""


class Lens:
    """Where a camera hangs, where it looks, how wide, and how large its picture is."""

    def __init__(
        self, at: tuple[float, float, float], heading: float, pitch: float, angle: float, width: int, height: int
    ) -> None:
        """Degrees: `heading` as on the plan (0 along x, clockwise as drawn), `pitch` downwards, `angle` the width seen (< 170)."""
        self.width, self.height = width, height
        self.at = np.array(at, np.float32)
        h, p = math.radians(heading), math.radians(pitch)
        self.forward = np.array([math.cos(h) * math.cos(p), math.sin(h) * math.cos(p), -math.sin(p)], np.float32)
        self.right = np.array([-math.sin(h), math.cos(h), 0.0], np.float32)
        self.up = np.array([math.cos(h) * math.sin(p), math.sin(h) * math.sin(p), math.cos(p)], np.float32)
        self._half = width / 2
        edge = math.tan(math.radians(min(angle, 150.0)) / 2)
        place = np.linspace(0, 3, 300)
        self._seen = (edge * place * (1 + BEND * place**2) / (1 + BEND)).astype(np.float32)
        self._place = place.astype(np.float32)

    def rays(self, finer: int = 1) -> Floats:
        """Where each pixel looks, (height, width, 3), scaled so that a point at `at + t * ray` is t metres deep."""
        width, height = self.width * finer, self.height * finer
        x = (np.arange(width, dtype=np.float32) + 0.5) / finer - self._half
        y = self.height / 2 - (np.arange(height, dtype=np.float32) + 0.5) / finer
        across, above = np.meshgrid(x / self._half, y / self._half)
        place = np.hypot(across, above)
        stretch = np.interp(place, self._place, self._seen) / np.maximum(place, 1e-6)
        sideways, upwards = (across * stretch)[..., None], (above * stretch)[..., None]
        return (self.forward + sideways * self.right + upwards * self.up).astype(np.float32)

    def project(self, points: NDArray[np.floating]) -> tuple[Floats, Floats]:
        """Pixels (n, 2) and depths (n) of points (n, 3); what lies behind has a depth below 0."""
        away = np.asarray(points, np.float32) - self.at
        depth = away @ self.forward
        safe = np.maximum(depth, 0.05)
        across, above = away @ self.right / safe, away @ self.up / safe
        seen = np.hypot(across, above)
        stretch = np.interp(seen, self._seen, self._place) / np.maximum(seen, 1e-6) * self._half
        pixels = np.stack([self._half + across * stretch, self.height / 2 - above * stretch], axis=-1)
        return pixels.astype(np.float32), depth.astype(np.float32)

    def scale(self, point: NDArray[np.floating]) -> float:
        """Pixels a metre has at a point."""
        point = np.asarray(point, np.float32)
        ends, _ = self.project(np.stack([point - self.right * 0.1, point + self.right * 0.1]))
        return float(np.hypot(*(ends[1] - ends[0]))) / 0.2
