"""Camera-like clips for tests, made once from a real surveillance video and kept by what they are made of.

The video is Debian's (`opencv-doc`): people walking in a yard, 768×576. Each picture carries its number as a barcode on top, so that a
test can say which picture it sees: `number_of`.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from adapters.simulated import units
from adapters.simulated.units import SOUND, VIDEO, Description, Unit

YARD = Path("/usr/share/doc/opencv-doc/examples/data/vtest.avi")
CACHE = Path(tempfile.gettempdir()) / f"hallwatch-clips-{os.getuid()}"
VERSION = 2
"""Counted up when clips come out differently from the same recipe."""
CELLS = 52
"""Of the barcode: two guards, 48 bits, parity, a guard."""


@dataclass(frozen=True, kw_only=True)
class Clip:
    """How a clip is made."""

    width: int = 640
    height: int = 360
    rate: int = 15
    codec: str = "h264"
    gop: float = 2.0
    """Seconds between key pictures."""
    seconds: float = 8.0
    bits: int = 512_000
    sound: str = ""
    noise: float = 0.0
    """Standard deviation of the sensor's noise, grey levels."""
    scene: str = "yard"
    """yard, still (one picture of it, with its noise) or frozen (one picture, without barcode and noise)."""
    wrong_sps: bool = False
    """The parameter sets are another clip's."""
    between: int = field(default=0, repr=False)
    """B pictures between two others; H.264 without sound only."""


CLIPS = {
    "sub": Clip(),
    "main": Clip(width=1920, height=1080, rate=25, seconds=4.0, bits=4_000_000, noise=2.0),
    "h265": Clip(codec="h265"),
    "mjpeg": Clip(codec="mjpeg", rate=10, seconds=4.0),
    "alaw": Clip(sound="alaw"),
    "aac": Clip(sound="aac"),
    "small": Clip(width=320, height=240, seconds=4.0),
    "still": Clip(scene="still", noise=2.0, seconds=4.0),
    "frozen": Clip(scene="frozen", seconds=4.0),
    "wrong_sps": Clip(wrong_sps=True, seconds=4.0),
}
"""By name, for `clip`."""


def clip(recipe: str | Clip) -> Path:
    """The clip's file of units (`adapters.simulated.units`), made at first use."""
    if not YARD.exists():
        pytest.fail(f"{YARD} is missing: apt-get install opencv-doc")
    recipe = CLIPS[recipe] if isinstance(recipe, str) else recipe
    between = f" {recipe.between}" if recipe.between else ""
    digest = hashlib.sha256(f"{VERSION} {recipe}{between} {YARD.stat().st_size} {av.__version__}".encode()).hexdigest()[:20]
    CACHE.mkdir(exist_ok=True)
    path = CACHE / f"{digest}.units"
    with (CACHE / f"{digest}.lock").open("w") as lock:  # the other worker of xdist waits for it rather than make it too
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.write_bytes(b"".join(_records(recipe)))
            draft.rename(path)
    return path


def _records(recipe: Clip) -> Iterator[bytes]:
    sound, config = _sound(recipe)
    description = Description(
        video=recipe.codec,
        width=recipe.width,
        height=recipe.height,
        sound=recipe.sound,
        rate=48_000 if recipe.sound == "aac" else 8000,
        sound_config=config,
    )
    yield units.pack_description(description)
    coder = encoder(recipe.codec, recipe.width, recipe.height, recipe.rate, recipe.gop, recipe.bits, recipe.between)
    pictures = [unit for number, grey in enumerate(_pictures(recipe)) for unit in coder.encode(grey, number)]
    pictures += coder.flush()
    if recipe.wrong_sps:
        other = encoder(recipe.codec, 176, 144, recipe.rate, recipe.gop, recipe.bits)
        strange = [*other.encode(np.zeros((144, 176, 3), np.uint8), 0), *other.flush()][0]
        wrong = units.parameter_sets(recipe.codec, strange.data)
        pictures = [
            unit._replace(data=unit.data.replace(units.parameter_sets(recipe.codec, unit.data), wrong)) if unit.is_key else unit
            for unit in pictures
        ]
    for unit in pictures if recipe.between else sorted([*pictures, *sound], key=lambda unit: unit.at):
        yield units.pack(unit)


def _pictures(recipe: Clip) -> Iterator[NDArray[np.uint8]]:
    """RGB pictures."""
    chance = np.random.default_rng(3)
    noises = [chance.normal(0, recipe.noise, (recipe.height, recipe.width, 1)) for _ in range(4)] if recipe.noise else []
    yard = _yard(recipe.width, recipe.height)
    picture, shown = next(yard), 0
    for number in range(round(recipe.seconds * recipe.rate)):
        while recipe.scene == "yard" and shown < number * 10 // recipe.rate:
            picture, shown = next(yard), shown + 1
        out = picture.copy()
        if recipe.scene == "yard":
            draw_number(out, number)
        if noises:
            out = np.clip(out + noises[number % len(noises)], 0, 255).astype(np.uint8)
        yield out


