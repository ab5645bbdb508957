"""A tone to be said, and whether a camera's loudspeaker got it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from console.video.talk import Talker
from tests.helpers.until import until

RATE = 8000
STEP = 320
"""Bytes of 20 ms."""


def tone(hertz: float, seconds: float) -> bytes:
    """Samples as a desk sends them: 16 bits, mono, 8,000 a second."""
    at = np.arange(round(RATE * seconds)) / RATE
    return (np.sin(2 * np.pi * hertz * at) * 12_000).astype("<i2").tobytes()


def steps(sound: bytes) -> list[bytes]:
    """In pieces of 20 ms."""
    return [sound[begin : begin + STEP] for begin in range(0, len(sound), STEP)]


def speak(say: Callable[[bytes], object], hertz: float, is_heard: Callable[[], bool], seconds: float = 60.0) -> None:
    """Say a tone, as fast as one speaks, until it is heard. A camera may miss the beginning."""
    pieces, end, pace = steps(tone(hertz, seconds)), time.monotonic() + seconds, threading.Event()
    for piece in pieces:
        if is_heard():
            return
        assert time.monotonic() < end, "nobody heard what was said"
        say(piece)
        pace.wait(STEP / 2 / RATE)
    raise AssertionError("nobody heard what was said")


def until_held(voice: Talker, is_so: Callable[[], object], what: str = "") -> None:
    """Keep the button pressed, thirty times a second as a console does, until something is so."""
    frame = threading.Event()

    def step() -> None:
        voice.hold()
        frame.wait(0.03)

    until(is_so, step, seconds=60, what=what)


def pitch(said: Path, law: str = "PCMU", first: int = 0) -> float:
    """The strongest frequency of what a camera got from its `first` byte on, hertz; 0.0: less than a fifth of a second came."""
    coded = said.read_bytes()[first:] if said.exists() else b""
    if len(coded) < RATE // 5:
        return 0.0
    decoder = av.CodecContext.create({"PCMU": "pcm_mulaw", "PCMA": "pcm_alaw"}[law], "r")
    assert isinstance(decoder, AudioCodecContext)
    decoder.sample_rate, decoder.layout = RATE, "mono"
    samples = np.concatenate([frame.to_ndarray().ravel() for frame in decoder.decode(av.Packet(coded))]).astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(spectrum.argmax() * RATE / samples.size)
