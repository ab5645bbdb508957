"""Time at the foot of the window: pause, back, play, seek, and the one way home to now. It shows no fact later than the picture's time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from console.model.hall import AlarmPriority
from console.model.state import HallState
from console.session import SPEEDS, Frame, Mode
from widgets import canvas
from widgets.action import ActionButton, Weight
from widgets.desk import Source
from widgets.hours import hours
from widgets.plain_ground import stand_on
from widgets.theme import Size, Theme, Tone, look

translate = QCoreApplication.translate
BACK_LONG, BACK_SHORT, STEP = 1200.0, 60.0, 10.0
"""Seconds that the buttons and the arrow keys go back or on."""
MARKED = 200
"""In a flood of more alarms only the last onsets are marked: more marks than that are a smear."""


class Mark(Struct, frozen=True):
    """Something that happened, on the axis."""

    at: float
    tone: Tone


class TimeView(Struct, frozen=True, kw_only=True):
    """What the bar shows."""

    mode: Mode
    now: float
    extent: tuple[float, float]
    start: float
    end: float
    speed: float
    zone: str
    is_loading: bool = False
    marks: tuple[Mark, ...] = ()


def view(frame: Frame) -> TimeView:
    """The axis spans the business day; only what the picture's own state knows is marked on it."""
    config = frame.state.config
    zone = config.timezone if config is not None else "Asia/Shanghai"
    start, end = _axis(frame, ZoneInfo(zone))
    return TimeView(
        mode=frame.mode,
        now=float(int(frame.now)),
        extent=(float(int(frame.extent[0])), float(int(frame.extent[1]))),
        start=start,
        end=end,
        speed=frame.speed,
        zone=zone,
        is_loading=frame.is_loading,
        marks=_marks(frame.state, start),
    )


