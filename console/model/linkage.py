"""What follows from an event without anybody's order: a panel's key becomes a command, a call appears on panel and strip.

It only says what should be ordered; the hub checks, journals and dispatches it like any order, in the name of `link`.
"""

from console.model import command as do
from console.model import event as ev
from console.model.command import Command
from console.model.lookup import lookup
from console.model.queueing import waiting
from console.model.state import CounterPhase, HallState

MOST_SHOWN = 999
"""What fits a panel's three digits."""


def follow(state: HallState, event: ev.AnyEvent) -> tuple[Command, ...]:
    """The commands that follow from an event; `state` is the hall after it."""
    match event:
        case ev.PanelKeyPressed():
            return _key(state, event)
        case ev.TicketCalled():
            return _call(state, event.ticket, event.counter)
        case ev.TicketRecalled():
            return _call(state, event.ticket, event.counter)
        case ev.TicketCalledBack():
            return _call(state, event.ticket, event.counter)
        case ev.ServiceFinished():
            return _ask(state, event.counter) + _strip(state, event.counter, _sign(state, event.counter))
        case ev.CounterOpened() | ev.CounterResumed():
            return _strip(state, event.counter, _sign(state, event.counter))
        case ev.CounterClosed():
            return _strip(state, event.counter, "")
        case _:
            return ()


def _key(state: HallState, event: ev.PanelKeyPressed) -> tuple[Command, ...]:
    """The key's command; keys without a meaning here (`cancel`, `line`, …) are none. What is not allowed now the check refuses."""
    counter = state.counters.get(event.counter)
    if counter is None:
        return ()
    id = counter.id
    match event.key:
        case "next":
            first = (do.ResumeCounter(counter=id),) if counter.phase is CounterPhase.PAUSED else ()
            return (*first, do.CallNext(counter=id))
        case "recall":
            return (do.RecallTicket(counter=id),)
        case "finish":
            return (do.FinishService(counter=id),)
        case "pause":
            return (do.PauseCounter(counter=id),)
        case "transfer":
            return (do.TransferTicket(ticket=counter.ticket),) if counter.ticket else ()
        case "abandon":
            return (do.AbandonTicket(counter=id),)
        case "suspend":
            return (do.SuspendTicket(counter=id),)
        case "call_back":
            return (do.CallBackTicket(counter=id),)
        case _:
            return ()


def _call(state: HallState, ticket: str, counter: str) -> tuple[Command, ...]:
    called = state.tickets.get(ticket)
    behind = len(waiting(state, lookup(state).queue_of(called.business))) if called else 0
    panel = lookup(state).counters[counter].panel if counter in lookup(state).counters else None
    shown: tuple[Command, ...] = ()
    if panel is not None and _heard(state, panel):
        shown = (do.ShowTicket(device=panel, ticket=ticket, waiting=min(behind, MOST_SHOWN)), do.Beep(device=panel))
    return shown + _strip(state, counter, ticket)


def _ask(state: HallState, counter: str) -> tuple[Command, ...]:
    config = lookup(state).counters.get(counter)
    if config is None or config.panel is None or not _heard(state, config.panel):
        return ()
    return (do.AskRating(device=config.panel),)


def _strip(state: HallState, counter: str, text: str) -> tuple[Command, ...]:
    config = lookup(state).counters.get(counter)
    if config is None or config.strip is None or not _heard(state, config.strip):
        return ()
    return (do.ShowNotice(device=config.strip, text=text),)


def _sign(state: HallState, counter: str) -> str:
    """What an open counter's strip says between two customers: its name, or its number."""
    config = lookup(state).counters.get(counter)
    return "" if config is None else config.name or str(config.number)


def _heard(state: HallState, device: str) -> bool:
    """Whether an order could reach the device; nothing is sent after one that is lost, so that no flood of failures follows."""
    known = state.devices.get(device)
    config = lookup(state).devices.get(device)
    if known is None or config is None or known.lost_at is not None or known.out_at is not None:
        return False
    adapter = state.adapters.get(config.adapter)
    return adapter is not None and adapter.joined_at is not None and adapter.lost_at is None
