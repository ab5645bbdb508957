"""Emergency plans as they run: which step's turn it is, which orders go out, what is done. Folds are in `runs`.

All of it follows from the state, so that a hub killed at any moment goes on where the journal ends: a step starts once, and an
order's id is made of run, step and place, so that what was accepted before is not given again.
"""

from datetime import UTC, datetime
from fnmatch import fnmatchcase

import msgspec
from msgspec import Struct

from console.model import event as ev
from console.model.command import Command, Refusal, StartPlan
from console.model.hall import Plan, PlanStep, StepKind
from console.model.ident import fitting
from console.model.lookup import lookup
from console.model.orders import UNDER_WAY
from console.model.runs import OVER
from console.model.state import HallState, Order, PlanRun, Stage, StepPhase, StepRun

DRILL_NOTE = "drill"
"""The note of a device step that a drill did not send."""
_LONGEST_RUN = 40
"""So that the id of each of its orders begins with it, whole."""


class Given(Struct, frozen=True, kw_only=True):
    """One order of a device step: its present id, the command, and what is known of it (None: not given yet)."""

    id: str
    command: Command
    order: Order | None

    @property
    def is_true(self) -> bool:
        """Whether the hall shows it, or showed it already before it was ordered."""
        order = self.order
        if order is None:
            return False
        return order.stage is Stage.CONFIRMED or (order.stage is Stage.REFUSED and order.reason == Refusal.ALREADY)

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.order is not None and self.order.stage in UNDER_WAY

    def __str__(self) -> str:
        stage = self.order.stage.value if self.order else "not_given"
        return f"{self.id.rsplit('.', 1)[-1]}: {self.order.reason or stage if self.order else stage}"


def start(state: HallState, command: StartPlan, by: str, now: float) -> tuple[ev.AnyEvent, ...]:
    """The event that starts a plan; the run's id is made of plan and second, with a number when that is taken."""
    stamp = datetime.fromtimestamp(now, tz=UTC).strftime("%Y%m%dT%H%M%SZ")
    run = fitting(f"{command.plan}-{stamp}", _LONGEST_RUN - 3)
    taken = sum(id == run or id.startswith(f"{run}-") for id in state.plans)
    run = f"{run}-{taken + 1}" if taken else run
    return (ev.PlanStarted(run=run, plan=command.plan, by=by, reason=command.reason, drill=command.drill),)


def advance(state: HallState, now: float) -> tuple[tuple[ev.AnyEvent, ...], tuple[tuple[str, Command], ...]]:
    """What running plans ask for now: events to write, and (order id, command) to give.

    Orders are asked for until they are accepted or refused (that is, in `state.orders`); judged again after its events are
    folded it asks for what follows from them, and in the end for nothing.
    """
    events: list[ev.AnyEvent] = []
    commands: list[tuple[str, Command]] = []
    for run in sorted(state.plans.values(), key=lambda each: (each.at, each.id)):
        plan = lookup(state).plans.get(run.plan)
        if run.ended_at is not None or plan is None:
            continue
        for config, step in _paired(plan, run):
            if step.phase is StepPhase.WAITING and ready(plan, run, config):
                events.append(ev.PlanStepStarted(run=run.id, step=step.id))
            elif step.phase is StepPhase.ACTIVE and config.kind is StepKind.TIMER:
                events += _timer(run, config, step, now)
            elif step.phase is StepPhase.ACTIVE and config.kind is StepKind.DEVICE:
                told, asked = _device_step(state, run, config, step)
                events += told
                commands += asked
    return tuple(events), tuple(commands)


def overdue(state: HallState, now: float) -> tuple[ev.PlanStepOverdue, ...]:
    """Human and device steps whose time is up and of which nobody has said so yet."""
    found: list[ev.PlanStepOverdue] = []
    for run in state.plans.values():
        plan = lookup(state).plans.get(run.plan)
        if run.ended_at is not None or plan is None:
            continue
        for config, step in _paired(plan, run):
            due = due_at(config, step)
            if due is not None and config.kind is not StepKind.TIMER and not step.overdue and now >= due:
                found.append(ev.PlanStepOverdue(run=run.id, step=step.id))
    return tuple(found)


