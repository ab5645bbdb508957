"""What is wrong with a stream is said in plain words, with the right code, and never with a password: real peers that do wrong."""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import av
import pytest

from adapters.simulated import units
from adapters.simulated.units import Unit, read_units
from console.model.hall import Camera
from console.video import failure
from console.video.channel import Channel
from console.video.look import StillDecoder
from console.video.protocol import Fault, Stream
from console.video.pull import JITTER, PAUSES, Pull, Surroundings
from console.video.recorder import channels_of
from console.video.ring import Purse
from console.video.secrets import Secret
from tests.helpers.clips import Clip, clip
from tests.helpers.mjpeg import mjpeg_camera
from tests.helpers.rtsp import RtspServer, rtsp_server
from tests.helpers.until import until

PASSWORD = "Zaun-7:gäste@tor/1"
GUARD = Secret(user="guard", password=PASSWORD)
LONG = 90.0
"""Seconds for what takes three at rest."""


@contextlib.contextmanager
def pulled(
    address: str,
    login: Secret | None = None,
    *,
    authority: str | None = None,
    refusal: failure.Failure | None = None,
    **more: object,
) -> Iterator[Channel]:
    """A stream that is pulled from there."""
    camera = Camera(id="door", main="rtsp://x/", **more)  # type: ignore[arg-type]
    channel = Channel(camera, Stream.MAIN, address, Purse(), (Stream.MAIN, Stream.SUB))
    channel.refusal = refusal
    around = Surroundings(now=time.time, decoder=StillDecoder(), opens=threading.Semaphore(2), authority=lambda: authority)
    pull = Pull(channel, lambda: login, around)
    channel.want(True)
    pull.start()
    try:
        yield channel
    finally:
        pull.end()
        channel.want(False)
        pull.join(0.1)  # one that waits for a mute camera ends later, by itself


def fails(channel: Channel, *faults: Fault) -> failure.Failure:
    """Why it does, once it does for one of these reasons: a camera that is only slow to answer is tried again."""
    found: list[failure.Failure] = []

    def is_so() -> bool:
        now = channel.failure
        if now is not None and (not faults or now.fault in faults):
            found.append(now)
        return bool(found)

    until(is_so, seconds=LONG, what=f"{channel.address} to fail: {faults}")
    assert PASSWORD not in found[0].words
    return found[0]


def comes(channel: Channel, count: int = 10) -> None:
    """Wait for so many packets."""
    begun = channel.ring.next
    until(lambda: channel.ring.next >= begun + count, seconds=LONG, what=f"pictures of {channel.address}: {channel.failure}")


class Web:
    """An HTTP server that sends what it was given, and then hangs up or stays silent; `/busy` serves nobody now."""

    def __init__(self, pages: Mapping[str, tuple[str, bytes]]) -> None:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = pages.get(self.path, ("", b""))
                if not kind:
                    self.send_error(503 if self.path == "/busy" else 404)
                    return
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def listener(greeting: bytes = b"") -> Iterator[int]:
    """A port that takes connections, and says nothing, or so much and hangs up."""
    kept: list[socket.socket] = []
    stopped = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)

    def serve() -> None:
        while not stopped.is_set():
            with contextlib.suppress(OSError):
                client, _ = server.accept()
                kept.append(client)
                if greeting:
                    client.sendall(greeting)
                    client.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        stopped.set()
        thread.join()
        server.close()
        for each in kept:
            each.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    folder = tmp_path_factory.mktemp("rtsp")
    streams: dict[str, str | Clip | Path | None] = {"small": "small", "changing": two_sizes(folder), "wrong_sps": "wrong_sps"}
    with rtsp_server(folder, {"cam": streams}) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    streams = {"cam": {"small": "small"}}
    with rtsp_server(tmp_path_factory.mktemp("tls"), streams, user="guard", password=PASSWORD, tls=True) as running:
        yield running


def two_sizes(folder: Path) -> Path:
    """A camera whose picture is set otherwise every two seconds."""
    description, small = read_units(clip("small"))
    _, large = read_units(clip(Clip(seconds=4.0)))
    first = [unit for unit in small if unit.at < 2_000_000]
    second = [Unit(unit.track, unit.is_key, unit.at + 2_000_000, unit.data) for unit in large if unit.at < 2_000_000]
    path = folder / "two.units"
    path.write_bytes(units.pack_description(description) + b"".join(map(units.pack, [*first, *second])))
    return path


