"""A video worker: shows what the console asks of it, live from the recorder or from the recordings. `python -m console.video.worker`.

It is started by `pool` with one end of a socket (`work.Line`) and ends with it. The main thread speaks to the console and to the
recorder; each stream is decoded in a thread of its own. It holds nothing that would be missed: killed, it is started anew.
"""

import argparse
import itertools
import logging
import math
import os
import socket
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import zmq

from console.model.hall import Player
from console.video.decode import Flow, LiveStream, Source
from console.video.looker import Looker
from console.video.protocol import Codec, Fault, Packet, Phase, Stream
from console.video.work import Beat, Clock, Doing, Line, Show, View

TURN = 0.1
"""Seconds between two looks at what is due."""
BEAT = 0.5
HUNG = 3.0
"""Seconds of work at one packet after which the worker gives itself up."""
STALL = 1.0
"""Seconds between two looks after which it was the machine that stood still, and no decoder is to blame."""
RENEWED = 1.0
"""Seconds after which a source that failed by a fault of ours is made anew."""
NICE, MAIN_NICE, LEAST_NICE = 3, 7, 19
"""At the start; at most, of the main thread; at most, of those that decode (`nice_of`). None takes a processor on waking (`SCHED_BATCH`)."""
TWICE = 4
"""By how much each of twice as many decoders gives way further, so that all of them never weigh more than a few. Measured with 36 tiles:
the console's stalls grow with their weight (99 % within 110 ms when each has nice 3, 40 to 60 ms so), and no picture is lost."""
AT_ONCE = 200
"""Packets between two looks at the console's socket."""
FULL_HD = 1920 * 1080 * 25
"""Pixels a second of a main stream as measured (video.md)."""
STREAMS = tuple(Stream)
REFUSED = frozenset({Fault.NOT_VIDEO, Fault.TOO_LARGE, Fault.DENIED})
"""Faults that waiting does not mend."""

log = logging.getLogger(__name__)


class Key(NamedTuple):
    """What is decoded once."""

    is_past: bool
    player: Player
    camera: str
    stream: Stream
    back: float


class State(NamedTuple):
    """What is told of a source at once when it changes."""

    phase: Phase
    fault: Fault | None
    is_recorded: bool
    gap: str


def key_of(view: View, clock: Clock) -> Key:
    """The source of a view. Recordings are always played by PyAV, from whatever stream was recorded."""
    if clock.at is not None:
        return Key(is_past=True, player=Player.PYAV, camera=view.camera, stream=Stream.MAIN, back=0.0)
    player = Player.VLC if view.sound else view.player
    return Key(is_past=False, player=player, camera=view.camera, stream=view.stream, back=view.back)


