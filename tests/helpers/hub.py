"""A real hub process for tests, and peers that speak to it frame by frame, so that they can also speak wrongly."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import zmq

from console import station, wire
from console.feed import new_id
from console.hub import keys
from console.hub.archive import Archive, store_at
from console.model.command import Command, Role
from console.model.event import AdapterEvent, DisplayShowed, Entry
from console.secret import Secret
from console.station import HubFile, Station
from console.wire import Ack, Admitted, Enter, Entries, Happened, Hello, Nak, Pulse, Refuse, Welcome
from tests.helpers.program import Program

HALL = "chengdong"
"""Id of the demo hall, which these hubs run."""
E = TypeVar("E")
PATIENT = """
import sys
from console import wire
from console.hub import serve
from console.hub.__main__ import main
wire.LEASE = serve.LEASE = 90.0
sys.exit(main())
"""
"""A hub that takes nobody for gone whom a busy machine holds up for some seconds: for all that is not about leases."""


class HubProcess(Program):
    """`python -m console.hub` on a directory."""

    def __init__(
        self, data: Path, *, program: tuple[str, ...] = ("-m", "console.hub"), env: dict[str, str] | None = None
    ) -> None:
        super().__init__(data.with_name(data.name + ".log"), env)
        self.data = data
        self.program = program
        self.more: tuple[str, ...] = ()
        self.mark = 0
        """`entries` and `events` give what came after this entry."""
        self.journal: Path | str = data / "journal"
        """Where to read it; a PostgreSQL URL is the hub's own journal too."""

    def words(self) -> list[str]:
        """On ports that the system chooses."""
        ports = [word for name in ("ingress", "control", "feed", "history", "pairing") for word in (f"--{name}", "0")]
        journal = ("--journal", self.journal) if isinstance(self.journal, str) else ()
        return [*self.program, "--data", str(self.data), *ports, *journal, *self.more]

    def listens(self, pid: int) -> bool:
        """Whether it wrote where it listens."""
        found = station.read_hub_file(self.data / "hub.json")
        return found is not None and found.pid == pid

    @property
    def where(self) -> HubFile:
        """Ports of the running hub."""
        found = station.read_hub_file(self.data / "hub.json")
        assert found is not None
        return found

    def entries(self) -> list[Entry]:
        """The journal after the mark, read beside the hub."""
        archive = Archive(store_at(self.journal), HALL)
        try:
            archive.refresh()
            found: list[Entry] = []
            while page := archive.read(found[-1].seq if found else self.mark, 5_000):
                found += [sealed.entry for sealed in page]
            return found
        finally:
            archive.close()
            archive.store.close()

    def events(self, kind: type[E]) -> list[E]:
        """The journal's events of one kind, after the mark."""
        return [entry.event for entry in self.entries() if isinstance(entry.event, kind)]


class Peer:
    """A socket with a station's key."""

    def __init__(self, who: Station, port: str) -> None:
        self.who = who
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.socket = self.context.socket(zmq.DEALER)
        station.secure(self.socket, who)
        self.socket.setsockopt(zmq.SNDHWM, 100_000)
        self.socket.connect(f"tcp://{who.host}:{getattr(who, port)}")

    def say(self, message: object) -> None:
        """Send one message, or raw bytes."""
        data = message if isinstance(message, bytes) else wire.encode(message)
        assert self.socket.poll(60_000, zmq.POLLOUT), "no connection"
        self.socket.send(data)

    def close(self) -> None:
        """Go without a word."""
        self.context.destroy(0)


class Adapter(Peer):
    """An adapter with its outbox in memory."""

    def __init__(self, data: Path, name: str = "qms", *, epoch: str = "e1", who: Station | None = None) -> None:
        """`who`: another way to the hub than the station file's."""
        super().__init__(who or station.read(keys.issue_local(data, name, Role.ADAPTER)), "ingress")
        self.epoch = epoch
        self.given: list[AdapterEvent] = []
        self.acked = 0
        self.sent = 0
        self.credit = 0
        self.boot = 0
        self._heard_at = time.monotonic()

    def hear(self, seconds: float = 60.0) -> wire.ToAdapter:
        """The next message."""
        assert self.socket.poll(int(seconds * 1_000)), "no answer"
        return wire.decode_to_adapter(self.socket.recv())

    def hear_one(self, kind: type, seconds: float = 60.0) -> object:
        """The next message of a kind; others are passed over."""
        end = time.monotonic() + seconds
        while True:
            message = self.hear(max(0.0, end - time.monotonic()))
            if isinstance(message, kind):
                return message

    def silent(self, seconds: float = 0.2) -> bool:
        """Whether nothing comes."""
        return not self.socket.poll(int(seconds * 1_000))

    def hello(self, **other: object) -> None:
        """Greet."""
        fields: dict[str, object] = {
            "protocol": wire.PROTOCOL,
            "adapter": self.who.name,
            "epoch": self.epoch,
            "acked": self.acked,
            "first": 1 if self.given else 0,
            "last": len(self.given),
            "version": "test",
            "devices": (),
        }
        self.say(Hello(**{**fields, **other}))  # type: ignore[arg-type]

    def join(self, **other: object) -> Welcome:
        """Greet and be welcomed."""
        self.hello(**other)
        welcome = self.hear_one(Welcome)
        assert isinstance(welcome, Welcome)
        self.sent, self.credit, self.boot = welcome.expect - 1, welcome.credit, welcome.boot
        return welcome

    def tell(self, n: int, event: AdapterEvent | None = None) -> None:
        """Send event `n`."""
        self.say(Happened(n=n, event=event or DisplayShowed(device=self.who.name, text=str(n))))

    def pump(self, seconds: float = 0.0) -> None:
        """Send what may be sent, read what has come; greets anew when the hub is another one."""
        while self.sent < len(self.given) and self.sent - self.acked < self.credit:
            if not self.socket.poll(0, zmq.POLLOUT):
                break
            self.sent += 1
            self.socket.send(wire.encode(Happened(n=self.sent, event=self.given[self.sent - 1])))
        wait = int(seconds * 1_000)
        if time.monotonic() - self._heard_at > 0.3 and self.socket.poll(0, zmq.POLLOUT):
            self._heard_at = time.monotonic()
            self.hello()
        while self.socket.poll(wait):
            wait = 0
            self._heard_at = time.monotonic()
            message = wire.decode_to_adapter(self.socket.recv())
            if isinstance(message, Ack) and message.epoch == self.epoch:
                self.acked, self.credit = max(self.acked, message.upto), message.credit
            elif isinstance(message, Nak):
                self.sent = message.expect - 1
            elif isinstance(message, Welcome):
                self.sent, self.credit, self.boot = message.expect - 1, message.credit, message.boot
                self.acked = max(self.acked, self.sent)
            elif isinstance(message, Refuse) and message.code == "hello_first":
                self.hello()

    def deliver(self, events: list[AdapterEvent], seconds: float = 60.0) -> None:
        """Give events and wait until all are acknowledged."""
        self.given += events
        end = time.monotonic() + seconds
        while self.acked < len(self.given):
            assert time.monotonic() < end, f"{self.acked} of {len(self.given)} acknowledged"
            self.pump(0.05)

    def shows(self, count: int) -> list[AdapterEvent]:
        """So many harmless events that can be told apart."""
        start = len(self.given)
        return [DisplayShowed(device=self.who.name, text=str(start + place)) for place in range(1, count + 1)]


