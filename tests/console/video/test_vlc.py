"""Tiles that libvlc plays: in a worker of their own, with sound, and from cameras that speak other than RTSP."""

import ctypes
import gc
import io
import os
import queue
import signal
import weakref
from pathlib import Path

import av
import numpy as np
import psutil
import pytest

from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera, Player
from console.video import bridge
from console.video.bridge import Bridge, Broken
from console.video.pictures import Figures
from console.video.pool import VideoPool
from console.video.protocol import Codec, Fault, Packet, Phase, Stream
from console.video.vlc_player import Screen
from tests.console.video.test_pool import SUB, Wall, camera, nobody_is_given_up, nothing_is_stale, wall, want  # noqa: F401 — a fixture
from tests.helpers import broadcast
from tests.helpers.clip_recorder import clip_recorder
from tests.helpers.clips import Clip, number_of
from tests.helpers.mjpeg import mjpeg_camera
from tests.helpers.pictures import pixels
from tests.helpers.recorder import RecorderProcess
from tests.helpers.rtsp import rtsp_server

LOUD = Clip(sound="aac", gop=1.0, seconds=4.0)


@pytest.fixture
def ear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound card that writes down what is played, as 32-bit floating point."""
    heard = tmp_path / "heard.raw"
    card = tmp_path / "asound.conf"
    card.write_text(
        "pcm.null { type null }\nctl.!default { type hw card 0 }\n"
        f'pcm.!default {{ type file slave.pcm "null" file "{heard}" format "raw" }}\n'
    )
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(card))
    return heard


def loudness(ear: Path, since: int = 0) -> float:
    """The largest sample that was played since so many bytes."""
    if not ear.exists():
        return 0.0
    samples = np.fromfile(ear, np.float32, offset=since // 4 * 4)
    return float(np.abs(samples[np.isfinite(samples)]).max(initial=0.0))


def vlc_workers(seen: Wall) -> list[int]:
    """The processes that have loaded libvlc."""
    return [pid for pid in seen.pool.workers() if any("libvlc.so" in each.path for each in psutil.Process(pid).memory_maps())]


def test_libvlc_shows_what_cameras_send(tmp_path: Path) -> None:
    clips: dict[str, str | Clip] = {"mjpeg": "mjpeg", "h265": Clip(codec="h265", gop=1.0, seconds=2.0), "h264": LOUD}
    with (
        clip_recorder(tmp_path / "data", {name: {"sub": what} for name, what in clips.items()}) as recorder,
        wall(recorder, [camera(name, player=Player.VLC) for name in clips]) as seen,
    ):
        seen.pool.want([want(name, name, 320, 320) for name in clips])
        seen.until_pictures(*clips, more=5)
        for name in clips:
            picture = seen.last[name]
            assert (picture.width, picture.height) == (320, 180), "fitted, not stretched"
            assert number_of(pixels(picture)) is not None
            seen.until(lambda name=name: _is_well(seen.figures(name)), what=name)  # type: ignore[misc]
        assert len(vlc_workers(seen)) == 1


def _is_well(figures: Figures) -> bool:
    return figures.phase is Phase.LIVE and figures.rate > 5 and figures.bits > 10_000


@pytest.mark.usefixtures("nobody_is_given_up")
def test_sound_is_heard_as_loud_as_it_is_set_and_not_at_all_when_it_is_off(tmp_path: Path, ear: Path) -> None:
    with (
        clip_recorder(tmp_path / "data", {"a": {"sub": LOUD}}) as recorder,
        wall(recorder, [camera("a", player=Player.VLC, has_sound=True)]) as seen,
    ):

        def heard_from_now() -> float:
            since = ear.stat().st_size
            seen.until(lambda: ear.stat().st_size > since + 400_000)
            return loudness(ear, since)

        seen.pool.want([want("1", "a", sound=True)])
        seen.until_pictures("1")
        seen.until(lambda: loudness(ear) > 0.05, what="the tone of the clip")
        seen.until(lambda: heard_from_now() > 0.05)
        (worker,) = vlc_workers(seen)
        seen.pool.want([want("1", "a", sound=True, volume=0.4)])
        seen.until(lambda: 0 < heard_from_now() < 0.05, what="a lower tone")
        seen.pool.want([want("1", "a")])
        seen.until(lambda: heard_from_now() == 0, what="silence")
        seen.pool.want([want("1", "a", sound=True)])
        seen.until(lambda: heard_from_now() > 0.05, what="the tone again")
        assert vlc_workers(seen) == [worker]


@pytest.mark.usefixtures("nothing_is_stale")
def test_listening_to_a_camera_brings_libvlc_in_without_a_gap_in_the_picture(tmp_path: Path, ear: Path) -> None:
    with (
        clip_recorder(tmp_path / "data", {"a": {"sub": Clip(sound="alaw", gop=1.0, seconds=4.0)}}) as recorder,
        wall(recorder, [camera("a", has_sound=True)]) as seen,
    ):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1")
        assert not vlc_workers(seen)
        seen.pool.want([want("1", "a", sound=True)])
        phases = set()

        def is_heard() -> bool:
            phases.add(seen.figures("1").phase)
            return loudness(ear) > 0.05

        seen.until(is_heard)
        assert phases == {Phase.LIVE}
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1", more=5)


def test_what_ends_libvlc_takes_no_other_tile_with_it(tmp_path: Path) -> None:
    with (
        clip_recorder(tmp_path / "data", {"a": {"sub": SUB}, "b": {"sub": SUB}}) as recorder,
        wall(recorder, [camera("a", player=Player.VLC), camera("b")]) as seen,
    ):
        seen.pool.want([want("1", "a"), want("2", "b")])
        seen.until_pictures("1", "2")
        (worker,) = vlc_workers(seen)
        os.kill(worker, signal.SIGSEGV)
        seen.until(lambda: seen.figures("1").fault is Fault.DECODER)
        assert seen.figures("2").fault is None
        seen.until_pictures("2", more=3)
        seen.until_pictures("1")
        seen.until(lambda: seen.figures("1").fault is None)


def test_a_camera_that_falls_silent_grows_stale_though_libvlc_draws_on(tmp_path: Path) -> None:
    with (
        clip_recorder(tmp_path / "data", {"a": {"sub": SUB}}) as recorder,
        wall(recorder, [camera("a", player=Player.VLC)]) as seen,
    ):
        seen.pool.want([want("1", "a")])
        seen.until_pictures("1", more=3)
        recorder.pause("a")
        seen.until(lambda: seen.figures("1").phase is Phase.STALE)
        recorder.go_on("a")
        seen.until(lambda: seen.figures("1").phase is Phase.LIVE)
        seen.until_pictures("1", more=3)


def test_libvlc_plays_from_real_cameras_of_all_kinds(tmp_path: Path, ear: Path) -> None:
    with (
        mjpeg_camera() as mjpeg,
        broadcast.multicast(SUB) as multicast,
        broadcast.hls(tmp_path / "hls", SUB) as hls,
        rtsp_server(tmp_path, {"door": {"sub": LOUD}}) as rtsp,
    ):
        addresses = {
            "mjpeg": mjpeg.url,
            "multicast": multicast,
            "hls": hls,
            "file": broadcast.file(tmp_path, SUB),
            "rtsp": rtsp.url("door", "sub"),
        }
        cameras = [Camera(id=name, main=url, player=Player.VLC, has_sound=name == "rtsp") for name, url in addresses.items()]
        with RecorderProcess(tmp_path, cameras) as recorder:
            pool = VideoPool(keys.issue_local(recorder.data, "desk", Role.LEADER), recorder.data / "recorder.json", cameras)
            try:
                seen = Wall(pool)
                pool.want([want(name, name, 320, 180, sound=name == "rtsp") for name in addresses])
                seen.until(lambda: seen.count.keys() == addresses.keys(), 60, f"pictures of {addresses.keys()}")
                seen.until_pictures(*addresses, more=10, seconds=60)
                for name in addresses:
                    seen.until(lambda name=name: seen.figures(name).phase is Phase.LIVE, what=name)  # type: ignore[misc]
                seen.until(lambda: loudness(ear) > 0.05, what="the tone of the RTSP camera")
            finally:
                pool.close()


def test_b_pictures_of_a_real_camera_are_shown_in_their_order_and_one_by_one(tmp_path: Path) -> None:
    numbers: dict[str, list[int]] = {player.value: [] for player in Player}
    share = {
        Player.PYAV.value: 0.5,
        Player.VLC.value: 0.75,
    }  # this server sends two at once, of which PyAV's tile shows the newer

    def are_all_seen() -> bool:
        last = {name: each[-40:] for name, each in numbers.items()}
        return all(len(each) == 40 and len(set(each)) > share[name] * (max(each) - min(each)) for name, each in last.items())

    clip = Clip(width=320, height=180, seconds=40.0, between=2)
    with rtsp_server(tmp_path, {player.value: {"sub": clip} for player in Player}) as rtsp:
        cameras = [Camera(id=player.value, main=rtsp.url(player.value, "sub"), player=player) for player in Player]
        with RecorderProcess(tmp_path, cameras) as recorder:
            pool = VideoPool(keys.issue_local(recorder.data, "desk", Role.LEADER), recorder.data / "recorder.json", cameras)
            try:
                seen = Wall(pool)
                seen.seen = lambda picture: numbers[picture.camera].append(number_of(pixels(picture)) or 0)  # type: ignore[method-assign]
                pool.want([want(player.value, player.value, 320, 180) for player in Player])
                seen.until(are_all_seen, 90, "nearly all pictures")
            finally:
                pool.close()
    for each in numbers.values():
        assert each[-40:] == sorted(each[-40:])


def test_what_libvlc_drew_into_goes_with_its_player_not_with_pythons_next_look_for_circles() -> None:
    screen = Screen(queue.SimpleQueue(), codec())
    chroma, sizes = ctypes.create_string_buffer(4), [(ctypes.c_uint * 3)(640, 640, 640) for _ in range(4)]
    assert screen._set_up(None, ctypes.addressof(chroma), *sizes) > 1
    held = weakref.ref(screen._buffers[0])
    gc.disable()
    try:
        screen.close()
        assert held() is None
    finally:
        gc.enable()


# --- the bridge -----------------------------------------------------------------------------------------------------------


def head(pts: int, *, is_key: bool = False, is_sound: bool = False) -> Packet:
    return Packet(camera="a", stream=Stream.SUB, generation=1, at=0.0, pts=pts, is_key=is_key, is_sound=is_sound)


def codec(name: str = "h264", **more: object) -> Codec:
    return Codec(camera="a", stream=Stream.SUB, generation=1, name=name, width=640, height=360, **more)  # type: ignore[arg-type]


def test_the_bridge_waits_for_nobody_and_leaves_out_to_the_next_key_picture() -> None:
    full = Bridge(codec(), with_sound=False)
    assert not full.write(head(0), b"\0\0\0\1\x41" + bytes(100)), "nothing before the first key picture"
    key = b"\0\0\0\1\x65" + bytes(50_000)
    taken = 0
    while full.write(head(taken, is_key=True), key):
        taken += 1
    assert 5 < taken <= bridge.MOST // len(key)
    assert not full.write(head(taken), b"\0\0\0\1\x41"), "a small one would fit, but cannot be decoded"
    os.read(full.read_end, 500_000)
    assert not full.write(head(taken + 1), b"\0\0\0\1\x41")
    assert full.write(head(taken + 2, is_key=True), key)
    full.close()


def test_b_pictures_are_shown_later_from_the_first_one_on_and_decoded_in_the_order_they_came() -> None:
    taken = (0, 200, 67, 133, 400, 267, 333, 600, 467, 533)
    early = Bridge(codec(), with_sound=False)
    for at in taken[:2]:
        assert early.write(head(at * 1000, is_key=not at), b"\0\0\0\1\x65" + bytes(20))
    with pytest.raises(Broken, match="after they come"):
        early.write(head(taken[2] * 1000), b"\0\0\0\1\x41" + bytes(20))
    late = Bridge(codec(), with_sound=False, delay=early.delay)
    for at in taken:
        assert late.write(head(at * 1000, is_key=not at), b"\0\0\0\1\x65" + bytes(20))
    out = io.BytesIO(os.read(late.read_end, bridge.ROOM))
    early.close()
    late.close()
    with av.open(out, "r", format="mpegts") as made:
        times = [(packet.pts // 90, packet.dts // 90) for packet in made.demux(video=0) if packet.pts and packet.dts]
    assert [shown for shown, _ in times] == [at + early.delay // 1000 for at in taken][-len(times) :]
    decoded = [decoded for _, decoded in times]
    assert decoded == sorted(set(decoded))
    assert all(decoded <= shown for shown, decoded in times)
    assert len(times) >= len(taken) - 2


def test_packets_that_came_in_one_moment_can_be_played() -> None:
    whole = Bridge(codec(sound="aac", sound_extradata=b"\x11\x88", sound_rate=48_000, sound_channels=1), with_sound=True)
    assert whole.has_sound
    for pts in (0, 0, 3, 3, 2):
        assert whole.write(head(pts, is_key=True), b"\0\0\0\1\x65" + bytes(100))
        assert whole.write(head(pts, is_sound=True), bytes(50))
    whole.close()


def test_a_codec_that_no_container_holds_is_told() -> None:
    with pytest.raises(Broken):
        Bridge(codec("nonsense"), with_sound=False)


def test_g711_becomes_aac_as_loud_as_it_was_and_at_its_time() -> None:
    coder = av.CodecContext.create("pcm_alaw", "w")
    assert isinstance(coder, av.AudioCodecContext)
    coder.sample_rate, coder.layout, coder.format = 8_000, "mono", "s16"
    tone = (np.sin(np.arange(160) * 2 * np.pi / 20) * 12_000).astype(np.int16)
    frame = av.AudioFrame.from_ndarray(tone.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = 8_000
    (packet,) = coder.encode(frame)
    whole = Bridge(codec(sound="pcm_alaw", sound_rate=8_000, sound_channels=1), with_sound=True)
    assert (whole.form, whole.has_sound) == ("mpegts", True)
    assert whole.write(head(0, is_key=True), b"\0\0\0\1\x65" + bytes(100))
    for number in range(150):  # three seconds
        assert whole.write(head(number * 20_000, is_sound=True), bytes(packet))
        assert whole.write(head(number * 20_000 + 1_000), b"\0\0\0\1\x41" + bytes(20))
    out = io.BytesIO(os.read(whole.read_end, bridge.ROOM))
    whole.close()
    with av.open(out, "r", format="mpegts") as heard:
        frames = list(heard.decode(audio=0))
    assert frames[0].sample_rate == 8_000
    loud = np.concatenate([each.to_ndarray().ravel() for each in frames])
    assert 2.5 <= len(loud) / 8_000 <= 3.2
    assert 0.2 < float(np.abs(loud[8_000:16_000]).max()) < 0.6
