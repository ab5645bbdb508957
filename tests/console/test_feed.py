"""The live feed has what the hub has, whatever is lost, repeated or changed on the way; and says so when it has not."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console import wire
from console.checkpoint import WitnessFile
from console.feed import HistoryFeed, LiveFeed, new_id
from console.live_link import SILENCE
from console.model.command import Beep, OpenCounter, Role, WriteNote
from console.model.event import NoteWritten
from console.model.state import state_hash
from console.session import Link
from tests.helpers.hub import Adapter, HubProcess
from tests.helpers.played_hub import PlayedHub
from tests.helpers.until import until


def note(number: int) -> NoteWritten:
    return NoteWritten(by="an", text=f"记录 {number}")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[PlayedHub]:
    played = PlayedHub(tmp_path / "data")
    yield played
    played.close()


@pytest.fixture
def follow(hub: PlayedHub, tmp_path: Path) -> Iterator[Callable[[], LiveFeed]]:
    feeds: list[LiveFeed] = []

    def start() -> LiveFeed:
        feeds.append(LiveFeed(hub.station, person="wang", witnesses=tmp_path / "witness.jsonl"))
        return feeds[-1]

    yield start
    for feed in feeds:
        feed.close()


def agrees(feed: LiveFeed, hub: PlayedHub) -> bool:
    live = feed.latest()
    return live.link is Link.GOOD and live.state.seq == hub.state.seq and state_hash(live.state) == state_hash(hub.state)


def wait(feed: LiveFeed, hub: PlayedHub) -> None:
    until(lambda: agrees(feed, hub), hub.turn)


def test_it_loads_a_snapshot_the_pages_since_and_then_follows(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    for number in range(120):
        hub.write(note(number))
    hub.journal.snapshot(hub.state)
    for number in range(130):
        hub.write(note(number))
    feed = follow()
    assert feed.latest().link is Link.CONNECTING
    wait(feed, hub)
    assert feed.latest().role is Role.LEADER
    assert [entry.seq for entry in feed.latest().recent] == list(range(1, 251)), "the log also has what came before the snapshot"
    hub.tell(note(1), note(2))
    wait(feed, hub)
    assert feed.latest().recent[-1].event == note(2)
    assert len([each for each in hub.heard if isinstance(each, wire.Fetch)]) == 1


def test_entries_that_the_feed_lost_are_asked_for(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    hub.tell(note(0))
    feed = follow()
    wait(feed, hub)
    for number in range(200):
        sealed = hub.write(note(number))
        if number % 10 == 0:
            hub.publish(sealed)
    wait(feed, hub)
    assert [entry.seq for entry in feed.latest().recent] == list(range(1, 202))


def test_a_lost_last_entry_shows_by_the_pulse(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    hub.tell(note(0))
    feed = follow()
    wait(feed, hub)
    hub.write(note(1))
    wait(feed, hub)
    assert feed.latest().state.seq == 2


def test_entries_that_come_twice_or_late_change_nothing(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    feed = follow()
    sealed = hub.write(*map(note, range(30)))
    wait(feed, hub)
    for _ in range(3):
        hub.publish(sealed)
        hub.publish(sealed[5:9])
    hub.tell(note(31))
    wait(feed, hub)
    assert [entry.seq for entry in feed.latest().recent] == list(range(1, 32))


def test_an_entry_that_was_changed_on_the_way_is_not_believed(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    hub.tell(note(0))
    feed = follow()
    wait(feed, hub)
    good = hub.write(note(1))
    entry = good[0].entry
    forged = wire.Sealed(
        entry=type(entry)(
            seq=entry.seq, at=entry.at, hall=entry.hall, source=entry.source, epoch=entry.epoch, sseq=entry.sseq, device_at=None,
            event=note(666),
        ),
        hash=good[0].hash,
    )  # fmt: skip
    hub.publish([forged])
    until(lambda: feed.latest().link is Link.DIVERGED)
    wait(feed, hub)
    assert note(666) not in [entry.event for entry in feed.latest().recent]


def test_a_pulse_with_another_hash_makes_it_load_anew(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    hub.tell(note(0))
    feed = follow()
    wait(feed, hub)
    hub.pulse(hash="00" * 32)
    until(lambda: feed.latest().link is Link.DIVERGED)
    wait(feed, hub)
    assert len([each for each in hub.heard if isinstance(each, wire.Fetch)]) == 2


def test_a_hub_that_came_back_with_less_is_followed_from_there(
    hub: PlayedHub, follow: Callable[[], LiveFeed], tmp_path: Path
) -> None:
    hub.tell(*map(note, range(5)))
    hub.journal.close()
    shutil.copytree(hub.data / "journal", tmp_path / "yesterday")
    hub.reborn(hub.data / "journal")
    hub.tell(*map(note, range(20)))
    feed = follow()
    wait(feed, hub)
    assert feed.latest().state.seq == 25
    hub.reborn(tmp_path / "yesterday")
    hub.tell(note(7))
    wait(feed, hub)
    assert feed.latest().state.seq == 6


def test_silence_makes_the_picture_stale_and_the_return_makes_it_good(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    hub.tell(note(0))
    feed = follow()
    wait(feed, hub)
    hub.is_silent = True
    begun = time.monotonic()
    until(lambda: feed.latest().link is Link.STALE, hub.turn)
    assert SILENCE <= 2
    assert time.monotonic() - begun < SILENCE + 20, "a machine may hold up either of us"
    assert feed.latest().state.seq == 1, "what was known stays on the screen, as stale"
    hub.write(note(1))
    hub.is_silent = False
    wait(feed, hub)


def test_a_hub_that_cannot_record_says_so(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    hub.tell(note(0))
    feed = follow()
    wait(feed, hub)
    assert feed.latest().recorded
    hub.recorded = False
    until(lambda: not feed.latest().recorded, hub.turn)


def test_a_refused_console_knows_why_and_tries_again(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    hub.refuses = "role"
    feed = follow()
    until(lambda: feed.latest().link is Link.REFUSED, hub.turn)
    assert feed.latest().why == "not you"
    hub.refuses = ""
    hub.tell(note(0))
    wait(feed, hub)


def test_a_missing_station_file_is_a_plain_word_and_no_crash(tmp_path: Path) -> None:
    feed = LiveFeed(tmp_path / "none.toml")
    until(lambda: "none.toml" in feed.latest().why)
    assert feed.latest().link is Link.CONNECTING
    feed.close()


def test_checkpoints_are_kept_as_witnesses_and_shown_at_the_next_greeting(
    hub: PlayedHub, follow: Callable[[], LiveFeed], tmp_path: Path
) -> None:
    feed = follow()
    hub.tell(note(0))
    wait(feed, hub)
    signed = hub.journal.sign()
    hub.tell(signed)
    wait(feed, hub)
    feed.close()
    newest = WitnessFile(tmp_path / "witness.jsonl").newest
    assert newest is not None
    assert newest.checkpoint == signed
    hub.heard.clear()
    again = follow()
    wait(again, hub)
    greeting = next(each for each in hub.heard if isinstance(each, wire.Enter))
    assert (greeting.checkpoint, greeting.head) == (signed.seq, signed.head)


def test_an_order_is_answered_once_and_carries_the_boot(hub: PlayedHub, follow: Callable[[], LiveFeed]) -> None:
    hub.tell(note(0))
    feed = follow()
    wait(feed, hub)
    id = feed.order(OpenCounter(counter="c1"))
    answers = []
    until(lambda: answers.extend(feed.answers()) or answers, hub.turn)  # type: ignore[func-returns-value]
    assert [(each.id, each.accepted) for each in answers] == [(id, True)]
    (order,) = [each for each in hub.heard if isinstance(each, wire.Order)]
    assert (order.id, order.command, order.boot) == (id, OpenCounter(counter="c1"), 1)
    assert 0 < order.expires_in <= 5


def test_an_order_without_an_answer_is_sent_again_under_its_id_and_then_given_up(
    hub: PlayedHub, follow: Callable[[], LiveFeed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.feed.ORDER_SECONDS", 60.0)
    hub.tell(note(0))
    feed = follow()
    wait(feed, hub)
    hub.answers_orders = False
    id = feed.order(Beep(device="panel-1"))
    until(lambda: any(isinstance(each, wire.Order) for each in hub.heard), hub.turn)
    hub.is_silent = True
    until(lambda: feed.latest().link is Link.STALE, hub.turn)
    hub.is_silent = False
    until(lambda: sum(isinstance(each, wire.Order) for each in hub.heard) >= 2, hub.turn, what="it is sent again")
    pending = feed._board.pending
    pending[id] = replace(pending[id], until=time.monotonic())  # its seconds are over
    answers = []
    until(lambda: answers.extend(feed.answers()) or answers, hub.turn)  # type: ignore[func-returns-value]
    assert [(each.id, each.accepted, each.reason) for each in answers] == [(id, False, "expired")]
    sent = [each for each in hub.heard if isinstance(each, wire.Order)]
    assert len(sent) >= 2
    assert {each.id for each in sent} == {id}
    assert sent[-1].expires_in < sent[0].expires_in


def test_ids_of_orders_are_unique_and_in_order() -> None:
    ids = [new_id() for _ in range(2_000)]
    assert len(set(ids)) == len(ids)
    assert all(id[14] == "7" and id[19] in "89ab" for id in ids)
    assert [id[:13] for id in ids] == sorted(id[:13] for id in ids)


def test_a_console_that_is_there_before_its_hub_waits_in_plain_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from console.hub import keys

    (tmp_path / "hub").mkdir()
    keys.hub_key(tmp_path / "hub")
    feed = LiveFeed(keys.issue_local(tmp_path / "hub", "desk", Role.LEADER))
    past = HistoryFeed(tmp_path / "hub" / "keys" / "desk.station.toml", feed.history_port)
    until(lambda: feed.latest().why == "the hub of this machine does not run", what="it says so")
    assert feed.latest().link is Link.CONNECTING
    with HubProcess(tmp_path / "hub"):
        until(lambda: feed.latest().link is Link.GOOD, what="the hub is found")
        until(lambda: past.latest().first > 0, what="the past is found")
        feed.close()
        past.close()
    assert not caplog.records


def test_a_real_hub_is_followed_through_a_kill_and_a_restart(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    with HubProcess(tmp_path / "hub") as hub:
        from console.hub import keys

        feed = LiveFeed(keys.issue_local(hub.data, "desk", Role.LEADER), person="wang")
        until(lambda: feed.latest().link is Link.GOOD)
        adapter = Adapter(hub.data)
        adapter.join()
        adapter.deliver(adapter.shows(500))
        until(lambda: "qms" in feed.latest().state.adapters and feed.latest().state.adapters["qms"].sseq == 500)
        hub.kill()
        until(lambda: feed.latest().link is Link.STALE)
        hub.start()
        until(lambda: feed.latest().link is Link.GOOD and feed.latest().state.boot == 2)
        id = feed.order(WriteNote(text="回来了"))
        until(lambda: id in feed.latest().state.orders)
        adapter.close()
        feed.close()
        last = feed.latest().state
        entries = hub.entries()
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        from console.model.reduce import fold
        from console.model.state import HallState

        assert state_hash(fold(HallState(), entries[: last.seq])) == state_hash(last)
