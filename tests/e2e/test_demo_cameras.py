"""The demo's cameras whole: drawn, served, recorded, told of; a camera that dies, freezes or has a wrong clock is an alarm, and comes back.

Two of the six are enough here: painting the hall takes a second for each.
"""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
import tomli_w

from console import config, demo, demo_cameras
from console.feed import LiveFeed
from console.model.command import GoToPreset, TalkThrough
from console.model.health import Health, health_of
from console.model.state import HallState, Stage
from console.session import Link
from console.video.library import Library
from console.video.talk import Step
from console.video.talk_process import VoiceProcess
from tests.helpers.sound import sound_server
from tests.helpers.talking import until_held
from tests.helpers.until import until

SPEED = 10.0
LONG = 90.0
"""Seconds; on a free machine the longest takes ten: so long may a camera be silent until it counts as lost."""
KEPT = ("cam-waiting", "cam-entrance")
TURNS, DIES = KEPT
HEARS = TURNS


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo hall with two cameras only."""
    folder = tmp_path_factory.mktemp("two") / "hall"
    shutil.copytree(config.DEMO_HALL, folder)
    data = tomllib.loads((folder / "hall.toml").read_text())
    gone = {camera["id"] for camera in data["camera"]} - set(KEPT)
    data["camera"] = [camera for camera in data["camera"] if camera["id"] not in gone]
    data["device"] = [device for device in data["device"] if device["id"] not in gone]
    for camera in data["camera"]:
        camera["has_loudspeaker"] = camera["id"] == TURNS
    data.pop("wall", None)
    (folder / "hall.toml").write_text(tomli_w.dumps(data))
    return folder


@pytest.fixture(scope="module")
def running(hall: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[demo.Running]:
    started = demo.start(demo.DemoOptions(data=tmp_path_factory.mktemp("demo") / "hall", hall=hall, speed=SPEED))
    assert not started.lacks, started.lacks
    yield started
    started.stop()


@pytest.fixture(scope="module")
def desk(running: demo.Running) -> Iterator[LiveFeed]:
    feed = LiveFeed(running.station("desk"), person="lin")
    until(lambda: feed.latest().link is Link.GOOD, seconds=LONG, what="the desk sees the hall")
    for camera in KEPT:
        until(lambda camera=camera: is_well(feed, camera), seconds=LONG, what=f"{camera} is well")  # type: ignore[misc]
    yield feed
    feed.close()


def state(desk: LiveFeed) -> HallState:
    return desk.latest().state


def is_well(desk: LiveFeed, camera: str) -> bool:
    """By the camera adapter that runs, not by the morning's, and with a picture each eighth of a second or so."""
    device = state(desk).devices[camera]
    return health_of(state(desk), camera) is Health.WELL and "sub.fps" in device.values


@pytest.mark.timeout(400)
def test_cameras_come_go_and_come_back(running: demo.Running, desk: LiveFeed) -> None:
    running.misbehave("camera_lost", DIES, 1_000)
    running.misbehave("camera_frozen", TURNS, 1_000)
    running.misbehave("camera_clock", TURNS, 1_000)
    for alarm in (f"camera_frozen:{TURNS}", f"camera_clock:{TURNS}", f"camera_lost:{DIES}"):
        until(lambda alarm=alarm: alarm in state(desk).alarms, seconds=LONG, what=alarm)  # type: ignore[misc]
    until(lambda: health_of(state(desk), DIES) is Health.LOST, seconds=LONG, what=f"{DIES} is lost")

    for camera in KEPT:
        running.mend(camera)
    for camera in KEPT:
        until(lambda camera=camera: is_well(desk, camera), seconds=LONG, what=f"{camera} is back")  # type: ignore[misc]
    until(lambda: any(gap.cause == "lost_camera" for gap in state(desk).gaps.get(DIES, ())), seconds=LONG, what="the gap is told")
    with Library(running.data / demo_cameras.STORE) as library:
        assert set(library.cameras()) == set(KEPT)
        assert all(library.extent(camera) for camera in KEPT)
    for camera in KEPT:
        with av.open(min((running.data / demo_cameras.STORE / camera).rglob("*.mkv"))) as recording:
            assert bool(recording.streams.audio) == (camera == HEARS)


def test_a_camera_turns_when_it_is_told_to(desk: LiveFeed) -> None:
    over = (Stage.CONFIRMED, Stage.MISMATCH, Stage.EXPIRED, Stage.REFUSED, Stage.FAILED, Stage.UNKNOWN)

    def is_confirmed() -> bool:
        """A very busy machine may not keep the time that an order has."""
        id = desk.order(GoToPreset(device=TURNS, preset="guidance"))
        until(lambda: id in state(desk).orders and state(desk).orders[id].stage in over, seconds=LONG, what="the order is over")
        order = state(desk).orders[id]
        assert order.stage in {Stage.CONFIRMED, Stage.EXPIRED, Stage.UNKNOWN}, order
        return order.stage is Stage.CONFIRMED

    until(is_confirmed, seconds=LONG, what="the camera turns")


def test_somebody_talks_through_a_camera_and_the_journal_knows_who_and_from_when_to_when(
    running: demo.Running, desk: LiveFeed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sound_server(tmp_path, microphone=500) as sound:
        for key, value in sound.env.items():
            monkeypatch.setenv(key, value)
        voice = VoiceProcess(running.station("desk"))

        def opens() -> bool:
            """A very busy machine may not keep the time that a talk has: it is pressed again."""
            talk = voice.begin(TURNS)
            until_held(voice, lambda: voice.now().step in {Step.READY, Step.ENDED})
            desk.order(TalkThrough(device=TURNS, talk=talk))
            until_held(voice, lambda: voice.now().step in {Step.OPEN, Step.ENDED})
            return voice.now().step is Step.OPEN

        try:
            until(opens, seconds=LONG, what="somebody is heard")
            talk = voice.now().talk
            until_held(voice, lambda: TURNS in state(desk).talks and state(desk).talks[TURNS].talk == talk)
            begun = state(desk).talks[TURNS]
            assert (begun.by, begun.ended_at) == ("lin", None)
        finally:
            voice.close()
    until(lambda: state(desk).talks[TURNS].ended_at is not None, seconds=LONG, what="the end is told")
    ended = state(desk).talks[TURNS]
    assert ended.at <= (ended.ended_at or 0.0)
    assert ended.cause == "released"
