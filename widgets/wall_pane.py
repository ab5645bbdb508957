"""What panes of a wall have in common: the scene that the wall shows decides what they are of, and nobody's name stands on them."""

from collections.abc import Sequence
from typing import TypeVar

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QFontMetricsF, QPainter

from console.model.attention import QUIET, Scene
from console.session import Desk, Frame
from widgets import canvas
from widgets.canvas import fitting
from widgets.pane import Pane
from widgets.theme import Theme, Tone

V = TypeVar("V")


def fitted(
    p: QPainter, theme: Theme, area: QRectF, words: str, sizes: Sequence[int], *, bold: bool = False, tone: Tone = Tone.TEXT
) -> float:
    """One line in the first of these sizes at which it has room. Returns the width drawn."""
    return canvas.text(p, theme, area, words, size=fitting(theme, words, area.width(), sizes, bold=bold), bold=bold, tone=tone)


def several(
    p: QPainter, theme: Theme, area: QRectF, words: str, sizes: Sequence[int], *, bold: bool = False, tone: Tone = Tone.TEXT
) -> None:  # fmt: skip
    """As `fitted`, but on two lines where these are larger than one line would be."""
    one = fitting(theme, words, area.width(), sizes, bold=bold)
    two = next((size for size in sizes if _has_room(theme, area, words, size, bold=bold)), 0)
    if two > one or (two and canvas.width_of(theme, words, one, bold=bold) > area.width()):
        said = _in_two(theme, words, area.width(), two, bold=bold)
        canvas.paragraph(p, theme, area, said, size=two, bold=bold, tone=tone, align=canvas.LEFT)
    else:
        canvas.text(p, theme, area, words, size=one, bold=bold, tone=tone)


def _in_two(theme: Theme, words: str, room: float, size: int, *, bold: bool) -> str:
    """Two lines that part at a blank, where both have room: no Chinese word is broken then, and no sign stands alone."""
    for place in reversed([place for place, sign in enumerate(words) if sign == " "]):
        lines = words[:place], words[place + 1 :]
        if all(canvas.width_of(theme, line, size, bold=bold) <= room for line in lines):
            return "\n".join(lines)
    return words


def _has_room(theme: Theme, area: QRectF, words: str, size: int, *, bold: bool) -> bool:
    """Whether a paragraph of this size fits."""
    flags = canvas.wrapping(theme, words, area.width(), size, bold=bold)
    needed = QFontMetricsF(theme.font(size, bold)).boundingRect(QRectF(0, 0, area.width(), 1e5), flags, words)
    return needed.height() <= area.height()


class WallPane(Pane[V]):
    """A pane that stands on a wall: no title, and no hand ever touches it."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.set_titled(False)
        self.body.setContentsMargins(0, 0, 0, 0)

    def leave(self) -> None:
        """It cannot be seen any more; one that has pictures decoded lets them go."""


class ScenePane(WallPane[V]):
    """One that shows what the wall's scene is about."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.scene = QUIET
        """What the wall shows now; the wall's window says so before each frame."""

    @classmethod
    def view_of(cls, frame: Frame, scene: Scene) -> V:
        """What is to be drawn of a scene. Pure."""
        raise NotImplementedError

    @classmethod
    def view(cls, frame: Frame) -> V:
        """As on a quiet wall."""
        return cls.view_of(frame, QUIET)

    def viewed(self, frame: Frame) -> V:
        """As the wall's scene asks."""
        return self.view_of(frame, self.scene)

    def show_scene(self, scene: Scene) -> None:
        """From the next frame on this scene."""
        if scene != self.scene:
            self.scene = scene
            self.forget_frame()
