"""Who is where in the simulated hall at a moment, for those who draw it. It follows the simulation and decides nothing."""

from collections.abc import Iterator

from msgspec import Struct

from adapters.simulated.hall import SimulatedHall
from console.model.hall import Post


class Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody in the hall."""

    name: str
    """Never a real one: a customer's number of the day, or a member of staff."""
    place: str
    """A zone, counter or device of the hall's configuration."""
    post: Post | None = None
    """Of staff."""
    waits: bool = False
    """Sits until called."""
    with_them: bool = False
    """Somebody has come along."""


class Presence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The hall at a moment."""

    at: float
    """Hall time, UTC seconds."""
    bodies: tuple[Body, ...]
    texts: dict[str, str] = {}
    """Device → what it shows."""
    calls: tuple[tuple[str, str], ...] = ()
    """Ticket and counter of the last calls, the newest first."""
    silent: tuple[str, ...] = ()
    """Devices that are broken or without power."""
    faults: tuple[tuple[str, str], ...] = ()
    """(device, condition) that hold."""


def presence(hall: SimulatedHall) -> Presence:
    """Everybody in the hall now."""
    premises = hall.premises
    return Presence(
        at=hall.now,
        bodies=(*_staff(hall), *_customers(hall)),
        texts=dict(premises.showing),
        calls=tuple(hall.queue.last_calls),
        silent=tuple(sorted(device.id for device in hall.config.devices if premises.is_silent(device.id))),
        faults=tuple(sorted(premises.faults)),
    )


def _staff(hall: SimulatedHall) -> Iterator[Body]:
    for person in hall.people.staff.values():
        place = person.heads_for or person.post
        if person.is_here and not person.is_resting and place is not None:
            yield Body(name=person.id, place=place, post=person.role)


def _customers(hall: SimulatedHall) -> Iterator[Body]:
    called = {window.in_hand.id: window.id for window in hall.queue.windows.values() if window.in_hand is not None}
    tickets = {id(customer): ticket for ticket, customer in hall.customers.by_ticket.items()}
    for customer in hall.customers.here.values():
        ticket = tickets.get(id(customer))
        place = called.get(ticket or "", customer.zone)
        yield Body(
            name=customer.name, place=place, waits=ticket is not None and ticket not in called, with_them=customer.with_them
        )
    for name, place in hall.customers.visits.items():
        yield Body(name=name, place=place)
    for kiosk, name in hall.premises.users.items():
        yield Body(name=name, place=kiosk)
