"""Whether something moves before a camera: real coders, a test's own time. An hour of a still hall is in `test_health`."""

from collections.abc import Callable, Iterator
from itertools import count, islice, pairwise

import numpy as np
import pytest

from console.video.activity import LINGER, Activity, has_moved, is_lively
from console.video.look import Blocks, sum_up
from console.video.watching import GLANCE, ROUND
from tests.console.video.test_health import HEIGHT, RATE, SLOW, WIDTH, Picture, Sensor, Watch, shelf, still
from tests.helpers.clips import draw_number

GOP = 2.0


def walk(sensor: Sensor) -> Iterator[Picture]:
    """Somebody in grey, a quarter of the picture tall, crosses the room in eight seconds and comes in again."""
    scene = shelf()
    for number in count():
        left = number % (8 * RATE) * (WIDTH - 40) // (8 * RATE)
        seen = scene.copy()
        seen[130 : 130 + HEIGHT // 4, left : left + 40] = 90
        yield sensor.see(seen)


def clock(sensor: Sensor) -> Iterator[Picture]:
    """Nobody there; the camera writes the time into its picture."""
    for number in count():
        seen = sensor.see(shelf())
        draw_number(seen, number)
        yield seen


def lamp(sensor: Sensor) -> Iterator[Picture]:
    """The light of the whole room goes down and up again."""
    for number in count():
        yield sensor.see((shelf() * (1.0 - number % 2 * 0.2)).astype(np.uint8))


def turned(sensor: Sensor) -> Iterator[Picture]:
    """The camera is turned."""
    for number in count():
        yield sensor.see(np.roll(shelf(), 90 * number, 1))


def pairs(scene: Iterator[Picture], pictures: int) -> Iterator[tuple[Blocks, Blocks]]:
    """Each two in a row."""
    return pairwise(sum_up(picture[:, :, 1]).blocks for picture in islice(scene, pictures))


@pytest.mark.parametrize("codec", ["h264", "mjpeg"])
def test_who_walks_in_is_noticed_at_the_next_glance(codec: str) -> None:
    sensor = Sensor()
    watch = Watch(codec)
    watch.see(still(sensor, shelf()), GLANCE + 2 * GOP)
    assert watch.fed.channel.moved_at is None
    began, somebody = watch.fed.now, walk(sensor)
    while watch.fed.channel.moved_at is None and watch.fed.now - began < GLANCE + GOP:
        watch.see(somebody, 1)
    assert watch.fed.channel.moved_at is not None


@pytest.mark.parametrize("scene", [clock, lamp, turned, lambda sensor: still(sensor, shelf())])
@pytest.mark.parametrize("noise", [0.7, 6.0])
def test_noise_a_clock_and_the_light_are_nobody(scene: Callable[[Sensor], Iterator[Picture]], noise: float) -> None:
    assert not any(has_moved(*pair) for pair in pairs(scene(Sensor(noise)), 8))


def test_somebody_is_seen_wherever_he_walks() -> None:
    far = islice(walk(Sensor(6.0)), 0, None, round(GOP * RATE))
    assert all(has_moved(*pair) for pair in pairs(far, 8))


def test_what_moves_on_costs_a_look_a_round_and_what_stands_still_one_a_glance() -> None:
    sensor = Sensor()
    for scene, every in ((walk(sensor), ROUND), (still(sensor, shelf()), GLANCE)):
        watch = Watch(rate=SLOW)
        watch.see(scene, 30)
        before = watch.watched.looks
        watch.see(scene, 2 * ROUND)
        assert watch.watched.looks - before <= 2 * ROUND / every + 3 * 2, "and three pairs at most for the noise"


def test_a_camera_stays_lively_for_half_a_minute() -> None:
    assert is_lively(10.0, 10.0 + LINGER - 1)
    assert not is_lively(10.0, 10.0 + LINGER)
    assert not is_lively(None, 10.0)


def test_the_first_picture_and_a_black_one_are_nothing_new() -> None:
    activity, black = Activity(), np.zeros((16, 16), np.float32)
    assert not activity.look(black)
    assert not activity.look(black)
    assert not activity.look(black + 90), "the light goes on"
