"""A camera that goes on with its reports (RTCP) and sends no pictures (RTP): what comes from it is no sign of life."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera, Recorded
from console.video.pool import VideoPool
from console.video.protocol import Phase
from tests.console.video.test_pool import SUB, Wall, want
from tests.helpers.recorder import RecorderProcess
from tests.helpers.rtsp import rtsp_server

_FRAME = 0x24
"""`$`: begins a packet between two answers (RFC 2326, 10.12)."""
EVERY = 0.2
"""Seconds between two reports; those of the server are rarer than a time-out."""


class Sieve:
    """A line to an RTSP server over TCP that lets all through, or only what is no picture; then it repeats the last report."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.is_shut = threading.Event()
        self.has_report = threading.Event()
        self.reports = 0
        """Sent while it was shut."""
        self._ends = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._ends.set()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                camera = socket.create_connection(("127.0.0.1", self._to))
                threading.Thread(target=self._forth, args=(client, camera), daemon=True).start()
                threading.Thread(target=self._back, args=(camera, client), daemon=True).start()

    def _forth(self, client: socket.socket, camera: socket.socket) -> None:
        with contextlib.suppress(OSError), client, camera:
            while data := client.recv(65536):
                camera.sendall(data)

    def _back(self, camera: socket.socket, client: socket.socket) -> None:
        report = b""
        with contextlib.suppress(OSError, EOFError), client, camera, camera.makefile("rb") as answers:
            while not self._ends.is_set():
                channel, data = _part(answers)
                is_report = channel >= 0 and channel % 2 == 1
                if is_report:
                    report = data
                    self.has_report.set()
                if channel < 0 or is_report or not self.is_shut.is_set():
                    client.sendall(data)
                while self.is_shut.is_set() and report and not self._ends.wait(EVERY):
                    client.sendall(report)
                    self.reports += 1


def _part(answers: BufferedReader) -> tuple[int, bytes]:
    """The next packet with its channel, or an answer (-1). Raises `EOFError`."""
    first = answers.read(1)
    if not first:
        raise EOFError
    if first[0] == _FRAME:
        head = answers.read(3)
        return head[0], first + head + answers.read(int.from_bytes(head[1:], "big"))
    words = first + b"".join(iter(answers.readline, b"\r\n")) + b"\r\n"
    size = next((int(line.split(b":")[1]) for line in words.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    return -1, words + answers.read(size)


@contextlib.contextmanager
def sieve(port: int) -> Iterator[Sieve]:
    made = Sieve(port)
    try:
        yield made
    finally:
        made.close()


def test_reports_without_pictures_make_a_tile_stale_and_pictures_bring_it_back(tmp_path: Path) -> None:
    with rtsp_server(tmp_path, {"door": {"sub": SUB}}) as rtsp, sieve(rtsp.port("door")) as line:
        hall = [Camera(id="door", main=rtsp.url("door", "sub", port=line.port), recorded=Recorded.NONE)]
        with RecorderProcess(tmp_path, hall) as recorder:
            pool = VideoPool(keys.issue_local(recorder.data, "desk", Role.LEADER), recorder.data / "recorder.json", hall)
            try:
                seen = Wall(pool)
                pool.want([want("1", "door")])
                seen.until_pictures("1", more=5)
                seen.until(line.has_report.is_set, seconds=60, what="a report of the server")
                seen.until(lambda: seen.figures("1").phase is Phase.LIVE)
                line.is_shut.set()
                seen.until(lambda: seen.figures("1").phase is Phase.STALE, seconds=60, what="STALE")
                seen.until(lambda: line.reports > 3, what="more reports: it was not silent")
                line.is_shut.clear()
                seen.until(lambda: seen.figures("1").phase is Phase.LIVE, seconds=60, what="LIVE")
                seen.until_pictures("1", more=5)
            finally:
                pool.close()
