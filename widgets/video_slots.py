"""What stands in the tiles of the camera grid: arrangements of slots, tours, the hotspot, activity, alarms. Pure values; nothing is painted.

An arrangement says what each slot is for; `shown` says which camera it shows now. Arrangements are kept by name as JSON in the
console's own settings.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from math import ceil

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QRectF

COUNTS = (1, 4, 6, 9, 16, 25, 36)
"""How many tiles an arrangement may have."""
STEPS = (5, 10, 15, 30, 60)
"""Seconds that a tour may stay with a camera."""
HOTSPOT_STEP = 8.0
"""Seconds that the hotspot stays with each of several cameras, and activity's tiles when there are too few of them."""
RATIO = 16 / 9


class Tour(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cameras one after the other."""

    cameras: tuple[str, ...]
    seconds: float = 10.0


class Slot(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a tile is for: a camera, a tour, the hotspot, wherever something moves, or nothing; and whether an alarm may take its place."""

    camera: str = ""
    tour: Tour | None = None
    is_hotspot: bool = False
    is_activity: bool = False
    is_reserved: bool = False


class Arrangement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The slots of a grid, row by row."""

    slots: tuple[Slot, ...]

    @property
    def count(self) -> int:
        """How many tiles it has."""
        return len(self.slots)

    def cameras(self) -> tuple[str, ...]:
        """The cameras that have a slot of their own."""
        return tuple(slot.camera for slot in self.slots if slot.camera)

    def put(self, index: int, slot: Slot) -> "Arrangement":
        """With another slot at a place."""
        return replace(self, slots=(*self.slots[:index], slot, *self.slots[index + 1 :]))

    def assign(self, index: int, camera: str) -> "Arrangement":
        """Give a camera a place; where it stood before, what was in that place goes."""
        there = self.slots[index]
        given = Slot(camera=camera, is_reserved=there.is_reserved)
        before = next((i for i, slot in enumerate(self.slots) if slot.camera == camera and i != index), None)
        moved = self.put(index, given)
        if before is None:
            return moved
        return moved.put(before, replace(there, is_reserved=self.slots[before].is_reserved))

    def swap(self, one: int, other: int) -> "Arrangement":
        """With two slots changed over."""
        return self.put(one, self.slots[other]).put(other, self.slots[one])


def overview(count: int) -> Arrangement:
    """So many tiles for wherever something moves."""
    return Arrangement(slots=(Slot(is_activity=True),) * count)


class Saved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the console remembers of the camera grid."""

    now: Arrangement | None = None
    """None: nobody has arranged it, and it follows the hall's cameras."""
    named: dict[str, Arrangement] = {}
    figures: bool = False


def arrange(count: int, cameras: Sequence[str]) -> Arrangement:
    """The first arrangement of so many tiles: each camera once, or where they do not all fit the last tiles for hotspot and alarms.

    Spare tiles: one for the hotspot, one for alarms, the rest empty.
    """
    if len(cameras) == count:
        return Arrangement(slots=tuple(Slot(camera=camera) for camera in cameras))
    if count == 1:
        return Arrangement(slots=(Slot(is_hotspot=True),)) if cameras else Arrangement(slots=(Slot(),))
    extra = (Slot(is_reserved=True), Slot(is_hotspot=True))
    if len(cameras) == count - 1:
        return Arrangement(slots=(*(Slot(camera=camera) for camera in cameras), Slot(is_hotspot=True, is_reserved=True)))
    fixed = tuple(Slot(camera=camera) for camera in cameras[: count - 2])
    return Arrangement(slots=(*fixed, *(Slot() for _ in range(count - 2 - len(fixed))), *extra))


def resize(was: Arrangement, count: int, cameras: Sequence[str]) -> Arrangement:
    """Another number of tiles: what had a place keeps it as far as there is room, and cameras without one fill what is new."""
    if count == was.count:
        return was
    if was == overview(was.count):
        return overview(count)
    fresh = arrange(count, cameras)
    own = [slot for slot in was.slots if slot.camera or slot.tour is not None or slot.is_activity]
    if count == 1:
        return fresh
    special = [slot for slot in fresh.slots if slot.is_hotspot or slot.is_reserved]
    room = count - len(special)
    kept = own[:room]
    left = [camera for camera in cameras if all(slot.camera != camera for slot in kept)]
    fill = [Slot(camera=camera) for camera in left[: room - len(kept)]]
    empty = [Slot() for _ in range(room - len(kept) - len(fill))]
    return Arrangement(slots=(*kept, *fill, *empty, *special))


def count_for(cameras: int) -> int:
    """The smallest grid that has room for so many."""
    return next((count for count in COUNTS if count >= cameras), COUNTS[-1])


def next_count(count: int, step: int) -> int:
    """The next larger or smaller grid; at either end the same."""
    return COUNTS[min(max(COUNTS.index(count) + step, 0), len(COUNTS) - 1)]


class Why(StrEnum):
    """Why a tile shows what it shows."""

    FIXED = "fixed"
    TOUR = "tour"
    HOTSPOT = "hotspot"
    ACTIVITY = "activity"
    ALARM = "alarm"
    EMPTY = "empty"


_Face = tuple[str, Why, int, int]
"""Camera, why, place and of how many, as `Shown` has them."""


class Shown(Struct, frozen=True, kw_only=True):
    """What a tile shows now."""

    tile: str
    """The camera, and a number where several tiles show it: the same wherever it stands, so that a picture survives a change of places."""
    index: int
    camera: str = ""
    why: Why = Why.EMPTY
    place: int = 0
    of: int = 0
    """Tours, hotspots and activity: which of how many cameras it is, from 1."""


class Turn(Struct, frozen=True, kw_only=True):
    """What decides about tours, hotspot, activity's and alarms' tiles at a moment."""

    seconds: float = 0.0
    """How long tours have gone on, without the time in which somebody touched the screen."""
    hotspot: tuple[str, ...] = ()
    """The cameras of what is selected, the best first."""
    hotspot_since: float = 0.0
    """Of `seconds`: when that was selected."""
    lively: tuple[str, ...] = ()
    """The cameras before which something moves, each in its place; an empty name is a place that one has left."""
    alarms: tuple[str, ...] = ()
    """The cameras of alarms, the worst first."""


def shown(arrangement: Arrangement, turn: Turn, known: Iterable[str]) -> tuple[Shown, ...]:
    """What each tile shows. Cameras that are not `known` (any more) leave their slot empty."""
    there = set(known)
    faces: list[_Face] = []
    spots = 0
    lively = _lively(arrangement, turn, there)
    for slot in arrangement.slots:
        if slot.is_hotspot:
            faces.append(_hotspot(turn, there, spots))
            spots += 1
        elif slot.is_activity:
            faces.append(next(lively))
        elif slot.tour is not None:
            faces.append(_of_tour(slot.tour, turn.seconds, there))
        else:
            faces.append((slot.camera, Why.FIXED, 0, 0) if slot.camera in there else ("", Why.EMPTY, 0, 0))
    _pop_up(arrangement, turn, there, faces)
    seen: dict[str, int] = {}
    tiles: dict[int, Shown] = {}
    # A camera's own tile keeps its name when a tour comes to the camera.
    for index in sorted(range(len(faces)), key=lambda index: faces[index][1] is not Why.FIXED):
        camera, why, place, of = faces[index]
        seen[camera] = seen.get(camera, 0) + 1
        tile = f"empty-{index}" if not camera else camera if seen[camera] == 1 else f"{camera}#{seen[camera]}"
        tiles[index] = Shown(tile=tile, index=index, camera=camera, why=why, place=place, of=of)
    return tuple(tiles[index] for index in range(len(faces)))


def _hotspot(turn: Turn, there: set[str], number: int) -> _Face:
    cameras = [camera for camera in turn.hotspot if camera in there]
    if not cameras:
        return "", Why.HOTSPOT, 0, 0
    step = int(max(0.0, turn.seconds - turn.hotspot_since) // HOTSPOT_STEP)
    at = (step + number) % len(cameras)
    return cameras[at], Why.HOTSPOT, at + 1, len(cameras)


def _lively(arrangement: Arrangement, turn: Turn, there: set[str]) -> Iterator[_Face]:
    """For activity's tiles, one after the other: the cameras with something to see and no tile of their own; by turns if they are more."""
    tiles = sum(slot.is_activity for slot in arrangement.slots)
    elsewhere = there.difference(arrangement.cameras())
    places = [camera if camera in elsewhere else "" for camera in turn.lively]
    if len(places) > tiles:
        places = [camera for camera in places if camera]
    of = len(places)
    if of <= tiles:
        yield from ((camera, Why.ACTIVITY, 0, 0) for camera in (*places, *[""] * (tiles - of)))
        return
    first = int(turn.seconds // HOTSPOT_STEP) * tiles
    for at in range(first, first + tiles):
        yield places[at % of], Why.ACTIVITY, at % of + 1, of


def _of_tour(tour: Tour, seconds: float, there: set[str]) -> _Face:
    cameras = [camera for camera in tour.cameras if camera in there]
    if not cameras:
        return "", Why.EMPTY, 0, 0
    at = int(seconds // max(1.0, tour.seconds)) % len(cameras)
    return cameras[at], Why.TOUR, at + 1, len(cameras)


def _pop_up(arrangement: Arrangement, turn: Turn, there: set[str], faces: list[_Face]) -> None:
    """Alarms' cameras that have no place yet take the reserved tiles, the worst first."""
    fixed = {camera for camera, why, _, _ in faces if why is Why.FIXED}
    asking = [camera for camera in dict.fromkeys(turn.alarms) if camera in there and camera not in fixed]
    free = [index for index, slot in enumerate(arrangement.slots) if slot.is_reserved]
    for index, camera in zip(free, asking, strict=False):
        faces[index] = (camera, Why.ALARM, 0, 0)


def rows(area: QRectF, count: int, gap: float) -> list[QRectF]:
    """`count` tiles, row by row, on whole pixels, in the number of columns that makes pictures of 16:9 largest."""
    if count <= 0 or area.width() <= 0 or area.height() <= 0:
        return []

    def worth(columns: int) -> float:
        down = ceil(count / columns)
        wide = (area.width() - gap * (columns - 1)) / columns
        tall = (area.height() - gap * (down - 1)) / down
        return min(wide, tall * RATIO) * min(wide / RATIO, tall) - (columns * down - count) * 1e-3

    columns = max(range(1, count + 1), key=worth)
    down = ceil(count / columns)
    lefts = [round(area.left() + i * (area.width() + gap) / columns) for i in range(columns + 1)]
    tops = [round(area.top() + i * (area.height() + gap) / down) for i in range(down + 1)]
    return [
        QRectF(
            lefts[i % columns],
            tops[i // columns],
            lefts[i % columns + 1] - lefts[i % columns] - gap,
            tops[i // columns + 1] - tops[i // columns] - gap,
        )
        for i in range(count)
    ]


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Saved).decode


def encode(saved: Saved) -> str:
    """As kept in the settings."""
    return _encode(saved).decode()


def decode(text: str) -> Saved | None:
    """The inverse; None for what is no arrangement of this version, or of a size there is not."""
    try:
        saved = _decode(text)
    except msgspec.MsgspecError:
        return None
    every = [arrangement for arrangement in (saved.now, *saved.named.values()) if arrangement is not None]
    return saved if all(arrangement.count in COUNTS for arrangement in every) else None
