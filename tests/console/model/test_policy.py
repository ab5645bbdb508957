"""When alarms are raised, cleared, suppressed and unshelved: the judge, driven second by second."""

import msgspec

from console.model import event as ev
from console.model.alarm import phase_of
from console.model.command import CallNext
from console.model.event import AnyEvent
from console.model.hall import HallConfig
from console.model.ident import LONGEST
from console.model.policy import Vitals, alarm_id, judge
from console.model.reduce import apply
from console.model.state import AlarmPhase, HallState
from tests.console.model.test_duty import lived
from tests.helpers.streams import MORNING, after, open_hall, small_hall


def wait(state: HallState, seconds: float, vitals: Vitals | None = None) -> HallState:
    """The hall some seconds later, judged each second and folded, as the hub does."""
    end = state.at + seconds
    while True:
        for event in judge(state, state.at, vitals or Vitals()):
            state = apply(state, event)
        if state.at >= end:
            return state
        state = msgspec.structs.replace(state, at=min(state.at + 1, end))


def phases(state: HallState) -> dict[str, AlarmPhase]:
    return {id: phase_of(alarm, state) for id, alarm in sorted(state.alarms.items())}


ON_BATTERY = ev.DeviceConditionRaised(device="ups-1", condition="on_battery", detail="市电中断")
ON_LINE = ev.DeviceConditionCleared(device="ups-1", condition="on_battery")
UNACK, RTNUN, DSUPR = AlarmPhase.UNACK, AlarmPhase.RTNUN, AlarmPhase.DSUPR


def test_an_alarm_that_another_rule_once_raised_is_judged_by_the_one_that_raises_it_now() -> None:
    state = after(
        open_hall(),
        ev.AlarmRaised(alarm="on_battery:ups-1", rule="panel_lost", subject="panel-1"),
        ev.AlarmCleared(alarm="on_battery:ups-1"),
        ON_BATTERY,
    )
    state = lived(wait(state, 5), state.at + 5)
    alarm = state.alarms["on_battery:ups-1"]
    assert (alarm.active, alarm.rule, alarm.subject) == (True, "on_battery", "ups-1")
    assert alarm.priority is next(rule.priority for rule in small_hall().alarms if rule.id == "on_battery")


def test_alarms_of_long_names_are_not_taken_for_each_other() -> None:
    rule, subject = "r" * 40, "s" * 40
    ids = {alarm_id(rule, f"{subject}{n}") for n in range(3)}
    assert len(ids) == 3
    assert {len(id) for id in ids} == {LONGEST}
    assert alarm_id("on_battery", "ups-1") == "on_battery:ups-1"


def test_a_quiet_hall_raises_nothing() -> None:
    assert wait(open_hall(), 30).alarms == {}


def test_an_alarm_waits_for_its_delay() -> None:
    state = after(open_hall(), ON_BATTERY)
    assert wait(state, 2).alarms == {}
    state = wait(state, 3)
    assert phases(state) == {"on_battery:ups-1": UNACK}
    assert state.alarms["on_battery:ups-1"].detail == "市电中断"


def test_a_condition_that_does_not_last_raises_nothing() -> None:
    state = wait(after(open_hall(), ON_BATTERY), 2)
    assert wait(after(state, ON_LINE), 30).alarms == {}


def test_an_alarm_returns_but_stays_until_acknowledged() -> None:
    state = wait(after(wait(after(open_hall(), ON_BATTERY), 5), ON_LINE), 1)
    assert phases(state) == {"on_battery:ups-1": RTNUN}
    assert after(state, ev.AlarmAcknowledged(alarm="on_battery:ups-1", by="du")).alarms == {}


def test_an_alarm_clears_only_after_its_off_delay() -> None:
    state = wait(after(open_hall(), ev.DeviceLost(device="panel-1")), 6)
    state = wait(after(state, ev.DeviceFound(device="panel-1")), 4)
    assert phases(state) == {"panel_lost:panel-1": UNACK}
    state = after(state, ev.DeviceLost(device="panel-1"), ev.DeviceFound(device="panel-1"))
    assert phases(wait(state, 4)) == {"panel_lost:panel-1": UNACK}
    assert phases(wait(state, 5)) == {"panel_lost:panel-1": RTNUN}


