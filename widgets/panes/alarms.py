"""The alarms as a tree by cause, worst first: what, since when, whom it hurts, and what can be done. Never more than 20 lines."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter, QPen

from console.model import alarm as model
from console.model import command as c
from console.model.hall import AlarmPriority, HallConfig
from console.model.lookup import lookup
from console.model.state import Alarm, AlarmPhase, HallState
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.pane import Pane
from widgets.reason import Reason
from widgets.spots import Scroll, Spots
from widgets.theme import Size, Theme, Tone, look
from widgets.video_words import ailment

translate = QCoreApplication.translate
LINES = 20
"""Lines at most, however many alarms there are."""
_CHILDREN = 4
_AT_ONCE = 50
"""Alarms of a group that one click acknowledges; more of them is not "seen"."""
_UNACK, _RTNUN, _ACKED, _DSUPR = AlarmPhase.UNACK, AlarmPhase.RTNUN, AlarmPhase.ACKED, AlarmPhase.DSUPR
_PLACES = (_UNACK, _RTNUN, _ACKED)
"""Phases that ask for somebody, in the order of the list."""
_RANKS = {id(priority): rank for priority, rank in model.RANK.items()}
"""By identity: hashing an enum's member costs more than the rest of the loop over the alarms."""
Root = tuple[int, int, float, Alarm]
"""Place of the phase, rank of the priority, time turned round, alarm: sorts the worst and newest first."""


class AlarmLine(Struct, frozen=True, kw_only=True):
    """One alarm with what it explains, or many of one rule together."""

    key: str
    rule: str
    subject: str
    """Empty for a group."""
    priority: AlarmPriority
    phase: AlarmPhase
    age: int
    """Whole seconds since it became active; of the oldest of a group."""
    detail: str = ""
    owner: str | None = None
    solved: bool = False
    shelved_left: int | None = None
    """Seconds until it comes back, in whole minutes."""
    times: int = 1
    count: int = 1
    unseen: tuple[str, ...] = ()
    """Alarm ids that wait to be acknowledged; of a group the first 50."""
    asking: int = 0
    """How many wait to be acknowledged."""
    children: tuple[str, ...] = ()
    """Ids of alarms that it explains, the first few."""
    explains: int = 0
    affected: Mapping[str, int] = {}
    """Queue → waiting people behind it."""
    counters: int = 0
    """Counters that cannot call because of it."""
    plan: str | None = None


class AlarmsView(Struct, frozen=True, kw_only=True):
    """At most `LINES` lines, and how many there are of what."""

    config: HallConfig | None
    lines: tuple[AlarmLine, ...]
    active: int
    unseen: int
    lately: int
    """Raised within the last 10 minutes."""
    hidden: Mapping[AlarmPhase, int]
    """How many shelved, suppressed, out of service."""
    blocked: str

    @property
    def flood(self) -> bool:
        """Whether alarms come faster than anybody can read."""
        return self.lately > model.FLOOD_BEGINS


