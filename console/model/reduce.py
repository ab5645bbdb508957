"""One entry folded into the hall: pure and total. It reads no clock and no file, and no stream of entries makes it raise.

Events about things nobody knows are passed over; only their place in the journal is kept.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

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
    at = entry.at if entry.at > state.at else state.at  # noqa: FURB136 (the call of `max` would be a thirtieth of a reading's fold)
    if type(event) is ev.ClockStepped and event.jump:
        # Before the minute is sampled: nobody waited through the step.
        state = handover.restated(state, steps.moved(state, event.jump, at))
    minute = at // SAMPLE_EVERY * SAMPLE_EVERY
    if state.at < minute:
        state = _minute(state, minute)
    kind = type(event)
    folded = FOLDS[kind](replace(state, seq=entry.seq, at=at, adapters=_numbered(state, entry)), event)
    return duty.booked(folded, event) if kind in duty.BOOKED else folded


def fold(state: HallState, entries: Iterable[ev.Entry]) -> HallState:
    """The hall after all the entries."""
    for entry in entries:
        state = reduce(state, entry)
    return state


def apply(state: HallState, event: ev.AnyEvent) -> HallState:
    """The hall after an event that happens at `state.at`: what `reduce` does with an entry's event."""
    return FOLDS[type(event)](state, event)


def _numbered(state: HallState, entry: ev.Entry) -> Mapping[str, Adapter]:
    adapter = state.adapters.get(entry.source)
    if adapter is None or adapter.epoch != entry.epoch:
        return state.adapters
    ahead = adapter.ahead_at
    if entry.device_at is not None:
        ahead = None if entry.device_at <= entry.at + AHEAD else entry.at if ahead is None else ahead
    return {**state.adapters, adapter.id: replace(adapter, sseq=entry.sseq, ahead_at=ahead)}


def _minute(state: HallState, minute: float) -> HallState:
    """The hall with a sample of the minute that begins, and without what has grown old."""
    if not state.day.date:
        return state
    known = lookup(state)
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


def _console_joined(state: HallState, event: ev.ConsoleJoined) -> HallState:
    return replace(state, consoles={**state.consoles, event.station: event.role})


def _console_left(state: HallState, event: ev.ConsoleLeft) -> HallState:
    return replace(state, consoles={id: role for id, role in state.consoles.items() if id != event.station})


def _clock_stepped(state: HallState, event: ev.ClockStepped) -> HallState:
    jumped = replace(state, clock_jump=event.jump, clock_jump_at=state.at) if event.jump else state
    return replace(jumped, clock_step=event.step, clock_step_at=state.at)


def _only_told(state: HallState, _: ev.AnyEvent) -> HallState:
    """Of an event that is for the journal's readers and changes nothing in the hall."""
    return state


E = TypeVar("E", bound=ev.Event)
_Fold = Callable[[HallState, E], HallState]


def _on(kind: type[E], fold: _Fold[E]) -> tuple[type[ev.Event], _Fold[Any]]:
    """A row of the table; the type check proves that the fold takes this kind."""
    return kind, fold


