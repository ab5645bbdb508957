"""Privacy, holds, gaps and walls: refused with a reason, written by the hub, and ended by time alone."""

import msgspec
import pytest
from msgspec.structs import replace

from console.model import cameras, hall, policy
from console.model import command as do
from console.model import event as ev
from console.model.command import Command, Refusal, Role, WallItem
from console.model.event import AnyEvent
from console.model.order import check, effects, route, verdict
from console.model.reduce import apply
from console.model.state import HallState, Stage, decode, encode
from tests.helpers.streams import after, open_hall, small_hall

OPEN = open_hall()
LIFTED = ev.PrivacyLifted(camera="camera-1", until=OPEN.at + 300, reason="纠纷", by="du")
HELD = ev.RecordingHeld(hold="h1", device="camera-1", begin=OPEN.at - 60, end=OPEN.at, reason="纠纷")
PUSHED = ev.WallPushed(wall="wall-1", screen=1, item=WallItem.CAMERA, shown="camera-1", until=OPEN.at + 900, by="du")
EVERYWHERE = ev.WallPushed(item=WallItem.TEXT, shown="请有序撤离", until=OPEN.at + 60, by="du")
HOLD = do.HoldRecording(device="camera-1", begin=OPEN.at - 60, end=OPEN.at, reason="纠纷")
TALK = do.TalkThrough(device="camera-1", talk="t1")
BEGAN = ev.TalkBegan(talk="t1", device="camera-1")
ENDED = ev.TalkEnded(talk="t1", device="camera-1", cause="released")
SHOW = do.ShowOnWall(item=WallItem.CAMERA, shown="camera-1")


def with_camera(**changes: object) -> HallState:
    config = small_hall()
    camera = msgspec.convert({**msgspec.to_builtins(config.cameras[0]), **changes}, hall.Camera)
    return open_hall(replace(config, cameras=(camera,)))


REFUSALS: list[tuple[Refusal | None, Command, list[AnyEvent]]] = [
    (None, do.PointCamera(device="camera-1", pan=0.5), []),
    (Refusal.NO_SUCH, do.PointCamera(device="no-such"), []),
    (Refusal.NO_SUCH, do.PointCamera(device="ups-1"), []),
    (Refusal.WRONG_STATE, do.PointCamera(device="camera-1"), [ev.DeviceTakenOut(device="camera-1", by="an", reason="x")]),
    (None, do.GoToPreset(device="camera-1", preset="door"), []),
    (Refusal.NO_SUCH, do.GoToPreset(device="camera-1", preset="roof"), []),
    (None, TALK, []),
    (Refusal.NO_SUCH, replace(TALK, device="ups-1"), []),
    (Refusal.WRONG_STATE, TALK, [ev.DeviceTakenOut(device="camera-1", by="an", reason="x")]),
    (Refusal.ALREADY, replace(TALK, talk="t2"), [BEGAN]),
    (None, replace(TALK, talk="t2"), [BEGAN, ENDED]),
    (None, HOLD, []),
    (None, HOLD, [ev.DeviceTakenOut(device="camera-1", by="an", reason="x")]),
    (Refusal.ALREADY, HOLD, [HELD]),
    (Refusal.NO_SUCH, replace(HOLD, device="ups-1"), []),
    (Refusal.WRONG_STATE, replace(HOLD, end=HOLD.begin), []),
    (Refusal.LIMIT, replace(HOLD, end=HOLD.begin + cameras.LONGEST_HOLD + 1), []),
    (None, do.ReleaseRecording(device="camera-1", hold="h1"), [HELD]),
    (Refusal.NO_SUCH, do.ReleaseRecording(device="camera-1", hold="h1"), []),
    (Refusal.NO_SUCH, do.ReleaseRecording(device="ups-1", hold="h1"), [HELD]),
    (None, do.LiftPrivacy(camera="camera-1", minutes=5, reason="纠纷"), []),
    (None, do.LiftPrivacy(camera="camera-1", minutes=5, reason="再看"), [LIFTED]),
    (Refusal.NO_SUCH, do.LiftPrivacy(camera="ups-1", minutes=5, reason="纠纷"), []),
    (None, do.RestorePrivacy(camera="camera-1"), [LIFTED]),
    (Refusal.ALREADY, do.RestorePrivacy(camera="camera-1"), []),
    (Refusal.NO_SUCH, do.RestorePrivacy(camera="ups-1"), []),
    (None, SHOW, []),
    (Refusal.NO_SUCH, replace(SHOW, shown="ups-1"), []),
    (None, replace(SHOW, item=WallItem.LOOK_BACK), []),
    (Refusal.NO_SUCH, replace(SHOW, item=WallItem.LOOK_BACK, shown="ups-1"), []),
    (None, do.ShowOnWall(item=WallItem.PLAN, shown="power"), []),
    (Refusal.NO_SUCH, do.ShowOnWall(item=WallItem.PLAN, shown="no-such"), []),
    (None, do.ShowOnWall(item=WallItem.TEXT, shown="请有序撤离"), []),
    (None, do.ShowOnWall(item=WallItem.LAYOUT, shown="wall"), []),
    (Refusal.ALREADY, do.ClearWall(), []),
    (None, do.ClearWall(), [PUSHED]),
    (None, do.ClearWall(wall="wall-1"), [EVERYWHERE]),
    (Refusal.ALREADY, do.ClearWall(wall="wall-2"), [PUSHED]),
    (Refusal.ALREADY, do.ClearWall(wall="wall-1", screen=0), [PUSHED]),
]


