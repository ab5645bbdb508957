"""Every counter in a row: what it does, who serves whom and for how long, and the orders for it at one click."""

from functools import partial

from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PyQt6.QtGui import QKeyEvent

from console.model import command as c
from console.model.health import Health
from console.model.quality import Quality
from console.model.state import CounterPhase, Stage
from console.session import Desk, Frame
from widgets import sentences, words
from widgets.batch_bar import BatchBar, command_of, takers
from widgets.counter_lines import CounterLine, CountersView, Outcome, outcomes_of, view_of
from widgets.pane import Pane
from widgets.table import Action, Cell, Column, Push, Row, Table, pushes_wide
from widgets.theme import Look, Theme, Tone, look

translate = QCoreApplication.translate
BESIDE = 24 + 44 + 96 + 56 + 96
"""Unscaled pixels that a row takes besides its small buttons where room is wanting."""


class Counters(Pane[CountersView]):
    """The table of counters."""

    name = "counters"
    title = QT_TRANSLATE_NOOP("Pane", "窗口")
    by_hand = ("_given", "_given_of")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: CountersView | None = None
        self._given: tuple[tuple[str, str], ...] = ()
        """The orders that were given together last: counter, and the order's id."""
        self._given_of: frozenset[str] = frozenset()
        """The counters that were marked then."""
        columns = (
            Column(translate("Counters", "窗口"), 44),
            Column(translate("Counters", "状态"), 96, stretch=1),
            Column(translate("Counters", "柜员"), 80, above=520),
            Column(translate("Counters", "票号"), 56),
            Column(translate("Counters", "业务"), 88, stretch=2, above=600),
            Column(translate("Counters", "用时 / 限时"), 104, numeric=True, least=96),
            Column(translate("Counters", "权限"), 84, above=760),
            Column(translate("Counters", "已办"), 56, numeric=True, above=800),
            Column(translate("Counters", "平均"), 60, numeric=True, above=900),
            Column(translate("Counters", "忙闲"), 60, numeric=True, above=900),
            Column(translate("Counters", "设备"), 120, stretch=1, above=1060),
            Column("", 48),
        )
        self.table = Table(theme, columns, self, ground=Tone.PANEL)
        self.table.empty_words = translate("Counters", "尚无窗口数据")
        self.table.chosen = self._chosen
        self.table.pushed = self._pushed
        self.table.menu_of = self._actions
        self.table.mark_several()
        self.table.marks_changed = self._marks_changed
        self.bar = BatchBar(theme, self)
        self.bar.give = self._give
        self.bar.leave = self._leave
        self.body.addWidget(self.table)
        self.body.addWidget(self.bar)
        self._beside = 0.0
        """Pixels that a row has for its small buttons."""

    @classmethod
    def view(cls, frame: Frame) -> CountersView:
        """The counters in the order of their numbers."""
        return view_of(frame)

    def viewed(self, frame: Frame) -> CountersView:
        """With what came of the orders that were given together here."""
        return replace(view_of(frame), outcomes=outcomes_of(frame.state, self._given))

    def draw(self, view: CountersView) -> None:
        """Rows by counter id."""
        self._shown = view
        names = words.names_of(view.config)
        doubtful = sum(line.doubt is not None for line in view.lines)
        unknown = translate("Counters", "{0} 个未知").format(doubtful) if doubtful else ""
        self.note(right=words.join((translate("Counters", "开放 {0} / {1}").format(view.open, len(view.lines)), unknown)))
        outcomes = {each.counter: each for each in view.outcomes}
        blocked = words.of(view.blocked) if view.blocked else ""
        self.table.set_rows(
            tuple(_row(line, names, outcomes.get(line.place.id), self._fitting(_pushes(line, blocked))) for line in view.lines)
        )
        self._show_marked()

    def _fitting(self, pushes: tuple[Push, ...]) -> tuple[Push, ...]:
        """As many as there is room for, and one in any case."""
        most = next((n for n in range(len(pushes), 1, -1) if pushes_wide(self.theme, pushes[:n]) <= self._beside), 1)
        return pushes[:most]

    def shown_lines(self) -> tuple[CounterLine, ...]:
        """The counters as they are shown now."""
        return self._shown.lines if self._shown is not None else ()

    def _show_marked(self) -> None:
        """The bar below follows what is marked."""
        if self._shown is not None:
            marked = set(self.table.marked_ids())
            self.bar.show_marked(tuple(line for line in self._shown.lines if line.place.id in marked), self._shown)

    def _marks_changed(self) -> None:
        """Another choice is another matter: the last orders are told of no more."""
        marked = self.table.marked_ids()
        if self._given and len(marked) > 1 and self._given_of != set(marked):
            self._given = ()
            self.forget()
        self._show_marked()

    def _give(self, code: str, profile: str) -> None:
        """One order a marked counter; each has its own outcome."""
        lines = self.shown_lines()
        marked = set(self.table.marked_ids())
        able = takers(tuple(line for line in lines if line.place.id in marked), code, profile)
        given = [(counter, command_of(code, counter, profile)) for counter in able]
        self._given = tuple((counter, self.desk.order(order)) for counter, order in given if order is not None)
        self._given_of = frozenset(marked)
        self.forget()

    def _leave(self) -> None:
        """Mark nothing, and put the outcomes away."""
        self._given = ()
        self.table.choose(None)
        self.forget()
        self.bar.hide()

    def resizeEvent(self, event: object) -> None:
        """Where there is little room, a row has its foremost small buttons only; its menu and the card have them all."""
        super().resizeEvent(event)
        self._beside = self.width() - self.theme.px(BESIDE)
        self.forget()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape and self.bar.isVisible():
            self._leave()
        else:
            super().keyPressEvent(event)

    def _line_of(self, row_id: str) -> CounterLine | None:
        lines = self._shown.lines if self._shown else ()
        return next((line for line in lines if line.place.id == row_id), None)

    def _chosen(self, row_id: str) -> None:
        self.desk.select("counter", row_id)

    def _pushed(self, row_id: str, code: str) -> None:
        if code == "profile":
            self._choose_profile(row_id)
            return
        order = command_of(code, row_id)
        if order is not None:
            self.desk.order(order)

    def _choose_profile(self, row_id: str) -> None:
        """A menu with the hall's work profiles; the present one is ticked."""
        self.table.open_menu(self._profile_actions(row_id), row_id)

    def _profile_actions(self, row_id: str) -> tuple[Action, ...]:
        line = self._line_of(row_id)
        if line is None or self._shown is None or self._shown.config is None:
            return ()
        names = words.names_of(self._shown.config)
        free = not self._shown.blocked
        return tuple(
            Action(
                translate("Counters", "权限：{0}").format(names.of("profile", profile.id)),
                partial(self.desk.order, c.ChangeWorkProfile(counter=row_id, profile=profile.id)),
                enabled=free and profile.id != line.profile,
            )
            for profile in self._shown.config.profiles
        )

    def _actions(self, row_id: str) -> tuple[Action, ...]:
        line = self._line_of(row_id)
        if line is None or self._shown is None:
            return ()
        free = not self._shown.blocked
        found = [
            Action(push.words, partial(self._pushed, row_id, push.code), enabled=free)
            for push in _pushes(line, "")
            if push.code != "profile"
        ]
        if line.phase is CounterPhase.CALLING:
            found.append(
                Action(translate("Counters", "重呼"), partial(self.desk.order, c.RecallTicket(counter=row_id)), enabled=free)
            )
        return (*found, *self._profile_actions(row_id))


