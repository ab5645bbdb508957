"""The simulated hall as a process: the simulation on the hall's clock, behind the device ends of the real protocols.

    python -m adapters.simulated.world OPTIONS.json

It writes where its devices are reached into `options.ready` (a `Doors`), and runs until SIGTERM. Its control port takes lines, answered
with `ok` or the reason why not: `begin SINCE` lets hall time run from `options.begin` at that `time.monotonic`; `misbehave KIND [TARGET
[MINUTES]]` lets something go wrong (TARGET `-`: the usual one), `mishaps` lists the kinds, `mend DEVICE` ends what is wrong with a device;
`presence` is answered with who is where.
"""

import contextlib
import logging
import os
import select
import signal
import sys
import time
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from adapters.line_link import LineLink
from adapters.simulated.hall import MISHAPS, SimulatedHall
from adapters.simulated.panel_end import PanelEnd
from adapters.simulated.power_end import PowerEnd
from adapters.simulated.presence import presence
from adapters.simulated.push_end import PushEnd
from adapters.simulated.queue_end import QueueEnd
from adapters.simulated.routes import Routes
from adapters.simulated.scenario import load_scenario
from console import config
from console.clock import Clock, FixedClock, HallClock
from console.fault import HallFault
from console.model import event as ev
from console.model.event import AdapterEvent, DayKind

TURN = 0.02
"""Seconds that a turn waits at most: a panel must echo within the bus's 0.1 s."""
KEY_PATIENCE = 20.0
"""Seconds of hall time a clerk waits for a key's effect …"""
KEY_PATIENCE_REAL = 2.0
"""… and real seconds, when the hall runs fast."""

log = logging.getLogger("world")


class WorldOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a simulated world is started with."""

    hall: str
    """Folder of the hall."""
    seed: int
    begin: float
    """Hall time from which it is live, UTC seconds; what lies before is lived through at once, without devices."""
    ready: str
    speed: float = 1.0
    day_kind: DayKind = DayKind.NORMAL
    push_port: int
    """Where the push adapter listens."""


class Doors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the simulated devices are reached."""

    panels: str
    """The bus's terminal."""
    qms: int
    ups: int
    control: int


