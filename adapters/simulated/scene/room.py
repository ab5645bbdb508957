"""The demo hall as surfaces: floor, walls, counters, chairs, machines, signs, made from the hall's configuration.

It follows the plan: a counter stands where the plan has it, a zone of sixty seats has sixty chairs. What people can bump into is
given beside it (`Room.blocks`), and where chairs, counters and machines want a person to be (`Room.seats` …).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from adapters.simulated.scene.lens import Floats
from adapters.simulated.scene.letters import Mask, sign
from adapters.simulated.scene.still import Ball, Colour, Paint, Sheet, box
from console.model.hall import Counter, HallConfig, Zone, ZoneKind

CEILING = 3.3
GREEN: Colour = (0.03, 0.30, 0.27)
"""The house colour of the State Grid."""
PALE_GREEN: Colour = (0.30, 0.58, 0.53)
WALL: Colour = (0.80, 0.79, 0.75)
WOOD: Colour = (0.52, 0.38, 0.25)
DESK: Colour = (0.76, 0.74, 0.70)
STEEL: Colour = (0.45, 0.48, 0.50)
DARK: Colour = (0.06, 0.07, 0.08)
CHAIR: Colour = (0.16, 0.26, 0.36)
LEAVES: Colour = (0.10, 0.26, 0.09)
DESK_DEPTH = 0.7
SEAT_PITCH = 0.62
ROW_PITCH = 1.6


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a person can be, and which way they look there; degrees as on the plan."""

    x: float
    y: float
    facing: float
    sits: bool = False
    leans: bool = False
    """Towards a desk or a machine."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Face:
    """A display: a sheet whose picture changes with its text."""

    device: str
    corner: tuple[float, float, float]
    across: tuple[float, float, float]
    along: tuple[float, float, float]
    colour: Colour
    ground: Colour


@dataclass(eq=False)
class Room:
    """All of it."""

    things: list[Sheet | Ball] = field(default_factory=list)
    blocks: list[tuple[float, float, float, float]] = field(default_factory=list)
    """x0, y0, x1, y1 of what nobody can walk through."""
    faces: list[Face] = field(default_factory=list)
    seats: dict[str, list[Spot]] = field(default_factory=dict)
    """By zone."""
    fronts: dict[str, Spot] = field(default_factory=dict)
    """Where the customer of a counter, kiosk or ticket machine stands."""
    machines: dict[str, list[str]] = field(default_factory=dict)
    """Zone → those of `fronts` that are there for anybody."""
    backs: dict[str, Spot] = field(default_factory=dict)
    """Where the clerk of a counter sits."""
    door: Spot = Spot(x=0.0, y=0.0, facing=0.0)

    def front_of(self, seat: Spot) -> float:
        """The y of the row in front, among the seats that look the same way."""
        rows = [other.y for seats in self.seats.values() if seat in seats for other in seats]
        return min(rows, default=seat.y) if seat.facing == 270.0 else max(rows, default=seat.y)

    def block(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Nobody walks here."""
        self.blocks.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def build(hall: HallConfig) -> Room:
    """The hall of a configuration."""
    room = Room()
    zones = {zone.id: zone for zone in hall.zones}
    _shell(room, hall)
    for counter in hall.counters:
        _counter(room, hall, counter, zones[counter.zone])
    for zone in hall.zones:
        match zone.kind:
            case ZoneKind.WAITING:
                _chairs(room, zone, hall)
            case ZoneKind.MEETING:
                _sofas(room, zone)
            case ZoneKind.GUIDANCE:
                _guide_desk(room, zone)
            case ZoneKind.ALL_DAY:
                _night_machines(room, zone)
            case ZoneKind.ENTRANCE:
                _door(room, zone, hall)
            case _:
                pass
    _hedges(room, hall)
    for device in hall.devices:
        if device.x is not None and device.y is not None:
            match device.kind:
                case "kiosk":
                    _machine(room, device.id, device.x, device.y, 1.55, (0.70, 0.72, 0.72))
                case "ticket_kiosk":
                    _machine(room, device.id, device.x, device.y, 1.4, GREEN)
                    room.machines.setdefault(device.zone or "", []).append(device.id)
                case "board":
                    _board(room, device.id, device.x, device.y)
                case _:
                    pass
    return room


# --- floor, walls, ceiling -------------------------------------------------------------------------------------------------


