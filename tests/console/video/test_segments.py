"""Recording into files: cut where it must be, every picture once, every hole declared; in a test's own time, on a real disk."""

import errno
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import msgspec.structs
import pytest
from sqlalchemy import update

from console.model.hall import Camera
from console.video import index
from console.video.index import State
from console.video.ledger import Ledger
from console.video.library import Clip, Library
from console.video.matroska import digest, examine
from console.video.recovery import recover
from console.video.retention import Retention
from console.video.segments import HOLE, START, Cause, Track, begin_of, cause_of, folder_of, name_of
from console.video.writing import Writer
from tests.helpers.clips import number_of
from tests.helpers.fed import Fed, T, packets_in
from tests.helpers.until import until

TURN = 0.25


def about(begin: float, end: float | None, cause: str) -> object:
    """A hole, to a few milliseconds."""
    return (pytest.approx(begin, abs=0.01), None if end is None else pytest.approx(end, abs=0.01), cause)


class Recording:
    """A track with its index, and the holes it told."""

    def __init__(self, store: Path, fed: Fed) -> None:
        store.mkdir(exist_ok=True)
        self.store = store
        self.fed = fed
        self.ledger = Ledger(store).open()
        self.told: list[tuple[float, float, str]] = []
        self.track = self.begin()

    def begin(self) -> Track:
        """Another recorder's track, from now on."""
        self.track = Track(self.fed.channel, self.store, self.ledger, self.fed.now, self._hear)
        return self.track

    def _hear(self, camera: str, begin: float, end: float, cause: str) -> None:
        assert camera == self.fed.camera.id
        self.told.append((begin, end, cause))

    def play(self, seconds: float, *, is_there: bool = True) -> None:
        """Let the camera send, or be away, and the track write."""
        for _ in range(round(seconds / TURN)):
            (self.fed.play if is_there else self.fed.rest)(TURN)
            self.track.step(self.fed.now)

    def wait(self, seconds: float) -> None:
        """Let time go by while what the camera sends is held up."""
        for _ in range(round(seconds / TURN)):
            self.fed.now += TURN
            self.track.step(self.fed.now)

    def forget_the_end(self) -> None:
        """Let the index stand as a killed recorder leaves it."""
        self.ledger.commit()
        connection = index.open_writer(self.store)
        with connection.begin():
            connection.execute(update(index.segment).values(state=State.OPEN.value, sha256=None, end=index.segment.c.begin))
            connection.execute(index.gap.delete())
        connection.close()

    def clips(self) -> tuple[Clip, ...]:
        self.ledger.commit()
        with Library(self.store) as library:
            return library.clips(self.fed.camera.id, 0.0, 1e12)

    def gaps(self) -> list[tuple[float, float | None, str]]:
        self.ledger.commit()
        with Library(self.store) as library:
            return [(hole.begin, hole.end, hole.cause) for hole in library.gaps(self.fed.camera.id, 0.0, 1e12)]


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Recording]:
    made = Recording(tmp_path / "store", Fed())
    yield made
    made.ledger.close()


def test_files_of_a_minute_are_cut_at_key_pictures_and_hold_every_picture_once(recording: Recording) -> None:
    recording.play(150)
    recording.track.finish(recording.fed.now)
    clips = recording.clips()
    assert len(clips) in {3, 4}
    for before, after in pairwise(clips):
        assert after.begin == pytest.approx(before.end, abs=0.002), "no picture between two files is missing or in both"
    assert all(clip.end - clip.begin <= 62 for clip in clips)
    assert sum(packets_in(clip.path) for clip in clips) == len(recording.fed.pictures)
    assert [clip.sha256 for clip in clips] == [digest(clip.path) for clip in clips]
    assert [clip.bytes for clip in clips] == [clip.path.stat().st_size for clip in clips]
    assert {(clip.codec, clip.width, clip.height, clip.is_open) for clip in clips} == {("h264", 640, 360, False)}
    assert [gap[2] for gap in recording.gaps()] == ["recorder_down"], "from its end on, and no other"


