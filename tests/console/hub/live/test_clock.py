"""A wall clock that is put forward and back: hall time follows or runs on, and nothing that waits notices."""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from console.clock import FixedClock, HallClock
from console.hub.core import HubCore, rebuilt
from console.hub.hall_time import HallTime, Step
from console.hub.journal import Draft, Journal
from console.model import command as do
from console.model import event as ev
from console.model.command import Command, Role
from console.model.hall import Watch
from console.model.state import Stage, state_hash
from console.wire import Order
from tests.console.hub.live.conftest import Kept
from tests.helpers.streams import MORNING, opening, small_hall


class Wall(HallClock):
    """A wall clock that the test puts forward and back, and a monotonic one that it lets run."""

    def __init__(self, start: float = MORNING) -> None:
        super().__init__()
        self.elapsed = 0.0
        self.moved = 0.0
        self._start = start
        self._at = (start, 0.0)

    def now(self) -> float:
        return self._at[0] + self.elapsed - self._at[1]

    def step(self) -> float:
        return self._start + self.elapsed + self.moved - self.now()

    def anchor(self) -> None:
        self._at = (self._start + self.elapsed + self.moved, self.elapsed)


def test_a_step_forward_is_told_once_and_followed() -> None:
    wall = Wall()
    time = HallTime(wall)
    wall.moved = 3_600.0
    assert time.step() == Step(wall=3_600, hall=3_600)
    assert time.step() is None
    assert time.now() == MORNING + 3_600


def test_a_step_back_is_told_once_and_hall_time_runs_on_at_its_pace() -> None:
    wall = Wall()
    time = HallTime(wall)
    wall.moved = -7_200.0
    assert time.step() == Step(wall=-7_200, hall=0)
    assert time.step() is None
    wall.elapsed += 5
    assert time.now() == MORNING + 5
    wall.moved = 600.0
    assert time.step() == Step(wall=7_800, hall=600), "of its way back and more, hall time follows what is more"


def test_a_process_that_is_held_up_between_its_two_clocks_sees_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    class Machine:
        """Its clocks; each time that this process looks at the wall's, it is held up for three seconds, some times over."""

        up, holds = 90_000.0, 0

        def time(self) -> float:
            wall = MORNING + self.up
            self._hold()
            return wall

        def monotonic(self) -> float:
            return self.up

        def _hold(self) -> None:
            if self.holds:
                self.holds -= 1
                self.up += 3.0

    machine = Machine()
    monkeypatch.setattr("console.clock.time", machine)
    machine.holds = 3
    clock = HallClock()
    assert clock.now() == MORNING + machine.up
    machine.holds = 3
    assert HallTime(clock).step() is None
    machine.holds = 3
    clock.anchor()
    assert clock.now() == MORNING + machine.up


def test_who_reads_while_the_clock_is_put_right_gets_one_of_both_times(monkeypatch: pytest.MonkeyPatch) -> None:
    class Machine:
        """Its clocks; somebody else reads hall time whenever they are looked at."""

        is_put_right = False
        wall, up = MORNING, 90_000.0

        def time(self) -> float:
            self._read()
            return self.wall

        def monotonic(self) -> float:
            self._read()
            return self.up

        def _read(self) -> None:
            if self.is_put_right:
                self.is_put_right = False
                read.append(clock.now())
                self.is_put_right = True

    read: list[float] = []
    machine = Machine()
    monkeypatch.setattr("console.clock.time", machine)
    clock = HallClock()
    machine.up += 300_000
    machine.wall += 303_600
    machine.is_put_right = True
    clock.anchor()
    assert set(read) <= {MORNING + 300_000, MORNING + 303_600}
    machine.is_put_right = False
    assert clock.now() == MORNING + 303_600


def test_a_hub_that_starts_before_its_journal_runs_on_from_there() -> None:
    wall = Wall()
    time = HallTime(wall, floor=wall.now() + 100)
    first = time.now()
    wall.elapsed += 1
    assert time.now() == first + 1
    assert time.step() == Step(wall=-100, hall=0)


def test_a_fixed_clock_never_steps() -> None:
    assert HallTime(FixedClock(5.0), floor=9.0).step() is None


# --- what waits -------------------------------------------------------------------------------------------------------------

Action = tuple[str, Any]
"""What happens next: an event of an adapter, an order, seconds that go by, a step of the wall clock."""
_STAMP = re.compile(r"\d{8}T\d{6}Z")
_LINKED = re.compile(r"\blink\.(\d+)\.(\d+)\.")
"""Boot and entry that an order of linkage is named by."""
_TIMES = ("expires_at", "until", "since")


