"""The simulated day as data: who comes when and for what, how long things take, who works when, what goes wrong.

Read from a hall's `simulation.toml`. Times of day are hall-local, durations are minutes where the name says so, else seconds.
"""

import math
import random
from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from console.config import load
from console.model.event import DayKind
from console.model.hall import HallConfig, Part, Post
from console.model.ident import Clock, Id
from console.toml_file import TomlFile, suggest

Positive = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
DAY_KINDS = {DayKind.NORMAL: 1.0, DayKind.PEAK: 1.34, DayKind.SUPER_PEAK: 1.58}
"""How much more comes on such a day: First City National Bank at noon, domain.md §3.1."""


class Rate(Part, frozen=True, kw_only=True):
    """How many people come in an hour, at a time of day; in between it changes evenly."""

    at: Clock
    per_hour: Annotated[float, Meta(ge=0)]


class Item(Part, frozen=True, kw_only=True):
    """A business as customers bring it."""

    business: Id
    share: Annotated[float, Meta(ge=0)]
    """Of those who come; shares need not add up to anything. 0: only by appointment."""
    minutes: Positive
    """Mean time at the counter."""
    cv: Positive
    """Standard deviation over mean of that time."""
    kiosk: Share = 0.0
    """Share that uses a self-service kiosk instead."""
    then: Id | None = None
    """A business that some visits go on to."""


class Habits(Part, frozen=True, kw_only=True):
    """How customers behave."""

    patience_minutes: tuple[Positive, Positive] = (20.0, 60.0)
    """Between which they wait before they leave (domain.md §3.3)."""
    balk_ahead: int = 25
    """From so many printed as waiting in front some do not stay …"""
    balk_share: Share = 0.4
    """… this share."""
    no_show: Share = 0.03
    """Those who take a number and wander off."""
    rating: Share = 0.78
    """Those who press the evaluator."""
    scores: tuple[float, float, float, float] = (0.002, 0.014, 0.31, 0.674)
    """Of them: very dissatisfied, dissatisfied, satisfied, very satisfied."""
    go_on: Share = 0.25
    """Of those whose business has a `then`."""
    companions: Share = 0.25
    guided: Share = 0.0
    """Those who talk to a guide before they take a number or a kiosk …"""
    guided_seconds: tuple[Positive, Positive] = (40.0, 150.0)
    """… so long."""
    kiosk_minutes: Positive = 2.6
    kiosk_completed: Share = 0.93


class Booking(Part, frozen=True, kw_only=True):
    """Appointments: so many each `every_minutes`."""

    business: Id
    priority: Id
    every_minutes: Positive = 20.0
    each: int = 1


class Visit(Part, frozen=True, kw_only=True):
    """People who come to a zone without taking a number: to the machines of the night zone, to look at what is shown."""

    zone: Id
    per_hour: Positive
    minutes: Positive
    """Mean; half as much above or below is usual."""
    start: Clock = "00:00"
    end: Clock = "23:59"


class Shift(Part, frozen=True, kw_only=True):
    """When a person works."""

    person: Id
    start: Clock
    end: Clock
    breaks: tuple[tuple[Clock, Positive], ...] = ()
    """Beginning and minutes; the counter pauses."""
    opens: bool = True
    """Whether they open the counter they stand at."""
    roves: bool = False
    """Whether they walk about the zones."""


class MishapAt(Part, frozen=True, kw_only=True):
    """Something that goes wrong at a time of day."""

    at: Clock
    kind: Id
    """One of `hall.MISHAPS`."""
    target: str = ""
    minutes: Positive = 10.0


class Talk(Part, frozen=True, kw_only=True):
    """What a member of staff enters at a time of day: a customer's matter, or a special problem."""

    at: Clock
    what: Annotated[str, Meta(min_length=1, max_length=500)]
    post: Post = Post.GUIDE
    is_problem: bool = False
    place: str = ""
    source: str = "guide"
    customer: str = ""
    promised: Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?\Z")] = ""
    """By when an answer was promised; empty: nothing was."""


class Scenario(Part, frozen=True, kw_only=True):
    """`simulation.toml`."""

    rates: Annotated[tuple[Rate, ...], Meta(min_length=2)]
    item: Annotated[tuple[Item, ...], Meta(min_length=1)]
    habits: Habits = Habits()
    booking: Booking | None = None
    visit: tuple[Visit, ...] = ()
    shift: tuple[Shift, ...] = ()
    mishap: tuple[MishapAt, ...] = ()
    talk: tuple[Talk, ...] = ()
    priority_shares: Mapping[Id, Share] = {}
    """Which part of ordinary tickets has which priority instead of `normal`."""


def load_scenario(path: Path, hall: HallConfig) -> Scenario:
    """The scenario in `path`, its references checked against the hall; raises `HallFault` with file and line."""
    scenario = load(path, Scenario)
    file = TomlFile.read(path)
    businesses = [business.id for business in hall.businesses]
    for index, item in enumerate(scenario.item):
        for key in ("business", "then"):
            id = getattr(item, key)
            if id is not None and id not in businesses:
                raise file.fault(("item", index, key), f"there is no business `{id}`", suggest(id, businesses))
    zones = [zone.id for zone in hall.zones]
    for index, visit in enumerate(scenario.visit):
        if visit.zone not in zones:
            raise file.fault(("visit", index, "zone"), f"there is no zone `{visit.zone}`", suggest(visit.zone, zones))
    people = [person.id for person in hall.staff]
    for index, shift in enumerate(scenario.shift):
        if shift.person not in people:
            raise file.fault(("shift", index, "person"), f"there is nobody `{shift.person}`", suggest(shift.person, people))
    return scenario


def minutes_of(clock: str) -> int:
    """Minutes since midnight of `HH:MM`."""
    return int(clock[:2]) * 60 + int(clock[3:])


class Traffic:
    """Arrivals as a rate over the day."""

    def __init__(self, rates: tuple[Rate, ...], day_kind: DayKind = DayKind.NORMAL) -> None:
        self._minutes = [minutes_of(rate.at) for rate in rates]
        self._rates = [rate.per_hour * DAY_KINDS[day_kind] for rate in rates]
        self.highest = max(self._rates)

    def per_hour(self, minute: float) -> float:
        """The rate at a minute of the day; none before the first point and after the last."""
        index = bisect_right(self._minutes, minute)
        if index in (0, len(self._minutes)):
            return 0.0
        left, right = self._minutes[index - 1], self._minutes[index]
        part = (minute - left) / (right - left)
        return self._rates[index - 1] * (1 - part) + self._rates[index] * part


def lognormal(chance: random.Random, mean: float, cv: float) -> float:
    """A draw with this mean and coefficient of variation (service times are lognormal: Brown et al. 2005)."""
    variance = math.log(1 + cv * cv)
    return chance.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))
