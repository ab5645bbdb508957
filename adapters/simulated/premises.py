"""The simulated building: people in zones, kiosks, power supplies, displays; what they measure and how they fail."""

import random
from collections.abc import Callable

from adapters.simulated.queue_system import Emit, Refused
from adapters.simulated.scenario import Habits, lognormal
from adapters.simulated.timeline import Timeline
from console.model.event import (
    CallAnnounced,
    DeviceConditionCleared,
    DeviceConditionRaised,
    DeviceFound,
    DeviceLost,
    DeviceMeasured,
    DisplayShowed,
    KioskSessionEnded,
    KioskSessionStarted,
    ZoneCounted,
)
from console.model.hall import Device, HallConfig

COUNTED_EVERY = 10.0
"""Seconds between two words of a people counter, when the count changed."""
COUNTED_AGAIN = 60.0
MEASURED_EVERY = 30.0
"""Seconds between two readings of a UPS at rest."""
ON_BATTERY_EVERY = 10.0
RUNTIME = 1500.0
"""Seconds that a full battery lasts."""
RECHARGING = 3.0
"""Times slower than discharging."""
LOW = 20.0
"""Percent under which the battery is low."""
PAPER_LOW = 15.0
CLOCK_OFF = "clock_off"
"""A camera's clock is wrong."""
RESTARTING = 20.0
"""Seconds a kiosk is away when restarted."""
REFILLING = (420.0, 900.0)
"""Seconds until somebody brings paper."""
TOLD = ("kiosk", "ticket_kiosk")
"""Kinds that tell how much paper they have."""


class Supply:
    """A UPS."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.has_mains = True
        self.charge = 100.0
        self.load = 42.0
        self.at = 0.0

    @property
    def status(self) -> str:
        """NUT's `ups.status`."""
        if self.has_mains:
            return "OL" if self.charge >= 100 else "OL CHRG"
        return "OB DISCHRG LB" if self.charge < LOW else "OB DISCHRG"

    def age(self, now: float) -> None:
        """Charge or discharge since the last look."""
        seconds, self.at = now - self.at, now
        step = seconds / RUNTIME * 100
        self.charge = min(100.0, self.charge + step / RECHARGING) if self.has_mains else max(0.0, self.charge - step)

    def variables(self) -> dict[str, float | bool | str | None]:
        """Readings by NUT's names."""
        return {
            "status": self.status,
            "battery.charge": float(round(self.charge)),
            "battery.runtime": float(round(self.charge / 100 * RUNTIME)),
            "ups.load": float(round(self.load)),
            "input.voltage": 228.0 if self.has_mains else 0.0,
            "output.voltage": 220.0,
        }