def _tiles(points: Floats, _u: Floats, _v: Floats) -> Floats:
    """Polished tiles of 0.8 m, each a little different, in the light of the lamps above."""
    x, y = points[:, 0] / 0.8, points[:, 1] / 0.8
    column, row = np.floor(x), np.floor(y)
    shade = np.modf(np.abs(np.sin(column * 12.9898 + row * 78.233) * 43758.5453))[0]
    joint = (np.minimum(x - column, y - row) < 0.025) | (np.maximum(x - column, y - row) > 0.985)
    lamps = np.cos((points[:, 0] - 1.5) / 3.0 * 2 * np.pi) * 0.03 + np.cos((points[:, 1] - 1.4) / 2.8 * 2 * np.pi) * 0.04
    bright = (0.60 + 0.03 * shade + lamps) * np.where(joint, 0.82, 1.0)
    found: Floats = (bright[:, None] * np.array([1.0, 0.975, 0.93])).astype(np.float32)
    return found


def _ceiling(points: Floats, _u: Floats, _v: Floats) -> Floats:
    """Panels of lamps in a grid of plain boards."""
    x, y = np.mod(points[:, 0], 3.0), np.mod(points[:, 1], 2.8)
    lamp = (np.abs(x - 1.5) < 0.6) & (np.abs(y - 1.4) < 0.3)
    seam = (np.mod(points[:, 0], 0.6) < 0.02) | (np.mod(points[:, 1], 0.7) < 0.02)
    bright = np.where(lamp, 1.9, np.where(seam, 0.52, 0.60))
    return np.repeat(bright[:, None], 3, axis=1).astype(np.float32)


def _wall(colour: Colour, band: Colour = GREEN) -> Paint:
    """A wall: darker towards floor and ceiling, with a skirting and a band of the house colour."""

    def paint(points: Floats, _u: Floats, _v: Floats) -> Floats:
        z = points[:, 2]
        shade = 0.78 + 0.22 * np.clip(z / 0.8, 0, 1) - 0.10 * np.clip((z - 2.6) / 0.7, 0, 1)
        found = np.where((z < 0.1)[:, None], np.array(STEEL), np.array(colour) * shade[:, None])
        found = np.where(((z > 2.72) & (z < 2.8))[:, None], np.array(band), found)
        return found.astype(np.float32)

    return paint


def lettering(mask: Mask, colour: Colour, ground: Colour) -> Paint:
    """A plate with writing."""
    height, width = mask.shape
    on, off = np.array(colour, np.float32), np.array(ground, np.float32)

    def paint(_points: Floats, u: Floats, v: Floats) -> Floats:
        rows = np.clip(((1 - v) * height).astype(int), 0, height - 1)
        part = mask[rows, np.clip((u * width).astype(int), 0, width - 1)][:, None]
        found: Floats = off + (on - off) * part
        return found

    return paint


def plate(
    text: str, centre: tuple[float, float, float], facing: float, width: float, height: float, colour: Colour, ground: Colour
) -> Sheet:
    """A sign that hangs upright and is read by who stands where it faces, degrees."""
    mask = sign(text, 96 * max(1, round(width / height)), 96)
    corner, across, along = hung(centre, facing, width, height)
    return Sheet(corner=corner, across=across, along=along, paint=lettering(mask, colour, ground), light=1.0, back=STEEL)


def hung(
    centre: tuple[float, float, float], facing: float, width: float, height: float
) -> tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]:
    """Corner and edges of an upright plate; its `across` runs from left to right for who reads it."""
    away = math.radians(facing)
    # Whoever reads it looks the other way: their right hand is to the left of the way it faces.
    right = (math.sin(away), -math.cos(away))
    x, y, z = centre
    corner = (x - right[0] * width / 2, y - right[1] * width / 2, z - height / 2)
    return corner, (right[0] * width, right[1] * width, 0.0), (0.0, 0.0, height)


