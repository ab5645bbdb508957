"""A bug in a fold costs its entry's facts and no more; days are held, released, damaged and mended."""

import pytest

from console.model import command as do
from console.model import event as ev
from console.model import reduce as module
from console.model import tickets
from console.model.command import Refusal, Role
from console.model.order import check, effects
from console.model.policy import judge
from console.model.reduce import explain, fold, reduce
from console.model.state import HallState, decode, encode, state_hash
from tests.helpers.streams import MORNING, Timed, after, entries, open_hall


def _bug(state: HallState, event: ev.TicketCalled) -> HallState:
    raise KeyError(event.ticket)


CALLED = ev.TicketCalled(ticket="A1", counter="c1")


def test_an_entry_that_cannot_be_folded_is_noted_and_the_fold_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "called", _bug)
    told: list[Timed] = [ev.TicketTaken(ticket="A1", business="pay"), CALLED, CALLED, ev.CounterPaused(counter="c2")]
    before = open_hall()
    stream = entries(told, before.at + 1, seq=before.seq + 1)
    state = fold(before, stream)
    assert (state.seq, state.at) == (stream[-1].seq, stream[-1].at)
    assert state.counters["c2"].phase == "paused"
    (fault,) = state.faults.values()
    assert (fault.part, fault.seq, fault.error, fault.times) == ("fold:ticket.called", stream[1].seq, "KeyError", 2)
    assert state_hash(fold(before, stream)) == state_hash(state) == state_hash(decode(encode(state))), (
        "the same wherever it is folded"
    )
    error = explain(before, stream[1])
    assert isinstance(error, KeyError)
    assert error.__traceback__ is not None
    assert explain(before, stream[0]) is None


def test_a_minute_that_cannot_be_sampled_costs_its_sample_only(monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_hall()
    (taken,) = entries([ev.TicketTaken(ticket="A1", business="pay")], before.at + 61, seq=before.seq + 1)

    def broken(state: HallState, at: float) -> HallState:
        raise ZeroDivisionError(at, state.seq)

    monkeypatch.setattr(module, "_minute", broken)
    state = reduce(before, taken)
    assert "A1" in state.tickets
    assert [fault.part for fault in state.faults.values()] == ["fold:minute"]


def test_a_process_without_memory_does_not_note_what_another_would_fold(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(state: HallState, event: ev.TicketCalled) -> HallState:
        raise MemoryError

    monkeypatch.setattr(tickets, "called", full)
    with pytest.raises(MemoryError):
        after(open_hall(), CALLED)


def test_a_fault_is_an_alarm_until_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "called", _bug)
    state = after(open_hall(), CALLED, ev.PartDisabled(part="alarm:panel_lost", error="KeyError", report="crashes/1.txt"))
    raised = {event.subject: event.detail for event in judge(state, state.at) if isinstance(event, ev.AlarmRaised)}
    assert raised == {
        "fold:ticket.called": f"KeyError, #{state.seq - 1}",
        "alarm:panel_lost": f"KeyError, #{state.seq} crashes/1.txt",
    }
    state = after(state, *judge(state, state.at))
    again = after(state, ev.HubStarted(boot=2, version="2", clean=True))
    assert set(again.faults) == {"fold:ticket.called"}, "parts are tried again; what was not folded is still missing"
    next_day = after(again, ev.DayStarted(date="2026-11-22"))
    assert not next_day.faults
    cleared = {event.alarm for event in judge(next_day, next_day.at) if isinstance(event, ev.AlarmCleared)}
    assert cleared == {"program_fault:fold:ticket.called", "program_fault:alarm:panel_lost"}


def test_a_day_is_held_once_with_its_reason_and_released() -> None:
    state = open_hall()
    hold = do.HoldDay(day="2026-05-01", reason="投诉 0012")
    assert check(state, hold, Role.LEADER, MORNING) is None
    assert check(state, hold, Role.OPERATOR, MORNING) == (Refusal.ROLE, "operator")
    told = effects(state, hold, "wang", MORNING, lambda: "x")
    assert told == (ev.DayHeld(day="2026-05-01", by="wang", reason="投诉 0012"),)
    held = after(state, *told, ev.DayHeld(day="2026-05-01", by="li", reason="other"))
    assert held.held_days["2026-05-01"].by == "wang"
    assert check(held, hold, Role.LEADER, MORNING) == (Refusal.ALREADY, "wang")
    release = do.ReleaseDay(day="2026-05-01")
    assert check(state, release, Role.LEADER, MORNING) == (Refusal.NO_SUCH, "2026-05-01")
    assert check(held, release, Role.LEADER, MORNING) is None
    assert not after(held, *effects(held, release, "wang", MORNING, lambda: "x")).held_days


def test_a_damaged_day_is_an_alarm_until_it_verifies_again() -> None:
    state = after(open_hall(), ev.DayDamaged(day="2026-05-01", reason="entry 7 is not what was written"))
    (raised,) = [event for event in judge(state, state.at) if isinstance(event, ev.AlarmRaised)]
    assert (raised.alarm, raised.detail) == ("journal_damaged:2026-05-01", "entry 7 is not what was written")
    gone = after(state, raised, ev.DayMended(day="2026-05-01"))
    assert [event for event in judge(gone, gone.at) if isinstance(event, ev.AlarmCleared)]
