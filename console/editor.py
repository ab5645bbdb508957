"""The hall editor's composition root: one QApplication, one document, one window. A program of its own, beside the console."""

from functools import partial
from pathlib import Path

from PyQt6.QtCore import QTimer

from console.app import make_app, settings_of, wear, when_told
from console.hall_edit.document import Document
from console.hall_edit.keep import Keeper
from widgets.hall_window import HallWindow
from widgets.wardrobe import Wear, remembered

PICTURE_MS = 600
"""After the start, when a picture is asked for."""


def run(
    file: Path, lang: str | None = None, theme: str | None = None, *, large: bool = False, author: str = "", pictures: Path | None = None
) -> int:  # fmt: skip
    """Show the editor of a hall until it is closed. Returns the exit code.

    Raises `HallFault` when there is no display, or the file cannot be read or is no TOML.
    """
    keeper = Keeper(file, author)
    document = Document(keeper.path, keeper.read())
    last = remembered(settings_of("look")) if pictures is None else Wear()
    worn = Wear(theme=theme or last.theme, large=large or last.large, lang=lang or last.lang)
    app = make_app(worn.lang)
    window = HallWindow(document, keeper, wear(app, worn))
    window.closed = app.quit
    when_told(partial(app.exit, 0))  # quit would ask about what is not saved, and stay
    window.open()
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)

        def take() -> None:
            window.grab().save(str(pictures / "hall-edit.png"))
            app.quit()

        QTimer.singleShot(PICTURE_MS, take)
    code = app.exec()
    window.end()
    if pictures is not None:
        print(pictures / "hall-edit.png")
    return code
