"""What a wall shows and why: pushes, plans, alarms, presets, tour; calm, in turn, and never what a wall may not show."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.model import attention
from console.model import event as ev
from console.model.attention import DWELL, KNOWN, LINGER, SETTLE, Scene, Why, scenes
from console.model.cameras import BACK
from console.model.command import Role, WallItem
from console.model.event import Entry
from console.model.hall import Wall, WallPreset, WallScene, WallView
from console.model.reduce import fold
from console.model.state import HallState
from tests.helpers.streams import after, open_hall, small_hall, streams

TOUR = (WallScene(show=WallView.FLOOR, seconds=30), WallScene(show=WallView.QUEUES, seconds=10))
CRITICAL = next(rule for rule in small_hall().alarms if rule.priority == "critical")
HIGH = next(rule for rule in small_hall().alarms if rule.priority == "high")
CAMERA = small_hall().cameras[0].id
LESSER = next(rule for rule in small_hall().alarms if rule.priority in {"medium", "low"})


def opened(*presets: WallPreset, **camera: object) -> HallState:
    config = small_hall()
    cameras = tuple(replace(each, **camera) for each in config.cameras)
    return open_hall(replace(config, cameras=cameras, walls=(Wall(id="w", name="墙", tour=TOUR, presets=presets),)))


def raised(state: HallState, rule: str, subject: str = "panel-1", at: float | None = None) -> HallState:
    return after(state, ev.AlarmRaised(alarm=f"{rule}:{subject}", rule=rule, subject=subject), at=at)


def first(state: HallState, now: float | None = None) -> Scene:
    return scenes(state, "w", state.at if now is None else now)[0]


def test_a_quiet_wall_goes_round_its_tour() -> None:
    state = opened()
    start = (state.at // 40 + 1) * 40
    assert [first(state, start + second).show for second in (0, 29, 30, 39, 40)] == [
        WallView.FLOOR, WallView.FLOOR, WallView.QUEUES, WallView.QUEUES, WallView.FLOOR,
    ]  # fmt: skip
    assert first(state, start).why is Why.TOUR


def test_a_second_screen_shows_what_comes_next_in_the_tour() -> None:
    state = opened()
    shown = scenes(state, "w", (state.at // 40 + 1) * 40, screens=2)
    assert [scene.show for scene in shown] == [WallView.FLOOR, WallView.QUEUES]


def test_a_critical_alarm_takes_the_wall_at_once_and_says_whom_it_hurts() -> None:
    state = after(opened(), ev.DeviceLost(device="panel-1", reason="silent"))
    state = raised(state, CRITICAL.id)
    scene = first(state)
    assert (scene.show, scene.why, scene.of) == (WallView.ALARM, Why.ALARM, f"{CRITICAL.id}:panel-1")
    assert scene.counters == ("c1",)


def test_what_stands_on_one_screen_is_passed_over_by_the_tour_of_another() -> None:
    morning = WallPreset(id="morning", name="早上", show=WallView.FLOOR, begin="00:00", end="23:59")
    state = opened(morning)
    for moment in range(0, 40, 5):
        one, two = scenes(state, "w", state.at + moment, screens=2)
        assert (one.show, one.why) == (WallView.FLOOR, Why.PRESET)
        assert two.show is WallView.QUEUES


def test_a_high_alarm_must_stand_a_moment_first() -> None:
    state = raised(opened(), HIGH.id)
    assert first(state).why is Why.TOUR
    assert first(state, state.at + SETTLE).why is Why.ALARM


def test_a_lesser_alarm_stays_in_the_list() -> None:
    state = raised(opened(), LESSER.id)
    assert first(state, state.at + 60).why is Why.TOUR


def test_what_has_gone_stays_a_moment() -> None:
    state = raised(opened(), CRITICAL.id)
    gone = after(state, ev.AlarmCleared(alarm=f"{CRITICAL.id}:panel-1"), at=state.at + 30)
    assert first(gone, gone.at + LINGER - 1).why is Why.ALARM
    assert first(gone, gone.at + LINGER).why is Why.TOUR


def test_what_is_acknowledged_and_stands_on_leaves_the_wall_unless_it_is_critical() -> None:
    for rule, why in ((HIGH.id, Why.TOUR), (CRITICAL.id, Why.ALARM)):
        state = raised(opened(), rule)
        acked = after(state, ev.AlarmAcknowledged(alarm=f"{rule}:panel-1", by="du"), at=state.at + 20)
        assert first(acked, state.at + KNOWN - 1).why is Why.ALARM
        assert first(acked, state.at + KNOWN).why is why
        assert first(state, state.at + KNOWN).why is Why.ALARM, "while nobody has acknowledged it, it stays"


def test_a_shelved_alarm_leaves_the_wall() -> None:
    state = raised(opened(), CRITICAL.id)
    shelved = ev.AlarmShelved(alarm=f"{CRITICAL.id}:panel-1", until=state.at + 600, reason="x", by="du")
    assert first(after(state, shelved)).why is Why.TOUR


def test_the_newest_of_equals_is_shown_first_and_then_each_in_turn() -> None:
    state = opened()
    for number in range(3):
        state = raised(state, CRITICAL.id, f"thing-{number}", at=state.at + 60)
    assert first(state).of.endswith("thing-2")
    later = (state.at // DWELL + 2) * DWELL
    turns = [first(state, later + turn * DWELL).of for turn in range(3)]
    assert len(set(turns)) == 3
    assert [first(state, later + turn * DWELL).of for turn in range(3, 6)] == turns


def test_a_running_plan_goes_before_alarms_and_a_drill_after_them() -> None:
    state = raised(opened(), CRITICAL.id)
    started = ev.PlanStarted(run="r1", plan="power", by="du")
    assert first(after(state, started)).show is WallView.PLAN
    drill = after(state, replace(started, drill=True))
    assert first(drill).show is WallView.ALARM
    assert scenes(drill, "w", drill.at, screens=2)[1].show is WallView.PLAN


def test_what_somebody_gave_goes_before_everything_and_says_who() -> None:
    state = raised(opened(), CRITICAL.id)
    pushed = after(state, ev.WallPushed(item=WallItem.TEXT, shown="请有序撤离", until=state.at + 60, by="du"))
    scene = first(pushed)
    assert (scene.show, scene.of, scene.why, scene.by) == (WallView.TEXT, "请有序撤离", Why.PUSHED, "du")
    assert scenes(pushed, "w", pushed.at, screens=2)[1].show is WallView.ALARM
    assert first(pushed, pushed.at + 60).show is WallView.ALARM


def test_a_look_back_is_shown_once_and_then_the_camera() -> None:
    state = opened()
    pushed = after(state, ev.WallPushed(item=WallItem.LOOK_BACK, shown="camera-1", until=state.at + 600, by="du"))
    begun, later = first(pushed), first(pushed, pushed.at + BACK)
    assert (begun.show, begun.of, begun.cameras, begun.back) == (WallView.CAMERA, "camera-1", ("camera-1",), BACK)
    assert later == replace(begun, back=0.0)
    plain = after(state, ev.WallPushed(item=WallItem.CAMERA, shown="camera-1", until=state.at + 600, by="du"))
    assert not first(plain).back


def test_a_pushed_plan_that_runs_is_shown_once() -> None:
    state = after(opened(), ev.PlanStarted(run="r1", plan="power", by="du"))
    pushed = after(state, ev.WallPushed(screen=0, item=WallItem.PLAN, shown="power", until=state.at + 60, by="du"))
    shown = scenes(pushed, "w", pushed.at, screens=2)
    assert [scene.show for scene in shown].count(WallView.PLAN) == 1
    assert shown[0].of == "r1"


def test_without_cameras_the_wall_shows_none() -> None:
    every = (WallScene(show=WallView.CAMERAS, seconds=30), WallScene(show=WallView.QUEUES, seconds=10))
    preset = WallPreset(id="p", name="全部画面", show=WallView.CAMERAS, alarm=CRITICAL.id)
    for tour, shown in ((every, WallView.QUEUES), (every[:1], WallView.FLOOR)):
        wall = Wall(id="w", name="墙", tour=tour, presets=(preset,))
        state = open_hall(replace(small_hall(), cameras=(), walls=(wall,)))
        assert {first(state, state.at + second).show for second in range(0, 80, 5)} == {shown}
        assert first(raised(state, CRITICAL.id)).show is WallView.ALARM


def test_a_camera_of_a_time_of_day_is_seen() -> None:
    morning = WallPreset(id="morning", name="早上", show=WallView.CAMERA, of=CAMERA, begin="00:00", end="23:59")
    scene = first(opened(morning))
    assert (scene.show, scene.of, scene.why, scene.cause) == (WallView.CAMERA, CAMERA, Why.PRESET, "morning")
    assert scene.cameras == (CAMERA,)


def test_a_layout_has_no_view_of_its_own() -> None:
    state = opened()
    pushed = after(state, ev.WallPushed(item=WallItem.LAYOUT, shown="evening", until=state.at + 60, by="du"))
    assert (first(pushed).show, first(pushed).of) == (None, "evening")


def test_a_preset_stands_where_its_cause_stands() -> None:
    preset = WallPreset(id="p", name="全部画面", show=WallView.CAMERAS, alarm=LESSER.id)
    state = raised(opened(preset), LESSER.id)
    scene = first(state, state.at + SETTLE)
    assert (scene.show, scene.why, scene.cause) == (WallView.CAMERAS, Why.ALARM, f"{LESSER.id}:panel-1")


def test_a_preset_of_a_time_of_day_shows_between_its_times() -> None:
    preset = WallPreset(id="p", name="晨会", show=WallView.QUEUES, begin="09:00", end="23:59")
    state = opened(preset)
    assert (first(state).show, first(state).why, first(state).cause) == (WallView.QUEUES, Why.PRESET, "p")
    night = WallPreset(id="p", name="夜间", show=WallView.CAMERAS, begin="18:00", end="06:00")
    assert first(opened(night)).why is Why.TOUR
    assert first(opened(night), state.at + 12 * 3_600).why is Why.PRESET


def test_a_camera_that_walls_may_not_show_is_not_shown() -> None:
    camera = small_hall().cameras[0].id
    state = raised(opened(counters=("c1",)), CRITICAL.id)
    assert first(state).cameras == (camera,)
    assert first(raised(opened(counters=("c1",), roles=(Role.LEADER,)), CRITICAL.id)).cameras == ()


def test_a_hall_without_walls_shows_its_floor() -> None:
    assert scenes(HallState(), "w", 1.0, screens=3) == (Scene(show=WallView.FLOOR, why=Why.TOUR),) * 3


@given(streams(), st.floats(0, 3_600), st.integers(1, 4))
def test_whatever_happened_every_screen_shows_something_and_nothing_twice(told: list[Entry], later: float, screens: int) -> None:
    state = fold(HallState(), told)
    shown = attention.scenes(state, "w", state.at + later, screens)
    assert len(shown) == screens
    called = [(scene.show, scene.of) for scene in shown if scene.why not in {Why.TOUR, Why.PUSHED}]
    assert len(set(called)) == len(called)


def test_in_a_flood_a_screen_changes_twice_a_turn_at_most() -> None:
    state = opened()
    begin = (state.at // DWELL + 1) * DWELL
    shown: list[str] = []
    for number in range(300):
        now = begin + number * 0.2
        state = raised(state, CRITICAL.id, f"thing-{number:03}", at=now)
        shown.append(first(state, now).of)
    changes = sum(before != after_ for before, after_ in pairwise(shown))
    assert 0 < changes <= 2 * 300 * 0.2 / DWELL


def test_a_new_alarm_keeps_the_wall_while_another_comes() -> None:
    begin = (opened().at // DWELL + 1) * DWELL
    state = raised(opened(), CRITICAL.id, "thing-1", at=begin + 1)
    state = raised(state, CRITICAL.id, "thing-2", at=begin + 2)
    assert first(state, begin + 2).of.endswith("thing-1")
    assert scenes(state, "w", begin + 2, screens=2)[1].of.endswith("thing-2")


def test_a_wall_that_the_hall_does_not_name_is_as_its_first_one() -> None:
    state = after(opened(), ev.WallPushed(wall="w", item=WallItem.TEXT, shown="请有序撤离", until=opened().at + 60, by="du"))
    assert scenes(state, "elsewhere", state.at) == scenes(state, "w", state.at)


def test_desk_and_wall_reckon_with_the_same_number_of_screens() -> None:
    config = small_hall()
    state = open_hall(replace(config, walls=(Wall(id="w", name="墙", screens=3),)))
    assert attention.screens_of(state, "w") == 3
    assert attention.screens_of(state, "w", seen=4) == 4
