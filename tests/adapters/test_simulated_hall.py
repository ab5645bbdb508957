"""The simulated hall: repeatable, sane in its figures, obedient, and able to misbehave."""

import statistics
from collections import Counter
from functools import cache

import msgspec
import pytest

from adapters.simulated.hall import MISHAPS, Happening, SimulatedHall
from adapters.simulated.morning import DEMO_DAY, MORNING, morning
from adapters.simulated.routes import Routes
from adapters.simulated.scenario import Scenario, load_scenario
from console.config import DEMO_HALL, load_hall
from console.fault import HallFault
from console.model import command as do
from console.model import event as ev
from console.model.event import AdapterEvent, DayKind
from console.model.hall import HallConfig
from console.model.reduce import fold
from console.model.state import CounterPhase, HallState, TicketPhase

CONFIG: HallConfig = load_hall()
SCENARIO: Scenario = load_scenario(DEMO_HALL / "simulation.toml", CONFIG)
SEEDS = range(8)


def hall(seed: int, **options: DayKind) -> SimulatedHall:
    return SimulatedHall(CONFIG, SCENARIO, seed, DEMO_DAY, **options)


@cache
def day(seed: int) -> tuple[Happening, ...]:
    """A whole day."""
    simulated = hall(seed)
    return tuple(simulated.run_until(simulated.closes + 7200))


def kinds(happened: list[Happening] | tuple[Happening, ...]) -> Counter[type[AdapterEvent]]:
    return Counter(type(each.event) for each in happened)


def test_the_same_seed_gives_the_same_day() -> None:
    assert day(0) == tuple(hall(0).run_until(hall(0).closes + 7200))
    assert day(0) != day(1)


def test_steps_make_no_difference() -> None:
    simulated = hall(3)
    stepped: list[Happening] = []
    while simulated.now < simulated.closes + 7200:
        stepped += simulated.run_until(simulated.now + 7.3)
    whole = day(3)
    assert stepped[: len(whole)] == list(whole)


def test_the_same_orders_give_the_same_events() -> None:
    def ordered() -> list[Happening]:
        simulated = hall(2)
        happened = simulated.run_until(simulated.opens + 5000)
        assert simulated.obey(do.ReassignStaff(person="feng", post="c5"))[0]
        happened += simulated.run_until(simulated.now + 120)
        assert simulated.obey(do.OpenCounter(counter="c5"))[0]
        return happened + simulated.run_until(simulated.now + 3600)

    assert ordered() == ordered()


def test_every_event_is_one_that_an_adapter_may_report_and_names_what_there_is() -> None:
    routes = Routes(CONFIG)
    ids = {
        "counter": {counter.id for counter in CONFIG.counters},
        "device": {device.id for device in CONFIG.devices},
        "zone": {zone.id for zone in CONFIG.zones},
        "person": {person.id for person in CONFIG.staff},
        "staff": {person.id for person in CONFIG.staff},
        "business": {business.id for business in CONFIG.businesses},
        "priority": {priority.id for priority in CONFIG.priorities},
    }
    decoder = msgspec.json.Decoder(AdapterEvent)
    for each in day(0):
        assert decoder.decode(msgspec.json.encode(each.event)) == each.event
        assert routes.adapter_of(each.event) in routes.adapters
        for key, known in ids.items():
            id = getattr(each.event, key, None)
            assert id is None or id in known, each.event


def test_time_never_goes_back() -> None:
    times = [each.at for each in day(0)]
    assert times == sorted(times)


def test_nobody_is_left_in_the_hall_at_night_and_no_ticket_open() -> None:
    simulated = hall(5)
    simulated.run_until(simulated.closes + 7200)
    assert {zone: people for zone, people in simulated.premises.people.items() if zone != "all_day"} == {
        zone.id: 0 for zone in CONFIG.zones if zone.id != "all_day"
    }
    assert not simulated.queue.tickets
    assert not any(window.is_open for window in simulated.queue.windows.values())


