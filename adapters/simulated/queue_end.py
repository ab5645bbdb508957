"""The queue system's end of its feed: reports until they are acknowledged, does what is requested. It speaks `adapters.qms_frame`."""

from collections.abc import Callable

import msgspec

from adapters.line_link import LineLink, LinePeer
from adapters.qms_frame import ANSWER, Meaning, QmsFrame, decode, encode, load_table
from console.model import command as do
from console.model import event as ev
from console.model.event import AdapterEvent

MACHINE = "M1"
BEAT = 1.5
"""Seconds between heartbeats."""
MOST_KEPT = 5_000
"""Reports kept while nobody acknowledges them."""
Obey = Callable[[do.Command], tuple[bool, str]]
_CHANNELS = {"kiosk": 0, "appointment": 9}
_OF_COUNTER: dict[Meaning, Callable[[str], do.Command]] = {
    Meaning.LOGOUT: lambda window: do.CloseCounter(counter=window),
    Meaning.RESUME: lambda window: do.ResumeCounter(counter=window),
    Meaning.CALL: lambda window: do.CallNext(counter=window),
    Meaning.RECALL: lambda window: do.RecallTicket(counter=window),
    Meaning.FINISH: lambda window: do.FinishService(counter=window),
    Meaning.ABANDON: lambda window: do.AbandonTicket(counter=window),
    Meaning.SUSPEND: lambda window: do.SuspendTicket(counter=window),
    Meaning.CALL_BACK: lambda window: do.CallBackTicket(counter=window),
}


