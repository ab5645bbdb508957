"""The recorder as a process, with cameras that die, lie and come back, a disk that fails, a clock that jumps, and a `kill -9`."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import av
import psutil
import pytest

from console.fault import HallFault
from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera
from console.video import secrets
from console.video.index import FILE
from console.video.library import Clip as Recorded
from console.video.library import Hole
from console.video.matroska import digest, examine
from console.video.protocol import Fault, Gap, GapKept, Health, Packet, Phase, Protect, Protected, Storage, Stream
from console.video.secrets import Secret
from tests.helpers.clips import Clip
from tests.helpers.failing_disk import library
from tests.helpers.recorder import Eye, PatientRecorder
from tests.helpers.rtsp import RtspServer, Streams, rtsp_server
from tests.helpers.until import until

PASSWORD = "Zaun7-gäste/1"
LONG = 60.0
"""Seconds for what takes a few at rest."""
SUB = Clip(width=320, height=240, gop=0.5, seconds=4.0)
MAIN = Clip(gop=0.5, seconds=4.0)
"""A recording begins and ends at key pictures: with many of them nothing waits for long."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    streams: dict[str, Streams] = {"door": {"sub": SUB, "main": MAIN}, "gate": {"main": "alaw"}}
    with rtsp_server(tmp_path_factory.mktemp("rtsp"), streams) as running:
        yield running


def door(server: RtspServer) -> Camera:
    return Camera(id="door", main=server.url("door", "main"), sub=server.url("door", "sub"))


def clips(recorder: PatientRecorder, camera: str = "door") -> tuple[Recorded, ...]:
    with recorder.library() as library:
        return library.clips(camera, 0.0, 1e12)


def gaps(recorder: PatientRecorder, cause: str, camera: str = "door") -> tuple[Hole, ...]:
    """Of one cause: where the machine stood still for seconds there is a hole of that, too."""
    with recorder.library() as library:
        return tuple(hole for hole in library.gaps(camera, 0.0, 1e12) if hole.cause == cause)


def records(recorder: PatientRecorder, seconds: float, camera: str = "door") -> Recorded:
    """Wait until so much of the newest file can be read."""

    def enough() -> bool:
        try:
            found = clips(recorder, camera)
        except HallFault:  # nothing was written yet
            return False
        return bool(found) and found[-1].is_open and found[-1].end - found[-1].begin >= seconds

    until(enough, seconds=LONG, what=f"{seconds} s of {camera}")
    return clips(recorder, camera)[-1]


def connections(server: RtspServer) -> int:
    """How many the cameras have now."""
    assert server.process is not None
    process = psutil.Process(server.process.pid)
    return sum(each.status == psutil.CONN_ESTABLISHED for each in process.net_connections("tcp"))


def test_whoever_looks_and_records_a_stream_has_one_connection(server: RtspServer, tmp_path: Path) -> None:
    gate = Camera(id="gate", main=server.url("gate", "main"), has_sound=True)
    with PatientRecorder(tmp_path, [door(server), gate]) as recorder:
        for camera in ("door", "gate"):
            records(recorder, 3.0, camera)
        with (
            Eye(recorder, Role.LEADER) as leader,
            Eye(recorder, Role.VIEWER) as viewer,
            Eye(recorder, Role.ADAPTER, "cameras") as own,
        ):
            for eye in (leader, viewer):
                eye.enter()
                for camera in ("door", "gate"):
                    for stream in Stream:
                        eye.watch(camera, stream)
            for eye in (leader, viewer):
                heard: set[tuple[str, Stream]] = set()
                while len(heard) < 4:
                    packet = eye.hear_one(Packet, LONG)
                    heard.add((packet.camera, packet.stream))
            until(lambda: connections(server) == 3, seconds=LONG, what="three: the gate has one stream, under both names")
            own.enter()
            own.say(Protect(hold="theft", camera="door", begin=1.0, end=2.0))
            assert own.hear_one(Protected, LONG).is_kept
            own.say(Protect(hold="odd", camera="door", begin=2.0, end=1.0))
            assert not own.hear_one(Protected, LONG).is_kept
        assert recorder.stop() == 0
        clip = clips(recorder, "gate")[-1]
        with av.open(str(clip.path)) as container:
            assert container.streams.audio[0].codec_context.name == "pcm_s16le"
        assert not (recorder.data / "recorder.json").exists()