class World:
    """The simulation and its device ends."""

    def __init__(self, options: WorldOptions) -> None:
        self.options = options
        site = config.load_site(options.hall)
        scenario = load_scenario(Path(options.hall) / "simulation.toml", site.hall)
        self.hall = SimulatedHall(site.hall, scenario, options.seed, options.begin, options.day_kind)
        self.hall.run_until(options.begin)
        self.hall.link(max(KEY_PATIENCE, KEY_PATIENCE_REAL * options.speed))
        self._clock: Clock = FixedClock(options.begin)
        self._routes = Routes(site.hall)
        self._kinds = {device.id: device.kind for device in site.hall.devices}
        premises = self.hall.premises
        counters = {counter.panel: counter for counter in site.hall.counters if counter.panel}
        self._queue_device = site.hall.queue_device
        self._queue = QueueEnd(self.hall.obey, first_seq=int(options.begin))
        self._panels = PanelEnd(
            {panel: counter.number for panel, counter in counters.items()},
            works=lambda panel: not premises.is_silent(panel),
            asked=lambda panel: self.hall.asked_to_rate(counters[panel].id),
        )
        self._bus = next((device.id for device in site.hall.devices if device.kind == "bus"), "")
        self._power = PowerEnd(_ups_names(site))
        self._push = self._gateways(site)
        self._control = LineLink("127.0.0.1", 0, listens=True)
        self._stopped = False

    def _gateways(self, site: config.Site) -> dict[str, PushEnd]:
        """Device → the gateway that pushes for it."""
        ends: dict[str, PushEnd] = {}
        session = f"{os.getpid()}-{time.monotonic_ns()}"
        for name, devices in _peers(site):
            end = PushEnd(name, self.options.push_port, session, self.hall.obey, partial(self._lost, devices))
            ends.update(dict.fromkeys(devices, end))
        return ends

    def _lost(self, devices: tuple[str, ...]) -> list[ev.DeviceLost]:
        broken = self.hall.premises.broken
        return [ev.DeviceLost(device=device, reason=broken[device]) for device in devices if device in broken]

    @property
    def doors(self) -> Doors:
        """Where the devices are reached."""
        return Doors(panels=self._panels.path, qms=self._queue.port, ups=self._power.port, control=self._control.port)

    def stop(self) -> None:
        """Let `run` return."""
        self._stopped = True

    def run(self) -> None:
        """Live until stopped."""
        for supply in self.hall.premises.supplies.values():
            self._power.show(supply.device, supply.variables())
        while not self._stopped:
            with contextlib.suppress(InterruptedError):
                select.select([self._panels.descriptor], [], [], TURN)
            self.turn()

    def turn(self) -> None:
        """Live until now."""
        hall_now, real_now = self._clock.now(), time.monotonic()
        self._seen_to_faults()
        for happening in self.hall.run_until(hall_now):
            self._tell(happening.at, happening.event)
        self._panels.poll(real_now)
        self._queue.poll(real_now, hall_now)
        if isinstance(self._clock, HallClock):  # before it begins nobody listens, and each call in vain would lengthen the pause
            for end in dict.fromkeys(self._push.values()):
                end.poll(real_now, hall_now)
        self._hear_control()

    def _seen_to_faults(self) -> None:
        """What is broken in the simulation is broken at the device end."""
        premises = self.hall.premises
        self._queue.is_silent = premises.is_silent(self._queue_device)
        self._panels.is_noisy = (self._bus, "noise") in premises.faults
        for supply in premises.supplies:
            self._power.silence(supply, is_silent=premises.is_silent(supply))

    def _tell(self, at: float, event: AdapterEvent) -> None:
        """Let the right device tell of what happened, in its own protocol."""
        device = self._routes.device_of(event)
        match event:
            case ev.PanelKeyPressed(key=key):
                self._panels.press(device, key)
            case ev.TicketRated(score=score) if self._kinds[device] == "panel":
                self._panels.rate(device, score)
            case ev.DeviceMeasured(values=values) if self._kinds[device] == "ups":
                self._power.show(device, values)
            case _ if device in self._push:
                self._push[device].report(at, event)
            case _:
                # Losses and conditions of panels, UPSes and queue system are not told: they show.
                self._queue.report(at, event)

    def _hear_control(self) -> None:
        for heard in self._control.poll(0.0):
            if heard.line:
                heard.peer.send(self._answer(heard.line.decode(errors="replace").split()).encode() + b"\n")

    def _answer(self, words: list[str]) -> str:
        match words:
            case ["begin", since]:
                self._clock = HallClock(self.options.begin, self.options.speed, float(since))
                return "ok"
            case ["presence"]:
                return msgspec.json.encode(presence(self.hall)).decode()
            case ["mishaps"]:
                return " ".join(MISHAPS)
            case ["misbehave", kind, *rest]:
                try:
                    self.hall.misbehave(kind, rest[0].strip("-") if rest else "", float(rest[1]) if rest[1:] else 10.0)
                except (HallFault, ValueError) as fault:
                    return str(fault)
                return "ok"
            case ["mend", device]:
                try:
                    self.hall.mend(device)
                except HallFault as fault:
                    return str(fault)
                return "ok"
            case _:
                return "say `mishaps`, `misbehave KIND [TARGET [MINUTES]]`, or `mend DEVICE`"

    def close(self) -> None:
        """Unplug everything."""
        self._power.close()
        self._panels.close()
        self._queue.close()
        for end in dict.fromkeys(self._push.values()):
            end.close()
        self._control.close()


def _peers(site: config.Site) -> list[tuple[str, tuple[str, ...]]]:
    """The gateways of the hall's push adapters."""
    configs = [spec.config for spec in site.adapters if spec.kind == "push"]
    found = msgspec.convert([peer for each in configs for peer in _rows(each.get("peers"))], list[dict[str, object]])
    return [(str(peer["name"]), msgspec.convert(peer["devices"], tuple[str, ...])) for peer in found]


def _ups_names(site: config.Site) -> dict[str, str]:
    """UPS device → its name in ups.conf."""
    rows = [row for spec in site.adapters if spec.kind == "ups" for row in _rows(spec.config.get("ups"))]
    return {str(row["device"]): str(row["name"]) for row in rows}


def _rows(value: object) -> list[dict[str, object]]:
    return msgspec.convert(value or [], list[dict[str, object]])


def main() -> int:
    """Run the world that the options file describes."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s world: %(message)s", datefmt="%H:%M:%S")
    options = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=WorldOptions)
    try:
        world = World(options)
    except HallFault as fault:
        print(f"world: {fault}", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: world.stop())
    ready = Path(options.ready)
    draft = ready.with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(world.doors))
    draft.rename(ready)
    try:
        world.run()
    finally:
        world.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
