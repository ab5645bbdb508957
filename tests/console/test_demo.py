"""The demo hall, for real: processes, protocols, orders that come true, mishaps that alarm, and nothing left at the end."""

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from adapters.simulated.hall import SimulatedHall
from adapters.simulated.morning import MORNING
from adapters.simulated.nut_server import is_installed
from adapters.simulated.scenario import load_scenario
from console import demo
from console.config import DEMO_HALL, load_hall
from console.demo_morning import EPOCH, write_morning
from console.fault import HallFault
from console.feed import LiveFeed
from console.hub.journal import Journal
from console.model.command import Command, OpenCounter, Refusal, RestartDevice, ShowNotice, StartPlan
from console.model.health import Health, health_of
from console.model.lookup import lookup
from console.model.state import CounterPhase, HallState, Stage, StepPhase, StepRun, TicketPhase
from console.session import Answered, Link
from tests.helpers.program import is_running
from tests.helpers.until import until

PATIENCE = 90.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[demo.Running]:
    started = demo.start(demo.DemoOptions(data=tmp_path_factory.mktemp("demo") / "hall", speed=12.0, has_cameras=False))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def desk(running: demo.Running) -> Iterator[LiveFeed]:
    feed = LiveFeed(running.station("desk"), person="lin")
    until(lambda: feed.latest().link is Link.GOOD, seconds=PATIENCE, what="the desk sees the hall")
    yield feed
    feed.close()


def state(feed: LiveFeed) -> HallState:
    return feed.latest().state


def ordered(feed: LiveFeed, command: Command) -> str:
    """Give an order and wait until it is over; again where a machine that holds somebody up did not keep the five seconds it has."""
    over = (Stage.CONFIRMED, Stage.MISMATCH, Stage.EXPIRED, Stage.REFUSED, Stage.FAILED, Stage.UNKNOWN)
    given: list[str] = []

    def is_kept() -> bool:
        given.append(id := feed.order(command))
        answers: list[Answered] = []

        def is_over() -> bool:
            answers.extend(answer for answer in feed.answers() if answer.id == id)
            is_lost = any(answer.reason == Refusal.EXPIRED for answer in answers)
            return is_lost or (id in state(feed).orders and state(feed).orders[id].stage in over)

        until(is_over, seconds=PATIENCE, what=f"{command} is over")
        return id in state(feed).orders and state(feed).orders[id].stage not in {Stage.EXPIRED, Stage.UNKNOWN}

    until(is_kept, seconds=PATIENCE, what=f"{command} is kept")
    return given[-1]


def everybody_is_heard(feed: LiveFeed) -> bool:
    """By the adapters that run, not by the morning's."""
    now = state(feed)
    if any(adapter.epoch == EPOCH or adapter.lost_at is not None for adapter in now.adapters.values()):
        return False
    joined = {device: now.adapters[lookup(now).devices[device].adapter].joined_at or 0.0 for device in now.devices}
    silent = {
        id for id, device in now.devices.items()
        if health_of(now, id) in (Health.UNHEARD, Health.LOST) or (device.heard_at or 0.0) < joined[id]
    }  # fmt: skip
    return bool(now.devices) and silent <= ({"ups-1", "ups-2"} if not is_installed() else set())


def test_adapters_join_and_every_device_is_heard(desk: LiveFeed) -> None:
    until(lambda: everybody_is_heard(desk), seconds=PATIENCE, what="every device is heard")


def test_the_first_look_is_a_busy_hall(desk: LiveFeed) -> None:
    now = state(desk)
    assert sum(counter.phase is not CounterPhase.CLOSED for counter in now.counters.values()) >= 7
    assert now.duty == "lin"
    assert sum(ticket.phase is TicketPhase.WAITING for ticket in now.tickets.values()) > 5
    assert len(now.day.samples) > 60


def test_a_key_on_a_panel_becomes_a_call_shown_on_panel_and_strip(desk: LiveFeed) -> None:
    def confirmed(kind: str) -> bool:
        return any(
            type(order.command).__name__ == kind
            and order.by == "link"
            and order.stage is Stage.CONFIRMED
            and order.id not in before
            for order in state(desk).orders.values()
        )

    until(lambda: everybody_is_heard(desk), seconds=PATIENCE, what="every device is heard")
    before = set(state(desk).orders)
    for kind in ("FinishService", "CallNext", "ShowTicket", "ShowNotice", "AskRating"):
        until(lambda kind=kind: confirmed(kind), seconds=PATIENCE, what=f"{kind} is confirmed")  # type: ignore[misc]


def test_opening_a_counter_is_confirmed_by_the_hall(desk: LiveFeed) -> None:
    until(lambda: everybody_is_heard(desk), seconds=PATIENCE, what="every device is heard")
    id = ordered(desk, OpenCounter(counter="c5", staff="feng"))
    assert state(desk).orders[id].stage is Stage.CONFIRMED, state(desk).orders[id]
    assert state(desk).counters["c5"].phase is not CounterPhase.CLOSED


