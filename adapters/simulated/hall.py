"""The simulated hall, whole: one seed and one list of orders always give the same events. It knows neither sockets nor the wall clock.

`run_until` steps it by hall time and gives what happened; `obey` is what the hall does when it is ordered to; `misbehave` lets
something go wrong. Unlinked, the clerks' keys act by themselves (a morning that nobody watches); linked, they go out as events and
what they cause comes back through `obey`.
"""

import random
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct

from adapters.simulated.clerks import Clerks
from adapters.simulated.customers import Customers
from adapters.simulated.people import People
from adapters.simulated.premises import CLOCK_OFF, Premises
from adapters.simulated.queue_system import QueueSystem, Refused, Ticket, Window
from adapters.simulated.rounds import Rounds
from adapters.simulated.scenario import Scenario, Traffic, minutes_of
from adapters.simulated.timeline import Timeline
from console.fault import HallFault
from console.model import command as do
from console.model.event import AdapterEvent, DayKind, TicketRated
from console.model.hall import HallConfig

MISHAPS = (
    "mains_lost",
    "battery_low",
    "driver_killed",
    "panel_unplugged",
    "bus_noise",
    "qms_silent",
    "paper_low",
    "paper_out",
    "surge",
    "low_rating",
    "storm",
    "camera_lost",
    "camera_frozen",
    "camera_covered",
    "camera_clock",
)
"""What can be made to go wrong."""
SURGE = 2.5
"""Times the ordinary traffic."""
STORM = 3.6
"""A storm day's worst hour at the counters; the telephones saw 12 times in five minutes (domain.md §1.5)."""
OPEN_EARLY = 900.0
"""Seconds before opening at which the building is switched on."""


class Happening(Struct, frozen=True, kw_only=True):
    """Something that happened, in hall time."""

    at: float
    event: AdapterEvent


