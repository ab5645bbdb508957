"""What is to be said aloud of the alarms, and when: bursts summed into one sentence, repeats by a rule per priority. Pure; it says nothing.

Only what nobody has acknowledged is spoken, and of what one cause explains only the cause. The words are the screen's (`alarm_words`).
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from console.model.alarm import RANK
from console.model.hall import Annunciation
from console.model.state import Alarm, HallState

GAP = 12.0
"""Seconds from one sentence to the next: what comes meanwhile is summed. A critical alarm that is new waits no longer than `GAP_CRITICAL`."""
GAP_CRITICAL = 4.0
WINDOW = 300.0
"""Seconds that a burst is counted over."""


class Kind(StrEnum):
    """What kind of sentence it is."""

    SINGLE = "single"
    BURST = "burst"
    """Several came in the last minutes."""
    STANDING = "standing"
    """Several stand that nobody has acknowledged."""


class Announcement(Struct, frozen=True, kw_only=True):
    """One sentence."""

    kind: Kind
    alarm: str
    """The worst of those it is about, which it names."""
    count: int = 1
    minutes: int = 0
    """Of a burst: within how many."""
    again: bool = False
    """It was said before."""


class Spoken(Struct, frozen=True, kw_only=True):
    """What has been said: kept by whoever speaks, between two questions."""

    at: float | None = None
    """When the last sentence began."""
    of: Mapping[str, tuple[float, int, float]] = {}
    """Alarm → onset that was spoken of, how often, when last."""


def due(state: HallState, now: float, spoken: Spoken) -> tuple[Announcement | None, Spoken]:
    """What is to be said now, if anything, and what has then been said."""
    # By identity: hashing an enum's member costs more than the rest of the loop over 10,000 alarms.
    rules = {id(rule.priority): rule for rule in state.config.annunciations} if state.config is not None else {}
    standing = [
        alarm
        for alarm in state.alarms.values()
        if alarm.active and not alarm.acked and id(alarm.priority) in rules and _is_shown(alarm)
    ]
    wanted = [alarm for alarm in standing if _is_wanted(alarm, rules[id(alarm.priority)], now, spoken)]
    if not wanted:
        return None, spoken
    is_urgent = any(RANK[alarm.priority] == 0 and not _before(alarm, spoken) for alarm in wanted)
    if spoken.at is not None and 0 <= now - spoken.at < (GAP_CRITICAL if is_urgent else GAP):
        return None, spoken
    kept = {alarm.id: spoken.of[alarm.id] for alarm in standing if alarm.id in spoken.of}
    said = {alarm.id: (alarm.active_at, _before(alarm, spoken) + 1, now) for alarm in wanted}
    return _sentence(state, wanted, standing, now, spoken), Spoken(at=now, of=kept | said)


def _is_shown(alarm: Alarm) -> bool:
    """Whether an active alarm that nobody has seen is UNACK (as `alarm.phase_of` says, in less time)."""
    return alarm.suppressed_by is None and alarm.shelved_until is None and not alarm.out_of_service


def _sentence(state: HallState, wanted: list[Alarm], standing: list[Alarm], now: float, spoken: Spoken) -> Announcement:
    worst = min(wanted, key=lambda alarm: (RANK[alarm.priority], -alarm.active_at, alarm.id))
    again = all(_before(alarm, spoken) for alarm in wanted)
    if len(wanted) == 1:
        return Announcement(kind=Kind.SINGLE, alarm=worst.id, again=again)
    fresh = sum(now - alarm.active_at < WINDOW for alarm in wanted)
    if fresh > 1 and not again:
        # Those that a cause explains came with the burst, too.
        came = sum(now - at < WINDOW for at in state.alarm_onsets)
        return Announcement(kind=Kind.BURST, alarm=worst.id, count=max(came, fresh), minutes=round(WINDOW / 60))
    return Announcement(kind=Kind.STANDING, alarm=worst.id, count=len(standing), again=again)


def _before(alarm: Alarm, spoken: Spoken) -> int:
    """How often this onset of an alarm was spoken of."""
    onset, times, _ = spoken.of.get(alarm.id, (None, 0, 0.0))
    return times if onset == alarm.active_at else 0


def _is_wanted(alarm: Alarm, rule: Annunciation, now: float, spoken: Spoken) -> bool:
    times = _before(alarm, spoken)
    if times == 0:
        return True
    return bool(rule.repeat) and times < rule.times and now - spoken.of[alarm.id][2] >= rule.repeat
