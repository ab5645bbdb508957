"""A read-only table of keyed rows: painted cells with shapes, pills and small buttons. It never sorts, resets or resizes by itself.

A pane gives all rows at each draw, in the order to be shown (sort in `view`), or `Lines`, of which only those in sight are made; the table
finds what changed by the rows' ids, keeps selection and scroll, and tells Qt of one range (measured.md §7.3):

    COLUMNS = (Column("等候", 64, numeric=True), Column("业务", 0, stretch=1))      # titles already translated: build them in __init__
    table = Table(theme, columns, self)
    table.set_rows((Row("B", (Cell("14"), Cell("B 居民业务", look=look(AlarmPriority.HIGH)))),))
    table.chosen = self.on_chosen            # on_chosen(row_id): click, Enter
    table.actions = self.menu_of_of          # actions_of(row_id) -> tuple[Action, ...]: context menu, Menu key
    table.pushed = self.on_pushed            # on_pushed(row_id, code): a cell's small button
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import overload

from msgspec import Struct
from PyQt6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from widgets import canvas
from widgets.popup import popup_menu
from widgets.rest import Rest
from widgets.theme import Look, Size, Theme, Tone

_WORDS_GIVE = 0.25
"""Share of their room that words give away before a column that may be left out is."""


class Column(Struct, frozen=True):
    """A column: its title, width in unscaled pixels, and share of what is left over; columns of words give it back where room is wanting.

    One without a title is for small buttons, and as wide as they are.
    """

    title: str
    width: int
    stretch: int = 0
    numeric: bool = False
    """Right-aligned figures."""
    above: int = 0
    """Left out while the table is narrower than this, unscaled pixels; earlier where buttons or large words leave too little to the others."""
    least: int = 0
    """It gives room away first where that is wanting, until it is so narrow, unscaled pixels; 0: it does not."""

    @property
    def is_wordy(self) -> bool:
        """Whether its words are shortened where room is wanting."""
        return self.stretch > 0 and not self.numeric and not self.least


class Push(Struct, frozen=True):
    """A small button in a cell."""

    code: str
    words: str
    enabled: bool = True
    reason: str = ""
    """Why it is greyed, as a tooltip."""


class Cell(Struct, frozen=True):
    """What stands in a cell."""

    text: str = ""
    tone: Tone = Tone.TEXT
    look: Look | None = None
    """Shape before the text (in its own colour)."""
    pill: bool = False
    """Text in a rounded frame of the look's colour."""
    bold: bool = False
    under: str = ""
    """A quiet second line; give the table `lines=2`."""
    note: str = ""
    """Small, quiet words after the text: a limit or a denominator."""
    pushes: tuple[Push, ...] = ()
    mark: Look | None = None
    """Shape after the text, where there is room: what kind of thing it is, not how it is."""
    share: float | None = None
    """A bar under the text, 0 … 1."""
    spoken: str = ""
    """What a screen reader says, when the text does not say it all."""


class Row(Struct, frozen=True):
    """A row; `id` is unique within the table."""

    id: str
    cells: tuple[Cell, ...]
    edge: Tone | None = None
    """A bar of colour at the row's left edge."""
    indent: int = 0
    """Rows that belong to the one above."""
    quiet: bool = False
    """Greyed: past, closed or suppressed."""


class Lines(Sequence[Row]):
    """Rows that are made when somebody asks for them: of hundreds, those in sight."""

    def __init__(self, ids: Iterable[str], make: Callable[[int], Row], pushes: Iterable[tuple[Push, ...]] = ()) -> None:
        """`make` the row at a place; `pushes`: all small buttons that stand together in any of them."""
        self.ids = tuple(ids)
        self.pushes = frozenset(pushes)
        self._make = make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(place, slice):
            return tuple(self[i] for i in range(len(self))[place])
        place = range(len(self))[place]
        row = self._made.get(place)
        if row is None:
            row = self._made[place] = self._make(place)
        return row


def _ids(rows: Sequence[Row]) -> tuple[str, ...]:
    return rows.ids if isinstance(rows, Lines) else tuple(row.id for row in rows)


class Action(Struct, frozen=True):
    """An entry of a row's context menu."""

    words: str
    run: Callable[[], object]
    enabled: bool = True


