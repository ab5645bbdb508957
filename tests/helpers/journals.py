"""Drafts for journals of tests, and a writer process that can be killed."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pysqlite3.dbapi2 as dbapi

from console.hub.archive import Archive, store_at
from console.hub.journal import Draft
from console.model.event import AnyEvent, DeviceMeasured

HALL = "chengdong"
MORNING = 1_763_688_600.0
"""2025-11-21 09:30 in Shanghai."""
DAY = 86_400.0


def measured(number: int) -> AnyEvent:
    return DeviceMeasured(device="ups-1", values={"load": float(number), "text": f"负载 {number}"})


def drafts(first: int, count: int, at: float = MORNING, *, source: str = "ups", epoch: str = "e1") -> list[Draft]:
    return [
        Draft(at=at, source=source, epoch=epoch, sseq=first + place, device_at=at, event=measured(first + place))
        for place in range(count)
    ]


def writer(place: str, *, batch: int = 20) -> "subprocess.Popen[str]":
    """A process that appends for ever and says each number once it is on the disk."""
    program = (
        "import sys, time\n"
        "from console.hub.journal import Journal\n"
        "from tests.helpers.journals import HALL, MORNING, drafts\n"
        f"journal = Journal.open({place!r}, HALL)\n"
        "while True:\n"
        "    at = max(journal.head.at, MORNING)\n"
        f"    sealed = journal.append(drafts(journal.seen('ups', 'e1') + 1, {batch}, at))\n"
        "    print(sealed[-1].entry.seq, sealed[-1].hash, flush=True)\n"
    )
    root = Path(__file__).parent.parent.parent
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=root)


def reader(place: str) -> Archive:
    """The journal as another process reads it."""
    archive = Archive(store_at(place), HALL)
    archive.refresh()
    return archive


def execute(place: str, day: str, statement: str) -> None:
    """Run a statement on a day as a stranger with full rights would; `@` stands before each table's name."""
    if place.startswith("postgresql"):
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute(statement.replace("@", f'"day_{day.replace("-", "_")}".').encode())
        return
    connection = dbapi.connect(f"{place}/{day}.sqlite", isolation_level=None)
    try:
        connection.execute(statement.replace("@", ""))
    finally:
        connection.close()


def pages_of(path: Path, name: str) -> list[int]:
    """Pages of one table or index, its root first."""
    with dbapi.connect(path) as raw:
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = path.read_bytes()
    at = (root - 1) * size
    children = []
    if content[at] in {2, 5}:  # an inner page: its cells begin with the child's number
        cells = int.from_bytes(content[at + 3 : at + 5], "big")
        offsets = [int.from_bytes(content[at + 12 + 2 * n : at + 14 + 2 * n], "big") for n in range(cells)]
        children = [int.from_bytes(content[at + offset : at + offset + 4], "big") for offset in offsets]
    return [root, *children]


def spoil(path: Path, page: int) -> None:
    """Make a page of a database unreadable."""
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4_096 : page * 4_096] = b"\xff" * 4_096
    path.write_bytes(content)
