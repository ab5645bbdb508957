"""Whether an order came true: read from what the hall shows, never from the wish.

The hub's own orders take effect in the commit that accepts them. What a panel does when told to beep, show a number, its stars or
its evaluator cannot be seen from here: for these the adapter's report is the last word.
"""

from console.model import command as do
from console.model import event as ev
from console.model.lookup import lookup
from console.model.state import CounterPhase, HallState, Order, Stage

SEEN_WITHIN = 10.0
"""Real seconds after the adapter's report by which the hall must show it: devices and lines are as fast as they are, whatever the hall's clock."""
SLOWER = {do.ReassignStaff: 600.0, do.OpenCounter: 180.0, do.RestartDevice: 180.0}
"""Seconds of hall time: a person walks, perhaps before they log in; a device starts up."""


def verdict(
    state: HallState, order: Order, now: float, speed: float = 1.0
) -> ev.CommandConfirmed | ev.CommandMismatched | ev.CommandExpired | None:
    """What may be said of an order that is under way; None: nothing yet, or it was said before. `speed`: hall seconds per real second."""
    if order.stage is Stage.COMMANDED:
        if order.adapter is None:
            return ev.CommandConfirmed(id=order.id, evidence="hub")
        return ev.CommandExpired(id=order.id) if now > order.expires_at else None
    if order.stage is not Stage.REPORTED:
        return None
    seen, what = visible(state, order)
    if seen:
        return ev.CommandConfirmed(id=order.id, evidence=what)
    if seen is None or now - _due_since(state, order) <= max(SLOWER.get(type(order.command), 0.0), SEEN_WITHIN * speed):
        return None
    return ev.CommandMismatched(id=order.id, detail=what)


def _due_since(state: HallState, order: Order) -> float:
    """Since when the hall should be on its way to show it: since the report, and a closing since the ticket in hand has left."""
    counter = state.counters.get(order.command.counter) if isinstance(order.command, do.CloseCounter) else None
    return max(order.stage_at, counter.freed_at or 0.0) if counter is not None else order.stage_at


def visible(state: HallState, order: Order) -> tuple[bool | None, str]:
    """Whether the hall shows what was ordered, and what it shows instead or as evidence; None: it cannot be expected yet."""
    command = order.command
    match command:
        case do.OpenCounter():
            return _open(state, command.counter)
        case do.PauseCounter() | do.ResumeCounter() | do.CloseCounter() | do.ChangeWorkProfile():
            return _counter(state, command)
        case (
            do.CallNext() | do.RecallTicket() | do.FinishService() | do.AbandonTicket() | do.SuspendTicket() | do.CallBackTicket()
        ):
            return _at_counter(state, order, command)
        case do.TransferTicket() | do.PrioritiseTicket():
            return _ticket(state, order, command)
        case do.ClearTicket():
            left = state.tickets.get(command.ticket)
            return left is None, "gone" if left is None else left.phase.value
        case do.ReassignStaff():
            person = state.staff.get(command.person)
            return person is not None and person.post == command.post, f"post={person.post if person else None}"
        case do.RestartDevice():
            device = state.devices.get(command.device)
            back = device is not None and device.lost_at is None and (device.heard_at or 0.0) >= order.stage_at
            return back, "heard" if back else "not_heard"
        case do.ShowNotice() if command.text:
            device = state.devices.get(command.device)
            showing = device.showing if device else ""
            return showing == command.text, f"showing={showing}"[:500]
        case do.HoldRecording():
            spans = {(hold.device, hold.begin, hold.end) for hold in state.holds.values()}
            held = (command.device, command.begin, command.end) in spans
            return held, "held" if held else "not_held"
        case do.TalkThrough():
            talk = state.talks.get(command.device)
            if talk is None or talk.talk != command.talk:
                return False, "not_talking"
            return talk.is_heard, "talking" if talk.is_heard else talk.cause
        case do.ReleaseRecording():
            return command.hold not in state.holds, "not_held" if command.hold not in state.holds else "held"
        case _:
            return True, "reported"


def _open(state: HallState, id: str) -> tuple[bool, str]:
    """Logged in, panel heard, and the strip (if there is one) lit: what a customer would see of an open counter."""
    counter, config = state.counters.get(id), lookup(state).counters.get(id)
    if counter is None or config is None or counter.phase is CounterPhase.CLOSED:
        return False, "closed"
    panel = state.devices.get(config.panel or "")
    if panel is not None and panel.lost_at is not None:
        return False, "panel_lost"
    strip = state.devices.get(config.strip or "")
    if strip is not None and strip.lost_at is not None:
        return False, "strip_lost"
    if strip is not None and strip.out_at is None and not strip.showing:
        return False, "strip_dark"
    return True, "login" + (" panel" if panel else "") + (" strip" if strip else "")


def _counter(
    state: HallState, command: do.PauseCounter | do.ResumeCounter | do.CloseCounter | do.ChangeWorkProfile
) -> tuple[bool | None, str]:
    counter = state.counters.get(command.counter)
    if counter is None:
        return False, "no_such"
    if isinstance(command, do.ChangeWorkProfile):
        return counter.profile == command.profile, f"profile={counter.profile}"
    if isinstance(command, do.PauseCounter):
        return counter.phase is CounterPhase.PAUSED, counter.phase.value
    if isinstance(command, do.ResumeCounter):
        return counter.phase not in (CounterPhase.PAUSED, CounterPhase.CLOSED), counter.phase.value
    if counter.phase is not CounterPhase.CLOSED and counter.ticket is not None:
        return None, "ticket_in_hand"
    return counter.phase is CounterPhase.CLOSED, counter.phase.value


def _at_counter(
    state: HallState,
    order: Order,
    command: do.CallNext | do.RecallTicket | do.FinishService | do.AbandonTicket | do.SuspendTicket | do.CallBackTicket,
) -> tuple[bool, str]:
    counter = state.counters.get(command.counter)
    if counter is None:
        return False, "no_such"
    now_there = f"ticket={counter.ticket}"
    match command:
        case do.CallNext():
            return counter.ticket is not None and counter.ticket != order.ticket, now_there
        case do.RecallTicket():
            ticket = state.tickets.get(order.ticket or "")
            recalled = ticket is not None and ticket.recalled_at is not None and ticket.recalled_at >= order.at
            return recalled or counter.ticket != order.ticket, now_there
        case do.FinishService():
            done = counter.last_finished == order.ticket and counter.ticket != order.ticket
            return done, now_there
        case do.AbandonTicket():
            return order.ticket not in state.tickets, now_there
        case do.SuspendTicket():
            return counter.suspended is not None and counter.suspended == order.ticket, f"suspended={counter.suspended}"
        case do.CallBackTicket():
            return counter.suspended is None and counter.ticket is not None, now_there


def _ticket(state: HallState, order: Order, command: do.TransferTicket | do.PrioritiseTicket) -> tuple[bool, str]:
    ticket = state.tickets.get(command.ticket)
    if ticket is None:
        return False, "gone"
    if isinstance(command, do.PrioritiseTicket):
        return ticket.priority == command.priority, f"priority={ticket.priority}"
    queued = ticket.queued_at >= order.at and (command.to_business is None or ticket.business == command.to_business)
    return queued, f"{ticket.phase.value} business={ticket.business}"
