"""ONVIF against ipycam, a camera with a voice of its own, and against things that are no cameras at all."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from console.video.login import Secret
from console.video.onvif import OnvifCamera, OnvifFault, Trouble
from tests.helpers import ipycam
from tests.helpers.ipycam import Ipycam
from tests.helpers.until import until

LOGIN = Secret(user="admin", password="geheim-1")


@pytest.fixture(scope="module")
def eye(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ipycam]:
    """A camera as it comes: with a password, its clock seven seconds ahead, and its lists of positions broken."""
    folder = tmp_path_factory.mktemp("ipycam")
    with ipycam.camera(folder, user=LOGIN.user, password=LOGIN.password, clock_off=7.0) as eye:
        yield eye


@pytest.fixture
def line(eye: Ipycam) -> Iterator[OnvifCamera]:
    with OnvifCamera(eye.onvif, LOGIN) as line:
        yield line


def test_a_camera_says_what_it_is_and_what_it_streams(eye: Ipycam, line: OnvifCamera) -> None:
    said = line.information()
    assert (said.maker, said.model) == ("PythonCam", "VirtualCam-1")
    main, sub = line.profiles()
    assert (main.codec, main.width, main.height, main.rate, main.kbps) == ("h264", 640, 360, 10, 500)
    assert (sub.width, sub.height) == (320, 180)
    assert (main.address, sub.address) == (eye.main, eye.sub)
    assert main.has_ptz


def test_a_cameras_clock_is_measured_to_a_second(line: OnvifCamera) -> None:
    until(lambda: abs(line.clock_offset() - 7.0) < 1.0, what="an answer that came at once: half of its time counts")


def test_a_camera_turns_and_stops(eye: Ipycam, line: OnvifCamera) -> None:
    before = eye.position()["pan"]
    line.move(pan=0.5, tilt=0.0, zoom=0.0, seconds=5.0)
    until(lambda: eye.position()["pan"] > before)
    line.stop()
    until(lambda: not eye.position()["moving"])
    line.go_to("home")
    until(lambda: abs(eye.position()["pan"]) < 0.01)


def test_a_broken_list_of_positions_is_survived(line: OnvifCamera) -> None:
    with pytest.raises(OnvifFault, match="not XML") as caught:
        line.presets()
    assert caught.value.trouble is Trouble.CONFUSED
    line.go_to("home")


def test_a_whole_list_of_positions_is_read(tmp_path: Path) -> None:
    with ipycam.camera(tmp_path, mend=True) as eye, OnvifCamera(eye.onvif) as line:
        assert [(preset.token, preset.name) for preset in line.presets()] == [("home", "Home")]


@pytest.mark.parametrize("login", [None, Secret(user="admin", password="falsch-2"), Secret(user="x", password=LOGIN.password)])
def test_a_refused_login_is_told_as_such_whatever_was_asked(eye: Ipycam, login: Secret | None) -> None:
    with OnvifCamera(eye.onvif, login) as line:
        for question in (line.information, line.profiles, line.presets, line.stop):
            with pytest.raises(OnvifFault) as caught:
                question()
            assert caught.value.trouble is Trouble.WRONG_PASSWORD
            assert "geheim-1" not in str(caught.value)
            assert "falsch-2" not in str(caught.value)


def test_a_login_is_in_no_text() -> None:
    assert "geheim-1" not in repr(LOGIN)
    assert "geheim-1" not in str(LOGIN)


def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else gets it
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with OnvifCamera(address, LOGIN) as line, pytest.raises(OnvifFault) as caught:
            line.clock_offset()
    assert caught.value.trouble is Trouble.UNREACHABLE
    assert str(caught.value) == f"{address} does not answer when asked its time: connection refused"


def test_a_camera_that_never_answers_costs_its_time_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with OnvifCamera(address, LOGIN, timeout=0.3) as line, pytest.raises(OnvifFault) as caught:
            line.clock_offset()
    assert caught.value.trouble is Trouble.UNREACHABLE


@contextlib.contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[str]:
    """A web server that answers everything alike."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Type", "application/soap+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'
NONSENSE = {
    "empty": b"",
    "a page": b"<html><body>Welcome</body></html>",
    "bytes": bytes(range(256)),
    "half": b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>",
    "no time": b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>",
    "entities": BOMB,
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("status", [200, 404, 500])
def test_whatever_a_thing_answers_it_is_an_onvif_fault(body: bytes, status: int) -> None:
    with answering(body, status) as address, OnvifCamera(address, LOGIN, timeout=2.0) as line:
        for question in (line.clock_offset, line.profiles, line.presets, lambda: line.go_to("1")):
            with pytest.raises(OnvifFault):
                question()


@pytest.mark.parametrize("date", ["<y>0</y>", "<tt:Year>99999</tt:Year>", "<tt:Year>x</tt:Year>"])
def test_a_time_that_cannot_be_is_an_onvif_fault(date: str) -> None:
    body = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tt="http://www.onvif.org/ver10/schema"><s:Body>'
        "<tt:UTCDateTime><tt:Time><tt:Hour>25</tt:Hour><tt:Minute>0</tt:Minute><tt:Second>0</tt:Second></tt:Time>"
        f"<tt:Date>{date}<tt:Month>1</tt:Month><tt:Day>1</tt:Day></tt:Date></tt:UTCDateTime></s:Body></s:Envelope>"
    )
    with answering(body.encode()) as address, OnvifCamera(address, timeout=2.0) as line, pytest.raises(OnvifFault):
        line.clock_offset()
