"""Every counter in a row: what it does, who serves whom and for how long, and the orders for it at one click."""

from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPoint
from PyQt6.QtWidgets import QMenu

from console.model import command as c
from console.model.hall import Counter as CounterConfig
from console.model.hall import HallConfig
from console.model.health import Health, counter_doubt, unheard_since
from console.model.lookup import lookup
from console.model.quality import Quality
from console.model.state import Counter, CounterPhase, HallState, Order, Stage, TicketPhase
from console.model.tickets import handled
from console.session import Desk, Frame
from widgets import sentences, words
from widgets.pane import Pane
from widgets.table import Action, Cell, Column, Push, Row, Table
from widgets.theme import Look, Theme, Tone, look

translate = QCoreApplication.translate
_UNDER_WAY = (Stage.COMMANDED, Stage.REPORTED)


class CounterLine(Struct, frozen=True, kw_only=True):
    """One counter now."""

    place: CounterConfig
    phase: CounterPhase
    doubt: Health | None
    """Why its state is not known; None: it is."""
    doubt_for: int | None
    clerk: str | None
    ticket: str | None
    business: str | None
    seconds: int | None
    """Of handling, of calling, of the pause, or idle: whole seconds in what it does."""
    limit: int | None
    profile: str
    served: int
    reason: str
    calls: int
    order: Order | None
    """The latest order for it that is under way."""

    @property
    def over(self) -> bool:
        """Whether the service takes longer than it should."""
        return self.limit is not None and self.seconds is not None and self.seconds > self.limit


class CountersView(Struct, frozen=True, kw_only=True):
    """All counters by number."""

    config: HallConfig | None
    lines: tuple[CounterLine, ...]
    open: int
    blocked: str
    """Why nothing can be ordered; empty: it can."""


class Counters(Pane[CountersView]):
    """The table of counters."""

    name = "counters"
    title = QT_TRANSLATE_NOOP("Pane", "窗口")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: CountersView | None = None
        columns = (
            Column(translate("Counters", "窗口"), 44),
            Column(translate("Counters", "状态"), 84, stretch=1),
            Column(translate("Counters", "柜员"), 72, above=520),
            Column(translate("Counters", "票号"), 56),
            Column(translate("Counters", "业务"), 88, stretch=2, above=600),
            Column(translate("Counters", "用时 / 限时"), 100, numeric=True),
            Column(translate("Counters", "权限"), 84, above=700),
            Column(translate("Counters", "已办"), 48, numeric=True, above=760),
            Column("", 152),
        )
        self.table = Table(theme, columns, self)
        self.table.empty_words = translate("Counters", "尚无窗口数据")
        self.table.chosen = self._chosen
        self.table.pushed = self._pushed
        self.table.menu_of = self._actions
        self.body.addWidget(self.table)

    @classmethod
    def view(cls, frame: Frame) -> CountersView:
        """The counters in the order of their numbers."""
        state = frame.state
        orders = _orders_by_counter(state)
        places = sorted(lookup(state).counters.values(), key=lambda place: place.number)
        lines = tuple(_line(state, place, frame.now, orders.get(place.id)) for place in places)
        is_open = sum(line.phase is not CounterPhase.CLOSED and line.doubt is None for line in lines)
        return CountersView(config=state.config, lines=lines, open=is_open, blocked="" if frame.can_command else frame.blocked)

    def draw(self, view: CountersView) -> None:
        """Rows by counter id."""
        self._shown = view
        names = words.names_of(view.config)
        doubtful = sum(line.doubt is not None for line in view.lines)
        unknown = translate("Counters", "{0} 个未知").format(doubtful) if doubtful else ""
        self.note(right=words.join((translate("Counters", "开放 {0} / {1}").format(view.open, len(view.lines)), unknown)))
        self.table.set_rows(tuple(_row(line, names, view.blocked) for line in view.lines))

    def _line_of(self, row_id: str) -> CounterLine | None:
        lines = self._shown.lines if self._shown else ()
        return next((line for line in lines if line.place.id == row_id), None)

    def _chosen(self, row_id: str) -> None:
        self.desk.select("counter", row_id)

    def _pushed(self, row_id: str, code: str) -> None:
        if code == "profile":
            self._choose_profile(row_id)
            return
        order = _command(code, row_id)
        if order is not None:
            self.desk.order(order)

    def _choose_profile(self, row_id: str) -> None:
        """A menu with the hall's work profiles; the present one is ticked."""
        menu = QMenu(self)
        for action in self._profile_actions(row_id):
            if entry := menu.addAction(action.words):
                entry.setEnabled(action.enabled)
                entry.triggered.connect(action.run)
        index = next((i for i, row in enumerate(self.table.rows.rows) if row.id == row_id), 0)
        below = self.table.visualRect(self.table.rows.index(index, len(self.table.rows.columns) - 1)).bottomLeft()
        viewport = self.table.viewport()
        menu.popup(viewport.mapToGlobal(below) if viewport else QPoint())

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


