"""Play-back with real worker processes: exactly the right picture, at any time, on all cameras."""

import itertools
import random
import shutil
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from console.video import pool as pools
from console.video import work
from console.video.library import Clip as Recorded
from console.video.pictures import LIVE, Picture, Playhead, Want
from console.video.pool import VideoPool, turned
from console.video.protocol import Phase, Stream
from console.video.reel import Reel
from console.video.work import Clock
from tests.console.video.test_pool import Wall, camera, want
from tests.helpers.clip_recorder import clip_recorder
from tests.helpers.clips import Clip, number_of
from tests.helpers.pictures import pixels
from tests.helpers.recordings import Recordings

SUB = Clip(seconds=40.0)
T = 1_795_000_000.0
"""When the recordings begin."""
RATE = SUB.rate


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cameras; of `b` the file from 20 s to 30 s is missing."""
    recordings = Recordings(tmp_path_factory.mktemp("store"))
    recordings.add("a", T, SUB)
    recordings.add("b", T, SUB, without=[2])
    recordings.add("c", T + 0.01, SUB, segment=14.0)
    recordings.close()
    return recordings.store


@pytest.fixture(scope="module")
def pool(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VideoPool]:
    """Workers that all of the module's tests play with: they start slowly."""
    with clip_recorder(tmp_path_factory.mktemp("playing") / "data", {}) as recorder:
        made = VideoPool(recorder.station, recorder.file, [camera(name) for name in "abc"], store=store)
        try:
            yield made
        finally:
            made.close()


@pytest.fixture
def wall(pool: VideoPool) -> Iterator[Wall]:
    yield Wall(pool)
    pool.want([])


def seek(wall: Wall, wants: list[Want], at: float) -> None:
    """Stand at `at` until every tile shows its picture of that moment."""
    before = dict(wall.count)
    wall.pool.want(wants, Playhead(at=at))
    wall.until(lambda: all(wall.count.get(each.tile, 0) > before.get(each.tile, 0) for each in wants))


BEGUN = {"1": T, "2": T, "3": T + 0.01}
"""When the recordings of the tiles' cameras begin."""


def is_exact(wall: Wall, at: float, *tiles: str) -> bool:
    """Whether each of these tiles shows the very picture of a moment."""
    return all(number_of(pixels(wall.last[tile])) == int((at + 0.0015 - BEGUN[tile]) * RATE) for tile in tiles)


def test_every_camera_shows_exactly_the_picture_of_the_moment(wall: Wall) -> None:
    chance = random.Random(11)
    wants = [want("1", "a"), want("2", "b"), want("3", "c")]
    for _ in range(12):
        at = T + chance.choice([chance.uniform(0.1, 19.9), chance.uniform(30.1, 39.8)])
        seek(wall, wants, at)
        wall.until(partial(is_exact, wall, at, *BEGUN), what=f"the picture of {at - T} in all tiles")
        wall.watch(0.2)  # no two seeks so close that they count as dragging
        for tile in BEGUN:
            picture = wall.last[tile]
            assert is_exact(wall, at, tile), f"{tile} at {at - T}"
            assert picture.at <= at + 0.002
            assert at - picture.at < 1 / RATE + 0.002
    assert wall.figures("1").recorded


def test_a_gap_is_told_and_nothing_older_is_shown(wall: Wall) -> None:
    wants = [want("1", "a"), want("2", "b")]
    seek(wall, wants, T + 19.0)
    wall.until(lambda: is_exact(wall, T + 19.0, "1", "2") and wall.figures("2").recorded)
    before = wall.count["2"]
    wall.pool.want(wants, Playhead(at=T + 25.0))
    wall.until(lambda: not wall.figures("2").recorded and wall.last["1"].at > T + 24)
    assert wall.figures("2").gap == "lost_camera"
    assert wall.figures("1").recorded
    assert wall.count["2"] == before
    wall.pool.want(wants, Playhead(at=T + 3600.0))
    wall.until(lambda: not wall.figures("1").recorded)
    assert wall.figures("1").gap == ""
    seek(wall, wants, T + 30.5)
    wall.until(lambda: wall.figures("2").recorded)


def test_playing_over_a_gap_says_so_and_goes_on_behind_it(wall: Wall) -> None:
    wants = [want("1", "a"), want("2", "b")]
    begun = 0.0

    def begin() -> None:
        nonlocal begun
        seek(wall, wants, T + 18.0)
        wall.until(lambda: wall.figures("2").recorded)
        wall.pool.want(wants, Playhead(at=T + 18.0, speed=3.0))
        begun = time.monotonic()

    def has_missed(end: float) -> bool:
        """Whether so far was played already: a busy machine sees it once more."""
        is_over = T + 18.0 + 3.0 * (time.monotonic() - begun) > end
        if is_over:
            begin()
        return is_over

    begin()
    wall.until(lambda: not has_missed(T + 30) and not wall.figures("2").recorded)
    seen = wall.last["2"].at
    assert T + 18 <= seen < T + 20.001
    wall.until(lambda: not has_missed(T + 40) and wall.last["2"].at > T + 30 and wall.figures("2").recorded)


