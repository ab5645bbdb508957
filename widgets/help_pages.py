"""Which page of the help explains what: data, and how to find the chapter of a widget."""

from pathlib import Path

from PyQt6.QtWidgets import QWidget

from widgets.pane import Pane

PAGES = Path(__file__).parents[1] / "resources" / "help"
START = ("operator.md", "一眼看懂")
DAILY, ALARMS, CAMERAS, WALL, PAST = (
    ("operator.md", "日常操作"),
    ("operator.md", "告警"),
    ("operator.md", "摄像机"),
    ("operator.md", "大屏"),
    ("operator.md", "倒回去看"),
)
CHAPTERS: dict[str, tuple[str, str]] = {
    "queues": DAILY, "counters": DAILY, "staff": DAILY, "devices": DAILY, "detail": DAILY, "orders": DAILY,
    "plan": ("operator.md", "应急预案"), "PlanChooser": ("operator.md", "应急预案"),
    "duty_book": ("operator.md", "值班日志"), "matters": ("operator.md", "客户事项"), "handover": ("operator.md", "交接班"),
    "alarms": ALARMS, "alarm_report": ALARMS, "figures": ("operator.md", "服务指标"), "kpi_strip": ("operator.md", "服务指标"),
    "public": ("operator.md", "公众看到的"),
    "cameras": CAMERAS, "wall": WALL, "TimeBar": PAST, "event_log": PAST, "trends": PAST,
    "LoginPanel": ("operator.md", "登录与交班"), "Palette": ("operator.md", "键盘、外观、布置"), "KeysSheet": ("operator.md", "键盘、外观、布置"),
}  # fmt: skip
"""Page and heading of a pane or of a class of widget; what is not here is explained at `START`."""


def chapter_at(widget: QWidget) -> tuple[str, str]:
    """Page and heading for a widget: those of the nearest thing around it that has some."""
    above: QWidget | None = widget
    while above is not None:
        name = above.name if isinstance(above, Pane) else type(above).__name__
        if isinstance(above, Pane) and above.chapter:
            page, _, heading = above.chapter.partition("#")
            return page, heading
        if name in CHAPTERS:
            return CHAPTERS[name]
        above = above.parentWidget()
    return START


def chapter_of(pane: type[Pane[object]]) -> tuple[str, str]:
    """Page and heading of a pane."""
    if pane.chapter:
        page, _, heading = pane.chapter.partition("#")
        return page, heading
    return CHAPTERS.get(pane.name, START)
