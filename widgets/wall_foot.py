"""The foot of a wall, with the one line that says why; and the band that lies over everything when the wall is not to be trusted."""

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from console.model.attention import Scene, Why
from console.model.state import HallState
from console.session import Frame, Link
from widgets import canvas, wall_words, words
from widgets.canvas import fitting
from widgets.theme import Look, Shape, Size, Theme, Tone, look
from widgets.words import Names

translate = QCoreApplication.translate
HEIGHT = 46
BAND = 0.3
"""Of the wall's height."""


class FootView(Struct, frozen=True, kw_only=True):
    """What the foot says."""

    why: str = ""
    how: Look = Look(Shape.RING, Tone.SOFT)
    is_urgent: bool = False
    hall: str = ""
    clock: str = ""
    link: Link = Link.CONNECTING
    recorded: bool = True


class Trouble(Struct, frozen=True, kw_only=True):
    """Why the wall is not to be trusted: in large words."""

    head: str
    detail: str
    tone: Tone


def foot_view(frame: Frame, scene: Scene, names: Names) -> FootView:
    """Why this is shown, which hall, what time, and whether it lives."""
    config = frame.state.config
    known_at = frame.now if scene.why is Why.PUSHED else frame.heard_at  # for how long it was given, the wall knows by itself
    return FootView(
        why=wall_words.why(scene, frame.state, known_at, names) if config is not None else "",
        how=scene_look(scene, frame.state),
        is_urgent=scene.why in {Why.ALARM, Why.PLAN},
        hall=words.name(config) if config is not None else "",
        clock=names.clock(frame.now) if config is not None else "",
        link=frame.link,
        recorded=frame.recorded,
    )


def scene_look(scene: Scene, state: HallState) -> Look:
    """Shape and colour of what called for a scene."""
    match scene.why:
        case Why.ALARM if scene.cause in state.alarms:
            return look(state.alarms[scene.cause].priority)
        case Why.PLAN:
            return Look(Shape.SQUARE, Tone.INFO)
        case Why.PUSHED:
            return Look(Shape.DISC, Tone.INFO)
        case _:
            return Look(Shape.RING, Tone.FAINT)


def trouble(frame: Frame, names: Names) -> Trouble | None:
    """What makes the picture doubtful; nothing where it can be trusted."""
    if frame.link is Link.GOOD:
        if frame.recorded:
            return None
        detail = translate("Wall", "现场发生的事没有写入记录；值班台暂停下命令")
        return Trouble(head=translate("Wall", "未在记录"), detail=detail, tone=Tone.CRITICAL)
    if frame.link is Link.REFUSED:
        detail = translate("Wall", "请重新配对：hallwatch pair，hallwatch join")
        return Trouble(head=translate("Wall", "主机拒绝本大屏接入"), detail=detail, tone=Tone.CRITICAL)
    if frame.link is Link.STARTING:
        head = translate("Wall", "主机正在启动 {0}%").format(int(100 * frame.starting))
        tone = Tone.INFO if frame.state.config is None else Tone.HIGH
        return Trouble(head=head, detail=translate("Wall", "正在读取记录；完成后自动显示现场"), tone=tone)
    if frame.state.config is None:
        detail = translate("Wall", "收到现场数据后自动显示")
        return Trouble(head=translate("Wall", "正在连接主机"), detail=detail, tone=Tone.INFO)
    if frame.link is Link.DIVERGED:
        detail = translate("Wall", "正在重新载入；此前的画面不可信")
        return Trouble(head=translate("Wall", "数据不一致"), detail=detail, tone=Tone.HIGH)
    since = translate("Wall", "自 {0}，已 {1}").format(names.clock(frame.heard_at), words.age(frame.heard_ago))
    detail = words.join((since, translate("Wall", "数字和图停在断线前，正在重连")))
    return Trouble(head=translate("Wall", "与主机失去联系"), detail=detail, tone=Tone.HIGH)


def at_fault(fault: Exception) -> Trouble:
    """The program itself does not know what to show."""
    detail = f"{type(fault).__name__}: {fault}"
    return Trouble(head=translate("Wall", "大屏程序出错"), detail=detail, tone=Tone.HIGH)


