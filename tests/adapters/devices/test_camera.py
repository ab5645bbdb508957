"""The camera adapter against a recorder that says what the tests want: nothing is ever shown as well that nobody has seen."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from adapters import camera_health, camera_talks
from adapters.base import Kept, Obeyed
from adapters.devices import camera as device
from adapters.devices.camera import Adapter, Config, hold_id
from console.model import event as ev
from console.model.command import Beep, GoToPreset, HoldRecording, PointCamera, ReleaseRecording, TalkThrough
from console.model.hall import Camera, Recorded
from console.video.protocol import Fault, Gap, GapKept, Health, Phase, Storage, Stream, TalkEnd, TalkPhase
from tests.helpers import camera_hall
from tests.helpers.played_recorder import PlayedRecorder
from tests.helpers.until import until

CAMERAS = """
[[camera]]
id = "eye-1"
main = "rtsp://127.0.0.1:9/one"
sub = "rtsp://127.0.0.1:9/one-small"

[[camera]]
id = "eye-2"
main = "rtsp://127.0.0.1:9/two"
recorded = "none"
"""
GB = 10**9
ROOMY = Storage(used=10 * GB, free=100 * GB)


def health(camera: str = "eye-1", stream: Stream = Stream.MAIN, phase: Phase = Phase.LIVE, **more: object) -> Health:
    values = {"camera": camera, "stream": stream, "phase": phase, "is_recorded": True, "rate": 25.0, "bits": 4e6} | more
    return msgspec.convert(values, Health)


class Watcher:
    """The adapter, its recorder, and what was reported."""

    def __init__(self, folder: Path, **options: object) -> None:
        hall = camera_hall.write(folder / "hall", CAMERAS)
        self.recorder = PlayedRecorder(folder / "data", ("eye-1", "eye-2"))
        self.kept = Kept()
        config = {
            "hall": str(hall.parent),
            "station": str(self.recorder.station),
            "recorder": str(self.recorder.file),
            "recorder_device": "recorder-1",
        }
        self.adapter = Adapter(msgspec.convert(config | options, Config), self.kept)

    def turn(self) -> None:
        self.recorder.turn()
        self.adapter.poll(0.01)

    def until(self, is_so: Callable[[], object], seconds: float = 60.0) -> None:
        until(is_so, self.turn, seconds)

    def of(self, kind: type, device: str = "eye-1") -> list[object]:
        return [event for event in self.kept.events if isinstance(event, kind) and getattr(event, "device", "") == device]

    def holds(self, device: str = "eye-1") -> set[str]:
        """Conditions that were told and not taken back."""
        found: set[str] = set()
        for event in self.kept.events:
            if isinstance(event, ev.DeviceConditionRaised) and event.device == device:
                found.add(event.condition)
            elif isinstance(event, ev.DeviceConditionCleared) and event.device == device:
                found.discard(event.condition)
        return found

    def is_heard(self, device: str = "eye-1") -> bool | None:
        """By the last word on it; None: nothing was said."""
        words = [
            event for event in self.kept.events if isinstance(event, ev.DeviceFound | ev.DeviceLost) and event.device == device
        ]
        return isinstance(words[-1], ev.DeviceFound) if words else None

    def close(self) -> None:
        self.adapter.close()
        self.recorder.close()


@pytest.fixture
def watcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watcher]:
    monkeypatch.setattr(device, "SILENCE", 60.0)
    watcher = Watcher(tmp_path)
    yield watcher
    watcher.close()


@pytest.fixture
def listening(watcher: Watcher) -> Watcher:
    """With a recorder whose cameras all are well."""
    watcher.recorder.start()
    watcher.recorder.say(ROOMY)
    for each in (health(), health(stream=Stream.SUB), health("eye-2", is_recorded=False)):
        watcher.recorder.say(each)
    watcher.until(lambda: watcher.is_heard("eye-1") and watcher.is_heard("eye-2") and watcher.is_heard("recorder-1"))
    return watcher


def test_it_speaks_for_all_cameras_and_the_recorder(watcher: Watcher) -> None:
    assert watcher.adapter.devices == ("eye-1", "eye-2", "recorder-1")


def test_cameras_that_are_well_are_found_and_measured(listening: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "REPEAT", 0.0)
    whole: dict[str, ev.Value] = {"main.fps": 25.0, "main.kbps": 4000.0, "sub.fps": 25.0, "sub.kbps": 4000.0, "activity": False}
    listening.until(lambda: ev.DeviceMeasured(device="eye-1", values=whole) in listening.of(ev.DeviceMeasured))
    assert not listening.holds()
    assert not listening.holds("eye-2")
    disk = listening.of(ev.DeviceMeasured, "recorder-1")[0]
    assert isinstance(disk, ev.DeviceMeasured)
    assert disk.values == {"disk.used": 10.0, "disk.free": 100.0, "disk.days": None}


def test_that_something_moves_is_told_at_once(listening: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "REPEAT", 3600.0)

    def is_told(moves: bool) -> bool:
        measured = listening.of(ev.DeviceMeasured)[-1]
        assert isinstance(measured, ev.DeviceMeasured)
        return measured.values["activity"] is moves

    listening.until(lambda: listening.of(ev.DeviceMeasured))
    for moves in (True, False):
        listening.recorder.say(health(stream=Stream.SUB, moves=moves))
        listening.until(partial(is_told, moves))
    count = len(listening.of(ev.DeviceMeasured))
    for phase in (Phase.STALE, Phase.LIVE) * 3:
        for stream in Stream:
            listening.recorder.say(health(stream=stream, phase=phase))
        listening.turn()
    listening.recorder.say(health(stream=Stream.SUB, moves=True))
    listening.until(partial(is_told, True))
    assert len(listening.of(ev.DeviceMeasured)) == count + 1, "a stream that falters is no news of what moves"


def test_a_recorder_that_was_never_there_has_lost_all_its_cameras(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "SILENCE", 0.3)
    watcher.until(lambda: watcher.is_heard("eye-1") is False)
    assert watcher.is_heard("eye-2") is watcher.is_heard("recorder-1") is False
    assert not watcher.of(ev.DeviceFound)


def test_a_recorder_that_dies_loses_all_its_cameras_and_its_return_finds_them(
    listening: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "SILENCE", 0.5)
    listening.recorder.stop()
    listening.until(lambda: listening.is_heard() is False)
    assert "recorder" in str(listening.of(ev.DeviceLost)[-1])
    monkeypatch.setattr(device, "SILENCE", 60.0)
    listening.recorder.start(pid=2)
    listening.until(lambda: listening.is_heard() and listening.is_heard("eye-2") and listening.is_heard("recorder-1"))


def test_a_recorder_that_hangs_is_silent_too(listening: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "SILENCE", 0.5)
    listening.recorder.is_mute = True
    listening.until(lambda: listening.is_heard() is False)


def test_a_camera_that_the_recorder_does_not_know_is_lost(watcher: Watcher) -> None:
    watcher.recorder.cameras = ("eye-1",)
    watcher.recorder.start()
    watcher.recorder.say(health())
    watcher.until(lambda: watcher.is_heard("eye-1") and watcher.is_heard("eye-2") is False)


def test_a_camera_that_sends_nothing_is_lost_with_the_reason(listening: Watcher) -> None:
    listening.recorder.say(health(phase=Phase.STALE, stream=Stream.SUB))
    listening.until(lambda: "stale" in listening.holds())
    assert listening.is_heard()
    for stream in Stream:
        listening.recorder.say(
            health(phase=Phase.LOST, stream=stream, fault=Fault.UNREACHABLE, detail="no route", rate=0, bits=0)
        )
    listening.until(lambda: listening.is_heard() is False)
    (lost,) = listening.of(ev.DeviceLost)
    assert isinstance(lost, ev.DeviceLost)
    assert lost.reason == "unreachable: no route"
    for stream in Stream:
        listening.recorder.say(health(stream=stream))
    listening.until(lambda: listening.is_heard() and not listening.holds())


def test_a_returning_camera_with_a_fault_is_never_well_in_between(listening: Watcher) -> None:
    for stream in Stream:
        listening.recorder.say(health(phase=Phase.LOST, stream=stream))
    listening.until(lambda: listening.is_heard() is False)
    before = len(listening.kept.events)
    listening.recorder.say(health(fault=Fault.COVERED))
    listening.until(listening.is_heard)
    kinds = [type(event) for event in listening.kept.events[before:]]
    assert kinds.index(ev.DeviceConditionRaised) < kinds.index(ev.DeviceFound)
    assert "covered" in listening.holds()


def test_holes_in_the_recording_are_told(listening: Watcher) -> None:
    listening.recorder.say(Gap(camera="eye-1", begin=100.0, end=160.5, cause="lost_camera"))
    listening.recorder.say(Gap(camera="stranger", begin=100.0, end=160.5, cause="lost_camera"))
    listening.until(lambda: listening.of(ev.RecordingGap))
    assert listening.of(ev.RecordingGap) == [ev.RecordingGap(device="eye-1", begin=100.0, end=160.5, cause="lost_camera")]
    assert not listening.of(ev.RecordingGap, "stranger")


def test_the_recorder_hears_of_each_hole_that_is_kept_and_a_repeated_one_is_told_once(listening: Watcher) -> None:
    hole = Gap(camera="eye-1", begin=100.0, end=160.5, cause="lost_camera")
    kept = GapKept(camera="eye-1", begin=100.0)
    for times in (1, 2):
        listening.recorder.say(hole)
        listening.until(lambda times=times: listening.recorder.heard.count(kept) == times)  # type: ignore[misc]
    assert len(listening.of(ev.RecordingGap)) == 1


def test_how_far_back_recordings_go_is_told_by_the_halls_time() -> None:
    begin = 1_000_000.0  # another time than the wall's, as in the demo
    told = camera_health.of_storage(Storage(used=GB, free=100 * GB, oldest=begin, now=begin + 2.5 * 86_400), GB)
    assert told.values["disk.days"] == 2.5
    assert camera_health.of_storage(Storage(used=GB, free=GB, oldest=begin), GB).values["disk.days"] is None


def test_the_disk_of_the_recordings_is_told(listening: Watcher) -> None:
    listening.recorder.say(Storage(used=10 * GB, free=GB, is_slow=True))
    listening.until(lambda: listening.holds("recorder-1") == {"disk_low", "slow_disk"})
    listening.recorder.say(Storage(used=10 * GB, free=0, is_full=True))
    listening.recorder.say(health(is_recorded=False))
    listening.until(lambda: listening.holds("recorder-1") == {"disk_full"})
    assert "recording_stopped" not in listening.holds()
    listening.recorder.say(Storage(used=0, free=0, is_missing=True))  # from the start on
    listening.until(lambda: listening.holds("recorder-1") == {"folder_missing"})
    listening.recorder.say(ROOMY)
    listening.until(lambda: not listening.holds("recorder-1"))
    listening.until(lambda: "recording_stopped" in listening.holds())


def test_a_recording_that_is_about_to_begin_is_no_matter(listening: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "SETTLE", 1_000.0)
    listening.recorder.say(health(is_recorded=False, fault=Fault.COVERED))
    listening.until(lambda: listening.holds() == {"covered"})
    monkeypatch.setattr(device, "SETTLE", 0.0)
    listening.until(lambda: listening.holds() == {"covered", "recording_stopped"})


def test_a_hold_is_told_when_the_recorder_keeps_it(listening: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "ANSWER", 20.0)
    order = HoldRecording(device="eye-1", begin=1000.4, end=1100.2, reason="纠纷")
    obeyed = obey(listening, order)
    assert (obeyed.done, obeyed.detail) == (True, "eye-1:1000-1101")
    assert listening.recorder.holds == {"eye-1:1000-1101"}
    held = ev.RecordingHeld(hold="eye-1:1000-1101", device="eye-1", begin=1000.4, end=1100.2, reason="纠纷")
    assert listening.of(ev.RecordingHeld) == [held]
    assert obey(listening, ReleaseRecording(device="eye-1", hold="eye-1:1000-1101")).done
    assert listening.of(ev.RecordingReleased) == [ev.RecordingReleased(hold="eye-1:1000-1101", device="eye-1")]
    assert not listening.recorder.holds


def test_what_is_held_of_a_camera_that_left_the_hall_is_released(listening: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "ANSWER", 20.0)
    listening.recorder.holds.add("gone:1-2")
    assert obey(listening, ReleaseRecording(device="gone", hold="gone:1-2")).done
    assert not listening.recorder.holds
    assert listening.of(ev.RecordingReleased, "gone") == [ev.RecordingReleased(hold="gone:1-2", device="gone")]


def test_a_hold_that_is_refused_or_unanswered_is_not_told(listening: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    order = HoldRecording(device="eye-1", begin=1000, end=1100, reason="纠纷")
    listening.recorder.refuses = "the disk is full of holds"
    monkeypatch.setattr(device, "ANSWER", 20.0)
    assert obey(listening, order).detail == "the disk is full of holds"
    monkeypatch.setattr(device, "ANSWER", 0.2)
    listening.recorder.is_mute = True
    assert obey(listening, order).detail == "the recorder does not answer"
    listening.recorder.stop()
    assert not obey(listening, order).done
    assert not listening.of(ev.RecordingHeld)


TALK = TalkThrough(device="eye-1", talk="t-1")
BEGAN = ev.TalkBegan(talk="t-1", device="eye-1")


@pytest.mark.parametrize(
    ("answers", "obeyed", "told"),
    [
        ((TalkPhase.CONNECTING, TalkPhase.OPEN), Obeyed(done=True, detail="open"), [BEGAN]),
        ((TalkPhase.CONNECTING,), Obeyed(done=True, detail="connecting"), []),
        ((TalkEnd.BUSY,), Obeyed(done=False, detail="busy"), []),
        (
            (TalkPhase.CONNECTING, TalkEnd.WRONG_PASSWORD), Obeyed(done=False, detail="wrong_password"),
            [ev.TalkEnded(talk="t-1", device="eye-1", cause="wrong_password")],
        ),
        ((), Obeyed(done=False, detail="the recorder does not answer"), []),
    ],
)  # fmt: skip
def test_a_talk_is_told_as_the_recorder_has_it(
    listening: Watcher,
    monkeypatch: pytest.MonkeyPatch,
    answers: tuple[TalkPhase | TalkEnd, ...],
    obeyed: Obeyed,
    told: list[object],
) -> None:
    monkeypatch.setattr(device, "ANSWER", 60.0 if answers else 0.3)
    if answers == (TalkPhase.CONNECTING,):  # its time is up as soon as that has come
        monkeypatch.setattr(
            camera_talks, "time", SimpleNamespace(monotonic=lambda: 1e9 if listening.adapter._talks._answers else 0.0)
        )
    listening.recorder.talks = answers
    assert obey(listening, TALK) == obeyed
    assert listening.of(ev.TalkBegan) + listening.of(ev.TalkEnded) == told


def test_a_recorder_that_is_started_anew_has_ended_all_talks(listening: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "ANSWER", 20.0)
    listening.recorder.talks = (TalkPhase.CONNECTING, TalkPhase.OPEN)
    assert obey(listening, TALK).done
    listening.recorder.stop()
    listening.recorder.start(pid=2)
    listening.until(lambda: listening.of(ev.TalkEnded))
    assert listening.of(ev.TalkEnded) == [ev.TalkEnded(talk="t-1", device="eye-1", cause="recorder_lost")]


def obey(watcher: Watcher, order: HoldRecording | ReleaseRecording | TalkThrough) -> Obeyed:
    """Obey while the recorder's turns are taken in between."""
    real = watcher.adapter._listen

    def listen(timeout: float) -> None:
        watcher.recorder.turn()
        real(min(timeout, 0.01))

    watcher.adapter._listen = listen  # type: ignore[method-assign]
    try:
        return watcher.adapter.obey(order)
    finally:
        watcher.adapter._listen = real  # type: ignore[method-assign]


