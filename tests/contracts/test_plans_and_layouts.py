"""Every plan on disk can be carried through in the demo hall, and every layout names panes that exist."""

from pathlib import Path

import pytest

from console import config
from console.model import event as ev
from console.model import plan
from console.model.command import Role, StartPlan
from console.model.hall import Plan, StepKind
from console.model.order import check
from console.model.state import HallState, StepPhase
from console.toml_file import TomlFile
from tests.helpers.streams import after, open_hall
from widgets.layout import Layout
from widgets.pane import find_panes

HALL = config.load_hall(config.DEMO_HALL)
ROOT = Path(__file__).parents[2]
LAYOUTS = sorted((ROOT / "layouts").glob("*.toml"))


@pytest.fixture(scope="module")
def state() -> HallState:
    return open_hall(HALL)


@pytest.mark.parametrize("file", sorted((ROOT / "resources/plans").glob("*.toml")), ids=lambda file: file.stem)
def test_every_file_is_a_plan_of_its_name(file: Path) -> None:
    assert file.stem in {found.id for found in HALL.plans}


def test_the_demo_hall_has_all_that_the_shared_plans_order() -> None:
    assert config.load_site().by_hand == (), "a wrong id in a plan is seen here: halls leave out what they have not"


@pytest.mark.parametrize("wanted", HALL.plans, ids=lambda found: found.id)
def test_every_plan_says_where_it_comes_from_and_in_both_languages(wanted: Plan) -> None:
    assert wanted.source
    assert wanted.trigger
    assert wanted.close_when
    assert wanted.name_en
    assert all(step.text_en for step in wanted.steps)


@pytest.mark.parametrize("wanted", HALL.plans, ids=lambda found: found.id)
def test_every_device_step_gives_orders_that_the_hall_knows(state: HallState, wanted: Plan) -> None:
    for step in wanted.steps:
        if step.kind is StepKind.DEVICE:
            commands = plan.commands_of(state, step)
            assert commands, step.id
            for command in commands:
                refused = check(state, command, Role.LEADER, state.at)
                assert refused is None or refused[0] != "no_such", (step.id, command, refused)


@pytest.mark.parametrize("wanted", HALL.plans, ids=lambda found: found.id)
def test_every_plan_comes_to_its_end(state: HallState, wanted: Plan) -> None:
    now = state.at + 1
    state = after(state, *plan.start(state, StartPlan(plan=wanted.id, reason="演练", drill=True), "lin", now), at=now)
    [run] = state.plans
    for _ in range(3 * len(wanted.steps)):
        now += 3600
        state = after(state, *plan.advance(state, now)[0], at=now)
        active = [step for step in state.plans[run].steps if step.phase is StepPhase.ACTIVE]
        state = after(state, *(ev.PlanStepDone(run=run, step=step.id, by="lin") for step in active), at=now)
    assert {step.phase for step in state.plans[run].steps} == {StepPhase.DONE}


@pytest.mark.parametrize("file", LAYOUTS, ids=lambda file: file.stem)
def test_every_layout_names_panes_on_disk(file: Path) -> None:
    read = TomlFile.read(file)
    layout = read.convert(Layout)
    layout.check({*find_panes(), "detail"}, read)
    assert all(list(part.names()) for window in layout.window for part in window.parts)