def test_a_killed_recorder_leaves_all_but_two_seconds_and_the_next_makes_it_good(server: RtspServer, tmp_path: Path) -> None:
    with PatientRecorder(tmp_path, [door(server)]) as recorder, Eye(recorder) as eye:
        begun = records(recorder, 4.0)
        eye.enter()
        eye.watch("door", begun.stream)
        heard = [eye.hear_one(Packet, LONG)]
        until(
            lambda: heard[-1].at > begun.end,
            lambda: heard.append(eye.hear_one(Packet, LONG)),
            seconds=LONG,
            what="pictures of now",
        )
        port = recorder.where.port
        recorder.kill()
        last = [*heard, *eye.left(Packet)][-1].at
        begun = clips(recorder)[-1]  # a minute may have begun meanwhile
        found = examine(begun.path)
        assert begun.begin + found.seconds > last - 10.0, "two seconds at rest: bench_recorder"
        assert found.seconds >= begun.end - begun.begin - 0.01, "what the index promised"
        recorder.start()
        assert recorder.where.port == port, "who looks finds it again"
        records(recorder, 1.0)
        first = next(clip for clip in clips(recorder) if clip.path == begun.path)
        assert not first.is_open
        assert first.sha256 == digest(first.path)
        assert first.bytes == first.path.stat().st_size
        assert first.end == pytest.approx(begun.begin + found.seconds, abs=0.01)
        (hole,) = gaps(recorder, "recorder_down")
        assert hole.begin in [clip.end for clip in clips(recorder)]
        assert hole.end in [clip.begin for clip in clips(recorder)]
        # And one that is stopped in order finishes its file, and keeps its port too.
        assert recorder.stop() == 0
        assert all(clip.sha256 == digest(clip.path) for clip in clips(recorder))
        assert gaps(recorder, "recorder_down")[-1].end is None
        recorder.start()
        assert recorder.where.port == port
        records(recorder, 1.0)
        assert [hole.end is None for hole in gaps(recorder, "recorder_down")] == [False, False]


def test_a_camera_that_is_killed_is_stale_then_lost_and_its_gap_is_declared_to_the_second(tmp_path: Path) -> None:
    with (
        rtsp_server(tmp_path / "rtsp", {"door": {"sub": SUB, "main": MAIN}}) as server,
        PatientRecorder(tmp_path, [door(server)]) as recorder,
        Eye(recorder, Role.ADAPTER, "cameras") as eye,
    ):
        records(recorder, 1.0)
        eye.enter()
        eye.ask_health()
        eye.await_phase("door", Phase.LIVE, LONG)
        lived = time.time()
        server.kill()
        killed = time.time()
        stale = eye.await_phase("door", Phase.STALE, LONG)
        assert stale.age is not None
        assert 2.0 <= stale.age < 25.0
        lost = eye.await_phase("door", Phase.LOST, LONG)
        assert lost.fault is Fault.UNREACHABLE
        assert not lost.is_recorded
        until(
            lambda: [hole.end for hole in gaps(recorder, "lost_camera")][-1:] == [None],
            seconds=LONG,
            what="it to be declared while it lasts",
        )
        down = time.time()
        server.start()
        eye.await_phase("door", Phase.LIVE, LONG)
        while (gap := eye.hear_one(Gap, LONG)).begin < lived - 4.0:
            pass  # one that the machine made, standing still before
        assert gap.cause == "lost_camera"
        assert gap.begin < killed + 4.0
        assert down < gap.end < time.time()
        until(
            lambda: gap.end in [hole.end for hole in gaps(recorder, "lost_camera")],
            seconds=LONG,
            what="the index to say the same",
        )
        assert gap.begin in [clip.end for clip in clips(recorder)]
        assert gap.end in [clip.begin for clip in clips(recorder)]
        eye.ask_health()  # as the adapter that comes after one that was killed before it had the hole on its disk
        until(lambda: eye.hear_one(Gap, LONG) == gap, seconds=LONG, what="it to be told again")
        eye.say(GapKept(camera="door", begin=gap.begin))
        index = recorder.store / FILE
        told = "SELECT told FROM gap WHERE abs(begin - ?) < 0.001"
        until(lambda: sqlite3.connect(index).execute(told, [gap.begin]).fetchall() == [(1,)], seconds=LONG)


