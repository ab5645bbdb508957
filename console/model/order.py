"""Orders: whether one may be given and why not, who executes it, and what the hub's own ones do. `verdict` tells what came of it.

A refusal is a code of `Refusal` and a detail that names the thing; the words are the console's.
"""

from collections.abc import Callable

from console.model import arming, cameras, duty, faults, handover, matters, plan, roll
from console.model import command as do
from console.model import event as ev
from console.model.command import Answer, Command, DeviceCommand, QueueCommand, Refusal, Role, may
from console.model.counters import AT_WORK
from console.model.event import Presence
from console.model.lookup import lookup
from console.model.orders import taken_back
from console.model.queueing import next_for
from console.model.runs import OVER
from console.model.state import Alarm, Counter, CounterPhase, Device, HallState, PlanRun, StepPhase, StepRun, Ticket, TicketPhase
from console.model.verdict import verdict

__all__ = ["check", "effects", "route", "verdict"]


def check(state: HallState, command: Command, role: Role, now: float, by: str = "") -> Answer:
    """Why the command cannot be given now, with a detail for people; None: it can. `role` is the one in force, `by` who gives it.

    The hub's linkage and plans ask as `Role.LEADER`.
    """
    if not may(role, command):
        return Refusal.ROLE, role.value
    if isinstance(command, QueueCommand):
        why = _queue(state, command, now)
    elif isinstance(command, DeviceCommand | do.TakeOutOfService | do.ReturnToService):
        why = _device(state, command, role)
    elif isinstance(command, do.ReassignStaff):
        why = _staff(state, command)
    elif isinstance(command, cameras.CameraHubCommand):
        why = cameras.may(state, command)
    elif isinstance(command, do.ArmPlan):
        why = arming.may_arm(state, command) or _start(state, command.plan)
    elif isinstance(command, do.ConfirmPlan):
        why = arming.may_confirm(state, command, by, now) or _start(state, state.armings[command.arming].plan)
    elif isinstance(command, do.DisarmPlan):
        why = arming.may_disarm(state, command)
    elif isinstance(command, do.CheckStaff):
        why = roll.may(state, command)
    elif isinstance(command, do.RoundCommand):
        why = duty.may(state, command)
    elif isinstance(command, do.MatterCommand):
        why = matters.may(state, command, now)
    elif isinstance(command, do.HandoverCommand):
        why = handover.may(state, command, by, now)
    else:
        why = _hub(state, command)
    if why is not None and not _undoes(state, command, why[0]):
        return why
    adapter = route(state, command)
    return None if adapter is None else _adapter(state, adapter)


def _undoes(state: HallState, command: Command, why: Refusal) -> bool:
    """Whether it is refused only because the hall does not show yet what it takes back."""
    return (why is Refusal.ALREADY or isinstance(command, do.ResumeCounter)) and bool(taken_back(state, command))


def route(state: HallState, command: Command) -> str | None:
    """The adapter that executes the command; None: the hub itself."""
    known = lookup(state)
    device: str | None = None
    if isinstance(command, do.ReleaseRecording):
        return cameras.speaks_for(state, command.device)
    if isinstance(command, DeviceCommand):
        device = command.device
    elif known.config is not None and isinstance(command, QueueCommand):
        device = known.config.queue_device
    elif known.config is not None and isinstance(command, do.ReassignStaff):
        device = known.config.staff_device
    config = known.devices.get(device or "")
    return config.adapter if config else None


