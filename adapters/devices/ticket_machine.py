"""The queue system (ticket machine, counters' terminals) as a push feed of numeric codes, and its commands.

    device = "qms"                 # the hall's queue_device
    mode = "connect"               # call it by TCP; "listen": be called; "http": be POSTed to
    host = "192.168.1.20"
    port = 8801
    machine_timeout = 15.0         # seconds without a word after which the queue system is lost
    # command_url = "http://192.168.1.20:8802/command"     # http: where commands are POSTed
    # token = "…"                                          # http: Authorization: Bearer, both ways

    [windows]                      # vendor's code → ours; a table left out: the codes are the hall's own ids
    "3" = "counter-3"
    [window_devices]               # windows whose own heartbeat (8109) is a device of the hall
    "3" = "terminal-3"
    # likewise [machines] [businesses] [staff] [profiles] [priorities] [customers]

Messages: `adapters/qms_frame.py`; codes, channels, scores: `resources/protocols/qms.toml`; source: domain.md §2.3.

Reports may come twice (the sender keeps them until they are acknowledged, and may send old ones again whenever it connects): machine,
code, `seq` and `ms` name a report, and one without `ms` is named by all that it says. The names of the last 10,000 lie in the outbox,
in one commit with what they told, so that none is told twice, whenever this program was killed; each is acknowledged when it is on
disk. `ms` is kept as the device's own time, however wrong. A code that is not in the table, an id that is in no map, a missing field, a line that is no message: each is
counted, acknowledged if it has a `seq`, and raises the condition `protocol`, which is cleared a minute after the last; none is fatal.
"""

import hashlib
import secrets
import time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from adapters.base import Obeyed, Report, Told, clipped, encoded
from adapters.conditions import Conditions, Reach
from adapters.qms_codes import CodeMaps, NotUnderstood, QmsCodes
from adapters.qms_frame import ANSWER, QmsFrame, encode, load_table
from adapters.qms_link import Arrived, HttpQms, QmsLink, TcpQms
from console.model.command import Command
from console.model.event import ServiceFinished, TicketAbandoned, TicketCleared, TicketTaken
from console.model.ident import Id

QUIET = 60.0
"""Seconds without a fault of the protocol after which its condition is cleared."""
Positive = Annotated[float, Meta(gt=0)]


