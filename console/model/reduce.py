"""One entry folded into the hall: pure and total. It reads no clock and no file, and no stream of entries makes it raise.

Events about things nobody knows are passed over; only their place in the journal is kept.
"""

from collections.abc import Iterable, Mapping
from typing import assert_never

from msgspec.structs import replace

from console.model import (
    alarm,
    arming,
    calls,
    cameras,
    counters,
    devices,
    duty,
    faults,
    handover,
    matters,
    orders,
    passing,
    people,
    roll,
    runs,
    steps,
    tickets,
)  # fmt: skip
from console.model import event as ev
from console.model.lookup import lookup
from console.model.state import Adapter, Counter, Day, Device, HallState, Person, Sample, TicketPhase, Zone

SAMPLE_EVERY = 60.0
"""Seconds of hall time between two samples of the day."""
AHEAD = 300.0
"""Seconds by which a device's clock may be ahead of the hub's."""


def reduce(state: HallState, entry: ev.Entry) -> HallState:
    """The hall after the entry. The first entry of a minute also samples the hall as it was before it.

    A bug in a fold costs that entry's facts and no more: it is noted in the state, the same wherever it is folded, and `explain`
    gives the exception.
    """
    try:
        return _reduced(state, entry)
    except MemoryError:  # this process's trouble, not the entry's: another would fold it
        raise
    except Exception as error:  # noqa: BLE001 (what is noted is not swallowed)
        return _salvaged(state, entry, error)


def explain(state: HallState, entry: ev.Entry) -> Exception | None:
    """Why an entry could not be folded into this state, with its traceback; None: it can be."""
    try:
        _reduced(state, entry)
    except Exception as error:  # noqa: BLE001 (it is the answer)
        return error
    return None


def _salvaged(state: HallState, entry: ev.Entry, error: Exception) -> HallState:
    """The hall after an entry that cannot be folded whole: its place, and its event unless that is what fails."""
    kept = replace(state, seq=entry.seq, at=max(state.at, entry.at))
    try:
        folded = apply(kept, entry.event)
    except Exception as its_own:  # noqa: BLE001 (noted)
        return faults.unfolded(kept, ev.kind_of(entry.event), its_own)
    return faults.unfolded(folded, "minute", error)


def _reduced(state: HallState, entry: ev.Entry) -> HallState:
    event = entry.event
    at = max(state.at, entry.at)
    if isinstance(event, ev.ClockStepped) and event.jump:
        # Before the minute is sampled: nobody waited through the step.
        state = handover.restated(state, steps.moved(state, event.jump, at))
    if at // SAMPLE_EVERY > state.at // SAMPLE_EVERY:
        state = _minute(state, at)
    folded = apply(replace(state, seq=entry.seq, at=at, adapters=_numbered(state, entry)), event)
    return duty.booked(folded, event) if type(event) in duty.BOOKED else folded


def fold(state: HallState, entries: Iterable[ev.Entry]) -> HallState:
    """The hall after all the entries."""
    for entry in entries:
        state = reduce(state, entry)
    return state


