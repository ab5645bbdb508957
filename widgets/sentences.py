"""What happened and what was ordered, as one line each for the log and the list of orders.

The sentences are data: a `{field}` is the event's own field, said in words by `_said`. Free text goes in as it is, so draw lines as
plain text. A test proves that every kind of event and command has its sentence in both languages and names only fields it has.
"""

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model import command as c
from console.model import event as e
from console.model.cameras import OF_CAMERA
from console.model.hall import HallConfig
from console.model.sheet import LineKind, OpenLine
from widgets import evidence, talk_words
from widgets.layout import called
from widgets.reported import reported
from widgets.words import Names, join, name, of, reading

translate = QCoreApplication.translate

EVENTS: dict[type[Struct], str] = {
    e.TicketTaken: QT_TRANSLATE_NOOP("Log", "{ticket} 取号：{business}（{channel}）"),
    e.TicketCalled: QT_TRANSLATE_NOOP("Log", "{counter} 叫 {ticket}"),
    e.TicketRecalled: QT_TRANSLATE_NOOP("Log", "{counter} 重呼 {ticket}"),
    e.TicketAbandoned: QT_TRANSLATE_NOOP("Log", "{ticket} 弃号"),
    e.TicketSuspended: QT_TRANSLATE_NOOP("Log", "{counter} 挂起 {ticket}"),
    e.TicketCalledBack: QT_TRANSLATE_NOOP("Log", "{counter} 回呼 {ticket}"),
    e.TicketTransferred: QT_TRANSLATE_NOOP("Log", "{ticket} 转移 {to_business} {to_counter}"),
    e.TicketPrioritised: QT_TRANSLATE_NOOP("Log", "{ticket} 改为 {priority} {reason}"),
    e.TicketRated: QT_TRANSLATE_NOOP("Log", "{counter} 评价 {score} 分 {ticket}"),
    e.TicketCleared: QT_TRANSLATE_NOOP("Log", "{ticket} 未办即清号"),
    e.ServiceStarted: QT_TRANSLATE_NOOP("Log", "{counter} 开始办理 {ticket}"),
    e.ServicePaused: QT_TRANSLATE_NOOP("Log", "{counter} 暂停办理 {ticket}"),
    e.ServiceResumed: QT_TRANSLATE_NOOP("Log", "{counter} 继续办理 {ticket}"),
    e.ServiceFinished: QT_TRANSLATE_NOOP("Log", "{counter} 办结 {ticket} {business}"),
    e.CounterOpened: QT_TRANSLATE_NOOP("Log", "{counter} 开放 {staff}"),
    e.CounterPaused: QT_TRANSLATE_NOOP("Log", "{counter} 暂停 {reason}"),
    e.CounterResumed: QT_TRANSLATE_NOOP("Log", "{counter} 恢复叫号"),
    e.CounterClosed: QT_TRANSLATE_NOOP("Log", "{counter} 关闭"),
    e.CounterProfileChanged: QT_TRANSLATE_NOOP("Log", "{counter} 改办 {profile}"),
    e.StaffMoved: QT_TRANSLATE_NOOP("Log", "{person} 到 {post}"),
    e.StaffPresenceChanged: QT_TRANSLATE_NOOP("Log", "{person} {presence}"),
    e.ZoneCounted: QT_TRANSLATE_NOOP("Log", "{zone} {people} 人"),
    e.DeviceMeasured: QT_TRANSLATE_NOOP("Log", "{device} 读数 {values}"),
    e.DeviceConditionRaised: QT_TRANSLATE_NOOP("Log", "{device}：{condition} {detail}"),
    e.DeviceConditionCleared: QT_TRANSLATE_NOOP("Log", "{device}：{condition} 解除"),
    e.DeviceLost: QT_TRANSLATE_NOOP("Log", "{device} 失联 {reason}"),
    e.DeviceFound: QT_TRANSLATE_NOOP("Log", "{device} 恢复联系"),
    e.PanelKeyPressed: QT_TRANSLATE_NOOP("Log", "{counter} 按键 {key}"),
    e.DisplayShowed: QT_TRANSLATE_NOOP("Log", "{device} 显示：{text}"),
    e.CallAnnounced: QT_TRANSLATE_NOOP("Log", "{device} 告知 {ticket} 到 {counter}：{text}"),
    e.KioskSessionStarted: QT_TRANSLATE_NOOP("Log", "{device} 有人使用"),
    e.KioskSessionEnded: QT_TRANSLATE_NOOP("Log", "{device} {completed}"),
    e.RecordingGap: QT_TRANSLATE_NOOP("Log", "{device} {begin} 至 {end} 未录像：{cause}"),
    e.RecordingHeld: QT_TRANSLATE_NOOP("Log", "{device} 保留录像 {begin} 至 {end}：{reason}"),
    e.RecordingReleased: QT_TRANSLATE_NOOP("Log", "{device} 录像不再保留"),
    e.TalkBegan: QT_TRANSLATE_NOOP("Log", "{device} 对讲开始"),
    e.TalkEnded: QT_TRANSLATE_NOOP("Log", "{device} 对讲结束：{cause}"),
    e.PrivacyLifted: QT_TRANSLATE_NOOP("Log", "{by} 解除 {camera} 隐私遮挡，至 {until}：{reason}"),
    e.PrivacyRestored: QT_TRANSLATE_NOOP("Log", "{camera} 恢复隐私遮挡 {by}"),
    e.WallPushed: QT_TRANSLATE_NOOP("Log", "{by} 上大屏 {wall}：{item} {shown}，至 {until}"),
    e.WallCleared: QT_TRANSLATE_NOOP("Log", "{wall} 恢复自动 {by}"),
    e.DeviceTakenOut: QT_TRANSLATE_NOOP("Log", "{by} 停用 {device}：{reason}"),
    e.DeviceReturned: QT_TRANSLATE_NOOP("Log", "{by} 启用 {device}"),
    e.EventsCoalesced: QT_TRANSLATE_NOOP("Log", "{device} 合并读数 {count} 次"),
    e.CommandReported: QT_TRANSLATE_NOOP("Log", "命令回执：{done} {detail}"),
    e.CommandNotKnown: QT_TRANSLATE_NOOP("Log", "适配器没有收到命令 {id}"),
    e.CommandAccepted: QT_TRANSLATE_NOOP("Log", "{by} 命令：{command}"),
    e.CommandRefused: QT_TRANSLATE_NOOP("Log", "拒绝 {by} 的命令 {command}：{reason}"),
    e.CommandConfirmed: QT_TRANSLATE_NOOP("Log", "命令已由现场确认 {evidence}"),
    e.CommandMismatched: QT_TRANSLATE_NOOP("Log", "命令与现场不一致 {detail}"),
    e.CommandExpired: QT_TRANSLATE_NOOP("Log", "命令无回执，已过期"),
    e.CommandLost: QT_TRANSLATE_NOOP("Log", "命令结果不明，请人工确认"),
    e.HubStarted: QT_TRANSLATE_NOOP("Log", "主机启动（第 {boot} 次，{version}）{clean}"),
    e.HubStopped: QT_TRANSLATE_NOOP("Log", "主机正常关闭"),
    e.HallConfigured: QT_TRANSLATE_NOOP("Log", "载入营业厅配置：{config}"),
    e.DayStarted: QT_TRANSLATE_NOOP("Log", "营业日开始：{date}（{day_kind}）"),
    e.AdapterJoined: QT_TRANSLATE_NOOP("Log", "适配器 {adapter} 接入"),
    e.AdapterLost: QT_TRANSLATE_NOOP("Log", "适配器 {adapter} 失联 {reason}"),
    e.PeerRefused: QT_TRANSLATE_NOOP("Log", "拒收 {peer} 的消息 {count} 条：{reason}"),
    e.ClockStepped: QT_TRANSLATE_NOOP("Log", "时钟跳变 {step} 秒"),
    e.RecordingLost: QT_TRANSLATE_NOOP("Log", "自 {since} 起未能记录（暂存 {spooled} 条）：{reason}"),
    e.JournalGapDeclared: QT_TRANSLATE_NOOP("Log", "{source} 的记录缺失：第 {first} 至 {last} 条"),
    e.PartDisabled: QT_TRANSLATE_NOOP("Log", "程序故障：{part} 已停用（{error}）{report}"),
    e.DayHeld: QT_TRANSLATE_NOOP("Log", "{by} 封存 {day} 的记录：{reason}"),
    e.DayReleased: QT_TRANSLATE_NOOP("Log", "{by} 解除封存 {day} 的记录 {reason}"),
    e.DayDamaged: QT_TRANSLATE_NOOP("Log", "{day} 的记录校验不通过，原样保留：{reason}"),
    e.DayMended: QT_TRANSLATE_NOOP("Log", "{day} 的记录已恢复，校验通过"),
    e.DayReindexed: QT_TRANSLATE_NOOP("Log", "{day} 的记录索引损坏，已据原记录重建，原文件留存为 {copy}：{reason}"),
    e.HubKeyRotated: QT_TRANSLATE_NOOP("Log", "主机密钥：{turn} {without}"),
    e.CheckpointSigned: QT_TRANSLATE_NOOP("Log", "记录签章至第 {seq} 条"),
    e.ConsoleJoined: QT_TRANSLATE_NOOP("Log", "席位 {station} 接入（{role}）"),
    e.ConsoleLeft: QT_TRANSLATE_NOOP("Log", "席位 {station} 离开"),
    e.PersonRegistered: QT_TRANSLATE_NOOP("Log", "{by} 登记人员 {person}（{role}）"),
    e.PersonRemoved: QT_TRANSLATE_NOOP("Log", "注销人员 {person}"),
    e.PersonLoggedIn: QT_TRANSLATE_NOOP("Log", "{person} 在 {station} 登录（{role}）"),
    e.PersonLoggedOut: QT_TRANSLATE_NOOP("Log", "{person} 在 {station} 退出：{reason}"),
    e.LoginFailed: QT_TRANSLATE_NOOP("Log", "{person} 在 {station} 登录失败"),
    e.PersonLocked: QT_TRANSLATE_NOOP("Log", "{person} 在 {station} 连续登录失败，停用至 {until}"),
    e.DutyTaken: QT_TRANSLATE_NOOP("Log", "{person} 接班值守"),
    e.NoteWritten: QT_TRANSLATE_NOOP("Log", "{by} 记事：{text}"),
    e.RoundDue: QT_TRANSLATE_NOOP("Log", "到时：{round}"),
    e.StaffChecked: QT_TRANSLATE_NOOP("Log", "{by} 点名：{person} {present}"),
    e.RoundCalled: QT_TRANSLATE_NOOP("Log", "{by} 要求：{round} {reason}"),
    e.RoundDone: QT_TRANSLATE_NOOP("Log", "{by} 完成：{round} {found} {note}"),
    e.RoundOverdue: QT_TRANSLATE_NOOP("Log", "超时未做：{round}"),
    e.RoundSkipped: QT_TRANSLATE_NOOP("Log", "{by} 跳过：{round}（{reason}）"),
    e.ProblemReported: QT_TRANSLATE_NOOP("Log", "{by} 上报特殊问题：{place} {text}"),
    e.ProblemTaken: QT_TRANSLATE_NOOP("Log", "{by} 受理 {problem}"),
    e.ProblemSolved: QT_TRANSLATE_NOOP("Log", "{by} 办结 {problem}：{result}"),
    e.MatterOpened: QT_TRANSLATE_NOOP("Log", "登记 {matter}：{what}，首办 {owner} {customer}"),
    e.MatterOffered: QT_TRANSLATE_NOOP("Log", "{by} 把 {matter} 交给 {to}，{until} 前接收 {note}"),
    e.MatterAccepted: QT_TRANSLATE_NOOP("Log", "{by} 记：{matter} 已接收"),
    e.MatterReturned: QT_TRANSLATE_NOOP("Log", "{matter} 退回：{reason} {by} {note}"),
    e.MatterAppointed: QT_TRANSLATE_NOOP("Log", "{by} 为 {matter} 预约 {appointment_at}：{contact} {note}"),
    e.MatterClosed: QT_TRANSLATE_NOOP("Log", "{by} 办结 {matter}：{result}"),
    e.MatterReopened: QT_TRANSLATE_NOOP("Log", "{by} 重开 {matter}：{reason}"),
    e.HandoverBegun: QT_TRANSLATE_NOOP("Log", "开始交接班：{giver} → {taker}"),
    e.HandoverLineAccepted: QT_TRANSLATE_NOOP("Log", "{by} 接收 {line}"),
    e.HandoverDone: QT_TRANSLATE_NOOP("Log", "完成交接班：{giver} → {taker}，接收 {lines} 项 {note}"),
    e.HandoverCancelled: QT_TRANSLATE_NOOP("Log", "{by} 取消交接班"),
    e.AlarmRaised: QT_TRANSLATE_NOOP("Log", "告警：{alarm} {detail}"),
    e.AlarmCleared: QT_TRANSLATE_NOOP("Log", "告警恢复：{alarm}"),
    e.AlarmAcknowledged: QT_TRANSLATE_NOOP("Log", "{by} 确认告警：{alarm} {note}"),
    e.AlarmShelved: QT_TRANSLATE_NOOP("Log", "{by} 搁置告警：{alarm} 至 {until}（{reason}）"),
    e.AlarmUnshelved: QT_TRANSLATE_NOOP("Log", "取消搁置：{alarm} {by}"),
    e.AlarmSuppressed: QT_TRANSLATE_NOOP("Log", "同因抑制：{alarm}，起因 {cause}"),
    e.AlarmUnsuppressed: QT_TRANSLATE_NOOP("Log", "解除抑制：{alarm}"),
    e.AlarmOwned: QT_TRANSLATE_NOOP("Log", "认领告警：{alarm} {owner}"),
    e.AlarmSolved: QT_TRANSLATE_NOOP("Log", "{by} 处理完毕：{alarm} {note}"),
    e.PlanArmed: QT_TRANSLATE_NOOP("Log", "{by} 在 {station} 预备启动 {plan} {drill} {reason}，第二人须在 {until} 前确认"),
    e.PlanConfirmed: QT_TRANSLATE_NOOP("Log", "{by} 在 {station} 作为第二人确认启动"),
    e.PlanLapsed: QT_TRANSLATE_NOOP("Log", "预备启动作废：{reason} {by} {note}"),
    e.PlanStarted: QT_TRANSLATE_NOOP("Log", "{by} {second} 启动预案：{plan} {drill} {reason}"),
    e.PlanStepStarted: QT_TRANSLATE_NOOP("Log", "预案步骤开始：{step}"),
    e.PlanStepDone: QT_TRANSLATE_NOOP("Log", "{by} 完成步骤：{step} {note}"),
    e.PlanStepFailed: QT_TRANSLATE_NOOP("Log", "步骤失败：{step} {reason}"),
    e.PlanStepSkipped: QT_TRANSLATE_NOOP("Log", "{by} 跳过步骤：{step}（{reason}）"),
    e.PlanStepOverdue: QT_TRANSLATE_NOOP("Log", "步骤超时：{step}"),
    e.PlanStoodDown: QT_TRANSLATE_NOOP("Log", "{by} 结束预案 {reason}"),
}
ORDERS: dict[type[Struct], str] = {
    c.OpenCounter: QT_TRANSLATE_NOOP("Order", "开放 {counter} {staff}"),
    c.PauseCounter: QT_TRANSLATE_NOOP("Order", "暂停 {counter} {reason}"),
    c.ResumeCounter: QT_TRANSLATE_NOOP("Order", "恢复 {counter}"),
    c.CloseCounter: QT_TRANSLATE_NOOP("Order", "关闭 {counter}"),
    c.ChangeWorkProfile: QT_TRANSLATE_NOOP("Order", "{counter} 改办 {profile}"),
    c.CallNext: QT_TRANSLATE_NOOP("Order", "{counter} 叫下一号"),
    c.RecallTicket: QT_TRANSLATE_NOOP("Order", "{counter} 重呼"),
    c.FinishService: QT_TRANSLATE_NOOP("Order", "{counter} 办结"),
    c.AbandonTicket: QT_TRANSLATE_NOOP("Order", "{counter} 弃号"),
    c.SuspendTicket: QT_TRANSLATE_NOOP("Order", "{counter} 挂起"),
    c.CallBackTicket: QT_TRANSLATE_NOOP("Order", "{counter} 回呼"),
    c.TransferTicket: QT_TRANSLATE_NOOP("Order", "{ticket} 转移 {to_business} {to_counter}"),
    c.PrioritiseTicket: QT_TRANSLATE_NOOP("Order", "{ticket} 改为 {priority}"),
    c.ClearTicket: QT_TRANSLATE_NOOP("Order", "{ticket} 清号：{reason}"),
    c.ReassignStaff: QT_TRANSLATE_NOOP("Order", "调 {person} → {post}"),
    c.TakeOutOfService: QT_TRANSLATE_NOOP("Order", "停用 {device}"),
    c.ReturnToService: QT_TRANSLATE_NOOP("Order", "启用 {device}"),
    c.RestartDevice: QT_TRANSLATE_NOOP("Order", "重启 {device}"),
    c.ShowNotice: QT_TRANSLATE_NOOP("Order", "{device} 公告：{text}"),
    c.ShowTicket: QT_TRANSLATE_NOOP("Order", "{device} 显示 {ticket}"),
    c.Beep: QT_TRANSLATE_NOOP("Order", "{device} 提示音"),
    c.ShowStars: QT_TRANSLATE_NOOP("Order", "{device} 显示星级"),
    c.AskRating: QT_TRANSLATE_NOOP("Order", "{device} 请评价"),
    c.PointCamera: QT_TRANSLATE_NOOP("Order", "转动 {device}"),
    c.GoToPreset: QT_TRANSLATE_NOOP("Order", "{device} 转到 {preset}"),
    c.HoldRecording: QT_TRANSLATE_NOOP("Order", "保留 {device} 录像 {begin} 至 {end}"),
    c.ReleaseRecording: QT_TRANSLATE_NOOP("Order", "不再保留 {device} 录像"),
    c.TalkThrough: QT_TRANSLATE_NOOP("Order", "经 {device} 对讲"),
    c.LiftPrivacy: QT_TRANSLATE_NOOP("Order", "解除 {camera} 隐私遮挡 {minutes} 分"),
    c.RestorePrivacy: QT_TRANSLATE_NOOP("Order", "恢复 {camera} 隐私遮挡"),
    c.ShowOnWall: QT_TRANSLATE_NOOP("Order", "上大屏 {wall}：{item} {shown}"),
    c.ClearWall: QT_TRANSLATE_NOOP("Order", "{wall} 恢复自动"),
    c.AcknowledgeAlarm: QT_TRANSLATE_NOOP("Order", "确认 {alarm}"),
    c.ShelveAlarm: QT_TRANSLATE_NOOP("Order", "搁置 {alarm} {minutes} 分"),
    c.UnshelveAlarm: QT_TRANSLATE_NOOP("Order", "取消搁置 {alarm}"),
    c.OwnAlarm: QT_TRANSLATE_NOOP("Order", "认领 {alarm} {person}"),
    c.DisownAlarm: QT_TRANSLATE_NOOP("Order", "放弃认领 {alarm}"),
    c.SolveAlarm: QT_TRANSLATE_NOOP("Order", "处理完毕 {alarm}"),
    c.TakeDuty: QT_TRANSLATE_NOOP("Order", "{person} 接班"),
    c.HoldDay: QT_TRANSLATE_NOOP("Order", "封存 {day} 的记录：{reason}"),
    c.ReleaseDay: QT_TRANSLATE_NOOP("Order", "解除封存 {day} 的记录"),
    c.WriteNote: QT_TRANSLATE_NOOP("Order", "记事：{text}"),
    c.CheckStaff: QT_TRANSLATE_NOOP("Order", "点名 {person} {present}"),
    c.FinishRound: QT_TRANSLATE_NOOP("Order", "完成 {round} {found}"),
    c.SkipRound: QT_TRANSLATE_NOOP("Order", "跳过 {round}：{reason}"),
    c.CallRound: QT_TRANSLATE_NOOP("Order", "要求 {round} {reason}"),
    c.ReportProblem: QT_TRANSLATE_NOOP("Order", "上报特殊问题：{text}"),
    c.TakeProblem: QT_TRANSLATE_NOOP("Order", "受理 {problem}"),
    c.SolveProblem: QT_TRANSLATE_NOOP("Order", "办结 {problem}"),
    c.OpenMatter: QT_TRANSLATE_NOOP("Order", "登记客户事项：{what}"),
    c.OfferMatter: QT_TRANSLATE_NOOP("Order", "{matter} 交给 {to}"),
    c.AcceptMatter: QT_TRANSLATE_NOOP("Order", "接收 {matter}"),
    c.ReturnMatter: QT_TRANSLATE_NOOP("Order", "退回 {matter} {reason}"),
    c.AppointMatter: QT_TRANSLATE_NOOP("Order", "{matter} 预约 {at}"),
    c.CloseMatter: QT_TRANSLATE_NOOP("Order", "办结 {matter}：{result}"),
    c.ReopenMatter: QT_TRANSLATE_NOOP("Order", "重开 {matter}"),
    c.BeginHandover: QT_TRANSLATE_NOOP("Order", "交班给 {to}"),
    c.AcceptLines: QT_TRANSLATE_NOOP("Order", "逐条接收"),
    c.FinishHandover: QT_TRANSLATE_NOOP("Order", "接班"),
    c.CancelHandover: QT_TRANSLATE_NOOP("Order", "取消交接班"),
    c.StartPlan: QT_TRANSLATE_NOOP("Order", "启动预案 {plan} {drill}"),
    c.ArmPlan: QT_TRANSLATE_NOOP("Order", "预备启动 {plan} {drill}"),
    c.ConfirmPlan: QT_TRANSLATE_NOOP("Order", "第二人确认启动预案"),
    c.DisarmPlan: QT_TRANSLATE_NOOP("Order", "撤回预备启动"),
    c.CompleteStep: QT_TRANSLATE_NOOP("Order", "完成步骤 {step}"),
    c.SkipStep: QT_TRANSLATE_NOOP("Order", "跳过步骤 {step}"),
    c.RetryStep: QT_TRANSLATE_NOOP("Order", "重试步骤 {step}"),
    c.StandDownPlan: QT_TRANSLATE_NOOP("Order", "结束预案"),
}
_FLAGS: dict[tuple[str, object], str] = {
    ("completed", True): QT_TRANSLATE_NOOP("Log", "自助办完"),
    ("completed", False): QT_TRANSLATE_NOOP("Log", "未办完离开"),
    ("done", True): QT_TRANSLATE_NOOP("Log", "已执行"),
    ("done", False): QT_TRANSLATE_NOOP("Log", "未执行"),
    ("clean", False): QT_TRANSLATE_NOOP("Log", "上次未正常关闭"),
    ("present", True): QT_TRANSLATE_NOOP("Log", "到"),
    ("present", False): QT_TRANSLATE_NOOP("Log", "未到"),
    ("turn", "announced"): QT_TRANSLATE_NOOP("Log", "已向各席位和适配器通告新密钥"),
    ("turn", "changed"): QT_TRANSLATE_NOOP("Log", "已换用新密钥"),
    ("turn", "replaced"): QT_TRANSLATE_NOOP("Log", "立即作废，换用新密钥"),
    ("drill", True): QT_TRANSLATE_NOOP("Log", "（演练）"),
}
_ALARMS = (LineKind.ALARM, LineKind.SHELVED)
_KINDS = {"camera": "device", "staff": "person", "second": "person", "to_business": "business", "to_counter": "counter"}
_NAMED = {"round", "counter", "zone", "business", "profile", "priority", "person", "device", "plan", "condition", *_KINDS}


