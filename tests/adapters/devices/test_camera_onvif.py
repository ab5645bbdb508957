"""The camera adapter with a real ONVIF camera: it turns and stops, its clock is watched, and a refused login costs no picture."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from adapters import onvif_line
from adapters.base import Kept, Obeyed
from adapters.devices import camera as device
from adapters.devices.camera import Adapter, Config
from adapters.simulated.onvif_end import Eye, OnvifEnd
from adapters.simulated.onvif_end import Stream as Offered
from console.model import event as ev
from console.model.command import GoToPreset, PointCamera
from console.ports import free_ports
from console.video import secrets
from console.video.onvif import OnvifCamera
from console.video.protocol import Health, Phase, Storage, Stream
from console.video.secrets import Secret
from tests.helpers import camera_hall, ipycam
from tests.helpers.ipycam import Ipycam
from tests.helpers.played_recorder import PlayedRecorder
from tests.helpers.until import until

USER, PASSWORD = "admin", "geheim-1"
CAMERA = """
[[camera]]
id = "eye-1"
main = "{main}"
sub = "{sub}"
onvif = "{onvif}"
secret = "hall"
"""


@pytest.fixture(scope="module")
def eye(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ipycam]:
    with ipycam.camera(tmp_path_factory.mktemp("ipycam"), user=USER, password=PASSWORD, clock_off=-9.0) as eye:
        yield eye


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders may take longer on a busy machine."""
    monkeypatch.setattr(device, "ANSWER", 60.0)


class Watcher:
    """The adapter with one camera whose pictures are well."""

    def __init__(self, folder: Path, onvif: str, password: str = PASSWORD, **options: object) -> None:
        hall = camera_hall.write(folder / "hall", CAMERA.format(main="rtsp://x/1", sub="rtsp://x/2", onvif=onvif))
        self.data = folder / "data"
        self.recorder = PlayedRecorder(self.data, ("eye-1",))
        secrets.put(self.data, "hall", Secret(user=USER, password=password))
        self.recorder.start()
        self.recorder.say(Storage(used=0, free=10**12))
        self.recorder.say(Health(camera="eye-1", stream=Stream.MAIN, phase=Phase.LIVE, is_recorded=True, rate=25.0, bits=4e6))
        self.kept = Kept()
        config = {
            "hall": str(hall.parent),
            "station": str(self.recorder.station),
            "recorder": str(self.recorder.file),
            "recorder_device": "recorder-1",
            "secrets": str(self.data / "keys" / "cameras.json"),
            "clock_every": 0.5,
        }
        self.adapter = Adapter(msgspec.convert(config | options, Config), self.kept)

    def turn(self) -> None:
        self.recorder.turn()
        self.adapter.poll(0.01)

    def until(self, is_so: Callable[[], object], seconds: float = 60.0) -> None:
        until(is_so, self.turn, seconds)

    def holds(self) -> dict[str, str]:
        """Conditions of the camera that were told and not taken back, with their detail."""
        found: dict[str, str] = {}
        for event in self.kept.events:
            if isinstance(event, ev.DeviceConditionRaised) and event.device == "eye-1":
                found[event.condition] = event.detail
            elif isinstance(event, ev.DeviceConditionCleared) and event.device == "eye-1":
                found.pop(event.condition, None)
        return found

    def is_found(self) -> bool:
        return ev.DeviceFound(device="eye-1") in self.kept.events

    def close(self) -> None:
        self.adapter.close()
        self.recorder.close()


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Watcher]]:
    made: list[Watcher] = []

    def watcher(onvif: str, password: str = PASSWORD, **options: object) -> Watcher:
        made.append(Watcher(tmp_path, onvif, password, **options))
        return made[-1]

    yield watcher
    for each in made:
        each.close()


def test_a_clock_that_is_off_is_measured_and_told(eye: Ipycam, make: Callable[..., Watcher]) -> None:
    watcher = make(eye.onvif)
    watcher.until(lambda: "clock_off" in watcher.holds())
    assert abs(float(watcher.holds()["clock_off"].removesuffix(" s")) + 9.0) < 5.0, "give or take half the answer's time"
    assert "onvif_fault" not in watcher.holds()
    measured = [event for event in watcher.kept.events if isinstance(event, ev.DeviceMeasured) and event.device == "eye-1"]
    assert measured


