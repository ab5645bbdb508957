"""The figures of the report on the alarms, in words."""

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

translate = QCoreApplication.translate
NAMES: dict[str, tuple[str, str]] = {
    "total": (QT_TRANSLATE_NOOP("Report", "告警总数"), QT_TRANSLATE_NOOP("Report", "发生的次数，还在的不重复算")),
    "per_hour": (QT_TRANSLATE_NOOP("Report", "每小时"), QT_TRANSLATE_NOOP("Report", "EEMUA 191：每小时平均不超过 6 条，人才看得过来")),
    "per_ten_minutes": (QT_TRANSLATE_NOOP("Report", "每 10 分钟"), QT_TRANSLATE_NOOP("Report", "ISA-18.2：每 10 分钟平均约 1 条")),
    "peak_ten_minutes": (QT_TRANSLATE_NOOP("Report", "最密的 10 分钟"), QT_TRANSLATE_NOOP("Report", "超过 10 条就是高峰")),
    "floods": (QT_TRANSLATE_NOOP("Report", "告警高峰"), QT_TRANSLATE_NOOP("Report", "10 分钟超过 10 条开始，少于 5 条结束")),
    "flood_share": (QT_TRANSLATE_NOOP("Report", "高峰时间占比"), QT_TRANSLATE_NOOP("Report", "ISA-18.2：不超过 1 %")),
    "stale": (QT_TRANSLATE_NOOP("Report", "陈旧的"), QT_TRANSLATE_NOOP("Report", "超过 24 小时还在；ISA-18.2：少于 5 条，并有处理计划")),
    "chattering": (QT_TRANSLATE_NOOP("Report", "抖动的"), QT_TRANSLATE_NOOP("Report", "一分钟内来三次；一条都不该有")),
    "top_ten": (QT_TRANSLATE_NOOP("Report", "前十名占比"), QT_TRANSLATE_NOOP("Report", "ISA-18.2：最多的十条不超过总数的 5 %；改它们最划算")),
    "to_acknowledge": (QT_TRANSLATE_NOOP("Report", "平均确认用时"), QT_TRANSLATE_NOOP("Report", "从发生到有人说看见了")),
    "not_acknowledged": (QT_TRANSLATE_NOOP("Report", "没有人确认的"), QT_TRANSLATE_NOOP("Report", "到现在还没有人说看见")),
}  # fmt: skip
"""Code → name, and where its reach comes from."""


def figure_name(code: str) -> str:
    """What a figure of the report is called."""
    return translate("Report", NAMES[code][0]) if code in NAMES else code


def figure_source(code: str) -> str:
    """What it counts, and who says how much is too much."""
    return translate("Report", NAMES[code][1]) if code in NAMES else ""
