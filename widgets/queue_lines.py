"""The queues as the pane shows them: how many wait, how long, who passes the limit next, and each queue's tickets. Pure; drawn by `panes.queues`."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from console.model import ghosts, queueing
from console.model.hall import HallConfig
from console.model.health import counters_known
from console.model.lookup import lookup
from console.model.outlook import Expected, is_serving
from console.model.overtaking import Overtaking, Overtakings
from console.model.state import HallState, Ticket, TicketPhase
from console.session import Frame

SOON = 600.0
"""Seconds before its limit from which a waiting ticket counts as about to pass it."""


class Axis(StrEnum):
    """By what those who wait are put together."""

    QUEUE = "queue"
    BUSINESS = "business"
    CUSTOMER = "customer"
    PRIORITY = "priority"


_OF = {Axis.QUEUE: "queue", Axis.BUSINESS: "business", Axis.CUSTOMER: "customer_class", Axis.PRIORITY: "priority"}
"""What of a ticket says which line it belongs to."""


class QueueLine(Struct, frozen=True, kw_only=True):
    """One queue now, or all who wait for one business, of one class of customers, or with one priority."""

    id: str
    waiting: int
    here: int | None
    """How many of them are probably still here; None: nothing supports a guess."""
    longest: int
    """Whole seconds."""
    p50: int | None
    """Of the waits so far of those who wait now; so `p90`."""
    p90: int | None
    estimate: int | None
    """Seconds a customer who comes now would wait; None: nothing supports a guess."""
    between: tuple[int, int] | None
    """Seconds within which about four of five such waits lie."""
    over: int
    soon: int
    counters: int
    """Counters that serve it now."""
    limit: int | None
    """The shortest wait limit of its businesses, seconds."""

    @property
    def served(self) -> bool:
        """Whether somebody serves it, as far as somebody waits."""
        return self.counters > 0 or not self.waiting


class NextOver(Struct, frozen=True, kw_only=True):
    """Who passes their limit next."""

    ticket: str
    at: float
    limit: int
    left: int
    """Whole seconds."""


class WaitingTicket(Struct, frozen=True, kw_only=True):
    """A ticket of a queue that waits or has been called and not come."""

    id: str
    queue: str
    business: str
    customer_class: str
    priority: str
    credit: int
    """Whole seconds that its priority counts for now."""
    waited: int
    limit: float
    counter: str | None
    """Where it is called; None: it waits."""
    calls: int

    @property
    def over(self) -> bool:
        """Whether it waits for too long."""
        return self.counter is None and self.waited > self.limit

    @property
    def left(self) -> int | None:
        """Whole seconds until it has waited for too long, negative once it has; None: it is called, or has no limit."""
        return None if self.counter is not None or self.limit == float("inf") else int(self.limit) - self.waited

    def is_in(self, axis: Axis, id: str) -> bool:
        """Whether it belongs to a line."""
        return bool(getattr(self, _OF[axis]) == id)


class QueuesView(Struct, frozen=True, kw_only=True):
    """All queues, and their tickets in call order."""

    config: HallConfig | None
    lines: tuple[QueueLine, ...]
    next_over: NextOver | None
    over: int
    tickets: tuple[WaitingTicket, ...]
    known: bool
    """Whether the queue system is heard; if not, nothing of this holds."""
    blocked: str
    axis: Axis = Axis.QUEUE
    passed: tuple[Overtaking, ...] = ()
    """Who was lately called before somebody who had waited longer."""


def countdown(view: QueuesView) -> tuple[WaitingTicket, ...]:
    """Those who have waited too long or soon will have, the most urgent first."""
    urgent = [ticket for ticket in view.tickets if ticket.left is not None and ticket.left <= SOON]
    return tuple(sorted(urgent, key=lambda ticket: (ticket.left, ticket.id)))


class BySecond:
    """What is dear to find where hundreds wait, and found once a second of hall time: what newcomers have to expect, and who was passed over.

    Half a second apart, so that no frame has both to find.
    """

    def __init__(self) -> None:
        self._expected: tuple[object, Mapping[str, Expected]] = (None, {})
        self._passed: tuple[object, tuple[Overtaking, ...]] = (None, ())
        self._overtakings = Overtakings()

    def expected(self, frame: Frame, waiting: Mapping[str, tuple[Ticket, ...]]) -> Mapping[str, Expected]:
        """Queue → what a newcomer has to expect."""
        second = (int(frame.now), frame.mode, frame.visit)
        if second != self._expected[0]:
            self._expected = (second, queueing.foreseen(frame.state, frame.now, waiting_now=waiting))
        return self._expected[1]

    def passed(self, frame: Frame) -> tuple[Overtaking, ...]:
        """Who was lately called before somebody who had waited longer."""
        second = (int(frame.now + 0.5), frame.mode, frame.visit)
        if second != self._passed[0]:
            self._passed = (second, self._overtakings.at(frame.state, frame.now))
        return self._passed[1]


def view_of(frame: Frame, axis: Axis = Axis.QUEUE, kept: BySecond | None = None) -> QueuesView:
    """Figures of all queues; most urgent first: over the limit, about to pass it, longest wait. `kept`: what was found for frames before."""
    state, now = frame.state, frame.now
    kept = BySecond() if kept is None else kept
    waiting = queueing.waiting_by_queue(state, now)
    figures = queueing.figures_by_queue(state, now, waiting, kept.expected(frame, waiting))
    passing = [(when, ticket) for queue in figures for ticket, when in queue.will_pass]
    mean = ghosts.patience(state)
    by_queue = {queue.queue: _line_of(state, queue, waiting.get(queue.queue, ()), now, mean) for queue in figures}
    lines = list(by_queue.values()) if axis is Axis.QUEUE else _lines_by(state, axis, waiting, by_queue, now, mean)
    order = {line.id: place for place, line in enumerate(lines)}
    lines.sort(key=lambda line: (-(line.over > 0), -(line.soon > 0), -_share(line), order[line.id]))
    return QueuesView(
        config=state.config,
        lines=tuple(lines),
        next_over=_next_over(state, *min(passing), now) if passing else None,
        over=sum(line.over for line in lines),
        tickets=_tickets(state, waiting, now),
        known=counters_known(state),
        blocked="" if frame.can_command else frame.blocked,
        axis=axis,
        passed=kept.passed(frame),
    )


def _line_of(
    state: HallState, queue: queueing.QueueFigures, tickets: tuple[Ticket, ...], now: float, mean: float | None
) -> QueueLine:
    limits = [
        business.wait_limit for business in (state.config.businesses if state.config else ()) if business.group == queue.queue
    ]
    here = ghosts.still_here(tickets, now, mean)
    return QueueLine(
        id=queue.queue,
        waiting=queue.waiting,
        here=None if here is None else round(here),
        longest=int(queue.longest),
        p50=_whole(queueing.percentile(sorted(now - each.queued_at for each in tickets), 0.5)),
        p90=_whole(queue.p90),
        estimate=_whole(queue.wait_estimate),
        between=None if queue.wait_between is None else (int(queue.wait_between[0]), int(queue.wait_between[1])),
        over=queue.over_limit,
        soon=sum(when - now <= SOON for _, when in queue.will_pass),
        counters=queue.counters_open,
        limit=int(min(limits)) if limits else None,
    )


def _lines_by(
    state: HallState,
    axis: Axis,
    waiting: Mapping[str, tuple[Ticket, ...]],
    by_queue: Mapping[str, QueueLine],
    now: float,
    mean: float | None,
) -> list[QueueLine]:
    """A line for each business, class or priority that the hall has or somebody waits with; a business waits as its queue does."""
    known = lookup(state)
    groups: dict[str, list[Ticket]] = {id: [] for id in _ids(state, axis)}
    for ticket in (each for tickets in waiting.values() for each in tickets):
        groups.setdefault(_group(ticket, axis), []).append(ticket)
    lines = []
    for id, tickets in groups.items():
        waits = sorted(max(0.0, now - each.queued_at) for each in tickets)
        left = [known.wait_limit(each.business) - (now - each.queued_at) for each in tickets]
        here = ghosts.still_here(tickets, now, mean)
        queue = by_queue.get(known.queue_of(id)) if axis is Axis.BUSINESS else None
        lines.append(
            QueueLine(
                id=id,
                waiting=len(tickets),
                here=None if here is None else round(here),
                longest=int(waits[-1]) if waits else 0,
                p50=_whole(queueing.percentile(waits, 0.5)),
                p90=_whole(queueing.percentile(waits, 0.9)),
                estimate=queue.estimate if queue is not None else None,
                between=queue.between if queue is not None else None,
                over=sum(each < 0 for each in left),
                soon=sum(0 <= each <= SOON for each in left),
                counters=_serving(state, id) if axis is Axis.BUSINESS else 1,
                limit=_whole(known.wait_limit(id)) if axis is Axis.BUSINESS and id in known.businesses else None,
            )
        )
    return lines


def _ids(state: HallState, axis: Axis) -> tuple[str, ...]:
    known = lookup(state)
    match axis:
        case Axis.BUSINESS:
            return tuple(known.businesses)
        case Axis.CUSTOMER:
            return tuple(dict.fromkeys(queue.customer_class for queue in known.queues.values()))
        case Axis.PRIORITY:
            return tuple(known.priorities)
        case Axis.QUEUE:
            return tuple(known.queues)


def _group(ticket: Ticket, axis: Axis) -> str:
    return str(getattr(ticket, _OF[axis]))


def _serving(state: HallState, business: str) -> int:
    """Counters that serve a business now."""
    known = lookup(state)
    return sum(is_serving(counter) and business in known.serves(counter.profile) for counter in state.counters.values())


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)


def _share(line: QueueLine) -> float:
    """How much of its limit the longest wait has used."""
    return line.longest / line.limit if line.limit else 0.0


def _next_over(state: HallState, when: float, ticket_id: str, now: float) -> NextOver:
    limit = lookup(state).wait_limit(state.tickets[ticket_id].business)
    return NextOver(ticket=ticket_id, at=when, limit=int(limit), left=int(when - now))


def _tickets(state: HallState, waiting: Mapping[str, tuple[Ticket, ...]], now: float) -> tuple[WaitingTicket, ...]:
    """Called ones first (they can be recalled), then the waiting ones in call order."""
    known = lookup(state)

    def line(ticket: Ticket) -> WaitingTicket:
        called = ticket.phase is TicketPhase.CALLED
        return WaitingTicket(
            id=ticket.id,
            queue=known.queue_of(ticket.business),
            business=ticket.business,
            customer_class=ticket.customer_class,
            priority=ticket.priority,
            credit=int(max(0.0, ticket.queued_at - queueing.counts_from(ticket, known.credit(ticket.priority), now))),
            waited=int(now - (ticket.phase_at if called else ticket.queued_at)),
            limit=known.wait_limit(ticket.business),
            counter=ticket.counter if called else None,
            calls=ticket.calls,
        )

    called = [line(ticket) for ticket in state.tickets.values() if ticket.phase is TicketPhase.CALLED]
    return (*called, *(line(ticket) for tickets in waiting.values() for ticket in tickets))
