"""A small hall, and streams of events in it: as they happen on a plausible day, and as no hall would ever send them."""

import random
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, Literal, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from console.model import event as ev
from console.model import hall
from console.model.command import Command, Role, WallItem
from console.model.event import AdapterEvent, AnyEvent, DayKind, Entry, HubEvent, Presence
from console.model.hall import AlarmPriority, AlarmRule, HallConfig, StepKind, Watch
from console.model.reduce import fold
from console.model.sheet import LineKind, OpenLine
from console.model.state import HallState

MORNING = 1_795_224_600.0
"""2026-11-21 09:30:00 in Shanghai: an open hall."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Entry).decode

Timed = AnyEvent | tuple[float, AnyEvent]
"""An event, or an event with the hall time at which it is written."""


def entries(events: Iterable[Timed], start: float = MORNING, *, every: float = 1.0, seq: int = 1) -> list[Entry]:
    """Journal entries of the events as they are read back, one each `every` seconds from `start` on where no time is given."""
    found: list[Entry] = []
    at = start
    for number, timed in enumerate(events, start=seq):
        moment, event = timed if isinstance(timed, tuple) else (at, timed)
        at = moment + every
        found.append(
            Entry(seq=number, at=moment, hall="small", source="hub", epoch="e1", sseq=number, device_at=None, event=event)
        )
    return [_decode(_encode(entry)) for entry in found]


def after(state: HallState, *events: AnyEvent, at: float | None = None, every: float = 0.0) -> HallState:
    """The hall after the events, written at `at` (its own time when None) and each `every` seconds later."""
    return fold(state, entries(events, state.at if at is None else at, every=every, seq=state.seq + 1))


def small_hall() -> HallConfig:
    """Three counters, two queues, a UPS behind the panels, one alarm rule of each watch, one plan."""
    return HallConfig(
        id="small",
        name="小营业厅",
        width=20,
        height=12,
        queue_device="qms-1",
        zones=(
            hall.Zone(id="guide-desk", name="引导台", kind=hall.ZoneKind.GUIDANCE, x=0, y=0, width=4, height=3, staffed=True),
            hall.Zone(id="waiting", name="等候区", kind=hall.ZoneKind.WAITING, x=4, y=0, width=8, height=8, crowded_at=20),
            hall.Zone(id="windows", name="业务办理区", kind=hall.ZoneKind.COUNTERS, x=12, y=0, width=8, height=12),
        ),
        queues=(
            hall.Queue(id="fees", name="收费", prefix="A"),
            hall.Queue(id="changes", name="变更", prefix="B"),
        ),
        businesses=(
            hall.Business(id="pay", name="交费", prefix="A", group="fees", handle_limit=300, wait_limit=900),
            hall.Business(id="invoice", name="发票", prefix="A", group="fees", handle_limit=300, wait_limit=900),
            hall.Business(id="rename", name="更名过户", prefix="B", group="changes", handle_limit=1200, wait_limit=1200),
        ),
        priorities=(
            hall.Priority(id="normal", name="普通", credit=0),
            hall.Priority(id="appointment", name="预约", credit=600),
            hall.Priority(id="care", name="爱心", credit=900),
        ),
        profiles=(
            hall.Profile(id="fees", name="收费", businesses=("pay", "invoice")),
            hall.Profile(id="all", name="综合", businesses=("rename", "pay", "invoice")),
        ),
        counters=(
            hall.Counter(id="c1", number=1, zone="windows", x=14, y=2, profile="fees", panel="panel-1", strip="strip-1"),
            hall.Counter(id="c2", number=2, zone="windows", x=14, y=4, profile="all", panel="panel-2"),
            hall.Counter(id="c3", number=3, zone="windows", x=14, y=6, profile="all", panel="panel-3"),
        ),
        staff=(
            hall.Staff(id="an", name="安", post=hall.Post.CLERK, skills=("pay", "invoice"), home="c1"),
            hall.Staff(id="bo", name="薄", post=hall.Post.CLERK, skills=("pay", "invoice", "rename"), home="c2"),
            hall.Staff(id="chu", name="褚", post=hall.Post.GUIDE, home="guide-desk"),
            hall.Staff(id="du", name="杜", post=hall.Post.DUTY_LEADER),
        ),
        devices=(
            hall.Device(id="qms-1", name="排队机", kind="qms", adapter="qms", zone="guide-desk", needs=("ups-1",)),
            *(
                hall.Device(
                    id=f"panel-{n}", name=f"呼叫器 {n}", kind="panel", adapter="panels", counter=f"c{n}", needs=("ups-1",)
                )
                for n in (1, 2, 3)
            ),
            hall.Device(id="strip-1", name="条屏 1", kind="strip", adapter="field", counter="c1", needs=("panel-1",)),
            hall.Device(id="board-1", name="综合屏", kind="board", adapter="field", zone="waiting"),
            hall.Device(id="kiosk-1", name="自助终端", kind="kiosk", adapter="field", zone="waiting"),
            hall.Device(id="camera-1", name="摄像机", kind="camera", adapter="cameras", zone="waiting"),
            hall.Device(id="ups-1", name="不间断电源", kind="ups", adapter="ups", stale_after=10),
        ),
        cameras=(
            hall.Camera(
                id="camera-1",
                main="rtsp://127.0.0.1/main",
                onvif="127.0.0.1:80",
                presets=(hall.Word(id="door", name="门"),),
                private=(hall.Region(x=0, y=0, width=0.5, height=0.5),),
                has_loudspeaker=True,
            ),
        ),
        alarms=_rules(),
        plans=(_power(),),
        rounds=(
            hall.DutyRound(
                id="patrol",
                name="巡视",
                every=120,
                within=20,
                items=(hall.Word(id="lights", name="灯"), hall.Word(id="floor", name="地面")),
            ),
            hall.DutyRound(id="noon", name="午间清洁", at=("12:00",), post=hall.Post.CLEANER),
            hall.DutyRound(id="wet_floor", name="地面湿滑", within=5),
        ),
        departments=(hall.Department(id="supply", name="报装部", minutes=30),),
    )


def _rules() -> tuple[AlarmRule, ...]:
    def rule(id: str, watch: Watch, priority: AlarmPriority = AlarmPriority.HIGH, **more: Any) -> AlarmRule:
        return AlarmRule(id=id, name=id, watch=watch, priority=priority, **more)

    return (
        rule("on_battery", Watch.DEVICE_CONDITION, AlarmPriority.CRITICAL, kinds=("ups",), condition="on_battery", delay=3),
        rule("paper_low", Watch.DEVICE_CONDITION, AlarmPriority.LOW, kinds=("kiosk",), condition="paper_low", latching=False),
        rule("panel_lost", Watch.DEVICE_LOST, kinds=("panel", "strip"), delay=5, off_delay=5),
        rule("panel_chatter", Watch.DEVICE_LOST, AlarmPriority.MEDIUM, kinds=("panel",), count=3, within=300),
        rule("qms_lost", Watch.DEVICE_LOST, AlarmPriority.CRITICAL, kinds=("qms",)),
        rule("charge_low", Watch.DEVICE_VALUE, kinds=("ups",), point="battery.charge", below=30, delay=10, off_delay=20),
        rule("adapter_lost", Watch.ADAPTER_LOST, delay=3),
        rule("wait_over", Watch.TICKET_WAIT, off_delay=60),
        rule("service_over", Watch.SERVICE_TIME, AlarmPriority.MEDIUM, delay=30),
        rule("crowded", Watch.ZONE_CROWDED, delay=60, off_delay=120, plan="power"),
        rule("unstaffed", Watch.ZONE_UNSTAFFED, AlarmPriority.MEDIUM, delay=120),
        rule("lane_closed", Watch.LANE_CLOSED, AlarmPriority.MEDIUM, delay=60),
        rule("dwell", Watch.KIOSK_DWELL, AlarmPriority.MEDIUM, kinds=("kiosk",), delay=240),
        rule("low_rating", Watch.LOW_RATING, AlarmPriority.MEDIUM),
        rule("overdue", Watch.PLAN_OVERDUE),
        rule("not_recorded", Watch.NOT_RECORDED, AlarmPriority.CRITICAL),
        rule("strained", Watch.HUB_STRAINED),
        rule("adapter_clock", Watch.ADAPTER_CLOCK, AlarmPriority.LOW, delay=10, off_delay=60),
        rule("clock", Watch.CLOCK_STEPPED, AlarmPriority.MEDIUM),
        rule("regressed", Watch.JOURNAL_REGRESSED, AlarmPriority.CRITICAL),
        rule("unknown_order", Watch.ORDER_UNKNOWN),
        rule("program_fault", Watch.PROGRAM_FAULT),
        rule("journal_damaged", Watch.JOURNAL_DAMAGED, AlarmPriority.CRITICAL),
        rule("round_overdue", Watch.ROUND_OVERDUE, AlarmPriority.MEDIUM, latching=False),
        rule("problem_waiting", Watch.PROBLEM_WAITING, delay=300, latching=False),
        rule("matter_returned", Watch.MATTER_RETURNED),
        rule("matter_late", Watch.MATTER_LATE),
    )


def _power() -> hall.Plan:
    show: dict[str, object] = {"do": "show_notice", "device": "board-*", "text": "请稍候"}
    return hall.Plan(
        id="power",
        name="停电应急预案",
        steps=(
            hall.PlanStep(id="scope", text="确认停电范围", minutes=5),
            hall.PlanStep(id="notice", text="公告", kind=StepKind.DEVICE, minutes=1, orders=(show,)),
            hall.PlanStep(
                id="beep", text="提示柜员", kind=StepKind.DEVICE, after=("scope",), orders=({"do": "beep", "device": "panel-*"},)
            ),
            hall.PlanStep(id="watch", text="观察", kind=StepKind.TIMER, after=("notice", "beep"), minutes=10),
            hall.PlanStep(id="rekey", text="补录", after=("watch",)),
        ),
    )


def opening(config: HallConfig | None = None) -> list[AnyEvent]:
    """The events after which the hall is configured and open: adapters joined, devices heard, staff at work, counters open."""
    config = config or small_hall()
    adapters = sorted({device.adapter for device in config.devices})
    homes = {counter.id: person.id for person in config.staff for counter in config.counters if counter.id == person.home}
    return [
        ev.HubStarted(boot=1, version="test", clean=True),
        ev.HallConfigured(config=config),
        ev.DayStarted(date="2026-11-21"),
        *(
            ev.AdapterJoined(
                adapter=name,
                epoch=f"{name}-1",
                version="test",
                devices=tuple(device.id for device in config.devices if device.adapter == name),
            )
            for name in adapters
        ),
        *(ev.DeviceFound(device=device.id) for device in config.devices),
        *(ev.StaffPresenceChanged(person=person.id, presence=Presence.ON_POST) for person in config.staff),
        *(ev.CounterOpened(counter=counter, staff=person) for counter, person in homes.items()),
    ]


def open_hall(config: HallConfig | None = None, at: float = MORNING) -> HallState:
    """The small hall (or another), open, everything heard and nobody in it."""
    return fold(HallState(), entries(opening(config), at, every=0.0))


# --- a plausible day -------------------------------------------------------------------------------------------------------


def visits(config: HallConfig, seed: int = 1, customers: int = 100, start: float = MORNING) -> Iterator[tuple[float, AnyEvent]]:
    """Customers who take tickets and are served, suspended, transferred, rated, or who never come; in the order of time.

    Counters take whoever came first and may be served there; everything is repeatable by `seed`.
    """
    chance = random.Random(seed)
    open_at = {counter.id: start for counter in config.counters}
    serves = {
        counter.id: next(profile.businesses for profile in config.profiles if profile.id == counter.profile)
        for counter in config.counters
    }
    told: list[tuple[float, int, AnyEvent]] = []

    def tell(at: float, event: AnyEvent) -> None:
        told.append((at, len(told), event))

    arrival = start
    for number in range(customers):
        arrival += chance.expovariate(1 / 40)
        business = chance.choice(config.businesses)
        ticket = f"{business.prefix}{number:04}"
        tell(arrival, ev.TicketTaken(ticket=ticket, business=business.id, priority=chance.choice(config.priorities).id))
        if chance.random() < 0.03:
            tell(arrival + 1, ev.TicketCleared(ticket=ticket))
            continue
        able = [counter for counter, businesses in serves.items() if business.id in businesses] or list(serves)
        counter = min(able, key=open_at.__getitem__)
        at = max(arrival + 1, open_at[counter])
        open_at[counter] = _visit(chance, tell, ticket, counter, business, at)
    yield from ((at, event) for at, _, event in sorted(told, key=lambda each: each[:2]))


def _visit(chance: random.Random, tell: Any, ticket: str, counter: str, business: hall.Business, at: float) -> float:
    tell(at, ev.TicketCalled(ticket=ticket, counter=counter))
    if chance.random() < 0.2:
        at += 15
        tell(at, ev.TicketRecalled(ticket=ticket, counter=counter))
    if chance.random() < 0.08:
        at += 15
        tell(at, ev.TicketAbandoned(ticket=ticket))
        return at + 1
    at += chance.uniform(3, 20)
    tell(at, ev.ServiceStarted(ticket=ticket, counter=counter))
    if chance.random() < 0.1:
        tell(at + 5, ev.ServicePaused(ticket=ticket, counter=counter))
        at += chance.uniform(20, 60)
        tell(at, ev.ServiceResumed(ticket=ticket, counter=counter))
    if chance.random() < 0.05:
        tell(at + 6, ev.TicketSuspended(ticket=ticket, counter=counter))
        tell(at + 40, ev.TicketCalledBack(ticket=ticket, counter=counter))
        at += 45
        tell(at, ev.ServiceStarted(ticket=ticket, counter=counter))
    at += chance.lognormvariate(4.6, 0.8)
    tell(at, ev.ServiceFinished(ticket=ticket, counter=counter))
    if chance.random() < 0.6:
        tell(at + 0.5, ev.TicketRated(counter=counter, score=chance.choice((1, 2, 3, 4, 5, 5, 5, 5))))
    return at + 1


# --- streams no hall would send -----------------------------------------------------------------------------------------------

_POOLS: dict[str, list[Any]] = {
    "ticket": ["A1", "A2", "B1", "B2", "nobody-took-it"],
    "counter": ["c1", "c2", "c3", "no-such-counter"],
    "business": ["pay", "invoice", "rename", "no-such-business"],
    "priority": ["normal", "appointment", "care", "no-such-priority"],
    "person": ["an", "bo", "chu", "du", "a-stranger"],
    "post": ["c1", "c2", "guide-desk", "kiosk-1", "nowhere"],
    "zone": ["guide-desk", "waiting", "windows", "no-such-zone"],
    "device": ["qms-1", "panel-1", "panel-2", "strip-1", "board-1", "kiosk-1", "ups-1", "camera-1", "no-such-device"],
    "condition": ["on_battery", "paper_low", "never-heard-of"],
    "key": ["next", "recall", "finish", "pause", "transfer", "abandon", "suspend", "call_back", "line"],
    "adapter": ["qms", "panels", "field", "ups", "no-such-adapter"],
    "alarm": ["on_battery:ups-1", "panel_lost:panel-1", "panel_lost:strip-1", "wait_over:fees", "no:such"],
    "rule": ["on_battery", "panel_lost", "wait_over", "no-such-rule"],
    "run": ["power-1", "power-2", "no-such-run"],
    "plan": ["power", "no-such-plan"],
    "step": ["scope", "notice", "beep", "watch", "rekey", "no-such-step"],
    "profile": ["fees", "all", "no-such-profile"],
    "epoch": ["e1", "e2"],
    "station": ["desk", "wall"],
    "day": ["2026-05-01", "2026-05-02"],
    "part": ["alarm:panel_lost", "link:panel.key_pressed"],
    "camera": ["camera-1", "no-such-camera"],
    "preset": ["door", "no-such-preset"],
    "hold": ["hold-1", "hold-2"],
    "talk": ["talk-1", "talk-2"],
    "wall": ["", "wall"],
    "screen": [0, 1],
    "shown": ["camera-1", "power", "请稍候"],
    "item": list(WallItem),
    "round": ["patrol", "noon", "wet_floor", "no-such-round"],
    "problem": ["p1", "p2", "no-such-problem"],
    "matter": ["m1", "m2", "m3", "no-such-matter"],
    "to": ["bo", "chu", "supply", "nobody"],
    "handover": ["h1", "h2"],
    "found": [(), ("lights",)],
    "refs": [("alarm:0",), ("round:0", "matter:0")],
    "line": [
        OpenLine(kind=LineKind.ROUND, id="patrol", since=MORNING),
        OpenLine(kind=LineKind.MATTER, id="m1", since=MORNING, who="an"),
    ],
}
_POOLS |= {
    "staff": _POOLS["person"], "duty": _POOLS["person"], "owner": _POOLS["person"], "to_counter": _POOLS["counter"],
    "to_business": _POOLS["business"], "next_business": _POOLS["business"], "cause": _POOLS["alarm"], "peer": _POOLS["adapter"],
    "id": ["o1", "o2", "power-1.notice.1", "power-1.beep.2"], "customer_class": ["residential"], "channel": ["kiosk"],
    "by": ["an", "link", "plan:power-1"], "taker": ["an", "bo"], "giver": ["du", ""], "role": [Role.LEADER, Role.OPERATOR], "second": _POOLS["person"], "arming": ["arm-1", "arm-2"], "point": ["battery.charge"], "source": ["qms"],
}  # fmt: skip
_SUBJECTS = ["ups-1", "panel-1", "strip-1", "fees", "c1"]


def _field(name: str, kind: Any) -> st.SearchStrategy[Any]:
    if name == "subject":
        return st.sampled_from(_SUBJECTS)
    if name in _POOLS:
        return st.sampled_from(_POOLS[name])
    if name == "values":
        readings = st.none() | st.booleans() | st.floats(0, 100) | st.sampled_from(["", "OL"])
        return st.dictionaries(st.sampled_from(["battery.charge", "ups.status"]), readings, max_size=2)
    if name == "config":
        return st.sampled_from(
            [small_hall(), msgspec.structs.replace(small_hall(), devices=(), counters=(), alarms=(), plans=())]
        )
    if name == "command":
        return commands()
    if name == "date":
        return st.sampled_from(["2026-11-21", "2026-11-22"])
    if name in ("appointment_at", "until", "expires_at", "since", "begin", "end", "due_at", "at"):
        return st.floats(MORNING - 3600, MORNING + 7200)
    if name == "devices":
        return st.just(("panel-1",))
    ranged: dict[str, st.SearchStrategy[Any]] = {
        "jump": st.sampled_from([0.0, 60.0, 3_600.0]),
        "score": st.integers(1, 5), "people": st.integers(0, 60), "presence": st.sampled_from(list(Presence)),
        "day_kind": st.sampled_from(list(DayKind)), "waiting": st.integers(0, 50), "minutes": st.floats(1, 120),
        "pan": st.floats(-1, 1), "tilt": st.floats(-1, 1), "zoom": st.floats(-1, 1), "seconds": st.floats(0.1, 10),
    }  # fmt: skip
    return ranged[name] if name in ranged else _plain(kind)


def _plain(kind: Any) -> st.SearchStrategy[Any]:
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) is tuple:
        return st.lists(_plain(get_args(kind)[0]), max_size=2).map(tuple)
    text = str(kind)
    if "bool" in text:
        return st.booleans()
    if "int" in text:
        return st.integers(0, 1000)
    if "float" in text:
        return st.floats(0, 100)
    return st.just("x") if "pattern" in text else st.sampled_from(["x", "第二", "<b>&"])


def _built(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    given: dict[str, st.SearchStrategy[Any]] = {}
    for field in msgspec.structs.fields(kind):
        if kind is ev.ClockStepped and field.name == "step":
            given[field.name] = st.floats(-60, 60)
        elif field.required:
            given[field.name] = _field(field.name, field.type)
        else:
            given[field.name] = st.just(field.default) | _field(field.name, field.type)
    return st.builds(kind, **given)


def commands() -> st.SearchStrategy[Command]:
    """Any command about things of the small hall, and some about nothing."""
    return st.one_of(*(_built(kind) for kind in get_args(Command)))


_EVENTS = st.one_of(*(_built(kind) for kind in (*get_args(AdapterEvent), *get_args(HubEvent))))
_USUAL = st.one_of(
    *(
        _built(kind)
        for kind in (
            ev.TicketTaken, ev.TicketCalled, ev.TicketAbandoned, ev.TicketSuspended, ev.TicketCalledBack, ev.TicketTransferred,
            ev.TicketRated, ev.ServiceStarted, ev.ServicePaused, ev.ServiceResumed, ev.ServiceFinished, ev.DeviceLost,
            ev.DeviceFound, ev.DeviceConditionRaised, ev.DeviceConditionCleared, ev.DeviceMeasured, ev.AlarmRaised,
            ev.AlarmCleared, ev.AlarmAcknowledged, ev.AlarmShelved, ev.CounterPaused, ev.CounterResumed,
        )
    )
)  # fmt: skip


def events_of(kind: type[AnyEvent]) -> st.SearchStrategy[AnyEvent]:
    """Any event of one kind."""
    return _built(kind)


def commands_of(kind: type[Command]) -> st.SearchStrategy[Command]:
    """Any command of one kind."""
    return _built(kind)


def any_events() -> st.SearchStrategy[AnyEvent]:
    """Any event at all, about things of the small hall and about things nobody knows."""
    return st.one_of(_USUAL, _EVENTS)


@st.composite
def streams(draw: st.DrawFn, max_size: int = 60, *, opened: bool | None = None) -> list[Entry]:
    """Entries in which anything may happen between some plausible visits, at gaps from none to an hour; half begin in an open hall."""
    begin = opening() if (draw(st.booleans()) if opened is None else opened) else []
    gaps = st.sampled_from([0.0, 0.0, 0.5, 3.0, 10.0, 61.0, 400.0, 3700.0])
    at = MORNING
    timed: list[tuple[float, AnyEvent]] = [(at, event) for event in begin]
    for gap, event in draw(st.lists(st.tuples(gaps, any_events()), max_size=max_size)):
        at += gap
        timed.append((at, event))
    customers = draw(st.integers(0, 12))
    timed.extend(visits(small_hall(), seed=draw(st.integers(0, 1000)), customers=customers))
    timed.sort(key=itemgetter(0))
    return entries(timed)
