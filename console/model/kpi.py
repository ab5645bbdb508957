"""The hall's figures (KPIs) of the day, each with its numerator, its denominator and its limit, so that none can be quoted without.

Definitions: domain.md §1.8. Waits are those of tickets that were called (first call − taken); those who still wait are shown
beside them and not mixed in, because their waits are not over (censored).
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct

from console.model.hours import business_hours, in_hours
from console.model.lookup import Lookup, lookup
from console.model.state import CounterPhase, HallState, Tally, Ticket, TicketPhase
from console.model.tickets import handled

HALL = "hall"


class Figure(Struct, frozen=True, kw_only=True):
    """One figure; `value` is None where it has no meaning (nothing to divide by, or nobody here knows)."""

    code: str
    value: float | None
    numerator: float = 0.0
    denominator: float = 0.0
    limit: float | None = None
    """What it is compared with, in its unit."""
    unit: str = "s"
    """`s` seconds, `share` 0 … 1, `count`, `per` (numerator for each one of the denominator)."""
    scope: str = HALL
    """`hall`, `queue:ID`, `business:ID`, `counter:ID` or `kind:ID`."""


def figures(state: HallState, now: float) -> tuple[Figure, ...]:
    """The whole hall's figures."""
    known = lookup(state)
    config = known.config
    tickets = [each for each in state.tickets.values() if each.phase is TicketPhase.WAITING]
    found = _of_tallies(total(state.day.tallies.values()), tickets, now, HALL, config.wait_target if config else None, None)
    return (*found, *_of_counters(state, now), *_self_service(state), *_devices(state, known, now))


def by_queue(state: HallState, now: float) -> Mapping[str, tuple[Figure, ...]]:
    """Queue → its figures, in the configuration's order."""
    known = lookup(state)
    queues = {queue: _of_group(state, known, queue, now) for queue in known.queues}
    others = sorted({known.queue_of(business) for business in state.day.tallies} - set(queues))
    return queues | {queue: _of_group(state, known, queue, now) for queue in others}


def by_business(state: HallState, now: float) -> Mapping[str, tuple[Figure, ...]]:
    """Business → its figures; those nobody took a ticket for are left out."""
    known = lookup(state)
    found: dict[str, tuple[Figure, ...]] = {}
    for business in sorted(state.day.tallies):
        tickets = [each for each in state.tickets.values() if each.phase is TicketPhase.WAITING and each.business == business]
        item = known.businesses.get(business)
        limits = (item.wait_limit, item.handle_limit) if item else (None, None)
        found[business] = _of_tallies(state.day.tallies[business], tickets, now, f"business:{business}", *limits)
    return found


def by_counter(state: HallState, now: float) -> Mapping[str, tuple[Figure, ...]]:
    """Counter → how much of its open time it served and paused."""
    return {id: _utilisation(*_times(state, id, now), scope=f"counter:{id}") for id in state.counters}


def total(tallies: Iterable[Tally]) -> Tally:
    """The sums of several tallies."""
    sums: dict[str, float] = dict.fromkeys(_SUMS, 0)
    waits: dict[str, int] = {}
    handles: dict[str, int] = {}
    for tally in tallies:
        for name in _SUMS:
            sums[name] += getattr(tally, name)
        for counts, into in ((tally.waits, waits), (tally.handles, handles)):
            for seconds, count in counts.items():
                into[seconds] = into.get(seconds, 0) + count
    return msgspec.convert({**sums, "waits": waits, "handles": handles}, Tally)


_SUMS = tuple(field for field in Tally.__struct_fields__ if field not in ("waits", "handles"))


def quantile(counts: Mapping[str, int], share: float) -> float | None:
    """The smallest whole second that at least `share` of those counted do not exceed; None when nobody was counted."""
    left = share * sum(counts.values())
    for seconds in sorted(map(int, counts)):
        left -= counts[str(seconds)]
        if left <= 1e-9:
            return float(seconds)
    return None


def _ratio(code: str, numerator: float, denominator: float, unit: str, scope: str, limit: float | None = None) -> Figure:
    value = numerator / denominator if denominator else None
    return Figure(code=code, value=value, numerator=numerator, denominator=denominator, limit=limit, unit=unit, scope=scope)


def _of_group(state: HallState, known: Lookup, queue: str, now: float) -> tuple[Figure, ...]:
    tallies = [tally for business, tally in state.day.tallies.items() if known.queue_of(business) == queue]
    tickets = [
        each for each in state.tickets.values() if each.phase is TicketPhase.WAITING and known.queue_of(each.business) == queue
    ]
    target = known.config.wait_target if known.config else None
    return _of_tallies(total(tallies), tickets, now, f"queue:{queue}", target, None)


