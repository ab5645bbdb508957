"""One stream of a drawn camera: drawn, coded, and fed to the RTSP server while it is on the network."""

import contextlib
import functools
import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable
from fractions import Fraction

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from msgspec import Struct

from adapters.simulated import units
from adapters.simulated.scene.figures import Figure
from adapters.simulated.scene.lens import Lens
from adapters.simulated.scene.picture import Pixels, Planes, View
from adapters.simulated.scene.room import Face
from adapters.simulated.scene.still import Still
from adapters.simulated.turret import Look
from adapters.simulated.units import VIDEO, Description, Unit

SUB, MAIN = (640, 360), (1280, 720)
"""Pixels of the small and the large stream; the large one has twice as many each way."""
RATE = 8
"""Pictures a second."""
GOP = 1.0
"""Seconds between key pictures."""
BITS = {SUB: 400_000, MAIN: 1_500_000}
NOISE = 1.3
"""Standard deviation of the sensor's noise, grey levels."""
SPARE = 160
"""Pixels that the sheet of noise is larger than a picture."""

log = logging.getLogger("cameras")


class Outlet:
    """A mount of the RTSP server, while it is fed."""

    def __init__(self, feed: str, mount: str, size: tuple[int, int], *, has_sound: bool = False) -> None:
        """`has_sound`: units of A-law sound come with the pictures. Raises `OSError` when the server cannot be reached."""
        self.is_watched = False
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(2.0)
        self._line.connect(feed)
        sound = "alaw" if has_sound else ""
        description = Description(video="h264", width=size[0], height=size[1], sound=sound, mount=mount)
        self._line.sendall(units.pack_description(description))
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                try:
                    heard = self._line.recv(16)
                except TimeoutError:
                    continue
                if not heard:
                    return
                self.is_watched = heard[-1:] == b"1"

    def send(self, unit: Unit) -> None:
        """One unit; raises `OSError` when the server is gone."""
        self._line.sendall(units.pack(unit))

    def close(self) -> None:
        """The camera goes from the network."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()


@functools.cache
def _noise(size: tuple[int, int]) -> Pixels:
    """A sheet of noise of which each picture takes another part; what is negative wraps round in the byte, and is added so."""
    chance = np.random.default_rng(size[0])
    values = np.round(chance.normal(0, NOISE, (size[1] + SPARE, size[0] + SPARE))).clip(-6, 6)
    return values.astype(np.int8).view(np.uint8)


class Coder:
    """Pictures to units, with the noise of a small sensor."""

    def __init__(self, size: tuple[int, int]) -> None:
        context = av.CodecContext.create("libx264", "w")
        assert isinstance(context, VideoCodecContext)
        context.width, context.height = size
        context.pix_fmt = "yuv420p"
        context.framerate, context.time_base = Fraction(RATE), Fraction(1, RATE)
        context.bit_rate = BITS[size]
        keys = round(GOP * RATE)
        context.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "profile": "baseline",
            "x264-params": f"keyint={keys}:min-keyint={keys}:scenecut=0:bframes=0:repeat-headers=1:sliced-threads=0:threads=1",
        }
        self._context = context
        self._noise = _noise(size)
        self._chance = random.Random(size[0])
        self._coded = 0

    def code(self, picture: Planes, *, is_noisy: bool = True) -> list[Unit]:
        """The units of the next picture."""
        height, width = picture.y.shape
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane, pixels in zip(frame.planes, picture, strict=True):
            room = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)  # type: ignore[call-overload]
            room[:, : plane.width] = pixels
        if is_noisy:
            top, left = self._chance.randrange(SPARE), self._chance.randrange(SPARE)
            light = np.frombuffer(frame.planes[0], np.uint8).reshape(height, -1)[:, :width]  # type: ignore[call-overload]
            # Brightness lies between 16 and 235: no end of a byte is run over.
            np.add(light, self._noise[top : top + height, left : left + width], out=light)
        frame.pts = self._coded
        frame.time_base = Fraction(1, RATE)
        self._coded += 1
        at = round(time.monotonic() * 1e6)
        return [Unit(VIDEO, packet.is_keyframe, at, bytes(packet)) for packet in self._context.encode(frame)]


class Moment(Struct, frozen=True, kw_only=True):
    """What a camera sees and writes just now."""

    figures: tuple[Figure, ...]
    texts: dict[str, str]
    clock: str


class Site(Struct, frozen=True, kw_only=True):
    """What a camera has of its hall."""

    camera: str
    name: str
    faces: tuple[Face, ...]
    lens: Callable[[tuple[int, int], Look], Lens]
    """Its lens for a picture of this size, looking there."""
    look: Callable[[], Look]
    """Where it looks now."""
    has_sound: bool = False


class Channel:
    """A stream."""

    def __init__(self, site: Site, feed: str, small: "Channel | None" = None) -> None:
        """`feed` is the RTSP server's socket; `small` the camera's small stream, where this is the large one."""
        self.camera = site.camera
        self.size = SUB if small is None else MAIN
        self.last: Planes | None = None
        """The latest picture."""
        self._site = site
        self._feed = feed
        self._small = small
        self._mount = f"{site.camera}/{'sub' if small is None else 'main'}"
        self._coder: Coder | None = None
        """While it is drawn: it holds some megabytes."""
        self._still: tuple[Look, Still] | None = None
        """The empty hall, painted beside."""
        self._view: tuple[Look, View] | None = None
        self._moment: Moment | None = None
        self._outlet: Outlet | None = None
        self._again = 0.0

    @property
    def is_drawn(self) -> bool:
        """Whether its pictures are wanted: large ones only while somebody looks."""
        return self._small is None or (self._outlet is not None and self._outlet.is_watched)

    @property
    def is_ready(self) -> bool:
        """Whether people can be drawn into the empty hall."""
        return self._view is not None

    # --- the empty hall, painted beside -----------------------------------------------------------------------------------

    def wants(self) -> Look | None:
        """For which look the empty hall should be painted; None: it is. While the camera turns, only the small picture follows.

        The first is a coarse one, as while it turns: better soon than sharp.
        """
        look = self._site.look()
        if not self.is_drawn or (look.turns and self._small is not None):
            return None
        if self._still is None:
            return look._replace(turns=True)
        return look if self._still[0] != look else None

    def take(self, look: Look, still: Still) -> None:
        """It has been painted."""
        self._still = (look, still)

    def make_ready(self) -> None:
        """Prepare to draw people into what was painted; takes a moment."""
        look = self._site.look()
        if not self.is_drawn or (self._small is not None and self._view is not None and self._view[0][:3] != look[:3]):
            self._view = None  # its memory is given back
        elif self._still is not None and (self._view is None or self._view[0] != self._still[0]):
            at, still = self._still
            view = View(self._site.lens(self.size, at), still, self._site.faces, self._site.name)
            if self._moment is not None:
                view.update(self._moment.figures, self._moment.texts)  # all who sit and stand: the pictures need not wait for it
            self._view = (at, view)

    def expect(self, moment: Moment) -> None:
        """What is to be shown soon."""
        self._moment = moment

    # --- on the network ---------------------------------------------------------------------------------------------------

    def offer(self) -> None:
        """Be on the network as soon as there is something to show; when the server is not there, again in a second."""
        if self._outlet is None and (self._small or self).is_ready and time.monotonic() >= self._again:
            self._again = time.monotonic() + 1.0
            with contextlib.suppress(OSError):
                self._outlet = Outlet(self._feed, self._mount, self.size, has_sound=self._site.has_sound)

    def vanish(self) -> None:
        """Be gone from the network."""
        if self._outlet is not None:
            self._outlet.close()
            self._outlet = None

    def show(self, moment: Moment, faults: Iterable[str], heard: Iterable[Unit] = ()) -> None:
        """Draw and send the picture of now, with what was heard since the last one, if it is wanted."""
        self._moment = moment
        if self._outlet is None or not self.is_drawn:
            self._coder = None
            return
        is_frozen = "frozen" in faults and self.last is not None
        if not is_frozen:
            self.last = self._picture(moment, is_covered="covered" in faults)
        if self.last is None:
            return
        self._coder = self._coder or Coder(self.size)
        try:
            for unit in (*self._coder.code(self.last, is_noisy=not is_frozen), *heard):
                self._outlet.send(unit)
        except OSError as error:
            log.warning("%s: the RTSP server is gone: %s", self._mount, error)
            self.vanish()

    def _picture(self, moment: Moment, *, is_covered: bool) -> Planes | None:
        if self._view is None:  # until it can be drawn the small picture, doubled
            small = self._small.last if self._small is not None else None
            return small.doubled() if small is not None else None
        view = self._view[1]
        if is_covered:
            return view.covered(moment.clock)
        view.update(moment.figures, moment.texts)
        return view.picture(moment.clock)
