"""A decoded picture as lines of bytes in memory, and its way onto a canvas: cut and fitted. It stays YUV (see `colours`). No decoding.

libyuv scales by simple ratios, in a fourth of swscale's time; by all others it takes twice as long (measured), and swscale does. That is
called directly, and not through PyAV, because PyAV can only scale into a frame of its own: at 1080p that costs 6.5 ms a picture with the
copy, writing straight into the shared memory 0.9 ms (measured, 2 vCPU EPYC). Its three functions have not changed in ten years.
"""

import ctypes
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import av
from av.video.reformatter import VideoReformatter

from console.video import colours
from console.video.pictures import WHOLE, Colours, Region
from console.video.slots import planes_at

RIM = 0.025
"""Of a side: a picture larger than its tile by no more is not scaled, but loses its rim; one smaller by no more gets a margin."""
_SIMPLE = ((1, 1), (3, 4), (1, 2), (3, 8), (1, 4))
"""Ratios that a picture is scaled by if that makes it larger or smaller than its tile by no more than the rim."""
_LEAST = 64
"""Pixels of a side from which that is worth it."""
_FAST_BILINEAR = 1
_SHIFTS = {
    "yuv420p": (1, 1),
    "yuvj420p": (1, 1),
    "yuv422p": (1, 0),
    "yuvj422p": (1, 0),
    "yuv444p": (0, 0),
    "yuvj444p": (0, 0),
}
"""Formats taken as they are → how often chroma is halved across and down; anything else becomes the first."""
_COMMON = "yuv420p"
"""What is scaled to."""
_QUICK, _SPARE = 32, 0.015
"""Pixels of which a width must be a multiple that swscale enlarges with vector instructions, else it takes half as long again; and the
share of the width that may be lost for it."""
_BOX = 3
"""libyuv's best way to scale down."""
_FULL_RANGE = 2
"""AVCOL_RANGE_JPEG."""
UNSPECIFIED = 2
"""AVColorSpace of a stream that does not name it."""
_MATRICES = {1: (Colours.BT709, Colours.BT709_FULL), 9: (Colours.BT2020, Colours.BT2020_FULL)}
"""By AVColorSpace, with limited and with full range; all others have BT.601's, or are so near that no eye tells."""
_SD_LINES = 576
"""A picture with more lines that does not name its colour matrix is taken as BT.709, as players do."""

_Pointers = ctypes.c_void_p * 4
_Ints = ctypes.c_int * 4


class Planes(NamedTuple):
    """A picture in planar YUV, 8 bits. What it points to lives as long as `owner`."""

    format: str
    """FFmpeg's name, one of those with three planes."""
    width: int
    height: int
    pointers: tuple[int, int, int]
    strides: tuple[int, int, int]
    owner: object
    aspect: float = 1.0
    """Width of a pixel by its height."""
    colours: Colours = Colours.BT601

    @property
    def shifts(self) -> tuple[int, int]:
        """How often chroma is halved across and down."""
        return _SHIFTS[self.format]


class Fit(NamedTuple):
    """What is cut out of a picture and how large it becomes, all in pixels."""

    left: int
    top: int
    width: int
    height: int
    to_width: int
    to_height: int


def planes_of(frame: av.VideoFrame, aspect: float = 1.0) -> Planes:
    """The planes of a decoded frame, converted when it is none of the common formats. Raises `av.FFmpegError`."""
    name = frame.format.name  # PyAV makes what it is asked for anew each time
    if name not in _SHIFTS:
        frame, name = VideoReformatter().reformat(frame, format=_COMMON, threads=1), _COMMON
    height = frame.height
    luma, blue, red = frame.planes
    return Planes(
        format=name,
        width=frame.width,
        height=height,
        pointers=(luma.buffer_ptr, blue.buffer_ptr, red.buffer_ptr),
        strides=(luma.line_size, blue.line_size, red.line_size),
        owner=frame,
        aspect=aspect,
        colours=meant(frame.colorspace, height, is_full=name.startswith("yuvj") or frame.color_range == _FULL_RANGE),
    )


