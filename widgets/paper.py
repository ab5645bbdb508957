"""Tables as a PDF on A4, painted by Qt's own writer row by row; may run in any thread, as nothing of it is on a screen."""

from PyQt6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PyQt6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from console.export import Book, Sheet, Step, Value

_DOTS = 150
"""Dots an inch."""
_BODY, _HEAD, _TITLE = 9, 11, 16
"""Sizes of letters, points."""
_WIDEST = 0.5
"""Share of the page that one column may take."""


def as_pdf(book: Book, step: Step) -> bytes:
    """The tables one below the other, each page with the table's head and its number."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS)
    writer.setTitle(book.title)
    writer.setCreator("hallwatch")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout.Unit.Millimeter)
    pages = _Pages(writer)
    try:
        pages.heading(book.title, book.notes)
        total = max(1, sum(len(sheet.rows) for sheet in book.sheets))
        done = 0
        for sheet in book.sheets:
            pages.begin(sheet)
            for row in sheet.rows:
                pages.row(row)
                done += 1
                step(done / total)
    finally:
        pages.end()
        buffer.close()
    return bytes(buffer.data().data())


class _Pages:
    """Where the pen is on the page."""

    def __init__(self, writer: QPdfWriter) -> None:
        self._writer = writer
        self._p = QPainter(writer)
        self._width, self._height = float(writer.width()), float(writer.height())
        self._y = 0.0
        self._page = 1
        self._sheet: Sheet | None = None
        self._widths: list[float] = []
        self._number()

    def end(self) -> None:
        self._p.end()

    def heading(self, title: str, notes: tuple[str, ...]) -> None:
        self._line(title, _TITLE, bold=True)
        for note in notes:
            self._line(note, _BODY)

    def begin(self, sheet: Sheet) -> None:
        """A table: its title and its head."""
        self._sheet = sheet
        cells = [sheet.header, *(tuple(map(_text, row)) for row in sheet.rows[:200])]
        metrics = self._metrics(_BODY, bold=True)
        gap = metrics.horizontalAdvance("  ")
        wanted = [
            max((metrics.horizontalAdvance(row[column]) for row in cells if column < len(row)), default=0.0) + gap
            for column in range(len(sheet.header))
        ]
        wanted = [min(each, _WIDEST * self._width) for each in wanted]
        scale = self._width / max(sum(wanted), 1.0)
        self._widths = [each * scale for each in wanted]
        if self._y + 5 * self._tall(_BODY) > self._height:
            self._turn()
        else:
            self._y += self._tall(_BODY)
            self._head()

    def row(self, row: tuple[Value, ...]) -> None:
        """One row, on the next page where this one is full."""
        if self._y + 2 * self._tall(_BODY) > self._height:
            self._turn()
        self._cells([_text(each) for each in row], [not isinstance(each, str) for each in row])

    # --- the pen --------------------------------------------------------------------------------------------------------

    def _head(self) -> None:
        if self._sheet is not None:
            self._line(self._sheet.title, _HEAD, bold=True)
            self._cells(list(self._sheet.header), [False] * len(self._sheet.header), bold=True)

    def _turn(self) -> None:
        self._writer.newPage()
        self._y = 0.0
        self._page += 1
        self._number()
        self._head()

    def _number(self) -> None:
        self._p.setFont(_font(_BODY))
        foot = QRectF(0, self._height - self._tall(_BODY), self._width, self._tall(_BODY))
        self._p.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(self._page))

    def _line(self, words: str, size: int, *, bold: bool = False) -> None:
        self._p.setFont(_font(size, bold=bold))
        area = QRectF(0, self._y, self._width, self._tall(size))
        said = self._metrics(size, bold=bold).elidedText(words, Qt.TextElideMode.ElideRight, self._width)
        self._p.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
        self._y += self._tall(size)

    def _cells(self, cells: list[str], right: list[bool], *, bold: bool = False) -> None:
        p, tall, x = self._p, self._tall(_BODY), 0.0
        p.setFont(_font(_BODY, bold=bold))
        metrics = self._metrics(_BODY, bold=bold)
        pad = metrics.horizontalAdvance(" ")
        for words, width, is_right in zip(cells, self._widths, right, strict=False):
            area = QRectF(x, self._y, width - pad, tall)
            side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
            p.drawText(
                area, side | Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width())
            )
            x += width
        self._y += tall
        p.setPen(QPen(Qt.GlobalColor.lightGray, 1))
        p.drawLine(0, round(self._y), round(self._width), round(self._y))
        p.setPen(QPen(Qt.GlobalColor.black, 1))

    def _metrics(self, size: int, *, bold: bool = False) -> QFontMetricsF:
        return QFontMetricsF(_font(size, bold=bold), self._writer)

    def _tall(self, size: int) -> float:
        return self._metrics(size).height() * 1.4


def _font(size: int, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPointSize(size)
    font.setBold(bold)
    return font


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "" if value is None else f"{value:g}"