def handling_minutes() -> dict[str, list[float]]:
    """Business → minutes from start to finish, over all seeds."""
    minutes: dict[str, list[float]] = {}
    for seed in SEEDS:
        business: dict[str, str] = {}
        began: dict[str, float] = {}
        for each in day(seed):
            match each.event:
                case ev.TicketTaken(ticket=ticket, business=taken_for):
                    business[ticket] = taken_for
                case ev.ServiceStarted(ticket=ticket):
                    began[ticket] = each.at
                case ev.ServiceFinished(ticket=ticket, next_business=onward):
                    minutes.setdefault(business[ticket], []).append((each.at - began[ticket]) / 60)
                    business[ticket] = onward or business[ticket]
    return minutes


def test_handling_times_have_the_means_of_the_domain_page() -> None:
    expected = {"pay": 2.5, "bill": 3.0, "rename": 10.0, "new_res": 14.0, "fault": 5.0, "ev": 12.0}
    measured = handling_minutes()
    for business, mean in expected.items():
        drawn = measured[business]
        assert len(drawn) > 60
        error = 3.2 * statistics.stdev(drawn) / len(drawn) ** 0.5
        assert abs(statistics.mean(drawn) - mean) < error + 0.05 * mean, (business, statistics.mean(drawn))


def test_the_day_has_two_humps_and_a_quiet_noon() -> None:
    hours: Counter[int] = Counter()
    opens = hall(0).opens
    for seed in SEEDS:
        hours.update(int((each.at - opens) / 3600 + 0.5) for each in day(seed) if isinstance(each.event, ev.TicketTaken))
    busy, noon, again = hours[1] + hours[2], hours[4] + hours[5], hours[6] + hours[7]
    assert busy > 1.5 * noon
    assert again > 1.5 * noon


def test_figures_of_the_day_are_sane() -> None:
    for seed in SEEDS:
        counted = kinds(day(seed))
        assert 300 < counted[ev.TicketTaken] < 700
        assert counted[ev.TicketAbandoned] < 0.15 * counted[ev.TicketTaken]
        assert 0.6 < counted[ev.TicketRated] / counted[ev.ServiceFinished] < 0.9
        assert counted[ev.KioskSessionStarted] == counted[ev.KioskSessionEnded]
        assert counted[ev.KioskSessionStarted] > 0.2 * counted[ev.TicketTaken]
        scores = [each.event.score for each in day(seed) if isinstance(each.event, ev.TicketRated)]
        assert sum(score >= 4 for score in scores) > 0.94 * len(scores)


def test_more_come_on_a_peak_day() -> None:
    def taken(kind: DayKind) -> int:
        simulated = hall(1, day_kind=kind)
        return kinds(simulated.run_until(simulated.closes))[ev.TicketTaken]

    assert taken(DayKind.NORMAL) * 1.15 < taken(DayKind.PEAK) < taken(DayKind.SUPER_PEAK)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_morning_ends_in_a_busy_believable_hall(seed: int) -> None:
    state = fold(HallState(), morning(CONFIG, SCENARIO, seed))
    phases = [counter.phase for counter in state.counters.values()]
    assert len(phases) == 12
    assert 7 <= sum(phase is not CounterPhase.CLOSED for phase in phases) <= 10
    assert sum(phase in (CounterPhase.SERVING, CounterPhase.CALLING) for phase in phases) >= 5
    waiting = [ticket for ticket in state.tickets.values() if ticket.phase is TicketPhase.WAITING]
    assert 3 <= len(waiting) <= 50
    assert max(state.at - ticket.queued_at for ticket in waiting) < 45 * 60
    assert all(device.lost_at is None and device.heard_at for device in state.devices.values())
    assert state.duty == "lin"
    assert state.at == pytest.approx(hall(seed).opens + MORNING, abs=60)


# --- it obeys ---------------------------------------------------------------------------------------------------------------


def waiting_after(seed: int, *, opens: bool) -> float:
    """Mean number waiting at the residents' queues in the 90 minutes after 09:30, with or without a further window."""
    simulated = hall(seed)
    simulated.run_until(simulated.opens + 3600)
    if opens:
        for person, counter in (("feng", "c5"), ("zheng", "c11")):
            done, said = simulated.obey(do.OpenCounter(counter=counter, staff=person))
            assert done, said
    lengths = []
    for _ in range(90):
        simulated.run_until(simulated.now + 60)
        lengths.append(len(simulated.queue.waiting))
    return statistics.mean(lengths)