@pytest.mark.parametrize("speed", [0.5, 1.0, 4.0])
def test_all_cameras_play_on_one_clock(wall: Wall, speed: float) -> None:
    wants = [want("1", "a"), want("2", "b"), want("3", "c")]
    seek(wall, wants, T + 5.0)
    begun = time.monotonic()
    wall.pool.want(wants, Playhead(at=T + 5.0, speed=speed))

    def check(picture: Picture) -> None:
        playhead = T + 5.0 + (time.monotonic() - begun) * speed
        begin = T + 0.01 if picture.tile == "3" else T
        number = number_of(pixels(picture))
        assert number is not None
        assert picture.at <= playhead + 0.002, "never later than the playhead"
        assert abs(begin + number / RATE - picture.at) < 0.002, "the clock it says is that of the picture"

    wall.seen = check  # type: ignore[method-assign]
    wall.watch(1.5)
    at = min(T + 5.0 + (time.monotonic() - begun) * speed, T + 19.5)  # before the gap, however long that took
    wall.pool.want(wants, Playhead(at=at))
    wall.until(lambda: is_exact(wall, at, *BEGUN), what="the picture of that moment in all tiles")


def test_fast_play_back_shows_key_pictures_in_time(wall: Wall) -> None:
    seek(wall, [want("1", "a")], T + 1)  # the worker has begun

    def is_far() -> bool:
        if wall.pool.figures("1").recorded is False:  # a busy machine missed all of it: once more
            wall.pool.want([want("1", "a")], Playhead(at=T, speed=12.0))
        return wall.last["1"].at > T + 6

    wall.pool.want([want("1", "a")], Playhead(at=T, speed=12.0))
    wall.until(is_far)
    number = number_of(pixels(wall.last["1"]))
    assert number is not None
    assert number % round(SUB.gop * RATE) == 0
    wall.until(lambda: wall.figures("1").key_only)


def test_dragging_shows_something_at_once_and_the_exact_picture_at_rest(wall: Wall) -> None:
    wants = [want("1", "a")]
    seek(wall, wants, T + 1)
    at, steps, before = T, itertools.count(), wall.count["1"]

    def drag() -> bool:
        nonlocal at
        at = T + 2 + next(steps) % 40 * 0.777
        wall.pool.want(wants, Playhead(at=at))
        wall.watch(0.03)
        return wall.count["1"] > before + 10

    wall.until(drag, what="something to be seen while it is dragged")
    wall.until(lambda: is_exact(wall, at, "1"), what="the exact picture at rest")


def test_back_to_live_and_back_again(tmp_path: Path, store: Path) -> None:
    with clip_recorder(tmp_path / "data", {"a": {"sub": Clip(seconds=4.0, gop=1.0)}}) as recorder:
        pool = VideoPool(recorder.station, recorder.file, [camera("a")], store=store)
        try:
            wall = Wall(pool)
            for _ in range(3):
                pool.want([want("1", "a")], LIVE)
                wall.until(lambda: "1" in wall.last and abs(wall.last["1"].at - time.time()) < 10)
                wall.until(lambda: wall.figures("1").phase is Phase.LIVE)
                seek(wall, [want("1", "a")], T + 7.0)
                wall.until(lambda: abs(wall.last["1"].at - T - 7) < 0.1)
                wall.watch(0.1)  # whatever was on its way
                assert wall.last["1"].at < T + 8
        finally:
            pool.close()


def test_files_that_vanish_or_are_no_video_are_gaps(tmp_path: Path, store: Path) -> None:
    copy = tmp_path / "store"
    shutil.copytree(store, copy)
    files = sorted((copy / "a").iterdir())
    files[0].unlink()
    files[1].write_bytes(b"not video" * 1000)
    with clip_recorder(tmp_path / "data", {}) as recorder:
        pool = VideoPool(recorder.station, recorder.file, [camera("a")], store=copy)
        try:
            wall = Wall(pool)
            pool.want([want("1", "a")], Playhead(at=T + 5))
            wall.until(lambda: wall.figures("1").gap == "folder_missing")
            assert not wall.figures("1").recorded
            pool.want([want("1", "a")], Playhead(at=T + 15))
            wall.until(lambda: not wall.figures("1").recorded and wall.figures("1").gap == "")
            pool.want([want("1", "a")], Playhead(at=T + 25))
            wall.until(lambda: "1" in wall.last and abs(wall.last["1"].at - T - 25) < 0.1)
        finally:
            pool.close()


