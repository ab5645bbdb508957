"""The pool with real worker processes, against a recorder that plays clips."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from console.model.hall import Camera, Region
from console.video import hired, pictures, protocol, share, starved, work, worker
from console.video.pictures import Figures, Picture, Want
from console.video.pool import VideoPool, phase_of
from console.video.protocol import Fault, Phase, Stream
from console.video.slots import SLOTS
from console.video.work import Doing
from tests.helpers.clip_recorder import ClipRecorder, clip_recorder
from tests.helpers.clips import Clip, number_of
from tests.helpers.pictures import pixels
from tests.helpers.program import is_running
from tests.helpers.soak import times
from tests.helpers.until import until

SUB = Clip(seconds=4.0, gop=1.0)
PATIENCE = 60.0
"""Seconds; workers start slowly on a busy machine."""


def camera(name: str, **more: Any) -> Camera:
    return Camera(id=name, main=f"rtsp://127.0.0.1/{name}/main", **{"sub": f"rtsp://127.0.0.1/{name}/sub", **more})


def want(tile: str, camera: str, width: int = 320, height: int = 180, **more: Any) -> Want:
    return Want(tile=tile, camera=camera, width=width, height=height, **more)


class Wall:
    """Takes pictures as a console does, and remembers the last of each tile."""

    def __init__(self, pool: VideoPool) -> None:
        self.pool = pool
        self.last: dict[str, Picture] = {}
        self.count: dict[str, int] = {}

    def look(self) -> None:
        for tile in self.pool.changed():
            picture = self.pool.take(tile)
            if picture is not None:
                self.last[tile] = picture
                self.count[tile] = self.count.get(tile, 0) + 1
                self.seen(picture)

    def seen(self, picture: Picture) -> None:
        """Told of each picture as it is taken."""

    def until(self, is_so: Callable[[], object], seconds: float = PATIENCE, what: str = "") -> float:
        """Look until something is so; returns how long that took."""
        begun = time.monotonic()

        def looked() -> object:
            self.look()
            return is_so()

        until(looked, seconds=seconds, what=what)
        return time.monotonic() - begun

    def watch(self, seconds: float) -> None:
        """Look for so long."""
        ends = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= ends, seconds + PATIENCE)

    def until_pictures(self, *tiles: str, more: int = 1, seconds: float = PATIENCE) -> None:
        """Until each of these tiles got some more pictures."""
        before = {tile: self.count.get(tile, 0) for tile in tiles}
        self.until(lambda: all(self.count.get(tile, 0) >= before[tile] + more for tile in tiles), seconds, f"pictures on {tiles}")

    def figures(self, tile: str) -> Figures:
        return self.pool.figures(tile)


@contextmanager
def wall(recorder: ClipRecorder, cameras: Sequence[Camera], **options: Any) -> Iterator[Wall]:
    pool = VideoPool(recorder.station, recorder.file, cameras, **options)
    try:
        yield Wall(pool)
    finally:
        pool.close()


@contextmanager
def hall(
    folder: Path, streams: Mapping[str, Mapping[str, str | Clip | Path]], **options: Any
) -> Iterator[tuple[Wall, ClipRecorder]]:
    with (
        clip_recorder(folder / "data", streams) as recorder,
        wall(recorder, [camera(name) for name in streams], **options) as seen,
    ):
        yield seen, recorder


def test_tiles_show_their_cameras_and_say_how_they_do(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}, "b": {"sub": SUB}}) as (seen, recorder):
        recorder.pause("a")
        recorder.forget("a")
        seen.pool.want([want("1", "a"), want("2", "b", 200, 200)])
        assert seen.figures("1").phase is Phase.OPENING
        recorder.go_on("a")
        seen.until_pictures("1", "2", more=5)
        one, two = seen.last["1"], seen.last["2"]
        assert (one.camera, one.stream, one.width, one.height) == ("a", Stream.SUB, 320, 180)
        assert (two.camera, two.width, two.height) == ("b", 200, 112), "fitted, not stretched"
        assert number_of(pixels(one)) is not None
        assert abs(time.time() - one.at) < PATIENCE

        def is_well() -> bool:
            figures = seen.figures("1")
            is_quick = figures.rate > 10 and figures.bits > 50_000 and figures.latency is not None and figures.latency < 5
            return figures.phase is Phase.LIVE and figures.fault is None and figures.recorded and is_quick

        seen.until(is_well)


@pytest.mark.usefixtures("nobody_is_given_up")
def test_a_stream_on_two_tiles_is_pulled_and_decoded_once(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, recorder):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        (worker,) = map(psutil.Process, seen.pool.workers())
        threads = worker.num_threads()
        seen.pool.want([want("1", "a"), want("2", "a", 500, 400)])
        seen.until_pictures("1", "2", more=3)
        assert len(recorder.watching) == 1
        assert seen.pool.workers() == (worker.pid,)
        until(lambda: worker.num_threads() == threads, seconds=PATIENCE, what="as many threads as before: no second decoder")
        assert seen.last["2"].width == 500


def test_hidden_tiles_stop_being_decoded_and_come_back(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}, "b": {"sub": SUB}}) as (seen, recorder):
        seen.pool.want([want("1", "a"), want("2", "b")])
        seen.until_pictures("1", "2")
        seen.pool.want([want("1", "a")])
        until(lambda: recorder.watched() == {("a", Stream.SUB)}, seconds=PATIENCE)
        assert seen.pool.take("2") is None
        assert seen.figures("2").phase is Phase.IDLE
        seen.pool.want([want("1", "a"), want("2", "b")])
        seen.until_pictures("1", "2")


def test_a_picture_stays_as_it_is_until_two_newer_ones_were_taken(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, _):
        seen.pool.want([want("1", "a")])
        held: list[tuple[Picture, bytes]] = []
        while len(held) < 12:
            seen.until_pictures("1")
            held.append((seen.last["1"], bytes(seen.last["1"].memory)))
            until(seen.pool.changed, seconds=PATIENCE, what="the worker to have written the next one")
            for picture, as_it_was in held[-2:]:
                assert bytes(picture.memory) == as_it_was
        assert len({as_it_was for _, as_it_was in held}) > 6


def test_a_console_that_does_not_take_gets_the_newest_when_it_does(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, recorder):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        before, sent = seen.last["1"].at, recorder.sent("a")
        until(lambda: recorder.sent("a") > sent + 30, seconds=PATIENCE)
        recorder.pause("a")
        until(lambda: seen.figures("1").phase is not Phase.LIVE, seconds=PATIENCE, what="all that was sent to be decoded")
        looks: list[float] = []

        def is_new() -> bool:
            seen.look()
            looks.append(seen.last["1"].at)
            return looks[-1] > before + 0.5

        until(is_new, seconds=PATIENCE, what="a picture of now: two seconds of them came meanwhile")
        assert len(set(looks)) <= SLOTS, "no queue of old ones comes before it"


@pytest.fixture
def one_stream_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker is filled before another is begun."""
    monkeypatch.setattr(share, "FILLED", 0.0)


