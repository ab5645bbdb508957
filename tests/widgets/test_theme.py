"""Themes are complete, legible, and give every state a shape of its own."""

import shutil
from enum import Enum
from itertools import combinations
from pathlib import Path

import pytest
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtWidgets import QApplication, QStyle, QStyleOptionButton

from console.fault import HallFault
from console.model.event import Presence
from console.model.hall import AlarmPriority
from console.model.health import Health
from console.model.quality import Quality
from console.model.state import AlarmPhase, CounterPhase, Stage, StepPhase, TicketPhase
from widgets import canvas
from widgets import theme as themes
from widgets.chrome import Chrome
from widgets.theme import Shape, Theme, Tone, look

STATES: tuple[type[Enum], ...] = (
    AlarmPriority,
    CounterPhase,
    TicketPhase,
    Presence,
    Quality,
    Health,
    Stage,
    AlarmPhase,
    StepPhase,
)
NAMES = sorted(path.stem for path in themes.THEMES.glob("*.toml"))
GROUNDS = (Tone.GROUND, Tone.PANEL, Tone.RAISED)


def contrast(a: QColor, b: QColor) -> float:
    """WCAG 2.2's contrast ratio."""

    def light(colour: QColor) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "tone", [Tone.TEXT, Tone.SOFT, Tone.FAINT, Tone.CRITICAL, Tone.HIGH, Tone.MEDIUM, Tone.INFO, Tone.WELL, Tone.DRILL]
)
def test_text_can_be_read_on_every_ground(qapp: object, name: str, tone: Tone) -> None:
    theme = themes.load(name)
    wanted = 7.0 if name == "high_contrast" else 4.5
    for ground in GROUNDS:
        assert contrast(theme.colour(tone), theme.colour(ground)) >= wanted, (tone, ground)


@pytest.mark.parametrize("name", NAMES)
def test_shapes_and_filled_buttons_stand_out(qapp: object, name: str) -> None:
    theme = themes.load(name)
    assert contrast(theme.colour(Tone.UNKNOWN), theme.colour(Tone.PANEL)) >= 3.0
    assert contrast(theme.colour(Tone.ON_COLOUR), theme.colour(Tone.INFO)) >= 4.5
    assert contrast(theme.colour(Tone.TEXT), theme.colour(Tone.CONTROL)) >= 4.5


@pytest.mark.parametrize("states", STATES, ids=lambda states: states.__name__)
def test_two_states_never_differ_by_colour_alone(states: type[Enum]) -> None:
    for one, other in combinations(states, 2):
        assert look(one).shape is not look(other).shape, (one, other)


def test_every_severity_has_its_own_shape() -> None:
    assert [look(each).shape for each in AlarmPriority] == [Shape.ALARM, Shape.TRIANGLE, Shape.DIAMOND, Shape.SMALL_DISC]


def test_figures_have_equal_width(theme: Theme) -> None:
    from widgets.canvas import width_of

    assert len({round(width_of(theme, digit * 10), 2) for digit in "0123456789"}) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('info = "#62aeff"\n', "lacks"),
        ('info = "#62aeff"', 'info = "blueish"'),
        ("[colours]", "[colours]\nmood = '#ffffff'"),
        ('name = "夜间"', 'title = "夜间"'),
    ],
)
def test_a_wrong_theme_is_refused_with_its_path(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, said: str
) -> None:
    shutil.copytree(themes.THEMES, tmp_path / "themes")
    night = tmp_path / "themes" / "night.toml"
    night.write_text(night.read_text().replace(change, "" if said == "lacks" else said))
    monkeypatch.setattr(themes, "THEMES", tmp_path / "themes")
    with pytest.raises(HallFault) as fault:
        themes.load("night")
    assert str(night) in fault.value.what
    assert fault.value.remedy


def test_an_unknown_theme_is_refused_with_the_known_ones() -> None:
    with pytest.raises(HallFault, match="high_contrast"):
        themes.load("pink")


@pytest.mark.parametrize(("name", "edge"), [("high_contrast", Tone.LINE), ("night", Tone.PANEL)])
def test_in_high_contrast_whatever_has_a_ground_has_an_edge(qapp: object, name: str, edge: Tone) -> None:
    theme = themes.load(name)
    picture = QImage(100, 60, QImage.Format.Format_RGB32)
    p = QPainter(picture)
    canvas.card(p, theme, QRectF(0, 0, 100, 60), Tone.PANEL)
    p.end()
    assert picture.pixelColor(50, 0) == theme.colour(edge)
    assert picture.pixelColor(50, 30) == theme.colour(Tone.PANEL)


@pytest.mark.parametrize("name", ["night", "day", "high_contrast"])
def test_a_box_to_tick_is_seen_and_so_is_its_tick(qapp: QApplication, name: str) -> None:
    theme = themes.load(name)
    style = Chrome(theme)

    def boxed(state: QStyle.StateFlag) -> QImage:
        picture = QImage(18, 18, QImage.Format.Format_RGB32)
        picture.fill(theme.colour(Tone.PANEL))
        option = QStyleOptionButton()
        option.rect = picture.rect()
        option.state = state | QStyle.StateFlag.State_Enabled
        p = QPainter(picture)
        style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, option, p)
        p.end()
        return picture

    def most(picture: QImage) -> float:
        """The strongest contrast to the ground on the line through the middle."""
        return max(contrast(picture.pixelColor(x, 9), theme.colour(Tone.PANEL)) for x in range(18))

    empty, ticked = boxed(QStyle.StateFlag.State_Off), boxed(QStyle.StateFlag.State_On)
    assert min(most(empty), most(ticked)) >= 3.0
    assert empty != ticked
