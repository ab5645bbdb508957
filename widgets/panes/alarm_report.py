"""How well the alarms work, over a day, a week or a month: each figure beside its reach, and which alarms to put right first; exported as a file."""

from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PyQt6.QtWidgets import QHBoxLayout

from console.export import Book
from console.model.alarm_report import AlarmReport
from console.model.hall import HallConfig
from console.session import Desk, Frame
from widgets import report_words, words
from widgets.action import ActionButton
from widgets.export_bar import ExportBar
from widgets.figure_book import report_book
from widgets.figure_words import said
from widgets.pane import Pane
from widgets.sheet import Chip
from widgets.table import Cell, Column, Row, Table
from widgets.theme import Look, Shape, Theme, Tone

translate = QCoreApplication.translate
SPANS = (1, 7, 30)
"""Days that one click looks over."""
WELL, ILL = Look(Shape.TICK, Tone.WELL), Look(Shape.TRIANGLE, Tone.MEDIUM)


class ReportView(Struct, frozen=True, kw_only=True):
    """The report, as far as it is there."""

    config: HallConfig | None
    report: AlarmReport | None = None
    days: int = 0
    progress: float | None = None
    why: str = ""


class AlarmReportPane(Pane[ReportView]):
    """Figures at the left, the alarms behind them at the right."""

    name = "alarm_report"
    title = QT_TRANSLATE_NOOP("Pane", "告警表现")
    by_hand = ("_days",)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: ReportView | None = None
        self._now = 0.0
        self._days = 0
        """Days that were asked for; 0: none yet."""
        self.figures = Table(theme, _figure_columns(), self, lines=2, ground=Tone.PANEL)
        self.figures.empty_words = translate("Report", "选上面的时段，读那一段的告警记录")
        self.actors = Table(theme, _actor_columns(), self, ground=Tone.PANEL)
        self.actors.empty_words = translate("Report", "没有告警")
        self.actors.chosen = self._choose
        spans = QHBoxLayout()
        spans.setSpacing(theme.px(6))
        self.spans = {days: Chip(_span_words(days), theme, self) for days in SPANS}
        for days, chip in self.spans.items():
            chip.setObjectName(f"days:{days}")
            chip.setCheckable(True)
            chip.setAutoExclusive(True)
            chip.clicked.connect(partial(self.ask, days))
            spans.addWidget(chip)
        self.stop = ActionButton(theme, translate("Report", "停止查找"), self)
        self.stop.fired.connect(self._stop)
        spans.addWidget(self.stop)
        spans.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(theme.px(12))
        both.addWidget(self.figures, 6)
        both.addWidget(self.actors, 5)
        self.export = ExportBar(theme, self._book, self)
        self.body.addLayout(spans)
        self.body.addLayout(both, 1)
        self.body.addWidget(self.export)
        self.stop.hide()

    @classmethod
    def view(cls, frame: Frame) -> ReportView:
        """Without a report: it comes from the hub's history, not from the frame."""
        return ReportView(config=frame.state.config)

    def viewed(self, frame: Frame) -> ReportView:
        """What has been found; a day is looked over when the pane is first seen."""
        self._now = frame.now
        if self._days == 0 and frame.state.config is not None:
            self.ask(SPANS[0])
        found = self.desk.earlier.latest()
        asked = found.asking("alarms")
        return ReportView(
            config=frame.state.config, report=found.alarms, days=found.alarm_days, progress=asked.progress, why=asked.why
        )

    def ask(self, days: int, _checked: bool = True) -> None:
        """Look over so many days up to the moment on the screen."""
        self._days = days
        self.desk.earlier.alarms(self._now, days)
        self.forget_frame()

    def _stop(self) -> None:
        self.desk.earlier.cancel("alarms")
        self.forget_frame()

    def draw(self, view: ReportView) -> None:
        """Figures with their reach, then the alarms by how often they came."""
        self._shown = view
        for days, chip in self.spans.items():
            chip.setChecked(days == self._days)
        self.stop.setVisible(view.progress is not None)
        self.note(_state_words(view))
        report, names = view.report, words.names_of(view.config)
        self.export.offer(report is not None)
        if report is None:
            self.figures.set_rows(())
            self.actors.set_rows(())
            return
        self.figures.set_rows(
            tuple(
                Row(
                    each.code,
                    (
                        Cell(
                            report_words.figure_name(each.code),
                            under=report_words.figure_source(each.code),
                            look=None if each.is_kept is None else WELL if each.is_kept else ILL,
                            spoken=words.join((report_words.figure_name(each.code), _verdict(each.is_kept))),
                        ),
                        Cell(_value(each.value, each.unit), bold=True, tone=Tone.MEDIUM if each.is_kept is False else Tone.TEXT),
                        Cell(f"≤ {said(each.reach, each.unit)}" if each.reach is not None else "", tone=Tone.SOFT),
                    ),
                )
                for each in report.figures
            )
        )
        chattering = {each.alarm for each in report.chattering}
        rows = [(each.alarm, each.count, each.share) for each in report.actors]
        rows += [(each.alarm, each.count, each.share) for each in report.chattering if each.alarm not in {row[0] for row in rows}]
        rows += [(alarm, 0, 0.0) for alarm in report.stale if alarm not in {row[0] for row in rows}]
        self.actors.set_rows(
            tuple(
                Row(
                    alarm,
                    (
                        Cell(names.alarm(alarm)),
                        Cell(str(count) if count else "", bold=True),
                        Cell(f"{100 * share:.0f} %" if count else "", tone=Tone.SOFT, share=share if count else None),
                        Cell(
                            words.join(
                                (
                                    translate("Report", "抖动") if alarm in chattering else "",
                                    translate("Report", "超过 24 小时") if alarm in report.stale else "",
                                )
                            ),
                            tone=Tone.MEDIUM,
                        ),
                    ),
                )
                for alarm, count, share in rows
            )
        )

    def _choose(self, alarm: str) -> None:
        self.desk.select("alarm", alarm)

    def _book(self) -> Book | None:
        view = self._shown
        return report_book(view.config, view.report, self._now) if view is not None and view.report is not None else None


def _figure_columns() -> tuple[Column, ...]:
    return (
        Column(translate("Report", "指标"), 180, stretch=1),
        Column(translate("Report", "数值"), 80, numeric=True),
        Column(translate("Report", "应当"), 80, numeric=True),
    )


def _actor_columns() -> tuple[Column, ...]:
    return (
        Column(translate("Report", "最多的告警"), 160, stretch=1),
        Column(translate("Report", "次数"), 56, numeric=True),
        Column(translate("Report", "占比"), 64, numeric=True),
        Column(translate("Report", "毛病"), 110, above=330),
    )


def _span_words(days: int) -> str:
    return translate("Report", "近 24 小时") if days == 1 else translate("Report", "近 {0} 天").format(days)


def _value(value: float | None, unit: str) -> str:
    return said(value if value is None or unit != "count" else round(value, 1), unit)


def _verdict(is_kept: bool | None) -> str:
    return "" if is_kept is None else translate("Report", "达到") if is_kept else translate("Report", "没有达到")


def _state_words(view: ReportView) -> str:
    """What is shown, what is being looked for, or why there is nothing."""
    if view.progress is not None:
        return translate("Report", "正在读取记录 {0}%").format(round(100 * view.progress))
    if view.why:
        return translate("Report", "读不到记录：历史服务没有回答")
    if view.report is None:
        return translate("Report", "还没有读到记录")
    names = words.names_of(view.config)
    return words.join((_span_words(view.days), translate("Report", "到 {0} 为止").format(names.clock(view.report.end)[:5])))
