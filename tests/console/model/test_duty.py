"""The duty book: rounds become due and overdue by the hall's own clock, problems are settled, and what a leader would write down is in the book."""

import msgspec
import pytest

from console.model import command as do
from console.model import duty
from console.model import event as ev
from console.model.book import ProblemPhase
from console.model.command import Refusal, Role
from console.model.duty import RoundPhase, judged, next_due, phase_of
from console.model.order import check, effects
from console.model.policy import judge
from console.model.reduce import apply
from console.model.state import HallState
from tests.helpers.streams import MORNING, after, open_hall

OPENS = MORNING - 3_600
"""08:30."""
NOON = MORNING + 2.5 * 3_600


def due_at(state: HallState, round: str, now: float) -> float | None:
    config = state.config
    assert config is not None
    rounds = {each.id: each for each in config.rounds}
    return next_due(config, rounds[round], state.rounds.get(round), now)


def phase(state: HallState, round: str, now: float | None = None) -> RoundPhase:
    config = state.config
    assert config is not None
    rounds = {each.id: each for each in config.rounds}
    return phase_of(config, rounds[round], state.rounds.get(round), state.at if now is None else now)


def lived(state: HallState, until: float) -> HallState:
    """The hall at a time, judged as the hub does until nothing more follows."""
    state = msgspec.structs.replace(state, at=until)
    for _ in range(50):
        said = judge(state, until)
        if not said:
            return state
        for event in said:
            state = apply(state, event)
    raise AssertionError(f"it is judged without end: {said}")


def ordered(state: HallState, command: do.Command, by: str = "du") -> HallState:
    assert check(state, command, Role.LEADER, state.at, by) is None
    return after(state, *effects(state, command, by, state.at, lambda: "new"))


def test_an_interval_counts_from_the_opening_and_then_from_the_last_round() -> None:
    state = open_hall()
    assert due_at(state, "patrol", MORNING) == OPENS + 7_200
    state = after(state, ev.RoundDone(round="patrol", by="chu"), at=MORNING + 600)
    assert due_at(state, "patrol", MORNING + 600) == MORNING + 600 + 7_200


def test_an_interval_that_would_end_after_closing_is_not_due_again_today() -> None:
    late = after(open_hall(), ev.RoundDone(round="patrol", by="chu"), at=MORNING + 6 * 3_600)
    assert phase(late, "patrol") is RoundPhase.DONE


@pytest.mark.parametrize(("done", "expected"), [(NOON - 1_700, None), (NOON - 1_900, NOON), (NOON + 60, None)])
def test_a_time_of_day_is_met_by_a_round_done_a_little_before_it(done: float, expected: float | None) -> None:
    state = after(open_hall(), ev.RoundDone(round="noon", by="bo"), at=done)
    assert due_at(state, "noon", done) == expected


def test_a_round_becomes_due_then_overdue_and_is_an_alarm_until_it_is_done() -> None:
    due = OPENS + 7_200
    state = lived(open_hall(), due - 1)
    assert (phase(state, "patrol"), state.rounds) == (RoundPhase.LATER, {})
    state = lived(state, due)
    assert phase(state, "patrol") is RoundPhase.DUE
    assert "round_overdue:patrol" not in state.alarms
    state = lived(state, due + 20 * 60)
    assert phase(state, "patrol") is RoundPhase.OVERDUE
    assert state.alarms["round_overdue:patrol"].active
    state = lived(ordered(state, do.FinishRound(round="patrol")), state.at + 60)
    assert (phase(state, "patrol"), "round_overdue:patrol" in state.alarms) == (RoundPhase.LATER, False)
    assert (state.rounds["patrol"].last_by, state.rounds["patrol"].done_today) == ("du", 1)


def test_a_hub_that_was_away_says_at_once_that_a_round_is_overdue() -> None:
    said = judged(open_hall(), OPENS + 7_200 + 3_600)
    assert said[:2] == (ev.RoundDue(round="patrol", due_at=OPENS + 7_200), ev.RoundOverdue(round="patrol"))


def test_after_closing_no_round_of_the_day_becomes_due_any_more() -> None:
    assert judged(open_hall(), MORNING + 12 * 3_600) == ()


def test_what_is_due_stays_due_over_the_night_until_somebody_says_why_not() -> None:
    state = lived(open_hall(), OPENS + 7_200)
    state = after(state, ev.DayStarted(date="2026-11-22"), at=MORNING + 24 * 3_600)
    assert phase(state, "patrol") in {RoundPhase.DUE, RoundPhase.OVERDUE}
    state = ordered(state, do.SkipRound(round="patrol", reason="停电"))
    assert (state.rounds["patrol"].was_skipped, state.rounds["patrol"].last_note) == (True, "停电")
    assert check(state, do.SkipRound(round="patrol", reason="x"), Role.LEADER, state.at) == (Refusal.WRONG_STATE, "not_due")


