"""What is known of devices and counters: lost, unheard, troubled and out of service are four things, and none of them is well."""

from msgspec.structs import replace

from console.model.health import Health, adapter_heard, counter_doubt, counters_known, health_of, reading_quality, worst_alarms
from console.model.quality import Quality
from tests.widgets.panes import hall

STATE = hall.busy().state


def test_each_kind_of_trouble_has_its_own_word() -> None:
    assert health_of(STATE, "kiosk-1") is Health.WELL
    assert health_of(STATE, "kiosk-4") is Health.TROUBLED
    assert health_of(STATE, "panel-6") is Health.LOST
    assert health_of(STATE, "ups-2") is Health.UNHEARD
    assert health_of(STATE, "kiosk-7") is Health.OUT
    assert health_of(STATE, "nobody-knows-it") is Health.UNHEARD


def test_a_device_is_unheard_with_its_adapter_however_well_it_was() -> None:
    lost = replace(STATE.adapters["kiosks"], lost_at=hall.NOW)
    state = replace(STATE, adapters={**STATE.adapters, "kiosks": lost})
    assert not adapter_heard(state, "kiosks")
    assert health_of(state, "kiosk-1") is Health.UNHEARD
    assert reading_quality(state, "kiosk-6", "paper", hall.NOW) is Quality.UNKNOWN


def test_a_reading_is_stale_by_age_bad_when_lost_and_unknown_without_a_value() -> None:
    assert reading_quality(STATE, "ups-1", "charge", hall.NOW) is Quality.GOOD
    assert reading_quality(STATE, "ups-1", "input_voltage", hall.NOW) is Quality.STALE
    assert reading_quality(STATE, "ups-1", "temperature", hall.NOW) is Quality.UNKNOWN
    assert reading_quality(STATE, "ups-1", "no_such_point", hall.NOW) is Quality.UNKNOWN
    lost = replace(STATE.devices["ups-1"], lost_at=hall.NOW)
    state = replace(STATE, devices={**STATE.devices, "ups-1": lost})
    assert reading_quality(state, "ups-1", "charge", hall.NOW) is Quality.BAD


def test_counters_are_known_by_the_queue_system_and_by_their_panel() -> None:
    assert counters_known(STATE)
    assert counter_doubt(STATE, "c1") is None
    assert counter_doubt(STATE, "c6") is Health.LOST
    unheard = hall.unheard().state
    assert not counters_known(unheard)
    assert counter_doubt(unheard, "c1") is Health.UNHEARD


def test_the_worst_alarm_speaks_for_its_subject_and_hidden_ones_do_not() -> None:
    worst = worst_alarms(STATE)
    assert worst["ups-1"].rule == "mains"
    assert worst["panel-1"].rule == "panel", "suppressed by design is still true of its subject"
    assert "kiosk-7" not in worst, "out of service"
    assert "waiting" not in worst, "shelved"
    assert "residents" not in worst, "it has returned"