def test_what_a_camera_cannot_do_is_refused(watcher: Watcher) -> None:
    for order in (PointCamera(device="eye-1", pan=1.0), GoToPreset(device="eye-1", preset="1")):
        assert watcher.adapter.obey(order).detail == "eye-1 has no ONVIF service"
    assert "cannot" in watcher.adapter.obey(Beep(device="eye-1")).detail
    assert not watcher.adapter.obey(HoldRecording(device="no-such", begin=1, end=2, reason="x")).done


def test_the_name_of_a_hold_is_the_same_each_time_and_never_too_long() -> None:
    order = HoldRecording(device="c" * 64, begin=1.0, end=2.0, reason="x")
    assert hold_id(order) == hold_id(order)
    assert len(hold_id(order)) <= 64


def test_closing_is_quick_while_nobody_answers(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path)
    watcher.turn()
    began = time.monotonic()
    watcher.close()
    assert time.monotonic() - began < 10.0


# --- what follows from the streams ----------------------------------------------------------------------------------------

EYE = Camera(id="eye-1", main="rtsp://x/1", sub="rtsp://x/2")
CASES: list[tuple[str, list[Health], bool | None, set[str]]] = [
    ("nothing said", [], None, set()),
    ("idle only", [health(phase=Phase.IDLE)], None, set()),
    ("opening for the first time", [health(phase=Phase.OPENING)], None, set()),
    ("one live, one idle", [health(), health(stream=Stream.SUB, phase=Phase.IDLE)], True, set()),
    ("opening again after a failure", [health(phase=Phase.OPENING, fault=Fault.UNREACHABLE)], False, set()),
    ("lost, the other still opening", [health(phase=Phase.LOST), health(stream=Stream.SUB, phase=Phase.OPENING)], False, set()),
    ("one lost, one live", [health(phase=Phase.LOST), health(stream=Stream.SUB)], True, {"stale"}),
    ("wrong password", [health(phase=Phase.REFUSED, fault=Fault.WRONG_PASSWORD)], True, {"wrong_password"}),
    ("no such stream", [health(phase=Phase.REFUSED, fault=Fault.NO_SUCH_STREAM), health(stream=Stream.SUB)], True, {"no_such_stream"}),
    ("bad address", [health(phase=Phase.REFUSED, fault=Fault.BAD_ADDRESS)], False, set()),
    ("broken and nothing comes", [health(phase=Phase.LOST, fault=Fault.BROKEN_STREAM)], False, set()),
    ("broken and something comes", [health(fault=Fault.BROKEN_STREAM)], True, {"broken_stream"}),
    ("frozen", [health(fault=Fault.FROZEN)], True, {"frozen"}),
    ("live, not recorded", [health(is_recorded=False)], True, {"recording_stopped"}),
    ("stale", [health(phase=Phase.STALE)], True, {"stale"}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "streams", "is_heard", "conditions"), CASES, ids=[case[0] for case in CASES])
def test_what_is_told_of_a_camera(case: str, streams: list[Health], is_heard: bool | None, conditions: set[str]) -> None:
    told = camera_health.judge(EYE, {each.stream: each for each in streams}, ROOMY)
    if is_heard is None:
        assert told is None
        return
    assert told is not None
    assert (told.lost is None) is is_heard
    assert set(told.conditions) == conditions


def test_every_fault_is_a_condition_or_a_reason() -> None:
    reasons = {Fault.UNREACHABLE, Fault.BAD_ADDRESS}
    looking = {
        Fault.TOO_LARGE,
        Fault.NO_RECORDER,
        Fault.DENIED,
        Fault.DECODER,
    }  # only those who look find it; no recorder says it
    assert set(camera_health.FAULTS) | reasons | looking == set(Fault)
    assert not set(camera_health.FAULTS) & (reasons | looking)


def test_a_camera_that_is_not_to_be_recorded_misses_nothing() -> None:
    camera = Camera(id="eye-1", main="rtsp://x/1", recorded=Recorded.NONE)
    told = camera_health.judge(camera, {Stream.MAIN: health(is_recorded=False)}, ROOMY)
    assert told is not None
    assert not told.conditions
