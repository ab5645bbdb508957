"""The band of a talk: whatever it says is said whole, in the smallest tile that a desk has, in both languages and in large type."""

from typing import Any

import pytest
from PyQt6.QtCore import QRectF, QTranslator
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QApplication

from console.video.talk import Step, Talking
from tests.helpers.played_talker import PlayedTalker
from tests.widgets.panes.conftest import RememberingDesk
from tests.widgets.test_words import TS
from widgets import talk_words
from widgets.talk import Talk
from widgets.talk_band import Band, area_of, is_roomy, paint_band
from widgets.theme import Theme

TILES = ((135, 84), (164, 100), (206, 126), (292, 215), (388, 280), (793, 600))
"""Of 36, 25 and 16 on a screen of 1366 by 768, and larger ones; pixels."""


def bands() -> list[Band]:
    """Everything that can be said of one's own talk, and somebody else's."""
    desk = RememberingDesk()
    desk.talker = PlayedTalker()
    talk = Talk(desk)
    talk._clock = lambda: talk._since + 17
    steps = [Talking(step=step, level=0.5) for step in (Step.MICROPHONE, Step.CONNECTING, Step.OPEN)]
    steps.append(Talking(step=Step.OPEN, is_dead=True))
    talk._since = 100.0
    said = [talk._own(step) for step in steps]
    talk._clock = lambda: talk._since
    said += [talk._own(Talking(step=Step.ENDED, end=end)) for end in talk_words.CAUSES]
    assert all(said)
    return [band for band in said if band is not None]


@pytest.fixture(params=["zh", "en"])
def spoken(request: pytest.FixtureRequest, qapp: QApplication) -> Any:
    translator = QTranslator()
    if request.param == "en":
        assert translator.load(str(TS.with_suffix(".qm")))
        qapp.installTranslator(translator)
    yield request.param
    qapp.removeTranslator(translator)


@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_all_that_is_said_is_said_whole_in_every_tile(
    spoken: str, scale: float, theme: Theme, painted: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    worn, image = theme.at_scale(scale), QImage(1000, 900, QImage.Format.Format_RGB32)
    image.fill(0)
    cut: list[str] = []
    plain: Any = QPainter.drawText

    def measured(p: QPainter, *given: Any) -> Any:
        needed = plain(p, *given)
        if not given[0].adjusted(-1, -1, 1, 1).contains(needed):
            cut.append(given[2])
        return needed

    monkeypatch.setattr(QPainter, "drawText", measured)
    said = bands()
    assert any(("Talk ended" if spoken == "en" else "对讲结束") in band.words for band in said)
    for width, height in TILES:
        area = QRectF(50, 50, width * scale, height * scale)
        for band in said:
            painted.clear()
            p = QPainter(image)
            paint_band(p, worn, area, band)
            p.end()
            told = {band.words, band.line} if band.line and is_roomy(worn, area) else {band.words}
            assert told <= painted | set(cut), f"{width} × {height}: {told - painted} became {painted}"
            assert not cut, f"{width} × {height}: {cut} has no room"
            assert area.contains(area_of(worn, area, band)), f"{width} × {height}: {band.words} leaves its tile"


def test_the_level_is_seen_in_every_tile(theme: Theme) -> None:
    for width, height in TILES:
        area, seen = QRectF(0, 0, width, height), []
        for level in (0, 6, 12):
            image = QImage(width, height, QImage.Format.Format_RGB32)
            image.fill(0)
            p = QPainter(image)
            paint_band(p, theme, area, Band(words="Connecting, please wait…", level=level))
            p.end()
            seen.append(image)
        assert seen[0] != seen[1] != seen[2], f"{width} × {height}"
