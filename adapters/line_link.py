"""TCP peers that speak one message a line: waits for them or calls them, reads, writes, notices when they go. It knows no message."""

import selectors
import socket
import time

from msgspec import Struct

from adapters.lines import LineBuffer
from console.fault import HallFault

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
MAX_UNREAD = 1_048_576
"""Bytes that a peer may leave unread before it is hung up on."""


class LinePeer:
    """One connection."""

    def __init__(self, link: "LineLink", sock: socket.socket, name: str) -> None:
        self.name = name
        """Its address, for people."""
        self.heard_at = time.monotonic()
        self.buffer = LineBuffer()
        self.socket = sock
        self.unsent = bytearray()
        self._link = link

    def send(self, data: bytes) -> None:
        """Send now or as soon as the peer takes it."""
        self.unsent += data
        self._link.write(self)

    def hang_up(self) -> None:
        """Close it; `poll` tells of it like of any other end."""
        self._link.drop(self)


class Heard(Struct, frozen=True, kw_only=True):
    """What a peer did: said a line, went away (`line` None), or said a line too long (`line` empty)."""

    peer: LinePeer
    line: bytes | None


class LineLink:
    """All connections of one address; `poll` never raises for what a peer does."""

    def __init__(self, host: str, port: int, *, listens: bool, most: int = 64) -> None:
        self.host = host
        self.port = port
        """The port; when listening on 0, the one that was given."""
        self.fault = "" if listens else "not connected yet"
        """Why the peer that is called cannot be reached; empty while it can."""
        self.peers: list[LinePeer] = []
        self._most = most
        self._gone: list[LinePeer] = []
        self._selector = selectors.DefaultSelector()
        self._server = self._listening() if listens else None
        self._retry_at = 0.0
        self._pause = FIRST_PAUSE

    def poll(self, timeout: float) -> list[Heard]:
        """What was heard within `timeout` seconds; returns at once when there is something."""
        until = time.monotonic() + timeout
        if self._server is None and not self.peers and not self._gone:
            self._call(timeout)
        if not self._selector.get_map():
            wait = min(until, max(self._retry_at, time.monotonic())) - time.monotonic()
            time.sleep(max(0.0, wait))
            return self._goodbyes()
        heard: list[Heard] = []
        for key, mask in self._selector.select(0.0 if self._gone else max(0.0, until - time.monotonic())):
            peer = key.data
            if peer is None:
                self._accept()
                continue
            if mask & selectors.EVENT_WRITE:
                self.write(peer)
            if mask & selectors.EVENT_READ and peer in self.peers:
                heard += self._read(peer)
        return heard + self._goodbyes()

    def write(self, peer: LinePeer) -> None:
        """Send what is unsent, as far as it goes."""
        if peer not in self.peers:
            return
        try:
            sent = peer.socket.send(peer.unsent) if peer.unsent else 0
        except BlockingIOError:
            sent = 0  # its buffer is full: the selector says when it is not
        except OSError:
            self.drop(peer)
            return
        del peer.unsent[:sent]
        if len(peer.unsent) > MAX_UNREAD:
            self.drop(peer)
            return
        self._selector.modify(peer.socket, selectors.EVENT_READ | (selectors.EVENT_WRITE if peer.unsent else 0), peer)

    def drop(self, peer: LinePeer) -> None:
        """Close a connection."""
        if peer in self.peers:
            self.peers.remove(peer)
            self._selector.unregister(peer.socket)
            peer.socket.close()
            self._gone.append(peer)
            if self._server is None:
                self._wait_before_calling("hung up")

    def close(self) -> None:
        """Close all."""
        for peer in tuple(self.peers):
            self.drop(peer)
        if self._server is not None:
            self._server.close()
        self._selector.close()

    def _listening(self) -> socket.socket:
        try:
            server = socket.create_server((self.host, self.port), backlog=self._most)
        except OSError as error:
            raise HallFault(f"cannot listen on {self.host}:{self.port}: {error.strerror}", "choose a free port") from error
        server.setblocking(False)
        self.port = server.getsockname()[1]
        self._selector.register(server, selectors.EVENT_READ, None)
        return server

    def _accept(self) -> None:
        assert self._server is not None
        try:
            sock, address = self._server.accept()
        except OSError:
            return  # it went away before it was let in
        if len(self.peers) >= self._most:
            sock.close()
            return
        self._admit(sock, f"{address[0]}:{address[1]}")

    def _call(self, timeout: float) -> None:
        if time.monotonic() < self._retry_at:
            return
        try:
            sock = socket.create_connection((self.host, self.port), timeout=max(0.05, min(timeout, 0.5)))
        except OSError as error:
            self._wait_before_calling(str(error))
        else:
            self.fault, self._pause = "", FIRST_PAUSE
            self._admit(sock, f"{self.host}:{self.port}")

    def _wait_before_calling(self, why: str) -> None:
        self.fault = f"{self.host}:{self.port}: {why}"
        self._retry_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _admit(self, sock: socket.socket, name: str) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer = LinePeer(self, sock, name)
        self.peers.append(peer)
        self._selector.register(sock, selectors.EVENT_READ, peer)

    def _read(self, peer: LinePeer) -> list[Heard]:
        try:
            data = peer.socket.recv(65_536)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self.drop(peer)
            return []
        peer.heard_at = time.monotonic()
        before = peer.buffer.oversized
        heard = [Heard(peer=peer, line=line) for line in peer.buffer.feed(data)]
        return heard + [Heard(peer=peer, line=b"")] * (peer.buffer.oversized - before)

    def _goodbyes(self) -> list[Heard]:
        gone, self._gone = self._gone, []
        return [Heard(peer=peer, line=None) for peer in gone]
