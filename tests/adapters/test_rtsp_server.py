"""The RTSP server is what cameras are: streams as made, over TCP and UDP, with passwords and TLS; it goes and comes back."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path

import av
import pytest
from av.container import InputContainer

from tests.helpers.clips import number_of
from tests.helpers.mjpeg import mjpeg_camera
from tests.helpers.rtsp import LiveStream, RtspServer, rtsp_server
from tests.helpers.until import until


@contextmanager
def opened(url: str, transport: str = "tcp") -> Iterator[InputContainer]:
    options = {"rtsp_transport": transport, "analyzeduration": "0", "probesize": "32"} if url.startswith("rtsp") else {}
    with av.open(url, options=options, timeout=(60, 60)) as container:
        yield container


def numbers(url: str, count: int, transport: str = "tcp") -> list[int | None]:
    """What the barcodes of the first pictures say."""
    found: list[int | None] = []
    with opened(url, transport) as container:
        container.streams.video[0].codec_context.thread_count = 1
        for frame in container.decode(video=0):
            found.append(number_of(frame.to_ndarray(format="rgb24")))
            if len(found) == count:
                break
    return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    streams = {name: name for name in ("small", "mjpeg", "h265", "alaw", "aac", "wrong_sps")}
    with rtsp_server(tmp_path_factory.mktemp("rtsp"), {"cam": {**streams, "live": None}}) as running:
        yield running


@pytest.mark.parametrize(("stream", "codec"), [("small", "h264"), ("h265", "hevc"), ("mjpeg", "mjpeg")])
def test_a_stream_comes_picture_by_picture_as_it_was_made(server: RtspServer, stream: str, codec: str) -> None:
    with opened(server.url("cam", stream)) as container:
        assert container.streams.video[0].codec_context.name == codec

    def is_unbroken() -> bool:
        """On a machine that is very busy the server leaves pictures out, as a camera does."""
        seen = numbers(server.url("cam", stream), 12)
        return seen[0] is not None and seen == list(range(seen[0], seen[0] + 12))

    until(is_unbroken, seconds=60, what="twelve pictures in a row")


def test_a_file_is_looped_without_a_jump_of_time(server: RtspServer) -> None:
    def is_smooth() -> bool:
        """Over the end of the clip, which has 60 pictures; where the server leaves pictures out, that says nothing of the loop."""
        times: list[float] = []
        shown: list[int | None] = []
        with opened(server.url("cam", "small")) as container:
            for frame in container.decode(video=0):
                times.append(frame.time or 0.0)
                shown.append(number_of(frame.to_ndarray(format="rgb24")))
                if len(shown) > 20 and 0 in shown[5:-5]:
                    break
        steps = [after - before for before, after in pairwise(times)]
        assert min(steps) > 0.0
        return 59 in shown and max(steps) < 0.2

    until(is_smooth, seconds=90, what="a loop without a jump")


def test_udp_carries_it_too_and_stays_on_the_loopback(server: RtspServer) -> None:
    until(lambda: None not in numbers(server.url("cam", "small"), 5, "udp"), what="five pictures of which no packet was lost")


@pytest.mark.parametrize(("stream", "codec"), [("alaw", "pcm_alaw"), ("aac", "aac")])
def test_sound_comes_beside_the_pictures(server: RtspServer, stream: str, codec: str) -> None:
    with opened(server.url("cam", stream)) as container:
        assert container.streams.audio[0].codec_context.name == codec
        kinds = [packet.stream.type for packet, _ in zip(container.demux(), range(60), strict=False)]
    assert {"audio", "video"} <= set(kinds)


def test_wrong_parameter_sets_arrive_as_wrong_as_they_are(server: RtspServer) -> None:
    with opened(server.url("cam", "wrong_sps")) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (176, 144)


def test_a_fed_stream_shows_the_present_and_ends_with_its_feeder(server: RtspServer) -> None:
    url = server.url("cam", "live")
    with LiveStream(server, "cam/live"):
        until(lambda: _answers(url), seconds=60, what="the fed stream")

        def is_of_now() -> bool:
            taken = numbers(url, 3)[-1]
            return taken is not None and abs(time.time() * 1000 - taken) < 5_000

        until(is_of_now, what="a picture of the present")
    until(lambda: not _answers(url), seconds=60, what="the stream to go with its feeder")


def test_who_feeds_a_stream_anew_is_not_withdrawn_with_the_one_before(server: RtspServer) -> None:
    url = server.url("cam", "live")
    with ExitStack() as later:
        with LiveStream(server, "cam/live"):
            until(lambda: _width(url) == 640, seconds=60, what="the stream of the first")
            later.enter_context(LiveStream(server, "cam/live", width=320, height=240))
            until(lambda: _width(url) == 320, seconds=60, what="the stream of the second")
        assert all(_width(url) == 320 for _ in range(8))


def _width(url: str) -> int:
    """Of the stream's pictures; 0: there is none."""
    try:
        with opened(url) as container:
            return next(container.decode(video=0)).width
    except (av.error.FFmpegError, StopIteration):
        return 0


def _answers(url: str) -> bool:
    try:
        with opened(url):
            return True
    except av.error.FFmpegError:
        return False


def test_no_password_no_picture(tmp_path: Path) -> None:
    with rtsp_server(tmp_path / "digest", {"cam": {"sub": "small"}}, user="guard", password="s3cret") as server:
        with pytest.raises(av.error.HTTPUnauthorizedError):
            numbers(server.url("cam", "sub"), 1)
        with pytest.raises(av.error.HTTPUnauthorizedError):
            numbers(server.url("cam", "sub", secret=True).replace("s3cret", "wrong"), 1)
        assert numbers(server.url("cam", "sub", secret=True), 1) != [None]


def test_basic_passwords_over_tls_with_a_certificate_that_signs_itself(tmp_path: Path) -> None:
    with rtsp_server(tmp_path, {"cam": {"sub": "small"}}, user="guard", password="s3cret", digest=False, tls=True) as server:
        assert server.url("cam", "sub").startswith("rtsps://")
        assert numbers(server.url("cam", "sub", secret=True), 1) != [None]


def test_killed_it_is_gone_and_started_it_is_back_at_the_same_port(tmp_path: Path) -> None:
    with rtsp_server(tmp_path, {"cam": {"sub": "small"}}) as server:
        port = server.port("cam")
        server.kill()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=5)
        server.start()
        assert server.port("cam") == port
        assert numbers(server.url("cam", "sub"), 2) != [None, None]


def test_frozen_it_says_nothing_and_thawed_it_goes_on(tmp_path: Path) -> None:
    with rtsp_server(tmp_path, {"cam": {"sub": "small"}}) as server:
        server.freeze()
        with pytest.raises(av.error.FFmpegError):
            av.open(server.url("cam", "sub"), options={"rtsp_transport": "tcp"}, timeout=(1, 1))
        server.thaw()
        assert numbers(server.url("cam", "sub"), 1) != [None]


def test_jpeg_pictures_come_over_http() -> None:
    with mjpeg_camera() as camera:
        seen = numbers(camera.url, 5)
        assert seen == list(range(5))
