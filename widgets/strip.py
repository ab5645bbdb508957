"""A row of small words of which one is chosen, or several are on: what a pane shows, and by what. It holds no facts; the pane says what is on."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from widgets import canvas
from widgets.spots import Spots
from widgets.theme import HIT, Look, Size, Theme, Tone

GAP, PAD, LEAST = 4, 10, 4
"""Unscaled pixels between words, beside a word, and at least beside it where room is wanting."""


class Item(Struct, frozen=True, kw_only=True):
    """One word."""

    code: str
    words: str
    on: bool = False
    tone: Tone = Tone.SOFT
    """Of a word that is not on."""
    look: Look | None = None
    spoken: str = ""
    """Tooltip, and what a screen reader says; empty: the words."""
    apart: bool = False
    """It stands off from those before it."""


class Strip(Spots):
    """The row. `picked(code)` is called by click, Enter or Space."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, self._paint_items, parent)
        self.picked: Callable[[str], object] | None = None
        self.items: tuple[Item, ...] = ()
        self.setFixedHeight(theme.px(HIT))

    def show_items(self, items: tuple[Item, ...]) -> None:
        """Show these words."""
        if items != self.items:
            self.items = items
            self.setAccessibleName(" ".join(item.words for item in items if item.on))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths(PAD))), self.theme.px(HIT))

    def _widths(self, pad: int) -> list[float]:
        px = self.theme.px
        return [
            canvas.width_of(self.theme, item.words, Size.LABEL, bold=True)
            + px(2 * pad + GAP)
            + (px(18) if item.look is not None else 0)
            + (px(12) if item.apart else 0)
            for item in self.items
        ]

    def _paint_items(self, p: QPainter, area: QRectF) -> None:
        theme, px = self.theme, self.theme.px
        pad = next((pad for pad in (PAD, 7, LEAST) if sum(self._widths(pad)) <= area.width()), LEAST)
        x = area.left()
        for item, width in zip(self.items, self._widths(pad), strict=True):
            left = x + (px(12) if item.apart else 0)
            spot = QRectF(left, area.top() + px(2), x + width - px(GAP) - left, area.height() - px(4))
            if spot.right() > area.right() + 1:
                break
            reach = spot.adjusted(0, -px(2), 0, px(2))
            over = self.place(item.code, reach, item.spoken or item.words, partial(self._pick, item.code))
            if item.on or over:
                canvas.card(p, theme, spot, Tone.CONTROL if item.on else theme.mixed(Tone.CONTROL, Tone.PANEL, 0.5))
            if item.on:
                p.fillRect(
                    QRectF(spot.left() + px(6), spot.bottom() - px(3), spot.width() - px(12), px(2)), theme.colour(Tone.INFO)
                )
            inner = spot
            if item.look is not None:
                canvas.glyph(p, theme, QPointF(spot.left() + px(pad) + px(6), spot.center().y()), item.look, px(11))
                inner = spot.adjusted(px(18), 0, 0, 0)
            tone = Tone.TEXT if item.on else item.tone
            canvas.text(p, theme, inner, item.words, size=Size.LABEL, bold=item.on, tone=tone, align=canvas.CENTRE)
            x += width

    def _pick(self, code: str) -> None:
        if self.picked is not None:
            self.picked(code)
