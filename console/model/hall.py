"""What a hall is made of: the configuration, as data. Read from `hall.toml` by `console.config`, journalled when it changes.

Everything a hall could dispute stands here and not in code: businesses, prefixes, limits, priorities, alarm rules, plans, the
dependency graph. Lengths are metres, times are seconds unless the name says minutes.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from console.model.command import Role
from console.model.ident import Clock, Id

Name = Annotated[str, Meta(min_length=1, max_length=80)]
People = Annotated[int, Meta(ge=0, le=100_000)]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A piece of configuration; unknown keys are refused."""


class ZoneKind(StrEnum):
    """The seven zones of a hall, and its door."""

    ENTRANCE = "entrance"
    GUIDANCE = "guidance"
    WAITING = "waiting"
    COUNTERS = "counters"
    MEETING = "meeting"
    SELF_SERVICE = "self_service"
    EXPERIENCE = "experience"
    ALL_DAY = "all_day"


class Zone(Part, frozen=True, kw_only=True):
    """An area of the floor plan."""

    id: Id
    name: Name
    name_en: str = ""
    kind: ZoneKind
    x: float
    y: float
    width: Annotated[float, Meta(gt=0)]
    height: Annotated[float, Meta(gt=0)]
    seats: People = 0
    crowded_at: People | None = None
    """People from which the zone counts as crowded."""
    staffed: bool = False
    """Whether somebody must stand here in business hours."""


class Lane(Part, frozen=True, kw_only=True):
    """A way through the hall that is kept for customers of some priority, such as the elderly: its counters, and where it lies."""

    id: Id
    name: Name
    name_en: str = ""
    priorities: Annotated[tuple[Id, ...], Meta(min_length=1)]
    counters: Annotated[tuple[Id, ...], Meta(min_length=1)]
    zone: Id
    """Where its customers wait."""
    x: float
    y: float
    width: Annotated[float, Meta(gt=0)]
    height: Annotated[float, Meta(gt=0)]
    """Within the zone, best along one of its edges: no seats are drawn there."""


Point = tuple[float, float]
"""Metres across and down."""
Points = Annotated[tuple[Point, ...], Meta(min_length=2, max_length=500)]


class LineKind(StrEnum):
    """What a line of the plan stands for."""

    WALL = "wall"
    GLASS = "glass"
    DOOR = "door"
    RAIL = "rail"
    OUTLINE = "outline"
    """Whatever else is drawn to find one's way: stairs, furniture."""


class Line(Part, frozen=True, kw_only=True):
    """A line of the plan."""

    id: Id
    kind: LineKind = LineKind.WALL
    points: Points


class Flow(Part, frozen=True, kw_only=True):
    """A way that customers go, from its first point to its last."""

    id: Id
    name: Name
    name_en: str = ""
    points: Points


class Text(Part, frozen=True, kw_only=True):
    """Words on the plan."""

    id: Id
    name: Name
    """The words."""
    name_en: str = ""
    x: float
    y: float
    """Their middle."""


class Bench(Part, frozen=True, kw_only=True):
    """Seats, and which displays one sees from them."""

    id: Id
    zone: Id
    x: float
    y: float
    width: Annotated[float, Meta(gt=0)]
    height: Annotated[float, Meta(gt=0)]
    seats: Annotated[int, Meta(ge=1, le=500)] = 4
    displays: tuple[Id, ...] = ()
    """Devices that can be read from there."""


class Business(Part, frozen=True, kw_only=True):
    """One business item that a ticket can be taken for."""

    id: Id
    name: Name
    name_en: str = ""
    prefix: Annotated[str, Meta(min_length=1, max_length=2)]
    group: Id
    """Queue that it is shown under."""
    handle_limit: Annotated[float, Meta(gt=0)]
    """Seconds at the counter."""
    wait_limit: Annotated[float, Meta(gt=0)] = 1200.0


class Queue(Part, frozen=True, kw_only=True):
    """A group of businesses shown as one queue."""

    id: Id
    name: Name
    name_en: str = ""
    prefix: str = ""
    customer_class: Id = "residential"
    priority: Id | None = None
    """What its tickets usually have; the wait of a newcomer is estimated with it."""


