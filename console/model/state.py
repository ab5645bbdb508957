"""The hall at one moment: an immutable value. Folded from entries by `reduce`, hashed the same live and in replay.

It holds facts and since-when; nothing that ages by itself. Mappings are never changed in place.
"""

import hashlib
from collections.abc import Mapping
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from console.model.book import DutyRound, Handover, Matter, Notice, Problem, Written
from console.model.command import Command, Role, WallItem
from console.model.event import Presence, Value
from console.model.fact import Fact
from console.model.hall import AlarmPriority, HallConfig
from console.model.pages import Pages


class TicketPhase(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    FINISHED = "finished"


class Leg(Fact, frozen=True, kw_only=True):
    """One service of a visit."""

    business: str
    counter: str
    staff: str | None
    called_at: float
    started_at: float | None = None
    finished_at: float | None = None
    paused_at: float | None = None
    paused_for: float = 0.0


class Ticket(Fact, frozen=True, kw_only=True):
    """A visit under one number; abandoned and cleared ones are gone, finished ones stay until rated or old."""

    id: str
    business: str
    customer_class: str
    priority: str
    channel: str
    taken_at: float
    queued_at: float
    """When it joined its present queue (again after a transfer)."""
    phase: TicketPhase
    phase_at: float
    appointment_at: float | None = None
    counter: str | None = None
    """Where it is called or served."""
    for_counter: str | None = None
    """Transferred to this counter only."""
    calls: int = 0
    recalled_at: float | None = None
    first_called_at: float | None = None
    legs: tuple[Leg, ...] = ()
    rating: int | None = None
    reason: str = ""
    """Why its priority was changed."""
    transfers: int = 0
    """Since its last finished service: a service that needed none was done at once."""


class CounterPhase(StrEnum):
    """What a counter does."""

    CLOSED = "closed"
    IDLE = "idle"
    CALLING = "calling"
    SERVING = "serving"
    PAUSED = "paused"


class Counter(Fact, frozen=True, kw_only=True):
    """A counter now, and its day so far."""

    id: str
    profile: str
    phase: CounterPhase = CounterPhase.CLOSED
    since: float = 0.0
    staff: str | None = None
    ticket: str | None = None
    suspended: str | None = None
    last_finished: str | None = None
    freed_at: float | None = None
    """When a ticket last left it."""
    reason: str = ""
    opened_at: float | None = None
    open_for: float = 0.0
    """Seconds open today in closed spells; the present spell counts from `opened_at`."""
    busy_for: float = 0.0
    """Seconds serving today, finished services."""
    paused_for: float = 0.0
    served: int = 0
    rated_low_at: float | None = None
    low_ratings: tuple[float, ...] = ()
    """Last times somebody was dissatisfied here, newest last, at most 10: for the count within."""


class Person(Fact, frozen=True, kw_only=True):
    """A member of staff now."""

    id: str
    presence: Presence = Presence.OUT
    presence_at: float = 0.0
    post: str | None = None
    post_at: float = 0.0
    working_since: float | None = None
    """Since when without a break."""
    served: int = 0


class Zone(Fact, frozen=True, kw_only=True):
    """A zone's last count."""

    id: str
    people: int | None = None
    at: float | None = None
    crowded_since: float | None = None
    calm_since: float | None = None
    staffed_since: float | None = None
    unstaffed_since: float | None = None
    """Since when a zone that must be staffed has nobody."""


class Announced(Fact, frozen=True, kw_only=True):
    """The last call that a device showed or said."""

    ticket: str
    counter: str
    at: float
    text: str = ""
    voice: bool = False


class Condition(Fact, frozen=True, kw_only=True):
    """A condition that holds on a device."""

    since: float
    detail: str = ""


class Reading(Fact, frozen=True, kw_only=True):
    """A device's last word on one point."""

    value: Value
    at: float


class Device(Fact, frozen=True, kw_only=True):
    """A device as last heard."""

    id: str
    heard_at: float | None = None
    lost_at: float | None = None
    lost_reason: str = ""
    down_for: float = 0.0
    """Seconds of today's business hours for which it was lost, spells that are over."""
    conditions: Mapping[str, Condition] = {}
    values: Mapping[str, Reading] = {}
    out_at: float | None = None
    out_by: str = ""
    out_reason: str = ""
    showing: str = ""
    announced: Announced | None = None
    """The last call that it showed or said."""
    session_at: float | None = None
    """Since when a customer uses it."""
    onsets: Mapping[str, tuple[float, ...]] = {}
    """Last times each condition (or `lost`) began, newest last, at most 10: for the chatter count."""
    cleared: Mapping[str, float] = {}
    """When each condition (or `lost`) last ended: for the off-delay."""


class Call(Fact, frozen=True, kw_only=True):
    """A ticket that was called to a counter, and who told the customers."""

    ticket: str
    counter: str
    at: float
    """When it was last called."""
    times: int = 1
    shown: tuple[str, ...] = ()
    """Displays that showed it since."""
    voiced: tuple[str, ...] = ()
    """Loudspeakers that said it since."""


class Adapter(Fact, frozen=True, kw_only=True):
    """An adapter's link."""

    id: str
    epoch: str = ""
    version: str = ""
    devices: tuple[str, ...] = ()
    joined_at: float | None = None
    lost_at: float | None = None
    lost_reason: str = ""
    sseq: int = 0
    """Last number journalled in `epoch`."""
    refused: int = 0
    ahead_at: float | None = None
    """Since when its events claim times that are still to come; they are kept as they are."""


class AlarmPhase(StrEnum):
    """ISA-18.2 states."""

    NORM = "norm"
    UNACK = "unack"
    ACKED = "acked"
    RTNUN = "rtnun"
    SHLVD = "shlvd"
    DSUPR = "dsupr"
    OOSRV = "oosrv"


class Alarm(Fact, frozen=True, kw_only=True):
    """One alarm; `id` is `RULE:SUBJECT`. NORM ones are dropped."""

    id: str
    rule: str
    subject: str
    priority: AlarmPriority
    active: bool
    raised_at: float
    """The first time since it was last NORM."""
    active_at: float
    detail: str = ""
    times: int = 1
    cleared_at: float | None = None
    acked: bool = False
    acked_at: float | None = None
    acked_by: str = ""
    note: str = ""
    shelved_until: float | None = None
    shelved_by: str = ""
    shelved_reason: str = ""
    cause: str | None = None
    suppressed_by: str | None = None
    out_of_service: bool = False
    owner: str | None = None
    solved_at: float | None = None
    solved_by: str = ""
    solved_note: str = ""


class Fault(Fact, frozen=True, kw_only=True):
    """A part of this program that failed by a bug: the fold of a kind of event (`fold:KIND`), or a part of the hub's judging."""

    part: str
    at: float
    seq: int
    """The entry at which it first failed."""
    error: str
    times: int = 1
    report: str = ""


class KeptDay(Fact, frozen=True, kw_only=True):
    """A day of the journal that stays: held as evidence, or damaged."""

    day: str
    at: float
    reason: str
    by: str = ""


class Stage(StrEnum):
    """How far an order got."""

    COMMANDED = "commanded"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    MISMATCH = "mismatch"
    EXPIRED = "expired"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    """Another order took it back while it was under way."""


class Order(Fact, frozen=True, kw_only=True):
    """A command and what came of it."""

    id: str
    by: str
    station: str
    command: Command
    at: float
    stage: Stage
    stage_at: float
    adapter: str | None = None
    expires_at: float = 0.0
    detail: str = ""
    reason: str = ""
    """Of a refused one: a code of `command.Refusal`."""
    ticket: str | None = None
    """What the counter had in hand when a counter's order was given."""


class StepPhase(StrEnum):
    """Where a plan's step is."""

    WAITING = "waiting"
    ACTIVE = "active"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


class StepRun(Fact, frozen=True, kw_only=True):
    """A step of a running plan."""

    id: str
    phase: StepPhase = StepPhase.WAITING
    since: float | None = None
    by: str = ""
    note: str = ""
    overdue: bool = False
    tries: int = 0
    """How often its turn came: once, and once more for each retry."""


class PlanRun(Fact, frozen=True, kw_only=True):
    """A plan under way, or over."""

    id: str
    plan: str
    by: str
    at: float
    steps: tuple[StepRun, ...]
    reason: str = ""
    drill: bool = False
    ended_at: float | None = None
    ended_by: str = ""
    ended_reason: str = ""
    second: str = ""
    """The second person, where one was needed."""


class ArmingPhase(StrEnum):
    """How far an arming got."""

    ARMED = "armed"
    CONFIRMED = "confirmed"
    LAPSED = "lapsed"


class Arming(Fact, frozen=True, kw_only=True):
    """A plan that somebody wants started and that waits for a second person, or waited."""

    id: str
    plan: str
    by: str
    station: str
    at: float
    until: float
    reason: str = ""
    drill: bool = False
    phase: ArmingPhase = ArmingPhase.ARMED
    phase_at: float = 0.0
    second: str = ""
    """Who confirmed it, or took it back."""
    ended_reason: str = ""
    """Why it lapsed: time, withdrawn, started."""


class Account(Fact, frozen=True, kw_only=True):
    """A person who may log in. The secret's hash is the hub's; it is no part of the hall."""

    id: str
    role: Role
    since: float
    """When role or secret were last set, by the hub's wall clock."""
    failed: tuple[float, ...] = ()
    """Last wrong secrets since the last right one, at most 10."""
    locked_until: float | None = None


class Login(Fact, frozen=True, kw_only=True):
    """Who sits at a station."""

    person: str
    at: float
    session: str = ""


class Lift(Fact, frozen=True, kw_only=True):
    """A camera's private regions may be shown."""

    camera: str
    at: float
    until: float
    by: str
    reason: str


class Gap(Fact, frozen=True, kw_only=True):
    """A camera was not recorded."""

    begin: float
    end: float
    cause: str


class Hold(Fact, frozen=True, kw_only=True):
    """A camera's recording that is kept until it is released."""

    id: str
    device: str
    at: float
    begin: float
    end: float
    reason: str = ""


class Talk(Fact, frozen=True, kw_only=True):
    """Somebody talks through a camera's loudspeaker, or did so last."""

    talk: str
    camera: str
    by: str
    """Who; empty: nobody knows."""
    at: float
    ended_at: float | None = None
    cause: str = ""
    """Why it is over."""
    is_heard: bool = True
    """Whether it ever began."""


class Push(Fact, frozen=True, kw_only=True):
    """What a wall's screen was given to show. Empty `wall`: every wall."""

    wall: str
    screen: int
    item: WallItem
    shown: str
    at: float
    until: float
    by: str


class Tally(Fact, frozen=True, kw_only=True):
    """Sums over a day, of one business. `waits` and `handles`: whole seconds, in digits → how many."""

    taken: int = 0
    called: int = 0
    abandoned: int = 0
    cleared: int = 0
    recalls: int = 0
    finished: int = 0
    transferred: int = 0
    rated: int = 0
    satisfied: int = 0
    wait_sum: float = 0.0
    wait_over: int = 0
    handle_sum: float = 0.0
    handle_over: int = 0
    lost_call_sum: float = 0.0
    once_done: int = 0
    waits: Mapping[str, int] = {}
    handles: Mapping[str, int] = {}


class Sample(Fact, frozen=True, kw_only=True):
    """The hall once a minute, for the trends."""

    at: float
    waiting: int
    serving: int
    open_counters: int
    over_limit: int
    taken: int
    """Tickets taken today until then."""


class Stream(Fact, frozen=True, kw_only=True):
    """How many went from one zone to another, by the minute; `passing.ways` reads it."""

    at: float
    """When the last of the minutes began."""
    counts: tuple[int, ...]
    """Newest last, 16 at most: the minute that is not over, and fifteen that are."""


class Check(Fact, frozen=True, kw_only=True):
    """What was seen of a person at the roll call."""

    at: float
    present: bool
    by: str


class Day(Fact, frozen=True, kw_only=True):
    """The business day so far."""

    date: str = ""
    tallies: Mapping[str, Tally] = {}
    kiosk_sessions: int = 0
    kiosk_completed: int = 0
    relieved: Mapping[str, float] = {}
    """Queue → when a ticket over its limit last left it: for the off-delay."""
    samples: tuple[Sample, ...] = ()
    roll: Mapping[str, Check] = {}
    """Person → what was last seen of them at today's roll call."""
    gone: Mapping[str, tuple[Ticket, ...]] = {}
    """Tickets that left the hall within half an hour, as they were then, by the minute: for who was called before whom."""


class HallState(Fact, frozen=True, kw_only=True):
    """Everything known at `at`, after entry `seq`."""

    seq: int = 0
    at: float = 0.0
    config: HallConfig | None = None
    day: Day = Day()
    tickets: Mapping[str, Ticket] = {}
    counters: Mapping[str, Counter] = {}
    staff: Mapping[str, Person] = {}
    zones: Mapping[str, Zone] = {}
    devices: Mapping[str, Device] = {}
    adapters: Mapping[str, Adapter] = {}
    calls: tuple[Call, ...] = ()
    """The last 20 calls, newest last."""
    streams: Mapping[str, Stream] = {}
    """Zone > zone → how many went there lately, by what tickets and kiosks tell."""
    alarms: Mapping[str, Alarm] = {}
    alarm_onsets: tuple[float, ...] = ()
    """When alarms last became active, newest last, at most 100: for the flood."""
    flood_since: float | None = None
    """When the flood began that was under way at the last onset; `alarm.flood` says whether it still is."""
    orders: Mapping[str, Order] = {}
    """The last 200, and those under way; by id, in no order."""
    plans: Mapping[str, PlanRun] = {}
    """Those under way, and the last 10 that are over."""
    consoles: Mapping[str, str] = {}
    """Station → role."""
    people: Mapping[str, Account] = {}
    """Who may log in; empty: the hall knows its stations only."""
    logins: Mapping[str, Login] = {}
    """Station → who sits there."""
    armings: Mapping[str, Arming] = {}
    """Those that wait for a second person, and the last 10 that are over."""
    lifted: Mapping[str, Lift] = {}
    """Camera → privacy lifted; `cameras.is_lifted` says whether still."""
    gaps: Mapping[str, tuple[Gap, ...]] = {}
    """Camera → its last holes in the recording, newest last."""
    holds: Mapping[str, Hold] = {}
    talks: Mapping[str, Talk] = {}
    """Camera → the talk through its loudspeaker, or the last one."""
    pushes: Mapping[str, Push] = {}
    """Wall and screen → what it was given; `cameras.shown_on` reads it."""
    duty: str | None = None
    duty_at: float | None = None
    book: tuple[Written, ...] = ()
    """The duty book's automatic lines, newest last; the journal has them all."""
    notes: tuple[Written, ...] = ()
    """What people wrote into it, newest last."""
    problems: Mapping[str, Problem] = {}
    """Special problems that are open, and the last that were solved."""
    rounds: Mapping[str, DutyRound] = {}
    matters: Mapping[str, Matter] = {}
    """Those that are open, and the last that were closed."""
    notices: Mapping[str, Notice] = {}
    """Device → what a person or plan has put on it and nobody took off."""
    handover: Handover | None = None
    """Under way."""
    handed: Handover | None = None
    """The last one that was done."""
    numbered: int = 0
    """How many matters, problems and handovers there have been: their ids count on."""
    boot: int = 0
    clock_step: float | None = None
    clock_step_at: float | None = None
    clock_jump: float | None = None
    """Seconds by which hall time last went forward with the wall clock, and to when."""
    clock_jump_at: float | None = None
    faults: Mapping[str, Fault] = {}
    """By part."""
    held_days: Mapping[str, KeptDay] = {}
    damaged_days: Mapping[str, KeptDay] = {}
    regressed_at: float | None = None
    """When a gap in the journal was last declared."""


def _as_dict(pages: object) -> dict[str, object]:
    if isinstance(pages, Pages):
        return pages.whole()
    raise TypeError(f"a state holds no {type(pages).__name__}")


# Sorted by key, so that equal states have equal bytes whatever order their mappings grew in. It takes text keys only.
_encoder = msgspec.msgpack.Encoder(order="deterministic", enc_hook=_as_dict)
_decoder = msgspec.msgpack.Decoder(HallState)


def encode(state: HallState) -> bytes:
    """The state as MessagePack, the same bytes for equal states."""
    return _encoder.encode(state)


def decode(data: bytes) -> HallState:
    """The inverse of `encode`; raises `msgspec.ValidationError` for bytes of another version."""
    state: HallState = _decoder.decode(data)
    return replace(state, config=_shared(state.config)) if state.config is not None else state


_configs: tuple[HallConfig, ...] = ()
_SHARED = 4


def _shared(config: HallConfig) -> HallConfig:
    """One object for equal configurations: what follows from it is found once, and the past looks like the same hall to the screen."""
    global _configs  # noqa: PLW0603 (a cache of a few; replaced whole, as several threads decode)
    for known in _configs:
        if known == config:
            return known
    _configs = (config, *_configs[: _SHARED - 1])
    return config


def state_hash(state: HallState) -> str:
    """SHA-256 of the encoded state, hex: equal live and in replay."""
    return hashlib.sha256(encode(state)).hexdigest()