def apply(state: HallState, event: ev.AnyEvent) -> HallState:
    """The hall after an event that happens at `state.at`: what `reduce` does with an entry's event."""
    # The most frequent kinds stand first: the cases are tried in turn.
    match event:
        case ev.DeviceMeasured():
            return devices.measured(state, event)
        case ev.CommandAccepted():
            return orders.accepted(state, event)
        case ev.CommandReported():
            return orders.reported(state, event)
        case ev.CommandConfirmed():
            return orders.confirmed(state, event)
        case ev.DisplayShowed():
            return calls.showed(devices.showed(state, event), event.device, event.text)
        case ev.CallAnnounced():
            return calls.announced(state, event)
        case ev.TicketTaken():
            return passing.passed(state, tickets.taken(state, event), event)
        case ev.TicketCalled():
            return calls.called(tickets.called(state, event), event.ticket, event.counter)
        case ev.ServiceStarted():
            return passing.passed(state, tickets.started(state, event), event)
        case ev.ServiceFinished():
            return passing.passed(state, tickets.finished(state, event), event)
        case ev.TicketRated():
            return tickets.rated(state, event)
        case ev.TicketRecalled():
            return calls.called(tickets.recalled(state, event), event.ticket, event.counter)
        case ev.TicketAbandoned():
            return passing.passed(state, tickets.abandoned(state, event), event)
        case ev.TicketSuspended():
            return tickets.suspended(state, event)
        case ev.TicketCalledBack():
            return calls.called(tickets.called_back(state, event), event.ticket, event.counter)
        case ev.TicketTransferred():
            return passing.passed(state, tickets.transferred(state, event), event)
        case ev.TicketPrioritised():
            return tickets.prioritised(state, event)
        case ev.TicketCleared():
            return tickets.cleared(state, event)
        case ev.ServicePaused():
            return tickets.paused(state, event)
        case ev.ServiceResumed():
            return tickets.resumed(state, event)
        case ev.PanelKeyPressed():
            return devices.key_pressed(state, event)
        case ev.ZoneCounted():
            return devices.counted(state, event)
        case ev.KioskSessionStarted():
            return passing.passed(state, devices.session_started(state, event), event)
        case ev.KioskSessionEnded():
            return passing.passed(state, devices.session_ended(state, event), event)
        case ev.DeviceConditionRaised():
            return devices.condition_raised(state, event)
        case ev.DeviceConditionCleared():
            return devices.condition_cleared(state, event)
        case ev.DeviceLost():
            return devices.lost(state, event)
        case ev.DeviceFound():
            return devices.found(state, event)
        case ev.EventsCoalesced():
            return devices.coalesced(state, event)
        case ev.CounterOpened():
            return counters.opened(state, event)
        case ev.CounterPaused():
            return counters.paused(state, event)
        case ev.CounterResumed():
            return counters.resumed(state, event)
        case ev.CounterClosed():
            return counters.closed(state, event)
        case ev.CounterProfileChanged():
            return counters.profile_changed(state, event)
        case ev.StaffMoved():
            return counters.moved(state, event)
        case ev.StaffPresenceChanged():
            return counters.presence_changed(state, event)
        case ev.AlarmRaised():
            return alarm.raised(state, event)
        case ev.AlarmCleared():
            return alarm.cleared(state, event)
        case ev.AlarmAcknowledged():
            return alarm.acknowledged(state, event)
        case ev.AlarmShelved():
            return alarm.shelved(state, event)
        case ev.AlarmUnshelved():
            return alarm.unshelved(state, event)
        case ev.AlarmSuppressed():
            return alarm.suppressed(state, event)
        case ev.AlarmUnsuppressed():
            return alarm.unsuppressed(state, event)
        case ev.AlarmOwned():
            return alarm.owned(state, event)
        case ev.AlarmSolved():
            return alarm.solved(state, event)
        case ev.DeviceTakenOut():
            return alarm.device_taken_out(devices.taken_out(state, event), event.device)
        case ev.DeviceReturned():
            return alarm.device_returned(devices.returned(state, event), event.device)
        case ev.CommandRefused():
            return orders.refused(state, event)
        case ev.CommandMismatched():
            return orders.mismatched(state, event)
        case ev.CommandExpired():
            return orders.expired(state, event)
        case ev.CommandNotKnown() | ev.CommandLost():
            return orders.lost(state, event)
        case ev.PlanArmed():
            return arming.armed(state, event)
        case ev.PlanConfirmed():
            return arming.confirmed(state, event)
        case ev.PlanLapsed():
            return arming.lapsed(state, event)
        case ev.PlanStarted():
            return runs.started(state, event)
        case ev.PlanStepStarted():
            return runs.step_started(state, event)
        case ev.PlanStepDone():
            return runs.step_done(state, event)
        case ev.PlanStepFailed():
            return runs.step_failed(state, event)
        case ev.PlanStepSkipped():
            return runs.step_skipped(state, event)
        case ev.PlanStepOverdue():
            return runs.step_overdue(state, event)
        case ev.PlanStoodDown():
            return runs.stood_down(state, event)
        case ev.PrivacyLifted():
            return cameras.lifted(state, event)
        case ev.PrivacyRestored():
            return cameras.restored(state, event)
        case ev.RecordingGap():
            return cameras.gap(state, event)
        case ev.RecordingHeld():
            return cameras.held(state, event)
        case ev.RecordingReleased():
            return cameras.released(state, event)
        case ev.TalkBegan():
            return cameras.talk_began(state, event)
        case ev.TalkEnded():
            return cameras.talk_ended(state, event)
        case ev.WallPushed():
            return cameras.pushed(state, event)
        case ev.WallCleared():
            return cameras.cleared(state, event)
        case ev.AdapterJoined():
            return devices.adapter_joined(state, event)
        case ev.AdapterLost():
            return devices.adapter_lost(state, event)
        case ev.PeerRefused():
            return devices.peer_refused(state, event)
        case ev.HallConfigured():
            return _configured(state, event)
        case ev.DayStarted():
            return _new_day(state, event)
        case ev.PersonRegistered():
            return people.registered(state, event)
        case ev.PersonRemoved():
            return people.removed(state, event)
        case ev.PersonLoggedIn():
            return people.logged_in(state, event)
        case ev.PersonLoggedOut():
            return people.logged_out(state, event)
        case ev.LoginFailed():
            return people.failed(state, event)
        case ev.PersonLocked():
            return people.locked(state, event)
        case ev.DutyTaken():
            return replace(state, duty=event.person, duty_at=state.at)
        case ev.StaffChecked():
            return roll.checked(state, event)
        case ev.RoundDue():
            return duty.due(state, event)
        case ev.RoundCalled():
            return duty.called(state, event)
        case ev.RoundOverdue():
            return duty.overdue(state, event)
        case ev.RoundDone():
            return duty.done(state, event)
        case ev.RoundSkipped():
            return duty.skipped(state, event)
        case ev.ProblemReported():
            return duty.reported(state, event)
        case ev.ProblemTaken():
            return duty.taken(state, event)
        case ev.ProblemSolved():
            return duty.solved(state, event)
        case ev.MatterOpened():
            return matters.opened(state, event)
        case ev.MatterOffered():
            return matters.offered(state, event)
        case ev.MatterAccepted():
            return matters.accepted(state, event)
        case ev.MatterReturned():
            return matters.returned(state, event)
        case ev.MatterAppointed():
            return matters.appointed(state, event)
        case ev.MatterClosed():
            return matters.closed(state, event)
        case ev.MatterReopened():
            return matters.reopened(state, event)
        case ev.HandoverBegun():
            return handover.begun(state, event)
        case ev.HandoverLineAccepted():
            return handover.line_accepted(state, event)
        case ev.HandoverDone():
            return handover.done(state, event)
        case ev.HandoverCancelled():
            return handover.cancelled(state, event)
        case ev.PartDisabled():
            return faults.disabled(state, event)
        case ev.DayHeld():
            return faults.held(state, event)
        case ev.DayReleased():
            return faults.released(state, event)
        case ev.DayDamaged():
            return faults.damaged(state, event)
        case ev.DayMended():
            return faults.mended(state, event)
        case ev.HubStarted():
            return replace(faults.tried_again(state), boot=event.boot, consoles={})
        case ev.ConsoleJoined():
            return replace(state, consoles={**state.consoles, event.station: event.role})
        case ev.ConsoleLeft():
            return replace(state, consoles={id: role for id, role in state.consoles.items() if id != event.station})
        case ev.ClockStepped():
            jumped = replace(state, clock_jump=event.jump, clock_jump_at=state.at) if event.jump else state
            return replace(jumped, clock_step=event.step, clock_step_at=state.at)
        case ev.JournalGapDeclared():
            return replace(state, regressed_at=state.at)
        case (
            ev.HubStopped()
            | ev.RecordingLost()
            | ev.CheckpointSigned()
            | ev.NoteWritten()
            | ev.HubKeyRotated()
            | ev.DayReindexed()
        ):
            return state
        case _:
            assert_never(event)