def test_the_queue_is_shorter_when_windows_open() -> None:
    shorter = [waiting_after(seed, opens=False) - waiting_after(seed, opens=True) for seed in SEEDS]
    assert statistics.mean(shorter) > 3
    assert sum(difference > 0 for difference in shorter) >= len(shorter) - 1


def test_who_is_sent_to_a_counter_walks_there_and_logs_in() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    done, said = simulated.obey(do.OpenCounter(counter="c5", staff="feng"))
    assert done
    assert "on the way" in said
    happened = simulated.run_until(simulated.now + 60)
    moved = next(each for each in happened if each.event == ev.StaffMoved(person="feng", post="c5"))
    opened = next(each for each in happened if each.event == ev.CounterOpened(counter="c5", staff="feng"))
    assert 10 < moved.at - (simulated.now - 60) < 60
    assert opened.at >= moved.at
    happened += simulated.run_until(simulated.now + 60)
    assert any(isinstance(each.event, ev.TicketCalled) and each.event.counter == "c5" for each in happened)


def test_somebody_on_the_way_to_open_a_counter_is_called_back() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + 5000)
    assert simulated.obey(do.OpenCounter(counter="c5", staff="feng"))[0]
    simulated.run_until(simulated.now + 3)
    assert simulated.obey(do.CloseCounter(counter="c5")) == (True, "nobody comes")
    happened = [each.event for each in simulated.run_until(simulated.now + 120)]
    assert not [each for each in happened if isinstance(each, ev.StaffMoved) and each.person == "feng"]
    assert not simulated.queue.window("c5").is_open
    assert not simulated.obey(do.CloseCounter(counter="c5"))[0], "now it is simply closed"


def test_a_clerk_who_is_called_back_works_on_where_they_were() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + 5000)
    window = next(each for each in simulated.queue.windows.values() if each.is_open and each.staff is not None)
    clerk = str(window.staff)
    assert simulated.obey(do.ReassignStaff(person=clerk, post="guidance"))[0]
    assert window.is_closing or not window.is_open
    assert simulated.obey(do.ReassignStaff(person=clerk, post=window.id))[0]
    happened = [each.event for each in simulated.run_until(simulated.now + 120)]
    assert not [each for each in happened if isinstance(each, ev.StaffMoved) and each.person == clerk]
    assert (window.is_open, window.is_closing, window.staff) == (True, False, clerk)


def test_a_clerk_finishes_the_customer_before_leaving_for_another_post() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    assert simulated.queue.windows["c3"].is_serving
    assert simulated.obey(do.ReassignStaff(person="zhao", post="guidance"))[0]
    happened = [each.event for each in simulated.run_until(simulated.now + 3600)]
    finished = next(i for i, event in enumerate(happened) if isinstance(event, ev.ServiceFinished) and event.counter == "c3")
    closed = happened.index(ev.CounterClosed(counter="c3"))
    assert finished < closed < happened.index(ev.StaffMoved(person="zhao", post="guidance"))


def test_a_paused_counter_calls_nobody_until_it_is_resumed() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    assert simulated.obey(do.PauseCounter(counter="c4", reason="盘点"))[0]
    quiet = simulated.run_until(simulated.now + 1500)
    assert not [each for each in quiet if isinstance(each.event, ev.TicketCalled) and each.event.counter == "c4"]
    assert simulated.obey(do.ResumeCounter(counter="c4"))[0]
    lively = simulated.run_until(simulated.now + 600)
    assert [each for each in lively if isinstance(each.event, ev.TicketCalled) and each.event.counter == "c4"]


def test_a_prioritised_ticket_is_called_sooner() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    plain_tickets = [ticket for ticket in simulated.queue.waiting.values() if ticket.priority == "normal"]
    last = max(plain_tickets, key=lambda ticket: ticket.queued_at)
    order = do.PrioritiseTicket(ticket=last.id, priority="care", reason="孕妇")
    plain, helped = hall(2), simulated
    plain.run_until(simulated.now)
    assert helped.obey(order)[0]

    def called_at(some: SimulatedHall) -> float:
        happened = some.run_until(some.now + 3600)
        return next(each.at for each in happened if isinstance(each.event, ev.TicketCalled) and each.event.ticket == last.id)

    assert called_at(helped) < called_at(plain)