def test_a_device_that_comes_and_goes_raises_one_alarm_that_lasts_while_it_chatters() -> None:
    state = open_hall()
    for _ in range(2):
        state = wait(after(state, ev.DeviceLost(device="panel-1"), ev.DeviceFound(device="panel-1")), 20)
    assert state.alarms == {}
    state = wait(after(state, ev.DeviceLost(device="panel-1")), 1)
    assert phases(state) == {"panel_chatter:panel-1": UNACK}
    state = wait(after(state, ev.DeviceFound(device="panel-1")), 200)
    assert phases(state) == {"panel_chatter:panel-1": UNACK}
    assert phases(wait(state, 120)) == {"panel_chatter:panel-1": RTNUN}


def test_a_value_counts_from_when_it_crossed_its_limit() -> None:
    def charge(value: float | None) -> AnyEvent:
        return ev.DeviceMeasured(device="ups-1", values={"battery.charge": value})

    state = wait(after(open_hall(), charge(100.0), charge(29.0)), 8)
    state = wait(after(state, charge(28.0)), 1)
    assert state.alarms == {}
    state = wait(after(state, charge(28.0)), 1)
    assert phases(state) == {"charge_low:ups-1": UNACK}
    unknown = wait(after(state, charge(None)), 60)
    assert phases(unknown) == {"charge_low:ups-1": UNACK}, "unknown is not normal"
    assert phases(wait(after(state, charge(31.0)), 19)) == {"charge_low:ups-1": UNACK}
    assert phases(wait(after(state, charge(31.0)), 20)) == {"charge_low:ups-1": RTNUN}


def test_a_queue_over_its_limit_is_one_alarm_that_outlives_the_first_call() -> None:
    state = after(open_hall(), ev.TicketTaken(ticket="A1", business="pay"), ev.TicketTaken(ticket="A2", business="invoice"))
    assert wait(state, 899).alarms == {}
    state = wait(state, 901)
    assert phases(state) == {"wait_over:fees": UNACK}
    state = after(state, ev.TicketCalled(ticket="A1", counter="c1"), ev.TicketCalled(ticket="A2", counter="c2"))
    assert phases(wait(state, 59))["wait_over:fees"] is UNACK
    assert phases(wait(state, 60))["wait_over:fees"] is RTNUN


def test_a_long_service_is_noticed_and_a_paused_one_is_not_held_against_the_clerk() -> None:
    taken, started = ev.TicketTaken(ticket="A1", business="pay"), ev.ServiceStarted(ticket="A1", counter="c1")
    state = after(open_hall(), taken, started)
    assert phases(wait(state, 330)) == {"service_over:c1": UNACK}
    paused = wait(after(wait(state, 200), ev.ServicePaused(ticket="A1", counter="c1")), 300)
    assert paused.alarms == {}
    resumed = after(paused, ev.ServiceResumed(ticket="A1", counter="c1"))
    assert wait(resumed, 129).alarms == {}
    assert phases(wait(resumed, 130)) == {"service_over:c1": UNACK}


def test_a_crowded_zone_must_stay_crowded_to_be_an_alarm_and_calm_to_be_none() -> None:
    state = wait(after(open_hall(), ev.ZoneCounted(zone="waiting", people=20)), 59)
    assert state.alarms == {}
    state = wait(after(state, ev.ZoneCounted(zone="waiting", people=25)), 1)
    assert phases(state) == {"crowded:waiting": UNACK}
    state = after(state, ev.ZoneCounted(zone="waiting", people=3))
    assert phases(wait(state, 119)) == {"crowded:waiting": UNACK}
    assert phases(wait(state, 120)) == {"crowded:waiting": RTNUN}


def test_an_empty_guide_desk_is_an_alarm_in_business_hours_only() -> None:
    state = after(open_hall(), ev.StaffPresenceChanged(person="chu", presence=ev.Presence.BREAK))
    assert phases(wait(state, 120)) == {"unstaffed:guide-desk": UNACK}
    night = msgspec.structs.replace(state, at=MORNING + 12 * 3600)
    assert wait(night, 200).alarms == {}


