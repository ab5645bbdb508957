"""KPI strip, trends, orders and event log: honest figures, and text that stays text."""

from msgspec.structs import replace

from console.model.event import DeviceMeasured, Entry, NoteWritten
from console.model.state import HallState, Stage
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets.panes.event_log import EventLog
from widgets.panes.kpi_strip import KpiStrip
from widgets.panes.orders import Orders
from widgets.panes.trends import Trends
from widgets.sheet_words import plain


def test_figures_come_with_limit_and_denominator() -> None:
    view = KpiStrip.view(hall.busy())
    assert (view.waiting, view.waiting_limit) == (46, 40)
    assert view.longest == 1420
    assert view.satisfied == (103, 105)
    assert view.abandoned == (6, 143)
    assert view.self_served == (96, 96 + 129)
    assert (view.average, view.target) == (int(94_000 / 143), 900)


def test_what_is_not_known_is_not_zero() -> None:
    unheard, empty = KpiStrip.view(hall.unheard()), KpiStrip.view(hall.empty())
    assert unheard.waiting is None
    assert unheard.open is None
    assert unheard.satisfied == (103, 105), "what was today stays true"
    assert empty.average is None
    assert empty.p90 is None
    assert empty.satisfied == (0, 0)


def test_arrivals_wait_for_ten_minutes_of_samples() -> None:
    state = hall.busy().state
    short = replace(state, day=replace(state.day, samples=state.day.samples[-5:]))
    assert KpiStrip.view(hall.frame(short)).arrivals is None
    assert KpiStrip.view(hall.busy()).arrivals is not None


def test_trends_show_no_fact_later_than_the_picture() -> None:
    state = hall.busy().state
    view = Trends.view(hall.frame(state, now=hall.NOW - 3600))
    assert view.samples
    assert all(sample.at <= hall.NOW - 3600 for sample in view.samples)
    assert view.limit == 40
    assert view.start <= view.now <= view.end


def test_trends_of_a_day_without_samples_keep_their_frame() -> None:
    view = Trends.view(hall.empty())
    assert view.samples == ()
    assert view.end - view.start == 8.5 * 3600


def test_orders_are_newest_first_and_tell_stage_and_reason(show: Show) -> None:
    view = Orders.view(hall.busy())
    assert [line.id for line in view.lines[:2]] == ["o8", "o7"]
    assert view.under_way == 2
    pane = show(Orders, hall.busy(), 680, 320)
    rows = {row.id: row for row in pane.table.rows.rows}
    assert rows["o8"].cells[2].text == "已命令"
    assert rows["o6"].cells[2].text == "已确认"
    assert rows["o4"].cells[3].text == "当前状态不能执行：关闭"
    assert rows["o5"].cells[2].text == "已过期"
    assert rows["o1"].edge is not None, "a mismatch asks for a look"


def test_every_stage_has_its_pill(show: Show) -> None:
    order = hall.busy().state.orders["o8"]
    orders = {stage.value: replace(order, id=stage.value, stage=stage) for stage in Stage}
    pane = show(Orders, hall.frame(replace(hall.busy().state, orders=orders)))
    words = {row.id: row.cells[2].text for row in pane.table.rows.rows}
    assert len(set(words.values())) == len(Stage)


def test_the_log_is_newest_first_and_without_telemetry() -> None:
    recent = hall.entries()
    measured = replace(recent[-1], seq=9_999, event=DeviceMeasured(device="ups-1", values={"charge": 1.0}))
    view = EventLog.view(hall.frame(HallState(config=hall.config()), recent=(*recent, measured)))
    assert [entry.seq for entry in view.entries] == sorted((entry.seq for entry in recent), reverse=True)


def test_hostile_text_is_shown_as_the_text_it_is(show: Show) -> None:
    pane = show(EventLog, hall.busy(), 680, 480)
    lines = [row.cells[1].text for row in pane.table.rows.rows]
    note = next(line for line in lines if "onerror" in line)
    assert "<b>bold</b>" in note
    assert "\n" not in note
    assert "\u202e" not in note
    assert plain("a\x00b\r\n\u2066c") == "a b   c"


def test_the_log_is_filtered_by_subject_and_by_word(show: Show) -> None:
    pane = show(EventLog, hall.busy(), 680, 480)
    pane.buttons["alarm"].click()
    assert len(pane.table.rows.rows) == 1
    pane.buttons["all"].click()
    hand.type_text(pane.search, "A044")
    assert [row.cells[1].text for row in pane.table.rows.rows] == ["7 号窗口 叫 A044"]


def test_a_line_of_the_log_leads_to_what_it_is_about(show: Show, desk: RememberingDesk) -> None:
    pane = show(EventLog, hall.busy(), 680, 480)
    called = next(entry for entry in hall.entries() if hasattr(entry.event, "ticket") and hasattr(entry.event, "counter"))
    pane.table.chosen(str(called.seq))
    assert desk.selected == [("counter", "c7")]


def test_a_thousand_notes_are_cut_to_what_can_be_read(show: Show) -> None:
    entry = hall.entries()[0]
    many: tuple[Entry, ...] = tuple(replace(entry, seq=n, event=NoteWritten(by="t4", text=f"n{n}")) for n in range(1_000))
    view = EventLog.view(hall.frame(hall.busy().state, recent=many))
    assert len(view.entries) == 200
    assert view.entries[0].seq == 999
