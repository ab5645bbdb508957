"""The bank month played into the hall: its quirks counted, and its figures, taken from the events, equal to the golden ones."""

import itertools
import math
import re
import statistics
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from adapters.base import Kept
from adapters.devices.queue_log import BANK_MONTH, ROOT, Adapter, Config
from adapters.queue_log import Naming, QueueLog, Timed, read_log, visits
from console.fault import HallFault
from console.model.command import CallNext
from console.model.event import (
    AnyEvent,
    CounterClosed,
    CounterOpened,
    DayStarted,
    DeviceFound,
    DeviceMeasured,
    Entry,
    HallConfigured,
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketCleared,
    TicketTaken,
)
from console.model.hall import Business, HallConfig, Profile, Queue
from console.model.hall import Counter as CounterPlace
from console.model.kpi import figures
from console.model.reduce import fold
from console.model.state import HallState
from tests.helpers.until import until

MONTH = ROOT / BANK_MONTH
GOLDEN = MONTH.with_name("anonymous_bank_feb1999_stats.txt")
SEATS = tuple(f"c{number}" for number in range(1, 13))
HEAD = "vru+line call_id customer_id priority type date vru_entry vru_exit vru_time q_start q_exit q_time outcome ser_start ser_exit ser_time server"
needs_month = pytest.mark.skipif(not MONTH.exists(), reason="the bank month is not part of the repository")


@pytest.fixture(scope="module")
def month() -> QueueLog:
    return read_log(MONTH)


@pytest.fixture(scope="module")
def played(month: QueueLog) -> list[Timed]:
    return visits(month.calls, Naming())


@pytest.fixture(scope="module")
def golden() -> str:
    return GOLDEN.read_text(encoding="utf-8")


def _golden(text: str, pattern: str) -> float:
    found = re.search(pattern, text)
    assert found, pattern
    return float(found[1])


class Visit:
    """One visit as its events tell it, by the log's own clock."""

    def __init__(self, taken: float) -> None:
        self.taken = taken
        self.called: float | None = None
        self.cleared: float | None = None
        self.started = 0.0
        self.handled: float | None = None
        self.staff: str | None = None
        self.kind = ""

    @property
    def wait(self) -> float:
        left = self.called if self.called is not None else self.cleared
        assert left is not None
        return left - self.taken


def _visits(played: list[Timed]) -> list[Visit]:
    """Visits out of the events alone; a ticket's number is unique until it is taken again."""
    found: list[Visit] = []
    now: dict[str, Visit] = {}
    for timed in played:
        event, at = timed.event, timed.device_at
        match event:
            case TicketTaken(ticket=ticket):
                now[ticket] = Visit(at)
                now[ticket].kind = event.business
                found.append(now[ticket])
            case TicketCalled(ticket=ticket, staff=staff):
                now[ticket].called, now[ticket].staff = at, staff
            case ServiceStarted(ticket=ticket):
                now[ticket].started = at
            case ServiceFinished(ticket=ticket):
                now[ticket].handled = at - now[ticket].started
            case TicketCleared(ticket=ticket):
                now[ticket].cleared = at
    return found


@needs_month
def test_every_quirk_is_counted_as_in_the_golden_figures(month: QueueLog, golden: str) -> None:
    quirks = month.quirks
    assert quirks.rows == 33_344
    assert len(month.calls) == _golden(golden, r"after drop (\d+)") == quirks.rows - quirks.phantom - quirks.negative_menu
    assert quirks.phantom == _golden(golden, r"'PHANTOM': (\d+)")
    assert quirks.negative_menu == 23
    assert quirks.no_clerk == _golden(golden, r"AGENT but NO_SERVER (\d+)")
    assert quirks.early_start == _golden(golden, r"service starts before queue exit (\d+)")
    assert quirks.unreadable == 0


@needs_month
def test_calls_by_day_type_and_priority_are_the_golden_ones(month: QueueLog, golden: str) -> None:
    by_day = Counter(call.date.replace("-", "")[2:] for call in month.calls)
    assert repr(dict(sorted(by_day.items()))) in golden
    assert f"types {Counter(call.type for call in month.calls).most_common()}" in golden
    assert f"priority {Counter(call.priority for call in month.calls).most_common()}" in golden
    assert len({call.server for call in month.calls} - {None}) == 24


