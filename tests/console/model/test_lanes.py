"""The lane for the elderly: who waits in it, whether it is open, and the alarm when it is not."""

from msgspec.structs import replace

from console.model import event as ev
from console.model import hall
from console.model.alarm import affected
from console.model.lanes import LaneStatus, lanes
from console.model.policy import judge
from console.model.reduce import fold
from console.model.state import HallState
from tests.helpers.streams import MORNING, after, entries, opening, small_hall

LANE = hall.Lane(
    id="elders", name="爱心通道", priorities=("care",), counters=("c1", "c2"), zone="waiting", x=10, y=0, width=2, height=8
)


def hall_with_lane() -> HallState:
    return fold(HallState(), entries(opening(replace(small_hall(), lanes=(LANE,))), every=0.0))


def status(state: HallState) -> LaneStatus:
    (lane,) = lanes(state, state.at)
    return lane.status


def test_its_customers_wait_in_it_the_longest_first_and_nobody_else() -> None:
    state = after(
        hall_with_lane(),
        ev.TicketTaken(ticket="A001", business="pay"),
        ev.TicketTaken(ticket="A002", business="pay", priority="care"),
        ev.TicketTaken(ticket="B001", business="rename", priority="care"),
        every=60.0,
    )
    (lane,) = lanes(state, MORNING + 300)
    assert [each.id for each in lane.waiting] == ["A002", "B001"]
    assert lane.longest == 240


def test_it_is_free_while_one_of_its_counters_is_occupied_while_all_are_busy_and_closed_when_none_is_open() -> None:
    state = hall_with_lane()
    assert status(state) is LaneStatus.FREE
    busy = [
        event
        for n, counter in enumerate(LANE.counters)
        for event in (ev.TicketTaken(ticket=f"A{n}", business="pay"), ev.TicketCalled(ticket=f"A{n}", counter=counter))
    ]
    assert status(after(state, *busy[:2])) is LaneStatus.FREE
    assert status(after(state, *busy)) is LaneStatus.OCCUPIED
    assert status(after(state, *(ev.CounterClosed(counter=each) for each in LANE.counters))) is LaneStatus.CLOSED
    assert status(after(state, *(ev.CounterPaused(counter=each) for each in LANE.counters))) is LaneStatus.CLOSED


def test_what_nobody_hears_of_is_unknown_and_never_free() -> None:
    assert status(after(hall_with_lane(), ev.AdapterLost(adapter="qms", reason="timeout"))) is LaneStatus.UNKNOWN


def test_a_lane_that_is_closed_in_business_hours_is_an_alarm_and_ends_when_one_counter_opens() -> None:
    state = hall_with_lane()
    state = after(state, *(ev.CounterClosed(counter=each) for each in LANE.counters))

    def about(state: HallState, now: float) -> list[str]:
        return [
            getattr(event, "alarm", "") for event in judge(state, now) if getattr(event, "alarm", "").startswith("lane_closed")
        ]

    assert about(state, state.at + 30) == [], "not within its delay"
    assert about(state, state.at + 61) == ["lane_closed:elders"]
    raised = after(state, *judge(state, state.at + 61), at=state.at + 61)
    opened = after(raised, ev.CounterOpened(counter="c2", staff="bo"), at=raised.at + 1)
    assert about(opened, opened.at + 1) == ["lane_closed:elders"], "it is cleared"
    assert opened.alarms["lane_closed:elders"].active
    cleared = after(opened, *judge(opened, opened.at + 1))
    assert not cleared.alarms["lane_closed:elders"].active


def test_a_closed_lane_hurts_those_who_wait_in_it() -> None:
    state = after(
        hall_with_lane(),
        ev.TicketTaken(ticket="A001", business="pay", priority="care"),
        ev.TicketTaken(ticket="B001", business="rename", priority="care"),
        ev.TicketTaken(ticket="A002", business="pay"),
        ev.AlarmRaised(alarm="lane_closed:elders", rule="lane_closed", subject="elders"),
    )
    hurt = affected(state, state.alarms["lane_closed:elders"])
    assert (hurt.waiting, hurt.customers) == ({"changes": 1, "fees": 1}, 2)


def test_a_hall_without_a_lane_has_none_and_no_alarm_of_it() -> None:
    state = fold(HallState(), entries(opening(), every=0.0))
    assert lanes(state, MORNING) == ()
    assert not [event for event in judge(state, MORNING + 3600) if getattr(event, "alarm", "").startswith("lane_closed")]