def test_what_is_not_on_the_disk_yet_is_not_called_missing(tmp_path: Path) -> None:
    short = Clip(seconds=4.0)
    recordings = Recordings(tmp_path / "store")
    recordings.add("a", T, short, is_open=True)
    recordings.add("b", T, short)
    recordings.close()
    wants = [want("1", "a"), want("2", "b")]
    with clip_recorder(tmp_path / "data", {}) as recorder:
        pool = VideoPool(recorder.station, recorder.file, [camera("a"), camera("b")], store=recordings.store)
        try:
            wall = Wall(pool)
            pool.want(wants, Playhead(at=T + 8.0))
            wall.until(lambda: not wall.figures("2").recorded and "1" in wall.last)
            assert wall.figures("1").recorded
            assert T + 3.9 < wall.last["1"].at < T + 4.0
            pool.want(wants, Playhead(at=T + 10.0))
            wall.until(lambda: not wall.figures("1").recorded, what="a file that stopped growing reaches no further")
        finally:
            pool.close()


def test_without_recordings_on_this_machine_there_is_no_past(tmp_path: Path) -> None:
    with clip_recorder(tmp_path / "data", {}) as recorder:
        pool = VideoPool(recorder.station, recorder.file, [camera("a")])
        try:
            wall = Wall(pool)
            pool.want([want("1", "a")], Playhead(at=T))
            wall.until(lambda: not wall.figures("1").recorded)
            assert pool.take("1") is None
        finally:
            pool.close()


# --- one file -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["matroska", "mpegts"])
def test_seeking_finds_the_exact_picture_in_any_file(tmp_path: Path, form: str) -> None:
    recordings = Recordings(tmp_path)
    recordings.add("a", T, Clip(seconds=20.0), segment=60.0, form=form)
    recordings.close()
    (path,) = (tmp_path / "a").iterdir()
    reel = Reel(recorded(path, 20.0))
    chance = random.Random(2)
    for at in [T, T + 19.99, *(T + chance.uniform(0, 20) for _ in range(25))]:
        taken = reel.exact(at)
        assert taken is not None
        assert number_of(taken.frame.to_ndarray(format="gray")) == int((at + 0.0015 - T) * RATE)
        key = reel.key(at)
        assert key is not None
        assert key.at <= at + 0.002
        assert at - key.at < 2.1
    reel.close()


def test_a_file_cut_off_by_a_kill_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    recordings = Recordings(tmp_path)
    recordings.add("a", T, Clip(seconds=20.0), segment=60.0)
    recordings.close()
    (path,) = (tmp_path / "a").iterdir()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    reel = Reel(recorded(path, 20.0))
    taken = reel.exact(T + 5.01)
    assert taken is not None
    assert number_of(taken.frame.to_ndarray(format="gray")) == 75
    last = reel.exact(T + 19.0)
    assert last is not None
    assert T + 7 < last.at < T + 14
    reel.close()


def recorded(path: Path, seconds: float) -> Recorded:
    return Recorded(
        camera="a",
        stream=Stream.SUB,
        path=path,
        begin=T,
        end=T + seconds,
        bytes=path.stat().st_size,
        codec="h264",
        width=640,
        height=360,
        is_open=False,
    )


# --- the master clock -----------------------------------------------------------------------------------------------------


def test_a_small_difference_is_a_slip_and_a_large_one_a_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = SimpleNamespace(monotonic=lambda: 5_000.0)
    monkeypatch.setattr(work, "time", stopped)
    monkeypatch.setattr(pools, "time", stopped)
    live = Clock()
    assert turned(live, LIVE) is live
    begun = turned(live, Playhead(at=T, speed=1.0))
    assert begun.visit == 1
    assert turned(begun, Playhead(at=T, speed=1.0)) is begun
    slipped = turned(begun, Playhead(at=T + 0.3, speed=1.0))
    assert (slipped.visit, slipped.at) == (1, T + 0.3)
    assert turned(begun, Playhead(at=T - 60, speed=1.0)).visit == 2
    head = Playhead(at=T - 60, speed=1.0, since=4_995.0)
    long_ago = turned(begun, head)
    assert long_ago.now() == T - 55
    assert turned(long_ago, head) is long_ago, "told again with other wants it winds nothing back"
    paused = turned(begun, Playhead(at=T + 0.5))
    assert paused.now() == T + 0.5
    assert turned(paused, Playhead(at=T + 0.5)) is paused
    assert turned(paused, Playhead(at=T + 0.4)).visit == paused.visit + 1
    assert turned(paused, LIVE) == Clock(visit=paused.visit + 1)
