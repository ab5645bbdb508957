"""The link of one adapter to the hub: one thread owns the line and the outbox. The device's code runs elsewhere.

The protocol is `resources/help/adapter-protocol.md`: greet, send what the hub has not got, resend, beat, take commands once. Durations
are `time.monotonic`.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import zmq
from msgspec import Struct

from adapters.intake import Doorbell, Intake
from adapters.line import RECONNECT, Line
from adapters.outbox import Outbox, OutboxCorrupt, OutboxUnwritable
from adapters.window import Window
from console import wire
from console.model.command import Command
from console.model.event import CommandReported
from console.wire import Ack, Ask, Beat, Bye, Do, Hello, KeyKept, Nak, NewKey, Refuse, Welcome

BATCH = 512
"""Events in one commit, and messages handled in one go."""
MUTE_AFTER = 1.0
"""Seconds without being able to store after which the link falls silent: the hub then knows that nothing is recorded here."""
ASLEEP = 0.4
"""Seconds between two looks at the socket from which this process was held up, and for which ZeroMQ may take to catch up."""
RETRY_STORE = 0.25
FAREWELL = 0.4
"""Seconds at the end for what the hub has not acknowledged."""

log = logging.getLogger(__name__)


class _Numbered(Struct, frozen=True, kw_only=True, tag_field="type", tag="happened"):
    """`wire.Happened` with its event encoded already."""

    n: int
    device_at: float | None
    event: msgspec.Raw


class Given(Struct, frozen=True, kw_only=True):
    """A command to execute now, noted on disk as begun. Its answer is owed by `Link.answer`."""

    id: str
    command: Command
    deadline: float
    """`time.monotonic` after which it must not be executed."""


class Link(threading.Thread):
    """Delivers events and takes commands until `stop`. Owns the outbox from `start` on."""

    def __init__(self, *, station_file: Path, outbox: Outbox, name: str, version: str) -> None:
        super().__init__(name=f"link {name}", daemon=True)
        self.bell = Doorbell()
        self.report = Intake(self.bell, known=outbox.remembered())
        """Where the device's code reports."""
        self.failure: BaseException | None = None
        """Why the thread ended, when it was not told to."""
        self.devices: tuple[str, ...] = ()
        """What this adapter speaks for; set before `start`."""
        self._adapter, self._version = name, version
        self._line = Line(station_file, name, self._tell_once)
        self._outbox = outbox
        self._orders: queue.SimpleQueue[Given] = queue.SimpleQueue()
        self._window = Window()
        self._stop_at: float | None = None
        self._heard_at = self._said_at = self._greeted_at = self._empty_at = self._tidied_at = 0.0
        self._looked_at = self._awake_at = 0.0
        self._unwritable_since: float | None = None
        self._store_at = 0.0
        self._told: dict[str, str] = {}

    # --- for the device's thread ---------------------------------------------------------------------------------------

    def next_order(self, timeout: float = 0.0) -> Given | None:
        """The next command to execute, waiting at most `timeout` seconds for one."""
        try:
            return self._orders.get(timeout=timeout) if timeout > 0 else self._orders.get_nowait()
        except queue.Empty:
            return None

    def stop(self, timeout: float = 0.9) -> None:
        """Store what was reported, say goodbye, end. Returns when the thread has ended or the time is up."""
        self._stop_at = time.monotonic()
        self.bell.ring()
        self.join(timeout)

    # --- the thread ------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Until stopped. A bug ends the thread, is logged, and is left in `failure`."""
        try:
            while not self._finished():
                self._store()
                self._open_when_due()
                self._on_disk(self._send_events, reading=True)
                self._wait()
                self._hear_changes()
                self._on_disk(self._read_socket, reading=True)
                self._keep_time()
            while self._store():
                pass
            if self.report.peek(1):
                log.error("stopping with events that could not be stored; the device was not told that they were taken")
            self._say(Bye())
        except Exception as error:
            self.failure = error
            log.exception("the link of %s ended by a bug", self._adapter)
        finally:
            self.report.close()
            self._line.close()
            self._outbox.close()
            self.bell.close()

    def _finished(self) -> bool:
        if self._stop_at is None:
            return False
        done = not self.report.peek(1) and not (self._window.greeted and self._outbox.unacknowledged)
        return done or time.monotonic() - self._stop_at > FAREWELL

    def _wait(self) -> None:
        poller = zmq.Poller()
        poller.register(self.bell.fileno(), zmq.POLLIN)
        for socket in self._line.readable():
            poller.register(socket, zmq.POLLIN)
        more = bool(self.report.peek(1)) and self._unwritable_since is None
        poller.poll(0 if more else 20 if self._stop_at is not None else 100)
        self.bell.quiet()

    # --- to the disk -----------------------------------------------------------------------------------------------------

    def _store(self) -> bool:
        """Commit what was reported; True when something was."""
        units = self.report.peek(BATCH)
        if not units or time.monotonic() < self._store_at:
            return False
        batch = [told for unit in units for told in unit.events]
        stored = self._on_disk(lambda: self._outbox.append(batch, [unit.key for unit in units if unit.key]))
        if stored:
            self.report.stored(len(units))
        return stored

    def _on_disk(self, work: Callable[[], object], *, reading: bool = False) -> bool:
        """Do something with the outbox; False when it failed. Its trouble is told once, and its end once.

        `reading`: success does not prove that it can be written.
        """
        now = time.monotonic()
        try:
            work()
        except OutboxCorrupt as fault:
            self._renew(fault)
        except OutboxUnwritable as fault:
            self._store_at = now + RETRY_STORE
            if self._unwritable_since is None:
                self._unwritable_since = now
                log.error("%s; nothing is reported to the hub until it can be stored", fault)  # noqa: TRY400 (told plainly)
        else:
            if self._unwritable_since is not None and not reading:
                log.warning("the outbox can be written again after %.1f s", now - self._unwritable_since)
                self._unwritable_since = None
            return True
        return False

    def _renew(self, fault: OutboxCorrupt) -> None:
        lost = self._outbox.unacknowledged
        if self._on_disk(self._outbox.renew):
            log.error("%s; kept as %s with up to %d undelivered events; a new epoch begins", fault, self._outbox.set_aside, lost)
            self._begin_anew()

    def _begin_anew(self) -> None:
        """After a change of epoch: what is still under way on this connection concerns the old one."""
        self._hang_up()
        self._window = Window()

    @property
    def _muted(self) -> bool:
        return self._unwritable_since is not None and time.monotonic() - self._unwritable_since > MUTE_AFTER

    # --- to the hub -----------------------------------------------------------------------------------------------------

    def _open_when_due(self) -> None:
        now = time.monotonic()
        if self._line.open_when_due(now):
            self._heard_at = self._empty_at = now
            self._greeted_at = 0.0

    def _hang_up(self) -> None:
        self._window.farewell()
        self._line.drop()

    def _hear_changes(self) -> None:
        for is_there in self._line.changes():
            if is_there:
                self._greet()
            else:
                self._window.farewell()

    def _say(self, message: wire.FromAdapter | _Numbered) -> bool:
        """Send if there is somebody to take it."""
        if self._muted or not self._line.is_open or not self._line.send(wire.encode(message)):
            return False
        self._said_at = time.monotonic()
        return True

    def _greet(self) -> None:
        box = self._outbox
        self._window.farewell()
        self._greeted_at = time.monotonic()
        self._say(
            Hello(
                protocol=wire.PROTOCOL,
                adapter=self._adapter,
                epoch=box.epoch,
                acked=box.acked,
                first=box.first,
                last=box.last,
                version=self._version,
                devices=self.devices,
            )
        )

    def _send_events(self) -> None:
        room = self._window.room(time.monotonic())
        if room == 0 or self._window.next > self._outbox.last:
            return
        for row in self._outbox.after(self._window.next - 1, room):
            if not self._say(_Numbered(n=row.n, device_at=row.device_at, event=msgspec.Raw(row.body))):
                return
            self._window.next = row.n + 1

    def _keep_time(self) -> None:
        now, window = time.monotonic(), self._window
        if self._muted:
            window.farewell()
        if self._line.is_open:
            silent = now - self._heard_at > wire.LEASE
            if silent and (window.greeted or now > self._line.again_at):
                if window.greeted:
                    self._tell_once("hub", f"no word from the hub for {wire.LEASE} s; trying again")
                self._hang_up()
            elif not window.greeted:
                if now - self._greeted_at > wire.HEARTBEAT:
                    self._greet()
            elif window.stuck(last=self._outbox.last, now=now):
                self._greet()
            elif now - self._said_at > wire.HEARTBEAT:
                self._say(Beat())
        if now - self._tidied_at > 1.0 and now >= self._store_at:
            self._tidied_at = now
            self._on_disk(self._outbox.tidy)

    # --- from the hub ----------------------------------------------------------------------------------------------------

    def _read_socket(self) -> None:
        since = self._empty_at
        for _ in range(BATCH):
            if not self._line.is_open:
                return
            frame = self._line.receive()
            if frame is None:
                self._note_empty()
                return
            self._heard_at = time.monotonic()
            try:
                message = wire.decode_to_adapter(frame)
            except msgspec.DecodeError as error:  # a newer hub may say more than this program knows
                self._tell_once("message", f"a message of the hub was not understood and is ignored: {error}")
                continue
            self._take(message, since)

    def _note_empty(self) -> None:
        """Nothing waits here now, so what comes later was sent later; unless the whole process slept, and ZeroMQ has yet to read."""
        now = time.monotonic()
        if now - self._looked_at > ASLEEP:
            self._awake_at = now + ASLEEP
        self._looked_at = now
        if now >= self._awake_at:
            self._empty_at = now

    def _take(self, message: wire.ToAdapter, since: float) -> None:
        """Act on a message that came after `since`: it cannot have been sent to this socket's empty queue before."""
        match message:
            case Welcome():
                self._welcome(message)
            case Ack() if message.epoch == self._outbox.epoch:
                if self._window.ack(upto=message.upto, credit=message.credit, now=self._heard_at):
                    self._outbox.acknowledge(message.upto)
                    self._tell_once("nak", "")
            case Nak() if message.epoch == self._outbox.epoch and self._window.greeted:
                self._tell_once("nak", f"the hub cannot take events at present: {message.reason}")
                self._window.nak(expect=message.expect, now=self._heard_at)
            case Refuse():
                self._refused(message)
            case Do():
                self._do(message, since)
            case Ask():
                self._answer(message.id)
            case NewKey(key=key):
                if self._line.keys.keep(key):
                    self._say(KeyKept(key=key))
            case Ack() | Nak() | Beat():  # of an epoch that is over, or only a sign of life
                pass

    def _welcome(self, message: Welcome) -> None:
        box = self._outbox
        if message.protocol != wire.PROTOCOL:
            self._tell_once("hub", f"the hub speaks protocol {message.protocol}, this program {wire.PROTOCOL}")
            return
        if message.expect > max(box.last_at_open, self._window.next - 1, box.acked) + 1:
            log.error("the hub has events up to %d that this outbox never gave; a new epoch begins", message.expect - 1)
            self._rebear(box.last_at_open)  # those below, the hub has: same epoch, lower numbers
            return
        if message.expect <= box.acked:
            log.warning("the hub lost events after %d; they are sent again as far as they are kept", message.expect - 1)
        self._line.welcomed()
        self._tell_once("hub", "")
        self._tell_once("nak", "")
        self._window.welcome(expect=message.expect, credit=message.credit, boot=message.boot, now=self._heard_at)
        box.acknowledge(message.expect - 1)

    def _rebear(self, after: int) -> None:
        if self._on_disk(lambda: self._outbox.rebear(after)):
            self._begin_anew()

    def _refused(self, message: Refuse) -> None:
        if message.n is not None:
            log.error("the hub refused event %d for good: %s: %s", message.n, message.code, message.reason)
            return
        if message.code == "hello_first":  # it forgot us; what is under way will be refused likewise, one greeting is enough
            if self._window.greeted:
                self._greet()
            return
        self._tell_once("hub", f"the hub refused this adapter: {message.code}: {message.reason}")
        if message.code == "epoch_over":
            log.error("this outbox is older than one the hub has seen since; a new epoch begins")
            self._rebear(self._outbox.acked)
            return
        if not self._window.greeted:
            self._greeted_at = self._heard_at + RECONNECT[1]  # a refused greeting is not repeated at once

    def _do(self, message: Do, since: float) -> None:
        """Note it as begun and hand it to the device's thread, unless it was begun before, is late, or is of an older hub."""
        if self._outbox.outcome(message.id) is not None:
            self._answer(message.id)
            return
        if message.boot < self._window.boot:
            self._refuse(message.id, f"old_hub: boot {message.boot}, the hub is at {self._window.boot}")
            return
        deadline = since + message.expires_in
        if time.monotonic() >= deadline:
            self._refuse(message.id, "expired")
            return
        if self._on_disk(lambda: self._outbox.begin(message.id)):
            self._orders.put(Given(id=message.id, command=message.command, deadline=deadline))

    def _refuse(self, id: str, detail: str) -> None:
        """Not executed, and never will be: the id is used up."""
        if self._on_disk(lambda: self._outbox.begin(id)):
            self.report.add(CommandReported(id=id, done=False, detail=detail))

    def _answer(self, id: str) -> None:
        """Say again what came of a command; nothing while it is being executed."""
        answer = self._outbox.answer(id)
        if answer is not None:
            self.report.add(answer)

    def _tell_once(self, about: str, text: str) -> None:
        """Log a trouble when it changes, and its end (an empty text) once."""
        before = self._told.get(about, "")
        if text == before:
            return
        self._told[about] = text
        if text:
            log.warning("%s", text)
        elif about == "hub":
            log.info("the hub answers again")
