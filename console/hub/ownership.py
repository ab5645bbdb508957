"""What an adapter may speak of: its own devices, and what these stand for. Pure."""

from msgspec import Struct

from console.model import event as ev
from console.model.cameras import speaks_for
from console.model.hall import HallConfig
from console.model.state import HallState


class Domain(Struct, frozen=True, kw_only=True):
    """The things of the hall that one adapter speaks for."""

    devices: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()
    """Whose panels or evaluators it has: it may report what was rated there."""
    zones: frozenset[str] = frozenset()
    """Where it has a device: it may count people there."""
    is_queue: bool = False
    """It has the queue system: tickets and counters."""
    is_staff: bool = False
    """It has the staff's terminals: who is where, rounds done, what customers want. Without such a device in the hall, the queue system speaks for them."""


def domain_of(config: HallConfig, adapter: str) -> Domain:
    """What the hall's configuration gives to `adapter`."""
    mine = [device for device in config.devices if device.adapter == adapter]
    devices = frozenset(device.id for device in mine)
    panels = frozenset(counter.id for counter in config.counters if counter.panel in devices)
    evaluators = frozenset(device.counter for device in mine if device.kind == "evaluator" and device.counter is not None)
    return Domain(
        devices=devices,
        counters=panels | evaluators,
        zones=frozenset(device.zone for device in mine if device.zone is not None),
        is_queue=config.queue_device in devices,
        is_staff=(config.staff_device or config.queue_device) in devices,
    )


def may_report(domain: Domain, adapter: str, event: ev.AdapterEvent, state: HallState) -> bool:
    """Whether the event is the adapter's to tell."""
    device = getattr(event, "device", None)
    if isinstance(event, ev.RecordingReleased) and device not in domain.devices:
        return adapter == speaks_for(state, event.device)
    if device is not None:
        return device in domain.devices
    if isinstance(event, ev.CommandReported | ev.CommandNotKnown):
        order = state.orders.get(event.id)
        return order is None or order.adapter == adapter
    if isinstance(event, ev.StaffEvent):
        return domain.is_staff
    if isinstance(event, ev.ZoneCounted):
        return event.zone in domain.zones
    if isinstance(event, ev.TicketRated) and event.counter in domain.counters:
        return True
    return domain.is_queue
