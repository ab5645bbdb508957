"""A recorder that says what a test tells it to: its socket, its keys and its messages are the real ones, its cameras are not there."""

from pathlib import Path

import msgspec
import zmq

from console.hub import keys
from console.model.command import Role
from console.station import limit
from console.video import protocol
from console.video.protocol import (
    PROTOCOL,
    AskHealth,
    FromRecorder,
    Greet,
    OpenTalk,
    Protect,
    Protected,
    TalkDoing,
    TalkEnd,
    TalkPhase,
    ToRecorder,
    Unprotect,
    Welcome,
)


class PlayedRecorder:
    """One ROUTER under CURVE; the test's thread calls `turn` while it waits."""

    def __init__(self, data: Path, cameras: tuple[str, ...]) -> None:
        data.mkdir(exist_ok=True)
        self.file = data / "recorder.json"
        self.station = keys.issue_local(data, "cameras", Role.ADAPTER)
        self.cameras = cameras
        self.health: dict[tuple[str, str], FromRecorder] = {}
        """Said to whoever asks for health, and again at each change."""
        self.heard: list[ToRecorder] = []
        self.holds: set[str] = set()
        self.refuses = ""
        """Why no hold is kept; empty: every one is."""
        self.talks: tuple[TalkPhase | TalkEnd, ...] = ()
        """What is said to who opens a talk: how far it is, and at last why it is over."""
        self.is_mute = False
        self._listeners: set[bytes] = set()
        self._pair = keys.hub_key(data)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket: zmq.Socket[bytes] | None = None

    def start(self, pid: int = 1) -> None:
        """Listen, and say where."""
        socket = self._socket = self._context.socket(zmq.ROUTER)
        socket.curve_server = True
        socket.curve_publickey, socket.curve_secretkey = self._pair.public.encode(), self._pair.secret.encode()
        limit(socket)
        port = socket.bind_to_random_port("tcp://127.0.0.1")
        self.file.write_bytes(msgspec.json.encode({"port": port, "pid": pid}))

    def stop(self) -> None:
        """Be gone; `start` comes back at another port."""
        if self._socket is not None:
            self._socket.close(0)
            self._socket = None
        self._listeners.clear()

    def close(self) -> None:
        """Be gone for good."""
        self.stop()
        self._context.destroy(linger=0)

    def say(self, message: FromRecorder) -> None:
        """Tell all who listen; a `Health` or `Storage` also those who ask later."""
        if isinstance(message, protocol.Health):
            self.health[message.camera, message.stream] = message
        elif isinstance(message, protocol.Storage):
            self.health["", ""] = message
        for listener in self._listeners:
            self._send(listener, message)

    def turn(self) -> None:
        """Answer what has come."""
        while self._socket is not None and self._socket.poll(0):
            who, data = self._socket.recv_multipart()
            message = protocol.decode_to_recorder(data)
            self.heard.append(message)
            if not self.is_mute:
                self._answer(who, message)

    def _answer(self, who: bytes, message: ToRecorder) -> None:
        match message:
            case Greet():
                self._send(who, Welcome(protocol=PROTOCOL, cameras=self.cameras))
            case AskHealth():
                self._listeners.add(who)
                for health in self.health.values():
                    self._send(who, health)
            case Protect():
                if not self.refuses:
                    self.holds.add(message.hold)
                self._send(who, Protected(hold=message.hold, is_kept=not self.refuses, reason=self.refuses))
            case Unprotect():
                self.holds.discard(message.hold)
                self._send(who, Protected(hold=message.hold, is_kept=False))
            case OpenTalk():
                for each in self.talks:
                    phase, end = (each, None) if isinstance(each, TalkPhase) else (TalkPhase.ENDED, each)
                    self._send(who, TalkDoing(talk=message.talk, camera=message.camera, phase=phase, end=end))
            case _:
                # Whatever a listener says, it is still there and wants to hear that the recorder is, too.
                for health in self.health.values():
                    self._send(who, health)

    def _send(self, who: bytes, message: FromRecorder) -> None:
        if self._socket is not None:
            self._socket.send_multipart((who, protocol.encode(message)))
