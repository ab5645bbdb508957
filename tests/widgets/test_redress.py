"""Theme, size of letters and language change while the console runs: everything is anew, and all stands where it stood."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QItemSelectionModel, QSettings
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import app
from console.model.command import FinishRound, PauseCounter
from console.model.state import Order, Stage
from console.session import Mode
from tests.helpers import hand
from tests.helpers.screen import FakeSource
from tests.helpers.until import until
from tests.widgets.conftest import draw
from tests.widgets.panes import duty_hall, hall
from widgets import theme as themes
from widgets.detail import Detail
from widgets.exporting import Progress
from widgets.pane import Pane
from widgets.panes.counters import Counters
from widgets.panes.duty_book import DutyBook
from widgets.panes.event_log import EventLog
from widgets.panes.figures import Figures
from widgets.panes.orders import Orders
from widgets.panes.staff import Staff
from widgets.screens import Screens
from widgets.theme import Tone
from widgets.wardrobe import Wardrobe, Wear, remembered
from widgets.words import forget_names

Show = Callable[..., Screens]
P = TypeVar("P", bound="Pane[Any]")


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


def test_the_border_that_says_it_is_not_now_still_goes_around_the_window(worn: Show, source: FakeSource) -> None:
    screens = worn("queues")
    window = screens.windows[0]
    screens.wardrobe.next_theme()
    source.now = replace(source.now, mode=Mode.REPLAY, can_command=False, blocked="replay")
    draw(screens, source)
    assert window.border.isVisible()
    assert window.border.geometry() == window.rect()


def test_a_list_that_nobody_chose_from_stays_at_its_top(worn: Show, source: FakeSource) -> None:
    screens = worn("orders", "detail")
    window = screens.windows[0]
    orders = window.panes["orders"]
    assert isinstance(orders, Orders)
    current = orders.table.selectionModel()
    assert current is not None
    current.setCurrentIndex(
        orders.table.rows.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate
    )  # as Qt does with the keyboard
    late = Order(
        id="late",
        by="t4",
        station="desk-1",
        command=PauseCounter(counter="c1"),
        at=hall.NOW,
        stage=Stage.CONFIRMED,
        stage_at=hall.NOW,
    )
    known = source.now.state.orders
    more = {f"late{n}": replace(late, id=f"late{n}", at=hall.NOW + n / 100) for n in range(40)}
    source.now = replace(source.now, state=replace(source.now.state, orders={**known, **more}))
    draw(screens, source)
    screens.wardrobe.toggle_lang()
    again = window.panes["orders"]
    assert isinstance(again, Orders)
    assert again is not orders
    bar = again.table.verticalScrollBar()
    assert bar is not None
    until(lambda: bar.maximum() > 0, what="the rows have been laid out")
    assert bar.value() == 0
    assert not again.table.selectedIndexes()


def test_nothing_loses_its_place(worn: Show, source: FakeSource, qtbot: QtBot) -> None:
    screens = worn("event_log", "staff", "queues")
    window = screens.windows[0]
    qtbot.waitExposed(window, timeout=60_000)
    window.resize(1366, 640)
    log, staff = window.panes["event_log"], window.panes["staff"]
    assert isinstance(log, EventLog)
    assert isinstance(staff, Staff)
    log.search.setText("叫号")
    log.search.setFocus()
    staff.table.choose("s3")
    draw(screens, source)
    bar = staff.table.verticalScrollBar()
    assert bar is not None
    until(lambda: bar is not None and bar.maximum() > 0, QApplication.processEvents, what="more rows than there is room for")
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
    qtbot.waitUntil(lambda: bar is not None and bar.value() == bar.maximum() > 0, timeout=60_000)
    assert [splitter.sizes() for splitter, _ in window._splitters] == splits


def redressed(screens: Screens, pane: str, kind: type[P]) -> P:
    """The pane that stands there after the theme has changed."""
    before = screens.windows[0].panes[pane]
    screens.wardrobe.next_theme()
    QApplication.processEvents()
    found = screens.windows[0].panes[pane]
    assert found is not before
    assert isinstance(found, kind)
    return found


def test_a_note_under_way_is_followed_and_written_once(worn: Show, source: FakeSource) -> None:
    source.now = duty_hall.frame()
    screens = worn("duty_book")
    book = screens.windows[0].panes["duty_book"]
    assert isinstance(book, DutyBook)
    book.form.edit.setPlainText("水管漏水")
    book.form.send()
    anew = redressed(screens, "duty_book", DutyBook)
    assert anew.form.edit.toPlainText() == "水管漏水"
    assert not anew.form.button.allowed, "it is being written"
    (given,) = source.orders
    order = Order(
        id="order-1", by="t4", station="desk", command=given, at=hall.NOW, stage=Stage.CONFIRMED, stage_at=hall.NOW
    )  # fmt: skip
    source.now = replace(source.now, state=replace(source.now.state, orders={"order-1": order}))
    draw(screens, source)
    assert anew.form.edit.toPlainText() == ""
    assert source.orders == [given]


def test_what_was_found_on_a_round_is_found_still(worn: Show, source: FakeSource) -> None:
    source.now = duty_hall.frame()
    screens = worn("duty_book")
    book = screens.windows[0].panes["duty_book"]
    assert isinstance(book, DutyBook)
    book.rounds._toggle("patrol")
    book.rounds._mark("floor")
    anew = redressed(screens, "duty_book", DutyBook)
    anew.rounds._finish("patrol")
    assert source.orders == [FinishRound(round="patrol", found=("floor",))]


def test_marked_counters_and_what_they_were_ordered_stay(worn: Show, source: FakeSource) -> None:
    screens = worn("counters")
    counters = screens.windows[0].panes["counters"]
    assert isinstance(counters, Counters)
    counters.table.mark({"c1", "c2", "c5"})
    counters._give("pause", "")
    draw(screens, source)
    said = counters.bar.line.accessibleName()
    anew = redressed(screens, "counters", Counters)
    assert anew.table.marked_ids() == ("c1", "c2", "c5")
    assert anew.bar.isVisible()
    assert anew.bar.line.accessibleName() == said
    cells = {row.id: row.cells[1].text for row in anew.table.rows.rows}
    assert cells["c1"] == cells["c2"] == "已发出"


def test_what_is_asked_for_a_deed_is_asked_in_another_language_too(worn: Show, source: FakeSource) -> None:
    screens = worn("detail")
    screens.workplace.select("counter", "c2")
    draw(screens, source)
    card = screens.windows[0].panes["detail"]
    assert isinstance(card, Detail)
    card.act("暂停")
    card.form.text.setText("kai hui")
    screens.wardrobe.toggle_lang()
    QApplication.processEvents()
    card = screens.windows[0].panes["detail"]
    assert isinstance(card, Detail)
    assert card.form.isVisible()
    card.form.send()
    assert source.orders == [PauseCounter(counter="c2", reason="kai hui")]


@pytest.mark.parametrize(
    ("pane", "attribute", "chosen"),
    [
        ("wall", "_minutes", 240),
        ("event_log", "_subject", "alarm"),
        ("devices", "_closed", {"kiosk"}),
        ("staff", "_page", "skills"),
        ("figures", "_series", "served"),
        ("queues", "_page", "passed"),
    ],
)
def test_what_was_chosen_by_hand_stays_chosen(worn: Show, source: FakeSource, pane: str, attribute: str, chosen: object) -> None:
    screens = worn(pane)
    setattr(screens.windows[0].panes[pane], attribute, chosen)
    assert getattr(redressed(screens, pane, Pane), attribute) == chosen


def test_a_file_being_written_is_followed_by_the_new_pane(worn: Show, source: FakeSource) -> None:
    screens = worn("figures")
    figures = screens.windows[0].panes["figures"]
    assert isinstance(figures, Figures)
    figures.export.exporting.progress = Progress(share=0.5)
    anew = redressed(screens, "figures", Figures)
    assert anew.export.label.text() == "正在导出 50%"
    assert anew.export.cancel.isVisible()
    assert not anew.export.buttons["csv"].allowed, "a second one cannot be begun"
    hand.click(anew.export.cancel)
    assert anew.export.exporting._stop.is_set()
    anew.export.exporting.progress = Progress()
    anew.export.draw()


def test_the_guide_goes_on_where_it_was(worn: Show, qtbot: QtBot) -> None:
    screens = worn("queues", "detail")
    window = screens.windows[0]
    screens.begin_guide()
    assert window._guide is not None
    hand.click(window._guide.go_on)
    before = window._guide
    screens.wardrobe.next_theme()
    qtbot.waitUntil(
        lambda: window._guide is not before and window._guide is not None and window._guide.isVisible(), timeout=60_000
    )
    assert window._guide is not None
    assert window._guide.at == 1


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
    assert window.notice.words.startswith("外观“day”不能用")
    assert str(tmp_path / "day.toml") in window.notice.words
    assert "info" in window.notice.words
