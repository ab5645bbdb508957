"""A camera that loses its power again and again: what the tile says and when, and whether the index declares what is missing to the second.

With the real recorder and the console's real workers.
"""

import itertools
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from console.hub import keys
from console.model.command import Role
from console.model.hall import Camera
from console.video.library import Library
from console.video.pool import VideoPool
from console.video.protocol import Phase
from tests.console.video.test_pool import Wall, want
from tests.helpers.clips import Clip
from tests.helpers.recorder import RecorderProcess
from tests.helpers.rtsp import RtspServer, rtsp_server
from tests.helpers.soak import times
from tests.helpers.until import until

GOP = 0.5
SUB = Clip(width=320, height=240, gop=GOP, seconds=4.0)
LONGEST = 12.0
"""Seconds for which it is away at most: past the moment from which it is lost and no last picture may be shown."""
PATIENCE = 60.0


class Killed(NamedTuple):
    """What one loss of power came to. Seconds."""

    told: float
    """Until the tile said so."""
    returned: float
    """From the server's return to the tile's picture, and until it says that all is well."""
    early: float
    late: float
    """By how much the declared hole begins before the camera was killed, and ends after its first picture."""


class Yard:
    """A camera that is killed and one that is not, both recorded and seen."""

    def __init__(self, seen: Wall, server: RtspServer, recorder: RecorderProcess) -> None:
        self.seen, self.server, self.recorder = seen, server, recorder
        seen.pool.want([want("door", "door"), want("gate", "gate")])
        seen.until_pictures("door", "gate")

    def kill(self, away: float) -> Killed:
        """Take the camera's power away for so many seconds, at least."""
        seen = self.seen
        self.server.kill()
        clock = time.time()
        told = seen.until(lambda: self.phase() is Phase.STALE)
        seen.watch(max(0.0, away - told))
        if self.phase() is Phase.LOST:
            assert seen.pool.take("door") is None
        others, down = seen.count["gate"], time.time()
        self.server.start()
        back, before = time.monotonic(), seen.count["door"]
        seen.until(lambda: seen.count["door"] > before)
        first = seen.last["door"].at
        seen.until(lambda: self.phase() is Phase.LIVE)
        returned = time.monotonic() - back
        assert seen.figures("gate").phase is Phase.LIVE
        seen.until(lambda: seen.count["gate"] > others, what="the other camera goes on")
        hole = self.hole(clock)
        assert hole[0] < clock + 4.0, "a slow machine's pictures come late"
        assert hole[1] > down
        return Killed(told=told, returned=returned, early=clock - hole[0], late=hole[1] - first)

    def phase(self) -> Phase:
        return self.seen.figures("door").phase

    def hole(self, since: float) -> tuple[float, float]:
        """The newest in the index, once it has ended; recordings lie on both sides of it and none within."""

        def found() -> list[tuple[float, float]]:
            with Library(self.recorder.store) as library:
                holes = [hole for hole in library.gaps("door", since - 5.0, 1e12) if hole.cause == "lost_camera"]
                self.clips = library.clips("door", since - 90.0, 1e12)
            return [(hole.begin, hole.end) for hole in holes if hole.end is not None and hole.end > since]

        until(found, lambda: self.seen.watch(0.05), seconds=PATIENCE, what="the hole")
        (hole,) = found()
        begins, ends = {clip.begin for clip in self.clips}, {clip.end for clip in self.clips}
        assert hole[0] in ends
        assert hole[1] in begins
        assert not any(clip.begin < hole[1] and clip.end > hole[0] for clip in self.clips)
        return hole


@contextmanager
def yard(folder: Path) -> Iterator[Yard]:
    with (
        rtsp_server(folder / "door", {"door": {"sub": SUB}}) as server,
        rtsp_server(folder / "gate", {"gate": {"sub": SUB}}) as other,
    ):
        cameras = [Camera(id="door", main=server.url("door", "sub")), Camera(id="gate", main=other.url("gate", "sub"))]
        with RecorderProcess(folder, cameras) as recorder:
            pool = VideoPool(keys.issue_local(recorder.data, "desk", Role.LEADER), recorder.data / "recorder.json", cameras)
            try:
                yield Yard(Wall(pool), server, recorder)
            finally:
                pool.close()


@pytest.mark.timeout(400)
def test_a_camera_that_is_killed_is_told_and_its_hole_declared(tmp_path: Path) -> None:
    with yard(tmp_path) as hall:
        for away in (0.0, LONGEST):
            hall.kill(away)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_camera_killed_fifty_times_is_told_is_back_and_every_hole_is_declared_to_the_second(tmp_path: Path) -> None:
    chance = random.Random(7)
    with yard(tmp_path) as hall:
        took = [hall.kill(chance.choice((0.0, chance.uniform(2.0, 5.0), LONGEST))) for _ in range(times(50))]
        with Library(hall.recorder.store) as library:
            holes = library.gaps("door", 0.0, 1e12)
            assert not [hole for hole in library.gaps("gate", 0.0, 1e12) if hole.cause == "lost_camera"], "only its own"
    assert len(holes) == len(took), "one hole for each time, and no other"
    assert all(one.end is not None and one.end <= two.begin for one, two in itertools.pairwise(holes))
    for name, values in zip(Killed._fields, zip(*took, strict=True), strict=True):
        print(f"{name}: {median(values):.2f} s, {min(values):.2f} … {max(values):.2f}")
    assert max(each.told for each in took) <= 2.5
    assert max(each.returned for each in took) <= 5
    assert max(abs(each.early) for each in took) <= 1
    assert max(abs(each.late) for each in took) <= 1