def test_what_is_wrong_is_told_and_a_password_is_in_no_word_and_no_line(tmp_path: Path) -> None:
    with rtsp_server(tmp_path / "rtsp", {"cam": {"sub": SUB}}, user="guard", password=PASSWORD, tls=True) as server:
        address = server.url("cam", "sub")
        cameras = [
            Camera(id="well", main=address, secret="right"),
            Camera(id="same", main=address + "/", secret="right"),
            Camera(id="wrong", main=server.url("cam", "sub?wrong"), secret="wrong"),
            Camera(id="plain", main=server.url("cam", "sub?plain"), secret="nobody"),
            Camera(id="absent", main=server.url("cam", "nothing"), secret="right"),
            Camera(id="closed", main="rtsp://127.0.0.1:1/x", secret="right"),
        ]
        recorder = PatientRecorder(tmp_path, cameras)
        secrets.put(recorder.data, "right", Secret(user="guard", password=PASSWORD))
        secrets.put(recorder.data, "wrong", Secret(user="guard", password=PASSWORD + "x"))
        trusted = keys.folder(recorder.data) / "cameras.pem"
        trusted.touch(0o600)
        trusted.write_bytes((server.folder / "camera.pem").read_bytes())
        expected = {
            "same": Fault.BAD_ADDRESS,
            "wrong": Fault.WRONG_PASSWORD,
            "plain": Fault.WRONG_PASSWORD,
            "absent": Fault.NO_SUCH_STREAM,
        }
        with recorder, Eye(recorder) as eye:
            eye.enter()
            eye.ask_health()
            eye.await_phase("well", Phase.LIVE, LONG)
            for camera, fault in expected.items():

                def is_told(camera: str = camera, fault: Fault = fault) -> bool:
                    health = eye.hear_one(Health, LONG)
                    return (health.camera, health.phase, health.fault) == (camera, Phase.REFUSED, fault) and bool(health.detail)

                until(is_told, seconds=LONG, what=f"{camera} to be {fault}")
            assert "hallwatch camera secret nobody" in eye.health["plain", Stream.SUB].detail
            server.kill()
            eye.await_phase("well", Phase.STALE, LONG)
            until(
                lambda: eye.hear_one(Health, LONG) and eye.health["closed", Stream.SUB].fault is Fault.UNREACHABLE, seconds=LONG
            )
            recorder.stop()
            told = " ".join(each.detail for each in eye.health.values())
        for text in (recorder.said(), told):
            assert "127.0.0.1" in text
            for form in (PASSWORD, "Zaun7", "g%C3%A4ste", "gäste"):
                assert form not in text
        assert "Traceback" not in recorder.said()


# --- the disk and the clock ------------------------------------------------------------------------------------------------------


class Trouble:
    """A recorder whose disk and clock obey the test."""

    def __init__(self, folder: Path, server: RtspServer) -> None:
        self.full, self.clock = folder / "full", folder / "clock"
        environment = {
            "LD_PRELOAD": str(library()),
            "FAILING_DIR": str(folder / "recordings"),
            "FAILING_FULL": str(self.full),
            "FAILING_CLOCK": str(self.clock),
        }
        self.recorder = PatientRecorder(folder, [door(server)], environment=environment)

    def ends_with(self, cause: str) -> Hole:
        """Wait for a hole of that cause that has ended, and for the recording to go on."""
        until(
            lambda: (found := gaps(self.recorder, cause)) and found[-1].end is not None,
            seconds=LONG,
            what=f"a hole that is {cause}",
        )
        hole = gaps(self.recorder, cause)[-1]
        records(self.recorder, 1.0)
        return hole


@pytest.fixture(scope="module")
def trouble(server: RtspServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trouble]:
    made = Trouble(tmp_path_factory.mktemp("trouble"), server)
    with made.recorder:
        records(made.recorder, 1.0)
        yield made


def test_a_folder_that_is_removed_while_it_is_written_is_a_declared_hole(trouble: Trouble) -> None:
    begin = clips(trouble.recorder)[0].begin
    shutil.rmtree(trouble.recorder.store / "door")
    hole = trouble.ends_with("folder_missing")
    assert hole.begin <= begin + 0.01, "all that was in it is missing"
    assert all(clip.path.exists() for clip in clips(trouble.recorder))


def test_an_index_that_is_removed_is_made_anew_from_the_files(trouble: Trouble) -> None:
    files = {clip.path for clip in clips(trouble.recorder)}
    for file in trouble.recorder.store.glob("index.sqlite*"):
        file.unlink()
    records(trouble.recorder, 1.0)
    until(lambda: files <= {clip.path for clip in clips(trouble.recorder)}, seconds=LONG, what="the files in it")


def test_a_disk_that_refuses_is_said_and_the_recording_goes_on_when_it_takes_again(trouble: Trouble) -> None:
    trouble.full.touch()
    with Eye(trouble.recorder) as eye:
        eye.enter()
        eye.ask_health()
        until(lambda: "cannot record" in trouble.recorder.said(), seconds=LONG, what="the disk to refuse")
        eye.watch("door")
        eye.hear_one(Packet, LONG)  # who looks goes on looking
        trouble.full.unlink()
        hole = trouble.ends_with("disk_full")
        assert hole.end is not None
        eye.await_phase("door", Phase.LIVE, LONG)