def test_a_notice_is_shown_and_a_device_restarts(desk: LiveFeed) -> None:
    until(lambda: everybody_is_heard(desk), seconds=PATIENCE, what="every device is heard")
    id = ordered(desk, ShowNotice(device="board-1", text="高峰时段，请使用自助终端"))
    assert state(desk).orders[id].stage is Stage.CONFIRMED
    assert state(desk).devices["board-1"].showing == "高峰时段，请使用自助终端"
    id = ordered(desk, RestartDevice(device="kiosk-2"))
    assert state(desk).orders[id].stage is Stage.CONFIRMED, state(desk).orders[id]


@pytest.mark.soak
def test_the_surge_plan_acts_and_its_device_steps_are_done(desk: LiveFeed) -> None:
    until(lambda: everybody_is_heard(desk), seconds=PATIENCE, what="every device is heard")
    ordered(desk, StartPlan(plan="surge", reason="test"))

    def notice() -> StepRun | None:
        runs = [run for run in state(desk).plans.values() if run.plan == "surge"]
        return next((step for run in runs for step in run.steps if step.id == "notice"), None)

    def is_over() -> bool:
        step = notice()
        return step is not None and step.phase in (StepPhase.DONE, StepPhase.FAILED)

    until(is_over, seconds=PATIENCE, what="the notice step is over")
    step = notice()
    assert step is not None
    assert step.phase is StepPhase.DONE, (step, [order for order in state(desk).orders.values() if order.by.startswith("plan")])
    assert "自助终端" in state(desk).devices["board-2"].showing


def test_a_ups_on_battery_raises_its_alarm(running: demo.Running, desk: LiveFeed) -> None:
    until(lambda: everybody_is_heard(desk), seconds=PATIENCE, what="every device is heard")
    running.misbehave("mains_lost", "ups-2", 10)
    until(lambda: "ups_on_battery:ups-2" in state(desk).alarms, seconds=PATIENCE, what="the alarm is raised")
    assert "on_battery" in state(desk).devices["ups-2"].conditions


@pytest.mark.soak
def test_an_unplugged_panel_is_lost_not_faulty(running: demo.Running, desk: LiveFeed) -> None:
    until(lambda: everybody_is_heard(desk), seconds=PATIENCE, what="every device is heard")
    running.misbehave("panel_unplugged", "panel-9", 10)
    until(lambda: health_of(state(desk), "panel-9") is Health.LOST, seconds=PATIENCE, what="the panel is lost")


def test_an_unknown_mishap_is_refused_in_words(running: demo.Running) -> None:
    with pytest.raises(HallFault, match="there is no mishap 'earthquake'"):
        running.misbehave("earthquake")


@pytest.mark.soak
def test_stop_leaves_no_process_within_two_seconds(tmp_path: Path) -> None:
    began = time.monotonic()
    started = demo.start(demo.DemoOptions(data=tmp_path / "hall", speed=60.0, has_cameras=False))
    ready = time.monotonic() - began
    family = [child for pid in [health.pid for health in started.health().values()] for child in _family(pid)]
    assert len(family) >= 6
    stopping = time.monotonic()
    started.stop()
    assert time.monotonic() - stopping < 2.5
    until(
        lambda: not any(is_running(child.pid) for child in family),
        seconds=3,
        what="all have ended",
    )
    assert ready < 30, f"ready after {ready:.1f} s"
    log = (tmp_path / "hall" / "log" / "hub.log").read_text()
    assert "Traceback" not in log


def _family(pid: int | None) -> list[psutil.Process]:
    if pid is None:
        return []
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def test_a_folder_with_other_things_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(HallFault, match="holds something that is not a demo's"):
        demo.start(demo.DemoOptions(data=tmp_path))
    assert (tmp_path / "letter.txt").exists()


@pytest.mark.parametrize("place", ["/proc/demo", "/proc/self/status"])
def test_a_folder_that_cannot_be_written_is_named(place: str) -> None:
    with pytest.raises(HallFault, match=f"the demo cannot write to {place}: ") as fault:
        demo.start(demo.DemoOptions(data=Path(place)))
    assert fault.value.remedy


def test_a_speed_out_of_range_is_refused() -> None:
    with pytest.raises(HallFault, match="cannot run at 100×"):
        demo.start(demo.DemoOptions(speed=100))


def test_the_written_morning_is_in_order_and_every_order_came_true(tmp_path: Path) -> None:
    hall = load_hall()
    scenario = load_scenario(DEMO_HALL / "simulation.toml", hall)
    simulated = SimulatedHall(hall, scenario, 2, time.time())
    count = write_morning(tmp_path, hall, simulated, simulated.opens + MORNING)
    journal = Journal.open(tmp_path / "journal", hall.id, timezone=hall.timezone, signer=None)
    try:
        folded = journal.restore()
        assert folded.seq == count > 3000
        assert {order.stage for order in folded.orders.values()} <= {Stage.CONFIRMED, Stage.REPORTED}
        times = [sealed.entry.at for sealed in journal.read(0, count)]
        assert times == sorted(times)
        assert all(health_of(folded, device) in (Health.WELL, Health.TROUBLED) for device in folded.devices)
    finally:
        journal.close()
