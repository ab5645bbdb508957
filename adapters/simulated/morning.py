"""A hall's morning as the entries of a journal, without any hub: for tests of widgets and for pictures. No alarms, no orders."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.simulated.hall import SimulatedHall
from adapters.simulated.routes import Routes
from adapters.simulated.scenario import Scenario
from console.model.event import AdapterJoined, AnyEvent, DayStarted, DutyTaken, Entry, HallConfigured, HubStarted
from console.model.hall import HallConfig, Post

DEMO_DAY = 1_795_228_937.0
"""2026-11-21 10:42:17 in Shanghai: the day of the drawn mock-up."""
MORNING = 7_200.0
"""Seconds from opening to the demo's first look: 08:30 to 10:30."""


def joined(config: HallConfig, epoch: str) -> tuple[AdapterJoined, ...]:
    """Every adapter of the hall greets the hub."""
    routes = Routes(config)
    return tuple(
        AdapterJoined(adapter=name, epoch=epoch, version="0.1.0", devices=routes.devices_of(name)) for name in routes.adapters
    )


def morning(
    config: HallConfig, scenario: Scenario, seed: int = 2, *, day: float = DEMO_DAY, seconds: float = MORNING
) -> list[Entry]:
    """The entries from before opening until `seconds` after it, on the day that holds the UTC time `day`."""
    hall = SimulatedHall(config, scenario, seed, day)
    routes = Routes(config)
    numbers: Counter[str] = Counter()
    entries: list[Entry] = []

    def write(at: float, source: str, event: AnyEvent) -> None:
        numbers[source] += 1
        entry = Entry(
            seq=len(entries) + 1,
            at=at,
            hall=config.id,
            source=source,
            epoch="1" if source == "hub" else "morning",
            sseq=numbers[source],
            device_at=None if source == "hub" else at,
            event=event,
        )
        entries.append(entry)

    date = datetime.fromtimestamp(hall.now, ZoneInfo(config.timezone)).date().isoformat()
    leader = next((person.id for person in config.staff if person.post is Post.DUTY_LEADER), None)
    first: list[AnyEvent] = [
        HubStarted(boot=1, version="0.1.0", clean=True),
        HallConfigured(config=config),
        DayStarted(date=date),
        *joined(config, "morning"),
    ]
    if leader:
        first.append(DutyTaken(person=leader))
    for event in first:
        write(hall.now, "hub", event)
    for happening in hall.run_until(hall.opens + seconds):
        write(happening.at, routes.adapter_of(happening.event), happening.event)
    return entries