class Priority(Part, frozen=True, kw_only=True):
    """A priority class: `credit` seconds of waiting are added when the next ticket is chosen."""

    id: Id
    name: Name
    name_en: str = ""
    credit: Annotated[float, Meta(ge=0)]


class Profile(Part, frozen=True, kw_only=True):
    """A work profile: what a counter serves, in this order of preference."""

    id: Id
    name: Name
    name_en: str = ""
    businesses: tuple[Id, ...]


class Counter(Part, frozen=True, kw_only=True):
    """A service counter."""

    id: Id
    number: Annotated[int, Meta(ge=0, le=9999)]
    name: str = ""
    zone: Id
    x: float
    y: float
    profile: Id
    panel: Id | None = None
    """The call panel's device id."""
    strip: Id | None = None
    """The window strip's device id."""


class Post(StrEnum):
    """What somebody is employed for."""

    GUIDE = "guide"
    CLERK = "clerk"
    SUPPORT = "support"
    DUTY_LEADER = "duty_leader"
    GUARD = "guard"
    CLEANER = "cleaner"


class Staff(Part, frozen=True, kw_only=True):
    """A member of staff."""

    id: Id
    name: Name
    name_en: str = ""
    post: Post
    skills: tuple[Id, ...] = ()
    """Businesses they may handle; empty for those who serve at no counter."""
    home: Id | None = None
    """The post where they stand on an ordinary day: a counter or a zone."""
    roster: tuple[Clock, Clock] | None = None
    """From and until when they are on duty on an ordinary day; None: the roster does not say."""


class Device(Part, frozen=True, kw_only=True):
    """A device, and what it needs to work."""

    id: Id
    name: Name
    name_en: str = ""
    kind: Id
    adapter: Id
    zone: Id | None = None
    counter: Id | None = None
    x: float | None = None
    y: float | None = None
    needs: tuple[Id, ...] = ()
    """Devices whose failure explains this one's (no cycles)."""
    stale_after: Annotated[float, Meta(gt=0)] = 30.0
    """Seconds after which a reading is old."""


class Word(Part, frozen=True, kw_only=True):
    """What people call a condition or a point of devices."""

    id: Id
    name: Name
    name_en: str = ""
    unit: str = ""
    """Of a point's value."""


class DeviceKind(Part, frozen=True, kw_only=True):
    """A kind of device: its name, the conditions that can hold on it and the points it measures."""

    id: Id
    name: Name
    name_en: str = ""
    conditions: tuple[Id, ...] = ()
    points: tuple[Id, ...] = ()


class Player(StrEnum):
    """What decodes a camera's pictures for a tile."""

    PYAV = "pyav"
    VLC = "vlc"


class Region(Part, frozen=True, kw_only=True):
    """A rectangle of a camera's picture, as fractions of its width and height."""

    x: Annotated[float, Meta(ge=0, lt=1)]
    y: Annotated[float, Meta(ge=0, lt=1)]
    width: Annotated[float, Meta(gt=0, le=1)]
    height: Annotated[float, Meta(gt=0, le=1)]


class Recorded(StrEnum):
    """Which of a camera's streams is recorded."""

    MAIN = "main"
    SUB = "sub"
    NONE = "none"


