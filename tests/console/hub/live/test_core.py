"""The hub without sockets: one commit for an event and what follows, orders once, starts and restarts."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

from console.hub.core import rebuilt
from console.hub.journal import Draft
from console.hub.ownership import Domain, domain_of, may_report
from console.model import event as ev
from console.model.command import CallNext, Role, ShowNotice, WriteNote
from console.model.hall import HallConfig
from console.model.state import HallState, Stage, state_hash
from console.wire import Ask, Do, Order
from tests.helpers.until import until

from .conftest import Bench

DAY = 86_400.0


def draft(n: int, event: ev.AdapterEvent, source: str = "qms", at: float = 0.0) -> Draft:
    return Draft(at=at, source=source, epoch="e1", sseq=n, event=event)


def join(bench: Bench, name: str) -> None:
    bench.core.note(ev.AdapterJoined(adapter=name, epoch="e1", version="1", devices=()))
    bench.core.tick()


def note(id: str, bench: Bench, **other: object) -> Order:
    fields = {"id": id, "command": WriteNote(text=id), "boot": bench.core.boot}
    return Order(**{**fields, **other})  # type: ignore[arg-type]


def test_a_first_start_writes_the_hub_the_hall_and_the_day(bench: Bench) -> None:
    kinds = [ev.kind_of(sealed.entry.event) for sealed in bench.journal.read(0, 3)]
    assert kinds == ["hub.started", "hall.configured", "day.started"]


def test_a_start_after_an_orderly_stop_is_clean_and_one_after_a_crash_is_not(bench: Bench) -> None:
    bench.crash()
    bench.core.stop()
    bench.crash()
    starts = [s.entry.event for s in bench.journal.read(0, 999) if isinstance(s.entry.event, ev.HubStarted)]
    assert [(start.boot, start.clean) for start in starts] == [(1, True), (2, False), (3, True)]


def test_an_unchanged_hall_is_not_written_again_and_a_changed_one_is(bench: Bench, hall: HallConfig) -> None:
    bench.crash()
    bench.hall = HallConfig(**{name: getattr(hall, name) for name in hall.__struct_fields__ if name != "name"}, name="别的厅")
    bench.crash()
    found = [s.entry.event for s in bench.journal.read(0, 999) if isinstance(s.entry.event, ev.HallConfigured)]
    assert [each.config.name for each in found] == [hall.name, "别的厅"]


def test_the_state_is_what_the_journal_folds_to(bench: Bench) -> None:
    join(bench, "qms")
    bench.core.take([draft(n, ev.DisplayShowed(device="qms", text=str(n))) for n in range(1, 50)])
    assert state_hash(bench.core.state) == state_hash(rebuilt(bench.journal)) == state_hash(bench.journal.restore())


def test_a_new_local_date_begins_a_day_and_time_never_goes_back(bench: Bench) -> None:
    bench.core.take([draft(1, ev.DisplayShowed(device="qms", text="x"), at=bench.clock.at + 86_400)])
    bench.core.take([draft(2, ev.DisplayShowed(device="qms", text="y"), at=bench.clock.at - 86_400)])
    entries = [sealed.entry for sealed in bench.journal.read(0, 99)]
    assert [entry.event.date for entry in entries if isinstance(entry.event, ev.DayStarted)] == ["2026-09-21", "2026-09-22"]
    assert sorted(entry.at for entry in entries) == [entry.at for entry in entries]


def test_the_same_order_a_hundred_times_has_one_effect_and_one_answer(bench: Bench) -> None:
    answers = {bench.core.order("desk", Role.LEADER, "wang", note("o1", bench)) for _ in range(100)}
    assert [answer.accepted for answer in answers] == [True]
    notes = [s.entry.event for s in bench.journal.read(0, 999) if isinstance(s.entry.event, ev.NoteWritten)]
    assert [(each.by, each.text) for each in notes] == [("wang", "o1")]


def test_an_order_asked_again_after_a_crash_has_the_same_answer(bench: Bench) -> None:
    order, refused = note("o1", bench), note("o2", bench, command=CallNext(counter="nowhere"))
    answers = [bench.core.order("desk", Role.LEADER, None, each) for each in (order, refused)]
    bench.crash()
    assert [bench.core.order("desk", Role.LEADER, None, each) for each in (order, refused)] == answers
    assert [answer.accepted for answer in answers] == [True, False]


def test_an_order_for_an_earlier_boot_or_without_time_left_is_refused(bench: Bench) -> None:
    old = bench.core.order("desk", Role.LEADER, None, note("o1", bench, boot=bench.core.boot - 1))
    late = bench.core.order("desk", Role.LEADER, None, note("o2", bench, expires_in=0.0))
    assert (old.reason, late.reason) == ("old_hub", "expired")
    assert bench.core.state.orders == {}


def stage(bench: Bench, id: str = "o1") -> Stage:
    return bench.core.state.orders[id].stage


def notice(bench: Bench, id: str = "o1") -> Order:
    return note(id, bench, command=ShowNotice(device="board-1", text="您好"))


def found(bench: Bench, name: str = "field") -> None:
    join(bench, name)
    bench.core.take([draft(1, ev.DeviceFound(device="board-1"), source=name)])


def test_an_order_is_on_disk_before_it_is_given(bench: Bench) -> None:
    found(bench)
    assert bench.core.order("desk", Role.LEADER, "wang", notice(bench)).accepted
    ((adapter, message),) = bench.outlet.sent
    assert adapter == "field"
    assert isinstance(message, Do)
    assert message.expires_in == 5.0
    accepted = [s.entry for s in bench.journal.read(0, 999) if isinstance(s.entry.event, ev.CommandAccepted)]
    assert [entry.seq in bench.outlet.published for entry in accepted] == [True]


def test_after_a_restart_the_adapter_is_asked_and_an_unknown_order_is_lost(bench: Bench) -> None:
    found(bench)
    bench.core.order("desk", Role.LEADER, "wang", notice(bench))
    bench.crash()
    bench.clock.at += 20
    bench.core.tick()
    assert stage(bench) is Stage.COMMANDED, "not expired while somebody may still know"
    join(bench, "field")
    assert bench.outlet.sent == [("field", Ask(id="o1"))]
    bench.core.take([draft(2, ev.CommandNotKnown(id="o1"), source="field")])
    assert stage(bench) is Stage.UNKNOWN
    assert any(isinstance(s.entry.event, ev.CommandLost) for s in bench.journal.read(0, 999))


def test_after_a_restart_an_order_nobody_answers_for_is_lost_in_the_end(bench: Bench) -> None:
    found(bench)
    bench.core.order("desk", Role.LEADER, "wang", notice(bench))
    bench.crash()
    bench.clock.at += 31
    bench.core.tick()
    assert stage(bench) is Stage.UNKNOWN


def test_an_adapter_that_comes_back_in_time_is_given_its_order_again(bench: Bench) -> None:
    found(bench)
    bench.core.order("desk", Role.LEADER, "wang", notice(bench))
    bench.outlet.sent.clear()
    join(bench, "field")
    assert [(to, message.id) for to, message in bench.outlet.sent] == [("field", "o1")]


def test_linkage_never_names_an_order_as_one_that_the_journal_lost(bench: Bench, tmp_path: Path) -> None:
    """The adapter knows the lost one: it would answer that this one is done, and not act."""

    def linked() -> set[str]:
        bench.core.take(
            [draft(1, ev.TicketTaken(ticket="A1", business="pay")), draft(2, ev.TicketCalled(ticket="A1", counter="c1"))]
        )
        return {message.id for _, message in bench.outlet.sent}

    join(bench, "qms")
    join(bench, "panels")
    bench.core.take([draft(1, ev.DeviceFound(device="panel-1"), source="panels")])
    bench.journal.close()
    shutil.copytree(bench.data / "journal", tmp_path / "copy")
    boot = bench.core.boot + 1
    bench.open()
    lost = linked()
    bench.journal.close()
    shutil.rmtree(bench.data / "journal")
    shutil.copytree(tmp_path / "copy", bench.data / "journal")
    bench.open(boot)
    again = linked()
    assert lost
    assert len(again) == len(lost)
    assert not again & lost


def test_an_adapter_speaks_only_for_what_is_its_own(hall: HallConfig) -> None:
    state = HallState(config=hall)
    field, panels, qms, eyes = (domain_of(hall, name) for name in ("field", "panels", "qms", "cameras"))
    counter = hall.counters[0].id
    taken = ev.TicketTaken(ticket="A1", business=hall.businesses[0].id)
    cases: list[tuple[Domain, str, ev.AdapterEvent, bool]] = [
        (qms, "qms", taken, True), (field, "field", taken, False),
        (panels, "panels", ev.TicketRated(counter=counter, score=5), True),
        (field, "field", ev.TicketRated(counter=counter, score=5), False),
        (panels, "panels", ev.DeviceLost(device="qms"), False), (qms, "qms", ev.DeviceLost(device="qms"), True),
        (field, "field", ev.StaffMoved(person=hall.staff[0].id, post=None), True),
        (qms, "qms", ev.StaffMoved(person=hall.staff[0].id, post=None), False),
        (field, "field", ev.ZoneCounted(zone="waiting", people=3), True),
        (qms, "qms", ev.ZoneCounted(zone="waiting", people=3), False),
        (qms, "qms", ev.CounterOpened(counter=counter), True), (panels, "panels", ev.CounterOpened(counter=counter), False),
        (eyes, "cameras", ev.RecordingReleased(hold="h", device="of a camera that left the hall"), True),
        (field, "field", ev.RecordingReleased(hold="h", device="of a camera that left the hall"), False),
        (field, "field", ev.RecordingReleased(hold="h", device=hall.cameras[0].id), False),
    ]  # fmt: skip
    for domain, name, event, allowed in cases:
        assert may_report(domain, name, event, state) is allowed, (name, event)


def test_a_damaged_day_is_an_alarm_until_it_is_restored(bench: Bench) -> None:
    bench.clock.at += DAY
    bench.core.tick()
    bench.journal.close()
    (eve, *_) = sorted((bench.data / "journal").glob("????-??-??.sqlite"))
    kept = eve.read_bytes()
    with contextlib.closing(sqlite3.connect(eve)) as raw:
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE type = 'index'").fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    page = bytearray(eve.read_bytes())
    page[root * size - 8] ^= 0xFF  # in the key of the index's first entry
    eve.write_bytes(page)
    bench.open()
    until(lambda: bench.core.tick() or bench.core.state.damaged_days)  # type: ignore[func-returns-value]
    alarm = f"journal_damaged:{eve.stem}"
    assert bench.core.state.alarms[alarm].active
    bench.crash()
    until(lambda: bench.core.tick() or not bench.journal._tidying)  # type: ignore[func-returns-value]
    told = len([each for each in bench.journal.read(0) if isinstance(each.entry.event, ev.DayDamaged)])
    assert told == 1
    bench.journal.close()
    eve.write_bytes(kept)
    bench.open()
    until(lambda: bench.core.tick() or not bench.core.state.damaged_days)  # type: ignore[func-returns-value]
    bench.core.tick()
    assert not bench.core.state.alarms[alarm].active
