"""The lists of the hall editor: its tools, all things with a search, what is wrong, and a bar that asks. They say what was chosen."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PyQt6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget

from console.hall_edit.document import Problem
from console.hall_edit.fresh import LISTED
from console.hall_edit.things import HALL_REF, Content, Ref, id_key
from widgets import canvas, hall_words
from widgets.action import ActionButton, Weight
from widgets.hall_view import Tool
from widgets.nothing import nothing
from widgets.popup import popup_menu
from widgets.spelling import NO, rank
from widgets.spots import Spots
from widgets.table import Cell, Column, Row, Table
from widgets.theme import HIT, Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
_SHAPES: dict[Tool, Shape] = {
    Tool.SELECT: Shape.RING, Tool.ZONE: Shape.SQUARE, Tool.COUNTER: Shape.BARS, Tool.DEVICE: Shape.SMALL_DISC, Tool.CAMERA: Shape.DISC,
    Tool.BENCH: Shape.SQUARE, Tool.LANE: Shape.DIAMOND, Tool.FLOW: Shape.TRIANGLE, Tool.LINE: Shape.DASH, Tool.TEXT: Shape.QUESTION,
}  # fmt: skip
KEYS: dict[Tool, str] = {
    Tool.SELECT: "V", Tool.ZONE: "Z", Tool.COUNTER: "C", Tool.DEVICE: "D", Tool.CAMERA: "K", Tool.BENCH: "B", Tool.LANE: "L",
    Tool.FLOW: "F", Tool.LINE: "W", Tool.TEXT: "T",
}  # fmt: skip
"""The key that takes each tool up."""


def tool_word(tool: Tool) -> str:
    """What a tool places."""
    return translate("HallEdit", "选择") if tool is Tool.SELECT else hall_words.table_word(tool.value)


class Palette(Spots):
    """The tools, two in a row. `picked(tool)` is called by click or Enter."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, self._paint_tools, parent)
        self.picked: Callable[[Tool], object] = nothing
        self.tool = Tool.SELECT
        self.setFixedHeight(theme.px(36) * ((len(Tool) + 1) // 2) + theme.px(4))
        self.setAccessibleName(translate("HallEdit", "工具"))

    def show_tool(self, tool: Tool) -> None:
        """Take up a tool."""
        self.tool = tool
        self.update()

    def _pick(self, tool: Tool) -> None:
        self.picked(tool)

    def _paint_tools(self, p: QPainter, area: QRectF) -> None:
        theme, px = self.theme, self.theme.px
        wide = (area.width() - px(4)) / 2
        for place, tool in enumerate(Tool):
            spot = QRectF(area.left() + place % 2 * (wide + px(4)), area.top() + place // 2 * px(36), wide, px(HIT))
            said = f"{tool_word(tool)}（{KEYS[tool]}）"
            over = self.place(tool.value, spot, said, partial(self._pick, tool))
            on = tool is self.tool
            ground = Tone.CONTROL if on or over else Tone.PANEL
            canvas.card(p, theme, spot, ground, edge=Tone.INFO if on else None)
            look = Look(_SHAPES[tool], Tone.INFO if on else Tone.FAINT)
            canvas.glyph(p, theme, QPointF(spot.left() + px(16), spot.center().y()), look, px(11))
            words = spot.adjusted(px(30), 0, -px(18), 0)
            canvas.text(p, theme, words, tool_word(tool), size=Size.LABEL, bold=on, tone=Tone.TEXT if on else Tone.SOFT)
            canvas.text(p, theme, spot.adjusted(0, 0, -px(8), 0), KEYS[tool], size=Size.TINY, tone=Tone.FAINT, align=canvas.RIGHT)


class ThingList(QWidget):
    """All things of the hall, by table, with a line to find some. `chosen(ref)` is called by click or Enter."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.chosen: Callable[[Ref], object] = nothing
        self._refs: dict[str, Ref] = {}
        self._given: tuple[Content, frozenset[Ref]] | None = None
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(translate("HallEdit", "查找：名称、首字母"))
        self.search.setAccessibleName(translate("HallEdit", "查找"))
        self.search.setFixedHeight(theme.px(HIT))
        self.search.setTextMargins(theme.px(4), 0, theme.px(4), 0)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._first)
        self.table = Table(
            theme, (Column(translate("HallEdit", "名称"), 96, stretch=1), Column(translate("HallEdit", "编号"), 88)), self
        )
        self.table.setAccessibleName(translate("HallEdit", "全部对象"))
        self.table.empty_words = translate("HallEdit", "没有找到")
        self.table.chosen = lambda row: self.chosen(self._refs[row])
        self.new = ActionButton(theme, translate("HallEdit", "新增…"), self)
        self.new.fired.connect(self._open_new)
        self.add: Callable[[str], object] = nothing
        """Asked for a new thing of a table that has no place on the plan."""
        row = QHBoxLayout()
        row.setSpacing(theme.px(4))
        row.addWidget(self.search, 1)
        row.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def show_things(self, content: Content, wrong: Iterable[Ref]) -> None:
        """List what is there."""
        self._given = (content, frozenset(wrong))
        self._filter()

    def menu(self) -> QMenu:
        """What can be added that is not placed on the plan."""
        menu = popup_menu(self)
        for table in LISTED:
            action = menu.addAction(hall_words.table_word(table))
            if action is not None:
                action.triggered.connect(partial(self._add, table))
        return menu

    def _open_new(self) -> None:
        self.menu().popup(self.new.mapToGlobal(QPoint(0, self.new.height())))

    def _add(self, table: str, _checked: bool = False) -> None:
        self.search.clear()
        self.add(table)

    def mark(self, ref: Ref | None) -> None:
        """Mark what is chosen elsewhere."""
        row = next((key for key, each in self._refs.items() if each == ref), None)
        if row != self.table.current_id():
            self.table.choose(row)

    def _filter(self) -> None:
        if self._given is None:
            return
        content, wrong = self._given
        typed = self.search.text().strip().lower()
        rows: list[Row] = []
        self._refs = {}
        for ref in (HALL_REF, *content.refs()):
            if content.shown_as(ref) != ref:
                continue  # a camera stands there once
            values = content.row(ref)
            name = self._name(content, ref)
            kind = hall_words.table_word(ref.table)
            if typed and not any(typed in each.lower() for each in (name, ref.id, kind)) and rank(typed, name) == NO:
                continue
            key = f"{ref.table}/{ref.id}/{len(rows)}" if f"{ref.table}/{ref.id}" in self._refs else f"{ref.table}/{ref.id}"
            self._refs[key] = ref
            look = Look(Shape.TRIANGLE, Tone.HIGH) if ref in wrong else None
            rows.append(Row(key, (Cell(name, look=look, note=kind), Cell(ref.id or str(values.get("id", "")), tone=Tone.FAINT))))
        self.table.set_rows(tuple(rows))

    @staticmethod
    def _name(content: Content, ref: Ref) -> str:
        values = content.row(content.body_of(ref))
        return hall_words.thing_word(ref, values) or str(values.get(id_key(ref.table), ""))

    def _first(self) -> None:
        if self.table.rows.rows:
            self.table.choose(self.table.rows.rows[0].id)
            self.chosen(self._refs[self.table.rows.rows[0].id])


class Problems(QWidget):
    """What the hub's reader complains of. `chosen(problem)` is called by click or Enter."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.chosen: Callable[[Problem], object] = nothing
        self.problems: tuple[Problem, ...] = ()
        self.table = Table(
            theme,
            (Column(translate("HallEdit", "问题"), 300, stretch=1), Column(translate("HallEdit", "行"), 64, numeric=True)),
            self,
        )
        self.table.setAccessibleName(translate("HallEdit", "问题"))
        self.table.chosen = lambda row: self.chosen(self.problems[int(row.partition("/")[0])])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.setFixedHeight(theme.px(148))
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List them; nothing is shown where there are none."""
        self.problems = tuple(problems)
        self.setVisible(bool(problems))
        look = Look(Shape.TRIANGLE, Tone.HIGH)
        rows = []
        for at, each in enumerate(problems):
            said = hall_words.problem_words(each)
            rows.append(
                Row(f"{at}/{said}", (Cell(said, look=look, spoken=each.said), Cell(str(each.line or ""), tone=Tone.FAINT)))
            )
        self.table.set_rows(tuple(rows))


class AskBar(QWidget):
    """A line over the plan that asks something, with its answers as buttons; hidden when there is nothing to ask."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setFont(theme.font(Size.BODY, True))
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(16), theme.px(6), theme.px(12), theme.px(6))
        self._row.setSpacing(theme.px(8))
        self._row.addWidget(self.words, 1)
        self.buttons: list[ActionButton] = []
        self.hide()

    def ask(self, words: str, answers: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Ask; the first answer is the proposed one. Any answer folds it in."""
        self.leave()
        self.words.setText(words)
        self.setAccessibleName(words)
        for place, (word, deed) in enumerate(answers):
            button = ActionButton(self.theme, word, self, weight=Weight.PRIMARY if place == 0 else Weight.PLAIN)
            button.fired.connect(lambda deed=deed: self._answer(deed))
            self._row.addWidget(button)
            self.buttons.append(button)
        self.show()

    def leave(self) -> None:
        """Nothing is asked any more."""
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        self.hide()

    def _answer(self, deed: Callable[[], object]) -> None:
        self.leave()
        deed()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.theme.mixed(Tone.MEDIUM, Tone.PANEL, 0.16)
        canvas.card(p, self.theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), ground, edge=Tone.MEDIUM)
        p.end()