class Rows(QAbstractTableModel):
    """The rows as Qt sees them; changed by `replace` only."""

    def __init__(self, columns: Sequence[Column], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()
        self.ids: tuple[str, ...] = ()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, what a screen reader says, the tooltip, and (user role) the `Row`."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        cell = row.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.AccessibleTextRole:
                return " ".join(part for part in (cell.spoken or cell.text, cell.note, cell.under) if part)
            case Qt.ItemDataRole.ToolTipRole:
                reasons = [f"{push.words}: {push.reason}" for push in cell.pushes if push.reason and not push.enabled]
                return "\n".join([part for part in (cell.spoken or cell.text, cell.note, cell.under) if part] + reasons) or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def replace(self, rows: Sequence[Row], seen: range | None = None) -> None:
        """Show these rows: removals, additions and moves by id, then one range of changes a column; `seen`: the rows in sight, of `Lines`."""
        ids = _ids(rows)
        wanted = frozenset(ids)
        if len(wanted) != len(ids):
            raise ValueError(f"row ids are not unique: {ids}")
        self._remove_all_but(wanted)
        here = frozenset(self.ids)
        if not here:
            self._append(rows)
            return
        self._append([rows[place] for place, id in enumerate(ids) if id not in here])
        if self.ids != ids:
            self._reorder(rows)
            return
        changed = _changes(self.rows, rows, len(self.columns), range(len(rows)) if seen is None else seen)
        self._hold(rows)
        # Qt paints each range and nothing between them; a running time is one range, as it changes a column of every row.
        for column, first, last in changed:
            self.dataChanged.emit(self.index(first, column), self.index(last, column))

    def _hold(self, rows: Sequence[Row]) -> None:
        self.rows, self.ids = rows, _ids(rows)

    def _remove_all_but(self, wanted: Container[str]) -> None:
        last = len(self.ids) - 1
        while last >= 0:
            if self.ids[last] in wanted:
                last -= 1
                continue
            first = last
            while first > 0 and self.ids[first - 1] not in wanted:
                first -= 1
            self.beginRemoveRows(QModelIndex(), first, last)
            self._hold((*self.rows[:first], *self.rows[last + 1 :]))
            self.endRemoveRows()
            last = first - 1

    def _append(self, new: Sequence[Row]) -> None:
        if new:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(new) - 1)
            self._hold((*self.rows, *new) if self.rows else new)
            self.endInsertRows()

    def _reorder(self, rows: Sequence[Row]) -> None:
        self.layoutAboutToBeChanged.emit()
        place = {id: i for i, id in enumerate(_ids(rows))}
        before = self.persistentIndexList()
        after = [self.index(place[self.ids[index.row()]], index.column()) for index in before]
        self._hold(rows)
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()


def _changes(was: Sequence[Row], rows: Sequence[Row], columns: int, seen: range) -> list[tuple[int, int, int]]:
    """Column, first and last row of each run of changed cells; rows are the same ids in the same order."""
    runs: dict[int, list[tuple[int, int]]] = {}
    for i in seen:
        old, new = was[i], rows[i]
        if old == new:
            continue
        whole = (old.edge, old.indent, old.quiet) != (new.edge, new.indent, new.quiet)
        for column in range(columns):
            if not whole and old.cells[column] == new.cells[column]:
                continue
            spans = runs.setdefault(column, [])
            if spans and spans[-1][1] == i - 1:
                spans[-1] = (spans[-1][0], i)
            else:
                spans.append((i, i))
    return [(column, first, last) for column, spans in runs.items() for first, last in spans]


