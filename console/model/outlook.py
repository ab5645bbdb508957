"""How long a customer who comes now would wait: those who wait, played forward over the counters that serve now.

Work is shared: a counter serves several queues and calls whoever counts from the earliest time, so queues cannot be divided one by one.
Each service takes what that business took today (few services lean on the queue's, then on the hall's mean). Nobody is foreseen to
come, leave, or open a counter, and a paused counter does not come back: what is said is "as things stand".
"""

import heapq
from collections import Counter as Tallied
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from console.model.lookup import Lookup, lookup
from console.model.state import Counter, CounterPhase, HallState, Tally, Ticket

GROUND = 3
"""Services that must have been finished today, in the hall, before anything is said."""
LEAN = 4.0
"""Services' worth of weight that the wider mean has against a business's own."""
TURNOVER = 25.0
"""Seconds from the end of a service to the start of the next: the clerk's breath and the customer's walk."""
REMAINING = 0.6
"""Part of a mean service that is still to come of one that has outlasted the mean (service times are skewed, domain.md §3.2)."""
VARIATION = 0.9
"""Standard deviation over mean of a service, businesses mixed (domain.md §3.2: 0.6 to 0.9 within one)."""
NOBODY: Mapping[str, frozenset[str]] = {}
SPREAD = 1.28
"""Standard deviations each way that hold 80 % of a normal distribution."""


class Expected(Struct, frozen=True, kw_only=True):
    """What somebody who comes now has to expect, seconds."""

    wait: float
    between: tuple[float, float]
    """Within which about four of five such waits lie."""


def expected_waits(
    state: HallState, line: Sequence[tuple[float, Ticket]], now: float, able: Mapping[str, frozenset[str]] = NOBODY
) -> Mapping[str, Expected]:
    """Queue → what a newcomer has to expect; without the queues of which nothing can be said.

    `line`: everybody who waits, with the time each counts from, the smallest first. `able`: counters whose clerk may handle only these
    businesses of its work profile.
    """
    known = lookup(state)
    pace = _pace(state.day.tallies, known)
    if pace is None:
        return {}
    serving = tuple(counter for counter in state.counters.values() if is_serving(counter))
    waits = _play(state, serving, line, pace, now, able)
    mean = sum(pace.values()) / len(pace)
    expected: dict[str, Expected] = {}
    for queue in known.queues:
        group = [id for id, business in known.businesses.items() if business.group == queue]
        if any(id not in waits for id in group if _taken(state, id)) or not (group := [id for id in group if id in waits]):
            continue  # a business that is asked for is served nowhere now
        weights = [_taken(state, id) for id in group]
        weights = weights if any(weights) else [1] * len(group)
        wait = sum(waits[id][0] * weight for id, weight in zip(group, weights, strict=True)) / sum(weights)
        counters = sum(waits[id][1] * weight for id, weight in zip(group, weights, strict=True)) / sum(weights)
        expected[queue] = _with_spread(wait, mean, counters)
    return expected


def _play(
    state: HallState,
    serving: Sequence[Counter],
    line: Sequence[tuple[float, Ticket]],
    pace: "_Pace",
    now: float,
    able: Mapping[str, frozenset[str]],
) -> dict[str, tuple[float, int]]:
    """Business → seconds until a counter would call a newcomer with it, and how many counters serve it."""
    known = lookup(state)
    offered = {counter.id: frozenset(known.serves(counter.profile)) & known.businesses.keys() for counter in serving}
    serves = {id: businesses & able.get(id, businesses) for id, businesses in offered.items()}
    number = Tallied(business for each in serves.values() for business in each)
    queues = {queue: now - known.credit(item.priority or "") for queue, item in known.queues.items()}
    counts = {business: queues.get(known.queue_of(business), now) for business in number}
    free = [(now + _left(state, counter, pace, now), counter.id) for counter in serving]
    heapq.heapify(free)
    waits: dict[str, tuple[float, int]] = {}
    left = _Line(line)
    while free and len(waits) < len(number):
        at, id = heapq.heappop(free)
        place = left.first(id, serves[id])
        for business in serves[id] - waits.keys():
            if place is None or line[place][0] > counts[business]:
                waits[business] = (at - now, number[business])
        if place is not None:
            ticket = left.take(place)
            heapq.heappush(free, (at + TURNOVER + pace[ticket.business], id))
    return waits


