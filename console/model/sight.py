"""Which cameras see what: by what their configuration names, and by where they hang and look. Derived, never stored; no pictures."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import atan2, degrees, hypot

from console.model import hall
from console.model.health import Health, health_of
from console.model.lookup import Lookup, lookup
from console.model.state import Alarm, HallState

Point = tuple[float, float]

_SUBJECTS = {
    hall.Watch.TICKET_WAIT: "queue",
    hall.Watch.SERVICE_TIME: "counter",
    hall.Watch.LOW_RATING: "counter",
    hall.Watch.ZONE_CROWDED: "zone",
    hall.Watch.ZONE_UNSTAFFED: "zone",
    hall.Watch.LANE_CLOSED: "lane",
    hall.Watch.DEVICE_CONDITION: "device",
    hall.Watch.DEVICE_LOST: "device",
    hall.Watch.DEVICE_VALUE: "device",
    hall.Watch.KIOSK_DWELL: "device",
}
"""What kind of thing an alarm of a rule is about; the others are about nothing that could be seen."""
BLINDING = ("frozen", "covered", "wrong_password", "no_such_stream", "not_video", "broken_stream", "certificate")
"""Conditions of a camera in which it shows nothing of what is there, or nothing at all."""

ACTIVITY = "activity"
"""The point of a camera that says whether something moves before it."""


class Sight:
    """What the cameras of one configuration see; get it through `sight_of`, which remembers it."""

    def __init__(self, known: Lookup) -> None:
        config = known.config
        self.cameras: Mapping[str, hall.Camera] = {camera.id: camera for camera in (config.cameras if config else ())}
        self._known = known
        self._at: Mapping[str, Point] = {id: at for id in self.cameras if (at := self.place("device", id)) is not None}
        self.seen_by: Mapping[tuple[str, str], tuple[str, ...]] = self._seen_by()
        """(Kind, id) of a zone, counter, device or queue → the cameras that see it, the best first. What nobody sees is left out."""

    def place(self, kind: str, id: str) -> Point | None:
        """Where a counter or device stands on the plan, or the middle of its zone; None: it has no place."""
        known = self._known
        if kind == "counter":
            counter = known.counters.get(id)
            return (counter.x, counter.y) if counter is not None else None
        if kind == "device":
            device = known.devices.get(id)
            if device is None:
                return None
            if device.x is not None and device.y is not None:
                return device.x, device.y
            return self.place("counter", device.counter) if device.counter else self.place("zone", device.zone or "")
        zone = known.zones.get(id)
        return (zone.x + zone.width / 2, zone.y + zone.height / 2) if zone is not None else None

    def covers(self, camera: str, point: Point) -> float | None:
        """How far a point is from a camera that has it in its field of view, metres; None: it does not see it."""
        config, at = self.cameras[camera], self._at.get(camera)
        if at is None:
            return None
        dx, dy = point[0] - at[0], point[1] - at[1]
        aside = (degrees(atan2(dy, dx)) - config.heading + 180) % 360 - 180
        far = hypot(dx, dy)
        return far if far <= config.reach and abs(aside) <= config.angle / 2 else None

    def _seen_by(self) -> dict[tuple[str, str], tuple[str, ...]]:
        known = self._known
        things: list[tuple[str, str]] = [("zone", id) for id in known.zones]
        things += [("counter", id) for id in known.counters]
        things += [("device", id) for id in known.devices if id not in self.cameras]
        found = {thing: cameras for thing in things if (cameras := self._best(*thing))}
        waiting = [zone.id for zone in known.zones.values() if zone.kind is hall.ZoneKind.WAITING]
        in_waiting = _merged(found.get(("zone", zone), ()) for zone in waiting)
        if in_waiting:
            found |= {("queue", id): in_waiting for id in known.queues}
        found |= {("device", id): (id,) for id in self.cameras}
        for lane in known.lanes.values():
            if seen := _merged(found.get(("counter", counter), ()) for counter in lane.counters):
                found["lane", lane.id] = seen
        return found

    def _best(self, kind: str, id: str) -> tuple[str, ...]:
        """Cameras said to see it, then those that have it in view, then those that see its zone; in each the nearest first."""
        counter, zone = self._belongs(kind, id)
        point = self.place(kind, id)
        ranked = []
        for camera in self.cameras.values():
            far = self.covers(camera.id, point) if point is not None else None
            named = counter in camera.counters if counter else zone in camera.zones
            rank = 0 if named else 1 if far is not None and kind != "zone" else 2 if zone in camera.zones else None
            if rank is not None:
                ranked.append((rank, far if far is not None else camera.reach, camera.id))
        return tuple(camera for _, _, camera in sorted(ranked))

    def _belongs(self, kind: str, id: str) -> tuple[str, str]:
        """The counter that a thing belongs to, or none, and its zone."""
        known = self._known
        counter = id if kind == "counter" else ""
        if kind == "device":
            counter = known.devices[id].counter or known.counter_of.get(id, "")
        at_counter = known.counters.get(counter)
        return counter, at_counter.zone if at_counter is not None else known.zone_of.get(id, "")

    def beside(self, camera: str) -> tuple[str, ...]:
        """The other cameras that see a part of what this one sees: what is left to look with when it is blind."""
        own = self.cameras[camera]
        return tuple(
            other.id
            for other in self.cameras.values()
            if other.id != camera and (set(own.zones) & set(other.zones) or set(own.counters) & set(other.counters))
        )


@lru_cache(maxsize=16)
def _sight(known: Lookup) -> Sight:
    return Sight(known)


def sight_of(state: HallState) -> Sight:
    """What the cameras of the state's configuration see."""
    return _sight(lookup(state))


