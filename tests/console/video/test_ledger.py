"""What is written into the index when the disk takes nothing for long: nothing of it is lost, and of each file only the newest state waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.video import gaps, index
from console.video import ledger as ledgers
from console.video.index import State
from console.video.ledger import Entry, Ledger
from console.video.library import Library, _clips


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setattr(index, "BUSY_SECONDS", 0.0)
    made = Ledger(tmp_path).open()
    yield made
    made.close()


def entry(path: str = "door/1.mkv", begin: float = 100.0) -> Entry:
    return Entry(camera="door", stream="main", path=path, begin=begin, end=begin, codec="h264", width=640, height=360)


def test_an_index_that_is_locked_for_hours_gets_all_that_happened(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledgers, "MOST_WAITING", 20)
    ledger.beat(99.0)
    assert ledger.commit()
    other = index.open_writer(tmp_path)
    with other.begin():
        ledger.begin(entry())
        ledger.open_gap("door", 90.0, "lost_camera")
        ledger.protect("theft", "door", 80.0, 120.0)
        for second in range(100):
            ledger.grow("door/1.mkv", 100.0 + second, 1000 * second)
            ledger.beat(100.0 + second)
        assert not ledger.commit()
    other.close()
    assert ledger.commit()
    (kept,) = ledger.entries_of("door")
    assert (kept.end, kept.bytes, kept.state) == (199.0, 99_000, State.OPEN)
    assert ledger.last_beat() == 199.0
    assert [gap.begin for gap in ledger.open_gaps()] == [90.0]
    assert [row.hold for row in ledger.ask(index.hold.select())] == ["theft"]


def test_the_file_of_a_moment_is_found_without_all_those_before_it(ledger: Ledger, tmp_path: Path) -> None:
    for minute in range(100):
        each = entry(f"door/{minute}.mkv", 60.0 * minute)
        each.end = each.begin + 60.0
        ledger.begin(each)
    ledger.commit()
    with Library(tmp_path) as library:
        found = library.at("door", 60.0 * 99 + 30)
        assert found is not None
        assert found.path.name == "99.mkv"
        assert len(library.clips("door", 0.0, 6000.0)) == 100
    query = str(
        _clips("door", 5970.0, 5970.0)
        .order_by(index.segment.c.id.desc())
        .limit(1)
        .compile(compile_kwargs={"literal_binds": True})
    )
    assert ledger._connection is not None
    (plan,) = [row[3] for row in ledger._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}") if "SEARCH" in row[3]]
    assert "begin>? AND begin<?" in plan


def test_what_a_file_became_last_is_what_is_written(ledger: Ledger, tmp_path: Path) -> None:
    whole = entry()
    ledger.begin(whole)
    ledger.commit()
    ledger.grow(whole.path, 130.0, 3000)
    whole.end, whole.bytes, whole.state, whole.sha256 = 160.0, 6000, State.CLOSED, "abc"
    ledger.finish(whole)
    ledger.begin(entry("door/2.mkv", 160.0))
    ledger.grow("door/2.mkv", 161.0, 10)
    ledger.forget(["door/2.mkv"])
    assert ledger.commit()
    with Library(tmp_path) as library:
        (clip,) = library.clips("door", 0.0, 1e9)
    assert (clip.end, clip.bytes, clip.sha256, clip.is_open) == (160.0, 6000, "abc", False)


def test_a_file_that_is_entered_again_has_one_row(ledger: Ledger) -> None:
    for size in (1, 2):
        again = entry()
        again.bytes = size
        ledger.begin(again)
        assert ledger.commit()
    assert [each.bytes for each in ledger.entries_of("door")] == [2]


def test_holes_keep_their_causes_when_the_index_is_lost(ledger: Ledger, tmp_path: Path) -> None:
    ledger.open_gap("door", 10.0, "lost_camera")
    ledger.close_gap("door", 10.0, 20.0)
    ledger.add_gap("door", 30.0, 40.0, "slow_disk")
    ledger.open_gap("door", 50.0, "lost_camera")
    ledger.forget_gap("door", 50.0)
    ledger.open_gap("gate", 60.0, "recorder_down")
    ledger.beat(70.0)
    assert ledger.commit()
    ledger.close()
    for path in tmp_path.glob("index*"):
        path.unlink()
    with (tmp_path / gaps.FILE).open("ab") as file:
        file.write(b'\n{"camera":"gate","beg')  # the machine lost its power
    for _ in range(2):  # a crash before the first commit changes nothing
        ledger.open()
    ledger.close_gap("gate", 60.0, 80.0)
    ledger.beat(90.0)
    assert ledger.commit()
    known = [("door", 10.0, 20.0, "lost_camera"), ("door", 30.0, 40.0, "slow_disk"), ("gate", 60.0, 80.0, "recorder_down")]
    rows = ledger.ask(index.gap.select().order_by(index.gap.c.begin))
    assert [(row.camera, row.begin, row.end, row.cause) for row in rows] == known
    assert [(gap.camera, gap.begin, gap.end, gap.cause) for gap in gaps.load(tmp_path)] == known


def test_the_holes_of_an_index_from_before_are_written_down_once(ledger: Ledger, tmp_path: Path) -> None:
    ledger.add_gap("door", 30.0, 40.0, "slow_disk")
    ledger.beat(50.0)
    ledger.commit()
    (tmp_path / gaps.FILE).unlink()
    for _ in range(2):
        ledger.open()
        assert [(gap.begin, gap.end, gap.cause) for gap in gaps.load(tmp_path)] == [(30.0, 40.0, "slow_disk")]


def test_a_file_of_holes_that_cannot_be_used_holds_up_nothing(
    ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / gaps.FILE).mkdir()
    ledger.add_gap("door", 30.0, 40.0, "slow_disk")
    assert ledger.commit()
    assert "cannot write" in caplog.text
    assert gaps.load(tmp_path) == []
    assert "cannot be read" in caplog.text
