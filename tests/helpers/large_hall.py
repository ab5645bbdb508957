"""The demo hall grown to what a city's largest hall has: 60 counters, 200 staff, 300 devices; and a morning in it with 500 who wait."""

from collections.abc import Iterator
from itertools import cycle

from msgspec.structs import replace

from console.config import load_hall
from console.model import event as ev
from console.model.event import AnyEvent, Entry
from console.model.hall import Counter, Device, HallConfig, Staff
from console.model.reduce import fold
from console.model.state import HallState
from console.session import Frame, Link

COUNTERS, STAFF, DEVICES, WAITING, KIOSKS = 60, 200, 300, 500, 40
NOW = 1_795_486_000.0
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "安邦晨丹恩帆光海佳凯兰敏宁平清瑞思婷伟欣"


def large_hall() -> HallConfig:
    """Two thirds of its counters are for residents."""
    demo = load_hall()
    residents = COUNTERS * 2 // 3
    patterns = {zone: [each for each in demo.counters if each.zone == zone] for zone in ("residential", "enterprise")}
    zones = {zone.id: zone for zone in demo.zones}
    counters = []
    for n in range(1, COUNTERS + 1):
        zone, place, of = (
            ("residential", n - 1, residents) if n <= residents else ("enterprise", n - residents - 1, COUNTERS - residents)
        )
        pattern, room = patterns[zone][place % len(patterns[zone])], zones[zone]
        row, column = divmod(place, of // 2)
        x, y = room.x + (column + 0.5) * room.width / (of // 2), room.y + 1.6 + row * 2.0
        counters.append(
            Counter(id=f"c{n}", number=n, zone=zone, x=x, y=y, profile=pattern.profile, panel=f"panel-{n}", strip=f"strip-{n}")
        )
    return replace(demo, counters=tuple(counters), staff=_staff(demo), devices=_devices(demo))


def _staff(demo: HallConfig) -> tuple[Staff, ...]:
    clerk = next(each for each in demo.staff if each.home == "c8")
    known = tuple(each for each in demo.staff if each.home is None or not each.home.startswith("c"))
    more = (
        replace(
            clerk, id=f"s{n}", name=f"{SURNAMES[n % len(SURNAMES)]}{GIVEN[n // 7 % len(GIVEN)]}{GIVEN[n % len(GIVEN)]}", name_en=f"Clerk {n}",
            home=f"c{n}" if n <= COUNTERS else "meeting",
        )
        for n in range(1, STAFF - len(known) + 1)
    )  # fmt: skip
    return (*known, *more)


def _devices(demo: HallConfig) -> tuple[Device, ...]:
    cameras = {camera.id for camera in demo.cameras}
    kept = tuple(each for each in demo.devices if each.kind not in ("panel", "call_panel", "strip") or each.id in cameras)
    panel = next(each for each in demo.devices if each.id == "panel-1")
    strip = next(each for each in demo.devices if each.id == "strip-1")
    kiosk = next(each for each in demo.devices if each.id == "kiosk-1")
    own = [replace(panel, id=f"panel-{n}", name=f"{n} 号呼叫器", counter=f"c{n}") for n in range(1, COUNTERS + 1)]
    own += [replace(strip, id=f"strip-{n}", name=f"{n} 号条屏", counter=f"c{n}", needs=()) for n in range(1, COUNTERS + 1)]
    own += [replace(kiosk, id=f"kiosk-{n}", name=f"{n} 号自助机", x=None, y=None) for n in range(9, KIOSKS + 1)]
    left = DEVICES - len(kept) - len(own)
    own += [
        replace(strip, id=f"evaluator-{n}", name=f"评价器 {n}", kind="strip", counter=f"c{n % COUNTERS + 1}", needs=())
        for n in range(left)
    ]
    return (*kept, *own)


def morning(hall: HallConfig) -> Iterator[AnyEvent]:
    """Everything is heard, everybody at work, nine of ten counters open and busy, and the waiting area full."""
    yield ev.HallConfigured(config=hall)
    yield ev.DayStarted(date="2026-11-21")
    for name in sorted({device.adapter for device in hall.devices}):
        devices = tuple(device.id for device in hall.devices if device.adapter == name)
        yield ev.AdapterJoined(adapter=name, epoch="e", version="1", devices=devices)
        yield from (ev.DeviceFound(device=device) for device in devices)
    for person in hall.staff:
        yield ev.StaffPresenceChanged(person=person.id, presence=ev.Presence.ON_POST)
        yield ev.StaffMoved(person=person.id, post=person.home)
    clerks = {person.home: person.id for person in hall.staff}
    opened = [counter for counter in hall.counters if counter.number % 10]
    yield from (ev.CounterOpened(counter=counter.id, staff=clerks.get(counter.id)) for counter in opened)
    businesses = [business for business in hall.businesses if business.group != "Y"]
    for n in range(WAITING + len(opened)):
        business = businesses[n % len(businesses)]
        priority = "care" if n % 11 == 0 else "veteran" if n % 29 == 0 else "normal"
        yield ev.TicketTaken(ticket=f"{business.prefix}{n + 1:03}", business=business.id, priority=priority)
    for n, counter in enumerate(opened):
        ticket = f"{businesses[n % len(businesses)].prefix}{n + 1:03}"
        yield ev.TicketCalled(ticket=ticket, counter=counter.id, staff=clerks.get(counter.id))
        if n % 5:
            yield ev.ServiceStarted(ticket=ticket, counter=counter.id)
    for zone in hall.zones:
        yield ev.ZoneCounted(zone=zone.id, people=WAITING if zone.kind == "waiting" else 9)


def large_frame() -> Frame:
    """The desk's first frame of it: the first have waited for 25 minutes."""
    hall = large_hall()
    events = list(morning(hall))
    every = 1500.0 / len(events)
    entries = [
        Entry(
            seq=n + 1, at=NOW - 1500 + n * every, hall=hall.id, source="hub", epoch="e", sseq=n + 1, device_at=None, event=event
        )
        for n, event in enumerate(events)
    ]
    state = fold(HallState(), entries)
    return Frame(state=state, now=NOW, can_command=True, link=Link.GOOD, recent=tuple(entries[-500:]), extent=(NOW - 8000, NOW))


def going_on(hall: HallConfig) -> Iterator[AnyEvent]:
    """After `morning`: each counter in turn is done, somebody comes, and it calls whom the hall's rules say."""
    serves = {
        counter.id: set(known.businesses) for counter in hall.counters for known in hall.profiles if known.id == counter.profile
    }
    credit = {priority.id: priority.credit for priority in hall.priorities}
    waiting: list[tuple[float, str, str]] = []
    hand: dict[str, str] = {}
    begun, seconds = list(morning(hall)), 0.0
    for event in begun:
        seconds += 1500.0 / len(begun)
        if isinstance(event, ev.TicketTaken):
            waiting.append((seconds - credit[event.priority], event.ticket, event.business))
        elif isinstance(event, ev.TicketCalled):
            hand[event.counter] = event.ticket
            waiting = [each for each in waiting if each[1] != event.ticket]
    businesses = [business for business in hall.businesses if business.group != "Y"]
    for n, counter in enumerate(cycle(counter.id for counter in hall.counters)):
        if counter in hand:
            yield ev.ServiceFinished(ticket=hand[counter], counter=counter)
            yield ev.TicketRated(counter=counter, score=5)
        business = businesses[n % len(businesses)]
        ticket = f"{business.prefix}{n + 1001}"
        yield ev.TicketTaken(ticket=ticket, business=business.id)
        seconds += 0.02
        waiting.append((seconds, ticket, business.id))
        first = min((each for each in waiting if each[2] in serves[counter]), default=None)
        if first is not None:
            waiting.remove(first)
            hand[counter] = first[1]
            yield ev.TicketCalled(ticket=first[1], counter=counter)
            yield ev.ServiceStarted(ticket=first[1], counter=counter)