@pytest.mark.usefixtures("one_stream_a_worker")
def test_a_worker_that_is_killed_takes_only_its_tiles_and_comes_back(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}, "b": {"sub": SUB}}) as (seen, _):
        seen.pool.want([want("1", "a"), want("2", "b")])
        seen.until_pictures("1", "2")
        for round_ in range(3):
            kill_a_worker(seen, round_)


@pytest.mark.soak
@pytest.mark.usefixtures("one_stream_a_worker")
def test_a_worker_killed_fifty_times_is_told_within_two_seconds_and_back_within_five(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}, "b": {"sub": SUB}}) as (seen, _):
        seen.pool.want([want("1", "a"), want("2", "b")])
        seen.until_pictures("1", "2")
        took = [kill_a_worker(seen, round_) for round_ in range(times(50))]
        print(f"told after {max(told for told, _ in took):.2f} s at most, back after {max(back for _, back in took):.2f} s")
        assert max(told for told, _ in took) <= 2
        assert max(back for _, back in took) <= 5


def kill_a_worker(seen: Wall, which: int) -> tuple[float, float]:
    """Seconds until its tile says so, and until all is well again; the other's tile goes on."""

    def faults() -> set[Fault | None]:
        return {seen.figures(tile).fault for tile in "12"}

    victims = seen.pool.workers()
    os.kill(victims[which % len(victims)], signal.SIGKILL)
    told = seen.until(lambda: Fault.DECODER in faults())
    assert None in faults(), "only its own tiles"
    before = dict(seen.count)
    back = seen.until(lambda: faults() == {None} and all(seen.count[tile] > before[tile] for tile in "12"))
    return told, told + back