@needs_month
def test_waits_and_abandonment_out_of_the_events_are_the_golden_ones(played: list[Timed], golden: str) -> None:
    found = _visits(played)
    gone = [visit for visit in found if visit.cleared is not None]
    waited = [visit for visit in found if visit.wait > 0]
    assert len(found) == _golden(golden, r"reached (\d+)")
    assert len(waited) == _golden(golden, r"queued (\d+)")
    assert len(gone) == _golden(golden, r"abandoned from queue (\d+)")
    assert len(waited) / len(found) == pytest.approx(_golden(golden, r"P\(wait\) ([\d.]+)"), rel=1e-12)
    assert len(gone) / len(found) == pytest.approx(_golden(golden, r"P\(ab\) ([\d.]+)"), rel=1e-12)
    waits = sorted(visit.wait for visit in found)
    assert statistics.fmean(waits) == pytest.approx(_golden(golden, r"avg wait all ([\d.]+)"), rel=1e-12)
    assert statistics.fmean(visit.wait for visit in waited) == pytest.approx(_golden(golden, r"of waiting ([\d.]+)"), rel=1e-12)
    assert statistics.fmean(visit.wait for visit in gone) == pytest.approx(_golden(golden, r"of abandoners ([\d.]+)"), rel=1e-12)
    assert sum(waits) / len(gone) == pytest.approx(_golden(golden, r"MLE sec ([\d.]+)"), rel=1e-12)
    assert [waits[math.floor(share * len(waits))] for share in (0.5, 0.9, 0.95)] + [waits[-1]] == [12, 136, 191, 908]
    for limit in (20, 60, 120, 300):
        answered = sum(visit.called is not None and visit.wait <= limit for visit in found) / len(found)
        assert answered == pytest.approx(_golden(golden, rf"<={limit}s of reached ([\d.]+)"), abs=5e-5)


@needs_month
def test_patience_out_of_the_events_is_the_golden_one(played: list[Timed], golden: str) -> None:
    """Kaplan–Meier on those who waited: leaving is the event, being called censors."""
    waited = [visit for visit in _visits(played) if visit.wait > 0]
    leaving = Counter(visit.wait for visit in waited if visit.cleared is not None)
    at_risk, survival, mean, last, median = len(waited), 1.0, 0.0, 0.0, None
    for wait, number in sorted(Counter(visit.wait for visit in waited).items()):
        mean += survival * (wait - last)
        survival *= 1 - leaving[wait] / at_risk
        median = wait if median is None and survival <= 0.5 else median
        at_risk, last = at_risk - number, wait
    assert mean == pytest.approx(_golden(golden, r"KM restricted mean patience ([\d.]+)"), rel=1e-6)
    assert median == _golden(golden, r"median (\d+) tail")


@needs_month
def test_service_times_out_of_the_events_are_the_golden_ones(played: list[Timed], golden: str) -> None:
    found = [visit for visit in _visits(played) if visit.handled is not None and visit.staff is not None]
    for kind in ("all", "PS", "NW", "IN", "NE", "PE", "TT"):
        times = sorted(visit.handled for visit in found if visit.handled is not None and kind in ("all", visit.kind))
        line = next(line for line in golden.splitlines() if line.startswith(f"{kind} {{'n'"))
        logs = [math.log(time) for time in times]
        mean, deviation = statistics.fmean(times), statistics.pstdev(times)
        assert len(times) == _golden(line, r"'n': (\d+)")
        assert round(mean, 1) == _golden(line, r"'mean': ([\d.]+)")
        assert round(deviation, 1) == _golden(line, r"'sd': ([\d.]+)")
        assert round(deviation / mean, 2) == _golden(line, r"'cv': ([\d.]+)")
        assert round(statistics.fmean(logs), 3) == _golden(line, r"'mu': ([\d.]+)")
        assert round(statistics.pstdev(logs), 3) == _golden(line, r"'sig': ([\d.]+)")


@needs_month
def test_the_order_of_events_never_runs_backwards_though_two_clocks_disagree(played: list[Timed]) -> None:
    assert all(first.at <= second.at for first, second in itertools.pairwise(played))
    early = sum(timed.device_at < timed.at for timed in played if isinstance(timed.event, ServiceStarted))
    assert early > 10_000, "the clerk's clock is kept as it was"


@needs_month
def test_clerks_sit_down_at_the_halls_counters_one_at_a_time(month: QueueLog) -> None:
    seated: dict[str, str] = {}
    for timed in visits(month.calls, Naming(seats=SEATS)):
        match timed.event:
            case CounterOpened(counter=counter, staff=staff):
                assert counter in SEATS
                assert counter not in seated
                seated[counter] = staff or ""
            case CounterClosed(counter=counter):
                del seated[counter]
            case TicketCalled(counter=counter, staff=staff):
                assert counter == "unassigned" if staff is None else seated[counter] == staff
    assert not seated


