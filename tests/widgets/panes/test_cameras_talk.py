"""Talking at the desk: held and let go, by mouse and key; what the tile says of it; and all that ends it by itself."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QWidget

from console.model.command import Refusal, Role, TalkThrough
from console.model.state import Order, Stage, Talk
from console.session import Frame, Link
from console.video.talk import NO_MICROPHONE, NoTalker, Step
from tests.helpers import hand
from tests.helpers.cameras import with_cameras
from tests.helpers.pictures import PaintedPictures
from tests.helpers.played_talker import PlayedTalker
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets import talk_words
from widgets.panes.cameras import Cameras
from widgets.talk import LONGEST, PATIENCE
from widgets.talk_band import Band

KEY = Qt.Key.Key_T


class Place:
    """The pane, its desk, and a clock that the test moves."""

    def __init__(self, pane: Cameras, talker: PlayedTalker, frame: Frame) -> None:
        self.pane = pane
        self.talker = talker
        self.frame = frame
        self.at = 1000.0
        pane.talk._clock = lambda: self.at

    def turn(self, **changes: object) -> None:
        """Frames until everything is said; the state's fields are changed by name."""
        state = {key: value for key, value in changes.items() if key in self.frame.state.__struct_fields__}
        others = {key: value for key, value in changes.items() if key not in state}
        self.frame = replace(self.frame, state=replace(self.frame.state, **state), **others)
        for _ in range(2):
            self.pane._due()
            self.pane.take_frame(self.frame)
            assert self.pane.fault is None, self.pane.fault
        self.pane.grab()

    def band(self, tile: str = "cam-1") -> Band | None:
        """What stands across a tile."""
        cell = self.pane.grid.cell_of(tile)
        assert cell is not None
        return cell.band

    @property
    def is_on(self) -> bool:
        """Whether somebody talks here."""
        return self.pane.talk.is_on

    def said(self, tile: str = "cam-1") -> str:
        """In words."""
        band = self.band(tile)
        return band.spoken if band is not None else ""

    def press(self, down: bool = True) -> None:
        """Hold the key, or let it go."""
        kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
        QCoreApplication.sendEvent(self.pane.grid, QKeyEvent(kind, KEY, Qt.KeyboardModifier.NoModifier, "t"))

    def talk(self) -> None:
        """Until one is heard."""
        self.press()
        for step in (Step.READY, Step.OPEN):
            self.talker.say(step)
            self.turn()


@pytest.fixture
def place(show: Show, desk: RememberingDesk) -> Place:
    desk.pictures = PaintedPictures()
    desk.talker = talker = PlayedTalker()
    frame = with_cameras(hall.normal())
    frame = replace(frame, state=replace(frame.state, alarms={}, config=with_loudspeaker(frame)))
    pane = show(Cameras, frame, 1280, 960)
    assert isinstance(pane, Cameras)
    place = Place(pane, talker, frame)
    place.turn()
    pane.grid.choose(pane.grid.cells[0])
    place.turn()
    return place


def with_loudspeaker(frame: Frame) -> object:
    """The hall, with a loudspeaker at its first camera."""
    config = frame.state.config
    assert config is not None
    first, *others = config.cameras
    cameras = (replace(first, has_loudspeaker=True, has_sound=True, main="rtsp://10.0.0.1/main"), *others)
    return replace(config, cameras=cameras)


def test_holding_the_key_asks_the_hub_once_the_microphone_hears_and_letting_go_ends(place: Place, desk: RememberingDesk) -> None:
    place.press()
    place.turn()
    assert place.talker.begun == ["cam-1"]
    assert "麦克风" in place.said()
    assert not desk.orders, "nobody is asked before sound comes in"
    place.talker.say(Step.READY)
    place.turn()
    assert desk.orders == [TalkThrough(device="cam-1", talk="t-1", seconds=LONGEST)]
    place.talker.say(Step.OPEN, level=0.5)
    place.turn()
    band = place.band()
    assert band is not None
    assert (band.words, band.level) == ("请讲话，松开结束", 6)
    assert place.talker.holds
    place.press(down=False)
    assert place.talker.ends == 1
    place.turn()
    assert place.said() == "对讲结束"
    place.at += 3
    place.turn()
    assert place.band() is None
    assert len(desk.orders) == 1


def test_the_button_is_held_by_mouse_and_by_the_space_bar(place: Place) -> None:
    button = place.pane.bar.buttons["talk"]
    assert button.isVisible()
    held = []
    for deed in (hand.press, hand.release, space_down, space_up):
        deed(button)
        place.turn()
        held.append((place.is_on, button.isDown()))
    assert held == [(True, True), (False, False)] * 2
    assert (len(place.talker.begun), place.talker.ends) == (2, 2)


def space_down(widget: QWidget) -> None:
    """The space bar is held."""
    hand.key_down(widget, Qt.Key.Key_Space)


def space_up(widget: QWidget) -> None:
    """And let go."""
    hand.key_up(widget, Qt.Key.Key_Space)


def test_a_key_that_repeats_itself_is_one_press(place: Place) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.KeyPress):
        again = QKeyEvent(kind, KEY, Qt.KeyboardModifier.NoModifier, "t", autorep=place.is_on)
        QCoreApplication.sendEvent(place.pane.grid, again)
    assert (len(place.talker.begun), place.talker.ends) == (1, 0)


