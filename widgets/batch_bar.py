"""Orders for several counters at once: which of them make sense, one button each, and what came of every single one. It gives no order itself."""

from collections import Counter as Tallied
from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QCoreApplication, QPoint, QRectF
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QHBoxLayout, QWidget

from console.model import command as c
from console.model.state import CounterPhase, Stage
from widgets import canvas, words
from widgets.action import ActionButton
from widgets.canvas import Canvas
from widgets.counter_lines import CounterLine, CountersView, Outcome
from widgets.popup import popup_menu
from widgets.theme import HIT, Size, Theme, Tone

translate = QCoreApplication.translate
_ENDED_BADLY = (Stage.MISMATCH, Stage.EXPIRED, Stage.REFUSED, Stage.FAILED, Stage.UNKNOWN)


def command_of(code: str, counter: str, profile: str = "") -> c.Command | None:
    """The order that a code stands for; None: no such code."""
    match code:
        case "open":
            return c.OpenCounter(counter=counter)
        case "pause":
            return c.PauseCounter(counter=counter)
        case "resume":
            return c.ResumeCounter(counter=counter)
        case "close":
            return c.CloseCounter(counter=counter)
        case "profile":
            return c.ChangeWorkProfile(counter=counter, profile=profile)
    return None


def takers(lines: tuple[CounterLine, ...], code: str, profile: str = "") -> tuple[str, ...]:
    """Those of the counters for which an order makes sense in what they do now; the hub decides the rest and says why."""

    def takes(line: CounterLine) -> bool:
        match code:
            case "open":
                return line.phase is CounterPhase.CLOSED
            case "pause":
                return line.phase not in (CounterPhase.CLOSED, CounterPhase.PAUSED)
            case "resume":
                return line.phase is CounterPhase.PAUSED
            case "close":
                return line.phase is not CounterPhase.CLOSED
            case _:
                return line.profile != profile

    return tuple(line.place.id for line in lines if takes(line))


def said_of(outcomes: tuple[Outcome, ...], names: words.Names) -> tuple[str, Tone]:
    """`已确认 3 · 已拒绝 1：7 号窗口 排队系统未接入`, and how loud that is."""
    tally = Tallied(each.stage for each in outcomes)
    parts = [translate("Batch", "已发出 {0}").format(tally[None])] if tally[None] else []
    parts += [f"{words.of(stage)} {tally[stage]}" for stage in Stage if tally[stage]]
    bad = [each for each in outcomes if each.stage in _ENDED_BADLY]
    said = words.join(parts)
    if bad:
        first = f"{names.of('counter', bad[0].counter)} {words.refusal(bad[0].why) if bad[0].why else ''}".strip()
        said = translate("Batch", "{0}：{1}").format(said, first)
    return said, Tone.HIGH if bad else Tone.SOFT if len(tally) == tally[Stage.CONFIRMED] else Tone.INFO


class BatchBar(QWidget):
    """Shown while several counters are marked, or while something can still be said of the orders given last."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.give: Callable[[str, str], object] | None = None
        """Asked to order: code, and a profile where one was chosen."""
        self.leave: Callable[[], object] | None = None
        """Asked to mark nothing any more."""
        self._said = ""
        self._tone = Tone.SOFT
        self._view: CountersView | None = None
        self._marked: tuple[CounterLine, ...] = ()
        self.line = Canvas(theme, self._paint, self)
        self.line.setFixedHeight(theme.px(HIT))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(self.line, 1)
        self.buttons: dict[str, ActionButton] = {}
        for code, text, guarded in (
            ("open", translate("Batch", "开放"), False),
            ("pause", translate("Batch", "暂停"), False),
            ("resume", translate("Batch", "恢复"), False),
            ("close", translate("Batch", "关闭"), True),
            ("profile", translate("Batch", "换业务"), False),
            ("leave", translate("Batch", "取消"), False),
        ):
            button = ActionButton(theme, text, self, guarded=guarded)
            self.buttons[code] = button
            row.addWidget(button)
            button.fired.connect(partial(self._fired, code))
        self.hide()

    def show_marked(self, marked: tuple[CounterLine, ...], view: CountersView) -> None:
        """What can be done with the marked counters, and what came of the last orders."""
        names = words.names_of(view.config)
        self._view, self._marked = view, marked
        if len(marked) < 2 and not view.outcomes:
            self.hide()
            return
        blocked = words.of(view.blocked) if view.blocked else ""
        for code, button in self.buttons.items():
            if code == "leave":
                continue
            able = takers(marked, code)
            button.setVisible(len(marked) > 1)
            none = translate("Batch", "所选窗口都不需要")
            button.allow(bool(able) and not blocked, blocked or none)
        if view.outcomes:
            self._said, self._tone = said_of(view.outcomes, names)
        else:
            self._said, self._tone = translate("Batch", "已选 %n 个窗口", n=len(marked)), Tone.TEXT
        self.line.setAccessibleName(self._said)
        self.line.update()
        self.show()

    def _fired(self, code: str) -> None:
        if code == "leave":
            if self.leave is not None:
                self.leave()
        elif code == "profile":
            self._choose_profile()
        elif self.give is not None:
            self.give(code, "")

    def _choose_profile(self) -> None:
        """A menu with the hall's work profiles, and for how many of the marked counters each would be another."""
        menu = popup_menu(self)
        config = self._view.config if self._view is not None else None
        names = words.names_of(config)
        for profile in config.profiles if config is not None else ():
            able = takers(self._marked, "profile", profile.id)
            said = translate("Batch", "{0}（%n 个窗口）", n=len(able)).format(names.of("profile", profile.id))
            if entry := menu.addAction(said):
                entry.setEnabled(bool(able))
                entry.triggered.connect(partial(self._give_profile, profile.id))
        button = self.buttons["profile"]
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _give_profile(self, profile: str, _checked: bool = False) -> None:
        if self.give is not None:
            self.give("profile", profile)

    def _paint(self, p: QPainter, area: QRectF) -> None:
        canvas.text(
            p, self.theme, area.adjusted(self.theme.px(6), 0, 0, 0), self._said, size=Size.LABEL, bold=True, tone=self._tone
        )