class Table(QTableView):
    """The view of `Rows`. Keyboard: arrows, Home/End, Enter chooses, the menu key opens the row's actions."""

    def __init__(
        self, theme: Theme, columns: Sequence[Column], parent: QWidget | None = None, *, lines: int = 1, ground: Tone | None = None
    ) -> None:  # fmt: skip
        """`ground`: the plain colour on which it stands, where there is one: what lies below is then not painted whenever a row is."""
        super().__init__(parent)
        self._ground = ground
        self.theme = theme
        self.chosen: Callable[[str], object] | None = None
        self.menu_of: Callable[[str], tuple[Action, ...]] | None = None
        self.pushed: Callable[[str, str], object] | None = None
        self.keys: Mapping[Qt.Key, str] = {}
        """Keys that press a small button of the row that has the keyboard, by the button's code."""
        self.marks_changed: Callable[[], object] | None = None
        """Told when other rows are marked, where several can be."""
        self.empty_words = ""
        """Shown, quietly, when there are no rows."""
        self._pushes_wide: dict[int, int] = {}
        """Columns with small buttons: how wide they are, in pixels."""
        self._pushing = tuple(i for i, column in enumerate(columns) if not column.title)
        self._rest = Rest()
        self._is_slip = False
        """The mouse was pressed on a row that had only just come under it: letting it go is to do nothing either."""
        self.rows = Rows(columns, self)
        self.setModel(self.rows)
        self.setItemDelegate(_Painter(theme, self))
        self._settle(lines)

    def _settle(self, lines: int) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAutoFillBackground(False)
        self.setHorizontalHeader(_Head(self.theme, self))
        viewport, rows, head = self.viewport(), self.verticalHeader(), self.horizontalHeader()
        if viewport is None or rows is None or head is None:
            raise RuntimeError("a QTableView without viewport or headers")
        viewport.setAutoFillBackground(False)
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, self._ground is not None)
        head.setHidden(not any(column.title for column in self.rows.columns))
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(self.theme.px(20))
        rows.setDefaultSectionSize(self.theme.px(34 if lines == 1 else 48))

    def set_rows(self, rows: tuple[Row, ...] | Lines) -> None:
        """Show these rows in this order; give `Lines` where there may be hundreds."""
        if rows != self.rows.rows:
            self._make_room_for_pushes(rows)
            self.rows.replace(rows, self._in_sight(len(rows)) if isinstance(rows, Lines) else None)
            self._rest.look(self._id_at)

    def _in_sight(self, count: int) -> range:
        """The places of the rows that can be seen, if there are so many."""
        viewport = self.viewport()
        first, last = self.rowAt(0), self.rowAt(viewport.height() - 1) if viewport is not None else -1
        return range(min(count, max(0, first)), count if last < 0 else min(count, last + 1))

    def current_id(self) -> str | None:
        """The selected row's id."""
        index = self.currentIndex()
        return self.rows.ids[index.row()] if index.isValid() else None

    def mark_several(self) -> None:
        """Let Ctrl and Shift mark more rows than one, by click and by key."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        if (model := self.selectionModel()) is not None:
            model.selectionChanged.connect(lambda *_: self.marks_changed() if self.marks_changed is not None else None)

    def marked_ids(self) -> tuple[str, ...]:
        """The ids of the marked rows, in the order of the rows."""
        model = self.selectionModel()
        places = sorted(index.row() for index in model.selectedRows()) if model is not None else []
        return tuple(self.rows.ids[place] for place in places)

    def mark(self, row_ids: Container[str]) -> None:
        """Mark these rows and no others; which one is current stays. Nothing where one row is chosen at a time."""
        model = self.selectionModel()
        if model is None or self.selectionMode() is not QAbstractItemView.SelectionMode.ExtendedSelection:
            return
        marked = QItemSelection()
        for place in (place for place, id in enumerate(self.rows.ids) if id in row_ids):
            marked.select(self.rows.index(place, 0), self.rows.index(place, 0))
        flags = QItemSelectionModel.SelectionFlag
        model.select(marked, flags.ClearAndSelect | flags.Rows)

    def choose(self, row_id: str | None) -> None:
        """Select a row without telling anyone; None or an unknown id: none."""
        if row_id in self.rows.ids:
            self.setCurrentIndex(self.rows.index(self.rows.ids.index(row_id), 0))
            return
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._pushes_wide = {}
        self._make_room_for_pushes(self.rows.rows)
        self._share_room()

    def _share_room(self) -> None:
        viewport = self.viewport()
        room = viewport.width() if viewport is not None else 0
        shown = {i: column for i, column in enumerate(self.rows.columns) if room >= self.theme.px(column.above)}
        wide, rest = self._widths(shown, room)
        while -rest > _WORDS_GIVE * sum(wide[i] for i, column in shown.items() if column.is_wordy):
            last = max(shown, key=lambda i: shown[i].above)
            if not shown[last].above:
                break
            del shown[last]
            wide, rest = self._widths(shown, room)
        # Where room is wanting still, words are shortened; figures and small buttons are not.
        takes = {i: column.stretch if rest > 0 or column.is_wordy else 0 for i, column in shown.items()}
        for i in range(len(self.rows.columns)):
            self.setColumnHidden(i, i not in wide)
        for i, share in takes.items():
            self.setColumnWidth(i, max(wide[i] // 2, wide[i] + rest * share // (sum(takes.values()) or 1)))

    def _widths(self, shown: Mapping[int, Column], room: int) -> tuple[dict[int, int], int]:
        """How wide these columns are, and how much room is left over; below 0: how much is wanting."""
        wide = {i: max(self.theme.px(column.width), self._pushes_wide.get(i, 0)) for i, column in shown.items()}
        rest = room - sum(wide.values())
        if rest < 0:
            spare = {i: max(0, wide[i] - self.theme.px(column.least)) for i, column in shown.items() if column.least}
            given = min(-rest, sum(spare.values()))
            for i, most in spare.items():
                wide[i] -= given * most // (sum(spare.values()) or 1)
            rest += given
        return wide, rest

    def _make_room_for_pushes(self, rows: Sequence[Row]) -> None:
        """A column is as wide as the most small buttons in it: words of another language are longer."""
        found: dict[int, int] = {}
        for i in self._pushing:
            known = rows.pushes if isinstance(rows, Lines) else {row.cells[i].pushes for row in rows if row.cells[i].pushes}
            for pushes in known:
                found[i] = max(found.get(i, 0), pushes_wide(self.theme, pushes))
        if found != self._pushes_wide:
            self._pushes_wide = found
            self._share_room()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            row_id = self.current_id()
            if row_id is not None:
                self.chosen(row_id)
        elif event is not None and event.key() == Qt.Key.Key_Menu:
            self._open_actions(self.visualRect(self.currentIndex()).bottomLeft())
        elif event is not None and event.key() in self.keys and not event.modifiers():
            self._push(self.keys[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _push(self, code: str) -> None:
        """Press a small button of the row that has the keyboard, where it has that button and may."""
        index = self.currentIndex()
        if index.isValid() and self.pushed is not None:
            row = self.rows.rows[index.row()]
            if any(push.code == code and push.enabled for cell in row.cells for push in cell.pushes):
                self.pushed(row.id, code)

    def _id_at(self, pos: QPointF) -> str:
        index = self.indexAt(pos.toPoint())
        return self.rows.rows[index.row()].id if index.isValid() else ""

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        super().mouseMoveEvent(event)
        if event is not None:
            self._rest.came(event.position(), self._id_at(event.position()))

    def leaveEvent(self, event: QEvent | None) -> None:
        self._rest.left()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        super().wheelEvent(event)
        if event is not None:
            self._rest.came(event.position(), self._id_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        self._is_slip = event is not None and self._rest.is_slip(event.position())
        if not self._is_slip:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        self._is_slip = event is not None and self._rest.is_slip(event.position())
        if not self._is_slip:
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if self._is_slip:
            return
        super().mouseReleaseEvent(event)
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.pos())
        if not index.isValid():
            return
        row = self.rows.rows[index.row()]
        for push, area in push_areas(self.theme, QRectF(self.visualRect(index)), row.cells[index.column()]):
            if _reach(area, QRectF(self.visualRect(index))).contains(event.position()):
                if push.enabled and self.pushed is not None:
                    self.pushed(row.id, push.code)
                return
        if self.chosen is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.chosen(row.id)

    def contextMenuEvent(self, event: object) -> None:
        pos = event.pos() if isinstance(event, QEvent) and hasattr(event, "pos") else QPoint()
        self._open_actions(pos)

    def open_menu(self, actions: Iterable[Action], row_id: str) -> None:
        """A menu of actions, under the last cell of a row: that of its small buttons."""
        self._filled(actions).popup(self.below(row_id, len(self.rows.columns) - 1))

    def below(self, row_id: str, column: int = 0) -> QPoint:
        """Under a cell, on the screen; of the first row where there is none of that id."""
        row = self.rows.ids.index(row_id) if row_id in self.rows.ids else 0
        viewport = self.viewport()
        corner = self.visualRect(self.rows.index(row, column)).bottomLeft()
        return viewport.mapToGlobal(corner) if viewport is not None else QPoint()

    def _filled(self, actions: Iterable[Action]) -> QMenu:
        menu = popup_menu(self)
        for action in actions:
            entry = menu.addAction(action.words)
            if entry is not None:
                entry.setEnabled(action.enabled)
                entry.triggered.connect(action.run)
        return menu

    def _open_actions(self, pos: QPoint) -> None:
        index = self.indexAt(pos) if self.indexAt(pos).isValid() else self.currentIndex()
        viewport = self.viewport()
        if self.menu_of is None or viewport is None or not index.isValid():
            return
        self.setCurrentIndex(index)
        menu = self._filled(self.menu_of(self.rows.ids[index.row()]))
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(viewport.mapToGlobal(pos))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        viewport = self.viewport()
        if self._ground is not None and viewport is not None and event is not None:
            p = QPainter(viewport)  # by hand: a style sheet further up takes a viewport's own palette from it
            p.fillRect(event.rect(), self.theme.colour(self._ground))
            p.end()
        super().paintEvent(event)
        if not self.rows.rows and self.empty_words and viewport is not None:
            p = QPainter(viewport)
            area = QRectF(viewport.rect())
            canvas.text(p, self.theme, area, self.empty_words, size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE)
            p.end()


class _Head(QHeaderView):
    """Quiet column titles."""

    def __init__(self, theme: Theme, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self.theme = theme
        self.setFixedHeight(theme.px(26))
        self.setMinimumSectionSize(8)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        viewport = self.viewport()
        if viewport is not None:
            viewport.setAutoFillBackground(False)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        model, viewport = self.model(), self.viewport()
        if not isinstance(model, Rows) or viewport is None:
            return
        p = QPainter(viewport)
        p.setPen(QPen(self.theme.colour(Tone.LINE), 1))
        p.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        pad = self.theme.px(6)
        for i, column in enumerate(model.columns):
            area = QRectF(self.sectionViewportPosition(i) + pad, 0, self.sectionSize(i) - 2 * pad, self.height() - 2)
            align = canvas.RIGHT if column.numeric else canvas.LEFT
            canvas.text(p, self.theme, area, column.title, size=Size.QUIET, tone=Tone.FAINT, align=align)
        p.end()


class _Painter(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, theme: Theme, table: Table) -> None:
        super().__init__(table)
        self.theme = theme
        self._rule = theme.mixed(Tone.LINE, Tone.PANEL, 0.45)

    def paint(self, p: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        model = index.model()
        if p is None or not isinstance(model, Rows):
            return
        row, column = model.rows[index.row()], model.columns[index.column()]
        area = QRectF(option.rect)
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if _is_selected(option):
            p.fillRect(area, self.theme.mixed(Tone.INFO, Tone.PANEL, 0.18))
        # Within the cell to the pixel: cells are painted one by one, and a smoothed line would add up where they meet.
        p.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), self._rule)
        if index.column() == 0:
            area = self._lead(p, row, area)
        paint_cell(p, self.theme, area, row.cells[index.column()], numeric=column.numeric, quiet=row.quiet)
        p.restore()

    def _lead(self, p: QPainter, row: Row, area: QRectF) -> QRectF:
        px = self.theme.px
        if row.edge is not None:
            p.fillRect(QRectF(area.left(), area.top() + px(5), px(3), area.height() - px(10)), self.theme.colour(row.edge))
        if not row.indent:
            return area
        left = area.left() + px(16 * row.indent)
        p.setPen(QPen(self.theme.colour(Tone.LINE), 1))
        p.drawLine(QPointF(left - px(6), area.top()), QPointF(left - px(6), area.center().y()))
        p.drawLine(QPointF(left - px(6), area.center().y()), QPointF(left + px(2), area.center().y()))
        return area.adjusted(px(16 * row.indent), 0, 0, 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        return QSize(self.theme.px(40), self.theme.px(34))

    def editorEvent(
        self, event: QEvent | None, model: QAbstractItemModel | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> bool:  # fmt: skip
        return False


_NOTE = 56
"""So much of a longer note is worth being seen, unscaled pixels; less says nothing."""
_SELECTED = QStyle.StateFlag.State_Selected.value
"""A plain number: `&` of two Python flags costs as much as painting a word."""


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state.value & _SELECTED)


def _reach(button: QRectF, cell: QRectF) -> QRectF:
    """Where a small button is hit: as high as its row, for a finger."""
    return QRectF(button.left() - 2, cell.top(), button.width() + 4, cell.height())


def pushes_wide(theme: Theme, pushes: tuple[Push, ...]) -> int:
    """How wide a column is in which these buttons have room, in pixels."""
    words = sum(canvas.width_of(theme, push.words, Size.QUIET, bold=True) for push in pushes)
    return round(words + theme.px(26) * len(pushes) + theme.px(6))


def push_areas(theme: Theme, area: QRectF, cell: Cell) -> list[tuple[Push, QRectF]]:
    """Where a cell's small buttons are, right-aligned."""
    areas: list[tuple[Push, QRectF]] = []
    right, tall = area.right() - theme.px(6), theme.px(26)
    for push in reversed(cell.pushes):
        width = canvas.width_of(theme, push.words, Size.QUIET, bold=True) + theme.px(20)
        areas.insert(0, (push, QRectF(right - width, area.center().y() - tall / 2, width, tall)))
        right -= width + theme.px(6)
    return areas


