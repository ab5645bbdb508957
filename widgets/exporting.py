"""One export at a time, in a thread of its own: how far it is, where the file lies, or in words why there is none."""

import logging
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QStandardPaths

from console.export import Book, Cancelled, Make, Step, as_csv, as_xlsx, trouble, write_whole
from widgets.paper import as_pdf

translate = QCoreApplication.translate
log = logging.getLogger(__name__)
FORMATS: Mapping[str, Make] = {"csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf}
_TROUBLE: dict[str, str] = {
    "full": QT_TRANSLATE_NOOP("Export", "磁盘已满，没有写出文件：{0}"),
    "read_only": QT_TRANSLATE_NOOP("Export", "文件夹不能写：{0}"),
    "missing": QT_TRANSLATE_NOOP("Export", "文件夹不存在：{0}"),
    "other": QT_TRANSLATE_NOOP("Export", "写不出文件：{0}"),
}


class Progress(Struct, frozen=True, kw_only=True):
    """How it stands; replaced whole."""

    share: float | None = None
    """0 … 1 while it runs; None: nothing runs."""
    path: Path | None = None
    trouble: str = ""
    """A code of `export.trouble`, `bug`, or `cancelled`."""

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self.share is not None


def default_folder() -> Path:
    """Where exports go: the user's documents, else home."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or str(Path.home())) / "hallwatch"


def trouble_words(code: str, folder: Path) -> str:
    """Why no file could be written to a folder, for a code of `export.trouble`."""
    return translate("Export", _TROUBLE[code]).format(folder)


class Exporting:
    """Begun by the GUI's thread, which looks at `progress` as often as it likes: once for all that it shows, as it is another's."""

    def __init__(self, folder: Callable[[], Path] = default_folder) -> None:
        self.progress = Progress()
        self.folder = folder
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def begin(self, ending: str, book: Book) -> None:
        """Write a book as csv, xlsx or pdf; does nothing while one is under way."""
        self.write(book.name, ending, partial(FORMATS[ending], book))

    def write(self, name: str, ending: str, make: Callable[[Step], bytes]) -> None:
        """Write what `make` makes in a thread of its own; does nothing while one is under way."""
        if self.progress.is_running:
            return
        self._stop.clear()
        self.progress = Progress(share=0.0)
        self._thread = threading.Thread(target=self._run, args=(name, ending, make, self.folder()), name="export", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Write no further; what was begun is taken away."""
        self._stop.set()

    def words(self, now: Progress) -> str:
        """What is to be said of it; empty before the first."""
        if now.share is not None:
            return translate("Export", "正在导出 {0}%").format(round(100 * now.share))
        if now.path is not None:
            return translate("Export", "已导出：{0}").format(now.path)
        if now.trouble == "cancelled":
            return translate("Export", "已取消导出")
        if now.trouble == "bug":
            return translate("Export", "导出出错，见程序日志")
        return trouble_words(now.trouble, self.folder()) if now.trouble else ""

    def _step(self, share: float) -> None:
        if self._stop.is_set():
            raise Cancelled
        self.progress = Progress(share=share)

    def _run(self, name: str, ending: str, make: Callable[[Step], bytes], folder: Path) -> None:
        try:
            self.progress = Progress(path=write_whole(folder, name, ending, make, self._step))
        except Cancelled:
            self.progress = Progress(trouble="cancelled")
        except OSError as error:
            log.warning("%s cannot be written: %s", folder / f"{name}.{ending}", error)
            self.progress = Progress(trouble=trouble(error))
        except Exception:
            log.exception("the export of %s failed", name)
            self.progress = Progress(trouble="bug")
