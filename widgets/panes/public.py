"""What the public sees and hears: what each display shows now, and of each of the last calls which displays showed it and whether it was said."""

from enum import StrEnum

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QHBoxLayout

from console.model.calls import TOLD_WITHIN, is_untold
from console.model.hall import HallConfig
from console.model.health import Health, health_of, unheard_since
from console.model.lookup import TELLERS, VOICES, lookup
from console.model.state import Announced, Device, HallState
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.canvas import Canvas
from widgets.pane import Pane
from widgets.table import Cell, Column, Row, Table
from widgets.theme import Look, Shape, Size, Theme, Tone, look

translate = QCoreApplication.translate
_STEP = 5
"""Seconds by which ages move: nobody reads them by the second."""


class Trust(StrEnum):
    """How far what a display shows is known."""

    GOOD = "good"
    STALE = "stale"
    """It showed this when it was last heard; it is lost now."""
    NEVER = "never"
    """Nobody has heard it since the hub began."""
    OUT = "out"


class Display(Struct, frozen=True, kw_only=True):
    """One display or loudspeaker."""

    id: str
    is_voice: bool
    zone: str | None
    counter: str | None
    showing: str
    call: Announced | None
    age: int | None
    """Seconds since its last call, or, when it is lost, since it was."""
    trust: Trust


class LastCall(Struct, frozen=True, kw_only=True):
    """One of the last calls."""

    ticket: str
    counter: str
    at: float
    age: int
    times: int
    shown: int
    voiced: bool
    is_untold: bool
    """No display showed it."""
    is_unvoiced: bool
    """There is a loudspeaker, and none said it."""


class PublicView(Struct, frozen=True, kw_only=True):
    """All of it."""

    config: HallConfig | None
    displays: tuple[Display, ...]
    calls: tuple[LastCall, ...]
    untold: int


