"""Instant replay and latency do not need the hall's clock to be this machine's: a demo's hall lives at another time."""

from types import SimpleNamespace

import pytest

from console.video import decode
from console.video.decode import BEHIND, SLOW, Coded, LiveStream, latency_of
from console.video.protocol import Packet, Stream

ELSEWHEN = 4e9
"""Hall time of a hall that lives far from the wall's."""
MONOTONIC, WALL = 5_000.0, 1_795_000_000.0
"""What the machine's clocks say."""


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the test is held up."""
    monkeypatch.setattr(decode, "time", SimpleNamespace(monotonic=lambda: MONOTONIC, time=lambda: WALL))


def coded(pts: float) -> Coded:
    """A packet so many seconds after the first."""
    head = Packet(camera="a", stream=Stream.SUB, generation=1, at=ELSEWHEN + pts, pts=int(pts * 1e6), is_key=True)
    return Coded(head, b"", MONOTONIC)


def test_instant_replay_begins_at_once_with_the_oldest_and_keeps_the_streams_pace() -> None:
    stream = LiveStream("a", lambda _, __: None, back=30.0)
    waits = []
    for pts in (100.0, 104.0, 129.0):
        stream._stock.append(coded(pts))
        waits.append(stream._wait())
        stream._stock.clear()
    assert waits == pytest.approx([0.0, 4.0, 29.0])


def test_a_stream_that_counts_anew_is_not_waited_for_without_end() -> None:
    stream = LiveStream("a", lambda _, __: None, back=30.0)
    for pts in (100.0, 5_000.0):
        stream._stock.append(coded(pts))
        assert stream._wait() <= 0.0
        stream._stock.clear()


def test_a_machine_that_is_too_slow_time_and_again_shows_key_pictures_and_says_so_and_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(decode, "time", SimpleNamespace(monotonic=lambda: clock.now, time=lambda: WALL))
    stream = LiveStream("a", lambda _, __: None)

    def feed_and_take(at: float) -> bool:
        """Whether key pictures must do."""
        clock.now = at
        stream.feed(coded(at).head, b"")
        stream._take(Coded(coded(at).head, b"", at))
        return stream.flow.only_keys

    assert not feed_and_take(0.0)
    assert not feed_and_take(0.1 + BEHIND), "once is a hiccup"
    assert feed_and_take(0.2 + 2 * BEHIND), "twice is too slow"
    stream._fed.clear()
    assert feed_and_take(SLOW)
    stream._fed.clear()
    assert not feed_and_take(1.0 + 2 * BEHIND + SLOW)


def test_latency_is_from_the_recorder_where_the_clocks_agree_and_from_here_where_they_do_not() -> None:
    came = MONOTONIC - 0.2
    assert latency_of(WALL - 0.5, came) == pytest.approx(0.5)
    assert latency_of(WALL + 0.01, came) == 0.0
    assert latency_of(ELSEWHEN, came) == pytest.approx(0.2)
    assert latency_of(WALL - 30.5, came, is_back=True) == pytest.approx(0.2)
