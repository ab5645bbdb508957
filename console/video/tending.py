"""Behind the pool: settles which worker shows what, hears when pictures are ready, and looks after the workers.

A thread of its own does so a few times a second. That pictures are ready is seen by the GUI's thread, each time it looks for them: a
thread that woke for each of 540 a second took Python's lock from the GUI's just as often.
"""

import itertools
import logging
import os
import select
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import structs

from console.bell import Bell
from console.model import hall
from console.model.hall import Camera, Player
from console.video import hired, share
from console.video.hired import Hired
from console.video.pictures import LIVE, Playhead, Region, Want
from console.video.protocol import Phase, Stream
from console.video.share import Placed, Settled
from console.video.slots import Shown, Sign
from console.video.work import Beat, Canvas, Clock, Doing, Show, View

TURN = 0.2
"""Seconds between two looks at the workers when neither they nor the GUI's thread say anything."""
SLEPT = 1.0
"""Seconds between two turns after which the console itself was asleep."""
RECKON = 5.0
"""Seconds after which costs are reckoned anew."""
RETURNED = 1.0
"""Seconds that a picture is newer than the last word of its stream's packets: a camera that was silent is back."""
PATIENCE = 0.8
"""Seconds for the workers to end."""

log = logging.getLogger(__name__)


class Waiting(NamedTuple):
    """A picture that was not taken yet."""

    sign: Sign
    shown: Shown
    camera: str
    stream: Stream


class Shows(NamedTuple):
    """What a tile shows: a picture of anything else must not come onto it, be it ready already."""

    camera: str
    back: float
    private: tuple[hall.Region, ...]
    """Regions that are made unrecognisable."""


def what(want: Want, cameras: Mapping[str, Camera]) -> Shows:
    """What comes of a wish in this hall."""
    camera = cameras.get(want.camera)
    return Shows(want.camera, want.back, camera.private if camera is not None and want.pixelate else ())


class Tile:
    """What both threads know of a tile, as long as it shows the same thing. Each field is replaced whole, or is safe by itself."""

    def __init__(self, shows: Shows) -> None:
        self.shows = shows
        self.waiting: deque[Waiting] = deque()
        self.doing: Doing | None = None
        self.stream = Stream.SUB
        self.is_tended = True
        """Its worker is well, or just starting for the first time."""
        self.is_unknown = False
        """The hall has no such camera."""


class Wish(NamedTuple):
    """What the GUI's thread wants; replaced whole, never changed."""

    wants: tuple[Want, ...] = ()
    tiles: Mapping[str, Tile] = {}
    playhead: Playhead = LIVE
    clock: Clock = Clock()


class Board:
    """What the GUI's thread and the pool's share. Each field is replaced whole by the GUI's."""

    def __init__(self, cameras: Iterable[Camera]) -> None:
        self.cameras = {camera.id: camera for camera in cameras}
        self.wish = Wish()


class _Source(NamedTuple):
    """Where a view's pictures come from."""

    placed: Placed
    worker: int
    is_past: bool


class _Sight:
    """A view on its way: which tile, which worker, and the memory where its pictures come."""

    def __init__(self, tile: str, shows: Shows, source: "_Source", view: View) -> None:
        self.tile = tile
        self.shows = shows
        self.source = source
        self.view = view
        self.shown: Shown | None = None
        self.has_picture = False
        self.given: Tile | None = None
        """Where its last picture was laid."""


class _Place:
    """A tile's views: the one that is seen, and the one that is to take over with its first picture."""

    def __init__(self) -> None:
        self.current: _Sight | None = None
        self.coming: _Sight | None = None

    def sights(self) -> list[_Sight]:
        return [sight for sight in (self.current, self.coming) if sight is not None]