class Public(Pane[PublicView]):
    """Displays at the left, calls at the right."""

    name = "public"
    title = QT_TRANSLATE_NOOP("Pane", "公众看到的")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.displays = Table(theme, _display_columns(), self, lines=2, ground=Tone.PANEL)
        self.displays.chosen = self._choose_display
        self.displays.empty_words = translate("Public", "本厅没有配置显示屏")
        self.calls = Table(theme, _call_columns(), self, ground=Tone.PANEL)
        self.calls.empty_words = translate("Public", "今日还没有叫号")
        self.calls.chosen = self._choose_call
        self.quiet = Canvas(theme, self._paint_quiet, self)
        both = QHBoxLayout()
        both.setSpacing(theme.px(12))
        both.addWidget(self.displays, 6)
        both.addWidget(self.calls, 5)
        both.addWidget(self.quiet, 5)
        self.body.addLayout(both, 1)

    @classmethod
    def view(cls, frame: Frame) -> PublicView:
        """Main displays first, then loudspeakers, then the counters' strips; the newest call first."""
        state, now = frame.state, frame.now
        displays = [_display(state, device, now) for device in state.devices.values() if _speaks(state, device)]
        places = {id: place for place, id in enumerate(lookup(state).devices)}
        has_voice = any(each.is_voice and each.trust is Trust.GOOD for each in displays)
        calls = tuple(
            LastCall(
                ticket=call.ticket,
                counter=call.counter,
                at=call.at,
                age=int((now - call.at) // _STEP * _STEP),
                times=call.times,
                shown=len(call.shown),
                voiced=bool(call.voiced),
                is_untold=bool(displays) and is_untold(call, now),
                is_unvoiced=has_voice and not call.voiced and now - call.at > TOLD_WITHIN,
            )
            for call in reversed(state.calls)
        )
        return PublicView(
            config=state.config,
            displays=tuple(sorted(displays, key=lambda each: (each.counter is not None, each.is_voice, places.get(each.id, 0)))),
            calls=calls,
            untold=sum(call.is_untold for call in calls),
        )

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """Calls, and who told them, at once; the state of each display by the second."""
        return (frame.state.config, frame.state.calls)

    def draw(self, view: PublicView) -> None:
        """Both tables."""
        names = words.names_of(view.config)
        said = translate("Public", "%n 次叫号没有任何屏幕显示", n=view.untold) if view.untold else ""
        doubtful = sum(each.trust is not Trust.GOOD for each in view.displays)
        doubt = translate("Public", "%n 块屏不知道现在显示什么", n=doubtful) if doubtful else ""
        self.note(words.join((said, doubt)))
        self.displays.set_rows(tuple(_display_row(each, names) for each in view.displays))
        self.calls.set_rows(tuple(_call_row(each, names) for each in view.calls))
        self.calls.setVisible(bool(view.calls))
        self.quiet.setVisible(not view.calls)

    def _paint_quiet(self, p: QPainter, area: QRectF) -> None:
        said = translate("Public", "今天还没有叫过号")
        canvas.text(p, self.theme, area, said, size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE)

    def _choose_display(self, device: str) -> None:
        self.desk.select("device", device)

    def _choose_call(self, row: str) -> None:
        self.desk.select("ticket", row.partition("@")[0])


def _speaks(state: HallState, device: Device) -> bool:
    known = lookup(state).devices.get(device.id)
    return bool(device.showing) or device.announced is not None or (known is not None and known.kind in TELLERS)


def _display(state: HallState, device: Device, now: float) -> Display:
    config = lookup(state).devices.get(device.id)
    health = health_of(state, device.id)
    lost = unheard_since(state, device.id)
    trust = Trust.GOOD
    if health is Health.OUT:
        trust = Trust.OUT
    elif health in {Health.LOST, Health.UNHEARD}:
        trust = Trust.STALE if device.heard_at is not None else Trust.NEVER
    since = lost if trust is Trust.STALE else device.announced.at if device.announced is not None else None
    return Display(
        id=device.id,
        is_voice=config is not None and config.kind in VOICES,
        zone=config.zone if config is not None else None,
        counter=lookup(state).counter_of.get(device.id),
        showing=device.showing,
        call=device.announced,
        age=int((now - since) // _STEP * _STEP) if since is not None else None,
        trust=trust,
    )


def _display_row(display: Display, names: words.Names) -> Row:
    where = names.of("counter", display.counter) if display.counter else names.of("zone", display.zone) if display.zone else ""
    call = display.call.text or display.call.ticket if display.call is not None else ""
    shown = display.showing or call or translate("Public", "空的")
    under = call if display.showing and call != display.showing else ""
    ago = translate("Public", "{0}前").format(words.age(display.age)) if display.age is not None else ""
    state, seen = _trust(display, ago)
    is_known = display.trust is Trust.GOOD
    return Row(
        display.id,
        (
            Cell(names.of("device", display.id), under=where),
            Cell(
                shown,
                under=under,
                bold=is_known and bool(display.showing or call),
                tone=Tone.TEXT if is_known and (display.showing or call) else Tone.FAINT,
            ),
            Cell(state, look=seen, tone=Tone.SOFT, spoken=state),
        ),
        quiet=display.trust is Trust.OUT,
    )


def _trust(display: Display, ago: str) -> tuple[str, Look]:
    """How far it is known, in words and as a shape."""
    match display.trust:
        case Trust.GOOD if display.is_voice:
            said = translate("Public", "{0}说的").format(ago) if ago else translate("Public", "还没有说过")
            return said, Look(Shape.DISC, Tone.SOFT)
        case Trust.GOOD:
            return translate("Public", "现在"), Look(Shape.DISC, Tone.SOFT)
        case Trust.STALE:
            return translate("Public", "旧的：{0}失联").format(ago), look(Health.LOST)
        case Trust.NEVER:
            return translate("Public", "未知：没有联系上"), look(Health.UNHEARD)
        case Trust.OUT:
            return words.of(Health.OUT), look(Health.OUT)


def _call_row(call: LastCall, names: words.Names) -> Row:
    if call.is_untold:
        screens = Cell(translate("Public", "没有屏幕显示"), look=Look(Shape.TRIANGLE, Tone.HIGH), tone=Tone.HIGH, bold=True)
    else:
        screens = Cell(translate("Public", "%n 块屏", n=call.shown) if call.shown else "…", tone=Tone.SOFT)
    if call.voiced:
        voice = Cell(translate("Public", "说了"), tone=Tone.SOFT)
    else:
        voice = Cell(translate("Public", "没有说"), tone=Tone.MEDIUM) if call.is_unvoiced else Cell("…", tone=Tone.SOFT)
    times = translate("Public", "第 {0} 次").format(call.times) if call.times > 1 else ""
    return Row(
        f"{call.ticket}@{call.counter}@{call.at}",
        (
            Cell(call.ticket, bold=True, note=times),
            Cell(names.of("counter", call.counter)),
            Cell(names.clock(call.at)),
            screens,
            voice,
        ),
        edge=Tone.HIGH if call.is_untold else None,
    )


def _display_columns() -> tuple[Column, ...]:
    return (
        Column(translate("Public", "显示屏"), 120, stretch=1),
        Column(translate("Public", "显示什么"), 150, stretch=2),
        Column(translate("Public", "可信"), 130, least=100),
    )


def _call_columns() -> tuple[Column, ...]:
    return (
        Column(translate("Public", "叫号"), 96, stretch=1),
        Column(translate("Public", "窗口"), 90, stretch=1),
        Column(translate("Public", "时刻"), 72, above=400),
        Column(translate("Public", "屏幕"), 120, least=84),
        Column(translate("Public", "语音"), 70),
    )
