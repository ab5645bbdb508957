"""The tables and examples of the adapter protocol's page, made from the types themselves, so that the page cannot rot.

`python -m adapters.protocol_page` rewrites what stands between the page's `<!-- made: NAME -->` and `<!-- end -->` marks; the prose
around them is written by hand. A test compares the page with what this makes.
"""

import ast
import inspect
import re
import sys
import types
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Struct
from msgspec import inspect as shape

from console import wire
from console.model.command import DeviceCommand, QueueCommand, StaffCommand
from console.model.event import AdapterEvent
from console.model.ident import Id

PAGE = Path(__file__).parent.parent / "resources" / "help" / "adapter-protocol.md"
_ID_PATTERN = get_args(Id)[1].pattern
_BEGIN, _END = "<!-- made: {} -->", "<!-- end -->"

CHINESE = {
    "hello": "问候", "happened": "事件", "beat": "心跳", "bye": "告别",
    "welcome": "接纳", "ack": "确认", "nak": "暂拒，请重发", "refuse": "拒绝", "do": "执行命令", "ask": "查询命令结果",
    "newkey": "预告新密钥", "keykept": "新密钥已存",
    "ticket.taken": "取号", "ticket.called": "叫号", "ticket.recalled": "重呼", "ticket.abandoned": "弃号", "ticket.suspended": "挂起",
    "ticket.called_back": "挂起回呼", "ticket.transferred": "转移", "ticket.prioritised": "优先级变更", "ticket.rated": "评价",
    "ticket.cleared": "清号", "service.started": "开始办理", "service.paused": "办理暂停", "service.resumed": "办理恢复",
    "service.finished": "办理完成", "counter.opened": "窗口登录", "counter.paused": "窗口暂停", "counter.resumed": "窗口恢复",
    "counter.closed": "窗口退出", "counter.profile_changed": "窗口业务变更", "staff.moved": "人员换岗",
    "staff.presence_changed": "人员状态变更", "zone.counted": "区域人数", "device.measured": "设备读数",
    "device.condition_raised": "设备状况出现", "device.condition_cleared": "设备状况消除", "device.lost": "设备失联",
    "device.found": "设备恢复通信", "panel.key_pressed": "呼叫器按键", "display.showed": "屏幕显示内容", "call.announced": "叫号已告知客户",
    "kiosk.session_started": "自助终端开始使用", "kiosk.session_ended": "自助终端结束使用", "recording.gap": "录像缺口",
    "recording.held": "保留录像", "recording.released": "不再保留录像", "talk.began": "对讲开始", "talk.ended": "对讲结束",
    "round.done": "巡视完成", "problem.reported": "特殊问题上报",
    "matter.opened": "客户事项登记", "matter.accepted": "客户事项接收", "command.reported": "命令结果",
    "command.not_known": "命令结果不明", "events.coalesced": "读数已合并",
}  # fmt: skip
"""What each message and event is called in Chinese."""

_VALUES: dict[str, object] = {
    "ticket": "A0023", "business": "payment", "customer_class": "residential", "priority": "normal", "channel": "kiosk",
    "appointment_at": 1_795_226_400.0, "ahead": 4, "counter": "counter-3", "staff": "s-007", "to_business": "contract",
    "to_counter": "counter-5", "reason": "老年客户", "score": 5, "next_business": "invoice", "profile": "all", "person": "s-007",
    "post": "counter-3", "presence": "on_post", "zone": "waiting", "people": 37, "device": "panel-3",
    "values": {"battery_percent": 87.5, "on_battery": False, "model": "UPS-3K", "load_percent": None},
    "condition": "paper_out", "detail": "tray 2", "key": "call_next", "text": "请A0023号到3号窗口", "completed": True,
    "id": "019a9e2c-7d1f-7c3a-9b1e-2f6f0f6d1c11", "done": True, "count": 12, "waiting": 4,
    "protocol": 1, "adapter": "panel-bus", "epoch": "0197a3c2f4e1-5be0c1d2a3", "acked": 41, "first": 12, "last": 44,
    "version": "1.4.0", "devices": ["panel-3"], "n": 42, "device_at": 1_795_226_401.25,
    "event": {"kind": "ticket.called", "ticket": "A0023", "counter": "counter-3", "staff": "s-007"},
    "hall": "demo", "boot": 7, "expect": 42, "credit": 256, "now": 1_795_226_401.5, "speed": 1.0, "upto": 42,
    "begin": 1_795_226_400.0, "end": 1_795_226_460.0, "cause": "lost_camera", "hold": "camera-1:1795226400", "talk": "0b6e2f9c41d7", "pan": 0.5,
    "tilt": 0.0, "zoom": 0.0, "seconds": 0.5, "preset": "door",
    "round": "patrol", "by": "s-007", "note": "", "found": ["lights"], "problem": "pad-3:17", "matter": "pad-3:18", "what": "更名资料待补",
    "owner": "s-007", "source": "guide", "customer": "王先生 尾号 8821", "due_at": 1_795_236_400.0,
    "command": {"do": "beep", "device": "panel-3"}, "expires_in": 5.0, "code": "not_yours",
}  # fmt: skip
"""Field → value of the examples. The reason of a refusal, and what differs by kind, stands in `_OTHER`."""

