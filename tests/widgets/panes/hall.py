"""Halls at one moment, written down by hand for the panes' tests: empty, normal, busy, flooded, stale. Not the demo hall."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from console.model.command import AcknowledgeAlarm, OpenCounter, PauseCounter, ReassignStaff, RestartDevice, ShowNotice
from console.model.event import (
    AlarmRaised,
    AnyEvent,
    CounterOpened,
    DeviceLost,
    DisplayShowed,
    Entry,
    NoteWritten,
    Presence,
    StaffMoved,
    TicketCalled,
    TicketTaken,
)
from console.model.hall import (
    AlarmPriority,
    AlarmRule,
    Business,
    DeviceKind,
    HallConfig,
    Plan,
    PlanStep,
    Post,
    Priority,
    Profile,
    Queue,
    StepKind,
    Watch,
    Word,
    ZoneKind,
)
from console.model.hall import Counter as CounterConfig
from console.model.hall import Device as DeviceConfig
from console.model.hall import Staff as StaffConfig
from console.model.hall import Zone as ZoneConfig
from console.model.state import (
    Adapter,
    Alarm,
    Call,
    Condition,
    Counter,
    CounterPhase,
    Day,
    Device,
    HallState,
    Leg,
    Order,
    Person,
    PlanRun,
    Reading,
    Sample,
    Stage,
    StepPhase,
    StepRun,
    Tally,
    Ticket,
    TicketPhase,
    Zone,
)
from console.session import Frame, Link, Mode

NOW = 1_795_228_937.0
"""2026-11-21 10:42:17 in Shanghai."""
MINUTE = 60.0
_SURNAMES = (
    "王李赵陈刘孙周吴何郑韩钱冯褚卫蒋沈杨朱秦尤许吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)
_BUSINESSES = (
    ("pay", "电费缴纳", "A", "pay", 300.0),
    ("new_res", "低压居民新装", "B", "residents", 1200.0),
    ("rename", "更名过户", "B", "residents", 1200.0),
    ("new_biz", "企业新装增容", "C", "enterprise", 1200.0),
    ("care", "爱心优先", "L", "care", 600.0),
    ("booked", "预约办理", "Y", "booked", 1200.0),
    ("consult", "咨询报修", "D", "service", 300.0),
)
_QUEUES = (
    ("pay", "交费", "A"),
    ("residents", "居民业务", "B"),
    ("enterprise", "企业", "C"),
    ("care", "爱心优先", "L"),
    ("booked", "预约", "Y"),
    ("service", "咨询报修", "D"),
)
_ZONES = (
    ("residents", "业务办理区 · 居民", ZoneKind.COUNTERS, 0.0, 0.0, 20.0, 4.0, 0, None),
    ("business", "业务办理区 · 企业", ZoneKind.COUNTERS, 20.4, 0.0, 9.6, 4.0, 0, None),
    ("guidance", "引导区", ZoneKind.GUIDANCE, 0.0, 4.4, 4.4, 7.0, 0, None),
    ("waiting", "等候区", ZoneKind.WAITING, 4.8, 4.4, 15.2, 7.0, 60, 40),
    ("meeting", "洽谈区 · 智能体验区", ZoneKind.MEETING, 20.4, 4.4, 9.6, 3.2, 0, 12),
    ("kiosks", "自助服务区", ZoneKind.SELF_SERVICE, 20.4, 8.0, 9.6, 3.4, 0, 12),
    ("all_day", "24 小时自助区", ZoneKind.ALL_DAY, 0.0, 11.8, 14.4, 2.8, 0, None),
    ("door", "入口 · 取号", ZoneKind.ENTRANCE, 14.8, 11.8, 15.2, 2.8, 0, 15),
)


def config(counters: int = 12) -> HallConfig:
    """The hall of the pictures; with more counters, or fewer."""
    residents = round(counters * 7 / 12)
    return HallConfig(
        id="east",
        name="城东供电营业厅",
        width=30.0,
        height=14.6,
        queue_device="qms",
        staff_device="radio",
        rest_after=7200.0,
        zones=tuple(
            ZoneConfig(
                id=i, name=n, kind=k, x=x, y=y, width=w, height=h, seats=seats, crowded_at=crowded, staffed=i == "guidance"
            )
            for i, n, k, x, y, w, h, seats, crowded in _ZONES
        ),
        queues=tuple(
            Queue(id=i, name=n, prefix=p, customer_class="enterprise" if i == "enterprise" else "residential")
            for i, n, p in _QUEUES
        ),
        businesses=tuple(
            Business(id=i, name=n, prefix=p, group=g, handle_limit=limit, wait_limit=1200.0) for i, n, p, g, limit in _BUSINESSES
        ),
        priorities=(
            Priority(id="normal", name="普通", credit=0),
            Priority(id="care", name="爱心", credit=900),
            Priority(id="booked", name="预约", credit=600),
        ),
        profiles=(
            Profile(id="residential", name="居民综合", businesses=("pay", "new_res", "rename", "care", "booked", "consult")),
            Profile(id="enterprise", name="企业", businesses=("new_biz", "booked")),
            Profile(id="quick", name="快速交费", businesses=("pay", "consult")),
        ),
        counters=tuple(
            CounterConfig(
                id=f"c{n}",
                number=n,
                zone="residents" if n <= residents else "business",
                x=1.5 * n,
                y=2.0,
                profile="residential" if n <= residents else "enterprise",
                panel=f"panel-{n}",
                strip=f"strip-{n}",
            )
            for n in range(1, counters + 1)
        ),
        staff=_staff(counters, residents),
        devices=_devices(counters),
        alarms=_rules(),
        plans=_plans(),
        conditions=(
            Word(id="fault", name="故障"),
            Word(id="on_battery", name="电池供电"),
            Word(id="paper_out", name="缺纸"),
        ),
        points=(
            Word(id="charge", name="电量", unit="%"),
            Word(id="runtime", name="续航", unit="秒"),
            Word(id="load", name="负载", unit="%"),
            Word(id="temperature", name="温度", unit="℃"),
            Word(id="input_voltage", name="输入电压", unit="V"),
            Word(id="paper", name="纸张", unit="%"),
        ),
        kinds=(
            DeviceKind(id="ups", name="不间断电源"),
            DeviceKind(id="kiosk", name="自助终端"),
            DeviceKind(id="call_panel", name="叫号面板"),
            DeviceKind(id="strip", name="窗口条屏"),
            DeviceKind(id="board", name="综合屏"),
            DeviceKind(id="ticket_machine", name="排队机"),
            DeviceKind(id="staff_radio", name="对讲"),
        ),
    )


def _staff(counters: int, residents: int) -> tuple[StaffConfig, ...]:
    def name(n: int) -> str:
        return _SURNAMES[n % len(_SURNAMES)] + ("敏", "强", "晓兰", "建国")[n % 4]

    clerks = [
        StaffConfig(
            id=f"s{n}",
            name=name(n - 1),
            post=Post.CLERK,
            skills=("pay", "new_res", "rename", "care", "booked", "consult") if n <= residents else ("new_biz", "booked", "pay"),
            home=f"c{n}",
        )
        for n in range(1, counters + 1)
    ]
    rest = (
        ("何静", Post.GUIDE, (), "guidance"),
        ("郑伟", Post.GUIDE, ("pay", "new_res"), "guidance"),
        ("韩梅", Post.SUPPORT, ("pay",), "kiosks"),
        ("组建华", Post.DUTY_LEADER, ("pay", "new_res", "rename", "new_biz"), "waiting"),
        ("保国", Post.GUARD, (), "door"),
        ("欧阳清", Post.CLEANER, (), None),
    )
    others = [StaffConfig(id=f"t{n}", name=who, post=p, skills=s, home=h) for n, (who, p, s, h) in enumerate(rest, 1)]
    return (*clerks, *others)


def _devices(counters: int) -> tuple[DeviceConfig, ...]:
    def device(id: str, name: str, kind: str, adapter: str, **more: Any) -> DeviceConfig:
        return DeviceConfig(id=id, name=name, kind=kind, adapter=adapter, **more)

    panels = [
        device(f"panel-{n}", f"{n} 号叫号面板", "call_panel", "panels", counter=f"c{n}", needs=("ups-1",))
        for n in range(1, counters + 1)
    ]
    strips = [device(f"strip-{n}", f"{n} 号条屏", "strip", "panels", counter=f"c{n}") for n in range(1, counters + 1)]
    kiosks = [device(f"kiosk-{n}", f"{n} 号自助机", "kiosk", "kiosks", zone="kiosks", x=20.5 + n, y=9.0) for n in range(1, 9)]
    return (
        device("qms", "排队机", "ticket_machine", "queue", zone="door", needs=("ups-1",)),
        device("radio", "对讲网关", "staff_radio", "staff", zone="guidance"),
        device("ups-1", "UPS-1", "ups", "ups", zone="meeting"),
        device("ups-2", "UPS-2", "ups", "ups-b", zone="all_day"),
        device("board-1", "综合屏", "board", "boards", zone="waiting", needs=("ups-1",)),
        *panels,
        *strips,
        *kiosks,
    )


def _rules() -> tuple[AlarmRule, ...]:
    return (
        AlarmRule(
            id="mains",
            name="市电中断",
            watch=Watch.DEVICE_CONDITION,
            condition="on_battery",
            priority=AlarmPriority.CRITICAL,
            guidance="确认停电范围；启动停电预案。",
            plan="power",
        ),
        AlarmRule(id="panel", name="叫号面板失联", watch=Watch.DEVICE_LOST, kinds=("call_panel",), priority=AlarmPriority.HIGH),
        AlarmRule(id="handle", name="办理超时", watch=Watch.SERVICE_TIME, priority=AlarmPriority.HIGH),
        AlarmRule(id="wait", name="等候超时", watch=Watch.TICKET_WAIT, priority=AlarmPriority.HIGH, plan="surge"),
        AlarmRule(
            id="paper",
            name="缺纸",
            watch=Watch.DEVICE_CONDITION,
            condition="paper_out",
            priority=AlarmPriority.HIGH,
            kinds=("kiosk",),
        ),
        AlarmRule(id="crowd", name="拥挤", watch=Watch.ZONE_CROWDED, priority=AlarmPriority.MEDIUM),
        AlarmRule(id="toner", name="墨粉低", watch=Watch.DEVICE_VALUE, point="toner", below=10.0, priority=AlarmPriority.LOW),
    )


def _plans() -> tuple[Plan, ...]:
    return (
        Plan(
            id="power",
            name="停电应急",
            priority=AlarmPriority.CRITICAL,
            trigger="市电中断，UPS 供电",
            close_when="市电稳定 10 分钟，补录完成",
            steps=(
                PlanStep(id="scope", text="确认停电范围：全区还是本厅", minutes=3),
                PlanStep(id="notice", text="各屏发布停电告示", kind=StepKind.DEVICE, minutes=1, orders=()),
                PlanStep(
                    id="calm",
                    text="引导员安抚客户并引至等候区",
                    text_en="Guides calm the customers and see them to a seat",
                    owner="guide",
                    minutes=5,
                ),
                PlanStep(id="paper", text="转为人工预受理", owner="clerk", minutes=5),
                PlanStep(id="stable", text="市电稳定 10 分钟", kind=StepKind.TIMER, minutes=10),
            ),
        ),
        Plan(id="surge", name="客流激增", trigger="预计等候超过上限", steps=(PlanStep(id="open", text="增开窗口", minutes=5),)),
    )


# --- states -------------------------------------------------------------------------------------------------------------


def frame(state: HallState, **more: Any) -> Frame:
    """What a pane gets: live, allowed to command."""
    given: dict[str, Any] = {"now": NOW, "can_command": True, "link": Link.GOOD, "extent": (NOW - 8000, NOW), "recent": entries()}
    return Frame(state=state, **(given | more))


def nothing() -> Frame:
    """Before the first word of the hub: no configuration, no facts."""
    return Frame(state=HallState(), now=NOW, link=Link.CONNECTING, blocked="link")


def empty() -> Frame:
    """Configured, before opening: nobody here, nothing heard yet."""
    hall = config()
    return frame(HallState(seq=1, at=NOW, config=hall, boot=1), recent=())


def normal() -> Frame:
    """A quiet mid-morning; everything works."""
    return frame(_hall(config(), waiting=14, slow=False, troubled=False))


def busy() -> Frame:
    """The hall of the pictures: 46 wait, three over the limit, UPS on battery, a panel lost."""
    return frame(_hall(config(), waiting=46, slow=True, troubled=True))


def flooded() -> Frame:
    """500 waiting, 60 counters, 10,000 alarms."""
    state = _hall(config(60), waiting=500, slow=True, troubled=True)
    alarms = dict(state.alarms)
    kinds = ("panel", "paper", "wait", "crowd", "toner")
    for n in range(10_000 - len(alarms)):
        rule = kinds[n % len(kinds)]
        subject = f"thing-{n}" if n % 7 else f"panel-{n % 60 + 1}"
        alarms[f"{rule}:{subject}:{n}"] = Alarm(
            id=f"{rule}:{subject}:{n}",
            rule=rule,
            subject=subject,
            priority=AlarmPriority.HIGH if n % 3 else AlarmPriority.MEDIUM,
            active=True,
            raised_at=NOW - n % 600,
            active_at=NOW - n % 600,
            cause="mains:ups-1" if n % 2 else None,
        )
    return frame(replace(state, alarms=alarms))


def stale() -> Frame:
    """Busy, but no word from the hub or the adapters for 40 s."""
    was = busy()
    return replace(was, now=NOW + 40, link=Link.STALE, heard_ago=40.0, can_command=False, blocked="link")


def unheard() -> Frame:
    """Busy, but the queue system's adapter is lost: tickets and counters are not known any more."""
    was = busy()
    lost = replace(was.state.adapters["queue"], lost_at=NOW - 42, lost_reason="lease")
    panels = replace(was.state.adapters["panels"], lost_at=NOW - 42, lost_reason="lease")
    return replace(was, state=replace(was.state, adapters={**was.state.adapters, "queue": lost, "panels": panels}))


