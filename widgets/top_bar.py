"""The first thing read: which hall, which mode, what time, who is on duty, how far to trust it, the worst alarm, the emergency button."""

from datetime import datetime

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from console.model.command import Role
from console.model.health import Health, health_of
from console.session import Frame, Link, Mode
from widgets import alarm_strip, canvas, words
from widgets.action import ActionButton, Weight
from widgets.alarm_strip import AlarmStrip, StripView
from widgets.login_seat import Seat
from widgets.plain_ground import stand_on
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
HEIGHT = 52


class TopView(Struct, frozen=True, kw_only=True):
    """What the bar shows; words are said in `draw`."""

    hall: str
    mode: Mode
    speed: float
    now: int
    clock: str
    weekday: int
    date: tuple[int, int, int]
    duty: str
    trusted: int
    devices: int
    doubtful: tuple[str, ...]
    """Names of devices that nobody hears, at most three."""
    link: Link
    heard_ago: int
    starting: int
    """How much of its journal a starting hub has read, in per cent."""
    recorded: bool
    strip: StripView
    can_command: bool
    blocked: str
    is_loading: bool = False
    past_why: str = ""
    person: str = ""
    """Who sits here, by name; empty: nobody, or the hall knows its stations only."""
    role: Role = Role.LEADER
    must_log_in: bool = False
    is_leaving: bool = False
    locks_in: int | None = None
    """Seconds until the desk locks itself, when that is near."""


def view(frame: Frame, seat: Seat | None = None) -> TopView:
    """The bar's part of a frame."""
    state = frame.state
    names = words.names_of(state.config)
    here = datetime.fromtimestamp(frame.now, names.zone_info)
    health = {} if state.config is None else {device.id: health_of(state, device.id) for device in state.config.devices}
    in_service = {id: each for id, each in health.items() if each is not Health.OUT}
    doubtful = [id for id, each in in_service.items() if each in {Health.UNHEARD, Health.LOST}]
    return TopView(
        hall=words.name(state.config) if state.config is not None else translate("TopBar", "营业厅现场值守台"),
        mode=frame.mode,
        speed=frame.speed,
        now=int(frame.now),
        clock=here.strftime("%H:%M:%S"),
        weekday=here.weekday(),
        date=(here.year, here.month, here.day),
        duty=names.of("person", state.duty) if state.duty is not None else "",
        trusted=len(in_service) - len(doubtful),
        devices=len(in_service),
        doubtful=tuple(names.of("device", id) for id in doubtful[:3]),
        link=frame.link,
        heard_ago=int(frame.heard_ago) if frame.link is not Link.GOOD else 0,
        starting=int(100 * frame.starting) if frame.link is Link.STARTING else 0,
        recorded=frame.recorded,
        strip=alarm_strip.view(frame),
        can_command=frame.can_command,
        blocked=frame.blocked,
        is_loading=frame.is_loading,
        past_why=frame.past_why,
        person=names.of("person", frame.person) if frame.person is not None else "",
        role=frame.role,
        must_log_in=frame.must_log_in,
        is_leaving=seat is not None and bool(seat.leaving),
        locks_in=seat.locks_in if seat is not None else None,
    )


def date_words(view: TopView) -> str:
    """`11月21日 周六`."""
    days = (
        translate("TopBar", "周一"), translate("TopBar", "周二"), translate("TopBar", "周三"), translate("TopBar", "周四"),
        translate("TopBar", "周五"), translate("TopBar", "周六"), translate("TopBar", "周日"),
    )  # fmt: skip
    year, month, day = view.date
    return translate("TopBar", "{month}月{day}日 {weekday}").format(year=year, month=month, day=day, weekday=days[view.weekday])


MODE_TONES = {Mode.LIVE: Tone.WELL, Mode.PAUSED: Tone.INFO, Mode.REPLAY: Tone.INFO}


