"""Words for every code of the model, in the language of the screen: Chinese is the source text, English comes from `en.ts`.

`of(member)` is the word of an enum's member; `names_of(config)` gives the names of a hall's things by id. What happened and what was
ordered, as whole sentences, is in `widgets.sentences`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import Protocol
from zoneinfo import ZoneInfo

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model.book import MatterPhase, ProblemPhase
from console.model.command import Refusal, Role, WallItem
from console.model.duty import RoundPhase
from console.model.event import DayKind, Presence, Value
from console.model.hall import AlarmPriority, AlarmRule, HallConfig, Plan, PlanStep, Post, StepKind, Watch, ZoneKind
from console.model.health import Health
from console.model.lanes import LaneStatus
from console.model.quality import Quality
from console.model.sheet import LineKind
from console.model.state import AlarmPhase, ArmingPhase, CounterPhase, Stage, StepPhase, TicketPhase
from console.session import Link, Mode

translate = QCoreApplication.translate

_TABLE: tuple[tuple[Enum, str], ...] = (
    (Role.WALL, QT_TRANSLATE_NOOP("Words", "大屏")),
    (Role.VIEWER, QT_TRANSLATE_NOOP("Words", "只看")),
    (Role.OPERATOR, QT_TRANSLATE_NOOP("Words", "值班员")),
    (Role.LEADER, QT_TRANSLATE_NOOP("Words", "值班组长")),
    (Role.ADMIN, QT_TRANSLATE_NOOP("Words", "管理员")),
    (Role.ADAPTER, QT_TRANSLATE_NOOP("Words", "适配器")),
    (Refusal.ROLE, QT_TRANSLATE_NOOP("Words", "当前角色无此权限")),
    (Refusal.NO_SUCH, QT_TRANSLATE_NOOP("Words", "没有这个对象")),
    (Refusal.WRONG_STATE, QT_TRANSLATE_NOOP("Words", "当前状态不能执行")),
    (Refusal.NOT_SKILLED, QT_TRANSLATE_NOOP("Words", "人员不具备此业务技能")),
    (Refusal.NOBODY_FREE, QT_TRANSLATE_NOOP("Words", "无人可调")),
    (Refusal.ALREADY, QT_TRANSLATE_NOOP("Words", "已是如此")),
    (Refusal.NO_ADAPTER, QT_TRANSLATE_NOOP("Words", "设备无人接管")),
    (Refusal.EXPIRED, QT_TRANSLATE_NOOP("Words", "命令已过期")),
    (Refusal.OLD_HUB, QT_TRANSLATE_NOOP("Words", "主机已重启，请重下命令")),
    (Refusal.NOT_RECORDING, QT_TRANSLATE_NOOP("Words", "未在记录，暂停命令")),
    (Refusal.LIMIT, QT_TRANSLATE_NOOP("Words", "超出限制")),
    (Refusal.LOGIN, QT_TRANSLATE_NOOP("Words", "请先登录")),
    (Refusal.SECOND, QT_TRANSLATE_NOOP("Words", "须由另一人确认")),
    (WallItem.CAMERA, QT_TRANSLATE_NOOP("Words", "摄像机")),
    (WallItem.LOOK_BACK, QT_TRANSLATE_NOOP("Words", "回看")),
    (WallItem.PLAN, QT_TRANSLATE_NOOP("Words", "预案")),
    (WallItem.TEXT, QT_TRANSLATE_NOOP("Words", "文字")),
    (WallItem.LAYOUT, QT_TRANSLATE_NOOP("Words", "版式")),
    (DayKind.NORMAL, QT_TRANSLATE_NOOP("Words", "平日")),
    (DayKind.PEAK, QT_TRANSLATE_NOOP("Words", "高峰日")),
    (DayKind.SUPER_PEAK, QT_TRANSLATE_NOOP("Words", "特大高峰日")),
    (Presence.ON_POST, QT_TRANSLATE_NOOP("Words", "在岗")),
    (Presence.ROVING, QT_TRANSLATE_NOOP("Words", "巡视")),
    (Presence.BREAK, QT_TRANSLATE_NOOP("Words", "小休")),
    (Presence.AWAY, QT_TRANSLATE_NOOP("Words", "离岗")),
    (Presence.OUT, QT_TRANSLATE_NOOP("Words", "未到岗")),
    (Quality.GOOD, QT_TRANSLATE_NOOP("Words", "可信")),
    (Quality.STALE, QT_TRANSLATE_NOOP("Words", "陈旧")),
    (Quality.BAD, QT_TRANSLATE_NOOP("Words", "失联")),
    (Quality.UNKNOWN, QT_TRANSLATE_NOOP("Words", "未知")),
    (Health.OUT, QT_TRANSLATE_NOOP("Words", "停用")),
    (Health.UNHEARD, QT_TRANSLATE_NOOP("Words", "未知")),
    (Health.LOST, QT_TRANSLATE_NOOP("Words", "失联")),
    (Health.TROUBLED, QT_TRANSLATE_NOOP("Words", "异常")),
    (Health.WELL, QT_TRANSLATE_NOOP("Words", "正常")),
    (TicketPhase.WAITING, QT_TRANSLATE_NOOP("Words", "等候")),
    (TicketPhase.CALLED, QT_TRANSLATE_NOOP("Words", "已叫号")),
    (TicketPhase.SERVING, QT_TRANSLATE_NOOP("Words", "办理")),
    (TicketPhase.PAUSED, QT_TRANSLATE_NOOP("Words", "办理暂停")),
    (TicketPhase.SUSPENDED, QT_TRANSLATE_NOOP("Words", "挂起")),
    (TicketPhase.FINISHED, QT_TRANSLATE_NOOP("Words", "办结")),
    (CounterPhase.CLOSED, QT_TRANSLATE_NOOP("Words", "关闭")),
    (CounterPhase.IDLE, QT_TRANSLATE_NOOP("Words", "空闲")),
    (CounterPhase.CALLING, QT_TRANSLATE_NOOP("Words", "叫号")),
    (CounterPhase.SERVING, QT_TRANSLATE_NOOP("Words", "办理")),
    (CounterPhase.PAUSED, QT_TRANSLATE_NOOP("Words", "暂停")),
    (AlarmPhase.NORM, QT_TRANSLATE_NOOP("Words", "正常")),
    (AlarmPhase.UNACK, QT_TRANSLATE_NOOP("Words", "未确认")),
    (AlarmPhase.ACKED, QT_TRANSLATE_NOOP("Words", "已确认")),
    (AlarmPhase.RTNUN, QT_TRANSLATE_NOOP("Words", "已恢复未确认")),
    (AlarmPhase.SHLVD, QT_TRANSLATE_NOOP("Words", "已搁置")),
    (AlarmPhase.DSUPR, QT_TRANSLATE_NOOP("Words", "同因抑制")),
    (AlarmPhase.OOSRV, QT_TRANSLATE_NOOP("Words", "停用中")),
    (ArmingPhase.ARMED, QT_TRANSLATE_NOOP("Words", "待第二人确认")),
    (ArmingPhase.CONFIRMED, QT_TRANSLATE_NOOP("Words", "第二人已确认")),
    (ArmingPhase.LAPSED, QT_TRANSLATE_NOOP("Words", "已作废")),
    (Stage.COMMANDED, QT_TRANSLATE_NOOP("Stage", "已命令")),
    (Stage.REPORTED, QT_TRANSLATE_NOOP("Stage", "已回执")),
    (Stage.CONFIRMED, QT_TRANSLATE_NOOP("Stage", "已确认")),
    (Stage.MISMATCH, QT_TRANSLATE_NOOP("Stage", "不一致")),
    (Stage.EXPIRED, QT_TRANSLATE_NOOP("Stage", "已过期")),
    (Stage.REFUSED, QT_TRANSLATE_NOOP("Stage", "已拒绝")),
    (Stage.FAILED, QT_TRANSLATE_NOOP("Stage", "失败")),
    (Stage.UNKNOWN, QT_TRANSLATE_NOOP("Stage", "结果不明")),
    (Stage.WITHDRAWN, QT_TRANSLATE_NOOP("Stage", "已撤回")),
    (StepPhase.WAITING, QT_TRANSLATE_NOOP("Words", "待执行")),
    (StepPhase.ACTIVE, QT_TRANSLATE_NOOP("Words", "进行中")),
    (StepPhase.DONE, QT_TRANSLATE_NOOP("Words", "完成")),
    (StepPhase.FAILED, QT_TRANSLATE_NOOP("Words", "失败")),
    (StepPhase.SKIPPED, QT_TRANSLATE_NOOP("Words", "跳过")),
    (StepKind.HUMAN, QT_TRANSLATE_NOOP("Words", "人工")),
    (StepKind.DEVICE, QT_TRANSLATE_NOOP("Words", "设备")),
    (StepKind.TIMER, QT_TRANSLATE_NOOP("Words", "计时")),
    (ZoneKind.ENTRANCE, QT_TRANSLATE_NOOP("Words", "入口")),
    (ZoneKind.GUIDANCE, QT_TRANSLATE_NOOP("Words", "引导区")),
    (ZoneKind.WAITING, QT_TRANSLATE_NOOP("Words", "等候区")),
    (ZoneKind.COUNTERS, QT_TRANSLATE_NOOP("Words", "业务办理区")),
    (ZoneKind.MEETING, QT_TRANSLATE_NOOP("Words", "洽谈区")),
    (ZoneKind.SELF_SERVICE, QT_TRANSLATE_NOOP("Words", "自助服务区")),
    (ZoneKind.EXPERIENCE, QT_TRANSLATE_NOOP("Words", "智能体验区")),
    (ZoneKind.ALL_DAY, QT_TRANSLATE_NOOP("Words", "24 小时自助区")),
    (AlarmPriority.CRITICAL, QT_TRANSLATE_NOOP("Words", "紧急")),
    (AlarmPriority.HIGH, QT_TRANSLATE_NOOP("Words", "高")),
    (AlarmPriority.MEDIUM, QT_TRANSLATE_NOOP("Words", "中")),
    (AlarmPriority.LOW, QT_TRANSLATE_NOOP("Words", "低")),
    (Watch.DEVICE_CONDITION, QT_TRANSLATE_NOOP("Words", "设备状况")),
    (Watch.DEVICE_LOST, QT_TRANSLATE_NOOP("Words", "设备失联")),
    (Watch.DEVICE_VALUE, QT_TRANSLATE_NOOP("Words", "设备读数")),
    (Watch.ADAPTER_LOST, QT_TRANSLATE_NOOP("Words", "适配器失联")),
    (Watch.TICKET_WAIT, QT_TRANSLATE_NOOP("Words", "等候超时")),
    (Watch.SERVICE_TIME, QT_TRANSLATE_NOOP("Words", "办理超时")),
    (Watch.ZONE_CROWDED, QT_TRANSLATE_NOOP("Words", "区域拥挤")),
    (Watch.ZONE_UNSTAFFED, QT_TRANSLATE_NOOP("Words", "区域无人值守")),
    (Watch.LANE_CLOSED, QT_TRANSLATE_NOOP("Words", "专用通道未开放")),
    (LaneStatus.FREE, QT_TRANSLATE_NOOP("Words", "空闲")),
    (LaneStatus.OCCUPIED, QT_TRANSLATE_NOOP("Words", "有人")),
    (LaneStatus.CLOSED, QT_TRANSLATE_NOOP("Words", "未开放")),
    (LaneStatus.UNKNOWN, QT_TRANSLATE_NOOP("Words", "未知")),
    (Watch.KIOSK_DWELL, QT_TRANSLATE_NOOP("Words", "自助机停留过久")),
    (Watch.LOW_RATING, QT_TRANSLATE_NOOP("Words", "不满意评价")),
    (Watch.PLAN_OVERDUE, QT_TRANSLATE_NOOP("Words", "预案步骤超时")),
    (Watch.NOT_RECORDED, QT_TRANSLATE_NOOP("Words", "未在记录")),
    (Watch.CLOCK_STEPPED, QT_TRANSLATE_NOOP("Words", "时钟跳变")),
    (Watch.HUB_STRAINED, QT_TRANSLATE_NOOP("Words", "主机吃紧")),
    (Watch.ADAPTER_CLOCK, QT_TRANSLATE_NOOP("Words", "设备时钟超前")),
    (Watch.JOURNAL_REGRESSED, QT_TRANSLATE_NOOP("Words", "记录缺失")),
    (Watch.ORDER_UNKNOWN, QT_TRANSLATE_NOOP("Words", "命令结果不明")),
    (Watch.PROGRAM_FAULT, QT_TRANSLATE_NOOP("Words", "程序故障")),
    (Watch.JOURNAL_DAMAGED, QT_TRANSLATE_NOOP("Words", "记录损坏")),
    (Watch.ROUND_OVERDUE, QT_TRANSLATE_NOOP("Words", "巡视超时")),
    (Watch.PROBLEM_WAITING, QT_TRANSLATE_NOOP("Words", "特殊问题无人受理")),
    (Watch.MATTER_RETURNED, QT_TRANSLATE_NOOP("Words", "客户事项无人接收")),
    (Watch.MATTER_LATE, QT_TRANSLATE_NOOP("Words", "客户事项逾期")),
    (RoundPhase.OVERDUE, QT_TRANSLATE_NOOP("Words", "超时未做")),
    (RoundPhase.DUE, QT_TRANSLATE_NOOP("Words", "现在该做")),
    (RoundPhase.LATER, QT_TRANSLATE_NOOP("Words", "未到时")),
    (RoundPhase.ON_CALL, QT_TRANSLATE_NOOP("Words", "需要时")),
    (RoundPhase.DONE, QT_TRANSLATE_NOOP("Words", "今日已做")),
    (MatterPhase.OPEN, QT_TRANSLATE_NOOP("Words", "办理中")),
    (MatterPhase.OFFERED, QT_TRANSLATE_NOOP("Words", "待接收")),
    (MatterPhase.CLOSED, QT_TRANSLATE_NOOP("Words", "已办结")),
    (ProblemPhase.REPORTED, QT_TRANSLATE_NOOP("Words", "待受理")),
    (ProblemPhase.TAKEN, QT_TRANSLATE_NOOP("Words", "处理中")),
    (ProblemPhase.SOLVED, QT_TRANSLATE_NOOP("Words", "已解决")),
    (LineKind.ALARM, QT_TRANSLATE_NOOP("Words", "告警")),
    (LineKind.SHELVED, QT_TRANSLATE_NOOP("Words", "搁置的告警")),
    (LineKind.PLAN, QT_TRANSLATE_NOOP("Words", "进行中的预案")),
    (LineKind.ARMING, QT_TRANSLATE_NOOP("Words", "等第二人确认")),
    (LineKind.PROBLEM, QT_TRANSLATE_NOOP("Words", "特殊问题")),
    (LineKind.MATTER, QT_TRANSLATE_NOOP("Words", "客户事项")),
    (LineKind.PROMISE, QT_TRANSLATE_NOOP("Words", "答应客户的")),
    (LineKind.APPOINTMENT, QT_TRANSLATE_NOOP("Words", "客户预约")),
    (LineKind.ROUND, QT_TRANSLATE_NOOP("Words", "该做的巡视")),
    (LineKind.DEVICE_OUT, QT_TRANSLATE_NOOP("Words", "停用的设备")),
    (LineKind.ORDER, QT_TRANSLATE_NOOP("Words", "没有结果的命令")),
    (LineKind.MOVED, QT_TRANSLATE_NOOP("Words", "调离本岗的人")),
    (LineKind.PROFILE, QT_TRANSLATE_NOOP("Words", "改办其他业务的窗口")),
    (LineKind.PAUSED, QT_TRANSLATE_NOOP("Words", "暂停的窗口")),
    (LineKind.NOTICE, QT_TRANSLATE_NOOP("Words", "挂着的公告")),
    (LineKind.WALL, QT_TRANSLATE_NOOP("Words", "推到大屏的")),
    (LineKind.PRIVACY, QT_TRANSLATE_NOOP("Words", "解除的隐私遮挡")),
    (LineKind.FAULT, QT_TRANSLATE_NOOP("Words", "停用的程序部分")),
    (Mode.LIVE, QT_TRANSLATE_NOOP("Words", "实时")),
    (Mode.PAUSED, QT_TRANSLATE_NOOP("Words", "已暂停")),
    (Mode.REPLAY, QT_TRANSLATE_NOOP("Words", "回放")),
    (Link.CONNECTING, QT_TRANSLATE_NOOP("Words", "正在连接")),
    (Link.STARTING, QT_TRANSLATE_NOOP("Words", "主机启动中")),
    (Link.GOOD, QT_TRANSLATE_NOOP("Words", "连接正常")),
    (Link.STALE, QT_TRANSLATE_NOOP("Words", "数据停滞")),
    (Link.DIVERGED, QT_TRANSLATE_NOOP("Words", "数据不一致")),
    (Link.REFUSED, QT_TRANSLATE_NOOP("Words", "拒绝接入")),
    (Post.GUIDE, QT_TRANSLATE_NOOP("Words", "引导员")),
    (Post.CLERK, QT_TRANSLATE_NOOP("Words", "柜员")),
    (Post.SUPPORT, QT_TRANSLATE_NOOP("Words", "服务岗")),
    (Post.DUTY_LEADER, QT_TRANSLATE_NOOP("Words", "值班组长")),
    (Post.GUARD, QT_TRANSLATE_NOOP("Words", "保安")),
    (Post.CLEANER, QT_TRANSLATE_NOOP("Words", "保洁")),
)
# Members of two StrEnums with the same value are equal and hash alike, so the type is part of the key.
_OF = {(type(member), member): source for member, source in _TABLE}

_CODES: dict[str, str] = {
    "replay": QT_TRANSLATE_NOOP("Words", "回放中不能下命令；按 L 回到实时"),
    "role": QT_TRANSLATE_NOOP("Words", "当前角色无此权限"),
    "login": QT_TRANSLATE_NOOP("Words", "请先登录"),
    "link": QT_TRANSLATE_NOOP("Words", "与主机失去联系，命令无法送达"),
    "not_recorded": QT_TRANSLATE_NOOP("Words", "未在记录，暂停命令"),
    "kiosk": QT_TRANSLATE_NOOP("Words", "取号机"),
    "appointment": QT_TRANSLATE_NOOP("Words", "预约"),
    "guide": QT_TRANSLATE_NOOP("Words", "引导台"),
    "app": QT_TRANSLATE_NOOP("Words", "手机"),
    "residential": QT_TRANSLATE_NOOP("Words", "居民"),
    "enterprise": QT_TRANSLATE_NOOP("Words", "企业"),
    "hub": QT_TRANSLATE_NOOP("Words", "主机"),
    "files": QT_TRANSLATE_NOOP("Words", "主机：打开的文件过多"),
    "wal": QT_TRANSLATE_NOOP("Words", "主机：日志待并入"),
    "disk": QT_TRANSLATE_NOOP("Words", "主机：磁盘空间少"),
    "hub_key": QT_TRANSLATE_NOOP("Words", "主机：更换密钥前未到齐"),
    "index": QT_TRANSLATE_NOOP("Words", "主机：记录索引曾损坏"),
    "deleted": QT_TRANSLATE_NOOP("Words", "主机：当日日志被删"),
    "lost": QT_TRANSLATE_NOOP("Words", "失联"),
    "panel_unplugged": QT_TRANSLATE_NOOP("Words", "面板没有应答"),
    "driver_killed": QT_TRANSLATE_NOOP("Words", "驱动程序停了"),
    "qms_silent": QT_TRANSLATE_NOOP("Words", "没有应答"),
    "lost_camera": QT_TRANSLATE_NOOP("Words", "摄像机失联"),
    "disk_full": QT_TRANSLATE_NOOP("Words", "录像磁盘已满"),
    "slow_disk": QT_TRANSLATE_NOOP("Words", "录像磁盘太慢"),
    "folder_missing": QT_TRANSLATE_NOOP("Words", "录像目录不存在"),
    "recorder_down": QT_TRANSLATE_NOOP("Words", "录像程序未运行"),
    "clock_step": QT_TRANSLATE_NOOP("Words", "时钟跳变"),
    "mains_lost": QT_TRANSLATE_NOOP("Words", "市电中断"),
    "left": QT_TRANSLATE_NOOP("Words", "本人退出"),
    "idle": QT_TRANSLATE_NOOP("Words", "久无操作"),
    "handover": QT_TRANSLATE_NOOP("Words", "交班"),
    "restarted": QT_TRANSLATE_NOOP("Words", "值守台重新启动"),
    "gone": QT_TRANSLATE_NOOP("Words", "值守台失去联系"),
    "removed": QT_TRANSLATE_NOOP("Words", "人员已注销"),
    "changed": QT_TRANSLATE_NOOP("Words", "角色或口令已改"),
    "time": QT_TRANSLATE_NOOP("Words", "无人按时确认"),
    "not_taken": QT_TRANSLATE_NOOP("Words", "无人按时接收"),
    "declined": QT_TRANSLATE_NOOP("Words", "未接"),
    "unreachable": QT_TRANSLATE_NOOP("Words", "联系不上"),
    "front": QT_TRANSLATE_NOOP("Words", "柜台"),
    "hotline": QT_TRANSLATE_NOOP("Words", "电话"),
    "feedback_book": QT_TRANSLATE_NOOP("Words", "意见簿"),
    "withdrawn": QT_TRANSLATE_NOOP("Words", "撤回"),
    "started": QT_TRANSLATE_NOOP("Words", "值班组长已启动"),
}
"""Codes that are no enum: why commanding is blocked (`Frame.blocked`), how a ticket was taken, customer classes, why a login or an
arming ended."""


def of(code: str | Enum) -> str:
    """The word for a member of the model's enums or a known code; an unknown code is its own word."""
    source = _OF.get((type(code), code)) if isinstance(code, Enum) else _CODES.get(code)
    # An order is "confirmed" and an alarm "acknowledged" where Chinese has one word: stages have a context of their own.
    return translate("Stage" if isinstance(code, Stage) else "Words", source) if source is not None else str(code)


