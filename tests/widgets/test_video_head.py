"""The clock of all tiles: set anew only when it goes another way, and never ahead of the present."""

import pytest
from msgspec.structs import replace

from console.session import Frame, Mode
from tests.widgets.panes import hall
from widgets.video_head import Follower

NOW = hall.NOW


def replayed(at: float, speed: float, *, present: float = NOW, pace: float = 1.0) -> Frame:
    return replace(hall.normal(), mode=Mode.REPLAY, now=at, speed=speed, extent=(NOW - 9000, present), visit=1, pace=pace)


def test_it_runs_by_itself_as_long_as_the_session_goes_its_way() -> None:
    follower = Follower()
    first = follower.follow(replayed(NOW - 600, 10.0), 100.0)
    assert (first.at, first.speed) == (NOW - 600, 10.0)
    assert follower.follow(replayed(NOW - 590, 10.0), 101.0) is first
    assert follower.follow(replayed(NOW - 560, 10.0), 102.0) is not first


@pytest.mark.parametrize("pace", [1.0, 5.0])
def test_caught_up_with_the_present_it_goes_at_its_pace(pace: float) -> None:
    follower = Follower()
    assert follower.follow(replayed(NOW - 40, 20.0, pace=pace), 100.0).speed == 20.0
    edge = follower.follow(replayed(NOW - 0.1, 20.0, pace=pace), 100.2)
    assert (edge.at, edge.speed) == (NOW - 0.1, pace)
    assert follower.follow(replayed(NOW + pace - 0.1, 20.0, present=NOW + pace, pace=pace), 101.2) is edge
    slow = follower.follow(replayed(NOW - 0.1, 0.5, pace=pace), 102.0)
    assert slow.speed == 0.5