def test_a_customer_long_at_a_kiosk_is_noticed() -> None:
    state = wait(after(open_hall(), ev.KioskSessionStarted(device="kiosk-1")), 240)
    assert phases(state) == {"dwell:kiosk-1": UNACK}
    assert phases(wait(after(state, ev.KioskSessionEnded(device="kiosk-1", completed=True)), 1)) == {"dwell:kiosk-1": RTNUN}


def test_a_low_rating_is_raised_once_and_returns_by_itself() -> None:
    state = after(open_hall(), ev.TicketRated(counter="c1", score=1))
    state = wait(state, 2)
    assert phases(state) == {"low_rating:c1": UNACK}
    state = after(wait(state, 60), ev.AlarmAcknowledged(alarm="low_rating:c1", by="du"))
    assert wait(state, 600).alarms == {}


def test_a_hub_that_cannot_record_says_so_until_it_can() -> None:
    state = wait(open_hall(), 1, Vitals(recorded=False, detail="disk full"))
    assert state.alarms["not_recorded:hub"].detail == "disk full"
    assert phases(wait(state, 1)) == {"not_recorded:hub": RTNUN}


def test_clock_steps_gaps_and_unknown_orders_are_raised() -> None:
    accepted = ev.CommandAccepted(id="o1", by="du", station="desk", command=CallNext(counter="c1"), adapter="qms", expires_at=9e9)
    gap = ev.JournalGapDeclared(source="qms", epoch="e", first=1, last=2)
    state = after(open_hall(), ev.ClockStepped(step=-3.0), gap, accepted, ev.CommandLost(id="o1"))
    assert sorted(wait(state, 0).alarms) == ["clock:hub", "regressed:hub", "unknown_order:qms"]


def test_an_adapter_that_never_came_is_lost_after_a_grace_and_found_when_it_joins() -> None:
    state = after(HallState(), ev.HallConfigured(config=small_hall()), at=MORNING)
    assert wait(state, 32).alarms == {}
    state = wait(state, 33)
    assert "adapter_lost:ups" in state.alarms
    joined = ev.AdapterJoined(adapter="ups", epoch="e", version="1", devices=("ups-1",))
    assert phases(wait(after(state, joined), 1))["adapter_lost:ups"] is RTNUN


# --- causes --------------------------------------------------------------------------------------------------------------------


def test_panels_lost_behind_a_failing_ups_are_explained_by_it_and_by_themselves_once_it_is_back() -> None:
    state = after(open_hall(), ev.DeviceLost(device="panel-1"), ev.DeviceLost(device="panel-2"))
    state = wait(after(wait(state, 6), ON_BATTERY), 4)
    assert phases(state) == {"on_battery:ups-1": UNACK, "panel_lost:panel-1": DSUPR, "panel_lost:panel-2": DSUPR}
    state = after(state, ON_LINE, ev.AlarmAcknowledged(alarm="on_battery:ups-1", by="du"), ev.DeviceFound(device="panel-2"))
    assert phases(wait(state, 6)) == {"panel_lost:panel-1": DSUPR}, "panels take a while to come back"
    assert phases(wait(state, 30)) == {"panel_lost:panel-1": UNACK}


def test_an_alarm_raised_under_a_known_cause_says_so_at_once() -> None:
    state = wait(after(open_hall(), ON_BATTERY), 4)
    state = wait(after(state, ev.DeviceLost(device="panel-1")), 4)
    said = judge(msgspec.structs.replace(state, at=state.at + 1), state.at + 1)
    assert said == (
        ev.AlarmRaised(alarm="panel_lost:panel-1", rule="panel_lost", subject="panel-1", cause="on_battery:ups-1"),
        ev.AlarmSuppressed(alarm="panel_lost:panel-1", cause="on_battery:ups-1"),
    )


def test_what_failed_long_before_the_ups_is_a_fault_of_its_own() -> None:
    state = wait(after(open_hall(), ev.DeviceLost(device="panel-1")), 60)
    state = wait(after(state, ON_BATTERY), 10)
    assert phases(state) == {"on_battery:ups-1": UNACK, "panel_lost:panel-1": UNACK}