def is_english() -> bool:
    """Whether the screen speaks English: the translation of this very word."""
    return translate("Words", "zh") == "en"


class Named(Protocol):
    """A piece of configuration with a name in both languages."""

    @property
    def name(self) -> str:
        """Chinese."""

    @property
    def name_en(self) -> str:
        """English; may be empty."""


def name(part: Named) -> str:
    """The name in the language of the screen; Chinese where there is no English one."""
    return part.name_en if part.name_en and is_english() else part.name


def step_text(step: PlanStep) -> str:
    """What a plan's step says, in the language of the screen; Chinese where there is no English."""
    return step.text_en if step.text_en and is_english() else step.text


def trigger(plan: Plan) -> str:
    """What calls for a plan, in the language of the screen; Chinese where there is no English."""
    return plan.trigger_en if plan.trigger_en and is_english() else plan.trigger


def guidance(rule: AlarmRule) -> str:
    """What to do about an alarm, in the language of the screen; Chinese where there is no English."""
    return rule.guidance_en if rule.guidance_en and is_english() else rule.guidance


class Names:
    """The names of a hall's things by id; an id that the hall does not have is its own name."""

    def __init__(self, config: HallConfig | None) -> None:
        self.config = config
        self.zone_info = ZoneInfo(config.timezone if config is not None else "Asia/Shanghai")
        self._names: dict[tuple[str, str], str] = {}
        self._watches: dict[str, Watch] = {}
        if config is None:
            return
        groups: tuple[tuple[str, Sequence[_Identified]], ...] = (
            ("zone", config.zones), ("business", config.businesses), ("queue", config.queues), ("priority", config.priorities),
            ("profile", config.profiles), ("person", config.staff), ("device", config.devices), ("rule", config.alarms),
            ("plan", config.plans), ("round", config.rounds), ("lane", config.lanes), ("department", config.departments), ("wall", config.walls), ("kind", config.kinds), ("condition", config.conditions), ("point", config.points),
        )  # fmt: skip
        for kind, parts in groups:
            self._names.update({(kind, part.id): name(part) for part in parts})
        for counter in config.counters:
            self._names["counter", counter.id] = counter.name or translate("Words", "{0} 号窗口").format(counter.number)
        self._watches = {rule.id: rule.watch for rule in config.alarms}

    def of(self, kind: str, id: str | None) -> str:
        """A thing's name. Kinds: counter zone business queue priority profile person device rule plan wall kind condition point."""
        if id is None:
            return "–"
        return self._names.get((kind, id), of(id))

    def thing(self, id: str | None) -> str:
        """The name of something whose kind is not said: a post, an alarm's subject."""
        for kind in ("counter", "device", "zone", "queue", "person", "plan", "round", "lane", "department"):
            if id is not None and (kind, id) in self._names:
                return self._names[kind, id]
        if id is not None and id[:1] in {"m", "p"} and id[1:].isdigit():
            return self.matter(id) if id[0] == "m" else self.problem(id)
        return "–" if id is None else of(id)

    def alarm(self, id: str) -> str:
        """An alarm by its id `RULE:SUBJECT`: subject, then what is wrong with it."""
        rule, _, subject = id.partition(":")
        return troubled(self.subject(rule, subject), self.of("rule", rule))

    def subject(self, rule: str, id: str) -> str:
        """What an alarm of a rule is about; `T1` of a terminal says nothing until it is called a matter."""
        match self._watches.get(rule):
            case Watch.MATTER_LATE | Watch.MATTER_RETURNED:
                return self.matter(id)
            case Watch.PROBLEM_WAITING:
                return self.problem(id)
        return self.thing(id)

    def matter(self, id: str) -> str:
        """A customer's matter by its number; one that a terminal numbered, by that number."""
        return translate("Words", "事项 {0}").format(id.removeprefix("m"))

    def problem(self, id: str) -> str:
        """As `matter`, for a special problem."""
        return translate("Words", "特殊问题 {0}").format(id.removeprefix("p") if id[1:].isdigit() else id)

    def step(self, id: str) -> str:
        """A plan step's text, shortened; the first plan that has such a step says it."""
        for plan in self.config.plans if self.config is not None else ():
            for step in plan.steps:
                if step.id == id:
                    return step_text(step)
        return id

    def preset(self, camera: str, id: str) -> str:
        """A position that a camera knows."""
        for each in self.config.cameras if self.config is not None else ():
            if each.id == camera:
                return next((name(preset) for preset in each.presets if preset.id == id), id)
        return id

    def by(self, who: str) -> str:
        """Who did it: a person, the linkage, a plan's run, the hub."""
        if who.startswith("plan:"):
            return translate("Words", "预案")
        if who == "link":
            return translate("Words", "联动")
        return self._names.get(("department", who)) or self.of("person", who)

    def moment(self, at: float) -> str:
        """Day and time of day, `11-21 10:42`: for what may lie on another day."""
        return datetime.fromtimestamp(at, self.zone_info).strftime("%m-%d %H:%M")

    def clock(self, at: float) -> str:
        """The hall's time of day, `10:42:17`."""
        return datetime.fromtimestamp(at, self.zone_info).strftime("%H:%M:%S")