def _shell(room: Room, hall: HallConfig) -> None:
    w, h = hall.width, hall.height
    up = (0.0, 0.0, CEILING)
    wall = _wall(WALL)
    room.things += [
        Sheet(corner=(0, 0, 0), across=(w, 0, 0), along=(0, h, 0), paint=_tiles, light=1.0, mirrors=True),
        Sheet(corner=(0, 0, CEILING), across=(w, 0, 0), along=(0, h, 0), paint=_ceiling, light=1.0),
        Sheet(corner=(0, 0, 0), across=(w, 0, 0), along=up, paint=_wall((0.74, 0.76, 0.74))),
        Sheet(corner=(0, h, 0), across=(w, 0, 0), along=up, paint=wall),
        Sheet(corner=(0, 0, 0), across=(0, h, 0), along=up, paint=wall),
        Sheet(corner=(w, 0, 0), across=(0, h, 0), along=up, paint=wall),
    ]
    white: Colour = (0.95, 0.95, 0.92)
    for zone in hall.zones:
        if zone.kind is ZoneKind.COUNTERS:
            y, facing = (0.04, 90.0) if zone.y < h / 2 else (h - 0.04, 270.0)
            middle = zone.x + zone.width / 2
            room.things.append(plate(hall.name, (middle, y, 2.36), facing, min(9.0, zone.width * 0.5), 0.5, white, GREEN))
            for part in (0.12, 0.88):
                room.things.append(plate("你用电 我用心", (zone.x + zone.width * part, y, 1.9), facing, 3.0, 0.4, GREEN, WALL))


# --- counters --------------------------------------------------------------------------------------------------------------


def _counter(room: Room, hall: HallConfig, counter: Counter, zone: Zone) -> None:
    """Desk with screen, a strip and a number above it, a chair behind; customers stand on the side of the hall's middle."""
    x, y = counter.x, counter.y
    front = 1.0 if zone.y + zone.height / 2 < hall.height / 2 else -1.0
    facing = 90.0 * front % 360
    pitch = min((abs(each.x - x) for each in hall.counters if each.zone == counter.zone and each.id != counter.id), default=3.4)
    half = min(1.5, pitch * 0.41)
    y0, y1 = sorted((y - front * DESK_DEPTH / 2, y + front * DESK_DEPTH / 2))
    room.things += box(x - half, y0, x + half, y1, 0.0, 0.76, DESK, top=(0.60, 0.50, 0.38))
    shelf = sorted((y + front * 0.2, y + front * (DESK_DEPTH / 2 + 0.08)))
    room.things += box(x - half, shelf[0], x + half, shelf[1], 0.76, 1.02, DESK, top=(0.52, 0.43, 0.33))
    band = y + front * (DESK_DEPTH / 2 + 0.085)
    room.things.append(
        Sheet(corner=(x - half, band, 0.30), across=(2 * half, 0, 0), along=(0, 0, 0.20), paint=GREEN),
    )
    for side in (-1.0, 1.0):
        end = x + side * half
        room.things += box(end - 0.04, y0 - 0.05, end + 0.04, y1 + 0.05, 0.0, 1.35, PALE_GREEN)
    # The clerk's screen with its back to the customer, and the camera's view of its edge.
    screen = sorted((y - front * 0.02, y + front * 0.03))
    room.things += box(x + 0.25, screen[0], x + 0.85, screen[1], 0.84, 1.22, DARK)
    white: Colour = (0.96, 0.97, 0.95)
    above = y + front * 0.30
    room.things += box(x - half, above - 0.04, x + half, above + 0.04, 2.02, 2.62, (0.20, 0.22, 0.24))
    number = plate(
        counter.name or str(counter.number), (x - half + 0.36, above + front * 0.05, 2.32), facing, 0.6, 0.52, white, GREEN
    )
    room.things.append(number)
    if counter.strip:
        corner, across, along = hung((x + 0.33, above + front * 0.05, 2.32), facing, 2 * half - 0.82, 0.46)
        room.faces.append(
            Face(
                device=counter.strip,
                corner=corner,
                across=across,
                along=along,
                colour=(1.0, 0.16, 0.08),
                ground=(0.03, 0.01, 0.01),
            )
        )
    room.block(x - half, y0, x + half, y1)
    room.fronts[counter.id] = Spot(x=x, y=y + front * 0.98, facing=(facing + 180) % 360, leans=True)
    room.backs[counter.id] = Spot(x=x - 0.1, y=y - front * 0.85, facing=facing, sits=True)
    _chair(room, x - 0.1, y - front * 0.85, facing, DARK)


