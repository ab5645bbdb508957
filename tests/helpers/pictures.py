"""Pictures without cameras: a `Pictures` that paints its own, with what each tile was asked for written down. For tests and benches only."""

from collections.abc import Collection, Iterable, Sequence

import av
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from console.model.hall import Camera
from console.video import colours, planes
from console.video.pictures import LIVE, Figures, Picture, Playhead, Want
from console.video.protocol import Phase, Stream
from console.video.slots import bytes_of, stride_of

AT = 1_795_228_937.0


def made(bgrx: NDArray[np.uint8], tile: str = "t", camera: str = "c", stream: Stream = Stream.SUB, at: float = 1.0) -> Picture:
    """A picture of these pixels, lines of BGRX, as a worker makes it of a decoded one."""
    height, width, _ = bgrx.shape
    decoded = planes.planes_of(av.VideoFrame.from_ndarray(np.ascontiguousarray(bgrx), format="bgra").reformat(format="yuv420p"))
    stride = stride_of(width)
    memory = np.zeros(bytes_of(stride, height) + 256, np.uint8)
    planes.Scaler().draw(decoded, planes.Fit(0, 0, width, height, width, height), memory.ctypes.data, stride)
    return Picture(tile, camera, stream, at, width, height, stride, memory.data, memory.ctypes.data, colours=decoded.colours)


def pixels(picture: Picture) -> NDArray[np.uint8]:
    """A picture as lines of BGRX, a copy."""
    drawn = np.empty((picture.height, picture.width, 4), np.uint8)
    colours.draw(picture, drawn.ctypes.data, drawn.strides[0])
    return drawn


class PaintedPictures:
    """Each camera has its own colours and a bar that moves with each picture; `say` sets what a camera's figures tell."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[Want, ...], Playhead]] = []
        self.wants: dict[str, Want] = {}
        self.playhead = LIVE
        self.cameras: set[str] = set()
        self.now = AT
        self.is_closed = False
        self.told: dict[str, Figures] = {}
        self._new: set[str] = set()
        self._count = 0
        self._scenes: dict[tuple[str, int, int], NDArray[np.uint8]] = {}

    # --- what the tiles call ---------------------------------------------------------------------------------------------

    def know(self, cameras: Iterable[Camera]) -> None:
        self.cameras = {camera.id for camera in cameras}

    def want(self, wants: Sequence[Want], playhead: Playhead = LIVE) -> None:
        self.asked.append((tuple(wants), playhead))
        self.wants = {want.tile: want for want in wants}
        self.playhead = playhead
        self._new &= self.wants.keys()

    def changed(self) -> frozenset[str]:
        return frozenset(self._new)

    def take(self, tile: str) -> Picture | None:
        want = self.wants.get(tile)
        if want is None or tile not in self._new or self.figures(tile).phase in {Phase.LOST, Phase.REFUSED, Phase.OPENING}:
            return None
        self._new.discard(tile)
        width, height = _fitted(want.width, want.height)
        picture = made(self._paint(want, width, height), camera=want.camera)
        at = self.now - want.back if self.playhead.at is None else self.playhead.at
        return picture._replace(tile=tile, stream=want.stream, at=at)

    def figures(self, tile: str) -> Figures:
        want = self.wants.get(tile)
        if want is None:
            return Figures()
        told = self.told.get(want.camera, Figures(phase=Phase.LIVE, age=0.03, rate=15.0, bits=531_000.0, latency=0.089))
        return replace(told, stream=want.stream, key_only=want.key_only)

    def close(self) -> None:
        self.is_closed = True

    # --- what tests call ---------------------------------------------------------------------------------------------------

    def say(self, camera: str, **figures: object) -> None:
        """From now on this is told of a camera."""
        self.told[camera] = Figures(**figures)  # type: ignore[arg-type]

    def step(self, seconds: float = 1 / 15, only: Collection[str] | None = None) -> None:
        """A new picture for everybody who wants one, or only for these tiles."""
        self._count += 1
        self.now += seconds
        self._new = {tile for tile in self.wants if self.figures(tile).phase is Phase.LIVE and (only is None or tile in only)}

    def _paint(self, want: Want, width: int, height: int) -> NDArray[np.uint8]:
        key = (want.camera, width, height)
        if key not in self._scenes:
            self._scenes[key] = _scene(want.camera, width, height)
        pixels = self._scenes[key].copy()
        bar = (self._count * 7) % max(1, width - 8)
        pixels[height // 2 : height // 2 + 12, bar : bar + 8, :3] = 255
        if want.pixelate:
            top, left = height // 2, width // 3
            block = pixels[top : top + height // 4, left : left + width // 4]
            block[...] = block[::16, ::16].repeat(16, 0).repeat(16, 1)[: block.shape[0], : block.shape[1]]
        return pixels


def _fitted(width: int, height: int) -> tuple[int, int]:
    """16:9 into the tile."""
    across = min(width, height * 16 // 9)
    return max(2, across), max(2, across * 9 // 16)


def _scene(camera: str, width: int, height: int) -> NDArray[np.uint8]:
    """A floor, a wall and some people, in colours of the camera's own."""
    seed = np.random.default_rng(sum(map(ord, camera)))
    y = np.linspace(0, 1, height)[:, None]
    x = np.linspace(0, 1, width)[None, :]
    pixels = np.zeros((height, width, 4), np.uint8)
    base = seed.uniform(40, 110, 3)
    for channel in range(3):
        pixels[..., channel] = np.clip(base[channel] + 60 * y + 12 * np.sin(18 * x + channel), 0, 255)
    for _ in range(7):
        cx, cy, size = seed.uniform(0.05, 0.95), seed.uniform(0.35, 0.85), seed.uniform(0.03, 0.06)
        body = (abs(x - cx) < size * 0.5) & (y > cy) & (y < cy + size * 4)
        head = (x - cx) ** 2 + ((y - cy + size * 0.7) * 9 / 16) ** 2 < (size * 0.4) ** 2
        pixels[body | head, :3] = seed.uniform(120, 220, 3)
    return pixels
