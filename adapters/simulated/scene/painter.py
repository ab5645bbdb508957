"""Paints what each camera sees of the empty hall, in a process of its own: seconds of work that must not hold up the pictures that run."""

import math
import os
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess

from adapters.simulated.scene.lens import BEND, Lens
from adapters.simulated.scene.room import build
from adapters.simulated.scene.still import FINER, Still, paint_still
from adapters.simulated.turret import AHEAD, Look
from console import config
from console.fault import HallFault
from console.model.hall import Camera, HallConfig
from console.model.lookup import Lookup
from console.model.sight import Sight


class Painter:
    """A process that paints one still after the other."""

    def __init__(self, hall: str) -> None:
        """`hall` is the hall's folder."""
        self._pool = ProcessPoolExecutor(1, get_context("spawn"), _begin, (hall,))

    def paint(self, camera: str, size: tuple[int, int], look: Look) -> "Future[Still]":
        """Have the empty hall painted as `camera` sees it, at a size in pixels; coarsely while it turns, which is quicker."""
        return self._pool.submit(_paint, camera, size, look)

    def end(self) -> None:
        """Let the process go; what it was at is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def lens_of(hall: HallConfig, camera: Camera, size: tuple[int, int], look: Look = AHEAD) -> Lens:
    """A camera's lens, as the plan has it; it looks down so far that the horizon lies near the upper edge."""
    x, y = place_of(hall, camera.id)
    angle = 2 * math.degrees(math.atan(math.tan(math.radians(camera.angle) / 2) / look.zoom))
    return Lens((x, y, camera.height), camera.heading + look.pan, pitch_of(camera.angle) - look.tilt, angle, *size)


def bearing(hall: HallConfig, camera: Camera, place: str) -> float:
    """Degrees that a camera must turn, clockwise on the plan, to look at a place. Raises `HallFault`."""
    (x, y), (there_x, there_y) = place_of(hall, camera.id), place_of(hall, place)
    away = math.degrees(math.atan2(there_y - y, there_x - x)) - camera.heading
    return (away + 180.0) % 360.0 - 180.0


def place_of(hall: HallConfig, id: str) -> tuple[float, float]:
    """Where a device, counter or zone is on the plan, as the console sees it: a device without a place is at its counter, or amid its zone.

    Raises `HallFault` for what is not in the hall.
    """
    sight = Sight(Lookup(hall))
    for kind in ("device", "counter", "zone"):
        at = sight.place(kind, id)
        if at is not None:
            return at
    raise HallFault(f"{id} has no place in the hall {hall.id}", "name a zone, a counter, or a device with a zone")


def pitch_of(angle: float) -> float:
    """Degrees that a lens of this width looks down."""
    part = 9 / 16
    upper = math.degrees(math.atan(math.tan(math.radians(angle) / 2) * part * (1 + BEND * part**2) / (1 + BEND)))
    return 0.74 * upper


# --- in the process ------------------------------------------------------------------------------------------------------


class _Hall:
    """The hall as the process has it."""

    def __init__(self, folder: str) -> None:
        self.config = config.load_site(folder).hall
        self.cameras = {camera.id: camera for camera in self.config.cameras}
        self.things = build(self.config).things


_hall: list[_Hall] = []


def _begin(folder: str) -> None:
    parent = parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _hall.append(_Hall(folder))


def _end_with(parent: BaseProcess) -> None:
    """A worker whose parent was killed would wait for ever."""
    parent.join()
    os._exit(1)


def _paint(camera: str, size: tuple[int, int], look: Look) -> Still:
    hall = _hall[0]
    return paint_still(lens_of(hall.config, hall.cameras[camera], size, look), hall.things, 1 if look.turns else FINER)
