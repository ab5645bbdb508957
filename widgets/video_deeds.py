"""What the operator does with camera tiles: enlarge, save, look back, listen, turn, lift privacy, keep. Orders go out by the desk."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QPoint, QStandardPaths
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QMenu

from console.model import command as c
from console.model.cameras import for_walls
from console.model.lookup import lookup
from console.session import Desk, Frame, Mode
from console.video.pictures import WHOLE, Picture
from widgets import video_shot, words
from widgets.notice import DONE, Notice
from widgets.reason import Reason
from widgets.refusal import refused
from widgets.theme import Theme
from widgets.video_arranging import Arranging
from widgets.video_board import Board
from widgets.video_cell import Cell
from widgets.video_grid import VideoGrid
from widgets.video_menu import Entry, tile_menu
from widgets.video_ptz import SECONDS, PtzPad, Way
from widgets.video_slots import Why
from widgets.video_snap import Snap
from widgets.video_still import image_of
from widgets.video_tile import Show
from widgets.video_view import Eye
from widgets.words import Names

translate = QCoreApplication.translate
MINUTES = (5, 15, 30)
"""For which privacy can be lifted at one click."""
HELD = (10, 30, 120, 480, 1440)
"""Minutes up to now for which recordings can be kept at one click."""


class Deeds(Arranging):
    """The deeds of one grid; `changed` is told when the set-up is another one, `at` gives `time.monotonic`."""

    def __init__(
        self, desk: Desk, theme: Theme, board: Board, grid: VideoGrid, notice: Notice, changed: Callable[[], object], at: Callable[[], float],
    ) -> None:  # fmt: skip
        super().__init__(theme, board, grid, changed)
        self.desk = desk
        self.notice = notice
        self.frame: Frame | None = None
        """What is on the screen."""
        self.past: float | None = None
        """The moment of the past that was last on the screen, in hall time: what was found there is kept from the present."""
        self.names = Names(None)
        self.shots = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)) / "hallwatch"
        """Where pictures are saved."""
        self._at = at
        self.is_talking: Callable[[], bool] = lambda: False
        """Whether this desk talks just now: then nobody else does."""
        self.snap = Snap()
        """The snapshot that is on its way."""
        self.pad = PtzPad(theme, self.turn, self.go_to, grid)
        self.pad.folded.connect(self.fold_pad)

    def take(self, frame: Frame) -> None:
        """Have this on the screen."""
        self.frame = frame
        if frame.mode is not Mode.LIVE:
            self.past = frame.now

    # --- which tile ------------------------------------------------------------------------------------------------------

    def eye_of(self, cell: Cell | None) -> Eye | None:
        """The camera of a tile."""
        camera = cell.shown.camera if cell is not None else ""
        return next((eye for eye in self.view.eyes if eye.config.id == camera), None)

    def chosen(self) -> tuple[Cell | None, Eye | None]:
        """The tile that the operator works with, and its camera."""
        cell = self.grid.cell_of(self.grid.chosen)
        return cell, self.eye_of(cell)

    def states(self) -> Mapping[str, tuple[str, str]]:
        """Each button: its words now, and why it cannot be pressed; empty: it can."""
        cell, eye = self.chosen()
        none = translate("Video", "先点选一个画面") if eye is None else ""
        past = translate("Video", "回放中不可用；按 L 回到实时") if self.view.mode is not Mode.LIVE else ""
        seen = cell is not None and cell.has_picture and cell.face.show is not Show.NONE
        tile = cell.shown.tile if cell is not None else ""
        id = eye.config.id if eye is not None else ""
        lifted = eye is not None and eye.lifted_until is not None
        return {
            "open": (translate("Video", "还原") if self.grid.maximised else translate("Video", "放大"), none),
            "shot": (translate("Video", "抓图"), none or ("" if seen else translate("Video", "没有可保存的画面"))),
            "back": (
                translate("Video", "回实时") if self.board.back_of(tile) else translate("Video", "回看 30 秒"),
                none or past,
            ),
            "sound": (
                translate("Video", "静音") if self.board.sound and self.board.sound == tile else translate("Video", "声音"),
                none or past or ("" if eye is not None and eye.config.has_sound else translate("Video", "此摄像机没有声音")),
            ),
            "talk": (
                translate("Video", "对讲"),
                none
                or past
                or ("" if eye is not None and eye.config.has_loudspeaker else translate("Video", "此摄像机没有喇叭"))
                or ("" if self.is_talking() else self._refused(c.TalkThrough(device=id, talk="-"))),
            ),
            "turn": (
                translate("Video", "云台"),
                none
                or past
                or ("" if eye is not None and eye.config.onvif else translate("Video", "此摄像机不能转动"))
                or self._refused(c.PointCamera(device=id, seconds=SECONDS)),
            ),
            "privacy": (
                translate("Video", "恢复遮挡") if lifted else translate("Video", "解除遮挡"),
                none
                or ("" if eye is not None and eye.config.private else translate("Video", "此画面没有隐私区域"))
                or self._refused(c.RestorePrivacy(camera=id) if lifted else c.LiftPrivacy(camera=id, minutes=1, reason="–")),
            ),
            "figures": (self.figures_words(), ""),
            "layouts": (translate("Video", "布局…"), ""),
        }

    def _refused(self, command: c.Command) -> str:
        return refused(self.frame, command) if self.frame is not None else words.of("link")

    def may(self, code: str) -> bool:
        """Whether a deed can be done; if not, the reason is said."""
        reason = self.states()[code][1]
        if reason:
            self.notice.say(reason)
        return not reason

    # --- the picture -----------------------------------------------------------------------------------------------------

    def open(self, cell: Cell | None = None) -> None:
        """Give the tile all the room, or all tiles their places back."""
        if self.grid.maximised:
            self.grid.maximise("")
        elif cell is not None or self.may("open"):
            chosen = cell or self.chosen()[0]
            if chosen is not None and chosen.shown.camera:
                self.grid.maximise(chosen.shown.tile)
        self._changed()

    def shot(self) -> None:
        """Save what the tile shows, as large as its stream has it, and say where."""
        cell, eye = self.chosen()
        if not self.may("shot") or cell is None or eye is None or self.snap.cell is not None:
            return
        if cell.picture is None or cell.face.show is not Show.COLOUR or cell.is_old:
            self._save(cell, eye, cell.visible(), cell.at, cell.picture)
            return
        self.snap.begin(cell, self._at())
        self._changed()

    def develop(self) -> None:
        """Save the snapshot that is on its way, once it has come; called with each frame."""
        cell = self.snap.cell
        if cell is None:
            return
        eye = self.eye_of(cell)
        picture = self.snap.take(self.desk.pictures, cell.shown.camera)
        if picture is None and eye is not None and not self.snap.is_late(self._at()):
            return
        self.snap.end()
        if eye is not None and picture is not None:
            self._save(cell, eye, image_of(picture, 1.0), picture.at, picture)
        elif eye is not None:
            self._save(cell, eye, cell.visible(), cell.at, cell.picture)
        self._changed()

    def _save(self, cell: Cell, eye: Eye, image: QImage | None, at: float | None, picture: Picture | None) -> None:
        if image is None or at is None:
            return
        config = self.view.config
        origin = video_shot.Origin(
            hall=words.name(config) if config is not None else "",
            camera=eye.config.id,
            name=words.name(eye.device),
            at=at,
            zone=self.names.zone_info,
            notes=self._notes(cell, eye, picture),
        )
        try:
            path = video_shot.save(self.shots, image, origin, self.theme)
        except OSError as fault:
            self.notice.say(translate("Video", "抓图没有保存：{0}").format(fault))
            return
        self.notice.say(translate("Video", "已保存 {0}").format(path), DONE)
        if self.view.can_command:
            note = translate("Video", "抓图 {0} {1} → {2}").format(origin.name, self.names.clock(at), path.name)
            self.desk.order(c.WriteNote(text=note[:500]))

    def _notes(self, cell: Cell, eye: Eye, picture: Picture | None) -> tuple[str, ...]:
        notes = [cell.face.state, cell.face.head]
        if picture is not None:
            stream = translate("Video", "主码流") if picture.stream == "main" else translate("Video", "子码流")
            notes.append(f"{stream} {picture.width}×{picture.height}")
        if cell.part != WHOLE:
            notes.append(translate("Video", "局部放大"))
        if eye.config.private:
            hidden = eye.lifted_until is None
            notes.append(translate("Video", "隐私已遮挡") if hidden else translate("Video", "隐私遮挡已解除"))
        return tuple(note for note in notes if note)

    def back(self) -> None:
        """The last half minute in the tile, or back to the present."""
        cell, _ = self.chosen()
        if cell is not None and self.may("back"):
            self.board.look_back(cell.shown.tile, self._at())
            self._changed()

    def hear(self) -> None:
        """The sound of this tile and no other, or silence."""
        cell, _ = self.chosen()
        if cell is not None and self.may("sound"):
            self.board.sound = "" if self.board.sound == cell.shown.tile else cell.shown.tile
            self._changed()

    # --- the camera ------------------------------------------------------------------------------------------------------

    def show_pad(self) -> None:
        """Fold the pad out or in."""
        if self.pad.isVisible():
            self.fold_pad()
        elif self.may("turn"):
            self.pad.show()
            self.place_pad()

    def fold_pad(self) -> None:
        """Fold the pad in."""
        self.pad.hide()
        self.grid.setFocus()

    def place_pad(self) -> None:
        """In the lower right corner of the grid, away from the chosen tile where that is there; gone with a camera that cannot turn."""
        if not self.pad.isVisible():
            return
        cell, eye = self.chosen()
        if eye is None or cell is None or self.states()["turn"][1]:
            self.pad.hide()
            return
        self.pad.show_camera(words.name(eye.device), eye.config.presets)
        self.pad.adjustSize()
        gap = self.theme.px(12)
        right = self.grid.width() - self.pad.width() - gap
        there = cell.area.center().x() > self.grid.width() / 2 and not self.grid.maximised
        self.pad.move(gap if there else right, self.grid.height() - self.pad.height() - gap)
        self.pad.raise_()

    def turn(self, way: Way) -> None:
        """Turn the chosen camera for a moment."""
        _, eye = self.chosen()
        if eye is not None and self.may("turn"):
            self.desk.order(c.PointCamera(device=eye.config.id, pan=way.pan, tilt=way.tilt, zoom=way.zoom, seconds=SECONDS))

    def go_to(self, preset: str) -> None:
        """Turn the chosen camera to a position that it knows."""
        _, eye = self.chosen()
        if eye is not None and self.may("turn"):
            self.desk.order(c.GoToPreset(device=eye.config.id, preset=preset))

    def privacy(self) -> None:
        """Lift privacy for a reason and some minutes, or restore it."""
        cell, eye = self.chosen()
        if cell is None or eye is None or not self.may("privacy"):
            return
        if eye.lifted_until is not None:
            self.desk.order(c.RestorePrivacy(camera=eye.config.id))
            return
        suggestions = (translate("Video", "处理投诉"), translate("Video", "寻人寻物"), translate("Video", "核对安全事件"))
        choices = [(str(minutes), translate("Video", "{0} 分钟").format(minutes)) for minutes in MINUTES]
        title = translate("Video", "解除遮挡：{0}").format(words.name(eye.device))
        sheet = Reason(self.theme, title, partial(self._lift, eye.config.id), self.grid, suggestions=suggestions, choices=choices)
        self.open_sheet = sheet
        sheet.open_at(self.grid.mapToGlobal(cell.area.center().toPoint()))

    def _lift(self, camera: str, minutes: str, reason: str) -> None:
        self.desk.order(c.LiftPrivacy(camera=camera, minutes=float(minutes or MINUTES[0]), reason=reason))

    def _keeping(self, cell: Cell) -> list[Entry]:
        """Keep what the camera recorded until now, though it grows old; or around the moment of the past that was on the screen."""
        if self.frame is None:
            return []
        span = HELD[0] * 60
        trial = c.HoldRecording(device=cell.shown.camera, begin=self.frame.now - span, end=self.frame.now, reason="–")
        reason = self._refused(trial)
        is_live = self.frame.mode is Mode.LIVE
        found = [Entry(translate("Video", "保留录像…"), partial(self.ask_hold, cell), reason)] if is_live else []
        if self.past is not None:
            around = translate("Video", "保留 {0} 前后的录像…").format(self.names.moment(self.past))
            reason = reason if is_live else translate("Video", "按 L 回到实时，再在这里保留")
            found.append(Entry(around, partial(self.ask_hold, cell, self.past), reason))
        return found

    def ask_hold(self, cell: Cell, past: float | None = None) -> None:
        """Ask how far back from now, or to both sides of a moment of the past, and why."""
        eye = self.eye_of(cell)
        if eye is None:
            return
        choices = [(str(minutes), _back(minutes) if past is None else _around(minutes // 2)) for minutes in HELD]
        suggestions = (translate("Video", "客户投诉"), translate("Video", "财物丢失"), translate("Video", "安全事件"))
        title = translate("Video", "保留录像：{0}").format(words.name(eye.device))
        title = title if past is None else words.bracketed(title, self.names.moment(past))
        hold = partial(self._hold, eye.config.id, past)
        sheet = Reason(self.theme, title, hold, self.grid, suggestions=suggestions, choices=choices)
        self.open_sheet = sheet
        sheet.open_at(self.grid.mapToGlobal(cell.area.center().toPoint()))

    def _hold(self, camera: str, past: float | None, minutes: str, reason: str) -> None:
        if self.frame is not None:
            span = float(minutes or HELD[0]) * 60
            end = self.frame.now if past is None else past + span / 2
            self.desk.order(c.HoldRecording(device=camera, begin=end - span, end=end, reason=reason))

    def _held(self, camera: str) -> list[Entry]:
        """What is kept of a camera, the newest first, each to be released; then what is kept of cameras that have left the hall."""
        if self.frame is None:
            return []
        present = self.frame.present
        known = lookup(present).cameras
        holds = [hold for hold in present.holds.values() if hold.device == camera or hold.device not in known]
        found = []
        for hold in sorted(holds, key=lambda hold: (hold.device == camera, hold.begin), reverse=True):
            release = c.ReleaseRecording(device=hold.device, hold=hold.id)
            span = f"{self.names.moment(hold.begin)} – {self.names.moment(hold.end)}"
            whose = "" if hold.device == camera else f"{hold.device} "
            kept = words.bracketed(whose + span, hold.reason)
            found.append(Entry(kept, partial(self.desk.order, release), self._refused(release)))
        return found

    # --- a tile's menu ------------------------------------------------------------------------------------------------------

    def menu(self, cell: Cell, at: QPoint) -> QMenu:
        """Open the menu of a tile."""
        index = cell.shown.index
        states = self.states()
        deeds = (
            ("open", self.open), ("shot", self.shot), ("back", self.back), ("sound", self.hear), ("turn", self.show_pad),
            ("privacy", self.privacy),
        )  # fmt: skip
        entries = [Entry(states[code][0], deed, states[code][1]) for code, deed in deeds] if cell.shown.camera else []
        if cell.shown.camera:
            entries += self._keeping(cell)
        if cell.part != WHOLE:
            entries.append(Entry(translate("Video", "整幅画面"), partial(self.grid.zoom_whole, cell)))
        tail = self._to_walls(cell) if cell.shown.camera else []
        if cell.shown.why is Why.ALARM:
            tail.append(Entry(translate("Video", "收起告警画面"), partial(self.send_away, cell.shown.camera)))
        menu = tile_menu(
            self.grid, entries, self.cameras(), self.board.now.slots[index],
            assign=partial(self.assign, index), put=partial(self.put, index), tour=partial(self.ask_tour, index),
            reserve=partial(self.reserve, index), tail=tail, held=self._held(cell.shown.camera),
        )  # fmt: skip
        self.open_sheet = menu
        menu.popup(at)
        return menu

    def _to_walls(self, cell: Cell) -> list[Entry]:
        """Show the camera on the first screen of every wall for a quarter of an hour; the pane of the walls is more particular."""
        eye = self.eye_of(cell)
        seen = eye is not None and for_walls(eye.config)
        entries = []
        for item, said in (
            (c.WallItem.CAMERA, translate("Video", "推到大屏")),
            (c.WallItem.LOOK_BACK, translate("Video", "推到大屏，从 30 秒前看起")),
        ):
            show = c.ShowOnWall(item=item, shown=cell.shown.camera)
            reason = self._refused(show) if seen else translate("Video", "大屏不显示此摄像机")
            entries.append(Entry(said, partial(self.desk.order, show), reason))
        return entries

    def choose_camera(self) -> QMenu | None:
        """Open the list of cameras for the chosen tile."""
        cell, _ = self.chosen()
        if cell is None:
            return None
        menu = self.menu(cell, self.grid.mapToGlobal(cell.area.center().toPoint()))
        entry = next((action for action in menu.actions() if action.menu() is not None), None)
        if entry is not None:
            menu.setActiveAction(entry)
        return menu


def _back(minutes: int) -> str:
    """How far back, in words."""
    if minutes < 60:
        return translate("Video", "最近 %n 分钟", n=minutes)
    return translate("Video", "最近 %n 小时", n=minutes // 60)


def _around(minutes: int) -> str:
    """How far to both sides, in words."""
    if minutes < 60:
        return translate("Video", "前后各 %n 分钟", n=minutes)
    return translate("Video", "前后各 %n 小时", n=minutes // 60)