class _Identified(Named, Protocol):
    @property
    def id(self) -> str: ...


_last = Names(None)


def names_of(config: HallConfig | None) -> Names:
    """The names of a configuration; the same object for the same configuration as last time."""
    global _last  # noqa: PLW0603 (a cache of one: the configuration changes once a day at most)
    if _last.config is not config:
        _last = Names(config)
    return _last


def forget_names() -> None:
    """Drop the cached names, as after a change of language."""
    global _last  # noqa: PLW0603 (see names_of)
    _last = Names(None)


def troubled(subject: str, rule: str) -> str:
    """`UPS-1 市电中断`, `UPS 1: mains lost`: what is wrong with what."""
    if is_english() and rule[1:2].islower():
        rule = rule[0].lower() + rule[1:]
    return translate("Words", "{0} {1}").format(subject, rule)


def duration(seconds: float) -> str:
    """`6:12`, `1:02:33`: a length of time in a figure that does not jump about."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def age(seconds: float) -> str:
    """`4 秒`, `3 分`, `2 小时`: how long ago, in words."""
    whole = max(0, int(seconds))
    if whole < 90:
        return translate("Words", "{0} 秒").format(whole)
    if whole < 5400:
        return translate("Words", "{0} 分").format(round(whole / 60))
    return translate("Words", "{0} 小时").format(round(whole / 3600))


def refusal(code: str) -> str:
    """Why a command was refused, from the code in the event; an unknown code of a newer hub is its own word."""
    return of(Refusal(code)) if code in set(Refusal) else code


def reading(value: Value) -> str:
    """A device's reading in a figure; its own "I do not know" is unknown."""
    if value is None:
        return of(Quality.UNKNOWN)
    if isinstance(value, bool):
        return translate("Words", "是") if value else translate("Words", "否")
    return f"{value:g}" if isinstance(value, float) else value


def join(parts: Iterable[str]) -> str:
    """Parts that are there, with a middle dot between."""
    return " · ".join(part for part in parts if part)


def listed(parts: Iterable[str]) -> str:
    """`交费、居民业务`: things of one kind, with the mark that the language puts between them."""
    return translate("Words", "、").join(parts)


def bracketed(what: str, more: str) -> str:
    """`截图（没有画面）`: something with what is to be said of it in brackets; as it is when that is nothing."""
    return translate("Words", "{0}（{1}）").format(what, more) if more else what


def told(of_what: str, what: str) -> str:
    """`3 号窗口：暂停`: what is said of something."""
    return translate("Words", "{0}：{1}").format(of_what, what)
