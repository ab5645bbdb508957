"""Packets of a stream that nobody watches are taken some at a time: the recorder's processor time goes into waking, not into packets."""

import threading
import time

import pytest

from console.model.hall import Camera
from console.video import pull
from console.video.channel import Channel
from console.video.protocol import Stream
from console.video.ring import Purse

SMALL, LARGE = 500_000.0, 8_000_000.0
"""Bits a second."""


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Channel:
    made = Channel(Camera(id="door", main="rtsp://127.0.0.1/door"), Stream.MAIN, "rtsp://127.0.0.1/door", Purse(), (Stream.MAIN,))
    monkeypatch.setattr(made.tally, "rate", lambda _now: (15.0, SMALL))
    return made


@pytest.fixture
def rests(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it rested each time, seconds."""
    found: list[float] = []
    monkeypatch.setattr(channel, "rest", found.append)
    return found


def after(channel: Channel, *, waited: float, late: float, open_for: float = 60.0) -> None:
    """A packet was taken that had to be waited for so long, and whose picture is so late."""
    rest = pull._Rest(channel)
    rest._from = time.monotonic() + pull.REST_AFTER - open_for
    rest._taken = time.monotonic() - waited
    rest.take(late)


def test_it_rests_when_all_that_was_there_is_taken(channel: Channel, rests: list[float]) -> None:
    after(channel, waited=0.06, late=0.01)
    assert rests == [pull.REST]


def test_a_backlog_is_taken_without_a_rest(channel: Channel, rests: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "WAITED", 3600.0)
    after(channel, waited=0.0, late=0.01)
    monkeypatch.setattr(pull, "WAITED", 0.0)
    after(channel, waited=0.06, late=pull.LATE)
    assert rests == []


def test_a_new_connection_is_read_at_once_until_its_clock_is_known(channel: Channel, rests: list[float]) -> None:
    after(channel, waited=0.06, late=0.0, open_for=0.0)
    assert rests == []


def test_no_more_gathers_than_a_system_holds(channel: Channel, rests: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel.tally, "rate", lambda _now: (25.0, LARGE))
    after(channel, waited=0.06, late=0.0)
    assert rests == [pytest.approx(pull.REST_BYTES * 8 / LARGE)]
    assert rests[0] < pull.REST


def test_who_begins_to_watch_ends_the_rest(channel: Channel) -> None:
    resting = threading.Thread(target=channel.rest, args=(600.0,), daemon=True)
    resting.start()
    channel.call(lambda: None)
    resting.join(60.0)
    assert not resting.is_alive()
    channel.call(None)
    begun = time.monotonic()
    channel.rest(0.05)
    assert time.monotonic() - begun >= 0.04
