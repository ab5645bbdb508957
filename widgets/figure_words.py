"""The service figures in words: what each is called, what it counts, what it divides by, and its value with its unit (domain.md §1.8)."""

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model.kpi import Figure
from widgets import words

translate = QCoreApplication.translate


class Meaning(Struct, frozen=True):
    """A figure's name, and what its numerator and denominator are; all translatable Chinese."""

    name: str
    over: str
    """What is counted, or how it is found."""
    under: str = ""
    """What it is divided by; empty: nothing."""


MEANINGS: dict[str, Meaning] = {
    "taken": Meaning(QT_TRANSLATE_NOOP("Figure", "取号"), QT_TRANSLATE_NOOP("Figure", "今日取走的号")),
    "avg_wait": Meaning(
        QT_TRANSLATE_NOOP("Figure", "平均等候"),
        QT_TRANSLATE_NOOP("Figure", "已叫到的号从取号到第一次叫号的秒数之和"),
        QT_TRANSLATE_NOOP("Figure", "今日叫到的号（还在等的不算）"),
    ),
    "p50_wait": Meaning(
        QT_TRANSLATE_NOOP("Figure", "等候中位数"), QT_TRANSLATE_NOOP("Figure", "一半的人等得不超过这么久"),
        QT_TRANSLATE_NOOP("Figure", "今日叫到的号"),
    ),
    "p90_wait": Meaning(
        QT_TRANSLATE_NOOP("Figure", "等候 P90"), QT_TRANSLATE_NOOP("Figure", "十个人里九个等得不超过这么久"),
        QT_TRANSLATE_NOOP("Figure", "今日叫到的号"),
    ),
    "max_wait": Meaning(
        QT_TRANSLATE_NOOP("Figure", "今日最长等候"), QT_TRANSLATE_NOOP("Figure", "叫到的人里等得最久的"),
        QT_TRANSLATE_NOOP("Figure", "今日叫到的号"),
    ),
    "waiting": Meaning(QT_TRANSLATE_NOOP("Figure", "正在等候"), QT_TRANSLATE_NOOP("Figure", "此刻在等的号")),
    "avg_wait_so_far": Meaning(
        QT_TRANSLATE_NOOP("Figure", "在等者已等"), QT_TRANSLATE_NOOP("Figure", "此刻在等的人已等的秒数之和"),
        QT_TRANSLATE_NOOP("Figure", "此刻在等的号"),
    ),
    "max_wait_so_far": Meaning(
        QT_TRANSLATE_NOOP("Figure", "在等者最长"), QT_TRANSLATE_NOOP("Figure", "此刻在等的人里等得最久的"),
        QT_TRANSLATE_NOOP("Figure", "此刻在等的号"),
    ),
    "overtime_wait_rate": Meaning(
        QT_TRANSLATE_NOOP("Figure", "超时等候率"), QT_TRANSLATE_NOOP("Figure", "等候超过业务时限的号"),
        QT_TRANSLATE_NOOP("Figure", "今日叫到的号"),
    ),
    "abandon_rate": Meaning(
        QT_TRANSLATE_NOOP("Figure", "弃号率"), QT_TRANSLATE_NOOP("Figure", "叫了没有来、按弃号结束的号"),
        QT_TRANSLATE_NOOP("Figure", "今日叫到的号"),
    ),
    "renege_est": Meaning(
        QT_TRANSLATE_NOOP("Figure", "流失（估计）"), QT_TRANSLATE_NOOP("Figure", "弃号的和关门时清掉的号"),
        QT_TRANSLATE_NOOP("Figure", "今日取走的号"),
    ),
    "recall_cnt": Meaning(
        QT_TRANSLATE_NOOP("Figure", "重呼"), QT_TRANSLATE_NOOP("Figure", "重呼的次数"), QT_TRANSLATE_NOOP("Figure", "办完的业务"),
    ),
    "lost_call_time": Meaning(
        QT_TRANSLATE_NOOP("Figure", "空叫耗时"), QT_TRANSLATE_NOOP("Figure", "弃号从第一次叫到结束的秒数之和"),
        QT_TRANSLATE_NOOP("Figure", "弃号（分母只供对照，不相除）"),
    ),
    "avg_handle": Meaning(
        QT_TRANSLATE_NOOP("Figure", "平均办理"), QT_TRANSLATE_NOOP("Figure", "办理的秒数之和，暂停不算"),
        QT_TRANSLATE_NOOP("Figure", "办完的业务"),
    ),
    "p50_handle": Meaning(
        QT_TRANSLATE_NOOP("Figure", "办理中位数"), QT_TRANSLATE_NOOP("Figure", "一半的业务办得不超过这么久"),
        QT_TRANSLATE_NOOP("Figure", "办完的业务"),
    ),
    "p90_handle": Meaning(
        QT_TRANSLATE_NOOP("Figure", "办理 P90"), QT_TRANSLATE_NOOP("Figure", "十件里九件办得不超过这么久"),
        QT_TRANSLATE_NOOP("Figure", "办完的业务"),
    ),
    "max_handle": Meaning(
        QT_TRANSLATE_NOOP("Figure", "最长办理"), QT_TRANSLATE_NOOP("Figure", "办得最久的一件"), QT_TRANSLATE_NOOP("Figure", "办完的业务"),
    ),
    "overtime_handle_rate": Meaning(
        QT_TRANSLATE_NOOP("Figure", "超时办理率"), QT_TRANSLATE_NOOP("Figure", "办理超过业务时限的业务"),
        QT_TRANSLATE_NOOP("Figure", "办完的业务"),
    ),
    "rate_rate": Meaning(
        QT_TRANSLATE_NOOP("Figure", "参评率"), QT_TRANSLATE_NOOP("Figure", "有评价的业务"), QT_TRANSLATE_NOOP("Figure", "办完的业务"),
    ),
    "sat_rate": Meaning(
        QT_TRANSLATE_NOOP("Figure", "满意率"), QT_TRANSLATE_NOOP("Figure", "评为满意和非常满意的"), QT_TRANSLATE_NOOP("Figure", "有评价的业务"),
    ),
    "once_done": Meaning(
        QT_TRANSLATE_NOOP("Figure", "一次办结率"), QT_TRANSLATE_NOOP("Figure", "没有转办、一次办完的业务"),
        QT_TRANSLATE_NOOP("Figure", "办完的业务"),
    ),
    "open_counters": Meaning(
        QT_TRANSLATE_NOOP("Figure", "开放窗口"), QT_TRANSLATE_NOOP("Figure", "此刻开着的窗口"), QT_TRANSLATE_NOOP("Figure", "全部窗口"),
    ),
    "util": Meaning(
        QT_TRANSLATE_NOOP("Figure", "窗口利用率"), QT_TRANSLATE_NOOP("Figure", "窗口在办理的秒数"), QT_TRANSLATE_NOOP("Figure", "窗口开放的秒数"),
    ),
    "paused_share": Meaning(
        QT_TRANSLATE_NOOP("Figure", "暂停占比"), QT_TRANSLATE_NOOP("Figure", "窗口暂停的秒数"), QT_TRANSLATE_NOOP("Figure", "窗口开放的秒数"),
    ),
    "self_rate": Meaning(
        QT_TRANSLATE_NOOP("Figure", "自助分流率"), QT_TRANSLATE_NOOP("Figure", "在自助终端办完的"),
        QT_TRANSLATE_NOOP("Figure", "自助终端和窗口办完的（网上的看不到）"),
    ),
    "kiosk_done": Meaning(
        QT_TRANSLATE_NOOP("Figure", "自助办成率"), QT_TRANSLATE_NOOP("Figure", "在自助终端办完的"), QT_TRANSLATE_NOOP("Figure", "使用自助终端的人次"),
    ),
    "on_time": Meaning(
        QT_TRANSLATE_NOOP("Figure", "限时办结率"), QT_TRANSLATE_NOOP("Figure", "后台业务没有接入，无从知道"),
    ),
    "dev_avail": Meaning(
        QT_TRANSLATE_NOOP("Figure", "设备可用率"), QT_TRANSLATE_NOOP("Figure", "设备没有失联的营业秒数"),
        QT_TRANSLATE_NOOP("Figure", "营业的秒数乘设备台数"),
    ),
}  # fmt: skip
"""A figure's code → what it means. A test finds codes of the model that have no meaning here."""


