"""Recording: each camera's packets into files of a minute, cut at key pictures, and every hole between them declared with its cause.

A `Track` is one camera's recording; it reads the stream's ring at its own pace, so that a slow disk holds up nobody else. All tracks
belong to the one thread that writes (`console.video.writing`). A hole is declared when there is one of more than a second, whatever it
came from: the last picture's end is known, and the next picture's begin. While the connection lasts that hole may be the network's: what was
sent comes late then, and goes on where the file ends; the hole is taken back.
"""

import errno
import logging
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from console.fault import HallFault
from console.video.channel import Channel
from console.video.index import State
from console.video.ledger import Entry, Ledger
from console.video.matroska import CLUSTER, MatroskaFile, digest, examine
from console.video.protocol import LOST
from console.video.ring import Item

SECONDS = 60
"""Of a segment."""
HOLE = 1.0
"""Seconds without a picture that count as a hole."""
SILENCE = 2.5
"""Seconds without a picture after which the hole is declared although it lasts."""
START = 10.0
"""Seconds after a start within which a camera's first picture ends the recorder's own hole, or is simply the first there is: no hole of the
camera's."""
READABLE = CLUSTER + 0.5
"""Seconds by which the end of an open file lags behind what was written."""

log = logging.getLogger(__name__)


class Cause(StrEnum):
    """Why there is a hole; the words of `protocol.Gap`."""

    LOST_CAMERA = "lost_camera"
    DISK_FULL = "disk_full"
    SLOW_DISK = "slow_disk"
    FOLDER_MISSING = "folder_missing"
    RECORDER_DOWN = "recorder_down"
    CLOCK_STEP = "clock_step"


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def cause_of(error: OSError) -> Cause:
    """What an error of the disk means for the recording."""
    return Cause.DISK_FULL if error.errno in _NO_ROOM else Cause.FOLDER_MISSING


def folder_of(camera: str) -> str:
    """A camera's folder in the store; ids may hold what a file name may not."""
    name = quote(camera, safe="")
    return name if name.strip(".") else name.replace(".", "%2E")


def name_of(at: float) -> str:
    """A segment's path in its camera's folder: day and UTC time to the millisecond."""
    moment = datetime.fromtimestamp(round(at, 3), UTC)
    return f"{moment:%Y-%m-%d}/{moment:%Y%m%dT%H%M%S}.{moment.microsecond // 1000:03d}Z.mkv"


def begin_of(path: Path) -> float | None:
    """When a segment begins, by its name; None for a name that is none of ours."""
    stem = path.name.partition("Z")[0]
    try:
        return datetime.strptime(f"{stem}+0000", "%Y%m%dT%H%M%S.%f%z").timestamp()
    except ValueError:
        return None


def complete(store: Path, entry: Entry) -> bool:
    """Set down what the file of a segment that nobody finished still holds; False: nothing."""
    path = store / entry.path
    try:
        found = examine(path)
        entry.bytes, entry.sha256 = path.stat().st_size, digest(path)
    except (HallFault, OSError) as error:
        log.warning("%s", error)
        return False
    entry.end = entry.begin + found.seconds
    entry.codec, entry.width, entry.height = found.codec, found.width, found.height
    entry.state = State.RECOVERED
    return True


