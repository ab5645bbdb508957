"""How things look: colours, type, sizes and the shape of each state, read from `resources/themes/*.toml`. No widget is styled here.

A state is always shape + word + colour. `Theme.look(member)` gives shape and colour for a member of any of the model's enums; the
word comes from `widgets.words`. State colours are painted (see `widgets.canvas`), never set by style sheet (measured.md §7.3).
"""

import functools
from enum import Enum, StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct
from PyQt6.QtGui import QColor, QFont, QFontDatabase, QPalette

from console.fault import HallFault
from console.model.book import MatterPhase, ProblemPhase
from console.model.duty import RoundPhase
from console.model.event import Presence
from console.model.hall import AlarmPriority
from console.model.health import Health
from console.model.quality import Quality
from console.model.state import AlarmPhase, CounterPhase, Stage, StepPhase, TicketPhase

THEMES = Path(__file__).parents[1] / "resources" / "themes"
FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
"""Families with Chinese, best first."""
GRID = 8
"""Everything sits on multiples of this, in unscaled pixels."""
RADIUS = 6
HIT = 32
"""Smallest height of anything that can be clicked."""


class Size:
    """Sizes of type in unscaled pixels; give them to `Theme.font`. Weight, not size, marks rank."""

    TINY = 11
    QUIET = 12
    LABEL = 13
    BODY = 14
    TITLE = 15
    VALUE = 17
    HEAD = 21
    NUMERAL = 30


class Shape(StrEnum):
    """What a state looks like without its colour."""

    DISC = "disc"
    SMALL_DISC = "small_disc"
    RING = "ring"
    TRIANGLE = "triangle"
    ALARM = "alarm"
    """A triangle with an exclamation mark."""
    DIAMOND = "diamond"
    SQUARE = "square"
    DASH = "dash"
    BARS = "bars"
    """Two upright bars: paused."""
    TICK = "tick"
    CROSS = "cross"
    QUESTION = "question"
    HEART = "heart"
    """Customers whom a lane is kept for: the elderly and others."""
    NONE = "none"


class Tone(StrEnum):
    """A role of colour; `Theme.colour(tone)` gives its value in the theme."""

    GROUND = "ground"
    PANEL = "panel"
    RAISED = "raised"
    CONTROL = "control"
    LINE = "line"
    TEXT = "text"
    SOFT = "soft"
    FAINT = "faint"
    """Labels of 12 px and more only."""
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    INFO = "info"
    """Information, and what is pending."""
    WELL = "well"
    """Small and rare: the ordinary is grey, not green."""
    UNKNOWN = "unknown"
    DRILL = "drill"
    FORK = "fork"
    ON_COLOUR = "on_colour"
    """Text on a filled colour."""


class Look(Struct, frozen=True):
    """Shape and colour of a state."""

    shape: Shape
    tone: Tone


