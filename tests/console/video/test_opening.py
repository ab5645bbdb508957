"""How a stream is opened: whose turn it is, what is asked for, and what is noticed of it that is new."""

import socket
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.simulated.units import parameter_sets, read_units
from console.model.hall import Camera
from console.video import opening
from console.video.channel import Channel
from console.video.look import StillDecoder
from console.video.protocol import Fault, Stream
from console.video.pull import Pull, Surroundings
from console.video.ring import Purse
from tests.helpers.clips import CLIPS, clip
from tests.helpers.until import until


def pull_of(address: str, opens: int, authority: list[str] | None = None) -> Pull:
    """A stream's pull, not begun; each time it asks for certificates is noted."""

    def ask() -> str | None:
        if authority is not None:
            authority.append("asked")
        return None

    channel = Channel(Camera(id="door", main=address, has_sound=True), Stream.MAIN, address, Purse(), (Stream.MAIN,))
    around = Surroundings(now=time.time, decoder=StillDecoder(), opens=threading.Semaphore(opens), authority=ask)
    return Pull(channel, lambda: None, around)


def test_a_camera_that_is_not_there_holds_no_turn_of_one_that_is() -> None:
    asked: list[str] = []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else gets it
        pull = pull_of(f"rtsp://127.0.0.1:{taken.getsockname()[1]}/main", 0, asked)
        pull.channel.want(True)
        pull.start()
        until(lambda: pull.channel.failure is not None and len(asked) > 1, what="two attempts, without any turn to be had")
        pull.end()
    assert pull.channel.failure is not None
    assert pull.channel.failure.fault is Fault.UNREACHABLE


def test_a_camera_that_says_twice_how_it_codes_is_not_set_otherwise() -> None:
    pull = pull_of("rtsp://camera/main", 1)
    key = next(unit.data for unit in read_units(clip(CLIPS["h265"]))[1] if unit.is_key)
    pull._begin(stream("hevc", width=640, height=360), None)
    for data in (key, parameter_sets("h265", key) + key, key):
        assert pull._key(data) is None
        assert pull.channel.codec is not None
        assert pull.channel.codec.generation == 1


def test_sound_that_is_coded_otherwise_or_gone_is_said_with_the_next_key_picture() -> None:
    pull = pull_of("rtsp://camera/main", 1)
    key = next(unit.data for unit in read_units(clip(CLIPS["sub"]))[1] if unit.is_key)
    video = stream("h264", width=640, height=360)
    mono = SimpleNamespace(nb_channels=1)
    codecs = []
    for name, rate in (("pcm_alaw", 8000), ("aac", 48_000), ("aac", 48_000), ("", 0)):
        pull._begin(video, stream(name, layout=mono, sample_rate=rate) if name else None)
        assert pull._key(key) is None
        assert pull.channel.codec is not None
        codecs.append((pull.channel.codec.sound, pull.channel.codec.generation))
    assert [sound for sound, _ in codecs] == ["pcm_alaw", "aac", "aac", ""]
    generations = [generation for _, generation in codecs]
    assert generations[0] < generations[1] == generations[2] < generations[3]


def stream(name: str, **more: object) -> Any:
    """As a container tells it."""
    return SimpleNamespace(codec_context=SimpleNamespace(name=name, extradata=b"", **more))


@pytest.mark.parametrize("address", ["rtsp://cam/main", "rtsps://cam/main", "https://cam/main", "/files/clip.mkv"])
def test_whatever_is_encrypted_is_verified_and_whoever_is_silent_is_left(address: str) -> None:
    found = opening.options(Camera(id="door", main=address), address, "cameras.pem")
    assert (found.get("tls_verify"), found.get("ca_file")) == (
        ("1", "cameras.pem") if address.startswith(("rtsps", "https")) else (None, None)
    )
    assert ("timeout" in found) == address.startswith("rtsp")
    assert found.get("allowed_media_types", "video") == "video", "sound is asked for only where the hall allows it"
