"""Handing over (交接班): everything that is open in the hall on one sheet, accepted line by line by the next leader. Pure.

`open_world` is the sheet. What is open is said of every part of the state, in `OPEN` and `NOT_OPEN`: a test refuses a part of the state
that stands in neither, so that nothing open can be missing because somebody forgot it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model.alarm import phase_of
from console.model.arming import waiting
from console.model.book import Acceptance, Handover, MatterPhase, ProblemPhase
from console.model.command import Answer, Refusal
from console.model.duty import numbered
from console.model.event import Presence
from console.model.lookup import lookup
from console.model.orders import is_by_person, is_left_open
from console.model.pages import put
from console.model.sheet import LineKind, OpenLine
from console.model.state import AlarmPhase, CounterPhase, HallState, Order

Look = Callable[[HallState], Iterable[OpenLine]]


def open_world(state: HallState, now: float) -> tuple[OpenLine, ...]:
    """Everything that the next leader must know of and nobody has settled: by kind, the oldest first."""
    lines = [line for look in OPEN.values() for line in look(state) if line.kind not in _ENDING or not _is_over(line, now)]
    return tuple(sorted(lines, key=lambda line: (_PLACE[line.kind], line.since, line.id)))


def _is_over(line: OpenLine, now: float) -> bool:
    """What ends by itself and has: the hub writes that within the second."""
    return line.until is not None and now >= line.until


_PLACE = {kind: place for place, kind in enumerate(LineKind)}
_ENDING = (LineKind.WALL, LineKind.PRIVACY, LineKind.ARMING)


def unaccepted(state: HallState, now: float) -> tuple[OpenLine, ...]:
    """What the next leader has not accepted, or not as it reads now; all that is open when nobody hands over."""
    return tuple(line for line in open_world(state, now) if not is_accepted(state, line))


def is_accepted(state: HallState, line: OpenLine) -> bool:
    """Whether the next leader has accepted the line as it reads."""
    taken = state.handover.accepted.get(line.key) if state.handover is not None else None
    return taken is not None and taken.line == line


# --- what is open -------------------------------------------------------------------------------------------------------------


def _alarms(state: HallState) -> Iterator[OpenLine]:
    for alarm in state.alarms.values():
        phase = phase_of(alarm, state)
        if phase is AlarmPhase.SHLVD or alarm.shelved_until is not None:
            yield OpenLine(
                kind=LineKind.SHELVED,
                id=alarm.id,
                since=alarm.raised_at,
                until=alarm.shelved_until,
                who=alarm.shelved_by,
                about=alarm.shelved_reason,
            )
        elif phase is not AlarmPhase.NORM:
            yield OpenLine(kind=LineKind.ALARM, id=alarm.id, since=alarm.raised_at, who=alarm.owner or "", about=phase.value)


def _plans(state: HallState) -> Iterator[OpenLine]:
    for run in state.plans.values():
        if run.ended_at is None:
            yield OpenLine(kind=LineKind.PLAN, id=run.id, since=run.at, who=run.by, about=run.plan)


def _armings(state: HallState) -> Iterator[OpenLine]:
    for arming in waiting(state):
        yield OpenLine(
            kind=LineKind.ARMING, id=arming.id, since=arming.at, until=arming.until, who=arming.by, about=arming.plan
        )  # fmt: skip


def _problems(state: HallState) -> Iterator[OpenLine]:
    for problem in state.problems.values():
        if problem.phase is not ProblemPhase.SOLVED:
            about = f"{problem.place} {problem.text}".strip()[:500]
            yield OpenLine(kind=LineKind.PROBLEM, id=problem.id, since=problem.at, who=problem.owner, about=about)


def _matters(state: HallState) -> Iterator[OpenLine]:
    """A matter, and beside it what the customer was promised."""
    for matter in state.matters.values():
        if matter.phase is MatterPhase.CLOSED:
            continue
        until = matter.offer.until if matter.offer is not None else None
        who = f"{matter.owner} → {matter.offer.to}" if matter.offer is not None else matter.owner
        yield OpenLine(kind=LineKind.MATTER, id=matter.id, since=matter.opened_at, until=until, who=who, about=matter.what)
        if matter.due_at is not None:
            yield OpenLine(
                kind=LineKind.PROMISE,
                id=matter.id,
                since=matter.opened_at,
                until=matter.due_at,
                who=matter.owner,
                about=matter.what,
            )
        if matter.appointment is not None:
            kept = matter.appointment
            yield OpenLine(
                kind=LineKind.APPOINTMENT,
                id=matter.id,
                since=kept.made_at,
                until=kept.at,
                who=matter.owner,
                about=f"{kept.contact} {kept.note}".strip()[:500],
            )


def _rounds(state: HallState) -> Iterator[OpenLine]:
    for each in state.rounds.values():
        if each.due_at is not None:
            yield OpenLine(kind=LineKind.ROUND, id=each.id, since=each.due_at, who=each.called_by, about=each.called_reason)


def _devices(state: HallState) -> Iterator[OpenLine]:
    for device in state.devices.values():
        if device.out_at is not None:
            yield OpenLine(
                kind=LineKind.DEVICE_OUT, id=device.id, since=device.out_at, who=device.out_by, about=device.out_reason
            )  # fmt: skip


def _orders(state: HallState) -> Iterator[OpenLine]:
    """What people ordered of devices and staff and is under way, or did not come true since they have the duty.

    The hub's own orders are over in the commit that takes them: the handover's own must not stand on its sheet.
    """
    for order in state.orders.values():
        if order.adapter is not None and is_by_person(order) and is_left_open(order, state.duty_at):
            yield OpenLine(kind=LineKind.ORDER, id=order.id, since=order.at, who=order.by, about=_told(order))


def _told(order: Order) -> str:
    """How far, and the order itself, which may have left the state when the sheet is read."""
    return f"{order.stage.value} {msgspec.json.encode(order.command).decode()}"[:500]


def _staff(state: HallState) -> Iterator[OpenLine]:
    """Who roves is at home anywhere, and who is out is nowhere."""
    known = lookup(state)
    for person in state.staff.values():
        config = known.staff.get(person.id)
        at_work = person.presence not in (Presence.OUT, Presence.ROVING)
        if config is not None and config.home is not None and at_work and person.post not in (None, config.home):
            yield OpenLine(kind=LineKind.MOVED, id=person.id, since=person.post_at, about=person.post or "")


def _counters(state: HallState) -> Iterator[OpenLine]:
    known = lookup(state)
    for counter in state.counters.values():
        config = known.counters.get(counter.id)
        if config is not None and counter.profile != config.profile:
            yield OpenLine(kind=LineKind.PROFILE, id=counter.id, since=counter.opened_at or counter.since, about=counter.profile)
        if counter.phase is CounterPhase.PAUSED:
            yield OpenLine(kind=LineKind.PAUSED, id=counter.id, since=counter.since, about=counter.reason)


def _notices(state: HallState) -> Iterator[OpenLine]:
    for notice in state.notices.values():
        yield OpenLine(kind=LineKind.NOTICE, id=notice.device, since=notice.at, who=notice.by, about=notice.text)


def _walls(state: HallState) -> Iterator[OpenLine]:
    for key, push in state.pushes.items():
        about = f"{push.item.value} {push.shown}"[:500]
        yield OpenLine(kind=LineKind.WALL, id=key, since=push.at, until=push.until, who=push.by, about=about)


def _privacy(state: HallState) -> Iterator[OpenLine]:
    for lift in state.lifted.values():
        yield OpenLine(
            kind=LineKind.PRIVACY, id=lift.camera, since=lift.at, until=lift.until, who=lift.by, about=lift.reason
        )  # fmt: skip


def _faults(state: HallState) -> Iterator[OpenLine]:
    for fault in state.faults.values():
        yield OpenLine(kind=LineKind.FAULT, id=fault.part, since=fault.at, about=fault.error[:500])


OPEN: Mapping[str, Look] = {
    "alarms": _alarms,
    "plans": _plans,
    "armings": _armings,
    "problems": _problems,
    "matters": _matters,
    "rounds": _rounds,
    "devices": _devices,
    "orders": _orders,
    "staff": _staff,
    "counters": _counters,
    "notices": _notices,
    "pushes": _walls,
    "lifted": _privacy,
    "faults": _faults,
}
"""Part of the state → what of it is open."""
NOT_OPEN: Mapping[str, str] = {
    "seq": "a place in the journal",
    "at": "a time",
    "config": "the hall itself",
    "day": "figures; they are read, not settled",
    "tickets": "customers who wait or are served: the queues show them, and they are the counters'",
    "zones": "what cannot be left so is an alarm",
    "adapters": "one that is lost is an alarm",
    "alarm_onsets": "for the count of a flood",
    "streams": "past: how many went where",
    "calls": "past: who was called where; who did not come is the counters' matter",
    "flood_since": "how many alarms there are is seen by them",
    "consoles": "who is connected",
    "people": "who may log in",
    "logins": "who sits where",
    "gaps": "past, and told of in the book",
    "holds": "recordings kept as evidence: nobody's to settle, and kept whoever leads",
    "talks": "somebody speaks, and lets go; within a minute it is over by itself",
    "duty": "who hands over",
    "duty_at": "since when",
    "boot": "the hub's",
    "clock_step": "past; an alarm when it matters",
    "clock_step_at": "as above",
    "clock_jump": "as above",
    "clock_jump_at": "as above",
    "held_days": "days of the journal kept as evidence, as `holds`",
    "damaged_days": "each is an alarm",
    "regressed_at": "an alarm",
    "book": "the duty book: read, not settled",
    "notes": "as above",
    "handover": "this handover itself",
    "handed": "the last one, which is done",
    "numbered": "a count",
}
"""Part of the state → why nothing of it is open."""


# --- whether an order may be given, and what it does ---------------------------------------------------------------------------


def may(state: HallState, command: do.HandoverCommand, by: str, now: float) -> Answer:
    """Only the next leader accepts, where people can be told apart; and only all of it is a handover."""
    under_way = state.handover
    if isinstance(command, do.BeginHandover):
        if under_way is not None:
            return Refusal.ALREADY, under_way.taker
        if command.to not in lookup(state).staff:
            return Refusal.NO_SUCH, command.to
        return (Refusal.ALREADY, command.to) if command.to == state.duty else None
    if under_way is None or under_way.id != command.handover:
        return Refusal.NO_SUCH, command.handover
    if isinstance(command, do.CancelHandover):
        return None
    if state.people and by != under_way.taker:
        return Refusal.SECOND, under_way.taker
    if isinstance(command, do.AcceptLines):
        known = {line.ref for line in _of_kinds(command.refs, open_world(state, now))}
        changed = next((ref for ref in command.refs if ref not in known), None)
        return None if changed is None else (Refusal.WRONG_STATE, f"changed={changed}")
    left = unaccepted(state, now)
    return (Refusal.WRONG_STATE, f"lines={len(left)}") if left else None


def effects(state: HallState, command: do.HandoverCommand, by: str, now: float) -> tuple[ev.AnyEvent, ...]:
    """What it does: an event for each line that is accepted, and one that names both at the end."""
    match command:
        case do.BeginHandover():
            id = numbered(state, "h", {})
            return (ev.HandoverBegun(handover=id, giver=state.duty or "", taker=command.to, by=by),)
        case do.AcceptLines():
            wanted = set(command.refs)
            left = (line for line in _of_kinds(wanted, unaccepted(state, now)) if line.ref in wanted)
            return tuple(ev.HandoverLineAccepted(handover=command.handover, line=line, by=by) for line in left)
        case do.FinishHandover():
            under_way = state.handover
            if under_way is None:
                return ()
            lines = len(open_world(state, now))
            return (
                ev.HandoverDone(
                    handover=under_way.id, giver=under_way.giver, taker=under_way.taker, lines=lines, by=by, note=command.note
                ),
            )
        case do.CancelHandover():
            return (ev.HandoverCancelled(handover=command.handover, by=by),)


def _of_kinds(refs: Iterable[str], lines: Iterable[OpenLine]) -> Iterator[OpenLine]:
    """The lines of the kinds that the refs name: a ref is a hash, and a flood has thousands of lines."""
    kinds = {ref.partition(":")[0] for ref in refs}
    return (line for line in lines if line.kind.value in kinds)


# --- folds ---------------------------------------------------------------------------------------------------------------------


def begun(state: HallState, event: ev.HandoverBegun) -> HallState:
    """Under way; nothing is accepted yet."""
    handover = Handover(id=event.handover, giver=event.giver, taker=event.taker, begun_at=state.at)
    return replace(state, handover=handover, numbered=state.numbered + 1)


def line_accepted(state: HallState, event: ev.HandoverLineAccepted) -> HallState:
    """One more line is the next leader's."""
    under_way = state.handover
    if under_way is None or under_way.id != event.handover:
        return state
    taken = Acceptance(at=state.at, by=event.by, line=event.line)
    return replace(state, handover=replace(under_way, accepted=put(under_way.accepted, event.line.key, taken)))


def done(state: HallState, event: ev.HandoverDone) -> HallState:
    """Another has the duty. What was accepted stays to be read and printed."""
    under_way = state.handover
    if under_way is None or under_way.id != event.handover:
        return state
    handed = replace(under_way, done_at=state.at, note=event.note)
    return replace(state, handover=None, handed=handed, duty=event.taker, duty_at=state.at)


def cancelled(state: HallState, event: ev.HandoverCancelled) -> HallState:
    """As if it had not begun."""
    under_way = state.handover
    return state if under_way is None or under_way.id != event.handover else replace(state, handover=None)


def restated(before: HallState, after: HallState) -> HallState:
    """The hall after its clock was put right: what was accepted, and reads otherwise by the new clock only, stays accepted."""
    under_way = after.handover
    if under_way is None:
        return after
    lines = {line.key: line for line in open_world(after, after.at) if line.key in under_way.accepted}
    same = (lines[line.key] for line in open_world(before, before.at) if line.key in lines and is_accepted(before, line))
    accepted = under_way.accepted
    for line in same:
        accepted = put(accepted, line.key, replace(accepted[line.key], line=line))
    return replace(after, handover=replace(under_way, accepted=accepted))
