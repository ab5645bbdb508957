"""The table of devices: lost, fault, out of service and unknown are four things; readings carry their age."""

from console.model.command import ReturnToService, TakeOutOfService
from console.model.health import Health
from console.model.quality import Quality
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, sheet
from widgets.panes.devices import DeviceLine, Devices


def lines() -> dict[str, DeviceLine]:
    return {line.config.id: line for group in Devices.view(hall.busy()).groups for line in group.lines}


def test_lost_fault_out_and_unknown_are_kept_apart() -> None:
    found = lines()
    assert found["panel-6"].health is Health.LOST
    assert found["kiosk-4"].health is Health.TROUBLED
    assert found["kiosk-7"].health is Health.OUT
    assert found["ups-2"].health is Health.UNHEARD
    assert found["kiosk-1"].health is Health.WELL


def test_readings_say_how_far_they_can_be_trusted() -> None:
    readings = {reading.point: reading for reading in lines()["ups-1"].readings}
    assert readings["charge"].quality is Quality.GOOD
    assert readings["input_voltage"].quality is Quality.STALE
    assert readings["input_voltage"].age == 95
    assert readings["temperature"].quality is Quality.UNKNOWN


def test_what_depends_on_a_device_is_known() -> None:
    assert {"panel-1", "qms", "board-1"} <= set(lines()["ups-1"].needed_by)
    assert lines()["kiosk-1"].needed_by == ()


def test_kinds_with_trouble_come_first_and_kinds_that_are_well_are_folded(show: Show) -> None:
    pane = show(Devices, hall.busy(), 960, 560)
    ids = [row.id for row in pane.table.rows.rows]
    assert ids[0] == "kind:ups"
    assert "kind:strip" in ids
    assert "strip-1" not in ids
    pane.table.chosen("kind:strip")
    assert "strip-1" in [row.id for row in pane.table.rows.rows]


def test_a_device_goes_out_of_service_for_a_reason_and_comes_back(show: Show, desk: RememberingDesk) -> None:
    pane = show(Devices, hall.busy(), 960, 560)
    pane.table.pushed("kiosk-6", "out")
    asked = sheet()
    asked.button.fired.emit()
    assert desk.orders == []
    asked.line.setText("检修")
    asked.button.fired.emit()
    pane.table.pushed("kiosk-7", "in")
    assert desk.orders == [TakeOutOfService(device="kiosk-6", reason="检修"), ReturnToService(device="kiosk-7")]


def test_before_anything_is_heard_nothing_is_well() -> None:
    view = Devices.view(hall.empty())
    assert dict(view.counts)[Health.WELL] == 0
    assert dict(view.counts)[Health.UNHEARD] == len(hall.config().devices)