def paint_cell(p: QPainter, theme: Theme, area: QRectF, cell: Cell, *, numeric: bool, quiet: bool) -> None:
    """Paint a cell into `area`; the table's own rule, also for cards that look like its rows."""
    px = theme.px
    inner = area.adjusted(px(6), 0, -px(6), 0)
    for push, spot in push_areas(theme, area, cell):
        canvas.card(p, theme, spot, Tone.CONTROL)
        canvas.text(
            p,
            theme,
            spot,
            push.words,
            size=Size.QUIET,
            bold=True,
            tone=Tone.TEXT if push.enabled else Tone.FAINT,
            align=canvas.CENTRE,
        )
        inner.setRight(min(inner.right(), spot.left() - px(6)))
    tone = Tone.FAINT if quiet and cell.tone is Tone.TEXT else cell.tone
    if cell.pill and cell.look is not None:
        canvas.pill(p, theme, QPointF(inner.left(), inner.center().y()), cell.text, cell.look, max_width=inner.width())
        return
    if cell.look is not None:
        canvas.glyph(p, theme, QPointF(inner.left() + px(7), inner.center().y()), cell.look)
        inner.setLeft(inner.left() + px(20))
    if cell.share is not None:
        lane = QRectF(inner.left(), inner.center().y() - px(3), inner.width(), px(6))
        if cell.text:
            lane.moveBottom(inner.bottom() - px(5))
            inner.setBottom(lane.top())
        canvas.bar(p, theme, lane, cell.share, Tone.SOFT if cell.tone is Tone.TEXT else cell.tone)
    line = QRectF(inner)
    if cell.under:
        line.setBottom(inner.center().y() + px(1))
        lower = QRectF(inner.left(), line.bottom(), inner.width(), inner.bottom() - line.bottom() - px(3))
        align = canvas.RIGHT if numeric else canvas.LEFT
        canvas.text(p, theme, lower, cell.under, size=Size.QUIET, tone=Tone.FAINT, align=align)
    _paint_words(p, theme, line, cell, tone, numeric=numeric)