def _axis(frame: Frame, zone: ZoneInfo) -> tuple[float, float]:
    """The hours of the picture's day, from the first record (or half an hour before opening) to closing, whole hours."""
    here = datetime.fromtimestamp(frame.now, zone)
    config = frame.state.config
    opens, closes = (config.opens, config.closes) if config is not None else ("08:30", "17:00")
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight.replace(hour=max(0, int(opens[:2]) - (opens[3:] < "30"))).timestamp()
    last = (midnight.replace(hour=int(closes[:2])) + timedelta(hours=closes[3:] > "00")).timestamp()
    begun = max(frame.extent[0], midnight.timestamp()) if frame.extent[0] else frame.now
    return min(first, begun // 3600 * 3600, frame.now // 3600 * 3600), max(last, -(-frame.now // 3600) * 3600)


def _marks(state: HallState, start: float) -> tuple[Mark, ...]:
    marks = dict.fromkeys(state.alarm_onsets, Tone.SOFT)
    if len(state.alarms) <= MARKED:
        marks |= {alarm.active_at: look(alarm.priority).tone for alarm in state.alarms.values() if alarm.suppressed_by is None}
    marks |= {run.at: Tone.DRILL if run.drill else look(AlarmPriority.CRITICAL).tone for run in state.plans.values()}
    return tuple(Mark(at, tone) for at, tone in sorted(marks.items()) if at >= start)


class TimeBar(QWidget):
    """The bar. Its buttons and keys go to the source; what it shows comes back in the next frame."""

    def __init__(self, theme: Theme, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.source = source
        self.shown: TimeView | None = None
        self.chosen = 1.0
        """The speed that playing goes on with."""
        self._asked: float | None = None
        """A speed asked for that the picture does not have yet: until then the one it has is not what was chosen."""
        self.play = ActionButton(theme, translate("TimeBar", "暂停"), self)
        self.speed = ActionButton(theme, "1×", self)
        self.back_long = ActionButton(theme, translate("TimeBar", "−20 分"), self)
        self.back_short = ActionButton(theme, translate("TimeBar", "−1 分"), self)
        self.home = ActionButton(theme, translate("TimeBar", "回到实时 L"), self, weight=Weight.WELL)
        self.axis = _Axis(theme, self)
        stand_on(self.axis, theme, Tone.PANEL)
        self.axis.seek = source.seek
        self.play.fired.connect(self.toggle)
        self.speed.fired.connect(self.next_speed)
        self.back_long.fired.connect(self.go_back_long)
        self.back_short.fired.connect(self.go_back_short)
        self.home.fired.connect(self.go_home)
        self.play.setFixedWidth(theme.px(64))
        self.speed.setFixedWidth(theme.px(56))
        row = QHBoxLayout(self)
        pad = theme.px(12)
        row.setContentsMargins(pad, theme.px(6), pad, theme.px(6))
        row.setSpacing(theme.px(8))
        for button in (self.back_long, self.back_short, self.play, self.speed):
            row.addWidget(button)
        row.addWidget(self.axis, 1)
        row.addWidget(self.home)
        self.setFixedHeight(theme.px(56))

    def draw(self, shown: TimeView) -> None:
        """Show a view."""
        if shown == self.shown:
            return
        self.shown = shown
        playing = shown.mode is not Mode.PAUSED
        if shown.mode is not Mode.REPLAY or shown.speed == self._asked:
            self._asked = None
        if shown.mode is Mode.REPLAY and shown.speed and self._asked is None:
            self.chosen = shown.speed
        self.play.setText(translate("TimeBar", "暂停") if playing else translate("TimeBar", "播放"))
        self.speed.setText(f"{shown.speed if shown.mode is Mode.LIVE else self.chosen:g}×")
        self.speed.allow(shown.mode is not Mode.LIVE, translate("TimeBar", "实时只有一倍速；先退回再选速度"))
        self.home.allow(shown.mode is not Mode.LIVE, translate("TimeBar", "现在就是实时"))
        self.axis.draw(shown)

    def toggle(self) -> None:
        """Pause, or play on."""
        if self.shown is not None and self.shown.mode is Mode.PAUSED:
            self.source.play(self.chosen)
        else:
            self.source.pause()

    def next_speed(self) -> None:
        """The next faster speed; after the fastest the slowest. In a pause it is only chosen."""
        self._choose(next((speed for speed in SPEEDS if speed > self.chosen), SPEEDS[0]))

    def slower(self) -> None:
        """The next slower speed."""
        self._choose(max((speed for speed in SPEEDS if speed < self.chosen), default=SPEEDS[0]))

    def _choose(self, speed: float) -> None:
        self.chosen = speed
        if self.shown is not None and self.shown.mode is Mode.REPLAY:
            self._asked = speed
            self.source.play(speed)
        else:
            self.speed.setText(f"{speed:g}×")
            self.speed.update()

    def go(self, seconds: float) -> None:
        """Go back (negative) or on; from live, the past begins to play."""
        if self.shown is None:
            return
        was_live = self.shown.mode is Mode.LIVE
        first, last = self.shown.extent
        self.source.seek(min(max(self.shown.now + seconds, first), last))
        if was_live:
            self.chosen = 1.0
            self.source.play(self.chosen)

    def go_back_long(self) -> None:
        """20 minutes back."""
        self.go(-BACK_LONG)

    def go_back_short(self) -> None:
        """A minute back."""
        self.go(-BACK_SHORT)

    def go_home(self) -> None:
        """Back to now."""
        self.source.live()

    def take_key(self, event: QKeyEvent) -> bool:
        """Keys that no focused widget wanted: space, arrows (shift: a minute), page up (20 minutes), + and −, L and End."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Space:
                self.toggle()
            case Qt.Key.Key_Left:
                self.go(-(BACK_SHORT if shift else STEP))
            case Qt.Key.Key_Right:
                self.go(BACK_SHORT if shift else STEP)
            case Qt.Key.Key_PageUp:
                self.go(-BACK_LONG)
            case Qt.Key.Key_PageDown:
                self.go(BACK_LONG)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if not self._is_live():
                self.next_speed()
            case Qt.Key.Key_Minus if not self._is_live():
                self.slower()
            case Qt.Key.Key_L | Qt.Key.Key_End:
                self.go_home()
            case _:
                return False
        return True

    def _is_live(self) -> bool:
        return self.shown is None or self.shown.mode is Mode.LIVE

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas.card(p, self.theme, QRectF(self.rect()), Tone.PANEL)
        p.end()


class _Axis(QWidget):
    """The hours; a click seeks, and while it is dragged the picture follows as quickly as the past can be had."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.shown: TimeView | None = None
        self.seek = self._nowhere
        self._dragged: float | None = None
        self._sought: float | None = None
        """Where the hand was when the past was asked for last."""
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(theme.px(200))
        self.setAccessibleName(translate("TimeBar", "时间轴"))

    def _nowhere(self, at: float) -> None:
        """Before it is connected."""

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(600), self.theme.px(40))

    def draw(self, shown: TimeView) -> None:
        self.shown = shown
        self._follow()
        self.update()

    def x_of(self, at: float) -> float:
        """Where a time is."""
        if self.shown is None:
            return 0.0
        pad = self.theme.px(14)
        return pad + (self.width() - 2 * pad) * (at - self.shown.start) / (self.shown.end - self.shown.start)

    def time_at(self, x: float) -> float | None:
        """The time at a place, kept within what is recorded."""
        if self.shown is None:
            return None
        pad = self.theme.px(14)
        at = self.shown.start + (x - pad) / max(1, self.width() - 2 * pad) * (self.shown.end - self.shown.start)
        return min(max(at, self.shown.extent[0]), self.shown.extent[1])

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        at = self.time_at(event.position().x())
        if at is not None and self.shown is not None:
            self.setToolTip(datetime.fromtimestamp(at, ZoneInfo(self.shown.zone)).strftime("%H:%M:%S"))
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if self._dragged is not None and self._dragged != self._sought:
            self.seek(self._dragged)
        self._dragged = self._sought = None
        self.update()

    def _drag(self, event: QMouseEvent | None) -> None:
        if event is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._dragged = self.time_at(event.position().x())
            self._follow()
            self.update()

    def _follow(self) -> None:
        """Ask for the moment under the hand, once the one asked for before is there."""
        if self._dragged is None or self._dragged == self._sought or self.shown is None or self.shown.is_loading:
            return
        self._sought = self._dragged
        self.seek(self._dragged)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        shown, theme, px = self.shown, self.theme, self.theme.px
        if shown is None:
            return
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        zone = ZoneInfo(shown.zone)
        y = self.height() / 2 - px(2)
        for at in hours(shown.start, shown.end):
            x = self.x_of(at)
            area = QRectF(x - px(24), y + px(7), px(48), px(16))
            words = datetime.fromtimestamp(at, zone).strftime("%H:%M")
            canvas.text(p, theme, area, words, size=Size.TINY, tone=Tone.FAINT, align=canvas.CENTRE)
        self._lane(p, shown.start, shown.end, Tone.CONTROL, y)
        self._lane(p, max(shown.extent[0], shown.start), min(shown.extent[1], shown.end), Tone.FAINT, y)
        self._lane(p, max(shown.extent[0], shown.start), shown.now, Tone.SOFT, y)
        p.setPen(Qt.PenStyle.NoPen)
        for mark in shown.marks:
            x = self.x_of(mark.at)
            p.setBrush(theme.colour(mark.tone))
            p.drawPolygon(QPolygonF([QPointF(x - px(4), y - px(13)), QPointF(x + px(4), y - px(13)), QPointF(x, y - px(6))]))
        tone = Tone.WELL if shown.mode is Mode.LIVE else Tone.INFO
        at = self._dragged if self._dragged is not None else shown.now
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(theme.colour(tone))
        p.drawEllipse(QPointF(self.x_of(at), y), px(7), px(7))
        p.end()

    def _lane(self, p: QPainter, start: float, end: float, tone: Tone, y: float) -> None:
        if end > start:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(self.theme.colour(tone))
            r = self.theme.px(2)
            p.drawRoundedRect(QRectF(self.x_of(start), y - r, self.x_of(end) - self.x_of(start), 2 * r), r, r)
