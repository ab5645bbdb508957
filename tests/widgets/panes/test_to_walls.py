"""Things given to the walls from where they stand: from the floor plan and the plans, by menu and by hand."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QMimeData, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QDropEvent
from PyQt6.QtWidgets import QMenu

from console.model.command import Role, ShowOnWall, WallItem
from console.session import Frame
from tests.helpers import hand
from tests.widgets.panes.conftest import RememberingDesk, Show, middle
from tests.widgets.panes.test_wall import walled
from widgets.panes.floor_plan import FloorPlan
from widgets.panes.plan import Plan
from widgets.panes.wall import Walls
from widgets.reason import Reason
from widgets.spots import Spots
from widgets.to_walls import ToWalls, in_hand

SIZE = (1220, 640)


def ask(spots: Spots, key: str, walls: ToWalls) -> QMenu | None:
    """Press the right button on a place."""
    at = middle(spots, key)
    spots.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, spots.mapToGlobal(at)))
    return walls.open_sheet if isinstance(walls.open_sheet, QMenu) else None


def said(menu: QMenu | None) -> list[str]:
    return [action.text() for action in menu.actions()] if menu is not None else []


def pick(menu: QMenu | None, entry: int, screen: str = "") -> None:
    assert menu is not None
    action = menu.actions()[entry]
    inner = action.menu()
    if screen:
        assert inner is not None
        next(each for each in inner.actions() if each.text() == screen).trigger()
    else:
        action.trigger()
    menu.close()


def one_screen(frame: Frame) -> Frame:
    config = frame.state.config
    assert config is not None
    return replace(frame, state=replace(frame.state, config=replace(config, walls=config.walls[1:])))


def test_a_camera_on_the_plan_is_given_to_the_screen_that_is_meant(show: Show, desk: RememberingDesk) -> None:
    pane = show(FloorPlan, walled(), *SIZE)
    menu = ask(pane.spots, "device:cam-3", pane.moves.to_walls)
    assert said(menu) == ["推到大屏：3 企业窗口", "推文字到大屏…"]
    pick(menu, 0, "监控室 2")
    assert desk.orders == [ShowOnWall(wall="room", screen=1, item=WallItem.CAMERA, shown="cam-3", minutes=15.0)]


def test_a_place_offers_the_cameras_that_see_it_best_and_words_about_it(show: Show, desk: RememberingDesk) -> None:
    frame = one_screen(walled())
    pane = show(FloorPlan, frame, *SIZE)
    zone = next(key for key in pane.spots.areas() if key.startswith("zone:"))
    at = pane.spots.mapToGlobal(middle(pane.spots, zone))
    pane.moves.menu(zone, at)
    menu = pane.moves.to_walls.open_sheet
    assert isinstance(menu, QMenu)
    assert 1 < len(menu.actions()) <= 4
    pick(menu, -1)
    sheet = pane.moves.to_walls.open_sheet
    assert isinstance(sheet, Reason)
    sheet.line.setText("请到自助区办理")
    hand.key(sheet.line, Qt.Key.Key_Return)
    assert desk.orders == [ShowOnWall(wall="lobby", item=WallItem.TEXT, shown="请到自助区办理", minutes=15.0)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda frame: replace(frame, role=Role.OPERATOR), "当前角色无此权限"),
        (
            lambda frame: replace(frame, state=replace(frame.state, consoles={}, config=replace(frame.state.config, walls=()))),
            "没有大屏",
        ),
    ],
)
def test_what_cannot_be_given_says_why(show: Show, desk: RememberingDesk, change: Callable[[Frame], Frame], why: str) -> None:
    pane = show(FloorPlan, change(walled()), *SIZE)
    menu = ask(pane.spots, "device:cam-3", pane.moves.to_walls)
    assert menu is not None
    assert all(why in text for text in said(menu))
    assert not any(action.isEnabled() for action in menu.actions())
    menu.close()


def test_the_floor_plan_of_a_wall_has_no_menu(show: Show) -> None:
    pane = show(FloorPlan, replace(walled(), station_role=Role.WALL), *SIZE)
    assert ask(pane.spots, "device:cam-3", pane.moves.to_walls) is None


@pytest.mark.parametrize(("key", "plan"), [("run-1", "power"), ("surge", "surge")])
def test_a_plan_is_given_by_menu_whether_it_runs_or_not(show: Show, desk: RememberingDesk, key: str, plan: str) -> None:
    pane = show(Plan, one_screen(walled()), 620, 640)
    pick(ask(pane.spots, key, pane.to_walls), 0)
    assert desk.orders == [ShowOnWall(wall="lobby", item=WallItem.PLAN, shown=plan, minutes=15.0)]


def test_the_steps_buttons_act_as_before(show: Show, desk: RememberingDesk) -> None:
    pane = show(Plan, walled(), 620, 640)
    hand.click(pane.spots, middle(pane.spots, "run-1"))
    assert desk.selected == [("plan", "run-1")]


def drop(pane: Walls, data: QMimeData, key: str) -> None:
    at = QPointF(middle(pane.spots, key))
    pane.spots.dropEvent(
        QDropEvent(at, Qt.DropAction.MoveAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )


def test_a_plan_and_words_are_dropped_on_a_screen(show: Show, desk: RememberingDesk) -> None:
    plans, walls = show(Plan, walled(), 620, 640), show(Walls, walled(), 900, 520)
    leaving = plans.spots.exports("surge")
    assert leaving is not None
    drop(walls, leaving[0], "room#1")
    words = QMimeData()
    words.setText("  14:00\n恢复  ")
    drop(walls, words, "lobby#0")
    assert [(order.wall, order.screen, order.item, order.shown) for order in desk.orders if isinstance(order, ShowOnWall)] == [
        ("room", 1, WallItem.PLAN, "surge"),
        ("lobby", 0, WallItem.TEXT, "14:00 恢复"),
    ]


def test_nothing_else_is_taken_from_the_hand() -> None:
    empty, blank = QMimeData(), QMimeData()
    blank.setText(" \n ")
    assert in_hand(None) is in_hand(empty) is in_hand(blank) is None