def test_a_worker_that_hangs_is_told_of_and_replaced(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, _):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        (worker,) = seen.pool.workers()
        os.kill(worker, signal.SIGSTOP)
        seen.until(lambda: seen.figures("1").fault is Fault.DECODER)
        seen.until(lambda: worker not in seen.pool.workers() and seen.pool.workers())
        seen.until_pictures("1")
        seen.until(lambda: not psutil.pid_exists(worker))


CONSOLE = """
import sys, threading
from pathlib import Path
from console.model.hall import Camera
from console.video.pictures import Want
from console.video.pool import VideoPool

pool = VideoPool(Path(sys.argv[1]), sys.argv[2], [Camera(id="a", main="rtsp://127.0.0.1/a", sub="rtsp://127.0.0.1/b")])
pool.want([Want(tile="1", camera="a", width=320, height=180)])
rest = threading.Event()
while not pool.changed():
    rest.wait(0.01)
print(*pool.workers(), flush=True)
rest.wait()
"""


def test_workers_end_when_the_console_is_killed(tmp_path: Path) -> None:
    with clip_recorder(tmp_path / "data", {"a": {"sub": SUB}}) as recorder:
        words = [sys.executable, "-c", CONSOLE, str(recorder.station), str(recorder.file)]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as console:
            assert console.stdout is not None
            workers = [int(each) for each in console.stdout.readline().split()]
            assert workers
            console.kill()
        until(lambda: not any(map(is_running, workers)))


def test_a_camera_that_falls_silent_grows_stale_and_returns(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, recorder):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        recorder.pause("a")
        seen.until(lambda: seen.figures("1").phase is Phase.STALE)
        age = seen.figures("1").age
        assert age is not None
        assert age >= 2
        recorder.go_on("a")
        seen.until(lambda: seen.figures("1").phase is Phase.LIVE)
        seen.until_pictures("1")


@pytest.mark.parametrize(
    ("age", "phase"), [(None, Phase.LIVE), (1.9, Phase.LIVE), (2.1, Phase.STALE), (9.9, Phase.STALE), (10.1, Phase.LOST)]
)
def test_the_age_of_the_last_packet_decides(age: float | None, phase: Phase) -> None:
    assert phase_of(Doing(view=1, phase=Phase.LIVE), age) is phase
    assert phase_of(Doing(view=1, phase=Phase.REFUSED), age) is Phase.REFUSED


def test_a_lost_camera_leaves_no_picture_though_one_was_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "LOST", 1.5)  # ten seconds are long in a test
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, recorder):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1", more=3)
        until(seen.pool.changed, seconds=PATIENCE, what="a picture that waits to be taken")
        recorder.pause("a")
        until(lambda: seen.figures("1").phase is Phase.LOST, seconds=PATIENCE)
        assert seen.pool.take("1") is None
        seen.pool.want([want("1", "a", 200, 200)])  # drawn anew from what is there
        ends = time.monotonic() + 0.5
        until(lambda: seen.pool.take("1") is not None or time.monotonic() > ends)
        assert time.monotonic() > ends, "an old picture in a new size"
        recorder.go_on("a")
        seen.until_pictures("1", more=2)
        seen.until(lambda: seen.figures("1").phase is Phase.LIVE)


