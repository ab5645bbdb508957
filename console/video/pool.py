"""The console's pictures: starts the workers that decode, spreads the tiles among them, and hands their pictures to whoever paints.

`VideoPool` is `pictures.Pictures`. Its calls belong to the GUI's thread and return at once; a thread of its own speaks to the workers
and looks after them. A worker that ends or hangs takes only its tiles with it, and they say so until it is back.
"""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import structs

from console.model.hall import Camera
from console.video import hired, protocol
from console.video.pictures import LIVE, Figures, Picture, Playhead, Want
from console.video.protocol import Fault, Phase
from console.video.slots import Sign, bytes_of, stride_of
from console.video.tending import Board, Tending, Tile, Wish, what
from console.video.work import Clock, Doing

SLIP = 0.02
"""Seconds, times the speed, by which the playhead may differ from the clock before it is set right."""
JUMP = 1.0
"""Seconds, times the speed, from which that is a jump: what was drawn for before is not shown any more."""


class VideoPool:
    """Pictures from worker processes. Made, called and closed by one thread."""

    def __init__(
        self,
        station: Path,
        recorder: Path | str,
        cameras: Iterable[Camera],
        *,
        store: Path | None = None,
        workers: int = 2,
        most_memory: int = 600_000_000,
        cores: int | None = None,
    ) -> None:
        """Processes start with the first tile.

        `station`: this console's key file. `recorder`: its `recorder.json`, or tcp://HOST:PORT. `store`: folder of the recordings when
        they are on this machine; without it there is no past. `most_memory`: bytes at which a worker is started anew. `cores`: to be
        reckoned with; None: those that this process may use.
        """
        self._board = Board(cameras)
        options = hired.Options(
            station=str(station), recorder=str(recorder), store=None if store is None else str(store), most_memory=most_memory
        )
        self._tending = Tending(self._board, options, workers, cores or len(os.sched_getaffinity(0)))

    # --- the contract ----------------------------------------------------------------------------------------------------

    def want(self, wants: Sequence[Want], playhead: Playhead = LIVE) -> None:
        """All tiles that can be seen now and what they need. What is not named stops being decoded."""
        before = self._board.wish
        clock = turned(before.clock, playhead)
        stays = before.tiles if (clock.at is None) == (before.clock.at is None) else {}
        self._board.wish = Wish(tuple(wants), self._tiles(wants, stays), playhead, clock)
        self._tending.bell.ring()

    def changed(self) -> frozenset[str]:
        """Tiles that have a picture which was not taken yet."""
        self._tending.look()
        return frozenset(name for name, tile in self._board.wish.tiles.items() if tile.waiting)

    def take(self, tile: str) -> Picture | None:
        """The newest picture of a tile, or None when there is none that may be shown."""
        found = self._board.wish.tiles.get(tile)
        if found is None:
            return None
        if not found.waiting:
            self._tending.look()
        picture: Picture | None = None
        while found.waiting:
            waiting = found.waiting.popleft()
            if not self._may_be_shown(found, waiting.sign):
                waiting.shown.refuse()
                continue
            sign, stride = waiting.sign, stride_of(waiting.sign.width)
            picture = Picture(
                tile=tile,
                camera=waiting.camera,
                stream=waiting.stream,
                at=sign.at,
                width=sign.width,
                height=sign.height,
                stride=stride,
                memory=waiting.shown.take(sign.number, bytes_of(stride, sign.height)),
                address=waiting.shown.address_of(sign.number),
                rim=sign.rim,
                colours=sign.colours,
            )
        return picture

    def figures(self, tile: str) -> Figures:
        """How a tile does now."""
        found = self._board.wish.tiles.get(tile)
        if found is None:
            return Figures(phase=Phase.IDLE)
        if found.is_unknown:
            return Figures(phase=Phase.REFUSED, fault=Fault.NO_SUCH_STREAM, recorded=False)
        doing = found.doing or Doing(view=0)
        age = None if doing.heard is None else max(0.0, time.monotonic() - doing.heard)
        is_live = self._board.wish.clock.at is None
        return Figures(
            phase=phase_of(doing, age) if is_live else doing.phase,
            fault=doing.fault if found.is_tended else Fault.DECODER,
            age=age if is_live else None,
            stream=found.stream,
            key_only=doing.is_key_only,
            rate=doing.rate if found.is_tended else 0.0,
            bits=doing.bits if found.is_tended else 0.0,
            latency=doing.latency,
            drops=doing.drops,
            recorded=doing.recorded,
            gap=doing.gap,
        )

    def close(self) -> None:
        """End the workers; returns within a second."""
        self._tending.close()

    # --- beyond it -------------------------------------------------------------------------------------------------------

    def know(self, cameras: Iterable[Camera]) -> None:
        """The hall was configured anew."""
        self._board.cameras = {camera.id: camera for camera in cameras}
        wish = self._board.wish
        self._board.wish = wish._replace(tiles=self._tiles(wish.wants, wish.tiles))  # private regions may be other ones
        self._tending.bell.ring()

    def workers(self) -> tuple[int, ...]:
        """Process ids of the workers that run."""
        return self._tending.processes()

    # --- inside ----------------------------------------------------------------------------------------------------------

    def _tiles(self, wants: Sequence[Want], before: Mapping[str, Tile]) -> Mapping[str, Tile]:
        """A tile for each wish: the one that is there when it goes on showing the same thing."""
        tiles = {}
        for want in wants:
            tile, shows = before.get(want.tile), what(want, self._board.cameras)
            tiles[want.tile] = tile if tile is not None and tile.shows == shows else Tile(shows)
        return tiles

    def _may_be_shown(self, tile: Tile, sign: Sign) -> bool:
        """Never a picture of another visit, of a lost camera, or from after the playhead."""
        clock = self._board.wish.clock
        if sign.visit != clock.visit:
            return False
        now = clock.now()
        if now is not None:
            return sign.at <= now + 0.002  # Matroska's clock has milliseconds
        if sign.came is not None and time.monotonic() - sign.came > protocol.LOST:
            return False
        doing = tile.doing
        return doing is None or doing.heard is None or doing.phase is not Phase.REFUSED


def turned(clock: Clock, playhead: Playhead) -> Clock:
    """The master clock, set by the playhead. A small difference is a slip, and set right; a large one is a jump, and a new visit."""
    if playhead.at is None:
        return clock if clock.at is None else Clock(visit=clock.visit + 1)
    since = time.monotonic() if playhead.since is None else playhead.since
    fresh = Clock(visit=clock.visit, at=playhead.at, speed=playhead.speed, since=since)
    shown, wanted = clock.now(), fresh.now()
    if shown is None or wanted is None:
        return structs.replace(fresh, visit=clock.visit + 1)
    off = wanted - shown
    pace = max(1.0, clock.speed, playhead.speed)
    is_playing = bool(clock.speed and playhead.speed)
    if playhead.speed == clock.speed and abs(off) <= (SLIP * pace if is_playing else 0.0):
        return clock
    is_jump = abs(off) > JUMP * pace or (off < 0 and not is_playing)
    return structs.replace(fresh, visit=clock.visit + is_jump)


def phase_of(doing: Doing, age: float | None) -> Phase:
    """A live stream's phase now, by the age of its last packet; what a worker said of it is at most half a second old."""
    phase = Phase.LIVE if doing.phase is Phase.REFUSED or age is None else protocol.phase_at(age)
    return doing.phase if phase is Phase.LIVE else phase
