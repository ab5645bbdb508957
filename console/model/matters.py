"""Customers' matters (首办责任): each has exactly one owner from first contact to close. Pure.

An offer changes no owner until it is accepted; one that nobody takes in time comes back to who offered it, and is an alarm. Who cannot
be reached is made good by an appointment. `judged` is for the live hub only.
"""

from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model.book import Appointment, Hop, Matter, MatterPhase, Offer
from console.model.command import Answer, Refusal
from console.model.duty import numbered
from console.model.event import Presence
from console.model.lookup import lookup
from console.model.state import HallState

CLOSED_KEPT = 50
CHAIN_KEPT = 12
TIME, DECLINED, UNREACHABLE = "not_taken", "declined", "unreachable"
"""Why an offer came to nothing."""


def is_party(state: HallState, id: str) -> bool:
    """Whether somebody can own a matter: a member of staff or a department."""
    known = lookup(state)
    return id in known.staff or id in known.departments


def minutes_for(state: HallState, to: str) -> float:
    """Minutes in which an offered matter is taken, or returns."""
    known = lookup(state)
    department = known.departments.get(to)
    if department is not None:
        return department.minutes
    return known.config.offer_minutes if known.config is not None else 5.0


def is_late(matter: Matter, now: float) -> bool:
    """Whether an appointment or a promise has passed."""
    late = late_since(matter)
    return late is not None and now >= late


def late_since(matter: Matter) -> float | None:
    """From when on an open matter is late; None: nothing was promised."""
    if matter.phase is MatterPhase.CLOSED:
        return None
    times = [at for at in (matter.due_at, matter.appointment.at if matter.appointment else None) if at is not None]
    return min(times, default=None)


def judged(state: HallState, now: float) -> tuple[ev.AnyEvent, ...]:
    """Offers that nobody took in time."""
    return tuple(
        ev.MatterReturned(matter=each.id, reason=TIME)
        for each in state.matters.values()
        if each.offer is not None and now >= each.offer.until
    )


# --- whether an order may be given, and what it does ---------------------------------------------------------------------------


def may(state: HallState, command: do.MatterCommand, now: float) -> Answer:
    """Whether a matter is where the order needs it."""
    if isinstance(command, do.OpenMatter):
        return None if is_party(state, command.owner) else (Refusal.NO_SUCH, command.owner)
    matter = state.matters.get(command.matter)
    if matter is None:
        return Refusal.NO_SUCH, command.matter
    wrong = (Refusal.WRONG_STATE, matter.phase.value)
    if isinstance(command, do.ReopenMatter):
        return None if matter.phase is MatterPhase.CLOSED else wrong
    if matter.phase is MatterPhase.CLOSED:
        return wrong
    match command:
        case do.OfferMatter():
            return _offer(state, matter, command)
        case do.AcceptMatter() | do.ReturnMatter():
            return None if matter.offer is not None else wrong
        case do.AppointMatter():
            return None if command.at > now else (Refusal.EXPIRED, "past")
        case do.CloseMatter():
            return None if matter.offer is None else wrong


def _offer(state: HallState, matter: Matter, command: do.OfferMatter) -> Answer:
    if not is_party(state, command.to):
        return Refusal.NO_SUCH, command.to
    if matter.offer is not None:
        return Refusal.WRONG_STATE, matter.phase.value
    if command.to == matter.owner:
        return Refusal.ALREADY, command.to
    person = state.staff.get(command.to)
    return (Refusal.NOBODY_FREE, command.to) if person is not None and person.presence is Presence.OUT else None


def effects(state: HallState, command: do.MatterCommand, by: str, now: float) -> tuple[ev.AnyEvent, ...]:
    """What it does. An appointment ends an offer: the customer does not wait for it any more."""
    match command:
        case do.OpenMatter():
            opened = ev.MatterOpened(
                matter=numbered(state, "m", state.matters),
                what=command.what,
                owner=command.owner,
                by=by,
                source=command.source,
                customer=command.customer,
                ticket=command.ticket,
                due_at=command.due_at,
            )
            return (opened,)
        case do.OfferMatter():
            until = now + minutes_for(state, command.to) * 60
            return (ev.MatterOffered(matter=command.matter, to=command.to, by=by, until=until, note=command.note),)
        case do.AcceptMatter():
            return (ev.MatterAccepted(matter=command.matter, by=by),)
        case do.ReturnMatter():
            return (ev.MatterReturned(matter=command.matter, reason=DECLINED, by=by, note=command.reason),)
        case do.AppointMatter():
            made = ev.MatterAppointed(
                matter=command.matter, appointment_at=command.at, contact=command.contact, by=by, note=command.note
            )
            if state.matters[command.matter].offer is None:
                return (made,)
            return ev.MatterReturned(matter=command.matter, reason=UNREACHABLE, by=by), made
        case do.CloseMatter():
            return (ev.MatterClosed(matter=command.matter, by=by, result=command.result),)
        case do.ReopenMatter():
            return (ev.MatterReopened(matter=command.matter, by=by, reason=command.reason),)


