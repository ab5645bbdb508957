"""An operator's plan needs a second person within half a minute: armed, confirmed, lapsed, each told as an event."""

from collections.abc import Iterator
from itertools import count

import pytest

from console.model import command as do
from console.model import event as ev
from console.model.arming import KEPT, SECONDS, lapses, waiting
from console.model.command import Command, Refusal, Role
from console.model.event import AnyEvent
from console.model.order import check, effects
from console.model.policy import judge
from console.model.state import Arming, ArmingPhase, HallState, decode, encode
from tests.helpers.streams import after, open_hall

PEOPLE = [
    ev.PersonRegistered(person=person, role=role, since=1.0)
    for person, role in (("an", Role.OPERATOR), ("bo", Role.OPERATOR), ("du", Role.LEADER), ("chu", Role.VIEWER))
]
HALL = after(open_hall(), *PEOPLE)
ROLES = {"an": Role.OPERATOR, "bo": Role.OPERATOR, "du": Role.LEADER, "chu": Role.VIEWER}
ARM = do.ArmPlan(plan="power", reason="停电")
_ids: Iterator[int] = count()


def told(state: HallState, command: Command, by: str, at: float | None = None) -> tuple[AnyEvent, ...]:
    """What an order that is not refused brings about."""
    at = state.at if at is None else at
    assert check(state, command, ROLES[by], at, by) is None
    return effects(state, command, by, at, lambda: f"arm-{next(_ids)}", station=f"desk-{by}")


def refused(state: HallState, command: Command, by: str, at: float | None = None) -> Refusal | None:
    answer = check(state, command, ROLES[by], state.at if at is None else at, by)
    return answer[0] if answer else None


def armed() -> tuple[HallState, Arming]:
    state = after(HALL, *told(HALL, ARM, "an"))
    return state, waiting(state)[0]


def confirm(arming: Arming) -> do.ConfirmPlan:
    return do.ConfirmPlan(arming=arming.id)


def test_an_operator_arms_and_another_person_starts_the_plan_with_both_names() -> None:
    state, arming = armed()
    assert (arming.by, arming.station, arming.until - arming.at, arming.reason) == ("an", "desk-an", SECONDS, "停电")
    assert state.plans == {}, "nothing has begun"
    state = after(state, *told(state, confirm(arming), "bo", state.at + 29))
    (run,) = state.plans.values()
    assert (run.plan, run.by, run.second, run.reason) == ("power", "an", "bo", "停电")
    assert (state.armings[arming.id].phase, state.armings[arming.id].second) == (ArmingPhase.CONFIRMED, "bo")


def test_who_armed_cannot_be_the_second_person() -> None:
    state, arming = armed()
    assert refused(state, confirm(arming), "an") is Refusal.SECOND


@pytest.mark.parametrize(("by", "expected"), [("bo", None), ("du", None), ("chu", Refusal.ROLE)])
def test_an_operator_or_a_leader_can_be_the_second_person(by: str, expected: Refusal | None) -> None:
    state, arming = armed()
    assert refused(state, confirm(arming), by) is expected


def test_a_station_without_a_person_is_no_second_person() -> None:
    state, arming = armed()
    answer = check(state, confirm(arming), Role.LEADER, state.at, "desk-9")
    assert answer == (Refusal.SECOND, "no_person")


def test_after_half_a_minute_it_lapses_by_itself_and_can_be_armed_again() -> None:
    state, arming = armed()
    assert refused(state, ARM, "bo") is Refusal.ALREADY, "once at a time"
    assert lapses(state, arming.until - 0.1) == ()
    assert refused(state, confirm(arming), "bo", arming.until) is Refusal.EXPIRED, "before the hub has said so"
    (event,) = [each for each in judge(state, arming.until) if isinstance(each, ev.PlanLapsed)]
    assert event == ev.PlanLapsed(arming=arming.id, reason="time")
    state = after(state, event, at=arming.until)
    assert refused(state, confirm(arming), "bo") is Refusal.EXPIRED
    assert lapses(state, state.at + 99) == (), "said once"
    assert refused(state, ARM, "an") is None


def test_it_can_be_taken_back_with_a_reason() -> None:
    state, arming = armed()
    state = after(state, *told(state, do.DisarmPlan(arming=arming.id, reason="误报"), "bo"))
    over = state.armings[arming.id]
    assert (over.phase, over.ended_reason, over.second) == (ArmingPhase.LAPSED, "withdrawn", "bo")
    assert refused(state, do.DisarmPlan(arming=arming.id), "an") is Refusal.WRONG_STATE
    assert refused(state, confirm(arming), "bo") is Refusal.EXPIRED


def test_a_leader_starts_alone_and_an_arming_of_that_plan_is_over() -> None:
    state, arming = armed()
    state = after(state, *told(state, do.StartPlan(plan="power"), "du"))
    assert lapses(state, state.at) == (ev.PlanLapsed(arming=arming.id, reason="started"),)
    assert refused(state, confirm(arming), "bo") is Refusal.ALREADY
    assert [run.second for run in state.plans.values()] == [""]


def test_a_plan_that_runs_is_not_armed_and_one_confirmed_is_not_confirmed_twice() -> None:
    state, arming = armed()
    state = after(state, *told(state, confirm(arming), "bo"))
    assert refused(state, ARM, "an") is Refusal.ALREADY
    assert refused(state, confirm(arming), "du") is Refusal.ALREADY
    assert len(state.plans) == 1


def test_without_registered_people_nobody_can_be_told_from_a_second_one() -> None:
    answer = check(open_hall(), ARM, Role.OPERATOR, HALL.at, "desk")
    assert answer == (Refusal.SECOND, "no_people")


@pytest.mark.parametrize("command", [do.ConfirmPlan(arming="none"), do.DisarmPlan(arming="none"), do.ArmPlan(plan="none")])
def test_what_is_not_there_is_refused(command: Command) -> None:
    assert refused(HALL, command, "bo") is Refusal.NO_SUCH


def test_a_drill_stays_a_drill_and_an_arming_survives_being_written_down() -> None:
    state = after(HALL, *told(HALL, do.ArmPlan(plan="power", drill=True), "an"))
    assert decode(encode(state)) == state
    state = after(state, *told(state, confirm(waiting(state)[0]), "bo"))
    assert [run.drill for run in state.plans.values()] == [True]


def test_a_hall_that_runs_faster_gives_the_second_person_as_long() -> None:
    (event,) = effects(HALL, ARM, "an", HALL.at, lambda: "x", station="desk", speed=20.0)
    assert isinstance(event, ev.PlanArmed)
    assert event.until == HALL.at + SECONDS * 20


def test_only_the_last_that_are_over_are_kept() -> None:
    state = HALL
    for n in range(KEPT + 5):
        state = after(
            state, ev.PlanArmed(arming=f"a{n}", plan="power", by="an", station="d", until=state.at + 30), at=state.at + 1
        )
        state = after(state, ev.PlanLapsed(arming=f"a{n}", reason="time"))
    assert set(state.armings) == {f"a{n}" for n in range(5, KEPT + 5)}
    again = after(
        state, ev.PlanLapsed(arming="a9", reason="withdrawn", by="bo"), ev.PlanConfirmed(arming="a9", by="bo", station="d")
    )
    assert again.armings == state.armings, "what is over stays as it ended"