def test_a_clock_within_the_limit_is_no_matter(eye: Ipycam, make: Callable[..., Watcher]) -> None:
    watcher = make(eye.onvif, clock_limit=12.0)
    watcher.until(lambda: ev.DeviceConditionCleared(device="eye-1", condition="clock_off") in watcher.kept.events)
    assert not watcher.holds()


def test_a_camera_turns_and_stops_by_itself_though_it_ignores_the_time_given(eye: Ipycam, make: Callable[..., Watcher]) -> None:
    watcher = make(eye.onvif)
    before = eye.position()["pan"]
    assert watcher.adapter.obey(PointCamera(device="eye-1", pan=-0.6, seconds=0.5)) == Obeyed(done=True)
    until(lambda: eye.position()["pan"] < before, seconds=60)
    until(lambda: not eye.position()["moving"], seconds=60)
    assert watcher.adapter.obey(GoToPreset(device="eye-1", preset="home")) == Obeyed(done=True)
    until(lambda: abs(eye.position()["pan"]) < 0.01, seconds=60)


def test_a_turn_can_be_stopped_before_its_time(eye: Ipycam, make: Callable[..., Watcher]) -> None:
    watcher = make(eye.onvif)
    assert watcher.adapter.obey(PointCamera(device="eye-1", pan=0.4, seconds=10)).done
    until(lambda: eye.position()["moving"], seconds=60)
    assert watcher.adapter.obey(PointCamera(device="eye-1")).done
    until(lambda: not eye.position()["moving"], seconds=9)


def test_an_adapter_that_ends_leaves_no_camera_turning(eye: Ipycam, tmp_path: Path) -> None:
    watcher = Watcher(tmp_path, eye.onvif)
    assert watcher.adapter.obey(PointCamera(device="eye-1", pan=0.2, seconds=10)).done
    until(lambda: eye.position()["moving"], seconds=60)
    watcher.close()
    until(lambda: not eye.position()["moving"], seconds=60)


def test_a_refused_login_is_told_and_its_pictures_go_on(eye: Ipycam, make: Callable[..., Watcher]) -> None:
    watcher = make(eye.onvif, "falsch-2")
    watcher.until(lambda: "onvif_fault" in watcher.holds() and watcher.is_found())
    assert "refuses user or password" in watcher.holds()["onvif_fault"]
    obeyed = watcher.adapter.obey(PointCamera(device="eye-1", pan=0.5))
    assert not obeyed.done
    assert "refuses" in obeyed.detail
    for event in watcher.kept.events:
        assert "falsch-2" not in str(event)
    # A new password is taken without a restart, and at once.
    secrets.put(watcher.data, "hall", Secret(user=USER, password=PASSWORD))
    watcher.until(lambda: "onvif_fault" not in watcher.holds())


