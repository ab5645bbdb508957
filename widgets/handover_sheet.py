"""The handover's sheet on the screen: what is open, by kind, each line with its box to tick. Painted; it keeps only how much of it is unfolded."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen

from console.model import command as c
from console.model.sheet import LineKind, OpenLine
from widgets import canvas, words
from widgets.sheet_words import said
from widgets.spots import Scroll, Spots
from widgets.theme import Look, Shape, Size, Theme, Tone
from widgets.words import Names

translate = QCoreApplication.translate
_HEAD, _LINE = 42, 40
AT_ONCE = 30
"""Lines of a kind that are shown until somebody asks for the rest."""
MOST = 100
"""Lines that one order can accept."""
_SELECTS = {
    LineKind.ALARM: "alarm", LineKind.SHELVED: "alarm", LineKind.PLAN: "plan", LineKind.DEVICE_OUT: "device", LineKind.NOTICE: "device",
    LineKind.MOVED: "person", LineKind.PROFILE: "counter", LineKind.PAUSED: "counter", LineKind.PRIVACY: "device",
}  # fmt: skip
"""Lines that have a detail card."""


class SheetLine(Struct, frozen=True, kw_only=True):
    """A line, and whether the next leader has accepted it."""

    line: OpenLine
    is_accepted: bool = False


class Kind(Struct, frozen=True, kw_only=True):
    """What is open of one kind."""

    kind: LineKind
    lines: tuple[SheetLine, ...]

    @property
    def left(self) -> tuple[OpenLine, ...]:
        """Those that nobody has accepted."""
        return tuple(each.line for each in self.lines if not each.is_accepted)


class Sheet(Struct, frozen=True, kw_only=True):
    """The sheet."""

    kinds: tuple[Kind, ...] = ()
    handover: str = ""
    """Id of the handover under way; empty: the sheet is only to be read."""
    why: str = ""
    """Why nothing can be accepted here, in words."""

    @property
    def total(self) -> int:
        """Open things."""
        return sum(len(each.lines) for each in self.kinds)

    @property
    def accepted(self) -> int:
        """Those that are accepted."""
        return self.total - sum(len(each.left) for each in self.kinds)


class SheetList:
    """Paints the sheet and accepts lines."""

    def __init__(
        self, theme: Theme, order: Callable[[c.Command], object], select: Callable[[str, str], None]
    ) -> None:  # fmt: skip
        self.theme = theme
        self.order = order
        self.select = select
        self.sheet = Sheet()
        self.names: Names = words.names_of(None)
        self.unfolded: frozenset[LineKind] = frozenset()
        self.spots = Spots(theme, self.paint)
        self.scroll = Scroll(self.spots)

    def show(self, sheet: Sheet, names: Names) -> None:
        """Another sheet."""
        self.sheet, self.names = sheet, names
        self._fit()

    def _fit(self) -> None:
        tall = sum(
            _HEAD + _LINE * len(self._shown(each)) + (_LINE if self._hidden(each) else 0) + 10 for each in self.sheet.kinds
        )
        self.scroll.fit(self.theme.px(max(tall, 80) + 8))

    def _shown(self, kind: Kind) -> tuple[SheetLine, ...]:
        return kind.lines if kind.kind in self.unfolded else kind.lines[:AT_ONCE]

    def _hidden(self, kind: Kind) -> int:
        return len(kind.lines) - len(self._shown(kind))

    # --- painting -------------------------------------------------------------------------------------------------------

    def paint(self, p: QPainter, area: QRectF) -> None:
        """Kind by kind, as the sheet is read."""
        px = self.theme.px
        if not self.sheet.kinds:
            nothing = translate("Handover", "没有未了事项，可以直接交接")
            canvas.text(p, self.theme, area, nothing, size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE)
            return
        y, width = 0.0, area.width() - px(8)
        for kind in self.sheet.kinds:
            self._head(p, QRectF(0, y, width, px(_HEAD)), kind)
            y += px(_HEAD)
            shown = self._shown(kind)
            hidden = self._hidden(kind)
            paper = QRectF(0, y, width, px(_LINE) * (len(shown) + bool(hidden)))
            canvas.card(p, self.theme, paper, Tone.RAISED)
            for number, each in enumerate(shown):
                row = QRectF(0, y, width, px(_LINE))
                self._line(p, row, each, is_first=number == 0)
                y += px(_LINE)
            if hidden:
                row = QRectF(px(48), y, width - px(48), px(_LINE))
                more = translate("Handover", "还有 {0} 项……").format(hidden)
                self.spots.place(f"{kind.kind.value}/more", row, more, partial(self._unfold, kind.kind))
                canvas.text(p, self.theme, row, more, size=Size.LABEL, tone=Tone.INFO)
                y += px(_LINE)
            y += px(10)

    def _head(self, p: QPainter, area: QRectF, kind: Kind) -> None:
        theme, px = self.theme, self.theme.px
        used = canvas.text(p, theme, area.adjusted(px(4), 0, 0, 0), words.of(kind.kind), size=Size.TITLE, bold=True)
        left = len(kind.left)
        count = f"{len(kind.lines)}" if not self.sheet.handover else f"{len(kind.lines) - left} / {len(kind.lines)}"
        canvas.text(p, theme, area.adjusted(used + px(14), 0, 0, 0), count, size=Size.LABEL, tone=Tone.SOFT)
        if not self.sheet.handover or not left:
            return
        text = translate("Handover", "全部接收") if len(kind.lines) > 1 else translate("Handover", "接收")
        wide = canvas.width_of(theme, text, Size.LABEL, bold=True) + px(28)
        spot = QRectF(area.right() - wide - px(8), area.center().y() - px(16), wide, px(32))
        self.spots.button(p, f"{kind.kind.value}/all", spot, text, partial(self._accept, kind.left), why=self.sheet.why)

    def _line(self, p: QPainter, area: QRectF, each: SheetLine, *, is_first: bool) -> None:
        theme, px, line = self.theme, self.theme.px, each.line
        told = said(line, self.names)
        is_asked = bool(self.sheet.handover) and not each.is_accepted
        press = partial(self._accept, (line,)) if is_asked else partial(self._select, line)
        over = self.spots.place(line.key, area, told.what, press, why=self.sheet.why if is_asked else "")
        if not self.spots.is_damaged(area):
            return
        if over:
            canvas.card(p, theme, area, theme.mixed(Tone.TEXT, Tone.RAISED, 0.06))
        if not is_first:
            p.setPen(QPen(theme.faded(Tone.LINE, 0.5), 1))
            p.drawLine(QPointF(area.left() + px(48), area.top()), area.topRight())
        box = QRectF(area.left() + px(14), area.center().y() - px(10), px(20), px(20))
        if self.sheet.handover:
            tick(p, theme, box, ticked=each.is_accepted)
        else:
            canvas.glyph(p, theme, box.center(), Look(Shape.SMALL_DISC, Tone.FAINT), px(12))
        tone = Tone.SOFT if each.is_accepted else Tone.TEXT
        since = self.names.moment(line.since)
        used = canvas.text(p, theme, area.adjusted(0, 0, -px(12), 0), since, size=Size.QUIET, tone=Tone.FAINT, align=canvas.RIGHT)
        room = QRectF(area.left() + px(48), area.top(), area.width() - px(48) - used - px(28), area.height())
        more = canvas.width_of(theme, told.more, Size.QUIET) if told.more else 0.0
        first = QRectF(room.left(), room.top(), max(room.width() * 0.45, room.width() - more - px(14)), room.height())
        wide = canvas.text(p, theme, first, told.what, tone=tone)
        canvas.text(p, theme, room.adjusted(wide + px(14), 0, 0, 0), told.more, size=Size.QUIET, tone=Tone.SOFT)

    def reveal_left(self) -> None:
        """Bring the first line that nobody has accepted into sight."""
        left = next((each.left[0] for each in self.sheet.kinds if each.left), None)
        areas = self.spots.areas()
        if left is not None and left.key in areas:
            self.scroll.reveal(areas[left.key])

    # --- actions --------------------------------------------------------------------------------------------------------

    def _accept(self, lines: tuple[OpenLine, ...]) -> None:
        for first in range(0, len(lines), MOST):
            refs = tuple(line.ref for line in lines[first : first + MOST])
            self.order(c.AcceptLines(handover=self.sheet.handover, refs=refs))

    def _select(self, line: OpenLine) -> None:
        kind = _SELECTS.get(line.kind)
        if kind is not None:
            self.select(kind, line.id)

    def _unfold(self, kind: LineKind) -> None:
        self.unfolded = self.unfolded | {kind}
        self._fit()


def tick(p: QPainter, theme: Theme, box: QRectF, *, ticked: bool) -> None:
    """A box on paper, ticked or not."""
    tone = Tone.WELL if ticked else Tone.SOFT
    p.setBrush(theme.mixed(tone, Tone.RAISED, 0.16) if ticked else Qt.BrushStyle.NoBrush)
    p.setPen(QPen(theme.colour(tone), 1.5 * theme.scale))
    p.drawRoundedRect(box, theme.px(3), theme.px(3))
    if ticked:
        canvas.glyph(p, theme, box.center(), Look(Shape.TICK, Tone.WELL), box.height() * 0.7)