def _paint_words(p: QPainter, theme: Theme, line: QRectF, cell: Cell, tone: Tone, *, numeric: bool) -> None:
    gap = theme.px(6)
    if numeric:
        wide = canvas.width_of(theme, cell.note, Size.TINY) + gap if cell.note else 0.0
        # Half a limit is none: without room for it, it stands in the tooltip only.
        if wide and canvas.width_of(theme, cell.text, bold=cell.bold) + wide <= line.width():
            canvas.text(p, theme, line, cell.note, size=Size.TINY, tone=Tone.FAINT, align=canvas.RIGHT)
            line = line.adjusted(0, 0, -wide, 0)
        canvas.text(p, theme, line, cell.text, bold=cell.bold, tone=tone, align=canvas.RIGHT)
    else:
        said = canvas.whole_parts(theme, cell.text, line.width(), Size.BODY, bold=cell.bold)
        used = canvas.text(p, theme, line, said, bold=cell.bold, tone=tone)
        if cell.mark is not None and used + theme.px(20) <= line.width():
            canvas.glyph(p, theme, QPointF(line.left() + used + theme.px(12), line.center().y()), cell.mark)
            used += theme.px(18)
        rest = line.adjusted(used + gap, 0, 0, 0)
        if cell.note and rest.width() >= min(canvas.width_of(theme, cell.note, Size.QUIET), theme.px(_NOTE)):
            canvas.text(p, theme, rest, cell.note, size=Size.QUIET, tone=Tone.FAINT)