def test_a_clock_that_is_set_forward_leaves_a_hole_of_the_clocks_and_backward_none(trouble: Trouble) -> None:
    draft = trouble.clock.with_suffix(".new")
    for seconds in (3600, 1800):
        draft.write_text(f"{seconds}\n")
        draft.replace(trouble.clock)
        until(lambda s=seconds: f"{'+' if s == 3600 else '-'}" in _steps(trouble), seconds=LONG, what="the step")  # type: ignore[misc]
    hole = trouble.ends_with("clock_step")
    assert hole.end is not None
    assert hole.end - hole.begin == pytest.approx(3600, abs=10)
    records(trouble.recorder, 2.0)
    assert gaps(trouble.recorder, "clock_step") == (hole,)


def test_a_disk_that_goes_and_comes_back_leaves_no_hole_untold(server: RtspServer, tmp_path: Path) -> None:
    recorder = PatientRecorder(tmp_path, [door(server)])
    disk, below = tmp_path / "disk", tmp_path / "below"

    def lies_on(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        draft = tmp_path / "draft"
        draft.symlink_to(folder)
        draft.replace(recorder.store)

    lies_on(disk)
    with recorder:
        first = records(recorder, 3.0)
        lies_on(below)
        until(lambda: list(below.rglob("*.mkv")), seconds=LONG, what="a recording elsewhere")
        elsewhere = records(recorder, 3.0)
        lies_on(disk)
        until(lambda: any(clip.path == first.path for clip in clips(recorder)), seconds=LONG, what="what lay on the disk")
        records(recorder, 1.0)

        def is_told() -> bool:
            holes = gaps(recorder, "folder_missing")
            return any(hole.begin < elsewhere.begin and hole.end is not None and hole.end > elsewhere.end for hole in holes)

        until(is_told, seconds=LONG, what="the hole over all that lies elsewhere")
        (clip,) = (clip for clip in clips(recorder) if clip.path == first.path)
        assert not clip.is_open
        assert clip.end >= first.end


def _steps(trouble: Trouble) -> str:
    """The signs of the steps that the recorder has seen."""
    lines = (line for line in trouble.recorder.said().splitlines() if "the clock of this machine was set by" in line)
    return "".join(line.partition("set by ")[2][:1] for line in lines)


def test_a_disk_without_room_takes_nothing_of_what_is_reserved(server: RtspServer, tmp_path: Path) -> None:
    with PatientRecorder(tmp_path, [door(server)], "--reserve", str(10**15)) as recorder, Eye(recorder) as eye:
        eye.enter()
        eye.ask_health()
        eye.watch("door")
        eye.hear_one(Packet, LONG)
        until(lambda: eye.hear_one(Storage, LONG).is_full, seconds=LONG, what="the disk to be called full")
        until(lambda: bool(gaps(recorder, "disk_full")), seconds=LONG, what="the hole")
        assert clips(recorder) == ()
        assert not list(recorder.store.rglob("*.mkv"))


# --- how it starts ----------------------------------------------------------------------------------------------------------------


def test_two_recorders_do_not_write_to_one_folder_and_a_wrong_hall_is_refused(
    server: RtspServer, trouble: Trouble, tmp_path: Path
) -> None:
    second = PatientRecorder(tmp_path, [door(server)])
    second.store = trouble.recorder.store
    second.start(wait=False)
    third = PatientRecorder(tmp_path / "third", [door(server)])
    (third.hall / "hall.toml").write_text("hall = 3")
    third.start(wait=False)
    assert second.process is not None
    assert third.process is not None
    assert second.process.wait(LONG) == 1
    assert "another recorder writes to" in second.said()
    assert third.process.wait(LONG) == 2, "starting it again would not help"


def test_where_no_hall_is_nothing_is_recorded_and_nothing_made(server: RtspServer, tmp_path: Path) -> None:
    recorder = PatientRecorder(tmp_path, [door(server)])
    mistyped = tmp_path / "dtaa"
    recorder.more = ("--data", str(mistyped))
    recorder.start(wait=False)
    assert recorder.process is not None
    assert recorder.process.wait(LONG) == 1, "the hub may only not have run yet"
    assert f"there is no hall in {mistyped}" in recorder.said()
    assert not mistyped.exists()
    assert not recorder.store.exists()
