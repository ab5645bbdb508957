"""The rows of the queues' tables and the words around them: lines, tickets with their countdown, overtakings with their reason. Pure."""

from PyQt6.QtCore import QCoreApplication

from console.model import hall
from console.model.overtaking import Overtaking, Why
from console.model.state import TicketPhase
from widgets import words
from widgets.floor_lanes import MARK
from widgets.queue_lines import SOON, Axis, QueueLine, QueuesView, WaitingTicket
from widgets.table import Cell, Push, Row
from widgets.theme import Look, Shape, Tone, look

translate = QCoreApplication.translate


def said(view: QueuesView) -> str:
    """`3 人已超时；B052 将于 10:48 超过 20 分钟（还有 6 分）`."""
    parts = []
    if view.over:
        parts.append(translate("Queues", "{0} 人已超时").format(view.over))
    if view.next_over is not None and view.next_over.left <= SOON:
        names = words.names_of(view.config)
        left = words.age(view.next_over.left)
        parts.append(
            translate("Queues", "{0} 将于 {1} 超过 {2} 分钟（还有 {3}）").format(
                view.next_over.ticket, names.clock(view.next_over.at)[:5], view.next_over.limit // 60, left
            )
        )
    return translate("Queues", "；").join(parts)


def rule(view: QueuesView, axis: Axis, id: str) -> str:
    """By which rule the next of a line is called, and who that is: `下一个 B031：已等 12:30，爱心 +10 分；等候加优先折算最久者先叫`."""
    first = next((each for each in view.tickets if each.counter is None and each.is_in(axis, id)), None)
    if axis is not Axis.QUEUE or first is None:
        return translate("Queues", "先叫等候（加优先折算）最久的")
    names = words.names_of(view.config)
    credit = ""
    if first.credit:
        minutes = translate("Queues", "+{0} 分").format(first.credit // 60)
        credit = translate("Queues", "，{0} {1}").format(names.of("priority", first.priority), minutes)
    why = translate("Queues", "先叫等候（加优先折算）最久的")
    return translate("Queues", "下一个 {0}：已等 {1}{2}；{3}").format(first.id, words.duration(first.waited), credit, why)


def line_row(line: QueueLine, axis: Axis, names: words.Names, *, known: bool) -> Row:
    """A line of the first table."""
    urgent = Tone.HIGH if line.over else Tone.MEDIUM if line.soon else Tone.TEXT
    if not known:
        urgent = Tone.FAINT
    passing = Cell(str(line.over), tone=urgent, bold=line.over > 0, note=f"/ {line.soon}")
    return Row(
        line.id,
        (
            _name(line, axis, names),
            _waiting(line, known=known),
            Cell(
                words.duration(line.longest) if line.waiting else "–",
                tone=urgent if line.waiting else Tone.FAINT,
                bold=line.over > 0,
            ),
            Cell(words.duration(line.p50) if line.p50 is not None else "–", tone=Tone.SOFT),
            Cell(words.duration(line.p90) if line.p90 is not None else "–", tone=Tone.SOFT),
            _estimate(line),
            passing if line.over or line.soon else Cell("–", tone=Tone.FAINT),
        ),
        edge=urgent if known and (line.over or line.soon) else None,
        quiet=not known,
    )


def _waiting(line: QueueLine, *, known: bool) -> Cell:
    """How many wait; and, quietly, how many of them are probably still here."""
    waiting = str(line.waiting) if known or line.waiting else "—"
    gone = line.here is not None and line.here < line.waiting
    spoken = translate("Queues", "{0} 人等候，估计仍在约 {1} 人").format(line.waiting, line.here) if gone else ""
    return Cell(
        waiting,
        bold=bool(line.waiting),
        tone=Tone.TEXT if line.waiting else Tone.FAINT,
        note=f"≈{line.here}" if gone else "",
        spoken=spoken,
    )


def _name(line: QueueLine, axis: Axis, names: words.Names) -> Cell:
    """What the line is called, with the mark of the lane that is kept for its customers."""
    lane = _lane(line.id, axis, names)
    called, note = _called(line.id, axis, names), "" if line.served else translate("Queues", "无窗口办理")
    if lane is None:
        return Cell(called, note=note)
    return Cell(called, note=note, mark=MARK, spoken=words.join((called, words.name(lane))))


def _lane(id: str, axis: Axis, names: words.Names) -> hall.Lane | None:
    """The lane that is kept for a queue's customers, or for those of a priority."""
    if names.config is None or axis not in (Axis.QUEUE, Axis.PRIORITY):
        return None
    priority = id if axis is Axis.PRIORITY else next((queue.priority for queue in names.config.queues if queue.id == id), None)
    return next((lane for lane in names.config.lanes if priority in lane.priorities), None)


def _called(id: str, axis: Axis, names: words.Names) -> str:
    """`B 居民业务`: a queue has the letter first that its tickets carry."""
    match axis:
        case Axis.QUEUE:
            found = next((each for each in (names.config.queues if names.config else ()) if each.id == id), None)
            name = names.of("queue", id)
            return f"{found.prefix} {name}" if found is not None and found.prefix else name
        case Axis.BUSINESS:
            return names.of("business", id)
        case Axis.PRIORITY:
            return names.of("priority", id)
        case Axis.CUSTOMER:
            return words.of(id)


def _estimate(line: QueueLine) -> Cell:
    """Minutes, as the printed ticket says them, and quietly how sure that is; nothing when nothing supports a guess."""
    if line.estimate is None:
        return Cell("–", tone=Tone.SOFT)
    minutes = -(-line.estimate // 60)
    said_ = translate("Queues", "{0} 分").format(minutes)
    if line.between is None:
        return Cell(said_, tone=Tone.SOFT)
    least, most = line.between[0] // 60, -(-line.between[1] // 60)
    spoken = translate("Queues", "约 {0} 分，多在 {1} 至 {2} 分之间").format(minutes, least, most)
    return Cell(said_, tone=Tone.SOFT, note=f"{least}–{most}" if most - least > 1 else "", spoken=spoken)


def ticket_row(ticket: WaitingTicket, names: words.Names, reason: str, *, is_narrow: bool = False) -> Row:
    """A ticket with what can be done with it; in a narrow pane the rarest is left to its menu and card."""
    priority = names.of("priority", ticket.priority) if ticket.priority != "normal" else ""
    where = f"{words.of(TicketPhase.CALLED)} {names.of('counter', ticket.counter)}" if ticket.counter else ""
    seen = (
        look(TicketPhase.CALLED)
        if ticket.counter
        else Look(Shape.TRIANGLE, Tone.HIGH)
        if ticket.over
        else look(TicketPhase.WAITING)
    )
    return Row(
        ticket.id,
        (
            Cell(ticket.id, bold=True, look=seen),
            Cell(where or names.of("business", ticket.business), tone=Tone.SOFT),
            Cell(priority, tone=Tone.INFO, mark=MARK if _lane(ticket.priority, Axis.PRIORITY, names) is not None else None),
            Cell(words.duration(ticket.waited), tone=Tone.HIGH if ticket.over else Tone.TEXT, bold=ticket.over),
            _left(ticket),
            Cell(pushes=ticket_pushes(ticket, reason)[: 2 if is_narrow and ticket.counter is None else None]),
        ),
    )


def _left(ticket: WaitingTicket) -> Cell:
    """The countdown to its limit, with the limit of its business."""
    if ticket.left is None:
        return Cell("")
    note = translate("Queues", "/ {0} 分").format(int(ticket.limit) // 60)
    if ticket.left < 0:
        over = translate("Queues", "超 {0}").format(words.duration(-ticket.left))
        return Cell(over, tone=Tone.HIGH, bold=True, note=note)
    return Cell(words.duration(ticket.left), tone=Tone.MEDIUM if ticket.left <= SOON else Tone.SOFT, note=note)


def ticket_pushes(ticket: WaitingTicket, reason: str) -> tuple[Push, ...]:
    """What can be done with a ticket."""
    transfer = ("transfer", translate("Queues", "转移"))
    if ticket.counter is not None:
        offered = [("recall", translate("Queues", "重呼")), ("abandon", translate("Queues", "过号")), transfer]
    else:
        offered = [("prioritise", translate("Queues", "优先")), transfer, ("abandon", translate("Queues", "清号"))]
    return tuple(Push(code, text, enabled=not reason, reason=reason) for code, text in offered)


def passed_row(each: Overtaking, names: words.Names) -> Row:
    """`10:41  A031 先于 A028 等 3 人  爱心 +10 分`."""
    others = each.over[0]
    if len(each.over) > 1:
        others = translate("Queues", "{0} 等 {1} 人").format(each.over[0], len(each.over))
    unexplained = each.why is Why.UNEXPLAINED
    why = reason_of(each, names)
    return Row(
        f"{each.ticket}:{each.why.value}",
        (
            Cell(names.clock(each.at)[:5], tone=Tone.FAINT),
            Cell(
                translate("Queues", "{0} 先于 {1}").format(each.ticket, others),
                bold=unexplained,
                look=Look(Shape.TRIANGLE, Tone.HIGH) if unexplained else None,
                note=translate("Queues", "晚到 {0}").format(words.duration(each.ahead)),
            ),
            Cell(words.join((why, each.reason)), tone=Tone.HIGH if unexplained else Tone.SOFT),
            Cell(names.of("counter", each.counter), tone=Tone.FAINT),
        ),
        edge=Tone.HIGH if unexplained else None,
    )


def reason_of(each: Overtaking, names: words.Names) -> str:
    """Why one was called before others, in words."""
    match each.why:
        case Why.SENT_HERE:
            return translate("Queues", "转移来的号")
        case Why.BOUND:
            return translate("Queues", "对方只等别的窗口")
        case Why.NOT_SERVED:
            return translate("Queues", "本窗口不办对方的业务")
        case Why.APPOINTMENT:
            return translate("Queues", "预约时段已到 +{0} 分").format(int(each.credit) // 60)
        case Why.CREDIT:
            return translate("Queues", "{0} +{1} 分").format(names.of("priority", each.priority), int(each.credit) // 60)
        case Why.UNEXPLAINED:
            return translate("Queues", "规则说不清，请查记录")
