"""The packets in memory: what is kept, for whom, and never more than there is room for."""

import pytest

from console.video.ring import KEEP, Purse, Ring


def fill(ring: Ring, seconds: float, *, size: int = 100, rate: int = 10, gop: int = 20, begin: float = 0.0) -> None:
    """Pictures with a key picture every `gop`."""
    first = ring.next
    for number in range(round(seconds * rate)):
        ring.append(begin + number / rate, 1, bytes(size), is_key=(first + number) % gop == 0)


def test_from_the_last_key_picture_on_everything_is_kept() -> None:
    ring = Ring(Purse())
    assert ring.last_key() is None
    fill(ring, 7.5)
    items = ring.since(0)
    assert [item.number for item in items] == list(range(60, 75))
    assert ring.last_key() == 60
    assert items[0].is_key


def test_what_the_writer_has_not_written_waits_for_it() -> None:
    ring = Ring(Purse())
    ring.unwritten = 0
    fill(ring, 10)
    assert ring.since(0)[0].number == 0
    ring.unwritten = 95
    fill(ring, 2.1, begin=10)
    assert ring.since(0)[0].number == 95


def test_while_somebody_watches_the_last_seconds_are_kept_for_replay() -> None:
    ring = Ring(Purse())
    ring.watched = True
    fill(ring, 2 * KEEP)
    assert ring.since(0)[0].at == pytest.approx(KEEP - 2.0, abs=0.3)
    assert ring.key_before(2 * KEEP - 10) == 500
    assert ring.key_before(0.0) == 300, "the first that is here, when it is longer ago"


def test_a_stream_never_takes_more_than_its_bytes_and_all_never_more_than_theirs() -> None:
    purse = Purse(most=30_000)
    first, second = Ring(purse, most=20_000), Ring(purse, most=20_000)
    for ring in (first, second):
        ring.watched = True
        fill(ring, 60)
        assert ring.held <= 20_000
    assert purse.held <= 30_000
    assert purse.held == first.held + second.held


def test_what_is_not_written_yet_goes_after_all_replay_and_not_for_ever() -> None:
    purse = Purse(most=30_000)
    watched, recorded = Ring(purse, most=29_500), Ring(purse, most=50_000)
    watched.watched = True
    fill(watched, 60)
    assert purse.held > 29_000
    recorded.unwritten = 0
    fill(recorded, 10)
    assert recorded.since(0)[0].number == 0, "nobody's replay is worth a recording"
    fill(watched, 2, begin=60)
    assert purse.held <= 30_000
    fill(recorded, 100, begin=10)
    assert recorded.held <= 50_000
    third = Ring(purse, most=50_000)
    third.unwritten = 0
    fill(third, 100)
    assert purse.held <= 60_000 + 20 * 100, "the last group of pictures is always there"


def test_a_group_that_is_too_long_to_be_kept_is_given_up_whole() -> None:
    ring = Ring(Purse(), most=1000)
    fill(ring, 5, gop=10_000)
    assert ring.held <= 1000
    assert ring.last_key() is None, "nothing can be decoded of what is left"


def test_numbers_go_on_and_say_what_is_missing() -> None:
    ring = Ring(Purse())
    fill(ring, 5)
    ring.clear()
    assert ring.since(0) == []
    assert ring.held == 0
    fill(ring, 1, begin=5)
    assert ring.since(0)[0].number == 50
    assert [item.number for item in ring.since(57)] == [57, 58, 59]
    assert [item.number for item in ring.since(50, 3)] == [50, 51, 52]
