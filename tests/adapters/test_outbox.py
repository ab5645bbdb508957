"""The outbox on a real disk: numbers, epochs, commands, thinning, pruning, and every way a file can be wrong."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from pysqlite3 import dbapi2 as sqlite

from adapters import outbox as module
from adapters.outbox import Outbox, OutboxUnwritable
from console.clock import FixedClock
from console.fault import HallFault
from console.model.event import (
    AdapterEvent,
    CommandNotKnown,
    CommandReported,
    DeviceLost,
    DeviceMeasured,
    EventsCoalesced,
    TicketTaken,
)

DAY = 86_400.0


def ticket(n: int) -> TicketTaken:
    return TicketTaken(ticket=f"A{n}", business="payment")


def reading(value: float, point: str = "load", device: str = "ups-1") -> DeviceMeasured:
    return DeviceMeasured(device=device, values={point: value})


def events(box: Outbox) -> list[AdapterEvent]:
    return [msgspec.json.decode(row.body, type=AdapterEvent) for row in box.after(0, 10_000)]


def fill(box: Outbox) -> None:
    for k in range(1_000):
        box.append([(ticket(k * 50 + n), None) for n in range(50)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "a.sqlite"


@contextmanager
def opened(path: Path, **options: object) -> Iterator[Outbox]:
    box = Outbox(path, **options)  # type: ignore[arg-type]
    yield box
    box.close()


def test_numbers_and_epoch_survive_a_restart(path: Path) -> None:
    with opened(path) as box:
        box.append([(ticket(1), None), (ticket(2), 5.0)])
        box.acknowledge(1)
        epoch = box.epoch
    with opened(path) as box:
        assert (box.epoch, box.first, box.last, box.acked, box.unacknowledged) == (epoch, 1, 2, 1, 1)
        box.append([(ticket(3), None)])
        assert [(row.n, row.device_at) for row in box.after(1, 10)] == [(2, 5.0), (3, None)]


def test_it_is_durable_by_its_own_reading(path: Path) -> None:
    with opened(path) as box:
        assert box._file.connection is not None
        assert box._file.connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert box._file.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_what_a_killed_process_committed_is_there(path: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom adapters.outbox import Outbox\n"
        "from console.model.event import TicketTaken\nbox = Outbox(Path(sys.argv[1]))\n"
        "box.append([(TicketTaken(ticket=f'A{n}', business='b'), None) for n in range(500)])\nos._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == 9
    with opened(path) as box:
        assert (box.first, box.last) == (1, 500)


def test_a_second_process_is_refused(path: Path) -> None:
    with opened(path), pytest.raises(HallFault, match="in use by another process"):
        Outbox(path)


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite.connect(path)
    other.execute("CREATE TABLE recipes(name)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(HallFault, match="another program's database"):
        Outbox(path)
    assert path.read_bytes() == before


def test_an_outbox_of_another_version_is_refused(path: Path) -> None:
    with opened(path) as box:
        box.append([(ticket(1), None)])
    other = sqlite.connect(path)
    other.execute("PRAGMA user_version = 9")
    other.close()
    with pytest.raises(HallFault, match="has version 9, this program knows 2"):
        Outbox(path)


def test_an_outbox_of_the_first_version_is_brought_up_and_goes_on(path: Path) -> None:
    with opened(path) as box:
        box.append([(ticket(1), None)])
        epoch = box.epoch
    older = sqlite.connect(path)
    older.executescript("DROP TABLE message; PRAGMA user_version = 1;")
    older.close()
    with opened(path) as box:
        assert (box.epoch, box.last, box.remembered()) == (epoch, 1, [])
        box.append([(ticket(2), None)], ["line 2"])
    with opened(path) as box:
        assert (box.last, box.remembered()) == (2, ["line 2"])


def test_the_last_messages_are_remembered_in_order_and_no_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 5)
    with opened(path) as box:
        for n in range(1, 9):
            box.append([(ticket(n), None)], [f"line {n}"])
        box.append([], ["line 9", "line 10"])
        assert box.last == 8
    with opened(path) as box:
        assert box.remembered() == [f"line {n}" for n in range(6, 11)]


def test_a_message_is_remembered_only_with_its_events(path: Path) -> None:
    with opened(path) as box:
        box.append([(ticket(1), None)], ["line 1"])
        with pytest.raises(sqlite.IntegrityError):
            box.append([(ticket(2), None)], ["line 2", None])  # type: ignore[list-item]
        assert (box.last, box.remembered()) == (1, ["line 1"])


@pytest.mark.parametrize("damage", ["garbage", "middle", "cut"])
def test_a_damaged_file_is_set_aside_whole_and_a_new_epoch_begins(path: Path, damage: str) -> None:
    with opened(path) as box:
        box.append([(ticket(n), None) for n in range(2_000)])
        epoch = box.epoch
    whole = path.read_bytes()
    bad = {
        "garbage": b"not a database at all" * 300,
        "middle": whole[:4096] + os.urandom(16_384) + whole[20_480:],
        "cut": whole[: len(whole) // 2],
    }[damage]
    path.write_bytes(bad)
    with opened(path) as box:
        assert box.epoch != epoch
        assert box.last == 0
        assert box.set_aside is not None
        assert box.set_aside.read_bytes() == bad
        box.append([(ticket(1), None)])


def test_an_empty_file_is_a_new_outbox(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with opened(path) as box:
        assert box.set_aside is None
        assert box.epoch


def test_a_read_only_folder_is_refused_plainly(path: Path) -> None:
    path.parent.mkdir(mode=0o500)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65_534)
    try:
        with pytest.raises(HallFault, match=r"cannot be written|outbox folder"):
            Outbox(path)
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutboxUnwritable, match="outbox folder"):
        Outbox(tmp_path / "file" / "a.sqlite")


def test_a_full_outbox_takes_nothing_until_the_hub_has_something(path: Path) -> None:
    with opened(path, most_bytes=300_000) as box:
        with pytest.raises(OutboxUnwritable, match="cannot be written"):
            fill(box)
        last = box.last
        assert len(box.after(0, 100_000)) == last, "the group that failed left nothing"
        box.acknowledge(last)
        box.append([(ticket(n), None) for n in range(50)])
        assert box.last == last + 50
        assert box.first > 1, "acknowledged rows made room"


def test_acknowledged_rows_stay_a_day_and_the_newest_longer(path: Path) -> None:
    clock = FixedClock(1_000_000.0)
    with opened(path, clock=clock) as box:
        box.append([(ticket(n), None) for n in range(100)])
        box.acknowledge(60)
        clock.at += DAY - 1
        box.tidy()
        assert box.first == 1
        clock.at += 2
        box.tidy()
        assert box.first == 61, "what is not acknowledged never goes"
        box.acknowledge(100)
        box.tidy()
    with opened(path, clock=clock) as box:
        assert (box.first, box.last, box.acked) == (100, 100, 100)
        box.append([(ticket(1), None)])
        assert box.last == 101


def test_more_than_the_limit_of_acknowledged_rows_goes_before_its_day(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEEP_BYTES", 20_000)
    with opened(path) as box:
        box.append([(ticket(n), None) for n in range(1_000)])
        box.acknowledge(1_000)
        for _ in range(4):
            box.tidy()
        assert 19_000 < sum(len(row.body) for row in box.after(0, 2_000)) <= 20_000


def test_only_telemetry_is_thinned_and_it_is_told(path: Path) -> None:
    with opened(path, coalesce_above=10) as box:
        box.append([(ticket(n), None) for n in range(10)])
        box.append([(reading(k), None) for k in range(100)])
        box.append([(reading(5, "volts"), 7.0), (ticket(10), None)])
        assert box.last == 11
        box.tidy()
        assert box.last == 11, "no room yet"
        box.acknowledge(8)
        box.tidy()
        merged = DeviceMeasured(device="ups-1", values={"load": 99.0, "volts": 5.0})
        assert events(box)[-2:] == [EventsCoalesced(device="ups-1", count=100), merged]
        assert box.after(12, 1)[0].device_at == 7.0
        box.append([(reading(1), None)])
        assert box.last == 14, "numbered at once again"


def test_a_devices_own_order_is_kept_when_its_readings_wait(path: Path) -> None:
    with opened(path, coalesce_above=1) as box:
        box.append([(ticket(1), None), (reading(1), None), (reading(2), None), (reading(3, device="ups-2"), None)])
        box.append([(DeviceLost(device="ups-1"), None)])
        assert events(box)[1:] == [EventsCoalesced(device="ups-1", count=1), reading(2), DeviceLost(device="ups-1")]


def test_held_readings_survive_a_restart(path: Path) -> None:
    with opened(path, coalesce_above=1) as box:
        box.append([(ticket(1), None), (reading(1), None), (reading(2), None)])
    with opened(path, coalesce_above=10) as box:
        box.tidy()
        assert events(box)[1:] == [EventsCoalesced(device="ups-1", count=1), reading(2)]
        box.tidy()
        assert box.last == 3


def test_merged_readings_never_outgrow_an_event(path: Path) -> None:
    with opened(path, coalesce_above=1) as box:
        box.append([(ticket(1), None)])
        box.append(
            [(DeviceMeasured(device="ups-1", values={f"point{k}.{j}": "x" * 190 for j in range(40)}), None) for k in range(4)]
        )
        box.acknowledge(box.last)
        box.tidy()
        assert max(len(row.body) for row in box.after(0, 100)) <= 16_384
        points = {point for event in events(box) if isinstance(event, DeviceMeasured) for point in event.values}
        assert len(points) == 160, "nothing is forgotten"


def test_a_command_begins_once_and_keeps_its_answer(path: Path) -> None:
    with opened(path) as box:
        assert box.begin("c-1")
        assert not box.begin("c-1")
        assert box.answer("c-1") is None, "under way"
        box.append([(CommandReported(id="c-1", done=False, detail="no paper"), None)])
        box.append([(CommandReported(id="c-1", done=True), None)])
    with opened(path) as box:
        assert not box.begin("c-1")
        assert box.answer("c-1") == CommandReported(id="c-1", done=False, detail="no paper")
        assert box.answer("c-2") == CommandNotKnown(id="c-2")


def test_a_command_that_was_under_way_at_a_crash_is_not_known(path: Path) -> None:
    with opened(path) as box:
        box.begin("c-1")
    for _ in range(2):
        with opened(path) as box:
            assert events(box) == [CommandNotKnown(id="c-1")], "told once"
            assert box.answer("c-1") == CommandNotKnown(id="c-1")
            assert not box.begin("c-1")


def test_a_new_epoch_numbers_anew_what_the_hub_has_not(path: Path) -> None:
    with opened(path) as box:
        box.append([(ticket(n), None) for n in range(5)])
        box.acknowledge(3)
        before = box.epoch
        box.rebear(3)
        assert box.epoch > before, "epochs sort by time"
        assert (box.first, box.last, box.acked) == (1, 2, 0)
        assert events(box) == [ticket(3), ticket(4)]
