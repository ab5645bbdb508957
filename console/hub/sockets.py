"""The hub's sockets: bound, encrypted, limited, read and written without ever waiting. They know no message.

All belong to one thread.
"""

import contextlib
import logging
import time
from collections.abc import Iterator

import zmq
from msgspec import Struct
from zmq.utils.monitor import recv_monitor_message

from console import wire
from console.fault import HallFault
from console.hub.auth import Gate
from console.hub.keys import Paired

Socket = zmq.Socket[bytes]
REBIND_SECONDS = 2.0
"""How long a port of ours may take to come free."""
_HANDSHAKE_FAILED = zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL

log = logging.getLogger(__name__)


class Received(Struct, frozen=True):
    """One message as it came."""

    route: bytes
    frame: zmq.Frame
    is_whole: bool
    """It had one frame; what more it had was thrown away unread."""


def bind(socket: Socket, host: str, port: int, last: int = 0) -> int:
    """Bind to a port and return it; 0: the one it had last time, or any free one. Raises HallFault when it cannot be had."""
    if port == 0 and last:
        try:
            return bind(socket, host, last)
        except HallFault as fault:
            log.info("%s; taking another port", fault.what)
    until = time.monotonic() + (REBIND_SECONDS if port else 0)
    while True:
        try:
            socket.bind(f"tcp://{host}:{port or '*'}")
            break
        except zmq.ZMQError as error:
            if error.errno == zmq.EADDRINUSE and time.monotonic() < until:
                time.sleep(0.02)
                continue
            remedy = "stop what uses the port, or choose another" if error.errno == zmq.EADDRINUSE else "check the address"
            raise HallFault(f"cannot listen on {host}:{port}: {error.strerror}", remedy) from error
    return int(socket.getsockopt_string(zmq.LAST_ENDPOINT).rpartition(":")[2])


def check(host: str, port: int) -> None:
    """Raises HallFault when a port that another process of ours is to have cannot be had."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as socket:  # its end waits until the port is free again
        bind(socket, host, port)


class Sockets:
    """Ingress and control (ROUTER), feed (XPUB), and the gate that lets peers in."""

    def __init__(self, gate: Gate, context: "zmq.Context[Socket]", host: str) -> None:
        self._context = context
        self._host = host
        self.gate = gate
        self.poller = zmq.Poller()
        self.poller.register(gate.socket, zmq.POLLIN)
        self.undelivered = 0
        """Messages that a peer did not take."""
        self._monitors: list[Socket] = []
        self.ingress = self._router()
        self.control = self._router()
        self.feed = self._feed()
        self.feed_port = 0

    def _router(self) -> Socket:
        socket = self._context.socket(zmq.ROUTER)
        self.gate.secure(socket, wire.MAX_FRAME)
        socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        socket.setsockopt(zmq.ROUTER_HANDOVER, 1)
        monitor = socket.get_monitor_socket(_HANDSHAKE_FAILED)
        self._monitors.append(monitor)
        self.poller.register(socket, zmq.POLLIN)
        self.poller.register(monitor, zmq.POLLIN)
        return socket

    def _feed(self) -> Socket:
        socket = self._context.socket(zmq.XPUB)
        self.gate.secure(socket, 1_024)
        self.poller.register(socket, zmq.POLLIN)
        return socket

    def bind(self, wanted: tuple[int, int, int], last: tuple[int, int, int]) -> tuple[int, int, int]:
        """Bind ingress, control and feed and return their ports; `last`: those of last time. Raises HallFault."""
        ingress, control, self.feed_port = (
            bind(socket, self._host, port, before)
            for socket, port, before in zip((self.ingress, self.control, self.feed), wanted, last, strict=True)
        )
        return ingress, control, self.feed_port

    def renew(self, ports: tuple[int, int, int]) -> None:
        """Close all and open them again on their ports, with the gate's key of now. Raises HallFault when a port cannot be had."""
        for socket, port in zip((self.ingress, self.control, self.feed), ports, strict=True):
            socket.unbind(f"tcp://{self._host}:{port}")
        self._close_all()
        self.ingress, self.control, self.feed = self._router(), self._router(), self._feed()
        self.bind(ports, ports)

    def cut_feed(self) -> None:
        """Close the feed's connections and open it again on its port: whoever was revoked cannot come back."""
        self.poller.unregister(self.feed)
        self.feed.unbind(f"tcp://{self._host}:{self.feed_port}")
        self.feed.close(0)
        self.feed = self._feed()
        bind(self.feed, self._host, self.feed_port)

    def read(self, socket: Socket) -> Received | None:
        """The next message, or None."""
        try:
            route = socket.recv(zmq.NOBLOCK)
        except zmq.Again:
            return None
        frame = socket.recv(zmq.NOBLOCK, copy=False) if socket.getsockopt(zmq.RCVMORE) else zmq.Frame(b"")
        is_whole = not frame.more
        last = frame
        while last.more:
            last = socket.recv(zmq.NOBLOCK, copy=False)
        return Received(route, frame, is_whole)

    def who(self, received: Received) -> Paired | None:
        """Whose key it came with; None: nobody's any more."""
        return self.gate.who(received.frame)

    def send(self, socket: Socket, route: bytes, message: bytes) -> bool:
        """Hand a message on, if the peer is there and takes it."""
        try:
            socket.send_multipart([route, message], zmq.NOBLOCK)
        except zmq.ZMQError:  # gone (EHOSTUNREACH), or its queue is full: it will greet or ask again
            self.undelivered += 1
            return False
        return True

    def publish(self, topic: bytes, data: bytes) -> None:
        """To every subscriber; one whose queue is full misses it and sees the gap."""
        with contextlib.suppress(zmq.Again):
            self.feed.send_multipart([topic, data], zmq.NOBLOCK)

    def failed_handshakes(self) -> Iterator[str]:
        """Connections that did not come about since the last call, by name of the event."""
        for monitor in self._monitors:
            while monitor.poll(0):
                yield str(zmq.Event(recv_monitor_message(monitor)["event"]).name)

    def drain_subscriptions(self) -> None:
        """Read what subscribers say; it is of no interest."""
        with contextlib.suppress(zmq.Again):
            while True:
                self.feed.recv_multipart(zmq.NOBLOCK)

    def close(self) -> None:
        """Close all."""
        self._close_all()

    def _close_all(self) -> None:
        for socket in (self.ingress, self.control):
            socket.disable_monitor()
        for socket in (*self._monitors, self.ingress, self.control, self.feed):
            self.poller.unregister(socket)
            socket.close(0)
        self._monitors = []