class Camera(Part, frozen=True, kw_only=True):
    """What a device of kind `camera` sees and how it is reached; where it hangs and what it is called stands with the device."""

    id: Id
    """The device's."""
    main: Annotated[str, Meta(min_length=1, max_length=500)]
    """Address of the large stream: rtsp://, rtsps://, http(s)://, udp:// or a file. Never with a password: see `secret`."""
    sub: Annotated[str, Meta(max_length=500)] = ""
    """Address of the small stream for grids; empty: the camera has one stream only."""
    secret: Id | None = None
    """Name under which the recorder keeps user and password (`hallwatch camera secret NAME`)."""
    transport: Literal["tcp", "udp"] = "tcp"
    player: Player = Player.PYAV
    has_sound: bool = False
    has_loudspeaker: bool = False
    """Whether it can be talked through: by ONVIF's audio back channel, at `main`, which is then rtsp:// or rtsps://."""
    recorded: Recorded = Recorded.MAIN
    heading: float = 0.0
    """Where it looks on the plan: degrees, 0 along x, clockwise as drawn."""
    angle: Annotated[float, Meta(gt=0, le=360)] = 90.0
    """Horizontal field of view, degrees."""
    reach: Annotated[float, Meta(gt=0)] = 10.0
    """Metres up to which a person is recognised."""
    height: Annotated[float, Meta(gt=0)] = 2.8
    """Metres above the floor."""
    zones: tuple[Id, ...] = ()
    counters: tuple[Id, ...] = ()
    """What it sees."""
    private: tuple[Region, ...] = ()
    """Parts made unrecognisable on the wall and on idle tiles."""
    roles: tuple[Role, ...] = ()
    """Who may see it; empty: every station that may see the hall."""
    keep_days: Annotated[int, Meta(ge=1, le=36_500)] = 30
    least_days: Annotated[int, Meta(ge=0, le=36_500)] = 1
    """Days that are kept even when the disk is short; newer cameras' and other days go first."""
    most_gb: Annotated[float, Meta(gt=0)] | None = None
    """Gigabytes of recordings kept of it at most."""
    onvif: Annotated[str, Meta(max_length=200)] = ""
    """HOST:PORT of its ONVIF service; empty: none."""
    presets: tuple[Word, ...] = ()
    """Positions that it can be turned to, by their ONVIF tokens."""


class AlarmPriority(StrEnum):
    """Critical: act now; high: within minutes; medium: within the hour; low: today."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Watch(StrEnum):
    """What an alarm rule looks at; the subject's kind follows from it."""

    DEVICE_CONDITION = "device_condition"
    DEVICE_LOST = "device_lost"
    DEVICE_VALUE = "device_value"
    ADAPTER_LOST = "adapter_lost"
    ADAPTER_CLOCK = "adapter_clock"
    """An adapter tells of what is to happen only later by the hub's clock; subject: the adapter."""
    TICKET_WAIT = "ticket_wait"
    """A waiting ticket of a queue is over its limit; subject: the queue."""
    SERVICE_TIME = "service_time"
    """A counter's ticket is over its handling limit; subject: the counter."""
    ZONE_CROWDED = "zone_crowded"
    ZONE_UNSTAFFED = "zone_unstaffed"
    LANE_CLOSED = "lane_closed"
    """None of a lane's counters is open in business hours; subject: the lane."""
    KIOSK_DWELL = "kiosk_dwell"
    LOW_RATING = "low_rating"
    """Somebody pressed dissatisfied; subject: the counter."""
    PLAN_OVERDUE = "plan_overdue"
    NOT_RECORDED = "not_recorded"
    HUB_STRAINED = "hub_strained"
    """The hub nears a limit; subject: `files`, `wal` or `disk`."""
    CLOCK_STEPPED = "clock_stepped"
    JOURNAL_REGRESSED = "journal_regressed"
    ORDER_UNKNOWN = "order_unknown"
    PROGRAM_FAULT = "program_fault"
    """A part of this program failed by a bug; subject: the part."""
    JOURNAL_DAMAGED = "journal_damaged"
    """A day of the journal does not verify; subject: the day."""
    ROUND_OVERDUE = "round_overdue"
    """A duty round was not done in time; subject: the round."""
    PROBLEM_WAITING = "problem_waiting"
    """A special problem that nobody has taken; subject: the problem."""
    MATTER_RETURNED = "matter_returned"
    """A customer's matter that was offered and not taken in time; subject: the matter."""
    MATTER_LATE = "matter_late"
    """A customer's matter whose appointment or promise has passed; subject: the matter."""


class Contact(Part, frozen=True, kw_only=True):
    """Whom to call."""

    id: Id
    name: Name
    name_en: str = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    """Empty: the hall has not said it yet."""


class AlarmGroup(Part, frozen=True, kw_only=True):
    """A branch of the tree of alarm rules: what holds for all rules and groups below it stands here once."""

    id: Id
    name: Name
    name_en: str = ""
    parent: Id | None = None
    guidance: str = ""
    guidance_en: str = ""
    contacts: tuple[Id, ...] = ()
    views: tuple[Id, ...] = ()
    """Panes that show more of it."""


