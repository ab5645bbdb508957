"""What the demo's camera hears: a chime for each new call, a quiet hall in between, and no sample too many or too few."""

from itertools import pairwise

import av
import numpy as np
import pytest
from av.audio.codeccontext import AudioCodecContext

from adapters.simulated.hearing import LENGTH, LONGEST, RATE, Hearing
from adapters.simulated.units import Unit

FIRST, SECOND = (("A001", "c1"),), (("A002", "c2"), ("A001", "c1"))
STEP = 0.125


def samples(units: list[Unit]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    decoder = av.CodecContext.create("pcm_alaw", "r")
    assert isinstance(decoder, AudioCodecContext)
    decoder.sample_rate, decoder.layout = RATE, "mono"
    frames = [frame.to_ndarray()[0] for unit in units for frame in decoder.decode(av.Packet(unit.data))]
    return np.concatenate(frames).astype(np.int64)


def heard(hearing: Hearing, calls: tuple[tuple[str, str], ...], begin: float, seconds: float) -> list[Unit]:
    return [unit for k in range(round(seconds / STEP)) for unit in hearing.piece(calls, begin + k * STEP)]


def loudness(units: list[Unit]) -> float:
    return float(np.abs(samples(units)).max())


@pytest.fixture
def hearing() -> Hearing:
    made = Hearing()
    heard(made, FIRST, 100.0, 1.0)
    return made


def test_a_new_call_rings_and_then_the_hall_is_quiet_again(hearing: Hearing) -> None:
    assert loudness(heard(hearing, FIRST, 101.0, 2.0)) < 1_000
    assert loudness(heard(hearing, SECOND, 103.0, LENGTH)) > 6_000
    assert loudness(heard(hearing, SECOND, 103.0 + LENGTH + STEP, 10.0)) < 1_000


def test_every_sample_has_its_time(hearing: Hearing) -> None:
    units = [*heard(hearing, FIRST, 101.0, 0.5), *hearing.piece(SECOND, 102.25), *heard(hearing, SECOND, 102.3, 5.0)]
    for one, other in pairwise(units):
        assert other.at - one.at == pytest.approx(len(one.data) * 1e6 / RATE, abs=2)


def test_after_a_pause_it_goes_on_with_the_present(hearing: Hearing) -> None:
    assert heard(hearing, FIRST, 200.0, STEP) == []
    (unit,) = hearing.piece(FIRST, 200.0 + STEP)
    assert (unit.at, len(unit.data)) == (200_000_000, STEP * RATE)
    assert LONGEST * RATE < 65_536
