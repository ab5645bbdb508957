"""The floor plan: zones, counters, who waits, devices and staff where they are. Click for details; drag a person onto a post."""

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF, QSettings, Qt
from PyQt6.QtGui import QPainter

from console.model.sight import cameras_of
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.floor_canvas import FloorCanvas
from widgets.floor_ground import Ground
from widgets.floor_layers import Layer
from widgets.floor_lens import Lens
from widgets.floor_moves import Moves
from widgets.floor_standing import BENCH, Standing
from widgets.floor_tools import FloorTools
from widgets.floor_view import FloorView, view_of, waiting_in
from widgets.pane import AnyPane, Pane
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate


class FloorPlan(Pane[FloorView]):
    """The plan, one painted canvas over one cached ground."""

    name = "floor_plan"
    title = QT_TRANSLATE_NOOP("Pane", "平面图")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: FloorView | None = None
        self._frame: Frame | None = None
        self.ground = Ground(theme)
        self.spots = FloorCanvas(theme, self._paint, self)
        self.spots.foot = theme.px(BENCH)
        self.moves = Moves(desk, theme, self.spots)
        self.spots.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.body.addWidget(self.spots)
        self.tools = FloorTools(desk, theme, self.spots, self)
        self.tools.changed = self._other_layers
        self.set_head(self.tools)
        self.standing = Standing(theme, self.spots, self.ground, self.tools.has, desk.select)
        self.spots.also_lit = self.standing.also_lit

    @classmethod
    def view(cls, frame: Frame) -> FloorView:
        """What stands where."""
        return view_of(frame)

    def take_frame(self, frame: Frame) -> bool:
        """Keep the frame for what is asked only while somebody drags."""
        self._frame = self.moves.frame = frame
        return super().take_frame(frame)

    def settle(self, settings: QSettings | None) -> None:
        """Take up the layers as they were left."""
        self.tools.settle(settings)

    def take_over(self, old: AnyPane) -> None:
        """The same layers, through the same lens."""
        super().take_over(old)
        if isinstance(old, FloorPlan):
            self.tools.show_layers(old.tools.off)
            self.spots.look(old.spots.lens)

    def _other_layers(self) -> None:
        self.ground.forget()
        self.spots.update()

    def draw(self, view: FloorView) -> None:
        """Paint anew what changed; the ground only when the hall or the size changed."""
        self._shown = self.moves.view = self.tools.view = view
        self.tools.setVisible(not view.is_on_wall)
        everybody = waiting_in(view)
        over = sum(seat.over for seat in everybody)
        note = translate("FloorPlan", "点选看详情与画面，拖动人员到岗位")
        if not view.known and view.config is not None:
            note = translate("FloorPlan", "排队系统失联：窗口与票号停在最后所知")
        elif view.is_on_wall:
            note = ""
        count = len(everybody) if view.known or everybody else "—"
        waiting = translate("FloorPlan", "等候 {0} 人").format(count) if view.config else ""
        counted = words.join((waiting, translate("FloorPlan", "超时 {0}").format(over) if over else ""))
        self.note(note, "" if view.is_on_wall else counted)
        if view.zones and self.ground.fits(view, QRectF(self.spots.rect()), *self._look()):
            self.spots.refresh((), self.standing.set_out(view))
        else:
            self.spots.update()

    def show_selected(self, selected: tuple[str, str]) -> None:
        """It has a frame; the view of the camera that is meant, or of the one that sees best what is meant, stands out."""
        self.spots.choose(":".join(selected) if selected[0] else "")
        cameras = cameras_of(self._frame.state, *selected) if self._frame is not None and selected[0] else ()
        if cameras[:1] != self.standing.meant:
            self.standing.meant = cameras[:1]
            self.spots.update()

    # --- painting -------------------------------------------------------------------------------------------------------

    def _look(self) -> tuple[float, Lens, frozenset[Layer]]:
        return self.spots.devicePixelRatioF(), self.spots.lens, self.tools.off

    def _paint(self, p: QPainter, area: QRectF) -> None:
        view, theme = self._shown, self.theme
        if view is None or not view.zones:
            p.fillRect(area, theme.colour(Tone.PANEL))  # the spots say that they are opaque
        if view is None:
            return
        if not view.zones:
            canvas.text(
                p, theme, area, translate("FloorPlan", "尚无平面图"), size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE
            )
            return
        p.drawPixmap(0, 0, self.ground.lay(view, area.adjusted(0, 0, 0, -theme.px(BENCH)), area, *self._look()))
        if not self.standing.is_of(view):
            self.standing.set_out(view)
        self.standing.things.paint(p, self.spots)
