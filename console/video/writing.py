"""The thread that writes: all tracks, the index, retention. Only it touches the disk, so that a slow one holds up nothing else."""

import contextlib
import logging
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec.structs
from msgspec import Struct

from console.fault import HallFault
from console.video.index import IndexBroken, IndexDamaged
from console.video.ledger import Ledger
from console.video.mount import Mount
from console.video.protocol import Gap, GapKept, Protect, Protected, Unprotect
from console.video.recovery import has_files, recover, survey, take_back
from console.video.retention import Retention
from console.video.segments import Cause, Track
from console.video.survey import Survey

TURN = 0.25
"""Seconds between two looks for new packets."""
COMMIT = 2.0
"""Seconds between two commits of the index."""
TIDY = 60.0
"""Seconds between two looks at what may be let go."""
BEGIN = 5.0
"""Seconds that the start waits for the disk; then the thread that writes goes on waiting alone."""
SLOW = 2.0
"""Seconds for which a turn may last before the disk counts as slow, and for which it then counts so at least."""
REMEMBER = 10.0
RESERVE = 256 * 2**20
"""Bytes that recordings leave free: the journal and the system live on the same disk."""
UNTOLD = 7 * 86_400.0
"""Seconds back to which holes are told to an adapter that was away."""

log = logging.getLogger(__name__)


class Disk(Struct, frozen=True, kw_only=True):
    """How the disk of the recordings does."""

    used: int = 0
    free: int = 0
    is_full: bool = False
    is_missing: bool = False
    oldest: float | None = None


