"""A small sheet that asks which cameras take turns in a tile, and how long each stays. It changes nothing by itself."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QCoreApplication, QPoint
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from widgets.action import ActionButton, Weight
from widgets.flow import Flow
from widgets.sheet import Chip, Sheet
from widgets.theme import Theme
from widgets.video_slots import STEPS, Tour

translate = QCoreApplication.translate


class TourSheet(Sheet):
    """Opens as a popup; the button answers `done(cameras, seconds)` with the cameras in the order of the hall, Esc leaves it."""

    def __init__(
        self, theme: Theme, cameras: Sequence[tuple[str, str]], now: Tour | None, done: Callable[[Sequence[str], float], object], parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(theme, parent, gap=10)
        self._done = done
        self.setMinimumWidth(theme.px(480))
        self.head(translate("Video", "轮巡哪些摄像机"))
        self.flow = Flow(theme.px(6), self)
        self.chips: dict[str, Chip] = {}
        for id, name in cameras:
            chip = Chip(name, theme, self.flow)
            chip.setCheckable(True)
            chip.setChecked(now is None or id in now.cameras)
            chip.toggled.connect(self._check)
            self.chips[id] = chip
        self.column.addWidget(self.flow)
        self.head(translate("Video", "每个停留"))
        row = QHBoxLayout()
        self.steps = QButtonGroup(self)
        for seconds in STEPS:
            chip = Chip(translate("Video", "{0} 秒").format(seconds), theme, self)
            chip.setCheckable(True)
            chip.setChecked(seconds == (now.seconds if now is not None else STEPS[1]))
            self.steps.addButton(chip, seconds)
            row.addWidget(chip)
        row.addStretch(1)
        self.button = ActionButton(theme, translate("Video", "开始轮巡"), self, weight=Weight.PRIMARY)
        self.button.fired.connect(self._answer)
        row.addWidget(self.button)
        self.column.addLayout(row)
        self._check()

    def open_at(self, at: QPoint) -> None:
        """Show with its upper left corner there, or as near as the screen allows."""
        self.resize(self.theme.px(560), self.sizeHint().height())
        self.flow.resize(self.width() - self.theme.px(32), self.flow.height())
        self.flow.show_items(list(self.chips.values()))
        super().open_at(at)

    def _chosen(self) -> list[str]:
        return [id for id, chip in self.chips.items() if chip.isChecked()]

    def _check(self) -> None:
        self.button.allow(len(self._chosen()) > 1, translate("Video", "至少选两路"))

    def _answer(self) -> None:
        cameras, seconds = self._chosen(), float(max(self.steps.checkedId(), STEPS[0]))
        self.close()
        self._done(cameras, seconds)
