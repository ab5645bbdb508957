"""Everything that the console can do by itself, in one list: its words, its keys, where they hold. Palette, menu, sheet of keys and shortcuts are made from it.

What can be ordered of the hall is not here: that is on the cards of its things (`widgets.detail_kinds`) and in the panes.
"""

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PyQt6.QtGui import QKeySequence

translate = QCoreApplication.translate


class Act(Struct, frozen=True, kw_only=True):
    """One thing that can be done."""

    code: str
    words: str
    """Chinese source text in the context `Acts`."""
    keys: tuple[str, ...] = ()
    """As Qt writes them; the first one is shown beside its words."""
    group: str
    local: bool = False
    """Its keys are the focused widget's own: the sheet shows them, and nobody else listens to them."""

    def said(self) -> str:
        """Its words in the language of the screen."""
        return translate("Acts", self.words)

    def keyed(self) -> str:
        """Its keys, as they stand on a keyboard."""
        return "  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in self.keys)


FIND, GO, TIME, LOOK, PLACE = (
    QT_TRANSLATE_NOOP("Acts", "找与求助"), QT_TRANSLATE_NOOP("Acts", "去哪里"), QT_TRANSLATE_NOOP("Acts", "时间"),
    QT_TRANSLATE_NOOP("Acts", "外观与语言"), QT_TRANSLATE_NOOP("Acts", "布置窗口"),
)  # fmt: skip
LISTS, PLAN, VIDEO = (
    QT_TRANSLATE_NOOP("Acts", "表格与卡片"), QT_TRANSLATE_NOOP("Acts", "平面图"), QT_TRANSLATE_NOOP("Acts", "摄像机画面"),
)  # fmt: skip