class Track:
    """One camera's recording. Told of the time by its caller; raises nothing that the disk does."""

    def __init__(
        self, channel: Channel, store: Path, ledger: Ledger, started: float, on_gap: Callable[[str, float, float, str], None]
    ) -> None:
        """`started`: hall time at which the recorder did. `on_gap` is told each hole when it has ended."""
        self.channel = channel
        self.camera = channel.camera.id
        self.file: MatroskaFile | None = None
        self.blocked: Cause | None = None
        """Why nothing may be written now."""
        self.end: float = started
        """Until when there is a recording, or from when there should be one."""
        self._store = store
        self._ledger = ledger
        self._on_gap = on_gap
        self._started = started
        self._entry: Entry | None = None
        self._generation = 0
        self._next = channel.ring.next
        self._phase = zlib.crc32(self.camera.encode()) % SECONDS
        self._gap: float | None = None
        """Begin of the hole that was declared and lasts."""
        self._cause: Cause | None = None
        self._down_since: float | None = None
        self._is_new = True
        """Nothing was recorded of it yet, and nothing but its first picture is missing."""
        channel.ring.unwritten = self._next

    def resume(self, last: float, *, gap: float | None = None) -> None:
        """There are recordings up to `last`, and nobody recorded since; `gap`: the hole is declared already, with this begin.

        What keeps the disk from being written since the start stays the cause of what is missing since then.
        """
        self._is_new = False
        if gap is None and last > self._started:
            return  # the clock was set back since then
        since_start, self._gap = self._cause, None
        self.end = self._down_since = last
        self._cause = Cause.RECORDER_DOWN
        if gap is not None:
            self._gap = gap
        elif self._started - last > HOLE:
            self._declare(Cause.RECORDER_DOWN)
        if since_start is not None:
            self._back(since_start)

    def step(self, now: float) -> int:
        """Write what has come; returns how many bytes. `now`: hall time."""
        ring = self.channel.ring
        items = ring.since(self._next)
        size = 0
        if items:
            if items[0].number > self._next and self.file is not None:
                log.warning("%s: the disk is too slow, %d packets are lost", self.camera, items[0].number - self._next)
                self.interrupt(Cause.SLOW_DISK)
            for item in items:
                self._next = ring.unwritten = item.number + 1  # whatever becomes of it: no packet comes twice
                try:
                    size += self._take(item)
                except OSError as error:
                    self.failed(error)
        self._watch(now)
        return size

    def _take(self, item: Item) -> int:
        if item.is_sound:
            if self.file is not None:
                self.file.write(item)
            return len(item.data)
        if self.file is not None and self._gap is not None and item.at - self.end <= HOLE:
            self._take_back()
        if self.file is not None and (
            item.at - self.end > HOLE or item.generation != self._generation or (item.is_key and self._is_due(item.at))
        ):
            if item.at - self.end <= HOLE:
                self.end = item.at  # the last picture is shown until then, neither shorter nor longer
            self._close()
        if self.file is None:
            if not item.is_key or self.blocked is not None:
                return 0
            self._open(item)
        else:
            self.file.write(item)
        if self.file is None:
            return 0
        self.end = self.file.last + min(self.file.step, HOLE)
        return len(item.data)

    def _is_due(self, at: float) -> bool:
        assert self.file is not None
        return (at - self._phase) // SECONDS != (
            self.file.begin - self._phase
        ) // SECONDS or not 0 <= at - self.file.begin < SECONDS

    def _open(self, item: Item) -> None:
        codec = self.channel.codec_of(item.generation)
        if codec is None:
            return
        path = self._free_path(item.at)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = MatroskaFile(path, codec, item)
        self._generation = item.generation
        if self._is_new and self._gap is None and item.at - self._started < START:
            self.end = item.at
        self._is_new = False
        self._close_gap(item.at)
        self._entry = Entry(
            camera=self.camera,
            stream=self.channel.stream.value,
            path=str(path.relative_to(self._store)),
            begin=item.at,
            end=item.at,
            codec=codec.name,
            width=codec.width,
            height=codec.height,
        )
        self._ledger.begin(self._entry)
        self.channel.is_recorded = True

    def _free_path(self, at: float) -> Path:
        path = self._store / folder_of(self.camera) / name_of(at)
        number = 1
        while path.exists():  # the clock was set back
            number += 1
            path = path.with_name(f"{path.name.partition('Z')[0]}Z-{number}.mkv")
        return path

    def _close(self) -> None:
        """Finish the file; raises OSError."""
        file, entry = self.file, self._entry
        if file is None or entry is None:
            return
        self.file = self._entry = None
        self.channel.is_recorded = False
        entry.end = self.end
        file.close()
        entry.bytes = file.path.stat().st_size
        entry.sha256 = digest(file.path)
        entry.state = State.CLOSED
        entry.clock_offset = self.channel.clock_offset
        self._ledger.finish(entry)

    # --- holes ------------------------------------------------------------------------------------------------------------

    def _watch(self, now: float) -> None:
        """Declare a hole that lasts, and finish the file before it."""
        if self._down_since is not None and self._gap is not None and now - self._started > START:
            self._back(None)  # and its camera is not
        waited = now - self.end
        if self._gap is None and waited >= SILENCE and now - self._started >= (START if self._is_new else SILENCE):
            self._declare(self._cause or self.blocked or Cause.LOST_CAMERA)
            self.channel.is_recorded = False
        if self._gap is not None and (self.channel.open_at is None or waited > LOST):
            try:
                self._close()
            except OSError as error:
                self.failed(error)

    def _back(self, cause: Cause | None) -> None:
        """The recorder is there again: from its start on the hole has another cause."""
        self._close_gap(self._started, is_over=False)
        self.end, self._cause = self._started, cause

    def _take_back(self) -> None:
        """What seemed to be missing came late."""
        assert self._gap is not None
        self._ledger.forget_gap(self.camera, self._gap)
        self._gap = self._cause = None
        self.channel.is_recorded = True

    def _declare(self, cause: Cause) -> None:
        self._gap, self._cause = self.end, cause
        self._ledger.open_gap(self.camera, self.end, cause.value)

    def _close_gap(self, at: float, *, is_over: bool = True) -> None:
        """There is a picture again, or another cause."""
        if self._gap is None and at - self.end > HOLE and is_over:
            self._declare(self._cause or Cause.LOST_CAMERA)
        if self._gap is not None:
            cause = self._cause or Cause.LOST_CAMERA
            self._ledger.close_gap(self.camera, self._gap, at)
            log.warning("%s: no recording for %.1f s (%s)", self.camera, at - self._gap, cause)
            self._on_gap(self.camera, self._gap, at, cause.value)
        self._gap = self._cause = self._down_since = None

    def interrupt(self, cause: Cause) -> None:
        """What comes next is no continuation, for this cause."""
        self._cause = self._cause or cause
        self._is_new = False
        try:
            self._close()
        except OSError as error:
            self.failed(error)

    def stepped(self) -> None:
        """The clock was set: a hole that follows from it is the clock's."""
        if self._gap is None:
            self._cause = Cause.CLOCK_STEP

    def failed(self, error: OSError) -> None:
        """The disk refused. What the file still holds is kept; the rest is a hole, however short."""
        self.blocked = cause_of(error)
        self._is_new = False
        log.error("%s: cannot record: %s", self.camera, error.strerror)
        file, entry = self.file, self._entry
        self.file = self._entry = None
        self.channel.is_recorded = False
        if file is not None and entry is not None:
            try:
                file.close()
            except OSError:
                log.debug("%s: the end of %s could not be written either", self.camera, file.path)
            self._keep_rest(file, entry)
        if self._gap is None:
            self._declare(self.blocked)

    def _keep_rest(self, file: MatroskaFile, entry: Entry) -> None:
        if complete(self._store, entry):
            self.end = entry.end
            self._ledger.finish(entry)
        else:
            self.end = file.begin
            self._ledger.forget([entry.path])

    def vanished(self) -> bool:
        """Whether somebody removed the file that is written; what it held is a hole then, and the next key picture begins a new one."""
        file, entry = self.file, self._entry
        if file is None or entry is None or file.path.exists():
            return False
        log.error("%s: %s was removed while it was written", self.camera, file.path)
        if self._gap is not None:
            self._take_back()
        self.file = self._entry = None
        self.channel.is_recorded = False
        try:
            file.close()
        except OSError:
            log.debug("%s: the removed file could not be closed", self.camera)
        self.end, self._cause = file.begin, Cause.FOLDER_MISSING
        self._ledger.forget([entry.path])
        return True

    def wiped(self, first: float) -> None:
        """All recordings of this camera were removed, back to `first`, and the index with them."""
        self.vanished()
        if self._gap is not None:
            self._ledger.forget_gap(self.camera, self._gap)
        self.end, self._gap, self._cause = min(first, self.end), None, Cause.FOLDER_MISSING

    def rejoin(self, last: float) -> None:
        """The index that came back knows recordings up to `last`; unless its file is still written, all since then is missing."""
        if self.file is None and last < self.end:
            self.end, self._gap, self._cause = last, None, Cause.FOLDER_MISSING

    def enter(self) -> None:
        """Put the open file, and the hole that lasts, into an index that was made anew."""
        if self._gap is not None and self._cause is not None:
            self._ledger.open_gap(self.camera, self._gap, self._cause.value)
        if self._entry is not None:
            self._ledger.begin(self._entry)
            self.note()

    def note(self) -> None:
        """Tell the index how far the open file is."""
        if self.file is not None and self._entry is not None:
            self._entry.bytes = self.file.bytes
            self._ledger.grow(self._entry.path, max(self.file.begin, self.end - READABLE), self.file.bytes)

    def finish(self, now: float) -> None:
        """The recorder ends: the file is whole, and the hole that begins is declared."""
        self.interrupt(Cause.RECORDER_DOWN)
        if self._gap is not None:
            self._close_gap(now, is_over=False)
            self.end = now
        self._declare(Cause.RECORDER_DOWN)