def _chair(room: Room, x: float, y: float, facing: float, colour: Colour) -> None:
    """A seat with a back; who sits looks where it faces."""
    dx, dy = math.cos(math.radians(facing)), math.sin(math.radians(facing))
    room.things += box(x - 0.23, y - 0.22, x + 0.23, y + 0.22, 0.38, 0.44, colour)
    room.things += box(x - 0.03, y - 0.03, x + 0.03, y + 0.03, 0.0, 0.38, STEEL)
    bx, by = x - dx * 0.24, y - dy * 0.24
    room.things += box(
        bx - abs(dy) * 0.23 - abs(dx) * 0.03, by - abs(dx) * 0.23 - abs(dy) * 0.03,
        bx + abs(dy) * 0.23 + abs(dx) * 0.03, by + abs(dx) * 0.23 + abs(dy) * 0.03, 0.48, 0.86, colour,
    )  # fmt: skip


def _chairs(room: Room, zone: Zone, hall: HallConfig) -> None:
    """As many seats as the zone has, in rows of three banks with aisles, all looking at the counters."""
    counters = [counter.y for counter in hall.counters]
    ahead = 270.0 if not counters or sum(counters) / len(counters) < zone.y else 90.0
    deep, wide = zone.height - 3.6, zone.width - 3.2
    rows = max(1, min(math.ceil(zone.seats / 15), int(deep / ROW_PITCH) + 1))
    in_row = math.ceil(zone.seats / rows)
    banks = 3 if in_row >= 9 else 1
    each = math.ceil(in_row / banks)
    aisle = (wide - banks * each * SEAT_PITCH) / max(1, banks)
    first = zone.y + 2.2 if ahead == 270.0 else zone.y + zone.height - 2.2
    pitch = min(ROW_PITCH, deep / max(1, rows - 1)) * (1 if ahead == 270.0 else -1)
    spots = room.seats.setdefault(zone.id, [])
    for row in range(rows):
        y = first + row * pitch
        for bank in range(banks):
            left = zone.x + 1.6 + aisle / 2 + bank * (each * SEAT_PITCH + aisle)
            here = [left + (seat + 0.5) * SEAT_PITCH for seat in range(each)]
            here = here[: max(0, zone.seats - len(spots))]
            if not here:
                continue
            for x in here:
                spots.append(Spot(x=x, y=y, facing=ahead, sits=True))
                _chair(room, x, y, ahead, CHAIR)
            room.things += box(here[0] - 0.3, y - 0.04, here[-1] + 0.3, y + 0.04, 0.30, 0.36, STEEL)
            room.block(here[0] - 0.28, y - 0.25, here[-1] + 0.28, y + 0.25)


# --- other furniture -------------------------------------------------------------------------------------------------------


def _sofas(room: Room, zone: Zone) -> None:
    """Two groups of sofas round a low table, and a table with what is shown."""
    y = zone.y + zone.height / 2
    spots = room.seats.setdefault(zone.id, [])
    for x in (zone.x + zone.width * 0.25, zone.x + zone.width * 0.6):
        room.things += box(x - 0.5, y - 0.3, x + 0.5, y + 0.3, 0.0, 0.42, WOOD)
        room.block(x - 0.5, y - 0.3, x + 0.5, y + 0.3)
        for side, facing in ((-1.0, 90.0), (1.0, 270.0)):
            sy = y + side * 1.1
            room.things += box(x - 0.9, sy - 0.35, x + 0.9, sy + 0.35, 0.0, 0.42, (0.34, 0.30, 0.26))
            back = sorted((sy + side * 0.25, sy + side * 0.42))
            room.things += box(x - 0.9, back[0], x + 0.9, back[1], 0.42, 0.85, (0.30, 0.26, 0.22))
            spots += [Spot(x=x + dx, y=sy - side * 0.05, facing=facing, sits=True) for dx in (-0.45, 0.45)]
            room.block(x - 0.9, sy - 0.4, x + 0.9, sy + 0.4)
    x = zone.x + zone.width * 0.88
    room.things += box(x - 0.9, y - 0.4, x + 0.9, y + 0.4, 0.0, 0.95, (0.72, 0.74, 0.74), top=PALE_GREEN)
    room.block(x - 0.9, y - 0.4, x + 0.9, y + 0.4)


def _guide_desk(room: Room, zone: Zone) -> None:
    """A desk for the guides."""
    x, y = zone.x + zone.width / 2, zone.y + zone.height * 0.42
    room.things += box(x - 1.1, y - 0.35, x + 1.1, y + 0.35, 0.0, 1.0, DESK, top=WOOD)
    room.things.append(plate("引导台", (x, y + 0.36, 0.62), 90.0, 1.6, 0.4, (0.95, 0.95, 0.92), GREEN))
    room.block(x - 1.1, y - 0.35, x + 1.1, y + 0.35)
    room.backs[zone.id] = Spot(x=x, y=y - 0.75, facing=90.0)


