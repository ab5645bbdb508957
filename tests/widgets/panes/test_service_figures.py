"""The page of service figures and the report on the alarms: beside earlier days, explained in words, exported."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from console.earlier import Asked, Earlier, EarlierDay, Found, Kind, NoEarlier, Weekday
from console.model import kpi
from console.model.alarm_report import Actor, AlarmReport, Figure, Watcher
from tests.helpers import hand
from tests.helpers.until import until
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from widgets.export_bar import ExportBar
from widgets.figure_words import MEANINGS, change, denominator, numerator, said
from widgets.panes.alarm_report import AlarmReportPane
from widgets.panes.figures import Figures
from widgets.panes.kpi_strip import KpiStrip
from widgets.report_words import NAMES


class Remembered(NoEarlier):
    """Answers at once with what it was given, and remembers what it was asked."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.asked: list[tuple[float, int]] = []
        self.cancelled: list[str] = []

    def weekday(self, now: float) -> None:
        self.asked.append((now, 0))

    def alarms(self, now: float, days: int) -> None:
        self.asked.append((now, days))

    def cancel(self, kind: Kind) -> None:
        self.cancelled.append(kind)

    def latest(self) -> Found:
        return self.found


def weekday(days: int) -> Weekday:
    """Saturdays with an average wait of 100, 200, … seconds."""
    state = hall.busy().state
    figures = [each for each in kpi.figures(state, hall.NOW) if each.scope == kpi.HALL]
    return Weekday(
        date="2026-11-21",
        at=hall.NOW,
        days=tuple(
            EarlierDay(
                date=f"2026-11-{21 - 7 * n}",
                samples=state.day.samples,
                figures=tuple(replace(each, value=100.0 * n) if each.code == "avg_wait" else each for each in figures),
            )
            for n in range(1, days + 1)
        ),
    )


def page(show: Show, desk: RememberingDesk, earlier: Earlier) -> Figures:
    desk.earlier = earlier
    pane = show(Figures, hall.busy(), 1200, 600)
    assert isinstance(pane, Figures)
    return pane


def cells(pane: Figures, code: str) -> list[str]:
    return [cell.text for cell in next(row for row in pane.table.rows.rows if row.id == code).cells]


def test_each_figure_stands_beside_the_mean_of_the_same_weekday(show: Show, desk: RememberingDesk) -> None:
    pane = page(show, desk, Remembered(Found(weekday=weekday(2))))
    assert cells(pane, "avg_wait")[2] == "2:30"
    assert "以前 2 个星期六到 10:42 为止的平均" in pane._note


def test_it_says_plainly_that_there_is_no_earlier_day(show: Show, desk: RememberingDesk) -> None:
    pane = page(show, desk, Remembered(Found(weekday=weekday(0))))
    assert "没有以前的星期六可比" in pane._note
    assert cells(pane, "avg_wait")[2:] == ["—", ""]


def test_it_says_how_far_it_has_looked_and_why_it_cannot(show: Show, desk: RememberingDesk) -> None:
    earlier = Remembered(Found(asked={"weekday": Asked(progress=0.25), "alarms": Asked(progress=0.75)}))
    pane = page(show, desk, earlier)
    assert "25%" in pane._note
    earlier.found = Found(asked={"weekday": Asked(why="the hub's history process cannot be reached")})
    pane.forget_frame()
    pane.take_frame(hall.busy())
    assert "历史服务没有回答" in pane._note


def test_earlier_days_are_asked_for_once_a_quarter_of_an_hour(show: Show, desk: RememberingDesk) -> None:
    earlier = Remembered(Found())
    pane = page(show, desk, earlier)
    frame = hall.busy()
    for seconds in (1, 2, 3, 1000):
        pane.take_frame(replace(frame, now=frame.now + seconds))
    assert len(earlier.asked) == 2


def test_another_days_answer_is_not_shown(show: Show, desk: RememberingDesk) -> None:
    pane = page(show, desk, Remembered(Found(weekday=replace(weekday(2), date="2026-11-20"))))
    assert cells(pane, "avg_wait")[2] == "—"


def test_a_number_opens_its_numerator_and_denominator_in_words(show: Show, desk: RememberingDesk) -> None:
    pane = page(show, desk, Remembered(Found()))
    row = next(n for n, each in enumerate(pane.table.rows.rows) if each.id == "abandon_rate")
    hand.click(pane.table.viewport(), pane.table.visualRect(pane.table.rows.index(row, 0)).center())
    pane.grab()
    assert desk.selected == [("figure", "abandon_rate")]
    told = pane.meaning.accessibleName()
    assert "按弃号结束的号" in told
    assert "今日叫到的号" in told


def test_a_numeral_of_the_strip_opens_its_figure(show: Show, desk: RememberingDesk) -> None:
    strip = show(KpiStrip, hall.busy(), 1900, 92)
    hand.click(strip.spots, middle(strip.spots, "满意率"))
    assert desk.selected == [("figure", "sat_rate")]