class Foot(QWidget):
    """One line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.shown = FootView()
        self.setFixedHeight(theme.px(HEIGHT))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def draw(self, view: FootView) -> bool:
        """Show a view; True when it is another one."""
        if view == self.shown:
            return False
        self.shown = view
        self.setAccessibleName(words.join((view.why, view.hall, view.clock)))
        self.update()
        return True

    def paintEvent(self, event: QPaintEvent | None) -> None:
        theme, view = self.theme, self.shown
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.fillRect(self.rect(), theme.colour(Tone.PANEL))
        row = QRectF(self.rect()).adjusted(theme.px(16), 0, -theme.px(16), 0)
        wide = canvas.width_of(theme, "00:00:00", 26, bold=True)
        canvas.text(p, theme, QRectF(row.right() - wide, row.top(), wide, row.height()), view.clock, size=26, bold=True)
        row.setRight(row.right() - wide - theme.px(18))
        row.setRight(row.right() - self._alive(p, row, view) - theme.px(18))
        wanted = canvas.width_of(theme, view.why, Size.HEAD, bold=view.is_urgent) + theme.px(50)
        if wanted + canvas.width_of(theme, view.hall, Size.VALUE) <= row.width():  # where there is no room, why goes before where
            used = canvas.text(p, theme, row, view.hall, size=Size.VALUE, tone=Tone.SOFT, align=canvas.RIGHT)
            row.setRight(row.right() - used - theme.px(24))
        if view.why:
            canvas.glyph(p, theme, QPointF(row.left() + theme.px(8), row.center().y()), view.how, size=theme.px(17))
        row.setLeft(row.left() + theme.px(26))
        why = canvas.whole_parts(theme, view.why, row.width(), Size.BODY, bold=view.is_urgent)
        size = fitting(theme, why, row.width(), (Size.HEAD, Size.VALUE, Size.BODY), bold=view.is_urgent)
        tone = Tone.TEXT if view.is_urgent else Tone.SOFT
        canvas.text(p, theme, row, why, size=size, bold=view.is_urgent, tone=tone)
        p.end()

    def _alive(self, p: QPainter, row: QRectF, view: FootView) -> float:
        """Shape and word, at the right; the width drawn."""
        if view.link is not Link.GOOD:
            how, said = Look(Shape.QUESTION, Tone.HIGH), words.of(view.link)
        elif not view.recorded:
            how, said = Look(Shape.ALARM, Tone.CRITICAL), translate("Wall", "未在记录")
        else:
            how, said = Look(Shape.DISC, Tone.WELL), translate("Wall", "实时")
        theme = self.theme
        used = canvas.text(p, theme, row, said, size=Size.VALUE, tone=how.tone, align=canvas.RIGHT)
        canvas.glyph(p, theme, QPointF(row.right() - used - theme.px(12), row.center().y()), how, size=theme.px(12))
        return used + theme.px(20)


class Band(QWidget):
    """Over everything, in words that are read from the door; pictures above and below it go on."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.shown: Trouble | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lie_over(self, area: QRectF) -> None:
        """Across the middle of it."""
        tall = area.height() * BAND
        self.setGeometry(QRectF(area.left(), area.center().y() - tall / 2, area.width(), tall).toRect())

    def draw(self, trouble: Trouble | None) -> bool:
        """Show what is wrong, or go; True when that is something else."""
        if trouble == self.shown:
            return False
        self.shown = trouble
        self.setVisible(trouble is not None)
        if trouble is not None:
            self.setAccessibleName(words.join((trouble.head, trouble.detail)))
            self.raise_()
            self.update()
        return True

    def paintEvent(self, event: QPaintEvent | None) -> None:
        if self.shown is None:
            return
        theme, trouble = self.theme, self.shown
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        p.fillRect(area, theme.mixed(trouble.tone, Tone.GROUND, 0.26))
        edge = theme.px(4)
        for line in (QRectF(0, 0, area.width(), edge), QRectF(0, area.height() - edge, area.width(), edge)):
            p.fillRect(line, theme.colour(trouble.tone))
        middle = area.center().y()
        upper = QRectF(0, middle - theme.px(78), area.width(), theme.px(84))
        lower = QRectF(theme.px(24), middle + theme.px(14), area.width() - theme.px(48), theme.px(44))
        wide = canvas.width_of(theme, trouble.head, 58, bold=True)
        how = Look(Shape.ALARM if trouble.tone is Tone.CRITICAL else Shape.QUESTION, trouble.tone)
        left = max(theme.px(24), (area.width() - wide - theme.px(76)) / 2)
        canvas.glyph(p, theme, QPointF(left + theme.px(24), upper.center().y()), how, size=theme.px(46))
        head = QRectF(left + theme.px(76), upper.top(), area.width() - left - theme.px(90), upper.height())
        size = fitting(theme, trouble.head, head.width(), (58, 48, 40), bold=True)
        canvas.text(p, theme, head, trouble.head, size=size, bold=True)
        size = fitting(theme, trouble.detail, lower.width(), (26, 22, 18))
        canvas.text(p, theme, lower, trouble.detail, size=size, align=canvas.CENTRE)
        p.end()
