"""Sees every line of words that is painted, and says what is wrong with it: cut off, painted over, not translated, without its glyphs."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, QRectF, Qt
from PyQt6.QtGui import QFontMetricsF, QPainter, QRawFont
from PyQt6.QtWidgets import QAbstractButton, QLabel, QWidget

from console.model.state import HallState
from widgets import canvas
from widgets.pane import AnyPane, Pane, _Veil
from widgets.spots import Spots
from widgets.table import Table
from widgets.theme import Size, Theme
from widgets.wall_foot import Band

CHINESE = re.compile(r"[㐀-鿿]")
WIDE = re.compile(r"[、。，；：！？（）《》「」]")
MANY = re.compile(
    r"(?<![\d:.,/–-])\b1 (?:alarms|calls|cameras|counters|customers|days|devices|displays|hours|minutes|orders|seats|steps|things|tiles|tries)\b"
)
NUMBER = re.compile(r"^[\d:./,%+–≈ -]*\d[\d:./,%+–≈ -]*$")
"""What may not be shortened, tooltip or not: half a number is a wrong one."""
CODE = re.compile(r"^[a-z]+(_[a-z]+)+$")
"""A name out of the program, which no operator should read."""
SLACK = 1.0
"""Pixels that a line may be too long, or lie over another."""
WATERMARK = 60
"""Lines of this size and more lie over the others on purpose."""
OVER = (_Veil, Band)
SHORTEST = 0.34
"""What must be seen of a line that may be shortened since its tooltip gives it whole."""


class Line(Struct, frozen=True, kw_only=True):
    """A line that was painted."""

    words: str
    wide: float
    """What it would take."""
    room: float
    at: tuple[float, float, float, float] | None
    """Left, top, width, height in its window; None: not known, or only a part of it is seen."""
    owner: str
    """The pane, or the class of widget."""
    size: int
    is_wrapped: bool = False
    may_shorten: bool = False
    lies_over: bool = False
    """It is painted over a picture that is not to be trusted, on a plate of its own."""


class Witness:
    """What was painted since `begin`."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    @contextmanager
    def watching(self) -> Iterator["Witness"]:
        """Hear of all that is painted meanwhile. What was kept as a picture is painted anew."""
        kept = canvas.text, canvas.paragraph
        canvas._pill.cache_clear()

        def text(p: QPainter, theme: Theme, area: QRectF, words: str, **how: Any) -> float:
            size, bold = how.get("size", Size.BODY), how.get("bold", False)
            drawn = kept[0](p, theme, area, words, **how)
            if words:
                wide = canvas.width_of(theme, words, size, bold=bold)
                self._note(p, area, words, wide, drawn, size, how.get("align", canvas.LEFT), theme)
            return drawn

        def paragraph(p: QPainter, theme: Theme, area: QRectF, words: str, **how: Any) -> None:
            kept[1](p, theme, area, words, **how)
            size = how.get("size", Size.BODY)
            flags = canvas.wrapping(theme, words, area.width(), size, bold=how.get("bold", False))
            needed = p.boundingRect(QRectF(0, 0, area.width(), 1e5), flags, words)
            if words:
                self.lines.append(
                    Line(
                        words=words,
                        wide=needed.height(),
                        room=area.height(),
                        at=None,
                        owner=_owner(p.device()),
                        size=size,
                        is_wrapped=True,
                    )
                )

        canvas.text, canvas.paragraph = text, paragraph
        try:
            yield self
        finally:
            canvas.text, canvas.paragraph = kept

    def _note(
        self, p: QPainter, area: QRectF, words: str, wide: float, drawn: float, size: int, align: Qt.AlignmentFlag, theme: Theme
    ) -> None:  # fmt: skip
        device = p.device()
        place = None
        if isinstance(device, QWidget):
            tall = canvas._laid_out(theme, size, False, words)[2]
            left = area.left()
            if align & Qt.AlignmentFlag.AlignRight:
                left = area.right() - drawn
            elif align & Qt.AlignmentFlag.AlignHCenter:
                left = area.left() + (area.width() - drawn) / 2
            top = area.top() if align & Qt.AlignmentFlag.AlignTop else area.center().y() - tall / 2
            # Of a line's height a fifth above and below the letters is air.
            ink = p.worldTransform().mapRect(QRectF(left, top + tall * 0.22, drawn, tall * 0.56))
            if QRectF(device.visibleRegion().boundingRect()).contains(ink) and p.worldTransform().m12() == 0:
                corner = device.mapTo(device.window() or device, QPoint(0, 0))
                place = (ink.x() + corner.x(), ink.y() + corner.y(), ink.width(), ink.height())
        self.lines.append(
            Line(
                words=words,
                wide=wide,
                room=area.width(),
                at=place,
                owner=_owner(device),
                size=size,
                may_shorten=_has_tooltip(device),
                lies_over=isinstance(device, OVER),
            )
        )


def _owner(device: object) -> str:
    """Whose it is: the pane's name, or the widget's class."""
    widget = device if isinstance(device, QWidget) else None
    while widget is not None and not isinstance(widget, Pane):
        above = widget.parentWidget()
        if above is None:
            break
        widget = above
    if isinstance(widget, Pane):
        pane: AnyPane = widget
        return pane.name
    return type(device).__name__


