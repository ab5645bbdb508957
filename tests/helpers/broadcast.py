"""Cameras and encoders that are no RTSP servers, for tests: one that sends by multicast, one that offers HLS. Both play a clip in real time.

with multicast() as url: ...
with hls(tmp_path) as url: ...
"""

import contextlib
import itertools
import os
import threading
import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av

from adapters.simulated.units import VIDEO, read_units
from tests.helpers.clips import Clip, clip
from tests.helpers.until import until

_MICROSECONDS = Fraction(1, 1_000_000)


class Broadcast:
    """A clip, over and over, into whatever FFmpeg can write to."""

    def __init__(self, to: str, form: str, recipe: Clip, options: Mapping[str, str] | None = None) -> None:
        self._to, self._form, self._options = to, form, dict(options or {})
        self._recipe = recipe
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Go off the air."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        recipe = self._recipe
        units = [unit for unit in read_units(clip(recipe))[1] if unit.track == VIDEO]
        with av.open(self._to, "w", format=self._form, options=self._options) as container:
            stream = container.add_mux_stream("h264", width=recipe.width, height=recipe.height)
            begun = time.monotonic()
            for number in itertools.count():
                unit = units[number % len(units)]
                at = number * 1_000_000 // recipe.rate
                if self._stopped.wait(max(0.0, begun + at / 1e6 - time.monotonic())):
                    return
                packet = av.Packet(unit.data)
                packet.stream, packet.time_base = stream, _MICROSECONDS
                packet.pts = packet.dts = at
                packet.is_keyframe = unit.is_key
                container.mux_one(packet)


@contextlib.contextmanager
def multicast(recipe: Clip) -> Iterator[str]:
    """MPEG-TS to a group on this machine only; its address."""
    place = os.getpid()
    url = f"udp://239.255.{place >> 8 & 255}.{place & 255}:{20_000 + place % 10_000}?localaddr=127.0.0.1"
    sender = Broadcast(f"{url}&ttl=0&pkt_size=1316", "mpegts", recipe)
    try:
        yield url
    finally:
        sender.close()


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Not a word."""


@contextlib.contextmanager
def hls(folder: Path, recipe: Clip) -> Iterator[str]:
    """A play-list that goes on, with files of one key picture each; its address."""
    folder.mkdir()
    options = {"hls_time": str(recipe.gop), "hls_list_size": "4", "hls_flags": "delete_segments"}
    sender = Broadcast(str(folder / "live.m3u8"), "hls", recipe, options)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        until((folder / "live.m3u8").exists, what="the first file of HLS")
        yield f"http://127.0.0.1:{server.server_address[1]}/live.m3u8"
    finally:
        sender.close()
        server.shutdown()
        server.server_close()


def file(folder: Path, recipe: Clip) -> str:
    """A clip as a file that can be played; its path."""
    path = folder / "clip.mp4"
    units = [unit for unit in read_units(clip(recipe))[1] if unit.track == VIDEO]
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_mux_stream("h264", width=recipe.width, height=recipe.height)
        for number, unit in enumerate(units):
            packet = av.Packet(unit.data)
            packet.stream, packet.time_base = stream, _MICROSECONDS
            packet.pts = packet.dts = number * 1_000_000 // recipe.rate
            packet.is_keyframe = unit.is_key
            container.mux_one(packet)
    return str(path)
