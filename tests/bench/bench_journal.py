"""The journal: how fast it takes entries, beside raw SQLite doing the same commits; opening and seeking in a day of 1,000,000."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec
import numpy as np
import pysqlite3.dbapi2 as dbapi

from console import chain, station
from console.feed import HistoryFeed
from console.hub import keys
from console.hub.journal import Draft, Journal
from console.hub.snapshot import EVERY_ENTRIES
from console.model.command import Role
from console.model.event import AnyEvent, DeviceMeasured
from console.model.reduce import fold
from console.model.state import HallState
from tests.helpers.streams import MORNING, opening, small_hall, visits
from tests.helpers.until import until

BATCH, COMMITS = 100, 150
RAW = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY, at REAL, hall TEXT, source TEXT, epoch TEXT, sseq INTEGER, device_at REAL, kind TEXT, body BLOB, hash BLOB);
CREATE UNIQUE INDEX once ON entry (source, epoch, sseq);
CREATE INDEX at ON entry (at, seq);
"""
"""The same rows and indexes without triggers, chain, encoding and checks."""
DAY_ENTRIES = 1_000_000
SEEKS = 300
ROOT = Path(__file__).parents[2]


def line(name: str, value: float, unit: str, reach: float, *, at_most: bool) -> None:
    """Print one figure."""
    is_met = value <= reach if at_most else value >= reach
    print(f"{name} {value:.4g} {unit} {'<=' if at_most else '>='}{reach:g} {'MET' if is_met else 'SHORT'}", flush=True)


def bench_append(folder: Path) -> None:
    """The same commits through the journal and through the bare driver, in turns."""
    journal = Journal.open(folder / "journal", "small")
    raw = dbapi.connect(folder / "raw.sqlite", isolation_level=None)
    raw.executescript(RAW)
    ours = theirs = 0.0
    for commit in range(-1, COMMITS):
        event = DeviceMeasured(device="ups-1", values={"input_voltage": 231.5, "load": float(commit), "status": "OL CHRG"})
        drafts = [
            Draft(at=MORNING + commit, source=f"a{place % 10}", epoch="e1", sseq=(commit + 1) * BATCH + place + 1, device_at=MORNING, event=event)
            for place in range(BATCH)
        ]  # fmt: skip
        begun = time.perf_counter()
        sealed = journal.append(drafts)
        if commit < 0:  # it makes the day
            continue
        ours += time.perf_counter() - begun
        rows = [(*chain.row_of(each.entry), bytes.fromhex(each.hash)) for each in sealed]
        begun = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        raw.execute("COMMIT")
        theirs += time.perf_counter() - begun
    journal.close()
    raw.close()
    line("journal_append_rate", BATCH * COMMITS / ours, "entries/s", 10_000, at_most=False)
    line("journal_append_ratio_to_raw_sqlite", theirs / ours, "ratio", 0.25, at_most=False)


def day_of_events() -> Iterator[AnyEvent]:
    """Visits as of a busy hall, with readings in between; ticket numbers do not repeat."""
    hall = small_hall()
    yield from opening(hall)
    round_ = 0
    while True:
        round_ += 1
        for _, event in visits(hall, seed=round_, customers=200):
            ticket = getattr(event, "ticket", None)
            yield msgspec.structs.replace(event, ticket=f"{ticket}-{round_}") if ticket else event
            for device in ("ups-1", "panel-1", "panel-2"):
                yield DeviceMeasured(device=device, values={"load": float(round_ % 100), "ok": True})


def make_day(folder: Path, entries: int, told: Iterator[AnyEvent], hall: str = "small", *, begin: float, end: float) -> float:
    """Write a day of `told`, evenly from `begin` to `end`, with its snapshots as the hub keeps them; returns its last hall time."""
    journal = Journal.open(folder / "journal", hall)
    state, number = HallState(), 0
    while number < entries:
        batch = []
        for _ in range(min(EVERY_ENTRIES, entries - number)):
            number += 1
            at = begin + (end - begin) * number / entries
            batch.append(Draft(at=at, source=f"a{number % 10}", epoch="e1", sseq=number, event=next(told)))
        state = fold(state, (each.entry for each in journal.append(batch)))
        journal.snapshot(state)
    last = journal.head.at
    journal.close()
    return last


def bench_open(folder: Path, entries: int) -> None:
    """From nothing to a hub's state."""
    program = (
        "import time; from pathlib import Path\n"
        "from console.hub.journal import Journal\n"
        "begun = time.perf_counter()\n"
        f"journal = Journal.open(Path({str(folder / 'journal')!r}), 'small')\n"
        "state = journal.restore()\n"
        "print(time.perf_counter() - begun, state.seq)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, _ = run.stdout.split()
    line(f"journal_open_day_of_{entries}", float(seconds), "s", 1.0, at_most=True)


def arrived(past: HistoryFeed, visit: int) -> bool:
    """Whether the picture asked for is there; asked each 5 ms, which is in the figure."""
    return past.latest().visit == visit


def bench_seek(folder: Path, last: float, entries: int) -> None:
    """Random moments through the history process and its encrypted socket, folded and ready to draw."""
    found = station.read(keys.issue_local(folder, "desk", Role.LEADER))
    desk = folder / "desk.toml"
    station.write(desk, msgspec.structs.replace(found, host="127.0.0.1", hub_file=""))
    command = [sys.executable, "-m", "console.hub.history", "--data", str(folder), "--hall", "small"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as program:
        assert program.stdout is not None
        port = int(program.stdout.readline())
        past = HistoryFeed(desk, lambda: port)
        chance = random.Random(5)
        took = []
        for _ in range(SEEKS + 5):
            begun = time.perf_counter()
            visit = past.seek(chance.uniform(last - 85_000, last))
            until(partial(arrived, past, visit), seconds=60)
            took.append(time.perf_counter() - begun)
        past.close()
        program.terminate()
    times = np.array(took[5:]) * 1_000
    line(f"seek_in_day_of_{entries}_p50", float(np.percentile(times, 50)), "ms", 25, at_most=True)
    line(f"seek_in_day_of_{entries}_p99", float(np.percentile(times, 99)), "ms", 50, at_most=True)


def main(entries: int) -> None:
    """All of it; fewer `entries` for a quick look."""
    with tempfile.TemporaryDirectory(prefix="bench-journal-") as name:
        folder = Path(name)
        bench_append(folder / "append")
        folder = folder / "day"
        begun = time.perf_counter()
        midnight = MORNING - 9.5 * 3_600
        last = make_day(folder, entries, day_of_events(), begin=midnight, end=midnight + 86_000)
        print(f"# a day of {entries} written in {time.perf_counter() - begun:.0f} s", file=sys.stderr)
        bench_open(folder, entries)
        bench_seek(folder, last, entries)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DAY_ENTRIES)
