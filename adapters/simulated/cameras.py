"""The demo hall's cameras: each draws the simulated hall as it would see it, codes it and feeds the RTSP server, as a process.

    python -m adapters.simulated.cameras OPTIONS.json

It asks the simulated world who is where (its control port's `presence`), and keeps the hall's clock by itself. The small streams
are always drawn, a large one while somebody watches it; until that is painted, it is the small one doubled. A camera that is lost is
not fed, a frozen one sends the same picture for ever, a covered one a dark one. Cameras with `has_sound` hear the hall. Those with an
ONVIF address of this machine answer there, and those with presets turn.
"""

import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from adapters.simulated.channel import BITS, MAIN, RATE, SUB, Channel, Moment, Site
from adapters.simulated.hearing import Hearing
from adapters.simulated.onvif_end import Eye, OnvifEnd, Stream
from adapters.simulated.premises import CLOCK_OFF
from adapters.simulated.presence import Presence
from adapters.simulated.scene.painter import Painter, bearing, lens_of
from adapters.simulated.scene.picture import clock_words
from adapters.simulated.scene.room import build
from adapters.simulated.scene.stage import Stage
from adapters.simulated.scene.still import Still
from adapters.simulated.turret import AHEAD, Look, Turret
from console import config, ending
from console.clock import HallClock
from console.fault import HallFault
from console.model.hall import Camera

ASKED_EVERY = 0.25
"""Seconds between two questions who is where."""
FORGOTTEN = 15.0
"""Seconds without its word after which the cameras go from the network: they must not show a hall of before as live."""
IDLE = 15.0
"""Seconds after which a painter without work is let go."""
WRONG = 47.0
"""Seconds by which a wrong clock is ahead."""

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
    since: str
    speed: float = 1.0
    """The hall's clock: hall time `begin` is at the `time.monotonic` that stands in the file `since`, once there is one."""


class Presences:
    """The world, asked four times a second in a thread of its own."""

    def __init__(self, port: int) -> None:
        self.latest: Presence | None = None
        """Who is where; None: the world does not say."""
        self._port = port
        self._heard_at = time.monotonic()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self._port), timeout=5) as line, line.makefile("rb") as answers:
                    while True:
                        line.sendall(b"presence\n")
                        self.latest = msgspec.json.decode(answers.readline(), type=Presence)
                        self._heard_at = time.monotonic()
                        time.sleep(ASKED_EVERY)
            except (OSError, msgspec.MsgspecError) as error:
                log.warning("the simulated world does not say who is where: %s", error)
                if time.monotonic() - self._heard_at > FORGOTTEN:
                    self.latest = None
                time.sleep(1.0)


class Paintings:
    """Has the empty hall painted for each stream that is drawn, one after the other, in a thread of its own.

    It begins before the hall's clock does, so that the cameras are there when somebody looks for them.
    """

    def __init__(self, hall: str, channels: list[Channel]) -> None:
        self.is_broken = threading.Event()
        """Set when no more can be painted."""
        self._hall = hall
        self._channels = channels
        self._painter: Painter | None = None
        self._at_work: tuple[Channel, Look, Future[Still]] | None = None
        self._worked_at = time.monotonic()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while not self.is_broken.wait(0.05):
            try:
                self._turn()
            except Exception:
                log.exception("nothing more can be painted")
                self.is_broken.set()  # whoever started the cameras starts them again

    def _turn(self) -> None:
        if self._at_work is not None and self._at_work[2].done():
            channel, look, future = self._at_work
            self._at_work = None
            channel.take(look, future.result())
        if self._at_work is None:
            self._begin()
        for channel in self._channels:
            channel.make_ready()

    def _begin(self) -> None:
        """Have the next one painted; without any for a while, let the painter go."""
        now = time.monotonic()
        wanted = [(channel, look) for channel in self._channels if (look := channel.wants()) is not None]
        if wanted:
            channel, look = min(wanted, key=lambda each: not each[1].turns)  # the coarse ones first: they are quick
            self._painter = self._painter or Painter(self._hall)
            self._at_work = (channel, look, self._painter.paint(channel.camera, channel.size, look))
            self._worked_at = now
        elif self._painter is not None and now - self._worked_at > IDLE:
            self._painter.end()
            self._painter = None


