"""The wall's numerals: what waits in all and in each queue, how long, and how many counters serve. Unknown is a dash, never a zero."""

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter

from console.model import kpi, queueing
from console.model.health import counters_known
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.canvas import Canvas
from widgets.theme import Look, Shape, Size, Theme, Tone
from widgets.wall_pane import WallPane, several

translate = QCoreApplication.translate
_TALL = 78
"""Height of the hall's numerals, unscaled pixels."""
_ROW = (34, 84)
"""Least and greatest height of a queue's row, unscaled pixels."""
_LARGE = 52
"""From this height on a row has large words, and says how many counters serve its queue."""

_LOOKS = {Tone.HIGH: Look(Shape.TRIANGLE, Tone.HIGH), Tone.MEDIUM: Look(Shape.DIAMOND, Tone.MEDIUM)}
"""Colour alone says nothing: the shape that goes with it."""


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
            self._numeral(p, spot, label, value, note, tone)
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

    def _numeral(self, p: QPainter, area: QRectF, label: str, value: str, note: str, tone: Tone) -> None:
        """A figure to be read from afar: label above, its limit or unit close behind it."""
        theme = self.theme
        inner = area.adjusted(theme.px(12), theme.px(6), -theme.px(8), -theme.px(4))
        upper = QRectF(inner.left(), inner.top(), inner.width(), theme.px(22))
        lower = QRectF(inner.left(), upper.bottom(), inner.width(), inner.bottom() - upper.bottom())
        canvas.text(p, theme, upper, label, size=Size.TITLE, tone=Tone.SOFT)
        size = 42
        while size > Size.VALUE and canvas.width_of(theme, value, size, bold=True) > lower.width():
            size -= 2
        used = canvas.text(p, theme, lower, value, size=size, bold=True, tone=tone) + theme.px(6)
        if used + canvas.width_of(theme, note, Size.BODY) <= lower.width():
            foot = lower.adjusted(used, lower.height() * 0.34, 0, 0)
            canvas.text(p, theme, foot, note, size=Size.BODY, tone=Tone.SOFT)
        else:
            beside = upper.adjusted(canvas.width_of(theme, label, Size.TITLE) + theme.px(6), 0, 0, 0)
            if canvas.width_of(theme, note, Size.LABEL) <= beside.width():
                canvas.text(p, theme, beside, note, size=Size.LABEL, tone=Tone.SOFT, align=canvas.RIGHT)
            elif tone in _LOOKS:
                canvas.glyph(p, theme, QPointF(beside.left() + theme.px(8), beside.center().y()), _LOOKS[tone])

    def _paint_queues(self, p: QPainter, area: QRectF) -> None:
        theme, lines = self.theme, self._shown.lines
        if not lines or area.height() < theme.px(_ROW[0]):
            return
        canvas.card(p, theme, area, Tone.PANEL)
        area = area.adjusted(0, 0, 0, -theme.px(6))
        fitting = max(1, int(area.height() // theme.px(_ROW[0])))
        shown = _neediest(lines, fitting)
        tall = min(theme.px(_ROW[1]), area.height() / len(shown))
        pad = theme.px(12)
        for i, line in enumerate(shown):
            self._queue(p, QRectF(area.left() + pad, area.top() + i * tall, area.width() - 2 * pad, tall), line)

    def _queue(self, p: QPainter, row: QRectF, line: QueueLine) -> None:
        theme = self.theme
        tone = Tone.HIGH if line.over else Tone.TEXT
        is_large = row.height() >= theme.px(_LARGE)
        wide = row.width() * (0.24 if is_large else 0.3)
        last = QRectF(row.right() - wide, row.top(), wide, row.height())
        count = QRectF(last.left() - row.width() * 0.2, row.top(), row.width() * 0.2, row.height())
        name = QRectF(row.left(), row.top(), count.left() - row.left() - theme.px(12), row.height())
        if is_large:
            served = QRectF(count.left() - theme.px(150), row.top(), theme.px(150), row.height())
            name.setRight(served.left())
            said = translate("Wall", "%n 个窗口", n=line.open)
            canvas.text(p, theme, served, said, size=Size.VALUE, tone=Tone.SOFT if line.open else Tone.HIGH, align=canvas.RIGHT)
        size = 26 if is_large else Size.VALUE
        sizes = tuple(each for each in (26, Size.VALUE, Size.TITLE, Size.BODY, Size.LABEL, Size.QUIET, Size.TINY) if each <= size)
        longest = max((each.name for each in self._shown.lines), key=len)
        several(
            p,
            theme,
            name,
            line.name,
            sizes[sizes.index(canvas.fitting(theme, longest, name.width(), sizes, bold=True)) :],
            bold=True,
        )
        used = canvas.text(
            p, theme, count, _count(line.waiting), size=42 if is_large else 24, bold=True, tone=tone, align=canvas.RIGHT
        )
        if line.over:
            canvas.glyph(p, theme, QPointF(count.right() - used - theme.px(14), count.center().y()), _LOOKS[Tone.HIGH])
        canvas.text(p, theme, last, _time(line.longest), size=size, tone=tone, align=canvas.RIGHT)


def _neediest(lines: tuple[QueueLine, ...], most: int) -> tuple[QueueLine, ...]:
    """Those that fit, in the hall's own order so that none jumps: who waits too long goes before who is many."""
    chosen = sorted(lines, key=lambda line: (-line.over, -(line.waiting or 0)))[:most]
    return tuple(line for line in lines if line in chosen)


def _count(value: int | None) -> str:
    return "—" if value is None else str(value)


def _time(seconds: int | None) -> str:
    return "—" if seconds is None else words.duration(seconds)