_OTHER: dict[str, dict[str, object]] = {
    "newkey": {"key": "fW8P&iXFlKTyy}EvzB>&CNXxBBPxQzLHd.D2MKr1", "at": 1_797_818_400.0},
    "keykept": {"key": "fW8P&iXFlKTyy}EvzB>&CNXxBBPxQzLHd.D2MKr1"},
    "refuse": {"reason": "ticket.called is about something panel-bus has not"},
    "nak": {"reason": "not_recorded"},
    "device.lost": {"reason": "no answer for 3 s"},
    "counter.paused": {"reason": "吃饭"},
    "pause_counter": {"reason": "吃饭"},
    "command.reported": {"detail": ""},
    **{tag: {"device": "camera-1"} for tag in ("recording.gap", "recording.released", "point_camera", "go_to_preset")},
    "recording.held": {"device": "camera-1", "reason": "排队纠纷"},
    "hold_recording": {"device": "camera-1", "reason": "排队纠纷"},
    "release_recording": {"device": "camera-1"},
    "talk.began": {"device": "camera-1"},
    "talk.ended": {"device": "camera-1", "cause": "released"},
    "talk_through": {"device": "camera-1", "seconds": 60.0},
    "show_notice": {"text": "系统故障，请稍候", "device": "strip-3"},
    "restart_device": {"device": "kiosk-2"},
    "problem.reported": {"text": "客户情绪激动，请值班组长到 3 号窗口", "place": "counter-3"},
    "kiosk.session_started": {"device": "kiosk-2"},
    "kiosk.session_ended": {"device": "kiosk-2"},
    "device.measured": {"device": "ups-1"},
    "events.coalesced": {"device": "ups-1"},
    "display.showed": {"device": "strip-3"},
    "call.announced": {"device": "pa-1", "ticket": "A0023", "counter": "counter-3", "voice": True, "text": "请A0023号到3号窗口"},
    "device.condition_raised": {"device": "kiosk-2"},
    "device.condition_cleared": {"device": "kiosk-2"},
}


def tag_of(kind: type[Struct]) -> str:
    """The word on the wire that names a message, event or command."""
    return str(kind.__struct_config__.tag)


def example(kind: type[Struct]) -> str:
    """One line of JSON with every field set, which decodes strictly."""
    tag = tag_of(kind)
    tag_field = str(kind.__struct_config__.tag_field)
    values = {name: _OTHER.get(tag, {}).get(name, _VALUES.get(name)) for name in kind.__struct_encode_fields__}
    return msgspec.json.encode({tag_field: tag, **values}).decode()


def table(kind: type[Struct]) -> str:
    """The fields as a Markdown table: name, type and limits, whether it must be there, meaning."""
    notes = _notes(kind)
    rows = ["| field | type | needed | meaning |", "|---|---|---|---|"]
    info = shape.type_info(kind)
    assert isinstance(info, shape.StructType)
    for field in info.fields:
        if field.required:
            needed = "yes"
        else:
            default = field.default if field.default is not msgspec.NODEFAULT else ()
            needed = f"no: `{msgspec.json.encode(default).decode()}`"
        rows.append(f"| `{field.encode_name}` | {words(field.type)} | {needed} | {notes.get(field.name, '')} |")
    return "\n".join(rows) if info.fields else "No fields."


