"""The hub process: one plain thread that owns all sockets and the journal's write connection.

    poll → read what is there (at most 512 events or 5 ms) → one commit → acknowledge → publish

Nothing a peer sends may stop it; only a broken journal does, and then whoever supervises it starts it again.
"""

import contextlib
import logging
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import zmq
from msgspec import Struct

from console import collector, station, wire
from console.checkpoint import Signer
from console.clock import HallClock
from console.fault import HallFault
from console.hub import keys, selftest
from console.hub.announcer import Announcer
from console.hub.auth import Gate
from console.hub.child import HistoryChild
from console.hub.core import HubCore
from console.hub.crash import Crashes
from console.hub.intake import GROUP, Intake
from console.hub.journal import Journal
from console.hub.pairing import PairingDesk
from console.hub.refusals import Code, Refusals
from console.hub.serve import Consoles
from console.hub.sockets import Received, Sockets, bind, check
from console.hub.spool import Spool
from console.hub.strain import Strains
from console.model.hall import HallConfig
from console.station import HubFile
from console.wire import Ask, Do, Entries, Pulse, Sealed, Starting

GATHER = 0.005
"""Seconds for which events are gathered before they are committed."""
URGENT = 0.001
"""The same, once an alarm's ground or a word on an order is among them."""
TICK = 0.25
FLOOD = 5.0
"""Seconds without an empty ingress after which leases count all the same."""
FEED_PAGE = 200
"""Entries in one message of the feed."""
CONTROL_TURN = 16
"""Messages of consoles read before adapters have their turn again."""
BURST = 256
"""Messages read before their senders are looked up: a station revoked before it sent one is shut out by then."""

log = logging.getLogger(__name__)


class HubOptions(Struct, frozen=True, kw_only=True):
    """How a hub is run."""

    data: Path
    hall: HallConfig
    journal: str = ""
    """Folder or PostgreSQL URL; empty: `journal/` in the data directory."""
    host: str = "127.0.0.1"
    ingress: int = 5701
    control: int = 5702
    feed: int = 5703
    history: int = 5704
    pairing: int = 5705
    """Ports; 0: the one it had last time, or any free one."""
    start: float | None = None
    """Hall time at the beginning, for a demo; None: the wall clock's."""
    since: float | None = None
    """`time.monotonic` when it is `start`; the same again after a restart, so that hall time goes on."""
    speed: float = 1.0
    rate: float = 20_000.0
    """Events a second that one adapter may bring, lasting."""
    version: str = "0.1.0"