def _row(line: CounterLine, names: words.Names, outcome: Outcome | None, pushes: tuple[Push, ...]) -> Row:
    closed = line.phase is CounterPhase.CLOSED and line.doubt is None
    seen = _look(line)
    in_hand = line.phase in (CounterPhase.CALLING, CounterPhase.SERVING)
    time = "" if closed or line.seconds is None or line.doubt is not None else words.duration(line.seconds)
    return Row(
        line.place.id,
        (
            Cell(str(line.place.number), bold=True, spoken=names.of("counter", line.place.id)),
            _state_cell(line, names, seen) if outcome is None else _outcome_cell(outcome),
            Cell(names.of("person", line.clerk) if line.clerk else "", tone=Tone.SOFT),
            Cell(line.ticket or "", bold=True, tone=Tone.TEXT if in_hand else Tone.SOFT),
            Cell(names.of("business", line.business) if line.business else "", tone=Tone.SOFT),
            Cell(
                time,
                tone=Tone.HIGH if line.over else Tone.TEXT,
                bold=line.over,
                note="" if line.limit is None or not time else f"/ {words.duration(line.limit)}",
                share=line.share if time else None,
            ),
            Cell(names.of("profile", line.profile), tone=Tone.FAINT),
            Cell(str(line.served) if line.served else "", tone=Tone.FAINT),
            Cell(words.duration(line.mean) if line.mean is not None else "", tone=Tone.FAINT),
            Cell("" if line.busy is None else f"{round(line.busy * 100)}%", tone=Tone.FAINT),
            _device_cell(line, names),
            Cell(pushes=pushes),
        ),
        edge=Tone.HIGH if line.over else None,
        quiet=closed,
    )


