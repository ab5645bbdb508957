"""Plays what was recorded of one camera, by the master clock that all cameras share: exact pictures, at any time, at any speed.

A thread for each camera, in a video worker. The clock is a formula (`work.Clock`), so cameras cannot drift apart. What is drawn is the
last picture taken until the playhead's moment: never a later one, and none from before a gap.
"""

import logging
import queue
import time
from collections.abc import Sequence
from pathlib import Path

import av

from console.fault import HallFault
from console.video.decode import ROOM, Source
from console.video.easel import Tell
from console.video.library import TOUCH, Clip, Library
from console.video.pictures import ELSEWHERE
from console.video.planes import planes_of
from console.video.reel import Reel, Taken
from console.video.share import FASTEST_WHOLE
from console.video.work import Clock, View

KEY_TURN = 0.1
"""Seconds between two pictures then."""
SCRUB = 0.15
"""Seconds between two seeks that count as dragging: key pictures must do."""
SETTLED = 0.12
"""Seconds after the last one until the exact picture follows."""
BEHIND = 0.7
"""Seconds, times the speed, from which a decoder that cannot keep up goes on at the next key picture."""
AHEAD = 1.5
"""Seconds, times the speed, before a file's end at which the next one is opened."""
LOOK = 0.5
"""Seconds between two looks into the index while there is no recording, or the file is still being written."""
STOOD = 3.0
"""Seconds without a new picture within a file: nothing was recorded then, whatever the index says."""
WRITTEN = 5.0
"""Seconds after which a picture is on the disk and in the index, which the recorder commits every two: until then the last one stands."""

log = logging.getLogger(__name__)


