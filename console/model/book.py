"""Facts of the duty book, of customer matters and of handovers, as the state holds them. Folds: `duty`, `matters`, `handover`."""

from collections.abc import Mapping
from enum import StrEnum

from console.model.event import AnyEvent
from console.model.fact import Fact
from console.model.sheet import OpenLine


class Written(Fact, frozen=True, kw_only=True):
    """A line of the duty book: an entry of the journal that a leader would have written down."""

    seq: int
    at: float
    event: AnyEvent


class ProblemPhase(StrEnum):
    """How far a special problem got."""

    REPORTED = "reported"
    TAKEN = "taken"
    SOLVED = "solved"


class Problem(Fact, frozen=True, kw_only=True):
    """A special problem: what a post cannot settle and the duty leader must."""

    id: str
    at: float
    by: str
    text: str
    place: str = ""
    phase: ProblemPhase = ProblemPhase.REPORTED
    phase_at: float = 0.0
    owner: str = ""
    result: str = ""


class DutyRound(Fact, frozen=True, kw_only=True):
    """A duty round as it stands; what it is, and when it is due, is configuration."""

    id: str
    due_at: float | None = None
    """Since when it is due and not done; None: it is not."""
    overdue_at: float | None = None
    called_by: str = ""
    """Who asked for it out of turn, and why."""
    called_reason: str = ""
    last_at: float | None = None
    """When it was last done or left out."""
    last_by: str = ""
    last_note: str = ""
    was_skipped: bool = False
    found: tuple[str, ...] = ()
    """Items that were not in order."""
    done_today: int = 0


class Offer(Fact, frozen=True, kw_only=True):
    """A matter is offered to somebody else; it stays the offerer's until it is accepted."""

    to: str
    by: str
    at: float
    until: float
    note: str = ""


class Appointment(Fact, frozen=True, kw_only=True):
    """When and how a customer is served or called whom nobody could serve now."""

    at: float
    """By the clock on the wall, UTC seconds."""
    contact: str
    by: str
    made_at: float
    note: str = ""


class Hop(Fact, frozen=True, kw_only=True):
    """A matter came to an owner."""

    owner: str
    at: float


class MatterPhase(StrEnum):
    """Where a matter is."""

    OPEN = "open"
    OFFERED = "offered"
    CLOSED = "closed"


class Matter(Fact, frozen=True, kw_only=True):
    """What a customer wants, from first contact to close: at every moment it has exactly one owner."""

    id: str
    what: str
    owner: str
    """A member of staff or a department."""
    owned_at: float
    opened_at: float
    opened_by: str
    phase: MatterPhase = MatterPhase.OPEN
    phase_at: float
    source: str = ""
    customer: str = ""
    """Masked: a surname, the last digits of a number."""
    ticket: str = ""
    due_at: float | None = None
    """By when the customer was promised an answer: by the clock on the wall."""
    offer: Offer | None = None
    returned_at: float | None = None
    """Since when it is back from an offer that nobody took in time."""
    returned_from: str = ""
    appointment: Appointment | None = None
    result: str = ""
    closed_by: str = ""
    reopened: int = 0
    chain: tuple[Hop, ...] = ()
    """Its owners, the first handler first, at most 12; in between some may be left out."""


class Notice(Fact, frozen=True, kw_only=True):
    """A text that a person or plan put on a display, and that is still there."""

    device: str
    text: str
    at: float
    by: str


class Acceptance(Fact, frozen=True, kw_only=True):
    """The next leader has taken over one open thing, as it read then."""

    at: float
    by: str
    line: OpenLine


class Handover(Fact, frozen=True, kw_only=True):
    """A handover under way, or the last one that was done."""

    id: str
    giver: str
    """Who had the duty; empty: nobody."""
    taker: str
    begun_at: float
    accepted: Mapping[str, Acceptance] = {}
    """By the line's key, as last accepted."""
    done_at: float | None = None
    note: str = ""
