"""The sheet that asks for a tour: every camera's chip can be read and hit."""

from itertools import combinations

from PyQt6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from widgets.theme import Theme
from widgets.video_tour import TourSheet


def test_the_chips_lie_side_by_side_and_whole(qtbot: QtBot, theme: Theme) -> None:
    cameras = [(f"cam-{n}", f"{n} 号居民柜台全景") for n in range(1, 13)]
    sheet = TourSheet(theme, cameras, None, lambda _cameras, _seconds: None, None)  # type: ignore[arg-type]
    qtbot.addWidget(sheet)
    sheet.open_at(QPoint(0, 0))
    areas = [chip.geometry() for chip in sheet.chips.values()]
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))
    assert all(sheet.flow.rect().contains(area) for area in areas)