class Alarms(Pane[AlarmsView]):
    """The alarm list."""

    name = "alarms"
    title = QT_TRANSLATE_NOOP("Pane", "告警")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: AlarmsView | None = None
        self._names = words.Names(None)
        self._open = ""
        self.spots = Spots(theme, self._paint, self)
        self.sheet = Scroll(self.spots, self)
        self.body.addWidget(self.sheet)

    @classmethod
    def view(cls, frame: Frame) -> AlarmsView:
        """Alarms that ask for somebody, the worst first, each with those it explains; many of one rule as one line."""
        state, now = frame.state, frame.now
        roots, children, hidden = _sorted_out(state)
        lines = _lines(state, roots, children, now)
        lines += _shelved(state, now, LINES - len(lines)) if AlarmPhase.SHLVD in hidden else []
        return AlarmsView(
            config=state.config,
            lines=tuple(lines),
            active=len(roots),
            unseen=sum(root[0] < 2 for root in roots),
            lately=model.raised_lately(state, now),
            hidden=hidden,
            blocked="" if frame.can_command else frame.blocked,
        )

    def draw(self, view: AlarmsView) -> None:
        """A card a line."""
        was, self._shown = self._shown, view
        self._names = words.names_of(view.config)
        quiet = [
            translate("Alarms", "{0} 条{1}").format(count, words.of(AlarmPhase(phase)))
            for phase, count in sorted(view.hidden.items())
        ]
        flood = translate("Alarms", "泛滥：10 分钟内 {0} 条").format(view.lately) if view.flood else ""
        self.note(flood or words.join(quiet), translate("Alarms", "{0} 条 · 未确认 {1}").format(view.active, view.unseen))
        if was is not None and _ageless(was) == _ageless(view):
            self.spots.refresh(f"{line.key}#age" for line in view.lines)
        else:
            self._fit(view)

    def _fit(self, view: AlarmsView) -> None:
        self.sheet.fit(sum(self._height(line) + self.theme.px(8) for line in view.lines) + self.theme.px(8))

    # --- painting -------------------------------------------------------------------------------------------------------

    def _height(self, line: AlarmLine) -> int:
        extra = 20 * (len(line.children) + bool(line.explains or line.affected or line.counters))
        return self.theme.px(60 + extra + (40 if line.key == self._open else 0))

    def _paint(self, p: QPainter, area: QRectF) -> None:
        view, theme = self._shown, self.theme
        if view is None:
            return
        if not view.lines:
            centre = QRectF(area.left(), area.center().y() - theme.px(20), area.width(), theme.px(40))
            canvas.text(
                p, theme, centre, translate("Alarms", "没有需要处理的告警"), size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE
            )
            return
        y = 0.0
        for line in view.lines:
            tall = self._height(line)
            self._card(p, QRectF(0, y, area.width() - theme.px(4), tall), line, view.blocked)
            y += tall + theme.px(8)

    def _card(self, p: QPainter, area: QRectF, line: AlarmLine, blocked: str) -> None:
        theme, px = self.theme, self.theme.px
        asks = line.phase in (_UNACK, _RTNUN)
        seen = look(line.priority)
        # Below the card itself, so that it takes no clicks; it is there to be painted anew each second.
        self.spots.place(f"{line.key}#age", QRectF(area.right() - px(96), area.top() + px(4), px(92), px(24)), pointer_only=True)
        over = self.spots.place(line.key, area, self._title(line), partial(self._toggle, line.key))
        edge = seen.tone if asks and line.priority in (AlarmPriority.CRITICAL, AlarmPriority.HIGH) else Tone.LINE
        ground = theme.mixed(seen.tone, Tone.PANEL, 0.1) if asks and line.priority is AlarmPriority.CRITICAL else Tone.RAISED
        canvas.card(p, theme, area, ground if asks or over else Tone.PANEL, edge=edge)
        glyph_tone = None if line.phase is not AlarmPhase.SHLVD else Tone.FAINT
        canvas.glyph(p, theme, QPointF(area.left() + px(20), area.top() + px(30)), seen, px(18), glyph_tone)
        left, right = area.left() + px(44), area.right() - px(12)
        age = words.duration(line.age)
        taken = canvas.text(
            p,
            theme,
            QRectF(left, area.top() + px(6), right - left, px(22)),
            age,
            size=Size.LABEL,
            tone=Tone.SOFT,
            align=canvas.RIGHT,
        )
        title = QRectF(left, area.top() + px(6), right - left - taken - px(8), px(22))
        canvas.text(p, theme, title, self._title(line), size=Size.TITLE, bold=True, tone=Tone.TEXT if asks else Tone.SOFT)
        buttons = self._buttons(p, QRectF(left, area.top() + px(26), right - left, px(28)), line, blocked)
        status = QRectF(left, area.top() + px(29), buttons - left - px(8), px(20))
        canvas.text(p, theme, status, self._status(line), size=Size.QUIET, tone=Tone.SOFT)
        y = self._tree(p, QRectF(left, area.top() + px(56), right - left, 0), line)
        if line.key == self._open:
            self._more(p, QRectF(left, y + px(2), right - left, px(32)), line, blocked)

    def _title(self, line: AlarmLine) -> str:
        rule = self._names.of("rule", line.rule)
        if not line.rule:
            return translate("Alarms", "其余 {0} 条").format(line.count)
        if line.count > 1:
            return f"{rule} × {line.count}"
        return f"{self._names.thing(line.subject)} {rule}"

    def _status(self, line: AlarmLine) -> str:
        """`紧急 · 未确认 · 组长负责`."""
        phase = words.of(line.phase)
        if line.count > 1:
            phase = translate("Alarms", "未确认 {0}").format(line.asking) if line.asking else phase
        owner = translate("Alarms", "{0} 负责").format(self._names.of("person", line.owner)) if line.owner else ""
        solved = translate("Alarms", "已处理") if line.solved else ""
        back = translate("Alarms", "{0} 后恢复显示").format(words.age(line.shelved_left)) if line.shelved_left is not None else ""
        times = translate("Alarms", "第 {0} 次").format(line.times) if line.times > 1 else ""
        return words.join((words.of(line.priority), phase, owner, solved, back, times, line.detail))

    def _tree(self, p: QPainter, area: QRectF, line: AlarmLine) -> float:
        """What the alarm explains and whom it hurts; returns where it ends."""
        theme, px = self.theme, self.theme.px
        y = area.top()
        for child in line.children:
            middle = y + px(10)
            p.setPen(QPen(theme.colour(Tone.LINE), theme.scale))
            p.drawLine(QPointF(area.left() + px(4), y - px(4)), QPointF(area.left() + px(4), middle))
            p.drawLine(QPointF(area.left() + px(4), middle), QPointF(area.left() + px(14), middle))
            row = QRectF(area.left() + px(20), y, area.width() - px(20), px(20))
            canvas.text(p, theme, row, self._names.alarm(child), size=Size.LABEL, tone=Tone.SOFT)
            y += px(20)
        if line.explains or line.affected or line.counters:
            row = QRectF(area.left(), y, area.width(), px(20))
            canvas.text(
                p, theme, row, self._harm(line), size=Size.LABEL, tone=theme.mixed(look(line.priority).tone, Tone.TEXT, 0.5)
            )
            y += px(20)
        return y

    def _harm(self, line: AlarmLine) -> str:
        """`同因 4 条 · 3 个窗口无法叫号 · 影响等候 17 人（交费 9、居民业务 8）`."""
        same = translate("Alarms", "同因 {0} 条").format(line.explains) if line.explains else ""
        shut = translate("Alarms", "{0} 个窗口无法叫号").format(line.counters) if line.counters else ""
        queues = "、".join(f"{self._names.of('queue', queue)} {count}" for queue, count in line.affected.items())
        people = sum(line.affected.values())
        hurt = translate("Alarms", "影响等候 {0} 人（{1}）").format(people, queues) if people else ""
        return words.join((same, shut, hurt))

    # --- actions --------------------------------------------------------------------------------------------------------

    def _buttons(self, p: QPainter, area: QRectF, line: AlarmLine, blocked: str) -> float:
        """What most likely comes next; returns where the buttons begin."""
        px = self.theme.px
        offered = []
        if line.unseen:
            text = translate("Alarms", "确认") if line.count == 1 else translate("Alarms", "确认 {0} 条").format(len(line.unseen))
            offered.append(("ack", text, partial(self._acknowledge, line), False))
        if line.plan and line.phase in (_UNACK, _ACKED):
            plan = translate("Alarms", "启动{0}").format(self._names.of("plan", line.plan))
            offered.append(("plan", plan, partial(self._start, line), True))
        if line.phase is AlarmPhase.SHLVD:
            offered.append(
                ("unshelve", translate("Alarms", "取回"), partial(self._order, c.UnshelveAlarm(alarm=line.key)), False)
            )
        x = area.right()
        why = words.of(blocked) if blocked else ""
        for code, text, press, guarded in reversed(offered):
            width = max(px(64), canvas.width_of(self.theme, text, Size.LABEL, bold=True) + px(24))
            x -= width
            self.spots.button(
                p, f"{line.key}/{code}", QRectF(x, area.top(), width, area.height()), text, press, why=why, guarded=guarded
            )
            x -= px(8)
        return x + px(8)

    def _more(self, p: QPainter, area: QRectF, line: AlarmLine, blocked: str) -> None:
        """The rest, on the card that is open."""
        px = self.theme.px
        mine = c.DisownAlarm(alarm=line.key) if line.owner else c.OwnAlarm(alarm=line.key)
        offered = [
            ("own", translate("Alarms", "放手") if line.owner else translate("Alarms", "认领"), partial(self._order, mine)),
            ("solve", translate("Alarms", "已处理"), partial(self._solve, line.key)),
            ("shelve", translate("Alarms", "搁置"), partial(self._shelve, line.key)),
        ]
        if line.count > 1 or line.phase is AlarmPhase.SHLVD:
            offered = []
        detail = self._guidance(line)
        x = area.left()
        why = words.of(blocked) if blocked else ""
        for code, text, press in offered:
            width = max(px(64), canvas.width_of(self.theme, text, Size.LABEL, bold=True) + px(24))
            self.spots.button(p, f"{line.key}/{code}", QRectF(x, area.top(), width, px(28)), text, press, why=why)
            x += width + px(8)
        canvas.text(p, self.theme, QRectF(x, area.top(), area.right() - x, px(28)), detail, size=Size.QUIET, tone=Tone.SOFT)

    def _guidance(self, line: AlarmLine) -> str:
        rules = self._shown.config.alarms if self._shown and self._shown.config else ()
        return next((words.guidance(rule) for rule in rules if rule.id == line.rule), "")

    def _toggle(self, key: str) -> None:
        """Open a card, and select what it is about."""
        self._open = "" if self._open == key else key
        view = self._shown
        if view is not None:
            self._fit(view)
            line = next((each for each in view.lines if each.key == key), None)
            if self._open and line is not None and line.count == 1:
                self.desk.select("alarm", key)

    def _order(self, command: c.Command) -> None:
        self.desk.order(command)

    def _acknowledge(self, line: AlarmLine) -> None:
        for alarm in line.unseen:
            self.desk.order(c.AcknowledgeAlarm(alarm=alarm))

    def _start(self, line: AlarmLine) -> None:
        if line.plan is not None:
            self.desk.order(c.StartPlan(plan=line.plan, reason=self._title(line)))

    def _solve(self, alarm: str) -> None:
        self._ask(
            alarm, translate("Alarms", "怎样处理的？"), lambda _, note: self.desk.order(c.SolveAlarm(alarm=alarm, note=note)), needed=False
        )  # fmt: skip

    def _shelve(self, alarm: str) -> None:
        choices = [(str(minutes), translate("Alarms", "{0} 分钟").format(minutes)) for minutes in (15, 30, 60)]
        self._ask(
            alarm,
            translate("Alarms", "搁置多久，为什么？"),
            lambda minutes, reason: self.desk.order(c.ShelveAlarm(alarm=alarm, minutes=float(minutes), reason=reason)),
            choices=choices,
            suggestions=(translate("Alarms", "已派人处理"), translate("Alarms", "已报修"), translate("Alarms", "误报")),
        )

    def _ask(
        self, alarm: str, title: str, done: Callable[[str, str], object], *, choices: Iterable[tuple[str, str]] = (),
        suggestions: tuple[str, ...] = (), needed: bool = True,
    ) -> None:  # fmt: skip
        area = self.spots.areas().get(alarm, QRectF())
        at = self.spots.mapToGlobal(area.bottomLeft().toPoint())
        Reason(
            self.theme,
            f"{self._names.alarm(alarm)}：{title}",
            done,
            self,
            choices=tuple(choices),
            suggestions=suggestions,
            needed=needed,
        ).open_at(at)


