"""Which page of the help explains what: data, and how to find the chapter of a widget."""

from pathlib import Path

from PyQt6.QtWidgets import QWidget

from widgets import words
from widgets.pane import Pane

PAGES = Path(__file__).parents[1] / "resources" / "help"
PAGE = "operator.md"
HEADINGS = {
    "start": "一眼看懂", "daily": "日常操作", "alarms": "告警", "cameras": "摄像机", "wall": "大屏", "past": "倒回去看", "plans": "应急预案",
    "duty": "值班日志", "matters": "客户事项", "handover": "交接班", "figures": "服务指标", "public": "公众看到的", "login": "登录与交班",
    "desk": "键盘、外观、布置",
}  # fmt: skip
"""As they stand in the page."""
HEADINGS_EN = {
    "start": "At a glance", "daily": "Every day", "alarms": "Alarms", "cameras": "Cameras", "wall": "Walls", "past": "Looking back",
    "plans": "Emergency plans", "duty": "Duty book", "matters": "Matters", "handover": "Handover", "figures": "Statistics",
    "public": "Public view", "login": "Logging in", "desk": "Keyboard, looks, places",
}  # fmt: skip
"""The same chapters of the English page."""
ENGLISH = "en"
"""The folder of the English pages; a page that is not in it is shown in Chinese."""
CHAPTERS = {
    "queues": "daily", "counters": "daily", "staff": "daily", "devices": "daily", "detail": "daily", "orders": "daily",
    "plan": "plans", "PlanChooser": "plans", "duty_book": "duty", "matters": "matters", "handover": "handover",
    "alarms": "alarms", "alarm_report": "alarms", "figures": "figures", "kpi_strip": "figures", "public": "public",
    "cameras": "cameras", "wall": "wall", "TimeBar": "past", "event_log": "past", "trends": "past",
    "LoginPanel": "login", "Palette": "desk", "KeysSheet": "desk",
}  # fmt: skip
"""Key of the heading of a pane or of a class of widget; what is not here is explained at the start."""


def start() -> tuple[str, str]:
    """Page and heading of the beginning."""
    return PAGE, _heading("start")


def file_of(page: str) -> Path:
    """A page in the language of the screen, where there is one in it."""
    english = PAGES / ENGLISH / page
    return english if words.is_english() and english.is_file() else PAGES / page


def chapter_at(widget: QWidget) -> tuple[str, str]:
    """Page and heading for a widget: those of the nearest thing around it that has some."""
    above: QWidget | None = widget
    while above is not None:
        found = _named(above.chapter, above.name) if isinstance(above, Pane) else _named("", type(above).__name__)
        if found is not None:
            return found
        above = above.parentWidget()
    return start()


def chapter_of(pane: type[Pane[object]]) -> tuple[str, str]:
    """Page and heading of a pane."""
    return _named(pane.chapter, pane.name) or start()


def _named(chapter: str, name: str) -> tuple[str, str] | None:
    """What a pane says of itself, or else what stands here under its name."""
    if chapter:
        page, _, heading = chapter.partition("#")
        return page, heading
    return (PAGE, _heading(CHAPTERS[name])) if name in CHAPTERS else None


def _heading(key: str) -> str:
    return (HEADINGS_EN if words.is_english() else HEADINGS)[key]
