"""A picture's way onto a canvas: its size, its colours, and that not one byte is written beside it."""

from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from console.video import colours, planes, privacy
from console.video.pictures import WHOLE, Colours, Picture, Region
from console.video.planes import Fit, Scaler
from console.video.protocol import Stream
from console.video.slots import bytes_of, stride_of
from tests.helpers.pictures import pixels as shown

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
    """What a tile of this size shows of it; fails when anything is written behind the picture, on the canvas or on the screen."""
    picture = planes.planes_of(of)
    if private:
        picture = privacy.pixelated(picture, private)
    fitted = planes.fit(picture, part, width, height)
    stride = stride_of(fitted.to_width)
    needed = bytes_of(stride, fitted.to_height)
    canvas = np.full(needed + 256 + 4096, GUARD, np.uint8)
    rim = Scaler().draw(picture, fitted, canvas.ctypes.data, stride)
    assert (canvas[needed + 256 :] == GUARD).all()
    memory = canvas[:needed].data
    taken = Picture(
        "t", "c", Stream.SUB, 0.0, fitted.to_width, fitted.to_height, stride, memory, canvas.ctypes.data, rim, picture.colours
    )
    assert colours.is_sound(taken)
    screen = np.full((fitted.to_height + 2, fitted.to_width + 2, 4), GUARD, np.uint8)
    colours.draw(taken, screen[1, 1].ctypes.data, screen.strides[0])
    inner = screen[1:-1, 1:-1].copy()
    screen[1:-1, 1:-1] = GUARD
    assert (screen == GUARD).all(), "not a pixel beside it"
    assert (inner == shown(taken)).all()
    return inner, fitted


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


@pytest.mark.parametrize(("width", "scaled"), [(956, 960), (960, 960), (940, 940), (477, 474)])
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


@pytest.mark.parametrize(("times", "by"), planes._SIMPLE)
def test_by_a_simple_ratio_nothing_is_moved_and_nothing_brighter(times: int, by: int) -> None:
    """A slope of light, and two halves of colour."""
    source = frame(640, 384, colour=(0, 128, 128))
    light = np.linspace(30, 220, 640)
    halves = np.repeat(np.array([90, 166], np.uint8), 160)
    for plane, lines in zip(
        source.planes, (np.tile(light.round().astype(np.uint8), 384), np.tile(halves, 192), None), strict=True
    ):
        if lines is not None:
            assert plane.line_size == plane.width
            plane.update(lines.tobytes())
    width, height = 640 * times // by, 384 * times // by
    pixels, fitted = drawn(source, width, height)
    assert fitted == Fit(0, 0, 640, 384, width, height)
    line = pixels[height // 2].astype(int)
    middles = (np.arange(width) + 0.5) * by / times - 0.5
    red = (np.interp(middles, np.arange(640), light) - 16) * 255 / 219  # that colour's red does not depend on blue
    assert np.abs(line[:, 2] - red.clip(0, 255)).max() <= 6
    blue = line[:, 0] - line[:, 2]
    assert (blue[: width // 2 - 3] < 0).all()
    assert (blue[width // 2 + 3 : width * 9 // 10] > 0).all()


@given(
    own=st.tuples(st.integers(1, 700), st.integers(1, 700)),
    tile=st.tuples(st.integers(1, 900), st.integers(1, 900)),
    form=st.sampled_from(["yuv420p", "yuv422p", "yuv444p"]),
)
def test_a_picture_keeps_its_shape_in_any_tile_and_loses_no_more_than_its_rim(
    own: tuple[int, int], tile: tuple[int, int], form: str
) -> None:
    picture = planes.Planes(form, *own, (0, 0, 0), (0, 0, 0), None)
    found = planes.fit(picture, WHOLE, *tile)
    across, down = (1 << shift for shift in picture.shifts)
    assert found.left % across == found.top % down == 0
    assert 0 <= found.left <= found.left + found.width <= own[0]
    assert 0 <= found.top <= found.top + found.height <= own[1]
    assert found.width >= own[0] * (1 - 2 * planes.RIM) - 16
    assert found.height >= own[1] * (1 - 2 * planes.RIM) - 16
    assert 1 <= found.to_width <= tile[0]
    assert 1 <= found.to_height <= max(1, tile[1])
    if min(found[4:]) >= 16:
        assert abs(found.to_width / found.width - found.to_height / found.height) <= 2 / min(found.width, found.height) + 0.06


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


@pytest.mark.parametrize("is_full", [False, True])
@pytest.mark.parametrize(("space", "kr", "kb"), [(1, 0.2126, 0.0722), (5, 0.299, 0.114), (9, 0.2627, 0.0593)])
def test_numbers_mean_the_colours_that_the_stream_says(space: int, kr: float, kb: float, is_full: bool) -> None:
    """By the formulas of ITU-R BT.709, BT.601 and BT.2020."""
    luma, blue, red = 126, 108, 160
    source = frame(64, 64, colour=(luma, blue, red))
    source.colorspace, source.color_range = space, 2 if is_full else 1
    pixels, _ = drawn(source, 64, 64)
    bright = luma / 255 if is_full else (luma - 16) / 219
    b, r = ((each - 128) / (255 if is_full else 224) for each in (blue, red))
    expected = np.array([bright + 2 * (1 - kb) * b, 0.0, bright + 2 * (1 - kr) * r])
    expected[1] = (bright - kb * expected[0] - kr * expected[2]) / (1 - kb - kr)
    assert np.abs(pixels[10, 10, :3] - expected * 255).max() <= 3


def test_a_stream_that_names_no_colours_has_those_of_its_size() -> None:
    assert planes.meant(planes.UNSPECIFIED, 576, is_full=False) is Colours.BT601
    assert planes.meant(planes.UNSPECIFIED, 720, is_full=False) is Colours.BT709
    assert planes.meant(planes.UNSPECIFIED, 720, is_full=True) is Colours.BT709_FULL


@pytest.mark.parametrize(
    "wrong", [{"width": 0}, {"height": 0}, {"width": 129}, {"rim": 66}, {"height": 33}, {"colours": 6}, {"stride": 256}]
)
def test_a_picture_that_says_of_itself_what_its_memory_does_not_hold_is_not_sound(wrong: dict[str, Any]) -> None:
    memory = np.zeros(bytes_of(128, 32), np.uint8)
    good = Picture("t", "c", Stream.SUB, 0.0, 64, 32, 128, memory.data, memory.ctypes.data)
    assert colours.is_sound(good)
    assert not colours.is_sound(good._replace(**wrong))
