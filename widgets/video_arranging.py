"""What the operator does with the arrangement of the camera grid: how many tiles, which camera where, tours, kept layouts."""

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import QCoreApplication, QPoint
from PyQt6.QtWidgets import QMenu, QWidget

from widgets import words
from widgets.reason import Reason
from widgets.theme import Theme
from widgets.video_board import Board
from widgets.video_cell import Cell
from widgets.video_drag import Carried
from widgets.video_grid import VideoGrid
from widgets.video_menu import Entry, layouts_menu
from widgets.video_slots import Slot, next_count
from widgets.video_tour import TourSheet
from widgets.video_view import CamerasView

translate = QCoreApplication.translate


class Arranging:
    """The arrangement of one grid; `changed` is told when it is another one."""

    def __init__(self, theme: Theme, board: Board, grid: VideoGrid, changed: Callable[[], object]) -> None:
        self.theme = theme
        self.board = board
        self.grid = grid
        self.view = CamerasView()
        self._changed = changed
        self.open_sheet: QWidget | None = None
        """The last popup; for tests."""

    def set_count(self, count: int) -> None:
        """So many tiles."""
        self.grid.maximise("")
        self.board.set_count(count)
        self._changed()

    def step_count(self, step: int) -> None:
        """The next larger or smaller grid."""
        self.set_count(next_count(self.board.now.count, step))

    def figures_words(self) -> str:
        """What the next press of the figures' button does."""
        return translate("Video", "隐藏数据") if self.board.with_figures else translate("Video", "显示数据")

    def figures(self) -> None:
        """Show or hide rate, bits and latency on the tiles."""
        self.board.with_figures = not self.board.with_figures
        self._changed()

    def drop(self, carried: Carried, cell: Cell) -> None:
        """A camera was dropped on a tile; from another tile the two change over."""
        if 0 <= carried.index < self.board.now.count and self.board.now.slots[carried.index].camera == carried.camera:
            self.board.swap(carried.index, cell.shown.index)
        elif carried.camera in self.view.ids():
            self.board.assign(cell.shown.index, carried.camera)
        self._changed()

    def cameras(self) -> Sequence[tuple[str, str]]:
        """Id and name of each."""
        return [(eye.config.id, words.name(eye.device)) for eye in self.view.eyes]

    def assign(self, index: int, camera: str) -> None:
        """Give a camera a tile."""
        self.board.assign(index, camera)
        self._changed()

    def put(self, index: int, slot: Slot) -> None:
        """What a tile is for."""
        self.board.put(index, slot)
        self._changed()

    def reserve(self, index: int, reserved: bool) -> None:
        """Whether alarms may take a tile."""
        self.board.set_reserved(index, reserved)
        self._changed()

    def send_away(self, camera: str) -> None:
        """The alarm's picture is not wanted."""
        self.board.send_away(camera)
        self._changed()

    def ask_tour(self, index: int) -> None:
        """Ask which cameras take turns in a tile."""
        sheet = TourSheet(self.theme, self.cameras(), self.board.now.slots[index].tour, partial(self._tour, index), self.grid)
        self.open_sheet = sheet
        sheet.open_at(self.grid.mapToGlobal(self.grid.cells[index].area.topLeft().toPoint()))

    def _tour(self, index: int, cameras: Sequence[str], seconds: float) -> None:
        self.board.set_tour(index, cameras, seconds)
        self._changed()

    def layouts(self, at: QPoint) -> QMenu:
        """Open the menu of kept layouts."""
        menu = layouts_menu(
            self.grid, self.board.named, self.board.now,
            use=self._use, keep=partial(self.ask_name, at), forget=self._forget, start_over=self.start_over, only_lively=self.only_lively,
            tail=[Entry(self.figures_words(), self.figures)],
        )  # fmt: skip
        self.open_sheet = menu
        menu.popup(at)
        return menu

    def ask_name(self, at: QPoint) -> None:
        """Ask under which name to keep the layout."""
        sheet = Reason(
            self.theme, translate("Video", "保存当前布局"), self._keep, self.grid, hint=translate("Video", "布局名称"),
            suggestions=(translate("Video", "早班"), translate("Video", "高峰"), translate("Video", "夜间")),
        )  # fmt: skip
        self.open_sheet = sheet
        sheet.open_at(at)

    def _keep(self, _choice: str, name: str) -> None:
        self.board.keep_as(name)
        self._changed()

    def _use(self, name: str) -> None:
        self.grid.maximise("")
        self.board.use(name)
        self._changed()

    def _forget(self, name: str) -> None:
        self.board.forget(name)
        self._changed()

    def only_lively(self) -> None:
        """Every tile for wherever something moves."""
        self.grid.maximise("")
        self.board.only_lively()
        self._changed()

    def start_over(self) -> None:
        """The hall's cameras in their order."""
        self.grid.maximise("")
        self.board.start_over()
        self._changed()
