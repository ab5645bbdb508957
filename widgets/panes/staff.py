"""Who is here: post, what they do, for how long, how long without a break, and who is free to be sent elsewhere."""

from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPoint

from console.model import command as c
from console.model.consequences import consequences
from console.model.event import Presence
from console.model.hall import Counter, HallConfig, Post, Zone
from console.model.hall import Staff as StaffConfig
from console.model.lookup import lookup
from console.model.state import CounterPhase, HallState, Order, Person, Stage
from console.session import Desk, Frame
from widgets import words
from widgets.move_words import short
from widgets.pane import Pane
from widgets.popup import popup_menu
from widgets.table import Action, Cell, Column, Push, Row, Table
from widgets.theme import Look, Shape, Theme, Tone, look

translate = QCoreApplication.translate
_UNDER_WAY = (Stage.COMMANDED, Stage.REPORTED)
_AT_WORK = (Presence.ON_POST, Presence.ROVING)
_BUSY = (CounterPhase.CALLING, CounterPhase.SERVING)
FORESEEN = 12
"""Closed counters for which the menu of moves says what the waits would be: it must open at once."""
_PLACE = {Presence.ON_POST: 0, Presence.ROVING: 0, Presence.AWAY: 1, Presence.BREAK: 2, Presence.OUT: 3}


class StaffLine(Struct, frozen=True, kw_only=True):
    """One person now."""

    who: StaffConfig
    presence: Presence
    post: str | None
    phase: CounterPhase | None
    """What the counter they serve at does; None: they serve at none."""
    ticket: str | None
    seconds: int | None
    """Whole seconds in what they do."""
    working: int | None
    """Whole seconds without a break; None: not at work."""
    free: bool
    """At work, with skills, and nobody before them."""
    moving_to: str | None
    """The post that an order under way sends them to."""
    stage: Stage | None

    def tired(self, rest_after: float) -> bool:
        """Whether a break is due; for those who serve at counters, whose attention it is about."""
        return bool(self.who.skills) and self.working is not None and self.working >= rest_after


class StaffView(Struct, frozen=True, kw_only=True):
    """Everybody; those at work first, in the order of the configuration."""

    config: HallConfig | None
    lines: tuple[StaffLine, ...]
    at_work: int
    rest_after: float
    blocked: str


class Staff(Pane[StaffView]):
    """The table of staff."""

    name = "staff"
    title = QT_TRANSLATE_NOOP("Pane", "人员")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: StaffView | None = None
        self._frame: Frame | None = None
        columns = (
            Column(translate("Staff", "姓名"), 72),
            Column(translate("Staff", "岗位"), 84, stretch=2),
            Column(translate("Staff", "状态"), 108, stretch=2),
            Column(translate("Staff", "时长"), 64, numeric=True, above=500),
            Column(translate("Staff", "技能"), 96, stretch=2, above=640),
            Column(translate("Staff", "连续"), 112, numeric=True),
            Column("", 56),
        )
        self.table = Table(theme, columns, self)
        self.table.empty_words = translate("Staff", "尚无人员数据")
        self.table.chosen = self._chosen
        self.table.pushed = self._pushed
        self.table.menu_of = self._moves
        self.body.addWidget(self.table)

    @classmethod
    def view(cls, frame: Frame) -> StaffView:
        """Everybody who is configured."""
        state = frame.state
        orders = _moves_under_way(state)
        lines = [_line(state, who, frame.now, orders.get(who.id)) for who in lookup(state).staff.values()]
        return StaffView(
            config=state.config,
            lines=tuple(sorted(lines, key=lambda line: _PLACE[line.presence])),
            at_work=sum(line.presence in _AT_WORK for line in lines),
            rest_after=state.config.rest_after if state.config else 0.0,
            blocked="" if frame.can_command else frame.blocked,
        )

    def take_frame(self, frame: Frame) -> bool:
        """Keep the frame: what a move would do is reckoned only when somebody asks."""
        self._frame = frame
        return super().take_frame(frame)

    def draw(self, view: StaffView) -> None:
        """Rows by person."""
        self._shown = view
        names = words.names_of(view.config)
        free = sum(line.free for line in view.lines)
        self.note(
            translate("Staff", "{0} 人可调").format(free) if free else "",
            translate("Staff", "在岗 {0} / {1}").format(view.at_work, len(view.lines)),
        )
        reason = words.of(view.blocked) if view.blocked else ""
        self.table.set_rows(tuple(_row(line, names, view.rest_after, reason) for line in view.lines))

    def _chosen(self, row_id: str) -> None:
        self.desk.select("person", row_id)

    def _pushed(self, row_id: str, code: str) -> None:
        """The posts that this person can be sent to, as a menu under the button."""
        del code  # there is one button only
        menu = popup_menu(self)
        for action in self._moves(row_id):
            if entry := menu.addAction(action.words):
                entry.setEnabled(action.enabled)
                entry.triggered.connect(action.run)
        row = next((i for i, each in enumerate(self.table.rows.rows) if each.id == row_id), 0)
        below = self.table.visualRect(self.table.rows.index(row, len(self.table.rows.columns) - 1)).bottomLeft()
        viewport = self.table.viewport()
        menu.popup(viewport.mapToGlobal(below) if viewport else QPoint())

    def _moves(self, row_id: str) -> tuple[Action, ...]:
        """One action a post, with what would come of it; those that the hub would refuse are greyed and say why."""
        if self._shown is None or self._shown.config is None or self._frame is None:
            return ()
        frame, config = self._frame, self._shown.config
        names = words.names_of(config)
        posts: tuple[Counter | Zone, ...] = (*sorted(config.counters, key=lambda counter: counter.number), *config.zones)
        found = []
        foreseen = 0
        for post in posts:
            counter = frame.state.counters.get(post.id)
            foresee = counter is not None and counter.phase is CounterPhase.CLOSED and foreseen < FORESEEN
            foreseen += foresee
            move = consequences(frame.state, row_id, post.id, frame.now, foresee=foresee)
            text = translate("Staff", "调到 {0}").format(names.thing(post.id))
            if said := short(move, names):
                text = translate("Staff", "{0}（{1}）").format(text, said)
            enabled = move.refused is None and not self._shown.blocked
            found.append(Action(text, partial(self.desk.order, c.ReassignStaff(person=row_id, post=post.id)), enabled=enabled))
        return tuple(found)


