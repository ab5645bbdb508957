"""What nears a limit is an alarm before it fails: open files, a log that is not moved, a full disk, a device whose clock is ahead."""

import contextlib
import os
import resource
import sqlite3
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from console.hub import strain
from console.hub.strain import Strains
from console.model import event as ev
from console.model.event import Entry
from console.model.policy import Vitals, judge
from console.model.reduce import AHEAD, fold
from console.model.state import HallState
from console.model.watch import Strain
from tests.helpers.streams import MORNING, after, entries, opening, small_hall


class Room(NamedTuple):
    total: int
    used: int
    free: int


def looked(folder: Path, journal: Path | None = None) -> dict[str, str]:
    return {name: held.detail for name, held in Strains(folder, journal, lambda: MORNING).look().items()}


def test_a_hub_that_is_well_is_not_strained(tmp_path: Path) -> None:
    assert looked(tmp_path, tmp_path) == {}


def test_seven_tenths_of_the_allowed_files_are_told(tmp_path: Path) -> None:
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.ExitStack() as opened:
        opened.callback(resource.setrlimit, resource.RLIMIT_NOFILE, allowed)
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, allowed[1]))
        while len(os.listdir("/proc/self/fd")) < 0.7 * 512:  # noqa: PTH208 (counted as the kernel lists them)
            assert "files" not in looked(tmp_path)
            for _ in range(16):
                opened.callback(os.close, os.open("/dev/null", os.O_RDONLY))
        assert looked(tmp_path)["files"].endswith("/ 512")


def test_a_log_that_a_reader_keeps_from_its_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strain, "WAL_BYTES", 2**20)
    path = tmp_path / "2026-11-21.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as writer, contextlib.closing(sqlite3.connect(path)) as reader:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE entry (body BLOB)")
        writer.execute("PRAGMA wal_autocheckpoint=16")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entry").fetchone()
        for _ in range(40):
            writer.execute("INSERT INTO entry VALUES (zeroblob(65536))")
            writer.commit()
        assert looked(tmp_path, tmp_path) == {"wal": "3 MB"}
        assert looked(tmp_path, None) == {}, "a journal elsewhere has no log here"


@pytest.mark.parametrize("gone", ["2026-11-22.sqlite", "2026-11-22.sqlite-wal"])
def test_a_day_that_is_deleted_under_the_hub_is_told(tmp_path: Path, gone: str) -> None:
    day, closed, cache = (tmp_path / name for name in ("2026-11-22.sqlite", "2026-11-21.sqlite", "snapshots.sqlite"))
    with contextlib.ExitStack() as opened:
        for path in (day, cache):
            database = opened.enter_context(contextlib.closing(sqlite3.connect(path)))
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE entry (seq)")
        closed.touch()
        assert looked(tmp_path, tmp_path) == {}
        for path in (tmp_path / gone, closed, cache):
            path.unlink()
        assert looked(tmp_path, tmp_path) == {"deleted": gone}
        assert looked(tmp_path, None) == {}
        assert looked(tmp_path, tmp_path / "elsewhere") == {}


def test_little_room_is_told_and_keeps_its_first_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strain, "EVERY", 0.0)
    monkeypatch.setattr("console.hub.strain.shutil.disk_usage", lambda _path: Room(2**40, 2**40, 300 * 2**20))
    times = iter((MORNING, MORNING + 60))
    watched = Strains(tmp_path, None, lambda: next(times))
    assert watched.look()["disk"] == Strain(since=MORNING, detail="0.3 GB")
    assert watched.look()["disk"].since == MORNING
    monkeypatch.setattr("console.hub.strain.shutil.disk_usage", lambda _path: Room(2**40, 0, 2**40))
    assert watched.look() == {}


def alarms(state: HallState, now: float, vitals: Vitals) -> dict[str, type]:
    return {
        event.alarm: type(event) for event in judge(state, now, vitals) if isinstance(event, ev.AlarmRaised | ev.AlarmCleared)
    }


def test_a_strain_is_an_alarm_and_its_end_clears_it() -> None:
    state = after(HallState(), *opening(small_hall()), at=MORNING)
    low = Vitals(strains={"disk": Strain(since=MORNING, detail="0.3 GB")})
    raised = [event for event in judge(state, MORNING + 1, low) if isinstance(event, ev.AlarmRaised) and event.rule == "strained"]
    assert [(each.alarm, each.subject, each.detail) for each in raised] == [("strained:disk", "disk", "0.3 GB")]
    state = after(state, *raised, at=MORNING + 1)
    assert "strained:disk" not in alarms(state, MORNING + 2, low)
    assert alarms(state, MORNING + 3, Vitals())["strained:disk"] is ev.AlarmCleared


def told(state: HallState, at: float, device_at: float | None) -> HallState:
    adapter = next(iter(state.adapters.values()))
    entry: Entry = entries([ev.DeviceMeasured(device="ups-1", values={"battery.charge": 99})], at, seq=state.seq + 1)[0]
    return fold(state, [replace(entry, source=adapter.id, epoch=adapter.epoch, device_at=device_at)])


@pytest.mark.parametrize(("ahead", "is_told"), [(AHEAD + 1, True), (AHEAD, False), (-86_400.0, False), (1e300, True)])
def test_an_adapter_whose_events_are_still_to_come_is_an_alarm(ahead: float, is_told: bool) -> None:
    state = told(after(HallState(), *opening(small_hall()), at=MORNING), MORNING + 20, MORNING + 20 + ahead)
    adapter = next(iter(state.adapters))
    assert (f"adapter_clock:{adapter}" in alarms(state, MORNING + 40, Vitals())) is is_told


def test_it_ends_with_the_first_event_of_a_clock_put_right_and_not_with_one_without_a_time() -> None:
    state = told(after(HallState(), *opening(small_hall()), at=MORNING), MORNING + 20, MORNING + 9_000)
    adapter = next(iter(state.adapters))
    assert told(state, MORNING + 30, None).adapters[adapter].ahead_at == MORNING + 20
    assert told(state, MORNING + 30, MORNING + 9_010).adapters[adapter].ahead_at == MORNING + 20
    assert told(state, MORNING + 30, MORNING + 29).adapters[adapter].ahead_at is None
