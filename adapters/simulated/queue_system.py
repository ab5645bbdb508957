"""The simulated queue system (排队机): tickets, windows and the rule who is next. It knows no people and no devices.

It does what a fielded one does: whoever asks, clerk or leader, gets done what is legal in the window's state, or is told why not.
What happened is told as the model's events.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from console.model.event import (
    AdapterEvent,
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterProfileChanged,
    CounterResumed,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketCalledBack,
    TicketCleared,
    TicketPrioritised,
    TicketRecalled,
    TicketSuspended,
    TicketTaken,
    TicketTransferred,
)
from console.model.hall import HallConfig

Emit = Callable[[AdapterEvent], None]


class Refused(Exception):
    """The queue system does not do this now; says why."""


class Ticket:
    """An open ticket."""

    __slots__ = ("appointment_at", "business", "called", "for_window", "id", "priority", "queued_at")

    def __init__(self, id: str, business: str, priority: str, queued_at: float, appointment_at: float | None) -> None:
        self.id = id
        self.business = business
        self.priority = priority
        self.queued_at = queued_at
        self.appointment_at = appointment_at
        self.for_window: str | None = None
        self.called = 0

    def counts_from(self, credit: float, now: float) -> float:
        """From when its waiting counts; a booked ticket has its credit from its slot on."""
        if self.appointment_at is None:
            return self.queued_at - credit
        return self.queued_at if now < self.appointment_at else min(self.queued_at, self.appointment_at - credit)


class Window:
    """A counter as the queue system knows it."""

    __slots__ = ("id", "in_hand", "is_closing", "is_open", "is_paused", "is_serving", "profile", "staff", "suspended", "turns")

    def __init__(self, id: str, profile: str) -> None:
        self.id = id
        self.profile = profile
        self.is_open = False
        self.is_paused = False
        self.is_closing = False
        self.is_serving = False
        self.staff: str | None = None
        self.in_hand: Ticket | None = None
        self.suspended: Ticket | None = None
        self.turns = 0
        """Counts logins and what happened to tickets here, so that a clerk sees whether a key had an effect."""

    @property
    def is_free(self) -> bool:
        """Whether it may call."""
        return self.is_open and not self.is_paused and not self.is_closing and self.in_hand is None


class Listener(Protocol):
    """Who acts on what the queue system does: the people of the hall."""

    def called(self, window: Window, ticket: Ticket) -> None:
        """A ticket was called, or called again."""

    def freed(self, window: Window) -> None:
        """A window may call again."""

    def queued(self) -> None:
        """A ticket began to wait."""

    def finished(self, window: Window, ticket: str, *, goes_on: bool) -> None:
        """A service is over; without `goes_on` the visit too."""

    def gone(self, ticket: str) -> None:
        """A ticket was closed without service."""


class QueueSystem:
    """Tickets and windows of one hall."""

    def __init__(self, config: HallConfig, clock: Callable[[], float], emit: Emit) -> None:
        self._clock = clock
        self._emit = emit
        self._max_recalls = config.max_recalls
        self._credits = {priority.id: priority.credit for priority in config.priorities}
        self._profiles = {profile.id: frozenset(profile.businesses) for profile in config.profiles}
        self._prefixes = {business.id: business.prefix for business in config.businesses}
        self._last: dict[str, int] = {}
        self.windows = {counter.id: Window(counter.id, counter.profile) for counter in config.counters}
        self.tickets: dict[str, Ticket] = {}
        self.waiting: dict[str, Ticket] = {}
        self.last_calls: deque[tuple[str, str]] = deque(maxlen=4)
        """Ticket and window, the newest first."""
        self.listener: Listener | None = None

    # --- customers -------------------------------------------------------------------------------------------------------

    def take(self, business: str, *, customer_class: str, priority: str, channel: str, appointment_at: float | None) -> Ticket:
        """Print a number."""
        prefix = self._prefixes[business]
        self._last[prefix] = self._last.get(prefix, 0) + 1
        ticket = Ticket(f"{prefix}{self._last[prefix]:03}", business, priority, self._clock(), appointment_at)
        ahead = self.ahead(business)
        self.tickets[ticket.id] = ticket
        self.waiting[ticket.id] = ticket
        self._emit(
            TicketTaken(
                ticket=ticket.id,
                business=business,
                customer_class=customer_class,
                priority=priority,
                channel=channel,
                appointment_at=appointment_at,
                ahead=ahead,
            )
        )
        self._tell_queued()
        return ticket

    def ahead(self, business: str) -> int:
        """How many wait under the same letter: what the paper says."""
        prefix = self._prefixes[business]
        return sum(self._prefixes[ticket.business] == prefix for ticket in self.waiting.values())

    # --- windows ---------------------------------------------------------------------------------------------------------

    def open(self, window_id: str, staff: str | None) -> None:
        """Log in."""
        window = self.window(window_id)
        if window.is_open and not window.is_closing:
            raise Refused(f"{window_id} is open")
        was_closing, window.is_closing = window.is_closing, False
        window.is_open, window.staff = True, staff
        if not was_closing:
            window.is_paused = False
            self._turn(window, CounterOpened(counter=window_id, staff=staff))
        self._tell_freed(window)

    def close(self, window_id: str) -> None:
        """Log out, after the ticket in hand."""
        window = self._open_window(window_id)
        window.is_closing = True
        self._close_if_done(window)

    def pause(self, window_id: str, reason: str) -> None:
        """Stop calling; a ticket in hand is served to its end."""
        window = self._open_window(window_id)
        if window.is_paused:
            raise Refused(f"{window_id} is paused")
        window.is_paused = True
        self._emit(CounterPaused(counter=window_id, reason=reason))

    def resume(self, window_id: str) -> None:
        """Call again."""
        window = self._open_window(window_id)
        if not window.is_paused:
            raise Refused(f"{window_id} is not paused")
        window.is_paused = False
        self._emit(CounterResumed(counter=window_id))
        self._tell_freed(window)

    def change_profile(self, window_id: str, profile: str) -> None:
        """Let a window serve other businesses."""
        window = self.window(window_id)
        if profile not in self._profiles:
            raise Refused(f"there is no profile {profile}")
        window.profile = profile
        self._emit(CounterProfileChanged(counter=window_id, profile=profile))
        self._tell_freed(window)

    def next_for(self, window: Window) -> Ticket | None:
        """Who is called next: the longest waiting by age plus the priority's credit, among what the window serves."""
        serves = self._profiles[window.profile]
        now = self._clock()
        fit = [
            ticket
            for ticket in self.waiting.values()
            if (ticket.for_window == window.id) or (ticket.for_window is None and ticket.business in serves)
        ]
        return max(fit, key=lambda ticket: now - ticket.queued_at + self._credits.get(ticket.priority, 0.0), default=None)

    def call_next(self, window_id: str) -> None:
        """Call the next ticket; a paused window resumes first, as the real driver does."""
        window = self._open_window(window_id)
        if window.in_hand is not None:
            raise Refused(f"{window_id} has {window.in_hand.id} in hand")
        if window.is_closing:
            raise Refused(f"{window_id} is closing")
        ticket = self.next_for(window)
        if ticket is None:
            raise Refused(f"nobody waits for {window_id}")
        if window.is_paused:
            window.is_paused = False
            self._emit(CounterResumed(counter=window_id))
        del self.waiting[ticket.id]
        ticket.called, ticket.for_window, window.in_hand = 1, None, ticket
        self.last_calls.appendleft((ticket.id, window_id))
        self._turn(window, TicketCalled(ticket=ticket.id, counter=window_id, staff=window.staff))
        self._tell_called(window, ticket)

    def recall(self, window_id: str) -> None:
        """Call the called ticket once more."""
        window = self._open_window(window_id)
        ticket = self._called_at(window)
        if ticket.called > self._max_recalls:
            raise Refused(f"{ticket.id} was recalled {self._max_recalls} times")
        ticket.called += 1
        self._turn(window, TicketRecalled(ticket=ticket.id, counter=window_id))
        self._tell_called(window, ticket)

    def start(self, window_id: str) -> None:
        """The customer sits; the clerk begins."""
        window = self._open_window(window_id)
        ticket = self._called_at(window)
        window.is_serving = True
        self._turn(window, ServiceStarted(ticket=ticket.id, counter=window_id))

    def finish(self, window_id: str, next_business: str | None = None) -> None:
        """The item is done; with `next_business` the visit goes on in another queue."""
        window = self._open_window(window_id)
        ticket = window.in_hand
        if ticket is None:
            raise Refused(f"{window_id} has nothing in hand")
        window.in_hand, window.is_serving = None, False
        self._turn(window, ServiceFinished(ticket=ticket.id, counter=window_id, next_business=next_business))
        if next_business is None:
            del self.tickets[ticket.id]
        else:
            ticket.business = next_business
            self._requeue(ticket)
        if self.listener:
            self.listener.finished(window, ticket.id, goes_on=next_business is not None)
        self._tell_freed(window)

    def abandon(self, window_id: str) -> None:
        """Close the called ticket that did not come."""
        window = self._open_window(window_id)
        ticket = self._called_at(window)
        window.in_hand = None
        self._drop(ticket)
        self._turn(window, TicketAbandoned(ticket=ticket.id))
        self._tell_freed(window)

    def suspend(self, window_id: str) -> None:
        """Put the ticket in hand aside; a window has one place for it."""
        window = self._open_window(window_id)
        if window.in_hand is None or window.suspended is not None:
            raise Refused(f"{window_id} has nothing in hand" if window.in_hand is None else f"{window_id} has one put aside")
        window.suspended, window.in_hand, window.is_serving = window.in_hand, None, False
        self._turn(window, TicketSuspended(ticket=window.suspended.id, counter=window_id))
        self._tell_freed(window)

    def call_back(self, window_id: str) -> None:
        """Take the suspended ticket up again."""
        window = self._open_window(window_id)
        if window.suspended is None or window.in_hand is not None:
            raise Refused(f"{window_id} has none put aside" if window.suspended is None else f"{window_id} is busy")
        window.in_hand, window.suspended = window.suspended, None
        window.in_hand.called = 1
        self._turn(window, TicketCalledBack(ticket=window.in_hand.id, counter=window_id))
        self._tell_called(window, window.in_hand)

    def transfer(self, ticket_id: str, to_business: str | None, to_window: str | None) -> None:
        """Back to a queue: of another business, of one window, or its own."""
        ticket = self._ticket(ticket_id)
        if to_business is not None and to_business not in self._prefixes:
            raise Refused(f"there is no business {to_business}")
        holder = next((window for window in self.windows.values() if ticket in (window.in_hand, window.suspended)), None)
        if holder is not None:
            if holder.in_hand is ticket:
                holder.in_hand, holder.is_serving = None, False
            else:
                holder.suspended = None
            holder.turns += 1
        ticket.business = to_business or ticket.business
        ticket.for_window = self.window(to_window).id if to_window else None
        self.waiting.pop(ticket.id, None)
        self._emit(TicketTransferred(ticket=ticket.id, to_business=to_business, to_counter=to_window))
        self._requeue(ticket)
        if holder is not None:
            self._tell_freed(holder)

    def prioritise(self, ticket_id: str, priority: str, reason: str) -> None:
        """Give a waiting ticket another priority."""
        ticket = self._ticket(ticket_id)
        if ticket.id not in self.waiting:
            raise Refused(f"{ticket_id} does not wait")
        if priority not in self._credits:
            raise Refused(f"there is no priority {priority}")
        ticket.priority = priority
        self._emit(TicketPrioritised(ticket=ticket.id, priority=priority, reason=reason))

    def clear_one(self, ticket_id: str) -> None:
        """Close a waiting ticket whose customer has gone."""
        ticket = self._ticket(ticket_id)
        if ticket.id not in self.waiting:
            raise Refused(f"{ticket_id} does not wait")
        self._drop(ticket)
        self._emit(TicketCleared(ticket=ticket.id))

    def clear(self) -> None:
        """At closing time: close what still waits."""
        for ticket in list(self.waiting.values()):
            self._drop(ticket)
            self._emit(TicketCleared(ticket=ticket.id))

    def window(self, window_id: str) -> Window:
        """The window; raises `Refused` for an unknown one."""
        if window_id not in self.windows:
            raise Refused(f"there is no window {window_id}")
        return self.windows[window_id]

    # --- pieces ----------------------------------------------------------------------------------------------------------

    def _open_window(self, window_id: str) -> Window:
        window = self.window(window_id)
        if not window.is_open:
            raise Refused(f"{window_id} is closed")
        return window

    def _ticket(self, ticket_id: str) -> Ticket:
        if ticket_id not in self.tickets:
            raise Refused(f"there is no open ticket {ticket_id}")
        return self.tickets[ticket_id]

    def _called_at(self, window: Window) -> Ticket:
        if window.in_hand is None or window.is_serving:
            raise Refused(f"{window.id} has called nobody")
        return window.in_hand

    def _requeue(self, ticket: Ticket) -> None:
        ticket.called, ticket.queued_at = 0, self._clock()
        self.waiting[ticket.id] = ticket
        self._tell_queued()

    def _drop(self, ticket: Ticket) -> None:
        self.tickets.pop(ticket.id, None)
        self.waiting.pop(ticket.id, None)
        if self.listener:
            self.listener.gone(ticket.id)

    def _close_if_done(self, window: Window) -> bool:
        if not window.is_closing or window.in_hand is not None:
            return False
        window.is_open = window.is_paused = window.is_closing = False
        window.staff = None
        self._turn(window, CounterClosed(counter=window.id))
        return True

    def _turn(self, window: Window, event: AdapterEvent) -> None:
        window.turns += 1
        self._emit(event)

    def _tell_called(self, window: Window, ticket: Ticket) -> None:
        if self.listener:
            self.listener.called(window, ticket)

    def _tell_freed(self, window: Window) -> None:
        closed = self._close_if_done(window)
        if self.listener and (closed or window.is_free):
            self.listener.freed(window)

    def _tell_queued(self) -> None:
        if self.listener:
            self.listener.queued()
