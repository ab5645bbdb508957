"""The three ways to a queue system: call it, be called by it, or HTTP both ways. Carries messages; does not know what they mean."""

import http.server
import queue
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Protocol

import msgspec

from adapters import qms_frame
from adapters.line_link import LineLink, LinePeer
from adapters.qms_frame import QmsFrame
from console.fault import HallFault

MAX_BODY = 262_144
"""Bytes of a POST."""
Reply = Callable[[QmsFrame], None]


class Arrived:
    """A message, or the reason why what came is none, and the way to answer it."""

    def __init__(self, frame: QmsFrame | None, fault: str, reply: Reply) -> None:
        self.frame = frame
        self.fault = fault
        self.reply = reply


class QmsLink(Protocol):
    """What each of the three offers."""

    port: int
    fault: str
    """Why the queue system cannot be reached, as far as the link can tell; empty if it may be there."""

    def receive(self, timeout: float) -> list[Arrived]:
        """What has come within `timeout` seconds."""

    def sent(self) -> None:
        """All replies of what was received have been given: let them go."""

    def request(self, frame: QmsFrame) -> QmsFrame | str | None:
        """Send a request: its answer if it came at once, None if it will be received, or why it could not be sent."""

    def close(self) -> None:
        """Let go of sockets."""


class TcpQms:
    """Lines over TCP. When listening, a request goes to the peer that last said something."""

    def __init__(self, host: str, port: int, *, listens: bool) -> None:
        self._link = LineLink(host, port, listens=listens)
        self._listens = listens
        self._latest: LinePeer | None = None
        self.port = self._link.port
        self.fault = "not connected yet"

    def receive(self, timeout: float) -> list[Arrived]:
        """Whole lines, decoded."""
        arrived = []
        for heard in self._link.poll(timeout):
            if heard.line is None:
                continue
            self._latest = heard.peer
            arrived.append(_arrived(heard.line, heard.peer))
        if self._latest not in self._link.peers:
            self._latest = self._link.peers[-1] if self._link.peers else None
        nobody = "no queue system is connected" if self._listens else self._link.fault
        self.fault = "" if self._link.peers else nobody
        return arrived

    def sent(self) -> None:
        """Nothing to do: lines go at once."""

    def request(self, frame: QmsFrame) -> QmsFrame | str | None:
        """Put it on the line; the answer is received later."""
        if self._latest is None:
            return self.fault
        self._latest.send(qms_frame.encode(frame))
        return None

    def close(self) -> None:
        """Hang up."""
        self._link.close()


def _arrived(line: bytes, peer: LinePeer) -> Arrived:
    def reply(frame: QmsFrame) -> None:
        peer.send(qms_frame.encode(frame))

    if not line:
        return Arrived(None, "a line longer than 16384 bytes", reply)
    try:
        return Arrived(qms_frame.decode(line), "", reply)
    except msgspec.DecodeError as error:
        return Arrived(None, str(error), reply)


class _Posted:
    """One POST on its way through the adapter's thread."""

    def __init__(self, frames: list[QmsFrame], fault: str) -> None:
        self.frames = frames
        self.fault = fault
        self.replies: list[QmsFrame] = []
        self.is_over = threading.Event()


class HttpQms:
    """Reports come as POSTs, answered when they are on disk; requests are POSTed to `command_url`, whose answer is theirs.

    200: the answers, one object or an array as was asked. 400: not a message. 401: wrong token. 413: too long. 503: not recorded in
    time, send again.
    """

    def __init__(self, host: str, port: int, command_url: str | None, token: str, answer_within: float) -> None:
        self._command_url = command_url
        self._token = token
        self._answer_within = answer_within
        self._posts: queue.Queue[_Posted] = queue.Queue(maxsize=256)
        self._open: list[_Posted] = []
        self.fault = ""
        try:
            self._server = http.server.ThreadingHTTPServer((host, port), self._answering())
        except OSError as error:
            raise HallFault(f"cannot listen on {host}:{port}: {error.strerror}", "choose a free port") from error
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="qms-http")
        self._thread.start()

    def receive(self, timeout: float) -> list[Arrived]:
        """The messages of one POST."""
        try:
            post = self._posts.get(timeout=timeout) if timeout > 0 else self._posts.get_nowait()
        except queue.Empty:
            return []
        self._open.append(post)
        if post.fault:
            return [Arrived(None, post.fault, post.replies.append)]
        return [Arrived(frame, "", post.replies.append) for frame in post.frames]

    def sent(self) -> None:
        """Release the waiting POSTs."""
        for post in self._open:
            post.is_over.set()
        self._open.clear()

    def request(self, frame: QmsFrame) -> QmsFrame | str | None:
        """POST it and take the response as its answer."""
        if self._command_url is None:
            return "no command_url is configured: this queue system takes no commands"
        body = qms_frame.encode(frame)
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self._token}"} if self._token else {})
        post = urllib.request.Request(self._command_url, data=body, headers=headers, method="POST")  # noqa: S310 — checked to be http
        try:
            with urllib.request.urlopen(post, timeout=self._answer_within) as response:  # noqa: S310
                return qms_frame.decode(response.read(MAX_BODY))
        except (OSError, msgspec.DecodeError) as error:
            return f"{self._command_url}: {error}"

    def close(self) -> None:
        """Stop serving; POSTs under way are told to come again."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answering(self) -> type[http.server.BaseHTTPRequestHandler]:
        posts, token = self._posts, self._token

        class Answering(http.server.BaseHTTPRequestHandler):
            """One request; runs in the server's threads and touches nothing but the queue."""

            timeout = 5.0
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                if token and self.headers.get("Authorization") != f"Bearer {token}":
                    self._answer(401, b'{"code":0,"ok":false,"text":"wrong token"}')
                    return
                length = self.headers.get("Content-Length", "")
                if not length.isascii() or not length.isdigit() or int(length) > MAX_BODY:
                    self._answer(413, b'{"code":0,"ok":false,"text":"Content-Length is missing or too great"}')
                    return
                body = self.rfile.read(int(length))
                try:
                    post = _Posted(qms_frame.decode_body(body), "")
                except msgspec.DecodeError as error:
                    post = _Posted([], str(error))
                try:
                    posts.put(post, timeout=1.0)
                except queue.Full:
                    self._answer(503, b'{"code":0,"ok":false,"text":"busy"}')
                    return
                if not post.is_over.wait(3.0):
                    self._answer(503, b'{"code":0,"ok":false,"text":"not recorded in time"}')
                    return
                encoded = [qms_frame.encode(reply).strip() for reply in post.replies]
                is_batch = body.lstrip()[:1] == b"["
                self._answer(
                    400 if post.fault else 200, b"[" + b",".join(encoded) + b"]" if is_batch else (encoded or [b'{"code":0}'])[0]
                )

            def _answer(self, status: int, body: bytes) -> None:
                self.close_connection = status != 200
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: what is wrong is told as a condition of the device."""

        return Answering