# --- folds ---------------------------------------------------------------------------------------------------------------------


def opened(state: HallState, event: ev.MatterOpened) -> HallState:
    """Whoever heard it first owns it. The same matter again is the same matter."""
    if event.matter in state.matters:
        return state
    matter = Matter(
        id=event.matter,
        what=event.what,
        owner=event.owner,
        owned_at=state.at,
        opened_at=state.at,
        opened_by=event.by,
        phase_at=state.at,
        source=event.source,
        customer=event.customer,
        ticket=event.ticket,
        due_at=event.due_at,
        chain=(Hop(owner=event.owner, at=state.at),),
    )
    return _with(replace(state, numbered=state.numbered + 1), matter)


def offered(state: HallState, event: ev.MatterOffered) -> HallState:
    """Still whose it was; a later offer takes the place of an earlier one."""
    matter = _open(state, event.matter)
    if matter is None:
        return state
    offer = Offer(to=event.to, by=event.by, at=state.at, until=event.until, note=event.note)
    return _with(
        state, replace(matter, phase=MatterPhase.OFFERED, phase_at=state.at, offer=offer, returned_at=None, returned_from="")
    )  # fmt: skip


def accepted(state: HallState, event: ev.MatterAccepted) -> HallState:
    """Another owner; an acceptance without an offer means nothing."""
    matter = _open(state, event.matter)
    if matter is None or matter.offer is None:
        return state
    hop = Hop(owner=matter.offer.to, at=state.at)
    first, *rest = (*matter.chain, hop)
    taken = replace(
        matter,
        owner=hop.owner,
        owned_at=state.at,
        phase=MatterPhase.OPEN,
        phase_at=state.at,
        offer=None,
        chain=(first, *rest[1 - CHAIN_KEPT :]),
    )
    return _with(state, taken)


def returned(state: HallState, event: ev.MatterReturned) -> HallState:
    """Back with who offered it."""
    matter = _open(state, event.matter)
    if matter is None or matter.offer is None:
        return state
    was_left = event.reason == TIME
    back = replace(
        matter,
        phase=MatterPhase.OPEN,
        phase_at=state.at,
        offer=None,
        returned_at=state.at if was_left else None,
        returned_from=matter.offer.to if was_left else "",
    )
    return _with(state, back)


def appointed(state: HallState, event: ev.MatterAppointed) -> HallState:
    """The customer has a time; it stays its owner's to keep it."""
    matter = _open(state, event.matter)
    if matter is None:
        return state
    made = Appointment(at=event.appointment_at, contact=event.contact, by=event.by, made_at=state.at, note=event.note)
    return _with(state, replace(matter, appointment=made, returned_at=None, returned_from=""))


def closed(state: HallState, event: ev.MatterClosed) -> HallState:
    """Over; the last ones stay to be read, and to be taken up again."""
    matter = _open(state, event.matter)
    if matter is None:
        return state
    over = replace(
        matter,
        phase=MatterPhase.CLOSED,
        phase_at=state.at,
        offer=None,
        returned_at=None,
        returned_from="",
        result=event.result,
        closed_by=event.by,
    )
    return _with(state, over)


def reopened(state: HallState, event: ev.MatterReopened) -> HallState:
    """Again whose it was; what was promised then is past."""
    matter = state.matters.get(event.matter)
    if matter is None or matter.phase is not MatterPhase.CLOSED:
        return state
    again = replace(
        matter, phase=MatterPhase.OPEN, phase_at=state.at, reopened=matter.reopened + 1, appointment=None, due_at=None, closed_by=""
    )  # fmt: skip
    return _with(state, again)


def _open(state: HallState, id: str) -> Matter | None:
    matter = state.matters.get(id)
    return None if matter is None or matter.phase is MatterPhase.CLOSED else matter


def _with(state: HallState, matter: Matter) -> HallState:
    matters = {**state.matters, matter.id: matter}
    over = sorted((each.phase_at, each.id) for each in matters.values() if each.phase is MatterPhase.CLOSED)
    for _, id in over[:-CLOSED_KEPT]:
        del matters[id]
    return replace(state, matters=matters)
