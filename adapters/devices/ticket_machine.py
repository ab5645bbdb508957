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

Reports may come twice (the sender keeps them until they are acknowledged): machine, code, `seq` and `ms` name a report, and the last
10,000 are remembered; each is acknowledged when it is on disk. After a restart of this program nothing is remembered, so a report
whose acknowledgement was lost in that very moment is told twice; the model takes the second as no news. `ms` is kept as the device's
own time, however wrong. A code that is not in the table, an id that is in no map, a missing field, a line that is no message: each is
counted, acknowledged if it has a `seq`, and raises the condition `protocol`, which is cleared a minute after the last; none is fatal.
"""

import secrets
import time
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from adapters.base import Obeyed, Report, clipped
from adapters.conditions import Conditions, Reach
from adapters.qms_frame import ANSWER, Meaning, QmsFrame, load_table
from adapters.qms_link import Arrived, HttpQms, QmsLink, TcpQms
from console.model.command import (
    AbandonTicket,
    CallBackTicket,
    CallNext,
    ChangeWorkProfile,
    CloseCounter,
    Command,
    FinishService,
    OpenCounter,
    PauseCounter,
    PrioritiseTicket,
    RecallTicket,
    ResumeCounter,
    SuspendTicket,
    TransferTicket,
)
from console.model.event import (
    AdapterEvent,
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterProfileChanged,
    CounterResumed,
    DeviceMeasured,
    Id,
    ServiceFinished,
    ServicePaused,
    ServiceResumed,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketCalledBack,
    TicketCleared,
    TicketPrioritised,
    TicketRated,
    TicketRecalled,
    TicketSuspended,
    TicketTaken,
    TicketTransferred,
)

REMEMBERED = 10_000
"""Reports whose repetition is recognised."""
QUIET = 60.0
"""Seconds without a fault of the protocol after which its condition is cleared."""
Positive = Annotated[float, Meta(gt=0)]
Codes = Mapping[str, Id]


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    machines: Codes | None = None
    windows: Codes | None = None
    window_devices: Codes = {}
    businesses: Codes | None = None
    staff: Codes | None = None
    profiles: Codes | None = None
    priorities: Codes | None = None
    customers: Codes | None = None

    def __post_init__(self) -> None:
        if self.mode == "connect" and self.port == 0:
            raise ValueError("port 0 is for listening; to connect, name the queue system's port")
        if self.command_url and self.mode != "http":
            raise ValueError('command_url needs mode = "http"')
        for table in ("windows", "businesses", "staff", "profiles", "priorities"):
            ids = list((getattr(self, table) or {}).values())
            if twice := [one for one in ids if ids.count(one) > 1]:
                raise ValueError(f"{table}: {twice[0]!r} has two codes; commands would not know which")


class NotUnderstood(Exception):
    """A message that the table or the maps do not cover; its text says what."""


def _ours(table: Codes | None, what: str, code: str | None) -> str:
    """The hall's id for a vendor's code."""
    if code is None:
        raise NotUnderstood(f"no {what}")
    if table is None:
        return code
    if code not in table:
        raise NotUnderstood(f"{what} {code!r} is in no map")
    return table[code]


def _theirs(table: Codes | None, what: str, id: str) -> str:
    """The vendor's code for the hall's id."""
    if table is None:
        return id
    code = next((code for code, ours in table.items() if ours == id), None)
    if code is None:
        raise NotUnderstood(f"the queue system has no {what} for {id}")
    return code


class Adapter:
    """Speaks for one queue system, its machines and the windows that are devices."""

    def __init__(self, config: Config, report: Report) -> None:
        self.config = config
        self.table = load_table(config.protocol)
        self.faults = 0
        """Messages not understood since the start."""
        self.repeats = 0
        """Reports that were taken before."""
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
        self._seen: dict[tuple[str | None, int, int, int | None], None] = {}
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
            wanted = self._request_of(command)
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
        key = (frame.machine, frame.code, frame.seq or 0, frame.ms)
        if frame.seq is not None and key in self._seen:
            self.repeats += 1
        else:
            self._understand(frame)
        if frame.seq is None:
            return None
        self._seen[key] = None
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return QmsFrame(code=ANSWER, seq=frame.seq)

    def _understand(self, frame: QmsFrame) -> None:
        device_at = None if frame.ms is None else frame.ms / 1000
        try:
            machine = self.config.device if frame.machine is None else self._machine(frame.machine)
            self._hear(machine)
            for event in self._events(frame, machine):
                self._report(event, device_at)
        except NotUnderstood as error:
            self._fault(f"code {frame.code}: {error}")
        except msgspec.ValidationError as error:  # a name that is no id of ours, such as a ticket with a blank in it
            self._fault(f"code {frame.code}: {error}")

    def _machine(self, code: str) -> str:
        return self.config.device if self.config.machines is None else _ours(self.config.machines, "machine", code)

    def _events(self, frame: QmsFrame, machine: str) -> tuple[AdapterEvent, ...]:
        """What a report tells of the hall."""
        row = self.table.row(frame.code)
        if row is None:
            raise NotUnderstood("not in the vendor's table")
        if missing := [name for name in row.needs if getattr(frame, name) is None]:
            raise NotUnderstood(f"{row.name_en} without {missing[0]!r}")
        config, ticket = self.config, frame.ticket or ""
        counter = _ours(config.windows, "window", frame.window) if frame.window is not None else ""
        match row.means:
            case Meaning.MACHINE_BEAT | Meaning.OTHER:
                return ()
            case Meaning.WINDOW_BEAT:
                if device := config.window_devices.get(frame.window or ""):
                    self._hear(device)
                return ()
            case Meaning.TAKE | Meaning.TAKE_APPOINTMENT:
                self._open[ticket] = None
                return (self._taken(frame, row.means),)
            case Meaning.CALL:
                staff = None if frame.staff is None else _ours(config.staff, "staff", frame.staff)
                return (TicketCalled(ticket=ticket, counter=counter, staff=staff),)
            case Meaning.RECALL:
                return (TicketRecalled(ticket=ticket, counter=counter),)
            case Meaning.START:
                return (ServiceStarted(ticket=ticket, counter=counter),)
            case Meaning.PAUSE_ITEM:
                return (ServicePaused(ticket=ticket, counter=counter),)
            case Meaning.RESUME_ITEM:
                return (ServiceResumed(ticket=ticket, counter=counter),)
            case Meaning.FINISH:
                done = None if frame.business is None else _ours(config.businesses, "business", frame.business)
                onward = None if frame.to_business is None else _ours(config.businesses, "business", frame.to_business)
                if onward is None:
                    self._open.pop(ticket, None)
                return (ServiceFinished(ticket=ticket, counter=counter, business=done, next_business=onward),)
            case Meaning.RATE:
                score = self.table.scores.get(str(frame.score))
                if score is None:
                    raise NotUnderstood(f"result {frame.score} is in no map")
                return (TicketRated(counter=counter, score=score, ticket=frame.ticket),)
            case Meaning.ABANDON:
                self._open.pop(ticket, None)
                return (TicketAbandoned(ticket=ticket),)
            case Meaning.TRANSFER:
                to_business = None if frame.to_business is None else _ours(config.businesses, "business", frame.to_business)
                to_counter = None if frame.to_window is None else _ours(config.windows, "window", frame.to_window)
                return (TicketTransferred(ticket=ticket, to_business=to_business, to_counter=to_counter),)
            case Meaning.SUSPEND:
                return (TicketSuspended(ticket=ticket, counter=counter),)
            case Meaning.CALL_BACK:
                return (TicketCalledBack(ticket=ticket, counter=counter),)
            case Meaning.PRIORITISE:
                priority = _ours(config.priorities, "priority", frame.priority)
                return (TicketPrioritised(ticket=ticket, priority=priority, reason=frame.reason),)
            case Meaning.LOGIN:
                staff = None if frame.staff is None else _ours(config.staff, "staff", frame.staff)
                return (CounterOpened(counter=counter, staff=staff),)
            case Meaning.LOGOUT:
                return (CounterClosed(counter=counter),)
            case Meaning.PAUSE:
                return (CounterPaused(counter=counter, reason=frame.reason),)
            case Meaning.RESUME:
                return (CounterResumed(counter=counter),)
            case Meaning.PROFILE:
                return (CounterProfileChanged(counter=counter, profile=_ours(config.profiles, "profile", frame.profile)),)
            case Meaning.WAITING:
                business = _ours(config.businesses, "business", frame.business)
                return (DeviceMeasured(device=machine, values={f"waiting.{business}": float(frame.waiting or 0)}),)
            case Meaning.RESET:
                tickets = frame.tickets or tuple(self._open)
                for one in tickets:
                    self._open.pop(one, None)
                return tuple(TicketCleared(ticket=ticket) for ticket in tickets)

    def _taken(self, frame: QmsFrame, means: Meaning) -> TicketTaken:
        channel = "appointment" if means is Meaning.TAKE_APPOINTMENT else self.table.channels.get(str(frame.channel or 0))
        if channel is None:
            raise NotUnderstood(f"channel {frame.channel} is in no map")
        event = TicketTaken(
            ticket=frame.ticket or "",
            business=_ours(self.config.businesses, "business", frame.business),
            channel=channel,
            appointment_at=None if frame.appointment_ms is None else frame.appointment_ms / 1000,
            ahead=frame.ahead,
        )
        if frame.customer is not None:
            event = msgspec.structs.replace(event, customer_class=_ours(self.config.customers, "customer class", frame.customer))
        if frame.priority is not None:
            event = msgspec.structs.replace(event, priority=_ours(self.config.priorities, "priority", frame.priority))
        return event

    # --- out -------------------------------------------------------------------------------------------------------------

    def _request_of(self, command: Command) -> QmsFrame:
        config = self.config

        def frame(means: Meaning, counter: str | None = None, **more: str) -> QmsFrame:
            window = None if counter is None else _theirs(config.windows, "window", counter)
            return msgspec.structs.replace(QmsFrame(code=self.table.number(means), window=window), **more)

        match command:
            case OpenCounter(counter=counter, staff=staff):
                login = frame(Meaning.LOGIN, counter)
                return login if staff is None else msgspec.structs.replace(login, staff=_theirs(config.staff, "staff", staff))
            case CloseCounter(counter=counter):
                return frame(Meaning.LOGOUT, counter)
            case PauseCounter(counter=counter, reason=reason):
                return frame(Meaning.PAUSE, counter, reason=reason[:200])
            case ResumeCounter(counter=counter):
                return frame(Meaning.RESUME, counter)
            case ChangeWorkProfile(counter=counter, profile=profile):
                return frame(Meaning.PROFILE, counter, profile=_theirs(config.profiles, "profile", profile))
            case CallNext(counter=counter):
                return frame(Meaning.CALL, counter)
            case RecallTicket(counter=counter):
                return frame(Meaning.RECALL, counter)
            case FinishService(counter=counter):
                return frame(Meaning.FINISH, counter)
            case AbandonTicket(counter=counter):
                return frame(Meaning.ABANDON, counter)
            case SuspendTicket(counter=counter):
                return frame(Meaning.SUSPEND, counter)
            case CallBackTicket(counter=counter):
                return frame(Meaning.CALL_BACK, counter)
            case TransferTicket(ticket=ticket, to_business=business, to_counter=counter):
                return msgspec.structs.replace(
                    frame(Meaning.TRANSFER, ticket=ticket),
                    to_business=None if business is None else _theirs(config.businesses, "business", business),
                    to_window=None if counter is None else _theirs(config.windows, "window", counter),
                )
            case PrioritiseTicket(ticket=ticket, priority=priority, reason=reason):
                theirs = _theirs(config.priorities, "priority", priority)
                return frame(Meaning.PRIORITISE, ticket=ticket, priority=theirs, reason=reason[:200])
            case _:
                raise NotUnderstood(f"a queue system cannot {type(command).__name__}")

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
