"""Durable intake: events a real hub acknowledges in a second, beside raw SQLite doing the same commits.

One adapter, window 256, CURVE, chain, fold, policies, and a console that takes the feed. The hub has a process of its own; what
feeds it is another, so on two cores the two halves of the wire compete with nobody else.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pysqlite3.dbapi2 as dbapi
import zmq

from console import config, wire
from console.chain import row_of
from console.model.event import (
    AdapterEvent,
    CounterOpened,
    DeviceMeasured,
    Entry,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketRated,
    TicketTaken,
)
from console.wire import Ack, Happened, Nak
from tests.bench.bench_journal import RAW
from tests.helpers.hub import Adapter, Console, HubProcess, closing

EVENTS = 30_000
WARM = 2_000
REACH = 10_000
RUNS = 3


def stream() -> Iterator[AdapterEvent]:
    """Visits at all counters, one after the other, and a reading after every event."""
    hall = config.load_hall()
    counters = [counter.id for counter in hall.counters]
    for counter in counters:
        yield CounterOpened(counter=counter)
    number = 0
    while True:
        number += 1
        ticket, counter = f"A{number}", counters[number % len(counters)]
        visit: tuple[AdapterEvent, ...] = (
            TicketTaken(ticket=ticket, business=hall.businesses[number % len(hall.businesses)].id),
            TicketCalled(ticket=ticket, counter=counter),
            ServiceStarted(ticket=ticket, counter=counter),
            ServiceFinished(ticket=ticket, counter=counter),
            TicketRated(ticket=ticket, counter=counter, score=5),
        )
        for event in visit:
            yield event
            yield DeviceMeasured(device=hall.queue_device, values={"load": float(number % 100)})


def pour(qms: Adapter, frames: list[bytes], start: int) -> tuple[float, int]:
    """Seconds until all frames are acknowledged, and how many acknowledgements that took."""
    begun, acks, sent, last = time.perf_counter(), 0, start, start + len(frames)
    while qms.acked < last:
        while sent < last and sent - qms.acked < qms.credit:
            qms.socket.send(frames[sent - start])
            sent += 1
        qms.socket.poll(1_000)
        while qms.socket.poll(0):
            message = wire.decode_to_adapter(qms.socket.recv())
            if isinstance(message, Ack):
                acks += message.upto > qms.acked
                qms.acked, qms.credit = max(qms.acked, message.upto), message.credit
            elif isinstance(message, Nak):
                sent = message.expect - 1
    return time.perf_counter() - begun, acks


def hub_rate(folder: Path) -> tuple[float, int, list[Entry]]:
    """Events a second, commits, and the entries."""
    hub = HubProcess(folder / "hall")
    hub.more = ("--rate", "1000000")
    with hub:
        qms, desk = Adapter(hub.data, "qms"), Console(hub.data)
        with closing(qms, desk):
            feed = desk.follow(desk.enter().feed)
            feed.setsockopt(zmq.RCVHWM, 10)
            qms.join()
            events = stream()
            frames = [wire.encode(Happened(n=n, event=next(events))) for n in range(1, WARM + EVENTS + 1)]
            pour(qms, frames[:WARM], 0)
            seconds, commits = pour(qms, frames[WARM:], WARM)
            return EVENTS / seconds, commits, [entry for entry in hub.entries() if entry.source == "qms"][WARM:]


def raw_rate(folder: Path, entries: list[Entry], commits: int) -> float:
    """The same rows in as many commits, by the bare library."""
    rows = [(*row_of(entry), b"\0" * 32) for entry in entries]
    database = dbapi.connect(folder / "raw.sqlite", isolation_level=None)
    database.executescript(RAW)
    size = max(1, round(len(rows) / commits))
    begun = time.perf_counter()
    for start in range(0, len(rows), size):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows[start : start + size])
        database.execute("COMMIT")
    seconds = time.perf_counter() - begun
    database.close()
    return len(rows) / seconds


def main() -> None:
    """Print the figures: the median of the runs."""
    rates, ratios, sizes = [], [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as name:
            rate, commits, entries = hub_rate(Path(name))
            rates.append(rate)
            ratios.append(rate / raw_rate(Path(name), entries, commits))
            sizes.append(EVENTS / commits)
    rate = statistics.median(rates)
    print(f"intake_durable {rate:.0f} events/s {REACH} {'MET' if rate >= REACH else 'SHORT'}")
    print(f"intake_of_raw_sqlite {statistics.median(ratios):.3f} ratio - MET")
    print(f"intake_events_in_a_commit {statistics.median(sizes):.0f} events - MET")


if __name__ == "__main__":
    main()
