"""The last calls, and whether the customers were told of them: which displays showed each, which loudspeakers said it."""

from collections.abc import Collection

from msgspec.structs import replace

from console.model import event as ev
from console.model.lookup import lookup
from console.model.pages import put
from console.model.state import Announced, Call, HallState

KEPT = 20
"""Calls that are remembered."""
AHEAD = 8.0
"""Seconds by which a display's word may be written before the call itself."""
TOLD_WITHIN = 10.0
"""Seconds after a call by which a display should show it."""


def called(state: HallState, ticket: str, counter: str) -> HallState:
    """Called, or called again: told of by displays that show its number already, and by who said it a moment before the call was written."""
    shown, voiced = _told_already(state, ticket, counter)
    times, others = 1, state.calls
    for each in others:
        if each.ticket == ticket and each.counter == counter:
            times, others = each.times + 1, tuple(call for call in others if call is not each)
            break
    call = Call(ticket=ticket, counter=counter, at=state.at, times=times, shown=shown, voiced=voiced)
    return replace(state, calls=(*others[1 - KEPT :], call))


def _told_already(state: HallState, ticket: str, counter: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The queue system's word and the displays' come by different adapters, in either order."""
    shown: list[str] = []
    voiced: list[str] = []
    for id in lookup(state).tellers(counter):
        device = state.devices.get(id)
        if device is None:
            continue
        said = device.announced
        if said is not None and said.ticket == ticket and said.counter == counter and state.at - said.at < AHEAD:
            (voiced if said.voice else shown).append(device.id)
        elif device.lost_at is None and ticket in device.showing and _names(device.showing, ticket):
            shown.append(device.id)
    return tuple(sorted(shown)), tuple(sorted(voiced))  # the order of devices means nothing, and is another after a restart


def announced(state: HallState, event: ev.CallAnnounced) -> HallState:
    """A display showed a call, or a loudspeaker said it."""
    device = state.devices.get(event.device)
    if device is not None:
        said = Announced(ticket=event.ticket, counter=event.counter, at=state.at, text=event.text, voice=event.voice)
        state = replace(state, devices=put(state.devices, device.id, replace(device, announced=said, heard_at=state.at)))
    return _told(state, event.device, (event.ticket,), voice=event.voice)


def showed(state: HallState, device: str, text: str) -> HallState:
    """A display shows a text: the calls whose number stands in it are shown."""
    # Twenty times a display's word: most are sorted out without a call of a function.
    named = [call.ticket for call in state.calls if call.ticket in text and _names(text, call.ticket)]
    return _told(state, device, named) if named else state


def _names(text: str, ticket: str) -> bool:
    """Whether a text names the ticket: A100 does not stand in `A1000`, and does in `请A100号`."""
    at = text.find(ticket)
    while at >= 0:
        around = text[max(0, at - 1) : at] + text[at + len(ticket) :][:1]
        if not any(letter.isascii() and letter.isalnum() for letter in around):
            return True
        at = text.find(ticket, at + 1)
    return False


def _told(state: HallState, device: str, tickets: Collection[str], *, voice: bool = False) -> HallState:
    """The last call of each ticket has been told of by a device."""
    newest = {call.ticket: call for call in state.calls}
    changed: dict[int, Call] = {}
    for ticket in tickets:
        call = newest.get(ticket)
        if call is not None and device not in (call.voiced if voice else call.shown):
            told = replace(call, voiced=(*call.voiced, device)) if voice else replace(call, shown=(*call.shown, device))
            changed[id(call)] = told
    return replace(state, calls=tuple(changed.get(id(call), call) for call in state.calls)) if changed else state


def is_untold(call: Call, now: float) -> bool:
    """Whether a call should have been on a display by now and was on none."""
    return not call.shown and now - call.at > TOLD_WITHIN
