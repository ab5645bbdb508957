"""A pane draws what differs, says when its picture is old, and keeps its faults to itself."""

import logging

import pytest
from msgspec import Struct
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.model.state import HallState
from console.session import Desk, Frame, Link, Mode
from widgets import pane as panes
from widgets.pane import Freshness, Pane
from widgets.theme import Theme


class CountView(Struct, frozen=True):
    """How many wait, and the second."""

    waiting: int
    second: int


class Count(Pane[CountView]):
    name = "count"
    title = "等候"
    views = 0

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.drawn: list[CountView] = []

    @classmethod
    def view(cls, frame: Frame) -> CountView:
        cls.views += 1
        if frame.state.seq == 13:
            raise ZeroDivisionError("thirteen")
        return CountView(len(frame.state.tickets), int(frame.now))

    def draw(self, view: CountView) -> None:
        self.drawn.append(view)


@pytest.fixture
def pane(qtbot: QtBot, theme: Theme, workplace: Desk) -> Count:
    Count.views = 0
    made = Count(workplace, theme)
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    return made


STATE = HallState(seq=1)
GOOD = Frame(state=STATE, now=100.0, link=Link.GOOD)


def test_the_per_cent_of_a_starting_hub_goes_on(pane: Count) -> None:
    starting = Frame(state=STATE, now=0.0, link=Link.STARTING)
    for share, said in ((0.1, 10), (0.4, 40)):
        pane.take_frame(replace(starting, starting=share))
        assert pane._veil._freshness.starting == said


def test_a_calm_hall_costs_one_view_a_second(pane: Count) -> None:
    for tick in range(90):
        pane.take_frame(replace(GOOD, now=100.0 + tick / 30))
    assert Count.views == 3
    assert len(pane.drawn) == 3


def test_a_new_state_is_viewed_at_once_and_drawn_only_if_it_looks_different(pane: Count) -> None:
    pane.take_frame(GOOD)
    pane.take_frame(replace(GOOD, state=HallState(seq=2)))
    assert Count.views == 2
    assert len(pane.drawn) == 1


def test_a_pane_that_throws_shows_it_and_recovers(pane: Count, caplog: pytest.LogCaptureFixture) -> None:
    pane.take_frame(GOOD)
    bad = HallState(seq=13)
    with caplog.at_level(logging.CRITICAL):
        for tick in range(5):
            pane.take_frame(replace(GOOD, state=bad, now=101.0 + tick))
    assert type(pane.fault) is ZeroDivisionError
    faulty = pane.grab().toImage()
    pane.take_frame(replace(GOOD, now=110.0))
    assert not pane.fault
    assert pane.drawn[-1] == CountView(0, 110)
    assert pane.grab().toImage() != faulty


def test_a_lasting_fault_is_logged_once(pane: Count, caplog: pytest.LogCaptureFixture) -> None:
    for tick in range(5):
        pane.take_frame(replace(GOOD, state=HallState(seq=13), now=101.0 + tick))
    assert len([record for record in caplog.records if "pane count cannot draw" in record.message]) == 1


def test_a_stale_picture_says_so_with_its_age(pane: Count) -> None:
    pane.take_frame(GOOD)
    well = pane.grab().toImage()
    pane.take_frame(replace(GOOD, link=Link.STALE, heard_ago=4.2))
    assert pane._veil.isVisible()
    assert pane._veil.words()[0] == "数据停滞 4 秒"
    assert pane.grab().toImage() != well
    pane.take_frame(GOOD)
    assert not pane._veil.isVisible()


@pytest.mark.parametrize("link", [link for link in Link if link is not Link.GOOD])
def test_every_bad_link_has_its_words(pane: Count, link: Link) -> None:
    pane.take_frame(replace(GOOD, link=link))
    assert all(pane._veil.words())


def test_a_replayed_picture_is_not_stale(pane: Count) -> None:
    assert Freshness.of(replace(GOOD, mode=Mode.REPLAY, link=Link.STALE, heard_ago=9.0)) == Freshness(Link.GOOD, 0)


def test_panes_are_found_by_file_name() -> None:
    found = panes.find_panes()
    assert {"counters", "queues", "alarms"} <= set(found)
    assert all(name == kind.name for name, kind in found.items())


def test_a_file_without_its_pane_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    queues = panes.find_panes()["queues"]
    monkeypatch.setattr(queues, "name", "rows")
    with pytest.raises(TypeError, match=r"widgets\.panes\.queues"):
        panes.find_panes()
