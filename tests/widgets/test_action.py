"""Buttons act when they may, say why when not, and guarded ones want to be held."""

import time

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from tests.helpers import hand
from widgets.action import ActionButton, Weight
from widgets.hold import HOLD
from widgets.theme import HIT, Theme


class Stopwatch:
    """`QElapsedTimer` as far as a hold needs it; all of them go on when the test says so."""

    now = 0.0

    def __init__(self) -> None:
        self._since: float | None = None

    def start(self) -> None:
        self._since = Stopwatch.now

    def invalidate(self) -> None:
        self._since = None

    def isValid(self) -> bool:
        return self._since is not None

    def elapsed(self) -> int:
        return round((Stopwatch.now - (self._since or 0.0)) * 1000)


@pytest.fixture
def half_held(qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch) -> ActionButton:
    """A guarded button that was held for half of its time, however long the test takes."""
    monkeypatch.setattr("widgets.hold.QElapsedTimer", Stopwatch)
    monkeypatch.setattr(Stopwatch, "now", 0.0)
    button = shown(qtbot, ActionButton(theme, "应急预案", weight=Weight.DANGER, guarded=True))
    hand.press(button)
    monkeypatch.setattr(Stopwatch, "now", HOLD / 2)
    button._hold_on()
    return button


@pytest.fixture
def plain(qtbot: QtBot, theme: Theme) -> ActionButton:
    return shown(qtbot, ActionButton(theme, "开放"))


@pytest.fixture
def guarded(qtbot: QtBot, theme: Theme) -> ActionButton:
    return shown(qtbot, ActionButton(theme, "应急预案", weight=Weight.DANGER, guarded=True))


def shown(qtbot: QtBot, button: ActionButton) -> ActionButton:
    qtbot.addWidget(button)
    button.show()
    button.fires = []  # type: ignore[attr-defined]
    button.fired.connect(lambda: button.fires.append(time.monotonic()))  # type: ignore[attr-defined]
    return button


def fires(button: ActionButton) -> list[float]:
    return button.fires  # type: ignore[attr-defined,no-any-return]


def test_a_click_fires_once(plain: ActionButton, qtbot: QtBot) -> None:
    hand.click(plain)
    assert len(fires(plain)) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_key_fires_once(plain: ActionButton, qtbot: QtBot, key: Qt.Key) -> None:
    hand.key(plain, key)
    assert len(fires(plain)) == 1


def test_letting_go_outside_does_nothing(plain: ActionButton, qtbot: QtBot) -> None:
    hand.press(plain)
    hand.release(plain, plain.rect().bottomRight() * 3)
    assert fires(plain) == []


def test_a_guarded_button_ignores_a_click(guarded: ActionButton, qtbot: QtBot) -> None:
    hand.click(guarded)
    assert fires(guarded) == []
    assert guarded.progress() == 0.0


def test_a_guarded_button_fires_after_it_was_held(guarded: ActionButton, qtbot: QtBot) -> None:
    began = time.monotonic()
    hand.press(guarded)
    qtbot.waitUntil(lambda: bool(fires(guarded)), timeout=60_000)
    assert fires(guarded)[0] - began >= HOLD
    hand.release(guarded)
    assert len(fires(guarded)) == 1


def test_a_guarded_button_can_be_held_by_key(guarded: ActionButton, qtbot: QtBot) -> None:
    hand.key_down(guarded, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(fires(guarded)), timeout=60_000)
    hand.key_up(guarded, Qt.Key.Key_Space)
    assert len(fires(guarded)) == 1


def test_letting_a_guarded_button_go_early_forgets_the_time(half_held: ActionButton) -> None:
    assert half_held.progress() == 0.5
    hand.release(half_held)
    assert half_held.progress() == 0.0
    assert fires(half_held) == []


def test_a_guarded_button_that_is_only_clicked_says_that_it_wants_to_be_held(half_held: ActionButton) -> None:
    hand.release(half_held)
    assert QToolTip.isVisible()
    assert QToolTip.text() == "按住 0.8 秒执行"
    QToolTip.hideText()


def test_a_greyed_button_says_why_and_it_stays_to_be_read(plain: ActionButton) -> None:
    plain.allow(False, "回放中不能下命令")
    hand.click(plain)
    assert fires(plain) == []
    assert QToolTip.isVisible(), "after the mouse was let go"
    assert QToolTip.text() == "回放中不能下命令"
    QToolTip.hideText()
    assert plain.accessibleDescription() == "回放中不能下命令"
    plain.allow(True)
    hand.click(plain)
    assert len(fires(plain)) == 1


def test_greying_stops_a_hold(half_held: ActionButton) -> None:
    half_held.allow(False, "失去联系")
    assert half_held.progress() == 0.0
    hand.release(half_held)
    assert fires(half_held) == []


def test_it_is_large_enough_to_hit(plain: ActionButton, theme: Theme) -> None:
    assert plain.sizeHint().height() >= theme.px(HIT)
