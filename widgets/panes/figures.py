"""The service figures of the day beside those of the same weekday: a table, a curve, what each number counts and divides by; exported as a file."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.earlier import Weekday
from console.export import Book
from console.model import kpi
from console.model.hall import HallConfig
from console.model.state import Sample
from console.model.weekday import SERIES, Compared, compare, mean_curve
from console.session import Desk, Frame
from widgets import canvas, figure_words
from widgets.canvas import Canvas
from widgets.export_bar import ExportBar
from widgets.figure_book import book_of
from widgets.figure_words import change, denominator, named, numerator, said
from widgets.hours import midnight, open_hours
from widgets.late import Late
from widgets.pane import Pane
from widgets.sheet import Chip
from widgets.table import Cell, Column, Row, Table
from widgets.theme import Size, Theme, Tone

if TYPE_CHECKING:
    from widgets.plot import TimePlot

translate = QCoreApplication.translate
_SERIES: tuple[tuple[str, str], ...] = (
    ("waiting", QT_TRANSLATE_NOOP("Figures", "等候人数")),
    ("open_counters", QT_TRANSLATE_NOOP("Figures", "开放窗口")),
    ("serving", QT_TRANSLATE_NOOP("Figures", "正在办理")),
    ("over_limit", QT_TRANSLATE_NOOP("Figures", "超时人数")),
    ("taken", QT_TRANSLATE_NOOP("Figures", "累计取号")),
)
_NOW_STEP = 15
_BOTH = 860
"""Unscaled pixels of width from which there is room for table and curve."""
_QUARTER = 900.0
"""Seconds after which the earlier days are asked again: they are compared at the same time of the day."""


class FiguresView(Struct, frozen=True, kw_only=True):
    """Today, and what it is compared with."""

    config: HallConfig | None
    now: int
    rows: tuple[Compared, ...]
    samples: tuple[Sample, ...]
    weekday: Weekday | None = None
    progress: float | None = None
    why: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The hall's."""
        return ZoneInfo(self.config.timezone if self.config is not None else "Asia/Shanghai")


