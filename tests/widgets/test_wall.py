"""A wall under a real X server: what each screen shows and says, nobody's name on it, nothing that a hand could reach, and honest words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, QRectF, QSize, Qt
from PyQt6.QtGui import QGuiApplication, QImage, QKeyEvent, QPainter
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console import app
from console.fault import HallFault
from console.model import attention
from console.model.attention import DWELL, Scene, Why
from console.model.cameras import BACK
from console.model.command import WallItem
from console.model.hall import AlarmPriority, AlarmRule, Post, Wall, WallScene, WallView, Watch
from console.model.state import Alarm, Lift, Push
from console.session import Frame, Link
from console.toml_file import TomlFile
from tests.helpers import hand
from tests.helpers.cameras import with_cameras
from tests.helpers.pictures import PaintedPictures
from tests.helpers.screen import FakeSource
from tests.helpers.until import until
from tests.widgets.panes import hall
from widgets import canvas, wall_foot, wall_screens
from widgets.floor import surname
from widgets.layout import Layout, Part, WindowPlan, wall_layouts
from widgets.panes.wall_alarms import WallAlarms
from widgets.panes.wall_sight import WallSight
from widgets.screens import known_panes
from widgets.theme import Size, Theme
from widgets.video_view import view_of
from widgets.wall_foot import trouble
from widgets.wall_pane import several
from widgets.wall_screens import WallScreens, as_on_a_wall
from widgets.wall_window import LEAVE_MS, WallWindow
from widgets.words import names_of

SIZE = QSize(1920, 1080)
TOURS = (WallView.FLOOR, WallView.QUEUES, WallView.FIGURES, WallView.CAMERAS)
STATES = (hall.nothing, hall.empty, hall.normal, hall.busy, hall.flooded, hall.stale, hall.unheard)


def walled(frame: Frame, show: WallView = WallView.FLOOR, *, screens: int = 1, **state: Any) -> Frame:
    """A frame of a hall with cameras and a wall that shows one thing on its rounds, as the wall's station gets it."""
    if frame.state.config is None:
        return replace(frame, station="wall")
    seen = with_cameras(frame, 6)
    assert seen.state.config is not None
    wall = Wall(id="wall", name="大屏", name_en="Wall", screens=screens, tour=(WallScene(show=show),))
    config = replace(seen.state.config, walls=(wall,))
    return replace(seen, state=replace(seen.state, config=config, **state), station="wall")


def quiet(show: WallView = WallView.FLOOR, **state: Any) -> Frame:
    return walled(hall.normal(), show, **{"alarms": {}, "plans": {}, **state})


def pushed(item: WallItem, shown: str, screen: int = 0) -> dict[str, Push]:
    push = Push(wall="wall", screen=screen, item=item, shown=shown, at=hall.NOW - 60, until=hall.NOW + 700, by="t4")
    return {f"wall#{screen}": push}


class Room:
    """A wall with what it was given, and what it shows."""

    def __init__(self, qtbot: QtBot, theme: Theme, count: int, size: QSize) -> None:
        self.source = FakeSource(hall.nothing())
        self.pictures = PaintedPictures()
        self.screens = WallScreens("wall", app.load_layout, self.source, theme, self.pictures)
        for _ in range(count):
            window = self.screens.add(size)
            qtbot.addWidget(window)
            window.show()

    @property
    def window(self) -> WallWindow:
        return self.screens.windows[0]

    def take(self, frame: Frame) -> None:
        """Draw a frame on every screen, wholly."""
        self.source.now = frame
        self.screens.draw_all(frame)
        for window in self.screens.windows:
            assert window.shown is not None
            for pane in window.shown.panes():
                assert pane.fault is None, (pane.name, pane.fault)

    @property
    def shown(self) -> list[str]:
        """The pane on each stage."""
        return [
            window.shown.shown.name
            for window in self.screens.windows
            if window.shown is not None and window.shown.shown is not None
        ]


@pytest.fixture
def room(qtbot: QtBot, theme: Theme) -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def of(count: int = 1, size: QSize = SIZE) -> Room:
        made.append(Room(qtbot, theme, count, size))
        return made[-1]

    yield of
    for each in made:
        each.screens.end()


