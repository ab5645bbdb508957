"""The cameras: a grid of live tiles, or of recordings of the moment that is shown. Alarms call up what sees them; no picture lies."""

from collections import deque
from collections.abc import Callable, Sequence

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QElapsedTimer, QEvent, QSettings, Qt
from PyQt6.QtGui import QHideEvent, QKeyEvent

from console.model.hall import HallConfig
from console.model.sight import cameras_of
from console.session import Desk, Frame, Link, Mode
from console.video.protocol import Phase
from console.video.share import LARGE
from widgets import words
from widgets.notice import Notice
from widgets.pane import AnyPane, Freshness, Pane
from widgets.talk import Talk
from widgets.talk_band import is_roomy
from widgets.theme import Theme
from widgets.video_asking import Asking
from widgets.video_bar import VideoBar
from widgets.video_board import Board
from widgets.video_cell import Cell
from widgets.video_deeds import Deeds
from widgets.video_grid import VideoGrid
from widgets.video_ptz import Way
from widgets.video_slots import Why, decode, encode
from widgets.video_tile import Show
from widgets.video_view import CamerasView, view_of
from widgets.video_wants import Need, wants
from widgets.video_words import Telling, face

translate = QCoreApplication.translate
WAIT_MS = 25_000
"""For which a picture of the whole screen waits for cameras that are being opened."""
AT_ONCE = 6
"""Tiles a frame of which is said what has aged."""
AGE_MS = 500
"""What ages on the tiles is said anew so often."""
KEPT = "cameras/kept"
_TURNS = {
    Qt.Key.Key_Left: Way(pan=-1.0), Qt.Key.Key_Right: Way(pan=1.0), Qt.Key.Key_Up: Way(tilt=1.0), Qt.Key.Key_Down: Way(tilt=-1.0),
    Qt.Key.Key_Plus: Way(zoom=1.0), Qt.Key.Key_Underscore: Way(zoom=-1.0),
}  # fmt: skip