class Annunciation(Part, frozen=True, kw_only=True):
    """How alarms of one priority are spoken."""

    priority: "AlarmPriority"
    repeat: Annotated[float, Meta(ge=0)] = 0.0
    """Seconds after which an alarm that nobody acknowledged is spoken again; 0: once only."""
    times: Annotated[int, Meta(ge=1, le=20)] = 3
    """How often one alarm is spoken at most."""


class AlarmRule(Part, frozen=True, kw_only=True):
    """When an alarm is raised, and how it behaves (ISA-18.2)."""

    id: Id
    name: Name
    name_en: str = ""
    watch: Watch
    priority: AlarmPriority
    kinds: tuple[Id, ...] = ()
    """Device kinds; empty: all."""
    condition: Id | None = None
    point: Id | None = None
    above: float | None = None
    below: float | None = None
    delay: Annotated[float, Meta(ge=0)] = 0.0
    """Seconds the condition must hold."""
    off_delay: Annotated[float, Meta(ge=0)] = 0.0
    """Seconds it must be gone."""
    count: Annotated[int, Meta(ge=1, le=10_000)] = 1
    """Onsets within `within` seconds before it is raised (against chatter)."""
    within: Annotated[float, Meta(ge=0)] = 0.0
    latching: bool = True
    """Whether it waits for acknowledgement after it has returned."""
    guidance: str = ""
    guidance_en: str = ""
    plan: Id | None = None
    """The plan to propose."""
    group: Id | None = None
    """Its branch of the tree, from which it inherits guidance, contacts and views (`guidance.advice`)."""
    contacts: tuple[Id, ...] = ()
    views: tuple[Id, ...] = ()


class DutyRound(Part, frozen=True, kw_only=True):
    """A round of the hall's duty: due at times of day (`at`), so long after the last (`every`), or only when somebody asks for it."""

    id: Id
    name: Name
    name_en: str = ""
    at: tuple[Clock, ...] = ()
    every: Annotated[float, Meta(gt=0)] | None = None
    """Minutes, in business hours; the first so long after opening."""
    within: Annotated[float, Meta(gt=0)] = 30.0
    """Minutes after which a due one is overdue."""
    ahead: Annotated[float, Meta(ge=0)] = 30.0
    """Minutes before a time of day from which on it may be done for it."""
    post: Post = Post.GUIDE
    """Whose round it is on an ordinary day."""
    items: tuple[Word, ...] = ()
    """What is looked at."""
    source: str = ""
    """Who asks for it."""


class Department(Part, frozen=True, kw_only=True):
    """Who is no member of the hall and yet may own a customer's matter: the back office, another department."""

    id: Id
    name: Name
    name_en: str = ""
    phone: str = ""
    minutes: Annotated[float, Meta(gt=0)] = 30.0
    """In which it takes an offered matter, or the matter returns."""


class StepKind(StrEnum):
    """Who confirms a step."""

    HUMAN = "human"
    DEVICE = "device"
    TIMER = "timer"


class PlanStep(Part, frozen=True, kw_only=True):
    """One step of a plan."""

    id: Id
    text: Name
    text_en: str = ""
    kind: StepKind = StepKind.HUMAN
    owner: Id = "duty_leader"
    """A post."""
    after: tuple[Id, ...] | None = None
    """Steps that must be over first; None: the step before; empty: at once."""
    minutes: Annotated[float, Meta(gt=0)] | None = None
    """Human and device steps: due after so long. Timer steps: over after so long."""
    orders: tuple[dict[str, object], ...] = ()
    """Device steps: commands in wire form; `device` may end in `*` for all whose id begins so."""


class Plan(Part, frozen=True, kw_only=True):
    """An emergency plan: one file each."""

    id: Id
    name: Name
    name_en: str = ""
    priority: AlarmPriority = AlarmPriority.HIGH
    trigger: str = ""
    """In words: what calls for it."""
    trigger_en: str = ""
    source: str = ""
    """Where the order of steps comes from."""
    close_when: str = ""
    steps: Annotated[tuple[PlanStep, ...], Meta(min_length=1)]