def test_the_picture_of_a_moment_stands_where_the_library_says(recording: Recording) -> None:
    recording.play(6)
    recording.track.finish(recording.fed.now)
    at = T + 4.51
    recording.ledger.commit()
    with Library(recording.store) as library:
        found = library.at("door", at)
    assert found is not None
    with av.open(str(found.path)) as container:
        shown = [f for f in container.decode(video=0) if (f.time or 0.0) <= found.offset(at) + 0.001][-1]
        assert number_of(shown.to_ndarray(format="gray")) == int(4.51 * 15)


def test_a_file_can_be_read_while_it_is_written(recording: Recording) -> None:
    recording.play(20)
    recording.track.note()
    (clip,) = recording.clips()
    assert clip.is_open
    found = examine(clip.path)
    assert found.seconds >= clip.end - clip.begin, "the index promises nothing that cannot be read"
    assert found.seconds > 18.0


def test_a_hole_is_declared_while_it_lasts_and_told_when_it_is_over(recording: Recording) -> None:
    recording.play(10)
    last = recording.fed.pictures[-1]
    recording.play(2.25, is_there=False)
    assert recording.gaps() == []
    recording.play(1.0, is_there=False)
    ((begin, end, cause),) = recording.gaps()
    assert (end, cause) == (None, "lost_camera")
    assert begin == pytest.approx(last + 1 / 15, abs=0.01)
    assert not recording.fed.channel.is_recorded
    assert recording.told == []
    recording.play(30, is_there=False)
    back = recording.fed.now
    recording.play(5)
    assert recording.told == [about(begin, back, "lost_camera")]
    assert recording.gaps() == recording.told
    first, second = recording.clips()
    assert first.end == pytest.approx(begin)
    assert second.begin == pytest.approx(back)


def test_a_short_stop_between_two_pictures_is_no_hole(recording: Recording) -> None:
    recording.play(10)
    recording.play(0.75, is_there=False)
    recording.play(10)
    assert recording.gaps() == []


def test_what_the_network_held_up_goes_on_where_the_file_ends(recording: Recording) -> None:
    recording.fed.channel.open_at = 0.0
    recording.play(5)
    recording.wait(3.5)
    assert recording.gaps() == [about(T + 5, None, "lost_camera")], "nobody knows yet"
    said = [recording.fed.channel.is_recorded]
    recording.play(4)
    assert [*said, recording.fed.channel.is_recorded] == [False, True]
    assert recording.gaps() == recording.told == []
    recording.track.finish(recording.fed.now)
    assert sum(packets_in(clip.path) for clip in recording.clips()) == len(recording.fed.pictures)
    for before, after in pairwise(recording.clips()):
        assert after.begin == pytest.approx(before.end, abs=0.002)


@pytest.mark.parametrize("is_lost", [True, False])
def test_a_hole_of_a_connection_that_is_lost_or_mute_for_long_ends_the_file(recording: Recording, is_lost: bool) -> None:
    recording.fed.channel.open_at = 0.0
    recording.play(5)
    recording.wait(4)
    if is_lost:
        recording.fed.channel.open_at = None
    recording.wait(1 if is_lost else 8)
    assert recording.track.file is None
    assert not recording.clips()[-1].is_open


def test_a_file_that_is_removed_during_a_stall_is_missing_from_its_begin_on(recording: Recording) -> None:
    recording.fed.channel.open_at = 0.0
    recording.play(5)
    recording.wait(3)
    assert recording.track.file is not None
    begin = recording.track.file.begin
    recording.track.file.path.unlink()
    assert recording.track.vanished()
    recording.wait(1)
    assert recording.gaps() == [about(begin, None, "folder_missing")]


def test_a_hole_that_is_over_before_it_lasted_is_declared_all_the_same(recording: Recording) -> None:
    recording.play(10)
    recording.play(1.5, is_there=False)
    recording.play(5)
    ((begin, end, cause),) = recording.told
    assert cause == "lost_camera"
    assert end - begin == pytest.approx(1.5, abs=0.1)
    assert len(recording.clips()) == 2


