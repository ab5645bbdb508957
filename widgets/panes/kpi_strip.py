"""The hall's figures in large numerals, each with its limit or denominator small beside it. What is not known is a dash, never a zero."""

from functools import partial
from typing import NamedTuple

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent

from console.model import kpi
from console.model.hall import ZoneKind
from console.model.health import counters_known
from console.model.lookup import lookup
from console.model.state import CounterPhase, HallState, TicketPhase
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.pane import Pane
from widgets.plain_ground import stand_on
from widgets.spots import Spots
from widgets.theme import Theme, Tone

translate = QCoreApplication.translate
HOUR = 3600.0
_LEAST_SPAN = 600.0
"""Seconds of samples needed before arrivals are given by the hour."""
_CODES = (
    "waiting", "max_wait_so_far", "avg_wait", "p90_wait", "open_counters", "taken", "abandon_rate", "sat_rate", "self_rate",
)  # fmt: skip
"""The figure behind each numeral, which a click explains."""
_SATISFIED_GOAL, _ABANDONED_LIMIT = 0.9, 0.1


class KpiView(Struct, frozen=True, kw_only=True):
    """The figures; None: not known."""

    heard: bool
    """Whether the queue system is heard: what is now comes from it, what was today stays true."""
    waiting: int | None
    waiting_limit: int | None
    over: int
    longest: int | None
    """Whole seconds that the longest has waited; None: nobody waits."""
    average: int | None
    target: int | None
    p90: int | None
    called: int
    open: int | None
    counters: int
    busy: int
    arrivals: int | None
    """Tickets an hour, by the last hour."""
    span: int
    """Minutes that `arrivals` rests on."""
    abandoned: tuple[int, int]
    satisfied: tuple[int, int]
    self_served: tuple[int, int]


class Numeral(NamedTuple):
    """A figure as it stands in the strip."""

    label: str
    value: str
    unit: str
    note: str
    """Its limit or denominator."""
    tone: Tone


