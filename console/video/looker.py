"""A worker's line to the recorder: says what it wants to see, and passes on what comes. Found again whenever it is lost.

Driven by the worker's loop: `step` when time has gone by, `receive` when the socket can be read. No thread, no decoding.
"""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import zmq

from console import station
from console.fault import HallFault
from console.video import protocol, recorder_file
from console.video.protocol import (
    PROTOCOL,
    AskHealth,
    Denied,
    Fault,
    FromRecorder,
    Greet,
    Health,
    Packet,
    Still,
    Stream,
    ToRecorder,
    Unwatch,
    Watch,
    Welcome,
)

STILL = 1.0
SILENCE = 5.0
"""Seconds without a word after which the recorder is looked for anew; it speaks of health at least every 2 s. On the same machine
a new `recorder.json` is noticed sooner."""
GREETED = 1.5
"""Seconds for its welcome, after which tiles say that it is not there."""
AGAIN = 0.3
"""Seconds from a lost line to the next attempt."""
WAITING = 4_000
"""Messages that may wait to be received; beyond it the recorder leaves packets out."""

log = logging.getLogger(__name__)
Key = tuple[str, Stream]


class Looker:
    """One connection to the recorder."""

    def __init__(
        self, context: "zmq.Context[zmq.Socket[bytes]]", station_file: Path, recorder: str, *, back: float = 0.0
    ) -> None:
        """`recorder`: path of its `recorder.json`, or tcp://HOST:PORT. `back`: all streams begin so many seconds ago."""
        self._context = context
        self._station_file = station_file
        self._recorder = recorder
        self._back = back
        self._wanted: set[Key] = set()
        self.socket: zmq.Socket[bytes] | None = None
        """To be polled; replaced when the line is made anew."""
        self.is_welcome = False
        self.fault: Fault | None = None
        """Why nothing can be seen at all."""
        self.denied: set[str] = set()
        """Cameras that this station may not see."""
        self.health: dict[Key, Health] = {}
        self._heard = 0.0
        self._said = 0.0
        self._again = 0.0
        self._told = ""
        self._stamp = 0

    def want(self, streams: set[Key]) -> None:
        """These streams and no others."""
        if self.is_welcome:
            for camera, stream in self._wanted - streams:
                self._send(Unwatch(camera=camera, stream=stream))
            for key in streams - self._wanted:
                self._watch(key)
        self._wanted = set(streams)

    def again(self, key: Key) -> None:
        """Send this stream from its key frame on once more."""
        if self.is_welcome and key in self._wanted:
            self._send(Unwatch(camera=key[0], stream=key[1]))
            self._watch(key)

    def step(self, now: float) -> None:
        """Do what is due; call it a few times a second. `now`: `time.monotonic`."""
        if self.socket is None:
            if now >= self._again:
                self._connect(now)
            return
        if not self.is_welcome and now - self._heard > GREETED:
            self.fault = self.fault or Fault.NO_RECORDER
        if now - self._heard > SILENCE:
            self._lose("the recorder does not answer", now)
        elif now - self._said >= STILL:
            self._said = now
            stamp = _stamp(self._recorder)
            if stamp != self._stamp:
                self._lose("the recorder was started anew" if stamp else "the recorder has ended", now)
            elif self.is_welcome:
                self._send(Still())

    def receive(self) -> Iterator[tuple[FromRecorder, bytes]]:
        """What has come, packets with their bytes."""
        while self.socket is not None:
            try:
                frame = self.socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                return
            self._heard = time.monotonic()
            try:
                message = protocol.decode_from_recorder(frame)
                # The frames of a message come together, so whether there is another need not be asked, which costs as much as both.
                data = self.socket.recv(zmq.NOBLOCK) if type(message) is Packet else b""
            except (msgspec.MsgspecError, zmq.Again) as error:
                self._lose(f"the recorder said what this console does not understand: {error}", self._heard)
                return
            if data:
                yield message, data
                continue
            self._note(message)
            yield message, b""

    def close(self) -> None:
        """Hang up."""
        if self.socket is not None:
            self.socket.close(0)
            self.socket = None
        self.is_welcome = False

    def _note(self, message: FromRecorder) -> None:
        match message:
            case Welcome(protocol=version):
                if version != PROTOCOL:
                    self._lose(f"the recorder speaks protocol {version}, this console {PROTOCOL}", self._heard)
                    return
                self.is_welcome = True
                self.fault = None
                self.denied.clear()
                self._told = ""
                self._send(AskHealth())
                for key in self._wanted:
                    self._watch(key)
            case Denied(camera=None, reason=reason):
                self._lose(f"the recorder denies this station: {reason}", self._heard)
                self.fault = Fault.DENIED
            case Denied(camera=str() as camera):
                self.denied.add(camera)
            case Health():
                self.health[message.camera, message.stream] = message

    def _connect(self, now: float) -> None:
        try:
            self._stamp = _stamp(self._recorder)
            address = _address(self._recorder)
            mine = station.read(self._station_file)
        except HallFault as fault:
            self._lose(str(fault), now)
            return
        socket = self._context.socket(zmq.DEALER)
        station.secure(socket, mine)
        socket.setsockopt(zmq.RCVHWM, WAITING)
        socket.setsockopt(zmq.IMMEDIATE, 0)  # the greeting waits in the socket while the handshake is under way
        socket.connect(address)
        self.socket = socket
        self._heard = self._said = now
        self._send(Greet(protocol=PROTOCOL, station=mine.name))

    def _watch(self, key: Key) -> None:
        camera, stream = key
        self._send(Watch(camera=camera, stream=stream, back=self._back))

    def say(self, message: ToRecorder) -> bool:
        """Say something of one's own; False: the recorder cannot be told now."""
        return self._send(message)

    def _send(self, message: ToRecorder) -> bool:
        """Never blocks; what cannot be sent is said anew after the next welcome."""
        if self.socket is None:
            return False
        try:
            self.socket.send(protocol.encode(message), zmq.NOBLOCK)
        except zmq.Again:
            log.debug("the recorder takes nothing now")
            return False
        return True

    def _lose(self, why: str, now: float) -> None:
        if why != self._told:
            log.warning("no pictures: %s", why)
            self._told = why
        self.close()
        self.health.clear()
        self.fault = Fault.NO_RECORDER
        self._again = now + AGAIN


def _stamp(recorder: str) -> int:
    """Changes when the recorder of this machine was started anew."""
    try:
        return Path(recorder).stat().st_mtime_ns
    except OSError:
        return 0


def _address(recorder: str) -> str:
    """Where the recorder listens. Raises HallFault."""
    if recorder.startswith("tcp://"):
        return recorder
    found = recorder_file.read(Path(recorder))
    if found is None:
        raise HallFault(f"the recorder has not said where it listens: {recorder}", "start the recorder")
    return f"tcp://{found.host}:{found.port}"
