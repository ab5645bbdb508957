"""The first minutes: six cards that point at the desk's own parts, one after the other. The desk works meanwhile; nothing is covered but by the card.

Shown once, when a desk is first opened; afterwards only when somebody asks for it.
"""

from collections.abc import Callable

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPoint, QRect, QRectF, Qt
from PyQt6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from widgets import canvas
from widgets.action import ActionButton, Weight
from widgets.theme import RADIUS, Size, Theme, Tone

translate = QCoreApplication.translate
WIDE, TALL = 440, 178


class Step(Struct, frozen=True):
    """One card: what it points at, by name, the first that the desk has; a head and some words, Chinese in the context `Guide`."""

    of: tuple[str, ...]
    head: str
    words: str


STEPS: tuple[Step, ...] = (
    Step(
        ("top",), QT_TRANSLATE_NOOP("Guide", "先看顶栏"),
        QT_TRANSLATE_NOOP("Guide", "哪个厅、是不是实时、几点、画面可信多少；中间是最严重的告警和它影响谁。两秒钟就知道厅里好不好。"),
    ),
    Step(
        ("floor_plan", "counters"), QT_TRANSLATE_NOOP("Guide", "平面图：谁在哪、在办什么"),
        QT_TRANSLATE_NOOP("Guide", "点窗口、人、设备看详情。把人拖到窗口就是调人，松手前会说明合不合适。橙色才需要您动手。"),
    ),
    Step(
        ("detail",), QT_TRANSLATE_NOOP("Guide", "详情：一下点到位"),
        QT_TRANSLATE_NOOP("Guide", "点了什么，这里就说什么，能做的都是按钮。变灰的按钮会说为什么。五秒内可以撤销（Ctrl+Z）。"),
    ),
    Step(
        ("orders", "alarms"), QT_TRANSLATE_NOOP("Guide", "命令走到哪一步"),
        QT_TRANSLATE_NOOP("Guide", "已命令、已回执、已确认：只有厅里真的看到了，才写“已确认”。"),
    ),
    Step(
        ("time",), QT_TRANSLATE_NOOP("Guide", "时间条：倒回去看"),
        QT_TRANSLATE_NOOP("Guide", "空格暂停，“−1 分”倒回去；画面边框变蓝就不是现在。按 L 回到实时，告警一直是实时的。"),
    ),
    Step(
        ("menu",), QT_TRANSLATE_NOOP("Guide", "什么都能找到"),
        QT_TRANSLATE_NOOP("Guide", "按 Ctrl+K，输入“3”就能开 3 号窗口；F1 是帮助，? 是快捷键。菜单里换配色、大字和语言。"),
    ),
)  # fmt: skip


class Guide(QWidget):
    """The cards. `where` gives the rectangle, in the window, of what a step points at; `done` is called at the end, however it comes."""

    def __init__(self, theme: Theme, where: Callable[[str], QRect | None], done: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.at = 0
        self._where = where
        self.done = done
        """Called when it was seen through or skipped."""
        self._steps = [step for step in STEPS if self._target(step) is not None]
        self.mark = _Mark(theme, parent)
        self.skip = ActionButton(theme, translate("Guide", "跳过 Esc"), self)
        self.go_on = ActionButton(theme, "", self, weight=Weight.PRIMARY)
        self.skip.fired.connect(self.end)
        self.go_on.fired.connect(self.next)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        row.addWidget(self.skip)
        row.addWidget(self.go_on)
        pad = theme.px(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(pad, pad, pad, theme.px(12))
        column.addStretch(1)
        column.addLayout(row)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(theme.px(WIDE), theme.px(TALL))

    def begin(self, at: int = 0) -> None:
        """The first card, or that one."""
        self.at = min(at, len(self._steps) - 1)
        self._show_step()

    def next(self) -> None:
        """The next card, or the end."""
        self.at += 1
        if self.at >= len(self._steps):
            self.end()
        else:
            self._show_step()

    def end(self) -> None:
        """No more of it."""
        self.hide()
        self.mark.hide()
        self.done()

    def close_down(self) -> None:
        """It goes without having been seen through: the desk is made anew."""
        self.mark.hide()
        self.mark.deleteLater()

    def _target(self, step: Step) -> QRect | None:
        return next((area for name in step.of if (area := self._where(name)) is not None), None)

    def _show_step(self) -> None:
        parent, step = self.parentWidget(), self._steps[self.at]
        area = self._target(step)
        if parent is None or area is None:
            self.next()
            return
        is_last = self.at == len(self._steps) - 1
        self.go_on.setText(translate("Guide", "开始值守") if is_last else translate("Guide", "下一步"))
        self.go_on.updateGeometry()
        self.setAccessibleName(translate("Guide", step.head))
        self.setAccessibleDescription(translate("Guide", step.words))
        self.mark.setGeometry(area.adjusted(-4, -4, 4, 4) & parent.rect())
        self.mark.show()
        self.mark.raise_()
        self.move(self._beside(area, parent.rect()))
        self.show()
        self.raise_()
        self.go_on.setFocus()
        self.update()

    def _beside(self, area: QRect, room: QRect) -> QPoint:
        """Where the card covers least of what it points at: below, above, at the right, or within at its corner."""
        gap = self.theme.px(12)
        x = min(max(area.left(), room.left() + gap), room.right() - self.width() - gap)
        if area.bottom() + gap + self.height() < room.bottom():
            return QPoint(x, area.bottom() + gap)
        if area.top() - gap - self.height() > room.top():
            return QPoint(x, area.top() - gap - self.height())
        return QPoint(min(area.right() + gap, room.right() - self.width() - gap), area.top() + gap)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px, area, step = self.theme, self.theme.px, QRectF(self.rect()), self._steps[self.at]
        p.fillRect(area, theme.colour(Tone.GROUND))
        canvas.card(p, theme, area, Tone.RAISED, edge=Tone.INFO)
        inner = area.adjusted(px(16), px(12), -px(16), -px(56))
        head = QRectF(inner.left(), inner.top(), inner.width(), px(28))
        canvas.text(p, theme, head, translate("Guide", step.head), size=Size.VALUE, bold=True)
        count = f"{self.at + 1} / {len(self._steps)}"
        canvas.text(p, theme, head, count, size=Size.QUIET, tone=Tone.FAINT, align=canvas.RIGHT)
        canvas.paragraph(p, theme, inner.adjusted(0, px(34), 0, 0), translate("Guide", step.words), size=Size.BODY)
        p.end()


class _Mark(QWidget):
    """A frame around what is spoken of; the mouse goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.theme.px(3)
        p.setPen(QPen(self.theme.colour(Tone.INFO), wide))
        p.drawRoundedRect(QRectF(self.rect()).adjusted(wide, wide, -wide, -wide), self.theme.px(RADIUS), self.theme.px(RADIUS))
        p.end()
