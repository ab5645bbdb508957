"""Every command × every role at a real hub core over a real journal: allowed or refused exactly as the role table says, and told."""

from typing import get_args

import pytest

from console import wire
from console.model import event as ev
from console.model.command import Command, Role, lesser
from console.model.people import standing
from tests.console.hub.live.conftest import Bench
from tests.console.model.test_roles import ALLOWED, COLUMN_OF
from tests.helpers.sample import sample


@pytest.mark.parametrize("role", Role)
def test_the_hub_takes_from_each_role_what_the_table_allows_and_nothing_else(bench: Bench, role: Role) -> None:
    refused: list[str] = []
    for place, kind in enumerate(get_args(Command)):
        order = wire.Order(id=f"o{place}", command=sample(kind), boot=bench.core.boot)
        answer = bench.core.order(f"desk-{role}", role, None, order)
        assert (answer.reason != "role") is ALLOWED[role, COLUMN_OF[kind]], (kind.__name__, answer)
        if answer.reason == "role":
            assert not answer.accepted
            refused.append(order.id)
    told = [sealed.entry.event for sealed in bench.journal.read(0, 9_999)]
    assert [each.id for each in told if isinstance(each, ev.CommandRefused) and each.reason == "role"] == refused
    assert not {each.id for each in told if isinstance(each, ev.CommandAccepted)} & set(refused)
    if len(refused) == len(get_args(Command)):
        assert not bench.outlet.sent, "nothing reached a device"


@pytest.mark.parametrize("person", [Role.VIEWER, Role.OPERATOR, Role.LEADER, Role.ADMIN])
def test_every_command_is_judged_by_the_lesser_of_person_and_station(bench: Bench, person: Role) -> None:
    bench.core.write(ev.PersonRegistered(person="p", role=person, since=1.0))
    for station in (Role.OPERATOR, Role.LEADER):
        name = f"desk-{station}"
        bench.core.write(ev.PersonLoggedIn(person="p", station=name, role=lesser(station, person)))
        here = standing(bench.core.state, name, station)
        for place, kind in enumerate(get_args(Command)):
            order = wire.Order(id=f"{station}-{place}", command=sample(kind), boot=bench.core.boot)
            answer = bench.core.order(name, here.role, here.person, order)
            allowed = ALLOWED[station, COLUMN_OF[kind]] and ALLOWED[person, COLUMN_OF[kind]]
            assert (answer.reason != "role") is allowed, (station, kind.__name__, answer)
