"""What can befall a journal's disk and files: each is found, and told in one plain line; nothing acknowledged is lost silently."""

import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pysqlite3.dbapi2 as dbapi
import pytest
from sqlalchemy.exc import DBAPIError

from console import chain
from console.checkpoint import Signer, WitnessFile
from console.fault import HallFault
from console.hub import sqlite_store
from console.hub.journal import Agreement, Draft, Journal, JournalAway, JournalBroken, JournalFull
from console.hub.segment import HashedRow
from console.hub.sqlite_store import LEAST_SQLITE, refuse_network_disk, require_sqlite
from console.hub.verify import Verdict, verify
from tests.helpers.journals import DAY, HALL, MORNING, drafts, execute, reader
from tests.helpers.soak import times
from tests.helpers.until import until

EVE, TODAY = "2025-11-21", "2025-11-22"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB."""
    if os.geteuid() != 0:
        pytest.fail("this test mounts a file system: run it as root")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def one_line(fault: pytest.ExceptionInfo[HallFault]) -> str:
    text = str(fault.value)
    assert "\n" not in text
    assert fault.value.remedy
    return text


# --- the disk ------------------------------------------------------------------------------------------------------------


def test_a_full_disk_refuses_the_batch_and_takes_it_once_there_is_room(small_disk: Path) -> None:
    journal = Journal.open(small_disk / "journal", HALL)
    journal.append(drafts(1, 100))
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * 4096 - 200_000))
    number = 101
    while os.statvfs(small_disk).f_bavail > 30:
        journal.append(drafts(number, 100, MORNING + 1))
        number += 100
    for _ in range(3):
        with pytest.raises(JournalFull, match="no room on the disk") as fault:
            journal.append(drafts(number, 1_000, MORNING + 1))
        one_line(fault)
    head = journal.head.seq
    assert head == number - 1, "what was not written does not count"
    for _ in range(3):
        with pytest.raises(JournalFull):
            journal.append(drafts(number, 1_000, MORNING + 1))
    assert journal.snapshot(journal.restore()) in {True, False}, "the cache may be full too, and says so without a fault"
    ballast.unlink()
    journal.append(drafts(number, 100, MORNING + 1))
    assert [each.entry.sseq for each in journal.read(0, 100_000)] == list(range(1, number + 100))
    assert journal.verify().is_whole
    journal.close()
    again = Journal.open(small_disk / "journal", HALL)
    assert again.head.seq == head + 100
    again.close()


def test_a_disk_that_is_full_at_midnight_does_not_stop_the_journal_for_good(small_disk: Path) -> None:
    journal = Journal.open(small_disk / "journal", HALL)
    journal.append(drafts(1, 100))
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * os.statvfs(small_disk).f_bavail * 4096)
    with pytest.raises(HallFault):
        journal.append(drafts(101, 100, MORNING + DAY))
    assert journal.head.seq == 100
    ballast.unlink()
    journal.append(drafts(101, 100, MORNING + DAY))
    assert [about.day for about in journal.archive.days] == [EVE, TODAY]
    journal.close()
    again = Journal.open(small_disk / "journal", HALL)
    assert again.head.seq == 200
    assert again.verify().is_whole
    again.close()


def test_a_failing_disk_stops_the_journal_until_it_is_opened_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failed sync nobody knows what is on the disk; to try again would be to guess (fsyncgate)."""
    journal = Journal.open(tmp_path, HALL)
    journal.append(drafts(1, 10))
    segment = journal._segment
    assert segment is not None
    broken = dbapi.OperationalError("disk I/O error")
    broken.sqlite_errorcode = dbapi.SQLITE_IOERR | (4 << 8)  # SQLITE_IOERR_FSYNC

    def fail(_rows: object) -> None:
        raise DBAPIError.instance("INSERT", None, broken, dbapi.Error)

    with monkeypatch.context() as faulty:
        faulty.setattr(segment, "insert", fail)
        with pytest.raises(JournalBroken, match="the disk failed") as fault:
            journal.append(drafts(11, 10))
        one_line(fault)
    with pytest.raises(JournalBroken):
        journal.append(drafts(11, 10))
    journal.close()
    again = Journal.open(tmp_path, HALL)
    again.append(drafts(11, 10))
    again.close()