class TopBar(QWidget):
    """The bar. `plans_wanted` asks for the plan chooser, `alarm_opened` for an alarm's detail, `seat_wanted` to log out or in."""

    plans_wanted = pyqtSignal()
    alarm_opened = pyqtSignal(str)
    alarms_wanted = pyqtSignal()
    """For the list of all."""
    seat_wanted = pyqtSignal()

    def __init__(self, theme: Theme, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.title = title
        """The window's own name, after the hall's."""
        self.shown: TopView | None = None
        self.strip = AlarmStrip(theme, self)
        self.others = ActionButton(theme, translate("TopBar", "其余告警 {0}").format(0), self)
        self.emergency = ActionButton(theme, translate("TopBar", "应急预案"), self, weight=Weight.DANGER, guarded=True)
        self.menu = ActionButton(theme, translate("TopBar", "菜单"), self)
        self.menu.setToolTip(translate("TopBar", "配色、大字、语言、布置、帮助（F10）；查找与执行：Ctrl+K"))
        self.seat = ActionButton(theme, "", self)
        self.seat.hide()
        self.facts = _Facts(theme, self)
        stand_on(self.facts, theme, Tone.PANEL)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        row.setSpacing(theme.px(8))
        row.addWidget(self.facts, 60)
        row.addWidget(self.seat)
        row.addWidget(self.strip, 44)
        row.addWidget(self.others)
        row.addWidget(self.emergency)
        row.addWidget(self.menu)
        self.others.setFixedWidth(theme.px(104))
        self.emergency.setFixedWidth(theme.px(120))
        self.seat.setFixedWidth(theme.px(148))
        self.setFixedHeight(theme.px(HEIGHT))
        self.strip.opened.connect(self.alarm_opened)
        self.others.fired.connect(self.alarms_wanted)
        self.emergency.fired.connect(self.plans_wanted)
        self.seat.fired.connect(self.seat_wanted)

    def draw(self, shown: TopView) -> None:
        """Show a view."""
        if shown == self.shown:
            return
        before, self.shown = self.shown, shown
        self.strip.draw(shown.strip)
        self.emergency.allow(shown.can_command, words.of(shown.blocked) if shown.blocked else "")
        if before is None or before.strip.others != shown.strip.others:
            self.others.setText(translate("TopBar", "其余告警 {0}").format(shown.strip.others))
        self._draw_seat(shown)
        self.facts.update()

    def _draw_seat(self, shown: TopView) -> None:
        """The button by which one logs out or in; none in a hall that knows its stations only."""
        self.seat.setVisible(bool(shown.person or shown.must_log_in))
        self.seat.weight = Weight.PRIMARY if shown.must_log_in else Weight.PLAIN
        if shown.must_log_in:
            said = translate("TopBar", "登录")
        elif shown.locks_in is not None:
            said = translate("TopBar", "{0} 秒后锁定").format(shown.locks_in)
        else:
            said = translate("TopBar", "{0} 退出").format(shown.person)
        self.seat.setText(said)
        self.seat.allow(not shown.is_leaving, translate("TopBar", "正在退出"))
        if self.seat.allowed:
            where = translate("TopBar", "点击登录（Ctrl+L）") if shown.must_log_in else translate("TopBar", "点击退出（Ctrl+L）")
            self.seat.setToolTip(words.join(["" if shown.must_log_in else words.of(shown.role), where]))
        self.seat.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.fillRect(self.rect(), self.theme.colour(Tone.PANEL))
        p.fillRect(0, self.height() - 1, self.width(), 1, self.theme.mixed(Tone.LINE, Tone.PANEL, 0.6))
        p.end()


class _Facts(QWidget):
    """The bar's left part, painted from left to right; what has no room is left out, the least important first."""

    def __init__(self, theme: Theme, bar: TopBar) -> None:
        super().__init__(bar)
        self.theme = theme
        self.bar = bar
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(theme.px(400))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(900), self.theme.px(36))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        shown = self.bar.shown
        if shown is None:
            return
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px = self.theme, self.theme.px
        middle = self.height() / 2
        room = QRectF(self.rect())
        title = words.join([shown.hall, self.bar.title])
        limit = room.adjusted(0, 0, -px(320), 0)
        # Where room is wanting, the window's own name is worth more than the hall's, which stands on the first window.
        names = (title, self.bar.title or shown.hall)
        sizes = ((words_, size) for words_ in names for size in (Size.VALUE + 2, Size.VALUE, Size.TITLE))
        fits = next(
            (each for each in sizes if canvas.width_of(theme, each[0], each[1], bold=True) <= limit.width()),
            (names[1], Size.TITLE),
        )
        self.setToolTip(title if fits[0] != title or fits[1] == Size.TITLE else "")
        x = canvas.text(p, theme, limit, fits[0], size=fits[1], bold=True) + px(18)
        x = self._mode(p, QPointF(x, middle), shown) + px(18)
        clock_width = canvas.width_of(theme, "00:00:00", Size.HEAD + 1, bold=True)
        canvas.text(p, theme, QRectF(x, 0, clock_width + 4, self.height()), shown.clock, size=Size.HEAD + 1, bold=True)
        x += clock_width + px(12)
        if not shown.recorded:
            x = canvas.pill(
                p, theme, QPointF(x, middle), translate("TopBar", "未在记录"), Look(Shape.ALARM, Tone.CRITICAL), height=26
            ).right() + px(10)
        if shown.link is not Link.GOOD and shown.mode is Mode.LIVE:
            detail = words.age(shown.heard_ago) if shown.link is Link.STALE else ""
            detail = f"{shown.starting}%" if shown.link is Link.STARTING else detail
            link = words.join([words.of(shown.link), detail])
            x = canvas.pill(p, theme, QPointF(x, middle), link, Look(Shape.QUESTION, Tone.HIGH), height=26).right() + px(10)
        for label, value, tail in self._rest(shown):
            x = self._labelled(p, x, label, value, tail) or x
        p.end()

    def _mode(self, p: QPainter, at: QPointF, shown: TopView) -> float:
        tone = MODE_TONES[shown.mode]
        if shown.mode is Mode.LIVE and shown.link is not Link.GOOD:
            tone = Tone.UNKNOWN
        shape = {Mode.LIVE: Shape.DISC, Mode.PAUSED: Shape.BARS, Mode.REPLAY: Shape.RING}[shown.mode]
        return canvas.pill(p, self.theme, at, words.of(shown.mode), Look(shape, tone), size=Size.LABEL, height=26).right()

    def _rest(self, shown: TopView) -> list[tuple[str, str, str]]:
        """Label, value and quiet tail, the most important first."""
        tail = ""
        if shown.doubtful:
            more = shown.devices - shown.trusted - 1
            tail = translate("TopBar", "{0} 未知").format(shown.doubtful[0])
            tail = translate("TopBar", "{0} 等 {1} 台未知").format(shown.doubtful[0], more + 1) if more > 0 else tail
        return [
            (translate("TopBar", "值班"), shown.duty or translate("TopBar", "无人"), ""),
            *self._sitting(shown),
            (translate("TopBar", "数据可信"), f"{shown.trusted} / {shown.devices}", tail),
            ("", "", date_words(shown)),
        ]

    @staticmethod
    def _sitting(shown: TopView) -> list[tuple[str, str, str]]:
        """Who sits here and as what, in a hall that knows its people."""
        if shown.must_log_in:
            return [(translate("TopBar", "本席"), translate("TopBar", "未登录"), "")]
        return [(translate("TopBar", "本席"), words.join([shown.person, words.of(shown.role)]), "")] if shown.person else []

    def _labelled(self, p: QPainter, x: float, label: str, value: str, tail: str) -> float | None:
        """Paint one fact; None when it has no room, not even without its tail."""
        theme, px = self.theme, self.theme.px
        left = x + px(8)
        label_width = canvas.width_of(theme, label, Size.LABEL) + px(8) if label else 0
        value_width = canvas.width_of(theme, value, Size.BODY, bold=True) if value else 0
        tail_width = canvas.width_of(theme, tail, Size.QUIET) + px(10) if tail else 0
        room = self.width() - px(8)
        if left + label_width + value_width > room or (not value and left + tail_width > room):
            return None
        area = QRectF(left, 0, self.width() - left, self.height())
        canvas.text(p, theme, area, label, size=Size.LABEL, tone=Tone.FAINT)
        canvas.text(p, theme, area.adjusted(label_width, 0, 0, 0), value, size=Size.BODY, bold=True)
        at = left + label_width + value_width
        if tail and at + tail_width <= self.width():
            gap = px(10) if value else 0
            canvas.text(p, theme, area.adjusted(label_width + value_width + gap, 0, 0, 0), tail, size=Size.QUIET, tone=Tone.FAINT)
            at += tail_width
        return at + px(10)