def _orders_by_counter(state: HallState) -> dict[str, Order]:
    latest: dict[str, Order] = {}
    for order in state.orders.values():
        counter = getattr(order.command, "counter", None)
        if counter is not None and order.stage in _UNDER_WAY and (counter not in latest or latest[counter].at < order.at):
            latest[counter] = order
    return latest


def _line(state: HallState, place: CounterConfig, now: float, order: Order | None) -> CounterLine:
    counter = state.counters.get(place.id, Counter(id=place.id, profile=place.profile))
    doubt = counter_doubt(state, place.id)
    since = unheard_since(state, place.panel) if doubt is not None and place.panel else None
    ticket = state.tickets.get(counter.ticket or "")
    seconds: float | None = now - counter.since if counter.since else None
    limit: float | None = None
    if ticket is not None and ticket.legs and ticket.phase in (TicketPhase.SERVING, TicketPhase.PAUSED):
        seconds = handled(ticket.legs[-1], now)
        limit = lookup(state).handle_limit(ticket.business)
    return CounterLine(
        place=place,
        phase=counter.phase,
        doubt=doubt,
        doubt_for=None if since is None else int(now - since),
        clerk=counter.staff,
        ticket=counter.ticket,
        business=ticket.business if ticket else None,
        seconds=None if seconds is None else int(seconds),
        limit=None if limit is None or limit == float("inf") else int(limit),
        profile=counter.profile,
        served=counter.served,
        reason=counter.reason,
        calls=ticket.calls if ticket else 0,
        order=order,
    )


def _row(line: CounterLine, names: words.Names, blocked: str) -> Row:
    closed = line.phase is CounterPhase.CLOSED and line.doubt is None
    seen = _look(line)
    in_hand = line.phase in (CounterPhase.CALLING, CounterPhase.SERVING)
    time = "" if closed or line.seconds is None or line.doubt is not None else words.duration(line.seconds)
    return Row(
        line.place.id,
        (
            Cell(str(line.place.number), bold=True, spoken=names.of("counter", line.place.id)),
            _state_cell(line, names, seen),
            Cell(names.of("person", line.clerk) if line.clerk else "", tone=Tone.SOFT),
            Cell(line.ticket or "", bold=True, tone=Tone.TEXT if in_hand else Tone.SOFT),
            Cell(names.of("business", line.business) if line.business else "", tone=Tone.SOFT),
            Cell(
                time,
                tone=Tone.HIGH if line.over else Tone.TEXT,
                bold=line.over,
                note="" if line.limit is None or not time else f"/ {words.duration(line.limit)}",
            ),
            Cell(names.of("profile", line.profile), tone=Tone.FAINT),
            Cell(str(line.served) if line.served else "", tone=Tone.FAINT),
            Cell(pushes=_pushes(line, words.of(blocked) if blocked else "")),
        ),
        edge=Tone.HIGH if line.over else None,
        quiet=closed,
    )


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
    return Cell(words.of(line.phase), tone=tone, look=seen, note=note)


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


def _command(code: str, counter: str) -> c.Command | None:
    match code:
        case "open":
            return c.OpenCounter(counter=counter)
        case "pause":
            return c.PauseCounter(counter=counter)
        case "resume":
            return c.ResumeCounter(counter=counter)
        case "close":
            return c.CloseCounter(counter=counter)
    return None