def cameras_of(state: HallState, kind: str, id: str) -> tuple[str, ...]:
    """The cameras that see a thing, the best first: zone, counter, device, queue, person, ticket, alarm; () for any other or unknown one."""
    sight, known = sight_of(state), lookup(state)
    match kind:
        case "alarm":
            alarm = state.alarms.get(id)
            return cameras_of_alarm(state, alarm) if alarm is not None else ()
        case "person":
            person = state.staff.get(id)
            post = (person.post if person is not None else None) or ""
            kinds = (("counter", known.counters), ("zone", known.zones), ("device", known.devices))
            return next((sight.seen_by.get((kind_, post), ()) for kind_, all_ in kinds if post in all_), ())
        case "ticket":
            ticket = state.tickets.get(id)
            if ticket is None:
                return ()
            if ticket.counter is not None:
                return sight.seen_by.get(("counter", ticket.counter), ())
            return sight.seen_by.get(("queue", known.queue_of(ticket.business)), ())
    return sight.seen_by.get((kind, id), ())


def cameras_of_alarm(state: HallState, alarm: Alarm) -> tuple[str, ...]:
    """The cameras that see what an alarm is about; of an alarm of a camera itself, the others that look there."""
    sight = sight_of(state)
    if alarm.subject in sight.cameras:
        return sight.beside(alarm.subject)
    rule = lookup(state).rules.get(alarm.rule)
    kind = _SUBJECTS.get(rule.watch) if rule is not None else None
    return sight.seen_by.get((kind, alarm.subject), ()) if kind is not None else ()


def moves(state: HallState, camera: str) -> bool:
    """Whether something moves before a camera that sees."""
    reading = state.devices[camera].values.get(ACTIVITY)
    return reading is not None and reading.value is True and not blindness(state, camera)


def blindness(state: HallState, camera: str) -> str:
    """Why a camera shows nothing of what is there: a member of `health.Health`, or one of its conditions; empty: it sees."""
    health = health_of(state, camera)
    if health in {Health.OUT, Health.UNHEARD, Health.LOST}:
        return health.value
    conditions = state.devices[camera].conditions
    return next((code for code in BLINDING if code in conditions), "")


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(camera for group in groups for camera in group))