class Server:
    """A hub that is bound and not yet serving; `serve` runs until `stop`."""

    def __init__(self, options: HubOptions) -> None:
        """Check, open, bind. Raises HallFault, in one line, for whatever would lose data later."""
        self._options = options
        self._running = True
        self._pulse_at = self._tick_at = 0.0
        self._emptied_at = time.monotonic()
        self._is_announced = False
        with contextlib.ExitStack() as opened:
            self._open(opened)
            self._opened = opened.pop_all()

    def _open(self, opened: contextlib.ExitStack) -> None:
        """Everything, each thing with its end: a start that is refused leaves nothing behind."""
        options, data = self._options, self._options.data
        selftest.check_folder(data, options.journal)
        opened.callback(os.close, selftest.lock(data))
        selftest.check_database(data, options.journal)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        opened.callback(self._context.destroy, 0)
        self.refusals = Refusals()
        clock = HallClock(options.start, options.speed, options.since)
        self.journal = Journal.open(
            options.journal or data / "journal",
            options.hall.id,
            timezone=options.hall.timezone,
            signer=Signer.load(keys.folder(data) / "checkpoint.key"),
        )
        opened.callback(self.journal.close)
        spool = Spool(data / "spool")
        opened.callback(spool.close)
        strains = Strains(
            data,
            None if options.journal else data / "journal",
            self._now,
            {"hub_key": self._key_strain, "index": self._index_strain},
        )
        self.core = HubCore(
            self.journal,
            clock,
            options.hall,
            outlet=self,
            spool=spool,
            version=options.version,
            boot_floor=_read_boot(data),
            crashes=Crashes(data),
            strains=strains.look,
        )
        self._bind(opened)
        self.consoles = Consoles(self.core, self._to_console, self.refusals, data)
        opened.callback(self.consoles.logins.close)
        self._sockets.poller.register(self.consoles.logins.bell, zmq.POLLIN)
        self.intake = Intake(self.core, self._to_adapter, self.refusals, rate=options.rate)
        self._announcer = Announcer(data, self._gate, self.core.note)
        self.intake.on_key_kept = self.consoles.on_key_kept = self._announcer.kept
        self._tick_at = time.monotonic() + TICK
        self.core.start(self._tell_start)
        self.consoles.logins.refresh()
        self.intake.take_up(time.monotonic())
        _note_boot(data, self.core.boot)
        self._announce()

    def _bind(self, opened: contextlib.ExitStack) -> None:
        options = self._options
        before = station.read_hub_file(options.data / "hub.json")
        self._gate = Gate(self._context, options.data)
        opened.callback(self._gate.close)
        self._sockets = Sockets(self._gate, self._context, options.host)
        opened.callback(self._sockets.close)
        last = (before.ingress, before.control, before.feed) if before else (0, 0, 0)
        self._ports = self._sockets.bind((options.ingress, options.control, options.feed), last)
        self._pairing = PairingDesk(self._context, options.data, self._gate.public, self.refusals)
        opened.callback(self._pairing.close)
        self._pairing_port = bind(self._pairing.socket, options.host, options.pairing, before.pairing if before else 0)
        self._sockets.poller.register(self._pairing.socket, zmq.POLLIN)
        selftest.check_handshake(self._gate, self._sockets, options.host, self._ports)
        if options.history:
            check(options.host, options.history)
        self._history = HistoryChild(
            options.data, options.hall.id, options.journal, options.host, options.history, before.history if before else 0
        )
        opened.callback(self._history.close)

    def _now(self) -> float:
        return self.core.now()

    def _announce(self) -> None:
        """Let stations of this machine know where to connect."""
        ingress, control, feed = self._ports
        self.consoles.feed_port, self.consoles.history_port = feed, self._history.port
        self._pairing.ports = (ingress, control)
        found = HubFile(
            pid=os.getpid(),
            boot=self.core.boot,
            hall=self._options.hall.id,
            host=self._options.host,
            ingress=ingress,
            control=control,
            feed=feed,
            history=self._history.port,
            pairing=self._pairing_port,
        )
        try:
            station.write_private(self._options.data / "hub.json", msgspec.json.encode(found))
        except OSError as error:
            log.warning("cannot write hub.json: %s; stations of this machine may not find the hub", error.strerror)

    def _tell_start(self, done: int, whole: int) -> None:
        """The journal is being folded, which takes seconds after a change of the model: consoles are let in and told how far it is.

        Adapters go on greeting; what they sent is read when the hall is known.
        """
        now = time.monotonic()
        if now < self._tick_at:
            return
        if not self._is_announced:
            log.info("%d entries are to be folded before the hall is known", whole - done)
            self._is_announced = True
            self._announce()
        self._tick_at = now + TICK
        self._gate.answer()
        self._gate.refresh()
        answer = wire.encode(Starting(done=done, whole=whole))
        for _ in range(BURST):
            received = self._sockets.read(self._sockets.control)
            if received is None:
                return
            if self._sockets.who(received) is not None:
                self._to_console(received.route, answer)

    # --- the loop --------------------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Until stopped. Raises HallFault when the journal broke: what is on disk is then known only after a new start."""
        log.info("hall %s, boot %d, entry %d", self._options.hall.id, self.core.boot, self.core.state.seq)
        while self._running:
            self.turn(TICK)
        self.core.stop()

    def turn(self, timeout: float) -> None:
        """Wait at most `timeout` seconds for something to do, and do it."""
        until = self._tick_at - time.monotonic()
        ready = dict(self._sockets.poller.poll(max(0, int(1_000 * min(timeout, until)))))
        self._let_in(ready)
        is_empty = self._read_adapters() if self._sockets.ingress in ready else True
        if self._sockets.control in ready:
            self._read_consoles()
        if self.consoles.logins.bell.fileno() in ready:
            self.consoles.logins.settle()
        now = time.monotonic()
        if self.intake.is_waiting:
            self.intake.commit(now)
        if now >= self._tick_at:
            self._tick(now, is_empty)

    def _let_in(self, ready: dict[object, int]) -> None:
        if self._gate.socket in ready:
            self._gate.answer()
        if self._pairing.socket in ready:
            self._pairing.answer()
        if self._sockets.feed in ready:
            self._sockets.drain_subscriptions()
        for reason, times in self._gate.take_denied().items():
            self.refusals.count("stranger", Code(reason), times)
        for _ in self._sockets.failed_handshakes():
            self.refusals.count("stranger", Code.NO_KEY)
        if self._gate.refresh():
            self._sockets.cut_feed()

    def _read_adapters(self) -> bool:
        """Gather events; True when there is nothing left to read."""
        begun = time.monotonic()
        while self.intake.gathered < GROUP:
            burst: list[Received] = []
            while len(burst) < BURST and (received := self._sockets.read(self._sockets.ingress)) is not None:
                burst.append(received)
            if burst and self._gate.refresh():
                self._sockets.cut_feed()
            now = time.monotonic()
            for received in burst:
                self._hand(self.intake, received, now)
            if len(burst) < BURST:
                self._emptied_at = now
                return True
            if now - begun > (URGENT if self.intake.is_urgent else GATHER):
                return False
        return False

    def _read_consoles(self) -> None:
        for _ in range(CONTROL_TURN):
            received = self._sockets.read(self._sockets.control)
            if received is None:
                return
            if self._gate.refresh():
                self._sockets.cut_feed()
            self._hand(self.consoles, received, time.monotonic())

    def _hand(self, side: Intake | Consoles, received: Received, now: float) -> None:
        """Give a message to the side it came for. A bug of ours must not become a way to stop the hall: it is refused and logged."""
        peer = self._sockets.who(received)
        name = peer.name if peer else "revoked station"
        if not received.is_whole:
            side.refuse(received.route, name, Code.PARTS, "a message has one frame")
            return
        try:
            side.receive(received.route, peer, received.frame.bytes, now)
        except HallFault:
            raise
        except Exception:
            log.exception("a bug of the hub, met by a message of %s: %s", name, wire.shown(received.frame.bytes))
            side.refuse(received.route, name, Code.BUG, "the hub failed on this message; see its log")

    def _tick(self, now: float, is_empty: bool) -> None:
        self._tick_at = now + TICK
        # What they sent while we were busy must be read before silence is silence; after seconds of flood every peer had its turn.
        if is_empty or now - self._emptied_at > FLOOD:
            self.intake.expire(now)
            self.consoles.expire(now)
        for event in self.refusals.due(now):
            self.core.note(event)
        self.core.tick()
        self.intake.grant(now)
        self._turn_keys(now)
        if self._history.keep_alive(now):
            self._announce()
        if now >= self._pulse_at:
            self._pulse_at = now + wire.HEARTBEAT
            self._pulse()

    def _turn_keys(self, now: float) -> None:
        """Announce the hub's next key; once it is the hub's own, listen with it: all come again, as after a lost line."""
        if self._announcer.look():
            log.warning("the hub has another key from now on")
            self._sockets.renew(self._ports)
            self._pairing.hub_key = self._gate.public
            self._history.renew()
            self._announcer.changed((*self.intake.present(), *self.consoles.present()))
        for route, message in self._announcer.words(self.intake.present(), now):
            self._to_adapter(route, wire.encode(message))
        for route, message in self._announcer.words(self.consoles.present(), now):
            self._to_console(route, wire.encode(message))

    def _key_strain(self) -> str:
        return self._announcer.strain()

    def _index_strain(self) -> str:
        rebuilt = self.journal.rebuilt
        return f"{rebuilt.day}, {rebuilt.copy}" if rebuilt is not None else ""

    def stop(self) -> None:
        """Let `serve` return; may be called from a signal handler."""
        self._running = False

    def close(self) -> None:
        """Let go of everything; the journal is on disk already."""
        self._opened.close()

    # --- out -------------------------------------------------------------------------------------------------------------

    def publish(self, sealed: Sequence[Sealed]) -> None:
        """Committed entries to every console."""
        self.consoles.remember(sealed)
        head = sealed[-1].entry.seq
        for start in range(0, len(sealed), FEED_PAGE):
            page = Entries(entries=tuple(sealed[start : start + FEED_PAGE]), head=head)
            self._sockets.publish(wire.TOPIC_ENTRIES, wire.encode(page))

    def send(self, adapter: str, message: Do | Ask) -> None:
        """An order to its adapter."""
        self.intake.send(adapter, message)

    def _pulse(self) -> None:
        core = self.core
        pulse = Pulse(
            boot=core.boot,
            seq=core.state.seq,
            hash=self.journal.head.hash,
            now=core.now(),
            speed=core.speed,
            recorded=core.recorded,
            spooled=core.spooled,
        )
        self._sockets.publish(wire.TOPIC_PULSE, wire.encode(pulse))

    def _to_adapter(self, route: bytes, message: bytes) -> bool:
        return self._sockets.send(self._sockets.ingress, route, message)

    def _to_console(self, route: bytes, message: bytes) -> bool:
        return self._sockets.send(self._sockets.control, route, message)


def _read_boot(data: Path) -> int:
    """The last boot number by the hub's own note: a journal put back from a copy must not lead to one that was used already."""
    try:
        return int((data / "boot").read_text())
    except (FileNotFoundError, ValueError):
        return 0


def _note_boot(data: Path, boot: int) -> None:
    try:
        station.write_private(data / "boot", str(boot).encode())
    except OSError as error:
        raise HallFault(f"cannot write {data / 'boot'}: {error.strerror}", "free some space and start again") from error


def run(options: HubOptions) -> None:
    """Run the hub until SIGTERM or SIGINT. Raises HallFault when it cannot start, or must be started again."""
    server = Server(options)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    collector.leave_alone()
    try:
        server.serve()
    finally:
        server.close()
