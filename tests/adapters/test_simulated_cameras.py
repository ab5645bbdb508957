"""The demo's cameras in parts: they turn, answer ONVIF, show what the plan says, and wait to be watched; whole: tests/e2e/test_demo_cameras.py."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE

import av
import msgspec.structs
import numpy as np
import psutil
import pytest

from adapters.simulated.cameras import Paintings
from adapters.simulated.channel import MAIN, SUB, Coder, Outlet
from adapters.simulated.onvif_end import Eye, OnvifEnd, Stream
from adapters.simulated.scene.letters import sign
from adapters.simulated.scene.painter import bearing, lens_of, place_of
from adapters.simulated.scene.picture import planes_of
from adapters.simulated.turret import LIMITS, Look, Turret
from console.config import DEMO_HALL, load_hall
from console.fault import HallFault
from console.video.onvif import OnvifCamera, OnvifFault, Trouble
from tests.helpers.program import is_running
from tests.helpers.rtsp import rtsp_server
from tests.helpers.until import until

HALL = load_hall()
ROOT = Path(__file__).parents[2]


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


# --- turning ----------------------------------------------------------------------------------------------------------------


def test_a_camera_turns_while_it_is_told_to_and_not_beyond_its_end() -> None:
    clock = Hands()
    turret = Turret({}, clock)
    turret.turn(0.5, 0.0, 0.0, 2.0)
    clock.now += 1.0
    halfway = turret.look()
    assert halfway.turns
    assert halfway.pan == pytest.approx(20.0)
    clock.now += 60.0
    assert turret.look() == Look(pan=40.0)
    turret.turn(9.0, 1.0, 1.0, 600.0)
    clock.now += 500.0
    assert turret.look()[:3] == tuple(high for _, high in LIMITS)
    turret.turn(0.0, 0.0, 0.0, 0.0)
    assert not turret.look().turns


def test_a_camera_goes_to_a_position_and_an_order_to_turn_calls_that_off() -> None:
    clock = Hands()
    turret = Turret({"door": -50.0}, clock)
    assert not turret.go_to("window")
    assert turret.go_to("door")
    clock.now += 0.1
    assert turret.look().turns
    clock.now += 10.0
    assert turret.look() == Look(pan=-50.0)
    turret.turn(0.0, 0.0, 1.0, 1.0)
    clock.now += 5.0
    assert turret.look() == Look(pan=-50.0, zoom=2.0)


# --- ONVIF ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def silent() -> threading.Event:
    return threading.Event()


@pytest.fixture
def turret() -> Turret:
    return Turret({"door": -30.0}, time.monotonic)


@pytest.fixture
def asked(silent: threading.Event, turret: Turret) -> Iterator[OnvifCamera]:
    """A simulated camera, asked by the product's own client."""
    streams = (("sub", SUB), ("main", MAIN))
    eye = Eye(
        name="大门 <1>",
        streams=tuple(Stream(token=t, address=f"rtsp://127.0.0.1/{t}?a&b", width=w, height=h, rate=8, kbps=400) for t, (w, h) in streams),
        now=lambda: time.time() + 47,
        is_silent=silent.is_set,
        turret=turret,
        positions=(("door", "大门"),),
    )  # fmt: skip
    end = OnvifEnd(0, eye)
    with OnvifCamera(f"127.0.0.1:{end.port}", timeout=60.0) as camera:
        yield camera
    end.close()


def test_it_says_its_time_its_streams_and_its_positions(asked: OnvifCamera) -> None:
    assert asked.clock_offset() == pytest.approx(47, abs=20), "give or take half the answer's time"
    large, small = asked.profiles()
    assert (large.width, large.height, large.address, large.has_ptz) == (*MAIN, "rtsp://127.0.0.1/main?a&b", True)
    assert (small.token, small.name) == ("sub", "大门 <1>")
    assert [(preset.token, preset.name) for preset in asked.presets()] == [("door", "大门")]
    assert asked.information().maker == "hallwatch"


def test_it_turns_when_asked_and_knows_what_it_does_not(asked: OnvifCamera, turret: Turret) -> None:
    asked.move(1.0, 0.0, 0.0, 30.0)
    until(lambda: turret.look().pan > 5, seconds=60, what="it turns")
    asked.stop()
    assert not turret.look().turns
    asked.go_to("door")
    until(lambda: turret.look() == Look(pan=-30.0), seconds=60, what="it is there")
    with pytest.raises(OnvifFault) as caught:
        asked.go_to("window")
    assert caught.value.trouble is Trouble.CANNOT


def test_a_camera_that_is_gone_does_not_answer(asked: OnvifCamera, silent: threading.Event) -> None:
    silent.set()
    with pytest.raises(OnvifFault) as caught:
        asked.information()
    assert caught.value.trouble is Trouble.UNREACHABLE


# --- what it sees -----------------------------------------------------------------------------------------------------------


