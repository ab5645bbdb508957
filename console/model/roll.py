"""Who should be here and who is: the duty roster against what is known of each person, and the roll call. Pure.

A roll call is what a person saw. It changes nobody's presence, which is the staff terminals' word: where the two differ, both are shown.
"""

from enum import StrEnum

from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model.command import Answer, Refusal
from console.model.event import Presence
from console.model.hours import clock_time
from console.model.lookup import lookup
from console.model.state import Check, HallState

GRACE = 300.0
"""Seconds after which somebody who is not there is late, or who is still there stays on."""


class Adherence(StrEnum):
    """How a person keeps to the roster."""

    AS_ROSTERED = "as_rostered"
    LATE = "late"
    """On duty by the roster, and not come yet or gone."""
    LEFT_EARLY = "left_early"
    EXTRA = "extra"
    """Here, and off duty by the roster."""
    OFF = "off"
    """Off duty by the roster, and not here."""
    UNKNOWN = "unknown"
    """The roster does not say."""


def may(state: HallState, command: do.CheckStaff) -> Answer:
    """Whether a person can be checked off; more than once is right, they come and go."""
    return None if command.person in lookup(state).staff else (Refusal.NO_SUCH, command.person)


def checked(state: HallState, event: ev.StaffChecked) -> HallState:
    """Fold: the last look counts."""
    seen = Check(at=state.at, present=event.present, by=event.by)
    return replace(state, day=replace(state.day, roll={**state.day.roll, event.person: seen}))


def adherence(state: HallState, person: str, now: float) -> Adherence:
    """How somebody keeps to the roster now."""
    known = lookup(state)
    who, config = known.staff.get(person), known.config
    if who is None or config is None or who.roster is None:
        return Adherence.UNKNOWN
    begin, end = (clock_time(config.timezone, clock, now) for clock in who.roster)
    if begin is None or end is None:
        return Adherence.UNKNOWN
    last = state.staff.get(person)
    is_here = last is not None and last.presence is not Presence.OUT
    if begin + GRACE <= now < end - GRACE and not is_here:
        came = last is not None and last.presence_at >= begin
        return Adherence.LEFT_EARLY if came else Adherence.LATE
    if is_here and (now < begin - 6 * GRACE or now >= end + GRACE):
        return Adherence.EXTRA
    if is_here or begin <= now < end:
        return Adherence.AS_ROSTERED
    return Adherence.OFF