class KpiStrip(Pane[KpiView]):
    """The strip of numerals; it has no title of its own."""

    name = "kpi_strip"
    title = QT_TRANSLATE_NOOP("Pane", "指标")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: tuple[Numeral, ...] = ()
        self.spots = Spots(theme, self._paint, self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self.spots)
        stand_on(self.spots, theme, Tone.GROUND)
        self.setMinimumHeight(theme.px(48))

    @classmethod
    def view(cls, frame: Frame) -> KpiView:
        """The model's figures, chosen and rounded."""
        state, now = frame.state, frame.now
        figures = {figure.code: figure for figure in kpi.figures(state, now) if figure.scope == kpi.HALL}
        known = lookup(state)
        heard = counters_known(state)
        over = sum(
            now - ticket.queued_at > known.wait_limit(ticket.business)
            for ticket in state.tickets.values()
            if ticket.phase is TicketPhase.WAITING
        )
        arrivals, span = _arrivals(state, now)
        is_open = int(figures["open_counters"].numerator)
        return KpiView(
            heard=heard,
            waiting=int(figures["waiting"].numerator) if heard else None,
            waiting_limit=_waiting_limit(state),
            over=over,
            longest=_whole(figures["max_wait_so_far"].value) if heard else None,
            average=_whole(figures["avg_wait"].value),
            target=_whole(figures["avg_wait"].limit),
            p90=_whole(figures["p90_wait"].value),
            called=int(figures["avg_wait"].denominator),
            open=is_open if heard else None,
            counters=int(figures["open_counters"].denominator),
            busy=sum(each.phase in (CounterPhase.SERVING, CounterPhase.CALLING) for each in state.counters.values()),
            arrivals=arrivals if heard else None,
            span=span,
            abandoned=_share(figures["abandon_rate"]),
            satisfied=_share(figures["sat_rate"]),
            self_served=_share(figures["self_rate"]),
        )

    def draw(self, view: KpiView) -> None:
        """Those numerals anew that say something else."""
        was, self._shown = self._shown, self._numerals(view)
        if was:
            self.spots.refresh(new.label for old, new in zip(was, self._shown, strict=True) if old != new)
        else:
            self.spots.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Nothing: each numeral brings its own ground."""

    def _paint(self, p: QPainter, area: QRectF) -> None:
        gap, count = self.theme.px(8), len(self._shown)
        width = (area.width() - gap * (count - 1)) / max(1, count)
        for i, (label, value, unit, note, tone) in enumerate(self._shown):
            left = round(area.left() + i * (width + gap))
            spot = QRectF(left, area.top(), round(area.left() + i * (width + gap) + width) - left, area.height())
            said = words.join((f"{label} {value}{unit}", note))
            self.spots.place(label, spot, said, partial(self.desk.select, "figure", _CODES[i]))
            if self.spots.is_damaged(spot):
                canvas.card(p, self.theme, spot, Tone.PANEL)
                note_tone = tone if tone in (Tone.HIGH, Tone.MEDIUM) else Tone.FAINT
                canvas.numeral(p, self.theme, spot, label, value, unit=unit, note=note, tone=tone, note_tone=note_tone)

    def _numerals(self, view: KpiView) -> tuple[Numeral, ...]:
        people, percent = translate("KpiStrip", "人"), "%"
        crowded = view.waiting is not None and view.waiting_limit is not None and view.waiting > view.waiting_limit
        late = view.over > 0 and view.heard
        slow = view.average is not None and view.target is not None and view.average > view.target
        unhappy = view.satisfied[1] >= 10 and view.satisfied[0] / view.satisfied[1] < _SATISFIED_GOAL
        left = view.abandoned[1] >= 10 and view.abandoned[0] / view.abandoned[1] > _ABANDONED_LIMIT
        free = (view.open or 0) - view.busy
        return (
            Numeral(
                translate("KpiStrip", "等候"), _count(view.waiting), people if view.waiting is not None else "",
                translate("KpiStrip", "上限 {0}").format(view.waiting_limit) if view.waiting_limit else "",
                _tone(view.heard, Tone.MEDIUM if crowded else Tone.TEXT),
            ),
            Numeral(
                translate("KpiStrip", "最长等候"), _time(view.longest) if view.heard else "—", "",
                translate("KpiStrip", "超时 {0} 人").format(view.over) if late else "",
                _tone(view.heard, Tone.HIGH if late else Tone.TEXT),
            ),
            Numeral(
                translate("KpiStrip", "平均等候"), _time(view.average), "",
                translate("KpiStrip", "目标 {0} 分").format(round(view.target / 60)) if view.target else "",
                _tone(view.average is not None, Tone.MEDIUM if slow else Tone.TEXT),
            ),
            Numeral(
                translate("KpiStrip", "P90 等候"), _time(view.p90), "",
                translate("KpiStrip", "{0} 次").format(view.called) if view.called else "", _tone(view.p90 is not None, Tone.TEXT),
            ),
            Numeral(
                translate("KpiStrip", "开放窗口"), "—" if view.open is None else f"{view.open} / {view.counters}", "",
                translate("KpiStrip", "忙 {0} 闲 {1}").format(view.busy, max(0, free)) if view.open is not None else "",
                _tone(view.open is not None, Tone.TEXT),
            ),
            Numeral(
                translate("KpiStrip", "到达"), _count(view.arrivals), translate("KpiStrip", "人/时") if view.arrivals is not None else "",
                translate("KpiStrip", "近 {0} 分").format(view.span) if view.arrivals is not None else "",
                _tone(view.arrivals is not None, Tone.TEXT),
            ),
            Numeral(
                translate("KpiStrip", "弃号率"), _percent(view.abandoned), percent if view.abandoned[1] else "", _of(view.abandoned),
                _tone(view.abandoned[1] > 0, Tone.MEDIUM if left else Tone.TEXT),
            ),
            Numeral(
                translate("KpiStrip", "满意率"), _percent(view.satisfied), percent if view.satisfied[1] else "", _of(view.satisfied),
                _tone(view.satisfied[1] > 0, Tone.MEDIUM if unhappy else Tone.TEXT),
            ),
            Numeral(
                translate("KpiStrip", "自助分流"), _percent(view.self_served), percent if view.self_served[1] else "",
                _of(view.self_served), _tone(view.self_served[1] > 0, Tone.TEXT),
            ),
        )  # fmt: skip


def _arrivals(state: HallState, now: float) -> tuple[int | None, int]:
    """Tickets an hour and the minutes they were counted over; None before ten minutes of samples."""
    taken = sum(tally.taken for tally in state.day.tallies.values())
    window = [sample for sample in state.day.samples if now - HOUR <= sample.at <= now]
    if not window or now - window[0].at < _LEAST_SPAN:
        return None, 0
    span = now - window[0].at
    # The samples are of this day and the tallies run on past the last one.
    return max(0, round((max(taken, window[-1].taken) - window[0].taken) * HOUR / span)), round(span / 60)


def _waiting_limit(state: HallState) -> int | None:
    """People from which the waiting zones are crowded; their seats where nothing else is said."""
    zones = [zone for zone in lookup(state).zones.values() if zone.kind is ZoneKind.WAITING]
    return sum(zone.crowded_at if zone.crowded_at is not None else zone.seats for zone in zones) or None


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _share(figure: kpi.Figure) -> tuple[int, int]:
    return int(figure.numerator), int(figure.denominator)


def _count(value: int | None) -> str:
    return "—" if value is None else str(value)


def _time(seconds: int | None) -> str:
    return "—" if seconds is None else words.duration(seconds)


def _percent(share: tuple[int, int]) -> str:
    return f"{100 * share[0] / share[1]:.1f}" if share[1] else "—"


def _of(share: tuple[int, int]) -> str:
    return f"{share[0]} / {share[1]}" if share[1] else ""


def _tone(known: bool, tone: Tone) -> Tone:
    return tone if known else Tone.FAINT