def happened(event: e.AnyEvent, names: Names) -> str:
    """An event as a sentence: `1 号窗口 开始办理 A038`."""
    return _line(translate("Log", EVENTS[type(event)]), event, names)


def ordered(command: c.Command, names: Names) -> str:
    """An order as a phrase: `开放 7 号窗口`."""
    return _line(translate("Order", ORDERS[type(command)]), command, names)


def _line(sentence: str, thing: Struct, names: Names) -> str:
    said = {
        field: _said(field, getattr(thing, field), thing, names)
        for field in thing.__struct_fields__
        if f"{{{field}}}" in sentence
    }
    return " ".join(sentence.format_map(said).split())


def _said(field: str, value: object, thing: Struct, names: Names) -> str:
    """A field's value in words, by the field's name, which means the same in every event and command."""
    if isinstance(value, bool):
        source = _FLAGS.get((field, value))
        return translate("Log", source) if source else ""
    match value:
        case None:
            return ""
        case Enum():
            return of(value)
        case HallConfig():
            return name(value)
        case Mapping():
            return join(f"{names.of('point', point)} {reading(each)}" for point, each in value.items())
        case c.CommandBase():
            return _line(translate("Order", ORDERS[type(value)]), value, names)
        case OpenLine():
            return join((of(value.kind), names.alarm(value.id) if value.kind in _ALARMS else names.thing(value.id)))
        case float() if field in {"since", "until", "begin", "end"}:
            return names.clock(value)
        case float() if field in {"appointment_at", "at"}:
            return names.moment(value)
        case float():
            return f"{value:g}"
    if field == "found":
        return _items(thing, names)
    text = str(value)
    if field in _NAMED:
        return names.of(_KINDS.get(field, field), text)
    match field:
        case "by" | "owner" | "to" | "taker" | "giver":
            return names.by(text)
        case "cause" if isinstance(thing, e.RecordingGap):
            return of(text)
        case "cause" if isinstance(thing, e.TalkEnded):
            return talk_words.cause(text)
        case "matter":
            return names.matter(text)
        case "problem":
            return names.problem(text)
        case "alarm" | "cause":
            return names.alarm(text)
        case "post":
            return names.thing(text)
        case "step":
            return names.step(text)
        case "reason" if isinstance(thing, e.PersonLoggedOut | e.PlanLapsed | e.MatterReturned):
            return of(text)
        case "reason" if isinstance(thing, e.CommandRefused):
            return evidence.refused(text, thing.detail, names)
        case "reason" | "detail" if isinstance(thing, e.DeviceLost | e.DeviceConditionRaised | e.CommandReported | e.AlarmRaised):
            return reported(of(text))
        case "evidence" | "detail" if isinstance(thing, e.CommandConfirmed | e.CommandMismatched):
            return evidence.said(text, names)
        case "shown" if isinstance(thing, c.ShowOnWall | e.WallPushed):
            kind = "device" if thing.item in OF_CAMERA else "plan" if thing.item is c.WallItem.PLAN else ""
            return called(text) if thing.item is c.WallItem.LAYOUT else names.of(kind, text)
        case "preset":
            return names.preset(getattr(thing, "device", ""), text)
        case "wall":
            return _wall(text, getattr(thing, "screen", None), names)
        case "channel" | "key" | "role":
            return of(text)
        case "turn":
            return translate("Log", _FLAGS[field, text])
        case "without":
            return (
                translate("Log", "（尚未持有：{0}）").format(join(thing.without))
                if isinstance(thing, e.HubKeyRotated) and thing.without
                else ""
            )
    return text


def _wall(wall: str, screen: int | None, names: Names) -> str:
    """A wall, and which of its screens where it has several."""
    if not wall:
        return translate("Log", "全部大屏")
    screens = next((each.screens for each in names.config.walls if each.id == wall), 1) if names.config is not None else 1
    return names.of("wall", wall) if screen is None or screens == 1 else f"{names.of('wall', wall)} {screen + 1}"


def _items(thing: Struct, names: Names) -> str:
    """What was not in order on a round; nothing where all was."""
    wanted, round = set(getattr(thing, "found", ())), getattr(thing, "round", "")
    rounds = names.config.rounds if names.config is not None else ()
    known = {item.id: name(item) for each in rounds if each.id == round for item in each.items}
    wrong = join(known.get(id, id) for id in sorted(wanted))
    return translate("Log", "异常：{0}").format(wrong) if wrong else ""
