"""Which pictures are missing by the stream's clock: those of an even stream that the network lost, and no others."""

import itertools
import random
from collections.abc import Iterable

import pytest

from console.video.cadence import MOST, WINDOW, Cadence

STEP = 66_667
"""Microseconds: 15 pictures a second."""


def missing(steps: Iterable[float]) -> int:
    cadence = Cadence()
    return sum(cadence.missing(round(at)) for at in itertools.accumulate(steps, initial=0.0))


def test_what_an_even_stream_lost_is_counted() -> None:
    chance = random.Random(7)
    steps = [STEP * chance.choice((0.99, 1.0, 1.01)) for _ in range(600)]
    assert missing(steps) == 0
    for place, gone in ((100, 1), (200, 2), (300, 4), (400, MOST)):
        steps[place] += gone * STEP
    assert missing(steps) == 1 + 2 + 4 + MOST


def test_one_picture_in_a_hundred_is_missed_when_the_network_loses_so_many() -> None:
    chance, at, lost = random.Random(3), 0, 0
    cadence, found = Cadence(), 0
    for _ in range(6_000):
        at += STEP
        if chance.random() < 0.01:
            lost += 1
        else:
            found += cadence.missing(at)
    assert 0.75 * lost <= found <= lost


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([40_000] * 100 + [80_000] * 100 + [40_000] * 100, id="fewer-by-night"),
        pytest.param([33_333, 66_667] * 200, id="two-of-three"),
        pytest.param([40_000, 40_000, 40_000, 80_000] * 100, id="four-of-five"),
        pytest.param([random.Random(5).uniform(20_000, 120_000) for _ in range(400)], id="at-whim"),
        pytest.param(([STEP] * 30 + [STEP * 6] + [100] * 5) * 5, id="late-and-all-at-once"),
        pytest.param([STEP] * 50 + [60_000_000] + [STEP] * 50, id="away-for-a-minute"),
        pytest.param([STEP] * 50 + [-5_000_000] + [STEP] * 50, id="backwards"),
        pytest.param([0] * 50, id="no-clock"),
        pytest.param([STEP * 3, -STEP, -STEP, STEP * 2] * 50, id="b-pictures"),
        pytest.param([STEP] * (WINDOW - 1) + [2 * STEP] + [STEP] * 5, id="too-soon-to-know"),
    ],
)
def test_a_stream_that_misses_none_is_not_accused(steps: list[float]) -> None:
    assert missing(steps) == 0


def test_what_was_left_out_before_a_new_beginning_is_not_counted_twice() -> None:
    cadence = Cadence()
    for number in range(50):
        cadence.missing(number * STEP)
    cadence.begin()
    assert sum(cadence.missing((60 + number) * STEP) for number in range(50)) == 0
