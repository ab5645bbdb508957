"""The journal keeps what it is given, in order, once, and for ever; the same on SQLite and PostgreSQL."""

import threading
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console import chain, wire
from console.checkpoint import Signer, is_genuine
from console.fault import HallFault
from console.hub import schema
from console.hub.journal import Agreement, Draft, Journal, NotNext
from console.hub.segment import row_hash
from console.model.event import AnyEvent, EventsCoalesced, NoteWritten, RecordingLost
from console.model.reduce import fold
from console.model.state import HallState, state_hash
from tests.helpers.journals import DAY, HALL, MORNING, drafts, execute, reader, writer
from tests.helpers.soak import times
from tests.helpers.streams import any_events, entries, small_hall, visits

EVE, TODAY = "2025-11-21", "2025-11-22"


def test_what_was_appended_is_read_back_as_it_was(place: str) -> None:
    journal = Journal.open(place, HALL)
    sealed = journal.append(drafts(1, 50)) + journal.append(drafts(51, 150, MORNING + 1))
    assert [each.entry.seq for each in sealed] == list(range(1, 201))
    assert journal.head == (200, sealed[-1].hash, sealed[-1].entry.at)
    assert journal.read(0, 1_000) == sealed
    assert journal.read(120, 10) == sealed[120:130]
    assert journal.read(0, 1_000, until=sealed[99].entry.at) == [each for each in sealed if each.entry.at <= sealed[99].entry.at]
    assert journal.read(0, 10, until=MORNING - 1) == []
    journal.close()
    again = Journal.open(place, HALL)
    assert again.read(0, 1_000) == sealed
    assert again.head == (200, sealed[-1].hash, sealed[-1].entry.at)
    assert again.high_water() == {"ups": ("e1", 200)}
    again.close()


def test_an_empty_journal_has_a_head_and_can_be_closed_and_opened(place: str) -> None:
    journal = Journal.open(place, HALL)
    assert journal.head == (0, chain.genesis(HALL).hex(), 0.0)
    assert journal.read(0) == []
    assert journal.append([]) == []
    assert journal.restore() == HallState()
    assert journal.verify().is_whole
    journal.close()
    Journal.open(place, HALL).close()


def test_the_same_number_of_a_source_is_refused_on_the_day_and_after_midnight(place: str) -> None:
    journal = Journal.open(place, HALL)
    journal.append(drafts(1, 10))
    with pytest.raises(NotNext):
        journal.append(drafts(11, 1) + drafts(10, 1, MORNING + 1))
    assert journal.head.seq == 10, "a refused batch leaves nothing"
    journal.append(drafts(11, 1, MORNING + DAY))
    for number in (1, 10, 11):
        with pytest.raises(NotNext):
            journal.append(drafts(number, 1, MORNING + DAY + 1))
    journal.append(drafts(1, 1, MORNING + DAY + 2, epoch="e2"))
    journal.append(drafts(1, 1, MORNING + DAY + 3, source="other"))
    assert journal.high_water() == {"ups": ("e2", 1), "other": ("e1", 1)}
    assert (journal.seen("ups", "e1"), journal.seen("ups", "e2"), journal.seen("ups", "e3")) == (11, 1, 0)
    journal.close()
    again = Journal.open(place, HALL)
    assert again.high_water() == {"ups": ("e2", 1), "other": ("e1", 1)}
    assert again.seen("ups", "e1") == 11
    again.close()