def _machine(room: Room, id: str, x: float, y: float, height: float, colour: Colour) -> None:
    """A kiosk: a cabinet with a screen towards the entrance side."""
    room.things += box(x - 0.32, y - 0.28, x + 0.32, y + 0.28, 0.0, height, colour, top=DARK)
    room.things.append(
        Sheet(corner=(x - 0.24, y + 0.285, height - 0.62), across=(0.48, 0, 0), along=(0, 0, 0.5), paint=_screen, light=1.0)
    )
    room.things.append(Sheet(corner=(x - 0.26, y + 0.285, 0.72), across=(0.52, 0, 0), along=(0, 0, 0.10), paint=DARK))
    room.block(x - 0.34, y - 0.3, x + 0.34, y + 0.3)
    room.fronts[id] = Spot(x=x, y=y + 0.78, facing=270.0, leans=True)


def _screen(_points: Floats, u: Floats, v: Floats) -> Floats:
    """A menu with large fields."""
    field_ = (np.mod(u * 3, 1) > 0.15) & (np.mod(u * 3, 1) < 0.9) & (np.mod(v * 4, 1) > 0.2) & (v < 0.75)
    head = v > 0.82
    found = np.where(field_[:, None], np.array([0.55, 0.85, 0.80]), np.array([0.16, 0.40, 0.46]))
    found = np.where(head[:, None], np.array(GREEN) * 1.6, found)
    return found.astype(np.float32)


def _night_machines(room: Room, zone: Zone) -> None:
    """A row of machines for day and night, against the glass towards the hall."""
    count = max(2, min(5, int(zone.width / 3)))
    for index in range(count):
        x = zone.x + zone.width * (index + 0.5) / count
        id = f"{zone.id}/{index}"
        room.machines.setdefault(zone.id, []).append(id)
        _machine(room, id, x, zone.y + 0.45, 1.7, (0.20, 0.42, 0.40))
        room.things.append(plate("24h", (x, zone.y + 0.74, 1.86), 90.0, 0.62, 0.24, (0.95, 0.95, 0.92), GREEN))
    room.things += _glass(zone.x, zone.y - 0.1, zone.x + zone.width, zone.y - 0.1)
    room.block(zone.x, zone.y - 0.15, zone.x + zone.width, zone.y - 0.05)
    end = zone.x + zone.width + 0.1
    room.things += _glass(end, zone.y, end, zone.y + zone.height * 0.45)
    room.block(end - 0.05, zone.y, end + 0.05, zone.y + zone.height * 0.45)


def _glass(x0: float, y0: float, x1: float, y1: float) -> list[Sheet | Ball]:
    """A glass wall with posts and a frosted band."""
    along = (x1 - x0, y1 - y0, 0.0)
    found: list[Sheet | Ball] = [
        Sheet(corner=(x0, y0, 0), across=along, along=(0, 0, 2.6), paint=(0.55, 0.66, 0.66), glass=0.14, light=1.0),
        Sheet(corner=(x0, y0, 1.0), across=along, along=(0, 0, 0.35), paint=(0.75, 0.82, 0.80), glass=0.45, light=1.0),
    ]
    posts = max(1, round(math.dist((x0, y0), (x1, y1)) / 2.4))
    for index in range(posts + 1):
        x, y = x0 + (x1 - x0) * index / posts, y0 + (y1 - y0) * index / posts
        found += box(x - 0.03, y - 0.03, x + 0.03, y + 0.03, 0.0, 2.6, STEEL)
    wide = (0.03, 0.03)
    found += box(min(x0, x1) - wide[0], min(y0, y1) - wide[1], max(x0, x1) + wide[0], max(y0, y1) + wide[1], 2.56, 2.66, STEEL)
    return found