class Console(Peer):
    """A console without a screen."""

    def __init__(self, data: Path, role: Role = Role.LEADER, name: str = "") -> None:
        super().__init__(station.read(keys.issue_local(data, name or f"desk-{role}", role)), "control")
        self.boot = 0
        self._greeting: dict[str, object] = {}

    def hear(self, seconds: float = 60.0) -> wire.ToConsole:
        """The next message."""
        assert self.socket.poll(int(seconds * 1_000)), "no answer"
        return wire.decode_to_console(station.heard(self.socket))

    def ask(self, message: object, seconds: float = 60.0) -> wire.ToConsole:
        """Say and hear."""
        self.say(message)
        return self.hear(seconds)

    def enter(self, **other: object) -> Admitted:
        """Greet and be admitted."""
        self._greeting = other
        fields: dict[str, object] = {"protocol": wire.PROTOCOL, "station": self.who.name, "person": "wang"}
        admitted = self.ask(Enter(**{**fields, **other}))  # type: ignore[arg-type]
        assert isinstance(admitted, Admitted), admitted
        self.boot = admitted.boot
        return admitted

    def _ask_still_there(self, message: object, seconds: float = 60.0) -> wire.ToConsole:
        """Ask; one that a busy machine kept silent for so long that the hub forgot it greets again, as a real one does."""
        answer = self.ask(message, seconds)
        if self.boot and isinstance(answer, Refuse) and answer.code == "hello_first":
            self.enter(**self._greeting)
            answer = self.ask(message, seconds)
        return answer

    def login(self, person: str, secret: str, seconds: float = 60.0) -> wire.LoginAnswer:
        """Log in, and hear what came of it."""
        return self.told(wire.Login(id=new_id(), person=person, secret=Secret(secret)), seconds)

    def told(self, message: object, seconds: float = 60.0) -> wire.LoginAnswer:
        """What came of a login or a second person's word."""
        answer = self._ask_still_there(message, seconds)
        assert isinstance(answer, wire.LoginAnswer), answer
        return answer

    def order(self, command: Command, *, id: str = "") -> wire.Answer:
        """Order, and hear whether it was taken."""
        answer = self._ask_still_there(wire.Order(id=id or new_id(), command=command, boot=self.boot))
        assert isinstance(answer, wire.Answer), answer
        return answer

    def follow(self, feed: int) -> "zmq.Socket[bytes]":
        """A subscription to the feed."""
        socket = self.context.socket(zmq.SUB)
        station.secure(socket, self.who)
        socket.subscribe(b"")
        socket.connect(f"tcp://{self.who.host}:{feed}")
        return socket

    def ask_past(self, message: object, port: int, seconds: float = 60.0) -> wire.ToConsole:
        """What the history process at `port` answers."""
        socket = self.context.socket(zmq.DEALER)
        station.secure(socket, self.who)
        socket.connect(f"tcp://{self.who.host}:{port}")
        try:
            assert socket.poll(int(seconds * 1_000), zmq.POLLOUT), "no connection"
            socket.send(wire.encode(message))
            assert socket.poll(int(seconds * 1_000)), "no answer"
            return wire.decode_to_console(station.heard(socket))
        finally:
            socket.close()

    def page(self, after: int) -> Entries:
        """Entries after `after`."""
        found = self.ask(wire.Sync(after=after))
        assert isinstance(found, Entries), found
        return found


def pulse_says(feed: "zmq.Socket[bytes]", recorded: bool, seconds: float = 60.0) -> Pulse:
    """The first pulse of the feed that says so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if feed.poll(200):
            topic, data = feed.recv_multipart()
            message = wire.decode_to_console(data)
            if topic == wire.TOPIC_PULSE and isinstance(message, Pulse) and message.recorded is recorded:
                return message
    raise AssertionError(f"no pulse with recorded={recorded}")


@contextmanager
def closing(*peers: Peer) -> Iterator[None]:
    """Close the peers at the end."""
    try:
        yield
    finally:
        for peer in peers:
            peer.close()