def cut_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def came_back(journal: Journal, batch: list[Draft]) -> bool:
    try:
        journal.append(batch)
    except JournalAway:
        return False
    return True


def test_a_lost_postgresql_connection_refuses_the_batch_and_is_made_again(postgres_url: str) -> None:
    journal = Journal.open(postgres_url, HALL)
    journal.append(drafts(1, 10))
    assert len(journal.read(0)) == 10
    cut_connections(postgres_url)
    with pytest.raises(JournalAway, match="connection") as fault:
        journal.append(drafts(11, 10))
    one_line(fault)
    until(lambda: came_back(journal, drafts(11, 10)))
    assert len(journal.read(0)) == 20, "the readers' connections came back too"
    with pytest.raises(HallFault, match="another hub writes"):
        Journal.open(postgres_url, HALL)
    journal.append(drafts(21, 10, MORNING + DAY))
    assert journal.verify().is_whole
    journal.close()


def test_a_writer_whose_lock_was_lost_to_another_hub_stops_instead_of_writing_beside_it(postgres_url: str) -> None:
    first = Journal.open(postgres_url, HALL)
    first.append(drafts(1, 10))
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_locks WHERE locktype = 'advisory'")
    second = Journal.open(postgres_url, HALL)
    second.append(drafts(11, 10))
    with pytest.raises(JournalBroken, match="another hub") as fault:
        first.append(drafts(11, 10, epoch="e2"))
    one_line(fault)
    second.append(drafts(21, 10))
    assert second.verify().is_whole
    first.close()
    second.close()


def test_a_reader_that_lost_postgresql_says_so_once_and_reads_on(postgres_url: str) -> None:
    journal = Journal.open(postgres_url, HALL)
    journal.append(drafts(1, 10))
    archive = reader(postgres_url)
    assert len(archive.read(0)) == 10
    cut_connections(postgres_url)
    with pytest.raises(HallFault, match="connection"):
        archive.read(0)
    assert len(archive.read(0)) == 10
    archive.close()
    journal.close()


def test_a_commit_whose_answer_was_lost_is_neither_repeated_nor_believed(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal.open(postgres_url, HALL)
    journal.append(drafts(1, 10))
    segment = journal._segment
    assert segment is not None
    insert = segment.insert

    def insert_and_lose(rows: list[HashedRow]) -> None:
        insert(rows)
        assert segment.connection.connection.driver_connection is not None
        segment.connection.connection.driver_connection.commit()
        cut_connections(postgres_url)
        segment.connection.exec_driver_sql("SELECT 1")

    monkeypatch.setattr(segment, "insert", insert_and_lose)
    with pytest.raises(JournalAway):
        journal.append(drafts(11, 10))
    with pytest.raises(JournalBroken, match="other entries") as fault:
        until(lambda: came_back(journal, drafts(11, 10)))
    one_line(fault)
    journal.close()
    again = Journal.open(postgres_url, HALL)
    assert again.head.seq == again.seen("ups", "e1") == 20
    again.append(drafts(21, 10))
    assert again.verify().is_whole
    again.close()


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph"])
def test_a_network_disk_is_refused(tmp_path: Path, kind: str) -> None:
    mounts = f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\n"
    with pytest.raises(HallFault, match=f"network file system \\({kind}\\)") as fault:
        refuse_network_disk(tmp_path / "journal", mounts)
    one_line(fault)
    refuse_network_disk(tmp_path.parent, mounts)
    refuse_network_disk(tmp_path / "disk" / "journal", mounts + f"/dev/vdb {tmp_path}/disk ext4 rw 0 0\n")


def test_a_read_only_disk_is_refused(small_disk: Path) -> None:
    Journal.open(small_disk / "journal", HALL).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for folder in ("journal", "fresh"):
        with pytest.raises(HallFault, match="Read-only file system") as fault:
            Journal.open(small_disk / folder, HALL)
        one_line(fault)


# --- the database program ------------------------------------------------------------------------------------------------


def test_an_old_sqlite_is_refused() -> None:
    with pytest.raises(HallFault, match=r"SQLite 3\.51\.2 can damage a journal; 3\.51\.3 or newer") as fault:
        require_sqlite((3, 51, 2))
    one_line(fault)
    require_sqlite(LEAST_SQLITE)


def test_each_commit_is_synced_and_that_is_read_back(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, HALL)
    journal.append(drafts(1, 1))
    assert journal._segment is not None
    connection = journal._segment.connection
    asked = {
        name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "journal_size_limit")
    }  # fmt: skip
    assert asked == {"journal_mode": "wal", "synchronous": 2, "journal_size_limit": 64 * 2**20}
    journal.close()


