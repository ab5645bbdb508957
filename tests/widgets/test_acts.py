"""The palette, the keys, undo, the help, arrangements by name and the guide, with real keys and mouse."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication, QEvent, QPoint, QSettings, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console import app
from console.model.command import CloseCounter, OpenCounter, OwnAlarm, PauseCounter, ReassignStaff, ResumeCounter, ShelveAlarm
from console.model.event import Presence
from console.model.hall import AlarmPriority
from console.model.state import Person
from console.model.undo import inverse
from console.session import Answered, Frame
from tests.helpers import hand
from tests.helpers.screen import FakeSource
from tests.widgets.conftest import draw
from tests.widgets.panes import hall
from widgets import desk, doing, finds
from widgets import theme as themes
from widgets.acts import ACTS
from widgets.detail import Detail
from widgets.detail_card import Card
from widgets.detail_kinds import card_of
from widgets.finds import RUN_LOCAL
from widgets.guide import STEPS
from widgets.help_pages import HEADINGS, HEADINGS_EN, PAGES, chapter_of, file_of, start
from widgets.pane import find_panes
from widgets.panes.help import Help
from widgets.screens import Screens

Show = Callable[..., Screens]


def keys(window: QWidget, which: str) -> None:
    """Press a shortcut. Under a bare X server no window is ever the active one, so that Qt would not pass the keys on to it."""
    (found,) = [each for each in window.findChildren(QShortcut) if each.key() == QKeySequence(which)]
    found.activated.emit()


def typed(screens: Screens, words: str) -> list[str]:
    """Open the palette by its key, type, and say what it found."""
    window = screens.windows[0]
    window.activateWindow()
    if not window.palette_.isVisible():
        keys(window, "Ctrl+K")
    assert window.palette_.isVisible()
    window.palette_.line.setText(words)
    return [find.words for find in window.palette_.found]


def at_home(source: FakeSource) -> dict[str, Person]:
    """Everybody on the way and free, so that a closed counter can be opened."""
    people = source.now.state.staff
    return {**people, "s5": replace(people["s5"], presence=Presence.ON_POST, post="c5")}


# --- the palette -------------------------------------------------------------------------------------------------------------


def test_a_number_and_enter_open_the_counter(show: Show, source: FakeSource) -> None:
    counters = source.now.state.counters
    free = replace(counters["c5"], staff="s5")
    source.now = replace(source.now, state=replace(source.now.state, counters={**counters, "c5": free}, staff=at_home(source)))
    screens = show("queues", "detail")
    assert typed(screens, "5")[0] == "开放 5 号窗口"
    hand.key(screens.windows[0].palette_.line, Qt.Key.Key_Return)
    assert source.orders == [OpenCounter(counter="c5")]
    assert not screens.windows[0].palette_.isVisible()
    assert screens.workplace.selected == ("counter", "c5")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("zt 2", "暂停 2 号窗口"),
        ("暂停2", "暂停 2 号窗口"),
        ("2 暂停", "暂停 2 号窗口"),
        ("wangmin", None),
        ("wm", "王敏"),
        ("tdyj", "停电应急"),
    ],
)
def test_names_and_first_letters_are_found(show: Show, words: str, first: str | None) -> None:
    found = typed(show("detail"), words)
    if first is None:
        assert found == [], "only first letters are known, as whole readings differ by word"
    else:
        assert any(first in each for each in found[:6]), found


def test_what_cannot_be_done_says_why_and_stays(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    source.pause()
    draw(screens, source)
    typed(screens, "开放 5")
    palette = screens.windows[0].palette_
    hand.key(palette.line, Qt.Key.Key_Return)
    assert source.orders == []
    assert palette.isVisible()
    assert "回放" in palette.said


def test_what_must_still_be_said_is_asked_in_the_card(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    typed(screens, "暂停 2 号窗口")
    hand.key(screens.windows[0].palette_.line, Qt.Key.Key_Return)
    card = screens.windows[0].panes["detail"]
    assert isinstance(card, Detail)
    assert card.form.isVisible()
    hand.key(card.form.text, Qt.Key.Key_Return)
    assert source.orders == [PauseCounter(counter="c2")]


def test_escape_gives_the_keyboard_back(show: Show) -> None:
    screens = show("queues")
    window = screens.windows[0]
    window.activateWindow()
    window.next_pane()
    held = window.focusWidget()
    typed(screens, "x")
    hand.key(window.palette_.line, Qt.Key.Key_Escape)
    assert not window.palette_.isVisible()
    assert window.focusWidget() is held


def test_arrows_choose_and_a_click_does(show: Show, source: FakeSource) -> None:
    screens = show("queues", "detail")
    window = screens.windows[0]
    typed(screens, "3 号窗口")
    hand.key(window.palette_.line, Qt.Key.Key_Down)
    assert window.palette_.table.current_id() == "1"
    see = next(i for i, find in enumerate(window.palette_.found) if find.kind == "see")
    table = window.palette_.table
    QApplication.processEvents()
    table.scrollTo(table.rows.index(see, 0))
    hand.click(table.viewport(), table.visualRect(table.rows.index(see, 0)).center())
    assert screens.workplace.selected == ("counter", "c3")
    assert source.orders == []


def test_every_button_on_the_screen_can_be_found(show: Show, source: FakeSource) -> None:
    screens = show("orders", "detail")
    screens.workplace.select("counter", "c2")
    draw(screens, source)
    buttons = screens.doing.buttons()
    assert {"暂停", "关闭"} <= {button.words for button in buttons}


def other_card(screens: Screens, source: FakeSource) -> None:
    """The detail card is of another kind of thing, so that all its buttons are new ones."""
    screens.workplace.select("device", "kiosk-6")
    draw(screens, source)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_button_that_has_gone_is_not_pressed_and_that_is_said(show: Show, source: FakeSource) -> None:
    screens = show("orders", "detail")
    window = screens.windows[0]
    screens.workplace.select("counter", "c2")
    draw(screens, source)
    found = typed(screens, "详情 关闭")
    window.palette_.table.choose(str(found.index("详情 · 关闭")))
    other_card(screens, source)
    hand.key(window.palette_.line, Qt.Key.Key_Return)
    assert not window.palette_.isVisible()
    assert "重新查找" in window.notice.accessibleName()
    assert source.orders == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_the_palette_outlives_what_had_the_keyboard(show: Show, source: FakeSource, key: Qt.Key) -> None:
    screens = show("orders", "detail")
    window = screens.windows[0]
    screens.workplace.select("counter", "c2")
    draw(screens, source)
    card = window.panes["detail"]
    assert isinstance(card, Detail)
    window.activateWindow()
    card.buttons["关闭"].setFocus()
    typed(screens, "暂停 2 号窗口")
    other_card(screens, source)
    hand.key(window.palette_.line, key)
    assert not window.palette_.isVisible()
    assert screens.workplace.selected == (("counter", "c2") if key is Qt.Key.Key_Return else ("device", "kiosk-6"))


def test_a_palette_in_each_window_presses_what_it_read(show: Show, source: FakeSource) -> None:
    screens = show("orders", "detail", windows=2)
    screens.workplace.select("counter", "c2")
    draw(screens, source)
    first, second = screens.windows
    found = typed(screens, "详情 关闭")
    first.palette_.table.choose(str(found.index("详情 · 关闭")))
    card = first.panes["detail"]
    assert isinstance(card, Detail)
    card.buttons["暂停"].hide()  # it stood before the other, which has another number for the second palette
    second.open_palette()
    hand.key(first.palette_.line, Qt.Key.Key_Return)
    assert source.orders == [CloseCounter(counter="c2")]


def test_the_palette_looks_into_few_cards_in_a_flood(show: Show, source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    source.now = hall.flooded()
    screens = show("queues")
    typed(screens, "")
    looked: list[str] = []

    def looking(frame: Frame, kind: str, id: str) -> Card:
        looked.append(id)
        return card_of(frame, kind, id)

    monkeypatch.setattr(finds, "card_of", looking)
    assert typed(screens, "3"), "something is found"
    assert 0 < len(looked) <= finds.MOST, "more would be felt while typing"


# --- keys ----------------------------------------------------------------------------------------------------------------------


def test_no_key_means_two_things() -> None:
    listed = [key for act in ACTS if not act.local for key in act.keys]
    assert len(listed) == len(set(listed))
    assert all(not QKeySequence(key).isEmpty() for key in listed)


def test_every_act_can_be_done(show: Show, source: FakeSource) -> None:
    screens = show("queues", "alarms", "detail")
    for code in [*(act.code for act in ACTS if not act.local), *RUN_LOCAL]:
        if code not in {"print_keys", "full_screen", "large", "lang", "next_theme"}:
            screens.doing.run(code, screens.windows[0])
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()


def test_the_sheet_of_keys_shows_on_its_key_and_prints(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    window = show("queues").windows[0]
    window.activateWindow()
    keys(window, "Ctrl+F1")
    assert window.keys.isVisible()
    assert "Ctrl+K" in window.keys.accessibleDescription()
    hand.key(window.keys, Qt.Key.Key_Escape)
    assert not window.keys.isVisible()
    monkeypatch.setattr(doing, "default_folder", lambda: tmp_path)
    window.act("print_keys")
    window.act("print_keys")
    _second, first = sorted(tmp_path.glob("hallwatch-keys*.pdf"))
    assert first.read_bytes().startswith(b"%PDF")
    assert first.stat().st_size > 4_000
    assert str(tmp_path / "hallwatch-keys-2.pdf") in window.notice.words
    monkeypatch.setattr(doing, "default_folder", lambda: first)
    window.act("print_keys")
    assert window.notice.words.startswith("写不出文件：")


# --- undo ----------------------------------------------------------------------------------------------------------------------


def answered(screens: Screens, source: FakeSource, *, accepted: bool = True) -> None:
    source.replies = [Answered(id=f"order-{len(source.orders)}", accepted=accepted, reason="" if accepted else "role")]
    draw(screens, source)


def test_an_order_that_was_taken_can_be_taken_back(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    window = screens.windows[0]
    screens.workplace.order(PauseCounter(counter="c2"))
    assert not window.undo.isVisible()
    answered(screens, source)
    assert window.undo.isVisible()
    assert window.undo.words == "暂停 2 号窗口"
    hand.click(window.undo.button)
    assert source.orders[-1] == ResumeCounter(counter="c2")
    assert not window.undo.isVisible()


def test_the_key_takes_back_and_only_once(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    window = screens.windows[0]
    window.activateWindow()
    screens.workplace.order(ReassignStaff(person="s1", post="c5"))
    answered(screens, source)
    keys(window, "Ctrl+Z")
    assert source.orders[-1] == ReassignStaff(person="s1", post="c1")
    keys(window, "Ctrl+Z")
    assert len(source.orders) == 2


def test_what_one_window_took_back_the_other_cannot(show: Show, source: FakeSource) -> None:
    screens = show("detail", windows=2)
    first, second = screens.windows
    screens.workplace.order(ReassignStaff(person="s1", post="c5"))
    answered(screens, source)
    assert first.undo.isVisible()
    assert second.undo.isVisible()
    hand.click(first.undo.button)
    second.activateWindow()
    keys(second, "Ctrl+Z")
    assert len(source.orders) == 2, "the inverse was sent once"
    draw(screens, source)
    assert not second.undo.isVisible()


def test_what_can_be_taken_back_is_said_in_another_theme_too(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    screens.workplace.order(PauseCounter(counter="c2"))
    answered(screens, source)
    screens.redress(themes.load("day"))
    assert screens.windows[0].undo.isVisible()


def test_what_was_refused_or_cannot_be_undone_offers_nothing(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    screens.workplace.order(PauseCounter(counter="c2"))
    answered(screens, source, accepted=False)
    assert not screens.windows[0].undo.isVisible()
    assert screens.windows[0].notice.isVisible()


def test_the_bar_goes_by_itself(show: Show, source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    screens = show("detail")
    screens.workplace.order(PauseCounter(counter="c2"))
    answered(screens, source)
    bar = screens.windows[0].undo
    late = time.monotonic() + desk.UNDO_FOR + 1
    monkeypatch.setattr("widgets.desk.time.monotonic", lambda: late)
    draw(screens, source)
    assert not bar.isVisible()
    assert not bar.take_back()


def test_each_inverse_brings_back_what_was() -> None:
    state = hall.busy().state
    assert inverse(state, CloseCounter(counter="c2")) == OpenCounter(counter="c2", staff=state.counters["c2"].staff)
    alarm = next(iter(state.alarms.values()))
    assert inverse(state, OwnAlarm(alarm=alarm.id)) is not None
    assert inverse(state, ShelveAlarm(alarm=alarm.id, minutes=5, reason="x")) is not None
    assert inverse(state, ReassignStaff(person="s1", post="c1")) is None
    assert inverse(state, OpenCounter(counter="nowhere")) is None


# --- help ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(find_panes()))
def test_every_pane_has_a_chapter_that_there_is(name: str) -> None:
    page, heading = chapter_of(find_panes()[name])
    lines = (PAGES / page).read_text(encoding="utf-8").splitlines()
    assert any(line.lstrip("# ").startswith(heading) for line in lines if line.startswith("#")), (page, heading)


def test_f1_opens_the_chapter_of_what_has_the_keyboard_and_escape_ends_it(show: Show) -> None:
    screens = show("queues", "plan", "detail")
    window = screens.windows[0]
    window.panes["plan"].findChild(type(window.panes["plan"].spots)).setFocus()  # type: ignore[attr-defined]
    keys(window, "F1")
    page = window.panes["help"]
    assert isinstance(page, Help)
    assert page.isVisible()
    assert (page.text.page, page.text.heading) == ("operator.md", "应急预案")
    assert "应急预案" in page.text.toPlainText()
    hand.key(page.text, Qt.Key.Key_Escape)
    assert not page.isVisible()
    assert start()[0] == "operator.md"


def chapters(path: Path) -> list[str]:
    return [line.lstrip("# ") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]


@pytest.mark.parametrize("name", ["operator.md", "wall.md", "hall-edit.md", "cameras.md"])
def test_the_english_page_has_as_many_chapters_as_the_chinese_and_no_word_of_it(name: str) -> None:
    chinese, english = PAGES / name, PAGES / "en" / name
    assert len(chapters(chinese)) == len(chapters(english))
    prose = re.sub(r"```.*?```", "", english.read_text(encoding="utf-8"), flags=re.DOTALL).replace("中文", "")
    assert not re.search(r"[\u4e00-\u9fff]", prose)
    for target in re.findall(r"\]\(([^)#]+)", english.read_text(encoding="utf-8")):
        assert (english.parent / target).exists() or (PAGES / target).exists(), target
    commands = [
        set(re.findall(r"^\| `(?:hallwatch )?([\w-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
        for page in (chinese, english)
    ]
    assert commands[0] == commands[1]


def test_the_headings_of_both_languages_are_the_same_chapters() -> None:
    assert HEADINGS.keys() == HEADINGS_EN.keys()
    places = [
        [next(i for i, chapter in enumerate(chapters(page)) if chapter.startswith(heading)) for heading in headings.values()]
        for page, headings in ((PAGES / "operator.md", HEADINGS), (PAGES / "en" / "operator.md", HEADINGS_EN))
    ]
    assert places[0] == places[1]


def test_in_english_the_help_is_english(qapp: QApplication, show: Show) -> None:
    app.translate(qapp, "en")
    try:
        window = show("queues", "plan").windows[0]
        window.open_help(*chapter_of(find_panes()["plan"]))
        page = window.panes["help"]
        assert isinstance(page, Help)
        assert "Hold" in page.text.toPlainText()
        assert page.text.textCursor().block().text() == "Emergency plans"
        assert file_of("cameras.md") == PAGES / "en" / "cameras.md"
        assert file_of("glossary.md") == PAGES / "glossary.md", "in both languages by itself"
    finally:
        app.translate(qapp, "zh")


def test_a_page_that_there_is_not_is_said(show: Show) -> None:
    window = show("queues").windows[0]
    window.open_help("none.md", "x")
    page = window.panes["help"]
    assert isinstance(page, Help)
    assert "none.md" in page.text.toPlainText()


# --- arrangements ---------------------------------------------------------------------------------------------------------------


def test_arrangements_are_kept_by_name_and_used_again(show: Show, tmp_path: Path) -> None:
    screens = show("queues", "counters")
    screens.settings = QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    window = screens.windows[0]
    before = window.docks.saveState()
    keys(window, "Ctrl+S")
    hand.type_text(window.name_line.line, "early/late")
    hand.key(window.name_line.line, Qt.Key.Key_Return)
    assert screens.places() == ["early／late"]
    window._splitters[0][0].setSizes([200, 1000])
    changed = window.docks.saveState()
    assert changed != before
    screens.use_places("early／late")
    assert window.docks.saveState() == before
    other = show("queues", "staff")
    other.settings = screens.settings
    other.use_places("early／late")
    assert "另一个版面" in other.windows[0].notice.words
    screens.first_places()
    screens.drop_places("early／late")
    assert screens.places() == []


# --- the guide -------------------------------------------------------------------------------------------------------------------


def test_the_guide_comes_once_points_at_real_parts_and_can_be_left(show: Show, tmp_path: Path) -> None:
    screens = show("floor_plan", "detail", "orders")
    screens.settings = QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    screens.greet()
    guide = screens.windows[0]._guide
    assert guide is not None
    assert len(guide._steps) == len(STEPS)
    for _ in STEPS[1:]:
        assert guide.isVisible()
        assert guide.mark.isVisible()
        hand.click(guide.go_on)
    assert "Ctrl+K" in guide.accessibleDescription()
    hand.key(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()
    screens.windows[0]._guide = None
    screens.greet()
    assert screens.windows[0]._guide is None
    screens.doing.run("guide", screens.windows[0])
    assert screens.windows[0]._guide is not None


def test_the_guide_has_the_keyboard_though_another_window_was_shown_last(qtbot: QtBot, show: Show) -> None:
    screens = show("floor_plan", "detail", windows=2)
    first, second = screens.windows
    second.activateWindow()
    qtbot.waitUntil(second.isActiveWindow, timeout=60_000)
    screens.begin_guide()
    qtbot.waitUntil(first.isActiveWindow, timeout=60_000)
    assert first._guide is not None
    qtbot.waitUntil(first._guide.go_on.hasFocus, timeout=60_000)


def test_the_desk_works_under_the_guide(show: Show, source: FakeSource) -> None:
    screens = show("queues", "detail")
    screens.begin_guide()
    hand.click(screens.windows[0].top.strip, QPoint(30, 10))
    assert screens.workplace.selected[0] == "alarm"
    assert replace(source.now).state.alarms[screens.workplace.selected[1]].priority is AlarmPriority.CRITICAL
