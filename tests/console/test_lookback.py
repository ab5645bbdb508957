"""Earlier days of the weekday, and how the alarms did: from a journal of four weeks through the real history process."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.hub import keys
from console.hub.journal import Draft, Journal
from console.lookback import Lookback
from console.model import event as ev
from console.model.command import Role
from console.model.reduce import reduce
from console.model.state import HallState
from tests.helpers.streams import MORNING, opening, small_hall, visits
from tests.helpers.until import until

ROOT = Path(__file__).parent.parent.parent
WEEK = 7 * 86_400.0
TODAY = MORNING + 2 * 3600
LONG = 60.0


def a_day(weeks_ago: int, customers: int) -> Iterator[tuple[float, ev.AnyEvent]]:
    """A Saturday so many weeks ago: customers, and one alarm each half hour."""
    start = MORNING - weeks_ago * WEEK
    date = datetime.fromtimestamp(start, ZoneInfo("Asia/Shanghai")).date().isoformat()
    yield from ((start - 60.0, ev.DayStarted(date=date) if isinstance(event, ev.DayStarted) else event) for event in opening())
    events = list(visits(small_hall(), seed=weeks_ago, customers=customers, start=start))
    for n in range(4):
        at = start + 1800.0 * n
        events.append((at, ev.AlarmRaised(alarm="low_rating:c1", rule="low_rating", subject="c1")))
        events.append((at + 30.0, ev.AlarmAcknowledged(alarm="low_rating:c1", by="lin")))
        events.append((at + 60.0, ev.AlarmCleared(alarm="low_rating:c1")))
    yield from sorted(events, key=lambda each: each[0])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal with Saturdays 3, 2 and 0 weeks ago, and with a Friday."""
    data = tmp_path_factory.mktemp("weeks") / "data"
    data.mkdir()
    journal = Journal.open(data / "journal", "small")
    state = HallState()
    told = [*a_day(3, 40), *a_day(2, 20), (MORNING - 86_400, ev.DayStarted(date="2026-11-20")), *a_day(0, 10)]
    for number, (at, event) in enumerate(told, 1):
        (sealed,) = journal.append([Draft(at=at, source="hub", epoch="e1", sseq=number, event=event)])
        state = reduce(state, sealed.entry)
        if number % 300 == 0:
            journal.snapshot(state)
    journal.snapshot(state)
    journal.close()
    return data


@pytest.fixture(scope="module")
def history(data: Path) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "console.hub.history", "--data", str(data), "--hall", "small"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        yield process
        process.terminate()


@pytest.fixture(scope="module")
def lookback(data: Path, history: "subprocess.Popen[bytes]") -> Iterator[Lookback]:
    assert history.stdout is not None
    port = int(history.stdout.readline())
    feed = Lookback(a_station(data), lambda: port)
    yield feed
    feed.close()


@contextmanager
def thinking(history: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Nothing is answered meanwhile."""
    history.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        history.send_signal(signal.SIGCONT)


def a_station(data: Path) -> Path:
    return keys.issue_local(data, "desk", Role.LEADER)


def test_earlier_days_of_the_weekday_are_found_as_they_ended(lookback: Lookback) -> None:
    lookback.weekday(TODAY)
    until(lambda: lookback.latest().weekday is not None, seconds=LONG, what="the weekday")
    found = lookback.latest().weekday
    assert found is not None
    assert found.date == "2026-11-21"
    assert [day.date for day in found.days] == ["2026-11-07", "2026-10-31"], "Saturdays only, not today, the newest first"
    taken = [next(each.value for each in day.figures if each.code == "taken") for day in found.days]
    assert taken == [20, 40], "as they stood two hours after the first ticket, whatever the snapshots"
    assert all(day.samples for day in found.days)
    lookback.weekday(MORNING + 60)
    until(lambda: (early := lookback.latest().weekday) is not None and early.at == MORNING + 60, seconds=LONG, what="the morning")
    early = lookback.latest().weekday
    assert early is not None
    few = [next(each.value or 0.0 for each in day.figures if each.code == "taken") for day in early.days]
    assert all(then < whole for then, whole in zip(few, [20, 40], strict=True)), "the same time of the day, not its end"
    assert lookback.latest().asking("weekday").progress is None


def test_a_weekday_that_never_was_has_no_days(lookback: Lookback) -> None:
    lookback.weekday(TODAY - 3 * 86_400)
    until(
        lambda: (found := lookback.latest().weekday) is not None and found.date == "2026-11-18", seconds=LONG, what="the answer"
    )
    found = lookback.latest().weekday
    assert found is not None
    assert found.days == ()


def test_the_alarms_of_a_day_and_of_a_month_are_reported(lookback: Lookback) -> None:
    def total(days: int) -> float | None:
        lookback.alarms(TODAY, days)
        until(lambda: lookback.latest().alarm_days == days, seconds=LONG, what="the report")
        told = lookback.latest().alarms
        assert told is not None
        (seen,) = (each.value for each in told.figures if each.code == "to_acknowledge")
        assert seen == pytest.approx(30.0)
        return next(each.value for each in told.figures if each.code == "total")

    assert total(1) == 4
    assert total(30) == 12


def test_a_question_that_is_cancelled_ends_and_the_next_is_answered(
    lookback: Lookback, history: "subprocess.Popen[bytes]"
) -> None:
    with thinking(history):
        lookback.alarms(TODAY, 29)
        lookback.cancel("alarms")
    lookback.weekday(TODAY - 86_400)
    until(
        lambda: (found := lookback.latest().weekday) is not None and found.date == "2026-11-20", seconds=LONG, what="the answer"
    )
    assert lookback.latest().asking("alarms").progress is None


def test_to_stop_looking_for_one_thing_leaves_the_other_question(lookback: Lookback, history: "subprocess.Popen[bytes]") -> None:
    with thinking(history):
        lookback.weekday(TODAY - 2 * 86_400)
        lookback.alarms(TODAY, 28)
        lookback.cancel("alarms")
    until(
        lambda: (found := lookback.latest().weekday) is not None and found.date == "2026-11-19", seconds=LONG, what="the answer"
    )
    until(lambda: lookback.latest().asking("weekday").progress is None, seconds=LONG, what="the end")
    assert lookback.latest().asking("alarms").progress is None
    assert lookback.latest().alarm_days != 28


def test_without_a_history_process_it_says_why(data: Path) -> None:
    lost = Lookback(a_station(data), lambda: 0)
    try:
        lost.weekday(TODAY)
        until(lambda: lost.latest().asking("weekday").why, seconds=LONG, what="a reason")
        assert lost.latest().asking("weekday").progress is None
        assert not lost.latest().asking("alarms").why, "nobody asked for them"
        assert lost.latest().weekday is None
    finally:
        lost.close()
