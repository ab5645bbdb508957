"""Recordings for tests: clips cut into files with an index, as the recorder leaves them. Not the recorder.

Each picture's barcode is its number from the beginning of the clip, so picture n of a recording that begins at t was taken at
t + n / rate, and a test can tell exactly which picture it sees.
"""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
from sqlalchemy import insert

from adapters.simulated.units import VIDEO, Unit, read_units
from console.video import index
from console.video.index import State
from tests.helpers.clips import Clip, clip

NAMES = {"h265": "hevc"}


class Recordings:
    """A folder of recordings that grows."""

    def __init__(self, store: Path) -> None:
        store.mkdir(parents=True, exist_ok=True)
        self.store = store
        self._connection = index.open_writer(store)
        self._files = 0

    def add(
        self,
        camera: str,
        begin: float,
        recipe: Clip,
        *,
        segment: float = 10.0,
        stream: str = "sub",
        form: str = "matroska",
        without: Iterable[int] = (),
        is_open: bool = False,
    ) -> float:
        """Record a clip from `begin` on, in files of `segment` seconds; leave out those numbered in `without`. Returns the end."""
        description, units = read_units(clip(recipe))
        units = [unit for unit in units if unit.track == VIDEO]
        left_out = set(without)
        files: list[list[Unit]] = []
        for unit in units:
            if unit.is_key and (not files or unit.at >= len(files) * segment * 1e6):
                files.append([])
            files[-1].append(unit)
        ends = [file[0].at for file in files[1:]] + [units[-1].at + round(1e6 / recipe.rate)]
        for number, (file, end) in enumerate(zip(files, ends, strict=True)):
            if number in left_out:
                self._hole(camera, begin + file[0].at / 1e6, begin + end / 1e6)
                continue
            self._files += 1
            path = Path(camera) / f"{self._files:04d}.{'ts' if form == 'mpegts' else 'mkv'}"
            (self.store / camera).mkdir(exist_ok=True)
            write(self.store / path, file, recipe, NAMES.get(description.video, description.video), form)
            self._segment(camera, stream, path, begin + file[0].at / 1e6, begin + end / 1e6, recipe, is_open=is_open)
        return begin + ends[-1] / 1e6

    def close(self) -> None:
        """Let go of the index."""
        self._connection.close()
        self._connection.engine.dispose()

    def _segment(self, camera: str, stream: str, path: Path, begin: float, end: float, recipe: Clip, *, is_open: bool) -> None:
        with self._connection.begin():
            self._connection.execute(
                insert(index.segment).values(
                    camera=camera,
                    stream=stream,
                    path=str(path),
                    begin=begin,
                    end=end,
                    bytes=(self.store / path).stat().st_size,
                    codec=recipe.codec,
                    width=recipe.width,
                    height=recipe.height,
                    state=State.OPEN if is_open else State.CLOSED,
                )
            )

    def _hole(self, camera: str, begin: float, end: float) -> None:
        with self._connection.begin():
            self._connection.execute(insert(index.gap).values(camera=camera, begin=begin, end=end, cause="lost_camera", told=1))


def write(path: Path, units: list[Unit], recipe: Clip, codec: str, form: str) -> None:
    """Put units into a file, without coding them anew."""
    options = {"flush_packets": "1"}
    if form == "matroska":
        options["cluster_time_limit"] = "2000"
    with av.open(str(path), "w", format=form, options=options) as container:
        stream = container.add_stream(codec, rate=recipe.rate)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = recipe.width, recipe.height, "yuv420p"
        stream.time_base = Fraction(1, 1_000_000)
        for unit in units:
            packet = av.Packet(unit.data)
            packet.stream, packet.time_base = stream, Fraction(1, 1_000_000)
            packet.pts = packet.dts = unit.at - units[0].at
            packet.is_keyframe = unit.is_key
            container.mux(packet)
