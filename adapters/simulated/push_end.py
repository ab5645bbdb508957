"""A vendor's gateway that pushes for its devices: kiosks, displays, counting, staff terminals. It speaks `adapters.push_frame`."""

from collections.abc import Callable, Iterable

import msgspec

from adapters.line_link import LineLink, LinePeer
from adapters.push_frame import (
    PROTOCOL,
    PushAck,
    PushBeat,
    PushDo,
    PushDone,
    PushEvent,
    PushHello,
    PushRefuse,
    PushWelcome,
    decode_to_device,
    encode,
)
from console.model.command import Command
from console.model.event import AdapterEvent, DeviceLost

MOST_KEPT = 5_000
BEAT = 0.5
"""Seconds between words of the gateway, until the adapter says how many."""


class PushEnd:
    """One gateway; calls the adapter and calls again."""

    def __init__(
        self,
        name: str,
        port: int,
        session: str,
        obey: Callable[[Command], tuple[bool, str]],
        lost: Callable[[], Iterable[DeviceLost]],
    ) -> None:
        """`lost`: which of its devices are silent, told after each greeting (a greeting alone says that all are there)."""
        self._name = name
        self._session = session
        self._obey = obey
        self._lost = lost
        self._link = LineLink("127.0.0.1", port, listens=False)
        self._peer: LinePeer | None = None
        self._is_welcome = False
        self._unacknowledged: dict[int, bytes] = {}
        self._n = 0
        self._every = BEAT
        self._beat_at = 0.0
        self.refused = 0

    def report(self, at: float, event: AdapterEvent) -> None:
        """Tell of an event, and again until it is acknowledged."""
        self._n += 1
        line = encode(PushEvent(n=self._n, at=at, event=event))
        self._unacknowledged[self._n] = line
        if len(self._unacknowledged) > MOST_KEPT:
            del self._unacknowledged[next(iter(self._unacknowledged))]
        if self._peer is not None and self._is_welcome:
            self._peer.send(line)

    def poll(self, real_now: float, hall_now: float) -> None:
        """Call, greet, answer, beat."""
        heard = self._link.poll(0.0)
        peer = self._link.peers[0] if self._link.peers else None
        if peer is not self._peer:
            self._peer, self._is_welcome = peer, False
            if peer is not None:
                peer.send(encode(PushHello(protocol=PROTOCOL, name=self._name, session=self._session)))
        for each in heard:
            if each.line and each.peer is peer:
                self._take(each.line, hall_now)
        if peer is not None and real_now >= self._beat_at:
            self._beat_at = real_now + self._every
            peer.send(encode(PushBeat()))

    def close(self) -> None:
        """Hang up."""
        self._link.close()

    def _take(self, line: bytes, hall_now: float) -> None:
        try:
            message = decode_to_device(line)
        except msgspec.DecodeError:
            self.refused += 1
            return
        match message:
            case PushWelcome(heartbeat=every, last=last):
                self._every, self._is_welcome = every / 2, True
                for n in [n for n in self._unacknowledged if n <= last]:
                    del self._unacknowledged[n]
                kept = list(self._unacknowledged.values())
                for waiting in kept:
                    self._say(waiting)
                for event in self._lost():
                    self.report(hall_now, event)
            case PushAck(n=n):
                self._unacknowledged.pop(n, None)
            case PushRefuse(n=n):
                self.refused += 1
                self._unacknowledged.pop(n or 0, None)
            case PushDo(id=id, command=command):
                done, detail = self._obey(command)
                self._say(encode(PushDone(id=id, done=done, detail=detail)))
            case PushBeat():
                pass

    def _say(self, line: bytes) -> None:
        if self._peer is not None:
            self._peer.send(line)
