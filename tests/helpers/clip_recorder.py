"""The recorder's side of `console.video.protocol` for tests: plays clips from files to those who look, and can be made to do wrong.

A real ROUTER under CURVE with the hall's keys. It pulls no camera and records nothing: the product's is `console.video.recorder`.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import zmq

from adapters.simulated.units import SOUND, VIDEO, Description, Unit, read_units
from console.hub import keys
from console.hub.auth import Gate
from console.model.command import Role
from console.video import protocol
from console.video.protocol import (
    PROTOCOL,
    AskHealth,
    Codec,
    Denied,
    Fault,
    Greet,
    Health,
    Message,
    Packet,
    Phase,
    Still,
    Stream,
    Unwatch,
    Watch,
    Welcome,
)
from tests.helpers.clips import Clip, clip

Key = tuple[str, Stream]
NAMES = {"h265": "hevc", "alaw": "pcm_alaw"}
KEPT = 20.0
"""Seconds that are kept for who looks back."""


class Sent(NamedTuple):
    """One packet as it was sent."""

    head: Packet
    data: bytes


class _Playing:
    """One stream: a clip, over and over."""

    def __init__(self, camera: str, stream: Stream, what: str | Clip | Path, begin: float) -> None:
        self.camera, self.stream = camera, stream
        self.generation = 0
        self.kept: list[Sent] = []
        self.is_paused = False
        self.played = 0
        self.spoil: Callable[[bytes], bytes] | None = None
        self._begin = begin
        self.load(what)

    def load(self, what: str | Clip | Path) -> None:
        self.description, self.units = read_units(what if isinstance(what, Path) else clip(what))
        self.generation += 1
        pictures = [unit for unit in self.units if unit.track == VIDEO]
        step = (pictures[-1].at - pictures[0].at) / max(1, len(pictures) - 1)
        self.length = (pictures[-1].at + step - pictures[0].at) / 1e6
        self._next = 0
        self._round = 0
        self._start = time.monotonic()

    def codec(self) -> Codec:
        return codec_of(self.camera, self.stream, self.generation, self.description)

    def due(self, now: float) -> float:
        """Seconds until the next unit is to be sent."""
        return self._start + self._round * self.length + self.units[self._next].at / 1e6 - now

    def advance(self) -> Sent:
        unit = self.units[self._next]
        self.played += 1
        self._next += 1
        if self._next == len(self.units):
            self._next, self._round = 0, self._round + 1
        sent = self._packet(unit)
        self.kept.append(sent)
        if sent.head.is_key and not sent.head.is_sound:
            horizon = sent.head.at - KEPT
            cut = next((i for i, each in enumerate(self.kept) if each.head.at >= horizon and _is_start(each)), 0)
            del self.kept[:cut]
        return sent

    def _packet(self, unit: Unit) -> Sent:
        now = time.time()
        head = Packet(
            camera=self.camera,
            stream=self.stream,
            generation=self.generation,
            at=now,
            pts=round((time.monotonic() - self._begin) * 1e6),
            is_key=unit.is_key,
            is_sound=unit.track == SOUND,
        )
        return Sent(head, self.spoil(unit.data) if self.spoil else unit.data)

    def since(self, back: float) -> list[Sent]:
        """From the last key frame, or from the one `back` seconds ago."""
        horizon = time.time() - back
        starts = [i for i, each in enumerate(self.kept) if _is_start(each)]
        if not starts:
            return []
        earlier = [i for i in starts if self.kept[i].head.at <= horizon]
        return self.kept[(earlier[-1] if earlier else starts[0]) if back else starts[-1] :]


class ClipRecorder:
    """Serves clips from a thread of its own."""

    def __init__(self, data: Path, cameras: Mapping[str, Mapping[str, str | Clip | Path]]) -> None:
        """`cameras`: camera → "sub" or "main" → name of a clip."""
        self.data = data
        self.watching: dict[bytes, set[Key]] = {}
        self.deny: set[str] = set()
        self.health: dict[Key, tuple[Phase, Fault | None]] = {}
        self._begin = time.monotonic()
        self._streams = {
            (camera, Stream(stream)): _Playing(camera, Stream(stream), what, self._begin)
            for camera, streams in cameras.items()
            for stream, what in streams.items()
        }
        self._askers: set[bytes] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._port = 0
        self._thread: threading.Thread | None = None
        data.mkdir(parents=True, exist_ok=True)
        self.file = data / "recorder.json"
        self.station = keys.issue_local(data, "desk", Role.LEADER)

    # --- what tests do with it -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, or come back at another port."""
        self._stopped.clear()
        bound = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(bound,), daemon=True)
        self._thread.start()
        assert bound.wait(60)
        draft = self.file.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode({"port": self._port, "pid": os.getpid()}))
        draft.rename(self.file)

    def stop(self) -> None:
        """Go, without a word."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
        self.file.unlink(missing_ok=True)

    def pause(self, camera: str, stream: str = "sub") -> None:
        """The camera sends nothing more."""
        self._playing(camera, stream).is_paused = True

    def forget(self, camera: str, stream: str = "sub") -> None:
        """Nothing that it sent is in memory any more, as of a stream that was not pulled."""
        with self._lock:
            self._playing(camera, stream).kept.clear()

    def go_on(self, camera: str, stream: str = "sub") -> None:
        """It sends again."""
        self._playing(camera, stream).is_paused = False

    def change(self, camera: str, what: str | Clip, stream: str = "sub") -> None:
        """Another codec or size in the middle of the stream."""
        with self._lock:
            self._playing(camera, stream).load(what)
            self._describe(camera, stream)

    def spoil(self, camera: str, how: Callable[[bytes], bytes] | None, stream: str = "sub") -> None:
        """Damage what is sent."""
        self._playing(camera, stream).spoil = how

    def sent(self, camera: str, stream: str = "sub") -> int:
        """Units that were its turn so far."""
        return self._playing(camera, stream).played

    def kept(self, camera: str, stream: str = "sub") -> float:
        """Seconds that can be looked back."""
        kept = self._playing(camera, stream).kept
        return kept[-1].head.at - kept[0].head.at if kept else 0.0

    def watched(self) -> set[Key]:
        """Streams that somebody looks at."""
        return set().union(*self.watching.values()) if self.watching else set()

    # --- inside ----------------------------------------------------------------------------------------------------------

    def _playing(self, camera: str, stream: str) -> _Playing:
        return self._streams[camera, Stream(stream)]

    def _describe(self, camera: str, stream: str) -> None:
        self._changed.append((camera, Stream(stream)))

    def _run(self, bound: threading.Event) -> None:
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._changed: list[Key] = []
        self.watching, self._askers = {}, set()
        gate = Gate(context, self.data)
        self._socket = context.socket(zmq.ROUTER)
        gate.secure(self._socket, 1 << 20)
        self._port = self._socket.bind_to_random_port("tcp://127.0.0.1")
        bound.set()
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(gate.socket, zmq.POLLIN)
        healthy = 0.0
        while not self._stopped.is_set():
            with self._lock:
                waits = [playing.due(time.monotonic()) for playing in self._streams.values()]
            ready = dict(poller.poll(max(0, int(min([0.05, *waits]) * 1000))))
            if gate.socket in ready:
                gate.answer()
            if self._socket in ready:
                self._hear()
            with self._lock:
                self._play()
            if time.monotonic() - healthy > 1.0:
                healthy = time.monotonic()
                for who in self._askers:
                    self._tell_health(who)
        self._socket.close(0)
        gate.close()
        context.destroy(0)

    def _hear(self) -> None:
        while True:
            try:
                who, data = self._socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            match protocol.decode_to_recorder(data):
                case Greet():
                    self._send(who, Welcome(protocol=PROTOCOL, cameras=tuple({camera for camera, _ in self._streams})))
                case Watch() as wish:
                    self._watch(who, wish)
                case Unwatch(camera=camera, stream=stream):
                    self.watching.get(who, set()).discard((camera, stream))
                case AskHealth():
                    self._askers.add(who)
                    self._tell_health(who)
                case Still():
                    pass

    def _watch(self, who: bytes, wish: Watch) -> None:
        key = (wish.camera, wish.stream)
        if wish.camera in self.deny or key not in self._streams:
            self._send(who, Denied(reason="not for you", camera=wish.camera))
            return
        playing = self._streams[key]
        self.watching.setdefault(who, set()).add(key)
        self._send(who, playing.codec())
        for sent in playing.since(wish.back):
            if sent.head.generation == playing.generation:
                self._send(who, sent.head, sent.data)

    def _play(self) -> None:
        for key in self._changed:
            for who, watched in self.watching.items():
                if key in watched:
                    self._send(who, self._streams[key].codec())
        self._changed.clear()
        for key, playing in self._streams.items():
            while playing.due(time.monotonic()) <= 0:
                sent = playing.advance()
                if playing.is_paused:
                    playing.kept.pop()
                    continue
                for who, watched in self.watching.items():
                    if key in watched:
                        self._send(who, sent.head, sent.data)

    def _tell_health(self, who: bytes) -> None:
        for (camera, stream), playing in self._streams.items():
            phase, fault = self.health.get((camera, stream), (Phase.LIVE, None))
            age = time.time() - playing.kept[-1].head.at if playing.kept else None
            health = Health(camera=camera, stream=stream, phase=phase, fault=fault, age=age, is_recorded=True)
            self._send(who, health)

    def _send(self, who: bytes, message: Message, data: bytes | None = None) -> None:
        self._socket.send_multipart([who, protocol.encode(message), *([] if data is None else [data])], zmq.NOBLOCK)


def _is_start(sent: Sent) -> bool:
    return sent.head.is_key and not sent.head.is_sound


def codec_of(camera: str, stream: Stream, generation: int, description: Description) -> Codec:
    """What the recorder says of a clip."""
    return Codec(
        camera=camera,
        stream=stream,
        generation=generation,
        name=NAMES.get(description.video, description.video),
        sound=NAMES.get(description.sound, description.sound),
        sound_extradata=bytes.fromhex(description.sound_config),
        sound_rate=description.rate if description.sound else 0,
        sound_channels=description.channels if description.sound else 0,
    )


@contextmanager
def clip_recorder(data: Path, cameras: Mapping[str, Mapping[str, str | Clip | Path]]) -> Iterator[ClipRecorder]:
    """A recorder that serves."""
    recorder = ClipRecorder(data, cameras)
    recorder.start()
    try:
        yield recorder
    finally:
        recorder.stop()
