"""What a drawn camera with a microphone hears: a quiet hall, and the chime with which a ticket is called. G.711 A-law, as cameras send it."""

from collections.abc import Sequence

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from numpy.typing import NDArray

from adapters.simulated.units import SOUND, Unit

RATE = 8000
"""Samples a second."""
HUM = 90.0
"""Standard deviation of what is always heard, of 32,767."""
CHIME = ((659.3, 0.0), (523.3, 0.45))
"""Hertz, and seconds after its beginning: E and C, as one hears them in halls."""
LOUD = 9_000.0
"""Of each tone at its beginning, of 32,767."""
LENGTH = 1.8
"""Seconds of a chime."""
FADE = 0.35
"""Seconds in which a tone falls to a third."""
LONGEST = 1.0
"""Seconds that are made up for at most; what was before is missing."""

Samples = NDArray[np.float64]


class Hearing:
    """One microphone: its sound in pieces, each as long as the time since the last one."""

    def __init__(self) -> None:
        self._hum = _coded(_murmur())
        self._chime = _coded(_chime() + _murmur()[: round(LENGTH * RATE)])
        self._since: float | None = None
        self._made = 0
        """Samples since then."""
        self._rings_at = -len(self._chime)
        """The sample with which the last chime began."""
        self._called: tuple[str, str] | None = None

    def piece(self, calls: Sequence[tuple[str, str]], now: float) -> list[Unit]:
        """What was heard up to `now`, `time.monotonic`; `calls`: ticket and counter, the newest first. A new one rings."""
        newest = calls[0] if calls else None
        if self._since is None or now - self._since - self._made / RATE > LONGEST:
            self._since, self._made, self._rings_at = now, 0, -len(self._chime)
        elif newest not in (None, self._called) and self._made >= self._rings_at + len(self._chime):
            self._rings_at = self._made
        self._called = newest
        begin, self._made = self._made, round((now - self._since) * RATE)
        if self._made == begin:
            return []
        data = b"".join(self._sound(begin))
        return [Unit(SOUND, True, round((self._since + begin / RATE) * 1e6), data)]

    def _sound(self, begin: int) -> list[bytes]:
        """From a sample on up to what is to be made: the rest of the chime, then the hall."""
        rung = min(len(self._chime), begin - self._rings_at)
        chime = self._chime[rung : self._made - self._rings_at]
        quiet = self._made - begin - len(chime)
        at = begin % (len(self._hum) - quiet)
        return [chime, self._hum[at : at + quiet]]


def _murmur() -> Samples:
    """Some seconds of a quiet hall: noise without its high tones."""
    noise = np.random.default_rng(1).normal(0, 1, 4 * RATE)
    soft = np.convolve(noise, np.ones(6) / 6, "same")
    murmur: Samples = soft * HUM / soft.std()
    return murmur


def _chime() -> Samples:
    time = np.arange(round(LENGTH * RATE)) / RATE
    tones = np.zeros_like(time)
    for hertz, begin in CHIME:
        since = np.maximum(time - begin, 0.0)
        tones += LOUD * np.exp(-since / FADE) * np.sin(2 * np.pi * hertz * since)
    return tones


def _coded(samples: Samples) -> bytes:
    coder = av.CodecContext.create("pcm_alaw", "w")
    assert isinstance(coder, AudioCodecContext)
    coder.sample_rate, coder.layout, coder.format = RATE, "mono", "s16"
    frame = av.AudioFrame.from_ndarray(samples.astype(np.int16)[np.newaxis], format="s16", layout="mono")
    frame.sample_rate = RATE
    return b"".join(bytes(packet) for packet in (*coder.encode(frame), *coder.encode(None)))
