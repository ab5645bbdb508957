"""Recordings that the index does not know are found again, all of them, while the recording goes on."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.video import holds, index, matroska, survey
from console.video.index import State
from console.video.ledger import Ledger
from console.video.library import Clip, Library
from console.video.matroska import Found
from console.video.protocol import Stream
from console.video.recovery import has_files, recover
from console.video.retention import Retention
from console.video.survey import Survey, days_of
from console.video.writing import Writer
from tests.console.video.test_segments import Recording
from tests.helpers.fed import Fed
from tests.helpers.until import until

DAY = 86_400.0


@pytest.fixture
def days(tmp_path: Path) -> Iterator[Recording]:
    """Two minutes of each of four days, the last of them today; finished."""
    made = Recording(tmp_path / "store", Fed())
    for _ in range(3):
        made.play(130)
        made.track.interrupt(made.track._cause)  # type: ignore[arg-type] # no cause is one, too
        made.fed.rest(DAY)
    made.play(130)
    made.track.finish(made.fed.now)
    made.ledger.commit()
    yield made
    made.ledger.close()


def lose(recording: Recording) -> tuple[Clip, ...]:
    """Let somebody remove the index while no recorder runs; what was in it."""
    clips = recording.clips()
    recording.ledger.close()
    for file in recording.store.glob("index.sqlite*"):
        file.unlink()
    recording.ledger = Ledger(recording.store).open()
    return clips


def read(recording: Recording, found: Survey) -> None:
    """Let a survey be made to its end."""
    found.start()
    until(lambda: found.is_over, lambda: found.enter(recording.ledger), seconds=60, what="the survey")


def whole(recording: Recording) -> Survey:
    return Survey(recording.store, {"door": Stream.MAIN.value}, None)


def test_an_index_that_was_lost_while_nobody_ran_knows_all_days_again(days: Recording) -> None:
    clips = lose(days)
    assert len({clip.path.parent for clip in clips}) == 4
    track = days.begin()
    found = recover(days.store, days.ledger, [track], days.fed.now)
    assert len(days.clips()) == 2, "the newest at once: from there on it is recorded again"
    assert track.end == pytest.approx(clips[-1].end, abs=0.1)
    assert not days.ledger.is_read
    read(days, found)
    again = days.clips()
    assert [(clip.path, clip.codec, clip.width, clip.bytes) for clip in again] == [
        (clip.path, clip.codec, clip.width, clip.bytes) for clip in clips
    ]
    assert [clip.end for clip in again] == pytest.approx([clip.end for clip in clips], abs=0.1)
    assert not (days.store / "unread").exists()
    assert recover(days.store, days.ledger, [days.begin()], days.fed.now)._since is not None


def held(recording: Recording) -> list[str]:
    """Names of the holds that the retention minds."""
    recording.ledger.commit()
    return [row.hold for row in recording.ledger.ask(index.hold.select())]


def test_what_is_held_stays_held_when_the_index_is_lost_and_what_is_released_stays_released(days: Recording) -> None:
    for name in ("theft", "fall"):
        days.ledger.protect(name, "door", days.clips()[0].begin, days.clips()[0].end)
        days.ledger.commit()
    days.ledger.release("fall")
    days.ledger.commit()
    lose(days)
    assert held(days) == ["theft"]
    for file in days.store.glob("index.sqlite*"):
        file.unlink()
    (days.store / "holds.json").write_text("no holds")
    days.ledger.open()
    assert held(days) == ["theft"], "the recorder that runs knows it, too"
    assert list(holds.load(days.store)) == ["theft"]


def damage(recording: Recording, *, leave: int = 0) -> None:
    """Overwrite the index, but for its first bytes, while no recorder runs."""
    recording.ledger.close()
    file = recording.store / index.FILE
    file.write_bytes(file.read_bytes()[:leave] + bytes(range(256)) * 256)


@pytest.mark.parametrize("leave", [0, 4096], ids=["all of it", "all but the first page"])
def test_a_damaged_index_is_put_aside_and_the_recording_goes_on(days: Recording, leave: int) -> None:
    clips = days.clips()
    damage(days, leave=leave)
    days.ledger = Ledger(days.store).open()
    writer = Writer(
        days.store, days.ledger, Retention(days.store, days.ledger, (days.fed.camera,), 10**12), (), lambda: days.fed.now
    )
    days.fed.rest(60)
    writer.tracks = [days.begin()]
    writer.begin()
    days.fed.play(8)
    writer.start()
    until(lambda: days.fed.channel.is_recorded, seconds=60, what="the camera to be recorded")
    until(lambda: not (days.store / "unread").exists(), seconds=60, what="the survey")
    assert writer.end(60)
    assert (days.store / index.DAMAGED).exists()
    days.ledger = Ledger(days.store).open()
    assert {clip.path for clip in clips} < {clip.path for clip in days.clips()}


def test_an_index_that_is_damaged_while_it_is_used_is_made_anew_and_who_reads_it_reads_the_new_one(days: Recording) -> None:
    clips, gaps = days.clips(), days.gaps()
    assert any(end is not None for _, end, _ in gaps)
    days.ledger.is_damaged = True  # as a commit or a question found
    writer = Writer(
        days.store, days.ledger, Retention(days.store, days.ledger, (days.fed.camera,), 10**12), (), lambda: days.fed.now
    )
    with Library(days.store) as library:
        assert library.extent("door") is not None
        writer.start()
        until(lambda: not days.ledger.is_damaged and days.ledger.is_read, seconds=60, what="the new index")
        until(lambda: len(library.clips("door", 0.0, 1e12)) == len(clips), seconds=60, what="the reader")
        assert writer.end(60)
    days.ledger = Ledger(days.store).open()
    assert days.gaps() == gaps, "no file tells their causes"


def test_a_survey_that_was_cut_short_is_made_again_by_the_next_recorder(days: Recording) -> None:
    clips = lose(days)
    first = recover(days.store, days.ledger, [days.begin()], days.fed.now)
    first.start()
    until(lambda: first.enter(days.ledger) or len(days.clips()) > 2, seconds=60, what="a day")  # type: ignore[func-returns-value]
    first.end()
    days.ledger.close()
    days.ledger = Ledger(days.store).open()
    read(days, recover(days.store, days.ledger, [days.begin()], days.fed.now))
    assert [clip.path for clip in days.clips()] == [clip.path for clip in clips]


def test_a_finished_file_is_not_read_to_its_end(days: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(lose(days))
    examined: list[Path] = []

    def read_all(path: Path) -> Found:
        examined.append(path)
        return matroska.examine(path)

    monkeypatch.setattr(survey, "examine", read_all)
    killed = max(days.store.rglob("*.mkv"))
    killed.write_bytes(killed.read_bytes()[: killed.stat().st_size // 2])
    unfinished = days.store / "door" / "2020-01-01" / "20200101T000000.000Z.mkv"
    unfinished.parent.mkdir()
    unfinished.write_bytes(killed.read_bytes())
    read(days, whole(days))
    assert len(days.clips()) == count + 1
    assert len(examined) <= 2, "only what has no end"


def test_a_start_looks_at_no_day_before_the_end_of_what_is_known(days: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = [folder.name for folder in days_of(days.store, "door", days.fed.now - 300.0)]
    assert seen == [max(folder.name for folder in (days.store / "door").iterdir())]
    assert len(list(days_of(days.store, "door", 0.0))) == 4
    assert list(days_of(days.store, "no such", 0.0)) == []


def test_what_is_recorded_meanwhile_is_entered_once(days: Recording) -> None:
    lose(days)
    days.begin()
    days.fed.rest(60)
    days.play(10)
    read(days, whole(days))
    rows = [entry for entry in days.ledger.entries_of("door") if entry.state is State.OPEN]
    assert len(rows) == 1, "the file that is written is no find"
    assert has_files(days.store, "door")
    assert not has_files(days.store, "yard")


def test_the_writer_goes_on_while_a_folder_is_read(days: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    clips = lose(days)
    hangs = threading.Event()
    monkeypatch.setattr(survey, "glance", lambda path: hangs.wait(60) and matroska.glance(path))
    retention = Retention(days.store, days.ledger, (days.fed.camera,), 10**12)
    writer = Writer(days.store, days.ledger, retention, (), lambda: days.fed.now)
    days.fed.rest(60)
    writer.tracks = [days.begin()]
    writer.begin()
    days.fed.play(8)
    writer.start()
    until(lambda: days.fed.channel.is_recorded, seconds=60, what="the camera to be recorded")
    hangs.set()
    until(lambda: not (days.store / "unread").exists(), seconds=60, what="the survey")
    assert writer.end(60)
    days.ledger = Ledger(days.store).open()
    assert {clip.path for clip in clips} < {clip.path for clip in days.clips()}


def test_an_index_that_takes_nothing_now_gets_the_finds_later(days: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
    clips = lose(days)
    monkeypatch.setattr(index, "BUSY_SECONDS", 0.0)
    days.ledger.close()
    days.ledger = Ledger(days.store).open()
    found = whole(days)
    found.start()
    until(lambda: not found._found.empty(), seconds=60, what="a day")
    other = index.open_writer(days.store)
    with other.begin():
        days.ledger.beat(days.fed.now)
        found.enter(days.ledger)
        found.enter(days.ledger)
    other.close()
    until(lambda: found.is_over, lambda: found.enter(days.ledger), seconds=60, what="the survey")
    assert [clip.path for clip in days.clips()] == [clip.path for clip in clips]
