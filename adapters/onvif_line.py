"""One camera's ONVIF beside everything else: a thread of its own, since a camera may take seconds to answer or never do.

It measures the camera's clock now and then, does what it is asked, and stops a turning camera even if the camera does not by itself.
What it finds out goes to `tell`; it reports no event itself.
"""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from msgspec import Struct

from console.video.login import Secret
from console.video.onvif import OnvifCamera, OnvifFault, Trouble

CLOCK_EVERY = 60.0
FIRST_PAUSE = 5.0
LONGEST_PAUSE = 120.0
"""Seconds to the next try after a failure: doubled each time."""
REFUSED_PAUSE = 600.0
"""After a refused login: cameras lock an account after some wrong tries."""
STOPS = 5
"""How often a turning camera is told to stop before it is given up."""
UNMOVED = frozenset({Trouble.WRONG_PASSWORD, Trouble.CANNOT})
"""After these it certainly did not begin to turn; after silence it may have."""


class Finding(Struct, frozen=True, kw_only=True):
    """What a camera said of itself, or why it did not."""

    camera: str
    offset: float | None = None
    """Seconds by which its clock is ahead."""
    trouble: Trouble | None = None
    words: str = ""


Deed = Callable[[OnvifCamera], None]


class OnvifLine(threading.Thread):
    """The line to one camera's ONVIF service."""

    def __init__(
        self,
        camera: str,
        address: str,
        login: Callable[[], Secret | None],
        tell: Callable[[Finding], None],
        *,
        every: float = CLOCK_EVERY,
        timeout: float = 3.0,
    ) -> None:
        """`login` is asked before each connection, so that a new password is taken without a restart."""
        super().__init__(name=f"onvif {camera}", daemon=True)
        self._camera, self._address, self._login, self._tell = camera, address, login, tell
        self._every, self._timeout = every, timeout
        self._deeds: queue.SimpleQueue[tuple[Deed, Future[None]] | None] = queue.SimpleQueue()
        self._line: OnvifCamera | None = None
        self._used: Secret | None = None
        self._is_refused = False
        """Whether the camera refused `_used`: nobody's order tries that login again, only the clock's rare look."""
        self._pause = FIRST_PAUSE
        self._clock_at = time.monotonic()
        self._stop_at: float | None = None
        self._stops_left = 0
        self._closing = False

    def do(self, deed: Deed) -> "Future[None]":
        """Have something done soon; the future has its `OnvifFault`, if any."""
        future: Future[None] = Future()
        self._deeds.put((deed, future))
        return future

    def turn(self, pan: float, tilt: float, zoom: float, seconds: float) -> "Future[None]":
        """Turn for a while; all speeds 0: stop now."""

        def deed(camera: OnvifCamera) -> None:
            if not (pan or tilt or zoom):
                self._stop_at = None
                camera.stop()
                return
            self._stop_at, self._stops_left = time.monotonic() + seconds, STOPS
            try:
                camera.move(pan, tilt, zoom, seconds)
            except OnvifFault as fault:
                if fault.trouble in UNMOVED:
                    self._stop_at = None
                raise

        return self.do(deed)

    def retry(self) -> None:
        """Look again now: something may have been mended."""
        self._deeds.put(None)

    def close(self) -> None:
        """End after what is under way; a camera that turns is stopped first. Does not wait."""
        self._closing = True
        self._deeds.put(None)

    def run(self) -> None:
        """Deeds as they come, the clock in between."""
        while not self._closing:
            due = self._clock_at if self._stop_at is None else min(self._clock_at, self._stop_at)
            try:
                asked = self._deeds.get(timeout=max(due - time.monotonic(), 0.001))
            except queue.Empty:
                self._in_time()
                continue
            if asked is None:
                self._clock_at = time.monotonic()
            else:
                self._obey(*asked)
        if self._stop_at is not None:
            self._stop()
        self._hang_up()

    def _in_time(self) -> None:
        now = time.monotonic()
        if self._stop_at is not None and now >= self._stop_at:
            self._stop()
        elif now >= self._clock_at:
            self._look_at_clock()

    def _obey(self, deed: Deed, future: "Future[None]") -> None:
        if not future.set_running_or_notify_cancel():
            return
        was_refused = self._is_refused
        try:
            deed(self._open())
        except OnvifFault as fault:
            is_known = was_refused and self._is_refused
            if fault.trouble is not Trouble.CANNOT and not is_known:  # what the camera just cannot do is the order's failure
                self._failed(fault)
            future.set_exception(fault)
        except Exception as error:  # noqa: BLE001 — the caller has it; the line goes on
            future.set_exception(error)
        else:
            future.set_result(None)

    def _stop(self) -> None:
        """A camera that turns and is not told to stop may turn for ever, so it is told more than once."""
        self._stop_at = None
        try:
            self._open().stop()
        except OnvifFault as fault:
            self._failed(fault)
            self._stops_left -= 1
            if self._stops_left > 0:
                self._stop_at = time.monotonic() + 1.0

    def _look_at_clock(self) -> None:
        self._is_refused = False
        try:
            camera = self._open()
            offset = camera.clock_offset()
            # The time may be asked by anybody; whether the login is right, only another question tells.
            camera.information()
        except OnvifFault as fault:
            self._failed(fault)
            return
        self._pause = FIRST_PAUSE
        self._clock_at = time.monotonic() + self._every
        self._tell(Finding(camera=self._camera, offset=offset))

    def _open(self) -> OnvifCamera:
        login = self._login()
        if self._is_refused and login == self._used:
            raise OnvifFault(
                Trouble.WRONG_PASSWORD, f"{self._address} refuses user or password: it is not tried again until that was changed"
            )
        if self._line is None or login != self._used:
            self._hang_up()
            self._is_refused = False
            self._line, self._used = OnvifCamera(self._address, login, self._timeout), login
        return self._line

    def _failed(self, fault: OnvifFault) -> None:
        """Told, and tried again later."""
        self._hang_up()
        self._is_refused = fault.trouble is Trouble.WRONG_PASSWORD
        self._clock_at = time.monotonic() + (REFUSED_PAUSE if self._is_refused else self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self._tell(Finding(camera=self._camera, trouble=fault.trouble, words=str(fault)))

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()
