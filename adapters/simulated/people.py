"""The simulated staff: shifts, breaks, walks from post to post. What they do at a counter is `clerks`."""

import math
import random
from collections.abc import Callable
from functools import partial

from adapters.simulated.queue_system import Emit, QueueSystem, Refused
from adapters.simulated.scenario import Scenario, Shift, minutes_of
from adapters.simulated.timeline import Appointed, Timeline
from console.model.event import Presence, StaffMoved, StaffPresenceChanged
from console.model.hall import HallConfig, Post

WALKING = 1.1
"""Metres a second, among people."""
LOOKING_UP = 3.0
"""Seconds after which a clerk who is due for a break looks whether the customer is done: shorter than the breath before a call."""
SETTLING = 12.0
"""Seconds to hand over and set out, and to sit down."""
OPENING = 300.0
"""Seconds between coming in and logging in."""


class Person:
    """A member of staff in the hall."""

    __slots__ = ("heads_for", "home", "id", "is_here", "is_resting", "left", "on_the_way", "opens", "post", "role")

    def __init__(self, id: str, role: Post, home: str | None) -> None:
        self.id = id
        self.role = role
        self.home = home
        self.post: str | None = None
        self.is_here = False
        self.is_resting = False
        self.heads_for: str | None = None
        """The post they are walking to."""
        self.on_the_way: Appointed | None = None
        self.opens: str | None = None
        """The counter to log in at on arriving there."""
        self.left: str | None = None
        """The counter where they log out to go elsewhere, until they have arrived."""


