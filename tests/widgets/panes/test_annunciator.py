"""The desk's voice: what it says of the live hall, in which words, and that one click silences it."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QSettings

from console.config import load_hall
from console.model.hall import AlarmPriority, Annunciation
from console.session import Frame, Link, Mode
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from widgets.alarm_words import counted
from widgets.annunciator import Annunciator
from widgets.panes.alarms import Alarms


class Ear:
    """Hears what is said."""

    trouble = ""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.hushed = 0

    def say(self, text: str, language: str) -> None:
        self.heard.append((text, language))

    def hush(self) -> None:
        self.hushed += 1


def spoken_of(frame: Frame, **changes: object) -> Frame:
    config = frame.state.config
    assert config is not None
    config = replace(config, annunciations=tuple(Annunciation(priority=each) for each in AlarmPriority))
    return replace(frame, state=replace(frame.state, config=config, **changes))


def burst() -> Frame:
    frame = hall.busy()
    alarms = {id: replace(alarm, active_at=hall.NOW - 60) for id, alarm in frame.state.alarms.items()}
    return spoken_of(frame, alarms=alarms, alarm_onsets=tuple(hall.NOW - 60 - n for n in range(12)))


def test_a_burst_is_said_in_one_sentence_in_chinese() -> None:
    ear = Ear()
    voice = Annunciator(ear)
    voice.take_frame(burst())
    assert ear.heard == [("五分钟内十二条报警，最重要的是：UPS-1 市电中断", "zh")]
    voice.take_frame(burst())
    assert len(ear.heard) == 1


@pytest.mark.parametrize("changes", [{"link": Link.STALE}, {"link": Link.CONNECTING}], ids=str)
def test_a_picture_that_is_not_to_be_trusted_is_not_spoken_of(changes: dict[str, Link]) -> None:
    ear = Ear()
    Annunciator(ear).take_frame(replace(burst(), **changes))
    assert ear.heard == []


def test_in_the_past_it_speaks_of_the_live_hall() -> None:
    ear, live = Ear(), burst()
    quiet = spoken_of(hall.normal())
    voice = Annunciator(ear)
    voice.take_frame(replace(quiet, mode=Mode.REPLAY, live_alarms=quiet.state, now=hall.NOW - 3600, extent=(0.0, hall.NOW)))
    assert ear.heard == []
    voice.take_frame(replace(quiet, mode=Mode.REPLAY, live_alarms=live.state, now=hall.NOW - 3600, extent=(0.0, hall.NOW + 5)))
    assert len(ear.heard) == 1


def test_off_is_silent_at_once_and_is_remembered(tmp_path: Path) -> None:
    ear, settings = Ear(), QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    voice = Annunciator(ear)
    voice.settle(settings)
    voice.toggle()
    voice.take_frame(burst())
    assert (ear.heard, ear.hushed, voice.state) == ([], 1, "off")
    again = Annunciator(Ear())
    again.settle(settings)
    assert again.state == "off"
    again.toggle()
    assert again.state == "on"


def test_one_click_silences_and_the_pane_says_why_nothing_is_heard(show: Show, desk: RememberingDesk) -> None:
    ear = Ear()
    ear.trouble = "no_sound"
    desk.annunciation = Annunciator(ear)
    pane = show(Alarms, hall.busy(), 700, 600)
    assert isinstance(pane, Alarms)
    assert pane._note.startswith("没有声音设备，报警读不出声")
    hand.click(pane.head, middle(pane.head, "voice"))
    pane.take_frame(hall.busy())
    assert desk.annunciation.state == "off"
    assert "没有声音设备" not in pane._note


def test_a_console_without_a_voice_has_no_switch(show: Show) -> None:
    pane = show(Alarms, hall.busy(), 700, 600)
    assert "voice" not in pane.head.areas()


@pytest.mark.parametrize(
    ("number", "words"), [(2, "两"), (5, "五"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "一百多")]
)
def test_counts_are_said_as_people_say_them(number: int, words: str) -> None:
    assert counted(number) == words


def test_the_shared_profile_says_which_priorities_are_spoken() -> None:
    rules = {rule.priority: rule for rule in load_hall().annunciations}
    assert rules[AlarmPriority.CRITICAL].repeat > 0
    assert AlarmPriority.LOW not in rules