def meant(space: int, height: int, *, is_full: bool) -> Colours:
    """What the numbers mean in a picture of so many lines whose AVColorSpace is `space`."""
    if space == UNSPECIFIED and height > _SD_LINES:
        space = 1
    return _MATRICES.get(space, (Colours.BT601, Colours.BT601_FULL))[is_full]


def own_size(picture: Planes, part: Region) -> tuple[int, int]:
    """How large `part` of a picture is by itself, pixels; its pixels made square."""
    return max(1, round(part.width * picture.width * picture.aspect)), max(2, round(part.height * picture.height))


def fit(picture: Planes, part: Region, width: int, height: int) -> Fit:
    """How `part` of a picture lies in a tile of `width`×`height`: as large as it can be, never stretched.

    The part is cut at whole chroma samples, within the picture. Lines are even in number: so swscale is quick.
    """
    across, down = (1 << shift for shift in picture.shifts)
    left = min(max(0, int(part.x * picture.width)), picture.width - 1) // across * across
    top = min(max(0, int(part.y * picture.height)), picture.height - 1) // down * down
    if part == WHOLE:
        cut_width, cut_height = picture.width, picture.height
    else:
        cut_width = min(max(across, round(part.width * picture.width) // across * across), picture.width - left)
        cut_height = min(max(down, round(part.height * picture.height) // down * down), picture.height - top)
    shape = cut_width * picture.aspect / cut_height
    to_width, to_height = (width, width / shape) if shape * height > width else (height * shape, height)
    to_width, to_height = max(1, min(width, round(to_width))), max(1, min(height, round(to_height) // 2 * 2))
    for times, by in _SIMPLE if picture.aspect == 1 else ():
        own_width, own_height = cut_width * times // by, cut_height * times // by
        if min(own_width, own_height) < _LEAST or abs(to_width / own_width - 1) > RIM or abs(to_height / own_height - 1) > RIM:
            continue
        # As far as the tile reaches, so that no margin of a pixel or two must be painted.
        to_width = min(width if width < own_width * (1 + RIM) else to_width, own_width)
        to_height = min(height if height < own_height * (1 + RIM) else to_height, own_height) // 2 * 2
        if by > 1:  # whole samples of chroma
            to_width, to_height = (each // (2 * times) * 2 * times for each in (to_width, to_height))
        left += (cut_width - to_width * by // times) // 2 // across * across
        top += (cut_height - to_height * by // times) // 2 // down * down
        return Fit(left, top, to_width * by // times, to_height * by // times, to_width, to_height)
    return Fit(left, top, cut_width, cut_height, to_width, to_height)


class Scaler:
    """Scales pictures of one shape after the other, or copies them. One thread at a time."""

    def __init__(self) -> None:
        self._library = _swscale()
        self._context: int | None = None
        self._made_for: tuple[str, Fit] | None = None
        """What the context is for."""
        self._wide = 0
        self._is_simple = False

    def __del__(self) -> None:
        self._library.sws_freeContext(self._context)

    def draw(self, picture: Planes, fit: Fit, address: int, stride: int) -> int:
        """Write `fit` of a picture to `address` as `slots` has it, lines of `stride` bytes; returns how wide the rim is at its left, pixels.

        Raises `ValueError` for a size that is none.
        """
        across, down = picture.shifts
        luma, blue, red = picture.pointers
        line, chroma, chroma_too = picture.strides
        source = (
            luma + fit.top * line + fit.left,
            blue + (fit.top >> down) * chroma + (fit.left >> across),
            red + (fit.top >> down) * chroma_too + (fit.left >> across),
        )
        into, strides = planes_at(address, stride, fit.to_height), (stride, stride >> 1, stride >> 1)
        form = picture.format.replace("yuvj", "yuv")  # its range stays what it is, and is told with it
        if picture.strides == strides and form == _COMMON and (fit.width, fit.height) == (fit.to_width, fit.to_height):
            _copy(source, into, stride, fit)
            return 0
        if self._made_for != (form, fit):
            self._make(form, fit)
        if self._is_simple:
            _scale(source, picture.strides, into, strides, fit)
            return 0
        lines = _Ints(*picture.strides)
        self._library.sws_scale(self._context, _Pointers(*source), lines, 0, fit.height, _Pointers(*into), _Ints(*strides))
        return (self._wide - fit.to_width) // 4 * 2

    def _make(self, form: str, fit: Fit) -> None:
        """The way for all pictures of a shape."""
        is_simple = any(
            fit.width * times == fit.to_width * by and fit.height * times == fit.to_height * by for times, by in _SIMPLE[1:]
        )
        self._is_simple = is_simple and form == _COMMON
        if self._is_simple:
            self._made_for = form, fit
            return
        before = self._context
        self._made_for = self._context = None  # what the library was given is gone, also when it refuses
        wide = _quick_width(fit)
        size, to = (fit.width, fit.height), (wide, fit.to_height)
        source, target = _pixel_format(form), _pixel_format(_COMMON)
        found: int | None = self._library.sws_getCachedContext(
            before, *size, source, *to, target, _FAST_BILINEAR, None, None, None
        )
        if not found:
            raise ValueError(f"no way to draw {form} of {size} as {to}")
        self._context, self._made_for, self._wide = found, (form, fit), wide


def _copy(source: Sequence[int], into: Sequence[int], stride: int, fit: Fit) -> None:
    """Planes whose lines are as long here as there, each at once: a third quicker than line by line (measured)."""
    ctypes.memmove(into[0], source[0], stride * (fit.height - 1) + fit.width)
    rows, chroma = (fit.height + 1 >> 1) - 1, fit.width + 1 >> 1
    for plane in (1, 2):
        ctypes.memmove(into[plane], source[plane], (stride >> 1) * rows + chroma)


def _scale(source: Sequence[int], lines: Sequence[int], into: Sequence[int], strides: Sequence[int], fit: Fit) -> None:
    """By one of the simple ratios, chroma as well."""
    for plane in range(3):
        width, height, to_width, to_height = (each + (plane > 0) >> (plane > 0) for each in fit[2:])
        _scale_plane()(source[plane], lines[plane], width, height, into[plane], strides[plane], to_width, to_height, _BOX)


def _quick_width(fit: Fit) -> int:
    """The width to scale to: that of the tile, or a little more, of which the rim is lost, where swscale is quicker so."""
    wide = -(-fit.to_width // _QUICK) * _QUICK
    return wide if fit.width < fit.to_width and wide <= fit.to_width * (1 + _SPARE) else fit.to_width


@functools.cache
def _pixel_format(name: str) -> int:
    """FFmpeg's number of a pixel format."""
    library = _mapped("avutil")
    library.av_get_pix_fmt.argtypes = [ctypes.c_char_p]
    return int(library.av_get_pix_fmt(name.encode()))


@functools.cache
def _swscale() -> ctypes.CDLL:
    library = _mapped("swscale")
    context, number, pointer = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
    library.sws_getCachedContext.restype = context
    library.sws_getCachedContext.argtypes = [context, *[number] * 7, pointer, pointer, pointer]
    library.sws_freeContext.argtypes = [context]
    library.sws_freeContext.restype = None
    library.sws_scale.argtypes = [context, _Pointers, _Ints, number, number, _Pointers, _Ints]
    return library


@functools.cache
def _scale_plane() -> Callable[..., int]:
    number, pointer = ctypes.c_int, ctypes.c_void_p
    scale = colours.library().ScalePlane
    scale.argtypes = [pointer, number, number, number, pointer, number, number, number, number]
    return scale


def _mapped(name: str) -> ctypes.CDLL:
    """The library of FFmpeg that PyAV has loaded into this process, wherever its wheel or Debian keeps it."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        path = line.split(maxsplit=5)[5:]
        if path and Path(path[0]).name.startswith(f"lib{name}"):
            return ctypes.CDLL(path[0])
    raise RuntimeError(f"PyAV has not loaded lib{name}")
