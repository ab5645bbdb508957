"""The contract of a pane: a part of the screen that draws a `Frame`. It knows no mode, keeps no facts and opens no sockets.

How to write one: put a file into `widgets/panes/`, named as the pane is named in layouts, with one subclass of `Pane`:

    class QueuesView(Struct, frozen=True, kw_only=True):
        rows: tuple[Row, ...]

    class Queues(Pane[QueuesView]):
        name = "queues"                                        # the file's name
        title = QT_TRANSLATE_NOOP("Pane", "队列")              # Chinese; always with the context "Pane"

        def __init__(self, desk: Desk, theme: Theme) -> None:
            super().__init__(desk, theme)
            self.table = Table(theme, COLUMNS, self)
            self.body.addWidget(self.table)                    # below the title; or self.body.addWidget(Canvas(theme, self.paint, self))

        @classmethod
        def view(cls, frame: Frame) -> QueuesView:             # pure: only the frame, no Qt object, no clock; equal views are not drawn
            ...

        def draw(self, view: QueuesView) -> None:              # words by translate("Queues", "…"), codes by words.of(member)
            self.note(translate("Queues", "按最紧急排序"))      # the one quiet line beside the title
            self.table.set_rows(view.rows)

`view` runs when the state, the mode of commanding or the link changed, and once a second of hall time for what ages: round what ages to
whole seconds there. `frame.can_command`/`frame.blocked` decide whether actions are greyed: use `ActionButton.allow(...)`.
Orders go out by `self.desk.order(command)`, selection by `self.desk.select(kind, id)`. An exception in `view` or `draw` shows the
pane's error face, is logged once, and leaves the rest of the screen alone; the pane recovers by itself when it can draw again.
"""

import importlib
import logging
import pkgutil
from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, QSettings, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QRegion
from PyQt6.QtWidgets import QAbstractButton, QAbstractScrollArea, QVBoxLayout, QWidget

from console.model.state import HallState
from console.session import Desk, Frame, Link, Mode
from widgets import canvas, panes
from widgets.plain_ground import stand_on
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
log = logging.getLogger(__name__)
V = TypeVar("V")
TITLE_HEIGHT = 40


class Freshness(Struct, frozen=True):
    """Whether the picture can be trusted; `age` in whole real seconds where it cannot."""

    link: Link
    age: int
    starting: int = 0
    """How much of its journal a starting hub has read, in per cent."""

    @classmethod
    def of(cls, frame: Frame) -> "Freshness":
        """What a frame says of itself; a replayed picture is as fresh as it ever was."""
        if frame.mode is not Mode.LIVE or frame.link is Link.GOOD:
            return cls(Link.GOOD, 0)
        if frame.link is Link.STARTING:
            return cls(frame.link, 0, int(100 * frame.starting))
        return cls(frame.link, int(frame.heard_ago))


