"""What is written into the index when the disk takes nothing for long: nothing of it is lost, and of each file only the newest state waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.video import index
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
