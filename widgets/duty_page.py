"""The right page of the duty book: what happened and what was written, newest below, ruled like paper. Painted; it keeps nothing but its layout."""

import re
from math import ceil

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QFontMetricsF, QPainter, QPen, QResizeEvent

from console.model import event as ev
from console.model.book import Written
from widgets import canvas, sentences, words
from widgets.sheet_words import plain
from widgets.spots import Scroll, Spots
from widgets.theme import Size, Theme, Tone
from widgets.words import Names

translate = QCoreApplication.translate
_LINE, _PAD = 22, 6
_TIME = 92
"""Width of the margin with the time of day, unscaled."""
_ENDLESS = re.compile(r"[\x21-\x7e]{30,}")
_GRAVE: tuple[type[ev.AnyEvent], ...] = (
    ev.AlarmRaised, ev.RecordingLost, ev.RoundOverdue, ev.ProblemReported, ev.PlanStarted, ev.PlanStepOverdue, ev.JournalGapDeclared,
    ev.PartDisabled,
)  # fmt: skip


class _Laid(Struct, frozen=True):
    """A line with its height."""

    written: Written
    text: str
    tall: int


class BookPage:
    """Paints the lines; the newest is in sight unless somebody reads further up."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.names: Names = words.names_of(None)
        self._lines: tuple[Written, ...] = ()
        self._laid: tuple[_Laid, ...] = ()
        self._width = 0
        self.spots = Spots(theme, self.paint)
        self.sheet = _Page(self.spots, self)

    def show(self, lines: tuple[Written, ...], names: Names) -> None:
        """Other lines."""
        self._lines, self.names = lines, names
        self.lay_out()

    def lay_out(self) -> None:
        """Break the lines to the width there is, and keep the end in sight if it was."""
        bar = self.sheet.verticalScrollBar()
        at_end = bar is None or bar.value() >= bar.maximum() - self.theme.px(_LINE)
        viewport = self.sheet.viewport()
        width = (viewport.width() if viewport is not None else 0) - self.theme.px(_TIME + 24)
        known = {each.written.seq: each for each in self._laid} if width == self._width else {}
        self._width = width
        self._laid = tuple(self._lay(line, width, known.get(line.seq)) for line in self._lines)
        self.sheet.fit(sum(each.tall for each in self._laid) + self.theme.px(8))
        if at_end and bar is not None:
            # The range follows when Qt lays out; the largest value there can be is clipped to it then.
            self.sheet.stay_at_end()

    def _lay(self, line: Written, width: int, known: _Laid | None) -> _Laid:
        text = "\n".join(plain(part) for part in _text(line, self.names).splitlines()) or " "
        if known is not None and known.text == text:
            return known
        room = QRectF(0, 0, max(1, width), 1e6)
        tall = QFontMetricsF(self.theme.font(Size.BODY)).boundingRect(room, _wrap(text), text).height()
        return _Laid(line, text, max(self.theme.px(_LINE), ceil(tall)) + self.theme.px(_PAD))

    def paint(self, p: QPainter, area: QRectF) -> None:
        """Only what is to be seen."""
        theme, px = self.theme, self.theme.px
        margin = px(_TIME)
        p.setPen(QPen(theme.faded(Tone.CRITICAL, 0.35), theme.scale))
        p.drawLine(QPointF(margin, 0), QPointF(margin, area.height()))
        y = 0.0
        for each in self._laid:
            row = QRectF(0, y, area.width(), each.tall)
            y += each.tall
            if not self.spots.is_damaged(row):
                continue
            p.setPen(QPen(theme.faded(Tone.LINE, 0.5), 1))
            p.drawLine(row.bottomLeft(), row.bottomRight())
            self._line(p, row, each)
        if not self._laid:
            canvas.text(
                p, theme, area, translate("DutyBook", "今天还没有记事"), size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE
            )  # fmt: skip

    def _line(self, p: QPainter, row: QRectF, laid: _Laid) -> None:
        theme, px, event = self.theme, self.theme.px, laid.written.event
        is_note, is_grave = isinstance(event, ev.NoteWritten), isinstance(event, _GRAVE)
        first = QRectF(px(8), row.top() + px(_PAD / 2), px(_TIME - 20), px(_LINE))
        clock = self.names.clock(laid.written.at)[:5]
        canvas.text(p, theme, first, clock, size=Size.LABEL, tone=Tone.SOFT if is_note or is_grave else Tone.FAINT)
        if is_grave:
            mark = QPointF(px(_TIME - 16), first.center().y())
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.colour(Tone.HIGH))
            p.drawEllipse(mark, px(4), px(4))
        elif is_note:
            p.setPen(QPen(theme.colour(Tone.INFO), px(2)))
            p.drawLine(QPointF(px(_TIME - 16), first.top() + px(4)), QPointF(px(_TIME - 16), first.bottom() - px(4)))
        body = QRectF(px(_TIME + 12), row.top() + px(_PAD / 2), row.width() - px(_TIME + 24), row.height() - px(_PAD))
        p.setFont(theme.font(Size.BODY))
        p.setPen(theme.colour(Tone.TEXT if is_note or is_grave else Tone.SOFT))
        p.drawText(body, _wrap(laid.text), laid.text)


def _wrap(text: str) -> int:
    """How to break lines: between words and Chinese signs; anywhere only where there is no end to a word."""
    whole = int(canvas.TOP) | Qt.TextFlag.TextWordWrap
    return whole | Qt.TextFlag.TextWrapAnywhere if _ENDLESS.search(text) else whole


def _text(line: Written, names: Names) -> str:
    if isinstance(line.event, ev.NoteWritten):
        return f"{names.by(line.event.by)}：{line.event.text}"
    return sentences.happened(line.event, names)


class _Page(Scroll):
    """A scroll that can stay at its end while it grows, and breaks lines anew when it is made wider."""

    def __init__(self, spots: Spots, page: BookPage) -> None:
        super().__init__(spots)
        self._page = page
        self._to_end = True
        bar = self.verticalScrollBar()
        if bar is not None:
            bar.rangeChanged.connect(self._ranged)

    def stay_at_end(self) -> None:
        """Go to the end, now and at the next change of the range."""
        self._to_end = True
        self._ranged()

    def _ranged(self) -> None:
        bar = self.verticalScrollBar()
        if bar is not None and self._to_end:
            bar.setValue(bar.maximum())
        self._to_end = self._to_end and (bar is None or bar.maximum() == 0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._page.lay_out()
