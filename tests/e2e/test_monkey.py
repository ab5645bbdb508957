"""A monkey at the real desk before a fast hall: whatever it clicks, drags and types, the desk stays whole and shows the hub's hall."""

import logging
import os
import time

import pytest

from tests.helpers.leader import Leader
from tests.helpers.monkey import Monkey, weight
from tests.helpers.soak import SHARE

SPEED = 60.0
HOURS = 8.0
SEED = int(os.environ.get("MONKEY", "4"))
CHECKED = 20
"""Steps between two comparisons of the desk's hall with the hub's."""
WIDGETS, OBJECTS, MEGABYTES = 250, 120_000, 150.0
"""By which widgets, Python's objects and memory may grow from the end of the first part to the end of the day: the hall's own day grows."""


def drive(
    leader: Leader, caplog: pytest.LogCaptureFixture, qtlog: object, seconds: float, each: float = 30.0
) -> list[tuple[int, int, float]]:
    """Let it play so long; what everything weighs, each `each` seconds."""
    monkey = Monkey(leader, SEED)
    begun = time.monotonic()
    weights: list[tuple[int, int, float]] = []
    steps = 0
    try:
        while time.monotonic() - begun < seconds:
            monkey.step()
            steps += 1
            monkey.check()
            said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
            assert not said, f"{said[:2]}; {monkey.told()}"
            warned = [record.message for record in qtlog.records if record.type_name != "QtDebugMsg"]  # type: ignore[attr-defined]
            assert not warned, f"{warned[:2]}; {monkey.told()}"
            if steps % CHECKED == 0:
                monkey.compare()
            if steps % (10 * CHECKED) == 0:
                monkey.look_closely()
            if time.monotonic() - begun > each * (len(weights) + 1):
                monkey.leave()
                weights.append(weight())
                print(
                    f"{time.monotonic() - begun:.0f} s, {steps} steps, entry {leader.state.seq}: widgets, objects, MB {weights[-1]}",
                    flush=True,
                )
        monkey.compare()
        weights.append(weight())
    finally:
        print(f"seed {SEED}: {steps} steps; {monkey.told()}")
        monkey.close()
    assert steps > 0
    return weights


def test_a_monkey_harms_nothing_in_a_few_minutes_of_the_hall(
    leader: Leader, caplog: pytest.LogCaptureFixture, qtlog: object
) -> None:
    drive(leader, caplog, qtlog, 5.0)


@pytest.mark.soak
@pytest.mark.timeout(1500)
def test_a_monkey_harms_nothing_in_a_whole_day_of_the_hall(
    leader: Leader, caplog: pytest.LogCaptureFixture, qtlog: object
) -> None:
    """8 h at 60×: 8 minutes."""
    weights = drive(leader, caplog, qtlog, max(20.0, HOURS * 3600 / SPEED * SHARE))
    first, last = weights[min(1, len(weights) - 1)], weights[-1]
    assert last[0] - first[0] <= WIDGETS, weights
    assert last[1] - first[1] <= OBJECTS, weights
    assert last[2] - first[2] <= MEGABYTES, weights