class Writer(threading.Thread):
    """Writes until `end`."""

    def __init__(
        self,
        store: Path,
        ledger: Ledger,
        retention: Retention,
        tracks: Sequence[Track],
        now: Callable[[], float],
        *,
        reserve: int = RESERVE,
        mount: Mount | None = None,
    ) -> None:
        super().__init__(name="writer", daemon=True)
        self.tracks = list(tracks)
        self.disk = Disk()
        self.gaps: deque[Gap] = deque(maxlen=10_000)
        """Holes that ended, for who takes them from the left."""
        self._store = store
        self._ledger = ledger
        self._retention = retention
        self._now = now
        self._reserve = reserve
        self._mount = mount
        self._ended = threading.Event()
        self._done = threading.Event()
        self.on_answer: Callable[[bytes, Protected], None] = lambda _route, _message: None
        """Called by this thread with what became of a wish, and who had it."""
        self._wake = threading.Event()
        self._asked: deque[tuple[bytes, Protect | Unprotect] | GapKept | str] = deque()
        self._busy_since: float | None = None
        self._slow_until = 0.0
        self._looked_at = self._committed_at = self._tidied_at = 0.0
        self._firsts: dict[str, float] = {}
        self._survey: Survey | None = None
        """Looks for recordings that the index does not know."""
        self._is_late = False
        """The store could not be written at the start: what the last recorder left is still to be made good."""
        self._missed = ""
        """Why nothing can be recorded, as the log was told."""

    # --- from other threads -----------------------------------------------------------------------------------------------

    def ask(self, route: bytes, wish: Protect | Unprotect) -> None:
        """Keep something, or let it go again, for who is at `route`; `on_answer` says what became of it."""
        self._asked.append((route, wish))
        self._wake.set()

    def told(self, kept: GapKept) -> None:
        """An adapter has a hole on its disk."""
        self._asked.append(kept)

    def tell_again(self) -> None:
        """Somebody came who may not have heard of the holes that ended: put those that were not told into `gaps` again."""
        self._asked.append("untold")

    def stepped(self) -> None:
        """The clock was set forward."""
        self._asked.append("stepped")

    def is_slow(self) -> bool:
        """Whether the disk takes too long."""
        now, since = time.monotonic(), self._busy_since
        return now < self._slow_until or (since is not None and now - since > SLOW)

    def end(self, seconds: float) -> bool:
        """Finish all files; False: not within so many seconds."""
        self._ended.set()
        self._wake.set()
        return self._done.wait(seconds)

    def on_gap(self, camera: str, begin: float, end: float, cause: str) -> None:
        """A track's hole has ended."""
        self.gaps.append(Gap(camera=camera, begin=begin, end=end, cause=cause))

    # --- its own ----------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Make good what the last recorder left, before `start`; a store that cannot be written now is waited for.

        Raises `HallFault` when it is somebody else's.
        """
        if not _answers(self._store):
            self._is_late = True
            self._miss(IndexBroken(f"the disk of the folder of recordings {self._store} does not answer", "see to the disk"))
            self.disk = msgspec.structs.replace(self.disk, is_missing=True)
            return
        try:
            self._recover()
        except (IndexBroken, OSError) as error:
            self._is_late = True
            self._miss(error)
        self._measure()

    def _recover(self) -> None:
        self._open()
        try:
            self._survey = recover(self._store, self._ledger, self.tracks, self._now())
        except IndexDamaged as fault:
            log.error("%s", fault)  # noqa: TRY400 — a fault of the world
            self._open()
            self._survey = recover(self._store, self._ledger, self.tracks, self._now())
        self._sum_up()

    def _open(self) -> None:
        if self._mount is not None:
            self._mount.expect()
        self._ledger.open()
        if self._mount is not None:
            self._mount.remember()

    def _miss(self, error: Exception) -> None:
        """The store cannot be written now; `_look` tries again. Told in the log once."""
        self._ledger.close()
        if str(error) != self._missed:
            log.error("nothing is recorded, live pictures go on: %s", error)
        self._missed = str(error)

    def run(self) -> None:
        """Until `end`, then finish all."""
        if self._survey is not None:
            self._survey.start()
        while self._wait():
            self._busy_since = begun = time.monotonic()
            try:
                self._turn(begun)
            except IndexBroken as fault:
                log.error("%s", fault)  # noqa: TRY400 — a fault of the world
            except Exception:
                log.exception("a bug of the recorder's writer")
            self._busy_since = None
            if time.monotonic() - begun > SLOW:
                self._slow_until = time.monotonic() + REMEMBER
                log.warning("the disk took %.1f s for a quarter of a second's pictures", time.monotonic() - begun)
        self._finish()
        self._done.set()

    def _wait(self) -> bool:
        """For the next turn; False: the end has come."""
        self._wake.wait(TURN)
        self._wake.clear()
        return not self._ended.is_set()

    def _each(self, do: Callable[[Track], object]) -> None:
        """One camera's bug must not end the recording of those after it."""
        for track in self.tracks:
            try:
                do(track)
            except Exception:
                log.exception("%s: a bug of the recorder's writer", track.camera)

    def _turn(self, begun: float) -> None:
        now = self._now()
        if begun - self._looked_at >= 1.0:  # first: a disk that is full already takes nothing
            self._looked_at = begun
            self._look(now)
        if self._asked:  # before the packets: a clock that was set is the cause of the hole they leave
            self._answer()
        self._each(lambda track: track.step(now))
        if begun - self._committed_at >= COMMIT:
            self._committed_at = begun
            self._commit(now)
        self._enter()
        if self._ledger.is_open and begun - self._tidied_at >= (COMMIT if self.disk.is_full else TIDY):
            self._tidied_at = begun
            freed = self._retention.tidy(now, self.disk.free, shutil.disk_usage(self._store).total)
            self._sum_up(None if freed else self._retention.sums)

    def _answer(self) -> None:
        while self._asked:
            match self._asked.popleft():
                case (route, wish):
                    self.on_answer(route, self._hold(wish))
                case GapKept() as kept:
                    self._ledger.told(kept.camera, kept.begin)
                case "stepped":
                    self._each(lambda track: track.stepped())
                case _ if self._ledger.is_open:
                    self._ledger.commit()
                    self.gaps.clear()
                    for row in self._ledger.untold(self._now() - UNTOLD):
                        self.gaps.append(Gap(camera=row.camera, begin=row.begin, end=row.end, cause=row.cause))

    def _hold(self, wish: Protect | Unprotect) -> Protected:
        """What is asked for a second time changes nothing. A hold that the disk does not take now still counts, and is written later."""
        unsure = "the index of recordings cannot be written now; ask again"
        if isinstance(wish, Unprotect):
            self._ledger.release(wish.hold)
            is_sure = self._ledger.commit()
            return Protected(hold=wish.hold, is_kept=not is_sure, reason="" if is_sure else unsure)
        if wish.end <= wish.begin:
            return Protected(hold=wish.hold, is_kept=False, reason="it ends before it begins")
        if not any(track.camera == wish.camera for track in self.tracks):
            return Protected(hold=wish.hold, is_kept=False, reason=f"{wish.camera} is not recorded")
        self._ledger.protect(wish.hold, wish.camera, wish.begin, wish.end)
        is_sure = self._ledger.commit()
        return Protected(hold=wish.hold, is_kept=is_sure, reason="" if is_sure else unsure)

    def _look(self, now: float) -> None:
        """Whether what is written is still there, and whether there is room."""
        if self._ledger.is_open and any(track.blocked is Cause.FOLDER_MISSING for track in self.tracks):
            self._commit(now)  # whether the disk takes nothing at all, or one camera's folder does not
        if self._ledger.is_gone():
            self._lost_index()
        else:
            for track in self.tracks:
                if track.vanished():
                    self._lost_files(track, now)
        self._measure()
        if self.disk.is_full or self.disk.is_missing:
            cause = Cause.FOLDER_MISSING if self.disk.is_missing else Cause.DISK_FULL
            for track in self.tracks:
                if track.blocked is None:
                    track.interrupt(cause)
                    track.blocked = cause
        else:
            for track in self.tracks:
                track.blocked = None  # try again

    def _measure(self) -> None:
        try:
            free = shutil.disk_usage(self._store).free
        except OSError:
            self.disk = msgspec.structs.replace(self.disk, is_missing=True)
            return
        if free < self._reserve and not self.disk.is_full:
            log.error("the disk of the recordings is full: %.0f MB are left", free / 1e6)
        is_full = free < self._reserve
        is_missing = not (self._ledger.is_open or is_full)
        self.disk = msgspec.structs.replace(self.disk, free=free, is_full=is_full, is_missing=is_missing)

    def _commit(self, now: float) -> None:
        self._each(lambda track: track.note())
        self._ledger.beat(now)
        self._ledger.commit()

    def _sum_up(self, sums: dict[str, tuple[int, float]] | None = None) -> None:
        sums = self._ledger.sums() if sums is None else sums
        self._firsts = {camera: first for camera, (_, first) in sums.items()}
        used, oldest = sum(size for size, _ in sums.values()), min(self._firsts.values(), default=None)
        self.disk = msgspec.structs.replace(self.disk, used=used, oldest=oldest)

    def _lost_index(self) -> None:
        """The folder was removed, became read-only or is there again, or its index was damaged: what was in it may have to be read anew."""
        if self._ledger.is_open and not (self._ledger.is_damaged or self._ledger.is_refused):
            log.error("the index of recordings in %s was removed", self._store)
        try:
            self._reopen()
        except (HallFault, OSError) as error:
            self._miss(error)
            return
        if self._missed:
            log.warning("the folder of recordings can be written again")
            self._missed = ""
            self.tell_again()
        self._each(lambda track: track.enter())
        if self._survey is not None:
            self._survey.start()

    def _reopen(self) -> None:
        if self._survey is not None:
            self._survey.end()
        if self._is_late:
            self._recover()
            self._is_late = False
            return
        self._open()
        for track in self.tracks:
            if has_files(self._store, track.camera):
                track.vanished()
            elif track.file is not None or track.camera in self._firsts:  # not one that was never seen
                track.wiped(self._firsts.get(track.camera, track.end))
        if self._ledger.last_beat() is not None:
            take_back(self._store, self._ledger, self.tracks)
            for track in self.tracks:
                track.rejoin(self._ledger.last_end(track.camera) or track.end)
        self._survey = survey(self._store, self.tracks)

    def _lost_files(self, track: Track, now: float) -> None:
        """A camera's folder was removed: whichever other files of it are gone are holes too."""
        gone = [entry for entry in self._ledger.entries_of(track.camera) if not (self._store / entry.path).exists()]
        self._ledger.forget(entry.path for entry in gone)
        begin = end = None
        for entry in gone:
            if begin is None or end is None:
                begin, end = entry.begin, entry.end
            elif entry.begin - end > 1.0:
                self._ledger.add_gap(track.camera, begin, end, Cause.FOLDER_MISSING.value)
                self.on_gap(track.camera, begin, end, Cause.FOLDER_MISSING.value)
                begin, end = entry.begin, entry.end
            else:
                end = max(end, entry.end)
        if begin is not None and end is not None:
            if track.end - end <= 1.0:
                track.end = min(track.end, begin)  # one hole with the file that was written
            else:
                self._ledger.add_gap(track.camera, begin, end, Cause.FOLDER_MISSING.value)
                self.on_gap(track.camera, begin, end, Cause.FOLDER_MISSING.value)
        log.error("%s: %d recordings were removed from outside", track.camera, len(gone) + 1)
        self._ledger.beat(now)
        self._ledger.commit()

    def _enter(self) -> None:
        """Take in what the survey found."""
        if self._survey is not None:
            self._survey.enter(self._ledger)
            if self._survey.is_over:
                self._survey = None

    def _finish(self) -> None:
        if self._survey is not None:
            self._survey.end()
        now = self._now()
        self._each(lambda track: track.step(now))
        self._each(lambda track: track.finish(now))
        self._ledger.beat(now)
        self._ledger.commit()
        self._ledger.close()


def _answers(store: Path) -> bool:
    """Whether the disk says anything in time, be it a refusal."""
    touched = threading.Thread(target=_touch, args=(store,), name="touch", daemon=True)
    touched.start()
    touched.join(BEGIN)
    return not touched.is_alive()


def _touch(store: Path) -> None:
    """Have the disk do something that takes no room."""
    with contextlib.suppress(OSError):
        os.utime(store)
        folder = os.open(store, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