def effects(
    state: HallState,
    command: Command,
    by: str,
    now: float,
    new_id: Callable[[], str],
    *,
    station: str = "hub",
    speed: float = 1.0,
) -> tuple[ev.AnyEvent, ...]:
    """What a command of the hub's own does: written in the same commit as its acceptance. Empty for adapters' commands.

    `new_id` is asked for an id where one is needed that the state cannot give; `speed` is hall seconds per second, for what people
    have real time to do.
    """
    match command:
        case do.ReassignStaff() if route(state, command) is None:
            return (ev.StaffMoved(person=command.person, post=command.post),)
        case do.TakeOutOfService():
            return (ev.DeviceTakenOut(device=command.device, by=by, reason=command.reason),)
        case do.ReturnToService():
            return (ev.DeviceReturned(device=command.device, by=by),)
        case do.AcknowledgeAlarm():
            return (ev.AlarmAcknowledged(alarm=command.alarm, by=by, note=command.note),)
        case do.ShelveAlarm():
            return (ev.AlarmShelved(alarm=command.alarm, by=by, until=now + command.minutes * 60, reason=command.reason),)
        case do.UnshelveAlarm():
            return (ev.AlarmUnshelved(alarm=command.alarm, by=by),)
        case do.OwnAlarm():
            return (ev.AlarmOwned(alarm=command.alarm, owner=command.person or by),)
        case do.DisownAlarm():
            return (ev.AlarmOwned(alarm=command.alarm, owner=None),)
        case do.SolveAlarm():
            return (ev.AlarmSolved(alarm=command.alarm, by=by, note=command.note),)
        case do.TakeDuty():
            return (ev.DutyTaken(person=command.person),)
        case do.HoldDay():
            return (ev.DayHeld(day=command.day, by=by, reason=command.reason),)
        case do.ReleaseDay():
            return (ev.DayReleased(day=command.day, by=by, reason=command.reason),)
        case do.CheckStaff():
            return (ev.StaffChecked(person=command.person, present=command.present, by=by),)
        case do.WriteNote():
            return (ev.NoteWritten(by=by, text=command.text),)
        case do.StartPlan():
            return plan.start(state, command, by, now)
        case do.ArmPlan():
            return (arming.arm(command, new_id(), by=by, station=station, until=now + arming.SECONDS * speed),)
        case do.ConfirmPlan():
            return arming.confirm(state, command, by=by, station=station, now=now)
        case do.DisarmPlan():
            return (ev.PlanLapsed(arming=command.arming, reason="withdrawn", by=by, note=command.reason),)
        case do.CompleteStep():
            return (ev.PlanStepDone(run=command.run, step=command.step, by=by, note=command.note),)
        case do.SkipStep():
            return (ev.PlanStepSkipped(run=command.run, step=command.step, by=by, reason=command.reason),)
        case do.RetryStep():
            return (ev.PlanStepStarted(run=command.run, step=command.step),)
        case do.StandDownPlan():
            return (ev.PlanStoodDown(run=command.run, by=by, reason=command.reason),)
        case do.LiftPrivacy() | do.RestorePrivacy() | do.ShowOnWall() | do.ClearWall():
            return cameras.effects(state, command, by, now, speed)
        case _ if isinstance(command, do.RoundCommand):
            return duty.effects(state, command, by)
        case _ if isinstance(command, do.MatterCommand):
            return matters.effects(state, command, by, now)
        case _ if isinstance(command, do.HandoverCommand):
            return handover.effects(state, command, by, now)
        case _:
            return ()


# --- counters and tickets ----------------------------------------------------------------------------------------------


def _queue(state: HallState, command: QueueCommand, now: float) -> Answer:
    match command:
        case do.TransferTicket():
            return _transfer(state, command)
        case do.PrioritiseTicket():
            return _prioritise(state, command)
        case do.ClearTicket():
            return _clear(state, command)
        case _:
            counter = state.counters.get(command.counter)
            return (Refusal.NO_SUCH, command.counter) if counter is None else _counter(state, counter, command, now)


def _counter(
    state: HallState, counter: Counter, command: do.OpenCounter | do.PauseCounter | do.ResumeCounter | do.CloseCounter
    | do.ChangeWorkProfile | do.CallNext | do.RecallTicket | do.FinishService | do.AbandonTicket | do.SuspendTicket
    | do.CallBackTicket, now: float,
) -> Answer:  # fmt: skip
    wrong = (Refusal.WRONG_STATE, counter.phase.value)
    free = counter.phase is CounterPhase.IDLE or (counter.phase is CounterPhase.PAUSED and counter.ticket is None)
    match command:
        case do.OpenCounter():
            return _open(state, counter, command.staff)
        case do.PauseCounter() if counter.phase is CounterPhase.PAUSED:
            return Refusal.ALREADY, counter.phase.value
        case do.PauseCounter():
            return wrong if counter.phase is CounterPhase.CLOSED else None
        case do.ResumeCounter():
            return None if counter.phase is CounterPhase.PAUSED else wrong
        case do.CloseCounter():
            return (Refusal.ALREADY, counter.phase.value) if counter.phase is CounterPhase.CLOSED else None
        case do.ChangeWorkProfile():
            return _profile(state, counter, command.profile)
        case do.CallNext():
            if counter.phase is not CounterPhase.IDLE:
                return wrong
            return None if next_for(state, counter.id, now) else (Refusal.WRONG_STATE, "nobody_waits")
        case do.CallBackTicket():
            if counter.suspended is None:
                return Refusal.WRONG_STATE, "nothing_suspended"
            return None if free else wrong
        case do.SuspendTicket() if counter.suspended is not None:
            return Refusal.LIMIT, f"suspended={counter.suspended}"
        case do.RecallTicket() | do.AbandonTicket() | do.FinishService() | do.SuspendTicket():
            return _with_ticket(state, counter, command)