def test_a_worker_in_which_a_decoder_hangs_gives_itself_up_but_not_for_a_machine_that_stood_still_or_had_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = work.pair()
    monkeypatch.setattr(os, "_exit", lambda status: pytest.exit(str(status)))
    waited = 7.0
    monkeypatch.setattr(starved, "waited", lambda _: waited)
    at_work = worker.Worker(work.Line(theirs), tmp_path / "nobody.toml", "nowhere", None)
    work.Line(ours).order(
        work.Show(views=(work.View(view=1, camera="a", stream=Stream.SUB, width=9, height=9),), clock=work.Clock())
    )
    assert at_work._obey()
    (source,) = at_work._sources.values()
    source.flow.busy_since = begun = time.monotonic()
    at_work._step(begun + 60)  # nobody was looked at meanwhile
    tenths = [begun + 60 + number * worker.HUNG / 10 for number in range(32)]
    for number, now in enumerate(tenths[:30]):
        waited += worker.HUNG / 10 if number >= 10 else 0.0  # other programs take all the processors for two thirds of it
        at_work._step(now)
    with pytest.raises(pytest.exit.Exception, match="1"):
        at_work._step(tenths[31])
    at_work._context.destroy(0)
    ours.close()


def test_a_thread_that_finds_no_processor_is_known_to_wait() -> None:
    mine, here = threading.get_native_id(), os.sched_getaffinity(0)
    one = {min(here)}
    burn = "import os; os.sched_setaffinity(0, {int(os.environ['ON'])})\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", burn], env={**os.environ, "ON": str(min(one))}) as other:
        os.sched_setaffinity(mine, one)
        try:
            before = starved.waited(mine)
            until(lambda: sum(range(100_000)) and starved.waited(mine) > before + 0.1, seconds=PATIENCE, what="it has waited")
        finally:
            os.sched_setaffinity(mine, here)
            other.kill()
    assert starved.waited(0) == 0.0, "no such thread"


def test_a_recorder_that_goes_and_comes_back_is_found_again(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, recorder):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        recorder.stop()
        seen.until(lambda: seen.figures("1").fault is Fault.NO_RECORDER)
        seen.until(lambda: seen.figures("1").phase in {Phase.STALE, Phase.LOST})
        recorder.start()
        seen.until_pictures("1")
        seen.until(lambda: seen.figures("1").fault is None)


def test_what_the_recorder_says_of_a_camera_is_said_on_the_tile(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}, "b": {"sub": SUB}, "c": {"sub": SUB}}) as (seen, recorder):
        recorder.deny.add("b")
        recorder.pause("c")
        recorder.health["a", Stream.SUB] = (Phase.LIVE, Fault.FROZEN)
        recorder.health["c", Stream.SUB] = (Phase.REFUSED, Fault.WRONG_PASSWORD)
        seen.pool.want([want("1", "a"), want("2", "b"), want("3", "c"), want("4", "nowhere")])
        seen.until_pictures("1")
        seen.until(lambda: seen.figures("1").fault is Fault.FROZEN)
        for tile, fault in (("2", Fault.DENIED), ("3", Fault.WRONG_PASSWORD), ("4", Fault.NO_SUCH_STREAM)):
            told = Phase.REFUSED, fault
            seen.until(lambda tile=tile, told=told: (seen.figures(tile).phase, seen.figures(tile).fault) == told)  # type: ignore[misc]


@pytest.fixture
def nobody_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is held up for some seconds is not replaced."""
    monkeypatch.setattr(hired, "HUNG", PATIENCE)


@pytest.fixture
def nothing_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that stands still for some seconds makes no gap."""
    monkeypatch.setattr(protocol, "STALE", PATIENCE)
    monkeypatch.setattr(protocol, "LOST", 2 * PATIENCE)


