"""The day so far as curves: how many wait, how many counters are open, how many wait over their limit. No forecast is made here."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter, QPen

from console.model.hall import HallConfig, ZoneKind
from console.model.state import Sample
from console.session import Desk, Frame
from widgets import canvas
from widgets.canvas import Canvas
from widgets.hours import open_hours
from widgets.late import Late
from widgets.pane import Pane
from widgets.theme import Size, Theme, Tone

if TYPE_CHECKING:
    from widgets.plot import TimePlot

translate = QCoreApplication.translate
_LEAST = 10
"""The scale never shows fewer people than this, so that a quiet hall looks quiet."""


_NOW_STEP = 15
"""Seconds by which the line of now moves: less than a pixel of a day, and a plot is dear to paint."""


class TrendsView(Struct, frozen=True, kw_only=True):
    """The day's samples and the frame they are drawn in."""

    has_hall: bool
    timezone: str
    start: float
    end: float
    top: int
    limit: int | None
    """How many may wait before the waiting zones count as crowded."""
    now: int
    samples: tuple[Sample, ...]


class Trends(Pane[TrendsView]):
    """Curves of the day."""

    name = "trends"
    title = QT_TRANSLATE_NOOP("Pane", "今日走势")
    wall_scale = 1.6

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._last: Sample | None = None
        self._limit: int | None = None
        self.legend = Canvas(theme, self._paint_legend, self)
        self.legend.setFixedHeight(theme.px(20))
        self.plot: TimePlot | None = None
        self._late = Late("widgets.plot", self.forget, self)
        self.body.setSpacing(0)
        self.body.addWidget(self.legend)
        self.body.addStretch()

    @classmethod
    def view(cls, frame: Frame) -> TrendsView:
        """The samples of the day up to now, from opening to closing time."""
        config = frame.state.config
        samples = tuple(sample for sample in frame.state.day.samples if sample.at <= frame.now)
        start, end = open_hours(config, frame.now)
        if samples:
            start, end = min(start, samples[0].at), max(end, samples[-1].at)
        limit = _limit(config)
        highest = max((max(s.waiting, s.open_counters, s.over_limit) for s in samples), default=0)
        return TrendsView(
            has_hall=config is not None,
            timezone=config.timezone if config else "Asia/Shanghai",
            start=start,
            end=end,
            top=_round_up(max(highest, limit or 0, _LEAST) * 1.15),
            limit=limit,
            now=int(frame.now // _NOW_STEP * _NOW_STEP),
            samples=samples,
        )

    def draw(self, view: TrendsView) -> None:
        """Three curves, the limit and the line of now."""
        self._last = view.samples[-1] if view.samples else None
        self._limit = view.limit
        self.note("" if view.samples else translate("Trends", "开始营业后每分钟一点"))
        self.legend.update()
        if self._late.is_over:
            self._draw_plot(view, self.plot or self._make_plot())
        elif view.has_hall:
            self._late.begin()

    @property
    def is_waiting(self) -> bool:
        """Until the plot is there."""
        return self.plot is None

    def _make_plot(self) -> "TimePlot":
        from widgets.plot import TimePlot  # noqa: PLC0415 (loaded by now; or here is the reason why it cannot be)

        self.plot = TimePlot(self.theme, self)
        self.body.takeAt(1)
        self.body.addWidget(self.plot, 1)
        return self.plot

    def _draw_plot(self, view: TrendsView, plot: "TimePlot") -> None:
        at = [sample.at for sample in view.samples]
        plot.show_window(view.start, view.end, low=0, high=view.top, zone=ZoneInfo(view.timezone))
        plot.curve("waiting", at, [sample.waiting for sample in view.samples], Tone.TEXT)
        plot.curve("open", at, [sample.open_counters for sample in view.samples], Tone.INFO, step=True)
        plot.curve("over", at, [sample.over_limit for sample in view.samples], Tone.HIGH, step=True)
        if view.limit is None:
            plot.remove("limit")
        else:
            plot.limit("limit", view.limit, Tone.HIGH)
        plot.now(view.now)

    def _paint_legend(self, p: QPainter, area: QRectF) -> None:
        last = self._last
        entries = [
            (translate("Trends", "等候人数"), Tone.TEXT, last.waiting if last else None, False),
            (translate("Trends", "开放窗口"), Tone.INFO, last.open_counters if last else None, False),
            (translate("Trends", "超时人数"), Tone.HIGH, last.over_limit if last else None, False),
        ]
        if self._limit is not None:
            entries.append((translate("Trends", "等候上限"), Tone.HIGH, self._limit, True))
        theme = self.theme
        x = area.left() + theme.px(4)
        said = "".join(f"{label}{_figure(value)}" for label, _, value, _ in entries)
        room = area.right() - x - len(entries) * theme.px(40)
        size = canvas.fitting(theme, said, room, (Size.QUIET, Size.TINY, 10, 9, 8), bold=True)
        for label, tone, value, dashed in entries:
            p.setPen(QPen(theme.colour(tone), 2 * theme.scale))
            y = area.center().y()
            if dashed:
                p.drawLine(QPointF(x, y), QPointF(x + theme.px(5), y))
                p.drawLine(QPointF(x + theme.px(9), y), QPointF(x + theme.px(14), y))
            else:
                p.drawLine(QPointF(x, y), QPointF(x + theme.px(14), y))
            x += theme.px(20)
            row = QRectF(x, area.top(), max(0.0, area.right() - x), area.height())
            x += canvas.text(p, theme, row, label, size=size, tone=Tone.SOFT) + theme.px(6)
            row = QRectF(x, area.top(), max(0.0, area.right() - x), area.height())
            x += canvas.text(p, theme, row, _figure(value), size=size, bold=True, tone=tone) + theme.px(14)


def _figure(value: int | None) -> str:
    return "—" if value is None else str(value)


def _limit(config: HallConfig | None) -> int | None:
    """People from which the waiting zones are crowded; their seats where nothing else is said."""
    zones = [zone for zone in config.zones if zone.kind is ZoneKind.WAITING] if config else []
    total = sum(zone.crowded_at if zone.crowded_at is not None else zone.seats for zone in zones)
    return total or None


def _round_up(value: float) -> int:
    """The next round number, so that the scale moves seldom."""
    step = 10 if value <= 100 else 50 if value <= 500 else 100
    return int(-(-value // step) * step)
