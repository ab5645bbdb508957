"""A line of the handover's sheet: one thing that is open in the hall, as a value. What is open is `handover.open_world`'s matter."""

import hashlib
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct


class LineKind(StrEnum):
    """What can be open, in the order of the sheet."""

    ALARM = "alarm"
    """Standing, or gone and not acknowledged; suppressed and out of service ones too."""
    SHELVED = "shelved"
    PLAN = "plan"
    ARMING = "arming"
    """Waits for a second person."""
    PROBLEM = "problem"
    MATTER = "matter"
    PROMISE = "promise"
    """A customer is owed an answer by then."""
    APPOINTMENT = "appointment"
    ROUND = "round"
    DEVICE_OUT = "device_out"
    ORDER = "order"
    """Under way, or its outcome is left to a person."""
    MOVED = "moved"
    """A person stands away from their own post."""
    PROFILE = "profile"
    """A counter serves another profile than its own."""
    PAUSED = "paused"
    NOTICE = "notice"
    """A display shows what it was given."""
    WALL = "wall"
    PRIVACY = "privacy"
    FAULT = "fault"
    """A part of this program is left out."""


class OpenLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One open thing. It holds nothing that ages by itself, so it is another line only when the thing is another."""

    kind: LineKind
    id: Annotated[str, Meta(max_length=200)]
    """Of the thing, unique within its kind."""
    since: float
    until: float | None = None
    """When it ends, or is owed, where that is known."""
    who: Annotated[str, Meta(max_length=200)] = ""
    """Whose it is, or who did it: a person, a department, a plan's run."""
    about: Annotated[str, Meta(max_length=500)] = ""
    """A code or text that says more: a phase, a reason, a post, what a customer wants."""

    @property
    def ref(self) -> str:
        """Names this line as it reads now: another reading has another."""
        digest = hashlib.sha256(msgspec.json.encode(self)).hexdigest()
        return f"{self.kind.value}:{digest[:16]}"

    @property
    def key(self) -> str:
        """Names the open thing, however it reads."""
        return f"{self.kind.value}:{self.id}"
