"""The walls at the desk: the same scenes in small, things given by menu, text and hand, taken back, and greyed with the reason."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QMimeData, QPointF, Qt
from PyQt6.QtGui import QDragMoveEvent, QDropEvent
from PyQt6.QtWidgets import QMenu

from console.model import attention
from console.model.command import ClearWall, Role, ShowOnWall, WallItem
from console.model.hall import Wall, WallScene, WallView
from console.model.state import Push
from console.session import Frame, Link, Mode
from console.video.pictures import LIVE, NoPictures, Playhead, Want
from console.video.protocol import Fault, Phase
from tests.helpers import hand
from tests.helpers.cameras import with_cameras
from tests.helpers.pictures import PaintedPictures
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from widgets import video_cell, wall_mini, words
from widgets.panes.wall import AGE_MS, Walls
from widgets.reason import Reason
from widgets.video_drag import Carried, pack
from widgets.video_portions import Portions
from widgets.video_tile import Show as Seen

Make = Callable[..., Walls]


def walled(frame: Frame | None = None, *, screens: int = 2, **state: Any) -> Frame:
    seen = with_cameras(frame or hall.busy(), 6)
    assert seen.state.config is not None
    wall = Wall(id="room", name="监控室", screens=screens, tour=(WallScene(show=WallView.CAMERAS),))
    config = replace(seen.state.config, walls=(wall, Wall(id="lobby", name="大堂")))
    given: dict[str, Any] = {"consoles": {"room": "wall"}, **state}
    return replace(seen, state=replace(seen.state, config=config, **given))


def text(shown: str = "14:00 恢复") -> dict[str, Push]:
    return {"room#0": Push(wall="room", screen=0, item=WallItem.TEXT, shown=shown, at=hall.NOW, until=hall.NOW + 720, by="t4")}


@pytest.fixture
def make(show: Show) -> Make:
    def made(frame: Frame | None = None, size: tuple[int, int] = (900, 520)) -> Walls:
        pane = show(Walls, frame or walled(), *size)
        assert isinstance(pane, Walls)
        return pane

    return made


def pick(menu: QMenu, said: str) -> None:
    action = next(action for action in menu.actions() if action.text() == said)
    action.trigger()
    menu.close()


def test_each_screen_of_each_wall_shows_what_the_wall_shows() -> None:
    frame = walled()
    view = Walls.view(frame)
    assert [mini.key for mini in view.minis] == ["room#0", "room#1", "lobby#0"]
    assert [mini.name for mini in view.minis] == ["监控室 1", "监控室 2", "大堂"]
    scenes = attention.scenes(frame.state, "room", frame.now, 2)
    names = words.names_of(frame.state.config)
    assert [mini.what for mini in view.minis[:2]] == [wall_mini.what(scene, names, frame.state) for scene in scenes]
    assert view.minis[0].why == "停电应急 · 1 / 5 步"
    assert [mini.is_there for mini in view.minis] == [True, True, False]


@pytest.mark.parametrize(
    ("item", "shown", "said"), [(WallItem.PLAN, "surge", "客流激增"), (WallItem.LAYOUT, "wall_cameras", "大屏：全部摄像机")]
)
def test_what_was_given_has_its_name(item: WallItem, shown: str, said: str) -> None:
    push = Push(wall="lobby", screen=0, item=item, shown=shown, at=hall.NOW, until=hall.NOW + 720, by="t4")
    assert Walls.view(walled(pushes={"lobby#0": push})).minis[-1].what == said


def test_in_a_hall_that_names_no_wall_the_connected_ones_are_shown() -> None:
    frame = with_cameras(hall.busy(), 6)
    frame = replace(frame, state=replace(frame.state, consoles={"visitor": "wall", "desk": "leader"}))
    assert [mini.wall for mini in Walls.view(frame).minis] == ["visitor"]


def test_a_hall_without_walls_says_how_to_get_one(make: Make) -> None:
    pane = make(with_cameras(hall.busy(), 6))
    assert pane.deeds["camera"].reason == "没有大屏"


def test_a_camera_is_given_to_the_chosen_screen_for_the_chosen_time(make: Make, desk: RememberingDesk) -> None:
    pane = make()
    hand.click(pane.spots, middle(pane.spots, "room#1"))
    pick(pane.ask_minutes(), "30 分钟")
    pick(pane.ask_camera(), words.names_of(walled().state.config).of("device", "cam-2"))
    assert desk.orders == [ShowOnWall(wall="room", screen=1, item=WallItem.CAMERA, shown="cam-2", minutes=30.0)]


def test_a_plan_and_a_layout_are_given(make: Make, desk: RememberingDesk) -> None:
    pane = make()
    pick(pane.ask_plan(), "停电应急")
    pick(pane.ask_layout(), "大屏：全部摄像机")
    assert [(order.item, order.shown) for order in desk.orders if isinstance(order, ShowOnWall)] == [
        (WallItem.PLAN, "power"), (WallItem.LAYOUT, "wall_cameras"),
    ]  # fmt: skip


def test_a_text_is_typed_and_given_to_the_screen_it_was_meant_for(make: Make, desk: RememberingDesk) -> None:
    pane = make()
    hand.click(pane.deeds["text"], pane.deeds["text"].rect().center())
    sheet = pane.open_sheet
    assert isinstance(sheet, Reason)
    pane.choose("lobby#0")
    sheet.line.setText("14:00 恢复")
    hand.key(sheet.line, Qt.Key.Key_Return)
    assert desk.orders == [ShowOnWall(wall="room", item=WallItem.TEXT, shown="14:00 恢复", minutes=15.0)]


def test_what_was_given_is_taken_back(make: Make, desk: RememberingDesk) -> None:
    pane = make(walled(pushes=text()))
    assert pane.deeds["clear"].allowed
    hand.click(pane.deeds["clear"], pane.deeds["clear"].rect().center())
    assert desk.orders == [ClearWall(wall="room", screen=0)]
    pane.choose("room#1")
    assert pane.deeds["clear"].reason == "这块屏没有推送"


def test_a_push_shows_at_once_though_alarms_are_thought_over_less_often(make: Make) -> None:
    frame = walled()
    pane = make(frame)
    pane.take_frame(walled(pushes=text("电梯检修")))
    assert pane._shown.minis[0].what == "电梯检修"
    assert pane._shown.minis[0].why == "值班台推送 · 剩 12 分"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"role": Role.OPERATOR}, "当前角色无此权限"),
        ({"can_command": False, "blocked": "link", "link": Link.STALE}, "与主机失去联系，命令无法送达"),
        ({"can_command": False, "blocked": "replay"}, "回放中不能下命令；按 L 回到实时"),
    ],
)
def test_who_may_not_give_anything_is_told_why(make: Make, desk: RememberingDesk, given: dict[str, Any], reason: str) -> None:
    pane = make(replace(walled(pushes=text()), **given))
    assert {pane.deeds[code].reason for code in ("camera", "plan", "layout", "text", "clear")} == {reason}
    drop(pane, "cam-2", "room#0")
    assert desk.orders == []


def drop(pane: Walls, camera: str, key: str) -> None:
    data: QMimeData = pack(Carried(camera=camera))
    at = QPointF(middle(pane.spots, key))
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    move = QDragMoveEvent(at.toPoint(), Qt.DropAction.MoveAction, data, left, plain)
    pane.spots.dragMoveEvent(move)
    assert pane.spots.lit == key
    pane.spots.dropEvent(QDropEvent(at, Qt.DropAction.MoveAction, data, left, plain))
    assert pane.spots.lit == ""


def test_a_camera_is_dropped_on_a_screen(make: Make, desk: RememberingDesk) -> None:
    pane = make()
    drop(pane, "cam-3", "lobby#0")
    assert desk.orders == [ShowOnWall(wall="lobby", item=WallItem.CAMERA, shown="cam-3", minutes=15.0)]
    drop(pane, "gone", "lobby#0")
    assert len(desk.orders) == 1


def test_a_camera_on_a_wall_is_seen_small_and_not_while_nobody_looks(make: Make, desk: RememberingDesk) -> None:
    painted = PaintedPictures()
    desk.pictures = painted
    frame = walled(plans={}, alarms={})
    pane = make(frame)
    pane.take_frame(frame)
    assert set(painted.wants) == {"room#0"}, "the other screens show no camera"
    assert all(want.key_only and want.pixelate for want in painted.wants.values())
    painted.step()
    pane.take_frame(frame)
    assert pane._cells["room#0"].has_picture
    pane.hide()
    assert not painted.wants


def test_a_miniature_is_as_true_as_the_cameras_own_tile(
    make: Make, desk: RememberingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = PaintedPictures()
    desk.pictures = painted
    frame = walled(plans={}, alarms={})
    pane = make(frame)
    pane.take_frame(frame)
    painted.step()
    pane.take_frame(frame)
    small = pane._cells["room#0"]
    camera = small.shown.camera

    def seen(frame: Frame) -> tuple[Seen, str]:
        pane._aged = -AGE_MS
        pane.take_frame(frame)
        return small.face.show, small.face.head

    ago = monotonic()
    monkeypatch.setattr(video_cell, "monotonic", lambda: ago + 8.0)
    assert seen(frame) == (Seen.COLOUR, ""), "key frames come seldom"
    monkeypatch.setattr(video_cell, "monotonic", lambda: ago + 60.0)
    past = replace(frame, mode=Mode.PAUSED, now=hall.NOW - 600, can_command=False, blocked="replay", visit=1)
    seen(past)
    assert not small.has_picture, "what is there now is no picture of the past"
    painted.step()
    assert seen(past)[0] is Seen.COLOUR
    monkeypatch.setattr(video_cell, "monotonic", lambda: ago + 600.0)
    assert seen(past)[0] is Seen.COLOUR, "a still picture stays"
    seen(frame)
    painted.step()
    painted.say(camera, phase=Phase.LIVE, fault=Fault.FROZEN)
    assert seen(frame) == (Seen.GREY, "画面冻结")
    painted.say(camera, phase=Phase.LOST)
    assert seen(frame) == (Seen.NONE, "无画面")
    assert not small.has_picture
    assert not pane.grab().isNull()


def test_an_alarm_that_no_camera_sees_has_no_picture_of_something_else() -> None:
    frame = walled(plans={})
    seen = {mini.key: mini.eye for mini in Walls.view(frame).minis}
    scenes = attention.scenes(frame.state, "room", frame.now, 2)
    assert scenes[0].show is WallView.ALARM
    assert scenes[0].cameras
    assert seen["room#0"] is not None
    config = frame.state.config
    assert config is not None
    blind = replace(
        frame,
        state=replace(
            frame.state,
            config=replace(config, cameras=tuple(replace(each, zones=(), counters=(), reach=0.1) for each in config.cameras)),
        ),
    )
    assert not attention.scenes(blind.state, "room", blind.now, 2)[0].cameras
    assert Walls.view(blind).minis[0].eye is None


def test_panes_of_one_desk_do_not_take_each_others_pictures() -> None:
    source = PaintedPictures()
    first = Portions(source).portion("")
    second = first.beside("wall")
    first.want([Want(tile="1", camera="cam-1", width=64, height=36)])
    second.want([Want(tile="1", camera="cam-2", width=64, height=36)])
    source.step()
    assert len(source.wants) == 2
    assert first.changed() == {"1"} == second.changed()
    own, other = first.take("1"), second.take("1")
    assert own is not None
    assert other is not None
    assert (own.camera, other.camera) == ("cam-1", "cam-2")
    second.close()
    assert set(source.wants) == {"1"}
    assert source.playhead is LIVE


def test_who_needs_no_pictures_says_nothing_of_their_time() -> None:
    source = PaintedPictures()
    first = Portions(source).portion("")
    second = first.beside("wall")
    head = Playhead(at=hall.NOW, speed=1.0, since=1.0)
    first.want([Want(tile="1", camera="cam-1", width=64, height=36)], head)
    second.close()
    assert source.playhead is head


def test_without_a_recorder_the_miniatures_are_words(make: Make, desk: RememberingDesk, painted: set[str]) -> None:
    assert isinstance(desk.pictures, NoPictures)
    pane = make(walled(plans={}, alarms={}))
    pane.grab()
    assert painted >= {"监控室 1", "轮巡 · 摄像机"}