def test_a_new_picture_size_begins_a_new_file_and_leaves_no_hole(recording: Recording) -> None:
    recording.play(8)
    recording.fed.change("small")
    recording.play(8)
    recording.track.finish(recording.fed.now)
    first, second = recording.clips()
    assert (first.width, first.height, second.width, second.height) == (640, 360, 320, 240)
    assert recording.told == []
    with av.open(str(second.path)) as container:
        assert {(frame.width, frame.height) for frame in container.decode(video=0)} == {(320, 240)}


@pytest.mark.parametrize(("recipe", "kept"), [("alaw", "pcm_s16le"), ("aac", "aac")])
def test_sound_is_kept_beside_the_pictures(tmp_path: Path, recipe: str, kept: str) -> None:
    recording = Recording(tmp_path / "store", Fed(recipe))
    recording.play(8)
    recording.track.finish(recording.fed.now)
    (clip,) = recording.clips()
    with av.open(str(clip.path)) as container:
        assert container.streams.audio[0].codec_context.name == kept
        heard = [float(frame.time or 0.0) + frame.samples / frame.sample_rate for frame in container.decode(audio=0)]
    assert heard[-1] == pytest.approx(8.0, abs=0.3)
    assert packets_in(clip.path) == len(recording.fed.pictures)
    recording.ledger.close()


def test_sound_that_cannot_be_decoded_costs_no_picture(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "store", Fed("alaw"))
    recording.play(2)
    mono = recording.fed.channel.codec
    assert mono is not None
    recording.fed.channel.take_codec(msgspec.structs.replace(mono, generation=2, sound_channels=2))
    recording.fed.generation = 2
    recording.play(4)
    recording.fed.channel.ring.append(recording.fed.now, 2, b"\xff", is_key=False, is_sound=True)
    recording.play(4)
    recording.track.finish(recording.fed.now)
    assert sum(packets_in(clip.path) for clip in recording.clips()) == len(recording.fed.pictures)
    assert recording.told == []
    recording.ledger.close()


def test_pictures_of_an_unknown_coding_are_left_out_and_those_after_them_kept_once(recording: Recording) -> None:
    recording.play(4)
    before = len(recording.fed.pictures)
    recording.fed.generation = 7
    recording.play(2)
    between = len(recording.fed.pictures)
    recording.fed.generation = 1
    recording.play(4)
    recording.track.finish(recording.fed.now)
    after = len(recording.fed.pictures) - between
    kept = [packets_in(clip.path) for clip in recording.clips()]
    assert len(kept) == 2
    assert kept[0] == before
    assert after - 30 <= kept[1] <= after, "from its first key picture on"


@pytest.mark.parametrize(("recipe", "codec"), [("h265", "hevc"), ("mjpeg", "mjpeg")])
def test_other_codings_are_kept_as_they_come(tmp_path: Path, recipe: str, codec: str) -> None:
    recording = Recording(tmp_path / "store", Fed(recipe))
    recording.play(4)
    recording.track.finish(recording.fed.now)
    (clip,) = recording.clips()
    assert clip.codec == codec
    with av.open(str(clip.path)) as container:
        shown = [number_of(frame.to_ndarray(format="gray")) for frame in container.decode(video=0)]
    assert shown[:10] == list(range(10))
    recording.ledger.close()


def test_the_first_picture_ever_ends_no_hole(recording: Recording) -> None:
    recording.play(4, is_there=False)
    recording.play(5)
    assert recording.gaps() == []


def test_a_camera_that_never_came_is_a_hole_from_the_start_on(recording: Recording) -> None:
    recording.play(START + 1, is_there=False)
    assert recording.gaps() == [(T, None, "lost_camera")]


def test_after_a_restart_the_hole_is_the_recorders_until_the_camera_had_time(recording: Recording) -> None:
    recording.play(10)
    end = recording.track.end
    recording.track.interrupt(Cause.RECORDER_DOWN)
    recording.fed.rest(20)
    begun = recording.fed.now
    recording.begin().resume(end)
    recording.play(2, is_there=False)
    back = recording.fed.now
    recording.play(4)
    assert recording.told == [about(end, back, "recorder_down")]
    # And when the camera is away meanwhile:
    end = recording.track.end
    recording.track.interrupt(Cause.RECORDER_DOWN)
    recording.fed.rest(20)
    begun = recording.fed.now
    recording.begin().resume(end)
    recording.play(60, is_there=False)
    back = recording.fed.now
    recording.play(4)
    assert recording.told[1:] == [
        about(end, begun, "recorder_down"),
        about(begun, back, "lost_camera"),
    ]