# --- the lines of the view ----------------------------------------------------------------------------------------------


_worst, _since = itemgetter(0, 1, 2), itemgetter(2)
"""What roots are sorted by, and the oldest found by, without a call of Python for each of 10,000."""


def _ageless(view: AlarmsView) -> AlarmsView:
    """The view without what only grows older."""
    return replace(view, lines=tuple(replace(line, age=0) for line in view.lines))


def _sorted_out(state: HallState) -> tuple[list[Root], dict[str, list[Alarm]], dict[AlarmPhase, int]]:
    """Those that ask for somebody; those explained, by their cause; how many are hidden, by phase.

    The one loop over all alarms: 10,000 of them must not hold the picture up.
    """
    roots: list[Root] = []
    children: dict[str, list[Alarm]] = {}
    hidden: dict[AlarmPhase, int] = {}
    phase_of, add, ranks = model.phase_of, roots.append, _RANKS
    for alarm in state.alarms.values():
        phase = phase_of(alarm, state)
        if phase is _UNACK:
            add((0, ranks[id(alarm.priority)], -alarm.active_at, alarm))
        elif phase is _ACKED:
            add((2, ranks[id(alarm.priority)], -alarm.active_at, alarm))
        elif phase is _RTNUN:
            add((1, ranks[id(alarm.priority)], -alarm.active_at, alarm))
        elif phase is not AlarmPhase.NORM:
            hidden[phase] = hidden.get(phase, 0) + 1
            if phase is _DSUPR and alarm.suppressed_by is not None:
                children.setdefault(alarm.suppressed_by, []).append(alarm)
    return roots, children, hidden