def midnight_of(config: HallConfig, at: float) -> float:
    """UTC seconds of the hall's last midnight before `at`."""
    local = datetime.fromtimestamp(at, ZoneInfo(config.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


class SimulatedHall:
    """One day of a hall."""

    def __init__(self, config: HallConfig, scenario: Scenario, seed: int, day: float, day_kind: DayKind = DayKind.NORMAL) -> None:
        """A hall before opening, on the day (hall-local) that holds the UTC time `day`."""
        self.config = config
        self.scenario = scenario
        self.midnight = midnight_of(config, day)
        self.opens = self.midnight + minutes_of(config.opens) * 60
        self.closes = self.midnight + minutes_of(config.closes) * 60
        self.timeline = Timeline(self.opens - OPEN_EARLY)
        self._seed = f"{seed} {datetime.fromtimestamp(self.midnight + 43_200, ZoneInfo(config.timezone)).date()}"
        self._happened: list[Happening] = []
        self._strips = {counter.id: counter.strip for counter in config.counters}
        self._numbers = {counter.id: counter.number for counter in config.counters}
        self._signs = {counter.id: counter.name or str(counter.number) for counter in config.counters}
        self.queue = QueueSystem(config, lambda: self.timeline.now, self._emit)
        self.premises = Premises(config, scenario.habits, self.timeline, self._emit, self._chance)
        self.people = People(config, scenario, self.timeline, self.queue, self._emit, self._chance("people"))
        self.customers = Customers(
            config, scenario, self.timeline, self.queue, self._chance, self.premises.move, self.premises.use_kiosk
        )
        self.customers.traffic = Traffic(scenario.rates, day_kind)
        self.clerks = Clerks(config, scenario.habits, self.timeline, self.queue, self._emit, self._chance)
        self.clerks.visitors = self.customers
        self.rounds = Rounds(config, scenario, self.timeline, self.people, self._emit, self._chance("rounds"))
        self.clerks.works = lambda panel: not self.premises.is_silent(panel)
        self.queue.listener = self
        self._last_served: dict[str, str] = {}
        self._plan_day()

    def _plan_day(self) -> None:
        self.timeline.at(self.timeline.now, self.premises.open)
        self.people.plan_day(self.midnight)
        self.customers.plan_day(self.midnight)
        self.rounds.plan_day(self.midnight)
        self.timeline.at(self.closes + 3600, self.queue.clear)
        for mishap in self.scenario.mishap:
            self.timeline.at(
                self.midnight + minutes_of(mishap.at) * 60,
                partial(self.misbehave, mishap.kind, mishap.target, mishap.minutes),
            )

    # --- stepping --------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Hall time, UTC seconds."""
        return self.timeline.now

    @property
    def is_linked(self) -> bool:
        """Whether a hub watches: keys and displays then work through it."""
        return self.clerks.is_linked

    def link(self, key_patience: float = 20.0) -> None:
        """From here on a hub watches; a clerk waits `key_patience` seconds of hall time for a key's effect."""
        self.clerks.is_linked = True
        self.clerks.key_patience = key_patience

    def run_until(self, at: float) -> list[Happening]:
        """Step to hall time `at`; everything that happened since the last step, in order."""
        self.timeline.run_until(at)
        happened, self._happened = self._happened, []
        return happened

    def _emit(self, event: AdapterEvent) -> None:
        self._happened.append(Happening(at=self.timeline.now, event=event))

    def _chance(self, name: str) -> random.Random:
        """A stream of chance of its own for each thing, so that an order changes no other thing's luck."""
        return random.Random(f"{self._seed} {name}")

    # --- told by the queue system ----------------------------------------------------------------------------------------

    def called(self, window: Window, ticket: Ticket) -> None:
        """The strip and the main displays show the number, the loudspeakers say it; the clerk waits."""
        self._sign(window.id, ticket.id)
        self.premises.announce(ticket.id, window.id, self._numbers[window.id])
        self.clerks.called(window, ticket)

    def freed(self, window: Window) -> None:
        """A window may call, or has closed."""
        if window.is_open or self.premises.showing.get(self._strips[window.id] or ""):
            self._sign(window.id, self._signs[window.id] if window.is_open else "")
        self.clerks.freed(window)

    def queued(self) -> None:
        """Somebody waits."""
        self.clerks.queued()

    def finished(self, window: Window, ticket: str, *, goes_on: bool) -> None:
        """A service is over: rate it, go home or wait again."""
        self._last_served[window.id] = ticket
        self.customers.served(ticket, goes_on=goes_on)
        if not self.is_linked:
            self.clerks.asked_to_rate(window.id, ticket)

    def gone(self, ticket: str) -> None:
        """A ticket was closed without service."""
        self.customers.leave(ticket)

    def _sign(self, window: str, text: str) -> None:
        """Unlinked, the strip follows its window by itself; linked, the hub tells it."""
        strip = self._strips[window]
        if strip and not self.is_linked and not self.premises.is_silent(strip) and self.premises.showing.get(strip) != text:
            self.premises.show(strip, text)

    def asked_to_rate(self, counter: str) -> None:
        """A panel was told to ask its customer."""
        if counter in self._last_served:
            self.clerks.asked_to_rate(counter, self._last_served[counter])

    # --- orders ----------------------------------------------------------------------------------------------------------

    def obey(self, command: do.Command) -> tuple[bool, str]:
        """Do what is ordered now: whether it is done or under way, and what is to be said of it."""
        try:
            return True, self._obey(command)
        except Refused as refusal:
            return False, str(refusal)

    def _obey(self, command: do.Command) -> str:
        queue = self.queue
        match command:
            case do.OpenCounter(counter=counter, staff=staff):
                return self._open(counter, staff)
            case do.PauseCounter(counter=counter, reason=reason):
                queue.pause(counter, reason)
            case do.ResumeCounter(counter=counter):
                queue.resume(counter)
            case do.CloseCounter(counter=counter):
                if not queue.window(counter).is_open and self.people.call_off(counter):
                    return "nobody comes"
                queue.close(counter)
                return "after the ticket in hand" if queue.window(counter).is_open else ""
            case do.ChangeWorkProfile(counter=counter, profile=profile):
                queue.change_profile(counter, profile)
            case do.CallNext(counter=counter):
                queue.call_next(counter)
            case do.RecallTicket(counter=counter):
                queue.recall(counter)
            case do.FinishService(counter=counter):
                queue.finish(counter)
            case do.AbandonTicket(counter=counter):
                queue.abandon(counter)
            case do.SuspendTicket(counter=counter):
                queue.suspend(counter)
            case do.CallBackTicket(counter=counter):
                queue.call_back(counter)
            case do.TransferTicket(ticket=ticket, to_business=business, to_counter=counter):
                queue.transfer(ticket, business, counter)
            case do.PrioritiseTicket(ticket=ticket, priority=priority, reason=reason):
                queue.prioritise(ticket, priority, reason)
            case do.ClearTicket(ticket=ticket):
                queue.clear_one(ticket)
            case do.ReassignStaff(person=person, post=post):
                return f"on the way, {self.people.send(person, post):.0f} s"
            case do.ShowNotice(device=device, text=text):
                self.premises.show(device, text)
            case do.RestartDevice(device=device):
                self.premises.restart(device)
            case _:
                raise Refused(f"{type(command).__name__} is not for the hall's devices")
        return ""

    def _open(self, counter: str, staff: str | None) -> str:
        window = self.queue.window(counter)
        here = self.people.at_post(counter)
        person = staff or (here.id if here else None)
        if person is None:
            raise Refused(f"nobody stands at {counter}")
        if window.is_open or (here is not None and here.id == person):
            self.queue.open(counter, person)
            return ""
        return f"{person} is on the way, {self.people.send(person, counter, then_open=True):.0f} s"

    # --- mishaps ---------------------------------------------------------------------------------------------------------

    def misbehave(self, kind: str, target: str = "", minutes: float = 10.0) -> None:
        """Let something go wrong for `minutes`; `target` is a device where there is a choice. Raises `HallFault`."""
        after = minutes * 60
        premises, timeline = self.premises, self.timeline
        match kind:
            case "mains_lost":
                for supply in [self._target(target)] if target else list(premises.supplies):
                    premises.lose_mains(supply)
                    timeline.after(after, partial(premises.return_mains, supply))
            case "battery_low":
                premises.drain(self._target(target or "ups-1"), 18.0)
            case "driver_killed" | "panel_unplugged" | "qms_silent":
                standing = {"driver_killed": "ups-1", "panel_unplugged": "panel-6", "qms_silent": self.config.queue_device}
                device = self._target(target or standing[kind])
                premises.silence(device, kind)
                timeline.after(after, lambda: premises.mend(device))
            case "bus_noise":
                bus = self._target(target or "panel-bus")
                premises.raise_fault(bus, "noise")
                timeline.after(after, lambda: premises.clear_fault(bus, "noise"))
            case "paper_low":
                premises.run_low(self._target(target or "kiosk-6"))
            case "paper_out":
                premises.use_paper(self._target(target or "kiosk-6"), 100.0)
            case "surge" | "storm":
                self.customers.surge = SURGE if kind == "surge" else STORM
                timeline.after(after, self._calm)
            case "low_rating":
                served = sorted(counter for counter in self._last_served if self.queue.windows[counter].is_open)
                if served:
                    self._emit(TicketRated(counter=target or served[0], score=1))
            case "camera_lost":
                camera = self._camera(target)
                premises.silence(camera, kind)
                timeline.after(after, lambda: premises.mend(camera))
            case "camera_frozen" | "camera_covered" | "camera_clock":
                camera, fault = self._camera(target), {"camera_clock": CLOCK_OFF}.get(kind, kind.removeprefix("camera_"))
                premises.raise_fault(camera, fault)
                timeline.after(after, lambda: premises.clear_fault(camera, fault))
            case _:
                raise HallFault(f"there is no mishap {kind!r}", f"one of: {', '.join(MISHAPS)}")

    def mend(self, device: str) -> None:
        """Let a device be well again, whatever ails it. Raises `HallFault`."""
        self._target(device)
        self.premises.mend(device)
        for faulty, condition in sorted(self.premises.faults):
            if faulty == device:
                self.premises.clear_fault(device, condition)

    def _calm(self) -> None:
        self.customers.surge = 1.0

    def _camera(self, target: str) -> str:
        """The camera that is meant, or the first one."""
        cameras = [camera.id for camera in self.config.cameras]
        if not cameras:
            raise HallFault("this hall has no cameras", "start the demo without --no-cameras")
        if target and target not in cameras:
            raise HallFault(f"{target} is no camera", f"one of: {', '.join(cameras)}")
        return target or cameras[0]

    def _target(self, device: str) -> str:
        try:
            return self.premises.device(device).id
        except Refused as refusal:
            raise HallFault(str(refusal), "name a device of hall.toml") from refusal