def test_two_monitors_that_show_the_same_are_one(room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch) -> None:
    wall = room(0)
    wall.source.now = quiet()
    screen = QGuiApplication.primaryScreen()
    monkeypatch.setattr(QGuiApplication, "screens", lambda: [screen, screen])
    wall.screens.show()
    assert len(wall.screens.windows) == 1


# --- what it shows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [SIZE, QSize(1280, 1024), QSize(3840, 2160), QSize(1080, 1920)], ids=str)
def test_every_state_of_a_hall_is_drawn_at_every_size(room: Callable[..., Room], painted: set[str], size: QSize) -> None:
    wall = room(1, size)
    for state in STATES:
        wall.take(walled(state()))
        painted.clear()
        wall.window.grab()
        assert painted >= {wall.window.foot.shown.clock} - {""}
        assert painted, "also where nothing is known"


def test_a_quiet_wall_goes_its_rounds_and_says_so(room: Callable[..., Room]) -> None:
    wall = room()
    for show, pane in zip(TOURS, ("floor_plan", "wall_figures", "trends", "wall_sight"), strict=True):
        wall.take(quiet(show))
        assert wall.shown == [pane]
        assert wall.window.foot.shown.why.startswith("轮巡")
        assert wall.window.foot.shown.clock == "10:42:17"
        assert not wall.window.foot.shown.is_urgent