def test_hall_time_may_not_go_backwards(place: str) -> None:
    journal = Journal.open(place, HALL)
    journal.append(drafts(1, 1, MORNING))
    with pytest.raises(NotNext, match="backwards"):
        journal.append(drafts(2, 1, MORNING - 0.001))
    journal.append(drafts(2, 1, MORNING))
    journal.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE @entry SET body = body WHERE seq = 5",
        "UPDATE @entry SET at = at + 1",
        "DELETE FROM @entry WHERE seq = 10",
        "DELETE FROM @entry",
        "DELETE FROM @segment",
        "UPDATE @mark SET sseq = 0",
        "DELETE FROM @closing",
        "INSERT INTO @entry SELECT 99, at, hall, source, epoch, 99, device_at, kind, body, hash FROM @entry WHERE seq = 10",
        "INSERT INTO @entry SELECT 11, at, hall, source, epoch, sseq, device_at, kind, body, hash FROM @entry WHERE seq = 10",
    ],
)
def test_the_database_refuses_to_change_remove_skip_or_repeat(place: str, statement: str) -> None:
    journal = Journal.open(place, HALL)
    sealed = journal.append(drafts(1, 10))
    journal.append(drafts(11, 1, MORNING + DAY))  # closes the eve, so that all its tables have a row
    journal.close()
    day = TODAY if "@mark" in statement else EVE
    with pytest.raises(Exception, match=r"append-only|next entry only|unique"):
        execute(place, day, statement)
    again = Journal.open(place, HALL)
    assert again.read(0, 10) == sealed
    assert again.verify().is_whole
    again.close()


@pytest.mark.parametrize("verb", ["INSERT OR REPLACE INTO", "REPLACE INTO"])
@pytest.mark.parametrize("seq", [10, 11])
def test_sqlite_does_not_let_a_row_be_replaced(tmp_path: Path, verb: str, seq: int) -> None:
    journal = Journal.open(tmp_path, HALL)
    journal.append(drafts(1, 10))
    journal.close()
    with pytest.raises(Exception, match="next entry only"):
        execute(
            str(tmp_path),
            EVE,
            f"{verb} entry SELECT {seq}, at, hall, source, epoch, sseq, device_at, kind, x'00', hash FROM entry WHERE seq = 10",
        )


def test_postgresql_does_not_let_a_table_be_emptied(postgres_url: str) -> None:
    journal = Journal.open(postgres_url, HALL)
    journal.append(drafts(1, 10))
    journal.close()
    with pytest.raises(Exception, match="append-only"):
        execute(postgres_url, EVE, "TRUNCATE @entry")


def test_an_outsider_can_compute_the_chain_from_the_page_alone(place: str) -> None:
    """Written from the text of `console.chain`, with nothing of it but the text."""
    import hashlib
    import struct

    journal = Journal.open(place, HALL)
    journal.append(drafts(1, 3))
    journal.append([Draft(at=MORNING + 1, source="hub", epoch="b1", sseq=1, event=NoteWritten(by="王", text="换纸"))])
    previous = hashlib.sha256(b"hallwatch journal 1\n" + HALL.encode()).digest()
    for stored in journal.archive.rows(0, 10):
        columns, hash = row_hash(stored)
        data = b""
        for value in columns:
            if value is None:
                data += b"\xff\xff\xff\xff"
                continue
            if isinstance(value, int):
                field = value.to_bytes(8, "big", signed=True)
            elif isinstance(value, float):
                field = struct.pack(">d", value)
            else:
                field = value.encode() if isinstance(value, str) else value
            data += len(field).to_bytes(4, "big") + field
        previous = hashlib.sha256(previous + hashlib.sha256(data).digest()).digest()
        assert previous == hash
    journal.close()


def test_the_chain_can_be_computed_from_what_a_console_receives(place: str) -> None:
    journal = Journal.open(place, HALL)
    journal.append([Draft(at=MORNING, source="hub", epoch="b1", sseq=1, event=RecordingLost(reason="full", since=5, spooled=1))])
    sent = msgspec.json.decode(wire.encode(wire.Entries(entries=tuple(journal.read(0)), head=1)), type=wire.Entries)
    previous = chain.genesis(HALL)
    for sealed in sent.entries:
        previous = chain.link(previous, chain.row_of(sealed.entry))
        assert previous.hex() == sealed.hash
    journal.close()