class QueueEnd:
    """Listens; whoever connects gets the reports."""

    def __init__(self, obey: Obey, first_seq: int) -> None:
        """`first_seq`: the number of the first report; it must grow from start to start, or reports would seem known."""
        self._obey = obey
        self._table = load_table()
        self._link = LineLink("127.0.0.1", 0, listens=True)
        self.port = self._link.port
        self._seq = first_seq
        self._unacknowledged: dict[int, bytes] = {}
        self._told: set[LinePeer] = set()
        self._beat_at = 0.0
        self.is_silent = False
        """Whether it hangs: it neither speaks nor answers."""

    def report(self, at: float, event: AdapterEvent) -> None:
        """Tell of an event, and again until it is acknowledged."""
        frame = self._frame(event)
        if frame is None:
            return
        self._seq += 1
        line = encode(msgspec.structs.replace(frame, seq=self._seq, ms=round(at * 1000), machine=MACHINE))
        self._unacknowledged[self._seq] = line
        if len(self._unacknowledged) > MOST_KEPT:
            del self._unacknowledged[next(iter(self._unacknowledged))]
        self._send(line)

    def poll(self, real_now: float, hall_now: float) -> None:
        """Answer what came, beat; both times in seconds, monotonic and hall time."""
        heard = self._link.poll(0.0)
        if self.is_silent:
            return
        for peer in self._link.peers:
            if peer not in self._told:
                self._told.add(peer)
                for line in self._unacknowledged.values():
                    peer.send(line)
        self._told &= set(self._link.peers)
        for each in heard:
            if each.line:
                self._take(each.peer, each.line)
        if real_now >= self._beat_at:
            self._beat_at = real_now + BEAT
            beat = QmsFrame(code=self._table.number(Meaning.MACHINE_BEAT), machine=MACHINE, ms=round(hall_now * 1000))
            self._send(encode(beat))

    def close(self) -> None:
        """Hang up."""
        self._link.close()

    def _send(self, line: bytes) -> None:
        if not self.is_silent:
            for peer in [peer for peer in self._link.peers if peer in self._told]:
                peer.send(line)

    def _take(self, peer: LinePeer, line: bytes) -> None:
        try:
            frame = decode(line)
        except msgspec.DecodeError as error:
            peer.send(encode(QmsFrame(code=ANSWER, ok=False, text=str(error)[:200])))
            return
        if frame.code == ANSWER:
            self._unacknowledged.pop(frame.seq or 0, None)
        elif frame.request is not None:
            done, text = self._do(frame)
            peer.send(encode(QmsFrame(code=ANSWER, request=frame.request, ok=done, text=text[:200])))

    def _do(self, frame: QmsFrame) -> tuple[bool, str]:
        row = self._table.row(frame.code)
        window = frame.window or ""
        match row.means if row else None:
            case Meaning.LOGIN:
                return self._obey(do.OpenCounter(counter=window, staff=frame.staff))
            case Meaning.PAUSE:
                return self._obey(do.PauseCounter(counter=window, reason=frame.reason))
            case Meaning.PROFILE:
                return self._obey(do.ChangeWorkProfile(counter=window, profile=frame.profile or ""))
            case Meaning.TRANSFER:
                order = do.TransferTicket(ticket=frame.ticket or "", to_business=frame.to_business, to_counter=frame.to_window)
                return self._obey(order)
            case Meaning.PRIORITISE:
                ticket, priority = frame.ticket or "", frame.priority or ""
                return self._obey(do.PrioritiseTicket(ticket=ticket, priority=priority, reason=frame.reason or "-"))
            case Meaning.RESET if len(frame.tickets) == 1:  # none would be all: at closing time, and nobody's to ask for
                return self._obey(do.ClearTicket(ticket=frame.tickets[0], reason=frame.reason or "-"))
            case means if means in _OF_COUNTER:
                return self._obey(_OF_COUNTER[means](window))
            case _:
                return False, f"code {frame.code} is nothing to ask for"

    def _frame(self, event: AdapterEvent) -> QmsFrame | None:
        """An event as a report; None for what is not the queue system's to tell."""
        number = self._table.number
        match event:
            case ev.TicketTaken():
                booked = event.appointment_at
                return QmsFrame(
                    code=number(Meaning.TAKE if booked is None else Meaning.TAKE_APPOINTMENT),
                    ticket=event.ticket,
                    business=event.business,
                    channel=_CHANNELS.get(event.channel, 0),
                    customer=event.customer_class,
                    priority=event.priority,
                    ahead=event.ahead,
                    appointment_ms=None if booked is None else round(booked * 1000),
                )
            case ev.TicketCalled(ticket=ticket, counter=counter, staff=staff):
                return QmsFrame(code=number(Meaning.CALL), ticket=ticket, window=counter, staff=staff)
            case ev.TicketRecalled(ticket=ticket, counter=counter):
                return QmsFrame(code=number(Meaning.RECALL), ticket=ticket, window=counter)
            case ev.TicketAbandoned(ticket=ticket):
                return QmsFrame(code=number(Meaning.ABANDON), ticket=ticket)
            case ev.TicketSuspended(ticket=ticket, counter=counter):
                return QmsFrame(code=number(Meaning.SUSPEND), ticket=ticket, window=counter)
            case ev.TicketCalledBack(ticket=ticket, counter=counter):
                return QmsFrame(code=number(Meaning.CALL_BACK), ticket=ticket, window=counter)
            case ev.TicketTransferred(ticket=ticket, to_business=business, to_counter=counter):
                return QmsFrame(code=number(Meaning.TRANSFER), ticket=ticket, to_business=business, to_window=counter)
            case ev.TicketPrioritised(ticket=ticket, priority=priority, reason=reason):
                return QmsFrame(code=number(Meaning.PRIORITISE), ticket=ticket, priority=priority, reason=reason[:200])
            case ev.TicketCleared(ticket=ticket):
                return QmsFrame(code=number(Meaning.RESET), tickets=(ticket,))
            case ev.ServiceStarted(ticket=ticket, counter=counter):
                return QmsFrame(code=number(Meaning.START), ticket=ticket, window=counter)
            case ev.ServiceFinished(ticket=ticket, counter=counter, next_business=business):
                return QmsFrame(code=number(Meaning.FINISH), ticket=ticket, window=counter, to_business=business)
            case ev.CounterOpened(counter=counter, staff=staff):
                return QmsFrame(code=number(Meaning.LOGIN), window=counter, staff=staff)
            case ev.CounterClosed(counter=counter):
                return QmsFrame(code=number(Meaning.LOGOUT), window=counter)
            case ev.CounterPaused(counter=counter, reason=reason):
                return QmsFrame(code=number(Meaning.PAUSE), window=counter, reason=reason[:200])
            case ev.CounterResumed(counter=counter):
                return QmsFrame(code=number(Meaning.RESUME), window=counter)
            case ev.CounterProfileChanged(counter=counter, profile=profile):
                return QmsFrame(code=number(Meaning.PROFILE), window=counter, profile=profile)
            case _:
                return None
