"""Pictures in shared memory: told of once, given back and written again, never overwritten while the console may read them."""

import ctypes
import os

import pytest

from console.video.slots import SLOTS, Canvas, Shown, Sign, bytes_of, planes_at, size_of, stride_of

WIDTH, HEIGHT = 32, 18
BYTES = bytes_of(stride_of(WIDTH), HEIGHT)


def write(canvas: Canvas, value: int, came: float | None = None) -> None:
    ctypes.memset(canvas.address, value, BYTES)
    canvas.hand_over(7, 1_795_000_000.25, came, WIDTH, HEIGHT, 2, 3)


@pytest.fixture
def canvas() -> Canvas:
    return Canvas(1, WIDTH, HEIGHT)


@pytest.fixture
def shown(canvas: Canvas) -> Shown:
    return Shown(canvas.descriptor, WIDTH, HEIGHT)


def test_a_picture_is_told_of_once_with_all_that_is_known_of_it(canvas: Canvas, shown: Shown) -> None:
    assert shown.look() is None
    write(canvas, 1, came=12.5)
    assert shown.look() == Sign(1, 7, 1_795_000_000.25, 12.5, WIDTH, HEIGHT, 2, 3)
    assert shown.look() is None
    shown.take(1, BYTES)
    write(canvas, 2)
    assert shown.look() == Sign(2, 7, 1_795_000_000.25, None, WIDTH, HEIGHT, 2, 3)


def test_a_picture_that_waits_is_not_written_over(canvas: Canvas, shown: Shown) -> None:
    write(canvas, 1)
    assert not canvas.is_free
    assert shown.look() is not None
    assert not canvas.is_free
    shown.take(1, BYTES)
    assert canvas.is_free


def test_one_given_back_unseen_is_written_and_told_of_again_under_its_number(canvas: Canvas, shown: Shown) -> None:
    write(canvas, 1)
    assert shown.look() is not None
    shown.refuse()
    assert canvas.is_free
    write(canvas, 9)
    again = shown.look()
    assert again is not None
    assert again.number == 1
    assert set(shown.take(again.number, BYTES)) == {9}
    assert ctypes.string_at(shown.address_of(again.number), BYTES) == bytes([9]) * BYTES


@pytest.mark.parametrize("height", [1, 2, 17, 18, 1080])
@pytest.mark.parametrize("width", [1, 2, 63, 640, 1919])
def test_the_planes_of_a_picture_lie_one_after_the_other_and_fill_it(width: int, height: int) -> None:
    stride = stride_of(width)
    assert width <= stride < width + 128
    luma, blue, red = planes_at(0, stride, height)
    chroma = stride // 2 * -(-height // 2)
    assert (luma, blue, red) == (0, stride * height, stride * height + chroma)
    assert red + chroma == bytes_of(stride, height)


def test_a_taken_picture_stays_until_two_newer_ones_were_taken(canvas: Canvas, shown: Shown) -> None:
    taken = []
    for number in range(1, SLOTS + 1):
        assert canvas.is_free
        write(canvas, number)
        taken.append(shown.take(number, BYTES))
    assert [set(each) for each in taken] == [{1}, {2}, {3}]


def test_memory_that_is_too_small_for_its_pictures_is_refused() -> None:
    small = os.memfd_create("small")
    try:
        os.ftruncate(small, size_of(WIDTH, HEIGHT) - 1)
        with pytest.raises(ValueError, match="a canvas of 32×18 needs"):
            Shown(small, WIDTH, HEIGHT)
    finally:
        os.close(small)
