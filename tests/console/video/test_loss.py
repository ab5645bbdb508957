"""A camera whose pictures come by UDP over a network that loses some: the tile goes on, and says how many are missing or damaged."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera, Player
from console.video.pool import VideoPool
from console.video.protocol import Phase
from tests.console.video.test_pool import Wall, want
from tests.helpers.clips import Clip
from tests.helpers.lossy import LossyLine, lossy_line
from tests.helpers.recorder import RecorderProcess
from tests.helpers.rtsp import rtsp_server

PATIENCE = 90.0
CALM = Clip(width=320, height=240, gop=1.0, seconds=8.0, bits=100_000)
"""Most of its pictures are one packet each: what is lost is lost whole."""
LARGE = Clip(gop=1.0, seconds=8.0, bits=1_500_000)
"""Of several packets each: what is lost damages a picture."""


@contextmanager
def over_udp(folder: Path, clip: Clip, player: Player = Player.PYAV) -> Iterator[tuple[Wall, LossyLine]]:
    """A tile on such a line, on which nothing is lost yet."""
    with rtsp_server(folder / "rtsp", {"door": {"sub": clip}}) as server, lossy_line(server.port("door"), 0.0) as line:
        address = server.url("door", "sub", port=line.port)
        cameras = [Camera(id="door", main=address, transport="udp", player=player)]
        with RecorderProcess(folder, cameras) as recorder:
            pool = VideoPool(keys.issue_local(recorder.data, "desk", Role.LEADER), recorder.data / "recorder.json", cameras)
            try:
                seen = Wall(pool)
                pool.want([want("1", "door")])
                seen.until_pictures("1", more=40, seconds=PATIENCE)
                yield seen, line
            finally:
                pool.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("clip", "player"),
    [
        pytest.param(CALM, Player.PYAV, id="lost-whole"),
        pytest.param(LARGE, Player.PYAV, id="damaged"),
        pytest.param(Clip(codec="h265", gop=1.0, seconds=8.0), Player.PYAV, id="h265"),
        pytest.param(CALM, Player.VLC, id="libvlc"),
    ],
)
def test_what_the_network_loses_is_counted_on_a_tile_that_goes_on(tmp_path: Path, clip: Clip, player: Player) -> None:
    with over_udp(tmp_path, clip, player) as (seen, line):
        before = seen.figures("1").drops
        line.loss = 0.02
        seen.until(lambda: seen.figures("1").drops >= before + 3, PATIENCE, "three of them are missed")
        assert line.lost >= 1
        assert seen.figures("1").phase is Phase.LIVE
        seen.until_pictures("1", more=10)
        print(f"{seen.figures('1').drops - before} counted, {line.lost} packets lost")
