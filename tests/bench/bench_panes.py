"""What one frame costs each pane in a busy hall: its view, the comparison with the last one, and painting: `NAME VALUE UNIT REACH MET|SHORT`.

Each frame is a second later than the one before, so that every running time moves; the desk's own sizes; run it alone, on a screen
(or under `xvfb-run`).
"""

import statistics
import sys
import time
from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtWidgets import QApplication

from console.app import dress
from console.session import Frame
from tests.helpers.large_hall import large_frame
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk
from widgets import theme as themes
from widgets.pane import find_panes

REACH, ALL_REACH = 4.0, 33.0
"""Milliseconds a pane and frame (measured.md §7.3), and of all of them at once: one frame."""
WORSE = 1.5
"""By which no figure may get worse in a hall of the largest size (issue 4 §4)."""
FRAMES = 60
SIZES = {
    "floor_plan": (1220, 560), "kpi_strip": (1896, 92), "queues": (690, 290), "orders": (690, 220), "trends": (1220, 220),
    "event_log": (1220, 220), "alarms": (800, 560), "staff": (570, 560), "plan": (530, 560), "counters": (960, 370),
    "devices": (960, 370),
}  # fmt: skip


def figure(name: str, milliseconds: float, reach: float) -> None:
    """Print one line."""
    print(f"{name} {milliseconds:.2f} ms <={reach:g} {'MET' if milliseconds <= reach else 'SHORT'}", flush=True)


def cost(name: str, frame: Callable[[], Frame]) -> float:
    """Median milliseconds that the GUI thread works for a frame (its own time, so that a busy machine does not count)."""
    theme = themes.load("night")
    pane = find_panes()[name](RememberingDesk(), theme)
    pane.resize(*SIZES[name])
    pane.show()
    first = frame()
    spent = []
    for n in range(FRAMES):
        later = hall.frame(first.state, now=first.now + n, recent=first.recent)
        QCoreApplication.processEvents()
        start = time.thread_time()
        pane.take_frame(later)
        QCoreApplication.processEvents()
        spent.append((time.thread_time() - start) * 1000)
    if pane.fault is not None:
        raise pane.fault
    pane.deleteLater()
    return statistics.median(spent[5:])


def main() -> int:
    """Every pane in the busy hall, and the largest ones in the flooded one."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if isinstance(app, QApplication):
        dress(app, themes.load("night"))
    busy = {name: cost(name, hall.busy) for name in SIZES}
    for name, spent in busy.items():
        figure(f"pane_{name}_busy", spent, REACH)
    figure("panes_all_busy", sum(busy.values()), ALL_REACH)
    large = large_frame()
    many = {name: cost(name, lambda: large) for name in SIZES}
    for name, spent in many.items():
        figure(f"pane_{name}_500_waiting_60_counters_300_devices_200_staff", spent, REACH * WORSE)
    figure("panes_all_500_waiting_60_counters_300_devices_200_staff", sum(many.values()), ALL_REACH * WORSE)
    for name in ("floor_plan", "alarms"):
        figure(f"pane_{name}_flooded", cost(name, hall.flooded), 50.0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