def _door(room: Room, zone: Zone, hall: HallConfig) -> None:
    """The door in the outer wall, with daylight behind it and a mat before it."""
    at = next((device.x for device in hall.devices if device.kind == "people_counter" and device.zone == zone.id), None)
    x, y = at if at is not None else zone.x + zone.width / 2, hall.height
    room.door = Spot(x=x, y=y - 0.3, facing=270.0)
    room.things.append(Sheet(corner=(x - 1.7, y - 0.02, 0.0), across=(3.4, 0, 0), along=(0, 0, 2.5), paint=_outside, light=1.0))
    for post in (-1.7, -0.85, 0.0, 0.85, 1.7):
        room.things += box(x + post - 0.035, y - 0.08, x + post + 0.035, y - 0.03, 0.0, 2.5, STEEL)
    room.things += box(x - 1.75, y - 0.1, x + 1.75, y - 0.02, 2.45, 2.6, STEEL)
    room.things.append(Sheet(corner=(x - 1.3, y - 2.0, 0.004), across=(2.6, 0, 0), along=(0, 1.7, 0), paint=(0.14, 0.16, 0.17)))
    white: Colour = (0.95, 0.95, 0.92)
    room.things.append(plate("欢迎光临", (x, y - 0.05, 2.85), 270.0, 2.4, 0.36, white, GREEN))
    for px in (x - 2.4, x + 2.4):
        _plant(room, px, y - 0.5)
    for device in hall.devices:
        if device.kind == "ticket_kiosk" and device.x is not None and device.y is not None:
            room.things.append(plate("取号", (device.x, device.y + 0.05, 1.66), 90.0, 0.62, 0.26, white, GREEN))


def _outside(_points: Floats, u: Floats, v: Floats) -> Floats:
    """A bright street, too bright for the camera."""
    bright = 1.0 + 0.7 * v + 0.15 * np.sin(u * 9)
    street = (v < 0.35) & (np.mod(u * 2.0 + 0.3, 1) < 0.5)
    bright = np.where(street, bright * 0.8, bright)
    found: Floats = (bright[:, None] * np.array([0.86, 0.95, 1.0])).astype(np.float32)
    return found


def _plant(room: Room, x: float, y: float, size: float = 1.0) -> None:
    room.things += box(x - 0.2, y - 0.2, x + 0.2, y + 0.2, 0.0, 0.45 * size, (0.80, 0.78, 0.74))
    for dx, dy, z, r in ((0.0, 0.0, 0.85, 0.34), (0.15, 0.1, 0.70, 0.25), (-0.15, -0.1, 1.05, 0.25), (0.05, -0.12, 1.2, 0.18)):
        room.things.append(Ball(centre=(x + dx, y + dy, z * size), radii=(r, r, r * 1.1), paint=LEAVES))
    room.block(x - 0.25, y - 0.25, x + 0.25, y + 0.25)


def _hedges(room: Room, hall: HallConfig) -> None:
    """Low planters between the waiting zone and what lies beside it."""
    waiting = next((zone for zone in hall.zones if zone.kind is ZoneKind.WAITING), None)
    beside = [zone for zone in hall.zones if zone.kind in {ZoneKind.MEETING, ZoneKind.SELF_SERVICE}]
    if waiting is None:
        return
    x = waiting.x + waiting.width + 0.2
    for zone in beside:
        y0, y1 = zone.y + 0.8, zone.y + zone.height - 0.5
        if abs(zone.x - x) > 1.0:
            continue
        room.things += box(x - 0.18, y0, x + 0.18, y1, 0.0, 0.7, (0.80, 0.78, 0.74))
        leaves: Callable[[int], float] = lambda index: math.sin(index * 12.9) * 0.5  # noqa: E731 — a grain, no more
        for index in range(int((y1 - y0) / 0.28)):
            y = y0 + 0.14 + index * 0.28
            green = tuple(channel * (1 + 0.3 * leaves(index)) for channel in LEAVES)
            room.things.append(
                Ball(
                    centre=(x + 0.04 * leaves(index + 7), y, 0.82),
                    radii=(0.2, 0.2, 0.22 + 0.06 * leaves(index + 3)),
                    paint=(green[0], green[1], green[2]),
                )
            )
        room.block(x - 0.22, y0, x + 0.22, y1)


def _board(room: Room, id: str, x: float, y: float) -> None:
    """A large display under the ceiling, read from the chairs."""
    room.things += box(x - 1.25, y - 0.06, x + 1.25, y + 0.06, 2.56, 3.2, DARK)
    for post in (-0.9, 0.9):
        room.things += box(x + post - 0.02, y - 0.02, x + post + 0.02, y + 0.02, 3.2, CEILING, STEEL)
    corner, across, along = hung((x, y + 0.07, 2.88), 90.0, 2.4, 0.56)
    room.faces.append(
        Face(device=id, corner=corner, across=across, along=along, colour=(1.0, 0.72, 0.20), ground=(0.02, 0.05, 0.09))
    )
