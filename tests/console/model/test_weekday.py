"""A day against earlier days of its weekday."""

from console.model.kpi import Figure
from console.model.state import Sample
from console.model.weekday import STEP, compare, mean_curve

DAY = 86_400.0


def midnight(at: float) -> float:
    return at // DAY * DAY


def samples(day: int, *waiting: int, begin: float = 9 * 3600.0) -> list[Sample]:
    return [
        Sample(at=day * DAY + begin + 60.0 * n, waiting=each, serving=0, open_counters=0, over_limit=0, taken=0)
        for n, each in enumerate(waiting)
    ]


def figure(value: float | None, code: str = "avg_wait") -> Figure:
    return Figure(code=code, value=value)


def test_a_curve_is_the_mean_of_the_days_each_five_minutes() -> None:
    days = [samples(7, *[10] * 10), samples(14, *[20] * 10)]
    assert mean_curve(days, "waiting", midnight) == [(9 * 3600 + 0.5 * STEP, 15.0), (9 * 3600 + 1.5 * STEP, 15.0)]


def test_a_day_with_more_samples_weighs_no_more_than_another() -> None:
    days = [samples(7, 10), samples(14, 20, 20, 20, 20)]
    assert mean_curve(days, "waiting", midnight) == [(9 * 3600 + 0.5 * STEP, 15.0)]


def test_where_few_days_have_a_point_there_is_no_mean() -> None:
    days = [samples(7, *[10] * 10), samples(14, *[20] * 5), samples(21, *[30] * 5)]
    assert [at for at, _ in mean_curve(days, "waiting", midnight)] == [9 * 3600 + 0.5 * STEP]


def test_no_day_is_no_curve() -> None:
    assert mean_curve([], "waiting", midnight) == []


def test_a_figure_is_compared_with_the_days_on_which_it_had_a_meaning() -> None:
    (found,) = compare([figure(300.0)], [[figure(200.0)], [figure(None)], [figure(220.0)], []])
    assert (found.mean, found.days, found.difference) == (210.0, 2, 90.0)


def test_a_figure_without_earlier_days_has_no_mean_and_no_difference() -> None:
    (found,) = compare([figure(300.0)], [[figure(1.0, "sat_rate")]])
    assert (found.mean, found.days, found.difference) == (None, 0, None)
    (unknown,) = compare([figure(None)], [[figure(200.0)]])
    assert unknown.difference is None
