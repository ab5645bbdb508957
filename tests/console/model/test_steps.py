"""A step of the wall clock moves what waits: every time in the state is known to move or to stay, and differences hold."""

import typing
from typing import Any

import pytest
from msgspec.structs import replace

from console.model import event as ev
from console.model import steps
from console.model.fact import Fact
from console.model.hall import Watch
from console.model.policy import judge
from console.model.reduce import fold
from console.model.state import Alarm, HallState, Ticket
from tests.helpers.streams import MORNING, after, entries, open_hall, opening, small_hall, visits


def facts(kind: Any, found: set[type[Fact]] | None = None) -> set[type[Fact]]:
    """All kinds of facts that a state is made of."""
    found = set() if found is None else found
    if isinstance(kind, type) and issubclass(kind, Fact) and kind not in found:
        found.add(kind)
        for hint in typing.get_type_hints(kind).values():
            facts(hint, found)
    for part in typing.get_args(kind):
        facts(part, found)
    return found


def holds_a_number(hint: Any) -> bool:
    return hint is float or any(holds_a_number(part) for part in typing.get_args(hint))


@pytest.mark.parametrize("kind", sorted(facts(HallState), key=str))
def test_every_time_of_a_fact_is_known_to_move_or_to_stay(kind: type[Fact]) -> None:
    numbers = {name for name, hint in typing.get_type_hints(kind).items() if holds_a_number(hint)}
    moves, stays = set(steps.MOVES.get(kind, ())), set(steps.STAYS.get(kind, ()))
    assert moves | stays == numbers, f"put it into MOVES or STAYS of {steps.__name__}"
    assert not moves & stays


HALL = replace(
    small_hall(), rounds=(), alarms=tuple(rule for rule in small_hall().alarms if rule.watch is not Watch.CLOCK_STEPPED)
)
"""Without what the clock on the wall itself decides."""
HALF_PAST = MORNING + 1_800.0


def busy() -> HallState:
    """In the middle of a morning, with faults that have not lasted long enough for their alarms."""
    told: list[tuple[float, ev.AnyEvent]] = [visit for visit in visits(HALL, customers=60) if visit[0] < HALF_PAST]
    told += [
        (HALF_PAST, ev.DeviceLost(device="panel-1", reason="x")),
        (HALF_PAST, ev.DeviceConditionRaised(device="ups-1", condition="on_battery")),
        (HALF_PAST, ev.KioskSessionStarted(device="kiosk-1")),
        (HALF_PAST, ev.AdapterLost(adapter="qms", reason="x")),
    ]
    opened = fold(HallState(), entries(opening(HALL), MORNING - 60.0, every=0.0))
    return fold(opened, entries(told, seq=opened.seq + 1))


def foreseen(state: HallState) -> list[list[str]]:
    """What would be raised within the next hour."""
    found = [judge(state, state.at + later) for later in (0, 2, 4, 10, 60, 300, 900, 1_800, 3_600)]
    return [[event.alarm for event in events if isinstance(event, ev.AlarmRaised)] for events in found]


def ages(state: HallState, jump: float = 0.0) -> list[tuple[str, float]]:
    return sorted((ticket.id, round(state.at - ticket.queued_at, 3)) for ticket in state.tickets.values())


def test_after_a_step_everybody_has_waited_as_long_as_before() -> None:
    before = busy()
    state = after(before, ev.ClockStepped(step=3_600.0, jump=3_600.0), at=before.at + 3_600)
    assert ages(state) == ages(before)
    assert foreseen(state) == foreseen(before)
    assert state.day.samples[-1].over_limit == sum(
        before.at - each.queued_at > 900 for each in before.tickets.values() if each.phase == "waiting"
    )
    assert {each.id for each in state.tickets.values()} == {each.id for each in before.tickets.values()}, "nobody is put away"
    assert (state.clock_jump, state.clock_jump_at) == (3_600.0, state.at)


def test_a_step_back_and_an_entry_of_an_older_hub_move_nothing() -> None:
    before = busy()
    for told in (ev.ClockStepped(step=-7_200.0), ev.ClockStepped(step=3_600.0)):
        assert after(before, told).tickets == before.tickets


def test_what_was_agreed_by_the_clock_on_the_wall_stays() -> None:
    alarm = Alarm(id="a", rule="r", subject="s", priority="high", active=True, raised_at=MORNING, active_at=MORNING, shelved_until=MORNING + 600)  # type: ignore[arg-type]  # fmt: skip
    taken = ev.TicketTaken(ticket="Y1", business="pay", appointment_at=MORNING + 1_800)
    state = steps.moved(after(HallState(at=MORNING, alarms={"a": alarm}), taken), 3_600.0, MORNING + 3_600)
    assert state.alarms["a"].shelved_until == MORNING + 600
    assert state.alarms["a"].raised_at == MORNING + 3_600
    ticket = state.tickets["Y1"]
    assert isinstance(ticket, Ticket)
    assert (ticket.appointment_at, ticket.queued_at) == (MORNING + 1_800, MORNING + 3_600)


def test_a_time_that_is_not_known_stays_unknown() -> None:
    state = fold(HallState(), entries([event for event in opening() if not isinstance(event, ev.DeviceFound)], every=0.0))
    assert state.devices
    assert {each.heard_at for each in state.devices.values()} == {None}
    moved = steps.moved(state, 3_600.0, state.at + 3_600)
    assert {each.heard_at for each in moved.devices.values()} == {None}
    assert moved.counters["c3"].since == state.counters["c3"].since == 0.0


def test_opening_time_within_a_step_was_reached_at_the_step() -> None:
    state = after(open_hall(), ev.ClockStepped(step=3_600.0, jump=3_600.0), at=MORNING + 3_600)
    assert steps.reached(state, MORNING + 1_800) == MORNING + 3_600
    assert steps.reached(state, MORNING - 1_800) == MORNING - 1_800
    assert steps.reached(state, MORNING + 7_200) == MORNING + 7_200


def test_a_desk_that_nobody_was_late_for_raises_nothing_when_the_clock_leaves_out_the_opening() -> None:
    opens = MORNING - 3_600  # 08:30
    early = fold(HallState(), entries([event for event in opening() if not isinstance(event, ev.StaffPresenceChanged)], opens - 1_800, every=0.0))  # fmt: skip
    state = after(early, ev.ClockStepped(step=3_600.0, jump=3_600.0), at=opens + 1_800)
    assert not [event for event in judge(state, state.at + 60) if isinstance(event, ev.AlarmRaised) and event.rule == "unstaffed"]
    late = [event for event in judge(state, state.at + 121) if isinstance(event, ev.AlarmRaised) and event.rule == "unstaffed"]
    assert [event.subject for event in late] == ["guide-desk"]
