"""Everything that is read from TOML: halls, plans, profiles, layouts. Strict, with file, line and key in every complaint.

A hall is a folder with `hall.toml`. What halls share stands in `resources/`: emergency plans (one file each, `plans/`), and profiles
(`profiles/`: alarm rules, service limits, the vocabulary of devices). A hall's own folder may hold `plans/` and `profiles/` too; they
come after the shared ones. A plan of its own takes the place of the shared one of that id; else an id may stand in one place only.
Nothing is guessed: what does not fit is refused at start, but for orders of shared plans to devices, which cannot know what each hall
has (`console.fitting`).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from console import crossref
from console.fault import HallFault
from console.fitting import by_hand, fitted, named_by_orders
from console.model.hall import (
    AlarmGroup,
    AlarmRule,
    Annunciation,
    Bench,
    Business,
    Camera,
    Contact,
    Counter,
    Department,
    Device,
    DeviceKind,
    DutyRound,
    Flow,
    HallConfig,
    Lane,
    Line,
    Name,
    Part,
    Plan,
    Priority,
    Profile,
    Queue,
    Staff,
    Text,
    Wall,
    Word,
    Zone,
)
from console.model.ident import Clock, Id
from console.toml_file import Place, TomlFile, refer

RESOURCES = Path(__file__).parent.parent / "resources"
"""What every hall shares, and the demo hall."""
DEMO_HALL = RESOURCES / "halls" / "demo"

T = TypeVar("T")


class AdapterSpec(Part, frozen=True, kw_only=True):
    """How one adapter process is started: `python -m adapters.run --kind KIND --name NAME --config …`."""

    name: Id
    kind: Id
    """A file of `adapters/devices/`."""
    config: Mapping[str, object] = {}
    """The adapter's own configuration, checked by its `Config` type."""


class HallBusiness(Part, frozen=True, kw_only=True):
    """A `[[business]]` of hall.toml: its limits come from the service-limit profile unless they stand here."""

    id: Id
    name: Name
    name_en: str = ""
    prefix: Annotated[str, Meta(min_length=1, max_length=2)]
    group: Id
    handle_limit: Annotated[float, Meta(gt=0)] | None = None
    wait_limit: Annotated[float, Meta(gt=0)] | None = None


class Background(Part, frozen=True, kw_only=True):
    """A picture that lies under the plan while it is edited; neither hub nor console looks at it."""

    file: Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[^/\\\\]+\Z")]
    """Its name, in the folder `plan` beside hall.toml."""
    x: float = 0.0
    y: float = 0.0
    width: Annotated[float, Meta(gt=0)]
    height: Annotated[float, Meta(gt=0)]


class HallFile(Part, frozen=True, kw_only=True):
    """`hall.toml`."""

    id: Id
    name: Name
    name_en: str = ""
    timezone: str = "Asia/Shanghai"
    opens: Clock = "08:30"
    closes: Clock = "17:00"
    width: Annotated[float, Meta(gt=0)]
    height: Annotated[float, Meta(gt=0)]
    queue_device: Id
    staff_device: Id | None = None
    wait_target: Annotated[float, Meta(gt=0)] = 900.0
    max_recalls: Annotated[int, Meta(ge=0, le=20)] = 5
    rest_after: Annotated[float, Meta(gt=0)] = 10_800.0
    lock_after: Annotated[float, Meta(ge=1, le=480)] = 15.0
    offer_minutes: Annotated[float, Meta(gt=0, le=480)] = 5.0
    zone: tuple[Zone, ...]
    queue: tuple[Queue, ...]
    business: tuple[HallBusiness, ...]
    priority: tuple[Priority, ...]
    profile: tuple[Profile, ...]
    counter: tuple[Counter, ...]
    lane: tuple[Lane, ...] = ()
    staff: tuple[Staff, ...]
    device: tuple[Device, ...]
    camera: tuple[Camera, ...] = ()
    wall: tuple[Wall, ...] = ()
    line: tuple[Line, ...] = ()
    flow: tuple[Flow, ...] = ()
    text: tuple[Text, ...] = ()
    bench: tuple[Bench, ...] = ()
    background: Background | None = None
    recordings_gb: Annotated[float, Meta(gt=0)] | None = None
    adapter: tuple[AdapterSpec, ...] = ()


class ServiceLimit(Part, frozen=True, kw_only=True):
    """How long a business may take, and who says so."""

    business: Id
    handle: Annotated[float, Meta(gt=0)]
    """Seconds at the counter."""
    wait: Annotated[float, Meta(gt=0)]
    """Seconds of waiting."""
    back_office: str = ""
    """The limit after the counter, in words."""
    source: Name