class ModeBanner(QWidget):
    """Says across the whole window that this is not now, and how to come back. Hidden when live."""

    home_wanted = pyqtSignal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.words = ""
        self.tone = Tone.INFO
        self.home = ActionButton(theme, translate("TopBar", "回到实时 L"), self, weight=Weight.WELL)
        self.home.fired.connect(self.home_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(3), theme.px(16), theme.px(3))
        row.addStretch(1)
        row.addWidget(self.home)
        self.setFixedHeight(theme.px(40))
        self.hide()

    def draw(self, shown: TopView) -> None:
        """Show or hide it."""
        self.setVisible(shown.mode is not Mode.LIVE)
        if shown.mode is Mode.LIVE:
            return
        speed = f"{shown.speed:g}×" if shown.mode is Mode.REPLAY else ""
        said = words.join([words.of(shown.mode), date_words(shown), shown.clock, speed, self._told(shown)])
        if said != self.words:
            self.words, self.tone = said, Tone.HIGH if shown.past_why else MODE_TONES[shown.mode]
            self.setAccessibleName(said)
            self.setToolTip(shown.past_why)
            self.update()

    @staticmethod
    def _told(shown: TopView) -> str:
        """What the picture is: of the past, still of the moment before, or stuck and why."""
        if shown.past_why:
            return translate("TopBar", "历史服务没有应答，画面停在此刻；正在重试，按 L 回到实时")
        if shown.is_loading:
            return translate("TopBar", "正在载入所选时刻")
        return translate("TopBar", "所见为过去，不能下命令；告警条仍为实时")

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        p.fillRect(area, self.theme.mixed(self.tone, Tone.GROUND, 0.32))
        canvas.text(
            p, self.theme, area.adjusted(self.theme.px(16), 0, -self.theme.px(160), 0), self.words, size=Size.TITLE, bold=True
        )
        p.end()


class ModeBorder(QWidget):
    """A coloured border and a watermark over the whole window when it does not show now; lets the mouse through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.mode = Mode.LIVE
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def draw(self, mode: Mode) -> None:
        """Follow the mode."""
        if mode is not self.mode:
            self.mode = mode
            self.setVisible(mode is not Mode.LIVE)
            self.raise_()
            self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, area, wide = self.theme, QRectF(self.rect()), self.theme.px(4)
        tone = MODE_TONES[self.mode]
        colour = theme.colour(tone)
        for edge in (
            QRectF(area.left(), area.top(), area.width(), wide), QRectF(area.left(), area.bottom() - wide, area.width(), wide),
            QRectF(area.left(), area.top(), wide, area.height()), QRectF(area.right() - wide, area.top(), wide, area.height()),
        ):  # fmt: skip
            p.fillRect(edge, colour)
        p.translate(area.center())
        p.rotate(-18)
        mark = QRectF(-area.width() / 2, -theme.px(70), area.width(), theme.px(140))
        canvas.text(p, theme, mark, words.of(self.mode), size=120, bold=True, tone=theme.faded(tone, 0.07), align=canvas.CENTRE)
        p.end()
