"""Qt's own furniture in the theme's manner: thin scroll bars without arrows, flat lines to type in and to choose by. States are painted elsewhere."""

from PyQt6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPolygonF
from PyQt6.QtWidgets import (
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QWidget,
)

from widgets import canvas
from widgets.theme import HIT, Look, Shape, Theme, Tone

_GROOVE, _SLIDER = QStyle.SubControl.SC_ScrollBarGroove, QStyle.SubControl.SC_ScrollBarSlider
_ARROWS = (QStyle.SubControl.SC_ScrollBarAddLine, QStyle.SubControl.SC_ScrollBarSubLine)


class Chrome(QProxyStyle):
    """Fusion, with quiet scroll bars, boxes to tick that are seen, and lines to type in and to choose by."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("Fusion")
        self.theme = theme

    def pixelMetric(self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None) -> int:
        if metric is QStyle.PixelMetric.PM_ScrollBarExtent:
            return self.theme.px(10)
        if metric in {QStyle.PixelMetric.PM_IndicatorWidth, QStyle.PixelMetric.PM_IndicatorHeight}:
            return self.theme.px(18)
        return super().pixelMetric(metric, option, widget)

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption | None, size: QSize, widget: QWidget | None = None
    ) -> QSize:  # fmt: skip
        wanted = super().sizeFromContents(kind, option, size, widget)
        if kind is QStyle.ContentsType.CT_CheckBox or (
            kind is QStyle.ContentsType.CT_MenuItem
            and isinstance(option, QStyleOptionMenuItem)
            and option.menuItemType is not QStyleOptionMenuItem.MenuItemType.Separator
        ):
            wanted.setHeight(max(wanted.height(), self.theme.px(HIT)))
        return wanted

    def subControlRect(
        self, control: QStyle.ComplexControl, option: QStyleOptionComplex | None, part: QStyle.SubControl, widget: QWidget | None = None
    ) -> QRect:  # fmt: skip
        if part is QStyle.SubControl.SC_ComboBoxEditField and option is not None:
            return option.rect.adjusted(self.theme.px(8), 0, -self.theme.px(24), 0)
        if control is not QStyle.ComplexControl.CC_ScrollBar or not isinstance(option, QStyleOptionSlider):
            return super().subControlRect(control, option, part, widget)
        if part in _ARROWS:
            return QRect()
        whole = option.rect
        if part is _GROOVE:
            return whole
        upright = option.orientation is Qt.Orientation.Vertical
        length = whole.height() if upright else whole.width()
        span = option.maximum - option.minimum
        size = max(self.theme.px(32), length * option.pageStep // max(1, span + option.pageStep)) if span else length
        size = min(size, length)
        at = QStyle.sliderPositionFromValue(
            option.minimum, option.maximum, option.sliderPosition, length - size, option.upsideDown
        )
        before, after = at, length - at - size
        place = {_SLIDER: (at, size), QStyle.SubControl.SC_ScrollBarSubPage: (0, before)}.get(part, (at + size, after))
        return QRect(0, place[0], whole.width(), place[1]) if upright else QRect(place[0], 0, place[1], whole.height())

    def drawComplexControl(
        self, control: QStyle.ComplexControl, option: QStyleOptionComplex | None, p: QPainter | None, widget: QWidget | None = None
    ) -> None:  # fmt: skip
        if control is QStyle.ComplexControl.CC_ComboBox and option is not None and p is not None:
            self._choice(option, p)
            return
        if control is not QStyle.ComplexControl.CC_ScrollBar or option is None or p is None:
            super().drawComplexControl(control, option, p, widget)
            return
        inset = self.theme.px(3)
        slider = QRectF(self.subControlRect(control, option, _SLIDER, widget)).adjusted(inset, inset, -inset, -inset)
        lit = bool(option.state & QStyle.StateFlag.State_MouseOver)
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self.theme.colour(Tone.FAINT if lit else Tone.LINE))
        p.drawRoundedRect(slider, inset, inset)
        p.restore()

    def _choice(self, option: QStyleOptionComplex, p: QPainter) -> None:
        """The ground of a combo box, as a plain button's, and its arrow; Qt writes the words over it."""
        px, area = self.theme.px, QRectF(option.rect).adjusted(1, 1, -1, -1)
        lit = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        middle = QPointF(area.right() - px(14), area.center().y())
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.theme.mixed(Tone.TEXT, Tone.CONTROL, 0.08 if lit else 0.0)
        canvas.card(p, self.theme, area, ground, edge=Tone.INFO if focused else None, width=2)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(self.theme.colour(Tone.SOFT))
        corners = ((-px(4), -px(2)), (px(4), -px(2)), (0, px(3)))
        p.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in corners]))
        p.restore()

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption | None, p: QPainter | None, widget: QWidget | None = None
    ) -> None:  # fmt: skip
        is_box = element is QStyle.PrimitiveElement.PE_IndicatorCheckBox
        is_line = element is QStyle.PrimitiveElement.PE_PanelLineEdit and isinstance(widget, QLineEdit)
        if option is None or p is None or not (is_box or is_line):
            super().drawPrimitive(element, option, p, widget)
            return
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_box:
            self._draw_box(p, QRectF(option.rect), option.state, focused=focused)
        else:
            edge = Tone.INFO if focused else Tone.LINE
            canvas.card(p, self.theme, QRectF(option.rect), Tone.RAISED, edge=edge, width=2 if focused else 1)
        p.restore()

    def _draw_box(self, p: QPainter, area: QRectF, state: QStyle.StateFlag, *, focused: bool) -> None:
        """Fusion's own edge is darker than a dark ground."""
        ticked = bool(state & QStyle.StateFlag.State_On)
        edge = Tone.INFO if ticked or focused else Tone.SOFT if state & QStyle.StateFlag.State_Enabled else Tone.FAINT
        canvas.card(p, self.theme, area.adjusted(1, 1, -1, -1), Tone.INFO if ticked else Tone.RAISED, edge=edge, radius=4)
        if ticked:
            canvas.glyph(p, self.theme, area.center(), Look(Shape.TICK, Tone.ON_COLOUR), self.theme.px(12))
