"""What stands on the floor plan, as a value: zones, counters, who waits, devices, people, cameras. Pure."""

from msgspec import Struct
from msgspec.structs import replace

from console.model import hall
from console.model.command import Role
from console.model.counters import AT_WORK, clerks, is_free
from console.model.event import Presence
from console.model.health import Health, counter_doubt, counters_known, health_of, unheard_since, worst_alarms
from console.model.lookup import lookup
from console.model.orders import under_way_by_counter
from console.model.passing import Way, ways
from console.model.state import Alarm, Counter, CounterPhase, Device, HallState, Order, TicketPhase
from console.model.tickets import handled
from console.session import Frame
from widgets.floor_cameras import EyeMark, eyes_of
from widgets.floor_lanes import LaneFace, lane_faces
from widgets.floor_parts import CounterTile, DeviceMark, Seat, Token, ZoneFace

KIOSK = "kiosk"
"""The kind of device that customers use by themselves."""
_BUSY = (CounterPhase.CALLING, CounterPhase.SERVING, CounterPhase.PAUSED)


class FloorView(Struct, frozen=True, kw_only=True):
    """Everything that stands on the plan."""

    config: hall.HallConfig | None
    zones: tuple[ZoneFace, ...]
    counters: tuple[CounterTile, ...]
    seats: tuple[Seat, ...]
    """Who waits, the longest first."""
    known: bool
    """Whether the queue system is heard; if not, tickets and counters are as they last were."""
    devices: tuple[DeviceMark, ...]
    """Those that stand in a zone; panels and strips belong to their counters, cameras are `eyes`."""
    eyes: tuple[EyeMark, ...]
    """The cameras and what they see."""
    ways: tuple[Way, ...]
    """Who went from zone to zone lately, in whole minutes."""
    lanes: tuple[LaneFace, ...]
    """Who waits in a lane sits there and on no seat."""
    staff: tuple[Token, ...]
    """Those who are here but on no counter's tile, also on a break."""
    is_on_wall: bool = False
    """Everybody in the room sees it and nobody can press it: posts instead of names, and no words on what a hand can do."""


def view_of(frame: Frame) -> FloorView:
    """What stands where."""
    state, now = frame.state, frame.now
    known = lookup(state)
    orders = under_way_by_counter(state)
    worst = worst_alarms(state)
    counters = clerks(state)
    posted = {person.post: person.id for person in state.staff.values() if person.post and person.presence in AT_WORK}
    is_on_wall = frame.station_role is Role.WALL
    tiles = tuple(
        _counter(state, place, now, posted.get(place.id), orders.get(place.id))
        for place in sorted(known.counters.values(), key=lambda place: (place.y, place.x, place.number))
    )
    at_counters = {tile.who.id for tile in tiles if tile.who is not None}
    elsewhere = (who for who in known.staff.values() if who.id not in at_counters)
    view = FloorView(
        config=state.config,
        zones=tuple(_zone(state, zone) for zone in known.zones.values()),
        counters=tiles,
        seats=_seats(state, now),
        known=counters_known(state),
        devices=tuple(
            _device(state, device, worst.get(device.id), now)
            for device in known.devices.values()
            if device.zone and not device.counter and device.id not in known.cameras
        ),
        eyes=eyes_of(state),
        ways=ways(state, now),
        lanes=lane_faces(state, now),
        staff=tuple(token for who in elsewhere if (token := _token(state, who, counters.get(who.id))) is not None),
        is_on_wall=is_on_wall,
    )
    return _nameless(view) if is_on_wall else view


def _nameless(view: FloorView) -> FloorView:
    """The same without who anybody is: a counter's clerk is nobody's business, and staff elsewhere are their posts."""
    return replace(
        view,
        counters=tuple(replace(tile, who=None) for tile in view.counters),
        staff=tuple(replace(token, who=replace(token.who, name="", name_en="")) for token in view.staff),
    )


def _zone(state: HallState, zone: hall.Zone) -> ZoneFace:
    known = state.zones.get(zone.id)
    people = known.people if known is not None else None
    return ZoneFace(
        zone=zone,
        people=people,
        crowded=people is not None and zone.crowded_at is not None and people >= zone.crowded_at,
        unstaffed=zone.staffed and known is not None and known.unstaffed_since is not None,
    )


