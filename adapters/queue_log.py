"""A recorded queue as events: reads the bank month (Technion "Anonymous Bank", one row a call) and says what happened when.

A call becomes a visit: joining the queue is taking a ticket, being answered is being called, hanging up in the queue is leaving
without having been called. Calls that ended in the menu never took a ticket. The file's quirks are handled as said at `Quirks`, and
counted; nothing is corrected silently. It plays nothing and knows no clock: `adapters/devices/queue_log.py` does.
"""

import csv
import datetime as dt
import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from console.fault import HallFault
from console.model.event import (
    AdapterEvent,
    CounterClosed,
    CounterOpened,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketCleared,
    TicketTaken,
)

DAY = 86_400
NOBODY = "NO_SERVER"
BREAK = 1_800
"""Seconds without a service after which a clerk's seat is free for another."""


class Call(Struct, frozen=True, kw_only=True):
    """One row that can be used. Times are seconds of its day, beyond 86,400 after midnight."""

    date: str
    """ISO date."""
    priority: str
    type: str
    vru_exit: int
    """When the menu was left."""
    q_start: int
    q_time: int
    """Seconds in the queue; 0: answered at once, or never reached it."""
    is_served: bool
    """Outcome AGENT."""
    ser_start: int
    ser_time: int
    server: str | None
    """None: the file says NO_SERVER."""

    @property
    def is_visit(self) -> bool:
        """Whether the call got as far as the queue or a clerk."""
        return self.is_served or self.q_time > 0

    @property
    def taken(self) -> int:
        """When the ticket was taken."""
        return self.q_start if self.q_time else self.vru_exit

    @property
    def left_queue(self) -> int:
        """When it was called, or when the customer gave up."""
        return self.taken + self.q_time

    @property
    def started(self) -> int:
        """When the service began by the clerk's clock; may be a second before the call."""
        return self.ser_start if self.ser_time else self.left_queue


class Quirks(Struct, kw_only=True):
    """What is odd in the file, how often, and what was done."""

    rows: int = 0
    phantom: int = 0
    """Outcome PHANTOM: no call at all; left out."""
    negative_menu: int = 0
    """Negative time in the menu: clocks disagree; left out."""
    no_clerk: int = 0
    """Served, but by nobody: kept, without a member of staff."""
    early_start: int = 0
    """Service begins before the queue is left (two clocks, about a second apart): kept; the start is put at the call in the order of
    events, its own time stays as `device_at`."""
    no_service: int = 0
    """Answered, and no service time: called, and nobody came; closed as abandoned."""
    not_queued: int = 0
    """Hung up before the queue: took no ticket."""
    served_hangs: int = 0
    """Hung up, and yet a service time: the outcome is believed."""
    unreadable: int = 0
    """A row with missing or wrong fields; left out."""


class QueueLog(Struct, frozen=True, kw_only=True):
    """The usable calls in the file's order."""

    calls: tuple[Call, ...]
    quirks: Quirks


class Timed(Struct, frozen=True, kw_only=True, order=False):
    """An event with its place in time: `at` never runs backwards within a visit, `device_at` is what the file says."""

    at: float
    device_at: float
    event: AdapterEvent


def read_log(path: Path) -> QueueLog:
    """Read the file; `HallFault` if it is not there or is another kind of file."""
    quirks, calls = Quirks(), []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t")
            if missing := {"date", "vru_exit", "q_start", "q_time", "outcome", "ser_start", "server"} - set(
                reader.fieldnames or ()
            ):
                raise HallFault(f"{path}: no column {min(missing)}", "name the tab-separated queue log with its heading line")
            for row in reader:
                quirks.rows += 1
                if call := _call(row, quirks):
                    calls.append(call)
    except (OSError, UnicodeDecodeError) as error:
        raise HallFault(f"{path}: {error}", "the queue log is not part of the program; see README") from error
    return QueueLog(calls=tuple(calls), quirks=quirks)


def _call(row: Mapping[str, str], quirks: Quirks) -> Call | None:
    try:
        date = dt.datetime.strptime(row["date"], "%y%m%d").replace(tzinfo=dt.UTC).date().isoformat()
        vru_entry, vru_exit, q_start, ser_start = (
            _seconds(row[key]) for key in ("vru_entry", "vru_exit", "q_start", "ser_start")
        )
        vru_time, q_time, ser_time = (int(row[key]) for key in ("vru_time", "q_time", "ser_time"))
        outcome, server, priority, kind = row["outcome"], row["server"], row["priority"], row["type"]
    except (KeyError, TypeError, ValueError):
        quirks.unreadable += 1
        return None
    if outcome == "PHANTOM":
        quirks.phantom += 1
        return None
    if vru_time < 0:
        quirks.negative_menu += 1
        return None
    quirks.early_start += outcome == "AGENT" and q_time > 0 and ser_start < q_start + q_time
    vru_exit += DAY if vru_exit < vru_entry else 0
    q_start += DAY if q_time and q_start < vru_exit - DAY // 2 else 0
    left = q_start + q_time if q_time else vru_exit
    ser_start += DAY if ser_time and ser_start < left - DAY // 2 else 0
    is_served = outcome == "AGENT"
    quirks.no_clerk += is_served and server == NOBODY
    quirks.no_service += is_served and ser_time == 0
    quirks.not_queued += not is_served and q_time == 0
    quirks.served_hangs += not is_served and ser_time > 0
    return Call(
        date=date,
        priority=priority,
        type=kind,
        vru_exit=vru_exit,
        q_start=q_start,
        q_time=q_time,
        is_served=is_served,
        ser_start=ser_start,
        ser_time=ser_time if is_served else 0,
        server=None if server == NOBODY else server,
    )


