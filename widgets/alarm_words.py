"""What is said of an alarm: its state by ISA-18.2 in plain words, whom it hurts, and how fast alarms come."""

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model.alarm import FLOOD_ENDS, ONSETS_KEPT, Flood
from console.model.announce import Announcement, Kind
from console.model.state import AlarmPhase
from widgets import words
from widgets.alarm_lines import AlarmLine
from widgets.words import Names

translate = QCoreApplication.translate
_MEANS: dict[AlarmPhase, str] = {
    AlarmPhase.NORM: QT_TRANSLATE_NOOP("AlarmWords", "一切正常，没有什么要做"),
    AlarmPhase.UNACK: QT_TRANSLATE_NOOP("AlarmWords", "还在发生，还没有人说看见了"),
    AlarmPhase.ACKED: QT_TRANSLATE_NOOP("AlarmWords", "还在发生，有人看见了"),
    AlarmPhase.RTNUN: QT_TRANSLATE_NOOP("AlarmWords", "已经过去，但没有人说看见过"),
    AlarmPhase.SHLVD: QT_TRANSLATE_NOOP("AlarmWords", "有人放到一边，到时自己回来"),
    AlarmPhase.DSUPR: QT_TRANSLATE_NOOP("AlarmWords", "由另一条告警引起，处理那一条就行"),
    AlarmPhase.OOSRV: QT_TRANSLATE_NOOP("AlarmWords", "设备停用，不报警"),
}
"""Each state in words that need no standard at hand; the standard's own name stands beside them."""
_STANDARD = {AlarmPhase.UNACK: "UNACK", AlarmPhase.ACKED: "ACKED", AlarmPhase.RTNUN: "RTNUN", AlarmPhase.SHLVD: "SHLVD",
             AlarmPhase.DSUPR: "DSUPR", AlarmPhase.OOSRV: "OOSRV", AlarmPhase.NORM: "NORM"}  # fmt: skip
_SILENT: dict[str, str] = {
    "no_sound": QT_TRANSLATE_NOOP("AlarmWords", "没有声音设备，报警读不出声"),
    "no_engine": QT_TRANSLATE_NOOP("AlarmWords", "没有装语音程序 espeak-ng，报警读不出声"),
}
_PANES: dict[str, str] = {
    "devices": QT_TRANSLATE_NOOP("Pane", "设备"),
    "floor_plan": QT_TRANSLATE_NOOP("Pane", "平面图"),
    "cameras": QT_TRANSLATE_NOOP("Pane", "摄像机"),
    "queues": QT_TRANSLATE_NOOP("Pane", "队列"),
    "counters": QT_TRANSLATE_NOOP("Pane", "窗口"),
    "staff": QT_TRANSLATE_NOOP("Pane", "人员"),
    "plan": QT_TRANSLATE_NOOP("Pane", "应急预案"),
    "orders": QT_TRANSLATE_NOOP("Pane", "命令"),
    "event_log": QT_TRANSLATE_NOOP("Pane", "事件"),
    "figures": QT_TRANSLATE_NOOP("Pane", "服务指标"),
    "public": QT_TRANSLATE_NOOP("Pane", "公众看到的"),
}


def pane_title(name: str) -> str:
    """What a pane is called; one that is not known here is called by its name."""
    return translate("Pane", _PANES[name]) if name in _PANES else name


def silence(voice: str) -> str:
    """Why the voice is not heard, in one line; empty while it is."""
    return translate("AlarmWords", _SILENT[voice]) if voice in _SILENT else ""


def means(phase: AlarmPhase) -> str:
    """`未确认（UNACK）：还在发生，还没有人说看见了`."""
    return translate("AlarmWords", "{0}（{1}）：{2}").format(
        words.of(phase), _STANDARD[phase], translate("AlarmWords", _MEANS[phase])
    )


def explained(line: AlarmLine, names: Names) -> str:
    """The state with what it means, who has it and what was said."""
    parts = [means(line.phase)]
    if line.cause:
        parts.append(translate("AlarmWords", "起因 {0}").format(names.alarm(line.cause)))
    if line.owner:
        parts.append(translate("Alarms", "{0} 负责").format(names.by(line.owner)))
    if line.acked_by:
        parts.append(translate("AlarmWords", "{0} 已看见").format(names.by(line.acked_by)))
    if line.shelved_left is not None:
        parts.append(translate("Alarms", "{0} 后恢复显示").format(words.age(line.shelved_left)))
    if line.note:
        parts.append(f"“{line.note}”")
    return words.join((*parts, line.detail))


def harm(line: AlarmLine, names: Names, *, short: bool = False) -> str:
    """`影响 37 位客户 · 4 个窗口（交费 20、居民业务 17）`; empty when it hurts nobody."""
    people = sum(line.affected.values())
    whom = translate("AlarmWords", "影响 %n 位客户", n=people) if people else ""
    shut = translate("AlarmWords", "%n 个窗口", n=line.counters) if line.counters else ""
    said = words.join((whom, shut))
    if short or not people:
        return said if people or not shut else translate("Alarms", "%n 个窗口无法叫号", n=line.counters)
    queues = words.listed(f"{names.of('queue', queue)} {count}" for queue, count in line.affected.items())
    return translate("AlarmWords", "{0}（{1}）").format(said, queues)


def tempo(flood: Flood, names: Names) -> str:
    """How fast alarms come, and until when that counts as a flood."""
    lately = f"{flood.lately}+" if flood.lately >= ONSETS_KEPT else str(flood.lately)
    if flood.since is None:
        return translate("AlarmWords", "10 分钟 {0} 条").format(lately)
    since = names.clock(flood.since)[:5]
    return translate("AlarmWords", "告警高峰：10 分钟 {0} 条，{1} 起；少于 {2} 条才算过去").format(lately, since, FLOOD_ENDS)


def spoken(announcement: Announcement, names: Names) -> str:
    """`五分钟内十二条报警，最重要的是：不间断电源转电池`: what the voice says."""
    alarm = names.alarm(announcement.alarm)
    match announcement.kind:
        case Kind.SINGLE if announcement.again:
            return translate("AlarmWords", "再次提醒，尚未确认：{0}").format(alarm)
        case Kind.SINGLE:
            return translate("AlarmWords", "报警：{0}").format(alarm)
        case Kind.BURST:
            minutes, count = counted(announcement.minutes), counted(announcement.count)
            return translate("AlarmWords", "{0}分钟内{1}条报警，最重要的是：{2}").format(minutes, count, alarm)
        case Kind.STANDING:
            return translate("AlarmWords", "还有{0}条报警没有确认，最重要的是：{1}").format(counted(announcement.count), alarm)


def counted(number: int) -> str:
    """A count as it is spoken: `十二`, `二十`, `一百多`; figures in English."""
    if words.is_english():
        return str(number)
    if number >= 100:
        return translate("AlarmWords", "一百多")  # onsets are counted up to 100
    digits, ten = translate("AlarmWords", "零一二三四五六七八九"), translate("AlarmWords", "十")
    tens, ones = divmod(number, 10)
    if not tens:
        return translate("AlarmWords", "两") if ones == 2 else digits[ones]
    return ("" if tens == 1 else digits[tens]) + ten + (digits[ones] if ones else "")