class Cameras:
    """All of a hall's cameras."""

    def __init__(self, options: CameraOptions) -> None:
        """Raises `HallFault` for a hall that cannot be read, `OSError` when an address is taken."""
        self._options = options
        self._hall = config.load_site(options.hall).hall
        room = build(self._hall)
        self._stage = Stage(self._hall, room)
        self._zone = ZoneInfo(self._hall.timezone)
        self._numbers = {counter.id: counter.name or f"{counter.number}" for counter in self._hall.counters}
        self._boards = [device.id for device in self._hall.devices if device.kind == "board"]
        self._presences = Presences(options.control)
        names = {device.id: device.name for device in self._hall.devices}
        small: list[Channel] = []
        large: list[Channel] = []
        for camera in self._hall.cameras:
            turret = self._turret(camera)
            site = Site(
                camera=camera.id,
                name=names[camera.id],
                faces=tuple(room.faces),
                lens=partial(lens_of, self._hall, camera),
                look=turret.look if turret is not None else _ahead,
                has_sound=camera.has_sound,
            )
            small.append(Channel(site, options.feed))
            large.append(Channel(site, options.feed, small[-1]))
            self._answer(camera, names[camera.id], turret)
        self._channels = [*small, *large]
        self._hearings = {camera.id: Hearing() for camera in self._hall.cameras if camera.has_sound}
        self._paintings = Paintings(options.hall, self._channels)
        self._stopped = threading.Event()

    def _turret(self, camera: Camera) -> Turret | None:
        """What turns a camera with presets: each names a place of the hall."""
        if not camera.presets:
            return None
        return Turret({preset.id: bearing(self._hall, camera, preset.id) for preset in camera.presets}, time.monotonic)

    def _answer(self, camera: Camera, name: str, turret: Turret | None) -> None:
        """Be there for ONVIF at the camera's address, where it has one."""
        host, _, port = camera.onvif.rpartition(":")
        if not host.startswith("127."):
            return
        streams = (("main", camera.main, MAIN), ("sub", camera.sub, SUB))
        eye = Eye(
            name=name,
            streams=tuple(
                Stream(token=token, address=address, width=size[0], height=size[1], rate=RATE, kbps=BITS[size] // 1000)
                for token, address, size in streams
            ),
            now=lambda: time.time() + self._error(camera.id),
            is_silent=lambda: self._is_silent(camera.id),
            turret=turret,
            positions=tuple((preset.id, preset.name) for preset in camera.presets),
        )
        OnvifEnd(int(port), eye)

    def _faults(self, camera: str) -> Iterator[str]:
        presence = self._presences.latest
        return (fault for device, fault in presence.faults if device == camera) if presence is not None else iter(())

    def _error(self, camera: str) -> float:
        """Seconds by which a camera's clock is ahead."""
        return WRONG if CLOCK_OFF in self._faults(camera) else 0.0

    def _is_silent(self, camera: str) -> bool:
        presence = self._presences.latest
        return presence is None or camera in presence.silent

    def stop(self) -> None:
        """Let `run` return."""
        self._stopped.set()

    def run(self) -> None:
        """Draw until stopped."""
        since = Path(self._options.since)
        while not since.exists():
            if self._stopped.wait(0.2):
                return
            presence = self._presences.latest
            if presence is not None:
                self._stage.follow(presence)
                figures, texts = tuple(self._stage.figures(self._options.begin)), self._texts(presence)
                for channel in self._channels:
                    channel.expect(Moment(figures=figures, texts=texts, clock=""))
        clock = HallClock(self._options.begin, self._options.speed, float(since.read_text()))
        due = time.monotonic()
        while not self._stopped.wait(max(0.0, due - time.monotonic())) and not self._paintings.is_broken.is_set():
            due = max(due + 1 / RATE, time.monotonic() - 1 / RATE)
            presence = self._presences.latest
            if presence is not None:
                self._turn(presence, clock.now())
            else:
                self._vanish()
        self._vanish()

    def _vanish(self) -> None:
        for channel in self._channels:
            channel.vanish()

    def _turn(self, presence: Presence, now: float) -> None:
        """One picture of each camera."""
        self._stage.follow(presence)
        figures, texts = tuple(self._stage.figures(now)), self._texts(presence)
        heard = {camera: hearing.piece(presence.calls, time.monotonic()) for camera, hearing in self._hearings.items()}
        for channel in self._channels:
            if channel.camera in presence.silent:
                channel.vanish()
                continue
            at = datetime.fromtimestamp(now + self._error(channel.camera), self._zone)
            channel.offer()
            moment = Moment(figures=figures, texts=texts, clock=clock_words(at))
            channel.show(moment, tuple(self._faults(channel.camera)), heard.get(channel.camera, ()))

    def _texts(self, presence: Presence) -> dict[str, str]:
        """What displays show; the boards the last calls, where they were told nothing else."""
        calls = "\n".join(f"请 {ticket} 到 {self._numbers[counter]} 号窗口" for ticket, counter in presence.calls[:3])
        texts = dict.fromkeys(self._boards, calls) | presence.texts
        return texts | dict.fromkeys(presence.silent, "")


def _ahead() -> Look:
    return AHEAD


def main() -> int:
    """Draw what the options file says, until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-7s cameras: %(message)s", datefmt="%H:%M:%S")
    options = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=CameraOptions)
    try:
        cameras = Cameras(options)
    except HallFault as fault:
        print(f"cameras: {fault}", file=sys.stderr)
        return 2
    ending.when_told(cameras.stop)
    cameras.run()
    logging.shutdown()
    os._exit(0)  # a painter at work would be waited for


if __name__ == "__main__":
    sys.exit(main())
