"""A bug in what follows from an event: the event is written, the hall goes on without that part, and it is said."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from console.hub.core import rebuilt
from console.hub.group import Given
from console.hub.journal import Draft
from console.model import event as ev
from console.model import judging, linkage, order, plan, policy, tickets
from console.model.command import Role, ShowNotice, ShowTicket
from console.model.state import Stage, state_hash
from console.wire import Do, Order

from .conftest import Bench

CALLED = ev.TicketCalled(ticket="A1", counter="c1")


@pytest.fixture
def busy(bench: Bench) -> Bench:
    """The panel of counter 1 is there, and a customer waits."""
    for name in ("qms", "panels", "field"):
        bench.core.note(ev.AdapterJoined(adapter=name, epoch="e1", version="1", devices=()))
    tell(bench, ev.DeviceFound(device="panel-1"), source="panels")
    tell(bench, ev.TicketTaken(ticket="A1", business="pay"))
    return bench


def tell(bench: Bench, *events: ev.AdapterEvent, source: str = "qms") -> None:
    first = bench.journal.seen(source, "e1") + 1
    bench.core.take(
        [Draft(at=0.0, source=source, epoch="e1", sseq=first + place, event=event) for place, event in enumerate(events)]
    )


def ordered(bench: Bench) -> list[str]:
    """Kinds of commands given since the start."""
    return [type(message.command).__name__ for _, message in bench.outlet.sent if isinstance(message, Do)]


def disabled(bench: Bench) -> list[ev.PartDisabled]:
    return [s.entry.event for s in bench.journal.read(0, 9_999) if isinstance(s.entry.event, ev.PartDisabled)]


def breaks(real: Callable[..., Any], when: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
    def broken(*args: Any, **others: Any) -> Any:
        if when(*args):
            raise KeyError("a bug")
        return real(*args, **others)

    return broken


def check_said(bench: Bench, part: str) -> None:
    """One entry, one report that names the place, one alarm; and the state is what the journal folds to."""
    (told,) = disabled(bench)
    assert (told.part, told.error) == (part, "KeyError")
    report = (bench.data / told.report).read_text()
    assert "in broken" in report
    assert "KeyError: 'a bug'" in report
    alarm = bench.core.state.alarms[f"program_fault:{part}"]
    assert alarm.active
    assert state_hash(bench.core.state) == state_hash(rebuilt(bench.journal))


def test_linkage_that_fails_costs_its_orders_only_until_the_next_start(busy: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(linkage, "follow", breaks(linkage.follow, lambda _, event: isinstance(event, ev.TicketCalled)))
        tell(busy, CALLED, ev.ServiceStarted(ticket="A1", counter="c1"))
        tell(busy, CALLED)
        check_said(busy, "link:ticket.called")
        tell(busy, ev.ServiceFinished(ticket="A1", counter="c1"))
    assert ordered(busy) == ["AskRating", "ShowNotice"]
    busy.crash()
    assert not busy.core.state.faults
    tell(busy, ev.TicketTaken(ticket="A2", business="pay"), ev.TicketCalled(ticket="A2", counter="c1"))
    assert len(disabled(busy)) == 1
    assert "ShowTicket" in ordered(busy)


def test_of_an_order_that_fails_halfway_nothing_stays(busy: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Given

    def broken(**fields: Any) -> Given:
        if isinstance(fields["command"], ShowTicket):
            raise KeyError("a bug")
        return real(**fields)

    monkeypatch.setattr("console.hub.orders.Given", broken)
    tell(busy, CALLED)
    check_said(busy, "order:show_ticket")
    accepted = [s.entry.event for s in busy.journal.read(0, 9_999) if isinstance(s.entry.event, ev.CommandAccepted)]
    assert [type(event.command).__name__ for event in accepted] == ordered(busy) == ["Beep", "ShowNotice"]


def test_an_alarm_rule_that_fails_leaves_the_others(busy: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "on_sight", breaks(policy.on_sight, lambda rule, *_: rule.id == "panel_lost"))
    tell(busy, ev.DeviceLost(device="panel-1", reason="x"), source="panels")
    busy.clock.at += 600
    busy.core.tick()
    check_said(busy, "alarm:panel_lost")
    assert "panel_lost:panel-1" not in busy.core.state.alarms


@pytest.mark.parametrize("part", ["plans", "judge"])
def test_the_hall_goes_on_without_its_plans_or_its_judge(busy: Bench, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if part == "plans":
        monkeypatch.setattr(plan, "advance", breaks(plan.advance))
    else:
        real = busy.core.consequences.judge
        failed: list[int] = []

        def broken(*args: Any) -> Sequence[ev.AnyEvent]:
            if not failed:
                failed.append(1)
                raise KeyError("a bug")
            return real(*args)

        monkeypatch.setattr(busy.core.consequences, "judge", broken)
    tell(busy, CALLED)
    assert [told.part for told in disabled(busy)] == [part]
    assert busy.core.state.counters["c1"].ticket == "A1"
    tell(busy, ev.ServiceStarted(ticket="A1", counter="c1"))
    assert len(disabled(busy)) == 1
    assert state_hash(busy.core.state) == state_hash(rebuilt(busy.journal))


def test_an_order_whose_verdict_fails_is_not_called_done(busy: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(busy, ev.DeviceFound(device="board-1"), source="field")
    given = Order(id="o1", command=ShowNotice(device="board-1", text="您好"), boot=busy.core.boot)
    assert busy.core.order("desk", Role.LEADER, "wang", given).accepted
    monkeypatch.setattr(order, "verdict", breaks(order.verdict))
    tell(busy, ev.CommandReported(id="o1", done=True), source="field")
    check_said(busy, "verdict:show_notice")
    assert busy.core.state.orders["o1"].stage is Stage.REPORTED


def test_an_event_that_cannot_be_folded_is_written_and_reported_once(busy: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "called", breaks(tickets.called))
    tell(busy, CALLED, CALLED)
    tell(busy, CALLED)
    assert busy.core.state.faults["fold:ticket.called"].times == 3
    assert len(list((busy.data / "crashes").iterdir())) == 1
    assert [s.entry.event for s in busy.journal.read(0, 9_999)].count(CALLED) == 3
    assert state_hash(busy.core.state) == state_hash(rebuilt(busy.journal))


def test_what_nobody_could_read_again_is_not_written_and_said_once(busy: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    real = busy.core.consequences.judge
    endless = ev.AlarmRaised(alarm="x", rule="panel_lost", subject="panel-1", detail="x" * 5_000)
    monkeypatch.setattr(busy.core.consequences, "judge", lambda *args: (*real(*args), endless))
    for _ in range(3):
        tell(busy, ev.DisplayShowed(device="qms", text="x"))
        busy.core.tick()
    assert [told.part for told in disabled(busy)] == ["write:alarm.raised"]
    assert "x" not in busy.core.state.alarms
    assert busy.core.state.alarms["program_fault:write:alarm.raised"].active, "other alarms are raised as ever"
    assert state_hash(busy.core.state) == state_hash(rebuilt(busy.journal))


def test_a_folder_that_takes_no_reports_stops_nothing(busy: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    (busy.data / "crashes").write_text("no folder")
    monkeypatch.setattr(plan, "advance", breaks(plan.advance))
    tell(busy, CALLED)
    (told,) = disabled(busy)
    assert told.report == ""


def test_old_reports_make_room(tmp_path: Path) -> None:
    from console.hub.crash import MOST, Crashes

    crashes = Crashes(tmp_path)
    names = {crashes.report(f"part-{number:03}", KeyError("x"), "") for number in range(MOST + 20)}
    assert len(names) == MOST + 20
    left = sorted(path.name for path in (tmp_path / "crashes").iterdir())
    assert len(left) == MOST
    assert left[-1].endswith(f"part-{MOST + 19:03}.txt")
