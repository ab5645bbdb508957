"""The simulated customers: they come, take a number or a kiosk, wait, lose patience, are served, and leave."""

import random
from collections.abc import Callable
from functools import partial

from adapters.simulated.queue_system import QueueSystem
from adapters.simulated.scenario import Item, Scenario, Traffic, Visit, lognormal, minutes_of
from adapters.simulated.timeline import Timeline
from console.model.hall import HallConfig

MOST = 4.0
"""Times the day's highest rate that a surge may bring."""
DECIDING = (20.0, 70.0)
"""Seconds from the door to the number."""


class Customer:
    """One visit."""

    __slots__ = ("item", "leaves_at", "name", "seconds", "then", "walk", "with_them", "zone")

    def __init__(self, name: str, item: Item, chance: random.Random, scenario: Scenario) -> None:
        habits = scenario.habits
        self.name = name
        self.item = item
        self.seconds = max(25.0, lognormal(chance, item.minutes * 60, item.cv))
        wanders = chance.random() < habits.no_show
        low, high = habits.patience_minutes
        patience = chance.uniform(60, 600) if wanders else chance.uniform(low * 60, high * 60)
        self.leaves_at = patience
        """Seconds of waiting, later hall time, when they leave."""
        self.walk = chance.uniform(6, 22)
        self.then = item.then if chance.random() < habits.go_on else None
        self.with_them = chance.random() < habits.companions
        self.zone = "entrance"


