"""A hub for a console's tests that loses, repeats and lies on request; its journal, keys and sockets are the real ones."""

from pathlib import Path

import zmq

from console import wire
from console.hub import keys, page
from console.hub.auth import Gate
from console.hub.journal import Draft, Journal
from console.model.command import Role
from console.model.event import AnyEvent
from console.model.reduce import fold
from console.model.state import HallState
from tests.helpers.journals import HALL, MORNING


class PlayedHub:
    """Serves one console's control and feed sockets; the test's thread calls `turn` while it waits."""

    def __init__(self, data: Path) -> None:
        self.data = data
        data.mkdir(exist_ok=True)
        self.station = keys.issue_local(data, "desk", Role.LEADER)
        self.journal = Journal.open(data / "journal", HALL)
        self.state = HallState()
        self.boot = 1
        self.now = MORNING
        self.heard: list[wire.FromConsole] = []
        self.is_silent = False
        self.refuses = ""
        self.recorded = True
        self.answers_orders = True
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._gate = Gate(self._context, data)
        self._control = self._context.socket(zmq.ROUTER)
        self._feed = self._context.socket(zmq.PUB)
        self.ports = [self._bind(socket) for socket in (self._control, self._feed)]
        self._write_station()

    def _bind(self, socket: "zmq.Socket[bytes]") -> int:
        self._gate.secure(socket, wire.MAX_FRAME)
        return socket.bind_to_random_port("tcp://127.0.0.1")

    def _write_station(self) -> None:
        from console import station

        found = station.read(self.station)
        fixed = station.Station(
            name=found.name, role=found.role, host="127.0.0.1", ingress=1, control=self.ports[0], hub_key=found.hub_key,
            public_key=found.public_key, secret_key=found.secret_key,
        )  # fmt: skip
        station.write(self.station, fixed)

    def write(self, *events: AnyEvent) -> list[wire.Sealed]:
        """Journal events, unseen by anybody yet."""
        start = self.journal.seen("hub", "e1") + 1
        self.now += 1
        sealed = self.journal.append(
            [Draft(at=self.now, source="hub", epoch="e1", sseq=start + n, event=event) for n, event in enumerate(events)]
        )  # fmt: skip
        self.state = fold(self.state, (each.entry for each in sealed))
        return sealed

    def publish(self, sealed: list[wire.Sealed]) -> None:
        """Put entries on the feed."""
        message = wire.Entries(entries=tuple(sealed), head=self.journal.head.seq)
        self._feed.send_multipart([wire.TOPIC_ENTRIES, wire.encode(message)])

    def tell(self, *events: AnyEvent) -> None:
        """Journal and publish."""
        self.publish(self.write(*events))

    def pulse(self, **lies: object) -> None:
        """Say that it lives."""
        fields: dict[str, object] = {
            "boot": self.boot, "seq": self.journal.head.seq, "hash": self.journal.head.hash, "now": self.now, "speed": 1.0,
            "recorded": self.recorded,
        }  # fmt: skip
        self._feed.send_multipart([wire.TOPIC_PULSE, wire.encode(wire.Pulse(**{**fields, **lies}))])  # type: ignore[arg-type]

    def turn(self) -> None:
        """Answer what came in, and pulse."""
        self._gate.answer()
        while self._control.poll(5):
            route, body = self._control.recv_multipart()
            message = wire.decode_from_console(body)
            self.heard.append(message)
            if not self.is_silent:
                answer = self._answer(message)
                if answer is not None:
                    self._control.send_multipart([route, answer])
        if not self.is_silent:
            self.pulse()

    def _answer(self, message: wire.FromConsole) -> bytes | None:
        match message:
            case wire.Enter() if self.refuses:
                return wire.encode(wire.Refuse(code=self.refuses, reason="not you"))
            case wire.Enter():
                admitted = wire.Admitted(
                    protocol=wire.PROTOCOL, hall=HALL, role="leader", boot=self.boot, seq=self.journal.head.seq, now=self.now,
                    speed=1.0, feed=self.ports[1], history=1,
                )  # fmt: skip
                return wire.encode(admitted)
            case wire.Sync(after=after):
                return page.entries(self.journal.archive, after, 50)
            case wire.Fetch(before=before):
                return page.snapshot(self.journal.archive, before)
            case wire.Order(id=id) if self.answers_orders:
                return wire.encode(wire.Answer(id=id, accepted=True))
            case _:
                return None

    def reborn(self, journal: Path) -> None:
        """Another boot, with the journal at another place."""
        self.journal.close()
        self.journal = Journal.open(journal, HALL)
        self.state = self.journal.restore()
        self.boot += 1

    def close(self) -> None:
        """Close all."""
        self.journal.close()
        self._gate.close()
        self._context.destroy(0)
