"""The recorder: `python -m console.video.recorder --data DIR --hall HALL_DIR --store DIR [--port N]`, one process for all cameras of a hall.

It pulls each stream once, and from that one connection records, looks after the camera's health and serves those who look. It needs
neither the hub nor a console; of the hub's data directory it uses the keys. Where it listens stands in `DIR/recorder.json`.
"""

import argparse
import contextlib
import ctypes
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av.logging
import msgspec
import zmq
from msgspec import Struct

from console import argument, config, station
from console.clock import HallClock
from console.fault import HallFault
from console.hub import keys
from console.hub.hall_time import HallTime
from console.model.hall import Camera, HallConfig, Recorded
from console.video.activity import is_lively
from console.video.channel import Channel
from console.video.failure import Failure
from console.video.fanout import FanOut
from console.video.health import phase_of
from console.video.ledger import Ledger
from console.video.look import StillDecoder
from console.video.mount import Mount
from console.video.protocol import Fault, Health, Phase, Storage, Stream
from console.video.pull import OPENS_AT_ONCE, Pull, Surroundings, distinct
from console.video.recorder_file import FILE, RecorderFile, last_port, remember_port
from console.video.retention import Retention
from console.video.ring import Purse
from console.video.secrets import Secret, SecretBook, authority_in
from console.video.segments import HOLE, Track
from console.video.talks import Talks
from console.video.watching import Watcher
from console.video.writing import RESERVE, Writer

LOOK = 0.2
"""Seconds between two looks at the age of packets."""
DEMAND = 1.0
"""Seconds between two reckonings of what is to be pulled while nobody begins or ceases to watch."""
TELL = 2.0
"""Seconds after which health is told although nothing changed."""
LINGER = 10.0
"""Seconds for which a stream is still pulled that nobody watches any more: a tile often comes back."""
REPLAY = 60.0
"""Seconds for which a stream's last half minute is still kept for instant replay then."""
END = 1.5
"""Seconds that finishing the files may take at the end."""
REFUSED = 2
"""Exit status for a configuration that starting again does not mend (`console.supervise`)."""
TRIM = 30.0
"""Seconds between two times that memory is given back which opening streams and files left in pieces: a sixth of all there is."""
_ARENAS = -8
"""M_ARENA_MAX of glibc's mallopt: one heap a thread would cost a megabyte or more each."""
_LIBC = ctypes.CDLL(None)

log = logging.getLogger(__name__)
Key = tuple[str, Stream]


class RecorderOptions(Struct, frozen=True, kw_only=True):
    """How a recorder is run."""

    data: Path
    """The hub's data directory: its keys say who may look."""
    hall: HallConfig
    store: Path
    """Folder of the recordings and their index."""
    host: str = "127.0.0.1"
    port: int = 0
    """0: the one of last time, or any free one."""
    start: float | None = None
    since: float | None = None
    speed: float = 1.0
    """Hall time, as the hub's options of the same names."""
    reserve: int = RESERVE
    """Bytes that recordings leave free on the disk."""


def channels_of(cameras: tuple[Camera, ...], purse: Purse) -> dict[Key, Channel]:
    """Every stream of every camera; a camera with one address has one channel under both names."""
    channels: dict[Key, Channel] = {}
    for camera in cameras:
        if not camera.sub or camera.sub == camera.main:
            only = Channel(camera, Stream.MAIN, camera.main, purse, (Stream.MAIN, Stream.SUB))
            channels[camera.id, Stream.MAIN] = channels[camera.id, Stream.SUB] = only
        else:
            channels[camera.id, Stream.MAIN] = Channel(camera, Stream.MAIN, camera.main, purse, (Stream.MAIN,))
            channels[camera.id, Stream.SUB] = Channel(camera, Stream.SUB, camera.sub, purse, (Stream.SUB,))
    for channel, other in distinct(list(dict.fromkeys(channels.values()))):
        words = f"{channel.camera.id} has the same address as {other.camera.id}; a stream is pulled once"
        channel.refusal = Failure(Fault.BAD_ADDRESS, words)
    return channels


def recorded(camera: Camera, channels: dict[Key, Channel]) -> Channel | None:
    """The stream of a camera that is recorded."""
    if camera.recorded is Recorded.NONE:
        return None
    return channels[camera.id, Stream(camera.recorded.value)]


