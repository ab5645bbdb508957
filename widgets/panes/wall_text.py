"""A text that somebody gave the wall: as large as it can be and still be whole."""

from collections.abc import Sequence

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

_SIZES = (84, 72, 62, 54, 46, 38, 32, 26, 21, 17)
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
        whole = [(self._lines(size, inner), size) for size in _SIZES if inner.contains(self._extent(size, inner))]
        # A little smaller in fewer lines reads better than a last line of one character.
        size = max(size for lines, size in whole if lines == _fewest(whole)) if whole else _SIZES[-1]
        p.setFont(theme.font(size, bold=True))
        p.setPen(theme.colour(Tone.TEXT))
        p.drawText(inner, _FLAGS if whole else _ANYWHERE, text)

    def _extent(self, size: int, inner: QRectF) -> QRectF:
        return QFontMetricsF(self.theme.font(size, bold=True)).boundingRect(inner, _FLAGS, self._shown.text)

    def _lines(self, size: int, inner: QRectF) -> int:
        return round(self._extent(size, inner).height() / QFontMetricsF(self.theme.font(size, bold=True)).lineSpacing())


def _fewest(whole: Sequence[tuple[int, int]]) -> int:
    """The least number of lines of the sizes that are not much smaller than the largest that fits."""
    largest = max(size for _, size in whole)
    return min(lines for lines, size in whole if size >= largest * 0.7)