class Recording(Source):
    """The recordings of a camera."""

    def __init__(self, camera: str, tell: Tell, store: Path | None) -> None:
        """`store`: folder of the recordings; None: they are not on this machine."""
        super().__init__(f"play {camera}", tell)
        self._camera = camera
        self._store = store
        self._library: Library | None = None
        self._clock = Clock()
        self._reel: Reel | None = None
        self._ends = 0.0
        """Until when its last picture is to be seen."""
        self._next: Reel | None = None
        """The file after it, opened ahead."""
        self._shown: Taken | None = None
        self._sought = 0.0
        """`time.monotonic` of the last seek."""
        self._refine: float | None = None
        """`time.monotonic` from when the exact picture is due."""
        self._is_due = False
        """The playhead jumped: what is there must be drawn for the new visit, be it the same picture."""
        self._look = 0.0
        """`time.monotonic` from when the index is asked again."""
        self._told = ""

    def run(self) -> None:
        """Follow the clock until closed."""
        try:
            while self._obey():
                self._turn()
                self.easel.draw()
        finally:
            self._close_reels()
            if self._library is not None:
                self._library.close()

    # --- orders ----------------------------------------------------------------------------------------------------------

    def _obey(self) -> bool:
        """Wait for what is due, and take the newest order; False when it is time to end."""
        newest: tuple[tuple[View, ...], Clock] | None = None
        patience: float | None = self._patience()
        while True:
            try:
                item = self._inbox.get(timeout=patience)
            except queue.Empty:
                break
            match item:
                case None:
                    return False
                case (tuple() as views, Clock() as clock):
                    newest = (views, clock)
            patience = 0.0
        if newest is not None:
            self._set(*newest)
        return True

    def _set(self, views: Sequence[View], clock: Clock) -> None:
        now = time.monotonic()
        before, self._clock = self._clock, clock
        if clock.visit != before.visit or (not clock.speed and clock.at != before.at):
            is_dragged = now - self._sought < SCRUB
            self._sought = now
            self._refine = now + SETTLED if is_dragged and not clock.speed else None
            self._is_due = True
            self._look = 0.0
        self.easel.visit = clock.visit
        self.easel.set(views)
        self.flow.only_keys = clock.speed > FASTEST_WHOLE or (bool(views) and all(view.key_only for view in views))

    def _patience(self) -> float | None:
        """Seconds until something is due; None: nothing is, until the next order."""
        now, playhead = time.monotonic(), self._clock.now()
        if playhead is None:
            return None
        waits = [ROOM] if self.easel.is_behind else []
        if self._refine is not None:
            waits.append(self._refine - now)
        if self._reel is None or self._reel.clip.is_open:
            waits.append(LOOK)
        if self._clock.speed:
            waits.append(self._until_next(playhead))
        return max(0.0, min(waits)) if waits else None

    def _until_next(self, playhead: float) -> float:
        """Seconds until the next picture, or the end of the file."""
        if self.flow.only_keys or self._reel is None or self._is_awaited(playhead):
            return KEY_TURN
        ahead = self._reel.following()
        due = ahead.at if ahead is not None else max(self._reel.clip.end, playhead + 0.02)
        return min(LOOK, (due - playhead) / self._clock.speed)

    # --- what is to be seen ----------------------------------------------------------------------------------------------

    def _turn(self) -> None:
        """Put what is to be seen now onto the easel."""
        at = self._clock.now()
        if at is None:
            return
        if not self._find(at):
            return
        assert self._reel is not None
        taken = self._picture(self._reel, at)
        is_exact = not self.flow.only_keys and self._refine is None
        if taken is None or (is_exact and at - taken.at > (WRITTEN if self._is_awaited(at) else STOOD)):
            self._miss("")
            return
        self._put(self._reel, taken)
        self._open_ahead(self._reel, at)

    def _picture(self, reel: Reel, at: float) -> Taken | None:
        """The picture of this moment: exact, or a key picture where that must do."""
        if self._refine is not None and time.monotonic() >= self._refine:
            self._refine = None
        if self.flow.only_keys or (self._refine is not None and not reel.is_near(at)):
            return reel.key(at)
        ahead = reel.following() if self._clock.speed and reel.is_wound else None
        if ahead is not None and at - ahead.at > BEHIND * self._clock.speed:
            key = reel.key(at)
            if key is not None and key.at > ahead.at:
                self.flow.drops += 1
                return key
        return reel.exact(at)

    def _is_awaited(self, at: float) -> bool:
        """Whether the picture of this moment is not on the disk yet."""
        return self._reel is not None and self._reel.clip.is_open and at >= self._reel.clip.end

    def _put(self, reel: Reel, taken: Taken) -> None:
        self.flow.is_recorded, self.flow.gap = True, ""
        if not self._is_due and self._shown is not None and self._shown.at == taken.at:
            return
        self._is_due = False
        self._shown = taken
        now = time.monotonic()
        try:
            picture = planes_of(taken.frame, reel.aspect)
        except (av.FFmpegError, ValueError) as error:
            log.debug("%s: a picture that cannot be shown: %s", self._camera, error)
            self.flow.drops += 1
            return
        self.flow.count(now, 0, 1)
        self.flow.size = (taken.frame.width, taken.frame.height)
        self.flow.has_picture = True
        self.easel.put(picture, taken.at)

    def _miss(self, cause: str) -> None:
        """There is no picture of this moment, and why."""
        self.flow.is_recorded, self.flow.gap = False, cause
        self.flow.has_picture = True
        self._shown = None
        self.easel.clear()

    # --- files -----------------------------------------------------------------------------------------------------------

    def _find(self, at: float) -> bool:
        """Have the file of this moment open; False when there is none."""
        if self._reel is not None and self._reel.clip.begin <= at < self._ends:
            return True
        ahead, self._next = self._next, None
        if ahead is not None:
            if ahead.clip.begin <= at < ahead.clip.end:
                self._change(ahead, ahead.clip.end)
                return True
            ahead.close()
        now = time.monotonic()
        if now < self._look and (self._reel is None or self._reel.clip.is_open):
            return False
        self._look = now + (KEY_TURN if self._clock.speed > 1 else LOOK)
        clip, cause = self._ask(at)
        if clip is not None:
            ends = clip.end if at < clip.end else clip.end + TOUCH
            if self._reel is not None and self._reel.clip == clip:
                self._ends = ends
                return True
            try:
                self._change(Reel(clip), ends)
            except HallFault as fault:
                self._complain(fault.what)
                cause = "" if clip.path.exists() else "folder_missing"
            else:
                return True
        self._change(None, 0.0)
        self._miss(cause)
        return False

    def _ask(self, at: float) -> tuple[Clip | None, str]:
        """The clip of a moment, or the cause why there is none."""
        try:
            if self._library is None:
                if self._store is None:
                    return None, ELSEWHERE
                self._library = Library(self._store)
            clip = self._library.at(self._camera, at)
            if clip is not None:
                return clip, ""
            hole = self._library.hole(self._camera, at)
            if hole is not None:
                return None, hole.cause
            # Two files may lie a picture's time apart, which is no hole; nor is what is not on the disk yet.
            return self._library.at(self._camera, at - TOUCH) or self._library.growing(self._camera, at - WRITTEN, at), ""
        except HallFault as fault:
            self._complain(fault.what)
            return None, ""

    def _change(self, reel: Reel | None, ends: float) -> None:
        if self._reel is not None:
            self._reel.close()
        self._reel, self._ends = reel, ends
        if reel is not None:
            self._told = ""

    def _open_ahead(self, reel: Reel, at: float) -> None:
        """Open the next file before it is needed."""
        speed = self._clock.speed
        if not speed or self._next is not None or self._library is None or at < reel.clip.end - AHEAD * speed:
            return
        if time.monotonic() < self._look:
            return
        self._look = time.monotonic() + KEY_TURN
        try:
            clip = self._library.at(self._camera, reel.clip.end + 0.001)
            if clip is not None and clip.path != reel.clip.path:
                self._next = Reel(clip)
                self._next.exact(clip.begin)
        except HallFault as fault:
            self._complain(fault.what)

    def _close_reels(self) -> None:
        for reel in (self._reel, self._next):
            if reel is not None:
                reel.close()
        self._reel = self._next = None

    def _complain(self, what: str) -> None:
        """Log a fault once."""
        if what != self._told:
            self._told = what
            log.warning("%s: %s", self._camera, what)
