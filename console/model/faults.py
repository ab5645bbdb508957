"""What is known of failed parts of this program, and of days of the journal that stay: pure folds. Nothing here is done about them."""

from msgspec.structs import replace

from console.model import event as ev
from console.model.command import HoldDay, Refusal, ReleaseDay
from console.model.state import Fault, HallState, KeptDay

FOLD = "fold:"
"""What the name of a fold begins with; the rest is the kind of event, or `minute` for what comes before it, such as the minute's sample."""
HELD_MOST = 1_000
"""Days held at once."""


def unfolded(state: HallState, part: str, error: Exception) -> HallState:
    """An entry, at the state's place, that a bug kept from being folded. The error's kind only: its words may differ from run to run."""
    name = f"{FOLD}{part}"
    known = state.faults.get(name)
    if known is None:
        fault = Fault(part=name, at=state.at, seq=state.seq, error=type(error).__name__)
    else:
        fault = replace(known, times=known.times + 1)
    return replace(state, faults={**state.faults, name: fault})


def disabled(state: HallState, event: ev.PartDisabled) -> HallState:
    """A part of the hub's judging is left out from here on."""
    fault = Fault(part=event.part, at=state.at, seq=state.seq, error=event.error, report=event.report)
    return replace(state, faults={**state.faults, fault.part: fault})


def tried_again(state: HallState) -> HallState:
    """A hub starts: all parts are tried again. What could not be folded is still missing."""
    kept = {name: fault for name, fault in state.faults.items() if name.startswith(FOLD)}
    return state if len(kept) == len(state.faults) else replace(state, faults=kept)


def new_day(state: HallState) -> HallState:
    """What could not be folded yesterday concerns yesterday."""
    kept = {name: fault for name, fault in state.faults.items() if not name.startswith(FOLD)}
    return state if len(kept) == len(state.faults) else replace(state, faults=kept)


# --- days of the journal ------------------------------------------------------------------------------------------------


def may_keep(state: HallState, command: HoldDay | ReleaseDay) -> tuple[Refusal, str] | None:
    """Whether a day can be held or released; a day to come can be held as well."""
    known = state.held_days.get(command.day)
    if isinstance(command, ReleaseDay):
        return None if known is not None else (Refusal.NO_SUCH, command.day)
    if known is not None:
        return Refusal.ALREADY, known.by
    return (Refusal.LIMIT, f"days={HELD_MOST}") if len(state.held_days) >= HELD_MOST else None


def held(state: HallState, event: ev.DayHeld) -> HallState:
    """Held; held again, the first reason stays."""
    if event.day in state.held_days:
        return state
    day = KeptDay(day=event.day, at=state.at, reason=event.reason, by=event.by)
    return replace(state, held_days={**state.held_days, day.day: day})


def released(state: HallState, event: ev.DayReleased) -> HallState:
    """No longer held."""
    return replace(state, held_days={day: kept for day, kept in state.held_days.items() if day != event.day})


def damaged(state: HallState, event: ev.DayDamaged) -> HallState:
    """Did not verify."""
    day = KeptDay(day=event.day, at=state.at, reason=event.reason)
    return replace(state, damaged_days={**state.damaged_days, day.day: day})


def mended(state: HallState, event: ev.DayMended) -> HallState:
    """Verifies again."""
    if event.day not in state.damaged_days:
        return state
    return replace(state, damaged_days={day: kept for day, kept in state.damaged_days.items() if day != event.day})
