"""A serial line that comes back: opens, reads and writes, and opens again after an unplug. It knows bytes, not protocols.

The port is anything `serial.serial_for_url` takes: a path (prefer `/dev/serial/by-id/…`, whose name survives a replug; `/dev/ttyUSB0`
may come back as `ttyUSB1`) or the `socket://host:port` of a serial gateway. A path is opened exclusively, so that two programs cannot
share one bus by mistake.
"""

import contextlib
import time

import serial

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
_FAULTS = (serial.SerialException, OSError, TypeError)
"""What pyserial raises on an unplug; TypeError: it reads a descriptor that is None by then (pyserial #341, #86)."""


class SerialLine:
    """One port; every call may find it gone, none raises for that: `fault` says why, empty while open."""

    def __init__(self, url: str, baud: int) -> None:
        self.url = url
        self.baud = baud
        self.fault = "not opened yet"
        self._port: serial.SerialBase | None = None
        self._pause = FIRST_PAUSE
        self._retry_at = time.monotonic()

    def open(self) -> bool:
        """Open it if it is closed and the pause is over; whether it is open now."""
        if self._port is None and time.monotonic() >= self._retry_at:
            try:
                self._port = serial.serial_for_url(
                    self.url, baudrate=self.baud, timeout=0, write_timeout=1.0, exclusive=None if "://" in self.url else True
                )
            except (*_FAULTS, ValueError) as error:
                self._fail(error)
            else:
                self.fault, self._pause = "", FIRST_PAUSE
        return self._port is not None

    def read(self, timeout: float) -> bytes:
        """What has come, waiting at most `timeout` seconds for the first byte; empty after silence, or while it is closed."""
        if self._port is None:
            time.sleep(max(0.0, min(timeout, self._retry_at - time.monotonic())))
            return b""
        try:
            self._port.timeout = timeout
            data: bytes = self._port.read(1)
            while data and (more := self._port.in_waiting):
                data += self._port.read(more)
        except _FAULTS as error:
            self._fail(error)
            return b""
        return data

    def write(self, data: bytes) -> bool:
        """Send all of `data`; False when the line is closed or broke."""
        if self._port is None:
            return False
        try:
            self._port.write(data)
        except _FAULTS as error:
            self._fail(error)
            return False
        return True

    def close(self) -> None:
        """Let go of the port."""
        if self._port is not None:
            # WORKAROUND: pyserial's socket:// leaves its socket open when the gateway is gone, as `shutdown` raises before `close`
            left_open = getattr(self._port, "_socket", None)
            with contextlib.suppress(*_FAULTS):  # an unplugged port may refuse to be closed; it is gone all the same
                self._port.close()
            if left_open is not None:
                left_open.close()
            self._port = None

    def _fail(self, error: Exception) -> None:
        self.fault = f"{self.url}: {error}"
        self.close()
        self._retry_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
