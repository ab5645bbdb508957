"""The service figures, and the report on the alarms, as books to be exported: in the words of the screen, numbers as numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PyQt6.QtCore import QCoreApplication

from console.earlier import Weekday
from console.export import Book, Sheet
from console.model.alarm_report import AlarmReport
from console.model.hall import HallConfig
from console.model.state import Sample
from console.model.weekday import Compared
from widgets import words
from widgets.figure_words import denominator, named, numerator
from widgets.report_words import figure_name

translate = QCoreApplication.translate


def _heading(config: HallConfig | None, now: float) -> tuple[ZoneInfo, tuple[str, ...], str]:
    """Time zone, the lines below the title, and the day for the file's name."""
    zone = ZoneInfo(config.timezone if config is not None else "Asia/Shanghai")
    moment = datetime.fromtimestamp(now, zone)
    hall = words.name(config) if config is not None else ""
    return zone, (translate("Export", "{0}　{1} 的情况").format(hall, f"{moment:%Y-%m-%d %H:%M}"),), f"{moment:%Y-%m-%d}"


def book_of(
    config: HallConfig | None, now: float, rows: Iterable[Compared], samples: Iterable[Sample], weekday: Weekday | None
) -> Book:
    """The figures with their numerators and denominators, and the curve of the day."""
    zone, notes, day = _heading(config, now)
    days = weekday.days if weekday is not None else ()
    compared = (
        translate("Export", "同期：{0}").format(words.listed(each.date for each in days))
        if days
        else translate("Export", "没有以前的日子可比")
    )
    figures = Sheet(
        title=translate("Export", "指标"),
        header=(
            translate("Export", "指标"), translate("Export", "今日"), translate("Export", "单位"), translate("Export", "同期平均"),
            translate("Export", "同期天数"), translate("Export", "分子"), translate("Export", "分母"), translate("Export", "上限"),
            translate("Export", "分子说明"), translate("Export", "分母说明"),
        ),
        rows=tuple(
            (
                named(row.figure.code), row.figure.value, _unit(row.figure.unit), row.mean, row.days, row.figure.numerator,
                row.figure.denominator, row.figure.limit, numerator(row.figure), denominator(row.figure),
            )
            for row in rows
        ),
    )  # fmt: skip
    curve = Sheet(
        title=translate("Export", "每分钟"),
        header=(
            translate("Export", "时刻"), translate("Figures", "等候人数"), translate("Figures", "正在办理"), translate("Figures", "开放窗口"),
            translate("Figures", "超时人数"), translate("Figures", "累计取号"),
        ),
        rows=tuple(
            (
                datetime.fromtimestamp(each.at, zone).strftime("%H:%M"), each.waiting, each.serving, each.open_counters, each.over_limit,
                each.taken,
            )
            for each in samples
        ),
    )  # fmt: skip
    return Book(name=f"figures-{day}", title=translate("Export", "服务指标"), notes=(*notes, compared), sheets=(figures, curve))


def report_book(config: HallConfig | None, report: AlarmReport, now: float) -> Book:
    """The report on the alarms."""
    zone, notes, day = _heading(config, now)
    names = words.names_of(config)
    begin, end = (datetime.fromtimestamp(at, zone) for at in (report.begin, report.end))
    span = translate("Export", "{0} 至 {1}").format(f"{begin:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}")
    actors: Sequence[tuple[str, int, float]] = [(names.alarm(each.alarm), each.count, each.share) for each in report.actors]
    return Book(
        name=f"alarms-{day}",
        title=translate("Export", "告警表现"),
        notes=(*notes, span),
        sheets=(
            Sheet(
                title=translate("Export", "指标"),
                header=(translate("Export", "指标"), translate("Export", "数值"), translate("Export", "上限"), translate("Export", "单位")),
                rows=tuple((figure_name(each.code), each.value, each.reach, _unit(each.unit)) for each in report.figures),
            ),
            Sheet(
                title=translate("Export", "最多的告警"),
                header=(translate("Export", "告警"), translate("Export", "次数"), translate("Export", "占比")),
                rows=tuple(actors),
            ),
            Sheet(
                title=translate("Export", "告警高峰"),
                header=(translate("Export", "开始"), translate("Export", "结束"), translate("Export", "条数")),
                rows=tuple(
                    (f"{datetime.fromtimestamp(each.begin, zone):%m-%d %H:%M:%S}", f"{datetime.fromtimestamp(each.end, zone):%m-%d %H:%M:%S}", each.count)
                    for each in report.floods
                ),
            ),
            Sheet(
                title=translate("Export", "抖动和陈旧"),
                header=(translate("Export", "告警"), translate("Export", "怎样")),
                rows=(
                    *((names.alarm(each.alarm), translate("Export", "抖动")) for each in report.chattering),
                    *((names.alarm(each), translate("Export", "超过 24 小时")) for each in report.stale),
                ),
            ),
        ),
    )  # fmt: skip


def _unit(unit: str) -> str:
    return {"s": translate("Export", "秒"), "share": translate("Export", "比例"), "per": translate("Export", "每件")}.get(
        unit, translate("Export", "个")
    )