def test_a_round_for_rain_is_due_only_when_somebody_asks_for_it() -> None:
    state = lived(open_hall(), MORNING + 3_600)
    assert phase(state, "wet_floor") is RoundPhase.ON_CALL
    state = ordered(state, do.CallRound(round="wet_floor", reason="下雨"))
    assert (phase(state, "wet_floor"), state.rounds["wet_floor"].called_reason) == (RoundPhase.DUE, "下雨")
    assert check(state, do.CallRound(round="wet_floor"), Role.OPERATOR, state.at) == (Refusal.ALREADY, "due")
    assert phase(lived(state, state.at + 300), "wet_floor") is RoundPhase.OVERDUE
    assert phase(ordered(state, do.FinishRound(round="wet_floor")), "wet_floor") is RoundPhase.ON_CALL


def test_what_is_not_in_order_on_a_round_is_a_special_problem_of_its_own() -> None:
    state = ordered(open_hall(), do.FinishRound(round="patrol", found=("lights",), note="东侧"))
    [problem] = state.problems.values()
    assert (problem.text, problem.by) == ("巡视：灯（东侧）", "du")
    assert state.rounds["patrol"].found == ("lights",)


def test_a_step_of_the_clock_makes_no_round_overdue() -> None:
    state = lived(open_hall(), OPENS + 7_200)
    stepped = after(state, ev.ClockStepped(step=3_600.0, jump=3_600.0), at=state.at + 3_600)
    assert phase(lived(stepped, stepped.at + 60), "patrol") is RoundPhase.DUE


def test_a_problem_is_reported_taken_and_settled_and_waits_no_longer_than_the_rule_allows() -> None:
    state = ordered(open_hall(), do.ReportProblem(text="客户情绪激动", place="3 号窗口"), by="chu")
    [id] = state.problems
    assert lived(state, state.at + 299).alarms == {}
    assert f"problem_waiting:{id}" in lived(state, state.at + 300).alarms
    state = ordered(state, do.TakeProblem(problem=id))
    assert lived(state, state.at + 3_600).alarms.keys() & {f"problem_waiting:{id}"} == set()
    assert check(state, do.TakeProblem(problem=id), Role.LEADER, state.at) == (Refusal.ALREADY, "du")
    state = ordered(state, do.SolveProblem(problem=id, result="已道歉"))
    assert (state.problems[id].phase, state.problems[id].result) == (ProblemPhase.SOLVED, "已道歉")
    assert check(state, do.SolveProblem(problem=id), Role.LEADER, state.at) == (Refusal.ALREADY, "solved")


def test_ids_count_on_and_never_meet_those_of_a_terminal() -> None:
    state = after(
        open_hall(), ev.ProblemReported(problem="p1", by="chu", text="x"), ev.ProblemReported(problem="p3", by="chu", text="x")
    )
    state = ordered(ordered(state, do.ReportProblem(text="a")), do.ReportProblem(text="b"))
    assert len(state.problems) == 4


def test_only_the_last_settled_problems_are_kept_and_every_open_one() -> None:
    state = open_hall()
    for number in range(duty.SOLVED_KEPT + 40):
        state = after(state, ev.ProblemReported(problem=f"p{number}", by="chu", text="x"))
        if number >= 10:
            state = after(state, ev.ProblemSolved(problem=f"p{number}", by="du"))
    assert sum(each.phase is ProblemPhase.SOLVED for each in state.problems.values()) == duty.SOLVED_KEPT
    assert {f"p{n}" for n in range(10)} <= set(state.problems)


def test_the_book_has_what_a_leader_would_write_down_and_no_more() -> None:
    state = after(
        open_hall(),
        ev.TicketTaken(ticket="A1", business="pay"),
        ev.AlarmRaised(alarm="a", rule="panel_lost", subject="panel-1"),
        ev.AlarmRaised(alarm="b", rule="paper_low", subject="kiosk-1"),
        ev.AlarmRaised(alarm="c", rule="panel_lost", subject="panel-2", cause="a"),
        ev.TicketRated(counter="c1", score=5),
        ev.TicketRated(counter="c1", score=1),
        ev.NoteWritten(by="du", text="第一行\n第二行"),
    )
    book = [type(line.event) for line in state.book if line.seq > open_hall().seq]
    assert book == [ev.AlarmRaised, ev.TicketRated]
    assert [line.event for line in state.notes] == [ev.NoteWritten(by="du", text="第一行\n第二行")]


def test_a_flood_of_alarms_pushes_no_note_out_of_the_book() -> None:
    state = after(open_hall(), ev.NoteWritten(by="du", text="别忘了"))
    flood = [ev.AlarmRaised(alarm=f"panel_lost:{n}", rule="panel_lost", subject="panel-1") for n in range(duty.LINES_KEPT + 50)]
    state = after(state, *flood)
    assert (len(state.book), len(state.notes)) == (duty.LINES_KEPT, 1)
    assert state.book[-1].seq == state.seq
