"""The console's side of one connection to the hub: greets, asks for what is missing, follows, and passes orders on.

It lives in the live feed's thread (`feed`), which makes a new one whenever this one ends.
"""

import logging
import queue
import secrets
import time
from collections import deque
from pathlib import Path

import zmq
from msgspec import Struct, structs
from zmq.utils.monitor import recv_monitor_message

from console import station, wire
from console.bell import Bell
from console.checkpoint import WitnessFile
from console.fault import HallFault
from console.follow import Follower, Outcome
from console.model.command import Command, Refusal, Role
from console.model.event import CheckpointSigned, Entry
from console.session import Answered, Link, Live, LoginResult
from console.station_keys import ANOTHER_KEY, JOIN_ANEW, KeyChoice

SILENCE = 2.0
"""Seconds without a pulse after which the picture is stale and the link is made anew."""
PATIENCE = 3.0
"""Seconds for an answer on the control socket."""
AGAIN = 0.3
"""Seconds between two attempts to connect."""
REFUSED_AGAIN = 2.0
TURNED_AWAY = 6
"""Handshakes that failed one after the other, after which this console is told to join anew: a hub that ends makes one or two."""
REST = 0.2
"""Seconds without a question after the hub refused one."""
FAR_BEHIND = 50_000
"""Entries from which a snapshot is quicker than all pages."""
LOGIN_SECONDS = 10.0
"""For an answer to a login; the hub hashes, one after the other."""
BATCH_SECONDS = 0.02
"""How long news may be taken in before the state is handed over."""

log = logging.getLogger(__name__)


class Pending(Struct, frozen=True, kw_only=True):
    """An order that has no answer yet."""

    id: str
    command: Command
    boot: int
    """The hub's boot that the operator saw when ordering."""
    until: float
    """`time.monotonic` from when it is given up."""


_HANDSHAKES = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
)  # fmt: skip
Asked = wire.Login | wire.Logout | wire.Vouch


class Board:
    """What the feed's thread and the GUI's thread share: each field is replaced whole, or is safe by itself."""

    def __init__(self, station_file: Path, person: str | None, witnesses: Path | None) -> None:
        self.station_file = station_file
        self.person = person
        self.keys = KeyChoice(station_file)
        """Which of the hub's keys is tried; the feed's thread only."""
        self.witnesses = WitnessFile(witnesses) if witnesses is not None else None
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.bell = Bell()
        self.latest = Live()
        self.boot = 0
        self.history = 0
        """Port of the history process, as last told by the hub; 0: not told yet."""
        self.is_closing = False
        self.orders: queue.SimpleQueue[Pending] = queue.SimpleQueue()
        self.answers: deque[Answered] = deque()
        self.pending: dict[str, Pending] = {}
        """Orders without an answer; the feed's thread only."""
        self.session = secrets.token_hex(16)
        """By which the hub knows this console again after a lost link, and not after a new start."""
        self.asked: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        self.logins: deque[LoginResult] = deque()
        self.open_logins: dict[str, float] = {}
        """Logins without an answer, until when they wait; the feed's thread only."""

    def show(self, **changes: object) -> None:
        """Hand over a new value of what is known."""
        self.latest = structs.replace(self.latest, **changes)

    def collect(self) -> list[Pending]:
        """Orders that are new; those whose time is up are given up."""
        fresh = []
        while not self.orders.empty():
            order = self.orders.get()
            self.pending[order.id] = order
            fresh.append(order)
        for order in [each for each in self.pending.values() if each.until < time.monotonic()]:
            del self.pending[order.id]
            self.answers.append(Answered(id=order.id, accepted=False, reason=Refusal.EXPIRED, detail="the hub did not answer"))
        return fresh

    def collect_logins(self, *, is_linked: bool) -> list[Asked]:
        """What is to be asked; without a link, and when no answer came, that is told."""
        found: list[Asked] = []
        while not self.asked.empty():
            asked = self.asked.get()
            if is_linked:
                found.append(asked)
                if not isinstance(asked, wire.Logout):
                    self.open_logins[asked.id] = time.monotonic() + LOGIN_SECONDS
            elif not isinstance(asked, wire.Logout):
                self.logins.append(LoginResult(id=asked.id, accepted=False, reason="link"))
        for id in [id for id, until in self.open_logins.items() if until < time.monotonic() or not is_linked]:
            del self.open_logins[id]
            self.logins.append(LoginResult(id=id, accepted=False, reason="link"))
        return found