class People:
    """All staff of the hall."""

    def __init__(
        self, config: HallConfig, scenario: Scenario, timeline: Timeline, queue: QueueSystem, emit: Emit, chance: random.Random
    ) -> None:
        self._timeline = timeline
        self._queue = queue
        self._emit = emit
        self._chance = chance
        self._opens = minutes_of(config.opens)
        self.staff = {person.id: Person(person.id, person.post, person.home) for person in config.staff}
        zones = {zone.id: (zone.x + zone.width / 2, zone.y + zone.height / 2) for zone in config.zones}
        counters = {counter.id: (counter.x, counter.y) for counter in config.counters}
        devices = {device.id: (device.x, device.y) for device in config.devices if device.x is not None and device.y is not None}
        self._spots: dict[str, tuple[float, float]] = {**devices, **zones, **counters}
        self._zones = [zone.id for zone in config.zones]
        self._scenario = scenario

    def plan_day(self, midnight: float) -> None:
        """Put the day's shifts on the timeline."""
        for shift in self._scenario.shift:
            late = self._chance.uniform(-240, 120)
            self._timeline.at(midnight + minutes_of(shift.start) * 60 + late, partial(self._come, shift))
            self._timeline.at(midnight + minutes_of(shift.end) * 60 + abs(late), partial(self._go, shift))
            for begins, minutes in shift.breaks:
                at = midnight + minutes_of(begins) * 60 + self._chance.uniform(0, 240)
                self._timeline.at(at, partial(self._rest, shift, minutes))

    def at_post(self, post: str) -> Person | None:
        """Who stands at a post, the first by id."""
        return next((person for _, person in sorted(self.staff.items()) if person.is_here and person.post == post), None)

    def send(self, person_id: str, post: str, *, then_open: bool = False) -> float:
        """Ask a person to go to a post; they finish the customer first. Seconds of the walk; raises `Refused`."""
        person = self.staff.get(person_id)
        if person is None or (post not in self._spots and post not in self._queue.windows):
            raise Refused(f"there is no {person_id} or no {post}")
        if not person.is_here:
            raise Refused(f"{person_id} is not in the hall")
        if person.on_the_way is not None:
            person.on_the_way.call_off()
        if post == person.post:
            self._stay(person)
        person.opens, person.heads_for = post if then_open or post == person.left else None, None
        seconds = self._walk(person.post, post)
        self._set_out(person, post, seconds)
        return seconds

    def call_off(self, counter: str) -> bool:
        """Whoever was to log in at a counter stays where they are, and works on; False: nobody was."""
        bound = next((person for person in self.staff.values() if person.opens == counter and person.on_the_way), None)
        if bound is not None and bound.post is not None:
            self.send(bound.id, bound.post)
        return bound is not None

    def _stay(self, person: Person) -> None:
        """They were to log out after the ticket in hand, and need not."""
        window = self._window_of(person)
        if window is not None and self._queue.windows[window].is_closing:
            self._queue.open(window, person.id)

    def _walk(self, here: str | None, there: str) -> float:
        a, b = self._spots.get(here or "entrance", (0.0, 0.0)), self._spots.get(there, (0.0, 0.0))
        return SETTLING + math.dist(a, b) / WALKING

    def _set_out(self, person: Person, post: str, seconds: float) -> None:
        """Log out where they work, wait for the customer in hand to be done, then walk."""
        window = self._queue.windows.get(person.post or "")
        if window is not None and window.is_open and window.staff == person.id and person.post != post:
            person.left = window.id
            if not window.is_closing:
                self._queue.close(window.id)
            if window.is_open:
                person.on_the_way = self._timeline.after(5, lambda: self._set_out(person, post, seconds))
                return
        person.heads_for = post
        person.on_the_way = self._timeline.after(seconds, lambda: self._arrive(person, post))

    def _arrive(self, person: Person, post: str) -> None:
        person.on_the_way = person.heads_for = person.left = None
        if person.post != post:
            person.post = post
            self._emit(StaffMoved(person=person.id, post=post))
        window = self._queue.windows.get(post)
        if person.opens == post and window is not None and not window.is_open:
            self._queue.open(post, person.id)
        person.opens = None

    def _come(self, shift: Shift) -> None:
        person = self.staff[shift.person]
        person.is_here, person.post = True, person.home
        self._emit(StaffPresenceChanged(person=person.id, presence=Presence.ROVING if shift.roves else Presence.ON_POST))
        self._emit(StaffMoved(person=person.id, post=person.home))
        if shift.opens and person.home in self._queue.windows:
            self._timeline.after(OPENING, self._opener(person))
        if shift.roves:
            self._timeline.after(self._chance.uniform(300, 900), lambda: self._rove(person))

    def _opener(self, person: Person) -> Callable[[], None]:
        def log_in() -> None:
            window = self._queue.windows.get(person.post or "")
            if person.is_here and window is not None and not window.is_open:
                self._queue.open(window.id, person.id)

        return log_in

    def _rove(self, person: Person) -> None:
        if not person.is_here:
            return
        if person.on_the_way is None:
            busy = [zone for zone in self._zones if zone != person.post]
            self.send(person.id, self._chance.choice(busy))
        self._timeline.after(self._chance.uniform(420, 1200), lambda: self._rove(person))

    def _rest(self, shift: Shift, minutes: float) -> None:
        """A break: the counter pauses, and calls again when they are back."""
        person = self.staff[shift.person]
        if not person.is_here:
            return
        window = self._window_of(person)
        if window is not None and self._queue.windows[window].in_hand is not None:
            self._timeline.after(LOOKING_UP, lambda: self._rest(shift, minutes))
            return
        if window is not None and not self._queue.windows[window].is_paused:
            self._queue.pause(window, "小休")
        person.is_resting = True
        self._emit(StaffPresenceChanged(person=person.id, presence=Presence.BREAK))
        self._timeline.after(minutes * 60, lambda: self._return(shift))

    def _return(self, shift: Shift) -> None:
        person = self.staff[shift.person]
        person.is_resting = False
        if not person.is_here:
            return
        self._emit(StaffPresenceChanged(person=person.id, presence=Presence.ROVING if shift.roves else Presence.ON_POST))
        window = self._window_of(person)
        if window is not None and self._queue.windows[window].is_paused:
            self._queue.resume(window)

    def _go(self, shift: Shift) -> None:
        """End of the shift; a counter closes after its customer."""
        person = self.staff[shift.person]
        window = self._window_of(person)
        if window is not None:
            if not self._queue.windows[window].is_closing:
                self._queue.close(window)
            if self._queue.windows[window].is_open:
                self._timeline.after(20, lambda: self._go(shift))
                return
        if person.on_the_way is not None:
            person.on_the_way.call_off()
        person.is_here, person.is_resting = False, False
        person.post = person.on_the_way = person.heads_for = person.opens = person.left = None
        self._emit(StaffMoved(person=person.id, post=None))
        self._emit(StaffPresenceChanged(person=person.id, presence=Presence.OUT))

    def _window_of(self, person: Person) -> str | None:
        """The open window where they are logged in."""
        return next((window.id for window in self._queue.windows.values() if window.is_open and window.staff == person.id), None)