def _with_ticket(
    state: HallState, counter: Counter, command: do.RecallTicket | do.FinishService | do.AbandonTicket | do.SuspendTicket
) -> Answer:
    """Recall and abandon need a called ticket, finish and suspend one in hand."""
    ticket = state.tickets.get(counter.ticket or "")
    if counter.ticket is None:
        return Refusal.WRONG_STATE, "no_ticket"
    called = ticket is None or ticket.phase is TicketPhase.CALLED
    if isinstance(command, do.RecallTicket | do.AbandonTicket) and not called:
        return Refusal.WRONG_STATE, ticket.phase.value if ticket else ""
    config = lookup(state).config
    if isinstance(command, do.RecallTicket) and ticket is not None and config and ticket.calls > config.max_recalls:
        return Refusal.LIMIT, f"recalls={config.max_recalls}"
    return None


def _open(state: HallState, counter: Counter, staff: str | None) -> Answer:
    """Somebody must stand there, be at work, and be able to do something that the counter is for."""
    if counter.phase is not CounterPhase.CLOSED:
        return Refusal.ALREADY, counter.phase.value
    if staff is not None and staff not in state.staff:
        return Refusal.NO_SUCH, staff
    posted = [staff] if staff is not None else sorted(id for id, each in state.staff.items() if each.post == counter.id)
    present = [id for id in posted if state.staff[id].presence in AT_WORK]
    if not present:
        return Refusal.NOBODY_FREE, posted[0] if posted else counter.id
    elsewhere = next(
        (each.id for each in state.counters.values() if each.staff in present and each.phase is not CounterPhase.CLOSED), None
    )
    if staff is not None and elsewhere is not None:
        return Refusal.NOBODY_FREE, f"{staff} at {elsewhere}"
    if not any(_skilled(state, id, counter.profile) for id in present):
        return Refusal.NOT_SKILLED, f"{present[0]}: {counter.profile}"
    return None


def _skilled(state: HallState, person: str, profile: str) -> bool:
    known = lookup(state)
    config = known.staff.get(person)
    return config is not None and any(business in config.skills for business in known.serves(profile))


def _profile(state: HallState, counter: Counter, profile: str) -> Answer:
    if profile not in lookup(state).profiles:
        return Refusal.NO_SUCH, profile
    if counter.profile == profile:
        return Refusal.ALREADY, profile
    if counter.staff is not None and not _skilled(state, counter.staff, profile):
        return Refusal.NOT_SKILLED, f"{counter.staff}: {profile}"
    return None


def _transfer(state: HallState, command: do.TransferTicket) -> Answer:
    ticket = state.tickets.get(command.ticket)
    if ticket is None:
        return Refusal.NO_SUCH, command.ticket
    if ticket.phase is TicketPhase.FINISHED:
        return Refusal.WRONG_STATE, ticket.phase.value
    known = lookup(state)
    if command.to_business is not None and command.to_business not in known.businesses:
        return Refusal.NO_SUCH, command.to_business
    if command.to_counter is not None and command.to_counter not in state.counters:
        return Refusal.NO_SUCH, command.to_counter
    if command.to_counter is not None and state.counters[command.to_counter].phase is CounterPhase.CLOSED:
        return Refusal.WRONG_STATE, f"{command.to_counter} closed"
    same = command.to_business in (None, ticket.business) and command.to_counter == ticket.for_counter
    return (Refusal.ALREADY, "waiting") if same and ticket.phase is TicketPhase.WAITING else None


def _prioritise(state: HallState, command: do.PrioritiseTicket) -> Answer:
    ticket: Ticket | None = state.tickets.get(command.ticket)
    if ticket is None:
        return Refusal.NO_SUCH, command.ticket
    if command.priority not in lookup(state).priorities:
        return Refusal.NO_SUCH, command.priority
    if ticket.phase is not TicketPhase.WAITING:
        return Refusal.WRONG_STATE, ticket.phase.value
    return (Refusal.ALREADY, command.priority) if ticket.priority == command.priority else None


def _clear(state: HallState, command: do.ClearTicket) -> Answer:
    ticket = state.tickets.get(command.ticket)
    if ticket is None:
        return Refusal.NO_SUCH, command.ticket
    return (Refusal.WRONG_STATE, ticket.phase.value) if ticket.phase is not TicketPhase.WAITING else None


# --- devices and staff ---------------------------------------------------------------------------------------------------


