"""What tiles cost in memory over a long time: nothing more than at the beginning, be they shown all the while or opened and closed again and again."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from console.model.hall import Player
from tests.console.video.test_pool import Wall, camera, wall, want
from tests.helpers.clip_recorder import clip_recorder
from tests.helpers.clips import Clip
from tests.helpers.soak import times

TILES = 16
SUB = Clip(seconds=4.0, gop=1.0)
EVERY = 5.0
"""Seconds between two looks."""
GROWTH = 8.0
"""Megabytes by which the last third's median may lie over the first's: pages that are touched late, no slope."""


@pytest.fixture(params=Player)
def player(request: pytest.FixtureRequest) -> Player:
    return Player(request.param)


@pytest.fixture
def seen(tmp_path: Path, player: Player) -> Iterator[Wall]:
    names = [f"camera-{number}" for number in range(TILES)]
    with (
        clip_recorder(tmp_path / "data", {name: {"sub": SUB} for name in names}) as recorder,
        wall(recorder, [camera(name, player=player) for name in names]) as shown,
    ):
        yield shown


def ask(seen: Wall) -> None:
    """All tiles."""
    seen.pool.want([want(str(number), f"camera-{number}", 480, 270) for number in range(TILES)])


def held(seen: Wall) -> float:
    """Megabytes of the workers and of this process, without files' pages: how much of those counts as ours depends on who else runs."""
    found = 0
    for each in (os.getpid(), *seen.pool.workers()):
        lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        found += sum(int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "Pss_Shmem:")))
    return found / 1024


def descriptors(seen: Wall) -> int:
    return sum(len(list(Path(f"/proc/{each}/fd").iterdir())) for each in (os.getpid(), *seen.pool.workers()))


def growth(sizes: list[float]) -> float:
    third = max(1, len(sizes) // 3)
    return median(sizes[-third:]) - median(sizes[:third])


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_sixteen_tiles_take_no_more_memory_over_half_an_hour(seen: Wall) -> None:
    ask(seen)
    seen.until_pictures(*map(str, range(TILES)))
    seen.watch(20.0)
    sizes: list[float] = []
    ends = time.monotonic() + times(1800)
    while time.monotonic() < ends:
        seen.watch(EVERY)
        sizes.append(held(seen))
    print(
        f"{sizes[0]:.0f} MB at first, {sizes[-1]:.0f} MB at last, {growth(sizes):+.2f} MB between the thirds of {times(1800)} s"
    )
    assert growth(sizes) <= GROWTH


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_opened_and_closed_two_hundred_times_nothing_is_left(seen: Wall) -> None:
    sizes, files = [], []
    for _ in range(times(200)):
        ask(seen)
        seen.until_pictures(*map(str, range(TILES)))
        seen.pool.want([])
        seen.watch(0.5)
        sizes.append(held(seen))
        files.append(descriptors(seen))
    print(
        f"{sizes[0]:.0f} MB at first, {sizes[-1]:.0f} MB at last, {growth(sizes):+.2f} MB between the thirds of {len(sizes)} cycles"
    )
    print(f"descriptors {files[0]} at first, {files[-1]} at last, {max(files)} at most")
    assert growth(sizes) <= GROWTH
    assert median(files[-10:]) <= median(files[:10]) + 2
