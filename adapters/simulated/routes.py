"""Which device of the hall says what, and which adapter hears it. It follows the hall's configuration only."""

from console.model import event as ev
from console.model.event import AdapterEvent
from console.model.hall import HallConfig


class Routes:
    """The ways of a hall's events."""

    def __init__(self, config: HallConfig) -> None:
        self._adapters = {device.id: device.adapter for device in config.devices}
        self._queue_device = config.queue_device
        self._staff_device = config.staff_device or config.queue_device
        self._panels = {counter.id: counter.panel for counter in config.counters}
        self._zones = {device.zone: device.id for device in config.devices if device.kind == "people_counter" and device.zone}

    def device_of(self, event: AdapterEvent) -> str:
        """The device that tells of an event."""
        if isinstance(event, ev.StaffEvent):
            return self._staff_device
        match event:
            case ev.ZoneCounted():
                return self._zones.get(event.zone, self._queue_device)
            case ev.TicketRated():
                return self._panels.get(event.counter) or self._queue_device
            case _:
                return str(getattr(event, "device", self._queue_device))

    def adapter_of(self, event: AdapterEvent) -> str:
        """The adapter that reports an event."""
        return self._adapters[self.device_of(event)]

    def devices_of(self, adapter: str) -> tuple[str, ...]:
        """The devices an adapter speaks for."""
        return tuple(device for device, name in self._adapters.items() if name == adapter)

    @property
    def adapters(self) -> tuple[str, ...]:
        """All adapters that devices name."""
        return tuple(dict.fromkeys(self._adapters.values()))
