"""The window of the hall editor as furniture: its parts, where they stand, its ground. What happens between them is `hall_window`."""

from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.hall_edit.keep import Keeper
from widgets import canvas
from widgets.action import ActionButton, Weight
from widgets.hall_canvas import HallCanvas
from widgets.hall_form import HallForm
from widgets.hall_import import ImportPage
from widgets.hall_lists import AskBar, Palette, Problems, ThingList
from widgets.hall_preview import Preview
from widgets.hall_versions import VersionPage
from widgets.monitors import room
from widgets.notice import Notice
from widgets.strip import Item, Strip
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
LEFT, RIGHT = 248, 320
"""Widths of the sides, unscaled pixels."""
TITLE = 360
"""The most that the hall's name has at the top, unscaled pixels: the buttons stay in the window."""
FRAME = 48
"""Unscaled pixels that a window's title and border are given."""
GRIDS = (0.0, 0.1, 0.25, 0.5, 1.0)
"""Metres to which things are drawn; 0: none."""


class HallFrame(QWidget):
    """The parts of the editor's window."""

    def __init__(self, keeper: Keeper, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._make(keeper)
        self._arrange()

    def open(self) -> None:
        """Show the window; it fills a monitor that has no room for it and its frame."""
        screen = self.screen()
        free = room(screen).size() if screen is not None else self.size()
        if free.width() > self.width() and free.height() > self.height() + self.theme.px(FRAME):
            self.show()
        else:
            self.showMaximized()

    def _make(self, keeper: Keeper) -> None:
        theme = self.theme
        self.stage = QWidget(self)
        """Where the plan is, or what the desk will show of it."""
        self.plan = HallCanvas(theme, self.stage)
        self.tools = Palette(theme, self)
        self.things = ThingList(theme, self)
        self.form = HallForm(theme, self)
        self.problems = Problems(theme, self)
        self.bar = AskBar(theme, self)
        self.notice = Notice(theme, self.stage)
        self.importing = ImportPage(theme, self)
        self.versions = VersionPage(theme, self, keeper)
        self.preview = Preview(theme, self.stage)
        self.importing.hide()
        self.versions.hide()
        self.title, self.state, self.said, self.about = (QLabel(self) for _ in range(4))
        for label, size in (
            (self.title, Size.TITLE),
            (self.state, Size.QUIET),
            (self.said, Size.QUIET),
            (self.about, Size.TITLE),
        ):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFont(theme.font(size, size == Size.TITLE))
        self.about.setWordWrap(True)
        self.steps = Strip(theme, self)
        self.steps.picked = lambda code: self._grid(float(code))
        self._show_grid()
        self.buttons = {
            "undo": ActionButton(theme, translate("HallEdit", "撤销"), self),
            "redo": ActionButton(theme, translate("HallEdit", "重做"), self),
            "fit": ActionButton(theme, translate("HallEdit", "全图"), self),
            "desk": ActionButton(theme, translate("HallEdit", "值班台预览"), self),
            "import": ActionButton(theme, translate("HallEdit", "导入图纸"), self),
            "versions": ActionButton(theme, translate("HallEdit", "版本"), self),
            "save": ActionButton(theme, translate("HallEdit", "保存"), self, weight=Weight.PRIMARY),
            "remove": ActionButton(theme, translate("HallEdit", "删除所选"), self),
        }

    def _arrange(self) -> None:
        px = self.theme.px
        head = QHBoxLayout()
        head.setContentsMargins(px(16), px(8), px(12), px(8))
        head.setSpacing(px(8))
        head.addWidget(self.title)
        head.addWidget(self.state, 1)
        for code in ("undo", "redo", "fit", "desk", "import", "versions", "save"):
            head.addWidget(self.buttons[code])
        left = QVBoxLayout()
        left.setSpacing(px(8))
        left.addWidget(self.tools)
        left.addWidget(self.things, 1)
        middle = QVBoxLayout()
        middle.setSpacing(px(8))
        for part in (self.bar, self.importing, self.versions):
            middle.addWidget(part)
        shown = QVBoxLayout(self.stage)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.addWidget(self.plan, 1)
        shown.addWidget(self.preview, 1)
        middle.addWidget(self.stage, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.steps)
        middle.addLayout(foot)
        middle.addWidget(self.problems)
        right = QVBoxLayout()
        right.setSpacing(px(4))
        chosen = QHBoxLayout()
        chosen.setContentsMargins(px(12), px(8), px(12), 0)
        chosen.addWidget(self.about, 1)
        chosen.addWidget(self.buttons["remove"])
        right.addLayout(chosen)
        right.addWidget(self.form, 1)
        sides = [QWidget(self), QWidget(self)]
        for side, column, wide in zip(sides, (left, right), (LEFT, RIGHT), strict=True):
            column.setContentsMargins(0, 0, 0, 0)
            side.setLayout(column)
            side.setFixedWidth(px(wide))
        body = QHBoxLayout()
        body.setContentsMargins(px(8), 0, px(8), px(8))
        body.setSpacing(px(8))
        body.addWidget(sides[0])
        body.addLayout(middle, 1)
        body.addWidget(sides[1])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addLayout(body, 1)

    def head(self, name: str, file: Path, problems: int, *, unsaved: bool) -> None:
        """Say at the top which hall it is, and how it is with it."""
        self.title.setText(self.title.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, self.theme.px(TITLE)))
        self.title.setToolTip(name)
        told = [translate("HallEdit", "● 未保存") if unsaved else translate("HallEdit", "已保存")]
        told += [translate("HallEdit", "%n 个问题", n=problems)] if problems else []
        self.state.setText("　".join([*told, file.name]))
        self.state.setToolTip(str(file))
        self.setWindowTitle(f"{'● ' if unsaved else ''}{name} — {file.name}")

    def _grid(self, metres: float) -> None:
        self.plan.grid = metres
        self._show_grid()
        self.plan.setFocus()

    def _show_grid(self) -> None:
        self.steps.show_items(
            tuple(
                Item(
                    code=str(each), words=translate("HallEdit", "不吸附") if not each else translate("HallEdit", "{0} 米").format(f"{each:g}"),
                    on=each == self.plan.grid, spoken=translate("HallEdit", "网格"),
                )
                for each in GRIDS
            )
        )  # fmt: skip

    def _tell(self, words: str) -> None:
        self.said.setText(words)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px = self.theme, self.theme.px
        p.fillRect(self.rect(), theme.colour(Tone.GROUND))
        right = QRectF(self.width() - px(RIGHT + 8), px(48), px(RIGHT), self.height() - px(56))
        left = QRectF(px(8), px(48), px(LEFT), self.height() - px(56))
        for area in (left, right):
            canvas.card(p, theme, area, Tone.PANEL)
        p.end()
