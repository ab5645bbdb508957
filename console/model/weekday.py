"""A day against earlier days of its weekday: curves by the minute, and each figure with the mean of theirs. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from console.model.kpi import Figure
from console.model.state import Sample

SERIES: Mapping[str, Callable[[Sample], int]] = {
    "waiting": lambda sample: sample.waiting,
    "serving": lambda sample: sample.serving,
    "open_counters": lambda sample: sample.open_counters,
    "over_limit": lambda sample: sample.over_limit,
    "taken": lambda sample: sample.taken,
}
"""What is known of each minute."""
STEP = 300.0
"""Seconds of the day that one point of a mean stands for."""
LEAST_DAYS_SHARE = 0.5
"""A point is drawn where at least so many of the days have one: the edges of a single long day are no mean."""


class Compared(Struct, frozen=True, kw_only=True):
    """A figure today, and what it came to on earlier days."""

    figure: Figure
    mean: float | None = None
    """Of the earlier days on which it had a meaning; None: there was none."""
    days: int = 0
    """How many these were."""

    @property
    def difference(self) -> float | None:
        """Today less the mean; None where either is not known."""
        return None if self.mean is None or self.figure.value is None else self.figure.value - self.mean


def mean_curve(days: Sequence[Sequence[Sample]], series: str, midnight: Callable[[float], float]) -> list[tuple[float, float]]:
    """(seconds since midnight, mean over the days) each five minutes. `midnight` tells in which midnight a hall time's day began."""
    read = SERIES[series]
    points: dict[int, list[float]] = {}
    for samples in days:
        of_day: dict[int, list[int]] = {}
        for sample in samples:
            of_day.setdefault(int((sample.at - midnight(sample.at)) // STEP), []).append(read(sample))
        for place, values in of_day.items():
            points.setdefault(place, []).append(sum(values) / len(values))
    least = max(1.0, LEAST_DAYS_SHARE * len(days))
    return [((place + 0.5) * STEP, sum(each) / len(each)) for place, each in sorted(points.items()) if len(each) >= least]


def compare(today: Iterable[Figure], earlier: Iterable[Iterable[Figure]]) -> tuple[Compared, ...]:
    """Today's figures in their order, each with the mean of the same figure on earlier days."""
    known: dict[tuple[str, str], list[float]] = {}
    for figures in earlier:
        for figure in figures:
            if figure.value is not None:
                known.setdefault((figure.code, figure.scope), []).append(figure.value)
    found = []
    for figure in today:
        values = known.get((figure.code, figure.scope), [])
        found.append(Compared(figure=figure, mean=sum(values) / len(values) if values else None, days=len(values)))
    return tuple(found)
