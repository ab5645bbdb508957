"""A picture's way onto a canvas: its size, its colours, and that not one byte is written beside it."""

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from console.video import planes, privacy
from console.video.pictures import WHOLE, Region
from console.video.planes import Fit, Scaler
from console.video.slots import stride_of

GUARD = 171
SHADES = ((16, 128, 128, (0, 0, 0)), (235, 128, 128, (255, 255, 255)), (81, 90, 240, (0, 0, 254)), (145, 54, 34, (0, 255, 1)))
"""Luma, chroma and what they are as BGR by BT.601."""


def frame(width: int, height: int, form: str = "yuv420p", colour: tuple[int, int, int] = (81, 90, 240)) -> av.VideoFrame:
    made = av.VideoFrame(width, height, form)
    for plane, value in zip(made.planes, colour, strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return made


def drawn(
    of: av.VideoFrame, width: int, height: int, part: Region = WHOLE, private: tuple[Region, ...] = ()
) -> tuple[NDArray[np.uint8], Fit]:
    """What comes onto a canvas of this size; fails when anything is written behind it."""
    picture = planes.planes_of(of)
    if private:
        picture = privacy.pixelated(picture, private)
    fitted = planes.fit(picture, part, width, height)
    stride = stride_of(fitted.to_width)
    canvas = np.full(stride * fitted.to_height + 256 + 4096, GUARD, np.uint8)
    Scaler().draw(picture, fitted, canvas.ctypes.data, stride)
    assert (canvas[stride * fitted.to_height + 256 :] == GUARD).all()
    lines = canvas[: stride * fitted.to_height].reshape(fitted.to_height, stride)
    return lines[:, : fitted.to_width * 4].reshape(fitted.to_height, fitted.to_width, 4), fitted


@pytest.mark.parametrize("size", [(640, 360), (637, 357), (320, 180), (957, 539), (1920, 1080), (33, 17), (1, 1), (200, 1000)])
@pytest.mark.parametrize("form", ["yuv420p", "yuvj422p", "yuv444p", "nv12"])
def test_a_picture_fits_into_a_tile_of_any_size_and_fills_it_to_the_last_pixel(size: tuple[int, int], form: str) -> None:
    source = frame(640, 360).reformat(format=form)
    pixels, fitted = drawn(source, *size)
    assert fitted.to_width <= size[0]
    assert fitted.to_height <= max(size[1], 1)
    assert abs(fitted.to_width / fitted.to_height - 16 / 9) <= 16 / 9 * 0.03 or min(size) < 40
    spread = np.abs(pixels[..., :3].astype(int) - pixels[0, 0, :3]).max()
    assert spread <= 4, "one colour all over"


@pytest.mark.parametrize(("luma", "blue", "red", "bgr"), SHADES)
@pytest.mark.parametrize("size", [(64, 64), (48, 48)])
def test_colours_are_what_they_were(luma: int, blue: int, red: int, bgr: tuple[int, int, int], size: tuple[int, int]) -> None:
    pixels, _ = drawn(frame(64, 64, colour=(luma, blue, red)), *size)
    assert np.abs(pixels[10, 10, :3].astype(int) - bgr).max() <= 6


def test_a_picture_a_little_larger_than_its_tile_loses_its_rim_instead_of_its_sharpness() -> None:
    source = frame(640, 360, colour=(16, 128, 128))
    luma = np.frombuffer(bytes(source.planes[0]), np.uint8).reshape(360, source.planes[0].line_size)
    striped = luma.copy()
    striped[:, 1::2] = 235
    source.planes[0].update(striped.tobytes())
    pixels, fitted = drawn(source, 637, 357)
    assert (fitted.width, fitted.height) == (fitted.to_width, fitted.to_height), "not scaled"
    across = pixels[100, 20:-20, 1].astype(int)
    assert np.abs(np.diff(across)).min() > 200


@pytest.mark.parametrize(("width", "scaled"), [(956, 960), (960, 960), (940, 940), (477, 476)])
def test_an_enlarged_picture_loses_a_little_rim_where_that_is_quicker_and_its_middle_stays_there(width: int, scaled: int) -> None:
    source = frame(640, 360, colour=(16, 128, 128))
    luma = np.frombuffer(bytes(source.planes[0]), np.uint8).reshape(360, source.planes[0].line_size).copy()
    luma[:, 320:640] = 235
    source.planes[0].update(luma.tobytes())
    pixels, fitted = drawn(source, width, round(width * 9 / 16))
    assert planes._quick_width(fitted) == scaled
    bright = pixels[fitted.to_height // 2, :, 1] > 127
    assert abs(int(bright.argmax()) - fitted.to_width / 2) <= 2
    assert bright[-1]
    assert not bright[0]


def test_the_part_that_is_zoomed_to_is_the_part_that_is_seen() -> None:
    source = frame(640, 360, colour=(16, 128, 128))
    luma = np.frombuffer(bytes(source.planes[0]), np.uint8).reshape(360, source.planes[0].line_size).copy()
    luma[180:, 320:640] = 235
    source.planes[0].update(luma.tobytes())
    for part, shade in ((Region(x=0.5, y=0.5, width=0.5, height=0.5), 255), (Region(x=0.0, y=0.0, width=0.5, height=0.5), 0)):
        pixels, _ = drawn(source, 320, 180, part)
        assert abs(int(pixels[90, 160, 1]) - shade) <= 4
    pixels, _ = drawn(source, 320, 180, Region(x=0.99, y=0.99, width=0.5, height=0.5))
    assert abs(int(pixels[-1, -1, 1]) - 255) <= 4, "no further than the picture goes"


@pytest.mark.parametrize("form", ["yuv420p", "yuv422p", "yuv444p"])
def test_what_is_private_cannot_be_told_apart_in_any_format(form: str) -> None:
    chance = np.random.default_rng(1)
    source = frame(641, 363, form)
    for plane in source.planes:
        plane.update(chance.integers(0, 256, plane.buffer_size, np.uint8).tobytes())
    private = Region(x=0.25, y=0.25, width=0.5, height=0.5)
    hidden, _ = drawn(source, 641, 363, private=(private,))
    inside = hidden[100:260:16, 176:464:16, :3].astype(int)
    assert inside.std() < 20, "noise averages out"
    clear, _ = drawn(source, 641, 363)
    assert clear[100:260:16, 176:464:16, :3].astype(int).std() > 40
