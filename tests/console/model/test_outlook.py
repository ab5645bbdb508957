"""What a newcomer has to expect: work shared among queues, in whose order, and how true it proves over a simulated day."""

import statistics

import pytest

from adapters.simulated.morning import morning
from adapters.simulated.scenario import load_scenario
from console.config import DEMO_HALL, load_hall
from console.model import event as ev
from console.model.event import AnyEvent
from console.model.lookup import lookup
from console.model.outlook import GROUND, TURNOVER
from console.model.queueing import QueueFigures, figures, figures_by_queue
from console.model.reduce import reduce
from console.model.state import HallState
from tests.helpers.streams import after, open_hall

SERVICE = 300.0


def taken(ticket: str, business: str = "pay", priority: str = "normal") -> ev.TicketTaken:
    return ev.TicketTaken(ticket=ticket, business=business, priority=priority)


def seasoned(*events: AnyEvent, services: int = 40) -> HallState:
    """A hall that has served so many at c2, payments and changes of name alike, each in `SERVICE` seconds."""
    state = open_hall()
    for number in range(services):
        business = "pay" if number % 2 else "rename"
        state = after(state, taken(f"S{number}", business), ev.TicketCalled(ticket=f"S{number}", counter="c2"))
        state = after(state, ev.ServiceStarted(ticket=f"S{number}", counter="c2"))
        state = after(state, ev.ServiceFinished(ticket=f"S{number}", counter="c2"), at=state.at + SERVICE)
    return after(state, *events) if events else state


def estimate(state: HallState, queue: str) -> float:
    wait = figures(state, queue).wait_estimate
    assert wait is not None
    return wait


def test_a_free_counter_means_no_wait() -> None:
    assert estimate(seasoned(), "fees") == 0
    assert figures(seasoned(), "fees").wait_between is not None


def test_nothing_is_said_before_a_few_services_or_without_an_open_counter() -> None:
    assert figures(seasoned(services=GROUND - 1), "fees").wait_estimate is None
    assert figures(seasoned(services=GROUND), "fees").wait_estimate == 0
    shut = seasoned(ev.CounterClosed(counter="c1"), ev.CounterPaused(counter="c2"))
    assert [(each.wait_estimate, each.wait_between) for each in figures_by_queue(shut)] == [(None, None)] * 2


def test_those_ahead_are_divided_among_the_counters_that_serve_them() -> None:
    crowd = [taken(f"A{n}") for n in range(8)]
    both = seasoned(*crowd)
    one = seasoned(*crowd, ev.CounterPaused(counter="c2"))
    assert estimate(both, "fees") == pytest.approx(4 * (SERVICE + TURNOVER), rel=0.02)
    assert estimate(one, "fees") == pytest.approx(8 * (SERVICE + TURNOVER), rel=0.02)


def test_another_queue_at_a_shared_counter_costs_time_too() -> None:
    """Only c2 changes names, and it is busy with payments that came earlier as well."""
    names = [taken(f"B{n}", "rename") for n in range(4)]
    alone = seasoned(*names)
    shared = seasoned(*[taken(f"A{n}") for n in range(8)], *names)
    assert estimate(alone, "changes") == pytest.approx(4 * (SERVICE + TURNOVER), rel=0.02)
    assert estimate(shared, "changes") > estimate(alone, "changes") + 2 * SERVICE


def test_what_is_left_of_the_service_in_hand_counts() -> None:
    state = seasoned(ev.CounterClosed(counter="c1"), taken("A1"), ev.TicketCalled(ticket="A1", counter="c2"))
    state = after(state, ev.ServiceStarted(ticket="A1", counter="c2"))
    halfway = figures(state, "fees", state.at + SERVICE / 2).wait_estimate
    overdue = figures(state, "fees", state.at + 10 * SERVICE).wait_estimate
    assert halfway == pytest.approx(SERVICE / 2, rel=0.02) or halfway == pytest.approx(0.6 * SERVICE, rel=0.02)
    assert overdue == pytest.approx(0.6 * SERVICE, rel=0.02), "nobody is done just because it took long"


def test_the_range_holds_the_estimate_and_widens_with_it() -> None:
    def width(seen: QueueFigures) -> float:
        assert seen.wait_between is not None
        assert seen.wait_estimate is not None
        assert 0 <= seen.wait_between[0] <= seen.wait_estimate <= seen.wait_between[1]
        return seen.wait_between[1] - seen.wait_between[0]

    few, many = (figures(seasoned(*[taken(f"A{n}") for n in range(number)]), "fees") for number in (4, 16))
    assert width(few) < width(many)


def test_what_was_said_to_newcomers_came_about_over_a_simulated_day() -> None:
    """Measured over seeds 0–3: median error 118 s with a mean wait of 590 s, median bias 3 s, 85 % within the range."""
    config = load_hall()
    said: dict[str, tuple[float, QueueFigures]] = {}
    errors: list[float] = []
    within: list[bool] = []
    state = HallState()
    for entry in morning(config, load_scenario(DEMO_HALL / "simulation.toml", config), 1, seconds=8 * 3600):
        match entry.event:
            case ev.TicketTaken(ticket=ticket, business=business):
                said[ticket] = entry.at, figures(state, lookup(state).queue_of(business), entry.at)
            case ev.TicketCalled(ticket=ticket) if ticket in said:
                since, seen = said.pop(ticket)
                if seen.wait_estimate is not None and seen.wait_between is not None:
                    waited = entry.at - since
                    errors.append(waited - seen.wait_estimate)
                    within.append(seen.wait_between[0] - 1 <= waited <= seen.wait_between[1] + 1)
        state = reduce(state, entry)
    assert len(errors) > 300
    assert statistics.median(map(abs, errors)) < 200
    assert abs(statistics.median(errors)) < 120
    assert statistics.mean(within) > 0.7