def _device(state: HallState, command: DeviceCommand | do.TakeOutOfService | do.ReturnToService, role: Role) -> Answer:
    if isinstance(command, do.HoldRecording | do.ReleaseRecording):
        return cameras.may_hold(state, command)
    device: Device | None = state.devices.get(command.device)
    if device is None:
        return Refusal.NO_SUCH, command.device
    if isinstance(command, do.TakeOutOfService):
        return (Refusal.ALREADY, "out_of_service") if device.out_at is not None else None
    if isinstance(command, do.ReturnToService):
        return (Refusal.ALREADY, "in_service") if device.out_at is None else None
    if device.out_at is not None and not isinstance(command, do.RestartDevice):
        return Refusal.WRONG_STATE, "out_of_service"
    if isinstance(command, do.TalkThrough):
        return cameras.may_talk(state, command, role)
    return cameras.may_turn(state, command, role) if isinstance(command, do.PointCamera | do.GoToPreset) else None


def _staff(state: HallState, command: do.ReassignStaff) -> Answer:
    person = state.staff.get(command.person)
    if person is None:
        return Refusal.NO_SUCH, command.person
    known = lookup(state)
    if command.post not in known.zones and command.post not in known.counters and command.post not in known.devices:
        return Refusal.NO_SUCH, command.post
    if person.presence is Presence.OUT:
        return Refusal.WRONG_STATE, person.presence.value
    if person.post == command.post:
        return Refusal.ALREADY, command.post
    if command.post in known.counters and not _skilled(state, command.person, state.counters[command.post].profile):
        return Refusal.NOT_SKILLED, f"{command.person}: {state.counters[command.post].profile}"
    return None


def _adapter(state: HallState, adapter: str) -> Answer:
    known = state.adapters.get(adapter)
    reachable = known is not None and known.joined_at is not None and known.lost_at is None
    return None if reachable else (Refusal.NO_ADAPTER, adapter)


# --- the hub's own ---------------------------------------------------------------------------------------------------------

_AlarmCommand = do.AcknowledgeAlarm | do.ShelveAlarm | do.UnshelveAlarm | do.OwnAlarm | do.DisownAlarm | do.SolveAlarm
_StepCommand = do.CompleteStep | do.SkipStep | do.RetryStep
_HubCommand = (
    _AlarmCommand | _StepCommand | do.TakeDuty | do.WriteNote | do.StartPlan | do.StandDownPlan | do.HoldDay | do.ReleaseDay
)


def _hub(state: HallState, command: _HubCommand) -> Answer:
    match command:
        case do.HoldDay() | do.ReleaseDay():
            return faults.may_keep(state, command)
        case do.TakeDuty():
            return None if command.person in state.staff else (Refusal.NO_SUCH, command.person)
        case do.WriteNote():
            return None
        case do.StartPlan():
            return _start(state, command.plan)
        case do.CompleteStep() | do.SkipStep() | do.RetryStep() | do.StandDownPlan():
            run = state.plans.get(command.run)
            if run is None:
                return Refusal.NO_SUCH, command.run
            if run.ended_at is not None:
                return Refusal.WRONG_STATE, "stood_down"
            return None if isinstance(command, do.StandDownPlan) else _step(run, command)
        case _:
            alarm = state.alarms.get(command.alarm)
            return (Refusal.NO_SUCH, command.alarm) if alarm is None else _alarm(state, alarm, command)


def _alarm(state: HallState, alarm: Alarm, command: _AlarmCommand) -> Answer:
    match command:
        case do.OwnAlarm(person=person) if person is not None and person not in state.staff:
            return Refusal.NO_SUCH, person
        case do.OwnAlarm(person=person) if person is not None and person == alarm.owner:
            return Refusal.ALREADY, person
        case do.AcknowledgeAlarm() if alarm.acked:
            return Refusal.ALREADY, alarm.acked_by
        case do.UnshelveAlarm() if alarm.shelved_until is None:
            return Refusal.WRONG_STATE, "not_shelved"
        case do.DisownAlarm() if alarm.owner is None:
            return Refusal.ALREADY, "nobody"
        case do.SolveAlarm() if alarm.solved_at is not None:
            return Refusal.ALREADY, alarm.solved_by
        case _:
            return None


def _start(state: HallState, id: str) -> Answer:
    if id not in lookup(state).plans:
        return Refusal.NO_SUCH, id
    running = next((run.id for run in state.plans.values() if run.plan == id and run.ended_at is None), None)
    return (Refusal.ALREADY, running) if running is not None else None


def _step(run: PlanRun, command: _StepCommand) -> Answer:
    step: StepRun | None = next((each for each in run.steps if each.id == command.step), None)
    if step is None:
        return Refusal.NO_SUCH, command.step
    if step.phase in OVER:
        return Refusal.ALREADY, step.phase.value
    if isinstance(command, do.RetryStep) and step.phase is not StepPhase.FAILED:
        return Refusal.WRONG_STATE, step.phase.value
    if isinstance(command, do.CompleteStep) and step.phase is StepPhase.WAITING:
        return Refusal.WRONG_STATE, step.phase.value
    return None
