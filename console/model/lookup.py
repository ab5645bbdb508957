"""A hall's configuration by id, and what follows from it (who serves what, what needs what). Derived, never stored."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from console.model import hall
from console.model.state import HallState

ON_DEVICE = frozenset({hall.Watch.DEVICE_CONDITION, hall.Watch.DEVICE_LOST, hall.Watch.DEVICE_VALUE, hall.Watch.KIOSK_DWELL})
"""What rules watch that look at each device by itself, whatever else there is in the hall."""
K = TypeVar("K")
V = TypeVar("V")
DISPLAYS, VOICES = frozenset({"board", "strip"}), frozenset({"pa"})
"""Kinds of devices that show, or say, something to customers."""
TELLERS = DISPLAYS | VOICES
"""Kinds of devices that tell customers who is called."""


class Lookup:
    """Indexes over one configuration; build it through `lookup`, which remembers it."""

    def __init__(self, config: hall.HallConfig | None) -> None:
        self.config = config
        self.zones: Mapping[str, hall.Zone] = {zone.id: zone for zone in (config.zones if config else ())}
        self.queues: Mapping[str, hall.Queue] = {queue.id: queue for queue in (config.queues if config else ())}
        self.businesses: Mapping[str, hall.Business] = {item.id: item for item in (config.businesses if config else ())}
        self.priorities: Mapping[str, hall.Priority] = {each.id: each for each in (config.priorities if config else ())}
        self.profiles: Mapping[str, hall.Profile] = {profile.id: profile for profile in (config.profiles if config else ())}
        self.counters: Mapping[str, hall.Counter] = {counter.id: counter for counter in (config.counters if config else ())}
        self.staff: Mapping[str, hall.Staff] = {person.id: person for person in (config.staff if config else ())}
        self.devices: Mapping[str, hall.Device] = {device.id: device for device in (config.devices if config else ())}
        self.cameras: Mapping[str, hall.Camera] = {camera.id: camera for camera in (config.cameras if config else ())}
        self.rules: Mapping[str, hall.AlarmRule] = {rule.id: rule for rule in (config.alarms if config else ())}
        self.rounds: Mapping[str, hall.DutyRound] = {each.id: each for each in (config.rounds if config else ())}
        self.departments: Mapping[str, hall.Department] = {each.id: each for each in (config.departments if config else ())}
        self.plans: Mapping[str, hall.Plan] = {plan.id: plan for plan in (config.plans if config else ())}
        self.counter_of: Mapping[str, str] = {
            device: counter.id for counter in self.counters.values() for device in (counter.panel, counter.strip) if device
        }
        """Panel or strip → its counter."""
        self.by_number: tuple[hall.Counter, ...] = tuple(sorted(self.counters.values(), key=lambda each: each.number))
        """The counters in the order of their numbers."""
        self.at_counter: Mapping[str, tuple[str, ...]] = _grouped(
            dict.fromkeys(
                [(counter, device) for device, counter in self.counter_of.items()]
                + [(device.counter, device.id) for device in self.devices.values() if device.counter is not None]
            )
        )
        """Counter → its panel and strip, and what else stands at it."""
        self.on_adapter: Mapping[str, tuple[str, ...]] = _grouped((device.adapter, device.id) for device in self.devices.values())
        """Adapter → its devices."""
        self.needs: Mapping[str, tuple[str, ...]] = {id: self._closure(id) for id in self.devices}
        """Device → all it needs, also through others, the nearest first."""
        self.needed_by: Mapping[str, tuple[str, ...]] = _grouped(
            (needed, device) for device, all_needed in self.needs.items() for needed in all_needed
        )
        """Device → all that need it."""
        self.watched: Mapping[str, tuple[str, ...]] = {
            rule.id: tuple(device.id for device in self.devices.values() if not rule.kinds or device.kind in rule.kinds)
            for rule in self.rules.values()
        }
        """Device rule → the devices it looks at."""
        self.places: Mapping[str, Mapping[str, int]] = {
            rule: {device: place for place, device in enumerate(devices)} for rule, devices in self.watched.items()
        }
        """Device rule → the devices it looks at, with their place among them."""
        self.rules_on: Mapping[str, tuple[str, ...]] = _grouped(
            (device, rule.id) for rule in self.rules.values() if rule.watch in ON_DEVICE for device in self.watched[rule.id]
        )
        """Device → the rules that look at it by itself."""
        self.value_rules: Mapping[str, Mapping[str, tuple[hall.AlarmRule, ...]]] = self._value_rules()
        """Device → point → the rules with a limit on it."""
        tellers = [device for device in self.devices.values() if device.kind in TELLERS]
        self._for_all = tuple(device.id for device in tellers if device.counter is None)
        self._tellers = {id: (*self._for_all, *(device.id for device in tellers if device.counter == id)) for id in self.counters}
        self._queues_served = {
            each.id: frozenset(self.queue_of(business) for business in each.businesses) for each in self.profiles.values()
        }
        self.entrance = next((zone.id for zone in self.zones.values() if zone.kind is hall.ZoneKind.ENTRANCE), "")
        waiting = [zone for zone in self.zones.values() if zone.kind is hall.ZoneKind.WAITING]
        self.waiting = max(waiting, key=lambda zone: (zone.seats, zone.width * zone.height)).id if waiting else ""
        """The waiting area with the most seats: tickets do not say where their holders sit."""
        self.lanes: Mapping[str, hall.Lane] = {lane.id: lane for lane in (config.lanes if config else ())}
        self.lane_of: Mapping[str, hall.Lane] = {counter: lane for lane in self.lanes.values() for counter in lane.counters}
        """Counter → the lane that it serves."""
        self.lane_for: Mapping[str, hall.Lane] = {each: lane for lane in self.lanes.values() for each in lane.priorities}
        """Priority → the lane kept for it."""
        self.zone_of: Mapping[str, str] = self._zone_of()
        """Post (zone, counter or device) → the zone it lies in."""

    def queue_of(self, business: str) -> str:
        """The queue a business is shown under; an unknown business stands for itself."""
        item = self.businesses.get(business)
        return item.group if item else business

    def wait_limit(self, business: str) -> float:
        """Seconds a ticket of this business may wait; infinite for an unknown one."""
        item = self.businesses.get(business)
        return item.wait_limit if item else float("inf")

    def handle_limit(self, business: str) -> float:
        """Seconds a service of this business may take; infinite for an unknown one."""
        item = self.businesses.get(business)
        return item.handle_limit if item else float("inf")

    def credit(self, priority: str) -> float:
        """Seconds of waiting that a priority is worth."""
        known = self.priorities.get(priority)
        return known.credit if known else 0.0

    def serves(self, profile: str) -> tuple[str, ...]:
        """The businesses of a work profile, in its order of preference."""
        known = self.profiles.get(profile)
        return known.businesses if known else ()

    def tellers(self, counter: str) -> tuple[str, ...]:
        """The displays and loudspeakers that tell who is called to a counter: its own, and those of the whole hall."""
        return self._tellers.get(counter, self._for_all)

    def queues_served(self, profile: str) -> frozenset[str]:
        """The queues that hold a business of the work profile."""
        return self._queues_served.get(profile, frozenset())

    def _closure(self, device: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        layer = [device]
        while layer:
            layer = [need for each in layer if each in self.devices for need in self.devices[each].needs if need not in found]
            found.update(dict.fromkeys(layer))
        found.pop(device, None)
        return tuple(found)

    def _value_rules(self) -> dict[str, dict[str, tuple[hall.AlarmRule, ...]]]:
        on_device = _grouped(
            (device, (rule.point, rule))
            for rule in self.rules.values()
            if rule.watch is hall.Watch.DEVICE_VALUE and rule.point is not None
            for device in self.watched[rule.id]
        )
        return {device: _grouped(rules) for device, rules in on_device.items()}

    def _zone_of(self) -> dict[str, str]:
        zones = {zone: zone for zone in self.zones}
        zones |= {counter.id: counter.zone for counter in self.counters.values()}
        return zones | {device.id: device.zone for device in self.devices.values() if device.zone and device.id not in zones}


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}


_REMEMBERED = 16
_known: dict[int, Lookup] = {}


def lookup(state: HallState) -> Lookup:
    """The indexes of the state's configuration; empty ones before there is any.

    Remembered by the identity of the configuration (which each index holds, so that no other can take its address).
    """
    found = _known.get(id(state.config))
    if found is None:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        found = _known[id(state.config)] = Lookup(state.config)
    return found
