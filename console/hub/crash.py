"""Crash reports: what a bug of this program met, one file each in the data directory, for whoever mends it. Nothing is sent anywhere."""

import logging
import platform
import re
import time
import traceback
from pathlib import Path

FOLDER = "crashes"
MOST = 50
"""Reports kept; the oldest goes."""
LARGEST = 200_000
"""Characters of a report."""

log = logging.getLogger(__name__)


class Crashes:
    """The folder of reports. What it cannot write is in the log all the same, and never an error of its own."""

    def __init__(self, data: Path | None = None) -> None:
        """`data`: the hub's data directory; None: nothing is written."""
        self._data = data

    def report(self, part: str, error: Exception, context: str) -> str:
        """Write one and return its name within the data directory; empty when it could not be written."""
        log.error("%s failed by a bug of this program", part, exc_info=error)
        if self._data is None:
            return ""
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        name = f"{FOLDER}/{stamp}-{re.sub(r'[^A-Za-z0-9]+', '-', part)[:60]}.txt"
        text = "".join(traceback.format_exception(error))
        try:
            folder = self._data / FOLDER
            folder.mkdir(mode=0o700, exist_ok=True)
            for old in sorted(folder.glob("*.txt"))[: -(MOST - 1)]:
                old.unlink(missing_ok=True)
            (self._data / name).write_text(
                f"{part}\nPython {platform.python_version()} on {platform.platform()}\n\n{text}\n{context}\n"[:LARGEST],
                "utf-8",
                "replace",
            )
        except OSError as failed:
            log.warning("no crash report could be written: %s", failed.strerror)
            return ""
        return name
