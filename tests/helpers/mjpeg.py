"""A camera that sends JPEG pictures over HTTP one after the other (multipart/x-mixed-replace), as old ones and many doorbells do."""

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from adapters.simulated.units import Unit, read_units
from tests.helpers.clips import clip

BOUNDARY = b"picture"


class MjpegCamera:
    """The server, with its thread."""

    def __init__(self) -> None:
        _, self.pictures = read_units(clip("mjpeg"))
        self.stopped = threading.Event()
        camera = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path != "/video.mjpg":
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY.decode()}")
                self.end_headers()
                with contextlib.suppress(OSError):
                    camera.send(self.wfile.write)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/video.mjpg"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def send(self, write: object) -> None:
        """All pictures in their time, again and again."""
        assert callable(write)
        begun, sent = time.monotonic(), 0
        while not self.stopped.wait(max(0.0, begun + sent / 10 - time.monotonic())):
            picture: Unit = self.pictures[sent % len(self.pictures)]
            head = b"--%b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (BOUNDARY, len(picture.data))
            write(head + picture.data + b"\r\n")
            sent += 1

    def close(self) -> None:
        """End it, with all connections."""
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def mjpeg_camera() -> Iterator[MjpegCamera]:
    """A running camera with 10 pictures a second: `camera.url`."""
    camera = MjpegCamera()
    try:
        yield camera
    finally:
        camera.close()