class Figures(Pane[FiguresView]):
    """Table at the left, curve and meaning at the right."""

    name = "figures"
    title = QT_TRANSLATE_NOOP("Pane", "服务指标")
    by_hand = ("_series", "_code")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: FiguresView | None = None
        self._series = "waiting"
        self._code = "avg_wait"
        self._mean_of: tuple[Weekday | None, str, tuple[tuple[float, float], ...]] = (None, "", ())
        """Of which days and what the mean curve is, and the curve."""
        self._asked = -1
        """The quarter of an hour for which earlier days were asked for."""
        self.table = Table(theme, _columns(), self, ground=Tone.PANEL)
        self.table.empty_words = translate("Figures", "尚无指标")
        self.table.chosen = self._choose
        self.meaning = Canvas(theme, self._paint_meaning, self)
        self.meaning.setFixedHeight(theme.px(78))
        self.plot: TimePlot | None = None
        self._late = Late("widgets.plot", self.forget, self)
        self.chips = {code: Chip(translate("Figures", source), theme, self) for code, source in _SERIES}
        self.export = ExportBar(theme, self._book, self)
        self._lay_out()

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(self.theme.px(6))
        for code, chip in self.chips.items():
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chip.setObjectName(code)
            chip.clicked.connect(partial(self._show_series, code))
            chips.addWidget(chip)
        chips.addStretch(1)
        self.side = QWidget(self)
        self._side = QVBoxLayout(self.side)
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(self.theme.px(6))
        self._side.addLayout(chips)
        self._side.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(self.theme.px(12))
        both.addWidget(self.table, 5)
        both.addWidget(self.side, 6)
        self.body.addLayout(both, 1)
        self.body.addWidget(self.meaning)
        self.body.addWidget(self.export)

    def resizeEvent(self, event: object) -> None:
        """Where there is no room for both, the table alone: the curve of the day is `trends` as well."""
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= self.theme.px(_BOTH))

    @classmethod
    def view(cls, frame: Frame) -> FiguresView:
        """The hall's figures, those that live by the second rounded; without earlier days."""
        state, now = frame.state, frame.now
        figures = [_rounded(each) for each in kpi.figures(state, now) if each.scope == kpi.HALL]
        return FiguresView(
            config=state.config,
            now=int(now // _NOW_STEP * _NOW_STEP),
            rows=compare(figures, ()),
            samples=tuple(sample for sample in state.day.samples if sample.at <= now),
        )

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """Sums over the day: nobody reads them faster than by the second."""
        return (frame.state.config,)

    def viewed(self, frame: Frame) -> FiguresView:
        """Beside the earlier days, as far as they have been found; asked for each quarter of an hour while the pane is seen."""
        view = self.view(frame)
        date = datetime.fromtimestamp(frame.now, view.zone).date().isoformat()
        quarter = int(frame.now // _QUARTER)
        if view.config is not None and quarter != self._asked:
            self._asked = quarter
            self.desk.earlier.weekday(frame.now)
        found = self.desk.earlier.latest()
        asked = found.asking("weekday")
        earlier = found.weekday if found.weekday is not None and found.weekday.date == date else None
        days = earlier.days if earlier is not None else ()
        return replace(
            view,
            rows=compare([row.figure for row in view.rows], [day.figures for day in days]),
            weekday=earlier,
            progress=asked.progress,
            why=asked.why if earlier is None else "",
        )

    def show_selected(self, selected: tuple[str, str]) -> None:
        """A figure that was chosen elsewhere is explained here."""
        if selected[0] == "figure" and selected[1] != self._code:
            self._code = selected[1]
            self.forget()

    def draw(self, view: FiguresView) -> None:
        """Rows, curve, meaning."""
        self._shown = view
        self.note(_compared_with(view))
        self.export.offer(view.config is not None)
        self.table.set_rows(tuple(self._row(row) for row in view.rows))
        if self.table.current_id() != self._code:
            self.table.choose(self._code)
        for code, chip in self.chips.items():
            chip.setChecked(code == self._series)
        self.meaning.update()
        if self._late.is_over:
            self._draw_plot(view, self.plot or self._make_plot())
        elif view.config is not None:
            self._late.begin()

    @property
    def is_waiting(self) -> bool:
        """Until the plot is there."""
        return self.plot is None

    # --- the table ------------------------------------------------------------------------------------------------------

    def _row(self, row: Compared) -> Row:
        figure = row.figure
        limit = translate("Figures", "上限 {0}").format(said(figure.limit, figure.unit)) if figure.limit is not None else ""
        over = figure.limit is not None and figure.value is not None and figure.value > figure.limit
        mean = said(row.mean, figure.unit)
        difference = change(row.difference, figure.unit) if row.difference is not None else ""
        return Row(
            figure.code,
            (
                Cell(named(figure.code)),
                Cell(said(figure.value, figure.unit), bold=True, tone=Tone.MEDIUM if over else Tone.TEXT, note=limit),
                Cell(mean, tone=Tone.SOFT, note=translate("Figures", "%n 天", n=row.days) if row.days else ""),
                Cell(difference, tone=Tone.SOFT),
            ),
        )

    def _choose(self, code: str) -> None:
        self._code = code
        self.desk.select("figure", code)
        self.meaning.update()

    # --- what a number is ------------------------------------------------------------------------------------------------

    def _paint_meaning(self, p: QPainter, area: QRectF) -> None:
        view, theme, px = self._shown, self.theme, self.theme.px
        row = next((each for each in view.rows if each.figure.code == self._code), None) if view is not None else None
        if row is None:
            return
        canvas.card(p, theme, area, Tone.RAISED)
        inner = area.adjusted(px(12), px(6), -px(12), -px(6))
        lines = (
            (f"{named(row.figure.code)}  {said(row.figure.value, row.figure.unit)}", Tone.TEXT, True),
            (translate("Figures", "分子　{0}").format(numerator(row.figure)), Tone.SOFT, False),
            (
                translate("Figures", "分母　{0}").format(denominator(row.figure) or translate("Figures", "不相除")),
                Tone.SOFT,
                False,
            ),
        )
        for number, (text, tone, bold) in enumerate(lines):
            line = QRectF(inner.left(), inner.top() + number * px(22), inner.width(), px(22))
            canvas.text(p, theme, line, text, size=Size.TITLE if bold else Size.LABEL, bold=bold, tone=tone)
        self.meaning.setAccessibleName("\n".join(text for text, _, _ in lines))

    # --- the curve ------------------------------------------------------------------------------------------------------

    def _show_series(self, code: str, _checked: bool = True) -> None:
        self._series = code
        if self._shown is not None:
            self.draw(self._shown)

    def _make_plot(self) -> "TimePlot":
        from widgets.plot import TimePlot  # noqa: PLC0415 (loaded by now; or here is the reason why it cannot be)

        self.plot = TimePlot(self.theme, self)
        self._side.takeAt(1)
        self._side.insertWidget(1, self.plot, 1)
        return self.plot

    def _draw_plot(self, view: FiguresView, plot: "TimePlot") -> None:
        read, zone = SERIES[self._series], view.zone
        start, end = open_hours(view.config, view.now)
        own = [(sample.at, float(read(sample))) for sample in view.samples]
        begin = midnight(view.now, zone)
        mean = [(begin + at, value) for at, value in self._mean(view)]
        if own:
            start, end = min(start, own[0][0]), max(end, own[-1][0])
        top = max([10.0, *(value for _, value in own), *(value for _, value in mean)]) * 1.15
        step = 10 if top <= 100 else 50 if top <= 500 else 100
        plot.show_window(start, end, low=0, high=-(-top // step) * step, zone=zone)
        plot.curve("today", [at for at, _ in own], [value for _, value in own], Tone.TEXT)
        plot.curve("mean", [at for at, _ in mean], [value for _, value in mean], Tone.INFO, dashed=True)
        plot.now(view.now)

    def _mean(self, view: FiguresView) -> tuple[tuple[float, float], ...]:
        """The other days' curve, from midnight on; reckoned anew for other days or another series only."""
        if self._mean_of[:2] != (view.weekday, self._series):
            days = [day.samples for day in view.weekday.days] if view.weekday is not None else []
            curve = mean_curve(days, self._series, partial(midnight, zone=view.zone))
            self._mean_of = (view.weekday, self._series, tuple(curve))
        return self._mean_of[2]

    # --- the file -------------------------------------------------------------------------------------------------------

    def _book(self) -> Book | None:
        view = self._shown
        return book_of(view.config, view.now, view.rows, view.samples, view.weekday) if view is not None else None


def _columns() -> tuple[Column, ...]:
    return (
        Column(translate("Figures", "指标"), 110, stretch=1),
        Column(translate("Figures", "今日"), 130, numeric=True),
        Column(translate("Figures", "同期平均"), 110, numeric=True),
        Column(translate("Figures", "相差"), 110, numeric=True, above=330),
    )


def _compared_with(view: FiguresView) -> str:
    """What the day is compared with, or plainly why with nothing."""
    if view.progress is not None and view.weekday is None:
        return translate("Figures", "正在查找以前的同一星期日子 {0}%").format(round(100 * view.progress))
    if view.why:
        return translate("Figures", "查不到以前的日子：历史服务没有回答")
    if view.weekday is None:
        return ""
    if not view.weekday.days:
        return translate("Figures", "没有以前的{0}可比：记录里还没有").format(_weekday(view))
    return _mean_words(view, view.weekday)


def _mean_words(view: FiguresView, weekday: Weekday) -> str:
    clock = datetime.fromtimestamp(weekday.at or view.now, view.zone).strftime("%H:%M")
    return translate("Figures", "同期：以前 {0} 个{1}到 {2} 为止的平均；虚线是全天").format(
        len(weekday.days), _weekday(view), clock
    )


def _weekday(view: FiguresView) -> str:
    return figure_words.weekday(datetime.fromtimestamp(view.now, view.zone).weekday())


def _rounded(figure: kpi.Figure) -> kpi.Figure:
    """Without what only ages between two seconds, so that the table is not drawn anew for it."""
    value = figure.value if figure.value is None or figure.unit in {"share", "per"} else float(int(figure.value))
    if figure.unit == "share" and value is not None:
        value = round(value, 3)
    return replace(figure, value=value, numerator=float(int(figure.numerator)), denominator=float(int(figure.denominator)))