def _taken(state: HallState, business: str) -> int:
    """How many numbers were taken today for a business: the mix that a newcomer comes from."""
    tally = state.day.tallies.get(business)
    return tally.taken if tally else 0


def is_serving(counter: Counter) -> bool:
    """Whether a counter is open and not paused."""
    return counter.phase not in (CounterPhase.CLOSED, CounterPhase.PAUSED)


def _left(state: HallState, counter: Counter, pace: "_Pace", now: float) -> float:
    """Seconds until the counter is free, by what its service should take."""
    ticket = state.tickets.get(counter.ticket or "")
    if ticket is None or not ticket.legs:
        return 0.0
    leg = ticket.legs[-1]
    mean = pace[leg.business]
    if leg.started_at is None:
        return TURNOVER + mean
    return max(mean - (now - leg.started_at), REMAINING * mean)


def _with_spread(wait: float, mean: float, counters: float) -> Expected:
    """Of the sum of so many services at so many counters: it grows with the root of the wait."""
    spread = SPREAD * VARIATION * ((wait + mean / counters) * mean / counters) ** 0.5
    return Expected(wait=wait, between=(max(0.0, wait - spread), wait + spread))


class _Line:
    """Everybody who waits, by what can call them: as many steps a call as the counter has businesses, however many wait."""

    def __init__(self, line: Sequence[tuple[float, Ticket]]) -> None:
        self._line = line
        self._heads: dict[str, deque[int]] = {}
        """Business → places of those whom any counter that serves it may call."""
        self._own: dict[str, deque[int]] = {}
        """Counter → places of those sent to it alone."""
        self._mine: dict[str, list[deque[int]]] = {}
        """Counter → all of these that it calls from."""
        for place, (_, ticket) in enumerate(line):
            if ticket.for_counter is None:
                self._heads.setdefault(ticket.business, deque()).append(place)
            else:
                self._own.setdefault(ticket.for_counter, deque()).append(place)

    def first(self, counter: str, businesses: frozenset[str]) -> int | None:
        """The place in line of whom the counter would call."""
        mine = self._mine.get(counter)
        if mine is None:
            mine = [self._heads[business] for business in businesses if business in self._heads]
            self._mine[counter] = mine = [*mine, self._own[counter]] if counter in self._own else mine
        return min([heads[0] for heads in mine if heads], default=None)

    def take(self, place: int) -> Ticket:
        """They are called."""
        ticket = self._line[place][1]
        mine = self._heads[ticket.business] if ticket.for_counter is None else self._own[ticket.for_counter]
        mine.popleft()
        return ticket


class _Pace(dict[str, float]):
    """Business → mean seconds of a service; of an unknown one the hall's."""

    def __init__(self, hall: float) -> None:
        self.hall = hall

    def __missing__(self, business: str) -> float:
        return self.hall


def _pace(tallies: Mapping[str, Tally], known: Lookup) -> _Pace | None:
    """What services took today; None with too little to go by."""
    finished, seconds = _sums(tallies.values())
    if finished < GROUND:
        return None
    hall = seconds / finished
    pace = _Pace(hall)
    for queue in known.queues:
        group = [business.id for business in known.businesses.values() if business.group == queue]
        finished, seconds = _sums(tallies[id] for id in group if id in tallies)
        mean = (seconds + LEAN * hall) / (finished + LEAN)
        for id in group:
            finished, seconds = _sums([tallies[id]] if id in tallies else [])
            pace[id] = (seconds + LEAN * mean) / (finished + LEAN)
    return pace


def _sums(tallies: Iterable[Tally]) -> tuple[int, float]:
    kept = list(tallies)
    return sum(tally.finished for tally in kept), sum(tally.handle_sum for tally in kept)
