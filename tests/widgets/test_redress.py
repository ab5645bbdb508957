"""Theme, size of letters and language change while the console runs: everything is anew, and all stands where it stood."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import app
from tests.helpers.screen import FakeSource
from tests.widgets.conftest import draw
from widgets import theme as themes
from widgets.detail import Detail
from widgets.panes.event_log import EventLog
from widgets.panes.staff import Staff
from widgets.screens import Screens
from widgets.theme import Tone
from widgets.wardrobe import Wardrobe, Wear, remembered
from widgets.words import forget_names

Show = Callable[..., Screens]


@pytest.fixture
def worn(show: Show, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Screens]]:
    """`worn(panes…)`: a desk that changes what it wears as the real one does, on a screen of whatever size."""
    monkeypatch.setattr(app, "scale_for", lambda _app, *, large: 1.25 if large else 1.0)

    def shown(*panes: str, settings: QSettings | None = None) -> Screens:
        screens = show(*panes)
        wardrobe = Wardrobe(Wear(), lambda wear: app.wear(qapp, wear), settings)
        wardrobe.on_change, wardrobe.on_trouble = screens.redress, screens.workplace.tell
        screens.wardrobe = wardrobe
        return screens

    yield shown
    app.wear(qapp, Wear())
    forget_names()


def test_another_language_is_spoken_by_all_at_once(worn: Show, source: FakeSource) -> None:
    screens = worn("queues", "counters", "detail")
    window = screens.windows[0]
    screens.workplace.select("counter", "c2")
    screens.wardrobe.toggle_lang()
    card = window.panes["detail"]
    assert isinstance(card, Detail)
    assert card.card.title == "Counter 2"
    assert window.top.emergency.text() == "Emergency"
    assert window.windowTitle().endswith("现场")  # this test's layout has no English name
    screens.wardrobe.toggle_lang()
    assert window.top.emergency.text() == "应急预案"
    again = window.panes["detail"]
    assert isinstance(again, Detail)
    assert again.card.title == "2 号窗口"


@pytest.mark.parametrize("name", ["day", "high_contrast"])
def test_another_theme_is_worn_by_everything(worn: Show, name: str) -> None:
    screens = worn("queues", "staff")
    screens.wardrobe.set_theme(name)
    window = screens.windows[0]
    ground = themes.load(name).colour(Tone.PANEL)
    for pane in window.panes.values():
        picture = pane.grab().toImage()
        assert picture.pixelColor(picture.width() // 2, picture.height() - 3) == ground, pane.name
    top = window.top.grab().toImage()
    assert top.pixelColor(3, 3) == ground


def test_large_letters_are_larger_and_come_back(worn: Show) -> None:
    screens = worn("queues")
    window = screens.windows[0]
    tall = window.top.height()
    screens.wardrobe.toggle_large()
    assert window.top.height() > tall
    screens.wardrobe.toggle_large()
    assert window.top.height() == tall


def test_nothing_loses_its_place(worn: Show, source: FakeSource, qtbot: QtBot) -> None:
    screens = worn("event_log", "staff", "queues")
    window = screens.windows[0]
    window.resize(1366, 640)
    log, staff = window.panes["event_log"], window.panes["staff"]
    assert isinstance(log, EventLog)
    assert isinstance(staff, Staff)
    log.search.setText("叫号")
    log.search.setFocus()
    staff.table.choose("s3")
    draw(screens, source)
    QApplication.processEvents()
    bar = staff.table.verticalScrollBar()
    assert bar is not None
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    splits = [splitter.sizes() for splitter, _ in window._splitters]
    screens.wardrobe.set_theme("day")
    QApplication.processEvents()
    log, staff = window.panes["event_log"], window.panes["staff"]
    assert isinstance(log, EventLog)
    assert isinstance(staff, Staff)
    assert log.search.text() == "叫号"
    assert window.focusWidget() is log.search
    assert staff.table.current_id() == "s3"
    bar = staff.table.verticalScrollBar()
    assert bar is not None
    qtbot.waitUntil(lambda: bar is not None and bar.value() == bar.maximum() > 0, timeout=5000)
    assert [splitter.sizes() for splitter, _ in window._splitters] == splits


def test_what_was_chosen_is_remembered(worn: Show, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "look.ini"), QSettings.Format.IniFormat)
    assert remembered(settings) == Wear()
    screens = worn("queues", settings=settings)
    screens.wardrobe.next_theme()
    screens.wardrobe.toggle_large()
    screens.wardrobe.toggle_lang()
    again = QSettings(str(tmp_path / "look.ini"), QSettings.Format.IniFormat)
    assert remembered(again) == Wear(theme="day", large=True, lang="en")


@pytest.mark.parametrize(("key", "value"), [("theme", "pink"), ("lang", "fr"), ("large", "perhaps")])
def test_what_there_is_not_is_not_remembered(tmp_path: Path, key: str, value: str) -> None:
    settings = QSettings(str(tmp_path / "look.ini"), QSettings.Format.IniFormat)
    settings.setValue(f"look/{key}", value)
    assert remembered(settings) == Wear()


def test_a_theme_with_a_missing_colour_is_told_and_nothing_changes(
    worn: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in themes.THEMES.glob("*.toml"):
        text = path.read_text()
        (tmp_path / path.name).write_text(text.replace('info = "#0b57a8"\n', "") if path.stem == "day" else text)
    monkeypatch.setattr(themes, "THEMES", tmp_path)
    screens = worn("queues")
    window = screens.windows[0]
    pane = window.panes["queues"]
    screens.wardrobe.set_theme("day")
    assert window.panes["queues"] is pane
    assert screens.wardrobe.worn == Wear()
    assert window.notice.isVisible()
    assert str(tmp_path / "day.toml") in window.notice.words
    assert "info" in window.notice.words
