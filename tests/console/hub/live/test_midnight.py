"""What is under way when a day ends, when an hour comes twice or not at all, and when an earlier page of the journal is damaged."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from console import wire
from console.fault import HallFault
from console.hub import page
from console.hub.core import rebuilt
from console.hub.journal import Draft
from console.model import event as ev
from console.model.command import Role, ShowNotice, StartPlan
from console.model.hall import HallConfig
from console.model.state import Stage, state_hash
from console.wire import Ask, Do, Order
from tests.helpers.journals import pages_of, spoil

from .conftest import Bench

TABLE_LEAF = 13
"""First byte of a page that holds rows, in SQLite's file format."""


def tell(bench: Bench, *events: ev.AdapterEvent, source: str = "field") -> None:
    first = bench.journal.seen(source, "e1") + 1
    bench.core.take(
        [Draft(at=0.0, source=source, epoch="e1", sseq=first + place, event=event) for place, event in enumerate(events)]
    )


def stage(bench: Bench, id: str = "o1") -> Stage:
    return bench.core.state.orders[id].stage


def join(bench: Bench, *names: str) -> None:
    for name in names:
        bench.core.note(ev.AdapterJoined(adapter=name, epoch="e1", version="1", devices=()))
    bench.core.tick()


def order(bench: Bench, id: str, command: ShowNotice | StartPlan) -> wire.Answer:
    return bench.core.order("desk", Role.LEADER, "wang", Order(id=id, command=command, boot=bench.core.boot))


@pytest.fixture
def late(bench: Bench) -> Bench:
    """Half a second before midnight: an order is given, a plan runs."""
    bench.clock.at = datetime(2026, 9, 22, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() - 0.5
    join(bench, "qms", "field", "panels")
    tell(bench, ev.DeviceFound(device="board-1"))
    assert order(bench, "o1", ShowNotice(device="board-1", text="您好")).accepted
    assert order(bench, "p1", StartPlan(plan="power")).accepted
    return bench


@pytest.mark.parametrize("killed", [False, True])
def test_orders_and_plans_under_way_at_midnight_go_on_in_the_next_day(late: Bench, killed: bool) -> None:
    runs, given = set(late.core.state.plans), [sent for sent in late.outlet.sent if sent[1].id == "o1"]
    assert runs
    assert [type(message) for _, message in given] == [Do]
    late.clock.at += 1.0
    late.core.tick()
    if killed:
        late.crash()
        join(late, "field")
        assert ("field", Ask(id="o1")) in late.outlet.sent
    assert [about.day for about in late.journal.archive.days] == ["2026-09-21", "2026-09-22"]
    assert stage(late) is Stage.COMMANDED
    assert set(late.core.state.plans) == runs
    tell(late, ev.CommandReported(id="o1", done=True), ev.DisplayShowed(device="board-1", text="您好"))
    late.core.tick()
    assert stage(late) is Stage.CONFIRMED
    assert sum(isinstance(message, Do) and message.id == "o1" for _, message in late.outlet.sent) == (0 if killed else 1)
    answer = order(late, "o1", ShowNotice(device="board-1", text="您好")) if not killed else None
    assert answer is None or answer.accepted, "asked again, the same answer"
    assert state_hash(late.core.state) == state_hash(rebuilt(late.journal))
    assert late.journal.verify().is_whole


@pytest.mark.parametrize(
    ("zone", "eve", "hours"),
    [("America/New_York", (2026, 10, 31), 25), ("America/New_York", (2026, 3, 7), 23), ("Asia/Shanghai", (2026, 10, 31), 24)],
)
def test_an_hour_that_comes_twice_or_never_makes_no_day_and_bends_no_time(
    tmp_path: Path, hall: HallConfig, zone: str, eve: tuple[int, int, int], hours: int
) -> None:
    here = ZoneInfo(zone)
    bench = Bench(tmp_path, replace(hall, timezone=zone), datetime(*eve, 23, tzinfo=here).timestamp())
    for _ in range((hours + 2) * 4):
        bench.clock.at += 900
        tell(bench, ev.DisplayShowed(device="board-1", text="x"))
    entries = [sealed.entry for sealed in bench.journal.read(0, 9_999)]
    begun = [entry for entry in entries if isinstance(entry.event, ev.DayStarted)]
    assert len(begun) == 3
    assert begun[2].at - begun[1].at == hours * 3_600
    told = [entry.at for entry in entries if entry.source == "field"]
    assert {round(after - before) for before, after in pairwise(told)} == {900}
    assert len(bench.journal.archive.days) == 3
    bench.journal.close()


def test_a_damaged_index_of_this_day_is_made_anew_at_the_start_and_told(bench: Bench) -> None:
    join(bench, "field")
    for _ in range(20):
        tell(bench, *(ev.DisplayShowed(device="board-1", text="x" * 100) for _ in range(100)))
    head = bench.journal.head.seq
    bench.journal.close()
    (file,) = (bench.data / "journal").glob("2*.sqlite")
    spoil(file, pages_of(file, "entry_once")[0])
    bench.open()
    (told,) = [each.entry.event for each in bench.journal.read(head, 9_999) if isinstance(each.entry.event, ev.DayReindexed)]
    assert (told.day, told.copy) == (file.stem, f"{file.name}.damaged-1")
    assert bench.journal.verify().is_whole
    bench.crash()
    assert not [each for each in bench.journal.read(head + 9, 9_999) if isinstance(each.entry.event, ev.DayReindexed)], "once"


def test_a_damaged_page_of_this_day_is_said_to_who_asks_for_it_and_the_hall_goes_on(bench: Bench) -> None:
    join(bench, "field")
    for _ in range(20):
        tell(bench, *(ev.DisplayShowed(device="board-1", text="x" * 100) for _ in range(100)))
    bench.core.stop()
    bench.journal.close()
    (file,) = (bench.data / "journal").glob("2*.sqlite")
    content = bytearray(file.read_bytes())
    pages = range(0, len(content), 4_096)
    leaves = [at for at in pages if content[at] == TABLE_LEAF and b"x" * 100 in content[at : at + 4_096]]
    content[leaves[5] : leaves[5] + 4_096] = b"\xff" * 4_096
    file.write_bytes(content)
    bench.open()
    with pytest.raises(HallFault, match="is damaged") as fault:
        page.entries(bench.journal.archive, 0, 2_000)
    assert "\n" not in str(fault.value)
    join(bench, "field")
    tell(bench, ev.DisplayShowed(device="board-1", text="新"))
    assert isinstance(bench.journal.read(bench.journal.head.seq - 1, 1)[0].entry.event, ev.DisplayShowed)
    verdict = bench.journal.verify()
    assert not verdict.is_whole
    assert verdict.bad is not None
