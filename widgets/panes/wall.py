"""The walls, from the desk: each screen in small, with what it shows and why; give it a camera, a plan, a text, a layout, and take it back."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QElapsedTimer, QPoint, QRectF
from PyQt6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QHideEvent, QPainter
from PyQt6.QtWidgets import QMenu, QWidget

from console.model import command as c
from console.model.cameras import for_walls
from console.model.command import WallItem
from console.session import Desk, Frame
from console.video.pictures import Pictures, Want
from widgets import canvas, wall_mini, words
from widgets.action import ActionButton
from widgets.flow import Flow
from widgets.layout import wall_layouts
from widgets.pane import Pane
from widgets.popup import popup_menu
from widgets.reason import Reason
from widgets.refusal import refused
from widgets.spots import Spots
from widgets.theme import Size, Theme, Tone
from widgets.to_walls import in_hand
from widgets.video_asking import Asking
from widgets.video_cell import Cell
from widgets.video_menu import Entry, add
from widgets.video_portions import Portion
from widgets.video_slots import Shown, Why
from widgets.video_tile import Show
from widgets.video_view import Eye
from widgets.video_words import Telling, face
from widgets.wall_mini import Mini

translate = QCoreApplication.translate
MINUTES = (5, 15, 30, 60, 240, 720)
THINK_MS, AGE_MS = 400, 500
Choice = tuple[str, str]
"""Id and name."""


class WallsView(Struct, frozen=True, kw_only=True):
    """Every screen, and what it could be given."""

    minis: tuple[Mini, ...] = ()
    cameras: tuple[Choice, ...] = ()
    plans: tuple[Choice, ...] = ()
    blocked: str = ""
    """Why nothing can be given, in words; empty: it can."""


class Walls(Pane[WallsView]):
    """Miniatures, and a row of deeds for the chosen one."""

    name = "wall"
    title = QT_TRANSLATE_NOOP("Pane", "大屏")
    is_moving = True
    by_hand = ("_chosen", "_minutes")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown = WallsView()
        self._chosen = ""
        self._minutes = MINUTES[1]
        self._clock = QElapsedTimer()
        self._clock.start()
        self._thought = -THINK_MS
        self._thought_of: tuple[object, ...] = ()
        pictures = desk.pictures
        self._pictures: Pictures = pictures.beside(self.name) if isinstance(pictures, Portion) else pictures
        self._cells: dict[str, Cell] = {}
        self._asking = Asking(self._pictures)
        self._aged = -AGE_MS
        self.open_sheet: QWidget | None = None
        self.spots = _Board(theme, self._paint, self)
        self.spots.take = self._drop
        self.row = Flow(theme.px(6), self)
        self.deeds: dict[str, ActionButton] = {}
        for code, deed in self._deeds().items():
            button = ActionButton(theme, "", self.row)
            button.fired.connect(deed)
            self.deeds[code] = button
        self.body.addWidget(self.spots, 1)
        self.body.addWidget(self.row)

    def _deeds(self) -> dict[str, Callable[[], object]]:
        return {
            "camera": self.ask_camera, "plan": self.ask_plan, "layout": self.ask_layout, "text": self.ask_text,
            "minutes": self.ask_minutes, "clear": self.clear,
        }  # fmt: skip

    @classmethod
    def view(cls, frame: Frame) -> WallsView:
        """As the walls themselves reckon it."""
        state = frame.state
        if state.config is None:
            return WallsView(blocked=words.of("link"))
        names = words.names_of(state.config)
        return WallsView(
            minis=wall_mini.minis(frame),
            cameras=tuple((camera.id, names.of("device", camera.id)) for camera in state.config.cameras if for_walls(camera)),
            plans=tuple((plan.id, words.name(plan)) for plan in state.config.plans),
            blocked=refused(frame, c.ShowOnWall(item=WallItem.TEXT, shown="…")),
        )

    def viewed(self, frame: Frame) -> WallsView:
        """Thought over at once when somebody gave a wall something, and else a few times a second: it is dear in a flood of alarms."""
        state = frame.state
        seat = (frame.mode, frame.visit, frame.blocked, frame.role)
        parts = (id(state.config), id(state.pushes), id(state.plans), id(state.consoles))
        if (seat, parts) != self._thought_of or self._clock.elapsed() - self._thought >= THINK_MS:
            self._thought_of, self._thought = (seat, parts), self._clock.elapsed()
            return self.view(frame)
        return self._shown

    def draw(self, view: WallsView) -> None:
        """Other scenes or words."""
        self._shown = view
        if self._chosen not in {mini.key for mini in view.minis}:
            self._chosen = view.minis[0].key if view.minis else ""
        away = sum(not mini.is_there for mini in view.minis)
        given = sum(mini.is_given for mini in view.minis)
        self.note(
            translate("Wall", "点选一块屏，或把摄像机、预案、文字拖上来") if view.minis else "",
            words.join(
                (
                    translate("Wall", "推送中 {0}").format(given) if given else "",
                    translate("Wall", "未连接 {0}").format(away) if away else "",
                )
            ),
        )
        self._say()
        self.spots.update()

    # --- pictures --------------------------------------------------------------------------------------------------------

    def advance(self, frame: Frame) -> bool:
        """New pictures of the cameras that are on a wall, each as far as it is to be trusted."""
        is_due = self._asking.follow(frame) or self._clock.elapsed() - self._aged >= AGE_MS
        self._ask()
        changed = self._collect()
        if changed or is_due:
            self._aged = self._clock.elapsed()
            changed |= self._judge(frame)
        if changed:
            self.spots.update()
        return changed

    def _collect(self) -> bool:
        changed = False
        fresh = self._pictures.changed()
        for key, cell in self._cells.items():
            picture = self._pictures.take(key) if key in fresh else None
            if picture is not None and picture.camera == cell.shown.camera:
                cell.take(picture, self.devicePixelRatioF())
                changed = True
        return changed

    def _judge(self, frame: Frame) -> bool:
        """What is the matter with a picture is said as the camera's own tile says it."""
        names, changed = words.names_of(frame.state.config), False
        backs = self._backs()
        for key, eye in self._eyes().items():
            cell = self._cells[key]
            telling = Telling(
                shown=cell.shown, eye=eye, figures=self._pictures.figures(key), mode=frame.mode, at=cell.at,
                has_picture=cell.has_picture, is_settled=cell.is_settled, is_old=cell.is_old, silent=cell.silent, now=frame.now,
                back=backs[key],
            )  # fmt: skip
            seen = face(telling, names)
            changed |= seen != cell.face
            cell.face = seen
            if seen.show is Show.NONE:
                cell.drop()
        return changed

    def _eyes(self) -> dict[str, Eye]:
        return {mini.key: mini.eye for mini in self._shown.minis if mini.eye is not None}

    def _backs(self) -> dict[str, float]:
        return {mini.key: mini.back for mini in self._shown.minis}

    def _ask(self) -> None:
        eyes, backs = self._eyes(), self._backs()
        for key in [key for key, cell in self._cells.items() if key not in eyes or eyes[key].config.id != cell.shown.camera]:
            self._cells.pop(key).drop()
        for key, eye in eyes.items():
            if key not in self._cells:
                self._cells[key] = Cell(Shown(tile=key, index=0, camera=eye.config.id, why=Why.FIXED))
        ratio = self.devicePixelRatioF()
        wants = []
        for key, eye in eyes.items():
            spot = self.spots.areas().get(key)
            if spot is not None and not spot.isEmpty() and self.isVisible():
                screen = wall_mini.screen_of(spot, self.theme)
                wide, tall = round(screen.width() * ratio), round(screen.height() * ratio)
                if wide > 0 and tall > 0:
                    wants.append(Want(tile=key, camera=eye.config.id, width=wide, height=tall, key_only=True, back=backs[key]))
        self._asking.ask(wants, self._cells.values())

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Nobody looks: nothing is decoded."""
        super().hideEvent(event)
        self._asking.rest(self._cells.values())

    # --- painting --------------------------------------------------------------------------------------------------------

    def _paint(self, p: QPainter, area: QRectF) -> None:
        view, theme = self._shown, self.theme
        if not view.minis:
            said = translate("Wall", "本厅没有大屏：在 hall.toml 写 [[wall]]，再为大屏配对一台")
            canvas.text(p, theme, area, said, size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE)
            return
        for mini, spot in zip(view.minis, wall_mini.places(area, len(view.minis), theme), strict=True):
            said = words.join((mini.name, mini.what, mini.why))
            over = self.spots.place(mini.key, spot, said, partial(self.choose, mini.key))
            cell = self._cells.get(mini.key)
            image = cell.visible() if cell is not None else None
            doubt = cell.face.head if cell is not None and not cell.face.is_calm else ""
            over |= self.spots.lit == mini.key
            wall_mini.paint(p, theme, spot, mini, image, doubt, chosen=mini.key == self._chosen, over=over)

    def _say(self) -> None:
        """The row: what can be done with the chosen screen, or why not."""
        mini, blocked = self._mini(), self._shown.blocked
        if mini is None and not blocked:
            blocked = translate("Wall", "没有大屏")
        said = {
            "camera": (translate("Wall", "摄像机…"), "" if self._shown.cameras else translate("Wall", "没有可上大屏的摄像机")),
            "plan": (translate("Wall", "预案…"), "" if self._shown.plans else translate("Wall", "没有预案")),
            "layout": (translate("Wall", "版式…"), ""),
            "text": (translate("Wall", "文字…"), ""),
            "minutes": (translate("Wall", "时长 {0}").format(span(self._minutes)), ""),
            "clear": (
                translate("Wall", "收回"), "" if mini is not None and mini.is_given else translate("Wall", "这块屏没有推送"),
            ),
        }  # fmt: skip
        for code, (text, reason) in said.items():
            button = self.deeds[code]
            why = reason if code == "minutes" else blocked or reason
            button.allow(not why, why)
            if button.text() != text:
                button.setText(text)
                button.setAccessibleName(text)
                button.updateGeometry()
                self.row.show_items(list(self.deeds.values()))

    def _mini(self) -> Mini | None:
        return next((mini for mini in self._shown.minis if mini.key == self._chosen), None)

    # --- what the operator does ------------------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """Mean this screen by the row of deeds."""
        self._chosen = key
        self._say()
        self.spots.update()

    def give(self, item: WallItem, shown: str, key: str = "") -> None:
        """Let a screen show something for the chosen time."""
        mini = next((mini for mini in self._shown.minis if mini.key == (key or self._chosen)), None)
        if mini is not None and shown:
            self.desk.order(
                c.ShowOnWall(wall=mini.wall, screen=mini.screen, item=item, shown=shown, minutes=float(self._minutes))
            )

    def clear(self) -> None:
        """The screen follows its own rules again."""
        mini = self._mini()
        if mini is not None:
            self.desk.order(c.ClearWall(wall=mini.wall, screen=mini.screen))

    def ask_camera(self) -> QMenu:
        """Which camera."""
        return self._menu("camera", WallItem.CAMERA, self._shown.cameras)

    def ask_plan(self) -> QMenu:
        """Which plan; one under way is shown with its steps."""
        return self._menu("plan", WallItem.PLAN, self._shown.plans)

    def ask_layout(self) -> QMenu:
        """Which layout of `layouts/`."""
        choices = [(id, words.name(layout)) for id, layout in wall_layouts().items()]
        return self._menu("layout", WallItem.LAYOUT, choices)

    def ask_text(self) -> None:
        """Which text."""
        mini = self._mini()
        if mini is None:
            return
        suggestions = (
            translate("Wall", "请到自助服务区办理"), translate("Wall", "系统维护，请稍候"), translate("Wall", "请有序疏散，听从引导"),
        )  # fmt: skip
        title = translate("Wall", "推送文字：{0}").format(mini.name)
        sheet = Reason(
            self.theme,
            title,
            partial(self._give_text, mini.key),
            self,
            hint=translate("Wall", "大屏上的文字"),
            suggestions=suggestions,
        )
        self.open_sheet = sheet
        sheet.open_at(self._under("text"))

    def _give_text(self, key: str, _choice: str, text: str) -> None:
        self.give(WallItem.TEXT, text, key)

    def ask_minutes(self) -> QMenu:
        """For how long."""
        menu = popup_menu(self)
        for minutes in MINUTES:
            add(menu, Entry(span(minutes), partial(self._set_minutes, minutes)), checked=minutes == self._minutes)
        return self._open(menu, "minutes")

    def _set_minutes(self, minutes: int) -> None:
        self._minutes = minutes
        self._say()

    def _menu(self, code: str, item: WallItem, choices: Sequence[Choice]) -> QMenu:
        menu = popup_menu(self)
        for id, said in choices:
            add(menu, Entry(said.replace("&", "&&"), partial(self.give, item, id, self._chosen)))
        return self._open(menu, code)

    def _open(self, menu: QMenu, code: str) -> QMenu:
        self.open_sheet = menu
        menu.popup(self._under(code))
        return menu

    def _under(self, code: str) -> QPoint:
        button = self.deeds[code]
        return button.mapToGlobal(QPoint(0, button.height()))

    def _drop(self, item: WallItem, shown: str, key: str) -> None:
        """A camera, a plan or words were dropped on a screen."""
        known = {WallItem.CAMERA: self._shown.cameras, WallItem.PLAN: self._shown.plans}.get(item)
        if (known is None or shown in {id for id, _ in known}) and not self._shown.blocked:
            self.choose(key)
            self.give(item, shown, key)


class _Board(Spots):
    """The miniatures' canvas, onto which a camera, a plan or words can be dropped."""

    def __init__(self, theme: Theme, paint: Callable[[QPainter, QRectF], None], parent: QWidget) -> None:
        super().__init__(theme, paint, parent)
        self.take: Callable[[WallItem, str, str], object] | None = None
        """Told of what was dropped, and on which screen."""
        self.lit = ""
        """The screen over which something is held."""
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and in_hand(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent | None) -> None:
        if event is None:
            return
        spot = self.at(event.position())
        self._light(spot.key if spot is not None else "")
        event.setAccepted(spot is not None)

    def dragLeaveEvent(self, event: QDragLeaveEvent | None) -> None:
        self._light("")

    def dropEvent(self, event: QDropEvent | None) -> None:
        carried = in_hand(event.mimeData()) if event is not None else None
        spot = self.at(event.position()) if event is not None else None
        self._light("")
        if event is not None and carried is not None and spot is not None and self.take is not None:
            event.acceptProposedAction()
            self.take(*carried, spot.key)

    def _light(self, key: str) -> None:
        if key != self.lit:
            self.lit = key
            self.update()


def span(minutes: int) -> str:
    """`15 分钟`, `4 小时`."""
    return translate("Wall", "{0} 分钟").format(minutes) if minutes < 120 else translate("Wall", "{0} 小时").format(minutes // 60)