@pytest.mark.parametrize(("reason", "command", "before"), REFUSALS)
def test_an_order_is_refused_for_its_reason(reason: Refusal | None, command: Command, before: list[AnyEvent]) -> None:
    answer = check(after(OPEN, *before), command, Role.LEADER, OPEN.at)
    assert (answer[0] if answer else None) is reason


@pytest.mark.parametrize(
    ("changes", "command", "reason"),
    [
        ({"onvif": ""}, do.PointCamera(device="camera-1", pan=1), Refusal.WRONG_STATE),
        ({"presets": []}, do.GoToPreset(device="camera-1", preset="anything"), None),
        ({"has_loudspeaker": False}, TALK, Refusal.WRONG_STATE),
        ({"roles": ["admin"]}, TALK, Refusal.ROLE),
        ({"recorded": "none"}, HOLD, Refusal.WRONG_STATE),
        ({"private": []}, do.LiftPrivacy(camera="camera-1", minutes=1, reason="x"), Refusal.WRONG_STATE),
        ({"roles": ["leader"]}, SHOW, Refusal.ROLE),
        ({"roles": ["leader", "viewer"]}, SHOW, None),
    ],
)
def test_what_a_camera_is_decides_what_may_be_ordered(
    changes: dict[str, object], command: Command, reason: Refusal | None
) -> None:
    answer = check(with_camera(**changes), command, Role.LEADER, OPEN.at)
    assert (answer[0] if answer else None) is reason


def test_who_may_not_see_a_camera_does_not_turn_it() -> None:
    leaders = with_camera(onvif="10.0.0.9", roles=(Role.LEADER,))
    for command in (do.PointCamera(device="camera-1", pan=0.5), do.GoToPreset(device="camera-1", preset="door")):
        assert check(leaders, command, Role.OPERATOR, OPEN.at) == (Refusal.ROLE, "operator")
        assert check(leaders, command, Role.LEADER, OPEN.at) is None
        assert check(with_camera(onvif="10.0.0.9"), command, Role.OPERATOR, OPEN.at) is None


def test_the_cameras_adapter_turns_and_holds_and_the_hub_lifts_and_shows() -> None:
    assert route(OPEN, do.PointCamera(device="camera-1")) == route(OPEN, HOLD) == "cameras"
    assert route(OPEN, do.LiftPrivacy(camera="camera-1", minutes=1, reason="x")) is route(OPEN, SHOW) is None


def ordered(talk: str = "t1", by: str = "du") -> ev.CommandAccepted:
    command = replace(TALK, talk=talk)
    return ev.CommandAccepted(id=f"o-{talk}", by=by, station="desk", command=command, expires_at=OPEN.at + 5, adapter="cameras")


