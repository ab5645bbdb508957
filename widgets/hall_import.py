"""A plan of another program in the hall editor: chosen, looked at, its layers picked, its scale given by two points; then it is laid.

The file is read by a process of its own (`console.hall_edit.plan_import`), so that a broken one costs nothing but a sentence.
"""

import filecmp
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from math import hypot
from pathlib import Path

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QProcess, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.hall_edit import operations as op
from console.hall_edit.drawing import Drawing, lines_for_hall
from console.hall_edit.fresh import free_id
from console.hall_edit.plan_import import answer_of
from console.hall_edit.scene import size_of
from console.hall_edit.things import Content
from console.model.hall import LineKind
from widgets import canvas, hall_words
from widgets.action import ActionButton, Weight
from widgets.nothing import nothing
from widgets.theme import HIT, Size, Theme, Tone

translate = QCoreApplication.translate
WAIT_MS = 60_000


class Laid(Struct, frozen=True):
    """What is to be done with the plan, and what to say of it."""

    operation: op.Operation
    said: str


class ImportPage(QWidget):
    """Hidden until a file is asked for. `laid` is called with what is to be done; `begin` asks for a file, `read` takes one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.laid: Callable[[Laid], object] = nothing
        self.drawing: Drawing | None = None
        self.marks: list[tuple[float, float]] = []
        """The two points of which the distance is given, units of the drawing."""
        self._content: Content | None = None
        self._folder = Path()
        self._picture: QImage | None = None
        self._work: tempfile.TemporaryDirectory[str] | None = None
        self._process: QProcess | None = None
        self._deadline = QTimer(self)
        self._deadline.setSingleShot(True)
        self._deadline.timeout.connect(self._too_long)
        self._make()

    def _make(self) -> None:
        theme, px = self.theme, self.theme.px
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setFont(theme.font(Size.BODY))
        self.preview = canvas.Canvas(theme, self._paint_preview, self)
        self.preview.pressed = self._mark
        self.preview.setMinimumHeight(px(220))
        self.preview.setAccessibleName(translate("HallEdit", "图纸预览"))
        self.layers = QListWidget(self)
        self.layers.setAccessibleName(translate("HallEdit", "图层"))
        self.layers.setMaximumWidth(px(220))
        self.layers.itemChanged.connect(lambda _: self.preview.update())
        self.kind = QComboBox(self)
        self.kind.setMinimumHeight(px(HIT))
        self.kind.setAccessibleName(translate("HallEdit", "画成"))
        for kind in LineKind:
            self.kind.addItem(hall_words.value_word(kind.value), kind.value)
        self.length = QLineEdit(self)
        self.length.setMinimumHeight(px(HIT))
        self.length.setFixedWidth(px(96))
        self.length.setPlaceholderText(translate("HallEdit", "米"))
        self.length.setAccessibleName(translate("HallEdit", "两点距离（米）"))
        self.length.textChanged.connect(self._tell_scale)
        self.scale_said = QLabel(self)
        self.scale_said.setFont(theme.font(Size.QUIET))
        self.go = ActionButton(theme, translate("HallEdit", "导入"), self, weight=Weight.PRIMARY)
        self.go.fired.connect(self.lay)
        away = ActionButton(theme, translate("HallEdit", "取消"), self)
        away.fired.connect(self.leave)
        length_said = QLabel(translate("HallEdit", "两点距离"), self)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        for part in (length_said, self.length, self.scale_said, self.kind):
            row.addWidget(part, 1 if part is self.scale_said else 0)
        row.addStretch()
        row.addWidget(away)
        row.addWidget(self.go)
        self._of_drawing = (self.preview, self.layers, length_said, self.length, self.scale_said, self.kind, self.go)
        """What means nothing while there is no drawing."""
        middle = QHBoxLayout()
        middle.setSpacing(px(8))
        middle.addWidget(self.preview, 1)
        middle.addWidget(self.layers)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(8))
        column.addWidget(self.said)
        column.addLayout(middle, 1)
        column.addLayout(row)

    # --- reading ---------------------------------------------------------------------------------------------------------

    def begin(self, content: Content, folder: Path) -> None:
        """Ask for a file, and read it."""
        self._content, self._folder = content, folder
        dialog = QFileDialog(
            self, translate("HallEdit", "导入图纸"), str(folder), "SVG DXF PNG JPEG (*.svg *.dxf *.png *.jpg *.jpeg)"
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, translate("HallEdit", "位置："))  # which Qt says in English only
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, translate("HallEdit", "类型："))
        dialog.fileSelected.connect(lambda name: self.read(Path(name), content, folder))
        dialog.open()

    def read(self, file: Path, content: Content, folder: Path) -> None:
        """Read a file in a process of its own, and show what came of it."""
        self.leave()
        self._content, self._folder = content, folder
        self._work = tempfile.TemporaryDirectory(prefix="hallwatch-plan-")
        self.said.setText(translate("HallEdit", "正在读 {0} …").format(file.name))
        self._show_parts(False)
        self.show()
        process = QProcess(self)
        process.finished.connect(lambda *_: self._read_it(process, file))
        process.start(sys.executable, ["-m", "console.hall_edit.plan_import", str(file), self._work.name])
        self._process = process
        self._deadline.start(WAIT_MS)

    def _too_long(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _read_it(self, process: QProcess, file: Path) -> None:
        self._deadline.stop()
        if process is not self._process:
            return
        self._process = None
        process.deleteLater()
        try:
            self.drawing = answer_of(bytes(process.readAllStandardOutput().data()))
        except ValueError as error:
            self.said.setText(translate("HallEdit", "不能导入 {0}：{1}").format(file.name, fault_words(str(error))))
            return
        self._take(self.drawing, file)

    def _take(self, drawing: Drawing, file: Path) -> None:
        self._picture = QImage(drawing.picture) if drawing.picture else None
        self.layers.clear()
        for layer in drawing.layers:
            item = QListWidgetItem(f"{layer.name}（{len(layer.lines)}）", self.layers)
            item.setSizeHint(QSize(0, self.theme.px(HIT)))
            item.setData(Qt.ItemDataRole.UserRole, layer.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        self._show_parts(True)
        self.layers.setVisible(bool(drawing.layers))
        self.kind.setVisible(bool(drawing.layers))
        told = translate("HallEdit", "{0}：在图上点两个点，再写它们的实际距离").format(file.name)
        if drawing.metres is not None:
            told = translate("HallEdit", "{0}：图纸自带单位；也可点两个点重定比例").format(file.name)
        self.said.setText(told)
        self.go.allow(True)
        self._tell_scale()
        self.preview.update()

    def _show_parts(self, shown: bool) -> None:
        for part in self._of_drawing:
            part.setVisible(shown)

    # --- its scale -------------------------------------------------------------------------------------------------------

    def metres(self) -> float | None:
        """A unit's length in metres: by the two points, by the drawing's own word, or so that it fills the hall; None: nonsense typed."""
        drawing = self.drawing
        if drawing is None or self._content is None:
            return None
        typed = self.length.text().strip().replace("，", ".").replace(",", ".")
        if typed and len(self.marks) == 2:
            try:
                length = float(typed)
            except ValueError:
                return None
            far = hypot(self.marks[1][0] - self.marks[0][0], self.marks[1][1] - self.marks[0][1])
            return length / far if far > 0 and 0 < length < 10_000 else None
        if drawing.metres is not None:
            return drawing.metres
        wide, tall = size_of(self._content)
        return min(wide / max(drawing.width, 1e-9), tall / max(drawing.height, 1e-9))

    def _tell_scale(self) -> None:
        metres, drawing = self.metres(), self.drawing
        if drawing is None:
            return
        if metres is None:
            self.scale_said.setText(translate("HallEdit", "距离应是数字（米）"))
            return
        size = f"{drawing.width * metres:.1f} × {drawing.height * metres:.1f}"
        if len(self.marks) == 2:
            self.scale_said.setText(translate("HallEdit", "图纸 {0} 米").format(size))
        else:
            self.scale_said.setText(translate("HallEdit", "图纸 {0} 米（还差 {1} 个点）").format(size, 2 - len(self.marks)))

    def _frame(self) -> tuple[QRectF, float]:
        """Where the drawing lies in the preview, and pixels a unit."""
        drawing = self.drawing
        area = QRectF(self.preview.rect()).adjusted(8, 8, -8, -8)
        if drawing is None:
            return area, 1.0
        scale = min(area.width() / max(drawing.width, 1e-9), area.height() / max(drawing.height, 1e-9))
        wide, tall = drawing.width * scale, drawing.height * scale
        return QRectF(area.center().x() - wide / 2, area.center().y() - tall / 2, wide, tall), scale

    def _mark(self, at: QPointF) -> None:
        if self.drawing is None:
            return
        frame, scale = self._frame()
        point = ((at.x() - frame.left()) / scale, (at.y() - frame.top()) / scale)
        self.marks = [*self.marks, point] if len(self.marks) < 2 else [point]
        self._tell_scale()
        self.preview.update()

    # --- what comes of it ------------------------------------------------------------------------------------------------

    def chosen_layers(self) -> list[str]:
        """The layers that are marked."""
        items = [self.layers.item(at) for at in range(self.layers.count())]
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item is not None and item.checkState() is Qt.CheckState.Checked
        ]

    def lay(self) -> None:
        """Make lines of the plan of it, or a picture beneath."""
        drawing, metres, content = self.drawing, self.metres(), self._content
        if drawing is None or metres is None or content is None:
            return
        try:
            laid = self._picture_laid(drawing, metres) if drawing.picture else self._lines_laid(drawing, metres, content)
        except OSError as error:
            self.said.setText(translate("HallEdit", "不能导入 {0}：{1}").format(self._folder / "plan", error.strerror or ""))
            return
        if laid is None:
            self.said.setText(translate("HallEdit", "没有选中任何线"))
            return
        self.laid(laid)
        self.leave()

    def _picture_laid(self, drawing: Drawing, metres: float) -> Laid:
        file = _copied(Path(drawing.picture), self._folder / "plan")
        values = {
            "file": file.name, "x": 0.0, "y": 0.0, "width": round(drawing.width * metres, 3), "height": round(drawing.height * metres, 3),
        }  # fmt: skip
        return Laid(op.Lay(values=values), translate("HallEdit", "图片已垫在平面图下面"))

    def _lines_laid(self, drawing: Drawing, metres: float, content: Content) -> Laid | None:
        lines, more = lines_for_hall(drawing, self.chosen_layers(), metres, size_of(content))
        if not lines:
            return None
        kind = str(self.kind.currentData())
        taken: list[str] = []
        parts: list[op.Add] = []
        for line in lines:
            taken.append(free_id(content, "line", kind, taken) if not taken else _next(taken[-1]))
            parts.append(op.Add(table="line", values={"id": taken[-1], "kind": kind, "points": [list(point) for point in line]}))
        said = translate("HallEdit", "已导入 %n 条线", n=len(lines))
        if more:
            said += translate("HallEdit", "，太短的 %n 条没有要", n=more)
        return Laid(op.AddAll(parts=tuple(parts)), said)

    def leave(self) -> None:
        """Fold in, and forget what was read."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            process.waitForFinished(1_000)
            process.deleteLater()
        self._deadline.stop()
        if self._work is not None:
            self._work.cleanup()
            self._work = None
        self.drawing, self._picture, self.marks = None, None, []
        self.length.clear()
        self.scale_said.clear()
        self.layers.clear()
        self.go.allow(False, translate("HallEdit", "还没有图纸"))
        self.hide()

    # --- painting --------------------------------------------------------------------------------------------------------

    def _paint_preview(self, p: QPainter, area: QRectF) -> None:
        theme, drawing = self.theme, self.drawing
        canvas.card(p, theme, area, Tone.GROUND)
        if drawing is None:
            return
        frame, scale = self._frame()
        if self._picture is not None:
            p.drawImage(frame, self._picture)
        p.setPen(QPen(theme.colour(Tone.SOFT), 1))
        p.setBrush(Qt.BrushStyle.NoBrush)
        wanted = set(self.chosen_layers())
        for layer in drawing.layers:
            if layer.name in wanted:
                for line in layer.lines:
                    p.drawPolyline(QPolygonF([QPointF(frame.left() + x * scale, frame.top() + y * scale) for x, y in line]))
        points = [QPointF(frame.left() + x * scale, frame.top() + y * scale) for x, y in self.marks]
        p.setPen(QPen(theme.colour(Tone.HIGH), 2))
        for point in points:
            p.drawEllipse(point, 5, 5)
        if len(points) == 2:
            p.drawLine(points[0], points[1])

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas.card(p, self.theme, QRectF(self.rect()).adjusted(1, 1, -1, -1), Tone.PANEL, edge=Tone.INFO)
        p.end()


