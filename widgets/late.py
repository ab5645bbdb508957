"""Loads a slow module on a thread of its own once the first picture stands, and tells the GUI's thread. It draws nothing.

pyqtgraph and numpy take as long to load as everything else of the console together.
"""

import importlib
import sys
import threading
from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer

LOOK_MS = 100


class Late(QObject):
    """One module. `then` is called on the GUI's thread when it is there, or cannot be: importing it there says which."""

    def __init__(self, module: str, then: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.is_over = module in sys.modules
        """It is there, or cannot be."""
        self._then = then
        # No daemon: an interpreter that ends in the middle of an import crashes.
        self._thread = threading.Thread(target=self._load, args=(module,), name=f"load-{module}")
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Load soon: what is being painted now is painted first. Again: nothing."""
        if not self.is_over:
            self._timer.start()

    def _load(self, module: str) -> None:
        importlib.import_module(module)

    def _look(self) -> None:
        if self._thread.ident is None:
            self._thread.start()
        elif not self._thread.is_alive():
            self._timer.stop()
            self.is_over = True
            self._then()