def _lines(state: HallState, roots: list[Root], children: Mapping[str, list[Alarm]], now: float) -> list[AlarmLine]:
    """One line an alarm while they are few; else one a rule, and the last for all that is left."""
    if len(roots) <= LINES:
        return [_single(state, root[3], children.get(root[3].id, ()), now) for root in sorted(roots, key=_worst)]
    groups: dict[str, list[Root]] = {}
    for root in roots:
        # An alarm that explains others, and a critical one, keeps a line of its own.
        alarm = root[3]
        key = alarm.id if root[1] == 0 or alarm.id in children else alarm.rule
        if key in groups:
            groups[key].append(root)
        else:
            groups[key] = [root]
    ordered = sorted(groups.values(), key=lambda group: min(map(_worst, group)))
    lines = [
        _single(state, group[0][3], children.get(group[0][3].id, ()), now) if len(group) == 1 else _group(group, now)
        for group in ordered[: LINES - 1]
    ]
    rest = [root for group in ordered[LINES - 1 :] for root in group]
    return [*lines, _group(rest, now, key="rest")] if rest else lines


def _single(state: HallState, alarm: Alarm, children: Iterable[Alarm], now: float) -> AlarmLine:
    explained = sorted(children, key=lambda child: (child.active_at, child.id))
    rule = lookup(state).rules.get(alarm.rule)
    harm = model.affected(state, alarm) if alarm.active else model.Affected()
    phase = model.phase_of(alarm, state)
    return AlarmLine(
        key=alarm.id,
        rule=alarm.rule,
        subject=alarm.subject,
        priority=alarm.priority,
        phase=phase,
        age=int(now - alarm.active_at),
        detail=ailment(alarm.detail) if alarm.subject in lookup(state).cameras else alarm.detail,
        owner=alarm.owner,
        solved=alarm.solved_at is not None,
        shelved_left=60 * -int((now - alarm.shelved_until) // 60)
        if phase is AlarmPhase.SHLVD and alarm.shelved_until is not None
        else None,
        times=alarm.times,
        unseen=(alarm.id,) if phase in (_UNACK, _RTNUN) else (),
        asking=int(phase in (_UNACK, _RTNUN)),
        children=tuple(child.id for child in explained[:_CHILDREN]),
        explains=len(explained),
        affected=harm.waiting,
        counters=len(harm.counters),
        plan=rule.plan if rule else None,
    )


def _group(group: list[Root], now: float, key: str = "") -> AlarmLine:
    """Many alarms of one rule as one line; the worst of them speaks for it."""
    worst = min(group, key=_worst)
    unseen = [root for root in group if root[0] < 2]
    return AlarmLine(
        key=key or f"group:{worst[3].rule}",
        rule="" if key else worst[3].rule,
        subject="",
        priority=worst[3].priority,
        phase=_PLACES[worst[0]],
        age=int(now + max(map(_since, group))),
        count=len(group),
        unseen=tuple(root[3].id for root in unseen[:_AT_ONCE]),
        asking=len(unseen),
    )


def _shelved(state: HallState, now: float, room: int) -> list[AlarmLine]:
    """What lies on the shelf, soonest back first, as far as there is room."""
    shelved = [alarm for alarm in state.alarms.values() if model.phase_of(alarm, state) is AlarmPhase.SHLVD]
    shelved.sort(key=lambda alarm: (alarm.shelved_until or 0.0, alarm.id))
    return [_single(state, alarm, (), now) for alarm in shelved[: max(0, room)]]
