"""A new monitor's window has its room there, though a window manager that was busy does not know the monitor yet."""

import pytest
from PyQt6.QtCore import QRect

from widgets import monitors


@pytest.mark.parametrize(
    ("free", "stands"),
    [
        (QRect(1920, 40, 1920, 1040), QRect(1920, 40, 1920, 1040)),
        (QRect(), QRect(1920, 0, 1920, 1080)),
        (QRect(1920, 0, 10, 1080), QRect(1920, 0, 1920, 1080)),
    ],
    ids=["beside a bar", "unknown to the window manager", "of another time"],
)
def test_a_monitor_that_the_window_manager_does_not_know_yet_is_used_whole(free: QRect, stands: QRect) -> None:
    class Screen:
        def geometry(self) -> QRect:
            return QRect(1920, 0, 1920, 1080)

        def availableGeometry(self) -> QRect:
            return free

    assert monitors.room(Screen()) == stands  # type: ignore[arg-type]