def _seconds(clock: str) -> int:
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return hours * 3600 + minutes * 60 + seconds


class Naming(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the log's names become the hall's."""

    businesses: Mapping[str, str] = {}
    """Type of call → business; a type left out keeps its own name."""
    priorities: Mapping[str, str] = field(default_factory=lambda: {"2": "priority"})
    """The log's priority → the hall's; one left out is normal."""
    seats: tuple[str, ...] = ()
    """Counters that clerks take in turn; empty: each clerk has a counter of the same name."""
    unassigned: str = "unassigned"
    """The counter of a service by nobody."""
    utc_offset: float = 7_200.0
    """Seconds by which the log's clock is ahead of UTC."""


def visits(calls: Sequence[Call], naming: Naming) -> list[Timed]:
    """All events of the calls, in order: visits, and clerks coming and going. `HallFault` if the seats do not suffice."""
    timed: list[Timed] = []
    numbers: Counter[str] = Counter()
    for date, of_day in _by_date(calls).items():
        midnight = _midnight(date, naming)
        seats = _Seats(of_day, naming)
        timed += seats.openings(midnight)
        numbers.clear()
        for call in sorted(of_day, key=lambda call: call.taken):
            numbers[call.type] += 1
            timed += _visit(call, f"{call.type}{numbers[call.type]:04d}", midnight, seats.of(call), naming)
        timed += seats.closings(midnight)
    timed.sort(key=lambda one: one.at)
    return timed


def _visit(call: Call, ticket: str, midnight: float, counter: str, naming: Naming) -> list[Timed]:
    def timed(at: int, event: AdapterEvent, not_before: int = 0) -> Timed:
        return Timed(at=midnight + max(at, not_before), device_at=midnight + at, event=event)

    business = naming.businesses.get(call.type, call.type)
    priority = naming.priorities.get(call.priority, "normal")
    taken = timed(call.taken, TicketTaken(ticket=ticket, business=business, priority=priority, channel="phone"))
    if not call.is_served:
        return [taken, timed(call.left_queue, TicketCleared(ticket=ticket))]
    called = timed(call.left_queue, TicketCalled(ticket=ticket, counter=counter, staff=call.server))
    if not call.ser_time:
        return [taken, called, timed(call.left_queue, TicketAbandoned(ticket=ticket))]
    return [
        taken,
        called,
        timed(call.started, ServiceStarted(ticket=ticket, counter=counter), call.left_queue),
        timed(call.started + call.ser_time, ServiceFinished(ticket=ticket, counter=counter), call.left_queue),
    ]


class _Seats:
    """Who sits where on one day: a clerk keeps a seat until half an hour has passed without a service."""

    def __init__(self, calls: Sequence[Call], naming: Naming) -> None:
        self._naming = naming
        self._spells = _spells(calls)
        self._seat: dict[tuple[str, int], str] = {}
        free, busy = list(naming.seats[::-1]), list[tuple[int, str]]()
        for begin, end, server in sorted(
            (begin, end, server) for server, spells in self._spells.items() for begin, end in spells
        ):
            if not naming.seats:
                self._seat[server, begin] = server
                continue
            while busy and busy[0][0] < begin:
                free.append(heapq.heappop(busy)[1])
            if not free:
                raise HallFault(
                    f"{len(naming.seats)} seats do not suffice for the log's clerks on {calls[0].date}", "name more seats"
                )
            self._seat[server, begin] = free.pop()
            heapq.heappush(busy, (end, self._seat[server, begin]))

    def of(self, call: Call) -> str:
        """The counter of a call."""
        if call.server is None or not call.is_served:
            return self._naming.unassigned
        begin = max(begin for begin, _ in self._spells[call.server] if begin <= call.left_queue)
        return self._seat[call.server, begin]

    def openings(self, midnight: float) -> list[Timed]:
        """Clerks sitting down."""
        return [
            _at(midnight + begin, CounterOpened(counter=counter, staff=server)) for (server, begin), counter in self._seat.items()
        ]

    def closings(self, midnight: float) -> list[Timed]:
        """Clerks leaving."""
        return [
            _at(midnight + end, CounterClosed(counter=self._seat[server, begin]))
            for server, spells in self._spells.items()
            for begin, end in spells
        ]


def _at(at: float, event: AdapterEvent) -> Timed:
    return Timed(at=at, device_at=at, event=event)


def _spells(calls: Sequence[Call]) -> dict[str, list[tuple[int, int]]]:
    """Each clerk's spells of work, from the first call to the last end of service."""
    busy: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for call in calls:
        if call.server is not None and call.is_served:
            busy[call.server].append((call.left_queue, max(call.left_queue, call.started + call.ser_time)))
    spells: dict[str, list[tuple[int, int]]] = {}
    for server, times in busy.items():
        joined: list[tuple[int, int]] = []
        for begin, end in sorted(times):
            if joined and begin <= joined[-1][1] + BREAK:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((begin, end))
        spells[server] = joined
    return spells


def _by_date(calls: Sequence[Call]) -> dict[str, list[Call]]:
    days: defaultdict[str, list[Call]] = defaultdict(list)
    for call in calls:
        if call.is_visit:
            days[call.date].append(call)
    return dict(sorted(days.items()))


def _midnight(date: str, naming: Naming) -> float:
    return dt.datetime.fromisoformat(date).replace(tzinfo=dt.UTC).timestamp() - naming.utc_offset