ACTS: tuple[Act, ...] = (
    Act(code="palette", words=QT_TRANSLATE_NOOP("Acts", "查找与执行"), keys=("Ctrl+K", "F2"), group=FIND),
    Act(code="help", words=QT_TRANSLATE_NOOP("Acts", "此处的帮助"), keys=("F1",), group=FIND),
    Act(code="keys", words=QT_TRANSLATE_NOOP("Acts", "快捷键一览"), keys=("?", "Ctrl+F1"), group=FIND),
    Act(code="print_keys", words=QT_TRANSLATE_NOOP("Acts", "快捷键存为 PDF"), group=FIND),
    Act(code="guide", words=QT_TRANSLATE_NOOP("Acts", "认识值班台"), group=FIND),
    Act(code="menu", words=QT_TRANSLATE_NOOP("Acts", "菜单"), keys=("F10",), group=FIND),
    Act(code="undo", words=QT_TRANSLATE_NOOP("Acts", "撤销刚下的命令（5 秒内）"), keys=("Ctrl+Z",), group=FIND),
    Act(code="next_pane", words=QT_TRANSLATE_NOOP("Acts", "下一个窗格"), keys=("F6",), group=GO),
    Act(code="last_pane", words=QT_TRANSLATE_NOOP("Acts", "上一个窗格"), keys=("Shift+F6",), group=GO),
    Act(code="alarms", words=QT_TRANSLATE_NOOP("Acts", "去告警"), keys=("Ctrl+G",), group=GO),
    Act(code="strip", words=QT_TRANSLATE_NOOP("Acts", "看最严重的告警"), keys=("Ctrl+J",), group=GO),
    Act(code="emergency", words=QT_TRANSLATE_NOOP("Acts", "去“应急预案”按钮（按住回车）"), keys=("Ctrl+E",), group=GO),
    Act(code="seat", words=QT_TRANSLATE_NOOP("Acts", "登录、退出"), keys=("Ctrl+L",), group=GO),
    Act(code="home", words=QT_TRANSLATE_NOOP("Acts", "回到实时"), keys=("L",), group=TIME),
    Act(code="pause", words=QT_TRANSLATE_NOOP("Acts", "暂停、继续"), keys=("Space",), group=TIME, local=True),
    Act(code="back_short", words=QT_TRANSLATE_NOOP("Acts", "退回 1 分钟"), keys=("Shift+Left",), group=TIME, local=True),
    Act(code="back_long", words=QT_TRANSLATE_NOOP("Acts", "退回 20 分钟"), keys=("PgUp",), group=TIME, local=True),
    Act(code="step_back", words=QT_TRANSLATE_NOOP("Acts", "退一小步"), keys=("Left",), group=TIME, local=True),
    Act(code="step_on", words=QT_TRANSLATE_NOOP("Acts", "进一小步"), keys=("Right",), group=TIME, local=True),
    Act(code="faster", words=QT_TRANSLATE_NOOP("Acts", "放快"), keys=("+",), group=TIME, local=True),
    Act(code="slower", words=QT_TRANSLATE_NOOP("Acts", "放慢"), keys=("-",), group=TIME, local=True),
    Act(code="next_theme", words=QT_TRANSLATE_NOOP("Acts", "换配色：夜间、日间、高对比"), keys=("F7",), group=LOOK),
    Act(code="large", words=QT_TRANSLATE_NOOP("Acts", "大字、常规字"), keys=("F8",), group=LOOK),
    Act(code="lang", words=QT_TRANSLATE_NOOP("Acts", "中文、English"), keys=("F3",), group=LOOK),
    Act(code="full_screen", words=QT_TRANSLATE_NOOP("Acts", "全屏"), keys=("F11",), group=PLACE),
    Act(code="titles", words=QT_TRANSLATE_NOOP("Acts", "显示窗格的标题条，好拖动"), keys=("F9",), group=PLACE),
    Act(code="keep_places", words=QT_TRANSLATE_NOOP("Acts", "保存窗口布置…"), keys=("Ctrl+S",), group=PLACE),
    Act(code="first_places", words=QT_TRANSLATE_NOOP("Acts", "恢复原始布置"), group=PLACE),
    Act(code="rows", words=QT_TRANSLATE_NOOP("Acts", "在行间走动"), keys=("Up", "Down"), group=LISTS, local=True),
    Act(code="choose", words=QT_TRANSLATE_NOOP("Acts", "看这一行的详情"), keys=("Return",), group=LISTS, local=True),
    Act(code="row_menu", words=QT_TRANSLATE_NOOP("Acts", "这一行能做什么"), keys=("Menu",), group=LISTS, local=True),
    Act(code="tree", words=QT_TRANSLATE_NOOP("Acts", "告警：按原因、按表"), keys=("T",), group=LISTS, local=True),
    Act(
        code="ticket",
        words=QT_TRANSLATE_NOOP("Acts", "号票：重呼、过号或清号、转移、优先"),
        keys=("R", "X", "T", "P"),
        group=LISTS,
        local=True,
    ),
    Act(code="roll", words=QT_TRANSLATE_NOOP("Acts", "点名：到、未到"), keys=("D", "W"), group=LISTS, local=True),
    Act(
        code="mark",
        words=QT_TRANSLATE_NOOP("Acts", "窗口：多选到下一行、全选"),
        keys=("Shift+Down", "Ctrl+A"),
        group=LISTS,
        local=True,
    ),
    Act(code="leave", words=QT_TRANSLATE_NOOP("Acts", "收起、放弃"), keys=("Esc",), group=LISTS, local=True),
    Act(
        code="walk",
        words=QT_TRANSLATE_NOOP("Acts", "走到旁边的窗口、人、设备"),
        keys=("Left", "Right", "Up", "Down"),
        group=PLAN,
        local=True,
    ),
    Act(code="near", words=QT_TRANSLATE_NOOP("Acts", "放大、缩小、看全"), keys=("+", "-", "0"), group=PLAN, local=True),
    Act(code="find_on_plan", words=QT_TRANSLATE_NOOP("Acts", "在平面图上查找"), keys=("/",), group=PLAN, local=True),
    Act(code="carry", words=QT_TRANSLATE_NOOP("Acts", "拿起人员；再按回车放下"), keys=("M",), group=PLAN, local=True),
    Act(code="open_tile", words=QT_TRANSLATE_NOOP("Acts", "放大、缩回"), keys=("Return",), group=VIDEO, local=True),
    Act(code="shot", words=QT_TRANSLATE_NOOP("Acts", "抓图"), keys=("S",), group=VIDEO, local=True),
    Act(code="look_back", words=QT_TRANSLATE_NOOP("Acts", "回看 30 秒"), keys=("B",), group=VIDEO, local=True),
    Act(code="sound", words=QT_TRANSLATE_NOOP("Acts", "声音"), keys=("V",), group=VIDEO, local=True),
    Act(code="talk", words=QT_TRANSLATE_NOOP("Acts", "对讲（按住讲话，松开结束）"), keys=("T",), group=VIDEO, local=True),
    Act(code="turn", words=QT_TRANSLATE_NOOP("Acts", "云台"), keys=("P",), group=VIDEO, local=True),
    Act(code="privacy", words=QT_TRANSLATE_NOOP("Acts", "解除遮挡（要写原因）"), keys=("U",), group=VIDEO, local=True),
    Act(code="figures", words=QT_TRANSLATE_NOOP("Acts", "显示数据"), keys=("I",), group=VIDEO, local=True),
    Act(code="camera", words=QT_TRANSLATE_NOOP("Acts", "换摄像机"), keys=("C",), group=VIDEO, local=True),
    Act(code="tiles", words=QT_TRANSLATE_NOOP("Acts", "少几格、多几格"), keys=("[", "]"), group=VIDEO, local=True),
)
BY_CODE = {act.code: act for act in ACTS}


def groups() -> list[tuple[str, list[Act]]]:
    """The acts that have keys, under the words of their group, in the list's order."""
    found: dict[str, list[Act]] = {}
    for act in ACTS:
        if act.keys:
            found.setdefault(act.group, []).append(act)
    return [(translate("Acts", group), acts) for group, acts in found.items()]
