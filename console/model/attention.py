"""What a wall shows large and why: a pure function of the hall and the time, so that the desk sees the same and a replay shows it again.

What somebody gave the wall goes before what the hall itself calls for, that before the presets of a time of day, and these before the tour.
Nothing flickers: an alarm must stand a moment before it takes the wall and keeps it a moment after it has gone; of two that call
alike the newer one is shown first and then each in its turn. In a flood the first of a turn keeps it, however many come after it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import partial
from itertools import chain
from math import ceil
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from console.model import sight
from console.model.alarm import RANK, affected, depending, phase_of
from console.model.cameras import BACK, OF_CAMERA, for_walls, shown_on
from console.model.command import WallItem
from console.model.hall import AlarmPriority, Wall, WallPreset, WallScene, WallView
from console.model.hours import clock_time
from console.model.lookup import lookup
from console.model.state import Alarm, AlarmPhase, HallState, PlanRun

DWELL = 15.0
"""Seconds that each of several equal claims is shown in turn."""
SETTLE = 4.0
"""Seconds an alarm stands before it takes the wall; a critical one takes it at once."""
LINGER = 20.0
"""Seconds it stays after it has gone: whoever looked up shall still see what it was."""
KNOWN = 180.0
"""Seconds after which a standing alarm that somebody has acknowledged leaves the wall to other things; a critical one never does."""
CAMERAS = 4
"""Cameras beside an alarm."""
TOGETHER = 9
"""Cameras at once where all are shown: more could not be read from the other side of the room."""
_CALLING = frozenset({AlarmPhase.UNACK, AlarmPhase.ACKED, AlarmPhase.RTNUN})
_WORTH = (AlarmPriority.CRITICAL, AlarmPriority.HIGH)
"""Priorities of alarms that a wall shows large; lesser ones stand in its list."""


class Why(StrEnum):
    """Why a wall shows what it shows; the wall has the words."""

    PUSHED = "pushed"
    """Somebody gave it; `Scene.by` says who."""
    PLAN = "plan"
    ALARM = "alarm"
    PRESET = "preset"
    TOUR = "tour"


class Scene(Struct, frozen=True, kw_only=True):
    """What one screen of a wall shows large."""

    show: WallView | None
    """None: the layout that `of` names."""
    of: str = ""
    """Id of the camera, alarm, plan run or layout; or the text."""
    why: Why
    by: str = ""
    cause: str = ""
    """Id of the alarm, plan run or preset that called for it."""
    since: float | None = None
    until: float | None = None
    cameras: tuple[str, ...] = ()
    """Cameras that see what it is about, those that a wall may show, the best first."""
    back: float = 0.0
    """Seconds ago that they are shown as they saw."""
    counters: tuple[str, ...] = ()
    """Open counters that cannot call because of it."""
    depending: tuple[str, ...] = ()
    """Open counters that could not call if what it is about went."""
    customers: int = 0
    """Who waits because of it."""


class Page(NamedTuple):
    """Some of all cameras, where they are too many to be shown at once."""

    cameras: tuple[str, ...]
    number: int
    """From 1."""
    of: int


class _Claim(Struct, frozen=True, kw_only=True):
    rank: int
    """Lower goes first."""
    since: float
    """From when on it calls."""
    cause: str
    scene: Callable[[], Scene]
    """What to show for it; in a flood there are thousands, and one is seen."""


QUIET = Scene(show=WallView.FLOOR, why=Why.TOUR)
"""What a screen shows that nothing calls for."""


def scenes(state: HallState, wall: str, now: float, screens: int = 1) -> tuple[Scene, ...]:
    """What each of a wall's screens shows now: the first the most urgent, the others what comes after it, never one thing twice.

    With more screens than there are things to show, those that are left show the plan.

    A wall that the hall does not name is as its first one.
    """
    config = _with_pictures(state, _wall(state, wall))
    given = [push_scene(state, config.id, screen, now) for screen in range(screens)]
    waiting = _in_turn(_called_for(state, config, now), now)
    wanted = chain(waiting, _tour(config.tour, now))
    seen = [(scene.show, scene.of) for scene in given if scene is not None]
    found: list[Scene] = []
    for pushed in given:
        scene = pushed or next((each for each in wanted if (each.show, each.of) not in seen), QUIET)
        seen.append((scene.show, scene.of))
        found.append(scene)
    return tuple(found)


def page(state: HallState, now: float) -> Page:
    """Of all cameras that a wall may show, those whose turn it is: each page for `DWELL` seconds, and all pages alike full."""
    every = tuple(camera.id for camera in lookup(state).cameras.values() if for_walls(camera))
    pages = max(1, ceil(len(every) / TOGETHER))
    number, full = int(now // DWELL) % pages, ceil(len(every) / pages)
    return Page(every[number * full : (number + 1) * full], number + 1, pages)


def screens_of(state: HallState, wall: str, seen: int = 1) -> int:
    """How many screens a wall has: as it is configured, so that desk and wall reckon alike, or more when more are seen."""
    return max(_wall(state, wall).screens, seen)


def push_scene(state: HallState, wall: str, screen: int, now: float) -> Scene | None:
    """What somebody gave a screen to show, if anything."""
    push = shown_on(state, wall, screen, now)
    if push is None:
        return None
    view = {WallItem.TEXT: WallView.TEXT, WallItem.LAYOUT: None, WallItem.PLAN: WallView.PLAN}
    of, cause = push.shown, ""
    if push.item is WallItem.PLAN:
        run = next((run for run in _running(state) if run.plan == push.shown), None)
        of, cause = (run.id, run.id) if run is not None else (push.shown, "")
    return Scene(
        show=view.get(push.item, WallView.CAMERA), of=of, why=Why.PUSHED, by=push.by, cause=cause, since=push.at, until=push.until,
        cameras=(push.shown,) if push.item in OF_CAMERA else (),
        back=BACK if push.item is WallItem.LOOK_BACK and now < push.at + BACK else 0.0,
    )  # fmt: skip


def _wall(state: HallState, wall: str) -> Wall:
    walls = state.config.walls if state.config is not None else ()
    return next((each for each in walls if each.id == wall), walls[0] if walls else Wall(id=wall or "wall", name="wall"))


def _with_pictures(state: HallState, wall: Wall) -> Wall:
    """The wall without what would show nothing: in a hall without a camera that it may show, all cameras."""
    if any(for_walls(camera) for camera in lookup(state).cameras.values()):
        return wall
    tour = tuple(scene for scene in wall.tour if scene.show is not WallView.CAMERAS)
    return replace(wall, tour=tour, presets=tuple(preset for preset in wall.presets if preset.show is not WallView.CAMERAS))


def _running(state: HallState) -> list[PlanRun]:
    return sorted((run for run in state.plans.values() if run.ended_at is None), key=lambda run: (run.at, run.id))


def _called_for(state: HallState, wall: Wall, now: float) -> Iterator[_Claim]:
    """All that asks for the wall now. Plans go before alarms: they say what is being done. A preset stands where its cause stands."""
    presets = {preset.alarm: preset for preset in reversed(wall.presets) if preset.alarm is not None}
    for_plan = {preset.plan: preset for preset in reversed(wall.presets) if preset.plan is not None}
    for run in _running(state):
        scene = partial(_of_run, run, for_plan.get(run.plan))
        yield _Claim(rank=10 + 50 * run.drill, since=run.at, cause=run.id, scene=scene)
    for alarm in state.alarms.values():
        preset = presets.get(alarm.rule)
        if (alarm.priority in _WORTH or preset is not None) and _calls(state, alarm, now):
            since = alarm.active_at + _settling(alarm)
            show = partial(_of_alarm, state, alarm, preset)
            yield _Claim(rank=20 + RANK[alarm.priority], since=since, cause=alarm.id, scene=show)
    for place, preset in enumerate(wall.presets):
        if preset.begin is not None and preset.end is not None and _is_between(state, preset.begin, preset.end, now):
            scene = partial(_preset_scene, preset, Scene(show=None, why=Why.PRESET, cause=preset.id))
            yield _Claim(rank=40 + place, since=0.0, cause=preset.id, scene=scene)


def _calls(state: HallState, alarm: Alarm, now: float) -> bool:
    phase = phase_of(alarm, state)
    if phase not in _CALLING:
        return False
    if phase is AlarmPhase.ACKED and alarm.priority is not AlarmPriority.CRITICAL and now - alarm.active_at >= KNOWN:
        return False
    if alarm.cleared_at is not None and not alarm.active:
        return now - alarm.cleared_at < LINGER
    return now - alarm.active_at >= _settling(alarm)


def _settling(alarm: Alarm) -> float:
    return 0.0 if alarm.priority is AlarmPriority.CRITICAL else SETTLE


def _of_run(run: PlanRun, preset: WallPreset | None) -> Scene:
    scene = Scene(show=WallView.PLAN, of=run.id, why=Why.PLAN, cause=run.id, since=run.at)
    return _preset_scene(preset, scene)


def _of_alarm(state: HallState, alarm: Alarm, preset: WallPreset | None) -> Scene:
    hurt = affected(state, alarm)
    known = lookup(state)
    cameras = tuple(id for id in sight.cameras_of_alarm(state, alarm) if for_walls(known.cameras[id]))[:CAMERAS]
    scene = Scene(
        show=WallView.ALARM, of=alarm.id, why=Why.ALARM, cause=alarm.id, since=alarm.active_at,
        cameras=cameras, counters=hurt.counters, depending=depending(state, alarm), customers=hurt.customers,
    )  # fmt: skip
    return _preset_scene(preset, scene)


def _preset_scene(preset: WallPreset | None, scene: Scene) -> Scene:
    """What a preset shows for a cause, with the cause's own why."""
    if preset is None:
        return scene
    return Scene(
        show=preset.show, of=preset.of or "", why=scene.why, cause=scene.cause, since=scene.since,
        cameras=(preset.of,) if preset.show is WallView.CAMERA and preset.of else scene.cameras,
        counters=scene.counters, depending=scene.depending, customers=scene.customers,
    )  # fmt: skip


