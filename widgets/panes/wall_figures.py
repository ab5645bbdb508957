"""The wall's numerals: what waits in all and in each queue, how long, and how many counters serve. Unknown is a dash, never a zero."""

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF
from PyQt6.QtGui import QPainter

from console.model import kpi, queueing
from console.model.health import counters_known
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.canvas import Canvas
from widgets.theme import Size, Theme, Tone
from widgets.wall_pane import WallPane

translate = QCoreApplication.translate
_TALL = 84
"""Height of the hall's numerals, unscaled pixels."""
_ROW = (44, 96)
"""Least and greatest height of a queue's row, unscaled pixels."""


class QueueLine(Struct, frozen=True, kw_only=True):
    """A queue on the wall."""

    name: str
    waiting: int | None
    longest: int | None
    """Whole seconds; None: nobody waits."""
    over: int
    open: int


class WallFiguresView(Struct, frozen=True, kw_only=True):
    """All numerals; None: not known."""

    waiting: int | None = None
    longest: int | None = None
    average: int | None = None
    target: int | None = None
    open: int | None = None
    counters: int = 0
    lines: tuple[QueueLine, ...] = ()


class WallFigures(WallPane[WallFiguresView]):
    """Hall and queues."""

    name = "wall_figures"
    title = QT_TRANSLATE_NOOP("Pane", "大屏指标")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown = WallFiguresView()
        self.canvas = Canvas(theme, self._paint, self)
        self.body.addWidget(self.canvas)

    @classmethod
    def view(cls, frame: Frame) -> WallFiguresView:
        """The model's figures, rounded."""
        state, now = frame.state, frame.now
        heard = counters_known(state)
        figures = {figure.code: figure for figure in kpi.figures(state, now) if figure.scope == kpi.HALL}
        names = words.names_of(state.config)
        longest = figures["max_wait_so_far"].value
        average, target = figures["avg_wait"].value, figures["avg_wait"].limit
        return WallFiguresView(
            waiting=int(figures["waiting"].numerator) if heard else None,
            longest=int(longest) if heard and longest is not None else None,
            average=None if average is None else int(average),
            target=None if target is None else int(target),
            open=int(figures["open_counters"].numerator) if heard else None,
            counters=int(figures["open_counters"].denominator),
            lines=tuple(
                QueueLine(
                    name=names.of("queue", queue.queue),
                    waiting=queue.waiting if heard else None,
                    longest=int(queue.longest) if heard and queue.waiting else None,
                    over=queue.over_limit if heard else 0,
                    open=queue.counters_open,
                )
                for queue in queueing.figures_by_queue(state, now)
            ),
        )

    def draw(self, view: WallFiguresView) -> None:
        """All anew; they are few."""
        self._shown = view
        self.canvas.update()

    def _paint(self, p: QPainter, area: QRectF) -> None:
        theme, view = self.theme, self._shown
        gap, tall = theme.px(8), theme.px(_TALL)
        across = 4 if area.width() > theme.px(640) else 2
        numerals = self._numerals(view)
        wide = (area.width() - gap * (across - 1)) / across
        for i, (label, value, note, tone) in enumerate(numerals):
            spot = QRectF(area.left() + i % across * (wide + gap), area.top() + i // across * (tall + gap), wide, tall)
            canvas.card(p, theme, spot, Tone.PANEL)
            canvas.numeral(p, theme, spot, label, value, note=note, tone=tone)
        top = area.top() + -(-len(numerals) // across) * (tall + gap)
        self._paint_queues(p, QRectF(area.left(), top, area.width(), area.bottom() - top))

    @staticmethod
    def _numerals(view: WallFiguresView) -> tuple[tuple[str, str, str, Tone], ...]:
        late = view.average is not None and view.target is not None and view.average > view.target
        over = sum(line.over for line in view.lines)
        return (
            (translate("Wall", "等候"), _count(view.waiting), translate("Wall", "人") if view.waiting is not None else "", Tone.TEXT),
            (
                translate("Wall", "最长等候"), _time(view.longest), translate("Wall", "超时 {0} 人").format(over) if over else "",
                Tone.HIGH if over else Tone.TEXT,
            ),
            (
                translate("Wall", "平均等候"), _time(view.average),
                translate("Wall", "目标 {0} 分").format(round(view.target / 60)) if view.target else "",
                Tone.MEDIUM if late else Tone.TEXT,
            ),
            (
                translate("Wall", "开放窗口"), _count(view.open), f"/ {view.counters}" if view.open is not None else "", Tone.TEXT,
            ),
        )  # fmt: skip

    def _paint_queues(self, p: QPainter, area: QRectF) -> None:
        theme, lines = self.theme, self._shown.lines
        if not lines or area.height() < theme.px(_ROW[0]):
            return
        canvas.card(p, theme, area, Tone.PANEL)
        tall = min(theme.px(_ROW[1]), area.height() / len(lines))
        fitting = max(1, int(area.height() // max(tall, theme.px(_ROW[0]))))
        tall = max(tall, theme.px(_ROW[0]))
        pad = theme.px(14)
        for i, line in enumerate(lines[:fitting]):
            row = QRectF(area.left() + pad, area.top() + i * tall, area.width() - 2 * pad, tall)
            tone = Tone.HIGH if line.over else Tone.TEXT
            third = row.width() * 0.46
            canvas.text(p, theme, QRectF(row.left(), row.top(), third, tall), line.name, size=Size.VALUE, bold=True)
            middle = QRectF(row.left() + third, row.top(), row.width() * 0.22, tall)
            canvas.text(p, theme, middle, _count(line.waiting), size=Size.NUMERAL, bold=True, tone=tone, align=canvas.RIGHT)
            right = QRectF(middle.right(), row.top(), row.right() - middle.right(), tall)
            upper, lower = QRectF(right), QRectF(right)
            upper.setBottom(right.center().y())
            lower.setTop(right.center().y())
            canvas.text(p, theme, upper, _time(line.longest), size=Size.VALUE, tone=tone, align=canvas.RIGHT)
            said = translate("Wall", "{0} 个窗口").format(line.open)
            canvas.text(p, theme, lower, said, size=Size.LABEL, tone=Tone.SOFT if line.open else Tone.HIGH, align=canvas.RIGHT)


def _count(value: int | None) -> str:
    return "—" if value is None else str(value)


def _time(seconds: int | None) -> str:
    return "—" if seconds is None else words.duration(seconds)
