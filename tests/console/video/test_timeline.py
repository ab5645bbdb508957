"""When a picture was taken: even as the camera's clock, right as ours, and never backwards, whatever a camera claims."""

import random
from itertools import pairwise

import pytest

from console.video.timeline import PATIENCE, REORDER, Timeline

T = 1_795_000_000.0


def test_a_networks_whim_is_evened_out_by_the_streams_clock() -> None:
    chance = random.Random(3)
    timeline = Timeline()
    times = [timeline.picture(n / 25, T + n / 25 + chance.choice([0.0, 0.01, 0.02, 0.15])) for n in range(500)]
    steps = [after - before for before, after in pairwise(times[50:])]
    assert all(0.03 < step < 0.05 for step in steps)
    assert all(at == pytest.approx(T + n / 25, abs=0.06) for n, at in enumerate(times[50:], 50))


def test_a_clock_that_drifts_is_followed() -> None:
    timeline = Timeline()
    times = [timeline.picture(n / 25 * 1.001, T + n / 25) for n in range(25 * 600)]
    assert times[-1] == pytest.approx(T + (25 * 600 - 1) / 25, abs=0.1), "it ran away by 0.6 s"


@pytest.mark.parametrize(
    "stamps",
    [
        [0.0] * 200,
        [n * 1e6 for n in range(200)],
        [-n / 25 for n in range(200)],
        [n / 25 if n % 20 else 1e9 for n in range(200)],
        [n / 25 + (86_400 if n > 100 else 0) for n in range(200)],
        [2**33 / 90_000 - 4 + n / 25 if n < 100 else (n - 100) / 25 for n in range(200)],
        [float("-1e12"), float("1e12")] * 100,
        [None] * 200,
    ],
)
def test_absurd_time_stamps_leave_the_recorders_time(stamps: list[float | None]) -> None:
    timeline = Timeline()
    times = [timeline.picture(stamp, T + n / 25) for n, stamp in enumerate(stamps)]
    assert all(after >= before - REORDER for before, after in pairwise(times)), "never back by more than B pictures need"
    assert all(abs(at - T - n / 25) < 2.1 for n, at in enumerate(times)), "a clock that stands is found out within two seconds"


def test_a_single_picture_without_a_stamp_follows_the_one_before_and_does_not_squeeze_those_after_it() -> None:
    timeline, held_up = Timeline(), range(101, 170)
    stamps = [None if n == held_up[0] else n / 25 for n in range(250)]
    times = [timeline.picture(stamp, T + max(n, held_up[-1] if n in held_up else 0) / 25) for n, stamp in enumerate(stamps)]
    assert times == pytest.approx([T + n / 25 for n in range(250)], abs=0.005)


def test_a_clock_that_jumps_again_and_again_is_believed_no_more_until_the_next_connection() -> None:
    timeline = Timeline()
    for n in range(200):
        timeline.picture(n * 100.0, T + n / 25)
    assert not timeline.believes
    assert timeline.anchors >= PATIENCE
    timeline.reopen()
    assert timeline.believes


def test_pictures_shown_before_an_earlier_one_keep_their_time() -> None:
    timeline = Timeline()
    order = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8]
    times = [timeline.picture(10 + n / 25, T + 0.2 + place / 25) for place, n in enumerate(order)]
    shown = [at for _, at in sorted(zip(order, times, strict=True))]
    assert [after - before for before, after in pairwise(shown)] == pytest.approx([1 / 25] * 9, abs=0.03)


def test_a_step_of_the_wall_clock_moves_all_that_follows() -> None:
    timeline = Timeline()
    for n in range(50):
        before = timeline.picture(n / 25, T + n / 25)
    timeline.step(3600.0)
    after = timeline.picture(2.0, T + 2.0 + 3600)
    assert after - before == pytest.approx(3600 + 1 / 25, abs=0.01)


def test_sound_goes_by_the_clock_of_its_pictures() -> None:
    timeline = Timeline()
    assert timeline.sound(5.0, T) == T, "before the first picture"
    timeline.picture(5.0, T)
    assert timeline.sound(5.02, T + 0.1) == pytest.approx(T + 0.02)
    assert timeline.sound(9e9, T + 0.2) == T + 0.2
