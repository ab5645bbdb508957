"""Questions to the hub's history process, and their answers in the order in which they were asked. Knows nothing of what they mean."""

import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TypeVar

import zmq

from console import station, wire
from console.bell import Bell
from console.fault import HallFault

PATIENCE = 2.0
"""Seconds for an answer."""

Reply = TypeVar("Reply", wire.Snapshot, wire.Entries, wire.Extent)


class Silent(Exception):
    """The history process did not answer in time."""


class Superseded(Exception):
    """There are new wishes, so the answer is no longer wanted."""


class Asker:
    """One DEALER socket, made when first needed; belongs to the thread that asks."""

    def __init__(self, station_file: Path, port: Callable[[], int], bell: Bell, wishes: "SimpleQueue[Any]") -> None:
        self._station_file = station_file
        self._port = port
        self._bell = bell
        self._wishes = wishes
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket: zmq.Socket[bytes] | None = None
        self._asked_at: float | None = None
        self._unwanted = 0
        """Answers still to come that nobody wants any more."""

    @property
    def is_waiting(self) -> bool:
        """Whether a question is open."""
        return self._asked_at is not None

    def ask(self, question: wire.Message, kind: type[Reply]) -> Reply:
        """Ask and wait; raises Silent, Superseded when the bell rang for a new wish, HallFault when the hub says what is wrong."""
        self.put(question)
        while (answer := self.take(kind)) is None:
            self.wait(0.1)
            if not self._wishes.empty():
                self._abandon()
                raise Superseded
        return answer

    def put(self, question: wire.Message) -> None:
        """Ask without waiting; the answer of an earlier open question will be dropped."""
        if self.is_waiting:
            self._abandon()
        self._send(self._socket or self._connect(), wire.encode(question))
        self._asked_at = time.monotonic()

    def port(self) -> int:
        """Where the history process listens; 0 while that is not known. Raises HallFault for a station file that cannot be used."""
        here = station.read(self._station_file)
        hub = station.read_hub_file(Path(here.hub_file)) if here.hub_file else None
        return hub.history if hub is not None else self._port()

    def _connect(self) -> "zmq.Socket[bytes]":
        here, port = station.read(self._station_file), self.port()
        if not port:
            raise Silent("the hub has not said where its history process listens")
        self._socket = socket = self._context.socket(zmq.DEALER)
        station.secure(socket, here)
        socket.connect(f"tcp://{here.host}:{port}")
        return socket

    def _send(self, socket: "zmq.Socket[bytes]", question: bytes) -> None:
        """Send as soon as there is a connection; a new wish does not wait for that."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.send(question, zmq.NOBLOCK)
            except zmq.Again:
                self._poll(socket, zmq.POLLOUT, 0.05)
            else:
                return
            if not self._wishes.empty():
                raise Superseded
        raise Silent("the hub's history process cannot be reached")

    def take(self, kind: type[Reply]) -> Reply | None:
        """The answer to the open question, if it is here; raises Silent and HallFault as `ask`."""
        while self._socket is not None and self._asked_at is not None:
            try:
                answer = station.heard(self._socket)
            except zmq.Again:
                if time.monotonic() - self._asked_at > PATIENCE:
                    raise Silent("the hub's history process does not answer") from None
                return None
            if self._unwanted:
                self._unwanted -= 1
                continue
            self._asked_at = None
            message = wire.decode_to_console(answer)
            if isinstance(message, wire.Refuse):
                raise HallFault(f"the hub refused: {message.reason}")
            if not isinstance(message, kind):
                raise HallFault(f"the hub answered with {type(message).__name__} instead of {kind.__name__}")
            return message
        return None

    def wait(self, seconds: float) -> None:
        """Wait for an answer or for the bell, at most `seconds`."""
        if self._socket is not None and self.is_waiting:
            self._poll(self._socket, zmq.POLLIN, seconds)
        else:
            self._poll(None, 0, seconds)

    def _poll(self, socket: "zmq.Socket[bytes] | None", events: int, seconds: float) -> None:
        poller = zmq.Poller()
        poller.register(self._bell, zmq.POLLIN)
        if socket is not None:
            poller.register(socket, events)
        poller.poll(int(seconds * 1_000))
        self._bell.hush()

    def _abandon(self) -> None:
        self._asked_at = None
        self._unwanted += 1

    def reset(self) -> None:
        """Give the connection up; the next question makes a new one, so that no old answer can be taken for its own."""
        if self._socket is not None:
            self._socket.close(0)
            self._socket = None
        self._asked_at = None
        self._unwanted = 0

    def close(self) -> None:
        """Close the socket for good."""
        self.reset()
        self._context.destroy(0)
