"""What the hall editor calls things: tables, keys, values, and what the reader complains of, which says it in plain English. Words only."""

import re
from collections.abc import Mapping

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.hall_edit.document import Problem
from console.hall_edit.things import HALL, Ref
from console.toml_file import Row
from widgets import words

translate = QCoreApplication.translate
TABLES: Mapping[str, str] = {
    HALL: QT_TRANSLATE_NOOP("HallEdit", "营业厅"), "zone": QT_TRANSLATE_NOOP("HallEdit", "区域"), "queue": QT_TRANSLATE_NOOP("HallEdit", "队列"),
    "business": QT_TRANSLATE_NOOP("HallEdit", "业务"), "priority": QT_TRANSLATE_NOOP("HallEdit", "优先级"),
    "profile": QT_TRANSLATE_NOOP("HallEdit", "窗口模式"), "counter": QT_TRANSLATE_NOOP("HallEdit", "窗口"),
    "lane": QT_TRANSLATE_NOOP("HallEdit", "专用通道"), "staff": QT_TRANSLATE_NOOP("HallEdit", "人员"),
    "device": QT_TRANSLATE_NOOP("HallEdit", "设备"), "camera": QT_TRANSLATE_NOOP("HallEdit", "摄像机"),
    "wall": QT_TRANSLATE_NOOP("HallEdit", "大屏"), "line": QT_TRANSLATE_NOOP("HallEdit", "墙线"), "flow": QT_TRANSLATE_NOOP("HallEdit", "流线"),
    "text": QT_TRANSLATE_NOOP("HallEdit", "文字"), "bench": QT_TRANSLATE_NOOP("HallEdit", "座椅"), "adapter": QT_TRANSLATE_NOOP("HallEdit", "适配器"),
}  # fmt: skip
"""Keys of this name that hold the id of one are called so, too."""
KEYS: Mapping[str, str] = {
    "id": QT_TRANSLATE_NOOP("HallEdit", "编号"), "name": QT_TRANSLATE_NOOP("HallEdit", "名称"), "name_en": QT_TRANSLATE_NOOP("HallEdit", "英文名称"),
    "timezone": QT_TRANSLATE_NOOP("HallEdit", "时区"), "opens": QT_TRANSLATE_NOOP("HallEdit", "开门"), "closes": QT_TRANSLATE_NOOP("HallEdit", "关门"),
    "width": QT_TRANSLATE_NOOP("HallEdit", "宽（米）"), "height": QT_TRANSLATE_NOOP("HallEdit", "高（米）"),
    "queue_device": QT_TRANSLATE_NOOP("HallEdit", "排队设备"), "staff_device": QT_TRANSLATE_NOOP("HallEdit", "人员设备"),
    "wait_target": QT_TRANSLATE_NOOP("HallEdit", "平均等候目标（秒）"), "max_recalls": QT_TRANSLATE_NOOP("HallEdit", "重呼上限"),
    "rest_after": QT_TRANSLATE_NOOP("HallEdit", "连续工作上限（秒）"), "lock_after": QT_TRANSLATE_NOOP("HallEdit", "无人操作锁定（分）"),
    "offer_minutes": QT_TRANSLATE_NOOP("HallEdit", "转交接收时限（分）"), "recordings_gb": QT_TRANSLATE_NOOP("HallEdit", "录像上限（GB）"),
    "kind": QT_TRANSLATE_NOOP("HallEdit", "种类"),
    "x": QT_TRANSLATE_NOOP("HallEdit", "横向（米）"), "y": QT_TRANSLATE_NOOP("HallEdit", "纵向（米）"), "seats": QT_TRANSLATE_NOOP("HallEdit", "座位数"),
    "crowded_at": QT_TRANSLATE_NOOP("HallEdit", "拥挤人数"), "staffed": QT_TRANSLATE_NOOP("HallEdit", "必须有人"),
    "prefix": QT_TRANSLATE_NOOP("HallEdit", "票号字头"), "customer_class": QT_TRANSLATE_NOOP("HallEdit", "客户类别"),
    "group": QT_TRANSLATE_NOOP("HallEdit", "所属队列"),
    "handle_limit": QT_TRANSLATE_NOOP("HallEdit", "办理上限（秒）"), "wait_limit": QT_TRANSLATE_NOOP("HallEdit", "等候上限（秒）"),
    "credit": QT_TRANSLATE_NOOP("HallEdit", "等候加分（秒）"), "businesses": QT_TRANSLATE_NOOP("HallEdit", "办理业务"),
    "number": QT_TRANSLATE_NOOP("HallEdit", "窗口号"), "zone": QT_TRANSLATE_NOOP("HallEdit", "所在区域"),
    "panel": QT_TRANSLATE_NOOP("HallEdit", "呼叫器"), "strip": QT_TRANSLATE_NOOP("HallEdit", "窗口条屏"),
    "priorities": QT_TRANSLATE_NOOP("HallEdit", "适用优先级"), "counters": QT_TRANSLATE_NOOP("HallEdit", "对应窗口"),
    "post": QT_TRANSLATE_NOOP("HallEdit", "岗位"), "skills": QT_TRANSLATE_NOOP("HallEdit", "会办业务"), "home": QT_TRANSLATE_NOOP("HallEdit", "固定位置"),
    "roster": QT_TRANSLATE_NOOP("HallEdit", "排班"), "counter": QT_TRANSLATE_NOOP("HallEdit", "所属窗口"),
    "needs": QT_TRANSLATE_NOOP("HallEdit", "依赖设备"), "stale_after": QT_TRANSLATE_NOOP("HallEdit", "数据过期（秒）"),
    "main": QT_TRANSLATE_NOOP("HallEdit", "主码流地址"), "sub": QT_TRANSLATE_NOOP("HallEdit", "子码流地址"), "secret": QT_TRANSLATE_NOOP("HallEdit", "口令名"),
    "transport": QT_TRANSLATE_NOOP("HallEdit", "传输方式"), "player": QT_TRANSLATE_NOOP("HallEdit", "解码器"), "has_sound": QT_TRANSLATE_NOOP("HallEdit", "有声音"),
    "has_loudspeaker": QT_TRANSLATE_NOOP("HallEdit", "有喇叭，可对讲"),
    "recorded": QT_TRANSLATE_NOOP("HallEdit", "录制码流"), "heading": QT_TRANSLATE_NOOP("HallEdit", "朝向（度）"), "angle": QT_TRANSLATE_NOOP("HallEdit", "视角（度）"),
    "reach": QT_TRANSLATE_NOOP("HallEdit", "视距（米）"), "zones": QT_TRANSLATE_NOOP("HallEdit", "看到的区域"), "private": QT_TRANSLATE_NOOP("HallEdit", "隐私区域"),
    "roles": QT_TRANSLATE_NOOP("HallEdit", "谁可以看"), "keep_days": QT_TRANSLATE_NOOP("HallEdit", "录像保留（天）"),
    "least_days": QT_TRANSLATE_NOOP("HallEdit", "至少保留（天）"), "most_gb": QT_TRANSLATE_NOOP("HallEdit", "录像上限（GB）"), "onvif": "ONVIF",
    "presets": QT_TRANSLATE_NOOP("HallEdit", "预置"), "screens": QT_TRANSLATE_NOOP("HallEdit", "屏数"), "tour": QT_TRANSLATE_NOOP("HallEdit", "轮巡"),
    "points": QT_TRANSLATE_NOOP("HallEdit", "各点（米）"), "displays": QT_TRANSLATE_NOOP("HallEdit", "看得到的屏"), "config": QT_TRANSLATE_NOOP("HallEdit", "适配器参数"),
}  # fmt: skip
OTHERS: Mapping[tuple[str, str], str] = {
    ("camera", "height"): QT_TRANSLATE_NOOP("HallEdit", "安装高度（米）"), ("camera", "counters"): QT_TRANSLATE_NOOP("HallEdit", "看到的窗口"),
    ("text", "name"): QT_TRANSLATE_NOOP("HallEdit", "文字"), ("text", "name_en"): QT_TRANSLATE_NOOP("HallEdit", "英文文字"),
    ("adapter", "name"): QT_TRANSLATE_NOOP("HallEdit", "编号"),
}  # fmt: skip
VALUES: Mapping[str, str] = {
    "entrance": QT_TRANSLATE_NOOP("HallEdit", "入口"), "guidance": QT_TRANSLATE_NOOP("HallEdit", "引导"), "waiting": QT_TRANSLATE_NOOP("HallEdit", "等候"),
    "counters": QT_TRANSLATE_NOOP("HallEdit", "业务办理"), "meeting": QT_TRANSLATE_NOOP("HallEdit", "洽谈"), "self_service": QT_TRANSLATE_NOOP("HallEdit", "自助服务"),
    "experience": QT_TRANSLATE_NOOP("HallEdit", "智能体验"), "all_day": QT_TRANSLATE_NOOP("HallEdit", "24 小时自助"),
    "guide": QT_TRANSLATE_NOOP("HallEdit", "引导员"), "clerk": QT_TRANSLATE_NOOP("HallEdit", "柜员"), "support": QT_TRANSLATE_NOOP("HallEdit", "服务岗"),
    "duty_leader": QT_TRANSLATE_NOOP("HallEdit", "值班组长"), "guard": QT_TRANSLATE_NOOP("HallEdit", "保安"), "cleaner": QT_TRANSLATE_NOOP("HallEdit", "保洁"),
    "wall": QT_TRANSLATE_NOOP("HallEdit", "墙"), "glass": QT_TRANSLATE_NOOP("HallEdit", "玻璃"), "door": QT_TRANSLATE_NOOP("HallEdit", "门"),
    "rail": QT_TRANSLATE_NOOP("HallEdit", "栏杆"), "outline": QT_TRANSLATE_NOOP("HallEdit", "轮廓"), "main": QT_TRANSLATE_NOOP("HallEdit", "主码流"),
    "sub": QT_TRANSLATE_NOOP("HallEdit", "子码流"), "none": QT_TRANSLATE_NOOP("HallEdit", "不录"),
}  # fmt: skip
_SAID: tuple[tuple[str, str], ...] = (
    (r"there is no .+ `(.+)`", QT_TRANSLATE_NOOP("HallEdit", "没有“{0}”")),
    (r"unknown key", QT_TRANSLATE_NOOP("HallEdit", "不认识的键")),
    (r"a shared plan names the .+ `(.+)`, which is one hall's", QT_TRANSLATE_NOOP("HallEdit", "共享预案不能点某一个厅的“{0}”")),
    (r"the .+ `(.+)` stands already.*", QT_TRANSLATE_NOOP("HallEdit", "“{0}”重复了")),
    (r"`(.+)` lies outside the hall of (.+) m", QT_TRANSLATE_NOOP("HallEdit", "“{0}”在营业厅（{1} 米）之外")),
    (r"`(.+)` does not lie within its zone `(.+)`", QT_TRANSLATE_NOOP("HallEdit", "“{0}”不在所属区域“{1}”之内")),
    (r"`(.+)` is at counter (.+) already", QT_TRANSLATE_NOOP("HallEdit", "“{0}”已用在窗口 {1}")),
    (r"(.+) has no service limit", QT_TRANSLATE_NOOP("HallEdit", "“{0}”没有服务时限")),
    (r"goes in a circle: (.+)", QT_TRANSLATE_NOOP("HallEdit", "互相依赖成环：{0}")),
    (r"the hall closes at (.+), before it opens at (.+)", QT_TRANSLATE_NOOP("HallEdit", "关门 {0} 早于开门 {1}")),
    (r"there is no time zone `(.+)`", QT_TRANSLATE_NOOP("HallEdit", "没有时区“{0}”")),
    (r"the camera `(.+)` has no address", QT_TRANSLATE_NOOP("HallEdit", "摄像机“{0}”没有地址")),
    (r"`(.+)` is a (.+)", QT_TRANSLATE_NOOP("HallEdit", "“{0}”是 {1}，不是摄像机")),
    (r"is no address.*", QT_TRANSLATE_NOOP("HallEdit", "不是有效地址")),
    (r"cannot be played: (.+)", QT_TRANSLATE_NOOP("HallEdit", "不能播放：{0}")),
    (r"the way to a loudspeaker is RTSP.*", QT_TRANSLATE_NOOP("HallEdit", "有喇叭的摄像机，主码流要是 rtsp://")),
    (r"holds a user or a password", QT_TRANSLATE_NOOP("HallEdit", "地址里不能写用户名或口令")),
    (r"names no (?:host|port)", QT_TRANSLATE_NOOP("HallEdit", "地址不完整")),
    (r"is no HOST:PORT", QT_TRANSLATE_NOOP("HallEdit", "应写成 主机:端口")),
    (r"is the address of (.+) already, line (.+)", QT_TRANSLATE_NOOP("HallEdit", "地址与 {0}（第 {1} 行）相同")),
    (r"reaches beyond the picture", QT_TRANSLATE_NOOP("HallEdit", "超出画面")),
    (r"the camera has no sub stream", QT_TRANSLATE_NOOP("HallEdit", "摄像机没有子码流")),
    (r"is more than keep_days, (.+)", QT_TRANSLATE_NOOP("HallEdit", "大于保留天数 {0}")),
    (r"a wall needs something to show.*", QT_TRANSLATE_NOOP("HallEdit", "大屏至少要轮巡一项")),
    (r"no plan runs when nothing happens", QT_TRANSLATE_NOOP("HallEdit", "轮巡里不能放预案")),
    (r"the preset `(.+)` needs one cause", QT_TRANSLATE_NOOP("HallEdit", "预置“{0}”要且只要一个触发条件")),
    (r"the preset `(.+)` has only one time of day", QT_TRANSLATE_NOOP("HallEdit", "预置“{0}”只写了一个时刻")),
    (r"`(.+)` comes up by itself and cannot be asked for", QT_TRANSLATE_NOOP("HallEdit", "“{0}”会自动出现，不能指定")),
    (r"`(.+)` is of nothing", QT_TRANSLATE_NOOP("HallEdit", "“{0}”不需要对象")),
    (r"it is not said which camera", QT_TRANSLATE_NOOP("HallEdit", "没有写哪台摄像机")),
    (r"a wall may not show the camera `(.+)`", QT_TRANSLATE_NOOP("HallEdit", "大屏不能显示摄像机“{0}”")),
    (r"no device's id begins with `(.+)`", QT_TRANSLATE_NOOP("HallEdit", "没有编号以“{0}”开头的设备")),
    (r"invalid enum value '(.+)'", QT_TRANSLATE_NOOP("HallEdit", "“{0}”不在可选值之内")),
    (r"expected `(?:int|float)` ([<>].+)", QT_TRANSLATE_NOOP("HallEdit", "应 {0}")),
    (r"expected `(?:int|float)`.*", QT_TRANSLATE_NOOP("HallEdit", "应是数字")),
    (r"expected letters, digits, .*", QT_TRANSLATE_NOOP("HallEdit", "只能用字母、汉字、数字和 . : / - _")),
    (r"expected a time of day such as `(.+)`", QT_TRANSLATE_NOOP("HallEdit", "应是时刻，例如 {0}")),
    (r"expected text that matches .*", QT_TRANSLATE_NOOP("HallEdit", "写法不对")),
    (r"expected `str` of length (.+)", QT_TRANSLATE_NOOP("HallEdit", "长度应 {0}")),
    (r"expected `array` of length (.+)", QT_TRANSLATE_NOOP("HallEdit", "个数应 {0}")),
    (r"expected `str`, got .*", QT_TRANSLATE_NOOP("HallEdit", "应是文字")),
    (r"expected `(.+)`, got `(.+)`", QT_TRANSLATE_NOOP("HallEdit", "类型不对：应是 {0}")),
    (r"expected `object`", QT_TRANSLATE_NOOP("HallEdit", "类型不对：应是表")),
    (r"number", QT_TRANSLATE_NOOP("HallEdit", "应是数字")),
    (r"a sign that nobody sees \((.+)\) changes how this reads", QT_TRANSLATE_NOOP("HallEdit", "有看不见的字符（{0}），会让人读错；请删去重写")),
    (r"needed", QT_TRANSLATE_NOOP("HallEdit", "不能为空")),
    (r"raw", QT_TRANSLATE_NOOP("HallEdit", "写法不对（TOML 的值）")),
    (r".*`(.+)` is still referred to by (.+)", QT_TRANSLATE_NOOP("HallEdit", "“{0}”还被引用：{1}")),
    (r"the id `(.*)` is taken", QT_TRANSLATE_NOOP("HallEdit", "编号“{0}”已被使用")),
    (r"(.+) needs its `(.+)`", QT_TRANSLATE_NOOP("HallEdit", "{0} 必须有 {1}，请先改它")),
    (r"(.+) was changed by somebody else meanwhile", QT_TRANSLATE_NOOP("HallEdit", "文件已被别人改过：{0}")),
    (r"(.+) cannot be saved: (.+)", QT_TRANSLATE_NOOP("HallEdit", "不能保存 {0}：{1}")),
    (r"(.+) cannot be written: (.+)", QT_TRANSLATE_NOOP("HallEdit", "不能写 {0}：{1}")),
)  # fmt: skip
_MISSING = re.compile(r"the key `(.+)` is missing")
_MEANT = re.compile(r"did you mean `(.+)`\?")
_SOME = re.compile(r"expected one of (.+)")