class WallView(StrEnum):
    """What a wall can show large."""

    FLOOR = "floor"
    """The hall's floor plan."""
    QUEUES = "queues"
    FIGURES = "figures"
    CAMERAS = "cameras"
    """All cameras that walls may show."""
    CAMERA = "camera"
    ALARM = "alarm"
    """An alarm: where it is, the cameras that see it, whom it hurts."""
    PLAN = "plan"
    """A running emergency plan."""
    TEXT = "text"


class WallScene(Part, frozen=True, kw_only=True):
    """Something to show on a wall when nothing asks for attention, in turn with others."""

    show: WallView
    of: Id | None = None
    """The camera, where one is meant."""
    seconds: Annotated[float, Meta(ge=5)] = 30.0


class WallPreset(Part, frozen=True, kw_only=True):
    """What a wall shows while something holds: an alarm of a rule, a plan, or a time of day."""

    id: Id
    name: Name
    name_en: str = ""
    show: WallView
    of: Id | None = None
    alarm: Id | None = None
    """While an alarm of this rule stands."""
    plan: Id | None = None
    """While this plan runs."""
    begin: Clock | None = None
    end: Clock | None = None
    """Between these times of day."""


class Wall(Part, frozen=True, kw_only=True):
    """A wall of screens in a control room; its station has this name."""

    id: Id
    name: Name
    name_en: str = ""
    screens: Annotated[int, Meta(ge=1, le=16)] = 1
    """Its monitors, as the desk shows them; the wall itself covers what there is."""
    tour: tuple[WallScene, ...] = (WallScene(show=WallView.FLOOR),)
    presets: tuple[WallPreset, ...] = ()
    """Earlier ones go before later ones."""


class HallConfig(Part, frozen=True, kw_only=True):
    """A hall, whole."""

    id: Id
    name: Name
    name_en: str = ""
    timezone: str = "Asia/Shanghai"
    opens: Clock = "08:30"
    closes: Clock = "17:00"
    width: Annotated[float, Meta(gt=0)]
    height: Annotated[float, Meta(gt=0)]
    queue_device: Id
    """The device (ticket machine) whose adapter executes counter and ticket commands."""
    staff_device: Id | None = None
    """The device whose adapter passes orders to staff; None: the hub takes the leader's word."""
    wait_target: float = 900.0
    """Average wait aimed at, seconds."""
    max_recalls: int = 5
    rest_after: float = 10_800.0
    """Seconds of work without a break after which somebody should rest."""
    lock_after: Annotated[float, Meta(ge=1, le=480)] = 15.0
    """Minutes without a touch after which a desk asks for its person again, where the hall has registered people."""
    zones: tuple[Zone, ...]
    queues: tuple[Queue, ...]
    businesses: tuple[Business, ...]
    priorities: tuple[Priority, ...]
    profiles: tuple[Profile, ...]
    counters: tuple[Counter, ...]
    lanes: tuple[Lane, ...] = ()
    staff: tuple[Staff, ...]
    devices: tuple[Device, ...]
    cameras: tuple[Camera, ...] = ()
    walls: tuple[Wall, ...] = ()
    recordings_gb: Annotated[float, Meta(gt=0)] | None = None
    """Gigabytes of all cameras' recordings kept at most; None: until the disk has 10 % left."""
    alarms: tuple[AlarmRule, ...] = ()
    alarm_groups: tuple[AlarmGroup, ...] = ()
    contacts: tuple[Contact, ...] = ()
    annunciations: tuple[Annunciation, ...] = ()
    """By priority; one that is not named is not spoken."""
    plans: tuple[Plan, ...] = ()
    rounds: tuple[DutyRound, ...] = ()
    departments: tuple[Department, ...] = ()
    offer_minutes: Annotated[float, Meta(gt=0)] = 5.0
    """In which a member of staff takes an offered matter, or it returns."""
    kinds: tuple[DeviceKind, ...] = ()
    """The vocabulary of devices; a kind or code it does not name is shown by its id."""
    conditions: tuple[Word, ...] = ()
    points: tuple[Word, ...] = ()
    lines: tuple[Line, ...] = ()
    """Of the plan, with the next three: what is drawn to find one's way, and means nothing to the rest."""
    flows: tuple[Flow, ...] = ()
    texts: tuple[Text, ...] = ()
    benches: tuple[Bench, ...] = ()
