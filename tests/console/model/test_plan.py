"""Emergency plans: the order of steps, what goes out, and that a hub killed at any moment gives nothing twice."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model import event as ev
from console.model.command import Beep, Command, RetryStep, Role, ShowNotice, StandDownPlan, StartPlan
from console.model.event import AnyEvent
from console.model.hall import Plan, StepKind
from console.model.order import check, effects, verdict
from console.model.plan import DRILL_NOTE, advance, commands_of, due_at, order_id, overdue, start
from console.model.reduce import apply
from console.model.state import HallState, Stage, StepPhase, decode, encode
from tests.helpers.streams import open_hall, small_hall

RUN = "power-20261121T013000Z"
PANELS = ("panel-1", "panel-2", "panel-3")


class Hub:
    """As much of a hub as plans need: writes, folds, gives orders; can be killed between any two events."""

    def __init__(self, state: HallState, *, broken: frozenset[str] = frozenset()) -> None:
        self.state = state
        self.broken = broken
        self.written: list[AnyEvent] = []
        self.given: list[tuple[str, Command]] = []

    def write(self, event: AnyEvent) -> None:
        self.state = apply(self.state, event)
        self.written.append(event)

    def order(self, command: Command) -> None:
        assert check(self.state, command, Role.LEADER, self.state.at) is None
        for event in effects(self.state, command, "du", self.state.at, lambda: "new"):
            self.write(event)

    def round(self, most: int = 10_000) -> bool:
        """One round of what follows, at most so many events; whether there was anything to do."""
        count = len(self.written)
        events, commands = advance(self.state, self.state.at)
        todo: list[AnyEvent] = [*events, *overdue(self.state, self.state.at)]
        todo += [self._accepted(id, command) for id, command in commands]
        for order in list(self.state.orders.values()):
            todo += self._answered(order.id, order.command) if order.stage is Stage.COMMANDED else []
            said = verdict(self.state, order, self.state.at)
            todo += [said] if said else []
        for event in todo[:most]:
            self.write(event)
        return len(self.written) > count

    def _accepted(self, id: str, command: Command) -> ev.CommandAccepted:
        self.given.append((id, command))
        return ev.CommandAccepted(
            id=id, by=f"plan:{RUN}", station="hub", command=command, adapter="x", expires_at=self.state.at + 30
        )

    def _answered(self, id: str, command: Command) -> list[AnyEvent]:
        device = getattr(command, "device", "")
        if device in self.broken:
            return [ev.CommandReported(id=id, done=False, detail="no answer")]
        shown: list[AnyEvent] = [ev.DisplayShowed(device=device, text=command.text)] if isinstance(command, ShowNotice) else []
        return [*shown, ev.CommandReported(id=id, done=True)]

    def settle(self) -> None:
        while self.round():
            pass

    def wait(self, seconds: float) -> None:
        self.state = msgspec.structs.replace(self.state, at=self.state.at + seconds)
        self.settle()

    def phases(self) -> dict[str, str]:
        return {step.id: step.phase.value for step in self.state.plans[RUN].steps}


def begun(**more: Any) -> Hub:
    drill = more.pop("drill", False)
    hub = Hub(open_hall(), **more)
    hub.order(StartPlan(plan="power", drill=drill))
    hub.settle()
    return hub


def done(hub: Hub, step: str) -> None:
    hub.write(ev.PlanStepDone(run=RUN, step=step, by="du"))
    hub.settle()


def test_a_plan_goes_step_by_step_as_its_graph_says() -> None:
    hub = begun()
    assert hub.phases() == {"scope": "active", "notice": "waiting", "beep": "waiting", "watch": "waiting", "rekey": "waiting"}
    done(hub, "scope")
    assert hub.phases() == {"scope": "done", "notice": "done", "beep": "done", "watch": "active", "rekey": "waiting"}
    assert [command for _, command in hub.given] == [
        ShowNotice(device="board-1", text="请稍候"), *(Beep(device=panel) for panel in PANELS)
    ]  # fmt: skip
    hub.wait(599)
    assert hub.phases()["watch"] == "active"
    hub.wait(1)
    assert (hub.phases()["watch"], hub.phases()["rekey"]) == ("done", "active")
    done(hub, "rekey")
    assert set(hub.phases().values()) == {"done"}
    assert hub.state.plans[RUN].ended_at is None, "a person stands it down"
    hub.order(StandDownPlan(run=RUN))
    assert hub.state.plans[RUN].ended_by == "du"
    assert advance(hub.state, hub.state.at) == ((), ())


def test_order_ids_follow_from_run_step_and_place() -> None:
    hub = begun()
    done(hub, "scope")
    assert [id for id, _ in hub.given] == [f"{RUN}.notice.1", *(f"{RUN}.beep.{n}" for n in (1, 2, 3))]


def test_an_order_id_never_grows_too_long_and_stays_its_own() -> None:
    ids = {order_id("r" * 40, "s" * 40, place, attempt) for place in range(20) for attempt in (1, 2)}
    assert len(ids) == 40
    assert all(len(id) <= 64 for id in ids)


def test_a_step_whose_order_fails_waits_for_a_person() -> None:
    hub = begun(broken=frozenset({"panel-2"}))
    done(hub, "scope")
    step = next(step for step in hub.state.plans[RUN].steps if step.id == "beep")
    assert (step.phase, step.note) == (StepPhase.FAILED, "2: failed")
    assert hub.phases()["watch"] == "waiting"


def test_a_retry_gives_only_what_was_not_true_once_more() -> None:
    hub = begun(broken=frozenset({"panel-2"}))
    done(hub, "scope")
    hub.broken = frozenset()
    hub.order(RetryStep(run=RUN, step="beep"))
    hub.settle()
    assert hub.given[-1] == (f"{RUN}.beep.2-2", Beep(device="panel-2"))
    assert len(hub.given) == 5
    assert hub.phases()["beep"] == "done"


def test_a_skipped_step_lets_the_next_begin_and_says_why() -> None:
    hub = begun()
    hub.write(ev.PlanStepSkipped(run=RUN, step="scope", by="du", reason="已知"))
    hub.settle()
    assert hub.phases()["notice"] == "done"
    assert hub.state.plans[RUN].steps[0].note == "已知"


def test_an_order_that_was_true_already_is_no_failure() -> None:
    hub = begun()
    hub.write(ev.PlanStepDone(run=RUN, step="scope", by="du"))
    hub.round()
    id = order_id(RUN, "notice", 1, 1)
    command = ShowNotice(device="board-1", text="请稍候")
    hub.write(ev.CommandRefused(id=id, by=f"plan:{RUN}", station="hub", command=command, reason="already"))
    hub.settle()
    assert hub.phases()["notice"] == "done"


def test_a_step_past_its_time_is_overdue_once() -> None:
    hub = begun()
    hub.wait(299)
    assert not hub.state.plans[RUN].steps[0].overdue
    hub.wait(1)
    assert hub.state.plans[RUN].steps[0].overdue
    hub.wait(600)
    assert sum(isinstance(event, ev.PlanStepOverdue) for event in hub.written) == 1
    done(hub, "scope")
    assert not hub.state.plans[RUN].steps[0].overdue


def test_a_drill_sends_nothing_to_devices_and_says_so() -> None:
    hub = begun(drill=True)
    done(hub, "scope")
    assert hub.given == []
    notes = {step.id: step.note for step in hub.state.plans[RUN].steps}
    assert (notes["notice"], notes["beep"]) == (DRILL_NOTE, DRILL_NOTE)


def test_a_plan_stood_down_does_nothing_more() -> None:
    hub = begun()
    hub.write(ev.PlanStepDone(run=RUN, step="scope", by="du"))
    hub.order(StandDownPlan(run=RUN, reason="恢复供电"))
    hub.settle()
    assert hub.given == []
    assert hub.phases()["beep"] == "waiting"


def test_a_pattern_that_matches_no_device_fails_its_step() -> None:
    plan = small_hall().plans[0]
    step = msgspec.structs.replace(plan.steps[1], orders=({"do": "beep", "device": "siren-*"},), after=())
    hub = Hub(open_hall(msgspec.structs.replace(small_hall(), plans=(msgspec.structs.replace(plan, steps=(step,)),))))
    hub.order(StartPlan(plan="power"))
    hub.settle()
    assert hub.state.plans[RUN].steps[0].note == "no_device"


def test_an_order_that_is_none_fails_its_step_and_not_the_hub() -> None:
    plan = small_hall().plans[0]
    step = msgspec.structs.replace(plan.steps[1], orders=({"do": "explode", "device": "board-1"},), after=())
    hub = Hub(open_hall(msgspec.structs.replace(small_hall(), plans=(msgspec.structs.replace(plan, steps=(step,)),))))
    hub.order(StartPlan(plan="power"))
    hub.settle()
    assert hub.state.plans[RUN].steps[0].note.startswith("order: ")
    with pytest.raises(msgspec.ValidationError):
        commands_of(hub.state, step)


def test_two_runs_in_the_same_second_have_names_of_their_own() -> None:
    state = open_hall()
    for expected in (RUN, f"{RUN}-2", f"{RUN}-3"):
        (event,) = start(state, StartPlan(plan="power"), "du", state.at)
        assert isinstance(event, ev.PlanStarted)
        assert event.run == expected
        state = apply(state, event)


def test_only_the_last_ten_that_are_over_are_kept() -> None:
    state = open_hall()
    for n in range(15):
        state = apply(state, ev.PlanStarted(run=f"r{n}", plan="power", by="du"))
        state = apply(msgspec.structs.replace(state, at=state.at + 1), ev.PlanStoodDown(run=f"r{n}", by="du"))
    assert sorted(state.plans) == sorted(f"r{n}" for n in range(5, 15))


def test_the_time_of_a_step_is_known() -> None:
    hub = begun()
    plan: Plan = small_hall().plans[0]
    assert plan.steps[0].kind is StepKind.HUMAN
    assert due_at(plan.steps[0], hub.state.plans[RUN].steps[0]) == hub.state.at + 300


@given(cuts=st.lists(st.integers(1, 4), min_size=1, max_size=60), broken=st.sets(st.sampled_from(PANELS)))
@settings(max_examples=150, deadline=None)
def test_a_hub_killed_at_any_moment_gives_nothing_twice_and_the_plan_completes(cuts: list[int], broken: set[str]) -> None:
    """Each round is cut after so many events: what was about to be written is forgotten, as by a kill; the journal is what stays."""
    hub = Hub(open_hall(), broken=frozenset(broken))
    hub.order(StartPlan(plan="power"))
    hub.write(ev.PlanStepDone(run=RUN, step="scope", by="du"))
    for cut in cuts:
        hub.round(most=cut)
        hub.state = decode(encode(hub.state))
    hub.settle()
    if broken:
        assert hub.phases()["beep"] == "failed"
        hub.broken = frozenset()
        hub.order(RetryStep(run=RUN, step="beep"))
        hub.settle()
    hub.wait(600)
    done(hub, "rekey")
    assert set(hub.phases().values()) == {"done"}
    accepted = [event.id for event in hub.written if isinstance(event, ev.CommandAccepted)]
    assert len(accepted) == len(set(accepted)) == 4 + len(broken)
    begun_steps = [event.step for event in hub.written if isinstance(event, ev.PlanStepStarted)]
    assert len(begun_steps) == 4 + bool(broken)