def _in_turn(claims: Iterable[_Claim], now: float) -> Iterator[Scene]:
    """Most urgent first; of equals one that is new first, then each for `DWELL` seconds in the order in which they came."""
    ranks: dict[int, list[_Claim]] = {}
    for claim in claims:
        ranks.setdefault(claim.rank, []).append(claim)
    for rank in sorted(ranks):
        equals = sorted(ranks[rank], key=lambda claim: (claim.since, claim.cause))
        first = _first(equals, now)
        yield from (claim.scene() for claim in (*equals[first:], *equals[:first]))


def _first(equals: Sequence[_Claim], now: float) -> int:
    """Whose turn it is. A new one takes the rest of the turn it came in, and the next; who comes later in that turn does not drive it out."""
    turn = now // DWELL
    for begins in (turn, turn - 1):
        place = bisect_left(equals, begins * DWELL, key=lambda claim: claim.since)
        if place < len(equals) and equals[place].since // DWELL == begins:
            return place
    return int(turn) % len(equals)


def _tour(tour: Sequence[WallScene], now: float) -> Iterator[Scene]:
    """The rounds of a quiet wall, from where they are now; further screens show what comes next."""
    if not tour:
        return
    place = now % sum(each.seconds for each in tour)
    first = 0
    while place >= tour[first].seconds:
        place -= tour[first].seconds
        first += 1
    for each in (*tour[first:], *tour[:first]):
        yield Scene(show=each.show, of=each.of or "", why=Why.TOUR, cameras=(each.of,) if each.of else ())


def _is_between(state: HallState, begin: str, end: str, now: float) -> bool:
    """Whether the hall's clock stands between two times of day; a span over midnight is meant when the end is the earlier one."""
    timezone = state.config.timezone if state.config is not None else "UTC"
    first, last = clock_time(timezone, begin, now), clock_time(timezone, end, now)
    if first is None or last is None:
        return False
    return first <= now < last if first <= last else now >= first or now < last
