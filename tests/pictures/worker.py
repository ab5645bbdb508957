"""The process that draws: without a screen, one scope after the other."""

import os
from pathlib import Path

from console import app
from tests.pictures import render, worlds
from tests.pictures.page import Shot
from tests.pictures.render import Scope, Studio

MORNING = ".morning"


def without_screen() -> None:
    """To be called first in a process that draws."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_LOGGING_RULES"] = "*.debug=false;qt.qpa.*=false"


def draw(scope: Scope, out: Path) -> list[Shot]:
    """One look in one language at one size, in a process of its own."""
    gui = app.make_app(scope.lang)
    shots = []
    for picture in Studio(gui, scope, worlds.read(out / MORNING)).pictures():
        file = render.write(picture, out)
        shots.append(
            Shot(
                file=file, small=f"small/{picture.stem}.jpg", kind=picture.kind, name=picture.name, state=picture.state, look=picture.look,
                lang=picture.lang, size=picture.size, faults=picture.faults,
            )
        )  # fmt: skip
    return shots
