"""The right page of the duty book: what happened and what was written, newest below, ruled like paper. Painted; it keeps nothing but its layout."""

import re
from collections.abc import Iterable
from functools import lru_cache

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
ROWS = 120
"""Rows of one note that are shown."""
TALLEST = 30_000
"""Pixels of a page: Qt paints no farther than 32,767."""
_LINE, _PAD = 22, 6
_TIME = 92
"""Width of the margin with the time of day, unscaled."""
_PIECES = re.compile(r" *[\x21-\x7e]{1,24}[，。、；：！？）”]?| +|[^\x20-\x7e][，。、；：！？）”]?")
"""What stays together: a word, a Chinese sign, each with the stop behind it."""
_GRAVE: tuple[type[ev.AnyEvent], ...] = (
    ev.AlarmRaised, ev.RecordingLost, ev.RoundOverdue, ev.ProblemReported, ev.PlanStarted, ev.PlanStepOverdue, ev.JournalGapDeclared,
    ev.PartDisabled,
)  # fmt: skip


class _Laid(Struct, frozen=True):
    """A line with its height."""

    written: Written
    text: str
    rows: tuple[str, ...]
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
        """Break the lines to the width there is."""
        viewport = self.sheet.viewport()
        width = (viewport.width() if viewport is not None else 0) - self.theme.px(_TIME + 24)
        known = {each.written.seq: each for each in self._laid} if width == self._width else {}
        self._width = width
        self._laid = self._newest(self._lay(line, width, known.get(line.seq)) for line in reversed(self._lines))
        self.sheet.fit(sum(each.tall for each in self._laid) + self.theme.px(8))

    @staticmethod
    def _newest(lines: Iterable[_Laid]) -> tuple[_Laid, ...]:
        """As many of the lines, newest first, as a page can be tall; in the order of the page."""
        kept: list[_Laid] = []
        room = TALLEST
        for line in lines:
            room -= line.tall
            if room < 0 and kept:
                break
            kept.append(line)
        return tuple(reversed(kept))

    def _lay(self, line: Written, width: int, known: _Laid | None) -> _Laid:
        text = "\n".join(plain(part) for part in _text(line, self.names).splitlines()) or " "
        if known is not None and known.text == text:
            return known
        rows = [row for part in text.split("\n") for row in broken(self.theme, part, width)]
        if len(rows) > ROWS:
            rows = [*rows[: ROWS - 1], translate("DutyBook", "……共 {0} 行，全文在记录里").format(len(rows))]
        return _Laid(line, text, tuple(rows), self.theme.px(_LINE * len(rows) + _PAD))

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
        tone = Tone.TEXT if is_note or is_grave else Tone.SOFT
        for number, text in enumerate(laid.rows):
            place = QRectF(body.left(), body.top() + number * px(_LINE), body.width(), px(_LINE))
            if self.spots.is_damaged(place):
                canvas.text(p, theme, place, text, tone=tone)


def broken(theme: Theme, text: str, width: int) -> list[str]:
    """A text in rows no wider than `width`: broken between words and Chinese signs, and within a word that has no end."""
    rows, row, used = [], "", 0.0
    for piece in _PIECES.findall(text):
        wide = _width(theme, piece)
        if row and used + wide > width:
            rows.append(row)
            row, used = piece.lstrip(" "), _width(theme, piece.lstrip(" "))
        else:
            row, used = row + piece, used + wide
    return [*rows, row]


@lru_cache(maxsize=8192)
def _width(theme: Theme, piece: str) -> float:
    return QFontMetricsF(theme.font(Size.BODY)).horizontalAdvance(piece)


def _text(line: Written, names: Names) -> str:
    if isinstance(line.event, ev.NoteWritten):
        return words.told(names.by(line.event.by), line.event.text)
    return sentences.happened(line.event, names)


class _Page(Scroll):
    """A scroll that stays at its end, however it grows or shrinks, until somebody leaves it; breaks lines anew when it is made wider."""

    def __init__(self, spots: Spots, page: BookPage) -> None:
        super().__init__(spots)
        self._page = page
        self._is_at_end = True
        bar = self.verticalScrollBar()
        if bar is not None:
            bar.rangeChanged.connect(self._ranged)
            bar.valueChanged.connect(self._moved)

    def _ranged(self, _: int, last: int) -> None:
        bar = self.verticalScrollBar()
        if bar is not None and self._is_at_end:
            bar.setValue(last)

    def _moved(self, value: int) -> None:
        bar = self.verticalScrollBar()
        self._is_at_end = bar is None or value >= bar.maximum() - self._page.theme.px(_LINE)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._page.lay_out()