def words(kind: shape.Type) -> str:
    """A type with its limits, in words."""
    match kind:
        case shape.Metadata():
            return words(kind.type)
        case shape.StrType(min_length=least, max_length=most, pattern=pattern):
            if pattern == _ID_PATTERN:
                return "Id"
            return "text" + (f", {least or 0}–{most} characters" if most is not None else "")
        case shape.IntType(ge=least, le=most):
            return "integer" + (f", {least}–{_most(most)}" if most is not None else f", ≥ {least}" if least is not None else "")
        case shape.FloatType():
            return "number"
        case shape.BoolType():
            return "true/false"
        case shape.NoneType():
            return "null"
        case shape.UnionType(types=parts):
            if all(isinstance(part, shape.StructType) for part in parts):
                return "object"
            return " or ".join(dict.fromkeys(words(part) for part in parts))
        case shape.EnumType(cls=cls):
            return " / ".join(f"`{member.value}`" for member in cls)
        case shape.VarTupleType(item_type=item):
            return f"list of {words(item)}"
        case shape.DictType(key_type=key, value_type=value):
            return f"object: {words(key)} → {words(value)}"
        case _:
            return "object"


def _most(limit: int) -> str:
    return "2⁵³" if limit == 2**53 else str(limit)


def _notes(kind: type[Struct]) -> dict[str, str]:
    """The docstrings that stand below a class's fields in the source."""
    found: dict[str, str] = {}
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    for field, note in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(note, ast.Expr)
            and isinstance(note.value, ast.Constant)
        ):
            found[field.target.id] = " ".join(str(note.value.value).split()).replace("|", "\\|")
    return found


def section(kind: type[Struct]) -> str:
    """A heading, the meaning, the table and the example of one message, event or command."""
    tag = tag_of(kind)
    title = f"#### `{tag}`" + (f" {CHINESE[tag]}" if tag in CHINESE else "")
    return f"{title}\n\n{inspect.getdoc(kind)}\n\n{table(kind)}\n\n```json\n{example(kind)}\n```\n"


def members(union: object) -> tuple[type[Struct], ...]:
    """The types of a union, or the type itself."""
    return get_args(union) if isinstance(union, types.UnionType) else (union,)


def made() -> dict[str, str]:
    """Every part of the page that is made, by its name."""
    queue = "\n".join(_command_row(kind) for kind in members(QueueCommand))
    device = "\n".join(_command_row(kind) for kind in members(DeviceCommand))
    staff = "\n".join(_command_row(kind) for kind in members(StaffCommand))
    head = "| command | meaning | example |\n|---|---|---|\n"
    return {
        "messages up": _sections(members(wire.FromAdapter)),
        "messages down": _sections(kind for kind in members(wire.ToAdapter) if kind is not wire.Beat),
        "events": _sections(members(AdapterEvent)),
        "device commands": head + device + "\n",
        "queue commands": head + queue + "\n",
        "staff commands": head + staff + "\n",
        "figures": _figures(),
    }


def _sections(kinds: Iterable[type[Struct]]) -> str:
    return "\n".join(section(kind) for kind in kinds)


def _command_row(kind: type[Struct]) -> str:
    return f"| `{tag_of(kind)}` | {inspect.getdoc(kind)} | `{example(kind)}` |"


def _figures() -> str:
    rows = [
        ("protocol version", wire.PROTOCOL, "协议版本"),
        ("largest message, bytes", wire.MAX_FRAME, "最大消息字节数"),
        ("largest event, bytes of its JSON", wire.MAX_EVENT, "单个事件最大字节数"),
        ("full credit, events", wire.WINDOW, "最大未确认事件数"),
        ("lease, seconds without a word", wire.LEASE, "租约：多久没有消息视为断开（秒）"),
        ("heartbeat, seconds", wire.HEARTBEAT, "心跳间隔（秒）"),
    ]
    return (
        "| figure | value | 说明 |\n|---|---|---|\n"
        + "\n".join(f"| {what} | {value} | {how} |" for what, value, how in rows)
        + "\n"
    )


def rewritten(page: str) -> str:
    """The page with its made parts renewed; raises ValueError when a mark is missing."""
    for name, text in made().items():
        begin = _BEGIN.format(name)
        if page.count(begin) != 1:
            raise ValueError(f"the page needs the mark {begin} once")
        pattern = re.escape(begin) + r"\n.*?" + re.escape(_END)
        page = re.sub(pattern, lambda _, new=f"{begin}\n{text}{_END}": new, page, flags=re.DOTALL)  # type: ignore[misc]
    return page


def main() -> int:
    """Rewrite the page; returns 0."""
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
