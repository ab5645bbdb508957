"""A real hub on a PostgreSQL journal: killed, its server killed and restarted under it, its past asked for."""

import random
import signal
import time
from collections.abc import Iterator

import pytest

from console import wire
from console.hub.core import rebuilt
from console.hub.journal import Journal
from console.model.command import WriteNote
from console.model.event import AdapterLost, HubStarted, RecordingLost
from console.model.state import state_hash
from tests.helpers.hub import HALL, Adapter, Console, HubProcess, closing, pulse_says
from tests.helpers.postgres import Postgres, server
from tests.helpers.soak import times
from tests.helpers.until import until


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    """A server that the tests may kill."""
    with server() as running:
        yield running


@pytest.fixture(scope="module")
def shared_hub(tmp_path_factory: pytest.TempPathFactory, database: Postgres) -> Iterator[HubProcess]:
    made = HubProcess(tmp_path_factory.mktemp("hub") / "hall")
    made.journal = database.database()
    with made:
        yield made


@pytest.fixture
def hub(shared_hub: HubProcess) -> HubProcess:
    """The hub, showing only what is written from now on."""
    assert shared_hub.process is not None
    if shared_hub.process.poll() is not None:
        shared_hub.start()
    shared_hub.mark = 0
    shared_hub.mark = shared_hub.entries()[-1].seq
    return shared_hub


def numbers(hub: HubProcess, qms: Adapter) -> list[int]:
    return [entry.sseq for entry in hub.entries() if entry.epoch == qms.epoch and entry.source == "qms"]


def stop_whole(hub: HubProcess) -> None:
    """It stops in order; the chain holds, and the state is what it folds to."""
    assert hub.stop() == 0
    assert isinstance(hub.journal, str)
    journal = Journal.open(hub.journal, HALL)
    try:
        assert state_hash(journal.restore()) == state_hash(rebuilt(journal))
        assert journal.verify().is_whole
    finally:
        journal.close()


def past(hub: HubProcess, desk: Console) -> list[int]:
    """Entries as the history process gives them; an empty list while it says that it cannot."""
    until(lambda: hub.where.history, seconds=60, what="the history process to listen")
    answer = desk.ask_past(wire.Between(after=0, until=9e9), hub.where.history)
    return [each.entry.seq for each in answer.entries] if isinstance(answer, wire.Entries) else []


def test_a_killed_hub_goes_on_where_its_postgresql_journal_ends(hub: HubProcess) -> None:
    qms, desk = Adapter(hub.data, "qms", epoch="killed"), Console(hub.data)
    with closing(qms, desk):
        qms.join()
        qms.deliver(qms.shows(300))
        hub.kill()
        hub.start()
        qms.deliver(qms.shows(300))
        assert numbers(hub, qms) == list(range(1, 601))
        assert [event.clean for event in hub.events(HubStarted)] == [False]
        assert past(hub, desk)[:600] == list(range(1, 601))


def test_a_hub_outlives_its_postgresql_says_so_and_writes_on_when_it_is_back(hub: HubProcess, database: Postgres) -> None:
    qms, ups, desk = Adapter(hub.data, "qms", epoch="outlived"), Adapter(hub.data, "ups"), Console(hub.data)
    with closing(qms, ups, desk):
        admitted = desk.enter()
        feed = desk.follow(admitted.feed)
        qms.join()
        ups.join()
        qms.deliver(qms.shows(300))
        assert past(hub, desk)
        database.end(signal.SIGKILL)
        qms.given += qms.shows(500)
        qms.pump(0.1)
        pulse_says(feed, recorded=False)
        assert desk.order(WriteNote(text="x")).reason == "not_recording"
        ups.close()
        until(
            lambda: b"adapter.lost" in (hub.data / "spool").read_bytes()[:50_000], seconds=60, what="the spool to hold the loss"
        )
        assert past(hub, desk) == []
        assert qms.acked == 300
        database.start()
        pulse_says(feed, recorded=True, seconds=90)
        qms.deliver([])
        assert desk.order(WriteNote(text="x")).accepted
        assert numbers(hub, qms) == list(range(1, 801))
        (lost,) = hub.events(RecordingLost)
        assert lost.spooled >= 1
        assert "ups" in {event.adapter for event in hub.events(AdapterLost)}
        assert hub.events(HubStarted) == [], "the same hub throughout"
        assert past(hub, desk)
    stop_whole(hub)


def end_servers_under_load(hub: HubProcess, database: Postgres, ends: int, seed: int) -> None:
    """The server is stopped, killed, cut off, and the hub killed; who supervises the hub starts it again when it gives up."""
    chance = random.Random(seed)
    qms = Adapter(hub.data, "qms", epoch="ended")
    with closing(qms):
        qms.hello()
        for _ in range(ends):
            end = time.monotonic() + chance.uniform(0.1, 0.6)
            how = chance.choice([signal.SIGINT, signal.SIGQUIT, signal.SIGKILL, None])
            while time.monotonic() < end:
                if len(qms.given) - qms.acked < 1_000:
                    qms.given += qms.shows(200)
                qms.pump(0.001)
            acked = qms.acked
            if how is None:
                hub.kill()
            else:
                database.end(how)
                qms.pump(chance.uniform(0.0, 0.5))
                database.start()
            assert len(numbers(hub, qms)) >= acked, f"of {acked} acknowledged, {len(numbers(hub, qms))} are there"
            end = time.monotonic() + 60
            while qms.acked == acked:
                assert time.monotonic() < end, hub.log.read_text()[-3_000:]
                assert hub.process is not None
                if hub.process.poll() is not None:
                    hub.start()
                qms.pump(0.01)
        qms.deliver([], 60)
        assert numbers(hub, qms) == list(range(1, len(qms.given) + 1))
    stop_whole(hub)


@pytest.mark.soak
@pytest.mark.timeout(1_200)
def test_whatever_ends_under_load_nothing_acknowledged_is_lost_or_twice(hub: HubProcess, database: Postgres) -> None:
    end_servers_under_load(hub, database, times(30), seed=3)
