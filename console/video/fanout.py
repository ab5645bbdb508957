"""Those who look: who may see which camera, and the packets that go to them. One thread, one encrypted socket, nothing that waits.

Every looker reads the streams' rings at its own pace (`console.video.eyes`); one that cannot keep up holds up neither the pulls nor the
others. What a looker says is decoded strictly; what is not understood is refused.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import assert_never

import msgspec
import zmq

from console.bell import Bell
from console.hub.auth import Gate
from console.hub.keys import Paired
from console.hub.sockets import bind
from console.model.cameras import may_see
from console.model.command import Role
from console.model.hall import Camera, HallConfig
from console.video import protocol
from console.video.channel import Channel
from console.video.eyes import Eye, Eyes
from console.video.protocol import (
    PROTOCOL,
    AskHealth,
    Denied,
    EndVoice,
    FromRecorder,
    Gap,
    GapKept,
    Greet,
    Health,
    OfferVoice,
    OpenTalk,
    Protect,
    Protected,
    Still,
    Storage,
    Stream,
    TalkDoing,
    Unprotect,
    Unwatch,
    Voice,
    Watch,
    Welcome,
)

LARGEST = 4_096
"""Bytes of a message that a looker may send."""
LOOKERS = 64
WATCHES = 128
"""Streams that one looker may watch."""
WORDS = 400.0
"""Messages a second that one looker may send, lasting."""
SILENCE = 5.0
"""Seconds without a word after which a looker is gone."""
WAITING = 400
"""Messages that may wait for a looker in the socket."""

log = logging.getLogger(__name__)
Key = tuple[str, Stream]
TalkWord = OfferVoice | Voice | EndVoice | OpenTalk


class Looker:
    """A connection that was welcomed."""

    def __init__(self, route: bytes, peer: Paired, now: float) -> None:
        self.route = route
        self.peer = peer
        self.heard_at = now
        self.watches: dict[Key, Eye] = {}
        self.wants_health = False
        self.sent: dict[Key, Health] = {}
        self.allowed = WORDS


class FanOut:
    """The socket and all lookers. For the thread that made it, except `wake`."""

    def __init__(
        self,
        context: "zmq.Context[zmq.Socket[bytes]]",
        data_dir: Path,
        hall: HallConfig,
        channels: Mapping[Key, Channel],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        last: int = 0,
    ) -> None:
        """`last`: the port of last time. Raises HallFault when the port cannot be had."""
        self.on_hold: Callable[[bytes, Protect | Unprotect], None] = lambda _route, _message: None
        """Called with what an adapter wants to be kept or let go; the answer comes by `answer`."""
        self.on_adapter: Callable[[], None] = lambda: None
        self.on_gap_kept: Callable[[GapKept], None] = lambda _kept: None
        """Called when an adapter asks for health: it may not have heard of all holes."""
        self.on_talk: Callable[[bytes, Paired, TalkWord], None] = lambda _route, _peer, _word: None
        self.on_gone: Callable[[bytes], None] = lambda _route: None
        """Called with a looker that is gone; it may have been talking."""
        self.is_asked = False
        """Somebody asked for health and has not heard of every stream yet; whoever tells it says so here."""
        self.undelivered = 0
        self._cameras = {camera.id: camera for camera in hall.cameras}
        self._owners = {device.id: device.adapter for device in hall.devices}
        self._channels = channels
        self._lookers: dict[bytes, Looker] = {}
        self._eyes = Eyes(self._say)
        self._answers: deque[tuple[bytes, Protected | TalkDoing]] = deque()
        self._dirty: deque[Channel] = deque()
        self._rung = False
        self._complained: dict[str, float] = {}
        self._bell = Bell()
        self._context = context
        self._host = host
        self._gate = Gate(context, data_dir)
        self._poller = zmq.Poller()
        for readable in (self._gate.socket, self._bell.fileno()):
            self._poller.register(readable, zmq.POLLIN)
        self._socket = self._open()
        try:
            self.port = bind(self._socket, host, port, last)
        except BaseException:
            self.close()
            raise

    def _open(self) -> "zmq.Socket[bytes]":
        socket = self._context.socket(zmq.ROUTER)
        self._gate.secure(socket, LARGEST)
        socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        socket.setsockopt(zmq.SNDHWM, WAITING)
        self._poller.register(socket, zmq.POLLIN)
        return socket

    def _turn_key(self) -> None:
        """Listen with the hub's key of now: once it is another one, all come again."""
        if not self._gate.refresh_key():
            return
        log.warning("the hub has another key from now on")
        for looker in list(self._lookers.values()):
            self._drop(looker)
        self._poller.unregister(self._socket)
        self._socket.unbind(f"tcp://{self._host}:{self.port}")
        self._socket.close(0)
        self._socket = self._open()
        bind(self._socket, self._host, self.port)

    def close(self) -> None:
        """Hang up on all."""
        self._socket.close(0)
        self._gate.close()
        self._bell.close()

    # --- the loop ---------------------------------------------------------------------------------------------------------

    def turn(self, timeout: float) -> None:
        """Wait at most so many seconds for something to do, and do it."""
        if self._eyes.are_behind:
            timeout = min(timeout, 0.02)
        ready = dict(self._poller.poll(max(0, round(timeout * 1000))))
        if self._gate.socket in ready:
            self._gate.answer()
        if self._bell.fileno() in ready:
            self._bell.hush()
            self._rung = False
        if self._socket in ready:
            self._read()
        self._eyes.turn({self._dirty.popleft() for _ in range(len(self._dirty))}, time.monotonic())
        while self._answers:
            self._say(*self._answers.popleft())

    def expire(self, now: float) -> None:
        """Lookers that fell silent or were shut out are gone; call it about once a second."""
        self._shut_out()
        self._turn_key()
        for looker in list(self._lookers.values()):
            looker.allowed = min(2 * WORDS, looker.allowed + WORDS)
            if now - looker.heard_at > SILENCE:
                self._drop(looker)

    def _shut_out(self) -> None:
        """Who is no longer paired sees nothing more."""
        gone = self._gate.refresh()
        for looker in list(self._lookers.values()) if gone else ():
            if looker.peer.key in gone:
                self._deny(looker.route, looker.peer.name, "this station is no longer paired with the hall")
                self._drop(looker)

    def watched(self) -> set[Channel]:
        """Streams that somebody watches."""
        return self._eyes.watched()

    def wake(self, channel: Channel) -> None:
        """A packet came; from the thread of its pull."""
        self._dirty.append(channel)
        self._ring()

    def answer(self, route: bytes, message: Protected | TalkDoing) -> None:
        """What became of a hold or a talk; from any thread."""
        self._answers.append((route, message))
        self._ring()

    def _ring(self) -> None:
        if not self._rung:
            self._rung = True
            self._bell.ring()

    # --- what lookers say -------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        for _ in range(100):
            try:
                route, *frames = self._socket.recv_multipart(zmq.NOBLOCK, copy=False)
            except zmq.Again:
                return
            self._shut_out()
            peer = self._gate.who(frames[0]) if frames else None
            try:
                self._take(route.bytes, peer, frames, time.monotonic())
            except Exception:
                log.exception("a bug of the recorder, met by a message of %s", peer.name if peer else "a stranger")

    def _take(self, route: bytes, peer: Paired | None, frames: list[zmq.Frame], now: float) -> None:
        looker = self._lookers.get(route)
        if peer is None:
            self._deny(route, "a stranger", "this station is not paired with the hall")
            if looker is not None:
                self._drop(looker)
            return
        try:
            if len(frames) != 1:
                raise msgspec.DecodeError(f"a message has one frame, not {len(frames)}")
            message = protocol.decode_to_recorder(frames[0].bytes)
        except (msgspec.MsgspecError, RecursionError) as error:
            self._deny(route, peer.name, f"not understood: {error}"[:300])
            return
        if isinstance(message, Greet):
            self._greet(route, peer, message, now)
        elif looker is None:
            self._deny(route, peer.name, "greet first")
        elif looker.allowed < 1:
            self._complain(peer.name, f"more than {WORDS:g} messages a second")
        else:
            looker.allowed -= 1
            looker.heard_at = now
            self._obey(looker, message, now)

    def _greet(self, route: bytes, peer: Paired, greet: Greet, now: float) -> None:
        if greet.protocol != PROTOCOL:
            self._deny(route, peer.name, f"this recorder speaks protocol {PROTOCOL}, not {greet.protocol}")
        elif greet.station != peer.name:
            self._deny(route, peer.name, f"the key belongs to {peer.name}, not to {greet.station}")
        elif route not in self._lookers and len(self._lookers) >= LOOKERS:
            self._deny(route, peer.name, f"{LOOKERS} are looking already")
        else:
            if route in self._lookers:
                self._drop(self._lookers[route])
            self._lookers[route] = Looker(route, peer, now)
            cameras = tuple(camera.id for camera in self._cameras.values() if self._knows(camera, peer))
            self._say(route, Welcome(protocol=PROTOCOL, cameras=cameras))

    def _knows(self, camera: Camera, peer: Paired) -> bool:
        """Whether a station may know how a camera does; an adapter makes alarms of it and sees no picture."""
        return may_see(camera, peer.role) or peer.role is Role.ADAPTER

    def _obey(self, looker: Looker, message: protocol.ToRecorder, now: float) -> None:
        match message:
            case Watch():
                self._watch(looker, message, now)
            case Unwatch():
                self._unwatch(looker, (message.camera, message.stream))
            case Still() | Greet():
                pass
            case AskHealth():
                looker.wants_health = self.is_asked = True
                looker.sent.clear()
                if looker.peer.role is Role.ADAPTER:
                    self.on_adapter()
            case Protect() | Unprotect():
                self._hold(looker, message)
            case GapKept():
                if looker.peer.role is Role.ADAPTER:
                    self.on_gap_kept(message)
            case OfferVoice() | Voice() | EndVoice() | OpenTalk():
                self.on_talk(looker.route, looker.peer, message)
            case _:
                assert_never(message)

    def _hold(self, looker: Looker, wish: Protect | Unprotect) -> None:
        """Keep or let go, for the adapter whose camera it is."""
        peer = looker.peer
        if peer.role is not Role.ADAPTER:
            self._deny(looker.route, peer.name, "only the camera's adapter may hold and release recordings")
            return
        if isinstance(wish, Unprotect) or (owner := self._owners.get(wish.camera, "")) == peer.name:
            self.on_hold(looker.route, wish)
            return
        reason = f"{wish.camera} belongs to {owner}" if owner else f"there is no camera {wish.camera}"
        self._complain(peer.name, reason)
        self._say(looker.route, Protected(hold=wish.hold, is_kept=False, reason=reason))

    def _watch(self, looker: Looker, wish: Watch, now: float) -> None:
        camera = self._cameras.get(wish.camera)
        key = (wish.camera, wish.stream)
        if camera is None:
            self._deny(looker.route, looker.peer.name, "there is no such camera", wish.camera)
            return
        if not may_see(camera, looker.peer.role):
            self._deny(looker.route, looker.peer.name, f"not for a station that is {looker.peer.role.value}", wish.camera)
            return
        if key not in looker.watches and len(looker.watches) >= WATCHES:
            self._deny(looker.route, looker.peer.name, f"{WATCHES} streams are watched already", wish.camera)
            return
        channel = self._channels[key]
        self._unwatch(looker, key)
        eye = self._eyes.open(looker.route, channel, wish.stream, wish.back, now)
        looker.watches[key] = eye
        channel.call(lambda: self.wake(channel))
        self._eyes.send_on(eye, now)

    def _unwatch(self, looker: Looker, key: Key) -> None:
        eye = looker.watches.pop(key, None)
        if eye is not None and self._eyes.close(eye):
            eye.channel.call(None)

    def _drop(self, looker: Looker) -> None:
        for key in list(looker.watches):
            self._unwatch(looker, key)
        self._lookers.pop(looker.route, None)
        self.on_gone(looker.route)

    def _deny(self, route: bytes, name: str, reason: str, camera: str | None = None) -> None:
        self._complain(name, reason if camera is None else f"{camera}: {reason}")
        self._say(route, Denied(reason=reason, camera=camera))

    def _complain(self, name: str, reason: str) -> None:
        """In the log, a station's complaint at most every ten seconds."""
        now = time.monotonic()
        if now - self._complained.get(name, float("-inf")) > 10.0:
            self._complained[name] = now
            log.warning("%s is denied: %s", name, reason)

    # --- what they are sent -----------------------------------------------------------------------------------------------

    def _say(self, route: bytes, message: FromRecorder, data: bytes | None = None) -> bool:
        """Hand a message on; False: the looker takes nothing now. One that is gone is forgotten."""
        frames = [route, protocol.encode(message)] if data is None else [route, protocol.encode(message), data]
        try:
            self._socket.send_multipart(frames, zmq.NOBLOCK)
        except zmq.Again:
            self.undelivered += 1
            return False
        except zmq.ZMQError:
            looker = self._lookers.get(route)
            if looker is not None:
                self._drop(looker)
            return False
        return True

    def tell(self, healths: Iterable[Health], *, everything: bool) -> None:
        """Health to those who asked: what changed, or everything."""
        told = list(healths)
        for looker in [each for each in self._lookers.values() if each.wants_health]:
            for health in told:
                camera = self._cameras.get(health.camera)
                if camera is None or not self._knows(camera, looker.peer):
                    continue
                key = (health.camera, health.stream)
                before = looker.sent.get(key)
                if (everything or before is None or differs(before, health)) and self._say(looker.route, health):
                    looker.sent[key] = health

    def tell_all(self, message: Storage | Gap) -> None:
        """Storage or a hole to those who asked for health."""
        for looker in [each for each in self._lookers.values() if each.wants_health]:
            if isinstance(message, Gap):
                camera = self._cameras.get(message.camera)
                if camera is None or not self._knows(camera, looker.peer):
                    continue
            self._say(looker.route, message)

    @property
    def lookers(self) -> int:
        """How many are welcomed now."""
        return len(self._lookers)


def differs(before: Health, now: Health) -> bool:
    """Whether a stream does otherwise than before, and not only its figures."""
    return (before.phase, before.fault, before.detail, before.is_recorded) != (now.phase, now.fault, now.detail, now.is_recorded)
