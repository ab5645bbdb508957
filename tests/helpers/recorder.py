"""A real recorder process for tests, and somebody who looks: speaks to it frame by frame, so also wrongly."""

import time
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

import msgspec
import tomli_w
import zmq

from console import config, station
from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera
from console.video import protocol
from console.video.library import Library
from console.video.protocol import (
    AskHealth,
    FromRecorder,
    Greet,
    Health,
    Packet,
    Phase,
    Still,
    Stream,
    ToRecorder,
    Watch,
    Welcome,
)
from console.video.recorder_file import RecorderFile, read_file
from tests.helpers.program import Program

M = TypeVar("M", bound=protocol.Message)
SILENT = 4.0
"""Seconds without a word after which a `PatientRecorder` ends a talk."""


def hall_with(folder: Path, cameras: Sequence[Camera], adapter: str = "cameras") -> Path:
    """A hall folder: the demo hall with these cameras and no others."""
    data = tomllib.loads((config.DEMO_HALL / "hall.toml").read_text())
    gone = {device["id"] for device in data["device"] if device["kind"] == "camera"}
    data["device"] = [device for device in data["device"] if device["id"] not in gone]
    data["device"] += [{"id": camera.id, "name": camera.id, "kind": "camera", "adapter": adapter} for camera in cameras]
    data["adapter"] = [each for each in data["adapter"] if each["kind"] != "camera"] + [{"name": adapter, "kind": "camera"}]
    data["camera"] = [msgspec.to_builtins(camera) for camera in cameras]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hall.toml").write_text(tomli_w.dumps(data))
    return folder


class RecorderProcess(Program):
    """`python -m console.video.recorder`."""

    def __init__(self, folder: Path, cameras: Sequence[Camera], *more: str, environment: Mapping[str, str] | None = None) -> None:
        super().__init__(folder / "recorder.log", environment)
        self._data = folder / "data"
        self.store = folder / "recordings"
        self.hall = hall_with(folder / "hall", cameras)
        self.more = more

    def words(self) -> list[str]:
        """With a data directory whose keys are there."""
        self.data.mkdir(parents=True, exist_ok=True)
        keys.folder(self.data)
        words = ["-m", "console.video.recorder", "--data", str(self.data), "--hall", str(self.hall), "--store", str(self.store)]
        return [*words, *self.more]

    def listens(self, pid: int) -> bool:
        """Whether it wrote where it listens."""
        found = read_file(self.data)
        return found is not None and found.pid == pid

    @property
    def data(self) -> Path:
        """Its data directory, with the keys."""
        return self._data

    @property
    def where(self) -> RecorderFile:
        """Where it listens."""
        found = read_file(self.data)
        assert found is not None
        return found

    def library(self) -> Library:
        """What it recorded."""
        return Library(self.store)


class PatientRecorder(RecorderProcess):
    """Gives who looks and who speaks more time between two words: a test says nothing while it waits for something else."""

    def words(self) -> list[str]:
        """The same program, with other limits."""
        patient = f"talks.SILENT = {SILENT}; fanout.SILENCE = 60.0; sys.exit(recorder.main())"
        return ["-c", f"import sys; from console.video import fanout, recorder, talks; {patient}", *super().words()[2:]]


class Listening(Protocol):
    """Whatever can be looked through."""

    @property
    def data(self) -> Path:
        """Its data directory, with the keys."""

    @property
    def where(self) -> RecorderFile:
        """Where it listens."""


class Eye:
    """Somebody who looks."""

    def __init__(self, recorder: Listening, role: Role = Role.LEADER, name: str = "", *, waiting: int = 0) -> None:
        self.who = station.read(keys.issue_local(recorder.data, name or f"eye-{role.value}", role))
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self.context.socket(zmq.DEALER)
        station.secure(self.socket, self.who)
        self.socket.setsockopt(zmq.IMMEDIATE, 0)
        if waiting:
            self.socket.setsockopt(zmq.RCVHWM, waiting)
            self.socket.setsockopt(zmq.RCVBUF, 65_536)
        self.socket.connect(f"tcp://127.0.0.1:{recorder.where.port}")
        self.health: dict[tuple[str, Stream], Health] = {}
        self.bytes = b""
        self._still_at = 0.0

    def say(self, message: ToRecorder | bytes, *more: bytes) -> None:
        """Send one message, or raw frames."""
        self.socket.send_multipart([message if isinstance(message, bytes) else protocol.encode(message), *more])

    def hear(self, seconds: float = 60.0) -> FromRecorder:
        """The next message; a packet's bytes stand in `bytes`."""
        assert self.socket.poll(round(seconds * 1000)), "no word from the recorder"
        return self._take()

    def _take(self) -> FromRecorder:
        frames = self.socket.recv_multipart()
        message = protocol.decode_from_recorder(frames[0])
        if isinstance(message, Health):
            self.health[message.camera, message.stream] = message
        elif isinstance(message, Packet):
            self.bytes = frames[1]
        return message

    def hear_one(self, kind: type[M], seconds: float = 60.0) -> M:
        """The next message of a kind; others are passed over."""
        end = time.monotonic() + seconds
        while True:
            self.still()
            left = end - time.monotonic()
            assert left > 0, f"no {kind.__name__} within {seconds} s"
            if self.socket.poll(round(min(left, 0.5) * 1000)):
                message = self._take()
                if isinstance(message, kind):
                    return message

    def left(self, kind: type[M]) -> list[M]:
        """What had come already, of that kind."""
        found: list[M] = []
        while self.socket.poll(200):
            message = self._take()
            if isinstance(message, kind):
                found.append(message)
        return found

    def still(self) -> None:
        """Say that one is still here, when it is time."""
        if time.monotonic() - self._still_at > 1.0:
            self._still_at = time.monotonic()
            self.say(Still())

    def enter(self) -> Welcome:
        """Greet and be welcomed."""
        self.say(Greet(protocol=protocol.PROTOCOL, station=self.who.name))
        self._still_at = time.monotonic()
        return self.hear_one(Welcome)

    def watch(self, camera: str, stream: Stream = Stream.SUB, back: float = 0.0) -> None:
        """Ask for a stream."""
        self.say(Watch(camera=camera, stream=stream, back=back))

    def ask_health(self) -> None:
        """Ask for health."""
        self.say(AskHealth())

    def await_phase(self, camera: str, phase: Phase, seconds: float = 60.0, stream: Stream = Stream.SUB) -> Health:
        """Wait until a stream is in a phase."""
        end = time.monotonic() + seconds
        while True:
            found = self.health.get((camera, stream))
            if found is not None and found.phase is phase:
                return found
            left = end - time.monotonic()
            assert left > 0, f"{camera} is not {phase} within {seconds} s but {found}"
            self.hear_one(Health, left)

    def close(self) -> None:
        """Go without a word."""
        self.context.destroy(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