@pytest.mark.usefixtures("nothing_is_stale")
def test_a_large_tile_changes_to_the_main_stream_without_a_gap(tmp_path: Path) -> None:
    main = Clip(width=1280, height=720, rate=15, gop=1.0, seconds=2.0, bits=2_000_000)
    with hall(tmp_path, {"a": {"sub": SUB, "main": main}}) as (seen, _):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        seen.pool.want([want("1", "a", 1024, 576)])
        before = seen.count["1"]
        phases = set()
        seen.until(lambda: phases.add(seen.figures("1").phase) or seen.last["1"].stream is Stream.MAIN)  # type: ignore[func-returns-value]
        assert phases == {Phase.LIVE}
        assert seen.figures("1").stream is Stream.MAIN
        assert (seen.last["1"].width, seen.last["1"].height) == (1024, 576)
        assert seen.count["1"] > before
        seen.pool.want([want("1", "a")])
        seen.until(lambda: seen.last["1"].stream is Stream.SUB)


def test_a_large_tile_begins_with_the_small_stream_that_is_at_hand(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB, "main": Clip(width=1280, height=720, gop=1.0, seconds=2.0)}}) as (seen, recorder):
        recorder.pause("a", "main")
        recorder.forget("a", "main")
        seen.pool.want([want("1", "a", 1024, 576)])
        seen.until_pictures("1")
        assert seen.last["1"].stream is Stream.SUB
        assert (seen.last["1"].width, seen.last["1"].height) == (1024, 576)
        recorder.go_on("a", "main")
        seen.until(lambda: seen.last["1"].stream is Stream.MAIN)
        until(lambda: recorder.watched() == {("a", Stream.MAIN)}, seconds=PATIENCE)


def test_resolution_and_codec_may_change_in_the_middle_of_the_stream(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, recorder):
        seen.pool.want([want("1", "a", 320, 320)])
        seen.until_pictures("1")
        changes: list[tuple[str | Clip, int]] = [("small", 240), (Clip(codec="h265", gop=1.0, seconds=2.0), 180), ("mjpeg", 180)]
        for what, height in changes:
            recorder.change("a", what)
            seen.until_pictures("1", more=3)
            seen.until(lambda: seen.last["1"].height == height, what=str(what))  # noqa: B023 — called at once
        seen.until(lambda: seen.figures("1").fault is None)


@pytest.mark.usefixtures("nobody_is_given_up")
def test_damaged_packets_are_survived(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)

    def spoil(data: bytes) -> bytes:
        damaged = bytearray(data)
        for place in chance.integers(0, len(data), 20):
            damaged[place] = int(chance.integers(0, 256))
        return bytes(damaged[: int(chance.integers(1, len(data) + 1))])

    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, recorder):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        workers = seen.pool.workers()
        recorder.spoil("a", spoil)
        sent = recorder.sent("a")
        seen.until(lambda: recorder.sent("a") > sent + 30)
        recorder.spoil("a", None)
        seen.until_pictures("1", more=20)
        seen.until(lambda: number_of(pixels(seen.last["1"])) is not None and seen.figures("1").phase is Phase.LIVE)
        assert seen.pool.workers() == workers


def test_private_regions_are_unrecognisable_and_zooming_in_does_not_help(tmp_path: Path) -> None:
    private = Region(x=0.5, y=0.0, width=0.5, height=0.2)
    with (
        clip_recorder(tmp_path / "data", {"a": {"sub": SUB}}) as recorder,
        wall(recorder, [camera("a", private=(private,))]) as seen,
    ):
        seen.pool.want([want("1", "a", 640, 360), want("2", "a", 640, 360, pixelate=False)])
        seen.until_pictures("1", "2", more=3)
        hidden, open_ = pixels(seen.last["1"]), pixels(seen.last["2"])
        assert is_in_blocks(hidden[:80, 320:], 16)
        assert not is_in_blocks(open_[:80, 320:], 16)
        assert not is_in_blocks(hidden[:80, :320], 16), "only what is private"
        part = pictures.Region(x=0.5, y=0.0, width=0.2, height=0.2)
        seen.pool.want([want("1", "a", 640, 360, part=part)])
        before = seen.count["1"]
        seen.until(lambda: seen.count["1"] > before + 2)
        assert is_in_blocks(pixels(seen.last["1"])[:320], 80), "larger blocks, no finer ones"


