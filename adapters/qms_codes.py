"""The queue system's codes ↔ the hall's events and commands, with a hall's own maps. Pure; carries no message and remembers nothing.

Messages: `adapters/qms_frame.py`; which number means what: `resources/protocols/qms.toml`; source: domain.md §2.3.
"""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from adapters.qms_frame import Meaning, QmsFrame, QmsTable
from console.model.command import (
    AbandonTicket,
    CallBackTicket,
    CallNext,
    ChangeWorkProfile,
    ClearTicket,
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
from console.model.ident import Id

Codes = Mapping[str, Id]
"""Vendor's code → ours."""


class CodeMaps(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A hall's maps; one left out: the codes are the hall's own ids."""

    machines: Codes | None = None
    windows: Codes | None = None
    window_devices: Codes = {}
    businesses: Codes | None = None
    staff: Codes | None = None
    profiles: Codes | None = None
    priorities: Codes | None = None
    customers: Codes | None = None

    def twice(self) -> str:
        """What is wrong with them: an id with two codes, of which a command would not know which; an empty string when nothing is."""
        for table in ("windows", "businesses", "staff", "profiles", "priorities"):
            ids = list((getattr(self, table) or {}).values())
            if twice := [one for one in ids if ids.count(one) > 1]:
                return f"{table}: {twice[0]!r} has two codes; commands would not know which"
        return ""


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


class QmsCodes:
    """One vendor's table with one hall's maps."""

    def __init__(self, table: QmsTable, maps: CodeMaps) -> None:
        self.table = table
        self.maps = maps

    def machine(self, code: str | None, device: str) -> str:
        """The hall's device for a machine's code; `device` when there is but one. Raises NotUnderstood."""
        return device if code is None or self.maps.machines is None else _ours(self.maps.machines, "machine", code)

    def beating(self, frame: QmsFrame) -> str | None:
        """The window's device whose heartbeat a report is."""
        row = self.table.row(frame.code)
        return self.maps.window_devices.get(frame.window or "") if row is not None and row.means is Meaning.WINDOW_BEAT else None

    def events(self, frame: QmsFrame, machine: str, open_tickets: Sequence[str]) -> tuple[AdapterEvent, ...]:
        """What a report of the device `machine` tells of the hall; a reset that names no tickets closes `open_tickets`.

        Raises NotUnderstood, and `msgspec.ValidationError` for a name that is no id of ours (a ticket with a blank in it).
        """
        row = self.table.row(frame.code)
        if row is None:
            raise NotUnderstood("not in the vendor's table")
        if missing := [name for name in row.needs if getattr(frame, name) is None]:
            raise NotUnderstood(f"{row.name_en} without {missing[0]!r}")
        maps, ticket = self.maps, frame.ticket or ""
        counter = _ours(maps.windows, "window", frame.window) if frame.window is not None else ""
        match row.means:
            case Meaning.MACHINE_BEAT | Meaning.WINDOW_BEAT | Meaning.OTHER:
                return ()
            case Meaning.TAKE | Meaning.TAKE_APPOINTMENT:
                return (self._taken(frame, row.means),)
            case Meaning.CALL:
                staff = None if frame.staff is None else _ours(maps.staff, "staff", frame.staff)
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
                done = None if frame.business is None else _ours(maps.businesses, "business", frame.business)
                onward = None if frame.to_business is None else _ours(maps.businesses, "business", frame.to_business)
                return (ServiceFinished(ticket=ticket, counter=counter, business=done, next_business=onward),)
            case Meaning.RATE:
                score = self.table.scores.get(str(frame.score))
                if score is None:
                    raise NotUnderstood(f"result {frame.score} is in no map")
                return (TicketRated(counter=counter, score=score, ticket=frame.ticket),)
            case Meaning.ABANDON:
                return (TicketAbandoned(ticket=ticket),)
            case Meaning.TRANSFER:
                to_business = None if frame.to_business is None else _ours(maps.businesses, "business", frame.to_business)
                to_counter = None if frame.to_window is None else _ours(maps.windows, "window", frame.to_window)
                return (TicketTransferred(ticket=ticket, to_business=to_business, to_counter=to_counter),)
            case Meaning.SUSPEND:
                return (TicketSuspended(ticket=ticket, counter=counter),)
            case Meaning.CALL_BACK:
                return (TicketCalledBack(ticket=ticket, counter=counter),)
            case Meaning.PRIORITISE:
                priority = _ours(maps.priorities, "priority", frame.priority)
                return (TicketPrioritised(ticket=ticket, priority=priority, reason=frame.reason),)
            case Meaning.LOGIN:
                staff = None if frame.staff is None else _ours(maps.staff, "staff", frame.staff)
                return (CounterOpened(counter=counter, staff=staff),)
            case Meaning.LOGOUT:
                return (CounterClosed(counter=counter),)
            case Meaning.PAUSE:
                return (CounterPaused(counter=counter, reason=frame.reason),)
            case Meaning.RESUME:
                return (CounterResumed(counter=counter),)
            case Meaning.PROFILE:
                return (CounterProfileChanged(counter=counter, profile=_ours(maps.profiles, "profile", frame.profile)),)
            case Meaning.WAITING:
                business = _ours(maps.businesses, "business", frame.business)
                return (DeviceMeasured(device=machine, values={f"waiting.{business}": float(frame.waiting or 0)}),)
            case Meaning.RESET:
                return tuple(TicketCleared(ticket=each) for each in frame.tickets or open_tickets)

    def _taken(self, frame: QmsFrame, means: Meaning) -> TicketTaken:
        channel = "appointment" if means is Meaning.TAKE_APPOINTMENT else self.table.channels.get(str(frame.channel or 0))
        if channel is None:
            raise NotUnderstood(f"channel {frame.channel} is in no map")
        event = TicketTaken(
            ticket=frame.ticket or "",
            business=_ours(self.maps.businesses, "business", frame.business),
            channel=channel,
            appointment_at=None if frame.appointment_ms is None else frame.appointment_ms / 1000,
            ahead=frame.ahead,
        )
        if frame.customer is not None:
            event = msgspec.structs.replace(event, customer_class=_ours(self.maps.customers, "customer class", frame.customer))
        if frame.priority is not None:
            event = msgspec.structs.replace(event, priority=_ours(self.maps.priorities, "priority", frame.priority))
        return event

    def request(self, command: Command) -> QmsFrame:
        """The request that asks for what a command wants; raises NotUnderstood for one that no queue system takes."""
        maps = self.maps

        def frame(means: Meaning, counter: str | None = None, **more: str) -> QmsFrame:
            window = None if counter is None else _theirs(maps.windows, "window", counter)
            return msgspec.structs.replace(QmsFrame(code=self.table.number(means), window=window), **more)

        match command:
            case OpenCounter(counter=counter, staff=staff):
                login = frame(Meaning.LOGIN, counter)
                return login if staff is None else msgspec.structs.replace(login, staff=_theirs(maps.staff, "staff", staff))
            case CloseCounter(counter=counter):
                return frame(Meaning.LOGOUT, counter)
            case PauseCounter(counter=counter, reason=reason):
                return frame(Meaning.PAUSE, counter, reason=reason[:200])
            case ResumeCounter(counter=counter):
                return frame(Meaning.RESUME, counter)
            case ChangeWorkProfile(counter=counter, profile=profile):
                return frame(Meaning.PROFILE, counter, profile=_theirs(maps.profiles, "profile", profile))
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
                    to_business=None if business is None else _theirs(maps.businesses, "business", business),
                    to_window=None if counter is None else _theirs(maps.windows, "window", counter),
                )
            case PrioritiseTicket(ticket=ticket, priority=priority, reason=reason):
                theirs = _theirs(maps.priorities, "priority", priority)
                return frame(Meaning.PRIORITISE, ticket=ticket, priority=theirs, reason=reason[:200])
            case ClearTicket(ticket=ticket, reason=reason):
                return msgspec.structs.replace(frame(Meaning.RESET, reason=reason[:200]), tickets=(ticket,))
            case _:
                raise NotUnderstood(f"a queue system cannot {type(command).__name__}")
