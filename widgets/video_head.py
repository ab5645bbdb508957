"""The one clock that all tiles follow, from the frames that the session shows: told anew only when it goes another way. No Qt."""

from time import monotonic

from console.session import Frame, Mode
from console.video.pictures import LIVE, Playhead

SLACK = 0.4
"""Seconds by which the tiles' own running clock may be off before it is set again."""


JUMP = 2.0
"""Seconds, times the speed, from which another moment is asked for; surely more than what the decoders call a jump."""


class Follower:
    """Makes a playhead of frames; the same object as long as nothing is new."""

    def __init__(self) -> None:
        self.head = LIVE
        self.jumps = 0
        """How often another moment was gone to."""
        self._told = 0.0
        self._visit = 0

    def follow(self, frame: Frame, now: float | None = None) -> Playhead:
        """Where the tiles shall be; `now`: `time.monotonic`. While another moment is being loaded it stays where it was."""
        if frame.mode is Mode.LIVE:
            self.head = LIVE
            return self.head
        if frame.is_loading and self.head is not LIVE:
            return self.head
        now = monotonic() if now is None else now
        speed = frame.speed if frame.mode is Mode.REPLAY else 0.0
        if 0.0 <= frame.extent[1] - frame.now < SLACK * max(speed, frame.pace):  # it catches up with the present: no overtaking
            speed = min(speed, frame.pace)
        off = frame.now - self.head.at - (now - self._told) * self.head.speed if self.head.at is not None else 0.0
        slack = SLACK * max(1.0, speed) if speed else 1e-3
        if self.head.at is not None and speed == self.head.speed and frame.visit == self._visit and abs(off) <= slack:
            return self.head
        self.jumps += abs(off) > JUMP * max(1.0, speed, self.head.speed)
        self.head, self._told, self._visit = Playhead(at=frame.now, speed=speed, since=now), now, frame.visit
        return self.head