def test_never_is_a_clear_picture_seen_once_private_parts_are_to_be_hidden(tmp_path: Path) -> None:
    private = (Region(x=0.5, y=0.0, width=0.5, height=0.2),)
    clear = [want("1", "a", 640, 360, pixelate=False)]
    hiding = [want("1", "a", 640, 360)]
    with clip_recorder(tmp_path / "data", {"a": {"sub": SUB}}) as recorder, wall(recorder, [camera("a")]) as seen:

        def check(picture: Picture) -> None:
            assert is_in_blocks(pixels(picture)[:80, 320:], 16) == is_hidden

        seen.seen = check  # type: ignore[method-assign]
        is_hidden = False
        seen.pool.want(hiding)
        seen.until_pictures("1", more=2)
        until(seen.pool.changed, seconds=PATIENCE)
        seen.pool.know([camera("a", private=private)])
        is_hidden = True
        seen.until_pictures("1", more=3)
        for _ in range(4):
            seen.pool.want(clear)
            is_hidden = False
            seen.until_pictures("1", more=2)
            until(seen.pool.changed, seconds=PATIENCE, what="a clear picture that waits to be taken")
            seen.pool.want(hiding)
            is_hidden = True
            seen.until_pictures("1", more=2)


def is_in_blocks(lines: NDArray[np.uint8], side: int) -> bool:
    """Whether a picture's part is made of squares of one colour; their borders may run into each other."""
    height, width, _ = lines.shape
    blocks = lines.reshape(height // side, side, width // side, side, 4)
    edge = side // 4
    return bool((np.ptp(blocks[:, edge:-edge, :, edge:-edge], axis=(1, 3)) == 0).all())


def test_a_part_fills_the_tile(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, _):
        seen.pool.want([want("1", "a", 640, 360)])
        seen.until_pictures("1", more=2)
        whole = pixels(seen.last["1"])
        seen.pool.want([want("1", "a", 640, 360, part=pictures.Region(x=0.0, y=0.0, width=0.5, height=0.5))])
        seen.until_pictures("1", more=3)
        part = pixels(seen.last["1"])
        assert part.shape == whole.shape
        left = slice(0, 20), slice(0, 24)
        assert (part[left].mean() > 127) == (whole[left].mean() > 127)
        assert not np.array_equal(part, whole)


def test_over_budget_key_frames_must_do_and_the_tile_says_so(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, _):
        seen.pool.want([want("1", "a", key_only=True)])
        seen.until(lambda: seen.figures("1").key_only)
        seen.until_pictures("1", more=3)
        seen.until(lambda: 0.3 < seen.figures("1").rate < 5)


def test_instant_replay_shows_what_was(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}) as (seen, recorder):
        until(lambda: recorder.kept("a") > 3, seconds=PATIENCE)
        seen.pool.want([want("1", "a"), want("2", "a", back=2.0)])
        seen.until_pictures("1", "2", more=5)
        seen.until(lambda: seen.last["1"].at > seen.last["2"].at + 1 and 1 < time.time() - seen.last["2"].at < 20)


def test_a_worker_that_grows_beyond_measure_is_replaced(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}, most_memory=1 << 20) as (seen, _):
        seen.pool.want([want("1", "a")])
        seen.until(seen.pool.workers)
        first = seen.pool.workers()
        seen.until(lambda: seen.pool.workers() and seen.pool.workers() != first)


