"""The duty book: what is written into it, duty rounds and when they are due, special problems. Pure; customers' matters are `matters`.

A round is due at times of day, so long after the last one, or when somebody asks for it; it stays due until it is done or left out for
a reason, also over the night. Only the live hub judges that (`judged`), and writes it down.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model.book import DutyRound, Problem, ProblemPhase, Written
from console.model.command import Answer, Refusal
from console.model.event import AnyEvent
from console.model.hall import AlarmPriority, HallConfig
from console.model.hall import DutyRound as RoundConfig
from console.model.hours import business_hours, clock_time
from console.model.lookup import lookup
from console.model.state import HallState

LINES_KEPT = 300
NOTES_KEPT = 200
SOLVED_KEPT = 30
_NEVER = float("-inf")


class RoundPhase(StrEnum):
    """Where a duty round stands."""

    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"
    ON_CALL = "on_call"
    DONE = "done"
    """For today."""


BOOKED = frozenset(
    {
        ev.HubStarted, ev.DayStarted, ev.RecordingLost, ev.JournalGapDeclared, ev.PartDisabled, ev.DutyTaken, ev.PersonLoggedIn,
        ev.PersonLoggedOut, ev.AlarmRaised, ev.AlarmShelved, ev.AlarmSolved, ev.DeviceTakenOut, ev.DeviceReturned, ev.CounterOpened,
        ev.CounterClosed, ev.CounterProfileChanged, ev.TicketPrioritised, ev.TicketRated, ev.PrivacyLifted, ev.WallPushed, ev.PlanArmed, ev.PlanStarted,
        ev.PlanStepSkipped, ev.PlanStepFailed, ev.PlanStepOverdue, ev.PlanStoodDown, ev.RoundDone, ev.RoundCalled, ev.RoundOverdue,
        ev.RoundSkipped, ev.ProblemReported, ev.ProblemTaken, ev.ProblemSolved, ev.MatterOpened, ev.MatterOffered, ev.MatterAccepted,
        ev.MatterReturned, ev.MatterAppointed, ev.MatterClosed, ev.MatterReopened, ev.HandoverBegun, ev.HandoverDone,
        ev.HandoverCancelled, ev.NoteWritten, ev.RecordingGap, ev.RecordingHeld,
    }
)  # fmt: skip
"""What a leader would have written down; of alarms the grave ones that nothing else explains, of ratings the bad ones."""
_GRAVE = (AlarmPriority.CRITICAL, AlarmPriority.HIGH)
_BAD = 2
"""A rating up to this is written down."""


def booked(state: HallState, event: AnyEvent) -> HallState:
    """The book with one more line, if the event is worth one."""
    if type(event) is ev.TicketRated and event.score > _BAD:
        return state
    if type(event) is ev.AlarmRaised:
        rule = lookup(state).rules.get(event.rule)
        if event.cause is not None or (rule is not None and rule.priority not in _GRAVE):
            return state
    line = Written(seq=state.seq, at=state.at, event=event)
    if isinstance(event, ev.NoteWritten):
        return replace(state, notes=(*state.notes[1 - NOTES_KEPT :], line))
    return replace(state, book=(*state.book[1 - LINES_KEPT :], line))


# --- rounds: when they are due ------------------------------------------------------------------------------------------------


def next_due(config: HallConfig, round: RoundConfig, known: DutyRound | None, now: float) -> float | None:
    """Since when a round is due, or from when on it will be today; None: not again today, or only when asked for."""
    if known is not None and known.due_at is not None:
        return known.due_at
    last = known.last_at if known is not None and known.last_at is not None else _NEVER
    hours = business_hours(config, now)
    if hours is None:
        return None
    if round.every is not None:
        due = max(last, hours[0]) + round.every * 60
        return due if due < hours[1] else None
    times = (clock_time(config.timezone, clock, now) for clock in sorted(round.at))
    return next((at for at in times if at is not None and last < at - round.ahead * 60), None)


def phase_of(config: HallConfig, round: RoundConfig, known: DutyRound | None, now: float) -> RoundPhase:
    """Where a round stands."""
    if known is not None and known.due_at is not None:
        return RoundPhase.DUE if known.overdue_at is None else RoundPhase.OVERDUE
    if round.every is None and not round.at:
        return RoundPhase.ON_CALL
    return RoundPhase.LATER if next_due(config, round, known, now) is not None else RoundPhase.DONE


def judged(state: HallState, now: float) -> tuple[AnyEvent, ...]:
    """Rounds that have become due, and those whose time is up. After closing none becomes due any more that was so by day."""
    config = state.config
    hours = business_hours(config, now) if config is not None else None
    if config is None or hours is None:
        return ()
    found: list[AnyEvent] = []
    for round in config.rounds:
        known = state.rounds.get(round.id)
        if known is not None and known.overdue_at is not None:
            continue
        due = next_due(config, round, known, now)
        is_new = known is None or known.due_at is None
        if due is None or now < due or (is_new and now > max(hours[1], due + round.within * 60)):
            continue
        if is_new:
            found.append(ev.RoundDue(round=round.id, due_at=due))
        if now >= due + round.within * 60:
            found.append(ev.RoundOverdue(round=round.id))
    return tuple(found)


# --- whether an order may be given, and what it does ---------------------------------------------------------------------------


def may(state: HallState, command: do.RoundCommand) -> Answer:
    """Whether a round or a problem is there, and asks for it."""
    match command:
        case do.FinishRound() | do.SkipRound() | do.CallRound():
            if command.round not in lookup(state).rounds:
                return Refusal.NO_SUCH, command.round
            known = state.rounds.get(command.round)
            is_due = known is not None and known.due_at is not None
            if isinstance(command, do.CallRound):
                return (Refusal.ALREADY, "due") if is_due else None
            return (Refusal.WRONG_STATE, "not_due") if isinstance(command, do.SkipRound) and not is_due else None
        case do.ReportProblem():
            return None
        case do.TakeProblem() | do.SolveProblem():
            problem = state.problems.get(command.problem)
            if problem is None:
                return Refusal.NO_SUCH, command.problem
            if problem.phase is ProblemPhase.SOLVED:
                return Refusal.ALREADY, problem.phase.value
            if isinstance(command, do.TakeProblem) and problem.phase is ProblemPhase.TAKEN:
                return Refusal.ALREADY, problem.owner
            return None


def effects(state: HallState, command: do.RoundCommand, by: str) -> tuple[AnyEvent, ...]:
    """What it does. Items of a round that are not in order are a special problem of their own."""
    match command:
        case do.FinishRound():
            done = ev.RoundDone(round=command.round, by=by, note=command.note, found=command.found)
            if not command.found:
                return (done,)
            round = lookup(state).rounds[command.round]
            wrong = [item.name for item in round.items if item.id in command.found] or list(command.found)
            text = f"{round.name}：{'、'.join(wrong)}" + (f"（{command.note}）" if command.note else "")
            return done, ev.ProblemReported(problem=numbered(state, "p", state.problems), by=by, text=text[:500])
        case do.SkipRound():
            return (ev.RoundSkipped(round=command.round, by=by, reason=command.reason),)
        case do.CallRound():
            return (ev.RoundCalled(round=command.round, by=by, reason=command.reason),)
        case do.ReportProblem():
            problem = numbered(state, "p", state.problems)
            return (ev.ProblemReported(problem=problem, by=by, text=command.text, place=command.place),)
        case do.TakeProblem():
            return (ev.ProblemTaken(problem=command.problem, by=by),)
        case do.SolveProblem():
            return (ev.ProblemSolved(problem=command.problem, by=by, result=command.result),)


def numbered(state: HallState, letter: str, known: Mapping[str, object]) -> str:
    """An id that counts on, and that nothing known has."""
    number = state.numbered + 1
    while f"{letter}{number}" in known:
        number += 1
    return f"{letter}{number}"


# --- folds: rounds --------------------------------------------------------------------------------------------------------------


def due(state: HallState, event: ev.RoundDue) -> HallState:
    """Due from then on, until it is done."""
    known = state.rounds.get(event.round) or DutyRound(id=event.round)
    return state if known.due_at is not None else _with_round(state, replace(known, due_at=event.due_at))


def called(state: HallState, event: ev.RoundCalled) -> HallState:
    """Due at once, because somebody says so."""
    known = state.rounds.get(event.round) or DutyRound(id=event.round)
    asked = replace(known, called_by=event.by, called_reason=event.reason)
    return _with_round(state, asked if known.due_at is not None else replace(asked, due_at=state.at))


def overdue(state: HallState, event: ev.RoundOverdue) -> HallState:
    """Its time is up."""
    known = state.rounds.get(event.round)
    if known is None or known.due_at is None or known.overdue_at is not None:
        return state
    return _with_round(state, replace(known, overdue_at=state.at))


def done(state: HallState, event: ev.RoundDone) -> HallState:
    """Done; a round nobody asked for counts as well."""
    known = state.rounds.get(event.round) or DutyRound(id=event.round)
    return _over(
        state, replace(known, last_note=event.note, found=event.found, was_skipped=False, done_today=known.done_today + 1), event.by
    )  # fmt: skip


def skipped(state: HallState, event: ev.RoundSkipped) -> HallState:
    """Left out this time."""
    known = state.rounds.get(event.round) or DutyRound(id=event.round)
    return _over(state, replace(known, last_note=event.reason, found=(), was_skipped=True), event.by)


def new_day(state: HallState) -> Mapping[str, DutyRound]:
    """The rounds of another day: what is due stays due."""
    return {id: replace(each, done_today=0) if each.done_today else each for id, each in state.rounds.items()}


def _over(state: HallState, round: DutyRound, by: str) -> HallState:
    over = replace(round, due_at=None, overdue_at=None, called_by="", called_reason="", last_at=state.at, last_by=by)
    return _with_round(state, over)


def _with_round(state: HallState, round: DutyRound) -> HallState:
    return replace(state, rounds={**state.rounds, round.id: round})


# --- folds: special problems ------------------------------------------------------------------------------------------------------


def reported(state: HallState, event: ev.ProblemReported) -> HallState:
    """New in the inbox. The same problem again is the same problem."""
    if event.problem in state.problems:
        return state
    problem = Problem(id=event.problem, at=state.at, by=event.by, text=event.text, place=event.place, phase_at=state.at)
    return _with_problem(replace(state, numbered=state.numbered + 1), problem)


def taken(state: HallState, event: ev.ProblemTaken) -> HallState:
    """Somebody sees to it."""
    return _phase(
        state, event.problem, lambda each: replace(each, phase=ProblemPhase.TAKEN, phase_at=state.at, owner=event.by)
    )  # fmt: skip


def solved(state: HallState, event: ev.ProblemSolved) -> HallState:
    """Settled; the last ones stay to be read."""

    def settle(each: Problem) -> Problem:
        return replace(each, phase=ProblemPhase.SOLVED, phase_at=state.at, owner=each.owner or event.by, result=event.result)

    return _phase(state, event.problem, settle)


def _phase(state: HallState, id: str, change: Callable[[Problem], Problem]) -> HallState:
    problem = state.problems.get(id)
    if problem is None or problem.phase is ProblemPhase.SOLVED:
        return state
    return _with_problem(state, change(problem))


def _with_problem(state: HallState, problem: Problem) -> HallState:
    problems = {**state.problems, problem.id: problem}
    over = sorted((each.phase_at, each.id) for each in problems.values() if each.phase is ProblemPhase.SOLVED)
    for _, id in over[:-SOLVED_KEPT]:
        del problems[id]
    return replace(state, problems=problems)