def named(code: str) -> str:
    """What a figure is called; an unknown code is its own name."""
    return translate("Figure", MEANINGS[code].name) if code in MEANINGS else code


def said(value: float | None, unit: str) -> str:
    """A value with its unit: `5:12`, `83.1 %`, `37`; a dash where nobody knows."""
    if value is None:
        return "—"
    match unit:
        case "s":
            return words.duration(value)
        case "share":
            return f"{100 * value:.1f} %"
        case "per":
            return f"{value:.2f}"
    return f"{value:g}"


def change(value: float, unit: str) -> str:
    """A difference, with its sign: `+1:12`, `−2.3`."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    if unit == "share":
        return translate("Figure", "{0}{1} 个百分点").format(sign, f"{abs(100 * value):.1f}")
    return sign + said(abs(round(value, 2)), unit)


def numerator(figure: Figure) -> str:
    """`今日叫到的号 = 312`, in words."""
    meaning = MEANINGS.get(figure.code)
    over = translate("Figure", meaning.over) if meaning is not None else figure.code
    amount = f"{figure.numerator:,.0f}"
    return translate("Figure", "{0}：{1}").format(over, amount) if figure.value is not None else over


def denominator(figure: Figure) -> str:
    """The denominator in words; empty where nothing is divided."""
    meaning = MEANINGS.get(figure.code)
    if meaning is None or not meaning.under:
        return ""
    return translate("Figure", "{0}：{1}").format(translate("Figure", meaning.under), f"{figure.denominator:,.0f}")


_WEEKDAYS = (
    QT_TRANSLATE_NOOP("Figure", "星期一"), QT_TRANSLATE_NOOP("Figure", "星期二"), QT_TRANSLATE_NOOP("Figure", "星期三"),
    QT_TRANSLATE_NOOP("Figure", "星期四"), QT_TRANSLATE_NOOP("Figure", "星期五"), QT_TRANSLATE_NOOP("Figure", "星期六"),
    QT_TRANSLATE_NOOP("Figure", "星期日"),
)  # fmt: skip


def weekday(number: int) -> str:
    """A day of the week, Monday being 0."""
    return translate("Figure", _WEEKDAYS[number])
