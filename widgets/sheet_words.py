"""The lines of the handover's sheet in words: what it is, what there is to know of it. Pure; the sheet itself is `console.model.handover`."""

import msgspec
from msgspec import Struct
from PyQt6.QtCore import QCoreApplication

from console.model.command import Command
from console.model.sheet import LineKind, OpenLine
from console.model.state import AlarmPhase, Stage
from widgets import sentences
from widgets.words import Names, join, of, told

translate = QCoreApplication.translate
_command = msgspec.json.Decoder(Command).decode


class Said(Struct, frozen=True):
    """A line in words."""

    what: str
    more: str = ""
    """Why, how far, until when."""


def said(line: OpenLine, names: Names) -> Said:
    """What is open, and what the next leader needs to know of it."""
    what, more = _what(line, names), _more(line)
    whose = " → ".join(names.by(each) for each in line.who.split(" → ")) if line.who else ""
    until = _until(line).format(names.moment(line.until)) if line.until is not None else ""
    return Said(plain(what), plain(join((more, whose, until))))


def plain(text: str) -> str:
    """Text without what could steer the reader's eye: control characters, line breaks, marks that turn the writing direction."""
    return "".join(c if c.isprintable() else " " for c in text)


def _what(line: OpenLine, names: Names) -> str:
    match line.kind:
        case LineKind.ALARM | LineKind.SHELVED:
            return names.alarm(line.id)
        case LineKind.PLAN | LineKind.ARMING:
            return names.of("plan", line.about)
        case LineKind.MATTER | LineKind.PROMISE | LineKind.PROBLEM:
            return line.about
        case LineKind.ROUND:
            return names.of("round", line.id)
        case LineKind.ORDER:
            return _order(line, names)
        case LineKind.MOVED:
            return f"{names.of('person', line.id)} → {names.thing(line.about)}"
        case LineKind.PROFILE:
            return f"{names.thing(line.id)} → {names.of('profile', line.about)}"
        case LineKind.NOTICE:
            return told(names.thing(line.id), line.about)
        case LineKind.WALL:
            kind, _, shown = line.about.partition(" ")
            return f"{of(kind)} {names.thing(shown)}"
        case _:
            return names.thing(line.id)


def _more(line: OpenLine) -> str:
    match line.kind:
        case LineKind.ALARM:
            return of(AlarmPhase(line.about)) if line.about in set(AlarmPhase) else line.about
        case LineKind.ORDER:
            stage = line.about.partition(" ")[0]
            return of(Stage(stage)) if stage in set(Stage) else stage
        case LineKind.WALL:
            wall, _, screen = line.id.rpartition("#")
            number = int(screen) + 1 if screen.isdigit() else screen
            return translate("Sheet", "大屏 {0} 第 {1} 块").format(wall or translate("Log", "（全部）"), number)
        case LineKind.SHELVED | LineKind.APPOINTMENT | LineKind.ROUND | LineKind.DEVICE_OUT | LineKind.PAUSED:
            return line.about
        case LineKind.PRIVACY | LineKind.FAULT:
            return line.about
        case _:
            return ""


def _until(line: OpenLine) -> str:
    match line.kind:
        case LineKind.MATTER:
            return translate("Sheet", "{0} 前接收")
        case LineKind.PROMISE:
            return translate("Sheet", "{0} 前答复")
        case LineKind.APPOINTMENT:
            return translate("Sheet", "约在 {0}")
        case _:
            return translate("Sheet", "至 {0}")


def _order(line: OpenLine, names: Names) -> str:
    """An order is told with the line, as its own entry may be days old when the sheet is read."""
    text = line.about.partition(" ")[2]
    try:
        return sentences.ordered(_command(text), names)
    except msgspec.MsgspecError:  # too long for a line: its first words must do
        return text