class Phone(Part, frozen=True, kw_only=True):
    """Under which number a hall reaches a contact of the shared profiles."""

    contact: Id
    phone: Annotated[str, Meta(min_length=1, max_length=40)]


class ProfileFile(Part, frozen=True, kw_only=True):
    """A file of `profiles/`; it may hold any of these tables."""

    alarm: tuple[AlarmRule, ...] = ()
    group: tuple[AlarmGroup, ...] = ()
    contact: tuple[Contact, ...] = ()
    phone: tuple[Phone, ...] = ()
    voice: tuple[Annunciation, ...] = ()
    limit: tuple[ServiceLimit, ...] = ()
    round: tuple[DutyRound, ...] = ()
    department: tuple[Department, ...] = ()
    kind: tuple[DeviceKind, ...] = ()
    condition: tuple[Word, ...] = ()
    point: tuple[Word, ...] = ()


class Site(Struct, frozen=True, kw_only=True):
    """A hall and the processes that connect it."""

    hall: HallConfig
    adapters: tuple[AdapterSpec, ...]
    by_hand: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of each shared plan that orders what this hall has not: its id, and those of the steps that people do here."""


def load(path: Path | str, type: type[T]) -> T:
    """The TOML file `path` as `type`; raises `HallFault` naming file, line, key and what was expected."""
    return TomlFile.read(Path(path)).convert(type)


def load_hall(directory: Path | str = DEMO_HALL, resources: Path = RESOURCES) -> HallConfig:
    """The hall in `directory` with the plans and profiles that apply to it, all references checked."""
    return load_site(directory, resources).hall


def load_site(directory: Path | str = DEMO_HALL, resources: Path = RESOURCES) -> Site:
    """As `load_hall`, with the adapters. Raises `HallFault`."""
    site, faults = examine(TomlFile.read(Path(directory) / "hall.toml"), resources)
    if site is None:
        raise faults[0]
    return site


def examine(source: TomlFile, resources: Path = RESOURCES) -> tuple[Site | None, tuple[HallFault, ...]]:
    """The hall that `source` describes, or all that is wrong with it. What it means is judged once each value is of its type.

    Raises `HallFault` for a plan or profile that is no TOML.
    """
    folder = source.path.parent
    profiles, plans = _files("profiles", resources, folder), _files("plans", resources, folder)
    faults: list[HallFault] = list(source.complaints(HallFile))
    faults += [fault for found in profiles for fault in found.complaints(ProfileFile)]
    faults += [fault for found in plans for fault in found.complaints(Plan)]
    faults += [fault for found in (source, *profiles, *plans) for fault in found.hidden_signs()]
    if faults:
        return None, tuple(faults)
    file = source.convert(HallFile)
    parts = _Parts(profiles, plans, resources)
    businesses = _with_limits(source, file.business, [limit for _, profile in parts.profiles for limit in profile.limit], faults)
    hall = _assembled(file, businesses, _with_phones(parts.profiles, faults), parts)
    known = named_by_orders(hall)
    own = {plan.id: fitted(plan, known) for _, plan in parts.shared}
    less = tuple((plan.id, ids) for _, plan in parts.shared if (ids := by_hand(plan, own[plan.id])))
    hall = msgspec.structs.replace(hall, plans=tuple(own.get(plan.id, plan) for plan in hall.plans))
    limits = tuple(limit.business for _, profile in parts.profiles for limit in profile.limit)
    specs = tuple((spec.name, spec.kind) for spec in file.adapter)
    faults += [fault for found, plan in parts.shared for fault in crossref.faults_of_shared(plan, found, known.keys())]
    faults += crossref.faults_of(hall, _places_of(source, parts), specs, limits)
    return (None, tuple(faults)) if faults else (Site(hall=hall, adapters=file.adapter, by_hand=less), ())


class _Parts:
    """The plans and profiles that apply to a hall, each with its file."""

    def __init__(self, profiles: Iterable[TomlFile], plans: Iterable[TomlFile], resources: Path) -> None:
        self.profiles = [(found, found.convert(ProfileFile)) for found in profiles]
        read = [(found, found.convert(Plan)) for found in plans]
        own = [each for each in read if each[0].path.parent != resources / "plans"]
        ids = {plan.id for _, plan in own}
        self.shared = [each for each in read if each not in own and each[1].id not in ids]
        """The shared plans but those in whose place the hall has one of its own."""
        self.plans = [*self.shared, *own]


def _assembled(
    file: HallFile, businesses: tuple[Business, ...], contacts: tuple[Contact, ...], parts: _Parts
) -> HallConfig:  # fmt: skip
    profiles, plans = parts.profiles, parts.plans
    return HallConfig(
        id=file.id,
        name=file.name,
        name_en=file.name_en,
        timezone=file.timezone,
        opens=file.opens,
        closes=file.closes,
        width=file.width,
        height=file.height,
        queue_device=file.queue_device,
        staff_device=file.staff_device,
        wait_target=file.wait_target,
        max_recalls=file.max_recalls,
        rest_after=file.rest_after,
        lock_after=file.lock_after,
        offer_minutes=file.offer_minutes,
        zones=file.zone,
        queues=file.queue,
        businesses=businesses,
        priorities=file.priority,
        profiles=file.profile,
        counters=file.counter,
        lanes=file.lane,
        staff=file.staff,
        devices=file.device,
        cameras=file.camera,
        walls=file.wall,
        recordings_gb=file.recordings_gb,
        alarms=tuple(rule for _, profile in profiles for rule in profile.alarm),
        alarm_groups=tuple(group for _, profile in profiles for group in profile.group),
        contacts=contacts,
        annunciations=tuple(voice for _, profile in profiles for voice in profile.voice),
        plans=tuple(plan for _, plan in plans),
        rounds=tuple(round for _, profile in profiles for round in profile.round),
        departments=tuple(each for _, profile in profiles for each in profile.department),
        kinds=tuple(kind for _, profile in profiles for kind in profile.kind),
        conditions=tuple(word for _, profile in profiles for word in profile.condition),
        points=tuple(word for _, profile in profiles for word in profile.point),
        lines=file.line,
        flows=file.flow,
        texts=file.text,
        benches=file.bench,
    )


def _places_of(source: TomlFile, parts: _Parts) -> crossref.Places:
    profiles, plans = parts.profiles, parts.plans
    return crossref.Places(
        hall=source,
        plans=tuple(found for found, _ in plans),
        alarms=_places(profiles, "alarm"),
        groups=_places(profiles, "group"),
        contacts=_places(profiles, "contact"),
        voices=_places(profiles, "voice"),
        rounds=_places(profiles, "round"),
        departments=_places(profiles, "department"),
        kinds=_places(profiles, "kind"),
        conditions=_places(profiles, "condition"),
        points=_places(profiles, "point"),
        limits=_places(profiles, "limit"),
    )


def _files(kind: str, resources: Path, folder: Path) -> list[TomlFile]:
    return [TomlFile.read(path) for root in (resources, folder) for path in sorted((root / kind).glob("*.toml"))]


def _places(profiles: list[tuple[TomlFile, ProfileFile]], table: str) -> tuple[Place, ...]:
    return tuple((file, (table, index)) for file, profile in profiles for index in range(len(getattr(profile, table))))


def _with_phones(profiles: list[tuple[TomlFile, ProfileFile]], faults: list[HallFault]) -> tuple[Contact, ...]:
    """The contacts, with the numbers that the hall gives for them; a number for nobody is a fault."""
    contacts = {contact.id: contact for _, profile in profiles for contact in profile.contact}
    phones: dict[str, str] = {}
    for file, profile in profiles:
        for index, each in enumerate(profile.phone):
            faults += refer(file, ("phone", index, "contact"), each.contact, contacts, "contact")
            phones[each.contact] = each.phone
    return tuple(
        msgspec.structs.replace(contact, phone=phones.get(contact.id, contact.phone))
        for _, profile in profiles
        for contact in profile.contact
    )


def _with_limits(
    source: TomlFile, businesses: tuple[HallBusiness, ...], limits: Iterable[ServiceLimit], faults: list[HallFault]
) -> tuple[Business, ...]:
    """The businesses with their limits; a business without any is a fault."""
    known = {limit.business: limit for limit in limits}
    complete = []
    for index, item in enumerate(businesses):
        limit = known.get(item.id)
        handle = item.handle_limit or (limit and limit.handle)
        wait = item.wait_limit or (limit and limit.wait)
        if handle is None or wait is None:
            what = f"{item.id} has no service limit"
            faults.append(source.fault(("business", index), what, "add handle_limit and wait_limit, or a [[limit]] to a profile"))
            handle, wait = handle or 1.0, wait or 1.0
        complete.append(Business(**msgspec.structs.asdict(item) | {"handle_limit": handle, "wait_limit": wait}))
    return tuple(complete)


__all__ = ["DEMO_HALL", "RESOURCES", "AdapterSpec", "HallFault", "Site", "examine", "load", "load_hall", "load_site"]
