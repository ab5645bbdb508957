"""Finds recordings that the index does not know: it was removed, put back from a copy, or not written for long.

A store holds a million files. They are read by a thread of their own, a day's folder of a camera at a time, the newest first, and of each
file little more than its header; the thread that writes takes what was found into the index, a folder a turn. As long as an index that was
made anew does not hold all there is, a mark lies beside it (`Ledger.is_read`), and the next recorder goes on.
"""

import logging
import queue
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from console.fault import HallFault
from console.video import index
from console.video.index import State
from console.video.ledger import Entry, Ledger
from console.video.matroska import Found, examine, glance
from console.video.protocol import Stream
from console.video.segments import HOLE, begin_of, folder_of

REST = 0.005
"""Seconds between two files: the disk is there for who records."""
WAIT = 0.5
"""Seconds after which a thread that cannot hand over looks whether it shall end."""

log = logging.getLogger(__name__)


class Survey(threading.Thread):
    """Reads until all is read or `end` is called; the thread that writes calls `enter` until `is_over`."""

    def __init__(self, store: Path, streams: Mapping[str, str], since: Mapping[str, float] | None) -> None:
        """`streams`: camera → which of its streams is recorded. `since`: camera → from when on; None: all that lies in the store."""
        super().__init__(name="survey", daemon=True)
        self.is_over = False
        self._store = store
        self._streams = streams
        self._since = since
        self._found: queue.Queue[list[Entry] | None] = queue.Queue(2)
        self._next: list[Entry] | None = None
        self._ended = threading.Event()
        self._count = 0

    def end(self) -> None:
        """Let the thread end."""
        self._ended.set()

    def run(self) -> None:
        """Read folder by folder."""
        try:
            for folder in self._folders():
                entries = self._unknown(folder)
                if entries and not self._hand_over(entries):
                    return
            self._hand_over(None)
        except (HallFault, OSError) as error:
            log.error("not all recordings could be read into the index: %s; the next start goes on", error)  # noqa: TRY400
        except Exception:
            log.exception("a bug of the recorder's survey")

    def _hand_over(self, entries: list[Entry] | None) -> bool:
        while not self._ended.is_set():
            try:
                self._found.put(entries, timeout=WAIT)
            except queue.Full:
                continue
            return True
        return False

    def _folders(self) -> list[Path]:
        """Those of the days in question, the newest day first."""
        if self._since is None:
            found = list(self._store.glob("*/*/"))
        else:
            found = [day for camera, since in self._since.items() for day in days_of(self._store, camera, since)]
        return sorted(found, key=lambda folder: folder.name, reverse=True)

    def _unknown(self, folder: Path) -> list[Entry]:
        camera = unquote(folder.parent.name)
        since = 0.0 if self._since is None else self._since.get(camera, 0.0)
        with index.open_reader(self._store) as connection:
            rows = index.ask(connection, self._store / index.FILE, index.paths_below(folder.relative_to(self._store)))
        known = {row.path for row in rows}
        begins = {path: begin for path in folder.glob("*.mkv") if (begin := begin_of(path)) is not None and begin >= since}
        ordered = sorted(begins, key=lambda path: begins[path])
        found = []
        for path, after in zip(ordered, [*ordered[1:], None], strict=True):
            name = str(path.relative_to(self._store))
            if name in known or self._ended.wait(REST):
                continue
            entry = self._read(path, camera, name, begins[path])
            if entry is None:
                continue
            if after is not None and 0.0 <= begins[after] - entry.end < HOLE:
                entry.end = begins[after]
            found.append(entry)
        return found

    def _read(self, path: Path, camera: str, name: str, begin: float) -> Entry | None:
        try:
            found = glance(path) or examine(path)
            return _entry(camera, self._streams.get(camera, Stream.MAIN.value), name, begin, found, path.stat().st_size)
        except (HallFault, OSError) as error:
            log.warning("%s", error)
            return None

    # --- for the thread that writes ---------------------------------------------------------------------------------------

    def enter(self, ledger: Ledger) -> None:
        """Take the next folder's files into the index, if there are any; they wait while it cannot be written. Raises `IndexBroken`."""
        if self._next is None:
            try:
                self._next = self._found.get_nowait()
            except queue.Empty:
                return
            if self._next is None:
                self._all(ledger)
                return
        if not ledger.commit():
            return
        known = ledger.paths_below(Path(self._next[0].path).parent)
        for entry in self._next:
            if entry.path not in known and (self._store / entry.path).exists():
                ledger.begin(entry)
                self._count += 1
        self._next = None
        ledger.commit()

    def _all(self, ledger: Ledger) -> None:
        if self._count:
            log.info("%d recordings were read into the index", self._count)
        if self._since is None and ledger.commit():
            ledger.all_read()
        self.is_over = True


def _entry(camera: str, stream: str, path: str, begin: float, found: Found, size: int) -> Entry:
    return Entry(
        camera=camera,
        stream=stream,
        path=path,
        begin=begin,
        end=begin + found.seconds,
        bytes=size,
        codec=found.codec,
        width=found.width,
        height=found.height,
        state=State.RECOVERED,
    )


def days_of(store: Path, camera: str, since: float) -> Iterator[Path]:
    """A camera's folders that may hold recordings from `since` on, the newest first. Files are not looked at."""
    folder = store / folder_of(camera)
    first = f"{datetime.fromtimestamp(max(0.0, since), UTC):%Y-%m-%d}" if since > 0 else ""
    days = sorted((day for day in folder.iterdir() if day.name >= first), reverse=True) if folder.is_dir() else []
    yield from (day for day in days if day.is_dir())
