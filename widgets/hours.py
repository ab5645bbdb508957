"""The full hours of a span of time, as axes write them. No drawing."""


def hours(start: float, end: float) -> list[float]:
    """The full hours within a span of UTC seconds, thinned so that at most 12 are left. Zones off by half hours get half hours."""
    first = -(-start // 3600) * 3600
    count = int((end - first) // 3600) + 1
    step = max(1, -(-count // 12))
    return [first + 3600 * k for k in range(0, count, step)]
