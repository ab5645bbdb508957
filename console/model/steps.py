"""A step of the wall clock, and what is waiting: every since-when and every deadline goes along with it. Pure.

Hall time follows the wall forward (`hub.hall_time`), and nobody has waited an hour because a clock was put right by one. So the
entry that tells of a step moves the times in the state by as much: ages, delays, deadlines and limits go on as if nothing had
been, whoever asks for them, and what happened "five minutes ago" did so by the new clock, too. What people agreed on by the clock
on the wall stays: an appointment, the end of a shelving, the hour of a recording.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from console.model import book
from console.model import state as of
from console.model.fact import Fact
from console.model.state import HallState

MOVES: Mapping[type[Fact], tuple[str, ...]] = {
    HallState: ("alarm_onsets", "flood_since", "duty_at", "regressed_at"),
    of.Day: ("relieved",),
    of.Ticket: ("taken_at", "queued_at", "phase_at", "recalled_at", "first_called_at"),
    of.Leg: ("called_at", "started_at", "finished_at", "paused_at"),
    of.Counter: ("since", "freed_at", "opened_at", "rated_low_at", "low_ratings"),
    of.Person: ("presence_at", "post_at", "working_since"),
    of.Zone: ("at", "crowded_since", "calm_since", "staffed_since", "unstaffed_since"),
    of.Device: ("heard_at", "lost_at", "out_at", "session_at", "onsets", "cleared"),
    of.Announced: ("at",),
    of.Call: ("at",),
    of.Stream: ("at",),
    of.Condition: ("since",),
    of.Reading: ("at",),
    of.Adapter: ("joined_at", "lost_at", "ahead_at"),
    of.Alarm: ("raised_at", "active_at", "cleared_at", "acked_at", "solved_at"),
    of.Order: ("at", "stage_at", "expires_at"),
    of.PlanRun: ("at", "ended_at"),
    of.StepRun: ("since",),
    of.Arming: ("at", "until", "phase_at"),
    of.Account: ("failed", "locked_until"),
    of.Login: ("at",),
    of.Lift: ("at", "until"),
    of.Push: ("at", "until"),
    of.Hold: ("at",),
    of.Talk: ("at", "ended_at"),
    of.Check: ("at",),
    of.Fault: ("at",),
    of.KeptDay: ("at",),
    book.Written: ("at",),
    book.Problem: ("at", "phase_at"),
    book.DutyRound: ("due_at", "overdue_at", "last_at"),
    book.Offer: ("at", "until"),
    book.Appointment: ("made_at",),
    book.Hop: ("at",),
    book.Matter: ("owned_at", "opened_at", "phase_at", "returned_at"),
    book.Notice: ("at",),
    book.Acceptance: ("at",),
    book.Handover: ("begun_at", "done_at"),
}
"""Times that are told from, or run out after, some time: by the hall's own elapsing seconds."""
STAYS: Mapping[type[Fact], tuple[str, ...]] = {
    HallState: ("at", "clock_step", "clock_step_at", "clock_jump", "clock_jump_at"),
    of.Ticket: ("appointment_at",),
    of.Leg: ("paused_for",),
    of.Counter: ("open_for", "busy_for", "paused_for"),
    of.Device: ("down_for",),
    of.Reading: ("value",),
    of.Alarm: ("shelved_until",),
    of.Account: ("since",),
    of.Gap: ("begin", "end"),
    of.Hold: ("begin", "end"),
    of.Tally: ("wait_sum", "handle_sum", "lost_call_sum"),
    of.Sample: ("at",),
    book.Appointment: ("at",),
    book.Matter: ("due_at",),
}
"""Numbers that do not: durations, readings, and times by the clock on the wall. A test finds fields that stand in neither."""
F = TypeVar("F", bound=Fact)
_Shift = Callable[[float], float]


def moved(state: HallState, jump: float, at: float) -> HallState:
    """The hall after a forward step of `jump` seconds, which brought hall time to `at`."""
    before = at - jump

    def shift(time: float) -> float:
        if time <= 0.0:  # never, or not known
            return time
        return min(time + jump, at) if time <= before else time + jump

    return _moved_fact(state, shift)


def reached(state: HallState, wall: float) -> float:
    """When the hall came to a time of the clock on the wall: one that the last forward step left out, at the step."""
    if state.clock_jump_at is None or state.clock_jump is None:
        return wall
    return state.clock_jump_at if state.clock_jump_at - state.clock_jump < wall <= state.clock_jump_at else wall


def _moved_fact(fact: F, shift: _Shift) -> F:
    moves = MOVES.get(type(fact), ())
    changes: dict[str, object] = {}
    for name in fact.__struct_fields__:
        value = getattr(fact, name)
        after = _moved_times(value, shift) if name in moves else _moved_inside(value, shift)
        if after is not value:
            changes[name] = after
    return replace(fact, **changes) if changes else fact


def _moved_times(value: Any, shift: _Shift) -> Any:
    """A time, or times in a tuple or mapping."""
    match value:
        case float():
            return shift(value)
        case tuple():
            return tuple(_moved_times(each, shift) for each in value)
        case Mapping():
            return {key: _moved_times(each, shift) for key, each in value.items()}
        case _:
            return value


def _moved_inside(value: Any, shift: _Shift) -> Any:
    """Facts in a tuple or mapping; the value itself when there are none."""
    match value:
        case Fact():
            return _moved_fact(value, shift)
        case tuple():
            after = tuple(_moved_inside(each, shift) for each in value)
            return after if any(new is not old for new, old in zip(after, value, strict=True)) else value
        case Mapping():
            changed = {key: new for key, each in value.items() if (new := _moved_inside(each, shift)) is not each}
            return {**value, **changed} if changed else value
        case _:
            return value
