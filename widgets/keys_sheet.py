"""The sheet of keys: every shortcut there is, on the screen and as a PDF to hang up. It reads `widgets.acts` and nothing else."""

from math import ceil

from PyQt6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QRect, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QMouseEvent, QPageLayout, QPageSize, QPainter, QPaintEvent, QPdfWriter
from PyQt6.QtWidgets import QWidget

from widgets import canvas
from widgets.acts import Act, groups
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
LINE, COLUMNS = 27, 3
DOTS = 96
"""Of the PDF: an unscaled pixel is then a pixel of the screen's usual size."""
Block = tuple[str, list[Act]]


class KeysSheet(QWidget):
    """Hidden until asked for; any key or click folds it in."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate("Keys", "快捷键一览"))
        self.hide()

    def open(self, room: QRect) -> None:
        """Fold out over this room."""
        wide = min(room.width(), self.theme.px(1320))
        lines = max(sum(len(acts) + 2 for _, acts in column) for column in _columns(groups()))
        tall = min(room.height(), self.theme.px(LINE) * lines + self.theme.px(64))
        self.setGeometry(room.center().x() - wide // 2, room.top(), wide, tall)
        spoken = [f"{act.said()} {act.keyed()}" for _, acts in groups() for act in acts]
        self.setAccessibleDescription("\n".join(spoken))
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        self.hide()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        self.hide()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px, area = self.theme, self.theme.px, QRectF(self.rect())
        p.fillRect(area, theme.colour(Tone.GROUND))
        canvas.card(p, theme, area, Tone.PANEL, edge=Tone.INFO)
        inner = area.adjusted(px(24), px(16), -px(24), -px(12))
        head = QRectF(inner.left(), inner.top(), inner.width(), px(32))
        canvas.text(p, theme, head, translate("Keys", "快捷键一览"), size=Size.VALUE, bold=True)
        note = translate("Keys", "任意键收起；Ctrl+K 输入“快捷键”可存为 PDF")
        canvas.text(p, theme, head, note, size=Size.QUIET, tone=Tone.FAINT, align=canvas.RIGHT)
        paint_keys(p, theme, inner.adjusted(0, px(44), 0, 0))
        p.end()


def paint_keys(p: QPainter, theme: Theme, area: QRectF) -> None:
    """All groups, in columns as even as they can be."""
    px, gap = theme.px, theme.px(32)
    wide = (area.width() - gap * (COLUMNS - 1)) / COLUMNS
    columns = _columns(groups())
    lines = max(sum(len(acts) + 2 for _, acts in column) for column in columns)
    tall = min(px(LINE), area.height() / lines)
    for i, column in enumerate(columns):
        y, left = area.top(), area.left() + i * (wide + gap)
        for group, acts in column:
            canvas.text(p, theme, QRectF(left, y, wide, tall), group, size=Size.LABEL, bold=True, tone=Tone.SOFT)
            y += tall
            for act in acts:
                row = QRectF(left, y, wide, tall)
                used = canvas.text(p, theme, row, act.keyed(), size=Size.LABEL, bold=True, align=canvas.RIGHT)
                canvas.text(p, theme, row.adjusted(0, 0, -used - px(12), 0), act.said(), size=Size.LABEL)
                p.fillRect(QRectF(left, y + tall - 1, wide, 1), theme.mixed(Tone.LINE, Tone.PANEL, 0.5))
                y += tall
            y += tall


def _columns(blocks: list[Block]) -> list[list[Block]]:
    """Whole groups from left to right; a column is full when it holds its share of the lines."""
    share = ceil(sum(len(acts) + 2 for _, acts in blocks) / COLUMNS)
    columns: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        tall = len(block[1]) + 2
        if columns[-1] and used + tall > share + 3 and len(columns) < COLUMNS:
            columns.append([])
            used = 0
        columns[-1].append(block)
        used += tall
    return columns


def keys_as_pdf(theme: Theme) -> bytes:
    """The sheet as a PDF of one A4 page. `theme` should be a light one."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(translate("Keys", "快捷键一览"))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(12, 12, 12, 12), QPageLayout.Unit.Millimeter)
    writer.setResolution(DOTS)
    p = QPainter(writer)
    area = QRectF(0, 0, writer.width(), writer.height())
    head = QRectF(0, 0, area.width(), theme.px(32))
    canvas.text(p, theme, head, translate("Keys", "快捷键一览"), size=Size.HEAD, bold=True)
    paint_keys(p, theme, area.adjusted(0, theme.px(48), 0, 0))
    p.end()
    buffer.close()
    return bytes(buffer.data().data())