def replayed() -> Frame:
    """The same moment in replay: nothing may be ordered."""
    return replace(busy(), mode=Mode.REPLAY, can_command=False, blocked="replay")


def _hall(hall: HallConfig, *, waiting: int, slow: bool, troubled: bool) -> HallState:
    tickets = {t.id: t for t in (*_waiting(waiting, slow=slow), *_served(hall, slow=slow))}
    return HallState(
        seq=4_000,
        at=NOW,
        config=hall,
        day=Day(date="2026-11-21", tallies=_tallies(), kiosk_sessions=101, kiosk_completed=96, samples=_samples(waiting)),
        tickets=tickets,
        counters=_counters(hall, slow=slow, troubled=troubled),
        staff=_people(hall),
        zones={
            z.id: Zone(id=z.id, people=n, at=NOW - 3)
            for z, n in zip(hall.zones, (9, 5, 3, waiting, 2, 5, None, 4), strict=True)
            if n is not None
        },
        devices=_device_states(hall, troubled=troubled),
        adapters={
            name: Adapter(
                id=name,
                epoch="e1",
                version="1",
                devices=tuple(d.id for d in hall.devices if d.adapter == name),
                joined_at=NOW - 8000,
                lost_at=NOW - 600 if name == "ups-b" else None,
            )
            for name in dict.fromkeys(d.adapter for d in hall.devices)
        },
        alarms=_alarms() if troubled else {},
        calls=_calls() if troubled else (),
        orders={o.id: o for o in _orders()},
        plans={"run-1": _run()} if troubled else {},
        duty="t4",
        duty_at=NOW - 7000,
        boot=1,
        consoles={"desk-1": "leader"},
    )