def _numbered(state: HallState, entry: ev.Entry) -> Mapping[str, Adapter]:
    adapter = state.adapters.get(entry.source)
    if adapter is None or adapter.epoch != entry.epoch:
        return state.adapters
    ahead = adapter.ahead_at
    if entry.device_at is not None:
        ahead = None if entry.device_at <= entry.at + AHEAD else entry.at if ahead is None else ahead
    return {**state.adapters, adapter.id: replace(adapter, sseq=entry.sseq, ahead_at=ahead)}


def _minute(state: HallState, at: float) -> HallState:
    """The hall with a sample of the minute that begins, and without what has grown old."""
    if not state.day.date:
        return state
    known = lookup(state)
    minute = at // SAMPLE_EVERY * SAMPLE_EVERY
    waiting: dict[str, list[float]] = {}
    serving = 0
    for ticket in state.tickets.values():  # the one pass over all tickets: 1,400 of them, once a minute
        if ticket.phase is TicketPhase.WAITING:
            waiting.setdefault(ticket.business, []).append(ticket.queued_at)
        elif ticket.phase is TicketPhase.SERVING or ticket.phase is TicketPhase.PAUSED:
            serving += 1
    sample = Sample(
        at=minute,
        waiting=sum(map(len, waiting.values())),
        serving=serving,
        open_counters=sum(counter.opened_at is not None for counter in state.counters.values()),
        over_limit=sum(
            minute - queued_at > limit
            for limit, queue in ((known.wait_limit(business), queue) for business, queue in waiting.items())
            for queued_at in queue
        ),
        taken=sum(tally.taken for tally in state.day.tallies.values()),
    )
    day = replace(state.day, samples=(*state.day.samples, sample))
    return tickets.put_away(replace(state, at=minute, day=day))


