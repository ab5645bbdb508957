"""Who may do what, on one page: a row a person, a column a business; above them how many wait for it and how many here may do it."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from console.model.counters import AT_WORK
from console.model.event import Presence
from widgets import canvas, words
from widgets.spots import Scroll, Spots
from widgets.staff_lines import StaffLine, StaffView
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
NAMES, HEAD, ROW, LEAST = 92, 88, 26, 20
"""Unscaled pixels: the names' column, the businesses' names, a row, and the narrowest column."""


class SkillMatrix(Scroll):
    """The page; `chosen(person)` is called by a click on a name, or Enter."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Spots(theme, self._paint, parent), parent)
        self.theme = theme
        self.chosen: Callable[[str], object] | None = None
        self.view: StaffView | None = None

    def show_view(self, view: StaffView) -> None:
        """Show who may do what now; those without any skill are left out."""
        self.view = view
        self.fit(self.theme.px(HEAD + ROW * (len(self._people()) + 2) + 8))

    def _people(self) -> list[StaffLine]:
        return [line for line in self.view.lines if line.who.skills] if self.view is not None else []

    def _paint(self, p: QPainter, area: QRectF) -> None:
        view, px = self.view, self.theme.px
        if view is None or not view.cover:
            return
        names = words.names_of(view.config)
        wide = max(px(LEAST), (area.width() - px(NAMES)) / len(view.cover))
        columns = [QRectF(area.left() + px(NAMES) + wide * n, area.top(), wide, px(HEAD)) for n in range(len(view.cover))]
        self._paint_cover(p, area, columns, names)
        y = area.top() + px(HEAD + 2 * ROW) + px(4)
        for line in self._people():
            self._paint_person(p, QRectF(area.left(), y, area.width(), px(ROW)), line, columns)
            y += px(ROW)

    def _paint_cover(self, p: QPainter, area: QRectF, columns: list[QRectF], names: words.Names) -> None:
        theme, px = self.theme, self.theme.px
        view = self.view
        if view is None:
            return
        for row, said in enumerate((translate("Staff", "等候"), translate("Staff", "在岗可办"))):
            line = QRectF(area.left() + px(4), area.top() + px(HEAD + row * ROW), px(NAMES), px(ROW))
            canvas.text(p, theme, line, said, size=Size.QUIET, tone=Tone.FAINT)
        for cover, column in zip(view.cover, columns, strict=True):
            tone = Tone.HIGH if cover.is_short else Tone.TEXT if cover.waiting else Tone.FAINT
            self._paint_head(p, column, names.of("business", cover.business), tone)
            said = translate("Staff", "{0}：等候 {1}，在岗可办 {2} 人").format(
                names.of("business", cover.business), cover.waiting, cover.able
            )
            self.spots.place(f"business:{cover.business}", column.adjusted(0, 0, 0, px(2 * ROW)), said, pointer_only=True)
            upper = QRectF(column.left(), column.bottom(), column.width(), px(ROW))
            canvas.text(p, theme, upper, str(cover.waiting or "–"), size=Size.QUIET, tone=tone, align=canvas.CENTRE)
            lower = upper.translated(0, px(ROW))
            if cover.is_short:
                canvas.card(p, theme, lower.adjusted(1, 2, -1, -2), theme.faded(Tone.HIGH, 0.15), edge=Tone.HIGH)
            canvas.text(p, theme, lower, str(cover.able), size=Size.QUIET, bold=True, tone=tone, align=canvas.CENTRE)

    def _paint_head(self, p: QPainter, column: QRectF, name: str, tone: Tone) -> None:
        """The business' name, read from below."""
        p.save()
        p.translate(column.center().x(), column.bottom() - self.theme.px(4))
        p.rotate(-90)
        p.setFont(self.theme.font(Size.QUIET))
        p.setPen(self.theme.colour(tone))
        line = QRectF(0, -column.width() / 2, column.height() - self.theme.px(8), column.width())
        metrics = p.fontMetrics()
        said = metrics.elidedText(name, Qt.TextElideMode.ElideRight, round(line.width()))
        p.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), said)
        p.restore()

    def _paint_person(self, p: QPainter, row: QRectF, line: StaffLine, columns: list[QRectF]) -> None:
        theme, px = self.theme, self.theme.px
        here, gone = line.presence in AT_WORK, line.presence is Presence.OUT
        name = words.name(line.who)
        over = self.spots.place(
            f"person:{line.who.id}", row, words.join((name, words.of(line.presence))), partial(self._choose, line.who.id)
        )
        p.fillRect(
            row if over else QRectF(row.left(), row.bottom() - 1, row.width(), 1),
            theme.mixed(Tone.LINE, Tone.PANEL, 0.3),
        )
        label = QRectF(row.left() + px(4), row.top(), px(NAMES - 8), row.height())
        canvas.text(p, theme, label, name, size=Size.LABEL, tone=Tone.FAINT if gone else Tone.TEXT)
        seen = Look(Shape.DISC, Tone.INFO) if here else Look(Shape.RING, Tone.FAINT)
        covers = self.view.cover if self.view is not None else ()
        for cover, column in zip(covers, columns, strict=True):
            if cover.business in line.who.skills:
                canvas.glyph(p, theme, QPointF(column.center().x(), row.center().y()), seen, px(10))

    def _choose(self, person: str) -> None:
        if self.chosen is not None:
            self.chosen(person)