def test_panes_are_made_once_and_kept(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(quiet(WallView.FLOOR))
    composition = wall.window.shown
    assert composition is not None
    assert set(composition.stage) == {"floor_plan", "trends"}, "trends loads its curves before it is asked for"
    first = composition.shown
    wall.take(quiet(WallView.QUEUES))
    wall.take(quiet(WallView.FLOOR))
    assert composition.shown is first


def test_what_loads_slowly_is_ready_before_it_is_shown(qtbot: QtBot, room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(quiet(WallView.FLOOR))
    composition = wall.window.shown
    assert composition is not None

    def is_ready() -> bool:
        wall.take(quiet(WallView.FLOOR))
        return not composition.stage["trends"].is_waiting

    qtbot.waitUntil(is_ready, timeout=60_000)
    assert composition.shown is composition.stage["floor_plan"]


def test_what_stands_large_does_not_stand_beside_it(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(quiet(WallView.QUEUES))
    composition = wall.window.shown
    assert composition is not None
    assert [pane.name for pane in composition.side if pane.isVisible()] == ["wall_alarms"]


def test_an_alarm_takes_the_wall_and_one_line_says_why(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(quiet())
    wall.take(walled(hall.busy(), plans={}))
    assert wall.shown == ["wall_sight"]
    assert wall.window.foot.shown.is_urgent
    assert wall.window.foot.shown.why == "UPS-1 市电中断 · 影响 1 个窗口 · 关系到 9 个窗口 · 40 位客户在等 · 已 2 分"
    assert wall.window.windowTitle().endswith(wall.window.foot.shown.why)


def test_what_is_over_stands_below_what_still_is() -> None:
    def alarm(subject: str, priority: AlarmPriority, **more: Any) -> Alarm:
        id = f"panel:{subject}"
        return Alarm(
            id=id, rule="panel", subject=subject, priority=priority, raised_at=hall.NOW - 300, active_at=hall.NOW - 300, **more
        )

    over = alarm("panel-1", AlarmPriority.CRITICAL, active=False, cleared_at=hall.NOW - 60)
    known = alarm("panel-2", AlarmPriority.HIGH, active=True, acked=True)
    frame = quiet(alarms={over.id: over, known.id: known})
    assert [line.is_over for line in WallAlarms.view(frame).alarms] == [False, True]


def test_a_name_on_two_lines_is_broken_at_a_blank(qapp: QApplication, theme: Theme, painted: set[str]) -> None:
    said = "UPS-1 居民侧 市电中断"
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    p = QPainter(image)
    for share in (0.9, 0.7, 0.4):
        room = canvas.width_of(theme, said, Size.BODY) * share
        several(p, theme, QRectF(0, 0, room, theme.px(80)), said, (Size.BODY,))
    p.end()
    assert painted == {"UPS-1 居民侧\n市电中断", said}


def test_below_the_words_of_an_alarm_no_tile_names_another() -> None:
    frame = walled(hall.busy(), plans={})
    eyes = view_of(frame).eyes
    every = tuple(eye.config.id for eye in eyes)
    all_of_them = {eye.alarm.id for eye in eyes if eye.alarm is not None}
    assert len(all_of_them) > 1
    for alarm in all_of_them:
        scene = Scene(show=WallView.ALARM, of=alarm, why=Why.ALARM, cameras=every)
        assert {eye.alarm.id for eye in WallSight.view_of(frame, scene).eyes if eye.alarm is not None} == {alarm}


def test_a_plan_goes_before_alarms_and_a_second_screen_shows_what_comes_next(room: Callable[..., Room]) -> None:
    wall = room(2)
    wall.take(walled(hall.busy(), screens=2))
    assert wall.shown == ["wall_plan", "wall_sight"]
    assert wall.window.foot.shown.why == "停电应急 · 1 / 5 步"


def test_a_plan_that_was_given_says_that_it_does_not_run(room: Callable[..., Room], painted: set[str]) -> None:
    wall = room()
    wall.take(quiet(pushes=pushed(WallItem.PLAN, "power")))
    wall.window.grab()
    assert {"停电应急", "未在执行"} <= painted
    painted.clear()
    wall.take(walled(hall.busy(), pushes=pushed(WallItem.PLAN, "power")))
    wall.window.grab()
    assert "未在执行" not in painted


def test_the_desk_gives_a_text_to_one_screen(room: Callable[..., Room], painted: set[str]) -> None:
    wall = room(2)
    wall.take(quiet(screens=2, pushes=pushed(WallItem.TEXT, "14:00 恢复", screen=1)))
    assert wall.shown == ["floor_plan", "wall_text"]
    wall.screens.windows[1].grab()
    assert "14:00 恢复" in painted
    assert wall.screens.windows[1].foot.shown.why == "值班台推送 · 剩 12 分"


@pytest.mark.parametrize(
    "text", ["好", "请" * 500, "https://example.org/" + "a" * 400, "a\n" * 40], ids=["1", "500", "url", "lines"]
)
def test_any_text_is_shown_whole_or_as_far_as_it_goes(room: Callable[..., Room], painted: set[str], text: str) -> None:
    wall = room()
    wall.take(quiet(pushes=pushed(WallItem.TEXT, text)))
    wall.window.grab()
    assert text in painted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请到自助服务区办理；14:00 恢复供电", "请到自助服务区办理；\n14:00 恢复供电"),
        ("请有序疏散，听从引导，不要乘坐电梯。", "请有序疏散，\n听从引导，\n不要乘坐电梯。"),
        ("14:00 恢复", "14:00 恢复"),
    ],
)
def test_a_text_is_broken_between_its_phrases(room: Callable[..., Room], painted: set[str], text: str, shown: str) -> None:
    wall = room()
    wall.take(quiet(pushes=pushed(WallItem.TEXT, text)))
    wall.window.grab()
    assert shown in painted


def test_the_desk_gives_a_layout(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(quiet())
    wall.take(quiet(pushes=pushed(WallItem.LAYOUT, "wall_cameras")))
    assert wall.shown == ["wall_sight"]
    assert wall.window.shown is not None
    assert wall.window.shown.side == []
    wall.take(quiet())
    assert wall.shown == ["floor_plan"]


def test_without_a_camera_to_show_it_says_so(room: Callable[..., Room], painted: set[str]) -> None:
    frame = quiet(pushes=pushed(WallItem.LAYOUT, "wall_cameras"))
    assert frame.state.config is not None
    wall = room()
    wall.take(frame)
    wall.take(replace(frame, state=replace(frame.state, config=replace(frame.state.config, cameras=()))))
    wall.window.grab()
    assert "没有可上大屏的摄像机" in painted


def test_where_there_is_little_room_a_line_keeps_whole_parts(room: Callable[..., Room], painted: set[str]) -> None:
    wall = room(1, QSize(1080, 1920))
    wall.take(walled(hall.flooded(), plans={}))
    painted.clear()
    wall.window.grab()
    assert "UPS-1 市电中断 · 影响 1 个窗口" in painted
    assert not any(said.endswith("…") and "市电中断" in said for said in painted)


def test_more_cameras_than_a_wall_can_show_take_turns_by_pages_and_it_says_so(
    room: Callable[..., Room], painted: set[str]
) -> None:
    frame = with_cameras(quiet(WallView.CAMERAS), 24)
    wall = room()
    seen: list[tuple[str, ...]] = []
    for turn in range(3):
        wall.take(replace(frame, now=(frame.now // DWELL + turn) * DWELL))
        assert wall.window.shown is not None
        sight = wall.window.shown.shown
        assert isinstance(sight, WallSight)
        seen.append(tuple(cell.shown.camera for cell in sight.grid.cells))
        wall.window.grab()
        page = attention.page(frame.state, (frame.now // DWELL + turn) * DWELL)
        assert f"全部摄像机 · 第 {page.number} / 3 页" in painted
    assert [len(page) for page in seen] == [8, 8, 8]
    assert len({camera for page in seen for camera in page}) == 24


@pytest.mark.parametrize("name", ["desk", "nowhere", "../resources/themes/night", "/etc/passwd", ".."])
def test_a_layout_that_is_not_a_walls_is_said_in_words(room: Callable[..., Room], painted: set[str], name: str) -> None:
    wall = room()
    wall.take(quiet(pushes=pushed(WallItem.LAYOUT, name)))
    wall.window.grab()
    assert wall.shown == ["wall_text"]
    assert any("版式" in text for text in painted)


def test_a_layout_that_was_mended_is_shown_without_a_restart(room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch) -> None:
    wall = room()
    read, is_mended = wall.screens._read, False

    def layouts(name: str) -> Layout:
        if name == "broken" and not is_mended:
            raise HallFault("layouts/broken.toml: no such part", "mend it")
        return read("wall")

    monkeypatch.setattr(wall.screens, "_read", layouts)
    frame = quiet(pushes=pushed(WallItem.LAYOUT, "broken"))
    wall.take(frame)
    assert wall.shown == ["wall_text"]
    is_mended = True
    monkeypatch.setattr(wall_screens, "AGAIN", 0.0)
    wall.take(frame)
    assert wall.shown != ["wall_text"]


def test_a_wall_the_hall_does_not_name_is_as_its_first(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(replace(quiet(WallView.QUEUES), station="visitor"))
    assert wall.shown == ["wall_figures"]


# --- cameras ----------------------------------------------------------------------------------------------------------------


def test_private_parts_stay_hidden_and_other_roles_cameras_are_never_asked_for(room: Callable[..., Room]) -> None:
    wall = room()
    frame = quiet(WallView.CAMERAS)
    assert frame.state.config is not None
    cameras = frame.state.config.cameras
    kept = tuple(replace(camera, roles=("leader",) if i == 1 else camera.roles) for i, camera in enumerate(cameras))
    private = next(camera.id for camera in kept if camera.private)
    lifted = {private: Lift(camera=private, at=hall.NOW, until=hall.NOW + 600, by="t4", reason="x")}
    frame = replace(frame, state=replace(frame.state, config=replace(frame.state.config, cameras=kept), lifted=lifted))
    wall.take(frame)
    wall.take(replace(frame, now=frame.now + 1))
    wanted = {want.camera: want for want in wall.pictures.wants.values()}
    assert wanted.keys() == {camera.id for camera in cameras} - {cameras[1].id}
    assert wanted[private].pixelate, "even while it is lifted at the desk"
    assert cameras[1].id not in wall.pictures.cameras


def test_a_look_back_is_asked_for_and_says_so_and_the_present_follows(room: Callable[..., Room]) -> None:
    wall = room()
    frame = quiet(pushes=pushed(WallItem.LOOK_BACK, "cam-2"))

    def seen(now: float) -> tuple[set[float], str]:
        wall.pictures.step()
        wall.take(replace(frame, now=now))
        assert wall.window.shown is not None
        stage = wall.window.shown.shown
        assert isinstance(stage, WallSight)
        return {want.back for want in wall.pictures.wants.values()}, stage.grid.cells[0].face.state

    until(lambda: seen(hall.NOW - 50) == ({BACK}, "回看"))
    until(lambda: seen(hall.NOW) == ({0.0}, "实时"))


def test_pictures_that_are_not_seen_are_not_decoded(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(quiet(WallView.CAMERAS))
    assert wall.pictures.wants
    wall.take(quiet(WallView.FLOOR))
    assert not wall.pictures.wants
    wall.take(quiet(WallView.CAMERAS))
    wall.take(quiet(WallView.CAMERAS, pushes=pushed(WallItem.LAYOUT, "wall_cameras")))
    assert len(wall.pictures.wants) == 6, "the layout that is not shown any more wants nothing"


# --- nobody's name ----------------------------------------------------------------------------------------------------------


def test_nobodys_name_is_on_a_wall(room: Callable[..., Room], painted: set[str]) -> None:
    wall = room()
    calm: dict[str, Any] = {"alarms": {}, "plans": {}}
    frames = [walled(hall.busy(), show, **calm) for show in TOURS]
    frames += [walled(personal(frame), plans={}) for frame in (hall.busy(), hall.stale())]
    frames += [walled(hall.busy()), walled(hall.flooded(), plans={}), walled(hall.flooded(), **calm)]
    for frame in frames:
        wall.take(frame)
        wall.window.grab()
        painted |= {wall.window.windowTitle(), *said(wall.window)}
    assert "柜员 连续工作过久" in painted, "the alarm of a person was seen"
    _no_name_in(painted)


def personal(frame: Frame) -> Frame:
    """With an alarm whose subject is a member of staff."""
    assert frame.state.config is not None
    rule = AlarmRule(id="rest", name="连续工作过久", watch=Watch.SERVICE_TIME, priority=AlarmPriority.CRITICAL)
    config = replace(frame.state.config, alarms=(*frame.state.config.alarms, rule))
    alarm = Alarm(
        id="rest:s1",
        rule="rest",
        subject="s1",
        priority=AlarmPriority.CRITICAL,
        active=True,
        raised_at=hall.NOW,
        active_at=hall.NOW,
    )
    return replace(frame, state=replace(frame.state, config=config, alarms={**frame.state.alarms, alarm.id: alarm}))


def said(widget: QWidget) -> set[str]:
    """What a wall would say to those who hear it, and its tool tips."""
    return {text for each in (widget, *widget.findChildren(QWidget)) for text in (each.accessibleName(), each.toolTip()) if text}


def _no_name_in(texts: set[str]) -> None:
    config = hall.config(60)
    posts = {each.value[:1] for each in Post} | {"引", "柜", "服", "值", "保"}
    for person in config.staff:
        assert not [text for text in texts if person.name in text], person.name
        assert surname(person.name) in posts or surname(person.name) not in texts, person.name


def test_what_a_leaders_key_shows_on_a_wall_has_no_names_either() -> None:
    frame = as_on_a_wall(replace(hall.busy(), person="t4"))
    assert frame.person is None
    assert not frame.can_command
    view = known_panes()["floor_plan"].view(frame)
    assert view.is_on_wall  # type: ignore[attr-defined]
    assert not any(token.who.name for token in view.staff)  # type: ignore[attr-defined]


# --- honest -----------------------------------------------------------------------------------------------------------------


def test_a_lost_hub_is_said_over_everything_and_since_when(room: Callable[..., Room], painted: set[str]) -> None:
    wall = room()
    wall.take(quiet(WallView.CAMERAS))
    assert not wall.window.band.isVisible()
    wall.take(replace(quiet(WallView.CAMERAS), link=Link.STALE, heard_ago=12.0, now=hall.NOW + 12))
    assert wall.window.band.isVisible()
    wall.window.grab()
    assert "与主机失去联系" in painted
    assert any(text.startswith("自 10:42:17，已 12 秒 · 数字和图停在断线前") for text in painted), "cameras are live all the same"
    wall.take(quiet(WallView.CAMERAS))
    assert not wall.window.band.isVisible()


def test_cameras_go_on_without_the_hub_and_nothing_else_does(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(replace(quiet(WallView.CAMERAS), link=Link.STALE, heard_ago=12.0, now=hall.NOW + 12))
    composition = wall.window.shown
    assert composition is not None
    assert composition.shown is not None
    assert not composition.shown._veil.isVisible()
    assert all(pane._veil.isVisible() for pane in composition.side)
    assert wall.pictures.wants


def test_what_the_hub_alone_knows_grows_no_older_without_it(room: Callable[..., Room]) -> None:
    frame = walled(hall.busy(), plans={})
    wall = room()
    wall.take(frame)
    said, drawn = wall.window.foot.shown, [pane._view for pane in wall.window.shown.panes()] if wall.window.shown else []
    assert "已" in said.why
    wall.take(replace(frame, link=Link.STALE, heard_ago=90.0, now=hall.NOW + 90))
    assert wall.window.shown is not None
    assert [pane._view for pane in wall.window.shown.panes()] == drawn
    assert wall.window.foot.shown.why == said.why
    assert wall.window.foot.shown.clock == "10:43:47", "the hall's clock goes on"


def test_an_alarm_that_lingers_is_said_to_be_over(room: Callable[..., Room], painted: set[str]) -> None:
    frame = walled(hall.busy(), plans={})
    alarm = next(each for each in frame.state.alarms.values() if each.priority is AlarmPriority.CRITICAL)
    over = replace(alarm, active=False, cleared_at=hall.NOW - 5, active_at=hall.NOW - 300)
    wall = room()
    wall.take(replace(frame, state=replace(frame.state, alarms={over.id: over})))
    assert wall.window.foot.shown.why == "UPS-1 市电中断 · 已恢复", "and hurts nobody any more"
    wall.window.grab()
    assert any(text.endswith("已恢复") and text != wall.window.foot.shown.why for text in painted), "in the large words, too"


def test_curves_have_words_for_five_metres(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(quiet(WallView.FIGURES))
    assert wall.window.shown is not None
    assert wall.window.shown.shown is not None
    assert wall.window.shown.shown.theme.px(Size.TINY) >= SIZE.height() / 34


def test_the_curves_legend_has_room_on_an_upright_monitor(room: Callable[..., Room], painted: set[str]) -> None:
    wall = room(1, QSize(1080, 1920))
    wall.take(walled(hall.busy(), WallView.FIGURES, alarms={}, plans={}))
    wall.window.grab()
    assert {"等候上限", "40"} <= painted
    assert "…" not in painted


def test_a_fault_in_the_choice_is_said_and_mended(room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> tuple[Scene, ...]:
        raise ValueError("a bug")

    wall = room()
    with monkeypatch.context() as patched:
        patched.setattr(attention, "scenes", broken)
        wall.take(quiet(WallView.QUEUES))
        assert wall.shown == ["floor_plan"]
        assert wall.window.band.shown is not None
        assert wall.window.band.shown.detail == "ValueError: a bug"
    wall.take(quiet(WallView.QUEUES))
    assert wall.shown == ["wall_figures"]
    assert wall.window.band.shown is None


def test_an_upright_monitor_has_the_figures_below(room: Callable[..., Room]) -> None:
    wall = room(1, QSize(1080, 1920))
    wall.take(quiet())
    composition = wall.window.shown
    assert composition is not None
    assert composition.shown is not None
    assert composition.side[0].y() > composition.shown.y() + composition.shown.height()
    assert composition.side[0].y() == composition.side[1].y()


@pytest.mark.parametrize(
    ("given", "head"),
    [
        ({"recorded": False}, "未在记录"),
        ({"link": Link.STARTING, "starting": 0.42}, "主机正在启动 42%"),
        ({"link": Link.DIVERGED}, "数据不一致"),
        ({"link": Link.REFUSED}, "主机拒绝本大屏接入"),
        ({"link": Link.STALE, "recorded": False}, "与主机失去联系"),
        ({}, ""),
    ],
)
def test_each_doubt_has_its_words(given: dict[str, Any], head: str) -> None:
    frame = replace(quiet(), **given)
    found = trouble(frame, names_of(frame.state.config))
    assert (found.head if found is not None else "") == head


def test_before_the_first_word_of_the_hub_the_wall_says_that_it_waits(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(hall.nothing())
    assert wall.window.band.shown is not None
    assert wall.window.band.shown.head == "正在连接主机"


def test_a_scene_without_a_known_cause_still_has_a_line() -> None:
    frame = quiet()
    scene = Scene(show=WallView.ALARM, of="gone:x", why=Why.ALARM, cause="gone:x", since=hall.NOW - 60)
    foot = wall_foot.foot_view(frame, scene, names_of(frame.state.config))
    assert "已 60 秒" in foot.why


# --- no hand reaches it -------------------------------------------------------------------------------------------------------


def test_no_cursor_no_menu_no_focus_and_no_mouse(room: Callable[..., Room]) -> None:
    wall = room()
    wall.take(quiet())
    window = wall.window
    assert window.cursor().shape() == Qt.CursorShape.BlankCursor
    assert window.contextMenuPolicy() == Qt.ContextMenuPolicy.PreventContextMenu
    for x in range(50, SIZE.width(), 190):
        for y in range(50, SIZE.height(), 170):
            assert window.childAt(QPoint(x, y)) is None, "the mouse reaches nothing"
    hand.click(window, QPoint(400, 300))
    for _ in range(4):
        hand.key(window, Qt.Key.Key_Tab)
    assert window.focusWidget() in (None, window)
    assert [child for child in window.findChildren(QWidget) if child.focusPolicy() != Qt.FocusPolicy.NoFocus] == []
    assert wall.source.asked == []
    assert wall.source.orders == []


def test_keys_do_nothing_but_the_way_out_when_it_is_held(
    qtbot: QtBot, room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("widgets.wall_window.LEAVE_MS", 200)
    wall = room()
    wall.take(quiet())
    left: list[bool] = []
    wall.screens.closed = lambda: left.append(True)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_F4, Qt.Key.Key_L, Qt.Key.Key_Space, Qt.Key.Key_F11, Qt.Key.Key_Q):
        hand.key(wall.window, key)
    press(wall.window, KeyDown)
    press(wall.window, KeyUp)
    assert not wall.window._held.isActive(), "let go at once: it stays"
    press(wall.window, KeyDown)
    qtbot.waitUntil(lambda: bool(left), timeout=60_000)
    assert LEAVE_MS >= 1_000


KeyDown, KeyUp = QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease


def press(window: WallWindow, what: QKeyEvent.Type) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    event = QKeyEvent(what, Qt.Key.Key_Q, both)
    (window.keyPressEvent if what is KeyDown else window.keyReleaseEvent)(event)


# --- layouts ------------------------------------------------------------------------------------------------------------------

STAGE: dict[WallView, str] = dict.fromkeys(WallView, "wall_text")
WINDOW = WindowPlan(id="a", name="甲", parts=(Part(panes=("alarms",)),))


@pytest.mark.parametrize(
    ("layout", "what"),
    [
        (Layout(name="x", stage={**STAGE, WallView.FLOOR: "wall_paper"}), "stage.floor: there is no pane `wall_paper`"),
        (Layout(name="x", stage=STAGE, side=("wall_paper",)), r"side\[1\]: there is no pane `wall_paper`"),
        (Layout(name="x", stage={WallView.FLOOR: "floor_plan"}), "the stage lacks queues"),
        (Layout(name="x"), "neither windows and a stage"),
        (Layout(name="x", stage=STAGE, window=(WINDOW,)), "both windows and a stage"),
    ],
)
def test_a_layout_that_cannot_be_shown_is_refused_in_words(layout: Layout, what: str) -> None:
    with pytest.raises(HallFault, match=what):
        layout.check(set(known_panes()), TomlFile(Path("layouts/x.toml"), ""))


def test_the_layouts_for_walls_are_told_from_the_desks() -> None:
    assert "wall" in wall_layouts()
    assert "desk" not in wall_layouts()


def test_pictures_of_a_wall_are_saved_one_a_screen(room: Callable[..., Room], tmp_path: Any) -> None:
    wall = room(2, QSize(960, 540))
    wall.take(quiet(screens=2))
    assert [path.name for path in wall.screens.save_pictures(tmp_path / "new")] == ["wall-0.png", "wall-1.png"]
