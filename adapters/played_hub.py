"""A hub that is played: the real sockets and messages of the ingress, without journal or hall, for conformance checks and tests.

It runs in its own thread, keeps what it is told, and can be told to misbehave: to fall silent, refuse, restart, forget.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

import msgspec
import zmq
from zmq.utils import z85

from console import station, wire
from console.model.command import Command, Role
from console.station import Station
from console.wire import Ack, Ask, Beat, Do, Happened, Hello, Nak, Refuse, Welcome

Socket = zmq.Socket[bytes]
M = TypeVar("M")


def _key_pair() -> tuple[str, str]:
    public, secret = zmq.curve_keypair()
    return public.decode(), secret.decode()


class PlayedHub:
    """The hub of one adapter. What it kept may be read at any time; lists only grow."""

    def __init__(self, name: str = "checked", *, curve: bool = True) -> None:
        self.name = name
        self.curve = curve
        self.boot = 7
        self.credit = wire.WINDOW
        self.silent = False
        """Hears, takes nothing and says nothing."""
        self.acknowledging = True
        """Takes events but says so only when True."""
        self.nak_at: int | None = None
        """Refuse this number for the time being."""
        self.refuse_at: int | None = None
        """Refuse this number for good, and go on after it."""
        self.insists = False
        """Gives an order again after each greeting until it is answered, as a hub does: it may have gone with a lost connection."""
        self.heard: list[tuple[float, wire.FromAdapter]] = []
        """Every message understood, with its monotonic time."""
        self.wrong: list[str] = []
        """Why others were not."""
        self.kept: dict[str, list[Happened]] = {}
        """By epoch, the events taken, in order."""
        self.expect: dict[str, int] = {}
        """By epoch, the number wanted next."""
        self.epoch = ""
        self.duplicates = 0
        self.welcomes = 0
        """Greetings that were answered."""
        self.largest = 0
        """Bytes of the largest message."""
        self.public, self._secret = _key_pair()
        self.client_public, self._client_secret = _key_pair()
        self._greeted = False
        self._said_at = 0.0
        self._peer: bytes | None = None
        self._outgoing: deque[bytes] = deque()
        self._open: dict[str, Do] = {}
        """Orders without an answer."""
        self._errands: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._context: zmq.Context[Socket] = zmq.Context()
        self._zap = self._context.socket(zmq.REP)
        self._zap.bind("inproc://zeromq.zap.01")
        self.port = 0
        self._socket = self._bind()
        self._thread = threading.Thread(target=self._run, name="played hub", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def settle(self) -> None:
        """Behave again; what was told to misbehave is over."""
        self.silent, self.acknowledging, self.nak_at, self.refuse_at, self.credit = False, True, None, None, wire.WINDOW
        self.say(Ack(epoch=self.epoch, upto=self.expect.get(self.epoch, 1) - 1, credit=self.credit))

    # --- for the one who plays ------------------------------------------------------------------------------------------

    def write_station(self, path: Path, *, hub_key: str = "") -> Path:
        """Write the station file of the adapter that is to connect; `hub_key` puts a wrong key into it."""
        hub_key = hub_key or self.public
        if not self.curve:
            path.write_text(f'name = "{self.name}"\nrole = "adapter"\nhost = "127.0.0.1"\ningress = {self.port}\n', "utf-8")
            return path
        made = Station(
            name=self.name,
            role=Role.ADAPTER,
            host="127.0.0.1",
            ingress=self.port,
            control=self.port,
            hub_key=hub_key,
            public_key=self.client_public,
            secret_key=self._client_secret,
        )
        station.write(path, made)
        return path

    def say(self, message: wire.ToAdapter | bytes) -> None:
        """Send a message, or bytes as they are."""
        self._outgoing.append(message if isinstance(message, bytes) else wire.encode(message))

    def do(self, id: str, command: Command, *, expires_in: float = 60.0, boot: int | None = None) -> None:
        """Order something."""
        order = Do(id=id, command=command, expires_in=expires_in, boot=self.boot if boot is None else boot)
        if self.insists:
            self._open[id] = order
        self.say(order)

    def ask(self, id: str) -> None:
        """Ask what came of an order."""
        self.say(Ask(id=id))

    def forget_greeting(self) -> None:
        """Refuse whatever comes until the next greeting."""
        self._greeted = False

    def restart(self, *, forget: int = 0) -> None:
        """Close the port and open it again, as another boot, having lost the newest `forget` events."""
        done = threading.Event()

        def errand() -> None:
            self._socket.close(0)
            self.boot += 1
            self._greeted, self._peer = False, None
            if forget:
                self.kept[self.epoch] = self.kept[self.epoch][:-forget]
                self.expect[self.epoch] -= forget
            self._socket = self._bind()
            done.set()

        self._errands.append(errand)
        if not done.wait(60.0):
            raise TimeoutError("the played hub does not restart")

    def until(self, holds: Callable[[], bool], seconds: float = 60.0) -> bool:
        """Wait for a condition, looked at whenever a message came and each 0.1 s; False when it does not come true in time."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not holds():
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(min(left, 0.1))
            return True

    def said(self, kind: type[M]) -> list[M]:
        """All messages of a kind so far."""
        return [message for _, message in list(self.heard) if isinstance(message, kind)]

    def events(self, kind: type[M] | None = None) -> list[M]:
        """All events taken so far in the present epoch, of a kind."""
        taken = list(self.kept.get(self.epoch, ()))
        return [happened.event for happened in taken if kind is None or isinstance(happened.event, kind)]  # type: ignore[misc]

    def close(self) -> None:
        """End the thread and free the port."""
        self._closing = True
        self._thread.join(60.0)

    # --- the thread -----------------------------------------------------------------------------------------------------

    def _bind(self) -> Socket:
        socket = self._context.socket(zmq.ROUTER)
        station.limit(socket)
        socket.setsockopt(zmq.MAXMSGSIZE, wire.MAX_FRAME)
        if self.curve:
            socket.curve_server = True
            socket.curve_publickey = self.public.encode()
            socket.curve_secretkey = self._secret.encode()
            socket.setsockopt(zmq.ZAP_DOMAIN, b"hall")
        deadline = time.monotonic() + 60.0
        while True:
            try:
                socket.bind(f"tcp://127.0.0.1:{self.port or '*'}")
                break
            except zmq.ZMQError:  # the port of the life before is not free yet
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        self.port = int(socket.getsockopt_string(zmq.LAST_ENDPOINT).rpartition(":")[2])
        return socket

    def _run(self) -> None:
        while not self._closing:
            while self._errands:
                self._errands.popleft()()
            poller = zmq.Poller()
            poller.register(self._socket, zmq.POLLIN)
            poller.register(self._zap, zmq.POLLIN)
            ready = dict(poller.poll(20))
            if self._zap in ready:
                self._admit(self._zap.recv_multipart())
            if self._socket in ready:
                self._read()
            self._speak()
        self._context.destroy(0)

    def _admit(self, request: list[bytes]) -> None:
        own = request[6:7] == [z85.decode(self.client_public)] or not self.curve
        self._zap.send_multipart([request[0], request[1], *((b"200", b"OK") if own else (b"400", b"unknown")), b"", b""])

    def _read(self) -> None:
        acknowledge = False
        while True:
            try:
                peer, *frames = self._socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                break
            self.largest = max(self.largest, sum(map(len, frames)))
            try:
                if len(frames) != 1:
                    raise msgspec.ValidationError(f"{len(frames)} frames instead of one")
                message = wire.decode_from_adapter(frames[0])
            except msgspec.DecodeError as error:
                with self._changed:
                    self.wrong.append(f"{error}: {frames[0][:200]!r}")
                    self._changed.notify_all()
                continue
            with self._changed:
                self.heard.append((time.monotonic(), message))
                if not self.silent:
                    acknowledge |= self._take(peer, message)
                self._changed.notify_all()
        if acknowledge and self.acknowledging:
            self.say(Ack(epoch=self.epoch, upto=self.expect[self.epoch] - 1, credit=self.credit))

    def _take(self, peer: bytes, message: wire.FromAdapter) -> bool:
        """True: something is to be acknowledged."""
        if isinstance(message, Hello):
            self._greet(peer, message)
        elif isinstance(message, Happened):
            return self._event(message)
        return False

    def _greet(self, peer: bytes, hello: Hello) -> None:
        self._peer, self.epoch, self._greeted = peer, hello.epoch, True
        self.kept.setdefault(hello.epoch, [])
        wanted = max(self.expect.get(hello.epoch, 1), hello.first)
        self.expect[hello.epoch] = wanted
        self.welcomes += 1
        self.say(
            Welcome(
                protocol=wire.PROTOCOL,
                hall="check",
                boot=self.boot,
                expect=wanted,
                credit=self.credit,
                now=time.time(),
                speed=1.0,
            )
        )
        for order in list(self._open.values()):
            self.say(order)

    def _event(self, message: Happened) -> bool:
        if not self._greeted:
            self.say(Refuse(code="hello_first", reason="greet first"))
            return False
        wanted = self.expect[self.epoch]
        if message.n == self.nak_at or message.n > wanted:
            self.say(Nak(epoch=self.epoch, expect=wanted, reason="gap" if message.n > wanted else "told to refuse"))
            return False
        if message.n < wanted:
            self.duplicates += 1
            return True
        self._open.pop(getattr(message.event, "id", ""), None)
        if message.n == self.refuse_at:
            self.say(Refuse(code="not_yours", reason="told to refuse", n=message.n))
        else:
            self.kept[self.epoch].append(message)
        self.expect[self.epoch] = wanted + 1
        return True

    def _speak(self) -> None:
        if self._greeted and time.monotonic() - self._said_at > wire.HEARTBEAT:
            self.say(Beat())
        while self._outgoing and self._peer is not None:
            frame = self._outgoing.popleft()
            if not self.silent:
                self._socket.send_multipart([self._peer, frame])
                self._said_at = time.monotonic()
