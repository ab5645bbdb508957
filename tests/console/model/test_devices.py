"""Devices, zones and adapters, as sentences."""

import msgspec

from console.model import event as ev
from console.model.event import AnyEvent
from console.model.health import Health, health_of
from console.model.reduce import apply
from console.model.state import Reading
from tests.helpers.streams import MORNING, after, open_hall

LOST, FOUND = ev.DeviceLost(device="ups-1", reason="driver"), ev.DeviceFound(device="ups-1")


def test_a_device_said_to_be_lost_twice_was_lost_once_and_since_the_first_time() -> None:
    state = after(open_hall(), LOST, LOST, every=10)
    assert state.devices["ups-1"].lost_at == MORNING
    assert state.devices["ups-1"].onsets == {"lost": (MORNING,)}


def test_only_a_device_that_is_found_is_heard_again() -> None:
    words: list[AnyEvent] = [
        ev.DeviceMeasured(device="ups-1", values={"battery.charge": None}),
        ev.DeviceConditionRaised(device="ups-1", condition="on_battery"),
        ev.DeviceConditionCleared(device="ups-1", condition="on_battery"),
    ]
    state = after(open_hall(), LOST, *words, every=1)
    assert health_of(state, "ups-1") is Health.LOST
    state = after(state, FOUND)
    assert (state.devices["ups-1"].lost_at, state.devices["ups-1"].lost_reason) == (None, "")
    assert health_of(state, "ups-1") is Health.WELL


def test_devices_of_a_lost_adapter_are_unheard_and_not_lost() -> None:
    state = after(open_hall(), ev.AdapterLost(adapter="ups", reason="lease"))
    assert health_of(state, "ups-1") is Health.UNHEARD
    assert state.devices["ups-1"].lost_at is None


def test_points_that_are_not_named_keep_their_reading_and_its_age() -> None:
    state = after(open_hall(), ev.DeviceMeasured(device="ups-1", values={"a": 1.0, "b": 2.0}))
    state = after(state, ev.DeviceMeasured(device="ups-1", values={"b": None}), at=MORNING + 9)
    assert state.devices["ups-1"].values == {"a": Reading(value=1.0, at=MORNING), "b": Reading(value=None, at=MORNING + 9)}


def test_a_condition_told_again_keeps_its_beginning_and_takes_the_new_detail() -> None:
    first, again = (
        ev.DeviceConditionRaised(device="kiosk-1", condition="paper_low", detail=detail) for detail in ("10 %", "5 %")
    )
    device = after(open_hall(), first, again, every=10).devices["kiosk-1"]
    assert (device.conditions["paper_low"].since, device.conditions["paper_low"].detail) == (MORNING, "5 %")
    assert device.onsets["paper_low"] == (MORNING,)


def test_at_most_ten_onsets_are_remembered() -> None:
    flapping: list[AnyEvent] = [LOST, FOUND] * 15
    state = after(open_hall(), *flapping, every=1)
    onsets = state.devices["ups-1"].onsets["lost"]
    assert (len(onsets), onsets[-1]) == (10, MORNING + 28)


def test_a_kiosk_session_that_never_began_does_not_end() -> None:
    state = after(open_hall(), ev.KioskSessionEnded(device="kiosk-1", completed=True))
    assert (state.day.kiosk_sessions, state.day.kiosk_completed) == (0, 0)


def test_an_adapter_that_joins_again_keeps_its_number_within_its_epoch_only() -> None:
    def joined(epoch: str) -> ev.AdapterJoined:
        return ev.AdapterJoined(adapter="hub", epoch=epoch, version="1", devices=())

    state = after(open_hall(), joined("e1"), ev.HubStopped(), ev.PeerRefused(peer="hub", reason="garbage", count=3))
    assert (state.adapters["hub"].sseq, state.adapters["hub"].refused) == (state.seq, 3)
    state = msgspec.structs.replace(state, at=MORNING + 60)
    assert apply(state, joined("e1")).adapters["hub"].sseq == state.seq
    assert apply(state, joined("e2")).adapters["hub"].sseq == 0