_TABLE: tuple[tuple[Enum, Shape, Tone], ...] = (
    (AlarmPriority.CRITICAL, Shape.ALARM, Tone.CRITICAL),
    (AlarmPriority.HIGH, Shape.TRIANGLE, Tone.HIGH),
    (AlarmPriority.MEDIUM, Shape.DIAMOND, Tone.MEDIUM),
    (AlarmPriority.LOW, Shape.SMALL_DISC, Tone.INFO),
    (CounterPhase.CLOSED, Shape.DASH, Tone.FAINT),
    (CounterPhase.IDLE, Shape.RING, Tone.SOFT),
    (CounterPhase.CALLING, Shape.SQUARE, Tone.INFO),
    (CounterPhase.SERVING, Shape.DISC, Tone.WELL),
    (CounterPhase.PAUSED, Shape.BARS, Tone.MEDIUM),
    (TicketPhase.WAITING, Shape.RING, Tone.SOFT),
    (TicketPhase.CALLED, Shape.SQUARE, Tone.INFO),
    (TicketPhase.SERVING, Shape.DISC, Tone.WELL),
    (TicketPhase.PAUSED, Shape.BARS, Tone.MEDIUM),
    (TicketPhase.SUSPENDED, Shape.DASH, Tone.SOFT),
    (TicketPhase.FINISHED, Shape.TICK, Tone.SOFT),
    (Presence.ON_POST, Shape.DISC, Tone.WELL),
    (Presence.ROVING, Shape.RING, Tone.INFO),
    (Presence.BREAK, Shape.BARS, Tone.SOFT),
    (Presence.AWAY, Shape.DIAMOND, Tone.MEDIUM),
    (Presence.OUT, Shape.DASH, Tone.FAINT),
    (Quality.GOOD, Shape.DISC, Tone.SOFT),
    (Quality.STALE, Shape.RING, Tone.MEDIUM),
    (Quality.BAD, Shape.CROSS, Tone.HIGH),
    (Quality.UNKNOWN, Shape.QUESTION, Tone.UNKNOWN),
    (Health.OUT, Shape.DASH, Tone.FAINT),
    (Health.UNHEARD, Shape.QUESTION, Tone.UNKNOWN),
    (Health.LOST, Shape.CROSS, Tone.HIGH),
    (Health.TROUBLED, Shape.TRIANGLE, Tone.HIGH),
    (Health.WELL, Shape.DISC, Tone.SOFT),
    (Stage.COMMANDED, Shape.RING, Tone.INFO),
    (Stage.REPORTED, Shape.SMALL_DISC, Tone.INFO),
    (Stage.CONFIRMED, Shape.TICK, Tone.WELL),
    (Stage.MISMATCH, Shape.TRIANGLE, Tone.HIGH),
    (Stage.EXPIRED, Shape.DIAMOND, Tone.MEDIUM),
    (Stage.REFUSED, Shape.DASH, Tone.MEDIUM),
    (Stage.FAILED, Shape.CROSS, Tone.HIGH),
    (Stage.UNKNOWN, Shape.QUESTION, Tone.HIGH),
    (Stage.WITHDRAWN, Shape.BARS, Tone.FAINT),
    (AlarmPhase.NORM, Shape.NONE, Tone.FAINT),
    (AlarmPhase.UNACK, Shape.TRIANGLE, Tone.HIGH),
    (AlarmPhase.ACKED, Shape.TICK, Tone.SOFT),
    (AlarmPhase.RTNUN, Shape.RING, Tone.INFO),
    (AlarmPhase.SHLVD, Shape.BARS, Tone.FAINT),
    (AlarmPhase.DSUPR, Shape.DASH, Tone.FAINT),
    (AlarmPhase.OOSRV, Shape.CROSS, Tone.FAINT),
    (RoundPhase.OVERDUE, Shape.TRIANGLE, Tone.HIGH),
    (RoundPhase.DUE, Shape.SQUARE, Tone.INFO),
    (RoundPhase.LATER, Shape.RING, Tone.FAINT),
    (RoundPhase.ON_CALL, Shape.DASH, Tone.FAINT),
    (RoundPhase.DONE, Shape.TICK, Tone.SOFT),
    (ProblemPhase.REPORTED, Shape.TRIANGLE, Tone.HIGH),
    (ProblemPhase.TAKEN, Shape.DISC, Tone.INFO),
    (ProblemPhase.SOLVED, Shape.TICK, Tone.SOFT),
    (MatterPhase.OPEN, Shape.DISC, Tone.SOFT),
    (MatterPhase.OFFERED, Shape.SQUARE, Tone.INFO),
    (MatterPhase.CLOSED, Shape.TICK, Tone.SOFT),
    (StepPhase.WAITING, Shape.RING, Tone.FAINT),
    (StepPhase.ACTIVE, Shape.SQUARE, Tone.INFO),
    (StepPhase.DONE, Shape.TICK, Tone.WELL),
    (StepPhase.FAILED, Shape.CROSS, Tone.HIGH),
    (StepPhase.SKIPPED, Shape.DASH, Tone.FAINT),
)
# Members of two StrEnums with the same value are equal and hash alike, so the type is part of the key.
_BY_TYPE = {(type(member), member): Look(shape, tone) for member, shape, tone in _TABLE}
NOTHING = Look(Shape.NONE, Tone.SOFT)


def look(member: Enum) -> Look:
    """Shape and tone of a state; KeyError for an enum that has none (a test walks all of them)."""
    return _BY_TYPE[type(member), member]


class ThemeFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a theme's TOML file holds."""

    name: str
    name_en: str
    colours: dict[Tone, str]
    edges: bool = False
    """Whether everything that stands on a ground of its own has an edge: for who cannot tell grounds apart."""


