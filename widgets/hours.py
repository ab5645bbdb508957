"""The hours of a hall's day: the full ones of a span, as axes write them; midnight; opening and closing time. No drawing."""

from datetime import datetime
from zoneinfo import ZoneInfo

from console.model.hall import HallConfig


def hours(start: float, end: float) -> list[float]:
    """The full hours within a span of UTC seconds, thinned so that at most 12 are left. Zones off by half hours get half hours."""
    first = -(-start // 3600) * 3600
    count = int((end - first) // 3600) + 1
    step = max(1, -(-count // 12))
    return [first + 3600 * k for k in range(0, count, step)]


def midnight(at: float, zone: ZoneInfo) -> float:
    """When the hall's day that a UTC time lies in began."""
    return datetime.fromtimestamp(at, zone).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def open_hours(config: HallConfig | None, now: float) -> tuple[float, float]:
    """Opening and closing time of the day that `now` lies in, UTC seconds."""
    zone = ZoneInfo(config.timezone if config else "Asia/Shanghai")
    day = datetime.fromtimestamp(now, zone)

    def at(clock: str) -> float:
        hour, minute = clock.split(":")
        return day.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0).timestamp()

    return at(config.opens if config else "08:30"), at(config.closes if config else "17:00")