def test_a_clock_set_forward_leaves_a_hole_that_is_the_clocks(recording: Recording) -> None:
    recording.play(10)
    recording.fed.rest(3600)
    recording.track.stepped()
    recording.play(10)
    ((begin, end, cause),) = recording.told
    assert cause == "clock_step"
    assert end - begin == pytest.approx(3600, abs=0.1)


def test_a_clock_set_back_over_a_restart_overwrites_nothing(recording: Recording) -> None:
    recording.play(10)
    recording.track.interrupt(Cause.RECORDER_DOWN)
    recording.fed.now = T
    recording.fed.rest(0)
    recording.begin().resume(T + 10)
    recording.play(10)
    recording.track.finish(recording.fed.now)
    paths = [clip.path for clip in recording.clips()]
    assert len(set(paths)) == 2
    assert all(packets_in(path) == 150 for path in paths)


def test_a_clock_set_back_over_a_restart_leaves_no_hole_that_ends_before_it_begins(recording: Recording) -> None:
    recording.play(10)
    recording.track.finish(recording.fed.now)
    recording.ledger.commit()
    recording.fed.now = T - 3600
    recording.fed.rest(0)
    recover(recording.store, recording.ledger, [recording.begin()], recording.fed.now)
    recording.play(10)
    assert recording.told == []
    assert recording.gaps() == []


def test_one_file_ends_where_the_next_begins(recording: Recording) -> None:
    recording.play(70)
    recording.track.finish(recording.fed.now)
    ends = {before.end for before, _ in pairwise(recording.clips())}
    assert ends == {after.begin for _, after in pairwise(recording.clips())} != set()


def test_a_killed_recorders_file_is_made_good_and_the_hole_after_it_declared(recording: Recording, tmp_path: Path) -> None:
    recording.play(20)
    recording.track.finish(recording.fed.now)
    (whole,) = recording.clips()
    path = whole.path
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 3 // 4])
    recording.forget_the_end()
    recording.fed.rest(40)
    recover(recording.store, recording.ledger, [recording.begin()], recording.fed.now)
    (clip,) = recording.clips()
    assert clip.end - clip.begin == pytest.approx(examine(path).seconds)
    assert 13 < clip.end - clip.begin < 17
    assert (clip.sha256, clip.bytes, clip.is_open) == (digest(path), path.stat().st_size, False)
    assert recording.gaps() == [about(clip.end, None, "recorder_down")]


def test_a_file_that_holds_no_picture_is_forgotten(recording: Recording) -> None:
    recording.play(4)
    recording.track.interrupt(Cause.RECORDER_DOWN)
    (clip,) = recording.clips()
    clip.path.write_bytes(b"\x1aE\xdf\xa3")
    recording.forget_the_end()
    recover(recording.store, recording.ledger, [recording.begin()], recording.fed.now)
    assert recording.clips() == ()
    assert not clip.path.exists()


def test_a_folder_that_is_no_folder_stops_one_camera_only_and_is_tried_again(recording: Recording) -> None:
    place = recording.store / "door"
    place.write_bytes(b"")
    recording.play(8)
    assert recording.track.blocked is Cause.FOLDER_MISSING
    place.unlink()
    recording.track.blocked = None  # as the writer does once a second
    recording.play(8)
    ((begin, end, cause),) = recording.told
    assert cause == "folder_missing"
    assert begin == T
    assert end < T + 12


@pytest.mark.parametrize(
    ("number", "cause"),
    [(errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EROFS, "folder_missing"), (errno.EIO, "folder_missing")],
)
def test_an_error_of_the_disk_is_a_cause(number: int, cause: str) -> None:
    assert cause_of(OSError(number, "")) == cause