class Cameras(Pane[CamerasView]):
    """The grid, the row of deeds over it, and what ties them to frames and pictures."""

    name = "cameras"
    title = QT_TRANSLATE_NOOP("Pane", "摄像机")
    is_moving = True

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._aged = -AGE_MS
        self._began = 0
        """When pictures were asked for first."""
        self._frame: Frame | None = None
        self._names = words.Names(None)
        self._known: HallConfig | None = None
        """Whose cameras the pictures know."""
        self._asking = Asking(desk.pictures)
        self._settings: QSettings | None = None
        self._own = ("", "")
        """What the pane is itself just selecting."""
        self._to_say: deque[Cell] = deque()
        """Tiles whose faces have aged."""
        self.board = Board()
        self.grid = VideoGrid(theme, self)
        self.notice = Notice(theme, self)
        self.deeds = Deeds(desk, theme, self.board, self.grid, self.notice, self._rearranged, self._at)
        self.talk = Talk(desk)
        self.deeds.is_talking = lambda: self.talk.is_on
        self.bar = VideoBar(theme, self.deeds.set_count, self._bar_deeds(), self, {"talk": (self._talk, self.talk.release)})
        self.body.addWidget(self.bar)
        self.body.addWidget(self.grid, 1)
        self.setFocusProxy(self.grid)
        self._listen()

    def _bar_deeds(self) -> dict[str, Callable[[], object]]:
        deeds = self.deeds
        return {
            "open": deeds.open, "shot": deeds.shot, "back": deeds.back, "sound": deeds.hear, "turn": deeds.show_pad,
            "privacy": deeds.privacy, "figures": deeds.figures, "layouts": self._open_layouts,
        }  # fmt: skip

    def _listen(self) -> None:
        grid = self.grid
        grid.on_choose = self._chosen
        grid.on_open = self.deeds.open
        grid.on_escape = self._escaped
        grid.on_menu = self.deeds.menu
        grid.on_drop = self.deeds.drop
        grid.on_touch = self._touched
        grid.on_change = self._due
        grid.on_key = self._take_key
        grid.on_key_up = self._take_key_up
        grid.on_leave = self.talk.release

    @classmethod
    def view(cls, frame: Frame) -> CamerasView:
        """The hall's cameras, how they are, and which of them alarms call up."""
        return view_of(frame)

    @property
    def is_waiting(self) -> bool:
        """Whether a tile has no picture yet, soon after the start: cameras are opened one after the other, and some come late."""
        cells = [cell for cell in self.grid.visible_cells() if cell.shown.camera and not cell.has_picture]
        coming = any(self.desk.pictures.figures(cell.shown.tile).phase is not Phase.REFUSED for cell in cells)
        return coming and self._clock.elapsed() < self._began + WAIT_MS

    def freshness(self, frame: Frame) -> Freshness:
        """Pictures come from the recorder and not from the hub; without its word only names and alarms are as they were."""
        return super().freshness(frame) if frame.state.config is None else Freshness(Link.GOOD, 0)

    def settle(self, settings: QSettings | None) -> None:
        """Take up the arrangement that was kept."""
        self._settings = settings
        text = settings.value(KEPT) if settings is not None else None
        saved = decode(text) if isinstance(text, str) else None
        if saved is not None:
            self.board.take_up(saved)
            self._due()

    def take_over(self, old: AnyPane) -> None:
        """The arrangement goes on, with what is maximised, heard and looked back at."""
        super().take_over(old)
        if isinstance(old, Cameras):
            self.board = self.deeds.board = old.board
            self.grid.maximised, self.grid.chosen = old.grid.maximised, old.grid.chosen
            self._due()

    # --- frames ----------------------------------------------------------------------------------------------------------

    def draw(self, view: CamerasView) -> None:
        """Take over the hall's cameras; the tiles say the rest by themselves."""
        self._names = words.names_of(view.config)
        if view.config is not self._known:
            self._known = view.config
            self.desk.pictures.know(eye.config for eye in view.eyes)
            has_talk = any(eye.config.has_loudspeaker for eye in view.eyes)
            self.bar.leave_away(frozenset() if has_talk else frozenset({"talk"}))
        self.board.follow(view.ids(), view.alarms, view.lively)
        self.deeds.view, self.deeds.names = view, self._names
        self._due()

    def advance(self, frame: Frame) -> bool:
        """New pictures in every frame; what ages, and what is asked for, twice a second or when something else is shown."""
        self._frame = frame
        self.notice.age()
        changed = self.grid.collect(self.desk.pictures)
        self.deeds.develop()
        is_new = self._asking.follow(frame)
        if is_new or self._clock.elapsed() - self._aged >= AGE_MS:
            changed |= self._age(frame, at_once=is_new or self._aged < 0)
        return self._follow_talk(frame) | self._say_some(frame) | changed

    def _follow_talk(self, frame: Frame) -> bool:
        """Who talks, and how that stands, on the tiles; while one talks the tiles are silent, so that nobody hears himself."""
        cells = self.grid.visible_cells()
        if self.talk.advance(frame, [cell.shown.tile for cell in cells if cell.shown.camera == self.desk.talker.now().camera]):
            self._due()
        changed = False
        for cell in cells:
            band = self.talk.band(cell.shown.tile, cell.shown.camera, frame, self._names)
            is_new = self.grid.put_band(cell, band)
            if is_new and band is not None and band.line and not is_roomy(self.theme, cell.area):
                self.notice.say(band.spoken)
            changed |= is_new
        return changed

    def _age(self, frame: Frame, *, at_once: bool) -> bool:
        self._aged = self._clock.elapsed()
        window = self.window()
        is_seen = self.isVisible() and window is not None and not window.isMinimized()
        if self.deeds.pad.isVisible():
            self._touched()
        self.board.tick(self._at(), is_seen=is_seen)
        self.deeds.take(frame)
        self.grid.place(self.board.shown())
        self._ask(is_seen=is_seen)
        cells = self.grid.visible_cells()
        self._to_say = deque() if at_once else deque(cells)
        changed = at_once and self._say_faces(cells, frame)
        self._say()
        return changed

    def _say_some(self, frame: Frame) -> bool:
        """Say what has aged, of some tiles in each frame: all of many at once would hold the screen up."""
        return self._say_faces([self._to_say.popleft() for _ in range(min(AT_ONCE, len(self._to_say)))], frame)

    def _say_faces(self, cells: Sequence[Cell], frame: Frame) -> bool:
        changed = False
        for cell in cells:
            changed |= self.grid.look(cell, face(self._telling(cell, frame), self._names))
            if cell.face.show is Show.NONE:
                cell.drop()
        return changed

    def _ask(self, *, is_seen: bool) -> None:
        """Tell the decoders what can be seen."""
        asked = wants([need for cell in self.grid.visible_cells() if (need := self._need(cell))]) if is_seen else ()
        if asked and not self._began:
            self._began = self._clock.elapsed()
        self._asking.ask(self.deeds.snap.with_it(asked), self.grid.cells)

    def _need(self, cell: Cell) -> Need | None:
        eye = self.deeds.eye_of(cell)
        if eye is None:
            return None
        ratio = self.devicePixelRatioF()
        tile = cell.shown.tile
        return Need(
            tile=tile,
            camera=eye.config,
            width=round(cell.area.width() * ratio),
            height=round(cell.area.height() * ratio),
            part=cell.part,
            is_alarmed=cell.shown.why is Why.ALARM,
            is_chosen=tile == self.grid.chosen,
            is_clear=self._is_clear(cell),
            has_sound=self.board.sound == tile and eye.config.has_sound and not self.talk.is_on,
            back=self.board.back_of(tile),
        )

    def _is_clear(self, cell: Cell) -> bool:
        """Private parts may be seen while privacy is lifted, in the tile that somebody works with; idle tiles keep them hidden."""
        eye = self.deeds.eye_of(cell)
        in_hand = cell.shown.tile in (self.grid.chosen, self.grid.maximised) or cell.area.width() >= LARGE
        return eye is not None and eye.lifted_until is not None and in_hand

    def _telling(self, cell: Cell, frame: Frame) -> Telling:
        tile = cell.shown.tile
        return Telling(
            shown=cell.shown,
            eye=self.deeds.eye_of(cell),
            figures=self.desk.pictures.figures(tile),
            mode=frame.mode,
            at=cell.at,
            has_picture=cell.has_picture,
            is_old=cell.is_old,
            silent=cell.silent,
            is_settled=cell.is_settled,
            now=frame.now,
            back=self.board.back_of(tile),
            nearness=1 / cell.part.width,
            is_chosen=tile == self.grid.chosen,
            is_lit=tile == self.grid.lit or self.board.is_lit(cell.shown.camera),
            is_clear=self._is_clear(cell),
            has_sound=self.board.sound == tile,
            with_figures=self.board.with_figures,
            is_reserved=self.board.now.slots[cell.shown.index].is_reserved,
        )

    def _say(self) -> None:
        """The row of deeds, and the words beside the title."""
        self.bar.counts.show_count(self.board.now.count)
        for code, (said, reason) in self.deeds.states().items():
            self.bar.say(code, said, reason)
        self.deeds.place_pad()
        view = self.deeds.view
        blind = sum(bool(eye.blind) for eye in view.eyes)
        parts = [translate("Video", "%n 路", n=len(view.eyes)) if view.eyes else translate("Video", "本厅没有配置摄像机")]
        parts.append(translate("Video", "{0} 路看不见").format(blind) if blind else "")
        if any(slot.tour for slot in self.board.now.slots):
            parts.append(translate("Video", "轮巡暂停，有人操作") if self.board.is_in_use(self._at()) else "")
        if view.link is not Link.GOOD and view.mode is Mode.LIVE:
            parts.append(translate("Video", "主机失联：告警停在断线前"))
        self.note(words.join(parts))

    # --- what the operator does -----------------------------------------------------------------------------------------

    def show_selected(self, selected: tuple[str, str]) -> None:
        """Something was selected somewhere: its cameras light up, and the hotspot shows them."""
        if self._frame is None or not selected[0] or selected == self._own:
            return
        cameras = cameras_of(self._frame.state, *selected)
        if not self.board.point(cameras, self._at()) and cameras and selected[0] == "device":
            name = self._names.of("device", cameras[0])
            self.notice.say(translate("Video", "{0} 不在画面中：拖入一格，或设一格热点").format(name))
        self._due()

    def _chosen(self, cell: Cell) -> None:
        """The operator took a tile: its detail is shown, and the keyboard stays here."""
        self._due()
        if cell.shown.camera:
            self._own = ("device", cell.shown.camera)
            self.desk.select(*self._own)
            self._own = ("", "")
            self.grid.setFocus()

    def _escaped(self) -> None:
        cell = self.grid.cell_of(self.grid.chosen)
        if self.deeds.pad.isVisible():
            self.deeds.fold_pad()
        elif self.grid.maximised:
            self.grid.maximise("")
        elif cell is not None:
            self.grid.zoom_whole(cell)
        self._due()

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if key in _TURNS:
                self.deeds.turn(_TURNS[key])
            return key in _TURNS
        deeds = self.deeds
        if key == Qt.Key.Key_T and not event.modifiers():
            if not event.isAutoRepeat():
                self._talk()
            return True
        deed: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_S: deeds.shot, Qt.Key.Key_B: deeds.back, Qt.Key.Key_V: deeds.hear, Qt.Key.Key_P: deeds.show_pad,
            Qt.Key.Key_U: deeds.privacy, Qt.Key.Key_I: deeds.figures, Qt.Key.Key_C: deeds.choose_camera, Qt.Key.Key_O: self._open_layouts,
            Qt.Key.Key_BracketLeft: self._fewer, Qt.Key.Key_BracketRight: self._more,
        }  # fmt: skip
        if key not in deed or event.modifiers():
            return False
        deed[key]()
        return True

    def _talk(self) -> None:
        """The hand is on the button, or on the key."""
        cell, eye = self.deeds.chosen()
        if cell is not None and eye is not None and not self.talk.is_on and self.deeds.may("talk"):
            self.talk.press(cell.shown.tile, eye.config.id)
            self._due()

    def _take_key_up(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_T:
            self.talk.release()
            self._due()

    def _fewer(self) -> None:
        self.deeds.step_count(-1)

    def _more(self) -> None:
        self.deeds.step_count(1)

    def _open_layouts(self) -> None:
        self.deeds.layouts(self.bar.under("layouts"))

    def _rearranged(self) -> None:
        """The set-up is another one: keep it, and show it at the next frame."""
        kept = encode(self.board.kept())
        if self._settings is not None and self._settings.value(KEPT) != kept:
            self._settings.setValue(KEPT, kept)
        self._due()

    def _touched(self) -> None:
        self.board.touch(self._at())

    def _due(self) -> None:
        """Say everything anew at the next frame."""
        self._aged = -AGE_MS

    def _at(self) -> float:
        return self._clock.elapsed() / 1000

    # --- Qt --------------------------------------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Nobody looks any more: nothing is decoded."""
        super().hideEvent(event)
        self.talk.release("tile_gone")
        self._asking.rest(self.grid.cells)
        self._due()

    def event(self, event: QEvent | None) -> bool:
        """Qt's dispatcher: here only for the window that is left. Nobody talks out of a window that he does not work with."""
        if event is not None and event.type() == QEvent.Type.WindowDeactivate:
            self.talk.release("window_left")
        return super().event(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self.deeds.place_pad()
