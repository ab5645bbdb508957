"""Looks at single pictures: decodes a key picture for its size and for what the health watch needs to know of it. Shows nothing.

Decoders are shared between cameras that code alike: each holds several pictures of memory, and a look needs it for milliseconds.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from typing import NamedTuple

import av
import numpy as np
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

GRID = 16
"""Blocks a side into which a picture is summed up."""
KEPT = 4
"""Decoders kept."""
LARGEST = 8192 * 8192
"""Pixels of a picture at most: more is a damaged header."""
Grey = NDArray[np.uint8]
Blocks = NDArray[np.float32]


class Look(NamedTuple):
    """A picture, summed up."""

    width: int
    height: int
    grey: Grey
    """Luma, a line of every four of large pictures."""
    blocks: Blocks
    """16×16 means of luma, 0 … 255."""
    detail: float
    """Mean step between neighbouring pixels of a line: how much fine structure there is."""


class StillDecoder:
    """Decodes; for one thread at a time."""

    def __init__(self) -> None:
        self._contexts: OrderedDict[tuple[str, bytes], VideoCodecContext] = OrderedDict()
        self._lock = threading.Lock()

    def look(self, codec: str, extradata: bytes, packets: list[bytes], *, is_strict: bool = False) -> Look | None:
        """The last picture of packets that begin with a key picture; None: they cannot be decoded.

        `is_strict`: a picture with errors in it counts as one that cannot be decoded.
        """
        with self._lock:
            try:
                context = self._context(codec, extradata)
                frame = next(iter(deque(_decode(context, packets), maxlen=1)), None)
            except (FFmpegError, ValueError, MemoryError):
                self._contexts.pop((codec, extradata), None)
                return None
        if frame is None or not 0 < frame.width * frame.height <= LARGEST or (is_strict and frame.is_corrupt):
            return None
        return sum_up(_luma(frame))

    def _context(self, codec: str, extradata: bytes) -> VideoCodecContext:
        found = self._contexts.pop((codec, extradata), None)
        if found is None:
            made = av.CodecContext.create(codec, "r")
            if not isinstance(made, VideoCodecContext):
                raise ValueError(f"{codec} is not video")
            made.thread_count = 1
            made.thread_type = "NONE"
            if extradata:
                made.extradata = extradata
            found = made
        self._contexts[codec, extradata] = found
        while len(self._contexts) > KEPT:
            self._contexts.popitem(last=False)
        return found


def _decode(context: VideoCodecContext, packets: list[bytes]) -> Iterator[av.VideoFrame]:
    context.flush_buffers()
    for data in (*packets, None):
        yield from context.decode(None if data is None else av.Packet(data))


def _luma(frame: av.VideoFrame) -> Grey:
    """Brightness, 8 bits."""
    if not frame.format.name.startswith(("yuv4", "yuvj4", "nv12", "nv21", "gray")) or frame.format.components[0].bits != 8:
        frame = frame.reformat(format="gray")
    plane = frame.planes[0]
    lines: Grey = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload] # a plane is a buffer
    return lines[: frame.height, : frame.width]


def _thin(luma: Grey) -> Grey:
    return luma[:: max(1, luma.shape[0] // 120)]


def sum_up(luma: Grey) -> Look:
    """A picture's look; `luma`: its lines, 8 bits."""
    height, width = luma.shape
    grey = _thin(luma).copy()
    steps = np.abs(np.diff(grey.astype(np.int16), axis=1))
    return Look(width, height, grey, blocks_of(grey), float(steps.mean()) if steps.size else 0.0)


def blocks_of(grey: Grey) -> Blocks:
    """16×16 means of a picture."""
    lines, columns = grey.shape[0] // GRID * GRID, grey.shape[1] // GRID * GRID
    if not lines or not columns:  # smaller than the grid
        return np.full((GRID, GRID), grey.mean(), np.float32)
    cells = grey[:lines, :columns].reshape(GRID, lines // GRID, GRID, columns // GRID)
    blocks: Blocks = cells.mean(axis=(1, 3), dtype=np.float32)
    return blocks