def _yard(width: int, height: int) -> Iterator[NDArray[np.uint8]]:
    with av.open(str(YARD)) as container:
        for frame in container.decode(video=0):
            yield frame.reformat(width, height, "rgb24").to_ndarray().astype(np.uint8, copy=False)


def _sound(recipe: Clip) -> tuple[list[Unit], str]:
    """A tone of 440 Hz."""
    if not recipe.sound:
        return [], ""
    rate = 48_000 if recipe.sound == "aac" else 8000
    coder = av.CodecContext.create("aac" if recipe.sound == "aac" else "pcm_alaw", "w")
    assert isinstance(coder, AudioCodecContext)
    coder.sample_rate, coder.layout, coder.time_base = rate, "mono", Fraction(1, rate)
    coder.format = "fltp" if recipe.sound == "aac" else "s16"
    coder.open()
    size = 1024 if recipe.sound == "aac" else 160
    made = []
    for start in range(0, round(recipe.seconds * rate), size):
        wave = np.sin((np.arange(start, start + size)) * 2 * np.pi * 440 / rate)[None] * 0.2
        samples = wave.astype(np.float32) if recipe.sound == "aac" else (wave * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(samples, format=coder.format.name, layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        made += [Unit(SOUND, True, round((p.pts or 0) * 1e6 / rate), bytes(p)) for p in coder.encode(frame)]
    return [unit for unit in made if unit.at >= 0], (coder.extradata or b"").hex()


class Encoder:
    """Pictures to units, as a camera's chip does it: in the order of decoding, mostly without B pictures, parameter sets with each key picture."""

    def __init__(self, context: VideoCodecContext, codec: str) -> None:
        self._context = context
        self._codec = codec

    def encode(self, rgb: NDArray[np.uint8], number: int) -> list[Unit]:
        """The units of picture `number`."""
        frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format=self._context.pix_fmt)
        frame.pts = number
        frame.time_base = self._context.time_base
        return self._units(frame)

    def flush(self) -> list[Unit]:
        """What was held back."""
        return self._units(None)

    def _units(self, frame: av.VideoFrame | None) -> list[Unit]:
        step = 1_000_000 / float(self._context.rate)
        return [
            Unit(VIDEO, packet.is_keyframe or self._codec == "mjpeg", round((packet.pts or 0) * step), bytes(packet))
            for packet in self._context.encode(frame)
        ]


def encoder(codec: str, width: int, height: int, rate: int, gop: float, bits: int, between: int = 0) -> Encoder:
    """A video encoder; `between`: B pictures between two others."""
    library = {"h264": "libx264", "h265": "libx265", "mjpeg": "mjpeg"}[codec]
    context = av.CodecContext.create(library, "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuvj420p" if codec == "mjpeg" else "yuv420p"
    context.framerate, context.time_base = Fraction(rate), Fraction(1, rate)
    context.bit_rate = bits if codec != "mjpeg" else 4_000_000
    keys = round(gop * rate)
    plain = f"keyint={keys}:min-keyint={keys}:scenecut=0:bframes=0:repeat-headers=1"
    if between:
        params = f"{plain.replace('bframes=0', f'bframes={between}')}:b-adapt=0:b-pyramid=none:threads=1"
        context.options = {"preset": "veryfast", "x264-params": params}
    elif codec == "h264":
        context.options = {"preset": "veryfast", "tune": "zerolatency", "x264-params": f"{plain}:sliced-threads=0:threads=1"}
    elif codec == "h265":
        context.options = {"preset": "ultrafast", "tune": "zerolatency", "x265-params": f"{plain}:log-level=none"}
    else:
        context.options = {"huffman": "default"}  # RTP knows no others (RFC 2435)
    return Encoder(context, codec)


# --- the barcode ----------------------------------------------------------------------------------------------------------


def draw_number(rgb: NDArray[np.uint8], number: int) -> None:
    """Write a number below 2**48 into the top strip."""
    bits = [number >> place & 1 for place in range(48)]
    cells = [1, 0, *bits, sum(bits) & 1, 1]
    height, width = rgb.shape[0] // 15, rgb.shape[1]
    for index, cell in enumerate(cells):
        rgb[:height, index * width // CELLS : (index + 1) * width // CELLS] = 235 if cell else 20


def number_of(picture: NDArray[Any]) -> int | None:
    """The number in a picture's barcode (grey, RGB or BGRX lines); None when there is none that can be read."""
    grey = picture if picture.ndim == 2 else picture[..., :3].mean(axis=2)
    height, width = grey.shape[0] // 15, grey.shape[1]
    strip = grey[height // 4 : max(height // 4 + 1, height * 3 // 4)].mean(axis=0)
    middles = [(2 * index + 1) * width // (2 * CELLS) for index in range(CELLS)]
    cells = [bool(strip[max(0, middle - 1) : middle + 2].mean() > 127) for middle in middles]
    bits = cells[2:50]
    if cells[:2] != [True, False] or not cells[51] or cells[50] != bool(sum(bits) & 1):
        return None
    return sum(bit << place for place, bit in enumerate(bits))