def _waiting(count: int, *, slow: bool) -> list[Ticket]:
    share = ("residents", "pay", "pay", "enterprise", "residents", "service", "booked", "care")
    business = {
        "pay": "pay",
        "residents": "new_res",
        "enterprise": "new_biz",
        "service": "consult",
        "booked": "booked",
        "care": "care",
    }
    prefix = {q: p for q, _, p in _QUEUES}
    oldest = 1420.0 if slow else 560.0
    tickets = []
    for n in range(count):
        queue = share[n % len(share)]
        waited = max(8.0, oldest * (1 - n / max(count, 1)) ** 1.1)
        tickets.append(
            Ticket(
                id=f"{prefix[queue]}{n + 45:03}",
                business=business[queue],
                customer_class="enterprise" if queue == "enterprise" else "residential",
                priority="care" if queue == "care" else "booked" if queue == "booked" else "normal",
                channel="kiosk",
                taken_at=NOW - waited,
                queued_at=NOW - waited,
                phase=TicketPhase.WAITING,
                phase_at=NOW - waited,
                appointment_at=NOW + 300 if queue == "booked" else None,
            )
        )
    return tickets


_NOW_AT = {1: ("A038", 372), 2: ("A041", 185), 3: ("B012", 1471), 4: ("A042", 77), 7: ("A044", 12), 8: ("C007", 708)}