class Theme:
    """One theme at one scale. Made once by the composition root and given to every widget.

    `scale` multiplies all sizes: 1 at the desk, 1.25 large text, 2.5 on the wall.
    """

    def __init__(self, file: ThemeFile, family: str, scale: float = 1.0) -> None:
        self.name = file.name
        self.name_en = file.name_en
        self.scale = scale
        self.edges = file.edges
        self.family = family
        self._file = file
        self._colours = {tone: QColor(text) for tone, text in file.colours.items()}
        self.font = functools.lru_cache(maxsize=None)(self._font)
        """`font(size, bold=False)`: a cached QFont of `size` unscaled pixels with figures of equal width."""
        self.colour = self._colours.__getitem__
        """`colour(tone)`: the tone's QColor. Do not change it; `faded` makes another."""

    def _font(self, size: int = Size.BODY, bold: bool = False) -> QFont:
        font = QFont(self.family)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag(b"tnum"), 1)
        return font

    def at_scale(self, scale: float) -> "Theme":
        """The same looks at another scale: one monitor may be larger than another."""
        return Theme(self._file, self.family, scale)

    def px(self, length: float) -> int:
        """A length in unscaled pixels at this theme's scale."""
        return round(length * self.scale)

    def faded(self, tone: Tone, alpha: float) -> QColor:
        """A tone with an opacity of 0 … 1."""
        colour = QColor(self._colours[tone])
        colour.setAlphaF(alpha)
        return colour

    def mixed(self, tone: Tone, ground: Tone, share: float) -> QColor:
        """`share` of `tone` over `ground`, opaque: the tint behind an alarm or a pill."""
        a, b = self._colours[tone], self._colours[ground]
        return QColor.fromRgbF(*(x * share + y * (1 - share) for x, y in zip(a.getRgbF()[:3], b.getRgbF()[:3], strict=True)))

    def palette(self) -> QPalette:
        """Qt's palette for what Qt paints itself (line edits, menus, scroll bars)."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, tone in (
            (roles.Window, Tone.GROUND), (roles.Base, Tone.RAISED), (roles.AlternateBase, Tone.PANEL), (roles.Button, Tone.CONTROL),
            (roles.WindowText, Tone.TEXT), (roles.Text, Tone.TEXT), (roles.ButtonText, Tone.TEXT), (roles.BrightText, Tone.TEXT),
            (roles.ToolTipBase, Tone.RAISED), (roles.ToolTipText, Tone.TEXT), (roles.PlaceholderText, Tone.FAINT),
            (roles.Highlight, Tone.INFO), (roles.HighlightedText, Tone.ON_COLOUR), (roles.Accent, Tone.INFO), (roles.Link, Tone.INFO),
            (roles.Light, Tone.CONTROL), (roles.Midlight, Tone.CONTROL), (roles.Mid, Tone.LINE), (roles.Dark, Tone.LINE),
            (roles.Shadow, Tone.GROUND),
        ):  # fmt: skip
            palette.setColor(role, self._colours[tone])
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self._colours[Tone.FAINT])
        return palette


def load(name: str = "night", scale: float = 1.0) -> Theme:
    """The theme `resources/themes/NAME.toml`. Raises HallFault naming the file and key when it cannot be used."""
    path = THEMES / f"{name}.toml"
    try:
        file = msgspec.toml.decode(path.read_bytes(), type=ThemeFile)
    except FileNotFoundError:
        known = ", ".join(sorted(p.stem for p in THEMES.glob("*.toml")))
        raise HallFault(f"there is no theme {name!r} ({path})", f"choose one of: {known}") from None
    except msgspec.MsgspecError as error:
        raise HallFault(f"{path}: {error}", "correct the file; night.toml shows every key") from None
    missing = set(Tone) - file.colours.keys()
    wrong = [f"{tone} = {text!r}" for tone, text in file.colours.items() if not QColor.isValidColorName(text)]
    if missing or wrong:
        raise HallFault(f"{path}: [colours] lacks {sorted(missing)}, wrong {wrong}", "give each colour as #rrggbb")
    return Theme(file, chinese_family() or QFont().family(), scale)


def chinese_family() -> str | None:
    """The best installed family with Chinese, or None when there is none (the caller tells the operator what to install)."""
    installed = set(QFontDatabase.families())
    for family in FAMILIES:
        if family in installed:
            return family
    others = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return others[0] if others else None
