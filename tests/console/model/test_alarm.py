"""Alarms against the table of ISA-18.2, and whom they hurt."""

import msgspec
import pytest
from msgspec.structs import replace

from console.model import event as ev
from console.model.alarm import FLOOD_BEGINS, affected, children, depending, phase_of, raised_lately, worst, worst_first
from console.model.event import AnyEvent
from console.model.state import Alarm, AlarmPhase, HallState
from tests.helpers.streams import after, open_hall, small_hall

ID = "on_battery:ups-1"
RAISED = ev.AlarmRaised(alarm=ID, rule="on_battery", subject="ups-1")
CLEARED = ev.AlarmCleared(alarm=ID)
ACKED = ev.AlarmAcknowledged(alarm=ID, by="du")
SHELVED = ev.AlarmShelved(alarm=ID, by="du", until=9e9, reason="检修")
UNSHELVED = ev.AlarmUnshelved(alarm=ID)
SUPPRESSED = ev.AlarmSuppressed(alarm=ID, cause="adapter_lost:ups")
UNSUPPRESSED = ev.AlarmUnsuppressed(alarm=ID)
OUT = ev.DeviceTakenOut(device="ups-1", by="du", reason="更换电池")
BACK = ev.DeviceReturned(device="ups-1", by="du")
NORM, UNACK, ACK, RTNUN = AlarmPhase.NORM, AlarmPhase.UNACK, AlarmPhase.ACKED, AlarmPhase.RTNUN
SHLVD, DSUPR, OOSRV = AlarmPhase.SHLVD, AlarmPhase.DSUPR, AlarmPhase.OOSRV

TABLE: list[tuple[AlarmPhase, list[AnyEvent]]] = [
    (NORM, []),
    (UNACK, [RAISED]),
    (ACK, [RAISED, ACKED]),
    (RTNUN, [RAISED, CLEARED]),
    (NORM, [RAISED, ACKED, CLEARED]),
    (NORM, [RAISED, CLEARED, ACKED]),
    (UNACK, [RAISED, CLEARED, RAISED]),
    (UNACK, [RAISED, ACKED, CLEARED, RAISED]),
    (SHLVD, [RAISED, SHELVED]),
    (SHLVD, [RAISED, ACKED, SHELVED]),
    (SHLVD, [RAISED, SHELVED, CLEARED]),
    (SHLVD, [RAISED, SHELVED, CLEARED, RAISED]),
    (UNACK, [RAISED, SHELVED, UNSHELVED]),
    (UNACK, [RAISED, ACKED, SHELVED, UNSHELVED]),
    (NORM, [RAISED, SHELVED, CLEARED, UNSHELVED]),
    (DSUPR, [RAISED, SUPPRESSED]),
    (NORM, [RAISED, SUPPRESSED, CLEARED]),
    (UNACK, [RAISED, SUPPRESSED, UNSUPPRESSED]),
    (UNACK, [RAISED, ACKED, SUPPRESSED, UNSUPPRESSED]),
    (OOSRV, [RAISED, OUT]),
    (OOSRV, [OUT, RAISED]),
    (NORM, [RAISED, OUT, CLEARED]),
    (UNACK, [RAISED, OUT, BACK]),
    (UNACK, [OUT, RAISED, BACK]),
    (NORM, [RAISED, CLEARED, OUT, BACK]),
    (OOSRV, [RAISED, SHELVED, SUPPRESSED, OUT]),
    (SHLVD, [RAISED, SHELVED, SUPPRESSED, OUT, BACK]),
    (DSUPR, [RAISED, SHELVED, SUPPRESSED, UNSHELVED]),
    (UNACK, [RAISED, SHELVED, SUPPRESSED, UNSUPPRESSED, UNSHELVED]),
]


def phase(state: HallState, id: str = ID) -> AlarmPhase:
    alarm = state.alarms.get(id)
    return NORM if alarm is None else phase_of(alarm, state)


def told(events: list[AnyEvent]) -> str:
    return " ".join(type(event).__name__.removeprefix("Alarm").removeprefix("Device") for event in events) or "nothing"