def test_each_camera_looks_at_what_the_plan_says_that_it_sees() -> None:
    for camera in HALL.cameras:
        lens = lens_of(HALL, camera, SUB)
        places = [place_of(HALL, id) for id in (*camera.counters, camera.zones[0])]
        (pixels, depths) = lens.project(np.array([(*place, 1.0) for place in places]))
        inside = (depths > 0) & (pixels >= 0).all(1) & (pixels < SUB).all(1)
        assert inside.all(), f"{camera.id} does not see {[*camera.counters, camera.zones[0]]}: {inside}"


def test_turning_to_a_place_brings_it_to_the_middle() -> None:
    camera = next(camera for camera in HALL.cameras if camera.presets)
    for preset in camera.presets:
        lens = lens_of(HALL, camera, SUB, Look(pan=bearing(HALL, camera, preset.id)))
        pixels, depths = lens.project(np.array([(*place_of(HALL, preset.id), 1.0)]))
        assert depths[0] > 0
        assert abs(pixels[0, 0] - SUB[0] / 2) < 2
    with pytest.raises(HallFault, match="cellar has no place"):
        place_of(HALL, "cellar")
    device = next(each for each in HALL.devices if each.counter)
    nowhere = msgspec.structs.replace(device, x=None, y=None)
    hall = msgspec.structs.replace(HALL, devices=tuple(nowhere if each is device else each for each in HALL.devices))
    assert device.counter is not None
    assert place_of(hall, device.id) == place_of(HALL, device.counter), "at its counter, where the console shows it"


def test_a_bug_of_the_painting_ends_the_cameras_and_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def buggy(_paintings: Paintings) -> None:
        raise ValueError("a bug")

    monkeypatch.setattr(Paintings, "_turn", buggy)
    paintings = Paintings("nowhere", [])
    assert paintings.is_broken.wait(60)
    assert "a bug" in caplog.text


PAINTS = """
from adapters.simulated.scene.painter import Painter
from adapters.simulated.turret import Look
if __name__ == "__main__":
    painter = Painter({hall!r})
    still = painter.paint({camera!r}, (64, 36), Look(turns=True)).result()
    print(still.colours.shape, flush=True)
    input()
"""


def test_a_painter_whose_cameras_were_killed_ends_too(tmp_path: Path) -> None:
    program = tmp_path / "paints.py"
    program.write_text(PAINTS.format(hall=str(DEMO_HALL), camera=HALL.cameras[0].id))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, program], stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment) as paints:
        assert paints.stdout is not None
        assert paints.stdout.readline() == b"(36, 64, 3)\n"
        family = psutil.Process(paints.pid).children(recursive=True)
        assert family
        paints.kill()
        until(lambda: not any(is_running(each.pid) for each in family), seconds=60, what="the painter has ended")


@pytest.mark.parametrize("height", [1, 5, 6, 40])
@pytest.mark.parametrize("text", ["", "请 A001 到 12 号窗口", "长" * 300])
def test_writing_never_runs_over_its_plate(text: str, height: int) -> None:
    assert sign(text, 60, height).shape == (height, 60)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


# --- the network ------------------------------------------------------------------------------------------------------------


def test_a_large_stream_is_there_before_it_is_drawn_and_says_when_it_is_watched(tmp_path: Path) -> None:
    with rtsp_server(tmp_path, {"cam": {"main": None}}) as server:
        outlet = Outlet(str(server.feed), "cam/main", SUB)
        seen: list[int] = []
        over = threading.Event()

        def watch() -> None:
            while not seen and not over.is_set():  # the server knows of the stream a moment after it was told
                with (
                    contextlib.suppress(av.error.FFmpegError, StopIteration),
                    av.open(server.url("cam", "main"), options={"rtsp_transport": "tcp"}, timeout=(60, 60)) as container,
                ):
                    seen.append(next(container.decode(video=0)).width)
                over.wait(0.05)

        assert not outlet.is_watched
        viewer = threading.Thread(target=watch, daemon=True)
        until(lambda: listens(server.port("cam")), seconds=60, what="the camera is on the network")
        viewer.start()
        until(lambda: outlet.is_watched, what="somebody watches")
        coder = Coder(SUB)
        grey = planes_of(np.full((SUB[1], SUB[0], 3), 90, np.uint8))

        def show() -> None:
            for unit in coder.code(grey):
                outlet.send(unit)
            viewer.join(0.05)

        try:
            until(lambda: seen, show, what="a picture")
        finally:
            over.set()
        assert seen == [SUB[0]]
        outlet.close()


def test_what_is_coded_is_what_was_drawn() -> None:
    colours = np.zeros((SUB[1], SUB[0], 3), np.uint8)
    colours[:, : SUB[0] // 2] = (200, 60, 30)
    coder, decoder = Coder(SUB), av.CodecContext.create("h264", "r")
    frames = []
    for unit in coder.code(planes_of(colours)):
        frames += decoder.decode(av.Packet(unit.data))
    frames += decoder.decode(None)
    found = frames[0].to_ndarray(format="rgb24")[:, :, :].astype(int)
    assert np.abs(found[100, 100] - (200, 60, 30)).max() < 16
    assert found[100, 500].max() < 16
