"""One monitor of a wall: the stage, the side column, and a foot with one line that says why. No menu, no cursor, and no hand reaches it.

A layout is made into a `Composition` when it is first shown and kept; its panes too, so that a change of scene is a switch.
"""

from collections.abc import Callable, Mapping
from functools import partial
from time import thread_time

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from console.earlier import NoEarlier
from console.model.attention import Scene
from console.model.command import Command
from console.session import Frame, Link
from console.video.pictures import Pictures
from console.video.talk import NoTalker
from widgets import words
from widgets.annunciator import Annunciator
from widgets.layout import Layout
from widgets.pane import AnyPane, Pane
from widgets.theme import Theme, Tone
from widgets.turns import Job
from widgets.video_portions import Portions
from widgets.wall_foot import Band, Foot, FootView, Trouble
from widgets.wall_pane import ScenePane, WallPane

LINES = 1080
"""The monitor for which a layout says its scale; others in proportion."""
LEAVE_MS = 2_000
"""How long Ctrl+Alt+Q is held to leave."""
_LEAVE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class WallDesk:
    """The `Desk` of a wall's pane: nobody sits there, so nothing comes of what a pane asks for. Its pictures are its own."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.earlier = NoEarlier()
        self.talker = NoTalker()
        self.annunciation = Annunciator()
        """A wall does not speak: the desk does."""

    def order(self, command: Command) -> str:
        """Never."""
        return ""

    def select(self, kind: str, id: str) -> None:
        """Nothing is selected on a wall."""

    def bring(self, pane: str) -> None:
        """A wall's panes stay where they are."""

    def translate(self, code: str) -> str:
        """The words for a code of the model."""
        return words.of(code)


class Showing(Struct, frozen=True, kw_only=True):
    """What one monitor shows now."""

    layout: str
    scene: Scene
    foot: FootView
    trouble: Trouble | None


class Composition(QWidget):
    """One layout on one monitor."""

    def __init__(
        self, layout: Layout, make: Mapping[str, type[AnyPane]], portions: Portions, theme: Theme, owner: str, *, is_upright: bool,
    ) -> None:  # fmt: skip
        super().__init__()
        self.layout_ = layout
        self.theme = theme
        self._make = make
        self._portions = portions
        self._owner = owner
        self.stage: dict[str, AnyPane] = {}
        slow = {name for name in layout.stage.values() if make[name].is_waiting is not Pane.is_waiting}
        self._slow = sorted(slow)
        """Panes that load something first: they begin before they are asked for, so that none is seen empty."""
        self.shown: AnyPane | None = None
        self._stack = QStackedLayout()
        self.side = [self._pane(name, f"side-{i}") for i, name in enumerate(layout.side)]
        gap = theme.px(8)
        # Upright monitors have what is beside the stage below it.
        along, across = (QVBoxLayout, QHBoxLayout) if is_upright else (QHBoxLayout, QVBoxLayout)
        whole = along(self)
        whole.setContentsMargins(gap, gap, gap, gap)
        whole.setSpacing(gap)
        whole.addLayout(self._stack, round(1000 * (1 - layout.side_share)) if self.side else 1)
        if self.side:
            beside = across()
            beside.setSpacing(gap)
            for pane, share in zip(self.side, (100, *(72 for _ in self.side)), strict=False):
                beside.addWidget(pane, share)
            whole.addLayout(beside, round(1000 * layout.side_share))

    def show_scene(self, scene: Scene, frame: Frame) -> None:
        """Bring the pane for a scene to the front, drawn before it is seen."""
        name = self.layout_.stage[scene.show or self.layout_.shows]
        pane = self._on_stage(name)
        if isinstance(pane, ScenePane):
            pane.show_scene(scene)
        for beside in self.side:
            beside.setVisible(beside.name != name)  # nothing stands on one wall twice
        if pane is not self.shown:
            pane.take_frame(_as_known(pane, frame))
            before, self.shown = self.shown, pane
            self._stack.setCurrentWidget(pane)
            if isinstance(before, WallPane):
                before.leave()

        for each in self._slow:
            slow = self._on_stage(each)
            if slow is not pane and slow.is_waiting:
                slow.take_frame(_as_known(slow, frame))

    def _on_stage(self, name: str) -> AnyPane:
        pane = self.stage.get(name)
        if pane is None:
            pane = self.stage[name] = self._pane(name, "stage")
            self._stack.addWidget(pane)
        return pane

    def panes(self) -> list[AnyPane]:
        """Those that can be seen."""
        return [*([self.shown] if self.shown is not None else []), *self.side]

    def leave(self) -> None:
        """It cannot be seen any more."""
        for pane in self.panes():
            if isinstance(pane, WallPane):
                pane.leave()

    def _pane(self, name: str, place: str) -> AnyPane:
        make = self._make[name]
        theme = self.theme.at_scale(self.theme.scale * make.wall_scale)
        pane = make(WallDesk(self._portions.portion(f"{self._owner}:{place}:{name}")), theme)
        pane.set_titled(False)
        pane.set_doubt_told(False)  # the band says it, large
        for child in pane.findChildren(QWidget):
            child.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return pane