def test_the_root_is_named_and_not_the_link_between() -> None:
    state = after(open_hall(), ON_BATTERY, ev.DeviceLost(device="panel-1"), ev.DeviceLost(device="strip-1"))
    state = wait(state, 10)
    assert {alarm.id: alarm.cause for alarm in state.alarms.values()} == {
        "on_battery:ups-1": None,
        "panel_lost:panel-1": "on_battery:ups-1",
        "panel_lost:strip-1": "on_battery:ups-1",
    }


def test_a_lost_adapter_explains_the_devices_it_lost() -> None:
    state = wait(after(open_hall(), ev.DeviceLost(device="panel-1"), ev.AdapterLost(adapter="panels")), 6)
    assert phases(state) == {"adapter_lost:panels": UNACK, "panel_lost:panel-1": DSUPR}


def test_a_device_named_as_its_adapter_is_not_silenced_by_its_own_alarm() -> None:
    devices = tuple(
        msgspec.structs.replace(device, adapter="panel-1") if device.id == "panel-1" else device
        for device in small_hall().devices
    )
    state = open_hall(msgspec.structs.replace(small_hall(), devices=devices))
    lost = wait(after(state, ev.DeviceLost(device="panel-1")), 6)
    assert phases(lost) == {"panel_lost:panel-1": UNACK}
    lost = wait(after(state, ev.DeviceLost(device="panel-1"), ev.AdapterLost(adapter="panel-1")), 6)
    assert phases(lost) == {"adapter_lost:panel-1": UNACK, "panel_lost:panel-1": DSUPR}


def test_devices_that_need_each_other_do_not_silence_each_other() -> None:
    """No configuration says so (it is refused), but both alarms would be hidden."""
    devices = tuple(
        msgspec.structs.replace(device, needs=("panel-2",) if device.id == "panel-1" else ("panel-1",))
        if device.id in ("panel-1", "panel-2")
        else device
        for device in small_hall().devices
    )
    circle: HallConfig = msgspec.structs.replace(small_hall(), devices=devices)
    state = after(open_hall(circle), ev.DeviceLost(device="panel-1"), ev.DeviceLost(device="panel-2"))
    assert set(phases(wait(state, 6)).values()) == {UNACK}


# --- shelves, subjects that go, many ------------------------------------------------------------------------------------------------


def test_a_shelved_alarm_comes_back_by_itself() -> None:
    state = wait(after(open_hall(), ON_BATTERY), 4)
    shelved = ev.AlarmShelved(alarm="on_battery:ups-1", by="du", until=state.at + 60, reason="检修")
    state = after(state, ev.AlarmAcknowledged(alarm="on_battery:ups-1", by="du"), shelved)
    assert phases(wait(state, 59)) == {"on_battery:ups-1": AlarmPhase.SHLVD}
    assert phases(wait(state, 60)) == {"on_battery:ups-1": UNACK}


def test_an_alarm_whose_device_or_rule_has_left_the_hall_clears() -> None:
    state = wait(after(open_hall(), ON_BATTERY), 4)
    config = msgspec.structs.replace(small_hall(), devices=tuple(d for d in small_hall().devices if d.id != "ups-1"))
    assert phases(wait(after(state, ev.HallConfigured(config=config)), 1))["on_battery:ups-1"] is RTNUN
    silent = msgspec.structs.replace(small_hall(), alarms=())
    assert phases(wait(after(state, ev.HallConfigured(config=silent)), 1)) == {"on_battery:ups-1": RTNUN}


def test_a_device_out_of_service_stays_silent() -> None:
    state = after(open_hall(), ev.DeviceTakenOut(device="ups-1", by="du", reason="检修"), ON_BATTERY)
    assert phases(wait(state, 5)) == {"on_battery:ups-1": AlarmPhase.OOSRV}
    assert phases(wait(after(state, ev.DeviceReturned(device="ups-1", by="du")), 5)) == {"on_battery:ups-1": UNACK}
