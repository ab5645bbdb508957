"""The line by which a customer's matter is opened: what is wanted, by whom, who heard it first, by when an answer was promised."""

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from console.model import command as c
from widgets.action import ActionButton, Weight
from widgets.note_form import Editor, unseen
from widgets.theme import HIT, Size, Theme
from widgets.words import Names

translate = QCoreApplication.translate
LONGEST = 500
"""Characters that a matter may have."""


class MatterForm(QWidget):
    """Says what is missing; what was typed stays until the hub has it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.order: Callable[[c.Command], str] | None = None
        self.now = 0.0
        self._why = ""
        self._names: Names | None = None
        self._people: tuple[str, ...] = ()
        self.what = Editor(theme, self)
        self.what.setFixedHeight(theme.px(44))
        self.what.setPlaceholderText(translate("Matters", "客户要什么……谁先接待，谁负责到底"))
        self.what.textChanged.connect(self._changed)
        self.what.sent = self.send
        self.customer = QLineEdit(self)
        self.customer.setPlaceholderText(translate("Matters", "客户：姓、尾号或票号"))
        self.customer.textChanged.connect(self._changed)
        self.customer.returnPressed.connect(self.send)
        self.owner = QComboBox(self)
        self.owner.setAccessibleName(translate("Matters", "首办人"))
        self.promise = QComboBox(self)
        self.promise.setAccessibleName(translate("Matters", "答复时限"))
        for words, minutes in (
            (translate("Matters", "不约答复时间"), 0), (translate("Matters", "30 分钟内答复"), 30), (translate("Matters", "2 小时内答复"), 120),
            (translate("Matters", "明天此时前答复"), 1440),
        ):  # fmt: skip
            self.promise.addItem(words, minutes)
        self.button = ActionButton(theme, translate("Matters", "登记"), self, weight=Weight.PRIMARY)
        self.button.fired.connect(self.send)
        self.said = QLabel(self)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setFont(theme.font(Size.QUIET))
        self.said.setWordWrap(True)
        self._lay_out()
        self._changed()

    def _lay_out(self) -> None:
        px = self.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self.what)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self.customer.setTextMargins(px(8), 0, px(8), 0)
        for field in (self.customer, self.owner, self.promise):
            field.setMinimumHeight(px(HIT))
            field.setMinimumWidth(px(88))
            row.addWidget(field, 3 if field is self.customer else 2)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addWidget(self.said)

    def show_people(self, people: tuple[str, ...], names: Names, now: float, why: str) -> None:
        """Who may have heard it, and why nothing can be opened."""
        self.now = now
        if (people, names) != (self._people, self._names):
            chosen = self.owner.currentData()
            self._people, self._names = people, names
            self.owner.clear()
            for person in people:
                self.owner.addItem(translate("Matters", "首办 {0}").format(names.by(person)), person)
            self.owner.setCurrentIndex(max(0, self.owner.findData(chosen)))
        self._why = why
        self._changed()

    def send(self) -> None:
        """Open the matter, if nothing is missing."""
        if not self.button.allowed or self.order is None:
            return
        minutes = self.promise.currentData()
        sent = self.order(
            c.OpenMatter(
                what=self.what.toPlainText().strip(),
                owner=self.owner.currentData(),
                source="front",
                customer=self.customer.text().strip(),
                due_at=self.now + minutes * 60 if minutes else None,
            )
        )
        if sent:
            self.what.clear()
            self.customer.clear()
            self.promise.setCurrentIndex(0)

    def _changed(self) -> None:
        what, customer = self.what.toPlainText().strip(), self.customer.text().strip()
        over = max(len(what), len(customer)) - LONGEST
        hidden = unseen(what) + unseen(customer)
        said = ""
        if over > 0:
            said = translate("Matters", "多了 {0} 字：一件事最多 {1} 字，其余请写进值班日志").format(f"{over:,}", LONGEST)
        elif hidden:
            said = translate("NoteForm", "有 {0} 个看不见的控制符：照原样记入，显示时换成空格").format(hidden)
        self.said.setText(said)
        self.said.setVisible(bool(said))
        why = self._why or (said if over > 0 else "") or ("" if what else translate("Matters", "先写客户要什么"))
        self.button.allow(not why and self.owner.count() > 0, why or translate("Matters", "没有在岗的人"))