class Morning:
    """A hub on a journal, an open hall, and all that the hub wrote by itself, by elapsed time."""

    def __init__(self, folder: Path) -> None:
        hall = small_hall()
        rules = tuple(rule for rule in hall.alarms if rule.watch is not Watch.CLOCK_STEPPED)
        self.hall = msgspec.structs.replace(hall, alarms=rules, rounds=())
        self.wall = Wall()
        self.journal = Journal.open(folder, "small")
        self.core = HubCore(self.journal, self.wall, self.hall, outlet=Kept())
        self.core.start()
        self.told = 0
        self.orders: list[str] = []
        first = opening(self.hall)[3:]
        for event in first:
            if isinstance(event, ev.AdapterJoined):
                self.core.note(event)
        self.tell(*(event for event in first if not isinstance(event, ev.AdapterJoined)))
        self.core.tick()
        self.seen = self.journal.head.seq
        self.found: list[tuple[float, str]] = []
        self.left_out: list[int] = []
        """Entries that a wall clock which does not step has not, or has elsewhere."""

    def tell(self, *events: Any) -> None:
        numbered = enumerate(events, self.told + 1)
        self.told += len(events)
        self.core.take([Draft(at=0.0, source="qms", epoch="e1", sseq=number, event=event) for number, event in numbered])

    def order(self, command: Command) -> None:
        self.orders.append(f"o{len(self.orders)}")
        order = Order(id=self.orders[-1], command=command, boot=self.core.boot, expires_in=5.0)
        self.core.order("desk", Role.LEADER, "wang", order)

    def act(self, kind: str, value: Any, *, steps: bool) -> None:
        """Let one thing happen; with `steps` False the wall stays what it is."""
        match kind:
            case "wait":
                for _ in range(value):
                    self.wall.elapsed += 2.5
                    self.core.tick()
                    self.collect()
            case "step" if steps:
                self.wall.moved += value
                self.core.tick()
            case "order":
                self.order(value)
            case "report" if self.orders:
                self.tell(ev.CommandReported(id=self.orders[value % len(self.orders)], done=True))
            case "tell":
                self.tell(value)
        self.collect()

    def collect(self) -> None:
        """What the hub wrote since: no checkpoints, no steps, no times of the wall in it, and entries counted without those."""
        for sealed in self.journal.read(self.seen, 5_000):
            self.seen = sealed.entry.seq
            event = sealed.entry.event
            if isinstance(event, ev.ClockStepped | ev.CheckpointSigned):
                self.left_out.append(self.seen)
            elif sealed.entry.source == "hub":
                plain = {key: value for key, value in msgspec.to_builtins(event).items() if key not in _TIMES}
                self.found.append((self.wall.elapsed, _LINKED.sub(self.placed, _STAMP.sub("T", str(plain)))))

    def placed(self, linked: re.Match[str]) -> str:
        """The name of an order of linkage, its cause counted as on a wall clock that does not step."""
        boot, cause = map(int, linked.groups())
        return f"link.{boot}.{cause - sum(seq < cause for seq in self.left_out)}."


def lived(actions: Sequence[Action], *, steps: bool) -> list[tuple[float, str]]:
    """What a hub wrote by itself while this happened."""
    with tempfile.TemporaryDirectory() as folder:
        morning = Morning(Path(folder))
        try:
            for kind, value in actions:
                morning.act(kind, value, steps=steps)
            assert state_hash(morning.core.state) == state_hash(rebuilt(morning.journal)), "replay moves what live moved"
            return morning.found
        finally:
            morning.journal.close()