@pytest.mark.usefixtures("nobody_is_given_up")
def test_opening_and_closing_tiles_leaves_nothing_behind(tmp_path: Path) -> None:
    with hall(tmp_path, {name: {"sub": SUB} for name in "abcd"}) as (seen, _):
        wants = [want(name, name, 320 + place, 180) for place, name in enumerate("abcd")]
        us = psutil.Process()
        for cycle in range(12):
            seen.pool.want(wants)
            seen.until_pictures(*"abcd")
            seen.pool.want([])
            seen.last.clear()
            if cycle == 3:
                workers = [psutil.Process(each) for each in seen.pool.workers()]
                before = _burden([us, *workers])
        until(lambda: _fits(_burden([us, *workers]), before), what="memory and descriptors as before")


def _burden(processes: Sequence[psutil.Process]) -> tuple[int, int, int]:
    return (
        sum(each.num_fds() for each in processes),
        sum(each.num_threads() for each in processes),
        sum(each.memory_info().rss for each in processes) >> 20,
    )


def _fits(now: tuple[int, int, int], before: tuple[int, int, int]) -> bool:
    return now[0] <= before[0] + 8 and now[1] <= before[1] + 4 and now[2] <= before[2] + 40


def test_a_camera_of_one_stream_gets_that(tmp_path: Path) -> None:
    with (
        clip_recorder(tmp_path / "data", {"a": {"main": SUB}}) as recorder,
        wall(recorder, [camera("a", sub="")]) as seen,
    ):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        assert seen.last["1"].stream is Stream.MAIN


@pytest.mark.usefixtures("nobody_is_given_up")
def test_decoders_give_way_the_further_the_more_there_are(tmp_path: Path) -> None:
    given = [worker.nice_of(streams) for streams in (0, 1, 2, 4, 9, 18, 36)]
    assert given == sorted(given)
    assert worker.NICE <= given[1] < given[3] < given[5] == worker.LEAST_NICE
    with hall(tmp_path, {"a": {"sub": SUB}, "b": {"sub": SUB}}, workers=1) as (seen, _):
        seen.pool.want([want("1", "a"), want("2", "b")])
        seen.until_pictures("1", "2")
        (process,) = seen.pool.workers()

        def decoding() -> int:
            """The thread that gives way most."""
            threads = [int(each.name) for each in Path(f"/proc/{process}/task").iterdir()]
            return max(threads, key=lambda each: os.getpriority(os.PRIO_PROCESS, each))

        until(lambda: os.getpriority(os.PRIO_PROCESS, decoding()) == worker.nice_of(2), seconds=PATIENCE)
        assert os.sched_getscheduler(decoding()) == os.sched_getscheduler(process) == os.SCHED_BATCH


def test_a_whole_picture_is_as_large_as_its_stream_and_comes_from_the_same_decoder(tmp_path: Path) -> None:
    with hall(tmp_path, {"a": {"sub": SUB}}, workers=2) as (seen, _):
        small = want("1", "a", 160, 90)
        seen.pool.want([small])
        seen.until_pictures("1")
        seen.pool.want([small, Want(tile="2", camera="a", width=3840, height=2160, is_whole=True)])
        seen.until_pictures("2")
        assert (seen.last["1"].width, seen.last["1"].height) == (160, 90)
        assert (seen.last["2"].width, seen.last["2"].height) == (SUB.width, SUB.height)
        assert seen.last["2"].stream is Stream.SUB
        assert len(seen.pool.workers()) == 1


def test_a_console_that_ended_with_words_unread_has_ended_and_is_no_error() -> None:
    ours, theirs = work.pair()
    line = work.Line(theirs)
    line.tell(work.Beat(memory=1, views=()))
    ours.close()
    assert line.hear_orders() is None
    with pytest.raises(BrokenPipeError):
        line.tell(work.Beat(memory=1, views=()))
    line.close()
