"""The sheet of properties in the hall editor, made from the types of the keys: lines, switches, lists; what is wrong stands beside it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPoint, QSignalBlocker, QSize, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from console.hall_edit.document import Problem
from console.hall_edit.fields import Field, Kind, fields_of, read, spelt
from console.hall_edit.things import CAMERA, DEVICE, HALL, Content, Ref, id_key
from console.toml_file import Row
from widgets import hall_words, words
from widgets.nothing import nothing
from widgets.sheet import Chip, Sheet
from widgets.theme import HIT, Size, Theme, Tone

translate = QCoreApplication.translate
LABEL = 112
"""Unscaled pixels for what a key is called."""


class Choice(Struct, frozen=True):
    """What may be chosen for a key: the value and what it is called."""

    value: str
    words: str


class HallForm(QScrollArea):
    """The properties of one thing. `change(ref, key, value)` and `rename(ref, id)` are called when something was typed or chosen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.change: Callable[[Ref, str, object], object] = nothing
        self.rename: Callable[[Ref, str], object] = nothing
        self.kinds: Mapping[str, str] = {}
        """Of devices, as the profiles name them: what each id is called."""
        self.ref: Ref | None = None
        self.rows: dict[tuple[Ref, str], FieldRow] = {}
        self._content: Content | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(translate("HallEdit", "属性"))
        if (viewport := self.viewport()) is not None:
            viewport.setAutoFillBackground(False)

    def show_thing(self, ref: Ref | None, content: Content, problems: Sequence[Problem]) -> None:
        """Show a thing, with what is wrong with it; None: nothing."""
        self._content = content
        if ref != self.ref or ref is None or not self.rows:
            self.ref = ref
            self._make(ref, content)
        told = {(problem.ref, problem.key): problem for problem in reversed(problems)}
        for (whose, key), row in self.rows.items():
            values = content.row(whose) if content.has(whose) else {}
            row.show_value(values.get(key), self._choices(whose, row.field, values), told.get((whose, key)))

    def follow(self, ref: Ref) -> None:
        """The thing that is shown is called so now; the keyboard stays where it is."""
        self.ref = ref
        for row in self.rows.values():
            row.ref = Ref(row.ref.table, ref.id)
        self.rows = {(row.ref, key): row for (_, key), row in self.rows.items()}

    def focus_on(self, ref: Ref, key: str) -> None:
        """Put the keyboard into a key's field."""
        row = self.rows.get((ref, key))
        if row is not None:
            row.editor.setFocus()
            self.ensureWidgetVisible(row.editor)

    def _make(self, ref: Ref | None, content: Content) -> None:
        self.rows = {}
        body = QWidget(self)
        body.setAutoFillBackground(False)
        grid = QGridLayout(body)
        px = self.theme.px
        grid.setContentsMargins(px(12), px(4), px(12), px(12))
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(2))
        grid.setColumnMinimumWidth(0, px(LABEL))
        grid.setColumnStretch(1, 1)
        parts = [] if ref is None else [Ref(DEVICE, ref.id), ref] if ref.table == CAMERA else [ref]
        line = 0
        for whose in parts:
            if not content.has(whose):
                continue
            if len(parts) > 1:
                line = self._heading(grid, line, hall_words.table_word(whose.table))
            for field in fields_of(whose.table):
                if whose.table == CAMERA and field.key == "id":
                    continue
                row = FieldRow(self.theme, body, whose, field, self._commit)
                self.rows[whose, field.key] = row
                grid.addWidget(row.label, line, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(row.editor, line, 1)
                grid.addWidget(row.trouble, line + 1, 0, 1, 2)
                line += 2
        grid.setRowStretch(line, 1)
        if (before := self.takeWidget()) is not None:
            before.deleteLater()  # at once, one of its lines might be what is telling of it
        self.setWidget(body)
        body.setAutoFillBackground(False)  # a scroll area turns it on

    def _heading(self, grid: QGridLayout, line: int, words: str) -> int:
        label = QLabel(words, self)
        label.setFont(self.theme.font(Size.LABEL, True))
        grid.addWidget(label, line, 0, 1, 2)
        grid.setRowMinimumHeight(line, self.theme.px(28))
        return line + 1

    def _commit(self, ref: Ref, field: Field, value: object) -> None:
        if field.key == id_key(ref.table) and ref.table != HALL:
            self.rename(ref, str(value))
        else:
            self.change(ref, field.key, value)

    def _choices(self, ref: Ref, field: Field, values: Row) -> tuple[Choice, ...]:
        """What may be chosen for a key, in words."""
        content = self._content
        if content is None:
            return ()
        if (ref.table, field.key) == (DEVICE, "kind"):
            return tuple(Choice(kind, word) for kind, word in self.kinds.items())
        if not field.to:
            return tuple(Choice(each, hall_words.value_word(each)) for each in field.choices)
        found = []
        for table in field.to:
            for row in content.rows(table):
                id = str(row.get(id_key(table), ""))
                if id and not (table == ref.table and id == ref.id):
                    found.append(Choice(id, hall_words.thing_word(Ref(table, id), row)))
        called = Counter(choice.words for choice in found)
        return tuple(each if called[each.words] == 1 else Choice(each.value, f"{each.words} · {each.value}") for each in found)


class FieldRow:
    """One key: what it is called, where it is typed or chosen, and what is wrong with it."""

    def __init__(
        self, theme: Theme, parent: QWidget, ref: Ref, field: Field, commit: Callable[[Ref, Field, object], object]
    ) -> None:
        self.theme, self.ref, self.field, self._commit = theme, ref, field, commit
        self._value: object = None
        self._choices: tuple[Choice, ...] = ()
        self._unread = ""
        """Why what is typed is no value; it stands there until something else does."""
        word = hall_words.key_word(ref.table, field.key)
        self.label = QLabel(word, parent)
        self.label.setWordWrap(True)
        self.label.setFont(theme.font(Size.QUIET))
        self.label.setMinimumHeight(theme.px(HIT))
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.label.setToolTip(field.key)
        soften(self.label, theme, Tone.SOFT)
        self.trouble = QLabel(parent)
        self.trouble.setWordWrap(True)
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setFont(theme.font(Size.QUIET))
        soften(self.trouble, theme, Tone.HIGH)
        self.trouble.hide()
        kind = Kind.CHOICE if (ref.table, field.key) == (DEVICE, "kind") else field.kind
        self.editor: QWidget = self._editor(kind, parent)
        self.editor.setAccessibleName(word)
        self.editor.setObjectName(f"{ref.table}.{field.key}")
        self.editor.setMinimumHeight(theme.px(HIT))
        self.label.setBuddy(self.editor)

    def _editor(self, kind: Kind, parent: QWidget) -> QWidget:
        match kind:
            case Kind.SWITCH:
                switch = QCheckBox(parent)
                switch.clicked.connect(lambda on: self._give(bool(on) if on or self.field.default is not False else None))
                return switch
            case Kind.CHOICE:
                box = Chooser(parent)
                box.activated.connect(self._picked)
                return box
            case Kind.SEVERAL:
                chip = Chip("", self.theme, parent)
                chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                chip.clicked.connect(self._open)
                return chip
        line = Line(parent)
        line.setTextMargins(self.theme.px(4), 0, self.theme.px(4), 0)
        line.editingFinished.connect(partial(self._typed, line))
        return line

    def show_value(self, value: object, choices: tuple[Choice, ...], problem: Problem | None) -> None:
        """Show what stands in the file, and what is wrong with it."""
        is_other = value != self._value or choices != self._choices
        self._value, self._choices = value, choices
        with QSignalBlocker(self.editor):
            if isinstance(self.editor, QCheckBox):
                self.editor.setChecked(value is True)
            elif isinstance(self.editor, QComboBox):
                self._fill(self.editor, value)
            elif isinstance(self.editor, Chip):
                self._summarise(self.editor, value)
            elif isinstance(self.editor, QLineEdit) and (is_other or not self.editor.isModified()):
                self.editor.setText(spelt(self.field, value))
                self.editor.setCursorPosition(0)
                self.editor.setModified(False)
                self._unread = ""
                default = self.field.default
                self.editor.setPlaceholderText(spelt(self.field, default) if default not in (None, (), [], "") else "")
        self._tell(
            self._unread
            if problem is None or self._unread
            else " ".join(each for each in (hall_words.said(problem.said), hall_words.remedy(problem.remedy)) if each)
        )

    def _fill(self, box: QComboBox, value: object) -> None:
        choices = list(self._choices)
        plain = "" if value is None else str(value)
        if not self.field.required:
            default = self.field.default
            word = (
                hall_words.value_word(str(getattr(default, "value", default)))
                if default is not None
                else translate("HallEdit", "（无）")
            )
            usual = "" if default is None else str(getattr(default, "value", default))
            choices = [Choice("", word), *(each for each in choices if each.value != usual)]
            plain = "" if plain == usual else plain
        if plain and all(each.value != plain for each in choices):
            choices.append(Choice(plain, plain))
        box.clear()
        for each in choices:
            box.addItem(each.words, each.value)
        box.setCurrentIndex(next((at for at, each in enumerate(choices) if each.value == plain), -1))

    def _summarise(self, chip: Chip, value: object) -> None:
        known = {choice.value: choice.words for choice in self._choices}
        given = [str(each) for each in value] if isinstance(value, list) else []
        chip.setText(words.listed(known.get(each, each) for each in given) or translate("HallEdit", "（无）"))
        chip.setToolTip("\n".join(known.get(each, each) for each in given))
        chip.setMinimumWidth(0)

    def _picked(self, index: int) -> None:
        if isinstance(self.editor, QComboBox):
            value = self.editor.itemData(index)
            self._give(value or None)

    def _typed(self, line: QLineEdit) -> None:
        if not line.isModified():
            return
        try:
            value = read(self.field, line.text())
        except ValueError as error:
            self._unread = hall_words.said(str(error))
            self._tell(self._unread)
            return
        line.setModified(False)
        self._unread = ""
        self._tell("")
        self._give(value)

    def _give(self, value: object) -> None:
        if value != self._value:
            self._commit(self.ref, self.field, value)

    def _open(self) -> None:
        """A list of which several are marked."""
        sheet = Several(
            self.theme, self.editor, self._choices, [str(each) for each in self._value] if isinstance(self._value, list) else []
        )
        sheet.head(self.label.text())
        sheet.fill()
        sheet.settled = self._settled
        sheet.open_at(self.editor.mapToGlobal(QPoint(0, self.editor.height())))

    def _settled(self, values: list[str]) -> None:
        self._give(values if values or self.field.required else None)

    def _tell(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.editor.setAccessibleDescription(words)


def soften(label: QLabel, theme: Theme, tone: Tone) -> None:
    """Give a label's words a tone."""
    palette = label.palette()
    palette.setColor(palette.ColorRole.WindowText, theme.colour(tone))
    label.setPalette(palette)


class Line(QLineEdit):
    """A line to type in; to undo and redo means the hall where nothing that was typed is left to."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key = QKeySequence.StandardKey
        if (event.matches(key.Undo) and not self.isUndoAvailable()) or (event.matches(key.Redo) and not self.isRedoAvailable()):
            event.ignore()
        else:
            super().keyPressEvent(event)


class Chooser(QComboBox):
    """A list of which one is chosen; the wheel pushes the sheet, and changes nothing by mistake."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None:
            event.ignore()


class Several(Sheet):
    """Marks in a list; what is marked when it closes is given to `settled`, in the order of the list after what was there."""

    def __init__(self, theme: Theme, parent: QWidget, choices: Sequence[Choice], chosen: Sequence[str]) -> None:
        super().__init__(theme, parent)
        self._choices, self._chosen = choices, list(chosen)
        self.settled: Callable[[list[str]], object] = nothing
        self.list = QListWidget(self)
        self.list.setMinimumSize(theme.px(260), theme.px(min(420, 40 + 32 * len(choices))))

    def fill(self) -> None:
        """Put the list below the heading."""
        for choice in self._choices:
            item = QListWidgetItem(choice.words, self.list)
            item.setSizeHint(QSize(0, self.theme.px(HIT)))
            item.setData(Qt.ItemDataRole.UserRole, choice.value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if choice.value in self._chosen else Qt.CheckState.Unchecked)
        self.column.addWidget(self.list)

    def marked(self) -> list[str]:
        """What is marked: first what was, in its order."""
        items = [self.list.item(at) for at in range(self.list.count())]
        marks = [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item is not None and item.checkState() is Qt.CheckState.Checked
        ]
        return [each for each in self._chosen if each in marks] + [each for each in marks if each not in self._chosen]

    def hideEvent(self, event: object) -> None:
        if self.marked() != self._chosen:
            self.settled(self.marked())