def test_what_lives_on_in_memory_is_what_a_replay_reads(place: str) -> None:
    """`since=5` is an integer here and a float once read: the journal must not let the two differ."""
    journal = Journal.open(place, HALL)
    events: list[AnyEvent] = [RecordingLost(reason="full", since=5, spooled=1), EventsCoalesced(device="ups-1", count=2)]
    sealed = journal.append(
        [Draft(at=5, source="hub", epoch="b1", sseq=n, device_at=3, event=event) for n, event in enumerate(events, 1)]
    )  # fmt: skip
    assert [msgspec.msgpack.encode(each) for each in sealed] == [msgspec.msgpack.encode(each) for each in journal.read(0)]
    journal.close()


def test_an_event_that_nobody_could_read_again_is_not_written(place: str) -> None:
    journal = Journal.open(place, HALL)
    with pytest.raises(msgspec.ValidationError):
        journal.append([Draft(at=MORNING, source="hub", epoch="b1", sseq=1, event=NoteWritten(by="an", text="x" * 4_001))])
    assert journal.head.seq == 0
    journal.close()


@pytest.mark.parametrize(
    "text", ["'); DROP TABLE entry; --", "<b>fett</b>", "\x1b[31m", "\u202egnp.exe", "a\0b", "=cmd|' /C calc'!A0"]
)
def test_hostile_text_is_kept_byte_for_byte(place: str, text: str) -> None:
    journal = Journal.open(place, HALL)
    journal.append([Draft(at=MORNING, source="hub", epoch="b1", sseq=1, event=NoteWritten(by="an", text=text))])
    assert journal.read(0)[0].entry.event == NoteWritten(by="an", text=text)
    journal.close()


def test_days_follow_the_halls_own_midnight_and_are_closed_and_signed(place: str) -> None:
    signer = Signer.new()
    journal = Journal.open(place, HALL, signer=signer)
    midnight = 1_763_740_800.0  # 2025-11-22 00:00 in Shanghai
    journal.append(drafts(1, 3, midnight - 1))
    last = journal.append(drafts(4, 3, midnight - 0.5))[-1]
    journal.append(drafts(7, 3, midnight))
    assert [about.day for about in journal.archive.days] == [EVE, TODAY]
    assert [each.entry.seq for each in journal.read(4, 4)] == [5, 6, 7, 8], "a page goes across midnight"
    closing = journal.archive.segment(EVE).closing()
    assert closing is not None
    assert (closing.seq, closing.head) == (6, last.hash)
    assert is_genuine(HALL, closing, signer.public)
    assert not is_genuine("another", closing, signer.public)
    assert not is_genuine(HALL, closing, Signer.new().public)
    assert journal.verify().is_whole
    journal.close()
    again = Journal.open(place, HALL, signer=signer)
    assert again.verify().entries == 9
    assert not again.verify(Signer.new().public).is_whole
    assert not any(word for _, word in again.checked())
    again.close()


def test_checkpoints_are_kept_as_witnesses_and_name_the_one_before(tmp_path: Path, place: str) -> None:
    signer, kept = Signer.new(), tmp_path / "witness.jsonl"
    journal = Journal.open(place, HALL, signer=signer, witnesses=kept)
    journal.append(drafts(1, 10))
    journal.append([Draft(at=MORNING + 1, source="hub", epoch="b1", sseq=1, event=journal.sign())])
    journal.append([Draft(at=MORNING + 2, source="hub", epoch="b1", sseq=2, event=journal.sign())])
    first, second = (each.entry.event for each in journal.read(10))
    assert (first.seq, first.previous, second.seq, second.previous) == (10, 0, 11, 11)  # type: ignore[union-attr]
    assert is_genuine(HALL, second, signer.public)  # type: ignore[arg-type]
    assert journal.verify().is_whole
    journal.close()
    again = Journal.open(place, HALL, signer=signer, witnesses=kept)
    assert again.sign().previous == 12
    assert again.regressed is None
    assert again.agreement(11, second.head) is Agreement.SAME  # type: ignore[union-attr]
    assert again.agreement(11, "00" * 32) is Agreement.DIFFERS
    assert again.agreement(13, second.head) is Agreement.BEHIND  # type: ignore[union-attr]
    again.close()


