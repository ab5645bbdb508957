"""What is told of emergency plans, folded: pure folds, one a kind of event. What a running plan does next: `plan`."""

from msgspec.structs import replace

from console.model import event as ev
from console.model.lookup import lookup
from console.model.state import HallState, PlanRun, StepPhase, StepRun

KEPT = 10
"""Plans kept that are over."""
OVER = (StepPhase.DONE, StepPhase.SKIPPED)
StepEvent = (
    ev.PlanStepStarted | ev.PlanStepDone | ev.PlanStepFailed | ev.PlanStepSkipped | ev.PlanStepOverdue
)  # fmt: skip


def started(state: HallState, event: ev.PlanStarted) -> HallState:
    """Under way, all its steps waiting. The same run again is the same run."""
    if event.run in state.plans:
        return state
    plan = lookup(state).plans.get(event.plan)
    run = PlanRun(
        id=event.run,
        plan=event.plan,
        by=event.by,
        at=state.at,
        steps=tuple(StepRun(id=step.id) for step in plan.steps) if plan else (),
        reason=event.reason,
        drill=event.drill,
        second=event.second or "",
    )
    return replace(state, plans={**state.plans, run.id: run})


def step_started(state: HallState, event: ev.PlanStepStarted) -> HallState:
    """The step's turn, or its turn again after it failed."""
    step = _step(state, event)
    if step is None or step.phase not in (StepPhase.WAITING, StepPhase.FAILED):
        return state
    tries = step.tries + 1
    return _with(state, event.run, StepRun(id=step.id, phase=StepPhase.ACTIVE, since=state.at, tries=tries))


def step_done(state: HallState, event: ev.PlanStepDone) -> HallState:
    """Done; a person may say so of a failed one, too."""
    step = _step(state, event)
    if step is None or step.phase in OVER:
        return state
    done = replace(step, phase=StepPhase.DONE, since=state.at, by=event.by, note=event.note, overdue=False)
    return _with(state, event.run, done)


def step_failed(state: HallState, event: ev.PlanStepFailed) -> HallState:
    """Its order did not come true."""
    step = _step(state, event)
    if step is None or step.phase is not StepPhase.ACTIVE:
        return state
    return _with(state, event.run, replace(step, phase=StepPhase.FAILED, since=state.at, note=event.reason))


def step_skipped(state: HallState, event: ev.PlanStepSkipped) -> HallState:
    """Left out, for a reason."""
    step = _step(state, event)
    if step is None or step.phase in OVER:
        return state
    skipped = replace(step, phase=StepPhase.SKIPPED, since=state.at, by=event.by, note=event.reason, overdue=False)
    return _with(state, event.run, skipped)


def step_overdue(state: HallState, event: ev.PlanStepOverdue) -> HallState:
    """Its time is up."""
    step = _step(state, event)
    if step is None or step.phase is not StepPhase.ACTIVE:
        return state
    return _with(state, event.run, replace(step, overdue=True))


def stood_down(state: HallState, event: ev.PlanStoodDown) -> HallState:
    """Over; only the last of those that are over are kept."""
    run = state.plans.get(event.run)
    if run is None or run.ended_at is not None:
        return state
    plans = {**state.plans, run.id: replace(run, ended_at=state.at, ended_by=event.by, ended_reason=event.reason)}
    over = sorted((each.ended_at, each.id) for each in plans.values() if each.ended_at is not None)
    for _, id in over[:-KEPT]:
        del plans[id]
    return replace(state, plans=plans)


def _step(state: HallState, event: StepEvent) -> StepRun | None:
    run = state.plans.get(event.run)
    if run is None or run.ended_at is not None:
        return None
    return next((step for step in run.steps if step.id == event.step), None)


def _with(state: HallState, run: str, step: StepRun) -> HallState:
    plan = state.plans[run]
    steps = tuple(step if each.id == step.id else each for each in plan.steps)
    return replace(state, plans={**state.plans, run: replace(plan, steps=steps)})