FOLDS: Mapping[type[ev.Event], _Fold[Any]] = dict(
    (
        _on(ev.DeviceMeasured, devices.measured),
        _on(ev.CommandAccepted, orders.accepted),
        _on(ev.CommandReported, orders.reported),
        _on(ev.CommandConfirmed, orders.confirmed),
        _on(ev.DisplayShowed, lambda state, event: calls.showed(devices.showed(state, event), event.device, event.text)),
        _on(ev.CallAnnounced, calls.announced),
        _on(ev.TicketTaken, lambda state, event: passing.came(state, tickets.taken(state, event))),
        _on(ev.TicketCalled, lambda state, event: calls.called(tickets.called(state, event), event.ticket, event.counter)),
        _on(ev.ServiceStarted, lambda state, event: passing.went_to_counter(state, tickets.started(state, event), event)),
        _on(ev.ServiceFinished, lambda state, event: passing.left_counter(state, tickets.finished(state, event), event)),
        _on(ev.TicketRated, tickets.rated),
        _on(ev.TicketRecalled, lambda state, event: calls.called(tickets.recalled(state, event), event.ticket, event.counter)),
        _on(ev.TicketAbandoned, lambda state, event: passing.gave_up(state, tickets.abandoned(state, event))),
        _on(ev.TicketSuspended, tickets.suspended),
        _on(
            ev.TicketCalledBack, lambda state, event: calls.called(tickets.called_back(state, event), event.ticket, event.counter)
        ),
        _on(ev.TicketTransferred, lambda state, event: passing.sent_back(state, tickets.transferred(state, event), event)),
        _on(ev.TicketPrioritised, tickets.prioritised),
        _on(ev.TicketCleared, tickets.cleared),
        _on(ev.ServicePaused, tickets.paused),
        _on(ev.ServiceResumed, tickets.resumed),
        _on(ev.PanelKeyPressed, devices.key_pressed),
        _on(ev.ZoneCounted, devices.counted),
        _on(
            ev.KioskSessionStarted,
            lambda state, event: passing.came_to_kiosk(state, devices.session_started(state, event), event),
        ),
        _on(ev.KioskSessionEnded, lambda state, event: passing.left_kiosk(state, devices.session_ended(state, event), event)),
        _on(ev.DeviceConditionRaised, devices.condition_raised),
        _on(ev.DeviceConditionCleared, devices.condition_cleared),
        _on(ev.DeviceLost, devices.lost),
        _on(ev.DeviceFound, devices.found),
        _on(ev.EventsCoalesced, devices.coalesced),
        _on(ev.CounterOpened, counters.opened),
        _on(ev.CounterPaused, counters.paused),
        _on(ev.CounterResumed, counters.resumed),
        _on(ev.CounterClosed, counters.closed),
        _on(ev.CounterProfileChanged, counters.profile_changed),
        _on(ev.StaffMoved, counters.moved),
        _on(ev.StaffPresenceChanged, counters.presence_changed),
        _on(ev.AlarmRaised, alarm.raised),
        _on(ev.AlarmCleared, alarm.cleared),
        _on(ev.AlarmAcknowledged, alarm.acknowledged),
        _on(ev.AlarmShelved, alarm.shelved),
        _on(ev.AlarmUnshelved, alarm.unshelved),
        _on(ev.AlarmSuppressed, alarm.suppressed),
        _on(ev.AlarmUnsuppressed, alarm.unsuppressed),
        _on(ev.AlarmOwned, alarm.owned),
        _on(ev.AlarmSolved, alarm.solved),
        _on(ev.DeviceTakenOut, lambda state, event: alarm.device_taken_out(devices.taken_out(state, event), event.device)),
        _on(ev.DeviceReturned, lambda state, event: alarm.device_returned(devices.returned(state, event), event.device)),
        _on(ev.CommandRefused, orders.refused),
        _on(ev.CommandMismatched, orders.mismatched),
        _on(ev.CommandExpired, orders.expired),
        _on(ev.CommandNotKnown, orders.lost),
        _on(ev.CommandLost, orders.lost),
        _on(ev.PlanArmed, arming.armed),
        _on(ev.PlanConfirmed, arming.confirmed),
        _on(ev.PlanLapsed, arming.lapsed),
        _on(ev.PlanStarted, runs.started),
        _on(ev.PlanStepStarted, runs.step_started),
        _on(ev.PlanStepDone, runs.step_done),
        _on(ev.PlanStepFailed, runs.step_failed),
        _on(ev.PlanStepSkipped, runs.step_skipped),
        _on(ev.PlanStepOverdue, runs.step_overdue),
        _on(ev.PlanStoodDown, runs.stood_down),
        _on(ev.PrivacyLifted, cameras.lifted),
        _on(ev.PrivacyRestored, cameras.restored),
        _on(ev.RecordingGap, cameras.gap),
        _on(ev.RecordingHeld, cameras.held),
        _on(ev.RecordingReleased, cameras.released),
        _on(ev.TalkBegan, cameras.talk_began),
        _on(ev.TalkEnded, cameras.talk_ended),
        _on(ev.WallPushed, cameras.pushed),
        _on(ev.WallCleared, cameras.cleared),
        _on(ev.AdapterJoined, devices.adapter_joined),
        _on(ev.AdapterLost, devices.adapter_lost),
        _on(ev.PeerRefused, devices.peer_refused),
        _on(ev.HallConfigured, _configured),
        _on(ev.DayStarted, _new_day),
        _on(ev.PersonRegistered, people.registered),
        _on(ev.PersonRemoved, people.removed),
        _on(ev.PersonLoggedIn, people.logged_in),
        _on(ev.PersonLoggedOut, people.logged_out),
        _on(ev.LoginFailed, people.failed),
        _on(ev.PersonLocked, people.locked),
        _on(ev.DutyTaken, lambda state, event: replace(state, duty=event.person, duty_at=state.at)),
        _on(ev.StaffChecked, roll.checked),
        _on(ev.RoundDue, duty.due),
        _on(ev.RoundCalled, duty.called),
        _on(ev.RoundOverdue, duty.overdue),
        _on(ev.RoundDone, duty.done),
        _on(ev.RoundSkipped, duty.skipped),
        _on(ev.ProblemReported, duty.reported),
        _on(ev.ProblemTaken, duty.taken),
        _on(ev.ProblemSolved, duty.solved),
        _on(ev.MatterOpened, matters.opened),
        _on(ev.MatterOffered, matters.offered),
        _on(ev.MatterAccepted, matters.accepted),
        _on(ev.MatterReturned, matters.returned),
        _on(ev.MatterAppointed, matters.appointed),
        _on(ev.MatterClosed, matters.closed),
        _on(ev.MatterReopened, matters.reopened),
        _on(ev.HandoverBegun, handover.begun),
        _on(ev.HandoverLineAccepted, handover.line_accepted),
        _on(ev.HandoverDone, handover.done),
        _on(ev.HandoverCancelled, handover.cancelled),
        _on(ev.PartDisabled, faults.disabled),
        _on(ev.DayHeld, faults.held),
        _on(ev.DayReleased, faults.released),
        _on(ev.DayDamaged, faults.damaged),
        _on(ev.DayMended, faults.mended),
        _on(ev.HubStarted, lambda state, event: replace(faults.tried_again(state), boot=event.boot, consoles={})),
        _on(ev.ConsoleJoined, _console_joined),
        _on(ev.ConsoleLeft, _console_left),
        _on(ev.ClockStepped, _clock_stepped),
        _on(ev.JournalGapDeclared, lambda state, _: replace(state, regressed_at=state.at)),
        _on(ev.HubStopped, _only_told),
        _on(ev.RecordingLost, _only_told),
        _on(ev.CheckpointSigned, _only_told),
        _on(ev.NoteWritten, _only_told),
        _on(ev.HubKeyRotated, _only_told),
        _on(ev.DayReindexed, _only_told),
    )
)
"""What each kind of event does to the hall. A table, because trying a hundred kinds in turn costs more than many a fold."""