def _served(hall: HallConfig, *, slow: bool) -> list[Ticket]:
    tickets = []
    for counter in hall.counters:
        n = counter.number
        if n <= 12 and n not in _NOW_AT:
            continue
        number, seconds = _NOW_AT.get(n, (f"A{100 + n}", 40 + n * 7))
        seconds = seconds if slow else min(seconds, 240)
        business = {"A": "pay", "B": "new_res", "C": "new_biz"}[number[0]]
        calling = n == 7
        tickets.append(
            Ticket(
                id=number,
                business=business,
                customer_class="residential",
                priority="normal",
                channel="kiosk",
                taken_at=NOW - seconds - 600,
                queued_at=NOW - seconds - 600,
                phase=TicketPhase.CALLED if calling else TicketPhase.SERVING,
                phase_at=NOW - seconds,
                counter=counter.id,
                calls=2 if calling else 1,
                first_called_at=NOW - seconds - 30,
                legs=(
                    Leg(
                        business=business,
                        counter=counter.id,
                        staff=f"s{n}",
                        called_at=NOW - seconds - 30,
                        started_at=None if calling else NOW - seconds,
                    ),
                ),
            )
        )
    return tickets


def _counters(hall: HallConfig, *, slow: bool, troubled: bool) -> dict[str, Counter]:
    def at(n: int, profile: str) -> Counter:
        if n in {5, 10, 12}:
            return Counter(id=f"c{n}", profile=profile, phase=CounterPhase.CLOSED, since=NOW - 3000)
        if n == 11:
            return Counter(
                id="c11", profile=profile, phase=CounterPhase.PAUSED, since=NOW - 320, staff="s11", reason="整理资料", served=6,
                opened_at=NOW - 7200, open_for=0.0, busy_for=3000.0, paused_for=320.0,
            )  # fmt: skip
        if n in {6, 9}:
            phase = CounterPhase.SERVING if n == 6 and troubled else CounterPhase.IDLE
            return Counter(
                id=f"c{n}", profile=profile, phase=phase, since=NOW - 42, staff=f"s{n}", served=9, opened_at=NOW - 7200
            )
        number, seconds = _NOW_AT.get(n, (f"A{100 + n}", 40 + n * 7))
        return Counter(
            id=f"c{n}",
            profile=profile,
            phase=CounterPhase.CALLING if n == 7 else CounterPhase.SERVING,
            since=NOW - (seconds if slow else min(seconds, 240)),
            staff=f"s{n}",
            ticket=number,
            served=12 + n % 7,
            opened_at=NOW - 7200,
            busy_for=5400.0,
        )

    return {c.id: at(c.number, c.profile) for c in hall.counters}


