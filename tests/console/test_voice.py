"""The voice: real espeak-ng, real libvlc, and a real PulseAudio that hears what was played."""

import os
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from console.speaker import synthesise
from console.voice import Sentence, Voice
from tests.helpers.sound import sound_server
from tests.helpers.until import until

LONG = 60.0


def wait_for(voice: Voice, count: int, what: str) -> None:
    until(lambda: voice.spoken == count, seconds=LONG, what=what)


def test_mandarin_and_english_are_made_offline_as_wav() -> None:
    lengths = {}
    for language, text in (("zh", "五分钟内十二条报警，最重要的是：不间断电源转电池"), ("en", "Mains lost")):
        wav = os.memfd_create(language)
        assert synthesise(Sentence(text=text, language=language), wav)
        with os.fdopen(wav, "rb") as file, wave.open(file) as sound:
            samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16)
            lengths[language] = sound.getnframes() / sound.getframerate()
        assert np.abs(samples.astype(np.int32)).max() > 3_000, "it is not silence"
    assert lengths["zh"] > 4 > lengths["en"], "every character was spoken: none was left out as unknown"


def test_what_is_said_is_heard_by_the_sound_server_and_hushed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "left"))
    (tmp_path / "left").mkdir()
    with sound_server(tmp_path) as server:
        for key, value in server.env.items():
            monkeypatch.setenv(key, value)
        voice = Voice()
        try:
            assert server.loudest() == 0

            def is_heard(text: str) -> bool:
                """Where a busy machine holds the sound server up, nothing takes the sound: then once more."""
                before = voice.spoken
                voice.say(text, "zh")
                wait_for(voice, before + 1, "the sentence to be over")
                return voice.trouble == ""

            until(lambda: is_heard("报警"), what="a sentence to be heard")
            until(lambda: server.loudest() > 1_000, what="the sound server to have heard it")
            spoken = voice.spoken
            voice.say("很长的一句话，" * 30, "zh")
            voice.say("再说一句", "zh")
            until(lambda: voice.is_speaking, seconds=LONG, what="it to begin")
            voice.hush()
            wait_for(voice, spoken + 2, "it to be cut off, and the next one to be passed over")
            assert voice.trouble == "", "silence that somebody wanted is no trouble"
            until(lambda: is_heard("好"), what="the next sentence to be heard")
        finally:
            voice.close()
    assert not list((tmp_path / "left").glob("hallwatch*")), "it left something behind"


def test_without_a_sound_device_it_says_so_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".asoundrc").write_text('pcm.!default { type hw card "none" }\n')
    voice = Voice()
    try:
        for count in (1, 2):
            voice.say("报警", "zh")
            wait_for(voice, count, "the sentence to be over")
            assert voice.trouble == "no_sound"
    finally:
        voice.close()


def test_without_espeak_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = Voice()
    try:
        voice.say("报警", "zh")
        wait_for(voice, 1, "the sentence to be over")
        assert voice.trouble == "no_engine"
    finally:
        voice.close()


_SAYS = """
import sys, threading
for line in sys.stdin:
    with open(sys.argv[1], "a") as heard:
        heard.write(line)
    if "long" in line:
        threading.Event().wait()
    print("{}", flush=True)
"""


def test_what_was_wanted_before_silence_is_not_said_after_it(tmp_path: Path) -> None:
    heard = tmp_path / "heard"
    voice = Voice((sys.executable, "-c", _SAYS, str(heard)))
    try:
        voice.say("long", "en")
        voice.say("dropped", "en")
        until(lambda: heard.exists() and "long" in heard.read_text(), seconds=LONG, what="the first sentence to begin")
        voice.hush()
        voice.say("next", "en")
        wait_for(voice, 3, "all three to be over")
        assert [line.split('"')[3] for line in heard.read_text().splitlines()] == ["long", "next"]
        assert voice.trouble == ""
    finally:
        voice.close()


@pytest.mark.parametrize(
    "program", [(sys.executable, "-c", "raise SystemExit(3)"), ("/no/such/program",)], ids=["ends", "missing"]
)
def test_a_speaker_that_ends_or_is_not_there_is_no_engine(program: tuple[str, ...]) -> None:
    voice = Voice(program)
    try:
        voice.say("报警", "zh")
        wait_for(voice, 1, "the sentence to be over")
        assert voice.trouble == "no_engine"
    finally:
        voice.close()