class Config(CodeMaps, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One queue system."""

    device: Id
    mode: Literal["connect", "listen", "http"] = "connect"
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)]
    protocol: Id = "qms"
    machine_timeout: Positive = 15.0
    window_timeout: Positive = 30.0
    answer_within: Positive = 0.8
    command_url: Annotated[str, Meta(pattern=r"^https?://")] | None = None
    token: str = ""

    def __post_init__(self) -> None:
        if self.mode == "connect" and self.port == 0:
            raise ValueError("port 0 is for listening; to connect, name the queue system's port")
        if self.command_url and self.mode != "http":
            raise ValueError('command_url needs mode = "http"')
        if wrong := self.twice():
            raise ValueError(wrong)


class Adapter:
    """Speaks for one queue system, its machines and the windows that are devices."""

    def __init__(self, config: Config, report: Report) -> None:
        self.config = config
        self.faults = 0
        """Messages not understood since the start."""
        self.repeats = 0
        """Reports that were taken before."""
        self._codes = QmsCodes(load_table(config.protocol), config)
        self._report = report
        self._conditions = Conditions(report)
        self._reach = Reach(report)
        self._link: QmsLink = (
            HttpQms(config.host, config.port, config.command_url, config.token, config.answer_within)
            if config.mode == "http"
            else TcpQms(config.host, config.port, listens=config.mode == "listen")
        )
        self.port = self._link.port
        """Where it listens."""
        now = time.monotonic()
        machines = {config.device, *(config.machines or {}).values()}
        self._heard = dict.fromkeys(machines, now) | dict.fromkeys(config.window_devices.values(), now)
        self._limit = dict.fromkeys(machines, config.machine_timeout)
        self._limit |= dict.fromkeys(config.window_devices.values(), config.window_timeout)
        self._open: dict[str, None] = {}
        self._answers: dict[str, QmsFrame | None] = {}
        self._requests = 0
        self._run = secrets.token_hex(4)
        self._fault_at = now

    @property
    def devices(self) -> tuple[str, ...]:
        """The queue device, further machines, and windows that are devices."""
        return tuple(self._heard)

    def poll(self, timeout: float) -> None:
        """Take what comes within `timeout` seconds."""
        arrived = self._link.receive(timeout)
        replies = [(one, self._take(one)) for one in arrived]
        if arrived:
            self._report.flush()  # an acknowledgement is a promise
        for one, reply in replies:
            if reply is not None:
                one.reply(reply)
        self._link.sent()
        self._watch()

    def obey(self, command: Command) -> Obeyed:
        """Ask the queue system and wait for its answer."""
        try:
            wanted = self._codes.request(command)
        except NotUnderstood as error:
            return Obeyed(done=False, detail=str(error))
        self._requests += 1
        id = f"{self._run}-{self._requests}"
        deadline = time.monotonic() + self.config.answer_within
        answer = self._link.request(msgspec.structs.replace(wanted, request=id))
        if isinstance(answer, str):
            return Obeyed(done=False, detail=clipped(answer))
        self._answers[id] = answer
        while self._answers[id] is None and (left := deadline - time.monotonic()) > 0:
            self.poll(left)
        answer = self._answers.pop(id)
        if answer is None:
            return Obeyed(done=False, detail=f"the queue system did not answer within {self.config.answer_within:g} s")
        return Obeyed(done=answer.ok is True, detail=answer.text)

    def close(self) -> None:
        """Let go of sockets."""
        self._link.close()

    # --- in --------------------------------------------------------------------------------------------------------------

    def _take(self, arrived: Arrived) -> QmsFrame | None:
        """One message; returns the acknowledgement it wants."""
        frame = arrived.frame
        if frame is None:
            self._fault(arrived.fault)
            return QmsFrame(code=ANSWER, ok=False, text=clipped(arrived.fault, 200))
        if frame.code == ANSWER:
            if frame.request in self._answers:
                self._answers[frame.request] = frame
            return None
        events, fault = self._understood(frame)
        if frame.seq is None:
            is_new = True
            for event, device_at in events:
                self._report(event, device_at)
        else:
            is_new = self._report.once(_name(frame), events)
        if is_new:
            self._follow(events)
            if fault:
                self._fault(f"code {frame.code}: {fault}")
        else:
            self.repeats += 1
        return None if frame.seq is None else QmsFrame(code=ANSWER, seq=frame.seq)

    def _understood(self, frame: QmsFrame) -> tuple[list[Told], str]:
        """What a report tells, and what of it makes no sense."""
        device_at = None if frame.ms is None else frame.ms / 1000
        fault = ""
        told: list[Told] = []
        try:
            machine = self._codes.machine(frame.machine, self.config.device)
            self._hear(machine)
            if device := self._codes.beating(frame):
                self._hear(device)
            found = self._codes.events(frame, machine, tuple(self._open))
        except (NotUnderstood, msgspec.ValidationError) as error:
            return told, str(error)
        for event in found:
            try:
                encoded(event)
            except msgspec.ValidationError as error:  # a name that is no id of ours, such as a ticket with a blank in it
                fault = str(error)
            else:
                told.append((event, device_at))
        return told, fault

    def _follow(self, events: list[Told]) -> None:
        """Which tickets are open: what a reset that names none closes."""
        for event, _ in events:
            match event:
                case TicketTaken(ticket=ticket):
                    self._open[ticket] = None
                case (
                    TicketAbandoned(ticket=ticket)
                    | TicketCleared(ticket=ticket)
                    | ServiceFinished(ticket=ticket, next_business=None)
                ):
                    self._open.pop(ticket, None)

    # --- what is alive, what is wrong --------------------------------------------------------------------------------------

    def _hear(self, device: str) -> None:
        self._heard[device] = time.monotonic()
        self._reach.found(device)

    def _watch(self) -> None:
        """Lose what was silent too long, or whose connection is gone; clear what has been quiet."""
        now = time.monotonic()
        for device, limit in self._limit.items():
            if self._reach.is_lost(device):
                continue
            if self._link.fault and (self._reach.is_heard(device) or self.config.mode == "connect"):
                self._reach.lost(device, self._link.fault)
            elif now - self._heard[device] > limit:
                self._reach.lost(device, f"nothing heard for {limit:g} s")
        if now - self._fault_at > QUIET:
            self._conditions.put(self.config.device, "protocol", False)

    def _fault(self, what: str) -> None:
        self.faults += 1
        self._fault_at = time.monotonic()
        self._conditions.put(self.config.device, "protocol", True, f"message {self.faults} not understood: {what}")


def _name(frame: QmsFrame) -> str:
    """What names a report: a sender that counts from 1 again has other `ms`; one without `ms` is told by the rest of what it says."""
    if frame.ms is not None:
        return f"{frame.machine or ''}:{frame.code}:{frame.seq}:{frame.ms}"
    return f"{frame.machine or ''}:{frame.code}:{frame.seq}::{hashlib.sha256(encode(frame)).hexdigest()[:32]}"
