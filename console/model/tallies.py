"""What the day's figures count of visits, by the business of their first or present leg: pure folds."""

from collections.abc import Mapping

from msgspec.structs import replace

from console.model.lookup import lookup
from console.model.pages import put
from console.model.state import Day, HallState, Leg, Tally, Ticket

_NONE = Tally()


def of(day: Day, business: str) -> Tally:
    """What was counted of a business so far."""
    return day.tallies.get(business, _NONE)


def counted(day: Day, business: str, tally: Tally) -> Day:
    """The day with another count of a business."""
    return replace(day, tallies={**day.tallies, business: tally})


def waited(state: HallState, ticket: Ticket) -> Mapping[str, Tally]:
    """All counts once the ticket's wait, which began when it was taken, has ended."""
    wait = state.at - ticket.taken_at
    tally = of(state.day, ticket.business)
    tally = replace(
        tally,
        called=tally.called + 1,
        wait_sum=tally.wait_sum + wait,
        wait_over=tally.wait_over + (wait > lookup(state).wait_limit(ticket.business)),
        waits=_one_more(tally.waits, wait),
    )
    return {**state.day.tallies, ticket.business: tally}


def served(state: HallState, ticket: Ticket, leg: Leg, handle: float, next_business: str | None) -> Day:
    """The day once the ticket was served for `handle` seconds; whose visit ends with it, or goes on elsewhere, was done at once."""
    tally = of(state.day, leg.business)
    tally = replace(
        tally,
        finished=tally.finished + 1,
        handle_sum=tally.handle_sum + handle,
        handle_over=tally.handle_over + (handle > lookup(state).handle_limit(leg.business)),
        once_done=tally.once_done + (ticket.transfers == 0 and next_business != leg.business),
        handles=_one_more(tally.handles, handle),
    )
    return counted(state.day, leg.business, tally)


def _one_more(counts: Mapping[str, int], seconds: float) -> Mapping[str, int]:
    whole = str(int(seconds))
    return put(counts, whole, counts.get(whole, 0) + 1)
