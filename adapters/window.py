"""What may be sent next: numbers, credit, and when to ask again. Pure bookkeeping; it neither sends nor stores.

Times are `time.monotonic` seconds, given by the caller.
"""

NAK_PAUSE = 0.25
"""Seconds before sending again what was just refused for the time being."""
NO_PROGRESS = 2.0
"""Seconds without a new acknowledgement, while something is unacknowledged, after which the hub is greeted again."""


class Window:
    """The sending side of one connection's life: from a greeting accepted to the next."""

    def __init__(self) -> None:
        self.greeted = False
        """The hub has answered the greeting."""
        self.next = 1
        """The number to send next."""
        self.boot = 0
        """The hub's boot number, by its last answer to a greeting."""
        self._acked = 0
        self._credit = 0
        self._progress_at = 0.0
        self._hold_until = 0.0
        self._refused_at: int | None = None

    def welcome(self, *, expect: int, credit: int, boot: int, now: float) -> None:
        """The hub told from where it wants numbers, which may be below what it acknowledged before."""
        self.greeted, self.boot = True, boot
        self.next, self._acked, self._credit = expect, expect - 1, credit
        self._progress_at, self._refused_at = now, None

    def ack(self, *, upto: int, credit: int, now: float) -> bool:
        """The hub has everything up to `upto`. False: a number never sent, which is not believed."""
        if upto >= self.next:
            return False
        self._credit = credit
        if upto > self._acked:
            self._acked, self._progress_at, self._refused_at = upto, now, None
        return True

    def nak(self, *, expect: int, now: float) -> None:
        """Begin again at `expect`: at once, or after a pause when the same number is refused again. Never ahead of what was sent."""
        if expect > self.next:
            return
        if expect == self._refused_at:
            self._hold_until = now + NAK_PAUSE
        self._refused_at = expect
        self.next, self._acked = expect, min(self._acked, expect - 1)

    def farewell(self) -> None:
        """Nothing may be sent until the next welcome."""
        self.greeted = False

    def room(self, now: float) -> int:
        """How many numbers may be sent now."""
        if not self.greeted or now < self._hold_until:
            return 0
        return max(0, self._acked + self._credit + 1 - self.next)

    def stuck(self, *, last: int, now: float) -> bool:
        """Whether numbers up to `last` are wanting and nothing has moved for too long."""
        if last <= self._acked:
            self._progress_at = now
        return self.greeted and now - self._progress_at > NO_PROGRESS
