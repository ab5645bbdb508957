"""How fast entries fold into the hall, against decoding them only: `NAME VALUE UNIT REACH MET|SHORT` a line.

The hall is a big one: 200 devices, 60 counters, 1,400 tickets on record; the entries are what such a hall sends on a busy day. No
profiler and no other work beside it: run it alone (other work still takes caches and turbo away).
"""

import random
import time
from collections.abc import Callable, Iterator

import msgspec

from console import collector
from console.model import event as ev
from console.model import hall
from console.model.event import AnyEvent, Entry
from console.model.policy import judge
from console.model.reduce import fold
from console.model.state import HallState, TicketPhase, decode, encode, state_hash
from tests.helpers.streams import MORNING, Timed, entries, opening, small_hall

COUNTERS, DEVICES, TICKETS, ENTRIES = 60, 200, 1_400, 200_000
REACH = 100_000
"""Entries a second (issue 2, section 6)."""


def big_hall() -> hall.HallConfig:
    """The small hall, grown."""
    small = small_hall()
    counters = tuple(
        hall.Counter(id=f"c{n}", number=n, zone="windows", x=n, y=1, profile="all", panel=f"panel-{n}", strip=f"strip-{n}")
        for n in range(1, COUNTERS + 1)
    )
    clerks = tuple(
        hall.Staff(id=f"clerk-{n}", name=f"柜员 {n}", post=hall.Post.CLERK, skills=("pay", "invoice", "rename"), home=f"c{n}")
        for n in range(1, COUNTERS + 1)
    )
    panels = tuple(
        hall.Device(id=f"{kind}-{n}", name=f"{kind} {n}", kind=kind, adapter="panels", counter=f"c{n}", needs=("ups-1",))
        for kind in ("panel", "strip")
        for n in range(1, COUNTERS + 1)
    )
    others = tuple(
        hall.Device(id=f"sensor-{n}", name=f"传感器 {n}", kind="env", adapter="field", zone="waiting")
        for n in range(DEVICES - len(panels) - 3)
    )
    kept = tuple(device for device in small.devices if device.id in ("qms-1", "ups-1", "board-1"))
    return msgspec.structs.replace(small, counters=counters, staff=clerks, devices=(*kept, *panels, *others))


def busy(config: hall.HallConfig, count: int) -> Iterator[Timed]:
    """Half readings, a fifth displays, a quarter tickets; every counter busy, the queue as long as at the start.

    A real day of so many entries has fewer tickets (1,400 of some 25 entries each, orders included, in 1,000,000): this is the worst hour.
    """
    chance = random.Random(7)
    businesses = [item.id for item in config.businesses]
    sensors = [device.id for device in config.devices if device.kind == "env"]
    at, taken, first = MORNING + 3600, TICKETS, 0
    hand: dict[str, str] = {}
    for _ in range(count):
        at += chance.expovariate(30)
        lot = chance.random()
        counter = f"c{chance.randrange(COUNTERS) + 1}"
        event: AnyEvent
        if lot < 0.65:
            event = ev.DeviceMeasured(device=chance.choice(sensors), values={"temperature": chance.uniform(18, 28)})
        elif lot < 0.85:
            event = ev.DisplayShowed(device=f"strip-{counter[1:]}", text=str(taken))
        elif counter in hand and lot < 0.98:
            ticket = hand.pop(counter)
            yield at, ev.ServiceFinished(ticket=ticket, counter=counter)
            event = ev.TicketRated(counter=counter, score=5)
        elif counter in hand:
            event = ev.TicketRecalled(ticket=hand[counter], counter=counter)
        else:
            yield at, ev.TicketTaken(ticket=f"A{taken}", business=chance.choice(businesses))
            yield at, ev.TicketCalled(ticket=f"A{first}", counter=counter)
            event = ev.ServiceStarted(ticket=f"A{first}", counter=counter)
            hand[counter] = f"A{first}"
            first, taken = first + 1, taken + 1
        yield at, event


def _prepared() -> tuple[HallState, list[Entry]]:
    config = big_hall()
    queue = [ev.TicketTaken(ticket=f"A{n}", business=config.businesses[n % 3].id) for n in range(TICKETS)]
    state = fold(HallState(), entries([*opening(config), *queue], MORNING, every=0.1))
    return state, entries(list(busy(config, ENTRIES))[:ENTRIES], seq=state.seq + 1)


def best_of(times: int, work: Callable[[], object]) -> float:
    """Processor seconds of the quickest of several runs: folding neither waits nor shares its thread."""

    def once() -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    return min(once() for _ in range(times))


def main() -> None:
    """Print the figures."""
    state, stream = _prepared()
    collector.leave_alone()  # as hub and history do
    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Entry)
    raw = [encoder.encode(entry) for entry in stream]
    waiting = sum(ticket.phase is TicketPhase.WAITING for ticket in state.tickets.values())
    print(f"# {len(state.devices)} devices, {len(state.counters)} counters, {waiting} waiting tickets, {len(raw)} entries")

    decoding = best_of(3, lambda: [decoder.decode(each) for each in raw])
    folding = best_of(3, lambda: fold(state, stream))
    both = best_of(3, lambda: fold(state, map(decoder.decode, raw)))
    last = fold(state, stream)
    snapshot = encode(last)
    judging = best_of(20, lambda: judge(last, last.at))
    figures = [
        ("fold", len(raw) / folding, "entries/s", REACH),
        ("decode_and_fold", len(raw) / both, "entries/s", None),
        ("fold_to_decode", folding / decoding, "times", None),
        ("decode", len(raw) / decoding, "entries/s", None),
        ("judge", judging * 1e3, "ms", None),
        ("snapshot_size", len(snapshot) / 1e3, "kB", None),
        ("snapshot_decode", best_of(20, lambda: decode(snapshot)) * 1e3, "ms", None),
        ("state_hash", best_of(20, lambda: state_hash(last)) * 1e3, "ms", None),
    ]
    for name, value, unit, reach in figures:
        met = reach is None or value >= reach
        print(f"{name} {value:,.1f} {unit} {'-' if reach is None else f'{reach:,}'} {'MET' if met else 'SHORT'}")


if __name__ == "__main__":
    main()
