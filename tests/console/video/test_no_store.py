"""A recorder whose folder of recordings cannot be written, from its start on or for a while: the hall keeps its live pictures."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.model.command import Role
from console.model.hall import Camera
from console.video import writing
from console.video.ledger import Ledger
from console.video.library import Hole
from console.video.protocol import Gap, Health, Packet, Phase, Protect, Protected, Storage, Stream
from console.video.retention import Retention
from console.video.segments import HOLE
from console.video.writing import Writer
from tests.console.video.test_recorder import LONG, SUB, clips, door, gaps, records
from tests.helpers.failing_disk import library
from tests.helpers.recorder import Eye, PatientRecorder
from tests.helpers.rtsp import RtspServer, rtsp_server
from tests.helpers.until import until

MISSED = "nothing is recorded, live pictures go on"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    with rtsp_server(tmp_path_factory.mktemp("rtsp"), {"door": {"sub": SUB, "main": SUB}}) as running:
        yield running


class Disk:
    """A recorder whose recordings lie on a disk that can be taken away; what is then in its place is no folder."""

    def __init__(self, folder: Path, server: RtspServer) -> None:
        self.recorder = PatientRecorder(folder, [door(server)])
        self.disk, self.nothing, self.place = folder / "disk", folder / "nothing", folder / "place"
        self.recorder.store = self.place / "recordings"
        self.disk.mkdir()
        self.nothing.touch()
        self.unmount()

    def mount(self) -> None:
        self._lies_there(self.disk)

    def unmount(self) -> None:
        self._lies_there(self.nothing)

    def _lies_there(self, what: Path) -> None:
        """In one stroke: where nothing is at all, a folder would be made."""
        draft = self.place.with_name("draft")
        draft.symlink_to(what)
        draft.replace(self.place)

    def hole(self) -> Hole:
        """Wait for the hole that the missing disk leaves, until it has ended."""
        until(
            lambda: (found := gaps(self.recorder, "folder_missing")) and found[-1].end is not None, seconds=LONG, what="the hole"
        )
        return gaps(self.recorder, "folder_missing")[-1]


@pytest.fixture
def disk(server: RtspServer, tmp_path: Path) -> Disk:
    return Disk(tmp_path, server)


def sees(eye: Eye) -> None:
    """That live pictures come, and that they are said not to be recorded."""
    eye.enter()
    eye.ask_health()
    eye.watch("door")
    eye.hear_one(Packet, LONG)
    until(lambda: eye.hear_one(Storage, LONG).is_missing, seconds=LONG, what="the folder to be called missing")
    eye.await_phase("door", Phase.LIVE, LONG, Stream.MAIN)
    assert not eye.health["door", Stream.MAIN].is_recorded


def test_a_store_that_cannot_be_written_at_the_start_takes_no_live_picture_and_is_recorded_to_when_it_can(disk: Disk) -> None:
    begun = time.time()
    with disk.recorder as recorder, Eye(recorder) as eye, Eye(recorder, Role.ADAPTER, "cameras") as adapter:
        started = time.time()
        sees(eye)
        adapter.enter()
        adapter.ask_health()
        adapter.say(Protect(hold="night", camera="door", begin=0.0, end=1.0))
        assert not adapter.hear_one(Protected, LONG).is_kept, "nobody relies on it"
        assert recorder.said().count(MISSED) == 1
        before = time.time()
        disk.mount()
        first = records(recorder, 1.0)
        hole = disk.hole()
        assert begun <= hole.begin <= started
        assert hole.end == pytest.approx(clips(recorder)[0].begin, abs=0.01)
        assert before - 1.0 < clips(recorder)[0].begin <= first.begin
        until(lambda: adapter.hear_one(Gap, LONG).cause == "folder_missing", seconds=LONG, what="the hole to be told")
        until(lambda: not eye.hear_one(Storage, LONG).is_missing, seconds=LONG, what="the folder to be there")
        until(lambda: eye.hear_one(Health, LONG) and eye.health["door", Stream.MAIN].is_recorded, seconds=LONG)
        assert recorder.said().count(MISSED) == 1
        assert "can be written again" in recorder.said()
        assert recorder.stop() == 0
    assert "Traceback" not in recorder.said()


def test_what_the_last_recorder_left_on_a_disk_that_comes_late_is_made_good(disk: Disk) -> None:
    disk.mount()
    with disk.recorder as recorder:
        records(recorder, 3.0)
        recorder.kill()
        killed = time.time()
    disk.unmount()
    until(lambda: time.time() - killed > HOLE, what="it to be down for long enough to be a hole")
    begun = time.time()
    with disk.recorder as recorder, Eye(recorder) as eye:
        started = time.time()
        sees(eye)
        disk.mount()
        hole = disk.hole()
        (down,) = gaps(recorder, "recorder_down")
        left, *_, newest = clips(recorder)
        assert not left.is_open, "it is finished"
        assert down.begin == pytest.approx(left.end, abs=0.01)
        assert down.end == hole.begin
        assert begun <= hole.begin <= started
        assert hole.end == pytest.approx(newest.begin, abs=0.01)


def test_a_disk_that_goes_away_whole_is_told_once_and_recorded_to_when_it_is_back(disk: Disk) -> None:
    disk.mount()
    with disk.recorder as recorder, Eye(recorder) as eye:
        records(recorder, 1.0)
        disk.unmount()
        sees(eye)
        until(
            lambda: [eye.hear_one(Storage, LONG).is_missing for _ in range(3)] == [True] * 3, seconds=LONG, what="it to stay away"
        )
        disk.mount()
        disk.hole()
        records(recorder, 1.0)
        assert recorder.said().count(MISSED) == 1
        assert recorder.stop() == 0
    assert "Traceback" not in recorder.said()


def test_a_disk_that_is_mounted_to_be_read_only_is_recorded_to_when_it_may_be_written(server: RtspServer, tmp_path: Path) -> None:
    refuses = tmp_path / "readonly"
    refuses.write_text("readonly")
    environment = {"LD_PRELOAD": str(library()), "FAILING_DIR": str(tmp_path / "recordings"), "FAILING_FULL": str(refuses)}
    with PatientRecorder(tmp_path, [door(server)], environment=environment) as recorder, Eye(recorder) as eye:
        sees(eye)
        refuses.unlink()
        records(recorder, 1.0)
        assert gaps(recorder, "folder_missing")
        assert "Traceback" not in recorder.said()


def test_a_disk_that_becomes_read_only_while_it_is_recorded_to_is_one_matter_and_is_told_once(
    server: RtspServer, tmp_path: Path
) -> None:
    refuses = tmp_path / "readonly"
    environment = {"LD_PRELOAD": str(library()), "FAILING_DIR": str(tmp_path / "recordings"), "FAILING_FULL": str(refuses)}
    with PatientRecorder(tmp_path, [door(server)], environment=environment) as recorder, Eye(recorder) as eye:
        records(recorder, 1.0)
        refuses.write_text("readonly")
        sees(eye)
        tries = recorder.said().count("cannot record")
        until(
            lambda: [eye.hear_one(Storage, LONG).is_missing for _ in range(3)] == [True] * 3, seconds=LONG, what="it to stay so"
        )
        assert recorder.said().count("cannot record") == tries, "no camera tries again and again"
        assert recorder.said().count(f"{MISSED}: cannot write to the folder of recordings") == 1
        assert "Read-only file system" in recorder.said()
        refuses.unlink()
        until(
            lambda: (found := gaps(recorder, "folder_missing")) and found[-1].end is not None,
            seconds=LONG,
            what="the hole to end",
        )
        hole = gaps(recorder, "folder_missing")[-1]
        assert any(clip.end == pytest.approx(hole.begin, abs=0.01) for clip in clips(recorder))
        assert hole.end in [clip.begin for clip in clips(recorder)]
        assert "was removed" not in recorder.said()
        assert recorder.stop() == 0
    assert "Traceback" not in recorder.said()


def test_a_camera_that_never_came_is_lost_and_not_deleted_when_the_index_is_removed(server: RtspServer, tmp_path: Path) -> None:
    never = Camera(id="never", main="rtsp://127.0.0.1:1/x")
    with PatientRecorder(tmp_path, [door(server), never]) as recorder:
        records(recorder, 1.0)
        until(lambda: gaps(recorder, "lost_camera", "never"), seconds=LONG, what="it to be missed")
        known = gaps(recorder, "lost_camera", "never")
        for path in recorder.store.glob("index*"):
            path.unlink()
        until(lambda: "was removed" in recorder.said(), seconds=LONG, what="the index to be missed")
        records(recorder, 1.0)
        assert gaps(recorder, "lost_camera", "never") == known
        assert not gaps(recorder, "folder_missing", "never")
        assert not gaps(recorder, "folder_missing")


def test_a_disk_that_hangs_at_the_start_holds_up_nobody_but_who_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = threading.Event()
    monkeypatch.setattr(writing, "BEGIN", 0.01)
    monkeypatch.setattr(writing, "_touch", lambda _store: hangs.wait())
    ledger = Ledger(tmp_path)
    writer = Writer(tmp_path, ledger, Retention(tmp_path, ledger, [], None), (), time.time)
    writer.begin()
    assert writer.disk.is_missing
    assert not ledger.is_open, "nothing of it was asked"
    hangs.set()
    writer.start()
    until(lambda: not writer.disk.is_missing, what="it to be written to")
    assert writer.end(LONG)