def _configured(state: HallState, event: ev.HallConfigured) -> HallState:
    """The hall's things by the new configuration: those that stay keep what is known of them, new ones begin unknown."""
    config = event.config
    adapters = {device.adapter for device in config.devices}
    never_joined = {
        id: Adapter(id=id, lost_at=state.at, lost_reason=devices.NOT_JOINED) for id in sorted(adapters - set(state.adapters))
    }
    state = replace(
        state,
        config=config,
        counters={each.id: state.counters.get(each.id) or Counter(id=each.id, profile=each.profile) for each in config.counters},
        staff={each.id: state.staff.get(each.id) or Person(id=each.id, post=each.home) for each in config.staff},
        zones={each.id: state.zones.get(each.id) or Zone(id=each.id) for each in config.zones},
        devices={each.id: state.devices.get(each.id) or Device(id=each.id) for each in config.devices},
        rounds={each.id: state.rounds[each.id] for each in config.rounds if each.id in state.rounds},
        notices={each.id: state.notices[each.id] for each in config.devices if each.id in state.notices},
        adapters={**state.adapters, **never_joined},
    )
    return counters.posts_checked(state)


def _new_day(state: HallState, event: ev.DayStarted) -> HallState:
    """Yesterday's tickets and figures are put away; what stands in the hall stays as it is."""
    return replace(
        faults.new_day(state),
        day=Day(date=event.date),
        tickets={},
        streams={},
        counters={id: counters.new_day(each, state.at) for id, each in state.counters.items()},
        staff={id: replace(each, served=0) for id, each in state.staff.items()},
        rounds=duty.new_day(state),
        devices={id: replace(each, down_for=0.0) if each.down_for else each for id, each in state.devices.items()},
    )
