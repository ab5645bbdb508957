"""Curves over the hours of a day: the one place that knows pyqtgraph. Width-1 pens, fixed ranges, down-sampled and clipped.

    plot = TimePlot(theme, self)
    plot.show_window(start, end, low=0, high=80, zone=ZoneInfo("Asia/Shanghai"))    # fixed until called again
    plot.curve("waiting", xs, ys, Tone.TEXT)                                         # a name draws anew what it drew before
    plot.curve("open", xs, ys, Tone.INFO, step=True)
    plot.forecast("ahead", xs, low, middle, high)                                    # dashed, with a band
    plot.limit("limit", 60, Tone.HIGH)                                               # dashed level
    plot.now(at)                                                                     # upright line

measured.md §7.3: making a plot costs 5.7 ms, so make it once and hide it; never rebuild. Loading this module costs half a second:
only by `widgets.late`, after the first picture.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from widgets.hours import hours
from widgets.theme import Size, Theme, Tone

Numbers = Sequence[float] | NDArray[np.float64]


class TimePlot(QWidget):
    """A plot of hall time (UTC seconds) against numbers, not zoomable: time is changed on the time bar only."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._plot = pg.PlotWidget(parent=self, background=theme.colour(Tone.PANEL))
        self._items: dict[str, pg.GraphicsObject] = {}
        self._window: tuple[float, float, float, float] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self._plot.setMenuEnabled(False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        for part in (self._plot, self._plot.viewport()):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for side in ("bottom", "left"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(theme.mixed(Tone.LINE, Tone.PANEL, 0.8), width=theme.px(1)))
            axis.setTextPen(pg.mkPen(theme.colour(Tone.FAINT)))
            axis.setStyle(tickFont=theme.font(Size.TINY), tickLength=0)
        self._plot.showGrid(x=False, y=True, alpha=0.12)

    def show_window(self, start: float, end: float, *, low: float, high: float, zone: ZoneInfo) -> None:
        """Fix both ranges; hours of `zone` are written below. Does nothing when they are fixed so already."""
        if self._window == (start, end, low, high):
            return
        self._window = (start, end, low, high)
        self._plot.setXRange(start, end, padding=0)
        self._plot.setYRange(low, high, padding=0)
        self._plot.getAxis("bottom").setTicks(
            [[(at, datetime.fromtimestamp(at, zone).strftime("%H:%M")) for at in hours(start, end)]]
        )

    def curve(self, name: str, xs: Numbers, ys: Numbers, tone: Tone, *, step: bool = False, dashed: bool = False) -> None:
        """Draw or redraw one line; `step` holds each value until the next."""
        x, y = np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)
        item = self._items.get(name)
        if item is None:
            style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
            item = pg.PlotDataItem(
                pen=pg.mkPen(self.theme.colour(tone), width=self.theme.px(1), style=style),
                stepMode="right" if step else None,
                skipFiniteCheck=True,
            )
            item.setDownsampling(auto=True, method="peak")
            item.setClipToView(True)
            self._add(name, item)
        item.setData(x, y)

    def forecast(self, name: str, xs: Numbers, low: Numbers, middle: Numbers, high: Numbers, tone: Tone = Tone.SOFT) -> None:
        """A dashed line inside its band."""
        self.curve(f"{name}.middle", xs, middle, tone, dashed=True)
        edges = [self._edge(f"{name}.{side}", xs, ys) for side, ys in (("low", low), ("high", high))]
        if f"{name}.band" not in self._items:
            self._add(f"{name}.band", pg.FillBetweenItem(*edges, brush=pg.mkBrush(self.theme.faded(tone, 0.14))))

    def _edge(self, name: str, xs: Numbers, ys: Numbers) -> pg.PlotCurveItem:
        if name not in self._items:
            self._add(name, pg.PlotCurveItem(pen=None))
        self._items[name].setData(np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64))
        return self._items[name]

    def limit(self, name: str, level: float, tone: Tone = Tone.HIGH) -> None:
        """A dashed level."""
        self._line(name, level, tone, angle=0, dashed=True)

    def now(self, at: float) -> None:
        """The upright line at the picture's time."""
        self._line("now", at, Tone.SOFT, angle=90, dashed=False)

    def _line(self, name: str, value: float, tone: Tone, *, angle: int, dashed: bool) -> None:
        if name not in self._items:
            style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
            self._add(
                name, pg.InfiniteLine(angle=angle, pen=pg.mkPen(self.theme.colour(tone), width=self.theme.px(1), style=style))
            )
        self._items[name].setValue(value)

    def _add(self, name: str, item: pg.GraphicsObject) -> None:
        self._items[name] = item
        self._plot.addItem(item, ignoreBounds=True)

    def remove(self, name: str) -> None:
        """Take a line (or a forecast's three) away."""
        for key in [key for key in self._items if key == name or key.startswith(f"{name}.")]:
            self._plot.removeItem(self._items.pop(key))
