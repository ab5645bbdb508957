"""Camera tiles: what they cost beside decoding alone, how late and how soon pictures are on the screen, and how soon a dead camera is told.

Cost is processor time of the console and its workers, painting included, divided by that of one `ffmpeg` a stream that decodes and shows
nothing, taken in turns in the same run. Recorded pictures are sought in files as the recorder leaves them. X server and recorder are
apart: the first is the user's, the second has a bench of its own.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import psutil

from console import app
from console.model.hall import Camera
from console.video.pictures import Picture, Playhead, Want
from console.video.pool import VideoPool
from console.video.protocol import Phase, Stream
from tests.bench.tile_wall import TileWall, core_seconds, proportional_memory, tile_wall
from tests.helpers.clip_recorder import clip_recorder
from tests.helpers.clips import CLIPS, Clip, number_of
from tests.helpers.pictures import pixels
from tests.helpers.recordings import Recordings
from tests.helpers.rtsp import LiveStream, RtspServer, rtsp_server
from tests.helpers.until import until
from widgets import theme as themes
from widgets.theme import Theme

SETTLE = float(os.environ.get("TILES_SETTLE", "2"))
SECONDS = float(os.environ.get("TILES_SECONDS", "6"))
"""Of each turn."""
SUBS, MAINS = (4, 9, 16, 36), (1, 4)
TRIES, PATIENCE = 4, 8.0
"""How often a player is begun that shows nothing, and after how many seconds."""
OPENS = 16
STAMPS = 120
SEEKS = 60
MOST_MEMORY = 350.0
GOP = CLIPS["sub"].gop
RECORDED = Clip(seconds=75.0)
BEGIN = 1_795_000_000.0


_rest = threading.Event()


def line(name: str, value: float, unit: str, reach: float) -> None:
    """Print one figure whose reach is an upper bound."""
    print(f"{name} {value:.3g} {unit} <={reach:g} {'MET' if value <= reach else 'SHORT'}", flush=True)


# --- cost -----------------------------------------------------------------------------------------------------------------


def floor(urls: Sequence[str], rate: float, folder: Path) -> float:
    """Cores that decoding alone takes."""
    players = [Player(url, folder / f"ffmpeg-{number}.txt") for number, url in enumerate(urls)]
    try:
        for _ in range(TRIES):
            silent = [each for each in players if not each.pictures]
            for each in silent:
                each.start()
            ends = time.monotonic() + PATIENCE
            until(lambda: all(each.pictures for each in players) or time.monotonic() > ends, seconds=60)  # noqa: B023
        if not all(each.pictures for each in players):
            raise TimeoutError(f"ffmpeg shows nothing of {len(urls)} streams")
        ends = time.monotonic() + SETTLE
        until(lambda: time.monotonic() > ends, seconds=60)
        processes = [psutil.Process(each.process.pid) for each in players if each.process is not None]
        begun, before, pictures = time.monotonic(), core_seconds(processes), sum(each.pictures for each in players)
        until(lambda: time.monotonic() > begun + SECONDS, seconds=60)
        took, seconds = core_seconds(processes) - before, time.monotonic() - begun
        return took / seconds * _whole((sum(each.pictures for each in players) - pictures) / seconds, len(urls) * rate)
    finally:
        for each in players:
            each.end()


class Player:
    """`ffmpeg` that decodes a stream and shows nothing."""

    def __init__(self, url: str, tells: Path) -> None:
        self._url, self._tells = url, tells
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, or begin anew: GStreamer's server now and then sends a client nothing."""
        self.end()
        words = ["ffmpeg", "-nostdin", "-loglevel", "error", "-stats_period", "0.1", "-progress", "pipe:1"]
        words += [
            "-threads",
            "1",
            "-rtsp_transport",
            "tcp",
            "-i",
            self._url,
            "-an",
            "-fps_mode",
            "passthrough",
            "-f",
            "null",
            "-",
        ]
        with self._tells.open("wb") as out:
            self.process = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL)

    @property
    def pictures(self) -> int:
        """Pictures that it has decoded, as it said last."""
        words = self._tells.read_text().rpartition("frame=")[2].split() if self.process is not None else []
        return int(words[0]) if words else 0

    def end(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def _whole(rate: float, due: float) -> float:
    """By how much more all pictures would have cost than those that a busy machine had time for."""
    return due / min(rate, due)


def tiles(wall: TileWall, names: Sequence[str], stream: Stream, rate: float) -> float:
    """Cores that showing takes."""
    # Four tiles of the small stream would be larger than its pictures, and too many pixels are another matter than too many streams.
    wall.grid.resize(*((1284, 724) if stream is Stream.SUB and len(names) <= 4 else (1920, 1080)))
    wall.show(names, stream)
    wall.until_pictures()
    wall.run(SETTLE)
    processes = wall.processes()
    begun, before = time.monotonic(), core_seconds(processes)
    wall.run(SECONDS)
    took, seconds = core_seconds(processes) - before, time.monotonic() - begun
    figures = [wall.pool.figures(cell.shown.tile) for cell in wall.grid.cells]
    if any(each.key_only or each.stream is not stream for each in figures):
        raise ValueError(f"{len(names)} tiles do not all show every picture of the {stream} stream: {figures}")
    return took / seconds * _whole(sum(each.rate for each in figures), len(names) * rate)


def cost(wall: TileWall, names: Sequence[str], folder: Path) -> None:
    """Ratios, and what all tiles take in memory."""
    for stream, counts, reach in ((Stream.SUB, SUBS, 1.6), (Stream.MAIN, MAINS, 1.4)):
        for count in counts:
            rate = CLIPS[stream].rate
            with rtsp_server(folder / f"{stream}-{count}", {name: {stream: stream} for name in names[:count]}) as server:
                alone = floor([server.url(name, stream) for name in names[:count]], rate, folder)
            line(f"tiles_{count}_{stream}_cpu_to_decode_only", tiles(wall, names[:count], stream, rate) / alone, "ratio", reach)
        if stream is Stream.SUB:
            line("tiles_36_memory", proportional_memory(wall.processes()) / 2**20, "MB", MOST_MEMORY)


# --- time -----------------------------------------------------------------------------------------------------------------


def first_pictures(wall: TileWall, names: Sequence[str]) -> None:
    """A tile that is opened at any moment between two key pictures."""
    chance, took = random.Random(3), []
    for number in range(OPENS):
        wall.show([])
        wall.run(chance.uniform(0.2, 0.2 + GOP / 4))
        asked = wall.show([names[number % len(names)]])
        took.append(wall.until_pictures() - asked)
    line("tile_first_picture_p50", statistics.median(took) * 1000, "ms", GOP / 2 * 1000 + 200)


def latency(theme: Theme, folder: Path) -> None:
    """From the moment that stands in a picture to its pixels in the X server."""
    with (
        rtsp_server(folder / "rtsp", {"live": {"sub": None, "main": "sub"}}) as server,
        LiveStream(server, "live/sub"),
        tile_wall(theme, folder / "recorder", server, ["live"]) as wall,
    ):
        line("camera_to_pixel_p50", statistics.median(_stamps(wall)) * 1000, "ms", 120)


def _stamps(wall: TileWall) -> list[float]:
    """How old pictures are once they are on the screen, seconds."""
    late: list[float] = []
    seen: list[Picture | None] = [None]

    def look() -> None:
        picture = wall.grid.cells[0].picture
        if picture is None or picture is seen[0]:
            return
        seen[0] = picture
        wall.paint(0)
        now = time.time()
        number = number_of(pixels(picture))
        if number is not None:
            late.append(now - number / 1000)

    wall.grid.resize(640, 360)  # the small stream
    wall.show(["live"])
    wall.until_pictures()
    wall.run(1.0)
    wall.on_tick = look
    wall.until(lambda: len(late) >= STAMPS, seconds=60)
    return late


def loss(wall: TileWall, server: RtspServer, name: str) -> None:
    """The cameras lose their power, and have it again."""
    wall.show([name])
    wall.until_pictures()
    wall.run(1.0)
    server.kill()
    killed = time.monotonic()
    stale = wall.until(lambda: wall.pool.figures("t0").phase is not Phase.LIVE)
    line("server_killed_to_stale", stale - killed, "s", 2.5)
    wall.run(2.0)
    server.start()
    back = time.monotonic()
    cell = wall.grid.cells[0]
    last = cell.at
    line("server_back_to_picture", wall.until(lambda: cell.at != last) - back, "s", 0.5 + GOP)


# --- the past ---------------------------------------------------------------------------------------------------------------


def seeks(folder: Path, count: int, reach: float) -> None:
    """The exact picture of so many cameras at a random moment, from the wish to the last tile's picture."""
    names = [f"p{number}" for number in range(count)]
    recordings = Recordings(folder / "store")
    for name in names:
        recordings.add(name, BEGIN, RECORDED, segment=60.0)
    recordings.close()
    hall = [Camera(id=name, main=f"rtsp://127.0.0.1/{name}") for name in names]
    wants = [Want(tile=name, camera=name, width=640, height=360) for name in names]
    chance, took = random.Random(7), []
    with clip_recorder(folder / "data", {}) as recorder:
        pool = VideoPool(recorder.station, recorder.file, hall, store=recordings.store)
        try:
            for number in range(SEEKS + 3):
                at = BEGIN + chance.uniform(1, RECORDED.seconds - 1)
                rest = time.monotonic() + 0.25  # two that follow at once count as dragging
                until(lambda: time.monotonic() > rest, seconds=5)  # noqa: B023 — called at once
                took.append(_seek(pool, wants, at))
                if number < 3:
                    took.clear()  # the workers have just begun
        finally:
            pool.close()
    line(f"exact_picture_of_{count}_p95", sorted(took)[int(len(took) * 0.95)] * 1000, "ms", reach)


def _seek(pool: VideoPool, wants: Sequence[Want], at: float) -> float:
    found: dict[str, float] = {}
    begun = time.monotonic()
    pool.want(wants, Playhead(at=at))
    while len(found) < len(wants):
        if time.monotonic() - begun > 30:
            raise TimeoutError(f"no picture of {at} on {len(wants) - len(found)} tiles")
        for tile in pool.changed():
            picture = pool.take(tile)
            if picture is not None:
                found[tile] = picture.at
        _rest.wait(0.001)
    took = time.monotonic() - begun
    wrong = [taken for taken in found.values() if not -0.002 <= at - taken < 1 / RECORDED.rate + 0.002]
    if wrong:
        raise ValueError(f"not the picture of {at}: {wrong}")
    return took


# --- all --------------------------------------------------------------------------------------------------------------------


def main() -> None:
    """Measure, and print the figures."""
    gui = app.make_app()
    theme = themes.load("night")
    app.dress(gui, theme)
    names = [f"tile-{number}" for number in range(36)]
    cameras = {name: {"sub": "sub", "main": "main"} for name in names}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(rtsp_server(folder / "rtsp", cameras))
        wall = stack.enter_context(tile_wall(theme, folder / "recorder", server, names))
        cost(wall, names, folder)
        first_pictures(wall, names)
        loss(wall, server, names[0])
    with tempfile.TemporaryDirectory() as folder_:
        latency(theme, Path(folder_))
    for count, reach in ((1, 40), (9, 200)):
        with tempfile.TemporaryDirectory() as folder_:
            seeks(Path(folder_), count, reach)


if __name__ == "__main__":
    if not os.environ.get("DISPLAY"):
        again = ["xvfb-run", "-a", "-s", "-screen 0 3840x2160x24", sys.executable, "-m", "tests.bench.bench_tiles"]
        sys.exit(subprocess.run(again, cwd=Path(__file__).parents[2], check=False).returncode)
    main()