def _as_known(pane: AnyPane, frame: Frame) -> Frame:
    """As a pane gets it: what it knows from the hub alone grows no older after the hub's last word."""
    return frame if pane.freshness(frame).link is Link.GOOD else replace(frame, now=frame.heard_at)


class WallWindow(QWidget):
    """One monitor. `on_leave` is told when somebody held Ctrl+Alt+Q."""

    def __init__(
        self, layouts: Callable[[str], Layout], make: Mapping[str, type[AnyPane]], portions: Portions, theme: Theme, *,
        screen: int, size: QSize,
    ) -> None:  # fmt: skip
        super().__init__(None, Qt.WindowType.FramelessWindowHint)
        self.number = screen
        """Which of the wall's monitors it is, from 0."""
        self._layouts = layouts
        self._make = make
        self._portions = portions
        self._base = theme
        self.is_upright = size.height() > size.width()
        longer, shorter = max(size.width(), size.height()), min(size.width(), size.height())
        self.share = min(longer * 9 / 16, shorter) / LINES
        self.theme = theme.at_scale(2.0 * self.share * theme.scale)
        self.compositions: dict[str, Composition] = {}
        self.shown: Composition | None = None
        self.on_leave: Callable[[], object] = self._stay
        self._painting = 0.0
        self._held = QTimer(self)
        self._held.setSingleShot(True)
        self._held.setInterval(LEAVE_MS)
        self._held.timeout.connect(self._leave)
        self.body = QWidget(self)
        self.body.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._stack = QStackedLayout(self.body)
        self.foot = Foot(self.theme, self)
        self.band = Band(self.theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.body, 1)
        column.addWidget(self.foot)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(size)

    # --- frames ----------------------------------------------------------------------------------------------------------

    def show_now(self, showing: Showing, frame: Frame) -> bool:
        """The layout and the scene, the foot and what is wrong; True when anything changed."""
        composition = self._composition(showing.layout)
        switched = composition is not self.shown
        if switched:
            before, self.shown = self.shown, composition
            if before is not None:
                before.leave()
        composition.show_scene(showing.scene, frame)
        if switched:
            self._stack.setCurrentWidget(composition)
        changed = self.foot.draw(showing.foot)
        changed |= self.band.draw(showing.trouble)
        if changed:
            self.setWindowTitle(words.join((showing.foot.hall, showing.foot.why)))
        return switched or changed

    def _composition(self, name: str) -> Composition:
        made = self.compositions.get(name)
        if made is None:
            layout = self._layouts(name)
            theme = self._base.at_scale(layout.scale * self.share * self._base.scale)
            made = Composition(layout, self._make, self._portions, theme, f"{self.number}:{name}", is_upright=self.is_upright)
            self.compositions[name] = made
            self._stack.addWidget(made)
        return made

    def jobs(self, frame: Frame) -> list[tuple[str, Job]]:
        """What there is to draw besides: the panes that can be seen."""
        panes = self.shown.panes() if self.shown is not None else []
        return [
            (f"{self.number}:{i}:{pane.name}", partial(pane.take_frame, _as_known(pane, frame))) for i, pane in enumerate(panes)
        ]

    def is_waiting(self) -> bool:
        """Whether a pane is still being loaded."""
        return self.shown is None or any(pane.is_waiting for pane in self.shown.panes())

    def painting(self) -> float:
        """Seconds of work spent on painting since this was asked last."""
        spent, self._painting = self._painting, 0.0
        return spent

    def end(self) -> None:
        """Close it for good: its monitor has gone, or the wall ends."""
        if self.shown is not None:
            self.shown.leave()
        self._held.stop()
        self.close()

    def _leave(self) -> None:
        self.on_leave()

    def _stay(self) -> None:
        """Before the composition root says what to do."""

    # --- Qt --------------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keys do nothing, but for the way out."""
        if event is None or event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Q and event.modifiers() & _LEAVE == _LEAVE:
            self._held.start()

    def keyReleaseEvent(self, event: QKeyEvent | None) -> None:
        """Let go before the time: it stays."""
        if event is not None and not event.isAutoRepeat():
            self._held.stop()

    def focusNextPrevChild(self, next: bool) -> bool:
        """The keyboard belongs to nobody here."""
        return False

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """What a window manager asks for is not done: whoever wants a wall closed holds Ctrl+Alt+Q, or ends the process."""
        if event is not None:
            event.setAccepted(not event.spontaneous())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.band.lie_over(QRectF(self.rect().adjusted(0, 0, 0, -self.foot.height())))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.fillRect(self.rect(), self.theme.colour(Tone.GROUND))
        p.end()

    def event(self, event: QEvent | None) -> bool:
        """Qt's dispatcher: painting is timed."""
        began = thread_time()
        done = super().event(event)
        if event is not None and event.type() == QEvent.Type.UpdateRequest:
            self._painting += thread_time() - began
        return done