def test_a_reader_beside_the_writer_sees_each_commit_and_cannot_write(place: str) -> None:
    journal = Journal.open(place, HALL)
    journal.append(drafts(1, 5))
    beside = reader(place)
    assert beside.head().seq == 5
    journal.append(drafts(6, 5, MORNING + 1))
    assert [each.entry.seq for each in beside.read(0)] == list(range(1, 11))
    with pytest.raises(Exception, match=r"readonly|read-only"):
        beside.segment(EVE).connection.exec_driver_sql(
            "CREATE TABLE mine (x INTEGER)"
            if "sqlite" in str(beside.segment(EVE).connection.engine.url)
            else "CREATE TABLE public.mine (x int)"
        )
    beside.close()
    journal.close()


def test_a_second_writer_is_refused(place: str) -> None:
    journal = Journal.open(place, HALL)
    with pytest.raises(HallFault, match="another hub writes"):
        Journal.open(place, HALL)
    journal.append(drafts(1, 1))
    journal.close()
    Journal.open(place, HALL).close()


def test_another_halls_journal_is_refused(place: str) -> None:
    journal = Journal.open(place, HALL)
    journal.append(drafts(1, 1))
    journal.close()
    with pytest.raises(HallFault, match="of the hall chengdong, not of chengxi"):
        Journal.open(place, "chengxi")


def test_a_newer_schema_is_refused_and_an_older_is_upgraded(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    journal = Journal.open(place, HALL)
    sealed = journal.append(drafts(1, 5)) + journal.append(drafts(6, 5, MORNING + DAY))
    journal.close()
    newer = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, newer)
    (newer / "versions" / "v0002_colour.py").write_text(
        "from alembic import context, op\nrevision = '0002'\ndown_revision = '0001'\n"
        "def upgrade():\n    s = context.config.attributes['schema']\n"
        "    op.get_bind().exec_driver_sql('CREATE TABLE ' + (f'\"{s}\".' if s else '') + 'colour (name TEXT)')\n"
    )
    with monkeypatch.context() as later:
        later.setattr(schema, "MIGRATIONS", newer)
        upgraded = Journal.open(place, HALL)
        upgraded.append(drafts(11, 5, MORNING + DAY + 1))
        assert upgraded.read(0)[:10] == sealed
        assert upgraded.verify().is_whole
        upgraded.close()
        for day in (EVE, TODAY):
            execute(place, day, "INSERT INTO @colour VALUES ('red')")
    with pytest.raises(HallFault, match=r"newer hallwatch \(schema 0002\)"):
        Journal.open(place, HALL)


def test_a_snapshot_and_the_entries_since_give_the_state(place: str) -> None:
    config = small_hall()
    journal = Journal.open(place, config.id)
    told = entries(list(visits(config, customers=40)))
    states, state = {}, HallState()
    for number in range(0, len(told), 20):
        batch = told[number : number + 20]
        sealed = journal.append(
            [Draft(at=each.at, source="hub", epoch="e1", sseq=each.seq, event=each.event) for each in batch]
        )  # fmt: skip
        state = fold(state, (each.entry for each in sealed))
        states[state.seq] = state_hash(state)
        if number % 100 == 0:
            assert journal.snapshot(state)
    assert state_hash(journal.restore()) == states[state.seq]
    kept = journal.snapshot_at(journal.head.at)
    assert kept is not None
    assert kept.seq <= state.seq
    assert state_hash(kept.state()) == states[kept.seq]
    assert journal.snapshot_at(told[0].at - 1) is None
    for seq, hash in states.items():
        assert state_hash(journal.archive.state_upto(seq)) == hash
    with pytest.raises(ValueError, match="was offered"):
        journal.snapshot(HallState(seq=1))
    journal.close()


