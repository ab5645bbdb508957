"""How the hall showed that an order came true, or what it showed instead: the codes of `console.model.verdict`, in words.

What is no code is as its adapter said it (`widgets.reported`).
"""

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model.command import Refusal
from console.model.state import CounterPhase, TicketPhase
from widgets.reported import reported
from widgets.words import Names, join, of, refusal, told

translate = QCoreApplication.translate

_WHOLE: dict[str, str] = {
    "hub": QT_TRANSLATE_NOOP("Evidence", "主机已执行"),
    "reported": QT_TRANSLATE_NOOP("Evidence", "设备已回执"),
    "panel_lost": QT_TRANSLATE_NOOP("Evidence", "呼叫器失联"),
    "strip_lost": QT_TRANSLATE_NOOP("Evidence", "条屏失联"),
    "strip_dark": QT_TRANSLATE_NOOP("Evidence", "条屏未亮"),
    "ticket_in_hand": QT_TRANSLATE_NOOP("Evidence", "手上的号未办完"),
    "gone": QT_TRANSLATE_NOOP("Evidence", "号票已不在"),
    "held": QT_TRANSLATE_NOOP("Evidence", "录像已保留"),
    "not_held": QT_TRANSLATE_NOOP("Evidence", "录像未保留"),
    "cannot_turn": QT_TRANSLATE_NOOP("Evidence", "此摄像机不能转动"),
    "not_recorded": QT_TRANSLATE_NOOP("Evidence", "此摄像机不录像"),
    "ends_before_it_begins": QT_TRANSLATE_NOOP("Evidence", "结束时间早于开始时间"),
    "nothing_private": QT_TRANSLATE_NOOP("Evidence", "此摄像机没有隐私区域"),
    "private": QT_TRANSLATE_NOOP("Evidence", "隐私遮挡未解除"),
    "no_loudspeaker": QT_TRANSLATE_NOOP("Evidence", "此摄像机没有喇叭"),
    "talking": QT_TRANSLATE_NOOP("Evidence", "正在对讲"),
    "not_talking": QT_TRANSLATE_NOOP("Evidence", "对讲没有开始"),
    "nothing_shown": QT_TRANSLATE_NOOP("Evidence", "大屏没有推送内容"),
    "heard": QT_TRANSLATE_NOOP("Evidence", "设备已恢复联系"),
    "not_heard": QT_TRANSLATE_NOOP("Evidence", "设备仍无联系"),
    "login": QT_TRANSLATE_NOOP("Evidence", "已登录"),
    "panel": QT_TRANSLATE_NOOP("Evidence", "呼叫器在线"),
    "strip": QT_TRANSLATE_NOOP("Evidence", "条屏已亮"),
}
_SEEN: dict[str, tuple[str, str]] = {
    "showing": (QT_TRANSLATE_NOOP("Evidence", "屏上显示 {0}"), QT_TRANSLATE_NOOP("Evidence", "屏上无显示")),
    "ticket": (QT_TRANSLATE_NOOP("Evidence", "窗口号票 {0}"), QT_TRANSLATE_NOOP("Evidence", "窗口已无号票")),
    "suspended": (QT_TRANSLATE_NOOP("Evidence", "挂起 {0}"), QT_TRANSLATE_NOOP("Evidence", "没有挂起的号")),
    "post": (QT_TRANSLATE_NOOP("Evidence", "人在 {0}"), QT_TRANSLATE_NOOP("Evidence", "人不在岗")),
    "profile": (QT_TRANSLATE_NOOP("Evidence", "权限为 {0}"), QT_TRANSLATE_NOOP("Evidence", "无权限")),
    "priority": (QT_TRANSLATE_NOOP("Evidence", "优先为 {0}"), QT_TRANSLATE_NOOP("Evidence", "无优先")),
    "business": (QT_TRANSLATE_NOOP("Evidence", "业务为 {0}"), QT_TRANSLATE_NOOP("Evidence", "无业务")),
}
"""`code=value`: what is said of a value, and of none."""
_PHASES = {str(phase): phase for phase in (*TicketPhase, *CounterPhase)}


def said(evidence: str, names: Names) -> str:
    """`showing=A034` → 屏上显示 A034; what is no code as its adapter said it."""
    if evidence in set(Refusal):
        return of(Refusal(evidence))
    code, equals, value = evidence.partition("=")
    if equals and code in _SEEN:
        return _seen(code, value, names)
    parts = [_part(part, names) for part in evidence.split(" ")]
    return join(part for part in parts if part is not None) if None not in parts else reported(evidence)


def refused(reason: str, detail: str, names: Names) -> str:
    """Why an order was refused: `already`, `c5` → 已是如此：5 号窗口. A detail that is only a code, for the log, is left out."""
    of_what = _part(detail, names) or names.thing(detail)
    return told(refusal(reason), of_what) if of_what not in {"", detail} else refusal(reason)


def _part(word: str, names: Names) -> str | None:
    """A single code's words; None: not one of ours."""
    code, equals, value = word.partition("=")
    if equals:
        return _seen(code, value, names) if code in _SEEN else None
    if word in _PHASES:
        return of(_PHASES[word])
    return translate("Evidence", _WHOLE[word]) if word in _WHOLE else None


def _seen(code: str, value: str, names: Names) -> str:
    some, none = _SEEN[code]
    if value in {"", "None"}:
        return translate("Evidence", none)
    match code:
        case "post":
            value = names.thing(value)
        case "profile" | "priority" | "business":
            value = names.of(code, value)
    return translate("Evidence", some).format(value)