def fault_words(plain: str) -> str:
    """Why a file cannot be read, in the language of the screen."""
    if found := re.fullmatch(r"larger than (\d+) (MB|million pixels)", plain):
        most, of = found.groups()
        mega = (
            translate("HallEdit", "文件太大，最多 {0} MB") if of == "MB" else translate("HallEdit", "图片太大，最多 {0} 百万像素")
        )
        return mega.format(most)
    for beginning, words in (
        ("only SVG", translate("HallEdit", "只能导入 SVG、DXF、PNG、JPEG")),
        ("not a picture", translate("HallEdit", "不是图片，或已损坏")),
        ("no DXF", translate("HallEdit", "不是 DXF，或已损坏")),
        ("no SVG", translate("HallEdit", "不是 SVG，或已损坏")),
        ("it defines entities", translate("HallEdit", "里面有实体定义，不安全")),
        ("more than", translate("HallEdit", "点太多")),
        ("groups lie", translate("HallEdit", "分组嵌套太深")),
        ("there is no line", translate("HallEdit", "里面没有线")),
        ("it takes more memory", translate("HallEdit", "太占内存")),
        ("the program that reads", translate("HallEdit", "读取程序中断（文件可能有问题，或太慢）")),
    ):
        if plain.startswith(beginning):
            return words
    return plain


def _copied(picture: Path, folder: Path) -> Path:
    """The picture in the folder; another one of its name stays, as an earlier version of the hall may lie on it."""
    folder.mkdir(exist_ok=True)
    file, number = folder / picture.name, 1
    while file.exists() and not filecmp.cmp(picture, file, shallow=False):
        number += 1
        file = folder / f"{picture.stem}-{number}{picture.suffix}"
    if not file.exists():
        shutil.copyfile(picture, file)
    return file


def _next(id: str) -> str:
    stem, _, number = id.rpartition("-")
    return f"{stem}-{int(number) + 1}"
