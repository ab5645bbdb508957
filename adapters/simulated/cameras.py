"""The demo hall's cameras: each draws the simulated hall as it would see it, codes it and feeds the RTSP server, as a process.

    python -m adapters.simulated.cameras OPTIONS.json

It asks the simulated world who is where (its control port's `presence`), and keeps the hall's clock by itself. The small streams
are always drawn, a large one while somebody watches it. A camera that is lost is not fed, a frozen one sends the same picture for
ever, a covered one a dark one.
"""

import contextlib
import functools
import logging
import math
import os
import random
import signal
import socket
import sys
import threading
import time
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import msgspec
import numpy as np
from av.video.codeccontext import VideoCodecContext
from msgspec import Struct

from adapters.simulated import units
from adapters.simulated.presence import Presence
from adapters.simulated.scene.figures import Figure
from adapters.simulated.scene.lens import BEND, Lens
from adapters.simulated.scene.picture import Pixels, Planes, View, clock_words
from adapters.simulated.scene.room import build
from adapters.simulated.scene.stage import Stage
from adapters.simulated.scene.still import Still, paint_still
from adapters.simulated.units import VIDEO, Description, Unit
from console import config
from console.clock import HallClock
from console.fault import HallFault
from console.model.hall import Camera, HallConfig

SUB, MAIN = (640, 360), (1280, 720)
RATE = 8
"""Pictures a second."""
GOP = 1.0
"""Seconds between key pictures."""
BITS = {SUB: 400_000, MAIN: 1_500_000}
ASKED_EVERY = 0.25
"""Seconds between two questions who is where."""
NOISE = 1.3
"""Standard deviation of the sensor's noise, grey levels."""

SPARE = 160
"""Pixels that the sheet of noise is larger than a picture."""

log = logging.getLogger("cameras")


class CameraOptions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the drawn cameras are started with."""

    hall: str
    """Folder of the hall."""
    feed: str
    """The RTSP server's socket; its mounts are CAMERA/sub and CAMERA/main."""
    control: int
    """The simulated world's control port."""
    begin: float
    since: float
    speed: float = 1.0
    """The hall's clock: hall time `begin` is at `time.monotonic` `since`."""


class Outlet:
    """A mount of the RTSP server, while it is fed."""

    def __init__(self, feed: str, mount: str, size: tuple[int, int]) -> None:
        """Raises `OSError` when the server cannot be reached."""
        self.is_watched = False
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(2.0)
        self._line.connect(feed)
        self._line.sendall(units.pack_description(Description(video="h264", width=size[0], height=size[1], mount=mount)))
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
    """What all cameras see and write just now."""

    figures: tuple[Figure, ...]
    texts: dict[str, str]
    clock: str


class Channel:
    """One stream of one camera."""

    def __init__(self, camera: str, stream: str, lens: Lens) -> None:
        self.camera = camera
        self.is_main = stream == "main"
        self.lens = lens
        self.still: Still | None = None
        """Painted beside, when there is time."""
        self.view: View | None = None
        self._mount = f"{camera}/{stream}"
        self._size = (lens.width, lens.height)
        self._coder = Coder(self._size)
        self._outlet: Outlet | None = None
        self._again = 0.0
        self._last: Planes | None = None

    @property
    def is_watched(self) -> bool:
        """Whether its pictures are drawn: a large one only while somebody looks."""
        return self._outlet is not None and (not self.is_main or self._outlet.is_watched)

    def offer(self, feed: str) -> None:
        """Be on the network; when the server is not there, again in a second."""
        if self._outlet is None and time.monotonic() >= self._again:
            self._again = time.monotonic() + 1.0
            with contextlib.suppress(OSError):
                self._outlet = Outlet(feed, self._mount, self._size)

    def vanish(self) -> None:
        """Be gone from the network."""
        if self._outlet is not None:
            self._outlet.close()
            self._outlet = None

    def show(self, moment: Moment, faults: set[str]) -> None:
        """Draw and send the picture of now."""
        if self.view is None or self._outlet is None:
            return
        is_frozen = "frozen" in faults and self._last is not None
        if self._last is None or not is_frozen:
            if "covered" in faults:
                self._last = self.view.covered(moment.clock)
            else:
                self.view.update(moment.figures, moment.texts)
                self._last = self.view.picture(moment.clock)
        try:
            for unit in self._coder.code(self._last, is_noisy=not is_frozen):
                self._outlet.send(unit)
        except OSError as error:
            log.warning("%s: the RTSP server is gone: %s", self._mount, error)
            self.vanish()


