"""Business hours of a hall as times: opening and closing on a local day, and how much of a span lies between them."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.model.hall import HallConfig


def business_hours(config: HallConfig, now: float) -> tuple[float, float] | None:
    """Opening and closing time, UTC seconds, of the hall's local day that `now` is in; None for an unknown time zone."""
    return _hours(config.timezone, config.opens, config.closes, now // 60)


def in_hours(config: HallConfig, start: float, end: float) -> float:
    """Seconds of business hours, on the day of `end`, between two times."""
    hours = business_hours(config, end)
    return 0.0 if hours is None else max(0.0, min(end, hours[1]) - max(start, hours[0]))


def clock_time(timezone: str, clock: str, now: float) -> float | None:
    """When the clock on the wall shows `HH:MM` on the local day that `now` is in, UTC seconds; None for an unknown time zone."""
    hours = _hours(timezone, clock, clock, now // 60)
    return None if hours is None else hours[0]


@lru_cache(maxsize=256)
def _hours(timezone: str, opens: str, closes: str, minute: float) -> tuple[float, float] | None:
    try:
        day = datetime.fromtimestamp(minute * 60, tz=ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        return None

    def at(clock: str) -> float:
        return day.replace(hour=int(clock[:2]), minute=int(clock[3:]), second=0, microsecond=0).timestamp()

    return at(opens), at(closes)