def test_a_refused_login_is_not_tried_again_and_again(
    eye: Ipycam, make: Callable[..., Watcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []
    real = OnvifCamera.clock_offset

    def counted(camera: OnvifCamera) -> float:
        tries.append(camera)
        return real(camera)

    monkeypatch.setattr(OnvifCamera, "clock_offset", counted)
    monkeypatch.setattr(onvif_line, "FIRST_PAUSE", 0.05)
    watcher = make(eye.onvif, "falsch-2", clock_every=0.05)
    watcher.until(lambda: "onvif_fault" in watcher.holds())
    turns = iter(range(100))
    watcher.until(lambda: next(turns) == 99)
    assert len(tries) == 1


def test_orders_do_not_try_a_refused_login_again(
    eye: Ipycam, make: Callable[..., Watcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(name: str) -> None:
        real = getattr(OnvifCamera, name)

        def method(camera: OnvifCamera, *given: object) -> object:
            asked.append(name)
            return real(camera, *given)

        monkeypatch.setattr(OnvifCamera, name, method)

    for name in ("move", "stop", "go_to"):
        counted(name)
    watcher = make(eye.onvif, "falsch-3", clock_every=1e6)
    watcher.until(lambda: "onvif_fault" in watcher.holds())
    for _ in range(3):
        obeyed = watcher.adapter.obey(PointCamera(device="eye-1", pan=0.5))
        assert not obeyed.done
        assert "refuse" in obeyed.detail
    assert asked == [], "cameras lock an account after some wrong tries"


def test_a_camera_that_cannot_turn_is_not_at_fault_and_not_told_to_stop(
    make: Callable[..., Watcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[OnvifCamera] = []

    def stop(camera: OnvifCamera) -> None:  # a function, which binds
        told.append(camera)

    monkeypatch.setattr(OnvifCamera, "stop", stop)
    stream = Offered(token="1", address="rtsp://x/1", width=640, height=360, rate=8, kbps=400)
    end = OnvifEnd(0, Eye(name="eye", streams=(stream,), now=time.time, is_silent=lambda: False))
    watcher = make(f"127.0.0.1:{end.port}", clock_limit=1e6)
    watcher.until(watcher.is_found)
    assert not watcher.adapter.obey(PointCamera(device="eye-1", pan=0.5)).done
    turns = iter(range(150))
    watcher.until(lambda: next(turns) == 149)
    assert told == []
    assert "onvif_fault" not in watcher.holds()
    end.close()


def test_a_camera_without_onvif_service_is_told_and_goes_on(make: Callable[..., Watcher]) -> None:
    watcher = make(f"127.0.0.1:{free_ports(1)[0]}")
    watcher.until(lambda: "onvif_fault" in watcher.holds() and watcher.is_found())
    assert not watcher.adapter.obey(GoToPreset(device="eye-1", preset="home")).done


def test_a_camera_that_is_lost_is_not_made_well_by_its_onvif(eye: Ipycam, make: Callable[..., Watcher]) -> None:
    watcher = make(eye.onvif, clock_limit=12.0)
    watcher.recorder.say(Health(camera="eye-1", stream=Stream.MAIN, phase=Phase.LOST))
    watcher.until(lambda: any(isinstance(event, ev.DeviceLost) for event in watcher.kept.events))
    before = len(watcher.kept.events)
    turns = iter(range(120))
    watcher.until(lambda: next(turns) == 119)
    assert not [event for event in watcher.kept.events[before:] if getattr(event, "device", "") == "eye-1"]


def test_a_camera_that_is_back_is_asked_again_at_once(make: Callable[..., Watcher], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onvif_line, "FIRST_PAUSE", 1e6)
    monkeypatch.setattr(onvif_line, "LONGEST_PAUSE", 1e6)
    silent = threading.Event()
    silent.set()
    stream = Offered(token="1", address="rtsp://x/1", width=640, height=360, rate=8, kbps=400)
    end = OnvifEnd(0, Eye(name="eye", streams=(stream,), now=time.time, is_silent=silent.is_set))
    watcher = make(f"127.0.0.1:{end.port}")
    watcher.until(lambda: "onvif_fault" in watcher.holds())
    watcher.recorder.say(Health(camera="eye-1", stream=Stream.MAIN, phase=Phase.LOST))
    watcher.until(lambda: any(isinstance(event, ev.DeviceLost) for event in watcher.kept.events))
    silent.clear()
    watcher.recorder.say(Health(camera="eye-1", stream=Stream.MAIN, phase=Phase.LIVE, is_recorded=True, rate=25.0, bits=4e6))
    watcher.until(lambda: not watcher.holds())
    end.close()


def test_a_file_of_passwords_that_others_can_read_is_not_used(
    eye: Ipycam, make: Callable[..., Watcher], caplog: pytest.LogCaptureFixture
) -> None:
    watcher = make(eye.onvif)
    watcher.until(lambda: "clock_off" in watcher.holds())
    os.chmod(watcher.data / "keys" / "cameras.json", 0o644)  # noqa: PTH101
    watcher.until(lambda: "onvif_fault" in watcher.holds())
    assert "chmod 600" in caplog.text
    assert PASSWORD not in caplog.text
