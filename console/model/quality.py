"""How far a value may be trusted, decided once for every pane: good, stale, bad, unknown."""

from collections.abc import Iterable
from enum import StrEnum


class Quality(StrEnum):
    """Unknown is never shown as well."""

    GOOD = "good"
    STALE = "stale"
    BAD = "bad"
    UNKNOWN = "unknown"


def quality_of(*, value: object, at: float | None, now: float, stale_after: float, reachable: bool | None) -> Quality:
    """Quality of a reading taken at `at`; `reachable` is False when its device is lost, None when nobody can say."""
    if at is None or value is None or reachable is None:
        return Quality.UNKNOWN
    if not reachable:
        return Quality.BAD
    return Quality.STALE if now - at > stale_after else Quality.GOOD


_RANK = {Quality.GOOD: 0, Quality.STALE: 1, Quality.UNKNOWN: 2, Quality.BAD: 3}


def worst(qualities: Iterable[Quality]) -> Quality:
    """The worst of several: bad before unknown before stale; of none at all nothing is known."""
    return max(qualities, key=_RANK.__getitem__, default=Quality.UNKNOWN)