_devices = st.sampled_from(["panel-1", "panel-2", "strip-1", "ups-1", "kiosk-1", "qms-1"])
_tickets = st.sampled_from(["A1", "A2", "B1"])
_counters = st.sampled_from(["c1", "c2"])
_told = st.one_of(
    st.builds(ev.DeviceLost, device=_devices, reason=st.just("x")),
    st.builds(ev.DeviceFound, device=_devices),
    st.just(ev.DeviceConditionRaised(device="ups-1", condition="on_battery")),
    st.just(ev.DeviceConditionCleared(device="ups-1", condition="on_battery")),
    st.builds(ev.DeviceMeasured, device=st.just("ups-1"), values=st.sampled_from([{"battery.charge": 20.0}, {"battery.charge": 80.0}])),
    st.builds(ev.TicketTaken, ticket=_tickets, business=st.sampled_from(["pay", "rename"])),
    st.builds(ev.TicketCalled, ticket=_tickets, counter=_counters),
    st.builds(ev.ServiceStarted, ticket=_tickets, counter=_counters),
    st.builds(ev.ServiceFinished, ticket=_tickets, counter=_counters),
    st.builds(ev.ZoneCounted, zone=st.just("waiting"), people=st.sampled_from([3, 30])),
    st.just(ev.KioskSessionStarted(device="kiosk-1")),
    st.builds(ev.StaffPresenceChanged, person=st.sampled_from(["an", "chu"]), presence=st.sampled_from(list(ev.Presence))),
)  # fmt: skip
_orders = st.one_of(
    st.builds(do.CallNext, counter=_counters),
    st.builds(do.PauseCounter, counter=_counters),
    st.builds(do.CloseCounter, counter=_counters),
    st.builds(do.ShowNotice, device=st.just("board-1"), text=st.just("x")),
    st.builds(do.RestartDevice, device=st.just("panel-1")),
    st.just(do.StartPlan(plan="power")),
)
_waits = st.sampled_from([1, 2, 5, 20, 80, 200]).map(lambda count: ("wait", count))
_steps = (
    st.integers(-4 * 7_200, 4 * 3_600).filter(lambda quarters: abs(quarters) > 4).map(lambda quarters: ("step", quarters / 4))
)
_actions = st.one_of(
    st.tuples(st.just("tell"), _told),
    st.tuples(st.just("tell"), _told),
    st.tuples(st.just("order"), _orders),
    st.tuples(st.just("report"), st.integers(0, 9)),
    _waits,
    _steps,
)


@given(st.lists(_actions, min_size=4, max_size=25))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example([("order", do.CallNext(counter="c1")), ("step", 3_600.0), ("wait", 5)])
@example([("order", do.CallNext(counter="c1")), ("step", -7_200.0), ("wait", 5)])
@example([("order", do.ShowNotice(device="board-1", text="x")), ("report", 0), ("step", 3_600.0), ("wait", 9)])
@example(
    [
        ("tell", ev.DeviceConditionRaised(device="ups-1", condition="on_battery")),
        ("tell", ev.DeviceConditionRaised(device="ups-1", condition="on_battery")),
        ("step", 1.25),
        ("tell", ev.TicketCalled(ticket="A1", counter="c1")),
    ]
)
@example([("tell", ev.DeviceLost(device="panel-1", reason="x")), ("step", 3_600.0), ("wait", 9)])
@example([("order", do.StartPlan(plan="power")), ("wait", 30), ("step", 3_600.0), ("wait", 200)])
@example(
    [("tell", ev.TicketTaken(ticket="A1", business="pay")), ("wait", 2), ("step", -7_200.0), ("step", 10_800.0), ("wait", 200)]
)
def test_whatever_the_wall_clock_does_the_same_is_written_after_the_same_seconds(actions: list[Action]) -> None:
    assert lived(actions, steps=True) == lived(actions, steps=False)


def test_an_hour_forward_expires_no_order_and_two_back_keep_none_open(tmp_path: Path) -> None:
    morning = Morning(tmp_path)
    morning.order(do.CallNext(counter="c1"))
    morning.act("tell", ev.TicketTaken(ticket="A1", business="pay"), steps=True)
    morning.order(do.CallNext(counter="c1"))
    for step in (3_600.0, -7_200.0):
        morning.act("step", step, steps=True)
        assert morning.core.state.orders["o1"].stage is Stage.COMMANDED
    morning.act("wait", 3, steps=True)
    assert morning.core.state.orders["o1"].stage is Stage.EXPIRED
    morning.journal.close()


@pytest.mark.parametrize("moved", [3_600.0, 20 * 3_600.0])
def test_what_is_noted_beside_a_step_is_written_after_it(tmp_path: Path, moved: float) -> None:
    morning = Morning(tmp_path)
    morning.core.note(ev.AdapterLost(adapter="ups", reason="silent"))
    morning.wall.moved = moved
    morning.core.tick()
    lost = morning.core.state.adapters["ups"].lost_at
    assert lost is not None
    assert lost <= morning.core.now(), "not an hour ahead"
    kinds = [ev.kind_of(sealed.entry.event) for sealed in morning.journal.read(morning.seen, 99)]
    assert kinds.index("clock.stepped") < kinds.index("adapter.lost")
    told = [sealed.entry.sseq for sealed in morning.journal.read(0, 999) if sealed.entry.source == "hub"]
    assert told == sorted(told)
    morning.journal.close()
