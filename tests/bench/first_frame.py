"""Opens the console as its command does, says when the first live frame has been painted, and leaves: for the cold start's figure.

`python -m tests.bench.first_frame STATION`
"""

import sys
import time
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QTimer

from console import app as gui
from console.session import Frame, Link


class _First(gui.Pump):
    """Leaves after the first good frame."""

    def tick(self) -> None:
        """Draw one frame, and look whether it is the one."""
        super().tick()
        frame: Frame = self.screens.source.frame()
        if frame.link is Link.GOOD and frame.state.config is not None:
            self.stop()
            QTimer.singleShot(0, self._say)  # fires after the paint events of this frame

    def _say(self) -> None:
        print(time.monotonic())
        QCoreApplication.quit()


if __name__ == "__main__":
    gui.Pump = _First  # type: ignore[misc]  # the pump is the only thing that differs from the product's start
    sys.exit(gui.run(Path(sys.argv[1]), "desk"))