class Tending:
    """Tends the workers of a pool from construction until `close`."""

    def __init__(self, board: Board, options: hired.Options, workers: int, cores: int) -> None:
        self.bell = Bell()
        self._board = board
        self._cores = cores
        self._count = workers
        self._hired = [Hired(options) for _ in range(workers + 1)]
        """The last one is for libvlc: what hangs there takes no other tile with it."""
        self._numbers = itertools.count(1)
        self._places: dict[str, _Place] = {}
        self._sights: dict[int, _Sight] = {}
        self._placed: dict[Placed, int] = {}
        self._loads: dict[tuple[str, Stream], float] = {}
        self._orders: dict[int, Show] = {}
        """What each worker was told last."""
        self._settled_for: object = None
        self._reckoned = 0.0
        self._is_closing = False
        self._lock = threading.Lock()
        """Held in a turn, and while the GUI's thread listens."""
        self._thread = threading.Thread(target=self._run, name="video-pool", daemon=True)
        self._thread.start()

    def processes(self) -> tuple[int, ...]:
        """Ids of the workers that run."""
        return tuple(each.process for each in self._hired if each.line is not None and each.process is not None)

    def close(self) -> None:
        """End the workers and the thread."""
        self._is_closing = True
        self.bell.ring()
        self._thread.join()
        self.bell.close()

    # --- the thread ------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        turned = time.monotonic()
        while not self._is_closing:
            try:
                self._wait()
                now = time.monotonic()
                with self._lock:
                    if now - turned > SLEPT:
                        for each in self._hired:
                            each.excuse(now)
                    turned = now
                    self._turn(now)
            except Exception:
                log.exception("a fault in the video pool; it goes on")
                time.sleep(TURN)  # it may come again at once
        for each in self._hired:
            each.hang_up()
        until = time.monotonic() + PATIENCE
        for each in self._hired:
            each.close(max(0.0, until - time.monotonic()))

    def _wait(self) -> None:
        """For a wish, a worker's word, or the next turn."""
        bell = self.bell.fileno()
        ready, _, _ = select.select([bell, *(each.line.fileno() for each in self._hired if each.line is not None)], [], [], TURN)
        if bell in ready:
            self.bell.hush()

    def look(self) -> None:
        """See which pictures are ready, for the GUI's thread: at once or not at all."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._look()
        finally:
            self._lock.release()

    def _look(self) -> None:
        for sight in tuple(self._sights.values()):
            shown = sight.shown
            sign = shown.look() if shown is not None else None
            if shown is not None and sign is not None and sight.view.view in self._sights:  # one that took over may have ended it
                self._ready(sight, shown, sign)

    def _hear(self) -> None:
        """What the workers say; that one has ended too."""
        for index, each in enumerate(self._hired):
            for message, descriptor in each.hear():
                self._take(index, message, descriptor)

    def _turn(self, now: float) -> None:
        self._settle(now)
        self._hear()
        self._look()
        for each in self._hired:
            each.look(now)
        self._reclaim()
        self._order(now)
        self._report()

    # --- what is wanted --------------------------------------------------------------------------------------------------

    def _settle(self, now: float) -> None:
        """Views as the tiles want them."""
        wish, cameras = self._board.wish, self._board.cameras
        is_past = wish.playhead.at is not None
        cause = (wish.wants, wish.tiles, is_past, wish.playhead.speed, cameras)
        if cause == self._settled_for and now - self._reckoned < RECKON:
            return
        self._settled_for, self._reckoned = cause, now
        settled = share.settle(wish.wants, cameras, self._cores, wish.playhead, self._loads)
        self._placed = share.place(settled, cameras, self._placed, self._count, is_past=is_past)
        for name in self._places.keys() - {each.want.tile for each in settled}:
            for sight in self._places.pop(name).sights():
                self._drop(sight)
        for each in settled:
            camera = cameras[each.want.camera]
            placed = share.placed_as(each, camera, is_past=is_past)
            self._show(each, camera, _Source(placed, self._placed[placed], is_past))
        for tile in wish.tiles.values():
            tile.is_unknown = tile.shows.camera not in cameras

    def _show(self, settled: Settled, camera: Camera, source: _Source) -> None:
        """One tile's view: an old one that changes, or a new one, that takes over when it has a picture."""
        want = settled.want
        shows = what(want, {camera.id: camera})
        place = self._places.setdefault(want.tile, _Place())
        view = View(
            view=0,
            camera=want.camera,
            stream=settled.stream,
            width=max(1, want.width),
            height=max(1, want.height),
            player=Player.VLC if source.placed.is_vlc else Player.PYAV,
            part=want.part,
            private=tuple(map(_region, shows.private)),
            is_whole=want.is_whole,
            key_only=settled.key_only,
            sound=source.placed.is_vlc and want.sound and camera.has_sound,
            volume=want.volume,
            back=want.back,
        )
        for sight in place.sights():
            if sight.source == source and sight.shows == shows:
                sight.view = structs.replace(view, view=sight.view.view)
                if sight is place.current and place.coming is not None:
                    self._drop(place.coming)
                    place.coming = None
                return
        fresh = self._sight(want.tile, shows, source, view)
        if place.coming is not None:
            self._drop(place.coming)
            place.coming = None
        current = place.current
        if (
            current is not None
            and current.has_picture
            and current.shows == fresh.shows
            and not source.is_past | current.source.is_past
        ):
            # Until the new one has a picture the old one goes on, with all else that was changed: no black gap.
            old = current.view
            current.view = structs.replace(view, view=old.view, stream=old.stream, player=old.player, sound=old.sound)
            place.coming = fresh
            return
        if current is not None:
            self._drop(current)
        place.current = fresh
        if settled.stream is Stream.MAIN and camera.sub and not source.is_past and not source.placed.is_vlc:
            # The recorder has the small stream at hand and must open the large one first: that takes over when it is there.
            small = source._replace(placed=source.placed._replace(stream=Stream.SUB))
            place.current = self._sight(want.tile, shows, small, structs.replace(view, stream=Stream.SUB))
            place.coming = fresh

    def _sight(self, tile: str, shows: Shows, source: _Source, view: View) -> _Sight:
        sight = _Sight(tile, shows, source, structs.replace(view, view=next(self._numbers)))
        self._sights[sight.view.view] = sight
        return sight

    def _drop(self, sight: _Sight) -> None:
        self._sights.pop(sight.view.view, None)

    def _order(self, now: float) -> None:
        """Tell each worker what it is to show, when that changed; start those that are needed and not there."""
        clock = self._board.wish.clock
        for index, each in enumerate(self._hired):
            views = tuple(sight.view for sight in self._sights.values() if sight.source.worker == index)
            if each.line is None:
                self._forget(index)
                if not views or not each.may_start(now):
                    continue
                try:
                    each.start(now)
                except OSError as error:
                    log.error("no video worker can be started: %s", error)  # noqa: TRY400 — the surroundings' fault, told in full
                    continue
            before = self._orders.get(index)
            order = Show(views=views, clock=clock)
            if before is None or before.views != views:
                is_told = each.order(order)
            elif before.clock != clock:
                is_told = each.order(clock)
            else:
                continue
            if is_told:
                self._orders[index] = order

    def _forget(self, index: int) -> None:
        """A worker has ended: what it was told, and what it had shown, counts no more."""
        if self._orders.pop(index, None) is not None:
            for sight in self._sights.values():
                sight.has_picture &= sight.source.worker != index

    # --- what workers say ------------------------------------------------------------------------------------------------

    def _take(self, index: int, message: Canvas | Beat, descriptor: int | None) -> None:
        try:
            match message:
                case Canvas():
                    self._map(message, descriptor)
                case Beat():
                    self._hired[index].memory = message.memory
                    self._note(message)
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def _map(self, canvas: Canvas, descriptor: int | None) -> None:
        sight = self._sights.get(canvas.view)
        if sight is None or descriptor is None:
            return
        try:
            sight.shown = Shown(descriptor, canvas.width, canvas.height)
        except (OSError, ValueError) as error:
            log.warning("no memory for the pictures of %s: %s", sight.view.camera, error)

    def _ready(self, sight: _Sight, shown: Shown, sign: Sign) -> None:
        self._hired[sight.source.worker].notice()
        place, tile = self._places[sight.tile], self._board.wish.tiles.get(sight.tile)
        if tile is None or tile.shows != sight.shows:
            shown.refuse()
            return
        if sight is place.coming and place.current is not None:
            self._drop(place.current)
            place.current, place.coming = sight, None
        if not sight.has_picture:
            sight.has_picture = True
            tile.stream = sight.view.stream
            tile.doing = Doing(view=sight.view.view, phase=Phase.LIVE, heard=sign.came)
        elif sign.came is not None and tile.doing is not None and sign.came - (tile.doing.heard or 0.0) > RETURNED:
            tile.doing = structs.replace(tile.doing, heard=sign.came)
        sight.given = tile
        tile.waiting.append(Waiting(sign, shown, sight.view.camera, sight.view.stream))

    def _reclaim(self) -> None:
        """Give pictures back that nobody will take any more, as their tile shows something else: their worker waits for that."""
        tiles = self._board.wish.tiles
        for sight in self._sights.values():
            if sight.given is not None and sight.given is not tiles.get(sight.tile):
                while sight.given.waiting:
                    sight.given.waiting.popleft().shown.refuse()
                sight.given = None

    def _note(self, beat: Beat) -> None:
        for doing in beat.views:
            sight = self._sights.get(doing.view)
            if sight is None or (sight.has_picture and doing.heard is None):
                continue  # the second: it was reckoned before the first picture, and overtaken by it
            if doing.load:
                self._loads[sight.view.camera, sight.view.stream] = doing.load
            tile = self._board.wish.tiles.get(sight.tile)
            if tile is not None and tile.shows == sight.shows and sight is self._places[sight.tile].current:
                tile.doing, tile.stream = doing, sight.view.stream

    def _report(self) -> None:
        """What tiles say of their workers."""
        tiles = self._board.wish.tiles
        for name, place in self._places.items():
            tile, sight = tiles.get(name), place.current
            if tile is not None and sight is not None:
                worker = self._hired[sight.source.worker]
                tile.is_tended = worker.is_well or worker.is_new


def _region(region: hall.Region) -> Region:
    return Region(x=region.x, y=region.y, width=region.width, height=region.height)