def _people(hall: HallConfig) -> dict[str, Person]:
    def person(n: int, who: StaffConfig) -> Person:
        if who.id in {"s5", "s10"}:
            return Person(id=who.id, presence=Presence.BREAK, presence_at=NOW - 900, post=None, post_at=NOW - 900)
        if who.id == "s12":
            return Person(id=who.id, presence=Presence.OUT, presence_at=NOW - 60_000)
        if who.home is None:
            return Person(id=who.id, presence=Presence.ROVING, presence_at=NOW - 1800, working_since=NOW - 1800)
        return Person(
            id=who.id,
            presence=Presence.ON_POST,
            presence_at=NOW - 6720 - n,
            post=who.home,
            post_at=NOW - 6720 - n,
            working_since=NOW - (8400 if who.id == "s3" else 720 if who.id == "s7" else 3900 + n * 60),
            served=11,
        )

    return {who.id: person(n, who) for n, who in enumerate(hall.staff)}


def _device_states(hall: HallConfig, *, troubled: bool) -> dict[str, Device]:
    states = {d.id: Device(id=d.id, heard_at=NOW - 2, values={}) for d in hall.devices}
    volts = {
        "charge": Reading(value=87.0, at=NOW - 3),
        "runtime": Reading(value=2460.0, at=NOW - 3),
        "load": Reading(value=42.0, at=NOW - 3),
        "temperature": Reading(value=None, at=NOW - 3),
        "input_voltage": Reading(value=229.6, at=NOW - 95),
    }
    states["ups-1"] = Device(
        id="ups-1",
        heard_at=NOW - 3,
        values=volts,
        conditions={"on_battery": Condition(since=NOW - 133, detail="OB DISCHRG")} if troubled else {},
    )
    states["ups-2"] = Device(id="ups-2")
    states["board-1"] = Device(id="board-1", heard_at=NOW - 9, showing="办理高峰，可使用自助服务区；请 A045 到 2 号窗口")
    for n, text in {1: "A038", 2: "A041", 3: "B012", 4: "A042", 5: "暂停服务", 7: "A044", 8: "C007"}.items():
        states[f"strip-{n}"] = Device(id=f"strip-{n}", heard_at=NOW - 5, showing=text)
    for n, age in {2: 65, 3: 12, 6: 250, 8: 140}.items():
        states[f"kiosk-{n}"] = Device(id=f"kiosk-{n}", heard_at=NOW - 1, session_at=NOW - age)
    if troubled:
        states["panel-6"] = Device(id="panel-6", heard_at=NOW - 50, lost_at=NOW - 42, lost_reason="no answer")
        states["kiosk-6"] = Device(
            id="kiosk-6",
            heard_at=NOW - 1,
            session_at=NOW - 250,
            conditions={"paper_out": Condition(since=NOW - 220)},
            values={"paper": Reading(value=0.0, at=NOW - 20)},
        )
        states["kiosk-4"] = Device(
            id="kiosk-4", heard_at=NOW - 4, conditions={"fault": Condition(since=NOW - 900, detail="读卡器")}
        )
        states["kiosk-7"] = Device(id="kiosk-7", heard_at=NOW - 4, out_at=NOW - 3600, out_by="t4", out_reason="换屏")
    return states