class Presences:
    """The world, asked four times a second in a thread of its own."""

    def __init__(self, port: int) -> None:
        self.latest: Presence | None = None
        self._port = port
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self._port), timeout=5) as line, line.makefile("rb") as answers:
                    while True:
                        line.sendall(b"presence\n")
                        self.latest = msgspec.json.decode(answers.readline(), type=Presence)
                        time.sleep(ASKED_EVERY)
            except (OSError, msgspec.MsgspecError) as error:
                log.warning("the simulated world does not say who is where: %s", error)
                time.sleep(1.0)


class Cameras:
    """All of a hall's cameras."""

    def __init__(self, options: CameraOptions) -> None:
        self._options = options
        self._hall = config.load_site(options.hall).hall
        self._room = build(self._hall)
        self._stage = Stage(self._hall, self._room)
        self._clock = HallClock(options.begin, options.speed, options.since)
        self._zone = ZoneInfo(self._hall.timezone)
        self._numbers = {counter.id: counter.name or f"{counter.number}" for counter in self._hall.counters}
        self._boards = [device.id for device in self._hall.devices if device.kind == "board"]
        self._presences = Presences(options.control)
        devices = {device.id: device for device in self._hall.devices}
        self._names = {camera.id: devices[camera.id].name for camera in self._hall.cameras}
        self._channels = [
            Channel(camera.id, stream, lens_of(self._hall, camera, size))
            for stream, size in (("sub", SUB), ("main", MAIN))
            for camera in self._hall.cameras
        ]
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let `run` return."""
        self._stopped.set()

    def run(self) -> None:
        """Draw until stopped."""
        threading.Thread(target=self._prepare, daemon=True).start()
        due = time.monotonic()
        while not self._stopped.wait(max(0.0, due - time.monotonic())):
            due = max(due + 1 / RATE, time.monotonic() - 1 / RATE)
            presence = self._presences.latest
            if presence is not None:
                self._turn(presence)
        for channel in self._channels:
            channel.vanish()

    def _turn(self, presence: Presence) -> None:
        """One picture of each camera."""
        now = self._clock.now()
        self._stage.follow(presence)
        clock = clock_words(datetime.fromtimestamp(now, self._zone))
        moment = Moment(figures=tuple(self._stage.figures(now)), texts=self._texts(presence), clock=clock)
        for channel in self._channels:
            if channel.camera in presence.silent:
                channel.vanish()
            elif channel.still is not None:
                channel.offer(self._options.feed)
            if channel.is_watched:
                channel.show(moment, {fault for device, fault in presence.faults if device == channel.camera})

    def _texts(self, presence: Presence) -> dict[str, str]:
        """What displays show; the boards the last calls, where they were told nothing else."""
        calls = "\n".join(f"请 {ticket} 到 {self._numbers[counter]} 号窗口" for ticket, counter in presence.calls[:3])
        texts = dict.fromkeys(self._boards, calls) | presence.texts
        return texts | dict.fromkeys(presence.silent, "")

    def _prepare(self) -> None:
        """Paint the still hall for each stream, the small ones first, and make ready those that somebody watches."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)  # of this thread: the pictures go on meanwhile
        while not self._stopped.wait(0.1):
            waiting = [channel for channel in self._channels if channel.still is None]
            for channel in sorted(waiting, key=lambda channel: (channel.is_main, not channel.is_watched))[:1]:
                channel.still = paint_still(channel.lens, self._room.things)
            for channel in self._channels:
                if channel.still is not None and channel.view is None and (channel.is_watched or not channel.is_main):
                    channel.view = View(channel.lens, channel.still, self._room.faces, self._names[channel.camera])
                elif channel.is_main and not channel.is_watched:
                    channel.view = None  # its memory is given back


def lens_of(hall: HallConfig, camera: Camera, size: tuple[int, int]) -> Lens:
    """A camera's lens, as the plan has it; it looks down so far that the horizon lies near the upper edge."""
    device = next(device for device in hall.devices if device.id == camera.id)
    zone = next((zone for zone in hall.zones if zone.id == device.zone), hall.zones[0])
    x = device.x if device.x is not None else zone.x + zone.width / 2
    y = device.y if device.y is not None else zone.y + zone.height / 2
    return Lens((x, y, camera.height), camera.heading, pitch_of(camera.angle), camera.angle, *size)


def pitch_of(angle: float) -> float:
    """Degrees that a lens of this width looks down."""
    part = 9 / 16
    upper = math.degrees(math.atan(math.tan(math.radians(angle) / 2) * part * (1 + BEND * part**2) / (1 + BEND)))
    return 0.74 * upper


def main() -> int:
    """Draw what the options file says, until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s cameras: %(message)s", datefmt="%H:%M:%S")
    options = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=CameraOptions)
    try:
        cameras = Cameras(options)
    except HallFault as fault:
        print(f"cameras: {fault}", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: cameras.stop())
    cameras.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
