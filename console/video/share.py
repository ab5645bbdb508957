"""Which stream each tile gets, where key frames must do, and which worker takes it: a rule of what is wanted and what it costs. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from console.model.hall import Camera, Player, Recorded
from console.video.pictures import LIVE, Playhead, Want
from console.video.protocol import Stream

LARGE = 960
"""Pixels of width from which a tile gets the main stream."""
MOST_MAIN = 4
COST: Mapping[Stream, float] = {Stream.SUB: 0.018, Stream.MAIN: 0.14}
"""Cores a stream, with scaling (video.md)."""
FILLED = 0.35
"""Cores of live streams up to which a worker is given more before another is begun: some twenty small ones. Decoders in one process find its
code in the processor's cache, and cost 8 to 10 % less than in two (measured, 4, 9 and 16 tiles)."""
KEY_ONLY_SHARE = 0.1
"""Of a stream's cost that is left when only its key frames are decoded."""
BUDGET = 0.7
"""Of the machine's cores."""
FASTEST_WHOLE = 4.0
"""Speed of play-back above which only key frames are decoded."""


class Settled(NamedTuple):
    """What a tile gets."""

    want: Want
    stream: Stream
    key_only: bool


class Placed(NamedTuple):
    """What is decoded once, and so by one worker."""

    camera: str
    stream: Stream
    back: float
    is_vlc: bool


def settle(
    wants: Sequence[Want],
    cameras: Mapping[str, Camera],
    cores: int,
    playhead: Playhead = LIVE,
    loads: Mapping[tuple[str, Stream], float] | None = None,
) -> tuple[Settled, ...]:
    """What each tile gets; tiles of cameras that the hall has not are left out.

    `loads`: cores that streams really take, as far as known.
    """
    known = [want for want in wants if want.camera in cameras]
    if playhead.at is not None:
        streams = [_recorded(cameras[want.camera]) for want in known]
    else:
        main = _with_main(known, cameras)
        streams = [Stream.MAIN if want.tile in main else Stream.SUB for want in known]
    keys = _key_only(list(zip(known, streams, strict=True)), BUDGET * cores, playhead, loads or {})
    return tuple(
        Settled(want, stream, key_only=want.key_only or want.tile in keys) for want, stream in zip(known, streams, strict=True)
    )


def _recorded(camera: Camera) -> Stream:
    return Stream.MAIN if camera.recorded is Recorded.MAIN else Stream.SUB


def _with_main(wants: Sequence[Want], cameras: Mapping[str, Camera]) -> set[str]:
    """Tiles with the main stream: those called for first, then the widest; of cameras without a small one, all.

    Looking back takes it only where it is recorded: else it has been in memory no longer than somebody looked.
    """
    single = {want.tile for want in wants if not cameras[want.camera].sub}
    called = [
        want
        for want in wants
        if want.tile not in single
        and (want.stream is Stream.MAIN or (want.width >= LARGE and not want.is_whole))
        and not (want.back and _recorded(cameras[want.camera]) is Stream.SUB)
    ]
    called.sort(key=lambda want: (want.stream is not Stream.MAIN, -want.width))
    granted: dict[str, set[str]] = {}
    for want in called:
        if want.camera in granted or len(granted) < MOST_MAIN:
            granted.setdefault(want.camera, set()).add(want.tile)
    return single.union(*granted.values())


def _key_only(
    wants: Sequence[tuple[Want, Stream]], budget: float, playhead: Playhead, loads: Mapping[tuple[str, Stream], float]
) -> set[str]:
    """Tiles for which key frames must do, so that all together fit: the smallest first, of equals the last named."""
    if playhead.speed > FASTEST_WHOLE:
        return {want.tile for want, _ in wants}
    pace = max(1.0, playhead.speed) if playhead.at is not None else 1.0
    groups: dict[tuple[str, Stream, float], list[Want]] = {}
    for want, stream in wants:
        groups.setdefault((want.camera, stream, want.back), []).append(want)
    cost = {key: pace * loads.get(key[:2], COST[key[1]]) for key in groups}
    total = sum(cost[key] * (KEY_ONLY_SHARE if all(each.key_only for each in tiles) else 1) for key, tiles in groups.items())
    order = {key: place for place, key in enumerate(groups)}
    found: set[str] = set()
    for key in sorted(groups, key=lambda key: (_weight(groups[key]), -order[key])):
        if total <= budget:
            break
        if not all(each.key_only for each in groups[key]):
            total -= cost[key] * (1 - KEY_ONLY_SHARE)
            found.update(each.tile for each in groups[key])
    return found


def _weight(tiles: Sequence[Want]) -> tuple[bool, int]:
    return any(each.stream is Stream.MAIN for each in tiles), max(each.width for each in tiles)


def place(
    settled: Sequence[Settled], cameras: Mapping[str, Camera], before: Mapping[Placed, int], workers: int, *, is_past: bool
) -> dict[Placed, int]:
    """Which worker decodes what: as before, and what is new where there is room, or least to do. libvlc has the worker after the last.

    What is past is spread from the first: to seek takes all that the processors have.
    """
    costs: dict[Placed, float] = {}
    for each in settled:
        placed = placed_as(each, cameras[each.want.camera], is_past=is_past)
        costs[placed] = COST[each.stream] * (KEY_ONLY_SHARE if each.key_only else 1)
    result = {placed: before[placed] for placed in costs if placed in before}
    loads = [0.0] * workers
    for placed, worker in result.items():
        if worker < workers:
            loads[worker] += costs[placed]
    for placed, cost in sorted(costs.items(), key=lambda item: -item[1]):
        if placed in result:
            continue
        roomy = (number for number, load in enumerate(loads) if load + cost <= FILLED and not is_past)
        worker = workers if placed.is_vlc else next(roomy, loads.index(min(loads)))
        result[placed] = worker
        if worker < workers:
            loads[worker] += cost
    return result


def placed_as(settled: Settled, camera: Camera, *, is_past: bool) -> Placed:
    """What is decoded for a tile. Recordings and what was are always played by PyAV; recordings each camera's once."""
    if is_past:
        return Placed(camera.id, Stream.MAIN, 0.0, is_vlc=False)
    want = settled.want
    is_vlc = not want.back and (camera.player is Player.VLC or (want.sound and camera.has_sound))
    return Placed(camera.id, settled.stream, want.back, is_vlc=is_vlc)
