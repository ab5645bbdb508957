"""A picture's way from planar YUV into the screen's colours, by libyuv. No Qt, no decoding.

It is taken by whoever paints, and not by whoever decodes, because memory is what pictures cost: two fifths of the bytes go from the
worker to the console, and lines that were turned are painted while they still lie in the processor's cache.
"""

import ctypes
import functools
from collections.abc import Callable

from console.fault import HallFault
from console.video.pictures import Colours, Picture
from console.video.slots import bytes_of, planes_at

LIBYUV = "libyuv.so.0"
_MATRICES = {
    Colours.BT601: "kYuvI601Constants",
    Colours.BT601_FULL: "kYuvJPEGConstants",
    Colours.BT709: "kYuvH709Constants",
    Colours.BT709_FULL: "kYuvF709Constants",
    Colours.BT2020: "kYuv2020Constants",
    Colours.BT2020_FULL: "kYuvV2020Constants",
}


def is_sound(picture: Picture) -> bool:
    """Whether a picture lies within its memory, and can be drawn: what is said of it comes from another process."""
    return (
        picture.width > 0
        and picture.height > 0
        and picture.rim + picture.width <= picture.stride
        and bytes_of(picture.stride, picture.height) <= picture.memory.nbytes
        and picture.colours in _MATRICES
    )


def draw(picture: Picture, address: int, stride: int) -> None:
    """Write a sound picture as BGRX to `address`, lines of `stride` bytes."""
    convert, matrices = _conversion()
    luma, blue, red = planes_at(picture.address + picture.rim, picture.stride, picture.height)
    line, chroma, shift = picture.stride, picture.stride >> 1, picture.rim >> 1
    blue, red = blue - shift, red - shift  # half as many pixels are left out there
    convert(luma, line, blue, chroma, red, chroma, address, stride, matrices[picture.colours], picture.width, picture.height)


@functools.cache
def library() -> ctypes.CDLL:
    """Libyuv. Raises `HallFault` where it is not installed."""
    try:
        return ctypes.CDLL(LIBYUV)
    except OSError as error:
        raise HallFault(f"cameras cannot be shown: {error}", "install it: apt install libyuv0") from error


@functools.cache
def _conversion() -> tuple[Callable[..., int], tuple[int, ...]]:
    """To BGRX, and the matrices in the order of `Colours`."""
    number, pointer = ctypes.c_int, ctypes.c_void_p
    convert = library().I420ToARGBMatrix
    convert.argtypes = [pointer, number, pointer, number, pointer, number, pointer, number, pointer, number, number]
    return convert, tuple(ctypes.addressof(ctypes.c_char.in_dll(library(), _MATRICES[each])) for each in Colours)
