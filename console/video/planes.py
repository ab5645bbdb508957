"""A decoded picture as lines of bytes in memory, and its way onto a canvas: cut, fitted, converted by swscale.

swscale is called directly, and not through PyAV, because PyAV can only scale into a frame of its own: at 1080p that costs 6.5 ms a
picture with the copy, writing straight into the shared memory 0.9 ms (measured, 2 vCPU EPYC). Its five functions have not changed in
ten years. It scales in YUV and then converts, which it has vector instructions for: 640×360 to 956×538 takes 0.5 ms so, 0.9 ms in one
call, and an odd width in one call 3 ms. No decoding here.
"""

import ctypes
import functools
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from console.video.pictures import WHOLE, Region

RIM = 0.015
"""Of a side: a picture larger than its tile by no more is not scaled, but loses its rim; one smaller by no more gets a margin."""
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
_LINE = 64
"""Bytes: lines begin where vector instructions want them."""
_QUICK = 32
"""Pixels of which a width must be a multiple that swscale enlarges with vector instructions; else it takes half as long again."""
_FULL_RANGE = 2
"""AVCOL_RANGE_JPEG."""
_BT709, _BT601, _BT2020 = 1, 5, 9
"""Colour matrices, the same in AVColorSpace and in swscale."""
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
    matrix: int = _BT601
    is_full_range: bool = False

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
    colours, height = frame.colorspace, frame.height
    luma, blue, red = frame.planes
    matrix = colours if colours in {_BT709, _BT2020} else _BT601
    if colours == 2 and height > _SD_LINES:  # 2: unspecified
        matrix = _BT709
    return Planes(
        format=name,
        width=frame.width,
        height=height,
        pointers=(luma.buffer_ptr, blue.buffer_ptr, red.buffer_ptr),
        strides=(luma.line_size, blue.line_size, red.line_size),
        owner=frame,
        aspect=aspect,
        matrix=matrix,
        is_full_range=name.startswith("yuvj") or frame.color_range == _FULL_RANGE,
    )


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
    if abs(to_width / cut_width - 1) <= RIM and abs(to_height / cut_height - 1) <= RIM and picture.aspect == 1:
        # As far as the tile reaches, so that no margin of a pixel or two must be painted.
        to_width = min(width if width < cut_width * (1 + RIM) else to_width, cut_width)
        to_height = min(height // 2 * 2 if height < cut_height * (1 + RIM) else to_height, cut_height)
        left += (cut_width - to_width) // 2 // across * across
        top += (cut_height - to_height) // 2 // down * down
        cut_width, cut_height = to_width, to_height
    return Fit(left, top, cut_width, cut_height, to_width, to_height)


class Scaler:
    """Draws pictures of one shape after the other. One thread at a time."""

    def __init__(self) -> None:
        self._library = _swscale()
        self._scaling: int | None = None
        self._converting: int | None = None
        self._made_for: tuple[str, Fit] | None = None
        """What the contexts are for."""
        self._colours: tuple[int | None, int, bool] | None = None
        self._scaled: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._into = self._from = _Pointers()
        """Planes in `_scaled`: where scaling begins, and converting."""
        self._lines = _Ints()

    def __del__(self) -> None:
        self._library.sws_freeContext(self._scaling)
        self._library.sws_freeContext(self._converting)

    def draw(self, picture: Planes, fit: Fit, address: int, stride: int) -> None:
        """Write `fit` of a picture as BGRX to `address`, lines of `stride` bytes. Raises `ValueError` for a size that is none."""
        across, down = picture.shifts
        luma, blue, red = picture.pointers
        lines, chroma, chroma_too = picture.strides
        source = _Pointers(
            luma + fit.top * lines + fit.left,
            blue + (fit.top >> down) * chroma + (fit.left >> across),
            red + (fit.top >> down) * chroma_too + (fit.left >> across),
        )
        strides = _Ints(*picture.strides)
        form = picture.format.replace("yuvj", "yuv")  # its range is told to the conversion
        if self._made_for != (form, fit):
            self._make(form, fit)
        if (fit.width, fit.height) != (fit.to_width, fit.to_height):
            self._library.sws_scale(self._scaling, source, strides, 0, fit.height, self._into, self._lines)
            source, strides = self._from, self._lines
        self._set_colours(picture)
        self._library.sws_scale(self._converting, source, strides, 0, fit.to_height, _Pointers(address), _Ints(stride))

    def _make(self, form: str, fit: Fit) -> None:
        """The contexts, each asked of the library once for all pictures of a shape."""
        # What the library was given is gone, also when it refuses; and another context has colours of its own, be it at the same address.
        scaling, converting = self._scaling, self._converting
        self._made_for = self._colours = self._scaling = self._converting = None
        size, to, kind = (fit.width, fit.height), (fit.to_width, fit.to_height), form
        if size == to:
            self._library.sws_freeContext(scaling)
        else:
            wide = _quick_width(fit)
            self._scaling = self._context(scaling, (form, *size), (_COMMON, wide, fit.to_height))
            self._make_room(wide, fit.to_height, (wide - fit.to_width) // 4 * 2)
            kind = _COMMON
        self._converting = self._context(converting, (kind, *to), ("bgr0", *to))
        self._made_for = form, fit

    def _make_room(self, width: int, height: int, rim: int) -> None:
        """Memory for a picture that is scaled and not converted yet; `rim`: pixels at its left that are left out, an even number."""
        line = -(-width // _LINE) * _LINE
        self._scaled = np.empty(line * (height + 1) * 2 + _LINE, np.uint8)
        begin = -(-self._scaled.ctypes.data // _LINE) * _LINE
        blue = begin + line * height
        red = blue + line // 2 * (height + 1 >> 1)
        self._into = _Pointers(begin, blue, red)
        self._from = _Pointers(begin + rim, blue + rim // 2, red + rim // 2)
        self._lines = _Ints(line, line // 2, line // 2)

    def _context(self, before: int | None, source: tuple[str, int, int], to: tuple[str, int, int]) -> int:
        found: int | None = self._library.sws_getCachedContext(
            before,
            source[1],
            source[2],
            _pixel_format(source[0]),
            to[1],
            to[2],
            _pixel_format(to[0]),
            _FAST_BILINEAR,
            None,
            None,
            None,
        )
        if not found:
            raise ValueError(f"no way to draw {source} as {to}")
        return found

    def _set_colours(self, picture: Planes) -> None:
        wanted = (self._converting, picture.matrix, picture.is_full_range)
        if wanted == self._colours:
            return
        self._colours = wanted
        matrix = self._library.sws_getCoefficients(picture.matrix)
        rgb = self._library.sws_getCoefficients(_BT601)
        self._library.sws_setColorspaceDetails(self._converting, matrix, int(picture.is_full_range), rgb, 1, 0, 1 << 16, 1 << 16)


def _quick_width(fit: Fit) -> int:
    """The width to scale to: that of the tile, or a little more, of which the rim is lost, where swscale is quicker so."""
    wide = -(-fit.to_width // _QUICK) * _QUICK
    return wide if fit.width < fit.to_width and wide <= fit.to_width * (1 + RIM) else fit.to_width


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
    library.sws_getCoefficients.restype = pointer
    library.sws_setColorspaceDetails.argtypes = [context, pointer, number, pointer, *[number] * 4]
    library.sws_scale.argtypes = [context, _Pointers, _Ints, number, number, _Pointers, _Ints]
    return library


def _mapped(name: str) -> ctypes.CDLL:
    """The library of FFmpeg that PyAV has loaded into this process, wherever its wheel or Debian keeps it."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        path = line.split(maxsplit=5)[5:]
        if path and Path(path[0]).name.startswith(f"lib{name}"):
            return ctypes.CDLL(path[0])
    raise RuntimeError(f"PyAV has not loaded lib{name}")
