"""How many went from one zone to another: told by tickets and kiosks, in whole minutes, the same in replay."""

from itertools import pairwise

from msgspec.structs import replace

from console.model import event as ev
from console.model import hall
from console.model.passing import MINUTE, MINUTES, ways
from console.model.reduce import fold
from console.model.state import HallState, decode, encode
from tests.helpers.streams import MORNING, after, entries, opening, small_hall

DOOR = hall.Zone(id="door", name="入口", kind=hall.ZoneKind.ENTRANCE, x=0, y=9, width=4, height=3)


def hall_with_door() -> HallState:
    config = small_hall()
    return fold(HallState(), entries(opening(replace(config, zones=(*config.zones, DOOR))), every=0.0))


def told(state: HallState, now: float) -> dict[str, int]:
    return {f"{way.begin}>{way.end}": way.people for way in ways(state, now)}


def visit(ticket: str, counter: str = "c1") -> tuple[ev.AnyEvent, ...]:
    return (
        ev.TicketTaken(ticket=ticket, business="pay"),
        ev.TicketCalled(ticket=ticket, counter=counter),
        ev.ServiceStarted(ticket=ticket, counter=counter),
        ev.ServiceFinished(ticket=ticket, counter=counter),
    )


def test_a_visit_goes_in_to_its_counter_and_out_again() -> None:
    state = after(hall_with_door(), *visit("A001"))
    assert told(state, MORNING + MINUTE) == {"door>waiting": 1, "waiting>windows": 1, "windows>door": 1}


def test_the_minute_that_is_not_over_does_not_count_yet() -> None:
    state = after(hall_with_door(), *visit("A001"))
    assert set(told(state, MORNING + 1).values()) == {0}


def test_after_a_quarter_of_an_hour_nobody_goes_there_any_more_and_the_way_is_still_known() -> None:
    state = after(hall_with_door(), *visit("A001"))
    assert told(state, MORNING + MINUTE * MINUTES)["door>waiting"] == 1
    assert told(state, MORNING + MINUTE * (MINUTES + 1)) == {"door>waiting": 0, "waiting>windows": 0, "windows>door": 0}


def test_each_minute_of_a_quarter_of_an_hour_counts_once() -> None:
    state = hall_with_door()
    for minute in range(40):
        for one in range(2):
            taken = ev.TicketTaken(ticket=f"A{minute:02}{one}", business="pay")
            state = after(state, taken, at=MORNING + MINUTE * minute + one)
    assert told(state, MORNING + MINUTE * 40) == {"door>waiting": 2 * MINUTES}
    assert len(state.streams["door>waiting"].counts) == MINUTES + 1, "what is too old to be told is not kept"
    assert told(state, MORNING + MINUTE * 45) == {"door>waiting": 2 * (MINUTES - 5)}


def test_a_pause_of_some_minutes_leaves_them_empty() -> None:
    state = after(hall_with_door(), ev.TicketTaken(ticket="A001", business="pay"), at=MORNING)
    state = after(state, ev.TicketTaken(ticket="A002", business="pay"), at=MORNING + 5 * MINUTE)
    assert state.streams["door>waiting"].counts == (1, 0, 0, 0, 0, 1)


def test_who_is_called_and_does_not_come_leaves_by_the_door() -> None:
    events = (
        ev.TicketTaken(ticket="A001", business="pay"),
        ev.TicketCalled(ticket="A001", counter="c1"),
        ev.TicketAbandoned(ticket="A001"),
    )
    assert told(after(hall_with_door(), *events), MORNING + MINUTE) == {"door>waiting": 1, "waiting>door": 1}


def test_who_is_sent_on_goes_back_and_waits() -> None:
    taken, called, started, _ = visit("A001")
    state = after(hall_with_door(), taken, called, started, ev.TicketTransferred(ticket="A001", to_business="rename"))
    assert told(state, MORNING + MINUTE)["windows>waiting"] == 1
    state = after(
        hall_with_door(), taken, called, started, ev.ServiceFinished(ticket="A001", counter="c1", next_business="rename")
    )
    assert told(state, MORNING + MINUTE)["windows>waiting"] == 1
    waits = after(hall_with_door(), taken, ev.TicketTransferred(ticket="A001", to_business="rename"))
    assert "windows>waiting" not in told(waits, MORNING + MINUTE), "who waits for something else stays where they are"


def test_a_hall_whose_clerks_press_no_start_still_knows_who_came() -> None:
    taken, called, _, finished = visit("A001")
    state = after(hall_with_door(), taken, called, finished)
    assert told(state, MORNING + MINUTE) == {"door>waiting": 1, "waiting>windows": 1, "windows>door": 1}


def test_what_is_told_twice_counts_once() -> None:
    taken, called, started, finished = visit("A001")
    state = after(hall_with_door(), taken, taken, called, started, started, finished, finished)
    assert set(told(state, MORNING + MINUTE).values()) == {1}


def test_kiosks_have_their_own_ways() -> None:
    state = after(
        hall_with_door(),
        ev.KioskSessionStarted(device="kiosk-1"),
        ev.KioskSessionEnded(device="kiosk-1", completed=True),
        ev.KioskSessionEnded(device="kiosk-1", completed=True),
    )
    assert told(state, MORNING + MINUTE) == {"door>waiting": 1, "waiting>door": 1}, (
        "a kiosk of the small hall stands in the waiting area"
    )


def test_a_hall_without_an_entrance_tells_of_no_way_in() -> None:
    state = fold(HallState(), entries(opening(), every=0.0))
    assert told(after(state, *visit("A001")), MORNING + MINUTE) == {"waiting>windows": 1}


def test_the_night_ends_it_and_a_snapshot_keeps_it() -> None:
    state = after(hall_with_door(), *visit("A001"))
    assert decode(encode(state)).streams == state.streams
    assert after(state, ev.DayStarted(date="2026-11-22")).streams == {}


def test_a_step_of_the_clock_takes_the_minutes_along() -> None:
    state = after(hall_with_door(), *visit("A001"))
    jump = 3 * 3600.0
    stepped = after(state, ev.ClockStepped(step=jump, jump=jump), at=state.at + jump)
    assert told(stepped, stepped.at + MINUTE)["door>waiting"] == 1


def test_the_numbers_stand_still_within_a_minute() -> None:
    state = after(hall_with_door(), *visit("A001"), *visit("A002", "c2"), at=MORNING, every=7.0)
    seen = [told(state, MORNING + 60 + second) for second in range(59)]
    assert all(one == other for one, other in pairwise(seen))
