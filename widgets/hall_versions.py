"""The versions of a hall that were saved: when, by whom, what differs from now, and taking one up again. It writes nothing."""

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.fault import HallFault
from console.hall_edit.compare import Difference, differences
from console.hall_edit.keep import Keeper
from console.hall_edit.things import Content
from widgets import canvas, hall_words, words
from widgets.action import ActionButton, Weight
from widgets.nothing import nothing
from widgets.table import Cell, Column, Row, Table
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
_LOOKS = {"+": Look(Shape.TICK, Tone.WELL), "-": Look(Shape.CROSS, Tone.HIGH), "~": Look(Shape.DIAMOND, Tone.INFO)}


class VersionPage(QWidget):
    """Hidden until asked for. `restore(text)` is called when a version is to be taken up again."""

    def __init__(self, theme: Theme, parent: QWidget, keeper: Keeper) -> None:
        super().__init__(parent)
        self.theme, self._keeper = theme, keeper
        self.restore: Callable[[str], object] = nothing
        self._now = ""
        px = theme.px
        self.list = Table(
            theme, (Column(translate("HallEdit", "保存时间"), 168), Column(translate("HallEdit", "保存人"), 90, stretch=1)), self
        )
        self.list.setAccessibleName(translate("HallEdit", "版本"))
        self.list.empty_words = translate("HallEdit", "还没有保存过")
        self.list.setFixedWidth(px(320))
        self.list.chosen = self._compare
        self.changes = Table(
            theme,
            (
                Column(translate("HallEdit", "与现在相比"), 200, stretch=1),
                Column(translate("HallEdit", "改了什么"), 160, stretch=1),
            ),
            self,
        )
        self.changes.setAccessibleName(translate("HallEdit", "与现在相比"))
        self.changes.empty_words = translate("HallEdit", "没有差别")
        self.said = QLabel(translate("HallEdit", "版本：主机启动时把当时的营业厅写进日志，回放用的是那天的版本"), self)
        self.said.setFont(theme.font(Size.QUIET))
        self.said.setWordWrap(True)
        self.back = ActionButton(theme, translate("HallEdit", "恢复这一版"), self, weight=Weight.PRIMARY)
        self.back.fired.connect(self._restore)
        leave = ActionButton(theme, translate("HallEdit", "收起"), self)
        leave.fired.connect(self.hide)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.said, 1)
        foot.addWidget(leave)
        foot.addWidget(self.back)
        lists = QHBoxLayout()
        lists.setSpacing(px(8))
        lists.addWidget(self.list)
        lists.addWidget(self.changes, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.addLayout(lists, 1)
        column.addLayout(foot)
        self.setFixedHeight(px(300))

    def open(self, now: str) -> None:
        """Show what was saved, against the text as it stands."""
        self._now = now
        rows = []
        for at, version in enumerate(self._keeper.versions()):
            local = version.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            rows.append(Row(f"{at}/{version.path.name}", (Cell(local), Cell(version.author, tone=Tone.SOFT))))
        self.list.set_rows(tuple(rows))
        self.changes.set_rows(())
        self.show()
        if rows:
            self.list.choose(rows[0].id)
            self._compare(rows[0].id)
        else:
            self.back.allow(False, translate("HallEdit", "还没有保存过"))

    def chosen_text(self) -> str | None:
        """The text of the chosen version; None: there is none, or it cannot be read."""
        row = self.list.current_id()
        version = next(
            (each for each in self._keeper.versions() if row is not None and each.path.name == row.partition("/")[2]), None
        )
        try:
            return self._keeper.text_of(version) if version is not None else None
        except HallFault:
            return None

    def _compare(self, _row: str) -> None:
        text = self.chosen_text()
        if text is None:
            self.back.allow(False, translate("HallEdit", "这一版读不出来"))
            return
        try:
            then, now = Content(text), Content(self._now)
        except ValueError:
            self.back.allow(False, translate("HallEdit", "这一版读不出来"))
            return
        found = differences(then, now)
        self.changes.set_rows(tuple(_row_of(each, then, now) for each in found))
        self.back.allow(text != self._now, translate("HallEdit", "没有差别"))

    def _restore(self) -> None:
        text = self.chosen_text()
        if text is not None:
            self.hide()
            self.restore(text)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas.card(p, self.theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), Tone.PANEL, edge=Tone.INFO)
        p.end()


def _row_of(each: Difference, then: Content, now: Content) -> Row:
    """A difference in words: what it is, and which of its keys."""
    row = (now if each.sign != "-" else then).row(each.ref)
    who = f"{hall_words.table_word(each.ref.table)} {hall_words.thing_word(each.ref, row)}"
    keys = words.listed(hall_words.key_word(each.ref.table, key) for key in each.keys)
    word = {"+": translate("HallEdit", "新增"), "-": translate("HallEdit", "删除")}.get(each.sign, keys)
    return Row(f"{each.sign}{each.ref.table}/{each.ref.id}", (Cell(who, look=_LOOKS[each.sign]), Cell(word, tone=Tone.SOFT)))