@pytest.mark.parametrize(("expected", "events"), TABLE, ids=lambda each: told(each) if isinstance(each, list) else each.value)
def test_an_alarm_goes_through_the_states_of_isa_18_2(expected: AlarmPhase, events: list[AnyEvent]) -> None:
    assert phase(after(open_hall(), *events)) is expected


@pytest.mark.parametrize(("expected", "events"), TABLE, ids=lambda each: told(each) if isinstance(each, list) else each.value)
def test_words_about_alarms_said_twice_change_nothing(expected: AlarmPhase, events: list[AnyEvent]) -> None:
    once = after(open_hall(), *events)
    for event in events[-1:]:
        twice = after(once, event)
        assert phase(twice) is expected
        assert {id: alarm.times for id, alarm in twice.alarms.items()} == {id: alarm.times for id, alarm in once.alarms.items()}


def test_an_alarm_that_does_not_latch_is_gone_when_it_returns() -> None:
    raised = ev.AlarmRaised(alarm="paper_low:kiosk-1", rule="paper_low", subject="kiosk-1")
    assert phase(after(open_hall(), raised), "paper_low:kiosk-1") is UNACK
    assert after(open_hall(), raised, ev.AlarmCleared(alarm="paper_low:kiosk-1")).alarms == {}


def test_seen_mine_and_solved_are_three_things() -> None:
    mine = ev.AlarmOwned(alarm=ID, owner="du")
    solved = ev.AlarmSolved(alarm=ID, by="du", note="已换电池")
    state = after(open_hall(), RAISED, mine, solved)
    alarm = state.alarms[ID]
    assert (alarm.acked, alarm.owner, alarm.solved_by, alarm.active) == (False, "du", "du", True)
    assert phase(state) is UNACK
    assert after(state, ev.AlarmOwned(alarm=ID, owner=None)).alarms[ID].owner is None


def test_an_alarm_that_comes_back_counts_itself_and_is_no_longer_solved() -> None:
    state = after(open_hall(), RAISED, ev.AlarmSolved(alarm=ID, by="du"), CLEARED, RAISED, every=10)
    alarm = state.alarms[ID]
    assert (alarm.times, alarm.solved_at, alarm.raised_at, alarm.active_at) == (2, None, state.at - 30, state.at)


def test_the_worst_unacknowledged_alarm_comes_first() -> None:
    panel = ev.AlarmRaised(alarm="panel_lost:panel-1", rule="panel_lost", subject="panel-1")
    older = ev.AlarmRaised(alarm="panel_lost:panel-2", rule="panel_lost", subject="panel-2")
    state = after(open_hall(), older, panel, RAISED, every=1)
    assert [alarm.id for alarm in worst_first(state)] == [ID, "panel_lost:panel-1", "panel_lost:panel-2"]
    assert [alarm.id for alarm in worst_first(after(state, ACKED))] == ["panel_lost:panel-1", "panel_lost:panel-2", ID]
    assert [alarm.id for alarm in worst_first(after(state, SHELVED))] == ["panel_lost:panel-1", "panel_lost:panel-2"]


def test_alarms_of_one_moment_stand_in_the_same_order_however_they_are_kept() -> None:
    raised = [ev.AlarmRaised(alarm=f"panel_lost:panel-{n}", rule="panel_lost", subject=f"panel-{n}") for n in (3, 1, 2)]
    one, other = after(open_hall(), *raised), after(open_hall(), *reversed(raised))
    assert worst_first(one) == worst_first(other)
    assert worst(one) == worst(other)
    assert worst(one)[0] == worst_first(one)[0]


def test_a_flood_is_measured_even_when_its_alarms_are_gone() -> None:
    state = after(open_hall(), *[event for _ in range(12) for event in (RAISED, CLEARED)], every=1)
    assert raised_lately(state, state.at) == 12 > FLOOD_BEGINS
    assert raised_lately(state, state.at + 700) == 0
    assert raised_lately(after(state, *[event for _ in range(200) for event in (CLEARED, RAISED)]), state.at) == 100


# --- whom it hurts -----------------------------------------------------------------------------------------------------------


def lost(device: str) -> list[AnyEvent]:
    raised = ev.AlarmRaised(alarm=f"panel_lost:{device}", rule="panel_lost", subject=device)
    return [ev.DeviceLost(device=device), raised]


