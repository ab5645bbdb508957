"""Plans that wait for a second person: who may arm, confirm and take back, when it lapses, and the folds of all that.

A leader starts a plan alone. An operator arms it, and another person of the hall, operator or leader, confirms within half a minute
(IEC 62443-3-3 SR 2.1 RE 4, dual approval). What people do at a device by hand never comes this way.
"""

from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model import plan
from console.model.command import Answer, Refusal, Role, may
from console.model.state import Arming, ArmingPhase, HallState

SECONDS = 30.0
"""Real seconds that the second person has."""
KEPT = 10


def waiting(state: HallState) -> tuple[Arming, ...]:
    """Armings that wait for a second person, the oldest first."""
    return tuple(
        sorted((each for each in state.armings.values() if each.phase is ArmingPhase.ARMED), key=lambda each: (each.at, each.id))
    )


def beginning(role: Role, plan: str, reason: str = "", *, drill: bool = False) -> do.StartPlan | do.ArmPlan:
    """The order by which a role has a plan started: alone where it may, else with a second person."""
    start, arm = do.StartPlan(plan=plan, reason=reason, drill=drill), do.ArmPlan(plan=plan, reason=reason, drill=drill)
    return arm if may(role, arm) and not may(role, start) else start


def may_arm(state: HallState, command: do.ArmPlan) -> Answer:
    """Once at a time, and only where people can be told apart."""
    if not state.people:
        return Refusal.SECOND, "no_people"
    armed = next((each.id for each in waiting(state) if each.plan == command.plan), None)
    return (Refusal.ALREADY, armed) if armed is not None else None


def may_confirm(state: HallState, command: do.ConfirmPlan, by: str, now: float) -> Answer:
    """In time, and by somebody else."""
    arming = state.armings.get(command.arming)
    if arming is None:
        return Refusal.NO_SUCH, command.arming
    if arming.phase is ArmingPhase.CONFIRMED:
        return Refusal.ALREADY, arming.second
    if arming.phase is ArmingPhase.LAPSED or now >= arming.until:
        return Refusal.EXPIRED, arming.ended_reason or "time"
    if by == arming.by:
        return Refusal.SECOND, by
    return None if by in state.people else (Refusal.SECOND, "no_person")


def may_disarm(state: HallState, command: do.DisarmPlan) -> Answer:
    """While it still waits."""
    arming = state.armings.get(command.arming)
    if arming is None:
        return Refusal.NO_SUCH, command.arming
    return None if arming.phase is ArmingPhase.ARMED else (Refusal.WRONG_STATE, arming.phase.value)


def arm(command: do.ArmPlan, id: str, *, by: str, station: str, until: float) -> ev.PlanArmed:
    """The event of an arming."""
    return ev.PlanArmed(
        arming=id, plan=command.plan, by=by, station=station, until=until, reason=command.reason, drill=command.drill
    )  # fmt: skip


def confirm(state: HallState, command: do.ConfirmPlan, *, by: str, station: str, now: float) -> tuple[ev.AnyEvent, ...]:
    """The second person's word, and the start."""
    arming = state.armings[command.arming]
    begin = do.StartPlan(plan=arming.plan, reason=arming.reason, drill=arming.drill)
    started = (replace(each, second=by) for each in plan.start(state, begin, arming.by, now))
    return (ev.PlanConfirmed(arming=arming.id, by=by, station=station), *started)


def lapses(state: HallState, now: float) -> tuple[ev.PlanLapsed, ...]:
    """Armings whose time is up, or whose plan a leader has started meanwhile."""
    found: list[ev.PlanLapsed] = []
    running = {run.plan for run in state.plans.values() if run.ended_at is None}
    for each in waiting(state):
        if each.plan in running:
            found.append(ev.PlanLapsed(arming=each.id, reason="started"))
        elif now >= each.until:
            found.append(ev.PlanLapsed(arming=each.id, reason="time"))
    return tuple(found)


# --- folds ---------------------------------------------------------------------------------------------------------------


def armed(state: HallState, event: ev.PlanArmed) -> HallState:
    """Waits for a second person. The same arming again is the same arming."""
    if event.arming in state.armings:
        return state
    arming = Arming(
        id=event.arming,
        plan=event.plan,
        by=event.by,
        station=event.station,
        at=state.at,
        until=event.until,
        reason=event.reason,
        drill=event.drill,
        phase_at=state.at,
    )
    return replace(state, armings={**state.armings, arming.id: arming})


def confirmed(state: HallState, event: ev.PlanConfirmed) -> HallState:
    """A second person agreed."""
    return _ended(state, event.arming, ArmingPhase.CONFIRMED, second=event.by)


def lapsed(state: HallState, event: ev.PlanLapsed) -> HallState:
    """It came to nothing."""
    return _ended(state, event.arming, ArmingPhase.LAPSED, second=event.by or "", ended_reason=event.reason)


def _ended(state: HallState, id: str, phase: ArmingPhase, *, second: str, ended_reason: str = "") -> HallState:
    """Over; only the last of those that are over are kept."""
    arming = state.armings.get(id)
    if arming is None or arming.phase is not ArmingPhase.ARMED:
        return state
    over = replace(arming, phase=phase, phase_at=state.at, second=second, ended_reason=ended_reason)
    armings = {**state.armings, id: over}
    past = sorted((each.phase_at, each.id) for each in armings.values() if each.phase is not ArmingPhase.ARMED)
    for _, old in past[:-KEPT]:
        del armings[old]
    return replace(state, armings=armings)