class Pane(QWidget, Generic[V]):
    """One part of the screen. See the module's text for how to write one."""

    name: ClassVar[str] = ""
    """The file's name; layouts name panes by it."""
    title: ClassVar[str] = ""
    """Chinese source text in the translation context `Pane`."""
    is_moving: ClassVar[bool] = False
    """It shows moving pictures, and has its turn in every frame."""
    wall_scale: ClassVar[float] = 1.0
    """How much larger it is drawn on a wall than panes that were made for one: small words are read from 5 m there."""
    chapter: ClassVar[str] = ""
    """`PAGE.md#HEADING` of `resources/help/` that F1 opens here; empty: as `widgets/help_pages.py` says."""
    by_hand: ClassVar[tuple[str, ...]] = ()
    """Attributes that hold what the operator chose here, beside what stands in its widgets: taken over into a pane made anew."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.theme = theme
        self.body = QVBoxLayout(self)
        """Where a pane puts its widgets."""
        pad = theme.px(12)
        self.body.setContentsMargins(pad, theme.px(TITLE_HEIGHT), pad, theme.px(8))
        self.body.setSpacing(theme.px(8))
        self.setAccessibleName(translate("Pane", self.title))
        self.fault: Exception | None = None
        """What the pane stumbled over, while its error face shows."""
        self._note = self._right = ""
        self._titled = True
        self._beside_title: QWidget | None = None
        """What stands in the title's line, at its right."""
        self._has_names = False
        self._view: V | None = None
        self._state: HallState | None = None
        self._parts: tuple[object, ...] | None = None
        self._seen: tuple[object, ...] = ()
        self._veil = _Veil(theme, self)

    @classmethod
    def view(cls, frame: Frame) -> V:
        """What is to be drawn, as a frozen value. Pure."""
        raise NotImplementedError

    @property
    def is_waiting(self) -> bool:
        """Whether a part of it is still being loaded, so that a picture of it would not be whole."""
        return False

    def show_selected(self, selected: tuple[str, str]) -> None:
        """Kind and id of what was selected anywhere; most panes do not mind."""

    def settle(self, settings: QSettings | None) -> None:
        """Take up what the pane kept in the console's own settings, and keep them to write to; None: nothing is kept."""

    def take_over(self, old: "AnyPane") -> None:
        """Stand as a pane of this kind stood, which goes: the theme or the language is another. Its first frame has been drawn."""
        for attribute in self.by_hand:
            setattr(self, attribute, getattr(old, attribute))

    def freshness(self, frame: Frame) -> Freshness:
        """How far what it shows is to be trusted; a pane may know better where it does not live of the hub's word alone."""
        return Freshness.of(frame)

    def viewed(self, frame: Frame) -> V:
        """`view`, unless a pane shows something by a choice of the operator (the detail card)."""
        return self.view(frame)

    def draw(self, view: V) -> None:
        """Show a view that differs from the last one."""
        raise NotImplementedError

    def take_frame(self, frame: Frame) -> bool:
        """Called each tick (33 ms) on the GUI thread while the pane is visible; True when it drew. Cheap when nothing changed."""
        # The state is compared by identity: an equal but new state costs one more view, never a wrong picture.
        seat = (frame.can_command, frame.blocked, frame.role, frame.person)
        link = (frame.link, int(100 * frame.starting), int(frame.heard_ago))
        seen = (int(frame.now), seat, frame.mode, link, frame.recorded)
        same = seen == self._seen and (frame.state is self._state or self._is_calm(frame))
        if same and (not self.is_moving or self.fault is not None):
            return False
        self._state, self._seen, self._parts = frame.state, seen, self.parts(frame)
        self._veil.show_freshness(self.freshness(frame))
        try:
            drew = False if same else self._draw_anew(frame)
            if self.is_moving:
                drew |= self.advance(frame)
            recovered = self.fault is not None
            self.fault = None
        except Exception as fault:  # whatever a pane's own code throws must stop at the pane (design.md rule 9)
            recovered, drew = False, True
            self._view = None
            if self.fault is None or repr(self.fault) != repr(fault):
                log.exception("pane %s cannot draw", self.name)
            self.fault = fault
        if recovered or self.fault is not None:
            self._veil.show_fault(self.fault)
        return drew

    def parts(self, frame: Frame) -> tuple[object, ...] | None:
        """What of the state must be seen at once, compared by identity; the rest is seen once a second. None: all must."""
        return None

    def _is_calm(self, frame: Frame) -> bool:
        """Whether nothing changed that could not wait for the next second."""
        parts = self.parts(frame)
        if parts is None or self._parts is None or self._state is None:
            return False
        return all(new is old for new, old in zip(parts, self._parts, strict=True))

    def _draw_anew(self, frame: Frame) -> bool:
        view = self.viewed(frame)
        if view == self._view:
            return False
        self.draw(view)
        if not self._has_names:
            self._has_names = True
            self._name_parts()
        self._view = view
        return True

    def _name_parts(self) -> None:
        """What the keyboard reaches and has no name of its own is read aloud by the pane's."""
        for part in self.findChildren(QWidget):
            is_reached = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) or isinstance(part, QAbstractScrollArea)
            if is_reached and not part.accessibleName() and not isinstance(part, QAbstractButton):
                part.setAccessibleName(translate("Pane", self.title))

    def advance(self, frame: Frame) -> bool:
        """What a moving pane does in every frame, whether the hall changed or not; True when it will be painted."""
        return False

    def forget(self) -> None:
        """Draw anew at the next frame, as after a change of language or theme."""
        self._state = None
        self._view = None

    def forget_frame(self) -> None:
        """View the next frame anew, though the hall may not have changed: something else decides as well."""
        self._state = None

    def note(self, left: str = "", right: str = "") -> None:
        """The quiet words beside the title, and those at the right edge."""
        if (left, right) != (self._note, self._right):
            self._note, self._right = left, right
            self._make_room()

    def set_head(self, head: QWidget) -> None:
        """Put a widget into the title's line, at its right; call `place_head` when its `sizeHint` changed."""
        self._beside_title = head
        stand_on(head, self.theme, Tone.PANEL)
        self._make_room()
        self.place_head()

    def place_head(self) -> None:
        """Let the widget in the title's line be as wide as it wants to be, and as there is room."""
        if self._beside_title is not None:
            px = self.theme.px
            title = canvas.width_of(self.theme, translate("Pane", self.title), Size.TITLE, bold=True) if self._titled else 0
            room = self.width() - round(title) - px(38)
            wide = max(0, min(self._beside_title.sizeHint().width(), room))
            tall = self._beside_title.sizeHint().height()
            self._beside_title.setGeometry(self.width() - px(10) - wide, (px(TITLE_HEIGHT) - tall) // 2, wide, tall)

    def _make_room(self) -> None:
        """Room for the title's line, unless there is nothing to write in it."""
        margins = self.body.contentsMargins()
        has_line = self._titled or self._note or self._right or self._beside_title is not None
        margins.setTop(self.theme.px(TITLE_HEIGHT if has_line else 8))
        self.body.setContentsMargins(margins)
        line = QRegion(0, 0, self.width(), round(self.theme.px(TITLE_HEIGHT)))
        head = self._beside_title
        self.update(line if head is None or not head.isVisible() else line.subtracted(QRegion(head.geometry())))

    @property
    def is_titled(self) -> bool:
        """Whether the pane writes its own title."""
        return self._titled

    def set_titled(self, titled: bool) -> None:
        """Whether the pane writes its own title; a tab that says it already makes it needless."""
        if titled != self._titled:
            self._titled = titled
            self._make_room()
            self.place_head()

    def set_doubt_told(self, told: bool) -> None:
        """Whether the pane itself says in words why it is not to be trusted; where the whole screen says it, it is only greyed."""
        self._veil.is_told = told

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.theme
        canvas.card(p, theme, QRectF(self.rect()), Tone.PANEL)
        row = QRectF(theme.px(16), theme.px(6), self.width() - theme.px(32), theme.px(TITLE_HEIGHT - 8))
        used = 0.0
        if self._titled:
            used = canvas.text(p, theme, row, translate("Pane", self.title), size=Size.TITLE, bold=True) + theme.px(14)
        rest = row.adjusted(used, 0, -self._beside_title.width() if self._beside_title is not None else 0, 0)
        right = canvas.whole_parts(theme, self._right, rest.width() - theme.px(8), least=0)
        taken = canvas.text(p, theme, rest, right, size=Size.QUIET, tone=Tone.FAINT, align=canvas.RIGHT) if right else 0
        room = rest.adjusted(0, 0, -taken - theme.px(8), 0)
        note = canvas.whole_parts(theme, self._note, room.width(), least=0)
        canvas.text(p, theme, room, note, size=Size.QUIET, tone=Tone.FAINT)
        p.end()

    def resizeEvent(self, event: object) -> None:  # Qt passes a QResizeEvent that nobody needs
        self._veil.setGeometry(self.rect())
        self.place_head()


class _Veil(QWidget):
    """Lies over a pane while its picture is not to be trusted or the pane has failed; lets the mouse through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._freshness = Freshness(Link.GOOD, 0)
        self._fault: Exception | None = None
        self.is_told = True
        """Whether it says in words what is wrong."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_freshness(self, freshness: Freshness) -> None:
        if freshness != self._freshness:
            self._freshness = freshness
            self._refresh()

    def show_fault(self, fault: Exception | None) -> None:
        self._fault = fault
        self._refresh()

    def _refresh(self) -> None:
        wanted = self._fault is not None or self._freshness.link is not Link.GOOD
        self.setVisible(wanted)
        if wanted:
            self.raise_()
            self.update()

    def words(self) -> tuple[str, str]:
        """What is wrong, and what is done about it."""
        age = self._freshness.age
        match self._freshness.link:
            case Link.CONNECTING:
                return translate("Pane", "正在连接主机"), translate("Pane", "收到现场数据后自动显示")
            case Link.STARTING:
                share = self._freshness.starting
                return translate("Pane", "主机正在启动 {0}%").format(share), translate("Pane", "正在读取记录；完成后自动显示现场")
            case Link.STALE:
                return translate("Pane", "数据停滞 {0} 秒").format(age), translate("Pane", "正在重连；画面为断线前的情况")
            case Link.DIVERGED:
                return translate("Pane", "数据不一致"), translate("Pane", "正在重新载入快照")
            case Link.REFUSED:
                return translate("Pane", "主机拒绝本台接入"), translate("Pane", "请重新配对：hallwatch join")
            case Link.GOOD:
                return "", ""

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self._fault is None:
            canvas.veil(p, self.theme, area, *(self.words() if self.is_told else ()))
        else:
            canvas.card(p, self.theme, area, Tone.PANEL, edge=Tone.HIGH)
            top = QPointF(area.center().x(), area.center().y() - self.theme.px(40))
            canvas.text(
                p, self.theme, QRectF(area.left(), top.y(), area.width(), self.theme.px(30)), translate("Pane", "本窗格出错，其余照常"),
                size=Size.VALUE, bold=True, align=canvas.CENTRE,
            )  # fmt: skip
            words = f"{type(self._fault).__name__}: {self._fault}"
            lower = QRectF(area.left() + 16, top.y() + self.theme.px(34), area.width() - 32, self.theme.px(60))
            align = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            canvas.paragraph(p, self.theme, lower, words, size=Size.QUIET, tone=Tone.FAINT, align=align)
        p.end()


AnyPane = Pane[object]


def find_panes() -> Mapping[str, type[AnyPane]]:
    """Every pane on disk, by file name: the one subclass of `Pane` in each file of `widgets/panes/`. TypeError names a file that breaks the rule."""
    found: dict[str, type[AnyPane]] = {}
    for module_info in pkgutil.iter_modules(panes.__path__):
        module = importlib.import_module(f"{panes.__name__}.{module_info.name}")
        classes = [
            c for c in vars(module).values() if isinstance(c, type) and issubclass(c, Pane) and c.__module__ == module.__name__
        ]
        if len(classes) != 1 or classes[0].name != module_info.name:
            raise TypeError(
                f"{module.__name__}: expected one Pane named {module_info.name!r}, found {[c.__name__ for c in classes]}"
            )
        found[module_info.name] = classes[0]
    return found