def test_who_talks_and_since_when_is_known_until_it_is_over() -> None:
    state = after(OPEN, ordered(), BEGAN)
    talk = cameras.talking(state, "camera-1")
    assert talk is not None
    assert (talk.by, talk.at) == ("du", state.at)
    assert cameras.talking(after(state, ENDED), "camera-1") is None
    assert after(state, ENDED, replace(ENDED, cause="limit")).talks["camera-1"].cause == "released", "the first word counts"
    assert cameras.talking(after(state, replace(ENDED, talk="t0")), "camera-1") == talk, "another talk's end ends none"


def test_a_second_leader_waits_while_the_first_ones_order_is_under_way() -> None:
    state = after(OPEN, ordered())
    assert check(state, replace(TALK, talk="t2"), Role.LEADER, OPEN.at) == (Refusal.ALREADY, "talking")
    over = after(state, replace(ENDED, cause="unreachable"))
    assert check(over, replace(TALK, talk="t2"), Role.LEADER, OPEN.at) is None


def test_a_talk_came_true_when_it_was_heard() -> None:
    reported = ev.CommandReported(id="o-t1", done=True, detail="connecting")
    for events, evidence in (((BEGAN,), "talking"), ((BEGAN, ENDED), "talking")):
        state = after(OPEN, ordered(), *events, reported)
        assert verdict(state, state.orders["o-t1"], state.at) == ev.CommandConfirmed(id="o-t1", evidence=evidence)
    state = after(OPEN, ordered(), reported, replace(ENDED, cause="wrong_password"))
    assert verdict(state, state.orders["o-t1"], state.at + 11) == ev.CommandMismatched(id="o-t1", detail="wrong_password")


def test_a_talk_of_which_nobody_will_tell_the_end_is_not_left_open() -> None:
    joined = ev.AdapterJoined(adapter="cameras", epoch="e1", version="1", devices=("camera-1",))
    state = after(OPEN, joined, ordered(), BEGAN)
    unknown = replace(ENDED, cause="unknown")
    assert unknown not in policy.judge(state, state.at + 60)
    assert unknown in policy.judge(state, state.at + cameras.LONGEST_TALK + 1)
    anew = after(state, replace(joined, epoch="e2"), at=state.at + 1)
    assert unknown in policy.judge(anew, anew.at)
    ended = after(anew, unknown)
    assert unknown not in policy.judge(ended, ended.at)
    assert after(ended, ENDED).talks["camera-1"].cause == "released", "the late word counts more"


def test_privacy_ends_by_itself_at_its_time_and_not_before() -> None:
    command = do.LiftPrivacy(camera="camera-1", minutes=5, reason="纠纷")
    (event,) = effects(OPEN, command, "du", OPEN.at, lambda: "id")
    assert event == LIFTED
    state = apply(OPEN, event)
    assert cameras.is_lifted(state, "camera-1", OPEN.at + 299)
    assert not cameras.is_lifted(state, "camera-1", OPEN.at + 300)
    assert policy.judge(state, OPEN.at + 299) == ()
    assert policy.judge(state, OPEN.at + 300) == (ev.PrivacyRestored(camera="camera-1"),)
    restored = after(state, *policy.judge(state, OPEN.at + 300))
    assert not restored.lifted
    assert policy.judge(restored, OPEN.at + 301) == ()


def test_minutes_are_real_ones_however_fast_the_hall_runs() -> None:
    (event,) = effects(OPEN, replace(SHOW, minutes=1), "du", OPEN.at, lambda: "id", speed=60)
    assert isinstance(event, ev.WallPushed)
    assert event.until == OPEN.at + 3600


def test_privacy_does_not_stay_lifted_when_the_camera_leaves_the_hall() -> None:
    state = after(OPEN, LIFTED, ev.HallConfigured(config=replace(small_hall(), cameras=())))
    assert policy.judge(state, OPEN.at + 1)[0] == ev.PrivacyRestored(camera="camera-1")


