"""Talking as a console does: a real microphone's sound server, the process that has it, a real recorder and a camera's loudspeaker."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera, Recorded
from console.video import talk_process
from console.video.protocol import OpenTalk, TalkDoing, TalkEnd, TalkPhase
from console.video.recorder_file import FILE
from console.video.talk import NO_MICROPHONE, VOICE_LOST, Step, Talking
from console.video.talk_process import VoiceProcess
from console.video.talk_voice import level_of
from tests.helpers.recorder import Eye, PatientRecorder
from tests.helpers.rtsp import RtspServer, rtsp_server
from tests.helpers.sound import sound_server
from tests.helpers.talking import pitch, tone, until_held
from tests.helpers.until import until

PITCH = 660
PATIENT = "import sys; from console.video import talk_voice; talk_voice.LET_GO = 4.0; sys.exit(talk_voice.main())"


class Hall:
    """A camera with a loudspeaker, its recorder, and the adapter that lets everybody talk."""

    def __init__(self, server: RtspServer, recorder: PatientRecorder, adapter: Eye) -> None:
        self.server = server
        self.recorder = recorder
        self.adapter = adapter
        self.station = keys.issue_local(recorder.data, "desk-a", Role.LEADER)

    def allow(self, name: str) -> None:
        """As the hub does by the camera's adapter."""
        self.adapter.say(OpenTalk(talk=name, camera="door", seconds=60))

    def heard(self, phase: TalkPhase, name: str) -> TalkDoing:
        """The recorder's word to the adapter."""
        while (doing := self.adapter.hear_one(TalkDoing)).talk != name or doing.phase is not phase:
            pass
        return doing

    @property
    def said(self) -> Path:
        """What the camera got."""
        return self.server.said("door")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("talk")
    with rtsp_server(folder / "rtsp", {"door": {"sub": "small"}}, loudspeakers={"door": "PCMU"}) as server:
        camera = Camera(id="door", main=server.url("door", "sub"), has_loudspeaker=True, recorded=Recorded.NONE)
        with PatientRecorder(folder, [camera]) as recorder, Eye(recorder, Role.ADAPTER, "cameras") as adapter:
            adapter.enter()
            yield Hall(server, recorder, adapter)


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with sound_server(tmp_path_factory.mktemp("sound"), microphone=PITCH) as server, pytest.MonkeyPatch.context() as patch:
        for key, value in server.env.items():
            patch.setenv(key, value)
        yield


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process waits longer for a word that the button is held, and is waited for longer: on a busy machine either may be held up."""
    popen = subprocess.Popen

    def start(words: list[str], **more: Any) -> "subprocess.Popen[bytes]":
        return popen([words[0], "-c", PATIENT, *words[3:]] if "console.video.talk_voice" in words else words, **more)

    monkeypatch.setattr("console.video.talk_process.subprocess.Popen", start)
    monkeypatch.setattr(talk_process, "MUTE", 20.0)


@pytest.fixture
def voice(hall: Hall) -> Iterator[VoiceProcess]:
    voice = VoiceProcess(hall.station)
    yield voice
    voice.close()


def held(voice: VoiceProcess, step: Step) -> Talking:
    """Keep the button pressed until it is so far."""
    until_held(voice, lambda: voice.now().step is step, f"the talk to be {step}")
    return voice.now()


@pytest.mark.usefixtures("microphone")
def test_what_the_microphone_hears_comes_out_of_the_camera_while_the_button_is_held(hall: Hall, voice: VoiceProcess) -> None:
    name = voice.begin("door")
    assert voice.now().step in {Step.MICROPHONE, Step.READY}
    assert held(voice, Step.READY).talk == name
    assert not hall.said.exists() or not hall.said.stat().st_size, "nothing is sent before the hub lets it"
    hall.allow(name)
    held(voice, Step.OPEN)
    until_held(voice, lambda: pitch(hall.said) == pytest.approx(PITCH, abs=8), "the tone to be heard")
    until_held(voice, lambda: voice.now().level > 0.3 and not voice.now().is_dead, "the level to be shown")
    voice.end()
    assert (voice.now().step, voice.now().end) == (Step.ENDED, "released")
    assert hall.heard(TalkPhase.ENDED, name).end is TalkEnd.RELEASED


@pytest.mark.usefixtures("microphone")
def test_a_console_that_hangs_is_not_left_speaking(hall: Hall, voice: VoiceProcess) -> None:
    name = voice.begin("door")
    held(voice, Step.READY)
    hall.allow(name)
    held(voice, Step.OPEN)
    until(lambda: not voice.now().is_on, what="nobody says any more that it is held")
    assert voice.now().end == "released"
    assert hall.heard(TalkPhase.ENDED, name).end is TalkEnd.RELEASED


@pytest.mark.usefixtures("microphone")
def test_a_process_that_dies_or_hangs_ends_the_talk(hall: Hall, voice: VoiceProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    name = voice.begin("door")
    held(voice, Step.READY)
    hall.allow(name)
    held(voice, Step.OPEN)
    assert voice.process is not None
    os.kill(voice.process, signal.SIGSTOP)
    monkeypatch.setattr(talk_process, "MUTE", 0.5)
    until_held(voice, lambda: not voice.now().is_on, "the hanging process to be missed")
    assert voice.now().end == VOICE_LOST
    assert hall.heard(TalkPhase.ENDED, name).end is TalkEnd.SILENT
    assert voice.process is None


def test_without_a_microphone_nobody_is_asked_and_it_says_so(
    hall: Hall, voice: VoiceProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    voice.begin("door")
    assert held(voice, Step.ENDED).end == NO_MICROPHONE
    assert not hall.adapter.left(TalkDoing)


@pytest.mark.usefixtures("microphone")
def test_without_a_recorder_it_says_so(tmp_path: Path) -> None:
    station = keys.issue_local(tmp_path, "desk-b", Role.LEADER)
    assert not (tmp_path / FILE).exists()
    voice = VoiceProcess(station)
    try:
        voice.begin("door")
        assert held(voice, Step.ENDED).end == "recorder_lost"
    finally:
        voice.close()


def test_the_level_is_as_one_hears_it() -> None:
    assert level_of(bytes(320)) == 0.0
    loud, soft = level_of(tone(700, 0.02)), level_of(bytes(80) + b"\x10\x00" * 80)
    assert 0.7 < loud < 1.0
    assert 0.0 <= soft < 0.2


def test_closing_takes_leave(hall: Hall, voice: VoiceProcess) -> None:
    voice.prepare()
    begun = time.monotonic()
    voice.close()
    assert voice.process is None
    assert time.monotonic() - begun < 30
    voice.end()
    assert not voice.now().is_on
