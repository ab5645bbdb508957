"""The alarms' own performance: what a day of raised, cleared and acknowledged alarms comes to."""

from hypothesis import example, given
from hypothesis import strategies as st

from console.model import event as ev
from console.model.alarm import flood
from console.model.alarm_report import AlarmReport, Figure, floods, report
from console.model.state import HallState
from tests.helpers import streams

START = streams.MORNING
MINUTE, HOUR = 60.0, 3600.0
Happened = tuple[float, ev.AnyEvent]


def raised(alarm: str, after: float) -> Happened:
    return START + after, ev.AlarmRaised(alarm=alarm, rule=alarm.partition(":")[0], subject=alarm.partition(":")[2])


def cleared(alarm: str, after: float) -> Happened:
    return START + after, ev.AlarmCleared(alarm=alarm)


def seen(alarm: str, after: float) -> Happened:
    return START + after, ev.AlarmAcknowledged(alarm=alarm, by="lin")


def over(hours: float, *happened: Happened) -> AlarmReport:
    return report(streams.entries(happened), START, START + hours * HOUR)


def figure(told: AlarmReport, code: str) -> Figure:
    return next(each for each in told.figures if each.code == code)


def test_rates_are_told_by_the_hour_and_by_ten_minutes_with_their_reach() -> None:
    told = over(2, *(raised(f"a:{n}", n * 10 * MINUTE) for n in range(12)))
    assert figure(told, "per_hour").value == 6
    assert figure(told, "per_ten_minutes").value == 1
    assert figure(told, "per_hour").is_kept
    assert figure(told, "peak_ten_minutes").value == 1


def test_an_alarm_that_is_told_again_while_it_stands_counts_once() -> None:
    told = over(1, raised("a:1", 0), raised("a:1", 10), cleared("a:1", 20), raised("a:1", 30))
    assert figure(told, "total").value == 2


def test_a_flood_begins_with_the_eleventh_and_ends_below_five() -> None:
    spells, peak = floods([START + 10 * n for n in range(12)], START + HOUR)
    assert peak == 12
    assert [(spell.begin - START, spell.end - START, spell.count) for spell in spells] == [(100, 70 + 600, 12)]


def test_ten_alarms_in_ten_minutes_are_no_flood() -> None:
    assert floods([START + n for n in range(10)], START + HOUR) == ([], 10)


def test_a_flood_that_goes_on_is_told_up_to_now() -> None:
    told = over(0.1, *(raised(f"a:{n}", n) for n in range(20)))
    assert [spell.end for spell in told.floods] == [told.end]
    share = figure(told, "flood_share").value
    assert share is not None
    assert share > 0.9
    assert figure(told, "flood_share").is_kept is False


def test_what_stands_for_more_than_a_day_is_stale_whether_it_ended_or_not() -> None:
    told = over(60, raised("a:ended", 0), raised("a:stands", HOUR), raised("a:young", 50 * HOUR), cleared("a:ended", 30 * HOUR))
    assert set(told.stale) == {"a:ended", "a:stands"}


def test_three_onsets_within_a_minute_are_chatter_and_two_are_not() -> None:
    thrice = [each for n in range(3) for each in (raised("a:x", n * 20), cleared("a:x", n * 20 + 5))]
    twice = [each for n in range(2) for each in (raised("a:y", 100 + n * 20), cleared("a:y", 105 + n * 20))]
    assert [actor.alarm for actor in over(1, *thrice, *twice).chattering] == ["a:x"]


def test_bad_actors_come_first_with_their_share_of_the_load() -> None:
    many = [each for n in range(6) for each in (raised("a:x", n * 300), cleared("a:x", n * 300 + 1))]
    told = over(1, *many, raised("a:y", 2000), raised("a:z", 2001))
    assert [(actor.alarm, actor.count, actor.share) for actor in told.actors] == [
        ("a:x", 6, 0.75),
        ("a:y", 1, 0.125),
        ("a:z", 1, 0.125),
    ]


def test_the_mean_time_to_acknowledge_leaves_out_what_nobody_acknowledged() -> None:
    told = over(1, raised("a:1", 0), raised("a:2", 0), raised("a:3", 0), seen("a:1", 30), seen("a:2", 90))
    assert figure(told, "to_acknowledge").value == 60
    assert figure(told, "not_acknowledged").value == 1


def test_a_quiet_time_has_no_figures_where_there_is_nothing_to_divide() -> None:
    told = over(1)
    assert figure(told, "total").value == 0
    assert figure(told, "to_acknowledge").value is None
    assert figure(told, "top_ten").value is None
    assert figure(told, "top_ten").is_kept is None


@given(st.lists(st.sampled_from([1.0, 30.0, 59.0, 60.0, 120.0, 300.0, 700.0]), min_size=1, max_size=60))
@example([10.0] * 15 + [130.0] * 10)
def test_the_meter_of_the_hall_and_the_report_agree_on_floods(gaps: list[float]) -> None:
    """The fold keeps a start only; the report has all onsets. At every onset, and at the end, they say the same."""
    state = streams.after(HallState(), ev.HallConfigured(config=streams.small_hall()), at=START)
    onsets: list[float] = []
    at = START
    for n, gap in enumerate(gaps):
        at += gap
        state = streams.after(state, ev.AlarmRaised(alarm=f"a:{n}", rule="a", subject=str(n)), at=at)
        onsets.append(at)
        spells, _ = floods(onsets, at)
        last = spells[-1] if spells and spells[-1].end >= at else None
        assert flood(state, at).since == (last.begin if last is not None else None)
    later = at + 300
    spells, _ = floods(onsets, later)
    assert (flood(state, later).since is not None) == bool(spells and spells[-1].end >= later)
