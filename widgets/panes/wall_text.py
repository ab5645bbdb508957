"""A text that somebody gave the wall: as large as it can be and still be whole."""

import re
from itertools import combinations, pairwise
from operator import itemgetter

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QRectF, Qt
from PyQt6.QtGui import QFontMetricsF, QPainter

from console.model.attention import Scene
from console.model.hall import WallView
from console.session import Desk, Frame
from widgets import canvas
from widgets.canvas import Canvas
from widgets.theme import Theme, Tone
from widgets.wall_pane import ScenePane

MOST_PHRASES = 12
"""Phrases of a text whose lines are chosen; longer ones are as a reader wants them anyway."""
_PAUSE = re.compile(r"(?<=[，。；：！？])")
_SIZES = (84, 72, 62, 54, 46, 38, 32, 26, 21, 17)
_LITTLE = 0.7
"""Part of the largest size that fits which is only a little smaller."""
_FLAGS = int(Qt.AlignmentFlag.AlignCenter) | Qt.TextFlag.TextWordWrap
_ANYWHERE = _FLAGS | Qt.TextFlag.TextWrapAnywhere
"""For a text without a place to break it, such as an address."""


class WallTextView(Struct, frozen=True, kw_only=True):
    """The text."""

    text: str = ""


class WallText(ScenePane[WallTextView]):
    """One text, and nothing else."""

    name = "wall_text"
    title = QT_TRANSLATE_NOOP("Pane", "大屏文字")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown = WallTextView()
        self.canvas = Canvas(theme, self._paint, self)
        self.body.addWidget(self.canvas)

    @classmethod
    def view_of(cls, frame: Frame, scene: Scene) -> WallTextView:  # noqa: ARG003 (the scene says it all)
        """What the scene is of."""
        return WallTextView(text=scene.of if scene.show is WallView.TEXT else "")

    def draw(self, view: WallTextView) -> None:
        """Another text."""
        self._shown = view
        self.canvas.update()

    def _paint(self, p: QPainter, area: QRectF) -> None:
        theme, text = self.theme, self._shown.text
        canvas.card(p, theme, area, Tone.PANEL)
        inner = area.adjusted(theme.px(48), theme.px(32), -theme.px(48), -theme.px(32))
        whole = [(lines, size) for size in _SIZES if (lines := self._lines(text, size, inner))]
        # A little smaller in fewer lines reads better than a last line of one character, and in whole phrases than in halves.
        lines, size = min(
            (each for each in whole if each[1] >= _LITTLE * whole[0][1]), key=itemgetter(0), default=(0, _SIZES[-1])
        )
        phrased = [(said, count) for count in (lines, lines + 1) if (said := in_phrases(text, count)) != text]
        fitting = (
            (each, said)
            for each in _SIZES
            if each >= _LITTLE * size
            for said, count in phrased
            if self._lines(said, each, inner) == count
        )
        size, said = next(fitting, (size, text))
        p.setFont(theme.font(size, bold=True))
        p.setPen(theme.colour(Tone.TEXT))
        p.drawText(inner, _FLAGS if whole else _ANYWHERE, said)

    def _lines(self, text: str, size: int, inner: QRectF) -> int:
        """On how many lines it stands; 0: it has no room."""
        metrics = QFontMetricsF(self.theme.font(size, bold=True))
        extent = metrics.boundingRect(inner, _FLAGS, text)
        return round(extent.height() / metrics.lineSpacing()) if inner.contains(extent) else 0


def in_phrases(text: str, lines: int) -> str:
    """The text on so many lines, each of them whole phrases and none much longer than another; as it is where that cannot be."""
    phrases = [phrase for phrase in _PAUSE.split(text) if phrase]
    if "\n" in text or not 1 < lines <= len(phrases) <= MOST_PHRASES:
        return text
    ways = (
        [phrases[begin:end] for begin, end in pairwise((0, *breaks, len(phrases)))]
        for breaks in combinations(range(1, len(phrases)), lines - 1)
    )
    return min(
        ("\n".join("".join(line).strip() for line in way) for way in ways), key=lambda said: max(map(len, said.split("\n")))
    )