def _calls() -> tuple[Call, ...]:
    """The last calls: one that no display showed and nobody said, one recalled, one a moment ago."""
    return (
        Call(ticket="A040", counter="c6", at=NOW - 95),
        Call(ticket="A041", counter="c2", at=NOW - 60, times=2, shown=("board-1", "strip-2"), voiced=("pa-1",)),
        Call(ticket="B012", counter="c3", at=NOW - 31, shown=("strip-3",)),
        Call(ticket="A042", counter="c4", at=NOW - 3),
    )


def _alarms() -> dict[str, Alarm]:
    def alarm(rule: str, subject: str, priority: AlarmPriority, age: float, **more: Any) -> Alarm:
        given: dict[str, Any] = {"active": True, "raised_at": NOW - age, "active_at": NOW - age}
        return Alarm(id=f"{rule}:{subject}", rule=rule, subject=subject, priority=priority, **(given | more))

    made = (
        alarm("mains", "ups-1", AlarmPriority.CRITICAL, 133, detail="OB DISCHRG"),
        alarm("panel", "panel-1", AlarmPriority.HIGH, 130, cause="mains:ups-1", suppressed_by="mains:ups-1"),
        alarm("panel", "panel-2", AlarmPriority.HIGH, 130, cause="mains:ups-1", suppressed_by="mains:ups-1"),
        alarm("panel", "panel-6", AlarmPriority.HIGH, 42, cause="mains:ups-1", suppressed_by="mains:ups-1"),
        alarm("handle", "c3", AlarmPriority.HIGH, 271, acked=True, acked_at=NOW - 200, acked_by="t4", owner="t4"),
        alarm("paper", "kiosk-6", AlarmPriority.HIGH, 220),
        alarm("wait", "residents", AlarmPriority.HIGH, 90, active=False, cleared_at=NOW - 20),
        alarm(
            "crowd",
            "waiting",
            AlarmPriority.MEDIUM,
            669,
            acked=True,
            shelved_until=NOW + 1800,
            shelved_by="t4",
            shelved_reason="已疏导",
        ),
        alarm("toner", "kiosk-2", AlarmPriority.LOW, 2280, acked=True, acked_at=NOW - 2000, acked_by="t4"),
        alarm("paper", "kiosk-7", AlarmPriority.HIGH, 3500, out_of_service=True),
    )
    return {a.id: a for a in made}