class Premises:
    """Zones and devices of the hall, all but the queue system and the panels' keys."""

    def __init__(
        self, config: HallConfig, habits: Habits, timeline: Timeline, emit: Emit, chance: Callable[[str], random.Random]
    ) -> None:
        self._habits = habits
        self._timeline = timeline
        self._emit = emit
        self._chance = chance("premises")
        self._devices = {device.id: device for device in config.devices}
        self._counters = {device.zone: device.id for device in config.devices if device.kind == "people_counter" and device.zone}
        self.people = {zone.id: 0 for zone in config.zones}
        self._told: dict[str, tuple[int, float]] = {}
        self.paper = {device.id: self._chance.uniform(35, 100) for device in config.devices if device.kind in TOLD}
        self.busy: set[str] = set()
        """Kiosks in use."""
        self.users: dict[str, str] = {}
        """Kiosk → the customer at it."""
        self.supplies = {device.id: Supply(device.id) for device in config.devices if device.kind == "ups"}
        self.showing: dict[str, str] = {}
        self.broken: dict[str, str] = {}
        """Devices that are silent, and why."""
        self.faults: set[tuple[str, str]] = set()
        """(device, condition) that hold."""

    def open(self) -> None:
        """Switch everything on; each device is heard for the first time."""
        for device in self._devices.values():
            self._emit(DeviceFound(device=device.id))
        for supply in self.supplies.values():
            supply.at = self._timeline.now
            self._watch(supply)
        for printer in self.paper:
            self._tell_paper(printer)
        self._count()

    # --- silence ---------------------------------------------------------------------------------------------------------

    def is_silent(self, device: str) -> bool:
        """Whether a device cannot be heard: broken, or without power."""
        return device in self.broken or any(
            need in self.supplies and self.supplies[need].charge <= 0 and not self.supplies[need].has_mains
            for need in self._devices[device].needs
        )

    def silence(self, device: str, reason: str) -> None:
        """Break a device; it is lost to its adapter."""
        if device not in self.broken:
            self.broken[device] = reason
            self._emit(DeviceLost(device=device, reason=reason))

    def mend(self, device: str) -> None:
        """It is heard again."""
        if self.broken.pop(device, None) is not None:
            self._emit(DeviceFound(device=device))

    # --- zones -----------------------------------------------------------------------------------------------------------

    def move(self, here: str | None, there: str | None, people: int) -> None:
        """People go from zone to zone, come in (from None) or leave (to None)."""
        if here:
            self.people[here] -= people
        if there:
            self.people[there] += people

    def _count(self) -> None:
        now = self._timeline.now
        for zone, device in self._counters.items():
            told, at = self._told.get(zone, (-1, 0.0))
            if not self.is_silent(device) and (self.people[zone] != told or now - at >= COUNTED_AGAIN):
                self._told[zone] = (self.people[zone], now)
                self._emit(ZoneCounted(zone=zone, people=self.people[zone]))
        self._timeline.after(COUNTED_EVERY, self._count)

    # --- kiosks ----------------------------------------------------------------------------------------------------------

    def use_kiosk(self, business: str, chance: random.Random, name: str) -> bool:
        """A customer uses a free kiosk; False when none is free and well."""
        free = [
            device.id
            for device in self._devices.values()
            if device.kind == "kiosk" and device.id not in self.busy and self._is_usable(device.id)
        ]
        if not free:
            return False
        device = chance.choice(free)
        seconds = lognormal(chance, self._habits.kiosk_minutes * 60, 0.6)
        completed = chance.random() < self._habits.kiosk_completed
        self.busy.add(device)
        self.users[device] = name
        self.move(None, "self_service", 1)
        self._emit(KioskSessionStarted(device=device))
        self._timeline.after(seconds, lambda: self._leave_kiosk(device, business, completed=completed))
        return True

    def _is_usable(self, device: str) -> bool:
        """Low on paper it still prints."""
        stops = any(faulty == device and condition != "paper_low" for faulty, condition in self.faults)
        return not stops and not self.is_silent(device)

    def _leave_kiosk(self, device: str, business: str, *, completed: bool) -> None:
        self.busy.discard(device)
        del self.users[device]
        self.move("self_service", None, 1)
        if self.is_silent(device):
            return
        self._emit(KioskSessionEnded(device=device, completed=completed, business=business))
        self.use_paper(device, 0.7)

    def use_paper(self, device: str, percent: float) -> None:
        """Print; low and empty are conditions, and in time somebody refills."""
        before, after = self.paper[device], max(0.0, self.paper[device] - percent)
        self.paper[device] = after
        if before >= PAPER_LOW > after > 0:
            self.raise_fault(device, "paper_low")
        if before > 0 >= after:
            self.clear_fault(device, "paper_low")
            self.raise_fault(device, "paper_out")
            self._timeline.after(self._chance.uniform(*REFILLING), lambda: self.refill(device))

    def run_low(self, device: str) -> None:
        """So little paper is left that the device says so."""
        self.use_paper(device, max(0.0, self.paper[device] - 0.8 * PAPER_LOW))

    def refill(self, device: str) -> None:
        """New paper."""
        self.paper[device] = 100.0
        for condition in ("paper_out", "paper_low"):
            self.clear_fault(device, condition)

    def _tell_paper(self, device: str) -> None:
        if not self.is_silent(device):
            self._emit(DeviceMeasured(device=device, values={"paper": float(round(self.paper[device]))}))
        self._timeline.after(60, lambda: self._tell_paper(device))

    def raise_fault(self, device: str, condition: str) -> None:
        """A condition begins to hold."""
        if (device, condition) not in self.faults:
            self.faults.add((device, condition))
            self._emit(DeviceConditionRaised(device=device, condition=condition))

    def clear_fault(self, device: str, condition: str) -> None:
        """It no longer holds."""
        if (device, condition) in self.faults:
            self.faults.discard((device, condition))
            self._emit(DeviceConditionCleared(device=device, condition=condition))

    # --- power -----------------------------------------------------------------------------------------------------------

    def lose_mains(self, device: str) -> None:
        """The UPS goes on battery."""
        self._switch(device, has_mains=False)

    def return_mains(self, device: str) -> None:
        """Mains are back; the battery charges."""
        self._switch(device, has_mains=True)

    def drain(self, device: str, charge: float) -> None:
        """Set a battery's charge, percent."""
        supply = self.supplies[device]
        supply.age(self._timeline.now)
        supply.charge = charge
        self._tell_supply(supply)

    def _switch(self, device: str, *, has_mains: bool) -> None:
        supply = self.supplies[device]
        supply.age(self._timeline.now)
        supply.has_mains = has_mains
        self._tell_supply(supply)

    def _watch(self, supply: Supply) -> None:
        supply.age(self._timeline.now)
        supply.load = min(80.0, max(25.0, supply.load + self._chance.uniform(-2, 2)))
        self._tell_supply(supply)
        calm = supply.has_mains and supply.charge >= 100
        self._timeline.after(MEASURED_EVERY if calm else ON_BATTERY_EVERY, lambda: self._watch(supply))

    def _tell_supply(self, supply: Supply) -> None:
        if self.is_silent(supply.device):
            return
        self._emit(DeviceMeasured(device=supply.device, values=supply.variables()))
        for condition, holds in (("on_battery", not supply.has_mains), ("low_batt", "LB" in supply.status)):
            (self.raise_fault if holds else self.clear_fault)(supply.device, condition)

    # --- orders ----------------------------------------------------------------------------------------------------------

    def show(self, device: str, text: str) -> None:
        """Show a text on a strip, a main display or by public address; raises `Refused` when it is silent."""
        self._reach(device)
        self.showing[device] = text
        self._emit(DisplayShowed(device=device, text=text))

    def announce(self, ticket: str, counter: str, number: int) -> None:
        """The queue system has its call shown on the main displays and said by public address; what is silent does neither."""
        for device in self._devices.values():
            if device.kind in {"board", "pa"} and not self.is_silent(device.id):
                is_voice = device.kind == "pa"
                text = f"请 {ticket} 号到 {number} 号窗口" if is_voice else f"{ticket} → {number}"
                self._emit(CallAnnounced(device=device.id, ticket=ticket, counter=counter, voice=is_voice, text=text))

    def restart(self, device: str) -> None:
        """A device goes and comes back; paper it does not bring."""
        self._reach(device)
        self.silence(device, "restarting")
        self._timeline.after(RESTARTING, lambda: self._back(device))

    def _back(self, device: str) -> None:
        self.mend(device)
        self.clear_fault(device, "fault")
        for fault, condition in sorted(self.faults):
            if fault == device:
                self._emit(DeviceConditionRaised(device=device, condition=condition))

    def device(self, id: str) -> Device:
        """The device; raises `Refused` for an unknown one."""
        if id not in self._devices:
            raise Refused(f"there is no device {id}")
        return self._devices[id]

    def _reach(self, id: str) -> None:
        if self.is_silent(self.device(id).id):
            raise Refused(f"{id} does not answer")