def due_at(config: PlanStep, step: StepRun) -> float | None:
    """When an active step's time is up (for a timer: when it is over); None: no limit, or not active."""
    if step.phase is not StepPhase.ACTIVE or step.since is None or config.minutes is None:
        return None
    return step.since + config.minutes * 60


def ready(plan: Plan, run: PlanRun, step: PlanStep) -> bool:
    """Whether all that must be over before the step is over."""
    return not set(before(plan, step)) - {each.id for each in run.steps if each.phase in OVER}


def before(plan: Plan, step: PlanStep) -> tuple[str, ...]:
    """The steps that must be over first: those it names, or the one in front of it."""
    if step.after is not None:
        return step.after
    place = next(index for index, each in enumerate(plan.steps) if each.id == step.id)
    return (plan.steps[place - 1].id,) if place else ()


def orders_of(state: HallState, run: PlanRun, step_id: str) -> tuple[Given, ...]:
    """The orders of a device step with what is known of each; those that a try made true are not given again by the next."""
    plan = lookup(state).plans.get(run.plan)
    config = next((each for each in plan.steps if each.id == step_id), None) if plan else None
    step = next((each for each in run.steps if each.id == step_id), None)
    if config is None or step is None:
        return ()
    return tuple(_given(state, run, step, place, command) for place, command in enumerate(commands_of(state, config), start=1))


def commands_of(state: HallState, step: PlanStep) -> tuple[Command, ...]:
    """A device step's orders, a `device` that ends in `*` written out for all devices whose id fits (`fnmatch`: `panel-[0-9]*`).

    Raises `msgspec.ValidationError` for an order that is none; the configuration is checked for that when it is read.
    """
    found: list[Command] = []
    for order in step.orders:
        pattern = order.get("device")
        if isinstance(pattern, str) and pattern.endswith("*"):
            devices = sorted(id for id in lookup(state).devices if fnmatchcase(id, pattern))
            found += [msgspec.convert({**order, "device": id}, Command) for id in devices]
        else:
            found.append(msgspec.convert(order, Command))
    return tuple(found)


# --- pieces -------------------------------------------------------------------------------------------------------------


def _paired(plan: Plan, run: PlanRun) -> tuple[tuple[PlanStep, StepRun], ...]:
    configs = {step.id: step for step in plan.steps}
    return tuple((configs[step.id], step) for step in run.steps if step.id in configs)


def _timer(run: PlanRun, config: PlanStep, step: StepRun, now: float) -> list[ev.AnyEvent]:
    due = due_at(config, step)
    return [ev.PlanStepDone(run=run.id, step=step.id, by="timer")] if due is None or now >= due else []


def _device_step(
    state: HallState, run: PlanRun, config: PlanStep, step: StepRun
) -> tuple[list[ev.AnyEvent], list[tuple[str, Command]]]:
    """A drill sends nothing and says so; else every order is given once, and the step is done or failed when all are settled."""
    by = f"plan:{run.id}"
    if run.drill:
        return [ev.PlanStepDone(run=run.id, step=step.id, by=by, note=DRILL_NOTE)], []
    try:
        orders = orders_of(state, run, config.id)
    except msgspec.ValidationError as fault:
        return [ev.PlanStepFailed(run=run.id, step=step.id, reason=f"order: {fault}"[:500])], []
    if not orders:
        return [ev.PlanStepFailed(run=run.id, step=step.id, reason="no_device")], []
    missing: list[tuple[str, Command]] = [(each.id, each.command) for each in orders if each.order is None]
    if missing or any(each.is_open for each in orders):
        return [], missing
    broken = [str(each) for each in orders if not each.is_true]
    if broken:
        return [ev.PlanStepFailed(run=run.id, step=step.id, reason=", ".join(broken)[:500])], []
    return [ev.PlanStepDone(run=run.id, step=step.id, by=by, note=str(len(orders)))], []


def _given(state: HallState, run: PlanRun, step: StepRun, place: int, command: Command) -> Given:
    for attempt in range(1, max(1, step.tries) + 1):
        id = order_id(run.id, step.id, place, attempt)
        given = Given(id=id, command=command, order=state.orders.get(id))
        if given.is_true:
            break
    return given


def order_id(run: str, step: str, place: int, attempt: int) -> str:
    """The id of a step's order: the same whoever makes it, another one for each try."""
    return fitting(f"{run}.{step}.{place}" + (f"-{attempt}" if attempt > 1 else ""))
