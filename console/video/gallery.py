"""A console's pictures: finds the recorder of its hall, and starts the pool of decoders when there is something to see. No Qt.

A console on the recorder's machine finds `recorder.json` beside `hub.json`, and the recordings where that says; one on another machine
goes to the port in its station file, and has no recordings. Until the pool runs, tiles are opening; a hall without cameras never starts it.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from console import station
from console.model.hall import Camera
from console.station import Station
from console.video import colours, recorder_file
from console.video.pictures import LIVE, Figures, Picture, Pictures, Playhead, Want
from console.video.protocol import Phase

STORE = "recordings"
"""Folder of the recordings in the hub's data directory, unless `recorder.json` names another."""


class Place(Struct, frozen=True):
    """Where the recorder is, and its recordings."""

    recorder: str
    """Path of its `recorder.json`, or tcp://HOST:PORT."""
    store: str = ""
    """Folder of the recordings; empty: not on this machine."""


def find(known: Station, before: Place | None = None) -> Place:
    """Where a station finds its hall's recorder; whether that runs is another matter. One that stopped records where it did `before`."""
    if not known.hub_file:
        return Place(f"tcp://{known.host}:{known.recorder}")
    data = Path(known.hub_file).parent
    said = recorder_file.read_file(data)
    if said is None and before is not None:
        return before
    return Place(str(data / recorder_file.FILE), (said.store if said is not None else "") or str(data / STORE))


class Gallery:
    """`Pictures` from the pool, once `open` was called and something is wanted. One thread's, as the pool is."""

    def __init__(self, station_file: Path, start: Callable[[Place, Iterable[Camera]], Pictures] | None = None) -> None:
        """`start` makes the pool for a place; for tests. Raises `HallFault` for a station file that cannot be used, or without libyuv."""
        colours.library()  # found out before the first picture
        self._station_file = station_file
        self._station = station.read(station_file)
        self._start = start or self._make_pool
        self._pool: Pictures | None = None
        self._place: Place | None = None
        self._cameras: tuple[Camera, ...] = ()
        self._wanted: tuple[tuple[Want, ...], Playhead] = ((), LIVE)
        self._is_open = False

    def open(self) -> None:
        """From now on decoders may be started: the console has drawn its first picture, and they take the processor."""
        self._is_open = True
        self.want(*self._wanted)

    def know(self, cameras: Iterable[Camera]) -> None:
        """The hall's cameras."""
        self._cameras = tuple(cameras)
        if self._pool is not None:
            self._pool.know(self._cameras)

    def want(self, wants: Sequence[Want], playhead: Playhead = LIVE) -> None:
        """As of the pool; the first wish starts it, and one for another place of the recordings moves it there."""
        self._wanted = tuple(wants), playhead
        if self._pool is None and not (self._is_open and wants):
            return
        place = find(self._station, self._place)
        if place != self._place and wants:
            self.close()
            self._place, self._pool = place, self._start(place, self._cameras)
        if self._pool is not None:
            self._pool.want(wants, playhead)

    def changed(self) -> frozenset[str]:
        """As of the pool."""
        return self._pool.changed() if self._pool is not None else frozenset()

    def take(self, tile: str) -> Picture | None:
        """As of the pool."""
        return self._pool.take(tile) if self._pool is not None else None

    def figures(self, tile: str) -> Figures:
        """As of the pool; before it runs, a tile is opening."""
        return self._pool.figures(tile) if self._pool is not None else Figures(phase=Phase.OPENING)

    def close(self) -> None:
        """End the decoders; nothing happens where none were started."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _make_pool(self, place: Place, cameras: Iterable[Camera]) -> Pictures:
        from console.video.pool import VideoPool  # noqa: PLC0415 — a console's start does not wait for what it may never need

        return VideoPool(self._station_file, place.recorder, cameras, store=Path(place.store) if place.store else None)