def another_tile(place: Place) -> None:
    """Takes all the room."""
    place.pane.grid.maximise("cam-2")
    place.turn()


LEAVING: dict[str, Callable[[Place], object]] = {
    "the pane is hidden": lambda place: place.pane.hide(),
    "another window is worked with": lambda place: QCoreApplication.sendEvent(place.pane, QEvent(QEvent.Type.WindowDeactivate)),
    "the keyboard goes elsewhere": lambda place: QCoreApplication.sendEvent(place.pane.grid, QFocusEvent(QEvent.Type.FocusOut)),
    "another tile takes all the room": another_tile,
    "the hub is lost": lambda place: place.turn(link=Link.STALE, can_command=False, blocked="link"),
    "nobody sits here any more": lambda place: place.turn(can_command=False, blocked="login"),
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING.keys())
def test_it_is_never_left_open(place: Place, leave: Callable[[Place], object]) -> None:
    place.talk()
    assert place.is_on
    leave(place)
    assert (place.is_on, place.talker.ends) == (False, 1)


@pytest.mark.parametrize(
    ("stage", "said"), [(Stage.REFUSED, "主机不允许"), (Stage.FAILED, "没有接通"), (Stage.EXPIRED, "没有应答")]
)
def test_what_the_hub_says_ends_it_and_the_tile_says_so(place: Place, stage: Stage, said: str) -> None:
    place.press()
    place.talker.say(Step.READY)
    place.turn()
    command = TalkThrough(device="cam-1", talk="t-1")
    order = Order(
        id="id-1", by="t4", station="desk", command=command, at=hall.NOW, stage=stage, stage_at=hall.NOW, reason=Refusal.ALREADY
    )
    place.turn(orders={"id-1": order})
    assert place.talker.ends == 1
    assert said in place.said()


def test_a_hub_that_does_not_answer_is_not_waited_for_without_end(place: Place) -> None:
    place.press()
    place.talker.say(Step.READY)
    place.turn()
    place.at += PATIENCE + 1
    place.turn()
    assert place.talker.ends == 1
    assert "没有应答" in place.said()


@pytest.mark.parametrize("end", [NO_MICROPHONE, "wrong_password", "busy", "camera_lost", "limit"])
def test_why_it_ended_stands_on_the_tile_with_what_to_do(place: Place, end: str) -> None:
    place.talk()
    place.talker.say(Step.ENDED, end=end)
    place.turn()
    band = place.band()
    assert band is not None
    assert talk_words.cause(end) in band.words
    assert band.line == talk_words.remedy(end) != ""
    assert not place.is_on


def test_a_microphone_that_is_switched_off_is_said_while_one_talks(place: Place) -> None:
    place.talk()
    place.talker.say(Step.OPEN, is_dead=True)
    place.turn()
    assert "麦克风没有声音" in place.said()


def test_the_last_seconds_are_counted(place: Place) -> None:
    place.talk()
    place.at += LONGEST - 4
    place.turn()
    assert place.said() == "还可讲 4 秒"


def test_who_else_talks_is_said_on_the_tile_and_nobody_talks_in_between(place: Place) -> None:
    talk = Talk(talk="theirs", camera="cam-1", by="t4", at=hall.NOW - 12)
    place.turn(talks={"cam-1": talk})
    band = place.band()
    assert band is not None
    assert band.words.endswith("正在对讲")
    assert (band.clock, band.level) == ("0:12", None)
    assert not place.pane.bar.buttons["talk"].allowed
    place.press()
    assert not place.talker.begun
    place.turn(talks={"cam-1": replace(talk, ended_at=hall.NOW)})
    assert place.band() is None


def test_the_tile_is_silent_while_one_talks_through_it(place: Place) -> None:
    pictures = place.pane.desk.pictures
    assert isinstance(pictures, PaintedPictures)
    place.pane.deeds.hear()
    place.turn()
    heard = [pictures.wants["cam-1"].sound]
    for deed in (place.talk, lambda: place.press(down=False)):
        deed()
        place.turn()
        heard.append(pictures.wants["cam-1"].sound)
    assert heard == [True, False, True]


def test_a_camera_without_loudspeaker_and_a_station_that_may_not_are_told(place: Place) -> None:
    hand.click(place.pane.grid, place.pane.grid.cells[1].area.center().toPoint())
    place.turn()
    button = place.pane.bar.buttons["talk"]
    assert (button.allowed, button.reason) == (False, "此摄像机没有喇叭")
    place.pane.grid.choose(place.pane.grid.cells[0])
    place.turn(role=Role.VIEWER)
    assert not button.allowed
    place.press()
    assert not place.talker.begun


def test_a_hall_without_loudspeakers_has_no_button(show: Show, desk: RememberingDesk) -> None:
    desk.pictures = PaintedPictures()
    pane = show(Cameras, with_cameras(hall.normal()), 1280, 960)
    assert isinstance(pane, Cameras)
    assert not pane.bar.buttons["talk"].isVisible()


def test_a_console_without_recorder_says_so_at_once(place: Place, desk: RememberingDesk) -> None:
    desk.talker = NoTalker()
    place.press()
    place.turn()
    assert "录像服务" in place.said()
    assert not place.is_on
