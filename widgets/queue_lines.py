"""The queues as the pane shows them: how many wait, how long, who passes the limit next, and each queue's tickets. Pure; drawn by `panes.queues`."""

from msgspec import Struct

from console.model import queueing
from console.model.hall import HallConfig
from console.model.health import counters_known
from console.model.lookup import lookup
from console.model.state import HallState, Ticket, TicketPhase
from console.session import Frame

SOON = 600.0
"""Seconds before its limit from which a waiting ticket counts as about to pass it."""


class QueueLine(Struct, frozen=True, kw_only=True):
    """One queue now."""

    id: str
    waiting: int
    longest: int
    """Whole seconds."""
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
    priority: str
    waited: int
    limit: float
    counter: str | None
    """Where it is called; None: it waits."""
    calls: int

    @property
    def over(self) -> bool:
        """Whether it waits for too long."""
        return self.counter is None and self.waited > self.limit


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


def view_of(frame: Frame) -> QueuesView:
    """Figures of all queues; most urgent first: over the limit, about to pass it, longest wait."""
    state, now = frame.state, frame.now
    figures = queueing.figures_by_queue(state, now)
    passing = [(when, ticket) for queue in figures for ticket, when in queue.will_pass]
    lines = [_line_of(state, queue, now) for queue in figures]
    order = {line.id: place for place, line in enumerate(lines)}
    lines.sort(key=lambda line: (-(line.over > 0), -(line.soon > 0), -_share(line), order[line.id]))
    return QueuesView(
        config=state.config,
        lines=tuple(lines),
        next_over=_next_over(state, *min(passing), now) if passing else None,
        over=sum(line.over for line in lines),
        tickets=_tickets(state, now),
        known=counters_known(state),
        blocked="" if frame.can_command else frame.blocked,
    )


def _line_of(state: HallState, queue: queueing.QueueFigures, now: float) -> QueueLine:
    limits = [
        business.wait_limit for business in (state.config.businesses if state.config else ()) if business.group == queue.queue
    ]
    return QueueLine(
        id=queue.queue,
        waiting=queue.waiting,
        longest=int(queue.longest),
        p90=None if queue.p90 is None else int(queue.p90),
        estimate=None if queue.wait_estimate is None else int(queue.wait_estimate),
        between=None if queue.wait_between is None else (int(queue.wait_between[0]), int(queue.wait_between[1])),
        over=queue.over_limit,
        soon=sum(when - now <= SOON for _, when in queue.will_pass),
        counters=queue.counters_open,
        limit=int(min(limits)) if limits else None,
    )


def _share(line: QueueLine) -> float:
    """How much of its limit the longest wait has used."""
    return line.longest / line.limit if line.limit else 0.0


def _next_over(state: HallState, when: float, ticket_id: str, now: float) -> NextOver:
    limit = lookup(state).wait_limit(state.tickets[ticket_id].business)
    return NextOver(ticket=ticket_id, at=when, limit=int(limit), left=int(when - now))


def _tickets(state: HallState, now: float) -> tuple[WaitingTicket, ...]:
    """Called ones first (they can be recalled), then the waiting ones in call order."""
    known = lookup(state)

    def line(ticket: Ticket) -> WaitingTicket:
        called = ticket.phase is TicketPhase.CALLED
        return WaitingTicket(
            id=ticket.id,
            queue=known.queue_of(ticket.business),
            business=ticket.business,
            priority=ticket.priority,
            waited=int(now - (ticket.phase_at if called else ticket.queued_at)),
            limit=known.wait_limit(ticket.business),
            counter=ticket.counter if called else None,
            calls=ticket.calls,
        )

    called = [line(ticket) for ticket in state.tickets.values() if ticket.phase is TicketPhase.CALLED]
    waiting = [line(ticket) for tickets in queueing.waiting_by_queue(state, now).values() for ticket in tickets]
    return (*called, *waiting)
