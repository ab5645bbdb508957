"""What a move would do, in words: for the plate beside the cursor, for menus and for tooltips. Pure; what it does is `console.model.consequences`."""

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication

from console.model.consequences import WELCOME, Consequence, Consequences, Effect, WaitChange
from widgets import words
from widgets.theme import Look, Shape, Tone

translate = QCoreApplication.translate
FEW = 3
"""Things of one kind that are named; of more, how many there are."""
WAITS = 2
"""Changes of expected waits that are said."""
NO = Look(Shape.CROSS, Tone.HIGH)
CARE = Look(Shape.TRIANGLE, Tone.MEDIUM)
GOOD = Look(Shape.TICK, Tone.WELL)
PLAIN = Look(Shape.SMALL_DISC, Tone.SOFT)


class Line(Struct, frozen=True):
    """One line of a plate; without a look it is the heading."""

    words: str
    look: Look | None = None


def told(move: Consequences, names: words.Names) -> tuple[Line, ...]:
    """Whom it is about, whether it can be done, and all that follows from it; the grave first."""
    head = Line(translate("Move", "{0} → {1}").format(names.of("person", move.person), names.thing(move.post)))
    if move.refused is not None:
        why = translate("Move", "不能：{0}").format(words.of(move.refused))
        return head, Line(why, NO), *(Line(_said(each, names), PLAIN) for each in move.effects)
    lines = [Line(_said(each, names), _look(each)) for each in move.effects]
    waits = [_wait_line(each, names) for each in move.waits[:WAITS]]
    if not lines and not waits:
        return head, Line(translate("Move", "没有别的影响"), PLAIN)
    return head, *lines, *waits


def short(move: Consequences, names: words.Names) -> str:
    """What a menu has room for: why not, or the grave and the wait that changes most."""
    if move.refused is not None:
        return words.of(move.refused)
    said = [_said(each, names) for each in move.effects if each.is_grave or each.effect in WELCOME]
    said += [_wait_line(each, names).words for each in move.waits[:1]]
    return translate("Move", "；").join(said)


def _look(each: Consequence) -> Look:
    return CARE if each.is_grave else GOOD if each.effect in WELCOME else PLAIN


def _said(each: Consequence, names: words.Names) -> str:
    match each.effect:
        case Effect.IN_HAND:
            return translate("Move", "手上的 {0} 还没办完").format(_some(each, names, ""))
        case Effect.UNCOVERED:
            return translate("Move", "{0} 将无人值守").format(_some(each, names, "zone"))
        case Effect.UNSERVED:
            return translate("Move", "{0} 将没有窗口办理").format(_some(each, names, "queue"))
        case Effect.LACKS:
            return translate("Move", "不会办 {0}").format(_some(each, names, "business"))
        case Effect.TAKEN:
            return translate("Move", "{0} 已在这里").format(_some(each, names, "person"))
        case Effect.ON_BREAK:
            return translate("Move", "正在休息，才休 {0}").format(_minutes(each))
        case Effect.BREAK_DUE:
            return translate("Move", "应休息：已连续在岗 {0}").format(_minutes(each))
        case Effect.BREAK_SOON:
            return translate("Move", "{0} 后应休息").format(_minutes(each))
        case Effect.MATTERS:
            return translate("Move", "首办事项 {0} 件未办结").format(len(each.things))
        case Effect.MOVING:
            return translate("Move", "正要去 {0}").format(_some(each, names, "thing"))
        case Effect.COVERS:
            return translate("Move", "{0} 有人值守了").format(_some(each, names, "zone"))
        case Effect.SERVES:
            return translate("Move", "{0} 有窗口办理了").format(_some(each, names, "queue"))
        case Effect.WORKING:
            return translate("Move", "已连续在岗 {0}").format(_minutes(each))


def _wait_line(each: WaitChange, names: words.Names) -> Line:
    """`B 居民 预计 25 → 14 分`."""
    said = translate("Move", "{0} 预计 {1} → {2}").format(names.of("queue", each.queue), _wait(each.before), _wait(each.after))
    if each.after is None:
        return Line(said, CARE)
    is_better = each.before is None or each.after < each.before
    return Line(said, GOOD if is_better else CARE)


def _wait(seconds: int | None) -> str:
    return translate("Move", "无法估计") if seconds is None else translate("Move", "{0} 分").format(-(-seconds // 60))


def _some(each: Consequence, names: words.Names, kind: str) -> str:
    def name(id: str) -> str:
        return names.thing(id) if kind == "thing" else names.of(kind, id) if kind else id

    if len(each.things) > FEW:
        first = words.listed(name(id) for id in each.things[: FEW - 1])
        return translate("Move", "{0} 等 {1} 项").format(first, len(each.things))
    return words.listed(name(id) for id in each.things)


def _minutes(each: Consequence) -> str:
    """`2 小时 20 分`."""
    minutes = (each.seconds or 0) // 60
    if minutes < 60:
        return translate("Move", "{0} 分").format(minutes)
    return translate("Move", "{0} 小时 {1} 分").format(minutes // 60, minutes % 60)
