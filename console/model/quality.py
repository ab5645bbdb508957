"""How far a value may be trusted, decided once for every pane: good, stale, bad, unknown."""

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
