"""The line above the alarms: how fast they come, against the bounds of a flood; tree or table. Calm unless there is a flood."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter, QPen
from PyQt6.QtWidgets import QWidget

from console.model.alarm import FLOOD_BEGINS, FLOOD_ENDS
from widgets import canvas
from widgets.alarm_lines import AlarmsView
from widgets.alarm_words import silence, tempo
from widgets.spots import Spots
from widgets.theme import HIT, Look, Shape, Size, Theme, Tone
from widgets.words import Names

translate = QCoreApplication.translate
_SCALE = 20
"""Alarms at the meter's right end."""


class AlarmHead(Spots):
    """Painted; `set_table(is_table)` and `toggle_voice()` are told of clicks."""

    def __init__(
        self, theme: Theme, set_table: Callable[[bool], None], toggle_voice: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(theme, self._draw, parent)
        self._set_table = set_table
        self._toggle_voice = toggle_voice
        self._view: AlarmsView | None = None
        self._said = ""
        self.setFixedHeight(theme.px(HIT))

    def draw(self, view: AlarmsView, names: Names) -> None:
        """Show a view."""
        said = tempo(view.flood, names)
        old, self._view = self._view, view
        if said != self._said or old is None or (old.is_table, old.flood, old.voice) != (view.is_table, view.flood, view.voice):
            self._said = said
            self.setAccessibleName(said)
            self.update()

    def _draw(self, p: QPainter, area: QRectF) -> None:
        view = self._view
        if view is None:
            return
        right = self._chips(p, area, view)
        self._meter(p, area.adjusted(0, 0, right - area.right(), 0), view)

    def _chips(self, p: QPainter, area: QRectF, view: AlarmsView) -> float:
        """Tree or table; returns where they begin."""
        x, px = area.right(), self.theme.px
        for code, text, is_table in (("table", translate("Alarms", "表"), True), ("tree", translate("Alarms", "树"), False)):
            width = max(px(44), canvas.width_of(self.theme, text, Size.LABEL, bold=True) + px(20))
            x -= width
            spot = QRectF(x, area.top(), width, area.height())
            chosen = view.is_table == is_table
            tone = Tone.INFO if chosen else Tone.TEXT
            self.button(p, code, spot, text, partial(self._set_table, is_table), tone=tone)
            if chosen:
                canvas.card(p, self.theme, QRectF(x + px(8), area.bottom() - px(3), width - px(16), px(2)), Tone.INFO)
            x -= px(6)
        return self._voice_chip(p, QRectF(area.left(), area.top(), x - area.left(), area.height()), view.voice)

    def _voice_chip(self, p: QPainter, area: QRectF, voice: str) -> float:
        """One click silences or speaks again; returns where it begins."""
        if voice == "none":
            return area.right()
        px, is_on = self.theme.px, voice != "off"
        text = translate("Alarms", "语音 开") if is_on else translate("Alarms", "语音 关")
        width = canvas.width_of(self.theme, text, Size.LABEL, bold=True) + px(24)
        spot = QRectF(area.right() - width, area.top(), width, area.height())
        tone = Tone.FAINT if not is_on else Tone.MEDIUM if silence(voice) else Tone.TEXT
        self.button(p, "voice", spot, text, self._toggle_voice, tone=tone)
        return spot.left() - px(6)

    def _meter(self, p: QPainter, area: QRectF, view: AlarmsView) -> None:
        theme, px, flood = self.theme, self.theme.px, view.flood
        long = min(px(140), area.width() / 3)
        bar = QRectF(area.left(), area.center().y() - px(3), long, px(6))
        is_flood = flood.since is not None
        canvas.bar(p, theme, bar, min(1.0, flood.lately / _SCALE), Tone.HIGH if is_flood else Tone.SOFT)
        p.setPen(QPen(theme.colour(Tone.LINE), theme.scale))
        for bound in (FLOOD_ENDS, FLOOD_BEGINS):
            x = bar.left() + long * bound / _SCALE
            p.drawLine(QPointF(x, bar.top() - px(4)), QPointF(x, bar.bottom() + px(4)))
        words = QRectF(bar.right() + px(10), area.top(), area.right() - bar.right() - px(10), area.height())
        if is_flood:
            canvas.state(p, theme, words, self._said, Look(Shape.TRIANGLE, Tone.HIGH), size=Size.LABEL, bold=True)
        else:
            canvas.text(p, theme, words, self._said, size=Size.LABEL, tone=Tone.FAINT)
