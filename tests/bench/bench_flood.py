"""10,000 alarms in 10 s in the hub: processor time per event while more and more alarms stand, judged by what changed and judged whole.

Both in one run, on the same events in the same groups: `whole` is `policy.judge`, which says what is due; `changed` is what the hub
uses (`judging.Judge`). Hall time runs as in a hall: 1,000 events a second, in commits of ten.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from console.clock import FixedClock
from console.hub.core import HubCore
from console.hub.journal import Draft, Journal
from console.model import event as ev
from console.model import hall, policy
from console.model.hall import AlarmPriority, AlarmRule, HallConfig, Watch
from console.model.judging import Judge
from tests.helpers.streams import MORNING, small_hall

DEVICES, CONDITIONS, GROUP, RATE = 2_500, 4, 10, 1_000.0
ALARMS = DEVICES * CONDITIONS
WHOLE = 5
"""The part of the flood that is judged whole: all of it would take minutes, and the growth shows."""
REACH = 1.5
"""Times the cost of an event while few alarms stand that one may have while 10,000 do."""


def flooded_hall() -> HallConfig:
    """A hall with so many sensors that 10,000 alarms can stand in it."""
    small = small_hall()
    sensors = tuple(
        hall.Device(id=f"sensor-{n}", name=f"传感器 {n}", kind="env", adapter="field", needs=("ups-1",)) for n in range(DEVICES)
    )
    rules = tuple(
        AlarmRule(
            id=f"wrong-{n}", name=f"wrong-{n}", watch=Watch.DEVICE_CONDITION, priority=AlarmPriority.HIGH, kinds=("env",),
            condition=f"wrong-{n}", off_delay=30,
        )
        for n in range(CONDITIONS)
    )  # fmt: skip
    return HallConfig(**{name: getattr(small, name) for name in small.__struct_fields__ if name not in ("devices", "alarms")}, devices=(*small.devices, *sensors), alarms=(*small.alarms, *rules))  # fmt: skip


def flood() -> Iterator[ev.AdapterEvent]:
    """Each condition of each sensor, once."""
    for condition in range(CONDITIONS):
        for device in range(DEVICES):
            yield ev.DeviceConditionRaised(device=f"sensor-{device}", condition=f"wrong-{condition}")


def run(folder: Path, judge: policy.Judging, alarms: int) -> list[float]:
    """Seconds of processor time per event, for each tenth of the flood."""
    clock = FixedClock(MORNING)
    journal = Journal.open(folder, "small")
    core = HubCore(journal, clock, flooded_hall())
    core.consequences.judge = judge
    core.start()
    core.tick()
    told, number, spent = flood(), 0, []
    for _ in range(10):
        began = time.process_time()
        for _ in range(alarms // 10 // GROUP):
            clock.at += GROUP / RATE
            batch = [
                Draft(at=0.0, source="field", epoch="e1", sseq=number + place + 1, event=event)
                for place, event in enumerate(islice(told, GROUP))
            ]
            number += GROUP
            core.take(batch)
            core.tick()
        spent.append((time.process_time() - began) / (alarms // 10))
    assert sum(each.active for each in core.state.alarms.values()) >= alarms, "every event raised its alarm"
    journal.close()
    return spent


def main(alarms: int) -> None:
    """Print the figures."""
    for name, judge, count in (("changed", Judge(), alarms), ("whole", policy.judge, alarms // WHOLE)):
        with tempfile.TemporaryDirectory(prefix="bench-flood-") as folder:
            spent = run(Path(folder), judge, count)
        print(
            f"# {name}: " + ", ".join(f"{each * 1e6:.0f}" for each in spent) + " µs of CPU an event, by tenths", file=sys.stderr
        )
        ratio = spent[-1] / spent[0]
        reach, met = (f"<={REACH}", ratio <= REACH) if name == "changed" else ("-", True)
        print(f"flood_cpu_per_event_first_tenth_{name} {spent[0] * 1e6:.0f} us - MET")
        print(f"flood_cpu_per_event_last_tenth_{name} {spent[-1] * 1e6:.0f} us - MET")
        print(f"flood_cpu_growth_{name} {ratio:.2f} times {reach} {'MET' if met else 'SHORT'}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ALARMS)