class Worker:
    """One process's work."""

    def __init__(self, line: Line, station: Path, recorder: str, store: Path | None) -> None:
        self._line = line
        self._station = station
        self._recorder = recorder
        self._store = store
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._lookers: dict[tuple[Player, float], Looker] = {}
        self._sources: dict[Key, Source] = {}
        self._live: dict[tuple[Player, float], dict[tuple[str, Stream], Source]] = {}
        """Those that are fed by each line to the recorder."""
        self._ending: list[Source] = []
        """Told to end; watched until they have."""
        self._views: dict[Key, list[View]] = {}
        self._clock = Clock()
        self._nice = NICE
        self._beaten = 0.0
        self._looked = self._excused = time.monotonic()
        """When it was looked last what is due; until when whatever hung is excused."""
        self._statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        self._told: tuple[tuple[int, State], ...] = ()

    def run(self) -> None:
        """Until the console ends."""
        due = 0.0
        poller = zmq.Poller()
        polled: list[zmq.Socket[bytes]] | None = None
        while True:
            sockets = [looker.socket for looker in self._lookers.values() if looker.socket is not None]
            if sockets != polled:
                poller, polled = zmq.Poller(), sockets
                poller.register(self._line.fileno(), zmq.POLLIN)
                for each in sockets:
                    poller.register(each, zmq.POLLIN)
            ready = dict(poller.poll(int(TURN * 1000)))
            if self._line.fileno() in ready and not self._obey():
                return
            for (player, back), looker in self._lookers.items():
                if looker.socket in ready:
                    self._pass_on(player, back, looker)
            now = time.monotonic()
            if now >= due:
                due = now + TURN
                self._step(now)

    # --- from the console ------------------------------------------------------------------------------------------------

    def _obey(self) -> bool:
        """Take the console's orders; False when it has ended."""
        order = self._line.hear_orders()
        match order:
            case None:
                return False
            case Clock():
                self._clock = order
            case Show():
                self._clock = order.clock
                self._group(order.views)
        self._spread()
        return True

    def _group(self, views: tuple[View, ...]) -> None:
        groups: dict[Key, list[View]] = defaultdict(list)
        for view in views:
            groups[key_of(view, self._clock)].append(view)
        self._views = dict(groups)

    def _spread(self) -> None:
        """Sources and lines to the recorder as the views want them."""
        for key in self._sources.keys() - self._views.keys():
            source = self._sources.pop(key)
            source.close()
            self._ending.append(source)
        for key, views in self._views.items():
            if key not in self._sources:
                self._sources[key] = self._begin(key)
            self._sources[key].show(views, self._clock)
        nice = nice_of(len(self._sources))
        for source in self._sources.values():
            source.give_way(nice)
        self._nice = max(self._nice, min(nice, MAIN_NICE))
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self._nice)
        wanted: dict[tuple[Player, float], set[tuple[str, Stream]]] = defaultdict(set)
        for key in self._views:
            if not key.is_past:
                wanted[key.player, key.back].add((key.camera, key.stream))
        self._join()
        for line in self._lookers.keys() - wanted.keys():
            if line[1]:  # instant replay is over; the line to the present stays open, for the next tile
                self._lookers.pop(line).close()
            else:
                self._lookers[line].want(set())
        for line, streams in wanted.items():
            if line not in self._lookers:
                self._lookers[line] = Looker(self._context, self._station, self._recorder, back=line[1])
                self._lookers[line].step(time.monotonic())
            self._lookers[line].want(streams)

    def _join(self) -> None:
        """Which line feeds which source."""
        self._live = defaultdict(dict)
        for key, source in self._sources.items():
            if not key.is_past:
                self._live[key.player, key.back][key.camera, key.stream] = source

    def _begin(self, key: Key) -> Source:
        source = self._make(key)
        source.start()
        return source

    def _make(self, key: Key) -> Source:
        if key.is_past:
            from console.video.playback import Recording  # noqa: PLC0415 — SQL is slow to load, and most tiles are live

            return Recording(key.camera, self._line.tell, self._store)
        if key.player is Player.VLC:
            from console.video.vlc_player import VlcStream  # noqa: PLC0415 — libvlc only where it plays

            return VlcStream(key.camera, self._line.tell)
        return LiveStream(key.camera, self._line.tell, key.back)

    # --- from the recorder -----------------------------------------------------------------------------------------------

    def _pass_on(self, player: Player, back: float, looker: Looker) -> None:
        sources = self._live.get((player, back), {})
        for message, data in itertools.islice(looker.receive(), AT_ONCE):
            if isinstance(message, Packet):
                source = sources.get((message.camera, message.stream))
                if source is not None:
                    source.feed(message, data)
            elif isinstance(message, Codec):
                source = sources.get((message.camera, message.stream))
                if source is not None:
                    source.describe(message)

    # --- what is due -----------------------------------------------------------------------------------------------------

    def _step(self, now: float) -> None:
        if now - self._looked > STALL:
            self._excused = now
        self._looked = now
        for looker in self._lookers.values():
            looker.step(now)
        self._ending = [source for source in self._ending if source.is_running]
        for source in (*self._sources.values(), *self._ending):
            if source.stuck(now, self._excused) > HUNG:
                log.error("%s hangs; this worker gives itself up", source.name)
                os._exit(1)
        for key, source in list(self._sources.items()):
            if source.gone is not None and now - source.gone > RENEWED:
                self._renew(key)
        states = {key: self._state(key) for key in self._views}
        told = tuple((view.view, states[key]) for key, views in self._views.items() for view in views)
        if told != self._told or now - self._beaten >= BEAT:
            self._told, self._beaten = told, now
            doings = tuple(
                self._doing(view, self._sources[key].flow, state, now)
                for key, state in states.items()
                for view in self._views[key]
            )
            self._line.tell(Beat(memory=_memory(self._statm), views=doings))

    def _renew(self, key: Key) -> None:
        """A source whose thread has ended by a fault of ours: begin anew, from a key frame."""
        source = self._sources[key] = self._begin(key)
        self._join()
        source.show(self._views[key], self._clock)
        looker = self._lookers.get((key.player, key.back))
        if looker is not None and not key.is_past:
            looker.again((key.camera, key.stream))

    def _doing(self, view: View, flow: Flow, state: State, now: float) -> Doing:
        rate, bits, packets = flow.rates(now)
        return Doing(
            view=view.view,
            phase=state.phase,
            fault=state.fault,
            heard=flow.heard,
            is_key_only=flow.only_keys,
            rate=rate,
            bits=bits,
            latency=flow.latency,
            drops=flow.drops,
            recorded=state.is_recorded,
            gap=state.gap,
            load=_load(flow.size, packets),
        )

    def _state(self, key: Key) -> State:
        """How a source does; a live one with what the recorder says about the stream and the camera."""
        flow = self._sources[key].flow
        phase = Phase.LIVE if flow.has_picture else Phase.OPENING
        if key.is_past:
            return State(phase, flow.fault, flow.is_recorded, flow.gap)
        looker = self._lookers[key.player, key.back]
        health = looker.health.get((key.camera, key.stream))
        fault = looker.fault or (Fault.DENIED if key.camera in looker.denied else flow.fault)
        if health is not None:
            fault = fault or health.fault
        if fault in REFUSED or (health is not None and health.phase is Phase.REFUSED):
            phase = Phase.REFUSED
        elif flow.heard is None and health is not None and health.phase in {Phase.STALE, Phase.LOST}:
            phase = health.phase
        is_recorded = any(
            each is not None and each.is_recorded for each in (looker.health.get((key.camera, name)) for name in STREAMS)
        )
        return State(phase, fault, is_recorded, "")