class Customers:
    """Everybody who came today and has not left."""

    def __init__(
        self,
        config: HallConfig,
        scenario: Scenario,
        timeline: Timeline,
        queue: QueueSystem,
        chance: Callable[[str], random.Random],
        move: Callable[[str | None, str | None, int], None],
        use_kiosk: Callable[[str, random.Random, str], bool],
    ) -> None:
        self._scenario = scenario
        self._timeline = timeline
        self._queue = queue
        self._chance = chance
        self._arrivals = chance("arrivals")
        self._move = move
        self._use_kiosk = use_kiosk
        self._counter_zone = {counter.id: counter.zone for counter in config.counters}
        self._class_of = {queue.id: queue.customer_class for queue in config.queues}
        self._group_of = {business.id: business.group for business in config.businesses}
        self._items = {item.business: item for item in scenario.item}
        self._opens, self._closes = minutes_of(config.opens), minutes_of(config.closes)
        self._came = 0
        self.midnight = 0.0
        self.traffic = Traffic(scenario.rates)
        self.surge = 1.0
        """Times as many as on such a day; up to `MOST`."""
        self.by_ticket: dict[str, Customer] = {}
        self.here: dict[str, Customer] = {}
        """By name, those in the hall but for those at a kiosk."""
        self.visits: dict[str, str] = {}
        """Visitor without a number → zone."""
        self._looked_in = 0
        self.balked = 0

    def plan_day(self, midnight: float) -> None:
        """Begin the stream of arrivals, and the day's appointments."""
        self.midnight = midnight
        self._timeline.at(midnight + self._opens * 60 - 900, self._candidate)
        for visit in self._scenario.visit:
            start = max(self._timeline.now, midnight + minutes_of(visit.start) * 60)
            self._timeline.at(start, partial(self._look_in, visit, self._chance(f"visits {visit.zone}")))
        booking = self._scenario.booking
        if booking is None:
            return
        chance = self._chance("appointments")
        slots = int((self._closes - self._opens - 60) / booking.every_minutes)
        for slot in range(1, slots + 1):
            for place in range(booking.each):
                at = midnight + (self._opens + slot * booking.every_minutes) * 60
                comes = at + chance.uniform(-900, 300)
                name = f"booked {slot}.{place}"
                self._timeline.at(comes, partial(self._booked, name, at))

    def _look_in(self, visit: Visit, chance: random.Random) -> None:
        """Somebody comes to a zone for a while, and after them the next."""
        if self._timeline.now > self.midnight + minutes_of(visit.end) * 60:
            return
        self._move(None, visit.zone, 1)
        self._looked_in += 1
        name = f"visitor {self._looked_in}"
        self.visits[name] = visit.zone
        self._timeline.after(lognormal(chance, visit.minutes * 60, 0.5), partial(self._look_out, name))
        self._timeline.after(chance.expovariate(visit.per_hour / 3600), partial(self._look_in, visit, chance))

    def _look_out(self, name: str) -> None:
        self._move(self.visits.pop(name), None, 1)

    def _candidate(self) -> None:
        """Thinning: candidates come at the highest rate and only some are real, so that a surge changes no other draw."""
        minute = (self._timeline.now - self.midnight) / 60
        highest = self.traffic.highest * MOST
        gap, keep = self._arrivals.expovariate(highest / 3600), self._arrivals.random()
        self._came += 1
        if minute < self._closes - 5:
            self._timeline.after(gap, self._candidate)
        if keep < self.traffic.per_hour(minute) * min(self.surge, MOST) / highest:
            self._arrive(f"customer {self._came}")

    def _arrive(self, name: str) -> None:
        chance = self._chance(name)
        items = self._scenario.item
        item = chance.choices(items, weights=[item.share for item in items])[0]
        customer = Customer(name, item, chance, self._scenario)
        at_kiosk = chance.random() < item.kiosk
        self._move(None, "entrance", 1 + customer.with_them)
        self.here[name] = customer
        decide = partial(self._decide, customer, chance, at_kiosk=at_kiosk)
        if chance.random() < self._scenario.habits.guided:
            decide = partial(self._ask_guide, customer, chance.uniform(*self._scenario.habits.guided_seconds), decide)
        self._timeline.after(chance.uniform(*DECIDING), decide)

    def _ask_guide(self, customer: Customer, seconds: float, then: Callable[[], None]) -> None:
        """A word with the guide first."""
        self._to(customer, "guidance")
        self._timeline.after(seconds, then)

    def _decide(self, customer: Customer, chance: random.Random, *, at_kiosk: bool) -> None:
        """Kiosk, number, or away again."""
        business = customer.item.business
        if at_kiosk and self._use_kiosk(business, chance, customer.name):
            self._to(customer, None)
            return
        habits = self._scenario.habits
        balks = chance.random() < habits.balk_share
        if balks and self._queue.ahead(business) >= habits.balk_ahead:
            self.balked += 1
            self._to(customer, None)
            return
        self._take(customer, chance, "normal", None)

    def _take(self, customer: Customer, chance: random.Random, priority: str, appointment_at: float | None) -> None:
        business = customer.item.business
        group = self._group_of[business]
        if priority == "normal":
            draw = chance.random()
            for id, share in self._scenario.priority_shares.items():
                if draw < share:
                    priority = id
                    break
                draw -= share
            priority = "care" if group == "L" else priority
        self._to(customer, "waiting")
        customer.leaves_at += self._timeline.now
        ticket = self._queue.take(
            business,
            customer_class=self._class_of[group],
            priority=priority,
            channel="kiosk" if appointment_at is None else "appointment",
            appointment_at=appointment_at,
        )
        self.by_ticket[ticket.id] = customer
        self._timeline.at(customer.leaves_at, lambda: self._lose_patience(customer))

    def _booked(self, name: str, slot: float) -> None:
        booking = self._scenario.booking
        if booking is None:
            return
        chance = self._chance(name)
        customer = Customer(name, self._items[booking.business], chance, self._scenario)
        self._move(None, "entrance", 1 + customer.with_them)
        self.here[name] = customer
        self._timeline.after(chance.uniform(*DECIDING), lambda: self._take(customer, chance, booking.priority, slot))

    def _lose_patience(self, customer: Customer) -> None:
        """They walk out; the number stays in the queue until it is called."""
        if customer.zone == "waiting":
            self._to(customer, None)

    def _to(self, customer: Customer, zone: str | None) -> None:
        self._move(customer.zone, zone, 1 + customer.with_them)
        customer.zone = zone or ""
        if zone is None:
            self.here.pop(customer.name, None)

    # --- as the counters meet them ---------------------------------------------------------------------------------------

    def comes(self, ticket: str) -> float | None:
        """Seconds until the called customer sits down; None: nobody comes."""
        customer = self.by_ticket.get(ticket)
        return customer.walk if customer is not None and customer.zone == "waiting" else None

    def sits(self, ticket: str, counter: str) -> float:
        """At the counter; seconds that the business takes."""
        customer = self.by_ticket.get(ticket)
        if customer is None:
            return 30.0
        self._to(customer, self._counter_zone[counter])
        return customer.seconds

    def goes_on(self, ticket: str) -> str | None:
        """The business that the visit goes on to, once."""
        customer = self.by_ticket.get(ticket)
        if customer is None or customer.then is None:
            return None
        then, customer.then = customer.then, None
        customer.item = self._items[then]
        customer.seconds = max(
            25.0, lognormal(self._chance(f"{customer.name} then"), customer.item.minutes * 60, customer.item.cv)
        )
        return then

    def served(self, ticket: str, *, goes_on: bool) -> None:
        """Back to the seats, or home."""
        if goes_on:
            customer = self.by_ticket.get(ticket)
            if customer is not None:
                customer.leaves_at = self._timeline.now + 3600
                self._to(customer, "waiting")
        else:
            self.leave(ticket)

    def leave(self, ticket: str) -> None:
        """The visit is over, however it ended."""
        customer = self.by_ticket.pop(ticket, None)
        if customer is not None and customer.zone:
            self._to(customer, None)