@needs_month
def test_too_few_seats_are_refused_and_not_shared(month: QueueLog) -> None:
    with pytest.raises(HallFault, match="3 seats do not suffice"):
        visits(month.calls, Naming(seats=SEATS[:3]))


def _bank() -> HallConfig:
    types = ("PS", "NW", "NE", "TT", "IN", "PE")
    return HallConfig(
        id="bank", name="银行", width=1, height=1, queue_device="queue-log", zones=(),
        queues=(Queue(id="calls", name="来电"),),
        businesses=tuple(Business(id=kind, name=kind, prefix=kind, group="calls", handle_limit=300, wait_limit=60) for kind in types),
        priorities=(), profiles=(Profile(id="all", name="全部", businesses=types),),
        counters=tuple(
            CounterPlace(id=seat, number=n, zone="z", x=0, y=0, profile="all") for n, seat in enumerate((*SEATS, "unassigned"), 1)
        ),
        staff=(), devices=(),
    )  # fmt: skip


@needs_month
@pytest.mark.parametrize(
    "date", [pytest.param(f"1999-02-{day:02}", marks=() if day in (3, 13) else pytest.mark.soak) for day in range(1, 29)]
)
def test_a_day_folded_by_the_hall_gives_the_same_figures(month: QueueLog, date: str) -> None:
    """Through `reduce` and `kpi`: what the panes would show of that day at its end."""
    calls = [call for call in month.calls if call.date == date]
    timed = visits(calls, Naming(seats=SEATS))
    happened: list[tuple[float, AnyEvent]] = [
        (timed[0].at, HallConfigured(config=_bank())), (timed[0].at, DayStarted(date=date)), *((one.at, one.event) for one in timed),
    ]  # fmt: skip
    state = fold(
        HallState(),
        [
            Entry(seq=seq, at=at, hall="bank", source="log", epoch="e", sseq=seq, device_at=None, event=event)
            for seq, (at, event) in enumerate(happened, 1)
        ],
    )
    found = {figure.code: figure for figure in figures(state, state.at) if figure.scope == "hall"}
    visited = [call for call in calls if call.is_visit]
    served = [call for call in visited if call.is_served]
    tallies = state.day.tallies.values()
    assert sum(tally.taken for tally in tallies) == len(visited)
    assert sum(tally.called for tally in tallies) == len(served)
    assert sum(tally.cleared for tally in tallies) == len(visited) - len(served)
    assert sum(tally.finished for tally in tallies) == sum(call.ser_time > 0 for call in served)
    average = found["avg_wait"]
    assert average.numerator == pytest.approx(sum(call.q_time for call in served))
    assert average.denominator == len(served)
    late = found["overtime_wait_rate"]
    assert late.numerator == sum(call.q_time > 60 for call in served)
    assert not state.tickets or all(ticket.phase == "finished" for ticket in state.tickets.values())