def _has_tooltip(device: object) -> bool:
    """Cells of tables and places of a painted pane say in a tooltip what they have no room for; so does the top bar."""
    in_table = isinstance(device, QWidget) and isinstance(device.parentWidget(), Table)
    return in_table or isinstance(device, Spots) or (isinstance(device, QWidget) and bool(device.toolTip()))


def cut_widgets(shown: QWidget) -> list[str]:
    """Labels and buttons of Qt's own, tabs among them, that have no room for their words."""
    found = []
    widgets: list[QLabel | QAbstractButton] = [*shown.findChildren(QLabel), *shown.findChildren(QAbstractButton)]
    for widget in widgets:
        if not widget.isVisibleTo(shown) or not widget.text() or (isinstance(widget, QLabel) and widget.wordWrap()):
            continue
        words = widget.text().replace("&", "").split("\t")[0]
        wide = QFontMetricsF(widget.font()).horizontalAdvance(words)
        if wide > widget.contentsRect().width() + SLACK and not widget.toolTip():
            found.append(f"{_owner(widget)}: {words!r} is cut by {wide - widget.contentsRect().width():.0f} px of {wide:.0f}")
    return found


def faults(lines: list[Line], theme: Theme, lang: str, state: HallState) -> list[str]:
    """What is wrong, one sentence each."""
    known = as_it_is(state) if lang == "en" else frozenset()
    found = [*_cut(lines), *_overlaps(lines), *_words(lines, lang, known), *_glyphs(lines, theme)]
    return list(dict.fromkeys(found))


def _cut(lines: list[Line]) -> Iterator[str]:
    for line in lines:
        is_number = NUMBER.match(line.words) is not None
        least = line.wide * SHORTEST if line.may_shorten and not is_number else line.wide
        if least > line.room + SLACK and line.room > 0:
            what = "is too high by" if line.is_wrapped else "is cut by"
            yield f"{line.owner}: {line.words!r} {what} {least - line.room:.0f} px of {line.wide:.0f}"


def _overlaps(lines: list[Line]) -> Iterator[str]:
    placed = sorted(
        (line for line in lines if line.at is not None and line.size < WATERMARK and not line.lies_over),
        key=lambda line: line.at or (),
    )
    for i, one in enumerate(placed):
        for other in placed[i + 1 :]:
            if one.at is None or other.at is None or other.at[0] >= one.at[0] + one.at[2] - SLACK:
                break
            (_, top, _, tall), (_, other_top, _, other_tall) = one.at, other.at
            deep = min(top + tall, other_top + other_tall) - max(top, other_top)
            if deep > SLACK + 1 and (one.words, one.at) != (other.words, other.at):
                yield f"{one.owner}: {one.words!r} and {other.words!r} lie over each other"


def _words(lines: list[Line], lang: str, known: frozenset[str]) -> Iterator[str]:
    for line in lines:
        if CODE.match(line.words):
            yield f"{line.owner}: {line.words!r} is a word of the program"
        if lang == "en" and CHINESE.search(_but(line.words, known)):
            yield f"{line.owner}: {line.words!r} is not translated"
        elif lang == "en" and WIDE.search(_but(line.words, known)):
            yield f"{line.owner}: {line.words!r} has a Chinese mark"
        if lang == "en" and MANY.search(line.words):
            yield f"{line.owner}: {line.words!r} counts one as many"


def _but(words: str, known: frozenset[str]) -> str:
    """A line without what people wrote; where a text was broken into lines, also its end at the beginning and its beginning at the end."""
    rest = _without(words, known)
    if not CHINESE.search(rest) or any(words.strip() in name for name in known):
        return rest if not CHINESE.search(rest) else ""
    ends = {name[at:] for name in known for at in range(1, len(name)) if CHINESE.search(name[at:])}
    starts = {name[:at] for name in known for at in range(1, len(name)) if CHINESE.search(name[:at])}
    rest = next(
        (words.removeprefix(each) for each in sorted(ends, key=len, reverse=True) if words.startswith(each)), words
    ).rstrip()
    rest = next((rest.removesuffix(each) for each in sorted(starts, key=len, reverse=True) if rest.endswith(each)), rest)
    return _without(rest, known)


def _without(words: str, known: frozenset[str]) -> str:
    for name in sorted(known, key=len, reverse=True):
        words = words.replace(name, "")
    return words


def as_it_is(state: HallState) -> frozenset[str]:
    """What is the same in every language: people's names, and all that people wrote or devices said."""
    people = {person.name for person in state.config.staff} if state.config is not None else set()
    said: set[str] = set()
    _gather(msgspec.to_builtins(replace(state, config=None), enc_hook=dict), said)
    return frozenset(people | {name[0] for name in people} | {name[:2] for name in people} | said)


def _gather(value: object, into: set[str]) -> None:
    if isinstance(value, str):
        if CHINESE.search(value):
            into.add(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _gather(inner, into)
    elif isinstance(value, list | tuple):
        for inner in value:
            _gather(inner, into)


def _glyphs(lines: list[Line], theme: Theme) -> Iterator[str]:
    font = QRawFont.fromFont(theme.font(Size.BODY))
    lacking = {sign for line in lines for sign in line.words if CHINESE.match(sign) and not font.supportsCharacter(sign)}
    if lacking:
        yield f"the font {theme.family} lacks {' '.join(sorted(lacking))}"