def waiting(*businesses: str) -> list[AnyEvent]:
    return [ev.TicketTaken(ticket=f"T{n}", business=business) for n, business in enumerate(businesses)]


def alarm(state: HallState, id: str) -> Alarm:
    return state.alarms[id]


def test_a_lost_panel_stops_its_counter_and_those_only_it_serves_are_stranded() -> None:
    state = after(open_hall(), *waiting("pay", "rename", "rename"), *lost("panel-2"))
    hurt = affected(state, alarm(state, "panel_lost:panel-2"))
    assert hurt.counters == ("c2",)
    assert hurt.waiting == {"changes": 2, "fees": 1}
    assert (hurt.customers, hurt.stranded) == (3, 2)


def test_a_closed_counters_panel_hurts_nobody() -> None:
    state = after(open_hall(), *waiting("pay"), *lost("panel-3"))
    assert affected(state, alarm(state, "panel_lost:panel-3")).customers == 0


def test_a_ups_on_battery_hurts_through_what_is_lost_behind_it() -> None:
    state = after(open_hall(), *waiting("pay"), RAISED)
    assert affected(state, alarm(state, ID)).counters == ()
    state = after(state, ev.DeviceLost(device="panel-1"))
    assert affected(state, alarm(state, ID)).counters == ("c1",)


def test_a_ups_on_battery_touches_the_open_counters_behind_it_until_it_is_well() -> None:
    config = replace(small_hall(), queue_device="printer")
    on_battery = after(open_hall(config), RAISED)
    assert depending(on_battery, alarm(on_battery, ID)) == ("c1", "c2"), "c3 is closed"
    well = after(on_battery, CLEARED)
    assert depending(well, alarm(well, ID)) == ()


def test_what_the_queue_system_needs_touches_every_open_counter() -> None:
    config = small_hall()
    alone = tuple(replace(each, needs=()) if each.kind == "panel" else each for each in config.devices)
    state = after(open_hall(replace(config, devices=alone)), RAISED)
    assert depending(state, alarm(state, ID)) == ("c1", "c2")


def test_what_no_counter_needs_touches_none() -> None:
    state = after(open_hall(), ev.AlarmRaised(alarm="strip_lost:strip-1", rule="strip_lost", subject="strip-1"))
    assert depending(state, alarm(state, "strip_lost:strip-1")) == ()


def test_without_the_queue_system_no_counter_can_call() -> None:
    raised = ev.AlarmRaised(alarm="qms_lost:qms-1", rule="qms_lost", subject="qms-1")
    state = after(open_hall(), *waiting("pay", "rename"), ev.DeviceLost(device="qms-1"), raised)
    hurt = affected(state, alarm(state, "qms_lost:qms-1"))
    assert (hurt.counters, hurt.stranded) == (("c1", "c2"), 2)


def test_a_lost_adapter_takes_all_its_panels_with_it() -> None:
    raised = ev.AlarmRaised(alarm="adapter_lost:panels", rule="adapter_lost", subject="panels")
    state = after(open_hall(), *waiting("pay"), ev.AdapterLost(adapter="panels"), raised)
    assert affected(state, alarm(state, "adapter_lost:panels")).counters == ("c1", "c2")


def test_a_queues_alarm_hurts_those_who_wait_over_their_limit() -> None:
    state = after(open_hall(), *waiting("pay", "pay", "rename"))
    raised = ev.AlarmRaised(alarm="wait_over:fees", rule="wait_over", subject="fees")
    state = after(state, raised, at=state.at + 1000)
    assert affected(state, alarm(state, "wait_over:fees")).waiting == {"fees": 2}


def test_an_alarm_of_nothing_known_hurts_nobody() -> None:
    state = after(open_hall(), ev.AlarmRaised(alarm="x:y", rule="x", subject="y"))
    assert affected(state, alarm(state, "x:y")) == affected(state, msgspec.structs.replace(alarm(state, "x:y"), subject="z"))


def test_a_cause_knows_what_it_explains() -> None:
    state = after(open_hall(), RAISED, *lost("panel-1"), ev.AlarmSuppressed(alarm="panel_lost:panel-1", cause=ID))
    assert [each.id for each in children(state, ID)] == ["panel_lost:panel-1"]
