"""The simulated staff go their rounds in time, and enter what customers want; the leader's rounds are left to the leader."""

import pytest

from adapters.simulated.hall import Happening, SimulatedHall
from adapters.simulated.routes import Routes
from adapters.simulated.scenario import load_scenario
from console import config
from console.hub.ownership import domain_of, may_report
from console.model import event as ev
from console.model.hall import Post
from console.model.state import HallState

DAY = 1_795_228_937.0
HALL = config.load_hall()


@pytest.fixture(scope="module")
def happened() -> list[Happening]:
    hall = SimulatedHall(HALL, load_scenario(config.DEMO_HALL / "simulation.toml", HALL), 2, DAY)
    return hall.run_until(hall.opens + 7_200)


def test_every_round_of_the_staff_is_done_in_time_and_by_whose_it_is(happened: list[Happening]) -> None:
    rounds, people = {round.id: round for round in HALL.rounds}, {person.id: person for person in HALL.staff}
    done = [each for each in happened if isinstance(each.event, ev.RoundDone)]
    assert {each.event.round for each in done if isinstance(each.event, ev.RoundDone)} == {"water", "chargers"}
    for each in done:
        assert isinstance(each.event, ev.RoundDone)
        round = rounds[each.event.round]
        assert people[each.event.by].post is round.post is not Post.DUTY_LEADER


def test_matters_and_problems_come_from_people_who_are_there(happened: list[Happening]) -> None:
    opened = [each.event for each in happened if isinstance(each.event, ev.MatterOpened)]
    reported = [each.event for each in happened if isinstance(each.event, ev.ProblemReported)]
    assert len(opened) >= 4
    assert len(reported) >= 2
    staff = {person.id for person in HALL.staff}
    assert {event.owner for event in opened} <= staff
    assert len({event.matter for event in opened}) == len(opened)


@pytest.mark.parametrize(
    "event",
    [
        ev.RoundDone(round="water", by="han"),
        ev.ProblemReported(problem="T1", by="he", text="x"),
        ev.MatterOpened(matter="T1", what="x", owner="he", by="he"),
        ev.MatterAccepted(matter="T1", by="he"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_only_the_staffs_terminals_tell_of_the_duty_book(event: ev.AdapterEvent) -> None:
    staff = Routes(HALL).adapter_of(event)
    others = {device.adapter for device in HALL.devices} - {staff}
    assert may_report(domain_of(HALL, staff), staff, event, HallState())
    assert not any(may_report(domain_of(HALL, other), other, event, HallState()) for other in others)
