"""Time is wound by mouse and key, and nothing is shown that is later than the picture."""

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from console.session import Mode
from tests.helpers import hand
from tests.helpers.screen import FakeSource
from tests.widgets.panes import hall
from widgets import time_bar
from widgets.theme import Theme
from widgets.time_bar import TimeBar


@pytest.fixture
def bar(qtbot: QtBot, theme: Theme, source: FakeSource) -> TimeBar:
    made = TimeBar(theme, source)
    qtbot.addWidget(made)
    made.resize(1400, made.height())
    made.show()
    made.draw(time_bar.view(source.frame()))
    return made


def now(source: FakeSource) -> int:
    return int(source.now.now)


def press(bar: TimeBar, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, key, modifier)
    return bar.take_key(event)


def test_live_cannot_be_sped_up_nor_returned_to(bar: TimeBar) -> None:
    assert not bar.speed.allowed
    assert not bar.home.allowed
    assert bar.home.reason


def test_twenty_minutes_back_plays_from_there(bar: TimeBar, source: FakeSource) -> None:
    hand.click(bar.back_long)
    assert source.asked == [("seek", now(source) - 1200), ("play", 1.0)]


def test_going_back_stops_at_the_first_record(bar: TimeBar, source: FakeSource) -> None:
    bar.go(-1e6)
    assert source.asked[0] == ("seek", round(source.now.extent[0]))


def test_space_pauses_and_plays_on_at_the_chosen_speed(bar: TimeBar, source: FakeSource) -> None:
    assert press(bar, Qt.Key.Key_Space)
    bar.draw(time_bar.view(source.frame()))
    hand.click(bar.speed)
    assert bar.speed.text() == "2×"
    assert press(bar, Qt.Key.Key_Space)
    assert source.asked == [("pause",), ("play", 2.0)]


@pytest.mark.parametrize(
    ("key", "shift", "seconds"),
    [
        (Qt.Key.Key_Left, False, -10),
        (Qt.Key.Key_Right, False, 10),
        (Qt.Key.Key_Left, True, -60),
        (Qt.Key.Key_PageUp, False, -1200),
    ],
)
def test_arrows_step(bar: TimeBar, source: FakeSource, key: Qt.Key, shift: bool, seconds: int) -> None:
    source.now = replace(source.now, mode=Mode.PAUSED, now=source.now.now - 3000)
    bar.draw(time_bar.view(source.frame()))
    assert press(bar, key, Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier)
    assert source.asked == [("seek", now(source) + seconds)]


def test_speeds_go_round(bar: TimeBar, source: FakeSource) -> None:
    source.play(60.0)
    bar.draw(time_bar.view(source.frame()))
    assert press(bar, Qt.Key.Key_Plus)
    assert source.asked[-1] == ("play", 0.5)
    bar.draw(time_bar.view(source.frame()))
    assert press(bar, Qt.Key.Key_Minus)
    assert source.asked[-1] == ("play", 0.5)


def test_two_presses_before_the_picture_is_faster_are_two_steps(bar: TimeBar, source: FakeSource) -> None:
    source.play(1.0)
    bar.draw(time_bar.view(source.frame()))
    slow = source.frame()
    assert press(bar, Qt.Key.Key_Plus)
    bar.draw(time_bar.view(replace(slow, now=slow.now + 1)))  # the history has not heard of it yet
    assert press(bar, Qt.Key.Key_Plus)
    assert source.asked[-2:] == [("play", 2.0), ("play", 5.0)]
    bar.draw(time_bar.view(source.frame()))
    assert bar.speed.text() == "5×"


def test_other_keys_are_left_to_others(bar: TimeBar) -> None:
    assert not press(bar, Qt.Key.Key_A)


def test_a_click_on_the_axis_seeks(bar: TimeBar, source: FakeSource) -> None:
    wanted = source.now.now - 3600
    at = QPoint(round(bar.axis.x_of(wanted)), bar.axis.height() // 2)
    hand.click(bar.axis, at)
    sought = [each[1] for each in source.asked if isinstance(each, tuple) and each[0] == "seek"]
    assert len(sought) == 1
    assert abs(sought[0] - wanted) < 60


def test_the_picture_follows_a_drag_as_quickly_as_it_can_be_had(bar: TimeBar, source: FakeSource) -> None:
    y = bar.axis.height() // 2
    places = [QPoint(round(bar.axis.x_of(source.now.now - back)), y) for back in (5000, 4000, 3000, 1000)]
    hand.press(bar.axis, places[0])
    assert len(source.asked) == 1
    shown = time_bar.view(source.frame())
    bar.draw(replace(shown, is_loading=True))
    hand.move(bar.axis, places[1])
    hand.move(bar.axis, places[2])
    assert len(source.asked) == 1, "the first moment is not there yet"
    bar.draw(shown)
    assert len(source.asked) == 2, "it goes on to where the hand is now"
    hand.move(bar.axis, places[3])
    hand.release(bar.axis, places[3])
    sought = [each[1] for each in source.asked if isinstance(each, tuple)]
    wanted = [round(bar.axis.time_at(place.x()) or 0.0) for place in (places[0], places[2], places[3])]
    assert sought == wanted


def test_nothing_beyond_the_record_can_be_sought(bar: TimeBar, source: FakeSource) -> None:
    hand.click(bar.axis, QPoint(bar.axis.width() - 2, bar.axis.height() // 2))
    assert source.asked == [("seek", round(source.now.extent[1]))]


def test_marks_are_of_the_pictures_own_state_only() -> None:
    past = replace(hall.normal(), mode=Mode.REPLAY, live_alarms=hall.busy().state)
    assert time_bar.view(past).marks == time_bar.view(replace(past, live_alarms=None)).marks
    assert all(mark.at <= past.now for mark in time_bar.view(hall.busy()).marks)


def test_the_axis_covers_the_business_day() -> None:
    shown = time_bar.view(hall.busy())
    assert shown.end - shown.start >= 8 * 3600
    assert shown.start <= shown.now <= shown.end
    assert time_bar.view(hall.nothing()).start < time_bar.view(hall.nothing()).end