def _outcome_cell(outcome: Outcome) -> Cell:
    """How far the order got that was given here together with others."""
    if outcome.stage is None:
        return Cell(translate("Counters", "已发出"), tone=Tone.INFO)
    why = words.refusal(outcome.why) if outcome.why else ""
    return Cell(words.of(outcome.stage), look=look(outcome.stage), pill=True, spoken=words.join((words.of(outcome.stage), why)))


def _device_cell(line: CounterLine, names: words.Names) -> Cell:
    """The worst of its devices, and how many more are not well; quiet when all are."""
    if not line.devices:
        return Cell("–", tone=Tone.FAINT)
    if not line.ailing:
        return Cell(translate("Counters", "{0} 台正常").format(line.devices), tone=Tone.FAINT)
    device, health = line.ailing[0]
    seen = look(health)
    more = f"+{len(line.ailing) - 1}" if len(line.ailing) > 1 else ""
    spoken = words.join(f"{names.of('device', id)} {words.of(each)}" for id, each in line.ailing)
    return Cell(f"{names.of('device', device)} {words.of(health)}", tone=seen.tone, look=seen, note=more, spoken=spoken)


def _next(phase: CounterPhase) -> str:
    """The counter's states in words: what it waits for now, and where that leads."""
    match phase:
        case CounterPhase.CLOSED:
            return translate("Counters", "无人登录，不叫号；开放后变为空闲")
        case CounterPhase.IDLE:
            return translate("Counters", "可以叫号；叫号后等客户到窗口")
        case CounterPhase.CALLING:
            return translate("Counters", "等客户到窗口；开始办理、重呼，或过号后回到空闲")
        case CounterPhase.SERVING:
            return translate("Counters", "正在办理；办结并评价后回到空闲")
        case CounterPhase.PAUSED:
            return translate("Counters", "暂不叫号；恢复后变为空闲")


def _state_cell(line: CounterLine, names: words.Names, seen: Look) -> Cell:
    if line.order is not None:
        stage = words.of(line.order.stage)
        ordered = sentences.ordered(line.order.command, names)
        return Cell(stage, look=look(line.order.stage), pill=True, spoken=f"{ordered} {stage}")
    if line.doubt is not None:
        panel = translate("Counters", "面板失联") if line.doubt is Health.LOST else words.of(Quality.UNKNOWN)
        return Cell(panel, tone=Tone.FAINT, look=seen, note="" if line.doubt_for is None else words.duration(line.doubt_for))
    if line.over:
        return Cell(translate("Counters", "超时"), tone=Tone.HIGH, look=seen)
    note = line.reason if line.phase is CounterPhase.PAUSED else ""
    if line.phase is CounterPhase.CALLING and line.calls > 1:
        note = translate("Counters", "第 {0} 次").format(line.calls)
    tone = Tone.FAINT if line.phase is CounterPhase.CLOSED else seen.tone
    told = translate("Counters", "{0}：{1}").format(words.of(line.phase), _next(line.phase))
    return Cell(words.of(line.phase), tone=tone, look=seen, note=note, spoken=told)


def _look(line: CounterLine) -> Look:
    if line.doubt is not None:
        return look(Quality.UNKNOWN)
    return Look(look(Stage.MISMATCH).shape, Tone.HIGH) if line.over else look(line.phase)


def _pushes(line: CounterLine, reason: str) -> tuple[Push, ...]:
    """The orders that make sense for a counter in this phase."""
    profile = ("profile", translate("Counters", "权限"))
    match line.phase:
        case CounterPhase.CLOSED:
            offered = [("open", translate("Counters", "开放")), profile]
        case CounterPhase.PAUSED:
            offered = [("resume", translate("Counters", "恢复")), ("close", translate("Counters", "关闭")), profile]
        case _:
            offered = [("pause", translate("Counters", "暂停")), ("close", translate("Counters", "关闭")), profile]
    return tuple(Push(code, text, enabled=not reason, reason=reason) for code, text in offered)