def table_word(table: str) -> str:
    """What a table's thing is called."""
    return translate("HallEdit", TABLES[table]) if table in TABLES else table


def key_word(table: str, key: str) -> str:
    """What a key is called."""
    said = OTHERS.get((table, key)) or KEYS.get(key) or TABLES.get(key)
    return translate("HallEdit", said) if said else key


def value_word(value: str) -> str:
    """What a value that is chosen is called."""
    return translate("HallEdit", VALUES[value]) if value in VALUES else value


def thing_word(ref: Ref, row: Row) -> str:
    """What a thing is called: a counter by its number, others by name."""
    if ref.table == "counter":
        return translate("HallEdit", "{0} 号窗口").format(row.get("number", "?"))
    if ref.table == "bench":
        return translate("HallEdit", "{0} 座").format(row.get("seats", 4))
    english = row.get("name_en") if words.is_english() else None
    return str(english or row.get("name") or row.get("id") or ref.id)


def said(plain: str) -> str:
    """What the reader says of a value, in the language of the screen."""
    if words.is_english():
        return plain
    if found := _MISSING.fullmatch(plain):
        return translate("HallEdit", "缺少 {0}").format(table_word(found[1]) if found[1] in TABLES else key_word("", found[1]))
    for pattern, source in _SAID:
        if found := re.fullmatch(pattern, plain):
            return translate("HallEdit", source).format(*found.groups())
    return plain


def remedy(plain: str) -> str:
    """What the reader advises, where it says more than the words do."""
    if words.is_english():
        return plain
    if found := _MEANT.fullmatch(plain):
        return translate("HallEdit", "是否指“{0}”？").format(found[1])
    if found := _SOME.fullmatch(plain):
        return translate("HallEdit", "可选：{0}").format(found[1][:80])
    return ""


def problem_words(problem: Problem) -> str:
    """A problem in a line: of what, of which key, what."""
    who = (
        f"{table_word(problem.ref.table)} {problem.ref.id}".strip()
        if problem.ref is not None
        else problem.file.rpartition("/")[2]
    )
    names_key = problem.ref is not None and problem.key and not _MISSING.fullmatch(problem.said)
    key = key_word(problem.ref.table, problem.key) if problem.ref is not None and names_key else ""
    return words.join((who, key, said(problem.said), remedy(problem.remedy)))