class LiveLink:
    """One life of the connection: from the greeting until it falls silent. Lives in the feed's thread."""

    def __init__(self, board: Board, follower: Follower) -> None:
        self._board = board
        self._follower = follower
        self._admitted: wire.Admitted | None = None
        self._head = 0
        self._asked_at: float | None = None
        """When the open question (Enter, Sync or Fetch) was put; None: none is open."""
        self._word_at = time.monotonic()
        self._pulse: wire.Pulse | None = None
        self._beat_at = 0.0
        self._rest_until = 0.0
        """The hub asked to be left alone until then."""
        self._station = board.keys.read()
        self._control = board.context.socket(zmq.DEALER)
        self._monitor = self._control.get_monitor_socket(_HANDSHAKES)
        self._news = board.context.socket(zmq.SUB)
        self._feed_port = 0
        self._poller = zmq.Poller()

    def run(self) -> float:
        """Serve the link until it ends; returns the seconds to wait before the next."""
        board = self._board
        self._connect(self._control, self._station.control)
        self._poller.register(board.bell, zmq.POLLIN)
        self._poller.register(self._control, zmq.POLLIN)
        self._poller.register(self._monitor, zmq.POLLIN)
        self._poller.register(self._news, zmq.POLLIN)
        while not board.is_closing:
            self._poller.poll(50)
            board.bell.hush()
            if self._is_turned_away():
                return AGAIN
            refused = self._hear_control()
            if refused:
                return REFUSED_AGAIN
            self._hear_news()
            self._speak()
            self._show()
            now = time.monotonic()
            if now - self._word_at > SILENCE or (self._asked_at is not None and now - self._asked_at > PATIENCE):
                board.show(link=Link.STALE if self._follower.is_loaded else Link.CONNECTING, why="the hub is silent")
                return AGAIN
        self._send(wire.Bye())
        return 0.0

    def _connect(self, socket: "zmq.Socket[bytes]", port: int) -> None:
        if not port:
            raise HallFault("the hub of this machine does not run", "start it; the console finds it by itself")
        station.secure(socket, self._station)
        if socket is self._news:
            socket.setsockopt(zmq.RCVHWM, 100_000)
            socket.setsockopt(zmq.SUBSCRIBE, wire.TOPIC_ENTRIES)
            socket.setsockopt(zmq.SUBSCRIBE, wire.TOPIC_PULSE)
        socket.connect(f"tcp://{self._station.host}:{port}")

    def _send(self, message: wire.Message) -> bool:
        try:
            self._control.send(wire.encode(message), zmq.NOBLOCK)
        except zmq.Again:  # not connected yet, or its queue is full; whoever sent it tries again or the link ends by silence
            return False
        return True

    def _is_turned_away(self) -> bool:
        """Whether the handshake failed: the hub's other key is tried next. Where none fits, this console is told what to do."""
        while self._monitor.poll(0):
            event = zmq.Event(recv_monitor_message(self._monitor)["event"])
            if event is zmq.Event.HANDSHAKE_SUCCEEDED:
                self._board.keys.fits()
                continue
            self._board.keys.failed()
            if self._board.keys.failures >= TURNED_AWAY:
                is_unknown = event is zmq.Event.HANDSHAKE_FAILED_AUTH
                why = "the hub does not know this station: it was never paired, or was revoked" if is_unknown else ANOTHER_KEY
                anew = JOIN_ANEW.format(role=self._station.role.value, name=self._station.name)
                if self._board.latest.why != why:
                    log.warning("%s; %s", why, anew)
                self._board.show(link=Link.REFUSED, why=why)
            return True
        return False

    # --- hearing ---------------------------------------------------------------------------------------------------------

    def _hear_control(self) -> bool:
        """Take all answers; True when the hub will not have us."""
        while True:
            try:
                answer = station.heard(self._control)
            except zmq.Again:
                return False
            match wire.decode_to_console(answer):
                case wire.Admitted() as admitted:
                    self._enter(admitted)
                case wire.Starting() as starting:
                    self._wait_for(starting)
                case wire.Snapshot() as snapshot:
                    self._load(snapshot)
                case wire.Entries() as page:
                    self._asked_at = None
                    self._head = max(self._head, page.head)
                    before = self._follower.wanted
                    self._take(page.entries)
                    if self._follower.wanted == before:
                        self._follower.skip_log()
                case wire.Answer(id=id, accepted=accepted, reason=reason, detail=detail):
                    if self._board.pending.pop(id, None) is not None:
                        self._board.answers.append(Answered(id=id, accepted=accepted, reason=reason, detail=detail))
                case wire.LoginAnswer() as said:
                    self._hear_login(said)
                case wire.NewKey(key=key):
                    if self._board.keys.keep(key):
                        self._send(wire.KeyKept(key=key))
                case wire.Refuse(code=code, reason=reason) if self._admitted is None:
                    log.warning("the hub refused this console: %s (%s)", reason, code)
                    self._board.show(link=Link.REFUSED, why=reason)
                    return True
                case wire.Refuse(code=code, reason=reason):
                    log.warning("the hub refused a message: %s (%s)", reason, code)
                    self._asked_at = None
                    self._rest_until = time.monotonic() + REST
                    if code == "hello_first":  # it took us for gone
                        self._admitted = None
                case _:
                    pass  # a beat, or what only the history socket says

    def _hear_login(self, said: wire.LoginAnswer) -> None:
        if self._board.open_logins.pop(said.id, None) is not None:
            self._board.logins.append(
                LoginResult(id=said.id, accepted=said.accepted, reason=said.reason, left=said.left, seconds=said.seconds)
            )

    def _hear_news(self) -> None:
        until = time.monotonic() + BATCH_SECONDS
        while time.monotonic() < until:
            try:
                _topic, body = self._news.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            self._word_at = time.monotonic()
            match wire.decode_to_console(body):
                case wire.Entries() as page:
                    self._head = max(self._head, page.head)
                    self._take(page.entries)
                case wire.Pulse() as pulse:
                    self._hear_pulse(pulse)
                case _:
                    log.warning("the feed carries something else than entries and pulses")

    def _hear_pulse(self, pulse: wire.Pulse) -> None:
        self._pulse = pulse
        self._head = max(self._head, pulse.seq)
        self._board.show(told=pulse.now, told_at=self._word_at, heard=self._word_at, speed=pulse.speed, recorded=pulse.recorded)
        if self._admitted is None:
            return
        if pulse.boot != self._admitted.boot:
            self._admitted = None  # another hub process: greet it, and compare from the start
            self._asked_at = None
        elif self._follower.is_loaded and self._follower.compare(pulse.seq, pulse.hash) is Outcome.DIVERGED:
            self._diverge(pulse.seq)

    def _enter(self, admitted: wire.Admitted) -> None:
        self._admitted = admitted
        self._asked_at = None
        self._word_at = time.monotonic()
        self._head = admitted.seq
        self._board.boot, self._board.history = admitted.boot, admitted.history
        if self._feed_port == 0:  # the feed first, then the page: what is committed in between comes twice rather than not at all
            self._feed_port = admitted.feed
            self._connect(self._news, admitted.feed)
        self._board.show(
            station=self._station.name, role=Role(admitted.role), told=admitted.now, told_at=self._word_at, heard=self._word_at, speed=admitted.speed
        )  # fmt: skip
        for order in self._board.pending.values():
            self._order(order)
        if self._follower.is_loaded and admitted.seq < self._follower.seq:
            self._diverge(admitted.seq)

    def _wait_for(self, starting: wire.Starting) -> None:
        """The hub is there and not ready: say how far it is, and greet it again."""
        self._admitted, self._asked_at = None, None
        self._word_at = time.monotonic()
        self._rest_until = self._word_at + REST
        share = starting.done / starting.whole if starting.whole else 0.0
        self._board.show(link=Link.STARTING, why="the hub reads its journal", starting=min(share, 1.0), heard=self._word_at)

    def _load(self, snapshot: wire.Snapshot) -> None:
        self._follower.load(wire.unpack_state(snapshot.state), snapshot.hash)
        self._asked_at = None

    def _take(self, entries: tuple[wire.Sealed, ...]) -> None:
        if not self._follower.is_loaded:
            return
        outcome, folded = self._follower.take(entries)
        for entry in folded:
            self._witness(entry)
        if outcome is Outcome.DIVERGED:
            self._diverge(self._follower.seq)

    def _witness(self, entry: Entry) -> None:
        if isinstance(entry.event, CheckpointSigned) and self._board.witnesses is not None:
            self._board.witnesses.add(entry.hall, entry.at, entry.event)

    def _diverge(self, seq: int) -> None:
        log.warning("the hub's journal differs from what this console knows at entry %d: the state is loaded anew", seq)
        self._follower.is_loaded = False
        self._asked_at = None
        self._board.show(link=Link.DIVERGED, why=f"the journal differs at entry {seq}")

    # --- speaking --------------------------------------------------------------------------------------------------------

    def _speak(self) -> None:
        now = time.monotonic()
        for order in self._board.collect():
            if self._admitted is not None:
                self._order(order)
        for asked in self._board.collect_logins(is_linked=self._admitted is not None):
            self._send(asked)
        if self._asked_at is None and now > self._rest_until:
            self._ask()
        if self._admitted is not None and now - self._beat_at > wire.HEARTBEAT:
            self._beat_at = now
            self._send(wire.Beat())

    def _ask(self) -> None:
        """Put the next question, if one is needed."""
        follower = self._follower
        if self._admitted is None:
            witnesses = self._board.witnesses
            kept = witnesses.newest.checkpoint if witnesses is not None and witnesses.newest is not None else None
            greeting = wire.Enter(
                protocol=wire.PROTOCOL, station=self._station.name, person=self._board.person,
                checkpoint=kept.seq if kept else 0, head=kept.head if kept else "", session=self._board.session,
            )  # fmt: skip
            asked = self._send(greeting)
        elif not follower.is_loaded or self._head - follower.seq > FAR_BEHIND:
            asked = self._send(wire.Fetch())
        elif follower.wanted < self._head:
            asked = self._send(wire.Sync(after=follower.wanted))
        else:
            return
        if asked:
            self._asked_at = time.monotonic()

    def _order(self, order: Pending) -> None:
        left = order.until - time.monotonic()
        if left > 0:
            self._send(wire.Order(id=order.id, command=order.command, boot=order.boot, expires_in=left))

    def _show(self) -> None:
        """Hand over the state, and how far it can be trusted."""
        follower = self._follower
        if self._admitted is None or not follower.is_loaded:
            return
        is_good = self._pulse is not None and follower.seq >= self._head
        live = self._board.latest
        if live.state is not follower.state or live.link is not Link.GOOD or not is_good:
            link = Link.GOOD if is_good or live.link is Link.GOOD else Link.CONNECTING
            self._board.show(
                state=follower.state, recent=follower.recent, link=link, why="" if is_good else "catching up", heard=self._word_at
            )  # fmt: skip

    def close(self) -> None:
        """Close the sockets."""
        self._control.disable_monitor()
        self._monitor.close(0)
        self._control.close(0)
        self._news.close(0)