# --- the camera says no -------------------------------------------------------------------------------------------------------


def test_a_wrong_path_is_named(server: RtspServer) -> None:
    with pulled(server.url("cam", "nothing")) as channel:
        assert fails(channel, Fault.NO_SUCH_STREAM) == (Fault.NO_SUCH_STREAM, "127.0.0.1 has no stream /nothing")


def test_a_camera_that_does_not_send_this_way_says_so(tmp_path: Path) -> None:
    with (
        rtsp_server(tmp_path, {"cam": {"small": "small"}}, protocols="tcp") as server,
        pulled(server.url("cam", "small"), transport="udp") as channel,
    ):
        assert "set the camera's transport to the other" in fails(channel, Fault.NO_SUCH_STREAM).words


def test_a_wrong_password_and_one_that_nobody_stored_are_named(guarded: RtspServer) -> None:
    address, trusted = guarded.url("cam", "small"), str(guarded.folder / "camera.pem")
    with (
        pulled(address, Secret(user="guard", password="wrong"), authority=trusted) as wrong,
        pulled(address, authority=trusted) as none,
        pulled(address, authority=trusted, secret="gate") as unknown,
    ):
        assert fails(wrong, Fault.WRONG_PASSWORD).words.endswith("/small refuses user or password")
        words = fails(none, Fault.WRONG_PASSWORD).words
        assert words.endswith("/small refuses user or password; hall.toml names no secret for door")
        assert fails(unknown, Fault.WRONG_PASSWORD) == (
            Fault.WRONG_PASSWORD,
            "no password is kept under gate: hallwatch camera secret gate",
        )


