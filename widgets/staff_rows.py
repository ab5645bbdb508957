"""The rows of the staff's tables: the list with work, breaks and load, and the roll. Pure."""

from PyQt6.QtCore import QCoreApplication

from console.model.counters import AT_WORK
from console.model.event import Presence
from console.model.roll import Adherence
from widgets import words
from widgets.staff_lines import StaffLine, StaffView
from widgets.table import Cell, Lines, Push, Row
from widgets.theme import Look, Shape, Tone, look

translate = QCoreApplication.translate


def line_rows(view: StaffView, names: words.Names, reason: str) -> Lines:
    """The list; each who is here can be sent."""
    most = max(view.served, default=0)
    send = Push("send", translate("Staff", "调配"), enabled=not reason, reason=reason)
    return Lines(
        (line.who.id for line in view.lines),
        lambda place: _line_row(view.lines[place], names, view.rest_after, most, send),
        [(send,)] if any(line.presence is not Presence.OUT for line in view.lines) else (),
    )


def _line_row(line: StaffLine, names: words.Names, rest_after: float, most: int, send: Push) -> Row:
    tired, soon = line.tired(rest_after), line.soon_tired(rest_after)
    gone = line.presence is Presence.OUT
    odd = line.kept in (Adherence.LATE, Adherence.LEFT_EARLY) or line.is_at_odds
    return Row(
        line.who.id,
        (
            Cell(words.name(line.who), bold=not gone),
            Cell("" if gone else names.thing(line.post) if line.post else words.of(line.who.post), tone=Tone.SOFT),
            _doing(line, names),
            Cell("" if line.seconds is None else words.duration(line.seconds), tone=Tone.FAINT),
            _load(line, most),
            Cell(str(line.matters) if line.matters else "", tone=Tone.SOFT),
            _working(line, rest_after),
            Cell(pushes=() if gone else (send,)),
        ),
        edge=Tone.HIGH if tired or odd else Tone.MEDIUM if soon else None,
        quiet=gone and not odd,
    )


def _load(line: StaffLine, most: int) -> Cell:
    """Customers today, as a bar against who has served the most."""
    if not line.who.skills or not most:
        return Cell(str(line.served) if line.served else "", tone=Tone.FAINT)
    return Cell(str(line.served), tone=Tone.SOFT, share=round(min(1.0, line.served / most), 2))


def _working(line: StaffLine, rest_after: float) -> Cell:
    """Work without a break, against when one is due; shortly before, in how many minutes."""
    if line.working is None:
        return Cell("")
    worked, share = _hours(line.working), round(min(1.0, line.working / rest_after), 2) if rest_after else None
    if line.tired(rest_after):
        return Cell(translate("Staff", "{0} 应休").format(worked), tone=Tone.HIGH, share=share)
    if line.soon_tired(rest_after):
        left = int(rest_after - line.working) // 60
        return Cell(worked, tone=Tone.MEDIUM, share=share, note=translate("Staff", "{0} 分后休").format(left))
    return Cell(worked, share=share)


def _doing(line: StaffLine, names: words.Names) -> Cell:
    """What they do: on the way, at a counter, free, or away."""
    if line.moving_to is not None and line.stage is not None:
        return Cell(f"→ {names.thing(line.moving_to)}", look=look(line.stage), tone=Tone.INFO, note=words.of(line.stage))
    if line.presence not in AT_WORK:
        seen = look(line.presence)
        note = roster_words(line.kept) if line.kept in (Adherence.LATE, Adherence.LEFT_EARLY) else ""
        return Cell(words.of(line.presence), tone=seen.tone, look=seen, note=note)
    if line.ticket is not None and line.phase is not None:
        return Cell(f"{words.of(line.phase)} {line.ticket}", tone=Tone.SOFT, look=look(line.phase))
    if line.free:
        return Cell(translate("Staff", "空闲 可调"), tone=Tone.INFO, look=Look(Shape.RING, Tone.INFO))
    if line.phase is not None:
        return Cell(words.of(line.phase), tone=Tone.SOFT, look=look(line.phase))
    return Cell(words.of(line.presence), tone=Tone.SOFT, look=Look(look(line.presence).shape, Tone.SOFT))


def roll_rows(view: StaffView, names: words.Names, reason: str) -> Lines:
    """The roll, with the two words to say of each."""
    pushes = (
        Push("here", translate("Staff", "到"), enabled=not reason, reason=reason),
        Push("absent", translate("Staff", "未到"), enabled=not reason, reason=reason),
    )
    ids = (line.who.id for line in view.lines)
    return Lines(ids, lambda place: _roll_row(view.lines[place], names, pushes), [pushes] if view.lines else ())


def _roll_row(line: StaffLine, names: words.Names, pushes: tuple[Push, ...]) -> Row:
    """A line of the roll: what the terminals say, what the roster says, and what was seen."""
    here, gone = line.presence is not Presence.OUT, line.presence is Presence.OUT
    late = line.kept in (Adherence.LATE, Adherence.LEFT_EARLY)
    roster = "–".join(line.who.roster) if line.who.roster is not None else ""
    return Row(
        line.who.id,
        (
            Cell(words.name(line.who), bold=here),
            Cell(words.of(line.presence), tone=look(line.presence).tone if gone else Tone.SOFT, look=look(line.presence)),
            Cell(roster, tone=Tone.FAINT),
            Cell(roster_words(line.kept), tone=Tone.HIGH if late else Tone.FAINT),
            _seen(line, names),
            Cell(pushes=pushes),
        ),
        edge=Tone.HIGH if line.is_at_odds or (late and line.check is None) else None,
    )


def _seen(line: StaffLine, names: words.Names) -> Cell:
    """What the roll call found, when and by whom."""
    if line.check is None:
        return Cell(translate("Staff", "未点"), tone=Tone.FAINT, look=Look(Shape.RING, Tone.FAINT))
    said = translate("Staff", "到") if line.check.present else translate("Staff", "未到")
    seen = Look(Shape.TICK, Tone.WELL) if line.check.present else Look(Shape.CROSS, Tone.HIGH)
    note = words.join((names.clock(line.check.at)[:5], names.by(line.check.by)))
    if line.is_at_odds:
        note = words.join((translate("Staff", "与终端不符"), note))  # first, where there is no room for all
    return Cell(said, tone=seen.tone, look=seen, note=note)


def roster_words(kept: Adherence) -> str:
    """How a person keeps to the roster, in words; nothing where there is nothing to say."""
    match kept:
        case Adherence.LATE:
            return translate("Staff", "该到未到")
        case Adherence.LEFT_EARLY:
            return translate("Staff", "提前离开")
        case Adherence.EXTRA:
            return translate("Staff", "不在班次内")
        case Adherence.OFF:
            return translate("Staff", "休班")
        case Adherence.AS_ROSTERED:
            return translate("Staff", "按班次")
        case Adherence.UNKNOWN:
            return ""


def _hours(seconds: int) -> str:
    """`1:52`, hours and minutes: what a break is planned by."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}"
