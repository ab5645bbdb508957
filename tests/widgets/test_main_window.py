"""Windows as the leader uses them: real widgets, real mouse and keyboard, no hub."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, QRectF, QSettings, Qt
from PyQt6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from console.fault import HallFault
from console.model.command import AcknowledgeAlarm, PauseCounter, ShelveAlarm, StartPlan
from console.model.state import HallState
from console.session import Answered, Frame, Link, Mode
from console.toml_file import TomlFile
from tests.helpers import hand
from tests.helpers.screen import FakeSource
from tests.widgets.conftest import draw
from tests.widgets.panes import hall
from widgets import canvas
from widgets.detail import Detail
from widgets.layout import Layout, Part, WindowPlan
from widgets.main_window import DeskWindow
from widgets.screens import Screens
from widgets.theme import Theme

Show = Callable[..., Screens]
ALARM = "mains:ups-1"


def detail(screens: Screens) -> Detail:
    card = screens.windows[0].panes["detail"]
    assert isinstance(card, Detail)
    return card


def test_the_top_bar_says_where_when_who_and_how_far_to_trust(show: Show) -> None:
    top = show("queues").windows[0].top.shown
    assert top is not None
    assert (top.hall, top.mode, top.clock, top.duty) == ("城东供电营业厅", Mode.LIVE, "10:42:17", "组建华")
    assert top.trusted < top.devices
    assert top.doubtful


def test_the_strip_names_the_worst_alarm_and_whom_it_hurts(show: Show) -> None:
    strip = show("queues").windows[0].top.strip.shown
    assert strip.alarm == ALARM
    assert "UPS-1 市电中断" in strip.words
    assert "人" in strip.words
    assert strip.others > 0


def test_a_click_on_the_strip_opens_the_alarm_and_one_more_acknowledges_it(show: Show, source: FakeSource, qtbot: QtBot) -> None:
    screens = show("queues", "detail")
    hand.click(screens.windows[0].top.strip, QPoint(30, 10))
    assert screens.workplace.selected == ("alarm", ALARM)
    draw(screens, source)
    hand.click(detail(screens).buttons["确认"])
    assert source.orders == [AcknowledgeAlarm(alarm=ALARM)]


def test_shelving_wants_a_reason_and_takes_it_by_keyboard(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    screens.workplace.select("alarm", ALARM)
    draw(screens, source)
    card = detail(screens)
    hand.click(card.buttons["搁置"])
    assert card.form.isVisible()
    hand.click(card.form.go)
    assert source.orders == []
    card.form.choice.setCurrentText("30 分")
    hand.type_text(card.form.text, "on the way")
    hand.key(card.form.text, Qt.Key.Key_Return)
    assert source.orders == [ShelveAlarm(alarm=ALARM, minutes=30, reason="on the way")]
    assert not card.form.isVisible()


def test_a_counter_is_paused_from_its_card(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    screens.workplace.select("counter", "c2")
    draw(screens, source)
    card = detail(screens)
    assert card.card.title == "2 号窗口"
    hand.click(card.buttons["暂停"])
    hand.click(card.form.go)
    assert source.orders == [PauseCounter(counter="c2")]


@pytest.mark.parametrize(
    ("kind", "id"),
    [("zone", "waiting"), ("queue", "pay"), ("device", "ups-1"), ("plan", "power"), ("person", "s1"), ("ticket", "A038")],
)
def test_every_kind_of_thing_has_a_card(show: Show, source: FakeSource, kind: str, id: str) -> None:
    screens = show("detail")
    screens.workplace.select(kind, id)
    draw(screens, source)
    card = detail(screens)
    assert card.fault is None
    assert card.card.title
    assert card.card.state != "已不在场"
    assert card.card.facts


def test_a_card_of_something_gone_says_so(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    screens.workplace.select("ticket", "Z999")
    draw(screens, source)
    assert detail(screens).card.state == "已不在场"


def test_in_replay_every_deed_is_greyed_with_the_reason(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    screens.workplace.select("counter", "c2")
    source.pause()
    draw(screens, source)
    card = detail(screens)
    assert card.buttons
    for button in card.buttons.values():
        assert not button.allowed
        assert "回放" in button.reason
    assert not screens.windows[0].top.emergency.allowed


def test_the_mode_is_seen_on_banner_border_and_pill(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    window = screens.windows[0]
    assert not window.banner.isVisible()
    assert not window.border.isVisible()
    source.play(2.0)
    draw(screens, source)
    assert window.banner.isVisible()
    assert window.border.isVisible()
    assert "回放" in window.banner.words
    assert "2×" in window.banner.words


def test_one_key_returns_to_live_from_anywhere(show: Show, source: FakeSource, qtbot: QtBot) -> None:
    screens = show("queues", "detail")
    window = screens.windows[0]
    source.pause()
    draw(screens, source)
    window.activateWindow()
    window.setFocus()
    hand.key(window, Qt.Key.Key_L)
    assert source.asked[-1] == ("live",)
    source.pause()
    hand.key(window, Qt.Key.Key_End)
    assert source.asked[-1] == ("live",)


def test_the_alarm_strip_stays_live_in_replay(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    source.now = replace(hall.normal(), mode=Mode.REPLAY, can_command=False, blocked="replay", live_alarms=hall.busy().state)
    draw(screens, source)
    strip = screens.windows[0].top.strip.shown
    assert strip.alarm == ALARM
    assert strip.live_in_past


def test_another_visit_to_the_past_is_drawn_by_all_panes_at_once(show: Show, source: FakeSource) -> None:
    screens = show("queues", "counters", "staff", "devices")
    past = replace(hall.busy(), mode=Mode.PAUSED, can_command=False, blocked="replay", visit=1)
    screens.take_frame(past)
    for tick in range(1, 20):
        for cost in screens._slices._turns._costs.values():
            cost.paint = 1.0  # so dear that one pane a slice may change
        screens.take_frame(replace(past, visit=1 + tick, now=past.now + tick, state=replace(past.state)))
        assert {pane._seen[0] for pane in screens.windows[0].panes.values()} == {int(past.now + tick)}


def test_the_emergency_button_wants_to_be_held_and_a_plan_starts(show: Show, source: FakeSource, qtbot: QtBot) -> None:
    screens = show("queues")
    window = screens.windows[0]
    hand.click(window.top.emergency)
    assert not window.chooser.isVisible()
    hand.press(window.top.emergency)
    qtbot.waitUntil(window.chooser.isVisible, timeout=60_000)
    hand.release(window.top.emergency)
    draw(screens, source)
    surge = next(line for line in window.chooser.lines if line.plan.id == "surge")
    window.chooser.drill.setChecked(True)
    hand.type_text(window.chooser.reason, "rush")
    assert surge.button.text() == "演练"
    hand.click(surge.button)
    assert source.orders == [StartPlan(plan="surge", reason="rush", drill=True)]
    assert not window.chooser.isVisible()


def test_a_plan_starts_in_earnest_only_when_held(show: Show, source: FakeSource, qtbot: QtBot) -> None:
    screens = show("queues")
    chooser = screens.windows[0].chooser
    screens.windows[0].toggle_chooser()
    draw(screens, source)
    surge = next(line for line in chooser.lines if line.plan.id == "surge")
    chooser.drill.setChecked(True)
    chooser.drill.setChecked(False)
    hand.click(surge.button)
    assert source.orders == []
    hand.press(surge.button)
    qtbot.waitUntil(lambda: bool(source.orders), timeout=60_000)
    hand.release(surge.button)
    assert source.orders == [StartPlan(plan="surge", drill=False)]


def test_a_plan_under_way_cannot_be_started_again(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    window = screens.windows[0]
    window.toggle_chooser()
    draw(screens, source)
    power = next(line for line in window.chooser.lines if line.plan.id == "power")
    hand.click(power.button)
    assert source.orders == []
    hand.key(window.chooser, Qt.Key.Key_Escape)
    assert not window.chooser.isVisible()


def test_a_refused_order_is_told_in_words(show: Show, source: FakeSource) -> None:
    screens = show("detail")
    id = screens.workplace.order(PauseCounter(counter="c2"))
    source.replies = [Answered(id=id, accepted=False, reason="role"), Answered(id="of another console", accepted=False)]
    draw(screens, source)
    notice = screens.windows[0].notice
    assert notice.isVisible()
    assert notice.words == "暂停 2 号窗口：当前角色无此权限"
    hand.click(notice)
    assert not notice.isVisible()


def test_not_recorded_and_a_silent_hub_are_said(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    well = screens.windows[0].top.grab().toImage()
    source.now = replace(source.now, recorded=False, link=Link.STALE, heard_ago=12.0)
    draw(screens, source)
    top = screens.windows[0].top.shown
    assert top is not None
    assert (top.recorded, top.heard_ago) == (False, 12)
    assert screens.windows[0].top.grab().toImage() != well


def test_a_selection_brings_the_card_to_the_front_of_its_tabs(show: Show, source: FakeSource) -> None:
    screens = show("queues", "detail", tabs=True)
    assert not screens.windows[0].panes["detail"].isVisible()
    screens.workplace.select("queue", "pay")
    assert screens.windows[0].panes["detail"].isVisible()


def test_a_plan_that_begins_is_shown_and_one_that_runs_already_does_not_come_back(show: Show, source: FakeSource) -> None:
    running = hall.busy()
    source.now = replace(running, state=replace(running.state, plans={}))
    screens = show("staff", "plan", tabs=True)
    plan = screens.windows[0].panes["plan"]
    assert not plan.isVisible()
    source.now = running
    draw(screens, source)
    assert plan.isVisible()
    screens.windows[0].raise_tab("staff")
    draw(screens, source)
    assert not plan.isVisible()


def test_coming_back_from_the_past_brings_no_plan_to_the_front(show: Show, source: FakeSource) -> None:
    live = hall.busy()
    source.now = live
    screens = show("staff", "plan", tabs=True)
    screens.windows[0].raise_tab("staff")
    before = replace(live.state, plans={})
    source.now = replace(live, state=before, mode=Mode.PAUSED, can_command=False, blocked="replay", now=live.now - 600, visit=1)
    draw(screens, source)
    source.now = live
    draw(screens, source)
    assert not screens.windows[0].panes["plan"].isVisible()


def test_a_desk_opened_while_the_hub_starts_counts_its_per_cent(show: Show, source: FakeSource) -> None:
    starting = Frame(state=HallState(), now=0.0, link=Link.STARTING, blocked="link")
    source.now = replace(starting, starting=0.1)
    screens = show("queues")
    source.now = replace(starting, starting=0.4)
    assert screens._draw_bars(source.now)
    top = screens.windows[0].top.shown
    assert top is not None
    assert top.starting == 40


def test_hidden_panes_cost_nothing(show: Show, source: FakeSource) -> None:
    window = show("queues", "counters", tabs=True).windows[0]
    assert [name for name, _ in window.jobs(source.frame())] == ["queues"]


def test_a_window_remembers_how_it_was_arranged(show: Show, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    window = show("queues", "counters").windows[0]
    window.resize(1500, 800)
    window.remember(settings)
    again = show("queues", "counters").windows[0]
    assert again.restore(settings)
    assert again.width() == 1500
    other = show("queues", "staff").windows[0]
    assert not other.restore(settings)


def test_grips_that_were_remembered_go_at_one_press(show: Show, tmp_path: Path) -> None:
    def grips(window: DeskWindow) -> set[bool]:
        return {title.isVisible() for area in window.docks.openedDockAreas() if (title := area.titleBar()) is not None}

    settings = QSettings(str(tmp_path / "desk.ini"), QSettings.Format.IniFormat)
    window = show("queues", "counters").windows[0]
    assert grips(window) == {False}
    window.toggle_titles()
    assert grips(window) == {True}
    window.remember(settings)
    again = show("queues", "counters").windows[0]
    assert again.restore(settings)
    assert grips(again) == {True}
    again.toggle_titles()
    assert grips(again) == {False}


def test_the_strip_below_its_grip_is_seen_whole(qtbot: QtBot, theme: Theme, source: FakeSource) -> None:
    parts = (Part(panes=("kpi_strip",), height=92), Part(panes=("queues",)))
    screens = Screens(Layout(name="test", window=(WindowPlan(id="a", name="现场", parts=parts),)), source, theme)
    window = screens.windows[0]
    qtbot.addWidget(window)
    window.resize(1600, 800)
    window.show()
    draw(screens, source)
    window.toggle_titles()
    strip = window.panes["kpi_strip"]
    dock = strip.parentWidget()
    assert dock is not None
    qtbot.waitUntil(lambda: dock.height() < theme.px(92), timeout=60_000)
    qtbot.waitUntil(lambda: strip.height() <= dock.height(), timeout=60_000)


@pytest.mark.parametrize("tall", [92, 64, 54, 48])
def test_a_numeral_is_never_cut_off_below(theme: Theme, tall: int) -> None:
    image = QImage(220, tall, QImage.Format.Format_RGB32)
    image.fill(0)
    p = QPainter(image)
    canvas.numeral(p, theme, QRectF(0, 0, 220, tall), "等候", "488")
    p.end()
    lines = [y for y in range(tall) if any(image.pixelColor(x, y).value() > 60 for x in range(220))]
    assert lines[-1] < tall - 6, "below it is left some room"


def test_two_windows_show_one_frame_and_time_stands_in_the_first(show: Show) -> None:
    first, second = show("queues", windows=2).windows
    assert first.time.isVisible()
    assert not second.time.isVisible()
    assert second.top.shown is not None


def test_the_keyboard_walks_over_the_panes(show: Show, qtbot: QtBot) -> None:
    window = show("queues", "counters").windows[0]
    window.activateWindow()
    seen = []
    for _ in range(2):
        window.next_pane()
        focused = window.focusWidget()
        seen.append(next(name for name, pane in window.panes.items() if focused is pane or pane.isAncestorOf(focused)))
    assert seen == ["queues", "counters"]


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160)])
def test_it_fits_the_screens_there_are(show: Show, source: FakeSource, size: tuple[int, int]) -> None:
    window = show("queues", "counters").windows[0]
    window.resize(*size)
    draw(show("queues"), source)
    assert (window.width(), window.height()) == size
    assert window.time.home.geometry().right() <= window.time.width()
    assert window.top.emergency.geometry().right() <= window.top.width()


def test_a_layout_is_refused_with_what_is_wrong() -> None:
    from widgets.layout import Layout, Part, WindowPlan

    def layout(*parts: Part) -> Layout:
        return Layout(name="x", window=(WindowPlan(id="a", name="x", parts=parts),))

    for wrong, said in (
        (layout(Part(panes=("map",))), r"window\[1\]\.parts\[1\]\.panes\[1\]: there is no pane `map`"),
        (layout(Part(panes=("queues",)), Part(panes=("queues",))), "stands twice"),
        (layout(Part()), "neither"),
        (layout(Part(panes=("queues",), parts=(Part(panes=("staff",)),))), "both"),
    ):
        with pytest.raises(HallFault, match=said):
            wrong.check({"queues", "staff"}, TomlFile(Path("x.toml"), ""))
