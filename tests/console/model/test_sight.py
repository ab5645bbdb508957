"""Which cameras see what: by name, by view, by zone; for every kind of thing, and for alarms."""

import pytest
from msgspec.structs import replace

from console import config
from console.model.event import Value
from console.model.hall import AlarmPriority, AlarmRule, Camera, Watch
from console.model.sight import ACTIVITY, BLINDING, cameras_of, cameras_of_alarm, moves, sight_of
from console.model.state import Alarm, Condition, HallState, Person, Reading
from tests.helpers.cameras import hall_with_cameras, with_cameras
from tests.widgets.panes import hall


def state(count: int = 6) -> HallState:
    return with_cameras(hall.busy(), count).state


def alarm(rule: str, subject: str) -> Alarm:
    return Alarm(
        id=f"{rule}:{subject}", rule=rule, subject=subject, priority=AlarmPriority.HIGH, active=True, raised_at=1.0, active_at=1.0
    )


def test_a_counter_is_seen_by_the_camera_that_names_it() -> None:
    assert cameras_of(state(), "counter", "c3")[0] == "cam-1"
    assert cameras_of(state(), "counter", "c9")[0] == "cam-3"


def test_a_panel_is_seen_where_its_counter_is() -> None:
    assert cameras_of(state(), "device", "panel-3")[0] == "cam-1"


def test_a_zone_is_seen_by_all_its_cameras_the_nearest_first() -> None:
    seen = cameras_of(state(12), "zone", "waiting")
    assert set(seen) == {"cam-2", "cam-8"}


def test_a_device_in_view_goes_before_a_camera_of_its_zone() -> None:
    config = state().config
    assert config is not None
    near = replace(config, cameras=(camera("a", zones=("kiosks",)), camera("b", heading=0.0, reach=3.0)))
    devices = tuple(
        replace(device, id={"cam-4": "a", "cam-5": "b"}.get(device.id, device.id), x=20.0, y=9.0)
        if device.id in {"cam-4", "cam-5"}
        else device
        for device in near.devices
    )
    seen = cameras_of(HallState(config=replace(near, devices=devices)), "device", "kiosk-1")
    assert seen == ("a", "b")
    unzoned = replace(near, devices=devices, cameras=(camera("a"), camera("b", heading=0.0, reach=3.0)))
    assert cameras_of(HallState(config=unzoned), "device", "kiosk-1") == ("b",)


def camera(id: str, **more: object) -> Camera:
    given: dict[str, object] = {"main": "rtsp://x/main", "heading": 180.0, "reach": 0.5}
    return Camera(id=id, **(given | more))  # type: ignore[arg-type]


def test_a_view_ends_at_its_sides_and_its_reach() -> None:
    sight = sight_of(state())
    east = replace(sight.cameras["cam-2"], heading=0.0, angle=90.0, reach=5.0)
    config = state().config
    assert config is not None
    own = sight_of(HallState(config=replace(config, cameras=(east,))))
    x, y = own.place("device", "cam-2") or (0.0, 0.0)
    assert own.covers("cam-2", (x + 4, y)) == 4
    assert own.covers("cam-2", (x + 3, y + 2.9)) is not None
    assert own.covers("cam-2", (x + 3, y + 3.1)) is None
    assert own.covers("cam-2", (x + 5.1, y)) is None
    assert own.covers("cam-2", (x - 1, y)) is None


def test_a_waiting_ticket_is_looked_for_where_people_wait_and_a_served_one_at_its_counter() -> None:
    hall_ = state()
    waiting = next(ticket for ticket in hall_.tickets.values() if ticket.counter is None)
    served = next(ticket for ticket in hall_.tickets.values() if ticket.counter == "c3")
    assert cameras_of(hall_, "ticket", waiting.id) == ("cam-2",)
    assert cameras_of(hall_, "ticket", served.id)[0] == "cam-1"


def test_a_person_is_looked_for_at_their_post() -> None:
    hall_ = state()
    hall_ = replace(hall_, staff={**hall_.staff, "t2": Person(id="t2", post="guidance")})
    assert cameras_of(hall_, "person", "t2") == ("cam-5",)


def test_alarms_are_seen_where_their_subject_is() -> None:
    hall_ = state()
    assert cameras_of_alarm(hall_, alarm("paper", "kiosk-6"))[0] == "cam-4"
    assert cameras_of_alarm(hall_, alarm("handle", "c3"))[0] == "cam-1"
    assert cameras_of_alarm(hall_, alarm("wait", "residents")) == ("cam-2",)
    assert cameras_of(hall_, "alarm", "paper:kiosk-6")[0] == "cam-4"


def test_an_alarm_of_a_camera_is_looked_at_through_those_beside_it() -> None:
    config = state(12).config
    assert config is not None
    rule = AlarmRule(id="blind", name="无画面", watch=Watch.DEVICE_LOST, priority=AlarmPriority.MEDIUM, kinds=("camera",))
    hall_ = HallState(config=replace(config, alarms=(*config.alarms, rule)))
    assert cameras_of_alarm(hall_, alarm("blind", "cam-2")) == ("cam-8",)


def test_what_nobody_sees_and_what_is_unknown_has_no_camera() -> None:
    assert cameras_of(state(), "counter", "c99") == ()
    assert cameras_of(state(), "plan", "power") == ()
    assert cameras_of(state(), "alarm", "gone:thing") == ()
    assert cameras_of(HallState(), "zone", "waiting") == ()
    assert cameras_of_alarm(state(), alarm("unknown-rule", "thing")) == ()


def test_a_hall_without_cameras_sees_nothing() -> None:
    assert not sight_of(HallState(config=hall.config())).seen_by
    assert hall_with_cameras(hall.config(), 0).cameras == ()


def test_every_condition_that_blinds_is_one_a_camera_can_have() -> None:
    (camera,) = [kind for kind in config.load_hall().kinds if kind.id == "camera"]
    assert set(BLINDING) <= set(camera.conditions)


@pytest.mark.parametrize(("value", "is_so"), [(True, True), (False, False), (None, False), (1.0, False), ("yes", False)])
def test_something_moves_where_a_camera_says_so(value: Value, is_so: bool) -> None:
    before = state()
    assert not moves(before, "cam-2")
    eye = replace(before.devices["cam-2"], values={ACTIVITY: Reading(value=value, at=1.0)})
    assert moves(replace(before, devices={**before.devices, "cam-2": eye}), "cam-2") is is_so
    blind = replace(eye, conditions={"covered": Condition(since=1.0)})
    assert not moves(replace(before, devices={**before.devices, "cam-2": blind}), "cam-2")
