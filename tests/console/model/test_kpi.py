"""The day's figures against a naive recount from the raw stream."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model import event as ev
from console.model.event import Entry
from console.model.kpi import HALL, Figure, by_business, by_counter, by_queue, figures, quantile
from console.model.reduce import fold
from console.model.state import HallState
from tests.helpers.streams import MORNING, after, entries, open_hall, opening, small_hall, visits


def named(found: tuple[Figure, ...]) -> dict[str, Figure]:
    return {figure.code: figure for figure in found if not figure.scope.startswith("kind:")}


class Recount:
    """Everything counted again, one event after the other, from the events of plausible visits only."""

    def __init__(self, stream: list[Entry], business: str | None = None) -> None:
        self.taken: dict[str, float] = {}
        self.business: dict[str, str] = {}
        self.waits: list[float] = []
        self.handles: list[float] = []
        self.counts = dict.fromkeys(("abandoned", "cleared", "recalls", "finished", "rated", "satisfied"), 0)
        self.lost = 0.0
        self._begun: dict[str, float] = {}
        self._aside: dict[str, float] = {}
        self._called: dict[str, float] = {}
        self._last: dict[str, str] = {}
        for entry in stream:
            self._count(entry, entry.event, business)

    def _count(self, entry: Entry, event: ev.AnyEvent, only: str | None) -> None:
        at, ticket = entry.at, getattr(event, "ticket", None)
        if isinstance(event, ev.TicketTaken):
            self.business[event.ticket] = event.business
            if only in (None, event.business):
                self.taken[event.ticket] = at
            return
        if isinstance(event, ev.TicketRated) and event.counter in self._last:
            ticket = self._last.pop(event.counter)
        if isinstance(event, ev.ServiceFinished):
            self._last[event.counter] = event.ticket
        if ticket not in self.taken:
            return
        if isinstance(event, ev.TicketCalled):
            self._called[ticket] = at
            self.waits.append(at - self.taken[ticket])
        elif isinstance(event, ev.ServiceStarted):
            self._begun.setdefault(ticket, at)
            self._begun[ticket] += at - self._aside.pop(ticket, at)
        elif isinstance(event, ev.ServicePaused | ev.TicketSuspended):
            self._aside[ticket] = at
        elif isinstance(event, ev.ServiceResumed | ev.TicketCalledBack):
            self._begun[ticket] += at - self._aside.pop(ticket)
        elif isinstance(event, ev.ServiceFinished):
            self.counts["finished"] += 1
            self.handles.append(at - self._begun[ticket])
        elif isinstance(event, ev.TicketRecalled):
            self.counts["recalls"] += 1
        elif isinstance(event, ev.TicketAbandoned):
            self.counts["abandoned"] += 1
            self.lost += at - self._called[ticket]
        elif isinstance(event, ev.TicketCleared):
            self.counts["cleared"] += 1
        elif isinstance(event, ev.TicketRated):
            self.counts["rated"] += 1
            self.counts["satisfied"] += event.score >= 4


def compared(found: dict[str, Figure], count: Recount, wait_limit: float, handle_limit: float) -> None:
    ratios = {
        "avg_wait": (sum(count.waits), len(count.waits)),
        "overtime_wait_rate": (sum(wait > wait_limit for wait in count.waits), len(count.waits)),
        "abandon_rate": (count.counts["abandoned"], len(count.waits)),
        "renege_est": (count.counts["abandoned"] + count.counts["cleared"], len(count.taken)),
        "recall_cnt": (count.counts["recalls"], count.counts["finished"]),
        "avg_handle": (sum(count.handles), len(count.handles)),
        "overtime_handle_rate": (sum(each > handle_limit for each in count.handles), len(count.handles)),
        "rate_rate": (count.counts["rated"], count.counts["finished"]),
        "sat_rate": (count.counts["satisfied"], count.counts["rated"]),
    }
    for code, (numerator, denominator) in ratios.items():
        assert found[code].numerator == pytest.approx(numerator), code
        assert found[code].denominator == denominator, code
        assert found[code].value == (pytest.approx(numerator / denominator) if denominator else None), code
    assert found["taken"].value == len(count.taken)
    assert found["lost_call_time"].value == pytest.approx(count.lost)
    for name, values in (("wait", count.waits), ("handle", count.handles)):
        whole = sorted(int(value + 1e-6) for value in values)
        if whole:
            assert found[f"max_{name}"].value == whole[-1]
            assert found[f"p50_{name}"].value == whole[-(-len(whole) // 2) - 1]


@given(seed=st.integers(0, 10_000), customers=st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_every_figure_equals_a_recount_from_the_raw_stream(seed: int, customers: int) -> None:
    stream = entries([*((MORNING, event) for event in opening()), *visits(small_hall(), seed, customers)])
    state = fold(HallState(), stream)
    limits = {item.id: (item.wait_limit, item.handle_limit) for item in small_hall().businesses}
    for business, found in by_business(state, state.at).items():
        compared(named(found), Recount(stream, business), *limits[business])
    whole, count = named(figures(state, state.at)), Recount(stream)
    assert whole["avg_wait"].numerator == pytest.approx(sum(count.waits))
    assert whole["avg_handle"].numerator == pytest.approx(sum(count.handles))
    assert whole["taken"].value == customers
    assert whole["once_done"].numerator == count.counts["finished"]
    fees = named(by_queue(state, state.at)["fees"])
    parts = [named(by_business(state, state.at).get(business, ())) for business in ("pay", "invoice")]
    assert fees["taken"].value == sum(part["taken"].value or 0 for part in parts if part)


def test_those_who_still_wait_are_shown_beside_the_waits_and_not_in_them() -> None:
    pay = [ev.TicketTaken(ticket=f"A{n}", business="pay") for n in (1, 2)]
    state = after(open_hall(), *pay)
    state = after(state, ev.TicketCalled(ticket="A1", counter="c1"), at=state.at + 100)
    found = named(figures(state, state.at + 500))
    assert (found["avg_wait"].value, found["avg_wait"].denominator, found["avg_wait"].limit) == (100, 1, 900)
    assert (found["waiting"].value, found["avg_wait_so_far"].value, found["max_wait_so_far"].value) == (1, 600, 600)


def test_a_figure_without_a_denominator_has_no_value() -> None:
    for figure in figures(open_hall(), MORNING):
        if figure.unit in ("share", "per") and not figure.denominator:
            assert figure.value is None, figure.code


def test_use_of_counters_counts_what_is_under_way() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"), ev.ServiceStarted(ticket="A1", counter="c1"))
    state = after(state, ev.CounterPaused(counter="c2"))
    one, two = (named(by_counter(state, MORNING + 60)[id]) for id in ("c1", "c2"))
    assert (one["util"].value, one["paused_share"].value) == (1, 0)
    assert (two["util"].value, two["paused_share"].value) == (0, 1)
    whole = named(figures(state, MORNING + 60))
    assert (whole["util"].numerator, whole["util"].denominator, whole["open_counters"].value) == (60, 120, 2)
    assert named(by_counter(state, MORNING + 60)["c3"])["util"].value is None


def test_kiosks_take_their_share() -> None:
    start, end = ev.KioskSessionStarted(device="kiosk-1"), ev.KioskSessionEnded(device="kiosk-1", completed=True)
    state = after(open_hall(), start, end, start, ev.KioskSessionEnded(device="kiosk-1", completed=False))
    state = after(
        state, ev.TicketTaken(ticket="A1", business="pay"), ev.TicketCalled(ticket="A1", counter="c1"),
        ev.ServiceFinished(ticket="A1", counter="c1"),
    )  # fmt: skip
    found = named(figures(state, state.at))
    assert (found["self_rate"].value, found["kiosk_done"].value) == (0.5, 0.5)


def test_devices_are_available_for_the_part_of_business_hours_in_which_they_were_not_lost() -> None:
    """The hall opened an hour before; one of three panels was lost for the half hour since, another for ten minutes."""
    state = after(open_hall(), ev.DeviceLost(device="panel-1"), ev.DeviceLost(device="panel-2"))
    state = after(state, ev.DeviceFound(device="panel-2"), at=MORNING + 600)
    found = {figure.scope: figure for figure in figures(state, MORNING + 1800) if figure.code == "dev_avail"}
    panels = found["kind:panel"]
    assert (panels.numerator, panels.denominator) == (3 * 5400 - 1800 - 600, 3 * 5400)
    assert found["kind:ups"].value == 1


def test_figures_have_scopes_and_a_hall_without_configuration_has_figures_too() -> None:
    assert {figure.scope for figure in figures(HallState(), 0.0)} == {HALL}
    state = after(open_hall(), ev.TicketTaken(ticket="X1", business="unknown"))
    assert named(by_queue(state, state.at)["unknown"])["taken"].value == 1
    assert msgspec.to_builtins(figures(state, state.at))


def test_quantiles_come_from_the_counts() -> None:
    assert quantile({}, 0.5) is None
    assert [quantile({"9": 1, "10": 8, "100": 1}, share) for share in (0.1, 0.5, 0.9, 1.0)] == [9, 10, 10, 100]
