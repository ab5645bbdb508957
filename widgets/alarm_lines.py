"""The alarms as lines: which ask for somebody, what explains what, whom it hurts; as a tree by cause, or one by one. Pure, no Qt.

10,000 alarms are read in one loop and come out as a few lines, or the picture would wait for them.
"""

from collections.abc import Iterable, Mapping
from heapq import nsmallest
from operator import itemgetter

from msgspec import Struct
from msgspec.structs import replace

from console.model import alarm as model
from console.model.command import Role
from console.model.counters import AT_WORK
from console.model.hall import AlarmPriority, HallConfig
from console.model.lookup import lookup
from console.model.state import Alarm, AlarmPhase, HallState
from console.session import Frame
from widgets.refusal import plan_refused
from widgets.reported import reported
from widgets.video_words import ailment

LINES = 20
"""Lines of the tree at most, however many alarms there are."""
ROWS = 200
"""Rows of the table at most."""
_CHILDREN = 4
_AT_ONCE = 50
"""Alarms of a group that one click acknowledges; more of them is not "seen"."""
_UNACK, _RTNUN, _ACKED, _DSUPR = AlarmPhase.UNACK, AlarmPhase.RTNUN, AlarmPhase.ACKED, AlarmPhase.DSUPR
_PLACES = (_UNACK, _RTNUN, _ACKED)
"""Phases that ask for somebody, in the order of the list."""
_QUIET = (AlarmPhase.DSUPR, AlarmPhase.SHLVD, AlarmPhase.OOSRV)
_RANKS = {id(priority): rank for priority, rank in model.RANK.items()}
"""By identity: hashing an enum's member costs more than the rest of the loop over the alarms."""
Root = tuple[int, int, float, str, Alarm]
"""Place of the phase, rank of the priority, time turned round, id, alarm: sorts the worst and newest first, and the same everywhere."""


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
    cause: str | None = None
    """The alarm that explains it."""
    acked_by: str = ""
    note: str = ""
    """What was said when it was acknowledged, shelved or solved."""


class AlarmsView(Struct, frozen=True, kw_only=True):
    """The lines, and how many there are of what."""

    config: HallConfig | None
    lines: tuple[AlarmLine, ...]
    active: int
    unseen: int
    flood: model.Flood
    hidden: Mapping[AlarmPhase, int]
    """How many shelved, suppressed, out of service."""
    blocked: str
    role: Role
    """Of whom it depends whether a plan is started here, or made ready for a second person."""
    plans: Mapping[str, str]
    """Plans that alarms call for, and why one cannot be begun now; empty: it can."""
    present: tuple[str, ...] = ()
    """Whom an alarm can be handed to: those who are at work."""
    is_table: bool = False
    voice: str = "none"
    """State of the voice that speaks alarms (`session.Annunciation`)."""
    opened: AlarmLine | None = None
    """The alarm whose sheet is open, in a list of groups too; None: none is open, or it is no more."""


def view(frame: Frame) -> AlarmsView:
    """Alarms that ask for somebody, the worst first, each with those it explains; many of one rule as one line."""
    state, now = frame.state, frame.now
    roots, children, hidden = _sorted_out(state)
    lines = _lines(state, roots, children, now)
    lines += _shelved(state, now, LINES - len(lines)) if AlarmPhase.SHLVD in hidden else []
    return _viewed(frame, lines, roots, hidden)


def table_view(frame: Frame) -> AlarmsView:
    """Alarms one by one, in the same order, then those that are explained, shelved and out of service."""
    state, now = frame.state, frame.now
    roots, children, hidden = _sorted_out(state)
    lines = [_single(state, root[4], children.get(root[4].id, ()), now) for root in nsmallest(ROWS, roots)]
    quiet = (
        [(alarm, phase) for alarm in state.alarms.values() if (phase := model.phase_of(alarm, state)) in _QUIET] if hidden else []
    )
    quiet = nsmallest(ROWS - len(lines), quiet, key=lambda each: (_QUIET.index(each[1]), -each[0].active_at, each[0].id))
    lines += [_single(state, alarm, (), now) for alarm, _ in quiet]
    return replace(_viewed(frame, lines, roots, hidden), is_table=True)


