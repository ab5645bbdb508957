"""What can be given to the walls from where it stands: a camera, a plan or a text, by menu or by hand. It holds nothing but the menu it opened."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QMimeData, QPoint
from PyQt6.QtWidgets import QMenu, QWidget

from console.model import command as c
from console.model.cameras import OF_CAMERA, for_walls
from console.model.command import Role, WallItem
from console.model.lookup import lookup
from console.session import Desk, Frame
from widgets import video_drag, wall_mini, words
from widgets.popup import popup_menu
from widgets.reason import LONGEST, Reason
from widgets.refusal import refused
from widgets.theme import Theme
from widgets.video_menu import Entry, add
from widgets.wall_mini import Mini

translate = QCoreApplication.translate
MIME = "application/x-hallwatch-plan"


class Gift(Struct, frozen=True):
    """Something for a wall, and what it is called."""

    item: WallItem
    shown: str
    said: str


def pack_plan(plan: str) -> QMimeData:
    """A plan in the hand, as Qt carries it."""
    data = QMimeData()
    data.setData(MIME, plan.encode())
    return data


def in_hand(data: QMimeData | None) -> tuple[WallItem, str] | None:
    """What is held over a wall: a camera, a plan, or words from anywhere; None for anything else."""
    camera = video_drag.unpack(data)
    if camera is not None:
        return WallItem.CAMERA, camera.camera
    if data is None:
        return None
    if data.hasFormat(MIME):
        return WallItem.PLAN, bytes(data.data(MIME).data()).decode(errors="replace")
    said = " ".join(data.text().split())[:LONGEST] if data.hasText() else ""
    return (WallItem.TEXT, said) if said else None


def cameras(frame: Frame, ids: Sequence[str]) -> tuple[Gift, ...]:
    """These cameras, by their names."""
    names = words.names_of(frame.state.config)
    return tuple(Gift(WallItem.CAMERA, id, names.of("device", id)) for id in ids)


class ToWalls:
    """The menu for one pane, which keeps `frame` up to date."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget) -> None:
        self.desk = desk
        self.theme = theme
        self.frame: Frame | None = None
        self.open_sheet: QWidget | None = None
        self._parent = parent

    def menu(self, gifts: Sequence[Gift], at: QPoint, suggestions: Sequence[str] = ()) -> QMenu | None:
        """Open it: each gift, then a text of one's own. None on a wall, which has no menus."""
        frame = self.frame
        if frame is None or frame.station_role is Role.WALL:
            return None
        minis = wall_mini.minis(frame)
        menu = popup_menu(self._parent)
        for gift in gifts:
            said = translate("ToWalls", "推到大屏：{0}").format(gift.said)
            self._add(menu, minis, said, self._why(frame, minis, gift), partial(self._give, gift.item, gift.shown))
        text = Gift(WallItem.TEXT, "…", "")
        ask = partial(self._ask, at, tuple(suggestions))
        self._add(menu, minis, translate("ToWalls", "推文字到大屏…"), self._why(frame, minis, text), ask)
        self.open_sheet = menu
        menu.popup(at)
        return menu

    def _add(self, menu: QMenu, minis: Sequence[Mini], said: str, why: str, deed: Callable[[Mini], object]) -> None:
        """One entry; where there are several screens, a list of them."""
        said = said.replace("&", "&&")
        inner = menu.addMenu(said) if len(minis) > 1 and not why else None
        if inner is None:
            add(menu, Entry(said, partial(deed, minis[0]) if minis else _nothing, why))
            return
        for mini in minis:
            add(inner, Entry(mini.name.replace("&", "&&"), partial(deed, mini)))

    def _why(self, frame: Frame, minis: Sequence[Mini], gift: Gift) -> str:
        """Why it cannot be given; empty: it can."""
        camera = lookup(frame.state).cameras.get(gift.shown) if gift.item in OF_CAMERA else None
        if camera is not None and not for_walls(camera):
            return translate("ToWalls", "大屏不显示此摄像机")
        if not minis:
            return translate("ToWalls", "没有大屏")
        return refused(frame, c.ShowOnWall(item=gift.item, shown=gift.shown))

    def _give(self, item: WallItem, shown: str, mini: Mini) -> None:
        self.desk.order(c.ShowOnWall(wall=mini.wall, screen=mini.screen, item=item, shown=shown))

    def _ask(self, at: QPoint, suggestions: Sequence[str], mini: Mini) -> None:
        sheet = Reason(
            self.theme,
            translate("Wall", "推送文字：{0}").format(mini.name),
            lambda _choice, text: self._give(WallItem.TEXT, text, mini),
            self._parent,
            hint=translate("Wall", "大屏上的文字"),
            suggestions=suggestions,
        )
        self.open_sheet = sheet
        sheet.open_at(at)


def _nothing() -> None:
    """There is no screen."""