def test_the_cache_of_snapshots_may_be_deleted_damaged_or_belong_elsewhere(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, HALL)
    journal.append(drafts(1, 50))
    truth = journal.restore()
    assert journal.snapshot(truth)
    journal.close()
    cache = tmp_path / "snapshots.sqlite"
    whole = cache.read_bytes()
    for content in (b"", b"not a database at all" * 100, whole[:5_000], whole):
        cache.write_bytes(content)
        (tmp_path / "snapshots.sqlite-wal").unlink(missing_ok=True)
        again = Journal.open(tmp_path, HALL)
        assert state_hash(again.restore()) == state_hash(truth)
        again.close()
    cache.unlink()
    other = Journal.open(tmp_path / "other", HALL)
    other.append(drafts(1, 50, MORNING + 1))
    other.close()
    cache.write_bytes(b"")
    (tmp_path / "other" / "snapshots.sqlite").write_bytes(whole)
    moved = Journal.open(tmp_path / "other", HALL)
    assert moved.snapshot_at() is None, "a snapshot of another chain is not used"
    moved.close()


@pytest.mark.parametrize("kills", [3, pytest.param(times(50), marks=pytest.mark.soak)])
def test_what_a_killed_writer_acknowledged_is_there_and_the_chain_holds(place: str, kills: int) -> None:
    acknowledged: dict[int, str] = {}
    for _ in range(kills):
        with writer(place) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(6)]
            process.kill()
            told += process.stdout.readlines()
        for line in told:
            if line.endswith("\n"):  # the last may have been cut by the kill
                seq, hash = line.split()
                acknowledged[int(seq)] = hash
    journal = Journal.open(place, HALL)
    assert len(acknowledged) >= 6 * kills
    found = {each.entry.seq: each.hash for each in journal.read(0, 1_000_000)}
    assert {seq: found.get(seq) for seq in acknowledged} == acknowledged
    assert [each.entry.sseq for each in journal.read(0, 1_000_000)] == list(range(1, journal.head.seq + 1))
    assert journal.verify().is_whole
    journal.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    batches=st.lists(
        st.tuples(st.floats(0, 3 * DAY / 5), st.lists(st.tuples(st.sampled_from(["a", "b", "hub"]), any_events()), max_size=8)),
        max_size=6,
    ),
    page=st.integers(1, 7),
)
def test_whatever_is_appended_comes_back_in_order_and_whole(
    tmp_path: Path, batches: list[tuple[float, list[tuple[str, AnyEvent]]]], page: int
) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    journal = Journal.open(folder, HALL)
    at, sseq, sealed = MORNING, {"a": 0, "b": 0, "hub": 0}, []
    for pause, batch in batches:
        at += pause
        told = []
        for source, event in batch:
            sseq[source] += 1
            told.append(Draft(at=at, source=source, epoch="e", sseq=sseq[source], event=event))
        sealed += journal.append(told)
        if pause > DAY / 5:
            journal.close()
            journal = Journal.open(folder, HALL)
    found: list[wire.Sealed] = []
    while more := journal.read(len(found), page):
        found += more
    assert found == sealed
    assert all(after.entry.at >= before.entry.at for before, after in pairwise(found))
    assert journal.high_water() == {source: ("e", number) for source, number in sseq.items() if number}
    assert journal.archive.seq_at(at) == len(sealed)
    journal.close()


def test_a_closed_journal_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    journal = Journal.open(tmp_path, HALL)
    journal.append(drafts(1, 1))
    journal.append(drafts(2, 1, MORNING + DAY))
    journal.close()
    assert set(threading.enumerate()) <= before
    assert not list(tmp_path.glob("*-wal")), "each WAL was moved into its file"
