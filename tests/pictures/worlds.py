"""The hall as it is pictured: one morning written by a real hub core, folded up to six moments.

Only the flood is made up: every alarm that there can be, and half a thousand customers, at once.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from adapters.simulated.hall import SimulatedHall
from adapters.simulated.morning import DEMO_DAY, morning
from adapters.simulated.scenario import MishapAt, load_scenario
from console import config
from console.demo_morning import write_morning
from console.hub import keys
from console.hub.archive import Archive, store_at
from console.model import policy
from console.model.event import AlarmRaised, AnyEvent, Entry, NoteWritten, PlanStarted, TicketTaken
from console.model.hall import HallConfig
from console.model.reduce import fold
from console.model.state import HallState
from console.session import Frame, Link, Mode

STATES = ("empty", "normal", "busy", "flooded", "stale", "replay")
QUIET_AT = DEMO_DAY - 2_400
"""10:02: everything works."""
NOW = DEMO_DAY + 20
"""Some seconds after the leader started a plan."""
PAST = DEMO_DAY - 4_000
"""What the replay shows."""
MISHAPS = (
    MishapAt(at="10:10", kind="surge", minutes=40),
    MishapAt(at="10:36", kind="paper_out", target="kiosk-6", minutes=30),
    MishapAt(at="10:38", kind="low_rating"),
    MishapAt(at="10:40", kind="mains_lost", target="ups-1", minutes=20),
    MishapAt(at="10:41", kind="panel_unplugged", target="panel-6", minutes=20),
)
CROWD = 450
"""Customers that come at once."""
PAGE = 5_000
FROM_OPENING = 7_900.0
"""Seconds from opening to shortly before `DEMO_DAY`."""
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Entry])


def write(to: Path, *, by_hub: bool = True) -> None:
    """Live through the morning, and keep its entries in a file for the processes that draw.

    Without a hub it takes a tenth of the time: nobody acknowledges, nothing is ordered, and alarms are judged once, at the end.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(_encoder.encode(_morning() if by_hub else _short_morning()))


def read(path: Path) -> dict[str, Frame]:
    """The frame of each state, by its name."""
    return frames(_decoder.decode(path.read_bytes()))


def _morning() -> list[Entry]:
    hall = config.load_hall()
    scenario = replace(load_scenario(config.DEMO_HALL / "simulation.toml", hall), mishap=MISHAPS)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        keys.hub_key(data)
        write_morning(data, hall, SimulatedHall(hall, scenario, 2, DEMO_DAY), DEMO_DAY)
        archive = Archive(store_at(data / "journal"), hall.id)
        archive.refresh()
        entries: list[Entry] = []
        while page := archive.read(len(entries), PAGE):
            entries += [sealed.entry for sealed in page]
        archive.close()
        archive.store.close()
    return entries


def _short_morning() -> list[Entry]:
    hall = config.load_hall()
    scenario = replace(load_scenario(config.DEMO_HALL / "simulation.toml", hall), mishap=MISHAPS)
    entries = morning(hall, scenario, seconds=FROM_OPENING)
    for _ in range(2):  # what is wrong, and then what is to be said of that
        state = fold(HallState(), entries)
        entries += _as_entries(policy.judge(state, DEMO_DAY), state.seq, DEMO_DAY, hall.id)
    return entries


def frames(entries: Sequence[Entry]) -> dict[str, Frame]:
    """Fold the entries as far as each state wants it."""
    opening = fold(HallState(), entries[:12])
    quiet = _until(entries, QUIET_AT)
    entries = [*entries, *_begun(entries)]
    busy = _until(entries, NOW)
    extent = (entries[0].at, NOW)
    past = _until(entries, PAST)
    flood = fold(busy.state, _flood(busy.state))
    return {
        "empty": replace(busy, state=opening, now=entries[0].at, recent=tuple(entries[:12]), extent=(extent[0], entries[0].at)),
        "normal": replace(quiet, extent=(extent[0], QUIET_AT)),
        "busy": replace(busy, extent=extent),
        "flooded": replace(busy, state=flood, extent=extent),
        "stale": replace(busy, now=NOW + 42, link=Link.STALE, heard_ago=42.0, can_command=False, blocked="link", extent=extent),
        "replay": replace(
            past, mode=Mode.REPLAY, speed=4.0, can_command=False, blocked="replay", live_alarms=busy.state, extent=extent
        ),
    }


def _until(entries: Sequence[Entry], at: float) -> Frame:
    seen = [entry for entry in entries if entry.at <= at]
    return Frame(
        state=fold(HallState(), seen),
        now=at,
        can_command=True,
        link=Link.GOOD,
        recent=tuple(seen[-500:]),
        station="desk",
        person="lin",
    )


def _as_entries(events: Sequence[AnyEvent], seq: int, at: float, hall: str) -> list[Entry]:
    return [
        Entry(seq=seq + n, at=at, hall=hall, source="hub", epoch="pictures", sseq=n, device_at=None, event=event)
        for n, event in enumerate(events, 1)
    ]


def _begun(entries: Sequence[Entry]) -> list[Entry]:
    """What the leader did about it: the plan for a power cut runs, and a line stands in the journal."""
    last = entries[-1]
    if last.at > NOW:
        raise RuntimeError("the morning goes on after the moment of the pictures")
    events: list[AnyEvent] = [
        PlanStarted(run="pictured", plan="power", by="lin"),
        NoteWritten(by="lin", text="供电所回电：抢修班 10:55 到"),
    ]
    return _as_entries(events, last.seq, last.at, last.hall)


def _flood(state: HallState) -> list[Entry]:
    hall = state.config
    if hall is None:
        raise RuntimeError("the morning has no hall in it")
    events: list[AnyEvent] = [*_crowd(hall)]
    events += [
        AlarmRaised(alarm=f"{rule.id}:{device.id}", rule=rule.id, subject=device.id)
        for rule in hall.alarms
        for device in hall.devices
        if not rule.kinds or device.kind in rule.kinds
    ]
    return _as_entries(events, state.seq, DEMO_DAY - 200, hall.id)


def _crowd(hall: HallConfig) -> list[AnyEvent]:
    return [
        TicketTaken(ticket=f"{business.prefix}9{n:03}", business=business.id)
        for n in range(CROWD)
        for business in (hall.businesses[n % len(hall.businesses)],)
    ]
