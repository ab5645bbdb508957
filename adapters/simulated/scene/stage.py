"""Where each person of the simulation stands, sits or walks at any moment: from who is in which place to figures.

The simulation knows places, not positions. Here everybody gets a spot in their place (a chair, the front of a counter, a point in
a zone), always the same for the same name and company, and walks from spot to spot through the hall's aisles.
"""

import math
import random
from dataclasses import dataclass, replace

from adapters.simulated.presence import Body, Presence
from adapters.simulated.scene.figures import Figure, Look, look_of
from adapters.simulated.scene.room import Room, Spot
from adapters.simulated.scene.walks import Floor, Walk
from console.model.hall import HallConfig, Post

PACE = (0.95, 1.3)
"""Metres a second."""
COMPANION = " +"
"""Behind the name of whom somebody has brought along."""
FIDGET = 9.0
"""Seconds after which somebody who does not walk moves a little, on the mean."""


@dataclass(eq=False)
class _Actor:
    """Somebody on the stage."""

    name: str
    look: Look
    pace: float
    spot: Spot
    walk: Walk | None = None
    leaves: bool = False
    figure: Figure | None = None
    """While they do not walk: how they are now …"""
    until: float = 0.0
    """… and until when, hall time."""


class Stage:
    """All people of the hall."""

    def __init__(self, hall: HallConfig, room: Room) -> None:
        self._room = room
        self._zones = {zone.id: zone for zone in hall.zones}
        self._counters = {counter.id for counter in hall.counters}
        self._floor = Floor(hall.width, hall.height, room.blocks)
        self._actors: dict[str, _Actor] = {}
        self._taken: dict[tuple[float, float], str] = {}
        self._keys: dict[str, str] = {}
        """Name → the place they were last sent to."""
        self._is_set = False

    def follow(self, presence: Presence) -> None:
        """Let everybody go where they are now; the first time they are there at once."""
        wanted: dict[str, Body] = {}
        for body in presence.bodies:
            wanted[body.name] = body
            if body.with_them:
                wanted[body.name + COMPANION] = body
        for name in [name for name in self._actors if name not in wanted]:
            self._leave(self._actors[name], presence.at)
        for name, body in wanted.items():
            self._place(name, body, presence.at)
        self._is_set = True

    def figures(self, now: float) -> list[Figure]:
        """Everybody at a moment of hall time; who has reached the door is gone."""
        for name in [name for name, actor in self._actors.items() if actor.leaves and (not actor.walk or now >= actor.walk.ends)]:
            self._free(name)
            del self._actors[name]
        return [self._figure(actor, now) for actor in self._actors.values()]

    # --- places ----------------------------------------------------------------------------------------------------------

    def _place(self, name: str, body: Body, now: float) -> None:
        actor = self._actors.get(name)
        key = f"{body.place} {body.waits}"
        if actor is not None and not actor.leaves and self._keys.get(name) == key:
            return
        self._free(name)
        spot = self._spot(name, body)
        self._taken[spot.x, spot.y] = name
        self._keys[name] = key
        if actor is None:
            chance = random.Random(f"pace {name}")
            start = spot if not self._is_set else self._entry(body)
            actor = _Actor(name, look_of(name, body.post), chance.uniform(*PACE), start)
            self._actors[name] = actor
            if not self._is_set:
                return
        self._send(actor, spot, now)

    def _send(self, actor: _Actor, spot: Spot, now: float) -> None:
        here = actor.walk.at(now)[:2] if actor.walk is not None and now < actor.walk.ends else (actor.spot.x, actor.spot.y)
        actor.leaves, actor.figure = False, None
        actor.walk = Walk(self._floor.way(here, (spot.x, spot.y)), now, actor.pace)
        actor.spot = spot

    def _leave(self, actor: _Actor, now: float) -> None:
        if actor.leaves:
            return
        self._free(actor.name)
        door = self._room.door
        chance = random.Random(f"leaves {actor.name}")
        self._send(actor, replace(door, x=door.x + chance.uniform(-0.7, 0.7)), now)
        actor.leaves = True

    def _entry(self, body: Body) -> Spot:
        """Where somebody comes from who was not there."""
        zone = self._zones.get(body.place)
        if zone is not None and zone.kind == "all_day":
            return Spot(x=zone.x + 0.3, y=zone.y + zone.height / 2, facing=0.0)
        return self._room.door

    def _free(self, name: str) -> None:
        self._keys.pop(name, None)
        for place in [place for place, who in self._taken.items() if who == name]:
            del self._taken[place]

    def _spot(self, name: str, body: Body) -> Spot:
        """A free spot in a place, by the name's own chance."""
        chance = random.Random(f"spot {name} {body.place}")
        is_companion = name.endswith(COMPANION)
        front = self._room.fronts.get(body.place)
        if front is not None and body.post is None:
            side = chance.choice((-0.62, 0.62)) if is_companion else 0.0
            return replace(front, x=front.x + side, y=front.y + (0.12 if is_companion else 0.0))
        if body.place in self._counters and body.post is not None:
            return self._free_near(self._room.backs[body.place])
        if body.post is Post.GUIDE and body.place in self._room.backs:
            desk = self._room.backs[body.place]
            if (desk.x, desk.y) not in self._taken:
                return desk
        seats = self._room.seats.get(body.place, [])
        free = [seat for seat in seats if (seat.x, seat.y) not in self._taken]
        if free and body.post is None and (body.waits or body.place != "waiting"):
            return self._seat(name, free, chance)
        return self._standing(body.place, chance, is_customer=body.post is None and not is_companion)

    def _seat(self, name: str, free: list[Spot], chance: random.Random) -> Spot:
        """People sit apart while they can, and rather in front; who came along sits beside."""
        host = next((actor.spot for actor in self._actors.values() if actor.name + COMPANION == name), None)
        if host is not None:
            return min(free, key=lambda seat: math.dist((seat.x, seat.y), (host.x, host.y)))
        taken = list(self._taken)

        def dislike(seat: Spot) -> float:
            near = min((math.dist((seat.x, seat.y), other) for other in taken), default=9.0)
            return chance.random() * 2.2 + abs(seat.y - self._room.front_of(seat)) * 0.25 + (1.5 if near < 0.8 else 0.0)

        return min(free, key=dislike)

    def _standing(self, place: str, chance: random.Random, *, is_customer: bool) -> Spot:
        """A point of a zone where nothing stands, apart from others."""
        zone = self._zones.get(place)
        if zone is None:
            door = self._room.door
            return replace(door, y=door.y - 2.5)
        machines = [self._room.fronts[id] for id in self._room.machines.get(place, ())]
        free = [spot for spot in machines if (spot.x, spot.y) not in self._taken]
        if free and is_customer:
            return chance.choice(free)
        best, room = None, -1.0
        for _ in range(12):
            x = chance.uniform(zone.x + 0.8, zone.x + zone.width - 0.8)
            y = chance.uniform(zone.y + 0.8, zone.y + zone.height - 0.8)
            near = min((math.dist((x, y), other) for other in self._taken), default=5.0)
            if self._floor.is_free((x, y)) and min(near, 2.5) > room:
                best, room = Spot(x=x, y=y, facing=chance.uniform(0, 360)), min(near, 2.5)
        return best or Spot(x=zone.x + zone.width / 2, y=zone.y + zone.height / 2, facing=90.0)

    def _free_near(self, spot: Spot) -> Spot:
        """The spot, or one beside it, standing, when somebody is there already."""
        if (spot.x, spot.y) not in self._taken:
            return spot
        beside = replace(spot, x=spot.x + 0.75, sits=False)
        return beside if (beside.x, beside.y) not in self._taken else replace(spot, x=spot.x - 0.75, sits=False)

    # --- figures ---------------------------------------------------------------------------------------------------------

    def _figure(self, actor: _Actor, now: float) -> Figure:
        if actor.walk is not None and now < actor.walk.ends:
            x, y, facing, walked = actor.walk.at(now)
            return Figure(name=actor.name, look=actor.look, x=x, y=y, facing=facing, stride=walked)
        if actor.figure is None or now >= actor.until:
            chance = random.Random(f"fidget {actor.name} {int(now)}")
            actor.until = now + chance.uniform(0.5, 1.5) * FIDGET
            actor.figure = self._still(actor, round(chance.gauss(0, 16)), chance.uniform(0, 0.05))
        return actor.figure

    def _still(self, actor: _Actor, turn: float, lean: float) -> Figure:
        """Somebody who sits or stands."""
        spot = actor.spot
        if not spot.sits:
            lean = 0.10 + lean if spot.leans else lean * 0.3
        return Figure(
            name=actor.name, look=actor.look, x=spot.x, y=spot.y, facing=spot.facing, sits=spot.sits, turn=turn, lean=lean
        )
