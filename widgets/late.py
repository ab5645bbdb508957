"""Loads a slow module on a thread of its own once the first picture stands, and tells the GUI's thread. It draws nothing.

pyqtgraph and numpy take as long to load as everything else of the console together.
"""

import importlib
import sys
import threading
from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer

LOOK_MS = 100
_loading: dict[str, threading.Thread] = {}
"""By module: whoever wants one that is being loaded waits for the same thread."""


class Late(QObject):
    """One module. `then` is called on the GUI's thread when it is there, or cannot be: importing it there says which."""

    def __init__(self, module: str, then: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._module = module
        self._then = then
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_over(self) -> bool:
        """It is there, or cannot be."""
        thread = _loading.get(self._module)
        return self._module in sys.modules if thread is None else not thread.is_alive()

    def begin(self) -> None:
        """Load soon: what is being painted now is painted first. Again: nothing."""
        if not self.is_over:
            self._timer.start()

    def _look(self) -> None:
        if self.is_over:
            self._timer.stop()
            self._then()
        elif self._module not in _loading:
            # No daemon: an interpreter that ends in the middle of an import crashes.
            thread = threading.Thread(target=importlib.import_module, args=(self._module,), name=f"load-{self._module}")
            thread.start()
            _loading[self._module] = thread