class Recorder:
    """A recorder that is ready; `serve` runs until `stop`."""

    def __init__(self, options: RecorderOptions) -> None:
        """Open, make good, bind. Raises HallFault when it may not record there, or cannot be reached; a store that is away is waited for."""
        self._options = options
        self._running = True
        with contextlib.ExitStack() as opened:
            self._open(opened)
            self._opened = opened.pop_all()

    def _open(self, opened: contextlib.ExitStack) -> None:
        options = self._options
        keys.known_folder(options.data)  # with keys of its own nobody would ever get in
        self._time = HallTime(HallClock(options.start, options.speed, options.since))
        self.channels = channels_of(options.hall.cameras, Purse())
        self._all = list(dict.fromkeys(self.channels.values()))
        ledger = Ledger(options.store)
        most = None if options.hall.recordings_gb is None else int(options.hall.recordings_gb * 1e9)
        retention = Retention(options.store, ledger, options.hall.cameras, most, reserve=options.reserve)
        mount = Mount(options.data, options.store)
        self.writer = Writer(options.store, ledger, retention, (), self._time.now, reserve=options.reserve, mount=mount)
        taken = [channel for camera in options.hall.cameras if (channel := recorded(camera, self.channels)) is not None]
        started = self._time.now()
        self.writer.tracks = [Track(channel, options.store, ledger, started, self.writer.on_gap) for channel in taken]
        self.writer.begin()
        self._always = set(taken) | {self.channels[camera.id, Stream.SUB] for camera in options.hall.cameras}
        self._watched: set[Channel] = set()
        self._watched_at: dict[Channel, float] = {}
        self._phases: dict[Channel, tuple[Phase, float]] = {}
        self._does: dict[Channel, tuple[Phase, Failure | None, bool, bool]] = {}
        self._trouble = (False, False)
        """Of the disk, as it was told: full, missing."""
        looked_at = [self.channels[camera.id, Stream.SUB] for camera in options.hall.cameras]
        self._watcher = Watcher(looked_at, StillDecoder())
        around = Surroundings(
            now=self._time.now,
            speed=options.speed,
            decoder=StillDecoder(),  # not the watcher's: a look of its own may take half a second, and packets would wait
            opens=threading.Semaphore(OPENS_AT_ONCE),
            authority=lambda: authority_in(options.data),
        )
        book = SecretBook(options.data)
        self.pulls = [Pull(channel, _lookup(book, channel), around) for channel in self._all]
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        opened.callback(context.destroy, 0)
        self.fan = FanOut(
            context,
            options.data,
            options.hall,
            self.channels,
            host=options.host,
            port=options.port,
            last=last_port(options.data),
        )
        opened.callback(self.fan.close)
        self.fan.on_hold = self.writer.ask
        self.writer.on_answer = self.fan.answer
        self.fan.on_adapter = self.writer.tell_again
        self.fan.on_gap_kept = self.writer.told
        self.talks = Talks(options.hall, book, around.authority, self.fan.answer)
        self.fan.on_talk, self.fan.on_gone = self.talks.take, self.talks.gone
        opened.callback(self.talks.close)
        self._tidy_clock_at = self._look_at = self._tell_at = self._demand_at = 0.0
        self._trim_at = time.monotonic() + TRIM

    # --- the loop ---------------------------------------------------------------------------------------------------------

    def serve(self) -> None:
        """Until stopped."""
        self._demand(time.monotonic())
        for thread in (*self.pulls, self.writer, self._watcher):
            thread.start()
        told = RecorderFile(
            port=self.fan.port, pid=os.getpid(), host=self._options.host, store=str(self._options.store.resolve())
        )  # fmt: skip
        station.write_private(self._options.data / FILE, msgspec.json.encode(told))
        remember_port(self._options.data, self.fan.port)
        log.info("%d cameras, %d streams, port %d", len(self._options.hall.cameras), len(self._all), self.fan.port)
        while self._running:
            self.fan.turn(min(LOOK, max(0.0, self._look_at - time.monotonic())))
            now = time.monotonic()
            if now >= self._look_at:
                self._look_at = now + LOOK
                self._look(now)

    def _look(self, now: float) -> None:
        if now >= self._tidy_clock_at:
            self._tidy_clock_at = now + 1.0
            self.fan.expire(now)
            self.talks.expire(now)
            self._follow_clock()
        self._demand(now)
        everything = now >= self._tell_at
        if self.fan.lookers:
            told, self.fan.is_asked = everything or self.fan.is_asked, False
            self.fan.tell(self.healths(now, only_news=not told), everything=everything)
        else:
            for channel in self._all:
                self._phase(channel, now)
        trouble = (self.writer.disk.is_full, self.writer.disk.is_missing)
        if everything or trouble != self._trouble:  # at once: it explains why cameras are not recorded
            self._trouble = trouble
            self.fan.tell_all(self._storage())
        if everything:
            self._tell_at = now + TELL
        if now >= self._trim_at:
            self._trim_at = now + TRIM
            _LIBC.malloc_trim(0)
        while self.writer.gaps:
            self.fan.tell_all(self.writer.gaps.popleft())

    def _storage(self) -> Storage:
        disk = self.writer.disk
        return Storage(
            used=disk.used,
            free=disk.free,
            is_full=disk.is_full,
            is_slow=self.writer.is_slow(),
            is_missing=disk.is_missing,
            oldest=disk.oldest,
            now=self._time.now(),
        )

    def _follow_clock(self) -> None:
        """The wall clock was set: forward, hall time goes along and leaves a hole; backward, it runs on ahead, as the hub's does."""
        step = self._time.step()
        if step is None:
            return
        log.warning("the clock of this machine was set by %+.1f s", step.wall)
        if step.hall > HOLE:
            self.writer.stepped()
        for pull in self.pulls:
            pull.timeline.step(step.hall)

    def _demand(self, now: float) -> None:
        """Pull what is recorded, watched or looked after, and nothing else."""
        watched = self.fan.watched()
        if watched == self._watched and now < self._demand_at:
            return
        self._watched, self._demand_at = watched, now + DEMAND
        for channel in watched:
            self._watched_at[channel] = now
        for channel in self._all:
            quiet = now - self._watched_at.get(channel, float("-inf"))
            channel.ring.watched = quiet < REPLAY
            channel.want(channel in self._always or quiet < LINGER)

    def _phase(self, channel: Channel, now: float) -> tuple[Phase, float]:
        """A stream's phase, and since when (hall time)."""
        failure = channel.refusal or channel.failure
        phase = phase_of(now, channel.asked_at, channel.packet_at, failure, is_wanted=channel.is_wanted)
        before = self._phases.get(channel)
        if before is None or before[0] is not phase:
            if before is not None:
                log.info("%s: %s → %s", channel, before[0], phase)
            self._phases[channel] = (phase, self._time.now())
        return self._phases[channel]

    def healths(self, now: float, *, only_news: bool = False) -> Iterator[Health]:
        """How every stream does, under every name it has; `only_news`: of those that do otherwise than at the last call."""
        for channel in self._all:
            phase, since = self._phase(channel, now)
            failure = channel.finding if phase is Phase.LIVE else channel.refusal or channel.failure
            if phase is Phase.IDLE:
                failure = None
            moves = is_lively(channel.moved_at, now)
            does = (phase, failure, channel.is_recorded, moves)
            if only_news and self._does.get(channel) == does:
                continue
            self._does[channel] = does
            rate, bits = channel.tally.rate(now)
            for name in channel.names:
                yield Health(
                    camera=channel.camera.id,
                    stream=name,
                    phase=phase,
                    fault=failure.fault if failure is not None else None,
                    detail=failure.words if failure is not None else "",
                    since=since,
                    age=None if channel.packet_at is None else round(now - channel.packet_at, 2),
                    rate=round(rate, 1),
                    bits=round(bits),
                    is_recorded=channel.is_recorded,
                    moves=moves,
                )

    # --- the end ----------------------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Let `serve` return; may be called from a signal handler."""
        self._running = False

    def close(self) -> None:
        """Finish the files, and let go of everything; not later than two seconds from now."""
        for pull in self.pulls:
            pull.end()
        self._watcher.end()
        if self.writer.is_alive() and not self.writer.end(END):
            log.error("the disk did not take the end of the recordings within %g s; the next start will make it good", END)
        with contextlib.suppress(OSError):
            (self._options.data / FILE).unlink(missing_ok=True)
        self._opened.close()