def _of_tallies(
    tally: Tally, waiting: list[Ticket], now: float, scope: str, wait_limit: float | None, handle_limit: float | None
) -> tuple[Figure, ...]:
    so_far = [max(0.0, now - each.queued_at) for each in waiting]

    def spread(name: str, counts: Mapping[str, int], limit: float | None) -> Iterable[Figure]:
        number = sum(counts.values())
        for code, share in (("p50", 0.5), ("p90", 0.9), ("max", 1.0)):
            value = quantile(counts, share)
            yield Figure(code=f"{code}_{name}", value=value, numerator=value or 0.0, denominator=number, limit=limit, scope=scope)

    return (
        Figure(code="taken", value=tally.taken, numerator=tally.taken, unit="count", scope=scope),
        _ratio("avg_wait", tally.wait_sum, tally.called, "s", scope, wait_limit),
        *spread("wait", tally.waits, wait_limit),
        Figure(code="waiting", value=len(so_far), numerator=len(so_far), unit="count", scope=scope),
        _ratio("avg_wait_so_far", sum(so_far), len(so_far), "s", scope, wait_limit),
        Figure(
            code="max_wait_so_far", value=max(so_far, default=None), numerator=max(so_far, default=0.0), denominator=len(so_far),
            limit=wait_limit, scope=scope,
        ),
        _ratio("overtime_wait_rate", tally.wait_over, tally.called, "share", scope),
        _ratio("abandon_rate", tally.abandoned, tally.called, "share", scope),
        _ratio("renege_est", tally.abandoned + tally.cleared, tally.taken, "share", scope),
        _ratio("recall_cnt", tally.recalls, tally.finished, "per", scope),
        Figure(
            code="lost_call_time", value=tally.lost_call_sum, numerator=tally.lost_call_sum, denominator=tally.abandoned,
            scope=scope,
        ),
        _ratio("avg_handle", tally.handle_sum, tally.finished, "s", scope, handle_limit),
        *spread("handle", tally.handles, handle_limit),
        _ratio("overtime_handle_rate", tally.handle_over, tally.finished, "share", scope),
        _ratio("rate_rate", tally.rated, tally.finished, "share", scope),
        _ratio("sat_rate", tally.satisfied, tally.rated, "share", scope),
        _ratio("once_done", tally.once_done, tally.finished, "share", scope),
    )  # fmt: skip


def _of_counters(state: HallState, now: float) -> tuple[Figure, ...]:
    times = [_times(state, id, now) for id in state.counters]
    busy, paused, opened = (sum(each) for each in zip(*times, strict=True)) if times else (0.0, 0.0, 0.0)
    is_open = sum(counter.phase is not CounterPhase.CLOSED for counter in state.counters.values())
    return (
        Figure(code="open_counters", value=is_open, numerator=is_open, denominator=len(state.counters), unit="count"),
        *_utilisation(busy, paused, opened, scope=HALL),
    )


def _utilisation(busy: float, paused: float, opened: float, *, scope: str) -> tuple[Figure, ...]:
    return _ratio("util", busy, opened, "share", scope), _ratio("paused_share", paused, opened, "share", scope)


def _times(state: HallState, id: str, now: float) -> tuple[float, float, float]:
    """Seconds serving, paused and open today, what is under way included."""
    counter = state.counters[id]
    ticket = state.tickets.get(counter.ticket or "")
    busy = counter.busy_for + (handled(ticket.legs[-1], now) if ticket is not None and ticket.legs else 0.0)
    paused = counter.paused_for + (now - counter.since if counter.phase is CounterPhase.PAUSED else 0.0)
    opened = counter.open_for + (now - counter.opened_at if counter.opened_at is not None else 0.0)
    return busy, paused, opened


def _self_service(state: HallState) -> tuple[Figure, ...]:
    """Online services are not seen from here, so the share counts the hall's kiosks only."""
    served = sum(tally.finished for tally in state.day.tallies.values())
    done = state.day.kiosk_completed
    return (
        _ratio("self_rate", done, done + served, "share", HALL),
        _ratio("kiosk_done", done, state.day.kiosk_sessions, "share", HALL),
        Figure(code="on_time", value=None, unit="share"),
    )


def _devices(state: HallState, known: Lookup, now: float) -> tuple[Figure, ...]:
    """Share of business hours so far for which the devices of a kind were not lost; what is unheard counts as nothing known."""
    if known.config is None:
        return ()
    hours = business_hours(known.config, now)
    elapsed = in_hours(known.config, hours[0], now) if hours else 0.0
    up: dict[str, list[float]] = {}
    for id, config in known.devices.items():
        device = state.devices.get(id)
        if device is None or (device.heard_at is None and device.lost_at is None):
            continue
        lost = device.down_for + (in_hours(known.config, device.lost_at, now) if device.lost_at is not None else 0.0)
        up.setdefault(config.kind, []).append(max(0.0, elapsed - lost))
    return tuple(
        _ratio("dev_avail", sum(times), elapsed * len(times), "share", f"kind:{kind}") for kind, times in sorted(up.items())
    )