def opened(frame: Frame, lines: Iterable[AlarmLine], id: str) -> AlarmLine | None:
    """One alarm by itself, be it among the lines, in a group of them or in none; None: there is no such alarm."""
    line = next((each for each in lines if each.key == id), None)
    alarm = frame.state.alarms.get(id)
    if line is not None or alarm is None:
        return line
    state = frame.state
    explained = [each for each in state.alarms.values() if each.suppressed_by == id and model.phase_of(each, state) is _DSUPR]
    return _single(state, alarm, explained, frame.now)


def _viewed(frame: Frame, lines: list[AlarmLine], roots: list[Root], hidden: Mapping[AlarmPhase, int]) -> AlarmsView:
    state = frame.state
    return AlarmsView(
        config=state.config,
        lines=tuple(lines),
        active=len(roots),
        unseen=sum(root[0] < 2 for root in roots),
        flood=model.flood(state, frame.now),
        hidden=hidden,
        blocked="" if frame.can_command else frame.blocked,
        role=frame.role,
        plans={plan: plan_refused(frame, plan) for plan in sorted({line.plan for line in lines if line.plan})},
        present=tuple(sorted(id for id, person in state.staff.items() if person.presence in AT_WORK)),
    )


_since = itemgetter(2)
"""What the oldest is found by, without a call of Python for each of 10,000."""


def ageless(view: AlarmsView) -> AlarmsView:
    """The view without what only grows older."""
    opened = replace(view.opened, age=0) if view.opened is not None else None
    return replace(view, lines=tuple(replace(line, age=0) for line in view.lines), opened=opened)


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
            add((0, ranks[id(alarm.priority)], -alarm.active_at, alarm.id, alarm))
        elif phase is _ACKED:
            add((2, ranks[id(alarm.priority)], -alarm.active_at, alarm.id, alarm))
        elif phase is _RTNUN:
            add((1, ranks[id(alarm.priority)], -alarm.active_at, alarm.id, alarm))
        elif phase is not AlarmPhase.NORM:
            hidden[phase] = hidden.get(phase, 0) + 1
            if phase is _DSUPR and alarm.suppressed_by is not None:
                children.setdefault(alarm.suppressed_by, []).append(alarm)
    return roots, children, hidden


def _lines(state: HallState, roots: list[Root], children: Mapping[str, list[Alarm]], now: float) -> list[AlarmLine]:
    """One line an alarm while they are few; else one a rule, and the last for all that is left."""
    if len(roots) <= LINES:
        return [_single(state, root[4], children.get(root[4].id, ()), now) for root in sorted(roots)]
    groups: dict[str, list[Root]] = {}
    for root in roots:
        # An alarm that explains others, and a critical one, keeps a line of its own.
        alarm = root[4]
        key = alarm.id if root[1] == 0 or alarm.id in children else alarm.rule
        if key in groups:
            groups[key].append(root)
        else:
            groups[key] = [root]
    ordered = sorted(groups.values(), key=min)
    lines = [
        _single(state, group[0][4], children.get(group[0][4].id, ()), now) if len(group) == 1 else _group(group, now)
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
        detail=reported(ailment(alarm.detail) if alarm.subject in lookup(state).cameras else alarm.detail),
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
        cause=alarm.suppressed_by,
        acked_by=alarm.acked_by,
        note=alarm.solved_note or alarm.shelved_reason or alarm.note,
    )


def _group(group: list[Root], now: float, key: str = "") -> AlarmLine:
    """Many alarms of one rule as one line; the worst of them speaks for it."""
    worst = min(group)
    unseen = [root for root in group if root[0] < 2]
    return AlarmLine(
        key=key or f"group:{worst[4].rule}",
        rule="" if key else worst[4].rule,
        subject="",
        priority=worst[4].priority,
        phase=_PLACES[worst[0]],
        age=int(now + max(map(_since, group))),
        count=len(group),
        unseen=tuple(root[4].id for root in nsmallest(_AT_ONCE, unseen)),
        asking=len(unseen),
    )


def _shelved(state: HallState, now: float, room: int) -> list[AlarmLine]:
    """What lies on the shelf, soonest back first, as far as there is room."""
    shelved = [alarm for alarm in state.alarms.values() if model.phase_of(alarm, state) is AlarmPhase.SHLVD]
    shelved.sort(key=lambda alarm: (alarm.shelved_until or 0.0, alarm.id))
    return [_single(state, alarm, (), now) for alarm in shelved[: max(0, room)]]