def test_every_figure_of_the_model_has_a_meaning() -> None:
    figures = kpi.figures(hall.busy().state, hall.NOW)
    assert {each.code for each in figures} <= set(MEANINGS)
    for each in figures:
        assert numerator(each)
        assert bool(denominator(each)) == bool(MEANINGS[each.code].under)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(None, "s", "—"), (312.0, "s", "5:12"), (0.831, "share", "83.1 %"), (0.5, "per", "0.50"), (37, "count", "37")],
)
def test_values_are_said_with_their_unit(value: float | None, unit: str, words: str) -> None:
    assert said(value, unit) == words


def test_differences_carry_their_sign() -> None:
    assert (change(72, "s"), change(-0.023, "share"), change(0, "count")) == ("+1:12", "−2.3 个百分点", "±0")


def test_the_page_is_exported_with_what_it_shows(show: Show, desk: RememberingDesk, tmp_path: Path) -> None:
    pane = page(show, desk, Remembered(Found(weekday=weekday(2))))
    written = exported(pane.export, tmp_path, "csv")  # the other formats: test_exporting
    assert written.name == "figures-2026-11-21.csv"
    text = written.read_text(encoding="utf-8-sig")
    assert "同期：2026-11-14、2026-11-7" in text
    assert "平均等候," in text
    assert "10:40," in text, "the curve is in it"


def exported(bar: ExportBar, folder: Path, ending: str) -> Path:
    """Press the button; where the file lies."""
    bar.exporting.folder = lambda: folder
    hand.click(bar.buttons[ending], bar.buttons[ending].rect().center())
    until(lambda: not bar.exporting.progress.is_running, seconds=60.0, what="the export to end")
    bar.draw()
    assert bar.label.text().startswith("已导出"), bar.label.text()
    path = bar.exporting.progress.path
    assert path is not None
    return path


def report() -> AlarmReport:
    return AlarmReport(
        begin=hall.NOW - 86_400,
        end=hall.NOW,
        figures=(
            Figure(code="per_hour", value=12.0, reach=6),
            Figure(code="floods", value=0, reach=0),
            Figure(code="total", value=288),
        ),
        stale=("toner:kiosk-2",),
        chattering=(Actor(alarm="panel:panel-6", count=40, share=0.4),),
        actors=(Actor(alarm="panel:panel-6", count=40, share=0.4), Actor(alarm="paper:kiosk-6", count=10, share=0.1)),
    )


def test_the_report_shows_each_figure_with_its_reach_and_whether_it_is_met(show: Show, desk: RememberingDesk) -> None:
    desk.earlier = Remembered(Found(alarms=report(), alarm_days=1))
    pane = show(AlarmReportPane, hall.busy(), 1100, 600)
    rows = {row.id: row.cells for row in pane.figures.rows.rows}
    assert [cell.text for cell in rows["per_hour"]] == ["每小时", "12", "≤ 6"]
    assert "没有达到" in rows["per_hour"][0].spoken
    assert "达到" in rows["floods"][0].spoken
    assert "EEMUA 191" in rows["per_hour"][0].under
    actors = {row.id: [cell.text for cell in row.cells] for row in pane.actors.rows.rows}
    assert actors["panel:panel-6"] == ["6 号叫号面板 叫号面板失联", "40", "40 %", "抖动"]
    assert actors["toner:kiosk-2"][3] == "超过 24 小时"


def test_another_span_is_one_click_and_looking_can_be_stopped(show: Show, desk: RememberingDesk) -> None:
    earlier = Remembered(Found(asked={"alarms": Asked(progress=0.5), "weekday": Asked(progress=0.75)}))
    desk.earlier = earlier
    pane = show(AlarmReportPane, hall.busy(), 1100, 600)
    assert earlier.asked == [(hall.NOW, 1)], "the last day is looked over by itself"
    assert "50%" in pane._note
    hand.click(pane.spans[7], pane.spans[7].rect().center())
    assert earlier.asked[-1] == (hall.NOW, 7)
    assert [days for days, chip in pane.spans.items() if chip.isChecked()] == [7]
    hand.click(pane.stop, pane.stop.rect().center())
    assert earlier.cancelled == ["alarms"]


def test_the_report_is_exported(show: Show, desk: RememberingDesk, tmp_path: Path) -> None:
    desk.earlier = Remembered(Found(alarms=report(), alarm_days=1))
    pane = show(AlarmReportPane, hall.busy(), 1100, 600)
    text = exported(pane.export, tmp_path, "csv").read_text(encoding="utf-8-sig")
    assert "每小时,12.0,6,个" in text
    assert "6 号叫号面板 叫号面板失联,40,0.4" in text


def test_without_a_report_there_is_nothing_to_export_and_the_buttons_say_so(show: Show, desk: RememberingDesk) -> None:
    pane = show(AlarmReportPane, hall.busy(), 1100, 600)
    button = pane.export.buttons["csv"]
    assert (button.allowed, button.reason) == (False, "还没有可导出的")
    assert "还没有读到记录" in pane._note
    desk.earlier = Remembered(Found(alarms=report(), alarm_days=1))
    pane.forget_frame()
    pane.take_frame(hall.busy())
    assert button.allowed


def test_every_figure_of_the_report_has_a_name() -> None:
    assert {each.code for each in Watcher(0.0).report(1.0).figures} == set(NAMES)