def test_a_cleared_ticket_is_told_and_never_called() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    gone = max(simulated.queue.waiting.values(), key=lambda ticket: ticket.queued_at)
    assert simulated.obey(do.ClearTicket(ticket=gone.id, reason="人已离开"))[0]
    after = [each.event for each in simulated.run_until(simulated.now + 3600)]
    assert ev.TicketCleared(ticket=gone.id) in after
    assert not [each for each in after if isinstance(each, ev.TicketCalled | ev.TicketAbandoned) and each.ticket == gone.id]


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (do.OpenCounter(counter="c99"), "there is no window c99"),
        (do.OpenCounter(counter="c12"), "nobody stands at c12"),
        (do.OpenCounter(counter="c12", staff="nobody"), "there is no nobody"),
        (do.OpenCounter(counter="c1", staff="wang"), "c1 is open"),
        (do.CloseCounter(counter="c12"), "c12 is closed"),
        (do.CallNext(counter="c1"), "in hand"),
        (do.ResumeCounter(counter="c1"), "not paused"),
        (do.ChangeWorkProfile(counter="c1", profile="magic"), "there is no profile magic"),
        (do.TransferTicket(ticket="Z999"), "there is no open ticket Z999"),
        (do.PrioritiseTicket(ticket="Z999", priority="care", reason="-"), "there is no open ticket Z999"),
        (do.ClearTicket(ticket="Z999", reason="-"), "there is no open ticket Z999"),
        (do.ReassignStaff(person="jiang", post="c10"), "jiang is not in the hall"),
        (do.ShowNotice(device="board-9", text="-"), "there is no device board-9"),
        (do.TakeDuty(person="lin"), "not for the hall's devices"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(order: do.Command, why: str) -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    simulated.run_until(simulated.now)
    done, said = simulated.obey(order)
    assert not done
    assert why in said
    assert not simulated.run_until(simulated.now)


def test_linked_a_key_is_only_a_key_until_its_order_comes() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    simulated.link(key_patience=1000.0)
    happened = simulated.run_until(simulated.now + 900)
    pressed = [each.event for each in happened if isinstance(each.event, ev.PanelKeyPressed)]
    assert {event.key for event in pressed} >= {"finish"}
    assert not [each for each in happened if isinstance(each.event, ev.TicketCalled)]
    finish = next(event for event in pressed if event.key == "finish")
    assert simulated.obey(do.FinishService(counter=finish.counter))[0]
    assert any(isinstance(each.event, ev.ServiceFinished) for each in simulated.run_until(simulated.now + 1))
    simulated.asked_to_rate(finish.counter)


def test_a_clerk_whose_keys_do_nothing_works_from_the_pc() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    simulated.link(key_patience=5.0)
    happened = simulated.run_until(simulated.now + 1800)
    assert kinds(happened)[ev.PanelKeyPressed] > kinds(happened)[ev.TicketCalled] > 5


# --- it misbehaves ----------------------------------------------------------------------------------------------------------


def mishap(kind: str, target: str = "", minutes: float = 5.0, seconds: float = 1200.0) -> list[AdapterEvent]:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING - 3600)
    simulated.misbehave(kind, target, minutes)
    return [each.event for each in simulated.run_until(simulated.now + seconds)]


def test_the_mains_go_and_come_back() -> None:
    happened = mishap("mains_lost", "ups-1")
    raised = happened.index(ev.DeviceConditionRaised(device="ups-1", condition="on_battery"))
    assert raised < happened.index(ev.DeviceConditionCleared(device="ups-1", condition="on_battery"))
    charges = [
        event.values["battery.charge"] for event in happened if isinstance(event, ev.DeviceMeasured) and event.device == "ups-1"
    ]
    assert min(float(charge or 0) for charge in charges) < 90


def test_an_empty_battery_silences_what_hangs_on_it() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + MORNING)
    simulated.misbehave("mains_lost", "ups-1", 60)
    simulated.misbehave("battery_low", "ups-1")
    assert ev.DeviceConditionRaised(device="ups-1", condition="low_batt") in [
        each.event for each in simulated.run_until(simulated.now)
    ]
    simulated.run_until(simulated.now + 600)
    assert simulated.premises.is_silent("panel-1")
    assert not simulated.premises.is_silent("panel-8")


