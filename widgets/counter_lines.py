"""The counters as the pane shows them: what each does and may do next, who serves whom against which limit, its day, its devices. Pure."""

from msgspec import Struct

from console.model.hall import Counter as CounterConfig
from console.model.hall import HallConfig
from console.model.health import Health, counter_doubt, health_of, unheard_since
from console.model.lookup import lookup
from console.model.orders import under_way_by_counter
from console.model.state import Counter, CounterPhase, HallState, Order, Stage, TicketPhase
from console.model.tickets import handled
from console.session import Frame

_WORST = (Health.LOST, Health.TROUBLED, Health.UNHEARD, Health.OUT)


class CounterLine(Struct, frozen=True, kw_only=True):
    """One counter now."""

    place: CounterConfig
    phase: CounterPhase
    doubt: Health | None
    """Why its state is not known; None: it is."""
    doubt_for: int | None
    clerk: str | None
    ticket: str | None
    business: str | None
    seconds: int | None
    """Of handling, of calling, of the pause, or idle: whole seconds in what it does."""
    limit: int | None
    profile: str
    served: int
    mean: int | None
    """Seconds a service took today, on average."""
    busy: float | None
    """Part of its open time today for which it served, in whole per cent / 100."""
    reason: str
    calls: int
    order: Order | None
    """The latest order for it that is under way."""
    devices: int
    """How many it has."""
    ailing: tuple[tuple[str, Health], ...]
    """Those of its devices that are not well, the worst first."""

    @property
    def over(self) -> bool:
        """Whether the service takes longer than it should."""
        return self.limit is not None and self.seconds is not None and self.seconds > self.limit

    @property
    def share(self) -> float | None:
        """How much of its limit the service has used, 0 … 1; None: none is running."""
        if self.limit is None or self.seconds is None or not self.limit:
            return None
        return round(min(1.0, self.seconds / self.limit), 2)


class Outcome(Struct, frozen=True, kw_only=True):
    """What came, so far, of one order of several that were given at once."""

    counter: str
    stage: Stage | None
    """None: the hub has not answered yet."""
    why: str = ""
    """Code of the refusal."""


class CountersView(Struct, frozen=True, kw_only=True):
    """All counters by number."""

    config: HallConfig | None
    lines: tuple[CounterLine, ...]
    open: int
    blocked: str
    """Why nothing can be ordered; empty: it can."""
    outcomes: tuple[Outcome, ...] = ()
    """Of the orders that were given together last."""


def view_of(frame: Frame) -> CountersView:
    """The counters in the order of their numbers."""
    state, known = frame.state, lookup(frame.state)
    orders = under_way_by_counter(state)
    lines = tuple(
        _line(state, place, frame.now, orders.get(place.id), known.at_counter.get(place.id, ())) for place in known.by_number
    )
    is_open = sum(line.phase is not CounterPhase.CLOSED and line.doubt is None for line in lines)
    return CountersView(config=state.config, lines=lines, open=is_open, blocked="" if frame.can_command else frame.blocked)


def outcomes_of(state: HallState, given: tuple[tuple[str, str], ...]) -> tuple[Outcome, ...]:
    """What came of orders: `given` are (counter, id of the order); an empty id was never sent."""
    found = []
    for counter, id in given:
        order = state.orders.get(id)
        stage = order.stage if order is not None else None if id else Stage.FAILED
        found.append(Outcome(counter=counter, stage=stage, why=order.reason if order is not None else ""))
    return tuple(found)


def _line(state: HallState, place: CounterConfig, now: float, order: Order | None, devices: tuple[str, ...]) -> CounterLine:
    counter = state.counters.get(place.id, Counter(id=place.id, profile=place.profile))
    doubt = counter_doubt(state, place.id)
    since = unheard_since(state, place.panel) if doubt is not None and place.panel else None
    ticket = state.tickets.get(counter.ticket or "")
    seconds: float | None = now - counter.since if counter.since else None
    limit: float | None = None
    if ticket is not None and ticket.legs and ticket.phase in (TicketPhase.SERVING, TicketPhase.PAUSED):
        seconds = handled(ticket.legs[-1], now)
        limit = lookup(state).handle_limit(ticket.business)
    healths = [(device, health_of(state, device)) for device in devices]
    ailing = sorted((each for each in healths if each[1] in _WORST), key=lambda each: _WORST.index(each[1]))
    return CounterLine(
        place=place,
        phase=counter.phase,
        doubt=doubt,
        doubt_for=None if since is None else int(now - since),
        clerk=counter.staff,
        ticket=counter.ticket,
        business=ticket.business if ticket else None,
        seconds=None if seconds is None else int(seconds),
        limit=None if limit is None or limit == float("inf") else int(limit),
        profile=counter.profile,
        served=counter.served,
        mean=int(counter.busy_for / counter.served) if counter.served and counter.busy_for else None,
        busy=_busy(counter, now),
        reason=counter.reason,
        calls=ticket.calls if ticket else 0,
        order=order,
        devices=len(devices),
        ailing=tuple(ailing),
    )


def _busy(counter: Counter, now: float) -> float | None:
    """Part of the open time that finished services took; None: it has hardly been open."""
    opened = counter.open_for + (now - counter.opened_at if counter.opened_at is not None else 0.0)
    return round(min(1.0, counter.busy_for / opened), 2) if opened >= 60 else None
