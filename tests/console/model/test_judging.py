"""The judge with a memory says what `policy.judge` says, whatever happens and in whatever order it is asked; and looks at less."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model import event as ev
from console.model import judging, policy
from console.model.hall import Watch
from console.model.judging import Judge
from console.model.lookup import ON_DEVICE
from console.model.pages import differing, put, without
from console.model.policy import Vitals
from console.model.state import HallState
from console.model.watch import on_device
from tests.helpers.streams import MORNING, after, open_hall, small_hall

_device = st.sampled_from(["panel-1", "panel-2", "panel-3", "strip-1", "ups-1", "kiosk-1", "qms-1"])
_alarm = st.sampled_from(["panel_lost:panel-1", "panel_lost:panel-2", "on_battery:ups-1", "qms_lost:qms-1", "dwell:kiosk-1"])
_told = st.one_of(
    st.builds(ev.DeviceLost, device=_device, reason=st.just("x")),
    st.builds(ev.DeviceLost, device=_device, reason=st.just("x")),
    st.builds(ev.DeviceFound, device=_device),
    st.builds(ev.DeviceConditionRaised, device=st.just("ups-1"), condition=st.just("on_battery")),
    st.builds(ev.DeviceConditionCleared, device=st.just("ups-1"), condition=st.just("on_battery")),
    st.builds(ev.DeviceConditionRaised, device=st.just("kiosk-1"), condition=st.just("paper_low")),
    st.builds(ev.DeviceConditionCleared, device=st.just("kiosk-1"), condition=st.just("paper_low")),
    st.builds(ev.DeviceMeasured, device=st.just("ups-1"), values=st.sampled_from([{"battery.charge": v} for v in (20.0, 80.0, None)])),
    st.builds(ev.KioskSessionStarted, device=st.just("kiosk-1")),
    st.builds(ev.KioskSessionEnded, device=st.just("kiosk-1"), completed=st.booleans()),
    st.builds(ev.AdapterLost, adapter=st.sampled_from(["panels", "ups"]), reason=st.just("x")),
    st.builds(ev.AdapterJoined, adapter=st.sampled_from(["panels", "ups"]), epoch=st.just("e2"), version=st.just("1"), devices=st.just(())),
    st.builds(ev.TicketTaken, ticket=st.sampled_from(["A1", "A2"]), business=st.just("pay")),
    st.builds(ev.AlarmShelved, alarm=_alarm, by=st.just("an"), until=st.floats(MORNING, MORNING + 600), reason=st.just("x")),
    st.builds(ev.AlarmAcknowledged, alarm=_alarm, by=st.just("an")),
    st.builds(ev.AlarmUnshelved, alarm=_alarm, by=st.just("an")),
    st.builds(ev.DeviceTakenOut, device=_device, by=st.just("an"), reason=st.just("x")),
    st.builds(ev.DeviceReturned, device=_device, by=st.just("an")),
    st.builds(ev.HallConfigured, config=st.sampled_from([small_hall(), msgspec.structs.replace(small_hall(), alarms=small_hall().alarms[2:])])),
)  # fmt: skip
_gap = st.sampled_from([0.0, 0.25, 1.0, 3.0, 5.0, 10.0, 30.0, 61.0, 300.0])
_story = st.lists(st.tuples(_gap, st.lists(_told, max_size=3), st.sampled_from(["write", "write", "write", "drop"])), max_size=25)


@given(_story)
@settings(max_examples=150, deadline=None)
def test_it_says_what_the_policy_says(story: list[tuple[float, list[Any], str]]) -> None:
    state, judge = open_hall(), Judge()
    at = state.at
    for gap, events, fate in story:
        at += gap
        kept = state
        state = after(state, *events, at=at)
        for _ in range(3):  # as the hub: until nothing follows
            due = policy.judge(state, at)
            assert judge(state, at) == due
            state = after(state, *due, at=at)
        assert judge(state, at) == ()
        if fate == "drop":  # the group could not be written
            state = kept


@pytest.mark.parametrize("failing", ["alarm:panel_lost", "causes"])
def test_what_a_failing_part_did_not_say_is_said_once_it_works(failing: str) -> None:
    """A group in which a part failed may not reach the disk: nobody knows then that it failed, and it is asked again."""

    def attempt(part: str, work: Callable[[], Any], /) -> tuple[Any, ...]:
        if part == failing:
            with pytest.raises(KeyError):
                consume(part, work)
            return ()
        return tuple(work())

    def consume(part: str, work: Callable[[], Any]) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("on_sight", "cause_of"):
                patch.setattr(judging, name, bug)
            work()

    def bug(*_: Any) -> Any:
        raise KeyError(failing)

    judge, state = Judge(), open_hall()
    assert judge(state, state.at) == ()
    state = after(state, ev.DeviceLost(device="panel-1", reason="x"), ev.AdapterLost(adapter="panels", reason="x"))
    later = state.at + 60
    assert judge(state, later, Vitals(), attempt) != policy.judge(state, later)
    assert judge(state, later) == policy.judge(state, later)


def test_it_may_be_asked_at_any_time_and_of_any_hall() -> None:
    judge = Judge()
    lost = after(open_hall(), ev.DeviceLost(device="panel-1", reason="x"))
    for state, now in ((lost, lost.at + 60), (lost, lost.at), (HallState(), 0.0), (lost, lost.at + 5), (open_hall(), MORNING)):
        assert judge(state, now) == policy.judge(state, now)


def test_what_the_hub_knows_of_itself_is_asked_each_time() -> None:
    judge, state = Judge(), open_hall()
    bad = Vitals(recorded=False, since=state.at, detail="full")
    assert judge(state, state.at) == ()
    raised = judge(state, state.at, bad)
    assert raised == policy.judge(state, state.at, bad) != ()
    state = after(state, *raised)
    assert judge(state, state.at) == policy.judge(state, state.at) == (ev.AlarmCleared(alarm="not_recorded:hub"),)


@pytest.mark.parametrize("standing", [20, 500])
def test_an_event_costs_no_look_at_alarms_that_stand(standing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = small_hall()
    panels = tuple(msgspec.structs.replace(hall.devices[1], id=f"more-{n}", counter=None) for n in range(standing))
    config = msgspec.structs.replace(hall, devices=(*hall.devices, *panels))
    state = after(open_hall(config), *(ev.DeviceLost(device=panel.id, reason="x") for panel in panels))
    judge, now = Judge(), state.at + 60
    state = after(state, *judge(state, now), at=now)
    state = after(state, *judge(state, now), at=now)
    assert sum(alarm.active for alarm in state.alarms.values()) == standing
    looks: list[str] = []

    def counted(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def look(*args: Any) -> Any:
            looks.append(name)
            return real(*args)

        return look

    for name in ("on_sight", "cause_of"):
        monkeypatch.setattr(judging, name, counted(name, getattr(judging, name)))
    state = after(state, ev.DeviceConditionRaised(device="kiosk-1", condition="paper_low"), at=now + 1)
    assert [type(event) for event in judge(state, now + 1)] == [ev.AlarmRaised]
    assert len(looks) < 10


@pytest.mark.parametrize("size", [3, 95, 96, 97, 400])
def test_what_differs_between_versions_of_a_mapping_is_found(size: int) -> None:
    old: Any = {}
    for n in range(size):
        old = put(old, f"k{n}", object())
    new = without(put(put(old, "k1", object()), "new", object()), "k2")
    assert differing(old, new) >= {"k1", "k2", "new"}
    assert differing(old, old) == set()
    assert differing(new, old) >= {"k1", "k2", "new"}
    assert differing({}, new) == set(new)
    assert differing(new, {}) == set(new)


def test_the_index_knows_which_rules_look_at_devices_by_themselves() -> None:
    rules = {rule.watch: rule for rule in small_hall().alarms}
    assert {watch for watch in Watch if on_device(rules[watch])} == ON_DEVICE