def _file(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "log.tsv"
    path.write_text("\n".join("\t".join(line.split()) for line in (HEAD, *rows)) + "\n", encoding="utf-8")
    return path


def _row(**changes: str) -> str:
    values = {
        "vru+line": "AA1", "call_id": "1", "customer_id": "0", "priority": "2", "type": "PS", "date": "990201",
        "vru_entry": "9:00:00", "vru_exit": "9:00:10", "vru_time": "10", "q_start": "9:00:10", "q_exit": "9:00:30", "q_time": "20",
        "outcome": "AGENT", "ser_start": "9:00:29", "ser_exit": "9:02:00", "ser_time": "91", "server": "DORIT",
    } | changes  # fmt: skip
    return " ".join(values.values())


def _played(path: Path) -> list[Timed]:
    return visits(read_log(path).calls, Naming(utc_offset=0.0))


NINE = 917_859_600.0
"""1999-02-01 09:00 UTC."""


def test_a_visit_with_an_early_start(tmp_path: Path) -> None:
    played = _played(_file(tmp_path, _row()))
    assert [(timed.at - NINE, timed.device_at - NINE, type(timed.event).__name__) for timed in played] == [
        (10, 10, "TicketTaken"), (30, 30, "CounterOpened"), (30, 30, "TicketCalled"), (30, 29, "ServiceStarted"),
        (120, 120, "ServiceFinished"), (120, 120, "CounterClosed"),
    ]  # fmt: skip
    taken = played[0].event
    assert taken == TicketTaken(ticket="PS0001", business="PS", priority="priority", channel="phone")


@pytest.mark.parametrize(
    ("changes", "kinds", "quirk"),
    [
        ({"outcome": "PHANTOM"}, [], "phantom"),
        ({"vru_time": "-3"}, [], "negative_menu"),
        ({"outcome": "HANG", "server": "NO_SERVER", "ser_time": "0"}, [TicketTaken, TicketCleared], ""),
        ({"outcome": "HANG", "q_time": "0", "ser_time": "0"}, [], "not_queued"),
        ({"outcome": "HANG", "ser_time": "5"}, [TicketTaken, TicketCleared], "served_hangs"),
        ({"server": "NO_SERVER"}, [TicketTaken, TicketCalled, ServiceStarted, ServiceFinished], "no_clerk"),
        ({"ser_time": "0", "ser_start": "0:00:00", "ser_exit": "0:00:00"},
         [TicketTaken, CounterOpened, TicketCalled, TicketAbandoned, CounterClosed], "no_service"),
        ({"date": "19990201"}, [], "unreadable"),
        ({"q_start": "nine"}, [], "unreadable"),
        ({"q_time": "x"}, [], "unreadable"),
    ],
)  # fmt: skip
def test_each_quirk_by_itself(tmp_path: Path, changes: dict[str, str], kinds: list[type], quirk: str) -> None:
    path = _file(tmp_path, _row(**changes))
    assert [type(timed.event) for timed in _played(path)] == kinds
    if quirk:
        assert getattr(read_log(path).quirks, quirk) == 1


def test_a_call_across_midnight_ends_on_the_next_day(tmp_path: Path) -> None:
    times = {
        "vru_entry": "23:59:40", "vru_exit": "23:59:50", "q_start": "23:59:50", "q_exit": "0:00:10", "q_time": "20",
        "ser_start": "0:00:09", "ser_exit": "0:01:40",
    }  # fmt: skip
    played = _played(_file(tmp_path, _row(**times)))
    assert [timed.at - NINE + 9 * 3600 - 86_400 for timed in played] == [-10, 10, 10, 10, 100, 100]


def test_a_short_row_is_left_out_and_counted(tmp_path: Path) -> None:
    log = read_log(_file(tmp_path, "AA1 2 0", _row()))
    assert (len(log.calls), log.quirks.unreadable) == (1, 1)


def test_a_file_that_is_no_queue_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("a\tb\n1\t2\n", encoding="utf-8")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00" * 50)
    for name in ("other", "binary", "absent"):
        with pytest.raises(HallFault, match=name):
            read_log(tmp_path / name)


def test_the_adapter_plays_in_time_and_takes_no_orders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    monkeypatch.setattr("adapters.devices.queue_log.time", SimpleNamespace(monotonic=lambda: now, sleep=sleep))
    kept = Kept()
    path = _file(tmp_path, _row())
    adapter = Adapter(Config(device="queue-log", path=str(path), speed=10.0, naming=Naming(utc_offset=0.0)), kept)
    assert adapter.devices == ("queue-log",)
    assert kept.events[0] == DeviceFound(device="queue-log")
    assert isinstance(kept.events[1], DeviceMeasured)
    assert kept.events[1].values["early_start"] == 1.0
    adapter.poll(0.0)
    assert kept.events[2] == TicketTaken(ticket="PS0001", business="PS", priority="priority", channel="phone")
    adapter.poll(1.9)
    assert len(kept.events) == 3, "the next is 20 s of the log later: 2 s"
    adapter.poll(0.2)
    assert len(kept.events) > 3
    until(lambda: adapter.is_over, lambda: adapter.poll(0.05))
    assert now == pytest.approx(100.0 + 11.0, abs=0.1), "110 s of the log"
    assert [kept.times[2], kept.times[-1]] == [NINE + 10, NINE + 120]
    adapter.poll(0.01)
    assert not adapter.obey(CallNext(counter="DORIT")).done
    adapter.close()


def test_days_that_the_log_does_not_have_are_refused(tmp_path: Path) -> None:
    with pytest.raises(HallFault, match="nothing on 1999-03-01"):
        Adapter(Config(device="queue-log", path=str(_file(tmp_path, _row())), days=("1999-03-01",)), Kept())


@pytest.mark.parametrize("change", [{"speed": -1}, {"days": ["2 Feb"]}, {"naming": {"seets": []}}, {"device": "a b"}, {"x": 1}])
def test_a_wrong_configuration_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"device": "queue-log"} | change, Config)