def test_a_wall_shows_its_own_push_before_one_for_all_and_each_ends_by_time() -> None:
    state = after(OPEN, PUSHED, EVERYWHERE)
    shown = cameras.shown_on(state, "wall-1", 1, OPEN.at)
    assert shown is not None
    assert shown.shown == "camera-1"
    everywhere = cameras.shown_on(state, "wall-2", 0, OPEN.at)
    assert everywhere is not None
    assert everywhere.shown == "请有序撤离"
    assert cameras.shown_on(state, "wall-2", 1, OPEN.at) is None
    assert cameras.shown_on(state, "wall-2", 0, OPEN.at + 60) is None
    assert policy.judge(state, OPEN.at + 60) == (ev.WallCleared(),)
    later = after(state, ev.WallCleared())
    assert set(later.pushes) == {"wall-1#1"}


def test_clearing_all_walls_clears_each_push_by_name() -> None:
    state = after(OPEN, PUSHED, EVERYWHERE)
    events = effects(state, do.ClearWall(), "du", OPEN.at, lambda: "id")
    assert set(events) == {ev.WallCleared(wall="wall-1", screen=1, by="du"), ev.WallCleared(by="du")}
    assert not after(state, *events).pushes
    only = effects(state, do.ClearWall(wall="wall-1", screen=1), "du", OPEN.at, lambda: "id")
    assert only == (ev.WallCleared(wall="wall-1", screen=1, by="du"),)


def test_a_hold_is_confirmed_by_the_hold_and_not_by_the_wish() -> None:
    given = ev.CommandAccepted(id="o1", by="du", station="desk", command=HOLD, adapter="cameras", expires_at=OPEN.at + 5)
    state = after(OPEN, given, ev.CommandReported(id="o1", done=True))
    assert state.orders["o1"].stage is Stage.REPORTED
    assert verdict(state, state.orders["o1"], state.at) is None
    assert isinstance(verdict(state, state.orders["o1"], state.at + 60), ev.CommandMismatched)
    seen = after(state, HELD)
    assert verdict(seen, seen.orders["o1"], seen.at) == ev.CommandConfirmed(id="o1", evidence="held")
    release = do.ReleaseRecording(device="camera-1", hold="h1")
    given = ev.CommandAccepted(id="o2", by="du", station="desk", command=release, adapter="cameras", expires_at=OPEN.at + 5)
    state = after(seen, given, ev.CommandReported(id="o2", done=True))
    assert verdict(state, state.orders["o2"], state.at) is None
    state = after(state, ev.RecordingReleased(hold="h1", device="camera-1"))
    assert verdict(state, state.orders["o2"], state.at) == ev.CommandConfirmed(id="o2", evidence="not_held")


def test_what_is_held_of_a_camera_that_left_the_hall_is_released_by_the_adapter_of_those_that_stay() -> None:
    config = small_hall()
    stays = msgspec.structs.replace(config.cameras[0], id="camera-2")
    devices = tuple(replace(device, id="camera-2") if device.id == "camera-1" else device for device in config.devices)
    state = after(OPEN, HELD, ev.HallConfigured(config=replace(config, devices=devices, cameras=(stays,))))
    release = do.ReleaseRecording(device="camera-1", hold="h1")
    assert check(state, release, Role.LEADER, state.at) is None
    assert route(state, release) == "cameras"
    nobody = after(state, ev.HallConfigured(config=replace(config, cameras=())))
    assert check(nobody, release, Role.LEADER, nobody.at) == (Refusal.NO_ADAPTER, "camera-1")


def test_gaps_are_remembered_once_and_not_without_end() -> None:
    gap = ev.RecordingGap(device="camera-1", begin=1.0, end=2.0, cause="lost_camera")
    state = after(OPEN, gap, gap, ev.RecordingGap(device="no-such", begin=1.0, end=2.0, cause="lost_camera"))
    assert [each.cause for each in state.gaps["camera-1"]] == ["lost_camera"]
    assert set(state.gaps) == {"camera-1"}
    many = after(OPEN, *(replace(gap, begin=float(n), end=n + 1.0) for n in range(50)))
    assert len(many.gaps["camera-1"]) == cameras.GAPS_KEPT
    assert many.gaps["camera-1"][-1].begin == 49.0


def test_all_of_it_survives_a_snapshot() -> None:
    state = after(OPEN, LIFTED, HELD, PUSHED, ev.RecordingGap(device="camera-1", begin=1.0, end=2.0, cause="disk_full"))
    assert decode(encode(state)) == state