def nice_of(streams: int) -> int:
    """How far each of so many decoders gives way."""
    return min(LEAST_NICE, NICE + round(TWICE * math.log2(max(1, streams))))


def _load(size: tuple[int, int], packets: float) -> float:
    """Cores that a stream takes, scaling included: 0.018 for 640×360 at 15, 0.14 for 1080p at 25 (video.md), in between by pixels."""
    width, height = size
    return 0.009 + 0.131 * width * height * packets / FULL_HD if packets else 0.0


def _memory(statm: int) -> int:
    """Resident bytes that are this process's own; `statm`: descriptor of its file in /proc."""
    _, resident, shared, *_ = os.pread(statm, 200, 0).split()
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGESIZE")


def main(arguments: list[str] | None = None) -> int:
    """Run until the console ends."""
    parser = argparse.ArgumentParser(prog="python -m console.video.worker")
    parser.add_argument("--line", type=int, required=True, help="descriptor of the socket to the console")
    parser.add_argument("--station", type=Path, required=True)
    parser.add_argument("--recorder", required=True, help="path of recorder.json, or tcp://HOST:PORT")
    parser.add_argument("--store", type=Path, help="folder of the recordings, when they are on this machine")
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    os.nice(NICE)
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    line = Line(socket.socket(fileno=given.line))
    try:
        Worker(line, given.station, given.recorder, given.store).run()
    except BrokenPipeError:
        log.info("the console has ended")
    sys.stderr.flush()
    os._exit(0)  # without waiting for threads: a decoder may be in the middle of something, libvlc may never come back


if __name__ == "__main__":
    sys.exit(main())