def _counter(state: HallState, place: hall.Counter, now: float, posted: str | None, ordered: Order | None) -> CounterTile:
    counter = state.counters.get(place.id, Counter(id=place.id, profile=place.profile))
    ticket = state.tickets.get(counter.ticket or "")
    seconds: float | None = now - counter.since if counter.since and counter.phase in _BUSY else None
    limit: float | None = None
    if ticket is not None and ticket.legs and ticket.phase in (TicketPhase.SERVING, TicketPhase.PAUSED):
        seconds, limit = handled(ticket.legs[-1], now), lookup(state).handle_limit(ticket.business)
    doubt = counter_doubt(state, place.id)
    since = unheard_since(state, place.panel) if doubt is not None and place.panel else None
    person = counter.staff or posted
    return CounterTile(
        place=place,
        phase=counter.phase,
        doubt=doubt,
        doubt_for=None if since is None else int(now - since),
        who=lookup(state).staff.get(person or ""),
        ticket=counter.ticket or "",
        seconds=None if seconds is None else int(seconds),
        limit=None if limit is None or limit == float("inf") else int(limit),
        calls=ticket.calls if ticket else 0,
        ordered=ordered.stage if ordered else None,
        in_lane=place.id in lookup(state).lane_of,
    )


def _seats(state: HallState, now: float) -> tuple[Seat, ...]:
    """Longest first, so that a call moves everybody by one seat and the picture hardly changes."""
    known = lookup(state)
    elsewhere = known.lane_for
    waiting = [each for each in state.tickets.values() if each.phase is TicketPhase.WAITING and each.priority not in elsewhere]
    waiting.sort(key=lambda ticket: (ticket.queued_at, ticket.id))
    return tuple(
        Seat(ticket.id, now - ticket.queued_at > known.wait_limit(ticket.business), known.credit(ticket.priority) > 0)
        for ticket in waiting
    )


def _device(state: HallState, config: hall.Device, alarm: Alarm | None, now: float) -> DeviceMark:
    device = state.devices.get(config.id, Device(id=config.id))
    health = health_of(state, config.id)
    since = device.session_at if health not in (Health.LOST, Health.UNHEARD) else unheard_since(state, config.id)
    condition = next(iter(device.conditions), "")
    return DeviceMark(
        config=config,
        health=health,
        trouble=alarm.rule if alarm is not None else condition,
        from_rule=alarm is not None,
        priority=alarm.priority if alarm is not None else None,
        seconds=int(now - since) if since is not None and config.kind == KIOSK else None,
        in_use=device.session_at is not None,
        showing=device.showing or _call_shown(device),
    )


def _call_shown(device: Device) -> str:
    """The call that a display still shows; what a loudspeaker said is past."""
    call = device.announced
    return "" if call is None or call.voice else call.text or call.ticket


def _token(state: HallState, who: hall.Staff, counter: Counter | None) -> Token | None:
    """A person who is here."""
    person = state.staff.get(who.id)
    if person is None or person.presence is Presence.OUT:
        return None
    return Token(who=who, post=person.post, presence=person.presence, free=is_free(who, person, counter))


def waiting_in(view: FloorView) -> tuple[Seat, ...]:
    """All who wait, on seats and in lanes."""
    return (*view.seats, *(seat for face in view.lanes for seat in face.seats))


def by_zone(view: FloorView) -> dict[str, list[Token]]:
    """Tokens by the zone they stand in; those at no post under the empty name."""
    if view.config is None:
        return {}
    places = {zone.zone.id: zone.zone.id for zone in view.zones}
    places |= {tile.place.id: tile.place.zone for tile in view.counters}
    places |= {device.id: device.zone for device in view.config.devices if device.zone}
    tokens: dict[str, list[Token]] = {}
    for token in view.staff:
        here = token.presence is not Presence.BREAK
        tokens.setdefault(places.get(token.post or "", "") if here else "", []).append(token)
    return tokens


def main_waiting(view: FloorView) -> str:
    """The waiting zone with the most seats: tickets do not say where their holders sit."""
    zones = [face.zone for face in view.zones if face.zone.kind is hall.ZoneKind.WAITING]
    return max(zones, key=lambda zone: (zone.seats, zone.width * zone.height)).id if zones else ""