@pytest.mark.parametrize(("kind", "device"), [("panel_unplugged", "panel-6"), ("driver_killed", "ups-1"), ("qms_silent", "qms")])
def test_a_silent_device_is_lost_and_found(kind: str, device: str) -> None:
    happened = mishap(kind)
    assert happened.index(ev.DeviceLost(device=device, reason=kind)) < happened.index(ev.DeviceFound(device=device))


def test_a_kiosk_without_paper_is_refilled_in_time() -> None:
    happened = mishap("paper_out", "kiosk-3", seconds=1800)
    out = happened.index(ev.DeviceConditionRaised(device="kiosk-3", condition="paper_out"))
    back = happened.index(ev.DeviceConditionCleared(device="kiosk-3", condition="paper_out"))
    used = [event for event in happened[out + 20 : back] if event == ev.KioskSessionStarted(device="kiosk-3")]
    assert not used


def test_a_surge_brings_more_and_a_storm_most() -> None:
    def taken(kind: str | None) -> int:
        simulated = hall(4)
        simulated.run_until(simulated.opens + 3600)
        if kind:
            simulated.misbehave(kind, "", 45)
        return kinds(simulated.run_until(simulated.now + 2700))[ev.TicketTaken]

    assert taken(None) * 1.5 < taken("surge") < taken("storm")


def test_a_dissatisfied_customer_rates_so() -> None:
    assert any(isinstance(event, ev.TicketRated) and event.score == 1 for event in mishap("low_rating", seconds=1))


def test_every_mishap_can_be_told_and_others_are_refused() -> None:
    for kind in MISHAPS:
        mishap(kind, seconds=60)
    with pytest.raises(HallFault, match="there is no mishap 'earthquake'"):
        mishap("earthquake")
    with pytest.raises(HallFault, match="there is no device kiosk-99"):
        mishap("paper_out", "kiosk-99")


# --- the first look ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_at_the_first_look_most_had_their_break_and_few_alarms_stand(seed: int) -> None:
    state = fold(HallState(), morning(CONFIG, SCENARIO, seed))
    here = [person for person in state.staff.values() if person.working_since is not None]
    due = [person.id for person in here if state.at - (person.working_since or 0.0) >= CONFIG.rest_after]
    assert len(here) >= 12
    assert len(due) <= 3, due
    paused = [counter.id for counter in state.counters.values() if counter.phase is CounterPhase.PAUSED]
    assert len(paused) <= 2
    assert "paper_low" in state.devices["kiosk-6"].conditions


def test_over_the_morning_zones_and_kiosks_are_in_use_and_somebody_is_dissatisfied() -> None:
    people: dict[str, list[int]] = {}
    busy: list[int] = []
    for seed in SEEDS:
        simulated = hall(seed)
        simulated.run_until(simulated.opens + 4800)
        for _ in range(40):
            simulated.run_until(simulated.now + 60)
            busy.append(len(simulated.premises.busy))
            for zone, number in simulated.premises.people.items():
                assert number >= 0, zone
                people.setdefault(zone, []).append(number)
    assert 1.5 < statistics.mean(busy) < 4
    assert all(statistics.mean(people[zone]) > 1 for zone in ("guidance", "self_service", "all_day", "meeting", "entrance"))
    scores = [each.event.score for seed in SEEDS for each in day(seed) if isinstance(each.event, ev.TicketRated)]
    assert 0.01 < sum(score < 4 for score in scores) / len(scores) < 0.06


def test_paper_runs_low_and_the_kiosk_still_prints() -> None:
    simulated = hall(2)
    simulated.run_until(simulated.opens + 3600)
    simulated.misbehave("paper_low", "kiosk-3")
    happened = [each.event for each in simulated.run_until(simulated.now + 1800)]
    assert ev.DeviceConditionRaised(device="kiosk-3", condition="paper_low") in happened
    assert any(isinstance(event, ev.KioskSessionStarted) and event.device == "kiosk-3" for event in happened)
