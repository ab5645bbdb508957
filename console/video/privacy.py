"""Makes regions of a picture unrecognisable: each block becomes its average. What was there cannot be got back from it.

The blocks lie fast in the decoded picture, before it is cut, fitted and leaves the worker: zooming in or moving the cut shows larger
blocks, never finer ones.
"""

import ctypes
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from console.video.pictures import Region
from console.video.planes import Planes

BLOCKS = 40
"""Blocks across the whole width: a face that fills a tenth of it is four blocks wide."""


def pixelated(picture: Planes, regions: Sequence[Region]) -> Planes:
    """A copy with these regions pixelated. The original stays: the decoder still refers to it."""
    across, down = picture.shifts
    side = max(16, -(-picture.width // BLOCKS) // 2 * 2)
    copies = []
    for index, (pointer, stride) in enumerate(zip(picture.pointers, picture.strides, strict=True)):
        shifts = (across, down) if index else (0, 0)
        plane = _copy(pointer, stride, -(-picture.width >> shifts[0]), -(-picture.height >> shifts[1]))
        for region in regions:
            _average(plane, region, side >> shifts[0], side >> shifts[1])
        copies.append(plane)
    luma, blue, red = copies
    return picture._replace(
        pointers=(luma.ctypes.data, blue.ctypes.data, red.ctypes.data),
        strides=(luma.strides[0], blue.strides[0], red.strides[0]),
        owner=copies,
    )


def _copy(pointer: int, stride: int, width: int, height: int) -> NDArray[np.uint8]:
    """A plane's own memory, with room behind its end: swscale reads a few bytes further than it needs."""
    lines = np.ctypeslib.as_array((ctypes.c_uint8 * (stride * (height - 1) + width)).from_address(pointer))
    room = np.empty((height + 1, -(-width // 64) * 64 + 64), np.uint8)
    plane = room[:height, :width]
    plane[:] = np.lib.stride_tricks.as_strided(lines, (height, width), (stride, 1))
    return plane


def _average(plane: NDArray[np.uint8], region: Region, width: int, height: int) -> None:
    """Average whole blocks of the grid, as many as the region touches."""
    lines, columns = plane.shape
    left = math.floor(region.x * columns / width) * width
    top = math.floor(region.y * lines / height) * height
    right = min(columns, math.ceil((region.x + region.width) * columns / width) * width)
    bottom = min(lines, math.ceil((region.y + region.height) * lines / height) * height)
    if right <= left or bottom <= top:
        return
    area = plane[top:bottom, left:right]
    x, y = np.arange(0, right - left, width), np.arange(0, bottom - top, height)
    sums = np.add.reduceat(np.add.reduceat(area, y, axis=0, dtype=np.uint32), x, axis=1)
    across = np.diff([*x, right - left])
    down = np.diff([*y, bottom - top])
    averages = (sums // (across[None, :] * down[:, None])).astype(np.uint8)
    area[:] = np.repeat(np.repeat(averages, down, axis=0), across, axis=1)
