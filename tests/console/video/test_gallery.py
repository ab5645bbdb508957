"""A console's pictures begin when they may and are wanted, at the recorder that the station's file leads to, and end with it."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from console import station
from console.fault import HallFault
from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera
from console.video import colours
from console.video.gallery import Gallery, Place, find
from console.video.pictures import LIVE, Want
from console.video.protocol import Fault, Phase
from console.video.recorder_file import FILE, RecorderFile
from tests.helpers.clip_recorder import ClipRecorder
from tests.helpers.clips import Clip
from tests.helpers.pictures import PaintedPictures
from tests.helpers.until import until

CAMERA = Camera(id="a", main="rtsp://127.0.0.1/a/main", sub="rtsp://127.0.0.1/a/sub")
WANT = Want(tile="1", camera="a", width=320, height=180)
PATIENCE = 60.0


class Hall:
    """A data directory with a desk's station file; the pools that were made, and where."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.file = keys.issue_local(data, "desk", Role.LEADER)
        self.made: list[tuple[Place, PaintedPictures]] = []

    def gallery(self) -> Gallery:
        return Gallery(self.file, self.make)

    def make(self, place: Place, cameras: Iterable[Camera]) -> PaintedPictures:
        painted = PaintedPictures()
        painted.know(cameras)
        self.made.append((place, painted))
        return painted

    def record(self, store: str) -> None:
        (self.data / FILE).write_bytes(msgspec.json.encode(RecorderFile(port=5706, pid=1, store=store)))


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


def test_nothing_is_started_before_it_may_and_something_is_wanted(hall: Hall) -> None:
    gallery = hall.gallery()
    gallery.know([CAMERA])
    gallery.want([WANT])
    assert (gallery.figures("1").phase, gallery.changed(), gallery.take("1"), hall.made) == (Phase.OPENING, frozenset(), None, [])
    gallery.open()
    ((place, pool),) = hall.made
    assert place == Place(str(hall.data / "recorder.json"), str(hall.data / "recordings"))
    assert (pool.cameras, list(pool.wants)) == ({"a"}, ["1"])
    pool.step()
    assert gallery.changed() == {"1"}
    assert gallery.take("1") is not None
    gallery.close()
    assert pool.is_closed


def test_a_hall_without_cameras_starts_nothing(hall: Hall) -> None:
    gallery = hall.gallery()
    gallery.know([])
    gallery.open()
    gallery.want([])
    gallery.close()
    assert hall.made == []


def test_the_recordings_are_where_the_recorder_says_also_when_it_says_so_later(hall: Hall) -> None:
    gallery = hall.gallery()
    gallery.open()
    gallery.want([WANT])
    hall.record("/srv/video")
    gallery.want([WANT], LIVE)
    assert [place.store for place, _ in hall.made] == [str(hall.data / "recordings"), "/srv/video"]
    assert hall.made[0][1].is_closed
    (hall.data / FILE).unlink()
    gallery.want([WANT], LIVE)
    assert len(hall.made) == 2, "a recorder that stopped has not moved its recordings"


def test_on_another_machine_the_station_file_names_the_port_and_there_are_no_recordings(hall: Hall) -> None:
    here = station.read(hall.file)
    there = replace(here, host="10.0.0.7", hub_file="", recorder=6001)
    assert find(there) == Place("tcp://10.0.0.7:6001")
    assert find(replace(here, host="10.0.0.7", hub_file="")) == Place("tcp://10.0.0.7:5706")


def test_a_station_file_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HallFault, match="none"):
        Gallery(tmp_path / "none.station.toml")


def test_without_the_library_for_its_colours_a_console_says_what_to_install(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colours, "LIBYUV", "libyuv-that-is-not-there.so.0")
    colours.library.cache_clear()
    try:
        with pytest.raises(HallFault, match="apt install libyuv0"):
            hall.gallery()
    finally:
        colours.library.cache_clear()


def test_tiles_say_that_no_recorder_is_there_and_come_when_it_is(tmp_path: Path) -> None:
    recorder = ClipRecorder(tmp_path, {"a": {"sub": Clip(seconds=4.0, gop=1.0)}})
    gallery = Gallery(recorder.station)
    try:
        gallery.know([CAMERA])
        gallery.open()
        gallery.want([WANT])
        until(lambda: gallery.figures("1").fault is Fault.NO_RECORDER, seconds=PATIENCE)
        recorder.start()
        until(lambda: gallery.take("1") is not None, seconds=PATIENCE)
        until(lambda: gallery.figures("1").fault is None, seconds=PATIENCE)
    finally:
        gallery.close()
        recorder.stop()
