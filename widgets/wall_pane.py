"""What panes of a wall have in common: the scene that the wall shows decides what they are of, and nobody's name stands on them."""

from collections.abc import Sequence
from typing import TypeVar

from console.model.attention import QUIET, Scene
from console.session import Desk, Frame
from widgets import canvas
from widgets.pane import Pane
from widgets.theme import Theme

V = TypeVar("V")


def fitting(theme: Theme, words: str, room: float, sizes: Sequence[int], *, bold: bool = False) -> int:
    """The first of these sizes at which a line has room; the last where none has. A smaller word is read sooner than half a one."""
    return next((size for size in sizes if canvas.width_of(theme, words, size, bold=bold) <= room), sizes[-1])


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