def _orders() -> tuple[Order, ...]:
    def order(n: int, command: Any, age: float, stage: Stage, **more: Any) -> Order:
        return Order(
            id=f"o{n}", by="t4", station="desk-1", command=command, at=NOW - age, stage=stage, stage_at=NOW - age + 2, **more
        )

    return (
        order(1, RestartDevice(device="kiosk-6"), 227, Stage.MISMATCH, adapter="kiosks", detail="paper_out"),
        order(2, AcknowledgeAlarm(alarm="handle:c3"), 200, Stage.CONFIRMED),
        order(3, ReassignStaff(person="s7", post="c7"), 127, Stage.CONFIRMED, adapter="staff", detail="post"),
        order(4, PauseCounter(counter="c11", reason="整理资料"), 90, Stage.REFUSED, detail="closed", reason="wrong_state"),
        order(5, OpenCounter(counter="c5"), 60, Stage.EXPIRED, adapter="queue"),
        order(6, OpenCounter(counter="c7", staff="s7"), 25, Stage.CONFIRMED, adapter="queue", detail="login, panel-7, strip-7"),
        order(7, ShowNotice(device="board-1", text="办理高峰，可使用自助服务区"), 12, Stage.REPORTED, adapter="boards"),
        order(8, OpenCounter(counter="c10"), 2, Stage.COMMANDED, adapter="queue"),
    )


def _run() -> PlanRun:
    return PlanRun(
        id="run-1",
        plan="power",
        by="t4",
        at=NOW - 120,
        reason="UPS-1 市电中断",
        drill=False,
        steps=(
            StepRun(id="scope", phase=StepPhase.DONE, since=NOW - 60, by="t4", note="本厅配电箱"),
            StepRun(id="notice", phase=StepPhase.FAILED, since=NOW - 50, note="综合屏无回执"),
            StepRun(id="calm", phase=StepPhase.ACTIVE, since=NOW - 350, overdue=True),
            StepRun(id="paper", phase=StepPhase.ACTIVE, since=NOW - 50),
            StepRun(id="stable"),
        ),
    )


def _tallies() -> Mapping[str, Tally]:
    waits = {str(60 * m): n for m, n in ((1, 20), (3, 30), (6, 25), (9, 20), (12, 20), (15, 15), (19, 10), (22, 3))}
    return {
        "pay": Tally(
            taken=90, called=82, abandoned=4, finished=75, rated=60, satisfied=59, wait_sum=43_000.0, wait_over=1, waits=waits,
            handle_sum=19_000.0, handles={"240": 75}, once_done=74,
        ),
        "new_res": Tally(
            taken=60, called=46, abandoned=2, finished=41, rated=35, satisfied=34, wait_sum=42_000.0, wait_over=2, waits=waits,
            handle_sum=36_000.0, handles={"780": 41}, once_done=40,
        ),
        "new_biz": Tally(
            taken=22, called=15, abandoned=0, finished=13, rated=10, satisfied=10, wait_sum=9_000.0, waits={"300": 15},
            handle_sum=11_000.0, handles={"840": 13}, once_done=13,
        ),
    }  # fmt: skip


def _samples(waiting: int) -> tuple[Sample, ...]:
    start = NOW - 132 * MINUTE
    return tuple(
        Sample(
            at=start + m * MINUTE,
            waiting=round(waiting * (m / 132) ** 1.4 + 3 * ((m * 7) % 5) / 5),
            serving=min(7, 2 + m // 30),
            open_counters=min(7, 4 + m // 40),
            over_limit=max(0, (m - 110) // 8),
            taken=m,
        )
        for m in range(132)
    )


def entries() -> tuple[Entry, ...]:
    """A run of entries, some hostile."""
    events: tuple[AnyEvent, ...] = (
        CounterOpened(counter="c7", staff="s7"),
        StaffMoved(person="s7", post="c7"),
        TicketTaken(ticket="A060", business="pay"),
        TicketCalled(ticket="A044", counter="c7", staff="s7"),
        DeviceLost(device="panel-6", reason="no answer"),
        AlarmRaised(alarm="panel:panel-6", rule="panel", subject="panel-6"),
        NoteWritten(by="t4", text="<b>bold</b><img src=x onerror=alert(1)> \u202eevil\u202c \n\n\n第二行 " + "长" * 300),
        DisplayShowed(device="board-1", text="<script>alert(1)</script>"),
        TicketTaken(ticket="B061", business="gone_item", priority="care"),
    )
    return tuple(
        Entry(seq=3_900 + n, at=NOW - 60 + 6 * n, hall="east", source="hub", epoch="e1", sseq=n + 1, device_at=None, event=event)
        for n, event in enumerate(events)
    )