def _moves_under_way(state: HallState) -> dict[str, Order]:
    moves: dict[str, Order] = {}
    for order in state.orders.values():
        if isinstance(order.command, c.ReassignStaff) and order.stage in _UNDER_WAY:
            moves[order.command.person] = order
    return moves


def _line(state: HallState, who: StaffConfig, now: float, order: Order | None) -> StaffLine:
    person = state.staff.get(who.id, Person(id=who.id))
    counter = next((each for each in state.counters.values() if each.staff == who.id), None)
    phase = counter.phase if counter is not None and counter.phase is not CounterPhase.CLOSED else None
    since = counter.since if counter is not None and phase is not None else person.post_at or person.presence_at
    if person.presence not in _AT_WORK:
        since = person.presence_at
    at_work = person.presence in _AT_WORK
    move = order.command if order is not None and isinstance(order.command, c.ReassignStaff) else None
    return StaffLine(
        who=who,
        presence=person.presence,
        post=person.post,
        phase=phase,
        ticket=counter.ticket if counter is not None and phase in _BUSY else None,
        seconds=int(now - since) if since and person.presence is not Presence.OUT else None,
        working=int(now - person.working_since) if at_work and person.working_since is not None else None,
        free=at_work and bool(who.skills) and who.post is not Post.DUTY_LEADER and phase not in {*_BUSY, CounterPhase.PAUSED},
        moving_to=move.post if move else None,
        stage=order.stage if order else None,
    )


def _row(line: StaffLine, names: words.Names, rest_after: float, reason: str) -> Row:
    tired = line.tired(rest_after)
    gone = line.presence is Presence.OUT
    send = Push("send", translate("Staff", "调配"), enabled=not reason, reason=reason)
    working = "" if line.working is None else _hours(line.working)
    return Row(
        line.who.id,
        (
            Cell(words.name(line.who), bold=not gone),
            Cell("" if gone else names.thing(line.post) if line.post else words.of(line.who.post), tone=Tone.SOFT),
            _doing(line, names),
            Cell("" if line.seconds is None else words.duration(line.seconds), tone=Tone.FAINT),
            Cell(_skills(line, names), tone=Tone.FAINT),
            Cell(
                translate("Staff", "{0} 应休").format(working) if tired else working,
                tone=Tone.HIGH if tired else Tone.TEXT,
                share=None if line.working is None or not rest_after else round(line.working / rest_after, 2),
            ),
            Cell(pushes=() if gone else (send,)),
        ),
        edge=Tone.HIGH if tired else None,
        quiet=gone,
    )


def _doing(line: StaffLine, names: words.Names) -> Cell:
    """What they do: on the way, at a counter, free, or away."""
    if line.moving_to is not None and line.stage is not None:
        return Cell(f"→ {names.thing(line.moving_to)}", look=look(line.stage), tone=Tone.INFO, note=words.of(line.stage))
    if line.presence not in _AT_WORK:
        seen = look(line.presence)
        return Cell(words.of(line.presence), tone=seen.tone, look=seen)
    if line.ticket is not None and line.phase is not None:
        return Cell(f"{words.of(line.phase)} {line.ticket}", tone=Tone.SOFT, look=look(line.phase))
    if line.free:
        return Cell(translate("Staff", "空闲 可调"), tone=Tone.INFO, look=Look(Shape.RING, Tone.INFO))
    if line.phase is not None:
        return Cell(words.of(line.phase), tone=Tone.SOFT, look=look(line.phase))
    return Cell(words.of(line.presence), tone=Tone.SOFT, look=Look(look(line.presence).shape, Tone.SOFT))


def _skills(line: StaffLine, names: words.Names) -> str:
    return " ".join(names.of("business", skill) for skill in line.who.skills)


def _hours(seconds: int) -> str:
    """`1:52`, hours and minutes: what a break is planned by."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}"
