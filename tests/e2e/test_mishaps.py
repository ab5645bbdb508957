"""Each way in which the demo hall can go wrong, told to the running hall, must come to the duty leader as an alarm on the desk."""

from functools import partial
from typing import NamedTuple

import pytest

from adapters.simulated.hall import MISHAPS
from console import demo
from tests.helpers.leader import Leader
from widgets.alarm_lines import AlarmLine
from widgets.panes.alarms import Alarms

SPEED = 60.0
LONG = 60.0
"""Seconds for an alarm to come, on a machine that runs other tests beside; measured: 1 s for devices, 10 s for crowds."""
AT_ONCE: dict[str, tuple[str, float, str]] = {
    "mains_lost": ("ups-2", 4, "ups_on_battery:ups-2"),
    "battery_low": ("ups-2", 10, "ups_low:ups-2"),
    "driver_killed": ("ups-1", 5, "ups_lost:ups-1"),
    "panel_unplugged": ("panel-9", 60, "panel_lost:panel-9"),
    "bus_noise": ("panel-bus", 60, "bus_noise:panel-bus"),
    "paper_low": ("kiosk-5", 10, "kiosk_paper_low:kiosk-5"),
    "paper_out": ("kiosk-4", 10, "kiosk_paper_out:kiosk-4"),
    "low_rating": ("c1", 10, "low_rating:c1"),
}
"""Mishap → target, minutes and the alarm that must come: these do not disturb each other, so the first test lets all of them happen."""
CROWDS: dict[str, tuple[str, float, str]] = {
    "surge": ("", 60, "zone_crowded:guidance"),
    "storm": ("", 60, "zone_crowded:waiting"),
}
"""One after the other: it takes people a quarter of an hour to come."""
LAST: dict[str, tuple[str, float, str]] = {"qms_silent": ("", 60, "qms_lost:qms")}
"""Without it nothing else moves."""


class Wrong(NamedTuple):
    """A desk, and the hall time since when its hall goes wrong."""

    desk: Leader
    since: float


@pytest.fixture(scope="module")
def gone_wrong(running: demo.Running, desk: Leader) -> Wrong:
    """The desk of a hall in which nearly everything goes wrong at once."""
    desk.until(lambda: desk.state.adapters.keys() and not desk.state.devices["ups-2"].lost_at, "the devices are heard")
    # A second in which a driver is not there yet is a minute of this hall.
    desk.until(
        lambda: not any(is_active(desk, alarm) for _, _, alarm in AT_ONCE.values()), "what the start brought is over", LONG
    )
    since = desk.state.at
    for kind, (target, minutes, _) in AT_ONCE.items():
        running.misbehave(kind, target, minutes)
    return Wrong(desk, since)


def on_the_desk(leader: Leader, alarm: str) -> AlarmLine | None:
    """The line of the list of alarms that stands for an alarm: its own, its cause's, or that of all of its kind."""
    pane = leader.pane("alarms")
    assert isinstance(pane, Alarms)
    rule, _, subject = alarm.partition(":")
    for line in pane._shown.lines if pane._shown is not None else ():
        if (line.rule == rule and line.subject in (subject, "")) or alarm in line.children:
            return line
    return None


def is_active(leader: Leader, alarm: str) -> bool:
    known = leader.state.alarms.get(alarm)
    return known is not None and known.active


def is_past(leader: Leader, alarm: str) -> bool:
    return alarm in leader.state.alarms and not is_active(leader, alarm)


def it_comes(leader: Leader, alarm: str, since: float) -> None:
    def has_come() -> bool:
        known = leader.state.alarms.get(alarm)
        return known is not None and known.active_at > since

    leader.until(has_come, f"the alarm {alarm}", LONG)
    leader.until(partial(on_the_desk, leader, alarm), f"{alarm} is listed on the desk", LONG)


def test_no_mishap_is_without_its_alarm_here() -> None:
    """Those of cameras are tried with cameras, in tests/console/video."""
    cameras = {kind for kind in MISHAPS if kind.startswith("camera")}
    assert AT_ONCE.keys() | CROWDS.keys() | LAST.keys() == set(MISHAPS) - cameras


@pytest.mark.parametrize("kind", AT_ONCE)
def test_it_is_an_alarm_on_the_desk(gone_wrong: Wrong, kind: str) -> None:
    it_comes(gone_wrong.desk, AT_ONCE[kind][2], gone_wrong.since)


@pytest.mark.parametrize("kind", [*(pytest.param(kind, marks=pytest.mark.soak) for kind in CROWDS), *LAST])
def test_one_more_is_an_alarm_on_the_desk(gone_wrong: Wrong, running: demo.Running, kind: str) -> None:
    target, minutes, alarm = (CROWDS | LAST)[kind]
    desk = gone_wrong.desk
    desk.until(lambda: is_past(desk, "ups_lost:ups-1"), "what hangs on that UPS is not explained by it", LONG)
    since = desk.state.at
    running.misbehave(kind, target, minutes)
    it_comes(desk, alarm, since)
