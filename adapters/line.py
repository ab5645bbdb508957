"""An adapter's line to the hub: the DEALER socket, who may answer on it, and when it is made anew. It knows no message.

All belongs to one thread. Durations are `time.monotonic`.
"""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import zmq
from zmq.utils.monitor import recv_monitor_message

from console import station, wire
from console.fault import HallFault
from console.station_keys import ANOTHER_KEY, JOIN_ANEW, KeyChoice

RECONNECT = (0.1, 5.0)
"""First and longest pause before a new socket, seconds; doubled each time, and shortened by chance."""
_HANDSHAKE_FAULTS = {
    zmq.Event.HANDSHAKE_FAILED_AUTH: "the hub does not know this station's key: it was never paired, or was revoked",
    zmq.Event.HANDSHAKE_FAILED_NO_DETAIL: f"the handshake failed: {ANOTHER_KEY}",
    zmq.Event.HANDSHAKE_FAILED_PROTOCOL: "what answers at the hub's address does not speak CURVE: it is not a hub",
}

Socket = zmq.Socket[bytes]


class Line:
    """One socket after the other, each until it is dropped."""

    def __init__(self, station_file: Path, adapter: str, tell_once: Callable[[str, str], None]) -> None:
        """`tell_once`: a trouble, by what it is about; an empty text is its end."""
        self.keys = KeyChoice(station_file)
        """Which of the hub's keys is tried."""
        self.again_at = 0.0
        """When a socket that does not work may be made anew."""
        self._station_file = station_file
        self._adapter = adapter
        self._tell_once = tell_once
        self._context: zmq.Context[Socket] = zmq.Context()
        self._socket: Socket | None = None
        self._monitor: Socket | None = None
        self._attempts = 0

    @property
    def is_open(self) -> bool:
        """Whether there is a socket, connected or not."""
        return self._socket is not None

    def readable(self) -> tuple[Socket, ...]:
        """What to poll."""
        return tuple(each for each in (self._socket, self._monitor) if each is not None)

    def open_when_due(self, now: float) -> bool:
        """Make a socket when there is none and the pause is over; True when there is a new one."""
        if self._socket is not None or now < self.again_at:
            return False
        self._attempts += 1
        pause = min(RECONNECT[1], RECONNECT[0] * 2 ** min(self._attempts, 10))
        self.again_at = now + pause * random.uniform(0.5, 1.0)
        try:
            hub = self.keys.read()
        except HallFault as fault:
            self._tell_once("station", str(fault))
            return False
        if hub.ingress == 0:
            self._tell_once("station", f"the hub has not said where it listens ({hub.hub_file or self._station_file}); waiting")
            return False
        self._tell_once("station", "")
        self._socket = self._context.socket(zmq.DEALER)
        station.secure(self._socket, hub)
        self._socket.setsockopt(zmq.MAXMSGSIZE, wire.MAX_FRAME)
        self._monitor = self._socket.get_monitor_socket()
        self._socket.connect(f"tcp://{hub.host}:{hub.ingress}")
        return True

    def welcomed(self) -> None:
        """The hub took this adapter: the next pause is the first one again."""
        self._attempts = 0

    def drop(self) -> None:
        """Hang up; the next socket is made when it is due."""
        if self._socket is not None:
            self._socket.disable_monitor()
            self._socket.close(0)
        if self._monitor is not None:
            self._monitor.close(0)
        self._socket = self._monitor = None

    def changes(self) -> Iterator[bool]:
        """What became of the connection since the last call: True, it is there with the hub's key proven; False, it is lost."""
        while self._monitor is not None and self._monitor.poll(0):
            event = zmq.Event(recv_monitor_message(self._monitor)["event"])
            if event is zmq.Event.HANDSHAKE_SUCCEEDED:
                self.keys.fits()
                yield True
            elif event is zmq.Event.DISCONNECTED:
                yield False
            elif reason := _HANDSHAKE_FAULTS.get(event):
                self.keys.failed()
                anew = JOIN_ANEW.format(role="adapter", name=self._adapter)
                self._tell_once("hub", f"{reason} (station file {self._station_file}); {anew}")
                self.drop()
                yield False

    def send(self, data: bytes) -> bool:
        """Send if there is somebody to take it."""
        if self._socket is None:
            return False
        try:
            self._socket.send(data, zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def receive(self) -> bytes | None:
        """The next message's first frame, without waiting; None when there is none."""
        if self._socket is None:
            return None
        try:
            return self._socket.recv_multipart(zmq.NOBLOCK)[0]
        except zmq.Again:
            return None

    def close(self) -> None:
        """Hang up for good."""
        self.drop()
        self._context.destroy(0)
