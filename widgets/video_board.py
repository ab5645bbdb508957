"""What the operator has set up on the camera grid: arrangement, hotspot, activity, tours that wait for him, sound, looks back.

It knows cameras by their ids, holds no pictures and no facts of the hall, and paints nothing. Times are `time.monotonic` seconds.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from console.model.cameras import BACK
from widgets.video_slots import Arrangement, Saved, Shown, Slot, Tour, Turn, arrange, count_for, overview, resize, shown

REST = 20.0
"""Seconds that tours wait after somebody touched the grid."""
LIGHT = 1.6
"""Seconds that a tile stays lit after it was pointed at from elsewhere."""


class Board:
    """The set-up of one grid."""

    def __init__(self) -> None:
        self.now = Arrangement(slots=(Slot(),))
        self.named: dict[str, Arrangement] = {}
        self.with_figures = False
        self.cameras: tuple[str, ...] = ()
        self.sound = ""
        """The tile that is heard."""
        self._is_own = False
        """Somebody has arranged it; if not, it follows the hall's cameras."""
        self._seconds = 0.0
        self._ticked: float | None = None
        self._touched = -REST
        self._hotspot: tuple[str, ...] = ()
        self._hotspot_since = 0.0
        self._alarms: tuple[tuple[str, str], ...] = ()
        self._lively: tuple[str, ...] = ()
        """Cameras before which something moves, each in its place as long as it does; an empty name is a place that one has left."""
        self._sent_away: frozenset[str] = frozenset()
        self._backs: dict[str, float] = {}
        self._lit: dict[str, float] = {}

    # --- what the hall and time do ---------------------------------------------------------------------------------------

    def follow(self, cameras: Sequence[str], alarms: Sequence[tuple[str, str]], lively: Sequence[str] = ()) -> None:
        """The hall's cameras, (camera, alarm) of those that alarms call up, and those before which something moves.

        An alarm that is over may call again.
        """
        if tuple(cameras) != self.cameras:
            self.cameras = tuple(cameras)
            if not self._is_own:
                self.now = arrange(count_for(len(self.cameras)), self.cameras)
        self._alarms = tuple(alarms)
        self._lively = _seated(self._lively, lively)
        self._sent_away &= {alarm for _, alarm in alarms}

    def tick(self, at: float, *, is_seen: bool) -> None:
        """Tours go on, unless nobody sees them or somebody is at work; looks back and lights end, and the sound of a tile that is gone."""
        passed = at - self._ticked if self._ticked is not None else 0.0
        self._ticked = at
        if is_seen and not self.is_in_use(at):
            self._seconds += passed
        if self.sound and all(face.tile != self.sound for face in self.shown()):
            self.sound = ""
        self._backs = {tile: until for tile, until in self._backs.items() if until > at}
        self._lit = {camera: until for camera, until in self._lit.items() if until > at}

    def touch(self, at: float) -> None:
        """Somebody did something here."""
        self._touched = at

    def is_in_use(self, at: float) -> bool:
        """Whether tours wait: somebody has just touched the grid, or hears one of them or looks back at it."""
        used = {self.sound, *self._backs}
        return at - self._touched < REST or any(face.of > 1 and face.tile in used for face in self.shown())

    # --- what is shown ---------------------------------------------------------------------------------------------------

    def shown(self) -> tuple[Shown, ...]:
        """What each tile shows now."""
        calling = tuple(camera for camera, alarm in self._alarms if alarm not in self._sent_away)
        turn = Turn(
            seconds=self._seconds, hotspot=self._hotspot, hotspot_since=self._hotspot_since, lively=self._lively, alarms=calling
        )
        return shown(self.now, turn, self.cameras)

    def point(self, cameras: Sequence[str], at: float) -> bool:
        """What was selected elsewhere is seen by these: light their tiles, and let the hotspot show them. True when one will be seen."""
        places = {face.camera for face in self.shown()}
        self._lit = dict.fromkeys(cameras, at + LIGHT)
        if cameras:
            self._hotspot, self._hotspot_since = tuple(cameras), self._seconds
        return bool(places & set(cameras)) or any(slot.is_hotspot for slot in self.now.slots)

    def is_lit(self, camera: str) -> bool:
        """Whether it was just pointed at."""
        return camera in self._lit

    def back_of(self, tile: str) -> float:
        """Seconds that a tile is behind the present."""
        return BACK if tile in self._backs else 0.0

    # --- what the operator does -----------------------------------------------------------------------------------------

    def take_up(self, saved: Saved) -> None:
        """As it was kept."""
        self.named, self.with_figures = dict(saved.named), saved.figures
        if saved.now is not None:
            self._own(saved.now)

    def kept(self) -> Saved:
        """To be kept."""
        return Saved(now=self.now if self._is_own else None, named=dict(self.named), figures=self.with_figures)

    def set_count(self, count: int) -> None:
        """So many tiles."""
        self._own(resize(self.now, count, self.cameras))

    def put(self, index: int, slot: Slot) -> None:
        """What a tile is for from now on."""
        self._own(self.now.put(index, slot))

    def assign(self, index: int, camera: str) -> None:
        """Give a camera a tile."""
        self._own(self.now.assign(index, camera))

    def swap(self, one: int, other: int) -> None:
        """Change two tiles over."""
        self._own(self.now.swap(one, other))

    def set_tour(self, index: int, cameras: Sequence[str], seconds: float) -> None:
        """Let cameras take turns in a tile."""
        tour = Tour(cameras=tuple(cameras), seconds=seconds)
        self.put(index, Slot(tour=tour, is_reserved=self.now.slots[index].is_reserved))

    def set_reserved(self, index: int, reserved: bool) -> None:
        """Whether alarms' cameras may take a tile."""
        self.put(index, replace(self.now.slots[index], is_reserved=reserved))

    def only_lively(self) -> None:
        """Every tile for wherever something moves."""
        self._own(overview(self.now.count))

    def keep_as(self, name: str) -> None:
        """Keep the present arrangement under a name."""
        self.named = {**self.named, name: self.now}

    def use(self, name: str) -> None:
        """The arrangement of that name."""
        if name in self.named:
            self._own(self.named[name])

    def forget(self, name: str) -> None:
        """Keep it no more."""
        self.named = {known: arrangement for known, arrangement in self.named.items() if known != name}

    def start_over(self) -> None:
        """The hall's cameras in their order."""
        self._is_own = False
        self.now = arrange(count_for(len(self.cameras)), self.cameras)

    def look_back(self, tile: str, at: float) -> None:
        """Show the last half minute in a tile, then go on; again: back to the present."""
        if tile in self._backs:
            del self._backs[tile]
        else:
            self._backs[tile] = at + BACK

    def send_away(self, camera: str) -> None:
        """An alarm's camera is no longer wanted in a tile; until the alarm is over it does not come again."""
        self._sent_away |= {alarm for shown_, alarm in self._alarms if shown_ == camera}

    def _own(self, arrangement: Arrangement) -> None:
        self.now, self._is_own = arrangement, True


def _seated(before: Sequence[str], lively: Sequence[str]) -> tuple[str, ...]:
    """Who stays keeps the place, who comes takes the first that is free."""
    places = [camera if camera in lively else "" for camera in before]
    for camera in lively:
        if camera not in places:
            at = places.index("") if "" in places else len(places)
            places[at : at + 1] = [camera]
    while places and not places[-1]:
        places.pop()
    return tuple(places)