def test_what_a_disk_refused_is_a_hole_however_short(recording: Recording) -> None:
    recording.play(11.25)
    last = recording.fed.pictures[-1]
    recording.track.failed(OSError(errno.ENOSPC, "No space left on device"))
    recording.play(TURN)
    recording.track.blocked = None
    recording.play(5)
    ((begin, end, cause),) = recording.told
    assert cause == "disk_full"
    assert begin == pytest.approx(last + 1 / 15, abs=0.01), "what was written before is kept"
    assert 0.0 < end - begin < HOLE
    assert recording.gaps() == [about(begin, end, cause)]
    assert len(recording.clips()) == 2


@pytest.mark.parametrize("camera", ["door", "a/b", "..", ".", "c:1"])
def test_a_cameras_folder_lies_in_the_store_and_is_its_own(tmp_path: Path, camera: str) -> None:
    folder = (tmp_path / folder_of(camera)).resolve()
    assert folder.parent == tmp_path.resolve()


def test_a_files_name_says_when_it_begins() -> None:
    assert name_of(T) == "2026-11-18/20261118T110640.000Z.mkv"
    assert begin_of(Path(name_of(T + 0.1234))) == pytest.approx(T + 0.123)
    assert begin_of(Path("clip.mkv")) is None


def test_a_disk_that_is_too_slow_loses_packets_and_says_so(recording: Recording) -> None:
    recording.play(10)
    recording.fed.channel.ring._most = 50_000  # a stream's share of memory, in which what is not written waits
    last = recording.fed.pictures[-1]
    recording.fed.play(30)
    recording.track.step(recording.fed.now)
    recording.play(5)
    ((begin, end, cause),) = recording.told
    assert cause == "slow_disk"
    assert begin == pytest.approx(last + 1 / 15, abs=0.01)
    assert 20 < end - begin < 32


def test_a_bug_in_one_cameras_recording_ends_no_other(recording: Recording) -> None:
    class Buggy(Track):
        def step(self, now: float) -> int:
            raise ValueError("a bug")

    fed, first = recording.fed, Fed(camera=Camera(id="bad", main="rtsp://camera/other"))
    retention = Retention(recording.store, recording.ledger, (first.camera, fed.camera), None)
    writer = Writer(recording.store, recording.ledger, retention, (), lambda: fed.now)
    bad = Buggy(first.channel, recording.store, recording.ledger, fed.now, writer.on_gap)
    writer.tracks = [bad, Track(fed.channel, recording.store, recording.ledger, fed.now, writer.on_gap)]
    fed.play(8)
    writer.start()
    until(lambda: fed.channel.is_recorded, seconds=60, what="the other camera to be recorded")
    assert writer.end(60), "and finished"
    recording.ledger = Ledger(recording.store).open()
    (clip,) = recording.clips()
    assert packets_in(clip.path) == len(fed.pictures)


def test_a_clock_that_is_set_is_told_to_the_tracks_by_the_thread_that_writes(recording: Recording) -> None:
    class Heard(Track):
        def stepped(self) -> None:
            by.append(threading.current_thread())
            super().stepped()

    by: list[threading.Thread] = []
    fed = recording.fed
    retention = Retention(recording.store, recording.ledger, (fed.camera,), None)
    writer = Writer(recording.store, recording.ledger, retention, (), lambda: fed.now)
    writer.tracks = [Heard(fed.channel, recording.store, recording.ledger, fed.now, writer.on_gap)]
    writer.stepped()
    writer.start()
    until(lambda: bool(by), seconds=60, what="the step to be told")
    assert by == [writer]
    assert writer.end(60)


def test_a_writer_that_hangs_calls_its_disk_slow_and_nobody_waits_for_it(recording: Recording) -> None:
    class Stuck(Track):
        def step(self, now: float) -> int:
            stuck.wait(60)
            return super().step(now)

    stuck = threading.Event()
    fed = recording.fed
    retention = Retention(recording.store, recording.ledger, (fed.camera,), None)
    writer = Writer(recording.store, recording.ledger, retention, (), lambda: fed.now)
    writer.tracks = [Stuck(fed.channel, recording.store, recording.ledger, fed.now, writer.on_gap)]
    writer.start()
    until(writer.is_slow, seconds=60, what="the disk to be called slow")
    assert not writer.end(0.01)
    stuck.set()
    assert writer.end(60), "it finishes when the disk does"