def _lookup(book: SecretBook, channel: Channel) -> Callable[[], Secret | None]:
    return lambda: book.of(channel.camera.secret)


def run(options: RecorderOptions) -> None:
    """Run the recorder until SIGTERM or SIGINT. Raises HallFault when it cannot start."""
    recorder = Recorder(options)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: recorder.stop())
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        recorder.serve()
    finally:
        recorder.close()


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop; the status is 2 when the configuration is wrong, 1 when it cannot start for another reason."""
    parser = argparse.ArgumentParser(prog="hallwatch recorder", description="records a hall's cameras and serves those who look")
    parser.add_argument("--data", type=Path, required=True, help="the hub's data directory")
    parser.add_argument("--hall", type=Path, default=config.DEMO_HALL, help="folder with hall.toml")
    parser.add_argument("--store", type=Path, required=True, help="folder for the recordings")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=argument.port, default=0, help="0: the one of last time, or any free one")
    parser.add_argument("--start", type=argument.number, default=None, help="hall time at the beginning, UTC seconds")
    parser.add_argument("--since", type=argument.number, default=None, help="time.monotonic when it is that")
    parser.add_argument("--speed", type=argument.positive, default=1.0, help="hall seconds per second")
    parser.add_argument("--reserve", type=argument.count, default=RESERVE, help="bytes that recordings leave free")
    given = vars(parser.parse_args(arguments))
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    av.logging.set_level(None)  # what FFmpeg logs may show an address with its password
    _LIBC.mallopt(_ARENAS, 1)
    threading.stack_size(1 << 20)
    try:
        given["hall"] = config.load_hall(given["hall"])
    except HallFault as fault:
        print(fault, file=sys.stderr)
        return REFUSED
    try:
        run(RecorderOptions(**given))
    except HallFault as fault:
        print(fault, file=sys.stderr)
        return 1
    sys.stdout.flush()
    logging.shutdown()
    os._exit(0)  # pulls that wait for a dead camera would hold up the end of the process by seconds


if __name__ == "__main__":
    sys.exit(main())