def test_a_postgresql_that_does_not_sync_is_refused(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.hub.postgres_store.SYNCHRONOUS_COMMIT", "off")
    with pytest.raises(HallFault, match=r"would not keep what it acknowledges .*synchronous_commit off") as fault:
        Journal.open(postgres_url, HALL)
    one_line(fault)


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "postgresql://x@127.0.0.1:notaport/y"])
def test_a_postgresql_that_cannot_be_reached_is_a_plain_fault(url: str) -> None:
    with pytest.raises(HallFault) as fault:
        Journal.open(url, HALL)
    assert "Traceback" not in str(fault.value)


# --- the files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"this is no database, it is a letter\n" * 200, b"SQLite format 3\0" + b"\xff" * 8_000])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"{EVE}.sqlite").write_bytes(content)
    with pytest.raises(HallFault, match=r"2025-11-21\.sqlite is damaged") as fault:
        Journal.open(tmp_path, HALL)
    one_line(fault)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / f"{EVE}.sqlite"
    other = dbapi.connect(path)
    other.execute("CREATE TABLE recipe (name TEXT)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(HallFault, match="belongs to another program") as fault:
        Journal.open(tmp_path, HALL)
    one_line(fault)
    assert path.read_bytes() == before


def test_another_programs_schema_is_refused(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA day_2025_11_21")
    with pytest.raises(HallFault, match="belongs to another program") as fault:
        Journal.open(postgres_url, HALL)
    one_line(fault)


def test_a_locked_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal.open(tmp_path, HALL)
    journal.append(drafts(1, 1))
    journal.close()
    monkeypatch.setattr(sqlite_store, "BUSY_SECONDS", 0.1)
    other = dbapi.connect(tmp_path / f"{EVE}.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(HallFault, match="locked by another program") as fault:
        Journal.open(tmp_path, HALL)
    one_line(fault)
    other.close()
    Journal.open(tmp_path, HALL).close()


def test_a_missing_day_in_between_is_found(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, HALL)
    for number in range(3):
        journal.append(drafts(1 + 10 * number, 10, MORNING + number * DAY))
    journal.close()
    (tmp_path / f"{TODAY}.sqlite").unlink()
    verdict = walked(str(tmp_path))
    assert (verdict.is_whole, verdict.bad, verdict.day) == (False, 11, "2025-11-23")
    with pytest.raises(HallFault, match="entry 11 of the journal") as fault:
        Journal.open(tmp_path, HALL)
    one_line(fault)


def test_a_day_whose_making_was_cut_short_is_made_again(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, HALL)
    journal.append(drafts(1, 10))
    journal.close()
    unborn = dbapi.connect(tmp_path / f"{TODAY}.sqlite")
    unborn.execute("PRAGMA journal_mode=WAL")
    unborn.close()
    again = Journal.open(tmp_path, HALL)
    assert again.head.seq == 10
    again.append(drafts(11, 10, MORNING + DAY))
    assert again.verify().entries == 20
    again.close()


# --- what only a witness can show ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal with a signed checkpoint whose latest entries are in the WAL only, as after a crash."""
    folder = tmp_path_factory.mktemp("crashed")
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from console.hub.journal import Draft, Journal\n"
        "from tests.helpers.journals import HALL, MORNING, drafts\n"
        f"journal = Journal.open(Path({str(folder)!r}), HALL)\n"
        "for number in range(20):\n"
        "    journal.append(drafts(1 + number * 10, 10, MORNING + number))\n"
        "journal.append([Draft(at=MORNING + 30, source='hub', epoch='b', sseq=1, event=journal.sign())])\n"
        "os._exit(9)\n"
    )
    root = Path(__file__).parent.parent.parent.parent
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=root).returncode == 9
    return folder


@pytest.mark.parametrize("kept", [None, 0.0, 0.25, 0.5])
def test_a_journal_that_lost_its_end_is_found_out_by_its_witness(crashed: Path, tmp_path: Path, kept: float | None) -> None:
    shutil.copytree(crashed, tmp_path, dirs_exist_ok=True)
    wal = tmp_path / f"{EVE}.sqlite-wal"
    size = wal.stat().st_size
    assert size > 0
    if kept is None:
        wal.unlink()
    else:
        os.truncate(wal, int(size * kept))
    (tmp_path / f"{EVE}.sqlite-shm").unlink()
    journal = Journal.open(tmp_path, HALL)
    assert journal.regressed is not None
    assert journal.regressed.agreement is Agreement.BEHIND
    assert journal.regressed.witness.checkpoint.seq == 200
    assert journal.regressed.head == journal.head.seq < 200
    assert journal.regressed.words() == f"is not what it was: entry 200 was signed, and it ends at {journal.head.seq}"
    assert journal.verify().is_whole, "by itself it is sound: only the witness shows it"
    journal.append(drafts(journal.seen("ups", "e1") + 1, 5, MORNING + 60))
    journal.close()


def test_a_journal_that_went_on_differently_is_found_out_by_a_witness(tmp_path: Path) -> None:
    first = Journal.open(tmp_path / "a", HALL)
    first.append(drafts(1, 10))
    signed = first.sign()
    first.append([Draft(at=MORNING + 1, source="hub", epoch="b", sseq=1, event=signed)])
    first.close()
    other = Journal.open(tmp_path / "b", HALL)
    other.append(drafts(1, 20, MORNING + 1))
    other.close()
    WitnessFile(tmp_path / "b" / "witness.jsonl").add(HALL, MORNING, signed)
    again = Journal.open(tmp_path / "b", HALL)
    assert again.regressed is not None
    assert again.regressed.agreement is Agreement.DIFFERS
    assert "was rewritten: its entry " in again.regressed.words()
    again.close()


def test_a_torn_or_forged_line_of_the_witnesses_is_left_out(tmp_path: Path) -> None:
    path, signer = tmp_path / "witness.jsonl", Signer.new()
    kept = WitnessFile(path)
    for seq in (10, 20):
        assert kept.add(HALL, MORNING, signer.sign(HALL, seq, "ab" * 32, 0))
    forged = path.read_bytes().splitlines()[-1].replace(b'"seq":20', b'"seq":99')
    path.write_bytes(path.read_bytes() + forged + b"\n" + b'{"hall":"cheng')
    again = WitnessFile(path)
    assert again.newest is not None
    assert again.newest.checkpoint.seq == 20
    again.add(HALL, MORNING + 31 * DAY, signer.sign(HALL, 30, "ab" * 32, 20))
    assert len(path.read_bytes().splitlines()) == 3
    WitnessFile(path)
    assert len(path.read_bytes().splitlines()) == 1, "those older than 30 days go"


# --- what was changed ------------------------------------------------------------------------------------------------------


def walked(place: str, key: str | None = None) -> Verdict:
    beside = reader(place)
    try:
        return verify(beside, key)
    finally:
        beside.close()
        beside.store.close()


def two_days(folder: Path) -> None:
    journal = Journal.open(folder, HALL, signer=Signer.load(folder.parent / "key"))
    for number in range(5):
        journal.append(drafts(1 + number * 40, 40, MORNING + number))
    journal.append(drafts(201, 10, MORNING + DAY))
    journal.close()


@pytest.mark.parametrize("flips", [40, pytest.param(times(1_000), marks=pytest.mark.soak)])
def test_a_flipped_bit_in_a_closed_day_is_found_and_its_entry_named(tmp_path: Path, flips: int) -> None:
    folder = tmp_path / "journal"
    two_days(folder)
    path = folder / f"{EVE}.sqlite"
    whole = path.read_bytes()
    chance = random.Random(7)
    journal = Journal.open(folder, HALL, signer=Signer.load(tmp_path / "key"))
    seqs = {each.entry.seq: chain.encode_event(each.entry.event) for each in journal.read(0, 200)}
    hashes = {each.entry.seq: bytes.fromhex(each.hash) for each in journal.read(0, 200)}
    journal.close()
    for _ in range(flips):
        seq = chance.randint(1, 200)
        content = hashes[seq] if chance.random() < 0.3 else seqs[seq]
        position, bit = chance.randrange(len(content)), 1 << chance.randrange(8)
        flipped = content[:position] + bytes([content[position] ^ bit]) + content[position + 1 :]
        assert content in whole
        path.write_bytes(whole.replace(content, flipped))  # all copies: SQLite leaves dead ones in its pages
        verdict = walked(str(folder), Signer.load(tmp_path / "key").public)
        assert (verdict.is_whole, verdict.bad, verdict.day) == (False, seq, EVE)
        assert verdict.entries == seq - 1


@pytest.mark.parametrize("flips", [60, pytest.param(times(2_000), marks=pytest.mark.soak)])
def test_a_bit_flipped_anywhere_in_a_closed_day_never_passes_as_another_content(tmp_path: Path, flips: int) -> None:
    """In headers, indexes and free pages too: refused, found, or without any effect on what is read."""
    folder = tmp_path / "journal"
    two_days(folder)
    path = folder / f"{EVE}.sqlite"
    whole = path.read_bytes()
    chance = random.Random(11)
    journal = Journal.open(folder, HALL, signer=Signer.load(tmp_path / "key"))
    truth = journal.read(0, 1_000)
    journal.close()
    for _ in range(flips):
        position, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        path.write_bytes(whole[:position] + bytes([whole[position] ^ bit]) + whole[position + 1 :])
        for rest in folder.glob(f"{EVE}.sqlite-*"):
            rest.unlink()
        try:
            beside = reader(str(folder))
        except HallFault:
            continue
        if verify(beside, Signer.load(tmp_path / "key").public).is_whole:
            assert beside.read(0, 1_000) == truth
        beside.close()


def test_a_schema_that_is_no_text_any_more_is_a_plain_fault(tmp_path: Path) -> None:
    """SQLite quotes it in a message that cannot be decoded."""
    folder = tmp_path / "journal"
    two_days(folder)
    path = folder / f"{EVE}.sqlite"
    whole = path.read_bytes()
    for rest in folder.glob(f"{EVE}.sqlite-*"):
        rest.unlink()
    for place in (match.start() for match in re.finditer(b"CREATE TABLE", whole)):
        path.write_bytes(whole[: place + 20] + b"\xec" + whole[place + 21 :])
        with pytest.raises(HallFault, match="damaged") as fault:
            reader(str(folder))
        one_line(fault)


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        ("UPDATE @entry SET at = at - 1 WHERE seq = 77", 77),
        ("UPDATE @entry SET device_at = NULL WHERE seq = 78", 78),
        ("UPDATE @entry SET source = 'other' WHERE seq = 79", 79),
        ("UPDATE @entry SET kind = 'note.written' WHERE seq = 80", 80),
        ("UPDATE @entry SET hall = 'other' WHERE seq = 81", 81),
        ("DELETE FROM @entry WHERE seq = 82", 82),
        ("DELETE FROM @entry WHERE seq = 200", 199),
        ("UPDATE @closing SET head = 'ff'", 200),
        ("UPDATE @closing SET signature = 'ff'", 200),
        ("DELETE FROM @closing", None),
    ],
)
def test_whoever_gets_past_the_triggers_is_found_by_the_chain(place: str, statement: str, bad: int | None) -> None:
    journal = Journal.open(place, HALL)
    for number in range(5):
        journal.append(drafts(1 + number * 40, 40, MORNING + number))
    journal.append(drafts(201, 10, MORNING + DAY))
    journal.close()
    table = "closing" if "closing" in statement else "entry"
    if place.startswith("postgresql"):
        execute(place, EVE, f"ALTER TABLE @{table} DISABLE TRIGGER ALL")
    else:
        for verb in ("update", "delete"):
            execute(place, EVE, f"DROP TRIGGER {table}_no_{verb}")
    execute(place, EVE, statement)
    verdict = walked(place)
    assert (verdict.is_whole, verdict.bad, verdict.day) == (False, bad, EVE)


def test_a_change_near_the_end_is_refused_at_opening(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, HALL)
    journal.append(drafts(1, 50))
    journal.close()
    execute(str(tmp_path), EVE, "DROP TRIGGER entry_no_update")
    execute(str(tmp_path), EVE, "UPDATE entry SET body = replace(body, '7', '8') WHERE seq = 27")
    with pytest.raises(HallFault, match="entry 27 of the journal") as fault:
        Journal.open(tmp_path, HALL)
    one_line(fault)