def test_a_password_is_in_no_line_of_the_log_whatever_happens(
    guarded: RtspServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    trusted = str(guarded.folder / "camera.pem")
    with pulled(guarded.url("cam", "small"), GUARD, authority=trusted) as channel:
        comes(channel)
        guarded.kill()
        fails(channel)
        guarded.start()
        comes(channel)
    wrongs = (guarded.url("cam", "nothing"), f"rtsp://127.0.0.1:{guarded.port('cam')}/small", "rtsp://127.0.0.1:1/x")
    with contextlib.ExitStack() as opened:
        channels = [opened.enter_context(pulled(wrong, GUARD, authority=trusted)) for wrong in wrongs]
        # Written into the address, against the rule:
        channels.append(opened.enter_context(pulled(f"rtsp://guard:{PASSWORD}@127.0.0.1:1/x")))
        for channel in channels:
            fails(channel)
    assert "127.0.0.1" in caplog.text
    for form in (PASSWORD, "Zaun-7", "g%C3%A4ste", "tor/1"):
        assert form not in caplog.text


# --- TLS ----------------------------------------------------------------------------------------------------------------------


def test_a_certificate_that_signs_itself_is_refused_until_somebody_trusts_it(guarded: RtspServer) -> None:
    with pulled(guarded.url("cam", "small"), GUARD) as channel:
        found = fails(channel, Fault.CERTIFICATE)
        assert "keys/cameras.pem" in found.words
    with pulled(guarded.url("cam", "small"), GUARD, authority=str(guarded.folder / "camera.pem")) as channel:
        comes(channel)


def test_a_port_without_tls_is_named(server: RtspServer) -> None:
    with pulled(server.url("cam", "small").replace("rtsp:", "rtsps:")) as channel:
        found = fails(channel, Fault.CERTIFICATE)
        assert "does not speak TLS" in found.words


# --- nobody is there ------------------------------------------------------------------------------------------------------------


def test_a_closed_port_an_unknown_machine_and_a_mute_one_are_told_apart() -> None:
    with listener() as mute, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else gets it
        closed = taken.getsockname()[1]
        with (
            pulled(f"rtsp://127.0.0.1:{closed}/x") as first,
            pulled("rtsp://camera.invalid/x") as second,
            pulled(f"rtsp://127.0.0.1:{mute}/x") as third,
        ):
            assert fails(first) == (Fault.UNREACHABLE, f"127.0.0.1 port {closed}: connection refused")
            assert fails(second) == (Fault.UNREACHABLE, "no machine is known as camera.invalid")
            assert fails(third) == (Fault.UNREACHABLE, "127.0.0.1 does not answer")


def test_a_camera_that_dies_and_comes_back_is_pulled_again(tmp_path: Path) -> None:
    with rtsp_server(tmp_path, {"cam": {"small": "small"}}) as server, pulled(server.url("cam", "small")) as channel:
        comes(channel)
        server.kill()
        assert fails(channel).fault is Fault.UNREACHABLE
        opens = channel.opens
        server.start()
        comes(channel)
        until(lambda: channel.failure is None, seconds=LONG)
        assert channel.opens > opens


# --- it is not video ------------------------------------------------------------------------------------------------------------


def test_what_is_not_video_is_called_so(tmp_path: Path) -> None:
    text = tmp_path / "clip.mkv"
    text.write_bytes(b"these are words and no pictures\n" * 300)
    _, jpegs = read_units(clip("mjpeg"))
    still = tmp_path / "still.jpg"
    still.write_bytes(jpegs[0].data)
    pages = {
        "/index.html": ("text/html", b"<html>" + b"x" * 9000),
        "/noise": ("video/mp4", bytes(range(256)) * 40),
        "/still.jpg": ("image/jpeg", jpegs[0].data),
    }
    with Web(pages) as web, listener(b"SSH-2.0-OpenSSH_9.2\r\n" * 4) as ssh:
        wrong = (
            (f"{web.url}/index.html", Fault.NOT_VIDEO, "is a page (text/html)"),
            (f"{web.url}/nothing", Fault.NO_SUCH_STREAM, "no stream /nothing"),
            (f"{web.url}/noise", Fault.BROKEN_STREAM, "ends before a picture is whole"),
            (f"{web.url}/still.jpg", Fault.NOT_VIDEO, "is a single picture, not video"),
            (f"{web.url}/busy", Fault.UNREACHABLE, "cannot serve /busy now"),
            (str(text), Fault.NOT_VIDEO, "is not video"),
            (str(still), Fault.NOT_VIDEO, "is a single picture, not video"),
            (str(tmp_path / "absent.mkv"), Fault.NO_SUCH_STREAM, "No such file"),
            (f"rtsp://127.0.0.1:{ssh}/x", Fault.NOT_VIDEO, "does not speak RTSP"),
        )
        with contextlib.ExitStack() as opened:
            channels = [opened.enter_context(pulled(address)) for address, _, _ in wrong]
            for channel, (_, fault, words) in zip(channels, wrong, strict=True):
                found = fails(channel, fault)
                assert words in found.words


def transport_stream(path: Path, pictures: Sequence[Unit], later: int = 0) -> bytes:
    """An MPEG transport stream of these pictures, `later` microseconds later."""
    with av.open(str(path), "w", format="mpegts") as container:
        stream = container.add_mux_stream("h264", width=320, height=240)
        for unit in pictures:
            packet = av.Packet(unit.data)
            packet.stream, packet.time_base = stream, Fraction(1, 1_000_000)
            packet.pts = packet.dts = unit.at + later
            packet.is_keyframe = unit.is_key
            container.mux_one(packet)
    return path.read_bytes()


def test_half_a_stream_is_broken_and_tried_again(tmp_path: Path) -> None:
    _, pictures = read_units(clip("small"))
    data = transport_stream(tmp_path / "whole.ts", pictures[:40])
    with Web({"/half.ts": ("video/mp2t", data[: len(data) // 2]), "/scrap.ts": ("video/mp2t", data[:300])}) as web:
        with pulled(f"{web.url}/half.ts") as channel:
            comes(channel, 5)
            fails(channel, Fault.UNREACHABLE, Fault.BROKEN_STREAM)
            until(lambda: channel.opens > 1, seconds=LONG, what="the next attempt")
        with pulled(f"{web.url}/scrap.ts") as channel:
            fails(channel, Fault.BROKEN_STREAM, Fault.NOT_VIDEO)


def test_a_camera_that_hangs_up_after_a_picture_is_tried_ever_less_often(tmp_path: Path) -> None:
    _, pictures = read_units(clip("small"))
    data = transport_stream(tmp_path / "short.ts", pictures[:10])
    least = sum(PAUSES[0] * 2**number * (1 - JITTER) for number in range(3))
    with Web({"/short.ts": ("video/mp2t", data)}) as web, pulled(f"{web.url}/short.ts") as channel:
        until(lambda: channel.opens > 0, seconds=LONG, what="the first connection")
        begun = time.monotonic()
        until(lambda: channel.opens > 3, seconds=LONG, what="three more connections")
        assert time.monotonic() - begun > least
        assert channel.key_at is not None, "each gave a picture"


def test_a_picture_without_size_is_broken() -> None:
    _, pictures = read_units(clip("mjpeg"))
    data = bytearray(pictures[0].data)
    header = data.find(b"\xff\xc0")
    data[header + 5 : header + 9] = bytes(4)
    part = b"--picture\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n" % (len(data), bytes(data))
    with (
        Web({"/zero.mjpg": ("multipart/x-mixed-replace; boundary=picture", part * 50)}) as web,
        pulled(f"{web.url}/zero.mjpg") as channel,
    ):
        fails(channel, Fault.BROKEN_STREAM)
        assert channel.codec is None


# --- what must work all the same -------------------------------------------------------------------------------------------------


def test_a_picture_that_changes_its_size_in_midstream_is_said_anew_over_the_same_connection(server: RtspServer) -> None:
    with pulled(server.url("cam", "changing")) as channel:
        seen = set()

        def look() -> bool:
            if channel.codec is not None:
                seen.add((channel.codec.width, channel.codec.height))
            return len(seen) == 2

        until(look, seconds=LONG, what="both sizes")
        assert seen == {(320, 240), (640, 360)}
        assert channel.opens == 1


def test_time_stamps_that_jump_and_stand_still_give_times_that_only_grow(tmp_path: Path) -> None:
    _, pictures = read_units(clip("small"))
    data = b""
    for number, jump in enumerate([0, 0, 86_400, 3_600, 3_600, 20_000]):  # no muxer writes them into one file, so a file each
        part = pictures[number * 10 : number * 10 + 10]
        data += transport_stream(tmp_path / f"{number}.ts", part, jump * 1_000_000 - part[0].at)
    with Web({"/absurd.ts": ("video/mp2t", data)}) as web, pulled(f"{web.url}/absurd.ts") as channel:
        before = time.time() - LONG
        comes(channel, 55)
        times = [item.at for item in channel.ring.since(0)]
        assert times == sorted(times)
        assert all(before < at < time.time() + LONG for at in times), "the recorder's hour, whatever the camera says"


def test_pictures_over_http_come_too() -> None:
    with mjpeg_camera() as camera, pulled(camera.url) as channel:
        comes(channel)
        assert channel.codec is not None
        assert channel.codec.name == "mjpeg"


def test_pictures_over_udp_come_too(server: RtspServer) -> None:
    with pulled(server.url("cam", "small"), transport="udp") as channel:
        comes(channel)


# --- what is refused without asking the camera ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://cam/x", "ftp:// is not known"),
        ("rtsp:///main", "names no host"),
        ("rtsp://cam:99999/x", "is no address"),
        ("rtsp://u:Zaun-7@cam:port/x", "is no address"),
        ("udp://239.0.0.1", "names no port"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_at_once(address: str, words: str) -> None:
    with pulled(address) as channel:
        found = fails(channel)
        assert found.fault is Fault.BAD_ADDRESS
        assert words in found.words
        assert "Zaun-7" not in found.words
        assert channel.opens == 0


def test_two_cameras_with_one_address_are_pulled_once() -> None:
    cameras = (
        Camera(id="a", main="rtsp://cam/main", sub="rtsp://cam/sub"),
        Camera(id="b", main="rtsp://guard:pw@cam/main/"),
        Camera(id="c", main="rtsp://cam/other"),
    )
    channels = channels_of(cameras, Purse())
    refused = {(id, name): channel.refusal for (id, name), channel in channels.items() if channel.refusal is not None}
    assert set(refused) == {("b", Stream.MAIN), ("b", Stream.SUB)}
    refusal = refused["b", Stream.MAIN]
    assert refusal == (Fault.BAD_ADDRESS, "b has the same address as a; a stream is pulled once")
    assert channels["c", Stream.MAIN] is channels["c", Stream.SUB], "one address under both names is one stream"
    with pulled("rtsp://127.0.0.1:1/x", refusal=refusal) as channel:
        assert fails(channel) == refusal
        assert channel.opens == 0
