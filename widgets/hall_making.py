"""What the tools of the hall editor make of what was drawn, with names in the language of the screen, and how each is used."""

from collections.abc import Iterable

from PyQt6.QtCore import QCoreApplication

from console.hall_edit import fresh
from console.hall_edit.operations import Operation
from console.hall_edit.things import DEVICE, Content, Ref
from widgets.hall_view import Tool

translate = QCoreApplication.translate


def made(content: Content, tool: Tool, points: tuple[tuple[float, float], ...], kind: str) -> tuple[Operation, Ref]:
    """The operation that makes the thing, and what it is: of two corners, one point, or the points of a line. `kind`: of a device."""
    words = {
        "zone": translate("HallEdit", "新区域"), "lane": translate("HallEdit", "爱心通道"), "flow": translate("HallEdit", "客户流线"),
    }  # fmt: skip
    x, y = points[0]
    match tool:
        case Tool.ZONE | Tool.BENCH | Tool.LANE:
            right, bottom = points[1]
            return fresh.area(content, tool.value, (x, y, right - x, bottom - y), words)
        case Tool.COUNTER:
            return fresh.counter(content, x, y)
        case Tool.CAMERA:
            return fresh.camera(content, x, y, translate("HallEdit", "新摄像机"))
        case Tool.DEVICE:
            return fresh.device(content, x, y, kind, translate("HallEdit", "新设备"))
        case Tool.TEXT:
            return fresh.text(content, x, y, translate("HallEdit", "文字"))
    return fresh.path(content, tool.value, points, words)


def kind_of(content: Content, chosen: Iterable[Ref], kinds: Iterable[str]) -> str:
    """The kind of device that is placed next: that of the chosen one, else a self-service machine."""
    like = next((ref for ref in chosen if ref.table == DEVICE), None)
    if like is not None:
        return str(content.row(like).get("kind", "kiosk"))
    known = list(kinds)
    return "kiosk" if "kiosk" in known or not known else known[0]


def hint(tool: Tool) -> str:
    """How a tool is used."""
    if tool in {Tool.ZONE, Tool.BENCH, Tool.LANE}:
        return translate("HallEdit", "按住鼠标拖出矩形，回车放在中间，Esc 返回选择")
    if tool in {Tool.LINE, Tool.FLOW}:
        return translate("HallEdit", "逐点单击，双击或回车结束；直接回车放在中间，Esc 返回选择")
    return "" if tool is Tool.SELECT else translate("HallEdit", "单击放置，回车放在中间，Esc 返回选择")
